"""Targets of a document as data: a level, its years and its clause; and the document's own arithmetic, checked.

A document sets dozens of quantities to reach by a date. Each is declared once through its jurisdiction
(`law.target(...)`) with its clause, and held against an observed series. Where a document's figures follow from one
another, `law.consistency(...)` computes what they come to and says whether the document agrees with itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Final

from povertykit.calculators.progress import Comparison, Goal, Measure, Number, Progress, Status, Track, progress
from povertykit.citation import Citation
from povertykit.errors import InvalidInput, UnknownName
from povertykit.money import Fen
from povertykit.text_table import Shown

__all__ = ["Consistency", "Standing", "Target", "TargetReport", "quantity"]

_WORST_FIRST: Final = (Status.MISSED, Status.BEHIND, Status.UNKNOWN, Status.ON_TRACK, Status.MET)
_SPANS: Final = {
    Measure.EACH_YEAR: ("a year in", "每年"),
    Measure.IN_TOTAL: ("in total in", "累计"),
    Measure.BY_END: ("by the end of", "底"),
}


def quantity(value: int | Fraction, unit_en: str, unit_zh: str, language: str = "en") -> str:
    """A target's value with its unit, as a reader sees it: money, a share of something, or a number of things.

    Args:
        value: fen made by `yuan()`; or, without a unit, a share as a `Fraction`; or a number of the unit.
        unit_en: the unit in English; empty for money and for shares.
        unit_zh: the same in Chinese.
        language: "en" or "zh".

    Examples:
        >>> quantity(100_000, "persons", "人"), quantity(Fraction(1794, 10_000), "", "")
        ('100,000 persons', '17.94%')
        >>> quantity(Fraction(1), "", ""), quantity(Fraction(100, 3), "km", "公里", "zh")
        ('100%', '33.33…公里')
        >>> quantity(Fen(120_050), "", "")
        '1,200.50 yuan'
    """
    zh = language == "zh"
    if isinstance(value, Fen):
        return _decimal(Fraction(int(value), 100), 2) + ("元" if zh else " yuan")
    if isinstance(value, Fraction) and not unit_en:
        return _decimal(value * 100) + "%"
    return _decimal(Fraction(value)) + (unit_zh if zh else f" {unit_en}" if unit_en else "")


def _decimal(value: Fraction, least: int = 0) -> str:
    """A number as it is if it ends within six decimals; otherwise cut off after two, which is said."""
    sign, size = ("−" if value < 0 else ""), abs(value)
    digits = next((each for each in range(least, 7) if (size * 10**each).denominator == 1), None)
    shown = int(size * 10 ** (2 if digits is None else digits))
    number = Decimal(shown).scaleb(-(2 if digits is None else digits))
    return f"{sign}{number:,f}" + ("…" if digits is None else "")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A quantity that a document sets for one or more years.

    Attributes:
        name: its name in the module.
        citation: the clause.
        goals: what is asked, by year or span of years, in the order they fall due.
        en: what is measured.
        zh: the same in Chinese.
        unit_en: in what; empty for a share (a `Fraction`) and for money (levels made by `yuan()`).
        unit_zh: the same in Chinese.
        note_en: how the clause was read.
        note_zh: the same in Chinese.

    Raises:
        InvalidInput: no goal, or goals of which one is money and another is not.
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

    def __post_init__(self) -> None:
        if not self.goals:
            raise InvalidInput("got no goal", field=self.name, allowed="at least one", source=str(self.citation))
        money = {isinstance(level, Fen) for level in self._levels()}
        if len(money) > 1 or (True in money and self.unit_en):
            allowed = "all levels made by yuan(), without a unit; or none"
            raise InvalidInput("mixes money with numbers", field=self.name, allowed=allowed, source=str(self.citation))

    def _levels(self) -> Iterator[int | Fraction]:
        """The levels that are in the target's unit: not the multiples of a base year."""
        yield from (g.level for g in self.goals if g.measure is not Measure.RISING and g.base_year is None)

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
            InvalidInput: a value that is not exact, a number or share below zero; a bare number where the target is
                money, money where it is not, or a whole number above 1 where it is a share (100 for 100%).
        """
        start = {} if baseline is None else {"baseline": baseline[1]}
        for field, value in ({f"observed[{each}]": seen for each, seen in observed.items()} | start).items():
            self._need_like(value, f"{self.name}: {field}")
        results = [progress(goal, observed, year, baseline=baseline, track=track) for goal in self.goals]
        return Standing(self, year, tuple(results))

    def _need_like(self, value: Number | None, field: str) -> None:
        """Refuse a value in another unit than the target's; one that is no exact number is left to `progress`."""
        levels = [*self._levels()]  # none: only multiples of a base year, or only that it rises
        if not value or not isinstance(value, Integral | Fraction | Decimal):  # 0 is 0 in every unit
            return
        if value < 0 and not isinstance(value, Fen) and self.unit_en != "percentage points":  # those are a difference
            raise InvalidInput(
                f"got {value}", field=field, allowed=f"a number ({self.unit_en or 'a share'}) of 0 or more"
            )
        if not levels:
            return
        if isinstance(levels[0], Fen) != isinstance(value, Fen):
            money = isinstance(value, Fen)
            got = quantity(value, "", "") if isinstance(value, Fen) else f"the bare number {value}"
            allowed = f"a plain number ({self.unit_en or 'a share'})" if money else "an amount made by yuan()"
            raise InvalidInput(f"got {got}", field=field, allowed=allowed, source=str(self.citation))
        share = not self.unit_en and not isinstance(levels[0], Fen)
        if share and isinstance(value, Integral) and value > 1:
            allowed = "a share, such as Fraction(94, 100) for 94%"
            raise InvalidInput(f"got {value}, which is {value}00%", field=field, allowed=allowed)

    @property
    def numbers(self) -> frozenset[Fraction]:
        """Every number of the document that it holds: levels (money in yuan), years, base years."""
        asked = [goal for goal in self.goals if goal.measure is not Measure.RISING]
        levels = {Fraction(goal.level, 100 if isinstance(goal.level, Fen) else 1) for goal in asked}
        years = {Fraction(each) for goal in self.goals for each in (goal.first, goal.last, goal.base_year) if each}
        return frozenset(levels | years)

    def in_words(self, value: int | Fraction | None, language: str = "en", *, change: bool = False) -> str:
        """A value of this target with its unit; "-" for none.

        Args:
            value: fen, a share or a number, as its goals are.
            language: "en" or "zh".
            change: whether it is what a year adds: of a share, percentage points.
        """
        if value is None:
            return "-"
        levels = list(self._levels())
        if any(isinstance(level, Fen) for level in levels):
            yuan = Fraction(value) / 100
            return _decimal(yuan, 2) + ("元" if language == "zh" else " yuan")
        if not self.unit_en and any(isinstance(level, Fraction) for level in levels):
            shown = quantity(Fraction(value), "", "")
            points = "个百分点" if language == "zh" else " percentage points"
            return shown.removesuffix("%") + points if change else shown
        text = _decimal(Fraction(value))
        return text + (self.unit_zh if language == "zh" else f" {self.unit_en}" if self.unit_en else "")

    def level_text(self, goal: Goal, language: str = "en") -> str:
        """A goal in words, such as "at least 18 villages in 2015"."""
        zh = language == "zh"
        span = str(goal.last) if goal.first == goal.last else f"{goal.first}–{goal.last}"
        if goal.measure is Measure.RISING:
            return f"{span}年逐年增长" if zh else f"rising every year, {span}"
        level = self.in_words(goal.level, language)
        if goal.base_year is not None:
            times = _decimal(Fraction(goal.level))
            level = f"{goal.base_year}年的{times}倍" if zh else f"{times} times {goal.base_year}"
        how_en, how_zh = _SPANS[goal.measure]
        if goal.first == goal.last and goal.measure is not Measure.BY_END:
            how_en, how_zh = "in", ""
        return f"{span}年{how_zh}{goal.comparison.zh}{level}" if zh else f"{goal.comparison.en} {level} {how_en} {span}"


@dataclass(frozen=True, slots=True)
class Standing(Shown):
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

        What is to be reached by the end of a year has begun from the first; where none has begun, on track.
        """
        begun = [
            each.status for each in self.goals if each.goal.first <= self.year or each.goal.measure is Measure.BY_END
        ]
        return next((status for status in _WORST_FIRST if status in begun), Status.ON_TRACK)

    def text(self, language: str = "en") -> str:
        """One line a goal, in English or Chinese."""
        target, zh = self.target, language == "zh"
        head = f"{target.zh}（{target.citation.text('zh')}）" if zh else f"{target.en} ({target.citation})"
        return "\n".join([head, *(f"  {self._line(each, zh)}" for each in self.goals)])

    def _line(self, each: Progress, zh: bool) -> str:
        target, goal, language = self.target, each.goal, "zh" if zh else "en"
        said, value = target.level_text(goal, language), target.in_words(each.value, language)
        change = goal.measure in (Measure.IN_TOTAL, Measure.BY_END)
        needed = target.in_words(each.needed, language, change=change)
        if each.needed:  # 0 is nothing more to do, not "at least nothing"
            needed = goal.comparison.zh + needed if zh else f"{goal.comparison.en} {needed}"
        if zh:
            return f"{said}：{each.status.zh}（{each.zh}；现值 {value}；每年尚需 {needed}）"
        return f"{said}: {each.status.en} ({each.en}; now {value}; needed a year {needed})"

    def to_rows(self) -> list[dict[str, str]]:
        """The goals as rows of plain text, numbers exact as `Fraction` writes them, empty where there is none."""
        return [
            {
                "target": self.target.name,
                "citation": str(self.target.citation),
                "goal": self.target.level_text(each.goal),
                "year": str(self.year),
                "status": each.status.value,
                "value": "" if each.value is None else str(each.value),
                "needed": "" if each.needed is None else str(each.needed),
                "reason_en": each.en,
                "reason_zh": each.zh,
            }
            for each in self.goals
        ]

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True)
class TargetReport(Shown, Mapping[str, Standing]):
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

    def to_rows(self) -> list[dict[str, str]]:
        """Every goal of every target as a row of plain text, as `Standing.to_rows` writes it."""
        return [row for each in self.standings.values() for row in each.to_rows()]

    def to_json(self, indent: int | None = None) -> str:
        """The rows of `to_rows` as JSON."""
        return json.dumps(self.to_rows(), ensure_ascii=False, indent=indent)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, kw_only=True)
class Consistency:
    """What a document's own figures come to, against what it states.

    Attributes:
        name: its name in the module.
        citation: the clause.
        parts: the document's figures that the computed number is made of, with what each is.
        computed: what they come to.
        stated: what the document says it is.
        comparison: how the computed number should stand to the stated one.
        en: what is compared.
        zh: the same in Chinese.
        unit_en: in what.
        unit_zh: the same in Chinese.
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
            return f"{head}：合计 {computed}，对照{self.comparison.zh} {stated}：{verdict}"
        verdict = "agrees" if self.agrees else "disagrees"
        head = f"{self.en} ({self.citation})"
        return f"{head}: comes to {computed}, against {self.comparison.en} {stated}: {verdict}"

    def __str__(self) -> str:
        return self.text()
