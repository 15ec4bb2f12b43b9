"""Write a page for each jurisdiction, clause by clause from its `law`, and the page that lists them all."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path

from clause_tables import once, tables
from example_of_law import example
from generate_fields import markdown
from povertykit.citation import Citation, Grade
from povertykit.errors import UnknownName
from povertykit.jurisdictions import JurisdictionEntry, list_jurisdictions
from povertykit.jurisdictions.clauses import Clause, citations, clauses, items
from povertykit.jurisdictions.freshness import freshness, together
from povertykit.jurisdictions.registers import register
from povertykit.models import MODEL_OF, fields_of
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link, Reading, RoundingTerm, Term

HOW = {
    "total": ("sum over", "合计自"),
    "count": ("number of", "计数自"),
    "broadcast": ("the household's value for each", "家庭的值，用于每个"),
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
    text = joined(
        f"# {law.en} {law.zh}",
        "[All jurisdictions 全部地区](index.md)",
        '!!! warning "A made-up place 虚构地区"\n\n    For tests and the tutorial. 仅用于测试和教程。'
        if law.fictional
        else "",
        (inspect.getdoc(module) or "").partition("Examples:")[0],
        identity(law),
        "## How to call it 如何调用 { #how-to-call-it }",
        example(law),
        *documents(law),
        *beside_the_clauses(law),
        inherited(law),
        known_to(law),
        *figures_register(law),
    )
    return each_anchor_once(text)


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


def documents(law: Jurisdiction) -> Iterable[str]:
    """The law clause by clause, its own document first, then each other document that it cites."""
    for source, found in groupby(clauses(law), key=lambda clause: clause.source):
        if source == law.source:
            yield "## Clause by clause 逐条 { #clauses }"
        else:
            yield f"## {source.title_en} 《{source.title_zh}》 {{ #{source.key} }}"
            yield " · ".join(
                [f"{source.issuer_en} {source.issuer_zh}", str(source.issued or ""), source.number or ""]
            ).strip(" ·")
            yield f"{source.note_en}<br>{source.note_zh}" if source.note_en else ""
        for each in found:
            yield f"### {'Clause ' if source == law.source else ''}{each.section} {{ #{anchor(law, each)} }}"
            yield from (provision(law, rule) for rule in each.of(Provision))
            yield from tables(each)


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


def beside_the_clauses(law: Jurisdiction) -> Iterable[str]:
    """Roundings and links."""
    declared = law.declared.values()
    rounding = [
        (once(i.name), f"{i.default.en}<br>{i.default.zh}", f"{i.citation}", i.en, i.zh)
        for i in declared
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
        for i in declared
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
            places = "<br>".join(dict.fromkeys(f"{each}<br>{each.text('zh')}" for each in citations(item)))
            rows.append((f"[`{name}`]({home.name}.md#{name})", f"{home.en} {home.zh}", places, item.en, item.zh))
    if not rows:
        return ""
    head = ("name", "from 来自", "clause 条款", "English", "中文")
    return joined("## Inherited 沿用上位规定 { #inherited }", markdown(head, rows))


def known_to(law: Jurisdiction) -> str:
    """After which day nothing is known of which figures."""
    rows = []
    for (day, read, source), figures in together(freshness(law)).items():
        names = ", ".join(
            f"[`{each.name}`](#{each.name})" if law.home_of(each.name) is law else f"`{each.name}`" for each in figures
        )
        title = f"{source.title_en}<br>《{source.title_zh}》"
        rows.append((day, f"{read.en}<br>{read.zh}", names, title))
    if not rows:
        return ""
    head = ("not known after 核对至", "read 依据", "figures 数值", "document 文件")
    return joined("## To which day figures are known 数值的核对日期 { #known-to }", markdown(head, rows))


def figures_register(law: Jurisdiction) -> Iterable[str]:
    """Every numeral of the document and what became of it, where a register of them is kept."""
    try:
        entries = register(law.source.key)
    except UnknownName:
        return
    known = items(law)
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


def grade(citation: Citation) -> str:
    """How a clause was read, where it was not the document itself."""
    return "" if citation.grade is Grade.DOCUMENT else f"{citation.grade.en} {citation.grade.zh}"


def anchor(law: Jurisdiction, clause: Clause) -> str:
    """A clause's name as the end of an address; that of another document has the document's key in it."""
    of = "" if clause.source == law.source else f"{clause.source.key}-"
    return "clause-" + of + re.sub(r"\W+", "-", clause.section).strip("-")


def each_anchor_once(text: str) -> str:
    """The page with only the first anchor of a name: a figure may have steps in several clauses."""
    seen = set[str]()

    def kept(found: re.Match[str]) -> str:
        name = found[1]
        return "" if name in seen else (seen.add(name) or found[0])

    return re.sub(r"\{ #([^ }]+) \}", kept, text)


def indented(text: str) -> str:
    """Lines within an indented block."""
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def joined(*parts: str) -> str:
    """Blocks of Markdown with a blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
