"""Intervals: what a rule can give when its operands lie between bounds.

Two questions are answered by running the rules themselves on intervals. With the models' bounds as ends (Python ints)
it is proved once, when a policy is made, that nothing can leave int64. With the bounds of a missing fact as ends (ints
for one household, arrays for a block) the result is one value exactly when the missing fact does not matter; otherwise
it is undetermined. On flags this is Kleene's logic.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar, cast

from povertykit import arithmetic
from povertykit.arithmetic import INT64_MAX, INT64_MIN, Ratio
from povertykit.errors import OverflowRefused
from povertykit.money import Rounding

__all__ = ["Interval", "refuse_overflow"]

Bound = Any  # an int, a bool, or an array of either; the primitives below take them all alike


class _Intervals:
    """Carries out the primitives on intervals."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        for operand in operands:  # a finer kind of interval among them knows more, and carries it out itself
            if isinstance(operand, Interval) and operand.operand_kind is not self:
                return operand.operand_kind.apply(name, plain, operands)
        return getattr(self, name)(*operands)

    @staticmethod
    def where(condition: object, yes: object, no: object) -> Interval:
        on, a, b = Interval.of(condition), Interval.of(yes), Interval.of(no)
        low = _choose(on, a.low, b.low, arithmetic.smaller)
        high = _choose(on, a.high, b.high, arithmetic.larger)
        return Interval(low, high)

    @staticmethod
    def negate(flag: object) -> Interval:
        given = Interval.of(flag)
        return Interval(arithmetic.negate(given.high), arithmetic.negate(given.low))

    @staticmethod
    def smaller(a: object, b: object) -> Interval:
        x, y = Interval.of(a), Interval.of(b)
        return Interval(arithmetic.smaller(x.low, y.low), arithmetic.smaller(x.high, y.high))

    @staticmethod
    def larger(a: object, b: object) -> Interval:
        x, y = Interval.of(a), Interval.of(b)
        return Interval(arithmetic.larger(x.low, y.low), arithmetic.larger(x.high, y.high))

    @staticmethod
    def floor0(value: object) -> Interval:
        given = Interval.of(value)
        return Interval(arithmetic.floor0(given.low), arithmetic.floor0(given.high))

    @staticmethod
    def round_div(numerator: object, denominator: object, rounding: Rounding) -> Interval:
        over, under = Interval.of(numerator), Interval.of(denominator)
        if isinstance(under.low, int) and under.low <= 0:
            raise arithmetic.not_positive(under.low)
        # The working values: the numerator's size, and the divisor times the unit.
        Interval(-over.high, -over.low)
        Interval(under.low * rounding.unit.value, under.high * rounding.unit.value)
        return _hull([arithmetic.round_div(n, d, rounding) for n in (over.low, over.high) for d in under.ends()])

    @staticmethod
    def months_after(day: object, months: object) -> Interval:
        given, count = Interval.of(day), Interval.of(months)
        low, high = arithmetic.months_after(given.low, count.low), arithmetic.months_after(given.high, count.high)
        return Interval(low, high)

    @staticmethod
    def product_at_least(a: object, b: object, c: object, d: object) -> Interval:
        w, x, y, z = (Interval.of(operand) for operand in (a, b, c, d))
        surely = arithmetic.product_at_least(w.low, x.low, y.high, z.high)
        possibly = arithmetic.product_at_least(w.high, x.high, y.low, z.low)
        return Interval(surely, possibly)


class Interval:
    """All the values between two ends, both included; flags run from False to True.

    The ends are whole: beside a Fraction an interval becomes the numerator of a `Ratio`.

    Args:
        low: the lower end, an int, bool or array of them.
        high: the upper end, of the same shape.

    Raises:
        OverflowRefused: an int end lies outside the 64-bit integers.

    Examples:
        >>> Interval(0, 100) * 3 - 50
        Interval(-50, 250)
        >>> arithmetic.where(Interval(False, True), 0, Interval(5, 7))
        Interval(0, 7)
    """

    operand_kind: ClassVar[Any] = _Intervals()
    __array_ufunc__ = None  # let our reflected operators decide when the other side is an array
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("high", "low")

    def __init__(self, low: Bound, high: Bound) -> None:
        if type(low) is int and type(high) is int:
            refuse_overflow(low, high, "a rule's value")
        self.low: Bound = low
        self.high: Bound = high

    @classmethod
    def of(cls, value: object) -> Interval:
        """The value as an interval; a known value is an interval of one."""
        return value if isinstance(value, Interval) else cls(value, value)

    def ends(self) -> tuple[Bound, ...]:
        """The two ends, or the one where they are the same object."""
        return (self.low,) if self.low is self.high else (self.low, self.high)

    @property
    def settled(self) -> Bound:
        """Whether the two ends agree, so that nothing that is missing matters (a flag, or an array of flags)."""
        return True if self.low is self.high else self.low == self.high

    def __repr__(self) -> str:
        return f"Interval({self.low!r}, {self.high!r})"

    def __bool__(self) -> bool:
        raise TypeError("an interval is neither true nor false; a rule chooses with where(...)")

    def __add__(self, other: object) -> Interval | Ratio:
        if isinstance(other, Ratio | Fraction):
            return Ratio(self, 1) + other
        y = Interval.of(other)
        return Interval(self.low + y.low, self.high + y.high)

    def __radd__(self, other: object) -> Interval | Ratio:
        return self + other

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: object) -> Interval | Ratio:
        if isinstance(other, Ratio | Fraction):
            return Ratio(self, 1) - other
        y = Interval.of(other)
        return Interval(self.low - y.high, self.high - y.low)

    def __rsub__(self, other: object) -> Interval | Ratio:
        if isinstance(other, Fraction):
            return other - Ratio(self, 1)
        return Interval.of(other) - self

    def __mul__(self, other: object) -> Interval | Ratio:
        if isinstance(other, Ratio | Fraction):
            return Ratio(self, 1) * other
        y = Interval.of(other)
        return _hull([a * b for a in self.ends() for b in y.ends()])

    def __rmul__(self, other: object) -> Interval | Ratio:
        return self * other

    def __and__(self, other: object) -> Interval:
        y = Interval.of(other)
        return Interval(self.low & y.low, self.high & y.high)

    def __rand__(self, other: object) -> Interval:
        return self & other

    def __or__(self, other: object) -> Interval:
        y = Interval.of(other)
        return Interval(self.low | y.low, self.high | y.high)

    def __ror__(self, other: object) -> Interval:
        return self | other

    def __ge__(self, other: object) -> Interval:
        if isinstance(other, Ratio | Fraction):
            return cast("Interval", Ratio(self, 1) >= other)
        y = Interval.of(other)
        return Interval(self.low >= y.high, self.high >= y.low)

    def __gt__(self, other: object) -> Interval:
        if isinstance(other, Ratio | Fraction):
            return cast("Interval", Ratio(self, 1) > other)
        y = Interval.of(other)
        return Interval(self.low > y.high, self.high > y.low)

    def __le__(self, other: object) -> Interval:
        if isinstance(other, Ratio | Fraction):
            return cast("Interval", Ratio(self, 1) <= other)
        return Interval.of(other) >= self

    def __lt__(self, other: object) -> Interval:
        if isinstance(other, Ratio | Fraction):
            return cast("Interval", Ratio(self, 1) < other)
        return Interval.of(other) > self

    def __eq__(self, other: object) -> Interval:  # type: ignore[override]
        if isinstance(other, Ratio | Fraction):
            return cast("Interval", Ratio(self, 1) == other)
        y = Interval.of(other)
        possibly = (self.low <= y.high) & (y.low <= self.high)
        return Interval((self.low == self.high) & (y.low == y.high) & possibly, possibly)

    def __ne__(self, other: object) -> Interval:  # type: ignore[override]
        same = self.__eq__(other)
        return Interval(arithmetic.negate(same.high), arithmetic.negate(same.low))


def refuse_overflow(low: int, high: int, where_: str) -> None:
    """Raise `OverflowRefused` unless both bounds are 64-bit integers."""
    if low < INT64_MIN or high > INT64_MAX:
        raise OverflowRefused(
            f"a value between {low} and {high} may arise",
            field=where_,
            allowed=f"{INT64_MIN} to {INT64_MAX} (64-bit integers)",
            source="money is whole fen in 64-bit integers, never wrapped",
            remedy="narrow the bounds of the inputs or of the open terms",
        )


def _hull(values: list[Bound]) -> Interval:
    low = high = values[0]
    for value in values[1:]:
        low, high = arithmetic.smaller(low, value), arithmetic.larger(high, value)
    return Interval(low, high)


def _choose(on: Interval, yes: Bound, no: Bound, extreme: Callable[[Bound, Bound], Bound]) -> Bound:
    """`yes` where surely on, `no` where surely off, the more extreme of the two where it may be either."""
    either = extreme(yes, no)
    return arithmetic.where(on.low, yes, arithmetic.where(on.high, either, no))
