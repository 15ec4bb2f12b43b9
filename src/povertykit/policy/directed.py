"""Directed operands: which way a rule's result goes when one figure rises, whatever the facts.

A rule is run once on operands that know between which bounds they lie and between which bounds they change when the
figure rises by one step. A result whose change is never below nothing never falls as the figure rises: that is a proof
for every household that there can be, and it is what lets a budget be solved by halving.

Each operand is also written as a sum of multiples of what it was made from, so that what cancels out cancels out
(`limit - smaller(limit, cap)`), and a condition remembers what holds where it is true and where it is false, so that a
choice between two values is seen to rise where one takes over from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Final, NamedTuple, TypeAlias

from povertykit import arithmetic
from povertykit.arithmetic import Ratio
from povertykit.derivation import OPERATORS
from povertykit.policy.directions import FLAG, NOTHING, DirectedKind, Span

__all__ = ["Book", "Directed", "Form", "Loss"]

_MOST_TERMS: Final = 40
_STEP: Final = Span(1, 1)
_APART: Final = "joins a value that rises with it and one that falls"
_MULTIPLIES: Final = "multiplies two values that go two ways with it, or one that may be below zero"
_COMPARES: Final = "compares two values that both change with it"
_EQUALS: Final = "asks whether a value that changes with it is equal to another"
_CONDITIONS: Final = "joins a condition that becomes true as it rises and one that becomes false"

Form: TypeAlias = Mapping[int, int]
"""How often each part stands in a sum, by the part's place in its book."""


class Loss(NamedTuple):
    """Where it stops being known which way a value goes.

    Attributes:
        rule: the rule that was being run.
        step: what it does there.
    """

    rule: str
    step: str


class _Part(NamedTuple):
    """What no sum describes further: a fact, a product, a rounding, a choice."""

    bounds: Span
    change: Span
    loss: Loss | None


class Book:
    """Where the parts of directed operands are kept, each once.

    Attributes:
        parts: the parts, by their places.
        rule: the rule that is being run, to be named where a direction is lost.

    Examples:
        >>> book = Book()
        >>> standard = book.figure(5_000, 150_000)
        >>> persons, income = book.fact("persons", 1, 50), book.fact("household_income", 0, 10**9)
        >>> gap = arithmetic.floor0(standard * persons - income)
        >>> gap.rises, gap.falls
        (True, False)
        >>> arithmetic.where(income < standard, standard - income, 0).rises
        True
        >>> arithmetic.where(income < standard, persons, 5).loss.step
        'chooses by a condition that turns with it, and may then take the smaller value or the larger one'
    """

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self.rule: str = ""
        self._places: dict[tuple[object, ...], int] = {}

    def figure(self, low: int, high: int) -> Directed:
        """The figure itself, which rises by one each step."""
        return self.part(("figure",), Span(low, high), _STEP)

    def fact(self, name: object, low: int, high: int) -> Directed:
        """What does not hang on the figure, and may be anything between two ends (False and True for flags)."""
        return self.part(("fact", name), Span(int(low), int(high)), NOTHING, flag=isinstance(low, bool))

    def of(self, value: object) -> Directed:
        """A value as a directed one; a number does not hang on the figure."""
        if isinstance(value, Directed):
            return value
        assert isinstance(value, int), f"{value!r} is no whole number or flag"
        return Directed(self, {}, int(value), flag=isinstance(value, bool))

    def lost(self, step: str) -> Loss:
        """A loss in the rule that is being run."""
        return Loss(self.rule, step)

    def part(
        self,
        key: tuple[object, ...],
        bounds: Span,
        change: Span,
        loss: Loss | None = None,
        *,
        flag: bool = False,
        if_true: tuple[Directed, ...] = (),
        if_false: tuple[Directed, ...] = (),
    ) -> Directed:
        """What an operation gives, of which no sum is known; the same one wherever it is made again.

        Args:
            key: the operation and its operands.
            bounds: all that it may be.
            change: all that a step of the figure may add to it.
            loss: where its direction is lost, if it has none.
            flag: whether it is a flag, false 0 and true 1.
            if_true: what is 0 or more wherever the flag is true.
            if_false: what is 0 or more wherever it is false.
        """
        if bounds.low == bounds.high:
            return Directed(self, {}, bounds.low, flag=flag)
        if key not in self._places:
            reach = bounds.high - bounds.low
            change = change.within(Span(-reach, reach))
            self._places[key] = len(self.parts)
            self.parts.append(_Part(bounds, change, loss if change.low < 0 < change.high else None))
        return Directed(self, {self._places[key]: 1}, 0, flag=flag, if_true=if_true, if_false=if_false)

    def sum(self, form: Form, constant: int) -> tuple[Span, Span]:
        """The bounds of a sum, and of its change."""
        bounds, change = Span(constant, constant), NOTHING
        for place, often in form.items():
            part, factor = self.parts[place], Span(often, often)
            bounds, change = bounds.plus(part.bounds.times(factor)), change.plus(part.change.times(factor))
        return bounds, change


class _Operators:
    """The operators on two directed operands."""

    @staticmethod
    def add(a: Directed, b: Directed) -> Directed:
        form = dict(a.form)
        for place, often in b.form.items():
            form[place] = form.get(place, 0) + often
        form = {place: often for place, often in form.items() if often}
        bounds, change = a.bounds.plus(b.bounds), a.change.plus(b.change)
        if len(form) > _MOST_TERMS:
            key = ("sum", a.constant + b.constant, *sorted(form.items()))
            return a.book.part(key, bounds, change, a.loss or b.loss or a.book.lost(_APART))
        return Directed(a.book, form, a.constant + b.constant).known(bounds, change)

    @staticmethod
    def subtract(a: Directed, b: Directed) -> Directed:
        return _Operators.add(a, -b)

    @staticmethod
    def multiply(a: Directed, b: Directed) -> Directed:
        if not a.form or not b.form:
            return b.scaled(a.constant) if not a.form else a.scaled(b.constant)
        change = b.bounds.times(a.change).plus(a.bounds.times(b.change))  # a'b' - ab = b'(a' - a) + a(b' - b)
        loss = a.loss or b.loss or a.book.lost(_MULTIPLIES)
        return a.book.part(("product", *sorted([a.key, b.key])), a.bounds.times(b.bounds), change, loss)

    @staticmethod
    def at_least(a: Directed, b: Directed) -> Any:
        gap = a.minus(b)
        if gap.low >= 0 or gap.high < 0:
            return gap.low >= 0
        change = Span(0 if gap.rises else -1, 0 if gap.falls else 1)
        key, loss = ("at_least", gap.key), gap.loss or a.book.lost(_COMPARES)
        return a.book.part(key, FLAG, change, loss, flag=True, if_true=(gap,), if_false=((-gap).minus(1),))

    @staticmethod
    def above(a: Directed, b: Directed) -> Any:
        return _Operators.at_least(a.minus(1), b)

    @staticmethod
    def at_most(a: Directed, b: Directed) -> Any:
        return _Operators.at_least(b, a)

    @staticmethod
    def below(a: Directed, b: Directed) -> Any:
        return _Operators.at_least(b.minus(1), a)

    @staticmethod
    def equal(a: Directed, b: Directed) -> Any:
        gap = a.minus(b)
        if gap.low > 0 or gap.high < 0 or not gap.form:
            return gap.low == gap.high == 0
        key, loss = ("equal", min(gap.key, (-gap).key)), gap.loss or a.book.lost(_EQUALS)
        change = NOTHING if gap.steady else Span(-1, 1)
        return a.book.part(key, FLAG, change, loss, flag=True, if_true=(gap, -gap))

    @staticmethod
    def unequal(a: Directed, b: Directed) -> Any:
        return arithmetic.negate(_Operators.equal(a, b))

    @staticmethod
    def both(a: Directed, b: Directed) -> Directed:
        if not a.form or not b.form:
            fixed, other = (b, a) if a.form else (a, b)
            return other if fixed.constant else Directed(a.book, {}, 0, flag=True)
        if a.key == b.key:
            return a
        loss = a.loss or b.loss or a.book.lost(_CONDITIONS)
        key = ("and", *sorted([a.key, b.key]))
        return a.book.part(key, FLAG, a.change.hull(b.change), loss, flag=True, if_true=a.if_true + b.if_true)

    @staticmethod
    def either(a: Directed, b: Directed) -> Directed:
        return _Operators.both(a.opposite(), b.opposite()).opposite()


_CARRIED_OUT: Final[Mapping[str, Callable[[Directed, Directed], Any]]] = {
    "add": _Operators.add,
    "subtract": _Operators.subtract,
    "multiply": _Operators.multiply,
    "below": _Operators.below,
    "at_most": _Operators.at_most,
    "above": _Operators.above,
    "at_least": _Operators.at_least,
    "equal": _Operators.equal,
    "unequal": _Operators.unequal,
    "and": _Operators.both,
    "or": _Operators.either,
}

Operator: TypeAlias = "Callable[[Directed, object], Any]"


def _operator(name: str, reflected: bool = False) -> Callable[[Directed, object], Any]:
    plain, carried_out = OPERATORS[name], _CARRIED_OUT[name]

    def method(self: Directed, other: object) -> Any:
        if isinstance(other, Fraction):
            mine = Ratio(self, 1)
            return plain(other, mine) if reflected else plain(mine, other)
        if not isinstance(other, Directed | int):
            return NotImplemented  # an interval or a ratio: its own reflected operator knows the way
        theirs = self.book.of(other)
        return carried_out(theirs, self) if reflected else carried_out(self, theirs)

    return method


class Directed:
    """A value that hangs on a figure: its bounds, the bounds of its change in one step, and the sum that it is.

    Args:
        book: where its parts are kept.
        form: how often each part stands in it.
        constant: what is added to them.
        flag: whether it is a flag, false 0 and true 1.
        if_true: what is 0 or more wherever the flag is true.
        if_false: what is 0 or more wherever it is false.

    Attributes:
        bounds: all that it may be.
        change: all that a step of the figure may add to it.
        loss: where its direction was lost; None where it only rises or only falls.
    """

    operand_kind: Final = DirectedKind()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("book", "bounds", "change", "constant", "form", "if_false", "if_true", "is_flag", "loss")

    def __init__(
        self,
        book: Book,
        form: Form,
        constant: int,
        *,
        flag: bool = False,
        if_true: tuple[Directed, ...] = (),
        if_false: tuple[Directed, ...] = (),
    ) -> None:
        self.book: Book = book
        self.form: Form = form
        self.constant: int = constant
        self.is_flag: bool = flag
        self.if_true: tuple[Directed, ...] = if_true
        self.if_false: tuple[Directed, ...] = if_false
        bounds, change = book.sum(form, constant)
        self.bounds: Span = bounds
        self.change: Span = change
        self.loss: Loss | None = self._loss()

    def known(self, bounds: Span, change: Span) -> Directed:
        """The same value, with bounds that are known beside those of its sum."""
        self.bounds, self.change = self.bounds.within(bounds), self.change.within(change)
        self.loss = self._loss()
        return self

    def scaled(self, factor: int) -> Directed:
        """So many times the value."""
        if factor == 0:
            return Directed(self.book, {}, 0)
        often = Span(factor, factor)
        made = Directed(self.book, {place: n * factor for place, n in self.form.items()}, self.constant * factor)
        return made.known(self.bounds.times(often), self.change.times(often))

    def plus(self, other: Directed | int) -> Directed:
        """The sum, written as one."""
        return _Operators.add(self, self.book.of(other))

    def minus(self, other: Directed | int) -> Directed:
        """The difference, written as one."""
        return _Operators.subtract(self, self.book.of(other))

    def opposite(self) -> Directed:
        """A flag's opposite."""
        form = {place: -often for place, often in self.form.items()}
        return Directed(self.book, form, 1 - self.constant, flag=True, if_true=self.if_false, if_false=self.if_true)

    def _loss(self) -> Loss | None:
        if not self.change.low < 0 < self.change.high:
            return None
        losses = [self.book.parts[place].loss for place in self.form]
        return next((loss for loss in losses if loss is not None), self.book.lost(_APART))

    @property
    def low(self) -> int:
        """The least that it may be."""
        return self.bounds.low

    @property
    def high(self) -> int:
        """The most that it may be."""
        return self.bounds.high

    @property
    def rises(self) -> bool:
        """Whether it surely never falls as the figure rises."""
        return self.change.low >= 0

    @property
    def falls(self) -> bool:
        """Whether it surely never rises as the figure rises."""
        return self.change.high <= 0

    @property
    def steady(self) -> bool:
        """Whether it surely does not hang on the figure."""
        return self.change == NOTHING

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from any other value of its book."""
        return (self.constant, *sorted(self.form.items()))

    def __repr__(self) -> str:
        return f"Directed({tuple(self.bounds)}, change={tuple(self.change)})"

    def __bool__(self) -> bool:
        raise TypeError("a directed value is neither true nor false; a rule chooses with where(...)")

    def __neg__(self) -> Directed:
        return self.scaled(-1)

    __add__: Operator = _operator("add")
    __radd__: Operator = _operator("add", reflected=True)
    __sub__: Operator = _operator("subtract")
    __rsub__: Operator = _operator("subtract", reflected=True)
    __mul__: Operator = _operator("multiply")
    __rmul__: Operator = _operator("multiply", reflected=True)
    __lt__: Operator = _operator("below")
    __le__: Operator = _operator("at_most")
    __gt__: Operator = _operator("above")
    __ge__: Operator = _operator("at_least")
    __eq__: Operator = _operator("equal")
    __ne__: Operator = _operator("unequal")
    __and__: Operator = _operator("and")
    __rand__: Operator = _operator("and", reflected=True)
    __or__: Operator = _operator("or")
    __ror__: Operator = _operator("or", reflected=True)
