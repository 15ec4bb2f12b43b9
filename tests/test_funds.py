"""Funds: set-asides, matching, least shares, splits that add up and shares that overlap."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Fen, yuan
from povertykit.calculators.funds import matched, overlapping, reaches_share, set_aside, split
from povertykit.errors import InvalidInput
from povertykit.money import DOWN, UP, Rounding
from povertykit.policy.interval import Interval

FIFTH = Fraction(1, 5)
SHARES = st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any)


@pytest.mark.parametrize(
    ("base", "rounding", "fen"),
    [
        (1_000_000, Rounding(), 200_000),
        (1_000_002, Rounding(), 200_000),
        (1_000_003, Rounding(), 200_001),
        (1_000_001, Rounding(mode=UP), 200_001),
        (1_000_004, Rounding(mode=DOWN), 200_000),
        (0, Rounding(), 0),
        (-1, Rounding(), 0),
        (-(10**15), Rounding(), 0),
    ],
)
def test_a_share_is_set_aside_of_what_is_above_zero(base: Any, rounding: Rounding, fen: int):
    assert set_aside(base, FIFTH, rounding) == fen  # type: ignore[arg-type]
    assert set_aside(np.array([base]), FIFTH, rounding).tolist() == [fen]  # type: ignore[arg-type, attr-defined]


def test_a_set_aside_of_what_is_known_within_bounds():
    least = set_aside(Interval(-500, 1000), FIFTH, Rounding())  # type: ignore[arg-type]
    assert (least.low, least.high) == (0, 200)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("raised", "most", "fen"), [(100, 1000, 50), (1999, 1000, 1000), (2001, 1000, 1000), (-5, 1000, 0), (0, 0, 0)]
)
def test_what_others_raised_is_matched_up_to_a_limit(raised: Any, most: Any, fen: int):
    assert matched(raised, Fraction(1, 2), most, Rounding()) == fen  # type: ignore[arg-type]


@pytest.mark.parametrize(("part", "reached"), [(499, False), (500, True), (501, True)])
def test_a_least_share_is_reached_by_itself(part: Any, reached: bool):
    assert reaches_share(part, 10_000, Fraction(5, 100)) is reached  # type: ignore[arg-type]
    assert reaches_share(0, 0, Fraction(5, 100)) is True  # type: ignore[arg-type]


def test_a_split_adds_up_to_the_fen():
    assert split(yuan("0.05"), {"a": Fraction(1, 2), "b": Fraction(1, 2)}) == {"a": Fen(3), "b": Fen(2)}
    assert split(yuan(100), {"a": Fraction(0), "b": Fraction(1)}) == {"a": Fen(0), "b": Fen(10_000)}


@given(SHARES, st.integers(0, 10**15))
def test_every_partition_sums_to_the_whole(weights: list[int], total: int):
    shares = {str(place): Fraction(weight, sum(weights)) for place, weight in enumerate(weights)}
    parts = split(Fen(total), shares)
    assert sum(parts.values()) == total
    assert all(abs(int(parts[name]) - total * shares[name]) < 1 for name in shares)


@pytest.mark.parametrize(
    ("shares", "problem"),
    [
        ({"a": Fraction(54, 100), "b": Fraction(57, 100)}, "they come to 111%; allowed: exactly 100%"),
        ({"a": Fraction(1, 3), "b": Fraction(1, 3)}, "they come to 2/3 of the whole"),
        ({"a": Fraction(101, 100)}, r"shares\['a'\]: got 101%; allowed: an exact share from 0 to 100%"),
        ({"a": Fraction(3, 2), "b": Fraction(-1, 2)}, r"shares\['a'\]: got 150%"),
        ({"a": Fraction(-1, 100)}, r"shares\['a'\]: got -1%"),
        ({"a": 0.5, "b": 0.5}, r"shares\['a'\]: got 0.5"),
        ({"a": True}, r"shares\['a'\]: got"),
        ({}, "got no share"),
    ],
)
def test_shares_that_do_not_partition_are_refused(shares: Any, problem: str):
    with pytest.raises(InvalidInput, match=problem):
        split(yuan(1), shares)


@pytest.mark.parametrize("total", [100, -yuan(1), 1.5, None])
def test_only_an_amount_is_split(total: Any):
    for divide in (lambda: split(total, {"a": Fraction(1)}), lambda: overlapping(total, {"a": FIFTH}, Rounding())):
        with pytest.raises(InvalidInput, match="total: got"):
            divide()


def test_shares_that_overlap_come_to_more_than_the_whole():
    shares = {"villages": Fraction(54, 100), "households": Fraction(57, 100), "roads": Fraction(1, 10)}
    found = overlapping(yuan(1_000_000_000), shares, Rounding())
    assert found.amounts == {
        "villages": yuan(540_000_000), "households": yuan(570_000_000), "roads": yuan(100_000_000),
    }  # fmt: skip
    assert found.least_common == {
        ("villages", "households"): yuan(110_000_000),
        ("villages", "roads"): 0,
        ("households", "roads"): 0,
    }
    assert overlapping(Fen(5), {"a": Fraction(1, 2)}, Rounding(mode=UP)).amounts == {"a": Fen(3)}
    with pytest.raises(InvalidInput, match="got 101%"):
        overlapping(yuan(1), {"a": Fraction(101, 100)}, Rounding())


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 10**9))
def test_the_least_overlap_is_what_cannot_be_avoided(a: int, b: int, total: int):
    found = overlapping(Fen(total), {"a": Fraction(a, 100), "b": Fraction(b, 100)}, Rounding())
    least = found.least_common["a", "b"]
    assert least == max(0, Fraction(total * (a + b - 100), 100))
    assert Fraction(total * a, 100) + Fraction(total * b, 100) - least <= total
