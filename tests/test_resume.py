"""An interrupted run: no half file takes a file's name, and with resume=True the run is taken up where it stopped."""

from __future__ import annotations

import csv
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from povertykit import Period, Policy, yuan
from povertykit.arithmetic import Amount, Count
from povertykit.errors import RegisterError
from povertykit.jurisdictions import zz
from povertykit.models import Entity
from povertykit.policy.provision import ProvisionKind, provision
from povertykit.scenarios import Outcome, resuming, writing
from povertykit.scenarios.resuming import Journal

POLICY = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
RULES = ["guarantee_gap"]
LISTS = ("out", "rejects", "undetermined", "findings")
BLOCK, ROWS = 16, 200


@pytest.fixture(autouse=True)
def at_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is written at every block, so that tests need not wait."""
    monkeypatch.setattr(resuming, "SECONDS", 0.0)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Households of which every 17th is wrong and every 13th lacks its income."""
    path = tmp_path / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["户编号", "家庭人口", "月收入(元)", "低保", "兜底"])
        for row in range(ROWS):
            persons = 0 if row % 17 == 16 else 1 + row % 5
            writer.writerow([f"H{row}", persons, "" if row % 13 == 12 else f"{row * 3}.50", "是", "否"])
    return path


def run(register: Path, folder: Path, policy: Policy = POLICY, **settings: Any) -> Outcome:
    """Pay the register, with every list in a file."""
    paths: Any = {name: folder / f"{name}.csv" for name in LISTS}
    options = {"provisions": RULES, "on_error": "quarantine", "block": BLOCK, **settings}
    return policy.simulate(register, **paths, **options)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder, those with temporary names as well."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stopping_after(rows: int, error: BaseException) -> Callable[[int, int | None], None]:
    """A progress that interrupts the run."""

    def progress(done: int, total: int | None) -> None:
        if done >= rows:
            raise error

    return progress


@pytest.fixture
def whole(register: Path, tmp_path: Path) -> tuple[Outcome, dict[str, bytes]]:
    """The run that nothing interrupts, and its files."""
    folder = tmp_path / "whole"
    folder.mkdir()
    outcome = run(register, folder)
    return outcome, files_of(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the interrupted run writes."""
    place = tmp_path / "interrupted"
    place.mkdir()
    return place


def same(one: Outcome, other: Outcome) -> bool:
    names = ("identity", "totals", "rows", "rejects", "undetermined", "findings", "counts")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@pytest.mark.parametrize("rows", [BLOCK, 5 * BLOCK, ROWS])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_run_is_taken_up_where_it_was_interrupted(
    rows: int, threads: int, register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, resume=True, threads=threads, progress=stopping_after(rows, KeyboardInterrupt()))
    assert not set(files_of(folder)) & {f"{name}.csv" for name in LISTS}
    seen: list[int] = []
    outcome = run(register, folder, resume=True, threads=threads, progress=lambda done, total: seen.append(done))
    assert same(outcome, whole[0])
    assert files_of(folder) == whole[1]
    assert all(done > rows for done in seen)  # what was done is not done again
    assert bool(seen) == (rows < ROWS)


def test_a_run_that_is_interrupted_again_and_again_comes_to_its_end(
    register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]]
) -> None:
    for _ in range(ROWS // BLOCK + 1):  # each time one more block is done
        with pytest.raises(KeyboardInterrupt):
            run(register, folder, resume=True, progress=stopping_after(1, KeyboardInterrupt()))
    assert same(run(register, folder, resume=True, progress=stopping_after(1, KeyboardInterrupt())), whole[0])
    assert files_of(folder) == whole[1]


@pytest.mark.parametrize("name", LISTS)
def test_a_run_with_one_list_alone_is_taken_up(
    name: str, register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]]
) -> None:
    paths: Any = {name: folder / f"{name}.csv"}
    options: Any = {"provisions": RULES, "on_error": "quarantine", "block": BLOCK, "resume": True, **paths}
    with pytest.raises(KeyboardInterrupt):
        POLICY.simulate(register, progress=stopping_after(5 * BLOCK, KeyboardInterrupt()), **options)
    outcome = POLICY.simulate(register, **options)
    assert same(outcome, whole[0])
    assert files_of(folder) == {f"{name}.csv": whole[1][f"{name}.csv"]}


def test_without_resume_an_interrupted_run_leaves_nothing(register: Path, folder: Path) -> None:
    (folder / "out.csv").write_text("the list of last month")
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, progress=stopping_after(64, KeyboardInterrupt()))
    assert files_of(folder) == {"out.csv": b"the list of last month"}


class Full:
    """A file on a disk that is full after some bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, text: str) -> int:
        self._room -= len(text)
        if self._room < 0:
            self._file.write(text[: self._room])  # the part that still found room
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self._file.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Payment lists find room for 2,000 bytes."""
    begin = writing.ListFile._begin

    def limited(file: Any, headings: Any, kept: int | None) -> None:
        begin(file, headings, kept)
        if file.path.name == "out.csv":
            file._file = Full(file._file, 2_000)
            file._writer = csv.writer(file._file)

    with monkeypatch.context() as patch:
        patch.setattr(writing.ListFile, "_begin", limited)
        yield patch


@pytest.mark.parametrize("resume", [False, True])
def test_a_full_disk(
    resume: bool,
    register: Path,
    whole: tuple[Outcome, dict[str, bytes]],
    folder: Path,
    full_disk: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(RegisterError, match="No space left on device") as caught:
        run(register, folder, resume=resume)
    assert "make room and run again" in str(caught.value)
    left = files_of(folder)
    assert not set(left) & {f"{name}.csv" for name in LISTS}
    assert bool(left) == resume
    full_disk.undo()
    assert same(run(register, folder, resume=resume), whole[0])
    assert files_of(folder) == whole[1]


def test_a_killed_run(register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]]) -> None:
    """Killed without any chance to tidy up; the files are those of a process that is gone."""
    code = f"""
import sys, time
sys.path[:0] = {sys.path!r}
from pathlib import Path
import test_resume
from povertykit.scenarios import resuming
resuming.SECONDS = 0.0
def progress(done, total):
    if done >= 96:
        print("there", flush=True)
        time.sleep(600)
test_resume.run(Path({str(register)!r}), Path({str(folder)!r}), resume=True, progress=progress)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        with pytest.raises(RegisterError, match="another run is writing"):
            run(register, folder, resume=True)
        process.send_signal(signal.SIGKILL)
    left = files_of(folder)
    assert ".out.csv.partial" in left
    assert not set(left) & {f"{name}.csv" for name in LISTS}
    assert same(run(register, folder, resume=True), whole[0])
    assert files_of(folder) == whole[1]


def test_a_run_killed_between_two_files_names(
    register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = writing.ListFile.keep

    def stopped(file: writing.ListFile) -> None:
        if file.path.name == "undetermined.csv":
            raise KeyboardInterrupt
        keep(file)

    with monkeypatch.context() as patch:
        patch.setattr(writing.ListFile, "keep", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(register, folder, resume=True)
    assert same(run(register, folder, resume=True), whole[0])
    assert files_of(folder) == whole[1]


def interrupted(register: Path, folder: Path) -> Path:
    """An interrupted run's journal."""
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, resume=True, progress=stopping_after(64, KeyboardInterrupt()))
    (journal,) = folder.glob("*.resume.json")
    return journal


def test_another_policy_register_or_setting_does_not_resume(register: Path, folder: Path) -> None:
    journal = interrupted(register, folder)
    before = files_of(folder)
    dearer = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan("300.01"))
    with pytest.raises(RegisterError, match=r"another policy.*300\.00.*now.*300\.01") as caught:
        run(register, folder, dearer, resume=True)
    assert f"delete {journal.name} to begin anew" in str(caught.value)
    with pytest.raises(RegisterError, match="other settings: on_error"):
        run(register, folder, resume=True, on_error="stop")
    with pytest.raises(RegisterError, match="other settings: block"):
        run(register, folder, resume=True, block=32)
    content = register.read_text("utf-8")
    register.write_text(content.replace("H199,", "H200,"), "utf-8")
    with pytest.raises(RegisterError, match=r"another register: .*register\.csv"):
        run(register, folder, resume=True)
    assert files_of(folder) == before
    journal.unlink()
    assert run(register, folder, resume=True).rows_in == ROWS


def by_reform(share: int) -> Policy:
    """The policy with a rule of the caller's own, of which only the code differs."""

    def whole(dibao_standard: Amount, persons: Count) -> Amount:
        return dibao_standard * persons

    def twice(dibao_standard: Amount, persons: Count) -> Amount:
        return dibao_standard * persons * 2

    paid = ProvisionKind.PAYMENT
    rule = provision(
        zz.law.cite("9"), kind=paid, entity=Entity.HOUSEHOLD, en="flat payment", zh="定额补助", period=Period.MONTH
    )
    return POLICY.reform(replace_provisions={"guarantee_gap": rule(whole if share == 1 else twice)})


def test_a_rule_of_other_code_does_not_resume(register: Path, folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, by_reform(1), resume=True, progress=stopping_after(64, KeyboardInterrupt()))
    with pytest.raises(RegisterError, match="another policy: one of its figures or rules has changed"):
        run(register, folder, by_reform(2), resume=True)
    assert run(register, folder, by_reform(1), resume=True).rows_in == ROWS


@pytest.mark.parametrize("content", ["", "{", "[]", '{"identity": {}}', "\0"])
def test_a_damaged_journal_is_refused(content: str, register: Path, folder: Path) -> None:
    interrupted(register, folder).write_text(content)
    with pytest.raises(RegisterError, match="is no journal of an interrupted run"):
        run(register, folder, resume=True)


def test_a_partial_file_that_lost_rows_is_refused(register: Path, folder: Path) -> None:
    journal = interrupted(register, folder)
    os.truncate(folder / ".out.csv.partial", 40)
    with pytest.raises(RegisterError, match=r"has 40 bytes, and [\d,]+ were written"):
        run(register, folder, resume=True)
    assert journal.exists()


def test_what_was_half_written_after_the_journal_is_written_again(
    register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]]
) -> None:
    interrupted(register, folder)
    with (folder / ".out.csv.partial").open("a") as file:
        file.write("H9999,12")
    assert same(run(register, folder, resume=True), whole[0])
    assert files_of(folder) == whole[1]


def test_an_id_that_stands_twice_is_found_by_the_run_that_takes_up(register: Path, folder: Path) -> None:
    with register.open("a", encoding="utf-8") as file:
        file.write("H0,1,0.00,是,否\n")  # the first row's id, in the last row
    interrupted(register, folder)
    outcome = run(register, folder, resume=True)
    assert [reject.row for reject in outcome.rejects if reject.id == "H0"] == [2, ROWS + 2]
    assert outcome.rows_in == outcome.rows_out + outcome.rejected == ROWS + 1
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        paid = [row[0] for row in csv.reader(file)][1:]
    assert "H0" not in paid
    assert len(set(paid)) == len(paid) == outcome.rows_out


def test_a_register_with_wrong_rows_leaves_no_journal_when_it_stops_the_run(register: Path, folder: Path) -> None:
    with pytest.raises(RegisterError, match=r"rows? cannot be taken"):
        run(register, folder, resume=True, on_error="stop")
    assert files_of(folder) == {}


def test_a_register_in_parquet_is_taken_up_too(
    register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]], tmp_path: Path
) -> None:
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    place = tmp_path / "register"
    place.mkdir()
    table = pc.read_csv(register, convert_options=pc.ConvertOptions(column_types={"月收入(元)": "string"}))
    pq.write_table(table.slice(0, 120), place / "a.parquet", row_group_size=40)
    pq.write_table(table.slice(120), place / "b.parquet")
    with pytest.raises(KeyboardInterrupt):
        run(place, folder, resume=True, progress=stopping_after(100, KeyboardInterrupt()))
    seen: list[int] = []
    outcome = run(place, folder, resume=True, progress=lambda done, total: seen.append(done))
    assert seen[0] == 128
    assert (outcome.totals, outcome.counts) == (whole[0].totals, whole[0].counts)
    assert (folder / "out.csv").read_bytes() == whole[1]["out.csv"]


def test_what_cannot_be_resumed_says_why(register: Path, folder: Path) -> None:
    with pytest.raises(RegisterError, match=r"writes no file.*name one with out="):
        POLICY.simulate(register, provisions=RULES, resume=True)
    arrays = {"persons": [3], "household_income_fen": [1], "on_dibao": [True], "in_backstop": [False]}
    with pytest.raises(RegisterError, match="is in memory"):
        POLICY.simulate(arrays, provisions=RULES, resume=True, out=folder / "out.csv")


def test_the_journal_is_written_now_and_then(register: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every block of the first second, and once a second from then on."""
    moments = iter([0.0, *(0.1 * block for block in range(1, 100))])
    monkeypatch.setattr(resuming, "SECONDS", 0.35)
    monkeypatch.setattr(resuming, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    noted: list[int] = []
    note = Journal.note

    def counted(journal: Journal, state: Callable[[], resuming.State], *, now: bool = False) -> None:
        def told() -> resuming.State:
            found = state()
            noted.append(found["read"]["households"] // BLOCK)
            return found

        note(journal, told, now=now)

    monkeypatch.setattr(Journal, "note", counted)
    with pytest.raises(KeyboardInterrupt):
        run(register, folder, resume=True, progress=stopping_after(150, KeyboardInterrupt()))
    assert noted == [0, 0, 1, 5, 9]  # the first block holds one row less than the others


def test_the_first_second_is_not_lost(register: Path, folder: Path, whole: tuple[Outcome, dict[str, bytes]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resuming, "SECONDS", 3600.0)
        with pytest.raises(KeyboardInterrupt):
            run(register, folder, resume=True, progress=stopping_after(64, KeyboardInterrupt()))
    seen: list[int] = []
    assert same(run(register, folder, resume=True, progress=lambda done, total: seen.append(done)), whole[0])
    assert seen[0] > 64
    assert files_of(folder) == whole[1]


def test_a_journal_holds_the_state_as_json(register: Path, folder: Path) -> None:
    found = json.loads(interrupted(register, folder).read_text("utf-8"))
    assert found["state"]["read"] == {
        "households": 79
    }  # the first block holds one row less: the headings are read with it
    assert found["state"]["refused"] == {"households": 4}
