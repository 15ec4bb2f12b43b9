"""A row of totals is no household: it is rejected with that reason in every kind of register, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_registers import ZZ, written
from hypothesis import given
from hypothesis import strategies as st

from povertykit.errors import RegisterError
from povertykit.scenarios import Outcome, spreadsheet_rows
from povertykit.scenarios.spreadsheet_rows import is_totals_word

HEADINGS = ["户编号", "户主姓名", "家庭人口", "月收入(元)", "低保", "兜底"]
RIGHT = ["1", "甲", "3", "268.00", "是", "否"]


def paid(source: Any, **options: Any) -> Outcome:
    return ZZ.simulate(source, provisions=["guarantee_gap"], on_error="quarantine", **options)


def in_file(kind: str, folder: Path, rows: list[list[str]]) -> Path:
    """Rows below the headings, in a CSV file or a workbook."""
    if kind == "csv":
        return written(folder / "r.csv", [HEADINGS, *rows], "utf-8")
    book = openpyxl.Workbook()
    for row in [HEADINGS, *rows]:
        book.active.append([None if cell == "" else cell for cell in row])
    book.save(folder / "r.xlsx")
    return folder / "r.xlsx"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("identity", ["合计", "总计", "小计", "合 计", "合　　计：", "Total", "SUM", "grand total:"])
def test_the_cell_of_the_id_says_so(kind: str, identity: str, tmp_path: Path) -> None:
    """Six persons would be taken for a household of six, and be paid."""
    path = in_file(kind, tmp_path, [RIGHT, [identity, "", "6", "0.00", "是", "否"]])
    outcome = paid(path)
    (reject,) = outcome.rejects
    assert (reject.table, reject.row, reject.id, reject.column, reject.value) == (
        "households",
        3,
        identity,
        "户编号",
        identity,
    )
    assert "this is a row of totals; take it out" in reject.rule
    assert outcome.totals["guarantee_gap"].amount == 90000 - 26800
    with pytest.raises(RegisterError, match=r"1 row cannot be taken; the first is row 3 .*this is a row of totals"):
        ZZ.simulate(path, provisions=["guarantee_gap"])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("row", [["", "合计", "6", "0.00", "是", "否"], ["", " 小计 ", "", "900.00", "", ""]])
def test_there_is_no_id_and_another_cell_says_so(kind: str, row: list[str], tmp_path: Path) -> None:
    outcome = paid(in_file(kind, tmp_path, [RIGHT, row]))
    assert [(each.row, each.column, each.value) for each in outcome.rejects] == [(3, "户编号", row[1])]
    assert "this is a row of totals" in outcome.rejects[0].rule


@pytest.mark.parametrize("row", [["合计", "", "6"], ["", "合计"], ["合计：", "", "6", "0.00", "", "", ""]])
def test_a_row_of_totals_of_too_few_or_too_many_cells(row: list[str], tmp_path: Path) -> None:
    (reject,) = paid(in_file("csv", tmp_path, [RIGHT, row])).rejects
    assert "this is a row of totals" in reject.rule


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("identity", "name"),
    [("2", "合计"), ("H-合计", "甲"), ("合计村01", ""), ("total-7", ""), ("2", "总计"), ("SUM01", "sum"), ("和", "")],
)
def test_a_household_that_is_only_called_so_is_paid(kind: str, identity: str, name: str, tmp_path: Path) -> None:
    outcome = paid(in_file(kind, tmp_path, [RIGHT, [identity, name, "3", "268.00", "是", "否"]]))
    assert (outcome.rows_out, outcome.rejected) == (2, 0)


def test_a_row_without_an_id_is_rejected_for_that(tmp_path: Path) -> None:
    (reject,) = paid(in_file("csv", tmp_path, [RIGHT, ["", "合计村甲", "3", "268.00", "是", "否"]])).rejects
    assert "totals" not in reject.rule


def test_every_kind_of_register_rejects_the_same(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "household_id": ["1", "合计"],
        "persons": [3, 6],
        "household_income_yuan": [268, 0],
        "on_dibao": [True, True],
        "in_backstop": [False, False],
    }
    table = pa.table(columns)
    pq.write_table(table, tmp_path / "r.parquet")
    arrays = {name: np.array(values) for name, values in columns.items()}
    frames: list[Any] = [columns, arrays, table, pl.DataFrame(table), pl.LazyFrame(columns), pd.DataFrame(columns)]
    for source in [*frames, table.to_reader(), tmp_path / "r.parquet"]:
        outcome = paid(source)
        assert [(reject.row, reject.id) for reject in outcome.rejects] == [(1, "合计")]
        assert outcome.totals["guarantee_gap"].amount == 90000 - 26800


def test_totals_among_members_are_no_person(tmp_path: Path) -> None:
    own = in_file("csv", tmp_path, [["1", "甲", "", "268.00", "是", "否"]])
    people = [["户编号", "人员编号", "特困人员"], ["1", "P1", "否"], ["合计", "", "否"], ["1", "小计", "否"]]
    members = written(tmp_path / "m.csv", people, "utf-8")
    outcome = paid({"households": own, "members": members})
    assert outcome.rows_out == 0  # a household of one member is not paid as one of two
    assert {(each.row, each.value) for each in outcome.rejects if "row of totals" in each.rule} == {
        (3, "合计"),
        (4, "小计"),
        (2, "members row 4: 人员编号 小计"),
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_only_whole_cells_are_such_words(text: str) -> None:
    plain = "".join(text.split()).rstrip(":：").casefold()
    assert is_totals_word(text) == (plain in spreadsheet_rows._WORDS)
    assert all(map(is_totals_word, spreadsheet_rows._FORMS))
    assert not is_totals_word(f"{text}x合计")
