"""National dibao: the test, the gap, tiers, the floor, top-ups, one person alone, refusals, grace, and the start."""

from datetime import date, datetime
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Household, Person, Rounding, Verdict, fen, per_year, yuan
from povertykit.citation import Grade
from povertykit.errors import DateError, InvalidInput, OpenTerm, OutOfCoverage, OutOfRange, RegisterError, UnknownName
from povertykit.jurisdictions.cn.national import dibao, dibao_supplements, law
from povertykit.models import IncomeStatement, Kind, fields_of
from povertykit.money import HALF_UP, PERSON_MONTH, YUAN

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
IN_2022 = date(2022, 6, 1)
TERMS = {
    "dibao_standard": yuan(500),
    "tier_first": yuan(465),
    "tier_second": yuan(442),
    "tier_third": yuan(89),
    "tier_fourth": yuan(62),
    "refusal_share_kept": Fraction(1, 3),
    "top_up_elderly": Fraction(20, 100),
    "top_up_minors": Fraction(20, 100),
    "top_up_disabled": Fraction(30, 100),
    "top_up_ill": Fraction(30, 100),
    "elderly_from_age": 70,
    "minor_below_age": 16,
    "single_person_least": Fraction(7, 10),
    "grace_months": 12,
}


def policy(on=IN_2022, **settings):
    return law.policy(on=on, **(TERMS | settings))


POLICY = policy()


def household(**facts):
    known = {"household_id": "H1", "persons": 3, "on_dibao": True, "property_within_rules": True}
    return Household(**known | facts)


def member(name="P1", **facts):
    known = {
        "in_special_hardship": False,
        "covered": True,
        "age": 40,
        "disability_kind": "none",
        "disability_grade": 4,
        "seriously_ill": False,
        "labour_capacity": "able",
        "refused_work": 0,
        "religious_years": 0,
        "own_income": yuan(0),
        "on_single_dibao": False,
    }
    return Person(person_id=name, **known | facts)


def of_member(name, person, at=POLICY, **facts):
    """What a rule says of one member beside an ordinary one."""
    case = household(persons=2, members=(member("other"), person), **{"household_income": yuan(0)} | facts)
    return decided(at, name, case, person)


def findings(at=POLICY, **facts):
    return [finding.name for finding in at.assess(household(**facts)).findings]


# Who gets it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("income", "eligible", "marginal"),
    [
        ("1499.99", MET, NOT_MET),
        ("1500", NOT_MET, MET),  # exactly the standard is not below it
        ("1500.01", NOT_MET, MET),
        ("2249.99", NOT_MET, MET),
        ("2250", NOT_MET, NOT_MET),  # exactly 1.5 times is not below it
        ("2250.01", NOT_MET, NOT_MET),
    ],
)
def test_income_is_strictly_below_the_standard_or_marginal_to_below_one_and_a_half_times(income, eligible, marginal):
    case = household(household_income=yuan(income))
    assert decided(POLICY, "dibao_eligible", case) is eligible
    assert decided(POLICY, "marginal_household", case) is marginal
    richer = household(household_income=yuan(income), property_within_rules=False)
    assert decided(POLICY, "dibao_eligible", richer) is decided(POLICY, "marginal_household", richer) is NOT_MET


def test_a_missing_fact_is_no_pass_and_matters_only_where_it_matters():
    assert decided(POLICY, "dibao_eligible", household(household_income=yuan(1), property_within_rules=None)) is UNKNOWN
    rich = household(household_income=yuan(9000), property_within_rules=None)
    assert decided(POLICY, "dibao_eligible", rich) is NOT_MET
    unknown = household(household_income=None)
    assert decided(POLICY, "dibao_eligible", unknown) is UNKNOWN
    assert decided(POLICY, "dibao_gap", unknown) is None
    assert decided(POLICY, "dibao_gap", household(household_income=None, on_dibao=False)) == 0


def test_only_the_missing_facts_that_matter_are_named():
    decision = POLICY.assess(household(household_income=yuan(1), property_within_rules=None))
    assert decision.undetermined["dibao_eligible"].missing == ("property_within_rules",)
    decision = POLICY.assess(household(household_income=None))
    assert decision.undetermined["dibao_gap"].missing == ("household_income",)


@pytest.mark.parametrize(("income", "found"), [("1499.99", []), ("1500", ["dibao_income_at_standard"])])
def test_a_dibao_household_at_the_standard_is_shown_for_review(income, found):
    assert findings(household_income=yuan(income)) == found
    assert findings(household_income=yuan(income), on_dibao=False) == []


# The gap, and the floor under it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standard", "persons", "income", "paid"),
    [
        (1100, 3, 2100, 1200),  # Zhongshan, 700 each; 400 each are lacking
        (500, 3, 700, 800),  # a question bank
        (400, 3, 900, 300),  # A-4: the social workers' exam of 2013
        (700, 3, 1000, 1100),  # unrounded; see below for the page's 1101
    ],
)
def test_the_published_gaps(standard, persons, income, paid):
    case = household(persons=persons, household_income=yuan(income))
    assert decided(policy(dibao_standard=yuan(standard)), "dibao_gap", case) == yuan(paid)


def test_a_7_each_person_rounded_to_the_yuan_gives_the_pages_1101():
    """https://www.lawparks.com/ask/minimum-living-allowance-1: 1000 / 3 is about 333, and 367 x 3 is 1101."""
    by_person = Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH)
    at = policy(dibao_standard=yuan(700), dibao_rounding=by_person)
    assert decided(at, "dibao_gap", household(household_income=yuan(1000))) == yuan(1101)


def test_a_8_the_keyed_answer_disagrees_with_its_own_reasoning():
    """https://ti.zuoweng.com/ti/AjLfKKKQ, an exam question whose key is 1800; defective.

    Standard 150 a month, three persons, 1200 a person and year, "of which family-planning awards 600 in all". The page
    says that the awards are no income, and so they are in the national rules; but then 2400 are due, not the 1800 that
    it keys, which counts them.
    """
    at = policy(dibao_standard=yuan(150), income_basis="statement")
    nothing = {name: yuan(0) for name, spec in fields_of(IncomeStatement).items() if spec.kind is Kind.AMOUNT}
    counts = {"payer_persons": 1, "persons_supported": 1, "persons_supported_here": 0, "children_bound": 1}
    stated = {"window_months": "twelve_months", "workers": 0, **counts, **nothing}
    awards_left_out = {**stated, "other_transfers": yuan(3600 - 600), "exempt_awards": yuan(600)}
    awards_counted = {**stated, "other_transfers": yuan(3600), "exempt_awards": yuan(0)}
    right, keyed = (
        decided(at, "dibao_gap", household(income_statement=statement)) * 12
        for statement in (awards_left_out, awards_counted)
    )
    assert (right, keyed) == (yuan(2400), yuan(1800))


@pytest.mark.parametrize(
    ("income", "as_it_is", "lifted"),
    [
        ("1199.99", "300.01", "300.01"),
        ("1200", "300", "300"),  # a gap of exactly a fifth
        ("1200.01", "299.99", "300"),
        ("1499.99", "0.01", "300"),
        ("1500", "0", "0"),  # not eligible: no floor
        ("1600", "0", "0"),
    ],
)
def test_a_small_gap_is_lifted_only_where_that_is_chosen_and_only_for_the_eligible(income, as_it_is, lifted):
    case = household(household_income=yuan(income))
    assert decided(POLICY, "dibao_gap", case) == yuan(as_it_is)
    floor = policy(small_gap="lifted")
    assert decided(floor, "dibao_gap", case) == yuan(lifted)
    rich = household(household_income=yuan(income), property_within_rules=False)
    assert decided(floor, "dibao_gap", rich) == yuan(as_it_is)
    unknown = household(household_income=yuan(income), property_within_rules=None)
    assert decided(floor, "dibao_gap", unknown) == (yuan(lifted) if as_it_is == lifted else None)


@pytest.mark.parametrize(("covered", "gap", "lifted"), [(0, "0", "0"), (1, "33.33", "100"), (2, "66.67", "200")])
def test_the_gap_and_the_floor_of_those_covered(covered, gap, lifted):
    case = household(household_income=yuan(1400), persons_covered=covered)
    assert decided(POLICY, "dibao_gap", case) == yuan(gap)
    assert decided(policy(small_gap="lifted"), "dibao_gap", case) == yuan(lifted)


def test_a_yearly_standard_is_divided_once():
    at = policy(dibao_standard=per_year(yuan(3026)))
    case = household(household_income=yuan(268))
    assert decided(at, "dibao_gap", case) == yuan("488.50")  # 3026 x 3 / 12 - 268
    exactly = household(household_income=yuan("756.50"))
    assert decided(at, "dibao_eligible", exactly) is NOT_MET
    assert decided(at, "dibao_eligible", household(household_income=yuan("756.49"))) is MET


@given(
    st.integers(5_000, 300_000),
    st.integers(1, 50),
    st.integers(0, 50),
    st.lists(st.integers(0, 2_000_000), min_size=2, max_size=2).map(sorted),
    st.booleans(),
)
def test_more_income_never_means_a_larger_gap_and_one_and_many_agree(standard, persons, covered, incomes, lifted):
    covered = min(covered, persons)
    given = {
        "dibao_standard": fen(standard),
        "persons": persons,
        "persons_covered": covered,
        "dibao_income_months": 1,
        "on_dibao": True,
        "members_refusing": 0,
        "small_gap": int(lifted),
    }
    alone = []
    for income in incomes:
        eligible = income < standard * persons
        paid = dibao.dibao_gap(dibao_income_total=fen(income), dibao_eligible=eligible, **given)
        exact = Fraction(max(0, standard * persons - income) * covered, persons)
        floor = Fraction(standard * covered, 5) if lifted and eligible else Fraction(0)
        assert abs(int(paid) - max(exact, floor)) <= Fraction(1, 2)
        alone.append(int(paid))
    assert alone[0] >= alone[1]
    eligible = np.array([income < standard * persons for income in incomes])
    many = dibao.dibao_gap(dibao_income_total=np.array(incomes), dibao_eligible=eligible, **given)
    assert many.tolist() == alone


# Tiers ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tier", "paid"), [(1, 1395), (2, 1326), (3, 267), (4, 186), (5, 0)])
def test_tiers_pay_the_amount_of_the_tier_for_each_person_whatever_the_income(tier, paid):
    at = policy(payment_method="tiers")
    for income in (yuan(0), yuan(1400), None):
        case = household(dibao_tier=tier, household_income=income)
        assert decided(at, "dibao_tiers", case) == yuan(paid)
        assert decided(at, "dibao_gap", case) == 0
    assert decided(at, "dibao_tiers", household(dibao_tier=tier, on_dibao=False)) == 0
    assert decided(POLICY, "dibao_tiers", household(dibao_tier=tier, household_income=yuan(1))) == 0


def test_a_tier_that_is_not_known_pays_nothing_certain_and_a_fifth_is_reported():
    at = policy(payment_method="tiers")
    assert decided(at, "dibao_tiers", household(dibao_tier=None)) is None
    assert findings(at, dibao_tier=5, household_income=yuan(0)) == ["tier_beyond_four"]
    assert findings(at, dibao_tier=4, household_income=yuan(0)) == []
    assert findings(POLICY, dibao_tier=5, household_income=yuan(0)) == []


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({}, []),
        ({"tier_first": yuan(500)}, []),  # the whole standard may be the top
        ({"tier_first": yuan("500.01")}, ["tiers_out_of_order"]),
        ({"tier_second": yuan(465)}, ["tiers_out_of_order"]),
        ({"tier_fourth": yuan(90)}, ["tiers_out_of_order"]),
    ],
)
def test_tiers_fall_from_at_most_the_standard(terms, found):
    at = policy(payment_method="tiers", **terms)
    assert findings(at, dibao_tier=1, household_income=yuan(0)) == found


def test_tiers_stand_in_the_measures_of_2021_and_are_not_known_before():
    before = law.policy(on=date(2021, 6, 30), **TERMS)
    assert before.left_out["dibao_tiers"].reason == "not in force"
    assert "dibao_tiers" not in law.policy(on=date(2021, 7, 1), **TERMS).left_out
    assert law.policy(on=date(2014, 4, 30), **TERMS).left_out["dibao_gap"].reason == "not in force"
    assert "dibao_gap" not in law.policy(on=date(2014, 5, 1), **TERMS).left_out


# Top-ups --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "highest", "added"),
    [
        ({"age": 69}, 0, 0),
        ({"age": 70}, 100, 100),
        ({"age": 15}, 100, 100),
        ({"age": 16}, 0, 0),
        ({"seriously_ill": True}, 150, 150),
        ({"disability_kind": "physical", "disability_grade": 2}, 150, 150),
        ({"disability_kind": "physical", "disability_grade": 3}, 0, 0),
        ({"disability_kind": "mental", "disability_grade": 3}, 150, 150),
        ({"disability_kind": "intellectual", "disability_grade": 4}, 0, 0),
        ({"disability_kind": "none", "disability_grade": 1}, 0, 0),
        ({"age": 70, "seriously_ill": True}, 150, 250),
        ({"age": 15, "seriously_ill": True, "disability_kind": "vision", "disability_grade": 1}, 150, 400),
        ({"age": 70, "covered": False}, 0, 0),
    ],
)
def test_top_ups_by_group_highest_only_or_added(facts, highest, added):
    person = member(**facts)
    assert of_member("dibao_top_up", person) == yuan(highest)
    assert of_member("dibao_top_up", person, policy(top_up_several="added")) == yuan(added)
    assert of_member("dibao_top_up", person, on_dibao=False) == 0


def test_a_top_up_of_the_persons_own_part_of_the_gap():
    at = policy(top_up_base="own_gap")
    assert of_member("dibao_top_up", member(seriously_ill=True), at, household_income=yuan(400)) == yuan(90)
    assert of_member("dibao_top_up", member(seriously_ill=True), at, household_income=yuan(1000)) == 0


def test_a_1_a_minors_top_up_of_two_fifths_of_the_standard_makes_1640():
    """http://bbbaike.com/baike/techan/340674.html, a third party's copy of a local page (Zhongshan 2020)."""
    at = policy(dibao_standard=yuan(1100), top_up_minors=Fraction(40, 100))
    members = (member("A"), member("B"), member("C", age=10))
    decision = at.assess(household(members=members, household_income=yuan(2100)))
    paid = decision.amounts
    assert (paid["dibao_gap"], paid["dibao_top_up"]) == (1200, 440)
    assert paid["dibao_gap"] + paid["dibao_top_up"] == 1640


def test_a_9_a_fifth_more_for_a_special_category_makes_1200():
    """https://www.fudaoke.com/exam/2662718.html: a base of 1000 and a fifth of it."""
    at = policy(dibao_standard=yuan(1000))
    decision = at.assess(household(persons=1, members=(member(age=80),), household_income=yuan(0)))
    assert decision.amounts["dibao_gap"] + decision.amounts["dibao_top_up"] == 1200


def test_an_unknown_age_matters_only_where_it_could_raise_the_highest():
    assert of_member("dibao_top_up", member(age=None)) is None
    assert of_member("dibao_top_up", member(age=None, seriously_ill=True)) == yuan(150)


# One person alone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "income", "eligible"),
    [
        ({"seriously_ill": True}, "1000", MET),  # two persons, standard 500: exactly the standard is marginal
        ({"seriously_ill": True}, "999.99", NOT_MET),
        ({"seriously_ill": True}, "1499.99", MET),
        ({"seriously_ill": True}, "1500", NOT_MET),
        ({"disability_kind": "hearing", "disability_grade": 2}, "1000", MET),
        ({"disability_kind": "hearing", "disability_grade": 3}, "1000", NOT_MET),
        ({"religious_years": 3}, "1000", MET),
        ({"religious_years": 2}, "1000", NOT_MET),
    ],
)
def test_one_person_of_a_marginal_household(facts, income, eligible):
    person = member(**facts)
    at = {"household_income": yuan(income), "on_dibao": False}
    assert of_member("single_person_eligible", person, **at) is eligible
    assert of_member("single_person_eligible", person, property_within_rules=False, **at) is NOT_MET


@pytest.mark.parametrize(
    ("facts", "income", "eligible"),
    [
        ({"seriously_ill": True}, "5000", MET),  # within five times is so with five times itself
        ({"seriously_ill": True}, "5000.01", NOT_MET),
        ({"disability_kind": "speech", "disability_grade": 1}, "3000", MET),
        ({"disability_kind": "speech", "disability_grade": 1}, "3000.01", NOT_MET),
        ({"seriously_ill": True, "own_income": yuan("499.99")}, "5000", MET),
        ({"seriously_ill": True, "own_income": yuan(500)}, "5000", NOT_MET),
        ({"religious_years": 9}, "1000", NOT_MET),
        ({"seriously_ill": True, "own_income": None}, "5000", UNKNOWN),
    ],
)
def test_one_person_by_own_income_and_a_multiple_as_in_liaoning(facts, income, eligible):
    at = policy(single_person_gate="own_income")
    found = of_member("single_person_eligible", member(**facts), at, household_income=yuan(income), on_dibao=False)
    assert found is eligible


@pytest.mark.parametrize(
    ("own", "paid"), [("0", "500"), ("149.99", "350.01"), ("150", "350"), ("150.01", "350"), ("600", "350")]
)
def test_one_person_alone_gets_the_own_gap_and_at_least_the_share(own, paid):
    person = member(on_single_dibao=True, own_income=yuan(own))
    assert of_member("single_person_dibao", person, on_dibao=False) == yuan(paid)
    assert of_member("single_person_dibao", person, on_dibao=True) == 0
    assert of_member("single_person_dibao", member(on_single_dibao=False), on_dibao=False) == 0


# A refusal of work ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "consequence", "paid", "kept"),
    [
        ({"refused_work": 2}, "stopped", "1000", "0"),
        ({"refused_work": 3}, "stopped", "500", "0"),
        ({"refused_work": 3}, "reduced", "500", "166.67"),
        ({"refused_work": 3}, "not_applied", "1000", "0"),
        ({"refused_work": None}, "not_applied", "1000", "0"),
        ({"refused_work": 3, "labour_capacity": "partly_lost"}, "stopped", "1000", "0"),
        ({"refused_work": 3, "labour_capacity": "lost"}, "reduced", "1000", "0"),
    ],
)
def test_three_refusals_in_a_row_cost_the_persons_own_dibao(facts, consequence, paid, kept):
    at = policy(refusal_consequence=consequence)
    members = (member("A"), member("B", **facts))
    case = household(members=members, persons=2, household_income=yuan(0))
    assert at.assess(case).fen["dibao_gap"] == yuan(paid)
    assert at.assess(case).fen["dibao_gap_kept"] == yuan(kept)


def test_a_refusal_under_tiers_and_one_that_is_not_known():
    tiers = policy(payment_method="tiers", refusal_consequence="reduced")
    case = household(members=(member("A"), member("B", refused_work=4)), persons=2, dibao_tier=1)
    decision = tiers.assess(case)
    assert (decision.fen["dibao_tiers"], decision.fen["dibao_tier_kept"]) == (yuan(465), yuan(155))
    unknown = household(members=(member("A"), member("B", refused_work=None)), persons=2, household_income=yuan(0))
    decision = policy(refusal_consequence="stopped").assess(unknown)
    assert decision.undetermined["dibao_gap"].missing == ("refused_work",)


# Grace, and the start -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "full", "falling"),
    [
        *((0, 0, 0), (1, 1000, 1000), (2, 1000, 1000), (3, 1000, 800), (4, 1000, 800)),
        *((5, 1000, 600), (6, 1000, 600), (7, 1000, 0), (12, 1000, 0), (13, 0, 0)),
    ],
)
def test_grace_goes_on_in_full_or_falls_after_every_second_month(month, full, falling):
    case = household(on_dibao=False, grace_month=month, dibao_received=yuan(1000))
    assert decided(POLICY, "grace_payment", case) == yuan(full)
    assert decided(policy(grace_scheme="falling"), "grace_payment", case) == yuan(falling)
    back = household(on_dibao=True, grace_month=month, dibao_received=yuan(1000))
    assert decided(POLICY, "grace_payment", back) == 0


def test_six_months_of_grace_end_both_schemes():
    for scheme in ("full", "falling"):
        at = policy(grace_months=6, grace_scheme=scheme)
        last, after = (household(on_dibao=False, grace_month=m, dibao_received=yuan(10)) for m in (6, 7))
        assert decided(at, "grace_payment", last) > 0
        assert decided(at, "grace_payment", after) == 0
    assert decided(POLICY, "grace_payment", household(on_dibao=False, grace_month=None, dibao_received=yuan(9))) is None


def test_dibao_is_paid_from_the_first_of_the_month_after_the_decision():
    assert dibao_supplements.payable_from(date(2024, 1, 31)) == date(2024, 2, 1)
    assert dibao_supplements.payable_from(date(2024, 2, 1)) == date(2024, 3, 1)
    assert dibao_supplements.payable_from(date(2023, 12, 31)) == date(2024, 1, 1)
    with pytest.raises(DateError):
        dibao_supplements.payable_from(datetime(2024, 1, 1))


# What cannot be used --------------------------------------------------------------------------------------------------


def test_settings_and_facts_that_cannot_be_right_are_refused():
    with pytest.raises(OutOfRange, match="dibao_standard"):
        policy(dibao_standard=yuan("49.99"))
    with pytest.raises(UnknownName, match="payment_method"):
        policy(payment_method="tier")
    with pytest.raises(OutOfRange, match="single_person_least"):
        policy(single_person_least=Fraction(11, 10))
    with pytest.raises(OutOfCoverage):
        law.policy(on=date(2007, 12, 31))
    with pytest.raises(OpenTerm, match="dibao_standard"):
        law.policy(on=IN_2022, provisions=["dibao_gap"])
    with pytest.raises(InvalidInput, match="persons"):
        dibao.dibao_eligible(yuan(500), 0, 1, 0, True)


def test_open_terms_leave_out_only_what_hangs_on_them():
    bare = law.policy(on=IN_2022, dibao_standard=yuan(500))
    assert bare.assess(household(household_income=yuan(700))).fen["dibao_gap"] == yuan(800)
    for name in ("dibao_top_up", "single_person_dibao", "grace_payment"):
        assert bare.left_out[name].reason == "open term"


def test_an_open_term_behind_a_reading_that_is_not_chosen_need_not_be_filled():
    bare = law.policy(on=IN_2022, dibao_standard=yuan(500))
    assert bare.assess(household(household_income=None)).fen["dibao_tiers"] == 0
    tiers = law.policy(on=IN_2022, dibao_standard=yuan(500), payment_method="tiers")
    assert tiers.left_out["dibao_tiers"].reason == "open term"
    assert "dibao_gap_kept" not in bare.left_out
    reduced = law.policy(on=IN_2022, dibao_standard=yuan(500), refusal_consequence="reduced")
    assert reduced.left_out["dibao_gap_kept"].reason == "open term"


# A register -----------------------------------------------------------------------------------------------------------


def test_a_register_needs_columns_only_for_what_the_readings_leave_open():
    columns = {"persons": np.array([3, 3, 2]), "on_dibao": np.array([True, True, False])}
    incomes = {"household_income": ["700", "1500", "0"]}
    paid = POLICY.simulate(columns | incomes, money="yuan", provisions=["dibao_gap"]).payments["dibao_gap"]
    assert paid.tolist() == [80_000, 0, 0]
    with pytest.raises(RegisterError, match="dibao_tier"):
        policy(payment_method="tiers").simulate(columns | incomes, money="yuan", provisions=["dibao_tiers"])
    with pytest.raises(RegisterError, match="property_within_rules"):
        policy(small_gap="lifted").simulate(columns | incomes, money="yuan", provisions=["dibao_gap"])


def test_a_register_and_an_assessment_pay_the_same_and_miss_the_same():
    cases = [
        household(household_id=f"H{number}", household_income=income, property_within_rules=within)
        for number, (income, within) in enumerate(
            (income, within)
            for income in (None, yuan(0), yuan("1200.01"), yuan("1499.99"), yuan(1500))
            for within in (True, False, None)
        )
    ]
    at = policy(small_gap="lifted")
    register = {
        "household_id": [case.household_id for case in cases],
        "persons": np.array([3] * len(cases)),
        "on_dibao": np.array([True] * len(cases)),
        "household_income": [None if case.household_income is None else case.household_income for case in cases],
        "property_within_rules": [case.property_within_rules for case in cases],
    }
    paid = at.simulate(register, provisions=["dibao_gap"]).payments["dibao_gap"]
    for case, value, hidden in zip(cases, np.ma.getdata(paid), np.ma.getmaskarray(paid), strict=True):
        assert (None if hidden else value) == at.assess(case).fen.get("dibao_gap"), case


def test_beijings_draft_is_a_copy_wherever_it_is_cited():
    cited = [law.declared[name].dated.steps[0].citation for name in ("grace_second", "first_year_disregard")]
    assert [(each.grade, each.source.address) for each in cited] == [(Grade.COPY, cited[0].source.address)] * 2
