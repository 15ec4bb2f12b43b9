"""Seconds and peak memory of whole registers, each run in a process of its own: CSV, arrays and Parquet.

Usage: python -m benchmarks.populations [folder [millions of Parquet rows]]    (the table goes to standard output)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.register import drawn
from benchmarks.whole_policy import POLICY, PROVISIONS

MILLION = 1_000_000
PIECE = 1 << 20


def make_csv(path: Path, rows: int) -> None:
    """A CSV of drawn households."""
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, rows, PIECE):
            columns = drawn(min(PIECE, rows - start), seed=start)
            if not start:
                names = ["household_id", *columns]
                file.write(",".join(n + "_fen" * (n == "household_income") for n in names) + "\n")
            lists = [column.tolist() for column in columns.values()]
            for row, cells in enumerate(zip(*lists, strict=True), start=start):
                file.write(f"H{row}," + ",".join(map(str, cells)) + "\n")


def make_parquet(path: Path, rows: int, *, ordered: bool = True) -> None:
    """A Parquet file of drawn households, a row group for each million of them; their ids rise, or are in no order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for start in range(0, rows, PIECE):
        columns = drawn(min(PIECE, rows - start), seed=start)
        columns["household_income_fen"] = columns.pop("household_income")
        ids = np.arange(start, start + len(columns["persons"]), dtype=np.int64)
        if not ordered:  # an odd factor leaves all of them different
            ids = (ids.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).view(np.int64)
        table = pa.table({"household_id": ids, **columns})
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def megabytes(what: str) -> float:
    """A figure of this process's memory, as Linux has it; that of getrusage has the parent's peak in it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:"))


def run(kind: str, source: str, rows: int, threads: int) -> None:
    """One run, in this process; its seconds and peak memory go to standard output."""
    if kind == "arrays":
        register: object = drawn(rows)
        settings = {"money": "fen"}
    else:
        register, settings = source, {}
    before = megabytes("VmRSS")
    start = time.perf_counter()
    outcome = POLICY.simulate(register, provisions=PROVISIONS, threads=threads, **settings)  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    if outcome.rows_out != rows:
        raise SystemExit(f"{outcome.rows_out:,} households were paid, of {rows:,}")
    print(json.dumps({"seconds": seconds, "peak": megabytes("VmHWM"), "before": before}))


def measured(kind: str, source: Path, rows: int, threads: int) -> str:
    """A line of the table."""
    command = [sys.executable, "-m", "benchmarks.populations", "run", kind, str(source), str(rows), str(threads)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    each = found["seconds"] / rows * 1e9
    memory = f"{found['before']:.0f} | {found['peak']:.0f}"
    line = f"| {kind} | {rows / MILLION:g} | {threads} | {found['seconds']:.1f} | {each:.0f} | {memory} |"
    print(line, file=sys.stderr)
    return line


def table(folder: Path, millions: int) -> str:
    """All runs."""
    lines = [
        "| register | million rows | threads | s | ns a row | peak MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for rows in (MILLION // 2, 2 * MILLION, 8 * MILLION):
        path = folder / f"{rows}.csv"
        make_csv(path, rows)
        lines.append(measured("csv", path, rows, 1))
        path.unlink()
        lines += [measured("arrays", path, rows, threads) for threads in (1, 2)]
    for rows in dict.fromkeys((MILLION, min(10, millions) * MILLION, millions * MILLION)):
        path = folder / f"{rows}.parquet"
        make_parquet(path, rows)
        lines += [measured("parquet", path, rows, threads) for threads in (1, 2)]
        make_parquet(path, rows, ordered=False)
        lines.append(measured("parquet, ids in no order", path, rows, 2))
        path.unlink()
    return "\n".join(lines)


def both(folder: Path, millions: int) -> None:
    """Whole registers, each run by itself; then from Parquet to totals, side by side."""
    from benchmarks.from_parquet import totals_from

    print(table(folder, millions), flush=True)
    path, rows = folder / "totals.parquet", millions * MILLION
    make_parquet(path, rows)
    print(f"\n{totals_from(path, rows, 5)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        run(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    elif sys.argv[1:]:
        both(Path(sys.argv[1]), int((sys.argv[2:] or ["50"])[0]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            both(Path(temporary), 50)
