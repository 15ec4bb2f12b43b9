"""The models' constraints on whole blocks: bounds, what must be given, and what cannot be true together.

Bounds, orders and greatest numbers are read from the models' own declarations. The rules between a household's counts
and its members are carried out here on arrays as `Household` carries them out on one; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from povertykit.models import MODEL_OF, AtMost, Entity, Kind, SchoolStage
from povertykit.scenarios.batch import Batch, Part
from povertykit.scenarios.columns import Column, Flags
from povertykit.scenarios.register import Headings, Piece
from povertykit.scenarios.spreadsheet_rows import spoiled_rows

__all__ = ["COUNTS", "Trouble", "alone", "field_troubles", "record_troubles", "settled"]

COUNTS = ("persons", "special_hardship_persons", "persons_covered")
"""The counts that follow from the members, or from one another, where they are not given."""
_MAY_BE_LEFT_OUT = {"persons", "stage"}  # persons where members are listed; no stage is: not in school


@dataclass(frozen=True, slots=True)
class Trouble:
    """Rows that break one rule.

    Attributes:
        rows: which.
        field: the field that it is reported at; None for a malformed row.
        order: for a field above (or not before) another, which.
        contradiction: whether the value is right in itself but contradicts another field.
        repeated: whether the value stands in another row as well.
        rule: what is allowed, where that is not the field's own rule.
    """

    rows: Flags
    field: str | None
    order: AtMost | None = None
    contradiction: bool = False
    repeated: bool = False
    rule: str | None = None


def field_troubles(piece: Piece, headings: Headings) -> Iterator[Trouble]:
    """The rows that are malformed, whose id is none, or with a value that is wrong or missing where it may not be."""
    for name, rows, rule in spoiled_rows(piece, headings):
        yield Trouble(rows, name, rule=rule)
    if piece.malformed is not None:
        yield Trouble(piece.malformed, None)
    for name, heading in headings.known.items():
        if heading.spec.kind is Kind.TEXT:
            texts = piece.texts(name) if not piece.whole(name) else []
            if None in texts:
                may_lack = heading.spec.nullable
                wrong = [t is None and not (may_lack and piece.lacks(name, row)) for row, t in enumerate(texts)]
                if any(wrong):
                    yield Trouble(np.array(wrong), name)
            continue
        column = piece.column(name)
        if column.wrong is not None:
            yield Trouble(column.wrong, name)
        if column.missing is not None and not heading.spec.nullable and name not in _MAY_BE_LEFT_OUT:
            yield Trouble(column.missing, name)


def record_troubles(entity: Entity, columns: Mapping[str, Column]) -> Iterator[Trouble]:
    """The rows in which two fields cannot be true together."""
    model = MODEL_OF[entity]
    for order in model.orders:
        if order.lesser in columns and order.greater in columns:
            broken = _broken(order, columns[order.lesser], columns[order.greater])
            if broken.any():
                yield Trouble(broken, order.lesser, order)
    if entity is Entity.MEMBER:
        yield from _member_troubles(columns)


def _broken(order: AtMost, lesser: Column, greater: Column) -> Flags:
    apart = lesser.ends is not None and greater.ends is not None and lesser.ends[1] + order.strict <= greater.ends[0]
    if apart or lesser.values is greater.values:
        return np.zeros(0, np.bool_)
    broken: Flags = lesser.values >= greater.values if order.strict else lesser.values > greater.values
    for column in (lesser, greater):
        if column.missing is not None:
            broken &= ~column.missing
    return broken


def _member_troubles(columns: Mapping[str, Column]) -> Iterator[Trouble]:
    covered, hardship = columns.get("covered"), columns.get("in_special_hardship")
    if covered is not None and hardship is not None:
        both = _known(covered) & _set(covered) & _set(hardship)
        if both.any():
            yield Trouble(both, "covered", contradiction=True)
    stage, fees = columns.get("stage"), columns.get("tuition_and_fees")
    if stage is not None and fees is not None:
        charged = _known(fees) & (fees.values != 0) & _out_of_school(stage)
        if charged.any():
            yield Trouble(charged, "tuition_and_fees", contradiction=True)


def _known(column: Column) -> Flags:
    return np.ones(len(column.values), np.bool_) if column.missing is None else ~column.missing


def _set(column: Column) -> Flags:
    return column.values.astype(np.bool_, copy=False)


def _out_of_school(stage: Column) -> Flags:
    out: Flags = stage.values == SchoolStage.NOT_IN_SCHOOL.code
    return out if stage.missing is None else out | stage.missing


def alone(entity: Entity, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of children with what follows from a row alone: who is not in school is charged no tuition."""
    result = dict(columns)
    if entity is Entity.MEMBER and "stage" in columns:
        stage = columns["stage"]
        out = _out_of_school(stage)
        result["stage"] = Column(np.where(out, SchoolStage.NOT_IN_SCHOOL.code, stage.values))
        if (fees := columns.get("tuition_and_fees")) is not None:
            missing = None if fees.missing is None else fees.missing & ~out
            result["tuition_and_fees"] = Column(np.where(out, 0, fees.values), missing)
    return result


def settled(batch: Batch) -> tuple[dict[str, Column], Flags | None]:
    """The households' columns with the counts that follow from others, and who contradicts itself."""
    members = batch.parts.get(Entity.MEMBER)
    columns = dict(batch.columns)
    wrong = None if members is None else _by_members(columns, batch.size, members)
    persons, covered, hardship = (columns.get(name) for name in ("persons", "persons_covered", COUNTS[1]))
    if members is None and persons is not None and persons.missing is not None:
        wrong = persons.missing
    for trouble in record_troubles(Entity.HOUSEHOLD, columns):
        wrong = trouble.rows if wrong is None else wrong | trouble.rows
    if persons is None:
        return columns, wrong
    if covered is not None and hardship is not None:
        twice = covered.values + hardship.values > persons.values
        if twice.any():
            twice &= _known(covered) & _known(hardship)
            if members is not None:
                twice &= members.offsets[1:] == members.offsets[:-1]
            wrong = twice if wrong is None else wrong | twice
    columns["persons_covered"] = _covered(persons, covered, hardship)
    return columns, wrong


def _covered(persons: Column, covered: Column | None, hardship: Column | None) -> Column:
    """The persons covered; where that is everybody, the same array as the persons, so that no rule divides."""
    if covered is not None and covered.missing is None:
        values = covered.values
    else:
        values = persons.values
        if hardship is not None and hardship.values.any():
            values = values - (hardship.values if hardship.missing is None else hardship.values * ~hardship.missing)
        if covered is not None:
            values = np.where(_known(covered), covered.values, values)
    same = values is persons.values or (
        np.array_equal(values[:64], persons.values[:64]) and np.array_equal(values, persons.values)
    )
    return Column(persons.values if same else values)


def _by_members(columns: dict[str, Column], size: int, members: Part) -> Flags:
    """Put the members' counts in, and say which households state others."""
    listed = np.diff(members.offsets)
    some = listed > 0
    persons = columns.get("persons") or _nowhere(size)
    known = _known(persons)
    wrong: Flags = np.where(some, known & (persons.values != listed), ~known)
    columns["persons"] = Column(np.where(known, persons.values, np.maximum(listed, 1)))
    if (of_hardship := members.columns.get("in_special_hardship")) is None:
        return wrong
    hardship = columns.get("special_hardship_persons") or _nowhere(size)
    counted = members.total(of_hardship.values)
    wrong |= some & _known(hardship) & (hardship.values != counted)
    missing = ~_known(hardship) & ~some
    columns["special_hardship_persons"] = Column(
        np.where(some, counted, hardship.values), missing if missing.any() else None
    )
    free = ~of_hardship.values
    if (stated := members.columns.get("covered")) is not None:
        least = members.total(_known(stated) & stated.values)
        free = free & ~(_known(stated) & ~stated.values)
    else:
        least = np.zeros(size, np.int64)
    most = members.total(free)
    covered = columns.get("persons_covered") or _nowhere(size)
    given = _known(covered)
    wrong |= some & given & ((covered.values < least) | (covered.values > most))
    missing = ~given & ~some
    columns["persons_covered"] = Column(np.where(given, covered.values, most), missing if missing.any() else None)
    return wrong


def _nowhere(size: int) -> Column:
    """A column that was not given."""
    return Column(np.zeros(size, np.int64), np.ones(size, np.bool_))
