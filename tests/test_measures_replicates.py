"""Replicate weights: against linearisation, against one another, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from drawn_survey import survey

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures import (
    Design,
    Estimate,
    SurveyDesign,
    covariance,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    share_of_mean,
    share_of_median,
)
from povertykit.measures.inequality.coefficients import gini, hoover
from povertykit.measures.inequality.entropy import atkinson, generalized_entropy, mean_log_deviation, theil_t
from povertykit.measures.inequality.lorenz import lorenz_curve
from povertykit.measures.inequality.quantile_shares import palma_ratio, quintile_share_ratio
from povertykit.measures.poverty.indices import income_gap_ratio, sen_index, sst_index, watts_index
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import measured, sample_of
from povertykit.measures.survey.replicates import ReplicateDesign

TOTAL = Label("total", "total", "总量", MeasureUnit.WELFARE)


def total(welfare: Any, design: Design) -> Estimate:
    """The weighted total, for which replicates and linearisation agree to the last digits."""
    sample = sample_of(welfare, None, design)
    found = measured(TOTAL, sample, design, lambda s: float((s.w * s.y).sum()), lambda s, _: s.y)
    assert isinstance(found, Estimate)
    return found


def drawn(corrected: bool = True) -> SurveyDesign:
    columns = survey()
    fpc = columns["population_units"] if corrected else None
    return SurveyDesign(columns["weight"], strata=columns["stratum"], psu=columns["unit"], fpc=fpc)


def small(**options: Any) -> SurveyDesign:
    """Two strata of two units."""
    return SurveyDesign([10, 10, 20, 20, 15], strata=list("aabbb"), psu=[1, 2, 3, 4, 4], **options)


@pytest.mark.parametrize("corrected", [False, True])
def test_the_jackknife_of_a_total_is_its_linearised_error(corrected: bool) -> None:
    design, welfare = drawn(corrected), survey()["income"]
    expected = total(welfare, design)
    found = total(welfare, design.jackknife())
    assert found.value == expected.value
    assert found.se == pytest.approx(expected.se, rel=1e-10)
    assert found.df == expected.df == 84
    assert total(welfare, design.jackknife(centre="estimate")).se == pytest.approx(expected.se, rel=1e-10)


def test_the_jackknife_of_one_stratum_is_its_linearised_error() -> None:
    design = SurveyDesign(survey()["weight"], psu=survey()["unit"])
    welfare = survey()["income"]
    assert total(welfare, design.jackknife()).se == pytest.approx(total(welfare, design).se, rel=1e-10)


@pytest.mark.parametrize("fay", [0.0, 0.3, 0.5])
def test_balanced_half_samples_of_a_total_give_its_linearised_error(fay: float) -> None:
    strata = np.repeat(np.arange(9), 4)
    units = np.arange(36) // 2
    weights = 5 + np.arange(36) * 7 % 11
    welfare = 100 + np.arange(36) * 53 % 97
    design = SurveyDesign(weights, strata=strata, psu=units)
    half = design.balanced(fay=fay)
    assert half.count == 16
    assert total(welfare, half).se == pytest.approx(total(welfare, design).se, rel=1e-10)
    one, other = total(welfare, half), total(welfare[::-1].copy(), half)
    linear = covariance(total(welfare, design), total(welfare[::-1].copy(), design))
    assert covariance(one, other) == pytest.approx(linear, rel=1e-9)


def test_half_samples_hold_one_unit_of_each_stratum() -> None:
    weights = list(small().balanced().replicates)
    np.testing.assert_array_equal(weights[0], [10, 10, 20, 20, 15])
    for each in weights[1:]:
        assert sorted(each[:2]) == [0, 20]
        assert (each[2] == 40) == (each[3] == 0 and each[4] == 0)


def test_a_jackknife_replicate_leaves_out_one_unit() -> None:
    weights = np.array(list(small().jackknife().replicates))
    np.testing.assert_allclose(
        weights,
        [[10, 10, 20, 20, 15], [0, 20, 20, 20, 15], [20, 0, 20, 20, 15], [10, 10, 0, 40, 30], [10, 10, 40, 0, 0]],
    )


FEW = [[0, 0, 1, 2], [0, 2, 0, 1], [1, 1, 1, 0]]


def test_a_bootstrap_keeps_the_number_of_units_in_each_stratum_and_the_seed_decides() -> None:
    base = SurveyDesign(np.ones(90), strata=np.repeat(np.arange(6), 15))
    weights = np.array(list(base.bootstrap(50, seed=3).replicates))
    assert weights.shape == (51, 90)
    for first in range(0, 90, 15):
        np.testing.assert_allclose(weights[:, first : first + 15].sum(axis=1), 15)
    np.testing.assert_array_equal(weights, list(base.bootstrap(50, seed=3).replicates))
    assert not np.array_equal(weights, list(base.bootstrap(50, seed=4).replicates))
    few = np.array(list(SurveyDesign(np.ones(4)).bootstrap(3, seed=1).replicates))
    np.testing.assert_allclose(few[1:] * 3 / 4, FEW)


@pytest.mark.parametrize("corrected", [False, True])
def test_the_bootstrap_tends_to_the_linearised_error(corrected: bool) -> None:
    design, welfare = drawn(corrected), survey()["income"]
    many = design.bootstrap(2000, seed=11)
    assert total(welfare, many).se == pytest.approx(total(welfare, design).se, rel=0.05)


def test_strata_drawn_as_a_whole_add_nothing() -> None:
    options: dict[str, Any] = {"fpc": {"a": 2, "b": 6}}
    welfare = [90, 120, 80, 130, 70]
    expected = total(welfare, small(**options))
    assert total(welfare, small(**options).jackknife()).se == pytest.approx(expected.se, rel=1e-10)
    for weights in small(**options).bootstrap(20, seed=1).replicates:
        assert weights[:2].tolist() == [10, 10]


MEASURES: dict[str, Callable[..., Any]] = {
    "headcount": lambda y, **of: headcount_ratio(y, 10_250, **of),
    "gaps": lambda y, **of: poverty_gap_index(y, 10_250, **of),
    "squared gaps below half the mean": lambda y, **of: fgt(y, share_of_mean(0.5), 2, **of),
    "watts": lambda y, **of: watts_index(y, 10_250, **of),
    "watts below half the mean": lambda y, **of: watts_index(y, share_of_mean(0.5), **of),
    "sen": lambda y, **of: sen_index(y, 10_250, **of),
    "sen below half the mean": lambda y, **of: sen_index(y, share_of_mean(0.5), **of),
    "sst": lambda y, **of: sst_index(y, 10_250, **of),
    "sst below half the mean": lambda y, **of: sst_index(y, share_of_mean(0.5), **of),
    "gap ratio": lambda y, **of: income_gap_ratio(y, 10_250, **of),
    "gini": lambda y, **of: gini(y, **of),
    "gini of convey": lambda y, **of: gini(y, form="convey", **of),
    "hoover": lambda y, **of: hoover(y, **of),
    "theil": lambda y, **of: theil_t(y, **of),
    "mld": lambda y, **of: mean_log_deviation(y, **of),
    "entropy -1": lambda y, **of: generalized_entropy(y, -1, **of),
    "entropy 2": lambda y, **of: generalized_entropy(y, 2, **of),
    "atkinson 0.5": lambda y, **of: atkinson(y, 0.5, **of),
    "atkinson 1": lambda y, **of: atkinson(y, 1, **of),
    "atkinson 2": lambda y, **of: atkinson(y, 2, **of),
}
# A headcount below a line that moves, and what Sen makes of it, are linearised with a smoothed density.
STEPS = {"sen below half the mean"}


@pytest.mark.parametrize("name", [each for each in MEASURES if each not in STEPS])
def test_the_linearised_variable_is_the_derivative_by_each_weight(name: str) -> None:
    welfare, weights = survey()["income"][::60], survey()["weight"][::60].astype(np.float64)
    found = MEASURES[name](welfare, design=SurveyDesign(weights)).contributions / weights
    for at in range(welfare.size):
        step = np.zeros(welfare.size)
        step[at] = 1e-3 * weights[at]
        up, down = (float(MEASURES[name](welfare, weights=each)) for each in (weights + step, weights - step))
        assert found[at] == pytest.approx((up - down) / (2 * step[at]), rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("domain", ["all", "east"])
@pytest.mark.parametrize("name", [each for each in MEASURES if each not in STEPS])
def test_linearised_and_jackknife_errors_are_near_one_another(name: str, domain: str) -> None:
    """Two ways that share nothing but the design: a wrong linearised variable would show."""
    design = drawn() if domain == "all" else drawn().domain(survey()["region"] == domain)
    jackknife = design.jackknife()
    welfare = survey()["income"]
    one, other = MEASURES[name](welfare, design=design), MEASURES[name](welfare, design=jackknife)
    assert other.value == one.value
    assert other.se == pytest.approx(one.se, rel=0.1)


@pytest.mark.parametrize("domain", ["all", "east"])
@pytest.mark.parametrize("alpha", [0, 1, 2])
def test_with_a_line_from_the_median_the_bootstrap_is_near(alpha: int, domain: str) -> None:
    """The jackknife is no way to the error of a median (Efron 1979), hence not of a line from it."""
    design = drawn(corrected=False) if domain == "all" else drawn(corrected=False).domain(survey()["region"] == domain)
    welfare = survey()["income"]
    many = fgt(welfare, share_of_median(0.6), alpha, design=design.bootstrap(500, seed=5))
    assert many.se == pytest.approx(fgt(welfare, share_of_median(0.6), alpha, design=design).se, rel=0.2)


SHARES: dict[str, Callable[[Any, Design], Any]] = {
    "poorest fifth": lambda y, design: (lorenz_curve(y, design=design, shares=[0.2]).estimates or ())[0],
    "poorer half": lambda y, design: (lorenz_curve(y, design=design, shares=[0.5]).estimates or ())[0],
    "palma": lambda y, design: palma_ratio(y, design=design),
    "fifths": lambda y, design: quintile_share_ratio(y, design=design),
}


@pytest.mark.parametrize("domain", ["all", "east"])
@pytest.mark.parametrize("name", SHARES)
def test_shares_between_quantiles_have_errors_near_those_of_the_bootstrap(name: str, domain: str) -> None:
    design = drawn(corrected=False) if domain == "all" else drawn(corrected=False).domain(survey()["region"] == domain)
    linear = SHARES[name](survey()["income"], design)
    many = SHARES[name](survey()["income"], design.bootstrap(300, seed=6))
    assert many.value == pytest.approx(linear.value, rel=1e-12)
    assert many.se == pytest.approx(linear.se, rel=0.2)


def test_differences_of_domains_and_of_measures_have_their_covariance() -> None:
    design, welfare, region = drawn().jackknife(), survey()["income"], survey()["region"]
    east, west = (total(welfare, design.domain(region == each)) for each in ("east", "west"))
    base = drawn()
    expected = total(welfare, base.domain(region == "east")) - total(welfare, base.domain(region == "west"))
    assert (east - west).se == pytest.approx(expected.se, rel=1e-9)
    heads, gaps = headcount_ratio(welfare, 10_250, design=design), poverty_gap_index(welfare, 10_250, design=design)
    variance = heads.variance + gaps.variance - 2 * covariance(heads, gaps)
    assert (heads - gaps).variance == pytest.approx(variance, rel=1e-9)


def test_whole_weights_and_factors_are_two_ways_to_say_the_same() -> None:
    weights, factors = np.array([2.0, 4.0, 0.0]), np.array([[0.5, 1.5, 1.0], [1.0, 1.0, 1.0], [2.0, 0.0, 1.0]])
    welfare = [80, 120, 60]
    one = ReplicateDesign(weights, factors, scale=0.5, combined=False)
    other = ReplicateDesign(weights, factors * weights[:, None], scale=0.5)
    found = [headcount_ratio(welfare, 100, design=each) for each in (one, other)]
    assert found[0].value == found[1].value == pytest.approx(1 / 3)
    assert found[0].se == pytest.approx(found[1].se, rel=1e-12)
    assert found[0].df == found[1].df == 1


def test_deviations_are_taken_from_the_mean_of_the_counted_or_from_the_estimate() -> None:
    replicates = [[1, 3, 100], [1, 1, 1]]
    options: dict[str, Any] = {"scale": 2.0, "rscales": [1, 3, 0]}
    mean = ReplicateDesign([2, 1], replicates, **options)
    estimate = ReplicateDesign([2, 1], replicates, centre="estimate", **options)
    # The totals of (1, 0) are 1 and 3, around 2, and 2 is the estimate as well; those of (1, 1) are 2 and 4, around 3.
    assert total([1, 0], mean).variance == total([1, 0], estimate).variance == 2 * (1 + 3)
    assert total([1, 0.5], mean).variance == pytest.approx(2 * (1 + 3))
    shifted = ReplicateDesign([1, 1], replicates, centre="estimate", **options)
    assert total([1, 0], shifted).variance == 2 * (0 + 3 * 4)


def test_dataframes_of_weights_keep_their_index() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"w": [2.0, 2.0, 2.0], "r1": [0, 3, 3], "r2": [3, 0, 3]}, index=[5, 6, 7])
    design = ReplicateDesign(frame["w"], frame[["r1", "r2"]], scale=1.0)
    assert headcount_ratio([80, 120, 60], 100, design=design).value == pytest.approx(2 / 3)
    with pytest.raises(InvalidInput, match="index"):
        ReplicateDesign(frame["w"], frame[["r1", "r2"]].reset_index(drop=True), scale=1.0)
    with pytest.raises(InvalidInput, match="index"):
        headcount_ratio(pandas.Series([80, 120, 60]), 100, design=design)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"replicates": [1, 2, 3]}, InvalidInput, "shape"),
        ({"replicates": [[1], [2], [3]]}, InvalidInput, "two columns or more"),
        ({"replicates": [[1, 2], [1, 2]]}, InvalidInput, "a row for each record"),
        ({"replicates": [[1, 2], [1, -2], [1, 2]]}, OutOfRange, "-2 for record 1 in replicate 1"),
        ({"replicates": [[1, 2], [1, float("nan")], [1, 2]]}, InvalidInput, r"replicates\[:, 1\]"),
        ({"replicates": [[1, 0], [1, 0], [1, 0]]}, InvalidInput, "no weight in replicate 1"),
        ({"weights": [0, 1, 1]}, InvalidInput, "record 0 has a weight in replicates, but none in all"),
        ({"weights": [-1, 1, 1]}, OutOfRange, "got -1"),
        ({"weights": [0, 0, 0]}, InvalidInput, "all zero"),
        ({"scale": 0}, OutOfRange, "scale"),
        ({"scale": float("inf")}, OutOfRange, "scale"),
        ({"rscales": [1]}, InvalidInput, "rscales"),
        ({"rscales": [1, -1]}, OutOfRange, "rscales"),
        ({"centre": "median"}, InvalidInput, "'mean' or 'estimate'"),
        ({"df": 0}, OutOfRange, "df"),
    ],
)
def test_what_is_given_wrongly_is_refused(options: dict[str, Any], error: type[Exception], said: str) -> None:
    given: dict[str, Any] = {"weights": [1, 1, 1], "replicates": [[1, 2], [2, 1], [1, 1]], "scale": 1.0, **options}
    with pytest.raises(error, match=said):
        ReplicateDesign(given.pop("weights"), given.pop("replicates"), **given)


def test_a_domain_without_weight_in_a_replicate_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no weight in replicate 0"):
        small().jackknife().domain([True, False, False, False, False])
    with pytest.raises(InvalidInput, match="no weight in replicate 0"):
        small().domain([True, False, False, False, False]).jackknife()


def test_a_domain_taken_before_is_one_taken_after() -> None:
    inside = survey()["region"] == "east"
    before, after = drawn().domain(inside).jackknife(), drawn().jackknife().domain(inside)
    welfare = survey()["income"]
    assert total(welfare, before).se == total(welfare, after).se
    assert repr(before) == repr(after) == f"ReplicateDesign(records=1189, replicates=90, domain={inside.sum()})"


def test_lonely_units_are_refused_left_alone_or_averaged_over() -> None:
    def lonely(single: Any) -> SurveyDesign:
        return SurveyDesign([10, 10, 20, 20, 30], strata=list("aabbc"), single_psu=single)

    welfare = [90, 120, 80, 130, 70]
    for single in ("error", "adjust"):
        with pytest.raises(InvalidInput, match="'c' has one PSU"):
            lonely(single).jackknife()
        with pytest.raises(InvalidInput, match="'c' has one PSU"):
            lonely(single).bootstrap(10, seed=1)
    for single in ("certainty", "average"):
        expected = total(welfare, lonely(single)).se
        assert total(welfare, lonely(single).jackknife()).se == pytest.approx(expected, rel=1e-10)
        assert total(welfare, lonely(single).bootstrap(4000, seed=2)).se == pytest.approx(expected, rel=0.05)


def test_what_cannot_be_made_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no stratum has a sampling error"):
        SurveyDesign([1, 1], fpc=[2, 2]).jackknife()
    with pytest.raises(OutOfRange, match="replicates"):
        small().bootstrap(1, seed=1)
    with pytest.raises(OutOfRange, match="seed"):
        small().bootstrap(10, seed=-1)
    with pytest.raises(InvalidInput, match="'all' has 5 units"):
        SurveyDesign([1] * 5).balanced()
    with pytest.raises(InvalidInput, match="fpc"):
        small(fpc={"a": 4, "b": 4}).balanced()
    with pytest.raises(OutOfRange, match="fay"):
        small().balanced(fay=1)
