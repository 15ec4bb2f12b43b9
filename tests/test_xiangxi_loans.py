"""Xiangxi's microloans: who borrows, how much, how long, at what rate and on what day; and the interest subsidised."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided

from povertykit import Household, Loan, Rounding, Verdict, yuan
from povertykit.errors import InvalidInput, MissingFact, OutOfCoverage
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.money import UP, YUAN

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = xiangxi.policy(on=date(2017, 6, 1))
DRAWN = date(2017, 6, 1)


def borrower(registered_poor=True, develops_industry=True, **loan):
    known = {
        "loan_id": "L1",
        "principal": yuan(30000),
        "drawn": DRAWN,
        "maturity": date(2018, 6, 1),
        "annual_rate": Decimal("4.35"),
        "has_collateral": False,
        "has_guarantor": False,
        "borrower_qualifies": True,
    }
    return Household(
        household_id="H1",
        persons=3,
        registered_poor=registered_poor,
        develops_industry=develops_industry,
        loans=(Loan(**known | loan),),
    )


def eligible(**facts):
    case = borrower(**facts)
    return decided(POLICY, "microloan_eligible", case, case.loans[0])


def subsidy(policy=POLICY, **facts):
    case = borrower(**facts)
    return decided(policy, "microloan_interest_subsidy", case, case.loans[0])


@pytest.mark.parametrize(
    ("principal", "verdict"),
    [
        ("9999.99", NOT_MET),
        ("10000", MET),
        ("10000.01", MET),
        ("49999.99", MET),
        ("50000", MET),
        ("50000.01", NOT_MET),
    ],
)
def test_ten_to_fifty_thousand_both_included(principal, verdict):
    assert eligible(principal=yuan(principal)) is verdict
    assert (subsidy(principal=yuan(principal)) > 0) is (verdict is MET)


@pytest.mark.parametrize(
    ("drawn", "last"),
    [
        (date(2017, 6, 1), date(2020, 6, 1)),
        (date(2017, 2, 28), date(2020, 2, 28)),  # the leap day of 2020 is one day too late
        (date(2018, 2, 28), date(2021, 2, 28)),
        (date(2019, 8, 19), date(2022, 8, 19)),
        (date(2017, 1, 31), date(2020, 1, 31)),
    ],
)
def test_a_term_of_exactly_three_years_is_within_and_a_day_more_is_not(drawn, last):
    rate = Decimal("4.75")
    assert eligible(drawn=drawn, maturity=last - timedelta(1), annual_rate=rate) is MET
    assert eligible(drawn=drawn, maturity=last, annual_rate=rate) is MET
    assert eligible(drawn=drawn, maturity=last + timedelta(1), annual_rate=rate) is NOT_MET


def test_three_years_from_a_leap_day_end_on_the_last_of_february():
    """By itself, since the only leap days near are before the opinion (2016) and after the benchmark (2020)."""
    known = dict.fromkeys(("borrower_qualifies", "borrower_registered_poor", "borrower_develops_industry"), True)
    loan = {**known, "principal": yuan(30000), "has_collateral": False, "has_guarantor": False}
    rates = {
        "benchmark_rate_up_to_one_year": Fraction(435, 10_000),
        "benchmark_rate_over_one_year": Fraction(475, 10_000),
    }
    loan |= {**rates, "annual_rate": Fraction(475, 10_000), "drawn": date(2016, 2, 29)}
    assert xiangxi.microloan_eligible(maturity=date(2019, 2, 28), **loan) is MET
    assert xiangxi.microloan_eligible(maturity=date(2019, 3, 1), **loan) is NOT_MET


@pytest.mark.parametrize(
    ("maturity", "rate", "verdict"),
    [
        (date(2018, 6, 1), "4.35", MET),  # exactly one year: the lower band
        (date(2018, 6, 1), "4.3501", NOT_MET),
        (date(2018, 6, 2), "4.3501", MET),  # one day more: the upper band
        (date(2018, 6, 2), "4.75", MET),
        (date(2018, 6, 2), "4.7501", NOT_MET),
        (date(2018, 6, 1), "4.3499", MET),  # below the benchmark is no dearer
        (date(2018, 6, 1), "0", MET),
    ],
)
def test_the_rate_is_at_most_the_benchmark_of_the_terms_band(maturity, rate, verdict):
    assert eligible(maturity=maturity, annual_rate=Decimal(rate)) is verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, MET),
        ({"has_collateral": True}, NOT_MET),
        ({"has_guarantor": True}, NOT_MET),
        ({"borrower_qualifies": False}, NOT_MET),
        ({"registered_poor": False}, NOT_MET),
        ({"develops_industry": False}, NOT_MET),
        ({"borrower_qualifies": None}, UNKNOWN),
        ({"registered_poor": None}, UNKNOWN),
        ({"develops_industry": None}, UNKNOWN),
        ({"borrower_qualifies": None, "has_collateral": True}, NOT_MET),
        ({"registered_poor": None, "principal": yuan("50000.01")}, NOT_MET),
    ],
)
def test_each_condition_counts_and_an_unknown_one_matters_only_where_the_others_hold(facts, verdict):
    assert eligible(**facts) is verdict
    expected = {MET: yuan("1323.13"), NOT_MET: 0, UNKNOWN: None}[verdict]  # 30000 x 4.35% x 365 / 360
    assert subsidy(**facts) == expected


@pytest.mark.parametrize(
    ("maturity", "paid"),
    [
        (date(2017, 6, 2), "3.63"),  # one day: the first counts, the last does not; 3.625
        (date(2018, 5, 27), "1305.00"),  # 360 days
        (date(2018, 6, 1), "1323.13"),  # 365 days: 1323.125
    ],
)
def test_the_whole_interest_is_subsidised_by_actual_days_over_360(maturity, paid):
    assert subsidy(maturity=maturity) == yuan(paid)


def test_a_leap_day_inside_the_term_is_a_day_of_interest():
    over = {"annual_rate": Decimal("4.75"), "principal": yuan(36000)}
    assert subsidy(drawn=date(2019, 2, 20), maturity=date(2020, 2, 29), **over) == yuan("1776.50")  # 374 days
    assert subsidy(drawn=date(2019, 2, 20), maturity=date(2020, 3, 1), **over) == yuan("1781.25")  # 375 days


def test_the_rounding_of_the_interest_is_the_callers():
    up = POLICY.reform(interest_rounding=Rounding(unit=YUAN, mode=UP))
    assert subsidy(up) == yuan(1324)


@pytest.mark.parametrize("drawn", [date(2017, 1, 1), date(2019, 8, 19)])
def test_the_first_and_the_last_day_whose_law_is_known(drawn):
    assert eligible(drawn=drawn, maturity=drawn + timedelta(100)) is MET


@pytest.mark.parametrize(
    ("drawn", "missing"),
    [
        (date(2016, 2, 29), "2016-02-29"),  # before the opinion
        (date(2016, 12, 31), "2016-12-31"),
        (date(2019, 8, 20), "2019-08-20"),  # the benchmark is no more
        (date(2020, 2, 29), "2020-02-29"),
        (date(2021, 1, 1), "2021-01-01"),  # after the opinion
    ],
)
@pytest.mark.parametrize("rate", ["0.01", "4.35", "4.75", "7"])
def test_a_loan_of_a_day_whose_law_is_not_known_is_undetermined_whatever_its_rate(drawn, missing, rate):
    case = borrower(drawn=drawn, maturity=drawn + timedelta(100), annual_rate=Decimal(rate))
    decision = POLICY.assess(case)
    loan = decision.parts[0]
    assert loan.verdicts["microloan_eligible"] is UNKNOWN
    assert missing in loan.undetermined["microloan_eligible"].en
    assert "microloan_interest_subsidy" not in loan.payments
    assert "microloan_interest_subsidy" not in decision.payments
    with pytest.raises(MissingFact, match=missing):
        decision.amounts["microloan_interest_subsidy"]


def test_the_benchmark_itself_says_to_when_it_is_known():
    benchmark = xiangxi.law.declared["benchmark_rate_up_to_one_year"].dated
    assert benchmark.value(date(2019, 8, 19)) == Fraction(435, 10_000)
    with pytest.raises(OutOfCoverage, match="2014-11-22 to 2019-08-19"):
        benchmark.value(date(2019, 8, 20))


def test_a_secured_loan_is_out_even_where_the_benchmark_is_not_known():
    drawn = date(2020, 2, 29)
    decision = POLICY.assess(borrower(drawn=drawn, maturity=drawn + timedelta(100), has_collateral=True))
    assert decision.parts[0].verdicts["microloan_eligible"] is NOT_MET
    assert decision.amounts["microloan_interest_subsidy"] == 0


@pytest.mark.parametrize("maturity", [DRAWN, DRAWN - timedelta(1), date(2016, 6, 1)])
def test_a_maturity_on_or_before_the_drawdown_is_refused(maturity):
    with pytest.raises(InvalidInput, match="maturity"):
        borrower(maturity=maturity)


def test_the_loans_of_a_household_sum_to_its_subsidy():
    one = borrower().loans[0]
    two = one.model_copy(update={"loan_id": "L2", "principal": yuan(20000)})
    three = one.model_copy(update={"loan_id": "L3", "has_guarantor": True})
    case = Household(
        household_id="H1", persons=3, registered_poor=True, develops_industry=True, loans=(one, two, three)
    )
    decision = POLICY.assess(case)
    paid = [part.amounts["microloan_interest_subsidy"] for part in decision.parts]
    assert paid == [Decimal("1323.13"), Decimal("882.08"), Decimal("0.00")]
    assert decision.amounts["microloan_interest_subsidy"] == sum(paid)


def test_the_rule_by_itself_judges_an_array_of_loans_as_it_judges_one():
    last = np.datetime64("2020-06-01")
    verdicts = xiangxi.microloan_eligible(
        principal=np.full(3, 3_000_000),
        drawn=np.full(3, np.datetime64("2017-06-01")),
        maturity=np.array([last - 1, last, last + 1]),
        annual_rate=Fraction(475, 10_000),
        benchmark_rate_up_to_one_year=Fraction(435, 10_000),
        benchmark_rate_over_one_year=Fraction(475, 10_000),
        has_collateral=False,
        has_guarantor=False,
        borrower_qualifies=True,
        borrower_registered_poor=True,
        borrower_develops_industry=np.array([True, True, True]),
    )
    assert verdicts.tolist() == [MET, MET, NOT_MET]
