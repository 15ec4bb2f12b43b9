"""What is no register, no file, no list of changes: refused in words, and nothing is paid by it."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from drawn_registers import XIANGXI, ZZ
from engine_registers import in_files, register

from povertykit.adapters.arrow import batches
from povertykit.adapters.row_groups import added_up, work_of
from povertykit.errors import InvalidInput, RegisterError
from povertykit.scenarios import compare, phase_in

REGISTER: dict[str, list[object]] = {
    "household_id": ["A", "B"],
    "persons": [3, 2],
    "household_income_yuan": ["500.00", "700.00"],
    "on_dibao": [True, True],
    "in_backstop": [False, False],
}
WANTED: dict[str, Any] = {"provisions": ["guarantee_gap"]}


@pytest.mark.parametrize("changes", [[1], [], "2030-07-01", 3])
def test_changes_that_are_no_mapping(changes: Any) -> None:
    with pytest.raises(InvalidInput, match="changes: got"):
        phase_in(ZZ, REGISTER, start=date(2030, 6, 1), changes=changes, **WANTED)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_for_the_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with_bar = ZZ.simulate(REGISTER, progress=True, **WANTED)
    assert "100%  2 of 2 rows" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")
    written = terminal.getvalue()
    assert ZZ.simulate(REGISTER, progress=False, **WANTED).totals == with_bar.totals
    assert terminal.getvalue() == written
    with pytest.raises(RegisterError, match="progress: got 3; allowed: True for a bar"):
        ZZ.simulate(REGISTER, progress=3, **WANTED)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["out", "rejects", "undetermined", "findings"])
def test_lists_go_to_paths(name: str) -> None:
    wrong: dict[Any, str] = {3: "got 3; allowed: the path of a file", "": "the path is empty"}
    for path, told in wrong.items():
        options: dict[str, Any] = {name: path, **WANTED}
        with pytest.raises(RegisterError, match=f"{name}: {told}"):
            ZZ.simulate(REGISTER, **options)


def test_an_empty_path_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table(REGISTER), tmp_path / "r.parquet")
    monkeypatch.chdir(tmp_path)
    for source in ("", {"households": ""}):
        with pytest.raises(RegisterError, match="households: the path is empty"):
            ZZ.simulate(source, **WANTED)
    with pytest.raises(RegisterError, match="households: the path is empty"):
        work_of(batches(ZZ, **WANTED), "", lambda work, groups: [])
    assert ZZ.simulate(".", **WANTED).rows_in == 2


@pytest.mark.parametrize("nothing", [[], (), iter([])])
def test_no_provisions_are_no_run(nothing: Any) -> None:
    with pytest.raises(InvalidInput, match="provisions: no provision is named; allowed: at least one, or None for all"):
        ZZ.simulate(REGISTER, provisions=nothing)
    with pytest.raises(InvalidInput, match="provisions: no provision is named"):
        compare(ZZ, ZZ, REGISTER, provisions=[])


def test_long_ids_kept_as_numbers_have_lost_their_last_digits(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["户编号", "家庭人口", "月收入(元)", "低保", "兜底"])
    for last in (234, 235):
        book.active.append([433101199001011000 + last, 3, 100, "是", "否"])
    book.save(tmp_path / "r.xlsx")
    told = "户编号: r.xlsx, row 2: 4331011990010.* fifteen digits.*lost.*column as text, and take the ids again from"
    with pytest.raises(RegisterError, match=told):
        ZZ.simulate(tmp_path / "r.xlsx", on_error="quarantine", **WANTED)


def test_row_groups_come_to_the_totals_of_one_run(tmp_path: Path) -> None:
    """With the members and loans that are paid, as `simulate` counts them."""
    folder = in_files(register(repeats=False), tmp_path / "register")
    work, groups, plan = work_of(batches(XIANGXI, on_error="quarantine"), folder, lambda work, groups: [])
    outcome = added_up(XIANGXI, plan, map(work.pay, groups), None)
    alone = XIANGXI.simulate(folder, on_error="quarantine")
    assert outcome.totals == alone.totals
    assert any(total.parts for total in alone.totals.values())
    assert (outcome.rows_in, outcome.rejected) == (alone.rows_in, alone.rejected)
