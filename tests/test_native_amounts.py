"""Engines of frames take exactly the floats and decimals of money that `simulate` takes, and read the same fen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

pytest.importorskip("narwhals", reason="the extra `frames` is not installed")
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from drawn_registers import XIANGXI
from hypothesis import given, settings
from hypothesis import strategies as st
from spark_session import session, why_not

from povertykit.adapters import native
from povertykit.errors import RegisterError

ENGINES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "pyarrow": (lambda table: table, lambda result: result),
    "polars": (pl.from_arrow, lambda result: result.to_arrow()),
    "polars lazy": (lambda table: pl.DataFrame(table).lazy(), lambda result: result.collect().to_arrow()),
    "duckdb": (duckdb.from_arrow, lambda result: result.to_arrow_table()),
    "pandas": (lambda table: table.to_pandas(), pa.Table.from_pandas),
    "pandas Arrow": (lambda table: table.to_pandas(types_mapper=pd.ArrowDtype), pa.Table.from_pandas),
}
ALL_FEN = np.arange(150_001)
WRONG = [0.285, 1.0001, float("inf"), -0.01, 1e15 + 0.01, 1e300, 10_000_000.01]
EDGES = [-0.0, 10_000_000.0, float(np.nextafter(981.93, 0)), float(np.nextafter(981.93, 1e9)), None]
RULES = ["guarantee_gap"]


def register(amounts: pa.Array, unit: str = "yuan") -> pa.Table:
    flags = {name: [name != "in_backstop"] * len(amounts) for name in ("on_dibao", "registered_poor", "in_backstop")}
    return pa.table({f"household_income_{unit}": amounts, "persons": [5] * len(amounts), **flags})


def check(table: pa.Table, engine: str) -> list[int | None]:
    """The engine pays and rejects what `simulate` does."""
    into, out = ENGINES[engine]
    found = out(native.apply(XIANGXI, into(table), provisions=RULES, on_error="quarantine"))
    expected = XIANGXI.simulate(table, provisions=RULES, on_error="quarantine", engine="numpy")
    paid: list[int | None] = found["guarantee_gap_fen"].to_pylist()
    assert paid == expected.payments["guarantee_gap"].tolist()
    assert sum(found["rejected"].to_pylist()) == expected.rejected
    return paid


def decimals(fen: Any, precision: int, scale: int, *others: str | None) -> pa.Array:
    values = [Decimal(int(each)).scaleb(-2) for each in fen]
    return pa.array(values + [other and Decimal(other) for other in others], pa.decimal128(precision, scale))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_fen_as_a_float(engine: str) -> None:
    paid = check(register(pa.array([*(ALL_FEN / 100).tolist(), *WRONG, *EDGES])), engine)
    assert None not in paid[: ALL_FEN.size]
    assert paid[98_193] == 27_890  # what a household of 981.93 yuan a month gets
    assert paid[ALL_FEN.size : ALL_FEN.size + len(WRONG)] == [None] * len(WRONG)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas"])
@pytest.mark.parametrize(("precision", "scale"), [(12, 2), (38, 18), (8, 3)])
def test_every_fen_as_a_decimal(engine: str, precision: int, scale: int) -> None:
    others = {
        2: ("10000000.00", "10000000.01", "9999999999.99", "-0.01", None),
        3: ("0.285", "0.005", "99999.999", "-0.001", None),
        18: ("100.000000000000000001", "10000000.000000000000000001", "99999999999999999999", "0.285", "0.995", None),
    }[scale]
    paid = check(register(decimals(ALL_FEN, precision, scale, *others)), engine)
    assert None not in paid[: ALL_FEN.size]
    if scale != 2:
        assert paid[ALL_FEN.size :] == [None] * len(others)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas"])
def test_decimals_and_floats_of_fen_and_of_great_precision(engine: str) -> None:
    check(register(decimals(range(0, 2_000), 12, 2, None), "fen"), engine)
    check(register(pa.array([1.0, 1.5, 1e9, 1e9 + 1, None]), "fen"), engine)
    check(register(decimals([100, 98_193], 38, 2, "9" * 36, None)), engine)
    check(register(pa.array([1, 2, None, 10**19, 10**7], pa.decimal128(20, 0))), engine)
    check(register(pa.array((ALL_FEN[:5_000] / 100).tolist(), pa.float32())), engine)
    with pytest.raises(RegisterError, match="at most 27 places"):
        check(register(decimals([100], 38, 30)), engine)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name not in ("pandas", "pandas Arrow")])
def test_what_is_no_number_is_rejected(engine: str) -> None:
    assert check(register(pa.array([981.93, float("nan"), None])), engine)[:2] == [27_890, None]


@settings(max_examples=40, deadline=None)
@given(
    amounts=st.lists(
        st.floats(-1, 2e7, allow_nan=False)
        | st.integers(0, 10**9).map(lambda fen: fen / 100)
        | st.integers(0, 10**9).map(lambda fen: float(np.nextafter(fen / 100, 1e9))),
        min_size=1,
        max_size=50,
    ),
    engine=st.sampled_from([*ENGINES]),
)
def test_any_floats(amounts: list[float], engine: str) -> None:
    check(register(pa.array(amounts, pa.float64())), engine)


@settings(max_examples=40, deadline=None)
@given(
    amounts=st.lists(st.decimals(-1, 20_000_000, places=5) | st.decimals(0, 10_000_000, places=2), min_size=1),
    engine=st.sampled_from([name for name in ENGINES if name != "pandas"]),
)
def test_any_decimals(amounts: list[Decimal], engine: str) -> None:
    check(register(pa.array(amounts, pa.decimal128(20, 5))), engine)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local Spark session."""
    if reason := why_not():
        pytest.skip(reason)
    made = session()
    yield made
    made.stop()


@pytest.mark.parametrize("kind", [pa.float64(), pa.decimal128(12, 2), pa.decimal128(38, 18)])
def test_a_sample_on_spark(spark: Any, kind: Any) -> None:
    others: tuple[str | None, ...] = () if kind == pa.decimal128(12, 2) else ("0.285", "1.0001")
    amounts = decimals(ALL_FEN[90_007::331], 38, 18, *others, None)
    table = register(amounts.cast(kind))
    ENGINES["spark"] = (spark.createDataFrame, lambda result: result.toArrow())
    try:
        check(table, "spark")
    finally:
        del ENGINES["spark"]


@pytest.mark.parametrize("given_", [None, {"persons": [3]}, [1]])
@pytest.mark.parametrize("function", [native.apply, native.totals, native.left_out])
def test_what_is_no_frame_is_refused_in_words(function: Callable[..., Any], given_: Any) -> None:
    with pytest.raises(RegisterError, match=f"is {type(given_).__name__}; allowed: a data frame.*pyarrow.table"):
        function(XIANGXI, given_)


def test_the_refusal_says_how_to_find_the_rows() -> None:
    frame = pl.DataFrame(register(pa.array([981.93, 0.285])))
    with pytest.raises(RegisterError, match=r"1 rows break.*policy\.simulate\(frame, on_error='quarantine'\)\.rejects"):
        native.apply(XIANGXI, frame, provisions=RULES)
    (reject,) = XIANGXI.simulate(frame, provisions=RULES, on_error="quarantine").rejects
    assert (reject.row, reject.value) == (1, "0.285")
