"""What a policy is made from: settings checked, figures and terms given their values, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, cast

from povertykit.citation import library_default
from povertykit.dated import Dated, Step
from povertykit.dates import day_number
from povertykit.decision import LeftOut, Unit
from povertykit.errors import (
    DuplicateRule,
    InvalidInput,
    MissingArgument,
    OpenTerm,
    OutOfCoverage,
    PolicyError,
    UnknownName,
)
from povertykit.models import MODEL_OF, fields_of
from povertykit.money import Period, Periodic, Rounding, monthly
from povertykit.policy.declaration import SILENT
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.law import Declared
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Setting, Term

__all__ = [
    "checked_settings",
    "left_out_of",
    "named_with_findings",
    "operand_of",
    "refuse_shadows",
    "replacing",
    "settled",
    "why_left_out",
]


def refuse_shadows(declared: Mapping[str, Declared]) -> None:
    """Refuse a rule or figure that has the name of a fact: a rule that asks for it would get one or the other.

    Raises:
        DuplicateRule: naming both.
    """
    for name, item in declared.items():
        of_one = item.entity if isinstance(item, Provision | Link) else None
        for entity in MODEL_OF if not isinstance(item, Need) else ():
            if name in fields_of(MODEL_OF[entity]) and of_one in (None, entity):
                problem = f"has the name of a fact of the {entity.value}"
                raise DuplicateRule(problem, field=name, source=MODEL_OF[entity].__name__, remedy="rename it")


def checked_settings(
    declared: Mapping[str, Declared], settings: Mapping[str, Setting], *, reforming: bool
) -> dict[str, object]:
    """Every setting checked and typed.

    Raises:
        UnknownName, BareAmount, OutOfRange, InvalidInput, UnlikePeriods: a setting cannot be used.
    """
    known = {n: i for n, i in declared.items() if isinstance(i, Term | Reading | RoundingTerm | Figure)}
    settable = {n: item for n, item in known.items() if reforming or not isinstance(item, Figure)}
    typed: dict[str, object] = {}
    for name, value in settings.items():
        if name not in settable:
            remedy = "the document fixes this figure; change it with policy.reform(...)" if name in known else None
            raise UnknownName.among(name, settable, "setting", remedy=remedy)
        typed[name] = settable[name].check(value)
    return typed


def settled(
    law: Jurisdiction, declared: Mapping[str, Declared], typed: Mapping[str, object], on: date
) -> tuple[dict[str, Declared], dict[str, Any], dict[str, LeftOut]]:
    """The declarations as they are on the date, the operand of each figure, term, reading and rounding, and why some
    have none.

    Raises:
        MissingArgument: a term names a rounding or a payment that is not declared.
    """
    result = dict(declared)
    closed = _not_yet_known(law, declared, on)
    constants: dict[str, Any] = {}
    for name, item in declared.items():
        if isinstance(item, Reading):
            constants[name] = typed.get(name, item.check(item.default))
        elif isinstance(item, RoundingTerm):
            constants[name] = typed.get(name, item.default)
    for name, item in declared.items():
        if name in closed or not isinstance(item, Figure | Term):
            continue
        term = item if isinstance(item, Term) else item.fills
        value: object = typed.get(name)
        if isinstance(item, Figure):
            item = result[name] = _in_months(law, item, value, constants, on)
            try:
                value = item.dated.value(on)
            except OutOfCoverage as error:
                closed[name] = LeftOut("not known", str(error), f"{item.zh}：{on.isoformat()} 无已知数值")
                continue
        if term is not None and term.unit is None:
            if value is not None:
                rule = declared.get(term.of or "")
                if not isinstance(rule, Provision):
                    raise MissingArgument(f"names {term.of}, which is no rule", field=name, source=str(term.citation))
                result[rule.name] = replace(rule, period=cast("Period", value))
        elif value is None and item.unit is Unit.DAY:
            constants[name] = day_number(on)  # a day left open is the policy's own
        elif value is None:
            closed[name] = _open(cast("Term", item))
        else:
            constants[name] = operand_of(value, term, constants, on)
    return result, constants, closed


def _not_yet_known(law: Jurisdiction, declared: Mapping[str, Declared], on: date) -> dict[str, LeftOut]:
    """What is inherited from a higher law that is not known on the date."""
    closed: dict[str, LeftOut] = {}
    for name, item in declared.items():
        home = law.home_of(name)
        if not home.covers(on) and not isinstance(item, Link | Need):
            en = f"{name} is of {home.source.title_en}, which is known from {home.start} to {home.end}"
            closed[name] = LeftOut("not known", en, f"{item.zh}：{on.isoformat()} 无已知规定")
    return closed


def _in_months(law: Jurisdiction, item: Figure, value: object, constants: Mapping[str, Any], on: date) -> Figure:
    """A figure with a reform's value in the place of its own, and with yearly values by the month."""
    dated: Dated[Any] = item.dated
    if value is not None:
        first, last = min(law.start, dated.steps[0].start), max(law.end, dated.known_to)
        dated = Dated.constant(item.name, value, library_default("changed by a reform"), first, last)
    if any(isinstance(step.value, Periodic) for step in dated.steps):
        steps = [replace(step, value=operand_of(step.value, item.fills, constants, on)) for step in dated.steps]
        dated = Dated(item.name, cast("tuple[Step[Any], ...]", tuple(steps)), dated.known_to)
    return item if dated is item.dated else replace(item, dated=dated)


def operand_of(value: object, term: Term | None, constants: Mapping[str, Any], on: date) -> int | Fraction:
    """A figure's or a term's value as rules receive it; a yearly amount by the month, as its rounding says."""
    if isinstance(value, Periodic):
        rounding = Rounding()
        if term is not None and term.rounding is not None:
            if term.rounding not in constants:
                raise MissingArgument(f"names {term.rounding}, which is no rounding", field=term.name)
            rounding = constants[term.rounding]
        month = monthly(value, rounding, on)
        return int(month) if month.denominator == 1 else Fraction(month)
    if isinstance(value, date):
        return day_number(value)
    return int(value) if isinstance(value, int) else cast("Fraction", value)


def _open(term: Term) -> LeftOut:
    return LeftOut(
        "open term",
        f"the open term {term.name} ({term.en}) is not filled; {term.citation} leaves it to a lower rule",
        f"待定项“{term.zh}”未填；{term.citation.text('zh')} 留待下级规定",
    )


def left_out_of(declared: Mapping[str, Declared], closed: Mapping[str, LeftOut], on: date) -> dict[str, LeftOut]:
    """The provisions that cannot be computed: not in force, or behind an open term or an unknown figure."""
    left_out: dict[str, LeftOut] = {}
    known: dict[str, LeftOut | None] = {}

    def reason(name: str, dated: bool) -> LeftOut | None:
        item = declared.get(name)
        if name in closed and not (dated and isinstance(item, Figure)):
            return closed[name]
        if isinstance(item, Link):
            return reason(item.source, dated=False)
        if not isinstance(item, Provision):
            return None
        if name not in known:
            known[name] = None  # a circle ends here; it is reported when the graph is resolved
            if item.as_of is None and not item.in_force(on):  # one that goes by a row's date is judged row by row
                known[name] = _not_in_force(item, on)
            else:
                reasons = (reason(argument, dated=item.as_of is not None) for argument in item.units)
                known[name] = next((why for why in reasons if why is not None), None)
        return known[name]

    for name, item in declared.items():
        if isinstance(item, Provision) and (why := reason(name, dated=False)) is not None:
            left_out[name] = why if item.kind in SILENT else replace(why, label_en=item.en, label_zh=item.zh)
    return left_out


def _not_in_force(rule: Provision[int], on: date) -> LeftOut:
    """That a rule is not in force on a date, and when it is."""
    en = " ".join(f"{word} {day}" for word, day in (("from", rule.start), ("to", rule.end)) if day)
    zh = "".join(f"{word}{day}" for word, day in (("自", rule.start), ("至", rule.end)) if day)
    return LeftOut("not in force", f"{rule.name} is in force {en}, not on {on}", f"{rule.zh}：{zh}施行，{on} 未施行")


def named_with_findings(
    declared: Mapping[str, Declared], provisions: Iterable[str], left_out: Mapping[str, LeftOut]
) -> list[str]:
    """The provisions that were asked for by name, with the conflicts that may contest them.

    Where all rules of a need were asked for, the cases that none of them covers are reported too.

    Raises:
        InvalidInput: a text in the place of a list.
        UnknownName, OpenTerm, OutOfCoverage: one cannot be computed.
    """
    if isinstance(provisions, str) or not isinstance(provisions, Iterable):
        raise InvalidInput(
            f"got {provisions!r}", field="provisions", allowed="a list of names, such as ['guarantee_gap']"
        )
    rules = [name for name, item in declared.items() if isinstance(item, Provision)]
    wanted = list(provisions)
    for name in wanted:
        if name not in rules:
            raise UnknownName.among(str(name), rules, "provision")
        if name in left_out:
            raise why_left_out(left_out[name], name)
    needs = [item for item in declared.values() if isinstance(item, Need) and set(item.claims) & set(wanted)]
    findings = [f"{need.name}_conflict" for need in needs if not need.prevails]
    findings += [f"{need.name}_uncovered" for need in needs if set(need.claims) <= set(wanted)]
    return [*wanted, *(name for name in findings if name not in left_out and name not in wanted)]


def why_left_out(left_out: LeftOut, name: str) -> OpenTerm | OutOfCoverage:
    """The error for a provision that is left out."""
    kind = OpenTerm if left_out.reason == "open term" else OutOfCoverage
    remedies = {
        "open term": "fill the term when the policy is made",
        "not in force": "make the policy for a day on which it is in force, or leave the rule out",
    }
    return kind(left_out.en, field=name, remedy=remedies.get(left_out.reason))


def replacing(declared: Mapping[str, Declared], name: str, rule: object) -> Provision[int]:
    """A rule that a reform puts in the place of another, under its name.

    Raises:
        UnknownName: there is no rule of that name.
        PolicyError: the new one is no rule, or about another entity, or gives something else.
    """
    old = declared.get(name)
    if not isinstance(old, Provision):
        raise UnknownName.among(name, [n for n, item in declared.items() if isinstance(item, Provision)], "provision")
    if not isinstance(rule, Provision):
        raise PolicyError(f"got {rule!r}", field=name, allowed="a rule made by provision(...)")
    if (rule.entity, rule.unit) != (old.entity, old.unit):
        given, allowed = (f"{each.unit} of a {each.entity.value}" for each in (rule, old))
        raise PolicyError(f"is replaced by a rule that gives the {given}", field=name, allowed=f"the {allowed}")
    return replace(rule, name=name)
