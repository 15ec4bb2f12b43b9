"""To which day figures are known: the list of a law, and single figures with gaps, ends and several grades."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from povertykit import jurisdiction, list_jurisdictions
from povertykit.citation import Citation, Grade, Source
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.jurisdictions.freshness import freshness, freshness_of
from povertykit.policy import Figure

TABLE = Source("table", "利率表", "Table of rates", "某行", "A bank", None)
RATE = Figure(
    name="rate",
    dated=Dated(
        "rate",
        (
            Step(Fraction(1, 10), date(2015, 1, 1), date(2015, 12, 31), Citation(TABLE, "2015", Grade.NEWS)),
            Step(Fraction(1, 20), date(2016, 1, 1), date(2016, 6, 30), Citation(TABLE, "2016")),
            Step(Fraction(1, 25), date(2016, 8, 1), date(2017, 3, 31), Citation(TABLE, "2017")),
        ),
        known_to=date(2017, 12, 31),
    ),
    unit=Unit.RATE,
    en="a rate",
    zh="利率",
)


def test_a_figure_with_a_gap_and_an_end_before_it_was_last_checked() -> None:
    fresh = freshness_of(RATE)
    assert (fresh.first, fresh.last, fresh.known_to) == (date(2015, 1, 1), date(2017, 3, 31), date(2017, 12, 31))
    assert (fresh.steps, fresh.source) == (3, TABLE)
    assert fresh.gaps == ((date(2016, 7, 1), date(2016, 7, 31)),)
    assert fresh.grade is Grade.NEWS, "the weakest grade of the steps"


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ((2014, 12, 31), False),
        ((2015, 1, 1), True),
        ((2016, 6, 30), True),
        ((2016, 7, 1), False),
        ((2016, 7, 31), False),
        ((2016, 8, 1), True),
        ((2017, 3, 31), True),
        ((2017, 4, 1), False),
    ],
)
def test_known_days_are_those_with_a_value(day: tuple[int, int, int], known: bool) -> None:
    assert freshness_of(RATE).known_on(date(*day)) is known


@pytest.mark.parametrize("name", [entry.name for entry in list_jurisdictions()])
def test_every_figure_of_a_law_says_to_when_it_is_known(name: str) -> None:
    law = jurisdiction(name).law
    found = freshness(law)
    assert {each.name for each in found} == {each.name for each in law.all().values() if isinstance(each, Figure)}
    assert [each.known_to for each in found] == sorted(each.known_to for each in found)
    for each in found:
        figure = law.all()[each.name]
        assert isinstance(figure, Figure)
        assert each.known_to == figure.dated.known_to >= each.last >= each.first == figure.dated.steps[0].start


def test_no_rate_of_the_national_law_is_known_after_the_law_itself() -> None:
    national = jurisdiction("national").law
    known_to = {each.name: each.known_to for each in freshness(national)}
    assert known_to["benchmark_up_to_one_year"] == date(2019, 8, 19)
    assert known_to["loan_prime_one_year"] == national.end, "nothing was checked after the last published rate"
