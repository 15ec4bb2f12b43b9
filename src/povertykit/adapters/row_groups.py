"""A register in Parquet as tasks, a row group each, which the workers of an engine run in any order, or twice.

Every task reads its own row group and gives back what it comes to; rows never pass through the engine. Where the
payment list is wanted, each task writes its own part of it, under a temporary name until it is whole.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from povertykit.adapters.arrow import BatchPolicy
from povertykit.adapters.engines import with_repeated
from povertykit.adapters.parquet import ParquetTable, parquet_batches
from povertykit.decision import Identity
from povertykit.errors import RegisterError
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.scenarios.outcome import KEPT, Total
from povertykit.scenarios.register import HOUSEHOLD_ID
from povertykit.scenarios.results import Tally
from povertykit.scenarios.selection import selected

__all__ = ["EngineOutcome", "Folder", "RowGroup", "Work", "added_up", "work_of"]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """One task.

    Attributes:
        place: its place among all of the register, from 0.
        path: the file.
        number: the row group in the file.
    """

    place: int
    path: str
    number: int


@dataclass(frozen=True, slots=True)
class EngineOutcome:
    """What a register in Parquet comes to.

    Attributes:
        identity: the policy.
        totals: what each payment comes to.
        rows_in: the households that were read.
        rejected: those of them that were not taken.
        rejects: the first of these: id, and why.
        findings: the households that a person must look at.
        folder: where the payment list is, in Parquet files, one for each row group; None where none was asked for.
    """

    identity: Identity
    totals: Mapping[str, Total]
    rows_in: int
    rejected: int
    rejects: tuple[tuple[str, str], ...]
    findings: int
    folder: Path | None = None

    @property
    def rows_out(self) -> int:
        """The households that were decided."""
        return self.rows_in - self.rejected


@dataclass(frozen=True, slots=True)
class Work:
    """What the workers do with a row group; it can be pickled.

    Attributes:
        run: the policy as a function of record batches.
        wanted: the columns that are read; None for all.
        identity: the heading of the household's id; None where there is none.
        folder: where the parts of the payment list are written; None where none was asked for.
    """

    run: BatchPolicy
    wanted: tuple[str, ...] | None
    identity: str | None
    folder: str | None = None

    def batches(self, group: RowGroup, columns: Sequence[str] | None) -> Iterator[Any]:
        """The record batches of a row group."""
        return parquet_batches("households", group.path, columns, group.number)

    def ids(self, group: RowGroup) -> list[str]:
        """The ids of a row group, as lists show them."""
        assert self.identity is not None
        texts = self.wanted if self.wanted is None else [self.identity]
        columns = (batch.column(self.identity).to_pylist() for batch in self.batches(group, texts))
        return [str(value) for column in columns for value in column if value is not None]

    def pay(self, group: RowGroup) -> dict[str, Any]:
        """Decide for the households of a row group, and say what it comes to; with a folder, write its part."""
        sums: dict[str, Any] = {"rows": 0, "rejected": 0, "findings": 0, "rejects": [], "payments": {}}
        results = self.run.adding(self.batches(group, self.wanted), sums["payments"])
        if self.folder is None:
            for batch in results:
                _count(sums, batch)
            return sums
        place = Path(self.folder) / f"part-{group.place:06d}.parquet"
        partial = place.with_name(f".{place.name}.{uuid.uuid4().hex}.partial")
        writer: Any = None
        try:
            for batch in results:
                writer = writer or pq.ParquetWriter(partial, batch.schema, compression="zstd", write_page_checksum=True)
                writer.write_batch(batch)
                _count(sums, batch)
            if writer is not None:
                writer.close()
                os.replace(partial, place)  # a task that is run a second time writes the same once more
        finally:
            if writer is not None:
                writer.close()
            partial.unlink(missing_ok=True)
        return sums


def _count(sums: dict[str, Any], batch: Any) -> None:
    """Add a batch of results."""
    lost = batch.column("rejected")
    rejected = batch.num_rows - lost.null_count
    sums["rows"] += batch.num_rows
    sums["rejected"] += rejected
    sums["findings"] += batch.num_rows - batch.column("findings").null_count
    if rejected and (room := KEPT - len(sums["rejects"])) > 0:
        reasons = zip(batch.column(HOUSEHOLD_ID).to_pylist(), lost.to_pylist(), strict=True)
        sums["rejects"] += [(identity or "", why) for identity, why in reasons if why is not None][:room]


def work_of(
    run: BatchPolicy, path: str | PathLike[str], twice: Callable[[Work, list[RowGroup]], Collection[str]]
) -> tuple[Work, list[RowGroup], Plan]:
    """The tasks of a register in Parquet, and what is done with each.

    Args:
        run: the policy as a function of record batches.
        path: a Parquet file, or a folder of them.
        twice: finds the ids that stand in more than one row.

    Raises:
        RegisterError: the register cannot be read, has the members in a file of their own, or an id stands in two rows
            and that stops the run.
        UnitMissing: a money column whose unit nobody said.
        InvalidInput, UnknownName, OpenTerm, OutOfCoverage: a provision named cannot be computed here.
    """
    if path == "":
        raise RegisterError("the path is empty", field="households", allowed="a Parquet file, or a folder of them")
    table = ParquetTable("households", Path(path), run.columns, run.money)
    plan = selected(run.policy, run.provisions, {"households": table, **table.nested}).plan
    groups: list[RowGroup] = []
    for file in table.paths:
        count = pq.read_metadata(file).num_row_groups
        groups += [RowGroup(len(groups) + number, str(file.resolve()), number) for number in range(count)]
    wanted = table.wanted()
    dotted = any("." in text for text in wanted)  # which Parquet would take for a path inside a struct
    identity = table.headings.known.get(HOUSEHOLD_ID)
    work = Work(run, None if dotted else tuple(wanted), identity.text if identity else None)
    return replace(work, run=with_repeated(run, work.identity, lambda _: twice(work, groups))), groups, plan


def added_up(policy: Policy, plan: Plan, parts: Iterable[Mapping[str, Any]], folder: Path | None) -> EngineOutcome:
    """What all row groups come to together."""
    tally = Tally(plan)
    rows = rejected = findings = 0
    rejects: list[tuple[str, str]] = []
    for part in parts:
        rows, rejected, findings = rows + part["rows"], rejected + part["rejected"], findings + part["findings"]
        rejects += part["rejects"][: KEPT - len(rejects)]
        tally.add(part["payments"])
    return EngineOutcome(policy.identity, tally.totals(), rows, rejected, tuple(rejects), findings, folder)


@dataclass(slots=True)
class Folder:
    """The folder of a payment list, which takes its name only when all its parts are whole.

    Args:
        path: its name; None where no list is wanted.

    Raises:
        RegisterError: there is something of that name already, or no folder to make it in.
    """

    path: Path | None
    partial: Path | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.path is None:
            return
        self.path = self.path.resolve()
        if self.path.exists():
            raise RegisterError(f"there is {self.path} already", field="out", remedy="name a folder that is yet to be")
        self.partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        try:
            self.partial.mkdir()
        except OSError as error:
            raise RegisterError(f"{self.path} cannot be made: {error.strerror}", field="out") from error

    def of(self, work: Work) -> Work:
        """The work, with the folder to write to."""
        return work if self.partial is None else replace(work, folder=str(self.partial))

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if self.partial is None or self.path is None:
            return
        if kind is None:
            for left in self.partial.glob(".*.partial"):  # of workers that were lost
                left.unlink(missing_ok=True)
            self.partial.replace(self.path)
        else:
            shutil.rmtree(self.partial, ignore_errors=True)
