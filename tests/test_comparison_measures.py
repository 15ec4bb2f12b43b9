"""Targeting and inequality of two policies compared: against a loop over persons."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from drawn_figures import XIANGXI, Register, by_household, register
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Fen, Period, per_month, per_year, yuan
from povertykit.errors import UnknownName
from povertykit.jurisdictions import zz
from povertykit.measures import gini, targeting
from povertykit.scenarios import compare

SMALL: Register = {
    "town": ["North", "South"],
    "persons": [3, 2],
    "household_income_yuan": ["500.00", "700.00"],
    "on_dibao": [True, True],
    "in_backstop": [False, False],
}
POLICY = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
GAP: dict[str, Any] = {"provisions": ["guarantee_gap"]}


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), yearly=st.booleans())
def test_targeting_and_inequality_against_a_loop_over_persons(seed: int, yearly: bool) -> None:
    drawn = register(50, seed)
    after = XIANGXI.reform(dibao_standard=yuan(420))
    line = per_year(yuan(3026)) if yearly else per_month(yuan(300))
    of_person = Fraction(302600, 12) if yearly else Fraction(30000)
    found = compare(XIANGXI, after, drawn, poverty_line=line)
    old, new = (by_household(policy, policy.simulate(drawn), Period.MONTH) for policy in (XIANGXI, after))
    income, persons = drawn["household_income_fen"], drawn["persons"]
    known = [
        row for row in range(50) if income[row] is not np.ma.masked and old[row] is not None and new[row] is not None
    ]
    everyone = [row for row in known for _ in range(int(persons[row]))]
    heads = {row: int(persons[row]) for row in known}
    was, will = ({row: int(paid[row] or 0) for row in known} for paid in (old, new))
    if not everyone:
        assert found.targeting is None
        return
    assert found.targeting is not None
    poor = [Fraction(int(income[row]), heads[row]) < of_person for row in everyone]
    for one, paid in (
        (found.targeting.before, was),
        (found.targeting.after, will),
        (found.targeting.gained, {row: max(will[row] - was[row], 0) for row in known}),
    ):
        expected = targeting([Fraction(paid[row], heads[row]) for row in everyone], poor)
        for name in ("coverage", "exclusion_error", "inclusion_error", "leakage", "money", "leaked_money", "persons"):
            assert getattr(one, name) == getattr(expected, name)
    assert found.inequality is not None
    assert found.inequality.persons == len(everyone)
    for told, paid in ((found.inequality.before, was), (found.inequality.after, will)):
        exact = gini([Fraction(int(income[row]) + paid[row], heads[row]) for row in everyone])
        assert told == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


def test_targeting_of_two_households_by_hand() -> None:
    """The line of 200 finds the first household poor (500 among three); the reform brings in the second."""
    found = compare(POLICY, POLICY.reform(dibao_standard=yuan(400)), SMALL, poverty_line=yuan(200), **GAP)
    assert found.targeting is not None
    before, after, gained = found.targeting.before, found.targeting.after, found.targeting.gained
    assert (before.coverage, before.inclusion_error, before.leakage) == (1, 0, 0)
    assert (after.coverage, after.inclusion_error) == (1, Fraction(2, 5))
    assert (after.money, after.leaked_money) == (Fen(80000), Fen(10000))
    assert (gained.money, gained.leakage) == (Fen(40000), Fraction(1, 4))
    assert [row["payment"] for row in found.targeting.to_rows()] == ["before", "after", "gained"]
    assert str(found.targeting) in str(found)
    assert str(found.inequality) in str(found)
    for part in (found.targeting, found.inequality):
        assert part is not None
        assert part.summary("zh") in found.summary("zh")
        with pytest.raises(UnknownName):
            part.summary("fr")


def test_results_go_to_plain_data_and_frames() -> None:
    found = compare(POLICY, POLICY.reform(dibao_standard=yuan(400)), SMALL, poverty_line=yuan(200), **GAP)
    assert json.loads(json.dumps(found.to_dict()))["cost"] == 400.0
    for part in (found, found.poverty, found.targeting, found.inequality):
        assert part is not None
        told = json.loads(json.dumps(part.to_dict()))
        frame: Any = part.to_frame()
        assert len(frame) == len(part.to_rows())
        assert list(frame.columns) == list(told.get("rows", [told])[0])
        assert part.to_frame("pyarrow").num_rows == len(frame)  # type: ignore[attr-defined]
    assert found.poverty is not None
    assert found.poverty.to_frame().loc[0, "aggregate_gap"] == int(found.poverty.before.aggregate_gap) / 100  # type: ignore[attr-defined]


def test_what_is_not_asked_for_or_not_defined_is_left_out_and_said() -> None:
    same = compare(POLICY, POLICY, SMALL, poverty_line=yuan(200), deciles=False, **GAP)
    assert same.inequality is None  # nothing is kept for each household
    assert same.targeting is not None
    assert same.targeting.gained.inclusion_error is None
    assert "nobody benefits" in str(same)
    assert "无人受益" in same.summary("zh")
    assert compare(POLICY, POLICY, SMALL, **GAP).targeting is None
    unknown = SMALL | {"household_income_yuan": ["", ""]}
    nobody = compare(POLICY, POLICY, unknown, poverty_line=yuan(200), **GAP)
    assert (nobody.targeting, nobody.inequality) == (None, None)
