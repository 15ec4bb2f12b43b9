"""How much of its documents a law covers: section by section what implements it, what tests it, what only declares.

The tests are not part of the package; which of them touch what is kept in a table beside this module, which
`docs/generate.py` writes from the tests' code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from textwrap import fill
from typing import Final

from povertykit.citation import Source
from povertykit.errors import UnknownName
from povertykit.jurisdictions.clauses import Clause, clauses, items
from povertykit.jurisdictions.registers import Entry, register
from povertykit.policy.calendar import Calendar
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import Provision
from povertykit.policy.targets import Consistency, Target
from povertykit.policy.terms import Figure, Need, Reading, Term

__all__ = ["KINDS", "TABLE", "Coverage", "DocumentCoverage", "SectionCoverage", "coverage", "touched_by"]

TABLE: Final = Path(__file__).with_name("tests.csv")
"""Which test functions name which rule, target, calendar or sum: jurisdiction, name, file and functions."""

KINDS: Final = {
    "provisions": ("provisions", "规定"),
    "figures": ("figures", "数值"),
    "targets": ("targets", "目标"),
    "calendars": ("calendars", "日程"),
    "consistencies": ("sums checked", "核对"),
    "terms": ("left open or read", "待定项、理解"),
}
"""What implements a section, by kind, with the words for it in English and Chinese."""
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "provisions": (Provision,),
    "figures": (Figure,),
    "targets": (Target,),
    "calendars": (Calendar,),
    "consistencies": (Consistency,),
    "terms": (Term, Reading, Need),
}


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """What became of one section of a document.

    Attributes:
        section: the section, as the document numbers it.
        implemented: the names of what implements it, by kind: provisions, figures, targets, calendars, consistencies
            and terms (open terms, readings and needs).
        tests: the test functions that name any of it, by file.
        declared: what of the section computes nothing and why, in English and Chinese.
        numerals: how many numerals of it stand in the register; None where no register is kept of the document.
        held: how many of these the law holds; the others have a reason.
    """

    section: str
    implemented: Mapping[str, tuple[str, ...]]
    tests: Mapping[str, tuple[str, ...]]
    declared: tuple[tuple[str, str], ...]
    numerals: int | None
    held: int

    def text(self, language: str = "en") -> str:
        """The section in English or Chinese."""
        zh = language == "zh"
        counted = ""
        if self.numerals:
            words = "（数字 {}，入规 {}）" if zh else " ({} numerals, {} held)"
            counted = words.format(self.numerals, self.held)
        lines = [f"{self.section}{counted}"]
        for kind, names in self.implemented.items():
            lines.append(_row(KINDS[kind][zh], ", ".join(names)))
        tested = ", ".join(f"{file} ({len(functions)})" for file, functions in self.tests.items())
        lines += [_row("测试" if zh else "tests", tested)] if tested else []
        lines += [f"  {'仅宣示：' if zh else 'declares: '}{reason[zh]}" for reason in self.declared]
        return "\n".join(lines)


def _row(label: str, text: str) -> str:
    return fill(text, 118, initial_indent=f"  {label}: ", subsequent_indent="    ", break_on_hyphens=False)


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """What became of one document, section by section.

    Attributes:
        source: the document.
        sections: its sections, in its order; of a document without a register only those that are cited.
    """

    source: Source
    sections: tuple[SectionCoverage, ...]

    @property
    def numerals(self) -> int | None:
        """How many numerals the document has; None where no register is kept of it."""
        counted = [section.numerals for section in self.sections if section.numerals is not None]
        return sum(counted) if counted else None

    @property
    def held(self) -> int:
        """How many of them the law holds."""
        return sum(section.held for section in self.sections)

    def total(self, kind: str) -> int:
        """How many things of a kind implement it: "provisions", "figures", "targets", "calendars" …"""
        return len({name for section in self.sections for name in section.implemented.get(kind, ())})

    def totals(self, language: str = "en") -> str:
        """The totals in one line."""
        zh = language == "zh"
        parts = [f"条款 {len(self.sections)}" if zh else f"sections {len(self.sections)}"]
        if self.numerals is not None:
            held, rest = self.held, self.numerals - self.held
            words = f"（入规 {held}，仅宣示 {rest}）" if zh else f" ({held} held, {rest} declared)"
            parts.append(f"{'数字' if zh else 'numerals'} {self.numerals}{words}")
        parts += [f"{KINDS[kind][zh]} {count}" for kind in KINDS if (count := self.total(kind))]
        return ("；" if zh else "; ").join(parts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the documents of a law; it prints as text.

    Attributes:
        name: the jurisdiction's name; `en`, `zh` its full names.
        documents: its own document first, then the others that it cites.
        inherited: what binds it by a higher law, by that law's name; it is covered there.
        consistencies: where the documents' own figures were checked against one another.
    """

    name: str
    en: str
    zh: str
    documents: tuple[DocumentCoverage, ...]
    inherited: Mapping[str, tuple[str, ...]]
    consistencies: tuple[Consistency, ...] = field(repr=False)

    @property
    def disagreements(self) -> tuple[Consistency, ...]:
        """The places where a document does not agree with itself."""
        return tuple(each for each in self.consistencies if not each.agrees)

    def text(self, language: str = "en") -> str:
        """Everything, in English (`"en"`) or Chinese (`"zh"`)."""
        zh = language == "zh"
        blocks = [self.zh if zh else self.en]
        for document in self.documents:
            source = document.source
            blocks.append(f"{f'《{source.title_zh}》' if zh else source.title_en}\n{document.totals(language)}")
            blocks += [section.text(language) for section in document.sections]
        for law, names in self.inherited.items():
            blocks.append(_row(f"沿用 {law}" if zh else f"inherited from {law}", ", ".join(names)).lstrip())
        if self.consistencies:
            agree = len(self.consistencies) - len(self.disagreements)
            head = (
                f"文件自身数字的核对：相符 {agree}，不符 {len(self.disagreements)}"
                if zh
                else f"The documents' own sums: {agree} agree, {len(self.disagreements)} disagree"
            )
            blocks.append("\n".join([head, *(f"  {each.text(language)}" for each in self.disagreements)]))
        return "\n\n".join(blocks)

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, object]:
        """Plain data, as `povertykit coverage --json` writes it."""
        return {
            "name": self.name,
            "en": self.en,
            "zh": self.zh,
            "documents": [
                {
                    "key": document.source.key,
                    "title_en": document.source.title_en,
                    "title_zh": document.source.title_zh,
                    "numerals": document.numerals,
                    "held": document.held,
                    "sections": [
                        {
                            "section": section.section,
                            "numerals": section.numerals,
                            "held": section.held,
                            "implemented": {kind: list(names) for kind, names in section.implemented.items()},
                            "tests": {file: list(functions) for file, functions in section.tests.items()},
                            "declared": [{"en": en, "zh": zh} for en, zh in section.declared],
                        }
                        for section in document.sections
                    ],
                }
                for document in self.documents
            ],
            "inherited": {law: list(names) for law, names in self.inherited.items()},
            "disagreements": [
                {"name": each.name, "en": each.text(), "zh": each.text("zh")} for each in self.disagreements
            ],
        }


def coverage(law: Jurisdiction) -> Coverage:
    """What a law makes of its documents, section by section.

    Args:
        law: the law of a jurisdiction, as its module holds it.

    Returns:
        The coverage; `print(coverage(law))` shows all of it.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> found = coverage(xiangxi.law)
        >>> found.documents[0].sections[0].implemented["provisions"]
        ('exit_target', 'reduction_task_target', 'incidence_target', 'prosperity_target')
        >>> found.documents[0].sections[0].numerals, found.documents[0].sections[0].held
        (13, 4)
    """
    names = {id(item): name for name, item in items(law).items()}
    by_source: dict[Source, list[SectionCoverage]] = {}
    registered: dict[Source, list[Entry] | None] = {}
    for clause in clauses(law):
        if clause.source not in registered:
            registered[clause.source] = _entries(clause.source)
        by_source.setdefault(clause.source, []).append(_section(law, clause, names, registered[clause.source]))
    documents = tuple(DocumentCoverage(source, tuple(sections)) for source, sections in by_source.items())
    inherited: dict[str, list[str]] = {}
    for name, item in items(law, inherited=True).items():
        if law.home_of(name) is not law and isinstance(item, Provision | Target | Calendar):
            inherited.setdefault(law.home_of(name).name, []).append(name)
    return Coverage(
        law.name,
        law.en,
        law.zh,
        documents,
        {home: tuple(found) for home, found in inherited.items()},
        tuple(law.consistencies.values()),
    )


def _entries(source: Source) -> list[Entry] | None:
    try:
        return list(register(source.key))
    except UnknownName:
        return None


def _section(
    law: Jurisdiction, clause: Clause, names: Mapping[int, str], registered: Iterable[Entry] | None
) -> SectionCoverage:
    implemented = {
        kind: tuple(names[id(item)] for item in clause.items if isinstance(item, types))
        for kind, types in _TYPES.items()
    }
    tests: dict[str, dict[str, None]] = {}
    for item in clause.items:
        for file, functions in touched_by(law.name, names[id(item)]).items():
            tests.setdefault(file, {}).update(dict.fromkeys(functions))
    here = None if registered is None else [e for e in registered if e.section == clause.section and e.numeral]
    return SectionCoverage(
        clause.section,
        {kind: found for kind, found in implemented.items() if found},
        {file: tuple(functions) for file, functions in sorted(tests.items())},
        tuple((each.en, each.zh) for each in clause.declared),
        None if here is None else len(here),
        sum(1 for entry in here or () if entry.held_by),
    )


def touched_by(jurisdiction: str, name: str) -> Mapping[str, tuple[str, ...]]:
    """The test functions that name a rule or target of a jurisdiction, by file; empty where none is known.

    Examples:
        >>> "test_xiangxi.py" in touched_by("xiangxi", "guarantee_gap")
        True
    """
    return _table().get((jurisdiction, name), {})


@cache
def _table() -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tests = found.setdefault((row["jurisdiction"], row["name"]), {})
            tests[row["file"]] = tuple(row["functions"].split(";"))
    return found
