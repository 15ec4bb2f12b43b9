"""How poverty in many dimensions changes between two samples: absolute, relative and by the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Generic

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange, UnknownName
from povertykit.measures.multidimensional.results import MultidimensionalPoverty
from povertykit.measures.numbers import Number, as_written, finite
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen, shown_number
from povertykit.measures.survey.estimate import Estimate, V, difference_of_surveys, plain
from povertykit.text_table import table

__all__ = ["FigureChange", "MultidimensionalChange", "multidimensional_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange(Generic[V]):
    """One figure before and after.

    Attributes:
        measure: its name, as an attribute of `MultidimensionalPoverty` or of its indicators.
        of: the indicator or dimension that it is of; "" for all.
        before: before.
        after: after.
        absolute: after less before.
        relative: the absolute change as a share of what was before; None where that is zero.
        absolute_by_year: the absolute change over the years between.
        relative_by_year: the steady rate of change a year that leads from before to after; None where before is zero.
    """

    measure: str
    of: str
    before: V | None
    after: V | None
    absolute: V | None
    relative: V | None
    absolute_by_year: V | None
    relative_by_year: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MultidimensionalChange(Result, Generic[V]):
    """How poverty in many dimensions changes between two samples.

    Attributes:
        years: between the two.
        changes: of each figure.
    """

    years: Fraction
    changes: tuple[FigureChange[V], ...]

    def change(self, measure: str, of: str = "") -> FigureChange[V]:
        """The change of one figure, by its name and, where it is of one, by indicator or dimension.

        Raises:
            UnknownName: there is none of that name.
        """
        changes = {(each.measure, each.of): each for each in self.changes}
        if (measure, of) not in changes:
            known = [each.of for each in self.changes if each.measure == measure]
            if not known:
                raise UnknownName.among(measure, (each.measure for each in self.changes), "measure")
            raise UnknownName.among(of, known, "of")
        return changes[measure, of]

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row for each figure, with the standard error of the change where there are designs."""
        rows: list[dict[str, Cell]] = []
        for each in self.changes:
            row: dict[str, Cell] = {"measure": each.measure, "of": each.of}
            for name in ("before", "after", "absolute", "relative", "absolute_by_year"):
                row[name] = plain(getattr(each, name))
            row["relative_by_year"] = each.relative_by_year
            row["se_absolute"] = each.absolute.se if isinstance(each.absolute, Estimate) else None
            row["se_relative"] = each.relative.se if isinstance(each.relative, Estimate) else None
            rows.append(row)
        return rows

    def summary(self, language: Language = "en") -> str:
        """The changes in a table, in English ("en") or Chinese ("zh")."""
        heading = (
            ("指标", "对象", "基期", "报告期", "绝对变化", "相对变化", "年均绝对变化", "年均变化率")
            if chosen(language)
            else ("measure", "of", "before", "after", "absolute", "relative", "absolute a year", "relative a year")
        )
        rows = [
            (
                _NAMES[each.measure][chosen(language)],
                each.of or "-",
                *(
                    shown_number(plain(value), 5)
                    for value in (each.before, each.after, each.absolute, each.relative, each.absolute_by_year)
                ),
                shown_number(each.relative_by_year, 5),
            )
            for each in self.changes
        ]
        return table(rows, heading, indent="", right={2, 3, 4, 5, 6, 7})


_NAMES: Final = {
    "headcount_ratio": ("H", "H"),
    "intensity": ("A", "A"),
    "m0": ("M0", "M0"),
    "m1": ("M1", "M1"),
    "m2": ("M2", "M2"),
    "vulnerable": ("vulnerable", "脆弱人口比例"),
    "severe": ("severe", "严重贫困人口比例"),
    "uncensored_headcount_ratio": ("uncensored", "未删截发生率"),
    "censored_headcount_ratio": ("censored", "删截发生率"),
    "contribution": ("contribution", "绝对贡献"),
    "percentage_contribution": ("share of M0", "贡献率"),
    "dimension_contribution": ("contribution", "绝对贡献"),
    "dimension_percentage_contribution": ("share of M0", "贡献率"),
}


def multidimensional_change(
    before: MultidimensionalPoverty[V], after: MultidimensionalPoverty[V], years: Number
) -> MultidimensionalChange[V]:
    """How poverty in many dimensions changed between two samples measured alike.

    With designs each change is an `Estimate`: of one design with the covariance of its two domains, of two designs as
    of two surveys drawn independently.

    Args:
        before: the earlier measurement.
        after: the later one, of the same indicators, weights and cutoff.
        years: between the two, above zero.

    Raises:
        InvalidInput: the two were not measured alike, or not both with a design or both without.
        OutOfRange: years of zero or less.

    Examples:
        >>> from povertykit.measures import multidimensional_poverty
        >>> cutoffs = {"water": 1, "light": 1}
        >>> early = multidimensional_poverty({"water": [0, 0, 1, 1], "light": [0, 0, 0, 1]}, cutoffs, poverty_cutoff=1)
        >>> late = multidimensional_poverty({"water": [0, 1, 1, 1], "light": [0, 0, 1, 1]}, cutoffs, poverty_cutoff=1)
        >>> found = multidimensional_change(early, late, 2).change("m0")
        >>> found.absolute, found.relative, found.absolute_by_year, round(found.relative_by_year, 6)
        (Fraction(-1, 4), Fraction(-1, 2), Fraction(-1, 8), -0.292893)
    """
    for name, each in (("before", before), ("after", after)):
        if not isinstance(each, MultidimensionalPoverty):
            raise InvalidInput(f"got {each!r}", field=name, allowed="what multidimensional_poverty found")
    if finite(years, "years", "a number above zero") <= 0:
        raise OutOfRange(f"got {years}", field="years", allowed="above zero")
    _alike(before, after)
    span = as_written(years)
    pairs = zip(before.figures(), after.figures(), strict=True)
    found = tuple(_change(name, of, one, other, span) for (name, of, one), (_, _, other) in pairs)
    return MultidimensionalChange(years=span, changes=found)


def _alike(before: MultidimensionalPoverty[Any], after: MultidimensionalPoverty[Any]) -> None:
    def shape(each: MultidimensionalPoverty[Any]) -> Iterator[tuple[str, object]]:
        yield "indicators, dimensions or weights", [(one.name, one.dimension, one.weight) for one in each.indicators]
        yield "poverty cutoffs", (each.poverty_cutoff, each.poor)
        yield "bands", (each.vulnerable_from, each.severe_from)
        yield "designs (one has none)", isinstance(each.m0, Estimate)

    for (what, one), (_, other) in zip(shape(before), shape(after), strict=True):
        if one != other:
            raise InvalidInput(f"have unlike {what}", field="before and after", allowed="two measured alike")


def _change(name: str, of: str, before: Any, after: Any, years: Fraction) -> FigureChange[Any]:
    if before is None or after is None:
        return _undefined(name, of, before, after)
    if isinstance(before, Estimate):
        absolute = after - before if after.design.base is before.design.base else difference_of_surveys(after, before)
        by_year: Any = _scaled(absolute, 1 / float(years))
        relative: Any = _relative(before, after, absolute)
    else:
        absolute = after - before
        by_year = absolute / years if isinstance(absolute, Fraction) else absolute / float(years)
        relative = absolute / before if before else None
    first, last = float(plain(before)), float(plain(after))  # type: ignore[arg-type]
    steady = (last / first) ** (1 / float(years)) - 1 if first else None
    return FigureChange(
        measure=name,
        of=of,
        before=before,
        after=after,
        absolute=absolute,
        relative=relative,
        absolute_by_year=by_year,
        relative_by_year=steady,
    )


def _undefined(name: str, of: str, before: Any, after: Any) -> FigureChange[Any]:
    return FigureChange(
        measure=name,
        of=of,
        before=before,
        after=after,
        absolute=None,
        relative=None,
        absolute_by_year=None,
        relative_by_year=None,
    )


def _scaled(estimate: Estimate, factor: float) -> Estimate:
    label = Label(
        f"{estimate.label.name} by year",
        f"{estimate.label.en} by year",
        f"{estimate.label.zh}（年均）",
        MeasureUnit.RATE,
    )
    return Estimate(
        label,
        estimate.value * factor,
        estimate.df,
        estimate.conventions,
        design=estimate.design,
        contributions=estimate.contributions * factor,
    )


def _relative(before: Estimate, after: Estimate, absolute: Estimate) -> Estimate | None:
    """The relative change, linearised: after / before - 1."""
    if not before.value:
        return None
    share = after.value / before.value
    if before.design.base is after.design.base:
        contributions = (after.contributions - share * before.contributions) / before.value
    else:  # the joined design holds what the later survey contributes, then the earlier one
        contributions = np.concatenate([after.contributions, -share * before.contributions]) / before.value
    label = Label(
        f"relative change of {before.label.name}",
        f"relative change of {before.label.en}",
        f"{before.label.zh}的相对变化",
        MeasureUnit.RATE,
    )
    return Estimate(
        label, share - 1, absolute.df, absolute.conventions, design=absolute.design, contributions=contributions
    )
