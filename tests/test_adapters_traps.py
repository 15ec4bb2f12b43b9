"""The traps of frames: what silently becomes another value elsewhere is exact here, or an error with its row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from drawn_registers import XIANGXI, ZZ
from hypothesis import given
from hypothesis import strategies as st

from povertykit.adapters.arrow_columns import arrow_column, check_type
from povertykit.adapters.result_batches import as_yuan
from povertykit.errors import RegisterError, UnitMissing
from povertykit.money import to_yuan
from povertykit.scenarios import Outcome
from povertykit.scenarios.columns import Column
from povertykit.scenarios.register import Heading, Money, headings_of


def heading(text: str, money: Money | None = None, table: str = "households") -> Heading:
    return next(iter(headings_of(table, [text], {}, money).known.values()))


def read(text: str, array: pa.Array, money: Money | None = None, table: str = "households") -> list[int | str]:
    """The operands of a column; "missing" and "wrong" where it is so."""
    known = heading(text, money, table)
    check_type(known, array.type)
    whole = told(arrow_column(known, array))
    cut = pa.concat_arrays([array.slice(0, 0), array])  # the same with a prefix, and read from the middle
    padded = pa.concat_arrays([cut, cut]).slice(len(array), len(array))
    assert told(arrow_column(known, padded)) == whole
    return whole


def told(column: Column) -> list[int | str]:
    size = len(column.values)
    missing = np.zeros(size, np.bool_) if column.missing is None else column.missing
    wrong = np.zeros(size, np.bool_) if column.wrong is None else column.wrong
    return ["missing" if missing[row] else "wrong" if wrong[row] else int(column.values[row]) for row in range(size)]


MANY = 2**53 + 1


def test_a_null_turns_no_whole_number_into_a_float() -> None:
    frame = pl.DataFrame({"household_id": [MANY, MANY + 1, None], "persons": [1, None, 2]})
    register = frame.with_columns(household_income_yuan=0, on_dibao=True, in_backstop=False)
    outcome = ZZ.simulate(register, provisions=["guarantee_gap"], on_error="quarantine")
    assert outcome.frame()["household_id"].to_list() == [MANY, MANY + 1, None]
    assert [(r.row, r.id, r.column) for r in outcome.rejects] == [
        (1, str(MANY + 1), "persons"),
        (2, "(missing)", "household_id"),
    ]
    spoiled = pd.DataFrame({"household_id": [MANY, None]}).assign(persons=1, household_income_yuan=0)
    assert spoiled["household_id"].dtype == np.float64
    with pytest.raises(RegisterError, match=r"is a column of double.*astype\('Int64'\)"):
        ZZ.simulate(spoiled.assign(on_dibao=True, in_backstop=False), provisions=["guarantee_gap"])


def test_whole_numbers_beside_nulls() -> None:
    array = pa.array([26850, None, 0], pa.int64())
    assert read("household_income_fen", array) == [26850, "missing", 0]
    assert read("household_income_yuan", array) == [2685000, "missing", 0]
    assert read("persons", pa.array([3, None, 51, 0], pa.int8())) == [3, "missing", "wrong", "wrong"]


@pytest.mark.parametrize("kind", [pa.int16(), pa.uint16(), pa.int32(), pa.uint64()])
def test_narrow_numbers_do_not_wrap(kind: pa.DataType) -> None:
    assert read("household_income_yuan", pa.array([30000, 1], kind)) == [3_000_000, 100]


def test_numbers_beyond_64_bits() -> None:
    assert read("household_income_yuan", pa.array([2**64 - 1, 5], pa.uint64())) == ["wrong", 500]
    assert read("household_income_yuan", pa.array([2**63 - 1, -(2**63)], pa.int64())) == ["wrong", "wrong"]
    large = [Decimal(10**30), Decimal(-(10**30)), Decimal(7), None]
    assert read("household_income_yuan", pa.array(large, pa.decimal128(38, 0))) == ["wrong", "wrong", 700, "missing"]


@pytest.mark.parametrize(
    "kind",
    [
        pa.decimal32(9, 2),
        pa.decimal64(18, 2),
        pa.decimal128(18, 2),
        pa.decimal128(38, 18),
        pa.decimal256(60, 2),
        pa.decimal256(76, 40),
    ],
)
def test_decimals_by_their_digits(kind: pa.DataType) -> None:
    values = [Decimal("268.50"), None, Decimal("0.01"), Decimal("-0.01")]
    assert read("household_income", pa.array(values, kind)) == [26850, "missing", 1, "wrong"]


@given(st.lists(st.none() | st.integers(0, 10**9), max_size=20), st.integers(2, 20))
def test_decimals_of_any_scale(fen: list[int | None], scale: int) -> None:
    values = [None if each is None else to_yuan(each) for each in fen]
    array = pa.array(values, pa.decimal128(38, scale))
    assert read("household_income", array) == ["missing" if each is None else each for each in fen]


def test_a_decimal_of_scale_4_with_further_digits_is_an_error_with_its_row() -> None:
    income = pa.array([Decimal("268.5000"), Decimal("0.2850"), Decimal("1.0001")], pa.decimal128(18, 4))
    assert read("household_income", income) == [26850, "wrong", "wrong"]
    table = register(3).append_column("household_income", income)
    with pytest.raises(RegisterError, match=r"2 rows cannot be taken; the first is row 1 \(id H1\).*: 0.2850"):
        ZZ.simulate(table, provisions=["guarantee_gap"])


def test_decimals_of_rates_and_counts() -> None:
    rates = pa.array([Decimal("4.3500"), Decimal("4.35001")], pa.decimal128(9, 5))
    assert read("annual_rate", rates, table="loans") == [43500, "wrong"]
    assert read("persons", pa.array([Decimal(3), None], pa.decimal128(38, 0))) == [3, "missing"]
    with pytest.raises(RegisterError, match=r"is a column of decimal128\(9, 1\)"):
        read("persons", pa.array([Decimal("3.0")], pa.decimal128(9, 1)))


def test_floats_of_yuan() -> None:
    assert read("household_income", pa.array([268.5, 0.285, None, float("nan"), 0.1 + 0.2])) == [
        26850,
        "wrong",
        "missing",
        "wrong",
        "wrong",
    ]
    assert read("household_income", pa.array([268.5, 268.1], pa.float32())) == [26850, "wrong"]


def test_money_without_its_unit() -> None:
    for array in (pa.array([268]), pa.array(["268"]), pa.array([Decimal(268)], pa.decimal128(9, 0))):
        with pytest.raises(UnitMissing, match="may be yuan or fen"):
            read("household_income", array)
        assert read("household_income", array, "fen") == [268]
        assert read("household_income", array, "yuan") == [26800]


def test_days_are_not_shifted() -> None:
    day = date(2017, 6, 1)
    number = (day - date(1970, 1, 1)).days
    for kind in (pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("ns")):
        days = pa.array([day, None], pa.date32()).cast(kind)
        assert read("birth_date", days, table="members") == [number, "missing"]
    hour = pa.array([datetime(2017, 5, 31, 16)], pa.timestamp("us"))
    assert read("birth_date", hour, table="members") == ["wrong"]
    with pytest.raises(RegisterError, match="the day of an instant depends on the time zone"):
        read("birth_date", pa.array([datetime(2017, 5, 31, 16)], pa.timestamp("us", "UTC")), table="members")
    texts = pa.array(["2017-06-01", "2017年6月1日", "", None, "x"])
    assert read("birth_date", texts, table="members") == [number, number, "missing", "missing", "wrong"]


def test_flags_as_files_have_them() -> None:
    expected = [1, 0, "missing"]
    for array in (
        pa.array([True, False, None]),
        pa.array([1, 0, None], pa.int8()),
        pa.array(["是", "否", None]),
        pa.array(["1", "0", ""]),
        pa.array(["是", "否", None]).dictionary_encode(),
    ):
        assert read("on_dibao", array) == expected
    assert read("on_dibao", pa.array([2, -1])) == ["wrong", "wrong"]
    with pytest.raises(RegisterError, match="is a column of double"):
        read("on_dibao", pa.array([1.0]))


def test_texts_by_a_dictionary() -> None:
    words = pa.array(["小学", "初中", None, "大", "primary"])
    expected = [2, 3, "missing", "wrong", 2]
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        assert read("stage", words.cast(kind), table="members") == expected
    assert read("stage", words.dictionary_encode(), table="members") == expected
    holes = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), pa.array(["小学", None]))
    assert read("stage", holes, table="members") == [2, "missing", "missing"]
    numbers = pa.DictionaryArray.from_arrays(pa.array([1, 0, None], pa.uint8()), pa.array([26800, -1]))
    assert read("household_income_fen", numbers) == ["wrong", 26800, "missing"]
    assert read("stage", pa.nulls(2), table="members") == ["missing", "missing"]
    assert read("stage", pa.array([], pa.string()), table="members") == []


def register(size: int) -> pa.Table:
    return pa.table(
        {
            "household_id": [f"H{row}" for row in range(size)],
            "persons": [3] * size,
            "on_dibao": [True] * size,
            "in_backstop": [False] * size,
        }
    )


def gaps(outcome: Outcome) -> list[int | None]:
    values: list[int | None] = outcome.payments["guarantee_gap"].tolist()
    return values


def test_what_is_missing_in_pandas() -> None:
    base = register(4).to_pandas()
    expected = [63200, None, 90000, None]
    for income in (
        [268, np.nan, 0, np.nan],
        pd.array([268, None, 0, pd.NA], dtype="Int64"),
        pd.Series([Decimal("268.00"), None, 0, float("nan")], dtype=object),
        pd.Series(["268", None, "0.00", np.nan], dtype=object),
        pd.Series(["268", None, "0.00", None], dtype="category"),
        pd.Series(["268", None, "0.00", None], dtype="string"),
    ):
        frame = base.assign(household_income_yuan=income)
        outcome = ZZ.simulate(frame, provisions=["guarantee_gap"])
        assert gaps(outcome) == expected
        assert [u.missing for u in outcome.undetermined] == [("household_income",)] * 2


def test_nan_is_no_missing_value_in_polars() -> None:
    frame = pl.DataFrame(register(2)).with_columns(household_income_yuan=pl.Series([float("nan"), None]))
    outcome = ZZ.simulate(frame, provisions=["guarantee_gap"], on_error="quarantine")
    assert [(r.row, r.value) for r in outcome.rejects] == [(0, "nan")]
    assert outcome.counts["undetermined"] == 1


def test_an_object_column_that_mixes_kinds() -> None:
    income = pd.Series([Decimal("268"), 268, "268.00", 268.0, True], dtype=object)
    frame = register(5).to_pandas().assign(household_income_yuan=income)
    outcome = ZZ.simulate(frame, provisions=["guarantee_gap"], on_error="quarantine")
    assert gaps(outcome) == [63200, 63200, 63200, 63200, None]
    assert [(r.row, r.value) for r in outcome.rejects] == [(4, "True")]


def test_a_named_index_is_a_column() -> None:
    frame = register(3).to_pandas().assign(household_income_yuan=[0, 1, 2]).set_index("household_id")
    outcome = ZZ.simulate(frame, provisions=["guarantee_gap"])
    made = outcome.frame("fen")
    assert made.index.equals(frame.index)
    assert made["guarantee_gap_fen"].tolist() == [90000, 89900, 89800]
    assert str(made["guarantee_gap_fen"].dtype) == "Int64"


def test_series_and_arrays_in_one_mapping() -> None:
    columns: dict[str, Any] = {name: register(3).column(name) for name in register(3).column_names}
    columns["household_id"] = np.array(["a", "b", "c"])
    columns["persons"] = pl.Series([3, 3, 3], dtype=pl.UInt8)
    columns["on_dibao"] = [True, True, True]
    columns["household_income_fen"] = pd.Series([26800, None, 0], dtype="Int64")
    outcome = ZZ.simulate(columns, provisions=["guarantee_gap"])
    assert gaps(outcome) == [63200, None, 90000]
    with pytest.raises(RegisterError, match=r"columns of unlike lengths: .*persons 2"):
        ZZ.simulate(columns | {"persons": pl.Series([3, 3])}, provisions=["guarantee_gap"])


def test_chunks_of_unlike_sizes_and_columns_named_as_attributes() -> None:
    parts = [register(1), register(1).slice(1), register(3).slice(1)]
    table = pa.concat_tables(parts).append_column("household_income_yuan", pa.chunked_array([[0, 1], [2]]))
    assert gaps(ZZ.simulate(table, provisions=["guarantee_gap"], block=2)) == [90000, 89900, 89800]
    frame = table.to_pandas().assign(dtype=1, type=2)  # which a frame shows as attributes
    assert gaps(ZZ.simulate(frame, provisions=["guarantee_gap"])) == [90000, 89900, 89800]


def test_duckdb_numbers() -> None:
    relation = duckdb.sql(
        "select 'H' || i as household_id, 3::hugeint as persons, (268 + i)::decimal(12, 2) as household_income, "
        "1 as on_dibao, false as in_backstop, 'x' as 村 from range(3) t(i)"
    )
    outcome = ZZ.simulate(relation, provisions=["guarantee_gap"])
    assert outcome.frame().fetchall() == [
        ("H0", Decimal("632.00"), None, None, None),
        ("H1", Decimal("631.00"), None, None, None),
        ("H2", Decimal("630.00"), None, None, None),
    ]
    assert outcome.unknown_columns == {"households": ("村",)}


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=20))
def test_fen_as_decimals(fen: list[int | None]) -> None:
    inside = [each if each is None or abs(each) < 10**18 else each // 100 for each in fen]
    assert as_yuan(pa.array(inside, pa.int64())).to_pylist() == [
        None if each is None else Decimal(each) / 100 for each in inside
    ]


def test_school_fees_of_nested_members_keep_their_exactness() -> None:
    person = {"person_id": 1, "in_special_hardship": 0, "stage": "小学", "tuition_and_fees": Decimal("0.01")}
    frame = pl.DataFrame({"household_id": [MANY], "registered_poor": ["是"], "members": [[person]]})
    outcome = XIANGXI.simulate(frame.cast({"household_id": pl.Int64}), provisions=["tuition_waiver"])
    assert outcome.totals["tuition_waiver"].amount == 1
    assert outcome.rows["members"].read == 1


def test_two_relations_of_one_duckdb_connection() -> None:
    base = duckdb.connect()
    households = base.sql("select 'H' as household_id, null::int as persons, 0 as household_income_yuan, 1 as on_dibao")
    people = base.sql(
        "select 'H' as household_id, 'P' || i as person_id, false as in_special_hardship from range(2) t(i)"
    )
    outcome = ZZ.simulate(
        {"households": households.project("*, false as in_backstop"), "members": people}, provisions=["guarantee_gap"]
    )
    assert outcome.totals["guarantee_gap"].amount == 60000
