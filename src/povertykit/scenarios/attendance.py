"""Duties of attendance, judged by a policy from a log: a table by person and month, with verdicts and reasons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Final, TypeAlias, cast

from povertykit.calculators.attendance import Assignment, Outside, PersonMonth, attendance
from povertykit.calculators.attendance_log import FIELDS, AttendanceLog, Entry, read_log
from povertykit.decision import Verdict
from povertykit.errors import InvalidInput, RegisterError, UnknownName
from povertykit.models import Duty, Entity, TeamMember, fields_of
from povertykit.policy.policy import Policy
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.scenarios.csv_register import scanned
from povertykit.text_table import Shown, table

__all__ = ["DutyMonth", "DutyReport", "duty_report", "read_attendance"]

Log: TypeAlias = (
    "AttendanceLog | Iterable[Entry | tuple[object, ...]] | Mapping[str, Sequence[object]] | str | PathLike[str]"
)
"""A log read already, entries, columns by heading, or the path of a CSV file."""

_MEMBER: Final = Entity.TEAM_MEMBER
_YEARLY: Final = "household_visits"
_COUNTS: Final = ("days_in_village", "nights_in_village", _YEARLY, "work_days")
_SHOWN: Final = 5

_PART_MONTH: Final = "assigned for a part of the month, for which the document states nothing", "当月仅部分时间派驻"
_PART_YEAR: Final = "assigned for a part of the year, for which the document states nothing", "当年仅部分时间派驻"
_NOT_YET: Final = "not yet: the year is not over", "年度未结束，尚未达到"


@dataclass(frozen=True, slots=True)
class DutyMonth:
    """One person's duties in one month.

    Attributes:
        month: the attendance.
        verdicts: by duty that binds the person: met, not met, or unknown.
        notes: by duty, why it is unknown although it was not done, in English and Chinese.
    """

    month: PersonMonth
    verdicts: Mapping[str, Verdict]
    notes: Mapping[str, tuple[str, str]]

    @property
    def person(self) -> str:
        """Who."""
        return self.month.member.member_id

    @property
    def start(self) -> date:
        """The month, by its first day."""
        return self.month.member.month


@dataclass(frozen=True)
class DutyReport(Shown):
    """Who kept which duty in which month; it prints as a table.

    Attributes:
        policy: the policy, with its duties of attendance alone.
        lines: every person and month.
        outside: the entries of the log that were not counted, with the reason.
        repeated: how many entries said what another had said.
    """

    policy: Policy
    lines: tuple[DutyMonth, ...]
    outside: tuple[Outside, ...]
    repeated: int

    def with_verdict(self, verdict: Verdict) -> tuple[DutyMonth, ...]:
        """The months in which any duty came out so."""
        return tuple(line for line in self.lines if verdict in line.verdicts.values())

    def line(self, person: str, month: date, duty: Duty | None = None) -> DutyMonth:
        """The month of a person, by its first day.

        Raises:
            UnknownName: there is none; or several, and the duty is not named.
        """
        known = {f"{each.person} {each.start:%Y-%m} {each.month.assignment.duty}": each for each in self.lines}
        prefix = f"{person} {month:%Y-%m} {duty or ''}"
        found = [each for name, each in known.items() if name.startswith(prefix) and each.person == person]
        if len(found) != 1:
            raise UnknownName.among(prefix.strip(), known, "month of a person")
        return found[0]

    def explain(self, person: str, month: date, language: str = "en", duty: Duty | None = None) -> str:
        """Why a person's duties in a month came out as they did."""
        found = self.line(person, month, duty)
        return self.policy.assess(found.month.member, within=found.month.within).explain(language)

    def text(self, language: str = "en") -> str:
        """The table, and what of the log was not counted."""
        at = int(language == "zh")
        rules = {rule.name: (rule.en, rule.zh) for rule in _duties(self.policy)}
        shown = _needed(self.policy)
        titles = [(name.replace("_", " "), fields_of(TeamMember)[name].zh) for name in shown]
        heading = [("person", "人员")[at], ("month", "月份")[at], *(each[at] for each in titles), ("duty", "职责")[at]]
        rows = []
        for line in self.lines:
            said = [
                rules[name][at] + ("：" if at else ": ") + (verdict.zh if at else verdict.en) + _note(line, name, at)
                for name, verdict in line.verdicts.items()
            ]
            counts = [_span(name, line.month.known(name), at) for name in shown]
            rows.append([line.person, f"{line.start:%Y-%m}", *counts, ("；" if at else "; ").join(said) or "-"])
        lines = [table(rows, heading, right=range(2, 2 + len(shown)), indent="")]
        if self.repeated:
            lines.append(f"重复记录{self.repeated}条，各计一次" if at else f"repeated, counted once: {self.repeated}")
        for each in self.outside[:_SHOWN]:
            entry = each.entry
            words = f"{entry.person} {entry.day} {(entry.kind.en, entry.kind.zh)[at]}"
            lines.append(
                f"未计入第{each.row}行：{words}：{each.zh}"
                if at
                else f"not counted, row {each.row}: {words}: {each.en}"
            )
        if (more := len(self.outside) - _SHOWN) > 0:
            lines.append(f"另有{more}条未计入" if at else f"further entries not counted: {more}")
        return "\n".join(lines)

    def to_rows(self) -> list[dict[str, str]]:
        """A row for each person and month; a count as "12", or as "12..15" where it is only known within bounds."""
        names = [rule.name for rule in _duties(self.policy)]
        return [
            {
                "person": line.person,
                "duty": line.month.assignment.duty.value,
                "month": f"{line.start:%Y-%m}",
                "assigned": "month" if line.month.month_in_full else "part",
                **{name: "..".join(map(str, dict.fromkeys(line.month.known(name) or ()))) for name in _COUNTS},
                **{name: line.verdicts[name].name if name in line.verdicts else "" for name in names},
            }
            for line in self.lines
        ]

    def __str__(self) -> str:
        return self.text()


def _span(name: str, known: tuple[int, int] | None, zh: int) -> str:
    if known is None:
        return "不详" if zh else "not known"
    low, high = known
    if high == fields_of(TeamMember)[name].high:
        return f"至少{low}" if zh else f"at least {low}"
    return str(low) if low == high else f"{low}–{high}"


def _note(line: DutyMonth, name: str, at: int) -> str:
    if name not in line.notes:
        return ""
    return f"（{line.notes[name][1]}）" if at else f" ({line.notes[name][0]})"


def duty_report(
    policy: Policy,
    log: Log,
    duties: Mapping[str, Duty] | Iterable[Assignment],
    covered: tuple[date, date],
    *,
    period: tuple[date, date] | None = None,
    columns: Mapping[str, str] | None = None,
) -> DutyReport:
    """Judge the duties of attendance of those who are assigned, from a log.

    A duty that somebody is not bound by is not listed. In a month for a part of which a person is assigned, a duty by
    the month that was done is met, and one that was not is unknown; so is a duty by the year before the year is over.

    Args:
        policy: the law.
        log: a log read already, entries, columns by heading, or the path of a CSV file.
        duties: what each person is sent for: by name, or as assignments from and until a day.
        covered: the first and the last day that the log covers.
        period: the days whose months are asked about; by default those that are covered.
        columns: for a file or columns: further headings, each with the field that it names (`FIELDS`).

    Raises:
        InvalidInput: the law has no duty of attendance; an entry that cannot be read; assignments that overlap.
        RegisterError: a file that cannot be read.
        DateError: days in the wrong order.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> june = [date(2017, 6, each) for each in range(1, 31)]
        >>> log = [("P1", day, "day", "V1") for day in june[:20]] + [("P1", day, "night", "V1") for day in june[:9]]
        >>> policy = xiangxi.policy(on=date(2017, 6, 30))
        >>> print(duty_report(policy, log, {"P1": Duty.TEAM_MEMBER}, (june[0], june[-1])).text("zh"))
        人员  月份     驻村天数  宿村晚数  年度进村入户次数  职责
        P1    2017-06        20         9             至少0  驻村工作队员驻村、宿村：不符合
    """
    names = [rule.name for rule in _duties(policy)]
    if not names:
        raise InvalidInput("has no duty of attendance", field=policy.law.name, allowed="a law with duties of persons")
    narrow = Policy.made(policy.law, policy.on, policy.settings, names, policy.replaced)
    found = attendance(_opened(log, columns), duties, covered, period)
    judge = _Judge(narrow)
    return DutyReport(narrow, tuple(map(judge.line, found.months)), found.outside, found.repeated)


def _duties(policy: Policy) -> list[Provision[int]]:
    rules = policy.provisions()
    return [
        rule for rule in rules if rule.entity is _MEMBER and rule.kind is ProvisionKind.DUTY and _asks(policy, rule)
    ]


def _asks(policy: Policy, rule: Provision[int]) -> bool:
    """Whether a rule asks for anything that a log tells."""
    return any(name in _COUNTS for _, name in policy.plans[_MEMBER].behind[_MEMBER, rule.name])


def _needed(policy: Policy) -> list[str]:
    return [name for name in _COUNTS if name in policy.plans[_MEMBER].facts[_MEMBER]]


class _Judge:
    """Judges months, each attendance of one kind once."""

    def __init__(self, policy: Policy) -> None:
        self.policy: Final = policy
        plan = policy.plans[_MEMBER]
        self.rules: Final = [rule.name for rule in _duties(policy)]
        self.yearly: Final = {name for name in self.rules if (_MEMBER, _YEARLY) in plan.behind[_MEMBER, name]}
        self._bound: dict[object, tuple[str, ...]] = {}
        self._verdicts: dict[object, Mapping[str, Verdict]] = {}

    def line(self, month: PersonMonth) -> DutyMonth:
        """One month with its verdicts."""
        member = month.member
        own = (member.duty, tuple(sorted(month.assignment.facts.items())))
        if own not in self._bound:
            self._bound[own] = self._binding(month)
        key = (own, member.month, tuple(map(month.known, _COUNTS)))
        if key not in self._verdicts:
            self._verdicts[key] = self.policy.assess(member, within=month.within).verdicts
        verdicts: dict[str, Verdict] = {}
        notes: dict[str, tuple[str, str]] = {}
        for name in self._bound[own]:
            verdicts[name] = self._verdicts[key][name]
            note = self._open(name, month) if verdicts[name] is Verdict.NOT_MET else None
            if note is not None:
                verdicts[name], notes[name] = Verdict.UNKNOWN, note
        return DutyMonth(month, verdicts, notes)

    def _binding(self, month: PersonMonth) -> tuple[str, ...]:
        """The duties that bind a person: those that nobody keeps who is never there."""
        member = month.member
        idle = member.model_copy(update=dict.fromkeys(_COUNTS, 0))
        verdicts = self.policy.assess(idle).verdicts
        return tuple(name for name in self.rules if verdicts[name] is not Verdict.MET)

    def _open(self, name: str, month: PersonMonth) -> tuple[str, str] | None:
        """Why a duty that was not done is no breach, or not yet."""
        if name not in self.yearly:
            return None if month.month_in_full else _PART_MONTH
        if not month.year_in_full:
            return _PART_YEAR
        return None if month.member.month.month == 12 else _NOT_YET


def _opened(log: Log, columns: Mapping[str, str] | None) -> AttendanceLog:
    if isinstance(log, AttendanceLog):
        return log
    if isinstance(log, str | PathLike):
        return read_attendance(log, columns)
    if isinstance(log, Mapping):
        return read_log(_renamed(cast("Mapping[str, Sequence[object]]", log), columns))
    return read_log(log)


def _renamed(log: Mapping[str, Sequence[object]], columns: Mapping[str, str] | None) -> dict[str, Sequence[object]]:
    for heading, name in (columns or {}).items():
        if name not in FIELDS:
            raise UnknownName.among(name, FIELDS, f"columns[{heading!r}]")
        if heading not in log:
            raise UnknownName.among(heading, log, "columns")
    return {(columns or {}).get(heading, heading): column for heading, column in log.items()}


def read_attendance(path: str | PathLike[str], columns: Mapping[str, str] | None = None) -> AttendanceLog:
    """Read a log from a CSV file with a line of headings, in UTF-8 or GB18030.

    Args:
        path: the file.
        columns: further headings, each with the field that it names (`FIELDS`).

    Raises:
        RegisterError: there is no such file, it is no CSV, or a row has too few or too many cells.
        InvalidInput: an entry that cannot be read, by its row as a spreadsheet counts.
        UnknownName: a column that is not there.
    """
    file = Path(path)
    if not file.is_file():
        raise RegisterError(f"{file}: there is no such file", field="log", allowed="the path of a CSV file")
    encoding, _ = scanned("log", file)
    with file.open(encoding=encoding, newline="") as opened:
        try:
            rows = list(csv.reader(opened, strict=True))
        except csv.Error as error:
            raise RegisterError(f"{file.name}: {error}", field="log", allowed="a CSV file") from error
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise RegisterError(f"{file.name} has no headings", field="log", allowed="a first line with the headings")
    headings = [text.strip() for text in rows[0]]
    if repeated := [text for text in headings if text and headings.count(text) > 1]:
        problem = f"{file.name}: the heading {repeated[0]!r} is there twice"
        raise RegisterError(problem, field="log", remedy="take one of the two out")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(headings):
            problem, allowed = f"{len(row)} cells", f"{len(headings)}, as there are headings"
            raise RegisterError(problem, field=f"{file.name}, row {number}", allowed=allowed)
    cells = list(zip(*rows[1:], strict=True)) or [()] * len(headings)
    return read_log(_renamed(dict(zip(headings, cells, strict=True)), columns), first=2)
