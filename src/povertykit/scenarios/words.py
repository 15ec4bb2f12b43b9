"""What is wrong with a row, in words: the column, the value and the rule that it breaks, for the list of rejects."""

from __future__ import annotations

from collections.abc import Mapping

from povertykit.models import Entity, Household, InvalidRecord, Person, Record, fields_of, validate
from povertykit.money import Fen
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.columns import Column
from povertykit.scenarios.constraints import COUNTS, Trouble
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import HOUSEHOLD_ID, Piece, Table
from povertykit.scenarios.spreadsheet_rows import TOTALS_RULE, totals_cell
from povertykit.scenarios.texts import hint_for

__all__ = ["household_words", "identity_of", "row_reject"]

_COUNTS = (*COUNTS, "hardship_persons")


def identity_of(table: Table, piece: Piece, row: int) -> str:
    """The household id of a row as it was given; empty where the table has none."""
    return piece.raw(HOUSEHOLD_ID, row) if HOUSEHOLD_ID in table.headings.known else ""


def row_reject(table: Table, piece: Piece, trouble: Trouble, row: int) -> Reject:
    """The reject of a row that is wrong in itself."""
    known = table.headings.known
    number, identity = table.number(piece.start + row), identity_of(table, piece, row)
    if trouble.field in (None, HOUSEHOLD_ID) and (cell := totals_cell(piece, table.headings, row)) is not None:
        return Reject(table.name, number, identity, known[HOUSEHOLD_ID].text, cell, TOTALS_RULE)
    if trouble.field is None:
        rule = "as many cells as there are headings; cells with a comma or a line break stand in quotation marks"
        return Reject(table.name, number, identity, "", piece.cells(row), rule)
    heading = known[trouble.field]
    given = piece.raw(trouble.field, row)
    if trouble.rule is not None:
        rule = trouble.rule
    elif trouble.repeated:
        rule = f"{heading.spec.name}: one row for each household; all rows of this id are rejected"
    elif trouble.order is not None:
        order = trouble.order
        other = known[order.greater]
        word = "before" if order.strict else "at most"
        rule = f"{heading.spec.name}: {word} {other.spec.name} ({other.text}), which is {piece.raw(order.greater, row)}"
    elif trouble.contradiction:
        rule = _person_rule(piece, known, row)
    else:
        hint = hint_for(given)
        rule = heading.rule + (f"; {hint}" if hint else "")
    return Reject(table.name, number, identity, heading.text, given, rule)


def _person_rule(piece: Piece, known: Mapping[str, object], row: int) -> str:
    """What `Person` says of a member that contradicts itself."""
    columns = {name: piece.column(name) for name in known if name in fields_of(Person) and name != "person_id"}
    values = {name: _operand(column, row) for name, column in columns.items()}
    return _said(Person, _person(values, row))


def _person(values: Mapping[str, int | bool | None], row: int) -> dict[str, object]:
    """A member as the model takes it, as far as contradictions go."""
    person: dict[str, object] = {
        "person_id": str(row),
        "in_special_hardship": bool(values.get("in_special_hardship")),
        "covered": values.get("covered"),
    }
    if values.get("tuition_and_fees"):
        person["schooling"] = {"stage": "not_in_school", "tuition_and_fees": _fen(values["tuition_and_fees"])}
    return person


def _fen(value: int | None) -> Fen:
    return Fen(int(value or 0))


def household_words(batch: Batch, place: int) -> tuple[str, str, str]:
    """Field, problem and rule of a household that contradicts itself or its members, as `Household` says it."""
    data: dict[str, object] = {"household_id": "H"}
    for name in _COUNTS:
        if (column := batch.columns.get(name)) is not None and (value := _operand(column, place)) is not None:
            data[name] = value
    if (members := batch.parts.get(Entity.MEMBER)) is not None:
        rows = range(int(members.offsets[place]), int(members.offsets[place + 1]))
        counted = [n for n in ("in_special_hardship", "covered") if n in members.columns]
        data["members"] = [_person({n: _operand(members.columns[n], row) for n in counted}, row) for row in rows]
    return _problem(Household, data)


def _operand(column: Column, row: int) -> int | bool | None:
    if column.missing is not None and column.missing[row]:
        return None
    value: int | bool = column.values[row].item()
    return value


def _said(model: type[Record], data: dict[str, object]) -> str:
    return _problem(model, data)[2]


def _problem(model: type[Record], data: dict[str, object]) -> tuple[str, str, str]:
    try:
        validate(model, data)
    except InvalidRecord as error:
        first = error.problems[0]
        field = (first.field or "").partition(" ")[0]
        return field, first.problem, f"{first.source}: {first.allowed}"
    return "", "", f"a rule of {model.__name__}"
