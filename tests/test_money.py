"""Roundings, splits and months of a year: whole fen that add up."""

import decimal
import pickle
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import money
from povertykit.errors import AmountError, BareAmount, OverflowRefused, UnlikePeriods
from povertykit.money import (
    DOWN,
    FEN,
    HALF_UP,
    HOUSEHOLD_MONTH,
    JIAO,
    PERSON_MONTH,
    UP,
    YEAR,
    YUAN,
    Fen,
    Mode,
    Period,
    Periodic,
    Rounding,
    Stage,
    Unit,
    allocate,
    monthly,
    per_month,
    per_year,
    twelve_payments,
    yuan,
)

DECIMAL_MODE = {HALF_UP: decimal.ROUND_HALF_UP, UP: decimal.ROUND_UP, DOWN: decimal.ROUND_DOWN}
SHARES = st.lists(
    st.one_of(st.integers(0, 10**12), st.fractions(0, 10**6, max_denominator=10**6)), min_size=1, max_size=12
).filter(any)


def test_the_names_of_rounding_stand_for_their_members() -> None:
    assert [(unit.name, unit.value, unit.en, unit.zh) for unit in Unit] == [
        ("FEN", 1, "fen", "分"),
        ("JIAO", 10, "jiao", "角"),
        ("YUAN", 100, "yuan", "元"),
    ]
    for kind in (Unit, Mode, Stage):
        assert all(getattr(money, member.name) is member for member in kind)
    assert [stage.name for stage in Stage] == ["PERSON_MONTH", "HOUSEHOLD_MONTH", "YEAR", "CLAIM", "ONCE"]


# --- rounding ---


@pytest.mark.parametrize(
    ("unit", "half_up", "up", "down"),
    [
        (FEN, [0, 1, 1, -1, -1, 25217], [1, 1, 1, -1, -1, 25217], [0, 0, 0, 0, 0, 25216]),
        (JIAO, [0, 0, 0, 0, 0, 25220], [10, 10, 10, -10, -10, 25220], [0, 0, 0, 0, 0, 25210]),
        (YUAN, [0, 0, 0, 0, 0, 25200], [100, 100, 100, -100, -100, 25300], [0, 0, 0, 0, 0, 25200]),
    ],
)
def test_rounding_of_parts_of_a_fen(unit: Unit, half_up: list[int], up: list[int], down: list[int]) -> None:
    quotients = [(49, 100), (50, 100), (51, 100), (-50, 100), (-99, 100), (302600, 12)]
    for mode, expected in ((HALF_UP, half_up), (UP, up), (DOWN, down)):
        assert [Rounding(unit, mode).apply(top, bottom) for top, bottom in quotients] == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(14, 10), (15, 20), (16, 20), (-14, -10), (-15, -20), (0, 0), (10, 10), (5, 10), (4, 0)],
)
def test_a_half_goes_away_from_zero(amount: int, expected: int) -> None:
    assert Rounding(JIAO, HALF_UP).apply(amount) == expected


@given(
    st.integers(-(2**62), 2**62),
    st.one_of(st.integers(1, 2**62), st.sampled_from([1, 2, 4, 10, 12, 20, 100, 200, 1000])),
    st.sampled_from([1, -1]),
    st.sampled_from(Unit),
    st.sampled_from(Mode),
)
def test_rounding_agrees_with_decimal(top: int, bottom: int, sign: int, unit: Unit, mode: Mode) -> None:
    # Cut the exact quotient beyond 60 digits, keeping a trace of what is cut, so that Decimal sees every tie rightly.
    step = bottom * unit.value
    whole, rest = divmod(abs(top), step)
    with decimal.localcontext(prec=120):
        half = Decimal("0.5") if 2 * rest == step else Decimal("0.6") if 2 * rest > step else Decimal("0.1")
        exact = Decimal(whole) + (half if rest else 0)
        units = int(exact.quantize(Decimal(1), rounding=DECIMAL_MODE[mode]))
    expected = units * unit.value * (-1 if (top < 0) != (sign < 0) else 1)
    result = Rounding(unit, mode).apply(top, bottom * sign)
    assert result == expected
    assert type(result) is int


@given(st.decimals(-(10**9), 10**9, places=5), st.sampled_from(Unit), st.sampled_from(Mode))
def test_rounding_agrees_with_quantize(value: Decimal, unit: Unit, mode: Mode) -> None:
    in_units = value / unit.value
    expected = int(in_units.quantize(Decimal(1), rounding=DECIMAL_MODE[mode])) * unit.value
    top, bottom = value.as_integer_ratio()
    assert Rounding(unit, mode).apply(top, bottom) == expected


@given(st.integers(-(2**60), 2**60), st.integers(1, 10**6), st.sampled_from(Unit), st.sampled_from(Mode))
def test_rounding_is_near_and_stays(top: int, bottom: int, unit: Unit, mode: Mode) -> None:
    rounding = Rounding(unit, mode)
    result, exact = rounding.apply(top, bottom), Fraction(top, bottom)
    assert result % unit.value == 0
    assert rounding.apply(result) == result
    assert rounding.apply(-top, bottom) == -result
    if mode is HALF_UP:
        assert abs(result - exact) <= Fraction(unit.value, 2)
    else:
        assert abs(result - exact) < unit.value
        assert (abs(result) >= abs(exact)) if mode is UP else (abs(result) <= abs(exact))


def test_rounding_takes_amounts_and_integers_of_other_types() -> None:
    assert Rounding().apply(Fen(302600), np.int64(12)) == 25217  # type: ignore[arg-type]


@pytest.mark.parametrize("denominator", [0, 1.0, True, None, "12", Fraction(1)])
def test_a_denominator_is_a_whole_number_but_0(denominator: int) -> None:
    with pytest.raises(AmountError, match=r"^denominator: got"):
        Rounding().apply(1, denominator)


@pytest.mark.parametrize("numerator", [1.0, True, None, "12", Fraction(1, 2), float("nan")])
def test_a_numerator_is_a_whole_number(numerator: int) -> None:
    with pytest.raises(AmountError, match=r"^numerator: got"):
        Rounding().apply(numerator)


def test_a_rounding_never_leaves_int64() -> None:
    assert Rounding().apply(2**63 - 1) == 2**63 - 1
    assert Rounding().apply(-(2**63)) == -(2**63)
    assert Rounding().apply(2**64, 4) == 2**62
    for top in (2**63, -(2**63) - 1):
        with pytest.raises(OverflowRefused, match=str(top)):
            Rounding().apply(top)
    with pytest.raises(OverflowRefused):
        Rounding(YUAN, UP).apply(2**63 - 1)


def test_the_default_is_half_up_to_the_fen_for_each_household() -> None:
    assert Rounding() == Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH)
    assert hash(Rounding()) == hash(Rounding(FEN))
    assert pickle.loads(pickle.dumps(Rounding(JIAO))) == Rounding(JIAO)
    with pytest.raises(FrozenInstanceError):
        Rounding().unit = JIAO  # type: ignore[misc]


@pytest.mark.parametrize(
    ("rounding", "en", "zh"),
    [
        (Rounding(), "each household's month rounded half up to the fen", "每户每月四舍五入到分"),
        (Rounding(JIAO, UP, PERSON_MONTH), "each person's month rounded up to the jiao", "每人每月进位到角"),
        (Rounding(YUAN, DOWN, YEAR), "the year rounded down to the yuan", "全年舍去尾数到元"),
    ],
)
def test_a_rounding_describes_itself(rounding: Rounding, en: str, zh: str) -> None:
    assert (rounding.en, rounding.zh) == (en, zh)


def test_every_rounding_has_words_of_its_own() -> None:
    roundings = [Rounding(*choice) for choice in product(Unit, Mode, Stage)]
    assert len({rounding.en for rounding in roundings}) == len({rounding.zh for rounding in roundings}) == 45


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"unit": 10}, "unit: got 10; allowed: FEN, JIAO, YUAN"),
        ({"mode": "half_up"}, "mode: got 'half_up'; allowed: HALF_UP, UP, DOWN"),
        ({"stage": None}, "stage: got None; allowed: PERSON_MONTH, HOUSEHOLD_MONTH, YEAR, CLAIM, ONCE"),
    ],
)
def test_a_rounding_is_made_of_members(choice: dict[str, Unit], message: str) -> None:
    with pytest.raises(AmountError) as caught:
        Rounding(**choice)  # type: ignore[arg-type]
    assert str(caught.value) == message


# --- splits ---


@pytest.mark.parametrize(
    ("total", "shares", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [1, 2], [0, 0]),
        (1, [0, 1, 1], [0, 1, 0]),
        (10, [0, 0, 5], [0, 0, 10]),
        (10, [1, 2, 3, 4], [1, 2, 3, 4]),
        (5, [1, 2, 3, 4], [1, 1, 1, 2]),
        (2, [1, 2, 3, 4], [0, 0, 1, 1]),
        (75651, [Fraction(1, 3), Fraction(2, 3)], [25217, 50434]),
        (7, [Fraction(1, 2), 1, Fraction(1, 4)], [2, 4, 1]),
        (2**63 - 1, [2**63, 2**63], [2**62, 2**62 - 1]),
        (-(2**63), [1], [-(2**63)]),
        (10, (np.int64(2**62), np.int64(2**62)), [5, 5]),
        (10, [Fen(1), Fen(4)], [2, 8]),
    ],
)
def test_allocate_splits_by_largest_remainder(total: int, shares: list[int], expected: list[int]) -> None:
    parts = allocate(total, shares)
    assert list(parts) == expected
    assert {type(part) for part in parts} == {Fen}


@given(st.integers(-(2**63), 2**63 - 1), SHARES)
def test_allocated_parts_add_up_and_are_near(total: int, shares: list[int | Fraction]) -> None:
    parts = allocate(total, shares)
    everything = sum(map(Fraction, shares))
    exact = [total * Fraction(share) / everything for share in shares]
    assert sum(map(int, parts)) == total
    assert all(abs(int(part) - share) < 1 for part, share in zip(parts, exact, strict=True))
    # Largest remainder: nobody who got the extra fen had a smaller claim to it than somebody who did not.
    claims = [abs(share) - int(abs(share)) for share in exact]
    got = [abs(int(part)) - int(abs(share)) for part, share in zip(parts, exact, strict=True)]
    order = sorted(range(len(shares)), key=lambda place: (-claims[place], place))
    assert [got[place] for place in order] == sorted(got, reverse=True)


@given(st.integers(0, 10**9), SHARES, st.integers(1, 1000))
def test_only_the_proportion_of_shares_counts(total: int, shares: list[int | Fraction], times: int) -> None:
    assert allocate(total, [share * times for share in shares]) == allocate(total, shares)
    assert allocate(-total, shares) == tuple(-part for part in allocate(total, shares))


@pytest.mark.parametrize("share", [-1, Fraction(-1, 2), 0.5, True, None, "1", Decimal(1), float("nan")], ids=repr)
def test_a_share_that_is_not_exact_or_negative_is_named(share: int) -> None:
    with pytest.raises(AmountError, match=r"^share 1: got .*Fractions, 0 or more.*Fraction\(3, 10\)") as caught:
        allocate(100, [1, share])
    assert repr(share) in caught.value.problem


@pytest.mark.parametrize("shares", [[], (), [0], [0, Fraction(0)]], ids=repr)
def test_no_share_at_all_is_refused(shares: list[int]) -> None:
    with pytest.raises(AmountError, match=r"^shares: got .*at least one share above 0"):
        allocate(0, shares)


def test_a_total_is_whole_fen_inside_int64() -> None:
    for total in (1.0, True, None, "1"):
        with pytest.raises(AmountError):
            allocate(total, [1])  # type: ignore[arg-type]
    with pytest.raises(OverflowRefused):
        allocate(2**63, [1])


# --- months of a year ---


@given(st.integers(-(2**55), 2**55))
def test_twelve_payments_add_up_to_the_year(year: int) -> None:
    payments = twelve_payments(Fen(year))
    assert len(payments) == 12
    assert sum(payments) == year
    assert all(abs(int(payment) - Fraction(year, 12)) < 1 for payment in payments)
    paid = 0
    for month, payment in enumerate(payments, start=1):
        paid += int(payment)
        exact = Decimal(abs(year) * month * 100 // 12) / 100 if abs(year) < 10**12 else None
        if exact is not None:
            expected = int(exact.quantize(Decimal(1), rounding=decimal.ROUND_HALF_UP))
            assert paid == (expected if year >= 0 else -expected)


def test_twelve_payments_of_a_published_standard() -> None:
    assert twelve_payments(yuan(3026)) == tuple(map(Fen, [25217, 25216, 25217] * 4))
    assert twelve_payments(Fen(1)) == tuple(map(Fen, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    assert twelve_payments(Fen(-1)) == tuple(map(Fen, [0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0]))
    assert sum(twelve_payments(Fen(2**63 - 1))) == 2**63 - 1


@pytest.mark.parametrize("year", [302600, 3026.0, None, per_year(yuan(3026))], ids=repr)
def test_twelve_payments_refuse_a_bare_number(year: Fen) -> None:
    with pytest.raises(BareAmount, match=r"^year: got"):
        twelve_payments(year)


JUNE, MAY = date(2017, 6, 1), date(2017, 5, 31)
STANDARD = per_year(yuan(3026))


@pytest.mark.parametrize(
    ("rounding", "on", "expected"),
    [
        (Rounding(stage=PERSON_MONTH), JUNE, Fen(25217)),
        (Rounding(YUAN, UP, PERSON_MONTH), JUNE, Fen(25300)),
        (Rounding(JIAO, DOWN, PERSON_MONTH), JUNE, Fen(25210)),
        (Rounding(stage=YEAR), JUNE, Fen(25217)),
        (Rounding(stage=YEAR), MAY, Fen(25216)),
        (Rounding(stage=YEAR), date(2017, 1, 31), Fen(25217)),
        (Rounding(stage=YEAR), date(2017, 12, 1), Fen(25217)),
        (Rounding(stage=HOUSEHOLD_MONTH), JUNE, Fraction(302600, 12)),
        (Rounding(YUAN, UP, HOUSEHOLD_MONTH), JUNE, Fraction(302600, 12)),
        (Rounding(stage=Stage.CLAIM), JUNE, Fraction(302600, 12)),
    ],
)
def test_a_yearly_standard_becomes_a_month(rounding: Rounding, on: date, expected: Fen | Fraction) -> None:
    month = monthly(STANDARD, rounding, on)
    assert month == expected
    assert type(month) is type(expected)


def test_the_stage_decides_between_two_payments_of_a_household_of_three() -> None:
    each = monthly(STANDARD, Rounding(stage=PERSON_MONTH), JUNE)
    exact = monthly(STANDARD, Rounding(stage=HOUSEHOLD_MONTH), JUNE)
    assert each * 3 == yuan("756.51")
    assert exact * 3 == yuan("756.50")


def test_a_year_rounded_to_the_yuan_is_what_its_payments_add_up_to() -> None:
    rounding = Rounding(YUAN, UP, YEAR)
    payments = [monthly(per_year(yuan("3026.01")), rounding, date(2017, month, 1)) for month in range(1, 13)]
    assert sum(map(int, payments)) == yuan(3027)


@pytest.mark.parametrize("stage", Stage)
def test_a_monthly_amount_is_itself(stage: Stage) -> None:
    for value in (yuan("252.17"), per_month(yuan("252.17"))):
        month = monthly(value, Rounding(YUAN, UP, stage), JUNE)
        assert month == 25217
        assert type(month) is Fen


@pytest.mark.parametrize("period", sorted(set(Period) - {Period.MONTH, Period.YEAR}))
def test_other_periods_have_no_month(period: Period) -> None:
    with pytest.raises(UnlikePeriods, match="has no monthly amount"):
        monthly(Periodic(yuan(1), period), Rounding(stage=YEAR), JUNE)


@pytest.mark.parametrize("value", [25217, "252.17", None, Fraction(1, 2)], ids=repr)
def test_a_bare_monthly_amount_is_refused(value: Fen) -> None:
    with pytest.raises(BareAmount, match=r"^value: got"):
        monthly(value, Rounding(), JUNE)
