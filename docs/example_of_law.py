"""The example on a jurisdiction's page: a policy with made-up values, and what it decides for a made-up household."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from executed import session
from povertykit.decision import Unit
from povertykit.models import Entity
from povertykit.policy.declaration import SILENT
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Term

HOUSEHOLDS = (Entity.HOUSEHOLD, Entity.MEMBER, Entity.LOAN, Entity.CLAIM)
MANY = 12  # open terms, above which the example shows one payment alone
MUCH = 3_000_000  # fen above the lowest value, where the bounds are wide
FACTS = (
    "    persons=3, household_income=yuan(268), registered_poor=True,",
    "    on_dibao=True, in_backstop=False, has_labour_capacity=True,",
)
PRINTED = {
    "amounts": "for name, amount in decision.amounts.items():\n    print(f'{name:32}{amount:>10}')",
    "verdicts": "for name, verdict in decision.verdicts.items():\n"
    "    if name not in decision.undetermined:\n        print(f'{name:32}{verdict.name:>10}')",
    "undetermined": "for name, why in decision.undetermined.items():\n    print(f'{name:32}hangs on', *why.missing)",
}


def example(law: Jurisdiction) -> str:
    """A session that fills the open terms of households with made-up values and decides for a made-up household.

    Where a law leaves very many terms open, it is made for the first payment to households alone.
    """
    rules = [item for item in law.all().values() if isinstance(item, Provision) and item.entity in HOUSEHOLDS]
    settings, chosen = settings_of(law, rules), list[str]()
    if len(settings) > MANY:
        rules = sorted(rules, key=_shown_first)[:1]
        settings, chosen = settings_of(law, rules), [f'    provisions=["{rules[0].name}"],']
    on = example_day(law, rules)
    code = [
        "from datetime import date",
        *(["from fractions import Fraction"] if any("Fraction" in setting for setting in settings) else []),
        "from povertykit import Household, jurisdiction, yuan",
        f'place = jurisdiction("{law.name}")',
        "\n".join(["policy = place.policy(", f"    on=date{on.timetuple()[:3]},", *chosen, *settings, ")"]),
    ]
    results = {
        "amounts" if rule.gives_amount else "verdicts"
        for rule in rules
        if rule.in_force(on) and rule.entity is Entity.HOUSEHOLD and rule.kind not in SILENT
    }
    if results:
        facts = "\n".join(FACTS)
        code.append(f'household = Household(\n    household_id="example",\n{facts}\n)')
        code.append("decision = policy.assess(household)")
        code += [loop for name, loop in PRINTED.items() if name in {*results, "undetermined"}]
    text = "The values of open terms are made up here; the document leaves them to others. 以下待定项的数值仅为示例。"
    return f"{text}\n\n```pycon\n{session(chr(10).join(code))}\n```\n\n```sh\npovertykit show {law.name}\n```"


def _shown_first(rule: Provision[int]) -> tuple[bool, bool, int]:
    """Payments to households first, and of these the one that takes most of the facts that the example states."""
    stated = sum(f"{name}=" in facts for name in rule.units for facts in FACTS)
    return rule.entity is not Entity.HOUSEHOLD, rule.kind is not ProvisionKind.PAYMENT, -stated


def settings_of(law: Jurisdiction, rules: list[Provision[int]]) -> list[str]:
    """The open terms that rules hang on, through other rules too, each with a made-up value."""
    declared, names, left = law.all(), list[str](), [name for rule in rules for name in rule.units]
    while left:
        name = left.pop(0)
        item = declared.get(name)
        if name not in names and item is not None:
            names.append(name)
            left += item.units if isinstance(item, Provision) else []
    terms = [declared[name] for name in declared if name in names]
    return [
        f"    {term.name}={filled(term)},"
        for term in terms
        if isinstance(term, Term) and term.unit not in (None, Unit.DAY)
    ]


def example_day(law: Jurisdiction, rules: list[Provision[int]]) -> date:
    """The first day of the law on which at least half of the rules are in force; of two days the earlier."""
    days = sorted({law.start, *(rule.start for rule in rules if rule.start and law.covers(rule.start))})
    in_force = {day: sum(rule.in_force(day) for rule in rules) for day in days}
    return next((day for day in days if 2 * in_force[day] >= len(rules)), max(days, key=lambda day: in_force[day]))


def filled(term: Term) -> str:
    """A made-up value within the bounds of an open term, as a caller writes it."""
    low, high = (Fraction(end) for end in term.bounds or (0, 100))
    if term.unit is Unit.AMOUNT:
        return f"yuan({min(low + (high - low) / 5, low + MUCH) // 1000 * 10})"
    return repr((low + high) / 2 if term.unit is Unit.RATE else int(low))
