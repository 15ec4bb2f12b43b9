"""The TIP curve of Jenkins and Lambert: incidence, intensity and inequality of poverty in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np

from povertykit.measures.inequality.coefficients import gini_value
from povertykit.measures.inequality.lorenz import border_of, partial_sum
from povertykit.measures.numbers import Column, Floats, Number, Numbers, scalar
from povertykit.measures.ordinates import Ordinates, measured_at, shares_of
from povertykit.measures.poverty.fgt import (
    Line,
    Poor,
    PovertyRecords,
    poverty_conventions,
    poverty_records,
    poverty_words,
)
from povertykit.measures.poverty.sums import poverty_sums, with_line
from povertykit.measures.ranked import Ranked, ranked
from povertykit.measures.results import Label, Language, MeasureUnit, chosen, plain_data, shown_number
from povertykit.measures.sample import Sample
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import shown_figure

__all__ = ["TipCurve", "tip_curve"]

_NORMALISED: Final = Label("tip_curve", "cumulated relative gap per person", "人均累计相对缺口", MeasureUnit.INDEX)
_IN_WELFARE: Final = Label("tip_curve", "cumulated gap per person", "人均累计缺口", MeasureUnit.WELFARE)
_IN_FEN: Final = Label("tip_curve", "cumulated gap per person", "人均累计缺口", MeasureUnit.FEN)


@dataclass(frozen=True, slots=True, eq=False)
class TipCurve(Ordinates):
    """A TIP curve: the gaps of the poorest share of persons, per head of the whole population.

    Attributes:
        incidence: the headcount ratio, where the curve becomes level.
        intensity: its height there: the poverty gap index, or the gap per head of the population.
        inequality: the Gini coefficient of the gaps of the poor, by which the curve bends; 0 where nobody is poor.
        line: the line and who is poor, in English and in Chinese.
    """

    incidence: Fraction | float = field(kw_only=True)
    intensity: Fraction | float = field(kw_only=True)
    inequality: Fraction | float = field(kw_only=True)
    line: tuple[str, str] = field(default=("", ""), kw_only=True)

    def to_dict(self) -> dict[str, object]:
        """The curve as one dict of plain data, with its three I's, unit, line and conventions."""
        three = {"incidence": self.incidence, "intensity": self.intensity, "inequality": self.inequality}
        return plain_data(three) | Ordinates.to_dict(self)

    def summary(self, language: Language = "en") -> str:
        """The curve as a table with its three I's, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        height = shown_figure(self.intensity, self.label.unit, " 元" if zh else " yuan")
        figures = [shown_number(self.incidence), height, shown_number(self.inequality)]
        names = ("发生率", "强度", "不平等") if zh else ("incidence", "intensity", "inequality")
        said = ("，" if zh else ", ").join(f"{name} {figure}" for name, figure in zip(names, figures, strict=True))
        return "\n".join(each for each in (Ordinates.summary(self, language), said, self.line[zh]) if each)


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
        line 125, poor below it
    """
    at = shares_of(shares)
    given = poverty_records(welfare, poverty_line, weights, design, poor)
    money = _IN_FEN if given.money else _IN_WELFARE
    label, said = _NORMALISED if normalised else money, poverty_conventions(given)
    curve = _Curve(given, normalised)
    values, estimates = measured_at(label, given.sample, design, at, curve.ordinate, curve.influence, said)
    sums = poverty_sums(given)
    return TipCurve(
        label,
        at,
        values,
        estimates,
        said,
        incidence=sums.poor / sums.weight,
        intensity=curve.ordinate(given.sample, Fraction(1)),
        inequality=curve.gini(),
        line=poverty_words(given),
    )


def _gaps(records: PovertyRecords, normalised: bool) -> tuple[Column, Fraction | float]:
    """The gaps of the poor, and what they are to be divided by."""
    welfare = records.sample.welfare[records.poor]
    if records.line.size == 1:
        line = scalar(records.line[0])
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


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The gaps of the poor, the largest first.

    Attributes:
        records: with their line.
        gaps: of the poor, in the order of the records.
        scale: what the gaps are to be divided by.
        ranks: the gaps below zero, as they rise; None where nobody is poor.
    """

    records: PovertyRecords
    gaps: Column
    scale: Fraction | float
    ranks: Ranked | None

    @classmethod
    def of(cls, records: PovertyRecords, normalised: bool) -> _Ranked:
        """The gaps of records, put in order."""
        gaps, scale = _gaps(records, normalised)
        return cls(records, gaps, scale, ranked(-gaps, _weights_of_poor(records)) if gaps.size else None)


class _Curve:
    """The curve of records that are put in order once; those of replicates, when they come."""

    __slots__ = ("_given", "_normalised")

    def __init__(self, given: PovertyRecords, normalised: bool) -> None:
        self._given = _Ranked.of(given, normalised)
        self._normalised = normalised

    def _of(self, sample: Sample) -> _Ranked:
        given = self._given.records
        return self._given if sample is given.sample else _Ranked.of(given.of(sample), self._normalised)

    def ordinate(self, sample: Sample, share: Fraction) -> Fraction | float:
        """The gaps of a share of persons, the largest first, per head of all."""
        found, weight = self._of(sample), sample.weight()
        exact = found.records.exact
        if found.ranks is None:
            return Fraction(0) if exact else 0.0
        if exact:
            return -Fraction(partial_sum(found.ranks, share * Fraction(weight))) / found.scale / Fraction(weight)
        return -float(partial_sum(found.ranks, float(share) * float(weight))) / float(found.scale) / float(weight)

    def influence(self, sample: Sample, share: Fraction, estimate: float) -> Floats | tuple[Floats, Floats]:
        """The linearised variable: that of a generalised Lorenz curve, of gaps."""
        found, weight = self._of(sample), float(sample.weight())
        records, ranks = found.records, found.ranks
        if ranks is None:
            return np.zeros(sample.size)
        beyond = float(share) * weight >= float(ranks.whole)
        border = 0.0 if beyond else -float(ranks.values[border_of(ranks, float(share) * weight)])
        gap = np.asarray(found.gaps, np.float64)
        own = (records.spread((gap - border) * (gap >= border)) + float(share) * border) / float(found.scale)
        taken = min(float(share), float(ranks.whole) / weight)
        slope = (taken - estimate) / float(records.line[0]) if self._normalised else taken
        return with_line(records, (own - estimate) / weight, slope)

    def gini(self) -> Fraction | float:
        """The Gini coefficient of the gaps of the poor; 0 where there are none."""
        records, gaps = self._given.records, self._given.gaps
        if not (gaps > 0).any():
            return Fraction(0) if records.exact else 0.0
        return gini_value(Sample(gaps, _weights_of_poor(records), None, int(gaps.size)))


def _weights_of_poor(records: PovertyRecords) -> Column | None:
    heavy = records.sample.weights
    return None if heavy is None else heavy[records.poor]
