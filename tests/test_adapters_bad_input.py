"""Frames and files that are wrong: nothing wrong is paid, nothing is lost, and the message says what to do."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_registers import ZZ, written

from povertykit.adapters import spool as spool_module
from povertykit.adapters.parquet_lists import ParquetList
from povertykit.errors import RegisterError, UnknownName
from povertykit.scenarios import Outcome

GAP: Any = {"provisions": ["guarantee_gap"]}


def register(size: int = 3, **changed: Any) -> pa.Table:
    columns = {
        "household_id": [f"H{row}" for row in range(size)],
        "persons": [3] * size,
        "household_income_yuan": [268] * size,
        "on_dibao": [True] * size,
        "in_backstop": [False] * size,
    }
    return pa.table(columns | changed)


def members(*rows: tuple[object, ...]) -> pa.Table:
    names = ("household_id", "person_id", "in_special_hardship")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def paid(outcome: Outcome) -> list[int | None]:
    values: list[int | None] = outcome.payments["guarantee_gap"].tolist()
    return values


def refused(outcome: Outcome) -> list[tuple[str, int, str, str]]:
    return [(r.table, r.row, r.id, r.column) for r in outcome.rejects]


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
def test_a_null_in_a_required_column(kind: str) -> None:
    table = register(persons=[3, None, 3])
    frame = {"pandas": table.to_pandas(types_mapper=pd.ArrowDtype), "polars": pl.DataFrame(table), "arrow": table}[kind]
    with pytest.raises(RegisterError, match=r"1 row cannot be taken; the first is row 1 \(id H1\): persons:"):
        ZZ.simulate(frame, **GAP)
    outcome = ZZ.simulate(frame, on_error="quarantine", **GAP)
    assert paid(outcome) == [63200, None, 63200]
    assert (outcome.rows_in, outcome.rows_out, outcome.rejected) == (3, 2, 1)


def test_an_id_that_stands_in_two_batches() -> None:
    batches = register(2).to_batches() + register(3, household_id=["H5", "H0", "H6"]).to_batches()
    for source in (iter(batches), pa.RecordBatchReader.from_batches(batches[0].schema, batches)):
        outcome = ZZ.simulate(source, on_error="quarantine", block=2, **GAP)
        assert refused(outcome) == [("households", 0, "H0", "household_id"), ("households", 3, "H0", "household_id")]
        made = [row for batch in outcome.frame("fen") for row in batch.to_pylist()]
        assert [row["guarantee_gap_fen"] for row in made] == [None, 63200, 63200, None, 63200]
        assert "all rows of this id are rejected" in made[0]["rejected"]
    with pytest.raises(RegisterError, match=r"[12] rows? cannot be taken"):
        ZZ.simulate(iter(batches), **GAP)


def test_members_without_a_household_and_a_household_without_members() -> None:
    people = members(("H1", "P1", False), ("H9", "P1", False), (None, "P1", False), ("H1", "P2", False))
    tables = {"households": register(2, persons=[3, None]), "members": people}
    outcome = ZZ.simulate(tables, on_error="quarantine", **GAP)
    assert refused(outcome) == [("members", 1, "H9", "household_id"), ("members", 2, "(missing)", "household_id")]
    assert paid(outcome) == [63200, 60000 - 26800]  # the second has two members, the first states three and lists none
    assert outcome.rows["members"] == (4, 2, 2)
    with pytest.raises(RegisterError, match="2 rows cannot be taken"):
        ZZ.simulate(tables, **GAP)


def test_ids_of_unlike_kinds_in_two_tables() -> None:
    people = members((7, "P1", False))
    households = register(1, household_id=["7"], persons=pa.nulls(1, pa.int64()))
    assert paid(ZZ.simulate({"households": households, "members": people}, **GAP)) == [30000 - 26800]


def test_mixed_encodings_and_kinds_of_files(tmp_path: Path) -> None:
    headings = ["户编号", "家庭人口", "月收入(元)", "低保", "兜底"]
    own = written(tmp_path / "a.csv", [headings, ["甲1", "", "268.00", "是", "否"]], "gb18030")
    people = written(tmp_path / "b.csv", [["户编号", "人员编号", "特困人员"], ["甲1", "乙", "否"]], "utf-8")
    sheet = openpyxl.Workbook()
    sheet.active.append(["户编号", "人员编号", "特困人员"])
    sheet.active.append(["甲1", "乙", False])
    sheet.save(tmp_path / "b.xlsx")
    pq.write_table(members(("甲1", "乙", False)), tmp_path / "b.parquet")
    for each in (people, tmp_path / "b.xlsx", tmp_path / "b.parquet", pl.read_parquet(tmp_path / "b.parquet")):
        outcome = ZZ.simulate({"households": own, "members": each}, **GAP)
        assert outcome.totals["guarantee_gap"].amount == 30000 - 26800


def test_a_parquet_file_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    pq.write_table(register(1000), path, row_group_size=100)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with pytest.raises(RegisterError, match=r"r.parquet cannot be read as Parquet: .*the file may be cut short"):
        ZZ.simulate(path, **GAP)
    path.write_bytes(whole[:500] + b"\0" * 400 + whole[900:])
    with pytest.raises(RegisterError, match=r"r\.parquet cannot be read as Parquet"):
        ZZ.simulate(path, out=tmp_path / "out.csv", **GAP)
    assert [each.name for each in tmp_path.iterdir()] == ["r.parquet"]


def test_a_folder_of_parquet_files(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    for part in range(3):
        pq.write_table(register(1, household_id=[f"H{part}"]), folder / f"part-{part}.parquet")
    outcome = ZZ.simulate(folder, out=tmp_path / "out.parquet", **GAP)
    assert pq.read_table(tmp_path / "out.parquet").column("household_id").to_pylist() == ["H0", "H1", "H2"]
    assert outcome.rows_out == 3
    pq.write_table(register(1, persons=["x"]), folder / "part-9.parquet")
    with pytest.raises(RegisterError, match=r"part-9.parquet has other columns"):
        ZZ.simulate(folder, **GAP)


def test_headings_with_a_dot_in_parquet(tmp_path: Path) -> None:
    table = register(2).rename_columns(["household_id", "size.all", "household_income_yuan", "on_dibao", "in_backstop"])
    pq.write_table(table, tmp_path / "r.parquet")
    outcome = ZZ.simulate(tmp_path / "r.parquet", columns={"size.all": "persons"}, **GAP)
    assert outcome.totals["guarantee_gap"].amount == 2 * 63200


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_while_a_stream_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module.tempfile, "mkstemp", full)
    with pytest.raises(RegisterError, match=r"cannot be kept in .*No space left on device.*TMPDIR"):
        ZZ.simulate(register().to_reader(), **GAP)


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_a_full_disk_while_a_list_is_written(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, method = (pq.ParquetWriter, "write_table") if ending == "parquet" else (openpyxl.Workbook, "save")
    monkeypatch.setattr(kind, method, full)
    with pytest.raises(RegisterError, match=r"cannot be written: No space left on device.*nothing was changed"):
        ZZ.simulate(register(), out=tmp_path / f"out.{ending}", **GAP)
    assert not [*tmp_path.iterdir()]


def test_an_interrupted_run_leaves_no_half_file(tmp_path: Path) -> None:
    def interrupt(done: int, size: int | None) -> None:
        raise KeyboardInterrupt

    for ending in ("csv", "parquet", "xlsx"):
        with pytest.raises(KeyboardInterrupt):
            ZZ.simulate(register(), out=tmp_path / f"out.{ending}", progress=interrupt, **GAP)
    assert not [*tmp_path.iterdir()]


def test_a_stream_that_breaks(tmp_path: Path) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield from register().to_batches()
        raise pa.ArrowInvalid("the other end is gone")

    with pytest.raises(RegisterError, match="cannot be read as Arrow: the other end is gone"):
        ZZ.simulate(broken(), out=tmp_path / "out.csv", **GAP)
    mixed = iter([*register().to_batches(), *register(persons=["3"] * 3).to_batches()])
    with pytest.raises(RegisterError, match="a later record batch has other columns"):
        ZZ.simulate(mixed, **GAP)
    with pytest.raises(RegisterError, match="is an iterator of int too"):
        ZZ.simulate(iter([*register().to_batches(), 3]), **GAP)
    with pytest.raises(RegisterError, match="is an iterator of int; allowed: record batches"):
        ZZ.simulate(iter([3]), **GAP)
    with pytest.raises(RegisterError, match="is an iterator of nothing"):
        ZZ.simulate(iter([]), **GAP)
    assert not [*tmp_path.iterdir()]


def test_a_library_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    frame = register().to_pandas()
    for name in [name for name in sys.modules if name.startswith("povertykit.adapters.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("povertykit.adapters.frames", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RegisterError, match=r"needs pyarrow, which is not installed.*povertykit\[frames\]"):
        ZZ.simulate(frame, **GAP)


def test_frames_of_engines_are_sent_to_their_own_adapters() -> None:
    spark = type("DataFrame", (), {"__module__": "pyspark.sql.dataframe"})()
    with pytest.raises(RegisterError, match=r"is a DataFrame of pyspark.*povertykit.adapters.spark"):
        ZZ.simulate(spark, **GAP)


def test_children_twice_and_lists_of_something_else() -> None:
    person = {"person_id": "P", "in_special_hardship": False}
    inside = register(1).append_column("members", [[[person]]])
    with pytest.raises(RegisterError, match="members stand in a table of their own and inside the households"):
        ZZ.simulate({"households": inside, "members": members(("H0", "P", False))}, **GAP)
    with pytest.raises(RegisterError, match="'members' and '家庭成员' both hold members"):
        ZZ.simulate(inside.append_column("家庭成员", [[[person]]]), **GAP)
    with pytest.raises(RegisterError, match="allowed: a list of structs, a struct for each of members"):
        ZZ.simulate(register(1).append_column("members", [[["P"]]]), **GAP)
    named = inside.rename_columns([*inside.column_names[:-1], "people"])
    assert ZZ.simulate(named, columns={"people": "members"}, on_error="quarantine", **GAP).rows["members"].read == 1
    with pytest.raises(UnknownName, match="columns: 'folk' is not known"):
        ZZ.simulate(named, columns={"folk": "members"}, **GAP)


def test_workbooks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    own = book.create_sheet("家庭")
    for row in (
        ["户编号", "家庭人口", "月收入(元)", "低保", "兜底", None],
        [1.0, 3.0, 268.5, "是", 0, "x"],
        [],
        [2, 3.5, 0.285, "是", "否"],
        ["3", None, "#DIV/0!", True, False],
    ):
        own.append(row)
    book.create_sheet("家庭成员").append(["户编号", "人员编号", "特困人员"])
    path = tmp_path / "r.xlsx"
    book.save(path)
    out = tmp_path / "out.xlsx"
    outcome = ZZ.simulate(path, on_error="quarantine", out=out, rejects=tmp_path / "rejects.xlsx", **GAP)
    assert outcome.totals["guarantee_gap"].amount == 90000 - 26850
    assert refused(outcome) == [("households", 4, "2", "家庭人口"), ("households", 5, "3", "月收入(元)")]
    assert outcome.unknown_columns == {"households": ("column 6 (no heading)",)}
    rows = [*openpyxl.load_workbook(out).active.values]
    assert rows[0][0] == "户编号"
    assert rows[1][:2] == ("1", 631.5)
    listed = [*openpyxl.load_workbook(tmp_path / "rejects.xlsx").active.values]
    assert listed[1][:4] == ("households", 4, "2", "家庭人口")
    (tmp_path / "r.xlsx").write_bytes(path.read_bytes()[:200])
    with pytest.raises(RegisterError, match=r"r\.xlsx cannot be read as an Excel workbook"):
        ZZ.simulate(path, **GAP)
    with pytest.raises(RegisterError, match=r"save it as \.xlsx or CSV"):
        ZZ.simulate(tmp_path / "old.xls", **GAP)


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    table = register(2, household_id=["=1+1", "-5"])
    ZZ.simulate(table, out=tmp_path / "out.xlsx", **GAP)
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("-5", "s")]
    ZZ.simulate(table, out=tmp_path / "out.parquet", **GAP)
    assert pq.read_table(tmp_path / "out.parquet").column(0).to_pylist() == ["=1+1", "-5"]


def test_a_list_of_half_characters_and_an_unfinished_one(tmp_path: Path) -> None:
    file = ParquetList(tmp_path / "a.parquet", ["row", "text"])
    file.write([["1", file.cell("\ud800")], ["", ""]])
    file.drop()
    assert not [*tmp_path.iterdir()]
    file = ParquetList(tmp_path / "a.parquet", ["row", "text"])
    file.write([["1", file.cell("户\ud800")], ["", ""]])
    file.close()
    file.keep()
    assert pq.read_table(tmp_path / "a.parquet").to_pydict() == {"row": [1, None], "text": ["户\\ud800", None]}


def test_frames_of_files_and_of_other_words(tmp_path: Path) -> None:
    pq.write_table(register(), tmp_path / "r.parquet")
    with pytest.raises(RegisterError, match=r"frame: the register came in files; to do: name a file with out="):
        ZZ.simulate(tmp_path / "r.parquet", **GAP).frame()
    with pytest.raises(RegisterError, match="amounts: got 'jiao'"):
        ZZ.simulate(register(), **GAP).frame("jiao")  # type: ignore[arg-type]


def test_a_list_in_a_kind_of_file_that_none_is_written_as(tmp_path: Path) -> None:
    register = {"persons": [3], "household_income_yuan": [500], "on_dibao": [True], "in_backstop": [False]}
    with pytest.raises(RegisterError, match=r"ends in \.json.*allowed: \.csv, \.parquet or \.xlsx"):
        ZZ.simulate(register, provisions=["guarantee_gap"], out=tmp_path / "paid.json")
    assert not list(tmp_path.iterdir())
