"""National income rules: the dibao test and the exit test count differently, over six months or twelve."""

from datetime import date
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Household, Person, Rounding, Verdict, fen, yuan
from povertykit.calculators.incomes import rigid_spending
from povertykit.errors import InvalidInput, MissingFact, UnknownName
from povertykit.jurisdictions.cn.national import incomes, law
from povertykit.models import IncomeStatement, InvalidRecord, Kind, fields_of
from povertykit.money import DOWN, UP

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
IN_2022 = date(2022, 6, 1)
AMOUNTS = [name for name, spec in fields_of(IncomeStatement).items() if spec.kind is Kind.AMOUNT]
NOTHING = {
    **dict.fromkeys(AMOUNTS, yuan(0)),
    "window_months": "twelve_months",
    "workers": 1,
    "payer_persons": 1,
    "persons_supported": 1,
    "persons_supported_here": 0,
    "children_bound": 1,
}


def policy(**chosen):
    return law.policy(on=IN_2022, **{"dibao_standard": yuan(500), "income_basis": "statement"} | chosen)


POLICY = policy()


def household(statement=None, **facts):
    known = {"household_id": "H1", "persons": 2, "on_dibao": True, "property_within_rules": True}
    return Household(**known | facts, income_statement=None if statement is None else {**NOTHING, **statement})


def total(at=POLICY, **statement):
    return decided(at, "dibao_income_total", household(statement))


# Two functions, never one ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "for_dibao", "for_exit"),
    [
        ("wages", 1, 1),
        ("business_income", 1, 1),
        ("property_income", 1, 1),
        ("support_received", 1, 1),
        ("other_pensions", 1, 1),
        ("other_transfers", 1, 1),
        ("basic_pension", 0, 1),
        ("social_assistance", 0, 1),
        ("exempt_awards", 0, 1),
        ("job_costs", 0, 0),
        ("medical_self_pay", 0, 0),
        ("payer_income", 0, 0),
    ],
)
def test_what_each_test_counts(line, for_dibao, for_exit):
    case = household({line: yuan("1200.01")})
    assert decided(POLICY, "dibao_income_total", case) == yuan("1200.01") * for_dibao
    assert decided(POLICY, "exit_income_total", case) == yuan("1200.01") * for_exit


def test_a_household_below_the_dibao_standard_with_an_income_above_it_for_the_exit():
    statement = {"wages": yuan(11_999), "social_assistance": yuan(4000), "basic_pension": yuan(1500)}
    case = household(statement)
    assert decided(POLICY, "dibao_eligible", case) is MET  # 11,999 is below 500 x 2 x 12
    assert decided(POLICY, "exit_income_total", case) == yuan(17_499)
    decision = POLICY.assess(case)
    assert decision.fen["dibao_monthly_income"] == yuan("999.92")
    assert decision.fen["exit_monthly_income"] == yuan("1458.25")


def test_the_basic_pension_counts_only_where_that_is_chosen():
    assert total(basic_pension=yuan(1656)) == 0
    assert total(policy(pension_counts="counted"), basic_pension=yuan(1656)) == yuan(1656)
    at = policy(pension_counts="counted")
    assert decided(at, "exit_income_total", household({"basic_pension": yuan(1656)})) == yuan(1656)


# The window -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("window", "months"), [("six_months", 6), ("twelve_months", 12)])
def test_the_mean_is_compared_without_a_division_and_shown_rounded(window, months):
    line = 50_000 * 2 * months
    for off, eligible in ((-1, MET), (0, NOT_MET), (1, NOT_MET)):
        case = household({"window_months": window, "wages": fen(line + off)})
        assert decided(POLICY, "dibao_eligible", case) is eligible
        # The month shown is the standard itself in all three, and would decide all three alike.
        assert decided(POLICY, "dibao_monthly_income", case) == yuan(1000)
        assert decided(POLICY, "dibao_gap", case) == 0
    half = household({"window_months": window, "wages": fen(line // 2 - months // 2)})
    assert decided(POLICY, "dibao_gap", half) == fen(50_001)  # half a fen a month more is lacking, and is rounded up


def test_the_income_that_is_handed_in_by_the_month_is_used_as_it_is():
    stated = policy(income_basis="stated")
    case = household({"wages": yuan(99_999)}, household_income=yuan("268.01"))
    assert decided(stated, "dibao_income_total", case) == yuan("268.01")
    assert decided(stated, "dibao_monthly_income", case) == yuan("268.01")
    assert incomes.dibao_income_months(12, 0) == 1
    assert incomes.dibao_income_months(12, 1) == 12
    assert decided(stated, "dibao_gap", case) == yuan("731.99")
    assert decided(POLICY, "dibao_gap", case) == 0
    assert decided(stated, "dibao_gap", household(household_income=yuan(268))) == yuan(732)


@pytest.mark.parametrize(
    ("window", "asked", "found"),
    [
        ("six_months", "twelve_months", True),
        ("twelve_months", "six_months", True),
        ("six_months", "six_months", False),
        ("twelve_months", "twelve_months", False),
        (None, "six_months", False),
    ],
)
def test_a_statement_of_other_months_than_the_place_asks_for_is_reported(window, asked, found):
    decision = policy(income_window=asked).assess(household({"window_months": window}, household_income=yuan(0)))
    assert ("income_window_differs" in [finding.name for finding in decision.findings]) is found


@pytest.mark.parametrize("window", ["9", "nine_months", 6, 12, 0, ""])
def test_no_other_window_is_taken(window):
    with pytest.raises(InvalidRecord, match="window_months"):
        IncomeStatement(window_months=window)
    with pytest.raises(UnknownName, match="income_window"):
        policy(income_window=str(window))


def test_a_window_that_is_not_known_decides_nothing_unless_both_would_decide_alike():
    unknown = {"window_months": None}
    for wages, eligible in ((599_999, MET), (600_000, UNKNOWN), (1_199_900, UNKNOWN), (1_200_000, NOT_MET)):
        decision = POLICY.assess(household({**unknown, "wages": fen(wages)}))
        assert decision.verdicts["dibao_eligible"] is eligible
        assert ("dibao_gap" in decision.fen) is (eligible is NOT_MET)


def test_a_missing_line_is_never_zero():
    for line in ("wages", "business_income", "other_transfers"):
        assert total(**{line: None}) is None
        missing = POLICY.assess(household({line: None})).undetermined["dibao_gap"].missing
        assert missing == (line,)
    # What a reading has closed off is not asked for.
    assert total(social_assistance=None, exempt_awards=None, basic_pension=None, medical_self_pay=None) == 0
    assert total(workers=None, payer_income=None, persons_supported=None) == 0
    assert decided(POLICY, "exit_income_total", household({"social_assistance": None})) is None


# Losses, and what earners keep ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("costs", "nothing", "lowers"), [(99_999, 101, 101), (100_000, 100, 100), (100_001, 100, 99)])
def test_a_loss_lowers_other_income_only_where_that_is_chosen(costs, nothing, lowers):
    statement = {"business_income": yuan(100_000), "business_costs": yuan(costs), "property_income": yuan(100)}
    assert total(**statement) == yuan(nothing)
    assert total(policy(business_loss="lowers"), **statement) == yuan(lowers)
    for choice, income in (("nothing", nothing), ("lowers", lowers)):
        at = policy(business_loss=choice)
        assert decided(at, "exit_income_total", household(statement)) == yuan(income)


def test_income_is_never_below_zero():
    ruined = {"business_costs": yuan(5000), "property_income": yuan(100), "medical_self_pay": yuan(9000)}
    at = policy(business_loss="lowers", rigid_spending_counts="taken_off")
    assert total(at, **ruined) == decided(at, "exit_income_total", household(ruined)) == 0
    with pytest.raises(InvalidRecord, match="business_income"):
        IncomeStatement(business_income=yuan(-1))


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ("costs", "9500"),
        ("nothing", "10000"),
        ("flat", "6400"),  # Ganzhou: 30% of 500 for each of two workers and twelve months
    ],
)
def test_what_is_taken_off_wages(chosen, left):
    at = policy(work_disregard=chosen)
    statement = {"wages": yuan(10_000), "job_costs": yuan(500), "workers": 2, "other_transfers": yuan(10)}
    assert total(at, **statement) == yuan(left) + yuan(10)
    assert total(at, **{**statement, "wages": yuan(100), "job_costs": yuan(101)}) == (
        yuan(110) if chosen == "nothing" else yuan(10)
    ), "it lowers no other income"


@pytest.mark.parametrize(
    ("year", "of_standard", "of_earnings"), [(0, 0, 0), (1, 400, 1600), (2, 350, 1400), (3, 300, 1200), (4, 0, 0)]
)
def test_the_disregard_by_the_year_of_work(year, of_standard, of_earnings):
    """Beijing's draft: 80, 70 and 60 percent of the standard; the earnings themselves are the other reading."""
    worker = Person(person_id="A", in_special_hardship=False, earnings=yuan(2000), year_of_work=year)
    child = Person(person_id="B", in_special_hardship=False, earnings=yuan(0), year_of_work=0)
    for chosen, disregarded in (("by_year_of_standard", of_standard), ("by_year_of_earnings", of_earnings)):
        at = policy(work_disregard=chosen)
        case = household({"wages": yuan(24_000)}, members=(worker, child))
        assert decided(at, "work_disregard_of_member", case, worker) == yuan(disregarded)
        assert decided(at, "dibao_income_total", case) == yuan(24_000 - 12 * disregarded)


def test_no_more_is_disregarded_than_is_earned():
    poor = Person(person_id="A", in_special_hardship=False, earnings=yuan("399.99"), year_of_work=1)
    at = policy(work_disregard="by_year_of_standard")
    assert decided(at, "work_disregard_of_member", household(NOTHING, persons=1, members=(poor,)), poor) == 39_999


# Support from those bound to give it ----------------------------------------------------------------------------------

FAMILY = {
    "payer_income": yuan(40_000),
    "payer_persons": 4,
    "persons_supported": 2,
    "persons_supported_here": 1,
    "children_bound": 3,
    "support_received": yuan(1000),
}


@pytest.mark.parametrize(
    ("basis", "changes", "support"),
    [
        ("received", {}, 1000),
        ("half", {}, 4000),  # (40,000 - 500 x 4 x 12) x 50% / 2
        ("half", {"payer_income": yuan(24_000)}, 0),
        ("half", {"payer_income": yuan(23_999)}, 0),
        ("half", {"persons_supported_here": 2}, 8000),
        ("half", {"persons_supported_here": 0}, 0),
        ("half", {"children_bound": 9}, 4000),
        ("by_children", {"children_bound": 2}, 4000),
        ("by_children", {"children_bound": 3}, 3200),
        ("quarter", {"persons_supported": 1}, 10_000),
        ("quarter", {"persons_supported": 2}, 10_000),
        ("quarter", {"persons_supported": 4}, 5000),  # half of the income among four
    ],
)
def test_support_as_received_or_as_reckoned(basis, changes, support):
    at = policy(support_basis=basis)
    assert total(at, **{**FAMILY, **changes}) == yuan(support)
    half = {**FAMILY, **changes, "window_months": "six_months"}
    assert total(at, **half) == (yuan(support) if basis == "received" else fen(int(yuan(support)) // 2))
    assert decided(at, "exit_income_total", household({**FAMILY, **changes})) == yuan(1000)


def test_half_a_year_of_support_is_rounded_as_named():
    statement = {**FAMILY, "payer_income": fen(2_400_000 + 12), "window_months": "six_months"}  # 3 fen a year
    for rounding, half in ((Rounding(), 2), (Rounding(mode=DOWN), 1), (Rounding(mode=UP), 2)):
        assert total(policy(support_basis="half", income_rounding=rounding), **statement) == fen(half)


def test_support_facts_that_cannot_be_right_are_refused():
    for wrong in ({"persons_supported": 0}, {"payer_persons": 0}, {"children_bound": 0}):
        with pytest.raises(InvalidRecord):
            IncomeStatement(**wrong)
    with pytest.raises(InvalidRecord, match="persons_supported_here"):
        IncomeStatement(persons_supported=1, persons_supported_here=2)


# Spending that cannot be avoided --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spent", "taken"),
    [
        ({"medical_self_pay": yuan(300)}, "300"),
        ({"education_costs": yuan(20_000), "last_year_income": yuan(10_000)}, "0"),
        ({"education_costs": yuan("20000.01"), "last_year_income": yuan(10_000)}, "0.01"),
        ({"education_costs": yuan("19999.99"), "last_year_income": yuan(10_000)}, "0"),
        ({"disability_allowances": yuan(1200), "necessary_rent": yuan(2400)}, "3600"),
        ({"medical_self_pay": yuan(30_000), "necessary_rent": yuan(1)}, "24000"),  # no more than there is
    ],
)
def test_rigid_spending_is_taken_off_only_where_that_is_chosen(spent, taken):
    """Hengyang: the kinds add up."""
    statement = {"wages": yuan(24_000), **spent}
    assert total(**statement) == yuan(24_000)
    assert total(policy(rigid_spending_counts="taken_off"), **statement) == yuan(24_000) - yuan(taken)
    assert decided(POLICY, "exit_income_total", household(statement)) == yuan(24_000)


def test_the_threshold_of_education_is_of_the_windows_part_of_the_year():
    half = {"window_months": "six_months", "education_costs": yuan(10_000), "last_year_income": yuan(10_000)}
    at = policy(rigid_spending_counts="taken_off")
    assert total(at, wages=yuan(500), **half) == yuan(500)
    assert total(at, wages=yuan(500), **{**half, "education_costs": yuan(10_001)}) == yuan(499)


# One and many, and an oracle ------------------------------------------------------------------------------------------

small = st.integers(0, 3_000_000)
statements = st.fixed_dictionaries(
    {
        **dict.fromkeys(AMOUNTS, small.map(fen)),
        "window_months": st.sampled_from(["six_months", "twelve_months"]),
        "workers": st.integers(0, 3),
        "payer_persons": st.integers(1, 5),
        "persons_supported": st.integers(2, 4),
        "persons_supported_here": st.integers(0, 2),
        "children_bound": st.integers(1, 5),
    }
)
choices = st.fixed_dictionaries(
    {
        "business_loss": st.sampled_from(["nothing", "lowers"]),
        "pension_counts": st.sampled_from(["left_out", "counted"]),
        "work_disregard": st.sampled_from(["costs", "flat", "nothing"]),
        "support_basis": st.sampled_from(["received", "half", "by_children", "quarter"]),
        "rigid_spending_counts": st.sampled_from(["nothing", "taken_off"]),
    }
)


def half_up(value):
    return floor(value + Fraction(1, 2))


def by_hand(s, chosen, standard=50_000):
    """The income for dibao, written without the library."""
    s = {name: value if isinstance(value, str) else int(value) for name, value in s.items()}
    months = 6 if s["window_months"] == "six_months" else 12
    off = {"costs": s["job_costs"], "flat": half_up(Fraction(3 * standard * s["workers"] * months, 10)), "nothing": 0}
    income = max(0, s["wages"] - off[chosen["work_disregard"]])
    business = s["business_income"] - s["business_costs"]
    income += business if chosen["business_loss"] == "lowers" else max(0, business)
    income += s["property_income"] + s["other_pensions"] + s["other_transfers"]
    income += s["basic_pension"] if chosen["pension_counts"] == "counted" else 0
    if chosen["support_basis"] == "received":
        income += s["support_received"]
    else:
        excess = max(0, s["payer_income"] - standard * s["payer_persons"] * 12)
        many = chosen["support_basis"] == "by_children" and s["children_bound"] >= 3
        each = Fraction(excess * (4 if many else 5), 10 * s["persons_supported"])
        if chosen["support_basis"] == "quarter":
            number = s["persons_supported"]
            each = min(Fraction(number, 4), Fraction(1, 2)) * s["payer_income"] / number
        income += half_up(Fraction(half_up(each * s["persons_supported_here"]) * months, 12))
    income = max(0, income)
    if chosen["rigid_spending_counts"] == "taken_off":
        free = 2 * s["last_year_income"] * months // 12
        rigid = s["medical_self_pay"] + max(0, s["education_costs"] - free)
        income = max(0, income - rigid - s["disability_allowances"] - s["necessary_rent"])
    return income


@settings(max_examples=60, deadline=None)
@given(statements, choices, st.integers(0, 200_000))
def test_against_an_income_summed_up_by_hand(statement, chosen, more):
    at = policy(**chosen)
    case = household(statement)
    found = decided(at, "dibao_income_total", case)
    assert found == by_hand(statement, chosen)
    months = 6 if statement["window_months"] == "six_months" else 12
    assert decided(at, "dibao_eligible", case) is (MET if found < 50_000 * 2 * months else NOT_MET)
    richer = household({**statement, "other_transfers": statement["other_transfers"] + fen(more)})
    assert at.assess(richer).fen["dibao_gap"] <= at.assess(case).fen["dibao_gap"]
    assert decided(at, "exit_income_total", richer) - decided(at, "exit_income_total", case) in range(more + 1)


def test_a_rule_by_itself_on_arrays():
    wages = np.array([0, 1, 2_000_000])
    given = {name: 0 for name, unit in incomes.exit_income_total.units.items() if name != "business_loss"}
    assert incomes.exit_income_total(**{**given, "wages": wages}).tolist() == wages.tolist()
    with pytest.raises(InvalidInput, match="wages"):
        incomes.exit_income_total(**{**given, "wages": np.array([-1])})
    with pytest.raises(MissingFact):
        incomes.exit_income_total(**{**given, "wages": None})


def test_the_calculator_adds_the_kinds_and_only_the_part_of_education_above():
    assert rigid_spending(1, 10, 10, 2, 3) == 6
    assert rigid_spending(1, 9, 10, 2, 3) == 6
    assert rigid_spending(1, 11, 10, 2, 3) == 7
