"""What a policy costs as a function of one figure: a register's curves, added up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from povertykit.arithmetic import Ratio
from povertykit.errors import DateError, OutOfRange, OverflowRefused, PolicyError
from povertykit.models import Entity
from povertykit.money import Period
from povertykit.policy import Policy
from povertykit.policy.assessment import Assessor
from povertykit.policy.interval import Interval
from povertykit.policy.plan import Plan, resolve
from povertykit.policy.proof import bulk_constants, proved
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Figure, Link
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames, doubtful
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.curves import Curve, Ground, NotACurve
from povertykit.scenarios.reading import Reading
from povertykit.scenarios.results import HOUSEHOLD, gathered
from povertykit.scenarios.steps import Steps

__all__ = ["Costs", "Turn", "costs_by_curves", "narrowed", "payments_of"]

_MOST_PASSES = 256


def payments_of(plan: Plan) -> list[Provision[int]]:
    """The payments of a plan that are paid themselves; components are part of another payment."""
    return [rule for rule in plan.rules() if rule.kind is ProvisionKind.PAYMENT]


def narrowed(policy: Policy, plan: Plan) -> Plan:
    """The part of a plan that its payments need, with the findings that may contest them."""
    kinds = (ProvisionKind.PAYMENT, ProvisionKind.CONFLICT)
    names = [rule.name for rule in plan.rules() if rule.kind in kinds]
    return proved(resolve(policy.declared, names), policy.constants)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where something is found to go one way as the figure rises, so that it does not only go the other.

    Attributes:
        row: the household's place in the register, from 0.
        at: the figure's value, as a whole number over the run's denominator.
    """

    row: int
    at: int


@dataclass(slots=True)
class Costs:
    """The sums over a register, at every value of the figure between two ends.

    Attributes:
        amounts: by payment, the sum of what is determined, with a piece for each household that gets something.
        paid: by period, a piece for each household that gets something in it; their sum is that of its persons.
        undetermined: a piece for each household with a payment that is not determined.
        fall: by period, where a household's payments of the period fall, or cannot be shown not to.
        rise: by period, where they rise, or cannot be shown not to.
        unpaid: by period, where a household that was paid is no longer.
        newly: by period, where a household that was not paid is.
        households: the households of the register.
        people: their persons, where the register says how many they are.
    """

    amounts: dict[str, Steps]
    paid: dict[Period, Steps]
    undetermined: Steps
    fall: dict[Period, Turn] = field(default_factory=dict)
    rise: dict[Period, Turn] = field(default_factory=dict)
    unpaid: dict[Period, Turn] = field(default_factory=dict)
    newly: dict[Period, Turn] = field(default_factory=dict)
    households: int = 0
    people: int = 0


class _CurveFrames(BlockFrames):
    """A batch's values while a plan runs, those that hang on the figure as curves."""

    def __init__(
        self, batch: Batch, plan: Plan, constants: dict[str, Any], figure: tuple[str, int], ground: Ground, doubts: bool
    ) -> None:
        super().__init__(batch, plan, constants, doubts=doubts)
        self.figure = figure
        self.grounds = {HOUSEHOLD: ground} | {
            entity: Ground(ground.low[part.owner], ground.high[part.owner]) for entity, part in batch.parts.items()
        }
        for entity, frame in self.frames.items():
            frame[figure[0]] = self._figure(entity)

    def _figure(self, entity: Entity) -> Curve | Ratio:
        curve = Curve(self.grounds[entity], 1, 0)
        return curve if self.figure[1] == 1 else Ratio(curve, self.figure[1])

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        frame = self.frames[rule.entity]
        if self.doubts and rule.as_of is not None and any(_hangs(frame[source]) for source in sources):
            raise NotACurve("the law of each row's date, where it may not be known")
        super().apply(rule, sources)

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        super().look_up(entity, name, figure, field)
        if figure.name == self.figure[0]:
            self.frames[entity][name] = self._figure(entity)

    def link(self, link: Link) -> None:
        value = self.frames[link.source_entity][link.source]
        if not _hangs(value):
            super().link(link)
        elif link.how == "broadcast":
            owner, ground = self.batch.parts[link.entity].owner, self.grounds[link.entity]
            self.frames[link.entity][link.name] = _each(value, lambda curve: curve.spread(owner, ground))
        else:
            self.frames[link.entity][link.name] = _each(value, lambda curve: self.total(link.source_entity, curve))

    def total(self, entity: Entity, values: Any) -> Any:
        part = self.batch.parts[entity]
        return values.total(part, self.grounds[HOUSEHOLD]) if isinstance(values, Curve) else part.total(values)

    def result(self, entity: Entity, name: str) -> tuple[Any, Flags | None]:
        value = self.frames[entity][name]
        if isinstance(value, Curve):
            return value, None
        if not _hangs(value):
            return super().result(entity, name)
        low = Curve.of(self.grounds[entity], value.low)
        agreed: Flags = low == value.high
        return low, None if agreed.all() else agreed

    def unsettled(self) -> dict[Any, Flags]:
        return {}  # nobody asks why a result is not determined

    def settle(self) -> Ground:
        """The stretches on which every row of every entity holds."""
        ground = self.grounds[HOUSEHOLD]
        for entity, part in self.batch.parts.items():
            np.minimum.at(ground.high, part.owner, self.grounds[entity].high)
        return ground


def _hangs(value: object) -> bool:
    """Whether a value hangs on the figure."""
    if isinstance(value, Interval):
        return _hangs(value.low) or _hangs(value.high)
    return isinstance(value.numerator if isinstance(value, Ratio) else value, Curve)


def _each(value: Any, change: Any) -> Any:
    """The same change to each curve in a value."""
    if isinstance(value, Ratio):
        return Ratio(_each(value.numerator, change), value.denominator)
    if isinstance(value, Interval):
        return Interval(_each(value.low, change), _each(value.high, change))
    if not isinstance(value, Curve):
        raise NotACurve("a sum that hangs on the figure only where facts are missing")
    return change(value)


def costs_by_curves(
    policy: Policy, plan: Plan, reading: Reading, vary: str, ends: tuple[int, int], denominator: int, *, prove: bool
) -> Costs:
    """Run a register once, for all values of a figure between two ends.

    Args:
        policy: the policy, with any value of the figure.
        plan: what is computed.
        reading: the register.
        vary: the figure.
        ends: its least and its greatest value, over the denominator.
        denominator: what the figure's values are over.
        prove: whether to look for households whose payments fall, or rise, as the figure rises.

    Raises:
        NotACurve: a rule does more with the figure than curves can follow.
        RegisterError: rows that are wrong.
    """
    _prove_in_bounds(policy, plan, vary, ends, denominator)
    run = _Run(policy, plan, vary, ends, denominator, prove)
    for block in reading.blocks():
        batch = run.trimmed(block.batch)
        doubt = doubtful(plan, batch)
        if doubt is None:
            run.add(batch, doubts=False)
            continue
        run.add(batch.take(np.flatnonzero(doubt)), doubts=True)
        run.add(batch.take(np.flatnonzero(~doubt)), doubts=False)
    return run.costs


def _prove_in_bounds(policy: Policy, plan: Plan, vary: str, ends: tuple[int, int], denominator: int) -> None:
    """Prove that nothing leaves int64 for any value of the figure."""
    whole = Interval(min(0, ends[0]), ends[1])
    try:
        proved(plan, {**policy.constants, vary: whole if denominator == 1 else Ratio(whole, denominator)})
    except (OverflowRefused, OutOfRange, DateError, PolicyError) as error:
        raise NotACurve(str(error)) from error


class _Run:
    """A run over a register: the sums so far."""

    def __init__(
        self, policy: Policy, plan: Plan, vary: str, ends: tuple[int, int], denominator: int, prove: bool
    ) -> None:
        self.plan, self.ends, self.prove = plan, ends, prove
        self.figure = (vary, denominator)
        self.constants: dict[str, Any] = bulk_constants(policy.constants)
        self.conflicts = Assessor(policy, HOUSEHOLD, plan).conflicts
        self.rules = payments_of(plan)
        periods = dict.fromkeys(rule.period for rule in self.rules if rule.period is not None)
        self.costs = Costs(
            {rule.name: Steps(*ends) for rule in self.rules},
            {period: Steps(*ends) for period in periods},
            Steps(*ends),
        )

    def trimmed(self, batch: Batch) -> Batch:
        """A batch with the households' columns that are needed."""
        needed = {*self.plan.facts.get(HOUSEHOLD, ()), "persons"}
        return Batch(batch.size, batch.rows, {n: c for n, c in batch.columns.items() if n in needed}, batch.parts)

    def add(self, batch: Batch, *, doubts: bool) -> None:
        """Add a batch: its rows from the low end as far as their stretches reach, then the rest, and so on."""
        self.costs.households += batch.size
        if "persons" in batch.columns:
            self.costs.people += int(batch.columns["persons"].values.sum())
        low = np.full(batch.size, self.ends[0], np.int64)
        before: dict[Period, tuple[Integers, Flags]] = {}
        for _ in range(_MOST_PASSES):
            if not batch.size:
                return
            ground = Ground(low, np.full(batch.size, self.ends[1], np.int64))
            frames = _CurveFrames(batch, self.plan, self.constants, self.figure, ground, doubts)
            result = gathered(self.plan, self.conflicts, frames)
            paid: dict[str, Flags] = {}
            for rule in self.rules:
                open_ = result.open[HOUSEHOLD, rule.name]
                some = np.broadcast_to(result.values[HOUSEHOLD, rule.name] != 0, batch.size)
                paid[rule.name] = some if open_ is None else some & ~open_
            frames.settle()
            self._record(batch, ground, result.values, result.open, paid)
            rest = np.flatnonzero(ground.high < self.ends[1])
            if self.prove:
                before = self._compare(batch, ground, result.values, paid, before, rest)
            if rest.size < batch.size:
                batch = batch.take(rest)
            low = ground.high[rest] + 1
        raise NotACurve(f"more than {_MOST_PASSES} steps")

    def _record(self, batch: Batch, ground: Ground, values: Any, open_: Any, paid: dict[str, Flags]) -> None:
        low, high = ground.low, ground.high
        by_period: dict[Period, Flags] = {}
        unclear: Flags | None = None
        for rule in self.rules:
            rows = np.flatnonzero(paid[rule.name])
            key = (HOUSEHOLD, rule.name)
            curve = Curve.of(ground, values[key]).take(rows)
            self.costs.amounts[rule.name].add(low[rows], high[rows], curve.slope, curve.start, curve.parts)
            assert rule.period is not None
            some = by_period.get(rule.period)
            by_period[rule.period] = paid[rule.name] if some is None else some | paid[rule.name]
            if open_[key] is not None:
                unclear = open_[key] if unclear is None else unclear | open_[key]
        for period, some in by_period.items():
            rows = np.flatnonzero(some)
            persons = batch.columns["persons"].values[rows] if "persons" in batch.columns else 0
            self.costs.paid[period].add(low[rows], high[rows], 0, persons)
        if unclear is not None:
            rows = np.flatnonzero(unclear)
            self.costs.undetermined.add(low[rows], high[rows], 0, 0)

    def _compare(
        self,
        batch: Batch,
        ground: Ground,
        values: Any,
        paid: dict[str, Flags],
        before: dict[Period, tuple[Integers, Flags]],
        rest: Integers,
    ) -> dict[Period, tuple[Integers, Flags]]:
        """Look for turns, along each stretch and from the end of the one before; what the rows come to at the end."""
        after: dict[Period, tuple[Integers, Flags]] = {}
        for period in self.costs.paid:
            total, some = Curve(ground, 0, 0), np.zeros(batch.size, np.bool_)
            for rule in self.rules:
                if rule.period is period:
                    some = some | paid[rule.name]
                    value = values[HOUSEHOLD, rule.name]
                    total = total + Curve.operand_kind.where(paid[rule.name], Curve.of(ground, value), 0)
            rising, falling = total.directions()
            stretch = ground.low < ground.high
            turns = {"fall": ~rising & stretch, "rise": ~falling & stretch}
            if period in before:
                ended, was_paid = before[period]
                at_start = np.broadcast_to(total.at(ground.low), batch.size)
                turns["fall"] |= at_start < ended
                turns["rise"] |= at_start > ended
                turns |= {"unpaid": was_paid & ~some, "newly": some & ~was_paid}
            for name, rows in turns.items():
                self._note(getattr(self.costs, name), period, batch, ground, rows)
            at_end = np.broadcast_to(total.at(ground.high), batch.size)
            after[period] = (at_end[rest], some[rest])
        return after

    @staticmethod
    def _note(found: dict[Period, Turn], period: Period, batch: Batch, ground: Ground, rows: Flags) -> None:
        if period not in found and rows.any():
            place = int(np.flatnonzero(rows)[0])
            found[period] = Turn(batch.row(place), int(ground.low[place]))
