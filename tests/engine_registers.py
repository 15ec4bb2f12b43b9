"""One register for the tests of engines: nested, with wrong rows, missing facts and ids that repeat."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from drawn_registers import XIANGXI

from povertykit.adapters.arrow import batches

__all__ = ["ROWS", "alone", "in_files", "register", "rows_by_id"]

ROWS = 240
_CHILDREN = {
    "members": pa.struct(
        [
            ("person_id", pa.string()),
            ("birth_date", pa.date32()),
            ("in_special_hardship", pa.bool_()),
            ("covered", pa.bool_()),
            ("stage", pa.string()),
            ("tuition_and_fees", pa.decimal128(12, 2)),
        ]
    ),
    "loans": pa.struct(
        [
            ("loan_id", pa.string()),
            ("principal", pa.decimal128(14, 2)),
            ("drawn", pa.date32()),
            ("maturity", pa.date32()),
            ("annual_rate", pa.decimal128(7, 4)),
            ("has_collateral", pa.bool_()),
            ("has_guarantor", pa.bool_()),
            ("borrower_qualifies", pa.bool_()),
        ]
    ),
}
_SCHEMA = pa.schema(
    [
        ("household_id", pa.string()),
        ("persons", pa.int32()),
        ("household_income", pa.decimal128(12, 2)),
        ("registered_poor", pa.bool_()),
        ("on_dibao", pa.bool_()),
        ("in_backstop", pa.bool_()),
        ("develops_industry", pa.bool_()),
        ("hardship_persons", pa.int16()),
        ("hardship_months", pa.int64()),
        ("income_projects", pa.int8()),
        *((name, pa.list_(kind)) for name, kind in _CHILDREN.items()),
    ]
)


def register(rows: int = ROWS, seed: int = 5, *, repeats: bool = True) -> pa.Table:
    """Households with members and loans inside."""
    draw = random.Random(seed)
    flag = lambda: draw.choice([True, True, False, None])  # noqa: E731
    found = []
    for row in range(rows):
        count = draw.randint(1, 4)
        drawn = date(2017, 1, 1) + timedelta(draw.randint(0, 300))
        loan = {
            "loan_id": "L",
            "principal": Decimal(draw.choice([30_000, 50_000, 50_001])),
            "drawn": drawn,
            "maturity": drawn + timedelta(draw.choice([365, 1095, 1096])),
            "annual_rate": Decimal("4.35"),
            "has_collateral": False,
            "has_guarantor": False,
            "borrower_qualifies": flag(),
        }
        found.append(
            {
                "household_id": "H7" if repeats and row in (7, 99, rows - 1) else None if row == 41 else f"H{row}",
                "persons": 0 if row % 50 == 49 else count,
                "household_income": None if row % 9 == 8 else Decimal(draw.randint(0, 90_000)) / 100,
                "registered_poor": flag(),
                "on_dibao": flag(),
                "in_backstop": draw.random() < 0.3,
                "develops_industry": flag(),
                "hardship_persons": draw.randint(0, 1),
                "hardship_months": draw.choice([0, 3, None]),
                "income_projects": draw.choice([0, 1, None]),
                "members": [
                    {
                        "person_id": f"P{number}",
                        "birth_date": date(1990, 1, 1),
                        "in_special_hardship": draw.random() < 0.1,
                        "covered": None,
                        "stage": draw.choice(["小学", "初中", "未就读"]) if number else "未就读",
                        "tuition_and_fees": None,
                    }
                    for number in range(count)
                ],
                "loans": [loan] * draw.randint(0, 1),
            }
        )
    return pa.Table.from_pylist(found, schema=_SCHEMA)


def in_files(table: pa.Table, folder: Path, *, files: int = 2, group: int = 30) -> Path:
    """The register in a folder of Parquet files of several row groups each."""
    folder.mkdir()
    size = -(-table.num_rows // files)
    for number in range(files):
        pq.write_table(table.slice(number * size, size), folder / f"part-{number}.parquet", row_group_size=group)
    return folder


def alone(table: pa.Table, repeated: Iterable[str] = ("H7",)) -> list[dict[str, Any]]:
    """The results of one process without any engine."""
    run = batches(XIANGXI, on_error="quarantine", repeated=list(repeated))
    return [row for batch in run(iter(table.to_batches())) for row in batch.to_pylist()]


def rows_by_id(rows: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows of results in an order of their own; in reasons, a row's number is that of its part."""
    plain = []
    for row in rows:
        why = row.pop("rejected")
        plain.append((*row.items(), why and why.partition(": ")[2]))
    return sorted(plain, key=repr)
