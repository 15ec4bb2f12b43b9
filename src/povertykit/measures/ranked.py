"""Records in the order of their welfare, and the sums of differences between all pairs that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.measures.numbers import Column, Floats, Rows, exact_or_float, exact_total

__all__ = ["Ranked", "cumulated", "distances", "half_differences", "order_of", "ranked"]

_BLOCK: Final = 1 << 14

_SMALL: Final = 1 << 14


def order_of(values: Column) -> Rows:
    """The order in which the values rise; records of one value stand in any order.

    Large columns are sorted as whole numbers that hold the upper digits of the value and the number of the record,
    which is more than twice as fast as sorting the numbers of the records by value.

    Examples:
        >>> order_of(np.array([3, 1, 2]))
        array([1, 2, 0])
    """
    order = _nearly(values)
    found = values[order]
    if (found[1:] < found[:-1]).any():  # the lower digits, which had no room
        order = order[np.argsort(found, kind="stable")]
    return order


def _nearly(values: Column) -> Rows:
    """The order, but for values that differ only in their lowest digits."""
    if values.size < _SMALL or values.dtype.kind == "O":
        return np.argsort(values, kind="stable")
    least, most = (int(_rising(np.atleast_1d(end))[0]) for end in (values.min(), values.max()))
    wide = int(most - least > INT64_MAX)
    least, most, places = least >> wide, most >> wide, (values.size - 1).bit_length()
    drop = max(0, (most - least).bit_length() - (63 - places))
    keys = np.empty(values.size, np.int64)
    for start in range(0, values.size, _BLOCK):
        block = _rising(values[start : start + _BLOCK])
        block >>= wide
        block -= least
        block >>= drop
        block <<= places
        block |= np.arange(start, start + block.size)
        keys[start : start + _BLOCK] = block
    keys.sort()
    keys &= (1 << places) - 1
    return keys.astype(np.intp, copy=False)


def _rising(values: Column) -> Column:
    """Whole numbers that rise with the values: themselves, or the bits of floats."""
    if values.dtype.kind == "i":
        return np.array(values, np.int64)
    bits = np.array(values, np.float64).view(np.int64)
    bits ^= (bits >> 63) & INT64_MAX  # the bits of a negative float fall as it rises
    return bits


def cumulated(weights: Column) -> Column:
    """The running sum, exact for exact weights of any size.

    Examples:
        >>> cumulated(np.array([1, 2, 3]))
        array([1, 3, 6])
    """
    largest = (
        max(abs(int(weights.max(initial=0))), abs(int(weights.min(initial=0)))) if weights.dtype == np.int64 else 0
    )
    if largest * weights.size > INT64_MAX:
        return np.cumsum(weights.astype(np.object_))
    return np.cumsum(weights)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Records in the order of a column.

    Attributes:
        order: the numbers of the records, as they rise.
        values: the column, rising.
        weights: of the records in that order; ones where they had none.
        upto: the weight of each record and of all before it.
    """

    order: Rows
    values: Column
    weights: Column
    upto: Column

    @property
    def whole(self) -> float | Fraction:
        """The weight of all."""
        return exact_or_float(self.upto[-1])


def ranked(values: Column, weights: Column | None) -> Ranked:
    """Records in the order of their values.

    Examples:
        >>> ranked(np.array([30, 10]), np.array([1, 4])).upto
        array([4, 5])
    """
    order = order_of(values)
    heavy = np.ones(values.size, np.int64) if weights is None else weights[order]
    return Ranked(order, values[order], heavy, cumulated(heavy))


def half_differences(values: Column, weights: Column | None) -> int | float | Fraction:
    """The sum, over all pairs of records, of the product of their weights and the distance of their values.

    Half of the sum over i and j, since each pair counts once. Exact where both columns are.

    Examples:
        >>> half_differences(np.array([10, 30, 20]), None), half_differences(np.array([1, 3]), np.array([2, 5]))
        (40, 20)
    """
    if not values.size:
        return 0
    if values.dtype.kind == "f" or (weights is not None and weights.dtype.kind == "f"):
        quick = _float_half(values, weights, _nearly(values))
        return _float_half(values, weights, order_of(values)) or 0.0 if quick is None else quick
    if values.dtype == np.int64 and (weights is None or _small(weights)):
        whole = _whole_half(values, weights, _nearly(values))
        return _whole_half(values, weights, order_of(values)) or 0 if whole is None else whole
    order = order_of(values)
    heavy = np.ones(values.size, np.int64) if weights is None else weights[order]
    upto = cumulated(heavy)
    if upto.dtype == np.int64 and int(upto[-1]) > INT64_MAX // 2:
        upto = upto.astype(np.object_)
    return exact_total([heavy, values[order], 2 * upto - heavy - upto[-1]])


def _small(weights: Column) -> bool:
    return weights.dtype == np.int64 and int(np.abs(weights).max(initial=0)) <= INT64_MAX // (4 * _BLOCK)


def _whole_half(values: Column, weights: Column | None, order: Rows) -> int | None:
    """As below, in whole numbers: within a block values are near one another, so that their products stay small."""
    before = first = second = 0
    last = int(values[order[0]])
    for start in range(0, order.size, _BLOCK):
        rows = order[start : start + _BLOCK]
        y = values[rows]
        if y[0] < last or (y[1:] < y[:-1]).any():
            return None
        last, low = int(y[-1]), int(y[0])
        low = low if last - low <= INT64_MAX else 0
        w = np.ones(rows.size, np.int64) if weights is None else weights[rows]
        upto = np.cumsum(w)
        above, weight = y - low, int(upto[-1])
        here = exact_total([w, above]) + low * weight
        first += int(exact_total([w, above, 2 * upto - w])) + low * weight**2 + 2 * before * int(here)
        second += int(here)
        before += weight
    return first - before * second


def _float_half(values: Column, weights: Column | None, order: Rows) -> float | None:
    """As above, block by block, so that nothing leaves the processor's cache; None where the values do not rise."""
    middle = float(values[order[order.size // 2]])  # differences do not change; equal values give exactly nothing
    before = first = second = 0.0
    last = -np.inf
    for start in range(0, order.size, _BLOCK):
        rows = order[start : start + _BLOCK]
        y = np.asarray(values[rows], np.float64)
        if y[0] < last or (y[1:] < y[:-1]).any():
            return None
        last = y[-1]
        y = y - middle
        if weights is None:
            upto, own = np.arange(1.0, rows.size + 1), y
            twice = 2 * upto - 1
        else:
            w = np.asarray(weights[rows], np.float64)
            upto, own = np.cumsum(w), y * w
            twice = 2 * upto - w
        here = float(own.sum())
        first += float(np.add.reduce(own * twice)) + 2 * before * here
        second += here
        before += float(upto[-1])
    return max(0.0, first - before * second)


def distances(ranks: Ranked) -> Floats:
    """For each record, in the order given, the weighted sum of the distances of its value from all others.

    Examples:
        >>> distances(ranked(np.array([10, 30, 20]), None))
        array([30., 30., 20.])
    """
    y, w = np.asarray(ranks.values, np.float64), np.asarray(ranks.weights, np.float64)
    y = y - y[y.size // 2]
    upto, total = np.cumsum(w), np.cumsum(w * y)
    found = y * (2 * upto - w - upto[-1]) - (2 * total - w * y) + total[-1]
    result = np.empty(y.size)
    result[ranks.order] = found
    return result
