"""The rules as expressions of frames: every engine's arithmetic gives the fen of `simulate`; a null is never 0."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

pytest.importorskip("narwhals", reason="the extra `frames` is not installed")
import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
from drawn_policies import policies
from drawn_registers import XIANGXI, ZZ
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import arithmetic
from povertykit.adapters import native
from povertykit.adapters.native_program import Result
from povertykit.adapters.native_writing import Writing
from povertykit.arithmetic import Rounding
from povertykit.errors import PolicyError, RegisterError, UnitMissing
from povertykit.models import Entity, Household, fields_of
from povertykit.money import DOWN, FEN, HALF_UP, JIAO, UP, YUAN
from povertykit.policy import Policy
from povertykit.policy.plan import resolve
from povertykit.policy.symbolic import Graph

_NULLABLE = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
ENGINES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "pyarrow": (lambda table: table, lambda result: result),
    "polars": (pl.from_arrow, lambda result: result.to_arrow()),
    "polars lazy": (lambda table: pl.from_arrow(table).lazy(), lambda r: r.collect().to_arrow()),
    "polars streaming": (
        lambda table: pl.from_arrow(table).lazy(),
        lambda result: result.collect(engine="streaming").to_arrow(),
    ),
    "duckdb": (duckdb.from_arrow, lambda result: result.to_arrow_table()),
    "pandas": (
        lambda table: table.to_pandas(types_mapper=_NULLABLE.get),
        lambda result: pa.Table.from_pandas(result, preserve_index=False),
    ),
}
GAP = {
    "persons": [3, 2, 4, 1],
    "household_income_fen": [26_800, None, 200_000, 0],
    "on_dibao": [True, True, True, None],
    "in_backstop": [False, False, False, False],
}
PAID = [90_000 - 26_800, None, 0, None]


def household_rules(policy: Policy) -> list[str]:
    """The rules of a policy that ask for nothing of a household's parts, and for no word or date."""
    plan = policy.plans[Entity.HOUSEHOLD]
    plain = {name for name, spec in fields_of(Household).items() if spec.kind in ("amount", "count", "flag")}
    return [
        rule.name
        for rule in plan.rules()
        if rule.kind != "case" and all(entity is Entity.HOUSEHOLD for entity, _ in plan.behind[rule.entity, rule.name])
        if rule.entity is Entity.HOUSEHOLD
        if {name for _, name in plan.behind[rule.entity, rule.name]} & set(fields_of(Household)) <= plain
    ]


def drawn(rows: int, seed: int, missing: float = 0.1, facts: Iterable[str] = ()) -> pa.Table:
    """Households at random, a share of each fact missing, many of them contradicting themselves."""
    random = np.random.default_rng(seed)

    def some(values: Any) -> Any:
        return pa.array(values, mask=random.random(rows) < missing)

    counts = {"persons_covered": 9, "special_hardship_persons": 2, "hardship_persons": 3, "hardship_months": 5}
    flags = ("registered_poor", "on_dibao", "in_backstop", "develops_industry", "out_of_poverty")
    most = random.choice([10**3, 10**6, 10**9, 2 * 10**9], rows)
    table = pa.table(
        {
            "village": pa.array([f"V{number % 7}" for number in range(rows)]),
            "persons": random.integers(0, 9, rows),
            "household_income_fen": some(random.integers(0, most)),
            "income_projects": some(random.integers(0, 3, rows)),
            **{name: some(random.integers(0, high, rows)) for name, high in counts.items()},
            **{name: some(random.random(rows) < 0.5) for name in flags},
        }
    )
    for name in sorted(set(facts) - {*table.column_names, "household_income"}):
        spec = fields_of(Household)[name]
        numbers = random.integers(0, np.minimum(most, spec.ends[1]), endpoint=True)
        values = (
            random.random(rows) < 0.5 if spec.kind == "flag" else numbers if spec.kind == "amount" else numbers % 13
        )
        heading = f"{name}_fen" if spec.kind == "amount" else name
        table = table.append_column(heading, some(values) if spec.nullable else pa.array(values))
    return table


def as_arrays(table: pa.Table) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in table.column_names:
        column, absent = table[name], table[name].is_null().to_numpy()
        zero = {pa.bool_(): False, pa.string(): ""}.get(column.type, 0)
        columns[name] = np.ma.MaskedArray(column.fill_null(zero).to_numpy(), absent)
    return columns


def check(policy: Policy, table: pa.Table, engine: str, provisions: list[str]) -> None:
    """The engine's results are those of arrays, row by row."""
    into, out = ENGINES[engine]
    frame = into(table)
    result = native.apply(policy, frame, provisions=provisions, on_error="quarantine")
    assert type(result) is type(frame)
    found = out(result)
    outcome = policy.simulate(as_arrays(table), provisions=provisions, on_error="quarantine", engine="numpy")
    assert found.column_names[: table.num_columns] == table.column_names
    wrong = np.array(found["rejected"].to_pylist())
    assert int(wrong.sum()) == outcome.rejected
    for name, amounts in outcome.payments.items():
        assert found.schema.field(f"{name}_fen").type == pa.int64()
        assert found[f"{name}_fen"].to_pylist() == amounts.tolist(), name
    for name, codes in outcome.verdicts.items():
        right = [code for code, bad in zip(found[name].to_pylist(), wrong, strict=True) if not bad]
        assert right == np.ma.getdata(codes)[~wrong].tolist(), name
    findings = [rule.name for rule in policy.provisions() if rule.name in found.column_names and rule.unit == "flag"]
    counted = sum(sum(map(bool, found[name].to_pylist())) for name in findings if name not in outcome.verdicts)
    assert counted == outcome.counts["findings"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("wrong", [False, True])
def test_totals_are_those_of_simulate(engine: str, missing: float, wrong: bool) -> None:
    table = drawn(3_000, 5, missing=missing)
    if not wrong:
        outcome = XIANGXI.simulate(as_arrays(table), provisions=household_rules(XIANGXI), on_error="quarantine")
        refused = np.ma.getmaskarray(outcome.verdicts["income_project_target"])
        table = table.filter(pa.array(~refused))
    expected = XIANGXI.simulate(as_arrays(table), provisions=household_rules(XIANGXI), on_error="quarantine")
    assert (expected.rejected > 0, expected.counts["undetermined"] > 0) == (wrong, missing > 0)
    found = native.totals(
        XIANGXI, ENGINES[engine][0](table), provisions=household_rules(XIANGXI), on_error="quarantine"
    )
    assert (found.rows, found.rejected) == (expected.rows_in, expected.rejected)
    assert found.payments == expected.totals
    if wrong:
        with pytest.raises(RegisterError, match=f"{expected.rejected:,} rows break the bounds"):
            native.totals(XIANGXI, ENGINES[engine][0](table), provisions=household_rules(XIANGXI))
    else:
        assert native.totals(XIANGXI, ENGINES[engine][0](table), provisions=household_rules(XIANGXI)) == found


def test_totals_that_int64_may_not_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "INT64_MAX", 10**6)
    with pytest.raises(PolicyError, match="more than int64 holds"):
        native.totals(XIANGXI, drawn(50, 1, missing=0), provisions=household_rules(XIANGXI), on_error="quarantine")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 2])
def test_xiangxi_as_on_arrays(engine: str, seed: int) -> None:
    check(XIANGXI, drawn(6_000, seed), engine, household_rules(XIANGXI))
    check(XIANGXI, drawn(2_000, seed, missing=0), engine, household_rules(XIANGXI))


@pytest.mark.parametrize("engine", ENGINES)
def test_other_laws_as_on_arrays(engine: str) -> None:
    check(ZZ, drawn(3_000, 3), engine, household_rules(ZZ))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("law", ["national", "shandong", "junan", "huaihua", "lianzhou", "huining"])
def test_the_household_rules_of_other_laws(engine: str, law: str) -> None:
    policy = policies()[law]
    names = household_rules(policy)
    table = drawn(2_000, 4, 0.05, resolve(policy.declared, names).facts[Entity.HOUSEHOLD])
    check(policy, table, engine, names)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("unit", "mode"), [(FEN, HALF_UP), (JIAO, UP), (YUAN, DOWN)])
def test_every_rounding(engine: str, unit: Any, mode: Any) -> None:
    policy = XIANGXI.reform(guarantee_rounding=Rounding(unit=unit, mode=mode))
    check(policy, drawn(2_000, 5), engine, ["guarantee_full", "guarantee_gap"])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), engine=st.sampled_from([*ENGINES]), rows=st.integers(1, 300))
def test_any_register_on_any_engine(seed: int, engine: str, rows: int) -> None:
    check(XIANGXI, drawn(rows, seed), engine, ["guarantee_gap", "industry_subsidy", "income_project_target"])


# The primitives, on each engine, against Python's own ints.


def carried_out(engine: str, rule: Callable[..., Any], bounds: Mapping[str, tuple[int, int]], rows: Any) -> list[int]:
    graph = Graph()
    result = rule(*(graph.column(name, *ends) for name, ends in bounds.items()))
    writing = Writing(graph, [], staged=True)
    writing.inputs.update({name: nw.col(name) for name in bounds})
    value, _ = writing.output(Result(result, False, amount=True))
    into, out = ENGINES[engine]
    types = [pa.bool_() if isinstance(low, bool) else pa.int64() for low, _ in bounds.values()]
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
    frame: Any = nw.from_native(into(pa.table(dict(zip(bounds, columns, strict=True)))))
    for stage in writing.stages:
        frame = frame.with_columns(**stage)
    return out(nw.to_native(frame.select(result=value)))["result"].to_pylist()


LARGE = 2**53
SIZES = [0, 1, 2, 5, 6, 7, 49, 50, 51, 99, 100, 149, 150, LARGE - 2, LARGE - 1, LARGE, LARGE + 1, 2**60 - 1, 2**60]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("mode", [HALF_UP, UP, DOWN])
@pytest.mark.parametrize("unit", [FEN, JIAO])
@pytest.mark.parametrize("most", [10**6, 2**60])
def test_division_of_negatives_halves_and_large_amounts(engine: str, mode: Any, unit: Any, most: int) -> None:
    rounding = Rounding(unit=unit, mode=mode)
    sizes = [size for size in SIZES if size <= most]
    rows = [(sign * size, divisor) for sign in (1, -1) for size in sizes for divisor in (1, 2, 3, 7, 10, 12, 50)]

    def rule(amount: Any, divisor: Any) -> Any:
        return arithmetic.round_div(amount, divisor, rounding)

    expected = [rule(*row) for row in rows]
    assert carried_out(engine, rule, {"amount": (-most, most), "divisor": (1, 50)}, rows) == expected
    twelfth = [arithmetic.round_div(amount, 12, rounding) for amount, _ in rows]
    found = carried_out(
        engine, lambda a, _: arithmetic.round_div(a, 12, rounding), dict.fromkeys("ab", (-most, most)), rows
    )
    assert found == twelfth


@pytest.mark.parametrize("engine", ENGINES)
def test_choices_and_flags(engine: str) -> None:
    def rule(flag: Any, x: Any, y: Any) -> Any:
        on = flag & (x < y) | arithmetic.negate(x == y)
        chosen = arithmetic.where(on, arithmetic.smaller(x, y), arithmetic.larger(x, -y))
        return arithmetic.floor0(chosen - 3) + arithmetic.where(x >= 0, 1, 0) * 3_000_000_000 - (5 - y)

    rows = [(flag, x, y) for flag in (False, True) for x in range(-4, 5) for y in range(-4, 5)]
    bounds: dict[str, tuple[int, int]] = {"flag": (False, True), "x": (-4, 4), "y": (-4, 4)}
    assert carried_out(engine, rule, bounds, rows) == [rule(*row) for row in rows]


# What a frame holds, and what is refused.


def gap(frame: Any, **options: Any) -> Any:
    return native.apply(ZZ, frame, provisions=["guarantee_gap"], **options)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_null_is_never_nothing(engine: str) -> None:
    into, out = ENGINES[engine]
    assert out(gap(into(pa.table(GAP))))["guarantee_gap_fen"].to_pylist() == PAID


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas"])
@pytest.mark.parametrize("kind", [pa.decimal128(14, 2), pa.float64()])
def test_decimals_and_floats_of_yuan(engine: str, kind: Any) -> None:
    yuan_ = [Decimal("268.00"), None, Decimal("2000.29"), None]
    values = yuan_ if pa.types.is_decimal(kind) else [None if value is None else float(value) for value in yuan_]
    table = pa.table({**GAP, "household_income_fen": pa.array(values, kind)})
    into, out = ENGINES[engine]
    renamed = table.rename_columns([name.replace("_fen", "_yuan") for name in table.column_names])
    expected = native.expressions(ZZ, provisions=["guarantee_gap"])
    assert expected.keys() >= {"guarantee_gap"}
    assert out(gap(into(renamed)))["guarantee_gap_fen"].to_pylist() == PAID


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("wrong", [0.285, float("nan"), float("inf"), -0.01, 1e300])
def test_a_third_decimal_or_no_number_is_rejected(engine: str, wrong: float) -> None:
    if engine == "pandas" and wrong != wrong:
        pytest.skip("a missing float of pandas is NaN")
    table = pa.table({**GAP, "household_income_fen": pa.array([268.0, wrong, 2000.0, 0.0])})
    table = table.rename_columns([name.replace("_fen", "_yuan") for name in table.column_names])
    into, out = ENGINES[engine]
    found = out(gap(into(table), on_error="quarantine"))
    assert found["rejected"].to_pylist() == [False, True, False, False]
    assert found["guarantee_gap_fen"].to_pylist() == [PAID[0], None, 0, None]
    with pytest.raises(RegisterError, match="1 rows break"):
        gap(into(table))


@pytest.mark.parametrize("engine", ENGINES)
def test_narrow_and_large_whole_numbers(engine: str) -> None:
    into, out = ENGINES[engine]
    incomes = pa.array([268, 2000, 2**62, 0], pa.int64())
    table = pa.table({**GAP, "household_income_fen": incomes, "persons": pa.array([3, 2, 4, 1], pa.int8())})
    table = table.rename_columns([name.replace("_fen", "_yuan") for name in table.column_names])
    found = out(gap(into(table), on_error="quarantine"))
    assert found["rejected"].to_pylist() == [False, False, True, False]
    assert found["guarantee_gap_fen"].to_pylist() == [PAID[0], 0, None, None]


def test_plain_pandas_keeps_its_index() -> None:
    frame = pd.DataFrame(
        {"persons": [3, 2], "household_income": [268.0, np.nan], "on_dibao": [True, True], "in_backstop": [False] * 2},
        index=["b", "a"],
    )
    found = gap(frame)
    assert found.index.tolist() == ["b", "a"]
    assert found["guarantee_gap_fen"].dtype == pd.Int64Dtype()
    assert found["guarantee_gap_fen"].tolist() == [PAID[0], pd.NA]


def test_expressions_by_themselves() -> None:
    frame = pl.DataFrame(GAP).rename({"household_income_fen": "household_income"})
    frame = frame.with_columns(persons_covered=pl.col("persons"))
    made = native.expressions(ZZ, provisions=["guarantee_gap"])
    found = nw.from_native(frame.lazy()).select(made["guarantee_gap"].alias("paid")).collect()
    assert found["paid"].to_list() == PAID


@pytest.mark.parametrize("law", ["zz", "xiangxi", "national", "shandong", "junan", "huaihua", "lianzhou", "huining"])
def test_a_whole_policy_runs_what_frames_can_and_says_why_not_the_rest(law: str) -> None:
    policy = {"zz": ZZ, "xiangxi": XIANGXI}.get(law) or policies()[law]
    facts = policy.plans[Entity.HOUSEHOLD].facts[Entity.HOUSEHOLD]
    plain = [n for n in facts if fields_of(Household)[n].kind in ("amount", "count", "flag")]
    table = drawn(1_500, 8, 0.05, plain)
    for name in sorted(facts - set(plain)):
        table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    outcome = policy.simulate(as_arrays(table), on_error="quarantine", engine="numpy")
    found = native.apply(policy, table, on_error="quarantine")
    left = native.left_out(policy, table)
    assert {name: left[name] for name in outcome.left_out} == outcome.left_out
    for name, why in left.items():
        assert name in outcome.left_out or (why.reason == "not for frames" and why.label_zh)
        assert not {name, f"{name}_fen"} & set(found.column_names)
    assert set(outcome.payments) == {n.removesuffix("_fen") for n in found.column_names} & set(outcome.payments) | (
        set(left) & set(outcome.payments)
    )
    for name in set(outcome.payments) - set(left):
        assert found[f"{name}_fen"].to_pylist() == outcome.payments[name].tolist(), name
    wrong = np.array(found["rejected"].to_pylist())
    for name in set(outcome.verdicts) - set(left):
        right = [code for code, bad in zip(found[name].to_pylist(), wrong, strict=True) if not bad]
        assert right == np.ma.getdata(outcome.verdicts[name])[~wrong].tolist(), name


def test_a_rule_about_members_asked_for_by_name_is_refused() -> None:
    with pytest.raises(RegisterError, match="needs the table"):
        native.apply(ZZ, pl.DataFrame(GAP), provisions=["school_support"])


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"persons": [3.0, 2.0, 4.0, 1.0]}, RegisterError, "whole numbers of int64"),
        ({"persons": pl.Series([3, 2, 4, 1], dtype=pl.UInt64)}, RegisterError, "int64"),
        ({"on_dibao": ["是"] * 4}, RegisterError, "booleans"),
        ({"household_income_fen": ["268.00"] * 4}, RegisterError, "floats or decimals"),
        ({"guarantee_gap_fen": [0] * 4}, RegisterError, "already"),
        ({"persons": [3, None, 4, 1]}, RegisterError, "1 rows break"),
        ({"persons": [3, 2, 51, 0]}, RegisterError, "2 rows break"),
    ],
)
def test_columns_and_rows_that_are_refused(change: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        gap(pl.DataFrame({**GAP, **change}))


def test_a_column_that_is_missing_or_without_its_unit() -> None:
    with pytest.raises(RegisterError, match="household_income"):
        gap(pl.DataFrame(GAP).drop("household_income_fen"))
    with pytest.raises(UnitMissing):
        gap(pl.DataFrame(GAP).rename({"household_income_fen": "household_income"}))
    whole = pl.DataFrame(GAP).rename({"household_income_fen": "户均"})
    found = gap(whole, columns={"户均": "household_income"}, money="fen")
    assert found["guarantee_gap_fen"].to_list() == PAID


def test_a_household_without_its_id_is_rejected() -> None:
    found = gap(pl.DataFrame({"household_id": ["A", None, "C", "D"], **GAP}), on_error="quarantine")
    assert found["rejected"].to_list() == [False, True, False, False]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local Spark session."""
    sql = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    settings_ = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    session = sql.SparkSession.builder.master("local[2]").config(map=settings_).getOrCreate()
    yield session
    session.stop()


def test_spark_runs_the_plan_itself(spark: Any) -> None:
    table = drawn(400, 6)
    frame = spark.createDataFrame(table)
    into, out = (lambda _: frame), (lambda result: result.toArrow())
    ENGINES["spark"] = (into, out)
    try:
        check(XIANGXI, table, "spark", ["guarantee_full", "guarantee_gap", "industry_subsidy"])
    finally:
        del ENGINES["spark"]
