"""Which provisions a run computes: what is wanted, what its tables allow, and what its columns must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from povertykit.decision import LeftOut
from povertykit.errors import InvalidInput, RegisterError
from povertykit.models import MODEL_OF, Entity, Kind, fields_of
from povertykit.policy.making import named_with_findings
from povertykit.policy.plan import Key, Plan, Rule, resolve, root_of
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants, proved
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Need
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames
from povertykit.scenarios.columns import Column
from povertykit.scenarios.constraints import COUNTS
from povertykit.scenarios.register import TABLES, Table

__all__ = ["Selection", "selected"]

_MOST_FLAGS = 12
_TABLE_OF = {entity: name for name, entity in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Selection:
    """The plan of a run, and the provisions that are not in it, with the reason."""

    plan: Plan
    left_out: dict[str, LeftOut]


def selected(policy: Policy, provisions: Iterable[str] | None, tables: dict[str, Table]) -> Selection:
    """The plan for a register with these tables.

    Raises:
        InvalidInput: the policy decides nothing about households, or a provision named is about something else.
        UnknownName, OpenTerm, OutOfCoverage: a provision named is not one, or cannot be computed.
        RegisterError: a provision named needs a table that was not given, or a column that is not there.
    """
    whole = policy.plans.get(Entity.HOUSEHOLD)
    if provisions is not None:
        whole = _restricted(policy, provisions)
    elif whole is None:
        raise InvalidInput("this policy has no rule about households", field=policy.law.name)
    given = {TABLES[name] for name in tables}
    left_out = {
        name: why for name, why in policy.left_out.items() if provisions is None and _of_household(policy, name)
    }
    names: list[str] = []
    for rule in whole.rules():
        if rule.kind is ProvisionKind.CASE or (rule.kind is ProvisionKind.CONFLICT and not _can_be(policy, rule)):
            continue  # a case joins what asks for it; a conflict that cannot be needs no columns
        absent = _entities(policy, whole, rule) - given
        if not absent:
            names.append(rule.name)
        elif provisions is None:
            left_out[rule.name] = _no_table(rule, absent)
        else:
            missing = ", ".join(_TABLE_OF[entity] for entity in absent)
            raise RegisterError(f"needs the table {missing}", field=rule.name, remedy="hand it in, or take it out")
    plan = proved(resolve(policy.declared, names), policy.constants)
    _need_columns(policy, plan, tables)
    return Selection(plan, left_out)


def _restricted(policy: Policy, provisions: Iterable[str]) -> Plan:
    """The plan of the provisions named, with the conflicts that may contest them."""
    names = named_with_findings(policy.declared, provisions, policy.left_out)
    if not names:
        raise InvalidInput("no provision is named", field="provisions", allowed="at least one, or None for all")
    for name in names:
        if not _of_household(policy, name):
            entity = policy.rule(name).entity
            raise InvalidInput(f"is about a {entity.value}", field=name, allowed="provisions about households")
    return proved(resolve(policy.declared, names), policy.constants)


def _can_be(policy: Policy, rule: Provision[int]) -> bool:
    """Whether two rules can claim one case at all; False where all combinations of the flags behind it were tried."""
    plan = resolve(policy.declared, [rule.name])
    names = sorted(plan.facts.get(rule.entity, ()))
    specs = fields_of(MODEL_OF[rule.entity])
    plain = all(isinstance(step, Rule) and step.provision.as_of is None for _, step in plan.steps)
    if not plain or rule.entity is not Entity.HOUSEHOLD or len(names) > _MOST_FLAGS:
        return True
    if any(specs[name].kind is not Kind.FLAG for name in names):
        return True
    every = np.array(list(product((False, True), repeat=len(names))), np.bool_)
    columns = {name: Column(every[:, place]) for place, name in enumerate(names)}
    batch = Batch(len(every), slice(0, len(every)), columns, {})
    frames = BlockFrames(batch, plan, bulk_constants(policy.constants), doubts=False)
    plan.run(frames)
    return bool(frames.possible(rule.entity, rule.name)[1].any())


def _of_household(policy: Policy, name: str) -> bool:
    item = policy.declared[name]
    return isinstance(item, Provision) and root_of(item) is Entity.HOUSEHOLD


def _looked_at(policy: Policy, plan: Plan, rule: Provision[int]) -> set[Key]:
    """Everything that stands behind a rule, or behind a conflict that may contest it."""
    keys = {(rule.entity, rule.name), *plan.behind[rule.entity, rule.name]}
    for item in policy.declared.values():
        if isinstance(item, Need) and keys & {(item.entity, claim) for claim in item.claims}:
            keys |= plan.behind.get((item.entity, f"{item.name}_conflict"), frozenset())
    return keys


def _entities(policy: Policy, plan: Plan, rule: Provision[int]) -> set[Entity]:
    """The kinds of children that a rule, or a conflict that may contest it, looks at."""
    return {entity for entity, _ in _looked_at(policy, plan, rule)} - {Entity.HOUSEHOLD}


def _no_table(rule: Provision[int], absent: set[Entity]) -> LeftOut:
    tables = ", ".join(sorted(_TABLE_OF[entity] for entity in absent))
    zh = "、".join(sorted(entity.zh for entity in absent))
    en = f"needs the table {tables}, which was not given"
    return LeftOut("no table", en, f"未提供{zh}表", label_en=rule.en, label_zh=rule.zh)


def _need_columns(policy: Policy, plan: Plan, tables: dict[str, Table]) -> None:
    """Refuse a register in which a column is missing that the plan needs, unless it follows from others.

    Raises:
        RegisterError: naming the columns, the provisions that need them, and what to do.
    """
    needed = {entity: set(names) for entity, names in plan.facts.items()}
    for (entity, _), step in plan.steps:
        if isinstance(step, Rule) and step.provision.as_of is not None:
            needed.setdefault(entity, set()).add(step.provision.as_of)
    for name, table in tables.items():
        entity = TABLES[name]
        missing = needed.get(entity, set()) - set(table.headings.known)
        behind = {fact: fact for fact in missing}
        if entity is Entity.HOUSEHOLD:
            behind = _counted(missing, tables)
        if behind:
            raise _no_columns(policy, plan, entity, table, behind)
        members = needed.get(Entity.HOUSEHOLD, set()) & set(COUNTS[1:])
        if entity is Entity.MEMBER and members and "in_special_hardship" not in table.headings.known:
            raise _no_columns(
                policy, plan, Entity.HOUSEHOLD, table, {"in_special_hardship": next(iter(members))}, entity
            )


def _counted(missing: set[str], tables: dict[str, Table]) -> dict[str, str]:
    """Which columns must be added for the missing facts of households, and the fact that each is for."""
    if "members" in tables:
        return {fact: fact for fact in missing if fact not in COUNTS}
    behind = {fact: fact for fact in missing if fact != "persons_covered"}
    if "persons_covered" in missing and "persons" not in tables["households"].headings.known:
        behind.setdefault("persons", "persons_covered")
    return behind


def _no_columns(
    policy: Policy, plan: Plan, entity: Entity, table: Table, behind: dict[str, str], of: Entity | None = None
) -> RegisterError:
    specs = fields_of(MODEL_OF[of or entity])
    facts = {(entity, fact) for fact in behind.values()}
    needing: list[str] = []
    spare: list[str] = []
    for rule in plan.rules():
        if rule.kind in (ProvisionKind.CASE, ProvisionKind.UNCOVERED, ProvisionKind.CONFLICT):
            continue
        (needing if facts & _looked_at(policy, plan, rule) else spare).append(rule.name)
    shown = ", ".join(f"{name} ({specs[name].zh})" for name in sorted(behind))
    remedy = "add it, or name it with columns={heading: field}"
    if spare:
        remedy += f", or run without them: provisions={sorted(spare)}"
    return RegisterError(
        f"has no column {shown}",
        field=table.name,
        allowed=f"a column for each fact that is needed; there are: {_headings(table)}",
        source=f"needed by {', '.join(sorted(needing))}",
        remedy=remedy,
    )


def _headings(table: Table) -> str:
    return ", ".join([*(heading.text for heading in table.headings.known.values()), *table.headings.unknown]) or "none"
