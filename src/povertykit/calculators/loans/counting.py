"""The days of every settlement of many loans, and how many of them are subsidised, settlement by settlement.

Under a day count that adds up, a day becomes a position on a line: the days of a settlement are the difference of two
positions, and its subsidised days, weighted with the share borne, the difference of two others. Positions are looked up
in tables by day, made once, so that a look-up and a minimum for each settlement are all that is left to do. Whole
months and odd days do not add up, and are counted anew.
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
from povertykit.dates import add_months, day_number, months_and_days

__all__ = ["Calendar", "Counter", "counter"]

Integers: TypeAlias = npt.NDArray[np.int64]
_NEVER: Final = 2**60
"""Later than every day: the settlement after the last one known."""


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The settlements between two days, and the lines on which days are counted.

    Attributes:
        day_count: how days are counted.
        first: the first day number.
        ends: the day numbers to which settlements count, ascending; the last is never.
        numbers: for each day from the first one, how many settlements have ended by it.
        line: for each day, its position under the day count.
        paid_line: for each day, its position where each day is as long as its share of the subsidy.
        stretches: the subsidised days with the weight of each day: from, to, weight.
        share: what a weighted day is to be multiplied by.
    """

    day_count: DayCount
    first: int
    ends: Integers
    numbers: Integers
    line: Integers
    paid_line: Integers
    stretches: tuple[tuple[int, int, int], ...]
    share: Fraction

    @classmethod
    def of(
        cls, day_count: DayCount, settlement: Settlement, first: date, last: date, subsidy: SubsidyTerms | None
    ) -> Calendar:
        """The settlements from a day to a day."""
        start, end = day_number(first), day_number(last)
        ends = np.array([*(day_number(until) for _, until in settlement.bounds(first, last)[:-1]), _NEVER], np.int64)
        found = () if subsidy is None else subsidy.stretches
        over = lcm(*(each.share.denominator for each in found))
        stretches = [
            (
                start if each.start is None else min(max(day_number(each.start), start), end),
                end if each.until is None else min(max(day_number(each.until), start), end),
                int(each.share * over),
            )
            for each in found
        ]
        share = Fraction(1, over)
        if len(stretches) == 1 and stretches[0][:2] == (start, end):  # one share for all days is taken once for all
            share, stretches = Fraction(stretches[0][2], over), [(start, end, 1)]
        days = np.arange(start, end + 1)
        line = _position_of_30_360(days) if day_count is DayCount.THIRTY_360 else days
        paid_line = line if stretches == [(start, end, 1)] else np.zeros_like(line)
        for opens, closes, weight in stretches if paid_line is not line else ():
            paid_line += weight * np.clip(line, line[opens - start], line[closes - start])
        numbers = np.searchsorted(ends, days, side="right")
        return cls(day_count, start, ends, numbers, line, paid_line, tuple(stretches), share)

    def settlements(self, start: Integers, end: Integers) -> Integers:
        """How many settlements there are from each start to each end, the last one at the end."""
        number: Integers = self.numbers[end - (1 + self.first)] - self.numbers[start - self.first] + 1
        return number

    def months_after(self, months: int) -> Integers:
        """For each day, the day so many months later."""
        return add_months(np.arange(self.first, self.first + self.numbers.size), months)

    def at(self, line: Integers, days: Integers) -> Integers:
        """The positions of days on a line."""
        if line is self.line and self.day_count is not DayCount.THIRTY_360:
            return days
        return line[days - self.first]

    def ends_at(self, line: Integers) -> Integers:
        """The positions of the settlements' ends on a line; the last is never."""
        return np.append(line[self.ends[:-1] - self.first], _NEVER)


def _position_of_30_360(days: Integers) -> Integers:
    """Day numbers where every month has 30 days and a 31st is the 30th."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    day_of_month = days - months.astype("datetime64[D]").astype(np.int64) + 1
    position: Integers = 30 * months.astype(np.int64) + np.minimum(day_of_month, 30)
    return position


class Counter:
    """Goes through the settlements of some loans by positions on the calendar's lines.

    Args:
        calendar: the settlements.
        start: the first days, those with the most settlements first.
        end: the days after the last.
        subsidised: the days to which each is subsidised, not before its start; None for no subsidy.
    """

    def __init__(self, calendar: Calendar, start: Integers, end: Integers, subsidised: Integers | None) -> None:
        line, paid_line = calendar.line, calendar.paid_line
        self.calendar: Calendar = calendar
        self.end: Integers = end
        self.place: Integers = calendar.numbers[start - calendar.first]
        self.ends: Integers = calendar.ends_at(line)
        self.at: Integers = calendar.at(line, start)
        self.stop: Integers = calendar.at(line, end)
        self.paid_ends: Integers | None = None if paid_line is line else calendar.ends_at(paid_line)
        self.paid_at: Integers = calendar.at(paid_line, start)
        self.paid_stop: Integers | None = None if subsidised is None else calendar.at(paid_line, subsidised)

    def next(self, active: int) -> tuple[Integers, Integers]:
        """The days of the next settlement of the first loans, and their subsidised days, weighted."""
        place = self.place[:active]
        until = np.minimum(self.ends[place], self.stop[:active])
        days = weight = until - self.at[:active]
        if self.paid_stop is not None:
            paid = until if self.paid_ends is None else self.paid_ends[place]
            paid = np.minimum(paid, self.paid_stop[:active])
            weight, self.paid_at = paid - self.paid_at[:active], paid
        self.at, self.place = until, place + 1
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
            weight += each * (_counted(start, last) - _counted(start, first))
        return days, weight


def _counted(start: Integers, until: Integers) -> Integers:
    months, days = months_and_days(start, until)
    return 30 * months + days


def counter(calendar: Calendar, start: Integers, end: Integers, subsidised: Integers | None) -> Counter:
    """What goes through the settlements of some loans under the calendar's day count; see `Counter`."""
    kind = _ByMonths if calendar.day_count is DayCount.MONTHS_AND_DAYS else Counter
    return kind(calendar, start, end, subsidised)
