"""The entropy family of inequality measures, and Atkinson's.

All are of welfare relative to the mean, r = y / mean: they do not change when all welfare or all weights are multiplied
by a number. Welfare below zero is refused everywhere; zero as well by those that take its logarithm or divide by it,
which say how many such records there are. Convey and the handbook of Haughton and Khandker (2009) define them alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import expm1, log, log1p
from typing import Final, overload

import numpy as np

from povertykit.errors import OutOfRange
from povertykit.measures.admission import Admits, admitted, positive_mean
from povertykit.measures.numbers import Floats, Number, Numbers, exact_total, finite
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, measured, sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = [
    "ATKINSON",
    "ENTROPY",
    "MEAN_LOG_DEVIATION",
    "THEIL_T",
    "admits_of_entropy",
    "atkinson",
    "entropy_influence",
    "entropy_value",
    "equally_distributed_equivalent",
    "generalized_entropy",
    "mean_log_deviation",
    "power_of",
    "relative",
    "theil_t",
]

THEIL_T: Final = Label("theil_t", "Theil's T", "泰尔指数T", MeasureUnit.INDEX)
MEAN_LOG_DEVIATION: Final = Label(
    "mean_log_deviation", "mean log deviation (Theil's L)", "平均对数离差（泰尔指数L）", MeasureUnit.INDEX
)
ENTROPY: Final = Label("generalized_entropy", "generalized entropy", "广义熵指数", MeasureUnit.INDEX)
ATKINSON: Final = Label("atkinson", "Atkinson index", "阿特金森指数", MeasureUnit.INDEX)
_EQUIVALENT: Final = Label(
    "equally_distributed_equivalent", "equally distributed equivalent", "等分配等价水平", MeasureUnit.WELFARE
)
_LARGE_LOGARITHM: Final = 300.0
_EXACT_POWERS: Final = range(2, 5)
"""Of these powers sums of whole numbers are whole, and taken exactly."""


@overload
def theil_t(welfare: Numbers, weights: Numbers | None = None) -> float: ...
@overload
def theil_t(welfare: Numbers, *, design: Design) -> Estimate: ...
def theil_t(welfare: Numbers, weights: Numbers | None = None, *, design: Design | None = None) -> float | Estimate:
    """Theil's T: the mean of r ln r, natural logarithms; generalized entropy of alpha 1.

    Args:
        welfare: one number for each record, of zero or more: 0 ln 0 is 0.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`.

    Raises:
        InvalidInput: as `headcount_ratio` says.
        OutOfRange: welfare below zero, with the count; a mean of zero.

    Examples:
        >>> round(theil_t([10, 15, 20, 25, 40, 20, 30, 35, 45, 90]), 7)
        0.1830644
    """
    found = _entropy(THEIL_T, welfare, weights, design, 1.0, {})
    return found if isinstance(found, Estimate) else float(found)


@overload
def mean_log_deviation(welfare: Numbers, weights: Numbers | None = None) -> float: ...
@overload
def mean_log_deviation(welfare: Numbers, *, design: Design) -> Estimate: ...
def mean_log_deviation(
    welfare: Numbers, weights: Numbers | None = None, *, design: Design | None = None
) -> float | Estimate:
    """The mean log deviation, Theil's L: the mean of -ln r; generalized entropy of alpha 0.

    Args:
        welfare: one number for each record, above zero.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`.

    Raises:
        InvalidInput: as `headcount_ratio` says.
        OutOfRange: welfare of zero or less, with the count.

    Examples:
        >>> round(mean_log_deviation([10, 15, 20, 25, 40, 20, 30, 35, 45, 90]), 7)
        0.1792203
    """
    found = _entropy(MEAN_LOG_DEVIATION, welfare, weights, design, 0.0, {})
    return found if isinstance(found, Estimate) else float(found)


@overload
def generalized_entropy(welfare: Numbers, alpha: Number, weights: Numbers | None = None) -> Fraction | float: ...
@overload
def generalized_entropy(welfare: Numbers, alpha: Number, *, design: Design) -> Estimate: ...
def generalized_entropy(
    welfare: Numbers, alpha: Number, weights: Numbers | None = None, *, design: Design | None = None
) -> Fraction | float | Estimate:
    """Generalized entropy: the mean of (r^alpha - 1) / (alpha (alpha - 1)); the higher alpha, the more the top counts.

    Alpha 0 is the mean log deviation, 1 Theil's T, 2 half the squared coefficient of variation.

    Args:
        welfare: one number for each record: of zero or more for alpha above 0, above zero otherwise.
        alpha: any number.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`.

    Returns:
        A `Fraction` for exact welfare and weights where alpha is 2, 3 or 4; a float otherwise.

    Raises:
        InvalidInput: alpha is not a number; and as `headcount_ratio` says.
        OutOfRange: welfare that is not admitted, with the count; a mean of zero.

    Examples:
        >>> generalized_entropy([10, 15, 20, 25, 40, 20, 30, 35, 45, 90], 2)
        Fraction(157, 726)
        >>> round(generalized_entropy([10, 15, 20, 25, 40, 20, 30, 35, 45, 90], 1.25), 7)
        0.1883288
    """
    power = power_of(alpha)
    return _entropy(ENTROPY, welfare, weights, design, power, {"alpha": str(alpha)})


def _entropy(
    label: Label,
    welfare: Numbers,
    weights: Numbers | None,
    design: Design | None,
    alpha: float,
    said: Mapping[str, str],
) -> Fraction | float | Estimate:
    sample = sample_of(welfare, weights, design)
    name = label.name if not said else f"{label.name} of alpha {alpha:g}"
    admitted(sample, admits_of_entropy(alpha), name)
    positive_mean(sample, name)
    return measured(
        label,
        sample,
        design,
        lambda sample: entropy_value(sample, alpha),
        lambda sample, _: entropy_influence(sample, alpha),
        said,
    )


def power_of(alpha: Number) -> float:
    """The alpha of generalized entropy.

    Raises:
        InvalidInput: not a number.
    """
    return float(finite(alpha, "alpha", "a number"))


def admits_of_entropy(alpha: float) -> Admits:
    """The welfare that generalized entropy takes.

    Examples:
        >>> admits_of_entropy(0), admits_of_entropy(1)
        ('above zero', 'zero or more')
    """
    return "zero or more" if alpha > 0 else "above zero"


def relative(sample: Sample) -> tuple[Floats, Floats, float]:
    """Welfare relative to the mean, the weights, and their sum."""
    y, w = sample.y, sample.w
    weight = float(w.sum())
    return y / (float(w @ y) / weight), w, weight


def entropy_value(sample: Sample, alpha: float) -> Fraction | float:
    """Generalized entropy of a sample whose welfare it admits."""
    if sample.exact and alpha in _EXACT_POWERS:
        power = int(alpha)
        heavy = [] if sample.weights is None else [sample.weights]
        mean = Fraction(positive_mean(sample, "generalized_entropy"))
        powers = Fraction(exact_total([*[sample.welfare] * power, *heavy])) / Fraction(sample.weight())
        return (powers / mean**power - 1) / (power * (power - 1))
    r, w, weight = relative(sample)
    return float(w @ _terms(r, alpha)) / weight


def _terms(r: Floats, alpha: float) -> Floats:
    """What each record adds, in forms that lose no digits near alpha 0 and 1 and near r = 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(r)
        if alpha == 0:
            return -logs
        if alpha == 1:
            terms = r * logs
        elif alpha < 0.5:
            return np.asarray(np.expm1(alpha * logs), np.float64) / (alpha * (alpha - 1))
        else:
            terms = r * np.expm1((alpha - 1) * logs) / (alpha * (alpha - 1))
    terms[r == 0] = 0
    return np.asarray(terms, np.float64)


def entropy_influence(sample: Sample, alpha: float) -> Floats:
    """The linearised variable of generalized entropy (Biewen and Jenkins 2006)."""
    r, w, weight = relative(sample)
    terms = _terms(r, alpha)
    value = float(w @ terms) / weight
    found: Floats
    if alpha == 0:
        found = (terms - value + r - 1) / weight
    elif alpha == 1:
        found = (terms - (value + 1) * r + 1) / weight
    else:
        with np.errstate(divide="ignore"):
            powers = r**alpha
        mean = float(w @ powers) / weight
        found = (mean / alpha - mean * r / (alpha - 1) + powers / (alpha * (alpha - 1))) / weight
    return found


@overload
def atkinson(welfare: Numbers, epsilon: Number, weights: Numbers | None = None) -> float: ...
@overload
def atkinson(welfare: Numbers, epsilon: Number, *, design: Design) -> Estimate: ...
def atkinson(
    welfare: Numbers, epsilon: Number, weights: Numbers | None = None, *, design: Design | None = None
) -> float | Estimate:
    """Atkinson's index: the share of all welfare that could be given up if the rest were spread evenly.

    Args:
        welfare: one number for each record: of zero or more for epsilon below 1, above zero otherwise.
        epsilon: the aversion to inequality, above zero.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the index is then an `Estimate`.

    Raises:
        InvalidInput: epsilon is not a number; and as `headcount_ratio` says.
        OutOfRange: epsilon of zero or less; welfare that is not admitted, with the count; a mean of zero.

    Examples:
        >>> [round(atkinson([10, 20, 30, 40, 50], epsilon), 5) for epsilon in (0.5, 1)]
        [0.06315, 0.13161]
    """
    sample, aversion = _averse(welfare, weights, design, epsilon, "atkinson")
    found = measured(
        ATKINSON,
        sample,
        design,
        lambda sample: _atkinson(sample, aversion),
        lambda sample, estimate: _atkinson_influence(sample, aversion, estimate),
        {"epsilon": str(epsilon)},
    )
    return found if isinstance(found, Estimate) else float(found)


@overload
def equally_distributed_equivalent(welfare: Numbers, epsilon: Number, weights: Numbers | None = None) -> float: ...
@overload
def equally_distributed_equivalent(welfare: Numbers, epsilon: Number, *, design: Design) -> Estimate: ...
def equally_distributed_equivalent(
    welfare: Numbers, epsilon: Number, weights: Numbers | None = None, *, design: Design | None = None
) -> float | Estimate:
    """The welfare which, had by all, would be as good as the welfare there is: the mean less Atkinson's share of it.

    Args:
        welfare: as `atkinson` says.
        epsilon: the aversion to inequality, above zero.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the figure is then an `Estimate`.

    Raises:
        InvalidInput, OutOfRange: as `atkinson` says.

    Examples:
        >>> [round(equally_distributed_equivalent([10, 20, 30, 40, 50], epsilon), 4) for epsilon in (0.5, 1)]
        [28.1054, 26.0517]
    """
    sample, aversion = _averse(welfare, weights, design, epsilon, "equally_distributed_equivalent")

    def value(sample: Sample) -> float:
        return float(positive_mean(sample, "atkinson")) * (1 - _atkinson(sample, aversion))

    def influence(sample: Sample, estimate: float) -> Floats:
        r, _, weight = relative(sample)
        mean, index = float(positive_mean(sample, "atkinson")), _atkinson(sample, aversion)
        found: Floats = mean * ((r - 1) / weight * (1 - index) - _atkinson_influence(sample, aversion, index))
        return found

    found = measured(_EQUIVALENT, sample, design, value, influence, {"epsilon": str(epsilon)})
    return found if isinstance(found, Estimate) else float(found)


def _averse(
    welfare: Numbers, weights: Numbers | None, design: Design | None, epsilon: Number, name: str
) -> tuple[Sample, float]:
    aversion = float(finite(epsilon, "epsilon", "a number above zero"))
    if aversion <= 0:
        raise OutOfRange(f"got {epsilon}", field="epsilon", allowed="above zero: the aversion to inequality")
    sample = sample_of(welfare, weights, design)
    admitted(sample, "above zero" if aversion >= 1 else "zero or more", f"{name} of epsilon {aversion:g}")
    positive_mean(sample, name)
    return sample, aversion


def _atkinson(sample: Sample, epsilon: float) -> float:
    r, w, weight = relative(sample)
    with np.errstate(divide="ignore"):
        logs = np.log(r)
    if epsilon == 1:
        return 0.0 - expm1(float(w @ logs) / weight)  # not -0.0 where all have the same
    power = 1 - epsilon
    # Powers too large for a float are taken relative to the largest, that of the least welfare.
    most = power * float(logs.min()) if power < 0 else 0.0
    if most > _LARGE_LOGARITHM:
        return 0.0 - expm1((most + log(float(w @ np.exp(power * logs - most)) / weight)) / power)
    return 0.0 - expm1(log1p(float(w @ np.expm1(power * logs)) / weight) / power)


def _atkinson_influence(sample: Sample, epsilon: float, estimate: float) -> Floats:
    r, w, weight = relative(sample)
    found: Floats
    if epsilon == 1:
        logs = np.log(r)
        found = (1 - estimate) * (r - 1 - logs + float(w @ logs) / weight) / weight
    else:
        most = (1 - epsilon) * log(float(r.min())) if epsilon > 1 else 0.0
        # Powers go in relative to their mean alone.
        powers = r ** (1 - epsilon) if most <= _LARGE_LOGARITHM else np.exp((1 - epsilon) * np.log(r) - most)
        mean = float(w @ powers) / weight
        found = (1 - estimate) * (epsilon / (1 - epsilon) + r - powers / ((1 - epsilon) * mean)) / weight
    return found
