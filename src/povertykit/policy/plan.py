"""The rule graph of a policy, resolved once: which step needs which value, in which order.

A step makes one value in one entity's frame (a household's, a member's …). The same steps run on one household, on a
block of a register, on bounds (the proof) and on possibilities (missing facts): only the frames differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Final, Protocol, cast

from povertykit.decision import Unit
from povertykit.errors import MissingArgument, PolicyError, RuleCycle, UnlikePeriods
from povertykit.models import MODEL_OF, Entity, Kind, fields_of
from povertykit.periods import RECURRING, Period
from povertykit.policy.law import Declared
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Reading, RoundingTerm, Term

__all__ = ["PARENT", "Frames", "Key", "Lookup", "Plan", "Rule", "resolve", "root_of"]

PARENT: Final = {Entity.MEMBER: Entity.HOUSEHOLD, Entity.LOAN: Entity.HOUSEHOLD, Entity.CLAIM: Entity.HOUSEHOLD}
"""Whose part an entity is; the others stand alone."""

Key = tuple[Entity, str]


def root_of(item: Declared) -> Entity:
    """What is assessed where this rule is computed: the household for a member's, a loan's or a claim's."""
    entity = cast("Provision[int]", item).entity
    return PARENT.get(entity, entity)


@dataclass(frozen=True)
class Rule:
    """A provision's run: its function on values of its own frame."""

    provision: Provision[int]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Lookup:
    """A dated figure, looked up row by row by a date field of the entity."""

    figure: Figure
    field: str


class Frames(Protocol):
    """Where values live while a plan runs: one household's, or a block's."""

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        """Make a rule's result in every frame of its entity; undetermined where the law of its date is not known."""

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        """Make a figure's value for each row's own date."""

    def link(self, link: Link) -> None:
        """Make a total or a count in the household, or a household's value in its parts."""


Step = tuple[Key, Rule | Lookup | Link]


@dataclass(frozen=True)
class Plan:
    """The steps in order, their facts and figures; what stands behind each result, and what each step itself takes.

    `ranges` are the lowest and the highest result that a rule can have under the policy, as proved when it is made.
    """

    steps: tuple[Step, ...]
    facts: Mapping[Entity, frozenset[str]]
    constants: frozenset[str]
    behind: Mapping[Key, frozenset[Key]]
    needs: Mapping[Key, frozenset[Key]]
    ranges: Mapping[Key, tuple[int, int]] = field(default_factory=dict)

    def run(self, frames: Frames) -> None:
        """Carry out every step."""
        for (entity, name), step in self.steps:
            if isinstance(step, Rule):
                frames.apply(step.provision, step.sources)
            elif isinstance(step, Lookup):
                frames.look_up(entity, name, step.figure, step.field)
            else:
                frames.link(step)

    def open_behind(self, key: Key, is_open: Callable[[Key], bool]) -> set[Key]:
        """What a result hangs on: what stands behind it by a way on which nothing is settled already.

        A missing fact of a way that a reading, or another fact, has closed is not asked for.
        """
        found: set[Key] = set()
        ways = [key]
        while ways:
            opened = {need for need in self.needs[ways.pop()] - found if is_open(need)}
            found |= opened
            ways += opened
        return found

    def rules(self) -> list[Provision[int]]:
        """The provisions, in the order they run."""
        return [step.provision for _, step in self.steps if isinstance(step, Rule)]


def resolve(
    declared: Mapping[str, Declared],
    wanted: Iterable[str],
    handed_in: Mapping[Entity, Iterable[str]] | None = None,
) -> Plan:
    """Order the wanted provisions and everything they need.

    Args:
        declared: the rules, figures, terms and links, by name.
        wanted: the rules to compute.
        handed_in: names that are given like facts, beside the facts of the models, by entity.

    Raises:
        MissingArgument: a rule asks for a name that is nothing.
        RuleCycle: rules that need one another in a circle.
        UnlikePeriods: a rule of amounts by the month and by the year.
        UnlikePeriods: a rule of amounts by the month and by the year.
    """
    more = handed_in or {}
    graph = _Graph(declared, {entity: names.union(more.get(entity, ())) for entity, names in _facts().items()})
    for name in wanted:
        item = declared[name]
        if isinstance(item, Provision | Link):
            graph.add(item)
    return graph.plan()


@cache
def _facts() -> dict[Entity, frozenset[str]]:
    """The facts of each entity that rules may ask for: all that its model has but texts."""
    return {
        entity: frozenset(name for name, spec in fields_of(model).items() if spec.kind is not Kind.TEXT)
        for entity, model in MODEL_OF.items()
    }


class _Graph:
    """The steps found so far, and what each needs."""

    def __init__(self, declared: Mapping[str, Declared], known: Mapping[Entity, frozenset[str]]) -> None:
        self.declared, self.known = declared, known
        self.steps: dict[Key, Rule | Lookup | Link] = {}
        self.needs: dict[Key, set[Key]] = {}
        self.facts: dict[Entity, set[str]] = {}
        self.constants: set[str] = set()

    def add(self, item: Provision[int] | Link) -> None:
        """Add the step that makes a rule's result or a link's value, and everything that it needs."""
        key = (item.entity, item.name)
        if key in self.steps:
            return
        if isinstance(item, Link):
            self.steps[key] = item
            self._add_origin(item)
            self.needs[key] = {(item.source_entity, item.source)}
            return
        self.steps[key] = Rule(item, ())  # a placeholder, so that a circle ends here and is found by the sorter
        sources = tuple(self._source_of(item, argument) for argument in item.units)
        _check_periods(item, self.declared)
        self.steps[key] = Rule(_within_figures(item, self.declared), sources)
        self.needs[key] = {(item.entity, source) for source in sources if source not in self.constants}
        if item.as_of is not None:
            self.needs[key].add(self._fact(item, item.as_of))

    def _source_of(self, rule: Provision[int], argument: str) -> str:
        """The name under which the argument's value stands in the rule's frame; adds what makes it."""
        item = self.declared.get(argument)
        _check_unit(rule, argument, self.declared)
        if isinstance(item, Figure) and rule.as_of is not None:
            key = (rule.entity, f"{argument}@{rule.as_of}")
            self.steps[key] = Lookup(item, rule.as_of)
            self.needs[key] = {(rule.entity, rule.as_of)}
            return key[1]
        if isinstance(item, Figure | Term | Reading | RoundingTerm):
            self.constants.add(argument)
        elif isinstance(item, Provision | Link) and item.entity is rule.entity:
            self.add(item)
        else:
            self._fact(rule, argument)
        return argument

    def _fact(self, rule: Provision[int], name: str) -> Key:
        if name not in self.known.get(rule.entity, ()):
            raise _missing(rule, name, self.declared, self.known)
        return self._used(rule.entity, name)

    def _add_origin(self, link: Link) -> None:
        """Add what a link carries over."""
        _check_link(link, self.declared)
        origin = self.declared.get(link.source)
        if isinstance(origin, Provision | Link) and origin.entity is link.source_entity:
            self.add(origin)
        elif link.source in self.known.get(link.source_entity, ()):
            self._used(link.source_entity, link.source)
        else:
            problem = f"links {link.source}, which is no rule or fact of the {link.source_entity.value}"
            raise MissingArgument(problem, field=link.name)

    def _used(self, entity: Entity, name: str) -> Key:
        """Note that a fact is needed."""
        self.facts.setdefault(entity, set()).add(name)
        self.needs.setdefault((entity, name), set())
        return entity, name

    def plan(self) -> Plan:
        """The steps in an order in which each finds what it needs."""
        try:
            order = list(TopologicalSorter(self.needs).static_order())
        except CycleError as error:
            circle = " -> ".join(name for _, name in error.args[1])
            raise RuleCycle(f"{circle} need one another in a circle", remedy="break the circle with a fact") from error
        behind: dict[Key, frozenset[Key]] = {}
        for key in order:
            behind[key] = frozenset(self.needs[key]).union(*(behind[need] for need in self.needs[key]))
        steps = tuple((key, self.steps[key]) for key in order if key in self.steps)
        facts = {entity: frozenset(names) for entity, names in self.facts.items()}
        needs = {key: frozenset(needed) for key, needed in self.needs.items()}
        return Plan(steps, facts, frozenset(self.constants), behind, needs)


def _unit(name: str, entity: Entity, declared: Mapping[str, Declared]) -> Unit | None:
    """What the value of a name is in an entity's frame; None where it is no such thing, or a rounding."""
    item = declared.get(name)
    if isinstance(item, Figure | Term):
        return item.unit
    if isinstance(item, Reading):
        return Unit.CATEGORY
    if isinstance(item, Provision) and item.entity is entity:
        return item.unit
    if isinstance(item, Link) and item.entity is entity:
        return Unit.COUNT if item.how == "count" else _unit(item.source, item.source_entity, declared)
    spec = fields_of(MODEL_OF[entity]).get(name)
    return Unit(spec.kind.value) if spec is not None and spec.kind is not Kind.TEXT else None


def _check_unit(rule: Provision[int], argument: str, declared: Mapping[str, Declared]) -> None:
    """Refuse an argument whose annotation says something else than what it will be given.

    Raises:
        PolicyError: naming both.
    """
    given, stated = _unit(argument, rule.entity, declared), rule.units[argument]
    if given is not stated and (given is not None or isinstance(declared.get(argument), RoundingTerm | Term)):
        problem = f"argument {argument} is annotated as {stated or 'rounding'}, but is {given or 'rounding'}"
        raise PolicyError(problem, field=rule.name, source=str(rule.citation), remedy="correct the annotation")


def _period(name: str, entity: Entity, declared: Mapping[str, Declared]) -> Period | None:
    """What an amount of this name recurs by in an entity's frame; None where it does not, or where that is not said."""
    item = declared.get(name)
    if isinstance(item, Figure | Term) or (isinstance(item, Provision) and item.entity is entity):
        period = item.period
    elif isinstance(item, Link) and item.entity is entity:
        period = _period(item.source, item.source_entity, declared)
    else:
        spec = fields_of(MODEL_OF[entity]).get(name)
        period = spec.period if spec is not None else None
    return period if period in RECURRING else None


def _check_periods(rule: Provision[int], declared: Mapping[str, Declared]) -> None:
    """Refuse a rule that takes amounts of unlike periods: added or compared, they mean nothing.

    Raises:
        UnlikePeriods: naming an amount of each period.
    """
    by_period: dict[Period, str] = {}
    for argument, unit in rule.units.items():
        period = _period(argument, rule.entity, declared) if unit is Unit.AMOUNT else None
        if period is not None:
            by_period.setdefault(period, argument)
    if len(by_period) > 1:
        raise UnlikePeriods(
            "takes amounts " + " and ".join(f"a {period.en} ({name})" for period, name in by_period.items()),
            field=rule.name,
            allowed="amounts of one period",
            source=str(rule.citation),
            remedy="turn one into the other's period in a rule of its own, and take that rule's result",
        )


def _check_link(link: Link, declared: Mapping[str, Declared]) -> None:
    """Refuse a link that does not run between a household and its parts, or that adds up what is no amount.

    Raises:
        PolicyError: saying what it can be.
    """
    down = PARENT.get(link.entity) is link.source_entity
    up = PARENT.get(link.source_entity) is link.entity
    if not (down if link.how == "broadcast" else up and link.how in ("total", "count")):
        raise PolicyError(
            f"is a {link.how} of the {link.source_entity.value} for the {link.entity.value}",
            field=link.name,
            allowed="a total or a count of a household's parts for it, or a broadcast of its value to them",
        )
    unit = _unit(link.source, link.source_entity, declared)
    allowed = {"total": (Unit.AMOUNT, Unit.COUNT), "count": (Unit.FLAG,)}.get(link.how)
    if allowed is not None and unit is not None and unit not in allowed:
        raise PolicyError(f"is a {link.how} of {link.source} ({unit})", field=link.name, allowed=" or ".join(allowed))


def _within_figures(rule: Provision[int], declared: Mapping[str, Declared]) -> Provision[int]:
    """A rule that goes by each row's date, in force no longer than its figures of one value are known.

    A figure of several values is unknown by itself on other days; one of a single value would seem known on any.
    """
    if rule.as_of is None:
        return rule
    start, end = rule.start, rule.end
    for figure in (declared.get(argument) for argument in rule.units):
        if isinstance(figure, Figure) and len(figure.dated.steps) == 1:
            ((first, last),) = figure.dated.covered
            start = first if start is None else max(start, first)
            end = last if end is None else min(end, last)
    return rule if (start, end) == (rule.start, rule.end) else replace(rule, start=start, end=end)


def _missing(
    rule: Provision[int], name: str, declared: Mapping[str, Declared], known: Mapping[Entity, frozenset[str]]
) -> MissingArgument:
    """The error for an argument that is nothing, saying where a value of that name does exist."""
    from difflib import get_close_matches

    item = declared.get(name)
    elsewhere = [entity.value for entity, names in known.items() if name in names]
    if isinstance(item, Provision | Link):
        elsewhere.append(item.entity.value)
    near = get_close_matches(name, [*declared, *known.get(rule.entity, ())], n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else None
    if elsewhere:
        hint = f"it is a value of the {' and '.join(elsewhere)}; reach it through a named total, count or broadcast"
    return MissingArgument(
        f"asks for {name}, which is no fact of the {rule.entity.value}, figure, open term or rule",
        field=rule.name,
        source=str(rule.citation),
        remedy=hint,
    )
