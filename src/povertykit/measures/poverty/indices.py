"""The poverty indices of Watts, Sen, and Sen, Shorrocks and Thon, the income gap ratio and the time to exit.

A gap is taken relative to the line throughout, (line - welfare) / line. Welfare of zero or less is admitted except by
those that take its logarithm, which say how many such records there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal, TypeAlias, overload

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.admission import admitted
from povertykit.measures.numbers import Floats, Number, Numbers, finite
from povertykit.measures.poverty.fgt import Line, Poor, PovertyRecords, poverty_conventions, poverty_records
from povertykit.measures.poverty.sums import poverty_sums, record_sums, somebody_poor, with_line
from povertykit.measures.quantiles import density_at
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, measured
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = [
    "INCOME_GAP_RATIO",
    "SEN",
    "SST",
    "WATTS",
    "Among",
    "SenForm",
    "income_gap_ratio",
    "mean_time_to_exit",
    "sen_index",
    "sst_index",
    "watts_index",
]

SenForm: TypeAlias = Literal["gini", "finite_sample"]
"""Sen's index with the Gini coefficient of the poor, or as Sen (1976) wrote it for a number of persons."""
Among: TypeAlias = Literal["population", "poor"]
"""Whose mean is taken."""

WATTS: Final = Label("watts_index", "Watts index", "沃茨贫困指数", MeasureUnit.INDEX)
SEN: Final = Label("sen_index", "Sen index", "森贫困指数", MeasureUnit.INDEX)
SST: Final = Label("sst_index", "Sen-Shorrocks-Thon index", "森-肖罗克斯-索恩指数", MeasureUnit.INDEX)
INCOME_GAP_RATIO: Final = Label("income_gap_ratio", "income gap ratio", "收入缺口比率", MeasureUnit.SHARE)
MEAN_TIME: Final = Label("mean_time_to_exit", "mean time to exit", "平均脱贫时间", MeasureUnit.TIME)


@overload
def watts_index(
    welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, *, poor: Poor = "below"
) -> float: ...
@overload
def watts_index(welfare: Numbers, poverty_line: Line, *, design: Design, poor: Poor = "below") -> Estimate: ...
def watts_index(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> float | Estimate:
    """The mean, over all persons, of the logarithm of line over welfare of the poor (Watts 1968).

    Args:
        welfare: one number for each record; that of the poor above zero.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the index is then an `Estimate`.
        poor: "below" the line, or "at_or_below" (which adds nothing).

    Raises:
        InvalidInput: as `headcount_ratio` says.
        OutOfRange: welfare of zero or less, with the count; and as `headcount_ratio` says.

    Examples:
        >>> round(watts_index([100, 110, 150, 160], 125), 10)
        0.0877442307
    """
    records = poverty_records(welfare, poverty_line, weights, design, poor)
    _logarithms_admitted(records, "watts_index")
    return _logarithms(WATTS, records, design, 1.0, "population", poverty_conventions(records))


@overload
def mean_time_to_exit(
    welfare: Numbers,
    poverty_line: Line,
    growth: Number,
    weights: Numbers | None = None,
    *,
    among: Among = "population",
    poor: Poor = "below",
) -> float: ...
@overload
def mean_time_to_exit(
    welfare: Numbers,
    poverty_line: Line,
    growth: Number,
    *,
    design: Design,
    among: Among = "population",
    poor: Poor = "below",
) -> Estimate: ...
def mean_time_to_exit(
    welfare: Numbers,
    poverty_line: Line,
    growth: Number,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    among: Among = "population",
    poor: Poor = "below",
) -> float | Estimate:
    """How long the poor would take to reach the line, on average, if the welfare of each grew at one rate.

    Morduch (1998): a person takes ln(line / welfare) / growth, so that the mean over all persons is the Watts index
    over the growth.

    Args:
        welfare: one number for each record; that of the poor above zero.
        poverty_line: one figure, one for each record, or a line relative to the population.
        growth: a period, compounded continuously, above zero: 0.05 for five in a hundred a year gives years.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the time is then an `Estimate`.
        among: the mean over the "population", where those who are not poor take no time, or over the "poor".
        poor: "below" the line, or "at_or_below".

    Raises:
        InvalidInput: nobody is poor where the mean is over the poor; and as `headcount_ratio` says.
        OutOfRange: growth or welfare of the poor of zero or less; and as `headcount_ratio` says.

    Examples:
        >>> round(mean_time_to_exit([100, 110, 150, 160], 125, 0.05), 7)
        1.7548846
        >>> round(mean_time_to_exit([100, 110, 150, 160], 125, 0.05, among="poor"), 7)
        3.5097692
    """
    if among not in ("population", "poor"):
        raise InvalidInput(f"got {among!r}", field="among", allowed="'population' or 'poor'")
    if finite(growth, "growth", "a rate above zero, such as 0.05") <= 0:
        raise OutOfRange(f"got {growth}", field="growth", allowed="above zero, or nobody ever reaches the line")
    records = poverty_records(welfare, poverty_line, weights, design, poor)
    _logarithms_admitted(records, "mean_time_to_exit")
    said = {**poverty_conventions(records), "growth": str(growth), "among": among}
    return _logarithms(MEAN_TIME, records, design, 1 / float(growth), among, said)


@overload
def income_gap_ratio(
    welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float: ...
@overload
def income_gap_ratio(welfare: Numbers, poverty_line: Line, *, design: Design, poor: Poor = "below") -> Estimate: ...
def income_gap_ratio(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """The mean gap of the poor, relative to the line: the poverty gap index over the headcount ratio.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the ratio is then an `Estimate`.
        poor: "below" the line, or "at_or_below" (which counts those without a gap among the poor).

    Raises:
        InvalidInput: nobody is poor; and as `headcount_ratio` says.
        OutOfRange: as `headcount_ratio` says.

    Examples:
        >>> income_gap_ratio([100, 110, 150, 160], 125)
        Fraction(4, 25)
    """
    given = poverty_records(welfare, poverty_line, weights, design, poor)

    def value(sample: Sample) -> Fraction | float:
        sums = poverty_sums(given.of(sample))
        somebody_poor(sums.poor)
        return sums.gaps / sums.poor

    def influence(sample: Sample, estimate: float) -> Floats | tuple[Floats, Floats]:
        records = given.of(sample)
        sums = record_sums(records)
        own = (sums.gap - estimate * sums.is_poor) / sums.poor
        slope = sums.through_line - estimate * sums.density
        return with_line(records, own, slope * sums.weight / sums.poor)

    return measured(INCOME_GAP_RATIO, given.sample, design, value, influence, poverty_conventions(given))


@overload
def sen_index(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    form: SenForm = "gini",
    poor: Poor = "below",
) -> Fraction | float: ...
@overload
def sen_index(
    welfare: Numbers, poverty_line: Line, *, design: Design, form: SenForm = "gini", poor: Poor = "below"
) -> Estimate: ...
def sen_index(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    form: SenForm = "gini",
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """Sen's index: H [I + (1 - I) G], of headcount ratio, income gap ratio and the Gini coefficient of the poor.

    Args:
        welfare: one number for each record. Where lines differ, the coefficient is of welfare over line.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the index is then an `Estimate`.
        form: "gini" as above, which does not change when the population is replicated; "finite_sample", where the
            coefficient is multiplied by q/(q+1) for q poor persons (their weight), as Sen (1976) first wrote it:
            2 / ((q+1) n z) times the sum of the gaps, each by its rank among the poor.
        poor: "below" the line, or "at_or_below".

    Raises:
        InvalidInput: another form; and as `headcount_ratio` says.
        OutOfRange: as `headcount_ratio` says.

    Examples:
        >>> sen_index([100, 110, 150, 160], 125)
        Fraction(9, 100)
        >>> sen_index([100, 110, 150, 160], 125, form="finite_sample")
        Fraction(13, 150)
    """
    if form not in ("gini", "finite_sample"):
        raise InvalidInput(f"got {form!r}", field="form", allowed="'gini' or 'finite_sample'")
    given = poverty_records(welfare, poverty_line, weights, design, poor)
    more = 1 if form == "finite_sample" else 0

    def value(sample: Sample) -> Fraction | float:
        sums = poverty_sums(given.of(sample), pairs=True)
        spread = sums.pairs / (sums.weight * (sums.poor + more)) if sums.poor else 0
        return sums.gaps / sums.weight + spread

    def influence(sample: Sample, estimate: float) -> Floats | tuple[Floats, Floats]:
        records = given.of(sample)
        sums = record_sums(records, pairs=True)
        weight, poor_weight = sums.weight, max(sums.poor + more, 1e-300)
        mean, spread = sums.gaps / weight, sums.pairs / (weight * poor_weight)
        own = (sums.gap - mean) / weight + sums.distance / (weight * poor_weight)
        own = own - spread * (1 / weight + sums.is_poor / poor_weight)
        slope = sums.through_line + sums.density * (mean - spread) * weight / poor_weight
        return with_line(records, own, slope - spread / sums.line)

    return measured(SEN, given.sample, design, value, influence, {**poverty_conventions(given), "form": form})


@overload
def sst_index(
    welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float: ...
@overload
def sst_index(welfare: Numbers, poverty_line: Line, *, design: Design, poor: Poor = "below") -> Estimate: ...
def sst_index(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """The index of Sen, Shorrocks and Thon: the poverty gap index times 1 + the Gini coefficient of all persons' gaps.

    That is the headcount ratio times the mean gap of the poor times 1 + the coefficient (Shorrocks 1995). The gap index
    of the whole population must not be multiplied by the headcount once more.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the index is then an `Estimate`.
        poor: "below" the line, or "at_or_below" (which changes nothing).

    Raises:
        InvalidInput, OutOfRange: as `headcount_ratio` says.

    Examples:
        >>> sst_index([100, 110, 150, 160], 125)
        Fraction(1, 8)
    """
    given = poverty_records(welfare, poverty_line, weights, design, poor)

    def value(sample: Sample) -> Fraction | float:
        sums = poverty_sums(given.of(sample), pairs=True)
        return sums.gaps / sums.weight * (2 - sums.poor / sums.weight) + sums.pairs / sums.weight**2

    def influence(sample: Sample, estimate: float) -> Floats | tuple[Floats, Floats]:
        records = given.of(sample)
        sums = record_sums(records, pairs=True)
        weight, heads, mean = sums.weight, sums.poor / sums.weight, sums.gaps / sums.weight
        own = ((2 - heads) * (sums.gap - mean) - mean * (sums.is_poor - heads)) / weight
        own = own + (sums.distance - 2 * sums.pairs / weight) / weight**2
        slope = (2 - heads) * sums.through_line - sums.pairs / weight**2 / sums.line
        return with_line(records, own, slope)

    return measured(SST, given.sample, design, value, influence, poverty_conventions(given))


def _logarithms_admitted(records: PovertyRecords, name: str) -> None:
    remedy = (
        "leave such records out, by a domain where there is a design, or take an index that admits them, such as fgt"
    )
    admitted(records.sample, "above zero", name, among=records.poor, remedy=remedy)


def _logarithms(
    label: Label, given: PovertyRecords, design: Design | None, scale: float, among: Among, said: Mapping[str, str]
) -> float | Estimate:
    """The mean of the logarithm of line over welfare, over all persons or over the poor, times a scale."""

    def part(records: PovertyRecords) -> float:
        if among == "population":
            return float(records.sample.weight())
        poor = records.total(np.ones(records.y.size))
        somebody_poor(poor)
        return poor

    def value(sample: Sample) -> float:
        records = given.of(sample)
        return scale * records.total(np.log(records.lines / records.y)) / part(records)

    def influence(sample: Sample, estimate: float) -> Floats | tuple[Floats, Floats]:
        records = given.of(sample)
        weight, counted = part(records), 1.0 if among == "population" else records.poor.astype(np.float64)
        own = (scale * records.spread(np.log(records.lines / records.y)) - estimate * counted) / weight
        if records.relative is None:
            return own
        line = float(records.line[0])
        slope = scale * records.total(np.ones(records.y.size)) / line
        if among == "poor":  # those whom the line's rise makes poor have no way to go yet
            slope -= estimate * density_at(sample, line) * float(sample.weight())
        return with_line(records, own, slope / weight)

    found = measured(label, given.sample, design, value, influence, said)
    return found if isinstance(found, Estimate) else float(found)
