"""The derivation of a decision: its rules run once more, on traced operands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from povertykit.arithmetic import Ratio
from povertykit.citation import Grade
from povertykit.dates import from_day_number, in_chinese
from povertykit.decision import Derivation, Input, RuleTrace, Unit
from povertykit.errors import OutOfCoverage
from povertykit.models import MODEL_OF, Entity, FieldSpec, Kind, children_of, fields_of
from povertykit.models.record import Record
from povertykit.money import Period, Periodic, Rounding, to_yuan
from povertykit.periods import RECURRING
from povertykit.policy.frames import Frame, OneCase
from povertykit.policy.interval import Interval
from povertykit.policy.plan import Plan, Rule
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Reading, RoundingTerm, Term, shown
from povertykit.policy.trace import Tracer
from povertykit.policy.within import in_words, only_bounded

if TYPE_CHECKING:
    from povertykit.policy.policy import Policy

__all__ = ["derive"]


def derive(policy: Policy, case: OneCase, record: Record, entity: Entity, index: int, plan: Plan) -> Derivation:
    """The trace of every rule that concerns one household with its parts, or one part of it."""
    traces = []
    for (where, _), step in plan.steps:
        if not isinstance(step, Rule) or (where is not entity and entity is not case.root):
            continue
        for place, frame in enumerate(case.rows[where]):
            if where is entity and place != index:
                continue
            part = record if where is entity else _part(record, where, place)
            traces.append(_trace(policy, step, frame, part))
    return Derivation(tuple(traces))


def _part(record: Record, entity: Entity, place: int) -> Record:
    for attribute, children in children_of(type(record)).items():
        if children.model.entity is entity:
            part: Record = getattr(record, attribute)[place]
            return part
    raise LookupError(entity)


def _trace(policy: Policy, step: Rule, frame: Frame, record: Record) -> RuleTrace:
    rule, tracer = step.provision, Tracer()
    operands: list[Any] = []
    roundings: list[Input] = []
    for (name, unit), source in zip(rule.units.items(), step.sources, strict=True):
        value = frame[source]
        if unit is None:
            operands.append(value)
            roundings.append(_rounding(policy, name, value))
        else:
            given = _input(policy, rule, name, source, value, frame, record)
            operands.append(tracer.given(value, unit, given, _words(policy, rule, name)))
    result: Any = rule.function(*operands)
    return RuleTrace(
        name=rule.name,
        entity=rule.entity.value,
        id=str(getattr(record, next(iter(fields_of(type(record)))))),
        en=rule.en,
        zh=rule.zh,
        period=rule.period.value if rule.period else "",
        citation_en=rule.citation.text("en"),
        citation_zh=rule.citation.text("zh"),
        nodes=tuple(tracer.nodes),
        result=result.index,
        note_en=rule.note_en,
        note_zh=rule.note_zh,
        roundings=tuple(roundings),
    )


def _input(
    policy: Policy, rule: Provision[int], name: str, source: str, value: object, frame: Frame, record: Record
) -> Input:
    """Where one argument's value came from, in words."""
    item = policy.declared.get(name)
    if isinstance(item, Figure):
        return _figure(policy, item, source, frame)
    if isinstance(item, Term):
        return _term(policy, item)
    if isinstance(item, Reading):
        option = list(item.options)[int(value)] if isinstance(value, int) else item.default
        chosen = ("chosen by the caller", "由使用方选定") if name in policy.settings else ("the default", "默认理解")
        clause = replace(item.citation, note="")  # the note says that it is a reading, which the heading says already
        note_en, note_zh = f"{chosen[0]}; {clause.text('en')}", f"{chosen[1]}；{clause.text('zh')}"
        return Input(name, "reading", item.en, item.zh, *item.options[option], note_en, note_zh)
    if isinstance(item, Link):
        return _link(item, value)
    if isinstance(item, Provision):
        note = (item.citation.text("en"), item.citation.text("zh"))
        if item.unit is not Unit.FLAG:
            return Input(name, "rule", item.en, item.zh, "", "", *note)
        yes, no = (f"{item.en} (met)", f"“{item.zh}”成立"), (f"{item.en} (not met)", f"“{item.zh}”不成立")
        return Input(name, "rule", item.en, item.zh, *_either(value, yes, no, note))
    return _fact(fields_of(MODEL_OF[rule.entity])[name], value, record)


def _either(
    value: object, yes: tuple[str, str], no: tuple[str, str], note: tuple[str, str] = ("", "")
) -> tuple[str, str, str, str, str, str]:
    """A flag's phrase, note and other phrase; where it is not known it is worded as true."""
    phrase, other = (no, yes) if value is False else (yes, no)
    return (*phrase, *note, *other)


def _fact(spec: FieldSpec, value: object, record: Record) -> Input:
    derived = record.derived_facts().get(spec.name)
    note = (derived.en, derived.zh) if derived else ("", "")
    origin, label = "derived" if derived else "fact", spec.name.replace("_", " ")
    if isinstance(value, Interval | Ratio) and only_bounded(spec, value):
        phrase = in_words(spec, value)
        return Input(spec.name, origin, label, spec.zh, *phrase, *phrase)
    if isinstance(value, Interval):
        note = ("not known", "不详")
    return Input(spec.name, origin, label, spec.zh, *_told(spec, value, note))


def _told(spec: FieldSpec, value: object, note: tuple[str, str] = ("", "")) -> tuple[str, str, str, str, str, str]:
    """The phrase, note and other phrase of a fact's value: of a flag, or of a category's word."""
    if spec.kind is Kind.FLAG:
        return _either(value, (spec.yes_en, spec.yes_zh), (spec.no_en, spec.no_zh), note)
    en, zh = _codes(spec).get(value, ("", "")) if isinstance(value, int) else ("", "")
    return (en, zh, *note, "", "")


def _codes(spec: FieldSpec) -> dict[int, tuple[str, str]]:
    """The words of a category's codes; nothing for other facts."""
    return {category.code: (category.en, category.zh) for category in spec.categories or ()}


def _words(policy: Policy, rule: Provision[int], name: str) -> Mapping[int, tuple[str, str]]:
    """The words of an argument's codes, for the codes that the rule compares it with."""
    item = policy.declared.get(name)
    if isinstance(item, Reading):
        return dict(enumerate(item.options.values()))
    if isinstance(item, Link):
        spec = fields_of(MODEL_OF[item.source_entity]).get(item.source)
    else:
        spec = fields_of(MODEL_OF[rule.entity]).get(name) if item is None else None
    return _codes(spec) if spec is not None else {}


def _rounding(policy: Policy, name: str, value: object) -> Input:
    """How a rule was told to round, and by whom."""
    item = policy.declared[name]
    assert isinstance(item, RoundingTerm)
    note = (item.citation.text("en"), item.citation.text("zh"))
    if item.citation.grade is Grade.LIBRARY:
        note = ("the library's default, since the document does not say", "文件未规定，采用本程序库的默认值")
    if name in policy.settings:
        note = ("set by the caller", "由使用方设定")
    return Input(name, "rounding", item.en, item.zh, shown(None, value), shown(None, value, "zh"), *note)


def _figure(policy: Policy, item: Figure, source: str, frame: Frame) -> Input:
    if item.name in policy.settings:
        return Input(item.name, "figure", item.en, item.zh, "", "", "changed by a reform", "由改革方案设定")
    on: date = policy.on
    if "@" in source:
        day = frame[source.partition("@")[2]]
        on = policy.on if isinstance(day, Interval) else from_day_number(day)
        if isinstance(day, Interval):
            return Input(item.name, "figure", item.en, item.zh, "", "", "its date is not known", "适用日期不详")
    try:
        step = item.dated.on(on)
    except OutOfCoverage:
        en, zh = f"not known on {on.isoformat()}", f"{in_chinese(on)}无已知数值"
        return Input(item.name, "figure", item.en, item.zh, "", "", en, zh)
    end = step.end or item.dated.known_to
    en = f"{step.citation.text('en')}, in force {step.start.isoformat()} to {end.isoformat()}"
    zh = f"{step.citation.text('zh')}，{in_chinese(step.start)}至{in_chinese(end)}有效"
    return Input(item.name, "figure", item.en, item.zh, *_each(item.period), en, zh)


def _each(period: Period | None, published: object = None, rounding: Rounding | None = None) -> tuple[str, str]:
    """What an amount is for, after its value: "a month"; and the amount it was made from, rounded or not."""
    en, zh = (f"a {period.en}", f"/{period.zh}") if period in RECURRING and period else ("", "")
    if isinstance(published, Periodic) and published.period is not period:
        yuan = f"{to_yuan(published.amount):,}"
        en += f", from {yuan} yuan a {published.period.en}"
        en += f", {rounding.en}" if rounding else ""
        zh += f"（由{yuan}元/{published.period.zh}折算{'，' + rounding.zh if rounding else ''}）"
    return en, zh


def _term(policy: Policy, item: Term) -> Input:
    value = policy.settings.get(item.name)
    en, zh = f"{item.citation.text('en')} leaves it open", f"{item.citation.text('zh')} 未作规定"
    if value is None:  # only a day is used without being filled
        en, zh = f"{en}; the policy's own date", f"{zh}；取政策日期"
    rounding: Rounding | None = policy.constants[item.rounding] if item.rounding else None
    if isinstance(value, Periodic) and policy.constants[item.name] * 12 == value.amount:
        rounding = None  # an exact twelfth
    return Input(item.name, "term", item.en, item.zh, *_each(item.period, value, rounding), en, zh)


def _link(item: Link, value: object) -> Input:
    if item.how != "broadcast":
        return Input(item.name, "total", item.en, item.zh)
    spec = fields_of(MODEL_OF[item.source_entity]).get(item.source)
    return Input(item.name, "household", item.en, item.zh, *(_told(spec, value) if spec is not None else ()))
