"""Registers in files: encodings, broken rows, lists that appear whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drawn_registers import XIANGXI, as_files, written

from povertykit import Household, fen, yuan
from povertykit.errors import RegisterError, UnitMissing
from povertykit.scenarios import Outcome, outcome, writing
from povertykit.scenarios.texts import safe_cell

HEADINGS = ["户编号", "家庭人口", "家庭月收入(元)", "农村低保", "社会保障兜底"]
RIGHT = ["H1", "3", "268.00", "是", "否"]
GAP = {"provisions": ["guarantee_gap"]}
PAID = fen(48850)


def run(path: Path, **options: Any) -> Outcome:
    return XIANGXI.simulate(path, **{**GAP, **options})


def content(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., Path]:
    def make(*rows: list[str], encoding: str = "utf-8", headings: list[str] = HEADINGS) -> Path:
        return written(tmp_path / "register.csv", [headings, *rows], encoding)

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(register: Callable[..., Path], encoding: str) -> None:
    path = register(RIGHT, ["湘西-乾州", "3", "268.00", "是", "否"], encoding=encoding)
    assert run(path).totals["guarantee_gap"].amount == PAID * 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused(register: Callable[..., Path], encoding: str) -> None:
    with pytest.raises(RegisterError, match=r"UTF-16.*UTF-8 or GB18030.*save the file as CSV UTF-8"):
        run(register(RIGHT, encoding=encoding))


@pytest.mark.parametrize(("utf_8", "gb18030"), [(4, 4), (1, 300), (300, 1)])
def test_two_encodings_in_one_file(tmp_path: Path, utf_8: int, gb18030: int) -> None:
    """Both are GB18030 as a whole; the ids of the rows in UTF-8 would be paid under other characters."""
    first = "household_id,persons,household_income_yuan,on_dibao,in_backstop\n" + "张村{0},3,268.00,1,0\n" * utf_8
    first = "".join(line.format(row) for row, line in enumerate(first.splitlines(keepends=True)))
    rest = "".join(f"李庄{row},3,268.00,1,0\n" for row in range(gb18030))
    path = tmp_path / "register.csv"
    path.write_bytes(first.encode() + rest.encode("gb18030"))
    with pytest.raises(RegisterError, match=r"mixes two encodings: line 2 is UTF-8.*save the file as CSV UTF-8"):
        run(path)
    path.write_bytes((first + rest).encode("gb18030"))
    assert run(path).rows_out == utf_8 + gb18030


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("户编号,家庭人口\n".encode() + b"\xff\xfe\xfa" * 9)
    with pytest.raises(RegisterError, match="neither UTF-8 nor GB18030"):
        run(path)
    path.write_bytes("户编号,家庭人口\n".encode() + b"A\0B,3\n")
    with pytest.raises(RegisterError, match="NUL"):
        run(path)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no such file"):
        run(tmp_path / "none.csv")
    with pytest.raises(RegisterError, match="is a folder"):
        run(tmp_path)
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(RegisterError, match="is empty"):
        run(empty)
    empty.write_text("\n\n", "utf-8")
    with pytest.raises(RegisterError, match="no headings"):
        run(empty)


def test_headings_alone_are_a_register_of_nobody(register: Callable[..., Path], tmp_path: Path) -> None:
    found = run(register(), out=tmp_path / "out.csv")
    assert (found.rows_in, found.totals["guarantee_gap"].amount) == (0, fen(0))
    assert content(tmp_path / "out.csv") == [["户编号", "非兜底低保对象按差额发放(元/月)", "合计(元/月)", "待定项目"]]


def test_a_heading_without_a_unit_and_one_twice(register: Callable[..., Path]) -> None:
    plain = [heading.removesuffix("(元)") for heading in HEADINGS]
    with pytest.raises(UnitMissing, match=r"家庭月收入.*yuan or fen"):
        run(register(RIGHT, headings=plain))
    assert run(register(RIGHT, headings=plain), money="yuan").totals["guarantee_gap"].amount == PAID
    with pytest.raises(RegisterError, match="'农村低保' is there twice"):
        run(register([*RIGHT, "是"], headings=[*HEADINGS, "农村低保"]))
    with pytest.raises(RegisterError, match="no column household_id"):
        run(register(RIGHT[1:], headings=HEADINGS[1:]))


def test_quoted_commas_and_line_breaks(register: Callable[..., Path]) -> None:
    rows = [[*row, "乾州, 一村\n二组"] for row in (["A,1", *RIGHT[1:]], ["B", *RIGHT[1:]])]
    found = run(register(*rows, ["C", "0", *RIGHT[2:], ""], headings=[*HEADINGS, "地址"]), on_error="quarantine")
    assert found.totals["guarantee_gap"].amount == PAID * 2
    assert found.rejects[0].row == 4  # as a spreadsheet numbers it
    assert found.unknown_columns == {"households": ("地址",)}


@pytest.mark.parametrize(
    "text", ['"H1,3,268.00,是,否\n', '"H1"x,3,268.00,是,否\n', f"H1,3,268.00,是,{'否' * 200_000}\n"]
)
def test_a_broken_form_says_the_line(register: Callable[..., Path], text: str) -> None:
    path = register(RIGHT)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    with pytest.raises(RegisterError, match=r"line [34]: .*quotation mark"):
        run(path, on_error="quarantine")


def test_rows_of_too_few_or_many_cells_and_blank_lines(register: Callable[..., Path]) -> None:
    path = register(RIGHT, [], ["H2", "3"], [*RIGHT, "x"], ["", "", "", "", ""], ["H5", *RIGHT[1:]])
    for block in (1, 2, 100):
        found = run(path, on_error="quarantine", block=block)
        assert [(each.row, each.id, each.value) for each in found.rejects] == [
            (2, "H1", "H1"),
            (4, "H2", "2 cells"),
            (5, "H1", "6 cells"),
            (6, "(missing)", "(missing)"),
        ]
        assert (found.rows_in, found.rows_out, found.rejected) == (5, 1, 4)


def test_missing_cells(register: Callable[..., Path], tmp_path: Path) -> None:
    found = run(
        register(RIGHT, ["H2", "3", "", "是", "否"], ["H3", "3", "", "否", "否"], ["H4", "", "1", "是", "否"]),
        on_error="quarantine",
        out=tmp_path / "out.csv",
        undetermined=tmp_path / "undetermined.csv",
    )
    assert content(tmp_path / "undetermined.csv") == [
        ["row", "id", "provision", "missing"],
        ["3", "H2", "guarantee_gap", "household_income"],
    ]
    assert [row[1:] for row in content(tmp_path / "out.csv")[1:]] == [
        ["488.50", "488.50", ""],
        ["", "", "非兜底低保对象按差额发放"],
        ["0.00", "0.00", ""],
    ]
    assert [(each.row, each.value) for each in found.rejects] == [(5, "not given")]


def test_duplicate_ids_begin_again_and_reject_all(register: Callable[..., Path], tmp_path: Path) -> None:
    path = register(RIGHT, ["H2", *RIGHT[1:]], ["H3", *RIGHT[1:]], RIGHT)
    found = run(path, on_error="quarantine", block=2, out=tmp_path / "out.csv", rejects=tmp_path / "rejects.csv")
    assert [(each.row, each.id) for each in found.rejects] == [(2, "H1"), (5, "H1")]
    assert "all rows of this id" in found.rejects[0].rule
    assert [row[0] for row in content(tmp_path / "out.csv")] == ["户编号", "H2", "H3"]
    assert len(content(tmp_path / "rejects.csv")) == 3
    with pytest.raises(RegisterError, match="the first is row 2"):
        run(path)


def test_formula_cells_are_not_written_live(register: Callable[..., Path], tmp_path: Path) -> None:
    rows = [[identity, *RIGHT[1:]] for identity in ("=1+1", "@SUM(A1)", "+5", "-x")]
    run(
        register(*rows, ["=cmd", "0", *RIGHT[2:]], ["=2", "3", "", *RIGHT[3:]]),
        on_error="quarantine",
        **{name: tmp_path / f"{name}.csv" for name in ("out", "rejects", "undetermined")},
    )
    assert [row[0] for row in content(tmp_path / "out.csv")[1:]] == ["'=1+1", "'@SUM(A1)", "+5", "'-x", "'=2"]
    assert content(tmp_path / "rejects.csv")[1][2] == "'=cmd"
    assert content(tmp_path / "undetermined.csv")[1][1] == "'=2"
    assert safe_cell("\t=1") == "'\t=1"
    assert safe_cell("＝1") == "'＝1"


def test_headings_in_the_language_of_the_register(register: Callable[..., Path], tmp_path: Path) -> None:
    english = ["household_id", "persons", "household_income_yuan", "on_dibao", "in_backstop"]
    run(register(["H1", "3", "268.00", "yes", "FALSE"], headings=english), out=tmp_path / "out.csv")
    assert content(tmp_path / "out.csv") == [
        ["household_id", "guarantee_gap (yuan, month)", "total (yuan, month)", "not determined"],
        ["H1", "488.50", "488.50", ""],
    ]
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_findings_are_written(register: Callable[..., Path], tmp_path: Path) -> None:
    found = run(
        register(["H1", "3", "9999", "是", "否"], ["H2", *RIGHT[1:]]),
        provisions=["income_at_standard"],
        findings=tmp_path / "findings.csv",
    )
    assert content(tmp_path / "findings.csv")[1:] == [["2", "H1", "income_at_standard", "households"]]
    assert found.counts["findings"] == 1


def test_stop_writes_nothing(register: Callable[..., Path], tmp_path: Path) -> None:
    path = register(RIGHT, ["H2", "0", *RIGHT[2:]])
    (tmp_path / "out.csv").write_text("before", "utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RegisterError, match=r"1 row cannot be taken; the first is row 3 \(id H2\): 家庭人口: 0"):
        run(path, block=1, out=tmp_path / "out.csv", rejects=tmp_path / "rejects.csv")
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "out.csv").read_text("utf-8") == "before"


def test_a_full_disk_leaves_what_was_there(
    register: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = register(RIGHT)
    before = sorted(tmp_path.iterdir())

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RegisterError, match=r"No space left on device.*make room"):
        run(path, out=tmp_path / "out.csv")
    assert sorted(tmp_path.iterdir()) == before

    class Full:
        def writerows(self, rows: object) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.csv, "writer", lambda file: Full())
    with pytest.raises(RegisterError, match="No space left"):
        run(path, out=tmp_path / "out.csv")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "message"),
    [("register.csv", "a register that is read"), ("folder", "is a folder"), ("none/out.csv", "no folder")],
)
def test_places_that_cannot_be_written_to(
    register: Callable[..., Path], tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    path = register(RIGHT)
    before = path.read_bytes()
    with pytest.raises(RegisterError, match=message):
        run(path, out=tmp_path / name)
    with pytest.raises(RegisterError, match="the file of out"):
        run(path, out=tmp_path / "a.csv", rejects=str(tmp_path / "folder" / ".." / "a.csv"))
    assert path.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_what_is_no_ordinary_file_is_neither_read_nor_replaced(register: Callable[..., Path], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RegisterError, match="pipe is no ordinary file"):
        run(register(RIGHT), out=pipe)
    assert pipe.is_fifo()
    with pytest.raises(RegisterError, match="is a pipe or a device"):
        run(pipe)


def test_a_link_stays_one(register: Callable[..., Path], tmp_path: Path) -> None:
    link, target = tmp_path / "latest.csv", tmp_path / "june.csv"
    target.write_text("old", "utf-8")
    link.symlink_to(target)
    run(register(RIGHT), out=link)
    assert link.is_symlink()
    assert content(target)[0][0] == "户编号"


def test_a_link_to_the_input_is_refused(register: Callable[..., Path], tmp_path: Path) -> None:
    path = register(RIGHT)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    with pytest.raises(RegisterError, match="a register that is read"):
        run(path, out=link)


def test_lists_are_kept_up_to_a_bound(
    register: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from povertykit.scenarios import lists

    monkeypatch.setattr(lists, "KEPT", 2)
    rows = [[f"H{i}", "3", "" if i % 2 else "x", "是", "否"] for i in range(12)]
    rows += [[f"G{i}", "3", "9999", "是", "否"] for i in range(6)]
    found = run(register(*rows), provisions=["guarantee_gap", "income_at_standard"], on_error="quarantine", block=4)
    assert found.counts == {"rejects": 6, "undetermined": 6, "findings": 6}
    assert [len(each) for each in (found.rejects, found.undetermined, found.findings)] == [2, 2, 2]
    assert outcome.KEPT == 1_000
    assert "undetermined: 6" in found.summary()
    assert "待定：6 项" in found.summary("zh")
    files = {name: tmp_path / f"{name}.csv" for name in ("rejects", "undetermined", "findings")}
    run(register(*rows), provisions=["guarantee_gap", "income_at_standard"], on_error="quarantine", block=4, **files)
    assert [len(content(path)) for path in files.values()] == [7, 7, 7]


def test_tables_of_files_and_arrays_together(tmp_path: Path) -> None:
    paths = as_files([Household(household_id="H1", persons=1, registered_poor=True, develops_industry=True)], tmp_path)
    loans = {
        "household_id": ["H1"],
        "principal": [yuan(30000)],
        "drawn": ["2017-03-01"],
        "maturity": ["2018-03-01"],
        "annual_rate": ["4.35"],
        "has_collateral": [False],
        "has_guarantor": [False],
        "borrower_qualifies": [True],
    }
    found = XIANGXI.simulate(
        {"households": paths["households"], "loans": loans}, provisions=["microloan_interest_subsidy"]
    )
    assert found.totals["microloan_interest_subsidy"].amount == fen(132313)
    assert found.parts["loans"].payments["microloan_interest_subsidy"].tolist() == [132313]
    assert found.payments == {}


def test_an_outcome_prints_in_both_languages(register: Callable[..., Path]) -> None:
    found = run(register(RIGHT, ["H2", "0", *RIGHT[2:]]), on_error="quarantine")
    assert str(found) == (
        "Xiangxi Tujia and Miao Autonomous Prefecture, 2017-06-01\n"
        "households: 2 rows in, 1 out, 1 rejected\n"
        "  gap to the dibao standard outside the backstop (month): 488.50 yuan, 1 households\n"
        "total (month): 488.50 yuan"
    )
    assert found.summary("zh") == (
        "湘西土家族苗族自治州，2017-06-01\n"
        "家庭：读入 2 行，处理 1 行，退回 1 行\n"
        "  非兜底低保对象按差额发放（月）：488.50 元，1 户\n"
        "合计（月）：488.50 元"
    )


def test_what_has_no_heading_is_said(register: Callable[..., Path]) -> None:
    found = run(register([*RIGHT, "x", ""], headings=[*HEADINGS, "", " "]))
    assert found.unknown_columns == {"households": ("column 6 (no heading)", "column 7 (no heading)")}


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="permissions do not bind here")
def test_a_file_that_may_not_be_read(register: Callable[..., Path]) -> None:
    path = register(RIGHT)
    path.chmod(0)
    with pytest.raises(RegisterError, match="may not be read"):
        run(path)


def test_rows_are_counted_before_they_are_read(register: Callable[..., Path]) -> None:
    told: list[tuple[int, int | None]] = []
    run(register(RIGHT, ["H2", *RIGHT[1:]]), block=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
