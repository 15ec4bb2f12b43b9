"""Facts known only within bounds: decided where every value between gives the same, otherwise not known, and said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Decision, Household, Person, Verdict, Village, yuan
from povertykit.arithmetic import Amount, Count, Flag, Ratio, where
from povertykit.citation import Grade, Source
from povertykit.dates import day_number
from povertykit.errors import InvalidInput, UnknownName
from povertykit.jurisdictions import zz
from povertykit.models import Entity, fields_of
from povertykit.models.declarations import rate, text
from povertykit.models.record import Record
from povertykit.money import Period
from povertykit.policy import Jurisdiction, ProvisionKind
from povertykit.policy.interval import Interval
from povertykit.policy.within import bounded, in_words, only_bounded

ON: Final = date(2030, 6, 1)
law: Final = Jurisdiction(
    name="aa",
    code="990001",
    en="A place",
    zh="某地",
    source=Source("aa", "文件", "notice of aa", "某地", "A place", date(2029, 1, 1)),
    start=date(2030, 1, 1),
    end=date(2030, 12, 31),
    basis=Grade.DOCUMENT,
    basis_en="stated",
    basis_zh="载明",
    fictional=True,
)
law.figure("most_in_hundred", 2, "1", en="poor of a hundred, at most", zh="每百人贫困人数上限")
law.figure("least_income", yuan(50_000), "1", en="collective income, at least", zh="集体收入下限")


@law.provision("1", kind=ProvisionKind.TEST, entity=Entity.VILLAGE, en="the village may leave", zh="村可退出")
def leaves(
    poor_population: Count,
    rural_population: Count,
    most_in_hundred: Count,
    collective_income: Amount,
    least_income: Amount,
) -> Flag:
    """Few poor, and an income."""
    few = poor_population * 100 <= rural_population * most_in_hundred
    return few & (collective_income >= least_income)


@law.provision("2", kind=ProvisionKind.PAYMENT, entity=Entity.VILLAGE, period=Period.YEAR, en="a grant", zh="补助")
def grant(poor_population: Count) -> Amount:
    """A hundred yuan a poor person, from ten persons on."""
    return where(poor_population >= 10, poor_population * 10_000, 0)


policy: Final = law.policy(on=ON)


def village(**given: Any) -> Village:
    return Village(**({"village_id": "V1", "rural_population": 1000, "collective_income": yuan(50_000)} | given))


def poor(low: object, high: object, **given: Any) -> Decision:
    return policy.assess(village(**given), within={"poor_population": (low, high)})


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0, 20, Verdict.MET),
        (0, 21, Verdict.UNKNOWN),
        (20, 20, Verdict.MET),
        (20, 21, Verdict.UNKNOWN),
        (21, 21, Verdict.NOT_MET),
        (21, 1000, Verdict.NOT_MET),
        (0, 1000, Verdict.UNKNOWN),
    ],
)
def test_a_verdict_holds_where_both_ends_agree(low, high, verdict):
    assert poor(low, high).verdicts["leaves"] is verdict


def test_an_amount_is_determined_where_the_bounds_do_not_matter():
    assert poor(3, 9).fen["grant"] == 0
    assert poor(12, 12).fen["grant"] == 120_000
    assert poor(9, 10).undetermined["grant"].missing == ("poor_population",)
    assert "grant" not in poor(9, 10).fen


def test_amounts_are_bounded_to_the_fen():
    floor = {"collective_income": (yuan("50000.00"), "60000.00")}
    few = {"village_id": "V1", "rural_population": 1000, "poor_population": 20}
    assert policy.assess(Village(**few), within=floor).verdicts["leaves"] is Verdict.MET
    under = {"collective_income": (yuan("49999.99"), yuan(50_000))}
    assert policy.assess(Village(**few), within=under).verdicts["leaves"] is Verdict.UNKNOWN
    both = {**under, "poor_population": (21, 30)}
    del few["poor_population"]
    assert policy.assess(Village(**few), within=both).verdicts["leaves"] is Verdict.NOT_MET


def test_the_explanation_says_between_which_bounds():
    met, unknown = poor(3, 7), poor(3, 27)
    assert "poor population between 3 and 7 persons × 100 = between 300 and 700" in " ".join(met.explain().split())
    assert "贫困人口在3至7人之间" in met.explain("zh")
    assert "poor population (known only as between 3 and 27 persons)" in " ".join(unknown.explain().split())
    assert "贫困人口（仅知在3至27人之间）" in unknown.explain("zh").replace("\n", "").replace(" ", "")
    assert unknown.undetermined["leaves"].missing == ("poor_population",)
    money = policy.assess(
        village(collective_income=None, poor_population=3),
        within={"collective_income": (yuan("49000"), yuan("50000.50"))},
    )
    assert "between 49,000.00 and 50,000.50 yuan a year" in money.undetermined["leaves"].en
    assert "49,000.00至50,000.50元/年之间" in money.undetermined["leaves"].zh


def test_a_fact_without_bounds_is_worded_as_before():
    decision = policy.assess(village())
    assert "between" not in decision.undetermined["leaves"].en


def test_days_are_bounded_as_well():
    person = Person(person_id="P1", in_special_hardship=False)
    days = bounded(person, {"birth_date": ("1950-01-01", date(1950, 1, 31))})["birth_date"]
    assert (days.low, days.high) == (day_number(date(1950, 1, 1)), day_number(date(1950, 1, 31)))
    said = in_words(fields_of(Person)["birth_date"], days)
    assert said == ("between 1950-01-01 and 1950-01-31", "1950年1月1日至1950年1月31日之间")
    assert only_bounded(fields_of(Person)["birth_date"], days)
    assert not only_bounded(fields_of(Village)["poor_population"], Interval(0, 100_000_000))


class Offer(Record):
    """A loan that was only talked about."""

    entity: ClassVar[Entity] = Entity.LOAN
    offer_id: Annotated[str, text("编号", "What names it")]
    asked_rate: Annotated[Decimal | None, rate("利率(%)", "The rate asked", high="100")] = None


def test_rates_are_bounded_in_percent():
    rates = bounded(Offer(offer_id="O1"), {"asked_rate": ("4.35", Decimal("4.75"))})["asked_rate"]
    assert isinstance(rates, Ratio)
    assert (rates.numerator.low, rates.numerator.high, rates.denominator) == (43_500, 47_500, 1_000_000)
    spec = fields_of(Offer)["asked_rate"]
    assert in_words(spec, rates) == ("between 4.35 and 4.75 percent", "4.35至4.75%之间")
    assert only_bounded(spec, rates)


def test_a_decision_within_bounds_is_stored_and_read_back():
    for decision in (poor(3, 7), poor(3, 27)):
        assert Decision.from_json(decision.to_json()) == decision


def test_bounds_of_what_no_rule_needs_change_nothing():
    with_bounds = policy.assess(village(poor_population=3), within={"cooperatives": (0, 5)})
    assert with_bounds.verdicts == policy.assess(village(poor_population=3)).verdicts


def test_the_parts_of_a_household_stay_as_they_are():
    zz_policy = zz.policy(on=ON, dibao_standard=yuan(300))
    family = Household(
        household_id="H1",
        members=(Person(person_id="P1", in_special_hardship=False),),
        on_dibao=True,
        in_backstop=False,
        special_hardship_persons=None,
    )
    least = {"household_income": (yuan(300), yuan(1000))}
    decision = zz_policy.assess(family, within=least)
    assert decision.fen["guarantee_gap"] == 0
    assert "guarantee_gap" in zz_policy.assess(family).undetermined
    assert decision.parts[0].verdicts == zz_policy.assess(family).parts[0].verdicts


@pytest.mark.parametrize(
    ("within", "problem"),
    [
        ({"poor_population": (7, 3)}, r"within\['poor_population'\]: got 7 to 3; allowed: the lower bound first"),
        ({"rural_population": (900, 1100)}, "rural_population is given as 1000.*not both"),
        ({"poor_population": (-1, 3)}, "poor_population .*got -1; allowed: a whole number of persons, 0 to"),
        ({"poor_population": (3, 10**9)}, "poor_population .*got 1000000000"),
        ({"poor_population": (3, 1001)}, "1001 is above the rural_population"),
        ({"poor_population": (3.0, 7.0)}, "poor_population .*got 3.0"),
        ({"poor_population": (3, float("nan"))}, "poor_population .*got nan"),
        ({"poor_population": (3, None)}, "allowed: two values, the least and the greatest"),
        ({"poor_population": (3, 5, 7)}, "allowed: two values, the least and the greatest"),
        ({"poor_population": 5}, "allowed: two values, the least and the greatest"),
        ({"mean_income": (3, 5)}, "got the bare number 3"),
        ({"is_poor_village": (False, True)}, "is yes or no; allowed: an amount, a count, a rate or a day"),
        ({"town_id": ("a", "b")}, "is text, which no rule reads; allowed"),
    ],
)
def test_bounds_that_cannot_be_are_refused(within, problem):
    with pytest.raises(InvalidInput, match=problem):
        policy.assess(village(), within=within)


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(UnknownName, match="did you mean 'poor_population'"):
        policy.assess(village(), within={"poor_populaton": (3, 7)})


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_answer_within_bounds_is_the_answer_of_every_value_between(a, b):
    low, high = min(a, b), max(a, b)
    answers = {policy.assess(village(poor_population=each)).verdicts["leaves"] for each in range(low, high + 1)}
    wanted = answers.pop() if len(answers) == 1 else Verdict.UNKNOWN
    assert poor(low, high).verdicts["leaves"] is wanted


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 10), st.integers(0, 10))
def test_knowing_more_never_takes_an_answer_back(low, width, below, above):
    wide = poor(max(0, low - below), low + width + above).verdicts["leaves"]
    narrow = poor(low, low + width).verdicts["leaves"]
    assert wide in (Verdict.UNKNOWN, narrow)
