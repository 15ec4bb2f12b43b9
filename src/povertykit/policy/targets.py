"""Targets of a document as data: a level, its years and its clause; and the document's own arithmetic, checked.

A document sets dozens of quantities to reach by a date. Each is declared once through its jurisdiction
(`law.target(...)`) with its clause, and held against an observed series. Where a document's figures follow from one
another, `law.consistency(...)` computes what they come to and says whether the document agrees with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from povertykit.calculators.progress import Comparison, Goal, Measure, Number, Progress, Status, Track, progress
from povertykit.citation import Citation
from povertykit.decision import Unit
from povertykit.errors import UnknownName
from povertykit.money import Fen
from povertykit.policy.terms import shown

__all__ = ["Consistency", "Standing", "Target", "TargetReport", "quantity"]

_WORST_FIRST: Final = (Status.MISSED, Status.BEHIND, Status.UNKNOWN, Status.ON_TRACK, Status.MET)


def quantity(value: int | Fraction, unit_en: str, unit_zh: str, language: str = "en") -> str:
    """A target's value with its unit, as a reader sees it.

    Examples:
        >>> quantity(100_000, "persons", "人"), quantity(Fraction(1794, 10_000), "", "")
        ('100,000 persons', '17.94%')
    """
    unit = unit_zh if language == "zh" else f" {unit_en}" if unit_en else ""
    if isinstance(value, Fen):
        return shown(Unit.AMOUNT, value, language)
    if isinstance(value, Fraction) and value.denominator != 1 and not unit:
        return shown(Unit.RATE, value, language)
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{Decimal(value.numerator) / value.denominator:,f}"[:20] + unit
    return f"{int(value):,}{unit}" if unit or value not in (0, 1) else ("100%" if value == 1 else "0")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A quantity that a document sets for one or more years.

    Attributes:
        name: its name in the module.
        citation: the clause.
        goals: what is asked, by year or span of years, in the order they fall due.
        en, zh: what is measured.
        unit_en, unit_zh: in what; both empty for a share (a `Fraction`) and for money (levels made by `yuan()`).
        note_en, note_zh: how the clause was read.
    """

    name: str
    citation: Citation
    goals: tuple[Goal, ...]
    en: str
    zh: str
    unit_en: str = ""
    unit_zh: str = ""
    note_en: str = ""
    note_zh: str = ""

    def __call__(
        self,
        observed: Mapping[int, Number | None],
        year: int,
        *,
        baseline: tuple[int, Number] | None = None,
        track: Track = Track.STRAIGHT_LINE,
    ) -> Standing:
        """How the target stands at the end of a year, given the observed series.

        Args:
            observed: the series by year: whole numbers, fen, or shares as `Fraction` or `Decimal`.
            year: as of the end of this year.
            baseline: the starting year and value of the straight line, where the document gives none.
            track: by which convention a goal that is not yet due is judged.

        Raises:
            InvalidInput: a value that is not exact, a negative value in a sum.
        """
        results = [progress(goal, observed, year, baseline=baseline, track=track) for goal in self.goals]
        return Standing(self, year, tuple(results))

    @property
    def numbers(self) -> frozenset[Fraction]:
        """Every number of the document that it holds: levels (money in yuan), years, base years."""
        scale = 100 if isinstance(self.goals[0].level, Fen) else 1
        levels = {Fraction(goal.level) / scale for goal in self.goals if goal.measure is not Measure.RISING}
        years = {Fraction(each) for goal in self.goals for each in (goal.first, goal.last, goal.base_year) if each}
        return frozenset(levels | years)

    def level_text(self, goal: Goal, language: str = "en") -> str:
        """A goal in words, such as "at least 18 villages in 2015"."""
        zh = language == "zh"
        span = str(goal.last) if goal.first == goal.last else f"{goal.first}–{goal.last}"
        if goal.measure is Measure.RISING:
            return f"{span}年逐年增长" if zh else f"rising every year, {span}"
        level = quantity(goal.level, self.unit_en, self.unit_zh, language)
        if goal.base_year is not None:
            level = f"{goal.base_year}年的{goal.level}倍" if zh else f"{goal.level} times {goal.base_year}"
        if zh:
            how = {Measure.EACH_YEAR: "每年", Measure.IN_TOTAL: "累计", Measure.BY_END: "底"}[goal.measure]
            how = how if goal.first != goal.last or goal.measure is Measure.BY_END else ""
            return f"{span}年{how}{goal.comparison.zh}{level}"
        how = {Measure.EACH_YEAR: "a year in", Measure.IN_TOTAL: "in total in", Measure.BY_END: "by the end of"}[
            goal.measure
        ]
        how = "in" if goal.first == goal.last and goal.measure is not Measure.BY_END else how
        return f"{goal.comparison.en} {level} {how} {span}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one target stands: goal by goal, and as a whole.

    Attributes:
        target: the target.
        year: as of the end of which year.
        goals: how each goal stands, in the target's order.
    """

    target: Target
    year: int
    goals: tuple[Progress, ...]

    @property
    def status(self) -> Status:
        """The worst of the goals that have begun; missed before behind, before not known, before on track, before met.

        Where none has begun, on track.
        """
        begun = [
            each.status for each in self.goals if each.goal.first <= self.year or each.goal.measure is Measure.BY_END
        ]
        return next((status for status in _WORST_FIRST if status in begun), Status.ON_TRACK)

    def text(self, language: str = "en") -> str:
        """One line a goal, in English or Chinese."""
        target, lines = self.target, []
        for each in self.goals:
            zh = language == "zh"
            value, needed = (
                "-" if v is None else quantity(_plain(each.goal, v), target.unit_en, target.unit_zh, language)
                for v in (each.value, each.needed)
            )
            goal = target.level_text(each.goal, language)
            words = (
                f"{goal}：{each.status.zh}（{each.zh}；现值 {value}；每年尚需 {needed}）"
                if zh
                else f"{goal}: {each.status.en} ({each.en}; now {value}; needed a year {needed})"
            )
            lines.append(words)
        head = (
            f"{target.zh}（{target.citation.text('zh')}）" if language == "zh" else f"{target.en} ({target.citation})"
        )
        return "\n".join([head, *(f"  {line}" for line in lines)])

    def __str__(self) -> str:
        return self.text()


def _plain(goal: Goal, value: Fraction) -> int | Fraction:
    """A value as its goal's kind of number: fen where the level is money."""
    if isinstance(goal.level, Fen):
        return Fen(-(-value.numerator // value.denominator))  # a pace is shown to the next whole fen
    return value


@dataclass(frozen=True, slots=True)
class TargetReport(Mapping[str, Standing]):
    """Every target of a law as of one year, by name; it prints as text.

    Attributes:
        year: as of the end of which year.
        standings: how each target stands.
    """

    year: int
    standings: Mapping[str, Standing]

    def __getitem__(self, name: str) -> Standing:
        if name not in self.standings:
            raise UnknownName.among(name, self.standings, "target")
        return self.standings[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.standings)

    def __len__(self) -> int:
        return len(self.standings)

    def with_status(self, status: Status) -> tuple[str, ...]:
        """The names of the targets that stand so."""
        return tuple(name for name, each in self.standings.items() if each.status is status)

    def text(self, language: str = "en") -> str:
        """All targets, in English or Chinese."""
        return "\n".join(each.text(language) for each in self.standings.values())

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, kw_only=True)
class Consistency:
    """What a document's own figures come to, against what it states.

    Attributes:
        name: its name in the module.
        citation: the clause.
        parts: the document's figures that the computed number is made of, with what each is.
        computed: what they come to; `stated` what the document says it is.
        comparison: how the computed number should stand to the stated one.
        en, zh: what is compared.
        unit_en, unit_zh: in what.
    """

    name: str
    citation: Citation
    parts: Mapping[str, int | Fraction]
    computed: int | Fraction
    stated: int | Fraction
    comparison: Comparison
    en: str
    zh: str
    unit_en: str = ""
    unit_zh: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the document agrees with itself."""
        return self.comparison.holds(self.computed, self.stated)

    @property
    def difference(self) -> Fraction:
        """The computed number less the stated one."""
        return Fraction(self.computed) - Fraction(self.stated)

    def text(self, language: str = "en") -> str:
        """The comparison in one line."""
        computed, stated = (
            quantity(value, self.unit_en, self.unit_zh, language) for value in (self.computed, self.stated)
        )
        if language == "zh":
            verdict = "相符" if self.agrees else "不符"
            head = f"{self.zh}（{self.citation.text('zh')}）"
            return f"{head}：合计 {computed}，文件称{self.comparison.zh} {stated}：{verdict}"
        verdict = "agrees" if self.agrees else "disagrees"
        head = f"{self.en} ({self.citation})"
        return f"{head}: comes to {computed}, stated {self.comparison.en} {stated}: {verdict}"

    def __str__(self) -> str:
        return self.text()
