"""A plan's frames on arrays: the values of a batch of households and of their children while a plan runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from povertykit.arithmetic import Ratio, where
from povertykit.dates import day_number
from povertykit.models import MODEL_OF, Entity, Kind, fields_of
from povertykit.policy.interval import Interval
from povertykit.policy.operands import MILLION
from povertykit.policy.plan import Key, Lookup, Plan, Rule
from povertykit.policy.proof import possible_rates, rates_of
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.columns import Column, Flags, Integers

__all__ = ["BlockFrames", "doubtful"]


class BlockFrames:
    """A batch's values while a plan runs; the same meaning as `policy.frames.OneCase`, for many.

    Args:
        batch: the households with their children.
        plan: the plan, whose facts are needed and whose results have their ranges.
        constants: the policy's figures and terms, as arrays can use them.
        doubts: whether facts may be missing: then each is the interval of all that it may be.

    Attributes:
        unknown: for each fact that is missing somewhere, or date whose law is not known, the rows of its entity.
    """

    def __init__(self, batch: Batch, plan: Plan, constants: Mapping[str, Any], *, doubts: bool) -> None:
        self.plan: Plan = plan
        self.batch: Batch = batch
        self.doubts: bool = doubts
        self.unknown: dict[Key, Flags] = {}
        self.frames: dict[Entity, dict[str, Any]] = {}
        for entity in (Entity.HOUSEHOLD, *batch.parts):
            columns, frame = batch.of(entity), dict(constants)
            for name in sorted(plan.facts.get(entity, ())):  # so that reasons are told in one order in every process
                frame[name] = self._operand(entity, name, columns[name])
            self.frames[entity] = frame

    def _operand(self, entity: Entity, name: str, column: Column) -> Any:
        spec = fields_of(MODEL_OF[entity])[name]
        operand: Any = column.values
        if self.doubts and column.missing is not None:
            missing = column.missing
            self.unknown[entity, name] = missing
            if spec.kind is Kind.FLAG:
                operand = Interval(column.values & ~missing, column.values | missing)
            else:
                operand = Interval(*(np.where(missing, np.int64(end), column.values) for end in spec.ends))
        return Ratio(operand, MILLION) if spec.kind is Kind.RATE else operand

    def size(self, entity: Entity) -> int:
        """How many rows an entity has."""
        return self.batch.size if entity is Entity.HOUSEHOLD else self.batch.parts[entity].rows.size

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        """Make a rule's result for every row; undetermined where the law of its date is not known."""
        frame = self.frames[rule.entity]
        result: Any = rule.function(*[frame[source] for source in sources])
        if self.doubts and rule.as_of is not None:
            day = frame[rule.as_of]
            unclear = _not_one_day(day)
            outside = out_of_force(rule, _low(day)) & ~unclear
            if outside.any():
                self._note((rule.entity, rule.as_of), outside)
            if (open_ := outside | unclear).any():
                result = _unsettled(result, open_, self.plan.ranges[rule.entity, rule.name])
        frame[rule.name] = result

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        """Make a figure's value for each row's own date; where it is not known, any of its values."""
        dated = figure.dated
        values, denominator = rates_of(dated)
        frame = self.frames[entity]
        day = frame[field]
        places = dated.rows(_low(day))
        unclear = _not_one_day(day) if self.doubts else np.zeros(0, np.bool_)
        result: Any
        if self.doubts and ((places < 0) & ~unclear).any():
            self._note((entity, name), (places < 0) & ~unclear)
        if len(values) == 1:
            result = values[0]
        else:
            table = np.array(values, np.int64)
            result = table[places]
            if self.doubts and (open_ := (places < 0) | unclear).any():
                low, high, _ = possible_rates(dated)
                result = Interval(np.where(open_, low, result), np.where(open_, high, result))
        frame[name] = result if denominator is None else Ratio(result, denominator)

    def link(self, link: Link) -> None:
        """A total or a count for each household, or a household's value for its children."""
        value = self.frames[link.source_entity][link.source]
        if link.how == "broadcast":
            owner = self.batch.parts[link.entity].owner
            self.frames[link.entity][link.name] = _each(value, lambda end: _spread(end, owner))
            return
        part = self.batch.parts[link.source_entity]
        counted = where(value, 1, 0) if link.how == "count" else value
        size = self.size(link.source_entity)
        self.frames[link.entity][link.name] = _each(counted, lambda end: part.total(_whole(end, size)))

    def result(self, entity: Entity, name: str) -> tuple[Any, Flags | None]:
        """A result for every row, and where it is settled (None: everywhere)."""
        value, size = self.frames[entity][name], self.size(entity)
        if not isinstance(value, Interval):
            return _whole(value, size), None
        low = _whole(value.low, size)
        agreed = low == _whole(value.high, size)
        return low, None if agreed.all() else agreed

    def total(self, entity: Entity, values: Any) -> Any:
        """The sum of a result over each household's parts."""
        return self.batch.parts[entity].total(values)

    def possible(self, entity: Entity, name: str) -> tuple[Any, Any]:
        """The lowest and the highest value that a result may have, for every row."""
        value, size = self.frames[entity][name], self.size(entity)
        ends = (value.low, value.high) if isinstance(value, Interval) else (value, value)
        return _whole(ends[0], size), _whole(ends[1], size)

    def unsettled(self) -> dict[Key, Flags]:
        """For each step whose value is not settled somewhere, the rows of its entity."""
        found = {}
        for (entity, name), _ in self.plan.steps if self.doubts else ():
            value = self.frames[entity][name]
            known = value.numerator if isinstance(value, Ratio) else value
            if isinstance(known, Interval) and (rows := _whole(known.low != known.high, self.size(entity))).any():
                found[entity, name] = rows
        return found

    def _note(self, key: Key, rows: Flags) -> None:
        self.unknown[key] = self.unknown[key] | rows if key in self.unknown else rows


def doubtful(plan: Plan, batch: Batch) -> Flags | None:
    """The households with a fact missing, or a date whose law is not known; None where there are none."""
    found: Flags | None = None

    def add(entity: Entity, rows: Flags | None) -> None:
        nonlocal found
        if rows is None or not rows.any():
            return
        whose = rows if entity is Entity.HOUSEHOLD else batch.parts[entity].per_household(rows)
        found = whose if found is None else found | whose

    for entity, names in plan.facts.items():
        for name in names:
            add(entity, batch.of(entity)[name].missing)
    for (entity, _), step in plan.steps:
        if isinstance(step, Lookup):
            add(entity, step.figure.dated.rows(batch.of(entity)[step.field].values) < 0)  # type: ignore[arg-type]
        elif isinstance(step, Rule) and step.provision.as_of is not None:
            add(entity, out_of_force(step.provision, batch.of(entity)[step.provision.as_of].values))
    return found


def out_of_force(rule: Provision[int], days: Any) -> Flags:
    """The days on which a rule is not in force."""
    outside: Flags = np.zeros(len(days), np.bool_)
    if rule.start is not None:
        outside = outside | (days < day_number(rule.start))
    return outside if rule.end is None else outside | (days > day_number(rule.end))


def _low(day: Any) -> Integers:
    low: Integers = day.low if isinstance(day, Interval) else day
    return low


def _not_one_day(day: Any) -> Flags:
    unclear: Flags = day.low != day.high if isinstance(day, Interval) else np.zeros(len(day), np.bool_)
    return unclear


def _unsettled(value: Any, rows: Flags, ends: tuple[int, int]) -> Interval:
    """A result that may be anything the policy can give in some rows, since the law of their date is not known."""
    known = Interval.of(value)
    low, high = _whole(known.low, rows.size), _whole(known.high, rows.size)
    if low.dtype == np.bool_:
        return Interval(low & ~rows, high | rows)
    return Interval(np.where(rows, ends[0], low), np.where(rows, max(ends[1], ends[0] + 1), high))


def _whole(value: Any, size: int) -> Any:
    """A value for every row, where the rule gave one for all."""
    return value if isinstance(value, np.ndarray) else np.full(size, value)


def _spread(value: Any, owner: Integers) -> Any:
    return value[owner] if isinstance(value, np.ndarray) else value


def _each(value: Any, change: Any) -> Any:
    """The same change to the ends of an interval, and over a denominator."""
    if isinstance(value, Ratio):
        return Ratio(_each(value.numerator, change), value.denominator)
    return Interval(change(value.low), change(value.high)) if isinstance(value, Interval) else change(value)
