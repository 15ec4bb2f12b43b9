"""The generated reference: every public name has its place, is described once, and nothing private is shown."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import povertykit

pytest.importorskip("griffe", reason="the reference is generated with the extra `docs`")
ROOT = Path(__file__).resolve().parent.parent
ANCHOR = re.compile(r"\{ #([\w.-]+) \}")
DESCRIBED = re.compile(r"^## `(\w+)` \{", re.MULTILINE)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from generate_reference import write_reference
    finally:
        sys.path.remove(str(ROOT / "docs"))
    folder = tmp_path_factory.mktemp("reference") / "reference"
    write_reference(folder, ROOT / "src")
    return {path.stem: path.read_text("utf-8") for path in folder.iterdir()}


def test_every_public_name_of_a_module_stands_on_its_page_once(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        if name == "index":
            continue
        module = __import__(name, fromlist=["__all__"])
        anchors = ANCHOR.findall(text)
        assert len(anchors) == len(set(anchors)), name
        assert {*module.__all__} <= {*anchors}, name


def test_a_name_of_the_public_face_is_described_on_one_page(pages: dict[str, str]) -> None:
    places = {
        public: [name for name, text in pages.items() if public in DESCRIBED.findall(text)]
        for public in povertykit.__all__
    }
    assert places["Fen"] == ["povertykit.money"]
    assert places["Household"] == ["povertykit.models"]
    assert places["Policy"] == ["povertykit.policy"]
    assert all(len(found) == 1 for found in places.values()), places


def test_links_between_the_pages_lead_somewhere(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for page, anchor in re.findall(r"\]\(([\w.]+)\.md(?:#([\w.]+))?\)", text):
            assert page in pages, name
            assert not anchor or anchor in ANCHOR.findall(pages[page]), (name, page, anchor)


def test_the_index_names_every_module_once_and_the_inner_workings_last(pages: dict[str, str]) -> None:
    listed = re.findall(r"\]\(([\w.]+)\.md\)", pages["index"])
    assert sorted(listed) == sorted({*pages} - {"index"})
    public, inner = pages["index"].split("## The inner workings")
    assert "(povertykit.scenarios.md)" in public
    assert "(povertykit.scenarios.columns.md)" in inner


def test_values_stand_in_tables(pages: dict[str, str]) -> None:
    money = pages["povertykit.money"]
    assert "| `Mode.HALF_UP` | `'half_up'` | rounded half up | 四舍五入 |" in money
    assert "| `HALF_UP`{ #HALF_UP } | `Mode.HALF_UP` | rounded half up 四舍五入 |" in money
    assert money.index("# `povertykit.money`") < money.index("## `Fen`") < money.index("## Constants")
    assert "家庭月收入" in pages["povertykit.models"]


def test_nothing_private_is_shown(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.findall(r"^#+ `(?:\w+\.)*_\w+`", prose, re.MULTILINE), name
