"""The examples are run as a reader runs them, and the example register is what its script and its README say."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
REGISTERS = EXAMPLES / "registers"
TABLES = ("households", "members", "loans", "claims")


def ran(script: Path, *arguments: str) -> str:
    """What a script prints; it must end well and say nothing on standard error."""
    environment = os.environ | {"PYTHONUTF8": "1"}
    command = [sys.executable, str(script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_register_is_what_its_script_writes(tmp_path: Path) -> None:
    ran(REGISTERS / "make.py", str(tmp_path))
    for name in TABLES:
        assert (tmp_path / f"{name}.csv").read_bytes() == (REGISTERS / f"{name}.csv").read_bytes()


def test_the_readme_counts_the_rows() -> None:
    text = (REGISTERS / "README.md").read_text("utf-8")
    counted = dict(re.findall(r"\| `(\w+)\.csv` \| (\d+) \|", text))
    assert counted == {name: str(len(rows(REGISTERS / f"{name}.csv"))) for name in TABLES}


def test_one_household() -> None:
    out = ran(EXAMPLES / "01_household.py")
    assert "488.50 yuan a month" in out
    assert "每月488.50元" in out
    assert "二(二)" in out
    assert "at 3300 yuan a year the gap would be 557.00 yuan a month" in out


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the second example printed, and where it wrote, when run twice into one folder."""
    folder = tmp_path_factory.mktemp("register") / "out"
    first = ran(EXAMPLES / "02_register.py", str(folder))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert ran(EXAMPLES / "02_register.py", str(folder)) == first
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return first, folder


def test_the_register_is_paid_and_every_row_accounted_for(paid: tuple[str, Path]) -> None:
    out, folder = paid
    found = re.search(r"households: (\d+) rows in, (\d+) out, (\d+) rejected", out)
    assert found
    read, done, rejected = map(int, found.groups())
    assert read == done + rejected == len(rows(REGISTERS / "households.csv"))
    assert done == len(rows(folder / "payments.csv"))
    for words in ("total (month)", "合计（月）", "interest subsidy of a microloan", "临时救助"):
        assert words in out
    for path in folder.iterdir():
        assert str(path) in out


def test_what_is_wrong_on_purpose_is_rejected(paid: tuple[str, Path]) -> None:
    _, folder = paid
    rejects = rows(folder / "rejects.csv")
    wrong = {row["id"] for row in rejects}
    assert {f"XG-{number:04d}" for number in range(4, 13)} <= wrong
    assert {"'=1+1", "XG-9999"} <= wrong  # a spreadsheet would run the first, so it is written as text
    assert {row["table"] for row in rejects} == set(TABLES)
    said = {(row["id"], row["value"]) for row in rejects}
    assert {("XG-0004", "0"), ("XG-0005", "-3"), ("XG-0006", "3.5"), ("XG-0007", "约500")} <= said
    assert any(row["value"] == "研究生" for row in rejects)
    assert not wrong & {row["户编号"] for row in rows(folder / "payments.csv")}


def test_what_is_missing_is_undetermined_and_never_paid(paid: tuple[str, Path]) -> None:
    _, folder = paid
    undetermined = {(row["id"], row["provision"]) for row in rows(folder / "undetermined.csv")}
    for household in ("XG-0020", "XG-0021", "XG-0022", "XG-0023"):
        assert (household, "guarantee_gap") in undetermined
    assert ("XG-0080", "guarantee_full") in undetermined
    for provision in ("microloan_interest_subsidy", "medical_reimbursement", "education_support"):
        assert any(name == provision for _, name in undetermined)


def test_what_a_person_must_look_at(paid: tuple[str, Path]) -> None:
    _, folder = paid
    findings = {row["id"]: row["name"] for row in rows(folder / "findings.csv")}
    assert findings["XG-0116"] == "guarantee_uncovered"
    assert findings["XG-0128"] == "income_at_standard"


def test_the_household_that_is_explained_is_paid_the_same(paid: tuple[str, Path]) -> None:
    out, folder = paid
    (row,) = (row for row in rows(folder / "payments.csv") if row["户编号"] == "XG-0303")
    english = (folder / "explanation.txt").read_text("utf-8")
    chinese = (folder / "explanation-zh.txt").read_text("utf-8")
    assert english in out
    assert chinese in out
    amounts = {cell for cell in row.values() if re.fullmatch(r"[1-9]\d*\.\d\d", cell)}
    assert len(amounts) >= 5
    for amount in amounts:
        assert f"{float(amount):,.2f}" in english
        assert f"{float(amount):,.2f}" in chinese


def test_synthetic_huaihua() -> None:
    out = ran(EXAMPLES / "03_synthetic_huaihua.py")
    assert "SYNTHETIC: no household in it exists" in out
    assert "合成数据，非真实名册" in out
    assert "752,300 persons" in out
    for name, persons in (("production", 458_300), ("relocation", 82_200), ("guarantee", 93_900), ("medical", 117_900)):
        assert f"  {name}: {persons:,}\n" in out


def test_synthetic_huining() -> None:
    out = ran(EXAMPLES / "04_synthetic_huining.py")
    assert "SYNTHETIC: no household in it exists" in out
    assert "132,600 persons" in out
    assert re.search(r"households by category +2017, relocated +3,082 +3,082 +0\n", out)
    assert "at least 30,000 persons in total in 2018–2020: missed" in out  # the document's own plan comes to 25,600
