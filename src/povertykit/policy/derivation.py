"""The derivation of a decision: its rules run once more, on traced operands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from povertykit.dates import from_day_number
from povertykit.decision import Derivation, Input, RuleTrace, Unit
from povertykit.models import MODEL_OF, Entity, children_of, fields_of
from povertykit.models.fields import FieldSpec
from povertykit.models.record import Record
from povertykit.policy.frames import Frame, OneCase
from povertykit.policy.interval import Interval
from povertykit.policy.plan import Plan, Rule
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Reading, Term, shown
from povertykit.policy.trace import Tracer

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
            traces.append(_trace(policy, step, plan, frame, part))
    return Derivation(tuple(traces))


def _part(record: Record, entity: Entity, place: int) -> Record:
    for attribute, children in children_of(type(record)).items():
        if children.model.entity is entity:
            part: Record = getattr(record, attribute)[place]
            return part
    raise LookupError(entity)


def _trace(policy: Policy, step: Rule, plan: Plan, frame: Frame, record: Record) -> RuleTrace:
    rule, tracer = step.provision, Tracer()
    operands: list[Any] = []
    for (name, unit), source in zip(rule.units.items(), step.sources, strict=True):
        value = frame[source]
        if unit is None:
            operands.append(value)
        else:
            operands.append(tracer.given(value, unit, _input(policy, rule, name, source, value, frame, record, plan)))
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
    )


def _input(
    policy: Policy, rule: Provision[int], name: str, source: str, value: object, frame: Frame, record: Record, plan: Plan
) -> Input:
    """Where one argument's value came from, in words."""
    item = policy.declared.get(name)
    if isinstance(item, Figure):
        return _figure(policy, item, rule, source, frame)
    if isinstance(item, Term):
        return _term(policy, item)
    if isinstance(item, Reading):
        option = list(item.options)[int(value)] if isinstance(value, int) else item.default
        en, zh = item.options[option]
        return Input(name, "reading", item.en, item.zh, en, zh, f"a reading of {item.citation}", item.citation.text("zh"))
    if isinstance(item, Link):
        return _link(policy, item, value)
    if isinstance(item, Provision):
        phrase = _answer(value) if item.unit is Unit.FLAG else ("", "")
        en, zh = (f"{item.en}: {phrase[0]}", f"{item.zh}：{phrase[1]}") if phrase[0] else ("", "")
        return Input(name, "rule", item.en, item.zh, en, zh, item.citation.text("en"), item.citation.text("zh"))
    return _fact(fields_of(MODEL_OF[rule.entity])[name], value, record)


def _answer(value: object) -> tuple[str, str]:
    return ("yes", "是") if value is True else ("no", "否") if value is False else ("not known", "不详")


def _fact(spec: FieldSpec, value: object, record: Record) -> Input:
    derived = record.derived_facts().get(spec.name)
    note = (derived.en, derived.zh) if derived else ("", "")
    if isinstance(value, Interval):
        note = ("not known", "不详")
    phrase = ("", "")
    if spec.kind == "flag" and isinstance(value, bool):
        phrase = (spec.yes_en, spec.yes_zh) if value else (spec.no_en, spec.no_zh)
    if spec.kind == "category" and isinstance(value, int):
        word = next(category for category in spec.categories if category.code == value)
        phrase = (word.en, word.zh)
    label = spec.name.replace("_", " ")
    return Input(spec.name, "derived" if derived else "fact", label, spec.zh, *phrase, *note)


def _figure(policy: Policy, item: Figure, rule: Provision[int], source: str, frame: Frame) -> Input:
    if item.name in policy.settings:
        return Input(item.name, "figure", item.en, item.zh, "", "", "changed by a reform", "由改革方案设定")
    on: date = policy.on
    if "@" in source:
        day = frame[source.partition("@")[2]]
        if isinstance(day, Interval) or item.dated.rows(day) < 0:
            return Input(item.name, "figure", item.en, item.zh, "", "", "not known at that date", "该日期无已知数值")
        on = from_day_number(day)
    step = item.dated.on(on)
    end = step.end or item.dated.known_to
    dates = f"{step.start.isoformat()} – {end.isoformat()}"
    note = (f"{step.citation.text('en')}, in force {dates}", f"{step.citation.text('zh')}，{dates}")
    return Input(item.name, "figure", item.en, item.zh, "", "", *note)


def _term(policy: Policy, item: Term) -> Input:
    value = policy.settings.get(item.name)
    en = f"set by the caller ({shown(item.unit, value)}); {item.citation.text('en')} leaves it open"
    zh = f"由调用方给定（{shown(item.unit, value, 'zh')}）；{item.citation.text('zh')} 未作规定"
    return Input(item.name, "term", item.en, item.zh, "", "", en, zh)


def _link(policy: Policy, item: Link, value: object) -> Input:
    origin = "household" if item.how == "broadcast" else "total"
    phrase = ("", "")
    if item.how == "broadcast":
        spec = fields_of(MODEL_OF[item.source_entity]).get(item.source)
        if spec is not None and spec.kind == "flag" and isinstance(value, bool):
            phrase = (spec.yes_en, spec.yes_zh) if value else (spec.no_en, spec.no_zh)
    return Input(item.name, origin, item.en, item.zh, *phrase)


