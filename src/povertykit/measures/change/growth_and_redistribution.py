"""Why poverty changed: growth of the mean, and redistribution around it.

Datt and Ravallion (1992), "Growth and redistribution components of changes in poverty measures", Journal of
Development Economics 38, hold the distribution of a reference period for growth, and its mean for redistribution, and
leave a residual. Shorrocks (2013), "Decomposition procedures for distributional analysis", Journal of Economic
Inequality 11, takes the mean of both orders, the Shapley value, which leaves none. Growth is that of the mean relative
to the line, so lines in the prices of their period make it real.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from povertykit.errors import InvalidInput
from povertykit.measures.change.snapshots import (
    GroupedSnapshot,
    PovertyMeasure,
    Snapshot,
    errors_of,
    named_measure,
    periods,
    ratio_of,
)
from povertykit.measures.results import Cell, Label, Language, Result, chosen, shown_number
from povertykit.text_table import table

__all__ = ["GrowthAndRedistribution", "growth_and_redistribution"]

Way: TypeAlias = Literal["datt_ravallion", "shapley"]
Reference: TypeAlias = Literal["before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthAndRedistribution(Result):
    """A change of poverty, split into growth, redistribution and what they leave.

    Attributes:
        measure: the poverty measure.
        before: its value in the first period.
        after: its value in the second.
        growth: what the growth of the mean, relative to the line, does to it.
        redistribution: what the change of the distribution around the mean does to it.
        residual: what is left: the interaction of both; 0 by Shapley.
        mean_growth: the growth of the mean relative to the line, over the whole time: 0.1 is a tenth.
        method: "datt_ravallion" or "shapley".
        reference: the period whose mean and distribution are held, "before" or "after"; None by Shapley.
        exact: whether nothing was rounded.
        errors: the standard error of "before", "after", "change", "growth", "redistribution", "residual" and
            "mean_growth", where a period has a survey design; a period without one is taken as known.
        df: the degrees of freedom of the designs, together.
    """

    measure: Label
    before: Fraction | float
    after: Fraction | float
    growth: Fraction | float
    redistribution: Fraction | float
    residual: Fraction | float
    mean_growth: Fraction | float
    method: Way
    reference: Reference | None
    exact: bool
    errors: Mapping[str, float] | None = None
    df: int | None = None

    @property
    def change(self) -> Fraction | float:
        """By how much the measure rose: the sum of growth, redistribution and residual."""
        return self.after - self.before

    @property
    def pro_poor_index(self) -> Fraction | float | None:
        """The change by the part of growth: above 1 where redistribution helped growth to reduce poverty.

        After Kakwani and Pernia (2000), "What is pro-poor growth?", who take Shapley's parts of the logarithm of the
        measure. None where growth did nothing.
        """
        return ratio_of(self.change, self.growth) if self.growth else None

    @property
    def poverty_equivalent_growth(self) -> Fraction | float | None:
        """The growth of the mean that, shared by all alike, would have changed poverty so: index by growth of the mean.

        After Kakwani, Khandker and Son (2004), "Pro-poor growth: concepts and measurement". None where growth did
        nothing.
        """
        index = self.pro_poor_index
        return None if index is None else index * self.mean_growth

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row, with the parts in columns, and their standard errors where there are such."""
        row: dict[str, Cell] = {"measure": self.measure.name}
        row |= {name: getattr(self, name) for name in _PARTS}
        row |= {"pro_poor_index": self.pro_poor_index, "poverty_equivalent_growth": self.poverty_equivalent_growth}
        row |= {"unit": self.measure.unit.value, "method": self.method, "reference": self.reference}
        row |= {"exact": self.exact}
        return [row | {f"{name}_se": error for name, error in (self.errors or {}).items()}]

    def summary(self, language: Language = "en") -> str:
        """The parts in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        if self.reference is None:
            way = "夏普利分解" if zh else "Shapley"
        elif zh:
            way = f"达特-拉瓦雷分解，以{'基期' if self.reference == 'before' else '报告期'}为参照"
        else:
            way = f"Datt-Ravallion, reference {self.reference}"
        title = f"{self.measure.zh}（{way}）" if zh else f"{self.measure.en} ({way})"
        rows = [[words[zh], shown_number(getattr(self, name))] for name, words in _PARTS.items()]
        heading: list[str] = []
        if self.errors is not None:
            heading = ["", "数值" if zh else "value", "标准误" if zh else "standard error"]
            rows = [[*row, shown_number(self.errors[name], 3)] for row, name in zip(rows, _PARTS, strict=True)]
        note = ("精确计算" if self.exact else "浮点计算") if zh else ("exact" if self.exact else "in floating point")
        if self.df is not None:
            note += f"，自由度 {self.df}" if zh else f", {self.df} degrees of freedom"
        return f"{title}\n{table(rows, heading, indent='  ', right={1, 2})}\n{note}"


_PARTS: Final = {
    "before": ("before", "基期"),
    "after": ("after", "报告期"),
    "change": ("change", "变化"),
    "growth": ("growth", "增长"),
    "redistribution": ("redistribution", "再分配"),
    "residual": ("residual", "残差"),
    "mean_growth": ("growth of the mean over the line", "均值增长（相对贫困线）"),
}


def growth_and_redistribution(
    before: Snapshot | GroupedSnapshot,
    after: Snapshot | GroupedSnapshot,
    measure: str | PovertyMeasure = "headcount_ratio",
    *,
    method: Way = "datt_ravallion",
    reference: Reference = "before",
) -> GrowthAndRedistribution:
    """Split a change of poverty into growth of the mean and redistribution around it.

    Growth moves all welfare of a period to the other's mean, relative to the line, with its own distribution;
    redistribution takes the other period's distribution at its own mean. The parts add up to the change: exactly where
    welfare, lines and weights are whole numbers or fractions.

    Args:
        before: the first period.
        after: the second.
        measure: "headcount_ratio", "poverty_gap_index", "squared_poverty_gap_index", "watts_index", of those below the
            line; or a function of welfare, line and weights that does not change when welfare and line are multiplied
            by one number.
        method: "datt_ravallion", which leaves a residual, or "shapley", which leaves none.
        reference: the period whose mean and distribution Datt and Ravallion's parts hold.

    With survey designs the parts have standard errors: each survey's are those of its replicates, its jackknife where
    it has none, while the other survey is held, and the two, drawn independently, add up.

    Raises:
        InvalidInput: another method or reference, and as the measure says.
        OutOfRange: a mean that is not above zero.

    Examples:
        >>> before, after = Snapshot([50, 80, 120, 150], 100), Snapshot([70, 110, 130, 190], 100)
        >>> print(growth_and_redistribution(before, after, "poverty_gap_index"))
        poverty gap index (Datt-Ravallion, reference before)
          before                               0.175
          after                                0.075
          change                                -0.1
          growth                            -0.08125
          redistribution                      -0.035
          residual                           0.01625
          growth of the mean over the line      0.25
        exact
        >>> growth_and_redistribution(before, after, "poverty_gap_index", method="shapley").residual
        Fraction(0, 1)
    """
    periods(before, after)
    if method not in ("datt_ravallion", "shapley"):
        raise InvalidInput(f"got {method!r}", field="method", allowed="'datt_ravallion' or 'shapley'")
    if reference not in ("before", "after"):
        raise InvalidInput(f"got {reference!r}", field="reference", allowed="'before' or 'after'")
    _, label = named_measure(measure)
    held: Reference | None = None if method == "shapley" else reference
    parts = _split(before, after, measure, held)
    errors, df = errors_of(before, after, lambda one, two: _split(one, two, measure, held))
    return GrowthAndRedistribution(
        measure=label,
        before=parts["before"],
        after=parts["after"],
        growth=parts["growth"],
        redistribution=parts["redistribution"],
        residual=parts["residual"],
        mean_growth=parts["mean_growth"],
        method=method,
        reference=held,
        exact=all(isinstance(value, Fraction) for value in parts.values()),
        errors=errors,
        df=df,
    )


def _split(
    before: Snapshot | GroupedSnapshot,
    after: Snapshot | GroupedSnapshot,
    measure: str | PovertyMeasure,
    reference: Reference | None,
) -> dict[str, Fraction | float]:
    """The measure in both periods, and the parts of its change; by Shapley without a reference."""
    factor = ratio_of(after.mean_over_line(), before.mean_over_line())
    first, last = before.poverty(measure), after.poverty(measure)
    grown, shared = before.poverty(measure, factor), after.poverty(measure, ratio_of(1, factor))
    if reference is None:
        growth, redistribution = (grown - first + last - shared) / 2, (shared - first + last - grown) / 2
        residual = Fraction(0) if isinstance(growth, Fraction) else 0.0
    else:
        held = reference == "before"
        growth, redistribution = (grown - first, shared - first) if held else (last - shared, last - grown)
        residual = (last - first) - growth - redistribution
    return {
        "before": first,
        "after": last,
        "change": last - first,
        "growth": growth,
        "redistribution": redistribution,
        "residual": residual,
        "mean_growth": factor - 1,
    }
