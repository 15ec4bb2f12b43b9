"""Interest and subsidy of many loans at once, in arrays: the same fen as each loan's own schedule.

For loans with one rate and one balance: drawn, perhaps extended before their maturity, and repaid at once, on time,
early or late. What has more of a history (partial repayments, repricing, misuse, compound interest, renewal) has a
`schedule` of its own. Loans are computed in blocks that stay in the processor's cache, settlement by settlement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.arithmetic import INT64_MAX, Ratio
from povertykit.calculators.loans.columns import (
    Column,
    LoanColumns,
    integer_column,
    largest,
    loan_columns,
    rates_of_many,
)
from povertykit.calculators.loans.contract import Penalty
from povertykit.calculators.loans.counting import Calendar, counter
from povertykit.calculators.loans.interest import INTEREST, daily_interest, daily_subsidy, settled
from povertykit.calculators.loans.subsidy import AfterOverdue, SubsidyTerms, need_shares
from povertykit.calculators.loans.terms import DayCount, Settlement
from povertykit.errors import InvalidInput, OverflowRefused
from povertykit.money import Fen, Rounding

__all__ = ["Column", "ManyLoans", "ManyRows", "interest_of_many", "rates_of_many", "split_many"]

Integers: TypeAlias = npt.NDArray[np.int64]
BLOCK: Final = 32_768
"""Loans computed at once; their working arrays stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class ManyRows:
    """Every settlement of every loan, loan by loan; arrays of equal length.

    Attributes:
        loan: the place of the loan in what was handed in.
        until: the day number to which the settlement counts, itself not.
        days: the days as the contract counts them.
        interest: fen.
        subsidy: fen, part of the interest.
        penalty: fen.
    """

    loan: Integers
    until: Integers
    days: Integers
    interest: Integers
    subsidy: Integers
    penalty: Integers


@dataclass(frozen=True, slots=True, eq=False)
class ManyLoans:
    """What each loan bears; arrays in the order of the loans.

    Attributes:
        interest: fen, the sum of the loan's settlements, without penalties.
        subsidy: fen, the part of the interest that public money bears.
        penalty: fen, for overdue days.
        rows: every settlement, where asked for.
    """

    interest: Integers
    subsidy: Integers
    penalty: Integers
    rows: ManyRows | None = None

    @property
    def borrower(self) -> Integers:
        """What of the interest the borrower bears, fen."""
        rest: Integers = self.interest - self.subsidy
        return rest

    @property
    def totals(self) -> dict[str, Fen]:
        """The exact sums over all loans.

        Raises:
            OverflowRefused: for a sum outside the 64-bit integers.
        """
        names = ("interest", "subsidy", "borrower", "penalty")
        return {name: _exact_sum(getattr(self, name)) for name in names}


def _exact_sum(amounts: Integers) -> Fen:
    """The sum of an array, which does not wrap: the halves of each number are summed apart."""
    return Fen((int((amounts >> 32).sum()) << 32) + int((amounts & 0xFFFF_FFFF).sum()))


def interest_of_many(
    loans: Mapping[str, Column],
    *,
    day_count: DayCount,
    settlement: Settlement,
    penalty: Penalty | None = None,
    subsidy: SubsidyTerms | None = None,
    rounding: Rounding = INTEREST,
    rows: bool = False,
) -> ManyLoans:
    """The interest, subsidy and penalty of many loans.

    The columns are `principal` (fen), `drawn` and `maturity` (day numbers or datetime64), `annual_rate` (one Fraction,
    a Ratio of an array, or a TableRate) and, where they are known, `extended_to` (the maturity after an extension
    that was agreed by the first maturity, which itself stands where there was none) and `repaid` (the day on which all
    was repaid; without the column every loan is taken to be repaid when due).

    Args:
        loans: the columns, of equal length.
        day_count: how days are counted.
        settlement: when interest is settled.
        penalty: what overdue loans bear; needed where one is.
        subsidy: which part of the interest is subsidised.
        rounding: of the interest and of the penalty of each settlement.
        rows: whether every settlement is given besides.

    Raises:
        InvalidInput: for columns that are missing, unequal or of the wrong kind, values that contradict each other, and
            for terms that only a loan's own schedule can follow.
        UnknownName: for a column that is none of these.
        OutOfCoverage: where a table does not know the rate of a loan.
        OverflowRefused: for amounts whose arithmetic could leave the 64-bit integers.

    Examples:
        >>> drawn = np.array(["2020-07-01", "2020-07-01"], "datetime64[D]")
        >>> result = interest_of_many(
        ...     {"principal": np.array([5_000_000, 8_000_000]), "drawn": drawn, "maturity": drawn + 184,
        ...      "annual_rate": Fraction(435, 10_000)},
        ...     day_count=DayCount.ACTUAL_360, settlement=Settlement(3),
        ...     subsidy=SubsidyTerms(cap=Fen(5_000_000), extension_covered=False, renewal_covered=False))
        >>> result.interest.tolist(), result.subsidy.tolist(), result.borrower.tolist()
        ([111167, 177867], [111167, 111167], [0, 66700])
    """
    _refuse_own_schedule(penalty)
    columns = loan_columns(loans)
    late = _overdue(columns, penalty)
    cap = None
    if subsidy is not None and subsidy.rate_cap is not None:
        cap = rates_of_many(subsidy.rate_cap, columns.drawn, columns.maturity, "rate_cap")
    _refuse_overflow(columns, cap, penalty, subsidy, rounding)
    zeros = [np.zeros(columns.size, np.int64) for _ in range(3)]
    result = ManyLoans(zeros[0], zeros[1], zeros[2])
    gathered = _Rows() if rows else None
    if columns.size:
        calendar = Calendar.of(day_count, settlement, *columns.span, subsidy)
        months = (None, None) if subsidy is None else (subsidy.months, subsidy.longest_term)
        tables = [None if count is None else calendar.months_after(count) for count in months]
        work = _Work(columns, calendar, day_count.day, subsidy, cap, rounding, gathered, tables[0], tables[1])
        work.all(late, penalty, result)
    if gathered is None:
        return result
    return ManyLoans(result.interest, result.subsidy, result.penalty, gathered.sorted())


def _refuse_own_schedule(penalty: Penalty | None) -> None:
    if penalty is not None and penalty.compound:
        remedy = "compute loans whose penalty compounds one by one, with schedule()"
        raise InvalidInput("compound interest needs each loan's history", field="penalty", remedy=remedy)


def _overdue(columns: LoanColumns, penalty: Penalty | None) -> Integers:
    """The places of the loans that were repaid after they were due."""
    late: Integers = np.flatnonzero(columns.repaid > columns.due)
    if late.size and penalty is None:
        problem = f"the loan is repaid after it was due, the first of {late.size} such, and there is no penalty"
        raise InvalidInput(problem, field=f"repaid, index {late[0]}", remedy="give a Penalty, or correct the days")
    return late


def _refuse_overflow(
    columns: LoanColumns, cap: Ratio | None, penalty: Penalty | None, subsidy: SubsidyTerms | None, rounding: Rounding
) -> None:
    """Prove on the largest values that nothing can leave the 64-bit integers; on Python ints, which cannot wrap."""
    most, rate = largest(columns.principal), largest(columns.annual_rate.numerator)
    # A count by months of 30 days is at most a few days longer than the calendar's.
    days = largest(np.maximum(columns.repaid, columns.due) - columns.drawn) + 3
    raised = Fraction(1) if penalty is None else 1 + penalty.overdue
    under = columns.annual_rate.denominator
    working, divisor = most * rate * days * raised.numerator, under * 365 * raised.denominator
    if subsidy is not None:
        weight = lcm(*(each.share.denominator for each in subsidy.stretches))
        common = lcm(under, 1 if cap is None else cap.denominator)
        highest = 0 if cap is None else largest(cap.numerator) * (common // cap.denominator)
        working = max(working, most * max(highest, rate * (common // under)) * days * weight)
        divisor = max(divisor, common * 365 * weight)
    divisor *= rounding.unit.value if subsidy is None else max(rounding.unit.value, subsidy.rounding.unit.value)
    if max(working, divisor) > INT64_MAX:
        raise OverflowRefused(
            f"principals up to {most} fen over {days} days could leave the 64-bit integers",
            field="principal",
            allowed=f"at most {most * INT64_MAX // max(working, divisor)} fen with these rates and days",
            remedy="compute very large loans one by one with schedule(), or give rates and shares as simpler fractions",
        )


class _Rows:
    """Gathers the settlements of the blocks."""

    def __init__(self) -> None:
        self.parts: list[tuple[Integers, ...]] = []

    def sorted(self) -> ManyRows:
        """All of them, loan by loan and day by day."""
        whole = [np.concatenate(each) for each in zip(*self.parts, strict=True)] if self.parts else [_NOTHING] * 6
        order = np.lexsort((whole[1], whole[0]))
        return ManyRows(*(each[order] for each in whole))


_NOTHING: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """What all blocks share; the last two are days by the day of the drawdown."""

    columns: LoanColumns
    calendar: Calendar
    day: Fraction
    subsidy: SubsidyTerms | None
    cap: Ratio | None
    rounding: Rounding
    rows: _Rows | None
    most_months: Integers | None
    longest_term: Integers | None

    def all(self, late: Integers, penalty: Penalty | None, result: ManyLoans) -> None:
        """Every loan up to when it was due or repaid, then those that were repaid late."""
        for start in range(0, self.columns.size, BLOCK):
            self.regular(slice(start, start + BLOCK), result)
        for start in range(0, late.size, BLOCK):
            assert penalty is not None  # refused before, where a loan is late
            self.overdue(late[start : start + BLOCK], penalty, result)

    def _in_order(self, start: Integers, end: Integers) -> tuple[Integers, list[int]]:
        """Those with the most settlements first, so that the ones that go on are always a plain slice; and for each
        settlement in turn, how many have it."""
        settlements = self.calendar.settlements(start, end)
        order = np.argsort(-settlements.astype(np.int16), kind="stable")  # a radix sort
        ended = np.bincount(settlements)[1:-1].cumsum()
        return order, [start.size, *(start.size - ended).tolist()]

    def regular(self, here: slice, result: ManyLoans) -> None:
        """The interest and the subsidy of some loans up to when they were due or repaid."""
        columns = self.columns
        drawn, end = columns.drawn[here], np.minimum(columns.repaid[here], columns.due[here])
        order, active = self._in_order(drawn, end)
        loans = order + here.start
        drawn, end, principal = drawn[order], end[order], columns.principal[loans]
        rate = _chosen(columns.annual_rate, loans)
        daily = _exact(daily_interest, principal, rate, self.day)
        borne, until = None, None
        if self.subsidy is not None:
            most = principal if self.subsidy.cap is None else int(self.subsidy.cap)
            highest = rate if self.cap is None else _chosen(self.cap, loans)
            borne = _exact(daily_subsidy, principal, rate, most, highest, self.day * self.calendar.share)
            until = self._subsidised_until(loans, drawn, end, self.subsidy)
        days_of = counter(self.calendar, drawn, end, until)
        interest, subsidy = np.zeros(loans.size, np.int64), np.zeros(loans.size, np.int64)
        for many in active:
            days, weight = days_of.next(many)
            due = _settled(daily, days, self.rounding)
            interest[:many] += due
            paid = np.zeros_like(days)
            if borne is not None and self.subsidy is not None:
                paid = np.minimum(_settled(borne, weight, self.subsidy.rounding), due)
                subsidy[:many] += paid
            if self.rows is not None:
                self.rows.parts.append((loans[:many], days_of.until(many), days, due, paid, np.zeros_like(days)))
        result.interest[loans], result.subsidy[loans] = interest, subsidy

    def overdue(self, loans: Integers, penalty: Penalty, result: ManyLoans) -> None:
        """The penalty of some loans from when they were due to when they were repaid."""
        columns = self.columns
        order, active = self._in_order(columns.due[loans], columns.repaid[loans])
        loans = loans[order]
        raised = _chosen(columns.annual_rate, loans) * (1 + penalty.overdue)
        daily = _exact(daily_interest, columns.principal[loans], raised, self.day)
        days_of = counter(self.calendar, columns.due[loans], columns.repaid[loans], None)
        for many in active:
            days, _ = days_of.next(many)
            due = _settled(daily, days, self.rounding)
            result.penalty[loans[:many]] += due
            if self.rows is not None:
                none = np.zeros_like(days)
                self.rows.parts.append((loans[:many], days_of.until(many), days, none, none, due))

    def _subsidised_until(self, loans: Integers, drawn: Integers, end: Integers, terms: SubsidyTerms) -> Integers:
        """To which day each loan is subsidised; its first day where it is not at all."""
        maturity, day = self.columns.maturity[loans], drawn - self.calendar.first
        until = end if self.most_months is None else np.minimum(end, self.most_months[day])
        if not terms.extension_covered:
            until = np.minimum(until, maturity)
        if self.longest_term is not None:
            until = np.where(maturity > self.longest_term[day], drawn, until)
        if terms.after_overdue is AfterOverdue.FORFEITED:
            until = np.where(self.columns.repaid[loans] > self.columns.due[loans], drawn, until)
        return until


def _exact(formula: Callable[..., object], *operands: object) -> Ratio:
    """A formula of `interest` on arrays."""
    result = formula(*operands)
    assert isinstance(result, Ratio)
    return result


def _settled(daily: Ratio, days: Integers, rounding: Rounding) -> Integers:
    """The formula of one settlement on arrays; of the loans, the first ones, as many as there are days."""
    first: Any = Ratio(daily.numerator[: days.size], daily.denominator)  # type: ignore[index]
    of: Any = days
    due: Any = settled(first, of, rounding)
    amounts: Integers = due
    return amounts


def _chosen(rates: Ratio, loans: Integers) -> Ratio:
    """The rates of some loans; one for all stays one."""
    numerator: object = rates.numerator
    return Ratio(numerator[loans], rates.denominator) if isinstance(numerator, np.ndarray) else rates


def split_many(amounts: Integers, shares: Mapping[str, Fraction]) -> dict[str, Integers]:
    """Divide each subsidy among those who pay it, in whole fen that add up to it, as `split_subsidy` does one.

    Args:
        amounts: fen, none negative.
        shares: the share of each, which add up to exactly 1.

    Returns:
        An array of fen for each.

    Raises:
        InvalidInput, OutOfRange: for shares that are no Fractions from 0 to 1 or do not add up to 1, and for amounts
            that are negative or no integer array.
        OverflowRefused: where an amount times a share could leave the 64-bit integers.

    Examples:
        >>> parts = split_many(np.array([21_751, 100]), {"city": Fraction(1, 3), "county": Fraction(2, 3)})
        >>> {name: part.tolist() for name, part in parts.items()}
        {'city': [7250, 33], 'county': [14501, 67]}
    """
    exact = need_shares(shares)
    common = lcm(*(share.denominator for share in exact))
    whole = integer_column(amounts, "amounts", "fen as an integer array, none negative")
    if largest(-whole) > 0:
        raise InvalidInput(f"got {int(whole.min())}", field="amounts", allowed="fen, none negative")
    if largest(whole) * common > INT64_MAX:
        raise OverflowRefused(f"{largest(whole)} fen over {common}", field="amounts", allowed="products within 64 bits")
    weights = np.array([int(share * common) for share in exact], np.int64)
    parts, rests = np.divmod(whole[:, None] * weights, common)
    # The fen left over go to the largest remainders; a stable sort keeps the order of equals.
    rank = np.argsort(np.argsort(-rests, axis=1, kind="stable"), axis=1, kind="stable")
    parts += rank < (whole - parts.sum(axis=1))[:, None]
    return {name: parts[:, place].copy() for place, name in enumerate(shares)}
