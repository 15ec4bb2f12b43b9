"""Write the page on coverage, and renew the table of which tests touch which rule."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from generate_fields import markdown
from povertykit.jurisdictions import JurisdictionEntry, list_jurisdictions
from povertykit.jurisdictions.coverage import KINDS, TABLE, Coverage, DocumentCoverage, SectionCoverage, coverage
from tested_names import tests_table

TESTS = Path(__file__).resolve().parent.parent / "tests"
ABOUT = """\
# Coverage 覆盖情况

Every section of every document, with what implements it, the tests that touch it, and what of it only declares and why.
The same is printed by [`povertykit coverage`](command-line.md#coverage). The numerals of each document, one by one,
stand on the page of its [jurisdiction](jurisdictions/index.md).

每份文件的每一条：由何规则实现，涉及哪些测试，哪些内容仅作宣示及其原因。命令 `povertykit coverage` 显示同样内容；
各文件的全部数字逐一列于各地区页面。
"""


def own() -> list[JurisdictionEntry]:
    """The jurisdictions of this package."""
    return [entry for entry in list_jurisdictions() if entry.module.startswith("povertykit.")]


def renew_table(table: Path = TABLE) -> None:
    """Write the table of tests anew."""
    table.write_text(tests_table(TESTS, own()), "utf-8", newline="\n")


def write_coverage(page: Path) -> None:
    """Write the page on coverage."""
    found = {entry.name: coverage(import_module(entry.module).law) for entry in own()}
    rows = [
        (
            f"[{each.en}<br>{each.zh}](#{name})",
            document.source.title_en,
            len(document.sections),
            "-"
            if document.numerals is None
            else f"{document.numerals} = {document.held} + {document.numerals - document.held}",
            *(document.total(kind) for kind in ("provisions", "figures", "targets")),
            len(each.disagreements) if not place else "",
        )
        for name, each in found.items()
        for place, document in enumerate(each.documents)
    ]
    head = (
        "jurisdiction 地区",
        "document 文件",
        "sections 条",
        "numerals = held + declared 数字 = 入规 + 仅宣示",
        "provisions 规定",
        "figures 数值",
        "targets 目标",
        "sums that disagree 不符",
    )
    parts = [ABOUT, markdown(head, rows), *(part for name, each in found.items() for part in of_law(name, each))]
    page.write_text("\n\n".join(part.strip("\n") for part in parts if part) + "\n", "utf-8")


def of_law(name: str, found: Coverage) -> Iterable[str]:
    """One jurisdiction: its documents' sections, and where a document disagrees with itself."""
    yield f"## {found.en} {found.zh} {{ #{name} }}"
    if found.consistencies:
        differ = len(found.disagreements)
        agree = len(found.consistencies) - differ
        yield f"Sums checked: {agree} agree, {differ} disagree. 核对：相符 {agree}，不符 {differ}。"
        yield "\n".join(f"- {each.text()}<br>{each.text('zh')}" for each in found.disagreements)
    for document in found.documents:
        yield from of_document(name, document)
    for home, names in found.inherited.items():
        linked = ", ".join(f"[`{each}`](jurisdictions/{home}.md#{each})" for each in names)
        yield f"Inherited from 沿用 [{home}](#{home}): {linked}"


def of_document(name: str, document: DocumentCoverage) -> Iterable[str]:
    """One document, a row for each section."""
    yield f"**{document.source.title_en} 《{document.source.title_zh}》**"
    yield f"{document.totals()}<br>{document.totals('zh')}"
    rows = [
        (section.section, implemented(name, section), tested(section), declared(section))
        for section in document.sections
    ]
    head = ("section 条款", "implemented by 实现", "tests 测试", "only declares, and why 仅宣示及原因")
    yield markdown(head, rows)


def implemented(name: str, section: SectionCoverage) -> str:
    """What implements a section, each name with a link to its place on the jurisdiction's page."""
    parts = []
    if section.numerals:
        parts.append(f"{section.held} of {section.numerals} numerals 数字 {section.held}/{section.numerals}")
    for kind, names in section.implemented.items():
        linked = ", ".join(f"[`{each}`](jurisdictions/{name}.md#{each})" for each in names)
        parts.append(f"{KINDS[kind][0]} {KINDS[kind][1]}: {linked}")
    return "<br>".join(parts)


def tested(section: SectionCoverage) -> str:
    """The tests that touch a section: how many of each file."""
    return "<br>".join(f"`{file}` ({len(functions)})" for file, functions in section.tests.items())


def declared(section: SectionCoverage) -> str:
    """What of a section only declares."""
    return "<br>".join(f"{en}<br>{zh}" for en, zh in section.declared)
