"""Xiangxi's support of students and its floor under medical reimbursement, at every boundary."""

from datetime import date
from decimal import Decimal

import pytest
from four_ways import decided

from povertykit import Claim, Household, Person, Rounding, Student, Verdict, yuan
from povertykit.errors import InvalidInput, OpenTerm, OutOfRange
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import SchoolStage
from povertykit.money import DOWN, YUAN, Period

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
MIDSUMMER = date(2017, 6, 1)
ALLOWANCES = {
    "living_allowance_preschool": yuan(500),
    "living_allowance_primary": yuan(1000),
    "living_allowance_junior": yuan(1250),
    "living_allowance_senior": yuan(2000),
}
POLICY = xiangxi.policy(on=MIDSUMMER, **ALLOWANCES)


# Students -----------------------------------------------------------------------------------------------------------


def family(registered_poor, *students):
    members = [
        Person(person_id=str(number), in_special_hardship=False, schooling=student)
        for number, student in enumerate(students)
    ]
    return Household(household_id="H1", registered_poor=registered_poor, members=members)


def pupil(stage, fees=None):
    return Student(stage=stage, tuition_and_fees=None if fees is None else yuan(fees))


@pytest.mark.parametrize(
    ("stage", "waived", "allowance"),
    [
        (SchoolStage.NOT_IN_SCHOOL, "0", "0"),
        (SchoolStage.PRESCHOOL, "3200.50", "500"),
        (SchoolStage.PRIMARY, "3200.50", "1000"),
        (SchoolStage.JUNIOR_SECONDARY, "3200.50", "1250"),
        (SchoolStage.SENIOR_SECONDARY, "3200.50", "2000"),
        (SchoolStage.HIGHER_VOCATIONAL, "0", "0"),  # beyond the fifteen years
        (SchoolStage.UNDERGRADUATE, "0", "0"),
    ],
)
def test_a_poor_student_is_waived_the_fees_and_given_the_allowance_of_the_stage(stage, waived, allowance):
    case = family(True, pupil(stage, "0" if stage is SchoolStage.NOT_IN_SCHOOL else "3200.50"))
    student = case.members[0]
    assert decided(POLICY, "tuition_waiver", case, student) == yuan(waived)
    assert decided(POLICY, "living_allowance", case, student) == yuan(allowance)
    assert decided(POLICY, "education_support", case, student) == yuan(waived) + yuan(allowance)


@pytest.mark.parametrize(
    ("registered", "student", "support"),
    [
        (False, pupil("primary", "800"), 0),
        (False, pupil("primary"), 0),
        (True, pupil("primary"), None),  # the fees are not known
        (True, pupil("primary", "0"), yuan(1000)),
        (True, None, 0),
        (None, pupil("primary", "800"), None),
        (None, None, 0),
    ],
)
def test_students_of_families_that_are_not_poor_or_of_which_something_is_unknown(registered, student, support):
    case = family(registered, student)
    assert decided(POLICY, "education_support", case, case.members[0]) == support


def test_the_students_of_a_household_sum_to_its_support_and_the_parts_are_not_added_twice():
    case = family(True, pupil("primary", "800"), pupil("senior_secondary", "1600.01"), None)
    decision = POLICY.assess(case)
    assert [part.amounts["education_support"] for part in decision.parts] == [1800, Decimal("3600.01"), 0]
    assert decision.amounts["education_support"] == Decimal("5400.01")
    assert decision.amounts["tuition_waiver"] == Decimal("2400.01")
    assert decision.total(Period.SCHOOL_YEAR) == yuan("5400.01")


def test_the_allowances_are_open_terms_and_the_waiver_does_not_wait_for_them():
    bare = xiangxi.policy(on=MIDSUMMER)
    case = family(True, pupil("primary", "800"))
    decision = bare.assess(case)
    assert decision.amounts["tuition_waiver"] == 800
    with pytest.raises(OpenTerm, match="living_allowance_preschool"):
        decision.amounts["education_support"]
    with pytest.raises(OutOfRange, match="plausible"):
        xiangxi.policy(on=MIDSUMMER, living_allowance_primary=yuan("20000.01"))


def test_fees_of_someone_not_in_school_and_unknown_stages_are_refused():
    with pytest.raises(InvalidInput, match="tuition"):
        pupil(SchoolStage.NOT_IN_SCHOOL, "1")
    with pytest.raises(InvalidInput, match="stage"):
        pupil("university", "1")


# Claims -------------------------------------------------------------------------------------------------------------


def patient(registered_poor=True, **claim):
    known = {
        "claim_id": "C1",
        "treated_on": MIDSUMMER,
        "cost": yuan(1000),
        "in_scope_cost": yuan(800),
        "already_paid": yuan(500),
        "patient_in_special_hardship": False,
    }
    return Household(household_id="H1", persons=1, registered_poor=registered_poor, claims=(Claim(**known | claim),))


def judged(policy=POLICY, **facts):
    """The top-up, and whether the floor is reached already."""
    case = patient(**facts)
    return tuple(
        decided(policy, name, case, case.claims[0]) for name in ("medical_reimbursement", "medical_floor_reached")
    )


ALL_COST = POLICY.reform(medical_basis="all_cost")


@pytest.mark.parametrize(
    ("paid", "top_up", "reached"),
    [
        ("0", "640", NOT_MET),
        ("639.99", "0.01", NOT_MET),
        ("640", "0", MET),  # exactly four fifths of the 800 in scope
        ("640.01", "0", MET),
        ("1000", "0", MET),
    ],
)
def test_the_poor_are_topped_up_to_four_fifths_of_the_cost_in_scope(paid, top_up, reached):
    assert judged(already_paid=yuan(paid)) == (yuan(top_up), reached)


@pytest.mark.parametrize(
    ("paid", "top_up", "reached"), [("799.99", "0.01", NOT_MET), ("800", "0", MET), ("800.01", "0", MET)]
)
def test_on_the_other_reading_the_share_is_of_all_the_cost(paid, top_up, reached):
    assert judged(ALL_COST, already_paid=yuan(paid)) == (yuan(top_up), reached)
    assert judged(ALL_COST, already_paid=yuan(paid), in_scope_cost=None) == (yuan(top_up), reached)


@pytest.mark.parametrize(
    ("policy", "paid", "top_up", "reached"),
    [
        (POLICY, "799.99", "0.01", NOT_MET),
        (POLICY, "800", "0", MET),
        (ALL_COST, "999.99", "0.01", NOT_MET),
        (ALL_COST, "1000", "0", MET),
    ],
)
def test_special_hardship_is_reimbursed_in_full_poor_household_or_not(policy, paid, top_up, reached):
    for registered in (True, False, None):
        facts = {"patient_in_special_hardship": True, "registered_poor": registered}
        assert judged(policy, already_paid=yuan(paid), **facts) == (yuan(top_up), reached)


@pytest.mark.parametrize(
    ("facts", "top_up", "reached"),
    [
        ({"registered_poor": False}, 0, MET),  # no floor is set
        ({"registered_poor": None}, None, UNKNOWN),
        ({"registered_poor": None, "already_paid": yuan(640)}, 0, MET),
        ({"in_scope_cost": None}, None, UNKNOWN),
        # An unknown fact has its model's bounds; that the cost in scope is at most this claim's cost is not used.
        ({"in_scope_cost": None, "already_paid": yuan(1000)}, 0, UNKNOWN),
        ({"in_scope_cost": None, "registered_poor": False}, 0, MET),
    ],
)
def test_what_is_unknown_matters_only_where_it_matters(facts, top_up, reached):
    assert judged(**facts) == (top_up, reached)


def test_a_least_share_is_rounded_up_and_never_above_the_cost():
    assert judged(cost=yuan("0.01"), in_scope_cost=yuan("0.01"), already_paid=yuan(0)) == (yuan("0.01"), NOT_MET)
    assert judged(cost=yuan("10.01"), in_scope_cost=yuan("10.01"), already_paid=yuan(0))[0] == yuan("8.01")
    whole_yuan = POLICY.reform(medical_rounding=Rounding(unit=YUAN, mode=DOWN))
    assert judged(whole_yuan, cost=yuan("10.01"), in_scope_cost=yuan("10.01"), already_paid=yuan(0))[0] == yuan(8)


def test_called_alone_it_refuses_more_paid_than_the_cost():
    facts = {"cost": 100, "in_scope_cost": 100, "patient_in_special_hardship": False, "claimant_registered_poor": True}
    assert xiangxi.medical_reimbursement(already_paid=100, **facts) == 0
    with pytest.raises(InvalidInput, match="already_paid is above cost"):
        xiangxi.medical_reimbursement(already_paid=101, **facts)


@pytest.mark.parametrize(
    "wrong", [{"in_scope_cost": yuan("1000.01")}, {"already_paid": yuan("1000.01")}, {"cost": yuan(0)}]
)
def test_a_claim_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        patient(**wrong)


@pytest.mark.parametrize("treated", [date(2017, 1, 1), date(2020, 2, 29), date(2020, 12, 31)])
def test_a_treatment_inside_the_coverage_is_judged(treated):
    assert judged(treated_on=treated) == (yuan(140), NOT_MET)


@pytest.mark.parametrize("treated", [date(2016, 2, 29), date(2016, 12, 31), date(2021, 1, 1)])
@pytest.mark.parametrize("paid", ["0", "1000"])
def test_a_treatment_outside_the_coverage_is_undetermined_even_where_all_is_paid(treated, paid):
    claim = POLICY.assess(patient(treated_on=treated, already_paid=yuan(paid))).parts[0]
    assert claim.verdicts["medical_floor_reached"] is UNKNOWN
    assert str(treated) in claim.undetermined["medical_reimbursement"].en
    assert "medical_reimbursement" not in claim.payments


def test_parts_that_were_not_handed_in_are_no_parts_that_there_are_none_of():
    policy = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan(250))
    unlisted = policy.assess({"household_id": "H", "persons": 3})
    assert "microloan_interest_subsidy" not in unlisted.amounts
    assert unlisted.left_out["microloan_interest_subsidy"].reason == "not listed"
    assert "none was handed in" in unlisted.left_out["medical_reimbursement"].en
    assert "未提供贷款" in unlisted.left_out["microloan_interest_subsidy"].zh
    without = policy.assess({"household_id": "H", "persons": 3, "loans": [], "claims": []})
    assert without.amounts["microloan_interest_subsidy"] == without.amounts["medical_reimbursement"] == 0
    assert "tuition_waiver" in without.left_out
    assert "microloan_interest_subsidy" not in without.left_out
