"""A register pays what `assess` pays: the same fen, undetermined and findings, in any order and any split."""

from __future__ import annotations

import csv
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from drawn_registers import (
    XIANGXI,
    ZZ,
    accepted,
    as_arrays,
    as_files,
    decided,
    open_of,
    payments_of,
    registers,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertykit import Household, Person, fen
from povertykit.arithmetic import Ratio
from povertykit.decision import Decision
from povertykit.money import Period
from povertykit.policy import Figure
from povertykit.policy.frames import any_value
from povertykit.policy.interval import Interval
from povertykit.policy.proof import possible_rates
from povertykit.scenarios import Found, Outcome

POLICIES = {"xiangxi": XIANGXI, "zz": ZZ}
LAWS = st.sampled_from([*POLICIES])
FILES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fen_of(decision: Decision) -> dict[str, int]:
    return {name: payment.fen for name, payment in decision.payments.items()}


def undetermined_of(decisions: list[Decision]) -> set[tuple[str, str, frozenset[str]]]:
    return {
        (decision.id, name, frozenset(entry.missing))
        for decision in decisions
        for name, entry in decision.undetermined.items()
    }


def check_sums(outcome: Outcome) -> None:
    for name, total in outcome.totals.items():
        paid = [payments[name] for payments in payments_of(outcome) if name in payments]
        assert total.amount == sum(paid)
        assert total.households == sum(amount > 0 for amount in paid)
        assert total.undetermined == outcome.rows_out - len(paid)
    for period in Period:
        amounts = [t.amount for t in outcome.totals.values() if t.period is period and t.counts]
        assert outcome.by_period.get(period, fen(0)) == sum(amounts)


@settings(deadline=None, max_examples=150)
@given(registers(), LAWS, st.integers(1, 9))
def test_arrays_pay_what_assess_pays(register: list[Household], law: str, block: int) -> None:
    policy = POLICIES[law]
    decisions = decided(policy, register)
    outcome = policy.simulate(as_arrays(register), block=block)
    assert payments_of(outcome) == [fen_of(decision) for decision in decisions]
    assert open_of(outcome) == undetermined_of(decisions)
    for name, codes in outcome.verdicts.items():
        assert codes.tolist() == [int(decision.verdicts[name]) for decision in decisions]
    own = Counter((d.id, f.name) for decision in decisions for d in (decision,) for f in d.findings)
    assert Counter((found.id, found.name) for found in outcome.findings if found.table == "households") == own
    assert outcome.rows_in == outcome.rows_out == len(register)
    check_sums(outcome)


@settings(deadline=None, max_examples=60)
@given(registers(), LAWS, st.integers(0, 999))
def test_children_get_what_assess_gives_them(register: list[Household], law: str, seed: int) -> None:
    policy, shuffle = POLICIES[law], random.Random(seed)

    def order(rows: list[object]) -> list[object]:
        return shuffle.sample(rows, len(rows))

    tables = as_arrays(register, order)
    decisions = {decision.id: decision for decision in decided(policy, register)}
    outcome = policy.simulate(tables, block=3)
    for table, entity, identity in (
        ("members", "member", "person_id"),
        ("loans", "loan", "loan_id"),
        ("claims", "claim", "claim_id"),
    ):
        for row, (household, own) in enumerate(
            zip(tables[table]["household_id"], tables[table][identity], strict=True)
        ):
            part = next(p for p in decisions[household].parts if p.entity == entity and p.id == own)
            for name, values in outcome.parts[table].payments.items():
                masked = np.ma.getmaskarray(values)[row]
                assert masked == (name in part.undetermined)
                assert masked or int(values[row]) == part.payments[name].fen
            for name, codes in outcome.parts[table].verdicts.items():
                assert int(codes[row]) == int(part.verdicts[name])


@FILES
@given(register=registers(5), law=LAWS, seed=st.integers(0, 999), block=st.integers(1, 7))
def test_files_pay_what_arrays_pay(register: list[Household], law: str, seed: int, block: int, tmp_path: Path) -> None:
    policy, shuffle = POLICIES[law], random.Random(seed)

    def order(rows: list[object]) -> list[object]:
        return shuffle.sample(rows, len(rows))

    expected = policy.simulate(as_arrays(register))
    paths = as_files(register, tmp_path, order, shuffle.choice(["utf-8", "utf-8-sig", "gb18030"]))
    outcome = policy.simulate(paths, block=block, out=tmp_path / "out.csv")
    assert outcome.totals == expected.totals
    assert open_of(outcome) == open_of(expected)
    assert {(f.id, f.name) for f in outcome.findings} == {(f.id, f.name) for f in expected.findings}
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["户编号"]: row for row in csv.DictReader(file)}
    assert len(listed) == len(register)
    for decision in decided(policy, register):
        row = listed[decision.id]
        for name, payment in decision.payments.items():
            if payment.counts:
                heading = next(heading for heading in row if heading.startswith(f"{payment.zh}(元"))
                assert row[heading] == str(decision.amounts[name])
        for name in decision.undetermined:
            if name in expected.totals and expected.totals[name].counts:
                heading = next(heading for heading in row if heading.startswith(f"{expected.totals[name].zh}(元"))
                assert row[heading] == ""
                assert expected.totals[name].zh in row["待定项目"]


@settings(deadline=None, max_examples=60)
@given(registers(), LAWS, st.integers(0, 999), st.integers(1, 9))
def test_order_and_split_change_nothing(register: list[Household], law: str, seed: int, block: int) -> None:
    policy, shuffle = POLICIES[law], random.Random(seed)
    expected = policy.simulate(as_arrays(register))
    mixed = shuffle.sample(register, len(register))
    outcome = policy.simulate(as_arrays(mixed), block=block)
    assert outcome.totals == expected.totals
    by_id = {household.household_id: paid for household, paid in zip(register, payments_of(expected), strict=True)}
    assert payments_of(outcome) == [by_id[household.household_id] for household in mixed]


counts = st.none() | st.integers(0, 5)
raw_members = st.lists(st.tuples(st.booleans(), st.none() | st.booleans()), max_size=4)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(counts, counts, counts, counts, raw_members), min_size=1, max_size=5))
def test_the_models_and_blocks_reject_the_same(rows: list[tuple[int | None, ...]]) -> None:
    names = ("persons", "special_hardship_persons", "persons_covered", "hardship_persons")
    right: list[bool] = []
    people: list[tuple[str, bool, bool | None]] = []
    for number, (*given_counts, members) in enumerate(rows):
        stated = {name: value for name, value in zip(names, given_counts, strict=True) if value is not None}
        listed = [
            {"person_id": str(i), "in_special_hardship": hardship, "covered": covered}
            for i, (hardship, covered) in enumerate(members)  # type: ignore[arg-type]
        ]
        right.append(accepted({"household_id": str(number), **stated, "members": listed}))
        people += [(str(number), each["in_special_hardship"], each["covered"]) for each in listed]  # type: ignore[misc]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    register = {
        "households": {
            "household_id": [str(number) for number in range(len(rows))],
            "months": [1] * len(rows),
            **columns,
        },
        "members": {
            "household_id": [person[0] for person in people],
            "特困人员": [person[1] for person in people],
            "covered": [person[2] for person in people],
        },
    }
    outcome = XIANGXI.simulate(register, provisions=["special_hardship"], on_error="quarantine")
    masked = np.ma.getmaskarray(outcome.payments["special_hardship"])
    undetermined = {entry.row for entry in outcome.undetermined}
    rejected = {reject.row for reject in outcome.rejects if reject.table == "households"}
    assert rejected == {number for number, taken in enumerate(right) if not taken}
    assert set(np.flatnonzero(masked).tolist()) == rejected | undetermined
    for table, each in outcome.rows.items():
        assert each.read == each.paid + each.rejected
        assert each.rejected == sum(reject.table == table for reject in outcome.rejects)
    assert all(reject.rule for reject in outcome.rejects)


def test_a_conflict_leaves_both_undetermined() -> None:
    register = {
        "household_id": ["H1", "H2"],
        "persons": [2, 2],
        "on_dibao": [True, False],
        "registered_poor": [True, True],
    }
    outcome = ZZ.simulate(register, provisions=["winter_allowance", "winter_fuel"])
    assert open_of(outcome) == {
        ("H1", "winter_allowance", frozenset({"winter_conflict"})),
        ("H1", "winter_fuel", frozenset({"winter_conflict"})),
    }
    assert outcome.findings == (Found(0, "H1", "winter_conflict"),)
    assert payments_of(outcome)[1] == {"winter_allowance": 0, "winter_fuel": 10000}
    assert outcome.totals["winter_fuel"].amount == fen(10000)


def test_the_same_persons_are_never_divided() -> None:
    half = XIANGXI.simulate(
        {
            "persons": [3, 3],
            "persons_covered": [3, 1],
            "income_fen": [26800, 26800],
            "on_dibao": [True] * 2,
            "兜底": [False] * 2,
        },
        provisions=["guarantee_gap"],
        columns={"income_fen": "household_income_fen"},
    )
    assert half.payments["guarantee_gap"].tolist() == [48850, 16283]


def test_a_household_of_members_alone() -> None:
    member = Person(person_id="1", in_special_hardship=True)
    alone = Household(household_id="H", members=(member,))
    register = {"households": {"household_id": ["H"]}, "members": {"household_id": ["H"], "特困人员": [True]}}
    outcome = XIANGXI.simulate(register, provisions=["special_hardship"])
    assert (
        Decimal(int(outcome.payments["special_hardship"][0])) / 100 == XIANGXI.assess(alone).amounts["special_hardship"]
    )


@pytest.mark.parametrize("provision", ["microloan_interest_subsidy", "medical_reimbursement", "tuition_waiver"])
def test_households_without_children_get_zero_not_nothing(provision: str) -> None:
    tables = as_arrays([Household(household_id="H", persons=1, registered_poor=True, develops_industry=True)])
    outcome = XIANGXI.simulate(tables)
    assert outcome.payments[provision].tolist() == [0]
    assert outcome.totals[provision].parts == 0


def test_the_proof_covers_what_a_figure_may_be_on_any_day() -> None:
    figure = XIANGXI.declared["benchmark_rate_up_to_one_year"]
    assert isinstance(figure, Figure)
    low, high, denominator = possible_rates(figure.dated)
    possible = any_value(figure.dated)
    assert isinstance(possible, Ratio)
    assert isinstance(possible.numerator, Interval)
    assert (low, high, denominator) == (possible.numerator.low, possible.numerator.high, possible.denominator)
