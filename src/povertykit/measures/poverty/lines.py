"""Poverty lines relative to the population: a share of its median, of another quantile or of its mean.

With a survey design such a line is an estimate itself. It is taken from the whole design, also where poverty is
measured in a domain, and its own sampling error enters that of the measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from povertykit.errors import OutOfRange
from povertykit.measures.numbers import Floats, Number, as_written, finite
from povertykit.measures.quantiles import QuantileRule, quantile_influence, quantile_of, rule_of
from povertykit.measures.sample import Sample

__all__ = [
    "RelativeLine",
    "line_influence",
    "line_of",
    "share_of_mean",
    "share_of_median",
    "share_of_quantile",
]


@dataclass(frozen=True, slots=True)
class RelativeLine:
    """A line that is a share of the population's mean, or of one of its quantiles.

    Attributes:
        share: of it, exactly.
        order: of the quantile, from 0 to 1: 1/2 is the median; None for the mean.
        rule: how the quantile is taken.
    """

    share: Fraction
    order: Fraction | None
    rule: QuantileRule = "inverse_cdf"

    @property
    def zh(self) -> str:
        """The line in Chinese, such as 中位数的60%."""
        of = "均值" if self.order is None else "中位数" if self.order == _HALF else f"{self.order}分位数"
        return f"{of}的{float(self.share * 100):g}%"

    def __str__(self) -> str:
        of = "the mean" if self.order is None else "the median" if self.order == _HALF else f"quantile {self.order}"
        return f"{float(self.share * 100):g}% of {of}"


_HALF: Final = Fraction(1, 2)
_MOST: Final = 10


def share_of_median(share: Number, *, rule: QuantileRule = "inverse_cdf") -> RelativeLine:
    """A line that is a share of the median, such as 60% of it.

    With a survey design the line's own error rests on the density of welfare at the median, and for a headcount at the
    line as well, smoothed over a width that falls with the weight of all records, N^(-1/5), as in convey: give weights
    that add up to the population, not to 1 or to the number of records. The jackknife fails for
    quantiles, and an estimate's conventions then have a "caution"; the bootstrap does not.

    Args:
        share: above zero; `Fraction(3, 5)`, `Decimal("0.6")` or `0.6`, which is read as written.
        rule: how the median is taken, see `quantile`.

    Raises:
        InvalidInput: not a number.
        OutOfRange: a share that is not above zero, or above 10, which is meant in percent.

    Examples:
        >>> from povertykit.measures import headcount_ratio
        >>> headcount_ratio([10, 50, 60, 100, 200], share_of_median(0.6))
        Fraction(1, 5)
    """
    return RelativeLine(_share(share), _HALF, rule_of(rule))


def share_of_mean(share: Number) -> RelativeLine:
    """A line that is a share of the mean.

    Args:
        share: above zero.

    Raises:
        InvalidInput: not a number.
        OutOfRange: a share that is not above zero, or above 10, which is meant in percent.

    Examples:
        >>> from povertykit.measures import headcount_ratio
        >>> headcount_ratio([10, 50, 60, 100, 200], share_of_mean(Fraction(1, 2)))
        Fraction(1, 5)
    """
    return RelativeLine(_share(share), None)


def share_of_quantile(share: Number, order: Number, *, rule: QuantileRule = "inverse_cdf") -> RelativeLine:
    """A line that is a share of a quantile.

    Args:
        share: above zero.
        order: of the quantile, above 0 and below 1.
        rule: how the quantile is taken, see `quantile`.

    Raises:
        InvalidInput: not a number.
        OutOfRange: a share that is not above zero, or above 10, which is meant in percent; an order that is not between
            0 and 1.

    Examples:
        >>> print(share_of_quantile(1, 0.4))
        100% of quantile 2/5
    """
    at = _positive(order, "order")
    if at >= 1:
        raise OutOfRange(f"got {order}", field="order", allowed="above 0 and below 1")
    return RelativeLine(_share(share), at, rule_of(rule))


def _share(value: Number) -> Fraction:
    share = _positive(value, "share")
    if share > _MOST:
        remedy = f"for {value} percent say Fraction({share.numerator}, {100 * share.denominator})"
        raise OutOfRange(
            f"got {value}", field="share", allowed=f"a share: 1 is the whole, {_MOST} the most", remedy=remedy
        )
    return share


def _positive(value: Number, name: str) -> Fraction:
    if finite(value, name, "a number above zero") <= 0:
        raise OutOfRange(f"got {value}", field=name, allowed="above zero")
    return as_written(value)


def line_of(line: RelativeLine, population: Sample) -> Fraction | float:
    """The figure of a relative line in a population.

    Raises:
        OutOfRange: the line is not above zero there.
    """
    base = population.mean() if line.order is None else quantile_of(population, line.order, line.rule)
    exact = isinstance(base, int | Fraction)
    figure = Fraction(base) * line.share if exact else float(base) * float(line.share)
    if figure <= 0:
        raise OutOfRange(f"{line} is {float(figure):g}", field="poverty_line", allowed="a line above zero")
    return figure


def line_influence(line: RelativeLine, population: Sample) -> Floats:
    """The linearised variable of a relative line, for each record of the population."""
    share = float(line.share)
    if line.order is None:
        return share * (population.y - float(population.mean())) / float(population.weight())
    at = float(quantile_of(population, line.order, line.rule))
    return share * quantile_influence(population, line.order, at)
