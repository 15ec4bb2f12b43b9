"""Results in the kind of frame that the register came in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from povertykit.adapters.result_batches import Amounts, ResultColumns, as_yuan, decoded
from povertykit.adapters.spool import Spool
from povertykit.policy.plan import Plan
from povertykit.scenarios.blocks import Block
from povertykit.scenarios.outcome import Results
from povertykit.scenarios.register import HOUSEHOLD_ID, Heading, Table
from povertykit.scenarios.results import Computed

__all__ = ["MemoryFrame", "StreamFrame"]

_REASONS = ("undetermined", "findings", "rejected")


class MemoryFrame:
    """Results of a frame in memory: a frame of the same kind, with the ids as given.

    Args:
        plan: the provisions.
        caller: whose kind of frame it is, and the frame.
        ids: the heading of the ids, and what gives their column; None without ids.
    """

    def __init__(self, plan: Plan, caller: tuple[str, Any], ids: tuple[str, Callable[[], Any]] | None) -> None:
        self._caller, self._ids = caller, ids
        self._columns = ResultColumns(plan, "fen")
        self._reasons: list[list[Any]] = []

    def add(self, block: Block, result: Computed | None) -> None:
        """Take in why results of a block are not determined, and what was found or rejected."""
        self._reasons.append(self._columns.reasons(block, result))

    def made(self, results: Results, amounts: Amounts) -> Any:
        """The frame."""
        columns: dict[str, Any] = {}
        for name in self._columns.payments:
            fen = _array(results.payments[name], pa.int64())
            columns[f"{name}_{amounts}"] = fen if amounts == "fen" else as_yuan(fen)
        for name in self._columns.tests:
            columns[name] = _array(results.verdicts[name], pa.int8())
        for place, name in enumerate(_REASONS):
            parts = [decoded(each[place]) for each in self._reasons]
            columns[name] = pa.chunked_array(parts, pa.string())
        kind, given = self._caller
        if kind == "pandas":
            return self._pandas(columns, given)
        table = pa.table(columns)
        if self._ids is not None:
            table = table.add_column(0, self._ids[0], self._ids[1]())
        if kind == "mapping":
            return _mapping(table, given)
        if kind == "polars":
            import polars

            return polars.DataFrame(table)
        return table.combine_chunks().to_batches()[0] if isinstance(given, pa.RecordBatch) and len(table) else table

    def _pandas(self, columns: dict[str, Any], given: Any) -> Any:
        frame = _in_pandas(pa.table(columns))
        frame.index = given.index
        if self._ids is not None and (text := self._ids[0]) in given.columns:
            frame.insert(0, text, given[text])
        return frame


def _in_pandas(table: Any) -> Any:
    import pandas

    kinds = {pa.int64(): pandas.Int64Dtype(), pa.int8(): pandas.Int8Dtype(), pa.string(): pandas.StringDtype()}
    return table.to_pandas(types_mapper=lambda kind: kinds.get(kind, pandas.ArrowDtype(kind)))


def _mapping(table: Any, series: Any) -> dict[str, Any]:
    """A table as a mapping of series of the same kind as one of the caller's."""
    package = type(series).__module__.partition(".")[0]
    if package == "polars":
        import polars

        return dict(polars.DataFrame(table).to_dict(as_series=True))
    if package == "pandas":
        return dict(_in_pandas(table).items())
    return dict(zip(table.column_names, table.columns, strict=True))


def _array(values: Any, kind: Any) -> Any:
    mask = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    return pa.array(np.ma.getdata(values), kind, mask=mask)


class StreamFrame:
    """Results of a stream, kept in a temporary file: a stream, lazy frame or relation over it.

    Args:
        table: the table of households.
        plan: the provisions.
        kind: whose frame it is.
        given: the stream.
        identity: the heading of the ids.
    """

    def __init__(self, table: Table, plan: Plan, kind: str, given: Any, identity: Heading | None) -> None:
        self._table, self._kind, self._given = table, kind, type(given)
        self._lazy = hasattr(given, "collect_batches")
        self._reader = isinstance(given, pa.RecordBatchReader) or hasattr(given, "__arrow_c_stream__")
        self._columns = ResultColumns(plan, "fen")
        self._text = identity.text if identity is not None else HOUSEHOLD_ID
        self._spool: Spool | None = None

    def add(self, block: Block, result: Computed | None) -> None:
        """Write the results of a block, the ids as given."""
        batch = self._columns.batch(self._table, block, result)
        ids = getattr(block.piece, "data", {}).get(HOUSEHOLD_ID, batch.column(0))
        names = [self._text, *batch.schema.names[1:]]
        batch = pa.record_batch([ids, *batch.columns[1:]], names=names)
        if self._spool is None:
            self._spool = Spool(batch.schema)
        self._spool.add(batch)

    def made(self, results: Results, amounts: Amounts) -> Any:
        """The stream; each call gives one of its own."""
        schema = self._schema(amounts)
        if self._lazy:
            return self._lazy_frame(schema, amounts)
        if self._kind == "duckdb":
            import duckdb

            return duckdb.from_arrow(pa.Table.from_batches(self._batches(amounts), schema))
        batches = self._batches(amounts)
        return pa.RecordBatchReader.from_batches(schema, batches) if self._reader else batches

    def _schema(self, amounts: Amounts) -> Any:
        return next(iter(self._batches(amounts)), self._nothing(amounts)).schema

    def _nothing(self, amounts: Amounts) -> Any:
        return pa.RecordBatch.from_pylist([], schema=ResultColumns(self._columns.plan, amounts).schema)

    def _batches(self, amounts: Amounts) -> Iterator[Any]:
        if self._spool is None:
            return
        self._spool.close()
        count = len(self._columns.payments)
        for batch in self._spool.read():
            if amounts == "fen":
                yield batch
                continue
            columns = [as_yuan(each) if 0 < place <= count else each for place, each in enumerate(batch.columns)]
            names = [text.removesuffix("_fen") + "_yuan" for text in batch.schema.names[1 : count + 1]]
            yield pa.record_batch(columns, names=[self._text, *names, *batch.schema.names[count + 1 :]])

    def _lazy_frame(self, schema: Any, amounts: Amounts) -> Any:
        import polars
        from polars.io.plugins import register_io_source

        def read(
            with_columns: list[str] | None, predicate: Any, n_rows: int | None, batch_size: int | None
        ) -> Iterator[Any]:
            left = n_rows
            for batch in self._batches(amounts):
                frame = polars.DataFrame(pa.Table.from_batches([batch]))
                frame = frame if left is None else frame.head(left)
                left = None if left is None else left - frame.height
                frame = frame if with_columns is None else frame.select(with_columns)
                yield frame if predicate is None else frame.filter(predicate)
                if left == 0:
                    return

        empty = polars.DataFrame(pa.Table.from_batches([], schema))
        return register_io_source(io_source=read, schema=empty.schema)
