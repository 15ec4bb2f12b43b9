"""The fields of the models as tables: what a register's columns are called and what they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from povertykit.models import MODEL_OF, Entity, FieldSpec, Household, Kind, children_of, fields_of

HEAD = ("heading 列名", "meaning 含义", "takes 取值", "missing 可缺")
_TAKES = {
    Kind.DAY: "a date 日期",
    Kind.TEXT: "text 文本",
}
_WITHOUT = {
    "persons": "counted from members<br>可由成员计数",
    "stage": "not in school<br>视为未就读",
    "tuition_and_fees": "yes; nothing where not in school<br>可缺；未就读者无",
}
_CODE_WITH_BAR = re.compile(r"`([^`]*\|[^`]*)`")
_BETWEEN = re.compile(r"(<!-- fields: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def renew_tables(page: Path) -> None:
    """Write the tables of a page anew, each between its two comments, where they are not what the models say."""
    text = page.read_text("utf-8")
    renewed = with_tables(text)
    if renewed != text:
        page.write_text(renewed, "utf-8")


def with_tables(text: str) -> str:
    """A page's text with the tables of fields that it asks for by `<!-- fields: households -->`."""
    return _BETWEEN.sub(lambda found: f"{found[1]}\n{table_of(found[2])}\n\n{found[3]}", text)


def table_of(table: str) -> str:
    """The columns of one table of a register."""
    models = {"households": Household} | {name: each.model for name, each in children_of(Household).items()}
    model = models[table]
    specs = list(fields_of(model).values())
    if model is not Household:
        specs.insert(0, fields_of(Household)["household_id"])
    rows = [(named(spec), meaning(spec), takes(spec), missing(spec)) for spec in specs]
    return markdown(HEAD, rows)


def named(spec: FieldSpec) -> str:
    """The names that a heading may have, the English one first."""
    return "<br>".join([f"`{spec.name}`", spec.zh, *spec.aliases])


def meaning(spec: FieldSpec) -> str:
    """What the field means, with its unit."""
    unit = f"<br>{spec.unit_en} {spec.unit_zh}" if spec.unit_en else ""
    return f"{spec.en}{unit}"


def takes(spec: FieldSpec, flags: str = "是, 否") -> str:
    """The values that a field takes, a flag in a register's words unless others are named."""
    if spec.categories is not None:
        return "<br>".join(f"{member.zh} `{member.value}`" for member in spec.categories)
    if spec.kind is Kind.FLAG:
        return flags
    if spec.kind in _TAKES:
        bounds = f"<br>{spec.bounds[0]} – {spec.bounds[1]}" if spec.kind is Kind.DAY and spec.bounds else ""
        return _TAKES[spec.kind] + bounds
    assert spec.bounds is not None
    low, high = (f"{end:,}" for end in spec.bounds)
    return f"{low} – {high}"


def missing(spec: FieldSpec) -> str:
    """Whether a cell may be empty."""
    if spec.name in _WITHOUT:
        return _WITHOUT[spec.name]
    return "yes 可" if spec.nullable else "no 否"


def model_table(entity: Entity) -> str:
    """The fields of one model, for the reference."""
    specs = fields_of(MODEL_OF[entity]).values()
    rows = [(named(spec), meaning(spec), takes(spec, "`True`, `False`"), missing(spec)) for spec in specs]
    return markdown(("field 字段", *HEAD[1:]), rows)


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [[cell(text) for text in row] for row in (head, ["---"] * len(head), *rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(value: object) -> str:
    """Text that may stand in a table's cell; code that holds a bar is written in a way that every reader takes."""
    line = _CODE_WITH_BAR.sub(lambda found: f"<code>{escape(found[1])}</code>".replace("|", "&#124;"), str(value))
    return " ".join(line.split()).replace("|", "\\|")
