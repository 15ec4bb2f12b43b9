"""The Arrow path: record batches in, record batches out, the same fen and rejects as arrays, whatever the split."""

from __future__ import annotations

import pickle
from typing import Any

import pyarrow as pa
import pytest
from drawn_frames import cents, flat, nested, split
from drawn_registers import XIANGXI, ZZ, registers
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Household
from povertykit.adapters.arrow import batches
from povertykit.errors import RegisterError, UnitMissing
from povertykit.policy import Policy
from povertykit.scenarios import Outcome

POLICIES = {"xiangxi": XIANGXI, "zz": ZZ}
LAWS = st.sampled_from([*POLICIES])


def run(policy: Policy, source: list[pa.RecordBatch], **options: Any) -> list[dict[str, Any]]:
    return [row for batch in batches(policy, **options)(iter(source)) for row in batch.to_pylist()]


def agree(rows: list[dict[str, Any]], outcome: Outcome, unit: str = "fen") -> None:
    """The rows say what an outcome of arrays says."""
    assert len(rows) == outcome.rows_in
    for name, values in outcome.payments.items():
        own = [row[f"{name}_{unit}"] for row in rows]
        assert (own if unit == "fen" else [cents(each) for each in own]) == values.tolist()
    for name, codes in outcome.verdicts.items():
        assert [row[name] for row in rows] == codes.tolist()
    open_: dict[str, list[str]] = {}
    for entry in outcome.undetermined:
        open_.setdefault(entry.id, []).append(": ".join([entry.provision, ", ".join(entry.missing)]).removesuffix(": "))
    assert {row["household_id"]: row["undetermined"] for row in rows if row["undetermined"]} == {
        identity: "; ".join(each) for identity, each in open_.items()
    }
    found = {(f.id, f.name) for f in outcome.findings}
    assert {
        (row["household_id"], name) for row in rows for name in (row["findings"] or "").split(", ") if name
    } == found


@settings(deadline=None, max_examples=80)
@given(registers(), LAWS, st.integers(1, 9), st.integers(1, 9), st.sampled_from(["fen", "yuan"]))
def test_batches_pay_what_arrays_pay(register: list[Household], law: str, rows: int, block: int, unit: str) -> None:
    policy, batch = POLICIES[law], nested(register)
    source = split(batch, rows)
    expected = policy.simulate({name: columns(table) for name, table in flat(register).items()})
    made = list(batches(policy, amounts=unit, block=block)(iter(source)))  # type: ignore[arg-type]
    agree([row for each in made for row in each.to_pylist()], expected, unit)
    schema = batches(policy, amounts=unit).schema(batch.schema)  # type: ignore[arg-type]
    assert all(each.schema == schema for each in made)


def columns(table: pa.Table) -> dict[str, list[Any]]:
    """A table as lists, which is how arrays of Python values come."""
    return {name: table.column(name).to_pylist() for name in table.column_names}


def test_it_is_sent_to_other_processes() -> None:
    runner = batches(ZZ, provisions=["guarantee_gap"])
    again = pickle.loads(pickle.dumps(runner))
    source = [register()]
    assert [b.to_pylist() for b in again(iter(source))] == [b.to_pylist() for b in runner(iter(source))]


def register(**changed: Any) -> pa.RecordBatch:
    own: dict[str, Any] = {
        "household_id": ["H1", "H2", "H3"],
        "persons": [3, 2, 4],
        "household_income_yuan": [268, None, 0],
        "on_dibao": [True, True, True],
        "in_backstop": [False, False, False],
    }
    return pa.record_batch({name: values for name, values in (own | changed).items() if values is not None})


def test_nothing_in_nothing_out() -> None:
    assert run(ZZ, []) == []


def test_a_rejected_row_says_why_and_pays_nothing() -> None:
    source = [register(persons=[3, 0, 4])]
    rows = run(ZZ, source, provisions=["guarantee_gap"], on_error="quarantine")
    assert [row["guarantee_gap_fen"] for row in rows] == [63200, None, 120000]
    assert [row["undetermined"] for row in rows] == [None, None, None]
    assert rows[1]["rejected"] == (
        "households row 1: persons: 0; allowed: Household.persons: a whole number of persons, 1 to 50"
    )
    with pytest.raises(RegisterError, match=r"1 row cannot be taken; the first is row 1 \(id H2\): persons: 0"):
        run(ZZ, source, provisions=["guarantee_gap"])


def test_all_rows_rejected() -> None:
    source = [register(persons=[0, 0, 0])]
    rows = run(ZZ, source, provisions=["guarantee_gap"], on_error="quarantine")
    assert [row["guarantee_gap_fen"] for row in rows] == [None] * 3
    assert all("persons: 0" in row["rejected"] for row in rows)


def test_an_id_in_two_batches_is_not_passed_over() -> None:
    source = [register(), register(household_id=["H4", "H1", "H5"])]
    with pytest.raises(RegisterError, match="1 id stands in more than one row"):
        run(ZZ, source, provisions=["guarantee_gap"])
    rows = run(ZZ, source, provisions=["guarantee_gap"], on_error="quarantine", repeated=["H1"])
    assert [row["household_id"] for row in rows if row["rejected"]] == ["H1", "H1"]
    assert "all rows of this id are rejected" in rows[0]["rejected"]
    assert [row["guarantee_gap_fen"] for row in rows] == [None, None, 120000, 63200, None, 120000]


def test_a_child_that_is_wrong_takes_its_household_along() -> None:
    people = [
        [{"person_id": "P1", "in_special_hardship": False}, {"person_id": "P1", "in_special_hardship": False}],
        None,
        [{"person_id": "P1", "in_special_hardship": None}],
    ]
    batch = register(persons=[2, 2, 1], members=people)
    rows = run(ZZ, [batch], provisions=["guarantee_gap"], on_error="quarantine")
    assert rows[0]["rejected"].startswith("households row 0: members: members row 0: person_id given more than once")
    assert rows[1]["rejected"] is None
    assert rows[2]["rejected"].startswith("households row 2: members: members row 2: in_special_hardship (missing)")


def test_a_later_batch_of_other_columns() -> None:
    with pytest.raises(RegisterError, match="a later record batch has other columns"):
        run(ZZ, [register(), register(household_id=["X", "Y", "Z"], on_dibao=[1, 1, 1])], provisions=["guarantee_gap"])


def test_schooling_may_stand_as_a_struct_of_its_own() -> None:
    person = {"person_id": "P", "in_special_hardship": False}
    flat_ = [person | {"stage": "primary", "tuition_and_fees_yuan": 800}]
    inner = [person | {"在学": {"stage": "primary", "tuition_and_fees_yuan": 800}}]
    results = []
    for members in (flat_, inner):
        batch = pa.record_batch(
            {"household_id": ["H"], "registered_poor": [True], "persons": [1], "members": [members]}
        )
        results.append(run(XIANGXI, [batch], provisions=["tuition_waiver"]))
    assert results[0] == results[1]
    assert results[0][0]["tuition_waiver_fen"] == 80000


def test_whole_numbers_of_money_need_their_unit() -> None:
    batch = register(household_income_yuan=None, household_income=[268, None, 0])
    with pytest.raises(UnitMissing, match="a column of int64 may be yuan or fen"):
        run(ZZ, [batch], provisions=["guarantee_gap"])
    rows = run(ZZ, [batch], provisions=["guarantee_gap"], money="fen")
    assert rows[0]["guarantee_gap_fen"] == 90000 - 268
    with pytest.raises(RegisterError, match="amounts: got 'jiao'"):
        batches(ZZ, amounts="jiao")  # type: ignore[arg-type]
