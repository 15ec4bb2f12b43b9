"""What a block's results come to: totals, arrays row by row, and what is undetermined or found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.decision import Unit
from povertykit.models import Entity
from povertykit.money import Fen
from povertykit.policy.assessment import FINDINGS, PAYMENTS
from povertykit.policy.plan import Plan
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Need
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames, doubtful
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.outcome import Total

__all__ = ["HOUSEHOLD", "Computed", "Tally", "computed", "exact_sum", "undecided"]

HOUSEHOLD = Entity.HOUSEHOLD
"""The entity that results are gathered for."""


@dataclass(slots=True)
class Computed:
    """The results of a batch.

    Attributes:
        values: by entity and rule: fen, or verdict codes, for every row of the entity.
        open: where a payment is not determined (None: nowhere).
        found: by finding, the rows that a person must look at.
        why: the rows of each fact that is not known, by household of the batch, as `plan.behind` names it.
    """

    values: dict[tuple[Entity, str], Any] = field(default_factory=dict)
    open: dict[tuple[Entity, str], Flags | None] = field(default_factory=dict)
    found: dict[tuple[Entity, str], Flags] = field(default_factory=dict)
    why: dict[tuple[Entity, str], Flags] = field(default_factory=dict)


def computed(plan: Plan, needs: list[Need], constants: Mapping[str, Any], batch: Batch) -> Computed:
    """Run a plan on a batch: on plain arrays, and for the households with something missing on intervals."""
    doubt = doubtful(plan, batch)
    if doubt is None:
        return _run(plan, needs, constants, batch, doubts=False)
    places = np.flatnonzero(doubt)
    unclear = batch.take(places)
    clear = np.flatnonzero(~doubt)
    parts = [(places, unclear, _run(plan, needs, constants, unclear, doubts=True))]
    if clear.size:
        known = batch.take(clear)
        parts.append((clear, known, _run(plan, needs, constants, known, doubts=False)))
    return _merged(batch, parts)


def _run(plan: Plan, needs: list[Need], constants: Mapping[str, Any], batch: Batch, *, doubts: bool) -> Computed:
    frames = BlockFrames(batch, plan.facts, constants, doubts=doubts)
    plan.run(frames)
    result = Computed()
    for rule in plan.rules():
        key = (rule.entity, rule.name)
        if rule.kind in FINDINGS:
            result.found[key] = frames.possible(*key)[0]
        elif rule.kind is ProvisionKind.CASE:
            continue
        elif rule.unit is Unit.FLAG:
            low, high = frames.possible(*key)
            result.values[key] = low.view(np.int8) + high.view(np.int8)
        elif rule.kind in PAYMENTS:
            result.values[key], settled = frames.result(*key)
            result.open[key] = None if settled is None else ~settled
    for key, rows in frames.unknown.items():
        result.why[key] = rows if key[0] is HOUSEHOLD else batch.parts[key[0]].per_household(rows)
    _contest(result, needs, batch)
    for rule in plan.rules():
        if rule.entity is not HOUSEHOLD and rule.kind in PAYMENTS:
            part, open_ = batch.parts[rule.entity], result.open[rule.entity, rule.name]
            result.values[HOUSEHOLD, rule.name] = part.total(result.values[rule.entity, rule.name])
            result.open[HOUSEHOLD, rule.name] = None if open_ is None else part.per_household(open_)
    return result


def _contest(result: Computed, needs: list[Need], batch: Batch) -> None:
    """Where two rules claim one case and none prevails, neither is paid: both are undetermined."""
    for need in needs:
        finding = (need.entity, f"{need.name}_conflict")
        rows = result.found.get(finding)
        if rows is None or not rows.any():
            continue
        for claim in need.claims:
            key = (need.entity, claim)
            if key in result.open:
                open_ = result.open[key]
                result.open[key] = rows if open_ is None else open_ | rows
        result.why[finding] = rows if need.entity is HOUSEHOLD else batch.parts[need.entity].per_household(rows)


def _merged(batch: Batch, parts: list[tuple[Integers, Batch, Computed]]) -> Computed:
    """The results of the parts of a batch, in the batch's order."""
    merged = Computed()
    rows: list[dict[Entity, Integers]] = []
    for places, _, _ in parts:
        chosen = np.zeros(batch.size, np.bool_)
        chosen[places] = True
        rows.append({HOUSEHOLD: places} | {e: np.flatnonzero(chosen[part.owner]) for e, part in batch.parts.items()})
    sizes = {HOUSEHOLD: batch.size} | {entity: part.rows.size for entity, part in batch.parts.items()}
    for (_, _, result), place in zip(parts, rows, strict=True):
        for key, values in result.values.items():
            whole = merged.values.setdefault(key, np.zeros(sizes[key[0]], values.dtype))
            whole[place[key[0]]] = values
        for kind in ("open", "found"):
            target = getattr(merged, kind)
            for key, flags in getattr(result, kind).items():
                _put(target, key, flags, place[key[0]], sizes[key[0]])
        for key, flags in result.why.items():
            _put(merged.why, key, flags, place[HOUSEHOLD], batch.size)
    return merged


def _put(target: dict[Any, Any], key: Any, flags: Flags | None, place: Integers, size: int) -> None:
    whole = target.get(key)
    if flags is None or not flags.any():
        target.setdefault(key, None if flags is None else np.zeros(size, np.bool_))
        return
    if whole is None:
        whole = target[key] = np.zeros(size, np.bool_)
    whole[place] = flags


def exact_sum(values: Integers) -> int:
    """The sum as a Python int, whatever its size."""
    if not values.size:
        return 0
    if max(abs(int(values.min())), abs(int(values.max()))) <= INT64_MAX // values.size:
        return int(values.sum())
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


class Tally:
    """Adds up what each payment comes to, block by block, in Python ints."""

    def __init__(self, plan: Plan) -> None:
        self.rules: list[Provision[int]] = [rule for rule in plan.rules() if rule.kind in PAYMENTS]
        self._sums = {rule.name: [0, 0, 0, 0] for rule in self.rules}

    def add(self, result: Computed, batch: Batch) -> None:
        """Add a batch's results."""
        for rule in self.rules:
            values, open_ = result.values[HOUSEHOLD, rule.name], result.open[HOUSEHOLD, rule.name]
            sums = self._sums[rule.name]
            if open_ is not None and open_.any():
                sums[3] += int(np.count_nonzero(open_))
                values = values[~open_]
            sums[0] += exact_sum(values)
            sums[1] += int(np.count_nonzero(values))
            if rule.entity is not HOUSEHOLD:
                paid = result.values[rule.entity, rule.name] != 0
                if open_ is not None:
                    paid = paid & ~open_[batch.parts[rule.entity].owner]
                sums[2] += int(np.count_nonzero(paid))

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


def undecided(
    plan: Plan, needs: list[Need], result: Computed, most: int | None
) -> tuple[int, list[tuple[int, str, tuple[str, ...]]]]:
    """The undetermined payments and unknown tests of households.

    Args:
        plan: the provisions.
        needs: the needs whose rules may contest a case.
        result: a batch's results.
        most: how many entries are wanted; None for all.

    Returns:
        How many there are, and the first: place in the batch, provision, facts missing.
    """
    rules: list[Provision[int]] = []
    places: list[Integers] = []
    for rule in plan.rules():
        key = (HOUSEHOLD, rule.name)
        open_ = result.open.get(key)
        if rule.unit is Unit.FLAG and key in result.values:
            open_ = result.values[key] == 1
        if open_ is not None and open_.any():
            rules.append(rule)
            places.append(np.flatnonzero(open_))
    if not rules:
        return 0, []
    order = np.repeat(np.arange(len(rules)), [len(each) for each in places])
    place = np.concatenate(places)
    first = np.lexsort((order, place))[:most]
    facts = [_behind(plan, needs, result, rule) for rule in rules]
    entries = []
    for at, which in zip(place[first].tolist(), order[first].tolist(), strict=True):
        missing, contests = facts[which]
        names = tuple(name for name, rows in missing if rows[at]) or tuple(n for n, rows in contests if rows[at])
        entries.append((at, rules[which].name, names))
    return place.size, entries


_Named: TypeAlias = "list[tuple[str, Flags]]"


def _behind(plan: Plan, needs: list[Need], result: Computed, rule: Provision[int]) -> tuple[_Named, _Named]:
    """The facts, and the conflicts, for which a rule's result may be open, each with its households."""
    behind = plan.behind[rule.entity, rule.name]
    watched = {(need.entity, f"{need.name}_conflict") for need in needs if rule.name in need.claims}
    known = [(key, rows) for key, rows in result.why.items() if rows is not None]
    return [(k[1], rows) for k, rows in known if k in behind], [(k[1], rows) for k, rows in known if k in watched]
