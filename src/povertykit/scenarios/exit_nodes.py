"""The places of an exit tree: villages, towns and a county, each with its verdict, its counts and its reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, cast

from povertykit.decision import Decision, Verdict
from povertykit.errors import UnknownName
from povertykit.models import Entity, Record
from povertykit.scenarios.exit_counts import Counts
from povertykit.text_table import Shown

__all__ = ["ExitNode", "ExitTree", "Span"]

Span: TypeAlias = tuple[int, int]
"""The least and the greatest that a count may be."""


@dataclass(frozen=True, slots=True)
class ExitNode:
    """One village, town or county, with the verdict on its exit and what it rests on.

    Attributes:
        entity: village, town or county.
        record: its facts, with the counts that were filled in.
        verdict: of its own test; without one, of its poor villages together.
        en: the reason.
        zh: the reason in Chinese.
        counts: its households.
        poor: the least and the greatest number of poor persons; None where it is not known.
        findings: what a person must look at, in English and Chinese.
        decision: of its own test, with the derivation; None without one.
        children: what lies beneath it.
    """

    entity: Entity
    record: Record
    verdict: Verdict
    en: str
    zh: str
    counts: Counts
    poor: Span | None
    findings: tuple[tuple[str, str], ...] = ()
    decision: Decision | None = None
    children: tuple[ExitNode, ...] = ()

    @property
    def id(self) -> str:
        """What names it."""
        return str(next(iter(self.record.__dict__.values())))

    def nodes(self) -> Iterator[ExitNode]:
        """It and all beneath it, from above."""
        yield self
        for child in self.children:
            yield from child.nodes()

    def line(self, language: str = "en") -> str:
        """It in one line: its verdict, its poor persons, its households."""
        if language == "zh":
            poor = "不详" if self.poor is None else "至".join(f"{each:,}" for each in dict.fromkeys(self.poor)) + "人"
            return f"{self.entity.zh} {self.id}：{self.verdict.zh}；贫困人口{poor}；{self.counts.text('zh')}"
        poor = "not known" if self.poor is None else " to ".join(f"{each:,}" for each in dict.fromkeys(self.poor))
        return f"{self.entity.en} {self.id}: {self.verdict.en}; poor persons {poor}; {self.counts.text()}"

    def explain(self, language: str = "en") -> str:
        """Why it has this verdict: its reason, what must be looked at, its decision in full, and what lies beneath."""
        zh = language == "zh"
        lines = [self.line(language), self.zh if zh else self.en, *(each[zh] for each in self.findings)]
        lines += ["", self.decision.explain(language)] if self.decision is not None else []
        lines += ["", *(child.line(language) for child in self.children)] if self.children else []
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class ExitTree(Shown):
    """The exit tree; it prints as text.

    Attributes:
        policy: by which law it was decided.
        roots: the county; without one the towns, and the villages that belong to none.
    """

    policy: str
    roots: tuple[ExitNode, ...]

    def nodes(self) -> Iterator[ExitNode]:
        """Every node, from above."""
        for root in self.roots:
            yield from root.nodes()

    def node(self, entity: Entity, id: str) -> ExitNode:
        """The node of a village, town or county.

        Raises:
            UnknownName: there is none.
        """
        known = {node.id: node for node in self.nodes() if node.entity is entity}
        if id not in known:
            raise UnknownName.among(id, known, entity.value)
        return known[id]

    def text(self, language: str = "en") -> str:
        """The tree, a line for each place, and below it what must be looked at."""
        lines: list[str] = []

        def add(node: ExitNode, indent: str) -> None:
            lines.append(indent + node.line(language))
            lines.extend(f"{indent}  ! {each[language == 'zh']}" for each in node.findings)
            for child in node.children:
                add(child, indent + "  ")

        for root in self.roots:
            add(root, "")
        return "\n".join(lines)

    def to_rows(self) -> list[dict[str, str | int | None]]:
        """A row for each place, from above, with what it belongs to."""
        rows: list[dict[str, str | int | None]] = []

        def add(node: ExitNode, above: str) -> None:
            rows.append(_row(node, above))
            for child in node.children:
                add(child, node.id)

        for root in self.roots:
            add(root, "")
        return rows

    def to_json(self, indent: int | None = None) -> str:
        """The rows of `to_rows` as JSON, with the law."""
        return json.dumps({"policy": self.policy, "places": self.to_rows()}, ensure_ascii=False, indent=indent)

    def __str__(self) -> str:
        return self.text()


def _row(node: ExitNode, above: str) -> dict[str, str | int | None]:
    counts = node.counts
    names = ("poor", "undecided", "meeting", "not_registered")
    return {
        "entity": node.entity.value,
        "id": node.id,
        "belongs_to": above,
        "verdict": node.verdict.name,
        "poor_least": None if node.poor is None else node.poor[0],
        "poor_most": None if node.poor is None else node.poor[1],
        "rural_population": cast("int | None", getattr(node.record, "rural_population", None)),
        **{f"{name}_households": number for name, number in zip(names, counts.households, strict=True)},
        **{f"{name}_persons": number for name, number in zip(names, counts.persons, strict=True)},
        "reason_en": node.en,
        "reason_zh": node.zh,
        "findings_en": "; ".join(en for en, _ in node.findings),
        "findings_zh": "；".join(zh for _, zh in node.findings),
    }
