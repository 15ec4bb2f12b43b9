"""Who gained from growth: by percentile, and the poor on the whole.

Ravallion and Chen (2003), "Measuring pro-poor growth", Economics Letters 78: the growth incidence curve has the growth
of welfare at each rank, and its mean up to the headcount ratio of the first period is the rate of pro-poor growth.
Ranks are compared, not persons: the poorest tenth of both periods need not be the same people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.change.snapshots import Period, Snapshot, errors_of, periods
from povertykit.measures.grouped.data import one_number
from povertykit.measures.numbers import Floats, Number
from povertykit.measures.poverty.fgt import Poor
from povertykit.measures.quantiles import QuantileRule, quantile_of, rule_of
from povertykit.measures.results import Cell, Language, Result, chosen, shown_number
from povertykit.measures.sample import Sample
from povertykit.text_table import table

__all__ = ["GrowthIncidence", "ProPoorGrowth", "growth_incidence", "pro_poor_growth"]

_HUNDREDTHS: Final = tuple(range(1, 100))


@dataclass(frozen=True, slots=True)
class GrowthIncidence(Result):
    """The growth incidence curve.

    Attributes:
        percentiles: from the poorest.
        growth: of welfare at each, a year; None where it was zero or less in the first period, or is below zero.
        mean_growth: of the mean, a year.
        years: between the two periods.
        rule: how quantiles are taken.
    """

    percentiles: tuple[Fraction, ...]
    growth: tuple[Fraction | float | None, ...]
    mean_growth: Fraction | float
    years: Fraction | float
    rule: QuantileRule

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each percentile: its number and the growth there."""
        pairs = zip(self.percentiles, self.growth, strict=True)
        return [{"percentile": int(at) if at.denominator == 1 else at, "growth": growth} for at, growth in pairs]

    def summary(self, language: Language = "en") -> str:
        """The curve in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = ("百分位", "年增长率") if zh else ("percentile", "growth a year")
        rows = [(shown_number(row["percentile"]), shown_number(row["growth"])) for row in self.to_rows()]
        mean = shown_number(self.mean_growth)
        note = f"均值年增长率 {mean}" if zh else f"the mean grew by {mean} a year"
        return f"{table(rows, heading, indent='', right={0, 1})}\n{note}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProPoorGrowth(Result):
    """The growth of the poor's welfare, beside that of the mean.

    Attributes:
        headcount_ratio: the share of the poor in the first period: up to there growth is averaged.
        rate: of pro-poor growth: the mean growth, a year, at the ranks of those who were poor.
        mean_growth: of the mean, a year.
        mean_of_rates: the mean growth, a year, at all ranks; None where it is not defined at some rank.
        years: between the two periods.
        errors: the standard errors of "headcount_ratio", "rate" and "mean_growth", where a period has a survey design.
        df: the degrees of freedom of the designs, together.
    """

    headcount_ratio: float
    rate: float
    mean_growth: float
    mean_of_rates: float | None
    years: float
    errors: Mapping[str, float] | None = None
    df: int | None = None

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row, in the order of the attributes."""
        row: dict[str, Cell] = {"headcount_ratio": self.headcount_ratio, "rate": self.rate}
        row |= {"mean_growth": self.mean_growth, "mean_of_rates": self.mean_of_rates, "years": self.years}
        return [row | {f"{name}_se": error for name, error in (self.errors or {}).items()}]

    def summary(self, language: Language = "en") -> str:
        """The rates in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        words = (
            ("基期贫困发生率", "益贫增长率（年）", "均值增长率（年）", "各百分位增长率的均值（年）", "年数")
            if zh
            else (
                "headcount ratio before",
                "rate of pro-poor growth, a year",
                "growth of the mean, a year",
                "mean growth at all ranks, a year",
                "years",
            )
        )
        cells = list(self.to_rows()[0].items())[: len(words)]
        rows = [[word, shown_number(cell)] for word, (_, cell) in zip(words, cells, strict=True)]
        if self.errors is None:
            return table(rows, indent="", right={1})
        heading = ["", "数值" if zh else "value", "标准误" if zh else "standard error"]
        rows = [[*row, shown_number(self.errors.get(name), 3)] for row, (name, _) in zip(rows, cells, strict=True)]
        df = f"自由度 {self.df}" if zh else f"{self.df} degrees of freedom"
        return f"{table(rows, heading, indent='', right={1, 2})}\n{df}"


def growth_incidence(
    before: Snapshot,
    after: Snapshot,
    percentiles: Sequence[Number] = _HUNDREDTHS,
    *,
    prices: Number | None = None,
    years: Number = 1,
    rule: QuantileRule = "inverse_cdf",
) -> GrowthIncidence:
    """The growth of welfare at each percentile.

    Args:
        before: welfare of the first period; its line must be one figure.
        after: of the second.
        percentiles: above 0 and below 100.
        prices: those of the second period by those of the first; the ratio of the two lines where left out, which is
            right for lines that follow prices. 1 gives growth in money.
        years: between the two periods; growth is by the year, compounded. With 1, exact data give exact growth.
        rule: how quantiles are taken: "inverse_cdf", the least welfare at or below which the share stands, or
            "midpoint" between it and the next where the share is reached exactly.

    Raises:
        InvalidInput: a line for each record, or percentiles that are not numbers.
        OutOfRange: percentiles that are not between 0 and 100, prices or years that are not above zero.

    Examples:
        >>> before, after = Snapshot([50, 80, 120, 150], 100), Snapshot([70, 110, 130, 190], 100)
        >>> print(growth_incidence(before, after, [25, 50, 75]))
        percentile  growth a year
                25            0.4
                50          0.375
                75      0.0833333
        the mean grew by 0.25 a year
    """
    periods(before, after, grouped=False)
    deflator, time = _prices(before, after, prices), _number(years, "years")
    chosen_rule, samples = rule_of(rule), (before.sample, after.sample)
    at = [_number(each, "percentiles") for each in percentiles]
    if wrong := [each for each in at if not 0 < each < 100]:
        raise OutOfRange(f"got {wrong[0]}", field="percentiles", allowed="above 0 and below 100")
    # 12.5 means twelve and a half, not the binary number nearest to it.
    orders = [Fraction(each) if isinstance(each, Fraction) else Fraction(str(each)) for each in at]
    growth = []
    for order in orders:
        first, last = (quantile_of(sample, order / 100, chosen_rule) for sample in samples)
        growth.append(None if first <= 0 or last < 0 else _rate(first, last, deflator, time))
    means = [sample.mean() for sample in samples]
    if means[0] <= 0 or means[1] < 0:
        raise OutOfRange(f"the means are {means[0]} and {means[1]}", field="welfare", allowed="means above zero")
    return GrowthIncidence(tuple(orders), tuple(growth), _rate(means[0], means[1], deflator, time), time, chosen_rule)


def pro_poor_growth(
    before: Snapshot,
    after: Snapshot,
    *,
    prices: Number | None = None,
    years: Number = 1,
    poor: Poor = "below",
) -> ProPoorGrowth:
    """The mean growth, a year, at the ranks of those who were poor in the first period.

    The growth incidence curve of the two distributions, taken as the steps that they are, is integrated up to the
    headcount ratio; no percentiles are drawn from it. With survey designs the rates have standard errors, from the
    replicates of each survey.

    Args:
        before: welfare of the first period; its line must be one figure.
        after: of the second.
        prices: those of the second period by those of the first; the ratio of the two lines where left out.
        years: between the two periods; growth is by the year, compounded.
        poor: "below" the line, or "at_or_below".

    Raises:
        InvalidInput: nobody was poor, or a line for each record.
        OutOfRange: welfare of zero or less among the poor of the first period, prices or years not above zero.

    Examples:
        >>> before, after = Snapshot([50, 80, 120, 150], 100), Snapshot([70, 110, 130, 190], 100)
        >>> print(pro_poor_growth(before, after))
        headcount ratio before                  0.5
        rate of pro-poor growth, a year      0.3875
        growth of the mean, a year             0.25
        mean growth at all ranks, a year  0.28125
        years                                     1
    """
    periods(before, after, grouped=False)
    if poor not in ("below", "at_or_below"):
        raise InvalidInput(f"got {poor!r}", field="poor", allowed="'below' or 'at_or_below'")
    time = float(_number(years, "years"))

    def rates(one: Period, two: Period) -> dict[str, Fraction | float]:
        assert isinstance(one, Snapshot)
        assert isinstance(two, Snapshot)
        found = _pro_poor(one, two, prices, time, poor)
        return {"headcount_ratio": found.headcount_ratio, "rate": found.rate, "mean_growth": found.mean_growth}

    errors, df = errors_of(before, after, rates)
    return replace(_pro_poor(before, after, prices, time, poor), errors=errors, df=df)


def _pro_poor(before: Snapshot, after: Snapshot, prices: Number | None, time: float, poor: Poor) -> ProPoorGrowth:
    deflator = float(_prices(before, after, prices))
    first, last = before.sample, after.sample
    line = before.line[0]
    is_poor = np.asarray(first.welfare < line if poor == "below" else first.welfare <= line, np.bool_)
    if not is_poor.any():
        raise InvalidInput("nobody was poor in the first period", field="before", allowed="someone below the line")
    if (wrong := first.y[is_poor] <= 0).any():
        problem = f"{int(wrong.sum())} poor records of the first period have zero or less"
        raise OutOfRange(problem, field="welfare", allowed="above zero: nothing cannot grow by a share")
    headcount = float(first.w[is_poor].sum()) / float(first.weight())
    ends, from_, to = _steps(first, last)
    width = np.diff(ends, prepend=0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = (to / from_ / deflator) ** (1 / time) - 1
    among = np.clip(ends, None, headcount)
    poor_width = np.diff(among, prepend=0.0)
    counted = poor_width > 0
    if (to[counted] < 0).any():
        raise OutOfRange(
            "is below zero at ranks of the poor in the second period", field="welfare", allowed="0 or more"
        )
    means = float(first.mean()), float(last.mean())
    defined = bool(np.isfinite(rates).all() and (from_ > 0).all())
    return ProPoorGrowth(
        headcount_ratio=headcount,
        rate=float(rates[counted] @ poor_width[counted]) / headcount,
        mean_growth=float(_rate(means[0], means[1], deflator, time)),
        mean_of_rates=float(rates @ width) if defined else None,
        years=time,
    )


def _steps(first: Sample, last: Sample) -> tuple[Floats, Floats, Floats]:
    """The ranks up to which both quantile functions are level, and the welfare of each up to there."""
    ends, values = [], []
    for sample in (first, last):
        order = np.argsort(sample.y, kind="stable")
        together = np.cumsum(sample.w[order])
        ends.append(together / together[-1])
        values.append(sample.y[order])
    ranks = np.unique(np.concatenate(ends))
    # Ranks that differ by rounding alone are one.
    ranks = ranks[np.append(np.diff(ranks) > 1e-14, True)]
    middles = ranks - np.diff(ranks, prepend=0.0) / 2
    at = [np.minimum(np.searchsorted(end, middles), end.size - 1) for end in ends]
    return ranks, values[0][at[0]], values[1][at[1]]


def _rate(
    first: Fraction | float, last: Fraction | float, prices: Fraction | float, years: Fraction | float
) -> Fraction | float:
    exact = not any(isinstance(each, float) for each in (first, last, prices))
    if exact and years == 1:
        return Fraction(last) / Fraction(first) / Fraction(prices) - 1
    return float((float(last) / float(first) / float(prices)) ** (1 / float(years))) - 1


def _prices(before: Snapshot, after: Snapshot, prices: Number | None) -> Fraction | float:
    if prices is not None:
        return _number(prices, "prices")
    lines = before.line, after.line
    if lines[0].size > 1 or lines[1].size > 1:
        problem = "there is a line for each record"
        raise InvalidInput(problem, field="poverty_line", remedy="give prices=, or divide welfare by its line first")
    one, two = (_number(line.tolist()[0], "poverty_line") for line in lines)
    if isinstance(one, float) or isinstance(two, float):
        return float(two) / float(one)
    return two / one


def _number(value: Number, name: str) -> Fraction | float:
    number = one_number(value, name)
    if number <= 0:
        raise OutOfRange(f"got {value}", field=name, allowed="above zero")
    return number
