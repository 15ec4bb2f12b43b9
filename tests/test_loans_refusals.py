"""What a loan's terms, history and columns may not be, and what the errors say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

import numpy as np
import pytest

from povertykit.arithmetic import Ratio
from povertykit.calculators.loans import (
    WITH_PRINCIPAL,
    AfterOverdue,
    DayCount,
    Extension,
    LoanContract,
    LoanHistory,
    Misuse,
    Penalty,
    Renewal,
    Repayment,
    Repricing,
    Settlement,
    ShareOfDays,
    SubsidyTerms,
    TableRate,
    UnpaidInterest,
    schedule,
    split_subsidy,
)
from povertykit.calculators.loans.many import interest_of_many, split_many
from povertykit.citation import library_default
from povertykit.dated import Brackets, Dated
from povertykit.errors import PovertyKitError
from povertykit.money import Fen, yuan

RATE = Fraction(435, 10_000)
DRAWN, MATURITY = date(2019, 7, 1), date(2020, 7, 1)
COMPOUND = Penalty(overdue=Fraction(1, 2), compound=True)


def contract(**changed: object) -> LoanContract:
    terms: dict[str, object] = {
        "principal": yuan(50_000),
        "drawn": DRAWN,
        "maturity": MATURITY,
        "rate": RATE,
        "day_count": DayCount.ACTUAL_360,
        "settlement": Settlement(every=3),
    }
    return LoanContract(**(terms | changed))  # type: ignore[arg-type]


def loan(*events: object, **changed: object) -> LoanHistory:
    return LoanHistory(contract(**changed), events)  # type: ignore[arg-type]


def terms(**changed: object) -> SubsidyTerms:
    return SubsidyTerms(**({"extension_covered": True, "renewal_covered": True} | changed))  # type: ignore[arg-type]


def table(value: object, **changed: object) -> TableRate:
    dated = Dated.constant("rate", value, library_default("a test"), date(2019, 1, 1), date(2019, 12, 31))
    return TableRate(dated, **changed)  # type: ignore[arg-type]


BANDS = Brackets(((0, 12, RATE), (12, 36, RATE)), "term", "upper")
HALF = yuan(25_000)

WRONG_TERMS: dict[str, tuple[Callable[[], object], str]] = {
    "a bare principal": (lambda: contract(principal=50_000), r"principal: got 50000, which may be yuan or fen"),
    "no principal": (lambda: contract(principal=Fen(0)), r"principal: got 0.00 yuan; allowed: more than 0"),
    "a negative principal": (lambda: contract(principal=Fen(-1)), r"principal: got -0.01 yuan"),
    "maturity on the drawdown": (
        lambda: contract(maturity=DRAWN),
        r"maturity: 2019-07-01 is not after the drawdown on 2019-07-01",
    ),
    "a day with a time": (lambda: contract(drawn=datetime(2019, 7, 1)), r"drawn: got datetime.datetime.*take its"),
    "a float rate": (
        lambda: contract(rate=0.0435),
        r"rate: got 0.0435; allowed: a rate.*write it as an exact Fraction",
    ),
    "a rate in percent": (lambda: contract(rate=Fraction(435, 100)), r"rate: got 87/20; allowed: .* from 0 to 1"),
    "a negative rate": (lambda: contract(rate=Fraction(-1, 100)), r"rate: got -1/100"),
    "a day count in words": (lambda: contract(day_count="actual_360"), r"day_count: got 'actual_360'.*DayCount"),
    "a settlement in words": (lambda: contract(settlement="monthly"), r"settlement: got 'monthly'.*a Settlement"),
    "a penalty as a share": (lambda: contract(penalty=Fraction(1, 2)), r"penalty: got Fraction\(1, 2\).*a Penalty"),
    "a rounding in words": (lambda: contract(rounding="fen"), r"rounding: got 'fen'; allowed: a Rounding"),
    "every two months": (lambda: Settlement(every=2), r"every: got 2; allowed: 1 \(month\), 3 \(quarter\) or 12"),
    "every 0 months": (lambda: Settlement(every=0), r"every: got 0; allowed: 1, 3, 12, or None"),
    "the 29th": (lambda: Settlement(every=1, day=29), r"day: got 29; allowed: 1 to 28"),
    "a 13th month": (lambda: Settlement(every=12, closing=13), r"closing: got 13; allowed: 1 to 12"),
    "a flag as a number": (lambda: Settlement(every=3, day_counts=1), r"day_counts: got 1; allowed: True or False"),  # type: ignore[arg-type]
    "bounds backwards": (
        lambda: Settlement(every=3).bounds(MATURITY, DRAWN),
        r"end: 2019-07-01 is not after the start 2020-07-01",
    ),
    "a penalty above its range": (
        lambda: Penalty(overdue=Fraction(3, 5), overdue_range=(Fraction(3, 10), Fraction(1, 2))),
        r"overdue: got 3/5; allowed: 3/10 to 1/2 of the contract's rate",
    ),
    "a misuse penalty below its range": (
        lambda: Penalty(overdue=Fraction(1, 2), misuse=Fraction(2, 5), misuse_range=(Fraction(1, 2), Fraction(1))),
        r"misuse: got 2/5; allowed: 1/2 to 1",
    ),
    "a penalty of 150%": (lambda: Penalty(overdue=Fraction(3, 2)), r"overdue: got 3/2; allowed: a share"),
    "a missing penalty": (lambda: Penalty(overdue=None), r"overdue: got None; allowed: a share"),  # type: ignore[arg-type]
    "a table of plain rates": (lambda: table(RATE), r'table: got Dated.*allowed: a Dated of Brackets by "term"'),
    "a float multiple": (lambda: table(BANDS, multiple=1.1), r"multiple: got 1.1; allowed: a Fraction"),
    "repricing in words": (lambda: table(BANDS, repricing="yearly"), r"repricing: .*Repricing.ANNIVERSARY"),
    "a term beyond the bands": (
        lambda: schedule(contract(rate=table(BANDS), maturity=date(2022, 7, 2))),
        r"term: no band holds 37",
    ),
    "a drawdown before the table": (
        lambda: schedule(contract(rate=table(BANDS), drawn=date(2018, 12, 31))),
        r"rate: 2018-12-31 is not covered; allowed: 2019-01-01 to 2019-12-31; .*supply the rate in force on 2018-12-31",
    ),
    "a share above one": (lambda: terms(shares=Fraction(11, 10)), r"share: got 11/10; allowed: a share"),
    "a share as a float": (lambda: terms(shares=0.7), r"share: got 0.7"),
    "no shares": (lambda: terms(shares=()), r"shares: got \(\)"),
    "overlapping shares": (
        lambda: terms(
            shares=(
                ShareOfDays(Fraction(1), None, date(2024, 1, 1)),
                ShareOfDays(Fraction(7, 10), date(2024, 1, 1), None),
            )
        ),
        r"shares: the days from 2024-01-01 have two shares, 1 and 7/10; to do: end the earlier stretch",
    ),
    "a stretch backwards": (
        lambda: ShareOfDays(Fraction(1), date(2024, 1, 2), date(2024, 1, 1)),
        r"end: 2024-01-01 is before the start 2024-01-02",
    ),
    "a bare cap": (lambda: terms(cap=50_000), r"cap: got 50000, which may be yuan or fen"),
    "a negative cap": (lambda: terms(cap=Fen(-1)), r"cap: got -0.01 yuan; allowed: 0 or more"),
    "no months": (lambda: terms(months=0), r"months: got 0; allowed: a whole number of months, 1 or more"),
    "months as a flag": (lambda: terms(longest_term=True), r"longest_term: got True"),
    "covered or not is not said": (lambda: terms(extension_covered=None), r"extension_covered: got None"),
    "after overdue in words": (lambda: terms(after_overdue="ended!"), r"after_overdue: got 'ended!'"),
    "a rate cap in percent": (lambda: terms(rate_cap=Fraction(4)), r"rate_cap: got 4"),
    "parts above the whole": (
        lambda: split_subsidy(Fen(100), {"city": Fraction(2, 3), "county": Fraction(1, 2)}),
        r"shares: the shares add up to 7/6; allowed: exactly 1; to do: name everyone who pays",
    ),
    "a part above 100%": (
        lambda: split_subsidy(Fen(100), {"city": Fraction(6, 5), "county": Fraction(-1, 5)}),
        r"share of city: got 6/5",
    ),
    "nobody": (lambda: split_subsidy(Fen(100), {}), r"shares: the shares add up to 0"),
}

WRONG_HISTORIES: dict[str, tuple[Callable[[], object], str]] = {
    "repaid before the drawdown": (
        lambda: loan(Repayment(date(2019, 6, 30), HALF)),
        r"Repayment of 2019-06-30: is not after the drawdown on 2019-07-01",
    ),
    "repaid on the drawdown": (lambda: loan(Repayment(DRAWN, HALF)), r"Repayment of 2019-07-01: is not after"),
    "more repaid than lent": (
        lambda: loan(Repayment(date(2019, 8, 1), yuan("50000.01"))),
        r"repays 50000.01 yuan; allowed: more than 0, at most the 50000.00 yuan owed",
    ),
    "more repaid than owed": (
        lambda: loan(Repayment(date(2019, 8, 1), HALF), Repayment(date(2019, 9, 1), yuan(30_000))),
        r"Repayment of 2019-09-01: repays 30000.00 yuan; allowed: .*25000.00 yuan owed",
    ),
    "nothing repaid": (lambda: loan(Repayment(date(2019, 8, 1), Fen(0))), r"repays 0.00 yuan; allowed: more than 0"),
    "a bare repayment": (lambda: loan(Repayment(date(2019, 8, 1), 100)), r"got 100, which may be yuan or fen"),  # type: ignore[arg-type]
    "unordered events": (
        lambda: loan(Repayment(date(2019, 9, 1), HALF), Repayment(date(2019, 8, 1), HALF)),
        r"Repayment of 2019-08-01: stands after an event of 2019-09-01; to do: put the events in the order",
    ),
    "twice on one day": (
        lambda: loan(Repayment(date(2019, 9, 1), HALF), Repayment(date(2019, 9, 1), HALF)),
        r"Repayment of 2019-09-01: is there twice; to do: write one event for the day",
    ),
    "an event after the last repayment": (
        lambda: loan(Repayment(date(2019, 9, 1), yuan(50_000)), Extension(date(2019, 10, 1), date(2021, 1, 1))),
        r"Extension of 2019-10-01: nothing is owed since 2019-09-01",
    ),
    "an extension to the same day": (
        lambda: loan(Extension(date(2020, 6, 1), MATURITY)),
        r"Extension of 2020-06-01: the new maturity 2020-07-01 is not later than 2020-07-01",
    ),
    "an extension after the maturity without overdue": (
        lambda: loan(Extension(date(2020, 7, 2), date(2021, 1, 1))),
        r"is after the maturity on 2020-07-01: the loan was overdue, but the contract has no penalty; to do: give the",
    ),
    "a late extension that ends before its own day": (
        lambda: loan(Extension(date(2020, 8, 1), date(2020, 7, 15)), penalty=COMPOUND),
        r"the new maturity 2020-07-15 is not later than 2020-08-01",
    ),
    "an extension at a rate in percent": (
        lambda: loan(Extension(date(2020, 6, 1), date(2021, 1, 1), Fraction(5))),
        r"Extension of 2020-06-01: got 5",
    ),
    "repaid late without a penalty": (
        lambda: loan(Repayment(date(2020, 7, 2), HALF)),
        r"Repayment of 2020-07-02: is after the maturity on 2020-07-01",
    ),
    "misused without a penalty for it": (
        lambda: loan(Misuse(date(2019, 8, 1)), penalty=COMPOUND),
        r"Misuse of 2019-08-01: the money was misused, but the contract has no penalty",
    ),
    "misuse that ends before it begins": (
        lambda: loan(
            Misuse(date(2019, 8, 1), date(2019, 8, 1)), penalty=Penalty(overdue=Fraction(1, 2), misuse=Fraction(1))
        ),
        r"Misuse of 2019-08-01: ends on 2019-08-01; allowed: after 2019-08-01",
    ),
    "unpaid interest where nothing compounds": (
        lambda: loan(UnpaidInterest(date(2019, 9, 20)), penalty=Penalty(overdue=Fraction(1, 2))),
        r"unpaid interest bears interest only where a penalty compounds",
    ),
    "unpaid interest paid before it was due": (
        lambda: loan(UnpaidInterest(date(2019, 9, 20), date(2019, 9, 20)), penalty=COMPOUND),
        r"was paid on 2019-09-20; allowed: after 2019-09-20",
    ),
    "no unpaid interest": (
        lambda: loan(UnpaidInterest(date(2019, 9, 20), None, Fen(0)), penalty=COMPOUND),
        r"UnpaidInterest of 2019-09-20: got 0.00 yuan; allowed: more than 0",
    ),
    "unpaid interest of no settlement": (
        lambda: schedule(loan(UnpaidInterest(date(2019, 9, 19)), penalty=COMPOUND)),
        r"UnpaidInterest of 2019-09-19: is not a settlement; to do: name a day of settlement",
    ),
    "more unpaid than settled": (
        lambda: schedule(loan(UnpaidInterest(date(2019, 9, 20), None, yuan("495.43")), penalty=COMPOUND)),
        r"UnpaidInterest of 2019-09-20: got 495.43 yuan; allowed: at most the 495.42 yuan settled",
    ),
    "a renewal drawn on another day": (
        lambda: loan(Renewal(date(2020, 6, 30), LoanHistory(contract(drawn=MATURITY, maturity=date(2021, 7, 1))))),
        r"Renewal of 2020-06-30: the new loan was drawn on 2020-07-01; allowed: 2020-06-30",
    ),
    "a renewal larger than what is owed": (
        lambda: loan(
            Repayment(date(2019, 8, 1), HALF),
            Renewal(MATURITY, LoanHistory(contract(drawn=MATURITY, maturity=date(2021, 7, 1)))),
        ),
        r"the new loan of 50000.00 yuan is larger than what is owed; allowed: at most 25000.00 yuan",
    ),
    "a renewal by a contract": (
        lambda: loan(Renewal(MATURITY, contract(drawn=MATURITY, maturity=date(2021, 7, 1)))),  # type: ignore[arg-type]
        r"Renewal of 2020-07-01: got LoanContract.*allowed: a LoanHistory",
    ),
    "an event that is none": (lambda: loan("repaid"), r"events: got 'repaid'; allowed: Repayment, Extension, Renewal"),
    "no contract": (lambda: LoanHistory("loan"), r"contract: got 'loan'; allowed: a LoanContract"),  # type: ignore[arg-type]
    "no history": (lambda: schedule("loan"), r"history: got 'loan'; allowed: a LoanHistory or a LoanContract"),  # type: ignore[arg-type]
    "owed after the last event": (
        lambda: schedule(loan(Repayment(date(2020, 8, 1), HALF), penalty=COMPOUND)),
        r"as_of: 25000.00 yuan are owed after the last event on 2020-08-01.*say to which day interest runs",
    ),
    "as of a day before an event": (
        lambda: schedule(loan(Repayment(date(2020, 2, 1), HALF)), as_of=date(2020, 1, 31)),
        r"as_of: 2020-01-31 is before the event of 2020-02-01",
    ),
    "as of the drawdown": (lambda: schedule(loan(), as_of=DRAWN), r"as_of: 2019-07-01 is not after the drawdown"),
    "overdue as of a day, without a penalty": (
        lambda: schedule(loan(), as_of=date(2020, 7, 2)),
        r"the loan is overdue from 2020-07-01, but the contract has no penalty",
    ),
}

GOOD: dict[str, object] = {
    "principal": np.array([5_000_000, 8_000_000]),
    "drawn": np.array(["2019-07-01", "2019-07-02"], "datetime64[D]"),
    "maturity": np.array(["2020-07-01", "2020-07-02"], "datetime64[D]"),
    "annual_rate": RATE,
}


def many(penalty: Penalty | None = None, subsidy: SubsidyTerms | None = None, **changed: object) -> object:
    columns = {name: column for name, column in (GOOD | changed).items() if column is not None}
    return interest_of_many(
        columns,  # type: ignore[arg-type]
        day_count=DayCount.ACTUAL_360,
        settlement=WITH_PRINCIPAL,
        penalty=penalty,
        subsidy=subsidy,
    )


def days(*given: str) -> object:
    return np.array(given, "datetime64[D]")


WRONG_COLUMNS: dict[str, tuple[Callable[[], object], str]] = {
    "a missing column": (lambda: many(maturity=None), r"maturity: is missing; allowed: the columns principal, drawn"),
    "an unknown column": (lambda: many(maturty=days("2020-07-01")), r"column: 'maturty' is not known.*'maturity'"),
    "columns of unequal length": (lambda: many(drawn=days("2019-07-01")), r"drawn: has 1 rows; allowed: 2"),
    "rates of unequal length": (
        lambda: many(annual_rate=Ratio(np.array([1, 2, 3]), 100)),
        r"annual_rate: has 3 rows; allowed: 2",
    ),
    "float principals": (
        lambda: many(principal=np.array([50000.0, 1.0])),
        r"principal: got an array of float64; allowed: whole fen.*yuan\(array\) gives fen",
    ),
    "a masked array": (
        lambda: many(principal=np.ma.array([1, 2], mask=[True, False])),
        r"principal: got a masked array of int64",
    ),
    "a list": (lambda: many(principal=[1, 2]), r"principal: got \[1, 2\]; allowed: whole fen"),
    "a principal of 0": (
        lambda: many(principal=np.array([1, 0])),
        r"principal, index 1: got 0, the first of 1 wrong among 2 loans; allowed: more than 0 fen",
    ),
    "a maturity on the drawdown": (
        lambda: many(maturity=days("2020-07-01", "2019-07-02")),
        r"maturity, index 1: got 2019-07-02, the first of 1 wrong among 2 loans; allowed: a day after the drawdown",
    ),
    "an extension before the maturity": (
        lambda: many(extended_to=days("2020-06-30", "2020-07-02")),
        r"extended_to, index 0: got 2020-06-30.*the first maturity or later",
    ),
    "repaid before the drawdown": (
        lambda: many(repaid=days("2019-07-01", "2020-07-02")),
        r"repaid, index 0: got 2019-07-01.*a day after the drawdown",
    ),
    "repaid late without a penalty": (
        lambda: many(repaid=days("2020-07-01", "2020-07-03")),
        r"repaid, index 1: the loan is repaid after it was due, the first of 1 such, and there is no penalty",
    ),
    "no day": (lambda: many(drawn=days("2019-07-01", "NaT")), r"drawn, index 1: got None.*a day"),
    "a time of day": (
        lambda: many(drawn=np.array(["2019-07-01T00", "2019-07-02T09"], "datetime64[h]")),
        r"drawn, index 1: got 2019-07-02 09:00:00.*a day without a time",
    ),
    "a day far away": (
        lambda: many(drawn=np.array([-(10**9), 18_000])),
        r"drawn, index 0: got -1000000000.*a day from 1900 to 2200",
    ),
    "a rate above 1": (
        lambda: many(annual_rate=Ratio(np.array([435, 10_001]), 10_000)),
        r"annual_rate, index 1: got 10001.*0 to 10000, the denominator",
    ),
    "a rate over 0": (
        lambda: many(annual_rate=Ratio(np.array([0, 0]), 0)),
        r"annual_rate: got the denominator 0; allowed: 1 or more",
    ),
    "a float rate": (lambda: many(annual_rate=0.0435), r"annual_rate: got 0.0435; allowed: a rate a year"),
    "a repriced table": (
        lambda: many(annual_rate=table(BANDS, repricing=Repricing.ANNIVERSARY)),
        r"annual_rate: is repriced; .*one by one, with schedule",
    ),
    "a drawdown before the table": (
        lambda: many(annual_rate=table(BANDS), drawn=days("2018-12-31", "2019-07-02")),
        r"rate: 2018-12-31, the drawdown of the first of 1 loans at index 0, is not covered; allowed: 2019-01-01 to",
    ),
    "a term beyond the bands": (
        lambda: many(annual_rate=table(BANDS), maturity=days("2022-07-02", "2020-07-02")),
        r"rate: no band holds the term of 37 months of the loan at index 0",
    ),
    "rates of a table whose denominators are too large": (
        lambda: many(annual_rate=table(BANDS, multiple=Fraction(1, 2**41))),
        r"annual_rate: the rates have the common denominator \d+; allowed: at most 2\*\*40; to do: use simpler rates",
    ),
    "a penalty that compounds": (lambda: many(penalty=COMPOUND), r"penalty: compound interest needs each loan's"),
    "amounts that could leave 64 bits": (
        lambda: many(principal=np.array([2**62, 1])),
        r"principal: principals up to 4611686018427387904 fen over 369 days could leave.*one by one with schedule",
    ),
    "a subsidy that could leave 64 bits": (
        lambda: many(principal=np.array([10**13, 1]), subsidy=terms(shares=Fraction(1, 10**6 + 3))),
        r"could leave the 64-bit integers",
    ),
    "a negative subsidy to divide": (
        lambda: split_subsidy(Fen(-1), {"county": Fraction(1)}),
        r"amount: got -0.01 yuan; allowed: 0 or more",
    ),
    "negative subsidies to divide": (
        lambda: split_many(np.array([1, -1]), {"county": Fraction(1)}),
        r"amounts: got -1; allowed: fen, none negative",
    ),
    "subsidies too large to divide": (
        lambda: split_many(np.array([2**62]), {"city": Fraction(1, 3), "county": Fraction(2, 3)}),
        r"amounts: 4611686018427387904 fen over 3; allowed: products within 64 bits",
    ),
    "shares of many that leave something out": (
        lambda: split_many(np.array([1]), {"county": Fraction(1, 2)}),
        r"shares: the shares add up to 1/2; allowed: exactly 1",
    ),
}

ALL = WRONG_TERMS | WRONG_HISTORIES | {f"many: {name}": case for name, case in WRONG_COLUMNS.items()}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_refused_with_what_was_given_and_what_is_allowed(case: tuple[Callable[[], object], str]) -> None:
    attempt, message = case
    with pytest.raises(PovertyKitError, match=message):
        attempt()


def test_the_columns_that_are_changed_are_good_themselves() -> None:
    assert many(penalty=Penalty(overdue=Fraction(1, 2)), subsidy=terms(after_overdue=AfterOverdue.ENDED)) is not None
