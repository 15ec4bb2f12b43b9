"""A policy as a function of Arrow record batches, which any engine of Arrow batches can run: Spark, Dask, DuckDB.

`batches(policy)` gives a callable that turns an iterator of record batches of households, members, loans and claims
nested in list columns, into an iterator of record batches of results. It can be pickled, builds no models, and
keeps nothing of the rows but, for ids in no order, 8 bytes each in a temporary file.
"""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from povertykit.adapters.arrow_columns import columns_in_words, unlike_columns
from povertykit.adapters.arrow_table import ArrowPiece, ArrowTable
from povertykit.adapters.result_batches import Amounts, ResultColumns
from povertykit.errors import RegisterError
from povertykit.policy.assessment import Assessor
from povertykit.policy.operands import BLOCK
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.scenarios.blocks import Register
from povertykit.scenarios.columns import Flags
from povertykit.scenarios.compiled import ROWS_WORTH_COMPILING, ROWS_WORTH_LOADING, Engine, loops_for
from povertykit.scenarios.register import HOUSEHOLD_ID, Money, Piece, Table
from povertykit.scenarios.repeats import Seen
from povertykit.scenarios.results import HOUSEHOLD, Tally, computed
from povertykit.scenarios.selection import selected
from povertykit.scenarios.simulate import OnError, refusal_of

__all__ = ["BatchPolicy", "batches"]


def batches(
    policy: Policy,
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    amounts: Amounts = "fen",
    repeated: Collection[str] = (),
    block: int = BLOCK,
    engine: Engine = "auto",
) -> BatchPolicy:
    """A policy as a function of record batches.

    Args:
        policy: the policy.
        provisions: only these and what they need; by default all that the columns given allow.
        on_error: "stop" at rows that break a constraint; or "quarantine": the household's row says why in `rejected`.
        money: the unit of whole numbers and texts of money in columns whose heading has none.
        columns: further headings, each with the field that it names.
        amounts: payments as int64 "fen", or as decimals of "yuan".
        repeated: ids known to stand in more than one row; all their rows are rejected. A stream is gone through once,
            so an id that is found twice and is not among these is an error.
        block: rows computed together.
        engine: "numpy" or "compiled", as `simulate` takes it; or "auto": a process that has decided for tens of
            millions of households takes the compiled loops for the rest, where Numba is installed.

    Examples:
        >>> from datetime import date
        >>> import pyarrow as pa
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = pa.record_batch({
        ...     "household_id": ["H1", "H2"], "persons": [3, 2], "household_income_yuan": [268, None],
        ...     "on_dibao": [True, True], "in_backstop": [False, False]})
        >>> run = batches(policy, provisions=["guarantee_gap"])
        >>> result = next(run(iter([register])))
        >>> result.column("guarantee_gap_fen").to_pylist(), result.column("undetermined").to_pylist()
        ([63200, None], [None, 'guarantee_gap: household_income'])
    """
    if amounts not in ("fen", "yuan"):
        raise RegisterError(f"got {amounts!r}", field="amounts", allowed="'fen' or 'yuan'")
    names = None if provisions is None else tuple(provisions)
    return BatchPolicy(policy, names, on_error, money, dict(columns or {}), amounts, frozenset(repeated), block, engine)


@dataclass(frozen=True, slots=True)
class BatchPolicy:
    """A policy made a function of record batches by `batches`; see there for the settings.

    The call raises a `RegisterError` for a stream that is no register, for a row that is wrong (on "stop"), and at the
    end of the stream for ids that stand in two rows.
    """

    policy: Policy
    provisions: tuple[str, ...] | None = None
    on_error: OnError = "stop"
    money: Money | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    amounts: Amounts = "fen"
    repeated: frozenset[str] = frozenset()
    block: int = BLOCK
    engine: Engine = "auto"

    def __dask_tokenize__(self) -> bytes:
        """What tells this function from another: its pickled form, which is short; Dask would walk the whole law."""
        return pickle.dumps(self)

    def schema(self, given: Any) -> Any:
        """The Arrow schema of the results for record batches of a schema.

        Raises:
            RegisterError, UnitMissing, UnknownName: what is wrong with the columns.
        """
        return ResultColumns(self._plan(self._table(given, iter(()))), self.amounts).schema

    def reads(self, given: Any) -> tuple[list[str], str | None]:
        """The headings that are read of record batches of a schema, and that of the ids; None where there is none.

        Raises:
            RegisterError, UnitMissing, UnknownName: what is wrong with the columns.
        """
        table = self._table(given, iter(()))
        identity = table.headings.known.get(HOUSEHOLD_ID)
        return table.wanted(), None if identity is None else identity.text

    def __call__(self, source: Iterator[Any]) -> Iterator[Any]:
        """Decide for every household, some rows at a time: rows in are rows out."""
        return self._decided(source, None)

    def adding(self, source: Iterator[Any], sums: dict[str, list[int]]) -> Iterator[Any]:
        """The same, and what each payment comes to is put into a dictionary as the batches are gone through.

        Args:
            source: the record batches.
            sums: by payment fen, households paid, parts paid, and households for which it could not be told.
        """
        return self._decided(source, sums)

    def _decided(self, source: Iterator[Any], sums: dict[str, list[int]] | None) -> Iterator[Any]:
        first = next(source, None)
        if first is None:
            return
        table = self._table(first.schema, _alike(first, source))
        plan = self._plan(table)
        results, tally = ResultColumns(plan, self.amounts), Tally(plan)
        constants, conflicts = bulk_constants(self.policy.constants), Assessor(self.policy, HOUSEHOLD, plan).conflicts
        register = _Stream(table, self.repeated)
        loops = loops_for(self.policy, plan, self.engine, _done)
        for block in register.blocks(self.block):
            if loops is None and self.engine == "auto" and (rows := _worth_loops(block.size)):
                loops = loops_for(self.policy, plan, "auto", rows)
            if block.rejects and self.on_error == "stop":
                raise refusal_of(block.rejects, "correct the register, or list these rows with on_error='quarantine'")
            result = computed(plan, conflicts, constants, block.batch, loops) if block.batch.size else None
            if sums is not None and result is not None:
                tally.add(tally.sums(result, block.batch))
                sums.update(tally.so_far)
            yield results.batch(table, block, result)
        register.check_ids()

    def _table(self, schema: Any, stream: Iterator[Any]) -> ArrowTable:
        return ArrowTable("households", schema, lambda _: stream, self.columns, self.money)

    def _plan(self, table: ArrowTable) -> Plan:
        tables: dict[str, Table] = {"households": table, **table.nested}
        return selected(self.policy, self.provisions, tables).plan


_done = 0  # households that this process has decided for on arrays


def _worth_loops(rows: int) -> int:
    """How many households were decided for, once they come to so many that loops are worth their making; else 0."""
    global _done
    before, _done = _done, _done + rows
    return _done if before < ROWS_WORTH_COMPILING <= _done or before < ROWS_WORTH_LOADING <= _done else 0


def _alike(first: Any, others: Iterator[Any]) -> Iterator[Any]:
    """The record batches of a stream, all of one schema."""
    yield first
    for batch in others:
        if not batch.schema.equals(first.schema):
            raise RegisterError(
                f"a later record batch has other columns: {unlike_columns(batch.schema, first.schema)}",
                field="households",
                allowed=columns_in_words(first.schema),
                remedy="cast the batches to one schema",
            )
        yield batch


class _Stream(Register):
    """Households that are gone through once."""

    def __init__(self, table: ArrowTable, known: frozenset[str]) -> None:
        super().__init__({"households": table})
        self._known = known
        self._noted = Seen()

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The rows of the households, so many at a time, their ids noted."""
        for piece in super().pieces(rows):
            if isinstance(piece, ArrowPiece) and HOUSEHOLD_ID in piece.data:
                self._note(piece)
            yield piece

    def _note(self, piece: ArrowPiece) -> None:
        if not self._known:
            self._noted.add(piece.ids(HOUSEHOLD_ID))
        else:
            self._noted.add([text for text in piece.texts(HOUSEHOLD_ID) if text not in self._known])

    def _repeated(self, piece: Piece) -> Flags | None:
        if not self._known or HOUSEHOLD_ID not in self.households.headings.known:
            return None
        found = np.array([text in self._known for text in piece.texts(HOUSEHOLD_ID)], np.bool_)
        return found if found.any() else None

    def check_ids(self) -> None:
        """Refuse a stream in which an id stands twice."""
        if (twice := self._noted.twice()).size:
            raise RegisterError(
                "1 id stands in more than one row"
                if twice.size == 1
                else f"{twice.size:,} ids stand in more than one row",
                field=HOUSEHOLD_ID,
                allowed="one row for each household",
                remedy="take them out, or name them with repeated=[...] so that all their rows are rejected",
            )
