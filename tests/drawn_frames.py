"""Drawn households as Arrow: one batch with the children nested, and a flat table for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
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
