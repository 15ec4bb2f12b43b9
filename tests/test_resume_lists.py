"""An interrupted run whose lists are Parquet or Excel files: taken up where it stopped, and never half a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from test_resume import BLOCK, LISTS, POLICY, ROWS, RULES, at_every_block, folder, register, same, stopping_after

from povertykit.adapters.excel_lists import ExcelList
from povertykit.adapters.list_files import LastingList
from povertykit.adapters.parquet_lists import ParquetList
from povertykit.errors import RegisterError
from povertykit.scenarios import Outcome

__all__ = ["at_every_block", "folder", "register"]

KINDS = ("parquet", "xlsx")


def run(register: Path, folder: Path, kind: str, **settings: Any) -> Outcome:
    """Pay the register, with every list in a file of a kind."""
    paths: Any = {name: folder / f"{name}.{kind}" for name in LISTS}
    options = {"provisions": RULES, "on_error": "quarantine", "block": BLOCK, "resume": True, **settings}
    return POLICY.simulate(register, **paths, **options)


def content(folder: Path) -> dict[str, Any]:
    """What the files of a folder hold, those with temporary names as well: Parquet byte for byte, Excel its cells."""
    return {
        path.name: [*openpyxl.load_workbook(path).active.values] if path.suffix == ".xlsx" else path.read_bytes()
        for path in folder.iterdir()
    }


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def whole(register: Path, tmp_path: Path, kind: str) -> tuple[Outcome, dict[str, Any]]:
    """The run that nothing interrupts and that is not resumable, and its files."""
    place = tmp_path / "whole"
    place.mkdir()
    outcome = run(register, place, kind, resume=False)
    assert sorted(each.name for each in place.iterdir()) == sorted(f"{name}.{kind}" for name in LISTS)
    return outcome, content(place)


@pytest.mark.parametrize("rows", [BLOCK, 5 * BLOCK, ROWS])
def test_a_run_is_taken_up_where_it_was_interrupted(
    rows: int, register: Path, folder: Path, kind: str, whole: tuple[Outcome, dict[str, Any]]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, kind, progress=stopping_after(rows, KeyboardInterrupt()))
    assert not [*folder.glob(f"[!.]*.{kind}")]
    seen: list[int] = []
    outcome = run(register, folder, kind, progress=lambda done, total: seen.append(done))
    assert same(outcome, whole[0])
    assert content(folder) == whole[1]
    assert all(done > rows for done in seen)


KILLED = """
import sys, time
sys.path[:0] = {path!r}
from pathlib import Path
import test_resume_lists
from povertykit.adapters import list_files
from povertykit.scenarios import resuming, writing
resuming.SECONDS = 0.0
def wait(*_):
    print("there", flush=True)
    time.sleep(600)
def progress(done, total):
    if {where!r} == "block" and done >= 96:
        wait()
from povertykit.adapters.excel_lists import ExcelList
from povertykit.adapters.parquet_lists import ParquetList
for each in (ExcelList, ParquetList):
    if {where!r} == "while the file is made":
        each.close = wait
    if {where!r} == "between two names":
        keep = each.keep
        each.keep = lambda file, keep=keep: wait() if file.path.name.startswith("findings") else keep(file)
test_resume_lists.run(Path({register!r}), Path({folder!r}), {kind!r}, progress=progress)
"""


@pytest.mark.parametrize("where", ["block", "while the file is made", "between two names"])
def test_a_killed_run(
    where: str, register: Path, folder: Path, kind: str, whole: tuple[Outcome, dict[str, Any]]
) -> None:
    """Killed without any chance to tidy up: no list has its name unless it is whole, and the run comes to its end."""
    own = [str(Path(__file__).parent), *sys.path]
    code = KILLED.format(path=own, where=where, register=str(register), folder=str(folder), kind=kind)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "there\n"
            with pytest.raises(RegisterError, match="another run is writing"):
                run(register, folder, kind)
        finally:
            process.send_signal(signal.SIGKILL)
    named = content_of_named(folder, kind)
    assert all(named[name] == whole[1][name] for name in named)
    assert bool(named) == (where == "between two names")
    assert same(run(register, folder, kind), whole[0])
    assert content(folder) == whole[1]


def content_of_named(folder: Path, kind: str) -> dict[str, Any]:
    """What the files hold that have taken their names."""
    for each in folder.glob(".*"):
        assert not each.name.endswith(f".{kind}")
    found = {path.name for path in folder.glob(f"[!.]*.{kind}")}
    kept = folder.with_name("named")
    kept.mkdir(exist_ok=True)
    for name in found:
        os.link(folder / name, kept / name)
    return content(kept)


def test_a_workbook_of_too_many_rows_is_refused_early_and_leaves_nothing(
    register: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ExcelList, "most", 100)
    seen: list[int] = []
    with pytest.raises(RegisterError, match=r"out.xlsx would have more than 100 rows.*write Parquet or CSV"):
        run(register, folder, "xlsx", progress=lambda done, total: seen.append(done))
    assert max(seen) < ROWS - BLOCK
    assert not [*folder.iterdir()]
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, "xlsx", progress=stopping_after(64, KeyboardInterrupt()))
    with pytest.raises(RegisterError, match=r"out.xlsx would have more than 100 rows"):
        run(register, folder, "xlsx")  # the rows that were there before count as well
    assert not [*folder.iterdir()]


def test_texts_come_through_the_lines_as_they_are(tmp_path: Path) -> None:
    texts = ["=1+1", "'", 'a"b', "a,b", "a\r\nb", "户\ud800", "", "\x00", "\ufeff", " x "]
    for lasting in (False, True):
        path = tmp_path / f"{lasting}.parquet"
        file = LastingList(ParquetList, path, ["row", "text"], None) if lasting else ParquetList(path, ["row", "text"])
        file.write([str(row), file.cell(text)] for row, text in enumerate(texts))
        file.close()
        file.keep()
        file.drop(all_of_it=True)
    assert (tmp_path / "True.parquet").read_bytes() == (tmp_path / "False.parquet").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["False.parquet", "True.parquet"]
    expected = [None if text == "" else text.encode("utf-8", "backslashreplace").decode() for text in texts]
    assert pq.read_table(tmp_path / "True.parquet").column("text").to_pylist() == expected


def test_row_groups_are_alike_however_rows_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("povertykit.adapters.parquet_lists._ROWS", 50)
    made = []
    for step in (1, 7, 50, 120):
        file = ParquetList(tmp_path / "a.parquet", ["row"])
        for start in range(0, 120, step):
            file.write([str(row)] for row in range(start, min(120, start + step)))
        file.close()
        file.keep()
        made.append((tmp_path / "a.parquet").read_bytes())
    assert len(set(made)) == 1
    metadata = pq.read_metadata(tmp_path / "a.parquet")
    assert [metadata.row_group(place).num_rows for place in range(3)] == [50, 50, 20]


def test_a_full_disk_while_the_file_is_made_of_the_lines(
    register: Path, folder: Path, kind: str, whole: tuple[Outcome, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    owner, method = (pq.ParquetWriter, "write_table") if kind == "parquet" else (openpyxl.Workbook, "save")
    with monkeypatch.context() as patch:
        patch.setattr(owner, method, full)
        with pytest.raises(RegisterError, match=r"cannot be written: No space left on device.*make room and run again"):
            run(register, folder, kind)
    assert not [*folder.glob(f"[!.]*.{kind}")]
    seen: list[int] = []
    assert same(run(register, folder, kind, progress=lambda done, total: seen.append(done)), whole[0])
    assert seen == []  # only the files were made
    assert content(folder) == whole[1]
