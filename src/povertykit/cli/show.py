"""`show`: what the law of one place says, clause by clause, and to which day its figures are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from povertykit.citation import Citation, Grade
from povertykit.cli.terminal import say
from povertykit.dated import Step
from povertykit.jurisdictions.clauses import citations, items
from povertykit.jurisdictions.freshness import freshness, together
from povertykit.policy.calendar import Calendar
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import Provision
from povertykit.policy.targets import Consistency, Target
from povertykit.policy.terms import Figure, Reading, RoundingTerm, Term, shown
from povertykit.text_table import table

__all__ = ["show"]

T = TypeVar("T")
_LONG: Final = 3  # steps of a table, above which it takes one line
_NAMED: Final = 4  # figures that are named one by one; more are counted


def show(law: Jurisdiction, on: date | None, language: str, full: bool = False) -> None:
    """Print what a law holds: coverage, provisions, figures, targets, open terms, calendars, what only declares.

    Args:
        law: the law.
        on: only what is in force on this date, and which figures have no value then; None for all of it.
        language: "en" or "zh".
        full: every step of long tables.

    Raises:
        OutOfCoverage: the law is not known on the date asked for.
    """
    if on is not None:
        law.need_covered(on)
    _Shown(law, on, language == "zh", full).print()


@dataclass(frozen=True)
class _Shown:
    """A law as it is printed in one language."""

    law: Jurisdiction
    on: date | None
    zh: bool
    full: bool

    def print(self) -> None:
        """Print all of it."""
        self.head()
        self.section(
            "Provisions",
            "规定",
            self.provisions(),
            "clause provision kind of period meaning",
            "条款 规定 类别 对象 周期 含义",
        )
        heading = "clause figure value from to known_to grade meaning", "条款 数值名称 数值 自 至 核对至 依据 含义"
        self.section("Figures", "数值", self.figures(), *heading)
        self.fresh()
        self.section("Targets", "目标", self.targets(), "clause target goal meaning", "条款 目标 要求 含义")
        heading = "clause sum verdict what", "条款 核对 结果 内容"
        self.section("The documents' own sums", "文件自身数字的核对", self.consistencies(), *heading)
        heading = "clause term unit period bounds meaning", "条款 待定项 单位 周期 范围 含义"
        self.section("Open terms, filled by --set", "待定项，用 --set 填入", self.terms(), *heading)
        heading = "clause reading option meaning", "条款 理解 选项 含义"
        self.section("Readings, chosen by --set", "理解，用 --set 选择", self.readings(), *heading)
        heading = "rounding by_default from meaning", "取整 默认 依据 含义"
        self.section("Roundings, changed by --set", "取整方式，用 --set 更改", self.roundings(), *heading)
        self.section("Calendars", "日程", self.calendars(), "clause calendar due what", "条款 日程 周期 事项")
        declared = [(self.clause(each.citation), self.pick(each.en, each.zh)) for each in self.law.sections]
        self.section("Only declared, nothing to compute", "仅作宣示，无可计算", declared)
        self.section("Other documents", "其他文件", self.documents(), "key document issuer", "简称 文件 发文机关")

    def pick(self, en: str, zh: str) -> str:
        """The text in the language."""
        return zh if self.zh else en

    def of(self, kind: type[T]) -> list[T]:
        """What the law has of a kind, inherited too."""
        return [item for item in items(self.law, inherited=True).values() if isinstance(item, kind)]

    def section(self, en: str, zh: str, rows: Iterable[Sequence[str]], head_en: str = "", head_zh: str = "") -> None:
        """A titled table, unless it would be empty."""
        if found := list(rows):
            say()
            say(f"{self.pick(en, zh)} ({len(found)})")
            say(table(found, self.pick(head_en, head_zh).split()))

    def clause(self, citation: Citation) -> str:
        """The section, with its document where that is another one, and the grade where it was not read itself."""
        other = (
            f" ({citation.source.key})"
            if citation.source != self.law.source and citation.grade is not Grade.LIBRARY
            else ""
        )
        graded = citation.grade is not Grade.DOCUMENT
        return citation.section + other + (f" [{self.pick(citation.grade.en, citation.grade.zh)}]" if graded else "")

    def head(self) -> None:
        """Whose law it is, and what it covers on what grounds."""
        law, source, pick = self.law, self.law.source, self.pick
        say(pick(law.en, law.zh) + (pick(" (fictional)", "（虚构）") if law.fictional else ""))
        rows = [
            (pick("name, code", "名称、代码"), f"{law.name}, {law.code}; {pick(law.zh, law.en)}"),
            (
                pick("document", "文件"),
                pick(f"{source.title_en} ({source.issuer_en})", f"《{source.title_zh}》（{source.issuer_zh}）"),
            ),
            (pick("covered", "适用期间"), pick(f"{law.start} to {law.end}", f"{law.start} 至 {law.end}")),
            (pick("dates are", "期间依据"), pick(f"{law.basis.en}; {law.basis_en}", f"{law.basis.zh}；{law.basis_zh}")),
        ]
        rows += [(pick("note", "说明"), pick(source.note_en, source.note_zh))] if source.note_en else []
        rows += [(pick("inherits", "上位规定"), pick(law.parent.en, law.parent.zh))] if law.parent else []
        rows += [(pick("on", "日期"), self.on.isoformat())] if self.on else []
        say(table(rows))

    def provisions(self) -> Iterator[tuple[str, ...]]:
        """The rules that are in force."""
        for rule in self.of(Provision):
            if self.on is None or rule.as_of or rule.in_force(self.on):
                yield (
                    self.clause(rule.citation),
                    rule.name,
                    self.pick(rule.kind.en, rule.kind.zh),
                    self.pick(rule.entity.en, rule.entity.zh),
                    self.pick(rule.period.en, rule.period.zh) if rule.period else "-",
                    self.pick(rule.en, rule.zh),
                )

    def figures(self) -> Iterator[tuple[str, ...]]:
        """The figures, step by step; a table with many steps in one line, with its last value."""
        for figure in self.of(Figure):
            dated = figure.dated
            steps = [s for s in dated.steps if self.on is None or s.start <= self.on <= (s.end or dated.known_to)]
            if len(steps) > _LONG and not self.full:
                count = self.pick(f" (last of {len(steps)})", f"（共{len(steps)}段，末段）")
                yield self.figure(figure, steps[-1], count, steps[0].start)
            else:
                yield from (self.figure(figure, step) for step in steps)

    def figure(self, figure: Figure, step: Step[Any], count: str = "", start: date | None = None) -> tuple[str, ...]:
        """One step of a figure."""
        period = self.pick(f" a {figure.period.en}", f"/{figure.period.zh}") if figure.period else ""
        grade = step.citation.grade
        other = f" ({step.citation.source.key})" if step.citation.source != self.law.source else ""
        return (
            step.citation.section + other,
            figure.name,
            shown(figure.unit, step.value, self.pick("en", "zh")) + period + count,
            f"{start or step.start}",
            f"{step.end or figure.dated.known_to}",
            f"{figure.dated.known_to}",
            self.pick(grade.value, grade.zh),
            self.pick(figure.en, figure.zh),
        )

    def fresh(self) -> None:
        """After which day nothing is known of which figures, and which have no value on the date asked for."""
        found = freshness(self.law)
        rows = []
        for (known_to, grade, source), figures in together(found).items():
            names = ", ".join(each.name for each in figures[:_NAMED])
            if len(figures) > _NAMED:
                names = self.pick(f"{len(figures)} figures", f"{len(figures)}项数值")
            title = self.pick(source.title_en, f"《{source.title_zh}》")
            rows.append((known_to.isoformat(), self.pick(grade.value, grade.zh), names, title))
        heading = "after grade figures document", "核对至 依据 数值 文件"
        self.section("Not known after", "此后未核对", rows, *heading)
        if self.on is not None:
            day = self.on
            missing = [
                (each.name, f"{each.first}", f"{each.last}", self.pick(each.en, each.zh))
                for each in found
                if not each.known_on(day)
            ]
            heading = "figure first last meaning", "数值 最早 最晚 含义"
            self.section(f"Without a value on {day}", f"{day}无数值", missing, *heading)

    def targets(self) -> Iterator[tuple[str, ...]]:
        """The targets, goal by goal."""
        for target in self.of(Target):
            for goal in target.goals:
                level = target.level_text(goal, self.pick("en", "zh"))
                yield self.clause(target.citation), target.name, level, self.pick(target.en, target.zh)

    def consistencies(self) -> Iterator[tuple[str, ...]]:
        """Whether the documents agree with themselves."""
        for each in self.of(Consistency):
            verdict = self.pick("agrees", "相符") if each.agrees else self.pick("disagrees", "不符")
            yield self.clause(each.citation), each.name, verdict, self.pick(each.en, each.zh)

    def terms(self) -> Iterator[tuple[str, ...]]:
        """What the documents leave open."""
        for term in self.of(Term):
            yield (
                self.clause(term.citation),
                term.name,
                term.unit.value if term.unit else "period",
                self.pick(term.period.en, term.period.zh) if term.period else "-",
                self.bounds(term),
                self.pick(term.en, term.zh),
            )

    def bounds(self, term: Term) -> str:
        """What a term may be, and who says so."""
        if not term.bounds:
            return "-"
        low, high = (shown(term.unit, end, self.pick("en", "zh")) for end in term.bounds)
        by = self.pick("the clause", "条款规定") if term.allowed else self.pick("plausible", "合理范围")
        return self.pick(f"{low} to {high} ({by})", f"{low} 至 {high}（{by}）")

    def readings(self) -> Iterator[tuple[str, ...]]:
        """The choices between meanings."""
        for reading in self.of(Reading):
            for option, labels in reading.options.items():
                default = self.pick(" (default)", "（默认）") if option == reading.default else ""
                yield self.clause(reading.citation), reading.name, option + default, self.pick(*labels)

    def roundings(self) -> Iterator[tuple[str, ...]]:
        """How amounts are rounded."""
        for each in self.of(RoundingTerm):
            default = self.pick(each.default.en, each.default.zh)
            yield each.name, default, self.clause(each.citation), self.pick(each.en, each.zh)

    def calendars(self) -> Iterator[tuple[str, ...]]:
        """What falls due again and again, and what once."""
        for calendar in self.of(Calendar):
            clause = self.clause(calendar.citation)
            for months, labels in calendar.months.items():
                every = self.pick("every month" if months == 1 else f"every {months} months", f"每{months}个月")
                yield clause, calendar.name, every, self.pick(*labels)
            for due in calendar.once:
                yield clause, calendar.name, due.on.isoformat(), self.pick(due.en, due.zh)

    def documents(self) -> Iterator[tuple[str, ...]]:
        """The other documents that are cited, by the key under which they stand above."""
        cited = [each for item in items(self.law, inherited=True).values() for each in citations(item)]
        for source in dict.fromkeys(each.source for each in cited if each.grade is not Grade.LIBRARY):
            if source != self.law.source:
                title = self.pick(source.title_en, f"《{source.title_zh}》")
                yield source.key, title, self.pick(source.issuer_en, source.issuer_zh)
