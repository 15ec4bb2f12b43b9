"""An estimate from a survey: a value, its standard error, its degrees of freedom and confidence intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isnan, sqrt
from statistics import NormalDist
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeVar

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.extras import needing
from povertykit.measures.numbers import Floats
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen, shown_number
from povertykit.measures.survey.design import Design

__all__ = ["Estimate", "Interval", "V", "covariance", "difference_of_surveys", "plain", "shown_figure"]

V = TypeVar("V", bound="Fraction | float | Estimate")
"""A number (exact where all that is given is), or an `Estimate` where there is a survey design."""

_BEHIND: Final = {
    MeasureUnit.WELFARE: (" in the unit of welfare", "，与福利指标同单位"),
    MeasureUnit.TIME: (" periods of growth", " 个增长期"),
}
_PURE: Final = frozenset({MeasureUnit.SHARE, MeasureUnit.INDEX, MeasureUnit.RATE})


class Interval(NamedTuple):
    """A confidence interval, which unpacks into its ends and its level.

    Attributes:
        low: its lower end.
        high: its upper end.
        level: the confidence, a share.
    """

    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Estimate(Result):
    """A measure estimated from a survey.

    Two estimates of one design may be subtracted: the difference knows their covariance.

    Attributes:
        label: what the measure is called, and its unit.
        value: the estimate.
        df: the degrees of freedom of the design, in the domain.
        conventions: what was chosen among ways to reckon it, such as who is poor.
        design: the design.
        contributions: what its variance is reckoned from, as the design says.

    Examples:
        >>> from povertykit.measures import SurveyDesign, poverty_gap_index
        >>> design = SurveyDesign([1, 1, 2, 2], psu=[1, 2, 3, 4])
        >>> estimate = poverty_gap_index([80, 120, 60, 140], 100, design=design)
        >>> print(estimate)
        poverty gap index: 0.166667 (standard error 0.115113, 3 degrees of freedom)
        >>> print(estimate.summary("zh"))
        贫困缺口率：0.166667（标准误 0.115113，自由度 3）
    """

    label: Label
    value: float
    df: int
    conventions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    design: Design = field(kw_only=True, repr=False)
    contributions: Floats = field(kw_only=True, repr=False)

    def __post_init__(self) -> None:
        """Keep what the error is reckoned from."""
        self.contributions.setflags(write=False)

    @property
    def variance(self) -> float:
        """The sampling variance of the value.

        Raises:
            InvalidInput: the design has a stratum of one PSU, without a remedy chosen.
        """
        return self.design.covariance(self.contributions, self.contributions)

    @property
    def se(self) -> float:
        """The standard error: the square root of the variance."""
        return sqrt(max(0.0, self.variance)) if not isnan(self.variance) else self.variance

    def ci(self, level: float = 0.95, distribution: Literal["t", "normal"] = "t") -> Interval:
        """A confidence interval around the value.

        Args:
            level: the confidence, above 0 and below 1.
            distribution: "t" with the design's degrees of freedom (needs the extra `measures`), or "normal".

        Raises:
            InvalidInput: another distribution, or no degrees of freedom.
            OutOfRange: a level that is not between 0 and 1.

        Examples:
            >>> from povertykit.measures import SurveyDesign, headcount_ratio
            >>> estimate = headcount_ratio([80, 120, 60, 140], 100, design=SurveyDesign([1, 1, 1, 1]))
            >>> interval = estimate.ci(0.9, "normal")
            >>> round(interval.low, 4), round(interval.high, 4)
            (0.0252, 0.9748)
        """
        if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
            raise OutOfRange(f"got {level!r}", field="level", allowed="above 0 and below 1, such as 0.95")
        if distribution not in ("t", "normal"):
            raise InvalidInput(f"got {distribution!r}", field="distribution", allowed="'t' or 'normal'")
        if distribution == "normal":
            quantile = NormalDist().inv_cdf((1 + level) / 2)
        else:
            if self.df < 1:
                raise InvalidInput(f"there are {self.df} degrees of freedom", field="ci", allowed="one or more for 't'")
            with needing("ci", "measures"):
                from scipy.stats import t as student

                quantile = float(student.ppf((1 + level) / 2, self.df))
        reach = quantile * self.se
        return Interval(self.value - reach, self.value + reach, level)

    def __sub__(self, other: Estimate) -> Estimate:
        """The difference of two estimates of one design, of two domains or of two measures of one unit."""
        _same_design(self, other)
        return self._less(other, self.design.base, self.contributions - other.contributions, max(self.df, other.df))

    def _less(self, other: Estimate, design: Design, contributions: Floats, df: int) -> Estimate:
        if self.label.unit != other.label.unit and not {self.label.unit, other.label.unit} <= _PURE:
            problem = f"got a measure in {self.label.unit.en} and one in {other.label.unit.en}"
            raise InvalidInput(problem, field="difference", allowed="two measures of one unit")
        one, two = self.label, other.label
        en, zh = (one.en, one.zh) if one == two else (f"{one.en} less {two.en}", f"{one.zh}减{two.zh}")
        return Estimate(
            Label(f"{one.name} - {two.name}", f"difference of {en}" if one == two else en, f"{zh}之差", one.unit),
            self.value - other.value,
            df,
            self.conventions,
            design=design,
            contributions=contributions,
        )

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row: the name, the value, its standard error and degrees of freedom, the unit and the conventions."""
        row: dict[str, Cell] = {"measure": self.label.name, "value": self.value, "se": self.se, "df": self.df}
        return [row | {"unit": self.label.unit.value} | dict(self.conventions)]

    def summary(self, language: Language = "en") -> str:
        """The value with its standard error, in English ("en") or Chinese ("zh")."""
        value, error = self._figures(language)
        caution = self.conventions.get("caution", "")
        if chosen(language):
            note = "\n注意：刀切法对分位数不适用，请用线性化标准误或 bootstrap()" if caution else ""
            return f"{self.label.zh}：{value}（{error}，自由度 {self.df}）{note}"
        note = f"\ncaution: {caution}" if caution else ""
        return f"{self.label.en}: {value} ({error}, {self.df} degrees of freedom){note}"

    def _figures(self, language: Language) -> tuple[str, str]:
        """The value with its unit and the standard error, as the summary has them."""
        zh, unit = chosen(language), self.label.unit
        yuan = " 元" if zh else " yuan"
        money = unit is MeasureUnit.FEN
        value, error = (
            shown_figure(each, unit, yuan) if money else shown_number(each) for each in (self.value, self.se)
        )
        value += _BEHIND.get(unit, ("", ""))[zh]
        if self.df < 1 and not self.se > 0:
            return value, "单元太少，无法估计标准误" if zh else "too few units for a standard error"
        return value, f"标准误 {error}" if zh else f"standard error {error}"

    def __str__(self) -> str:
        return self.summary()


def covariance(one: Estimate, other: Estimate) -> float:
    """The covariance of two estimates of one design.

    Raises:
        InvalidInput: they are of two designs.

    Examples:
        >>> from povertykit.measures import SurveyDesign, headcount_ratio, poverty_gap_index
        >>> design, welfare = SurveyDesign([1, 1, 2, 2]), [80, 120, 60, 140]
        >>> heads, gaps = headcount_ratio(welfare, 100, design=design), poverty_gap_index(welfare, 100, design=design)
        >>> round(covariance(heads, gaps), 6), round((heads - gaps).se, 6)
        (0.033333, 0.197932)
    """
    _same_design(one, other)
    return one.design.covariance(one.contributions, other.contributions)


def difference_of_surveys(one: Estimate, other: Estimate) -> Estimate:
    """The difference of two estimates of two surveys drawn independently, such as of two years.

    Raises:
        InvalidInput: they are of one design, whose difference is `one - other`.

    Examples:
        >>> from povertykit.measures import SurveyDesign, headcount_ratio
        >>> before = headcount_ratio([80, 120, 60, 140], 100, design=SurveyDesign([1, 1, 1, 1]))
        >>> after = headcount_ratio([90, 120, 110, 140], 100, design=SurveyDesign([1, 1, 1, 1]))
        >>> print(difference_of_surveys(before, after))
        difference of headcount ratio: 0.25 (standard error 0.381881, 6 degrees of freedom)
    """
    for each in (one, other):
        if not isinstance(each, Estimate):
            raise InvalidInput(f"got {each!r}", field="difference", allowed="an estimate")
    if one.design.base is other.design.base:
        raise InvalidInput(
            "the two estimates are of one design", field="difference", remedy="subtract them: one - other"
        )
    joined = _Independent(one.design, other.design, one.contributions.size)
    return one._less(other, joined, np.concatenate([one.contributions, -other.contributions]), one.df + other.df)


@dataclass(frozen=True, slots=True, eq=False)
class _Independent:
    """Two designs drawn independently, for the difference of an estimate of each."""

    one: Design
    other: Design
    split: int

    @property
    def base(self) -> Design:
        return self

    @property
    def size(self) -> int:
        return self.one.size + self.other.size

    @property
    def weights(self) -> Floats:
        return np.concatenate([self.one.weights, self.other.weights])

    inside: None = None
    index: None = None
    replicates: None = None

    @property
    def df(self) -> int:
        return self.one.df + self.other.df

    def domain(self, inside: object) -> Design:
        raise InvalidInput("two surveys together have no domains", field="domain", remedy="take that of each survey")

    def contributions(self, rows: object, influence: object) -> Floats:
        raise InvalidInput("two surveys together measure nothing", field="design", remedy="measure each survey")

    def covariance(self, one: Floats, other: Floats) -> float:
        first = self.one.covariance(one[: self.split], other[: self.split])
        return first + self.other.covariance(one[self.split :], other[self.split :])


def _same_design(one: Estimate, other: object) -> None:
    if not isinstance(other, Estimate):
        raise InvalidInput(f"got {other!r}", field="difference", allowed="an estimate")
    if one.design.base is not other.design.base:
        remedy = "estimate both from one SurveyDesign, each from its domain; for two surveys see difference_of_surveys"
        raise InvalidInput("the two estimates are of two designs", field="difference", remedy=remedy)


def plain(value: Fraction | float | Estimate | None) -> Fraction | float | None:
    """The value of an estimate; a number as it is."""
    return value.value if isinstance(value, Estimate) else value


def shown_figure(
    value: Fraction | float | Estimate | None, unit: MeasureUnit = MeasureUnit.INDEX, yuan: str = ""
) -> str:
    """A figure as read by people, its standard error in brackets; amounts in yuan.

    Args:
        value: the figure.
        unit: what it is counted in.
        yuan: what stands behind an amount.

    Examples:
        >>> shown_figure(Fraction(1, 4)), shown_figure(12345, MeasureUnit.FEN, " yuan")
        ('0.25', '123.45 yuan')
    """
    if value is None or unit is not MeasureUnit.FEN:
        if isinstance(value, Estimate):
            return f"{shown_number(value.value)} ({shown_number(value.se, 3)})"
        return shown_number(value)
    if isinstance(value, Estimate):
        return f"{value.value / 100:,.2f} ({value.se / 100:,.2f}){yuan}"
    return f"{float(value) / 100:,.2f}{yuan}"
