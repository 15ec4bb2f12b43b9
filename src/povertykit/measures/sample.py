"""What a measure is taken of: welfare and weights, or the records of a domain of a survey.

A measure is written once, as a value of a `Sample`. With a design it needs its influence function besides, or the
design has replicate weights, for each of which the value is reckoned anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange, PovertyKitError
from povertykit.measures.numbers import (
    Column,
    Floats,
    Numbers,
    Rows,
    column,
    exact_total,
    measurable,
    of_length,
    same_index,
)
from povertykit.measures.results import Label
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = ["Influence", "Sample", "Value", "measured", "sample_of"]


@dataclass(frozen=True, slots=True)
class Sample:
    """The records that a measure is taken of: those of the domain, with a weight above zero.

    Attributes:
        welfare: int64, exact objects or float64, one number for each record.
        weights: likewise, above zero; None where each record stands for one.
        rows: which of the given records these are; None for all of them.
        given: how many records were given.
        whole: the records of the whole design where they are asked for; None where there is no domain.
        index: the index of the dataframe that the columns came from, if they did.
    """

    welfare: Column
    weights: Column | None
    rows: Rows | None
    given: int
    whole: Sample | None = None
    index: Any = None

    @property
    def size(self) -> int:
        """The records."""
        return int(self.welfare.size)

    @property
    def population(self) -> Sample:
        """The records of the whole design."""
        return self if self.whole is None else self.whole

    @property
    def exact(self) -> bool:
        """Whether neither welfare nor weights are floats."""
        return self.welfare.dtype.kind != "f" and (self.weights is None or self.weights.dtype.kind != "f")

    @property
    def y(self) -> Floats:
        """Welfare as float64."""
        return np.asarray(self.welfare, np.float64)

    @property
    def w(self) -> Floats:
        """The weights as float64; ones where there are none."""
        return np.ones(self.size) if self.weights is None else np.asarray(self.weights, np.float64)

    def weight(self) -> int | float | Fraction:
        """The weight of all records, exact where the weights are."""
        if self.weights is None:
            return self.size
        return float(self.weights.sum()) if self.weights.dtype.kind == "f" else exact_total([self.weights])

    def total(self) -> int | float | Fraction:
        """All welfare, weighted; exact where the sample is."""
        if self.exact:
            return exact_total([self.welfare] if self.weights is None else [self.welfare, self.weights])
        return float((self.w * self.y).sum())

    def mean(self) -> Fraction | float:
        """The mean of welfare, exact where the sample is."""
        weight, total = self.weight(), self.total()
        return Fraction(total) / Fraction(weight) if self.exact else float(total) / float(weight)

    def along(self, values: Numbers, name: str) -> Column:
        """Another column of the same records, such as a line or a benefit for each.

        Raises:
            InvalidInput: another length or index than welfare, or a missing value in the domain.
        """
        same_index(self.index, "the other columns", **{name: values})
        if _length(values) != self.given:
            of_length(column(values, name), self.given, name)
        return column(values, name, self.rows)

    def reweighted(self, weights: Floats) -> Sample:
        """The same records with the weights of a replicate, given for all records."""
        whole = None if self.whole is None else self.whole.reweighted(weights)
        own = weights if self.rows is None else weights[self.rows]
        return Sample(self.welfare, own, self.rows, self.given, whole, self.index)


Value: TypeAlias = Callable[[Sample], "Fraction | float"]
"""A measure of a sample: exact where the sample is, if the measure can be."""
Influence: TypeAlias = Callable[[Sample, float], "Floats | tuple[Floats, Floats]"]
"""The linearised variable of a measure, from the sample and its value: for each record of the sample, by how much the
estimate grows for each unit of weight; and, where a line is relative to the whole population, the same for each record
of `sample.population`, as a second array that comes on top."""


def sample_of(
    welfare: Numbers,
    weights: Numbers | None = None,
    design: Design | None = None,
    *,
    whole: bool = False,
    name: str = "welfare",
) -> Sample:
    """The records that a measure is taken of.

    Args:
        welfare: one number for each record; what records outside the domain hold does not matter.
        weights: what each record stands for, 0 or more; records of weight 0 are left out.
        design: a survey design, which has the weights.
        whole: whether welfare outside the domain is asked for as well, for a line relative to the whole population.
        name: what welfare is called in messages.

    Raises:
        InvalidInput: weights as well as a design, no records, unlike lengths or indexes, a missing value, NaN or
            infinity, weights that are all zero.
        OutOfRange: a negative weight.

    Examples:
        >>> sample_of([3, 1, 2], [1, 0, 2]).welfare
        array([3, 2])
    """
    if design is not None:
        return _of_design(welfare, weights, design, whole, name)
    index = same_index(**{name: welfare, "weights": weights})
    if weights is None:
        values = column(welfare, name)
        _some(values.size, name)
        return Sample(values, None, None, int(values.size), None, index)
    heavy = column(weights, "weights")
    given = _length(welfare)
    given = column(welfare, name).size if given is None else given
    _some(given, name)
    of_length(heavy, given, "weights")
    least = heavy.min()
    if least < 0:
        wrong = np.flatnonzero(heavy < 0)
        told = f"got {heavy[wrong[0]]} at index {wrong[0]} ({wrong.size} such)"
        raise OutOfRange(told, field="weights", allowed="0 or more")
    rows = None if least > 0 else np.flatnonzero(heavy > 0)
    if rows is not None and not rows.size:
        raise InvalidInput("are all zero", field="weights", allowed="at least one above zero")
    values = column(welfare, name, rows)
    return _in_floats(Sample(values, heavy if rows is None else heavy[rows], rows, given, None, index), name)


def _length(values: object) -> int | None:
    """How many numbers there are; None where that is not known without reading them."""
    if isinstance(values, np.ndarray):
        return int(values.size) if values.ndim == 1 else None
    return len(values) if isinstance(values, Sized) else None


def _in_floats(sample: Sample, name: str) -> Sample:
    """The sample, with exact numbers refused that floats beside them cannot go with."""
    if not sample.exact and sample.weights is not None:
        for column_name, each in ((name, sample.welfare), ("weights", sample.weights)):
            if each.dtype.kind == "O":
                measurable(each, column_name)
    return sample


def _of_design(welfare: Numbers, weights: Numbers | None, design: Design, whole: bool, name: str) -> Sample:
    if weights is not None:
        raise InvalidInput("are given besides a design, which has its own", field="weights", remedy="leave them out")
    if not hasattr(design, "contributions") or not hasattr(design, "covariance"):
        told = f"got {type(design).__name__}"
        remedy = "make one: SurveyDesign(weights, strata=..., psu=...)"
        raise InvalidInput(told, field="design", allowed="a SurveyDesign or a ReplicateDesign", remedy=remedy)
    index = same_index(design.index, **{name: welfare})
    given = _length(welfare)
    given = column(welfare, name).size if given is None else given
    if given != design.size:
        raise InvalidInput(f"has {given} records, the design {design.size}", field=name, allowed="one for each record")
    heavy = design.weights
    inside = heavy > 0 if design.inside is None else design.inside & (heavy > 0)
    if not inside.any():
        raise InvalidInput("no record of the domain has a weight above zero", field="design")
    rows = None if inside.all() else np.flatnonzero(inside)
    everyone = None if not whole or design.inside is None else _of_design(welfare, None, design.base, False, name)
    values = column(welfare, name, rows)
    return _in_floats(Sample(values, heavy if rows is None else heavy[rows], rows, given, everyone, index), name)


def _some(size: int, name: str) -> None:
    if not size:
        raise InvalidInput("there are no records", field=name, allowed="one record or more")


def measured(
    label: Label,
    sample: Sample,
    design: Design | None,
    value: Value,
    influence: Influence,
    conventions: Mapping[str, str] = MappingProxyType({}),
) -> Fraction | float | Estimate:
    """A measure of a sample: a number, or an `Estimate` where there is a design.

    Args:
        label: what the measure is called.
        sample: the records.
        design: the survey design, if there is one.
        value: the measure.
        influence: its linearised variable.
        conventions: what was chosen among ways to reckon it.

    Raises:
        InvalidInput: the measure is not defined for some replicate, as its message says.
        OutOfRange: the measure, or its linearised variable, leaves what a float can hold.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        if design is None:
            return _held(label, lambda: value(sample))
        estimate = float(_held(label, lambda: float(value(sample))))
        if design.replicates is not None:
            each = [_replicate(label, at, value, sample, own) for at, own in enumerate(design.replicates)]
            contributions = np.array(each)
            if (lost := np.flatnonzero(~np.isfinite(contributions[1:]))).size:
                told = f"{label.en} is not defined in replicate {lost[0]} ({lost.size} such)"
                raise InvalidInput(told, field=label.name, remedy=_NO_REPLICATES)
        else:
            contributions = _contributions(design, sample, influence(sample, estimate))
            if not np.isfinite(contributions).all():
                raise _beyond(label, "the linearised variable")
    return Estimate(label, estimate, design.df, conventions, design=design, contributions=contributions)


def _held(label: Label, value: Callable[[], Fraction | float]) -> Fraction | float:
    """A value, refused in words where it is more than a float can hold."""
    try:
        found = value()
    except (OverflowError, ZeroDivisionError) as error:
        if isinstance(error, PovertyKitError):
            raise
        raise _beyond(label, "the value") from error
    if isinstance(found, float) and not isfinite(found):
        raise _beyond(label, "the value")
    return found


def _beyond(label: Label, what: str) -> OutOfRange:
    return OutOfRange(
        f"{what} of {label.en} leaves what a float can hold",
        field=label.name,
        allowed="numbers whose powers and ratios stay between 1e-308 and 1e308",
        remedy="take a smaller parameter, or numbers that are nearer to one another",
    )


def _replicate(label: Label, at: int, value: Value, sample: Sample, weights: Floats) -> float:
    """A measure with the weights of a replicate; the full weights are number 0."""
    try:
        return float(value(sample.reweighted(weights)))
    except (InvalidInput, OutOfRange) as error:
        error.problem = f"in replicate {at - 1}: {error.problem}"
        error.remedy = _NO_REPLICATES
        raise


_NO_REPLICATES: Final = "take a larger domain, or linearised errors, which need no replicates"


def _contributions(design: Design, sample: Sample, found: Floats | tuple[Floats, Floats]) -> Floats:
    own, through = found if isinstance(found, tuple) else (found, None)
    contributions = design.contributions(sample.rows, own)
    if through is not None:
        contributions = contributions + design.contributions(sample.population.rows, through)
    return contributions
