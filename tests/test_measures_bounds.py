"""What measures cannot hold or cannot read is refused in words: never infinity, a warning or a raw error."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import exp, log
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import povertykit.measures as measures
from povertykit.errors import InvalidInput, OutOfRange, PovertyKitError, UnknownName
from povertykit.measures import (
    Snapshot,
    SurveyDesign,
    atkinson,
    concentration_index,
    fgt,
    generalized_entropy,
    gini,
    growth_and_redistribution,
    headcount_ratio,
    income_gap_ratio,
    mean_log_deviation,
    multidimensional_poverty,
    quantile,
    sen_index,
    share_of_mean,
    share_of_median,
    sst_index,
    targeting,
    theil_t,
    tip_curve,
    watts_index,
)

WHOLE = [100, 110, 150, 160]
FLOATS = [100.0, 110.0, 150.0, 160.0]


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def _survey(**options: Any) -> SurveyDesign:
    return SurveyDesign([1, 2, 3, 4], **options)


@pytest.mark.parametrize(
    ("welfare", "epsilon", "expected"),
    [
        (WHOLE, 5000, 0.230556),
        ([1.0, 1e4], 400, 0.9998),
        ([1.0, 1e5], 70, 0.99998),
        ([50, 50, 50], 5000, 0.0),
    ],
)
def test_atkinson_of_a_large_aversion(welfare: Any, epsilon: int, expected: float) -> None:
    found = atkinson(welfare, epsilon)
    assert found == pytest.approx(expected, abs=2e-6)
    # The same by the sum of powers relative to the least: (mean of (y / least)^(1 - epsilon))^(1 / (1 - epsilon)).
    least, mean = min(welfare), sum(welfare) / len(welfare)
    relative = sum(exp((1 - epsilon) * log(each / least)) for each in welfare) / len(welfare)
    assert found == pytest.approx(1 - least / mean * relative ** (1 / (1 - epsilon)), rel=1e-12, abs=1e-15)
    assert np.isfinite(atkinson(welfare, epsilon, design=SurveyDesign([1] * len(welfare))).se)


def test_atkinson_where_its_two_ways_meet() -> None:
    """Just below and above the aversion from which powers are taken relative to the least."""
    border = 1 + 300 / log(130 / 100)
    low, high = (atkinson(WHOLE, each, design=_survey()) for each in (border - 2e-6, border + 2e-6))
    assert low.value == pytest.approx(high.value, abs=1e-8)
    assert low.se == pytest.approx(high.se, rel=1e-6)


@pytest.mark.parametrize("weight", [1e154, 10**154, 1e-170, 1e308, 1.1e60])
@pytest.mark.parametrize(
    "measure",
    [
        gini,
        theil_t,
        mean_log_deviation,
        lambda y, w: atkinson(y, 2, w),
        lambda y, w: sen_index(y, 125.0, w),
        lambda y, w: sst_index(y, 125.0, w),
        lambda y, w: headcount_ratio(y, 125.0, w),
        lambda y, w: concentration_index(y, y, w),
        lambda y, w: measures.lorenz_curve(y, w),
    ],
)
def test_weights_beyond_what_floats_can_multiply(measure: Callable[..., Any], weight: float) -> None:
    with pytest.raises(OutOfRange, match=r"^weights: .*allowed: floats from 1e-60 to 1e60"):
        measure(FLOATS, [weight] * 4)


@pytest.mark.parametrize("welfare", [[1e307, 1.1e307, 1.5e307, 1.6e307], [1e-300, 3e-310], [-1e61, 1.0]])
def test_welfare_beyond_what_floats_can_multiply(welfare: list[float]) -> None:
    measured: list[Callable[[], Any]] = [lambda: gini(welfare), lambda: headcount_ratio(welfare, 1)]
    for found in measured:
        with pytest.raises(OutOfRange, match=r"^welfare: the number farthest from zero"):
            found()


def test_many_floats_beyond_what_floats_can_multiply() -> None:
    many = np.ones(100_000)
    for at, large in (("welfare", 1e200), ("weights", 1e200), ("weights", 1e-200)):
        columns = {"welfare": many, "weights": many} | {at: many * large}
        with pytest.raises(OutOfRange, match=f"^{at}: the number farthest from zero"):
            headcount_ratio(columns["welfare"], 2.0, columns["weights"])


def test_floats_within_bounds_and_exact_numbers_of_any_size_are_taken() -> None:
    assert gini([each * 1e57 for each in FLOATS], [1e57] * 4) == pytest.approx(float(gini(WHOLE)), rel=1e-12)
    assert gini([each * 1e-58 for each in FLOATS], [1e-58] * 4) == pytest.approx(float(gini(WHOLE)), rel=1e-12)
    assert gini([each * 10**400 for each in WHOLE], [10**400] * 4) == gini(WHOLE)
    assert headcount_ratio([1e-80, 0.0, 5.0], 1.0) == pytest.approx(2 / 3)
    assert headcount_ratio([0.0, 0.0], 1.0) == 1


@pytest.mark.parametrize(
    "measure",
    [
        lambda: generalized_entropy([1.0, 1e6], -60),
        lambda: generalized_entropy([1, 2, 3], 5000),
        lambda: generalized_entropy([1, 2, 3], 5000, design=SurveyDesign([1, 1, 1])),
        lambda: mean_log_deviation([1e-300, 1.0, 1e300, 1e308]),
        lambda: watts_index([1e-300, 2e-300, 3e-310, 1e-320], 125),
        lambda: watts_index([1e-320, 1.0], 125),
        lambda: fgt([-1e200, 1.0], 1.0, 2),
        lambda: fgt([-1e30, 1.0], 1.0, 30),
        lambda: fgt([-(10**400), 1], 1, 2, design=SurveyDesign([1, 1])),
        lambda: tip_curve([-1e308, 1.0], 1e-5),
    ],
)
def test_results_that_are_not_finite_are_refused(measure: Callable[[], Any]) -> None:
    with pytest.raises(OutOfRange, match="to do: "):
        measure()


def test_a_curve_that_does_not_end_is_fitted_and_told() -> None:
    """Of these groups the beta curve leaves the square at the top, where it was divided by zero."""
    fit = measures.fit_lorenz(measures.GroupedData.from_means([110, 150, 160, 470]))
    assert fit.beta.curve.checks().missing_at_top == 1
    assert not fit.beta.valid
    with pytest.raises(InvalidInput, match=r"no curve is valid: .*beta \(L\(1\) is 0, not 1"):
        fit.poverty(150)


def test_strata_of_one_unit_without_any_other_to_average_over() -> None:
    design = _survey(strata=[1, 2, 3, 4], single_psu="average")
    with pytest.raises(InvalidInput, match=r"all strata \(4\) have one PSU"):
        headcount_ratio(WHOLE, 125, design=design).se  # noqa: B018
    with pytest.raises(InvalidInput, match="all strata"):
        design.jackknife()
    with pytest.raises(InvalidInput, match="all strata"):
        design.bootstrap(20, seed=1)


def test_columns_of_pyarrow() -> None:
    assert headcount_ratio(pa.array([100, 110, 150, 160]), 125, pa.array([1, 1, 1, 1])) == Fraction(1, 2)
    assert headcount_ratio(pa.array([Decimal("1.5"), Decimal("2.5")]), 2) == Fraction(1, 2)
    assert targeting(pa.array([1, 0, 3, 2]), pa.array([True, False, True, False])).coverage == 1
    # What a record without weight holds does not matter, and the others stay exact.
    assert headcount_ratio(pa.array([1, 2, None, 4]), 3, [1, 1, 0, 1]) == Fraction(2, 3)
    assert headcount_ratio(pa.chunked_array([[1, 2], [None, 4]]), 3, [1, 1, 0, 1]) == Fraction(2, 3)
    assert headcount_ratio(pa.array(np.full(50_000, 2.5)), 3.0) == 1.0


@pytest.mark.parametrize(
    "read",
    [
        lambda missing: headcount_ratio(missing, 125),
        lambda missing: headcount_ratio(WHOLE, 125, missing),
        lambda missing: headcount_ratio(WHOLE, missing),
        lambda missing: SurveyDesign([1, 2, 3, 4], fpc=missing),
        lambda missing: targeting(missing, [True, False, True, False]),
    ],
)
@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.decimal128(9, 2), pa.bool_()])
def test_missing_values_of_pyarrow(read: Callable[[Any], Any], kind: pa.DataType) -> None:
    missing = pa.array([True, True, None, True] if kind == pa.bool_() else [7, 7, None, 7], kind)
    with pytest.raises(InvalidInput, match=r"at index [02]"):
        read(missing)


def test_truth_values_of_pyarrow_are_no_numbers() -> None:
    with pytest.raises(InvalidInput, match="array of bool"):
        headcount_ratio(pa.array([True, False]), 2)
    with pytest.raises(InvalidInput, match=r"truth values.*None and missing values"):
        _survey().domain(pa.array([True, None, True, False]))
    assert _survey().domain(pa.array([True, False, True, False])).df == 1


def test_the_jackknife_of_quantiles_says_its_caution() -> None:
    jackknife = _survey().jackknife()
    for found in (
        quantile(WHOLE, 0.5, design=jackknife),
        quantile(WHOLE, 0.5, design=jackknife.domain([True, True, False, True])),
        headcount_ratio(WHOLE, share_of_median(0.8), design=jackknife),
    ):
        assert "bootstrap()" in found.conventions["caution"]
        assert "caution: the jackknife" in found.summary()
        assert "注意：刀切法" in found.summary("zh")
        assert found.to_rows()[0]["caution"]
    for sound in (
        quantile(WHOLE, 0.5, design=_survey()),
        quantile(WHOLE, 0.5, design=_survey().bootstrap(20, seed=1)),
        headcount_ratio(WHOLE, share_of_mean(0.8), design=jackknife),
        headcount_ratio(WHOLE, 125, design=jackknife),
    ):
        assert "caution" not in sound.conventions
        assert "caution" not in sound.summary()


def test_changes_below_lines_from_quantiles_ask_for_other_replicates_than_the_jackknife() -> None:
    before = Snapshot(WHOLE, share_of_median(0.8), design=_survey())
    with pytest.raises(InvalidInput, match="the jackknife does not tell the error of a line from a quantile"):
        growth_and_redistribution(before, Snapshot(WHOLE, 125))
    bootstrapped = Snapshot(WHOLE, share_of_median(0.8), design=_survey().bootstrap(20, seed=1))
    assert growth_and_redistribution(bootstrapped, Snapshot(WHOLE, 125)).errors is not None


@pytest.mark.parametrize("design", [[1, 2, 3, 4], np.ones(4), "survey", object()])
def test_what_is_no_design(design: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^design: got .*SurveyDesign\(weights"):
        gini(WHOLE, design=design)


def test_what_is_no_period() -> None:
    period: Any = [1, 2]
    for measure in (
        measures.growth_and_redistribution,
        measures.growth_incidence,
        measures.pro_poor_growth,
        lambda one, two: measures.sectoral_change(one, two, ["a", "b"], ["a", "b"]),
    ):
        with pytest.raises(InvalidInput, match=r"^before: got list; allowed: a Snapshot"):
            measure(period, period)
        with pytest.raises(InvalidInput, match=r"^after: got list"):
            measure(Snapshot([1, 2], 2), period)


def test_names_that_are_not_there() -> None:
    found = multidimensional_poverty(
        {"income": [1, 3]}, {"income": 2}, poverty_cutoff=1, by=["north", "south"], weights=[1, 1]
    )
    with pytest.raises(UnknownName, match="'q' is not known; allowed: north, south"):
        found.group("q")
    with pytest.raises(UnknownName, match="allowed: income"):
        found.indicator("incom")
    change = measures.multidimensional_change(found, found, years=1)
    for name, of in (("zzz", ""), ("headcount_ratio", "zzz")):
        with pytest.raises(UnknownName, match="'zzz' is not known"):
            change.change(name, of)
    with pytest.raises(UnknownName, match="did you mean 'sen_index'"):
        measures.poverty_profile(WHOLE, 125)["sen_indx"]


@pytest.mark.parametrize("line", [np.array(125), np.int64(125), 125, Decimal(125)])
def test_one_figure_as_a_line(line: Any) -> None:
    assert headcount_ratio(WHOLE, line) == Fraction(1, 2)


@pytest.mark.parametrize("line", [float("nan"), float("inf"), True, np.bool_(True), Decimal("NaN"), np.array(True)])
def test_a_line_that_is_no_number_is_not_a_record_to_be_taken_out(line: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^poverty_line: got .*one figure above zero$"):
        headcount_ratio(WHOLE, line)


@pytest.mark.parametrize("line", ["125", None, object(), b"1"])
def test_what_is_no_line(line: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^poverty_line: .*one figure, one for each record, or a line such as"):
        headcount_ratio(WHOLE, line)


@pytest.mark.parametrize("welfare", [np.array(125), np.ones((2, 2))])
def test_welfare_of_other_dimensions(welfare: Any) -> None:
    given: list[dict[str, Any]] = [{}, {"weights": [1, 2, 3, 4]}, {"design": _survey()}]
    for options in given:
        with pytest.raises(InvalidInput, match="dimensions"):
            headcount_ratio(welfare, 125, **options)


@pytest.mark.parametrize(
    "unordered", [{1, 2, 3, 4}, {1: 1, 2: 2, 3: 3, 4: 4}, frozenset({1, 2, 3, 4}), (each for each in WHOLE)]
)
def test_columns_without_an_order(unordered: Any) -> None:
    for read in (
        lambda: headcount_ratio(unordered, 125),
        lambda: headcount_ratio(WHOLE, unordered),
        lambda: headcount_ratio(WHOLE, 125, unordered),
        lambda: _survey(strata=unordered),
        lambda: _survey(psu=unordered),
        lambda: _survey().domain(unordered),
        lambda: measures.decompose(WHOLE, unordered),
        lambda: targeting(unordered, [True, True, False, False]),
    ):
        with pytest.raises(PovertyKitError):
            read()


def test_a_replicate_in_which_nobody_is_poor_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"in replicate 0: nobody is poor.*linearised errors"):
        income_gap_ratio(WHOLE, 105, design=_survey().jackknife())
    with pytest.raises(InvalidInput, match=r"^welfare: nobody is poor"):
        income_gap_ratio(WHOLE, 50, design=_survey())


@pytest.mark.parametrize("mask", [[1, 0, 1, 0], np.array([1.0, 0, 1, 0])])
def test_masks_of_numbers(mask: Any) -> None:
    with pytest.raises(InvalidInput, match="to do: compare 0 and 1 by == 1"):
        _survey().domain(mask)


def test_corrections_that_are_no_numbers_of_units() -> None:
    with pytest.raises(InvalidInput, match=r"one figure, 10; allowed: one figure for each record, or by stratum"):
        _survey(fpc=10)
    with pytest.raises(OutOfRange, match=r"got 5.5; allowed: PSUs in the stratum, a whole number"):
        _survey(fpc=[5.5] * 4)
    strata = ["a", "a", "b", "b"]
    with pytest.raises(UnknownName, match="fpc: 'c' is not known; allowed: a, b"):
        _survey(strata=strata, fpc={"a": 5, "b": 6, "c": 7})
    with pytest.raises(InvalidInput, match="nothing is given for the stratum 'b'"):
        _survey(strata=strata, fpc={"a": 5})
    assert "fpc=yes" in repr(_survey(strata=strata, fpc={"a": 5, "b": 6.0}))
    assert "fpc=yes" in repr(_survey(fpc=[0.5] * 4))
