"""Dated figures, scales by bands and the loader of long tables."""

import pickle
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.citation import Citation, Grade, Source, library_default
from povertykit.dated import Brackets, Dated, Step, load_dated_csv
from povertykit.dates import day_number, from_day_number
from povertykit.errors import AmountError, CitationError, DatedError, DateError, OutOfCoverage, OutOfRange
from povertykit.money import yuan

CITED = library_default("an example")
BANK = Source("bank", "利率表", "Rate table", "银行", "Bank", None)
DAY = timedelta(1)


def step(value: object, start: str, end: str | None) -> Step[object]:
    return Step(value, date.fromisoformat(start), date.fromisoformat(end) if end else None, CITED)


STANDARD = Dated(
    "standard",
    (step(3, "2018-01-01", None), step(1, "2014-01-01", "2014-12-31"), step(2, "2015-01-01", "2016-12-31")),
    date(2020, 6, 30),
)


# --- steps ---


@pytest.mark.parametrize("citation", [None, "二(二)", BANK])
def test_an_uncited_figure_cannot_be_built(citation: Citation) -> None:
    with pytest.raises(CitationError, match=r"^citation: got .*a Citation.*library_default") as caught:
        Step(1, date(2017, 1, 1), None, citation)
    assert repr(citation) in caught.value.problem


def test_a_step_has_a_value_and_ends_after_it_starts() -> None:
    assert step(0, "2017-01-01", "2017-01-01").value == 0
    with pytest.raises(DatedError, match=r"^value: got None"):
        step(None, "2017-01-01", None)
    with pytest.raises(DatedError, match="the step from 2017-01-02 ends before, on 2017-01-01"):
        step(1, "2017-01-02", "2017-01-01")


@pytest.mark.parametrize("wrong", ["2017-01-01", 0, None, datetime(2017, 1, 1)])
def test_a_step_runs_from_a_date(wrong: date) -> None:
    with pytest.raises(DateError, match="got"):
        Step(1, wrong, None, CITED)
    with pytest.raises(DateError, match="got"):
        Dated("a", (step(1, "2017-01-01", None),), wrong)
    if wrong is not None:
        with pytest.raises(DateError, match="got"):
            Step(1, date(2017, 1, 1), wrong, CITED)


# --- dated figures ---


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2014-01-01", 1),
        ("2014-12-31", 1),
        ("2015-01-01", 2),
        ("2016-12-31", 2),
        ("2018-01-01", 3),
        ("2020-06-30", 3),
    ],
)
def test_a_figure_holds_from_its_first_day_to_its_last(day: str, value: int) -> None:
    assert STANDARD.value(date.fromisoformat(day)) == value
    assert STANDARD.on(date.fromisoformat(day)) is STANDARD.steps[value - 1]


@pytest.mark.parametrize("day", ["2013-12-31", "2017-01-01", "2017-12-31", "2020-07-01", "0001-01-01", "9999-12-31"])
def test_nothing_is_carried_backwards_or_forwards(day: str) -> None:
    for ask in (STANDARD.on, STANDARD.value):
        with pytest.raises(OutOfCoverage) as caught:
            ask(date.fromisoformat(day))
        assert str(caught.value) == (
            f"standard: {day} is not covered; allowed: 2014-01-01 to 2016-12-31, 2018-01-01 to 2020-06-30; "
            f"rule: {CITED}; to do: supply that day's figure, with its source"
        )


@pytest.mark.parametrize("day", [None, "2015-01-01", 17318, datetime(2015, 1, 1)], ids=repr)
def test_a_figure_is_asked_for_on_a_plain_date(day: date) -> None:
    with pytest.raises(DateError, match=r"^day: got"):
        STANDARD.on(day)


def test_steps_are_kept_in_order_and_touching_ones_covered_together() -> None:
    assert [found.value for found in STANDARD.steps] == [1, 2, 3]
    assert STANDARD.covered == [
        (date(2014, 1, 1), date(2016, 12, 31)),
        (date(2018, 1, 1), date(2020, 6, 30)),
    ]


@st.composite
def figures(draw: st.DrawFn) -> Dated[int]:
    """Steps of random lengths with random gaps, handed over in any order, the last sometimes open."""
    cursor, steps = draw(st.dates(date(2000, 1, 1), date(2010, 1, 1))), []
    for value in range(draw(st.integers(1, 6))):
        start = cursor + DAY * draw(st.integers(0, 3))
        end = start + DAY * draw(st.integers(0, 40))
        steps.append(Step(value, start, end, CITED))
        cursor = end + DAY
    known_to = steps[-1].end or cursor
    if draw(st.booleans()):
        steps[-1] = Step(steps[-1].value, steps[-1].start, None, CITED)
        known_to = steps[-1].start + DAY * draw(st.integers(0, 40))
    return Dated("drawn", tuple(draw(st.permutations(steps))), known_to)


@given(figures())
def test_one_day_an_array_and_a_search_agree_on_every_day(figure: Dated[int]) -> None:
    first = day_number(figure.steps[0].start) - 3
    days = np.arange(first, day_number(figure.known_to) + 4)
    slow = []
    for number in days.tolist():
        day = from_day_number(number)
        found = [
            place
            for place, held in enumerate(figure.steps)
            if held.start <= day <= (held.end or figure.known_to) and day <= figure.known_to
        ]
        slow.append(found[0] if found else -1)
    rows = figure.rows(days)
    assert rows.dtype == np.int64
    assert rows.tolist() == slow == [figure.rows(number) for number in days.tolist()]
    inside = [any(start <= from_day_number(day) <= end for start, end in figure.covered) for day in days.tolist()]
    assert inside == [place >= 0 for place in slow]
    for number, place in zip(days.tolist(), slow, strict=True):
        if place >= 0:
            assert figure.value(from_day_number(number)) == figure.steps[place].value
        else:
            with pytest.raises(OutOfCoverage):
                figure.value(from_day_number(number))


def test_the_rows_of_no_days_are_none() -> None:
    assert STANDARD.rows(np.array([], dtype=np.int64)).tolist() == []


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((), r"^figure: got \(\); allowed: at least one Step"),
        ((1,), r"^figure: got \(1,\); allowed: at least one Step"),
        (
            (step(1, "2017-01-01", "2017-06-30"), step(2, "2017-06-30", None)),
            "the steps from 2017-01-01 and from 2017-06-30 overlap",
        ),
        ((step(1, "2017-01-01", None), step(2, "2017-07-01", None)), "from 2017-01-01 and from 2017-07-01 overlap"),
        ((step(1, "2017-01-01", "2017-01-01"), step(2, "2017-01-01", "2017-01-01")), "overlap"),
        ((step(1, "2017-01-01", "2018-01-01"),), "goes beyond 2017-12-31, to which it was checked"),
        ((step(1, "2018-01-01", None),), "goes beyond 2017-12-31"),
    ],
)
def test_steps_that_contradict_one_another_are_refused(steps: tuple[Step[int], ...], message: str) -> None:
    with pytest.raises(DatedError, match=message) as caught:
        Dated("figure", steps, date(2017, 12, 31))
    assert caught.value.field == "figure"


def test_a_step_may_start_or_end_on_the_last_day_checked() -> None:
    for found in (step(1, "2017-12-31", None), step(1, "2017-12-31", "2017-12-31")):
        assert Dated("figure", (found,), date(2017, 12, 31)).covered == [(date(2017, 12, 31), date(2017, 12, 31))]


def test_a_constant_is_one_step() -> None:
    figure = Dated.constant("figure", 5, CITED, date(2017, 1, 1), date(2020, 12, 31))
    assert figure == Dated("figure", (Step(5, date(2017, 1, 1), date(2020, 12, 31), CITED),), date(2020, 12, 31))
    assert figure.covered == [(date(2017, 1, 1), date(2020, 12, 31))]


def test_a_figure_is_a_frozen_value() -> None:
    twin = pickle.loads(pickle.dumps(STANDARD))
    assert twin == STANDARD
    assert twin.value(date(2015, 1, 1)) == 2
    assert "_starts" not in repr(STANDARD)
    assert "_ends" not in repr(STANDARD)
    assert "_edges" not in repr(bands())
    for value in (STANDARD, STANDARD.steps[0], bands()):
        with pytest.raises(FrozenInstanceError):
            setattr(value, value.__slots__[0], None)


# --- bands ---

HALF, THREE_FIFTHS, FOUR_FIFTHS = Fraction(1, 2), Fraction(3, 5), Fraction(4, 5)


def bands(includes: str = "upper", basis: str = "gross", top: int | None = None) -> Brackets[Fraction]:
    bounds = ((0, 100, HALF), (100, 300, THREE_FIFTHS), (300, top, FOUR_FIFTHS))
    return Brackets(bounds, basis, includes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("includes", "x", "place"),
    [
        ("upper", -1, None),
        ("upper", 0, 0),
        ("upper", 99, 0),
        ("upper", 100, 0),
        ("upper", 101, 1),
        ("upper", 300, 1),
        ("upper", 301, 2),
        ("upper", 400, 2),
        ("upper", 401, None),
        ("lower", -1, None),
        ("lower", 0, 0),
        ("lower", 99, 0),
        ("lower", 100, 1),
        ("lower", 299, 1),
        ("lower", 300, 2),
        ("lower", 399, 2),
        ("lower", 400, None),
    ],
)
def test_a_bound_belongs_to_the_band_that_the_convention_says(includes: str, x: int, place: int | None) -> None:
    scale = bands(includes, top=400)
    assert scale.rows(x) == (-1 if place is None else place)
    if place is None:
        with pytest.raises(OutOfRange) as caught:
            scale.at(x)
        assert str(caught.value) == (
            f"gross: no band holds {x}; allowed: from 0 to 400, the {includes} end of each band included"
        )
    else:
        assert scale.at(x) == scale.bounds[place][2]


@pytest.mark.parametrize("includes", ["upper", "lower"])
def test_a_last_band_may_have_no_end(includes: str) -> None:
    assert bands(includes).at(10**18) == FOUR_FIFTHS
    with pytest.raises(OutOfRange, match="from 0 without end"):
        bands(includes).at(-1)


@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=8, unique=True).map(sorted),
    st.booleans(),
    st.sampled_from(["upper", "lower"]),
)
def test_bands_of_one_number_and_of_an_array_agree(edges: list[int], is_open: bool, includes: str) -> None:
    bounds = [(low, high, place) for place, (low, high) in enumerate(pairwise(edges))]
    if is_open:
        bounds[-1] = (bounds[-1][0], None, bounds[-1][2])  # type: ignore[assignment]
    scale = Brackets(tuple(bounds), "term", includes)  # type: ignore[arg-type]
    numbers = np.arange(-2, 65)
    slow = []
    for x in numbers.tolist():
        place = -1
        for low, high, value in bounds:
            end = 10**9 if high is None else high
            if (low <= x < end) if includes == "lower" else (low < x <= end or x == low == edges[0]):
                place = value
        slow.append(place)
    rows = scale.rows(numbers)
    assert rows.dtype == np.int64
    assert rows.tolist() == slow == [scale.rows(x) for x in numbers.tolist()]


@pytest.mark.parametrize("x", [1.0, None, True, "1", float("nan")])
def test_bands_hold_whole_numbers(x: int) -> None:
    with pytest.raises(AmountError, match=r"^gross: got"):
        bands().at(x)


def slow_total(scale: Brackets[Fraction], amount: int, deductible: int) -> Fraction:
    """Fen by fen: each has its own place on the scale, on the gross amount or above the deductible."""
    total = Fraction(0)
    for place in range(deductible + 1, amount + 1):
        on_scale = place if scale.basis == "gross" else place - deductible
        total += sum((rate for low, high, rate in scale.bounds if low < on_scale <= (high or 10**9)), start=Fraction(0))
    return total


@given(st.integers(0, 500), st.integers(0, 500), st.sampled_from(["gross", "above_deductible"]))
def test_a_total_is_the_sum_of_its_fen(amount: int, deductible: int, basis: str) -> None:
    scale = bands(basis=basis)
    result = scale.total(amount, deductible=deductible)
    assert type(result) is Fraction
    assert result == slow_total(scale, amount, deductible)


def test_the_basis_decides_where_the_bands_lie() -> None:
    assert bands(basis="gross").total(200, deductible=100) == 100 * THREE_FIFTHS
    assert bands(basis="above_deductible").total(200, deductible=100) == 100 * HALF
    assert bands(basis="above_deductible").total(100, deductible=200) == 0
    assert bands().total(350) == 100 * HALF + 200 * THREE_FIFTHS + 50 * FOUR_FIFTHS


def test_amounts_may_be_fen_on_both_sides() -> None:
    scale = Brackets(((yuan(100), yuan(500), HALF),), "gross", "upper")
    assert scale.bounds == ((10_000, 50_000, HALF),)
    assert type(scale.bounds[0][0]) is int
    assert scale.at(yuan(500)) == HALF
    assert scale.total(yuan(300), deductible=yuan(200)) == 5000
    assert scale.total(yuan(100)) == scale.total(yuan(50)) == 0


def test_an_amount_above_the_highest_bound_has_no_total() -> None:
    assert bands(top=400).total(400) == 50 + 120 + 80
    assert bands(top=400, basis="above_deductible").total(500, deductible=100) == 250
    for scale, amount, deductible in ((bands(top=400), 401, 50), (bands("upper", "above_deductible", 400), 501, 100)):
        with pytest.raises(OutOfRange, match="no band holds 401"):
            scale.total(amount, deductible=deductible)


@pytest.mark.parametrize(("amount", "deductible"), [(-1, 0), (0, -1)])
def test_a_negative_amount_has_no_total(amount: int, deductible: int) -> None:
    with pytest.raises(OutOfRange, match=f"got {amount} with the deductible {deductible}"):
        bands().total(amount, deductible=deductible)


@pytest.mark.parametrize("value", [1.0, None, True, "1"])
def test_a_total_is_of_whole_fen(value: int) -> None:
    with pytest.raises(AmountError, match=r"^amount: got"):
        bands().total(value)
    with pytest.raises(AmountError, match=r"^deductible: got"):
        bands().total(1, deductible=value)


def test_only_exact_rates_of_an_amount_add_up() -> None:
    with pytest.raises(DatedError, match="a scale by term has no total"):
        bands(basis="term").total(100)
    for rate in (0.5, "1/2", None):
        with pytest.raises(DatedError, match=r"^the rate of the band from 0 is .*a Fraction"):
            Brackets(((0, None, rate),), "gross", "upper").total(100)
    assert Brackets(((0, None, 2),), "gross", "upper").total(100) == 200


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ((), "^bounds: has no bands"),
        (((0, 100, 1), (200, None, 2)), "a band ends at 100 and the next starts at 200"),
        (((0, 100, 1), (50, None, 2)), "a band ends at 100 and the next starts at 50"),
        (((0, None, 1), (100, None, 2)), "a band ends at None and the next starts at 100"),
        (((0, 0, 1),), r"the band from 0 ends at 0; allowed: more than 0"),
        (((10, 5, 1),), "the band from 10 ends at 5"),
        (((100, None, 1), (0, 100, 2)), "a band ends at None and the next starts at 0"),
    ],
)
def test_bands_follow_one_another(bounds: tuple[tuple[int, int | None, int], ...], message: str) -> None:
    with pytest.raises(DatedError, match=message):
        Brackets(bounds, "gross", "upper")


def test_bands_have_whole_bounds_and_known_conventions() -> None:
    for bound in (1.5, True, "1"):
        with pytest.raises(AmountError, match=r"^bounds: got"):
            Brackets(((0, bound, 1),), "gross", "upper")  # type: ignore[arg-type]
        with pytest.raises(AmountError, match=r"^bounds: got"):
            Brackets(((bound, 9, 1),), "gross", "upper")  # type: ignore[arg-type]
    with pytest.raises(DatedError, match=r"^basis: got 'net'; allowed: gross, above_deductible, term"):
        bands(basis="net")
    with pytest.raises(DatedError, match=r"^includes: got 'both'; allowed: upper, lower"):
        bands("both")
    assert bands() == bands()
    assert bands() != bands("lower")


# --- long tables ---

TABLE = """from,to,section,grade,one_year,five_years
2015-10-24,2019-08-19,benchmark,third_party,4.35,4.75
2019-08-20,2019-09-19,LPR,news,4.25,
2019-09-20,,LPR,official,-4.2,4.85
"""
COLUMNS = ("one_year", "five_years")


def read(tmp_path: Path, text: str | bytes, columns: tuple[str, ...] = COLUMNS) -> dict[str, Dated[Fraction]]:
    path = tmp_path / "rates.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_dated_csv(path, "lending", columns, BANK, date(2019, 12, 31))


@pytest.mark.parametrize("form", ["plain", "mark", "crlf"])
def test_a_table_is_read_as_dated_fractions(tmp_path: Path, form: str) -> None:
    text = {"plain": TABLE, "mark": "\ufeff" + TABLE, "crlf": TABLE.replace("\n", "\r\n")}[form]
    tables = read(tmp_path, text)
    assert list(tables) == ["one_year", "five_years"]
    one, five = tables["one_year"], tables["five_years"]
    assert (one.name, five.name, one.known_to) == ("lending_one_year", "lending_five_years", date(2019, 12, 31))
    assert [found.value for found in one.steps] == [Fraction(87, 2000), Fraction(17, 400), Fraction(-21, 500)]
    assert [found.value for found in five.steps] == [Fraction(19, 400), Fraction(97, 2000)]
    assert one.steps[0].citation == Citation(BANK, "benchmark", Grade.THIRD_PARTY)
    assert one.steps[1].citation == Citation(BANK, "LPR", Grade.NEWS)
    assert one.value(date(2019, 12, 31)) == Fraction(-21, 500)
    with pytest.raises(OutOfCoverage):
        five.value(date(2019, 9, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2015-10-24", "24.10.2015", "line 2: got '24.10.2015'"),
        ("2019-09-19", "x", "line 3: got 'x'"),
        ("LPR,news", ",news", "line 3: Citation.section: got ''"),
        ("news", "rumour", "line 3: grade: got 'rumour'; allowed: document, official"),
        ("4.25", "4.25%", "line 3: rate: got '4.25%'; allowed: percent"),
        ("4.25", "nan", "line 3: rate: got 'nan'"),
        ("4.25", "1/4", "line 3: rate: got '1/4'"),
        ("4.25", "４", "line 3: rate: got '４'"),
        ("4.25,", "4.25", "line 3 has 5 cells; allowed: 6"),
        ("4.25,", "4.25,,", "line 3 has 7 cells; allowed: 6"),
        ("one_year,", "", "has the columns"),
        ("one_year", "two_years", "has the columns"),
        ("one_year", "five_years", "has the columns"),
        (TABLE, "", r"has the columns []"),
        ("2019-09-19", "2019-09-20", "overlap"),
        ("4.75", '"4.75', "cannot be read"),
    ],
)
def test_a_wrong_table_names_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(DatedError) as caught:
        read(tmp_path, TABLE.replace(old, new))
    assert message in str(caught.value)
    assert caught.value.field in ("rates.csv", "lending_one_year")


def test_a_table_without_rows_or_values_covers_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatedError, match=r"^lending_one_year: got \(\); allowed: at least one Step"):
        read(tmp_path, TABLE.splitlines()[0])


def test_a_table_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatedError, match=r"^rates\.csv: cannot be read: .*UTF-8"):
        read(tmp_path, TABLE.replace("LPR", "利率").encode("gb18030"))
    with pytest.raises(DatedError, match=r"^absent\.csv: cannot be read"):
        load_dated_csv(tmp_path / "absent.csv", "lending", COLUMNS, BANK, date(2019, 12, 31))
