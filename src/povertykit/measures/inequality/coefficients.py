"""The Gini coefficient and the Hoover index.

Both take welfare of zero; negative welfare only where `admit_negative=True` says so, since the index may then exceed 1:
it still is half the mean distance of two persons drawn at random (Gini), or of a person from the mean (Hoover),
relative to the mean. The mean must be above zero. Neither changes when all weights, or all welfare, are multiplied by
a number.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, TypeAlias, overload

import numpy as np

from povertykit.errors import InvalidInput
from povertykit.measures.admission import positive_mean, shared_out
from povertykit.measures.numbers import Floats, Numbers, exact_total
from povertykit.measures.ranked import distances, half_differences, ranked
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, measured, sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = ["GINI", "HOOVER", "GiniForm", "gini", "gini_influence", "gini_value", "hoover"]

GiniForm: TypeAlias = Literal["exact", "small_sample", "convey"]
"""The mean difference of all pairs over twice the mean; that times n/(n-1); or as R's convey reckons it."""

GINI: Final = Label("gini", "Gini coefficient", "基尼系数", MeasureUnit.INDEX)
HOOVER: Final = Label("hoover", "Hoover index", "胡佛指数", MeasureUnit.INDEX)


@overload
def gini(
    welfare: Numbers, weights: Numbers | None = None, *, form: GiniForm = "exact", admit_negative: bool = False
) -> Fraction | float: ...
@overload
def gini(welfare: Numbers, *, design: Design, form: GiniForm = "exact", admit_negative: bool = False) -> Estimate: ...
def gini(
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    form: GiniForm = "exact",
    admit_negative: bool = False,
) -> Fraction | float | Estimate:
    """The Gini coefficient: half the mean distance of two persons' welfare, relative to the mean.

    Args:
        welfare: one number for each record, of zero or more.
        weights: how many persons each record stands for; 1 where left out. Their scale does not matter.
        design: a survey design, which has the weights; the coefficient is then an `Estimate`.
        form: "exact", the weighted coefficient of the population that the weights make up, the area between the Lorenz
            curve and the diagonal, doubled; "small_sample", that times n/(n-1), for records without weights;
            "convey", (2 sum of r w y - sum of w y) / (N sum of w y) - 1 with r the running weight, which the R package
            convey reckons and which depends, slightly, on the scale of the weights.
        admit_negative: whether welfare below zero is taken as it is.

    Raises:
        InvalidInput: another form; "small_sample" with weights or for one record; and as `headcount_ratio` says.
        OutOfRange: welfare below zero, with the count; a mean that is not above zero.

    Examples:
        >>> gini([10, 15, 20, 25, 40, 20, 30, 35, 45, 90])
        Fraction(18, 55)
        >>> gini([0, 1], weights=[3, 1]), gini([0.0, 0.0, 0.0, 1.0])
        (Fraction(3, 4), 0.75)
        >>> gini([0, 0, 0, 1], form="small_sample")
        Fraction(1, 1)

    The coefficient and its weighted form are those of Lerman and Yitzhaki (1989), the linearised variable that of
    Deville (1999).
    """
    if form not in ("exact", "small_sample", "convey"):
        raise InvalidInput(f"got {form!r}", field="form", allowed="'exact', 'small_sample' or 'convey'")
    sample = sample_of(welfare, weights, design)
    if form == "small_sample" and (sample.weights is not None or sample.size < 2):
        given = "weights are given" if sample.weights is not None else "there is one record"
        raise InvalidInput(given, field="form", allowed="'small_sample' for two records or more without weights")
    shared_out(sample, "gini", admit_negative, beyond=_BEYOND_ONE)

    def value(sample: Sample) -> Fraction | float:
        found = gini_value(sample)
        if form == "small_sample":
            return (
                found * Fraction(sample.size, sample.size - 1)
                if sample.exact
                else found * (sample.size / (sample.size - 1))
            )
        return found + _beyond(sample) if form == "convey" else found

    def influence(sample: Sample, estimate: float) -> Floats:
        return gini_influence(sample, form == "convey")

    return measured(GINI, sample, design, value, influence, {"form": form})


_BEYOND_ONE: Final = ": the index may then exceed 1"


def gini_value(sample: Sample) -> Fraction | float:
    """The exact form, of a sample with a mean above zero."""
    if sample.exact:
        return Fraction(half_differences(sample.welfare, sample.weights)) / _product(sample)
    w = sample.weights
    total = float(sample.y.sum()) if w is None else float(sample.y @ sample.w)
    return float(half_differences(sample.welfare, w)) / (float(sample.weight()) * total)


def _product(sample: Sample) -> Fraction:
    """The weight of all, times their welfare."""
    return Fraction(sample.total()) * Fraction(sample.weight())


def _beyond(sample: Sample) -> Fraction | float:
    """What convey's form adds: the squared weights less the weights, times welfare, over the weight and the welfare."""
    if sample.weights is None:
        return Fraction(0) if sample.exact else 0.0
    if sample.exact:
        one = exact_total([sample.weights, sample.weights, sample.welfare])
        return Fraction(one - exact_total([sample.weights, sample.welfare])) / _product(sample)
    y, w = sample.y, sample.w
    return float((w * y) @ (w - 1)) / (float(w.sum()) * float(w @ y))


def gini_influence(sample: Sample, convey: bool = False) -> Floats:
    """The linearised variable of the coefficient; of convey's form where asked for."""
    y, w = sample.y, sample.w
    weight, total = float(w.sum()), float(w @ y)
    own = distances(ranked(sample.welfare, sample.weights))
    estimate = float(w @ own) / 2 / (weight * total)
    if convey:
        own = own + (2 * w - 1) * y
        estimate += float(_beyond(sample))
    found: Floats = own / (weight * total) - estimate * (1 / weight + y / total)
    return found


@overload
def hoover(welfare: Numbers, weights: Numbers | None = None, *, admit_negative: bool = False) -> Fraction | float: ...
@overload
def hoover(welfare: Numbers, *, design: Design, admit_negative: bool = False) -> Estimate: ...
def hoover(
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    admit_negative: bool = False,
) -> Fraction | float | Estimate:
    """The Hoover index, or Robin Hood index: the share of all welfare that would have to move for all to have the mean.

    Args:
        welfare: one number for each record, of zero or more.
        weights: how many persons each record stands for; 1 where left out. Their scale does not matter.
        design: a survey design, which has the weights; the index is then an `Estimate`.
        admit_negative: whether welfare below zero is taken as it is.

    Raises:
        InvalidInput: as `headcount_ratio` says.
        OutOfRange: welfare below zero, with the count; a mean that is not above zero.

    Examples:
        >>> hoover([10, 15, 20, 25, 40, 20, 30, 35, 45, 90])
        Fraction(13, 55)
    """
    sample = sample_of(welfare, weights, design)
    shared_out(sample, "hoover", admit_negative, beyond=_BEYOND_ONE)

    def value(sample: Sample) -> Fraction | float:
        mean = positive_mean(sample, "hoover")
        below = np.asarray(sample.welfare < mean, np.bool_)
        welfare = sample.welfare[below]
        if sample.exact:
            heavy = [np.ones(welfare.size, np.int64) if sample.weights is None else sample.weights[below]]
            missing = mean * exact_total(heavy) - exact_total([*heavy, welfare])
            return Fraction(missing) / (mean * Fraction(sample.weight()))
        gaps = float(mean) - np.asarray(welfare, np.float64)
        return float(gaps @ sample.w[below]) / (float(mean) * float(sample.weight()))

    def influence(sample: Sample, estimate: float) -> Floats:
        y, w = sample.y, sample.w
        weight, total = float(w.sum()), float(w @ y)
        below = (y < total / weight).astype(np.float64)
        found: Floats = (below - float(w @ below) / weight) / weight - y * (
            below - float(w @ (below * y)) / total
        ) / total
        return found

    return measured(HOOVER, sample, design, value, influence, {})
