"""Write a page for each jurisdiction, clause by clause from its `law`, and the page that lists them all."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterable, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path

from executed import session
from generate_fields import markdown
from povertykit.citation import Citation, Grade
from povertykit.decision import Unit
from povertykit.errors import UnknownName
from povertykit.jurisdictions import JurisdictionEntry, list_jurisdictions
from povertykit.jurisdictions.clauses import citations, in_document_order, items
from povertykit.jurisdictions.registers import register
from povertykit.models import MODEL_OF, Entity, fields_of
from povertykit.policy.jurisdiction import Calendar, Jurisdiction
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Term, shown

HOW = {
    "total": ("sum over", "合计自"),
    "count": ("number of", "计数自"),
    "broadcast": ("the household's value for each", "家庭的值，用于每个"),
}
HOUSEHOLDS = (Entity.HOUSEHOLD, Entity.MEMBER, Entity.LOAN, Entity.CLAIM)
UNITS = {
    Unit.AMOUNT: ("amount", "金额"),
    Unit.COUNT: ("number", "数量"),
    Unit.FLAG: ("yes or no", "是否"),
    Unit.RATE: ("rate", "比率"),
    Unit.DAY: ("day", "日期"),
    Unit.CATEGORY: ("category", "类别"),
}


def write_jurisdictions(folder: Path) -> None:
    """Replace the folder's pages: one for each jurisdiction of the library, and the list."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    entries = [entry for entry in list_jurisdictions() if entry.module.startswith("povertykit.")]
    for entry in entries:
        (folder / f"{entry.name}.md").write_text(page(entry), "utf-8")
    (folder / "index.md").write_text(index(entries), "utf-8")


def index(entries: Sequence[JurisdictionEntry]) -> str:
    """The list of jurisdictions with what they cover."""
    rows = [
        (
            f"[{entry.en}<br>{entry.zh}]({entry.name}.md)" + ("<br>*fictional 虚构*" if entry.fictional else ""),
            f"`{entry.name}`",
            f"`{entry.code}`",
            f"{entry.title_en}<br>《{entry.title_zh}》",
            f"{entry.start}<br>{entry.end}",
            f"{entry.basis.en}<br>{entry.basis.zh}",
        )
        for entry in entries
    ]
    head = ("jurisdiction 地区", "name", "code", "document 文件", "covered 适用期间", "dates are 期间依据")
    return joined(
        "# Jurisdictions 地区",
        "Each page is written from the rules themselves: what a clause says stands beside the rule that computes it. "
        "A date outside what is covered is an error; nothing is carried backwards or forwards.",
        "每一页均由规则本身生成，逐条列出条款与计算规则。适用期间以外的日期一律报错，不前推，不后延。",
        markdown(head, rows),
        '```python\n>>> import povertykit\n>>> print(povertykit.jurisdiction("湘西州").law.en)\n'
        "Xiangxi Tujia and Miao Autonomous Prefecture\n```",
    )


def page(entry: JurisdictionEntry) -> str:
    """One jurisdiction."""
    module = import_module(entry.module)
    law: Jurisdiction = module.law
    return joined(
        f"# {law.en} {law.zh}",
        "[All jurisdictions 全部地区](index.md)",
        '!!! warning "A made-up place 虚构地区"\n\n    For tests and the tutorial. 仅用于测试和教程。'
        if law.fictional
        else "",
        (inspect.getdoc(module) or "").partition("Examples:")[0],
        identity(law),
        "## How to call it 如何调用 { #how-to-call-it }",
        example(law),
        "## Clause by clause 逐条 { #clauses }",
        *[part for section in sections_of(law) for part in clause(law, section)],
        *beside_the_clauses(law),
        inherited(law),
        *figures_register(law),
    )


def identity(law: Jurisdiction) -> str:
    """The document, and from when to when it is covered on what grounds."""
    source = law.source
    rows = [("name, code 名称、代码", f"`{law.name}` `{law.code}` " + " ".join(law.aliases), law.zh)]
    rows += [
        ("document 文件", f"{source.title_en}, {source.issuer_en}", f"《{source.title_zh}》，{source.issuer_zh}"),
        ("number 文号", source.number or "not known", source.number or "不详"),
        ("issued 发文日期", str(source.issued or "not known"), str(source.issued or "不详")),
        ("covered 适用期间", f"{law.start} to {law.end}, both included", f"{law.start}至{law.end}，含首尾两日"),
        ("these dates are 期间依据", f"{law.basis.en}: {law.basis_en}", f"{law.basis.zh}：{law.basis_zh}"),
    ]
    rows += [("note 说明", source.note_en, source.note_zh)] if source.note_en or source.note_zh else []
    if law.parent:
        rows.append(("inherits from 上位规定", f"[{law.parent.en}]({law.parent.name}.md)", law.parent.zh))
    return markdown(("", "English", "中文"), rows)


def example(law: Jurisdiction) -> str:
    """A session that fills the open terms of households with made-up values and decides for a made-up household."""
    rules = [item for item in law.all().values() if isinstance(item, Provision)]
    of_households = {name for rule in rules if rule.entity in HOUSEHOLDS for name in rule.units}
    open_terms = [item for item in law.all().values() if isinstance(item, Term) and item.unit not in (None, Unit.DAY)]
    settings = [f"    {term.name}={filled(term)}," for term in open_terms if term.name in of_households]
    code = [
        "from datetime import date",
        *(["from fractions import Fraction"] if any("Fraction" in setting for setting in settings) else []),
        "from povertykit import Household, jurisdiction, yuan",
        f'place = jurisdiction("{law.name}")',
        "\n".join(["policy = place.policy(", f"    on=date{law.start.timetuple()[:3]},", *settings, ")"]),
    ]
    if any(rule.entity is Entity.HOUSEHOLD for rule in rules):
        facts = "    persons=3, household_income=yuan(268), on_dibao=True, in_backstop=False,"
        code += [
            f'household = Household(\n    household_id="example",\n{facts}\n)',
            "decision = policy.assess(household)",
            "for name, amount in decision.amounts.items():\n    print(f'{name:32}{amount:>10}')",
            "for name, why in decision.undetermined.items():\n    print(f'{name:32}hangs on', *why.missing)",
        ]
    text = "The values of open terms are made up here; the document leaves them to others. 以下待定项的数值仅为示例。"
    return joined(text, f"```pycon\n{session(chr(10).join(code))}\n```", f"```sh\npovertykit show {law.name}\n```")


def filled(term: Term) -> str:
    """A made-up value within the bounds of an open term, as a caller writes it."""
    low, high = (Fraction(end) for end in term.bounds or (0, 100))
    if term.unit is Unit.AMOUNT:
        return f"yuan({(low + (high - low) / 5) // 1000 * 10})"
    return repr((low + high) / 2 if term.unit is Unit.RATE else int(low))


def sections_of(law: Jurisdiction) -> list[str]:
    """The sections of the document that anything is declared for, in the document's order."""
    cited = [citation for item in law.declared.values() for citation in citations(item)]
    cited += [each.citation for each in law.sections] + [each.citation for each in law.calendars.values()]
    return in_document_order({each.section for each in cited if each.source == law.source})


def clause(law: Jurisdiction, section: str) -> Iterable[str]:
    """All of one section: its rules, then its figures, terms, readings and what it only declares."""
    here = [
        item
        for item in law.declared.values()
        if any(each.section == section and each.source == law.source for each in citations(item))
    ]
    yield f"### Clause {section} {{ #{anchor(section)} }}"
    for item in here:
        if isinstance(item, Provision):
            yield provision(law, item)
    yield figures([item for item in here if isinstance(item, Figure)])
    yield terms([item for item in here if isinstance(item, Term)])
    yield readings([item for item in here if isinstance(item, Reading)])
    yield needs([item for item in here if isinstance(item, Need)])
    dues = [
        (once(each.name, not place), *due)
        for each in law.calendars.values()
        if each.citation.section == section
        for place, due in enumerate(dues_of(each))
    ]
    yield titled("Calendar 日程", ("name", "due 期限", "English", "中文"), dues)
    declared = [(each.en, each.zh) for each in law.sections if each.citation.section == section]
    yield titled("Declared only, nothing to compute 仅作宣示，无可计算", ("English", "中文"), declared)


def dues_of(calendar: Calendar) -> list[tuple[str, str, str]]:
    """What a calendar makes due: after so many months each, then once."""
    every = [("every month" if n == 1 else f"every {n} months", *labels) for n, labels in calendar.months.items()]
    return every + [(due.on.isoformat(), due.en, due.zh) for due in calendar.once]


def provision(law: Jurisdiction, rule: Provision[int]) -> str:
    """One rule: what it is, what it says, how the clause was read, what it uses, and its formula."""
    period = f"{rule.period.en} {rule.period.zh}" if rule.period else ""
    facts = [f"{rule.kind.en} {rule.kind.zh}", f"{rule.entity.en} {rule.entity.zh}", period]
    if rule.as_of:
        spec = fields_of(MODEL_OF[rule.entity])[rule.as_of]
        facts.append(f"by the law of `{rule.as_of}` {spec.zh}")
    if (start := rule.start or law.start, end := rule.end or law.end) != (law.start, law.end):
        facts.append(f"in force {start} to {end}")
    rows = [("says<br>规定", rule.en, rule.zh)]
    rows += [("read as<br>理解", rule.note_en, rule.note_zh)] if rule.note_en or rule.note_zh else []
    source = inspect.getsource(rule.function)
    body = f"```python\n{source[source.index('def ') :].rstrip()}\n```"
    sources = markdown(("uses 依据", "English", "中文"), [used(law, rule, name) for name in rule.units])
    return joined(
        f"#### `{rule.name}` {{ #{rule.name} }}",
        " · ".join(each for each in [*facts, grade(rule.citation)] if each),
        inspect.getdoc(rule.function) or "",
        markdown(("", "English", "中文"), rows),
        f'??? abstract "Formula and what it uses 算式与依据"\n\n{indented(joined(body, sources))}',
    )


def used(law: Jurisdiction, rule: Provision[int], name: str) -> tuple[str, str, str]:
    """Where one argument of a rule comes from."""
    item = law.all().get(name)
    if item is None:
        spec = fields_of(MODEL_OF[rule.entity])[name]
        return (
            f"`{name}`",
            f"fact of the {rule.entity.en}: {spec.en[:1].lower()}{spec.en[1:]}",
            f"{rule.entity.zh}：{spec.zh}",
        )
    home = law.home_of(name)
    link = f"[`{name}`](#{name})" if home is law else f"[`{name}`]({home.name}.md#{name})"
    kinds: dict[type, tuple[str, str]] = {
        Provision: ("rule", "规则"),
        Figure: ("figure", "数值"),
        Term: ("open term", "待定项"),
        Reading: ("reading", "理解"),
        RoundingTerm: ("rounding", "取整"),
        Link: ("link", "关联"),
    }
    en, zh = kinds[type(item)]
    return link, f"{en}: {item.en}", f"{zh}：{item.zh}"


def figures(items: Sequence[Figure]) -> str:
    """The figures of a clause: each step of each, with its dates and how well it was read."""
    rows = []
    for figure in items:
        for step in figure.dated.steps:
            name = once(figure.name, step is figure.dated.steps[0])
            period = figure.period
            en, zh = (f" a {period.en}", f"/{period.zh}") if period else ("", "")
            english, chinese = shown(figure.unit, step.value) + en, shown(figure.unit, step.value, "zh") + zh
            value = english if english == chinese else f"{english}<br>{chinese}"
            end = step.end or figure.dated.known_to
            read = f"{step.citation.section}<br>{step.citation.grade.en} {step.citation.grade.zh}"
            named = f"{name}<br>{figure.en}<br>{figure.zh}"
            rows.append((named, value, f"{step.start}<br>{end}<br>{figure.dated.known_to}", read))
    head = ("figure 数值", "value", "from, to, known to<br>自、至、核对至", "read in 依据")
    return titled("Figures 数值", head, rows)


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


def beside_the_clauses(law: Jurisdiction) -> Iterable[str]:
    """Figures of other documents, roundings and links."""
    items = list(law.declared.values())
    other = [i for i in items if isinstance(i, Figure) and all(c.source != law.source for c in citations(i))]
    if other:
        sources = {each.source.title_en: each.source.title_zh for item in other for each in citations(item)}
        said = "; ".join(f"{en} 《{zh}》" for en, zh in sources.items())
        yield f"## Figures of other documents 其他文件的数值 {{ #other-figures }}\n\n{said}"
        yield figures(other)
    rounding = [
        (once(i.name), f"{i.default.en}<br>{i.default.zh}", f"{i.citation}", i.en, i.zh)
        for i in items
        if isinstance(i, RoundingTerm)
    ]
    if rounding:
        yield "## Roundings 取整 { #roundings }"
        yield markdown(("rounding", "unless set otherwise 默认", "from 依据", "English", "中文"), rounding)
    links = [
        (
            once(i.name),
            f"{HOW[i.how][0]} `{i.source}` {HOW[i.how][1]}",
            f"{i.entity.en} {i.entity.zh}",
            i.en,
            i.zh,
        )
        for i in items
        if isinstance(i, Link)
    ]
    if links:
        yield "## Between a household and its parts 家庭与成员、贷款、报销的关联 { #links }"
        yield markdown(("link", "how 方式", "for 用于", "English", "中文"), links)


def inherited(law: Jurisdiction) -> str:
    """What binds the place by a higher law, each with the page that it stands on."""
    rows = []
    for name, item in items(law, inherited=True).items():
        home = law.home_of(name)
        if home is not law:
            places = ", ".join(dict.fromkeys(each.section for each in citations(item)))
            rows.append((f"[`{name}`]({home.name}.md#{name})", f"{home.en} {home.zh}", places, item.en, item.zh))
    if not rows:
        return ""
    head = ("name", "from 来自", "clause 条款", "English", "中文")
    return joined("## Inherited 沿用上位规定 { #inherited }", markdown(head, rows))


def figures_register(law: Jurisdiction) -> Iterable[str]:
    """Every numeral of the document and what became of it, where a register of them is kept."""
    try:
        entries = register(law.source.key)
    except UnknownName:
        return
    known = {*law.declared, *law.calendars}
    rows = []
    for entry in entries:
        held = " ".join(f"[`{name}`](#{name})" if name in known else f"`{name}`" for name in entry.held_by)
        said = [held, entry.reason_en, entry.reason_zh]
        place = f"{entry.section} no. {entry.position}" if entry.position else entry.section
        numeral = "none 无" if entry.value is None else f"{entry.numeral}<br>{entry.value}"
        rows.append((place, numeral, "<br>".join(each for each in said if each)))
    yield "## Every numeral of the document 文件中的全部数字 { #register }"
    yield "Each numeral in its order, with the rules and figures that hold it, or why nothing computes with it."
    yield markdown(("section 条款", "numeral, value 数字、数值", "held by, or why not 所在规则，或未计算的原因"), rows)


def titled(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table under a bold title, or nothing where it would be empty."""
    return f"**{title}**\n\n{markdown(head, rows)}" if rows else ""


def once(name: str, first: bool = True) -> str:
    """A name in a table, with its anchor where it stands for the first time."""
    return f"`{name}`{{ #{name} }}" if first else f"`{name}`"


def grade(citation: Citation) -> str:
    """How a clause was read, where it was not the document itself."""
    return "" if citation.grade is Grade.DOCUMENT else f"{citation.grade.en} {citation.grade.zh}"


def anchor(section: str) -> str:
    """A section's name as the end of an address."""
    return "clause-" + re.sub(r"\W+", "-", section).strip("-")


def indented(text: str) -> str:
    """Lines within an indented block."""
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def joined(*parts: str) -> str:
    """Blocks of Markdown with a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
