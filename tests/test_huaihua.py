"""Huaihua's outline: its figures against one another, its targets, pathways, the county fund, and accountability."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import AssessedUnit, County, Household, Prefecture, Verdict, Village, fen, jurisdiction, per_year, yuan
from povertykit.calculators.progress import Comparison, Measure, Status
from povertykit.citation import Grade
from povertykit.errors import InvalidInput, MissingFact, OutOfCoverage
from povertykit.jurisdictions.cn.hunan import huaihua
from povertykit.models import InvalidRecord
from povertykit.money import Fen, Period, Rounding

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = huaihua.policy(on=date(2016, 6, 1))


@pytest.mark.parametrize("name", ["huaihua", "431200", "怀化", "怀化市", "Huaihua City"])
def test_it_is_found_by_every_name(name):
    assert jurisdiction(name) is huaihua


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2014, 12, 31), False),
        (date(2015, 1, 1), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_it_covers_the_years_of_the_outlines_name(day, covered):
    assert huaihua.law.basis is Grade.DERIVED
    assert "2015-09-09" in huaihua.law.basis_en
    if covered:
        assert huaihua.policy(on=day).left_out == {}
    else:
        with pytest.raises(OutOfCoverage, match="2015 to 2020"):
            huaihua.policy(on=day)


# The document against itself ----------------------------------------------------------------------------------------


def test_the_four_pathways_are_all_of_the_poor():
    check = huaihua.pathways_add_up
    assert sum([458_300, 82_200, 93_900, 117_900]) == 752_300 == check.computed == check.stated
    assert check.agrees
    assert check.difference == 0
    parts = {name: target.goals[0].level for name, target in huaihua.law.targets.items() if "_persons" in name}
    assert sum(parts[f"{each}_persons"] for each in ("production", "relocation", "guarantee", "medical")) == 752_300


def test_the_population_that_the_incidence_implies():
    assert round(huaihua.RURAL_POPULATION_IMPLIED) == 4_298_857
    assert huaihua.RURAL_POPULATION_IMPLIED * Fraction("0.175") == 752_300


def test_the_targets_of_2018_do_not_come_to_the_same():
    share, persons = huaihua.incidence_of_2018, huaihua.persons_of_2018
    assert not share.agrees
    assert not persons.agrees
    assert persons.computed == 300_920  # 752,300 x 7 / 17.5
    assert persons.difference == 120_920
    assert Fraction("0.0418") < share.computed < Fraction("0.0419")
    assert "disagrees" in str(share)
    assert "不符" in share.text("zh")


def test_thirteen_key_counties_are_ten_elsewhere():
    check = huaihua.key_counties_named
    assert (check.computed, check.stated, check.agrees) == (10, 13, False)


def test_where_it_starts_from():
    assert {name: POLICY.constants[name] for name in POLICY.constants if name.endswith("_at_the_start")} == {
        "counties_at_the_start": 13,
        "key_counties_at_the_start": 10,
        "poor_villages_at_the_start": 1237,
        "poor_at_the_start": 752_300,
        "incidence_at_the_start": Fraction("0.1750"),
        "prosperity_at_the_start": Fraction("0.7680"),
    }


# Targets ------------------------------------------------------------------------------------------------------------

LEAST, MOST = Comparison.AT_LEAST, Comparison.AT_MOST
TARGETS = {  # typed again from the document
    "farmers_income": [(2018, LEAST, 900_000), (2020, LEAST, 1_000_000)],
    "poor_persons": [(2018, MOST, 180_000), (2020, MOST, 0)],
    "incidence": [(2018, MOST, Fraction("0.07"))],
    "counties_out": [(2020, LEAST, 13)],
    "villages_out": [(2020, LEAST, 1237)],
    "production_persons": [(2020, LEAST, 458_300)],
    "relocation_persons": [(2020, LEAST, 82_200)],
    "guarantee_persons": [(2020, LEAST, 93_900)],
    "medical_persons": [(2020, LEAST, 117_900)],
    "village_investment": [(2020, LEAST, 500_000_000)],
    "public_investment": [(2020, LEAST, 500_000_000_000)],
    "financial_investment": [(2020, LEAST, 500_000_000_000)],
    "secretaries_sent": [(2020, LEAST, 1237)],
}


def test_the_targets_are_those_of_the_document():
    found = {
        name: [(goal.last, goal.comparison, goal.level) for goal in target.goals]
        for name, target in POLICY.targets().items()
    }
    assert found == TARGETS


@pytest.mark.parametrize(("name", "place"), [(name, place) for name in TARGETS for place in range(len(TARGETS[name]))])
def test_each_level_passes_and_one_unit_short_of_it_does_not(name, place):
    year, comparison, level = TARGETS[name][place]
    unit = Fraction(1, 10_000) if isinstance(level, Fraction) else 1
    short = level - unit if comparison is LEAST else level + unit
    spent = (
        dict.fromkeys(range(2015, 2020), 0) if huaihua.law.targets[name].goals[0].measure is Measure.IN_TOTAL else {}
    )
    target = huaihua.law.targets[name]
    level, short = (fen(each) if isinstance(target.goals[0].level, Fen) else each for each in (level, short))
    assert target({**spent, year: level}, year).goals[place].status is Status.MET
    assert target({**spent, year: short}, year).goals[place].status is Status.MISSED
    assert target({}, year).goals[place].status is Status.UNKNOWN


def test_the_funds_are_summed_over_the_years():
    spent = dict.fromkeys(range(2015, 2020), yuan(800_000_000))
    assert huaihua.public_investment({**spent, 2020: yuan(1_000_000_000)}, 2020).status is Status.MET
    assert huaihua.public_investment({**spent, 2020: yuan("999999999.99")}, 2020).status is Status.MISSED
    assert huaihua.public_investment(spent, 2020).status is Status.UNKNOWN
    assert huaihua.public_investment({2015: yuan(800_000_000)}, 2015).goals[0].needed == 84_000_000_000  # fen a year


# Pathways -----------------------------------------------------------------------------------------------------------


def household(**facts):
    return Household(**{"household_id": "H1", "persons": 3, "registered_poor": True, **facts})


NOWHERE = {
    "has_labour_capacity": False,
    "in_relocation": False,
    "on_dibao": False,
    "special_hardship_persons": 0,
    "poor_through_illness": False,
}
ON_A_PATHWAY = [
    ("pathway_production", {"has_labour_capacity": True}),
    ("pathway_relocation", {"in_relocation": True}),
    ("pathway_guarantee", {"on_dibao": True}),
    ("pathway_guarantee", {"special_hardship_persons": 1}),
    ("pathway_medical", {"poor_through_illness": True}),
]


@pytest.mark.parametrize(("name", "facts"), ON_A_PATHWAY)
def test_a_pathway_is_found_by_its_own_fact_alone(name, facts):
    case = household(**{**NOWHERE, **facts})
    found = {each: decided(POLICY, each, case) for each in {pathway for pathway, _ in ON_A_PATHWAY}}
    assert {each for each, verdict in found.items() if verdict is MET} == {name}
    assert decided(POLICY, "pathway_found", case) is MET
    assert decided(POLICY, name, household(**NOWHERE)) is NOT_MET
    assert decided(POLICY, name, case.model_copy(update={"registered_poor": False})) is NOT_MET
    assert decided(POLICY, name, household()) is UNKNOWN


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (NOWHERE, NOT_MET),
        ({**NOWHERE, "registered_poor": False}, MET),
        ({"registered_poor": False}, MET),
        ({}, UNKNOWN),
        ({"poor_through_illness": True}, MET),
        ({**NOWHERE, "on_dibao": None}, UNKNOWN),
        ({**NOWHERE, "has_labour_capacity": True, "poor_through_illness": True}, MET),
    ],
)
def test_a_household_on_no_pathway_is_said_aloud(facts, verdict):
    assert decided(POLICY, "pathway_found", household(**facts)) is verdict


# Accountability -----------------------------------------------------------------------------------------------------


def unit(task, done, before_task=None, before_done=None):
    return AssessedUnit(
        unit_id="U1",
        year=2017,
        reduction_task=task,
        reduction_done=done,
        previous_reduction_task=before_task,
        previous_reduction_done=before_done,
    )


@pytest.mark.parametrize(
    ("case", "talk", "measures"),
    [
        (unit(100, 99, 100, 99), MET, MET),
        (unit(100, 99, 100, 100), MET, NOT_MET),
        (unit(100, 100, 100, 99), NOT_MET, NOT_MET),
        (unit(100, 101, 100, 101), NOT_MET, NOT_MET),
        (unit(100, 99), MET, UNKNOWN),
        (unit(100, 99, 100), MET, UNKNOWN),
        (unit(100, 100), NOT_MET, NOT_MET),
        (unit(100, None, 100, 99), UNKNOWN, UNKNOWN),
        (unit(None, 99, 100, 100), UNKNOWN, NOT_MET),
        (unit(0, 0, 0, 0), NOT_MET, NOT_MET),
    ],
)
def test_a_missed_task_brings_a_talk_and_a_second_one_measures(case, talk, measures):
    assert decided(POLICY, "warning_talk", case) is talk
    assert decided(POLICY, "organisational_measures", case) is measures


@given(*[st.integers(0, 200)] * 4)
def test_measures_are_never_taken_without_a_talk(task, done, before_task, before_done):
    talk = huaihua.warning_talk(done, task)
    measures = huaihua.organisational_measures(done, task, before_done, before_task)
    assert (measures is MET) == (task > done and before_task > before_done)
    assert measures is NOT_MET or talk is MET


def test_accountability_on_arrays():
    done, task, before = np.array([99, 100, 99]), np.array([100, 100, 100]), np.array([99, 99, 100])
    assert huaihua.organisational_measures(done, task, before, task).tolist() == [MET, NOT_MET, NOT_MET]


def test_a_negative_task_is_refused():
    with pytest.raises(InvalidRecord, match="previous_reduction_task"):
        unit(100, 99, -1, 0)
    with pytest.raises(InvalidInput, match="warning_talk"):
        huaihua.warning_talk(-1, 100)


# Funds --------------------------------------------------------------------------------------------------------------


def county(revenue, fund=None):
    revenue, fund = (None if each is None else yuan(each) for each in (revenue, fund))
    return County(county_id="C1", year=2016, previous_revenue=revenue, special_fund=fund)


@pytest.mark.parametrize(
    ("revenue", "floor"),
    [
        ("0", "0"),
        ("0.01", "0.01"),
        ("0.20", "0.01"),
        ("0.21", "0.02"),
        ("800000000", "40000000"),
        ("800000000.01", "40000000.01"),
        ("1000000000000", "50000000000"),
        (None, None),
    ],
)
def test_the_floor_is_a_twentieth_of_last_years_revenue_rounded_up(revenue, floor):
    assert decided(POLICY, "special_fund_floor", county(revenue)) == (None if floor is None else yuan(floor))


@given(st.integers(0, 10**14))
def test_no_fen_less_than_the_floor_is_five_percent(revenue):
    floor = int(huaihua.special_fund_floor(Fen(revenue)))
    assert floor * 20 >= revenue > (floor - 1) * 20 or floor == revenue == 0
    assert floor == -(-revenue * 5 // 100)  # by another way


def test_the_floor_of_many_counties_adds_up_to_that_of_each():
    revenues = np.array([20, 21, 10**14])
    assert huaihua.special_fund_floor(revenues).tolist() == [1, 2, 5 * 10**12]


@pytest.mark.parametrize(
    ("fund", "verdict"),
    [("39999999.99", NOT_MET), ("40000000", MET), ("40000000.01", MET), (None, UNKNOWN)],
)
def test_a_fund_reaches_its_floor_or_does_not(fund, verdict):
    assert decided(POLICY, "special_fund_reached", county("800000000", fund)) is verdict
    assert decided(POLICY, "special_fund_reached", county(None, fund)) is UNKNOWN


def test_a_fund_is_shown_and_is_no_payment():
    decision = POLICY.assess(county("800000000", "40000000"))
    assert decision.amounts["special_fund_floor"] == 40_000_000
    assert decision.total(Period.YEAR) == 0
    assert "a sum to be set aside" in decision.explain()
    assert "仅列示" in decision.explain("zh")
    assert huaihua.special_fund_floor.period is Period.YEAR
    changed = huaihua.policy(on=date(2016, 6, 1), special_fund_rounding=Rounding())
    assert decided(changed, "special_fund_floor", county("0.21")) == yuan("0.01")
    assert decided(POLICY.reform(special_fund_share=Fraction(1, 10)), "special_fund_floor", county("1")) == yuan("0.10")


def test_what_is_no_revenue_is_refused():
    with pytest.raises(InvalidRecord, match="previous_revenue"):
        County(county_id="C1", year=2016, previous_revenue=yuan(-1))
    with pytest.raises(InvalidInput):
        huaihua.special_fund_floor(per_year(yuan(100)))
    with pytest.raises(MissingFact):
        huaihua.special_fund_floor(None)


def city(year, invested, villages):
    invested = None if invested is None else yuan(invested)
    return Prefecture(prefecture_id="P1", year=year, poor_villages=villages, poor_village_investment=invested)


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (city(2020, "6184999999.99", 1237), NOT_MET),
        (city(2020, "6185000000", 1237), MET),
        (city(2020, "6185000000.01", 1237), MET),
        (city(2020, "6185000000", 1238), NOT_MET),
        (city(2020, None, 1237), UNKNOWN),
        (city(2020, "6185000000", None), UNKNOWN),
        (city(2020, "0", 0), MET),
        (city(2019, None, None), MET),
    ],
)
def test_the_poor_villages_get_five_million_on_average(case, verdict):
    assert decided(POLICY, "village_investment_test", case) is verdict


# First secretaries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("poor", "sent", "verdict"),
    [
        (True, True, MET),
        (True, False, NOT_MET),
        (True, None, UNKNOWN),
        (False, False, MET),
        (False, None, MET),
        (None, True, MET),
        (None, False, UNKNOWN),
    ],
)
def test_each_poor_village_has_its_first_secretary(poor, sent, verdict):
    village = Village(village_id="V1", is_poor_village=poor, has_first_secretary=sent)
    assert decided(POLICY, "secretary_sent", village) is verdict


def test_a_report_of_all_targets_in_both_languages():
    report = POLICY.progress({"poor_persons": {2015: 752_300, 2018: 180_000}, "counties_out": {2020: 12}}, 2020)
    assert report["counties_out"].status is Status.MISSED
    assert report["poor_persons"].goals[0].status is Status.MET
    assert report["poor_persons"].goals[1].status is Status.UNKNOWN
    assert "at most 180,000 persons by the end of 2018: met" in str(report)
    assert "2018年底不超过180,000人" in report.text("zh")


def test_what_is_invested_in_a_village_is_no_amount_a_period():
    figure = huaihua.law.declared["village_investment_least"]
    assert figure.period is None  # all that was invested since the start
