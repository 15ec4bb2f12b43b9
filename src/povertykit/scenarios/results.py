"""What a block's results come to: totals, arrays row by row, and what is undetermined or found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.decision import Unit
from povertykit.models import Entity
from povertykit.money import Fen
from povertykit.policy.declaration import FINDINGS
from povertykit.policy.plan import Key, Plan
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames, doubtful
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.compiled import Loops
from povertykit.scenarios.outcome import Total

__all__ = [
    "HOUSEHOLD",
    "Computed",
    "Conflicts",
    "Reasons",
    "Sums",
    "Tally",
    "computed",
    "exact_sum",
    "gathered",
    "hung_on",
    "open_rules",
    "patterns",
    "undecided",
]

HOUSEHOLD = Entity.HOUSEHOLD
"""The entity that results are gathered for."""


Conflicts: TypeAlias = Sequence[tuple[Provision[int], Mapping[Entity, frozenset[str]]]]
"""The findings that two rules claim one case, each with what it leaves open, by entity."""


@dataclass(slots=True)
class Computed:
    """The results of a batch.

    Attributes:
        values: by entity and rule: fen, or verdict codes, for every row of the entity.
        open: where a payment is not determined (None: nowhere).
        found: by finding, the rows that a person must look at.
        why: by fact that is not known, the households where that is so, named as in `plan.needs`.
        ways: by step on the way to a result, the households where its value is not settled.
        contested: by payment or test and by finding, the households whose result the finding leaves open.
        surely: by finding, the households where it is found for sure, not only possible.
    """

    values: dict[Key, Any] = field(default_factory=dict)
    open: dict[Key, Flags | None] = field(default_factory=dict)
    found: dict[Key, Flags] = field(default_factory=dict)
    why: dict[Key, Flags] = field(default_factory=dict)
    ways: dict[Key, Flags] = field(default_factory=dict)
    contested: dict[tuple[str, Key], Flags] = field(default_factory=dict)
    surely: dict[Key, Flags] = field(default_factory=dict)


def computed(
    plan: Plan,
    conflicts: Conflicts,
    constants: Mapping[str, Any],
    batch: Batch,
    loops: Loops | None = None,
    into: Mapping[str, Integers] | None = None,
) -> Computed:
    """Run a plan on a batch: on plain arrays, and for the households with something missing on intervals.

    Compiled loops, where there are some, take the place of the plain arrays; where nothing is missing they write the
    amounts of households into arrays given for them, by name.
    """
    doubt = doubtful(plan, batch)
    if doubt is None:
        return gathered(plan, conflicts, BlockFrames(batch, plan, constants, doubts=False), loops, into)
    places = np.flatnonzero(doubt)
    unclear = batch.take(places)
    clear = np.flatnonzero(~doubt)
    parts = [(places, unclear, gathered(plan, conflicts, BlockFrames(unclear, plan, constants, doubts=True)))]
    if clear.size:
        known = batch.take(clear)
        frames = BlockFrames(known, plan, constants, doubts=False)
        parts.append((clear, known, gathered(plan, conflicts, frames, loops)))
    return _merged(batch, parts)


def gathered(
    plan: Plan,
    conflicts: Conflicts,
    frames: BlockFrames,
    loops: Loops | None = None,
    into: Mapping[str, Integers] | None = None,
) -> Computed:
    """Run a plan on a batch's frames, and gather what it gives; a payment that two rules claim is left open."""
    if loops is None:
        plan.run(frames)
    else:
        loops.run(frames, into)
    batch, result = frames.batch, Computed()
    for rule in plan.rules():
        key = (rule.entity, rule.name)
        if rule.kind in FINDINGS:
            result.found[key] = frames.possible(*key)[0]
        elif rule.kind is ProvisionKind.CASE:
            continue
        elif rule.unit is Unit.FLAG:
            low, high = frames.possible(*key)
            result.values[key] = low.view(np.int8) + high.view(np.int8)
        elif rule.gives_amount:
            result.values[key], settled = frames.result(*key)
            result.open[key] = None if settled is None else ~settled
            if rule.entity is not HOUSEHOLD:
                part, open_ = batch.parts[rule.entity], result.open[key]
                result.values[HOUSEHOLD, rule.name] = frames.total(rule.entity, result.values[key])
                result.open[HOUSEHOLD, rule.name] = None if open_ is None else part.per_household(open_)
    for found, rows_by_key in ((result.why, frames.unknown), (result.ways, frames.unsettled())):
        for key, rows in rows_by_key.items():
            found[key] = _seen(batch, key[0], HOUSEHOLD, rows)
    for finding, names in conflicts:
        low, high = frames.possible(finding.entity, finding.name)
        if high.any():
            _contest(result, batch, finding, names, low, high)
    return result


def _contest(
    result: Computed,
    batch: Batch,
    finding: Provision[int],
    names: Mapping[Entity, frozenset[str]],
    low: Flags,
    high: Flags,
) -> None:
    """Where two rules claim one case and none prevails, neither is paid, nor what is made from them.

    Where that is only possible, an amount of nothing stays: nothing is paid either way.
    """
    result.surely[finding.entity, finding.name] = _seen(batch, finding.entity, HOUSEHOLD, low)
    for entity in (HOUSEHOLD, *batch.parts):
        sure, possible = (_seen(batch, finding.entity, entity, rows) for rows in (low, high))
        for name in names[entity]:
            key = (entity, name)
            if key in result.open:
                before = result.open[key]
                opened = sure | (possible & (result.values[key] != 0))
                opened = opened if before is None else opened & ~before
                result.open[key] = opened if before is None else opened | before
            elif key in result.values:
                opened = possible
                result.values[key] = np.where(possible, np.int8(1), result.values[key])
            else:
                continue
            if entity is HOUSEHOLD and opened.any():
                result.contested[name, (finding.entity, finding.name)] = opened


def _seen(batch: Batch, of: Entity, by: Entity, rows: Flags) -> Flags:
    """The flags of one entity's rows as another's see them: a household any of its parts', a part its household's."""
    if of is by:
        return rows
    household = rows if of is HOUSEHOLD else batch.parts[of].per_household(rows)
    return household if by is HOUSEHOLD else household[batch.parts[by].owner]


def _merged(batch: Batch, parts: list[tuple[Integers, Batch, Computed]]) -> Computed:
    """The results of the parts of a batch, in the batch's order."""
    merged = Computed()
    sizes = {HOUSEHOLD: batch.size} | {entity: part.rows.size for entity, part in batch.parts.items()}
    for places, _, result in parts:
        chosen = np.zeros(batch.size, np.bool_)
        chosen[places] = True
        place = {HOUSEHOLD: places} | {e: np.flatnonzero(chosen[part.owner]) for e, part in batch.parts.items()}
        for key, values in result.values.items():
            whole = merged.values.setdefault(key, np.zeros(sizes[key[0]], values.dtype))
            whole[place[key[0]]] = values
        for name in ("open", "found"):
            for key, flags in getattr(result, name).items():
                _put(getattr(merged, name), key, flags, place[key[0]], sizes[key[0]])
        for name in ("why", "ways", "surely", "contested"):
            for key, flags in getattr(result, name).items():
                _put(getattr(merged, name), key, flags, places, batch.size)
    return merged


def _put(target: dict[Any, Any], key: object, flags: Flags | None, place: Integers, size: int) -> None:
    """Put flags at their places among all rows; None stands for no row at all."""
    if flags is None or not flags.any():
        target.setdefault(key, None if flags is None else np.zeros(size, np.bool_))
        return
    if target.get(key) is None:
        target[key] = np.zeros(size, np.bool_)
    target[key][place] = flags


def exact_sum(values: Integers) -> int:
    """The sum as a Python int, whatever its size."""
    if not values.size:
        return 0
    if max(abs(int(values.min())), abs(int(values.max()))) <= INT64_MAX // values.size:
        return int(values.sum())
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


Sums: TypeAlias = Mapping[str, tuple[int, int, int, int]]
"""By payment: fen, households paid, parts paid, households for which it could not be told."""


class Tally:
    """Adds up what each payment comes to, block by block, in Python ints."""

    def __init__(self, plan: Plan) -> None:
        self.rules: list[Provision[int]] = [rule for rule in plan.rules() if rule.gives_amount]
        self._sums = {rule.name: [0, 0, 0, 0] for rule in self.rules}
        self._ends = plan.ranges

    def sums(self, result: Computed, batch: Batch) -> Sums:
        """What a batch's results come to; nothing is added yet, so several threads may ask at once."""
        found = {}
        for rule in self.rules:
            values, open_ = result.values[HOUSEHOLD, rule.name], result.open[HOUSEHOLD, rule.name]
            parts = undetermined = 0
            if open_ is not None and open_.any():
                undetermined = int(np.count_nonzero(open_))
                values = values[~open_]
            if rule.entity is not HOUSEHOLD:
                paid = result.values[rule.entity, rule.name] != 0
                if open_ is not None:
                    paid = paid & ~open_[batch.parts[rule.entity].owner]
                parts = int(np.count_nonzero(paid))
            most = max(map(abs, self._ends[rule.entity, rule.name]))  # proved when the policy was made
            fits = rule.entity is HOUSEHOLD and most * values.size <= INT64_MAX
            total = int(values.sum()) if fits else exact_sum(values)
            found[rule.name] = (total, int(np.count_nonzero(values)), parts, undetermined)
        return found

    def add(self, sums: Sums) -> None:
        """Add what a batch's results come to."""
        for name, amounts in sums.items():
            self._sums[name] = [before + more for before, more in zip(self._sums[name], amounts, strict=True)]

    @property
    def so_far(self) -> Mapping[str, list[int]]:
        """The sums so far, as `Sums`."""
        return self._sums

    def totals(self) -> dict[str, Total]:
        """What it has come to."""
        totals = {}
        for rule in self.rules:
            amount, households, parts, open_ = self._sums[rule.name]
            assert rule.period is not None
            totals[rule.name] = Total(
                amount=Fen(amount),
                period=rule.period,
                households=households,
                parts=None if rule.entity is HOUSEHOLD else parts,
                undetermined=open_,
                counts=rule.kind is ProvisionKind.PAYMENT,
                en=rule.en,
                zh=rule.zh,
            )
        return totals


def undecided(plan: Plan, result: Computed, most: int | None) -> tuple[int, list[tuple[int, str, tuple[str, ...]]]]:
    """The undetermined payments and unknown tests of households.

    Args:
        plan: the provisions.
        result: a batch's results.
        most: how many entries are wanted; None for all.

    Returns:
        How many there are, and the first: place in the batch, provision, facts missing (or the finding behind it).
    """
    found = open_rules(plan, result)
    if not found:
        return 0, []
    places = [np.flatnonzero(rows) for _, rows in found]
    order = np.repeat(np.arange(len(found)), [len(each) for each in places])
    place = np.concatenate(places)
    first = np.lexsort((order, place))[:most]
    place, order, count = place[first], order[first], place.size
    reasons = [Reasons(plan, result, rule) for rule, _ in found]
    told: dict[tuple[int, int], tuple[str, ...]] = {}
    entries = []
    kinds = patterns(hung_on(result), place)[1]
    for at, which, alike in zip(place.tolist(), order.tolist(), kinds.tolist(), strict=True):
        if (which, alike) not in told:
            told[which, alike] = reasons[which].at(at)
        entries.append((at, found[which][0].name, told[which, alike]))
    return count, entries


def open_rules(plan: Plan, result: Computed) -> list[tuple[Provision[int], Flags]]:
    """The payments and tests that are not determined for some household, and for which."""
    found: list[tuple[Provision[int], Flags]] = []
    for rule in plan.rules():
        key = (HOUSEHOLD, rule.name)
        open_ = result.open.get(key)
        if rule.unit is Unit.FLAG and key in result.values:
            open_ = result.values[key] == 1
        if open_ is not None and open_.any():
            found.append((rule, open_))
    return found


def hung_on(result: Computed) -> list[Flags]:
    """All that the reasons depend on: households alike in all of it lack the same facts."""
    by_name = (result.why, result.ways, result.contested, result.surely)
    return [rows for flags in by_name for rows in flags.values() if rows is not None]


def patterns(flags: Sequence[Flags], rows: Integers) -> tuple[Integers, Integers]:
    """Rows that are alike in all flags.

    Returns:
        The place among the rows of the first of each kind, and the kind of each row.

    Examples:
        >>> first, kinds = patterns([np.array([True, False, True]), np.array([True, True, True])], np.arange(3))
        >>> first.tolist(), kinds.tolist()
        ([1, 0], [1, 0, 1])
    """
    codes = np.zeros(rows.size, np.int64)
    for number, each in enumerate(flags, start=1):
        codes = codes << 1 | each[rows]
        if number % _BITS == 0:  # fewer than there are rows, so that further bits find room
            codes = np.unique(codes, return_inverse=True)[1]
    _, first, kinds = np.unique(codes, return_index=True, return_inverse=True)
    return first, kinds


_BITS = 30


class Reasons:
    """What a rule's result may hang on, household by household."""

    def __init__(self, plan: Plan, result: Computed, rule: Provision[int]) -> None:
        self._plan, self._result, self._key = plan, result, (rule.entity, rule.name)
        self._contests = [
            (rows, finding, result.surely[finding])
            for (name, finding), rows in result.contested.items()
            if name == rule.name and rows is not None
        ]

    def at(self, place: int) -> tuple[str, ...]:
        """The facts that are missing for a household, or the finding that leaves its case open."""
        for rows, finding, surely in self._contests:
            if rows[place]:
                return (finding[1],) if surely[place] else self._missing(finding, place)
        return self._missing(self._key, place)

    def _missing(self, key: Key, place: int) -> tuple[str, ...]:
        """The facts that a household lacks, by the ways to the result on which nothing is settled already."""

        def is_open(need: Key) -> bool:
            flags = (self._result.why.get(need), self._result.ways.get(need))
            return any(rows is not None and rows[place] for rows in flags)

        behind = self._plan.open_behind(key, is_open)
        return tuple(fact[1] for fact, rows in self._result.why.items() if fact in behind and rows[place])
