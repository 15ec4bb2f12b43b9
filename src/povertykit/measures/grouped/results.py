"""Poverty and inequality as a fitted Lorenz curve has them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from povertykit.measures.grouped.curves import CurveForm
from povertykit.measures.results import Cell, Language, Result, chosen, shown_number
from povertykit.text_table import table

__all__ = ["GroupedInequality", "GroupedPoverty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedPoverty(Result):
    """Poverty at a line, from a fitted curve.

    Attributes:
        poverty_line: in the unit of the mean.
        mean: of all.
        form: which curve it is reckoned from.
        headcount_ratio: the share of persons below the line.
        poverty_gap_index: the mean gap as a share of the line; None where the curve gives the poor less than nothing.
        squared_poverty_gap_index: the mean squared gap; None where the curve makes it larger than the gap.
        watts_index: the mean logarithm of the line by the welfare of the poor; None where it is not defined.
        left_out: the share of the population, the very poorest, that the Watts index leaves out, since the curve makes
            their welfare negative.
        squared_error: the curve's squared errors at the ordinates up to the headcount and at the next.
        valid: whether PovcalNet takes the curve for a Lorenz curve.
        beyond_groups: whether the headcount lies within the first or the last group, where no ordinate bounds it.
        faults: what is wrong with the curve, in English.
    """

    poverty_line: Fraction | float
    mean: Fraction | float
    form: CurveForm
    headcount_ratio: float
    poverty_gap_index: float | None
    squared_poverty_gap_index: float | None
    watts_index: float | None
    left_out: float
    squared_error: float
    valid: bool
    beyond_groups: bool
    faults: tuple[str, ...]
    faults_zh: tuple[str, ...]

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row, in the order of the attributes."""
        row: dict[str, Cell] = {name: getattr(self, name) for name in _POVERTY_COLUMNS}
        faults = "; ".join(self.faults)
        return [row | {"form": self.form.value, "valid": self.valid, "faults": faults}]

    def summary(self, language: Language = "en") -> str:
        """The measures in a table, in English ("en") or Chinese ("zh"), with what is doubtful about them."""
        zh = chosen(language)
        line, mean = shown_number(self.poverty_line), shown_number(self.mean)
        title = (
            f"贫困线 {line}，均值 {mean}，{self.form.zh}洛伦兹曲线"
            if zh
            else f"line {line}, mean {mean}, {self.form.en} Lorenz curve"
        )
        rows = [(words[zh], shown_number(getattr(self, name))) for name, words in _POVERTY_WORDS.items()]
        return "\n".join([title, table(rows, indent="  ", right={1}), *self._notes(zh)])

    def _notes(self, zh: bool) -> list[str]:
        notes = []
        if not self.valid:
            notes.append("该曲线不是有效的洛伦兹曲线，结果仅供参考" if zh else "NOT VALID as a Lorenz curve")
        faults = self.faults_zh if zh else self.faults
        notes += [f"{'曲线' if zh else 'curve'}：{each}" if zh else f"the curve: {each}" for each in faults]
        if self.beyond_groups:
            notes.append(
                "贫困人口止于首组或末组之内，结果由曲线外推"
                if zh
                else "the poor end within the first or last group: extrapolated"
            )
        return notes

    def __str__(self) -> str:
        return self.summary()


_POVERTY_WORDS: Final = {
    "headcount_ratio": ("headcount ratio", "贫困发生率"),
    "poverty_gap_index": ("poverty gap index", "贫困缺口率"),
    "squared_poverty_gap_index": ("squared poverty gap index", "平方贫困缺口率"),
    "watts_index": ("Watts index", "沃茨贫困指数"),
}
_POVERTY_COLUMNS: Final = (
    "poverty_line",
    "mean",
    "form",
    *_POVERTY_WORDS,
    "left_out",
    "squared_error",
    "beyond_groups",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedInequality(Result):
    """Inequality, from a fitted curve.

    Attributes:
        form: which curve it is reckoned from.
        gini: the Gini coefficient.
        median: as a multiple of the mean, or in its unit where the mean is known.
        shares: the shares of welfare of the tenths of the population, the poorest first.
        squared_error: the curve's squared errors at all ordinates.
        valid: whether PovcalNet takes the curve for a Lorenz curve.
    """

    form: CurveForm
    gini: float
    median: float
    shares: tuple[float, ...]
    squared_error: float
    valid: bool

    def to_rows(self) -> list[dict[str, Cell]]:
        """One row, the shares in columns of their own."""
        tenths: dict[str, Cell] = {f"share_{part}": share for part, share in enumerate(self.shares, 1)}
        row: dict[str, Cell] = {"form": self.form.value, "gini": self.gini, "median": self.median}
        return [row | tenths | {"squared_error": self.squared_error, "valid": self.valid}]

    def summary(self, language: Language = "en") -> str:
        """The measures in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        rows = [
            ("基尼系数" if zh else "Gini coefficient", shown_number(self.gini)),
            ("中位数" if zh else "median", shown_number(self.median)),
            ("最穷 40% 的份额" if zh else "share of the poorest 40%", shown_number(sum(self.shares[:4]))),
            ("最富 10% 的份额" if zh else "share of the richest 10%", shown_number(self.shares[-1])),
        ]
        title = f"{self.form.zh}洛伦兹曲线" if zh else f"{self.form.en} Lorenz curve"
        return f"{title}\n{table(rows, indent='  ', right={1})}"

    def __str__(self) -> str:
        return self.summary()
