"""Attendance counted by person and month: days, nights, visits and working days, as far as a log covers them.

In a month that the log covers, no entry means none; of what it does not cover nothing is known, and never nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from povertykit.calculators.attendance_log import AttendanceLog, Entry, Presence
from povertykit.dates import day_number
from povertykit.errors import DateError, InvalidInput
from povertykit.models import Duty, TeamMember, fields_of

__all__ = ["Assignment", "Attendance", "Outside", "PersonMonth", "attendance"]

Flags: TypeAlias = npt.NDArray[np.bool_]
Span: TypeAlias = tuple[int, int]

_BY_MONTH: Final = {
    "days_in_village": Presence.DAY,
    "nights_in_village": Presence.NIGHT,
    "work_days": Presence.WORK,
}
"""The facts of a team member that are counted by the month, and what each counts."""
_BY_YEAR: Final = "household_visits"
_COUNTED: Final = {*_BY_MONTH, _BY_YEAR, "member_id", "duty", "month"}


class Outside(NamedTuple):
    """An entry that is not counted, and why.

    Attributes:
        row: its number in the log.
        entry: the entry.
        en: why it is not counted.
        zh: the same in Chinese.
    """

    row: int
    entry: Entry
    en: str
    zh: str


@dataclass(frozen=True)
class Assignment:
    """What a person is sent for, and from when to when.

    Attributes:
        person: who.
        duty: what for.
        start: the first day; None for as long as anybody asks about.
        end: the last day; None likewise.
        facts: further facts of `TeamMember` that a duty needs, such as `in_heavy_county`.

    Raises:
        DateError: it ends before it starts.
        InvalidInput: a fact that is counted from the log.
    """

    person: str
    duty: Duty
    start: date | None = None
    end: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise DateError(f"{self.person} is assigned from {self.start} to {self.end}", field="Assignment")
        if counted := sorted(_COUNTED & self.facts.keys()):
            raise InvalidInput(f"{counted[0]} is counted from the log", field="facts", remedy="leave it out")

    def days(self, start: date, end: date) -> tuple[date, date] | None:
        """The first and the last of the days between two that it covers; None where it covers none."""
        first, last = max(start, self.start or start), min(end, self.end or end)
        return (first, last) if first <= last else None


@dataclass(frozen=True)
class PersonMonth:
    """One person's attendance in one month under one assignment.

    Attributes:
        assignment: the person and what is owed.
        member: the record for a policy, with what is known exactly.
        within: the counts that are only known within bounds, since the log does not cover all of the days.
        visits: the visits of the month itself; None where the log does not cover it.
        month_in_full: whether the person is assigned for the whole month.
        year_in_full: whether the person is assigned for the whole calendar year.
    """

    assignment: Assignment
    member: TeamMember
    within: Mapping[str, Span]
    visits: int | None
    month_in_full: bool
    year_in_full: bool

    def known(self, name: str) -> Span | None:
        """The least and the greatest that a count may be; None where the log says nothing."""
        exact: int | None = getattr(self.member, name)
        return self.within.get(name) if exact is None else (exact, exact)


@dataclass(frozen=True)
class Attendance:
    """What a log comes to.

    Attributes:
        months: every person and month that is asked about, by person as assigned, then by month.
        outside: the entries that are not counted, with the reason.
        repeated: how many entries said what another had said.
    """

    months: tuple[PersonMonth, ...]
    outside: tuple[Outside, ...]
    repeated: int


def attendance(
    log: AttendanceLog,
    assigned: Mapping[str, Duty] | Iterable[Assignment],
    covered: tuple[date, date],
    period: tuple[date, date] | None = None,
) -> Attendance:
    """Count a log by person and month, for those who are assigned.

    In a month that the log covers, no entry means none; of one that it does not cover nothing is known; of one that it
    covers in part the counts are known within bounds. The visits are those of the year so far.

    Args:
        log: the log.
        assigned: what each person is sent for: by name, or as assignments, of which a person may have several.
        covered: the first and the last day that the log covers: the caller says so, since a log cannot.
        period: the days whose months are asked about; by default those that are covered.

    Raises:
        InvalidInput: two assignments of a person for one duty overlap.
        DateError: days in the wrong order.

    Examples:
        >>> from povertykit.calculators.attendance_log import read_log
        >>> log = read_log([("P1", date(2017, 6, each), "day", "V1") for each in range(1, 22)])
        >>> (june,) = attendance(log, {"P1": Duty.TEAM_MEMBER}, (date(2017, 6, 1), date(2017, 6, 30))).months
        >>> june.member.days_in_village, june.member.nights_in_village, june.visits
        (21, 0, 0)
    """
    first, last = _in_order(covered, "covered")
    begin, end = _in_order(period or covered, "period")
    if isinstance(assigned, Mapping):
        given = [Assignment(*each) for each in cast("Mapping[str, Duty]", assigned).items()]
    else:
        given = list(assigned)
    _refuse_overlaps(given)
    place = {name: at for at, name in enumerate(log.persons)}
    inside = (log.day >= day_number(first)) & (log.day <= day_number(last))
    distinct, used = log.distinct(), np.zeros(len(log), np.bool_)
    months: dict[int, list[PersonMonth]] = {}
    for wave in _waves(given):
        of_duty = _of_waves(log, [each for _, each in wave], place) & inside
        used |= of_duty
        counts = _counts(log, of_duty & distinct)
        for at, each in wave:
            months[at] = _months_of(each, counts, place.get(each.person, -1), (first, last), (begin, end))
    return Attendance(
        tuple(month for at in range(len(given)) for month in months[at]),
        tuple(_outside(log, at, bool(inside[at]), given) for at in np.flatnonzero(~used).tolist()),
        int(np.count_nonzero(used & ~distinct)),
    )


def _in_order(days: tuple[date, date], name: str) -> tuple[date, date]:
    for day in days:
        day_number(day)  # which refuses what is no date
    if days[1] < days[0]:
        raise DateError(f"got {days[0]} to {days[1]}", field=name, allowed="the first day before the last")
    return days


def _refuse_overlaps(assigned: Sequence[Assignment]) -> None:
    seen: dict[tuple[str, Duty], list[Assignment]] = {}
    for each in assigned:
        for other in seen.setdefault((each.person, each.duty), []):
            if other.days(each.start or date.min, each.end or date.max) is not None:
                problem = f"{each.person} is assigned twice as {each.duty.en} for the same days"
                raise InvalidInput(problem, field="assigned", remedy="give each stretch of days once")
        seen[each.person, each.duty].append(each)


def _waves(assigned: Sequence[Assignment]) -> list[list[tuple[int, Assignment]]]:
    """The assignments, with their places, in groups in which each person stands once."""
    waves: list[list[tuple[int, Assignment]]] = []
    turn: dict[str, int] = {}
    for at, each in enumerate(assigned):
        number = turn[each.person] = turn.get(each.person, -1) + 1
        if number == len(waves):
            waves.append([])
        waves[number].append((at, each))
    return waves


def _of_waves(log: AttendanceLog, wave: Sequence[Assignment], place: Mapping[str, int]) -> Flags:
    """The entries that fall into the assignments of their persons."""
    starts = np.ones(len(log.persons), np.int64)
    ends = np.zeros(len(log.persons), np.int64)  # nobody is assigned from 1 to 0
    for each in wave:
        if each.person in place:
            starts[place[each.person]] = day_number(each.start or date.min)
            ends[place[each.person]] = day_number(each.end or date.max)
    falls: Flags = (log.day >= starts[log.person]) & (log.day <= ends[log.person])
    return falls


def _counts(log: AttendanceLog, rows: Flags) -> dict[tuple[int, int, int], int]:
    """How many entries there are of each person, month (counted from the year 0) and kind."""
    months = log.day[rows].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    keys = np.stack([log.person[rows], months, log.kind[rows]], axis=1)
    found, counts = np.unique(keys, axis=0, return_counts=True)
    return {(row[0], row[1], row[2]): count for row, count in zip(found.tolist(), counts.tolist(), strict=True)}


def _months_of(
    each: Assignment,
    counts: Mapping[tuple[int, int, int], int],
    person: int,
    covered: tuple[date, date],
    period: tuple[date, date],
) -> list[PersonMonth]:
    """One assignment's months."""
    months = []
    start = period[0].replace(day=1)
    while start <= period[1]:
        end = start.replace(day=monthrange(start.year, start.month)[1])
        if (days := each.days(start, end)) is not None:
            months.append(_month(each, counts, person, covered, start, days))
        start = end + timedelta(days=1)
    return months


def _month(
    each: Assignment,
    counts: Mapping[tuple[int, int, int], int],
    person: int,
    covered: tuple[date, date],
    month: date,
    days: tuple[date, date],
) -> PersonMonth:
    number = month.year * 12 + month.month - 1
    exact: dict[str, object] = {}
    within: dict[str, Span] = {}
    known, lacking = _coverage(days, covered)
    for name, kind in _BY_MONTH.items():
        count = counts.get((person, number, kind.code), 0)
        if known and lacking:
            within[name] = (count, count + lacking)
        elif known:
            exact[name] = count
    year = date(month.year, 1, 1), date(month.year, 12, 31)
    so_far = each.days(year[0], days[1])
    assert so_far is not None, "the month itself is in the year"
    january = number - month.month + 1
    visits = [counts.get((person, each_month, Presence.VISIT.code), 0) for each_month in range(january, number + 1)]
    seen, unseen = _coverage(so_far, covered)
    if seen and unseen:
        within[_BY_YEAR] = (sum(visits), fields_of(TeamMember)[_BY_YEAR].ends[1])
    elif seen:
        exact[_BY_YEAR] = sum(visits)
    own: dict[str, object] = {"member_id": each.person, "duty": each.duty, "month": month}
    member = TeamMember.model_validate({**each.facts, **exact, **own})
    whole = days == (month, month.replace(day=monthrange(month.year, month.month)[1]))
    return PersonMonth(
        assignment=each,
        member=member,
        within=within,
        visits=visits[-1] if known and not lacking else None,
        month_in_full=whole,
        year_in_full=each.days(*year) == year,
    )


def _coverage(days: tuple[date, date], covered: tuple[date, date]) -> Span:
    """How many of some days the log covers, and how many not."""
    whole = (days[1] - days[0]).days + 1
    known = max(0, (min(days[1], covered[1]) - max(days[0], covered[0])).days + 1)
    return known, whole - known


def _outside(log: AttendanceLog, at: int, inside: bool, assigned: Sequence[Assignment]) -> Outside:
    entry = log.entry(at)
    if not inside:
        en, zh = "the log is not said to cover that day", "不在台账覆盖的日期内"
    elif all(each.person != entry.person for each in assigned):
        en, zh = "nobody said what this person is sent for", "未说明该人员的职责"
    else:
        en, zh = "the person was not assigned on that day", "该日不在派驻期间"
    return Outside(log.first + at, entry, en, zh)
