"""Steps: what a rule's result does when one fact grows by a fixed step, wherever in a range the step begins.

An interval says what a value may be over a range of incomes; it cannot say that the value nowhere falls by more than
the income rises. A `Stepped` operand carries what the value may be before the step, after it, and what the change may
be. The rules run on it as they run on ints, and where the change of a result is bounded well enough nobody has to look
at the incomes one by one. Facts that are not known stay the same through the step, whatever they are.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar, Final

from povertykit import arithmetic
from povertykit.arithmetic import INT64_MAX, Ratio
from povertykit.money import Rounding
from povertykit.policy.interval import Interval, refuse_overflow

__all__ = ["Stepped"]

_plain: Final = Interval.operand_kind
_SCALE: Final = 4  # an end may be this much smaller than int64 holds, so that no change and no product of one wraps


class _Steps:
    """Carries out the primitives on steps."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        return getattr(self, name)(*operands)

    @staticmethod
    def where(condition: object, yes: object, no: object) -> Stepped:
        on, a, b = Stepped.of(condition), Stepped.of(yes), Stepped.of(no)
        before, after = (_plain.where(c, x, y) for c, x, y in zip(on.sides(), a.sides(), b.sides(), strict=True))
        if isinstance(before.low, bool) or getattr(getattr(before.low, "dtype", None), "kind", "") == "b":
            return Stepped.flag(before, after, on.steady & a.steady & b.steady)
        # Where the condition is the same on both sides, the change is the chosen value's.
        chosen, whole = _plain.where(on.before, a.change, b.change), _less(after, before)
        low = arithmetic.where(on.steady, chosen.low, whole.low)
        high = arithmetic.where(on.steady, chosen.high, whole.high)
        return Stepped(before, after, Interval(low, high))

    @staticmethod
    def negate(flag: object) -> Stepped:
        given = Stepped.of(flag)
        return Stepped.flag(_plain.negate(given.before), _plain.negate(given.after), given.steady)

    @staticmethod
    def smaller(a: object, b: object) -> Stepped:
        x, y = Stepped.of(a), Stepped.of(b)
        before, after = (_plain.smaller(p, q) for p, q in zip(x.sides(), y.sides(), strict=True))
        return Stepped(before, after, _chosen(y.low >= x.high, x, x.low >= y.high, y))

    @staticmethod
    def larger(a: object, b: object) -> Stepped:
        x, y = Stepped.of(a), Stepped.of(b)
        before, after = (_plain.larger(p, q) for p, q in zip(x.sides(), y.sides(), strict=True))
        return Stepped(before, after, _chosen(x.low >= y.high, x, y.low >= x.high, y))

    @staticmethod
    def floor0(value: object) -> Stepped:
        given, none = Stepped.of(value), Stepped.of(0)
        change = _chosen(given.low >= 0, given, given.high <= 0, none)
        return Stepped(_plain.floor0(given.before), _plain.floor0(given.after), change)

    @staticmethod
    def round_div(numerator: object, denominator: object, rounding: Rounding) -> Stepped:
        over, under = Stepped.of(numerator), Stepped.of(denominator)
        before, after = (_plain.round_div(n, d, rounding) for n, d in zip(over.sides(), under.sides(), strict=True))
        whole, unit, divisor = _less(after, before), rounding.unit.value, under.before
        # A step of s of the numerator moves the quotient by s/d rounded down to s/d rounded up; by one unit more where
        # it may cross zero, since fractions on both sides of it go away from it.
        low, high = over.change.low, over.change.high
        slack = arithmetic.where((over.low >= 0) | (over.high <= 0), 0, unit)
        least = low // (_of(low < 0, divisor.low, divisor.high) * unit) * unit - slack
        most = -(-high // (_of(high > 0, divisor.low, divisor.high) * unit)) * unit + slack
        steady = under.steady
        return Stepped(before, after, Interval(_of(steady, least, whole.low), _of(steady, most, whole.high)))

    @staticmethod
    def months_after(day: object, months: object) -> Stepped:
        given, count = Stepped.of(day), Stepped.of(months)
        before, after = (_plain.months_after(d, m) for d, m in zip(given.sides(), count.sides(), strict=True))
        whole = _less(after, before)
        steady = given.steady & count.steady
        return Stepped(before, after, Interval(_of(steady, 0, whole.low), _of(steady, 0, whole.high)))

    @staticmethod
    def product_at_least(a: object, b: object, c: object, d: object) -> Stepped:
        given = [Stepped.of(operand) for operand in (a, b, c, d)]
        before = _plain.product_at_least(*(each.before for each in given))
        after = _plain.product_at_least(*(each.after for each in given))
        return Stepped.flag(before, after, given[0].steady & given[1].steady & given[2].steady & given[3].steady)


class Stepped(Interval):
    """A value before and after a step of one fact, and what the change may be.

    Args:
        before: all that it may be before the step.
        after: all that it may be after it.
        change: all that the second may be less the first.

    Examples:
        >>> income = Stepped.by(0, 60_000, 100)
        >>> gap = arithmetic.floor0(50_000 - income)
        >>> gap.before, gap.change
        (Interval(0, 50000), Interval(-100, 0))
        >>> full = arithmetic.where(income < 50_000, 25_000, 0)
        >>> full.change
        Interval(-25000, 25000)
    """

    operand_kind: ClassVar[Any] = _Steps()
    __slots__ = ("after", "before", "change")

    def __init__(self, before: Interval, after: Interval, change: Interval) -> None:
        self.before: Interval = before
        self.after: Interval = after
        if before is not after:
            for end in (before.low, before.high, after.low, after.high):
                _refuse_large(end)
            whole = _less(after, before)
            low, high = arithmetic.larger(change.low, whole.low), arithmetic.smaller(change.high, whole.high)
            change = Interval(low, high)
        self.change: Interval = change
        super().__init__(arithmetic.smaller(before.low, after.low), arithmetic.larger(before.high, after.high))

    @classmethod
    def by(cls, low: Any, high: Any, step: int) -> Stepped:
        """A fact that grows by a step from anywhere between two ends, both included."""
        return cls(Interval(low, high), Interval(low + step, high + step), Interval(step, step))

    @classmethod
    def of(cls, value: object) -> Stepped:
        """The value as a step; what is no step stays as it is."""
        if isinstance(value, Stepped):
            return value
        known = Interval.of(value)
        made = object.__new__(cls)
        made.before = made.after = known
        made.change, made.low, made.high = Interval(0, 0), known.low, known.high
        return made

    @classmethod
    def flag(cls, before: Interval, after: Interval, steady: Any) -> Stepped:
        """A flag, which may change by the step unless it is steady, or settled alike on both sides."""
        same = steady | (before.settled & after.settled & (before.low == after.low))
        moves = _of(same, 0, 1)
        made = object.__new__(cls)
        made.before, made.after, made.change = before, after, Interval(-moves, moves)
        made.low, made.high = before.low & after.low, before.high | after.high
        return made

    def sides(self) -> tuple[Interval, Interval]:
        """Before and after."""
        return self.before, self.after

    @property
    def steady(self) -> Any:
        """Whether the step surely changes nothing."""
        return (self.change.low == 0) & (self.change.high == 0)

    def __repr__(self) -> str:
        return f"Stepped({self.before!r}, {self.after!r}, {self.change!r})"

    def __add__(self, other: object) -> Any:
        if isinstance(other, Ratio | Fraction):
            return Ratio(self, 1) + other
        y = Stepped.of(other)
        before: Any = self.before + y.before  # intervals all: what is over a denominator went another way
        after: Any = self.after + y.after
        change: Any = self.change + y.change
        return Stepped(before, after, change)

    def __radd__(self, other: object) -> Any:
        return self + other

    def __neg__(self) -> Stepped:
        return Stepped(-self.before, -self.after, -self.change)

    def __sub__(self, other: object) -> Any:
        if isinstance(other, Ratio | Fraction):
            return Ratio(self, 1) - other
        return self + -Stepped.of(other)

    def __rsub__(self, other: object) -> Any:
        if isinstance(other, Fraction):
            return other - Ratio(self, 1)
        return Stepped.of(other) - self

    def __mul__(self, other: object) -> Any:
        if isinstance(other, Ratio | Fraction):
            return Ratio(self, 1) * other
        y = Stepped.of(other)
        before: Any = self.before * y.before
        after: Any = self.after * y.after
        change: Any = y.before * self.change
        if y.before is not y.after:
            change = y.after * self.change + self.before * y.change  # a'b' - ab = b'(a' - a) + a(b' - b)
        return Stepped(before, after, change)

    def __rmul__(self, other: object) -> Any:
        return self * other

    def __and__(self, other: object) -> Stepped:
        y = Stepped.of(other)
        return Stepped.flag(self.before & y.before, self.after & y.after, self.steady & y.steady)

    def __rand__(self, other: object) -> Stepped:
        return self & other

    def __or__(self, other: object) -> Stepped:
        y = Stepped.of(other)
        return Stepped.flag(self.before | y.before, self.after | y.after, self.steady & y.steady)

    def __ror__(self, other: object) -> Stepped:
        return self | other

    def __ge__(self, other: object) -> Any:
        return self._compared("__ge__", other)

    def __gt__(self, other: object) -> Any:
        return self._compared("__gt__", other)

    def __le__(self, other: object) -> Any:
        return self._compared("__le__", other)

    def __lt__(self, other: object) -> Any:
        return self._compared("__lt__", other)

    def __eq__(self, other: object) -> Any:
        return self._compared("__eq__", other)

    def __ne__(self, other: object) -> Any:
        return self._compared("__ne__", other)

    __hash__ = None

    def _compared(self, name: str, other: object) -> Any:
        if isinstance(other, Ratio | Fraction):
            return getattr(Ratio(self, 1), name)(other)
        y = Stepped.of(other)
        before, after = getattr(self.before, name)(y.before), getattr(self.after, name)(y.after)
        return Stepped.flag(before, after, self.steady & y.steady)


def _less(a: Interval, b: Interval) -> Interval:
    """All that the first may be less the second."""
    return Interval(a.low - b.high, a.high - b.low)


def _refuse_large(end: Any) -> None:
    """Refuse values so large that their changes might leave int64."""
    low, high = (end, end) if isinstance(end, int) else (int(end.min(initial=0)), int(end.max(initial=0)))
    if low < -(INT64_MAX // _SCALE) or high > INT64_MAX // _SCALE:
        refuse_overflow(_SCALE * low, _SCALE * high, "the change of a rule's value")


def _chosen(surely_a: Any, a: Stepped, surely_b: Any, b: Stepped) -> Interval:
    """The change of the one that is surely taken; where it may be either, between the two changes."""
    low, high = arithmetic.smaller(a.change.low, b.change.low), arithmetic.larger(a.change.high, b.change.high)
    return Interval(
        _of(surely_a, a.change.low, _of(surely_b, b.change.low, low)),
        _of(surely_a, a.change.high, _of(surely_b, b.change.high, high)),
    )


def _of(condition: Any, yes: Any, no: Any) -> Any:
    """One or the other, for ints and arrays alike."""
    return arithmetic.where(condition, yes, no)
