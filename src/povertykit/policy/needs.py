"""Needs: that every case is claimed by one rule, and that none is claimed by two.

A jurisdiction names a need, the cases in scope and the rules that claim them. From that come two provisions more, which
report a case that no rule covers and a case that two rules claim; and where the jurisdiction says which rule prevails,
the other ones pay nothing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from povertykit.arithmetic import negate, where
from povertykit.decision import Unit
from povertykit.errors import DuplicateRule, MissingArgument, PolicyError
from povertykit.policy.law import Declared
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Need

__all__ = ["watched"]


def watched(declared: Mapping[str, Declared]) -> dict[str, Declared]:
    """The declarations, with the findings of each need and with its precedence carried out.

    Raises:
        MissingArgument: a need names a rule or a case that is not declared.
        PolicyError: rules that serve one need pay for unlike periods, or what prevails does not name each of them.
        DuplicateRule: a rule has the name of a finding.
    """
    result = dict(declared)
    for need in [item for item in declared.values() if isinstance(item, Need)]:
        rules = [_rule(result, need, name) for name in need.claims]
        _check_need(declared, need, rules)
        for place, name in enumerate(need.prevails):
            first = [need.claims[earlier] for earlier in need.prevails[:place]]
            if first:
                result[name] = _rule(result, need, name).yielding_to(first)
        findings = [_uncovered(need)] if need.prevails else [_uncovered(need), _conflict(need)]
        for finding in findings:
            if finding.name in declared:
                raise DuplicateRule(f"is the name of a finding of {need.name}", field=finding.name, remedy="rename it")
            result[finding.name] = finding
    return result


def _check_need(declared: Mapping[str, Declared], need: Need, rules: list[Provision[int]]) -> None:
    """Refuse a need that contradicts itself."""
    source = str(need.citation)
    if not need.claims:
        raise PolicyError("has no rules", field=need.name, allowed="each rule with the test of its case", source=source)
    for case in need.claims.values():
        item = declared.get(case)
        if not isinstance(item, Provision):
            raise MissingArgument(f"names {case}, which is no rule", field=need.name, source=source)
        if item.unit is not Unit.FLAG:
            raise PolicyError(
                f"names {case}, which gives a {item.unit}", field=need.name, allowed="a flag", source=source
            )
    if need.prevails and sorted(need.prevails) != sorted(need.claims):
        given, allowed = (", ".join(names) or "none" for names in (need.prevails, need.claims))
        raise PolicyError(f"prevails names {given}", field=need.name, allowed=f"each of {allowed} once", source=source)
    if len({rule.period for rule in rules}) > 1:
        shown = ", ".join(f"{rule.name} ({rule.period.en if rule.period else 'none'})" for rule in rules)
        raise PolicyError(f"its rules pay for unlike periods: {shown}", field=need.name, source=source)


def _rule(declared: Mapping[str, Declared], need: Need, name: str) -> Provision[int]:
    rule = declared.get(name)
    if not isinstance(rule, Provision):
        raise MissingArgument(f"names {name}, which is no rule", field=need.name, source=str(need.citation))
    return rule


def _uncovered(need: Need) -> Provision[int]:
    def uncovered(scope: Any, *claims: Any) -> object:
        return scope & negate(reduce(lambda one, other: one | other, claims))

    en, zh = f"{need.en}: no rule covers this case", f"{need.zh}：无规定适用于此情形"
    return _finding(need, uncovered, f"{need.name}_uncovered", ProvisionKind.UNCOVERED, en, zh)


def _conflict(need: Need) -> Provision[int]:
    def conflict(scope: Any, *claims: Any) -> object:
        claimed = reduce(lambda one, other: one + other, [where(claim, 1, 0) for claim in claims])
        return scope & (claimed > 1)

    en, zh = f"{need.en}: two rules claim this case", f"{need.zh}：两项规定同时适用"
    return _finding(need, conflict, f"{need.name}_conflict", ProvisionKind.CONFLICT, en, zh)


def _finding(need: Need, function: Any, name: str, kind: ProvisionKind, en: str, zh: str) -> Provision[int]:
    cases = [need.scope, *need.claims.values()]
    units = dict.fromkeys(cases, Unit.FLAG)
    places = [list(units).index(case) for case in cases]  # two rules may claim by one and the same test
    return Provision[int](
        function=lambda *operands: function(*[operands[place] for place in places]),
        name=name,
        citation=need.citation,
        kind=kind,
        entity=need.entity,
        en=en,
        zh=zh,
        units=units,
        unit=Unit.FLAG,
    )
