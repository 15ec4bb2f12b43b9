"""Huining's households, students and borrowers: dibao, certificates, student loans and microloans at every boundary."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

import povertykit
from povertykit import Household, Loan, Person, Student, Verdict, fen, yuan
from povertykit.errors import InvalidInput, MissingArgument, MissingFact, OpenTerm, OutOfCoverage, OutOfRange
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.models import SchoolStage

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
TERMS = {"dibao_standard": yuan(240), "poverty_line": yuan(2800), "interest_share": Fraction(1)}
POLICY = huining.policy(on=date(2016, 6, 1), **TERMS)


def household(**facts):
    return Household(**{"household_id": "H1", "persons": 3, **facts})


# The law as a whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["huining", "620422", "会宁", "会宁县", "Huining County"])
def test_it_is_found_by_its_names_and_code(name):
    assert povertykit.jurisdiction(name).law is huining.law


@pytest.mark.parametrize(("day", "known"), [(date(2015, 8, 5), True), (date(2020, 12, 31), True)])
def test_it_is_known_from_the_opinions_day_to_the_end_of_its_tasks(day, known):
    assert huining.policy(on=day).on == day
    for outside in (date(2015, 8, 4), date(2015, 1, 1), date(2021, 1, 1)):
        with pytest.raises(OutOfCoverage, match="2015-08-05 to 2020-12-31"):
            huining.policy(on=outside)


# Dibao --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({"household_income": yuan("719.99")}, "0.01"),
        ({"household_income": yuan(720)}, "0"),
        ({"household_income": yuan("720.01")}, "0"),
        ({"household_income": yuan(0)}, "720"),
        ({"household_income": yuan(120), "persons_covered": 1}, "200"),  # a third of the gap of 600
        ({"household_income": yuan(0), "on_dibao": False}, "0"),
        ({"household_income": yuan(0), "on_dibao": None}, None),
        ({"household_income": None}, None),
        ({"household_income": None, "on_dibao": False}, "0"),
    ],
)
def test_dibao_is_paid_by_the_gap(facts, amount):
    case = household(**{"on_dibao": True, **facts})
    assert decided(POLICY, "guarantee_gap", case) == (None if amount is None else yuan(amount))


@pytest.mark.parametrize(("income", "found"), [("719.99", False), ("720", True), ("720.01", True)])
def test_dibao_at_or_above_the_standard_is_for_review(income, found):
    decision = POLICY.assess(household(on_dibao=True, household_income=yuan(income)))
    assert ("income_at_standard" in [finding.name for finding in decision.findings]) is found
    assert decision.amounts["guarantee_gap"] == max(Decimal(0), 720 - Decimal(income))


@given(st.integers(0, 10_000_000), st.integers(1, 50), st.integers(5_000, 150_000))
def test_the_gap_lifts_to_the_standard_and_never_beyond(income, persons, standard):
    paid = int(huining.guarantee_gap(standard, income, persons, True, persons, povertykit.Rounding()))
    assert paid == max(0, standard * persons - income)
    assert not paid or income + paid == standard * persons


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        # 2800 yuan a year is 233.33 a month: 3 persons need 8400 a year
        ({"dibao_tier": 1, "household_income": yuan(0)}, MET),
        ({"dibao_tier": 2, "household_income": yuan(0)}, MET),
        ({"dibao_tier": 3, "household_income": yuan(0)}, MET),
        ({"dibao_tier": 1, "household_income": None}, UNKNOWN),
        ({"dibao_tier": None, "household_income": yuan(0)}, MET),
        ({"on_dibao": False, "dibao_tier": None, "household_income": None}, MET),
        ({"dibao_tier": 3, "household_income": None}, MET),
    ],
)
def test_tiers_one_and_two_reach_the_poverty_line_with_their_guarantee(facts, verdict):
    assert decided(POLICY, "guarantee_tier_test", household(**{"on_dibao": True, **facts})) is verdict


@pytest.mark.parametrize(
    ("line", "tier", "verdict"),
    [
        ("2879.99", 2, MET),
        ("2880", 2, MET),  # 240 x 12: the line itself is reached
        ("2880.01", 1, NOT_MET),
        ("2880.01", 2, NOT_MET),
        ("2880.01", 3, MET),  # not bound
        ("2880.01", None, UNKNOWN),
    ],
)
def test_the_line_itself_is_reached_and_a_fen_above_it_is_not(line, tier, verdict):
    policy = POLICY.reform(poverty_line=yuan(line))
    case = household(on_dibao=True, dibao_tier=tier, household_income=yuan(300))
    assert decided(policy, "guarantee_tier_test", case) is verdict


def test_the_standard_and_the_line_are_left_open():
    bare = huining.policy(on=date(2016, 6, 1))
    decision = bare.assess(household(on_dibao=True, household_income=yuan(0)))
    with pytest.raises(OpenTerm, match="dibao_standard"):
        decision.amounts["guarantee_gap"]
    with pytest.raises(OutOfRange, match="plausible"):
        huining.policy(on=date(2016, 6, 1), poverty_line=yuan(280))


@pytest.mark.parametrize(
    ("poor", "meets", "on_dibao", "verdict"),
    [
        (True, True, True, MET),
        (True, True, False, NOT_MET),
        (True, True, None, UNKNOWN),
        (True, False, False, MET),
        (False, True, False, MET),
        (True, None, True, MET),
        (None, True, False, UNKNOWN),
        (True, None, False, UNKNOWN),
    ],
)
def test_every_poor_household_that_meets_the_conditions_is_on_dibao(poor, meets, on_dibao, verdict):
    case = household(registered_poor=poor, meets_dibao_conditions=meets, on_dibao=on_dibao)
    assert decided(POLICY, "guarantee_inclusion_test", case) is verdict


# Certificates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("poor", "certificates", "skills", "verdict"),
    [
        (True, 0, 1, NOT_MET),
        (True, 1, 0, NOT_MET),
        (True, 1, 1, MET),
        (True, 2, 3, MET),
        (True, None, 1, UNKNOWN),
        (True, None, 0, NOT_MET),
        (False, 0, 0, MET),
        (None, 0, 0, UNKNOWN),
        (None, 1, 1, MET),
    ],
)
def test_each_poor_household_has_a_certificate_and_a_skill(poor, certificates, skills, verdict):
    case = household(registered_poor=poor, certificate_holders=certificates, skilled_persons=skills)
    assert decided(POLICY, "certificate_test", case) is verdict


def test_more_certificate_holders_than_persons_are_refused():
    with pytest.raises(InvalidInput, match="certificate_holders"):
        household(certificate_holders=4)


# Students -------------------------------------------------------------------------------------------------------


def student_loan(stage, loan, poor=True):
    schooling = None if stage is None else Student(stage=stage)
    member = Person(person_id="1", in_special_hardship=False, schooling=schooling, student_loan=loan)
    case = Household(household_id="H1", registered_poor=poor, members=(member,))
    return decided(POLICY, "student_loan_limit", case, case.members[0])


@pytest.mark.parametrize(
    ("stage", "loan", "poor", "verdict"),
    [
        (SchoolStage.UNDERGRADUATE, "7999.99", True, MET),
        (SchoolStage.UNDERGRADUATE, "8000", True, MET),
        (SchoolStage.UNDERGRADUATE, "8000.01", True, NOT_MET),
        (SchoolStage.HIGHER_VOCATIONAL, "8000", True, MET),
        (SchoolStage.HIGHER_VOCATIONAL, "8000.01", True, NOT_MET),
        (SchoolStage.SENIOR_SECONDARY, "1", True, NOT_MET),
        (None, "1", True, NOT_MET),
        (SchoolStage.UNDERGRADUATE, "8000", False, NOT_MET),
        (SchoolStage.UNDERGRADUATE, "8000", None, UNKNOWN),
        (SchoolStage.UNDERGRADUATE, None, True, UNKNOWN),
        (SchoolStage.PRIMARY, None, True, NOT_MET),
    ],
)
def test_poor_students_of_colleges_borrow_at_most_eight_thousand(stage, loan, poor, verdict):
    assert student_loan(stage, None if loan is None else yuan(loan), poor) is verdict


# Microloans -------------------------------------------------------------------------------------------------------


def borrower(registered_poor=True, **loan):
    known = {
        "loan_id": "L1",
        "principal": yuan(36_000),
        "drawn": date(2016, 6, 1),
        "maturity": date(2017, 6, 1),
        "annual_rate": Decimal("4.35"),
        "has_collateral": False,
        "has_guarantor": False,
    }
    return Household(household_id="H1", persons=3, registered_poor=registered_poor, loans=(Loan(**known | loan),))


def lent(name, policy=POLICY, **facts):
    case = borrower(**facts)
    return decided(policy, name, case, case.loans[0])


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, MET),
        ({"principal": yuan("49999.99")}, MET),
        ({"principal": yuan(50_000)}, MET),
        ({"principal": yuan("50000.01")}, NOT_MET),
        ({"principal": yuan("0.01")}, MET),  # no least sum is stated
        ({"maturity": date(2019, 6, 1), "annual_rate": Decimal("4.75")}, MET),
        ({"maturity": date(2019, 6, 2), "annual_rate": Decimal("4.75")}, NOT_MET),
        ({"annual_rate": Decimal("4.3501")}, NOT_MET),
        ({"annual_rate": Decimal("4.34")}, MET),
        ({"has_collateral": True}, NOT_MET),
        ({"has_guarantor": True}, NOT_MET),
        ({"registered_poor": False}, NOT_MET),
        ({"registered_poor": None}, UNKNOWN),
        ({"registered_poor": None, "has_guarantor": True}, NOT_MET),
    ],
)
def test_a_microloan_is_small_short_unsecured_and_at_the_benchmark(facts, verdict):
    assert lent("microloan_eligible", **facts) is verdict
    loan = borrower(**facts).loans[0]
    exact = Decimal(int(loan.principal)) * loan.annual_rate * (loan.maturity - loan.drawn).days / 36_000
    interest = fen(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
    assert lent("microloan_interest_subsidy", **facts) == {MET: interest, NOT_MET: 0, UNKNOWN: None}[verdict]


@pytest.mark.parametrize(
    ("drawn", "highest"),
    [
        (date(2015, 8, 5), "4.85"),
        (date(2015, 8, 25), "4.85"),
        (date(2015, 8, 26), "4.60"),
        (date(2015, 10, 23), "4.60"),
        (date(2015, 10, 24), "4.35"),
        (date(2019, 8, 19), "4.35"),
    ],
)
def test_the_benchmark_is_that_of_the_day_the_loan_was_drawn(drawn, highest):
    dates = {"drawn": drawn, "maturity": drawn + timedelta(180)}
    assert lent("microloan_eligible", annual_rate=Decimal(highest), **dates) is MET
    assert lent("microloan_eligible", annual_rate=Decimal(highest) + Decimal("0.01"), **dates) is NOT_MET


@pytest.mark.parametrize("drawn", [date(2014, 11, 21), date(2015, 8, 4), date(2019, 8, 20), date(2021, 1, 1)])
def test_a_loan_of_a_day_whose_law_or_rate_is_not_known_is_undetermined(drawn):
    loan = POLICY.assess(borrower(drawn=drawn, maturity=drawn + timedelta(100))).parts[0]
    assert loan.verdicts["microloan_eligible"] is UNKNOWN
    assert "microloan_interest_subsidy" in loan.undetermined


@pytest.mark.parametrize(
    ("share", "amount"),
    [(Fraction(1), "1587.75"), (Fraction(1, 2), "793.88"), (Fraction(0), "0"), (Fraction(1, 3), "529.25")],
)
def test_the_share_of_the_interest_is_the_places(share, amount):
    policy = POLICY.reform(interest_share=share)
    assert lent("microloan_interest_subsidy", policy) == yuan(amount)  # 36,000 x 4.35% x 365 / 360 x the share


def test_the_share_is_open_and_the_verdict_does_not_wait_for_it():
    decision = huining.policy(on=date(2016, 6, 1)).assess(borrower())
    assert decision.parts[0].verdicts["microloan_eligible"] is MET
    with pytest.raises(OpenTerm, match="interest_share"):
        decision.amounts["microloan_interest_subsidy"]
    with pytest.raises(OutOfRange):
        POLICY.reform(interest_share=Fraction(11, 10))


def test_the_rules_take_arrays_and_say_what_is_missing():
    incomes, sizes, flags = np.array([0, 30_000, 90_000]), np.array([1, 2, 3]), np.array([True, True, False])
    paid = huining.guarantee_gap(24_000, incomes, sizes, flags, sizes, povertykit.Rounding())
    assert paid.tolist() == [24_000, 18_000, 0]
    with pytest.raises(MissingArgument, match="persons"):
        huining.guarantee_gap(dibao_standard=24_000, household_income=0, on_dibao=True)
    with pytest.raises(MissingFact):
        huining.guarantee_gap(24_000, None, 1, True, 1, povertykit.Rounding())
