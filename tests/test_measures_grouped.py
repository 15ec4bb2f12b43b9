"""Grouped data: published values of fitted Lorenz curves, numerical integration, properties and bad input."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from math import inf, log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures import (
    BetaCurve,
    GroupedData,
    LorenzCurve,
    QuadraticCurve,
    fit_lorenz,
    headcount_ratio,
    poverty_gap_index,
    squared_poverty_gap_index,
    synthetic_distribution,
)

# Rural India in 1983, the worked example of Datt (1998), as the R packages pipr, pipster and wbpip carry it: classes of
# monthly expenditure with the percentage of persons and the mean of each, and the ordinates rounded by Datt.
PERSONS = [0.92, 2.47, 5.11, 7.9, 9.69, 15.24, 13.64, 16.99, 10, 9.78, 3.96, 1.81, 2.49]
MEANS = [24.84, 35.8, 45.36, 55.1, 64.92, 77.08, 91.75, 110.64, 134.9, 167.76, 215.48, 261.66, 384.97]
P = [0.0092, 0.0339, 0.085, 0.164, 0.2609, 0.4133, 0.5497, 0.7196, 0.8196, 0.9174, 0.957, 0.9751, 1]
L = [0.00208, 0.01013, 0.03122, 0.07083, 0.12808, 0.23498, 0.34887, 0.51994, 0.6427, 0.79201, 0.86966, 0.91277, 1]
INDIA = GroupedData.from_lorenz(P, L, 109.9)
INDIA_FIT = fit_lorenz(INDIA)

# The ordinates of wbpip's test-gd_compute_pip_stats_lq.R, and the curves that its tests state.
WB_P = [0.0005, 0.0032, 0.0148, 0.0443, 0.0991, 0.257, 0.4385, 0.5938, 0.7089, 1]
WB_L = [
    5.824760527229386e-05,
    0.000604029410841011,
    0.0037949334793616948,
    0.013988878652244477,
    0.036992164583098786,
    0.12140708906131342,
    0.24531391873082081,
    0.37446670169288321,
    0.48753116241194566,
    1,
]
WB_MEAN, WB_LINE = 51.5660557757944, 57.791666666666664
WB_QUADRATIC = QuadraticCurve(0.795981535745657, -1.4445933880119242, 0.14728191995919815)
WB_BETA = BetaCurve(0.57803721740313529, 0.94205090386544987, 0.52578600019473676)
WBPIP, PIPSTER = "wbpip tests/testthat/test-gd_compute_pip_stats_", "pipster tests/testthat/test-pipgd_"

# National Bureau of Statistics, China Statistical Yearbook 2008, table 9-23, fifths of rural households in 2007.
CHINA_2007 = GroupedData.from_means(
    [Decimal(mean) for mean in ("1346.89", "2581.75", "3658.83", "5129.78", "9790.68")],
    [Decimal(size) for size in ("4.57", "4.31", "4.05", "3.81", "3.40")],
)


@pytest.mark.parametrize(
    ("measure", "expected", "tolerance", "source"),
    [
        ("headcount_ratio", 0.4506, 5e-5, "Datt 1998, rural India 1983, line 89: 45.06%"),
        ("poverty_gap_index", 0.1247, 5e-5, "Datt 1998, rural India 1983, line 89: 12.47%"),
    ],
)
def test_the_worked_example_of_datt(measure: str, expected: float, tolerance: float, source: str) -> None:
    poverty = INDIA_FIT.poverty(89)
    assert poverty.form == "quadratic"
    assert abs(getattr(poverty, measure) - expected) <= tolerance, source


def test_the_classes_of_datt_give_the_ordinates_that_he_rounded() -> None:
    data = GroupedData.from_means(MEANS, PERSONS)
    assert abs(float(data.mean or 0) - 109.9) < 0.02
    assert max(abs(float(one) - two) for one, two in zip(data.population, P, strict=True)) < 1e-9
    assert max(abs(float(one) - two) for one, two in zip(data.welfare, L, strict=True)) < 7e-6


@pytest.mark.parametrize(
    ("curve", "mean", "line", "measure", "expected", "tolerance", "source"),
    [
        (WB_QUADRATIC, WB_MEAN, WB_LINE, "headcount_ratio", 0.76005810499191284, 5e-8, WBPIP + "lq.R: 7 digits"),
        (WB_QUADRATIC, WB_MEAN, WB_LINE, "poverty_gap_index", 0.27617606019159308, 1e-12, WBPIP + "lq.R"),
        (WB_QUADRATIC, WB_MEAN, WB_LINE, "squared_poverty_gap_index", 0.12832887439632906, 1e-12, WBPIP + "lq.R"),
        (WB_BETA, WB_MEAN, WB_LINE, "headcount_ratio", 0.718339386776914, 1e-6, WBPIP + "lb.R"),
        (WB_BETA, WB_MEAN, WB_LINE, "poverty_gap_index", 0.27137498479545558, 1e-9, WBPIP + "lb.R"),
        (WB_BETA, WB_MEAN, WB_LINE, "squared_poverty_gap_index", 0.12933674851941607, 1e-9, WBPIP + "lb.R"),
        (INDIA_FIT.beta.curve, 1, 1, "poverty_gap_index", 0.205233231505016, 1e-8, PIPSTER + "pov.R"),
        (INDIA_FIT.beta.curve, 1, 1, "squared_poverty_gap_index", 0.0902182821029137, 1e-8, PIPSTER + "pov.R"),
    ],
)
def test_published_poverty(
    curve: LorenzCurve, mean: float, line: float, measure: str, expected: float, tolerance: float, source: str
) -> None:
    assert abs(getattr(curve, measure)(line / mean) - expected) <= tolerance, source


@pytest.mark.parametrize(
    ("curve", "parts", "expected", "source"),
    [
        (INDIA_FIT.beta.curve, 8, [0.0500334254250001, 0.119298465024495, 0.203491486891788], PIPSTER + "dist.R"),
        (INDIA_FIT.quadratic.curve, 8, [0.0509485786496592, 0.120430587750321, 0.205377235320994], PIPSTER + "dist.R"),
        (
            WB_QUADRATIC,
            10,
            np.cumsum([0.037459351271787455, 0.050102491249992831, 0.060098424008397155]),
            WBPIP + "lq.R",
        ),
        (WB_BETA, 10, np.cumsum([0.0375048593336125, 0.0496360493447891, 0.058713139008492066]), WBPIP + "lb.R"),
    ],
)
def test_published_shares(curve: LorenzCurve, parts: int, expected: Any, source: str) -> None:
    found = np.cumsum(curve.shares(parts))
    assert np.abs(found[: len(expected)] - expected).max() < 1e-9, source
    assert abs(found[-1] - 1) < 1e-12


@pytest.mark.parametrize(
    ("curve", "gini", "tolerance", "median", "source"),
    [
        (WB_QUADRATIC, 0.32126464221602591, 1e-12, 42.247782467994874, WBPIP + "lq.R"),
        # wbpip adds up the beta curve at 1,000 points; the beta function gives 0.3123688, 2.3e-6 more.
        (WB_BETA, 0.31236656171451094, 3e-6, 42.594731176686537, WBPIP + "lb.R"),
    ],
)
def test_published_inequality(curve: LorenzCurve, gini: float, tolerance: float, median: float, source: str) -> None:
    assert abs(curve.gini() - gini) <= tolerance, source
    assert abs(curve.quantile(0.5) * WB_MEAN - median) < 1e-9, source


def test_the_published_fit() -> None:
    """wbpip tests/testthat/test-gd_compute_pip_stats_lq.R: coefficients and errors."""
    fit = fit_lorenz(GroupedData.from_lorenz(WB_P, WB_L, WB_MEAN))
    for name, expected in WB_QUADRATIC.parameters().items():
        assert abs(fit.quadratic.curve.parameters()[name] - expected) < 1e-9
    for name, expected in WB_BETA.parameters().items():
        assert abs(fit.beta.curve.parameters()[name] - expected) < 1e-9
    assert abs(fit.quadratic.squared_error() - 2.5301549524661934e-06) < 1e-15
    # All ordinates but the last stand below this headcount, so the next is that of the whole population, which the
    # curve misses: its L(1) is 0.943.
    assert abs(fit.quadratic.squared_error(0.76005810499191284) - 0.0032215656135074632) < 1e-12
    assert fit.quadratic.squared_error(0.2) == sum(error**2 for error in fit.quadratic.errors[:6])  # up to 0.257


def test_wbpip_counts_the_first_cell_of_the_watts_index_twice() -> None:
    """Published 0.39088363448720104; numerical integration gives 0.38176674, less the cell that is added twice."""
    line = WB_LINE / WB_MEAN
    poor = WB_QUADRATIC.headcount_ratio(line)
    exact, _ = quad(lambda at: log(line / WB_QUADRATIC.slope(at)), 0, poor, epsabs=1e-12)
    found = WB_QUADRATIC.watts_index(line)
    assert found is not None
    assert abs(found - exact) < 1e-9
    cell = poor * 0.01
    assert abs(found - log(WB_QUADRATIC.slope(cell / 2)) * cell - 0.39088363448720104) < 2e-4


@pytest.mark.parametrize(
    ("curve", "source"),
    [
        (BetaCurve(1.5059569306828811, 1.2068983362374488, 0.60013901263412039), WBPIP + "lb.R"),
        (BetaCurve(1, 0.3, 0.2), WBPIP + "lb.R"),
        (QuadraticCurve(0.78554131924835879, -1.9856022109519547, -0.30597079435662672), WBPIP + "lq.R"),
    ],
)
def test_curves_published_as_invalid(curve: LorenzCurve, source: str) -> None:
    checks = curve.checks()
    assert not checks.valid, source
    assert not checks.strict
    assert checks.faults()
    assert len(checks.faults("zh")) == len(checks.faults())


# The closed forms against numerical integration.

CURVES = [
    WB_QUADRATIC,
    WB_BETA,
    INDIA_FIT.quadratic.curve,
    INDIA_FIT.beta.curve,
    QuadraticCurve(1.5, -2.46, 0.1),  # m above 0: a hyperbola
    QuadraticCurve(1.44, -2.4, 0.2),  # m of 0: a parabola
    BetaCurve(0.6, 1.0, 0.5),
    BetaCurve(0.5, 0.9, 0.45),  # the third incomplete beta function does not exist as such
]


@pytest.mark.parametrize("curve", CURVES, ids=str)
@pytest.mark.parametrize("line", [0.4, 0.6, 1.0, 1.7])
def test_closed_forms_are_what_integration_gives(curve: LorenzCurve, line: float) -> None:
    poor = curve.headcount_ratio(line)
    if poor in (0.0, 1.0):
        assert line <= curve.slope(1e-9) if poor == 0 else line >= curve.slope(1 - 1e-9)
        return
    assert abs(curve.slope(poor) - line) < 1e-6

    def integral(power: int) -> float:
        # Ranks by their cube: the slope of a beta curve has no bound at the bottom.
        value, _ = quad(lambda at: 3 * at**2 * (1 - curve.slope(poor * at**3) / line) ** power, 0, 1, epsabs=1e-13)
        return float(poor * value)

    gap, squared = curve.poverty_gap_index(line), curve.squared_poverty_gap_index(line)
    assert gap is not None
    assert squared is not None
    assert abs(gap - integral(1)) < 1e-8
    assert abs(squared - integral(2)) < 1e-8


@pytest.mark.parametrize("curve", CURVES, ids=str)
def test_gini_is_what_integration_gives(curve: LorenzCurve) -> None:
    area, _ = quad(curve.share, 0, 1, epsabs=1e-13)
    assert abs(curve.gini() - (1 - 2 * area)) < 1e-9


def test_no_squared_gap_and_no_watts_where_the_curve_has_none() -> None:
    steep = BetaCurve(0.3, 0.5, 0.5)
    assert steep.squared_poverty_gap_index(0.5) is None
    assert steep.watts_index(0.5) is None
    assert BetaCurve(0.3, 0.9, 0.5).poverty_gap_index(1e-3) is None  # all who are poor have less than nothing


def test_a_curve_that_begins_at_nothing_has_a_watts_index() -> None:
    level = QuadraticCurve(1.1, -1.5, 0.0)
    assert level.slope(0.0) == 0
    exact, _ = quad(lambda at: 3 * at**2 * log(0.5 / level.slope(level.headcount_ratio(0.5) * at**3)), 0, 1)
    assert level.watts_index(0.5) == pytest.approx(level.headcount_ratio(0.5) * exact, rel=1e-6)


def test_lines_beyond_the_curve() -> None:
    flat = QuadraticCurve(1.5, -2.46, 0.1)
    assert flat.headcount_ratio(flat.slope(0.0)) == 0
    assert flat.headcount_ratio(flat.slope(1.0)) == 1
    assert flat.poverty_gap_index(flat.slope(0.0) / 2) == 0
    assert flat.watts_index(flat.slope(0.0) / 2) == 0
    assert flat.squared_poverty_gap_index(flat.slope(0.0) / 2) == 0
    assert WB_BETA.slope(0) == -inf
    assert WB_BETA.slope(1) == inf


# Which curve is taken.


def test_the_valid_curve_with_the_smaller_error_is_taken() -> None:
    assert INDIA_FIT.quadratic.valid
    assert INDIA_FIT.beta.valid
    assert INDIA_FIT.quadratic.squared_error() < INDIA_FIT.beta.squared_error()
    assert INDIA_FIT.better() is INDIA_FIT.quadratic
    errors = {fit: fit.squared_error(fit.curve.headcount_ratio(0.2)) for fit in (INDIA_FIT.quadratic, INDIA_FIT.beta)}
    assert INDIA_FIT.better(0.2) is min(errors, key=lambda fit: errors[fit])


def test_a_valid_curve_is_taken_before_one_that_fits_better_but_is_not() -> None:
    fit = fit_lorenz(CHINA_2007)
    assert fit.beta.squared_error() < fit.quadratic.squared_error()
    assert not fit.beta.valid
    assert fit.better() is fit.quadratic


def test_where_no_curve_is_valid_nothing_is_reckoned_unless_it_is_asked_for() -> None:
    fit = fit_lorenz(GroupedData.from_means([1000, 2000, 3000, 4000, 10_000]))
    with pytest.raises(InvalidInput, match="no curve is valid: general quadratic"):
        fit.poverty(1500)
    with pytest.raises(InvalidInput, match="no curve is valid"):
        fit.inequality()
    asked = fit.poverty(1500, form="quadratic")
    assert not asked.valid
    assert asked.faults == ("L(1) is 0.8587, not 1",)
    assert "NOT VALID" in str(asked)
    assert "不是有效的洛伦兹曲线" in asked.summary("zh")
    assert asked.watts_index is None


def test_means_that_rise_by_equal_steps_leave_the_beta_curve() -> None:
    """Welfare spread evenly has L = p − θ p (1 − p): the regressors of the quadratic curve are the same then."""
    fit = fit_lorenz(GroupedData.from_means([110, 120, 130, 140]))
    assert not fit.quadratic.determined
    assert "the groups do not determine it" in str(fit)
    assert fit.better() is fit.beta
    assert fit.beta.squared_error() < 1e-25
    assert abs(fit.poverty(125).headcount_ratio - 0.5) < 1e-9  # from 105 to 145
    assert abs(fit.poverty(115).headcount_ratio - 0.25) < 1e-9


def test_poor_within_the_first_group_are_said_to_be_extrapolated() -> None:
    poverty = fit_lorenz(CHINA_2007).poverty(1067)
    assert poverty.headcount_ratio < 0.2
    assert poverty.beyond_groups
    assert "extrapolated" in str(poverty)
    assert not fit_lorenz(CHINA_2007).poverty(3000).beyond_groups


# Properties.

means_of_groups = st.lists(st.integers(1, 40), min_size=4, max_size=12).map(
    lambda steps: [100 + sum(steps[: at + 1]) * 10 for at in range(len(steps))]
)


@given(means_of_groups, st.integers(2, 1000))
@settings(max_examples=40, deadline=None)
def test_the_unit_of_welfare_does_not_matter(means: list[int], factor: int) -> None:
    one = fit_lorenz(GroupedData.from_means(means))
    two = fit_lorenz(GroupedData.from_means([mean * factor for mean in means]))
    assert one.data.population == two.data.population
    assert one.data.welfare == two.data.welfare
    line = int(sum(means) / len(means))
    for form in ("quadratic", "beta"):
        if getattr(one, form).curve.checks().concave_below < 1:
            first = one.poverty(line, form=form)
            last = two.poverty(line * factor, form=form)
            assert abs(first.headcount_ratio - last.headcount_ratio) < 1e-9
            assert first.poverty_gap_index == pytest.approx(last.poverty_gap_index, abs=1e-9)


@given(means_of_groups)
@settings(max_examples=40, deadline=None)
def test_poverty_rises_with_the_line_and_measures_are_in_order(means: list[int]) -> None:
    fit = fit_lorenz(GroupedData.from_means(means))
    valid = [each for each in (fit.quadratic, fit.beta) if each.valid]
    for each in valid:
        lines = [0.3, 0.6, 1.0, 1.5]
        found = [each.curve.headcount_ratio(line) for line in lines]
        assert found == sorted(found)
        for line, poor in zip(lines, found, strict=True):
            gap, squared = each.curve.poverty_gap_index(line), each.curve.squared_poverty_gap_index(line)
            assert gap is None or 0 <= gap <= poor
            assert squared is None or (gap is not None and 0 <= squared <= gap + 1e-12)


def test_groups_of_a_fine_sample_give_back_its_poverty() -> None:
    welfare = np.exp(0.5 * np.random.default_rng(3).standard_normal(200_000) + 8)
    ordered = np.sort(welfare)
    fit = fit_lorenz(GroupedData.from_means(ordered.reshape(20, -1).mean(axis=1)))
    line = float(np.median(welfare) * 0.7)
    found = fit.poverty(line)
    assert abs(found.headcount_ratio - float(headcount_ratio(welfare, line))) < 0.01
    assert found.poverty_gap_index == pytest.approx(float(poverty_gap_index(welfare, line)), abs=0.005)
    assert found.squared_poverty_gap_index == pytest.approx(float(squared_poverty_gap_index(welfare, line)), abs=0.003)
    order = np.arange(1, welfare.size + 1)
    gini = float(2 * (order @ ordered) / (welfare.size * ordered.sum()) - (welfare.size + 1) / welfare.size)
    assert abs(fit.inequality().gini - gini) < 0.005


# Synthetic distributions.


@given(means_of_groups, st.integers(0, 500))
@settings(max_examples=40, deadline=None)
def test_whole_values_have_the_published_means_exactly(means: list[int], more: int) -> None:
    fit = fit_lorenz(GroupedData.from_means(means))
    form = next(each.curve.form for each in (fit.quadratic, fit.beta) if each.curve.checks().concave_below < 1)
    made = synthetic_distribution(fit, len(means) * 10 + more, whole=True, form=form)
    assert made.reached == made.asked
    assert made.largest_error == 0
    assert (np.diff(made.welfare) >= 0).all()
    assert made.welfare.min() >= 0
    assert made.welfare.size == len(means) * 10 + more


def test_values_stand_for_the_population_and_have_its_mean_and_poverty() -> None:
    fit = fit_lorenz(CHINA_2007)
    made = synthetic_distribution(fit, 50_000)
    assert made.weights is not None
    assert abs(made.weights.sum() - 50_000) < 1e-6
    assert made.largest_error < 1e-14
    assert abs(float(made.weights @ made.welfare) / 50_000 - float(CHINA_2007.mean or 0)) < 1e-8
    sizes = np.bincount(made.group, made.weights)[1:] / 50_000
    assert np.abs(sizes - [float(share) for share in CHINA_2007.population_shares]).max() < 1e-12
    for line in (1067, 3000, 6000):
        one, two = fit.poverty(line), float(poverty_gap_index(made.welfare, line, made.weights))
        assert one.poverty_gap_index == pytest.approx(two, abs=5e-4)
    again = synthetic_distribution(fit, 50_000)
    assert (again.welfare == made.welfare).all()
    assert "50,000 synthetic values" in str(made)
    assert "合成值" in made.summary("zh")


def test_values_rise_even_from_a_curve_that_does_not() -> None:
    """The beta curve of these groups is not convex at the bottom; the values still rise, and have the means."""
    means = [5305, 8003, 11081, 11491, 12244, 12410, 14163, 22295, 28789, 37916, 42952, 49018]
    sizes = [633, 544, 560, 936, 278, 816, 671, 3, 395, 858, 555, 34]
    fit = fit_lorenz(GroupedData.from_means(means, sizes))
    assert fit.beta.curve.checks().concave_below > 0
    made = synthetic_distribution(fit, 200, form="beta")
    assert (np.diff(made.welfare) >= 0).all()
    assert made.largest_error < 1e-12


def test_small_groups_get_a_value_each() -> None:
    fit = fit_lorenz(GroupedData.from_means([100, 200, 300, 400, 900], [1, 1000, 1000, 1000, 1]))
    made = synthetic_distribution(fit, 5, form="quadratic")
    assert made.group.tolist() == [1, 2, 3, 4, 5]
    assert np.allclose(made.welfare, [100, 200, 300, 400, 900])


# What is exact, and how results are handed on.


def test_groups_are_exact() -> None:
    data = GroupedData.from_shares([20] * 5, [5, 10, 15, 20, 50], 4000, out_of=100)
    assert data.exact
    assert data == GroupedData.from_means([1000, 2000, 3000, 4000, 10_000])
    assert data.means == tuple(Fraction(mean) for mean in (1000, 2000, 3000, 4000, 10_000))
    assert not INDIA.exact
    assert "4,000" in str(data)
    assert "人口份额" in data.summary("zh")


def test_results_go_to_rows_and_frames() -> None:
    poverty = INDIA_FIT.poverty(89)
    assert poverty.to_dict()["form"] == "quadratic"
    frame: Any = INDIA_FIT.inequality().to_frame("pyarrow")
    assert frame.num_rows == 1
    assert abs(frame["share_1"][0].as_py() - INDIA_FIT.quadratic.curve.shares(10)[0]) < 1e-15
    assert [row["form"] for row in INDIA_FIT.to_rows()] == ["quadratic", "beta"]
    assert "一般二次型" in INDIA_FIT.summary("zh")
    assert "基尼系数" in INDIA_FIT.inequality().summary("zh")


def test_quantiles_are_lines_and_shares_add_up() -> None:
    for form in ("quadratic", "beta"):
        line = INDIA_FIT.quantile(Fraction(3, 10), form=form)
        assert abs(INDIA_FIT.poverty(line, form=form).headcount_ratio - 0.3) < 1e-9
        assert abs(sum(INDIA_FIT.shares(7, form=form)) - 1) < 1e-12
    assert abs(INDIA_FIT.quantile(0.5) - INDIA_FIT.inequality().median) < 1e-12
    relative = fit_lorenz(GroupedData.from_lorenz(P, L))
    assert abs(relative.quantile(0.5) * 109.9 - INDIA_FIT.quantile(0.5)) < 1e-9


def test_another_mean_moves_poverty_only_through_the_line() -> None:
    assert INDIA_FIT.poverty(89).headcount_ratio == INDIA_FIT.poverty(178, 219.8).headcount_ratio


# Bad input.


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: GroupedData.from_means([1, 2, 3]), InvalidInput, "got 3 groups"),
        (lambda: GroupedData.from_means([1, 3, 2, 4, 5]), InvalidInput, "mean of group 3 is not above that of group 2"),
        (lambda: GroupedData.from_means([1, 2, 2, 4, 5]), InvalidInput, "is not above"),
        (lambda: GroupedData.from_means([-1, 2, 3, 4, 5]), OutOfRange, "group 1 has -1"),
        (lambda: GroupedData.from_means([0, 0, 0, 0]), InvalidInput, "all zero"),
        (lambda: GroupedData.from_means([1, 2, 3, float("nan")]), InvalidInput, "nan"),
        (lambda: GroupedData.from_means([1, 2, 3, 4], [1, 1, 0, 1]), OutOfRange, "group 3 has 0"),
        (lambda: GroupedData.from_means([1, 2, 3, 4], [1, 1, 1]), InvalidInput, "3 values for 4 means"),
        (lambda: GroupedData.from_means([]), InvalidInput, "group"),
        (
            lambda: GroupedData.from_shares([20] * 5, [5, 10, 15, 20, 50]),
            InvalidInput,
            "add up to 100; allowed: 1; to do",
        ),
        (
            lambda: GroupedData.from_shares([20] * 5, [5, 10, 15, 20, 49], out_of=100),
            InvalidInput,
            "welfare_shares: add up to 99",
        ),
        (lambda: GroupedData.from_shares([20] * 5, [5, 10, 15, 20], out_of=100), InvalidInput, "add up"),
        (
            lambda: GroupedData.from_shares([25] * 4, [-5, 10, 15, 80], out_of=100),
            OutOfRange,
            "group 1 has -1/20",
        ),
        (lambda: GroupedData.from_lorenz([0.2, 0.5, 0.8, 0.9], [0.1, 0.2, 0.5, 1.0]), InvalidInput, "last end is 0.9"),
        (lambda: GroupedData.from_lorenz([0.5, 0.2, 0.8, 1], [0.1, 0.2, 0.5, 1.0]), OutOfRange, "group 2 has -0.3"),
        (lambda: GroupedData.from_lorenz(P, L, -1), OutOfRange, "mean"),
        (lambda: fit_lorenz([1, 2, 3, 4]), InvalidInput, "GroupedData.from_means"),  # type: ignore[arg-type]
        (lambda: fit_lorenz(GroupedData.from_lorenz(P, L)).poverty(89), InvalidInput, "mean: is not known"),
        (lambda: INDIA_FIT.poverty(0), OutOfRange, "poverty_line: got 0"),
        (lambda: INDIA_FIT.poverty(89, 0), OutOfRange, "mean: got 0"),
        (lambda: INDIA_FIT.poverty(89, form="log-normal"), InvalidInput, "'quadratic' or 'beta'"),
        (lambda: INDIA_FIT.inequality().summary("fr"), InvalidInput, "'en' or 'zh'"),  # type: ignore[arg-type]
        (lambda: INDIA_FIT.quadratic.curve.quantile(1.5), OutOfRange, "a share from 0 to 1"),
        (lambda: INDIA_FIT.quadratic.curve.shares(0), OutOfRange, "1 or more"),
        (lambda: WB_BETA.poverty_gap_index(-1.0), OutOfRange, "a line above zero"),
        (lambda: synthetic_distribution(INDIA_FIT, 5), OutOfRange, "13 or more"),
        (lambda: synthetic_distribution(fit_lorenz(GroupedData.from_lorenz(P, L)), 50), InvalidInput, "not known"),
        (lambda: BetaCurve(0.5, -1.5, 0.5).gini(), InvalidInput, "above −1"),
    ],
)
def test_what_cannot_be_used_is_refused(make: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said.replace("'", "'").replace("(", r"\(")):
        make()


def test_a_curve_that_is_convex_nowhere_is_refused_even_if_asked_for() -> None:
    fit = fit_lorenz(GroupedData.from_means([1, 2, 3, 400, 40000]))
    bad = [each for each in (fit.quadratic, fit.beta) if each.curve.checks().concave_below == 1]
    for each in bad:
        with pytest.raises(InvalidInput, match="convex nowhere"):
            fit.poverty(10, form=each.curve.form)


def test_rounded_shares_are_scaled_within_the_tolerance() -> None:
    data = GroupedData.from_shares([20] * 5, [5, 10, 15, 20, 49], out_of=100, tolerance=1)
    assert data.welfare[-1] == 1
    assert data.welfare_shares[0] == Fraction(5, 99)


def test_without_scipy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("scipy", "scipy.integrate", "scipy.special"):
        monkeypatch.setitem(sys.modules, name, None)
    assert WB_QUADRATIC.squared_poverty_gap_index(1.1) is not None  # needs none
    with pytest.raises(InvalidInput, match=r"pip install 'povertykit\[measures\]'"):
        WB_QUADRATIC.watts_index(1.1)
    with pytest.raises(InvalidInput, match=r"pip install 'povertykit\[measures\]'"):
        WB_BETA.squared_poverty_gap_index(1.1)
