"""The tables of a clause on a jurisdiction's page: its figures, targets, sums, open terms, readings, needs and dues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generate_fields import markdown
from povertykit.decision import Unit
from povertykit.jurisdictions.clauses import Clause
from povertykit.policy.calendar import Calendar
from povertykit.policy.targets import Consistency, Target
from povertykit.policy.terms import Figure, Need, Reading, Term, shown

UNITS = {
    Unit.AMOUNT: ("amount", "金额"),
    Unit.COUNT: ("number", "数量"),
    Unit.FLAG: ("yes or no", "是否"),
    Unit.RATE: ("rate", "比率"),
    Unit.DAY: ("day", "日期"),
    Unit.CATEGORY: ("category", "类别"),
}


def tables(clause: Clause) -> Iterator[str]:
    """Everything of a clause but its rules, each kind in a table; the name of each stands with its anchor."""
    yield figures(clause)
    yield targets(clause.of(Target))
    yield sums(clause.of(Consistency))
    yield terms(clause.of(Term))
    yield readings(clause.of(Reading))
    yield needs(clause.of(Need))
    yield calendars(clause.of(Calendar))
    declared = [(each.en, each.zh) for each in clause.declared]
    yield titled("Declared only, nothing to compute 仅作宣示，无可计算", ("English", "中文"), declared)


def figures(clause: Clause) -> str:
    """The figures of a clause: each step that stands in it, with its dates and how well it was read."""
    rows = []
    for figure in clause.of(Figure):
        steps = [step for step in figure.dated.steps if clause.cited_by(step.citation)]
        for step in steps:
            name = once(figure.name, step is steps[0])
            period = figure.period
            en, zh = (f" a {period.en}", f"/{period.zh}") if period else ("", "")
            english, chinese = shown(figure.unit, step.value) + en, shown(figure.unit, step.value, "zh") + zh
            value = english if english == chinese else f"{english}<br>{chinese}"
            end = step.end or figure.dated.known_to
            cited = step.citation
            notes = [note for note in (cited.note, cited.note_zh) if note]
            read = "<br>".join([cited.section, f"{cited.grade.en} {cited.grade.zh}", *notes])
            named = f"{name}<br>{figure.en}<br>{figure.zh}" if step is steps[0] else name
            rows.append((named, value, f"{step.start}<br>{end}<br>{figure.dated.known_to}", read))
    head = ("figure 数值", "value", "from, to, known to<br>自、至、核对至", "read in 依据")
    return titled("Figures 数值", head, rows)


def targets(items: Sequence[Target]) -> str:
    """The targets of a clause: what is measured, and its levels by year."""
    rows = []
    for target in items:
        levels = [f"{target.level_text(goal)}<br>{target.level_text(goal, 'zh')}" for goal in target.goals]
        notes = "<br>".join(note for note in (target.note_en, target.note_zh) if note)
        rows.append((f"{once(target.name)}<br>{target.en}<br>{target.zh}", "<br>".join(levels), notes))
    return titled("Targets 目标", ("target 目标", "levels 要求", "read as 理解"), rows)


def sums(items: Sequence[Consistency]) -> str:
    """The document's own arithmetic, and whether it agrees."""
    rows = []
    for each in items:
        verdict = "agrees 相符" if each.agrees else "**disagrees 不符**"
        rows.append((f"{once(each.name)}<br>{each.en}<br>{each.zh}", verdict, f"{each.text()}<br>{each.text('zh')}"))
    return titled("The document's own sums 文件自身数字的核对", ("sum 核对", "verdict 结果", "comparison 比较"), rows)


def terms(items: Sequence[Term]) -> str:
    """What a clause leaves open."""
    rows = []
    for term in items:
        unit = " ".join(UNITS[term.unit]) if term.unit else "period 周期"
        period = f"{term.period.en} {term.period.zh}" if term.period else ""
        bounds = ""
        if term.bounds:
            by = "by the clause 条款规定" if term.allowed else "plausible 合理范围"
            bounds = " – ".join(shown(term.unit, end) for end in term.bounds) + f"<br>{by}"
        rows.append((f"{once(term.name)}<br>{term.en}<br>{term.zh}", unit, period, bounds))
    head = ("open term 待定项", "unit 单位", "period 周期", "bounds 范围")
    return titled("Left open 待定项", head, rows)


def readings(items: Sequence[Reading]) -> str:
    """The choices between meanings of a clause's words."""
    rows = []
    for reading in items:
        for place, (option, (en, zh)) in enumerate(reading.options.items()):
            name = once(reading.name, not place)
            default = " (default 默认)" if option == reading.default else ""
            rows.append((name, f'`"{option}"`{default}', f"{reading.en}: {en}", f"{reading.zh}：{zh}"))
    return titled("Readings 理解", ("reading 理解", "option", "English", "中文"), rows)


def needs(items: Sequence[Need]) -> str:
    """The needs that several rules serve."""
    rows = []
    for need in items:
        claims = ", ".join(f"[`{rule}`](#{rule})" for rule in need.claims)
        first = ", ".join(f"`{rule}`" for rule in need.prevails) or "none said 未规定"
        rows.append((once(need.name), claims, first, need.en, need.zh))
    return titled("Needs 需求", ("need", "served by 由何规则", "prevails 优先", "English", "中文"), rows)


def calendars(items: Sequence[Calendar]) -> str:
    """What falls due, and when."""
    dues = [
        (once(each.name, False) if place else f"{once(each.name)}<br>{each.en}<br>{each.zh}", *due)
        for each in items
        for place, due in enumerate(dues_of(each))
    ]
    return titled("Calendar 日程", ("name", "due 期限", "English", "中文"), dues)


def dues_of(calendar: Calendar) -> list[tuple[str, str, str]]:
    """What a calendar makes due: after so many months each, then once."""
    every = [("every month" if n == 1 else f"every {n} months", *labels) for n, labels in calendar.months.items()]
    return every + [(due.on.isoformat(), due.en, due.zh) for due in calendar.once]


def titled(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table under a bold title, or nothing where it would be empty."""
    return f"**{title}**\n\n{markdown(head, rows)}" if rows else ""


def once(name: str, first: bool = True) -> str:
    """A name in a table, with its anchor where it stands for the first time."""
    return f"`{name}`{{ #{name} }}" if first else f"`{name}`"
