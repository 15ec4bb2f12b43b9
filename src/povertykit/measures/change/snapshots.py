"""Welfare of one period with its poverty line: records, a survey, or published groups.

Poverty if the welfare of all were multiplied by a factor is poverty at the line divided by it, for every measure that
does not change with the unit; so nothing but the line is moved, and whole numbers stay whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.grouped.curves import CurveForm
from povertykit.measures.grouped.data import one_number
from povertykit.measures.grouped.fits import LorenzFit
from povertykit.measures.numbers import Column, Number, Numbers, column
from povertykit.measures.poverty.fgt import (
    FGT_NAMES,
    Line,
    headcount_ratio,
    poverty_gap_index,
    squared_poverty_gap_index,
)
from povertykit.measures.poverty.indices import WATTS, watts_index
from povertykit.measures.poverty.lines import RelativeLine, line_of
from povertykit.measures.quantiles import no_jackknife
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, sample_of
from povertykit.measures.survey.design import Design, SurveyDesign

__all__ = [
    "GroupedSnapshot",
    "Period",
    "PovertyMeasure",
    "Snapshot",
    "errors_of",
    "named_measure",
    "periods",
    "ratio_of",
]


class PovertyMeasure(Protocol):
    """A measure of poverty of welfare, a line and weights that does not change with their unit."""

    def __call__(self, welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, /) -> Fraction | float:
        """The measure."""
        ...


_MEASURES: Final[Mapping[str, PovertyMeasure]] = MappingProxyType(
    {
        "headcount_ratio": headcount_ratio,
        "poverty_gap_index": poverty_gap_index,
        "squared_poverty_gap_index": squared_poverty_gap_index,
        "watts_index": watts_index,
    }
)
_LABELS: Final[Mapping[str, Label]] = MappingProxyType({each.name: each for each in (*FGT_NAMES.values(), WATTS)})


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
        design: the survey that the records come from, which has the weights; changes then have standard errors.

    Examples:
        >>> Snapshot([50, 150], 100).poverty("headcount_ratio")
        Fraction(1, 2)
        >>> Snapshot([50, 150], 100).poverty("headcount_ratio", 2)
        Fraction(0, 1)
    """

    welfare: Numbers
    poverty_line: Line
    weights: Numbers | None = None
    design: Design | None = None

    @property
    def sample(self) -> Sample:
        """The records with a weight above zero."""
        return sample_of(self.welfare, self.weights, self.design)

    @property
    def line(self) -> Column:
        """The line: one element, or one for each record of the sample."""
        if isinstance(self.poverty_line, RelativeLine):
            population = sample_of(self.welfare, self.weights, self.design, whole=True).population
            return column([line_of(self.poverty_line, population)], "poverty_line")
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
            mean = relative.mean()
        else:
            mean = ratio_of(sample.mean(), _only(line))
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
            line = _divided(line, column([factor], "factor"))
        found, _ = named_measure(measure)
        values, figure = _in_one_unit(sample.welfare, line)
        return found(values, figure, sample.weights)

    def replicates(self) -> Iterator[Snapshot]:
        """The same records with the weights of each replicate of the design, the full ones first.

        A survey's own replicates are taken, or those of its jackknife. Records outside the domain have no weight; a
        line relative to the population follows the replicate.

        Raises:
            InvalidInput: there is no design; a line from a quantile and no other replicates than the jackknife's.
        """
        replicated = self.replicated
        if isinstance(self.poverty_line, RelativeLine) and self.poverty_line.order is not None:
            no_jackknife(replicated, "a line from a quantile")
        inside = None if self.design is None else self.design.inside
        for weights in replicated.replicates or ():
            line = self.poverty_line
            if isinstance(line, RelativeLine):
                line = line_of(line, sample_of(self.welfare, weights))
            yield Snapshot(self.welfare, line, weights if inside is None else np.where(inside, weights, 0.0))

    @property
    def replicated(self) -> Design:
        """The design with replicates: the one given, or the jackknife of it.

        Raises:
            InvalidInput: there is no design, or none of which a jackknife is known.
        """
        if self.design is not None and self.design.replicates is not None:
            return self.design
        if not isinstance(self.design, SurveyDesign):
            raise InvalidInput(f"is {self.design!r}", field="design", allowed="a SurveyDesign or a ReplicateDesign")
        return self.design.base.jackknife()


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
        return ratio_of(found.mean, found.poverty_line)

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
        found = self.fit.poverty(ratio_of(line, factor), self.mean, form=self._form)
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


Period: TypeAlias = Snapshot | GroupedSnapshot
"""Welfare of one period, as records or as groups."""


def periods(before: object, after: object, *, grouped: bool = True) -> None:
    """Refuse what is no period, such as bare welfare.

    Args:
        before: the first period.
        after: the second.
        grouped: whether groups will do.

    Raises:
        InvalidInput: not a `Snapshot`, nor a `GroupedSnapshot` where that will do.
    """
    for name, each in (("before", before), ("after", after)):
        if not isinstance(each, Snapshot) and not (grouped and isinstance(each, GroupedSnapshot)):
            allowed = "a Snapshot or a GroupedSnapshot" if grouped else "a Snapshot"
            remedy = "make one: Snapshot(welfare, poverty_line, weights)"
            raise InvalidInput(f"got {type(each).__name__}", field=name, allowed=allowed, remedy=remedy)


def errors_of(
    before: Period, after: Period, parts: Callable[[Period, Period], Mapping[str, Fraction | float]]
) -> tuple[Mapping[str, float] | None, int | None]:
    """The standard errors of what is reckoned from two periods, and the degrees of freedom of both designs.

    Each survey's variance is that over its replicates while the other survey is held; drawn independently, they add up.
    A period without a design is taken as known; None where neither has one.

    Args:
        before: the first period.
        after: the second.
        parts: what is reckoned from both, by name.
    """
    variances: dict[str, float] = {}
    df = 0
    for moved in (before, after):
        if not isinstance(moved, Snapshot) or moved.design is None:
            continue
        pairs = ((one, after) if moved is before else (before, one) for one in moved.replicates())
        each = [parts(first, last) for first, last in pairs]
        design = moved.replicated
        for name in each[0]:
            values = np.array([float(found[name]) for found in each])
            variances[name] = variances.get(name, 0.0) + design.covariance(values, values)
        df += design.df
    if not variances:
        return None, None
    return MappingProxyType({name: sqrt(max(0.0, variance)) for name, variance in variances.items()}), df


def ratio_of(one: Fraction | float | int, two: Fraction | float | int) -> Fraction | float:
    """One number by another: a fraction where neither is a float.

    Examples:
        >>> ratio_of(1, 4), ratio_of(1.0, 4)
        (Fraction(1, 4), 0.25)
    """
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


def _in_one_unit(welfare: Column, line: Column) -> tuple[Column, Number | Column]:
    """Welfare and line, multiplied by the line's denominator: whole numbers are far quicker than fractions."""
    if line.size > 1:
        return welfare, np.asarray(line, np.float64) if welfare.dtype.kind == "f" else line
    figure = _only(line)
    if isinstance(figure, float) or welfare.dtype.kind == "f":
        return welfare, float(figure)
    if welfare.dtype != np.int64 or figure.denominator == 1:
        return welfare, figure
    largest = max(abs(int(welfare.min())), abs(int(welfare.max())))
    small = largest * figure.denominator <= INT64_MAX
    return (welfare if small else welfare.astype(np.object_)) * figure.denominator, figure.numerator
