"""Symbols: operands that stand for a column, so that a rule run on them leaves what it computes, not a value.

A rule has no branches and no loops, so that one run on symbols writes down all of it, with the figures and readings of
a policy put in. What is written down is then said in another language: as one loop over scalars
(`povertykit.scenarios.fused`), or as expressions that an engine of frames carries out (`povertykit.adapters.native`).
Each symbol knows between which bounds its value lies, by the same intervals that prove a policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final, TypeAlias

from povertykit.arithmetic import Ratio
from povertykit.derivation import OPERATORS
from povertykit.money import Rounding
from povertykit.policy.interval import Interval

__all__ = ["Graph", "Node", "Symbol"]

_PRIMITIVES: Final = frozenset(
    {"where", "negate", "smaller", "larger", "floor0", "round_div", "months_after", "product_at_least"}
)


@dataclass(frozen=True, slots=True)
class Node:
    """One operation.

    Attributes:
        operation: an operator's or a primitive's name; "input" for a column, "constant" for a number of a rule.
        operands: the places of the earlier nodes that it takes.
        low, high: the least and the greatest that it may come to; for a flag False and True.
        value: the name of an input, or a constant's number.
        rounding: of a division.
    """

    operation: str
    operands: tuple[int, ...]
    low: int
    high: int
    value: object = None
    rounding: Rounding | None = None

    @property
    def is_flag(self) -> bool:
        """Whether it is a flag, and not a number."""
        return isinstance(self.low, bool)


class Graph:
    """What rules compute from their columns: the operations in order, each once, however often it is used."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._places: dict[tuple[object, ...], int] = {}

    def column(self, name: str, low: int, high: int) -> Symbol:
        """The symbol of a column whose values lie between two bounds (False and True for flags)."""
        return self._symbol(Node("input", (), low, high, name))

    def place(self, operand: object) -> int:
        """The place of an operand of a rule; a plain number gets one of its own."""
        if isinstance(operand, Symbol):
            return operand.place
        assert isinstance(operand, int), f"{operand!r} is no whole number or flag"
        return self._symbol(Node("constant", (), operand, operand, operand)).place

    def done(self, operation: str, plain: Callable[..., Any], operands: tuple[object, ...]) -> Any:
        """The result of an operation: a symbol, or the number itself where it can only be one."""
        rounding = next((operand for operand in operands if isinstance(operand, Rounding)), None)
        given = [operand for operand in operands if not isinstance(operand, Rounding)]
        if (same := _already(operation, given)) is not None:
            return same
        ends = [o.bounds if isinstance(o, Symbol) else Interval.of(o) for o in given]
        bounds = Interval.of(plain(*ends, rounding) if rounding else plain(*ends))
        if bounds.low == bounds.high:
            return bounds.low
        places = tuple(self.place(operand) for operand in given)
        return self._symbol(Node(operation, places, bounds.low, bounds.high, None, rounding))

    def _symbol(self, node: Node) -> Symbol:
        key = (node.operation, node.operands, type(node.value), node.value, node.rounding)
        if key not in self._places:
            self._places[key] = len(self.nodes)
            self.nodes.append(node)
        return Symbol(self, self._places[key])

    def behind(self, places: Iterable[int]) -> list[int]:
        """The places of everything that the given ones hang on, themselves included, in order."""
        found: set[int] = set()
        ways = list(places)
        while ways:
            if (place := ways.pop()) not in found:
                found.add(place)
                ways += self.nodes[place].operands
        return sorted(found)


def _already(operation: str, given: list[object]) -> object | None:
    """The operand that an operation would only repeat, by what is known of it."""
    first = given[0]
    if operation == "floor0" and isinstance(first, Symbol) and first.bounds.low >= 0:
        return first
    if operation == "multiply" and any(_one(one, 1) for one in given):
        return given[_one(first, 1)]
    if operation == "where" and _one(given[1], given[2]):
        return given[1]
    if operation in ("smaller", "larger"):
        if _one(first, given[1]):
            return first
        a, b = (o.bounds if isinstance(o, Symbol) else Interval.of(o) for o in given)
        lesser, greater = (given[0], given[1]) if a.high <= b.low else (given[1], given[0])
        if a.high <= b.low or b.high <= a.low:
            return lesser if operation == "smaller" else greater
    return None


def _one(a: object, b: object) -> bool:
    """Whether two operands are the same."""
    if isinstance(a, Symbol) and isinstance(b, Symbol):
        return a.place == b.place
    return type(a) is type(b) is int and a == b


class _Symbols:
    """Carries out the primitives on symbols; where an interval of symbols is among them, the intervals' own way."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        if any(isinstance(operand, Interval) for operand in operands):
            return Interval.operand_kind.apply(name, plain, operands)
        assert name in _PRIMITIVES, f"{name} is a primitive that symbols do not know"
        graph = next(operand.graph for operand in operands if isinstance(operand, Symbol))
        return graph.done(name, plain, operands)


Operator: TypeAlias = "Callable[[Symbol, object], Any]"


def _operator(name: str, reflected: bool = False) -> Callable[[Symbol, object], Any]:
    plain = OPERATORS[name]

    def method(self: Symbol, other: object) -> Any:
        if isinstance(other, Fraction):
            mine = Ratio(self, 1)
            return plain(other, mine) if reflected else plain(mine, other)
        if not isinstance(other, Symbol | int):
            return NotImplemented  # an interval or a ratio: its own reflected operator knows the way
        return self.graph.done(name, plain, (other, self) if reflected else (self, other))

    return method


class Symbol:
    """An operand that stands for each row's value of a column, or of what is made from columns.

    Args:
        graph: where what it computes is written down.
        place: its node there.

    Examples:
        >>> from povertykit.arithmetic import floor0
        >>> graph = Graph()
        >>> income, persons = graph.column("household_income", 0, 10**9), graph.column("persons", 1, 50)
        >>> gap = floor0(25217 * persons - income)
        >>> gap.bounds, [graph.nodes[place].operation for place in graph.behind([gap.place])]
        (Interval(0, 1260850), ['input', 'input', 'constant', 'multiply', 'subtract', 'floor0'])
    """

    operand_kind: Final = _Symbols()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("graph", "place")

    def __init__(self, graph: Graph, place: int) -> None:
        self.graph: Graph = graph
        self.place: int = place

    @property
    def bounds(self) -> Interval:
        """The least and the greatest that it may come to."""
        node = self.graph.nodes[self.place]
        return Interval(node.low, node.high)

    def __bool__(self) -> bool:
        raise TypeError("a symbol is neither true nor false; a rule chooses with where(...)")

    def __neg__(self) -> Any:
        return self.graph.done("minus", OPERATORS["minus"], (self,))

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
