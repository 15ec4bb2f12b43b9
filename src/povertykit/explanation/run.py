"""The record of one rule's run as a graph: what stands behind the result, and which steps changed nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.decision import Node, RuleTrace, Unit

__all__ = ["LEGAL", "Run"]

LEGAL: Final = ("figure", "term", "constant", "reading")
"""Where a value comes from that is no fact of the case."""


class Run:
    """One rule's record, followed back from its result.

    Attributes:
        trace: the record.
        same: for each node, the earlier one that it only repeats; itself where it does something.
        used: the inputs behind the result, those of conditions too, but not those of branches not taken.
        numbered: the steps that led to the amount, in order.
    """

    def __init__(self, trace: RuleTrace) -> None:
        self.trace: Final = trace
        self.nodes: Final = trace.nodes
        self.same: Final[list[int]] = []
        for index in range(len(self.nodes)):
            self.same.append(self._same(index))
        self.used: Final[list[int]] = []
        self.numbered: Final[list[int]] = []
        self._follow(self.result, counted=self.nodes[trace.result].unit is not Unit.FLAG)
        self.used.sort()
        self.numbered.sort()

    @property
    def result(self) -> int:
        """The node of the result, past steps that change nothing."""
        return self.same[self.trace.result]

    @property
    def outcome(self) -> Node:
        """The result."""
        return self.nodes[self.result]

    def settled(self, index: int) -> bool:
        """Whether a value is one value."""
        return self.nodes[index].low == self.nodes[index].high

    def exact(self, index: int) -> Fraction:
        """A settled value."""
        return self.nodes[index].value

    def _equal(self, one: int, other: int) -> bool:
        """Whether two nodes hold the same, both ends compared."""
        a, b = self.nodes[one], self.nodes[other]
        return (a.low * b.denominator, a.high * b.denominator) == (b.low * a.denominator, b.high * a.denominator)

    def _origin(self, index: int) -> str:
        source = self.nodes[index].input
        return source.origin if source else ""

    def _same(self, index: int) -> int:
        """The earlier node that this one only repeats; itself where it does something."""
        node = self.nodes[index]
        operands = [self.same[operand] for operand in node.operands]
        match node.operation:
            case "floor0" | "rounded" if self._equal(index, operands[0]):
                return operands[0]
            case "share" if self._equal(index, operands[0]) and self._equal(operands[1], operands[2]):
                return operands[0]
            case "smaller" | "larger":
                for one, other in (operands, operands[::-1]):
                    bound = self._origin(one) not in LEGAL and self._origin(other)
                    if bound and (not self._origin(one) or bound in LEGAL) and self._equal(index, one):
                        return one  # a bound that is not reached
            case "where" if self.settled(operands[0]) and not self.exact(operands[0]):
                category = set(self._category(operands[0]))
                if category & set(self._category_of_case(operands[2])):
                    return operands[2]  # one rung of a ladder of cases, passed by
        return index

    def _category(self, index: int) -> list[int]:
        """The category that a condition asks about, if it asks about nothing else."""
        node = self.nodes[index]
        if node.operation != "equal":
            return []
        return [operand for operand in node.operands if self.nodes[operand].unit is Unit.CATEGORY]

    def _category_of_case(self, index: int) -> list[int]:
        node = self.nodes[index]
        return self._category(node.operands[0]) if node.operation == "where" else []

    def _taken(self, index: int) -> list[int]:
        """The operands by which a choice came about: the branch taken, or both while the condition is not known."""
        condition, yes, no = (self.same[operand] for operand in self.nodes[index].operands)
        if not self.settled(condition):
            return [yes, no]
        return [yes if self.exact(condition) else no]

    def _follow(self, index: int, counted: bool) -> None:
        """Note the inputs behind a node and, where it counts, the steps."""
        node = self.nodes[index]
        if node.input is not None:
            if index not in self.used and node.input.origin != "constant":
                self.used.append(index)
            return
        self._repeated(index)
        counted = counted and node.unit is not Unit.FLAG
        if counted and index in self.numbered:
            return
        if node.operation == "where":
            self._follow(self.same[node.operands[0]], counted=False)
            operands = self._taken(index)
        else:
            operands = [self.same[operand] for operand in node.operands]
        for operand in operands:
            self._follow(operand, counted)
        if counted:
            self.numbered.append(index)

    def _repeated(self, index: int) -> None:
        """The inputs of steps that changed nothing: they were looked at all the same."""
        for other, target in enumerate(self.same):
            if target == index != other and self.nodes[other].operation != "where":
                for operand in self.nodes[other].operands:
                    if self.same[operand] != index:
                        self._follow(self.same[operand], counted=False)
