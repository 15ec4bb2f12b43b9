"""What workbooks hold beside plain values: rates shown as percent, and formulas whose results were not saved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from drawn_registers import XIANGXI, ZZ

from povertykit.errors import RegisterError
from povertykit.scenarios import compare

LOANS = ["户编号", "贷款编号", "贷款本金(元)", "放款日期", "到期日期", "年利率(%)", "抵押", "担保", "符合条件"]
HOUSEHOLDS = ["户编号", "家庭人口", "建档立卡", "发展产业"]


def workbook(folder: Path, rate: object, kind: str) -> Path:
    """One household with one loan."""
    book = openpyxl.Workbook()
    book.active.title = "家庭"
    book.active.append(HOUSEHOLDS)
    book.active.append(["H1", 1, "是", "是"])
    loans = book.create_sheet("贷款")
    loans.append(LOANS)
    loans.append(["H1", "L1", 30_000, date(2017, 6, 1), date(2018, 6, 1), rate, "否", "否", "是"])
    loans["F2"].number_format = kind
    book.save(folder / "r.xlsx")
    return folder / "r.xlsx"


def subsidy(path: Path) -> int:
    outcome = XIANGXI.simulate(path, provisions=["microloan_interest_subsidy"])
    return int(outcome.totals["microloan_interest_subsidy"].amount)


@pytest.mark.parametrize("rate", ["4.35", "4.3", "0.07", "3"])
def test_a_rate_shown_as_percent_is_that_percent(rate: str, tmp_path: Path) -> None:
    """Excel keeps 4.35% as 0.0435: a hundredth of the interest would be paid."""
    expected = subsidy(workbook(tmp_path, rate, "General"))
    assert expected > 0
    part = float(Decimal(rate) / 100)
    for kind in ("0.00%", "0%", "0.0000%;[Red]-0.00%"):
        assert subsidy(workbook(tmp_path, part, kind)) == expected
    assert subsidy(workbook(tmp_path, float(rate), "0.00")) == expected
    assert subsidy(workbook(tmp_path, f"{rate}%", "0.00%")) == expected  # a text says percent itself


def test_a_rate_of_too_many_decimals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"loans row 2: 年利率\(%\) 4\.350001.*at most four decimals"):
        subsidy(workbook(tmp_path, 0.04350001, "0.00%"))


def households(folder: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in (["户编号", "家庭人口", "月收入(元)", "低保", "兜底"], *rows):
        book.active.append(row)
    book.save(folder / "r.xlsx")
    return folder / "r.xlsx"


def test_formulas_without_results_are_no_missing_facts(tmp_path: Path) -> None:
    path = households(tmp_path, [], ["1", 3, "=B3*100", "是", "否"], ["2", 2, "=B4*100", "是", "否"])
    told = r"月收入\(元\): r\.xlsx, sheet Sheet, row 3, column C has a formula, =B3\*100, whose result was not saved"
    with pytest.raises(RegisterError, match=told):
        ZZ.simulate(path, provisions=["guarantee_gap"])


@pytest.mark.parametrize("on_error", ["stop", "quarantine"])
@pytest.mark.parametrize("at", range(5))
def test_a_single_formula_without_its_result_is_refused(at: int, on_error: Any, tmp_path: Path) -> None:
    """Also in a row that would be blank without it, and below rows that are whole."""
    whole = ["1", 3, 100, "是", "否"]
    spoiled = [*whole[:at], "=1+1", *whole[at + 1 :]]
    alone = [None] * at + ["=1+1"]
    for row in (spoiled, alone):
        path = households(tmp_path, whole, ["2", *whole[1:]], row)
        with pytest.raises(
            RegisterError, match=rf"row 4, column {'ABCDE'[at]} has a formula, =1\+1,.*spreadsheet program"
        ):
            ZZ.simulate(path, provisions=["guarantee_gap"], on_error=on_error)


def test_the_number_of_those_in_special_hardship_is_not_zero_where_it_was_not_saved(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["户编号", "家庭人口", "家庭月收入(元)", "低保", "兜底", "建档立卡", "特困人数"],
        ["A", 3, 100, "是", "否", "是", "=1+1"],
        ["B", 3, 100, "是", "否", "是", 0],
    ):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(RegisterError, match=r"特困人数.*row 2, column G"):
        XIANGXI.simulate(tmp_path / "r.xlsx", provisions=["guarantee_gap"], on_error="quarantine")


def with_results(path: Path, old: str, new: str, name: str = "xl/worksheets/sheet1.xml") -> Path:
    """The workbook with something of its text in the place of something else."""
    with ZipFile(path) as book:
        parts = {each: book.read(each) for each in book.namelist()}
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode())
    with ZipFile(path, "w") as book:
        for each, content in parts.items():
            book.writestr(each, content)
    return path


def plain(path: Path) -> Path:
    """The workbook as a program saves it that reckons the formulas itself."""
    return with_results(path, ' fullCalcOnLoad="1"', "", "xl/workbook.xml")


def test_formulas_with_their_results_are_values(tmp_path: Path) -> None:
    path = plain(households(tmp_path, ["1", 3, "=B2*100", "是", "否"]))
    with_results(path, "<f>B2*100</f><v />", "<f>B2*100</f><v>300</v>")
    typed = tmp_path / "typed"
    typed.mkdir()
    outcomes = [
        ZZ.simulate(each, provisions=["guarantee_gap"]) for each in (path, households(typed, ["1", 3, 300, "是", "否"]))
    ]
    assert outcomes[0].totals == outcomes[1].totals
    assert outcomes[0].totals["guarantee_gap"].amount == 60_000


def test_a_formula_that_comes_to_no_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = plain(households(tmp_path, ["1", 3, '=""', "是", "否"]))
    with_results(path, '<c r="C2"><f>""</f><v />', '<c r="C2" t="str"><f>""</f><v></v>')
    assert ZZ.simulate(path, provisions=["guarantee_gap"]).counts["undetermined"] == 1


def test_zeros_of_a_program_that_reckons_nothing_are_no_results(tmp_path: Path) -> None:
    path = households(tmp_path, ["1", 3, "=B2*100", "是", "否"])
    with_results(path, "<f>B2*100</f><v />", "<f>B2*100</f><v>0</v>")
    with pytest.raises(RegisterError, match="row 2, column C has a formula"):
        ZZ.simulate(path, provisions=["guarantee_gap"])
    outcome = ZZ.simulate(plain(path), provisions=["guarantee_gap"])
    assert outcome.totals["guarantee_gap"].amount == 90_000


def test_formulas_of_headings_and_groups(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["户编号", "家庭人口", "月收入(元)", "低保", "兜底", "乡镇"], ["1", 3, 100, "是", "否", "=A1"]):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    wanted: dict[str, Any] = {"provisions": ["guarantee_gap"]}
    assert ZZ.simulate(tmp_path / "r.xlsx", **wanted).rows_in == 1  # the column is not read
    with pytest.raises(RegisterError, match=r"乡镇.*row 2, column F has a formula, =A1"):
        compare(ZZ, ZZ, tmp_path / "r.xlsx", by=["乡镇"], **wanted)
    book.active["F1"] = "=A1"
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(RegisterError, match="row 1, column F has a formula"):
        ZZ.simulate(tmp_path / "r.xlsx", **wanted)


def test_an_empty_column_is_missing(tmp_path: Path) -> None:
    outcome = ZZ.simulate(households(tmp_path, ["1", 3, None, "是", "否"]), provisions=["guarantee_gap"])
    assert outcome.counts["undetermined"] == 1
    nobody = ZZ.simulate(households(tmp_path), provisions=["guarantee_gap"])
    assert nobody.rows_in == 0
