"""A policy over a whole register, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from povertykit.decision import LeftOut
from povertykit.errors import RegisterError
from povertykit.models import Entity
from povertykit.policy.assessment import Assessor
from povertykit.policy.operands import BLOCK
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.scenarios.array_table import ArrayTable
from povertykit.scenarios.blocks import Block, Register, opened
from povertykit.scenarios.compiled import Engine, Loops, loops_for
from povertykit.scenarios.csv_register import CsvTable
from povertykit.scenarios.lists import ArrayResults, Kept, PaymentList, rejected_rows
from povertykit.scenarios.outcome import Found, Outcome, Reject, Results, Rows, Undecided
from povertykit.scenarios.register import HOUSEHOLD_ID, TABLES, Money, Piece, Source
from povertykit.scenarios.results import HOUSEHOLD, Computed, Sums, Tally, computed, undecided
from povertykit.scenarios.selection import Selection, selected
from povertykit.scenarios.threads import checked_threads, in_order
from povertykit.scenarios.writing import ListFile, checked_paths

__all__ = ["OnError", "Progress", "check_options", "refusal_of", "simulate"]

OnError: TypeAlias = Literal["stop", "quarantine"]
Progress: TypeAlias = Callable[[int, int | None], None]
Where: TypeAlias = "str | PathLike[str] | None"


def simulate(
    policy: Policy,
    source: Source,
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    out: Where = None,
    rejects: Where = None,
    undetermined: Where = None,
    findings: Where = None,
    progress: Progress | None = None,
    block: int = BLOCK,
    threads: int | None = None,
    engine: Engine = "auto",
) -> Outcome:
    """Run a policy over a register of households; see `Policy.simulate`, which hands over to this."""
    check_options(on_error, block)
    register = opened(source, columns, money)
    count = checked_threads(threads, text=isinstance(register.households, CsvTable))
    inputs = [table.path for table in register.tables.values() if isinstance(table, CsvTable)]
    wanted = {"out": out, "rejects": rejects, "undetermined": undetermined, "findings": findings}
    paths = checked_paths(wanted, inputs)
    chosen = selected(policy, provisions, dict(register.tables))
    loops = loops_for(policy, chosen.plan, engine, register.households.size)
    register.join()
    while True:
        files: list[ListFile] = []
        try:
            run = _Run(policy, register, chosen, paths, files, loops, stop=on_error == "stop")
            run.read_through(block, count, progress)
            if not register.ids_repeat():
                return run.finished()
        finally:
            for file in files:
                file.drop()  # which does nothing to a file that has taken its name
        register.join(scan=True)


def check_options(on_error: object, block: object) -> None:
    """Refuse options that there are not.

    Raises:
        RegisterError: naming the option.
    """
    if on_error not in ("stop", "quarantine"):
        raise RegisterError(f"got {on_error!r}", field="on_error", allowed="'stop' or 'quarantine'")
    if type(block) is not int or not 1 <= block <= 1 << 24:
        raise RegisterError(f"got {block!r}", field="block", allowed="1 to 16,777,216 rows")


def refusal_of(found: Sequence[Reject], remedy: str = "correct the register") -> RegisterError:
    """The error for rows that cannot be taken, telling of the first."""
    first = found[0]
    return RegisterError(
        f"{len(found):,} rows cannot be taken; the first is row {first.row} (id {first.id or 'none'}): "
        f"{first.column or 'the row'}: {first.value}",
        field=first.table,
        allowed=first.rule,
        remedy=remedy,
    )


_Done: TypeAlias = "tuple[Block, tuple[Computed, Sums] | None]"


class _Run:
    """One run: what has been added up and written so far."""

    def __init__(
        self,
        policy: Policy,
        register: Register,
        chosen: Selection,
        paths: Mapping[str, Path],
        files: list[ListFile],
        loops: Loops | None,
        *,
        stop: bool,
    ) -> None:
        self.policy, self.register, self.plan, self.stop = policy, register, chosen.plan, stop
        self.left_out: dict[str, LeftOut] = chosen.left_out
        self.loops: Loops | None = loops
        self.constants: dict[str, Any] = bulk_constants(policy.constants)
        self.conflicts = Assessor(policy, HOUSEHOLD, self.plan).conflicts
        self.tally = Tally(self.plan)
        self.read = dict.fromkeys(register.tables, 0) | {child.table.name: child.size for child in register.children}
        self.refused = dict.fromkeys(register.tables, 0)
        self.paths, self.files = paths, files
        heading = register.households.headings.known.get(HOUSEHOLD_ID)
        zh = heading is not None and not heading.text.isascii()
        self.rejects: Kept[Reject] = self._kept("rejects", Reject._fields)
        self.undetermined: Kept[Undecided] = self._kept("undetermined", Undecided._fields)
        self.findings: Kept[Found] = self._kept("findings", Found._fields)
        self.out: PaymentList | None = None
        if "out" in paths:
            self.out = PaymentList(paths["out"], self.plan, zh=zh)
            self.files.append(self.out.file)
        self.arrays = {
            TABLES[name]: ArrayResults(self.plan, TABLES[name], table.size or 0)
            for name, table in register.tables.items()
            if isinstance(table, ArrayTable)
        }

    def _kept(self, name: str, headings: tuple[str, ...]) -> Kept[Any]:
        kept: Kept[Any] = Kept(self.paths.get(name), headings)
        if kept.file is not None:
            self.files.append(kept.file)
        return kept

    def read_through(self, rows: int, threads: int, progress: Progress | None) -> None:
        """Go through the register."""
        self._orphans()
        for block, done in in_order(self.register.pieces(rows), self._computed, threads):
            self._refuse(block)
            if done is not None:
                self._pay(block, *done)
            self.read["households"] += block.size
            if progress is not None:
                progress(self.read["households"], self.register.households.size)

    def finished(self) -> Outcome:
        """Let the files appear, all of them whole."""
        for file in self.files:
            file.close()
        for file in self.files:
            file.keep()
        return self._outcome()

    def _orphans(self) -> None:
        found = [reject for child in self.register.children for reject in child.orphans()]
        for child in self.register.children:
            lost = [reject for reject in found if reject.table == child.table.name]
            self.refused[child.table.name] += len(lost)
            if lost and child.entity in self.arrays:
                rows = np.ones(child.size, np.bool_)
                rows[child.order] = False
                self.arrays[child.entity].reject(np.flatnonzero(rows))
        if found:
            self._take_out(found)

    def _refuse(self, block: Block) -> None:
        if not block.rejects:
            return
        for table, count in block.rejected.items():
            self.refused[table] += count
        if HOUSEHOLD in self.arrays:
            span = slice(block.piece.start, block.piece.start + block.size)
            self.arrays[HOUSEHOLD].reject(rejected_rows(span, block.batch))
        for child in self.register.children:
            if child.entity in self.arrays:
                self.arrays[child.entity].reject(block.refused_children(child.entity))
        self._take_out(block.rejects)

    def _take_out(self, found: list[Reject]) -> None:
        """Put rows on the list of rejects, or stop."""
        if not self.stop:
            self.rejects.add(found)
            return
        raise refusal_of(found, "correct the register, or pay the others and list these with on_error='quarantine'")

    def _computed(self, piece: Piece) -> _Done:
        """A block and its results, put at their rows; the part of the work that several threads do at once."""
        block = self.register.block(piece)
        batch = block.batch
        if not batch.size or (self.stop and block.rejects):  # nothing to pay, or nothing will be
            return block, None
        result = computed(self.plan, self.conflicts, self.constants, batch, self.loops)
        for entity, target in self.arrays.items():  # most of which is the first touch of fresh memory
            target.put(batch.rows if entity is HOUSEHOLD else batch.parts[entity].rows, result)
        return block, (result, self.tally.sums(result, batch))

    def _pay(self, block: Block, result: Computed, sums: Sums) -> None:
        self.tally.add(sums)
        if self.out is not None:
            self.out.add(map(self._naming(block), range(block.batch.size)), result)
        self._list(block, result)

    def _naming(self, block: Block) -> Callable[[int], str]:
        """The id of each household of a block's batch; its row where the register has no ids."""
        table, batch = self.register.households, block.batch
        if HOUSEHOLD_ID not in table.headings.known:
            return lambda at: str(table.number(batch.row(at)))
        texts, start = block.piece.texts(HOUSEHOLD_ID), block.piece.start
        return lambda at: texts[batch.row(at) - start] or ""

    def _list(self, block: Block, result: Computed) -> None:
        count, entries = undecided(self.plan, result, self.undetermined.room)
        found, places = self._found(result, self.findings.room)
        if not count and not found:
            return
        batch, number, id_of = block.batch, self.register.households.number, self._naming(block)
        self.undetermined.add(
            [Undecided(number(batch.row(at)), id_of(at), name, why) for at, name, why in entries], count
        )
        children = {child.entity: child.table for child in self.register.children}
        listed: list[Found] = []
        for entity, name, at in places:
            if entity is HOUSEHOLD:
                listed.append(Found(number(batch.row(at)), id_of(at), name))
                continue
            part, table = batch.parts[entity], children[entity]
            listed.append(Found(table.number(int(part.rows[at])), id_of(int(part.owner[at])), name, table.name))
        self.findings.add(listed, found)

    def _found(self, result: Computed, most: int | None) -> tuple[int, list[tuple[Entity, str, int]]]:
        """How many findings there are, and the places of the first in each table."""
        count, places = 0, list[tuple[Entity, str, int]]()
        for (entity, name), rows in result.found.items():
            if rows is None or not (found := int(np.count_nonzero(rows))):
                continue
            count += found
            room = None if most is None else max(0, most - len(places))
            places += [(entity, name, at) for at in np.flatnonzero(rows)[:room].tolist()]
        return count, sorted(places, key=lambda place: (place[0] is not HOUSEHOLD, place[0], place[2]))

    def _outcome(self) -> Outcome:
        kept: list[tuple[str, Kept[Any]]] = [
            ("rejects", self.rejects),
            ("undetermined", self.undetermined),
            ("findings", self.findings),
        ]
        results = {entity: target.results() for entity, target in self.arrays.items()}
        return Outcome(
            identity=self.policy.identity,
            totals=self.tally.totals(),
            rows={name: Rows(read, read - self.refused[name], self.refused[name]) for name, read in self.read.items()},
            rejects=tuple(self.rejects.entries),
            undetermined=tuple(self.undetermined.entries),
            findings=tuple(self.findings.entries),
            counts={name: each.count for name, each in kept},
            left_out=self.left_out,
            unknown_columns={n: t.headings.unknown for n, t in self.register.tables.items() if t.headings.unknown},
            results=results.pop(HOUSEHOLD, Results()),
            parts={name: results[entity] for name, entity in TABLES.items() if entity in results},
            files=dict(self.paths),
            engine="numpy" if self.loops is None else "compiled",
        )
