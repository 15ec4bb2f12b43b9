"""Measures of inequality: oracles in fractions, properties, linearised variables against differences, bad input."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures import (
    Estimate,
    SurveyDesign,
    atkinson,
    decompose,
    equally_distributed_equivalent,
    generalized_entropy,
    gini,
    hoover,
    lorenz_curve,
    mean_log_deviation,
    palma_ratio,
    quantile,
    quantile_shares,
    quintile_share_ratio,
    theil_t,
)
from povertykit.measures.ranked import half_differences, order_of

Measure = Callable[..., Any]
decomposed: Any = decompose


def entropy(alpha: float) -> Measure:
    return lambda welfare, weights=None, **more: generalized_entropy(welfare, alpha, weights, **more)


def averse(epsilon: float) -> Measure:
    return lambda welfare, weights=None, **more: atkinson(welfare, epsilon, weights, **more)


RELATIVE: dict[str, Measure] = {
    "gini": gini,
    "hoover": hoover,
    "theil_t": theil_t,
    "mean_log_deviation": mean_log_deviation,
    "entropy -1": entropy(-1),
    "entropy 0.3": entropy(0.3),
    "entropy 2": entropy(2),
    "atkinson 0.5": averse(0.5),
    "atkinson 1": averse(1),
    "atkinson 2": averse(2),
    "palma_ratio": palma_ratio,
    "quintile_share_ratio": partial(quintile_share_ratio, border="split"),
}
EQUAL: dict[str, Fraction | int] = {"palma_ratio": Fraction(1, 4), "quintile_share_ratio": 1}
SMOOTH = [name for name in RELATIVE if name not in ("palma_ratio", "quintile_share_ratio")]

rows = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 5)), min_size=2, max_size=12)


def split(rows: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    welfare, weights = zip(*rows, strict=True)
    return list(welfare), list(weights)


def near(one: Any, other: Any) -> None:
    assert float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-13)


@pytest.mark.parametrize("name", RELATIVE)
@settings(max_examples=40)
@given(rows)
def test_properties(name: str, rows: list[tuple[int, int]]) -> None:
    measure, (welfare, weights) = RELATIVE[name], split(rows)
    value = measure(welfare, weights)
    copies = [each for each, weight in rows for _ in range(weight)]
    near(measure(copies), value)  # a weight of k is k copies
    near(measure(welfare * 3, weights * 3), value)  # replication
    near(measure([1000 * each for each in welfare], weights), value)  # the unit of welfare
    near(measure(welfare, [7 * each for each in weights]), value)  # the scale of weights
    near(measure(welfare[::-1], weights[::-1]), value)  # order
    near(measure(np.array(welfare, float), np.array(weights, float)), value)  # floats
    near(measure([*welfare, 10**9], [*weights, 0]), value)  # no weight, no part
    near(measure([5] * len(welfare), weights), EQUAL.get(name, 0))  # equality
    if isinstance(value, Fraction):
        assert measure(copies) == value == measure(welfare[::-1], weights[::-1])
    assert float(value) >= float(EQUAL.get(name, 0)) - 1e-12
    if name.startswith(("gini", "hoover", "atkinson")):
        assert value < 1


@pytest.mark.parametrize("name", [name for name in SMOOTH if name != "hoover"])
@settings(max_examples=40)
@given(rows, st.integers(1, 10**5))
def test_a_transfer_to_someone_poorer_lowers_inequality(name: str, rows: list[tuple[int, int]], moved: int) -> None:
    measure, (welfare, _) = RELATIVE[name], split(rows)
    poorest, richest = welfare.index(min(welfare)), welfare.index(max(welfare))
    moved = min(moved, (welfare[richest] - welfare[poorest]) // 2)
    after = list(welfare)
    after[poorest] += moved
    after[richest] -= moved
    assert float(measure(after)) <= float(measure(welfare)) * (1 + 1e-12) + 1e-15
    if moved * 100 > welfare[richest]:
        assert measure(after) < measure(welfare)


@given(rows, st.integers(1, 10**6))
def test_an_equal_sum_for_everyone_lowers_inequality(rows: list[tuple[int, int]], more: int) -> None:
    welfare, weights = split(rows)
    after = [each + more for each in welfare]
    assert gini(after, weights) <= gini(welfare, weights)
    # The absolute Gini, the coefficient times the mean, does not change by a translation.
    weight = sum(weights)
    mean = Fraction(sum(a * b for a, b in zip(welfare, weights, strict=True)), weight)
    assert gini(after, weights) * (mean + more) == gini(welfare, weights) * mean


numbers = st.one_of(st.integers(0, 10**15), st.fractions(0, 100, max_denominator=9))
exact_rows = st.lists(st.tuples(numbers, st.integers(0, 10**6)), min_size=1, max_size=9).filter(
    lambda rows: any(value * weight for value, weight in rows)
)


@given(exact_rows)
def test_gini_and_hoover_against_loops_of_fractions(rows: list[tuple[Any, int]]) -> None:
    welfare, weights = [value for value, _ in rows], [weight for _, weight in rows]
    weight = sum(weights)
    total = sum(Fraction(value) * each for value, each in rows)
    apart = sum(a * b * abs(Fraction(x) - Fraction(y)) for x, a in rows for y, b in rows)
    assert gini(welfare, weights) == Fraction(apart) / (2 * weight * total)
    mean = total / weight
    assert hoover(welfare, weights) == sum(each * abs(value - mean) for value, each in rows) / (2 * total)
    squares = sum(Fraction(value) ** 2 * each for value, each in rows) / weight
    assert generalized_entropy(welfare, 2, weights) == (squares / mean**2 - 1) / 2


@given(exact_rows, st.integers(1, 7), st.fractions(0, 1, max_denominator=12))
def test_shares_against_a_loop_over_whole_persons(rows: list[tuple[Any, int]], parts: int, share: Fraction) -> None:
    """Each record is split into equal pieces so small that no border cuts one."""
    welfare, weights = [value for value, _ in rows], [weight for _, weight in rows]
    total = sum(Fraction(value) * weight for value, weight in rows)

    def poorest(share: Fraction) -> Fraction:
        left, found = share * sum(weights), Fraction(0)
        for value, weight in sorted(rows, key=lambda row: Fraction(row[0])):
            taken = min(left, Fraction(weight))
            found, left = found + taken * value, left - taken
        return found / total

    assert lorenz_curve(welfare, weights, shares=[share]).values == (poorest(share),)
    shares = quantile_shares(welfare, weights, parts=parts)
    assert sum(shares.values) == 1
    bounds = [poorest(Fraction(part, parts)) for part in range(parts + 1)]
    assert list(shares.values) == [high - low for low, high in itertools.pairwise(bounds)]
    assert list(shares.values) == sorted(shares.values)


@given(rows, st.integers(1, 9))
def test_shares_of_floats_add_up_to_exactly_one(rows: list[tuple[int, int]], parts: int) -> None:
    welfare, weights = split(rows)
    shares = quantile_shares(np.array(welfare) / 3, np.array(weights) / 7, parts=parts)
    assert sum(shares.values) == 1
    exact = quantile_shares(welfare, weights, parts=parts).values
    assert [float(each) for each in shares.values] == pytest.approx([float(each) for each in exact], abs=1e-12)


def test_ties_and_split_records_at_a_border_count_in_proportion() -> None:
    """Three of one welfare over a border in the middle: half their weight on either side, whoever comes first."""
    for welfare, weights in (([1, 5, 5, 5, 9], [1, 1, 1, 1, 1]), ([9, 5, 1], [1, 3, 1]), ([5, 9, 5, 1], [2, 1, 1, 1])):
        assert quantile_shares(welfare, weights, parts=2).values == (Fraction(17, 50), Fraction(33, 50))


def test_convey_and_laeken_conventions_of_the_quintile_share_ratio() -> None:
    """Whole records: above the quantile of 4/5 over at or below that of 1/5; Palma splits them by default."""
    welfare = [1, 2, 3, 4, 5, 6, 7]
    assert quintile_share_ratio(welfare) == Fraction(7, 1 + 2)
    assert quintile_share_ratio(welfare, border="split") == Fraction(7 * 10 + 6 * 4, 10 + 2 * 4)
    assert palma_ratio(welfare, border="split") == Fraction(49, 54)
    with pytest.raises(OutOfRange, match="nobody is above"):
        palma_ratio(welfare, border="whole")


def test_whole_records_that_put_the_richest_below_the_poorest_are_refused() -> None:
    """Eight of ten tied at the lower border: the "poorest fifth" were eight tenths, with more than the richest."""
    for kind in (int, float):
        welfare = [kind(each) for each in [10] * 8 + [18, 18]]
        with pytest.raises(OutOfRange, match=r"0.8 and 0.2 of all persons.*border='split'"):
            quintile_share_ratio(welfare)
        with pytest.raises(OutOfRange, match=r"0.8 and 0.2"):
            quintile_share_ratio([kind(10), kind(18)], [8, 2])
        with pytest.raises(OutOfRange, match="border='split'"):
            quintile_share_ratio(welfare, design=SurveyDesign([1] * 10))
        assert float(quintile_share_ratio(welfare, border="split")) == pytest.approx(1.8)
    with pytest.raises(OutOfRange, match=r"0.9 and 0.1"):
        palma_ratio([10] * 9 + [11], border="whole")
    assert palma_ratio([10] * 4 + [11] * 5 + [12], border="whole") == Fraction(12, 40)


@pytest.mark.parametrize("epsilon", [0.5, 1, 2])
def test_atkinson_of_equals_is_zero_without_a_sign(epsilon: float) -> None:
    assert str(atkinson([7, 7, 7], epsilon)) == "0.0"


@pytest.mark.parametrize("rule", ["inverse_cdf", "midpoint"])
@given(exact_rows, st.fractions(0, 1, max_denominator=20).filter(lambda order: 0 < order < 1))
def test_quantiles_against_a_loop(rule: Any, rows: list[tuple[Any, int]], order: Fraction) -> None:
    heavy = sorted((row for row in rows if row[1]), key=lambda row: Fraction(row[0]))
    wanted, reached = order * sum(weight for _, weight in heavy), 0
    for at, (value, weight) in enumerate(heavy):
        reached += weight
        if reached >= wanted:
            between = reached == wanted and rule == "midpoint" and at + 1 < len(heavy)
            expected = (Fraction(value) + Fraction(heavy[at + 1][0])) / 2 if between else value
            break
    assert quantile([value for value, _ in rows], order, [weight for _, weight in rows], rule=rule) == expected


RNG = np.random.default_rng(20201125)
WELFARE = np.round(RNG.lognormal(3, 1, 40), 3)
WEIGHTS = RNG.uniform(1, 9, 40)
GROUPS = np.arange(40) % 3


def part(name: str, measure: str, alpha: float | None) -> Measure:
    def found(welfare: Any, weights: Any = None, **more: Any) -> Any:
        return getattr(decomposed(welfare, GROUPS, weights, measure=measure, alpha=alpha, **more), name)

    return found


LINEARISED = {name: RELATIVE[name] for name in SMOOTH} | {
    "gini of convey": partial(gini, form="convey"),
    "equivalent 0.5": lambda y, w=None, **more: equally_distributed_equivalent(y, 0.5, w, **more),
    "equivalent 1": lambda y, w=None, **more: equally_distributed_equivalent(y, 1, w, **more),
    **{
        f"{each} of {measure} {alpha}": part(each, measure, alpha)
        for measure, alpha in (
            ("theil_t", None),
            ("mean_log_deviation", None),
            ("generalized_entropy", 1.7),
            ("gini", None),
        )
        for each in ("within", "between")
    },
    "residual of gini": part("residual", "gini", None),
}


@pytest.mark.parametrize("name", LINEARISED)
def test_linearised_variables_are_derivatives_by_the_weights(name: str) -> None:
    measure = LINEARISED[name]
    estimate = measure(WELFARE, design=SurveyDesign(WEIGHTS))
    assert isinstance(estimate, Estimate)
    assert estimate.value == pytest.approx(measure(WELFARE, WEIGHTS), rel=1e-13)
    found = estimate.contributions / WEIGHTS

    def moved(record: int, step: float) -> float:
        weights = WEIGHTS.copy()
        weights[record] += step
        return float(measure(WELFARE, weights))

    slopes = np.array([(moved(each, 1e-4) - moved(each, -1e-4)) / 2e-4 for each in range(WELFARE.size)])
    assert np.abs(found - slopes).max() <= 1e-7 * np.abs(slopes).max()


SHARES: dict[str, Measure] = {
    "quantile": lambda y, **more: quantile(y, 0.3, **more),
    "lorenz_curve": lambda y, design: lorenz_curve(y, design=design, shares=[0.4]).estimates[0],  # type: ignore[index]
    "quantile_shares": lambda y, design: quantile_shares(y, design=design).estimates[1],  # type: ignore[index]
    "palma_ratio": palma_ratio,
    "palma_ratio whole": partial(palma_ratio, border="whole"),
    "quintile_share_ratio": quintile_share_ratio,
    "quintile_share_ratio split": partial(quintile_share_ratio, border="split"),
}


@pytest.mark.parametrize("name", SHARES)
def test_errors_of_what_rests_on_quantiles_are_near_those_of_the_bootstrap(name: str) -> None:
    draw = np.random.default_rng(7)
    welfare, design = draw.gamma(3, 10, 2000), SurveyDesign(draw.uniform(1, 3, 2000))
    one = SHARES[name](welfare, design=design)
    other = SHARES[name](welfare, design=design.bootstrap(200, seed=3))
    assert one.value == other.value
    assert one.se == pytest.approx(other.se, rel=0.2)


@pytest.mark.parametrize(
    ("measure", "alpha"), [("theil_t", None), ("mean_log_deviation", None), ("generalized_entropy", 0.5)]
)
@given(rows)
def test_entropy_within_and_between_adds_up(measure: Any, alpha: Any, rows: list[tuple[int, int]]) -> None:
    welfare, weights = split(rows)
    found = decomposed(welfare, [each % 3 for each in welfare], weights, measure=measure, alpha=alpha)
    near(found.total, float(found.within) + float(found.between))
    near(found.within, sum(float(each.within) for each in found.groups))
    assert found.residual == 0
    assert sum(each.population for each in found.groups) == 1 == sum(each.welfare for each in found.groups)


@given(exact_rows.filter(lambda rows: all(value for value, _ in rows)))
def test_exact_decompositions_add_up_exactly(rows: list[tuple[Any, int]]) -> None:
    welfare, weights = [value for value, _ in rows], [weight for _, weight in rows]
    groups = [at % 2 for at in range(len(rows))]
    squared = decomposed(welfare, groups, weights, measure="generalized_entropy", alpha=2)
    assert squared.total == squared.within + squared.between == generalized_entropy(welfare, 2, weights)
    whole = decomposed(welfare, groups, weights, measure="gini")
    assert whole.total == whole.within + whole.between + whole.residual == gini(welfare, weights)
    assert whole.within == sum(each.within for each in whole.groups)
    assert whole.residual >= 0


def test_groups_that_do_not_overlap_leave_no_residual_and_equal_groups_nothing_between() -> None:
    assert decomposed([1, 2, 10, 20], ["a", "a", "b", "b"], measure="gini").residual == 0
    assert decomposed([1, 2, 2, 1], ["a", "a", "b", "b"], measure="gini").between == 0


@pytest.mark.parametrize("kind", ["floats", "negative", "whole", "close"])
def test_large_columns_are_put_in_order_as_small_ones_are(kind: str) -> None:
    """The quick order of large columns, with ties, signs and values that differ in their last digits alone."""
    draw = np.random.default_rng(5)
    welfare: Any = draw.lognormal(3, 1, 30_000)
    if kind == "negative":
        welfare = draw.normal(5, 20, 30_000) * 10.0 ** draw.integers(-150, 150, 30_000)
        welfare[0] = 1e290
    elif kind == "whole":
        welfare = draw.integers(-(2**62), 2**62, 30_000)
    elif kind == "close":
        welfare = 1 + draw.integers(0, 1000, 30_000) * 2.0**-52
        welfare[0] = 1e9
    weights = draw.uniform(1, 9, 30_000)
    order = order_of(welfare)
    assert (np.sort(welfare) == welfare[order]).all()
    assert (np.sort(order) == np.arange(30_000)).all()
    y, w = np.asarray(welfare, float)[order], weights[order]
    upto = np.cumsum(w)
    middle = y[15_000]
    slow = float(np.sum((y - middle) * w * (2 * upto - w - upto[-1])))
    assert half_differences(welfare, weights) == pytest.approx(slow, rel=1e-9)


def test_whole_numbers_of_any_size_give_an_exact_gini() -> None:
    draw = np.random.default_rng(6)
    welfare, weights = draw.integers(0, 10**12, 400), draw.integers(1, 10**9, 400)
    rows = list(zip(welfare.tolist(), weights.tolist(), strict=True))
    apart = sum(a * b * abs(x - y) for x, a in rows for y, b in rows)
    assert gini(welfare, weights) == Fraction(apart, 2 * sum(w for _, w in rows) * sum(y * w for y, w in rows))


@pytest.mark.parametrize("reach", [10, 10**9, 2**62])
@pytest.mark.parametrize("weighted", [True, False])
def test_whole_numbers_block_by_block_are_those_of_any_size(reach: int, weighted: bool) -> None:
    draw = np.random.default_rng(12)
    welfare = draw.integers(-reach, reach, 20_000)
    weights = draw.integers(0, 10**6, 20_000) if weighted else None
    slow = half_differences(welfare.astype(object), None if weights is None else weights.astype(object))
    assert half_differences(welfare, weights) == slow
    few = welfare[:3], None if weights is None else weights[:3]
    assert half_differences(*few) == half_differences(few[0].astype(object), few[1])


def test_entropy_is_continuous_in_its_alpha() -> None:
    for alpha, measure in ((0.0, mean_log_deviation), (1.0, theil_t)):
        for step in (1e-9, -1e-9):
            near(generalized_entropy(WELFARE, alpha + step), measure(WELFARE))
    near(atkinson(WELFARE, 1 + 1e-9), atkinson(WELFARE, 1))
    nearly_equal = 1e6 + np.arange(5) * 1e-3
    exact = theil_t([10**9 + each for each in range(5)])
    assert theil_t(nearly_equal) == pytest.approx(exact, rel=1e-2, abs=1e-16)


REFUSALS: list[tuple[Any, Any, type[Exception], str]] = [
    (gini, [], InvalidInput, "no records"),
    (gini, [1, float("nan")], InvalidInput, "nan at index 1"),
    (gini, [1, -2, -3], OutOfRange, r"2 records of less than zero, the first -2 at index 1"),
    (hoover, [1, -2], OutOfRange, "1 record of less than zero"),
    (partial(gini, admit_negative=True), [1, -2], OutOfRange, "mean of -0.5"),
    (gini, [0, 0], OutOfRange, "mean of 0"),
    (theil_t, [0, 0], OutOfRange, "mean of 0"),
    (theil_t, [0, -1, 5], OutOfRange, "1 record of less than zero, the first -1 at index 1"),
    (
        mean_log_deviation,
        [0, -1, 5],
        OutOfRange,
        "2 records of zero or less.*mean_log_deviation takes only welfare above",
    ),
    (averse(1), [0, 5], OutOfRange, "1 record of zero or less.*atkinson of epsilon 1 "),
    (averse(2), [0, 5], OutOfRange, "1 record of zero or less"),
    (averse(0), [1, 5], OutOfRange, "epsilon: got 0"),
    (entropy(-1), [0, 5], OutOfRange, "1 record of zero or less"),
    (entropy(float("nan")), [1, 5], InvalidInput, "alpha: got nan"),
    (lorenz_curve, [-1, 5], OutOfRange, "1 record of less than zero"),
    (quantile_shares, [-1, 5], OutOfRange, "1 record of less than zero"),
    (partial(quantile_shares, parts=0), [1], OutOfRange, "1 or more"),
    (partial(quantile_shares, parts=1.5), [1], InvalidInput, "whole number"),  # type: ignore[arg-type]
    (partial(lorenz_curve, shares=[1.5]), [1], OutOfRange, "from 0 to 1"),
    (partial(lorenz_curve, shares=[]), [1], InvalidInput, "list of shares"),
    (partial(lorenz_curve, shares=["x"]), [1], InvalidInput, "numbers from 0 to 1"),  # type: ignore[list-item]
    (partial(lorenz_curve, shares=0), [1], OutOfRange, "1 part or more"),
    (palma_ratio, [0] * 9 + [1], OutOfRange, "the poorest 40% have 0"),
    (partial(palma_ratio, border="half"), [1, 2], InvalidInput, "'split' or 'whole'"),
    (partial(quantile, order=1), [1, 2], OutOfRange, "above 0 and below 1"),
    (partial(quantile, order="1"), [1, 2], InvalidInput, "a number"),
    (partial(quantile, order=0.5, rule="linear"), [1, 2], InvalidInput, "inverse_cdf"),
    (partial(gini, form="other"), [1, 2], InvalidInput, "small_sample"),
    (partial(gini, form="small_sample"), [1], InvalidInput, "one record"),
    (partial(gini, form="small_sample", weights=[1, 1]), [1, 2], InvalidInput, "weights are given"),
    (partial(gini, weights=[1, -1]), [1, 2], OutOfRange, "-1 at index 1"),
    (partial(gini, weights=[0, 0]), [1, 2], InvalidInput, "all zero"),
    (partial(gini, weights=[1]), [1, 2], InvalidInput, "1 values for 2"),
    (partial(gini, weights=pd.Series([1, 1], index=[5, 6])), pd.Series([1, 2]), InvalidInput, "another index"),
    (partial(decomposed, groups=["a"]), [1, 2], InvalidInput, "1 values for 2"),
    (partial(decomposed, groups=["a", None]), [1, 2], InvalidInput, "nothing is given at index 1"),
    (partial(decomposed, groups=["a", 1.0, None]), [1, 2, 3], InvalidInput, "groups"),
    (partial(decomposed, groups=pd.Series(["a", "b"], index=[5, 6])), pd.Series([1, 2]), InvalidInput, "index"),
    (partial(decomposed, groups=["a", "a", "b"]), [1, 2, 0], OutOfRange, "mean of 0.*theil_t of the group 'b'"),
    (partial(decomposed, groups=["a", "a"], measure="atkinson"), [1, 2], InvalidInput, "'theil_t'"),
    (partial(decomposed, groups=["a", "a"], alpha=2), [1, 2], InvalidInput, "only there"),
    (partial(decomposed, groups=["a", "a"], measure="generalized_entropy"), [1, 2], InvalidInput, "None"),
]


@pytest.mark.parametrize(("measure", "welfare", "error", "words"), REFUSALS)
def test_refusals(measure: Measure, welfare: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        measure(welfare)


def test_what_is_admitted() -> None:
    assert theil_t([0, 5]) == pytest.approx(np.log(2))
    assert gini([0, 0, 1]) == Fraction(2, 3)
    assert gini([-1, 0, 4], admit_negative=True) == Fraction(10, 9)  # beyond 1, as it says
    assert atkinson([0, 1], 0.5) == pytest.approx(0.5)
    assert generalized_entropy([0, 1], 0.5) == pytest.approx(4 * (1 - np.sqrt(2) / 2))
    assert lorenz_curve([-1, 3], shares=[0.5], admit_negative=True).values == (Fraction(-1, 2),)
    with pytest.raises(OutOfRange, match=r"first 0\.0 at index 2"):
        mean_log_deviation([1, 2, 0.0], [1, 1, 1])
    assert mean_log_deviation([1, 1, 0.0], [1, 1, 0]) == 0  # no weight, no part


def test_one_record() -> None:
    assert gini([5]) == hoover([5]) == theil_t([5]) == mean_log_deviation([5]) == atkinson([5], 1) == 0
    assert quantile([5], 0.5) == 5
    assert quantile_shares([5]).values == (Fraction(1, 5),) * 5


def test_domains_leave_the_rest_out_whatever_it_holds() -> None:
    inside = np.array([True, True, False, True])
    domain = SurveyDesign([1, 2, 3, 4]).domain(inside)
    for measure in (gini, hoover, theil_t, palma_ratio, mean_log_deviation):
        assert measure([10, 20, -5, 40], design=domain).value == pytest.approx(float(measure([10, 20, 40], [1, 2, 4])))
    assert decomposed([10, 20, -5, 40], ["a", "a", None, "b"], design=domain).total.value == pytest.approx(
        theil_t([10, 20, 40], [1, 2, 4])
    )


def test_results_print_and_go_to_rows_and_frames() -> None:
    design = SurveyDesign([1, 1, 1, 1])
    curve = lorenz_curve([1, 2, 3, 4], design=design, shares=2)
    assert "标准误" in curve.summary("zh")
    assert "standard error" in str(curve)
    assert list(curve.to_frame()["value"]) == [0.3, 1.0]  # type: ignore[index]
    assert quantile_shares([1, 3], parts=2).to_rows()[1] == {
        "measure": "quantile_shares",
        "share": 1,
        "value": Fraction(3, 4),
        "unit": "share",
    }
    parts = decomposed([1, 2, 3, 5], ["a", "a", "b", "b"], design=design, measure="gini")
    assert [row["part"] for row in parts.to_rows()] == ["group", "group", "within", "between", "residual", "total"]
    assert "组内" in parts.summary("zh")
    assert "between groups" in str(parts)
    assert (parts.within - parts.between).value == pytest.approx(parts.within.value - parts.between.value)
