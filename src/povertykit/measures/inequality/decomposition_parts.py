"""The parts of a decomposition by groups, with their linearised variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
import numpy.typing as npt

from povertykit.measures.inequality.coefficients import gini_influence, gini_value
from povertykit.measures.inequality.entropy import entropy_influence, entropy_value
from povertykit.measures.numbers import Column, Floats, Rows, same_index
from povertykit.measures.ranked import distances, half_differences, ranked
from povertykit.measures.sample import Sample
from povertykit.measures.survey.design import Keys, coded

__all__ = ["EntropyParts", "GiniParts", "Groups", "Parts", "groups_of"]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of the records of a sample.

    Attributes:
        names: in their order.
        codes: the number of the group of each record.
        rows: the records of each group.
    """

    names: tuple[str, ...]
    codes: npt.NDArray[np.intp]
    rows: tuple[Rows, ...]

    def parts(self, sample: Sample) -> Iterator[tuple[int, Sample]]:
        """The number and the records of each group that has weight."""
        for at, rows in enumerate(self.rows):
            heavy = None if sample.weights is None else sample.weights[rows]
            if heavy is None or bool((heavy > 0).any()):
                yield at, Sample(sample.welfare[rows], heavy, None, int(rows.size))

    def each(self, figures: dict[int, float]) -> Floats:
        """For each record the figure of its group."""
        by_group = np.full(len(self.names), np.nan)
        by_group[list(figures)] = list(figures.values())
        return by_group[self.codes]


def groups_of(sample: Sample, groups: Keys) -> Groups:
    """The groups of the records of a sample.

    Raises:
        InvalidInput: another length or index than welfare, a missing name, names of unlike kinds.
    """
    same_index(sample.index, groups=groups)
    names, codes = coded(groups, "groups", sample.given, sample.rows)
    order = np.argsort(codes, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    return Groups(tuple(str(each) for each in names), codes, tuple(rows))


class Parts(Protocol):
    """What is asked of a decomposition."""

    def total(self, sample: Sample) -> Fraction | float: ...  # noqa: D102
    def within(self, sample: Sample) -> Fraction | float: ...  # noqa: D102
    def between(self, sample: Sample) -> Fraction | float: ...  # noqa: D102
    def total_influence(self, sample: Sample) -> Floats: ...  # noqa: D102
    def within_influence(self, sample: Sample) -> Floats: ...  # noqa: D102
    def between_influence(self, sample: Sample) -> Floats: ...  # noqa: D102
    def group(self, part: Sample) -> Fraction | float:
        """The measure within a group."""
        ...

    def counted(self, population: Fraction | float, welfare: Fraction | float) -> Fraction | float:
        """What a group's own inequality counts by, from its shares of the population and of welfare."""
        ...


@dataclass(frozen=True, slots=True)
class _GroupMeans:
    """Weight and welfare of each group as records, for what there is between groups."""

    sample: Sample
    numbers: tuple[int, ...]


def _means(groups: Groups, sample: Sample) -> _GroupMeans:
    found = list(groups.parts(sample))
    means: Column = np.empty(len(found), np.object_ if sample.exact else np.float64)
    weights: Column = np.empty(len(found), np.object_ if sample.exact else np.float64)
    means[:] = [part.mean() for _, part in found]
    weights[:] = [part.weight() for _, part in found]
    return _GroupMeans(Sample(means, weights, None, len(found)), tuple(at for at, _ in found))


@dataclass(frozen=True, slots=True)
class EntropyParts:
    """Generalized entropy, which adds up (Shorrocks 1980).

    Attributes:
        groups: of the records.
        alpha: of the entropy.
    """

    groups: Groups
    alpha: float

    def total(self, sample: Sample) -> Fraction | float:
        """Of all records."""
        return entropy_value(sample, self.alpha)

    def group(self, part: Sample) -> Fraction | float:
        """Of a group."""
        return entropy_value(part, self.alpha)

    def counted(self, population: Fraction | float, welfare: Fraction | float) -> Fraction | float:
        """(share of welfare)^alpha times (share of population)^(1 - alpha)."""
        if isinstance(population, Fraction) and isinstance(welfare, Fraction) and self.alpha == int(self.alpha):
            power = int(self.alpha)
            return Fraction(welfare**power * population ** (1 - power))
        return float(float(welfare) ** self.alpha * float(population) ** (1 - self.alpha))

    def within(self, sample: Sample) -> Fraction | float:
        """The groups' own inequality, each by what it counts."""
        weight, mean = sample.weight(), sample.mean()
        if isinstance(mean, Fraction):
            weight = Fraction(weight)
        return sum(
            self.counted(share := part.weight() / weight, share * (part.mean() / mean)) * self.group(part)
            for _, part in self.groups.parts(sample)
        )

    def between(self, sample: Sample) -> Fraction | float:
        """As if everyone had the mean of the group."""
        return entropy_value(_means(self.groups, sample).sample, self.alpha)

    def total_influence(self, sample: Sample) -> Floats:
        """The linearised variable of the total."""
        return entropy_influence(sample, self.alpha)

    def between_influence(self, sample: Sample) -> Floats:
        """The linearised variable of what is between groups: it moves with their weights and means."""
        y, w = sample.y, sample.w
        weight = float(w.sum())
        mean = float(w @ y) / weight
        means = _means(self.groups, sample)
        figures = dict(zip(means.numbers, (means.sample.y / mean).tolist(), strict=True))
        own, r, alpha = self.groups.each(figures), y / mean, self.alpha
        value = float(self.between(sample))
        found: Floats
        if alpha == 1:
            found = (r * np.log(own) - own - value * r + 1) / weight
        elif alpha == 0:
            found = (-np.log(own) - r / own - value + r) / weight
        else:
            whole = value * alpha * (alpha - 1) + 1
            found = (1 - alpha) * own**alpha + alpha * own ** (alpha - 1) * r + (alpha - 1) * whole - alpha * whole * r
            found = found / (weight * alpha * (alpha - 1))
        return found

    def within_influence(self, sample: Sample) -> Floats:
        """The linearised variable of what is within groups: the rest."""
        return np.asarray(self.total_influence(sample) - self.between_influence(sample), np.float64)


@dataclass(frozen=True, slots=True)
class GiniParts:
    """The Gini coefficient, which leaves a residual.

    Attributes:
        groups: of the records.
    """

    groups: Groups

    def total(self, sample: Sample) -> Fraction | float:
        """Of all records."""
        return gini_value(sample)

    def group(self, part: Sample) -> Fraction | float:
        """Of a group."""
        return gini_value(part)

    def counted(self, population: Fraction | float, welfare: Fraction | float) -> Fraction | float:
        """The product of both shares."""
        return population * welfare

    def within(self, sample: Sample) -> Fraction | float:
        """The distances within groups, over twice the mean of all."""
        apart = sum(half_differences(part.welfare, part.weights) for _, part in self.groups.parts(sample))
        if sample.exact:
            return Fraction(apart) / (Fraction(sample.weight()) * Fraction(sample.total()))
        return float(apart) / (float(sample.weight()) * float(sample.w @ sample.y))

    def between(self, sample: Sample) -> Fraction | float:
        """As if everyone had the mean of the group."""
        return gini_value(_means(self.groups, sample).sample)

    def total_influence(self, sample: Sample) -> Floats:
        """The linearised variable of the total."""
        return gini_influence(sample)

    def within_influence(self, sample: Sample) -> Floats:
        """The linearised variable of what is within groups."""
        apart = np.zeros(sample.size)
        for at, part in self.groups.parts(sample):
            apart[self.groups.rows[at]] = distances(ranked(part.welfare, part.weights))
        return _of_distances(sample, apart)

    def between_influence(self, sample: Sample) -> Floats:
        """The linearised variable of what is between groups."""
        means = _means(self.groups, sample)
        m, n = means.sample.y, means.sample.w
        above = np.sign(m[:, None] - m[None, :])
        heads, welfare = (dict(zip(means.numbers, (above @ each).tolist(), strict=True)) for each in (n, n * m))
        return _of_distances(sample, self.groups.each(heads) * sample.y - self.groups.each(welfare))


def _of_distances(sample: Sample, apart: Floats) -> Floats:
    """The linearised variable of the weighted sum of distances over twice the weight times the welfare."""
    y, w = sample.y, sample.w
    weight, total = float(w.sum()), float(w @ y)
    value = float(w @ apart) / 2 / (weight * total)
    return np.asarray(apart / (weight * total) - value * (1 / weight + y / total), np.float64)
