"""Why poverty changed: growth of the mean, and redistribution around it.

Datt and Ravallion (1992), "Growth and redistribution components of changes in poverty measures", Journal of
Development Economics 38, hold the distribution of a reference period for growth, and its mean for redistribution, and
leave a residual. Shorrocks (2013), "Decomposition procedures for distributional analysis", Journal of Economic
Inequality 11, takes the mean of both orders, the Shapley value, which leaves none. Growth is that of the mean relative
to the line, so lines in the prices of their period make it real.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypeAlias

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.grouped import LorenzFit
from povertykit.measures.grouped_curves import CurveForm
from povertykit.measures.grouped_data import one_number
from povertykit.measures.numbers import Column, Number, Numbers, column
from povertykit.measures.poverty import Line, headcount_ratio, poverty_gap_index, squared_poverty_gap_index
from povertykit.measures.poverty_indices import watts_index
from povertykit.measures.poverty_lines import RelativeLine, line_of, mean_of
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen, shown_number
from povertykit.measures.sample import Sample, sample_of
from povertykit.text_table import table

__all__ = [
    "GroupedSnapshot",
    "GrowthAndRedistribution",
    "PovertyMeasure",
    "Snapshot",
    "growth_and_redistribution",
    "named_measure",
]


class PovertyMeasure(Protocol):
    """A measure of poverty of welfare, a line and weights that does not change with their unit."""

    def __call__(self, welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, /) -> Fraction | float:
        """The measure."""
        ...


Decomposition: TypeAlias = Literal["datt_ravallion", "shapley"]
Reference: TypeAlias = Literal["before", "after"]

_MEASURES: Final[Mapping[str, PovertyMeasure]] = MappingProxyType(
    {
        "headcount_ratio": headcount_ratio,
        "poverty_gap_index": poverty_gap_index,
        "squared_poverty_gap_index": squared_poverty_gap_index,
        "watts_index": watts_index,
    }
)
_LABELS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        "headcount_ratio": Label("headcount_ratio", "headcount ratio", "贫困发生率", MeasureUnit.SHARE),
        "poverty_gap_index": Label("poverty_gap_index", "poverty gap index", "贫困缺口率", MeasureUnit.INDEX),
        "squared_poverty_gap_index": Label(
            "squared_poverty_gap_index", "squared poverty gap index", "平方贫困缺口率", MeasureUnit.INDEX
        ),
        "watts_index": Label("watts_index", "Watts index", "沃茨贫困指数", MeasureUnit.INDEX),
    }
)


def named_measure(measure: str | PovertyMeasure) -> tuple[PovertyMeasure, Label]:
    """A poverty measure by its name, or the given one, with its label.

    Args:
        measure: "headcount_ratio", "poverty_gap_index", "squared_poverty_gap_index", "watts_index", or a function of
            welfare, the line and weights.

    Raises:
        InvalidInput: another name.

    Examples:
        >>> named_measure("poverty_gap_index")[1].said("zh")
        '贫困缺口率'
    """
    if isinstance(measure, str):
        if measure not in _MEASURES:
            allowed = ", ".join(repr(name) for name in _LABELS) + ", or a function of welfare, line and weights"
            raise InvalidInput(f"got {measure!r}", field="measure", allowed=allowed)
        return _MEASURES[measure], _LABELS[measure]
    name = getattr(measure, "__name__", "poverty")
    return measure, _LABELS.get(name, Label(name, name.replace("_", " "), name, MeasureUnit.INDEX))


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Welfare of one period, with its poverty line.

    Attributes:
        welfare: one number for each record.
        poverty_line: of the period and in its prices: one figure, one for each record, or one relative to the
            population, which is then taken as the figure that it is there.
        weights: what each record stands for; 1 where left out.

    Examples:
        >>> Snapshot([50, 150], 100).poverty("headcount_ratio")
        Fraction(1, 2)
        >>> Snapshot([50, 150], 100).poverty("headcount_ratio", 2)
        Fraction(0, 1)
    """

    welfare: Numbers
    poverty_line: Line
    weights: Numbers | None = None

    @property
    def sample(self) -> Sample:
        """The records with a weight above zero."""
        return sample_of(self.welfare, self.weights)

    @property
    def line(self) -> Column:
        """The line: one element, or one for each record of the sample."""
        if isinstance(self.poverty_line, RelativeLine):
            return column([line_of(self.poverty_line, self.sample)], "poverty_line")
        if isinstance(self.poverty_line, int | float | Fraction | Decimal | np.number):
            return _positive(column([self.poverty_line], "poverty_line"))
        return _positive(self.sample.along(self.poverty_line, "poverty_line"))

    def mean_over_line(self) -> Fraction | float:
        """The mean of welfare divided by the line.

        Raises:
            OutOfRange: a mean or a line that is not above zero.
        """
        sample, line = self.sample, self.line
        if line.size > 1:
            relative = Sample(_divided(sample.welfare, line), sample.weights, sample.rows, sample.given)
            mean = mean_of(relative)
        else:
            mean = _ratio(mean_of(sample), _only(line))
        if mean <= 0:
            raise OutOfRange(f"the mean is {float(mean):g} of the line", field="welfare", allowed="a mean above zero")
        return mean

    def poverty(
        self, measure: str | PovertyMeasure = "headcount_ratio", factor: Fraction | float = 1
    ) -> Fraction | float:
        """Poverty if the welfare of all were multiplied by a factor: the line is divided by it instead.

        Args:
            measure: its name, or a function of welfare, line and weights.
            factor: above zero.
        """
        sample, line = self.sample, self.line
        if factor != 1:
            line = _divided(line, np.array([factor], object if isinstance(factor, Fraction | int) else float))
        found, _ = named_measure(measure)
        return found(sample.welfare, _only(line) if line.size == 1 else line, sample.weights)


@dataclass(frozen=True, slots=True)
class GroupedSnapshot:
    """Welfare of one period as published groups have it, with its poverty line.

    Attributes:
        fit: curves fitted to the groups.
        poverty_line: of the period and in its prices.
        mean: another mean than that of the groups.
        form: "quadratic" or "beta"; the better valid one at each line where left out.
    """

    fit: LorenzFit
    poverty_line: Number
    mean: Number | None = None
    form: CurveForm | str | None = None

    def mean_over_line(self) -> Fraction | float:
        """The mean divided by the line."""
        found = self.fit.poverty(self.poverty_line, self.mean, form=self._form)
        return _ratio(found.mean, found.poverty_line)

    @property
    def _form(self) -> CurveForm | str:
        # One curve for the period, whatever the line: that which is better at its own line.
        if self.form is not None:
            return self.form
        return self.fit.poverty(self.poverty_line, self.mean).form

    def poverty(
        self, measure: str | PovertyMeasure = "headcount_ratio", factor: Fraction | float = 1
    ) -> Fraction | float:
        """Poverty if the welfare of all were multiplied by a factor.

        Args:
            measure: one of the names of `named_measure`.
            factor: above zero.

        Raises:
            InvalidInput: a function, which needs records, or a measure that the curve does not have.
        """
        if not isinstance(measure, str) or measure not in _LABELS:
            raise InvalidInput(f"got {measure!r}", field="measure", allowed=f"one of {', '.join(_LABELS)} with groups")
        line = one_number(self.poverty_line, "poverty_line")
        found = self.fit.poverty(_ratio(line, factor), self.mean, form=self._form)
        values: dict[str, float | None] = {
            "headcount_ratio": found.headcount_ratio,
            "poverty_gap_index": found.poverty_gap_index,
            "squared_poverty_gap_index": found.squared_poverty_gap_index,
            "watts_index": found.watts_index,
        }
        value = values[measure]
        if value is None:
            raise InvalidInput(f"the {found.form.en} curve does not have {measure}", field="measure")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthAndRedistribution(Result):
    """A change of poverty, split into growth, redistribution and what they leave.

    Attributes:
        measure: the poverty measure.
        before: its value in the first period.
        after: its value in the second.
        growth: what the growth of the mean, relative to the line, does to it.
        redistribution: what the change of the distribution around the mean does to it.
        residual: what is left: the interaction of both; 0 by Shapley.
        mean_growth: the growth of the mean relative to the line, over the whole time: 0.1 is a tenth.
        method: "datt_ravallion" or "shapley".
        reference: the period whose mean and distribution are held, "before" or "after"; None by Shapley.
        exact: whether nothing was rounded.
    """

    measure: Label
    before: Fraction | float
    after: Fraction | float
    growth: Fraction | float
    redistribution: Fraction | float
    residual: Fraction | float
    mean_growth: Fraction | float
    method: Decomposition
    reference: Reference | None
    exact: bool

    @property
    def change(self) -> Fraction | float:
        """By how much the measure rose: the sum of growth, redistribution and residual."""
        return self.after - self.before

    @property
    def pro_poor_index(self) -> Fraction | float | None:
        """The change by the part of growth: above 1 where redistribution helped growth to reduce poverty.

        Kakwani and Pernia (2000), "What is pro-poor growth?". None where growth did nothing.
        """
        return _ratio(self.change, self.growth) if self.growth else None

    @property
    def poverty_equivalent_growth(self) -> Fraction | float | None:
        """The growth of the mean that, shared by all alike, would have changed poverty so: index by growth of the mean.

        Kakwani, Khandker and Son (2004), "Pro-poor growth: concepts and measurement". None where growth did nothing.
        """
        index = self.pro_poor_index
        return None if index is None else index * self.mean_growth

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row, with the parts in columns."""
        row: dict[str, Cell] = {"measure": self.measure.name, "before": self.before, "after": self.after}
        row |= {"change": self.change, "growth": self.growth, "redistribution": self.redistribution}
        row |= {"residual": self.residual, "mean_growth": self.mean_growth}
        row |= {"pro_poor_index": self.pro_poor_index, "poverty_equivalent_growth": self.poverty_equivalent_growth}
        return [row | {"method": self.method, "reference": self.reference, "exact": str(self.exact).lower()}]

    def summary(self, language: Language = "en") -> str:
        """The parts in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        of = {"before": "基期", "after": "报告期", None: ""} if zh else {"before": "before", "after": "after", None: ""}
        way = ("达特-拉瓦雷" if zh else "Datt-Ravallion") if self.reference else ("夏普利" if zh else "Shapley")
        held = (
            (f"，以{of[self.reference]}为参照" if zh else f", reference {of[self.reference]}") if self.reference else ""
        )
        title = f"{self.measure.said(language)}（{way}分解{held}）" if zh else f"{self.measure.en} ({way}{held})"
        words = ("基期", "报告期", "变化", "增长", "再分配", "残差", "均值增长（相对贫困线）") if zh else _PARTS
        values = (self.before, self.after, self.change, self.growth, self.redistribution, self.residual)
        rows = [(word, shown_number(value)) for word, value in zip(words, (*values, self.mean_growth), strict=True)]
        note = ("精确计算" if self.exact else "浮点计算") if zh else ("exact" if self.exact else "in floating point")
        return f"{title}\n{table(rows, indent='  ', right={1})}\n{note}"

    def __str__(self) -> str:
        return self.summary()


_PARTS: Final = (
    "before",
    "after",
    "change",
    "growth",
    "redistribution",
    "residual",
    "growth of the mean over the line",
)


def growth_and_redistribution(
    before: Snapshot | GroupedSnapshot,
    after: Snapshot | GroupedSnapshot,
    measure: str | PovertyMeasure = "headcount_ratio",
    *,
    method: Decomposition = "datt_ravallion",
    reference: Reference = "before",
) -> GrowthAndRedistribution:
    """Split a change of poverty into growth of the mean and redistribution around it.

    Growth moves all welfare of a period to the other's mean, relative to the line, with its own distribution;
    redistribution takes the other period's distribution at its own mean. The parts add up to the change: exactly where
    welfare, lines and weights are whole numbers or fractions.

    Args:
        before: the first period.
        after: the second.
        measure: "headcount_ratio", "poverty_gap_index", "squared_poverty_gap_index", "watts_index"; or a function of
            welfare, line and weights that does not change when welfare and line are multiplied by one number.
        method: "datt_ravallion", which leaves a residual, or "shapley", which leaves none.
        reference: the period whose mean and distribution Datt and Ravallion's parts hold.

    Raises:
        InvalidInput: another method or reference, and as the measure says.
        OutOfRange: a mean that is not above zero.

    Examples:
        >>> before, after = Snapshot([50, 80, 120, 150], 100), Snapshot([70, 110, 130, 190], 100)
        >>> print(growth_and_redistribution(before, after, "poverty_gap_index"))
        poverty gap index (Datt-Ravallion, reference before)
          before                               0.175
          after                                0.075
          change                                -0.1
          growth                            -0.08125
          redistribution                      -0.035
          residual                           0.01625
          growth of the mean over the line      0.25
        exact
        >>> growth_and_redistribution(before, after, "poverty_gap_index", method="shapley").residual
        Fraction(0, 1)
    """
    if method not in ("datt_ravallion", "shapley"):
        raise InvalidInput(f"got {method!r}", field="method", allowed="'datt_ravallion' or 'shapley'")
    if reference not in ("before", "after"):
        raise InvalidInput(f"got {reference!r}", field="reference", allowed="'before' or 'after'")
    _, label = named_measure(measure)
    growth_factor = _ratio(after.mean_over_line(), before.mean_over_line())
    first, last = before.poverty(measure), after.poverty(measure)
    grown, shared = before.poverty(measure, growth_factor), after.poverty(measure, _ratio(1, growth_factor))
    if method == "shapley":
        growth = _half(grown - first, last - shared)
        redistribution = _half(shared - first, last - grown)
    elif reference == "before":
        growth, redistribution = grown - first, shared - first
    else:
        growth, redistribution = last - shared, last - grown
    values = (first, last, growth, redistribution, growth_factor)
    exact = all(isinstance(value, Fraction) for value in values)
    return GrowthAndRedistribution(
        measure=label,
        before=first,
        after=last,
        growth=growth,
        redistribution=redistribution,
        residual=(last - first) - growth - redistribution if method != "shapley" else Fraction(0) if exact else 0.0,
        mean_growth=growth_factor - 1,
        method=method,
        reference=None if method == "shapley" else reference,
        exact=exact,
    )


def _half(one: Fraction | float, two: Fraction | float) -> Fraction | float:
    return (one + two) / 2


def _ratio(one: Fraction | float | int, two: Fraction | float | int) -> Fraction | float:
    if isinstance(one, float) or isinstance(two, float):
        return float(one) / float(two)
    return Fraction(one) / Fraction(two)


def _only(line: Column) -> Fraction | float:
    """The one line that there is."""
    return float(line[0]) if line.dtype.kind == "f" else Fraction(line.tolist()[0])


def _positive(line: Column) -> Column:
    if (wrong := np.flatnonzero(line <= 0)).size:
        told = f"got {line[wrong[0]]} at index {wrong[0]} ({wrong.size} such)" if line.size > 1 else f"got {line[0]}"
        raise OutOfRange(told, field="poverty_line", allowed="a line above zero")
    return line


def _divided(one: Column, two: Column) -> Column:
    """One column by another of its size or of one element: fractions where neither is of floats."""
    if one.dtype.kind == "f" or two.dtype.kind == "f":
        return np.asarray(one, np.float64) / np.asarray(two, np.float64)
    result = np.empty(max(one.size, two.size), np.object_)
    pairs = zip(np.resize(one, result.size).tolist(), np.resize(two, result.size).tolist(), strict=True)
    result[:] = [Fraction(a) / Fraction(b) for a, b in pairs]
    return result
