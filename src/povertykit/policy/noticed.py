"""What a rule takes notice of once its readings are chosen: a source behind a closed way is none of its needs.

A rule that chooses by a reading names the sources of every choice. It is run once on operands that only remember which
source they came from; a choice by a reading is a plain `True` or `False` then, and what it leaves aside is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from povertykit.arithmetic import Ratio
from povertykit.policy.plan import Key, Plan, Rule

__all__ = ["needs_noticed"]


class _Merging:
    """Carries out every primitive as one operation that takes notice of all its operands."""

    whole_primitives: Final = True

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        return _merged(*operands)


class _Noticed:
    """An operand that knows nothing but the sources that it hangs on."""

    operand_kind: Final = _Merging()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("sources",)

    def __init__(self, sources: frozenset[str]) -> None:
        self.sources = sources

    def __and__(self, other: object) -> object:
        return False if other is False else _merged(self, other)

    def __or__(self, other: object) -> object:
        return True if other is True else _merged(self, other)

    def _with(self, other: object) -> _Noticed:
        return _merged(self, other)

    def __neg__(self) -> _Noticed:
        return self

    __rand__, __ror__ = __and__, __or__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _with
    __lt__ = __le__ = __gt__ = __ge__ = _with
    __eq__ = __ne__ = _with  # type: ignore[assignment]


def _merged(*operands: object) -> _Noticed:
    return _Noticed(frozenset().union(*map(_sources, operands)))


def _sources(value: Any) -> frozenset[str]:
    value = value.numerator if isinstance(value, Ratio) else value
    return value.sources if isinstance(value, _Noticed) else frozenset()


def needs_noticed(plan: Plan, constants: Mapping[str, Any], readings: frozenset[str]) -> Plan:
    """The plan, but for each rule that takes a reading only with the needs that its choice leaves open.

    Args:
        plan: the plan.
        constants: the operands of figures, terms, readings and roundings.
        readings: which of them are readings.
    """
    needs = dict(plan.needs)
    for key, step in plan.steps:
        if isinstance(step, Rule) and readings.intersection(step.sources):
            needs[key] -= _left_aside(step, key, constants)
    return replace(plan, needs=needs)


def _left_aside(step: Rule, key: Key, constants: Mapping[str, Any]) -> frozenset[Key]:
    operands = [constants[name] if name in constants else _Noticed(frozenset({name})) for name in step.sources]
    noticed = _sources(step.provision.function(*operands))
    return frozenset((key[0], name) for name in step.sources if name not in noticed and name != step.provision.as_of)
