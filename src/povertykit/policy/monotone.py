"""The proof that what a policy pays only rises, or only falls, with one figure: its rules, run once on directed values.

Nothing is said of one register: what is proved holds for every household that there can be, so that a budget may be
solved by halving the range of the figure. Where it cannot be proved, the rule and its operation for which it cannot
are named.

Where facts are missing a household has a least and a greatest result, which the rules give on intervals. Whether these
ends only rise is proved in the same way, by running the rules on intervals whose ends are directed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from povertykit import arithmetic
from povertykit.arithmetic import Ratio
from povertykit.decision import Unit
from povertykit.models import MODEL_OF, Entity, FieldSpec, Kind, children_of, fields_of
from povertykit.policy.directed import Book, Directed, Loss
from povertykit.policy.directions import Span
from povertykit.policy.interval import Interval
from povertykit.policy.operands import MILLION
from povertykit.policy.plan import Key, Plan
from povertykit.policy.proof import bulk_constants, possible_rates
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link

__all__ = ["Direction", "Directions", "directions"]

_TWO_WAYS: Final = "gives a least result that goes one way with it, and a greatest that goes the other"

Direction: TypeAlias = Literal["steady", "rises", "falls"]


@dataclass(frozen=True, slots=True)
class Directions:
    """Which way the results of a plan's rules go when one figure rises.

    Attributes:
        known: by rule, the direction, for the least and the greatest result alike; None where it is not proved.
        lost: by rule that has none, the rule and the step in which it is lost.
        least: by rule, a number that its result is never below.
    """

    known: Mapping[Key, Direction | None]
    lost: Mapping[Key, Loss]
    least: Mapping[Key, int]


def directions(
    plan: Plan,
    constants: Mapping[str, Any],
    vary: str,
    ends: tuple[int, int],
    denominator: int = 1,
    *,
    doubts: bool = False,
) -> Directions:
    """Which way each result goes when a figure rises, whatever the facts.

    Args:
        plan: the rules.
        constants: the policy's figures and terms.
        vary: the figure.
        ends: its least and its greatest value, over the denominator.
        denominator: what the figure's values are over.
        doubts: whether facts may be missing, and dates outside the law that is known.

    Raises:
        OutOfRange: a rule could divide by zero.

    Examples:
        >>> from datetime import date
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> plan = policy.plans[Entity.HOUSEHOLD]
        >>> found = directions(plan, policy.constants, "dibao_standard", (5_000, 200_000))
        >>> found.known[Entity.HOUSEHOLD, "guarantee_gap"]
        'rises'
    """
    book = Book()
    figure: Any = book.figure(*ends) if ends[0] < ends[1] else ends[0]
    varied = (vary, figure if denominator == 1 else Ratio(figure, denominator))
    ranges: Mapping[Key, Any] = {}
    if doubts and any(rule.as_of is not None for rule in plan.rules()):
        widest = _Run(plan, constants, varied, book, _widest)
        plan.run(widest)
        ranges = {(rule.entity, rule.name): widest.frames[rule.entity][rule.name] for rule in plan.rules()}
    run = _Run(plan, constants, varied, book, _in_doubt if doubts else _exact, ranges, doubts)
    plan.run(run)
    results = {(rule.entity, rule.name): Interval.of(run.frames[rule.entity][rule.name]) for rule in plan.rules()}
    hanging = {key: tuple(end for end in each.ends() if isinstance(end, Directed)) for key, each in results.items()}
    known: dict[Key, Direction | None] = {key: _direction(values) for key, values in hanging.items()}
    lost = {key: _loss(key, values) for key, values in hanging.items() if known[key] is None}
    least = {key: book.of(each.low).low for key, each in results.items()}
    return Directions(known, lost, least)


def _direction(ends: tuple[Directed, ...]) -> Direction | None:
    if all(end.steady for end in ends):
        return "steady"
    if all(end.rises for end in ends):
        return "rises"
    return "falls" if all(end.falls for end in ends) else None


def _loss(key: Key, ends: tuple[Directed, ...]) -> Loss:
    return next((end.loss for end in ends if end.loss), Loss(key[1], _TWO_WAYS))


def _exact(book: Book, name: object, low: Any, high: Any, nullable: bool) -> Any:
    """A fact that is known."""
    return book.fact(name, low, high)


def _in_doubt(book: Book, name: object, low: Any, high: Any, nullable: bool) -> Any:
    """A fact that may be missing: what it may be runs between two ends, which stay where they are."""
    if not nullable:
        return book.fact(name, low, high)
    return Interval(book.fact((name, "low"), low, high), book.fact((name, "high"), low, high))


def _widest(book: Book, name: object, low: Any, high: Any, nullable: bool) -> Any:
    """All that a fact may be."""
    return Interval(low, high)


def _where(condition: Any, yes: Any, no: Any) -> Any:
    return arithmetic.where(condition, yes, no)


class _Run:
    """Frames that hold, for each entity, the directed value of everything."""

    def __init__(
        self,
        plan: Plan,
        constants: Mapping[str, Any],
        varied: tuple[str, Any],
        book: Book,
        fact: Any,
        ranges: Mapping[Key, Any] | None = None,
        doubts: bool = False,
    ) -> None:
        self.book, self.varied, self.fact, self.doubts = book, varied, fact, doubts
        self.ranges: Mapping[Key, Any] = ranges or {}
        self.frames: dict[Entity, dict[str, Any]] = {}
        for entity, model in MODEL_OF.items():
            specs = fields_of(model)
            facts = {name: self._fact(entity, specs[name]) for name in plan.facts.get(entity, ())}
            self.frames[entity] = {**bulk_constants(constants), **facts, varied[0]: varied[1]}

    def _fact(self, entity: Entity, spec: FieldSpec) -> Any:
        low, high = (False, True) if spec.kind is Kind.FLAG else spec.ends
        value = self.fact(self.book, (entity, spec.name), low, high, spec.nullable)
        return Ratio(value, MILLION) if spec.kind is Kind.RATE else value

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        frame, key = self.frames[rule.entity], (rule.entity, rule.name)
        self.book.rule = rule.name
        result: Any = rule.function(*[frame[source] for source in sources])
        if key in self.ranges and rule.as_of is not None:
            outside = self.book.fact((*key, "outside"), False, True)
            known, widest = Interval.of(result), Interval.of(self.ranges[key])
            flag = rule.unit is Unit.FLAG
            lowest: Any = False if flag else widest.low
            highest: Any = True if flag else arithmetic.larger(widest.high, lowest + 1)
            low, high = ((outside, lowest, known.low), (outside, highest, known.high))
            result = Interval(_where(*low), _where(*high))
        frame[rule.name] = result

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        if figure.name == self.varied[0]:
            self.frames[entity][name] = self.varied[1]
            return
        low, high, denominator = possible_rates(figure.dated)
        value = self.fact(self.book, (entity, name), low, high, self.doubts) if low < high else low
        self.frames[entity][name] = value if denominator is None else Ratio(value, denominator)

    def link(self, link: Link) -> None:
        value = self.frames[link.source_entity][link.source]
        if link.how == "broadcast":
            self.frames[link.entity][link.name] = value
            return
        most = next(c.most for c in children_of(MODEL_OF[link.entity]).values() if c.model.entity is link.source_entity)
        part: Any = arithmetic.where(value, 1, 0) if link.how == "count" else value
        name, many = (link.entity, link.name), Span(0, most)
        if isinstance(part, Interval):
            ends = (self._total((*name, at), end, many) for at, end in enumerate((part.low, part.high)))
            self.frames[link.entity][link.name] = Interval(*ends)
        else:
            self.frames[link.entity][link.name] = self._total(name, part, many)

    def _total(self, name: tuple[object, ...], part: Any, many: Span) -> Directed:
        """The sum over a household's parts, of which there may be none."""
        each = self.book.of(part)
        return self.book.part(("total", *name, each.key), each.bounds.times(many), each.change.times(many), each.loss)
