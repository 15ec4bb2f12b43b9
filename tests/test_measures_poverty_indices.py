"""Watts, Sen, Sen-Shorrocks-Thon, the income gap ratio, the time to exit and the TIP curve; FGT of large columns."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures import (
    SurveyDesign,
    fgt,
    gini,
    headcount_ratio,
    income_gap_ratio,
    mean_time_to_exit,
    poverty_gap_index,
    sen_index,
    share_of_mean,
    share_of_median,
    sst_index,
    tip_curve,
    watts_index,
)
from povertykit.measures.numbers import exact_total

Measure = Callable[..., Any]


def exit_time(welfare: Any, line: Any, weights: Any = None, **more: Any) -> Any:
    return mean_time_to_exit(welfare, line, 0.05, weights, **more)


def last_ordinate(welfare: Any, line: Any, weights: Any = None, **more: Any) -> Any:
    """The TIP curve at one share of persons."""
    curve = tip_curve(welfare, line, weights, shares=[Fraction(1, 5)], **more)
    return curve.values[0] if curve.estimates is None else curve.estimates[0]


INDICES: dict[str, Measure] = {
    "watts_index": watts_index,
    "mean_time_to_exit": exit_time,
    "mean_time_to_exit of the poor": partial(exit_time, among="poor"),
    "income_gap_ratio": income_gap_ratio,
    "sen_index": sen_index,
    "sst_index": sst_index,
    "tip_curve": last_ordinate,
}
rows = st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 4)), min_size=1, max_size=10)


def near(one: Any, other: Any) -> None:
    assert float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("name", INDICES)
@given(rows, st.integers(2, 1200))
def test_properties(name: str, rows: list[tuple[int, int]], line: int) -> None:
    index, welfare, weights = INDICES[name], [value for value, _ in rows], [weight for _, weight in rows]
    if "poor" not in name and name != "income_gap_ratio":
        assert index([line, *welfare], line, [10**6, *[0] * len(rows)]) == 0  # nobody poor
    welfare = [min(welfare[0], line - 1), *welfare[1:]]
    value = index(welfare, line, weights)
    copies = [each for each, weight in zip(welfare, weights, strict=True) for _ in range(weight)]
    near(index(copies, line), value)  # a weight of k is k copies
    near(index(welfare * 2, line, weights * 2), value)  # replication
    near(index([7 * each for each in welfare], 7 * line, weights), value)  # the unit of welfare
    near(index(welfare[::-1], line, weights[::-1]), value)  # order
    near(index(welfare, [line] * len(welfare), weights), value)  # a line for each record
    near(index(np.array(welfare, float), float(line), np.array(weights, float)), value)  # floats
    near(index([max(each, line) if each >= line else each for each in welfare], line, weights), value)  # focus
    richer = [each + 500 if each >= line else each for each in welfare]
    near(index(richer, line, weights), value)  # the welfare of those who are not poor does not matter
    if isinstance(value, Fraction):
        assert index(copies, line) == value
        assert 0 <= value <= 1


@given(rows, st.integers(2, 1200), st.booleans())
def test_against_loops_of_fractions(rows: list[tuple[int, int]], line: int, at_line: bool) -> None:
    welfare, weights = [value for value, _ in rows], [weight for _, weight in rows]
    word: Any = "at_or_below" if at_line else "below"
    poor = [(Fraction(line - y, line), w) for y, w in rows if y < line or (at_line and y == line)]
    total, heads = sum(weights), sum(w for _, w in poor)
    gap = sum((g * w for g, w in poor), Fraction(0)) / total
    apart = sum((a * b * abs(x - y) for x, a in poor for y, b in poor), Fraction(0))
    assert sst_index(welfare, line, weights, poor=word) == gap * (2 - Fraction(heads, total)) + apart / (2 * total**2)
    assert sen_index(welfare, line, weights, poor=word) == gap + (apart / (2 * total * heads) if heads else 0)
    finite = gap + apart / (2 * total * (heads + 1))
    assert sen_index(welfare, line, weights, form="finite_sample", poor=word) == finite
    if heads:
        assert income_gap_ratio(welfare, line, weights, poor=word) == gap * total / heads
    for share in (Fraction(1, 7), Fraction(1, 2), Fraction(1)):
        left, found = share * total, Fraction(0)
        for each, weight in sorted(poor, reverse=True):
            taken = min(left, Fraction(weight))
            found, left = found + taken * each, left - taken
        curve = tip_curve(welfare, line, weights, shares=[share], poor=word)
        assert curve.values == (found / total,)
        assert tip_curve(welfare, line, weights, shares=[share], normalised=False).values == (found * line / total,)
        assert curve.incidence == headcount_ratio(welfare, line, weights, poor=word)
        assert curve.intensity == poverty_gap_index(welfare, line, weights) == gap


@given(rows, st.lists(st.integers(1, 1200), min_size=10, max_size=10))
def test_lines_of_their_own_against_ratios_to_one_line(rows: list[tuple[int, int]], lines: list[int]) -> None:
    """Welfare over its own line, with the line 1, gives the same indices."""
    welfare, weights, lines = [y for y, _ in rows], [w for _, w in rows], lines[: len(rows)]
    ratios = [Fraction(y, z) for y, z in zip(welfare, lines, strict=True)]
    for index in (sen_index, sst_index, last_ordinate):
        assert index(welfare, lines, weights) == index(ratios, 1, weights)
    near(watts_index(welfare, lines, weights), watts_index(ratios, 1, weights))
    floats = tip_curve(np.array(welfare, float), np.array(lines, float), normalised=False, shares=1).values
    assert floats[0] == pytest.approx(np.maximum(0, np.array(lines) - np.array(welfare)).mean())


@given(rows, st.integers(10, 1200), st.integers(1, 300))
def test_a_transfer_among_the_poor_that_makes_them_more_equal(
    rows: list[tuple[int, int]], line: int, part: int
) -> None:
    """It lowers Watts, Sen (while both stay poor) and SST."""
    welfare = sorted(min(y, line - 1) for y, _ in rows)
    if len(welfare) < 2 or welfare[-1] - welfare[0] < 2:
        return
    moved = max(1, min(part, (welfare[-1] - welfare[0]) // 2))
    after = [welfare[0] + moved, *welfare[1:-1], welfare[-1] - moved]
    for index in (watts_index, sen_index, sst_index):
        assert float(index(after, line)) < float(index(welfare, line)) + 1e-15
    assert income_gap_ratio(after, line) == income_gap_ratio(welfare, line)
    curves = [tip_curve(each, line, shares=7).values for each in (after, welfare)]
    assert all(low <= high for low, high in zip(*curves, strict=True))


@given(rows, rows, st.integers(2, 1200))
def test_watts_of_groups_adds_up(one: list[tuple[int, int]], other: list[tuple[int, int]], line: int) -> None:
    both = one + other
    parts = [
        (sum(w for _, w in each), watts_index([y for y, _ in each], line, [w for _, w in each]))
        for each in (one, other)
    ]
    whole = watts_index([y for y, _ in both], line, [w for _, w in both])
    near(whole, sum(n * value for n, value in parts) / sum(n for n, _ in parts))


def test_the_parts_of_sen_and_of_the_tip_curve() -> None:
    welfare, line = [2, 3, 5, 7, 11, 13, 20], 10
    head, gap = headcount_ratio(welfare, line), income_gap_ratio(welfare, line)
    among = gini([each for each in welfare if each < line])
    assert sen_index(welfare, line) == head * (gap + (1 - gap) * among)
    curve = tip_curve(welfare, line)
    assert (curve.incidence, curve.intensity) == (head, head * gap)
    assert curve.inequality == gini([line - each for each in welfare if each < line])
    assert tip_curve([12], line).inequality == 0


RNG = np.random.default_rng(11)
WELFARE = np.round(RNG.lognormal(3, 1, 40), 3)
WEIGHTS = RNG.uniform(1, 9, 40)


WITHOUT_DENSITY = ("watts_index", "mean_time_to_exit", "sst_index", "tip_curve")
"""A relative line that rises brings new poor, who change these by nothing; others by the density of welfare there."""
CASES: list[tuple[str, Any]] = [(name, 20) for name in (*INDICES, "finite_sample")] + [
    (name, share_of_mean(0.8)) for name in WITHOUT_DENSITY
]


@pytest.mark.parametrize(("name", "line"), CASES)
def test_linearised_variables_are_derivatives_by_the_weights(name: str, line: Any) -> None:
    index: Measure = INDICES.get(name) or partial(sen_index, form="finite_sample")
    estimate = index(WELFARE, line, design=SurveyDesign(WEIGHTS))
    assert estimate.value == pytest.approx(index(WELFARE, line, WEIGHTS), rel=1e-13)
    found = estimate.contributions / WEIGHTS

    def moved(record: int, step: float) -> float:
        weights = WEIGHTS.copy()
        weights[record] += step
        return float(index(WELFARE, line, weights))

    slopes = np.array([(moved(each, 1e-4) - moved(each, -1e-4)) / 2e-4 for each in range(WELFARE.size)])
    assert np.abs(found - slopes).max() <= 1e-7 * np.abs(slopes).max()


@pytest.mark.parametrize("name", [*INDICES, "finite_sample", "in money"])
def test_errors_with_a_line_that_is_estimated_are_near_those_of_the_bootstrap(name: str) -> None:
    draw = np.random.default_rng(8)
    welfare, design = draw.gamma(3, 10, 1500), SurveyDesign(draw.uniform(1, 3, 1500))
    named = {
        "finite_sample": partial(sen_index, form="finite_sample"),
        "in money": partial(last_ordinate, normalised=False),
    }
    index = INDICES.get(name) or named[name]
    one = index(welfare, share_of_median(0.6), design=design)
    other = index(welfare, share_of_median(0.6), design=design.bootstrap(200, seed=4))
    assert one.value == other.value
    assert one.se == pytest.approx(other.se, rel=0.25)


@pytest.mark.parametrize("alpha", [0, 1, 2])
@pytest.mark.parametrize("word", ["below", "at_or_below"])
@pytest.mark.parametrize("weighted", [True, False])
def test_one_pass_over_large_columns_gives_what_the_general_way_gives(alpha: int, word: Any, weighted: bool) -> None:
    draw = np.random.default_rng(9)
    welfare = np.round(draw.lognormal(3, 1, 40_000))
    weights: Any = draw.uniform(0, 5, 40_000) * (draw.uniform(0, 1, 40_000) > 0.1) if weighted else None
    found = fgt(welfare, 20, alpha, weights, poor=word)
    general = fgt(welfare, [20.0] * 40_000, alpha, weights, poor=word)
    assert found == pytest.approx(general, rel=1e-12)
    if weighted:
        whole = np.floor(weights).astype(np.int64)
        assert fgt(welfare, 20, alpha, whole, poor=word) == fgt(welfare, 20, alpha, np.floor(weights), poor=word)
    assert fgt(welfare.astype(np.float32), 20, alpha, weights, poor=word) == found
    series = pd.Series(welfare), None if weights is None else pd.Series(weights)
    assert fgt(series[0], 20, alpha, series[1], poor=word) == found


@pytest.mark.parametrize(
    "wrong",
    ["nan", "infinity", "both infinities", "negative weight", "nan weight", "zero weights", "line", "lengths", "index"],
)
def test_one_pass_over_large_columns_refuses_as_the_general_way_does(wrong: str) -> None:
    welfare, weights, line = np.full(40_000, 5.0), np.ones(40_000), 20.0
    y: Any = welfare
    w: Any = weights
    words = {
        "nan": r"nan at index 39999 \(1 such\)",
        "infinity": "inf at index 7",
        "both infinities": r"inf at index 7 \(2 such\)",
        "negative weight": "-1.0 at index 3",
        "nan weight": "nan at index 3",
        "zero weights": "all zero",
        "line": "above zero",
        "lengths": "39999 values for 40000",
        "index": "another index",
    }
    if wrong == "nan":
        welfare[-1] = np.nan
    elif wrong == "infinity":
        welfare[7] = np.inf
    elif wrong == "both infinities":
        welfare[7], welfare[8] = np.inf, -np.inf
    elif wrong in ("negative weight", "nan weight"):
        weights[3] = -1 if wrong == "negative weight" else np.nan
    elif wrong == "zero weights":
        weights[:] = 0
    elif wrong == "line":
        line = 0.0
    elif wrong == "lengths":
        w = weights[:-1]
    else:
        y, w = pd.Series(welfare), pd.Series(weights, index=np.arange(40_000)[::-1])
    with pytest.raises((InvalidInput, OutOfRange), match=words[wrong]):
        headcount_ratio(y, line, w)


def test_records_without_weight_may_hold_anything() -> None:
    welfare, weights = np.full(40_000, 5.0), np.ones(40_000)
    welfare[5], weights[5] = np.nan, 0
    assert headcount_ratio(welfare, 20, weights) == 1


@given(
    st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=4, max_size=4), max_size=9),
    st.sampled_from([8, 40, 63]),
)
def test_exact_totals_of_any_size(rows: list[list[int]], bits: int) -> None:
    small = [[value % 2**bits - 2 ** (bits - 1) for value in row] for row in rows]
    columns = [np.array([row[at] for row in small], np.int64) for at in range(4)]
    assert exact_total(columns) == sum(a * b * c * d for a, b, c, d in small)


def test_exact_totals_of_many_records() -> None:
    draw = np.random.default_rng(10)
    welfare, weights = draw.integers(-(10**8), 10**8, 50_000), draw.integers(1, 10**6, 50_000)
    assert exact_total([welfare, welfare, weights]) == sum(
        y * y * w for y, w in zip(welfare.tolist(), weights.tolist(), strict=True)
    )


REFUSALS: list[tuple[Measure, Any, Any, type[Exception], str]] = [
    (
        watts_index,
        [5, 0, -1, 30],
        10,
        OutOfRange,
        r"2 records of zero or less, the first 0 at index 1.*watts_index takes only",
    ),
    (exit_time, [5, 0], 10, OutOfRange, "1 record of zero or less.*mean_time_to_exit"),
    (partial(mean_time_to_exit, growth=0), [5], 10, OutOfRange, "growth: got 0"),
    (partial(mean_time_to_exit, growth=float("nan")), [5], 10, InvalidInput, "growth"),
    (partial(exit_time, among="all"), [5], 10, InvalidInput, "'population' or 'poor'"),
    (partial(exit_time, among="poor"), [50], 10, InvalidInput, "nobody is poor"),
    (income_gap_ratio, [50], 10, InvalidInput, "nobody is poor"),
    (partial(sen_index, form="other"), [5], 10, InvalidInput, "'gini' or 'finite_sample'"),
    (partial(tip_curve, shares=[-1]), [5], 10, OutOfRange, "from 0 to 1"),
    (sen_index, [], 10, InvalidInput, "no records"),
    (sst_index, [5], 0, OutOfRange, "above zero"),
    (sst_index, [5, float("nan")], 10, InvalidInput, "nan at index 1"),
    (sst_index, [5, 6], [10, 10, 10], InvalidInput, "3 values for 2"),
    (partial(sst_index, poor="under"), [5], 10, InvalidInput, "at_or_below"),
    (partial(watts_index, weights=[0]), [5], 10, InvalidInput, "all zero"),
    (partial(tip_curve, weights=[-1]), [5], 10, OutOfRange, "-1 at index 0"),
    (sen_index, [0, 0], share_of_median(0.5), OutOfRange, "above zero"),
]


@pytest.mark.parametrize(("index", "welfare", "line", "error", "words"), REFUSALS)
def test_refusals(index: Measure, welfare: Any, line: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        index(welfare, line)


def test_what_is_admitted() -> None:
    assert watts_index([20, 0, -5], 10, weights=[1, 0, 0]) == 0  # no weight, no part
    assert sen_index([0, 0, 20], 10) == Fraction(2, 3)
    assert sst_index([0, 0], 10) == 1
    assert sst_index([5], 10) == sen_index([5], 10) == Fraction(1, 2)
    domain = SurveyDesign([1, 1, 1]).domain(np.array([True, True, False]))
    assert watts_index([5, 20, -1], 10, design=domain).value == pytest.approx(np.log(2) / 2)


def test_the_tip_curve_prints_and_goes_to_a_frame() -> None:
    curve = tip_curve([1, 2, 3, 4], share_of_median(1), design=SurveyDesign([1, 1, 1, 1]), shares=2)
    assert "incidence 0.25, intensity 0.125" in str(curve)
    assert "发生率 0.25" in curve.summary("zh")
    assert list(curve.to_frame()["value"]) == [0.125, 0.125]  # type: ignore[index]
    assert curve.conventions["poverty_line"] == "100% of the median"
