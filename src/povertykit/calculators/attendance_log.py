"""A log of attendance: who was where on which day, by day or overnight, or visited whom; read from entries or columns.

A day counts once however often it is noted and in however many places; so do a night and a working day; a visit counts
once for each household and day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from povertykit.amounts import shown
from povertykit.dates import day_number, from_day_number, parse_date
from povertykit.errors import DateError, InvalidInput, PovertyKitError, UnknownName
from povertykit.models import Coded

__all__ = ["FIELDS", "AttendanceLog", "Entry", "Presence", "read_log"]

Integers: TypeAlias = npt.NDArray[np.int64]

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("person", "member_id", "帮扶人员编号", "人员", "姓名"),
    "day": ("day", "date", "日期"),
    "kind": ("kind", "类别", "方式"),
    "place": ("place", "地点", "村编号", "户编号"),
}
"""The columns of a log, each with the headings that name it; the place may be left out."""


class Presence(Coded):
    """What an entry of a log says.

    Examples:
        >>> Presence.NIGHT.zh
        '宿村'
    """

    DAY = "day", 1, "day in the village", "驻村", "驻村天数", "下村"
    NIGHT = "night", 2, "night in the village", "宿村", "住村", "宿村晚数"
    VISIT = "visit", 3, "visit to a household", "入户", "走访", "进村入户"
    WORK = "work", 4, "working day", "工作日", "扶贫工作日"


class Entry(NamedTuple):
    """One entry of a log.

    Attributes:
        person: who.
        day: when; a night is that of the day on which it begins.
        kind: what.
        place: the village, or the household that was visited.
    """

    person: str
    day: date
    kind: Presence
    place: str = ""


@dataclass(frozen=True, eq=False)
class AttendanceLog:
    """A log in columns, made by `read_log`.

    Attributes:
        persons: who is named in it.
        places: the places named in it.
        person: for each entry the place of its person among `persons`.
        day: its day number.
        kind: the code of its `Presence`.
        place: the place of its place among `places`.
        first: the number of its first row: 0, or 2 in a file, whose headings are row 1.
    """

    persons: tuple[str, ...]
    places: tuple[str, ...]
    person: Integers
    day: Integers
    kind: Integers
    place: Integers
    first: int = 0

    def __len__(self) -> int:
        return self.day.size

    def entry(self, at: int) -> Entry:
        """One entry, by its place."""
        kind = next(each for each in Presence if each.code == self.kind[at])
        return Entry(
            self.persons[self.person[at]], from_day_number(int(self.day[at])), kind, self.places[self.place[at]]
        )

    def distinct(self) -> npt.NDArray[np.bool_]:
        """Which entries count: of those that say the same, the first."""
        place = np.where(self.kind == Presence.VISIT.code, self.place, 0)  # a day in two villages is one day
        order = np.lexsort((np.arange(len(self)), place, self.day, self.kind, self.person))
        keys = np.stack([self.person, self.kind, self.day, place])[:, order]
        first: npt.NDArray[np.bool_] = np.ones(len(self), np.bool_)
        first[order[1:]] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
        return first


def read_log(
    source: Iterable[Entry | tuple[object, ...]] | Mapping[str, Sequence[object]], *, first: int = 0
) -> AttendanceLog:
    """Read a log, from entries or from columns.

    Args:
        source: entries (or tuples of person, day, kind and place), or columns by heading (see `FIELDS`).
        first: the number of the first row, for messages.

    Raises:
        InvalidInput: an entry without a person, day or kind, or with one that cannot be read, by its row.
        UnknownName: a column that is not there.

    Examples:
        >>> log = read_log([("P1", "2017-06-01", "day", "V1"), ("P1", "2017-06-01", "驻村", "V2")])
        >>> len(log), log.distinct().tolist()
        (2, [True, False])
    """
    if isinstance(source, Mapping):
        columns = _columns(cast("Mapping[str, Sequence[object]]", source))
    else:
        rows = [_four(row, first + at) for at, row in enumerate(source)]
        columns = {name: [row[at] for row in rows] for at, name in enumerate(FIELDS)}
    persons, places = _Codes(_person), _Codes(_place)
    readers = {"person": persons, "day": _Codes(_day), "kind": _Codes(_kind), "place": places}
    found = {name: readers[name].column(name, values, first) for name, values in columns.items()}
    return AttendanceLog(persons.names, places.names, **found, first=first)


def _columns(source: Mapping[str, Sequence[object]]) -> dict[str, Sequence[object]]:
    columns: dict[str, Sequence[object]] = {}
    for name, headings in FIELDS.items():
        given = [heading for heading in headings if heading in source]
        if len(given) > 1:
            problem = f"{given[0]!r} and {given[1]!r} both name the {name}"
            raise InvalidInput(problem, field="log", remedy="take one of the two out")
        if not given and name != "place":
            raise UnknownName.among(name, source, "column of the log", remedy=f"add one of {', '.join(headings)}")
        column = source[given[0]] if given else ()
        columns[name] = column.tolist() if isinstance(column, np.ndarray) and column.dtype.kind != "M" else column
    size = len(columns["person"])
    columns["place"] = columns["place"] if len(columns["place"]) else [""] * size
    if unlike := {name: len(column) for name, column in columns.items() if len(column) != size}:
        raise InvalidInput(f"columns of unlike lengths: {unlike}, person {size}", field="log")
    return columns


def _four(row: object, number: int) -> tuple[object, object, object, object]:
    if not isinstance(row, tuple) or len(row) not in (3, 4):
        allowed = "an Entry, or a tuple of person, day, kind and (if it matters) place"
        raise InvalidInput(f"got {shown(row)}", field=f"row {number}", allowed=allowed)
    return (row[0], row[1], row[2], row[3] if len(row) == 4 else "")


class _Codes:
    """Reads a column into whole numbers, each value once.

    Args:
        read: what a value means: a number, or a name, whose place among the `names` stands for it.
    """

    def __init__(self, read: Callable[[object], int | str]) -> None:
        self.read = read
        self._known: dict[object, int] = {}
        self._places: dict[str, int] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """What was read, in the order in which it first stood."""
        return tuple(self._places)

    def column(self, field_: str, values: Sequence[object], first: int) -> Integers:
        codes = np.empty(len(values), np.int64)
        for at, value in enumerate(values):
            try:
                code = self._known.get((type(value), value))  # True is no 1
                codes[at] = self._new(value) if code is None else code
            except (PovertyKitError, TypeError) as error:
                allowed = getattr(error, "allowed", None)
                problem = f"got {shown(value)}"
                raise InvalidInput(problem, field=f"row {first + at}: {field_}", allowed=allowed) from error
        return codes

    def _new(self, value: object) -> int:
        read = self.read(value)
        code = read if isinstance(read, int) else self._places.setdefault(read, len(self._places))
        self._known[type(value), value] = code
        return code


def _person(value: object) -> str:
    if isinstance(value, str) and value.strip() == value and value:
        return value
    if type(value) is int:
        return str(value)
    raise InvalidInput(
        f"got {shown(value)}", allowed="what names the person: text without blanks around it, or a number"
    )


def _place(value: object) -> str:
    return "" if value is None or value == "" else _person(value)


def _day(value: object) -> int:
    if isinstance(value, np.datetime64) and not np.isnat(value):
        return int(value.astype("datetime64[D]").astype(np.int64))
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_number(value)
    if isinstance(value, str):
        return day_number(parse_date(value))
    raise DateError(f"got {shown(value)}", allowed="a date, or its text such as 2017-06-01")


def _kind(value: object) -> int:
    for each in Presence:
        if isinstance(value, str) and value in each.words:
            return each.code
    raise InvalidInput(f"got {shown(value)}", allowed=", ".join(f"{each.value} ({each.zh})" for each in Presence))
