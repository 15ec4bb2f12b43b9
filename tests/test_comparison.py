"""Two policies compared over a register, a register through a year: against a loop over households."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_figures import TOWNS, XIANGXI, ZZ, Register, by_household, determined, register, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Fen, Period, Rounding, fen, per_month, per_year, yuan
from povertykit.errors import BareAmount, InvalidInput, OutOfCoverage, OutOfRange, RegisterError, UnknownName
from povertykit.jurisdictions import zz
from povertykit.money import PERSON_MONTH, YEAR
from povertykit.policy import Policy
from povertykit.scenarios import Change, Comparison, budget_for, compare, phase_in
from povertykit.scenarios.changes import decile_of

COUNTS = ("households", "persons", "before", "after", "households_before", "households_after", "persons_before")
COUNTS += ("persons_after", "entrants", "leavers", "winners", "losers", "unchanged", "undetermined", "gained", "lost")
HEADINGS = ("户编号", "乡镇", "家庭人口", "家庭月收入(元)", "农村低保", "社会保障兜底")
GAP = {"provisions": ["guarantee_gap"]}
SMALL: Register = {
    "town": ["North", "South"],
    "persons": [3, 2],
    "household_income_yuan": ["500.00", "700.00"],
    "on_dibao": [True, True],
    "in_backstop": [False, False],
}
FICTIONAL = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))


def expected(before: Policy, after: Policy, given_: Register, period: Period, rows: list[int]) -> dict[str, int]:
    """The changes of some households, counted one after another."""
    old, new = before.simulate(given_), after.simulate(given_)
    was, will = by_household(before, old, period), by_household(after, new, period)
    found = dict.fromkeys(COUNTS, 0)
    for row in rows:
        persons = int(given_["persons"][row])
        had, have = determined(old, period, row), determined(new, period, row)
        found["households"] += 1
        found["persons"] += persons
        found["before"] += int(had)
        found["after"] += int(have)
        found["households_before"] += had != 0
        found["households_after"] += have != 0
        found["persons_before"] += persons * (had != 0)
        found["persons_after"] += persons * (have != 0)
        if was[row] is None or will[row] is None:
            found["undetermined"] += 1
            continue
        found["entrants"] += had == 0 and have != 0
        found["leavers"] += had != 0 and have == 0
        found["winners"] += have > had
        found["losers"] += have < had
        found["unchanged"] += have == had
        found["gained"] += max(int(have) - int(had), 0)
        found["lost"] += max(int(had) - int(have), 0)
    return found


def as_dict(change: Change) -> dict[str, int]:
    return {name: int(getattr(change, name)) for name in COUNTS}


REFORMS = [
    (XIANGXI, XIANGXI.reform(dibao_standard=yuan(350))),
    (XIANGXI, XIANGXI.reform(dibao_standard=per_year(yuan(3026)), industry_rate=yuan(1500))),
    (XIANGXI, XIANGXI.reform(guarantee_rounding=Rounding(stage=PERSON_MONTH))),
    (ZZ, ZZ.reform(on=date(2031, 6, 1), winter_share=Fraction(1, 2))),
    (ZZ, ZZ.reform(hardship_multiple=Fraction(2), dibao_standard=yuan(250))),
]


@pytest.mark.parametrize("place", range(len(REFORMS)))
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_against_a_loop_over_households(place: int, seed: int) -> None:
    before, after = REFORMS[place]
    drawn = register(40, seed)
    found = compare(before, after, drawn, by=["town"])
    for period, change in found.changes.items():
        assert as_dict(change) == expected(before, after, drawn, period, list(range(40)))
        for town in {town or None for town in drawn["town"]}:
            rows = [row for row in range(40) if (drawn["town"][row] or None) == town]
            assert as_dict(found.groups["town"][town][period]) == expected(before, after, drawn, period, rows)
    old, new = before.simulate(drawn), after.simulate(drawn)
    for payment in found.provisions:
        for outcome, side in ((old, "before"), (new, "after")):
            total = outcome.totals.get(payment.name)
            assert getattr(payment, side) == (0 if total is None else total.amount)
            assert getattr(payment, f"households_{side}") == (0 if total is None else total.households)
            assert getattr(payment, f"undetermined_{side}") == (0 if total is None else total.undetermined)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), standard=st.integers(5_000, 150_000))
def test_properties(seed: int, standard: int) -> None:
    drawn = register(60, seed)
    after = XIANGXI.reform(dibao_standard=fen(standard))
    found = compare(XIANGXI, after, drawn, by=["town", "persons", "on_dibao"], poverty_line=yuan(400))
    for period, change in found.changes.items():
        assert change.winners + change.losers + change.unchanged + change.undetermined == change.households == 60
        for groups in found.groups.values():
            parts = [as_dict(by_period[period]) for by_period in groups.values()]
            assert {name: sum(part[name] for part in parts) for name in COUNTS} == as_dict(change)
    # The order of the register changes nothing, and two halves add up to the whole.
    order = np.random.default_rng(seed).permutation(60)
    again = compare(XIANGXI, after, rows_of(drawn, order), by=["town", "persons", "on_dibao"], poverty_line=yuan(400))
    assert (again.changes, again.groups, again.provisions, again.poverty) == (
        found.changes,
        found.groups,
        found.provisions,
        found.poverty,
    )
    halves = [compare(XIANGXI, after, rows_of(drawn, part)) for part in (np.arange(25), np.arange(25, 60))]
    for period, change in found.changes.items():
        parts = [as_dict(half.changes[period]) for half in halves]
        assert {name: sum(part[name] for part in parts) for name in COUNTS} == as_dict(change)
    # The way back turns winners into losers.
    back = compare(after, XIANGXI, drawn, poverty_line=yuan(400))
    for period, change in found.changes.items():
        assert (back.changes[period].winners, back.changes[period].lost) == (change.losers, change.gained)
    assert found.poverty is not None
    assert back.poverty is not None
    assert (back.poverty.before, back.poverty.after) == (found.poverty.after, found.poverty.before)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), yearly=st.booleans())
def test_poverty_against_a_loop_over_persons(seed: int, yearly: bool) -> None:
    drawn = register(50, seed)
    after = XIANGXI.reform(dibao_standard=yuan(420))
    line = per_year(yuan(3026)) if yearly else per_month(yuan(300))
    of_person = Fraction(302600, 12) if yearly else Fraction(30000)
    found = compare(XIANGXI, after, drawn, poverty_line=line).poverty
    assert found is not None
    paid = [by_household(p, p.simulate(drawn), Period.MONTH) for p in (XIANGXI, after)]
    income = drawn["household_income_fen"]
    known = [r for r in range(50) if income[r] is not np.ma.masked and None not in (paid[0][r], paid[1][r])]
    heads = {row: int(drawn["persons"][row]) for row in range(50)}
    assert (found.households, found.persons) == (len(known), sum(heads[row] for row in known))
    assert found.unknown_persons == sum(heads.values()) - found.persons
    for state, amounts in ((found.before, paid[0]), (found.after, paid[1])):
        gaps = []
        for row in known:
            gap = of_person - Fraction(int(income[row]) + int(amounts[row] or 0), heads[row])
            gaps += [max(gap, Fraction(0))] * heads[row]
        assert state.poor_persons == sum(gap > 0 for gap in gaps)
        assert state.headcount_ratio == Fraction(state.poor_persons, len(gaps))
        assert state.poverty_gap_index == sum(gap / of_person for gap in gaps) / len(gaps)
        assert state.squared_poverty_gap_index == sum((gap / of_person) ** 2 for gap in gaps) / len(gaps)
        assert state.aggregate_gap == sum(gaps) * (12 if yearly else 1)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 50)), min_size=1, max_size=40))
def test_tenths_of_persons(rows: list[tuple[int, int]]) -> None:
    income, persons = (np.array(each) for each in zip(*rows, strict=True))
    tenths = decile_of(income, persons)
    heads = int(persons.sum())
    for row, tenth in zip(rows, tenths.tolist(), strict=True):
        mine = Fraction(*row)
        below = sum(n for y, n in rows if Fraction(y, n) < mine)
        same = sum(n for y, n in rows if Fraction(y, n) == mine)
        assert tenth == min(int(Fraction(10 * (2 * below + same), 2 * heads)) + 1, 10)
    means = sorted((Fraction(*row), tenth) for row, tenth in zip(rows, tenths.tolist(), strict=True))
    assert [tenth for _, tenth in means] == sorted(tenths.tolist())  # who is better off is in no lower tenth


def test_a_household_is_named_in_each_tenth_and_the_unknown_apart() -> None:
    drawn = register(300, 3, missing=0.2)
    tenths = compare(XIANGXI, XIANGXI.reform(dibao_standard=yuan(350)), drawn).groups["decile"]
    assert list(tenths) == [*map(str, range(1, 11)), None]
    assert tenths[None][Period.MONTH].households == int(np.ma.getmaskarray(drawn["household_income_fen"]).sum())
    assert "decile" not in compare(XIANGXI, XIANGXI, drawn, deciles=False).groups


def test_the_boundary_of_who_enters() -> None:
    """700 yuan for two persons: 350.00 a person pays nothing, a fen more pays two fen."""
    at = compare(FICTIONAL, FICTIONAL.reform(dibao_standard=yuan(350)), SMALL, **GAP).changes[Period.MONTH]
    above = compare(FICTIONAL, FICTIONAL.reform(dibao_standard=yuan("350.01")), SMALL, **GAP).changes[Period.MONTH]
    assert (at.entrants, at.winners, at.unchanged) == (0, 1, 1)
    assert (above.entrants, above.winners, above.unchanged) == (1, 2, 0)
    assert above.after - at.after == Fen(3 + 2)


def test_files_and_arrays_agree_and_rejects_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "households.csv"
    rows = [
        ("H1", "北乡", "3", "500.00", "是", "否"),
        ("H2", "南乡", "-1", "700.00", "是", "否"),
        ("H3", "", "2", "700.00", "是", "否"),
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    after = FICTIONAL.reform(dibao_standard=yuan(400))
    with pytest.raises(RegisterError, match="1 row cannot be taken"):
        compare(FICTIONAL, after, path, **GAP)
    found = compare(FICTIONAL, after, path, by=["乡镇"], on_error="quarantine", **GAP)
    assert (found.rows, found.rejected) == (2, 1)
    assert list(found.groups["乡镇"]) == ["北乡", None]
    assert found.changes == compare(FICTIONAL, after, SMALL, **GAP).changes
    assert "未填" in found.summary("zh")


def test_many_blocks_with_whole_blocks_rejected() -> None:
    rows = 70_000
    drawn: Register = {
        "town": [TOWNS[row % 3] for row in range(rows)],
        "persons": np.where(np.arange(rows) < 65_536, 0, 2),
        "household_income_yuan": np.full(rows, 10),
        "on_dibao": np.ones(rows, bool),
        "in_backstop": np.zeros(rows, bool),
    }
    found = compare(FICTIONAL, FICTIONAL, drawn, by=["town"], on_error="quarantine", **GAP)
    assert (found.rows, found.rejected) == (rows - 65_536, 65_536)
    counts = {town: each[Period.MONTH].households for town, each in found.groups["town"].items()}
    wanted = [TOWNS[row % 3] for row in range(65_536, rows)]
    assert counts == {town: wanted.count(town) for town in set(wanted)}


def test_rows_and_tables() -> None:
    after = FICTIONAL.reform(dibao_standard=yuan(400))
    found = compare(FICTIONAL, after, SMALL, by=["town"], poverty_line=yuan(300), **GAP)
    assert found.to_rows()[0]["cost"] == 400
    assert [row["town"] for row in found.group_rows("town")] == ["North", "South"]
    assert found.poverty is not None
    assert [row["when"] for row in found.poverty.to_rows()] == ["before", "after"]
    for language, words in (("en", "not measured"), ("zh", "未计入")):
        assert words in found.summary(language)
    assert str(found.poverty) in str(found)
    with pytest.raises(UnknownName, match="grouping"):
        found.group_rows("village")


def cells(line: str) -> list[str]:
    """The cells of a line of a table, which stand two blanks apart."""
    return [cell for cell in line.strip().split("  ") if cell.strip()]


def test_the_summary_says_who_is_paid_and_who_gains_and_loses() -> None:
    three = SMALL | {"town": ["North", "South", None]}
    three |= {name: [*values, values[0]] for name, values in SMALL.items() if name != "town"}
    worse = compare(
        FICTIONAL, FICTIONAL.reform(dibao_standard=yuan(200)), three, by=["town"], poverty_line=yuan(300), **GAP
    )
    lines = {cells(line)[0].strip(): [each.strip() for each in cells(line)] for line in str(worse).splitlines() if line}
    assert lines["dibao standard for each person: 300.00 yuan -> 200.00 yuan"]
    assert lines["yuan"] == ["yuan", "800.00", "200.00", "-600.00"]
    assert lines["households paid"] == ["households paid", "2", "2", "0"]
    assert lines["persons in them"] == ["persons in them", "6", "6", "0"]
    assert lines["losers"] == ["losers", "2", "-600.00"]
    assert lines["winners"] == ["winners", "0", "0.00"]
    heading = [
        "households",
        "paid",
        "persons in them",
        "before",
        "after",
        "cost",
        "winners",
        "gained",
        "losers",
        "lost",
    ]
    assert lines["town (month, yuan)"] == ["town (month, yuan)", *heading]  # nobody enters, leaves or is undetermined
    north = ["1", "1 -> 1", "3 -> 3", "400.00", "100.00", "-300.00", "0", "0.00", "1", "300.00"]
    assert lines["North"] == ["North", *north]
    assert lines["not given"] == ["not given", *north]
    assert lines["poor persons"][1:] == ["0", "6"]
    assert "3 households compared, 0 rejected" in lines
    assert max(map(len, str(worse).splitlines())) < 125


def test_of_very_many_groups_the_rows_have_the_rest() -> None:
    rows = 300
    many = {name: (values * rows)[:rows] for name, values in SMALL.items()} | {"town": [f"T{n}" for n in range(rows)]}
    found = compare(FICTIONAL, FICTIONAL.reform(dibao_standard=yuan(400)), many, by=["town"], deciles=False, **GAP)
    assert "… and 240 more: group_rows('town') gives them all" in found.summary()
    assert "另有 240 组" in found.summary("zh")
    assert len(found.group_rows("town")) == rows
    with pytest.raises(UnknownName, match="language"):
        found.summary("fr")


def test_a_made_up_register_is_said_to_be_one() -> None:
    made_up = SMALL | {"synthetic_group": ["a", "b"]}
    found = compare(FICTIONAL, FICTIONAL.reform(dibao_standard=yuan(400)), made_up, **GAP)
    assert found.synthetic
    assert found.summary().startswith("SYNTHETIC register")
    assert found.summary("zh").startswith("合成名册")
    assert FICTIONAL.simulate(made_up, **GAP).synthetic
    assert not compare(FICTIONAL, FICTIONAL.reform(dibao_standard=yuan(400)), SMALL, **GAP).synthetic


def test_a_payment_that_begins_is_an_entrance() -> None:
    """The winter allowance is in force from November on."""
    before = zz.policy(on=date(2030, 10, 1), dibao_standard=yuan(300), winter_share=Fraction(1, 5))
    after = before.reform(on=date(2030, 12, 1))
    poor = {**SMALL, "registered_poor": [False, False]}
    found = compare(before, after, poor, provisions=["guarantee_gap", "winter_allowance"])
    assert found.changes[Period.ONCE].after == yuan(60) * 5
    assert (found.changes[Period.ONCE].before, found.changes[Period.ONCE].entrants) == (0, 2)
    assert found.changes[Period.MONTH].cost == 0
    with pytest.raises(OutOfCoverage, match="winter_allowance"):
        compare(before, before, SMALL, provisions=["winter_allowance"])


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"by": ["village"]}, UnknownName, "village"),
        ({"by": "town"}, InvalidInput, "a list"),
        ({"provisions": "guarantee_gap"}, InvalidInput, "a list"),
        ({"provisions": ["gap"]}, UnknownName, "gap"),
        ({"poverty_line": 300}, BareAmount, "300"),
        ({"poverty_line": 300.5}, BareAmount, "300.5"),
        ({"poverty_line": yuan(0)}, OutOfRange, "above zero"),
        ({"poverty_line": "300"}, InvalidInput, "300"),
        ({"on_error": "skip"}, RegisterError, "skip"),
        ({"columns": {"town": "place"}}, UnknownName, "place"),
    ],
)
def test_refusals(arguments: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        compare(FICTIONAL, FICTIONAL, SMALL, **{**GAP, **arguments})


def test_refused_policies_and_registers() -> None:
    with pytest.raises(InvalidInput, match="two policies of one law"):
        compare(FICTIONAL, XIANGXI, SMALL)
    with pytest.raises(InvalidInput, match="allowed: a policy"):
        compare(FICTIONAL, "reform", SMALL)  # type: ignore[arg-type]
    bare = {"persons": [1], "develops_industry": [True]}
    policy = zz.policy(on=date(2030, 6, 1), industry_period=Period.YEAR)
    with pytest.raises(RegisterError, match="household_income"):
        compare(policy, policy, bare, provisions=["industry_subsidy"], poverty_line=yuan(100))
    bad = {**SMALL, "persons": [0, 2]}
    with pytest.raises(RegisterError, match="1 row cannot be taken"):
        compare(FICTIONAL, FICTIONAL, bad, **GAP)


# A year of months --------------------------------------------------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_year_is_the_sum_of_its_months(seed: int) -> None:
    drawn = register(30, seed)
    policy = zz.policy(on=date(2030, 8, 1), dibao_standard=per_year(yuan(3026)), winter_share=Fraction(1, 5))
    changes = {date(2030, 10, 1): {"dibao_standard": yuan(300)}, date(2031, 3, 15): {"dibao_standard": yuan(310)}}
    year = phase_in(policy, drawn, start=date(2030, 8, 1), changes=changes)
    total = Fen(0)
    for place, month in enumerate(year.months):
        on = date(2030 + (7 + place) // 12, (7 + place) % 12 + 1, 1)
        standard = per_year(yuan(3026)) if place < 2 else yuan(300) if place < 8 else yuan(310)
        outcome = policy.reform(on=on, dibao_standard=standard).simulate(drawn)
        assert month.on == on
        assert dict(month.by_period) == dict(outcome.by_period)
        total += outcome.by_period[Period.MONTH]
    assert year.total == total == sum(year.by_provision.values(), Fen(0))
    assert set(year.by_provision) == {"guarantee_gap", "guarantee_full", "special_hardship"}
    assert len(year.to_rows()) == sum(len(month.totals) for month in year.months)


def test_twelve_payments_add_up_to_the_year() -> None:
    """A yearly standard in twelve payments: each month's own part, and exactly the year in the end."""
    policy = zz.policy(on=date(2030, 1, 1), dibao_standard=per_year(yuan(3026)))
    policy = policy.reform(guarantee_rounding=Rounding(stage=YEAR))
    poor = {"persons": [1], "household_income_yuan": ["0"], "on_dibao": [True], "in_backstop": [False]}
    year = phase_in(policy, poor, start=date(2030, 1, 1), **GAP)
    assert year.total == yuan(3026)
    assert {str(month.by_period[Period.MONTH]) for month in year.months} == {"252.16 yuan", "252.17 yuan"}


def test_months_are_counted_from_the_first_day() -> None:
    year = phase_in(FICTIONAL, SMALL, start=date(2030, 1, 31), months=3, **GAP)
    assert [month.on.isoformat() for month in year.months] == ["2030-01-31", "2030-02-28", "2030-03-31"]
    assert "合计" in year.summary("zh")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"start": "2030-01-01"}, InvalidInput),
        ({"months": 0}, OutOfRange),
        ({"months": 1.5}, OutOfRange),
        ({"start": date(2031, 6, 1)}, OutOfCoverage),
        ({"changes": {date(2032, 1, 1): {}}}, OutOfRange),
        ({"changes": {"July": {}}}, InvalidInput),
        ({"changes": {date(2030, 3, 1): {"standard": yuan(1)}}}, UnknownName),
        ({"changes": {date(2030, 3, 1): {"dibao_standard": 300}}}, BareAmount),
        ({"provisions": "guarantee_gap"}, InvalidInput),
    ],
)
def test_refused_years(arguments: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        phase_in(FICTIONAL, SMALL, **{"start": date(2030, 1, 1), **GAP, **arguments})


def test_frames_streams_and_files_give_the_same(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {**SMALL, "户编号": ["a", "b"], "town": ["North", None]}
    after = FICTIONAL.reform(dibao_standard=yuan(400))
    whole = pa.table(columns)
    parquet.write_table(whole, tmp_path / "register.parquet")
    expected_ = compare(FICTIONAL, after, columns, by=["town"], **GAP)
    assert list(expected_.groups["town"]) == ["North", None]
    for given_ in (whole, iter(whole.to_batches()), tmp_path / "register.parquet"):
        assert compare(FICTIONAL, after, given_, by=["town"], **GAP) == expected_
    assert budget_for(FICTIONAL, whole, yuan(1000), **GAP).value == yuan(440)
    with pytest.raises(RegisterError, match="gone through once"):
        budget_for(FICTIONAL, iter(whole.to_batches()), yuan(1000), **GAP)
    with pytest.raises(RegisterError, match="gone through once"):
        phase_in(FICTIONAL, {"households": iter(whole.to_batches())}, start=date(2030, 1, 1), **GAP)


def test_types_of_results_are_frozen() -> None:
    found = compare(FICTIONAL, FICTIONAL, SMALL, **GAP)
    assert isinstance(found, Comparison)
    with pytest.raises(AttributeError):
        found.rows = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.changes[Period.MONTH] = None  # type: ignore[index]
