"""Spark, for real: the same fen, the same rejects and the same ids as one process, from rows and from row groups."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_registers import XIANGXI, ZZ
from engine_registers import ROWS, alone, in_files, register, rows_by_id
from spark_session import ALL_ENGINES, session, why_not

from povertykit.errors import RegisterError, UnitMissing, UnknownName

if why_not() is None:
    from pyspark.errors import PythonException

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.filterwarnings("ignore:PySpark does not yet:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One session for all tests, since a session takes its time to start."""
    found = session()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_files(register(), tmp_path_factory.mktemp("spark") / "register")


def test_rows_with_members_and_loans_inside(spark: Any, folder: Path) -> None:
    from povertykit.adapters.spark import simulate

    frame = spark.read.parquet(str(folder)).repartition(3)
    paid = simulate(XIANGXI, frame, on_error="quarantine", block=17)
    rows = [row.asDict() for row in paid.collect()]
    assert len(rows) == ROWS
    assert rows_by_id(rows) == rows_by_id(alone(register()))
    assert dict(paid.dtypes)["guarantee_gap_fen"] == "bigint"


def test_yuan_are_decimals(spark: Any, folder: Path) -> None:
    from povertykit.adapters.spark import simulate

    frame = spark.read.parquet(str(folder)).select("household_id", "persons", "hardship_persons", "hardship_months")
    paid = simulate(XIANGXI, frame, provisions=["temporary_assistance"], on_error="quarantine", amounts="yuan")
    assert dict(paid.dtypes)["temporary_assistance_yuan"] == "decimal(18,2)"
    total = paid.groupBy().sum("temporary_assistance_yuan").collect()[0][0]
    fen = sum(row["temporary_assistance_fen"] or 0 for row in alone(register()) if not row["rejected"])
    assert total * 100 == fen > 0


def test_row_groups_as_tasks(spark: Any, folder: Path, tmp_path: Path) -> None:
    from povertykit.adapters.spark import simulate_parquet

    out = tmp_path / "paid"
    outcome = simulate_parquet(XIANGXI, spark, folder, on_error="quarantine", out=out)
    expected = alone(register())
    assert outcome.rows_in == ROWS == outcome.rows_out + outcome.rejected
    assert outcome.rejected == sum(row["rejected"] is not None for row in expected)
    for name, total in outcome.totals.items():
        assert total.amount == sum(row[f"{name}_fen"] or 0 for row in expected), name
        assert total.households == sum(bool(row[f"{name}_fen"]) for row in expected), name
    assert outcome.totals == XIANGXI.simulate(folder, on_error="quarantine").totals
    assert rows_by_id(pq.read_table(out).to_pylist()) == rows_by_id(expected)
    assert [path.name for path in tmp_path.iterdir()] == ["paid"]


def test_a_wrong_row_stops_the_tasks_and_leaves_no_list(spark: Any, folder: Path, tmp_path: Path) -> None:
    from povertykit.adapters.spark import simulate_parquet

    once = in_files(register(repeats=False), tmp_path / "register")
    with pytest.raises(RegisterError, match=r"rows? cannot be taken; the first is row"):
        simulate_parquet(XIANGXI, spark, once, out=tmp_path / "paid")
    assert [path.name for path in tmp_path.iterdir()] == ["register"]


def test_a_wrong_row_is_told_in_our_own_words(spark: Any, tmp_path: Path) -> None:
    from povertykit.adapters.spark import own_errors, simulate

    table = register(20, repeats=False).set_column(1, "persons", pa.array([3] * 19 + [0], pa.int32()))
    frame = spark.createDataFrame(table.select(["household_id", "persons", "hardship_persons", "hardship_months"]))
    paid = simulate(XIANGXI, frame, provisions=["temporary_assistance"])
    with pytest.raises(PythonException) as caught:
        paid.collect()
    lines = str(caught.value).strip().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("povertykit.errors.RegisterError: households: ")  # and no line of code
    for job in (paid.collect, lambda: paid.write.parquet(str(tmp_path / "paid")), paid.toArrow):
        with (
            pytest.raises(RegisterError, match=r"^households: 1 row cannot be taken; .*persons: 0; allowed: "),
            own_errors(),
        ):
            job()
    with pytest.raises(PythonException), own_errors():
        spark.range(1).mapInArrow(lambda batches: [1 / 0], "a int").collect()


def test_what_the_columns_tell_is_told_before_any_job(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from povertykit.adapters import spark as engine

    monkeypatch.setattr(engine, "_twice", None)  # the rows are not looked at
    kinds = "household_id string, persons double, household_income_yuan string"
    frame = spark.createDataFrame([("H1", 3.0, "x")], kinds)
    with pytest.raises(RegisterError, match="persons: is a column of double"):
        engine.simulate(ZZ, frame)
    with pytest.raises(UnknownName):
        engine.simulate(ZZ, frame.drop("persons"), provisions=["nothing"])


def test_an_id_in_two_partitions_is_found(spark: Any, folder: Path) -> None:
    from povertykit.adapters.spark import simulate, simulate_parquet

    with pytest.raises(RegisterError, match="the id 'H7' stands in more than one row"):
        simulate(XIANGXI, spark.read.parquet(str(folder)))
    with pytest.raises(RegisterError, match="the id 'H7' stands in more than one row"):
        simulate_parquet(XIANGXI, spark, folder)


LOANS = (
    "household_id string, persons int, registered_poor boolean, develops_industry boolean, "
    "loans array<struct<loan_id string, principal_yuan int, "
    "drawn {day}, maturity {day}, annual_rate decimal(7,4), has_collateral boolean, has_guarantor boolean, "
    "borrower_qualifies boolean>>"
)


def one_loan(spark: Any, kind: str, drawn: date, maturity: date) -> Any:
    """A frame of one household with a loan."""
    loan = ("L1", 30_000, drawn, maturity, Decimal("4.35"), False, False, True)
    return spark.createDataFrame([("H1", 1, True, True, [loan])], LOANS.format(day=kind))


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_a_day_stays_the_day_in_every_time_zone(spark: Any, zone: str) -> None:
    from povertykit.adapters.spark import simulate

    spark.conf.set("spark.sql.session.timeZone", zone)
    drawn = date(2017, 6, 1)
    for maturity, paid in ((date(2020, 6, 1), True), (date(2020, 6, 2), False)):  # three years, and a day more
        frame = one_loan(spark, "date", drawn, maturity)
        (row,) = simulate(XIANGXI, frame, provisions=["microloan_interest_subsidy"]).collect()
        assert (row["microloan_interest_subsidy_fen"] > 0) == paid


def test_an_instant_is_refused_for_a_day(spark: Any) -> None:
    from povertykit.adapters.spark import simulate

    frame = one_loan(spark, "timestamp", datetime(2017, 6, 1, 12), datetime(2018, 6, 1, 12))
    with pytest.raises(RegisterError, match=r"drawn.*the day of an instant depends on the time zone"):
        simulate(XIANGXI, frame, provisions=["microloan_interest_subsidy"])


def test_a_money_column_without_its_unit_is_refused_before_anything_runs(spark: Any) -> None:
    from povertykit.adapters.spark import simulate

    frame = spark.createDataFrame([("H1", 3, 268)], "household_id string, persons int, household_income int")
    with pytest.raises(UnitMissing, match="may be yuan or fen"):
        simulate(ZZ, frame)


def test_headings_of_any_kind(spark: Any) -> None:
    from povertykit.adapters.spark import simulate

    frame = spark.createDataFrame(
        [("户1", 3, 268, True, False), ("户2", 2, None, True, False)],
        "`户编号` string, `家庭人口` int, `income of the month` int, `低保` boolean, `兜底` boolean",
    )
    paid = simulate(ZZ, frame, provisions=["guarantee_gap"], columns={"income of the month": "household_income_yuan"})
    rows = {row["household_id"]: row["guarantee_gap_fen"] for row in paid.collect()}
    assert rows == {"户1": 63_200, "户2": None}
    dotted = frame.withColumnRenamed("income of the month", "income.of the month")
    with pytest.raises(RegisterError, match=r"'income\.of the month'.*withColumnRenamed"):
        simulate(ZZ, dotted, provisions=["guarantee_gap"], columns={"income.of the month": "household_income_yuan"})


def test_no_rows_and_no_row_groups(spark: Any, tmp_path: Path) -> None:
    from povertykit.adapters.spark import simulate, simulate_parquet

    empty = register(0)
    pq.write_table(empty, tmp_path / "none.parquet")
    assert simulate(XIANGXI, spark.read.parquet(str(tmp_path / "none.parquet"))).collect() == []
    outcome = simulate_parquet(XIANGXI, spark, tmp_path / "none.parquet")
    assert (outcome.rows_in, outcome.rejected) == (0, 0)
    assert all(total.amount == 0 for total in outcome.totals.values())


def test_the_example_of_the_page(spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "engines.md").read_text("utf-8")
    (code,) = re.findall(r"^```py\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    columns = {
        "household_id": ["H1", "H2", "H3"],
        "persons": [3, 2, 0],
        "household_income_yuan": [268, None, 0],
        "on_dibao": [True] * 3,
        "in_backstop": [False] * 3,
    }
    pq.write_table(pa.table(columns), tmp_path / "register.parquet", row_group_size=2)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code.replace('"register.parquet"', repr(str(tmp_path / "register.parquet"))), names)
    assert printed.getvalue() == "True\n"
    assert names["gap"] == 63_200


def test_where_all_engines_are_wanted_nothing_is_skipped() -> None:
    code = "import spark_session, shutil; shutil.which = lambda *a, **k: None; print(spark_session.why_not())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    for wanted, said in (("", "Spark needs a Java runtime"), ("1", "None")):
        environment[ALL_ENGINES] = wanted
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(said)


def test_the_register_has_what_the_tests_are_about() -> None:
    rows = alone(register())
    assert pa.types.is_int32(register().schema.field("persons").type)
    assert {bool(row["rejected"]) for row in rows} == {True, False}
    assert any(row["undetermined"] for row in rows)
    assert any(row["microloan_interest_subsidy_fen"] for row in rows)
