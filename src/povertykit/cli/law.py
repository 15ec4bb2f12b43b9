"""`list` and `show`: which jurisdictions there are, and what the law of one says, clause by clause."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from povertykit.cli.terminal import encodable, note, say
from povertykit.text_table import table

if TYPE_CHECKING:
    from types import ModuleType

    from povertykit.citation import Citation
    from povertykit.jurisdictions import Listing
    from povertykit.policy.jurisdiction import Jurisdiction
    from povertykit.policy.terms import Term

__all__ = ["by_name", "found", "list_all", "print_json", "show"]

Pick: TypeAlias = Callable[[str, str], str]
"""Chooses between an English and a Chinese text."""


def found() -> Listing:
    """The jurisdictions; what is wrong with another package's entry is told on standard error."""
    from povertykit.jurisdictions import list_jurisdictions

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        listing = list_jurisdictions()
    for problem in listing.problems:
        note(f"warning: {problem}")
    return listing


def by_name(name: str) -> ModuleType:
    """The module of a jurisdiction, as `povertykit.jurisdiction` finds it.

    Raises:
        UnknownName, AmbiguousName: no jurisdiction, or more than one, fits the name.
    """
    from povertykit.jurisdictions import jurisdiction

    found()
    return jurisdiction(name)


def print_json(data: object) -> None:
    """Data as JSON on standard output; Chinese as it is where the stream can write it."""
    import sys

    say(json.dumps(data, ensure_ascii=not encodable(sys.stdout), indent=2))


def list_all(as_json: bool) -> None:
    """Print every jurisdiction with what it covers."""
    entries = found()
    if as_json:
        keys = ("name", "code", "en", "zh", "aliases", "module", "start", "end", "basis", "fictional")
        titles = ("title_en", "title_zh")
        plain = [{key: getattr(entry, key) for key in (*keys, *titles)} for entry in entries]
        print_json([row | {"start": row["start"].isoformat(), "end": row["end"].isoformat()} for row in plain])
        return
    rows = [
        (
            entry.name,
            entry.code,
            f"{entry.start} to {entry.end}",
            entry.basis.value,
            f"{entry.zh} {entry.en}" + (" (fictional)" if entry.fictional else ""),
        )
        for entry in entries
    ]
    say(table(rows, ("name", "code", "covered", "dates are", "place"), indent=""))


def show(law: Jurisdiction, on: date | None, language: str) -> None:
    """Print what a law holds: coverage, provisions, figures, terms, readings, roundings, calendars, what only declares.

    Raises:
        OutOfCoverage: the law is not known on the date asked for.
    """
    if on is not None:
        law.need_covered(on)
    pick: Pick = (lambda en, zh: zh) if language == "zh" else (lambda en, zh: en)
    _head(law, on, pick)
    _provisions(law, on, pick)
    _figures(law, on, pick)
    _choices(law, pick)
    _rest(law, pick)


def _section(title: str, rows: Sequence[Sequence[str]], heading: Sequence[str] = ()) -> None:
    if rows:
        say()
        say(f"{title} ({len(rows)})")
        say(table(rows, heading))


def _clause(citation: Citation, pick: Pick) -> str:
    """The section, with the grade where it is not the document itself."""
    from povertykit.citation import Grade

    grade = "" if citation.grade is Grade.DOCUMENT else f" [{pick(citation.grade.en, citation.grade.zh)}]"
    return citation.section + grade


def _head(law: Jurisdiction, on: date | None, pick: Pick) -> None:
    source = law.source
    made_up = pick(" (fictional)", "（虚构）") if law.fictional else ""
    say(f"{pick(law.en, law.zh)}{made_up}")
    rows = [
        (pick("name, code", "名称、代码"), f"{law.name}, {law.code}; {pick(law.zh, law.en)}"),
        (
            pick("document", "文件"),
            pick(f"{source.title_en} ({source.issuer_en})", f"《{source.title_zh}》（{source.issuer_zh}）"),
        ),
        (pick("covered", "适用期间"), pick(f"{law.start} to {law.end}", f"{law.start} 至 {law.end}")),
        (pick("dates are", "期间依据"), pick(f"{law.basis.en}; {law.basis_en}", f"{law.basis.zh}；{law.basis_zh}")),
    ]
    rows += [(pick("note", "说明"), pick(source.note_en, source.note_zh))] if source.note_en else []
    rows += [(pick("inherits", "上位规定"), pick(law.parent.en, law.parent.zh))] if law.parent else []
    rows += [(pick("on", "日期"), on.isoformat())] if on else []
    say(table(rows))


def _provisions(law: Jurisdiction, on: date | None, pick: Pick) -> None:
    from povertykit.policy.provision import Provision

    rules = [item for item in law.all().values() if isinstance(item, Provision)]
    rows = [
        (
            _clause(rule.citation, pick),
            rule.name,
            pick(rule.kind.en, rule.kind.zh),
            pick(rule.entity.en, rule.entity.zh),
            pick(rule.period.en, rule.period.zh) if rule.period else "-",
            pick(rule.en, rule.zh),
        )
        for rule in rules
        if on is None or rule.as_of or rule.in_force(on)
    ]
    heading = pick("clause provision kind of period meaning", "条款 规定 类别 对象 周期 含义").split()
    _section(pick("Provisions", "规定"), rows, heading)


def _figures(law: Jurisdiction, on: date | None, pick: Pick) -> None:
    from povertykit.policy.terms import Figure, shown

    rows = []
    for figure in law.all().values():
        if not isinstance(figure, Figure):
            continue
        dated = figure.dated
        for step in dated.steps:
            end = step.end or dated.known_to
            if on is not None and not step.start <= on <= end:
                continue
            period = pick(f" a {figure.period.en}", f"/{figure.period.zh}") if figure.period else ""
            value = shown(figure.unit, step.value, pick("en", "zh")) + period
            rows.append(
                (
                    step.citation.section,
                    figure.name,
                    value,
                    f"{step.start}",
                    f"{end}",
                    f"{dated.known_to}",
                    pick(step.citation.grade.value, step.citation.grade.zh),
                    pick(figure.en, figure.zh),
                )
            )
    heading = pick("clause figure value from to known_to grade meaning", "条款 数值名称 数值 自 至 核对至 依据 含义")
    _section(pick("Figures", "数值"), rows, heading.split())


def _bounds(term: Term, pick: Pick) -> str:
    from povertykit.policy.terms import shown

    if not term.bounds:
        return "-"
    low, high = (shown(term.unit, end, pick("en", "zh")) for end in term.bounds)
    by = pick("the clause", "条款规定") if term.allowed else pick("plausible", "合理范围")
    return pick(f"{low} to {high} ({by})", f"{low} 至 {high}（{by}）")


def _choices(law: Jurisdiction, pick: Pick) -> None:
    from povertykit.policy.terms import Reading, RoundingTerm, Term

    items = law.all().values()
    terms = [
        (
            _clause(item.citation, pick),
            item.name,
            item.unit.value if item.unit else "period",
            pick(item.period.en, item.period.zh) if item.period else "-",
            _bounds(item, pick),
            pick(item.en, item.zh),
        )
        for item in items
        if isinstance(item, Term)
    ]
    heading = pick("clause term unit period bounds meaning", "条款 待定项 单位 周期 范围 含义").split()
    _section(pick("Open terms, filled by --set", "待定项，用 --set 填入"), terms, heading)
    readings = [
        (
            _clause(item.citation, pick),
            item.name,
            option + pick(" (default)", "（默认）") * (option == item.default),
            pick(*labels),
        )
        for item in items
        if isinstance(item, Reading)
        for option, labels in item.options.items()
    ]
    heading = pick("clause reading option meaning", "条款 理解 选项 含义").split()
    _section(pick("Readings, chosen by --set", "理解，用 --set 选择"), readings, heading)
    roundings = [
        (item.name, pick(item.default.en, item.default.zh), _clause(item.citation, pick), pick(item.en, item.zh))
        for item in items
        if isinstance(item, RoundingTerm)
    ]
    heading = pick("rounding by_default from meaning", "取整 默认 依据 含义").split()
    _section(pick("Roundings, changed by --set", "取整方式，用 --set 更改"), roundings, heading)


def _rest(law: Jurisdiction, pick: Pick) -> None:
    calendars = [
        (_clause(each.citation, pick), each.name, *due)
        for each in law.all_calendars().values()
        for due in [
            *((pick(_every(months), f"每{months}个月"), pick(*labels)) for months, labels in each.months.items()),
            *((due.on.isoformat(), pick(due.en, due.zh)) for due in each.once),
        ]
    ]
    _section(pick("Calendars", "日程"), calendars, pick("clause calendar due what", "条款 日程 周期 事项").split())
    sections = [(each.citation.section, pick(each.en, each.zh)) for each in law.sections]
    _section(pick("Sections that compute nothing", "不产生计算的条款"), sections)


def _every(months: int) -> str:
    return "every month" if months == 1 else f"every {months} months"
