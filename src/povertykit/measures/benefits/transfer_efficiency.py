"""How much of a transfer closes the poverty gap, and what it would take to close it.

Source: W. Beckerman, The impact of income maintenance payments on poverty in Britain, Economic Journal 89 (1979),
261-279. A transfer falls into three parts: A, what fills the gaps of those who were poor before it; B, what lifts them
beyond the line (spillover); C, what goes to those who were not poor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Any, Final, Generic, overload

import numpy as np

from povertykit.amounts import Fen
from povertykit.errors import InvalidInput
from povertykit.measures.benefits.targeting import benefit_of
from povertykit.measures.numbers import Floats, Numbers
from povertykit.measures.poverty.fgt import Poor, aggregate_poverty_gap, amount_of, poverty_records
from povertykit.measures.poverty.lines import RelativeLine
from povertykit.measures.ratios import Quantity, Term, ratio, total
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen
from povertykit.measures.sample import Sample, measured
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate, V, plain, shown_figure
from povertykit.text_table import table

__all__ = ["TransferEfficiency", "perfect_targeting_budget", "transfer_efficiency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEfficiency(Result, Generic[V]):
    """What a transfer does to the poverty gap.

    Attributes:
        budget: all the money, A + B + C.
        perfect_targeting_budget: the gap before the transfer: the least money that lifts every poor person to the line.
        gap_closed: A, the part of the transfer that fills gaps.
        gap_remaining: the gap that is left.
        vertical_efficiency: (A + B) / (A + B + C), the share of the money that goes to those who were poor.
        spillover: B / (A + B), the share of what they get that lifts them beyond the line.
        poverty_reduction_efficiency: A / (A + B + C), the share of the money that fills gaps.
        gap_efficiency: A over the gap before, the share of the gap that is closed.
        cost_of_closing_the_gap: the gap before over the poverty reduction efficiency: what it would cost to close it if
            each further yuan filled as much of it as these did. It is a lower bound: nobody who is left out comes
            nearer the line by more money for the others. In whole fen, rounded up, where it is exact.
        not_defined: by attribute, why it has no value: in English and in Chinese.
    """

    budget: Fen | float | Estimate
    perfect_targeting_budget: Fen | float | Estimate
    gap_closed: Fen | float | Estimate
    gap_remaining: Fen | float | Estimate
    vertical_efficiency: V | None
    spillover: V | None
    poverty_reduction_efficiency: V | None
    gap_efficiency: V | None
    cost_of_closing_the_gap: Fen | float | Estimate | None
    not_defined: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row for each figure, with its standard error where there is a design, and why it has no value."""
        rows: list[dict[str, Cell]] = []
        for name, label in _LABELS.items():
            value = getattr(self, name)
            error = value.se if isinstance(value, Estimate) else None
            why = self.not_defined.get(name, ("", ""))[0]
            row: dict[str, Cell] = {"measure": name, "value": plain(value), "se": error, "unit": label.unit.value}
            rows.append(row | {"not_defined": why})
        return rows

    def summary(self, language: Language = "en") -> str:
        """The figures in a table, in English ("en") or Chinese ("zh")."""
        yuan = " 元" if chosen(language) else " yuan"
        rows = [
            (label.said(language), shown_figure(getattr(self, name), label.unit, yuan))
            for name, label in _LABELS.items()
        ]
        reasons = dict.fromkeys(each[chosen(language)] for each in self.not_defined.values())
        return "\n".join([table(rows, indent="", right={1}), *reasons])


_LABELS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Label("budget", "money", "资金总额", MeasureUnit.FEN),
            Label("perfect_targeting_budget", "perfect-targeting budget", "完全瞄准所需资金", MeasureUnit.FEN),
            Label("gap_closed", "gap closed", "已弥补的贫困缺口", MeasureUnit.FEN),
            Label("gap_remaining", "gap remaining", "剩余贫困缺口", MeasureUnit.FEN),
            Label("vertical_efficiency", "vertical efficiency", "垂直支出效率", MeasureUnit.SHARE),
            Label("spillover", "spillover", "溢出率", MeasureUnit.SHARE),
            Label("poverty_reduction_efficiency", "poverty reduction efficiency", "减贫效率", MeasureUnit.SHARE),
            Label("gap_efficiency", "share of the gap closed", "缺口弥补率", MeasureUnit.SHARE),
            Label("cost_of_closing_the_gap", "cost of closing the gap, at least", "消除缺口至少需要", MeasureUnit.FEN),
        )
    }
)
_NO_MONEY: Final = ("not defined: no money is paid", "无法定义：没有发放资金")
_NO_POOR_PAID: Final = ("not defined: no money goes to the poor", "无法定义：没有资金发给贫困人口")
_NO_GAP: Final = ("not defined: there is no gap", "无法定义：没有贫困缺口")
_NEVER: Final = ("not defined: no money fills any gap", "无法定义：没有资金用于弥补缺口")


@overload
def transfer_efficiency(
    benefit: Numbers,
    welfare_before: Numbers,
    poverty_line: Fen | Numbers | RelativeLine,
    weights: Numbers | None = None,
    *,
    poor: Poor = "below",
) -> TransferEfficiency[Fraction | float]: ...
@overload
def transfer_efficiency(
    benefit: Numbers,
    welfare_before: Numbers,
    poverty_line: Fen | Numbers | RelativeLine,
    *,
    design: Design,
    poor: Poor = "below",
) -> TransferEfficiency[Estimate]: ...
def transfer_efficiency(
    benefit: Numbers,
    welfare_before: Numbers,
    poverty_line: Fen | Numbers | RelativeLine,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> TransferEfficiency[Fraction | float] | TransferEfficiency[Estimate]:
    """How much of a transfer closes the poverty gap, and what it would cost to close it.

    Args:
        benefit: what each person gets, fen of zero or more.
        welfare_before: the welfare of each person without the benefit, fen: subtract it where it is contained.
        poverty_line: one amount made by `yuan()` or `fen()`, or fen for each record; without a design also a line
            relative to the population's welfare before the benefit.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the figures are then `Estimate`s.
        poor: who is poor before: "below" the line, or "at_or_below".

    Raises:
        BareAmount: one line that is a bare number.
        InvalidInput: a benefit of truth values, a relative line with a design; and as `headcount_ratio` says.
        OutOfRange: a negative benefit, a line of zero or less.

    Examples:
        >>> from povertykit import yuan
        >>> before = [20000, 28000, 50000]
        >>> found = transfer_efficiency([6000, 6000, 6000], before, yuan(300))
        >>> print(found)
        money                                180.00 yuan
        perfect-targeting budget             120.00 yuan
        gap closed                            80.00 yuan
        gap remaining                         40.00 yuan
        vertical efficiency                     0.666667
        spillover                               0.333333
        poverty reduction efficiency            0.444444
        share of the gap closed                 0.666667
        cost of closing the gap, at least    270.00 yuan
    """
    amount_of(poverty_line)
    if isinstance(poverty_line, RelativeLine) and design is not None:
        remedy = "give the line as an amount; its own sampling error is then not counted"
        allowed = "an amount, or one for each record, where there is a survey design"
        raise InvalidInput(f"got {poverty_line}", field="poverty_line", allowed=allowed, remedy=remedy)
    records = poverty_records(welfare_before, poverty_line, weights, design, poor)
    sample, was_poor = records.sample, records.poor
    amounts, gets = benefit_of(sample, benefit)
    if amounts is None:
        raise InvalidInput("is of truth values", field="benefit", allowed="money: fen of zero or more")
    gaps = np.where(was_poor, records.line - sample.welfare, sample.welfare * 0)
    closed = Quantity((Term(was_poor & gets, (np.minimum(amounts, gaps),)),))
    beyond = Quantity((Term(was_poor & gets, (amounts - np.minimum(amounts, gaps),)),))
    paid, to_poor = Quantity((Term(gets, (amounts,)),)), Quantity((Term(was_poor & gets, (amounts,)),))
    gap, left = Quantity((Term(was_poor, (gaps,)),)), Quantity((Term(was_poor, (gaps - np.minimum(amounts, gaps),)),))
    reasons: dict[str, tuple[str, str]] = {}

    def share(name: str, above: Quantity, below: Quantity, why: tuple[str, str]) -> Any:
        found = ratio(_LABELS[name], sample, design, above, below)
        if found is None:
            reasons[name] = why
        return found

    def money(name: str, quantity: Quantity) -> Any:
        return total(_LABELS[name], sample, design, quantity)

    found: dict[str, Any] = {
        "budget": money("budget", paid),
        "perfect_targeting_budget": money("perfect_targeting_budget", gap),
        "gap_closed": money("gap_closed", closed),
        "gap_remaining": money("gap_remaining", left),
        "vertical_efficiency": share("vertical_efficiency", to_poor, paid, _NO_MONEY),
        "spillover": share("spillover", beyond, to_poor, _NO_POOR_PAID),
        "poverty_reduction_efficiency": share("poverty_reduction_efficiency", closed, paid, _NO_MONEY),
        "gap_efficiency": share("gap_efficiency", closed, gap, _NO_GAP),
        "cost_of_closing_the_gap": _cost(sample, design, gap, paid, closed),
    }
    if found["cost_of_closing_the_gap"] is None:
        reasons["cost_of_closing_the_gap"] = _NEVER
    return TransferEfficiency(**found, not_defined=MappingProxyType(reasons))


def _cost(sample: Sample, design: Design | None, gap: Quantity, paid: Quantity, closed: Quantity) -> Any:
    """The gap times the money over what it closed; None where it closed nothing."""
    if not closed.total(sample):
        return None

    def value(sample: Sample) -> Fraction | float:
        figures = [each.total(sample) for each in (gap, paid, closed)]
        if all(isinstance(each, Fraction) for each in figures):
            return figures[0] * figures[1] / figures[2]
        return float(figures[0]) * float(figures[1]) / float(figures[2]) if figures[2] else float("nan")

    def influence(sample: Sample, estimate: float) -> Floats:
        totals = [float(each.total(sample)) for each in (gap, paid, closed)]
        own = [each.values(sample.size) for each in (gap, paid, closed)]
        return (own[0] * totals[1] + totals[0] * own[1] - estimate * own[2]) / totals[2]

    found = measured(_LABELS["cost_of_closing_the_gap"], sample, design, value, influence)
    return Fen(ceil(found)) if isinstance(found, Fraction) else found


@overload
def perfect_targeting_budget(
    welfare: Numbers, poverty_line: Fen | Numbers | RelativeLine, weights: Numbers | None = None
) -> Fen: ...
@overload
def perfect_targeting_budget(
    welfare: Numbers, poverty_line: Fen | Numbers | RelativeLine, *, design: Design
) -> Estimate: ...
def perfect_targeting_budget(
    welfare: Numbers,
    poverty_line: Fen | Numbers | RelativeLine,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
) -> Fen | Estimate:
    """The least money that lifts every poor person to the line, if each got exactly the gap: `aggregate_poverty_gap`.

    Args:
        welfare: fen, one whole number for each record.
        poverty_line: one amount made by `yuan()` or `fen()`, fen for each record, or a relative line.
        weights: how many persons each record stands for, whole numbers; 1 where left out.
        design: a survey design, which has the weights.

    Raises:
        BareAmount, InvalidInput, OutOfRange: as `aggregate_poverty_gap` says.

    Examples:
        >>> from povertykit import fen
        >>> perfect_targeting_budget([6, 8, 11, 15, 21, 25, 30, 40, 50, 100], fen(20))
        Fen(40)
    """
    if design is not None and weights is None:
        return aggregate_poverty_gap(welfare, poverty_line, design=design)
    if design is not None:
        raise InvalidInput("are given besides a design, which has its own", field="weights", remedy="leave them out")
    return aggregate_poverty_gap(welfare, poverty_line, weights)
