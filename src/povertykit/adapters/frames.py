"""Data frames as tables of a register: pandas, polars (eager and lazy), pyarrow, DuckDB and whatever speaks Arrow.

What can be gone through again in the same order (a pandas or polars frame, a pyarrow table) is read where it lies. What
cannot (a reader, an iterator of record batches, a lazy frame or a relation, whose second run may come in another order)
is first kept in a temporary file, of the columns that are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa

from povertykit.adapters.arrow_columns import check_type, columns_in_words, unlike_columns, usual
from povertykit.adapters.arrow_table import ArrowTable, Values
from povertykit.adapters.spool import Spool, arrow_errors
from povertykit.errors import PovertyKitError, RegisterError
from povertykit.models import Household, children_of
from povertykit.scenarios.array_table import plain_array
from povertykit.scenarios.columns import check_array
from povertykit.scenarios.register import Money

__all__ = ["ColumnsTable", "frame_table", "kind_of", "series_columns"]

_ENGINES: Final = {"pyspark": "povertykit.adapters.spark", "dask": "povertykit.adapters.dask"}
_ALLOWED: Final = (
    "a mapping of columns, a data frame (pandas, polars, pyarrow, DuckDB), an iterator of record batches, "
    "or the path of a CSV, Parquet or Excel file"
)


def kind_of(content: object) -> str:
    """Whose frame something is: pandas, polars, pyarrow, duckdb, narwhals …; by its module, which is not imported."""
    package = type(content).__module__.partition(".")[0]
    return {"_duckdb": "duckdb", "duckdb": "duckdb"}.get(package, package)


def frame_table(name: str, content: Any, names: Mapping[str, str], money: Money | None) -> ArrowTable:
    """A data frame as a table.

    Raises:
        RegisterError: it is none, or has a column that cannot be read.
    """
    kind = kind_of(content)
    if kind in _ENGINES:
        raise RegisterError(
            f"is a {type(content).__name__} of {kind}",
            field=name,
            remedy=f"run it where it lives, with {_ENGINES[kind]}",
        )
    if kind == "narwhals":
        import narwhals

        return frame_table(name, narwhals.to_native(content), names, money)
    with arrow_errors(name):
        table = _table(name, kind, content, names, money)
    table.caller = (kind, content)
    return table


def _table(name: str, kind: str, content: Any, names: Mapping[str, str], money: Money | None) -> ArrowTable:
    if kind == "pandas" and hasattr(content, "columns"):
        return ColumnsTable(name, _pandas(content), names, money)
    if isinstance(content, pa.RecordBatch):
        content = pa.Table.from_batches([content])
    if isinstance(content, pa.Table):
        return ArrowTable(
            name,
            content.schema,
            lambda wanted: content.select(list(wanted)).to_batches(),
            names,
            money,
            content.num_rows,
            in_memory=True,
        )
    if kind == "polars" and hasattr(content, "__arrow_c_stream__") and hasattr(content, "select"):
        return ArrowTable(
            name,
            _reader(content.head(0)).schema,
            lambda wanted: _reader(content.select(list(wanted))),
            names,
            money,
            content.height,
            in_memory=True,
        )
    schema, stream = _once(name, kind, content)
    return _spooled(name, schema, stream, names, money)


def _reader(content: Any) -> Any:
    return pa.RecordBatchReader.from_stream(content)


def _once(name: str, kind: str, content: Any) -> tuple[Any, Iterable[Any]]:
    """The schema and the record batches of what can be gone through once."""
    if isinstance(content, pa.RecordBatchReader):
        return content.schema, content
    if kind == "polars" and hasattr(content, "collect_batches"):
        with _plan(name, "lazy frame"):
            schema = _reader(content.head(0).collect()).schema
        batches = _planned(name, "lazy frame", lambda: content.collect_batches())
        return schema, chain.from_iterable(map(_reader, batches))
    if kind == "duckdb" and hasattr(content, "limit"):  # a connection has one open result at a time
        with _plan(name, "relation"):
            schema = _reader(content.limit(0)).schema
        return schema, _planned(name, "relation", lambda: _reader(content))
    if hasattr(content, "__arrow_c_stream__"):
        reader = _reader(content)
        return reader.schema, reader
    if isinstance(content, Iterator):
        first: Any = next(content, None)
        if isinstance(first, pa.RecordBatch):
            return first.schema, chain([first], _batches_only(name, content))
        if first is None:
            raise RegisterError(
                "is an iterator of nothing, which has no columns",
                field=name,
                remedy="hand in a table of no rows: pyarrow.table(schema)",
            )
        raise RegisterError(f"is an iterator of {type(first).__name__}", field=name, allowed="record batches")
    raise RegisterError(f"is {type(content).__name__}", field=name, allowed=_ALLOWED)


@contextmanager
def _plan(name: str, what: str) -> Iterator[None]:
    """Tell of a plan that fails: of whatever kind its error is, and wherever in the caller's functions it arises."""
    try:
        yield
    except PovertyKitError:
        raise
    except Exception as error:
        problem = str(error).strip().partition("\n")[0] or type(error).__name__
        raise RegisterError(
            f"the plan of the {what} fails: {problem}",
            field=name,
            remedy="look at it by itself, with collect()" if what == "lazy frame" else "look at it by itself",
        ) from error


def _planned(name: str, what: str, begun: Callable[[], Iterable[Any]]) -> Iterator[Any]:
    """What a plan gives, begun when it is read."""
    with _plan(name, what):
        source = iter(begun())
    while True:
        with _plan(name, what):
            batch = next(source, None)
        if batch is None:
            return
        yield batch


def _batches_only(name: str, stream: Iterator[Any]) -> Iterator[Any]:
    for batch in stream:
        if not isinstance(batch, pa.RecordBatch):
            raise RegisterError(f"is an iterator of {type(batch).__name__} too", field=name, allowed="record batches")
        yield batch


def _spooled(
    name: str, schema: Any, stream: Iterable[Any], names: Mapping[str, str], money: Money | None
) -> ArrowTable:
    held: list[Spool] = []

    def opened(wanted: Sequence[str]) -> Iterator[Any]:
        if not held:
            kept = [text for text in schema.names if text in {*table.wanted(), *table.further}]
            spool = Spool(pa.schema([schema.field(text) for text in kept]))
            with arrow_errors(name):
                spool.fill(_alike(name, schema, kept, stream))
            held.append(spool)
        yield from held[0].read(wanted)

    table = ArrowTable(name, schema, opened, names, money)
    return table


def _alike(name: str, schema: Any, kept: Sequence[str], stream: Iterable[Any]) -> Iterator[Any]:
    for batch in stream:
        if not batch.schema.equals(schema):
            raise RegisterError(
                f"a later record batch has other columns: {unlike_columns(batch.schema, schema)}",
                field=name,
                allowed=columns_in_words(schema),
                remedy="cast the batches to one schema",
            )
        yield batch.select(list(kept))


class ColumnsTable(ArrowTable):
    """A table whose columns lie in memory apart: Arrow arrays, or NumPy arrays of Python values.

    Args:
        name: the table's name.
        columns: Arrow chunked arrays or NumPy arrays, by heading.
        names: further names of headings.
        money: the unit of amounts whose heading has none.
    """

    def __init__(
        self, name: str, columns: Sequence[tuple[str, Values]], names: Mapping[str, str], money: Money | None
    ) -> None:
        lengths = {text: len(values) for text, values in columns}
        if len(set(lengths.values())) > 1:
            shown = ", ".join(f"{text} {length}" for text, length in lengths.items())
            raise RegisterError(f"columns of unlike lengths: {shown}", field=name, allowed="columns of one length")
        self._columns = dict(columns)
        kinds = [(text, pa.null() if isinstance(each, np.ndarray) else each.type) for text, each in columns]
        size = next(iter(lengths.values()), 0)
        super().__init__(name, pa.schema(kinds), lambda _: [], names, money, size, in_memory=True)

    def check(self, schema: Any) -> None:
        """Refuse columns of a type that their field does not take."""
        for heading in self.headings.known.values():
            values = self._columns[heading.text]
            if isinstance(values, np.ndarray):
                check_array(heading, values)
            else:
                check_type(heading, values.type)

    def columns(self, rows: int, wanted: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Values]]]:
        """Some columns by heading, so many rows at a time."""
        total = self.size or 0
        for start in range(0, total, rows):
            size = min(rows, total - start)
            yield size, {text: _part(self._columns[text], start, size) for text in wanted}


def _part(values: Values, start: int, size: int) -> Values:
    if isinstance(values, np.ndarray):
        return values[start : start + size]
    chunks = values.slice(start, size)
    return usual(chunks.chunk(0) if chunks.num_chunks == 1 else chunks.combine_chunks())


def _pandas(frame: Any) -> list[tuple[str, Values]]:
    """The columns of a pandas frame, and the named levels of its index."""
    if frame.columns.nlevels > 1:
        raise RegisterError(
            f"its headings have {frame.columns.nlevels} levels, such as {frame.columns[0]!r}",
            field="columns",
            allowed="headings of one level",
            remedy="flatten them: frame.columns = ['_'.join(map(str, each)) for each in frame.columns]",
        )
    found = [(str(text), _series(str(text), frame.iloc[:, place])) for place, text in enumerate(frame.columns)]
    texts = {text for text, _ in found}
    for level, text in enumerate(frame.index.names):
        if text is not None and text not in texts:
            found.append((str(text), _series(str(text), frame.index.get_level_values(level).to_series())))
    return found


def _series(text: str, series: Any) -> Values:
    """A pandas column: Arrow where the column has a type, Python values where it is of objects; NaN is missing."""
    nested = text.strip() in (*children_of(Household), "家庭成员", "贷款", "医疗报销")
    if series.dtype != object or nested:
        with arrow_errors(text):
            array = pa.array(series, from_pandas=True)
        return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    from pandas.api.types import infer_dtype

    if infer_dtype(series, skipna=True) in ("string", "decimal", "date"):  # objects all of one kind, exact in Arrow
        with suppress(pa.ArrowException, UnicodeError):
            return pa.chunked_array([pa.array(series, from_pandas=True)])
    values = series.to_numpy(copy=True)
    values[series.isna().to_numpy()] = None
    return values


def series_columns(columns: Mapping[str, Any]) -> list[tuple[str, Values]]:
    """A mapping of columns some of which are series of a frame or Arrow arrays."""
    return [(text, _column(str(text), values)) for text, values in columns.items()]


def _column(text: str, values: Any) -> Values:
    if isinstance(values, pa.ChunkedArray):
        return values
    if isinstance(values, pa.Array):
        return pa.chunked_array([values])
    if kind_of(values) == "pandas":
        return _series(text, values)
    if hasattr(values, "__arrow_c_stream__"):  # much faster than pa.array, which goes value by value
        with arrow_errors(text):
            return pa.chunked_array(values)
    return plain_array(values, text)
