"""Survey designs: what is drawn is told from what is counted, and a variance that cannot be told is not made up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures import (
    Estimate,
    SurveyDesign,
    aggregate_poverty_gap,
    covariance,
    difference_of_surveys,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    share_of_mean,
    share_of_median,
)
from povertykit.money import fen

WELFARE = np.array([50.0, 80.0, 120.0, 60.0, 150.0, 90.0, 200.0, 70.0])
STRATA = np.array(["a", "a", "a", "a", "b", "b", "b", "b"])
PSU = np.array([1, 1, 2, 2, 3, 3, 4, 4])
WEIGHTS = np.array([10.0, 10, 10, 10, 20, 20, 20, 20])


def by_hand(welfare: Any, line: float, weights: Any, strata: Any, psu: Any, drawn: dict[Any, float]) -> float:
    """The variance of the headcount ratio, unit by unit, as the textbook has it."""
    total = sum(weights)
    ratio = sum(w for y, w in zip(welfare, weights, strict=True) if y < line) / total
    variance = 0.0
    for stratum in dict.fromkeys(strata):
        sums: dict[Any, float] = {}
        for y, w, s, unit in zip(welfare, weights, strata, psu, strict=True):
            if s == stratum:
                sums[unit] = sums.get(unit, 0.0) + w * ((y < line) - ratio) / total
        mean = sum(sums.values()) / len(sums)
        spread = sum((each - mean) ** 2 for each in sums.values())
        variance += (1 - drawn.get(stratum, 0.0)) * len(sums) / (len(sums) - 1) * spread
    return variance


@pytest.mark.parametrize(
    ("fpc", "drawn"),
    [
        (None, {}),
        ({"a": 10, "b": 4}, {"a": 0.2, "b": 0.5}),
        ({"a": 0.2, "b": 0.5}, {"a": 0.2, "b": 0.5}),
        (np.where(STRATA == "a", 10, 4), {"a": 0.2, "b": 0.5}),
    ],
)
def test_the_variance_of_the_ultimate_cluster(fpc: Any, drawn: dict[str, float]) -> None:
    design = SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU, fpc=fpc)
    found = headcount_ratio(WELFARE, 100, design=design)
    assert found.variance == pytest.approx(by_hand(WELFARE, 100, WEIGHTS, STRATA, PSU, drawn), rel=1e-12)
    assert found.df == 2
    assert found.value == headcount_ratio(WELFARE, 100, WEIGHTS)


def test_each_record_is_a_unit_where_none_is_named() -> None:
    found = headcount_ratio(WELFARE, 100, design=SurveyDesign(WEIGHTS))
    assert found.variance == pytest.approx(by_hand(WELFARE, 100, WEIGHTS, ["x"] * 8, range(8), {}), rel=1e-12)
    assert found.df == 7


def test_a_domain_keeps_the_whole_design() -> None:
    """A unit without a record in the domain still counts as drawn: the variance is not that of the records alone."""
    design = SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU)
    inside = np.array([True, True, False, False, True, False, True, True])
    found = headcount_ratio(WELFARE, 100, design=design.domain(inside))
    value = float(headcount_ratio(WELFARE[inside], 100, WEIGHTS[inside]))
    assert found.value == value
    total = WEIGHTS[inside].sum()
    scores = np.where(inside, WEIGHTS * ((WELFARE < 100) - value) / total, 0.0)
    units = np.array([scores[unit == PSU].sum() for unit in (1, 2, 3, 4)])
    pairs = units.reshape(2, 2)
    expected = (2 * ((pairs - pairs.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)).sum()
    assert found.variance == pytest.approx(expected, rel=1e-12)
    assert found.df == 1  # unit 2 has no record of the domain
    twice = design.domain(inside).domain(STRATA == "b")
    assert (
        headcount_ratio(WELFARE, 100, design=twice).value
        == headcount_ratio(WELFARE, 100, design=design.domain(inside & (STRATA == "b"))).value
    )


def test_what_lies_outside_the_domain_may_be_missing() -> None:
    design = SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU)
    holes = WELFARE.copy()
    holes[2] = np.nan
    known = ~np.isnan(holes)
    found = headcount_ratio(holes, 100, design=design.domain(known))
    assert found.value == headcount_ratio(WELFARE, 100, design=design.domain(known)).value
    with pytest.raises(InvalidInput, match="nan at index 2"):
        headcount_ratio(holes, 100, design=design)
    with pytest.raises(InvalidInput, match="nan at index 2"):  # the line is that of the whole population
        headcount_ratio(holes, share_of_median(0.6), design=design.domain(known))


def test_differences_know_their_covariance() -> None:
    design = SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU)
    first = headcount_ratio(WELFARE, 100, design=design.domain(STRATA == "a"))
    second = headcount_ratio(WELFARE, 100, design=design.domain(STRATA == "b"))
    assert (first - second).variance == pytest.approx(first.variance + second.variance, rel=1e-12)
    gaps = poverty_gap_index(WELFARE, 100, design=design)
    heads = headcount_ratio(WELFARE, 100, design=design)
    both = covariance(gaps, heads)
    assert both != 0
    assert (heads - gaps).variance == pytest.approx(heads.variance + gaps.variance - 2 * both, rel=1e-12)
    assert (heads - heads).se == 0
    other = headcount_ratio(WELFARE, 100, design=SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU))
    with pytest.raises(InvalidInput, match="two designs"):
        heads - other
    apart = difference_of_surveys(heads, other)
    assert apart.variance == pytest.approx(2 * heads.variance, rel=1e-12)
    with pytest.raises(InvalidInput, match="one design"):
        difference_of_surveys(heads, gaps)
    with pytest.raises(InvalidInput, match="one unit"):
        heads - aggregate_poverty_gap(np.array([1, 2, 3, 4, 5, 6, 7, 8]), fen(5), design=design)


def test_the_gap_in_money_is_a_total() -> None:
    design = SurveyDesign(np.full(4, 3.0))
    found = aggregate_poverty_gap([100, 300, 200, 900], fen(400), design=design)
    assert found.value == 3 * (300 + 100 + 200)
    gaps = 3 * np.array([300, 100, 200, 0.0])
    assert found.variance == pytest.approx(4 / 3 * ((gaps - gaps.mean()) ** 2).sum(), rel=1e-12)


@pytest.mark.parametrize("line", [share_of_median(0.9), share_of_mean(0.9)])
@pytest.mark.parametrize("alpha", [1, 2])
def test_a_relative_line_has_an_error_of_its_own(line: Any, alpha: int) -> None:
    """The linearised variable is the derivative by each record's weight, where the line's own is smooth: the mean."""
    rng = np.random.default_rng(1)
    welfare, weights = rng.lognormal(0, 0.5, 400), rng.uniform(1, 3, 400)
    design = SurveyDesign(weights)
    found = fgt(welfare, line, alpha, design=design)
    fixed = fgt(welfare, float(np.average(welfare, weights=weights) * 0.9), alpha, design=design)
    assert found.se > 0
    assert found.se != pytest.approx(fixed.se, rel=1e-3)
    if line.order is None:
        step, moved = 1e-6, []
        for k in range(400):
            heavier = weights.copy()
            heavier[k] += step
            moved.append((float(fgt(welfare, line, alpha, heavier)) - found.value) / step)
        expected = design.contributions(None, np.array(moved))
        assert np.allclose(found.contributions, expected, rtol=1e-3, atol=1e-9)


def test_scale_of_weights_changes_no_ratio_and_no_error() -> None:
    one = SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU)
    other = SurveyDesign(WEIGHTS * 1000, strata=STRATA, psu=PSU)
    for line in (100, share_of_mean(1)):
        found, scaled = (poverty_gap_index(WELFARE, line, design=each) for each in (one, other))
        assert found.value == pytest.approx(scaled.value, rel=1e-14)
        assert found.se == pytest.approx(scaled.se, rel=1e-12)


def test_a_stratum_of_one_unit() -> None:
    lonely = np.array([1, 1, 1, 1, 3, 3, 4, 4])
    made = {
        remedy: headcount_ratio(WELFARE, 80, design=SurveyDesign(WEIGHTS, strata=STRATA, psu=lonely, single_psu=remedy))
        for remedy in ("error", "certainty", "adjust", "average")
    }
    with pytest.raises(InvalidInput, match=r"stratum 'a' has one PSU \(1 such\).*single_psu='certainty'"):
        made["error"].se  # noqa: B018
    certainty, adjust, average = (made[each].variance for each in ("certainty", "adjust", "average"))
    assert 0 < certainty < adjust
    assert average == pytest.approx(2 * certainty, rel=1e-12)
    drawn_whole = SurveyDesign(WEIGHTS, strata=STRATA, psu=lonely, fpc={"a": 1, "b": 2})
    assert headcount_ratio(WELFARE, 80, design=drawn_whole).variance == 0
    only = SurveyDesign(np.ones(2), psu=[1, 1], single_psu="average")
    with pytest.raises(InvalidInput, match=r"all strata \(1\) have one PSU.*to do: join like strata"):
        headcount_ratio([1, 3], 2, design=only).se  # noqa: B018
    with pytest.raises(InvalidInput, match="all strata"):
        only.bootstrap(20, seed=1)


def test_confidence_intervals() -> None:
    found = headcount_ratio(WELFARE, 100, design=SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU))
    normal, student = found.ci(0.95, "normal"), found.ci()
    assert normal.low == pytest.approx(found.value - 1.959963984540054 * found.se, rel=1e-12)
    assert student.high == pytest.approx(found.value + 4.302652729911275 * found.se, rel=1e-9)  # t, two degrees
    for level in (0, 1, 95, True, "0.95", float("nan")):
        with pytest.raises(OutOfRange, match="level"):
            found.ci(level)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="distribution"):
        found.ci(0.9, "z")  # type: ignore[arg-type]
    certain = headcount_ratio([1, 3], 2, design=SurveyDesign([1, 1], psu=[1, 1], single_psu="certainty"))
    with pytest.raises(InvalidInput, match="0 degrees of freedom"):
        certain.ci()


def test_an_estimate_prints_and_goes_to_rows() -> None:
    found = headcount_ratio(WELFARE, 100, design=SurveyDesign(WEIGHTS, strata=STRATA, psu=PSU))
    assert isinstance(found, Estimate)
    assert str(found).startswith("headcount ratio: 0.5")
    assert "标准误" in found.summary("zh")
    row = found.to_dict()
    assert row["measure"] == "headcount_ratio"
    assert row["unit"] == "share"
    assert row["poor"] == "below"
    frame: Any = found.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame["value"].iloc[0] == found.value
    assert found._repr_html_() == f"<pre>{found}</pre>"
    with pytest.raises(InvalidInput, match="backend"):
        found.to_frame("excel")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="language"):
        found.summary("fr")  # type: ignore[arg-type]


def test_a_design_and_its_estimates_cannot_be_changed() -> None:
    weights = WEIGHTS.copy()
    design = SurveyDesign(weights, psu=PSU)
    found = headcount_ratio(WELFARE, 100, design=design)
    value, error = found.value, found.se
    weights[0] = 100
    assert headcount_ratio(WELFARE, 100, design=design).value == value
    for kept in (design.weights, found.contributions):
        with pytest.raises(ValueError, match="read-only"):
            kept[0] = 9
    low, high, level = found.ci(0.9, "normal")
    assert (low < value < high, level, found.se) == (True, 0.9, error)


@pytest.mark.parametrize(
    ("columns", "error", "words"),
    [
        ({"weights": []}, InvalidInput, "no records"),
        ({"weights": [0, 0]}, InvalidInput, "all zero"),
        ({"weights": [1, -1]}, OutOfRange, "-1 at index 1"),
        ({"weights": [1, None]}, InvalidInput, "None at index 1"),
        ({"weights": [1, float("nan")]}, InvalidInput, "nan at index 1"),
        ({"weights": [1, 1], "strata": ["a"]}, InvalidInput, "strata: 1 values for 2 records"),
        ({"weights": [1, 1], "strata": ["a", None]}, InvalidInput, "nothing is given at index 1"),
        ({"weights": [1, 1], "strata": np.array([1.0, np.nan])}, InvalidInput, "nothing is given at index 1"),
        ({"weights": [1, 1], "strata": ["a", "b"], "psu": [1, 1]}, InvalidInput, "strata 'a' and 'b'.*nested=True"),
        ({"weights": [1, 1], "strata": np.ones((2, 2))}, InvalidInput, "2 dimensions"),
        ({"weights": [1, 1], "strata": np.array(["a", 1], object)}, InvalidInput, "unlike kinds"),
        ({"weights": [1, 1], "fpc": [3, 4]}, InvalidInput, "two figures for the stratum"),
        ({"weights": [1, 1], "fpc": [1.5, 1.5]}, OutOfRange, "2 PSUs in the sample and 1.5 in all"),
        ({"weights": [1, 1], "fpc": [0, 0]}, OutOfRange, "fpc: got 0"),
        (
            {"weights": [1, 1], "strata": ["a", "b"], "fpc": {"a": 4}},
            InvalidInput,
            "nothing is given for the stratum 'b'",
        ),
        ({"weights": [1, 1], "single_psu": "remove"}, InvalidInput, "single_psu: got 'remove'"),
        ({"weights": [1, 1], "strata": ["a", "b"], "fpc": [0.5, 10]}, InvalidInput, "0.5 as well as 10"),
        ({"weights": [1, 1], "strata": np.array(["a", None], object)}, InvalidInput, r"nothing is given at index 1"),
    ],
)
def test_refused_designs(columns: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        SurveyDesign(**columns)


def test_refused_domains_and_columns() -> None:
    design = SurveyDesign(WEIGHTS)
    for wrong, words in (([1, 0] * 4, "truth values"), ([True], "1 values for 8"), ([False] * 8, "no record")):
        with pytest.raises(InvalidInput, match=words):
            design.domain(wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="7 records, the design 8"):
        headcount_ratio(WELFARE[:7], 100, design=design)
    with pytest.raises(InvalidInput, match="besides a design"):
        headcount_ratio(WELFARE, 100, WEIGHTS, design=design)  # type: ignore[call-overload]
    frame = pd.DataFrame({"welfare": WELFARE, "weights": WEIGHTS})
    moved = frame["weights"].sort_values(ascending=False)
    with pytest.raises(InvalidInput, match="weights: has another index than welfare"):
        headcount_ratio(frame["welfare"], 100, moved)
    of_frame = SurveyDesign(moved)
    with pytest.raises(InvalidInput, match="welfare: has another index than the design"):
        headcount_ratio(frame["welfare"], 100, design=of_frame)
    with pytest.raises(InvalidInput, match="inside: has another index"):
        of_frame.domain(frame["welfare"] > 100)
    zero = SurveyDesign([1, 0]).domain([False, True])
    with pytest.raises(InvalidInput, match="no record of the domain has a weight"):
        headcount_ratio([1, 2], 2, design=zero)


@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(1, 9), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30
    )
)
def test_order_of_records_changes_nothing(rows: list[tuple[int, int, int, int]]) -> None:
    def made(given: list[tuple[int, int, int, int]]) -> Estimate:
        welfare, weights, strata, psu = (np.array(each) for each in zip(*given, strict=True))
        design = SurveyDesign(weights, strata=strata, psu=psu, nested=True, single_psu="certainty")
        return poverty_gap_index(welfare, 100, design=design)

    one, other = made(rows), made(rows[::-1])
    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.variance == pytest.approx(other.variance, abs=1e-12)
    assert one.df == other.df


def test_a_missing_name_of_pandas_is_refused() -> None:
    pandas = pytest.importorskip("pandas")
    for kind in ("string", "category", "object"):
        strata = pandas.Series(["a", None, "b"], dtype=kind)
        with pytest.raises(InvalidInput, match=r"strata: nothing is given at index 1 \(1 such\)"):
            SurveyDesign([1, 1, 1], strata=strata)
