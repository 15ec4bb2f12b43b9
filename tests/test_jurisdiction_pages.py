"""The generated page of each jurisdiction: every rule and figure has its place, and every link leads to one."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from povertykit import jurisdiction, list_jurisdictions
from povertykit.jurisdictions.clauses import in_document_order, number
from povertykit.policy.provision import Provision

DOCS = Path(__file__).resolve().parent.parent / "docs"
sys.path.insert(0, str(DOCS))  # the generator is a script, not a part of the package
try:
    from executed import session
    from generate_jurisdictions import write_jurisdictions
finally:
    sys.path.remove(str(DOCS))

NAMES = [entry.name for entry in list_jurisdictions()]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages") / "jurisdictions"
    write_jurisdictions(folder)
    return {path.stem: path.read_text("utf-8") for path in folder.iterdir()}


def test_every_jurisdiction_has_a_page_and_is_listed(pages: dict[str, str]) -> None:
    assert set(pages) == {"index", *NAMES}
    for name in NAMES:
        assert f"]({name}.md)" in pages["index"]


@pytest.mark.parametrize("name", NAMES)
def test_everything_declared_stands_on_the_page_once(pages: dict[str, str], name: str) -> None:
    law = jurisdiction(name).law
    anchors = re.findall(r"\{ #([^ }]+) \}", pages[name])
    assert len(anchors) == len(set(anchors))
    assert {*law.declared, *law.calendars} <= set(anchors)
    for item in law.declared.values():
        assert item.en in pages[name]
        assert item.zh in pages[name]
        if isinstance(item, Provision):
            assert f"def {item.name}(" in pages[name]
            assert item.note_zh in pages[name]
    for section in law.sections:
        assert section.en in pages[name]
    assert law.basis_zh in pages[name]


@pytest.mark.parametrize("name", NAMES)
def test_links_within_a_page_lead_somewhere(pages: dict[str, str], name: str) -> None:
    anchors = set(re.findall(r"\{ #([^ }]+) \}", pages[name]))
    assert set(re.findall(r"\]\(#([^)]+)\)", pages[name])) <= anchors


def test_the_register_of_figures_is_shown_where_there_is_one(pages: dict[str, str]) -> None:
    assert "2%以下" in pages["xiangxi"].partition("#register")[2]
    assert "#register" not in pages["zz"]


def test_examples_are_run() -> None:
    assert session("x = [\n    1,\n]\nx[0] + 1\nfor i in x:\n    print(i)") == (
        ">>> x = [\n...     1,\n... ]\n>>> x[0] + 1\n2\n>>> for i in x:\n...     print(i)\n1"
    )
    with pytest.raises(ZeroDivisionError):
        session("1 / 0")


@pytest.mark.parametrize(("text", "value"), [("二十三", 23), ("十", 10), ("一百零二", 102), ("7", 7), ("〇", 0)])
def test_numbers_of_sections(text: str, value: int) -> None:
    assert number(text) == value


def test_sections_stand_in_the_order_of_the_document() -> None:
    given = ["附件", "三(一)", "二(十)", "二(二)", "第十二条", "二"]
    assert in_document_order(given) == ["二", "二(二)", "二(十)", "三(一)", "第十二条", "附件"]
