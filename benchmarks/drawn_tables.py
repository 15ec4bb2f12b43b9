"""Drawn registers for comparing ways and engines: households and their children, some wrong, some incomplete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from povertykit.adapters.result_batches import as_yuan

__all__ = ["Drawn", "drawn", "in_yuan"]

_FIRST = (date(2017, 1, 1) - date(1970, 1, 1)).days
_RATES = np.array([43500, 47500, 0, 43501])  # millionths of a percent's hundred: 4.35, 4.75, 0, 4.3501 percent
_STAGES = pa.array(["未就读", "学前", "小学", "初中", "高中(含中职)"])


class _Drawing:
    """Columns of some rows."""

    def __init__(self, seed: int, rows: int) -> None:
        self.random = np.random.default_rng(seed)
        self.rows = rows

    def some(self, share: float) -> Any:
        return self.random.random(self.rows) < share

    def flags(self, share: float, unknown: float = 0.03) -> Any:
        return pa.array(self.some(share), mask=self.some(unknown))

    def fen(self, least: int, most: int, unknown: float = 0.0) -> Any:
        round_ = self.random.integers(least, most + 1, self.rows)
        values = np.where(self.some(0.3), np.clip(round_ // 1_000_000 * 1_000_000, least, most), round_)
        return pa.array(values, mask=self.some(unknown) if unknown else None)

    def counts(self, most: int, unknown: float = 0.03) -> Any:
        return pa.array(self.random.integers(0, most + 1, self.rows), mask=self.some(unknown) if unknown else None)

    def days(self, most: int) -> Any:
        return (self.random.integers(0, most, self.rows) + _FIRST).astype(np.int32)


@dataclass(frozen=True)
class Drawn:
    """A register.

    Attributes:
        tables: its flat tables, children ordered by household.
        owners: the household row of each child, by table.
        repeated: the ids that stand in two rows.
    """

    tables: dict[str, pa.Table]
    owners: dict[str, Any]
    repeated: frozenset[str]

    def nested(self) -> pa.Table:
        """The households with their children in list columns."""
        own = self.tables["households"]
        for name, owner in self.owners.items():
            offsets = pa.array(np.searchsorted(owner, np.arange(own.num_rows + 1)).astype(np.int32))
            inner = self.tables[name].drop_columns(["household_id"])
            arrays = [_plain(column.combine_chunks()) for column in inner.columns]
            structs = pa.StructArray.from_arrays(arrays, names=inner.column_names)
            own = own.append_column(name, pa.ListArray.from_arrays(offsets, structs))
        return own


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def drawn(rows: int, seed: int) -> Drawn:
    """Households with children; about one household in a hundred is wrong, and some ids stand in two rows."""
    draw = _Drawing(seed, rows)
    texts = [f"H{seed}-{row}" for row in range(rows)]
    twice = [row for row in np.flatnonzero(draw.some(0.0005)).tolist() if row]
    for row in twice:
        texts[row] = texts[row // 2]
    ids = pa.array(texts)
    listed = np.where(draw.some(0.4), 0, draw.random.integers(1, 5, rows))
    stated = np.where(listed > 0, listed, draw.random.integers(1, 9, rows))
    stated[draw.some(0.003)] = 0
    households = pa.table(
        {
            "household_id": ids,
            "persons": pa.array(stated.astype(np.int16), mask=(listed > 0) & draw.some(0.5)),
            "household_income_fen": draw.fen(-1 if rows % 2 else 0, 300_000, 0.04),
            "registered_poor": draw.flags(0.8),
            "on_dibao": draw.flags(0.6),
            "in_backstop": draw.flags(0.2),
            "special_hardship_persons": pa.array(np.where(listed > 0, 0, draw.some(0.1)), mask=listed > 0),
            "hardship_persons": draw.counts(1),
            "hardship_months": draw.counts(12),
            "develops_industry": draw.flags(0.5),
            "income_projects": draw.counts(3),
        }
    )
    owners = {
        "members": np.repeat(np.arange(rows), listed),
        "loans": np.flatnonzero(draw.some(0.3)),
        "claims": np.sort(draw.random.integers(0, max(rows, 1), rows // 4)),
    }
    made = {"members": _members, "loans": _loans, "claims": _claims}
    tables = {"households": households}
    for place, (name, owner) in enumerate(owners.items()):
        own = made[name](_Drawing(seed * 10 + place + 1, owner.size), owner)
        tables[name] = own.add_column(0, "household_id", ids.take(pa.array(owner)))
    return Drawn(tables, owners, frozenset(texts[row] for row in twice))


def _named(letter: str, owner: Any) -> Any:
    """The children's own ids: their places among all, so that those of one household differ."""
    return pa.array([f"{letter}{place}" for place in range(owner.size)])


def _members(draw: _Drawing, owner: Any) -> pa.Table:
    stage = draw.random.integers(0, 5, draw.rows)
    fees = draw.random.integers(0, 1_000_000, draw.rows)
    hardship = draw.some(0.1)
    return pa.table(
        {
            "person_id": _named("P", owner),
            "birth_date": pa.array(draw.days(3000) - 15_000, pa.int32(), mask=draw.some(0.05)).cast(pa.date32()),
            "in_special_hardship": pa.array(hardship, mask=draw.some(0.001)),
            "covered": pa.array(~hardship & draw.some(0.8), mask=draw.some(0.5)),
            "stage": pa.DictionaryArray.from_arrays(pa.array(stage.astype(np.int8)), _STAGES),
            "tuition_and_fees_fen": pa.array(np.where(stage > 0, fees, 0), mask=(stage > 0) & draw.some(0.05)),
        }
    )


def _loans(draw: _Drawing, owner: Any) -> pa.Table:
    drawn = draw.days(1500)
    length = draw.random.choice([1, 364, 365, 366, 1095, 1096, 1097], draw.rows).astype(np.int32)
    return pa.table(
        {
            "loan_id": _named("L", owner),
            "principal_fen": pa.array(draw.random.choice([0, 999_999, 5_000_000, 5_000_001, 10**9], draw.rows)),
            "drawn": pa.array(drawn, pa.int32()).cast(pa.date32()),
            "maturity": pa.array(drawn + length, pa.int32()).cast(pa.date32()),
            "annual_rate": pa.array(draw.random.choice(_RATES, draw.rows) / 10_000),
            "has_collateral": pa.array(draw.some(0.2)),
            "has_guarantor": pa.array(draw.some(0.2)),
            "borrower_qualifies": draw.flags(0.8),
        }
    )


def _claims(draw: _Drawing, owner: Any) -> pa.Table:
    cost = draw.random.integers(1, 5_000_000, draw.rows)
    paid = (cost * draw.random.random(draw.rows)).astype(np.int64)
    return pa.table(
        {
            "claim_id": _named("C", owner),
            "treated_on": pa.array(draw.days(1500), pa.int32()).cast(pa.date32()),
            "cost_fen": pa.array(cost),
            "in_scope_cost_fen": pa.array(cost - cost // 10, mask=draw.some(0.05)),
            "already_paid_fen": pa.array(paid),
            "patient_in_special_hardship": pa.array(draw.some(0.1)),
        }
    )


def in_yuan(table: pa.Table) -> pa.Table:
    """The same with its amounts as decimals of yuan."""
    for place, text in enumerate(table.column_names):
        if text.endswith("_fen"):
            fen = table.column(place).combine_chunks()
            table = table.set_column(place, text.removesuffix("_fen") + "_yuan", as_yuan(fen))
    return table
