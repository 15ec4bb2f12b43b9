"""The poverty measures of Foster, Greer and Thorbecke, and the gap in money.

A person is poor whose welfare is below the line (`poor="below"`), or at or below it (`poor="at_or_below"`). Whole
numbers and fractions give an exact `Fraction`; floats give a float. The line and welfare are in one unit: both fen,
both yuan, both anything. Negative and zero welfare are admitted: a gap may be larger than the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.errors import BareAmount, InvalidInput, OutOfRange
from povertykit.measures.numbers import Column, Number, Numbers, column, exact_total, of_length
from povertykit.money import Fen

__all__ = [
    "Poor",
    "aggregate_poverty_gap",
    "fgt",
    "headcount_ratio",
    "poverty_gap_index",
    "squared_poverty_gap_index",
]

Poor: TypeAlias = Literal["below", "at_or_below"]
"""Who is poor: welfare strictly below the line, or at the line as well."""


@dataclass(frozen=True, slots=True)
class _Records:
    """Welfare, line and weight of every record; `poor` says who is poor."""

    welfare: Column
    line: Column
    weights: Column | None
    poor: npt.NDArray[np.bool_]

    @property
    def exact(self) -> bool:
        """Whether nothing is a float."""
        columns = (self.welfare, self.line) if self.weights is None else (self.welfare, self.line, self.weights)
        return all(each.dtype.kind != "f" for each in columns)

    def weight(self) -> int | float | Fraction:
        """The weight of all records."""
        if self.weights is None:
            return self.welfare.size
        return float(self.weights.sum()) if self.weights.dtype.kind == "f" else exact_total([self.weights])


def headcount_ratio(
    welfare: Numbers, poverty_line: Number | Numbers, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float:
    """The share of persons who are poor.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, or one for each record.
        weights: how many persons each record stands for; 1 where left out.
        poor: "below" the line, or "at_or_below".

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.

    Examples:
        >>> headcount_ratio([100, 110, 150, 160], 125)
        Fraction(1, 2)
        >>> headcount_ratio([100, 110, 150, 160], 110), headcount_ratio([100, 110, 150, 160], 110, poor="at_or_below")
        (Fraction(1, 4), Fraction(1, 2))
    """
    return fgt(welfare, poverty_line, 0, weights, poor=poor)


def poverty_gap_index(
    welfare: Numbers, poverty_line: Number | Numbers, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float:
    """The mean, over all persons, of the gap to the line as a share of the line.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, or one for each record.
        weights: how many persons each record stands for; 1 where left out.
        poor: "below" the line, or "at_or_below" (which adds gaps of nothing).

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.

    Examples:
        >>> poverty_gap_index([100, 110, 150, 160], 125)
        Fraction(2, 25)
    """
    return fgt(welfare, poverty_line, 1, weights, poor=poor)


def squared_poverty_gap_index(
    welfare: Numbers, poverty_line: Number | Numbers, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float:
    """The mean of the squared gaps, each as a share of the line; it weighs the poorest most.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, or one for each record.
        weights: how many persons each record stands for; 1 where left out.
        poor: "below" the line, or "at_or_below" (which adds gaps of nothing).

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.

    Examples:
        >>> squared_poverty_gap_index([100, 110, 150, 160], 125)
        Fraction(17, 1250)
    """
    return fgt(welfare, poverty_line, 2, weights, poor=poor)


def fgt(
    welfare: Numbers,
    poverty_line: Number | Numbers,
    alpha: Number,
    weights: Numbers | None = None,
    *,
    poor: Poor = "below",
) -> Fraction | float:
    """The measure of Foster, Greer and Thorbecke: the mean of the poor's relative gaps to the power of `alpha`.

    Args:
        welfare: one number for each record.
        poverty_line: one figure above zero, or one for each record.
        alpha: 0 the headcount ratio, 1 the gap index, 2 the squared gap index; any number of 0 or more.
        weights: how many persons each record stands for, 0 or more; 1 where left out.
        poor: "below" the line, or "at_or_below".

    Returns:
        A `Fraction` where everything is exact and `alpha` a whole number; otherwise a float.

    Raises:
        InvalidInput: nothing to measure, columns of unlike lengths, a missing value, NaN, weights that add up to zero.
        OutOfRange: a line of zero or less, a negative weight or `alpha`.

    Examples:
        >>> fgt([100, 110, 150, 160], 125, 2)
        Fraction(17, 1250)
        >>> round(fgt([100.0, 110.0, 150.0, 160.0], 125, 0.5), 7)
        0.1984059
        >>> fgt([25217, 30217], 30217, 1, weights=[3, 1])
        Fraction(3750, 30217)
    """
    if isinstance(alpha, bool) or not isinstance(alpha, int | float | Fraction | Decimal):
        raise InvalidInput(f"got {alpha!r}", field="alpha", allowed="a number of 0 or more")
    if not isfinite(alpha) or alpha < 0:
        raise OutOfRange(f"got {alpha}", field="alpha", allowed="0 or more: 0 counts heads, 1 gaps, 2 squared gaps")
    records = _records(welfare, poverty_line, weights, poor)
    if records.exact and alpha == int(alpha):
        return _exactly(records, int(alpha))
    chosen = records.poor
    line = np.asarray(_chosen(records.line, chosen), np.float64)
    gaps = (line - np.asarray(records.welfare[chosen], np.float64)) / line
    powers = np.ones_like(gaps) if alpha == 0 else gaps if alpha == 1 else gaps ** float(alpha)
    heavy = powers if records.weights is None else powers * np.asarray(records.weights[chosen], np.float64)
    return float(heavy.sum()) / float(records.weight())


def aggregate_poverty_gap(
    welfare: Numbers, poverty_line: Fen | Numbers, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fen:
    """What it would take, in money, to lift every poor person to the line.

    Args:
        welfare: fen, one whole number for each record.
        poverty_line: fen: one amount made by `yuan()` or `fen()`, or an array of fen, one for each record.
        weights: how many persons each record stands for, whole numbers; 1 where left out.
        poor: who is poor; those at the line add nothing either way.

    Raises:
        BareAmount: one line that is a bare number.
        InvalidInput: amounts that are not whole fen; and as `fgt` says.
        OutOfRange: as `fgt` says.

    Examples:
        >>> from povertykit import fen, yuan
        >>> str(aggregate_poverty_gap([fen(10000), fen(12000), fen(20000)], yuan("125.00")))
        '30.00 yuan'
    """
    if isinstance(poverty_line, int | float | Fraction | Decimal) and not isinstance(poverty_line, Fen):
        raise BareAmount(
            f"got the bare number {poverty_line!r}, which may be yuan or fen",
            field="poverty_line",
            allowed="an amount made by yuan() or fen()",
        )
    records = _records(welfare, poverty_line, weights, poor)
    columns = [("welfare", records.welfare), ("poverty_line", records.line)]
    for name, each in columns if records.weights is None else [*columns, ("weights", records.weights)]:
        if each.dtype != np.int64:
            raise InvalidInput("are not whole numbers", field=name, allowed="whole fen; weights in whole persons")
    return Fen(int(_total(records, 1)))


def _exactly(records: _Records, alpha: int) -> Fraction:
    if records.line.size == 1:
        line = Fraction(records.line[0].item() if records.line.dtype == np.int64 else records.line[0])
        return Fraction(_total(records, alpha)) / line**alpha / Fraction(records.weight())
    lines = _chosen(records.line, records.poor)
    total = Fraction(0)
    for line in np.unique(lines).tolist():
        same = records.poor.copy()
        same[records.poor] = lines == line
        total += Fraction(_total(_Records(records.welfare, records.line, records.weights, same), alpha)) / line**alpha
    return total / Fraction(records.weight())


def _total(records: _Records, alpha: int) -> int | Fraction:
    """The exact sum of the weights times the gaps to a whole power."""
    gaps = _chosen(records.line, records.poor) - records.welfare[records.poor]
    weights = np.ones(gaps.size, np.int64) if records.weights is None else records.weights[records.poor]
    return exact_total([weights, *[gaps] * alpha])


def _chosen(line: Column, poor: npt.NDArray[np.bool_]) -> Column:
    return line[poor] if line.size > 1 else line.repeat(int(np.count_nonzero(poor)))


def _records(welfare: Numbers, line: Number | Numbers, weights: Numbers | None, poor: object) -> _Records:
    if poor not in ("below", "at_or_below"):
        raise InvalidInput(f"got {poor!r}", field="poor", allowed="'below' or 'at_or_below'")
    values = column(welfare, "welfare")
    if not values.size:
        raise InvalidInput("there are no records", field="welfare", allowed="one record or more")
    one = isinstance(line, int | float | Fraction | Decimal | np.number)
    lines = column([line] if one else line, "poverty_line")  # type: ignore[arg-type]
    if not one:
        of_length(lines, values.size, "poverty_line")
    if (wrong := np.flatnonzero(lines <= 0)).size:
        place = "" if one else f" at index {wrong[0]} ({wrong.size} such)"
        raise OutOfRange(f"got {lines[wrong[0]]}{place}", field="poverty_line", allowed="a line above zero")
    heavy = None if weights is None else of_length(column(weights, "weights"), values.size, "weights")
    if heavy is not None:
        if (wrong := np.flatnonzero(heavy < 0)).size:
            given = f"got {heavy[wrong[0]]} at index {wrong[0]} ({wrong.size} such)"
            raise OutOfRange(given, field="weights", allowed="0 or more")
        if not (heavy > 0).any():
            raise InvalidInput("are all zero", field="weights", allowed="at least one above zero")
    chosen: npt.NDArray[np.bool_] = np.asarray(values < lines if poor == "below" else values <= lines, np.bool_)
    return _Records(values, lines, heavy, chosen)
