"""The coverage of the documents: the report, the table of tests that it stands on, and the page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from povertykit import jurisdiction, list_jurisdictions
from povertykit.citation import Grade
from povertykit.jurisdictions.clauses import citations, items
from povertykit.jurisdictions.coverage import TABLE, coverage, touched_by
from povertykit.jurisdictions.registers import register
from povertykit.policy.provision import Provision

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))  # the generator is a script, not a part of the package
try:
    import tested_names
    from generate_coverage import own, write_coverage
finally:
    sys.path.remove(str(ROOT / "docs"))

NAMES = [entry.name for entry in own()]
XIANGXI = coverage(jurisdiction("xiangxi").law)


def test_the_table_of_tests_is_that_of_the_tests() -> None:
    assert TABLE.read_text("utf-8") == tested_names.tests_table(ROOT / "tests", own()), "run docs/generate.py"


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_and_target_is_touched_by_a_test(name: str) -> None:
    untouched = [each for each in tested_names.tested(jurisdiction(name).law) if not touched_by(name, each)]
    assert not untouched


CODE = """
from povertykit.jurisdictions.cn.hunan import xiangxi, huaihua as other
from povertykit.jurisdictions.cn.hunan.xiangxi import special_hardship as hardship
import pytest

POLICY = xiangxi.policy(dibao_standard=1)
CASES = [("temporary_assistance", 1)]

@pytest.fixture
def paid():
    return POLICY.evaluate("guarantee_gap")

def helper():
    return helper() or hardship(1)

def test_attribute():
    assert xiangxi.guarantee_full(1) + other.special_fund_floor(1)

def test_fixture(paid):
    assert paid

class TestGroup:
    @pytest.mark.parametrize("case", CASES)
    def test_cases(self, case):
        assert helper() == case

def test_nothing():
    special_fund_floor = 1
    assert special_fund_floor
"""


def test_what_a_test_names_is_read_from_its_code(tmp_path: Path) -> None:
    path = tmp_path / "test_example.py"
    path.write_text(CODE, "utf-8")
    entries = own()
    touched = {entry.name: tested_names.File(path).touching(entry, entries) for entry in entries}
    xiangxi, huaihua = touched["xiangxi"], touched["huaihua"]
    assert xiangxi["guarantee_full"] == ["test_attribute"]
    assert xiangxi["guarantee_gap"] == xiangxi["dibao_standard"] == ["test_fixture"]
    assert xiangxi["special_hardship"] == xiangxi["temporary_assistance"] == ["test_cases"]
    assert huaihua["special_fund_floor"] == ["test_attribute"]
    assert "special_fund_floor" not in xiangxi
    assert "guarantee_full" not in huaihua
    assert touched["zz"] == {}  # the file does not speak of it


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_document_states_stands_in_its_coverage(name: str) -> None:
    law = jurisdiction(name).law
    found = coverage(law)
    shown = {
        each for document in found.documents for section in document.sections for names in section.implemented.values()
        for each in names
    }  # fmt: skip
    sections = [section.section for document in found.documents for section in document.sections]
    assert {*law.targets, *law.calendars, *law.consistencies} <= shown <= set(items(law))
    assert {each.citation.section for each in law.sections} <= {*sections}
    stated = [each for item in items(law).values() for each in citations(item) if len(citations(item)) < 3]
    assert all(each.section in " ".join(sections) for each in stated if each.grade is not Grade.LIBRARY)
    for language in ("en", "zh"):
        text = found.text(language)
        assert all(section in text for section in sections)
        assert all((each.zh if language == "zh" else each.en) in text for each in law.sections)
        assert all(each.text(language) in text for each in found.disagreements)


def test_the_numerals_are_those_of_the_register() -> None:
    document = XIANGXI.documents[0]
    entries = [entry for entry in register("xiangxi-2017") if entry.numeral]
    assert (document.numerals, document.held) == (len(entries), sum(bool(entry.held_by) for entry in entries))
    assert [section.section for section in document.sections] == list(
        dict.fromkeys(entry.section for entry in register("xiangxi-2017"))
    )
    assert XIANGXI.documents[1].numerals is None, "no register is kept of the central bank's tables"
    assert document.totals() == (
        "sections 9; numerals 64 (42 held, 22 declared); provisions 43; figures 32; calendars 1; left open or read 12"
    )
    assert document.totals("zh").startswith("条款 9；数字 64（入规 42，仅宣示 22）；规定 43")


def test_the_steps_of_a_table_are_taken_together() -> None:
    rates = XIANGXI.documents[1]
    assert [section.section for section in rates.sections] == ["rates from 2014-11-22 – rates from 2015-10-24"]
    assert rates.total("figures") == 2


def test_a_section_says_what_implements_it_and_what_tests_it() -> None:
    section = next(each for each in XIANGXI.documents[0].sections if each.section == "三(三)")
    assert section.implemented["calendars"] == ("inspection_calendar",)
    assert "test_xiangxi_places.py" in section.tests
    assert section.text().splitlines()[0] == "三(三) (7 numerals, 4 held)"
    assert section.text("zh").splitlines()[0] == "三(三)（数字 7，入规 4）"


def test_what_a_place_inherits_is_named_with_the_law_that_covers_it() -> None:
    junan, shandong = jurisdiction("junan").law, coverage(jurisdiction("shandong").law)
    found = coverage(junan)
    inherited = {name for name, item in junan.all().items() if isinstance(item, Provision)} - set(junan.declared)
    assert inherited <= set(found.inherited["shandong"])
    assert "inherited from shandong: " in found.text()
    assert "沿用 shandong: " in found.text("zh")
    assert shandong.inherited == {}


def test_plain_data_holds_the_same() -> None:
    data = json.loads(json.dumps(XIANGXI.to_dict(), ensure_ascii=False))
    assert data["name"] == "xiangxi"
    assert data["documents"][0]["sections"][0]["implemented"]["provisions"] == [
        *XIANGXI.documents[0].sections[0].implemented["provisions"]
    ]
    assert data["disagreements"] == []


def test_the_page_has_every_section_and_its_links_lead_to_what_is_declared(tmp_path: Path) -> None:
    path = tmp_path / "coverage.md"
    write_coverage(path)
    text = path.read_text("utf-8")
    for entry in own():
        law = jurisdiction(entry.name).law
        assert f"{{ #{entry.name} }}" in text
        assert all(f"(jurisdictions/{entry.name}.md#{name})" in text for name in tested_names.tested(law))
        assert all(section.zh in text for section in law.sections)


def test_only_the_library_s_own_jurisdictions_are_covered() -> None:
    assert set(NAMES) <= {entry.name for entry in list_jurisdictions()}
