"""Exact reading of Arrow columns: every kind that a field can come in, to the operands that rules receive.

A null is a missing value. Nothing passes through a float on the way: whole numbers stay whole beside nulls, decimals
are read from their unscaled digits, and dates are days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from povertykit.errors import RegisterError
from povertykit.models import Kind
from povertykit.scenarios.columns import Cells, Column, Flags, Integers, array_column, bounded, marked, object_reader
from povertykit.scenarios.register import Heading
from povertykit.scenarios.texts import as_texts

__all__ = [
    "arrow_column",
    "arrow_texts",
    "check_type",
    "columns_in_words",
    "in_words",
    "is_of_whole",
    "is_text",
    "is_whole",
    "no_text",
    "unlike_columns",
    "usual",
]

_DIGITS: Final = {Kind.AMOUNT: 2, Kind.RATE: 4, Kind.COUNT: 0}
"""The decimals that an operand's whole number stands for: fen of yuan, millionths of percent."""
_MOST_SHIFT: Final = 18  # 10 ** 19 is no int64
_WORDS: Final = {
    Kind.AMOUNT: "decimals, whole numbers with their unit, floats in yuan with at most two decimals, or texts",
    Kind.COUNT: "whole numbers, or texts",
    Kind.FLAG: "booleans, 0 and 1, or texts such as 是 and 否",
    Kind.RATE: "percent: decimals, numbers with at most four decimals, or texts",
    Kind.DAY: "dates, timestamps of midnight without a time zone, or texts such as 2017-06-01",
    Kind.CATEGORY: "the words of the category",
    Kind.TEXT: "texts or whole numbers",
}


def usual(array: Any) -> Any:
    """An array as the kernels take it: views of texts, for which Arrow has few, as texts."""
    kind = array.type
    if pa.types.is_string_view(kind):
        return pc.cast(array, pa.large_string())
    if pa.types.is_dictionary(kind) and pa.types.is_string_view(kind.value_type):
        return pa.DictionaryArray.from_arrays(array.indices, usual(array.dictionary))
    return array


def in_words(kind: Any) -> str:
    """An Arrow type as messages call it.

    Examples:
        >>> in_words(pa.string()), in_words(pa.int32()), in_words(pa.decimal128(12, 2))
        ('texts', 'whole numbers (int32)', 'decimals (decimal128(12, 2))')
    """
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    word = next((word for test, word in _KINDS if test(value)), "values that no field takes")
    return word if kind == pa.string() else f"{word} ({kind})"


_KINDS: Final[tuple[tuple[Callable[[Any], bool], str], ...]] = (
    (lambda kind: is_text(kind), "texts"),
    (pa.types.is_integer, "whole numbers"),
    (pa.types.is_floating, "floats"),
    (pa.types.is_decimal, "decimals"),
    (pa.types.is_boolean, "yes and no"),
    (pa.types.is_date, "days"),
    (pa.types.is_timestamp, "instants"),
    (pa.types.is_struct, "records"),
    (pa.types.is_nested, "lists"),
    (pa.types.is_null, "nothing"),
    (lambda kind: pa.types.is_binary(kind) or pa.types.is_large_binary(kind), "bytes"),
)


def columns_in_words(schema: Any) -> str:
    """The columns of a schema, each with its type, for messages."""
    return ", ".join(f"{name}: {in_words(kind)}" for name, kind in zip(schema.names, schema.types, strict=True))


def unlike_columns(given: Any, expected: Any) -> str:
    """In what the columns of one schema are not those of another.

    Examples:
        >>> print(unlike_columns(pa.schema([("a", pa.string())]), pa.schema([("a", pa.int8()), ("b", pa.int8())])))
        a has texts, not whole numbers (int8); b is not there
    """
    own, other = (dict(zip(each.names, each.types, strict=True)) for each in (given, expected))
    found = [f"{n} has {in_words(own[n])}, not {in_words(other[n])}" for n in own if n in other and own[n] != other[n]]
    found += [f"{name} is not there" for name in other if name not in own]
    found += [f"{name} is new" for name in own if name not in other]
    if (len(own), len(other)) != (len(given.names), len(expected.names)):
        found.append("one of them is there twice")
    return "; ".join(found) or "they stand in another order, or differ in what may be missing"


def is_text(kind: Any) -> bool:
    """Whether an Arrow type is one of texts."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def is_whole(array: Any) -> bool:
    """Whether a column's values are whole numbers that fit int64, none of them missing."""
    return is_of_whole(array.type) and not array.null_count


def is_of_whole(kind: Any) -> bool:
    """Whether an Arrow type is one of whole numbers that fit int64."""
    return bool(pa.types.is_integer(kind)) and kind != pa.uint64()


def check_type(heading: Heading, kind: Any) -> None:
    """Refuse a column whose type the field does not take.

    Raises:
        RegisterError: saying what it is, what the field takes, and how to convert it.
        UnitMissing: whole numbers or texts of money without a unit.
    """
    if pa.types.is_dictionary(kind):
        return check_type(heading, kind.value_type)
    if pa.types.is_null(kind):
        return None
    spec = heading.spec
    taken = {
        Kind.AMOUNT: pa.types.is_decimal(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind),
        Kind.COUNT: pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0),
        Kind.FLAG: pa.types.is_boolean(kind) or pa.types.is_integer(kind),
        Kind.RATE: pa.types.is_decimal(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind),
        Kind.DAY: pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None),
        Kind.TEXT: pa.types.is_integer(kind),
    }.get(spec.kind, False)
    if not taken and not is_text(kind):
        raise RegisterError(
            f"is a column of {kind}",
            field=heading.hint,
            allowed=_WORDS[spec.kind],
            source=heading.rule,
            remedy=_remedy(spec.kind, kind),
        )
    whole = pa.types.is_integer(kind) or is_text(kind) or (pa.types.is_decimal(kind) and kind.scale <= 0)
    if spec.kind is Kind.AMOUNT and heading.unit is None and whole:
        raise heading.unit_missing(f"a column of {kind}")
    return None


def _remedy(field: Kind, kind: Any) -> str:
    if pa.types.is_timestamp(kind) and field is Kind.DAY:
        return "the day of an instant depends on the time zone; convert the column to local dates first"
    if pa.types.is_floating(kind):
        return "a missing value may have turned whole numbers into floats; convert them back (pandas: astype('Int64'))"
    return "convert the column; nothing is converted silently"


def arrow_column(heading: Heading, array: Any) -> Column:
    """The operands of an Arrow array whose type `check_type` let pass; nulls are missing.

    Raises:
        RegisterError: a text is none.
    """
    try:
        return _operands(heading, array)
    except UnicodeDecodeError as error:
        raise no_text(heading.hint, error) from error


def _operands(heading: Heading, array: Any) -> Column:
    kind = array.type
    missing = _nulls(array)
    if pa.types.is_null(kind):
        zeros = np.full(len(array), heading.spec.ends[0], np.int64)
        column = Column(zeros == 1 if heading.spec.kind is Kind.FLAG else zeros, missing)
    elif pa.types.is_dictionary(kind):
        column = _from_dictionary(heading, array)
    elif is_text(kind):
        column = _from_dictionary(heading, array.dictionary_encode())
    elif pa.types.is_decimal(kind):
        column = _decimals(heading, array, missing)
    elif pa.types.is_boolean(kind):
        column = Column(array.fill_null(False).to_numpy(zero_copy_only=False))
    elif heading.spec.kind is Kind.FLAG:
        numbers = _numbers(array)
        wrong = (numbers != 0) & (numbers != 1)
        column = Column(numbers == 1, None, wrong if wrong.any() else None)
    else:
        column = array_column(heading, _days(array) if heading.spec.kind is Kind.DAY else _numbers(array))
    return _with(column, missing)


def no_text(column: str, error: UnicodeDecodeError) -> RegisterError:
    """The error for bytes in a column of texts that are no text."""
    return RegisterError(
        f"has a text that is none: the bytes {error.object[:40]!r}",
        field=column,
        allowed="texts in UTF-8",
        remedy="decode the column in the encoding that it was written in",
    )


def arrow_texts(array: Any) -> list[str | None]:
    """A text field's values; None where missing or not a text that the field allows."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    values: list[Any] = array.to_pylist()
    if pa.types.is_integer(array.type):
        return [None if value is None else str(value) for value in values]
    return as_texts(values)


def _nulls(array: Any) -> Flags | None:
    if not array.null_count and not pa.types.is_dictionary(array.type):
        return None
    missing: Flags = array.is_null().to_numpy(zero_copy_only=False)
    return missing if missing.any() else None


def _with(column: Column, missing: Flags | None) -> Column:
    """A column with further rows missing; what stands at a missing place is not wrong."""
    if missing is not None:
        column.missing = missing if column.missing is None else column.missing | missing
    if column.missing is not None and column.wrong is not None:
        wrong = column.wrong & ~column.missing
        column.wrong = wrong if wrong.any() else None
    return column


def _numbers(array: Any) -> Any:
    """The numbers as NumPy has them, of the width that they came in; 0 stands at nulls."""
    return (array.fill_null(0) if array.null_count else array).to_numpy(zero_copy_only=False)


def _from_dictionary(heading: Heading, array: Any) -> Column:
    """Read each different value once."""
    values = array.dictionary
    if not len(values):
        return arrow_column(heading, pa.nulls(len(array)))
    if is_text(values.type):
        cells = Cells(heading)
        # A null among the different values is missing, as an empty text is.
        read = marked(np.fromiter((cells[v or ""] for v in values.to_pylist()), np.int64, len(values)), heading)
    else:
        read = arrow_column(heading, values)
    codes = _numbers(array.indices).astype(np.int64, copy=False)
    column = read.take(codes)
    column.wrong = column.wrong if column.wrong is not None and column.wrong.any() else None
    return column


def _days(array: Any) -> Any:
    """Dates and timestamps as datetime64 of their own unit, which tells a time of day from none."""
    kind = array.type
    if pa.types.is_date32(kind):
        return _numbers(array.view(pa.int32())).astype(np.int64).view("datetime64[D]")
    unit = "ms" if pa.types.is_date64(kind) else kind.unit
    return _numbers(array.view(pa.int64())).view(f"datetime64[{unit}]")


def _decimals(heading: Heading, array: Any, missing: Flags | None) -> Column:
    """Decimals as whole numbers of the operand's own decimals, by their unscaled digits.

    A value with further decimals that are not zero is wrong.
    """
    digits = 0 if heading.unit == "fen" else _DIGITS[heading.spec.kind]
    if (shift := digits - array.type.scale) < -_MOST_SHIFT or shift > _MOST_SHIFT:
        return _one_by_one(heading, array.to_pylist())
    if array.type.bit_width < 128:
        array = pc.cast(array, pa.decimal128(array.type.precision, array.type.scale))
    words = array.type.bit_width // 64
    start = array.offset * words
    unscaled = np.frombuffer(array.buffers()[1], "<i8")[start : start + len(array) * words].reshape(-1, words)
    low = np.where(missing, 0, unscaled[:, 0]) if missing is not None else np.ascontiguousarray(unscaled[:, 0])
    beyond = (unscaled[:, 1:] != (unscaled[:, :1] >> 63)).any(axis=1)
    column = bounded(heading, *_shifted(low, shift, heading))
    if beyond.any() and (rows := np.flatnonzero(beyond & ~(missing if missing is not None else False))).size:
        rest = _one_by_one(heading, array.take(pa.array(rows)).to_pylist())
        values: Any = np.array(column.values)
        values[rows] = rest.values
        column.values = values
        wrong = np.zeros(len(array), np.bool_) if column.wrong is None else column.wrong
        wrong[rows] = False if rest.wrong is None else rest.wrong
        column.wrong = wrong
    return column


def _shifted(unscaled: Integers, shift: int, heading: Heading) -> tuple[Integers, Flags | None]:
    """Whole numbers by a power of ten, and where that cannot be done exactly."""
    power = 10 ** abs(shift)
    if shift <= 0:
        values, rest = (unscaled, None) if power == 1 else np.divmod(unscaled, power)
        wrong = None if rest is None else rest != 0
        return values, wrong if wrong is not None and wrong.any() else None
    most = max(map(abs, heading.spec.ends)) // power + 1  # so that the product stays inside int64
    wrong = (unscaled < -most) | (unscaled > most)
    return np.where(wrong, 0, unscaled) * power, wrong if wrong.any() else None


def _one_by_one(heading: Heading, values: list[Any]) -> Column:
    """Decimals of more digits than 64 bits hold, each read as an object."""
    spec = heading.spec
    read: Callable[[object], int] = object_reader(heading)
    if spec.kind is Kind.COUNT:
        values = [None if value is None else int(value) for value in values]
    return marked(np.fromiter(map(read, values), np.int64, len(values)), replace(heading))
