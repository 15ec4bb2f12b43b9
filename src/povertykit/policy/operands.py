"""What a rule's argument accepts when the rule is called by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from povertykit.arithmetic import INT64_MAX, INT64_MIN, Ratio
from povertykit.dates import day_number
from povertykit.decision import Unit
from povertykit.errors import InvalidInput
from povertykit.money import Rounding
from povertykit.policy.interval import Interval

__all__ = ["Argument", "Bounds"]

_MOST_OF_A_RULE = INT64_MAX // 65_536
"""No rule's result is larger: a policy is made only where a block's sum of it fits 64-bit integers."""
_WORDS = {
    Unit.AMOUNT: "fen, a whole number",
    Unit.COUNT: "a whole number",
    Unit.FLAG: "True or False",
    Unit.RATE: "a Fraction",
    Unit.DAY: "a date",
    Unit.CATEGORY: "a category's code",
}


@dataclass(frozen=True)
class Bounds:
    """What is known of an argument before it is given: its bounds as ints, and its value where it is a constant."""

    low: int = INT64_MIN
    high: int = INT64_MAX
    source: str = ""
    constant: object = None


@dataclass(frozen=True)
class Argument:
    """One argument of a rule.

    Attributes:
        name: its name.
        unit: what it is; None for a `Rounding`.
        bounds: what is known of it.
    """

    name: str
    unit: Unit | None
    bounds: Bounds | None

    @cached_property
    def plain(self) -> type:
        """The Python type that needs no conversion."""
        if self.unit is None:
            return Rounding
        return {Unit.FLAG: bool, Unit.RATE: Fraction}.get(self.unit, int)

    @cached_property
    def unbounded(self) -> bool:
        """Whether any value of the plain type will do."""
        return self.unit in (None, Unit.FLAG)

    @cached_property
    def low(self) -> Any:
        """The least value, comparable with `plain`."""
        return self._end(self.bounds.low if self.bounds else INT64_MIN)

    @cached_property
    def high(self) -> Any:
        """The greatest value."""
        return self._end(self.bounds.high if self.bounds else INT64_MAX)

    def _end(self, end: int) -> Any:
        return Fraction(end, 1_000_000) if self.unit is Unit.RATE else end

    def accept(self, value: object, rule: str) -> tuple[object, bool]:
        """The value as an operand, and whether it is an array.

        Raises:
            InvalidInput: the wrong kind of value, or outside the bounds.
        """
        if type(value).__module__ == "numpy":
            return self._accept_array(value, rule)
        if isinstance(value, Ratio | Interval):
            return value, not isinstance(value, Interval)
        if value is None and self.unit is not None:
            if self.bounds is None and self.unit is not Unit.FLAG:
                return Interval(-_MOST_OF_A_RULE, _MOST_OF_A_RULE), False
            low, high = (False, True) if self.unit is Unit.FLAG else (self.low, self.high)
            return Interval(low, high), False
        if isinstance(value, date) and not isinstance(value, datetime) and self.unit is Unit.DAY:
            value = day_number(value)
        elif self.unit is Unit.RATE and isinstance(value, int) and not isinstance(value, bool):
            value = Fraction(value)
        elif self.unit in (Unit.AMOUNT, Unit.COUNT, Unit.CATEGORY, Unit.DAY) and isinstance(value, int):
            value = int(value) if not isinstance(value, bool) else value
        elif self.unit is Unit.AMOUNT and isinstance(value, Fraction):
            return value, False  # an exact figure that a rule rounds later
        if type(value) is not self.plain or not (self.unbounded or self.low <= value <= self.high):
            raise self._refused(repr(value), rule)
        return value, False

    def _accept_array(self, value: Any, rule: str) -> tuple[object, bool]:
        import numpy as np

        array = np.asarray(value)
        if self.unit is Unit.DAY and array.dtype.kind == "M":
            array = array.astype("datetime64[D]").astype(np.int64)
        wanted = "b" if self.unit is Unit.FLAG else "iu"
        if self.unit in (None, Unit.RATE) or array.dtype.kind not in wanted:
            raise self._refused(f"an array of {array.dtype}", rule)
        if self.unit is not Unit.FLAG:
            if array.dtype == np.uint64 and array.size and int(array.max()) > INT64_MAX:
                raise self._refused(str(array.max()), rule)
            array = array.astype(np.int64, copy=False)
            if array.size:
                wrong = np.flatnonzero((array < self.low) | (array > self.high))
                if wrong.size:
                    raise self._refused(f"{array.flat[wrong[0]]} at index {wrong[0]} ({wrong.size} such)", rule)
        return array, True

    def enclose(self, value: object) -> object:
        """The value as an interval of all that an array holds, for the proof that nothing overflows."""
        if type(value).__module__ != "numpy":
            return Interval.of(value) if type(value) is int else value
        array: Any = value
        if not array.size:
            return Interval(False, True) if self.unit is Unit.FLAG else Interval(max(self.low, 1), max(self.low, 1))
        if self.unit is Unit.FLAG:
            return Interval(bool(array.all()), bool(array.any()))
        return Interval(int(array.min()), int(array.max()))

    def _refused(self, given: str, rule: str) -> InvalidInput:
        words = _WORDS[self.unit] if self.unit else "a Rounding"
        if self.unit not in (None, Unit.FLAG, Unit.RATE) and self.bounds:
            words += f" from {self.low} to {self.high}"
        source = self.bounds.source if self.bounds else ""
        return InvalidInput(f"got {given}", field=f"{rule}({self.name})", allowed=words, source=source or None)
