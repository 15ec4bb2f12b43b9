"""Between which values an argument of a rule must lie, from what a law declares under its name, or from the fact."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from povertykit.dates import day_number
from povertykit.decision import Unit
from povertykit.errors import DateError, OutOfRange, OverflowRefused
from povertykit.models import MODEL_OF, Kind, children_of, fields_of
from povertykit.policy.interval import Interval
from povertykit.policy.law import Law
from povertykit.policy.operands import Bounds, bounds_of
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Reading, RoundingTerm, Term

__all__ = ["argument_bounds"]


def argument_bounds(law: Law, rule: Provision[int], name: str) -> Bounds | None:
    """What is known of an argument of one of a law's rules."""
    item = law.all().get(name)
    if isinstance(item, Figure):
        value: object = item.dated.steps[0].value if len(item.dated.steps) == 1 else None
        whole = day_number(value) if isinstance(value, date) else value
        plain = int(whole) if isinstance(whole, int) else whole if isinstance(whole, Fraction) else None
        return Bounds(constant=plain)
    if isinstance(item, RoundingTerm):
        return Bounds(constant=item.default)
    if isinstance(item, Reading):
        return Bounds(0, len(item.options) - 1, str(item.citation), constant=item.check(item.default))
    if isinstance(item, Term) and item.bounds and item.unit is not Unit.RATE:
        return Bounds(int(item.bounds[0]), int(item.bounds[1]), str(item.citation))
    source, entity = name, rule.entity
    if isinstance(item, Link):
        carried = law.all().get(item.source)
        if isinstance(carried, Provision):
            return _result_bounds(carried, item)
        if item.how == "broadcast":
            source, entity = item.source, item.source_entity
    if isinstance(item, Provision) and item.entity is entity:
        return _result_bounds(item)
    spec = fields_of(MODEL_OF[entity]).get(source)
    return bounds_of(spec) if spec is not None and spec.kind is not Kind.TEXT else None


def _result_bounds(rule: Provision[int], link: Link | None = None) -> Bounds | None:
    """What a rule's result may be where it is not known, from the bounds of its own arguments; of many, if linked so.

    None where those leave it open, or where it is a flag, which needs no bounds.
    """
    counts = link is not None and link.how == "count"
    try:
        result = Interval(0, 1) if counts else rule.function(*[argument.possible() for argument in rule.arguments])
        if link is not None and link.how != "broadcast":
            parts = children_of(MODEL_OF[link.entity]).values()
            result = Interval.of(result) * Interval(0, next(c.most for c in parts if c.model.entity is rule.entity))
    except (OverflowRefused, OutOfRange, DateError):
        return None
    if not isinstance(result, Interval) or type(result.low) is not int:
        return None
    return Bounds(unknown=(result.low, result.high))
