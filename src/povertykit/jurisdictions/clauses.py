"""What stands where in a law: its rules, figures and targets by document and clause, in the documents' order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, TypeAlias, TypeVar

from povertykit.citation import Citation, Grade, Source
from povertykit.errors import UnknownName
from povertykit.jurisdictions.registers import register
from povertykit.policy.calendar import Calendar
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.law import Declared, Section
from povertykit.policy.targets import Consistency, Target
from povertykit.policy.terms import Figure, Link

__all__ = ["Clause", "Item", "citations", "clauses", "in_document_order", "items"]

Item: TypeAlias = "Declared | Target | Consistency | Calendar"
"""Anything that a law declares under a name."""

T = TypeVar("T")
_DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMBER: Final = re.compile(r"\d+|[〇零一二两三四五六七八九十百千]+")
_PREFACE: Final = "前言"


@dataclass(frozen=True, slots=True)
class Clause:
    """One section of one document, with everything that a law takes from it.

    Attributes:
        source: the document.
        sections: the section, as the document numbers it; of a table that has each step from another, all of them.
        items: what cites it, in the order in which it was declared.
        declared: what of it computes nothing, and why.
    """

    source: Source
    sections: tuple[str, ...]
    items: tuple[Item, ...]
    declared: tuple[Section, ...]

    @property
    def section(self) -> str:
        """The section's name; of a table the first and the last."""
        return " – ".join(dict.fromkeys((self.sections[0], self.sections[-1])))

    def cited_by(self, citation: Citation) -> bool:
        """Whether a citation is of this clause."""
        return citation.source == self.source and citation.section in self.sections

    def of(self, kind: type[T]) -> list[T]:
        """The items of one kind: `clause.of(Target)`."""
        return [item for item in self.items if isinstance(item, kind)]


def items(law: Jurisdiction, inherited: bool = False) -> dict[str, Item]:
    """Everything of a law by name; with what it inherits, where that is asked for.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> "inspection_calendar" in items(xiangxi.law)
        True
    """
    if not inherited:
        return {**law.declared, **law.targets, **law.calendars, **law.consistencies}
    return {**law.all(), **law.all_targets(), **law.all_calendars(), **law.consistencies}


def citations(item: Item) -> tuple[Citation, ...]:
    """Where something stands: a figure in as many places as it has steps, a link nowhere."""
    if isinstance(item, Figure):
        return tuple(step.citation for step in item.dated.steps)
    return () if isinstance(item, Link) else (item.citation,)


def clauses(law: Jurisdiction, inherited: bool = False) -> tuple[Clause, ...]:
    """The clauses that a law takes something from: those of its own document first, then other documents' in turn.

    What is only the library's own default, and a link, which no document states, belong to no clause. The steps of a
    table that stand in a section each are taken together as one clause, from the first section to the last.

    Args:
        law: the law.
        inherited: whether to take in what it inherits.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> found = clauses(xiangxi.law)
        >>> found[2].section, found[2].source.key, len(found[2].declared)
        ('二(二)', 'xiangxi-2017', 1)
    """
    by_place: dict[tuple[Source, str], dict[str, Item]] = {}
    for name, item in items(law, inherited).items():
        for citation in citations(item):
            if citation.grade is not Grade.LIBRARY:
                by_place.setdefault((citation.source, citation.section), {})[name] = item
    declared: dict[tuple[Source, str], list[Section]] = {}
    for section in law.sections:
        declared.setdefault((section.citation.source, section.citation.section), []).append(section)
    places = [*by_place, *(place for place in declared if place not in by_place)]
    sources = dict.fromkeys([law.source, *(source for source, _ in places)])
    found = [
        Clause(source, (section,), tuple(by_place.get(place, {}).values()), tuple(declared.get(place, ())))
        for source in sources
        for section in in_document_order(_sections(source, places), source)
        for place in [(source, section)]
    ]
    return tuple(_joined(found))


def _sections(source: Source, places: Iterable[tuple[Source, str]]) -> list[str]:
    return list(dict.fromkeys([*_registered(source), *(section for other, section in places if other == source)]))


def _joined(found: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses, with the steps of a table taken together that has each of its steps from another section."""
    for _, group in groupby(found, key=_table):
        run = list(group)
        yield replace(run[0], sections=tuple(section for clause in run for section in clause.sections))


def _table(clause: Clause) -> tuple[object, ...]:
    """What the steps of one table have in common: the document and the figures; of anything else itself alone."""
    only_figures = clause.items and not clause.declared and all(isinstance(item, Figure) for item in clause.items)
    return (clause.source, *map(id, clause.items)) if only_figures else (id(clause),)


def _registered(source: Source) -> tuple[str, ...]:
    """The sections of a document in its order, where a register of it is kept."""
    try:
        return tuple(dict.fromkeys(entry.section for entry in register(source.key)))
    except UnknownName:
        return ()


def in_document_order(sections: Iterable[str], source: Source | None = None) -> list[str]:
    """Sections in the order of their document's register, otherwise by the numbers in their names.

    The preface comes first; sections without a number come last.

    Examples:
        >>> in_document_order(["三(一)", "二(十)", "二(二)", "二", "附件", "第十二条", "前言", "Art 9"])
        ['前言', '二', '二(二)', '二(十)', '三(一)', 'Art 9', '第十二条', '附件']
    """
    registered = _registered(source) if source else ()
    place = {section: number for number, section in enumerate(registered)}
    return sorted(sections, key=lambda section: (place.get(section, len(place)), _numbers(section), section))


def _numbers(section: str) -> list[int]:
    return [-1] if section == _PREFACE else list(map(number, _NUMBER.findall(section))) or [10**9]


def number(text: str) -> int:
    """A number in Chinese or Arabic signs.

    Examples:
        >>> number("二十三"), number("十"), number("一百零二"), number("7")
        (23, 10, 102, 7)
    """
    if text.isascii():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
