"""The Lorenz curve: which share of all welfare the poorest share of the population has.

The curve is the broken line through the cumulated shares, so that a record at the border of a share counts in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np

from povertykit.measures.admission import shared_out
from povertykit.measures.numbers import Floats, Number, Numbers, exact_total, scalar
from povertykit.measures.ordinates import Ordinates, measured_at, shares_of
from povertykit.measures.ranked import Ranked, ranked
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, sample_of
from povertykit.measures.survey.design import Design

__all__ = ["Ordering", "border_of", "lorenz_curve", "partial_sum"]

_LORENZ: Final = Label("lorenz_curve", "Lorenz curve", "洛伦兹曲线", MeasureUnit.SHARE)


def lorenz_curve(
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    shares: int | Sequence[Number] = 10,
    admit_negative: bool = False,
) -> Ordinates:
    """The share of all welfare that the poorest have, for shares of the population.

    Args:
        welfare: one number for each record, of zero or more.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the ordinates then have `estimates`.
        shares: of the population: how many equal steps, or a list of numbers from 0 to 1.
        admit_negative: whether welfare below zero is taken as it is; the curve then first falls below zero.

    Returns:
        The ordinates: `Fraction` where welfare and weights are exact, float otherwise.

    Raises:
        InvalidInput: shares that are no numbers; and as `headcount_ratio` says.
        OutOfRange: welfare below zero, with the count; a mean that is not above zero; shares beyond 0 and 1.

    Examples:
        >>> print(lorenz_curve([10, 20, 30, 40], shares=[0.25, 0.5, 0.6]))
        share of persons  Lorenz curve
                    0.25           0.1
                     0.5           0.3
                     0.6          0.42

    The linearised variable is that of Kovačević and Binder (1997), as convey has it.
    """
    at = shares_of(shares)
    sample = sample_of(welfare, weights, design)
    shared_out(sample, "lorenz_curve", admit_negative)
    ordering = Ordering(sample)
    values, estimates = measured_at(
        _LORENZ, sample, design, at, ordering.ordinate, lambda sample, share, _: ordering.influence(sample, share)
    )
    return Ordinates(_LORENZ, at, values, estimates)


class Ordering:
    """Records put in order once, of which many shares are taken.

    Args:
        sample: the records; those of replicates, whose weights differ, are put in order when they come.
    """

    __slots__ = ("_ranks", "_sample")

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._ranks = ranked(sample.welfare, sample.weights)

    def ranks(self, sample: Sample) -> Ranked:
        """The order of a sample."""
        return self._ranks if sample is self._sample else ranked(sample.welfare, sample.weights)

    def ordinate(self, sample: Sample, share: Fraction) -> Fraction | float:
        """The share of all welfare that the poorest share of a sample has."""
        ranks = self.ranks(sample)
        total = partial_sum(ranks, ranks.whole)
        part = partial_sum(ranks, ranks.whole * (share if sample.exact else float(share)))
        return Fraction(part) / Fraction(total) if sample.exact else float(part) / float(total)

    def influence(self, sample: Sample, share: Fraction) -> Floats:
        """The linearised variable of the ordinate."""
        y, w = sample.y, sample.w
        total, ordinate = float(w @ y), float(self.ordinate(sample, share))
        if share in (0, 1):
            return np.zeros(sample.size)
        at = _smoothed(self.ranks(sample), float(share))
        found: Floats = ((y - at) * (y <= at) + float(share) * at - y * ordinate) / total
        return found


def border_of(ranks: Ranked, weight: int | float | Fraction) -> int:
    """The place of the record with which the running weight reaches a weight; the last one at most."""
    upto = ranks.upto
    wanted = ceil(weight) if upto.dtype == np.int64 else weight
    return min(int(np.searchsorted(upto, wanted)), upto.size - 1)  # type: ignore[arg-type]


def _smoothed(ranks: Ranked, share: float) -> float:
    """The quantile between the record at the border and the one before it, in proportion to the weight reached."""
    wanted = share * float(ranks.whole)
    at = border_of(ranks, wanted)
    here, before = float(ranks.values[at]), float(ranks.values[max(0, at - 1)])
    own = float(ranks.weights[at])
    reached = (wanted - (float(ranks.upto[at]) - own)) / own if own else 1.0
    return before + (here - before) * min(1.0, max(0.0, reached))


def partial_sum(ranks: Ranked, weight: int | float | Fraction) -> int | float | Fraction:
    """The weighted sum of the lowest values that have a weight, the last of them in part.

    Examples:
        >>> partial_sum(ranked(np.array([3, 1, 2]), None), Fraction(3, 2))
        Fraction(2, 1)
    """
    at = border_of(ranks, weight)
    values, weights = ranks.values[:at], ranks.weights[:at]
    border, before = ranks.values[at], ranks.upto[at - 1] if at else 0
    if ranks.values.dtype.kind == "f" or ranks.upto.dtype.kind == "f":
        part = min(float(weight), float(ranks.upto[at])) - float(before)
        return float(np.asarray(values, np.float64) @ np.asarray(weights, np.float64)) + part * float(border)
    last = min(Fraction(weight), Fraction(scalar(ranks.upto[at])))
    return exact_total([values, weights]) + (last - Fraction(scalar(before))) * Fraction(scalar(border))
