"""The proof that nothing leaves int64: a policy's rules, run once on the bounds of everything they may be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from povertykit.arithmetic import Ratio, where
from povertykit.dated import Dated
from povertykit.errors import DateError, OutOfRange, OverflowRefused, PolicyError
from povertykit.models import MODEL_OF, Entity, children_of, fields_of
from povertykit.policy.frames import any_value, possible
from povertykit.policy.interval import Interval
from povertykit.policy.operands import BLOCK, MOST_OF_A_RULE
from povertykit.policy.plan import Key, Plan
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link

__all__ = ["bulk_constants", "enclosed", "possible_rates", "proved", "rates_of"]


def bulk_constants(constants: Mapping[str, Any]) -> dict[str, Any]:
    """The constants as arrays can use them: exact rationals as `Ratio`."""
    return {
        name: Ratio(value.numerator, value.denominator) if isinstance(value, Fraction) else value
        for name, value in constants.items()
    }


def rates_of(dated: Dated[Any]) -> tuple[list[int], int | None]:
    """A dated figure's values as ints over one denominator (None for whole figures), as a block looks them up."""
    values = [step.value for step in dated.steps]
    if not any(isinstance(value, Fraction) for value in values):
        return [int(value) for value in values], None
    denominator = lcm(*(Fraction(value).denominator for value in values))
    return [int(Fraction(value) * denominator) for value in values], denominator


def possible_rates(dated: Dated[Any]) -> tuple[int, int, int | None]:
    """The ends of what a dated figure may be on any day, and their denominator, as `rates_of` gives its values."""
    possible, denominator = any_value(dated), rates_of(dated)[1]
    if isinstance(possible, int | Fraction):
        value = int(possible * (denominator or 1))
        return value, value, denominator
    known: Any = possible.numerator if isinstance(possible, Ratio) else possible
    return int(known.low), int(known.high), denominator


def proved(plan: Plan, constants: Mapping[str, Any]) -> Plan:
    """Run a plan on bounds.

    Returns:
        The plan with, for each rule, the lowest and the highest result that it can have.

    Raises:
        OverflowRefused: a value, or a block's sum of a result, could leave int64.
        OutOfRange: a rule could divide by zero.
        PolicyError: a rule's result is not whole.
    """
    bounds = _Bounds(plan, bulk_constants(constants))
    plan.run(bounds)
    ranges: dict[Key, tuple[int, int]] = {}
    for rule in plan.rules():
        result = bounds.frames[rule.entity][rule.name]
        if isinstance(result, Ratio):
            remedy = "round it with rounded(...)"
            raise PolicyError("its result is not whole", field=rule.name, source=str(rule.citation), remedy=remedy)
        low, high = ranges[rule.entity, rule.name] = int(Interval.of(result).low), int(Interval.of(result).high)
        extreme = max(abs(low), abs(high))
        if extreme > MOST_OF_A_RULE:
            raise OverflowRefused(
                f"its result may be as large as {extreme}; a sum over {BLOCK} rows would leave 64-bit integers",
                field=rule.name,
                source=str(rule.citation),
                remedy="narrow the bounds of its facts or open terms",
            )
    return replace(plan, ranges=ranges)


def enclosed(plan: Plan, constants: Mapping[str, Any]) -> Mapping[Entity, Mapping[str, Any]]:
    """Everything that each value of a plan may be, as an interval (or its one value), by entity and name.

    Args:
        plan: the rules.
        constants: the constants as arrays can use them; an interval where one may be any of several numbers.

    Raises:
        OverflowRefused, OutOfRange: as `proved` says.
    """
    bounds = _Bounds(plan, constants)
    plan.run(bounds)
    return bounds.frames


class _Bounds:
    """Frames that hold, for each entity, the interval of everything a value may be."""

    def __init__(self, plan: Plan, constants: Mapping[str, Any]) -> None:
        self.frames: dict[Entity, dict[str, Any]] = {}
        for entity, model in MODEL_OF.items():
            specs = fields_of(model)
            used = plan.facts.get(entity, frozenset())
            self.frames[entity] = {**constants, **{name: possible(specs[name]) for name in used}}

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        frame = self.frames[rule.entity]
        try:
            frame[rule.name] = rule.function(*[frame[source] for source in sources])
        except (OverflowRefused, OutOfRange, DateError) as error:
            raise type(error)(
                error.problem, field=rule.name, allowed=error.allowed, source=error.source, remedy=error.remedy
            ) from error

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        # On a day that is not covered a figure may be more than it ever was; that must stay within int64 as well.
        low, high, denominator = possible_rates(figure.dated)
        interval = low if low == high else Interval(low, high)
        self.frames[entity][name] = interval if denominator is None else Ratio(interval, denominator)

    def link(self, link: Link) -> None:
        value = self.frames[link.source_entity][link.source]
        if link.how == "broadcast":
            self.frames[link.entity][link.name] = value
            return
        most = next(c.most for c in children_of(MODEL_OF[link.entity]).values() if c.model.entity is link.source_entity)
        part: Any = where(value, 1, 0) if link.how == "count" else value
        self.frames[link.entity][link.name] = Interval.of(part) * Interval(0, most)
