"""Quantiles, the shares of all welfare that quantile groups have, and ratios of the richest to the poorest."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, TypeAlias, overload

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.admission import shared_out
from povertykit.measures.inequality.lorenz import Ordering
from povertykit.measures.numbers import Floats, Number, Numbers, as_written, exact_total, finite
from povertykit.measures.ordinates import Ordinates
from povertykit.measures.quantiles import (
    QuantileRule,
    density_at,
    jackknife_caution,
    quantile_influence,
    quantile_of,
    rule_of,
)
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, measured, sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = ["PALMA", "QUINTILES", "Border", "palma_ratio", "quantile", "quantile_shares", "quintile_share_ratio"]

Border: TypeAlias = Literal["split", "whole"]
"""Records at the border of a group count in part in both, so that each group is an exact share of the population; or
all records up to the quantile belong to the lower group, as Eurostat, laeken and convey have it."""

_QUANTILE: Final = Label("quantile", "quantile", "分位数", MeasureUnit.WELFARE)
_SHARES: Final = Label("quantile_shares", "share of welfare", "福利份额", MeasureUnit.SHARE)
PALMA: Final = Label("palma_ratio", "Palma ratio", "帕尔马比值", MeasureUnit.INDEX)
QUINTILES: Final = Label(
    "quintile_share_ratio", "quintile share ratio S80/S20", "五等份收入份额比（S80/S20）", MeasureUnit.INDEX
)


@overload
def quantile(
    welfare: Numbers, order: Number, weights: Numbers | None = None, *, rule: QuantileRule = "inverse_cdf"
) -> Fraction | float: ...
@overload
def quantile(welfare: Numbers, order: Number, *, design: Design, rule: QuantileRule = "inverse_cdf") -> Estimate: ...
def quantile(
    welfare: Numbers,
    order: Number,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    rule: QuantileRule = "inverse_cdf",
) -> Fraction | float | Estimate:
    """A quantile of welfare: 1/2 is the median.

    Args:
        welfare: one number for each record, any.
        order: above 0 and below 1; `Fraction(1, 10)`, or `0.1`, which is read as written.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the quantile is then an `Estimate`.
            Its error rests on the density of welfare there, which is smoothed over a width that falls with the
            weight of all records, N^(-1/5), as in convey: give weights that add up to the population, not to 1 or
            to the number of records, or the standard error comes out for another width. The bootstrap asks for no
            density; the jackknife fails for quantiles, and the estimate's conventions then have a "caution".
        rule: "inverse_cdf", the least welfare at or below which the share of persons stands, which is what R's survey
            and convey give; "midpoint", the middle between it and the next where the share is reached exactly, which is
            the median of textbooks, and what laeken gives.

    Raises:
        InvalidInput: an order that is no number, another rule; with a design, welfare that is the same in all records;
            and as `headcount_ratio` says.
        OutOfRange: an order that is not between 0 and 1.

    Examples:
        >>> quantile([10, 20, 30, 40], 0.5), quantile([10, 20, 30, 40], 0.5, rule="midpoint")
        (20, Fraction(25, 1))
        >>> quantile([10, 20, 30, 40], 0.5, weights=[1, 1, 1, 5])
        40
    """
    if not 0 < finite(order, "order", "a number above 0 and below 1") < 1:
        raise OutOfRange(f"got {order}", field="order", allowed="above 0 and below 1")
    at, chosen = as_written(order), rule_of(rule)
    sample = sample_of(welfare, weights, design)
    return measured(
        _QUANTILE,
        sample,
        design,
        lambda sample: quantile_of(sample, at, chosen),
        lambda sample, estimate: quantile_influence(sample, at, estimate),
        {"order": str(at), "rule": chosen, **jackknife_caution(design)},
    )


def quantile_shares(
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    parts: int = 5,
    design: Design | None = None,
    admit_negative: bool = False,
) -> Ordinates:
    """The shares of all welfare that each of so many equal parts of the population has, from the poorest.

    A record at a border counts in both parts, by the persons that each takes of it, and so do several of one welfare.
    The shares add up to exactly 1.

    Args:
        welfare: one number for each record, of zero or more.
        weights: how many persons each record stands for; 1 where left out.
        parts: into how many parts the population is split: 5 are fifths, 10 are tenths.
        design: a survey design, which has the weights; the shares then have `estimates`.
        admit_negative: whether welfare below zero is taken as it is.

    Returns:
        The shares, by the share of the population up to which each part reaches: `Fraction` where welfare and weights
        are exact, float otherwise.

    Raises:
        InvalidInput: as `headcount_ratio` says.
        OutOfRange: fewer than 1 part; welfare below zero, with the count; a mean that is not above zero.

    Examples:
        >>> print(quantile_shares([10, 20, 30, 40], parts=2))
        share of persons  share of welfare
                     0.5               0.3
                       1               0.7
        >>> sum(quantile_shares([5, 5, 7], weights=[3, 1, 4], parts=3).values)
        Fraction(1, 1)
    """
    if isinstance(parts, bool) or not isinstance(parts, int):
        raise InvalidInput(f"got {parts!r}", field="parts", allowed="a whole number of 1 or more")
    if parts < 1:
        raise OutOfRange(f"got {parts}", field="parts", allowed="1 or more")
    sample = sample_of(welfare, weights, design)
    shared_out(sample, "quantile_shares", admit_negative)
    ordering = Ordering(sample)
    bounds = [Fraction(part, parts) for part in range(parts + 1)]
    if design is None:
        upto = [ordering.ordinate(sample, bound) for bound in bounds]
        values = [high - low for low, high in pairwise(upto)]
        values[-1] = 1 - sum(values[:-1], start=Fraction(0) if sample.exact else 0.0)
        return Ordinates(_SHARES, tuple(bounds[1:]), tuple(values))
    estimates = []
    for low, high in pairwise(bounds):
        found = measured(
            _SHARES,
            sample,
            design,
            lambda sample, low=low, high=high: ordering.ordinate(sample, high) - ordering.ordinate(sample, low),  # type: ignore[misc]
            lambda sample, _, low=low, high=high: ordering.influence(sample, high) - ordering.influence(sample, low),  # type: ignore[misc]
            {"share": f"{low} to {high}"},
        )
        assert isinstance(found, Estimate)
        estimates.append(found)
    return Ordinates(_SHARES, tuple(bounds[1:]), tuple(each.value for each in estimates), tuple(estimates))


@overload
def palma_ratio(
    welfare: Numbers, weights: Numbers | None = None, *, border: Border = "split", admit_negative: bool = False
) -> Fraction | float: ...
@overload
def palma_ratio(
    welfare: Numbers, *, design: Design, border: Border = "split", admit_negative: bool = False
) -> Estimate: ...
def palma_ratio(
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    border: Border = "split",
    admit_negative: bool = False,
) -> Fraction | float | Estimate:
    """What the richest tenth has, over what the poorest four tenths have.

    Args:
        welfare: one number for each record, of zero or more.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the ratio is then an `Estimate`.
        border: "split", the groups are exactly a tenth and four tenths of the persons; "whole", the records above the
            quantile of 9/10 over those at or below the quantile of 4/10.
        admit_negative: whether welfare below zero is taken as it is.

    Raises:
        InvalidInput: another border; and as `headcount_ratio` says.
        OutOfRange: welfare below zero, with the count; the poorest have nothing, so that there is no ratio.

    Examples:
        >>> palma_ratio([10, 15, 20, 25, 40, 20, 30, 35, 45, 90])
        Fraction(18, 13)
    """
    ends = Fraction(9, 10), Fraction(2, 5)
    return _ratio(PALMA, welfare, weights, design, ends, border, admit_negative)


@overload
def quintile_share_ratio(
    welfare: Numbers, weights: Numbers | None = None, *, border: Border = "whole", admit_negative: bool = False
) -> Fraction | float: ...
@overload
def quintile_share_ratio(
    welfare: Numbers, *, design: Design, border: Border = "whole", admit_negative: bool = False
) -> Estimate: ...
def quintile_share_ratio(
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    border: Border = "whole",
    admit_negative: bool = False,
) -> Fraction | float | Estimate:
    """S80/S20: what the richest fifth has, over what the poorest fifth has.

    Args:
        welfare: one number for each record, of zero or more.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the ratio is then an `Estimate`.
        border: "whole", the records above the quantile of 4/5 over those at or below the quantile of 1/5, as Eurostat,
            laeken and convey have it; "split", the last of the `quantile_shares` over the first.
        admit_negative: whether welfare below zero is taken as it is.

    Raises:
        InvalidInput: another border; and as `headcount_ratio` says.
        OutOfRange: welfare below zero, with the count; the poorest have nothing, so that there is no ratio; nobody is
            above the upper quantile, or whole records make groups so unlike fifths that the ratio is below 1, as may
            be among few records or many of one welfare.

    Examples:
        >>> quintile_share_ratio([10, 15, 20, 25, 40, 20, 30, 35, 45, 90])
        Fraction(27, 5)
        >>> quintile_share_ratio([10, 20, 30], border="split")
        Fraction(3, 1)
    """
    ends = Fraction(4, 5), Fraction(1, 5)
    return _ratio(QUINTILES, welfare, weights, design, ends, border, admit_negative)


def _ratio(
    label: Label,
    welfare: Numbers,
    weights: Numbers | None,
    design: Design | None,
    ends: tuple[Fraction, Fraction],
    border: Border,
    admit_negative: bool,
) -> Fraction | float | Estimate:
    if border not in ("split", "whole"):
        raise InvalidInput(f"got {border!r}", field="border", allowed="'split' or 'whole'")
    sample = sample_of(welfare, weights, design)
    shared_out(sample, label.name, admit_negative)
    if border == "whole":
        _groups_alike(label, sample, ends)
    said: Mapping[str, str] = {"border": border}
    ordering = Ordering(sample)
    upto, influence_upto = (_whole, _whole_influence) if border == "whole" else (ordering.ordinate, ordering.influence)

    def parts(sample: Sample) -> tuple[Fraction | float, Fraction | float]:
        top, bottom = (upto(sample, end) for end in ends)
        if bottom <= 0:
            problem = f"the poorest {float(ends[1]):.0%} have {float(bottom):g} of all welfare"
            raise OutOfRange(
                problem,
                field="welfare",
                allowed=f"{label.name} needs them to have something",
                zh=f"最贫困的 {float(ends[1]):.0%} 人口没有福利",
            )
        if top >= 1:
            problem = f"nobody is above the quantile of {float(ends[0]):g}"
            raise OutOfRange(problem, field="welfare", allowed="somebody above it", remedy="say border='split'")
        return 1 - top, bottom

    def value(sample: Sample) -> Fraction | float:
        top, bottom = parts(sample)
        return top / bottom

    def influence(sample: Sample, estimate: float) -> Floats:
        _, bottom = parts(sample)
        top, low = (influence_upto(sample, end) for end in ends)
        return np.asarray((-top - estimate * low) / float(bottom), np.float64)

    return measured(label, sample, design, value, influence, said)


def _groups_alike(label: Label, sample: Sample, ends: tuple[Fraction, Fraction]) -> None:
    """Refuse groups of whole records so unequal in size that the richest seem to have less than the poorest."""
    top, bottom = (_whole(sample, end) for end in ends)
    # Groups of the size that they are meant to have cannot have a lower ratio.
    least = (1 - ends[0]) / ends[1]
    if top >= 1 or bottom <= 0 or float((1 - top) / bottom) >= float(least) * (1 - 1e-12):
        return
    above, upto = (float(sample.w[sample.y <= float(quantile_of(sample, end, "inverse_cdf"))].sum()) for end in ends)
    weight = float(sample.weight())
    raise OutOfRange(
        f"too many records at a border: groups of whole records are {upto / weight:.3g} and {1 - above / weight:.3g}"
        " of all persons",
        field="welfare",
        allowed=f"{label.name} is of the poorest {float(ends[1]):.0%} and the richest {float(1 - ends[0]):.0%}",
        remedy="say border='split', which takes records at the border in part",
    )


def _whole(sample: Sample, order: Fraction) -> Fraction | float:
    """The share of all welfare of the records at or below a quantile."""
    below = np.asarray(sample.welfare <= quantile_of(sample, order, "inverse_cdf"), np.bool_)
    if not sample.exact:
        own = sample.y * sample.w
        return float(own[below].sum()) / float(own.sum())
    columns = [sample.welfare] if sample.weights is None else [sample.welfare, sample.weights]
    return Fraction(exact_total([each[below] for each in columns])) / Fraction(sample.total())


def _whole_influence(sample: Sample, order: Fraction) -> Floats:
    """Its linearised variable, through the quantile's (Osier 2009)."""
    y, w = sample.y, sample.w
    at = float(quantile_of(sample, order, "inverse_cdf"))
    total, weight = float(w @ y), float(w.sum())
    share = float(_whole(sample, order))
    growth = density_at(sample, at, counted=y) * weight
    own = y * (y <= at) + growth * quantile_influence(sample, order, at)
    return np.asarray((own - share * y) / total, np.float64)
