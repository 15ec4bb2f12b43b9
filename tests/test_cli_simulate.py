"""`povertykit simulate`: the example register paid from the command line, into files, a pipe and a terminal."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from povertykit.cli import main
from povertykit.progress_bar import ProgressBar

REGISTERS = Path(__file__).resolve().parent.parent / "examples" / "registers"
TERMS = ["--on", "2017-06-01", "--set", "dibao_standard=3026/year", "--set", "industry_rate=1750"]
PARTS = [word for name in ("members", "loans", "claims") for word in (f"--{name}", str(REGISTERS / f"{name}.csv"))]
SMALL = "户编号,家庭人口,家庭月收入(元),农村低保,社会保障兜底\nA,3,268,是,否\nB,2,100,是,否\n"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `simulate` in this process."""

    def command(register: object, *arguments: str) -> Ran:
        code = main(["simulate", "xiangxi", str(register), *arguments])
        done = capsys.readouterr()
        assert "Traceback" not in done.err
        return Ran(code, done.out, done.err)

    return command


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    path.write_text(SMALL, "utf-8")
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


GAP = [*TERMS[:4], "--provisions", "guarantee_gap"]


def test_a_missing_column_is_told_in_the_words_of_the_command_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("户编号,家庭人口,建档立卡,农村低保,社会保障兜底\nA,3,是,是,是\n", "utf-8")
    code, out, err = run(path, *TERMS[:4])
    assert (code, out) == (1, "")
    assert err.endswith("to do: add it, or run without them: --provisions guarantee_full\n")


def test_the_example_register(run: Run, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.csv" for name in ("payments", "rejects", "undetermined", "findings")}
    options = ["-o", str(files.pop("payments")), *(word for name in files for word in (f"--{name}", str(files[name])))]
    code, out, err = run(REGISTERS / "households.csv", *PARTS, *TERMS, *options)
    assert code == 3  # some rows are wrong on purpose, and some facts missing
    assert "gap to the dibao standard outside the backstop (month)" in out
    assert "dibao_standard = 3026.00 yuan a year" in err
    assert "industry_rate = 1750.00 yuan" in err
    paid = table(tmp_path / "payments.csv")
    households = sum(1 for _ in table(REGISTERS / "households.csv"))
    rejected = {row["id"] for row in table(files["rejects"]) if row["table"] == "households"}
    assert f"households: {households} rows in, {len(paid)} out" in out
    assert {"XG-0004", "XG-0005", "XG-0006", "XG-0007", "XG-0008"} <= rejected
    assert table(files["undetermined"])
    assert table(files["findings"])


def test_everything_right_ends_with_0(run: Run, small: Path) -> None:
    code, out, err = run(small, *GAP)
    assert code == 0
    assert "total (month): 892.83 yuan" in out  # 756.50 - 268 and 504.33 - 100, each rounded
    assert err == "povertykit: dibao_standard = 3026.00 yuan a year (rural dibao standard for each person)\n"


def test_in_chinese(run: Run, small: Path) -> None:
    out = run(small, *GAP, "--zh").out
    assert "非兜底低保对象按差额发放" in out
    assert "892.83 元" in out


def test_as_json(run: Run, small: Path) -> None:
    data = json.loads(run(small, *GAP, "--json").out)
    assert data["totals"]["guarantee_gap"]["fen"] == 89283
    assert data["totals"]["guarantee_gap"]["yuan"] == "892.83"
    assert data["rows"]["households"] == {"read": 2, "paid": 2, "rejected": 0}
    assert data["settings"] == {"dibao_standard": "3026.00 yuan a year"}


def test_wrong_rows_are_set_apart_or_stop(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(SMALL + "C,0,100,是,否\n", "utf-8")
    apart = run(path, *GAP, "--rejects", str(tmp_path / "rejects.csv"))
    assert apart.code == 3
    assert [row["id"] for row in table(tmp_path / "rejects.csv")] == ["C"]
    stopped = run(path, *GAP, "--stop", "-o", str(tmp_path / "paid.csv"))
    assert (stopped.code, stopped.out) == (1, "")
    assert "row 4" in stopped.err
    assert "leaving out --stop" in stopped.err
    assert not (tmp_path / "paid.csv").exists()


def test_a_missing_fact_ends_with_3(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(SMALL + "C,3,,是,否\n", "utf-8")
    code, out, _ = run(path, *GAP)
    assert code == 3
    assert "undetermined: 1" in out


def test_money_without_a_unit(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(SMALL.replace("(元)", ""), "utf-8")
    refused = run(path, *GAP)
    assert (refused.code, refused.out) == (1, "")
    assert "家庭月收入" in refused.err
    assert "--money yuan" in refused.err
    assert "892.83" in run(path, *GAP, "--money", "yuan").out
    assert "252.1" not in run(path, *GAP, "--money", "fen").err


@pytest.mark.parametrize(
    ("text", "said"),
    [(b"", "empty"), (b"\xff\xfe\x00", "UTF-16"), ("户编号\n".encode(), "家庭人口"), (b'"a', "quotation mark")],
)
def test_registers_that_cannot_be_read(run: Run, tmp_path: Path, text: bytes, said: str) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(text)
    code, out, err = run(path, *GAP)
    assert (code, out) == (1, "")
    assert said in err


def test_files_that_cannot_be_opened(run: Run, small: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "absent.csv", *GAP).code == 1
    assert run(tmp_path, *GAP).code == 1
    nowhere = run(small, *GAP, "-o", str(tmp_path / "nowhere" / "paid.csv"))
    assert nowhere.code == 1
    assert "nowhere" in nowhere.err
    assert run(small, *GAP, "-o", str(small)).code == 1
    assert small.read_text("utf-8") == SMALL
    same = str(tmp_path / "same.csv")
    assert run(small, *GAP, "-o", same, "--rejects", same).code == 1


def simulated(small: Path) -> list[str]:
    return [sys.executable, "-m", "povertykit", "simulate", "xiangxi", str(small), *GAP]


def test_no_progress_in_a_pipe(small: Path) -> None:
    done = subprocess.run(simulated(small), capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0
    assert "%" not in done.stderr
    assert "\r" not in done.stderr + done.stdout


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_progress_in_a_terminal(small: Path) -> None:
    terminal, end = os.openpty()
    with subprocess.Popen(simulated(small), stdout=subprocess.PIPE, stderr=end) as process:
        os.close(end)
        shown = b""
        try:
            while part := os.read(terminal, 4096):
                shown += part
        except OSError:  # on Linux a terminal whose other end was closed
            pass
        finally:
            os.close(terminal)
        assert process.stdout
        out = process.stdout.read().decode()
    assert process.returncode == 0
    assert "[##############################] 100%  2 of 2 rows" in shown.decode()
    assert shown.endswith(b"\r")  # the bar is taken away
    assert "892.83" in out
    assert "\r" not in out


class Terminal:
    """A stream that says it is a terminal, and keeps what is written."""

    def __init__(self, watched: bool) -> None:
        self.watched, self.text = watched, ""

    def isatty(self) -> bool:
        return self.watched

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None: ...


def test_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 10.05, 10.3, 10.31, 20.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    terminal = Terminal(True)
    bar = ProgressBar(terminal)  # type: ignore[arg-type]
    for done in (65_536, 131_072, 500_000, 1_000_000):
        bar(done, 1_000_000)
    bar(7, None)
    drawn = [text.strip() for text in terminal.text.split("\r")[1:]]
    assert [text.partition("]")[2].strip() or text for text in drawn] == [
        "6%  65,536 of 1,000,000 rows",
        "50%  500,000 of 1,000,000 rows",  # the second came too soon
        "100%  1,000,000 of 1,000,000 rows",
        "7 rows",
    ]
    bar.close()
    assert terminal.text.endswith("\r")


def test_no_bar_where_nobody_watches() -> None:
    stream = Terminal(False)
    bar = ProgressBar(stream)  # type: ignore[arg-type]
    bar(1, 2)
    bar(2, 2)
    bar.close()
    assert stream.text == ""
