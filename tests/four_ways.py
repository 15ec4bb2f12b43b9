"""One rule, four ways: by itself, through `assess`, through `evaluate` on one case and on an array of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np

from povertykit import Fen, Verdict, yuan
from povertykit.dates import from_day_number
from povertykit.decision import Unit
from povertykit.errors import MissingFact, OutOfCoverage, OverflowRefused
from povertykit.models import children_of
from povertykit.models.record import Record
from povertykit.policy import Figure, Link, Policy, Provision

Answer = Fen | Verdict | None


def decided(policy: Policy, name: str, record: Record, part: Record | None = None) -> Answer:
    """What a rule says of a record, or of one part of it: the same in every way; None where it is undetermined."""
    rule = policy.declared[name]
    assert isinstance(rule, Provision)
    parts = [each for attribute in children_of(type(record)) for each in getattr(record, attribute)]
    own = (part or record).facts()
    decision = policy.assess(record)
    if part is not None:
        decision = decision.parts[[each is part for each in parts].index(True)]
    members = [each.facts() for each in getattr(record, "members", ())]
    root = {**record.facts(), "of members": members}
    answers: dict[str, Answer] = {}
    with suppress(OverflowRefused):  # another rule's result that is not known has no bounds for a rule by itself
        answers["by itself"] = by_itself(policy, rule, own, root)
    if name in decision.verdicts:
        answers["assess"] = decision.verdicts[name]
    elif name in decision.undetermined:
        answers["assess"] = None
    elif name in decision.amounts:
        answers["assess"] = yuan(decision.amounts[name])
    if not goes_by_a_day(policy, rule):
        answers |= evaluated(policy, rule, own, root)
    assert len(set(map(repr, answers.values()))) == 1, (name, answers)
    return next(iter(answers.values()))


def goes_by_a_day(policy: Policy, rule: Provision[int]) -> bool:
    """Whether the rule, or one it asks for, looks a figure up by the record's own date."""
    items = [policy.declared.get(argument) for argument in rule.units]
    own = rule.as_of is not None and any(isinstance(item, Figure) for item in items)
    return own or any(isinstance(item, Provision) and goes_by_a_day(policy, item) for item in items)


def by_itself(policy: Policy, rule: Provision[int], own: Mapping[str, Any], root: Mapping[str, Any]) -> Answer:
    """The rule called alone: facts of the record, figures of the policy, or of the record's own date."""

    def value(argument: str) -> Any:
        item = policy.declared.get(argument)
        if isinstance(item, Provision):
            return plain(by_itself(policy, item, own, root))
        if isinstance(item, Link):
            return linked(policy, item, root)
        if isinstance(item, Figure) and rule.as_of:
            figure = item.dated.value(from_day_number(own[rule.as_of]))
            return int(figure) if isinstance(figure, int) else figure
        return policy.constants[argument] if argument in policy.constants else own[argument]

    try:
        return rule(**{argument: value(argument) for argument in rule.units})
    except MissingFact:
        return None
    except OutOfCoverage:  # the law of the record's own date has no such figure
        return Verdict.UNKNOWN if rule.unit is Unit.FLAG else None


def linked(policy: Policy, link: Link, root: Mapping[str, Any]) -> Any:
    """What a link carries over: a fact or a rule of the household, or the sum or count of a rule of its members."""
    source = policy.declared.get(link.source)
    if not isinstance(source, Provision):
        return root[link.source]
    if link.how == "broadcast":
        return plain(by_itself(policy, source, root, root))
    values = [plain(by_itself(policy, source, member, root)) for member in root["of members"]]
    return None if None in values else sum(int(value) for value in values if value is not None)


def plain(answer: Answer) -> int | bool | None:
    """An answer as the operand of another rule."""
    if isinstance(answer, Verdict):
        return {Verdict.MET: True, Verdict.NOT_MET: False}.get(answer)
    return answer


def evaluated(
    policy: Policy, rule: Provision[int], own: Mapping[str, Any], root: Mapping[str, Any]
) -> dict[str, Answer]:
    """The rule through `policy.evaluate`, on one case and on an array of three equal ones."""
    facts: dict[str, Any] = {}

    def gather(each: Provision[int]) -> None:
        if each.as_of is not None:
            facts[each.as_of] = own[each.as_of]
        for argument in each.units:
            item = policy.declared.get(argument)
            if isinstance(item, Provision):
                gather(item)
            elif isinstance(item, Link):
                facts[argument] = linked(policy, item, root)
            elif argument not in policy.constants:
                facts[argument] = own[argument]

    gather(rule)
    try:
        answers: dict[str, Answer] = {"evaluate": policy.evaluate(rule.name, **facts)}  # type: ignore[dict-item]
    except MissingFact:
        return {"evaluate": None}
    if not facts or any(value is None or isinstance(value, Fraction) for value in facts.values()):
        return answers
    many = policy.evaluate(rule.name, **{name: np.array([value] * 3) for name, value in facts.items()})
    assert isinstance(many, np.ndarray)
    assert len(set(many.tolist())) == 1
    kind = Verdict if many.dtype == np.int8 else Fen
    return answers | {"evaluate on an array": kind(many.tolist()[0])}
