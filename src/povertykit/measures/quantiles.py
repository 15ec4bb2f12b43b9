"""Quantiles of weighted welfare by a named rule, their linearised variable, and the density of welfare it takes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, exp, log, pi, sqrt
from typing import Final, Literal, TypeAlias

import numpy as np

from povertykit.errors import InvalidInput
from povertykit.measures.numbers import Column, Floats, scalar
from povertykit.measures.ranked import ranked
from povertykit.measures.sample import Sample

__all__ = [
    "JACKKNIFE_CAUTION",
    "QuantileRule",
    "density_at",
    "jackknife_caution",
    "kernel_width",
    "no_jackknife",
    "quantile_influence",
    "quantile_of",
    "rule_of",
]

QuantileRule: TypeAlias = Literal["inverse_cdf", "midpoint"]
"""The least welfare at or below which the share stands; or the middle between it and the next where the share is
reached exactly."""
_RULES: Final = ("inverse_cdf", "midpoint")


JACKKNIFE_CAUTION: Final = "the jackknife is not consistent for quantiles: take linearised errors or bootstrap()"
"""What the conventions of an estimate say where its errors are not to be relied on (Efron 1979)."""


def jackknife_caution(design: object) -> Mapping[str, str]:
    """What is added to the conventions of an estimate that rests on a quantile: nothing but with the jackknife.

    Examples:
        >>> jackknife_caution(None)
        {}
    """
    return {"caution": JACKKNIFE_CAUTION} if getattr(design, "is_jackknife", False) else {}


def no_jackknife(design: object, what: str) -> None:
    """Refuse the jackknife, which is no way to the error of a quantile, however large the sample (Efron 1979).

    Args:
        design: the survey design, if there is one.
        what: is asked for, for the message.

    Raises:
        InvalidInput: its replicates are those of the jackknife.
    """
    if getattr(design, "is_jackknife", False):
        raise InvalidInput(
            f"the jackknife does not tell the error of {what}",
            field="design",
            allowed="linearised errors, or the bootstrap",
            remedy="give the SurveyDesign itself, or its bootstrap()",
        )


def rule_of(rule: str) -> QuantileRule:
    """A rule by its name.

    Raises:
        InvalidInput: another word.

    Examples:
        >>> rule_of("midpoint")
        'midpoint'
    """
    for each in _RULES:
        if rule == each:
            return each
    raise InvalidInput(f"got {rule!r}", field="rule", allowed="'inverse_cdf' or 'midpoint'")


def quantile_of(sample: Sample, order: Fraction, rule: QuantileRule) -> int | float | Fraction:
    """The quantile of a sample, exact where the sample is."""
    if sample.weights is None:
        reach = -(-order.numerator * sample.size // order.denominator)  # the least count that is the share or more
        at, exactly = max(0, reach - 1), order * sample.size == reach
        values = np.partition(sample.welfare, [at, min(at + 1, sample.size - 1)])
    else:
        ranks = ranked(sample.welfare, sample.weights)
        values = ranks.values
        at, exactly = _reached(ranks.upto, order)
    found = scalar(values[at])
    if rule == "midpoint" and exactly and at + 1 < sample.size:
        following = scalar(values[at + 1])
        between = found + following
        return Fraction(between) / 2 if isinstance(between, int | Fraction) else between / 2
    return found


def _reached(together: Column, order: Fraction) -> tuple[int, bool]:
    """Where the cumulated weights reach a share of the whole, and whether they reach it exactly."""
    last = together.size - 1
    if together.dtype.kind == "f":
        wanted = float(together[-1]) * float(order)
        # Weights of one tenth, ten of them, are the whole but for the rounding of floats.
        slack = 4e-16 * float(together[-1]) * sqrt(together.size)
        at = min(int(np.searchsorted(together, wanted - slack)), last)
        return at, bool(abs(float(together[at]) - wanted) <= slack)
    exact = Fraction(scalar(together[-1])) * order
    whole = together.dtype == np.int64
    at = min(int(np.searchsorted(together, ceil(exact) if whole else exact)), last)  # type: ignore[arg-type]
    return at, scalar(together[at]) == exact


def quantile_influence(sample: Sample, order: Fraction, at: float) -> Floats:
    """The linearised variable of a quantile, by the density there (Deville 1999).

    Args:
        sample: the records.
        order: of the quantile.
        at: the quantile.
    """
    below = (sample.y <= at).astype(np.float64)
    return np.asarray((float(order) - below) / (float(sample.weight()) * density_at(sample, at)), np.float64)


def density_at(sample: Sample, at: float, counted: Floats | None = None) -> float:
    """The density of welfare at a point, by a Gaussian kernel of `kernel_width`.

    Args:
        sample: the records.
        at: the point.
        counted: what each record counts for besides its weight, such as its welfare, for how a share of welfare grows
            with its border.

    Raises:
        InvalidInput: welfare is the same in all records.
    """
    w = sample.w
    weight, width = float(w.sum()), kernel_width(sample)
    if not width > 0:
        raise InvalidInput("is the same in all records, so that it has no density", field="welfare")
    near = w * np.exp(-(((at - sample.y) / width) ** 2) / 2)
    return float(near.sum() if counted is None else near @ counted) / (weight * width * sqrt(2 * pi))


def kernel_width(sample: Sample) -> float:
    """The standard deviation of welfare over N^(1/5); 0 where all have the same.

    N is the weight of all records, as Deville (1999) and Osier (2009) take it for the errors of relative lines.
    """
    y, w = sample.y, sample.w
    weight = float(w.sum())
    mean = float((w * y).sum()) / weight
    return sqrt(float((w * (y - mean) ** 2).sum()) / weight) / exp(0.2 * log(weight))
