"""Changes of poverty: hand computations, identities of the literature, properties and bad input."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures import (
    GroupedData,
    GroupedSnapshot,
    SectorPoverty,
    Snapshot,
    SurveyDesign,
    fit_lorenz,
    growth_and_redistribution,
    growth_incidence,
    headcount_ratio,
    poverty_gap_index,
    pro_poor_growth,
    sector_profile,
    sectoral_change,
    sectoral_decomposition,
    share_of_mean,
)
from povertykit.measures.survey.estimate import difference_of_surveys

BEFORE, AFTER = Snapshot([50, 80, 120, 150], 100), Snapshot([70, 110, 130, 190], 100)
MEASURES = ["headcount_ratio", "poverty_gap_index", "squared_poverty_gap_index"]


# Growth and redistribution, by hand: the means are 100 and 125. The first period with the second's mean is 62.5, 100,
# 150, 187.5: gaps of 37.5; the second with the first's is 56, 88, 104, 152: gaps of 44 and 12.


@pytest.mark.parametrize(
    ("method", "reference", "growth", "redistribution", "residual"),
    [
        ("datt_ravallion", "before", Fraction(-13, 160), Fraction(-7, 200), Fraction(13, 800)),
        ("datt_ravallion", "after", Fraction(-13, 200), Fraction(-3, 160), Fraction(-13, 800)),
        ("shapley", "before", Fraction(-117, 1600), Fraction(-43, 1600), Fraction(0)),
    ],
)
def test_growth_and_redistribution_by_hand(
    method: Any, reference: Any, growth: Fraction, redistribution: Fraction, residual: Fraction
) -> None:
    found = growth_and_redistribution(BEFORE, AFTER, "poverty_gap_index", method=method, reference=reference)
    assert (found.before, found.after, found.change) == (Fraction(7, 40), Fraction(3, 40), Fraction(-1, 10))
    assert (found.growth, found.redistribution, found.residual) == (growth, redistribution, residual)
    assert found.mean_growth == Fraction(1, 4)
    assert found.exact
    assert found.reference == (None if method == "shapley" else reference)


def test_growth_alone_and_redistribution_alone() -> None:
    grown = Snapshot([75, 120, 180, 225], 100)
    found = growth_and_redistribution(BEFORE, grown, "poverty_gap_index")
    assert found.growth == found.change
    assert found.redistribution == found.residual == 0
    moved = Snapshot([90, 95, 105, 110], 100)
    found = growth_and_redistribution(BEFORE, moved, "poverty_gap_index")
    assert found.redistribution == found.change
    assert found.growth == found.residual == 0
    assert found.pro_poor_index is None
    assert found.poverty_equivalent_growth is None


def test_lines_in_the_prices_of_their_period_make_growth_real() -> None:
    dearer = Snapshot([140, 220, 260, 380], 200)
    assert growth_and_redistribution(BEFORE, dearer).to_rows() == growth_and_redistribution(BEFORE, AFTER).to_rows()
    each = Snapshot([140, 110, 260, 380], [200, 100, 200, 200])
    assert growth_and_redistribution(BEFORE, each).to_rows() == growth_and_redistribution(BEFORE, AFTER).to_rows()


def test_a_line_of_half_the_mean_leaves_nothing_to_growth() -> None:
    one, two = (Snapshot(each.welfare, share_of_mean(Fraction(1, 2))) for each in (BEFORE, AFTER))
    found = growth_and_redistribution(one, two, "poverty_gap_index")
    assert found.growth == found.residual == 0


def test_the_index_of_kakwani_and_pernia() -> None:
    """Change by growth: (−1/10) / (−13/160); the growth of the mean, 1/4, by it."""
    found = growth_and_redistribution(BEFORE, AFTER, "poverty_gap_index")
    assert found.pro_poor_index == Fraction(16, 13)
    assert found.poverty_equivalent_growth == Fraction(4, 13)


def test_a_measure_of_ones_own() -> None:
    def median_gap(welfare: Any, line: Any, weights: Any = None) -> Fraction | float:
        return poverty_gap_index(welfare, line, weights, poor="at_or_below")

    own = growth_and_redistribution(BEFORE, AFTER, median_gap)
    named = growth_and_redistribution(BEFORE, AFTER, "poverty_gap_index")
    assert (own.growth, own.residual) == (named.growth, named.residual)
    assert own.measure.name == "median_gap"
    assert growth_and_redistribution(BEFORE, AFTER, headcount_ratio).measure.zh == "贫困发生率"


def test_watts_is_a_measure_by_name() -> None:
    found = growth_and_redistribution(BEFORE, AFTER, "watts_index", method="shapley")
    assert float(found.before) == pytest.approx((log(2) + log(1.25)) / 4)
    assert float(found.growth + found.redistribution) == pytest.approx(float(found.change))


welfare = st.lists(st.integers(1, 500), min_size=2, max_size=12)


@given(welfare, welfare, st.sampled_from(MEASURES), st.sampled_from(["before", "after"]))
@settings(deadline=None)
def test_parts_add_up_exactly_and_change_sign_with_time(one: list[int], two: list[int], measure: str, ref: Any) -> None:
    before, after = Snapshot(one, 100), Snapshot(two, 120)
    there = growth_and_redistribution(before, after, measure, reference=ref)
    assert there.growth + there.redistribution + there.residual == there.change
    back = growth_and_redistribution(after, before, measure, reference="after" if ref == "before" else "before")
    assert (back.growth, back.redistribution, back.residual) == (
        -there.growth,
        -there.redistribution,
        -there.residual,
    )
    shapley = growth_and_redistribution(before, after, measure, method="shapley")
    other = growth_and_redistribution(after, before, measure, method="shapley")
    assert shapley.growth + shapley.redistribution == shapley.change
    assert shapley.residual == 0
    assert other.growth == -shapley.growth
    both = growth_and_redistribution(before, after, measure, reference="after")
    first = growth_and_redistribution(before, after, measure, reference="before")
    assert shapley.growth == (first.growth + both.growth) / 2


@given(welfare, welfare, st.integers(1, 50))
@settings(deadline=None)
def test_the_unit_and_copies_of_records_do_not_matter(one: list[int], two: list[int], factor: int) -> None:
    found = growth_and_redistribution(Snapshot(one, 100), Snapshot(two, 100), "poverty_gap_index").to_rows()
    larger = Snapshot([each * factor for each in one], 100 * factor)
    assert growth_and_redistribution(larger, Snapshot(two, 100), "poverty_gap_index").to_rows() == found
    heavy = Snapshot(one, 100, [3] * len(one))
    assert growth_and_redistribution(heavy, Snapshot(two * 2, 100), "poverty_gap_index").to_rows() == found


def test_floats_add_up_to_rounding() -> None:
    random = np.random.default_rng(5)
    one, two = np.exp(random.standard_normal(5000)), np.exp(0.1 + 0.9 * random.standard_normal(4000))
    before, after = Snapshot(one, 0.8, random.random(5000)), Snapshot(two, 0.9, random.random(4000))
    for method in ("datt_ravallion", "shapley"):
        found = growth_and_redistribution(before, after, "squared_poverty_gap_index", method=method)  # type: ignore[arg-type]
        assert not found.exact
        assert abs(found.growth + found.redistribution + found.residual - found.change) < 1e-15
    assert abs(found.residual) < 1e-15


def test_groups_decompose_as_a_fine_sample_does() -> None:
    random = np.random.default_rng(8)
    one, two = (
        np.sort(np.exp(spread * random.standard_normal(100_000) + mean)) for spread, mean in ((0.6, 7), (0.5, 7.2))
    )
    line = 700.0
    fine = growth_and_redistribution(Snapshot(one, line), Snapshot(two, line), "poverty_gap_index")
    grouped = [fit_lorenz(GroupedData.from_means(each.reshape(20, -1).mean(axis=1))) for each in (one, two)]
    periods = [GroupedSnapshot(fit, line) for fit in grouped]
    found = growth_and_redistribution(periods[0], periods[1], "poverty_gap_index")
    assert float(found.growth) == pytest.approx(float(fine.growth), abs=0.004)
    assert float(found.redistribution) == pytest.approx(float(fine.redistribution), abs=0.004)
    assert float(found.growth + found.redistribution + found.residual) == pytest.approx(float(found.change), abs=1e-15)
    with pytest.raises(InvalidInput, match="with groups"):
        growth_and_redistribution(periods[0], periods[1], headcount_ratio)


def test_results_print_in_both_languages_and_go_to_rows() -> None:
    found = growth_and_redistribution(BEFORE, AFTER)
    assert str(found).startswith("headcount ratio (Datt-Ravallion, reference before)")
    assert "达特-拉瓦雷分解，以基期为参照" in found.summary("zh")
    assert "夏普利分解" in growth_and_redistribution(BEFORE, AFTER, method="shapley").summary("zh")
    assert found.to_dict()["exact"] is True


# Standard errors.


def two_surveys() -> tuple[Any, Any, SurveyDesign, SurveyDesign]:
    random = np.random.default_rng(1)
    one, two = (np.exp(random.standard_normal(240) * spread + 7) for spread in (0.6, 0.5))
    weights = random.integers(1, 5, (2, 240)).astype(float)
    first = SurveyDesign(weights[0], strata=np.repeat([1, 2, 3, 4], 60), psu=np.arange(240) // 10)
    return one, two, first, SurveyDesign(weights[1], psu=np.arange(240) // 8)


def test_errors_of_the_change_are_those_of_two_independent_surveys() -> None:
    one, two, first, last = two_surveys()
    found = growth_and_redistribution(
        Snapshot(one, 900, design=first), Snapshot(two, 900, design=last), "poverty_gap_index"
    )
    before, after = (poverty_gap_index(each, 900, design=design) for each, design in ((one, first), (two, last)))
    assert found.errors is not None
    # The jackknife and linearisation agree closely for a ratio.
    assert found.errors["before"] == pytest.approx(before.se, rel=0.02)
    assert found.errors["after"] == pytest.approx(after.se, rel=0.02)
    assert found.errors["change"] == pytest.approx(difference_of_surveys(after, before).se, rel=0.02)
    assert found.df == first.df + last.df == 20 + 29
    assert found.errors["growth"] > 0
    assert "standard error" in str(found)
    assert "自由度 49" in found.summary("zh")
    assert found.to_rows()[0]["growth_se"] == found.errors["growth"]


def test_errors_of_the_parts_are_those_of_each_replicate_by_hand() -> None:
    one, two, first, last = two_surveys()
    replicated = [first.jackknife(), last.jackknife()]
    periods = [Snapshot(one, 900, design=replicated[0]), Snapshot(two, 900, design=replicated[1])]
    found = growth_and_redistribution(periods[0], periods[1], "headcount_ratio", method="shapley")
    variance = 0.0
    for moved, design in enumerate(replicated):
        growths = []
        for weights in design.replicates:
            pair = [Snapshot(one, 900, first.weights), Snapshot(two, 900, last.weights)]
            pair[moved] = Snapshot(pair[moved].welfare, 900, weights)
            growths.append(float(growth_and_redistribution(pair[0], pair[1], method="shapley").growth))
        variance += design.covariance(np.array(growths), np.array(growths))
    assert found.errors is not None
    assert found.errors["growth"] == pytest.approx(variance**0.5, rel=1e-12)
    assert found.errors["residual"] == 0
    same = growth_and_redistribution(
        Snapshot(one, 900, design=first), Snapshot(two, 900, design=last), method="shapley"
    )
    assert same.errors == found.errors


def test_a_period_without_a_design_is_taken_as_known() -> None:
    one, two, first, last = two_surveys()
    both = growth_and_redistribution(Snapshot(one, 900, design=first), Snapshot(two, 900, design=last))
    known = growth_and_redistribution(Snapshot(one, 900, design=first), Snapshot(two, 900, last.weights))
    assert known.errors is not None
    assert both.errors is not None
    assert known.change == both.change
    assert known.errors["after"] == 0
    assert known.errors["change"] == pytest.approx(known.errors["before"])
    assert known.errors["change"] < both.errors["change"]
    assert known.df == first.df
    assert growth_and_redistribution(Snapshot(one, 900), Snapshot(two, 900)).errors is None


def test_domains_keep_the_whole_design_and_its_relative_line() -> None:
    one, two, first, last = two_surveys()
    inside = np.arange(240) % 3 == 0
    part = Snapshot(np.where(inside, one, np.where(one > 0, one, 0)), share_of_mean(0.6), design=first.domain(inside))
    found = growth_and_redistribution(part, Snapshot(two, share_of_mean(0.6), design=last))
    direct = headcount_ratio(one, share_of_mean(0.6), design=first.domain(inside))
    assert float(found.before) == pytest.approx(direct.value)
    assert found.errors is not None
    assert found.errors["before"] == pytest.approx(direct.se, rel=0.25)  # a step function: the jackknife is rough
    with pytest.raises(InvalidInput, match="a SurveyDesign or a ReplicateDesign"):
        list(Snapshot(one, 900).replicates())
    with pytest.raises(InvalidInput, match="weights"):
        growth_and_redistribution(Snapshot(one, 900, first.weights, first), Snapshot(two, 900))


def test_errors_of_sectors_and_of_pro_poor_growth() -> None:
    one, two, first, last = two_surveys()
    before, after = Snapshot(one, 900, design=first), Snapshot(two, 900, design=last)
    names = np.array(["north", "south", "east"])[np.arange(240) % 3]
    found = sectoral_change(before, after, names, names[::-1], "poverty_gap_index")
    whole = growth_and_redistribution(before, after, "poverty_gap_index")
    assert found.errors is not None
    assert whole.errors is not None
    assert found.df == whole.df
    for name in ("before", "after", "change"):
        assert found.errors[name] == pytest.approx(whole.errors[name], rel=1e-9)
        assert float(getattr(found, name)) == pytest.approx(float(getattr(whole, name)))
    assert found.within + found.shift + found.interaction == pytest.approx(float(found.change))
    assert "standard errors: change 0.0" in str(found)
    assert "标准误：变化 0.0" in found.summary("zh")
    rates = pro_poor_growth(before, after)
    assert rates.errors is not None
    assert rates.errors["headcount_ratio"] == pytest.approx(headcount_ratio(one, 900, design=first).se, rel=0.02)
    assert rates.errors["mean_growth"] == pytest.approx(whole.errors["mean_growth"], rel=1e-9)
    assert 0 < rates.errors["rate"] < 1
    assert "standard error" in str(rates)
    assert "自由度 49" in rates.summary("zh")
    assert rates.to_rows()[0]["rate_se"] == rates.errors["rate"]
    assert sectoral_change(BEFORE, AFTER, ["a"] * 4, ["a"] * 4).errors is None


def test_a_sector_that_a_replicate_loses_is_refused() -> None:
    design = SurveyDesign([1, 1, 1, 1])
    before = Snapshot([50, 80, 120, 150], 100, design=design)
    with pytest.raises(InvalidInput, match="only one period has b"):
        sectoral_change(before, AFTER, ["a", "a", "a", "b"], ["a", "a", "b", "b"])


def test_whole_numbers_too_large_for_64_bits_stay_exact() -> None:
    before = Snapshot([3 * 10**15 + 1, 7 * 10**15, 10**16 + 3], 5 * 10**15 + 7)
    after = Snapshot([4 * 10**15 + 9, 6 * 10**15 + 1, 10**16 + 1], 5 * 10**15 + 11)
    found = growth_and_redistribution(before, after, "squared_poverty_gap_index")
    assert found.exact
    assert found.growth + found.redistribution + found.residual == found.change
    factor = Fraction(sum(after.welfare), 5 * 10**15 + 11) / Fraction(sum(before.welfare), 5 * 10**15 + 7)  # type: ignore[arg-type]
    line = Fraction(5 * 10**15 + 7) / factor
    gaps = [max(Fraction(0), (line - value) / line) ** 2 for value in before.welfare]  # type: ignore[union-attr]
    assert found.growth == sum(gaps) / 3 - found.before


# Sectors.


def at(population: str, poverty: str) -> SectorPoverty:
    return SectorPoverty(Decimal(population), Decimal(poverty))


RURAL_URBAN = {"rural": at("0.8", "0.5"), "urban": at("0.2", "0.2")}
LATER = {"rural": at("0.7", "0.4"), "urban": at("0.3", "0.15")}


def test_sectors_by_hand() -> None:
    found = sectoral_decomposition(RURAL_URBAN, LATER)
    assert (found.before, found.after) == (Fraction(11, 25), Fraction(13, 40))
    assert found.within == Fraction(-9, 100)  # 0.8 × −0.1 + 0.2 × −0.05
    assert found.shift == Fraction(-3, 100)  # −0.1 × 0.5 + 0.1 × 0.2
    assert found.interaction == Fraction(1, 200)  # −0.1 × −0.1 + −0.05 × 0.1
    assert found.exact
    assert found.to_rows()[-1]["sector"] == "all"
    assert "人口转移" in found.summary("zh")


sectors = st.lists(st.tuples(st.integers(1, 300), st.sampled_from("abc"), st.integers(1, 4)), min_size=3, max_size=20)


@given(sectors, sectors, st.sampled_from(MEASURES))
@settings(deadline=None)
def test_sectors_add_up_exactly(one: list[Any], two: list[Any], measure: str) -> None:
    profiles, snapshots = [], []
    for records in (one, two):
        records = [*records, (90, "a", 1), (110, "b", 1), (120, "c", 1)]
        values, names, weights = (list(each) for each in zip(*records, strict=True))
        snapshots.append(Snapshot(values, 100, weights))
        profiles.append(sector_profile(snapshots[-1], names, measure))
    found = sectoral_decomposition(profiles[0], profiles[1])
    assert found.before == snapshots[0].poverty(measure)
    assert found.after == snapshots[1].poverty(measure)
    assert found.within + found.shift + found.interaction == found.change
    back = sectoral_decomposition(profiles[1], profiles[0])
    assert back.change == -found.change
    assert back.interaction == found.interaction


def test_profiles_with_a_line_for_each_record_and_weights_of_nothing() -> None:
    names = ["a", "b", "a", "b"]
    found = sector_profile(Snapshot([50, 80, 120, 150], [100, 60, 130, 100], [1, 2, 3, 0]), names)
    assert found == {
        "a": SectorPoverty(Fraction(2, 3), Fraction(1)),
        "b": SectorPoverty(Fraction(1, 3), Fraction(0)),
    }
    floats = sector_profile(Snapshot([50.0, 80.0, 120.0, 150.0], 100, [1.0, 2.0, 3.0, 0.0]), np.array(names))
    assert floats["b"].population == pytest.approx(1 / 3)


def test_columns_of_dataframes_are_taken_by_their_order_and_index() -> None:
    import pandas as pd
    import polars as pl

    frame = pd.DataFrame(
        {"welfare": [50, 80, 120, 150], "line": [100] * 4, "weight": [1, 2, 3, 4], "sector": ["a", "b", "a", "b"]},
        index=[3, 2, 1, 0],
    )
    plain = Snapshot(frame["welfare"].tolist(), 100, frame["weight"].tolist())
    for columns in (frame, pl.from_pandas(frame)):
        snapshot = Snapshot(columns["welfare"], columns["line"], columns["weight"])
        assert snapshot.poverty("poverty_gap_index") == plain.poverty("poverty_gap_index")
        assert sector_profile(snapshot, columns["sector"]) == sector_profile(plain, ["a", "b", "a", "b"])
    other = frame["sector"].reset_index(drop=True)
    with pytest.raises(InvalidInput, match="another index"):
        sector_profile(Snapshot(frame["welfare"], frame["line"], frame["weight"]), other)
    with pytest.raises(InvalidInput, match="another index"):
        growth_and_redistribution(Snapshot(frame["welfare"], 100, frame["weight"].reset_index(drop=True)), AFTER)
    with pytest.raises(InvalidInput, match="nothing is given at index 1"):
        sector_profile(BEFORE, ["a", None, "b", "b"])  # type: ignore[list-item]


# Who gained.


def test_growth_incidence_by_hand() -> None:
    found = growth_incidence(BEFORE, AFTER, [25, 50, 75, 99])
    assert found.growth == (Fraction(2, 5), Fraction(3, 8), Fraction(1, 12), Fraction(4, 15))
    assert found.mean_growth == Fraction(1, 4)
    between = growth_incidence(BEFORE, AFTER, [50], rule="midpoint")
    assert between.growth == (Fraction(120, 100) - 1,)
    assert growth_incidence(BEFORE, AFTER, [50], prices=Decimal("1.1")).growth == (
        Fraction(11, 8) / Fraction(11, 10) - 1,
    )
    yearly = growth_incidence(BEFORE, AFTER, [50], years=2)
    assert yearly.growth[0] == pytest.approx((11 / 8) ** 0.5 - 1)
    assert len(growth_incidence(BEFORE, AFTER).growth) == 99
    assert growth_incidence(Snapshot([0, 10], 5), Snapshot([5, 10], 5), [50, 99]).growth == (None, Fraction(0))
    assert "年增长率" in found.summary("zh")
    assert found.to_rows()[0] == {"percentile": 25, "growth": Fraction(2, 5)}


def test_pro_poor_growth_by_hand() -> None:
    """Poor before: the lower half, which grew by 0.4 and 0.375."""
    found = pro_poor_growth(BEFORE, AFTER)
    assert found.rate == pytest.approx((0.4 + 0.375) / 2)
    assert found.headcount_ratio == 0.5
    assert found.mean_growth == 0.25
    assert found.mean_of_rates == pytest.approx((0.4 + 0.375 + 1 / 12 + 4 / 15) / 4)
    assert "益贫增长率" in found.summary("zh")
    assert found.to_dict()["years"] == 1.0


def test_the_rate_of_pro_poor_growth_follows_the_watts_index() -> None:
    """Ravallion and Chen (2003): for small growth it is the fall of the Watts index by the headcount ratio."""
    random = np.random.default_rng(2)
    one = np.sort(np.exp(0.6 * random.standard_normal(20_000)))
    growth = 1e-6 * (1 + one / one.max())
    line = 1.0
    watts = [float(np.log(line / each[one < line]).sum() / each.size) for each in (one, one * (1 + growth))]
    found = pro_poor_growth(Snapshot(one, line), Snapshot(one * (1 + growth), line))
    assert found.rate == pytest.approx((watts[0] - watts[1]) / found.headcount_ratio, rel=1e-5)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 5)), min_size=2, max_size=15), st.integers(1, 30))
@settings(deadline=None)
def test_equal_growth_for_all_is_the_rate_at_every_rank(records: list[tuple[int, int]], more: int) -> None:
    values, weights = (list(each) for each in zip(*records, strict=True))
    grown = [value * (10 + more) for value in values]
    before = Snapshot([value * 10 for value in values], min(values) * 10 + 1, weights)
    after = Snapshot(grown, min(values) * 10 + 1, [weight * 2 for weight in weights])
    found = pro_poor_growth(before, after)
    assert found.rate == pytest.approx(more / 10)
    assert found.mean_of_rates == pytest.approx(more / 10)
    assert found.mean_growth == pytest.approx(more / 10)
    assert set(growth_incidence(before, after).growth) == {Fraction(more, 10)}


def test_samples_of_unlike_sizes_are_compared_rank_by_rank() -> None:
    found = pro_poor_growth(Snapshot([10, 20, 30], 15), Snapshot([20, 40], 15))
    # Poor: the lowest third, 10 → 20 throughout.
    assert found.rate == pytest.approx(1.0)
    # Up to a third 1, to a half 20/20, to two thirds 40/20, then 40/30.
    assert found.mean_of_rates == pytest.approx(1 / 3 + 0 + 1 / 6 + 1 / 3 / 3)


# Bad input.


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: growth_and_redistribution(BEFORE, AFTER, "gap"), InvalidInput, "'headcount_ratio'"),
        (lambda: growth_and_redistribution(BEFORE, AFTER, method="oaxaca"), InvalidInput, "'shapley'"),  # type: ignore[arg-type]
        (lambda: growth_and_redistribution(BEFORE, AFTER, reference="1"), InvalidInput, "'before' or 'after'"),  # type: ignore[arg-type]
        (lambda: growth_and_redistribution(Snapshot([], 100), AFTER), InvalidInput, "no records"),
        (lambda: growth_and_redistribution(Snapshot([1, 2], 0), AFTER), OutOfRange, "a line above zero"),
        (lambda: growth_and_redistribution(Snapshot([1, 2], [3, -1]), AFTER), OutOfRange, "got -1 at index 1"),
        (lambda: growth_and_redistribution(Snapshot([1, 2], [3]), AFTER), InvalidInput, "1 values for 2"),
        (lambda: growth_and_redistribution(Snapshot([-5, 2], 10), AFTER), OutOfRange, "a mean above zero"),
        (lambda: growth_and_redistribution(Snapshot([1, 2], 10, [0, 0]), AFTER), InvalidInput, "all zero"),
        (lambda: sectoral_decomposition({}, {}), InvalidInput, "there are none"),
        (
            lambda: sectoral_decomposition(RURAL_URBAN, {"rural": at("1", "0.3")}),
            InvalidInput,
            "only one period has urban",
        ),
        (
            lambda: sectoral_decomposition(RURAL_URBAN, {**LATER, "urban": at("0.2", "0.1")}),
            InvalidInput,
            "after: the shares of the population add up to 0.9",
        ),
        (
            lambda: sectoral_decomposition(RURAL_URBAN, {"rural": at("1.3", "0.4"), "urban": at("-0.3", "0.1")}),
            OutOfRange,
            "population: got 1.3",
        ),
        (lambda: SectorPoverty(-1, 2), OutOfRange, "population: got -1; allowed: a share from 0 to 1"),
        (lambda: SectorPoverty(1, -0.5), OutOfRange, "poverty: got -0.5"),
        (lambda: SectorPoverty(True, 0), InvalidInput, "population: got True"),
        (lambda: sector_profile(BEFORE, ["a"]), InvalidInput, "1 values for 4 records"),
        (lambda: growth_incidence(BEFORE, AFTER, [0]), OutOfRange, "percentiles: got 0"),
        (lambda: growth_incidence(BEFORE, AFTER, [100]), OutOfRange, "above 0 and below 100"),
        (lambda: growth_incidence(BEFORE, AFTER, rule="linear"), InvalidInput, "'inverse_cdf'"),  # type: ignore[arg-type]
        (lambda: growth_incidence(BEFORE, AFTER, years=0), OutOfRange, "years: got 0"),
        (lambda: growth_incidence(BEFORE, AFTER, prices=-1), OutOfRange, "prices: got -1"),
        (lambda: growth_incidence(Snapshot([1, 2], [3, 4]), AFTER), InvalidInput, "a line for each record"),
        (lambda: growth_incidence(Snapshot([-9, 2], 3), AFTER), OutOfRange, "means above zero"),
        (lambda: pro_poor_growth(AFTER, Snapshot([1, 2], 1), poor="under"), InvalidInput, "'at_or_below'"),  # type: ignore[arg-type]
        (lambda: pro_poor_growth(Snapshot([200], 100), AFTER), InvalidInput, "nobody was poor"),
        (lambda: pro_poor_growth(Snapshot([0, 200], 100), AFTER), OutOfRange, "1 poor records"),
        (lambda: pro_poor_growth(Snapshot([10, 200], 100), Snapshot([-5, 9], 100)), OutOfRange, "second period"),
    ],
)
def test_what_cannot_be_used_is_refused(make: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        make()
