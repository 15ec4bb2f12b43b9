"""Exact reading of columns: from text cells, from objects and from arrays, to int64 operands.

An operand is what rules receive: fen, a count, a flag, millionths for a rate, a day number, a category's code. What
is missing and what is wrong are kept apart: a missing value may be allowed, a wrong one never is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.arithmetic import INT64_MIN
from povertykit.dates import day_number, parse_date
from povertykit.errors import PovertyKitError, RegisterError
from povertykit.models import Kind
from povertykit.models.declarations import MILLIONTHS_IN_A_PERCENT
from povertykit.money import Fen, yuan
from povertykit.scenarios.register import Heading

__all__ = [
    "MISSING",
    "WRONG",
    "Cells",
    "Column",
    "Flags",
    "Integers",
    "array_column",
    "bounded",
    "check_array",
    "marked",
    "object_reader",
]

Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

MISSING: Final = INT64_MIN
"""Stands for a missing value while a column is read; no operand is as small."""
WRONG: Final = INT64_MIN + 1
"""Stands for a value that the field does not allow."""
_MOST_REMEMBERED = 1 << 16
_WHOLE = re.compile(r"-?[0-9]{1,18}").fullmatch
_PERCENT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?%?").fullmatch
_YES_NO = {"是": 1, "true": 1, "1": 1, "yes": 1, "否": 0, "false": 0, "0": 0, "no": 0}
_MOST_FLOAT = 2.0**51


@dataclass(slots=True)
class Column:
    """A column's operands, and where they are missing or wrong (None: nowhere).

    Attributes:
        values: int64, or bool for flags; whatever stands at a missing or wrong place is no value.
        missing: the rows without a value.
        wrong: the rows whose value the field does not allow.
        ends: numbers that no value is below or above, where they were looked for.
    """

    values: Integers | Flags
    missing: Flags | None = None
    wrong: Flags | None = None
    ends: tuple[int, int] | None = None

    def take(self, rows: Integers | slice) -> Column:
        """Some of the rows."""
        missing = None if self.missing is None else self.missing[rows]
        wrong = None if self.wrong is None else self.wrong[rows]
        missing = missing if missing is not None and missing.any() else None
        return Column(self.values[rows], missing, wrong, self.ends)

    @staticmethod
    def joined(columns: list[Column]) -> Column:
        """Columns one after another."""
        values: Any = np.concatenate([column.values for column in columns])
        masks = []
        for each in ("missing", "wrong"):
            parts = [getattr(column, each) for column in columns]
            known = any(part is not None for part in parts)
            whole = [
                np.zeros(len(column.values), np.bool_) if part is None else part
                for column, part in zip(columns, parts, strict=True)
            ]
            masks.append(np.concatenate(whole) if known else None)
        missing, wrong = masks
        return Column(values, missing, wrong)


class Cells(dict[str, int]):
    """Reads the text cells of one column, remembering what it has read; an empty cell is missing.

    Examples:
        >>> from povertykit.scenarios.register import headings_of
        >>> income = headings_of("households", ["月收入(元)"], {}, None).known["household_income"]
        >>> cells = Cells(income)
        >>> cells["268.50"], cells["1,268"] == WRONG, cells[""] == MISSING
        (26850, True, True)
    """

    def __init__(self, heading: Heading) -> None:
        super().__init__()
        self.heading = heading
        self.read: Callable[[str], int] = _TEXT[heading.spec.kind](heading)
        self.low: int
        self.high: int
        self.low, self.high = heading.spec.ends

    def __missing__(self, cell: str) -> int:
        value = MISSING
        if cell:
            value = self.read(cell)
            if not self.low <= value <= self.high:
                value = WRONG
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[cell] = value
        return value

    def column(self, cells: Iterable[str], size: int) -> Column:
        """The operands of some cells."""
        return marked(np.fromiter(map(self.__getitem__, cells), np.int64, size), self.heading)


def marked(values: Integers, heading: Heading) -> Column:
    """A column in which `MISSING` and `WRONG` stand for themselves, with the two taken out as masks."""
    missing = wrong = None
    if values.size and values.min() <= WRONG:
        missing, wrong = values == MISSING, values == WRONG
        missing, wrong = (missing if missing.any() else None), (wrong if wrong.any() else None)
        values = np.where(values <= WRONG, heading.spec.ends[0], values)
    return Column(values == 1 if heading.spec.kind is Kind.FLAG else values, missing, wrong)


def _amount_text(heading: Heading) -> Callable[[str], int]:
    if heading.unit is None:
        raise heading.unit_missing("its text")
    if heading.unit == "fen":
        return _count_text(heading)

    def read(cell: str) -> int:
        whole, point, cents = cell.partition(".")
        digits = whole + cents
        if point and len(cents) == 2 and 2 < len(digits) < 18 and digits.isascii() and digits.isdigit():
            return int(digits)  # the usual form, read without ado
        try:
            return int(yuan(cell))
        except PovertyKitError:
            return WRONG

    return read


def _count_text(heading: Heading) -> Callable[[str], int]:
    return lambda cell: int(cell) if _WHOLE(cell) else WRONG


def _flag_text(heading: Heading) -> Callable[[str], int]:
    return lambda cell: _YES_NO.get(cell.lower(), WRONG)


def _rate_text(heading: Heading) -> Callable[[str], int]:
    def read(cell: str) -> int:
        found = _PERCENT(cell)
        if found is None or (found[2] or "")[4:].strip("0"):
            return WRONG
        return int(found[1]) * MILLIONTHS_IN_A_PERCENT + int((found[2] or "")[:4].ljust(4, "0"))

    return read


def _day_text(heading: Heading) -> Callable[[str], int]:
    def read(cell: str) -> int:
        try:
            return day_number(parse_date(cell))
        except PovertyKitError:
            return WRONG

    return read


def _category_text(heading: Heading) -> Callable[[str], int]:
    choices = dict(heading.spec.choices)
    return lambda cell: choices.get(cell, WRONG)


_TEXT: Final[dict[Kind, Callable[[Heading], Callable[[str], int]]]] = {
    Kind.AMOUNT: _amount_text,
    Kind.COUNT: _count_text,
    Kind.FLAG: _flag_text,
    Kind.RATE: _rate_text,
    Kind.DAY: _day_text,
    Kind.CATEGORY: _category_text,
}


def object_reader(heading: Heading) -> Callable[[object], int]:
    """The reader of one object of a column: None, text, Fen, Decimal, int, float, bool or date, as the field takes."""
    spec = heading.spec
    low, high = spec.ends
    cells: list[Cells] = []
    typed = _OBJECTS[spec.kind]

    def read(value: object) -> int:
        if value is None or value is np.ma.masked:
            return MISSING
        if isinstance(value, str):
            if not cells:
                cells.append(Cells(heading))
            return cells[0][str(value)]  # an empty text is missing, as an empty cell is
        operand = typed(value.item() if isinstance(value, np.generic) else value, heading)
        return operand if low <= operand <= high else WRONG

    return read


def _amount_object(value: object, heading: Heading) -> int:
    if type(value) is Fen:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return WRONG
    if isinstance(value, int) and heading.unit is None:
        raise heading.unit_missing(f"the whole number {value}")
    try:
        if heading.unit != "fen":
            return int(yuan(value))
        return int(value) if value == int(value) else WRONG
    except (PovertyKitError, ValueError, OverflowError):  # NaN and infinity are no int
        return WRONG


def _count_object(value: object, heading: Heading) -> int:
    return value if type(value) is int else WRONG


def _flag_object(value: object, heading: Heading) -> int:
    return int(value) if isinstance(value, bool) else WRONG


def _rate_object(value: object, heading: Heading) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return WRONG
    millionths = Decimal(repr(value) if isinstance(value, float) else value) * MILLIONTHS_IN_A_PERCENT
    return int(millionths) if millionths.is_finite() and millionths == int(millionths) else WRONG


def _day_object(value: object, heading: Heading) -> int:
    return day_number(value) if isinstance(value, date) and not isinstance(value, datetime) else WRONG


def _no_object(value: object, heading: Heading) -> int:
    return WRONG


_OBJECTS: Final[dict[Kind, Callable[[Any, Heading], int]]] = {
    Kind.AMOUNT: _amount_object,
    Kind.COUNT: _count_object,
    Kind.FLAG: _flag_object,
    Kind.RATE: _rate_object,
    Kind.DAY: _day_object,
    Kind.CATEGORY: _no_object,
}
_ARRAYS: Final[dict[Kind, tuple[str, str]]] = {
    Kind.AMOUNT: ("iufUTO", "whole numbers with their unit, floats in yuan with two decimals, Decimals, texts"),
    Kind.COUNT: ("iuUTO", "whole numbers"),
    Kind.FLAG: ("bUTO", "bool (an array of 0 and 1 may be anything: use array == 1), or texts such as 是 and 否"),
    Kind.RATE: ("iufUTO", "percent: numbers with at most four decimals, or texts"),
    Kind.DAY: ("MUTO", "datetime64, dates, or texts such as 2017-06-01"),
    Kind.CATEGORY: ("UTO", "the words of the category"),
    Kind.TEXT: ("iuUTO", "texts or whole numbers"),
}


def check_array(heading: Heading, array: npt.NDArray[np.generic]) -> None:
    """Refuse an array that is of no kind that the field takes.

    Raises:
        RegisterError: saying what it is, and what the field takes.
        UnitMissing: whole numbers or texts of money without a unit.
    """
    kinds, words = _ARRAYS[heading.spec.kind]
    if array.dtype.kind not in kinds:
        raise RegisterError(
            f"is an array of {array.dtype}",
            field=heading.hint,
            allowed=words,
            source=heading.rule,
            remedy="convert the column; nothing is converted silently",
        )
    if heading.spec.kind is Kind.AMOUNT and heading.unit is None and array.dtype.kind in "iuUT":
        raise heading.unit_missing(f"an array of {array.dtype}")


def array_column(heading: Heading, array: npt.NDArray[np.generic]) -> Column:
    """The operands of an array that `check_array` let pass, with a mask's rows missing."""
    missing: Flags | None = None
    if isinstance(array, np.ma.MaskedArray):
        missing = np.ma.getmaskarray(array)
        missing = missing if missing.any() else None
        array = array.filled(None) if array.dtype.kind == "O" else array.data
    kind = array.dtype.kind
    if kind in "UTO":
        read = object_reader(heading)
        column = marked(np.fromiter(map(read, array.tolist()), np.int64, len(array)), heading)
    elif kind == "b":
        column = Column(array.astype(np.bool_, copy=False))
    else:
        values, wrong = _NUMBERS[kind](heading, array)
        column = bounded(heading, values, wrong)
    if missing is not None:
        column.missing = missing if column.missing is None else column.missing | missing
    if column.missing is not None and column.wrong is not None:
        column.wrong = column.wrong & ~column.missing
    return column


def bounded(heading: Heading, values: Integers, wrong: Flags | None) -> Column:
    """A column with its bounds checked: first the extremes, then row by row only where they are outside."""
    low, high = heading.spec.ends
    if not values.size:
        return Column(values, None, wrong)
    if low >= 0:  # read without a sign, a number below 0 is above all bounds: one look finds both
        most = int(values.view(np.uint64).max())
        least = int(values.min()) if low and most <= high else 0
    else:
        least, most = int(values.min()), int(values.max())
    if low <= least and most <= high:
        return Column(values, None, wrong, (least, most))
    outside = (values < low) | (values > high)
    wrong = outside if wrong is None else wrong | outside
    return Column(np.where(wrong, low, values), None, wrong)


def _whole_numbers(heading: Heading, array: Any) -> tuple[Integers, Flags | None]:
    scale = _scale(heading)
    wrong: Flags | None = None
    if array.dtype == np.uint64:
        beyond = array > np.uint64(heading.spec.ends[1])
        array = np.where(beyond, np.uint64(0), array)
        wrong = beyond if beyond.any() else None
    values = array.astype(np.int64, copy=False)
    if scale == 1:
        return values, wrong
    most = heading.spec.ends[1] // scale + 1  # so that the product stays inside int64
    if values.size and (values.min() < -most or values.max() > most):
        outside = (values < -most) | (values > most)
        wrong = outside if wrong is None else wrong | outside
        values = np.where(outside, 0, values)
    return values * scale, wrong


def _floats(heading: Heading, array: Any) -> tuple[Integers, Flags | None]:
    scale = 100 if heading.spec.kind is Kind.AMOUNT and heading.unit is None else _scale(heading)
    with np.errstate(all="ignore"):
        numbers = array.astype(np.float64)
        scaled = np.rint(numbers * scale)
        # A float that is not the nearest to its whole number had a further decimal. NaN and infinity fail as well.
        wrong = ~((scaled / scale == numbers) & (np.abs(scaled) <= _MOST_FLOAT))
    if not wrong.any():
        return scaled.astype(np.int64), None
    return np.where(wrong, 0, scaled).astype(np.int64), wrong


def _scale(heading: Heading) -> int:
    if heading.spec.kind is Kind.RATE:
        return MILLIONTHS_IN_A_PERCENT
    return 100 if heading.unit == "yuan" else 1


def _instants(heading: Heading, array: Any) -> tuple[Integers, Flags | None]:
    days = array.astype("datetime64[D]")
    wrong = np.isnat(array) | (days.astype(array.dtype) != array)  # a time of day is never dropped silently
    values = np.where(wrong, 0, days.astype(np.int64))
    return values, wrong if wrong.any() else None


_NUMBERS: Final[dict[str, Callable[[Heading, Any], tuple[Integers, Flags | None]]]] = {
    "i": _whole_numbers,
    "u": _whole_numbers,
    "f": _floats,
    "M": _instants,
}
