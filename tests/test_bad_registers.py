"""Registers as a new user hands them in: whatever is wrong with them is told in words, with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from drawn_registers import ZZ

from povertykit.adapters.arrow import batches
from povertykit.adapters.arrow_columns import in_words, unlike_columns
from povertykit.errors import PovertyKitError, RegisterError

COLUMNS: dict[str, list[Any]] = {
    "household_id": ["H1", "H2"],
    "persons": [3, 2],
    "household_income_yuan": [268, 0],
    "on_dibao": [True, True],
    "in_backstop": [False, False],
}
TABLE = pa.table(COLUMNS)
FRAME = pd.DataFrame(COLUMNS)


def paid(source: Any) -> int:
    """What the gap comes to."""
    return int(ZZ.simulate(source, provisions=["guarantee_gap"]).totals["guarantee_gap"].amount)


GOOD = paid(TABLE)


def levels() -> Any:
    frame = FRAME.copy()
    frame.columns = pd.MultiIndex.from_product([["2017"], FRAME.columns])
    return frame


def numbered() -> Any:
    return FRAME.rename(columns={"persons": 5})


def renamed(*names: str) -> Any:
    return TABLE.rename_columns(list(names))


def no_text() -> Any:
    offsets = pa.py_buffer(np.array([0, 2, 4], np.int32))
    return TABLE.set_column(0, "household_id", pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"H1\xff\xfe")))


def with_members(values: Any, kind: Any = None) -> Any:
    return TABLE.append_column("members", pa.array(values, kind))


def dropped() -> Any:
    base = duckdb.connect()
    base.register("own", TABLE)
    base.execute("create table register as select * from own")
    relation = base.sql("select * from register")
    base.execute("drop table register")
    return relation


FRAMES: dict[str, tuple[Callable[[], Any], str]] = {
    "levels of headings": (levels, r"columns: its headings have 2 levels, such as \('2017', .*flatten them"),
    "a numbered column": (numbered, r"has no column persons .*there are: .*, 5;"),
    "a heading twice": (lambda: pd.concat([FRAME, FRAME[["persons"]]], axis=1), "both name persons.*take one of the"),
    "two names of one": (
        lambda: TABLE.append_column("家庭人口", TABLE["persons"]),
        "'persons' and '家庭人口' both name persons",
    ),
    "bytes that are no text": (no_text, r"household_id: has a text that is none: .*\\xff\\xfe.*decode the column"),
    "a record of members": (
        lambda: with_members([{"person_id": "P"}] * 2),
        r"members: is a column of records \(struct.*allowed: a list of structs, a struct for each of members; to do: ",
    ),
    "a map of members": (
        lambda: with_members([[("a", "b")]] * 2, pa.map_(pa.string(), pa.string())),
        "members: is a column of lists .*a list of structs",
    ),
    "lists in lists": (
        lambda: with_members([[[{"person_id": "P"}]]] * 2),
        "members: is a column of lists .*list.*list",
    ),
    "a field of members twice": (
        lambda: with_members([None] * 2, pa.list_(pa.struct([("person_id", pa.string())] * 2))),
        "a field of its structs is there twice: person_id, person_id",
    ),
    "lists of persons": (
        lambda: TABLE.set_column(1, "persons", [[[3], [2]]]),
        r"persons: is a column of list.*allowed",
    ),
    "a column of records": (lambda: TABLE.set_column(1, "persons", [[{"n": 3}] * 2]), "persons: is a column of struct"),
    "floats of persons": (
        lambda: FRAME.assign(persons=[3.0, None]),
        r"persons: is a column of double.*astype\('Int64'\)",
    ),
    "periods": (lambda: FRAME.assign(persons=pd.period_range("2020", periods=2, freq="M")), "persons: is a column of"),
    "a series": (lambda: FRAME["persons"], "source: got Series; allowed: a mapping of columns"),
    "a lazy frame of no such column": (
        lambda: pl.LazyFrame(COLUMNS).select("nothing"),
        r'households: the plan of the lazy frame fails: .*"nothing".*look at it by itself, with collect\(\)',
    ),
    "a lazy frame that converts in vain": (
        lambda: pl.LazyFrame(COLUMNS).with_columns(pl.col("household_id").cast(pl.Int64)),
        "the plan of the lazy frame fails: conversion from `str` to `i64` failed in column 'household_id'",
    ),
    "a lazy frame of a function that fails": (
        lambda: pl.LazyFrame(COLUMNS).with_columns(pl.col("persons").map_elements(lambda v: v // 0, pl.Int64)),
        "the plan of the lazy frame fails: integer division or modulo by zero",
    ),
    "a lazy frame of no file": (
        lambda: pl.scan_parquet("/no/such.parquet"),
        "the plan of the lazy frame fails: No such",
    ),
    "a relation whose table is gone": (dropped, "the plan of the relation fails: Catalog Error: .*register"),
    "a list of records": (lambda: [{"household_id": "H1"}], "source: got list; allowed: a mapping of columns"),
    "one household": (lambda: {"household_id": "H1", "persons": 3}, "household_id: is str; allowed: a NumPy array or"),
    "nothing": (lambda: None, "households: is NoneType; allowed: a mapping of columns"),
    "a table of another name": (lambda: {"households": TABLE, "member": TABLE}, "did you mean 'members'"),
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.filterwarnings("ignore::polars.exceptions.PolarsInefficientMapWarning")
def test_a_frame_that_is_none(name: str) -> None:
    made, said = FRAMES[name]
    with pytest.raises(PovertyKitError, match=re.compile(said, re.DOTALL)):
        paid(made())


HEADINGS = "户编号,家庭人口,月收入(元),低保,兜底\n"
FILES: dict[str, tuple[str, str, str]] = {
    "semicolons": ("r.csv", HEADINGS.replace(",", ";"), "its cells are separated by semicolons; allowed: commas"),
    "tabs": ("r.csv", HEADINGS.replace(",", "\t"), "its cells are separated by tabs; allowed: commas"),
    "a title": (
        "r.csv",
        "某乡低保名册,,,,\n" + HEADINGS,
        "the headings stand in line 2, below '某乡低保名册'.*take out",
    ),
    "a title and a blank line": ("r.csv", "名册\n\n2017年,\n" + HEADINGS, "the headings stand in line 4, below '名册'"),
    "no id": ("r.csv", HEADINGS.replace("户编号", "编码"), "has no column household_id .*there are: 家庭人口.*编码"),
    "a spoiled id": ("r.csv", HEADINGS + "4.33E+17,2,3,是,否\n", "turned a long number into this, and its last digits"),
    "an open quotation": ("r.csv", HEADINGS + '"1,2,3,是,否\n', r"line 2: .*a quotation mark that is not closed"),
    "another kind": ("r.json", "[]", r"has no column household_id .*there are: \[\]"),
    "a workbook that is none": ("r.xlsx", HEADINGS, "cannot be read as an Excel workbook"),
    "Parquet that is none": ("r.parquet", HEADINGS, "it does not begin as Parquet does.*such as .csv or .xlsx"),
    "compressed": ("r.csv.gz", "\x1f\x8b\x08\0", "r.csv.gz is compressed; allowed: CSV text; to do: unpack it"),
    "a workbook called CSV": ("r.csv", "PK\3\4\0", "is a workbook or another zip file; .*name a workbook .xlsx"),
    "an old workbook called CSV": ("r.csv", "\xd0\xcf\x11\xe0\0", "a workbook of an old kind, or one with a password"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none(name: str, tmp_path: Path) -> None:
    file, content, said = FILES[name]
    binary = "\0" in content
    (tmp_path / file).write_bytes(content.encode("latin-1" if binary else "utf-8"))
    with pytest.raises(RegisterError, match=said):
        paid(tmp_path / file)


def test_frames_in_files_that_say_another_kind(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "r.csv")
    with pytest.raises(RegisterError, match=r"r\.csv is Parquet; allowed: CSV text; to do: name it \.parquet"):
        paid(tmp_path / "r.csv")
    pyarrow.feather.write_feather(TABLE, tmp_path / "r.feather")
    with pytest.raises(RegisterError, match=r"r\.feather is Arrow; .*hand in the table"):
        paid(tmp_path / "r.feather")


def test_paths_at_which_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no such file; to do: look at the name; it is looked for in"):
        paid(tmp_path / "none.csv")
    with pytest.raises(RegisterError, match=r"there is no such file; to do: write the folder out instead of ~"):
        paid("~/none.csv")
    with pytest.raises(RegisterError, match="an address is not read: fetch the file first"):
        paid("https://example.org/register.csv")
    with pytest.raises(
        RegisterError, match="is a folder without Parquet files; allowed: the path of a CSV, Parquet or"
    ):
        paid(tmp_path)


def test_a_workbook_with_a_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["某乡低保名册"],
        [],
        ["填报日期", date(2017, 6, 1)],
        HEADINGS.strip().split(","),
        [1, 2, 3, "是", "否"],
    ):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(
        RegisterError, match=r"the headings stand in line 4, below '某乡低保名册'.*take out the lines above"
    ):
        paid(tmp_path / "r.xlsx")


def test_what_is_odd_and_right_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("\ufeff\ufeff 户编号 , 家庭人口,月收入（元） ,低保,兜底\r1,2,3,是,否\r", "utf-8")
    assert paid(path) == 60000 - 300
    twice = pa.Table.from_arrays([*TABLE.columns, *[TABLE["persons"]] * 2], names=[*TABLE.column_names, "x", "x"])
    assert paid(twice) == paid(FRAME.set_index(["household_id", "persons"])) == GOOD
    assert paid(renamed("household_id", "persons", "household_income_yuan", "on_dibao", "兜底")) == GOOD


def test_unlike_columns_are_told_in_words() -> None:
    other = TABLE.set_column(1, "persons", [["3", "2"]]).drop_columns(["on_dibao"]).append_column("乡", [["a", "b"]])
    said = r"persons has texts, not whole numbers \(int64\); on_dibao is not there; 乡 is new; allowed: household_id: "
    for run in (paid, lambda stream: [*batches(ZZ, provisions=["guarantee_gap"])(stream)]):
        with pytest.raises(RegisterError, match="a later record batch has other columns: " + said) as caught:
            run(iter([*TABLE.to_batches(), *other.to_batches()]))
        assert "pyarrow" not in str(caught.value)
    order = TABLE.select(["persons", "household_id"])
    assert unlike_columns(order.schema, order.select([1, 0]).schema).startswith("they stand in another order")
    assert unlike_columns(twice_in("a"), pa.schema([("a", pa.int8())])) == "one of them is there twice"


def twice_in(name: str) -> Any:
    return pa.schema([(name, pa.int8()), (name, pa.int8())])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (pa.string(), "texts"),
        (pa.uint16(), "whole numbers (uint16)"),
        (pa.bool_(), "yes and no (bool)"),
        (pa.date32(), "days (date32[day])"),
        (pa.timestamp("us", "UTC"), "instants (timestamp[us, tz=UTC])"),
        (pa.null(), "nothing (null)"),
        (pa.binary(), "bytes (binary)"),
        (pa.duration("s"), "values that no field takes (duration[s])"),
    ],
)
def test_types_in_words(kind: Any, words: str) -> None:
    assert in_words(kind) == words


def test_an_error_of_the_callers_own_stays_its_own() -> None:
    def broken() -> Any:
        yield TABLE.to_batches()[0]
        raise RuntimeError("the caller's own")

    with pytest.raises(RuntimeError, match="the caller's own"):
        paid(broken())
