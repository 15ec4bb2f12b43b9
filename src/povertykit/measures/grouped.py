"""Poverty and inequality from published groups, by way of a Lorenz curve fitted to them.

The general quadratic and the beta curve are fitted by least squares to the ordinates between the groups, checked, and
the better one taken: a valid one before one that is not, then the smaller sum of squared errors, up to the headcount
where poverty is measured and at all ordinates otherwise (Datt 1998, and PovcalNet's code as the R package wbpip has
it). Where neither is valid, PovcalNet still reckons with what is left; here that is refused, unless it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp
from typing import Final

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.grouped_curves import BetaCurve, CurveForm, LorenzCurve, QuadraticCurve
from povertykit.measures.grouped_data import GroupedData, one_number
from povertykit.measures.numbers import Floats, Number
from povertykit.measures.results import Cell, Language, Result, chosen, shown_number
from povertykit.text_table import table

__all__ = ["CurveFit", "GroupedInequality", "GroupedPoverty", "LorenzFit", "fit_lorenz"]


@dataclass(frozen=True, slots=True)
class CurveFit:
    """One curve, fitted to groups.

    Attributes:
        curve: the curve.
        population: the shares of the population at the ordinates, the last one, 1, left out.
        errors: by how much the curve lies above the published share of welfare at each.
        determined: whether there is but one curve of least squares. Means that rise by equal steps have many quadratic
            ones.
    """

    curve: LorenzCurve
    population: tuple[float, ...]
    errors: tuple[float, ...]
    determined: bool = True

    @property
    def valid(self) -> bool:
        """Whether the groups determine the curve, and PovcalNet takes it for a Lorenz curve: `CurveChecks.valid`."""
        return self.determined and self.curve.checks().valid

    def squared_error(self, headcount: float = 1.0) -> float:
        """The sum of squared errors at the ordinates up to a headcount ratio, and at the next one."""
        count = sum(population < headcount for population in self.population) + 1
        return sum(error**2 for error in self.errors[:count])


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
        return [row | {"form": self.form.value, "valid": str(self.valid).lower(), "faults": faults}]

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
        return [row | tenths | {"squared_error": self.squared_error, "valid": str(self.valid).lower()}]

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


@dataclass(frozen=True, slots=True)
class LorenzFit(Result):
    """Both curves fitted to groups; poverty and inequality come from the better one, or from the one that is named.

    Attributes:
        data: the groups.
        quadratic: the general quadratic curve.
        beta: the beta curve.
    """

    data: GroupedData
    quadratic: CurveFit
    beta: CurveFit

    def named(self, form: CurveForm | str) -> CurveFit:
        """The fit of a form, "quadratic" or "beta", whether PovcalNet takes it for valid or not.

        Raises:
            InvalidInput: another form, or a curve that is convex nowhere, of which nothing can be reckoned.
        """
        for fit in (self.quadratic, self.beta):
            if fit.curve.form == form:
                if fit.curve.checks().concave_below == 1:
                    problem = f"the {fit.curve.form.en} curve is convex nowhere: {fit.curve.parameters()}"
                    raise InvalidInput(problem, field="form")
                return fit
        raise InvalidInput(f"got {form!r}", field="form", allowed="'quadratic' or 'beta'")

    def better(self, line: float | None = None) -> CurveFit:
        """The valid curve with the smaller squared error: up to the headcount at a line, or at all ordinates.

        Args:
            line: the poverty line divided by the mean; for inequality none.

        Raises:
            InvalidInput: neither curve is valid.
        """
        valid = [fit for fit in (self.quadratic, self.beta) if fit.valid]
        if not valid:
            faults = {fit.curve.form.en: "; ".join(_faults(fit, "en")) for fit in (self.quadratic, self.beta)}
            problem = "no curve is valid: " + ", ".join(f"{form} ({said})" for form, said in faults.items())
            remedy = "give form='quadratic' or form='beta': the result then carries its faults"
            raise InvalidInput(problem, field="form", remedy=remedy)

        def error(fit: CurveFit) -> float:
            return fit.squared_error(1.0 if line is None else fit.curve.headcount_ratio(line))

        return min(valid, key=error)

    def poverty(
        self, poverty_line: Number, mean: Number | None = None, *, form: CurveForm | str | None = None
    ) -> GroupedPoverty:
        """Poverty at a line.

        Args:
            poverty_line: in the unit of the mean, above zero.
            mean: another mean than that of the groups: that of national accounts, or of another year.
            form: "quadratic" or "beta"; the better valid one where left out.

        Raises:
            InvalidInput: no mean is known, neither curve is valid, or scipy of the extra `measures` is not installed.
            OutOfRange: a line or a mean that is not above zero.

        Examples:
            >>> fit = fit_lorenz(GroupedData.from_means([1500, 2700, 3700, 5100, 9800]))
            >>> print(fit.poverty(2500))
            line 2,500, mean 4,560, general quadratic Lorenz curve
              headcount ratio             0.265421
              poverty gap index          0.0839339
              squared poverty gap index  0.0368885
              Watts index                 0.113466
        """
        line = _given(poverty_line, "poverty_line")
        average = self.data.mean if mean is None else _given(mean, "mean")
        if average is None:
            raise InvalidInput("is not known", field="mean", remedy="give mean=, in the unit of the line")
        relative = float(line) / float(average)
        fit = self.better(relative) if form is None else self.named(form)
        curve, checks = fit.curve, fit.curve.checks()
        poor, watts = curve.headcount_ratio(relative), curve.watts_index(relative)
        return GroupedPoverty(
            poverty_line=line,
            mean=average,
            form=curve.form,
            headcount_ratio=poor,
            poverty_gap_index=curve.poverty_gap_index(relative),
            squared_poverty_gap_index=curve.squared_poverty_gap_index(relative),
            watts_index=watts,
            left_out=0.0 if watts is None else min(checks.negative_below, poor),
            squared_error=fit.squared_error(poor),
            valid=fit.valid,
            beyond_groups=not fit.population[0] <= poor <= fit.population[-1],
            faults=_faults(fit, "en"),
            faults_zh=_faults(fit, "zh"),
        )

    def inequality(self, *, form: CurveForm | str | None = None) -> GroupedInequality:
        """The Gini coefficient, the median and the shares of tenths.

        Args:
            form: "quadratic" or "beta"; the better valid one where left out.

        Raises:
            InvalidInput: neither curve is valid.

        Examples:
            >>> print(fit_lorenz(GroupedData.from_means([1500, 2700, 3700, 5100, 9800])).inequality())
            general quadratic Lorenz curve
              Gini coefficient          0.360193
              median                    3,719.09
              share of the poorest 40%  0.183546
              share of the richest 10%  0.278376
        """
        fit = self.better() if form is None else self.named(form)
        whole = 1.0 if self.data.mean is None else float(self.data.mean)
        return GroupedInequality(
            form=fit.curve.form,
            gini=fit.curve.gini(),
            median=fit.curve.quantile(0.5) * whole,
            shares=fit.curve.shares(10),
            squared_error=fit.squared_error(),
            valid=fit.valid,
        )

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each curve: its parameters, its squared error, whether it is valid, and its faults."""
        rows: list[dict[str, Cell]] = []
        for fit in (self.quadratic, self.beta):
            row: dict[str, Cell] = {"form": fit.curve.form.value}
            row |= {f"parameter_{at}": value for at, value in enumerate(fit.curve.parameters().values(), 1)}
            row |= {"squared_error": fit.squared_error(), "valid": str(fit.valid).lower()}
            rows.append(row | {"faults": "; ".join(_faults(fit, "en"))})
        return rows

    def summary(self, language: Language = "en") -> str:
        """Both curves in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = ("曲线", "参数", "误差平方和", "有效") if zh else ("curve", "parameters", "squared error", "valid")
        rows, notes = [], []
        for fit in (self.quadratic, self.beta):
            form = fit.curve.form.zh if zh else fit.curve.form.en
            parameters = ", ".join(f"{name} {value:.4f}" for name, value in fit.curve.parameters().items())
            said = ("是" if zh else "yes") if fit.valid else ("否" if zh else "no")
            rows.append((form, parameters, f"{fit.squared_error():.3g}", said))
            notes += [f"{form}：{each}" if zh else f"{form}: {each}" for each in _faults(fit, language)]
        return "\n".join([table(rows, heading, indent="", right={2}), *notes])

    def __str__(self) -> str:
        return self.summary()


def fit_lorenz(data: GroupedData) -> LorenzFit:
    """Fit the general quadratic and the beta Lorenz curve to groups, as Datt (1998) does.

    The quadratic comes from the least-squares regression of L(1 − L) on p² − L, L(p − 1) and p − L without a constant,
    the beta from that of log(p − L) on log p, log(1 − p) and a constant, both at the ends of all groups but the last.

    Args:
        data: the groups.

    Raises:
        InvalidInput: not groups, or groups of which no curve can be made.

    Examples:
        >>> print(fit_lorenz(GroupedData.from_means([1500, 2700, 3700, 5100, 9800])))
        curve              parameters                                squared error  valid
        general quadratic  a 0.9446, b -1.3136, c 0.1267                  1.03e-06  yes
        beta               theta 0.6411, gamma 0.9009, delta 0.5122       3.52e-07  no
        beta: welfare is negative for the poorest 0.0038
    """
    if not isinstance(data, GroupedData):
        raise InvalidInput(f"got {data!r}", field="data", allowed="groups made by GroupedData.from_means or the like")
    p = np.array([float(each) for each in data.population[:-1]])
    share = np.array([float(each) for each in data.welfare[:-1]])
    quadratic = _least_squares([p**2 - share, share * (p - 1), p - share], share * (1 - share))
    beta = _least_squares([np.ones_like(p), np.log(p), np.log(1 - p)], np.log(p - share))
    (a, b, c), one = quadratic
    (constant, gamma, delta), other = beta
    curves: list[LorenzCurve] = [QuadraticCurve(a, b, c), BetaCurve(exp(constant), gamma, delta)]
    population = tuple(p.tolist())
    fits = []
    for curve, determined in zip(curves, (one, other), strict=True):
        errors = tuple(curve.share(at) - found for at, found in zip(population, share.tolist(), strict=True))
        fits.append(CurveFit(curve, population, errors, determined))
    return LorenzFit(data, fits[0], fits[1])


def _least_squares(columns: list[Floats], goal: Floats) -> tuple[list[float], bool]:
    """The coefficients, and whether there are no others as good."""
    scale = [float(np.abs(each).max()) or 1.0 for each in columns]
    scaled = np.column_stack([each / size for each, size in zip(columns, scale, strict=True)])
    found, _, rank, _ = np.linalg.lstsq(scaled, goal, rcond=1e-10)
    return [value / size for value, size in zip(found.tolist(), scale, strict=True)], int(rank) == len(columns)


def _faults(fit: CurveFit, language: Language) -> tuple[str, ...]:
    several = "各组不足以唯一确定曲线" if language == "zh" else "the groups do not determine it"
    return (*(() if fit.determined else (several,)), *fit.curve.checks().faults(language))


def _given(value: Number, name: str) -> Fraction | float:
    number = one_number(value, name)
    if number <= 0:
        raise OutOfRange(f"got {value}", field=name, allowed="above zero")
    return number
