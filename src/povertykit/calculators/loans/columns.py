"""The columns of many loans, looked at before anything is computed, and the rates that tables give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.amounts import shown
from povertykit.arithmetic import INT64_MAX, Ratio
from povertykit.calculators.loans.terms import Repricing, TableRate, need_rate
from povertykit.dated import Brackets, Dated
from povertykit.dates import day_number, from_day_number, months_and_days
from povertykit.errors import InvalidInput, OutOfCoverage, OutOfRange, OverflowRefused, UnknownName

__all__ = ["Column", "LoanColumns", "integer_column", "largest", "loan_columns", "rates_of_many"]

Integers: TypeAlias = npt.NDArray[np.int64]
Rates: TypeAlias = "Fraction | Ratio | TableRate"
Column: TypeAlias = "npt.NDArray[np.generic] | Fraction | Ratio | TableRate"
"""Amounts in fen, day numbers or dates as an array; rates as one Fraction, a Ratio of an array, or a table."""

_NEEDED: Final = ("principal", "drawn", "maturity", "annual_rate")
_DAYS: Final = ("drawn", "maturity", "extended_to", "repaid")
_FIRST, _LAST = day_number(date(1900, 1, 1)), day_number(date(2200, 12, 31))


@dataclass(frozen=True, slots=True, eq=False)
class LoanColumns:
    """Columns that do not contradict each other.

    Attributes:
        principal: fen.
        drawn: day numbers.
        maturity: the first maturity.
        due: the maturity after an extension.
        repaid: the day on which all was repaid.
        annual_rate: the rates; one for all where its numerator is an int.
    """

    principal: Integers
    drawn: Integers
    maturity: Integers
    due: Integers
    repaid: Integers
    annual_rate: Ratio

    @property
    def size(self) -> int:
        """How many loans there are."""
        return self.principal.size

    @property
    def span(self) -> tuple[date, date]:
        """The first day of a loan, and the last on which one was due or repaid."""
        last = max(largest(self.due), largest(self.repaid))
        return from_day_number(int(self.drawn.min())), from_day_number(last)


def largest(numbers: object) -> int:
    """The largest of an array, or the one number; 0 of none."""
    return int(np.max(numbers, initial=0))  # type: ignore[call-overload]


def loan_columns(loans: Mapping[str, Column]) -> LoanColumns:
    """The columns of many loans, if they are complete, of their kinds, of one length and free of contradictions.

    Raises:
        InvalidInput, UnknownName, OutOfRange, OutOfCoverage, OverflowRefused: see `interest_of_many`.
    """
    known = ("principal", *_DAYS, "annual_rate")
    for name in loans:
        if name not in known:
            raise UnknownName.among(name, known, "column")
    for name in _NEEDED:
        if name not in loans:
            raise InvalidInput("is missing", field=name, allowed="the columns " + ", ".join(_NEEDED))
    principal = integer_column(
        loans["principal"], "principal", "whole fen as an integer array", "yuan(array) gives fen"
    )
    days = {name: _days(loans[name], name) for name in _DAYS if name in loans}
    for name, column in days.items():
        if column.size != principal.size:
            raise InvalidInput(f"has {column.size} rows", field=name, allowed=f"{principal.size}, as principal has")
    drawn, maturity = days["drawn"], days["maturity"]
    due = days.get("extended_to", maturity)
    repaid = days.get("repaid", due)
    _refuse(principal <= 0, principal, "principal", "more than 0 fen")
    for name, column in days.items():
        _refuse((column < _FIRST) | (column > _LAST), column, name, "a day from 1900 to 2200")
    _refuse(maturity <= drawn, maturity, "maturity", "a day after the drawdown")
    _refuse(due < maturity, due, "extended_to", "the first maturity or later")
    _refuse(repaid <= drawn, repaid, "repaid", "a day after the drawdown")
    rate = rates_of_many(loans["annual_rate"], drawn, maturity, "annual_rate")
    return LoanColumns(principal, drawn, maturity, due, repaid, rate)


def integer_column(column: object, name: str, allowed: str, remedy: str | None = None) -> Integers:
    """The column as int64; a masked array, floats and anything else are refused."""
    if isinstance(column, np.ma.MaskedArray) or not isinstance(column, np.ndarray) or column.ndim != 1:
        given = f"a masked array of {column.dtype}" if isinstance(column, np.ma.MaskedArray) else shown(column)
        raise InvalidInput(f"got {given}", field=name, allowed=allowed, remedy=remedy)
    if column.dtype.kind not in "iu":
        raise InvalidInput(f"got an array of {column.dtype}", field=name, allowed=allowed, remedy=remedy)
    if column.dtype.kind == "u":
        _refuse(column > INT64_MAX, column, name, "64-bit integers")
    return column.astype(np.int64, copy=False)


def _days(column: object, name: str) -> Integers:
    """The column as day numbers; a time of day is never dropped silently."""
    allowed = "day numbers as an integer array, or datetime64"
    if isinstance(column, np.ndarray) and column.dtype.kind == "M" and not isinstance(column, np.ma.MaskedArray):
        _refuse(np.isnat(column), column, name, "a day", "leave loans without the day out, or give the day")
        days = column.astype("datetime64[D]")
        _refuse(days != column, column, name, "a day without a time")
        return integer_column(days.astype(np.int64), name, allowed)
    return integer_column(column, name, allowed)


def _refuse(
    wrong: npt.NDArray[np.bool_],
    column: npt.NDArray[np.generic],
    name: str,
    allowed: str,
    remedy: str | None = None,
) -> None:
    """Raise for the first wrong row, if there is one."""
    places = np.flatnonzero(wrong)
    if places.size:
        given = column[places[0]].item()
        if name in _DAYS and isinstance(given, int) and day_number(date.min) <= given <= day_number(date.max):
            given = from_day_number(given)
        problem = f"got {given}, the first of {places.size} wrong among {column.size} loans"
        raise InvalidInput(problem, field=f"{name}, index {places[0]}", allowed=allowed, remedy=remedy)


def rates_of_many(rate: object, drawn: Integers, maturity: Integers, field: str = "rate") -> Ratio:
    """The rate of each loan: the one for all, those of the array, or those of a table on the day of each drawdown.

    Args:
        rate: a Fraction, a Ratio of an int64 array, or a `TableRate` without repricing.
        drawn: day numbers.
        maturity: day numbers, which decide the band of the term.
        field: what errors call it.

    Raises:
        InvalidInput: for anything else, for an array of another length, and for a table that is repriced.
        OutOfRange: for a rate below 0 or above 1, or a term that no band holds.
        OutOfCoverage: for a drawdown that the table does not know.

    Examples:
        >>> rates_of_many(Fraction(435, 10_000), np.array([0]), np.array([365]))
        Ratio(87, 2000)
    """
    if isinstance(rate, TableRate):
        return _table_rates(rate, drawn, maturity, field)
    if isinstance(rate, Ratio):
        numerators: object = rate.numerator
        if type(rate.denominator) is not int or rate.denominator < 1:
            raise InvalidInput(f"got the denominator {shown(rate.denominator)}", field=field, allowed="1 or more")
        column = integer_column(numerators, field, "a Ratio whose numerator is an int64 array")
        if column.size != drawn.size:
            raise InvalidInput(f"has {column.size} rows", field=field, allowed=f"{drawn.size}, as principal has")
        _refuse((column < 0) | (column > rate.denominator), column, field, f"0 to {rate.denominator}, the denominator")
        return Ratio(column, rate.denominator)
    exact = need_rate(rate, field)
    return Ratio(exact.numerator, exact.denominator)


def _table_rates(rate: TableRate, drawn: Integers, maturity: Integers, field: str) -> Ratio:
    """The rate of each loan by the step of its drawdown and the band of its term."""
    if rate.repricing is not Repricing.NEVER:
        remedy = "compute repriced loans one by one, with schedule()"
        raise InvalidInput("is repriced", field=field, allowed="Repricing.NEVER for many loans", remedy=remedy)
    months, odd = months_and_days(drawn, maturity)
    term, steps, table = months + (odd > 0), rate.table.rows(drawn), rate.table
    _refuse_unknown(table, steps, drawn)
    exact = {
        step: [need_rate(value * rate.multiple + rate.margin, field) for _, _, value in table.steps[step].value.bounds]
        for step in np.unique(steps).tolist()
    }
    common = lcm(*(value.denominator for values in exact.values() for value in values))
    if common > 2**40:
        problem = f"the rates have the common denominator {common}"
        raise OverflowRefused(problem, field=field, allowed="at most 2**40", remedy="use simpler rates")
    numerators = np.zeros(drawn.size, np.int64)
    for step, values in exact.items():
        chosen = np.flatnonzero(steps == step)
        places = table.steps[step].value.rows(term[chosen])
        if (outside := np.flatnonzero(places < 0)).size:
            loan = chosen[outside[0]]
            problem = f"no band holds the term of {term[loan]} months of the loan at index {loan}"
            raise OutOfRange(problem, field=table.name, allowed="the terms in the table's bands")
        numerators[chosen] = np.array([int(value * common) for value in values], np.int64)[places]
    return Ratio(numerators, common)


def _refuse_unknown(table: Dated[Brackets[Fraction]], steps: Integers, drawn: Integers) -> None:
    unknown = np.flatnonzero(steps < 0)
    if unknown.size:
        day = from_day_number(int(drawn[unknown[0]]))
        raise OutOfCoverage(
            f"{day}, the drawdown of the first of {unknown.size} loans at index {unknown[0]}, is not covered",
            field=table.name,
            allowed=", ".join(f"{start} to {end}" for start, end in table.covered),
            source=str(table.steps[-1].citation),
            remedy="supply the rates of those days, with their source, or leave the loans out",
        )
