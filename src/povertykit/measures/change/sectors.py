"""Why poverty changed, by sector: within sectors, by people moving between them, and by both together.

Ravallion and Huppi (1991), "Measuring changes in poverty: a methodological case study of Indonesia during an
adjustment period", World Bank Economic Review 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.change.snapshots import Period, PovertyMeasure, Snapshot, errors_of, named_measure, periods
from povertykit.measures.grouped.data import one_number
from povertykit.measures.numbers import Number, exact_total, finite, same_index, scalar
from povertykit.measures.results import Cell, Language, Result, chosen, shown_number
from povertykit.measures.survey.design import Keys, coded
from povertykit.text_table import table

__all__ = [
    "SectorPoverty",
    "SectorShift",
    "SectoralDecomposition",
    "sector_profile",
    "sectoral_change",
    "sectoral_decomposition",
]


@dataclass(frozen=True, slots=True)
class SectorPoverty:
    """A sector in one period.

    Attributes:
        population: its share of the population.
        poverty: the measure of poverty within it.

    Raises:
        InvalidInput: not numbers, NaN or infinity.
        OutOfRange: a share of the population that is not between 0 and 1, poverty below zero.
    """

    population: Number
    poverty: Number

    def __post_init__(self) -> None:
        """Refuse what is no share, and poverty below zero."""
        share = finite(self.population, "population", "a share from 0 to 1")
        if not 0 <= share <= 1 + 1e-9:
            raise OutOfRange(f"got {share}", field="population", allowed="a share from 0 to 1")
        if finite(self.poverty, "poverty", "a measure of 0 or more") < 0:
            raise OutOfRange(f"got {self.poverty}", field="poverty", allowed="a measure of 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorShift:
    """What a sector adds to the change of poverty.

    Attributes:
        sector: its name.
        population_before: its share of the population in the first period.
        population_after: in the second.
        poverty_before: the measure within it in the first period.
        poverty_after: in the second.
    """

    sector: str
    population_before: Fraction | float
    population_after: Fraction | float
    poverty_before: Fraction | float
    poverty_after: Fraction | float

    @property
    def within(self) -> Fraction | float:
        """The change of its poverty, by its share in the first period."""
        return (self.poverty_after - self.poverty_before) * self.population_before

    @property
    def shift(self) -> Fraction | float:
        """The change of its share, by its poverty in the first period."""
        return (self.population_after - self.population_before) * self.poverty_before

    @property
    def interaction(self) -> Fraction | float:
        """The change of both, together."""
        return (self.poverty_after - self.poverty_before) * (self.population_after - self.population_before)


@dataclass(frozen=True, slots=True)
class SectoralDecomposition(Result):
    """A change of poverty, split into that within sectors, population shifts and their interaction.

    Attributes:
        sectors: each with its parts.
        exact: whether nothing was rounded.
        errors: the standard errors of "before", "after", "change", "within", "shift" and "interaction", where a period
            has a survey design.
        df: the degrees of freedom of the designs, together.
    """

    sectors: tuple[SectorShift, ...]
    exact: bool
    errors: Mapping[str, float] | None = None
    df: int | None = None

    @property
    def before(self) -> Fraction | float:
        """Poverty of all in the first period."""
        return sum((each.population_before * each.poverty_before for each in self.sectors), Fraction(0))

    @property
    def after(self) -> Fraction | float:
        """Poverty of all in the second period."""
        return sum((each.population_after * each.poverty_after for each in self.sectors), Fraction(0))

    @property
    def change(self) -> Fraction | float:
        """By how much poverty rose: the sum of the three parts."""
        return self.after - self.before

    @property
    def within(self) -> Fraction | float:
        """What changes within sectors did."""
        return sum((each.within for each in self.sectors), Fraction(0))

    @property
    def shift(self) -> Fraction | float:
        """What population shifts did."""
        return sum((each.shift for each in self.sectors), Fraction(0))

    @property
    def interaction(self) -> Fraction | float:
        """What both did together: below zero where people moved to sectors in which poverty fell."""
        return sum((each.interaction for each in self.sectors), Fraction(0))

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each sector, and one for all."""
        rows: list[dict[str, Cell]] = [
            {
                "sector": each.sector,
                "population_before": each.population_before,
                "population_after": each.population_after,
                "poverty_before": each.poverty_before,
                "poverty_after": each.poverty_after,
                "within": each.within,
                "shift": each.shift,
                "interaction": each.interaction,
            }
            for each in self.sectors
        ]
        whole: dict[str, Cell] = {"sector": "all", "population_before": 1, "population_after": 1}
        whole |= {"poverty_before": self.before, "poverty_after": self.after}
        return [*rows, whole | {"within": self.within, "shift": self.shift, "interaction": self.interaction}]

    def summary(self, language: Language = "en") -> str:
        """The parts in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = (
            ("部门", "基期人口", "报告期人口", "基期贫困", "报告期贫困", "部门内", "人口转移", "交互")
            if zh
            else ("sector", "population", "then", "poverty", "then", "within", "shift", "interaction")
        )
        rows = [[shown_number(cell, 4) for cell in row.values()] for row in self.to_rows()]
        rows[-1][0] = "合计" if zh else "all"
        change, exact = shown_number(self.change), self.exact
        note = (
            f"贫困变化 {change}，{'精确计算' if exact else '浮点计算'}"
            if zh
            else f"change of poverty {change}, {'exact' if exact else 'in floating point'}"
        )
        text = f"{table(rows, heading, indent='', right=set(range(1, 8)))}\n{note}"
        if self.errors is None:
            return text
        named = {"change": "变化", "within": "部门内", "shift": "人口转移", "interaction": "交互"}
        each = [f"{named[name] if zh else name} {shown_number(self.errors[name], 3)}" for name in named]
        errors = f"标准误：{'，'.join(each)}（自由度 {self.df}）" if zh else f"standard errors: {', '.join(each)}"
        return f"{text}\n{errors}" + ("" if zh else f" ({self.df} degrees of freedom)")


def sector_profile(
    snapshot: Snapshot,
    sectors: Keys,
    measure: str | PovertyMeasure = "headcount_ratio",
) -> dict[str, SectorPoverty]:
    """Each sector's share of the population and poverty within it.

    Args:
        snapshot: welfare of a period, with its line.
        sectors: the sector of each record, a name or a number.
        measure: one that is a mean over persons, such as those of `named_measure`.

    Raises:
        InvalidInput: not one sector for each record, a record without one, or another index than welfare's.

    Examples:
        >>> sector_profile(Snapshot([50, 90, 120, 150], 100), ["rural", "rural", "rural", "urban"])["rural"]
        SectorPoverty(population=Fraction(3, 4), poverty=Fraction(2, 3))
    """
    found, _ = named_measure(measure)
    sample, line = snapshot.sample, snapshot.line
    same_index(sample.index, sectors=sectors)
    names, codes = coded(sectors, "sectors", sample.given, sample.rows)
    profile = {}
    for code in sorted(range(len(names)), key=np.unique(codes, return_index=True)[1].tolist().__getitem__):
        own = codes == code
        weights = None if sample.weights is None else sample.weights[own]
        lines = line[own] if line.size > 1 else scalar(line[0])
        share: Fraction | float
        if weights is not None and weights.dtype.kind == "f":
            share = float(weights.sum()) / float(sample.weight())
        else:
            size = int(own.sum()) if weights is None else exact_total([weights])
            share = Fraction(size) / Fraction(sample.weight())
        profile[str(names[code])] = SectorPoverty(share, found(sample.welfare[own], lines, weights))
    return profile


def sectoral_decomposition(
    before: Mapping[str, SectorPoverty], after: Mapping[str, SectorPoverty]
) -> SectoralDecomposition:
    """Split a change of poverty into changes within sectors, population shifts between them, and their interaction.

    Args:
        before: each sector's share of the population and its poverty in the first period: from `sector_profile`, or
            from a published table.
        after: the same in the second; the same sectors.

    Raises:
        InvalidInput: unlike sectors, or shares of the population that do not add up to 1.

    Examples:
        >>> from decimal import Decimal
        >>> def at(population, poverty):
        ...     return SectorPoverty(Decimal(population), Decimal(poverty))
        >>> print(sectoral_decomposition(
        ...     {"rural": at("0.8", "0.5"), "urban": at("0.2", "0.2")},
        ...     {"rural": at("0.7", "0.4"), "urban": at("0.3", "0.15")},
        ... ))
        sector  population  then  poverty   then  within  shift  interaction
        rural          0.8   0.7      0.5    0.4   -0.08  -0.05         0.01
        urban          0.2   0.3      0.2   0.15   -0.01   0.02       -0.005
        all              1     1     0.44  0.325   -0.09  -0.03        0.005
        change of poverty -0.115, exact
    """
    if set(before) != set(after) or not before:
        apart = sorted(set(before) ^ set(after))
        problem = f"only one period has {', '.join(apart)}" if apart else "there are none"
        raise InvalidInput(
            problem, field="sectors", allowed="the same sectors in both periods", remedy="join small ones"
        )
    periods = []
    for when, profile in (("before", before), ("after", after)):
        shares = {name: one_number(each.population, when) for name, each in profile.items()}
        total = sum(shares.values())
        if abs(float(total - 1)) > 1e-9:
            raise InvalidInput(f"the shares of the population add up to {float(total):.6g}", field=when, allowed="1")
        periods.append((shares, {name: one_number(each.poverty, when) for name, each in profile.items()}))
    (shares, poverty), (shares_then, poverty_then) = periods
    parts = tuple(
        SectorShift(
            sector=name,
            population_before=shares[name],
            population_after=shares_then[name],
            poverty_before=poverty[name],
            poverty_after=poverty_then[name],
        )
        for name in before
    )
    values = [*shares.values(), *poverty.values(), *shares_then.values(), *poverty_then.values()]
    return SectoralDecomposition(parts, all(isinstance(value, Fraction) for value in values))


def sectoral_change(
    before: Snapshot,
    after: Snapshot,
    sectors_before: Keys,
    sectors_after: Keys,
    measure: str | PovertyMeasure = "headcount_ratio",
) -> SectoralDecomposition:
    """`sectoral_decomposition` of records, with standard errors where the periods have survey designs.

    Args:
        before: the first period.
        after: the second.
        sectors_before: the sector of each of its records.
        sectors_after: likewise.
        measure: one that is a mean over persons, such as those of `named_measure`.

    Raises:
        InvalidInput: as `sector_profile` and `sectoral_decomposition` say; also where a sector has no record in a
            replicate of a survey.

    Examples:
        >>> before, after = Snapshot([50, 80, 120, 150], 100), Snapshot([70, 110, 130, 190], 100)
        >>> print(sectoral_change(before, after, ["r", "r", "r", "u"], ["r", "r", "u", "u"]))
        sector  population  then  poverty  then   within    shift  interaction
        r             0.75   0.5   0.6667   0.5   -0.125  -0.1667      0.04167
        u             0.25   0.5        0     0        0        0            0
        all              1     1      0.5  0.25   -0.125  -0.1667      0.04167
        change of poverty -0.25, exact
    """

    periods(before, after, grouped=False)

    def split(one: Period, two: Period) -> SectoralDecomposition:
        assert isinstance(one, Snapshot)
        assert isinstance(two, Snapshot)
        profiles = sector_profile(one, sectors_before, measure), sector_profile(two, sectors_after, measure)
        return sectoral_decomposition(profiles[0], profiles[1])

    def parts(one: Period, two: Period) -> dict[str, Fraction | float]:
        found = split(one, two)
        names = ("before", "after", "change", "within", "shift", "interaction")
        return {name: getattr(found, name) for name in names}

    errors, df = errors_of(before, after, parts)
    return replace(split(before, after), errors=errors, df=df)
