"""What a register is: tables of households, members, loans and claims, whose headings name the models' fields.

A heading is a field's own name, its Chinese title or an alias; an amount's heading may carry its unit, as `月收入(元)`,
`household_income_fen` or `月收入（元/月）`. The readers of arrays and of CSV files each make a `Table`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias, runtime_checkable

from povertykit.errors import RegisterError, UnitMissing, UnknownName
from povertykit.models import MODEL_OF, Entity, FieldSpec, Household, Kind, children_of, fields_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from povertykit.policy.plan import Plan
    from povertykit.scenarios.columns import Column, Flags
    from povertykit.scenarios.outcome import ResultFrame

__all__ = [
    "HOUSEHOLD_ID",
    "TABLES",
    "Given",
    "Heading",
    "Headings",
    "InFile",
    "Money",
    "Piece",
    "Source",
    "Table",
    "headings_of",
]

Money: TypeAlias = Literal["yuan", "fen"]
Given: TypeAlias = "npt.NDArray[np.generic] | Sequence[object]"
"""One column as a caller hands it over: a NumPy array (masked where values are missing) or a sequence."""


class ArrowStream(Protocol):
    """What speaks Arrow: a frame of pandas, polars or pyarrow, a reader, a DuckDB relation, a series."""

    @property
    def __arrow_c_stream__(self) -> Callable[..., object]:
        """The stream."""
        ...


class LazyPlan(Protocol):
    """A lazy frame of polars."""

    @property
    def collect_batches(self) -> Callable[..., object]:
        """Its rows, some at a time."""
        ...


OneTable: TypeAlias = (
    "str | PathLike[str] | Mapping[str, Given | ArrowStream] | ArrowStream | LazyPlan | Iterator[object]"
)
"""A table: columns by heading (arrays, sequences, series), a data frame or stream, record batches, or a file's path."""
Source: TypeAlias = "OneTable | Mapping[str, OneTable]"
"""A register: a table of households, or tables by name."""

HOUSEHOLD_ID: Final = next(iter(fields_of(Household)))
TABLES: Final[Mapping[str, Entity]] = MappingProxyType(
    {"households": Entity.HOUSEHOLD}
    | {name: children.model.entity for name, children in children_of(Household).items()}
)
"""The tables that a register may have, and what each row of them is."""

_UNIT_IN_BRACKETS = re.compile(r"(.+?)\s*[(（]([^()（）]*)[)）]").fullmatch
_UNIT_AT_END = re.compile(r"(.+)_(yuan|fen)").fullmatch


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table, recognised.

    Attributes:
        text: the heading as given.
        spec: the field that it names.
        unit: for an amount, the unit of its whole numbers and texts; None where nobody said it.
    """

    text: str
    spec: FieldSpec
    unit: Money | None = None

    @property
    def rule(self) -> str:
        """What the field allows in a register, and whose rule that is."""
        spec = self.spec
        taken = spec.taken()
        if spec.kind is Kind.AMOUNT and spec.bounds is not None:
            taken = f"{spec.bounds[0]} to {spec.bounds[1]} {spec.unit_en}, with at most two decimals"
        elif spec.kind is Kind.FLAG:
            taken = "是 or 否, true or false, yes or no, 1 or 0; True or False in arrays"
        unknown = "; empty (None) where not known" if spec.nullable else ""
        return f"{MODEL_OF[spec.entity].__name__}.{spec.name}: {taken}{unknown}"

    @property
    def hint(self) -> str:
        """The heading and the field, as messages name the column."""
        return self.text if self.text in (self.spec.name, self.spec.zh) else f"{self.text} ({self.spec.name})"

    def unit_missing(self, given: str) -> UnitMissing:
        """The error for an amount whose unit nobody said."""
        return UnitMissing(
            f"{given} may be yuan or fen",
            field=self.text,
            allowed=f"a heading with its unit ({self.spec.zh}(元), {self.spec.zh}(分), {self.spec.name}_yuan, "
            f"{self.spec.name}_fen), or money='yuan' or money='fen' for all columns without one",
            remedy="say the unit",
        )


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of one table: by field name, and those that name no field."""

    known: Mapping[str, Heading]
    unknown: tuple[str, ...]


def headings_of(table: str, texts: Iterable[str], columns: Mapping[str, str], money: Money | None) -> Headings:
    """Recognise a table's headings.

    Args:
        table: the table's name.
        texts: the headings.
        columns: further names, heading to field.
        money: the unit of amounts whose heading has none.

    Raises:
        RegisterError: two headings name one field, or a heading is given twice.
        UnitMissing: an amount's heading has a unit that is none of its field's.
        UnknownName: `columns` names a field that there is not.

    Examples:
        >>> known = headings_of("households", ["户编号", "月收入(元)", "村"], {}, None)
        >>> known.known["household_income"].unit, known.unknown
        ('yuan', ('村',))
    """
    entity = TABLES[table]
    fields = dict(fields_of(MODEL_OF[entity]))
    fields.setdefault(HOUSEHOLD_ID, fields_of(Household)[HOUSEHOLD_ID])
    names = {name: spec for spec in fields.values() for name in spec.names}
    known: dict[str, Heading] = {}
    unknown: list[str] = []
    for text in texts:
        if not isinstance(text, str):
            unknown.append(str(text))  # a frame may number its columns
            continue
        target = columns.get(text, text)
        found = _recognised(target.strip("\ufeff").strip(), text, names)  # a second mark of the encoding
        if found is None:
            if text in columns:
                raise UnknownName.among(target, fields, f"columns[{text!r}]")
            unknown.append(text)
            continue
        spec, unit = found
        if spec.name in known:
            problem = f"{known[spec.name].text!r} and {text!r} both name {spec.name} ({spec.zh})"
            raise RegisterError(problem, field=table, remedy="take one of the two out")
        known[spec.name] = Heading(text, spec, unit or (money if spec.kind is Kind.AMOUNT else None))
    return Headings(MappingProxyType(known), tuple(unknown))


def _recognised(name: str, text: str, names: Mapping[str, FieldSpec]) -> tuple[FieldSpec, Money | None] | None:
    """The field that a heading names, and the unit that it carries."""
    if name in names:
        return names[name], None
    if (found := _UNIT_AT_END(name)) and found[1] in names and names[found[1]].kind is Kind.AMOUNT:
        return names[found[1]], "yuan" if found[2] == "yuan" else "fen"
    if (found := _UNIT_IN_BRACKETS(name)) is None or found[1] not in names:
        return None
    spec, unit = names[found[1]], found[2].strip()
    if spec.kind is not Kind.AMOUNT:
        return (spec, None) if unit in (spec.unit_zh, spec.unit_en) else None
    if unit in ("元", "yuan", spec.unit_zh, spec.unit_en):
        return spec, "yuan"
    if unit in ("分", "fen", spec.unit_zh.replace("元", "分")):
        return spec, "fen"
    raise UnitMissing(
        f"the unit {unit!r} is not one of {spec.name}",
        field=text,
        allowed=f"元, 分 or {spec.unit_zh}",
        source=f"{MODEL_OF[spec.entity].__name__}.{spec.name}: {spec.description}",
        remedy="convert the column, and name its unit",
    )


class Piece(Protocol):
    """Some consecutive rows of a table, read."""

    @property
    def start(self) -> int:
        """The place of the first row in the table, from 0."""
        ...

    @property
    def size(self) -> int:
        """How many rows."""
        ...

    @property
    def malformed(self) -> Flags | None:
        """The rows that have too few or too many cells; None where there are none."""
        ...

    def column(self, name: str) -> Column:
        """A field's values."""
        ...

    def texts(self, name: str) -> list[str | None]:
        """A text field's values; None where missing or not a text that the field allows."""
        ...

    def whole(self, name: str) -> bool:
        """Whether a text field's values are the whole numbers of an array, which need no look."""
        ...

    def raw(self, name: str, row: int) -> str:
        """A value as it was given, for a message."""
        ...

    def lacks(self, name: str, row: int) -> bool:
        """Whether a text field has no value in a row: an empty cell, None, a masked element."""
        ...

    def cells(self, row: int) -> str:
        """How a malformed row is malformed."""
        ...


class Table(Protocol):
    """One table of a register."""

    @property
    def name(self) -> str:
        """The table's name: households, members …"""
        ...

    @property
    def headings(self) -> Headings:
        """Its headings."""
        ...

    @property
    def in_memory(self) -> bool:
        """Whether all rows lie in memory, so that results may as well."""
        ...

    @property
    def nested(self) -> Mapping[str, Table]:
        """The tables of children that lie in its own rows, by name."""
        ...

    @property
    def size(self) -> int | None:
        """How many rows it has; for a file, None until it was read, or an estimate."""
        ...

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The table in pieces of so many rows."""
        ...

    def whole_ids(self, name: str) -> npt.NDArray[np.int64] | None:
        """An id column that is an array of whole numbers, as int64; None for any other."""
        ...

    def ids(self, name: str) -> Iterator[npt.NDArray[np.int64] | list[str | None]]:
        """An id column in pieces: all of them whole numbers (masked where there is none), or all of them texts."""
        ...

    def texts(self, name: str) -> Iterator[list[str | None]]:
        """A text field of the whole table, in pieces."""
        ...

    def labels(self, heading: str) -> Iterator[list[str | None]]:
        """Any column of the whole table as texts, in pieces, also one that names no field; None where empty."""
        ...

    def results(self, plan: Plan) -> ResultFrame | None:
        """What makes a frame of the results of this table's rows; None for a file."""
        ...

    def number(self, row: int) -> int:
        """How the row at a place is numbered in lists: arrays from 0, files as a spreadsheet does (heading = 1)."""
        ...


@runtime_checkable
class InFile(Protocol):
    """What lies in a file."""

    @property
    def path(self) -> Path:
        """The file."""
        ...
