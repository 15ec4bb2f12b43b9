"""Poverty in many dimensions: published values, an oracle, decompositions, exact cutoffs, missing values, bad input."""

from __future__ import annotations

import csv
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.errors import InvalidInput, OutOfRange, PovertyKitError, UnknownName
from povertykit.measures import (
    CHINA_RURAL_2018,
    GLOBAL_MPI_2018,
    Cutoff,
    Estimate,
    SurveyDesign,
    alkire_foster,
    multidimensional_change,
    multidimensional_poverty,
)

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
# The example of Alkire and Foster: four persons by income, years of school, health and access to services.
AF4 = {
    "income": [13.1, 15.2, 12.5, 20.0],
    "school": [14, 7, 10, 11],
    "health": [4, 5, 1, 3],
    "services": [1, 0, 0, 1],
}
AF4_CUTOFFS = {"income": 13, "school": 12, "health": 3, "services": 1}


def af4(cutoff: Any, **more: Any) -> Any:
    return multidimensional_poverty(AF4, AF4_CUTOFFS, poverty_cutoff=cutoff, **more)


# H, A, M0, M1, M2 of measures.csv, rows af4: convey's svyafc on the matrix of Alkire and Foster. H, A, M0 are exact.
CONVEY = [
    (Fraction(2, 4), (0.5, 0.75, 0.375, 0.205528846153846, 0.165457038954635), 1e-12),
    (Fraction(1, 4), (0.75, 0.583333333, 0.4375, 0.2107371795, 0.1658910667), 1e-9),
    (Fraction(3, 4), (0.25, 1, 0.25, 0.1169871795, 0.0921063445), 1e-9),
    (Fraction(4, 4), (0.25, 1, 0.25, 0.1169871795, 0.0921063445), 1e-9),
]


@pytest.mark.parametrize(("cutoff", "expected", "tolerance"), CONVEY)
def test_the_example_of_alkire_and_foster_as_convey_has_it(
    cutoff: Fraction, expected: tuple[float, ...], tolerance: float
) -> None:
    found = af4(cutoff)
    values = (found.headcount_ratio, found.intensity, found.m0, found.m1, found.m2)
    assert [float(each) for each in values] == pytest.approx(expected, abs=tolerance)


def test_the_published_fractions_of_the_example() -> None:
    """Alkire and Foster, the example of the convey book: H 1/2, A 3/4, M0 3/8 with two of four deprivations."""
    found = af4(HALF)
    assert (found.headcount_ratio, found.intensity, found.m0) == (HALF, Fraction(3, 4), Fraction(3, 8))
    assert [each.uncensored_headcount_ratio for each in found.indicators] == [
        Fraction(count, 4) for count in (1, 3, 1, 2)
    ]
    assert [each.censored_headcount_ratio for each in found.indicators] == [
        Fraction(count, 4) for count in (1, 2, 1, 2)
    ]


def test_the_shared_matrix_is_the_one_tested() -> None:
    path = Path(__file__).resolve().parent / "reference" / "af_4person.csv"
    if path.exists():
        with path.open() as lines:
            rows = list(csv.DictReader(lines))
        assert {name: [float(row[name]) for row in rows] for name in AF4} == AF4


def test_binary_profiles_as_mpindex_publishes_them() -> None:
    """github.com/yng-me/mpindex, tests/testthat/test-compute-mpi.R (MIT): H 0.5, A 0.75, MPI 0.375."""
    profiles = np.array([(0, 0, 0, 0), (1, 0, 0, 1), (1, 1, 1, 1), (0, 1, 0, 0)])
    cutoffs = {name: Cutoff.flag() for name in "abcd"}
    found = multidimensional_poverty(profiles, cutoffs, poverty_cutoff=HALF)
    assert (found.headcount_ratio, found.intensity, found.m0) == (HALF, Fraction(3, 4), Fraction(3, 8))
    assert found.m1 == found.m2 == found.m0


def test_exact_achievements_give_exact_gaps() -> None:
    exact = {**AF4, "income": [Fraction("13.1"), Fraction("15.2"), Fraction("12.5"), Fraction(20)]}
    for alpha in (0, 1, 2):
        found = alkire_foster(exact, AF4_CUTOFFS, poverty_cutoff=HALF, alpha=alpha)
        assert isinstance(found, Fraction)
        assert float(found) == pytest.approx(float(getattr(af4(HALF), f"m{alpha}")), rel=1e-14)
    assert alkire_foster(exact, AF4_CUTOFFS, poverty_cutoff=HALF, alpha=0.5) == pytest.approx(
        sum([math.sqrt(0.5 / 13), math.sqrt(5 / 12), math.sqrt(2 / 12), math.sqrt(2 / 3), 1, 1]) / 16
    )


# --- exact cutoffs ---------------------------------------------------------------------------------------------------


def test_six_deprivations_of_an_eighteenth_are_one_third() -> None:
    """Six living standards of the global index, without health and education, reach its cutoff and are poor."""
    living = [each.name for each in GLOBAL_MPI_2018.dimensions[2].indicators]
    household = {each.name: [each.name in living] for each in GLOBAL_MPI_2018.indicators}
    found = GLOBAL_MPI_2018.measure(household)
    assert (found.headcount_ratio, found.m0) == (1, THIRD)
    one_less = household | {living[0]: [False]}
    assert GLOBAL_MPI_2018.measure(one_less).headcount_ratio == 0
    strict = multidimensional_poverty(
        household,
        GLOBAL_MPI_2018.deprivation_cutoffs,
        GLOBAL_MPI_2018.indicator_weights,
        poverty_cutoff=THIRD,
        poor="above",
    )
    assert strict.headcount_ratio == 0


@pytest.mark.parametrize("cutoff", [1 / 3, 5 / 6, 0.5, 2 / 3])
@pytest.mark.parametrize("number", [1, 1000])
def test_floats_typed_as_fractions_are_those_fractions(cutoff: float, number: int) -> None:
    exact = Fraction(cutoff).limit_denominator(100)
    sixths = int(exact * 6)
    row = [at < sixths for at in range(6)]
    table = np.array([row] * number)
    cutoffs = {f"i{at}": Cutoff.flag() for at in range(6)}
    weights = {f"i{at}": 1 / 6 for at in range(6)}  # 1/6 six times is one, although the floats add up to less
    found = multidimensional_poverty(table, cutoffs, weights, poverty_cutoff=cutoff)
    assert (found.headcount_ratio, found.poverty_cutoff) == (1, exact)


def test_sums_of_floats_would_lose_the_poor_at_the_cutoff() -> None:
    running = 0.0
    for _ in range(6):
        running += 1 / 12
    assert running < 0.5
    table = np.array([[at < 6 for at in range(12)]])
    assert multidimensional_poverty(table, {f"i{at}": Cutoff.flag() for at in range(12)}, poverty_cutoff=0.5).m0 == HALF


def test_the_same_in_many_records_as_in_one() -> None:
    rng = np.random.default_rng(7)
    table = rng.random((200_000, 6)) < 0.4
    cutoffs = {f"i{at}": Cutoff.flag() for at in range(6)}
    found = multidimensional_poverty(table, cutoffs, poverty_cutoff=THIRD)
    assert found.headcount_ratio == Fraction(int((table.sum(axis=1) >= 2).sum()), 200_000)


def test_union_and_intersection() -> None:
    union, both = af4("union"), af4("intersection")
    assert (union.headcount_ratio, union.m0) == (af4(Fraction(1, 4)).headcount_ratio, af4(Fraction(1, 4)).m0)
    assert (both.headcount_ratio, both.m0) == (af4(1).headcount_ratio, af4(1).m0)
    assert [each.censored_headcount_ratio for each in union.indicators] == [
        each.uncensored_headcount_ratio for each in union.indicators
    ]


# --- an oracle, one record after another, and the decompositions ------------------------------------------------------


def oracle(rows: list[list[int]], cutoffs: list[int], shares: list[Fraction], weights: list[int], k: Fraction) -> Any:
    poor = deprivations = gaps = squares = Fraction(0)
    for row, weight in zip(rows, weights, strict=True):
        depths = [max(Fraction(z - x, z), Fraction(0)) for x, z in zip(row, cutoffs, strict=True)]
        score = sum((s for s, depth in zip(shares, depths, strict=True) if depth > 0), Fraction(0))
        if score >= k:
            poor += weight
            deprivations += weight * score
            gaps += weight * sum(s * depth for s, depth in zip(shares, depths, strict=True))
            squares += weight * sum(s * depth**2 for s, depth in zip(shares, depths, strict=True))
    people = sum(weights)
    return poor / people, deprivations / people, gaps / people, squares / people


tables = st.integers(1, 4).flatmap(
    lambda columns: st.tuples(
        st.lists(st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=1, max_size=12),
        st.lists(st.integers(1, 10), min_size=columns, max_size=columns),
        st.lists(st.integers(1, 9), min_size=columns, max_size=columns),
        st.integers(0, 10**6),
    )
)


@given(tables, st.fractions(Fraction(1, 20), 1, max_denominator=20))
def test_against_a_loop_and_the_properties(drawn: Any, k: Fraction) -> None:
    rows, cutoffs, raw, seed = drawn
    weights = np.random.default_rng(seed).integers(1, 6, len(rows)).tolist()
    names = [f"i{at}" for at in range(len(cutoffs))]
    shares = [Fraction(each, sum(raw)) for each in raw]
    given_weights = {
        "first": {names[0]: shares[0]},
        "rest": dict(zip(names[1:], shares[1:], strict=True)),
    }
    if len(names) == 1:
        del given_weights["rest"]
    table, z = np.array(rows), dict(zip(names, cutoffs, strict=True))
    groups = [at % 2 for at in range(len(rows))]
    found: Any = multidimensional_poverty(table, z, given_weights, poverty_cutoff=k, weights=weights, by=groups)
    measures = (found.headcount_ratio, found.m0, found.m1, found.m2)
    assert measures == oracle(rows, cutoffs, shares, weights, k)
    # Contributions add up to M0, their shares to one; so do those of dimensions and of groups.
    assert sum(each.contribution for each in found.indicators) == found.m0
    assert sum(each.contribution for each in found.dimensions) == found.m0
    assert sum(each.weight * each.censored_headcount_ratio for each in found.indicators) == found.m0
    assert sum(each.population_share * each.poverty.m0 for each in found.groups) == found.m0
    assert sum(each.population_share * each.poverty.m2 for each in found.groups) == found.m2
    if found.m0:
        assert found.headcount_ratio * found.intensity == found.m0
        for parts in (found.indicators, found.dimensions, found.groups):
            assert sum(each.percentage_contribution for each in parts) == 1
    else:
        assert found.intensity is None
        assert all(each.percentage_contribution is None for each in found.indicators)
        assert set(found.not_defined) == {"intensity", "percentage_contribution"}
    # Replication, weights of k as k copies, scale of an indicator, bounds.
    copies = np.repeat(table, weights, axis=0)
    again = multidimensional_poverty(np.vstack([copies, copies]), z, given_weights, poverty_cutoff=k)
    assert (again.headcount_ratio, again.m0, again.m1, again.m2) == measures
    scaled = table * np.array([7] + [1] * (len(names) - 1))
    other = multidimensional_poverty(
        scaled, z | {names[0]: 7 * cutoffs[0]}, given_weights, poverty_cutoff=k, weights=weights
    )
    assert (other.m0, other.m1, other.m2) == measures[1:]
    assert 0 <= found.m2 <= found.m1 <= found.m0 <= found.headcount_ratio <= 1


@given(tables, st.fractions(Fraction(1, 20), 1, max_denominator=20))
def test_a_further_deprivation_of_a_poor_person_raises_m0_but_not_h(drawn: Any, k: Fraction) -> None:
    """Dimensional monotonicity."""
    rows, cutoffs, _, _ = drawn
    z = {f"i{at}": each for at, each in enumerate(cutoffs)}
    before = multidimensional_poverty(np.array(rows), z, poverty_cutoff=k)
    for at, row in enumerate(rows):
        deprived = [x < cut for x, cut in zip(row, cutoffs, strict=True)]
        if Fraction(sum(deprived), len(row)) >= k and not all(deprived):
            worse = [list(each) for each in rows]
            worse[at][deprived.index(False)] = 0
            after = multidimensional_poverty(np.array(worse), z, poverty_cutoff=k)
            assert after.m0 > before.m0
            assert after.headcount_ratio == before.headcount_ratio
            break


# --- what is deprived -------------------------------------------------------------------------------------------------


def rate(values: Any, cutoff: Any, **more: Any) -> Any:
    return multidimensional_poverty({"x": values}, {"x": cutoff}, poverty_cutoff=1, **more).headcount_ratio


@pytest.mark.parametrize(
    ("cutoff", "expected"),
    [
        (2, 1),
        (Cutoff.below(2), 1),
        (Cutoff.at_or_below(2), 2),
        (Cutoff.above(2), 2),
        (Cutoff.at_or_above(2), 3),
        (Fraction(5, 2), 2),
        (2.5, 2),
        (Cutoff.among({1, 4}), 2),
        ({3}, 1),
    ],
)
@pytest.mark.parametrize("kind", [list, np.array, pd.Series, pl.Series])
def test_each_side_of_a_cutoff(cutoff: Any, expected: int, kind: Any) -> None:
    assert rate(kind([1, 2, 3, 4]), cutoff) == Fraction(expected, 4)
    if not isinstance(cutoff, set):
        assert rate(kind([1.0, 2.0, 3.0, 4.0]), cutoff) == Fraction(expected, 4)


def test_categories_and_a_misspelt_one() -> None:
    water = Cutoff.among({"river", "well"}, others={"tap"})
    assert rate(["river", "tap", "well", "tap"], water) == HALF
    with pytest.raises(UnknownName, match=r"'rivr' \(2 records"):
        rate(["rivr", "tap", "rivr"], water)
    assert rate(pd.Series(["river", "tap"], dtype="category"), water) == HALF
    assert rate(pl.Series(["river", "tap"], dtype=pl.Categorical), water) == HALF


def test_a_column_of_32_bit_floats_at_its_cutoff_is_not_below_it() -> None:
    assert rate(np.array([0.7, 0.1], np.float32), 0.7) == HALF


def test_whole_numbers_beyond_floats_are_compared_exactly() -> None:
    assert rate(np.array([2**53, 2**53 + 1]), 2**53 + 1) == HALF
    assert rate(np.array([2**62, 2**62 + 1]), Cutoff.above(2**62)) == HALF


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_any_table_gives_the_same(frame: Any) -> None:
    found = multidimensional_poverty(frame(AF4), AF4_CUTOFFS, poverty_cutoff=HALF)
    assert (found.m0, found.m2) == (af4(HALF).m0, af4(HALF).m2)


def test_an_indicator_may_have_any_name() -> None:
    assert multidimensional_poverty({"first": pd.Series([1, 0])}, {"first": 1}, poverty_cutoff=1).m0 == HALF


def test_bands() -> None:
    flags = {f"i{at}": [row > at for row in range(11)] for at in range(10)}  # scores of 0, 1/10, … 1
    found = multidimensional_poverty(
        flags,
        dict.fromkeys(flags, Cutoff.flag()),
        poverty_cutoff=Fraction(4, 10),
        vulnerable_from=Fraction(2, 10),
        severe_from=HALF,
    )
    assert (found.headcount_ratio, found.vulnerable, found.severe) == (
        Fraction(7, 11),
        Fraction(2, 11),
        Fraction(6, 11),
    )


def test_groups_of_numbers_stand_in_their_order() -> None:
    found = multidimensional_poverty({"x": [0, 2, 0]}, {"x": 1}, poverty_cutoff=1, by=[10, 9, 9])
    assert [each.name for each in found.groups] == ["9", "10"]


# --- missing indicators -----------------------------------------------------------------------------------------------

GAPS = {"a": [1, None, 0, 1], "b": [1, 1, 0, None], "c": [0, 0, 1, None]}
FLAGS = dict.fromkeys("abc", Cutoff.flag())
NESTED = {"one": ["a", "b"], "two": ["c"]}


def test_missing_indicators_are_refused_with_their_counts() -> None:
    with pytest.raises(InvalidInput, match=r"a: 1, b: 1, c: 1.*missing='drop'"):
        multidimensional_poverty(GAPS, FLAGS, poverty_cutoff=HALF)


def test_missing_indicators_dropped() -> None:
    found = multidimensional_poverty(GAPS, FLAGS, poverty_cutoff=HALF, missing="drop", weights=[1, 2, 3, 4])
    assert (found.records, found.dropped, dict(found.lacking)) == (2, 2, {"a": 1, "b": 1, "c": 1})
    assert (found.headcount_ratio, found.m0) == (Fraction(1, 4), Fraction(1, 6))


def test_missing_weights_go_to_the_known_indicators_of_the_dimension() -> None:
    """Record 2 lacks a, so b counts for the whole dimension; record 4 lacks b and c, so a counts for everything."""
    found = multidimensional_poverty(GAPS, FLAGS, NESTED, poverty_cutoff=HALF, missing="redistribute")
    assert (found.records, found.dropped) == (4, 0)
    assert found.headcount_ratio == 1
    assert found.m0 == (HALF + HALF + HALF + 1) / 4
    assert sum(each.contribution for each in found.indicators) == found.m0
    assert found.indicator("b").uncensored_headcount_ratio == Fraction(2, 3)  # of the three of whom it is known


def test_an_indicator_that_is_known_of_nobody_has_no_ratio() -> None:
    table = {"a": [1, 0], "b": [None, None]}
    found = multidimensional_poverty(
        table, dict.fromkeys("ab", Cutoff.flag()), poverty_cutoff=1, missing="redistribute"
    )
    assert (found.headcount_ratio, found.indicator("b").uncensored_headcount_ratio) == (HALF, None)
    assert "uncensored_headcount_ratio" in found.not_defined
    assert "known of nobody" in str(found)


def test_a_record_that_knows_nothing_is_dropped_in_either_way() -> None:
    table = {"a": [1, None], "b": [0, None]}
    found = multidimensional_poverty(
        table, dict.fromkeys("ab", Cutoff.flag()), poverty_cutoff=1, missing="redistribute"
    )
    assert (found.records, found.dropped, found.headcount_ratio) == (1, 1, 0)
    with pytest.raises(InvalidInput, match="no record is known"):
        rate([None, None], Cutoff.flag(), missing="drop")


@pytest.mark.parametrize(
    "column",
    [
        np.array([1.0, np.nan]),
        np.ma.array([1, 0], mask=[False, True]),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series([1.0, None]),
        pl.Series([1, None]),
        pl.Series([True, None]),
        pa.chunked_array([[1, None]]),
        [True, None],
        [1, float("nan")],
    ],
)
def test_every_kind_of_missing_is_seen(column: Any) -> None:
    with pytest.raises(InvalidInput, match="x: 1"):
        rate(column, Cutoff.flag())
    assert rate(column, Cutoff.flag(), missing="drop") == 1


def test_missing_values_outside_the_domain_do_not_matter() -> None:
    design = SurveyDesign([1, 1, 0]).domain(np.array([True, False, True]))
    assert rate([1, None, None], Cutoff.flag(), design=design).value == 1
    assert rate([1, None, 0], Cutoff.flag(), weights=[2, 0, 2]) == HALF


# --- survey designs ---------------------------------------------------------------------------------------------------


def survey(seed: int = 5, size: int = 120) -> tuple[dict[str, Any], SurveyDesign, Any]:
    rng = np.random.default_rng(seed)
    table = {"income": rng.integers(1, 30, size), "school": rng.integers(0, 12, size), "sick": rng.random(size) < 0.3}
    strata = np.arange(size) // (size // 3)
    return table, SurveyDesign(rng.integers(1, 9, size), strata=strata, psu=np.arange(size) // 5), strata


Z: dict[str, Any] = {"income": 12, "school": 6, "sick": Cutoff.flag()}


def estimate(table: Any, design: Any, **more: Any) -> Any:
    return multidimensional_poverty(table, Z, poverty_cutoff=Fraction(2, 3), design=design, **more)


def numeric_variance(table: Any, design: SurveyDesign, figure: Any) -> float:
    """The variance from derivatives in each weight, taken by differences."""
    weights, slopes = design.weights.copy(), np.zeros(design.size)
    for at in range(design.size):
        ends = []
        for step in (1e-4, -1e-4):
            moved = weights.copy()
            moved[at] += step
            ends.append(float(figure(multidimensional_poverty(table, Z, poverty_cutoff=Fraction(2, 3), weights=moved))))
        slopes[at] = (ends[0] - ends[1]) / 2e-4
    contributions = design.contributions(None, slopes)
    return design.covariance(contributions, contributions)


@pytest.mark.parametrize(
    "figure",
    [
        lambda found: found.headcount_ratio,
        lambda found: found.intensity,
        lambda found: found.m0,
        lambda found: found.m1,
        lambda found: found.m2,
        lambda found: found.indicator("sick").censored_headcount_ratio,
        lambda found: found.indicator("school").contribution,
        lambda found: found.dimensions[1].percentage_contribution,
    ],
)
def test_standard_errors_are_those_of_the_derivatives(figure: Any) -> None:
    table, design, _ = survey()
    found = figure(estimate(table, design))
    plain = figure(multidimensional_poverty(table, Z, poverty_cutoff=Fraction(2, 3), weights=design.weights))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(float(plain), rel=1e-12)
    assert found.variance == pytest.approx(numeric_variance(table, design, figure), rel=1e-6)
    assert found.df == 24 - 3


@pytest.mark.parametrize("rule", ["drop", "redistribute"])
def test_missing_indicators_of_a_survey(rule: Any) -> None:
    """The whole design stays; what is dropped is a domain, and shared weights are those of each record."""
    table, design, _ = survey()
    school = table["school"].astype(float)
    school[::7] = np.nan
    lacking = table | {"school": school}
    found = estimate(lacking, design, missing=rule)
    if rule == "drop":
        domain = estimate(table, design.domain(~np.isnan(school)))
        assert (found.m0.value, found.m0.se, found.m0.df) == (domain.m0.value, domain.m0.se, domain.m0.df)
        return
    known = 3 - np.isnan(school)
    score = ((table["income"] < 12).astype(int) + (school < 6) + table["sick"]) / known
    value = score * (score > 0.6)
    mean = design.weights @ value / design.weights.sum()
    contributions = design.contributions(None, (value - mean) / design.weights.sum())
    assert found.m0.value == pytest.approx(mean)
    assert found.m0.variance == pytest.approx(design.covariance(contributions, contributions))
    assert sum(each.contribution.value for each in found.indicators) == pytest.approx(mean)


def test_intensity_is_the_ratio_of_convey() -> None:
    """svyafc: A is svyratio(M0 of each, poor), with u = (c - A p) / (N H)."""
    table, design, _ = survey()
    found = estimate(table, design)
    score = (np.stack([table["income"] < 12, table["school"] < 6, table["sick"]]).sum(axis=0)) / 3
    poor = score > 0.6
    u = (score * poor - found.intensity.value * poor) / (design.weights @ poor)
    contributions = design.contributions(None, u)
    assert found.intensity.variance == pytest.approx(design.covariance(contributions, contributions), rel=1e-9)


def test_groups_are_domains_whose_differences_know_their_covariance() -> None:
    table, design, _ = survey()
    psu = np.arange(120) // 5
    found = estimate(table, design, by=psu % 2)
    odd = estimate(table, design.domain(psu % 2 == 1))
    assert found.group(1).m0.value == pytest.approx(odd.m0.value)
    assert found.group(1).m0.se == pytest.approx(odd.m0.se)
    assert found.group(1).m0.df == odd.m0.df
    difference = found.group(1).m0 - found.group(0).m0
    assert difference.variance == pytest.approx(found.group(1).m0.variance + found.group(0).m0.variance, rel=0.5)
    assert sum(each.population_share.value for each in found.groups) == pytest.approx(1)
    assert sum(each.percentage_contribution.value for each in found.groups) == pytest.approx(1)
    assert (found.groups[0].population_share - found.groups[1].population_share).se == pytest.approx(
        2 * found.groups[0].population_share.se
    )


# --- change -----------------------------------------------------------------------------------------------------------


def test_change_in_fractions() -> None:
    early, late = (
        af4(HALF),
        multidimensional_poverty({**AF4, "services": [1, 1, 0, 1]}, AF4_CUTOFFS, poverty_cutoff=HALF),
    )
    found = multidimensional_change(early, late, 4)
    m0 = found.change("m0")
    assert (m0.before, m0.after, m0.absolute) == (Fraction(3, 8), Fraction(1, 4), Fraction(-1, 8))
    assert (m0.relative, m0.absolute_by_year) == (-THIRD, Fraction(-1, 32))
    assert m0.relative_by_year == pytest.approx((2 / 3) ** 0.25 - 1)
    censored = found.change("censored_headcount_ratio", "services")
    assert censored.absolute == Fraction(-1, 4)
    assert "A" in str(found)
    assert "年均" in found.summary("zh")


def test_change_from_nothing_has_no_rate() -> None:
    never = multidimensional_poverty({"x": [2]}, {"x": 1}, poverty_cutoff=1)
    always = multidimensional_poverty({"x": [0]}, {"x": 1}, poverty_cutoff=1)
    found = multidimensional_change(never, always, 1)
    assert found.change("headcount_ratio").relative is None
    assert found.change("headcount_ratio").relative_by_year is None
    assert found.change("intensity").absolute is None
    assert multidimensional_change(always, never, 1).change("headcount_ratio").relative_by_year == -1


def test_change_between_two_surveys_and_between_two_domains() -> None:
    (table, design, _), (other, later, _) = survey(), survey(6)
    before, after = estimate(table, design), estimate(other, later)
    found = multidimensional_change(before, after, 2).change("m0")
    assert found.absolute is not None
    assert found.relative is not None
    assert found.absolute.variance == pytest.approx(before.m0.variance + after.m0.variance)
    b, a = before.m0, after.m0
    expected = a.variance / b.value**2 + a.value**2 * b.variance / b.value**4
    assert found.relative.variance == pytest.approx(expected)
    assert found.relative.value == pytest.approx(a.value / b.value - 1)
    assert found.absolute_by_year is not None
    assert found.absolute_by_year.se == pytest.approx(found.absolute.se / 2)
    inside = np.arange(120) % 5 < 2
    one, other_part = (estimate(table, design.domain(mask)) for mask in (inside, ~inside))
    change = multidimensional_change(one, other_part, 1).change("headcount_ratio").absolute
    assert change is not None
    assert change.variance == pytest.approx((other_part.headcount_ratio - one.headcount_ratio).variance)


def test_only_what_is_measured_alike_is_compared() -> None:
    with pytest.raises(InvalidInput, match="unlike poverty cutoffs"):
        multidimensional_change(af4(HALF), af4(1), 1)
    with pytest.raises(InvalidInput, match="unlike indicators"):
        multidimensional_change(af4(HALF), multidimensional_poverty({"x": [1]}, {"x": 1}, poverty_cutoff=HALF), 1)
    with pytest.raises(InvalidInput, match="unlike designs"):
        multidimensional_change(af4(HALF), af4(HALF, design=SurveyDesign([1] * 4)), 1)
    with pytest.raises(OutOfRange):
        multidimensional_change(af4(HALF), af4(HALF), 0)
    with pytest.raises(InvalidInput):
        multidimensional_change(af4(HALF), af4(HALF), math.nan)


# --- the ready specifications -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given_set", "count"), [(GLOBAL_MPI_2018, 10), (CHINA_RURAL_2018, 11)])
def test_specifications_add_up_and_are_said_in_both_languages(given_set: Any, count: int) -> None:
    assert len(given_set.indicators) == count
    assert sum(each.weight for each in given_set.indicators) == 1
    for each in given_set.indicators:
        assert each.deprived_en.isascii()
        assert not each.deprived_zh.isascii()
        assert each.zh in given_set.summary("zh")
    dimensions = {sum(each.weight for each in dimension.indicators) for dimension in given_set.dimensions}
    assert len(dimensions) == 1  # all dimensions weigh alike
    nobody = {each.name: [False, False] for each in given_set.indicators}
    assert given_set.measure(nobody).m0 == 0
    with pytest.raises(UnknownName):
        given_set.indicator("wealth")


def test_weights_as_printed_for_rural_china_do_not_add_up() -> None:
    """0.042 six times, with 0.125 four times and 0.250, is 1.002."""
    printed = {
        each.name: 0.042 if each.weight == Fraction(1, 24) else each.weight for each in CHINA_RURAL_2018.indicators
    }
    with pytest.raises(InvalidInput, match=r"501/500 \(1.002\)"):
        multidimensional_poverty(
            {name: [True] for name in printed}, dict.fromkeys(printed, Cutoff.flag()), printed, poverty_cutoff=THIRD
        )


def test_the_bands_of_the_global_index() -> None:
    def score(*names: str) -> dict[str, list[bool]]:
        return {each.name: [each.name in names] for each in GLOBAL_MPI_2018.indicators}

    health = ("nutrition", "child_mortality")
    third = GLOBAL_MPI_2018.measure(score(*health))
    assert (third.headcount_ratio, third.vulnerable, third.severe) == (1, 0, 0)
    near = GLOBAL_MPI_2018.measure(score("nutrition", "housing"))  # 4/18 is above one fifth, below one third
    assert (near.headcount_ratio, near.vulnerable) == (0, 1)
    severe = GLOBAL_MPI_2018.measure(score(*health, "school_attendance"))  # one half itself counts
    assert severe.severe == 1


def test_specification_by_group_and_with_a_design() -> None:
    rng = np.random.default_rng(2)
    table = {each.name: rng.random(40) < 0.5 for each in GLOBAL_MPI_2018.indicators}
    found = GLOBAL_MPI_2018.measure(table, design=SurveyDesign([1] * 40), by=["甲", "乙"] * 20)
    assert {each.name for each in found.groups} == {"甲", "乙"}
    text = found.summary("zh")
    assert "营养" in text
    assert "对M0的贡献率" in text
    assert "nutrition" in str(found)
    rows = found.to_rows()
    assert len({tuple(row) for row in rows}) == 1
    assert len(found.to_frame()) == len(rows)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="besides a design"):
        GLOBAL_MPI_2018.measure(table, [1] * 40, design=SurveyDesign([1] * 40))  # type: ignore[call-overload]


# --- bad input --------------------------------------------------------------------------------------------------------

ONE = {"x": [1, 0], "y": [0, 0]}
TWO = {"x": 1, "y": 1}


@pytest.mark.parametrize(
    ("table", "cutoffs", "more", "error", "words"),
    [
        (ONE, TWO, {"indicator_weights": {"x": 0.5, "y": 0.4}}, InvalidInput, r"9/10 \(0.9\)"),
        (ONE, TWO, {"indicator_weights": {"x": 1}}, UnknownName, "'y' is not known"),
        (ONE, TWO, {"indicator_weights": {"x": 1, "z": 0}}, UnknownName, "'z' is not known"),
        (ONE, TWO, {"indicator_weights": {"x": 2, "y": -1}}, OutOfRange, "got -1 for y"),
        (ONE, TWO, {"indicator_weights": {"a": ["x"], "b": ["x", "y"]}}, InvalidInput, "stands in"),
        (ONE, TWO, {"indicator_weights": {"a": ["x"], "b": {"y": 1}}}, InvalidInput, "for some dimensions"),
        (ONE, TWO, {"indicator_weights": {"a": ["x", "y"], "b": []}}, InvalidInput, "no indicators"),
        (ONE, TWO, {"indicator_weights": {"x": math.nan, "y": 1}}, InvalidInput, "nan"),
        (ONE, TWO, {"indicator_weights": {"x": True, "y": 1}}, InvalidInput, "True"),
        (ONE, TWO, {"indicator_weights": [0.5, 0.5]}, InvalidInput, "indicator_weights"),
        (ONE, TWO, {"poverty_cutoff": 0}, OutOfRange, "above 0"),
        (ONE, TWO, {"poverty_cutoff": 2}, OutOfRange, r"Fraction\(k, d\)"),
        (ONE, TWO, {"poverty_cutoff": 1, "poor": "above"}, OutOfRange, "more than all"),
        (ONE, TWO, {"poverty_cutoff": "any"}, InvalidInput, "union"),
        (ONE, TWO, {"poverty_cutoff": math.nan}, InvalidInput, "nan"),
        (ONE, TWO, {"poor": "below"}, InvalidInput, "at_or_above"),
        (ONE, TWO, {"missing": "zero"}, InvalidInput, "redistribute"),
        (ONE, TWO, {"vulnerable_from": HALF}, OutOfRange, "below the poverty cutoff"),
        (ONE, TWO, {"severe_from": 1.5}, OutOfRange, "severe_from"),
        (ONE, TWO, {"weights": [1]}, InvalidInput, "weights"),
        (ONE, TWO, {"weights": [1, -1]}, OutOfRange, "weights"),
        (ONE, TWO, {"weights": [0, 0]}, InvalidInput, "all zero"),
        (ONE, TWO, {"weights": pd.Series([1, 1], index=[5, 6]), "frame": True}, InvalidInput, "another index"),
        (ONE, TWO, {"by": ["a"]}, InvalidInput, "by"),
        (ONE, TWO, {"by": pd.Series(["a", "b"], index=[5, 6]), "frame": True}, InvalidInput, "another index"),
        (ONE, TWO, {"by": ["a", None]}, InvalidInput, "1 records"),
        ({"x": [1]}, TWO, {}, UnknownName, "'y' is not known"),
        ({"x": [1], "y": [1, 2]}, TWO, {}, InvalidInput, "2 values, x has 1"),
        ({"x": [], "y": []}, TWO, {}, InvalidInput, "no records"),
        ({"x": pd.Series([1]), "y": pd.Series([1], index=[3])}, TWO, {}, InvalidInput, "another index"),
        (np.zeros((2, 3)), TWO, {}, InvalidInput, "3 columns for 2"),
        (np.zeros(2), TWO, {}, InvalidInput, "1 dimensions"),
        ([1, 2], TWO, {}, InvalidInput, "got list"),
        ({"x": np.array([True, False]), "y": [0, 0]}, TWO, {}, InvalidInput, r"Cutoff.flag\(\)"),
        ({"x": 1, "y": [0, 0]}, TWO, {}, InvalidInput, "x: got 1"),
        ({"x": "ab", "y": [0, 0]}, TWO, {}, InvalidInput, "'ab'"),
        (pl.LazyFrame(ONE), TWO, {}, InvalidInput, r"collect\(\)"),
        (ONE, {}, {}, InvalidInput, "deprivation_cutoffs"),
        (ONE, {"x": True, "y": 1}, {}, InvalidInput, "True"),
        (ONE, {"x": math.inf, "y": 1}, {}, InvalidInput, "inf"),
        (ONE, {"x": set(), "y": 1}, {}, InvalidInput, "no categories"),
        ({"x": [2, 0], "y": [0, 0]}, {"x": Cutoff.flag(), "y": 1}, {}, InvalidInput, r"2 at index 0 \(1 such\)"),
        ({"x": ["no", "1"], "y": [0, 0]}, {"x": Cutoff.flag(), "y": 1}, {}, InvalidInput, "'no' at index 0"),
        ({"x": [True, False], "y": [0, 0]}, TWO, {}, InvalidInput, "True"),
        ({"x": ["a", "b"], "y": [0, 0]}, TWO, {}, InvalidInput, "'a'"),
        ({"x": [math.inf, 1.0], "y": [0, 0]}, TWO, {}, InvalidInput, "inf"),
    ],
)
def test_bad_input(table: Any, cutoffs: Any, more: dict[str, Any], error: type[PovertyKitError], words: str) -> None:
    table = pd.DataFrame(table) if more.pop("frame", False) else table
    with pytest.raises(error, match=words):
        multidimensional_poverty(table, cutoffs, **({"poverty_cutoff": HALF} | more))


@pytest.mark.parametrize("alpha", [-1, math.nan, "1", True])
def test_bad_powers(alpha: Any) -> None:
    with pytest.raises(PovertyKitError, match="alpha"):
        alkire_foster(ONE, TWO, poverty_cutoff=1, alpha=alpha)


def test_both_sides_of_a_category_are_refused() -> None:
    with pytest.raises(InvalidInput, match="both sides"):
        Cutoff.among({"a"}, others={"a"})


def test_weights_with_huge_denominators_are_refused() -> None:
    primes = [2**31 - 1, 2**31 - 19, 2**31 - 61]
    shares = [Fraction(1, each) for each in primes]
    weights = {"x": shares[0], "y": shares[1], "z": shares[2], "rest": 1 - sum(shares)}
    with pytest.raises(InvalidInput, match="beyond 64 bits"):
        multidimensional_poverty({name: [0] for name in weights}, dict.fromkeys(weights, 1), weights, poverty_cutoff=1)
