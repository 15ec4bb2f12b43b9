"""Every kind of frame, stream and file: the same fen, the same undetermined and the same rejects as arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_frames import KINDS, as_lists, flat, in_kind, nested, spoiled
from drawn_registers import XIANGXI, ZZ, registers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertykit import Household
from povertykit.scenarios import Outcome

POLICIES = {"xiangxi": XIANGXI, "zz": ZZ}
LAWS = st.sampled_from([*POLICIES])
SPOILS = st.sampled_from(["", "size", "income", "twice", "unnamed", "orphan", "unknown"])
SOME = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
FILES = {"parquet", "excel"}


def summary(outcome: Outcome, first: int = 0) -> dict[str, Any]:
    """What two runs of one register must have alike; rows of workbooks are numbered from 2."""
    return {
        "totals": outcome.totals,
        "rows": outcome.rows,
        "rejects": sorted((r.table, r.row - first, r.id, r.column) for r in outcome.rejects),
        "undetermined": sorted((u.row - first, u.id, u.provision, u.missing) for u in outcome.undetermined),
        "findings": sorted((f.table, f.row - first, f.id, f.name) for f in outcome.findings),
        "left out": outcome.left_out,
    }


def fen_of(outcome: Outcome, kind: str) -> dict[str, list[int | None]]:
    """Each payment household by household, from the frame that comes back."""
    frame: Any = outcome.frame("fen")
    names = [f"{name}_fen" for name in outcome.totals]
    if kind == "series":
        return {name: frame[name].to_list() for name in names}
    if kind == "batches" and not isinstance(frame, pa.RecordBatchReader):
        frame = pa.Table.from_batches(frame)
    if kind.startswith("pandas"):
        return {name: [None if each is pandas_na() else int(each) for each in frame[name]] for name in names}
    if kind == "polars":
        return {name: frame[name].to_list() for name in names}
    if kind == "lazy":
        return {name: frame.select(name).collect()[name].to_list() for name in names}
    table = frame.to_arrow_table() if kind == "duckdb" else pa.table(frame)
    return {name: table.column(name).to_pylist() for name in names}


def pandas_na() -> object:
    import pandas

    return pandas.NA


@pytest.mark.parametrize("kind", KINDS)
@SOME
@given(
    register=registers(5), law=LAWS, how=SPOILS, row=st.integers(0, 9), rows=st.integers(1, 4), block=st.integers(1, 7)
)
def test_flat_tables_of_every_kind(
    kind: str, register: list[Household], law: str, how: str, row: int, rows: int, block: int, tmp_path: Path
) -> None:
    policy, tables = POLICIES[law], spoiled(flat(register, lambda each: each[::-1]), how, row)
    expected = policy.simulate(as_lists(tables), on_error="quarantine", money="yuan")
    given_ = {name: in_kind(kind, table, tmp_path, name, rows) for name, table in tables.items()}
    out = tmp_path / "out.parquet"
    outcome = policy.simulate(given_, on_error="quarantine", money="yuan", block=block, out=out)
    assert summary(outcome, 2 if kind == "excel" else 0) == summary(expected)
    if kind not in FILES and (register or kind != "batches"):
        fen = {f"{name}_fen": values.tolist() for name, values in expected.payments.items()}
        assert fen_of(outcome, kind) == fen
    paid = pq.read_table(out)
    assert paid.num_rows == outcome.rows_out
    assert paid.column(0).to_pylist() == [
        identity
        for place, identity in enumerate(tables["households"].column("household_id").to_pylist())
        if place not in {reject.row for reject in expected.rejects if reject.table == "households"}
    ]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("excel", "pandas")])
@SOME
@given(register=registers(5), law=LAWS, rows=st.integers(1, 4), block=st.integers(1, 7))
def test_children_nested_in_every_kind(
    kind: str, register: list[Household], law: str, rows: int, block: int, tmp_path: Path
) -> None:
    policy = POLICIES[law]
    whole = pa.Table.from_batches([nested(register)])
    expected = policy.simulate(as_lists(flat(register)), money="yuan")
    outcome = policy.simulate(in_kind(kind, whole, tmp_path, "nested", rows), money="yuan", block=block)
    assert summary(outcome) == summary(expected)
    if kind not in FILES and (register or kind != "batches"):
        fen = {f"{name}_fen": values.tolist() for name, values in expected.payments.items()}
        assert fen_of(outcome, kind) == fen
