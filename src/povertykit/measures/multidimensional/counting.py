"""Counting deprivations: who is poor by a share of them, and what poverty consists of, for one set of records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, floor
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.multidimensional.achievements import cells_of
from povertykit.measures.multidimensional.deprivation import Deprivations, Missing
from povertykit.measures.multidimensional.indicator_weights import exact_share
from povertykit.measures.multidimensional.results import (
    DimensionPoverty,
    GroupPoverty,
    IndicatorPoverty,
    MultidimensionalPoverty,
)
from povertykit.measures.numbers import Column, Flags, Number, same_index
from povertykit.measures.ratios import EVERYBODY, Quantity, Term, ratio
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample
from povertykit.measures.survey.design import Design, Keys

__all__ = ["Cut", "Identification", "Measuring", "PovertyCutoff", "groups_of"]

PovertyCutoff: TypeAlias = "Number | Literal['union', 'intersection']"
"""A share above 0, at most 1; or any deprivation at all ("union"), or all of them ("intersection")."""
Identification: TypeAlias = Literal["at_or_above", "above"]
"""Who is poor: a score at the cutoff or above it (Alkire and Foster), or only above it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Who is poor, and what is said of the others.

    Attributes:
        share: of the deprivations; 0 for a union.
        poor: whether those at the share are poor.
        missing: what was done with records that lack an indicator.
        vulnerable_from: the score from which those who are not poor are vulnerable.
        severe_from: the score from which poverty is severe.
    """

    share: Fraction
    poor: Identification
    missing: Missing
    vulnerable_from: Fraction | None
    severe_from: Fraction | None

    @classmethod
    def of(
        cls,
        cutoff: PovertyCutoff,
        poor: Identification,
        missing: Missing,
        vulnerable_from: Number | None,
        severe_from: Number | None,
    ) -> Cut:
        """The cut from what a caller gave.

        Raises:
            InvalidInput, OutOfRange: as `multidimensional_poverty` says.
        """
        if poor not in ("at_or_above", "above"):
            raise InvalidInput(f"got {poor!r}", field="poor", allowed="'at_or_above' or 'above'")
        if cutoff == "union":
            share, poor = Fraction(0), "above"
        elif cutoff == "intersection":
            share, poor = Fraction(1), "at_or_above"
        elif isinstance(cutoff, str):
            raise InvalidInput(f"got {cutoff!r}", field="poverty_cutoff", allowed="a share, 'union' or 'intersection'")
        else:
            share = _share(cutoff, "poverty_cutoff")
            if poor == "above" and share == 1:
                problem = "nobody has more than all deprivations"
                raise OutOfRange(problem, field="poverty_cutoff", allowed="below 1 where the poor are above it")
        near = None if vulnerable_from is None else _share(vulnerable_from, "vulnerable_from")
        if near is not None and near >= share:
            raise OutOfRange(f"got {near}", field="vulnerable_from", allowed=f"below the poverty cutoff, {share}")
        deep = None if severe_from is None else _share(severe_from, "severe_from")
        return cls(share, poor, missing, near, deep)


def _share(given: Number, name: str) -> Fraction:
    share = exact_share(given, name)
    if not 0 < share <= 1:
        remedy = "a count of k among d indicators is Fraction(k, d)" if share > 1 else None
        raise OutOfRange(f"got {given}", field=name, allowed="above 0, at most 1", remedy=remedy)
    return share


_LABELS: Final[Mapping[str, tuple[str, str, MeasureUnit]]] = MappingProxyType(
    {
        "headcount_ratio": ("multidimensional headcount ratio", "多维贫困发生率", MeasureUnit.SHARE),
        "intensity": ("intensity of poverty", "平均剥夺程度", MeasureUnit.SHARE),
        "vulnerable": ("share of the vulnerable", "脆弱人口比例", MeasureUnit.SHARE),
        "severe": ("share in severe poverty", "严重贫困人口比例", MeasureUnit.SHARE),
        "uncensored_headcount_ratio": ("uncensored headcount ratio", "未删截发生率", MeasureUnit.SHARE),
        "censored_headcount_ratio": ("censored headcount ratio", "删截发生率", MeasureUnit.SHARE),
        "contribution": ("contribution to M0", "对M0的贡献", MeasureUnit.INDEX),
        "percentage_contribution": ("share of M0", "对M0的贡献率", MeasureUnit.SHARE),
        "population_share": ("population share", "人口比重", MeasureUnit.SHARE),
        "m0": ("adjusted headcount ratio (M0)", "调整后的多维贫困发生率（M0）", MeasureUnit.INDEX),
        "m1": ("adjusted poverty gap (M1)", "调整后的贫困缺口（M1）", MeasureUnit.INDEX),
        "m2": ("adjusted squared poverty gap (M2)", "调整后的平方贫困缺口（M2）", MeasureUnit.INDEX),
    }
)
_NOBODY: Final = ("nobody is poor, so that A has no denominator", "没有贫困人口，A 没有分母，无法定义")
_NOT_KNOWN: Final = (
    "an indicator that is known of nobody has no headcount ratio",
    "无人有资料的指标没有发生率",
)
_NO_SHARES: Final = ("M0 is zero, so that there are no shares of it", "M0 为零，贡献率无法定义")


class Measuring:
    """The measures of one set of records."""

    def __init__(
        self, given: Deprivations, design: Design | None, cut: Cut, labels: dict[str, tuple[str, str]]
    ) -> None:
        self.given: Deprivations = given
        self.design: Design | None = design
        self.cut: Cut = cut
        self.labels: dict[str, tuple[str, str]] = labels
        self.poor: Flags = _reached(given, cut.share, cut.poor)
        self.censored: list[Flags] = [each & self.poor for each in given.deprived]
        self._totals: dict[tuple[int, ...], tuple[tuple[Column | None, ...], Fraction | float]] = {}
        conventions = {"poverty_cutoff": str(cut.share), "poor": cut.poor, "missing": cut.missing}
        self.conventions: Mapping[str, str] = MappingProxyType(conventions)

    def ratio(self, name: str, above: Quantity, below: Quantity = EVERYBODY, of: str = "") -> Any:
        """A ratio under its label; None where the denominator is zero."""
        en, zh, unit = _LABELS[name]
        if of:
            of_en, of_zh = self.labels.get(of, (of, of))
            en, zh = f"{en}: {of_en}", f"{zh}：{of_zh}"
        label = Label(name, en, zh, unit)
        return ratio(label, self.given.sample, self.design, above, below, self.conventions, of=self.total)

    def total(self, term: Term, sample: Sample) -> Fraction | float:
        """The total of a term; what records count for is added up once, however many figures it stands in."""
        if sample is not self.given.sample:
            return term.total(sample)
        columns = (term.flags, *term.factors)
        key = tuple(map(id, columns))
        if key not in self._totals:  # kept with the columns, so that no others take their place in memory
            self._totals[key] = (columns, Term(term.flags, term.factors).total(sample))
        found = self._totals[key][1]
        return found * term.scale if isinstance(found, Fraction) else found * float(term.scale)

    def counted(self, flags: Flags) -> Quantity:
        """One for each of some records."""
        return Quantity((Term(flags),))

    def scores(self) -> Quantity:
        """The scores of the poor."""
        return Quantity((Term(self.poor, (self.given.score,), Fraction(1, self.given.denominator)),))

    def weighted(self, at: int) -> Quantity:
        """The weight of an indicator, for those who are poor and deprived in it."""
        return Quantity((self._term(at),))

    def _term(self, at: int, gaps: tuple[Column, ...] = (), scale: Fraction = Fraction(1)) -> Term:
        share, flags = self.given.shares[at], self.censored[at]
        if isinstance(share, int):
            return Term(flags, gaps, scale * Fraction(share, self.given.denominator))
        return Term(flags, (share, *gaps), scale / self.given.denominator)

    def m(self, alpha: Number) -> Any:
        """M of Alkire and Foster."""
        if alpha == 0:
            return self.ratio("m0", self.scores())
        terms = [self._gap(at, alpha) for at in range(len(self.given.indicators))]
        name = f"m{alpha}"
        if name in _LABELS:
            return self.ratio(name, Quantity(tuple(terms)))
        label = Label("alkire_foster", f"M for alpha {alpha}", f"M（α = {alpha}）", MeasureUnit.INDEX)
        return ratio(
            label, self.given.sample, self.design, Quantity(tuple(terms)), EVERYBODY, self.conventions, of=self.total
        )

    def _gap(self, at: int, alpha: Number) -> Term:
        gaps, unit = self.given.gaps[at], self.given.units[at]
        if gaps is None:
            return self._term(at)
        if alpha == int(alpha) and gaps.dtype.kind != "f":
            return self._term(at, (gaps,) * int(alpha), 1 / unit ** int(alpha))
        depth = np.asarray(gaps, np.float64) / float(unit)
        powers = np.where(self.given.deprived[at], np.abs(depth), 0.0) ** float(alpha)
        return self._term(at, (powers,))

    def poverty(self, groups: tuple[GroupPoverty[Any], ...] = ()) -> MultidimensionalPoverty[Any]:
        """All of them."""
        given, cut = self.given, self.cut
        intensity = self.ratio("intensity", self.scores(), self.counted(self.poor))
        indicators = tuple(self._indicator(at) for at in range(len(given.indicators)))
        vulnerable, severe = self._bands()
        none = {} if intensity is not None else {"intensity": _NOBODY, "percentage_contribution": _NO_SHARES}
        if any(each.uncensored_headcount_ratio is None for each in indicators):
            none |= dict.fromkeys(("uncensored_headcount_ratio", "censored_headcount_ratio"), _NOT_KNOWN)
        return MultidimensionalPoverty(
            headcount_ratio=self.ratio("headcount_ratio", self.counted(self.poor)),
            intensity=intensity,
            m0=self.m(0),
            m1=self.m(1),
            m2=self.m(2),
            vulnerable=vulnerable,
            severe=severe,
            indicators=indicators,
            dimensions=self._dimensions(),
            groups=groups,
            poverty_cutoff=cut.share,
            poor=cut.poor,
            vulnerable_from=cut.vulnerable_from,
            severe_from=cut.severe_from,
            missing=cut.missing,
            records=given.sample.size,
            dropped=given.dropped,
            lacking=MappingProxyType(dict(given.counts)),
            not_defined=MappingProxyType(none),
        )

    def _bands(self) -> tuple[Any, Any]:
        vulnerable = severe = None
        if self.cut.vulnerable_from is not None:
            near = _reached(self.given, self.cut.vulnerable_from, "at_or_above") & ~self.poor
            vulnerable = self.ratio("vulnerable", self.counted(near))
        if self.cut.severe_from is not None:
            deep = _reached(self.given, self.cut.severe_from, "at_or_above") & self.poor
            severe = self.ratio("severe", self.counted(deep))
        return vulnerable, severe

    def _indicator(self, at: int) -> IndicatorPoverty[Any]:
        indicator, deprived = self.given.indicators[at], self.given.deprived[at]
        en, zh = self.labels.get(indicator.name, (indicator.name, indicator.name))
        known = EVERYBODY if self.given.known is None else self.counted(self.given.known[at])
        made = partial(self.ratio, of=indicator.name)
        return IndicatorPoverty(
            name=indicator.name,
            en=en,
            zh=zh,
            dimension=indicator.dimension,
            weight=indicator.weight,
            uncensored_headcount_ratio=made("uncensored_headcount_ratio", self.counted(deprived), known),
            censored_headcount_ratio=made("censored_headcount_ratio", self.counted(self.censored[at]), known),
            contribution=made("contribution", self.weighted(at)),
            percentage_contribution=made("percentage_contribution", self.weighted(at), self.scores()),
        )

    def _dimensions(self) -> tuple[DimensionPoverty[Any], ...]:
        members: dict[str, list[int]] = {}
        for at, each in enumerate(self.given.indicators):
            members.setdefault(each.dimension, []).append(at)
        found = []
        for name, places in members.items():
            together = Quantity(tuple(self._term(at) for at in places))
            en, zh = self.labels.get(name, (name, name))
            found.append(
                DimensionPoverty(
                    name=name,
                    en=en,
                    zh=zh,
                    weight=sum((self.given.indicators[at].weight for at in places), Fraction(0)),
                    contribution=self.ratio("contribution", together, of=name),
                    percentage_contribution=self.ratio("percentage_contribution", together, self.scores(), of=name),
                )
            )
        return tuple(found)


def _reached(given: Deprivations, share: Fraction, how: Identification) -> Flags:
    """Whose score reaches a share, or goes beyond it, in whole numbers."""
    wanted = share * given.denominator
    found = given.score >= ceil(wanted) if how == "at_or_above" else given.score > floor(wanted)
    return np.asarray(found, np.bool_)


def groups_of(whole: Measuring, by: Keys) -> tuple[GroupPoverty[Any], ...]:
    """Poverty in each group, with its share of the population and of M0."""
    sample = whole.given.sample
    if len(by) != sample.given:
        raise InvalidInput(f"{len(by)} values for {sample.given} records", field="by", allowed="one for each record")
    same_index(sample.index, "the achievements", by=by)
    keys, missing = cells_of(by, "by", sample.rows)
    if missing.any():
        raise InvalidInput(f"nothing is given for {int(missing.sum())} records", field="by", allowed="a group each")
    if keys.dtype.kind == "O":
        given = keys.tolist()
        keys = np.array(given if all(type(each) is int for each in given) else [str(each) for each in given])
    distinct, codes = np.unique(keys, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(codes, minlength=distinct.size))[:-1])
    return tuple(_group(whole, str(name), np.sort(rows)) for name, rows in zip(distinct.tolist(), parts, strict=True))


def _group(whole: Measuring, name: str, rows: Any) -> GroupPoverty[Any]:
    sample, inside = whole.given.sample, np.zeros(whole.given.sample.size, np.bool_)
    inside[rows] = True
    scores = Quantity((Term(inside & whole.poor, (whole.given.score,), Fraction(1, whole.given.denominator)),))
    design = whole.design
    if design is not None:
        mask = np.zeros(sample.given, np.bool_)
        mask[rows if sample.rows is None else sample.rows[rows]] = True
        design = design.domain(mask)
    return GroupPoverty(
        name=name,
        population_share=whole.ratio("population_share", whole.counted(inside), of=name),
        percentage_contribution=whole.ratio("percentage_contribution", scores, whole.scores(), of=name),
        poverty=Measuring(whole.given.rows(rows), design, whole.cut, whole.labels).poverty(),
    )
