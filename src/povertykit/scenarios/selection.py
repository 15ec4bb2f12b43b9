"""Which provisions a run computes: what is wanted, what its tables allow, and what its columns must hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from povertykit.decision import LeftOut
from povertykit.errors import InvalidInput, RegisterError
from povertykit.models import MODEL_OF, Entity, fields_of
from povertykit.policy.plan import PARENT, Plan, Rule, resolve
from povertykit.policy.policy import Policy
from povertykit.policy.proof import prove
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Need
from povertykit.scenarios.constraints import COUNTS
from povertykit.scenarios.register import TABLES, Table

__all__ = ["Selection", "selected"]

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
        whole = _restricted(policy, list(provisions))
    elif whole is None:
        raise InvalidInput("this policy has no rule about households", field=policy.law.name)
    given = {TABLES[name] for name in tables}
    left_out = {
        name: why for name, why in policy.left_out.items() if provisions is None and _of_household(policy, name)
    }
    names: list[str] = []
    for rule in whole.rules():
        absent = _entities(whole, rule) - given
        if not absent:
            names.append(rule.name)
        elif provisions is None:
            left_out[rule.name] = _no_table(rule, absent)
        else:
            missing = ", ".join(_TABLE_OF[entity] for entity in absent)
            raise RegisterError(f"needs the table {missing}", field=rule.name, remedy="hand it in, or take it out")
    plan = whole if len(names) == len(whole.rules()) else _resolved(policy, names)
    _need_columns(plan, tables)
    return Selection(plan, left_out)


def _restricted(policy: Policy, names: list[str]) -> Plan:
    """The plan of the provisions named; where two rules of one need are among them, their conflict is watched too."""
    for name in names:
        if not _of_household(policy, policy.rule(name).name):
            entity = policy.rule(name).entity
            raise InvalidInput(f"is about a {entity.value}", field=name, allowed="provisions about households")
    for item in policy.declared.values():
        watch = f"{item.name}_conflict"
        if isinstance(item, Need) and len(set(item.claims) & set(names)) > 1 and watch in policy.declared:
            names.append(watch)
    plan = _resolved(policy, names)
    prove(plan, policy.constants)
    return plan


def _resolved(policy: Policy, names: Sequence[str]) -> Plan:
    facts = {e: [n for n, spec in fields_of(m).items() if spec.kind != "text"] for e, m in MODEL_OF.items()}
    return resolve(policy.declared, facts, names)


def _of_household(policy: Policy, name: str) -> bool:
    item = policy.declared[name]
    return isinstance(item, Provision) and PARENT.get(item.entity, item.entity) is Entity.HOUSEHOLD


def _entities(plan: Plan, rule: Provision[int]) -> set[Entity]:
    return {rule.entity, *(entity for entity, _ in plan.behind[rule.entity, rule.name])} - {Entity.HOUSEHOLD}


def _no_table(rule: Provision[int], absent: set[Entity]) -> LeftOut:
    tables = ", ".join(sorted(_TABLE_OF[entity] for entity in absent))
    zh = "、".join(sorted(entity.zh for entity in absent))
    return LeftOut("no table", f"{rule.name} needs the table {tables}, which was not given", f"{rule.zh}：未提供{zh}表")


def _need_columns(plan: Plan, tables: dict[str, Table]) -> None:
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
            raise _no_columns(plan, entity, table, behind)
        members = needed.get(Entity.HOUSEHOLD, set()) & set(COUNTS[1:])
        if entity is Entity.MEMBER and members and "in_special_hardship" not in table.headings.known:
            raise _no_columns(plan, Entity.HOUSEHOLD, table, {"in_special_hardship": next(iter(members))}, entity)


def _counted(missing: set[str], tables: dict[str, Table]) -> dict[str, str]:
    """Which columns must be added for the missing facts of households, and the fact that each is for."""
    if "members" in tables:
        return {fact: fact for fact in missing if fact not in COUNTS}
    behind = {fact: fact for fact in missing if fact != "persons_covered"}
    if "persons_covered" in missing and "persons" not in tables["households"].headings.known:
        behind.setdefault("persons", "persons_covered")
    return behind


def _no_columns(
    plan: Plan, entity: Entity, table: Table, behind: dict[str, str], of: Entity | None = None
) -> RegisterError:
    specs = fields_of(MODEL_OF[of or entity])
    rules = sorted(
        rule.name
        for rule in plan.rules()
        if any((entity, fact) in plan.behind[rule.entity, rule.name] or rule.as_of == fact for fact in behind.values())
    )
    shown = ", ".join(f"{name} ({specs[name].zh})" for name in sorted(behind))
    spare = sorted(rule.name for rule in plan.rules() if rule.name not in rules)
    remedy = "add it, or name it with columns={heading: field}"
    if spare:
        remedy += f", or run without them: provisions={spare}"
    return RegisterError(
        f"has no column {shown}",
        field=table.name,
        allowed=f"a column for each fact that is needed; there are: {_headings(table)}",
        source=f"needed by {', '.join(rules)}",
        remedy=remedy,
    )


def _headings(table: Table) -> str:
    return ", ".join([*(heading.text for heading in table.headings.known.values()), *table.headings.unknown]) or "none"
