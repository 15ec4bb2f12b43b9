"""The rules on other engines: compiled loops, a C loop, and expressions that Polars and DuckDB carry out.

Usage: python -m benchmarks.fast [rows]    (five million by default; the tables go to standard output)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from benchmarks import c_loop
from benchmarks.register import PAYMENTS, by_block, drawn
from benchmarks.timing import alternate, table
from benchmarks.whole_policy import POLICY, PROVISIONS
from povertykit.adapters import native
from povertykit.policy.proof import bulk_constants
from povertykit.scenarios import compiled
from povertykit.scenarios.block import BlockFrames
from povertykit.scenarios.blocks import opened
from povertykit.scenarios.selection import selected

HAND = "by hand, NumPy blocks (rows and totals)"
C_LOOP = f"a C loop (gcc {' '.join(c_loop.FLAGS)}; rows and totals, nothing checked)"
MAKING = """
import sys
from benchmarks.whole_policy import POLICY, PROVISIONS
from benchmarks.register import drawn
POLICY.simulate(drawn(10), provisions=PROVISIONS, money="fen", engine=sys.argv[1])
"""


def rules_alone(columns: Any) -> str:
    """The rules on blocks whose bounds were checked before, the results of a block thrown away after it."""
    rows = len(columns["persons"])
    register = opened(columns, None, "fen")
    plan = selected(POLICY, PROVISIONS, dict(register.tables)).plan
    loops, constants = compiled.compiled(POLICY, plan), bulk_constants(POLICY.constants)
    assert loops is not None
    batches = [block.batch for block in register.blocks(65_536)]

    def run(carry_out: Callable[[BlockFrames], None]) -> Callable[[], None]:
        def each() -> None:
            for batch in batches:
                carry_out(BlockFrames(batch, plan, constants, doubts=False))

        return each

    work: dict[str, Callable[[], object]] = {"the rules on arrays": run(plan.run)}
    work["the rules in compiled loops"] = run(loops.run)
    if (c := c_loop.made()) is not None:
        into = {name: values[:65_536] for name, values in c(columns)[0].items()}
        work[C_LOOP] = lambda: [c(batch, into) for batch in _pieces(columns)]
    title = f"Xiangxi's household rules by themselves, {rows:,} households"
    return table(title, alternate(work, 7), C_LOOP if c else "the rules on arrays", rows, "ns")


def _pieces(columns: Any) -> list[Any]:
    """The columns in blocks."""
    rows = len(columns["persons"])
    return [{n: c[at : at + 65_536] for n, c in columns.items()} for at in range(0, rows, 65_536)]


def whole_runs(columns: Any) -> str:
    """The whole of a run: bounds checked, every row's results kept, totals."""
    rows, expected = len(columns["persons"]), by_block(columns)[1]

    def ours(engine: Any, threads: int) -> Callable[[], dict[str, int]]:
        def run() -> dict[str, int]:
            outcome = POLICY.simulate(columns, provisions=PROVISIONS, money="fen", engine=engine, threads=threads)
            return {name: int(total.amount) for name, total in outcome.totals.items()}

        return run

    work: dict[str, Callable[[], object]] = {HAND: lambda: by_block(columns)}
    if (c := c_loop.made()) is not None:
        if c(columns)[1] != expected:
            raise SystemExit(f"totals differ in C: {c(columns)[1]} and {expected}")
        work[C_LOOP] = lambda: c(columns)
    else:
        print("The C loop is left out: there is no gcc.\n")
    for engine in ("numpy", "compiled"):
        for threads in (1, 2):
            run = ours(engine, threads)
            if run() != expected:
                raise SystemExit(f"totals differ with {engine}")
            work[f"policy.simulate, {engine}, threads: {threads}"] = run
    return table(f"Xiangxi's household policy, {rows:,} households", alternate(work, 7), HAND, rows, "ns")


def frames(columns: Any) -> str:
    """Frames in memory, each payment added up: the rules carried out by the frame's engine, and by ours."""
    rows, expected = len(columns["persons"]), by_block(columns)[1]
    arrow = pa.table({n + "_fen" * (n == "household_income"): c for n, c in columns.items()})
    polars, relation = pl.from_arrow(arrow), duckdb.from_arrow(arrow)
    names = [f"{name}_fen" for name in PAYMENTS]

    def through(frame: Any) -> Any:
        return native.apply(POLICY, frame, provisions=PROVISIONS, on_error="quarantine")

    def simulated(source: Any) -> Callable[[], list[int]]:
        def run() -> list[int]:
            outcome = POLICY.simulate(source, provisions=PROVISIONS, money="fen", engine="numpy")
            return [int(outcome.totals[name].amount) for name in PAYMENTS]

        return run

    work: dict[str, Callable[[], Any]] = {
        "policy.simulate, arrays": simulated(columns),
        "policy.simulate, polars frame, with reasons": simulated(polars),
        "native.apply, polars lazy": lambda: through(polars.lazy()).select(pl.col(names).sum()).collect().row(0),
        "native.apply, polars streaming": lambda: (
            through(polars.lazy()).select(pl.col(names).sum()).collect(engine="streaming").row(0)
        ),
        "native.apply, DuckDB": lambda: (
            through(relation).aggregate(", ".join(f"sum({name})::BIGINT" for name in names)).fetchall()[0]
        ),
    }
    for name, run in work.items():
        if list(run()) != list(expected.values()):
            raise SystemExit(f"totals differ: {name}: {run()} and {expected}")
    base = "policy.simulate, arrays"
    return table(f"Frames of {rows:,} households, summed", alternate(work, 5), base, rows, "ns")


def making() -> str:
    """What a process pays for its first run of ten households: on arrays, with loops compiled, and with them loaded."""
    with tempfile.TemporaryDirectory() as kept:
        environment = {**os.environ, "POVERTYKIT_CACHE": kept}

        def process(engine: str, **changed: str) -> Callable[[], object]:
            def run() -> None:
                with tempfile.TemporaryDirectory() as empty:
                    own = environment if not changed else {**environment, "POVERTYKIT_CACHE": empty}
                    subprocess.run([sys.executable, "-c", MAKING, engine], check=True, env=own)

            return run

        work = {
            "on arrays": process("numpy"),
            "compiled loops, from the cache": process("compiled"),
            "compiled loops, compiled anew": process("compiled", cache="empty"),
        }
        return table("A process and its first run", alternate(work, 5), "on arrays", 1, "ms")


def main() -> None:
    """Run everything and print the tables."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    columns = drawn(rows)
    for measure in (rules_alone, whole_runs, frames):
        print(measure(columns), flush=True)
    print(making(), flush=True)


if __name__ == "__main__":
    main()
