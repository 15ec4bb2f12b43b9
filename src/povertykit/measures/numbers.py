"""Columns of numbers for measures: whole numbers and fractions stay exact, floats stay floats, all else is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from math import isfinite, prod
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import InvalidInput, OutOfRange

__all__ = [
    "Column",
    "Flags",
    "Floats",
    "Number",
    "Numbers",
    "Rows",
    "Series",
    "array_of",
    "as_written",
    "column",
    "exact_or_float",
    "exact_total",
    "finite",
    "index_of",
    "measurable",
    "of_length",
    "same_index",
    "scalar",
]

Number: TypeAlias = int | float | Fraction | Decimal


class Series(Protocol):
    """A column of a dataframe: pandas, polars and pyarrow columns are such."""

    def __len__(self) -> int: ...
    def to_numpy(self) -> npt.NDArray[Any]: ...  # noqa: D102


Numbers: TypeAlias = (
    npt.NDArray[np.generic]
    | Sequence[int]
    | Sequence[float]
    | Sequence[Fraction]
    | Sequence[Decimal]
    | Sequence[Number]
    | Series
)
"""One number for each record: a NumPy array, a sequence, or a column of a dataframe."""
Column: TypeAlias = npt.NDArray[Any]
"""int64 (exact), Python's exact numbers as objects (exact), or float64."""
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.intp]
"""Which records, by number."""


def column(values: Numbers, name: str, rows: Rows | None = None) -> Column:
    """The numbers as an array of int64, of exact objects or of float64.

    Args:
        values: one number for each record.
        name: of the column, for messages.
        rows: the records asked for; what the others hold does not matter. All where left out.

    Raises:
        InvalidInput: no numbers, not one dimension, NaN, infinity or a missing value, with the first and their count.
        OutOfRange: floats beyond 1e60, or all below 1e-60, whose products leave what a float can hold.

    Examples:
        >>> column([1, 2], "welfare"), column([1, 0.5], "welfare")
        (array([1, 2]), array([1. , 0.5]))
    """
    array = array_of(values, name, "an array or a list of numbers")
    if array.ndim != 1:
        raise InvalidInput(f"is an array of {array.ndim} dimensions", field=name, allowed="one dimension")
    if rows is not None:
        array = array[rows]
    if isinstance(array, np.ma.MaskedArray):
        if (missing := np.flatnonzero(np.ma.getmaskarray(array))).size:
            raise _refused(name, "a missing value", missing, rows)
        array = array.data
    if array.dtype.kind in "iu":
        if array.dtype == np.uint64 and array.size and int(array.max()) > INT64_MAX:
            raise InvalidInput(f"got {array.max()}", field=name, allowed="64-bit integers")
        return array.astype(np.int64, copy=False)
    if array.dtype.kind == "f":
        return _finite(array.astype(np.float64, copy=False), name, rows)
    if array.dtype.kind == "O":
        return _objects(array, name, rows)
    raise InvalidInput(f"is an array of {array.dtype}", field=name, allowed="whole numbers, fractions or floats")


def array_of(values: object, name: str, allowed: str) -> Column:
    """The values as an array, without turning 2^63 into a float or True into 1.

    Args:
        values: an array, a column of a dataframe or a sequence.
        name: of the column, for messages.
        allowed: what it may be, for messages.

    Raises:
        InvalidInput: none of these.
    """
    if isinstance(values, np.ndarray):
        return values
    to_numpy = getattr(values, "to_numpy", None)
    if callable(to_numpy):
        return np.asarray(_of_arrow(values) if type(values).__module__.startswith("pyarrow") else to_numpy())
    # A set and a mapping have no order that records could go by.
    if isinstance(values, str | bytes | Set | Mapping) or not isinstance(values, Collection):
        raise InvalidInput(f"got {values!r}", field=name, allowed=allowed)
    objects = np.empty(len(values), np.object_)
    objects[:] = list(values)
    return objects


def _of_arrow(values: Any) -> Any:
    """A pyarrow column, which is not always copied unless it is said so; missing whole numbers stay missing."""
    whole = values.null_count and str(values.type) not in ("double", "float", "halffloat")
    return values.to_numpy(zero_copy_only=False) if not whole else array_of(values.to_pylist(), "values", "a list")


def index_of(values: object) -> Any:
    """The index of a pandas column; None for anything else."""
    index = getattr(values, "index", None)
    return None if index is None or callable(index) or not hasattr(index, "equals") else index


def same_index(first: object = None, whose: str = "the design", /, **columns: object) -> Any:
    """The one index that columns of a dataframe share; None where none has one.

    Args:
        first: an index already known.
        whose: that is, for messages.
        columns: the columns by name.

    Raises:
        InvalidInput: columns with unlike indexes, whose values would be taken for other records'.
    """
    known = first
    for name, values in columns.items():
        index = index_of(values)
        if index is None:
            continue
        if known is None:
            known, whose = index, name
        elif not index.equals(known):
            raise InvalidInput(
                f"has another index than {whose}",
                field=name,
                remedy=f"align it with {whose}, or give to_numpy() of both",
            )
    return known


def _objects(array: Column, name: str, rows: Rows | None) -> Column:
    given = array.tolist()
    for index, value in enumerate(given):
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | Fraction | Decimal | np.number):
            at = index if rows is None else int(rows[index])
            raise InvalidInput(f"got {value!r} at index {at}", field=name, allowed=_ALLOWED, remedy=_REMEDY)
    if any(isinstance(value, float | np.floating) for value in given):
        return _finite(np.array([float(value) for value in given], np.float64), name, rows)
    if wrong := [at for at, value in enumerate(given) if isinstance(value, Decimal) and not value.is_finite()]:
        raise _refused(name, f"{given[wrong[0]]}", np.array(wrong), rows)
    exact = [Fraction(value) if isinstance(value, Fraction | Decimal) else int(value) for value in given]
    if all(type(value) is int and abs(value) <= INT64_MAX for value in exact):
        return np.array(exact, np.int64)
    result = np.empty(len(exact), np.object_)
    result[:] = exact
    return result


def _finite(array: Column, name: str, rows: Rows | None) -> Column:
    # One quick pass for the common case: NaN and infinity show in the sum of squares, and so does what is too large.
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        squares = float(array @ array)
    if _LEAST_SQUARE < squares < _MOST_SQUARE or not array.size:
        return array
    if (wrong := np.flatnonzero(~np.isfinite(array))).size:
        raise _refused(name, f"{array[wrong[0]]}", wrong, rows)
    return measurable(array, name)


_MOST: Final = 1e60
_LEAST_SQUARE: Final = 1e-118
_MOST_SQUARE: Final = 1e118


def measurable(array: Column, name: str) -> Column:
    """The numbers, refused where products of several of them would leave what a float can hold.

    Args:
        array: finite floats, or exact numbers that are about to become floats.
        name: of the column, for messages.

    Raises:
        OutOfRange: one beyond 1e60, or all nearer to zero than 1e-60.

    Examples:
        >>> measurable(np.array([1e-80, 1.0]), "welfare")
        array([1.e-80, 1.e+00])
    """
    ends = (scalar(array.min()), scalar(array.max())) if array.size else (0, 0)
    largest = ends[1] if ends[1] >= -ends[0] else -ends[0]
    if largest and not 1 / _MOST <= largest <= _MOST:
        shown = f"{largest:g}" if isinstance(largest, float) else "a whole number or fraction of this size"
        raise OutOfRange(
            f"the number farthest from zero is {shown}",
            field=name,
            allowed="floats from 1e-60 to 1e60, or all zero",
            remedy="count in a larger or a smaller unit",
        )
    return array


_ALLOWED = "a number in each record"
_REMEDY = "take such records out; with a survey design, by its domain()"


def _refused(name: str, given: str, wrong: Rows, rows: Rows | None) -> InvalidInput:
    at = wrong[0] if rows is None else rows[wrong[0]]
    return InvalidInput(f"got {given} at index {at} ({wrong.size} such)", field=name, allowed=_ALLOWED, remedy=_REMEDY)


def finite(value: Number, name: str, allowed: str) -> Number:
    """The number as it was given, refused where it is none.

    Args:
        value: what was given.
        name: of the argument, for messages.
        allowed: what it may be, for messages.

    Raises:
        InvalidInput: not a number, True or False, NaN or infinity.

    Examples:
        >>> finite(0.5, "order", "a number")
        0.5
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal) or not isfinite(value):
        raise InvalidInput(f"got {value!r}", field=name, allowed=allowed)
    return value


def as_written(value: Number) -> Fraction:
    """The number exactly; a float as it is written: 0.6 means six tenths, not the binary number nearest to it.

    Examples:
        >>> as_written(0.6), as_written(2)
        (Fraction(3, 5), Fraction(2, 1))
    """
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def scalar(value: object) -> int | float | Fraction:
    """A number of a column as Python's own.

    Examples:
        >>> scalar(np.int64(3)), scalar(np.float64(0.5))
        (3, 0.5)
    """
    return value.item() if isinstance(value, np.generic) else value  # type: ignore[return-value]


def exact_or_float(value: object) -> Fraction | float:
    """A number of a column: a float as it is, others as an exact fraction.

    Examples:
        >>> exact_or_float(np.int64(3)), exact_or_float(np.float64(0.5))
        (Fraction(3, 1), 0.5)
    """
    number = scalar(value)
    return number if isinstance(number, float) else Fraction(number)


def of_length(array: Column, size: int, name: str) -> Column:
    """The array, refused where its length is not the number of records."""
    if array.size != size:
        raise InvalidInput(f"{array.size} values for {size} records", field=name, allowed="one for each record")
    return array


def exact_total(factors: Sequence[Column]) -> int | Fraction:
    """The exact sum of the products of columns of exact numbers, whatever its size."""
    if len(factors) <= _MOST_FACTORS and all(each.dtype == np.int64 for each in factors):
        return _whole_total(list(factors), [_largest(each) for each in factors])
    total: int | Fraction = 0
    for row in zip(*(each.tolist() for each in factors), strict=True):
        term: int | Fraction = 1
        for value in row:
            term *= value
        total += term
    return total


_MOST_FACTORS: Final = 6
_ROWS: Final = 1 << 15
_LEAST_ROWS: Final = 1 << 9


def _largest(whole: Column) -> int:
    return max(1, abs(int(whole.min(initial=0))), abs(int(whole.max(initial=0))))


def _whole_total(factors: list[Column], largest: list[int]) -> int:
    """The sum in blocks that 64 bits hold; where a product alone is too large, one factor is split into two halves."""
    rows = min(_ROWS, INT64_MAX // prod(largest))
    if rows >= min(_LEAST_ROWS, factors[0].size):
        total = 0
        for start in range(0, factors[0].size, max(rows, 1)):
            product = factors[0][start : start + rows]
            for each in factors[1:]:
                product = product * each[start : start + rows]
            total += int(product.sum())
        return total
    at = largest.index(max(largest))
    shift = largest[at].bit_length() // 2
    high, low = factors.copy(), factors.copy()
    high[at], low[at] = factors[at] >> shift, factors[at] & ((1 << shift) - 1)
    return (_whole_total(high, _with(largest, at, (largest[at] >> shift) + 1)) << shift) + _whole_total(
        low, _with(largest, at, (1 << shift) - 1)
    )


def _with(largest: list[int], at: int, value: int) -> list[int]:
    return [*largest[:at], max(1, value), *largest[at + 1 :]]
