"""A policy on Apache Spark (the extra `spark`; Spark needs a Java runtime), with the rules as they are.

`simulate` takes any DataFrame of households, members, loans and claims in columns of arrays of structs. Rows then go
from Spark to Python and back, which is what takes the time. `simulate_parquet` lets the tasks read Parquet themselves,
a row group each, and is many times faster.

A session wants `SETTINGS`: `SparkSession.builder.config(map=SETTINGS)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyspark.errors import PythonException
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from povertykit.adapters.arrow import batches
from povertykit.adapters.engines import prepared
from povertykit.adapters.result_batches import Amounts
from povertykit.adapters.row_groups import EngineOutcome, Folder, RowGroup, Work, added_up, work_of
from povertykit.errors import RegisterError
from povertykit.policy.operands import BLOCK
from povertykit.policy.policy import Policy
from povertykit.scenarios.register import Money
from povertykit.scenarios.simulate import OnError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SETTINGS", "own_errors", "simulate", "simulate_parquet"]

SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "spark.python.unix.domain.socket.enabled": "true",
        "spark.sql.execution.pyspark.udf.hideTraceback.enabled": "true",
    }
)
"""What a session should be made with: Spark and its workers then speak without TCP, over which runs have hung, and what
is wrong with a register is told without the lines of code that found it."""


@contextmanager
def own_errors() -> Iterator[None]:
    """Have what is wrong with a register told as such where Spark runs: as `RegisterError`, in place of Spark's own.

    Examples:
        >>> with own_errors():
        ...     raise PythonException("... povertykit.errors.RegisterError: households: 1 row cannot be taken")
        Traceback (most recent call last):
        ...
        povertykit.errors.RegisterError: households: 1 row cannot be taken
    """
    try:
        yield
    except PythonException as error:
        if (own := re.search(r"povertykit\.errors\.\w+: (.+)", str(error))) is None:
            raise
        raise RegisterError(own[1]) from None


def simulate(
    policy: Policy,
    frame: DataFrame,
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    amounts: Amounts = "fen",
    block: int = BLOCK,
) -> DataFrame:
    """A policy over a Spark DataFrame: a row of results for each household, as `povertykit.adapters.arrow` gives them.

    Ids that stand in two rows are looked for at once, which is one pass over the ids; all else is done when the result
    is asked for, and so are wrong rows (on "stop") reported: `with own_errors(): rows = paid.collect()` tells them as
    `RegisterError`.

    Args:
        policy: the policy.
        frame: the households, with columns `members`, `loans` and `claims` of arrays of structs where there are such.
        provisions: only these and what they need; by default all that the columns given allow.
        on_error: "stop" at rows that break a constraint; or "quarantine": the household's row says why in `rejected`.
        money: the unit of whole numbers and texts of money in columns whose heading has none.
        columns: further headings, each with the field that it names.
        amounts: payments as "fen" (bigint), or as decimals of "yuan".
        block: rows computed together.

    Raises:
        RegisterError: a column that cannot be read, such as a timestamp for a day; an id that stands in two rows.
        UnitMissing: a money column whose unit nobody said.
        InvalidInput, UnknownName, OpenTerm, OutOfCoverage: a provision named cannot be computed here.
    """
    run = batches(
        policy,
        provisions=provisions,
        on_error=on_error,
        money=money,
        columns=columns,
        amounts=amounts,
        block=block,
    )
    given = to_arrow_schema(frame.schema, timezone="UTC")
    run, results, wanted = prepared(run, given, lambda identity: _twice(frame, identity, on_error))
    if dotted := [text for text in wanted if "." in text or "`" in text]:
        raise RegisterError(
            f"Spark cannot hand the column {dotted[0]!r} to Python",
            field="households",
            allowed="headings without a full stop or a backquote",
            remedy="rename it with withColumnRenamed",
        )
    return frame.select([_quoted(text) for text in wanted]).mapInArrow(run, from_arrow_schema(results))


def _quoted(name: str) -> str:
    """A column's name as Spark takes it, whatever stands in it."""
    return "`" + name.replace("`", "``") + "`"


def _twice(frame: DataFrame, identity: str, on_error: OnError) -> list[str]:
    """The ids that stand in more than one row; on "stop" one of them."""
    ids = frame.select(F.col(_quoted(identity)).cast("string").alias("id")).where("id is not null")
    twice = ids.groupBy("id").count().where("count > 1").select("id")
    return [row[0] for row in (twice.take(1) if on_error == "stop" else twice.collect())]


def simulate_parquet(
    policy: Policy,
    spark: SparkSession,
    path: str | PathLike[str],
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    out: str | PathLike[str] | None = None,
    block: int = BLOCK,
) -> EngineOutcome:
    """A policy over a register in Parquet, each row group a task that a worker of Spark reads itself.

    Args:
        policy: the policy.
        spark: the session.
        path: a Parquet file, or a folder of them, under a name that every worker knows it by.
        provisions: only these and what they need; by default all that the columns given allow.
        on_error: "stop" at rows that break a constraint; or "quarantine": they are counted, and listed in `out`.
        money: the unit of whole numbers and texts of money in columns whose heading has none.
        columns: further headings, each with the field that it names.
        out: a folder that is yet to be, for the payment list in Parquet, a file for each row group; it takes its name
            when all of it is whole.
        block: rows computed together.

    Raises:
        RegisterError, UnitMissing, InvalidInput, UnknownName, OpenTerm, OutOfCoverage: as `simulate` says.
    """
    given = {"provisions": provisions, "on_error": on_error, "money": money, "columns": columns, "block": block}

    def twice(work: Work, groups: list[RowGroup]) -> list[str]:
        files = dict.fromkeys(group.path for group in groups)
        assert work.identity is not None
        return _twice(spark.read.parquet(*files), work.identity, on_error) if files else []

    work, groups, plan = work_of(batches(policy, **given), path, twice)  # type: ignore[arg-type]
    with Folder(None if out is None else Path(out)) as folder:
        work = folder.of(work)

        def paid(tasks: Iterator[Any]) -> Iterator[Any]:
            for batch in tasks:
                for place in batch.column("id").to_pylist():
                    yield pa.record_batch({"sums": pa.array([json.dumps(work.pay(groups[place]))])})

        return added_up(policy, plan, _collected(spark, len(groups), paid), folder.path)


def _collected(spark: SparkSession, tasks: int, paid: Any) -> list[Any]:
    """Run so many tasks, each a partition of its own, and collect what they come to."""
    if not tasks:
        return []
    with own_errors():
        return [json.loads(row[0]) for row in spark.range(0, tasks, 1, tasks).mapInArrow(paid, "sums string").collect()]
