"""A register under Huining's law pays what each household assessed by itself is paid, and leaves open the same."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from drawn_registers import as_arrays, decided, open_of, payments_of
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Claim, Household, Loan, Person, Student, fen, yuan
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.models import SchoolStage

POLICY = huining.policy(
    on=date(2016, 6, 1),
    dibao_standard=yuan("233.34"),
    poverty_line=yuan(2800),
    interest_share=Fraction(7, 10),
    inpatient_rate=Fraction(65, 100),
    assistance_share=Fraction(1, 3),
    major_illness_first_end=yuan(10_000),
    major_illness_second_end=yuan(20_000),
    major_illness_third_end=yuan(50_000),
    major_illness_fourth_end=yuan(50_000),
    major_illness_first_rate=Fraction(50, 100),
    major_illness_second_rate=Fraction(55, 100),
    major_illness_third_rate=Fraction(60, 100),
    major_illness_fourth_rate=Fraction(60, 100),
    major_illness_fifth_rate=Fraction(75, 100),
)
maybe = st.none() | st.booleans()
days = st.dates(date(2014, 12, 25), date(2016, 12, 31))


def sums(most):
    return st.integers(0, most * 100).map(fen)


@st.composite
def claims(draw, number):
    cost, scope, paid = sorted(draw(st.lists(st.integers(1, 20_000_000), min_size=3, max_size=3)), reverse=True)
    return Claim(
        claim_id=f"C{number}",
        treated_on=draw(days),
        cost=fen(cost),
        in_scope_cost=draw(st.sampled_from([fen(scope), fen(scope), None])),
        already_paid=fen(paid),
        patient_in_special_hardship=False,
        patient_insured=draw(maybe),
        is_inpatient=draw(maybe),
        major_disease=draw(maybe),
        self_paid_earlier=draw(st.none() | sums(50_000)),
        admitted_to_assistance=draw(maybe),
    )


@st.composite
def loans(draw, number):
    drawn = draw(days)
    return Loan(
        loan_id=f"L{number}",
        principal=draw(st.integers(1, 6_000_000).map(fen)),
        drawn=drawn,
        maturity=drawn + timedelta(draw(st.integers(1, 1200))),
        annual_rate=draw(st.sampled_from(["4.35", "4.6", "4.75", "5", "5.25", "7"]).map(Decimal)),
        has_collateral=False,
        has_guarantor=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def households(draw, number):
    stage = draw(st.none() | st.sampled_from(SchoolStage))
    schooling = None if stage is None else Student(stage=stage)
    member = Person(
        person_id="1", in_special_hardship=False, schooling=schooling, student_loan=draw(st.none() | sums(10_000))
    )
    return Household(
        household_id=f"H{number}",
        household_income=draw(st.none() | sums(800)),
        registered_poor=draw(maybe),
        on_dibao=draw(maybe),
        dibao_tier=draw(st.none() | st.integers(1, 4)),
        meets_dibao_conditions=draw(maybe),
        certificate_holders=draw(st.none() | st.integers(0, 1)),
        skilled_persons=draw(st.none() | st.integers(0, 1)),
        members=(member,),
        loans=tuple(draw(loans(place)) for place in range(draw(st.integers(0, 2)))),
        claims=tuple(draw(claims(place)) for place in range(draw(st.integers(0, 2)))),
    )


@st.composite
def registers(draw):
    return [draw(households(number)) for number in range(draw(st.integers(1, 5)))]


@settings(max_examples=60, deadline=None)
@given(registers(), st.integers(1, 4))
def test_a_register_pays_what_each_household_is_paid(register, block):
    decisions = decided(POLICY, register)
    outcome = POLICY.simulate(as_arrays(register), block=block)
    assert payments_of(outcome) == [{name: each.fen for name, each in d.payments.items()} for d in decisions]
    left_open = {
        (each.id, name): each_open.missing for each in decisions for name, each_open in each.undetermined.items()
    }
    asked = {(household, name): missing for household, name, missing in open_of(outcome)}
    assert asked.keys() == left_open.keys()
    # One household is asked for what can still matter; a register's list may name more.
    assert all(set(left_open[each]) <= asked[each] for each in asked)
    for name, codes in outcome.verdicts.items():
        assert codes.tolist() == [int(decision.verdicts[name]) for decision in decisions]
