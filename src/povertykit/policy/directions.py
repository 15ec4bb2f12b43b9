"""The primitives on directed operands: which way each goes, from which way its operands go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from povertykit import arithmetic
from povertykit.money import FEN, Rounding
from povertykit.policy.interval import Interval

if TYPE_CHECKING:
    from povertykit.policy.directed import Book, Directed

__all__ = ["FLAG", "NOTHING", "DirectedKind", "Span"]


class Span(NamedTuple):
    """All whole numbers between two ends, both included.

    Attributes:
        low: the lower end.
        high: the upper end.
    """

    low: int
    high: int

    def plus(self, other: Span) -> Span:
        """All sums."""
        return Span(self.low + other.low, self.high + other.high)

    def times(self, other: Span) -> Span:
        """All products."""
        products = [a * b for a in self for b in other]
        return Span(min(products), max(products))

    def hull(self, other: Span) -> Span:
        """All that lie in one of the two, and between them."""
        return Span(min(self.low, other.low), max(self.high, other.high))

    def within(self, other: Span) -> Span:
        """What lies in both, where both are known to hold."""
        return Span(max(self.low, other.low), min(self.high, other.high))


NOTHING: Final = Span(0, 0)
FLAG: Final = Span(0, 1)
_CHOOSES: Final = "chooses by a condition that turns with it, and may then take the smaller value or the larger one"
_DIVIDES: Final = "divides by a value that changes with it"
_PRODUCTS: Final = "compares products that change with it"
_MONTHS: Final = "counts months, from a day and for a time that go two ways"


class DirectedKind:
    """Carries out the primitives on directed operands; where an interval of them is given, the intervals' own way."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        """The result of a primitive."""
        if any(isinstance(operand, Interval) for operand in operands):
            return Interval.operand_kind.apply(name, plain, operands)
        unlike: tuple[Any, ...] = operands  # roundings, numbers and directed operands
        book: Book = next(operand.book for operand in unlike if hasattr(operand, "book"))
        given = [each if isinstance(each, Rounding) else book.of(each) for each in operands]
        return getattr(self, name)(*given)

    @staticmethod
    def negate(flag: Directed) -> Directed:
        """The opposite of a flag."""
        return flag.opposite()

    @staticmethod
    def floor0(value: Directed) -> Directed:
        """The value, but never below zero."""
        if value.low >= 0:
            return value
        bounds = Span(0, max(0, value.high))
        return value.book.part(("floor0", value.key), bounds, value.change.hull(NOTHING), value.loss)

    def smaller(self, a: Directed, b: Directed) -> Directed:
        """The smaller of two, as one less what it is above the other."""
        kept, cap = (a, b) if a.form else (b, a)  # what is kept as it is may cancel out later; a number need not
        bounds, change = Span(min(a.low, b.low), min(a.high, b.high)), a.change.hull(b.change)
        return kept.minus(self.floor0(kept.minus(cap))).known(bounds, change)

    def larger(self, a: Directed, b: Directed) -> Directed:
        """The larger of two, as one and what the other is above it."""
        kept, least = (a, b) if a.form else (b, a)
        bounds, change = Span(max(a.low, b.low), max(a.high, b.high)), a.change.hull(b.change)
        return kept.plus(self.floor0(least.minus(kept))).known(bounds, change)

    @staticmethod
    def where(condition: Directed, yes: Directed, no: Directed) -> Directed:
        """One of two values; where the condition turns, the change is from one to the other."""
        on = condition
        if not on.form:
            return yes if on.constant else no
        if yes.key == no.key:
            return yes
        if not yes.form and not no.form and not yes.is_flag:
            return on.scaled(yes.constant - no.constant).plus(no.constant)
        bounds, change = yes.bounds.hull(no.bounds), yes.change.hull(no.change)
        if on.change.high > 0:
            change = change.hull(_turn(on, yes, no))
        if on.change.low < 0:
            change = change.hull(_turn(on.opposite(), no, yes))
        loss = yes.loss or no.loss or on.loss or on.book.lost(_CHOOSES)
        key = ("where", on.key, yes.key, no.key)
        return on.book.part(key, bounds, change, loss, flag=yes.is_flag and no.is_flag)

    @staticmethod
    def round_div(numerator: Directed, denominator: Directed, rounding: Rounding) -> Directed:
        """A division, rounded: a rounded quotient goes the way of the exact one."""
        unit, over, under = rounding.unit.value, numerator, denominator
        if under.low <= 0:
            raise arithmetic.not_positive(under.low)
        if rounding.unit is FEN and under.key == (1,):
            return over
        ends = [_round(n, d, rounding) for n in over.bounds for d in under.bounds]
        bounds = Span(min(ends), max(ends))
        if under.steady:
            # A step of s moves the quotient by s/d, rounded up, and by one unit more as fractions go away from zero.
            least, step = under.low * unit, over.change
            change = Span(
                0 if step.low >= 0 else (step.low // least - 1) * unit,
                0 if step.high <= 0 else (-(-step.high // least) + 1) * unit,
            )
        elif over.low >= 0:
            change = _joined(bounds, (over,), (under,))
        elif over.high <= 0:  # a larger divisor brings it up, nearer to zero
            change = _joined(bounds, (over, under), ())
        else:
            change = Span(bounds.low - bounds.high, bounds.high - bounds.low)
        loss = over.loss or under.loss or over.book.lost(_DIVIDES)
        return over.book.part(("round_div", over.key, under.key, rounding), bounds, change, loss)

    @staticmethod
    def months_after(day: Directed, months: Directed) -> Directed:
        """A later day: the later, the later its start and the longer the time."""
        bounds = Span(_later(day.low, months.low), _later(day.high, months.high))
        key, loss = ("months_after", day.key, months.key), day.loss or months.loss or day.book.lost(_MONTHS)
        return day.book.part(key, bounds, _joined(bounds, (day, months), ()), loss)

    @staticmethod
    def product_at_least(a: Directed, b: Directed, c: Directed, d: Directed) -> Directed:
        """Whether one product of operands of 0 or more is at least another."""
        loss = a.loss or b.loss or c.loss or d.loss or a.book.lost(_PRODUCTS)
        key = ("product_at_least", a.key, b.key, c.key, d.key)
        return a.book.part(key, FLAG, _joined(FLAG, (a, b), (c, d)), loss, flag=True)


def _round(numerator: int, denominator: int, rounding: Rounding) -> int:
    done: Any = arithmetic.round_div(numerator, denominator, rounding)  # type: ignore[type-var]
    return int(done)


def _later(day: int, months: int) -> int:
    done: Any = arithmetic.months_after(day, months)  # type: ignore[arg-type]
    return int(done)


def _joined(bounds: Span, up: tuple[Directed, ...], down: tuple[Directed, ...]) -> Span:
    """The change of what goes up with some operands and down with others."""
    reach = bounds.high - bounds.low
    rises = all(each.rises for each in up) and all(each.falls for each in down)
    falls = all(each.falls for each in up) and all(each.rises for each in down)
    return Span(0 if rises else -reach, 0 if falls else reach)


def _turn(on: Directed, yes: Directed, no: Directed) -> Span:
    """The change where `no` was taken before the step and `yes` is taken after it.

    It is the difference of the two after the step and the change of `no`, and the difference before it and the change
    of `yes`; after the step the condition holds, before it it does not.
    """
    difference = yes.minus(no)
    after, before = _where_holds(difference, on.if_true), _where_holds(difference, on.if_false)
    whole = Span(yes.low - no.high, yes.high - no.low)
    return after.plus(no.change).within(before.plus(yes.change)).within(whole)


def _where_holds(value: Directed, known: tuple[Directed, ...]) -> Span:
    """The bounds of a value where each of these is 0 or more."""
    bounds = value.bounds
    for each in known:
        bounds = bounds.within(Span(value.minus(each).low, value.plus(each).high))
    return bounds
