"""Microloans under the notices of 2017 and 2021: who, how much, how long, at what rate; and what is subsidised."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Household, Loan, Verdict, yuan
from povertykit.calculators.loans import (
    AfterOverdue,
    DayCount,
    Extension,
    LoanContract,
    LoanHistory,
    Penalty,
    Repayment,
    Settlement,
    SubsidyTerms,
    TableRate,
    interest_by_months,
    schedule,
)
from povertykit.citation import Grade
from povertykit.errors import InvalidInput, OutOfRange, UnknownName
from povertykit.jurisdictions.cn import national
from povertykit.money import UP, YUAN, Rounding

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = national.policy(on=date(2026, 3, 1), microloan_subsidy_share=Fraction(1))
OLD, NEW = date(2018, 6, 1), date(2021, 4, 1)


def borrower(drawn=NEW, registered_poor=True, **loan):
    known = {
        "loan_id": "L1",
        "principal": yuan(50_000),
        "drawn": drawn,
        "maturity": loan.get("maturity") or drawn.replace(year=drawn.year + 1),
        "annual_rate": Decimal("3.85"),
        "has_collateral": False,
        "has_guarantor": False,
        "borrower_qualifies": True,
        "borrower_age": 40,
        "microloan_balance_before": yuan(0),
    }
    return Household(household_id="H1", persons=3, registered_poor=registered_poor, loans=(Loan(**known | loan),))


def eligible(**facts):
    case = borrower(**facts)
    return decided(POLICY, "microloan_eligible", case, case.loans[0])


def subsidy(policy=POLICY, **facts):
    case = borrower(**facts)
    return decided(policy, "microloan_interest_subsidy", case, case.loans[0])


@pytest.mark.parametrize(
    ("drawn", "before", "principal", "verdict"),
    [
        (OLD, "0", "50000", MET),
        (OLD, "0", "50000.01", NOT_MET),
        (OLD, "20000", "30000", MET),
        (OLD, "20000", "30000.01", NOT_MET),
        (NEW, "0", "100000", MET),
        (NEW, "0", "100000.01", NOT_MET),
        (NEW, "50000", "50000", MET),
        (NEW, "50000", "50000.01", NOT_MET),
        (NEW, None, "50000", UNKNOWN),
        (NEW, None, "100000.01", NOT_MET),
    ],
)
def test_what_a_household_may_owe_under_each_notice(drawn, before, principal, verdict):
    balance = None if before is None else yuan(before)
    assert eligible(drawn=drawn, principal=yuan(principal), microloan_balance_before=balance) is verdict


@pytest.mark.parametrize(
    ("drawn", "age", "verdict"),
    [
        (NEW, 17, NOT_MET),
        (NEW, 18, MET),
        (NEW, 65, MET),
        (NEW, 66, NOT_MET),
        (NEW, None, UNKNOWN),
        (OLD, 17, MET),  # the notice of 2017 names no age
        (OLD, 66, MET),
        (OLD, None, MET),
    ],
)
def test_the_age_is_asked_for_since_2021_only(drawn, age, verdict):
    assert eligible(drawn=drawn, borrower_age=age) is verdict


@pytest.mark.parametrize(
    ("drawn", "one_year", "longer"),
    [
        (date(2017, 7, 25), "4.35", "4.75"),
        (date(2019, 8, 19), "4.35", "4.75"),
        (date(2021, 3, 4), "3.85", "4.65"),
        (date(2021, 12, 19), "3.85", "4.65"),
        (date(2021, 12, 20), "3.8", "4.65"),
        (date(2024, 10, 20), "3.35", "3.85"),
        (date(2024, 10, 21), "3.1", "3.6"),
        (date(2025, 12, 31), "3", "3.5"),
    ],
)
def test_the_highest_rate_of_the_day_and_term(drawn, one_year, longer):
    year = drawn.replace(year=drawn.year + 1)
    for maturity, rate in ((year, one_year), (year + timedelta(1), longer)):
        for each, verdict in ((rate, MET), (Decimal(rate) + Decimal("0.0001"), NOT_MET)):
            assert eligible(drawn=drawn, maturity=maturity, annual_rate=Decimal(each)) is verdict


@pytest.mark.parametrize(
    ("drawn", "verdict"),
    [
        (date(2017, 7, 24), UNKNOWN),  # before the notice
        (date(2019, 8, 20), UNKNOWN),  # no ceiling is known
        (date(2020, 12, 31), UNKNOWN),
        (date(2021, 1, 1), UNKNOWN),  # between the notices
        (date(2021, 3, 3), UNKNOWN),
        (date(2026, 1, 1), UNKNOWN),  # after them
    ],
)
def test_a_loan_of_a_day_without_a_known_rule_is_undetermined(drawn, verdict):
    assert POLICY.assess(borrower(drawn=drawn)).parts[0].verdicts["microloan_eligible"] is verdict
    assert "microloan_interest_subsidy" not in POLICY.assess(borrower(drawn=drawn)).payments


@pytest.mark.parametrize("on", [date(2010, 1, 1), date(2021, 1, 15), date(2026, 4, 20)])
def test_a_loan_goes_by_its_own_day_whatever_the_policys(on):
    policy = national.policy(on=on, microloan_subsidy_share=Fraction(1))
    for drawn in (OLD, NEW):
        assert policy.assess(borrower(drawn=drawn)).parts[0].verdicts["microloan_eligible"] is MET


@pytest.mark.parametrize("drawn", [OLD, NEW])
def test_three_years_are_within_and_a_day_more_is_not(drawn):
    last = drawn.replace(year=drawn.year + 3)
    assert eligible(drawn=drawn, maturity=last) is MET
    assert eligible(drawn=drawn, maturity=last + timedelta(1)) is NOT_MET


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"has_collateral": True}, NOT_MET),
        ({"has_guarantor": True}, NOT_MET),
        ({"borrower_qualifies": False}, NOT_MET),
        ({"borrower_qualifies": None}, UNKNOWN),
        ({"registered_poor": False}, NOT_MET),
        ({"registered_poor": None}, UNKNOWN),
        ({"registered_poor": None, "has_collateral": True}, NOT_MET),
    ],
)
def test_each_condition_counts(facts, verdict):
    assert eligible(**facts) is verdict
    assert subsidy(**facts) == (None if verdict is UNKNOWN else 0)


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({}, "1951.74"),  # 50000 x 3.85% x 365 / 360 = 1951.736
        ({"principal": yuan(80_000)}, "1951.74"),  # the part above 50,000 is the borrower's
        ({"principal": yuan(30_000), "microloan_balance_before": yuan(40_000)}, "390.35"),  # of 10,000
        ({"principal": yuan(50_000), "microloan_balance_before": yuan(50_000)}, "0"),
        ({"principal": yuan(20_000)}, "780.69"),
        ({"maturity": NEW + timedelta(1)}, "5.35"),  # one day: 5.347
        ({"annual_rate": Decimal("3.86")}, "0"),  # above the ceiling, not a microloan at all
        ({"microloan_balance_before": None}, None),
    ],
)
def test_the_interest_on_what_is_owed_up_to_fifty_thousand(facts, paid):
    assert subsidy(**facts) == (None if paid is None else yuan(paid))


def test_the_part_above_the_cap_is_borne_by_the_borrower():
    """A page of a third party: 30,000 above the cap at 3.95% for a year is 1185; all of 50,000 at 3.85% is 1925."""
    assert interest_by_months(int(yuan(30_000)), Fraction(395, 10_000), 12) == yuan(1185)
    assert interest_by_months(int(yuan(50_000)), Fraction(385, 10_000), 12) == yuan(1925)


def test_the_share_is_the_places_and_open_until_it_fills_it():
    assert subsidy(POLICY.reform(microloan_subsidy_share=Fraction(7, 10))) == yuan("1366.22")  # 1366.215
    assert subsidy(POLICY.reform(microloan_subsidy_share=Fraction(0))) == 0
    assert "microloan_interest_subsidy" in national.policy(on=NEW).left_out
    for share in (Fraction(101, 100), Fraction(-1, 100)):
        with pytest.raises(OutOfRange, match="microloan_subsidy_share"):
            national.policy(on=NEW, microloan_subsidy_share=share)


def test_one_year_of_each_loan_where_the_place_bears_no_more():
    long = {"maturity": NEW.replace(year=2024), "annual_rate": Decimal("3.6")}
    one_year = POLICY.reform(microloan_window="one_year")
    assert subsidy(**long) == yuan(5480)  # 1096 days
    assert subsidy(one_year, **long) == yuan(1825)  # 365
    short = {"maturity": NEW + timedelta(180), "annual_rate": Decimal("3.6")}
    assert subsidy(one_year, **short) == subsidy(**short) == yuan(900)


def test_extensions_and_renewals_are_read_one_way_or_the_other():
    covered = POLICY.reform(microloan_extension="covered")
    later = NEW + timedelta(365 + 180)
    assert subsidy(extended_to=later) == yuan("1951.74")
    assert subsidy(covered, extended_to=later) == yuan("2914.24")  # 545 days
    assert subsidy(covered, extended_to=NEW.replace(year=2022)) == yuan("1951.74")
    assert subsidy(covered) is None
    strict = POLICY.reform(microloan_renewal="not_covered")
    assert [subsidy(strict, is_renewal=flag) for flag in (True, False, None)] == [0, yuan("1951.74"), None]
    assert subsidy(is_renewal=True) == yuan("1951.74")
    with pytest.raises(InvalidInput, match="extended_to"):
        borrower(extended_to=NEW + timedelta(364))


def test_an_extension_beyond_ten_years_is_reported():
    covered = POLICY.reform(microloan_extension="covered")
    found = [
        [finding.name for finding in policy.assess(borrower(extended_to=NEW + timedelta(days))).parts[0].findings]
        for policy, days in ((covered, 3660), (covered, 3661), (POLICY, 3661))
    ]
    assert found == [[], ["microloan_extended_too_far"], []]


def test_the_rounding_is_the_callers():
    assert subsidy(POLICY.reform(microloan_rounding=Rounding(unit=YUAN, mode=UP))) == yuan(1952)


def test_the_notices_months_of_issue_that_were_not_confirmed_say_so():
    notice = national.law.declared["microloan_notice"].dated
    assert notice.on(date(2017, 12, 31)).citation.grade is Grade.UNVERIFIED
    assert notice.on(date(2018, 1, 1)).citation.grade is Grade.THIRD_PARTY
    assert [notice.value(day) for day in (OLD, NEW)] == [2017, 2021]


days = st.dates(date(2017, 7, 25), date(2025, 12, 31))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 12_000_000),
            days,
            st.integers(1, 1200),
            st.integers(0, 60_000),
            st.integers(15, 70),
            st.integers(0, 6_000_000),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_register_pays_what_each_household_is_paid(loans):
    """In blocks, by the figures of each row's own day, to the same fen as one by one; and never above the cap's."""
    policy = POLICY.reform(microloan_subsidy_share=Fraction(7, 10))
    households, paid = [], []
    for place, (principal, drawn, term, rate, age, before, registered) in enumerate(loans):
        case = borrower(
            drawn=drawn,
            registered_poor=registered,
            principal=yuan(Decimal(principal) / 100),
            maturity=drawn + timedelta(term),
            annual_rate=Decimal(rate) / 10_000,
            borrower_age=age,
            microloan_balance_before=yuan(Decimal(before) / 100),
        ).model_copy(update={"household_id": f"H{place}"})
        households.append(case)
        decision = policy.assess(case)
        paid.append(decision.payments.get("microloan_interest_subsidy"))
    tables = {
        "households": {
            "household_id": [case.household_id for case in households],
            "persons": [3] * len(households),
            "registered_poor": [case.registered_poor for case in households],
        },
        "loans": {
            "household_id": [case.household_id for case in households],
            **{
                name: [getattr(case.loans[0], name) for case in households]
                for name in ("loan_id", "drawn", "maturity", "has_collateral", "has_guarantor", "borrower_qualifies")
            },
            "extended_to": [None] * len(households),  # neither matters where readings leave both as they are
            "is_renewal": [None] * len(households),
            "borrower_age": [case.loans[0].borrower_age for case in households],
            "annual_rate": [str(case.loans[0].annual_rate) for case in households],
            "principal_fen": [int(case.loans[0].principal) for case in households],
            "microloan_balance_before_fen": [int(case.loans[0].microloan_balance_before) for case in households],
        },
    }
    outcome = policy.simulate(tables, provisions=["microloan_interest_subsidy"])
    known = [None if each is None else int(each.fen) for each in paid]
    assert outcome.payments["microloan_interest_subsidy"].tolist() == known
    most = [int(yuan(50_000)) * Fraction(6, 100) * term * Fraction(7, 10) / 360 + 1 for _, _, term, *_ in loans]
    assert all(one is None or one <= cap for one, cap in zip(known, most, strict=True))


def test_the_rule_by_itself_on_arrays():
    principal, before = np.array([5_000_000, 8_000_000]), np.array([0, 4_000_000])
    drawn = np.array(["2021-04-01", "2021-04-01"], "datetime64[D]")
    maturity = np.array(["2022-04-01", "2022-04-01"], "datetime64[D]")
    given_ = {
        "microloan_eligible": np.array([True, True]),
        "annual_rate": Fraction(385, 10_000),
        "is_renewal": np.array([True, False]),
        "microloan_subsidy_share": Fraction(1),
    }
    paid = national.microloan_interest_subsidy(
        principal=principal,
        microloan_balance_before=before,
        drawn=drawn,
        maturity=maturity,
        extended_to=maturity,
        **given_,
    )
    assert paid.tolist() == [195_174, 39_035]


# What places bear ----------------------------------------------------------------------------------------------------

YEARLY = Settlement(every=12, day=20, day_counts=True)


def rows(place, drawn, maturity, principal=50_000, rate=Fraction(36, 1000)):
    contract = LoanContract(
        principal=yuan(principal),
        drawn=drawn,
        maturity=maturity,
        rate=rate,
        day_count=DayCount.ACTUAL_360,
        settlement=YEARLY,
    )
    terms = national.local_subsidy(place, extension_covered=False, renewal_covered=True)
    made = schedule(contract, subsidy=terms)
    assert all(row.subsidy + row.borrower == row.interest for row in made.rows)
    return int(sum(row.subsidy for row in made.rows)), int(sum(row.interest for row in made.rows))


def test_qingyang_bears_all_to_the_end_of_2023_and_seven_tenths_of_2024_and_2025():
    drawn, maturity = date(2023, 7, 1), date(2025, 7, 1)
    paid, interest = rows("qingyang", drawn, maturity)
    before, after = (date(2024, 1, 1) - drawn).days, (maturity - date(2024, 1, 1)).days
    assert interest == int(yuan(5)) * (before + after)  # five yuan a day
    assert paid == int(yuan(5)) * before + int(yuan(5)) * 7 * after // 10


def test_tongxu_bears_one_year_of_each_loan_and_yunnan_five_percent_of_it():
    drawn = date(2025, 1, 10)
    assert rows("tongxu", drawn, date(2027, 1, 10))[0] == int(yuan(5)) * 365
    assert rows("tongxu", drawn, drawn + timedelta(100))[0] == int(yuan(500))  # less than a year: the actual days
    paid, interest = rows("yunnan", drawn, date(2026, 1, 10), 80_000, Fraction(6, 100))
    assert abs(Fraction(paid) - Fraction(50_000 * 100 * 5 * 365, 36_000)) <= 1
    assert interest > paid
    assert abs(Fraction(rows("zhejiang", drawn, date(2026, 1, 10))[0]) - Fraction(50_000 * 3 * 365, 360)) <= 1


def test_every_place_is_cited_and_another_is_refused():
    assert all(each.citation.source.title_zh for each in national.LOCAL_SUBSIDIES.values())
    assert all(each.citation.grade is not Grade.DOCUMENT for each in national.LOCAL_SUBSIDIES.values())
    with pytest.raises(UnknownName, match="qingyang"):
        national.local_subsidy("qinyang", extension_covered=False, renewal_covered=False)


def contract(drawn, maturity, rate, settlement=YEARLY, day_count=DayCount.ACTUAL_360):
    terms = {"rate": rate, "settlement": settlement, "day_count": day_count, "penalty": Penalty(overdue=Fraction(1, 2))}
    return LoanContract(principal=yuan(50_000), drawn=drawn, maturity=maturity, **terms)


def test_enshi_bears_nothing_once_a_loan_was_overdue():
    terms = national.local_subsidy("enshi", extension_covered=True, renewal_covered=True)
    late = contract(date(2020, 6, 1), date(2021, 6, 1), Fraction(36, 1000))
    made = schedule(LoanHistory(late, (Extension(date(2021, 6, 11), date(2021, 12, 1)),)), subsidy=terms)
    assert made.subsidy == yuan(5) * 365
    assert made.interest == yuan(5) * (365 + 173)


def test_shizongs_rates_of_2019_are_the_benchmark_of_one_year_and_of_three():
    """gotaxigram.com, Shizong 2019: 4.35% for one year and 4.75% for three, all borne."""
    rate = TableRate(national.BENCHMARK_RATES_BY_TERM)
    assert [rate.on(date(2019, 6, 1), months) for months in (12, 36)] == [Fraction(435, 10_000), Fraction(475, 10_000)]


def test_jingdong_counts_the_second_quarter_of_2020_to_21_june():
    """pejdw.com, Jingdong: interest of the quarter by days, to 2020-06-21."""
    quarterly = Settlement(every=3, day=20, day_counts=True)
    row = schedule(contract(date(2020, 3, 21), date(2021, 3, 21), Fraction(36, 1000), quarterly)).rows[0]
    assert (row.settled_on, row.until, row.days) == (date(2020, 6, 20), date(2020, 6, 21), 92)


def test_gansu_settles_on_20_december_and_bears_no_overdue_interest_and_no_penalty():
    """kxshz.com and tuopin.ce.cn: settled yearly on 12-20, paid first and subsidised in full afterwards."""
    full = SubsidyTerms(extension_covered=False, renewal_covered=True)
    loan = contract(date(2018, 6, 1), date(2019, 6, 1), Fraction(36, 1000))
    made = schedule(LoanHistory(loan, (Repayment(date(2020, 1, 10), yuan(50_000)),)), subsidy=full)
    assert [row.settled_on.isoformat() for row in made.rows] == ["2018-12-20", "2019-06-01", "2019-12-20", "2020-01-10"]
    assert (made.interest, made.subsidy, made.penalty) == (yuan(5) * 365, yuan(5) * 365, yuan("7.5") * 223)


def test_wucheng_counts_the_months_of_a_loan_of_less_than_a_year_and_only_where_repaid_on_time():
    """clarifymessaging.com, Wucheng 2015: twelve months at most, below a year the actual months, none if overdue."""
    terms = SubsidyTerms(
        months=12, extension_covered=False, renewal_covered=False, after_overdue=AfterOverdue.FORFEITED
    )
    seven = contract(date(2015, 1, 31), date(2015, 8, 31), Fraction(36, 1000), day_count=DayCount.MONTHS_AND_DAYS)
    assert schedule(seven, subsidy=terms).subsidy == yuan(150) * 7
    late = LoanHistory(seven, (Repayment(date(2015, 9, 1), yuan(50_000)),))
    assert schedule(late, subsidy=terms).subsidy == 0
