"""A table whose columns are NumPy arrays or sequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from povertykit.errors import RegisterError
from povertykit.money import to_yuan
from povertykit.scenarios.columns import Column, Flags, Integers, array_column, check_array
from povertykit.scenarios.register import HOUSEHOLD_ID, Given, Headings, Money, Table, headings_of
from povertykit.scenarios.texts import as_text, given_text, label_of

if TYPE_CHECKING:
    from povertykit.policy.plan import Plan
    from povertykit.scenarios.outcome import Results

__all__ = ["ArrayFrame", "ArrayTable", "plain_array"]

_ROWS = 1 << 16
_ALIKE = {int: np.int64, bool: np.bool_, float: np.float64}


@dataclass(slots=True)
class _ArrayPiece:
    start: int
    size: int
    headings: Headings
    arrays: Mapping[str, npt.NDArray[np.generic]]
    given: Mapping[str, Given]
    malformed: Flags | None = None
    read: dict[str, Column] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        if name not in self.read:
            self.read[name] = array_column(self.headings.known[name], self._slice(name))
        return self.read[name]

    def texts(self, name: str) -> list[str | None]:
        return [as_text(value) for value in self._slice(name).tolist()]

    def whole(self, name: str) -> bool:
        return _are_whole(self.arrays[name])

    def raw(self, name: str, row: int) -> str:
        return given_text(self._slice(name)[row : row + 1].tolist()[0])

    def lacks(self, name: str, row: int) -> bool:
        return self._slice(name)[row : row + 1].tolist()[0] is None

    def cells(self, row: int) -> str:
        raise LookupError(row)  # no row of arrays is malformed

    def others(self, row: int) -> list[str]:
        columns: list[Any] = [column for column in self.given.values() if hasattr(column, "__getitem__")]
        return [str(column[self.start + row]) for column in columns]

    def _slice(self, name: str) -> npt.NDArray[np.generic]:
        return self.arrays[name][self.start : self.start + self.size]


class ArrayTable:
    """One table of a register, as columns.

    Args:
        name: the table's name.
        columns: NumPy arrays or sequences of one length, by heading.
        names: further names of headings.
        money: the unit of amounts whose heading has none.

    Raises:
        RegisterError: columns of unlike lengths, or of a kind that their field does not take.
        UnitMissing: whole numbers of money without a unit.

    Examples:
        >>> ArrayTable("households", {"家庭人口": [3, 2], "月收入(元)": ["268", "0"]}, {}, None).size
        2
    """

    in_memory: bool = True
    nested: Mapping[str, Table] = MappingProxyType({})

    def __init__(self, name: str, columns: Mapping[str, Given], names: Mapping[str, str], money: Money | None) -> None:
        self.name = name
        self.given: Mapping[str, Given] = columns
        self.headings: Headings = headings_of(name, columns, names, money)
        lengths = {heading: len(column) for heading, column in columns.items() if hasattr(column, "__len__")}
        if len(set(lengths.values())) > 1:
            shown = ", ".join(f"{heading} {length}" for heading, length in lengths.items())
            raise RegisterError(f"columns of unlike lengths: {shown}", field=name, allowed="columns of one length")
        self.arrays: dict[str, npt.NDArray[np.generic]] = {
            known: plain_array(columns[heading.text], heading.hint) for known, heading in self.headings.known.items()
        }
        for known, array in self.arrays.items():
            check_array(self.headings.known[known], array)
        self.size: int | None = next(iter(lengths.values()), 0)

    def pieces(self, rows: int) -> Iterator[_ArrayPiece]:
        """The table in pieces of so many rows; their columns are views of the whole."""
        total = self.size or 0
        for start in range(0, total, rows):
            yield _ArrayPiece(start, min(rows, total - start), self.headings, self.arrays, self.given)

    def whole_ids(self, name: str) -> Integers | None:
        """An id column that is an array of whole numbers, as int64; None for any other."""
        array = self.arrays[name]
        return array.astype(np.int64, copy=False) if _are_whole(array) else None

    def ids(self, name: str) -> Iterator[Integers | list[str | None]]:
        """An id column in pieces: whole numbers as they stand, anything else as texts."""
        whole = self.whole_ids(name)
        return self.texts(name) if whole is None else (whole[at : at + _ROWS] for at in range(0, whole.size, _ROWS))

    def texts(self, name: str) -> Iterator[list[str | None]]:
        """A text field of the whole table, in pieces."""
        for piece in self.pieces(_ROWS):
            yield piece.texts(name)

    def labels(self, heading: str) -> Iterator[list[str | None]]:
        """Any column as texts, in pieces; None where empty."""
        column: Any = self.given[heading]
        for start in range(0, self.size or 0, _ROWS):
            part = column[start : start + _ROWS]
            yield [label_of(value) for value in (part.tolist() if isinstance(part, np.ndarray) else part)]

    def results(self, plan: Plan) -> ArrayFrame | None:
        """The results of arrays are arrays."""
        return ArrayFrame(self.headings, self.arrays)

    def number(self, row: int) -> int:
        """Rows of arrays are numbered from 0."""
        return row


class ArrayFrame:
    """Results as a mapping of arrays: the ids as given, payments (masked where there is none), codes of tests.

    Args:
        headings: the table's headings.
        arrays: its columns.
    """

    def __init__(self, headings: Headings, arrays: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._ids = {headings.known[name].text: arrays[name] for name in (HOUSEHOLD_ID,) if name in arrays}

    def add(self, block: object, result: object) -> None:
        """The results are gathered as arrays already."""

    def made(self, results: Results, amounts: Literal["yuan", "fen"]) -> dict[str, npt.NDArray[Any]]:
        """The mapping."""
        frame: dict[str, npt.NDArray[Any]] = dict(self._ids)
        for name, fen in results.payments.items():
            frame[f"{name}_{amounts}"] = fen if amounts == "fen" else _in_yuan(fen)
        return frame | dict(results.verdicts)


def _in_yuan(fen: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    yuan: npt.NDArray[Any] = to_yuan(np.ma.getdata(fen))
    return np.ma.MaskedArray(yuan, fen.mask) if isinstance(fen, np.ma.MaskedArray) else yuan


def _are_whole(array: npt.NDArray[np.generic]) -> bool:
    return array.dtype.kind in "iu" and array.dtype != np.uint64 and not isinstance(array, np.ma.MaskedArray)


def plain_array(column: Given, hint: str) -> npt.NDArray[np.generic]:
    """A column as an array of one dimension, without a silent conversion."""
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise RegisterError(f"is an array of {column.ndim} dimensions", field=hint, allowed="one dimension")
        return column
    if not isinstance(column, Sequence) or isinstance(column, str | bytes | bytearray):
        raise RegisterError(
            f"is {type(column).__name__}", field=hint, allowed="a NumPy array or a list", remedy="take its to_numpy()"
        )
    kinds = {type(value) for value in column}
    alike = _ALIKE.get(kinds.pop()) if len(kinds) == 1 else None
    if alike is not None:
        try:
            return np.array(column, dtype=alike)
        except OverflowError:
            pass  # kept as objects, where the rows that are too large are found
    # NumPy would turn [True, 2] into ints and [1, "x"] into texts; as objects each value keeps its kind.
    objects = np.empty(len(column), dtype=np.object_)
    objects[:] = list(column)
    return objects
