"""Traced operands: a rule run on them leaves the record that is its explanation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar, Final, TypeAlias

from povertykit.arithmetic import Ratio
from povertykit.derivation import OPERATORS, Input, Node, Unit, code_of
from povertykit.money import Rounding
from povertykit.policy.interval import Interval

__all__ = ["Traced", "Tracer"]


class Tracer:
    """Collects the nodes of one rule's run.

    Attributes:
        nodes: the record so far.
        words: for the operands that are one of a closed list, the words (English, Chinese) of each code, by node.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.words: dict[int, Mapping[int, tuple[str, str]]] = {}

    def given(
        self, value: object, unit: Unit, source: Input, words: Mapping[int, tuple[str, str]] | None = None
    ) -> Traced:
        """An operand that the rule is handed, with the words of its codes where it has some."""
        operand = self._note("input", (), value, unit, source, "")
        if words:
            self.words[operand.index] = words
        return operand

    def noted(
        self, operation: str, operands: tuple[Traced, ...], value: object, unit: Unit, rounding: str = ""
    ) -> Traced:
        """The result of an operation on earlier ones."""
        return self._note(operation, tuple(operand.index for operand in operands), value, unit, None, rounding)

    def _note(
        self, operation: str, operands: tuple[int, ...], value: Any, unit: Unit, source: Input | None, rounding: str
    ) -> Traced:
        low, high = _ends(value)
        denominator = lcm(low.denominator, high.denominator)
        ends = (int(low * denominator), int(high * denominator))
        self.nodes.append(Node(operation, operands, *ends, denominator, unit, source, rounding))
        return Traced(self, len(self.nodes) - 1, value, unit)


def _ends(value: Any) -> tuple[Fraction, Fraction]:
    """The least and the greatest that a value may be."""
    if isinstance(value, Ratio):
        low, high = _ends(value.numerator)
        return low / value.denominator, high / value.denominator
    if isinstance(value, Interval):
        return Fraction(value.low), Fraction(value.high)
    return Fraction(value), Fraction(value)


class _Tracing:
    """Carries out the primitives on traced operands: on their values, noting what was done."""

    whole_primitives = True

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        tracer = next(operand.tracer for operand in operands if isinstance(operand, Traced))
        rounding = next((operand for operand in operands if isinstance(operand, Rounding)), None)
        unit = _unit_of(name, operands)
        traced = tuple(_constant(tracer, operand, unit) for operand in operands if not isinstance(operand, Rounding))
        values = [operand.value for operand in traced]
        if name == "times" and rounding is not None:
            value = plain(*values, rounding=rounding)
        elif rounding is not None:
            value = plain(*values, rounding)
        else:
            value = plain(*values)
        if (
            name == "rounded"
            and type(value) is type(values[0])
            and not isinstance(value, Interval)
            and value == values[0]
        ):
            return traced[0]  # nothing was rounded, so nothing is told
        code = code_of(rounding) if rounding else ""
        return tracer.noted(name, traced, value, unit, code)


def _unit_of(name: str, operands: tuple[object, ...]) -> Unit:
    if name in ("negate", "between", "product_at_least"):
        return Unit.FLAG
    chosen = operands[1:] if name == "where" else operands
    units = [operand.unit for operand in chosen if isinstance(operand, Traced)]
    return Unit.AMOUNT if Unit.AMOUNT in units else units[0] if units else Unit.COUNT


def _constant(tracer: Tracer, operand: object, unit: Unit, beside: int | None = None) -> Traced:
    """A literal in a rule's body, noted as a constant; beside a category, in the category's words."""
    if isinstance(operand, Traced):
        return operand
    if isinstance(operand, Fraction):
        unit = Unit.RATE
    elif unit not in (Unit.AMOUNT, Unit.DAY) or operand != 0:
        unit = Unit.FLAG if isinstance(operand, bool) else Unit.COUNT
    text = str(operand)
    words = tracer.words.get(beside, {}) if beside is not None and isinstance(operand, int) else {}
    en, zh = words.get(operand, (text, text)) if isinstance(operand, int) else (text, text)
    return tracer.given(operand, unit, Input(text, "constant", en, zh))


Operator: TypeAlias = "Callable[[Traced, object], Traced]"


def _operator(name: str, unit: Unit | None, reflected: bool = False) -> Callable[[Traced, object], Traced]:
    """The method for one operator; `unit` None keeps the unit of the operands."""

    def method(self: Traced, other: object) -> Traced:
        mine, theirs = self, _constant(self.tracer, other, self.unit, self.index)
        first, second = (theirs, mine) if reflected else (mine, theirs)
        value = OPERATORS[name](first.value, second.value)
        kind = unit or _combined(name, first.unit, second.unit)
        return self.tracer.noted(name, (first, second), value, kind)

    return method


def _combined(name: str, first: Unit, second: Unit) -> Unit:
    if name == "subtract" and first is Unit.DAY and second is Unit.DAY:
        return Unit.COUNT
    for unit in (Unit.AMOUNT, Unit.RATE, Unit.DAY):
        if unit in (first, second):
            return unit
    return first


class Traced:
    """An operand that remembers how it came about.

    Args:
        tracer: where the record is kept.
        index: its node there.
        value: the plain value (an int, bool or Fraction; an interval where a fact is missing).
        unit: what the value is.
    """

    operand_kind: Final = _Tracing()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("index", "tracer", "unit", "value")

    def __init__(self, tracer: Tracer, index: int, value: object, unit: Unit) -> None:
        self.tracer: Tracer = tracer
        self.index: int = index
        self.value: object = value
        self.unit: Unit = unit

    def __bool__(self) -> bool:
        raise TypeError("a traced operand is neither true nor false; a rule chooses with where(...)")

    def __neg__(self) -> Traced:
        return self.tracer.noted("minus", (self,), -self.value, self.unit)  # type: ignore[operator]

    __add__: Operator = _operator("add", None)
    __radd__: Operator = _operator("add", None, reflected=True)
    __sub__: Operator = _operator("subtract", None)
    __rsub__: Operator = _operator("subtract", None, reflected=True)
    __mul__: Operator = _operator("multiply", None)
    __rmul__: Operator = _operator("multiply", None, reflected=True)
    __lt__: Operator = _operator("below", Unit.FLAG)
    __le__: Operator = _operator("at_most", Unit.FLAG)
    __gt__: Operator = _operator("above", Unit.FLAG)
    __ge__: Operator = _operator("at_least", Unit.FLAG)
    __eq__: Operator = _operator("equal", Unit.FLAG)  # type: ignore[assignment]
    __ne__: Operator = _operator("unequal", Unit.FLAG)  # type: ignore[assignment]
    __and__: Operator = _operator("and", Unit.FLAG)
    __rand__: Operator = _operator("and", Unit.FLAG, reflected=True)
    __or__: Operator = _operator("or", Unit.FLAG)
    __ror__: Operator = _operator("or", Unit.FLAG, reflected=True)
