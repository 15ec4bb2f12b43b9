"""Tables of members, loans and claims: loaded once, joined to their households, handed out block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

from povertykit.errors import RegisterError
from povertykit.models import MODEL_OF, Entity, Household, Kind, children_of, fields_of
from povertykit.scenarios.batch import Part, offsets_of
from povertykit.scenarios.columns import Column, Flags, Integers
from povertykit.scenarios.constraints import alone, field_troubles, record_troubles
from povertykit.scenarios.identity import Identities, text_keys
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import HOUSEHOLD_ID, TABLES, Piece, Table
from povertykit.scenarios.words import row_reject

__all__ = ["ChildTable", "Parents"]

_PIECE = 1 << 14
Bytes: TypeAlias = npt.NDArray[np.bytes_]


@runtime_checkable
class Parents(Protocol):
    """Rows of households that hold their members, loans and claims themselves."""

    def children(self) -> list[ChildTable]:
        """Their children, a table for each kind."""
        ...


@dataclass(slots=True)
class ChildTable:
    """One table of children in memory, its rows ordered by household.

    Attributes:
        table: the table as given.
        entity: what its rows are.
        size: how many rows it has.
        most: how many of them a household may have.
        identity: the field by which a household's rows must differ.
        order: the places in the table of the rows that are a household's, by household.
        household: the household row of each, in that order.
        columns: the values, in that order.
        ids: the household id of every row, in the table's order: texts as bytes, or whole numbers.
        wrong: what is wrong with the rows that are wrong in themselves, by place in the table.
        troubled: in that order, the rows that are wrong, or whose own id stands twice in their household.
        first: the place in the table of the first row here; 0 unless the children came with some of the households.
    """

    table: Table
    entity: Entity
    size: int
    most: int
    identity: str
    order: Integers
    household: Integers
    columns: dict[str, Column]
    ids: Bytes | Integers
    wrong: dict[int, Reject]
    troubled: Flags
    first: int = 0

    @classmethod
    def loaded(cls, table: Table, identities: Identities) -> ChildTable:
        """Read a whole table and join it to the households."""
        entity = TABLES[table.name]
        kinds = children_of(Household)[table.name]
        read = _Reading(table, entity, kinds.identity)
        for piece in table.pieces(_PIECE):
            read.add(piece)
        whole = table.whole_ids(HOUSEHOLD_ID) if identities.whole else None
        keys = text_keys(iter(read.texts), identities.salt) if whole is None else whole
        household = identities.rows_of(keys)
        placed = np.flatnonzero(household >= 0)
        order = placed[np.argsort(household[placed], kind="stable")]
        troubled = np.isin(order, np.fromiter(read.wrong, np.int64, len(read.wrong)))
        if read.names:
            troubled |= _twice(household[order], np.concatenate(read.names)[order])
        return cls(
            table=table,
            entity=entity,
            size=household.size,
            most=kinds.most,
            identity=kinds.identity,
            order=order,
            household=household[order],
            columns={name: read.joined(name).take(order) for name in read.fields},
            ids=_as_bytes(list(chain.from_iterable(read.texts))) if whole is None else whole,
            wrong=read.wrong,
            troubled=troubled,
        )

    @classmethod
    def nested(cls, table: Table, piece: Piece, household: Integers) -> ChildTable:
        """The children of some households that came with them, each one's household row given, in order."""
        kinds = children_of(Household)[table.name]
        read = _Reading(table, TABLES[table.name], kinds.identity)
        read.add(piece)
        order = np.arange(piece.start, piece.start + piece.size)
        troubled = np.isin(order, np.fromiter(read.wrong, np.int64, len(read.wrong)))
        if read.names:
            troubled |= _twice(household, read.names[0])
        return cls(
            table=table,
            entity=TABLES[table.name],
            size=piece.size,
            most=kinds.most,
            identity=kinds.identity,
            order=order,
            household=household,
            columns={name: read.joined(name) for name in read.fields},
            ids=_as_bytes(read.texts[0]),
            wrong=read.wrong,
            troubled=troubled,
            first=piece.start,
        )

    def part(self, start: int, size: int, texts: list[str | None] | None) -> tuple[Part, Flags]:
        """The children of a block of households, and which of them are in trouble.

        Args:
            start: the first household.
            size: how many households.
            texts: their ids, to make sure of the join; None where ids are whole numbers.
        """
        first, last = (int(place) for place in np.searchsorted(self.household, [start, start + size]))
        place = slice(first, last)
        owner = self.household[place] - start
        if (
            texts is not None
            and last > first
            and not np.array_equal(_as_bytes(texts)[owner], self.ids[self.order[place]])
        ):
            raise RegisterError("different ids have the same key", field=HOUSEHOLD_ID, remedy="run again")
        columns = {name: column.take(place) for name, column in self.columns.items()}
        return Part(self.order[place], owner, offsets_of(owner, size), columns), self.troubled[place]

    def orphans(self) -> Iterator[Reject]:
        """The rows that are no household's."""
        alone = np.ones(self.size, np.bool_)
        alone[self.order] = False
        heading = self.table.headings.known[HOUSEHOLD_ID]
        for row in np.flatnonzero(alone).tolist():
            rule = f"{HOUSEHOLD_ID}: one of the table of households"
            text = self.id_of(row)
            found = Reject(self.table.name, self.table.number(row), text, heading.text, text or "(missing)", rule)
            yield self.wrong.get(row, found)

    def id_of(self, row: int) -> str:
        """The household id of a row of the table."""
        value = self.ids[row - self.first]
        return value.decode() if isinstance(value, bytes) else str(value)

    def reject(self, row: int, troubled: bool) -> Reject | None:
        """What is wrong with a row of the table; None where nothing is."""
        if not troubled:
            return None
        number, heading = self.table.number(row), self.table.headings.known.get(self.identity)
        shown = heading.text if heading else self.identity
        rule = f"{self.identity}: a different one for each of a household's {self.table.name}"
        return self.wrong.get(
            row, Reject(self.table.name, number, self.id_of(row), shown, "given more than once", rule)
        )


class _Reading:
    """What has been read of a table so far."""

    def __init__(self, table: Table, entity: Entity, identity: str) -> None:
        known = table.headings.known
        self.table, self.entity = table, entity
        self.identity = identity if identity in known else None
        self.fields = [n for n, h in known.items() if h.spec.kind is not Kind.TEXT and n in fields_of(MODEL_OF[entity])]
        self.columns: dict[str, list[Column]] = {name: [] for name in self.fields}
        self.texts: list[list[str | None]] = []
        self.names: list[Bytes] = []
        self.wrong: dict[int, Reject] = {}

    def joined(self, name: str) -> Column:
        """A whole column; an empty one where the table has no rows."""
        if self.columns[name]:
            return Column.joined(self.columns[name])
        is_flag = self.table.headings.known[name].spec.kind is Kind.FLAG
        return Column(np.empty(0, np.bool_) if is_flag else np.empty(0, np.int64))

    def add(self, piece: Piece) -> None:
        """Read some rows, and say what is wrong with those that are wrong in themselves."""
        given = {name: piece.column(name) for name in self.fields}
        for trouble in chain(field_troubles(piece, self.table.headings), record_troubles(self.entity, given)):
            for row in np.flatnonzero(trouble.rows).tolist():
                if piece.start + row not in self.wrong:
                    self.wrong[piece.start + row] = row_reject(self.table, piece, trouble, row)
        for name, column in alone(self.entity, given).items():
            column.wrong = None  # said above, and no longer needed
            self.columns[name].append(column)
        self.texts.append(piece.texts(HOUSEHOLD_ID))
        if self.identity is not None:
            self.names.append(_as_bytes(piece.texts(self.identity)))


def _as_bytes(texts: list[str | None]) -> Bytes:
    """Texts in little memory."""
    if not texts:
        return np.empty(0, "S1")
    return np.array([b"" if text is None else text.encode("utf-8", "surrogatepass") for text in texts])


def _twice(household: Integers, names: Bytes) -> Flags:
    """The rows whose name stands in another row of the same household; rows are ordered by household."""
    found = np.zeros(household.size, np.bool_)
    order = np.lexsort((names, household))
    alike = (household[order][1:] == household[order][:-1]) & (names[order][1:] == names[order][:-1])
    found[order[1:][alike]] = found[order[:-1][alike]] = True
    return found
