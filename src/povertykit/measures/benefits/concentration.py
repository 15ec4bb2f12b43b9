"""How far a benefit is concentrated among the poor or the rich: CGH index, concentration index and curve."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, overload

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.benefits.targeting import benefit_of
from povertykit.measures.multidimensional.achievements import Cells
from povertykit.measures.numbers import Column, Floats, Number, Numbers, as_written, exact_or_float, finite
from povertykit.measures.ordinates import Ordinates, shares_of
from povertykit.measures.rank_parts import ONE, Blocks, Part, PartRatios
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, measured, sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = ["cgh_index", "concentration_curve", "concentration_index"]

_CGH: Final = Label("cgh_index", "Coady-Grosh-Hoddinott index", "CGH瞄准指数", MeasureUnit.INDEX)
_CONCENTRATION: Final = Label("concentration_index", "concentration index", "集中指数", MeasureUnit.INDEX)
_CURVE: Final = Label("concentration_curve", "concentration curve", "集中曲线", MeasureUnit.SHARE)


@overload
def cgh_index(
    benefit: Cells, welfare: Numbers, weights: Numbers | None = None, *, bottom: Number = ...
) -> Fraction | float: ...
@overload
def cgh_index(benefit: Cells, welfare: Numbers, *, design: Design, bottom: Number = ...) -> Estimate: ...
def cgh_index(
    benefit: Cells,
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    bottom: Number = Fraction(2, 5),
) -> Fraction | float | Estimate:
    """The index of Coady, Grosh and Hoddinott: the poorest's share of the money over their share of persons.

    One is neutral, as a benefit alike for all; above one, the poorest get more than their share.

    Args:
        benefit: what each person gets, fen of zero or more; with truth values, the share of those who benefit counts.
        welfare: by which persons are put in order.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights.
        bottom: the share of persons who are the poorest: 2/5 unless told.

    Raises:
        InvalidInput: nobody benefits, so that the index is not defined; and as `benefit_incidence` says.
        OutOfRange: a share that is not above 0 and below 1; a negative benefit.

    Examples:
        >>> cgh_index([500, 500, 0, 0, 0], [6, 8, 11, 15, 21])
        Fraction(5, 2)
        >>> cgh_index([1, 1, 1, 1, 1], [6, 8, 11, 15, 21])
        Fraction(1, 1)
    """
    if not 0 < finite(bottom, "bottom", "a share above 0 and below 1") < 1:
        raise OutOfRange(f"got {bottom}", field="bottom", allowed="above 0 and below 1")
    share = as_written(bottom)
    sample, amounts = _ranked_benefit(benefit, welfare, weights, design, "cgh_index")
    above, below = Part(amounts, Fraction(0), share), Part(amounts, Fraction(0), ONE)
    found: Fraction | float | Estimate = PartRatios(sample, design).ratio(
        _CGH, above, below, 1 / share, {"bottom": str(share)}
    )
    return found


def _ranked_benefit(
    benefit: Cells, welfare: Numbers, weights: Numbers | None, design: Design | None, name: str
) -> tuple[Sample, Column]:
    sample = sample_of(welfare, weights, design)
    amounts, gets = benefit_of(sample, benefit)
    if not gets.any():
        raise InvalidInput("nobody benefits, so that it is not defined", field=name, allowed="a benefit above zero")
    return sample, gets.astype(np.int64) if amounts is None else amounts


@overload
def concentration_index(benefit: Cells, welfare: Numbers, weights: Numbers | None = None) -> Fraction | float: ...
@overload
def concentration_index(benefit: Cells, welfare: Numbers, *, design: Design) -> Estimate: ...
def concentration_index(
    benefit: Cells, welfare: Numbers, weights: Numbers | None = None, *, design: Design | None = None
) -> Fraction | float | Estimate:
    """How far a benefit is concentrated among the rich (above zero) or among the poor (below zero).

    One less twice the area under the concentration curve; the Gini coefficient where the benefit is welfare itself.
    Records of one welfare share one rank, the middle of theirs.

    Args:
        benefit: what each person gets, zero or more; or truth values.
        welfare: by which persons are put in order.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights.

    Raises:
        InvalidInput: nobody benefits, so that the index is not defined; and as `benefit_incidence` says.
        OutOfRange: a negative benefit, with the count.

    Examples:
        >>> concentration_index([30, 20, 10, 0], [1, 2, 3, 4]), concentration_index([1, 1, 1, 1], [1, 2, 3, 4])
        (Fraction(-5, 12), Fraction(0, 1))
    """
    sample, amounts = _ranked_benefit(benefit, welfare, weights, design, "concentration_index")
    shares = PartRatios(sample, design)

    def value(sample: Sample) -> Fraction | float:
        blocks = shares.of(sample)
        sums, upto = blocks.sums(amounts), blocks.upto
        if sums.dtype.kind == "f" or upto.dtype.kind == "f":
            width, height = np.diff(np.asarray(upto, np.float64), prepend=0.0), np.asarray(sums, np.float64)
            area = float(width @ (height + np.concatenate([[0.0], height[:-1]])))
            return 1 - area / (float(upto[-1]) * float(sums[-1]))
        return 1 - _exact_area(upto, sums) / (Fraction(exact_or_float(upto[-1])) * Fraction(exact_or_float(sums[-1])))

    def influence(sample: Sample, estimate: float) -> Floats:
        return _concentration_influence(shares.of(sample), amounts, estimate)

    return measured(_CONCENTRATION, sample, design, value, influence)


def _exact_area(upto: Column, sums: Column) -> Fraction:
    """Twice the area under the broken line through whole sums of persons and money."""
    last = (int(upto[-1]) if upto.dtype == np.int64 else INT64_MAX) * (
        int(sums[-1]) if sums.dtype == np.int64 else INT64_MAX
    )
    if 2 * last > INT64_MAX:
        upto, sums = upto.astype(np.object_), sums.astype(np.object_)
    width, before = np.diff(upto, prepend=0), np.concatenate([sums[:1] * 0, sums[:-1]])
    return Fraction(exact_or_float((width * (sums + before)).sum()))


def _concentration_influence(blocks: Blocks, amounts: Column, estimate: float) -> Floats:
    """The linearised variable: the rank of a record times its benefit, and the benefits that it pushes up by a rank."""
    b = np.asarray(amounts, np.float64)
    sums, upto = np.asarray(blocks.sums(amounts), np.float64), np.asarray(blocks.upto, np.float64)
    block = np.zeros(b.size, np.intp)
    counts = np.diff(blocks.ends, prepend=-1)
    block[blocks.order] = np.repeat(np.arange(counts.size), counts)
    rank = ((upto + np.concatenate([[0.0], upto[:-1]])) / 2)[block]
    above = (sums[-1] - (sums + np.concatenate([[0.0], sums[:-1]])) / 2)[block]
    weight, money = upto[-1], sums[-1]
    found: Floats = 2 * (b * rank + above) / (weight * money) - (estimate + 1) * (b / money + 1 / weight)
    return found


def concentration_curve(
    benefit: Cells,
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    shares: int | Sequence[Number] = 10,
) -> Ordinates:
    """The share of the money that the poorest get, for shares of persons.

    Args:
        benefit: what each person gets, zero or more; or truth values.
        welfare: by which persons are put in order.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the ordinates then have `estimates`.
        shares: of persons: how many equal steps, or a list of numbers from 0 to 1.

    Raises:
        InvalidInput: nobody benefits, so that the curve is not defined; and as `benefit_incidence` says.
        OutOfRange: a negative benefit, shares beyond 0 and 1.

    Examples:
        >>> print(concentration_curve([30, 20, 10, 0], [1, 2, 3, 4], shares=2))
        share of persons  concentration curve
                     0.5             0.833333
                       1                    1
    """
    at = shares_of(shares)
    sample, amounts = _ranked_benefit(benefit, welfare, weights, design, "concentration_curve")
    made, whole = PartRatios(sample, design), Part(amounts, Fraction(0), ONE)
    found = [made.ratio(_CURVE, Part(amounts, Fraction(0), each), whole, ONE, {"share": str(each)}) for each in at]
    values = tuple(each.value if isinstance(each, Estimate) else each for each in found)
    return Ordinates(_CURVE, at, values, tuple(found) if design is not None else None)
