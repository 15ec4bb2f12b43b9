"""Huining's doctors and sick: the allowance, and what insurance and assistance pay, against an oracle of their own."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from four_ways import decided
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Claim, Household, Village, fen, yuan
from povertykit.errors import InvalidInput, OpenTerm, OutOfRange
from povertykit.jurisdictions.cn.gansu import huining

RATES = [Fraction(n, 100) for n in (50, 60, 65, 70, 80)]
ENDS = [10_000, 20_000, 50_000, 100_000]
SCALE = {
    **{f"major_illness_{n}_end": yuan(e) for n, e in zip(("first", "second", "third", "fourth"), ENDS, strict=True)},
    **{
        f"major_illness_{n}_rate": r
        for n, r in zip(("first", "second", "third", "fourth", "fifth"), RATES, strict=True)
    },
}
TERMS = {"inpatient_rate": Fraction(70, 100), "assistance_share": Fraction(70, 100), **SCALE}
POLICY = huining.policy(on=date(2016, 6, 1), **TERMS)
NAMES = ("inpatient_reimbursement", "major_illness_insurance", "medical_assistance")


def patient(registered_poor=True, **claim):
    known = {
        "claim_id": "C1",
        "treated_on": date(2016, 6, 1),
        "cost": yuan(50_000),
        "in_scope_cost": yuan(40_000),
        "already_paid": yuan(0),
        "patient_in_special_hardship": False,
        "patient_insured": True,
        "is_inpatient": True,
        "major_disease": False,
        "self_paid_earlier": yuan(0),
        "admitted_to_assistance": True,
    }
    return Household(household_id="H1", persons=1, registered_poor=registered_poor, claims=(Claim(**known | claim),))


def paid(name, policy=POLICY, **facts):
    case = patient(**facts)
    return decided(policy, name, case, case.claims[0])


# Doctors -----------------------------------------------------------------------------------------------------


def clinic(**facts):
    known = {"village_id": "V1", "is_poor_village": True, "clinic_population": 1000, "practising_doctors": 1}
    return Village(**known | facts)


@pytest.mark.parametrize(
    ("facts", "each"),
    [
        ({"clinic_population": 999}, "400"),
        ({"clinic_population": 1000}, "400"),  # 1000 itself is within
        ({"clinic_population": 1001}, "0"),
        ({"practising_doctors": 3}, "1200"),
        ({"practising_doctors": 0}, "0"),
        ({"is_poor_village": False}, "0"),
        ({"is_poor_village": None}, None),
        ({"clinic_population": None}, None),
        ({"practising_doctors": None}, None),
        ({"practising_doctors": None, "clinic_population": 1001}, "0"),
    ],
)
def test_doctors_of_small_clinics_in_poor_villages_have_the_allowance(facts, each):
    assert decided(POLICY, "village_doctor_allowance", clinic(**facts)) == (None if each is None else yuan(each))


@pytest.mark.parametrize(
    ("day", "amount"),
    [(date(2015, 8, 5), 200), (date(2015, 12, 31), 200), (date(2016, 1, 1), 400), (date(2020, 12, 31), 400)],
)
def test_the_allowance_doubles_with_2016(day, amount):
    assert decided(huining.policy(on=day), "village_doctor_allowance", clinic()) == yuan(amount)


# Basic insurance -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({}, "30000"),  # 75% of the 40,000 in scope: 5 points more, not 5 per cent of the rate
        ({"registered_poor": False}, "28000"),
        ({"registered_poor": None}, None),
        ({"patient_insured": False}, "0"),
        ({"patient_insured": None}, None),
        ({"is_inpatient": False}, "0"),
        ({"is_inpatient": False, "major_disease": True}, "30000"),
        ({"is_inpatient": False, "major_disease": True, "registered_poor": False}, "0"),
        ({"in_scope_cost": None}, None),
        ({"in_scope_cost": yuan("0.01")}, "0.01"),
        ({"in_scope_cost": yuan("0.02")}, "0.02"),  # 1.5 fen, half up
        ({"in_scope_cost": yuan(0)}, "0"),
    ],
)
def test_inpatients_are_reimbursed_and_the_poor_five_points_more(facts, amount):
    assert paid("inpatient_reimbursement", **facts) == (None if amount is None else yuan(amount))


@pytest.mark.parametrize(
    ("rate", "ordinary", "major", "at_least"),
    [
        (Fraction(60, 100), "26000", "30000", "30000"),
        (Fraction(70, 100), "30000", "30000", "30000"),
        (Fraction(71, 100), "30400", "30000", "30400"),  # the two readings differ
        (Fraction(95, 100), "40000", "30000", "40000"),
        (Fraction(96, 100), "40000", "30000", "40000"),  # 101% is no more than the whole
        (Fraction(1), "40000", "30000", "40000"),
        (Fraction(0), "2000", "30000", "30000"),
    ],
)
def test_the_rate_is_never_above_the_whole_and_major_diseases_have_75_per_cent(rate, ordinary, major, at_least):
    policy = POLICY.reform(inpatient_rate=rate)
    assert paid("inpatient_reimbursement", policy) == yuan(ordinary)
    assert paid("inpatient_reimbursement", policy, major_disease=True) == yuan(major)
    higher = policy.reform(major_disease_reading="at_least")
    assert paid("inpatient_reimbursement", higher, major_disease=True) == yuan(at_least)


@pytest.mark.parametrize(
    ("treated", "known"),
    [
        (date(2014, 12, 31), False),
        (date(2015, 1, 1), True),  # "from 2015" reaches back before the opinion's day
        (date(2015, 8, 4), True),
        (date(2020, 12, 31), True),
        (date(2021, 1, 1), False),
    ],
)
def test_a_claim_is_judged_by_the_law_of_its_own_day(treated, known):
    claim = POLICY.assess(patient(treated_on=treated)).parts[0]
    for name in NAMES[:2]:
        assert (name in claim.payments) is known
        assert (name in claim.undetermined) is not known


# Major-illness insurance -----------------------------------------------------------------------------------------


def oracle(claim, *, poor, rate=Fraction(70, 100), gross=False):
    """The three schemes by Decimal and loops over bands, in yuan."""
    scope, earlier, treated = (claim[key] for key in ("scope", "earlier", "treated"))
    share = Fraction(75, 100) if poor and claim["major"] else min(Fraction(1), rate + Fraction(5 * poor, 100))
    basic = half_up(scope * share)
    deductible = 3000 if poor and treated.year >= 2016 else 5000
    points = Fraction(3, 100) if poor and treated.year >= 2016 else Fraction(0)

    def scale(amount):
        whole, bounds = Fraction(0), [0, *ENDS, 10**9]
        shift = 0 if gross else deductible
        for low, high, band in zip(bounds, bounds[1:], RATES, strict=False):
            inside = min(amount, high + shift) - max(low + shift, deductible)
            whole += max(Fraction(0), inside) * (band + points)
        return half_up(whole)

    left = scope - basic
    major = min(max(Fraction(0), scale(earlier + left) - scale(earlier)), left)
    assisted = half_up(max(Fraction(0), left - major - claim["supplementary"]) * Fraction(70, 100))
    return basic, major, assisted


def half_up(exact):
    cents = (Decimal(exact.numerator * 100) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    return Fraction(int(cents), 100)


def answers(policy, claim, *, poor):
    facts = {
        "registered_poor": poor,
        "treated_on": claim["treated"],
        "cost": yuan(200_000),
        "in_scope_cost": fen(int(claim["scope"] * 100)),
        "already_paid": fen(int(claim["supplementary"] * 100)),
        "major_disease": claim["major"],
        "self_paid_earlier": fen(int(claim["earlier"] * 100)),
    }
    part = policy.assess(patient(**facts)).parts[0]
    return tuple(Fraction(part.amounts[name]) for name in NAMES)


def a_claim(scope, earlier=0, treated=date(2016, 6, 1), major=False, supplementary=0):
    return {
        "scope": Fraction(str(scope)),
        "earlier": Fraction(str(earlier)),
        "treated": treated,
        "major": major,
        "supplementary": Fraction(str(supplementary)),
    }


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        # 40,000 in scope leaves a poor inpatient 10,000: 7000 above 3000, at 50% + 3 points
        ({}, "3710"),
        # and others 12,000: 7000 above 5000, at 50%
        ({"registered_poor": False}, "3500"),
        ({"in_scope_cost": yuan(12_000)}, "0"),  # leaves exactly the deductible
        ({"in_scope_cost": yuan("12000.08")}, "0.01"),  # 2 fen above it, 1.06
        ({"self_paid_earlier": yuan(3000)}, "5300"),  # the deductible counts once a year
        ({"self_paid_earlier": None}, None),
        ({"is_inpatient": False}, "0"),
        ({"patient_insured": False}, "0"),
        ({"in_scope_cost": None}, None),
    ],
)
def test_major_illness_insurance_pays_above_the_years_deductible(facts, amount):
    assert paid("major_illness_insurance", **facts) == (None if amount is None else yuan(amount))


@pytest.mark.parametrize(
    ("treated", "amount"),
    [
        (date(2015, 12, 31), "2500"),  # 5000 above 5000, without the rise
        (date(2016, 1, 1), "3710"),  # 7000 above 3000, with it
    ],
)
def test_the_poor_have_the_lower_deductible_and_the_rise_from_2016(treated, amount):
    assert paid("major_illness_insurance", treated_on=treated) == yuan(amount)


money = st.integers(0, 20_000_000).map(lambda cents: Fraction(cents, 100))
claims = st.fixed_dictionaries(
    {
        "scope": money,
        "earlier": money,
        "treated": st.sampled_from([date(2015, 8, 5), date(2015, 12, 31), date(2016, 1, 1), date(2020, 12, 31)]),
        "major": st.booleans(),
        "supplementary": money,
    }
)


@settings(max_examples=60, deadline=None)
@given(claims, st.booleans(), st.booleans())
def test_the_three_schemes_agree_with_the_oracle_and_never_pay_more_than_the_cost_in_scope(claim, poor, gross):
    policy = POLICY.reform(major_illness_convention="gross") if gross else POLICY
    got = answers(policy, claim, poor=poor)
    assert got == oracle(claim, poor=poor, gross=gross)
    assert sum(got) <= claim["scope"]
    assert min(got) >= 0


@pytest.mark.parametrize("gross", [False, True])
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("off", ["-0.01", "0", "0.01"])
def test_each_end_of_a_band_and_a_fen_either_side(end, off, gross):
    policy = POLICY.reform(
        inpatient_rate=Fraction(0), major_illness_convention="gross" if gross else "above_deductible"
    )
    claim = a_claim(0, treated=date(2015, 9, 1))
    claim["scope"] = Fraction(str(end)) + Fraction(off) + (0 if gross else 5000)
    assert answers(policy, claim, poor=False) == oracle(claim, poor=False, rate=Fraction(0), gross=gross)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(100, 5_000_000), min_size=2, max_size=4))
def test_the_claims_of_a_year_add_up_to_the_years_amount(cents):
    """Where every claim is given what the earlier ones left to pay, their payments are the whole year's."""
    bare = POLICY.reform(inpatient_rate=Fraction(0))
    earlier, together = 0, 0
    for each in cents:
        claim = a_claim(0)
        claim |= {"scope": Fraction(each, 100), "earlier": Fraction(earlier, 100)}
        together += answers(bare, claim, poor=False)[1]
        earlier += each
    whole = a_claim(0) | {"scope": Fraction(sum(cents), 100)}
    assert together == oracle(whole, poor=False, rate=Fraction(0))[1]


# Medical assistance ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({}, "4403"),  # 70% of 40,000 - 30,000 - 3710
        ({"already_paid": yuan(6290)}, "0"),  # supplementary insurance took all that was left
        ({"already_paid": yuan("6289.99")}, "0.01"),  # 0.7 fen, half up
        ({"already_paid": yuan(50_000)}, "0"),  # earlier schemes paid the whole cost
        ({"admitted_to_assistance": False}, "0"),
        ({"admitted_to_assistance": None}, None),
        ({"admitted_to_assistance": None, "already_paid": yuan(6290)}, "0"),
        ({"is_inpatient": False}, "0"),
        ({"self_paid_earlier": None}, None),
        ({"registered_poor": False}, "5950"),  # 70% of 40,000 - 28,000 - 3500
    ],
)
def test_assistance_pays_a_share_of_what_the_earlier_schemes_left(facts, amount):
    assert paid("medical_assistance", **facts) == (None if amount is None else yuan(amount))


def test_a_claim_paid_above_its_cost_by_earlier_schemes_is_refused():
    with pytest.raises(InvalidInput, match="already_paid"):
        patient(already_paid=yuan("50000.01"))
    with pytest.raises(InvalidInput, match="in_scope_cost"):
        patient(in_scope_cost=yuan("50000.01"))


def test_the_rates_of_the_place_are_left_open():
    bare = huining.policy(on=date(2016, 6, 1), inpatient_rate=Fraction(7, 10))
    decision = bare.assess(patient())
    assert decision.amounts["inpatient_reimbursement"] == 30_000
    with pytest.raises(OpenTerm, match="major_illness_first_end"):
        decision.amounts["major_illness_insurance"]
    with pytest.raises(OutOfRange, match="inpatient_rate"):
        POLICY.reform(inpatient_rate=Fraction(101, 100))


@pytest.mark.parametrize("wrong", [{"in_scope_cost": 4_000_000.5}, {"patient_insured": "yes"}])
def test_facts_of_the_wrong_kind_are_refused(wrong):
    facts = {"in_scope_cost": 100, "patient_insured": True, "is_inpatient": True, "major_disease": False}
    constants = {name: POLICY.constants[name] for name in ("inpatient_rate",)}
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        huining.inpatient_reimbursement(**{**facts, "claimant_registered_poor": True, **constants, **wrong})


def test_a_rise_is_in_percentage_points_and_the_press_is_quoted_in_both_languages():
    claim = Claim(
        claim_id="C",
        treated_on=date(2016, 6, 1),
        cost=yuan(100_000),
        in_scope_cost=yuan(100_000),
        already_paid=yuan(0),
        patient_insured=True,
        is_inpatient=True,
        major_disease=False,
        self_paid_earlier=yuan(0),
        admitted_to_assistance=True,
        patient_in_special_hardship=False,
    )
    decision = POLICY.assess(Household(household_id="H", persons=1, registered_poor=True, claims=[claim]))
    told = decision.explain("zh").replace("\n", "").replace(" ", "")
    assert "报销提高的百分点5%" in told
    assert "press" not in told
    assert "更早执行未能核实" in told
    assert "an earlier start was not confirmed" in " ".join(decision.explain().split())


@pytest.mark.parametrize("name", ["inpatient_rise", "major_disease_rate", "major_illness_rise", "most_incidence_2020"])
def test_a_reform_of_a_share_stays_within_the_whole(name):
    assert POLICY.reform(**{name: Fraction(1)}).settings[name] == 1
    with pytest.raises(OutOfRange, match=f"{name}: got 300%; allowed: at most 100%"):
        POLICY.reform(**{name: Fraction(3)})


def test_bands_whose_ends_fall_are_reported_and_pay_no_part_twice():
    wrong = POLICY.reform(major_illness_first_end=yuan(30_000), major_illness_second_end=yuan(20_000))
    found = [finding.name for finding in wrong.assess(patient()).parts[0].findings]
    assert found == ["major_illness_bands_out_of_order"]
    level = POLICY.reform(major_illness_first_end=yuan(30_000), major_illness_second_end=yuan(30_000))
    facts = {"cost": yuan(200_000), "in_scope_cost": yuan(200_000)}
    assert paid("major_illness_insurance", wrong, **facts) == paid("major_illness_insurance", level, **facts)
    assert not POLICY.assess(patient()).parts[0].findings
