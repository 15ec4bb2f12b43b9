"""Progress towards a target: goals by year, held against what was observed, and the pace that is still needed.

A goal says what a figure must be: in each year, in total over some years, or by the end of one. An observed series is
held against it as of the end of a year. What is not observed is unknown, never zero; exact numbers go in, so that a
boundary is met or missed by the law's word and not by a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from numbers import Integral
from typing import TypeAlias

from povertykit.amounts import shown
from povertykit.errors import InvalidInput
from povertykit.labels import Labelled

__all__ = [
    "Comparison",
    "Goal",
    "Measure",
    "Number",
    "Progress",
    "Status",
    "Track",
    "by_end",
    "each_year",
    "in_total",
    "progress",
    "rising",
]

Number: TypeAlias = "int | Fraction | Decimal"
"""An exact number: a count, fen, a share."""


class Measure(Labelled):
    """What of a series a goal is about."""

    EACH_YEAR = "each_year", "in each year", "每年"
    IN_TOTAL = "in_total", "in total", "累计"
    BY_END = "by_end", "by the end", "期末"
    RISING = "rising", "rising every year", "逐年增长"


class Comparison(Labelled):
    """How a figure stands to its level; in Chinese documents 以上 and 以内 include the level itself."""

    AT_LEAST = "at_least", "at least", "不少于"
    ABOVE = "above", "more than", "超过"
    AT_MOST = "at_most", "at most", "不超过"
    BELOW = "below", "less than", "低于"
    EXACTLY = "exactly", "exactly", "等于"

    def holds(self, value: int | Fraction, level: int | Fraction) -> bool:
        """Whether the value stands so to the level.

        Examples:
            >>> Comparison.AT_LEAST.holds(5, 5), Comparison.ABOVE.holds(5, 5)
            (True, False)
        """
        higher = self in (Comparison.AT_LEAST, Comparison.ABOVE) and value > level
        lower = self in (Comparison.AT_MOST, Comparison.BELOW) and value < level
        return higher or lower or (value == level and self not in (Comparison.ABOVE, Comparison.BELOW))


class Status(Labelled):
    """How a goal stands at the end of a year."""

    MET = "met", "met", "已完成"
    ON_TRACK = "on_track", "on track", "进度符合"
    BEHIND = "behind", "behind", "进度滞后"
    MISSED = "missed", "missed", "未完成"
    UNKNOWN = "unknown", "not known", "无法判断"


class Track(Labelled):
    """By what a goal that is not yet due is called on track or behind.

    The straight line runs from the starting point to the goal (of a sum: from nothing); the required pace is what each
    remaining year must add, held against what the year itself added.
    """

    STRAIGHT_LINE = "straight_line", "the straight line to the goal", "直线进度"
    REQUIRED_PACE = "required_pace", "the pace that is still needed", "所需进度"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must be, in or by which years.

    Attributes:
        measure: each year's value, the sum of the years, the value at the end of the last, or a rise every year.
        first: the first year that counts.
        last: the last, in which it falls due.
        level: what is asked for, in the target's unit; amounts in fen; a multiple where `base_year` is given.
        comparison: at least, more than, at most ….
        base_year: the year of whose observed value the level is a multiple.

    Raises:
        InvalidInput: years that are none or stand the wrong way round, a level that is no exact number.
    """

    measure: Measure
    first: int
    last: int
    level: int | Fraction
    comparison: Comparison = Comparison.AT_LEAST
    base_year: int | None = None

    def __post_init__(self) -> None:
        years = [self.first, self.last, *([] if self.base_year is None else [self.base_year])]
        if any(type(each) is not int for each in years) or self.first > self.last:
            allowed = "calendar years as whole numbers, the first not after the last"
            raise InvalidInput(f"got {', '.join(map(shown, years))}", field="Goal", allowed=allowed)
        if isinstance(self.level, bool) or not isinstance(self.level, int | Fraction):
            allowed = "a whole number, fen made by yuan(), or a Fraction"
            raise InvalidInput(f"got {shown(self.level)}", field="Goal.level", allowed=allowed)


def each_year(first: int, last: int, level: int | Fraction, comparison: Comparison = Comparison.AT_LEAST) -> Goal:
    """A level to be kept in every year of a span.

    Examples:
        >>> each_year(2015, 2020, 100_000).measure.en
        'in each year'
    """
    return Goal(Measure.EACH_YEAR, first, last, level, comparison)


def in_total(first: int, last: int, level: int | Fraction, comparison: Comparison = Comparison.AT_LEAST) -> Goal:
    """A level for the sum over a span of years, none of which can be below zero.

    Examples:
        >>> in_total(2015, 2017, 100_000).first
        2015
    """
    return Goal(Measure.IN_TOTAL, first, last, level, comparison)


def by_end(
    year: int,
    level: int | Fraction,
    comparison: Comparison = Comparison.AT_LEAST,
    *,
    base_year: int | None = None,
) -> Goal:
    """A level to be reached by the end of a year; a multiple of the base year's value where one is named.

    Examples:
        >>> by_end(2020, Fraction(5, 100), Comparison.AT_MOST).level
        Fraction(1, 20)
    """
    return Goal(Measure.BY_END, year, year, level, comparison, base_year)


def rising(first: int, last: int) -> Goal:
    """Every year of a span above the year before it.

    Examples:
        >>> rising(2018, 2020).comparison.en
        'more than'
    """
    return Goal(Measure.RISING, first, last, 0, Comparison.ABOVE)


@dataclass(frozen=True, slots=True)
class Progress:
    """How one goal stands.

    Attributes:
        goal: the goal.
        year: as of the end of which year.
        status: met, missed, on track, behind, or not known.
        value: what the goal is held against: the last value, or the sum of what is known; None where nothing was
            observed.
        needed: what each remaining year must add, to be read with the goal's comparison (for a yearly goal: the
            level); 0 where nothing more is asked, None where it cannot be said or it is too late.
        en: the reason in words.
        zh: the same in Chinese.
    """

    goal: Goal
    year: int
    status: Status
    value: Fraction | None
    needed: Fraction | None
    en: str
    zh: str


def progress(
    goal: Goal,
    observed: Mapping[int, Number | None],
    year: int,
    *,
    baseline: tuple[int, Number] | None = None,
    track: Track = Track.STRAIGHT_LINE,
) -> Progress:
    """How a goal stands at the end of a year, given what was observed.

    A goal to be reached by the end of a year is met or missed by that year's own value; before it falls due it is on
    track or behind. Without the year's own observation, and without a starting point (a baseline, or an earlier
    observation), nobody can say which.

    Args:
        goal: the goal.
        observed: the series, by year; None or left out where nothing is known. Exact numbers, no floats.
        year: as of the end of this year; later observations are not looked at.
        baseline: the starting year and value of the straight line; by default the earliest observation.
        track: by which convention a goal that is not yet due is judged.

    Raises:
        InvalidInput: a value that is not an exact number, a year that is not one, a negative value in a sum, a
            baseline that the series contradicts.

    Examples:
        >>> progress(in_total(2015, 2017, 100), {2015: 40, 2016: 30}, 2016).status.en
        'on track'
        >>> short = progress(in_total(2015, 2017, 100), {2015: 20, 2016: 30}, 2016)
        >>> short.status.en, short.needed
        ('behind', Fraction(50, 1))
        >>> progress(by_end(2017, 40), {2016: 39}, 2017).status.en
        'not known'
    """
    at = _year(year)
    known = _checked(goal, observed)
    start = None if baseline is None else (_year(baseline[0]), _exact(baseline[1], "baseline"))
    if start is not None and known.get(start[0], start[1]) != start[1]:
        raise InvalidInput(
            f"{start[0]} is {start[1]} in the baseline and {known[start[0]]} in the series",
            field="baseline",
            remedy="give one value for the year",
        )
    case = _Case(goal, {each: value for each, value in known.items() if each <= at}, at, start, track)
    return {
        Measure.EACH_YEAR: _each_year,
        Measure.IN_TOTAL: _in_total,
        Measure.BY_END: _by_end,
        Measure.RISING: _rising,
    }[goal.measure](case)


def _year(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise InvalidInput(f"got the year {shown(value)}", field="progress", allowed="calendar years as whole numbers")
    return int(value)


def _checked(goal: Goal, observed: Mapping[int, Number | None]) -> dict[int, Fraction]:
    known = {}
    for given, value in observed.items():
        year, field = _year(given), f"observed[{given}]"
        if value is None:
            continue
        known[year] = exact = _exact(value, field)
        if exact < 0 and goal.measure is Measure.IN_TOTAL:
            remedy = "leave out a year that was not observed; a sum takes no negative year"
            raise InvalidInput(f"got {value}", field=field, allowed="nothing below zero", remedy=remedy)
    return dict(sorted(known.items()))


def _exact(value: object, field: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Integral | Fraction | Decimal):
        allowed = "a whole number, fen made by yuan(), a Decimal or a Fraction"
        raise InvalidInput(f"got {shown(value)}", field=field, allowed=allowed, remedy="floats are not exact")
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidInput(f"got {value}", field=field, allowed="a finite number", remedy="leave an unknown year out")
    return Fraction(int(value)) if isinstance(value, Integral) else Fraction(value)


@dataclass(frozen=True, slots=True)
class _Case:
    """A goal with what was seen by the end of a year, in the order of the years."""

    goal: Goal
    seen: Mapping[int, Fraction]
    year: int
    start: tuple[int, Fraction] | None
    track: Track

    @property
    def due(self) -> range:
        """The goal's years that are over."""
        return range(self.goal.first, min(self.goal.last, self.year) + 1)

    @property
    def over(self) -> bool:
        """Whether the goal has fallen due."""
        return self.year >= self.goal.last

    @property
    def latest(self) -> Fraction | None:
        """The last value seen in the goal's years."""
        return next((self.seen[each] for each in reversed(self.due) if each in self.seen), None)

    def says(self, status: Status, en: str, zh: str, value: Fraction | None, needed: Fraction | None) -> Progress:
        return Progress(self.goal, self.year, status, value, needed, en, zh)

    def lacks(self, years: Iterable[int], value: Fraction | None = None, needed: Fraction | None = None) -> Progress:
        """Not known, for want of these years."""
        said = list(years)
        en, zh = f"no value for {', '.join(map(str, said))}", f"缺少{_years_zh(said)}数据"
        return self.says(Status.UNKNOWN, en, zh, value, needed)

    def judged(self, value: Fraction, needed: Fraction, line: Fraction, pace: Fraction, level: Fraction) -> Progress:
        """On track or behind, by the straight line or by the pace, for a goal that is not yet due."""
        by_line = self.track is Track.STRAIGHT_LINE
        if self.goal.comparison in (Comparison.AT_LEAST, Comparison.ABOVE):
            behind = value < line if by_line else pace < needed
        elif self.goal.comparison in (Comparison.AT_MOST, Comparison.BELOW):
            behind = value > line if by_line else pace > needed
        elif by_line:
            behind = abs(level - value) > abs(level - line)
        else:
            behind = pace < needed if needed >= 0 else pace > needed
        if behind:
            return self.says(Status.BEHIND, f"behind {self.track.en}", f"落后于{self.track.zh}", value, needed)
        return self.says(Status.ON_TRACK, f"not behind {self.track.en}", f"不落后于{self.track.zh}", value, needed)


def _each_year(case: _Case) -> Progress:
    goal, due, value = case.goal, case.due, case.latest
    failed = [each for each in due if each in case.seen and not goal.comparison.holds(case.seen[each], goal.level)]
    missing = [each for each in due if each not in case.seen]
    needed = Fraction(0) if case.over else Fraction(goal.level)
    if failed:
        words = ", ".join(map(str, failed))
        return case.says(Status.MISSED, f"not kept in {words}", f"{_years_zh(failed)}未达到要求", value, needed)
    if missing:
        return case.lacks(missing, value, needed)
    if case.over:
        return case.says(Status.MET, "kept in every year", "每年均达到要求", value, needed)
    en, zh = ("kept in every year so far", "至今每年均达到要求") if due else ("has not begun", "尚未开始")
    return case.says(Status.ON_TRACK, en, zh, value, needed)


def _in_total(case: _Case) -> Progress:
    goal, due, comparison = case.goal, case.due, case.goal.comparison
    missing = [each for each in due if each not in case.seen]
    total = sum((case.seen[each] for each in due if each in case.seen), Fraction(0))
    level, left = Fraction(goal.level), goal.last - goal.first + 1 - len(due)
    holds = comparison.holds(total, level)
    # No year can be below zero, so that a sum once reached, or once exceeded, stays so whatever is not known.
    if holds and comparison in (Comparison.AT_LEAST, Comparison.ABOVE):
        return case.says(Status.MET, "the sum is reached", "累计已达到", total, Fraction(0))
    if total > level or (total == level and comparison is Comparison.BELOW):
        return case.says(Status.MISSED, "the sum is exceeded", "累计已超过", total, None)
    if missing:
        return case.lacks(missing, total)
    if not left:
        if holds:
            return case.says(Status.MET, "the sum holds", "累计符合要求", total, Fraction(0))
        return case.says(Status.MISSED, "the sum is not reached", "累计未达到", total, None)
    needed = (level - total) / left
    if not due:
        return case.says(Status.ON_TRACK, "has not begun", "尚未开始", total, needed)
    return case.judged(total, needed, level * len(due) / (len(due) + left), case.seen[due[-1]], level)


def _by_end(case: _Case) -> Progress:
    goal, seen, start, level = case.goal, case.seen, case.start, Fraction(case.goal.level)
    if goal.base_year is not None:
        if goal.base_year not in seen:
            return case.lacks([goal.base_year])
        level *= seen[goal.base_year]
        start = start or (goal.base_year, seen[goal.base_year])
    if case.over:
        if goal.last not in seen:
            return case.lacks([goal.last])
        if goal.comparison.holds(seen[goal.last], level):
            return case.says(Status.MET, "reached by its year", "按期达到", seen[goal.last], Fraction(0))
        return case.says(Status.MISSED, "not reached by its year", "到期未达到", seen[goal.last], None)
    if not seen:
        return case.says(Status.UNKNOWN, "nothing was observed yet", "尚无数据", None, None)
    latest = max(seen)
    value, needed = seen[latest], (level - seen[latest]) / (goal.last - latest)
    if latest != case.year:
        return case.lacks([case.year], value, needed)
    if goal.comparison.holds(value, level):
        en, zh = "reached already, judged when due", "已提前达到，到期再判"
        return case.says(Status.ON_TRACK, en, zh, value, Fraction(0))
    known = seen if start is None else dict(sorted({start[0]: start[1], **seen}.items()))
    origin, first = start or next(iter(known.items()))
    before = max((each for each in known if each < latest), default=None)
    if origin >= latest or before is None:
        en, zh = "one observation has no pace, and no starting point is given", "仅有一年数据，且未给起点，无法判断进度"
        return case.says(Status.UNKNOWN, en, zh, value, needed)
    line = first + (level - first) * (latest - origin) / (goal.last - origin)
    return case.judged(value, needed, line, (value - known[before]) / (latest - before), level)


def _rising(case: _Case) -> Progress:
    known = dict(case.seen) if case.start is None else {case.start[0]: case.start[1], **case.seen}
    years = [case.goal.first - 1, *case.due]
    # A year that is not above an earlier one means a fall or a standstill somewhere between, whatever is not known.
    fallen = [b for a, b in pairwise(each for each in years if each in known) if known[b] <= known[a]]
    missing = [each for each in years if each not in known]
    value = case.latest
    if fallen:
        words = ", ".join(map(str, fallen))
        return case.says(Status.MISSED, f"did not rise by {words}", f"{_years_zh(fallen)}未增长", value, None)
    if not case.due:
        return case.says(Status.ON_TRACK, "has not begun", "尚未开始", value, None)
    if missing:
        return case.lacks(missing, value)
    if case.over:
        return case.says(Status.MET, "rose every year", "逐年增长", value, None)
    return case.says(Status.ON_TRACK, "rose every year so far", "至今逐年增长", value, None)


def _years_zh(years: Iterable[int]) -> str:
    return "、".join(map(str, years)) + "年"
