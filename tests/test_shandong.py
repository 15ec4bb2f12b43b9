"""Shandong's three-year action: targets, calendars, households, members, villages, and what leaders owe."""

from datetime import date
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import County, Household, Person, Prefecture, TeamMember, Verdict, Village, fen, jurisdiction, yuan
from povertykit.calculators.progress import Comparison, Measure, Status
from povertykit.citation import Grade
from povertykit.errors import InvalidInput, OutOfCoverage
from povertykit.jurisdictions.cn import shandong
from povertykit.models import HousingMeasure, InvalidRecord, LabourCapacity, Town
from povertykit.models.team import Duty
from povertykit.money import Fen

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = shandong.policy(on=date(2020, 6, 1))


@pytest.mark.parametrize("name", ["shandong", "370000", "山东", "山东省"])
def test_it_is_found_by_every_name(name):
    assert jurisdiction(name) is shandong


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2017, 12, 31), False),
        (date(2018, 1, 1), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_it_covers_the_three_years_of_the_action(day, covered):
    assert shandong.law.basis is Grade.DERIVED
    if covered:
        assert shandong.policy(on=day).law is shandong.law
    else:
        with pytest.raises(OutOfCoverage, match="2018, 2019 and 2020"):
            shandong.policy(on=day)


# Targets ------------------------------------------------------------------------------------------------------------

LEAST, MOST = Comparison.AT_LEAST, Comparison.AT_MOST
TARGETS = {  # typed again from the document; money in fen
    "persons_out": (2018, LEAST, 172_000),
    "persons_out_by_the_national_line": (2018, LEAST, 81_000),
    "persons_consolidated": (2018, LEAST, 2_531_000),
    "villages_out": (2018, LEAST, 68),
    "villages_whose_poor_are_out": (2018, LEAST, 2000),
    "poor_persons": (2020, MOST, 0),
    "yellow_river_relocation": (2020, LEAST, Fraction(1)),
    "homes_rebuilt": (2018, LEAST, 23_000),
    "disabled_rehabilitation": (2020, LEAST, Fraction(1)),
    "central_care": (2020, LEAST, Fraction("0.5")),
    "donations": (2020, LEAST, 10_000_000_000),
    "cadres_trained": (2019, LEAST, Fraction(1)),
}


def test_the_targets_are_those_of_the_document():
    goals = {name: target.goals for name, target in POLICY.targets().items()}
    assert {name: [(g.last, g.comparison, g.level) for g in each] for name, each in goals.items()} == {
        name: [goal] for name, goal in TARGETS.items()
    }


@pytest.mark.parametrize("name", TARGETS)
def test_each_level_passes_and_one_unit_short_of_it_does_not(name):
    year, comparison, level = TARGETS[name]
    unit = Fraction(1, 10_000) if isinstance(level, Fraction) else 1
    short = level - unit if comparison is LEAST else level + unit
    target = shandong.law.targets[name]
    (goal,) = target.goals
    before = dict.fromkeys(range(goal.first, year), 0) if goal.measure is Measure.IN_TOTAL else {}
    level, short = (fen(each) if isinstance(goal.level, Fen) else each for each in (level, short))
    assert target({**before, year: level}, year).status is Status.MET
    assert target({**before, year: short}, year).status is Status.MISSED
    assert target({}, year).status is Status.UNKNOWN


def test_donations_are_summed_over_the_three_years():
    given = {2018: yuan(30_000_000), 2019: yuan(30_000_000)}
    assert shandong.donations({**given, 2020: yuan(40_000_000)}, 2020).status is Status.MET
    assert shandong.donations({**given, 2020: yuan("39999999.99")}, 2020).status is Status.MISSED
    assert shandong.donations(given, 2019).goals[0].needed == 4_000_000_000  # fen in the one year left
    assert shandong.donations({2018: yuan(100_000_000)}, 2018).status is Status.MET


# Calendars ----------------------------------------------------------------------------------------------------------


def days(calendar, year):
    return [due.on for due in calendar(year)]


def test_evaluations_fall_due_every_year_and_once():
    assert days(shandong.evaluation_calendar, 2018) == [date(2018, 12, 31)]
    assert days(shandong.evaluation_calendar, 2019) == [date(2019, 12, 31)] * 2
    assert days(shandong.evaluation_calendar, 2020) == [date(2020, 6, 30), *[date(2020, 12, 31)] * 3]
    assert [due.en.split()[0] for due in shandong.evaluation_calendar(2019)] == ["yearly", "self-evaluation"]
    assert shandong.evaluation_calendar(2020)[0].zh == "根据自查评估整改提升"


def test_the_second_quarter_of_each_year_is_for_rectification():
    assert [days(shandong.remedy_quarter, year) for year in (2017, 2018, 2019, 2020, 2021)] == [
        [],
        [date(2018, 6, 30)],
        [date(2019, 6, 30)],
        [date(2020, 6, 30)],
        [],
    ]
    assert days(shandong.city_reports, 2019) == [date(2019, 12, 31)]


# Members ------------------------------------------------------------------------------------------------------------

CAPACITIES = [LabourCapacity.ABLE, LabourCapacity.PARTLY_LOST, LabourCapacity.LOST]


def included(poor, meets, capacity, by_work, hardship, covered):
    person = Person(
        person_id="P1",
        in_special_hardship=hardship,
        covered=covered,
        labour_capacity=capacity,
        escapes_by_work=by_work,
        meets_dibao_conditions=meets,
    )
    household = Household(household_id="H1", registered_poor=poor, members=(person,))
    return household, person


def expected(poor, meets, capacity, by_work, hardship, covered):
    """The clause in plain Python, for facts that are all known."""
    if not poor or not meets or hardship:
        return MET
    if capacity is LabourCapacity.LOST or (capacity is LabourCapacity.PARTLY_LOST and not by_work):
        return MET if covered else NOT_MET
    return MET


CASES = [
    case
    for case in product([True, False], [True, False], CAPACITIES, [True, False], [True, False], [True, False])
    if not (case[-1] and case[-2])  # nobody is covered and in special hardship at once
]


@pytest.mark.parametrize("case", CASES)
def test_who_cannot_be_helped_by_work_is_taken_into_dibao(case):
    assert decided(POLICY, "guarantee_inclusion_test", *included(*case)) is expected(*case)


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ((True, True, LabourCapacity.LOST, None, False, False), NOT_MET),
        ((True, True, LabourCapacity.LOST, None, False, None), UNKNOWN),
        ((True, True, LabourCapacity.PARTLY_LOST, None, False, False), UNKNOWN),
        ((True, True, LabourCapacity.PARTLY_LOST, None, False, True), MET),
        ((True, True, LabourCapacity.ABLE, None, False, None), MET),
        ((True, True, None, True, False, False), UNKNOWN),
        ((True, None, LabourCapacity.LOST, None, False, False), UNKNOWN),
        ((False, None, None, None, False, None), MET),
        ((None, True, LabourCapacity.LOST, None, False, False), UNKNOWN),
    ],
)
def test_what_the_inclusion_hangs_on_must_be_known(case, verdict):
    assert decided(POLICY, "guarantee_inclusion_test", *included(*case)) is verdict


def test_the_inclusion_of_many():
    capacity = np.array([0, 1, 1, 2])
    by_work = np.array([False, True, False, False])
    no = np.zeros(4, bool)
    found = shandong.guarantee_inclusion_test(~no, ~no, capacity, by_work, no, no)
    assert found.tolist() == [MET, MET, NOT_MET, NOT_MET]


def test_a_capacity_that_is_no_word_of_the_list_is_refused():
    with pytest.raises(InvalidRecord, match="labour_capacity"):
        Person(person_id="P1", in_special_hardship=False, labour_capacity="weak")
    with pytest.raises(InvalidInput, match="guarantee_inclusion_test"):
        shandong.guarantee_inclusion_test(True, True, 3, False, False, False)


# Households ---------------------------------------------------------------------------------------------------------


def household(**facts):
    return Household(**{"household_id": "H1", "persons": 2, "registered_poor": True, **facts})


@pytest.mark.parametrize(
    ("out", "enjoys", "insured", "verdict"),
    [
        (False, False, True, MET),
        (False, False, False, NOT_MET),
        (False, None, False, NOT_MET),
        (True, True, True, MET),
        (True, True, False, NOT_MET),
        (True, False, False, MET),
        (True, None, False, UNKNOWN),
        (None, True, False, NOT_MET),
        (None, False, False, UNKNOWN),
        (False, False, None, UNKNOWN),
    ],
)
def test_the_special_insurance_is_bought_for_the_poor_and_those_who_still_enjoy_policies(out, enjoys, insured, verdict):
    case = household(out_of_poverty=out, enjoys_policies=enjoys, has_special_insurance=insured)
    assert decided(POLICY, "special_insurance_test", case) is verdict
    other = case.model_copy(update={"registered_poor": False})
    assert decided(POLICY, "special_insurance_test", other) is MET


WAYS = {
    "housing_strengthened": HousingMeasure.STRENGTHEN,
    "housing_built": HousingMeasure.BUILD,
    "housing_fostered": HousingMeasure.FOSTER,
    "housing_rented": HousingMeasure.RENT,
    "housing_guaranteed": HousingMeasure.GUARANTEE,
}


@pytest.mark.parametrize("measure", HousingMeasure)
def test_each_household_in_an_unsafe_home_is_housed_in_one_way(measure):
    case = household(unsafe_home=True, housing_measure=measure)
    found = {name: decided(POLICY, name, case) for name in WAYS}
    assert {name for name, verdict in found.items() if verdict is MET} == {n for n, m in WAYS.items() if m is measure}
    assert decided(POLICY, "housing_found", case) is (NOT_MET if measure is HousingMeasure.NONE else MET)


@pytest.mark.parametrize(
    ("facts", "found", "one_way"),
    [
        ({"unsafe_home": False}, MET, NOT_MET),
        ({"unsafe_home": True}, UNKNOWN, UNKNOWN),
        ({"unsafe_home": None, "housing_measure": HousingMeasure.NONE}, UNKNOWN, NOT_MET),
        ({"unsafe_home": True, "registered_poor": False}, MET, NOT_MET),
    ],
)
def test_a_way_is_only_needed_for_the_poor_in_unsafe_homes(facts, found, one_way):
    assert decided(POLICY, "housing_found", household(**facts)) is found
    assert {decided(POLICY, name, household(**facts)) for name in WAYS} == {one_way}


@pytest.mark.parametrize(
    ("relocated", "moved", "verdict"),
    [(True, True, MET), (True, False, NOT_MET), (True, None, UNKNOWN), (False, False, MET), (None, False, UNKNOWN)],
)
def test_relocated_households_have_moved_in(relocated, moved, verdict):
    assert decided(POLICY, "relocation_test", household(in_relocation=relocated, moved_in=moved)) is verdict


@pytest.mark.parametrize(
    ("name", "day", "known"),
    [
        ("relocation_test", date(2018, 12, 30), False),
        ("relocation_test", date(2018, 12, 31), True),
        ("collective_income_test", date(2019, 12, 31), False),
        ("collective_income_test", date(2020, 1, 1), True),
    ],
)
def test_nothing_is_tested_before_its_time(name, day, known):
    policy = shandong.policy(on=day)
    assert (name in policy.left_out) is not known
    assert (name in {rule.name for rule in policy.provisions()}) is known


@pytest.mark.parametrize(
    ("name", "facts", "verdict"),
    [
        ("monitoring_test", {"out_of_poverty": True, "is_followed": True}, MET),
        ("monitoring_test", {"out_of_poverty": True, "is_followed": False}, NOT_MET),
        ("monitoring_test", {"out_of_poverty": True}, UNKNOWN),
        ("monitoring_test", {"out_of_poverty": False}, MET),
        ("monitoring_test", {"registered_poor": False}, MET),
        ("relapse_test", {"fell_back": True, "is_helped": True}, MET),
        ("relapse_test", {"fell_back": True, "is_helped": False}, NOT_MET),
        ("relapse_test", {"fell_back": False}, MET),
        ("relapse_test", {"fell_back": True}, UNKNOWN),
        ("continued_help_test", {"out_of_poverty": True, "enjoys_policies": True, "is_helped": True}, MET),
        ("continued_help_test", {"out_of_poverty": True, "enjoys_policies": True, "is_helped": False}, NOT_MET),
        ("continued_help_test", {"out_of_poverty": True, "enjoys_policies": False, "is_helped": False}, MET),
        ("continued_help_test", {"out_of_poverty": False, "is_helped": False}, MET),
        ("continued_help_test", {"out_of_poverty": True, "is_helped": False}, UNKNOWN),
    ],
)
def test_what_happens_after_the_exit(name, facts, verdict):
    assert decided(POLICY, name, household(**facts)) is verdict


# Villages, counties, cities -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("poor", "income", "verdict"),
    [
        (True, "0", NOT_MET),
        (True, "0.01", MET),
        (True, None, UNKNOWN),
        (False, "0", MET),
        (False, None, MET),
        (None, "0", UNKNOWN),
    ],
)
def test_no_key_village_is_an_empty_shell(poor, income, verdict):
    village = Village(village_id="V1", is_poor_village=poor, collective_income=None if income is None else yuan(income))
    assert decided(POLICY, "collective_income_test", village) is verdict


def county(**facts):
    return County(**{"county_id": "C1", "year": 2020, **facts})


@pytest.mark.parametrize(
    ("year", "cared", "persons", "verdict"),
    [
        (2020, 49, 100, NOT_MET),
        (2020, 50, 100, MET),
        (2020, 51, 100, MET),
        (2020, 50, 101, NOT_MET),
        (2020, 51, 101, MET),
        (2020, 0, 0, MET),
        (2020, None, 0, MET),
        (2020, None, 1, UNKNOWN),
        (2019, 0, 100, MET),
        (2019, None, None, MET),
        (2021, 0, 1, NOT_MET),
    ],
)
def test_half_of_those_who_need_it_are_in_central_care(year, cared, persons, verdict):
    case = county(year=year, dependent_in_central_care=cared, dependent_persons=persons)
    assert decided(POLICY, "care_target", case) is verdict


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_care_by_another_way(one, other):
    cared, persons = sorted((one, other))
    assert (shandong.care_target(2020, cared, persons) is MET) == (2 * cared >= persons)


def test_the_care_of_many_counties():
    found = shandong.care_target(np.array([2020] * 3), np.array([49, 50, 10**8]), np.array([100, 100, 10**8]))
    assert found.tolist() == [NOT_MET, MET, MET]


def test_more_in_care_than_there_are_is_refused():
    with pytest.raises(InvalidRecord, match="dependent_in_central_care"):
        county(dependent_in_central_care=2, dependent_persons=1)
    with pytest.raises(InvalidInput, match="dependent_in_central_care"):
        shandong.care_target(2020, 2, 1)


@pytest.mark.parametrize(("assessments", "verdict"), [(0, MET), (1, MET), (2, MET), (3, NOT_MET), (None, UNKNOWN)])
def test_a_county_is_assessed_at_most_twice(assessments, verdict):
    assert decided(POLICY, "assessment_cap", county(assessments=assessments)) is verdict


VISITS = [
    (
        "city_visits",
        lambda done, every: Prefecture(prefecture_id="P1", year=2019, heavy_towns=every, heavy_towns_visited=done),
    ),
    ("county_visits", lambda done, every: county(poor_villages=every, poor_villages_visited=done)),
    ("town_visits", lambda done, every: Town(town_id="T1", poor_households=every, households_visited=done)),
    ("village_visits", lambda done, every: Village(village_id="V1", poor_households=every, households_visited=done)),
]


@pytest.mark.parametrize(("name", "made"), VISITS, ids=[name for name, _ in VISITS])
@pytest.mark.parametrize(
    ("done", "every", "verdict"),
    [(30, 30, MET), (29, 30, NOT_MET), (0, 0, MET), (0, 1, NOT_MET), (None, 30, UNKNOWN), (30, None, UNKNOWN)],
)
def test_every_one_is_visited(name, made, done, every, verdict):
    assert decided(POLICY, name, made(done, every)) is verdict


@pytest.mark.parametrize(("name", "made"), VISITS, ids=[name for name, _ in VISITS])
def test_more_visited_than_there_are_is_refused(name, made):
    with pytest.raises(InvalidRecord, match="visited"):
        made(31, 30)
    with pytest.raises(InvalidInput):
        shandong.law.declared[name](31, 30)


# Heads of counties --------------------------------------------------------------------------------------------------


def leader(days, heavy=True, duty=Duty.COUNTY_PRINCIPAL, month=date(2019, 2, 1)):
    return TeamMember(member_id="L1", duty=duty, month=month, work_days=days, in_heavy_county=heavy)


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (leader(4), NOT_MET),
        (leader(5), MET),
        (leader(6), MET),
        (leader(None), UNKNOWN),
        (leader(0, heavy=False), MET),
        (leader(None, heavy=False), MET),
        (leader(4, heavy=None), UNKNOWN),
        (leader(5, heavy=None), MET),
        *[(leader(0, duty=duty), MET) for duty in Duty if duty is not Duty.COUNTY_PRINCIPAL],
    ],
)
def test_the_heads_of_a_heavy_county_give_five_days_a_month(case, verdict):
    assert decided(POLICY, "county_principal_duty", case) is verdict


def test_a_month_has_no_more_days_than_it_has():
    assert leader(28).work_days == 28
    with pytest.raises(InvalidRecord, match="work_days"):
        leader(29)
