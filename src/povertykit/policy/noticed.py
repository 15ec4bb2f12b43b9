"""What a rule takes notice of once its readings are chosen: a source behind a closed way is none of its arguments.

A rule that chooses by a reading names the sources of every choice. It is run once on operands that only remember which
source they came from; a choice by a reading is a plain `True` or `False` then, and what it leaves aside is forgotten:
a register needs no column for it, an open term behind it need not be filled, and it is never missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from povertykit.arithmetic import Ratio
from povertykit.decision import Unit
from povertykit.policy.provision import Provision

__all__ = ["choosing"]


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


def choosing(rule: Provision[int], constants: Mapping[str, Any], readings: frozenset[str]) -> Provision[int]:
    """The same rule without the arguments that its readings, as they are chosen, leave aside.

    Args:
        rule: the rule.
        constants: the operands of figures, filled terms, readings and roundings.
        readings: which of them are readings.
    """
    if not readings.intersection(rule.units):
        return rule
    noticed = _sources(
        rule.function(*[constants[n] if n in constants else _Noticed(frozenset({n})) for n in rule.units])
    )
    open_ = {name: unit for name, unit in rule.units.items() if name in constants or name in noticed}
    if len(open_) == len(rule.units):
        return rule
    # What is left aside is computed all the same, on a value of its kind that divides nothing by zero.
    fillers = [False if unit is Unit.FLAG else 1 for unit in rule.units.values()]
    places = [list(open_).index(name) if name in open_ else None for name in rule.units]

    def function(*given: Any) -> object:
        filled = [one if at is None else given[at] for at, one in zip(places, fillers, strict=True)]
        return rule.function(*filled)

    fallbacks = {one: other for one, other in rule.unless_given.items() if {one, other} <= open_.keys()}
    aside = frozenset(rule.units.keys() - open_.keys())
    return replace(rule, function=function, units=open_, unless_given=fallbacks, aside=aside)
