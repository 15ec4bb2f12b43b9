"""Specifications of multidimensional poverty indices, each with where it comes from.

Their columns are deprivations of households: whether every household is deprived in an indicator, True or False (1 or
0), as its definition says. To tell that from the facts of its members is the user's part. All members of a household
share its deprivations: weigh each household by its members (times its survey weight).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, overload

from povertykit.citation import Citation
from povertykit.errors import UnknownName
from povertykit.measures.multidimensional.achievements import Achievements
from povertykit.measures.multidimensional.alkire_foster import multidimensional_poverty
from povertykit.measures.multidimensional.deprivation import Cutoff, Missing
from povertykit.measures.multidimensional.results import MultidimensionalPoverty
from povertykit.measures.numbers import Numbers
from povertykit.measures.results import Language, chosen
from povertykit.measures.survey.design import Design, Keys
from povertykit.measures.survey.estimate import Estimate
from povertykit.text_table import table

__all__ = ["MpiDimension", "MpiIndicator", "MpiSpecification"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MpiIndicator:
    """One indicator of an index.

    Attributes:
        name: of its column.
        en: in English.
        zh: in Chinese.
        weight: its share of the whole.
        deprived_en: when a household is deprived, in English.
        deprived_zh: likewise in Chinese.
    """

    name: str
    en: str
    zh: str
    weight: Fraction
    deprived_en: str
    deprived_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MpiDimension:
    """One dimension of an index.

    Attributes:
        name: in programs.
        en: in English.
        zh: in Chinese.
        indicators: its indicators.
    """

    name: str
    en: str
    zh: str
    indicators: tuple[MpiIndicator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MpiSpecification:
    """A multidimensional poverty index: indicators, weights and cutoffs, and where they come from.

    Attributes:
        name: in programs.
        en: in English.
        zh: in Chinese.
        dimensions: with their indicators.
        poverty_cutoff: the score from which a household is poor, that score included.
        vulnerable_from: the score from which a household that is not poor is vulnerable; None where none is stated.
        severe_from: the score from which poverty is severe; None where none is stated.
        indicators_from: where indicators and weights come from.
        cutoffs_from: where the cutoffs come from.
        notes: what a reader should know, each in English and Chinese.
    """

    name: str
    en: str
    zh: str
    dimensions: tuple[MpiDimension, ...]
    poverty_cutoff: Fraction
    vulnerable_from: Fraction | None
    severe_from: Fraction | None
    indicators_from: Citation
    cutoffs_from: Citation
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def indicators(self) -> tuple[MpiIndicator, ...]:
        """The indicators of all dimensions."""
        return tuple(each for dimension in self.dimensions for each in dimension.indicators)

    @property
    def deprivation_cutoffs(self) -> Mapping[str, Cutoff]:
        """The columns are deprivations themselves."""
        return {each.name: Cutoff.flag() for each in self.indicators}

    @property
    def indicator_weights(self) -> Mapping[str, Mapping[str, Fraction]]:
        """The weights by dimension and indicator."""
        return {each.name: {one.name: one.weight for one in each.indicators} for each in self.dimensions}

    @property
    def labels(self) -> Mapping[str, tuple[str, str]]:
        """What indicators and dimensions are called, in English and Chinese."""
        dimensions = {each.name: (each.en, each.zh) for each in self.dimensions}
        return dimensions | {each.name: (each.en, each.zh) for each in self.indicators}

    @overload
    def measure(
        self,
        deprivations: Achievements,
        weights: Numbers | None = None,
        *,
        by: Keys | None = None,
        missing: Missing = "refuse",
    ) -> MultidimensionalPoverty[Fraction | float]: ...
    @overload
    def measure(
        self, deprivations: Achievements, *, design: Design, by: Keys | None = None, missing: Missing = "refuse"
    ) -> MultidimensionalPoverty[Estimate]: ...
    def measure(
        self,
        deprivations: Achievements,
        weights: Numbers | None = None,
        *,
        design: Design | None = None,
        by: Keys | None = None,
        missing: Missing = "refuse",
    ) -> MultidimensionalPoverty[Fraction | float] | MultidimensionalPoverty[Estimate]:
        """The index of some households.

        Args:
            deprivations: for each indicator a column of True and False, or 1 and 0: whether the household is deprived.
            weights: the persons that each household stands for; 1 where left out.
            design: a survey design, which has the weights.
            by: the group of each household.
            missing: as `multidimensional_poverty` takes it.

        Raises:
            InvalidInput, UnknownName: as `multidimensional_poverty` says.

        Examples:
            >>> from povertykit.measures import GLOBAL_MPI_2018
            >>> households = {each.name: [False, True] for each in GLOBAL_MPI_2018.indicators}
            >>> found = GLOBAL_MPI_2018.measure(households, weights=[5, 3])
            >>> found.headcount_ratio, found.intensity, found.m0
            (Fraction(3, 8), Fraction(1, 1), Fraction(3, 8))
        """
        given: Any = {"weights": weights, "design": design}  # both of them are refused there
        found: MultidimensionalPoverty[Estimate] = multidimensional_poverty(
            deprivations,
            self.deprivation_cutoffs,
            self.indicator_weights,
            poverty_cutoff=self.poverty_cutoff,
            by=by,
            missing=missing,
            vulnerable_from=self.vulnerable_from,
            severe_from=self.severe_from,
            labels=self.labels,
            **given,
        )
        return found

    def indicator(self, name: str) -> MpiIndicator:
        """One indicator by its name.

        Raises:
            UnknownName: there is none of that name.
        """
        found = {each.name: each for each in self.indicators}
        if name not in found:
            raise UnknownName.among(name, found, "indicator")
        return found[name]

    def summary(self, language: Language = "en") -> str:
        """The indicators with weights, definitions and sources, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = ("维度", "指标", "权重", "剥夺的定义") if zh else ("dimension", "indicator", "weight", "deprived if")
        rows = [
            (
                dimension.zh if zh else dimension.en,
                each.zh if zh else each.en,
                str(each.weight),
                each.deprived_zh if zh else each.deprived_en,
            )
            for dimension in self.dimensions
            for each in dimension.indicators
        ]
        sources = [self.indicators_from.text(language), self.cutoffs_from.text(language)]
        cutoff = f"贫困：得分不低于 {self.poverty_cutoff}" if zh else f"poor from {self.poverty_cutoff}"
        lines = [cutoff, *sources, *(each[zh] for each in self.notes)]
        return f"{self.zh if zh else self.en}\n{table(rows, heading, indent='', right={2})}\n" + "\n".join(lines)

    def __str__(self) -> str:
        return self.summary()
