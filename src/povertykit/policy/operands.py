"""What a rule's argument accepts when the rule is called by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, cast

from povertykit.amounts import shown
from povertykit.arithmetic import INT64_MAX, INT64_MIN, Ratio
from povertykit.dates import day_number
from povertykit.decision import Unit, Verdict
from povertykit.errors import InvalidInput
from povertykit.models import MODEL_OF, AtMost, FieldSpec
from povertykit.money import Fen, Rounding
from povertykit.policy.interval import Interval

__all__ = ["BLOCK", "MILLION", "MOST_OF_A_RULE", "Argument", "Bounds", "bounds_of", "check_orders", "one_length"]

BLOCK: Final = 65_536
"""Rows of a register that are computed together; sums over a block must fit int64 too."""
MOST_OF_A_RULE: Final = INT64_MAX // BLOCK
"""No rule's result is larger: a policy is made only where a block's sum of it fits 64-bit integers."""
MILLION: Final = 1_000_000
"""What a rate's bounds, and its values in a register, are over."""
_WORDS: Final = {
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
    unknown: tuple[int, int] | None = None
    """What it may be where it is not known, for another rule's result, which has no bounds of its own."""


def bounds_of(spec: FieldSpec) -> Bounds:
    """The bounds that a fact's model sets."""
    return Bounds(*spec.ends, f"{MODEL_OF[spec.entity].__name__}.{spec.name}")


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
        return Fraction(end, MILLION) if self.unit is Unit.RATE else end

    def accept(self, value: object, rule: str) -> tuple[object, int | None]:
        """The value as an operand, and the length of an array.

        Raises:
            InvalidInput: the wrong kind of value, or outside the bounds.
        """
        if type(value).__module__ == "numpy":
            if getattr(value, "ndim", 0):
                return self._accept_array(value, rule)
            value = self._one(value, rule)
        if isinstance(value, Ratio) and self.unit in (Unit.RATE, Unit.AMOUNT):
            return value, self._ratio_size(value, rule)
        if value is None and self.unit is not None:
            return self._anything(), None
        typed = self._typed(value)
        exact = type(typed) is Fraction and self.unit is Unit.AMOUNT  # a figure that a rule rounds later
        if not (exact or type(typed) is self.plain) or not (self.unbounded or self.low <= typed <= self.high):
            raise self._refused(shown(value), rule)
        return typed, None

    def _typed(self, value: object) -> Any:
        """The value as the operand's own type, if it is of a type that stands for it."""
        whole = isinstance(value, int) and not isinstance(value, bool | Verdict)
        if self.unit is Unit.DAY and isinstance(value, date) and not isinstance(value, datetime):
            return day_number(value)
        if self.unit is Unit.FLAG and isinstance(value, Verdict) and value is not Verdict.UNKNOWN:
            return value is Verdict.MET
        if self.unit is Unit.RATE and whole and not isinstance(value, Fen):
            return Fraction(cast("int", value))
        if self.unit is Unit.AMOUNT and isinstance(value, Fraction) and value.denominator == 1:
            return value.numerator
        if whole and self.plain is int and (self.unit is Unit.AMOUNT or not isinstance(value, Fen)):
            return int(cast("int", value))
        return value

    def possible(self) -> Interval | Ratio | object:
        """All that it may be before anything is given; a figure or a rounding as it stands."""
        stands = self.unit is not Unit.CATEGORY and self.bounds is not None and self.bounds.constant is not None
        return self.bounds.constant if stands and self.bounds is not None else self._anything()

    def _anything(self) -> Interval | Ratio:
        """All that a value which is not known may be."""
        if self.unit is Unit.FLAG:
            return Interval(False, True)
        bounds = self.bounds or Bounds(-MOST_OF_A_RULE, MOST_OF_A_RULE)
        known = Interval(*(bounds.unknown or (bounds.low, bounds.high)))
        return Ratio(known, MILLION) if self.unit is Unit.RATE else known

    def _one(self, value: Any, rule: str) -> object:
        """A NumPy scalar as Python's own."""
        if value.dtype.kind == "M":
            day: object = value.astype("datetime64[D]").item()
            if day is None or value != value.astype("datetime64[D]"):
                raise self._refused(shown(value), rule)
            return day
        if value.dtype.kind not in "biu":
            raise self._refused(shown(value), rule)
        one: object = value.item()
        return one

    def _ratio_size(self, value: Ratio, rule: str) -> int:
        """The length of exact rationals given as an int64 array over one denominator."""
        import numpy as np

        array: Any = value.numerator
        if not isinstance(array, np.ndarray) or array.ndim != 1 or array.dtype != np.int64:
            raise self._refused(shown(value), rule)
        wrong = np.flatnonzero((value < self.low) | (value > self.high))
        if wrong.size:
            first = Fraction(int(array[wrong[0]]), value.denominator)
            raise self._refused(f"{first} at index {wrong[0]} ({wrong.size} such)", rule)
        return array.size

    def _accept_array(self, value: Any, rule: str) -> tuple[object, int]:
        import numpy as np

        array = np.asarray(value)
        if array.ndim != 1:
            raise self._refused(f"an array of {array.ndim} dimensions", rule)
        if self.unit is Unit.DAY and array.dtype.kind == "M":
            days = array.astype("datetime64[D]")
            if (wrong := np.flatnonzero(days != array)).size:  # NaT is unequal to itself
                raise self._refused(f"{array[wrong[0]]} at index {wrong[0]} ({wrong.size} such)", rule)
            array = days.astype(np.int64)
        wanted = "b" if self.unit is Unit.FLAG else "iu"
        if self.unit in (None, Unit.RATE) or array.dtype.kind not in wanted:
            raise self._refused(f"an array of {array.dtype}", rule)
        if self.unit is not Unit.FLAG:
            if array.dtype == np.uint64 and array.size and int(array.max()) > INT64_MAX:
                raise self._refused(str(array.max()), rule)
            array = array.astype(np.int64, copy=False)
            if array.size and (array.min() < self.low or array.max() > self.high):
                wrong = np.flatnonzero((array < self.low) | (array > self.high))
                raise self._refused(f"{array[wrong[0]]} at index {wrong[0]} ({wrong.size} such)", rule)
        return array, array.size

    def enclose(self, value: object) -> object:
        """The value as an interval of all that an array holds, for the proof that nothing overflows."""
        if isinstance(value, Ratio):
            return Ratio(self.enclose(value.numerator), value.denominator)
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


def one_length(sizes: Mapping[str, int], where_: str) -> int:
    """The one length that all arrays have."""
    if len(set(sizes.values())) > 1:
        given = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise InvalidInput(f"arrays of different lengths: {given}", field=where_, allowed="arrays of one length")
    return next(iter(sizes.values()))


def check_orders(orders: Iterable[AtMost], values: Mapping[str, Any], where_: str) -> None:
    """Refuse facts that their model would refuse together, such as more persons covered than there are."""
    for order in orders:
        lesser, greater = values.get(order.lesser), values.get(order.greater)
        if lesser is None or greater is None or isinstance(lesser, Interval) or isinstance(greater, Interval):
            continue
        if lesser is greater and not order.strict:
            continue
        broken: Any = lesser >= greater if order.strict else lesser > greater
        if not (broken if isinstance(broken, bool) else broken.any()):
            continue
        relation = "is not below" if order.strict else "is above"
        place = "" if isinstance(broken, bool) else f" at index {broken.argmax()} ({broken.sum()} such)"
        raise InvalidInput(f"{order.lesser} {relation} {order.greater}{place}", field=where_, source="the facts' model")
