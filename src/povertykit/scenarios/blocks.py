"""A register opened: its tables, and its households block by block with what is wrong taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import cast

import numpy as np

from povertykit.errors import RegisterError, UnknownName
from povertykit.models import Entity, Kind
from povertykit.scenarios.array_table import ArrayTable
from povertykit.scenarios.batch import Batch, Part
from povertykit.scenarios.children import ChildTable, Parents
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.constraints import Trouble, field_troubles, settled
from povertykit.scenarios.csv_register import CsvTable
from povertykit.scenarios.identity import Identities
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import HOUSEHOLD_ID, TABLES, Given, InFile, Money, Piece, Source, Table
from povertykit.scenarios.repeats import Seen, rows_twice
from povertykit.scenarios.words import household_words, identity_of, row_reject

__all__ = ["Block", "Register", "opened"]


@dataclass(slots=True)
class Block:
    """Some households of a register.

    Attributes:
        size: how many rows were read.
        batch: the households that are right, with their children.
        rejects: the rows that are wrong, and those that go with them; each row once.
        rejected: by table, how many.
        piece: the rows as read.
        children: all their children, those of wrong households as well.
        nested: the tables of the children that came inside the rows.
    """

    size: int
    batch: Batch
    piece: Piece
    rejects: list[Reject] = field(default_factory=list)
    rejected: dict[str, int] = field(default_factory=dict)
    children: Mapping[Entity, Part] = field(default_factory=dict)
    nested: list[ChildTable] = field(default_factory=list)

    def refused_children(self, entity: Entity) -> Integers:
        """The rows of a table of children that go with wrong households."""
        return np.setdiff1d(self.children[entity].rows, self.batch.parts[entity].rows)


class Register:
    """The tables of a register, opened and joined.

    Args:
        tables: by name.

    Attributes:
        households: the table of households.
        children: the other tables.
    """

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self.households: Table = tables["households"]
        self.children: list[ChildTable] = []
        self._identities: Identities | None = None
        self._seen: Seen | None = None
        self._twice: Integers = np.empty(0, np.int64)

    @property
    def files(self) -> list[Path]:
        """The files that its tables are read from."""
        return [table.path for table in self.tables.values() if isinstance(table, InFile)]

    def join(self, *, scan: bool = False) -> None:
        """Look for ids that stand twice, and read the other tables.

        A file of households alone is not read twice for that: its ids are noted on the way, and only if one does stand
        twice (`ids_repeat`) is the file scanned and the run begun again.
        """
        if HOUSEHOLD_ID not in self.households.headings.known:
            return
        others = [table for name, table in self.tables.items() if name != "households"]
        self._seen = None
        if others:
            self._identities = Identities(self.households, others)
            self._twice = self._identities.repeated
            self.children = [ChildTable.loaded(table, self._identities) for table in others]
        elif isinstance(self.households, CsvTable) and not scan:
            self._seen = Seen()
        else:
            self._twice = rows_twice(self.households)

    def ids_repeat(self) -> bool:
        """Whether, as far as noted on the way, an id may stand in two rows."""
        return self._seen is not None and bool(self._seen.twice().size)

    def blocks(self, rows: int) -> Iterator[Block]:
        """The households, some rows at a time."""
        return map(self.block, self.pieces(rows))

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The rows of the households, so many at a time, their ids noted."""
        for piece in self.households.pieces(rows):
            if self._seen is not None:
                self._seen.add(piece.texts(HOUSEHOLD_ID))
            yield piece

    def block(self, piece: Piece) -> Block:
        """Some rows with their children, what is wrong taken out; several threads may ask for blocks at once."""
        known = self.households.headings.known
        troubles = list(field_troubles(piece, self.households.headings))
        if (repeated := self._repeated(piece)) is not None:
            troubles.append(Trouble(repeated, HOUSEHOLD_ID, repeated=True))
        columns = {name: piece.column(name) for name, heading in known.items() if heading.spec.kind is not Kind.TEXT}
        parts: dict[Entity, Part] = {}
        trouble_of: dict[Entity, Flags] = {}
        texts = self._texts(piece) if self.children else None
        nested = piece.children() if isinstance(piece, Parents) else []
        children = [*self.children, *nested]
        for child in children:
            parts[child.entity], trouble_of[child.entity] = child.part(
                piece.start, piece.size, None if any(child is each for each in nested) else texts
            )
        batch = Batch(piece.size, slice(piece.start, piece.start + piece.size), columns, parts)
        whole, wrong = settled(batch)
        for trouble in troubles:
            wrong = trouble.rows if wrong is None else wrong | trouble.rows
        for child in children:
            part = parts[child.entity]
            found = part.per_household(trouble_of[child.entity]) | (np.diff(part.offsets) > child.most)
            wrong = found if wrong is None else wrong | found
        right = Batch(piece.size, batch.rows, whole, parts)
        if wrong is None or not wrong.any():
            return Block(piece.size, right, piece, nested=nested)
        block = Block(piece.size, right.take(np.flatnonzero(~wrong)), piece, children=parts, nested=nested)
        for place in np.flatnonzero(wrong).tolist():
            block.rejects += self._rejects(piece, batch, children, troubles, trouble_of, place)
        for reject in block.rejects:
            block.rejected[reject.table] = block.rejected.get(reject.table, 0) + 1
        return block

    def _texts(self, piece: Piece) -> list[str | None] | None:
        return None if self._identities is None or self._identities.whole else piece.texts(HOUSEHOLD_ID)

    def _repeated(self, piece: Piece) -> Flags | None:
        if not self._twice.size:
            return None
        rows = self._twice
        first, last = np.searchsorted(rows, [piece.start, piece.start + piece.size])
        found = np.zeros(piece.size, np.bool_)
        found[rows[first:last] - piece.start] = True
        return found

    def _rejects(
        self,
        piece: Piece,
        batch: Batch,
        tables: list[ChildTable],
        troubles: list[Trouble],
        trouble_of: Mapping[Entity, Flags],
        place: int,
    ) -> Iterator[Reject]:
        """A household's own reject, and those of its children."""
        number, identity = self.households.number(piece.start + place), identity_of(self.households, piece, place)
        children: list[Reject] = []
        guilty: Reject | None = None
        crowd: tuple[str, int, int] | None = None
        for child in tables:
            part = batch.parts[child.entity]
            first, last = int(part.offsets[place]), int(part.offsets[place + 1])
            if last - first > child.most:
                crowd = (child.table.name, last - first, child.most)
            for index in range(first, last):
                row = int(part.rows[index])
                own = child.reject(row, bool(trouble_of[child.entity][index]))
                guilty = guilty or own
                with_it = Reject(
                    child.table.name, child.table.number(row), identity, "", "", "its household is rejected"
                )
                children.append(own or with_it)
        own_trouble = next((trouble for trouble in troubles if trouble.rows[place]), None)
        if own_trouble is not None:
            yield row_reject(self.households, piece, own_trouble, place)
        elif guilty is not None:
            value = f"{guilty.table} row {guilty.row}: {guilty.column} {guilty.value}".rstrip()
            yield Reject("households", number, identity, guilty.table, value, guilty.rule)
        elif crowd is not None:
            yield Reject("households", number, identity, crowd[0], str(crowd[1]), f"at most {crowd[2]} of a household")
        else:
            field_name, problem, rule = household_words(batch, place)
            heading = self.households.headings.known.get(field_name)
            yield Reject("households", number, identity, heading.text if heading else field_name, problem, rule)
        yield from children


def opened(source: Source, columns: Mapping[str, str] | None, money: Money | None) -> Register:
    """Open a register and recognise its headings.

    Raises:
        RegisterError: it is no register, or one of its tables cannot be read.
        UnitMissing: a money column without a unit.
        UnknownName: a table or field that there is not.
    """
    if money not in (None, "yuan", "fen"):
        raise RegisterError(f"got {money!r}", field="money", allowed="'yuan' or 'fen'")
    given = _tables(source)
    names = dict(columns or {})
    tables = {name: _table(name, content, names, money) for name, content in given.items()}
    for name in tables["households"].nested:
        if name in tables:
            raise RegisterError(f"{name} stand in a table of their own and inside the households", field=name)
    found = {text for table in tables.values() for text in _texts_of(table)}
    if unused := [text for text in names if text not in found]:
        raise UnknownName.among(unused[0], found, "columns")
    for name, table in tables.items():
        if HOUSEHOLD_ID not in table.headings.known and (len(tables) > 1 or not table.in_memory):
            raise RegisterError(
                f"has no column {HOUSEHOLD_ID} (户编号)",
                field=name,
                allowed=f"a column with the household's id; there are: {', '.join(_texts_of(table)[:20]) or 'none'}",
                remedy="add it, or name it with columns={...}",
            )
    return Register(tables)


def _table(name: str, content: object, names: Mapping[str, str], money: Money | None) -> Table:
    """The reader of a table: plain columns and CSV files here, everything else in the adapters."""
    from povertykit.adapters.tables import table_of

    if isinstance(content, str) and not content:  # which Path takes for the current folder
        raise RegisterError("the path is empty", field=name, allowed="the path of a CSV, Parquet or Excel file")
    if (table := table_of(name, content, names, money)) is not None:
        return table
    if isinstance(content, Mapping):
        return ArrayTable(name, cast("Mapping[str, Given]", content), names, money)
    return CsvTable(name, Path(cast("str | PathLike[str]", content)), names, money)


def _texts_of(table: Table) -> list[str]:
    texts = [*(heading.text for heading in table.headings.known.values()), *table.headings.unknown]
    for inner in table.nested.values():
        texts += [*_texts_of(inner), getattr(inner, "text", "")]
    return texts


def _tables(source: object) -> Mapping[str, object]:
    from povertykit.adapters.tables import is_table, tables_in

    if isinstance(source, str | PathLike):
        return tables_in(source)
    if not isinstance(source, Mapping):
        if not is_table(source):
            raise RegisterError(
                f"got {type(source).__name__}",
                field="source",
                allowed="a mapping of columns, a mapping of tables (households, members, loans, claims), a data frame, "
                "an iterator of record batches, or the path of a CSV, Parquet or Excel file",
            )
        return {"households": source}
    if not any(name in TABLES and is_table(value) for name, value in source.items()):
        return {"households": source}
    if unknown := [name for name in source if name not in TABLES]:
        raise UnknownName.among(str(unknown[0]), TABLES, "table")
    if "households" not in source:
        raise RegisterError("has no table of households", field="source", remedy="hand in {'households': ..., ...}")
    return source
