"""Xiangxi's register of clauses and figures, compared with the module and with the document."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from povertykit.errors import RegisterError, UnknownName
from povertykit.jurisdictions.cn.hunan.xiangxi import OPINION, law
from povertykit.jurisdictions.registers import Entry, read, register
from povertykit.policy import Figure, Link, Need, Provision, Reading, RoundingTerm, Term

ENTRIES = register(OPINION.key)
SECTIONS = ["一", "二(一)", "二(二)", "二(三)", "二(四)", "二(五)", "三(一)", "三(二)", "三(三)"]
TEXT = Path(__file__).resolve().parents[2] / "shared" / "sources" / f"{OPINION.key}.txt"
ARABIC = re.compile(r"\d+(?:\.\d+)?")
NUMERAL = re.compile(r"\d+(?:\.\d+)?|今年|全额|[一二三四五六七八九十百千万亿两半]")
NO_NUMERAL = ["进一步"]  # words in which a character of a numeral counts nothing


def values(item: Figure | Term) -> set[Fraction]:
    """The numbers that a figure or an open term takes from the document: yuan, shares, counts."""
    found = [step.value for step in item.dated.steps] if isinstance(item, Figure) else list(item.allowed or ())
    scale = 100 if item.unit == "amount" else 1
    return {Fraction(value) / scale for value in found}


def sections_of(item: object) -> set[str]:
    """The sections of the document that something of the module cites."""
    if isinstance(item, Figure):
        return {step.citation.section for step in item.dated.steps if step.citation.source == OPINION}
    return {item.citation.section}


def from_the_document(item: object) -> bool:
    """A figure of the document, or an open term whose bounds its clause sets."""
    if isinstance(item, Figure):
        return bool(sections_of(item))
    return isinstance(item, Term) and item.allowed is not None


HOLDERS = {**law.declared, **law.calendars}
STATED = {name: item for name, item in HOLDERS.items() if from_the_document(item)}


def test_every_section_of_the_document_is_there_in_order():
    assert list(dict.fromkeys(entry.section for entry in ENTRIES)) == SECTIONS


def test_every_section_is_cited_by_a_rule_or_declared_to_hold_none():
    declaratory = {section.citation.section for section in law.sections}
    rules = {item.citation.section for item in law.declared.values() if isinstance(item, Provision)}
    assert rules | declaratory == set(SECTIONS)
    assert declaratory == set(SECTIONS), "a section with rules says which of its sentences only declare"
    assert all(section.en and section.zh for section in law.sections)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.section}{entry.position}{entry.numeral}")
def test_what_an_entry_is_held_by_exists_and_cites_its_section(entry: Entry):
    for name in entry.held_by:
        assert name in HOLDERS, f"{name} is nothing of the module"
        assert sections_of(HOLDERS[name]) == {entry.section}
        if name in STATED:
            assert entry.value in values(STATED[name])
    assert entry.held_by or (entry.reason_en and entry.reason_zh)


@pytest.mark.parametrize("name", STATED)
def test_every_figure_of_the_module_stands_in_the_register(name: str):
    held = {entry.value for entry in ENTRIES if name in entry.held_by}
    assert held == values(STATED[name])


def test_the_calendar_has_the_months_of_the_register():
    held = [entry.value for entry in ENTRIES if "inspection_calendar" in entry.held_by]
    assert held == list(law.calendars["inspection_calendar"].months)


def test_every_provision_that_uses_a_figure_of_the_document_is_named_beside_it():
    for rule in [item for item in law.declared.values() if isinstance(item, Provision)]:
        for figure in STATED.keys() & rule.units.keys():
            assert any({rule.name, figure} <= set(entry.held_by) for entry in ENTRIES), (rule.name, figure)


def test_what_holds_no_numeral_is_known():
    held = {name for entry in ENTRIES for name in entry.held_by}
    without = {
        name for name, item in HOLDERS.items() if name not in held and not isinstance(item, Link | Need | RoundingTerm)
    }
    assert {name for name in without if isinstance(HOLDERS[name], Figure)} == {
        "benchmark_rate_up_to_one_year",  # the central bank's, cited to its tables
        "benchmark_rate_over_one_year",
    }
    assert {name for name in without if isinstance(HOLDERS[name], Term | Reading)} == {
        "cadre_share",
        "dibao_standard",
        "industry_period",
        "living_allowance_junior",
        "living_allowance_preschool",
        "living_allowance_primary",
        "living_allowance_senior",
        "medical_basis",
        "team_subsidy_standard",
    }
    assert {name for name in without if isinstance(HOLDERS[name], Provision)} == {
        "guarantee_full_case",
        "guarantee_gap",  # in words only: the difference to the standard
        "guarantee_gap_case",
        "income_at_standard",
        "inspectors_accountable",
        "team_member_subsidy",
        "temporary_assistance",
        "unit_accountable",
        "unit_rewarded",
    }


def document() -> dict[str, str]:
    """The text of each section, without its number."""
    if not TEXT.exists():
        pytest.skip("the document's text is not beside the repository; it is not part of the project")
    part, found = "", dict[str, str]()
    for line in TEXT.read_text("utf-8").splitlines():
        chapter, section = re.match(r"([一二三])、", line), re.match(r"\(([一二三四五])\)", line)
        if chapter:
            part = chapter[1]
        elif section:
            found[f"{part}({section[1]})"] = line[section.end() :]
        elif part:
            found[part] = line
    return found


@pytest.mark.parametrize("pattern", [ARABIC, NUMERAL], ids=["arabic", "chinese and arabic"])
def test_every_numeral_of_the_document_is_in_the_register_in_order(pattern: re.Pattern[str]):
    for section, text in document().items():
        for word in NO_NUMERAL:
            text = text.replace(word, "")
        printed = [entry.numeral for entry in ENTRIES if entry.section == section]
        assert pattern.findall(" ".join(printed)) == pattern.findall(text), section
        place = 0
        for numeral in printed:
            assert numeral in text[place:], f"{numeral} is not printed so in {section}"
            place += text[place:].index(numeral) + len(numeral)


def test_the_document_has_the_sections_of_the_register():
    assert list(document()) == SECTIONS


def test_an_unknown_register_suggests_a_near_one():
    with pytest.raises(UnknownName, match="did you mean 'xiangxi-2017'"):
        register("xiangxi")


HEADER = "section,position,numeral,value,held_by,reason_en,reason_zh\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: got the columns"),
        ("section,numeral\n", "line 1: got the columns"),
        (HEADER + "一,1,2%\n", "line 2: got 3 cells"),
        (HEADER + "一,1,2%,2,,,\n", "2% has no reason"),
        (HEADER + "一,1,2%,2,,a reason,\n", "2% has no reason"),
        (HEADER + "一,,,,,,\n", "一 has no reason"),
        (HEADER + "一,1,2%,,x,,\n", "together or none"),
        (HEADER + ",1,2%,2,x,,\n", "a section"),
        (HEADER + "一,one,2%,2,x,,\n", "a whole number as position"),
        (HEADER + "一,1,2%,two,x,,\n", "a number as value"),
        (HEADER + "一,1,2%,1/0,x,,\n", "a number as value"),
        (HEADER + "一,2,2%,2,x,,\n", "got position 2 in 一; allowed: 1"),
        (HEADER + "一,1,2%,2,x,,\n一,1,2%,2,x,,\n", "line 3: got position 1 in 一; allowed: 2"),
        (HEADER + "一,1,2%,2,x,,\n一,,,,,reason,理由\n", "got position None in 一"),
        (HEADER + "一,1,2%,2,x,,\n二,1,3,3,x,,\n一,2,2%,2,x,,\n", "stands in two places"),
    ],
)
def test_a_broken_register_says_where_and_what(tmp_path: Path, text: str, message: str):
    path = tmp_path / "broken.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RegisterError) as caught:
        read(path)
    assert message in str(caught.value)
    assert "broken.csv, line" in str(caught.value)
