"""The days of every settlement of many loans, and how many of them are subsidised, settlement by settlement.

Under a day count that adds up, a day becomes a position on a line: the days of a settlement are the difference of two
positions, and its subsidised days, weighted with the share borne, the difference of two others. A look-up and a
minimum for each settlement are all that is left to do. Whole months and odd days do not add up, and are counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.calculators.loans.subsidy import SubsidyTerms
from povertykit.calculators.loans.terms import DayCount, Settlement
from povertykit.dates import day_number, months_and_days

__all__ = ["Calendar", "Counter", "counter"]

Integers: TypeAlias = npt.NDArray[np.int64]
_NEVER: Final = 2**60
"""Later than every day: the settlement after the last one known."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The settlements between two days.

    Attributes:
        day_count: how days are counted.
        first: the first day number.
        ends: the day numbers to which settlements count, ascending; the last is never.
        numbers: for each day from the first one, how many settlements have ended by it.
        stretches: the subsidised days with their weight: from, to, weight; ends of no end are never.
        over: by what the weights are to be divided.
    """

    day_count: DayCount
    first: int
    ends: Integers
    numbers: Integers
    stretches: tuple[tuple[int, int, int], ...]
    over: int

    @classmethod
    def of(
        cls, day_count: DayCount, settlement: Settlement, first: date, last: date, subsidy: SubsidyTerms | None
    ) -> Calendar:
        """The settlements from a day to a day."""
        ends = [day_number(until) for _, until in settlement.bounds(first, last)]
        known = np.array([*ends[:-1], _NEVER], np.int64)
        days = np.arange(day_number(first), day_number(last) + 1)
        found = () if subsidy is None else subsidy.stretches
        over = lcm(*(each.share.denominator for each in found))
        stretches = [
            (
                -_NEVER if each.start is None else day_number(each.start),
                _NEVER if each.until is None else day_number(each.until),
                int(each.share * over),
            )
            for each in found
        ]
        numbers = np.searchsorted(known, days, side="right")
        return cls(day_count, day_number(first), known, numbers, tuple(stretches), over)

    @property
    def simple(self) -> bool:
        """Whether one share holds for all days, so that it can be taken once for all."""
        return len(self.stretches) == 1 and self.stretches[0][:2] == (-_NEVER, _NEVER)

    @property
    def share(self) -> Fraction:
        """What a weighted day is to be multiplied by."""
        return Fraction(self.stretches[0][2] if self.simple else 1, self.over)

    def settlements(self, start: Integers, end: Integers) -> Integers:
        """How many settlements there are from each start to each end, the last one at the end."""
        number: Integers = self.numbers[end - 1 - self.first] - self.numbers[start - self.first] + 1
        return number

    def positions(self, days: Integers) -> Integers:
        """Days on the line of the day count; what is never stays where it is."""
        if self.day_count is not DayCount.THIRTY_360:
            return days
        known = np.minimum(days, day_number(date.max))
        months = known.astype("datetime64[D]").astype("datetime64[M]")
        day_of_month = known - months.astype("datetime64[D]").astype(np.int64) + 1
        position: Integers = 30 * months.astype(np.int64) + np.minimum(day_of_month, 30)
        return np.where(days >= _NEVER, days, position)

    def weighted(self, positions: Integers) -> Integers:
        """Positions on the line on which a day is as long as its weight."""
        line = np.zeros_like(positions)
        for opens, closes, weight in self.stretches:
            first, last = self.positions(np.array([opens, closes]) if opens > -_NEVER else np.array([0, closes]))
            line += weight * np.clip(positions, first if opens > -_NEVER else None, min(int(last), 2**40))
        return line


class Counter:
    """Goes through the settlements of some loans by positions on the calendar's lines.

    Args:
        calendar: the settlements.
        start: the first days, those with the most settlements first.
        end: the days after the last.
        subsidised: the days to which each is subsidised, not before its start; None for no subsidy.
    """

    def __init__(self, calendar: Calendar, start: Integers, end: Integers, subsidised: Integers | None) -> None:
        self.calendar = calendar
        self.end = end
        self.place = calendar.numbers[start - calendar.first]
        self.ends = calendar.positions(calendar.ends)
        self.at, self.stop = calendar.positions(start), calendar.positions(end)
        self.lines: Integers | None = None
        self.paid_at, self.paid_stop = self.at, subsidised
        if subsidised is not None:
            self.paid_stop = calendar.positions(subsidised)
            if not calendar.simple:
                self.lines = calendar.weighted(self.ends)
                self.paid_at, self.paid_stop = calendar.weighted(self.at), calendar.weighted(self.paid_stop)

    def next(self, active: int) -> tuple[Integers, Integers]:
        """The days of the next settlement of the first loans, and their subsidised days, weighted."""
        place = self.place = self.place[:active]
        until = np.minimum(self.ends[place], self.stop[:active])
        days = until - self.at[:active]
        self.at, weight = until, days
        if self.paid_stop is not None:
            line = until if self.lines is None else self.lines[place]
            paid = np.minimum(line, self.paid_stop[:active])
            weight, self.paid_at = paid - self.paid_at[:active], paid
        self.place = place + 1
        return days, weight

    def until(self, active: int) -> Integers:
        """The day numbers to which the settlement counted that `next` gave last."""
        return np.minimum(self.calendar.ends[self.place[:active] - 1], self.end[:active])


class _ByMonths(Counter):
    """Counts whole months and odd days anew from the start of each settlement."""

    def __init__(self, calendar: Calendar, start: Integers, end: Integers, subsidised: Integers | None) -> None:
        super().__init__(calendar, start, end, None)
        self.paid_until = subsidised

    def next(self, active: int) -> tuple[Integers, Integers]:
        """The days of the next settlement of the first loans, and their subsidised days, weighted."""
        start = self.at[:active]
        super().next(active)
        days = _counted(start, self.at)
        if self.paid_until is None:
            return days, days
        until, weight = np.minimum(self.at, self.paid_until[:active]), np.zeros_like(days)
        for opens, closes, each in self.calendar.stretches:
            first = np.clip(opens, start, self.at)
            last = np.maximum(np.minimum(closes, until), first)
            weight += (1 if self.calendar.simple else each) * (_counted(start, last) - _counted(start, first))
        return days, weight


def _counted(start: Integers, until: Integers) -> Integers:
    months, days = months_and_days(start, until)
    return 30 * months + days


def counter(calendar: Calendar, start: Integers, end: Integers, subsidised: Integers | None) -> Counter:
    """What goes through the settlements of some loans under the calendar's day count; see `Counter`."""
    kind = _ByMonths if calendar.day_count is DayCount.MONTHS_AND_DAYS else Counter
    return kind(calendar, start, end, subsidised)
