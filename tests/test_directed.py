"""Which way a rule's result goes: what is claimed of drawn rules, against the rule at every value and many facts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.arithmetic import (
    Ratio,
    floor0,
    for_persons,
    larger,
    months_after,
    negate,
    product_at_least,
    round_div,
    share,
    smaller,
    times,
    where,
)
from povertykit.errors import OutOfRange
from povertykit.money import DOWN, JIAO, PERSON_MONTH, UP, YUAN, Rounding
from povertykit.policy.directed import Book, Directed
from povertykit.policy.interval import Interval

LOW, HIGH = -3, 9
FACTS = {"a": (0, 6), "b": (-4, 4), "c": (1, 3)}
FLAGS = ("f", "g")
ROUNDINGS = [Rounding(), Rounding(unit=JIAO, mode=UP), Rounding(unit=JIAO, mode=DOWN), Rounding(unit=JIAO)]

Values = dict[str, Any]
Rule = Callable[[Values], Any]


def _leaf(name: str) -> Rule:
    return lambda values: values[name]


def _constant(number: int) -> Rule:
    return lambda values: number


def _of(operation: Callable[..., Any], *parts: Rule) -> Rule:
    return lambda values: operation(*[part(values) for part in parts])


def _rounded(rounding: Rounding) -> Callable[[Any, Any], Any]:
    return lambda over, under: round_div(over, larger(under, 1), rounding)


def _products(a: Any, b: Any, c: Any, d: Any) -> Any:
    return product_at_least(floor0(a), floor0(b), floor0(c), floor0(d))


LEAVES = st.one_of(
    st.sampled_from(["x", "x", "x", *FACTS]).map(_leaf),
    st.integers(-3, 5).map(_constant),
)


def _grown(numbers: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Rules made of rules."""
    pair = st.tuples(numbers, numbers)
    flags = st.one_of(
        st.sampled_from(FLAGS).map(_leaf),
        st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), numbers, numbers).map(
            lambda drawn: _of(COMPARISONS[drawn[0]], *drawn[1:])
        ),
        st.tuples(numbers, numbers, numbers, numbers).map(lambda drawn: _of(_products, *drawn)),
    )
    joined = st.one_of(
        flags,
        flags.map(lambda flag: _of(negate, flag)),
        st.tuples(flags, flags).map(lambda both: _of(lambda p, q: p & q, *both)),
        st.tuples(flags, flags).map(lambda both: _of(lambda p, q: p | q, *both)),
    )
    return st.one_of(
        pair.map(lambda both: _of(lambda p, q: p + q, *both)),
        pair.map(lambda both: _of(lambda p, q: p - q, *both)),
        pair.map(lambda both: _of(lambda p, q: p * q, *both)),
        pair.map(lambda both: _of(smaller, *both)),
        pair.map(lambda both: _of(larger, *both)),
        numbers.map(lambda one: _of(floor0, one)),
        numbers.map(lambda one: _of(lambda value: -value, one)),
        st.tuples(st.sampled_from(ROUNDINGS), numbers, numbers).map(lambda d: _of(_rounded(d[0]), *d[1:])),
        st.tuples(joined, numbers, numbers).map(lambda drawn: _of(where, *drawn)),
    )


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda p, q: p < q,
    "<=": lambda p, q: p <= q,
    ">": lambda p, q: p > q,
    ">=": lambda p, q: p >= q,
    "==": lambda p, q: p == q,
    "!=": lambda p, q: p != q,
}
RULES = st.recursive(LEAVES, _grown, max_leaves=10)


def _directed(rule: Rule, book: Book) -> Directed:
    values: Values = {name: book.fact(name, *ends) for name, ends in FACTS.items()}
    values |= {name: book.fact(name, False, True) for name in FLAGS}
    return book.of(rule({**values, "x": book.figure(LOW, HIGH)}))


def _drawn(data: st.DataObject) -> Values:
    values: Values = {name: data.draw(st.integers(*ends), name) for name, ends in FACTS.items()}
    return values | {name: data.draw(st.booleans(), name) for name in FLAGS}


@settings(max_examples=1500, deadline=None)
@given(rule=RULES, data=st.data())
def test_nothing_is_claimed_that_a_value_refutes(rule: Rule, data: st.DataObject) -> None:
    claimed = _directed(rule, Book())
    for _ in range(4):
        facts = _drawn(data)
        results = [int(rule({**facts, "x": x})) for x in range(LOW, HIGH + 1)]
        assert all(claimed.low <= result <= claimed.high for result in results)
        changes = [after - before for before, after in pairwise(results)]
        assert all(claimed.change.low <= change <= claimed.change.high for change in changes)
    assert (claimed.loss is None) == (claimed.rises or claimed.falls)


@settings(max_examples=800, deadline=None)
@given(rule=RULES, data=st.data())
def test_nothing_is_claimed_of_the_ends_that_missing_facts_refute(rule: Rule, data: st.DataObject) -> None:
    book = Book()
    values: Values = {
        name: Interval(book.fact((name, 0), *ends), book.fact((name, 1), *ends)) for name, ends in FACTS.items()
    }
    values |= {name: Interval(book.fact((name, 0), False, True), book.fact((name, 1), False, True)) for name in FLAGS}
    claimed = Interval.of(rule({**values, "x": book.figure(LOW, HIGH)}))
    for _ in range(3):
        pairs = [_drawn(data) for _ in range(2)]
        facts = {name: Interval(*sorted([pairs[0][name], pairs[1][name]])) for name in [*FACTS, *FLAGS]}
        found = [Interval.of(rule({**facts, "x": x})) for x in range(LOW, HIGH + 1)]
        for end in ("low", "high"):
            of = book.of(getattr(claimed, end))
            ends = [int(getattr(result, end)) for result in found]
            changes = [after - before for before, after in pairwise(ends)]
            assert all(of.low <= each <= of.high for each in ends)
            assert all(of.change.low <= change <= of.change.high for change in changes)


# What must be seen -------------------------------------------------------------------------------------------------

BOOK = Book()
X: Any = BOOK.figure(0, 1000)
PERSONS: Any = BOOK.fact("persons", 1, 50)
INCOME: Any = BOOK.fact("income", 0, 10**6)
POOR: Any = BOOK.fact("poor", False, True)
RATE: Any = Ratio(X, 1000)
TWELFTH: Any = Ratio(X, 12)
DAY: Any = BOOK.fact("day", 15_000, 20_000)


@pytest.mark.parametrize(
    ("value", "rises", "falls"),
    [
        (floor0(X * PERSONS - INCOME), True, False),
        (where(POOR, floor0(X * PERSONS - INCOME), 0), True, False),
        (where(INCOME < X, X - INCOME, 0), True, False),
        (where(INCOME <= X, X, INCOME), True, False),
        (where(INCOME >= X, 0, X - INCOME), True, False),
        (where(INCOME > X, INCOME - X, 0), False, True),
        (X - smaller(X, INCOME), True, False),
        (larger(X, INCOME) - X, False, True),
        (INCOME - smaller(INCOME, X * PERSONS), False, True),
        (X * PERSONS - X * PERSONS, True, True),
        (where(X > INCOME, 1, 0) + where(negate(X > INCOME), 1, 0), True, True),
        (round_div(X, PERSONS, Rounding(unit=YUAN, mode=UP)), True, False),
        (round_div(INCOME, X + 1, Rounding(unit=JIAO)), False, True),
        (round_div(-INCOME, X + 1), True, False),
        (times(X, Fraction(13, 10)), True, False),
        (times(INCOME, RATE), True, False),
        (for_persons(TWELFTH, PERSONS, Rounding(stage=PERSON_MONTH)), True, False),
        (share(X, PERSONS, PERSONS), True, False),
        (months_after(DAY, X), True, False),
        (where(POOR & (X >= 500), INCOME, 0), True, False),
        (where(POOR | (X < 500), INCOME, 0), False, True),
        (where((INCOME <= X) & POOR, X, INCOME), True, False),
        (where((INCOME <= X) & (X >= 500), INCOME, X), False, False),  # false below 500 where it is above the income
        (where((INCOME <= X) & (X <= INCOME + 5), X - INCOME, 0), False, False),
        (where(product_at_least(X, PERSONS, INCOME, 1), 7, 0), True, False),
        (where(X == 5, 1, 0), False, False),
        (where(INCOME < X, PERSONS, 5), False, False),
        (X * (PERSONS - 5), False, False),
        ((X - 500) * (X - 500), False, False),
        (round_div(X * PERSONS, X + 1), False, False),
    ],
)
def test_what_is_known_of_usual_rules(value: Directed, rises: bool, falls: bool) -> None:
    assert (value.rises, value.falls) == (rises, falls)
    assert (value.loss is None) == (rises or falls)


def test_the_step_that_loses_the_direction_is_named_with_its_rule() -> None:
    book = Book()
    x: Any = book.figure(0, 10)
    persons: Any = book.fact("persons", 0, 5)
    book.rule = "first"
    lost = x * (persons - 2)
    book.rule = "second"
    assert (lost + 1).loss == ("first", "multiplies two values that go two ways with it, or one that may be below zero")
    lesser: Any = smaller(x, 5 - x)
    loss = lesser.loss
    assert loss is not None
    assert loss.rule == "second"


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(OutOfRange, match="would divide by"):
        round_div(INCOME, X)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(X > INCOME)


def test_long_sums_are_kept_as_one_part() -> None:
    book = Book()
    total: Any = book.figure(0, 10)
    for place in range(60):
        total = total + book.fact(place, 0, 3)
    assert total.rises
    assert total.bounds == (0, 190)
    assert len(total.form) < 60
    assert "change=(1, 1)" in repr(total)
