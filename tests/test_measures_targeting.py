"""Targeting: published scenarios, an oracle, incidence and concentration, Beckerman's parts, errors, bad input."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Fen, fen
from povertykit.errors import BareAmount, InvalidInput, OutOfRange, PovertyKitError
from povertykit.measures import (
    Estimate,
    ReplicateDesign,
    SurveyDesign,
    aggregate_poverty_gap,
    benefit_incidence,
    cgh_index,
    concentration_curve,
    concentration_index,
    gini,
    headcount_ratio,
    lorenz_curve,
    perfect_targeting_budget,
    quantile_shares,
    share_of_median,
    targeting,
    transfer_efficiency,
)

HALF = Fraction(1, 2)
# Ten persons of table 7.3 in Revisiting Targeting in Social Assistance, World Bank 2022 (CC BY 3.0 IGO).
WB10 = [6, 8, 11, 15, 21, 25, 30, 40, 50, 100]
POOR = [each < 20 for each in WB10]
POOREST_TWO = [each < 10 for each in WB10]
SCENARIOS = {"S1": (1, 2), "S2": (2, 3), "S3": (3, 4), "S4": tuple(range(1, 11))}
# Exclusion and inclusion error by scenario and target, in per cent, as the table prints them; the row of S4 is cut off
# in the stored text, and follows from the printed data.
PRINTED = [
    ("S1", POOR, 50, 0),
    ("S1", POOREST_TWO, 0, 0),
    ("S2", POOR, 50, 0),
    ("S2", POOREST_TWO, 50, 50),
    ("S3", POOR, 50, 0),
    ("S3", POOREST_TWO, 100, 100),
    ("S4", POOR, 0, 60),
    ("S4", POOREST_TWO, 0, 80),
]


def benefits(scenario: str) -> list[int]:
    return [10 if number in SCENARIOS[scenario] else 0 for number in range(1, 11)]


@pytest.mark.parametrize(("scenario", "target", "exclusion", "inclusion"), PRINTED)
def test_the_errors_of_the_world_bank_table(scenario: str, target: list[bool], exclusion: int, inclusion: int) -> None:
    for given_benefit in (benefits(scenario), [each > 0 for each in benefits(scenario)]):
        found = targeting(given_benefit, target)
        assert (found.exclusion_error, found.inclusion_error) == (Fraction(exclusion, 100), Fraction(inclusion, 100))
        assert found.coverage == 1 - Fraction(exclusion, 100)


def test_the_other_denominator_of_the_inclusion_error() -> None:
    """The note of measures.csv: S2 for the poorest two is 1/2 of those who benefit, but 1/8 of the others."""
    assert targeting(benefits("S2"), POOREST_TWO, inclusion_of="non_target").inclusion_error == Fraction(1, 8)


@pytest.mark.parametrize(("scenario", "expected"), [("S1", 2.5), ("S2", 2.5), ("S3", 2.5), ("S4", 1)])
def test_the_index_of_coady_grosh_and_hoddinott(scenario: str, expected: float) -> None:
    """measures.csv, derived from the printed data: S1 to S3 2.5, S4 1.0, for the bottom 40 per cent."""
    assert cgh_index(benefits(scenario), WB10) == Fraction(expected)


def test_headcount_gap_and_total_income_of_the_table() -> None:
    """The table prints a headcount of 0.40, a total gap of 40, and a total income of 306."""
    assert headcount_ratio(WB10, 20) == Fraction(2, 5)
    assert perfect_targeting_budget(WB10, fen(20)) == aggregate_poverty_gap(WB10, fen(20)) == Fen(40)
    assert sum(WB10) == 306


def test_money_by_hand() -> None:
    """Beckerman's parts of a transfer of 10 to each of the ten, line 20, gaps 14, 12, 9 and 5."""
    found = transfer_efficiency(benefits("S4"), WB10, fen(20))
    assert (found.budget, found.perfect_targeting_budget) == (Fen(100), Fen(40))
    assert (found.gap_closed, found.gap_remaining) == (Fen(10 + 10 + 9 + 5), Fen(6))
    assert found.vertical_efficiency == Fraction(40, 100)
    assert found.spillover == Fraction(6, 40)
    assert found.poverty_reduction_efficiency == Fraction(34, 100)
    assert found.gap_efficiency == Fraction(34, 40)
    assert found.cost_of_closing_the_gap == Fen(118)  # 40 * 100 / 34 = 117.6, rounded up
    perfect = transfer_efficiency([max(20 - each, 0) for each in WB10], WB10, fen(20))
    assert (perfect.budget, perfect.poverty_reduction_efficiency, perfect.spillover) == (Fen(40), 1, 0)
    assert perfect.cost_of_closing_the_gap == perfect.perfect_targeting_budget == Fen(40)
    leaked = targeting(benefits("S4"), POOR)
    assert (leaked.leakage, leaked.money, leaked.leaked_money) == (Fraction(3, 5), Fen(100), Fen(60))


# --- an oracle and the properties -------------------------------------------------------------------------------------

people = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12), st.booleans(), st.integers(1, 5)), min_size=1, max_size=14
)


def expand(rows: Any) -> tuple[list[int], list[int], list[bool], list[int]]:
    welfare, benefit, target, weights = (list(each) for each in zip(*rows, strict=True))
    return welfare, benefit, target, weights


def share(top: int, bottom: int) -> Fraction | None:
    return Fraction(top, bottom) if bottom else None


@given(people)
def test_targeting_against_a_loop(rows: Any) -> None:
    _, benefit, target, weights = expand(rows)
    together = list(zip(benefit, target, weights, strict=True))
    found = targeting(benefit, target, weights)
    inside = sum(w for b, t, w in together if t)
    get = sum(w for b, t, w in together if b)
    both = sum(w for b, t, w in together if b and t)
    money = sum(b * w for b, t, w in together)
    assert found.coverage == share(both, inside)
    assert found.exclusion_error == share(inside - both, inside)
    assert found.inclusion_error == share(get - both, get)
    assert found.leakage == share(sum(b * w for b, t, w in together if not t), money)
    assert found.money == Fen(money)
    assert found.beneficiary_share == Fraction(get, sum(weights))
    other = targeting(benefit, target, weights, inclusion_of="non_target")
    assert other.inclusion_error == share(get - both, sum(weights) - inside)
    assert (found.coverage is None) == ("coverage" in found.not_defined) == (not inside)
    assert (found.leakage is None) == ("leakage" in found.not_defined) == (not money)
    copies = [each for each in rows for _ in range(each[3])]
    assert targeting([each[1] for each in copies], [each[2] for each in copies]).leakage == found.leakage
    assert targeting(benefit * 2, target * 2, weights * 2).inclusion_error == found.inclusion_error


@given(people, st.integers(1, 6))
def test_incidence_adds_up_and_does_not_hang_on_the_order(rows: Any, quantiles: int) -> None:
    welfare, benefit, _, weights = expand(rows)
    found: Any = benefit_incidence(benefit, welfare, weights, quantiles=quantiles)
    groups, persons = found.groups, Fraction(sum(weights))
    money = sum(b * w for b, w in zip(benefit, weights, strict=True))
    assert sum(each.mean_benefit for each in groups) * persons / quantiles == money
    if money:
        assert sum(each.benefit_share for each in groups) == 1
        assert sum(each.beneficiary_share for each in groups) == 1
        curve = concentration_curve(benefit, welfare, weights, shares=quantiles)
        reached = [sum(each.benefit_share for each in groups[: at + 1]) for at in range(quantiles)]
        assert list(curve.values) == reached
        assert (
            cgh_index(benefit, welfare, weights, bottom=Fraction(1, 2))
            == 2 * concentration_curve(benefit, welfare, weights, shares=[HALF]).values[0]
        )
    backwards: Any = benefit_incidence(benefit[::-1], welfare[::-1], weights[::-1], quantiles=quantiles)
    assert backwards.groups == groups
    copies = [each for each in rows for _ in range(each[3])]
    assert benefit_incidence([each[1] for each in copies], [each[0] for each in copies], quantiles=quantiles) == found
    floats: Any = benefit_incidence(
        np.array(benefit, float), np.array(welfare, float), np.array(weights, float) / 4, quantiles=quantiles
    )
    for one, other in zip(groups, floats.groups, strict=True):
        for name in ("coverage", "benefit_share", "mean_benefit", "welfare_share"):
            if getattr(one, name) is not None:
                assert float(getattr(one, name)) == pytest.approx(getattr(other, name), abs=1e-9)


def naive_concentration(benefit: list[int], welfare: list[int], weights: list[int]) -> Fraction:
    """Each pair once: 2 cov(benefit, rank) / mean, ranks in the middle of those of one welfare."""
    persons, money = sum(weights), sum(b * w for b, w in zip(benefit, weights, strict=True))
    total = Fraction(0)
    for b, y, w in zip(benefit, welfare, weights, strict=True):
        below = sum(v for x, v in zip(welfare, weights, strict=True) if x < y)
        level = sum(v for x, v in zip(welfare, weights, strict=True) if x == y)
        total += w * b * (below + Fraction(level, 2))
    return 2 * total / (persons * money) - 1


@given(people.filter(lambda rows: any(each[1] for each in rows)))
def test_concentration_index(rows: Any) -> None:
    welfare, benefit, _, weights = expand(rows)
    found = concentration_index(benefit, welfare, weights)
    assert found == naive_concentration(benefit, welfare, weights)
    assert -1 < found < 1
    floats = concentration_index(np.array(benefit, float), np.array(welfare, float), np.array(weights, float))
    assert floats == pytest.approx(float(found), abs=1e-12)
    if any(welfare):
        assert concentration_index(welfare, welfare, weights) == gini(welfare, weights)
        equal = concentration_curve(welfare, welfare, weights, shares=4).values
        assert equal == lorenz_curve(welfare, weights, shares=4).values
    # A benefit alike for all is neutral, and the opposite order turns the sign.
    assert concentration_index([3] * len(rows), welfare, weights) == 0
    assert concentration_index(benefit, [-each for each in welfare], weights) == -found


@given(people, st.integers(1, 50))
def test_the_parts_of_beckerman_add_up(rows: Any, line: int) -> None:
    welfare, benefit, _, weights = expand(rows)
    found: Any = transfer_efficiency(benefit, welfare, fen(line), weights)
    after = [y + b for y, b in zip(welfare, benefit, strict=True)]
    assert found.gap_closed + found.gap_remaining == found.perfect_targeting_budget
    assert found.perfect_targeting_budget == aggregate_poverty_gap(welfare, fen(line), weights)
    assert found.gap_remaining == aggregate_poverty_gap(after, fen(line), weights)
    if found.budget:
        assert found.poverty_reduction_efficiency == Fraction(int(found.gap_closed), int(found.budget))
        if found.spillover is not None:
            assert found.poverty_reduction_efficiency == found.vertical_efficiency * (1 - found.spillover)
    if found.cost_of_closing_the_gap is not None:
        assert found.cost_of_closing_the_gap >= found.perfect_targeting_budget
    floats: Any = transfer_efficiency(np.array(benefit, float), np.array(welfare, float), fen(line), np.array(weights))
    assert floats.gap_closed == pytest.approx(float(found.gap_closed))
    assert not isinstance(floats.gap_closed, Fen)


def test_sums_beyond_64_bits_are_exact() -> None:
    huge, welfare = np.full(40, 2**61), np.arange(40)
    assert concentration_index(huge, welfare) == 0
    assert cgh_index(huge, welfare, np.full(40, 7)) == 1
    assert benefit_incidence(huge, welfare, quantiles=2).groups[1].mean_benefit == 2**61


def test_a_line_for_each_record() -> None:
    found = transfer_efficiency([10, 10], [5, 30], np.array([20, 35]))
    assert (found.gap_closed, found.gap_remaining, found.spillover) == (Fen(15), Fen(5), Fraction(1, 4))


# --- not defined, never zero ------------------------------------------------------------------------------------------


def test_nobody_benefits() -> None:
    found = targeting([0, 0], [True, False])
    assert (found.coverage, found.exclusion_error) == (0, 1)
    assert (found.inclusion_error, found.leakage) == (None, None)
    assert set(found.not_defined) == {"inclusion_error", "leakage"}
    assert "nobody benefits" in str(found)
    assert "无人受益" in found.summary("zh")
    for measure in (cgh_index, concentration_index, concentration_curve):
        with pytest.raises(InvalidInput, match="nobody benefits"):
            measure([0, 0], [1, 2])
    incidence = benefit_incidence([0, 0], [1, 2], quantiles=2)
    assert [each.benefit_share for each in incidence.groups] == [None, None]
    assert {"benefit_share", "beneficiary_share", "mean_benefit_of_beneficiaries"} <= set(incidence.not_defined)
    efficiency = transfer_efficiency([0, 0], [1, 2], fen(2))
    assert (efficiency.vertical_efficiency, efficiency.spillover, efficiency.cost_of_closing_the_gap) == (None,) * 3
    assert efficiency.gap_efficiency == 0
    assert "not defined" in str(efficiency)


def test_nobody_or_everybody_is_in_the_target_group() -> None:
    nobody = targeting([5, 0], [False, False])
    assert (nobody.coverage, nobody.exclusion_error, nobody.inclusion_error, nobody.leakage) == (None, None, 1, 1)
    assert nobody.not_defined["coverage"][0] == "not defined: nobody is in the target group"
    everybody = targeting([5, 0], [True, True], inclusion_of="non_target")
    assert everybody.inclusion_error is None
    assert "everybody" in everybody.not_defined["inclusion_error"][0]


def test_a_flag_has_no_money() -> None:
    found = targeting([True, False], [1, 0])
    assert (found.money, found.leaked_money, found.leakage) == (None, None, None)
    assert "flag" in found.not_defined["money"][0]
    incidence = benefit_incidence([True, False], [1, 2], quantiles=2)
    assert [each.coverage for each in incidence.groups] == [1, 0]
    assert incidence.groups[0].mean_benefit is None
    assert set(incidence.not_defined) == {"money"}
    assert "of the money" not in str(incidence)
    assert cgh_index([True, False], [1, 2], bottom=0.5) == 2
    with pytest.raises(InvalidInput, match="truth values"):
        transfer_efficiency([True, False], [1, 2], fen(2))


# --- survey designs ---------------------------------------------------------------------------------------------------


def survey(seed: int = 3, size: int = 150) -> tuple[Any, Any, SurveyDesign]:
    rng = np.random.default_rng(seed)
    welfare = rng.lognormal(9, 0.6, size).astype(np.int64)
    benefit = np.where(rng.random(size) < 3000 / (welfare + 3000), rng.integers(100, 4000, size), 0)
    design = SurveyDesign(rng.integers(1, 9, size), strata=np.arange(size) // 50, psu=np.arange(size) // 5)
    return welfare, benefit, design


LINE = 6000


def numeric(design: SurveyDesign, figure: Any) -> float:
    """The variance from derivatives in each weight, taken by differences."""
    slopes = np.zeros(design.size)
    for at in range(design.size):
        ends = []
        for step in (1e-4, -1e-4):
            moved = design.weights.copy()
            moved[at] += step
            ends.append(float(figure(moved)))
        slopes[at] = (ends[0] - ends[1]) / 2e-4
    contributions = design.contributions(None, slopes)
    return design.covariance(contributions, contributions)


@pytest.mark.parametrize(
    "name", ["coverage", "exclusion_error", "inclusion_error", "leakage", "money", "leaked_money", "target_share"]
)
def test_errors_of_targeting_are_those_of_the_derivatives(name: str) -> None:
    welfare, benefit, design = survey()
    found = getattr(targeting(benefit, welfare < LINE, design=design), name)
    assert isinstance(found, Estimate)
    expected = numeric(design, lambda weights: getattr(targeting(benefit, welfare < LINE, weights), name))
    assert found.variance == pytest.approx(expected, rel=1e-6)
    assert found.value == pytest.approx(float(getattr(targeting(benefit, welfare < LINE, design.weights), name)))


@pytest.mark.parametrize(
    "name",
    ["budget", "gap_closed", "gap_remaining", "spillover", "poverty_reduction_efficiency", "cost_of_closing_the_gap"],
)
def test_errors_of_transfers_are_those_of_the_derivatives(name: str) -> None:
    welfare, benefit, design = survey()
    found = getattr(transfer_efficiency(benefit, welfare, fen(LINE), design=design), name)
    expected = numeric(design, lambda w: getattr(transfer_efficiency(benefit, welfare, fen(LINE), w), name))
    assert found.variance == pytest.approx(expected, rel=1e-6)


def test_the_error_of_the_concentration_index() -> None:
    welfare, benefit, design = survey()
    welfare = welfare // 1000  # with ties
    found = concentration_index(benefit, welfare, design=design)
    expected = numeric(design, lambda weights: concentration_index(benefit, welfare, weights))
    assert found.variance == pytest.approx(expected, rel=1e-6)
    own, other = concentration_index(welfare, welfare, design=design), gini(welfare, design=design)
    assert own.value == pytest.approx(other.value)
    assert own.se == pytest.approx(other.se)


def test_errors_of_shares_are_those_of_the_lorenz_curve() -> None:
    """The benefit is welfare itself: only the smoothing at the border differs."""
    welfare, _, design = survey(size=600)
    one = concentration_curve(welfare, welfare, design=design, shares=5).estimates
    other = lorenz_curve(welfare, design=design, shares=5).estimates
    assert one is not None
    assert other is not None
    for mine, theirs in zip(one[:-1], other[:-1], strict=True):
        assert mine.value == pytest.approx(theirs.value)
        assert mine.se == pytest.approx(theirs.se, rel=0.01)
    assert one[-1].se == pytest.approx(0, abs=1e-12)
    shares = benefit_incidence(welfare, welfare, design=design).groups
    theirs_too = quantile_shares(welfare, design=design).values
    assert [each.benefit_share.value for each in shares if each.benefit_share] == pytest.approx(theirs_too)


@pytest.mark.slow
def test_errors_of_the_cgh_index_over_repeated_samples() -> None:
    """The standard error told by one sample is the spread over samples drawn again and again."""
    rng, found = np.random.default_rng(11), []
    for _ in range(400):
        welfare = rng.lognormal(9, 0.6, 400)
        benefit = np.where(rng.random(400) < 3000 / (welfare + 3000), rng.random(400), 0)
        found.append(cgh_index(benefit, welfare, design=SurveyDesign(np.ones(400))))
    spread = np.std([each.value for each in found], ddof=1)
    assert np.mean([each.se for each in found]) == pytest.approx(spread, rel=0.12)


def test_replicates_reckon_each_figure_anew() -> None:
    welfare, benefit, design = survey()
    factors = np.random.default_rng(1).integers(0, 3, (design.size, 6)) * design.weights[:, None]
    replicated = ReplicateDesign(design.weights, factors, scale=1 / 5)
    found = cgh_index(benefit, welfare, design=replicated)
    each = [cgh_index(benefit, welfare, weights) for weights in factors.T]
    assert found.variance == pytest.approx(np.var([float(one) for one in each], ddof=1))
    coverage = targeting(benefit, welfare < LINE, design=replicated).coverage
    assert isinstance(coverage, Estimate)
    assert coverage.se > 0


def test_amounts_are_read_in_yuan_whatever_they_are_held_in() -> None:
    exact, floats = targeting([250, 0], [True, False]), targeting([250, 0], [True, False], [1.0, 1.0])
    assert str(exact) == str(floats)
    assert "2.50 yuan" in str(floats)
    assert "2.50 元" in transfer_efficiency([250, 0], [100, 900], fen(600), [1.0, 1.0]).summary("zh")
    assert "2.50" in str(benefit_incidence([250.0, 0.0], [1, 2], quantiles=2))


def test_groups_of_a_survey_differ_with_their_covariance() -> None:
    welfare, benefit, design = survey()
    poor = welfare < LINE
    inside = np.arange(150) % 5 < 2
    one, other = (targeting(benefit, poor, design=design.domain(mask)).coverage for mask in (inside, ~inside))
    assert isinstance(one, Estimate)
    assert isinstance(other, Estimate)
    assert (one - other).se > 0
    assert one.value == pytest.approx(float(targeting(benefit, poor, design.weights * inside).coverage or 0))


# --- frames, printing, bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [pd.Series, pl.Series, np.array, list])
def test_any_column(kind: Any) -> None:
    found = targeting(kind(benefits("S2")), kind(POOREST_TWO), kind([1] * 10))
    assert found.inclusion_error == HALF
    assert cgh_index(kind(benefits("S2")), kind(WB10)) == Fraction(5, 2)


def test_results_print_and_go_to_rows_in_both_languages() -> None:
    welfare, benefit, design = survey()
    for found in (
        targeting(benefit, welfare < LINE),
        targeting(benefit, welfare < LINE, design=design),
        benefit_incidence(benefit, welfare),
        benefit_incidence(benefit, welfare, design=design),
        transfer_efficiency(benefit, welfare, fen(LINE)),
        transfer_efficiency(benefit, welfare, fen(LINE), design=design),
    ):
        assert str(found).isascii()
        assert not found.summary("zh").isascii()
        rows = found.to_rows()
        assert len(found.to_frame()) == len(rows)  # type: ignore[arg-type]
        assert len({tuple(row) for row in rows}) == 1
        with pytest.raises(InvalidInput):
            found.summary("fr")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("benefit", "target", "more", "error", "words"),
    [
        ([-1, 2], [1, 0], {}, OutOfRange, r"-1 at index 0 \(1 such\)"),
        ([1, math.nan], [1, 0], {}, InvalidInput, "nan at index 1"),
        ([1, None], [1, 0], {}, InvalidInput, "None at index 1"),
        ([True, None], [1, 0], {}, InvalidInput, "index 1"),
        ([1, 2], [1, None], {}, InvalidInput, "index 1"),
        ([1, 2], [1, 2], {}, InvalidInput, "2 at index 1"),
        ([1, 2], [1], {}, InvalidInput, "1 values, benefit has 2"),
        ([], [], {}, InvalidInput, "no records"),
        ([1, 2], [1, 0], {"weights": [1]}, InvalidInput, "weights"),
        ([1, 2], [1, 0], {"weights": [0, 0]}, InvalidInput, "all zero"),
        ([1, 2], [1, 0], {"inclusion_of": "all"}, InvalidInput, "non_target"),
        (pd.Series([1, 2]), pd.Series([1, 0], index=[4, 5]), {}, InvalidInput, "another index"),
        (["a", "b"], [1, 0], {}, InvalidInput, "'a'"),
        (5, [1, 0], {}, InvalidInput, "got 5"),
        ([1, 2], "ab", {}, InvalidInput, "'ab'"),
    ],
)
def test_bad_input(benefit: Any, target: Any, more: Any, error: type[PovertyKitError], words: str) -> None:
    with pytest.raises(error, match=words):
        targeting(benefit, target, **more)


def test_a_line_relative_to_welfare_before_the_benefit() -> None:
    """Half the median of 400 is 200: the line as an amount gives the same, and so does a line that is not whole fen."""
    benefit, before = [50, 50, 0, 10], [100, 400, 400, 700]
    relative: Any = transfer_efficiency(benefit, before, share_of_median(HALF))
    stated: Any = transfer_efficiency(benefit, before, fen(200))
    assert relative == stated
    assert transfer_efficiency([50], [100], share_of_median(Fraction(3, 2))).gap_remaining == Fen(0)
    thirds: Any = transfer_efficiency([0, 0, 0], [10, 10, 100], share_of_median(Fraction(4, 3)))
    assert thirds.gap_remaining == pytest.approx(2 * (40 / 3 - 10))


def test_bad_parameters() -> None:
    for bottom in (0, 1, -1, 2, math.nan, True):
        with pytest.raises(PovertyKitError, match="bottom"):
            cgh_index([1, 2], [1, 2], bottom=bottom)
    wrong: tuple[Any, ...] = (0, 2.5, True)
    for quantiles in wrong:
        with pytest.raises(OutOfRange, match="quantiles"):
            benefit_incidence([1, 2], [1, 2], quantiles=quantiles)
    with pytest.raises(InvalidInput, match="another index"):
        benefit_incidence(pd.Series([1, 2]), pd.Series([1, 2], index=[4, 5]))
    with pytest.raises(OutOfRange, match="-5 at index 1"):
        concentration_index([1, -5], [1, 2])
    with pytest.raises(InvalidInput, match=r"60% of the median.*give the line as an amount"):
        transfer_efficiency([1, 2], [1, 2], share_of_median(0.6), design=SurveyDesign([1, 1]))
    for line in (200, 200.0, np.int64(200)):
        with pytest.raises(BareAmount, match="yuan or fen"):
            transfer_efficiency([1, 2], [100, 300], line)  # type: ignore[call-overload]
    with pytest.raises(OutOfRange, match="poverty_line"):
        transfer_efficiency([1, 2], [1, 2], fen(0))
    with pytest.raises(BareAmount):
        perfect_targeting_budget([1, 2], 2)  # type: ignore[call-overload]
    with pytest.raises(InvalidInput, match="besides a design"):
        perfect_targeting_budget([1, 2], fen(2), [1, 1], design=SurveyDesign([1, 1]))  # type: ignore[call-overload]
