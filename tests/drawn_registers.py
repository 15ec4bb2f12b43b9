"""Households drawn for the tests of registers: as models, as tables of arrays and as CSV files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from povertykit import Claim, Fen, Household, Loan, Period, Person, Student, fen, per_year, to_yuan, yuan
from povertykit.decision import Decision
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import MODEL_OF, InvalidRecord, SchoolStage, fields_of
from povertykit.policy import Policy
from povertykit.scenarios import Outcome
from povertykit.scenarios.register import TABLES

XIANGXI = xiangxi.policy(
    on=date(2017, 6, 1),
    dibao_standard=per_year(yuan(3026)),
    industry_rate=yuan(1750),
    living_allowance_preschool=yuan(1000),
    living_allowance_primary=yuan(1000),
    living_allowance_junior=yuan(1250),
    living_allowance_senior=yuan(2000),
)
ZZ = zz.policy(on=date(2030, 12, 1), dibao_standard=yuan(300), winter_share=Fraction(1, 5), industry_period=Period.YEAR)

flags = st.booleans()
maybe = st.one_of(st.none(), flags)


def amounts(most: int, least: int = 0) -> st.SearchStrategy[Fen]:
    """Amounts in fen, the ends and round ones among them."""
    return st.one_of(st.integers(least, most), st.sampled_from([least, 1_000_000, most])).map(fen)


@st.composite
def claims(draw: st.DrawFn, number: int) -> Claim:
    """A medical claim."""
    cost = draw(amounts(5_000_000, 1))
    return Claim(
        claim_id=f"C{number}",
        treated_on=draw(st.dates(date(2016, 12, 1), date(2021, 2, 1)) | st.dates(date(2030, 1, 1), date(2031, 12, 31))),
        cost=cost,
        in_scope_cost=draw(st.none() | st.integers(0, cost).map(fen)),
        already_paid=fen(draw(st.integers(0, cost))),
        patient_in_special_hardship=draw(flags),
    )


@st.composite
def loans(draw: st.DrawFn, number: int) -> Loan:
    """A loan, often near the bounds of a microloan."""
    drawn = draw(st.dates(date(2016, 11, 1), date(2021, 2, 1)) | st.dates(date(2029, 12, 1), date(2031, 12, 31)))
    return Loan(
        loan_id=f"L{number}",
        principal=draw(st.sampled_from([999_999, 1_000_000, 5_000_000, 5_000_001]).map(fen) | amounts(10**9, 1)),
        drawn=drawn,
        maturity=date.fromordinal(drawn.toordinal() + draw(st.sampled_from([1, 364, 365, 366, 1095, 1096, 1097]))),
        annual_rate=draw(st.sampled_from([Decimal("4.35"), Decimal("4.75"), Decimal("0"), Decimal("4.3501")])),
        has_collateral=draw(st.sampled_from([False, False, False, True])),
        has_guarantor=draw(st.sampled_from([False, False, False, True])),
        borrower_qualifies=draw(maybe),
    )


@st.composite
def members(draw: st.DrawFn, number: int) -> Person:
    """A member, in school or not."""
    hardship = draw(st.sampled_from([False, False, True]))
    stage = draw(st.none() | st.sampled_from(list(SchoolStage)))
    fees = None if stage in (None, SchoolStage.NOT_IN_SCHOOL) else draw(st.none() | amounts(10_000_000))
    return Person(
        person_id=f"P{number}",
        birth_date=draw(st.none() | st.dates(date(1940, 1, 1), date(2016, 1, 1))),
        in_special_hardship=hardship,
        covered=draw(st.sampled_from([None, False] if hardship else [None, False, True])),
        schooling=None if stage is None else Student(stage=stage, tuition_and_fees=fees),
    )


@st.composite
def households(draw: st.DrawFn, number: int) -> Household:
    """A household that the model takes, with its parts."""
    people = tuple(draw(members(i)) for i in range(draw(st.sampled_from([0, 0, 0, 1, 2, 4]))))
    persons = len(people) or draw(st.integers(1, 8))
    hardship = None if people else draw(st.none() | st.sampled_from([0, 0, 1]))
    covered = None if people else draw(st.none() | st.integers(0, persons - (hardship or 0)))
    return Household(
        household_id=f"H-{number}",
        persons=persons,
        persons_covered=covered,
        household_income=draw(st.none() | amounts(300_000)),
        registered_poor=draw(maybe),
        on_dibao=draw(maybe),
        in_backstop=draw(maybe),
        special_hardship_persons=hardship,
        hardship_persons=draw(st.none() | st.integers(0, persons)),
        hardship_months=draw(st.none() | st.integers(0, 12)),
        develops_industry=draw(maybe),
        income_projects=draw(st.none() | st.integers(0, 3)),
        members=people,
        loans=tuple(draw(loans(i)) for i in range(draw(st.sampled_from([0, 0, 1, 2])))),
        claims=tuple(draw(claims(i)) for i in range(draw(st.sampled_from([0, 0, 1, 3])))),
    )


@st.composite
def registers(draw: st.DrawFn, most: int = 8) -> list[Household]:
    """Some households, each with an id of its own."""
    return [draw(households(number)) for number in range(draw(st.integers(0, most)))]


def rows_of(register: Sequence[Household]) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, values as the models hold them."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for household in register:
        own = {name: getattr(household, name, None) for name in fields_of(Household)}
        rows["households"].append(own)
        for name in ("members", "loans", "claims"):
            for part in getattr(household, name):
                values = {field: getattr(part, field, None) for field in fields_of(type(part))}
                if isinstance(part, Person):
                    school = part.schooling
                    values["stage"] = school.stage if school else None
                    values["tuition_and_fees"] = school.tuition_and_fees if school else None
                rows[name].append({"household_id": household.household_id, **values})
    return rows


def as_arrays(register: Sequence[Household], order: Callable[[list[Any]], list[Any]] = list) -> dict[str, Any]:
    """The tables as columns: arrays where nothing is missing, otherwise masked arrays or lists with None."""
    tables: dict[str, Any] = {}
    for name, rows in rows_of(register).items():
        rows = order(rows)
        fields = dict(fields_of(MODEL_OF[TABLES[name]])) | {"household_id": fields_of(Household)["household_id"]}
        tables[name] = {field: _column(spec.kind, [row[field] for row in rows]) for field, spec in fields.items()}
    return tables


def _column(kind: str, values: list[Any]) -> Any:
    missing = [value is None for value in values]
    if kind == "count":
        numbers = np.array([value or 0 for value in values], np.int64)
        return np.ma.MaskedArray(numbers, missing) if any(missing) else numbers
    if kind == "flag" and not any(missing):
        return np.array(values, np.bool_)
    if kind == "day" and not any(missing):
        return np.array(values, "datetime64[D]")
    if kind == "rate":
        return np.array([float(value) for value in values])
    return values


def as_files(
    register: Sequence[Household], folder: Path, order: Callable[[list[Any]], list[Any]] = list, encoding: str = "utf-8"
) -> dict[str, Path]:
    """The tables as CSV files with Chinese headings."""
    paths = {}
    for name, rows in rows_of(register).items():
        fields = dict(fields_of(MODEL_OF[TABLES[name]])) | {"household_id": fields_of(Household)["household_id"]}
        headings = [spec.zh + ("(元)" if spec.kind == "amount" else "") for spec in fields.values()]
        cells = [[cell(row[field]) for field in fields] for row in order(rows)]
        paths[name] = written(folder / f"{name}.csv", [headings, *cells], encoding)
    return paths


def cell(value: object) -> str:
    """A value as a clerk writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fen):
        return str(to_yuan(value))
    return str(value.value) if isinstance(value, SchoolStage) else str(value)


def written(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def decided(policy: Policy, register: Sequence[Household]) -> list[Decision]:
    """Each household assessed by itself."""
    return [policy.assess(household) for household in register]


def payments_of(outcome: Outcome) -> list[dict[str, int]]:
    """The payments that are determined, household by household."""
    found: list[dict[str, int]] = [{} for _ in range(outcome.rows_in)]
    for name, values in outcome.payments.items():
        mask = np.ma.getmaskarray(values)
        for place in np.flatnonzero(~mask).tolist():
            found[place][name] = int(values[place])
    return found


def open_of(outcome: Outcome) -> set[tuple[str, str, frozenset[str]]]:
    """What is undetermined: id, provision, facts."""
    return {(entry.id, entry.provision, frozenset(entry.missing)) for entry in outcome.undetermined}


def accepted(data: Mapping[str, object]) -> bool:
    """Whether the model takes a household."""
    try:
        Household.model_validate(dict(data))
    except InvalidRecord:
        return False
    return True
