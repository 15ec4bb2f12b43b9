"""`make parity`: every way in, every split and every engine give the same fen and the same rejects.

Usage: python -m benchmarks.parity [households] [--ways name,name] [--again]

Ten million drawn households by default, 100,000 at a time, each time through all ways; what is done is noted in
`out/parity.json`, so that an interrupted run goes on where it stopped (`--again` begins anew). The reference is the
path of NumPy arrays, and that is held against `Policy.assess` on a sample. A difference stops the run with exit code 1
and is named: the way, the seed, the provision and the household.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.drawn_tables import Drawn, drawn, in_yuan
from povertykit import per_year, yuan
from povertykit.adapters.arrow import batches
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import InvalidRecord
from povertykit.scenarios import Outcome

__all__ = ["POLICY", "WAYS", "Difference", "compared", "main"]

POLICY = xiangxi.policy(
    on=date(2017, 6, 1),
    dibao_standard=per_year(yuan(3026)),
    industry_rate=yuan(1750),
    living_allowance_preschool=yuan(1000),
    living_allowance_primary=yuan(1000),
    living_allowance_junior=yuan(1250),
    living_allowance_senior=yuan(2000),
)
CHUNK = 100_000
SAMPLE = 100
NONE = -1  # stands for a payment that is not determined, or not made since the household was rejected
STATE = Path("out") / "parity.json"

Answer = dict[str, Any]
"""By provision the fen of each household, `NONE` where there is none; and under "rejected" whether it was rejected."""
Way = Callable[[Drawn, random.Random, Path], Answer]


class Difference(AssertionError):
    """Two ways gave something else."""


def compared(households: int, seed: int, ways: Mapping[str, Way], folder: Path) -> dict[str, float]:
    """Draw a register and take it through all ways.

    Args:
        households: how many.
        seed: of the drawing, and of the splits.
        ways: by name.
        folder: for files.

    Returns:
        The seconds that each way took.

    Raises:
        Difference: naming the first.
    """
    register = drawn(households, seed)
    expected = by_arrays(register, random.Random(seed), folder)
    sample(register, expected, random.Random(seed))
    seconds = {}
    for name, way in ways.items():
        began = time.perf_counter()
        given = way(register, random.Random(seed), folder)
        seconds[name] = time.perf_counter() - began
        for column in given:
            if not np.array_equal(given[column], expected[column]):
                row = int(np.flatnonzero(np.asarray(given[column]) != np.asarray(expected[column]))[0])
                raise Difference(
                    f"{name}, seed {seed}, {households} households: {column} of row {row} is {given[column][row]}, "
                    f"and {expected[column][row]} by arrays"
                )
    return seconds


def _of_outcome(outcome: Outcome) -> Answer:
    answer: Answer = {name: np.ma.filled(values, NONE) for name, values in outcome.payments.items()}
    for name, codes in outcome.verdicts.items():
        answer[name] = np.ma.filled(codes, NONE)
        answer["rejected"] = np.ma.getmaskarray(codes)
    return answer


def _of_table(table: Any) -> Answer:
    """The answer in a table of results, whose payments are in fen."""
    answer: Answer = {"rejected": table.column("rejected").is_valid().to_numpy()}
    for name in table.column_names:
        kind = table.schema.field(name).type
        if name.endswith("_fen") or kind == pa.int8():
            answer[name.removesuffix("_fen")] = table.column(name).fill_null(NONE).to_numpy()
    return answer


def _of_list(outcome: Outcome, table: Any, register: Drawn) -> Answer:
    """The answer in a payment list: the payments in yuan of the households that were not rejected."""
    ids = register.tables["households"].column("household_id").to_pylist()
    known = {identity: row for row, identity in enumerate(ids)}
    rows = np.array([known[identity] for identity in table.column(0).to_pylist()], np.int64)
    rejected = np.ones(len(ids), np.bool_)
    rejected[rows] = False
    answer: Answer = {"rejected": rejected}
    for text in table.column_names:
        name = text.partition(" (")[0]
        if name in outcome.totals:
            fen = [NONE if each is None else int(each * 100) for each in table.column(text).to_pylist()]
            answer[name] = np.full(len(ids), NONE)
            answer[name][rows] = fen
    return answer


def _simulated(source: Any, **options: Any) -> Outcome:
    return POLICY.simulate(source, on_error="quarantine", **options)


def _array(column: Any) -> Any:
    if pa.types.is_integer(column.type) and column.null_count:
        return np.ma.MaskedArray(column.fill_null(0).to_numpy(), column.is_null().to_numpy())
    plain = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    return column.to_numpy() if plain else column.to_pylist()


def _arrays(register: Drawn) -> dict[str, dict[str, Any]]:
    tables = register.tables.items()
    return {name: {text: _array(table.column(text)) for text in table.column_names} for name, table in tables}


def by_arrays(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """The reference: NumPy arrays, masked where values are missing."""
    return _of_outcome(_simulated(_arrays(register), engine="numpy"))


def sample(register: Drawn, expected: Answer, draw: random.Random) -> None:
    """Hold some households of the reference against `assess`, which decides one at a time.

    Raises:
        Difference: naming the first.
    """
    own = in_yuan(register.tables["households"])
    for row in draw.sample(range(own.num_rows), min(SAMPLE, own.num_rows)):
        household = _one(own, row)
        if household["household_id"] in register.repeated:
            continue
        for name, owner in register.owners.items():
            first, last = (int(place) for place in np.searchsorted(owner, [row, row + 1]))
            table = in_yuan(register.tables[name].slice(first, last - first))
            household[name] = [_one(table, place) for place in range(table.num_rows)]
            for child in household[name]:
                del child["household_id"]
                if "stage" in child:
                    _schooling(child)
        try:
            paid = {name: payment.fen for name, payment in POLICY.assess(household).payments.items()}
        except InvalidRecord:
            paid = {}
            if not expected["rejected"][row]:
                raise Difference(f"row {row} is refused by assess, and was not rejected in arrays") from None
        for name in paid:
            if expected[name][row] != paid[name]:
                raise Difference(f"row {row}: {name} is {paid[name]} by assess, and {expected[name][row]} in arrays")


def _one(table: pa.Table, row: int) -> dict[str, Any]:
    record = {name.removesuffix("_yuan"): value for name, value in table.slice(row, 1).to_pylist()[0].items()}
    if "annual_rate" in record:
        record["annual_rate"] = str(record["annual_rate"])
    return {name: value for name, value in record.items() if value is not None}


def _schooling(child: dict[str, Any]) -> None:
    stage, fees = child.pop("stage"), child.pop("tuition_and_fees", None)
    child["schooling"] = {"stage": stage} | ({} if fees is None else {"tuition_and_fees": fees})


def _mixed(register: Drawn, draw: random.Random) -> dict[str, pa.Table]:
    """The tables, the children in another order."""
    order = np.random.default_rng(draw.randrange(2**32))
    mixed = {name: each.take(pa.array(order.permutation(each.num_rows))) for name, each in register.tables.items()}
    return mixed | {"households": register.tables["households"]}


def _split(table: pa.Table, draw: random.Random) -> list[pa.RecordBatch]:
    """A table in batches of unlike sizes."""
    found, start = [], 0
    while start < table.num_rows:
        size = draw.choice([1, 7, 1_000, 30_000])
        found += table.slice(start, size).combine_chunks().to_batches()
        start += size
    return found


def by_compiled(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """Arrays, the rules in compiled loops, in small blocks on two threads."""
    return _of_outcome(_simulated(_arrays(register), engine="compiled", block=997, threads=2))


def by_pandas(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """Flat frames of pandas, backed by Arrow."""
    import pandas

    tables = _mixed(register, draw).items()
    return _of_outcome(_simulated({n: t.to_pandas(types_mapper=pandas.ArrowDtype) for n, t in tables}))


def by_polars(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """Flat frames of polars, amounts as decimals."""
    import polars

    return _of_outcome(_simulated({n: polars.DataFrame(in_yuan(t)) for n, t in _mixed(register, draw).items()}))


def by_lazy_frame(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """A lazy frame of polars with the children nested."""
    import polars

    made: Any = _simulated(polars.DataFrame(register.nested()).lazy()).frame("fen")
    return _of_table(made.collect().to_arrow())


def by_duckdb(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """Relations of DuckDB."""
    import duckdb

    base = duckdb.connect()
    made: Any = _simulated({n: base.from_arrow(in_yuan(t)) for n, t in _mixed(register, draw).items()}).frame("fen")
    return _of_table(made.to_arrow_table())


def by_reader(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """A reader of unlike batches, children nested, and back."""
    nested = register.nested()
    made: Any = _simulated(pa.RecordBatchReader.from_batches(nested.schema, _split(nested, draw))).frame("fen")
    return _of_table(made.read_all())


def by_batches(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """The function of record batches, as engines call it: for each part of the register anew."""
    nested = register.nested()
    run = batches(POLICY, on_error="quarantine", repeated=register.repeated)
    middle = draw.randrange(nested.num_rows + 1)
    parts = (nested.slice(0, middle), nested.slice(middle))
    return _of_table(pa.Table.from_batches([made for part in parts for made in run(iter(_split(part, draw)))]))


def by_parquet(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """Parquet files in, a Parquet file out."""
    for name, table in _mixed(register, draw).items():
        pq.write_table(in_yuan(table), folder / f"{name}.parquet", row_group_size=draw.choice([1_000, 30_000]))
    out = folder / "out.parquet"
    outcome = _simulated({name: folder / f"{name}.parquet" for name in register.tables}, out=out)
    return _of_list(outcome, pq.read_table(out), register)


def by_csv(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """CSV files in, a CSV file out."""
    for name, table in _mixed(register, draw).items():
        pyarrow.csv.write_csv(in_yuan(table), folder / f"{name}.csv")
    out = folder / "out.csv"
    outcome = _simulated({name: folder / f"{name}.csv" for name in register.tables}, out=out)
    decimals = {text: pa.decimal128(18, 2) for text in pyarrow.csv.open_csv(out).schema.names if "yuan" in text}
    read = pyarrow.csv.ConvertOptions(column_types=decimals)
    return _of_list(outcome, pyarrow.csv.read_csv(out, convert_options=read), register)


def by_dask(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """A Dask collection of four partitions."""
    import pandas
    from dask.dataframe import from_pandas

    from povertykit.adapters import dask

    nested = register.nested()
    frame = from_pandas(nested.to_pandas(types_mapper=pandas.ArrowDtype), npartitions=4)
    made = dask.simulate(POLICY, frame, schema=nested.schema, on_error="quarantine").compute(scheduler="threads")
    return _of_table(pa.Table.from_pandas(made.sort_index(), preserve_index=False))


def by_spark(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """A Spark DataFrame, children nested, on one local session for all chunks; its rows come back in their order."""
    from povertykit.adapters import spark

    pq.write_table(register.nested(), folder / "rows.parquet")
    frame = _session().read.parquet(str(folder / "rows.parquet"))
    return _of_table(spark.simulate(POLICY, frame, on_error="quarantine").toArrow())


def by_spark_row_groups(register: Drawn, draw: random.Random, folder: Path) -> Answer:
    """All rows in Parquet, each row group a task of Spark, the payment list a folder of Parquet files."""
    from povertykit.adapters import spark

    nested = register.nested()
    pq.write_table(nested, folder / "spark.parquet", row_group_size=max(1, nested.num_rows // 3))
    out = folder / "paid"
    shutil.rmtree(out, ignore_errors=True)
    spark.simulate_parquet(POLICY, _session(), folder / "spark.parquet", on_error="quarantine", out=out)
    return _of_table(pq.read_table(out))


@cache
def _session() -> Any:
    """One session of two processes of Python, for all chunks."""
    from pyspark.sql import SparkSession

    from povertykit.adapters.spark import SETTINGS

    os.environ["PYSPARK_PYTHON"] = sys.executable
    path = os.pathsep.join(dict.fromkeys(filter(None, [os.getcwd(), *sys.path])))
    own = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    own |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    own |= {"spark.sql.shuffle.partitions": "2", "spark.executorEnv.PYTHONPATH": path, "spark.log.level": "ERROR"}
    return SparkSession.builder.master("local[2]").config(map={**SETTINGS, **own}).getOrCreate()


WAYS: dict[str, Way] = {
    "compiled": by_compiled,
    "pandas": by_pandas,
    "polars": by_polars,
    "lazy frame": by_lazy_frame,
    "duckdb": by_duckdb,
    "reader": by_reader,
    "batches": by_batches,
    "parquet": by_parquet,
    "csv": by_csv,
    "dask": by_dask,
    "spark": by_spark,
    "spark row groups": by_spark_row_groups,
}
"""Every way to the results but the reference, by name."""
_NEEDS = {
    "compiled": "numba",
    "pandas": "pandas",
    "polars": "polars",
    "lazy frame": "polars",
    "duckdb": "duckdb",
    "dask": "dask",
    "spark": "pyspark",
    "spark row groups": "pyspark",
}


def installed() -> dict[str, Way]:
    """The ways whose library is there; what is left out is told of."""
    found = {}
    for name, way in WAYS.items():
        library = _NEEDS.get(name, "pyarrow")
        if importlib.util.find_spec(library) is None:
            print(f"left out: {name} needs {library}", file=sys.stderr)
        elif library == "pyspark" and not ("JAVA_HOME" in os.environ or shutil.which("java")):
            print(f"left out: {name} needs a Java runtime", file=sys.stderr)
        else:
            found[name] = way
    return found


def main(arguments: list[str] | None = None) -> int:
    """Compare, chunk by chunk, noting what is done."""
    parser = ArgumentParser(prog="python -m benchmarks.parity", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("households", nargs="?", type=int, default=10_000_000)
    parser.add_argument("--ways", default="", help="only these, separated by commas")
    parser.add_argument("--again", action="store_true", help="begin anew, whatever was done before")
    options = parser.parse_args(arguments)
    ways = installed()
    ways = {name: ways[name] for name in options.ways.split(",")} if options.ways else ways
    STATE.parent.mkdir(exist_ok=True)
    done: list[list[Any]] = [] if options.again or not STATE.exists() else json.loads(STATE.read_text("utf-8"))
    total = 0
    for seed in range(-(-options.households // CHUNK)):
        size = min(CHUNK, options.households - seed * CHUNK)
        entry = [seed, size, sorted(ways)]
        if entry not in done:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    seconds = compared(size, seed, ways, Path(folder))
                except Difference as difference:
                    print(f"DIFFERENCE: {difference}")
                    return 1
            done.append(entry)
            STATE.write_text(json.dumps(done), "utf-8")
            print(", ".join(f"{name} {each:.1f} s" for name, each in seconds.items()), file=sys.stderr)
        total += size
        print(f"{total:,} of {options.households:,} households: no difference", file=sys.stderr)
    print(f"{total:,} households through {len(ways) + 1} ways: 0 differences")
    return 0


if __name__ == "__main__":
    code = main()
    if _session.cache_info().currsize:
        _session().stop()
    sys.exit(code)
