"""Targeting: whom a benefit reaches of those it is meant for, and whom besides.

Two errors are told apart: exclusion, of those in the target group who get nothing, and inclusion, of those outside it
who get something. The second has two denominators in the literature, and its name is never given without one.

Sources: M. Grosh, P. Leite, M. Wai-Poi and E. Tesliuc (eds.), Revisiting Targeting in Social Assistance, World Bank
2022, chapter 7; D. Coady, M. Grosh and J. Hoddinott, Targeting of Transfers in Developing Countries, World Bank 2004.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, TypeAlias, cast, overload

import numpy as np

from povertykit.amounts import Fen
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.multidimensional.achievements import Cells, cells_of, flags_of, size_of
from povertykit.measures.numbers import Column, Flags, Numbers, same_index
from povertykit.measures.ratios import EVERYBODY, Quantity, Term, ratio, total
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen
from povertykit.measures.sample import Sample, sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate, V, plain, shown_figure
from povertykit.text_table import table

__all__ = ["InclusionOf", "Targeting", "benefit_of", "sample_along", "targeting"]

InclusionOf: TypeAlias = Literal["beneficiaries", "non_target"]
"""The denominator of the inclusion error: all who benefit, or all who are not in the target group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targeting(Result, Generic[V]):
    """Whom a benefit reaches.

    Attributes:
        target_share: the share of the population that is in the target group.
        beneficiary_share: the share of the population that benefits.
        coverage: the share of the target group that benefits; None where nobody is in it.
        exclusion_error: the share of the target group that does not (undercoverage); None likewise.
        inclusion_error: the share, of what `inclusion_of` says, that benefits without being in the target group; None
            where that denominator is zero.
        inclusion_of: the denominator of the inclusion error.
        leakage: the share of the money that goes to those outside the target group; None where no money is paid, or
            the benefit is a flag.
        money: all the money: fen, exact without a design; None where the benefit is a flag.
        leaked_money: the money that goes to those outside the target group, likewise.
        persons: the weight of everybody, of the target group, of those who benefit, and of those who are both.
        not_defined: by attribute, why it has no value: in English and in Chinese.
    """

    target_share: V
    beneficiary_share: V
    coverage: V | None
    exclusion_error: V | None
    inclusion_error: V | None
    inclusion_of: InclusionOf
    leakage: V | None
    money: Fen | float | Estimate | None
    leaked_money: Fen | float | Estimate | None
    persons: Mapping[str, Fraction | float]
    not_defined: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row for each figure, with its standard error where there is a design, and why it has no value."""
        rows: list[dict[str, Cell]] = []
        for name in _LABELS:
            value = getattr(self, name)
            error = value.se if isinstance(value, Estimate) else None
            why = self.not_defined.get(name, ("", ""))[0]
            unit = _LABELS[name].unit.value
            rows.append(
                {"measure": name, "value": plain(value), "se": error, "unit": unit, "not_defined": why}
                | {"inclusion_of": self.inclusion_of}
            )
        return rows

    def summary(self, language: Language = "en") -> str:
        """The figures in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        rows = []
        for name, label in _LABELS.items():
            told = f"{label.said(language)}{_OF[self.inclusion_of][zh]}" if name == "inclusion_error" else None
            rows.append(
                (told or label.said(language), shown_figure(getattr(self, name), label.unit, " 元" if zh else " yuan"))
            )
        reasons = dict.fromkeys(each[zh] for each in self.not_defined.values())
        return "\n".join([table(rows, indent="", right={1}), *reasons])


_LABELS: Final[Mapping[str, Label]] = MappingProxyType(
    {
        each.name: each
        for each in (
            Label("target_share", "share of persons in the target group", "目标群体人口比重", MeasureUnit.SHARE),
            Label("beneficiary_share", "share of persons who benefit", "受益人口比重", MeasureUnit.SHARE),
            Label("coverage", "coverage of the target group", "目标群体覆盖率", MeasureUnit.SHARE),
            Label("exclusion_error", "exclusion error", "遗漏误差（漏保率）", MeasureUnit.SHARE),
            Label("inclusion_error", "inclusion error", "纳入误差（错保率）", MeasureUnit.SHARE),
            Label("leakage", "leakage, share of the money", "资金漏出率", MeasureUnit.SHARE),
            Label("money", "money", "资金总额", MeasureUnit.FEN),
            Label("leaked_money", "money that leaks", "漏出资金", MeasureUnit.FEN),
        )
    }
)
_OF: Final = {
    "beneficiaries": (", of those who benefit", "，占受益人口"),
    "non_target": (", of those not in the target group", "，占非目标群体"),
}
_NO_TARGET: Final = ("not defined: nobody is in the target group", "无法定义：没有目标群体")
_NO_OTHERS: Final = ("not defined: everybody is in the target group", "无法定义：所有人都属于目标群体")
_NO_BENEFIT: Final = ("not defined: nobody benefits", "无法定义：无人受益")
_NO_MONEY: Final = ("not defined: the benefit is a flag, not money", "无法定义：只给出是否受益，没有金额")


@overload
def targeting(
    benefit: Cells,
    target: Cells,
    weights: Numbers | None = None,
    *,
    inclusion_of: InclusionOf = "beneficiaries",
) -> Targeting[Fraction | float]: ...
@overload
def targeting(
    benefit: Cells, target: Cells, *, design: Design, inclusion_of: InclusionOf = "beneficiaries"
) -> Targeting[Estimate]: ...
def targeting(
    benefit: Cells,
    target: Cells,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    inclusion_of: InclusionOf = "beneficiaries",
) -> Targeting[Fraction | float] | Targeting[Estimate]:
    """Coverage, exclusion, inclusion and leakage of a benefit that is meant for a target group.

    Args:
        benefit: what each person (or each person of the record) gets, fen of zero or more; those with more than zero
            benefit. Or truth values: whether they benefit, without money.
        target: truth values, or 1 and 0: who is in the target group, such as `welfare < line`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the figures are then `Estimate`s.
        inclusion_of: the denominator of the inclusion error: the "beneficiaries", as the World Bank (2022) has it, or
            all who are not in the target group ("non_target").

    Raises:
        InvalidInput: nothing to measure, unlike lengths or indexes, missing values, another word.
        OutOfRange: a negative benefit, with the count.

    Examples:
        Table 7.3 of the World Bank's book: of ten persons the poorest four are poor; the second and the third benefit,
        and the target is the poorest two.

        >>> poorest_two = [True, True] + [False] * 8
        >>> found = targeting([0, 500, 500] + [0] * 7, poorest_two)
        >>> found.exclusion_error, found.inclusion_error, found.leaked_money
        (Fraction(1, 2), Fraction(1, 2), Fen(500))
        >>> targeting([0, 500, 500] + [0] * 7, poorest_two, inclusion_of="non_target").inclusion_error
        Fraction(1, 8)
    """
    if inclusion_of not in _OF:
        raise InvalidInput(f"got {inclusion_of!r}", field="inclusion_of", allowed="'beneficiaries' or 'non_target'")
    sample = sample_along({"benefit": benefit, "target": target}, weights, design)
    amounts, gets = benefit_of(sample, benefit)
    inside = flags_of(sample, target, "target")
    made = _Figures(sample, design, inclusion_of)
    both, wrongly = made.of(gets & inside), made.of(gets & ~inside)
    others = made.of(gets) if inclusion_of == "beneficiaries" else made.of(~inside)
    found: dict[str, Any] = {
        "target_share": made.ratio("target_share", made.of(inside), EVERYBODY),
        "beneficiary_share": made.ratio("beneficiary_share", made.of(gets), EVERYBODY),
        "coverage": made.ratio("coverage", both, made.of(inside), _NO_TARGET),
        "exclusion_error": made.ratio("exclusion_error", made.of(~gets & inside), made.of(inside), _NO_TARGET),
        "inclusion_error": made.ratio(
            "inclusion_error", wrongly, others, _NO_BENEFIT if inclusion_of == "beneficiaries" else _NO_OTHERS
        ),
        "leakage": None,
        "money": None,
        "leaked_money": None,
    }
    if amounts is None:
        made.reasons |= dict.fromkeys(("leakage", "money", "leaked_money"), _NO_MONEY)
    else:
        paid, leaked = Quantity((Term(gets, (amounts,)),)), Quantity((Term(gets & ~inside, (amounts,)),))
        found["leakage"] = made.ratio("leakage", leaked, paid, _NO_BENEFIT)
        found["money"] = total(_LABELS["money"], sample, design, paid)
        found["leaked_money"] = total(_LABELS["leaked_money"], sample, design, leaked)
    persons = {"all": EVERYBODY, "target": made.of(inside), "beneficiaries": made.of(gets), "both": both}
    return Targeting(
        **found,
        inclusion_of=inclusion_of,
        persons=MappingProxyType({name: each.total(sample) for name, each in persons.items()}),
        not_defined=MappingProxyType(made.reasons),
    )


class _Figures:
    """Ratios under their labels, with the reason where one is not defined."""

    def __init__(self, sample: Sample, design: Design | None, inclusion_of: str) -> None:
        self.sample, self.design = sample, design
        self.conventions: Mapping[str, str] = {"inclusion_of": inclusion_of}
        self.reasons: dict[str, tuple[str, str]] = {}

    def of(self, flags: Flags) -> Quantity:
        return Quantity((Term(flags),))

    def ratio(self, name: str, above: Quantity, below: Quantity, why: tuple[str, str] = ("", "")) -> Any:
        conventions = self.conventions if name == "inclusion_error" else {}
        found = ratio(_LABELS[name], self.sample, self.design, above, below, conventions)
        if found is None:
            self.reasons[name] = why
        return found


def sample_along(columns: Mapping[str, Cells], weights: Numbers | None, design: Design | None) -> Sample:
    """The records that columns of any kind are of, with the index that they share.

    Raises:
        InvalidInput: unlike lengths or indexes, no records.
    """
    first = next(iter(columns))
    sample = sample_of(np.zeros(size_of(columns), np.int64), weights, design, name=first)
    index = same_index(sample.index, "the weights", **columns)
    return Sample(sample.welfare, sample.weights, sample.rows, sample.given, sample.whole, index)


def benefit_of(sample: Sample, benefit: Cells) -> tuple[Column | None, Flags]:
    """What each record gets, None where only flags are given; and which records get something.

    Raises:
        InvalidInput: a missing value, with the count.
        OutOfRange: a negative benefit, with the count.
    """
    array, missing = cells_of(benefit, "benefit", sample.rows)
    known = array[~missing]
    if array.dtype == np.bool_ or (
        array.dtype.kind == "O" and known.size and all(isinstance(each, bool | np.bool_) for each in known.tolist())
    ):
        return None, flags_of(sample, benefit, "benefit")
    amounts = sample.along(cast("Numbers", benefit), "benefit")
    negative = np.flatnonzero(np.asarray(amounts < 0, np.bool_))
    if negative.size:
        at = negative[0] if sample.rows is None else sample.rows[negative[0]]
        problem = f"got {amounts[negative[0]]} at index {at} ({negative.size} such)"
        raise OutOfRange(problem, field="benefit", allowed="zero or more", remedy="what is taken away is no benefit")
    return amounts, np.asarray(amounts > 0, np.bool_)
