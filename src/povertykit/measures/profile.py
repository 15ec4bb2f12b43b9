"""All measures of one kind at once: a table of poverty or of inequality, each row with its unit and conventions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final, TypeAlias

from povertykit.errors import InvalidInput, OutOfRange, UnknownName
from povertykit.measures.inequality.coefficients import GINI, HOOVER, gini, hoover
from povertykit.measures.inequality.entropy import (
    ATKINSON,
    MEAN_LOG_DEVIATION,
    THEIL_T,
    atkinson,
    mean_log_deviation,
    theil_t,
)
from povertykit.measures.inequality.quantile_shares import PALMA, QUINTILES, palma_ratio, quintile_share_ratio
from povertykit.measures.numbers import Numbers
from povertykit.measures.poverty.fgt import (
    FGT_NAMES,
    Line,
    Poor,
    headcount_ratio,
    poverty_conventions,
    poverty_gap_index,
    poverty_records,
    poverty_words,
    squared_poverty_gap_index,
)
from povertykit.measures.poverty.indices import (
    INCOME_GAP_RATIO,
    SEN,
    SST,
    WATTS,
    income_gap_ratio,
    sen_index,
    sst_index,
    watts_index,
)
from povertykit.measures.results import Cell, Label, Language, Result, chosen, shown_number
from povertykit.measures.sample import sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate
from povertykit.text_table import table

__all__ = ["Profile", "ProfileEntry", "inequality_profile", "poverty_profile"]

_Measure: TypeAlias = Callable[..., "Fraction | float | Estimate"]

_POVERTY: Final[tuple[tuple[Label, _Measure], ...]] = (
    (FGT_NAMES[0], headcount_ratio),
    (FGT_NAMES[1], poverty_gap_index),
    (FGT_NAMES[2], squared_poverty_gap_index),
    (INCOME_GAP_RATIO, income_gap_ratio),
    (WATTS, watts_index),
    (SEN, sen_index),
    (SST, sst_index),
)
_INEQUALITY: Final[tuple[tuple[Label, _Measure], ...]] = (
    (GINI, gini),
    (HOOVER, hoover),
    (THEIL_T, theil_t),
    (MEAN_LOG_DEVIATION, mean_log_deviation),
    (ATKINSON, atkinson),
    (PALMA, palma_ratio),
    (QUINTILES, partial(quintile_share_ratio, border="split")),
)


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """One measure of a profile.

    Attributes:
        label: what it is called, and its unit.
        value: the measure, exact where it can be; None where the welfare given does not admit it.
        se: its standard error, where there is a design.
        why: why there is no value.
        why_zh: the same in Chinese.
    """

    label: Label
    value: Fraction | float | None
    se: float | None = None
    why: str = ""
    why_zh: str = ""


@dataclass(frozen=True, slots=True)
class Profile(Result):
    """Several measures of the same records.

    Attributes:
        en: what is measured, in English.
        zh: the same in Chinese.
        entries: the measures.
        conventions: what was chosen among ways to reckon them.
        df: the degrees of freedom, where there is a design.
    """

    en: str
    zh: str
    entries: tuple[ProfileEntry, ...]
    conventions: tuple[tuple[str, str], ...]
    df: int | None

    def __getitem__(self, name: str) -> ProfileEntry:
        """A measure by its name, such as "gini".

        Raises:
            UnknownName: there is none of that name.
        """
        entries = {each.label.name: each for each in self.entries}
        if name not in entries:
            raise UnknownName.among(name, entries, "measure")
        return entries[name]

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each measure: its name, value, standard error, unit, and why there is none."""
        return [
            {"measure": each.label.name, "value": each.value, "se": each.se, "unit": each.label.unit.value}
            | {"why": each.why, **dict(self.conventions)}
            for each in self.entries
        ]

    def summary(self, language: Language = "en") -> str:
        """The measures in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = ["指标", "数值", "单位"] if zh else ["measure", "value", "unit"]
        rows = [
            [each.label.said(language), shown_number(each.value), each.label.unit.zh if zh else each.label.unit.en]
            for each in self.entries
        ]
        if self.df is not None:
            heading.insert(2, "标准误" if zh else "standard error")
            for row, each in zip(rows, self.entries, strict=True):
                row.insert(2, shown_number(each.se))
        head = self.zh if zh else self.en
        notes = [
            f"{each.label.zh}：{each.why_zh}" if zh else f"{each.label.en}: {each.why}"
            for each in self.entries
            if each.why
        ]
        return "\n".join([head, table(rows, heading, "", right=range(1, len(heading) - 1)), *notes])


def poverty_profile(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Profile:
    """The measures of poverty at once.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; each measure then has its standard error.
        poor: "below" the line, or "at_or_below".

    Raises:
        InvalidInput, OutOfRange: as `fgt` says; a measure that does not admit the welfare of some has no value, and
            says why.

    Examples:
        >>> print(poverty_profile([100, 110, 150, 160], 125))
        poverty, line 125, poor below it
        measure                        value  unit
        headcount ratio                  0.5  share
        poverty gap index               0.08  index
        squared poverty gap index     0.0136  index
        income gap ratio                0.16  share
        Watts index                0.0877442  index
        Sen index                       0.09  index
        Sen-Shorrocks-Thon index       0.125  index
    """
    records = poverty_records(welfare, poverty_line, weights, design, poor)
    said = poverty_conventions(records)
    en, zh = poverty_words(records)
    entries = [_entry(label, measure, (welfare, poverty_line), weights, design, poor) for label, measure in _POVERTY]
    df = None if design is None else design.df
    return Profile(f"poverty, {en}", f"贫困，{zh}", tuple(entries), tuple(said.items()), df)


def inequality_profile(welfare: Numbers, weights: Numbers | None = None, *, design: Design | None = None) -> Profile:
    """The measures of inequality at once; Atkinson's with an aversion of one half, S80/S20 of exact fifths ("split").

    Args:
        welfare: one number for each record.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; each measure then has its standard error.

    Raises:
        InvalidInput: as `gini` says; a measure that does not admit the welfare of some has no value, and says why.

    Examples:
        >>> found = inequality_profile([10, 20, 30, 40, 0])
        >>> found["gini"].value, found["mean_log_deviation"].value
        (Fraction(2, 5), None)
        >>> print(found["mean_log_deviation"].why.partition(";")[0])
        welfare: 1 record of zero or less, the first 0 at index 4
    """
    sample_of(welfare, weights, design)
    entries = [
        _entry(label, measure, (welfare, Fraction(1, 2)) if measure is atkinson else (welfare,), weights, design, None)
        for label, measure in _INEQUALITY
    ]
    df = None if design is None else design.df
    return Profile("inequality", "不平等", tuple(entries), (("atkinson_epsilon", "1/2"), ("border", "split")), df)


def _entry(
    label: Label,
    measure: _Measure,
    positional: tuple[object, ...],
    weights: Numbers | None,
    design: Design | None,
    poor: Poor | None,
) -> ProfileEntry:
    chosen_poor = {} if poor is None else {"poor": poor}
    try:
        if design is None:
            found = measure(*positional, weights=weights, **chosen_poor)
        else:
            found = measure(*positional, design=design, **chosen_poor)
    except (InvalidInput, OutOfRange) as error:  # the records were read before: the measure is not defined of them
        return ProfileEntry(label, None, why=str(error), why_zh=f"不适用：{error.zh or '该指标不适用于所给福利数据'}")
    if isinstance(found, Estimate):
        return ProfileEntry(label, found.value, found.se)
    return ProfileEntry(label, found)
