"""Progress towards a target: goals by year, held against what was observed, and the pace that is still needed.

A goal says what a figure must be: in each year, in total over some years, or by the end of one. An observed series is
held against it as of the end of a year. What is not observed is unknown, never zero; exact numbers go in, so that a
boundary is met or missed by the law's word and not by a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

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

    The straight line runs from the starting point to the goal; the required pace is what each remaining year must add,
    held against what the last observed year did add.
    """

    STRAIGHT_LINE = "straight_line", "the straight line to the goal", "直线进度"
    REQUIRED_PACE = "required_pace", "the pace that is still needed", "所需进度"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure must be, in or by which years.

    Attributes:
        measure: each year's value, the sum of the years, the value at the end of the last, or a rise every year.
        first: the first year that counts; `last` the last, in which it falls due.
        level: what is asked for, in the target's unit; amounts in fen; a multiple where `base_year` is given.
        comparison: at least, more than, at most ….
        base_year: the year of whose observed value the level is a multiple.
    """

    measure: Measure
    first: int
    last: int
    level: int | Fraction
    comparison: Comparison = Comparison.AT_LEAST
    base_year: int | None = None

    def __post_init__(self) -> None:
        if self.first > self.last:
            allowed = "a first year that is not after the last"
            raise InvalidInput(f"got {self.first} to {self.last}", field="Goal", allowed=allowed)
        if self.measure in (Measure.IN_TOTAL, Measure.BY_END) and self.comparison is Comparison.EXACTLY:
            return
        if isinstance(self.level, bool | float):
            raise InvalidInput(f"got {self.level!r}", field="Goal.level", allowed="a whole number, fen or a Fraction")


def each_year(first: int, last: int, level: int | Fraction, comparison: Comparison = Comparison.AT_LEAST) -> Goal:
    """A level to be kept in every year of a span.

    Examples:
        >>> each_year(2015, 2020, 100_000).measure.en
        'in each year'
    """
    return Goal(Measure.EACH_YEAR, first, last, level, comparison)


def in_total(first: int, last: int, level: int | Fraction, comparison: Comparison = Comparison.AT_LEAST) -> Goal:
    """A level for the sum over a span of years."""
    return Goal(Measure.IN_TOTAL, first, last, level, comparison)


def by_end(
    year: int,
    level: int | Fraction,
    comparison: Comparison = Comparison.AT_LEAST,
    *,
    base_year: int | None = None,
) -> Goal:
    """A level to be reached by the end of a year; a multiple of the base year's value where one is named."""
    return Goal(Measure.BY_END, year, year, level, comparison, base_year)


def rising(first: int, last: int) -> Goal:
    """Every year of a span above the year before it."""
    return Goal(Measure.RISING, first, last, 0, Comparison.ABOVE)


@dataclass(frozen=True, slots=True)
class Progress:
    """How one goal stands.

    Attributes:
        goal: the goal.
        year: as of the end of which year.
        status: met, missed, on track, behind, or not known.
        value: what the goal is held against: the last value, or the sum; None where nothing was observed.
        needed: what each remaining year must add (for a yearly goal: the level); None where it cannot be said, 0
            where nothing more is needed.
        en, zh: the reason in words.
    """

    goal: Goal
    year: int
    status: Status
    value: Fraction | None
    needed: Fraction | None
    en: str
    zh: str


_HIGHER: Final = (Comparison.AT_LEAST, Comparison.ABOVE, Comparison.EXACTLY)


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
    track or behind. Without a starting point (a baseline, or an earlier observation) nobody can say which.

    Args:
        goal: the goal.
        observed: the series, by year; None or left out where nothing is known. Exact numbers, no floats.
        year: as of the end of this year; later observations are not looked at.
        baseline: the starting year and value of the straight line; by default the earliest observation.
        track: by which convention a goal that is not yet due is judged.

    Raises:
        InvalidInput: a value that is not an exact number, a year that is not one, a negative value in a sum.

    Examples:
        >>> progress(in_total(2015, 2017, 100), {2015: 40, 2016: 30}, 2016).status.en
        'on track'
        >>> short = progress(in_total(2015, 2017, 100), {2015: 20, 2016: 30}, 2016)
        >>> short.status.en, short.needed
        ('behind', Fraction(50, 1))
        >>> progress(by_end(2017, 40), {2016: 39}, 2017).status.en
        'not known'
    """
    known = _checked(goal, observed)
    seen = {each: value for each, value in known.items() if each <= year}
    judge = {
        Measure.EACH_YEAR: _each_year,
        Measure.IN_TOTAL: _in_total,
        Measure.BY_END: _by_end,
        Measure.RISING: _rising,
    }[goal.measure]
    start = None if baseline is None else (baseline[0], _exact(baseline[1], "baseline"))
    return judge(goal, seen, year, start, track)


def _checked(goal: Goal, observed: Mapping[int, Number | None]) -> dict[int, Fraction]:
    known = {}
    for year, value in observed.items():
        if isinstance(year, bool) or not isinstance(year, int):
            raise InvalidInput(f"got the year {year!r}", field="observed", allowed="calendar years as whole numbers")
        if value is not None:
            known[year] = _exact(value, f"observed[{year}]")
            if known[year] < 0 and goal.measure is Measure.IN_TOTAL:
                remedy = "leave out a year that was not observed; a sum takes no negative year"
                raise InvalidInput(
                    f"got {value}", field=f"observed[{year}]", allowed="nothing below zero", remedy=remedy
                )
    return dict(sorted(known.items()))


def _exact(value: object, field: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        allowed = "a whole number, fen made by yuan(), a Decimal or a Fraction"
        raise InvalidInput(f"got {shown(value)}", field=field, allowed=allowed, remedy="floats are not exact")
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidInput(f"got {value}", field=field, allowed="a finite number", remedy="leave an unknown year out")
    return Fraction(value)


def _each_year(
    goal: Goal, seen: dict[int, Fraction], year: int, start: tuple[int, Fraction] | None, track: Track
) -> Progress:
    del start, track  # every year stands for itself
    due = range(goal.first, min(goal.last, year) + 1)
    failed = [each for each in due if each in seen and not goal.comparison.holds(seen[each], goal.level)]
    missing = [each for each in due if each not in seen]
    value = next((seen[each] for each in reversed(due) if each in seen), None)
    needed = Fraction(goal.level) if year < goal.last else Fraction(0)
    if failed:
        words = _years(failed)
        return Progress(goal, year, Status.MISSED, value, needed, f"not kept in {words}", f"{words}未达到")
    if missing:
        words = _years(missing)
        return Progress(goal, year, Status.UNKNOWN, value, needed, f"no value for {words}", f"缺少{words}数据")
    if year >= goal.last:
        return Progress(goal, year, Status.MET, value, needed, "kept in every year", "每年均达到")
    en, zh = ("kept in every year so far", "至今每年均达到") if due else ("has not begun", "尚未开始")
    return Progress(goal, year, Status.ON_TRACK, value, needed, en, zh)


def _in_total(
    goal: Goal, seen: dict[int, Fraction], year: int, start: tuple[int, Fraction] | None, track: Track
) -> Progress:
    del start  # a sum begins at nothing
    due = range(goal.first, min(goal.last, year) + 1)
    missing = [each for each in due if each not in seen]
    total = sum((seen[each] for each in due if each in seen), Fraction(0))
    left = goal.last - due[-1] if due else goal.last - goal.first + 1
    lacking = Fraction(goal.level) - total
    holds = goal.comparison.holds(total, goal.level)
    needed = lacking / left if left and not missing else (Fraction(0) if holds and not missing else None)
    if goal.comparison in (Comparison.AT_LEAST, Comparison.ABOVE) and holds:
        return Progress(goal, year, Status.MET, total, Fraction(0), "the sum is reached", "累计已达到")
    if goal.comparison in (Comparison.AT_MOST, Comparison.BELOW, Comparison.EXACTLY) and total > goal.level:
        return Progress(goal, year, Status.MISSED, total, None, "the sum is exceeded", "累计已超过")
    if missing:
        words = _years(missing)
        return Progress(goal, year, Status.UNKNOWN, total, None, f"no value for {words}", f"缺少{words}数据")
    if not left:
        status = Status.MET if holds else Status.MISSED
        en, zh = ("the sum holds", "累计符合") if holds else ("the sum is not reached", "累计未达到")
        return Progress(goal, year, status, total, needed, en, zh)
    if not due:
        return Progress(goal, year, Status.ON_TRACK, total, needed, "has not begun", "尚未开始")
    line = Fraction(goal.level) * len(due) / (len(due) + left)
    pace = seen[due[-1]]
    behind = (
        (total < line if track is Track.STRAIGHT_LINE else pace < lacking / left)
        if goal.comparison in _HIGHER
        else (total > line if track is Track.STRAIGHT_LINE else pace > lacking / left)
    )
    return _open(goal, year, total, needed, behind, track)


def _by_end(
    goal: Goal, seen: dict[int, Fraction], year: int, start: tuple[int, Fraction] | None, track: Track
) -> Progress:
    level = Fraction(goal.level)
    if goal.base_year is not None:
        if goal.base_year not in seen:
            words = str(goal.base_year)
            return Progress(goal, year, Status.UNKNOWN, None, None, f"no value for {words}", f"缺少{words}年数据")
        level *= seen[goal.base_year]
        start = start or (goal.base_year, seen[goal.base_year])
    if year >= goal.last:
        if goal.last not in seen:
            words = str(goal.last)
            return Progress(goal, year, Status.UNKNOWN, None, None, f"no value for {words}", f"缺少{words}年数据")
        met = goal.comparison.holds(seen[goal.last], level)
        en, zh = ("reached by its year", "按期达到") if met else ("not reached by its year", "到期未达到")
        return Progress(
            goal, year, Status.MET if met else Status.MISSED, seen[goal.last], Fraction(0) if met else None, en, zh
        )
    if not seen:
        return Progress(goal, year, Status.UNKNOWN, None, None, "nothing was observed yet", "尚无数据")
    latest = max(seen)
    value = seen[latest]
    if goal.comparison.holds(value, level):
        return Progress(
            goal, year, Status.ON_TRACK, value, Fraction(0), "reached already, judged when due", "已提前达到，到期再判"
        )
    needed = (level - value) / (goal.last - latest)
    start = start or min(seen.items())
    if start[0] >= latest:
        en, zh = "one observation has no pace, and no starting point is given", "仅有一年数据，且未给起点，无法判断进度"
        return Progress(goal, year, Status.UNKNOWN, value, needed, en, zh)
    if track is Track.STRAIGHT_LINE:
        line = start[1] + (level - start[1]) * (latest - start[0]) / (goal.last - start[0])
        behind = value < line if level >= start[1] else value > line
    else:
        before = max(each for each in {**dict([start]), **seen} if each < latest)
        pace = (value - {**dict([start]), **seen}[before]) / (latest - before)
        behind = pace < needed if level >= value else pace > needed
    return _open(goal, year, value, needed, behind, track)


def _rising(
    goal: Goal, seen: dict[int, Fraction], year: int, start: tuple[int, Fraction] | None, track: Track
) -> Progress:
    del track
    known = seen if start is None else {start[0]: start[1], **seen}
    due = range(goal.first, min(goal.last, year) + 1)
    pairs = [(before, after) for before, after in pairwise([goal.first - 1, *due])]
    fallen = [b for a, b in pairs if a in known and b in known and known[b] <= known[a]]
    missing = sorted({each for pair in pairs for each in pair if each not in known})
    value = next((known[each] for each in reversed(due) if each in known), None)
    if fallen:
        words = _years(fallen)
        return Progress(goal, year, Status.MISSED, value, None, f"did not rise in {words}", f"{words}未增长")
    if missing:
        words = _years(missing)
        return Progress(goal, year, Status.UNKNOWN, value, None, f"no value for {words}", f"缺少{words}数据")
    if year >= goal.last:
        return Progress(goal, year, Status.MET, value, None, "rose every year", "逐年增长")
    return Progress(goal, year, Status.ON_TRACK, value, None, "rose every year so far", "至今逐年增长")


def _open(goal: Goal, year: int, value: Fraction, needed: Fraction | None, behind: bool, track: Track) -> Progress:
    if behind:
        return Progress(goal, year, Status.BEHIND, value, needed, f"behind {track.en}", f"落后于{track.zh}")
    return Progress(goal, year, Status.ON_TRACK, value, needed, f"not behind {track.en}", f"不落后于{track.zh}")


def _years(years: list[int]) -> str:
    return ", ".join(map(str, years))
