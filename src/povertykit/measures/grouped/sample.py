"""A synthetic distribution: so many values of welfare whose groups have the published means.

As Shorrocks and Wan (2009), "Ungrouping income distributions", have it: the values come from a fitted Lorenz curve and
are then moved within each group until its mean is the published one. Here nothing is drawn at random: each value is
the mean of its share of the group, so the same groups always give the same values.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.grouped.curves import CurveForm, LorenzCurve
from povertykit.measures.grouped.fits import LorenzFit
from povertykit.measures.numbers import Column, Floats
from povertykit.measures.results import Cell, Language, Result, chosen, shown_number
from povertykit.text_table import table

__all__ = ["SyntheticDistribution", "synthetic_distribution"]


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticDistribution(Result):
    """Values of welfare made from groups.

    Attributes:
        welfare: the values, rising; float64, or int64 where whole values were asked for.
        weights: what each stands for; float64; they add up to the number of values. None where all are 1.
        group: the number of each value's group, from 1.
        asked: the published mean of each group.
        reached: the mean that the values of each group have: exact where they are whole numbers.
        form: the curve that they come from.
    """

    welfare: Column
    weights: Floats | None
    group: Column
    asked: tuple[Fraction | float, ...]
    reached: tuple[Fraction | float, ...]
    form: CurveForm

    @property
    def largest_error(self) -> float:
        """The largest difference between a group's mean and the published one, as a share of that; 0.0 is exact."""
        pairs = zip(self.reached, self.asked, strict=True)
        return max(float(abs(float(reached - asked))) / (float(asked) or 1.0) for reached, asked in pairs)

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each group: its values, the mean asked for and the mean reached."""
        counts = np.bincount(self.group, minlength=len(self.asked) + 1)[1:].tolist()
        columns = zip(counts, self.asked, self.reached, strict=True)
        return [
            {"group": at, "values": count, "asked": asked, "reached": reached}
            for at, (count, asked, reached) in enumerate(columns, 1)
        ]

    def summary(self, language: Language = "en") -> str:
        """The groups in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = ("组", "个数", "应有均值", "实际均值") if zh else ("group", "values", "mean asked", "mean reached")
        rows = [tuple(shown_number(cell, 9) for cell in row.values()) for row in self.to_rows()]
        count, error = f"{self.welfare.size:,}", f"{self.largest_error:.1g}"
        title = (
            f"{count} 个合成值，{self.form.zh}洛伦兹曲线；各组均值最大相对误差 {error}"
            if zh
            else f"{count} synthetic values, {self.form.en} Lorenz curve; largest relative error of a mean {error}"
        )
        return f"{title}\n{table(rows, heading, indent='', right={0, 1, 2, 3})}"

    def __str__(self) -> str:
        return self.summary()


def synthetic_distribution(
    fit: LorenzFit, count: int, *, whole: bool = False, form: CurveForm | str | None = None
) -> SyntheticDistribution:
    """Values of welfare whose groups have the published sizes and means.

    Each group gets its share of the values; where that is not a whole number, weights make up for it. Values rise
    within and across groups, and none is below zero.

    Args:
        fit: curves fitted to groups whose mean is known.
        count: how many values; as many as there are groups or more.
        whole: whether the values are whole numbers, such as fen. The means of the groups are then met as nearly as
            whole numbers can: exactly where they are whole numbers themselves.
        form: "quadratic" or "beta"; the better valid one where left out.

    Raises:
        InvalidInput: no mean is known, neither curve is valid.
        OutOfRange: too few values.

    Examples:
        >>> from povertykit.measures import GroupedData, fit_lorenz
        >>> fit = fit_lorenz(GroupedData.from_means([1500, 2700, 3700, 5100, 9800]))
        >>> print(synthetic_distribution(fit, 1000, whole=True))
        1,000 synthetic values, general quadratic Lorenz curve; largest relative error of a mean 0
        group  values  mean asked  mean reached
            1     200       1,500         1,500
            2     200       2,700         2,700
            3     200       3,700         3,700
            4     200       5,100         5,100
            5     200       9,800         9,800
    """
    data = fit.data
    if data.mean is None:
        raise InvalidInput("is not known", field="mean", remedy="give GroupedData.from_shares(..., mean=...)")
    if isinstance(count, bool) or not isinstance(count, int) or count < len(data.population):
        allowed = f"{len(data.population)} or more: one for each group"
        raise OutOfRange(f"got {count!r}", field="count", allowed=allowed)
    chosen_fit = fit.better() if form is None else fit.named(form)
    counts = _counts(data.population_shares, count)
    bounds = _bounds(chosen_fit.curve, data.population, data.means, float(data.mean), whole)
    values, reached = [], []
    for at, (number, mean) in enumerate(zip(counts, data.means, strict=True)):
        before = float(data.population[at - 1]) if at else 0.0
        drawn = _drawn(chosen_fit.curve, before, float(data.population[at]), number) * float(data.mean)
        moved = _moved(drawn, bounds[at], bounds[at + 1], float(mean))
        values.append(_in_whole(moved, mean) if whole else moved)
        exactly = int(values[-1].sum()) if whole else 0
        reached.append(Fraction(exactly, number) if whole else float(values[-1].mean()))
    group = np.repeat(np.arange(1, len(counts) + 1), counts)
    each = [float(share * count / number) for share, number in zip(data.population_shares, counts, strict=True)]
    weights = None if all(weight == 1 for weight in each) else np.repeat(np.array(each), counts)
    return SyntheticDistribution(
        np.concatenate(values), weights, group, data.means, tuple(reached), chosen_fit.curve.form
    )


def _counts(shares: tuple[Fraction | float, ...], count: int) -> list[int]:
    """The number of values of each group: one at least, the rest by largest remainder."""
    wanted = [share * count for share in shares]
    counts = [max(1, int(each)) for each in wanted]
    order = sorted(range(len(counts)), key=lambda at: counts[at] - wanted[at])
    while (lacking := count - sum(counts)) != 0:
        if lacking > 0:
            for at in order[:lacking]:
                counts[at] += 1
        else:  # groups too small for one value have taken from the others
            counts[counts.index(max(counts))] -= 1
    return counts


def _bounds(
    curve: LorenzCurve,
    ends: tuple[Fraction | float, ...],
    means: tuple[Fraction | float, ...],
    mean: float,
    whole: bool,
) -> list[float]:
    """The welfare between the groups: the curve's, kept between the means of the two; 0 and infinity at the ends."""
    inner = []
    for end, low, high in zip(ends[:-1], means, means[1:], strict=False):
        margin = (float(high) - float(low)) / 20
        bound = min(max(curve.slope(float(end)) * mean, float(low) + margin), float(high) - margin)
        # A whole number, so that rounding carries no value across it.
        inner.append(float(min(max(round(bound), ceil(low)), floor(high))) if whole else bound)
    return [0.0, *inner, np.inf]


def _drawn(curve: LorenzCurve, before: float, end: float, number: int) -> Floats:
    """The curve's mean welfare, relative to that of all, of so many equal parts of a stretch of the population."""
    ranks = np.linspace(before, end, number + 1)
    shares = np.array([curve.share(rank) for rank in ranks.tolist()])
    if end == 1:
        shares[-1] = 1.0
    # A curve that is not convex, taken because it was asked for, does not rise with the rank.
    return np.sort(np.diff(shares) / np.diff(ranks))


def _moved(drawn: Floats, low: float, high: float, mean: float) -> Floats:
    """Values between the bounds whose mean is the given one, in the order and nearly of the shape of those drawn."""
    if drawn.size == 1 or not low < mean < high:
        return np.full(drawn.size, mean)
    if drawn[0] < low or drawn[-1] > high or not drawn[-1] > drawn[0]:
        least, top = (min(max(float(end), low), high) for end in (drawn[0], drawn[-1]))
        if not least < top:
            least, top = low, high if np.isfinite(high) else 2 * mean - low
        drawn = np.linspace(least, top, drawn.size) if not drawn[-1] > drawn[0] else drawn
        drawn = least + (drawn - drawn[0]) * ((top - least) / (drawn[-1] - drawn[0]))
    found = float(drawn.mean())
    # Drawn towards the bound on the side of the mean: neither bound is crossed, and the order is kept.
    bound = high if mean > found and np.isfinite(high) else low
    moved = bound + (drawn - bound) * ((mean - bound) / (found - bound))
    return np.asarray(moved * (mean / float(moved.mean())))


def _in_whole(values: Floats, mean: Fraction | float) -> Column:
    """Whole numbers next to the values, in their order, whose sum is nearest to the mean of so many."""
    lower = np.floor(values).astype(np.int64)
    lacking = round(Fraction(mean) * values.size) - int(lower.sum())
    rest = np.argsort(-(values - lower), kind="stable")
    each, more = divmod(lacking, values.size)
    lower += each
    lower[rest[:more]] += 1
    lower.sort()
    return lower
