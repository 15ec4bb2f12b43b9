"""Benefit incidence: who gets which share of a benefit, by quantile groups from the poorest to the richest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Generic, overload

import numpy as np

from povertykit.errors import OutOfRange
from povertykit.measures.benefits.targeting import benefit_of
from povertykit.measures.multidimensional.achievements import Cells
from povertykit.measures.numbers import Column, Numbers
from povertykit.measures.rank_parts import ONE, Part, PartRatios
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen
from povertykit.measures.sample import sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate, V, plain, shown_figure
from povertykit.text_table import table

__all__ = ["BenefitIncidence", "QuantileIncidence", "benefit_incidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileIncidence(Generic[V]):
    """A benefit in one quantile group.

    Attributes:
        number: of the group, 1 is the poorest.
        coverage: the share of its persons who benefit.
        beneficiary_share: its share of all who benefit; None where nobody does.
        benefit_share: its share of the money; None where nobody benefits or the benefit is a flag.
        mean_benefit: the money for each of its persons, fen; None where the benefit is a flag.
        mean_benefit_of_beneficiaries: the money for each of its persons who benefits, fen; None where nobody does.
        welfare_share: its share of all welfare; None where there is none.
        benefit_to_welfare: its money as a share of its welfare; None where that has no welfare.
    """

    number: int
    coverage: V
    beneficiary_share: V | None
    benefit_share: V | None
    mean_benefit: V | None
    mean_benefit_of_beneficiaries: V | None
    welfare_share: V | None
    benefit_to_welfare: V | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitIncidence(Result, Generic[V]):
    """A benefit by quantile groups of persons.

    Attributes:
        groups: from the poorest.
        not_defined: by attribute, why it has no value in some group: in English and in Chinese.
    """

    groups: tuple[QuantileIncidence[V], ...]
    not_defined: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row for each group; standard errors in columns of their own where there is a design."""
        rows: list[dict[str, Cell]] = []
        for each in self.groups:
            row: dict[str, Cell] = {"group": each.number}
            for name in _INCIDENCE:
                value = getattr(each, name)
                row[name] = plain(value)
                if isinstance(self.groups[0].coverage, Estimate):
                    row[f"se_{name}"] = value.se if isinstance(value, Estimate) else None
            rows.append(row)
        return rows

    def summary(self, language: Language = "en") -> str:
        """The groups in a table, in English ("en") or Chinese ("zh"); money in yuan."""
        zh = chosen(language)
        names = [name for name in _INCIDENCE if any(getattr(each, name) is not None for each in self.groups)]
        heading = ["组别" if zh else "group", *(_HEADINGS[name][zh] for name in names)]
        rows = [
            [str(each.number), *(shown_figure(getattr(each, name), _INCIDENCE[name].unit) for name in names)]
            for each in self.groups
        ]
        reasons = dict.fromkeys(why[zh] for why in self.not_defined.values())
        return "\n".join([table(rows, heading, "", right=set(range(len(heading)))), *reasons])


_INCIDENCE: Final[Mapping[str, Label]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Label("coverage", "coverage", "覆盖率", MeasureUnit.SHARE),
            Label("beneficiary_share", "share of beneficiaries", "受益人口份额", MeasureUnit.SHARE),
            Label("benefit_share", "share of the money", "资金份额", MeasureUnit.SHARE),
            Label("mean_benefit", "mean benefit", "人均受益额", MeasureUnit.FEN),
            Label("mean_benefit_of_beneficiaries", "mean of beneficiaries", "受益者人均额", MeasureUnit.FEN),
            Label("welfare_share", "share of welfare", "福利份额", MeasureUnit.SHARE),
            Label("benefit_to_welfare", "money to welfare", "资金相当于福利的比例", MeasureUnit.SHARE),
        )
    }
)
_HEADINGS: Final[Mapping[str, tuple[str, str]]] = {
    "coverage": ("coverage", "覆盖率"),
    "beneficiary_share": ("of those paid", "占受益人口"),
    "benefit_share": ("of the money", "占资金"),
    "mean_benefit": ("yuan each", "人均（元）"),
    "mean_benefit_of_beneficiaries": ("yuan each paid", "受益者人均（元）"),
    "welfare_share": ("of welfare", "占福利"),
    "benefit_to_welfare": ("money to welfare", "资金比福利"),
}
_WHY: Final[Mapping[str, tuple[str, str]]] = {
    "beneficiary_share": ("share of beneficiaries is not defined: nobody benefits", "受益人口份额无法定义：无人受益"),
    "benefit_share": ("share of the money is not defined: nobody benefits", "资金份额无法定义：无人受益"),
    "mean_benefit_of_beneficiaries": (
        "the mean of beneficiaries is not defined in groups where nobody benefits",
        "无人受益的组别没有受益者人均额",
    ),
    "welfare_share": ("share of welfare is not defined: there is none in all", "福利份额无法定义：福利总量为零"),
    "benefit_to_welfare": (
        "money to welfare is not defined in groups that have no welfare",
        "福利为零的组别，资金与福利之比无法定义",
    ),
    "money": ("figures of money are not defined: the benefit is a flag", "只给出是否受益，金额指标无法定义"),
}


@overload
def benefit_incidence(
    benefit: Cells, welfare: Numbers, weights: Numbers | None = None, *, quantiles: int = 5
) -> BenefitIncidence[Fraction | float]: ...
@overload
def benefit_incidence(
    benefit: Cells, welfare: Numbers, *, design: Design, quantiles: int = 5
) -> BenefitIncidence[Estimate]: ...
def benefit_incidence(
    benefit: Cells,
    welfare: Numbers,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    quantiles: int = 5,
) -> BenefitIncidence[Fraction | float] | BenefitIncidence[Estimate]:
    """Who gets a benefit, by quantile groups of persons.

    Args:
        benefit: what each person gets, fen of zero or more; or truth values: whether they benefit.
        welfare: by which persons are put in order, usually before the benefit, in fen where shares of it are read.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the figures are then `Estimate`s.
        quantiles: how many groups of equal numbers of persons: 5 quintiles, 10 deciles.

    Raises:
        InvalidInput: nothing to measure, unlike lengths or indexes, missing values.
        OutOfRange: a negative benefit, with the count; fewer than one group.

    Examples:
        >>> print(benefit_incidence([10000, 10000, 5000, 0], [20000, 40000, 60000, 80000], quantiles=2))
        group  coverage  of those paid  of the money  yuan each  yuan each paid  of welfare  money to welfare
            1         1       0.666667           0.8     100.00          100.00         0.3          0.333333
            2       0.5       0.333333           0.2      25.00           50.00         0.7         0.0357143
    """
    if isinstance(quantiles, bool) or not isinstance(quantiles, int) or quantiles < 1:
        raise OutOfRange(f"got {quantiles!r}", field="quantiles", allowed="a whole number of 1 or more")
    sample = sample_of(welfare, weights, design)
    amounts, gets = benefit_of(sample, benefit)
    shares = PartRatios(sample, design)
    columns = (amounts, gets.astype(np.int64), sample.welfare)
    groups = tuple(_incidence(shares, columns, number, quantiles) for number in range(1, quantiles + 1))
    why = {} if amounts is not None else {"money": _WHY["money"]}
    for name in _INCIDENCE:
        money = amounts is None and name not in ("coverage", "beneficiary_share", "welfare_share")
        if any(getattr(each, name) is None for each in groups) and not money:
            why[name] = _WHY[name]
    return BenefitIncidence(groups=groups, not_defined=MappingProxyType(why))


def _incidence(
    shares: PartRatios, columns: tuple[Column | None, Column, Column], number: int, quantiles: int
) -> QuantileIncidence[Any]:
    amounts, gets, welfare = columns
    low, high = Fraction(number - 1, quantiles), Fraction(number, quantiles)

    def ratio(name: str, above: Column, below: Column | None, *, of_all: bool = False) -> Any:
        bottom = Part(below, Fraction(0), ONE) if of_all else Part(below, low, high)
        conventions = {"group": f"{number} of {quantiles}"}
        return shares.ratio(_INCIDENCE[name], Part(above, low, high), bottom, ONE, conventions)

    money = partial(ratio, above=amounts) if amounts is not None else (lambda *_, **__: None)
    return QuantileIncidence(
        number=number,
        coverage=ratio("coverage", gets, None),
        beneficiary_share=ratio("beneficiary_share", gets, gets, of_all=True),
        benefit_share=money("benefit_share", below=amounts, of_all=True),
        mean_benefit=money("mean_benefit", below=None),
        mean_benefit_of_beneficiaries=money("mean_benefit_of_beneficiaries", below=gets),
        welfare_share=ratio("welfare_share", welfare, welfare, of_all=True),
        benefit_to_welfare=money("benefit_to_welfare", below=welfare),
    )
