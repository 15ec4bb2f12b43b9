"""The README and the written pages show what really happens: every session, script and command is run and compared."""

from __future__ import annotations

import contextlib
import doctest
import io
import linecache
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

from povertykit.cli import main

ROOT = Path(__file__).resolve().parent.parent
GENERATED = {"contributing.md", "changelog.md", "coverage.md"}  # those in folders of their own are not looked at
PAGES = [ROOT / "README.md", *sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in GENERATED)]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SHOWN = ("cat", "head")


def fences(page: Path) -> Iterator[tuple[str, str]]:
    """The code blocks of a page: language and content."""
    yield from FENCE.findall(page.read_text("utf-8"))


def scripts(page: Path) -> list[str]:
    return [code for language, code in fences(page) if language == "python" and not code.startswith(">>>")]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has the examples, as a reader in the checkout sees them, and takes whatever a page writes."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_of_a_page_runs(page: Path, checkout: Path) -> None:
    sybil = Sybil(parsers=[PythonCodeBlockParser(doctest_optionflags=FLAGS), SkipParser()])
    for example in sybil.parse(page).examples():
        example.evaluate()


@pytest.mark.parametrize("page", [page for page in PAGES if scripts(page)], ids=lambda page: page.name)
def test_what_the_scripts_of_a_page_print_is_shown_below_them(page: Path, checkout: Path) -> None:
    names: dict[str, object] = {}
    printed = ""
    for language, content in fences(page):
        if language == "python" and not content.startswith(">>>"):
            assert not printed.strip(), f"printed, but not shown on the page:\n{printed}"
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                name = f"<{page.name}, {hash(content)}>"  # under which rules find their own source
                linecache.cache[name] = (len(content), None, content.splitlines(keepends=True), name)
                exec(compile(content, name, "exec"), names)
            printed = out.getvalue()
        elif language in ("text", "output") and printed.strip():
            assert printed.lstrip("\n").startswith(content), f"the page shows\n{content}\nbut printed was\n{printed}"
            printed = printed.lstrip("\n").removeprefix(content)
    assert not printed.strip(), f"printed, but not shown on the page:\n{printed}"


def commands(page: Path) -> list[tuple[str, str]]:
    """Every command line of a page, with the output that it shows."""
    found = []
    for language, content in fences(page):
        if language == "console":
            for part in re.split(r"^\$ ", content.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((command, output))
    return found


def ran(command: str, codes: list[int]) -> str:
    """What a command line prints to standard output and standard error; `codes` takes the exit codes."""
    words = shlex.split(command)
    if command == "echo $?":
        return f"{codes[-1]}\n"
    if words[0] in SHOWN:
        lines = Path(words[-1]).read_text("utf-8-sig").splitlines(keepends=True)
        return "".join(lines if words[0] == "cat" else lines[: int(words[2])])
    assert words[0] == "povertykit", f"no test knows how to run {command}"
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        codes.append(main(words[1:]))
    return out.getvalue()


def pattern(shown: str) -> str:
    """What a page shows as a pattern: a line of three dots stands for any lines, three dots in a line for any text."""
    lines = [
        r"(?:.*\n)*" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        for line in shown.splitlines()
    ]
    return "".join(lines)


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_commands_print_what_the_page_shows(page: Path, checkout: Path) -> None:
    codes: list[int] = []
    for command, shown in commands(page):
        printed = ran(command, codes)
        if command == "povertykit list":  # a new jurisdiction is listed by itself, and must not touch the page
            listed = [line.split() for line in printed.splitlines()]
            assert [line.split() for line in shown.splitlines()] == [
                line for line in listed if {"name", "xiangxi", "zz"} & {*line}
            ]
        else:
            assert re.fullmatch(pattern(shown), printed), f"$ {command}\n{printed}\nbut shown is\n{shown}"


def test_the_tables_of_fields_are_those_of_the_models() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from generate_fields import with_tables
    finally:
        sys.path.remove(str(ROOT / "docs"))
    text = (ROOT / "docs" / "registers.md").read_text("utf-8")
    assert text.count("<!-- fields: ") == 4
    assert with_tables(text) == text, "run docs/generate.py"


def test_the_readme_names_its_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in text
    assert "make test" in text
