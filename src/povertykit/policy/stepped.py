"""Steps: what a rule's result does when one fact grows by a fixed step, wherever in a range the step begins.

An interval says what a value may be over a range of incomes; it cannot say that the value nowhere falls by more than
the income rises. A `Stepped` operand carries what the value may be before the step, after it, and what the change may
be. The rules run on it as they run on ints, and where the change of a result is bounded well enough nobody has to look
at the incomes one by one. Facts that are not known stay the same through the step, whatever they are.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from povertykit import arithmetic
from povertykit.arithmetic import Ratio
from povertykit.money import Rounding
from povertykit.policy.interval import Interval

__all__ = ["Stepped"]

_plain: Final = Interval.operand_kind


class _Steps:
    """Carries out the primitives on steps."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        return getattr(self, name)(*operands)

    @staticmethod
    def where(condition: object, yes: object, no: object) -> Stepped:
        on, a, b = Stepped.of(condition), Stepped.of(yes), Stepped.of(no)
        before, after = (_plain.where(c, x, y) for c, x, y in zip(on.sides(), a.sides(), b.sides(), strict=True))
        if isinstance(before.low, bool) or getattr(before.low, "dtype", None) == bool:
            return Stepped.flag(before, after, on.steady & a.steady & b.steady)
        # Where the condition is the same on both sides, the change is the chosen value's.
        chosen, whole = _plain.where(on.before, a.change, b.change), after - before
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
        sides = (_plain.smaller(p, q) for p, q in zip(x.sides(), y.sides(), strict=True))
        return Stepped(*sides, _either(x.change, y.change))

    @staticmethod
    def larger(a: object, b: object) -> Stepped:
        x, y = Stepped.of(a), Stepped.of(b)
        sides = (_plain.larger(p, q) for p, q in zip(x.sides(), y.sides(), strict=True))
        return Stepped(*sides, _either(x.change, y.change))

    @staticmethod
    def floor0(value: object) -> Stepped:
        given = Stepped.of(value)
        return Stepped(_plain.floor0(given.before), _plain.floor0(given.after), _either(given.change, Interval(0, 0)))

    @staticmethod
    def round_div(numerator: object, denominator: object, rounding: Rounding) -> Stepped:
        over, under = Stepped.of(numerator), Stepped.of(denominator)
        before, after = (
            _plain.round_div(n, d, rounding) for n, d in zip(over.sides(), under.sides(), strict=True)
        )
        whole, unit, divisor = after - before, rounding.unit.value, under.before
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
        sides = [_plain.months_after(d, m) for d, m in zip(given.sides(), count.sides(), strict=True)]
        whole = sides[1] - sides[0]
        steady = given.steady & count.steady
        return Stepped(*sides, Interval(_of(steady, 0, whole.low), _of(steady, 0, whole.high)))

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

    operand_kind = _Steps()  # type: ignore[assignment, misc]
    __slots__ = ("after", "before", "change")

    def __init__(self, before: Interval, after: Interval, change: Interval) -> None:
        self.before: Interval = before
        self.after: Interval = after
        if before is not after:
            whole = after - before
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
        moves = arithmetic.where(same, 0, 1)
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
        return Stepped(self.before + y.before, self.after + y.after, self.change + y.change)  # type: ignore[arg-type]

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
        before, after = self.before * y.before, self.after * y.after
        change = y.before * self.change
        if y.before is not y.after:
            change = y.after * self.change + self.before * y.change  # a'b' - ab = b'(a' - a) + a(b' - b)
        return Stepped(before, after, change)  # type: ignore[arg-type]

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

    def __eq__(self, other: object) -> Any:  # type: ignore[override]
        return self._compared("__eq__", other)

    def __ne__(self, other: object) -> Any:  # type: ignore[override]
        return self._compared("__ne__", other)

    __hash__ = None  # type: ignore[assignment]

    def _compared(self, name: str, other: object) -> Any:
        if isinstance(other, Ratio | Fraction):
            return getattr(Ratio(self, 1), name)(other)
        y = Stepped.of(other)
        before, after = getattr(self.before, name)(y.before), getattr(self.after, name)(y.after)
        return Stepped.flag(before, after, self.steady & y.steady)


def _either(a: Interval, b: Interval) -> Interval:
    """All that is possible where the change is the one's or the other's, or between them."""
    return Interval(arithmetic.smaller(a.low, b.low), arithmetic.larger(a.high, b.high))


def _of(condition: Any, yes: Any, no: Any) -> Any:
    """One or the other, for ints and arrays alike."""
    return arithmetic.where(condition, yes, no)
