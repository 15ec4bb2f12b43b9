"""Amounts as functions of one figure: the operand on which a policy's own rules show how they move with it.

A register is computed for all values of a figure at once by running its rules on curves. Each row stands on a stretch
of the figure, from a low end. Wherever a rule decides (a comparison, a floor at zero), the decision is taken at the low
end, and the row's stretch is cut where it would change. What comes out is therefore exact on the whole stretch that is
left, and proved by the run itself; the rest of the row's range is run again from there.

On its stretch a curve is `slope * x + start` and whole parts `factor * floor((rate * x + rest) / divisor)`, which
roundings leave. Rules that do anything else with the figure (divide by it, multiply two amounts that hang on it) raise
`NotACurve`; they are simulated value by value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import Any, ClassVar, Final, NamedTuple

import numpy as np

from povertykit.arithmetic import Ratio, not_positive
from povertykit.money import HALF_UP, UP, Rounding
from povertykit.policy.interval import Interval
from povertykit.scenarios.batch import Part
from povertykit.scenarios.columns import Flags, Integers

__all__ = ["Curve", "Ground", "NotACurve", "WholePart"]

Whole = Any  # an int64 array with an element for each row, or one int for all rows
_MOST: Final = float(1 << 61)


class NotACurve(Exception):
    """A rule does with the figure what no curve can follow; caught by the module that runs them."""


@dataclass(slots=True)
class Ground:
    """The stretch of the figure on which each row is computed, both ends included; deciding shortens it."""

    low: Integers
    high: Integers

    def cut(self, rows: Integers, until: Integers) -> None:
        """Let some rows' stretches end no later than given."""
        self.high[rows] = np.minimum(self.high[rows], until)


class WholePart(NamedTuple):
    """`factor * floor((rate * x + rest) / divisor)`."""

    factor: Whole
    rate: Whole
    rest: Whole
    divisor: Whole

    def at(self, x: Whole) -> Whole:
        """Its value at a figure."""
        return self.factor * ((self.rate * x + self.rest) // self.divisor)


_NOTHING: Final = WholePart(0, 0, 0, 1)


class _Curves:
    """Carries out the primitives on curves."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        if any(isinstance(operand, Interval) for operand in operands):
            return Interval.operand_kind.apply(name, plain, operands)
        operation = getattr(self, name, None)
        if operation is None:
            raise NotACurve(name)
        return operation(*operands)

    @staticmethod
    def where(condition: Flags, yes: object, no: object) -> Curve:
        ground = yes.ground if isinstance(yes, Curve) else no.ground  # type: ignore[attr-defined]
        a, b = Curve.of(ground, yes), Curve.of(ground, no)
        parts = tuple(
            WholePart(*(_chosen(condition, x, y) for x, y in zip(one, other, strict=True)))
            for one, other in zip_longest(a.parts, b.parts, fillvalue=_NOTHING)
        )
        return Curve(ground, _chosen(condition, a.slope, b.slope), _chosen(condition, a.start, b.start), parts)

    def smaller(self, a: Any, b: Any) -> Curve:
        return self.where(a <= b, a, b)

    def larger(self, a: Any, b: Any) -> Curve:
        return self.where(a >= b, a, b)

    def floor0(self, value: Curve) -> Curve:
        return self.where(value.not_negative(), value, 0)

    @staticmethod
    def round_div(numerator: Any, denominator: Any, rounding: Rounding) -> Curve:
        given: Curve = numerator if isinstance(numerator, Curve) else Curve(denominator.ground, 0, numerator)
        divisor = denominator.fixed() if isinstance(denominator, Curve) else denominator
        least = int(np.min(divisor, initial=1))
        if least <= 0:
            raise not_positive(least)
        return given.divided(divisor, rounding)


class Curve:
    """For each row, an amount as a function of the figure on the row's stretch.

    Args:
        ground: the rows' stretches.
        slope: how much it grows with each step of the figure.
        start: its value at a figure of 0, without the whole parts.
        parts: what roundings add.

    Examples:
        >>> ground = Ground(np.array([0, 0]), np.array([1000, 1000]))
        >>> standard = Curve(ground, 1, 0)
        >>> from povertykit.arithmetic import floor0
        >>> gap = floor0(standard * np.array([2, 3]) - np.array([500, 9000]))
        >>> gap.at(ground.low).tolist(), ground.high.tolist()    # no gap until there
        ([0, 0], [249, 1000])
    """

    operand_kind: Final = _Curves()
    __array_ufunc__ = None  # let our reflected operators decide when the other side is an array
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("ground", "parts", "slope", "start")

    def __init__(self, ground: Ground, slope: Whole, start: Whole, parts: tuple[WholePart, ...] = ()) -> None:
        self.ground: Ground = ground
        self.slope: Whole = slope
        self.start: Whole = start
        self.parts: tuple[WholePart, ...] = parts

    @classmethod
    def of(cls, ground: Ground, value: object) -> Curve:
        """A value as a curve; one that does not hang on the figure stays what it is everywhere."""
        return value if isinstance(value, Curve) else cls(ground, 0, value)

    def at(self, x: Whole) -> Whole:
        """The value of every row at a figure, or at a figure of its own for each."""
        value = self.slope * x + self.start
        for part in self.parts:
            value = value + part.at(x)
        return value

    def fixed(self) -> Whole:
        """Its value, if it hangs on the figure nowhere.

        Raises:
            NotACurve: it does.
        """
        if self.parts or np.any(self.slope):
            raise NotACurve("a product of two amounts, or a division")
        return self.start

    # Operators ------------------------------------------------------------------------------------------------------

    def __neg__(self) -> Curve:
        parts = tuple(part._replace(factor=-part.factor) for part in self.parts)
        return Curve(self.ground, -self.slope, -self.start, parts)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Interval | Ratio):
            return NotImplemented
        if isinstance(other, Fraction):
            return Ratio(self, 1) + other
        if not isinstance(other, Curve):
            return Curve(self.ground, self.slope, self.start + other, self.parts)
        parts = _joined(self.parts, other.parts)
        return Curve(self.ground, self.slope + other.slope, self.start + other.start, parts)

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Interval | Ratio):
            return NotImplemented
        if isinstance(other, Fraction):
            return Ratio(self, 1) * other
        if isinstance(other, Curve):
            return other * self.start if self.steady() else self * other.fixed()
        _fits(self.slope, other)
        parts = tuple(part._replace(factor=part.factor * other) for part in self.parts)
        return Curve(self.ground, self.slope * other, self.start * other, parts)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __ge__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else (self - other).not_negative()

    def __gt__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else (self - other - 1).not_negative()

    def __le__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else (-self + other).not_negative()

    def __lt__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else (-self + other - 1).not_negative()

    def __eq__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else (self >= other) & (self <= other)

    def __ne__(self, other: Any) -> Any:
        return NotImplemented if isinstance(other, Interval | Ratio) else (self > other) | (self < other)

    # Decisions ------------------------------------------------------------------------------------------------------

    def steady(self) -> bool:
        """Whether it hangs on the figure in no row."""
        return not self.parts and not np.any(self.slope)

    def not_negative(self) -> Flags:
        """Whether it is 0 or more at the low end of each row; the stretch ends where that would change."""
        ground = self.ground
        yes: Flags = np.broadcast_to(self.at(ground.low) >= 0, ground.low.shape)
        if self.parts:
            self._cut_by_search(yes)
            return yes
        slope = np.broadcast_to(self.slope, yes.shape)
        turns = np.flatnonzero(np.where(yes, slope < 0, slope > 0))
        if turns.size:
            start = np.broadcast_to(self.start, yes.shape)[turns]
            pace = slope[turns]
            falling = pace < 0
            # Falling, it is 0 or more up to start // -slope; rising, below 0 up to (-start - 1) // slope.
            until = np.where(falling, start, -start - 1) // np.abs(pace)
            ground.cut(turns, until)
        return yes

    def _cut_by_search(self, yes: Flags) -> None:
        """End the stretches where the sign changes, found by halving: the curve only rises, or only falls."""
        rises, falls = self.directions()
        turns = np.flatnonzero(np.where(yes, ~rises, ~falls))
        if not turns.size:
            return
        if (apart := turns[~(rises | falls)[turns]]).size:
            self._cut_by_pace(apart)
            turns = turns[(rises | falls)[turns]]
        mine, wanted = self.take(turns), yes[turns]
        low, high = self.ground.low[turns].copy(), self.ground.high[turns].copy()  # low has the sign
        while (low < high).any():
            middle = low + (high - low + 1) // 2
            same = (mine.at(middle) >= 0) == wanted
            low, high = np.where(same, middle, low), np.where(same, high, middle - 1)
        self.ground.cut(turns, low)

    def _cut_by_pace(self, rows: Integers) -> None:
        """End the stretches where the sign could change at the earliest: roundings may push it both ways."""
        mine = self.take(rows)
        low = mine.ground.low
        pace, room = np.abs(mine.slope), np.abs(mine.at(low))
        for part in mine.parts:
            pace = pace - (-np.abs(part.factor * part.rate) // part.divisor)  # rounded up
            room = room - np.abs(part.factor)
        self.ground.cut(rows, low + np.maximum(room - 1, 0) // np.maximum(pace, 1))

    def directions(self) -> tuple[Flags, Flags]:
        """Where it surely never falls with the figure, and where it surely never rises."""
        shape = self.ground.low.shape
        rises = np.broadcast_to(self.slope >= 0, shape).copy()
        falls = np.broadcast_to(self.slope <= 0, shape).copy()
        for part in self.parts:
            pace = part.factor * part.rate
            rises &= pace >= 0
            falls &= pace <= 0
        return rises, falls

    # Roundings ------------------------------------------------------------------------------------------------------

    def divided(self, divisor: Whole, rounding: Rounding) -> Curve:
        """A division, rounded; fractions and ties go away from zero, as for ints."""
        unit = rounding.unit.value
        divisor = divisor * unit
        up = self.not_negative()
        sign: Whole = 1 if up.all() else np.where(up, 1, -1)
        more = divisor // 2 if rounding.mode is HALF_UP else divisor - 1 if rounding.mode is UP else 0
        rate, rest = self.slope * sign, self.start * sign
        if self.parts:
            inner = self._one_part(sign)
            _fits(rate, inner.divisor)
            _fits(np.abs(rest) + more, inner.divisor)
            _fits(divisor, inner.divisor)
            rate, rest = inner.rate + rate * inner.divisor, inner.rest + (rest + more) * inner.divisor
            divisor = divisor * inner.divisor
        else:
            rest = rest + more
        return Curve(self.ground, 0, 0, (WholePart(sign * unit, rate, rest, divisor),))._without_whole_steps()

    def _one_part(self, sign: Whole) -> WholePart:
        """The only whole part, taken once or not at all, so that a further division can join it."""
        part, *others = self.parts
        if others or isinstance(sign, np.ndarray) or not np.isin(part.factor, (0, 1)).all():
            raise NotACurve("a rounding of rounded amounts")
        taken = part.factor == 1
        return WholePart(1, part.rate * taken, part.rest * taken, part.divisor)

    def _without_whole_steps(self) -> Curve:
        """The same curve, with a whole part that moves in whole steps written as slope and start."""
        factor, rate, rest, divisor = self.parts[0]
        whole = rate % divisor == 0
        slope, start = factor * (rate // divisor), factor * (rest // divisor)
        if np.all(whole):
            return Curve(self.ground, slope, start)
        if not np.any(whole):
            return self
        part = WholePart(*(_chosen(whole, a, b) for a, b in zip(_NOTHING, self.parts[0], strict=True)))
        return Curve(self.ground, _chosen(whole, slope, 0), _chosen(whole, start, 0), (part,))

    # Rows -----------------------------------------------------------------------------------------------------------

    def take(self, rows: Integers) -> Curve:
        """Some of the rows; their ground is a copy."""
        ground = Ground(self.ground.low[rows], self.ground.high[rows])
        return self._each(ground, lambda value: value[rows] if isinstance(value, np.ndarray) else value)

    def spread(self, owner: Integers, ground: Ground) -> Curve:
        """A household's value for each of its parts."""
        return self._each(ground, lambda value: value[owner] if isinstance(value, np.ndarray) else value)

    def total(self, part: Part, ground: Ground) -> Curve:
        """The sum over each household's parts."""
        size = part.rows.size

        def whole(value: Whole) -> Whole:
            return value if isinstance(value, np.ndarray) else np.full(size, value, np.int64)

        slope, start = part.total(whole(self.slope)), part.total(whole(self.start))
        parts: list[WholePart] = []
        counts = np.diff(part.offsets)
        for each in self.parts:
            columns = [whole(value) for value in each]
            for place in range(int(counts.max(initial=0))):  # the first part of every household, the second …
                households = np.flatnonzero(counts > place)
                chosen = part.offsets[households] + place
                summed = [np.zeros(counts.size, np.int64) for _ in range(3)] + [np.ones(counts.size, np.int64)]
                for target, column in zip(summed, columns, strict=True):
                    target[households] = column[chosen]
                if summed[0].any():
                    parts.append(WholePart(*summed))
        return Curve(ground, slope, start, tuple(parts))

    def _each(self, ground: Ground, change: Callable[[Whole], Whole]) -> Curve:
        parts = tuple(WholePart(*map(change, part)) for part in self.parts)
        return Curve(ground, change(self.slope), change(self.start), parts)


def _joined(parts: tuple[WholePart, ...], others: tuple[WholePart, ...]) -> tuple[WholePart, ...]:
    """The whole parts of a sum; those that differ only in their factor are one."""
    joined = list(parts)
    for other in others:
        for place, part in enumerate(joined):
            if all(a is b or np.array_equal(a, b) for a, b in zip(part[1:], other[1:], strict=True)):
                joined[place] = part._replace(factor=part.factor + other.factor)
                break
        else:
            joined.append(other)
    return tuple(part for part in joined if np.any(part.factor))


def _chosen(condition: Flags, yes: Whole, no: Whole) -> Whole:
    """`yes` or `no` for each row; one int where they are the same for all."""
    if isinstance(yes, int) and isinstance(no, int) and yes == no:
        return yes
    if isinstance(no, int) and no == 0 and isinstance(yes, np.ndarray):
        return yes * condition
    chosen: Whole = np.where(condition, yes, no)
    return chosen


def _fits(a: Whole, b: Whole) -> None:
    """Give up where a product could leave 64 bits."""
    sizes = [max(abs(float(np.max(each, initial=0))), abs(float(np.min(each, initial=0)))) for each in (a, b)]
    if sizes[0] * sizes[1] > _MOST:
        raise NotACurve("amounts too large for a curve")
