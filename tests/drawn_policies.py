"""Whole policies of every jurisdiction with their open terms filled, and registers drawn at random for any of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from povertykit import Period, fen, jurisdiction, list_jurisdictions
from povertykit.decision import Unit
from povertykit.errors import PovertyKitError
from povertykit.models import MODEL_OF, Entity, FieldSpec, Kind, fields_of
from povertykit.policy import Jurisdiction, Policy, Term
from povertykit.policy.plan import Plan
from povertykit.scenarios.batch import Batch, Part, offsets_of
from povertykit.scenarios.columns import Column
from povertykit.scenarios.register import TABLES

__all__ = ["batch", "filled", "policies"]


def _fillings(term: Term) -> list[Any]:
    """Values that may fill a term."""
    low, high = (Fraction(end) for end in term.bounds or (1, 10**6))
    middle = low + (high - low) / 3
    if term.unit is Unit.AMOUNT:
        return [fen(int(low) + int(middle) % 100_003), fen(int(middle))]
    if term.unit is Unit.RATE:
        return [Fraction(int(middle * 1000), 1000), Fraction(3, 10), low]
    return {Unit.COUNT: [int(middle), 12, 3], None: [Period.MONTH, Period.YEAR]}.get(term.unit, [])


def filled(law: Jurisdiction, on: date) -> Policy:
    """The law's policy with all its open terms filled that take one of the values tried."""
    settings: dict[str, Any] = {}
    for term in law.policy(on=on).open_terms():
        for value in _fillings(term):
            try:
                law.policy(on=on, **settings, **{term.name: value})
            except PovertyKitError:
                continue
            settings[term.name] = value
            break
    return law.policy(on=on, **settings)


@cache
def policies() -> dict[str, Policy]:
    """A policy for each jurisdiction that decides anything about households."""
    found = {}
    for entry in list_jurisdictions():
        law = jurisdiction(entry.name).law
        policy = filled(law, date(2020, 6, 1) if law.name == "national" else _within(law))
        if Entity.HOUSEHOLD in policy.plans:
            found[entry.name] = policy
    return found


def _within(law: Jurisdiction) -> date:
    days = [date(2030, 12, 1), date(2019, 6, 1), date(2017, 6, 1), date(2014, 6, 1)]
    for day in days:
        try:
            law.need_covered(day)
        except PovertyKitError:
            continue
        return day
    raise AssertionError(f"no day for {law.name}")


def batch(plan: Plan, rows: int, seed: int) -> Batch:
    """Households and their parts with all that a plan needs, every fact known and within its bounds, no two agreed."""
    random = np.random.default_rng(seed)
    parts: dict[Entity, Part] = {}
    for entity in TABLES.values():
        if entity is not Entity.HOUSEHOLD:
            owner = np.sort(random.integers(0, rows, 2 * rows))
            columns = _columns(plan, entity, owner.size, random)
            parts[entity] = Part(np.arange(owner.size), owner, offsets_of(owner, rows), columns)
    return Batch(rows, slice(0, rows), _columns(plan, Entity.HOUSEHOLD, rows, random), parts)


def _columns(plan: Plan, entity: Entity, size: int, random: np.random.Generator) -> dict[str, Column]:
    specs = fields_of(MODEL_OF[entity])
    return {name: Column(_values(specs[name], size, random)) for name in sorted(plan.facts.get(entity, ()))}


def _values(spec: FieldSpec, size: int, random: np.random.Generator) -> Any:
    low, high = spec.ends
    if spec.kind is Kind.FLAG:
        return random.random(size) < 0.5
    if spec.kind is Kind.DAY:
        return random.integers(15_000, 22_000, size)
    if spec.kind in (Kind.CATEGORY, Kind.RATE):
        return random.integers(low, min(high, 100_000), size, endpoint=True)
    most = random.choice([3, 10, 10**4, 10**6, high], size) if spec.kind is Kind.AMOUNT else np.full(size, 8)
    drawn = random.integers(low, np.clip(most, low, high), endpoint=True)
    return np.where(random.random(size) < 0.01, random.choice([low, high], size), drawn)
