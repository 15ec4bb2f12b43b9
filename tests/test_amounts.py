"""Amounts: whole fen, exact or refused."""

import copy
import decimal
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.amounts import HIGHEST_FEN, LOWEST_FEN, Fen, fen, need_fen, shown, to_yuan, whole, yuan
from povertykit.errors import AmountError, BareAmount, OverflowRefused

ANY_FEN = st.integers(LOWEST_FEN, HIGHEST_FEN)
FLOAT_FEN = st.integers(-(2**51), 2**51)


class Size(IntEnum):
    TWO = 2


# --- making an amount ---


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("252.17", 25217),
        ("252.1", 25210),
        ("252", 25200),
        ("0", 0),
        ("-0", 0),
        ("-0.05", -5),
        ("-3", -300),
        ("007.50", 750),
        ("92233720368547758.07", HIGHEST_FEN),
        ("-92233720368547758.08", LOWEST_FEN),
        (252, 25200),
        (-1, -100),
        (0, 0),
        (Size.TWO, 200),
        (92233720368547758, 9223372036854775800),
        (-92233720368547758, -9223372036854775800),
        (252.17, 25217),
        (0.1, 10),
        (-0.0, 0),
        (-0.07, -7),
        (1e13, 10**15),
        (2**51 / 100, 2**51),
        (-(2**51) / 100, -(2**51)),
        (Decimal("252.17"), 25217),
        (Decimal("252.1700"), 25217),
        (Decimal("2.5E+3"), 250000),
        (Decimal("-0.01"), -1),
        (Decimal("0E+500"), 0),
        (Decimal("0E-500"), 0),
        (Decimal("92233720368547758.07"), HIGHEST_FEN),
        (Fraction(1, 4), 25),
        (Fraction(-7, 100), -7),
        (Fen(25217), 25217),
        (np.int8(-3), -300),
        (np.uint64(3), 300),
        (np.float64(252.17), 25217),
        (np.float32(2.5), 250),
        (np.longdouble(2.5), 250),
        (np.str_("252.17"), 25217),
    ],
)
def test_yuan_makes_exact_fen(given: str, expected: int) -> None:
    amount = yuan(given)
    assert type(amount) is Fen
    assert amount == expected


NO_AMOUNTS = [
    None,
    True,
    False,
    np.True_,
    "",
    " 1",
    "1 ",
    "1\n",
    "+1",
    "1,234.50",
    "1.",
    ".5",
    "1.005",
    "1.000",
    "1e3",
    "1_000",
    "0x10",
    "--1",
    "nan",
    "二百",
    "２５２",
    "٣",
    "252元",
    "9" * 31,
    b"1",
    float("nan"),
    float("inf"),
    float("-inf"),
    1.005,
    0.001,
    1e300,
    -1e300,
    (2**51 + 1) / 100,
    np.float32(252.17),
    np.float64("nan"),
    np.longdouble("252.17"),
    np.datetime64("2017-06-01"),
    Decimal("1.005"),
    Decimal("1E-30"),
    Decimal("1E-999999"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    Fraction(1, 3),
    Fraction(1, 1000),
    1j,
    [1],
    (1,),
    object,
]


@pytest.mark.parametrize("value", NO_AMOUNTS, ids=repr)
def test_yuan_refuses_what_is_no_exact_amount(value: str) -> None:
    with pytest.raises(AmountError) as caught:
        yuan(value)
    assert shown(value) in str(caught.value)
    assert "at most two decimals" in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "value",
    [
        "92233720368547758.08",
        "-92233720368547758.09",
        "9" * 30,
        92233720368547759,
        -92233720368547759,
        10**6000,
        Decimal("92233720368547758.08"),
        Decimal("1E+31"),
        Decimal("-1E+999999"),
        Fraction(10**20),
        np.uint64(2**63),
    ],
    ids=shown,
)
def test_yuan_refuses_what_leaves_int64(value: str) -> None:
    with pytest.raises(OverflowRefused, match=r"9223372036854775807 fen"):
        yuan(value)


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("1,234", "leave out the thousands separators"),
        ("1，234", "leave out the thousands separators"),
        ("1.005", "round a third decimal"),
        (1.005, "round"),
        ([1], "NumPy array"),
        (None, "missing is never zero"),
        (float("nan"), "missing is never zero"),
        (Decimal("sNaN"), "missing is never zero"),
    ],
)
def test_a_refusal_says_what_to_do(value: str, remedy: str) -> None:
    with pytest.raises(AmountError) as caught:
        yuan(value)
    assert remedy in (caught.value.remedy or "")


@given(ANY_FEN)
def test_text_and_decimals_come_back_as_they_went(amount: int) -> None:
    shown_yuan = to_yuan(Fen(amount))
    assert Fraction(shown_yuan) == Fraction(amount, 100)
    assert shown_yuan.as_tuple().exponent == -2
    assert yuan(shown_yuan) == yuan(str(shown_yuan)) == yuan(Fraction(amount, 100)) == amount
    assert str(Fen(amount)) == f"{shown_yuan} yuan"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15))
def test_a_decimal_is_taken_exactly_when_it_is_whole_fen(value: Decimal) -> None:
    exact = Fraction(value) * 100
    if exact.denominator == 1:
        assert yuan(value) == exact
    else:
        with pytest.raises(AmountError):
            yuan(value)


@given(FLOAT_FEN)
def test_the_float_nearest_to_whole_fen_is_those_fen(amount: int) -> None:
    assert yuan(amount / 100) == amount


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-2e13, max_value=2e13))
def test_a_float_is_taken_exactly_when_its_shortest_form_is_whole_fen(value: float) -> None:
    exact = Fraction(repr(value)) * 100
    if exact.denominator == 1:
        assert yuan(value) == exact
    else:
        with pytest.raises(AmountError):
            yuan(value)


@given(st.text(max_size=8))
def test_text_is_an_amount_or_an_amount_error(text: str) -> None:
    try:
        amount = yuan(text)
    except AmountError:
        return
    assert Fraction(amount, 100) == Fraction(text)


def test_the_decimal_context_of_a_caller_changes_nothing() -> None:
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP, Emax=5, Emin=-5)):
        assert yuan(Decimal("1234567.89")) == 123456789
        assert str(to_yuan(Fen(123456789))) == "1234567.89"


@pytest.mark.parametrize("value", [5, np.int32(5), Size.TWO, Fen(5)])
def test_fen_takes_whole_numbers(value: int) -> None:
    assert type(fen(value)) is Fen
    assert fen(value) == int(value)


@pytest.mark.parametrize(
    "value", [None, True, np.True_, 5.0, "5", Decimal(5), Fraction(5), np.float64(5), [5]], ids=repr
)
def test_fen_refuses_the_rest(value: int) -> None:
    for make in (fen, Fen, to_yuan):
        with pytest.raises(AmountError, match="allowed: a whole number") as caught:
            make(value)
        assert shown(value) in str(caught.value)


@pytest.mark.parametrize("value", [LOWEST_FEN - 1, HIGHEST_FEN + 1, 10**6000, np.uint64(2**63)], ids=shown)
def test_fen_stay_inside_int64(value: int) -> None:
    assert Fen(LOWEST_FEN) < 0 < Fen(HIGHEST_FEN)
    for make in (fen, Fen, to_yuan):
        with pytest.raises(OverflowRefused) as caught:
            make(value)
        assert caught.value.problem == f"{shown(int(value))} fen does not fit"


# --- arithmetic ---


@given(st.integers(-(2**61), 2**61), st.integers(-(2**61), 2**61))
def test_amounts_add_and_subtract_as_integers(a: int, b: int) -> None:
    for result, expected in (
        (Fen(a) + Fen(b), a + b),
        (Fen(a) - Fen(b), a - b),
        (-Fen(a), -a),
        (+Fen(a), a),
        (abs(Fen(a)), abs(a)),
        (round(Fen(a)), a),
        (sum([Fen(a), Fen(b)]), a + b),
        (0 - Fen(a), -a),
        (Fen(a) - 0, a),
        (Fen(a) + 0, a),
    ):
        assert type(result) is Fen
        assert result == expected


@given(st.integers(-(2**50), 2**50), st.integers(-(2**12), 2**12))
def test_an_amount_times_a_count_is_an_amount(amount: int, count: int) -> None:
    for result in (Fen(amount) * count, count * Fen(amount), Fen(amount) * np.int64(count)):
        assert type(result) is Fen
        assert result == amount * count


def test_an_amount_times_a_flag_is_itself_or_nothing() -> None:
    assert repr(Fen(5) * True) == "Fen(5)"
    assert repr(Fen(5) * False) == "Fen(0)"


def test_an_amount_times_a_rate_is_an_exact_fraction_of_fen() -> None:
    for result in (Fen(25217) * Fraction(13, 10), Fraction(13, 10) * Fen(25217)):
        assert type(result) is Fraction
        assert result == Fraction(327821, 10)


BARE = [1, -1, True, False, 1.5, 0.0, Decimal(1), Fraction(1), np.int64(1), np.float64(1), 1j]


@pytest.mark.parametrize("other", BARE, ids=repr)
@pytest.mark.parametrize("operate", [lambda a, b: a + b, lambda a, b: a - b])
def test_a_bare_number_beside_an_amount_is_refused(operate: Callable[[object, object], object], other: object) -> None:
    with pytest.raises(BareAmount) as caught:
        operate(Fen(5), other)
    assert repr(other) in caught.value.problem
    assert f"yuan({other!r})" in (caught.value.remedy or "")


@pytest.mark.parametrize("other", [1, -1])
def test_a_bare_number_before_an_amount_is_refused(other: int) -> None:
    with pytest.raises(BareAmount, match="added to"):
        _ = other + Fen(5)
    with pytest.raises(BareAmount, match="put before"):
        _ = other - Fen(5)


@pytest.mark.parametrize("other", [Fen(2), 1.5, Decimal(2), np.float64(2), 2j], ids=repr)
def test_what_times_an_amount_is_no_amount(other: int) -> None:
    with pytest.raises(AmountError, match="Fraction") as caught:
        _ = Fen(5) * other
    assert repr(other) in caught.value.problem


@pytest.mark.parametrize("other", [2, 2.0, Fen(2), Fraction(2), Decimal(2), np.int64(2)], ids=repr)
@pytest.mark.parametrize("operate", [lambda a, b: a / b, lambda a, b: a // b, lambda a, b: a % b, divmod])
def test_division_is_refused_with_the_way_to_do_it(operate: Callable[[object, object], object], other: object) -> None:
    with pytest.raises(AmountError, match=r"allocate\(\).*Rounding\.apply\(\)") as caught:
        operate(Fen(5), other)
    assert "Fen(5)" in caught.value.problem
    assert repr(other) in caught.value.problem


@pytest.mark.parametrize("operate", [lambda a, b: a / b, lambda a, b: a // b, lambda a, b: a % b, divmod])
def test_a_number_divided_by_an_amount_is_refused(operate: Callable[[object, object], object]) -> None:
    with pytest.raises(AmountError, match=r"7 was divided by Fen\(5\)"):
        operate(7, Fen(5))


def test_rounding_to_even_is_refused() -> None:
    with pytest.raises(AmountError, match="Rounding"):
        round(Fen(25250), -2)


@pytest.mark.parametrize(
    "operate",
    [
        lambda: Fen(HIGHEST_FEN) + Fen(1),
        lambda: Fen(LOWEST_FEN) - Fen(1),
        lambda: Fen(HIGHEST_FEN) * 2,
        lambda: -Fen(LOWEST_FEN),
        lambda: abs(Fen(LOWEST_FEN)),
        lambda: 0 - Fen(LOWEST_FEN),
    ],
)
def test_arithmetic_never_leaves_int64(operate: Callable[[], Fen]) -> None:
    with pytest.raises(OverflowRefused):
        operate()


def test_other_types_answer_for_themselves() -> None:
    class Expression:
        def __radd__(self, other: object) -> str:
            return f"radd {other!r}"

        def __rsub__(self, other: object) -> str:
            return f"rsub {other!r}"

        def __rmul__(self, other: object) -> str:
            return f"rmul {other!r}"

    expression = Expression()
    assert Fen(5) + expression == "radd Fen(5)"
    assert Fen(5) - expression == "rsub Fen(5)"
    assert Fen(5) * expression == "rmul Fen(5)"
    with pytest.raises(TypeError):
        Fen(5) + "1"  # type: ignore[operator]


def test_an_amount_works_with_an_array_of_fen() -> None:
    days = np.arange(3, dtype=np.int64)
    for result, expected in (
        (Fen(5) * days, [0, 5, 10]),
        (days * Fen(5), [0, 5, 10]),
        (Fen(5) - days, [5, 4, 3]),
        (days + Fen(5), [5, 6, 7]),
    ):
        assert result.dtype == np.int64
        assert result.tolist() == expected


def test_an_amount_compares_hashes_and_travels_as_its_integer() -> None:
    assert Fen(5) == 5 == Fen(5)
    assert Fen(4) < 5 < Fen(6)
    assert hash(Fen(5)) == hash(5)
    assert json.dumps(Fen(5)) == "5"
    assert np.asarray([Fen(5)]).dtype == np.int64
    for twin in (pickle.loads(pickle.dumps(Fen(5))), copy.deepcopy(Fen(5))):
        assert type(twin) is Fen
        assert twin == 5


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (-100, "-1.00"),
        (25217, "252.17"),
        (LOWEST_FEN, "-92233720368547758.08"),
    ],
)
def test_an_amount_shows_itself(amount: int, text: str) -> None:
    assert repr(Fen(amount)) == f"Fen({amount})"
    assert str(Fen(amount)) == f"{Fen(amount)}" == f"{text} yuan"
    assert str(to_yuan(amount)) == text


def test_an_amount_has_no_other_attributes() -> None:
    with pytest.raises(AttributeError):
        Fen(5).unit = "yuan"  # type: ignore[attr-defined]


# --- the pieces other modules use ---


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a" * 58, repr("a" * 58)),
        ("a" * 59, "'" + "a" * 56 + "..."),
        (2**128 - 1, str(2**128 - 1)),
        (2**128, "an integer of 129 bits"),
        (-(2**200), "an integer of 201 bits"),
    ],
)
def test_a_value_is_shown_short(value: object, text: str) -> None:
    assert shown(value) == text
    assert len(text) <= 60


def test_a_whole_number_is_a_plain_int() -> None:
    assert [type(whole(value, "n")) for value in (5, Fen(5), np.int8(5), Size.TWO)] == [int] * 4
    with pytest.raises(AmountError, match=r"^n: got 5\.0"):
        whole(5.0, "n")


def test_an_amount_is_needed_with_its_unit() -> None:
    assert need_fen(Fen(5), "standard") == 5
    with pytest.raises(BareAmount) as caught:
        need_fen(252, "standard")
    assert str(caught.value) == (
        "standard: got 252, which may be yuan or fen; allowed: an amount; to do: write yuan('252.17') or fen(25217)"
    )


def test_importing_money_loads_no_heavy_module() -> None:
    script = (
        "import sys, povertykit.money, povertykit.dated\n"
        "print(sorted({'numpy', 'pydantic', 'dateutil', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
