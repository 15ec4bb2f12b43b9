"""Drawn households as Arrow: one batch with the children nested, and a flat table for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
from drawn_registers import rows_of

from povertykit import Fen, Household, to_yuan
from povertykit.models import MODEL_OF, SchoolStage, fields_of
from povertykit.scenarios.register import TABLES

_TYPES = {
    "amount": pa.decimal128(18, 2),
    "count": pa.int64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "rate": pa.decimal128(9, 4),
    "category": pa.dictionary(pa.int8(), pa.string()),
    "text": pa.string(),
}


def fields(name: str, *, identity: bool = True) -> list[tuple[str, Any]]:
    """The Arrow fields of a table."""
    own = [(field, _TYPES[spec.kind]) for field, spec in fields_of(MODEL_OF[TABLES[name]]).items()]
    return own if name == "households" or not identity else [("household_id", pa.string()), *own]


def value(given: object) -> object:
    """A value as Arrow takes it."""
    if isinstance(given, Fen):
        return to_yuan(given)
    return given.value if isinstance(given, SchoolStage) else given


def flat(register: Sequence[Household], order: Callable[[list[Any]], list[Any]] = list) -> dict[str, pa.Table]:
    """A table for each kind of row."""
    tables = {}
    for name, rows in rows_of(register).items():
        plain = [{field: value(each) for field, each in row.items()} for row in order(rows)]
        tables[name] = pa.Table.from_pylist(plain, schema=pa.schema(fields(name)))
    return tables


def nested(register: Sequence[Household]) -> pa.RecordBatch:
    """The households with their members, loans and claims in list columns."""
    rows = rows_of(register)
    schema = pa.schema(
        fields("households")
        + [(name, pa.list_(pa.struct(_plain(fields(name, identity=False))))) for name in TABLES if name != "households"]
    )
    whole = []
    for row in rows["households"]:
        children = {
            name: [
                {field: value(each) for field, each in child.items() if field != "household_id"}
                for child in rows[name]
                if child["household_id"] == row["household_id"]
            ]
            for name in TABLES
            if name != "households"
        }
        whole.append({field: value(each) for field, each in row.items()} | children)
    return pa.RecordBatch.from_pylist(whole, schema=schema)


def _plain(own: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(name, pa.string() if pa.types.is_dictionary(kind) else kind) for name, kind in own]


def split(batch: pa.RecordBatch, rows: int) -> list[pa.RecordBatch]:
    """A batch in batches of so many rows."""
    return [batch.slice(start, rows) for start in range(0, batch.num_rows, rows)]


def cents(given: Decimal | int | None) -> int | None:
    """Yuan as fen."""
    return None if given is None else int(given * 100)


def spoiled(tables: dict[str, pa.Table], how: str, row: int) -> dict[str, pa.Table]:
    """The tables with one row made wrong."""
    rows = {name: table.to_pylist() for name, table in tables.items()}
    name = "households" if how in ("size", "income", "twice", "unnamed") else "members"
    if not how or not rows[name]:
        return tables
    one = rows[name][row % len(rows[name])]
    if how == "twice":
        rows[name].append(dict(one))
    else:
        one |= {
            "size": {"persons": 0},
            "income": {"household_income": Decimal("-0.01")},
            "unnamed": {"household_id": None},
            "orphan": {"household_id": "nobody"},
            "unknown": {"in_special_hardship": None},
        }[how]
    return {table: pa.Table.from_pylist(rows[table], schema=tables[table].schema) for table in tables}


def in_kind(kind: str, table: pa.Table, folder: Path, name: str, rows: int) -> Any:
    """A table as another kind of frame, stream or file."""
    if kind == "pandas":
        return table.to_pandas(types_mapper={pa.int64(): pandas.Int64Dtype(), pa.bool_(): pandas.BooleanDtype()}.get)
    if kind == "pandas of Arrow":
        return table.to_pandas(types_mapper=pandas.ArrowDtype)
    if kind in ("polars", "lazy"):
        return polars.DataFrame(table) if kind == "polars" else polars.DataFrame(table).lazy()
    if kind == "duckdb":
        return duckdb.connect().from_arrow(table)
    if kind in ("reader", "batches"):
        batches = table.to_batches(max_chunksize=rows) or pa.Table.from_batches([], table.schema).to_batches()
        stream = pa.RecordBatchReader.from_batches(table.schema, batches)
        return stream if kind == "reader" or not table.num_rows else iter(batches)
    if kind == "chunks":
        return pa.Table.from_batches(table.to_batches(max_chunksize=rows), table.schema)
    if kind == "series":
        frame = polars.DataFrame(table)
        return {text: frame[text] for text in frame.columns}
    if kind == "parquet":
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=rows)
        return folder / f"{name}.parquet"
    assert kind == "excel"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        sheet.append(row)
    book.save(folder / f"{name}.xlsx")
    return folder / f"{name}.xlsx"


KINDS = (
    "pandas",
    "pandas of Arrow",
    "polars",
    "lazy",
    "duckdb",
    "reader",
    "batches",
    "chunks",
    "series",
    "parquet",
    "excel",
)


def as_lists(tables: dict[str, pa.Table]) -> dict[str, dict[str, list[Any]]]:
    """The tables as lists of Python values, which the path of arrays reads one by one."""
    return {
        name: {text: table.column(text).to_pylist() for text in table.column_names} for name, table in tables.items()
    }
