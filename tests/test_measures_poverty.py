"""The poverty measures: published values, exactness, properties and bad input."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Fen, fen, yuan
from povertykit.errors import BareAmount, InvalidInput, OutOfRange, OverflowRefused
from povertykit.measures import (
    SurveyDesign,
    aggregate_poverty_gap,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    share_of_mean,
    share_of_median,
    share_of_quantile,
    squared_poverty_gap_index,
)

HK_A, HK_B, HK_C = [100, 100, 150, 150], [124, 124, 150, 150], [100, 110, 150, 160]
HK_6 = [10, 15, 20, 25, 40, 20, 30, 35, 45, 90]
WB10 = [6, 8, 11, 15, 21, 25, 30, 40, 50, 100]

# Published values, each with where it is printed: the poverty handbook of Haughton and Khandker (chapter 4), and the
# tests of two open packages that state the handbook as their source.
HANDBOOK = "Haughton & Khandker 2009, chapter 4, as asserted by PovertyAndInequalityMeasures.jl"
PUBLISHED = [
    (HK_A, 0, 0.5, 1e-12, HANDBOOK),
    (HK_B, 0, 0.5, 1e-12, HANDBOOK),
    (HK_B, 1, 0.004, 1e-12, HANDBOOK),
    (HK_C, 2, 0.0136, 5e-7, "Haughton & Khandker 2009, p. 72: 0.0136 [= 0.0544/4]"),
    (HK_C, 1, 0.08, 1e-9, "povertyInequalityMeasures, tests"),
    (HK_C, 0, 0.5, 0, HANDBOOK),
    (HK_C, 0.5, 0.1984059, 1e-5, HANDBOOK),
    (HK_C, 1.5, 0.032753, 1e-5, HANDBOOK),
    (HK_C, 2.5, 0.0057192, 1e-5, HANDBOOK),
]


@pytest.mark.parametrize(("welfare", "alpha", "expected", "tolerance", "source"), PUBLISHED)
@pytest.mark.parametrize("kind", [int, float])
def test_published_values(
    welfare: list[int], alpha: float, expected: float, tolerance: float, source: str, kind: type
) -> None:
    found = fgt([kind(value) for value in welfare], 125, alpha)
    assert abs(float(found) - expected) <= tolerance, source
    assert isinstance(found, Fraction) == (kind is int and alpha == int(alpha))


def test_the_relative_gaps_of_the_handbook() -> None:
    """Haughton and Khandker 2009, p. 72: 0.20; 0.12; 0; 0."""
    assert [fgt([value], 125, 1) for value in HK_C] == [Fraction(1, 5), Fraction(3, 25), 0, 0]


def test_one_person_exactly_at_the_line() -> None:
    """Published packages differ: strictly below (laeken, wbpip) gives 0.4, at or below (convey) 0.5."""
    assert headcount_ratio(HK_6, 25) == Fraction(2, 5)
    assert headcount_ratio(HK_6, 25, poor="at_or_below") == Fraction(1, 2)
    assert poverty_gap_index(HK_6, 25) == poverty_gap_index(HK_6, 25, poor="at_or_below")


def test_headcount_and_gap_of_the_world_bank_example() -> None:
    """Revisiting Targeting in Social Assistance (2022), table 7.3: headcount 0.40, total gap 40, line 20."""
    assert headcount_ratio(WB10, 20) == Fraction(2, 5)
    assert aggregate_poverty_gap(WB10, fen(20)) == Fen(40)


def oracle(welfare: Any, lines: Any, alpha: int, weights: Any, at_line: bool) -> Fraction:
    """One record after another, in fractions."""
    total = Fraction(0)
    for value, line, weight in zip(welfare, lines, weights, strict=True):
        if value < line or (at_line and value == line):
            total += Fraction(weight) * ((Fraction(line) - Fraction(value)) / Fraction(line)) ** alpha
    return total / sum(map(Fraction, weights))


amounts = st.integers(-(10**6), 10**12)
numbers = st.one_of(amounts, st.fractions(0, 100, max_denominator=9), st.decimals(0, 100, places=2))
records = st.lists(st.tuples(numbers, st.integers(1, 10**12), st.integers(0, 10**6)), min_size=1, max_size=12)


@given(records.filter(lambda rows: any(weight for *_, weight in rows)), st.integers(0, 3), st.booleans())
def test_exact_against_a_loop_of_fractions(rows: Any, alpha: int, at_line: bool) -> None:
    welfare, lines, weights = (list(each) for each in zip(*rows, strict=True))
    word = "at_or_below" if at_line else "below"
    assert fgt(welfare, lines, alpha, weights, poor=word) == oracle(welfare, lines, alpha, weights, at_line)
    same = [lines[0]] * len(lines)
    assert fgt(welfare, lines[0], alpha, weights, poor=word) == oracle(welfare, same, alpha, weights, at_line)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 9)), min_size=1, max_size=20), st.integers(1, 10**7))
def test_properties(rows: list[tuple[int, int]], line: int) -> None:
    welfare, weights = (list(each) for each in zip(*rows, strict=True))
    for alpha in (0, 1, 2):
        value = fgt(welfare, line, alpha, weights)
        copies = [each for each, weight in rows for _ in range(weight)]
        assert value == fgt(copies, line, alpha)  # a weight of k is k copies
        assert value == fgt(welfare * 2, line, alpha, weights * 2)  # replication
        assert value == fgt([7 * each for each in welfare], 7 * line, alpha, weights)  # scale
        assert value == fgt(welfare, line, alpha, [5 * each for each in weights])
        assert 0 <= value <= 1
        arrays = fgt(np.array(welfare), line, alpha, np.array(weights))
        assert arrays == value
        floats = fgt(np.array(welfare, float), float(line), alpha, np.array(weights, float))
        assert float(value) == pytest.approx(floats, rel=1e-12, abs=1e-15)
    # Subgroups: the mean of the groups' values, weighted by their population.
    half = len(rows) // 2
    if half:
        parts = [(sum(weights[:half]), 1, slice(None, half)), (sum(weights[half:]), 1, slice(half, None))]
        mean = sum(n * fgt(welfare[part], line, 2, weights[part]) for n, _, part in parts) / Fraction(sum(weights))
        assert mean == squared_poverty_gap_index(welfare, line, weights)
    gap = aggregate_poverty_gap(welfare, fen(line), weights)
    assert gap == poverty_gap_index(welfare, line, weights) * line * sum(weights)


def test_a_transfer_to_the_poorer_of_two_poor_lowers_only_the_squared_gap() -> None:
    before, after = [fen(100), fen(200), fen(900)], [fen(120), fen(180), fen(900)]
    assert poverty_gap_index(before, fen(300)) == poverty_gap_index(after, fen(300))
    assert squared_poverty_gap_index(after, fen(300)) < squared_poverty_gap_index(before, fen(300))


def test_sums_beyond_64_bits_are_exact() -> None:
    welfare = np.zeros(1000, np.int64)
    assert fgt(welfare, 10**12, 3) == 1
    assert aggregate_poverty_gap(np.full(4, -(2**60)), fen(1)) == Fen(4 * (2**60 + 1))


def test_negative_and_zero_welfare_are_admitted() -> None:
    assert poverty_gap_index([-100, 0, 300], 100) == Fraction(2 + 1, 3)


@pytest.mark.parametrize(
    ("welfare", "line", "weights", "error", "words"),
    [
        ([], 125, None, InvalidInput, "no records"),
        ([1, None], 125, None, InvalidInput, "None at index 1"),
        ([1.0, float("nan"), float("nan")], 125, None, InvalidInput, r"nan at index 1 \(2 such\)"),
        ([Decimal("NaN")], 125, None, InvalidInput, "NaN at index 0"),
        ([True, 2], 125, None, InvalidInput, "True at index 0"),
        (["1"], 125, None, InvalidInput, "'1' at index 0"),
        ("12", 125, None, InvalidInput, "an array or a list"),
        (np.array([True]), 125, None, InvalidInput, "array of bool"),
        (np.array([[1]]), 125, None, InvalidInput, "2 dimensions"),
        (np.array([2**63], np.uint64), 125, None, InvalidInput, "64-bit"),
        (np.ma.array([1, 2], mask=[False, True]), 125, None, InvalidInput, "missing value at index 1"),
        ([1, 2], 0, None, OutOfRange, "above zero"),
        ([1, 2], [5, -1], None, OutOfRange, r"-1 at index 1"),
        ([1, 2], [5, 5, 5], None, InvalidInput, "3 values for 2"),
        ([1, 2], 5, [1], InvalidInput, "1 values for 2"),
        ([1, 2], 5, [1, -1], OutOfRange, "-1 at index 1"),
        ([1, 2], 5, [0, 0], InvalidInput, "all zero"),
    ],
)
def test_refusals(welfare: Any, line: Any, weights: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        headcount_ratio(welfare, line, weights)


@pytest.mark.parametrize(("alpha", "error"), [(-1, OutOfRange), (True, InvalidInput), ("1", InvalidInput)])
def test_refused_alpha(alpha: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        fgt([1], 2, alpha)


def test_aggregate_gap_of_a_relative_line() -> None:
    """Whole fen without a design; with one the line's own error enters, as a numerical derivative has it."""
    assert aggregate_poverty_gap([100, 400, 400], share_of_median(Fraction(1, 2))) == Fen(100)
    with pytest.raises(InvalidInput, match=r"is 100.5, which is not whole fen.*a survey design"):
        aggregate_poverty_gap([100, 201, 400], share_of_median(Fraction(1, 2)))
    welfare, weights = np.array([100, 150, 420, 401, 777]), np.array([2.0, 1.0, 1.5, 3.0, 1.0])

    def gap(w: Any) -> float:
        line = 0.5 * (w @ welfare) / w.sum()
        return float(w @ np.maximum(line - welfare, 0))

    found = aggregate_poverty_gap(welfare, share_of_mean(Fraction(1, 2)), design=SurveyDesign(weights))
    steps = np.eye(5) * 1e-6
    derivative = np.array([(gap(weights + step) - gap(weights - step)) / 2e-6 for step in steps])
    assert found.value == pytest.approx(gap(weights))
    assert found.contributions == pytest.approx(derivative * weights, rel=1e-6)
    again = aggregate_poverty_gap(welfare, share_of_mean(Fraction(1, 2)), design=SurveyDesign(weights).jackknife())
    assert again.value == pytest.approx(found.value)
    assert again.se != found.se


def test_refused_words_and_money() -> None:
    with pytest.raises(OutOfRange, match=r"got 60; .*Fraction\(60, 100\)"):
        share_of_median(60)
    for line in (share_of_mean, lambda share: share_of_quantile(share, 0.4)):
        with pytest.raises(OutOfRange, match="a share"):
            line(10.5)
    with pytest.raises(BareAmount, match="yuan or fen"):
        aggregate_poverty_gap([1], np.int64(2))  # type: ignore[call-overload]
    with pytest.raises(InvalidInput, match=r"poverty_line: are not whole.*round it"):
        aggregate_poverty_gap([1], np.array([2.5]))
    with pytest.raises(InvalidInput, match="at_or_below"):
        headcount_ratio([1], 2, poor="under")  # type: ignore[arg-type]
    with pytest.raises(BareAmount, match="yuan or fen"):
        aggregate_poverty_gap([1], 2)  # type: ignore[call-overload]
    with pytest.raises(InvalidInput, match=r"welfare: are not whole numbers.*round it to whole fen"):
        aggregate_poverty_gap([1.5], yuan(2))
    with pytest.raises(InvalidInput, match=r"weights: are not whole numbers.*SurveyDesign"):
        aggregate_poverty_gap([1], yuan(2), [0.5])


def test_a_gap_beyond_64_bits_is_refused_and_the_largest_is_exact() -> None:
    low = -(2**63) + 101
    gap = 100 - low
    assert poverty_gap_index(np.array([low, 100]), 100) == Fraction(gap, 200)
    for measure in (poverty_gap_index, squared_poverty_gap_index):
        with pytest.raises(OverflowRefused, match="a gap of 9223372036854775808 to the line"):
            measure(np.array([low - 1, 100]), 100)
