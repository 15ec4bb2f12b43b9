"""Columns that are not all numbers: categories, truth values, and cells where nothing is known.

What is missing is told apart from what is known; it is never taken for zero, for False or for "not deprived".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.errors import InvalidInput, UnknownName
from povertykit.measures.numbers import Column, Flags, Numbers, Rows, array_of, same_index
from povertykit.measures.sample import Sample

__all__ = ["Achievements", "Cells", "Table", "cells_of", "flags_of", "size_of", "table_of"]


class Table(Protocol):
    """A dataframe: those of pandas, polars and pyarrow are such."""

    def __getitem__(self, name: str, /) -> Any: ...


Cells: TypeAlias = "Numbers | Sequence[str | None] | Sequence[bool | None] | Sequence[float | None]"
"""One cell for each record: a number, a truth value, a category, or None (NaN, NA) where nothing is known."""
Achievements: TypeAlias = Mapping[str, Cells] | Table | npt.NDArray[Any]
"""Columns by name, a dataframe, or an array of shape (records, indicators)."""


def table_of(achievements: Achievements, names: Sequence[str]) -> dict[str, Any]:
    """The columns of the named indicators, all of one length and one index.

    Args:
        achievements: columns by name, a dataframe, or an array with one column for each name, in their order.
        names: of the indicators.

    Raises:
        UnknownName: an indicator without a column.
        InvalidInput: no table, unlike lengths or indexes, no records.

    Examples:
        >>> import numpy as np
        >>> table_of(np.array([[1, 2], [3, 4]]), ["school", "water"])["water"]
        array([2, 4])
    """
    columns = _columns(achievements, list(names))
    size = size_of(columns)
    same_index(**columns)
    if not size:
        raise InvalidInput("there are no records", field="achievements", allowed="one record or more")
    return columns


def size_of(columns: Mapping[str, Any]) -> int:
    """How many records columns have, all alike.

    Raises:
        InvalidInput: not a column, unlike lengths.

    Examples:
        >>> size_of({"benefit": [1, 2], "target": [True, False]})
        2
    """
    for name, values in columns.items():
        if not hasattr(values, "__len__"):
            raise InvalidInput(f"got {values!r}", field=name, allowed="an array, a list or a column of a dataframe")
    sizes = {name: len(values) for name, values in columns.items()}
    first = next(iter(sizes))
    for name, size in sizes.items():
        if size != sizes[first]:
            problem = f"{size} values, {first} has {sizes[first]}"
            raise InvalidInput(problem, field=name, allowed="one for each record")
    return sizes[first]


def _columns(achievements: Any, names: list[str]) -> dict[str, Any]:
    if isinstance(achievements, np.ndarray):
        if achievements.ndim != 2:
            problem = f"is an array of {achievements.ndim} dimensions"
            raise InvalidInput(problem, field="achievements", allowed="records by indicators: two dimensions")
        if achievements.shape[1] != len(names):
            problem = f"has {achievements.shape[1]} columns for {len(names)} indicators"
            raise InvalidInput(problem, field="achievements", allowed="one column for each indicator, in their order")
        return {name: achievements[:, at] for at, name in enumerate(names)}
    present: Any = achievements
    if not isinstance(achievements, Mapping):
        if callable(getattr(achievements, "collect", None)):
            problem = f"got {type(achievements).__name__}, which is not computed yet"
            raise InvalidInput(problem, field="achievements", remedy="give its collect()")
        # A pyarrow table's `columns` are the columns themselves, its `column_names` their names.
        present = getattr(achievements, "column_names", None) or getattr(achievements, "columns", None)
        if present is None or not hasattr(achievements, "__getitem__"):
            allowed = "columns by name, a dataframe, or an array of records by indicators"
            raise InvalidInput(f"got {type(achievements).__name__}", field="achievements", allowed=allowed)
    given = {str(each) for each in present}
    for name in names:
        if name not in given:
            raise UnknownName.among(name, given, "indicator", remedy="the achievements have no such column")
    return {name: achievements[name] for name in names}


def cells_of(values: Any, name: str, rows: Rows | None = None) -> tuple[Column, Flags]:
    """The cells of a column as an array of any kind, and which of them are missing.

    Args:
        values: one cell for each record.
        name: of the column, for messages.
        rows: the records asked for; all where left out.

    Raises:
        InvalidInput: not a column.

    Examples:
        >>> cells_of(["a", None, "b"], "water")[1]
        array([False,  True, False])
    """
    array = array_of(values, name, "an array, a list or a column of a dataframe")
    if array.ndim != 1:
        raise InvalidInput(f"is an array of {array.ndim} dimensions", field=name, allowed="one dimension")
    if rows is not None:
        array = array[rows]
    if isinstance(array, np.ma.MaskedArray):
        return array.data, np.ma.getmaskarray(array)
    if array.dtype.kind == "f":
        return array, np.isnan(array)
    if array.dtype.kind == "O":
        given = array.tolist()
        return array, np.fromiter((_is_missing(each) for each in given), np.bool_, len(given))
    return array, np.zeros(array.size, np.bool_)


def _is_missing(value: object) -> bool:
    # pandas' NA and NaT answer no comparison with a truth value, so they are known by their types' names.
    return (
        value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)
    )


def truth(array: Column, known: Flags, name: str, rows: Rows | None) -> Flags:
    """Truth values, or 0 and 1, as truth values; False where the cell is missing.

    Raises:
        InvalidInput: another value, with the first and their count.
    """
    if array.dtype == np.bool_:
        return np.asarray(array & known, np.bool_)
    with np.errstate(invalid="ignore"):
        if array.dtype.kind in "iuf":
            yes, no = array == 1, array == 0
        else:
            given = [
                _bit(each) if is_known else 0 for each, is_known in zip(array.tolist(), known.tolist(), strict=True)
            ]
            yes, no = np.array([each == 1 for each in given]), np.array([each == 0 for each in given])
    wrong = np.flatnonzero(known & ~np.asarray(yes | no, np.bool_))
    if wrong.size:
        at = wrong[0] if rows is None else rows[wrong[0]]
        problem = f"got {array[wrong[0]]!r} at index {at} ({wrong.size} such)"
        raise InvalidInput(problem, field=name, allowed="True and False, or 1 and 0")
    return np.asarray(yes & known, np.bool_)


def _bit(value: object) -> int | None:
    return int(value) if isinstance(value, int | float | np.bool_ | np.number) and value in (0, 1) else None


def flags_of(sample: Sample, values: Cells, name: str) -> Flags:
    """A column of truth values, or of 0 and 1, of the records of a sample.

    Raises:
        InvalidInput: another length or index, a missing value, or another number; with their count.
    """
    same_index(sample.index, "the other columns", **{name: values})
    if hasattr(values, "__len__") and len(values) != sample.given:
        raise InvalidInput(
            f"{len(values)} values for {sample.given} records", field=name, allowed="one for each record"
        )
    array, missing = cells_of(values, name, sample.rows)
    if missing.any():
        at = int(np.flatnonzero(missing)[0])
        at = at if sample.rows is None else int(sample.rows[at])
        problem = f"nothing is given at index {at} ({int(missing.sum())} such)"
        raise InvalidInput(problem, field=name, allowed="True or False in each record")
    return truth(array, ~missing, name, sample.rows)
