"""Relocation, rebuilt homes, Rain and Dew and student aid: limits, dates of change, and missing facts."""

from datetime import date

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Household, Person, Student, Verdict, yuan
from povertykit.calculators.grants import each_up_to_household
from povertykit.errors import InvalidInput, OutOfCoverage, OutOfRange
from povertykit.jurisdictions.cn import national
from povertykit.models import SchoolStage

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CAMPAIGN = national.policy(on=date(2019, 6, 1))
FIGURES = national.law.declared


def household(name, policy=CAMPAIGN, **facts):
    known = {"household_id": "H1", "persons": 5, "in_relocation": True}
    return decided(policy, name, Household(**known | facts))


@pytest.mark.parametrize(("persons", "most"), [(1, "2500"), (3, "7500"), (4, "10000"), (5, "10000"), (50, "10000")])
def test_a_relocated_household_pays_2500_a_person_and_10000_at_most(persons, most):
    """Five persons pay 10,000, not 12,500."""
    name = "relocation_self_pay_test"
    assert household(name, persons=persons, relocation_self_pay=yuan(most)) is MET
    assert household(name, persons=persons, relocation_self_pay=yuan(most) + yuan("0.01")) is NOT_MET
    assert household(name, persons=persons, relocation_self_pay=yuan(most) + yuan("0.01"), in_relocation=False) is MET


@pytest.mark.parametrize(
    ("area", "relocated", "verdict"),
    [
        (124, True, MET),
        (125, True, MET),
        (126, True, NOT_MET),
        (126, False, MET),
        (None, True, UNKNOWN),
        (126, None, UNKNOWN),
        (125, None, MET),
    ],
)
def test_25_square_metres_a_person(area, relocated, verdict):
    assert household("relocation_area_test", new_home_area=area, in_relocation=relocated) is verdict


def test_the_limits_hold_for_their_years():
    assert "relocation_area_test" in national.policy(on=date(2016, 9, 21)).left_out
    assert "relocation_area_test" not in national.policy(on=date(2016, 9, 22)).left_out
    assert "relocation_self_pay_test" in national.policy(on=date(2019, 1, 14)).left_out
    assert "relocation_self_pay_test" in national.policy(on=date(2021, 1, 1)).left_out
    with pytest.raises(InvalidInput, match="new_home_area"):
        Household(household_id="H1", persons=1, new_home_area=-1)


@given(st.integers(0, 10**7), st.integers(1, 50), st.integers(0, 10**7))
def test_the_lesser_of_the_two_limits_alone_and_in_arrays(each, persons, together):
    most = each_up_to_household(each, persons, together)
    assert most == min(each * persons, together)
    many = each_up_to_household(np.array([each]), np.array([persons]), together)
    assert many.tolist() == [most]


@pytest.mark.parametrize(
    ("name", "year", "average"),
    [
        ("housing_average", 2011, 6000),
        ("housing_average", 2012, 7500),
        ("housing_average", 2013, 7500),
        ("housing_border_more", 2012, 2500),
        ("housing_border_more", 2013, 2500),
        ("housing_poor_area_more", 2013, 1000),
        ("housing_key_groups", 2019, 14_000),
        ("housing_deep_poverty_more", 2019, 2000),
        ("housing_other_poor", 2019, 10_000),
    ],
)
def test_the_averages_of_rebuilt_homes_are_known_for_their_years_only(name, year, average):
    dated = FIGURES[name].dated
    assert dated.value(date(year, 12, 31)) == yuan(average)
    last = dated.covered[-1][1].year
    for unknown in (2010, last + 1):
        with pytest.raises(OutOfCoverage):
            dated.value(date(unknown, 6, 1))


def member(name, policy=CAMPAIGN, registered_poor=True, stage=SchoolStage.SENIOR_SECONDARY, **facts):
    person = Person(person_id="P1", in_special_hardship=False, schooling=Student(stage=stage), **facts)
    case = Household(household_id="H1", registered_poor=registered_poor, members=(person,))
    return decided(policy, name, case, case.members[0])


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({"terms_enrolled": 2}, "3000"),
        ({"terms_enrolled": 1}, "1500"),
        ({"terms_enrolled": 0}, "0"),
        ({"terms_enrolled": None}, None),
        ({"terms_enrolled": 2, "in_vocational_school": False}, "0"),
        ({"terms_enrolled": 2, "in_vocational_school": None}, None),
        ({"terms_enrolled": 2, "registered_poor": False}, "0"),
        ({"terms_enrolled": None, "registered_poor": False}, "0"),
        ({"terms_enrolled": 2, "stage": SchoolStage.HIGHER_VOCATIONAL}, "3000"),
    ],
)
def test_rain_and_dew_is_1500_a_term(facts, paid):
    assert member("rain_and_dew", **{"in_vocational_school": True} | facts) == (None if paid is None else yuan(paid))


def test_a_school_year_has_two_terms():
    with pytest.raises(InvalidInput, match="terms_enrolled"):
        Person(person_id="P1", in_special_hardship=False, terms_enrolled=3)


WINTER, SPRING = (national.policy(on=on, senior_grant=yuan(2300)) for on in (date(2025, 1, 31), date(2025, 2, 1)))


@pytest.mark.parametrize(
    ("name", "before", "since"),
    [
        ("senior_grant_least", 1000, 1200),
        ("senior_grant_average", 2000, 2300),
        ("senior_grant_most", 3000, 3500),
        ("vocational_grant", 2000, 2300),
        ("boarding_aid_primary", 1000, 1250),
        ("boarding_aid_junior", 1250, 1500),
        ("living_aid_primary", None, 625),
        ("living_aid_junior", None, 750),
        ("preschool_aid", None, 1000),
    ],
)
def test_student_aid_was_raised_from_the_spring_of_2025(name, before, since):
    dated = FIGURES[name].dated
    assert dated.value(date(2025, 2, 1)) == dated.value(date(2025, 12, 31)) == yuan(since)
    if before is None:
        with pytest.raises(OutOfCoverage):
            dated.value(date(2025, 1, 31))
    else:
        assert dated.value(date(2025, 1, 31)) == dated.value(date(2024, 1, 1)) == yuan(before)
    for unknown in (date(2023, 12, 31), date(2026, 1, 1)):
        with pytest.raises(OutOfCoverage):
            dated.value(unknown)


@pytest.mark.parametrize(
    ("stage", "boards", "winter", "spring", "at_home"),
    [
        (SchoolStage.PRIMARY, True, "1000", "1250", "0"),
        (SchoolStage.PRIMARY, False, "0", "0", "625"),
        (SchoolStage.JUNIOR_SECONDARY, True, "1250", "1500", "0"),
        (SchoolStage.JUNIOR_SECONDARY, False, "0", "0", "750"),
        (SchoolStage.SENIOR_SECONDARY, True, "0", "0", "0"),
        (SchoolStage.PRIMARY, None, None, None, None),
        (SchoolStage.SENIOR_SECONDARY, None, "0", "0", "0"),
    ],
)
def test_living_aid_by_stage_and_by_whether_the_pupil_boards(stage, boards, winter, spring, at_home):
    facts = {"stage": stage, "boards_at_school": boards}
    for name, policy, paid in (
        ("boarding_aid", WINTER, winter),
        ("boarding_aid", SPRING, spring),
        ("living_aid", SPRING, at_home),
    ):
        assert member(name, policy, **facts) == (None if paid is None else yuan(paid))
    assert "living_aid" in WINTER.left_out
    assert member("boarding_aid", SPRING, registered_poor=False, **facts) == 0


@pytest.mark.parametrize(
    ("grant", "winter", "spring"),
    [
        ("999.99", True, True),
        ("1000", False, True),
        ("1199.99", False, True),
        ("1200", False, False),
        ("3000", False, False),
        ("3000.01", True, False),
        ("3500", True, False),
        ("3500.01", True, True),
    ],
)
def test_a_grant_outside_the_range_of_its_date_is_for_review(grant, winter, spring):
    for policy, outside in ((WINTER, winter), (SPRING, spring)):
        policy = policy.reform(senior_grant=yuan(grant))
        assert member("senior_grant_payment", policy) == yuan(grant)
        assert member("senior_grant_payment", policy, stage=SchoolStage.PRIMARY) == 0
        case = Household(
            household_id="H1",
            registered_poor=True,
            members=(
                Person(
                    person_id="P1",
                    in_special_hardship=False,
                    schooling=Student(stage=SchoolStage.SENIOR_SECONDARY),
                ),
            ),
        )
        found = [finding.name for part in policy.assess(case).parts for finding in part.findings]
        assert ("senior_grant_outside" in found) is outside
    with pytest.raises(OutOfRange, match="senior_grant"):
        national.policy(on=date(2025, 3, 1), senior_grant=yuan("499.99"))
