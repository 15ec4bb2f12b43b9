"""The exit mechanism of 2016: households, villages and counties, at their limits and with facts missing."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import County, Household, Verdict, Village, yuan
from povertykit.calculators import exits
from povertykit.errors import InvalidInput, OutOfRange, UnknownName
from povertykit.jurisdictions.cn import national

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
LINE = yuan(2952)
POLICY = national.policy(on=date(2016, 12, 31), exit_line=LINE)
STRICT = POLICY.reform(exit_boundary="strictly_below")
EVALUATED = national.policy(on=date(2017, 10, 31))
EVALUATED_STRICT = EVALUATED.reform(exit_boundary="strictly_below")
SECURE = dict.fromkeys(
    (
        "income_stable",
        "food_and_clothing_secure",
        "compulsory_education_secure",
        "basic_medical_secure",
        "safe_housing",
    ),
    True,
)


def household(policy=POLICY, **facts):
    known = {"household_id": "H1", "persons": 3, "yearly_income": yuan("8856.01"), **SECURE}
    return decided(policy, "household_exit_test", Household(**known | facts))


@pytest.mark.parametrize(("income", "verdict"), [("8855.99", NOT_MET), ("8856", NOT_MET), ("8856.01", MET)])
def test_the_income_is_above_the_line_for_each_person_not_at_it(income, verdict):
    assert household(yearly_income=yuan(income)) is verdict


@pytest.mark.parametrize("name", SECURE)
def test_each_guarantee_counts_and_an_unknown_one_is_never_a_pass(name):
    assert household(**{name: False}) is NOT_MET
    assert household(**{name: None}) is UNKNOWN
    assert household(**{name: None}, yearly_income=yuan(8856)) is NOT_MET


def test_an_unknown_income_is_unknown_and_no_income_is_not_met():
    assert household(yearly_income=None) is UNKNOWN
    assert household(yearly_income=yuan(0)) is NOT_MET


def test_drinking_water_counts_only_where_it_is_read_so():
    counted = POLICY.reform(exit_drinking_water="counted")
    assert household(safe_drinking_water=False) is MET
    assert household() is MET
    assert household(counted) is UNKNOWN
    assert household(counted, safe_drinking_water=False) is NOT_MET
    assert household(counted, safe_drinking_water=True) is MET


def test_the_line_is_handed_in_and_its_slip_of_units_is_refused():
    assert household(POLICY.reform(exit_line=yuan(2855))) is MET
    assert "household_exit_test" in national.policy(on=date(2016, 12, 31)).left_out
    with pytest.raises(OutOfRange, match="exit_line"):
        national.policy(on=date(2016, 12, 31), exit_line=yuan(246))


@pytest.mark.parametrize(("on", "left_out"), [(date(2016, 4, 28), True), (date(2016, 4, 29), False)])
def test_the_mechanism_is_in_force_from_its_publication(on, left_out):
    assert ("household_exit_test" in national.policy(on=on, exit_line=LINE).left_out) is left_out
    assert "county_exit_test" in national.policy(on=date(2021, 1, 1), exit_line=LINE).left_out


STEPS = ("exit_reviewed", "exit_verified", "exit_accepted", "exit_notice_unopposed")


@pytest.mark.parametrize("missing", [None, *STEPS])
def test_every_step_of_the_procedure_is_needed(missing):
    steps = dict.fromkeys(STEPS, True)
    for value, verdict in ((False, NOT_MET), (None, UNKNOWN)):
        changed = steps | ({missing: value} if missing else {})
        case = Household(household_id="H1", persons=1, **changed)
        assert decided(POLICY, "household_exit_procedure", case) is (verdict if missing else MET)


def village(policy=POLICY, name="village_incidence_test", **facts):
    known = {"village_id": "V1", "rural_population": 1000, "poor_population": 20, "western_region": False}
    return decided(policy, name, Village(**known | {"conditions_adequate": True} | facts))


@pytest.mark.parametrize(
    ("west", "poor", "default", "strict"),
    [
        (False, 19, MET, MET),
        (False, 20, MET, NOT_MET),
        (False, 21, NOT_MET, NOT_MET),
        (True, 29, MET, MET),
        (True, 30, MET, NOT_MET),
        (True, 31, NOT_MET, NOT_MET),
        (None, 19, MET, MET),
        (None, 25, UNKNOWN, UNKNOWN),
        (None, 31, NOT_MET, NOT_MET),
        (False, None, UNKNOWN, UNKNOWN),
    ],
)
def test_two_percent_three_in_the_west_and_both_readings_of_the_boundary(west, poor, default, strict):
    assert village(poor_population=poor, western_region=west) is default
    assert village(STRICT, poor_population=poor, western_region=west) is strict


def test_the_villages_conditions_are_a_finding_of_their_own():
    assert village(name="village_exit_test") is MET
    assert village(name="village_exit_test", conditions_adequate=False) is NOT_MET
    assert village(name="village_exit_test", conditions_adequate=None) is UNKNOWN
    assert village(name="village_exit_test", poor_population=21, conditions_adequate=None) is NOT_MET
    assert village(name="village_exit_procedure") is UNKNOWN
    assert village(name="village_exit_procedure", exit_notice_unopposed=True) is MET


def test_a_village_without_persons_is_refused_and_never_passes():
    with pytest.raises(InvalidInput, match=r"rural_population.*got 0"):
        Village(village_id="V1", rural_population=0, poor_population=0)
    with pytest.raises(InvalidInput, match="rural_population"):
        national.village_incidence_test(0, 0, False, 2, 3, 0)
    with pytest.raises(InvalidInput, match="poor_population is above rural_population"):
        national.village_incidence_test(21, 20, False, 2, 3, 0)
    assert exits.share_within(0, 0, 2, exits.MAY_EQUAL) is False
    assert exits.share_reaching(0, 0, 90, exits.MAY_EQUAL) is False
    assert exits.combined_share_within(0, 0, 0, 1, 0, 1, 1, 1, 2, exits.MAY_EQUAL) is False


def test_a_reading_that_there_is_not_is_refused():
    with pytest.raises(UnknownName, match="may_equal, strictly_below"):
        POLICY.reform(exit_boundary="below")


COUNTY = {
    "county_id": "C1",
    "year": 2017,
    "western_region": True,
    "rural_population": 100_000,
    "poor_population": 2000,
    "exited_population": 28_000,
    "unregistered_population": 70_000,
    "sampled_unregistered": 1000,
    "omitted_poor": 10,
    "sampled_exited": 500,
    "wrongly_exited": 5,
    "surveyed_households": 1000,
    "approving_households": 900,
}


def county(name, policy=EVALUATED, **facts):
    return decided(policy, name, County(**COUNTY | facts))


@pytest.mark.parametrize(
    ("name", "facts", "default", "strict"),
    [
        ("county_wrong_exit_test", {"wrongly_exited": 9}, MET, MET),
        ("county_wrong_exit_test", {"wrongly_exited": 10}, MET, NOT_MET),
        ("county_wrong_exit_test", {"wrongly_exited": 11}, NOT_MET, NOT_MET),
        ("county_wrong_exit_test", {"wrongly_exited": None}, UNKNOWN, UNKNOWN),
        ("county_omission_test", {"omitted_poor": 19}, MET, MET),
        ("county_omission_test", {"omitted_poor": 20}, MET, NOT_MET),
        ("county_omission_test", {"omitted_poor": 21}, NOT_MET, NOT_MET),
        ("county_approval_test", {"approving_households": 901}, MET, MET),
        ("county_approval_test", {"approving_households": 900}, MET, NOT_MET),
        ("county_approval_test", {"approving_households": 899}, NOT_MET, NOT_MET),
        ("county_incidence_test", {}, MET, MET),  # 2000 + 10/1000 x 70000 + 5/500 x 28000 = 2980
        ("county_incidence_test", {"poor_population": 2020, "unregistered_population": 69_980}, MET, MET),
        ("county_incidence_test", {"poor_population": 1740, "wrongly_exited": 10}, MET, NOT_MET),  # exactly 3000
        ("county_incidence_test", {"poor_population": 1741, "wrongly_exited": 10}, NOT_MET, NOT_MET),
        ("county_incidence_test", {"western_region": False}, NOT_MET, NOT_MET),
        ("county_incidence_test", {"western_region": False, "poor_population": 1020}, MET, NOT_MET),
        ("county_incidence_test", {"sampled_exited": None}, UNKNOWN, UNKNOWN),
        ("county_exit_test", {}, MET, NOT_MET),  # at 90% exactly
        ("county_exit_test", {"approving_households": 901}, MET, MET),
        ("county_exit_test", {"omitted_poor": 21, "approving_households": None}, NOT_MET, NOT_MET),
        ("county_exit_test", {"approving_households": None}, UNKNOWN, UNKNOWN),
    ],
)
def test_the_four_indices_of_a_county_one_person_either_side(name, facts, default, strict):
    assert county(name, **facts) is default
    assert county(name, EVALUATED_STRICT, **facts) is strict


def test_counties_are_judged_by_the_indices_from_the_month_of_their_measures_on():
    indices = {"county_incidence_test", "county_omission_test", "county_wrong_exit_test", "county_approval_test"}
    assert indices | {"county_exit_test"} <= set(national.policy(on=date(2017, 10, 30)).left_out)
    assert not indices & set(EVALUATED.left_out)
    assert "county_exit_procedure" not in POLICY.left_out


def test_the_local_limit_of_omissions_is_a_reform():
    assert county("county_omission_test", omitted_poor=11) is MET
    assert county("county_omission_test", EVALUATED.reform(omission_most=1), omitted_poor=11) is NOT_MET


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"rural_population": 0}, "rural_population"),
        ({"sampled_exited": 0}, "sampled_exited"),
        ({"surveyed_households": 0}, "surveyed_households"),
        ({"wrongly_exited": 501}, "wrongly_exited"),
        ({"exited_population": 499}, "sampled_exited .* is above the exited_population"),
        ({"unregistered_population": 999}, "sampled_unregistered .* is above the unregistered_population"),
        ({"approving_households": 1001}, "approving_households"),
        ({"poor_population": 2001}, "100001 persons"),
        ({"omitted_poor": -1}, "omitted_poor"),
    ],
)
def test_counts_that_cannot_be_are_refused(facts, problem):
    with pytest.raises(InvalidInput, match=problem):
        County(**COUNTY | facts)


def test_a_condition_is_told_as_one_formula_with_brackets():
    told = national.policy(on=date(2018, 6, 1), provisions=["county_incidence_test"]).assess(County(**COUNTY)).explain()
    one_line = " ".join(told.split())
    for part in (
        "(2000 (poor population) × 1000 (sampled unregistered) × 500 (sampled exited) + 10 (omitted poor) × ",
        " × 1000 (sampled unregistered)) × 100 = 149,000,000,000 is at most 100,000 (rural population) × ",
        " = 150,000,000,000;",
    ):
        assert part in one_line


def test_the_steps_of_a_countys_exit():
    steps = (
        "exit_applied",
        "exit_reviewed_by_city",
        "exit_checked_by_province",
        "exit_notice_unopposed",
        "exit_evaluated",
        "exit_approved_by_province",
    )
    done = dict.fromkeys(steps, True)
    assert county("county_exit_procedure", **done) is MET
    for step in steps:
        assert county("county_exit_procedure", **done | {step: False}) is NOT_MET
        assert county("county_exit_procedure", **done | {step: None}) is UNKNOWN


def test_the_largest_counts_are_compared_exactly_alone_and_as_an_array():
    most = {**COUNTY, "rural_population": 10_000_000, "poor_population": 150_000}
    most |= {"exited_population": 50_000, "unregistered_population": 9_800_000}
    most |= {"sampled_unregistered": 49_999, "omitted_poor": 0, "sampled_exited": 50_000, "wrongly_exited": 50_000}
    case = County(
        **most,
    )
    east = {"western_region": False}
    assert decided(EVALUATED, "county_incidence_test", case.model_copy(update=east)) is MET  # exactly 200,000
    assert decided(EVALUATED_STRICT, "county_incidence_test", case.model_copy(update=east)) is NOT_MET


counts = st.integers(1, 50_000)


@given(st.data())
def test_the_combined_share_is_the_exact_fraction(data):
    """An independent oracle in fractions; and one more poor person never helps."""
    draw = data.draw
    whole = draw(st.integers(1, 10_000_000))
    remaining, unregistered, exited = (draw(st.integers(0, whole)) for _ in range(3))
    sampled_unregistered, sampled_exited = draw(counts), draw(counts)
    omitted, wrongly = draw(st.integers(0, sampled_unregistered)), draw(st.integers(0, sampled_exited))
    most = draw(st.sampled_from((2, 3)))
    share = Fraction(omitted, sampled_unregistered) * unregistered + Fraction(wrongly, sampled_exited) * exited
    share = (share + remaining) / whole
    facts = (remaining, omitted, sampled_unregistered, unregistered, wrongly, sampled_exited, exited, whole, most)
    assert exits.combined_share_within(*facts, exits.MAY_EQUAL) is (share <= Fraction(most, 100))
    assert exits.combined_share_within(*facts, exits.STRICTLY) is (share < Fraction(most, 100))
    more = exits.combined_share_within(remaining + 1, *facts[1:], exits.MAY_EQUAL)
    assert not more or exits.combined_share_within(*facts, exits.MAY_EQUAL)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 20_000), st.booleans()), min_size=1, max_size=20))
def test_many_villages_are_judged_as_each_one(rows):
    rows = [(min(poor, whole), whole, west) for poor, whole, west in rows]
    poor, whole, west = (np.array(column) for column in zip(*rows, strict=True))
    for boundary in (0, 1):
        many = national.village_incidence_test(poor, whole, west, 2, 3, boundary)
        each = [national.village_incidence_test(*row, 2, 3, boundary) for row in rows]
        assert many.tolist() == [int(verdict) for verdict in each]
