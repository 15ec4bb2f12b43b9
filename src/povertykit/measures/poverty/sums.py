"""The sums over the poor from which indices of poverty are put together, exact where the records are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from povertykit.errors import InvalidInput
from povertykit.measures.numbers import Column, Floats, exact_total, scalar
from povertykit.measures.poverty.fgt import PovertyRecords
from povertykit.measures.quantiles import density_at
from povertykit.measures.ranked import distances, half_differences, ranked

__all__ = ["PovertySums", "RecordSums", "poverty_sums", "record_sums", "somebody_poor", "with_line"]


@dataclass(frozen=True, slots=True)
class PovertySums:
    """Sums over the poor.

    Attributes:
        weight: of all records.
        poor: the weight of the poor.
        gaps: the weighted sum of the gaps, each relative to its line.
        pairs: the sum over all pairs of the poor of their weights and the distance of their gaps.
    """

    weight: Fraction | float
    poor: Fraction | float
    gaps: Fraction | float
    pairs: Fraction | float


@dataclass(frozen=True, slots=True)
class RecordSums:
    """The same with what each record adds, for linearised variables: all of float64, 0 where a record is not poor.

    Attributes:
        weight: of all records.
        poor: the weight of the poor.
        gaps: the weighted sum of the gaps, each relative to its line.
        pairs: the sum over all pairs of the poor of their weights and the distance of their gaps.
        gap: of each record.
        is_poor: 1 or 0.
        distance: of the gap of each poor record from those of all the poor, weighted.
        line: where it is one figure.
        through_line: by how much the poverty gap index grows with a line relative to the population.
        density: of welfare at such a line, which brings new poor; 0 for other lines.
    """

    weight: float
    poor: float
    gaps: float
    pairs: float
    gap: Floats
    is_poor: Floats
    distance: Floats
    line: float
    through_line: float
    density: float


def poverty_sums(records: PovertyRecords, *, pairs: bool = False) -> PovertySums:
    """The sums over the poor.

    Args:
        records: with their line.
        pairs: whether the sum over pairs is asked for, for which the poor must be put in order.
    """
    heavy = records.sample.weights
    own = None if heavy is None else heavy[records.poor]
    if not records.exact:
        gaps = 1 - records.y / records.lines
        poor = float(gaps.size) if own is None else float(np.asarray(own, np.float64).sum())
        spread = float(half_differences(gaps, own)) if pairs else 0.0
        return PovertySums(float(records.sample.weight()), poor, records.total(gaps), spread)
    weights = np.ones(int(np.count_nonzero(records.poor)), np.int64) if own is None else own
    poor_weight = Fraction(exact_total([weights]))
    values, line = _values(records)
    gaps_ = poor_weight - Fraction(exact_total([weights, values])) / line
    apart = Fraction(half_differences(values, weights)) / line if pairs else Fraction(0)
    return PovertySums(Fraction(records.sample.weight()), poor_weight, gaps_, apart)


def _values(records: PovertyRecords) -> tuple[Column, Fraction]:
    """Welfare of the poor and the line it is relative to; where lines differ, their ratios and 1."""
    welfare = records.sample.welfare[records.poor]
    if records.line.size == 1:
        return welfare, Fraction(scalar(records.line[0]))
    ratios = np.empty(welfare.size, np.object_)
    lines = records.line[records.poor]
    ratios[:] = [Fraction(value) / line for value, line in zip(welfare.tolist(), lines.tolist(), strict=True)]
    return ratios, Fraction(1)


def record_sums(records: PovertyRecords, *, pairs: bool = False) -> RecordSums:
    """The sums with what each record adds.

    Args:
        records: with their line.
        pairs: whether distances are asked for.
    """
    sample = records.sample
    weight, weights = float(sample.weight()), sample.w[records.poor]
    gaps = 1 - records.y / records.lines
    apart = distances(ranked(gaps, weights)) if pairs and gaps.size else np.zeros(gaps.size)
    through = density = 0.0
    line = float(records.line[0])
    if records.relative is not None:
        through = float(weights @ records.y) / line**2 / weight
        density = density_at(sample, line)
    return RecordSums(
        weight,
        float(weights.sum()),
        float(weights @ gaps),
        float(weights @ apart) / 2,
        records.spread(gaps),
        records.poor.astype(np.float64),
        records.spread(apart),
        line,
        through,
        density,
    )


def with_line(records: PovertyRecords, own: Floats, slope: float) -> Floats | tuple[Floats, Floats]:
    """A linearised variable, with what a relative line's own error adds.

    Args:
        records: with their line.
        own: the linearised variable for a line that is known.
        slope: by how much the measure grows with the line.
    """
    return own if records.relative is None else (own, records.through_line(slope))


def somebody_poor(poor: Fraction | float) -> None:
    """Refuse a mean over the poor where there are none.

    Raises:
        InvalidInput: the weight of the poor is zero.
    """
    if not poor:
        problem = "nobody is poor, so that the poor have no mean"
        raise InvalidInput(problem, field="welfare", allowed="some poor record", zh="没有贫困人口，贫困人口没有均值")
