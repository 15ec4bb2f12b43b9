"""A policy over a whole register, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
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
from povertykit.progress_bar import ProgressBar
from povertykit.scenarios.blocks import Block, Register, opened
from povertykit.scenarios.compiled import Engine, Loops, loops_for
from povertykit.scenarios.lists import ArrayResults, Kept, Opened, PaymentList, rejected_rows
from povertykit.scenarios.outcome import Found, Outcome, Reject, ResultFrame, Results, Rows, Undecided
from povertykit.scenarios.register import HOUSEHOLD_ID, TABLES, Money, Piece, Source
from povertykit.scenarios.results import HOUSEHOLD, Computed, Sums, Tally, computed, undecided
from povertykit.scenarios.resuming import Journal, State, identity_of_run, need_files
from povertykit.scenarios.selection import Selection, selected
from povertykit.scenarios.threads import checked_threads, in_order, rows_together
from povertykit.scenarios.writing import ListFile, checked_paths, list_file

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
    progress: Progress | bool | None = None,
    block: int | None = None,
    threads: int | None = None,
    resume: bool = False,
    engine: Engine = "auto",
) -> Outcome:
    """Run a policy over a register of households; see `Policy.simulate`, which hands over to this."""
    check_options(on_error, BLOCK if block is None else block)
    if progress is True:
        bar = ProgressBar()
        with closing(bar):
            return simulate(
                policy, source, provisions=provisions, on_error=on_error, money=money, columns=columns, out=out,
                rejects=rejects, undetermined=undetermined, findings=findings, progress=bar, block=block,
                threads=threads, resume=resume, engine=engine,
            )  # fmt: skip
    told = None if progress is None or progress is False else progress
    if told is not None and not callable(told):
        raise RegisterError(
            f"got {progress!r}", field="progress", allowed="True for a bar on the terminal, or a function"
        )
    register = opened(source, columns, money)
    count = checked_threads(threads, read=not register.households.in_memory)
    if block is None:  # a run that may be taken up on other processors has blocks of one size
        block = BLOCK if resume else rows_together(register.households.size, count)
    inputs = register.files
    wanted = {"out": out, "rejects": rejects, "undetermined": undetermined, "findings": findings}
    paths = checked_paths(wanted, inputs)
    chosen = selected(policy, provisions, {**register.tables, **register.households.nested})
    loops = loops_for(policy, chosen.plan, engine, register.households.size)
    journal: Journal | None = None
    if resume:
        settings = {"on_error": on_error, "money": money, "columns": columns, "block": block, "files": sorted(paths)}
        need_files(register.tables, paths)
        journal = Journal([*paths.values()], identity_of_run(policy, chosen.plan, inputs, settings))
    scan = journal is not None and journal.state is not None and bool(journal.state["scan"])
    register.join(scan=scan)
    while True:
        files: dict[str, ListFile] = {}
        try:
            run = _Run(
                policy, register, chosen, paths, files, loops, stop=on_error == "stop", scan=scan, journal=journal
            )
            run.read_through(block, count, told)
            if not register.ids_repeat():
                return run.finished()
            if journal is not None:
                journal.drop()
        finally:
            if journal is not None and any(file.hopeless for file in files.values()):
                journal.drop()
            for file in files.values():  # this does nothing to a file that has taken its name
                file.drop(all_of_it=journal is None or not journal.path.exists())
        scan = True
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
    count = "1 row" if len(found) == 1 else f"{len(found):,} rows"
    return RegisterError(
        f"{count} cannot be taken; the first is row {first.row} (id {first.id or 'none'}): "
        f"{first.column or 'the row'}: {first.value}",
        field=first.table,
        allowed=first.rule,
        remedy=remedy,
    )


_ENTRIES: dict[str, Callable[..., Any]] = {"rejects": Reject, "undetermined": Undecided, "findings": Found}
_Done: TypeAlias = "tuple[Block, tuple[Computed, Sums] | None]"


class _Run:
    """One run: what has been added up and written so far."""

    def __init__(
        self,
        policy: Policy,
        register: Register,
        chosen: Selection,
        paths: Mapping[str, Path],
        files: dict[str, ListFile],
        loops: Loops | None,
        *,
        stop: bool,
        scan: bool = False,
        journal: Journal | None = None,
    ) -> None:
        self.policy, self.register, self.plan, self.stop = policy, register, chosen.plan, stop
        self.left_out: dict[str, LeftOut] = chosen.left_out
        self.loops: Loops | None = loops
        self.constants: dict[str, Any] = bulk_constants(policy.constants)
        self.conflicts = Assessor(policy, HOUSEHOLD, self.plan).conflicts
        self.tally = Tally(self.plan)
        nested = register.households.nested
        self.read = dict.fromkeys([*register.tables, *nested], 0)
        self.read |= {child.table.name: child.size for child in register.children}
        self.refused = dict.fromkeys(self.read, 0)
        self.frame: ResultFrame | None = register.households.results(self.plan)
        self.paths, self.files = paths, files
        self.scan, self.journal = scan, journal
        before = None if journal is None else journal.state
        if before is not None and before["whole"]:
            for name, size in before["bytes"].items():
                ListFile.take_back(paths[name], size)
        heading = register.households.headings.known.get(HOUSEHOLD_ID)
        zh = heading is not None and not heading.text.isascii()
        self.rejects: Kept[Reject] = self._kept("rejects", Reject._fields)
        self.undetermined: Kept[Undecided] = self._kept("undetermined", Undecided._fields)
        self.findings: Kept[Found] = self._kept("findings", Found._fields)
        self.out: PaymentList | None = None
        if "out" in paths:
            self.out = PaymentList(paths["out"], self.plan, zh=zh, opened=self._opening("out"))
        self.arrays = {
            TABLES[name]: ArrayResults(self.plan, TABLES[name], table.size or 0)
            for name, table in register.tables.items()
            if table.in_memory
        }
        if before is not None:
            self._take_up(before)

    def _kept(self, name: str, headings: tuple[str, ...]) -> Kept[Any]:
        return Kept(self.paths.get(name), headings, self._opening(name))

    def _opening(self, name: str) -> Opened:
        """How a file is opened: anew, or after what an interrupted run has written of it."""
        journal = self.journal
        written = {} if journal is None or journal.state is None else journal.state["bytes"]
        kept = int(written[name]) if name in written else None  # a list that has no file has no bytes

        def opened(path: Path, headings: Sequence[str]) -> ListFile:
            file = self.files[name] = list_file(path, headings, lasting=journal is not None, kept=kept)
            return file

        return opened

    @property
    def _lists(self) -> dict[str, Kept[Any]]:
        return {"rejects": self.rejects, "undetermined": self.undetermined, "findings": self.findings}

    def _state(self, *, whole: bool = False) -> State:
        """What the run has come to, with all that is told of on the disk."""
        return {
            "scan": self.scan,
            "whole": whole,
            "read": self.read,
            "refused": self.refused,
            "sums": self.tally.so_far,
            "lists": {name: [each.count, each.entries] for name, each in self._lists.items()},
            "bytes": {name: file.settled() for name, file in self.files.items()},
        }

    def _take_up(self, state: State) -> None:
        """Go on from what an interrupted run had come to."""
        self.read.update(state["read"])
        self.refused.update(state["refused"])
        self.tally.add(state["sums"])
        for name, each in self._lists.items():
            each.count, entries = state["lists"][name]
            each.entries = [_ENTRIES[name](*(tuple(v) if isinstance(v, list) else v for v in e)) for e in entries]

    def read_through(self, rows: int, threads: int, progress: Progress | None) -> None:
        """Go through the register."""
        before = self.read["households"]
        if self.journal is None or self.journal.state is None:
            self._orphans()
            if self.journal is not None:
                self.journal.note(self._state, now=True)
        pieces = (piece for piece in self.register.pieces(rows) if piece.start >= before)
        for block, done in in_order(pieces, self._computed, threads):
            self._refuse(block)
            if done is not None:
                self._pay(block, *done)
            if self.frame is not None:
                self.frame.add(block, None if done is None else done[0])
            for child in block.nested:
                self.read[child.table.name] += child.size
            self.read["households"] += block.size
            if self.journal is not None:
                self.journal.note(self._state)
            if progress is not None:
                progress(self.read["households"], self.register.households.size)

    def finished(self) -> Outcome:
        """Let the files appear, all of them whole."""
        if self.journal is not None:
            self.journal.note(partial(self._state, whole=True), now=True)
        for file in self.files.values():
            file.close()
        for file in self.files.values():
            file.keep()
        if self.journal is not None:
            self.journal.drop()
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
        if self.journal is not None:  # the register must be corrected, and the run begun anew
            self.journal.drop()
        raise refusal_of(found, "correct the register, or pay the others and list these with on_error='quarantine'")

    def _computed(self, piece: Piece) -> _Done:
        """A block and its results, put at their rows; the part of the work that several threads do at once."""
        block = self.register.block(piece)
        batch = block.batch
        if not batch.size or (self.stop and block.rejects):  # nothing to pay, or nothing will be
            return block, None
        into = self.arrays[HOUSEHOLD].places(batch.rows) if HOUSEHOLD in self.arrays else {}
        result = computed(self.plan, self.conflicts, self.constants, batch, self.loops, into)
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
        batch, number = block.batch, self.register.households.number
        id_of = self._naming(block) if entries or places else str  # where nobody is listed, no text is made
        self.undetermined.add(
            [Undecided(number(batch.row(at)), id_of(at), name, why) for at, name, why in entries], count
        )
        children = {child.entity: child.table for child in (*self.register.children, *block.nested)}
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
            if (room := None if most is None else max(0, most - len(places))) == 0:
                continue
            places += [(entity, name, at) for at in np.flatnonzero(rows)[:room].tolist()]
        return count, sorted(places, key=lambda place: (place[0] is not HOUSEHOLD, place[0], place[2]))

    def _outcome(self) -> Outcome:
        results = {entity: target.results() for entity, target in self.arrays.items()}
        tables = {**self.register.tables, **self.register.households.nested}
        return Outcome(
            identity=self.policy.identity,
            totals=self.tally.totals(),
            rows={name: Rows(read, read - self.refused[name], self.refused[name]) for name, read in self.read.items()},
            rejects=tuple(self.rejects.entries),
            undetermined=tuple(self.undetermined.entries),
            findings=tuple(self.findings.entries),
            counts={name: each.count for name, each in self._lists.items()},
            left_out=self.left_out,
            unknown_columns={n: t.headings.unknown for n, t in tables.items() if t.headings.unknown},
            results=results.pop(HOUSEHOLD, Results()),
            parts={name: results[entity] for name, entity in TABLES.items() if entity in results},
            files=dict(self.paths),
            made=self.frame,
            engine="numpy" if self.loops is None else "compiled",
        )
