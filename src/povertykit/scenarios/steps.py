"""Sums of many curves, added up by sorting where they begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.curves import WholePart
from povertykit.scenarios.results import exact_sum

__all__ = ["Steps"]

_PENDING = 1 << 22


class Steps:
    """The sum, at each value of a figure, of pieces `slope * x + start + whole parts`, each on a stretch of its own.

    The ends of the pieces are sorted once; running sums over them give the slope and the start of the whole between any
    two. Whole parts that differ only in what they were rounded from are counted together.

    Args:
        bottom: the figure's lowest value; pieces that begin there need no sorting.
        top: its highest value; pieces that reach it do not end.

    Examples:
        >>> steps = Steps(0, 100)
        >>> steps.add(np.array([10, 20]), np.array([100, 29]), np.array([1, 0]), np.array([-10, 7]))
        >>> steps.at([9, 10, 20, 29, 30])
        [0, 0, 17, 26, 20]
        >>> steps.counts([9, 10, 20, 29, 30])
        [0, 1, 2, 2, 1]
    """

    def __init__(self, bottom: int, top: int) -> None:
        self.bottom: int = bottom
        self.top: int = top
        self._base = [0, 0, 0]
        self._ends: list[tuple[Integers, ...]] = []
        self._pending = 0
        self._parts: list[tuple[Integers, ...]] = []
        self._groups: list[tuple[int, int, int, int, Integers, Integers]] | None = None

    def add(self, low: Integers, high: Integers, slope: Any, start: Any, parts: Sequence[WholePart] = ()) -> None:
        """Add pieces, each from `low` to `high`, both included."""
        if not low.size:
            return
        slope, start = (np.broadcast_to(np.asarray(each, np.int64), low.shape) for each in (slope, start))
        for part in parts:
            factor, rate, rest, divisor = (np.broadcast_to(np.asarray(each, np.int64), low.shape) for each in part)
            # What a part moves in whole steps is slope and start; the remainder lies between 0 and the divisor.
            slope, start = slope + factor * (rate // divisor), start + factor * (rest // divisor)
            rows = np.flatnonzero((factor != 0) & (rate % divisor != 0))
            if rows.size:
                rate, rest = rate % divisor, rest % divisor
                self._parts.append(tuple(each[rows] for each in (factor, rate, rest, divisor, low, high)))
                self._groups = None
        begins = np.flatnonzero(low > self.bottom)
        ends = np.flatnonzero(high < self.top)
        sums = (exact_sum(np.delete(each, begins)) if begins.size else exact_sum(each) for each in (slope, start))
        self._base = [a + b for a, b in zip(self._base, (*sums, low.size - begins.size), strict=True)]
        x = np.concatenate([low[begins], high[ends] + 1])
        if not x.size:
            return
        slope = np.concatenate([slope[begins], -slope[ends]])
        start = np.concatenate([start[begins], -start[ends]])
        count = np.concatenate([np.ones(begins.size, np.int64), np.full(ends.size, -1)])
        self._ends.append((x, slope, start >> 32, start & 0xFFFFFFFF, count))  # in halves: no sum leaves 64 bits
        self._pending += x.size
        if self._pending > _PENDING:
            self._pack()

    def _pack(self) -> tuple[Integers, ...]:
        """All ends sorted, and those at one place added up."""
        if not self._ends:
            return (np.zeros(0, np.int64),) * 5
        if self._pending:
            x, *amounts = (np.concatenate(each) for each in zip(*self._ends, strict=True))
            order = np.argsort(x)
            x = x[order]
            first = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1]]))
            self._ends, self._pending = [(x[first], *(np.add.reduceat(each[order], first) for each in amounts))], 0
        return self._ends[0]

    def at(self, values: Sequence[int]) -> list[int]:
        """The exact sum at each value of the figure."""
        x, slopes, upper, lower, _ = self._pack()
        running = [_running(x, each, values) for each in (slopes, upper, lower)]
        slope, start, _ = self._base
        return [
            (slope + a) * value + start + (b << 32) + c + parts
            for value, a, b, c, parts in zip(values, *running, self._parts_at(values), strict=True)
        ]

    def counts(self, values: Sequence[int]) -> list[int]:
        """How many pieces there are at each value of the figure."""
        x, *_, count = self._pack()
        return [self._base[2] + each for each in _running(x, count, values)]

    def _parts_at(self, values: Sequence[int]) -> list[int]:
        at = np.asarray(values, np.int64)
        total: Any = np.zeros(at.size, np.int64)
        most = 0
        for factor, rate, rest, divisor, lows, highs in self._grouped():
            count = np.searchsorted(lows, at, side="right") - np.searchsorted(highs, at, side="left")
            # rate and rest are below the divisor, so that the quotient is at most the figure
            bound = abs(factor) * (abs(self.top) + 1) * lows.size
            most += bound
            if most > INT64_MAX and total.dtype == np.int64:
                total = total.astype(object)
            if (abs(self.top) + 1) * divisor > INT64_MAX or most > INT64_MAX:
                at_, count = at.astype(object), count.astype(object)
                total = total + factor * ((rate * at_ + rest) // divisor) * count
            else:
                total = total + factor * ((rate * at + rest) // divisor) * count
        return [int(each) for each in total.tolist()]

    def _grouped(self) -> list[tuple[int, int, int, int, Integers, Integers]]:
        """The whole parts of one factor, rate, rest and divisor, with where their stretches begin and end, sorted."""
        if self._groups is None:
            self._groups = []
            if self._parts:
                columns = [np.concatenate(each) for each in zip(*self._parts, strict=True)]
                order = np.lexsort(columns[3::-1])
                columns = [each[order] for each in columns]
                keys = np.stack(columns[:4])
                changes = np.flatnonzero((keys[:, 1:] != keys[:, :-1]).any(axis=0)) + 1
                for first, last in zip([0, *changes.tolist()], [*changes.tolist(), order.size], strict=True):
                    key = [int(each[first]) for each in columns[:4]]
                    lows, highs = np.sort(columns[4][first:last]), np.sort(columns[5][first:last])
                    self._groups.append((key[0], key[1], key[2], key[3], lows, highs))
        return self._groups


def _running(x: Integers, amounts: Integers, values: Sequence[int]) -> list[int]:
    """The sum of the amounts that stand at or below each value."""
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(amounts)])
    found: list[int] = sums[np.searchsorted(x, np.asarray(values, np.int64), side="right")].tolist()
    return found
