"""Households with one amount of theirs varied: what they are paid at any value of it, and how that may change.

`paid_at` runs a policy's rules at given values, exactly. `changes` runs the same rules on whole ranges of values at
once (`policy.stepped`) and bounds what a step of the varied amount may do to what is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from povertykit.arithmetic import Ratio
from povertykit.errors import InvalidInput, UnknownName
from povertykit.models import MODEL_OF, Entity, FieldSpec, Household, Kind, children_of, fields_of
from povertykit.models.record import Record
from povertykit.money import Period
from povertykit.policy.assessment import Assessor
from povertykit.policy.interval import Interval
from povertykit.policy.operands import MILLION
from povertykit.policy.plan import Key, Plan
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.stepped import Stepped
from povertykit.policy.terms import Link
from povertykit.scenarios.batch import Batch, Part, offsets_of
from povertykit.scenarios.block import BlockFrames
from povertykit.scenarios.columns import Column, Flags, Integers
from povertykit.scenarios.results import Computed, Conflicts, computed

__all__ = ["Paid", "StepFrames", "Varied", "batch_of", "repeated", "varied_field"]

HOUSEHOLD: Final = Entity.HOUSEHOLD
_PIECE: Final = 1 << 15


@dataclass(slots=True)
class Paid:
    """What households are paid at certain values of the varied amount, row by row.

    Attributes:
        amounts: fen by payment.
        open: where a payment is not determined (None: nowhere).
        missing: the facts that are missing behind what is not determined, somewhere.
    """

    amounts: dict[str, Integers]
    open: dict[str, Flags | None]
    missing: dict[Key, Flags]

    def total(self, names: list[str], size: int) -> tuple[Integers, Flags]:
        """The sum of some payments, and where all of them are determined."""
        sums, known = np.zeros(size, np.int64), np.ones(size, np.bool_)
        for name in names:
            sums = sums + self.amounts[name]
            if (open_ := self.open[name]) is not None:
                known &= ~open_
        return sums, known


def varied_field(name: str) -> FieldSpec:
    """The amount of a household that is varied, by its name, Chinese title or alias.

    Raises:
        UnknownName: a household has no such amount.
        InvalidInput: its amounts are not of a month or a year.
    """
    amounts = {n: spec for n, spec in fields_of(Household).items() if spec.kind is Kind.AMOUNT}
    spec = next((spec for spec in amounts.values() if name in spec.names), None)
    if spec is None:
        raise UnknownName.among(str(name), amounts, "amount of a household")
    if spec.period not in (Period.MONTH, Period.YEAR):
        raise InvalidInput(f"got {name!r}", field="vary", allowed="an amount for a month or a year")
    return spec


class Varied:
    """A policy's payments to some households, as a function of one amount of theirs.

    Args:
        policy: the policy.
        plan: what is computed of it.
        batch: the households.
        spec: the amount that is varied.

    Attributes:
        rules: by name, what is paid; components of other payments are left out.
        counted: the names of what is paid for the period of the varied amount.
    """

    def __init__(self, policy: Policy, plan: Plan, batch: Batch, spec: FieldSpec) -> None:
        self.policy: Policy = policy
        self.plan: Plan = plan
        self.batch: Batch = batch
        self.spec: FieldSpec = spec
        self.constants: dict[str, Any] = bulk_constants(policy.constants)
        self.conflicts: Conflicts = Assessor(policy, HOUSEHOLD, plan).conflicts
        paid = [rule for rule in plan.rules() if rule.gives_amount and rule.kind is ProvisionKind.PAYMENT]
        self.rules: dict[str, Provision[int]] = {rule.name: rule for rule in paid}
        self.counted: list[str] = [rule.name for rule in paid if rule.period is spec.period]

    def paid_at(self, places: Integers, values: Integers) -> Paid:
        """What the households at these places are paid where the varied amount has these values."""
        pieces = [
            self._paid(places[at : at + _PIECE], values[at : at + _PIECE]) for at in range(0, len(places), _PIECE)
        ]
        if len(pieces) == 1:
            return pieces[0]
        if not pieces:
            return self._paid(places, values)
        amounts = {name: np.concatenate([piece.amounts[name] for piece in pieces]) for name in self.rules}
        open_ = {name: _joined([piece.open[name] for piece in pieces], pieces) for name in self.rules}
        missing = {
            key: flags
            for key in {key for piece in pieces for key in piece.missing}
            if (flags := _joined([piece.missing.get(key) for piece in pieces], pieces)) is not None
        }
        return Paid(amounts, open_, missing)

    def _paid(self, places: Integers, values: Integers) -> Paid:
        result: Computed = computed(self.plan, self.conflicts, self.constants, self._with(places, Column(values)))
        missing = {key: flags for key, flags in result.why.items() if flags is not None and flags.any()}
        return Paid(
            {name: result.values[HOUSEHOLD, name] for name in self.rules},
            {name: result.open[HOUSEHOLD, name] for name in self.rules},
            missing,
        )

    def counted_at(self, places: Integers, values: Integers) -> tuple[Integers, Flags]:
        """The payments of the varied amount's own period, added up, and where all of them are determined."""
        return self.paid_at(places, values).total(self.counted, len(places))

    def changes(self, places: Integers, lows: Integers, highs: Integers, step: int) -> tuple[Integers, Integers]:
        """The least and the greatest change of what is paid by a step that begins anywhere between these values."""
        batch = self._with(places, Column(lows))
        frames = StepFrames(batch, self.plan, self.constants, doubts=True)
        frame = frames.frames[HOUSEHOLD]
        if self.spec.name in frame:
            frame[self.spec.name] = Stepped.by(lows, highs, step)
        self.plan.run(frames)
        least, most = np.zeros(len(places), np.int64), np.zeros(len(places), np.int64)
        for name in self.counted:
            change = frames.change(self.rules[name])
            least, most = least + change.low, most + change.high
        return least, most

    def _with(self, places: Integers, varied: Column) -> Batch:
        batch = repeated(self.batch, places)
        batch.columns[self.spec.name] = varied
        return batch


class StepFrames(BlockFrames):
    """A batch's values while a plan runs on steps of some of them."""

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        """As of plain values; a law that is not known on some day is the same one before and after the step."""
        super().apply(rule, sources)
        frame = self.frames[rule.entity]
        given = [frame[source] for source in sources]
        if rule.as_of is not None and not isinstance(frame[rule.name], Stepped) and any(map(_steps, given)):
            frame[rule.name] = rule.function(*given)  # the ends were widened; the change is the rule's own

    def link(self, link: Link) -> None:
        """A total or a count for each household, or a household's value for its children; of steps, side by side."""
        name = link.source
        source, target = self.frames[link.source_entity], self.frames[link.entity]
        value = source[name]
        if isinstance(value, Ratio) and _steps(value):
            source[name] = value.numerator
            self.link(link)
            source[name], target[link.name] = value, Ratio(target[link.name], value.denominator)
            return
        if not isinstance(value, Stepped):
            super().link(link)
            return
        sides: list[Interval] = []
        number = isinstance(value.before.low, np.ndarray) and value.before.low.dtype != np.bool_
        for side in (*value.sides(), value.change):
            source[name] = side
            if side is value.change and link.how == "count":
                source[name] = Interval(-1 * (side.low < 0), 1 * (side.high > 0))
                self.frames[link.entity][link.name] = self._total(link, source[name])
            else:
                super().link(link)
            sides.append(Interval.of(target[link.name]))
        source[name] = value
        before, after, change = sides
        if link.how == "broadcast" and not number:
            target[link.name] = Stepped.flag(before, after, (change.low == 0) & (change.high == 0))
        else:
            target[link.name] = Stepped(before, after, change)

    def _total(self, link: Link, change: Interval) -> Interval:
        part, size = self.batch.parts[link.source_entity], self.size(link.source_entity)
        low, high = (part.total(np.broadcast_to(np.asarray(end), size)) for end in (change.low, change.high))
        return Interval(low, high)

    def change(self, rule: Provision[int]) -> Interval:
        """What the step may do to a payment of each household."""
        value = self.frames[rule.entity][rule.name]
        change = Stepped.of(value).change
        size = self.size(rule.entity)
        ends = [np.broadcast_to(np.asarray(end, np.int64), size) for end in (change.low, change.high)]
        if rule.entity is not HOUSEHOLD:
            ends = [self.batch.parts[rule.entity].total(end) for end in ends]
        return Interval(*ends)


def _steps(value: object) -> bool:
    return isinstance(value, Stepped) or isinstance(getattr(value, "numerator", None), Stepped)


def _joined(parts: list[Flags | None], pieces: list[Paid]) -> Flags | None:
    if all(part is None for part in parts):
        return None
    sizes = [len(next(iter(piece.amounts.values()))) for piece in pieces]
    return np.concatenate(
        [np.zeros(size, np.bool_) if part is None else part for part, size in zip(parts, sizes, strict=True)]
    )


def repeated(batch: Batch, places: Integers) -> Batch:
    """The households at these places, one as often as it is named, each time with its children."""
    parts = {}
    for entity, part in batch.parts.items():
        counts = np.diff(part.offsets)[places]
        owner = np.repeat(np.arange(places.size), counts)
        first = np.repeat(part.offsets[places] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        rows = (first + np.arange(owner.size)).astype(np.int64)
        columns = {name: column.take(rows) for name, column in part.columns.items()}
        parts[entity] = Part(part.rows[rows], owner, offsets_of(owner, places.size), columns)
    return Batch(places.size, places, {n: column.take(places) for n, column in batch.columns.items()}, parts)


def batch_of(household: Household, plan: Plan) -> Batch:
    """One household as a batch, with the facts that a plan needs."""
    parts = {}
    for attribute, children in children_of(Household).items():
        records: tuple[Record, ...] = getattr(household, attribute)
        rows = np.arange(len(records))
        owner = np.zeros(len(records), np.int64)
        columns = _columns(list(records), children.model.entity, plan)
        parts[children.model.entity] = Part(rows, owner, offsets_of(owner, 1), columns)
    return Batch(1, slice(0, 1), _columns([household], HOUSEHOLD, plan), parts)


def _columns(records: list[Any], entity: Entity, plan: Plan) -> dict[str, Column]:
    names = plan.facts.get(entity, frozenset())
    facts: list[Mapping[str, Any]] = [record.facts(names) for record in records]
    columns = {}
    for name in names:
        spec = fields_of(MODEL_OF[entity])[name]
        values = [fact[name] for fact in facts]
        missing = np.array([value is None for value in values], np.bool_)
        scale = MILLION if spec.kind is Kind.RATE else 1
        low = spec.ends[0]
        operands: Any = np.array([low if value is None else int(value * scale) for value in values], np.int64)
        if spec.kind is Kind.FLAG:
            operands = operands == 1
        columns[name] = Column(operands, missing if missing.any() else None)
    return columns
