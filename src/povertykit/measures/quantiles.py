"""Quantiles of weighted welfare, by a named rule."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, sqrt
from typing import Final, Literal, TypeAlias

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import InvalidInput
from povertykit.measures.numbers import Column
from povertykit.measures.sample import Sample

__all__ = ["QuantileRule", "quantile_of", "rule_of"]

QuantileRule: TypeAlias = Literal["inverse_cdf", "midpoint"]
"""The least welfare at or below which the share stands; or the middle between it and the next where the share is
reached exactly."""
_RULES: Final = ("inverse_cdf", "midpoint")


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
    places = np.argsort(sample.welfare, kind="stable")
    values = sample.welfare[places]
    if sample.weights is None:
        reach = -(-order.numerator * sample.size // order.denominator)  # the least count that is the share or more
        at, exactly = max(0, reach - 1), order * sample.size == reach
    else:
        together = _cumulated(sample.weights[places])
        at, exactly = _reached(together, order)
    found = _plain(values[at])
    if rule == "midpoint" and exactly and at + 1 < sample.size:
        following = _plain(values[at + 1])
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
    exact = Fraction(_plain(together[-1])) * order
    whole = together.dtype == np.int64
    at = min(int(np.searchsorted(together, ceil(exact) if whole else exact)), last)  # type: ignore[arg-type]
    return at, _plain(together[at]) == exact


def _cumulated(weights: Column) -> Column:
    if weights.dtype == np.int64 and int(weights.max()) * weights.size > INT64_MAX:
        return np.cumsum(weights.astype(np.object_))
    return np.cumsum(weights)


def _plain(value: object) -> int | float | Fraction:
    if isinstance(value, np.integer):
        return int(value)
    return float(value) if isinstance(value, np.floating) else value  # type: ignore[return-value]
