"""Inequality within and between groups: the entropy family, which adds up, and the Gini coefficient with a residual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from povertykit.errors import InvalidInput
from povertykit.measures.admission import admitted, positive_mean
from povertykit.measures.inequality.coefficients import GINI
from povertykit.measures.inequality.decomposition_parts import EntropyParts, GiniParts, Groups, Parts, groups_of
from povertykit.measures.inequality.entropy import ENTROPY, MEAN_LOG_DEVIATION, THEIL_T, admits_of_entropy, power_of
from povertykit.measures.numbers import Floats, Number, Numbers
from povertykit.measures.results import Cell, Label, Language, Result, chosen, shown_number
from povertykit.measures.sample import Sample, measured, sample_of
from povertykit.measures.survey.design import Design, Keys
from povertykit.measures.survey.estimate import Estimate
from povertykit.text_table import table

__all__ = ["Decomposed", "Decomposition", "GroupShare", "decompose"]

Decomposed: TypeAlias = Literal["theil_t", "mean_log_deviation", "generalized_entropy", "gini"]
"""What is decomposed."""
Part: TypeAlias = "Fraction | float | Estimate"
"""A part of the whole, with its sampling error where there is a design."""

_ALPHA: Final[Mapping[str, float]] = {"theil_t": 1.0, "mean_log_deviation": 0.0}


@dataclass(frozen=True, slots=True)
class GroupShare:
    """A group in a decomposition.

    Attributes:
        name: of the group.
        population: its share of the population.
        welfare: its share of all welfare.
        mean: its mean welfare.
        value: the measure among its members.
        within: what it adds to the inequality within groups.
    """

    name: str
    population: Fraction | float
    welfare: Fraction | float
    mean: Fraction | float
    value: Fraction | float
    within: Fraction | float


@dataclass(frozen=True, slots=True, eq=False)
class Decomposition(Result):
    """Inequality within and between groups: total = within + between + residual.

    Attributes:
        label: what is decomposed.
        total: of all persons.
        within: the groups' own inequality, each counted by its shares of population and welfare.
        between: what there would be if everyone had the mean of the group.
        residual: of the Gini coefficient, because the groups overlap: the better off of a poor group stand above the
            worse off of a rich one. Exactly 0 for the entropy family.
        groups: the groups, in order of their names.
        conventions: what was chosen.
    """

    label: Label
    total: Part
    within: Part
    between: Part
    residual: Part
    groups: tuple[GroupShare, ...]
    conventions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each group, and one for each part of the total; what does not apply is None."""
        names = ("population", "welfare", "mean", "value", "within")
        rows: list[dict[str, Cell]] = [
            {"part": "group", "group": each.name, **{name: getattr(each, name) for name in names}, "se": None}
            for each in self.groups
        ]
        for part in ("within", "between", "residual", "total"):
            found: Part = getattr(self, part)
            value, se = (found.value, found.se) if isinstance(found, Estimate) else (found, None)
            nothing = dict.fromkeys(("population", "welfare", "mean"), None)
            rows.append({"part": part, "group": None, **nothing, "value": value, "within": None, "se": se})
        return rows

    def summary(self, language: Language = "en") -> str:
        """The parts and the groups as a table, in English ("en") or Chinese ("zh")."""
        chinese = chosen(language)
        words = _PARTS_ZH if chinese else _PARTS_EN
        lines = [self.label.said(language)]
        rows = self.to_rows()
        parts = [[words[str(row["part"])], shown_number(row["value"]), shown_number(row["se"])] for row in rows[-4:]]
        with_errors = any(row["se"] is not None for row in rows)
        heading = ["", "数值", "标准误"] if chinese else ["", "value", "standard error"]
        width = 3 if with_errors else 2
        lines.append(table([part[:width] for part in parts], heading[:width], "", right=set(range(1, width))))
        names = ["组", "人口份额", "福利份额", "均值", "指数", "组内贡献"] if chinese else list(_HEADING_EN)
        keys = ("population", "welfare", "mean", "value", "within")
        groups = [[str(row["group"]), *(shown_number(row[key]) for key in keys)] for row in rows[:-4]]
        lines.append(table(groups, names, "", right={1, 2, 3, 4, 5}))
        return "\n".join(lines)


_PARTS_EN: Final = {"within": "within groups", "between": "between groups", "residual": "residual", "total": "total"}
_PARTS_ZH: Final = {"within": "组内", "between": "组间", "residual": "剩余", "total": "合计"}
_HEADING_EN: Final = ("group", "share of persons", "share of welfare", "mean", "value", "adds within")


def decompose(
    welfare: Numbers,
    groups: Keys,
    weights: Numbers | None = None,
    *,
    measure: Decomposed = "theil_t",
    alpha: Number | None = None,
    design: Design | None = None,
) -> Decomposition:
    """Inequality within and between groups.

    Of the entropy family of alpha, the groups' own inequality counts by (share of welfare)^alpha times (share of
    population)^(1 - alpha), and within and between add up to the total (Shorrocks 1980). The Gini coefficient counts
    groups by the product of both shares, and leaves a residual where groups overlap.

    Args:
        welfare: one number for each record, of which the measure admits all.
        groups: the name or number of the group of each record.
        weights: how many persons each record stands for; 1 where left out.
        measure: "theil_t", "mean_log_deviation", "generalized_entropy" with its alpha, or "gini".
        alpha: of generalized entropy, any number.
        design: a survey design, which has the weights; the parts are then `Estimate`s.

    Raises:
        InvalidInput: another measure, alpha where there is none or none where there must be one, groups of another
            length; and as `headcount_ratio` says.
        OutOfRange: welfare that the measure does not admit, with the count; a mean of zero, of a group or of all.

    Examples:
        >>> found = decompose([10, 20, 30, 60], ["a", "a", "b", "b"], measure="gini")
        >>> found.within, found.between, found.residual, found.total
        (Fraction(1, 12), Fraction(1, 4), Fraction(0, 1), Fraction(1, 3))
        >>> print(decompose([10, 20, 30, 60], ["a", "a", "b", "b"]))
        Theil's T
                           value
        within groups   0.056633
        between groups  0.130812
        residual               0
        total           0.187445
        group  share of persons  share of welfare  mean     value  adds within
        a                   0.5              0.25    15  0.056633    0.0141583
        b                   0.5              0.75    45  0.056633    0.0424748
    """
    power = _power(measure, alpha)
    label = _LABELS[measure]
    sample = sample_of(welfare, weights, design)
    admitted(sample, "zero or more" if power is None else admits_of_entropy(power), measure)
    positive_mean(sample, measure)
    grouped = groups_of(sample, groups)
    for at, part in grouped.parts(sample):
        positive_mean(part, f"{measure} of the group {grouped.names[at]!r}")
    own: Parts = GiniParts(grouped) if power is None else EntropyParts(grouped, power)
    said = {} if alpha is None else {"alpha": str(alpha)}

    def found(part: str, value: _Value, influence: _Influence) -> Part:
        en, zh = f"{label.en}, {_PARTS_EN[part]}", f"{label.zh}（{_PARTS_ZH[part]}）"
        named = label if part == "total" else Label(f"{label.name} {part}", en, zh, label.unit)
        return measured(named, sample, design, value, lambda sample, _: influence(sample), said)

    residual: Part = Fraction(0)
    if power is None:
        residual = found(
            "residual",
            lambda sample: own.total(sample) - own.within(sample) - own.between(sample),
            lambda sample: own.total_influence(sample) - own.within_influence(sample) - own.between_influence(sample),
        )
    return Decomposition(
        label,
        found("total", own.total, own.total_influence),
        found("within", own.within, own.within_influence),
        found("between", own.between, own.between_influence),
        residual,
        tuple(_shares(own, grouped, sample)),
        said,
    )


_Value: TypeAlias = Callable[[Sample], "Fraction | float"]
_Influence: TypeAlias = Callable[[Sample], Floats]


def _shares(own: Parts, groups: Groups, sample: Sample) -> Iterator[GroupShare]:
    weight, mean = sample.weight(), sample.mean()
    for at, part in groups.parts(sample):
        population = (Fraction(part.weight()) if sample.exact else float(part.weight())) / weight
        welfare, value = population * (part.mean() / mean), own.group(part)
        within = own.counted(population, welfare) * value
        yield GroupShare(groups.names[at], population, welfare, part.mean(), value, within)


_LABELS: Final[Mapping[str, Label]] = {each.name: each for each in (THEIL_T, MEAN_LOG_DEVIATION, ENTROPY, GINI)}


def _power(measure: str, alpha: Number | None) -> float | None:
    if measure not in _LABELS:
        allowed = ", ".join(repr(each) for each in _LABELS)
        remedy = "of these alone the parts can be told; Atkinson's index follows from generalized entropy"
        raise InvalidInput(f"got {measure!r}", field="measure", allowed=allowed, remedy=remedy)
    if (alpha is not None) != (measure == "generalized_entropy"):
        allowed = "a number with measure='generalized_entropy', and only there"
        raise InvalidInput(f"got {alpha!r} with {measure!r}", field="alpha", allowed=allowed)
    if alpha is None:
        return _ALPHA.get(measure)
    return power_of(alpha)
