"""A graph of symbols said again as expressions of frames, exactly, whatever the engine does with whole numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import narwhals as nw

from povertykit.adapters.native_program import ARROW, Result
from povertykit.arithmetic import INT64_MAX
from povertykit.errors import PolicyError
from povertykit.money import HALF_UP, UP
from povertykit.policy.symbolic import Graph, Node, Symbol

__all__ = ["Writing"]

_EXACT_IN_DOUBLES: Final = 2**53
_TWICE: Final = frozenset({"smaller", "larger", "floor0", "round_div"})


@dataclass(slots=True)
class _Cell:
    """An expression, and the stage in which it can be computed."""

    expr: nw.Expr
    stage: int
    plain: bool = False


@dataclass(slots=True)
class Writing:
    """Says a graph as expressions, in stages: what is used more than once becomes a column of the next stage."""

    graph: Graph
    stages: list[dict[str, nw.Expr]]
    staged: bool
    inputs: dict[str, nw.Expr] = field(default_factory=dict)
    cells: dict[int, _Cell] = field(default_factory=dict)
    uses: dict[int, int] = field(default_factory=dict)

    def output(self, result: Result) -> tuple[nw.Expr, nw.Expr | None]:
        """A result's value and where it is open (None: nowhere), as columns of the last stage."""
        return self._column(result.value), None if result.open is False else self._column(result.open)

    def _column(self, part: Any) -> nw.Expr:
        if not isinstance(part, Symbol):
            return _literal(part)
        self._count()
        return self._kept(self.cell(part.place)).expr

    def value(self, part: Any) -> nw.Expr:
        """The expression of a symbol or of a plain number."""
        return self.cell(part.place).expr if isinstance(part, Symbol) else _literal(part)

    def _count(self) -> None:
        if not self.uses:
            for node in self.graph.nodes:
                for place in node.operands:
                    self.uses[place] = self.uses.get(place, 0) + (2 if node.operation in _TWICE else 1)

    def cell(self, place: int) -> _Cell:
        """What a node computes."""
        if place not in self.cells:
            node = self.graph.nodes[place]
            if node.operation == "constant":
                cell = _Cell(_literal(node.value), 0, plain=True)
            elif node.operation == "input":
                cell = _Cell(self.inputs[str(node.value)], 0)
            else:
                cell = self._operation(node)
            self.cells[place] = self._kept(cell) if self.uses.get(place, 0) > 1 else cell
        return self.cells[place]

    def _kept(self, cell: _Cell) -> _Cell:
        """A cell that may be used often: a column of its own."""
        if cell.plain or not self.staged:
            return cell
        while len(self.stages) <= cell.stage:
            self.stages.append({})
        name = f"_pk_{cell.stage}_{len(self.stages[cell.stage])}"
        self.stages[cell.stage][name] = cell.expr
        return _Cell(nw.col(name), cell.stage + 1, plain=True)

    def _operation(self, node: Node) -> _Cell:
        cells = [self.cell(place) for place in node.operands]
        if node.operation == "round_div":
            return self._division(node, *cells)
        made = _OPERATIONS.get(node.operation)
        if made is None:
            raise PolicyError(f"{node.operation} is nothing that engines of frames do exactly", remedy=ARROW)
        return _Cell(made(*(cell.expr for cell in cells)), max(cell.stage for cell in cells))

    def _division(self, node: Node, over: _Cell, under: _Cell) -> _Cell:
        """A rounded division of numbers of 0 or more, which all engines divide alike, the sign put back after it."""
        assert node.rounding is not None
        numerator, divisor = (self.graph.nodes[place] for place in node.operands)
        unit, mode = node.rounding.unit.value, node.rounding.mode
        most, by = max(abs(numerator.low), abs(numerator.high)), divisor.high * unit
        if most + 2 * by > INT64_MAX // 2:
            raise PolicyError(f"divides numbers up to {most}, near the end of int64", remedy=ARROW)
        signed = numerator.low < 0
        a, stage = over.expr, max(over.stage, under.stage)
        b = under.expr * unit if unit > 1 else under.expr
        size = self._kept(
            _Cell(nw.when(a < 0).then(-a).otherwise(a) if signed else a, stage, over.plain and not signed)
        )
        ahead, stage, under_all = size.expr, max(size.stage, stage), b
        if mode is HALF_UP and divisor.low == divisor.high:
            ahead = ahead + nw.lit(divisor.low * unit // 2, nw.Int64)
        elif mode is HALF_UP:  # both doubled, so that the half is whole and nothing is divided by two
            ahead, under_all = ahead * 2 + b, b * 2
        whole = self._quotient(_Cell(ahead, stage), under_all, exact=2 * most + 2 * by < _EXACT_IN_DOUBLES)
        quotient = whole.expr
        if mode is UP:
            quotient = quotient + nw.when(quotient * b < size.expr).then(_literal(1)).otherwise(_literal(0))
        quotient = quotient * unit if unit > 1 else quotient
        return _Cell(nw.when(a < 0).then(-quotient).otherwise(quotient) if signed else quotient, whole.stage)

    def _quotient(self, ahead: _Cell, b: nw.Expr, *, exact: bool) -> _Cell:
        """The whole quotient; some engines divide whole numbers as doubles, which are put right beyond 2**53."""
        a = self._kept(ahead)
        first = self._kept(_Cell((a.expr // b).cast(nw.Int64), a.stage))
        if exact:
            return first
        second = self._kept(_Cell(first.expr + ((a.expr - first.expr * b) // b).cast(nw.Int64), first.stage))
        rest = self._kept(_Cell(a.expr - second.expr * b, second.stage))
        one, none = _literal(1), _literal(0)
        more = nw.when(rest.expr >= b).then(one).otherwise(none) - nw.when(rest.expr < 0).then(one).otherwise(none)
        return self._kept(_Cell(second.expr + more, rest.stage))


def _literal(value: Any) -> nw.Expr:
    return nw.lit(value) if isinstance(value, bool) else nw.lit(int(value), nw.Int64)


_OPERATIONS: Final[dict[str, Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "minus": lambda a: -a,
    "below": lambda a, b: a < b,
    "at_most": lambda a, b: a <= b,
    "above": lambda a, b: a > b,
    "at_least": lambda a, b: a >= b,
    "equal": lambda a, b: a == b,
    "unequal": lambda a, b: a != b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "where": lambda condition, yes, no: nw.when(condition).then(yes).otherwise(no),
    "negate": lambda a: ~a,
    "smaller": lambda a, b: nw.when(a <= b).then(a).otherwise(b),
    "larger": lambda a, b: nw.when(a >= b).then(a).otherwise(b),
    "floor0": lambda a: nw.when(a > 0).then(a).otherwise(_literal(0)),
}
