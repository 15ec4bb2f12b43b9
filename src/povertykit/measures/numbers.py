"""Columns of numbers for measures: whole numbers and fractions stay exact, floats stay floats, all else is refused."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import InvalidInput

__all__ = ["Column", "Number", "Numbers", "column", "exact_total", "of_length"]

Number: TypeAlias = "int | float | Fraction | Decimal"
Numbers: TypeAlias = (
    "npt.NDArray[np.generic] | Sequence[int] | Sequence[float] | Sequence[Fraction] | Sequence[Decimal]"
)
"""One number for each record: a NumPy array or a sequence."""
Column: TypeAlias = npt.NDArray[Any]
"""int64 (exact), Python's exact numbers as objects (exact), or float64."""


def column(values: Numbers, name: str) -> Column:
    """The numbers as an array of int64, of exact objects or of float64.

    Raises:
        InvalidInput: no numbers, not one dimension, NaN, infinity or a missing value, with the first and their count.
    """
    if isinstance(values, np.ma.MaskedArray) and np.ma.getmaskarray(values).any():
        missing = np.flatnonzero(np.ma.getmaskarray(values))
        raise _refused(name, f"a missing value at index {missing[0]} ({missing.size} such)")
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        raise InvalidInput(f"got {values!r}", field=name, allowed="an array or a list of numbers")
    array: Column = values if isinstance(values, np.ndarray) else _listed(values, name)
    if array.ndim != 1:
        raise InvalidInput(f"is an array of {array.ndim} dimensions", field=name, allowed="one dimension")
    if array.dtype.kind in "iu":
        if array.dtype == np.uint64 and array.size and int(array.max()) > INT64_MAX:
            raise InvalidInput(f"got {array.max()}", field=name, allowed="64-bit integers")
        return array.astype(np.int64, copy=False)
    if array.dtype.kind == "f":
        return _finite(array.astype(np.float64, copy=False), name)
    if array.dtype.kind == "O":
        return _objects(array, name)
    raise InvalidInput(f"is an array of {array.dtype}", field=name, allowed="whole numbers, fractions or floats")


def _listed(values: Any, name: str) -> Column:
    """A sequence as an array, without turning 2^63 into a float or True into 1."""
    objects = np.empty(len(values), np.object_)
    objects[:] = list(values)
    return _objects(objects, name)


def _objects(array: Column, name: str) -> Column:
    given = array.tolist()
    for index, value in enumerate(given):
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | Fraction | Decimal | np.number):
            raise _refused(name, f"{value!r} at index {index}")
    if any(isinstance(value, float | np.floating) for value in given):
        return _finite(np.array([float(value) for value in given], np.float64), name)
    if wrong := [at for at, value in enumerate(given) if isinstance(value, Decimal) and not value.is_finite()]:
        raise _refused(name, f"{given[wrong[0]]} at index {wrong[0]} ({len(wrong)} such)")
    exact = [Fraction(value) if isinstance(value, Fraction | Decimal) else int(value) for value in given]
    if all(type(value) is int and abs(value) <= INT64_MAX for value in exact):
        return np.array(exact, np.int64)
    result = np.empty(len(exact), np.object_)
    result[:] = exact
    return result


def _finite(array: Column, name: str) -> Column:
    wrong = np.flatnonzero(~np.isfinite(array))
    if wrong.size:
        raise _refused(name, f"{array[wrong[0]]} at index {wrong[0]} ({wrong.size} such)")
    return array


def _refused(name: str, given: str) -> InvalidInput:
    return InvalidInput(f"got {given}", field=name, allowed="a number in each record", remedy="take such records out")


def of_length(array: Column, size: int, name: str) -> Column:
    """The array, refused where its length is not that of the welfare column."""
    if array.size != size:
        raise InvalidInput(f"{array.size} values for {size} of welfare", field=name, allowed="one for each record")
    return array


def exact_total(factors: Sequence[Column]) -> int | Fraction:
    """The exact sum of the products of columns of exact numbers, whatever its size."""
    whole = all(each.dtype == np.int64 for each in factors)
    bound = factors[0].size
    for each in factors if whole else ():
        bound *= max(1, abs(int(each.min(initial=0))), abs(int(each.max(initial=0))))
    if whole and bound <= INT64_MAX:
        product = factors[0]
        for each in factors[1:]:
            product = product * each
        return int(product.sum())
    total: int | Fraction = 0
    for row in zip(*(each.tolist() for each in factors), strict=True):
        term: int | Fraction = 1
        for value in row:
            term *= value
        total += term
    return total
