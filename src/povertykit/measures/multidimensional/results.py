"""What a measurement of poverty in many dimensions finds: its figures, by indicator, by dimension and by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Generic, TypeAlias

from povertykit.errors import UnknownName
from povertykit.measures.results import Cell, Language, Result, chosen
from povertykit.measures.survey.estimate import Estimate, V, plain, shown_figure
from povertykit.text_table import table

__all__ = ["DimensionPoverty", "GroupPoverty", "IndicatorPoverty", "MultidimensionalPoverty"]

_Names: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPoverty(Generic[V]):
    """One indicator.

    Attributes:
        name: in programs.
        en: in English.
        zh: in Chinese.
        dimension: the name of its dimension.
        weight: its share of the whole.
        uncensored_headcount_ratio: the share of all who are deprived in it, poor or not.
        censored_headcount_ratio: the share of all who are poor and deprived in it.
        contribution: what it adds to M0; these add up to M0.
        percentage_contribution: its share of M0; None where M0 is zero.
    """

    name: str
    en: str
    zh: str
    dimension: str
    weight: Fraction
    uncensored_headcount_ratio: V | None
    censored_headcount_ratio: V | None
    contribution: V
    percentage_contribution: V | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionPoverty(Generic[V]):
    """One dimension: the sums over its indicators.

    Attributes:
        name: in programs.
        en: in English.
        zh: in Chinese.
        weight: its share of the whole.
        contribution: what it adds to M0.
        percentage_contribution: its share of M0; None where M0 is zero.
    """

    name: str
    en: str
    zh: str
    weight: Fraction
    contribution: V
    percentage_contribution: V | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPoverty(Generic[V]):
    """One group of the population.

    Attributes:
        name: of the group.
        population_share: its share of the population.
        percentage_contribution: its share of M0, population share times its M0 over that of all; None where M0 is zero.
        poverty: poverty in the group.
    """

    name: str
    population_share: V
    percentage_contribution: V | None
    poverty: MultidimensionalPoverty[V]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultidimensionalPoverty(Result, Generic[V]):
    """Poverty in many dimensions, by the method of Alkire and Foster.

    Attributes:
        headcount_ratio: H, the share of persons who are poor.
        intensity: A, the mean share of deprivations among the poor; None where nobody is poor.
        m0: the adjusted headcount ratio, H times A; of the global MPI, the index itself.
        m1: the adjusted poverty gap; as M0, where a deprivation has no depth.
        m2: the adjusted squared poverty gap, likewise.
        vulnerable: the share of those who are not poor but have the deprivations of `vulnerable_from`; None where
            that was not asked for.
        severe: the share of those who are poor with deprivations of `severe_from` or more, likewise.
        indicators: by indicator.
        dimensions: by dimension.
        groups: by group, where groups were asked for.
        poverty_cutoff: the share of deprivations from which a record is poor, exactly.
        poor: whether those at the cutoff are poor.
        vulnerable_from: the share of deprivations from which a record is vulnerable.
        severe_from: the share of deprivations from which poverty is severe.
        missing: what was done with records that lack an indicator.
        records: the records measured.
        dropped: the records left out for what they lack.
        lacking: by indicator, the records that lack it.
        not_defined: by attribute, why it has no value: in English and in Chinese.
    """

    headcount_ratio: V
    intensity: V | None
    m0: V
    m1: V
    m2: V
    vulnerable: V | None = None
    severe: V | None = None
    indicators: tuple[IndicatorPoverty[V], ...]
    dimensions: tuple[DimensionPoverty[V], ...]
    groups: tuple[GroupPoverty[V], ...] = ()
    poverty_cutoff: Fraction
    poor: str
    vulnerable_from: Fraction | None = None
    severe_from: Fraction | None = None
    missing: str
    records: int
    dropped: int
    lacking: Mapping[str, int]
    not_defined: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def figures(self) -> Iterator[tuple[str, str, V | None]]:
        """The measure, the indicator, dimension or "" that it is of, and its value.

        Groups are left out: they have figures of their own.
        """
        for name in _MEASURES:
            if name in ("vulnerable", "severe") and getattr(self, f"{name}_from") is None:
                continue
            yield name, "", getattr(self, name)
        for each in self.indicators:
            for name in _OF_INDICATOR:
                yield name, each.name, getattr(each, name)
        for dimension in self.dimensions:
            yield "dimension_contribution", dimension.name, dimension.contribution
            yield "dimension_percentage_contribution", dimension.name, dimension.percentage_contribution

    def indicator(self, name: str) -> IndicatorPoverty[V]:
        """One indicator by its name.

        Raises:
            UnknownName: there is none of that name.
        """
        indicators = {each.name: each for each in self.indicators}
        if name not in indicators:
            raise UnknownName.among(name, indicators, "indicator")
        return indicators[name]

    def group(self, name: object) -> MultidimensionalPoverty[V]:
        """Poverty in one group, by its name.

        Raises:
            UnknownName: there is none of that name, or none of its records has weight.
        """
        groups = {each.name: each.poverty for each in self.groups}
        if str(name) not in groups:
            raise UnknownName.among(name, groups, "group")
        return groups[str(name)]

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row for each figure of all and of each group, with its standard error where there is a design."""
        rows = [self._row("", *each) for each in self.figures()]
        for group in self.groups:
            rows.append(self._row(group.name, "population_share", "", group.population_share))
            rows.append(self._row(group.name, "group_percentage_contribution", "", group.percentage_contribution))
            rows += [self._row(group.name, *each) for each in group.poverty.figures()]
        return rows

    def _row(self, group: str, measure: str, of: str, value: V | None) -> dict[str, Cell]:
        error = value.se if isinstance(value, Estimate) else None
        row: dict[str, Cell] = {"group": group, "measure": measure, "of": of, "value": plain(value), "se": error}
        return row | {"poverty_cutoff": str(self.poverty_cutoff), "poor": self.poor, "missing": self.missing}

    def summary(self, language: Language = "en") -> str:
        """The figures in tables, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        measures = [
            (_MEASURES[name][zh], shown_figure(value))
            for name, of, value in self.figures()
            if not of and not (name in ("m1", "m2") and plain(value) == plain(self.m0))
        ]
        parts = [f"{self._heading(zh)}\n{table(measures, indent='', right={1})}", self._by_indicator(zh)]
        if any(each.name != each.dimension for each in self.indicators):
            parts.append(self._by_dimension(zh))
        parts += [self._by_group(zh)] if self.groups else []
        notes = [each[zh] for each in self.not_defined.values()]
        if self.lacking:
            told = ", ".join(f"{name} {count:,}" for name, count in self.lacking.items())
            notes.append(
                f"指标缺失的记录：{told}；处理方式：{_MISSING_ZH[self.missing]}；剔除 {self.dropped:,} 条"
                if zh
                else f"records without an indicator: {told}; missing={self.missing!r}; {self.dropped:,} left out"
            )
        return "\n\n".join(parts) + ("\n\n" + "\n".join(notes) if notes else "")

    def _heading(self, zh: bool) -> str:
        if zh:
            word = "超过" if self.poor == "above" else "不低于"
            return f"多维贫困（加权剥夺得分{word} {self.poverty_cutoff} 为贫困；{self.records:,} 条记录）"
        word = "above" if self.poor == "above" else "from"
        return (
            f"Poverty in many dimensions (poor {word} {self.poverty_cutoff} of the weights; {self.records:,} records)"
        )

    def _by_indicator(self, zh: bool) -> str:
        heading = (
            ("指标", "权重", "未删截发生率", "删截发生率", "绝对贡献", "贡献率")
            if zh
            else ("indicator", "weight", "uncensored", "censored", "contribution", "share of M0")
        )
        rows = [
            (
                each.zh if zh else each.en,
                str(each.weight),
                shown_figure(each.uncensored_headcount_ratio),
                shown_figure(each.censored_headcount_ratio),
                shown_figure(each.contribution),
                shown_figure(each.percentage_contribution),
            )
            for each in self.indicators
        ]
        return table(rows, heading, indent="", right={1, 2, 3, 4, 5})

    def _by_dimension(self, zh: bool) -> str:
        heading = (
            ("维度", "权重", "绝对贡献", "贡献率") if zh else ("dimension", "weight", "contribution", "share of M0")
        )
        rows = [
            (
                each.zh if zh else each.en,
                str(each.weight),
                shown_figure(each.contribution),
                shown_figure(each.percentage_contribution),
            )
            for each in self.dimensions
        ]
        return table(rows, heading, indent="", right={1, 2, 3})

    def _by_group(self, zh: bool) -> str:
        heading = (
            ("组别", "人口比重", "H", "A", "M0", "对M0的贡献率")
            if zh
            else ("group", "population", "H", "A", "M0", "share of M0")
        )
        rows = [
            (
                each.name,
                shown_figure(each.population_share),
                shown_figure(each.poverty.headcount_ratio),
                shown_figure(each.poverty.intensity),
                shown_figure(each.poverty.m0),
                shown_figure(each.percentage_contribution),
            )
            for each in self.groups
        ]
        return table(rows, heading, indent="", right={1, 2, 3, 4, 5})


_MEASURES: Final[Mapping[str, _Names]] = {
    "headcount_ratio": ("headcount ratio (H)", "多维贫困发生率（H）"),
    "intensity": ("intensity (A)", "平均剥夺程度（A）"),
    "m0": ("adjusted headcount ratio (M0)", "调整后的多维贫困发生率（M0）"),
    "m1": ("adjusted poverty gap (M1)", "调整后的贫困缺口（M1）"),
    "m2": ("adjusted squared poverty gap (M2)", "调整后的平方贫困缺口（M2）"),
    "vulnerable": ("vulnerable", "脆弱人口比例"),
    "severe": ("in severe poverty", "严重贫困人口比例"),
}
_OF_INDICATOR: Final = (
    "uncensored_headcount_ratio",
    "censored_headcount_ratio",
    "contribution",
    "percentage_contribution",
)
_MISSING_ZH: Final = {"refuse": "拒绝", "drop": "剔除记录", "redistribute": "重新分配权重"}
