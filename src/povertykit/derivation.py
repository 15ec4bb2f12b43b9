"""Derivations: the record of each rule as it ran, and its recomputation from the recorded steps alone."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from povertykit import arithmetic, money
from povertykit.errors import MissingFact, PovertyKitError, UnknownName
from povertykit.money import Mode, Rounding, Stage

__all__ = ["OPERATORS", "Derivation", "Input", "Node", "RuleTrace", "Unit", "code_of", "rounding_of"]

OPERATORS: Final[dict[str, Callable[..., Fraction | int | bool]]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "minus": lambda value: -value,
    "below": operator.lt,
    "at_most": operator.le,
    "above": operator.gt,
    "at_least": operator.ge,
    "equal": operator.eq,
    "unequal": operator.ne,
    "and": operator.and_,
    "or": operator.or_,
}
"""What each recorded operator does, on plain numbers; other operations are primitives of `arithmetic`."""


class Unit(StrEnum):
    """What a value in a derivation is."""

    AMOUNT = "amount"
    COUNT = "count"
    FLAG = "flag"
    RATE = "rate"
    DAY = "day"
    CATEGORY = "category"


@dataclass(frozen=True)
class Input:
    """Where a value that a rule was given came from.

    `origin` is fact, derived, figure, term, reading, rule, total, household or constant; `en` and `zh` say what the
    value is, `phrase_en` and `phrase_zh` how it reads for this household ("outside the backstop"), `other_*` how a
    flag would read if it were the other way round, `note_*` what a reader should know (the clause of a figure with
    its dates, that a term was set by the caller).
    """

    name: str
    origin: str
    en: str
    zh: str
    phrase_en: str = ""
    phrase_zh: str = ""
    note_en: str = ""
    note_zh: str = ""
    other_en: str = ""
    other_zh: str = ""


@dataclass(frozen=True)
class Node:
    """One value of a rule's run: an input, or an operation on earlier nodes.

    The value lies between `low / denominator` and `high / denominator`; the two are equal unless a fact is missing.
    Amounts are in fen, flags 0 or 1, days since 1970-01-01.
    """

    operation: str
    operands: tuple[int, ...]
    low: int
    high: int
    denominator: int
    unit: Unit
    input: Input | None = None
    rounding: str = ""

    @property
    def value(self) -> Fraction:
        """The value, when it is one value.

        Raises:
            MissingFact: it lies between two.
        """
        if self.low != self.high:
            raise MissingFact(f"the value lies between {self.low} and {self.high}", field=self.operation)
        return Fraction(self.low, self.denominator)


def code_of(rounding: Rounding) -> str:
    """A rounding as a record keeps it.

    Examples:
        >>> code_of(Rounding()), rounding_of("FEN half_up household_month") == Rounding()
        ('FEN half_up household_month', True)
    """
    return f"{rounding.unit.name} {rounding.mode} {rounding.stage}"


def rounding_of(code: str) -> Rounding:
    """The rounding that a record's code stands for."""
    unit, mode, stage = code.split()
    return Rounding(unit=money.Unit[unit], mode=Mode(mode), stage=Stage(stage))


def _carry_out(node: Node, operands: list[Fraction | int | bool]) -> Fraction | int | bool:
    """One recorded operation, done again on plain numbers."""
    if node.input is not None:
        return bool(node.low) if node.unit is Unit.FLAG else node.value if node.denominator > 1 else node.low
    if node.operation in OPERATORS:
        return OPERATORS[node.operation](*operands)
    primitive: Callable[..., int] = getattr(arithmetic, node.operation)
    if node.rounding:
        rounding = rounding_of(node.rounding)
        if node.operation == "times":
            return primitive(*operands, rounding=rounding)
        return primitive(*operands, rounding)
    return primitive(*operands)


@dataclass(frozen=True)
class RuleTrace:
    """One rule as it ran: its clause, the nodes in order, which of them is the result, and how it was told to round."""

    name: str
    entity: str
    id: str
    en: str
    zh: str
    period: str
    citation_en: str
    citation_zh: str
    nodes: tuple[Node, ...]
    result: int
    note_en: str = ""
    note_zh: str = ""
    roundings: tuple[Input, ...] = ()

    def recompute(self) -> Fraction:
        """Carry out every step again from the inputs and return the result; each step must agree with the record.

        Raises:
            PovertyKitError: a recorded step disagrees with its operands.
        """
        values: list[Fraction | int | bool] = []
        for node in self.nodes:
            operands = [values[index] for index in node.operands]
            value = _carry_out(node, operands)
            if Fraction(value) != node.value:
                raise PovertyKitError(f"the record says {node.value}, its operands give {value}", field=node.operation)
            values.append(value)
        return Fraction(values[self.result])


@dataclass(frozen=True)
class Derivation:
    """How every amount and verdict of a decision came about."""

    rules: tuple[RuleTrace, ...]

    def __iter__(self) -> Iterator[RuleTrace]:
        return iter(self.rules)

    def __getitem__(self, name: str) -> RuleTrace:
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise UnknownName.among(name, (rule.name for rule in self.rules), "rule")

    def recompute(self) -> dict[str, list[Fraction]]:
        """Every determined rule's result, from its steps alone, by name (one for each member or loan)."""
        results: dict[str, list[Fraction]] = {}
        for rule in self.rules:
            if all(node.low == node.high for node in rule.nodes):
                results.setdefault(rule.name, []).append(rule.recompute())
        return results
