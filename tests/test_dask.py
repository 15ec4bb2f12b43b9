"""Dask, for real: two processes, the same fen, rejects and ids; a worker that is killed loses and repeats nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_registers import XIANGXI, ZZ
from engine_registers import ROWS, alone, in_files, register, rows_by_id

from povertykit.adapters.row_groups import EngineOutcome
from povertykit.errors import RegisterError, UnitMissing

pytest.importorskip("distributed", reason="pip install 'povertykit[dask]'")

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """One cluster of two processes for all tests."""
    from distributed import Client, LocalCluster

    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(host="127.0.0.1", **settings) as cluster, Client(cluster) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_files(register(), tmp_path_factory.mktemp("dask") / "register")


def partitions(table: pa.Table, count: int = 4) -> Any:
    """The register as a Dask DataFrame whose columns are Arrow's."""
    from dask.dataframe import from_pandas

    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    frame.index = pd.RangeIndex(1000, 1000 + len(frame))
    return from_pandas(frame, npartitions=count)


def test_partitions_with_members_and_loans_inside(client: Any) -> None:
    from povertykit.adapters.dask import simulate

    paid = simulate(XIANGXI, partitions(register()), on_error="quarantine", block=17)
    found = paid.compute()
    assert list(paid.columns) == list(found.columns)
    assert (paid.dtypes == found.dtypes).all()
    assert found.index.tolist() == list(range(1000, 1000 + ROWS))
    rows = pa.Table.from_pandas(found, preserve_index=False).to_pylist()
    assert rows_by_id(rows) == rows_by_id(alone(register()))


def check_outcome(outcome: EngineOutcome) -> None:
    """An outcome of the register is that of one process."""
    expected = alone(register())
    assert outcome.rows_in == ROWS == outcome.rows_out + outcome.rejected
    assert outcome.rejected == sum(row["rejected"] is not None for row in expected)
    assert outcome.findings == sum(row["findings"] is not None for row in expected)
    assert sorted(identity for identity, _ in outcome.rejects) == sorted(
        row["household_id"] or "" for row in expected if row["rejected"]
    )
    for name, total in outcome.totals.items():
        kept = [row for row in expected if not row["rejected"]]
        assert total.amount == sum(row[f"{name}_fen"] or 0 for row in kept), name
        assert total.undetermined == sum(row[f"{name}_fen"] is None for row in kept), name


def test_row_groups_as_tasks(client: Any, folder: Path, tmp_path: Path) -> None:
    from povertykit.adapters.dask import simulate_parquet

    outcome = simulate_parquet(XIANGXI, folder, on_error="quarantine", out=tmp_path / "paid")
    check_outcome(outcome)
    assert outcome.totals == XIANGXI.simulate(folder, on_error="quarantine").totals
    assert rows_by_id(pq.read_table(tmp_path / "paid").to_pylist()) == rows_by_id(alone(register()))
    assert [path.name for path in tmp_path.iterdir()] == ["paid"]


@dataclass
class Signal:
    """Where a worker says which process it is, the first time that a task is begun on one of the two."""

    path: str

    def __call__(self) -> None:
        try:
            with open(self.path, "x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            return
        time.sleep(60)  # until it is killed


def test_a_worker_killed_in_the_middle(
    client: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker that has written half a part is killed: nothing is lost, and nothing is paid twice."""
    import threading

    from povertykit.adapters import dask as engine

    told = tmp_path / "told"
    waiting = Signal(str(told))
    pay = engine._pay

    def slow(work: Any, group: Any) -> dict[str, Any]:
        if group.place == 3:
            half = Path(work.folder) / f".part-{group.place:06d}.parquet.lost.partial"
            if not half.exists():
                half.write_bytes(b"PAR1 half")
            waiting()
        return pay(work, group)

    def kill() -> None:
        while not told.exists() or not told.read_text():
            time.sleep(0.05)
        os.kill(int(told.read_text()), signal.SIGKILL)

    monkeypatch.setattr(engine, "_pay", slow)
    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    outcome = engine.simulate_parquet(XIANGXI, folder, on_error="quarantine", out=tmp_path / "paid")
    killer.join()
    check_outcome(outcome)
    written = sorted(path.name for path in (tmp_path / "paid").iterdir())
    assert written == [f"part-{place:06d}.parquet" for place in range(len(written))]
    assert rows_by_id(pq.read_table(tmp_path / "paid").to_pylist()) == rows_by_id(alone(register()))


def test_an_id_in_two_partitions_is_found(client: Any, folder: Path) -> None:
    from povertykit.adapters.dask import simulate, simulate_parquet

    with pytest.raises(RegisterError, match="the id 'H7' stands in more than one row"):
        simulate(XIANGXI, partitions(register()))
    with pytest.raises(RegisterError, match="the id 'H7' stands in more than one row"):
        simulate_parquet(XIANGXI, folder)


def test_a_wrong_row_stops_the_tasks_and_leaves_no_list(client: Any, tmp_path: Path) -> None:
    from povertykit.adapters.dask import simulate, simulate_parquet

    table = register(repeats=False)
    once = in_files(table, tmp_path / "register")
    with pytest.raises(RegisterError, match=r"rows? cannot be taken; the first is row"):
        simulate_parquet(XIANGXI, once, out=tmp_path / "paid")
    assert [path.name for path in tmp_path.iterdir()] == ["register"]
    with pytest.raises(RegisterError, match=r"rows? cannot be taken; the first is row"):
        simulate(XIANGXI, partitions(table)).compute()


def test_a_folder_that_is_there_is_not_written_to(folder: Path) -> None:
    from povertykit.adapters.dask import simulate_parquet

    with pytest.raises(RegisterError, match=r"out: there is .* already; to do: name a folder that is yet to be"):
        simulate_parquet(XIANGXI, folder, on_error="quarantine", out=folder)
    with pytest.raises(RegisterError, match="cannot be made: No such file or directory"):
        simulate_parquet(XIANGXI, folder, on_error="quarantine", out=folder / "none" / "paid")


def test_columns_of_objects_need_a_schema_where_they_do_not_show_it(client: Any) -> None:
    from dask.dataframe import from_pandas

    from povertykit.adapters.dask import simulate

    frame = pd.DataFrame(
        {
            "household_id": ["H1", "H2"],
            "persons": [3, 2],
            "on_dibao": [True, None],
            "in_backstop": [False, False],
            "household_income": [Decimal("268.00"), None],
        }
    )
    parts = from_pandas(frame, npartitions=2)
    kinds = [
        ("household_id", pa.string()),
        ("persons", pa.int64()),
        ("household_income", pa.decimal128(10, 2)),
        ("on_dibao", pa.bool_()),
        ("in_backstop", pa.bool_()),
    ]
    paid = simulate(ZZ, parts, schema=pa.schema(kinds), provisions=["guarantee_gap"]).compute()
    assert paid["guarantee_gap_fen"].tolist()[0] == 63_200
    assert paid["guarantee_gap_fen"].isna().tolist() == [False, True]
    wrong = pa.schema([(name, pa.int64() if name == "persons" else kind) for name, kind in kinds])
    late = from_pandas(frame.assign(persons=[3.5, 2.0]), npartitions=1)
    with pytest.raises(RegisterError, match=r"not of the frame's types.*schema="):
        simulate(ZZ, late, schema=wrong, provisions=["guarantee_gap"]).compute()


def test_a_money_column_without_its_unit_is_refused_before_anything_runs() -> None:
    from povertykit.adapters.dask import simulate

    table = pa.table({"household_id": ["H1"], "persons": [3], "household_income": [268]})
    with pytest.raises(UnitMissing, match="may be yuan or fen"):
        simulate(ZZ, partitions(table, 1))


def test_no_rows(client: Any, tmp_path: Path) -> None:
    from povertykit.adapters.dask import simulate, simulate_parquet

    pq.write_table(register(0), tmp_path / "none.parquet")
    outcome = simulate_parquet(XIANGXI, tmp_path / "none.parquet", out=tmp_path / "paid")
    assert (outcome.rows_in, outcome.rows_out, outcome.rejected) == (0, 0, 0)
    assert len(simulate(XIANGXI, partitions(register(0), 1)).compute()) == 0
