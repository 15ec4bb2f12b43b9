"""A table of a register that comes as Arrow record batches, with members, loans and claims nested or beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from povertykit.adapters.arrow_columns import (
    arrow_column,
    arrow_texts,
    check_type,
    in_words,
    is_of_whole,
    is_whole,
    no_text,
    usual,
)
from povertykit.adapters.returned import MemoryFrame, StreamFrame
from povertykit.errors import RegisterError
from povertykit.models import MODEL_OF, Children, Household, children_of
from povertykit.policy.plan import Plan
from povertykit.scenarios.children import ChildTable
from povertykit.scenarios.columns import Column, Flags, Integers, array_column
from povertykit.scenarios.outcome import ResultFrame
from povertykit.scenarios.register import (
    HOUSEHOLD_ID,
    TABLES,
    Heading,
    Headings,
    Money,
    Table,
    headings_of,
)
from povertykit.scenarios.texts import as_text, given_text, label_of

__all__ = ["ArrowPiece", "ArrowTable", "Opener", "Values", "joined", "regrouped"]

Values: TypeAlias = Any
"""One column of a piece: an Arrow array, or a NumPy array of objects where a frame holds Python values."""
Opener: TypeAlias = Callable[[Sequence[str]], Iterable[Any]]
"""Begins the stream of record batches anew, with at least the columns named."""

_MOST_TOGETHER = 1 << 16


@dataclass(slots=True)
class ArrowPiece:
    """Some consecutive rows.

    Args:
        start: the place of the first.
        size: how many.
        headings: the table's headings.
        data: the columns by field.
        nested: the tables of children inside, with the children of these rows.
    """

    start: int
    size: int
    headings: Headings
    data: Mapping[str, Values]
    nested: Sequence[tuple[Nested, Any, int]] = ()
    malformed: Flags | None = None
    read: dict[str, Column] = field(default_factory=dict)
    names: dict[str, list[str | None]] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        """A field's values."""
        if name not in self.read:
            values, heading = self.data[name], self.headings.known[name]
            reader = array_column if isinstance(values, np.ndarray) else arrow_column
            self.read[name] = reader(heading, values)
        return self.read[name]

    def texts(self, name: str) -> list[str | None]:
        """A text field's values."""
        if name not in self.names:
            values = self.data.get(name)
            if values is None:  # children of households without ids
                return [None] * self.size
            own = isinstance(values, np.ndarray)
            try:
                self.names[name] = [as_text(value) for value in values.tolist()] if own else arrow_texts(values)
            except UnicodeDecodeError as error:
                raise no_text(self.headings.known[name].text, error) from error
        return self.names[name]

    def ids(self, name: str) -> Integers | list[str | None]:
        """An id field's values: whole numbers (masked where there is none) if it is a column of them, or texts."""
        values = self.data.get(name)
        if values is None or isinstance(values, np.ndarray) or not is_of_whole(values.type):
            return self.texts(name)
        numbers = (values.fill_null(0) if values.null_count else values).to_numpy().astype(np.int64, copy=False)
        if not values.null_count:
            return cast("Integers", numbers)
        return cast("Integers", np.ma.MaskedArray(numbers, values.is_null().to_numpy(zero_copy_only=False)))

    def whole(self, name: str) -> bool:
        """Whether a text field's values are whole numbers, which need no look."""
        values = self.data[name]
        return not isinstance(values, np.ndarray) and is_whole(values)

    def raw(self, name: str, row: int) -> str:
        """A value as it was given."""
        return given_text(self._value(name, row))

    def lacks(self, name: str, row: int) -> bool:
        """Whether a row has no value."""
        return self._value(name, row) in (None, "")

    def cells(self, row: int) -> str:
        """No row of a frame is malformed."""
        raise LookupError(row)

    def children(self) -> list[ChildTable]:
        """The children nested in these rows, a table for each kind."""
        return [table.of(self, values, first) for table, values, first in self.nested]

    def _value(self, name: str, row: int) -> object:
        values = self.data[name]
        return values[row] if isinstance(values, np.ndarray) else values[row].as_py()


class ArrowTable:
    """One table of a register, as record batches that can be gone through more than once.

    Args:
        name: the table's name.
        schema: its Arrow schema.
        opened: begins the stream anew.
        names: further names of headings.
        money: the unit of amounts whose heading has none.
        size: how many rows, where that is known.

    Raises:
        RegisterError: a column of a type that its field does not take.
        UnitMissing: an amount without a unit.

    Examples:
        >>> batch = pa.record_batch({"户编号": ["H1"], "月收入(元)": ["268.50"]})
        >>> table = ArrowTable("households", batch.schema, lambda names: [batch], {}, None, 1)
        >>> next(table.pieces(10)).column("household_income").values
        array([26850])
    """

    def __init__(
        self,
        name: str,
        schema: Any,
        opened: Opener,
        names: Mapping[str, str],
        money: Money | None,
        size: int | None = None,
        *,
        in_memory: bool = False,
    ) -> None:
        self.name: str = name
        self.size: int | None = size
        self.in_memory: bool = in_memory
        self.opened = opened
        self.inside: dict[str, Nested] = {}
        self.further: list[str] = []
        self.caller: tuple[str, Any] = ("", None)
        texts = []
        for place, text in enumerate(schema.names):
            inner = _nested_name(names.get(text, text), schema.field(place).type) if name == "households" else None
            if inner is None:
                texts.append(text)
            elif inner in self.inside:
                raise RegisterError(f"{self.inside[inner].text!r} and {text!r} both hold {inner}", field=name)
            else:
                self.inside[inner] = Nested(inner, text, schema.field(place).type, names, money)
        self.headings: Headings = headings_of(name, texts, names, money)
        self.check(schema)
        for table in self.inside.values():
            table.belongs_to(self.headings.known.get(HOUSEHOLD_ID))

    @property
    def nested(self) -> Mapping[str, Table]:
        """The tables of children in list columns, by name."""
        return MappingProxyType(dict(self.inside))

    def check(self, schema: Any) -> None:
        """Refuse columns of a type that their field does not take."""
        for heading in self.headings.known.values():
            check_type(heading, schema.field(schema.names.index(heading.text)).type)

    def wanted(self) -> list[str]:
        """The headings of the columns that are read."""
        return [h.text for h in self.headings.known.values()] + [table.text for table in self.inside.values()]

    def pieces(self, rows: int) -> Iterator[ArrowPiece]:
        """The table in pieces of so many rows."""
        start = 0
        firsts = dict.fromkeys(self.inside, 0)
        for size, columns in self.columns(rows, self.wanted()):
            nested = []
            for name, table in self.inside.items():
                nested.append((table, columns[table.text], firsts[name]))
                firsts[name] += _counted(columns[table.text])
            data = {known: columns[heading.text] for known, heading in self.headings.known.items()}
            yield ArrowPiece(start, size, self.headings, data, nested)
            start += size
        self.size = start

    def columns(self, rows: int, wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Values]]]:
        """Some columns by heading, so many rows at a time."""
        for batch in regrouped(self.opened(wanted), rows):
            places = {text: place for place, text in enumerate(batch.schema.names)}
            yield batch.num_rows, {text: usual(batch.column(places[text])) for text in wanted}

    def whole_ids(self, name: str) -> Integers | None:
        """An id column of whole numbers, none missing, as int64; None for any other."""
        text = self.headings.known[name].text
        parts: list[Integers] = []
        known = None if self.size is None else np.empty(self.size, np.int64)  # or twice the memory would be taken
        rows = 0
        for size, columns in self.columns(_MOST_TOGETHER, [text]):
            values = columns[text]
            if isinstance(values, np.ndarray) or not is_whole(values):
                return None
            numbers = values.to_numpy().astype(np.int64, copy=False)
            if known is None:
                parts.append(numbers)
            else:
                known[rows : rows + size] = numbers
            rows += size
        if known is not None:
            return known[:rows]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def ids(self, name: str) -> Iterator[Integers | list[str | None]]:
        """An id column in pieces: all of them whole numbers (masked where there is none), or all of them texts."""
        heading = self.headings.known[name]
        only = Headings({name: heading}, ())
        for size, columns in self.columns(_MOST_TOGETHER, [heading.text]):
            yield ArrowPiece(0, size, only, {name: columns[heading.text]}).ids(name)

    def texts(self, name: str) -> Iterator[list[str | None]]:
        """A text field of the whole table, in pieces."""
        heading = self.headings.known[name]
        only = Headings({name: heading}, ())
        for size, columns in self.columns(_MOST_TOGETHER, [heading.text]):
            yield ArrowPiece(0, size, only, {name: columns[heading.text]}).texts(name)

    def labels(self, heading: str) -> Iterator[list[str | None]]:
        """Any column of the whole table as texts, in pieces; None where empty."""
        for _, columns in self.columns(_MOST_TOGETHER, [heading]):
            values = columns[heading]
            yield [
                label_of(value) for value in (values.tolist() if isinstance(values, np.ndarray) else values.to_pylist())
            ]

    def results(self, plan: Plan) -> ResultFrame | None:
        """What makes a frame of results of the caller's kind; None for a file."""
        kind, given = self.caller
        identity = self.headings.known.get(HOUSEHOLD_ID)
        if not kind:
            return None
        if not self.in_memory:
            return StreamFrame(self, plan, kind, given, identity)
        return MemoryFrame(
            plan, self.caller, None if identity is None else (identity.text, partial(self._ids, identity))
        )

    def _ids(self, identity: Heading) -> Any:
        """The ids as given, in one column."""
        parts = [columns[identity.text] for _, columns in self.columns(1 << 30, [identity.text])]
        parts = [pa.array(map(as_text, each.tolist())) if isinstance(each, np.ndarray) else each for each in parts]
        return pa.chunked_array(parts, None if parts else pa.string())

    def number(self, row: int) -> int:
        """Rows are numbered from 0."""
        return row


def _nested_name(text: object, kind: Any) -> str | None:
    """The table of children that a list column of structs holds; None for any other column."""
    lists = (
        pa.types.is_list,
        pa.types.is_large_list,
        pa.types.is_fixed_size_list,
        pa.types.is_list_view,
        pa.types.is_large_list_view,
    )
    listed = any(test(kind) for test in lists)
    if not isinstance(text, str) or not (listed or pa.types.is_nested(kind)):
        return None
    for name, children in children_of(Household).items():
        if text.strip() in (name, children.model.entity.zh, children.model.model_config.get("title")):
            if not listed or not pa.types.is_struct(kind.value_type):
                problem = f"is a column of {in_words(kind)}"
                remedy = "convert the column, or take it out"
                allowed = f"a list of structs, a struct for each of {name}"
                raise RegisterError(problem, field=text, allowed=allowed, remedy=remedy)
            return name
    return None


def _counted(lists: Any) -> int:
    return int(_lengths(lists).sum())


def _lengths(lists: Any) -> Integers:
    """How many children each household has; none where the list is null."""
    counts: Integers = pc.call_function("list_value_length", [lists]).fill_null(0).to_numpy(zero_copy_only=False)
    return counts


class Nested:
    """A list column of structs in the table of households: a table of children, read with their households.

    Args:
        name: the table's name.
        text: the heading of the list column.
        kind: its Arrow type.
        names: further names of headings.
        money: the unit of amounts whose heading has none.
    """

    size: int | None = None
    in_memory: bool = False
    nested: Mapping[str, Table] = MappingProxyType({})

    def __init__(self, name: str, text: str, kind: Any, names: Mapping[str, str], money: Money | None) -> None:
        self.name: str = name
        self.text: str = text
        self.children: Children = children_of(Household)[name]
        self._parts = _parts_of(self.children.model, kind.value_type)
        fields = dict(_flat(kind.value_type, self._parts))
        if len(fields) < len(list(_flat(kind.value_type, self._parts))):
            problem = (
                f"a field of its structs is there twice: {', '.join(n for n, _ in _flat(kind.value_type, self._parts))}"
            )
            raise RegisterError(problem, field=text, remedy="give each field a name of its own")
        found = headings_of(name, fields, names, money)
        known = {n: h for n, h in found.known.items() if n != HOUSEHOLD_ID}
        unknown = found.unknown + tuple(h.text for n, h in found.known.items() if n == HOUSEHOLD_ID)
        for heading in known.values():
            check_type(heading, fields[heading.text])
        self.headings: Headings = Headings(known, tuple(f"{text}.{each}" for each in unknown))

    def belongs_to(self, identity: Heading | None) -> None:
        """Take the households' id as each child's own."""
        if identity is not None:
            self.headings = Headings({HOUSEHOLD_ID: identity, **self.headings.known}, self.headings.unknown)

    def of(self, parent: ArrowPiece, lists: Any, first: int) -> ChildTable:
        """The children of some households, the first of which is at a place of its own among all children."""
        owners = np.repeat(np.arange(parent.size), _lengths(lists))
        structs = lists.flatten()
        columns: dict[str, Any] = dict(_columns_of(structs, self._parts))
        data = {name: columns[h.text] for name, h in self.headings.known.items() if name != HOUSEHOLD_ID}
        if HOUSEHOLD_ID in self.headings.known:
            identity = parent.data[HOUSEHOLD_ID]
            own = isinstance(identity, np.ndarray)
            data[HOUSEHOLD_ID] = identity[owners] if own else identity.take(pa.array(owners))
        piece = ArrowPiece(first, owners.size, self.headings, data)
        return ChildTable.nested(self, piece, owners + parent.start)

    def pieces(self, rows: int) -> Iterator[ArrowPiece]:
        """Children are read with their households."""
        raise LookupError(self.name)

    def whole_ids(self, name: str) -> None:
        """Children are found by their place."""
        return None

    def ids(self, name: str) -> Iterator[Integers | list[str | None]]:
        """Children are read with their households."""
        raise LookupError(self.name)

    def texts(self, name: str) -> Iterator[list[str | None]]:
        """Children are read with their households."""
        raise LookupError(self.name)

    def labels(self, heading: str) -> Iterator[list[str | None]]:
        """Children are read with their households."""
        raise LookupError(self.name)

    def results(self, plan: Plan) -> None:
        """Results are told of households."""
        return None

    def number(self, row: int) -> int:
        """Rows are numbered from 0, those of one household after another."""
        return row


def _parts_of(model: Any, kind: Any) -> frozenset[str]:
    """The struct fields that are a single part of the record (schooling), whose own fields count as the record's."""
    names = {"schooling", "在学"} if model is MODEL_OF[TABLES["members"]] else set()
    return frozenset(kind.field(i).name for i in range(kind.num_fields) if _is_part(kind.field(i), names))


def _is_part(inner: Any, names: set[str]) -> bool:
    return inner.name in names and pa.types.is_struct(inner.type)


def _flat(kind: Any, parts: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for place in range(kind.num_fields):
        inner = kind.field(place)
        if inner.name in parts:
            yield from _flat(inner.type, frozenset())
        else:
            yield inner.name, inner.type


def _columns_of(structs: Any, parts: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for inner, values in zip(structs.type, structs.flatten(), strict=True):
        if inner.name in parts:
            yield from _columns_of(values, frozenset())
        else:
            yield inner.name, usual(values)


def regrouped(batches: Iterable[Any], rows: int) -> Iterator[Any]:
    """Record batches of so many rows each, whatever the split that they come in."""
    held: list[Any] = []
    count = 0
    for batch in batches:
        place = 0
        while place < batch.num_rows:
            part = batch.slice(place, rows - count)
            held.append(part)
            count += part.num_rows
            place += part.num_rows
            if count == rows:
                yield joined(held)
                held, count = [], 0
    if held:
        yield joined(held)


def joined(batches: list[Any]) -> Any:
    """Record batches as one."""
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).combine_chunks()
    return pa.record_batch([column.chunk(0) for column in table.columns], schema=table.schema)
