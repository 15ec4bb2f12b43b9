"""Parts of a population from its poorest: what persons between two shares have or get, exactly, with its influence.

Persons are put in order of welfare. Records of one welfare stand for one block, which counts in part in each group
that its border cuts: figures do not hang on the order of the records, and each group is an exact share of persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.measures.numbers import Column, Floats, Rows, exact_or_float
from povertykit.measures.quantiles import kernel_width
from povertykit.measures.ranked import cumulated, ranked
from povertykit.measures.ratios import Total, quotient
from povertykit.measures.results import Label
from povertykit.measures.sample import Sample
from povertykit.measures.survey.design import Design

__all__ = ["ONE", "Blocks", "Part", "PartRatios"]

ONE: Final = Fraction(1)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Blocks:
    """The records of a sample by welfare, those of one welfare together."""

    def __init__(self, sample: Sample) -> None:
        self.sample: Sample = sample
        ranks = ranked(sample.welfare, sample.weights)
        self.order: Rows = ranks.order
        self.weights: Column = ranks.weights
        self.values: Column = ranks.values
        last = np.empty(self.values.size, np.bool_)
        last[-1] = True
        last[:-1] = np.asarray(self.values[1:] != self.values[:-1], np.bool_)
        self.ends: Rows = np.flatnonzero(last)
        self.upto: Column = ranks.upto[self.ends]
        self.whole: Fraction | float = exact_or_float(self.upto[-1])
        self._sums: dict[int, tuple[Column, Column]] = {}

    def sums(self, amounts: Column | None) -> Column:
        """The weighted sum of a column through each block; of persons where there is no column."""
        if amounts is None:
            return self.upto
        if id(amounts) not in self._sums:  # kept with the column, so that no other takes its place in memory
            found = cumulated(_product(self.weights, amounts[self.order]))[self.ends]
            self._sums[id(amounts)] = (amounts, found)
        return self._sums[id(amounts)][1]

    def border(self, share: Fraction) -> tuple[int, Fraction | float]:
        """The block that a share of persons ends in, and the part of it that belongs to the share."""
        exact = isinstance(self.whole, Fraction)
        wanted = self.whole * (share if exact else float(share))
        sought = ceil(wanted) if self.upto.dtype == np.int64 else wanted
        at = min(int(np.searchsorted(self.upto, sought)), self.upto.size - 1)  # type: ignore[arg-type]
        before = exact_or_float(self.upto[at - 1]) if at else 0
        part = (wanted - before) / (exact_or_float(self.upto[at]) - before)
        return at, min(part, 1)

    def below(self, amounts: Column | None, share: Fraction) -> Fraction | float:
        """The weighted sum of a column over the poorest share of persons."""
        sums = self.sums(amounts)
        at, part = self.border(share)
        before = exact_or_float(sums[at - 1]) if at else Fraction(0)
        own = exact_or_float(sums[at]) - before
        return before + (
            own * part if isinstance(own, Fraction) and isinstance(part, Fraction | int) else float(own) * float(part)
        )

    def influence(self, amounts: Column | None, share: Fraction) -> Floats:
        """The linearised variable of `below`, record by record.

        A record more shifts the border: what is gained or lost there is the mean amount of those at its welfare, which
        is smoothed over neighbours.
        """
        size = self.sample.size
        given: Floats = np.ones(size) if amounts is None else np.asarray(amounts, np.float64)
        if share in (0, 1):
            return given * float(share)
        at, part = self.border(share)
        edge = self.values[self.ends[at]]
        taken = np.asarray(self.sample.welfare < edge, np.float64)
        taken[np.asarray(self.sample.welfare == edge, np.bool_)] = float(part)
        there = 1.0 if amounts is None else _mean_at(self.sample, given, float(edge))
        return (given - there) * taken + float(share) * there


def _mean_at(sample: Sample, amounts: Floats, at: float) -> float:
    """The mean amount of those at a welfare: the local line through neighbours, by a Gaussian kernel.

    The kernel has the width that densities are taken with. Of welfare itself the mean is exactly the border.
    """
    y, w = sample.y, sample.w
    width = kernel_width(sample)
    if not width > 0:
        return float(w @ amounts) / float(w.sum())
    away = (y - at) / width
    kernel = w * np.exp(-(away**2) / 2)
    none, one, two = float(kernel.sum()), float(kernel @ away), float(kernel @ away**2)
    level, slope = float(kernel @ amounts), float((kernel * away) @ amounts)
    spread_of_kernel = none * two - one * one
    if spread_of_kernel <= 1e-12 * none * two:  # all that the kernel reaches has one welfare
        return level / none
    return (two * level - one * slope) / spread_of_kernel


def _product(weights: Column, amounts: Column) -> Column:
    if weights.dtype == np.int64 and amounts.dtype == np.int64:
        largest = int(weights.max()) * max(abs(int(amounts.max())), abs(int(amounts.min())))
        if largest > INT64_MAX:
            weights = weights.astype(np.object_)
    product: Column = weights * amounts
    return product


@dataclass(frozen=True, slots=True)
class Part:
    """The sum of a column over the persons between two shares.

    Attributes:
        amounts: the column; None counts persons.
        low: the share of persons that it begins at.
        high: the share that it ends at.
    """

    amounts: Column | None
    low: Fraction
    high: Fraction

    def total(self, blocks: Blocks) -> Fraction | float:
        """The sum."""
        return blocks.below(self.amounts, self.high) - (blocks.below(self.amounts, self.low) if self.low else 0)

    def influence(self, blocks: Blocks) -> Floats:
        """Its linearised variable."""
        found = blocks.influence(self.amounts, self.high)
        return found - blocks.influence(self.amounts, self.low) if self.low else found


class PartRatios:
    """Ratios of parts of one sample."""

    def __init__(self, sample: Sample, design: Design | None) -> None:
        self.sample: Sample = sample
        self.design: Design | None = design
        self.blocks: Blocks = Blocks(sample)

    def of(self, sample: Sample) -> Blocks:
        """The blocks of the sample, or of a replicate."""
        return self.blocks if sample is self.sample else Blocks(sample)

    def ratio(
        self, label: Label, above: Part, below: Part, scale: Fraction = ONE, conventions: Mapping[str, str] = _NONE
    ) -> Any:
        """One part over another; None where the other is zero."""
        if not below.total(self.blocks):
            return None

        def total_of(part: Part) -> Total:
            return lambda sample: part.total(self.of(sample)), lambda sample: part.influence(self.of(sample))

        return quotient(label, self.sample, self.design, total_of(above), total_of(below), conventions, scale)
