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

import numpy as np

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.grouped.curves import BetaCurve, CurveForm, LorenzCurve, QuadraticCurve
from povertykit.measures.grouped.data import GroupedData, one_number
from povertykit.measures.grouped.results import GroupedInequality, GroupedPoverty
from povertykit.measures.numbers import Floats, Number
from povertykit.measures.results import Cell, Language, Result, chosen
from povertykit.text_table import table

__all__ = ["CurveFit", "LorenzFit", "fit_lorenz"]


@dataclass(frozen=True, slots=True)
class CurveFit:
    """One curve, fitted to groups.

    Attributes:
        curve: the curve.
        population: the shares of the population at the ordinates; the last is 1.
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

    def squared_error(self, headcount: float | None = None) -> float:
        """The sum of squared errors.

        Args:
            headcount: up to there, and at the next ordinate, be it that of the whole population, which a curve misses
                whose L(1) is not 1. At the ends of all groups but the last where left out.
        """
        if headcount is None:
            return sum(error**2 for error in self.errors[:-1])
        count = sum(population < headcount for population in self.population) + 1
        return sum(error**2 for error in self.errors[:count])


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
            return fit.squared_error(None if line is None else fit.curve.headcount_ratio(line))

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
            beyond_groups=not fit.population[0] <= poor <= fit.population[-2],
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

    def quantile(self, population: Number, *, form: CurveForm | str | None = None) -> float:
        """The welfare of the person at this rank: in the unit of the mean, or as a multiple of it where none is known.

        It answers as well which line makes so large a share of the population poor.

        Args:
            population: the share of the population up to there: 0.5 for the median.
            form: "quadratic" or "beta"; the better valid one where left out.

        Raises:
            InvalidInput: neither curve is valid.
            OutOfRange: not a share from 0 to 1.

        Examples:
            >>> fit = fit_lorenz(GroupedData.from_means([1500, 2700, 3700, 5100, 9800]))
            >>> line = fit.quantile(0.3)
            >>> round(line), round(fit.poverty(line, form="quadratic").headcount_ratio, 9)
            (2680, 0.3)
        """
        fit = self.better() if form is None else self.named(form)
        whole = 1.0 if self.data.mean is None else float(self.data.mean)
        return fit.curve.quantile(float(population)) * whole

    def shares(self, parts: int, *, form: CurveForm | str | None = None) -> tuple[float, ...]:
        """The shares of welfare of so many equal parts of the population, the poorest first.

        Args:
            parts: how many: 10 for tenths.
            form: "quadratic" or "beta"; the better valid one where left out.

        Raises:
            InvalidInput: neither curve is valid.
            OutOfRange: not a whole number of 1 or more.

        Examples:
            >>> fit = fit_lorenz(GroupedData.from_means([1500, 2700, 3700, 5100, 9800]))
            >>> [round(share, 4) for share in fit.shares(5)]
            [0.0662, 0.1174, 0.1636, 0.2228, 0.4301]
        """
        return (self.better() if form is None else self.named(form)).curve.shares(parts)

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each curve: its parameters, its squared error, whether it is valid, and its faults."""
        rows: list[dict[str, Cell]] = []
        for fit in (self.quadratic, self.beta):
            row: dict[str, Cell] = {"form": fit.curve.form.value}
            row |= {f"parameter_{at}": value for at, value in enumerate(fit.curve.parameters().values(), 1)}
            row |= {"squared_error": fit.squared_error(), "valid": fit.valid}
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
    population, ends = (*p.tolist(), 1.0), (*share.tolist(), 1.0)
    fits = []
    for curve, determined in zip(curves, (one, other), strict=True):
        errors = tuple(curve.share(at) - found for at, found in zip(population, ends, strict=True))
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
