"""The TIP curve of Jenkins and Lambert: incidence, intensity and inequality of poverty in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from povertykit.measures.design import Design
from povertykit.measures.estimate import Estimate
from povertykit.measures.inequality import gini_value
from povertykit.measures.lorenz import border_of, partial_sum
from povertykit.measures.numbers import Column, Floats, Number, Numbers
from povertykit.measures.ordinates import Ordinates, shares_of
from povertykit.measures.poverty import Line, Poor, PovertyRecords, poverty_conventions, poverty_records
from povertykit.measures.poverty_sums import poverty_sums, with_line
from povertykit.measures.ranked import Ranked, ranked
from povertykit.measures.results import Label, Language, MeasureUnit, chosen, shown_number
from povertykit.measures.sample import Sample, measured

__all__ = ["TipCurve", "tip_curve"]

_NORMALISED: Final = Label("tip_curve", "cumulated relative gap per person", "人均累计相对缺口", MeasureUnit.INDEX)
_IN_MONEY: Final = Label("tip_curve", "cumulated gap per person", "人均累计缺口", MeasureUnit.WELFARE)


@dataclass(frozen=True, slots=True, eq=False)
class TipCurve(Ordinates):
    """A TIP curve: the gaps of the poorest share of persons, per head of the whole population.

    Attributes:
        incidence: the headcount ratio, where the curve becomes level.
        intensity: its height there: the poverty gap index, or the gap per head of the population.
        inequality: the Gini coefficient of the gaps of the poor, by which the curve bends; 0 where nobody is poor.
    """

    incidence: Fraction | float = field(kw_only=True)
    intensity: Fraction | float = field(kw_only=True)
    inequality: Fraction | float = field(kw_only=True)

    def summary(self, language: Language = "en") -> str:
        """The curve as a table with its three I's, in English ("en") or Chinese ("zh")."""
        figures = [shown_number(each) for each in (self.incidence, self.intensity, self.inequality)]
        names = ("发生率", "强度", "不平等") if chosen(language) else ("incidence", "intensity", "inequality")
        said = ", ".join(f"{name} {figure}" for name, figure in zip(names, figures, strict=True))
        return f"{Ordinates.summary(self, language)}\n{said.replace(', ', '，') if chosen(language) else said}"


def tip_curve(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    shares: int | Sequence[Number] = 10,
    normalised: bool = True,
    poor: Poor = "below",
) -> TipCurve:
    """The TIP curve: for shares of the population, from the largest gap, the sum of the gaps per head of all persons.

    A curve nowhere below another has no less poverty by any index that weighs larger gaps no less than smaller ones.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the ordinates then have `estimates`.
        shares: of the population: how many equal steps, or a list of numbers from 0 to 1.
        normalised: whether gaps are relative to the line; otherwise they are in the unit of welfare.
        poor: "below" the line, or "at_or_below" (which changes the incidence, and the coefficient of the gaps).

    Raises:
        InvalidInput: shares that are no numbers; and as `headcount_ratio` says.
        OutOfRange: shares beyond 0 and 1; and as `headcount_ratio` says.

    Examples:
        >>> print(tip_curve([100, 110, 150, 160], 125, shares=4))
        share of persons  cumulated relative gap per person
                    0.25                               0.05
                     0.5                               0.08
                    0.75                               0.08
                       1                               0.08
        incidence 0.5, intensity 0.08, inequality 0.125
    """
    at = shares_of(shares)
    given = poverty_records(welfare, poverty_line, weights, design, poor)
    label = _NORMALISED if normalised else _IN_MONEY
    found: list[Fraction | float] = []
    estimates: list[Estimate] = []
    for share in at:
        value = measured(
            label,
            given.sample,
            design,
            lambda sample, share=share: _ordinate(given.of(sample), share, normalised),  # type: ignore[misc]
            lambda sample, estimate, share=share: _influence(given.of(sample), share, estimate, normalised),  # type: ignore[misc]
            {**poverty_conventions(given), "share": str(share)},
        )
        if isinstance(value, Estimate):
            estimates.append(value)
        found.append(value.value if isinstance(value, Estimate) else value)
    sums = poverty_sums(given)
    return TipCurve(
        label,
        at,
        tuple(found),
        tuple(estimates) if design is not None else None,
        poverty_conventions(given),
        incidence=sums.poor / sums.weight,
        intensity=_ordinate(given, Fraction(1), normalised),
        inequality=_gini_of_gaps(given, normalised),
    )


def _gaps(records: PovertyRecords, normalised: bool) -> tuple[Column, Fraction | float]:
    """The gaps of the poor, and what they are to be divided by."""
    welfare = records.sample.welfare[records.poor]
    if records.line.size == 1:
        line = records.line[0].item() if isinstance(records.line[0], np.generic) else records.line[0]
        scale = (Fraction(line) if records.exact else float(line)) if normalised else Fraction(1)
        return records.line.repeat(welfare.size) - welfare, scale
    lines = records.line[records.poor]
    gaps = lines - welfare
    if not normalised:
        return gaps, Fraction(1)
    if not records.exact:
        return np.asarray(gaps, np.float64) / np.asarray(lines, np.float64), 1.0
    ratios = np.empty(gaps.size, np.object_)
    ratios[:] = [Fraction(gap) / line for gap, line in zip(gaps.tolist(), lines.tolist(), strict=True)]
    return ratios, Fraction(1)


def _largest_first(records: PovertyRecords, normalised: bool) -> tuple[Ranked | None, Fraction | float]:
    gaps, scale = _gaps(records, normalised)
    heavy = records.sample.weights
    return (ranked(-gaps, None if heavy is None else heavy[records.poor]) if gaps.size else None), scale


def _ordinate(records: PovertyRecords, share: Fraction, normalised: bool) -> Fraction | float:
    ranks, scale = _largest_first(records, normalised)
    if ranks is None:
        return Fraction(0) if records.exact else 0.0
    weight = records.sample.weight()
    if records.exact:
        return -Fraction(partial_sum(ranks, share * Fraction(weight))) / scale / Fraction(weight)
    return -float(partial_sum(ranks, float(share) * float(weight))) / float(scale) / float(weight)


def _influence(
    records: PovertyRecords, share: Fraction, estimate: float, normalised: bool
) -> Floats | tuple[Floats, Floats]:
    """The linearised variable: that of a generalised Lorenz curve, of gaps."""
    ranks, scale = _largest_first(records, normalised)
    weight = float(records.sample.weight())
    if ranks is None:
        return np.zeros(records.sample.size)
    beyond = float(share) * weight >= float(ranks.whole)
    border = 0.0 if beyond else -float(ranks.values[border_of(ranks, float(share) * weight)])
    gaps, _ = _gaps(records, normalised)
    gap = np.asarray(gaps, np.float64)
    counted = gap >= border
    own = (records.spread((gap - border) * counted) + float(share) * border) / float(scale)
    taken = min(float(share), float(ranks.whole) / weight)
    slope = (taken - estimate) / float(records.line[0]) if normalised else taken
    return with_line(records, (own - estimate) / weight, slope)


def _gini_of_gaps(records: PovertyRecords, normalised: bool) -> Fraction | float:
    gaps, _ = _gaps(records, normalised)
    heavy = records.sample.weights
    some = gaps.size and bool((gaps > 0).any())
    if not some:
        return Fraction(0) if records.exact else 0.0
    return gini_value(Sample(gaps, None if heavy is None else heavy[records.poor], None, int(gaps.size)))
