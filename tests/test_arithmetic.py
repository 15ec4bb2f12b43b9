"""The primitives of rules: alike for ints, arrays, intervals and traced operands, against Fraction and decimal."""

from __future__ import annotations

import operator
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.arithmetic import (
    INT64_MAX,
    INT64_MIN,
    Ratio,
    between,
    floor0,
    for_persons,
    larger,
    months_after,
    negate,
    opposite,
    product_at_least,
    round_div,
    rounded,
    share,
    smaller,
    times,
    where,
)
from povertykit.dates import add_months, day_number
from povertykit.decision import Input, RuleTrace, Unit
from povertykit.errors import OutOfRange, OverflowRefused
from povertykit.money import DOWN, FEN, HALF_UP, HOUSEHOLD_MONTH, JIAO, PERSON_MONTH, UP, YUAN, Rounding
from povertykit.policy.interval import Interval, refuse_overflow
from povertykit.policy.trace import Traced, Tracer

DECIMAL = {HALF_UP: ROUND_HALF_UP, UP: ROUND_UP, DOWN: ROUND_DOWN}
ROUNDINGS = [
    Rounding(unit=u, mode=m, stage=s)
    for u in (FEN, JIAO, YUAN)
    for m in DECIMAL
    for s in (PERSON_MONTH, HOUSEHOLD_MONTH)
]
small = st.integers(-(10**6), 10**6)
counts = st.integers(1, 50)
roundings = st.sampled_from(ROUNDINGS)
fractions = st.fractions(min_value=-3, max_value=3, max_denominator=40)

# Random expressions ------------------------------------------------------------------------------------------------

LEAVES = ["x", "y", "n", "literal"]


@st.composite
def numbers(draw: Any, depth: int = 3) -> Any:
    """A random expression over x, y (amounts) and n (a count): a function of the three."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        leaf = draw(st.sampled_from(LEAVES))
        literal = draw(st.integers(-100, 100))
        return {
            "x": lambda x, y, n: x,
            "y": lambda x, y, n: y,
            "n": lambda x, y, n: n,
            "literal": lambda x, y, n: literal,
        }[leaf]
    a, b = draw(numbers(depth - 1)), draw(numbers(depth - 1))
    c, rounding = draw(flags(depth - 1)), draw(roundings)
    rate, factor = draw(fractions), draw(st.integers(-5, 5))
    return draw(
        st.sampled_from(
            [
                lambda x, y, n: a(x, y, n) + b(x, y, n),
                lambda x, y, n: a(x, y, n) - b(x, y, n),
                lambda x, y, n: a(x, y, n) * factor,
                lambda x, y, n: -a(x, y, n),
                lambda x, y, n: smaller(a(x, y, n), b(x, y, n)),
                lambda x, y, n: larger(a(x, y, n), b(x, y, n)),
                lambda x, y, n: floor0(a(x, y, n)),
                lambda x, y, n: where(c(x, y, n), a(x, y, n), b(x, y, n)),
                lambda x, y, n: where(c(x, y, n), a(x, y, n), 0),
                lambda x, y, n: round_div(a(x, y, n), n, rounding),
                lambda x, y, n: rounded(a(x, y, n), rounding),
                lambda x, y, n: times(a(x, y, n), rate, n, rounding=rounding),
                lambda x, y, n: for_persons(a(x, y, n), n, rounding),
                lambda x, y, n: share(a(x, y, n), n, n + 3, rounding),
                lambda x, y, n: opposite(a(x, y, n)),
            ]
        )
    )


@st.composite
def flags(draw: Any, depth: int = 2) -> Any:
    """A random condition over the same."""
    if depth == 0:
        literal = draw(st.booleans())
        return lambda x, y, n: literal
    a, b = draw(numbers(depth - 1)), draw(numbers(depth - 1))
    c, d = draw(flags(depth - 1)), draw(flags(depth - 1))
    compare = draw(st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]))
    return draw(
        st.sampled_from(
            [
                lambda x, y, n: compare(a(x, y, n), b(x, y, n)),
                lambda x, y, n: compare(x, y),
                lambda x, y, n: c(x, y, n) & d(x, y, n),
                lambda x, y, n: c(x, y, n) | d(x, y, n),
                lambda x, y, n: negate(c(x, y, n)),
                lambda x, y, n: between(a(x, y, n), x, b(x, y, n)),
                lambda x, y, n: product_at_least(floor0(a(x, y, n)), n, floor0(b(x, y, n)), n + 1),
            ]
        )
    )


expressions = st.one_of(numbers(), flags(3))


def as_int(value: Any) -> int:
    return int(value.item() if isinstance(value, np.generic | np.ndarray) else value)


@settings(max_examples=150)
@given(expressions, st.lists(st.tuples(small, small, counts), min_size=1, max_size=5))
def test_arrays_give_what_ints_give(expression, rows):
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    many = np.broadcast_to(np.asarray(expression(*columns)), len(rows))
    assert many.dtype in (np.int64, np.bool_)
    assert [int(value) for value in many] == [int(expression(*row)) for row in rows]


@settings(max_examples=150)
@given(expressions, small, small, counts)
def test_an_interval_of_one_value_gives_that_value(expression, x, y, n):
    plain = expression(x, y, n)
    found = Interval.of(expression(Interval(x, x), Interval(y, y), Interval(n, n)))
    assert (as_int(found.low), as_int(found.high)) == (int(plain), int(plain))
    assert isinstance(found.low, bool | np.bool_) is isinstance(plain, bool)


@settings(max_examples=150)
@given(expressions, *(st.tuples(s, s, s) for s in (small, small, counts)))
def test_what_lies_within_gives_a_result_within(expression, xs, ys, ns):
    x, y, n = (sorted(values) for values in (xs, ys, ns))
    wide = Interval.of(expression(*(Interval(values[0], values[2]) for values in (x, y, n))))
    plain = expression(x[1], y[1], n[1])
    assert wide.low <= plain <= wide.high


@settings(max_examples=100)
@given(expressions, *(st.tuples(s, s, s) for s in (small, small, counts)))
def test_intervals_of_arrays_are_intervals_of_each_row(expression, xs, ys, ns):
    x, y, n = (sorted(values) for values in (xs, ys, ns))
    many = Interval.of(expression(*(Interval(np.array([v[0]]), np.array([v[2]])) for v in (x, y, n))))
    one = Interval.of(expression(*(Interval(v[0], v[2]) for v in (x, y, n))))
    assert (as_int(many.low), as_int(many.high)) == (int(one.low), int(one.high))


@settings(max_examples=100)
@given(expressions, small, small, counts)
def test_a_traced_value_is_the_value_and_its_steps_recompute_to_it(expression, x, y, n):
    tracer = Tracer()
    operands = [
        tracer.given(v, u, Input(m, "fact", m, m))
        for v, u, m in ((x, Unit.AMOUNT, "x"), (y, Unit.AMOUNT, "y"), (n, Unit.COUNT, "n"))
    ]
    result, plain = expression(*operands), expression(x, y, n)
    if not isinstance(result, Traced):
        assert result == plain
        return
    assert result.value == plain
    trace = RuleTrace("rule", "household", "1", "", "", "", "", "", tuple(tracer.nodes), result.index)
    assert trace.recompute() == Fraction(plain)


# Rounding ----------------------------------------------------------------------------------------------------------


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), roundings)
def test_a_rounded_division_is_decimals(numerator, denominator, rounding):
    unit = rounding.unit.value
    quotient = Fraction(numerator, denominator * unit)
    size, rest = divmod(abs(quotient.numerator), quotient.denominator)
    up = {HALF_UP: 2 * rest >= quotient.denominator, UP: rest > 0, DOWN: False}[rounding.mode]
    wanted = (size + up) * unit * (-1 if numerator < 0 else 1)
    assert round_div(numerator, denominator, rounding) == rounding.apply(numerator, denominator) == wanted
    assert round_div(np.array([numerator]), denominator, rounding)[0] == wanted
    assert round_div(Fraction(numerator, denominator), 1, rounding) == wanted
    assert round_div(Ratio(np.array([numerator]), denominator), 1, rounding)[0] == wanted


@pytest.mark.parametrize("tenths", [-25, -15, -5, -4, -1, 0, 1, 4, 5, 15, 25])
@pytest.mark.parametrize("mode", DECIMAL)
def test_ties_and_signs_go_as_decimals_do(tenths, mode):
    wanted = int((Decimal(tenths) / 10).quantize(Decimal(1), DECIMAL[mode]))
    assert round_div(tenths, 10, Rounding(mode=mode)) == wanted
    assert round_div(np.array([tenths], np.int8), np.array([10], np.int8), Rounding(mode=mode))[0] == wanted


def test_half_up_goes_away_from_zero_and_units_are_whole():
    assert [round_div(n, 2) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
    assert rounded(-1250, Rounding(unit=YUAN)) == -1300
    assert rounded(1249, Rounding(unit=YUAN)) == 1200
    assert rounded(1, Rounding(unit=JIAO, mode=UP)) == 10
    assert rounded(np.array([-1250, 1249]), Rounding(unit=YUAN)).tolist() == [-1300, 1200]


@pytest.mark.parametrize("divisor", [0, -1, -(10**9)])
@pytest.mark.parametrize("kind", ["int", "array", "interval", "ratio"])
def test_a_division_by_zero_or_less_is_refused(divisor, kind):
    value = {
        "int": divisor,
        "array": np.array([1, divisor]),
        "interval": Interval(divisor, 5),
        "ratio": divisor,
    }[kind]
    numerator = Ratio(np.array([5]), 12) if kind == "ratio" else 5
    with pytest.raises(OutOfRange, match=r"divide by (0|-1)"):
        round_div(numerator, value)


def test_narrow_integers_do_not_wrap_in_a_division():
    assert round_div(np.array([-128, 127], np.int8), np.array([100, 100], np.int8), Rounding(unit=YUAN)).tolist() == [
        0,
        0,
    ]
    assert round_div(np.array([-128], np.int8), 1).tolist() == [-128]
    assert round_div(np.array([200], np.uint8), np.array([3], np.uint8), Rounding(unit=JIAO)).tolist() == [70]


def test_stages_of_rounding():
    third = Fraction(302600, 12)
    by_person = Rounding(stage=PERSON_MONTH)
    assert (for_persons(third, 3), for_persons(third, 3, by_person)) == (75650, 75651)
    assert for_persons(Ratio(np.array([302600]), 12), 3, by_person).tolist() == [75651]
    assert (share(100, 2, 3), share(100, 2, 3, by_person)) == (67, 66)
    whole = np.array([3])
    assert share(np.array([100]), whole, whole).tolist() == [100]


# Ratio against Fraction --------------------------------------------------------------------------------------------

OPERATIONS = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    operator.eq,
    operator.ne,
]


@given(
    fractions, st.one_of(fractions, small), st.sampled_from(OPERATIONS), st.sampled_from(["int", "array", "interval"])
)
def test_a_ratio_is_a_fraction_in_both_orders(one, other, operation, kind):
    make = {"int": int, "array": lambda v: np.array([v]), "interval": lambda v: Interval(v, v)}[kind]
    ratio = Ratio(make(one.numerator), one.denominator)
    assert exact(operation(ratio, other)) == operation(one, other)
    assert exact(operation(other, ratio)) == operation(other, one)
    if isinstance(other, int):
        assert exact(operation(ratio, make(other))) == operation(one, other)
        assert exact(operation(make(other), ratio)) == operation(other, one)
    theirs = Ratio(make(Fraction(other).numerator), Fraction(other).denominator)
    assert exact(operation(ratio, theirs)) == operation(one, other)
    assert exact(-ratio) == -one


def exact(value: Any) -> Fraction | bool:
    if isinstance(value, Ratio):
        return Fraction(exact(value.numerator)) / value.denominator
    if isinstance(value, Interval):
        assert value.settled
        return exact(value.low)
    plain = value[0] if isinstance(value, np.ndarray) else value
    return bool(plain) if isinstance(plain, bool | np.bool_) else Fraction(int(plain))


@given(fractions, st.one_of(fractions, small), st.booleans(), st.sampled_from(["array", "interval"]))
def test_choices_among_exact_rationals(one, other, flag, kind):
    make = {"array": lambda v: np.array([v]), "interval": lambda v: Interval(v, v)}[kind]
    ratio = Ratio(make(one.numerator), one.denominator)
    assert exact(where(make(flag), ratio, other)) == (one if flag else other)
    assert exact(where(make(flag), other, one)) == (other if flag else one)
    assert exact(smaller(ratio, other)) == min(one, other)
    assert exact(larger(other, ratio)) == max(one, other)
    assert exact(floor0(ratio)) == max(one, 0)
    assert exact(times(ratio, Fraction(7, 3), 2, rounding=Rounding(mode=UP))) == Rounding(mode=UP).apply(
        (one * Fraction(14, 3)).numerator, (one * Fraction(14, 3)).denominator
    )


def test_a_ratio_shows_itself_and_has_no_hash():
    assert repr(Ratio(5, 12)) == "Ratio(5, 12)"
    with pytest.raises(TypeError):
        hash(Ratio(5, 12))


def test_an_interval_beside_a_fraction_stays_exact():
    known = Interval(0, 10) * Fraction(1, 3)
    assert isinstance(known, Ratio)
    assert rounded(known).low == 0
    assert rounded(known).high == 3
    assert (Interval(1, 1) == Fraction(1, 2)).high is False
    assert (Fraction(1, 2) < Interval(1, 2)).low is True
    assert (Interval(1, 2) != Ratio(Interval(3, 3), 2)).high is True


# Operands of every shape -------------------------------------------------------------------------------------------


def test_where_takes_numpy_flags_and_arrays_without_rows():
    assert where(np.True_, 5, 7) == 5
    assert where(np.array(False), 5, 7) == 7
    assert where(np.array([], bool), np.array([], np.int64), 0).size == 0
    assert where(np.array([True, False]), 5, 0).tolist() == [5, 0]
    assert where(np.array([True, False]), np.array([1, 2], np.int8), 0).tolist() == [1, 0]
    assert where(np.array([True, False]), np.array([True, True]), False).tolist() == [True, False]
    assert negate(np.True_) == False  # noqa: E712
    assert floor0(np.array([], np.int64)).size == 0
    assert round_div(np.array([], np.int64), 3).size == 0


@pytest.mark.parametrize("condition", [1, 0, 5, "yes", None, 1.0])
def test_a_condition_is_a_flag(condition):
    with pytest.raises(TypeError, match="flag"):
        where(condition, 1, 0)
    with pytest.raises(TypeError, match="flag"):
        negate(condition)


def test_possibilities_are_neither_true_nor_false():
    tracer = Tracer()
    for operand in (Interval(False, True), tracer.given(1, Unit.COUNT, Input("n", "fact", "n", "n"))):
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(operand)


def test_kleenes_logic_on_intervals_and_codes():
    values = {0: Interval(False, False), 1: Interval(False, True), 2: Interval(True, True)}
    for a, one in values.items():
        assert opposite(a) == 2 - a == code(negate(one))
        for b, other in values.items():
            assert code(one & other) == min(a, b) == smaller(a, b)
            assert code(one | other) == max(a, b) == larger(a, b)


def code(interval: Interval) -> int:
    return int(interval.low) + int(interval.high)


# 64 bits -----------------------------------------------------------------------------------------------------------

extremes = st.one_of(
    st.integers(0, INT64_MAX), st.integers(INT64_MAX - 3, INT64_MAX), st.integers(2**31 - 2, 2**32 + 2), st.just(0)
)


@settings(max_examples=150)
@given(extremes, extremes, extremes, extremes)
def test_products_are_compared_exactly_beyond_64_bits(a, b, c, d):
    wanted = a * b >= c * d
    assert product_at_least(a, b, c, d) is wanted
    assert product_at_least(*(np.array([v], np.int64) for v in (a, b, c, d))).tolist() == [wanted]
    assert product_at_least(a, np.array([b]), c, np.array([d])).tolist() == [wanted]
    assert product_at_least(*(Interval(v, v) for v in (a, b, c, d))).low is wanted
    assert product_at_least(a, b, a, b) is True


def test_products_of_negative_operands_are_refused():
    for operands in ((-1, 1, 1, 1), (np.array([1, -1]), 1, 1, 1), (Interval(-1, 5), 1, 1, 1)):
        with pytest.raises(OutOfRange, match="got -1"):
            product_at_least(*operands)


@pytest.mark.parametrize(
    "leaving",
    [
        lambda: Interval(0, INT64_MAX) + 1,
        lambda: Interval(INT64_MIN, 0) - 1,
        lambda: -Interval(INT64_MIN, 0),
        lambda: Interval(0, 2**32) * Interval(0, 2**31),
        lambda: Interval(0, INT64_MAX) * Interval(-2, 0),
        lambda: round_div(Interval(INT64_MIN, 0), 5),
        lambda: round_div(5, Interval(1, INT64_MAX), Rounding(unit=YUAN)),
        lambda: rounded(Interval(0, INT64_MAX), Rounding(unit=YUAN, mode=UP)),
        lambda: times(Interval(0, INT64_MAX), Fraction(3, 2)),
        lambda: for_persons(Interval(0, 2**60), 50),
        lambda: share(Interval(0, 2**60), 50, Interval(1, 50)),
        lambda: Ratio(Interval(0, 2**60), 7) + Ratio(Interval(0, 2**60), 11),
        lambda: refuse_overflow(INT64_MIN - 1, 0, "here"),
    ],
)
def test_what_could_leave_64_bits_is_refused(leaving):
    with pytest.raises(OverflowRefused, match="64-bit"):
        leaving()


def test_the_ends_of_64_bits_themselves_are_allowed():
    assert (Interval(INT64_MIN, INT64_MAX) + 0).high == INT64_MAX
    assert Interval(INT64_MIN, INT64_MAX).low == INT64_MIN


# Months ------------------------------------------------------------------------------------------------------------


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_months_after_a_day(day, months):
    number = day_number(day)
    wanted = day_number(add_months(day, months))
    assert months_after(number, months) == wanted
    assert months_after(np.array([number]), months).tolist() == [wanted]
    assert months_after(Interval(number, number), months).low == wanted
    assert months_after(Interval(number - 40, number + 40), Interval(0, months)).high >= wanted
