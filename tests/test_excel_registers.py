"""What workbooks hold beside plain values: rates shown as percent, and formulas whose results were not saved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from drawn_registers import XIANGXI, ZZ

from povertykit.errors import RegisterError

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
    with pytest.raises(RegisterError, match=r"月收入\(元\): r\.xlsx has formulas, such as =B3\*100, whose results"):
        ZZ.simulate(path, provisions=["guarantee_gap"])


def test_an_empty_column_is_missing(tmp_path: Path) -> None:
    outcome = ZZ.simulate(households(tmp_path, ["1", 3, None, "是", "否"]), provisions=["guarantee_gap"])
    assert outcome.counts["undetermined"] == 1
    nobody = ZZ.simulate(households(tmp_path), provisions=["guarantee_gap"])
    assert nobody.rows_in == 0
