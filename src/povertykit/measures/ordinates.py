"""Figures for each of several shares of the population: ordinates of a curve, shares of quantile groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.numbers import Floats, Number, as_written, finite
from povertykit.measures.results import Cell, Label, Language, MeasureUnit, Result, chosen, plain_data, shown_number
from povertykit.measures.sample import Sample, measured
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate, shown_figure
from povertykit.text_table import table

__all__ = ["Ordinates", "measured_at", "shares_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Ordinates(Result):
    """A figure for each of several shares of the population.

    Attributes:
        label: what the figures are, and their unit.
        shares: of the population, from its poorest, up to which each figure is taken.
        values: the figures: `Fraction` where what was given is exact, float otherwise.
        estimates: the figures with their sampling errors, where there is a survey design.
        conventions: what was chosen among ways to reckon them.
    """

    label: Label
    shares: tuple[Fraction, ...]
    values: tuple[Fraction | float, ...]
    estimates: tuple[Estimate, ...] | None = None
    conventions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each share: the share, the figure, and with a design its standard error and degrees of freedom."""
        rows: list[dict[str, Cell]] = []
        for at, (share, value) in enumerate(zip(self.shares, self.values, strict=True)):
            row: dict[str, Cell] = {"measure": self.label.name, "share": share, "value": value}
            if self.estimates is not None:
                row |= {"se": self.estimates[at].se, "df": self.estimates[at].df}
            rows.append(row | {"unit": self.label.unit.value} | dict(self.conventions))
        return rows

    def to_dict(self) -> dict[str, object]:
        """One dict of plain data: the measure, its unit and conventions, and the figures under "rows"."""
        own = ("share", "value", "se", "df")
        rows = [plain_data({name: row[name] for name in own if name in row}) for row in self.to_rows()]
        return {"measure": self.label.name, "unit": self.label.unit.value, **self.conventions, "rows": rows}

    def summary(self, language: Language = "en") -> str:
        """The figures as a table, in English ("en") or Chinese ("zh")."""
        chinese = chosen(language)
        money = self.label.unit is MeasureUnit.FEN
        unit = "元" if chinese else "yuan"
        if not money:
            unit = self.label.unit.zh if chinese else self.label.unit.en
        if self.label.unit in (MeasureUnit.SHARE, MeasureUnit.INDEX):
            unit = ""
        named = f"{self.label.zh}（{unit}）" if chinese else f"{self.label.en} ({unit})"
        if not unit:
            named = self.label.said(language)
        heading = ["人口累计比例", named] if chinese else ["share of persons", named]
        if self.estimates is not None:
            heading.append("标准误" if chinese else "standard error")
        figures = (
            self.values if self.estimates is None else zip(self.values, (e.se for e in self.estimates), strict=True)
        )
        rows = [
            [
                shown_number(share),
                *(shown_figure(each, self.label.unit) for each in (row if isinstance(row, tuple) else (row,))),
            ]
            for share, row in zip(self.shares, figures, strict=True)
        ]
        return table(rows, heading, "", right=set(range(len(heading))))


def measured_at(
    label: Label,
    sample: Sample,
    design: Design | None,
    shares: Sequence[Fraction],
    value: Callable[[Sample, Fraction], Fraction | float],
    influence: Callable[[Sample, Fraction, float], Floats | tuple[Floats, Floats]],
    conventions: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[Fraction | float, ...], tuple[Estimate, ...] | None]:
    """The values of a curve at shares of the population, and its estimates there where there is a design.

    Args:
        label: what the curve is called.
        sample: the records.
        design: the survey design, if there is one.
        shares: where.
        value: of the curve, for a sample and a share.
        influence: its linearised variable, for a sample, a share and the value there.
        conventions: what was chosen among ways to reckon it.
    """
    found = [
        measured(
            label,
            sample,
            design,
            lambda sample, share=share: value(sample, share),  # type: ignore[misc]
            lambda sample, estimate, share=share: influence(sample, share, estimate),  # type: ignore[misc]
            {**conventions, "share": str(share)},
        )
        for share in shares
    ]
    estimates = tuple(each for each in found if isinstance(each, Estimate))
    values = tuple(each.value if isinstance(each, Estimate) else each for each in found)
    return values, None if design is None else estimates


def shares_of(shares: int | Sequence[Number]) -> tuple[Fraction, ...]:
    """Shares of the population: so many equal steps up to the whole, or the shares given.

    Raises:
        InvalidInput: not a whole number of 1 or more, not numbers, or none.
        OutOfRange: a share that is not between 0 and 1.

    Examples:
        >>> shares_of(2), shares_of([0.1])
        ((Fraction(1, 2), Fraction(1, 1)), (Fraction(1, 10),))
    """
    if isinstance(shares, int) and not isinstance(shares, bool):
        if shares < 1:
            raise OutOfRange(f"got {shares}", field="shares", allowed="1 part or more")
        return tuple(Fraction(part, shares) for part in range(1, shares + 1))
    if isinstance(shares, bool | str) or not hasattr(shares, "__iter__") or not len(shares):
        raise InvalidInput(f"got {shares!r}", field="shares", allowed="how many equal parts, or a list of shares")
    return tuple(_share(each) for each in shares)


def _share(value: Number) -> Fraction:
    if not 0 <= finite(value, "shares", "numbers from 0 to 1") <= 1:
        raise OutOfRange(f"got {value}", field="shares", allowed="from 0 to 1")
    return as_written(value)
