"""Made-up registers: what was asked is in them, to the person and the fen, and they say that they are made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Period, per_month, per_year, yuan
from povertykit.errors import BareAmount, InvalidInput, UnknownName
from povertykit.jurisdictions import zz
from povertykit.scenarios import Group, Synthetic, synthetic

SIZES = {1: 5, 2: 25, 3: 25, 4: 30, 5: 10, 6: 5}
MEANS = [per_year(yuan(each)) for each in (2500, 5000, 8000, 12000, 24000)]
LINE = per_year(yuan(2800))


def groups(poor: int = 752, others: int = 3_547) -> list[Group]:
    return [
        Group(
            name="poor",
            persons=poor,
            below_line=True,
            facts={"registered_poor": True, "on_dibao": Fraction(1, 3), "in_backstop": None},
        ),
        Group(name="others", persons=others, facts={"registered_poor": False, "on_dibao": False, "in_backstop": False}),
    ]


def made(seed: int = 1, **changes: Any) -> Synthetic:
    given_: dict[str, Any] = {"household_sizes": SIZES, "income_means": MEANS, "poverty_line": LINE}
    return synthetic("county", changes.pop("groups", groups()), seed=seed, **(given_ | changes))


def test_every_figure_that_must_be_exact_is() -> None:
    register = made()
    persons, income = register["persons"], register["yearly_income_fen"]
    assert {row.table for row in register.fit} >= {"persons by category", "households by size", "mean income a person"}
    assert all(row.difference == 0 for row in register.fit if row.exact)
    for group in groups():
        assert persons[register["synthetic_group"] == group.name].sum() == group.persons
    per_head = income / persons
    order = np.argsort(per_head, kind="stable")
    parts = np.array_split(order, 5)
    for part, mean in zip(parts, MEANS, strict=True):
        assert abs(income[part].sum() / persons[part].sum() - int(mean.amount)) < 200  # ties at the cuts apart
    poor = income < int(LINE.amount) * persons
    assert persons[poor].sum() == 752
    assert set(register["synthetic_group"][poor].tolist()) == {"poor"}


def test_household_sizes_come_as_near_as_whole_households_can() -> None:
    register = made(groups=groups(75_230, 354_656))
    for row in register.fit:
        if row.table == "households by size":
            assert abs(row.difference) <= 2
    assert (register.persons, register.households) == (429_886, len(register["persons"]))


def test_groups_of_large_households_leave_the_sizes_of_all_as_published() -> None:
    asked = [
        Group(name="large", persons=500, households=100),
        Group(name="a", persons=3_000),
        Group(name="b", persons=999),
    ]
    register = made(groups=asked, income_means=[], poverty_line=None)
    for row in register.fit:
        if row.table == "households by size":
            assert abs(row.difference) <= 2
    large = register["persons"][register["synthetic_group"] == "large"]
    assert (len(large), large.sum()) == (100, 500)


def test_published_counts_of_households_are_met_exactly() -> None:
    counts = {1: 20, 2: 100, 3: 100, 4: 120, 5: 40, 6: 20}
    persons = sum(size * count for size, count in counts.items())
    asked = [Group(name="a", persons=300, households=100), Group(name="b", persons=persons - 300)]
    register = made(groups=asked, household_sizes=counts, income_means=[], poverty_line=None)
    sizes = register["persons"].tolist()
    assert {size: sizes.count(size) for size in counts} == counts


def test_the_same_seed_makes_the_same_register_and_another_another() -> None:
    one, two, three = made(seed=7), made(seed=7), made(seed=8)
    for heading in one:
        assert np.array_equal(np.ma.asarray(one[heading]), np.ma.asarray(two[heading]))
    assert not np.array_equal(one["yearly_income_fen"], three["yearly_income_fen"])
    assert [(row.item, row.target) for row in one.fit if row.exact] == [
        (row.item, row.target) for row in three.fit if row.exact
    ]


def test_it_says_everywhere_that_it_is_made_up() -> None:
    register = made()
    assert register.name == "synthetic-county"
    assert synthetic("synthetic-x", groups(), household_sizes=SIZES, seed=1).name == "synthetic-x"
    assert all(each.startswith("synthetic-county-") for each in register["household_id"].tolist())
    assert len(set(register["household_id"].tolist())) == register.households
    assert "synthetic_group" in register
    assert "SYNTHETIC: no household in it exists" in str(register)
    assert "合成数据，非真实名册" in register.text("zh")
    assert "made-up" in repr(register)
    assert {row["register"] for row in register.to_rows()} == {"synthetic-county"}


def test_simulate_takes_it_as_it_is() -> None:
    register = made()
    policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300), provisions=["guarantee_gap"])
    columns = dict(register) | {"in_backstop": np.full(register.households, False)}
    outcome = policy.simulate(columns)
    assert outcome.rows_in == outcome.rows_out == register.households
    assert outcome.unknown_columns["households"] == ("synthetic_group",)
    gap = np.maximum(30_000 * register["persons"] - register["household_income_fen"], 0) * register["on_dibao"]
    assert outcome.totals["guarantee_gap"].amount == gap.sum()
    open_ = policy.simulate(register)  # in_backstop is not known of the poor
    assert open_.totals["guarantee_gap"].undetermined == np.count_nonzero(register["on_dibao"] & (gap > 0))


def test_facts_by_share_by_count_and_not_known() -> None:
    register = made()
    poor = register["synthetic_group"] == "poor"
    (row,) = (row for row in register.fit if row.table == "households with")
    assert row.item == "poor: on_dibao"
    assert row.reached == register["on_dibao"][poor].sum()
    assert abs(row.difference) < 1
    assert np.ma.getmaskarray(register["in_backstop"])[poor].all()
    assert not np.ma.getmaskarray(register["in_backstop"])[~poor].any()
    facts = {"income_projects": 2, "designation_income": yuan(5000)}
    one = synthetic("x", [Group(name="g", persons=10, facts=facts)], household_sizes={2: 1}, seed=0)
    assert set(one["income_projects"].tolist()) == {2}
    assert set(one["designation_income_fen"].tolist()) == {500_000}


def test_months_and_years() -> None:
    register = made()
    assert np.array_equal(register["household_income_fen"], (register["yearly_income_fen"] + 6) // 12)
    monthly = made(income_means=[per_month(yuan(400))], poverty_line=None, groups=[Group(name="g", persons=500)])
    assert "yearly_income_fen" not in monthly
    assert monthly["household_income_fen"].sum() == 40_000 * 500


def test_all_may_be_poor_and_nobody_may_be() -> None:
    poor = [Group(name="poor", persons=1_000, below_line=True)]
    register = made(groups=poor, income_means=[per_year(yuan(1900))])
    assert (register["yearly_income_fen"] < 280_000 * register["persons"]).all()
    rich = [Group(name="rich", persons=1_000)]
    register = made(groups=rich, income_means=[per_year(yuan(5000)), per_year(yuan(9000))])
    assert (register["yearly_income_fen"] >= 280_000 * register["persons"]).all()
    least = made(groups=rich, poverty_line=None, least_income=per_year(yuan(1000)))
    assert (least["yearly_income_fen"] >= 100_000 * least["persons"]).all()


def test_households_and_persons_both_given() -> None:
    group = Group(name="moved", persons=13_900, households=3_082)
    register = made(groups=[group], household_sizes={n: Fraction(1, 8) for n in range(1, 9)}, poverty_line=None)
    assert (register.persons, register.households) == (13_900, 3_082)
    for row in register.to_rows():
        if row["table"] == "households by category":
            assert (row["target"], row["reached"], row["difference"]) == (3_082, 3_082, 0)
        if row["table"] == "mean income a person":
            assert isinstance(row["target"], Decimal)


@settings(max_examples=30, deadline=None)
@given(
    poor=st.integers(1, 400),
    others=st.integers(50, 2_000),
    sizes=st.dictionaries(st.integers(1, 9), st.integers(1, 40), min_size=1, max_size=6),
    seed=st.integers(0, 2**32),
)
def test_drawn_tables_are_met_exactly(poor: int, others: int, sizes: dict[int, int], seed: int) -> None:
    try:
        register = synthetic("drawn", groups(poor, others), household_sizes={1: 1, **sizes}, seed=seed)
    except InvalidInput as error:
        if "make up" not in str(error) and "contradict" not in str(error):
            raise
        return  # no households of these sizes have so many persons, or so many poor cannot have so high a mean
    assert register.persons == poor + others
    assert all(row.difference == 0 for row in register.fit if row.exact)


@settings(max_examples=30, deadline=None)
@given(steps=st.lists(st.integers(20_000, 900_000), min_size=1, max_size=10), seed=st.integers(0, 99))
def test_drawn_means_are_met_to_the_fen(steps: list[int], seed: int) -> None:
    amounts = [per_year(yuan(Decimal(int(each)) / 100)) for each in np.cumsum(steps)]
    group = [Group(name="g", persons=900)]
    register = synthetic("drawn", group, household_sizes=SIZES, income_means=amounts, seed=seed)
    assert all(row.difference == 0 for row in register.fit if row.exact)
    assert (np.asarray(register["yearly_income_fen"], np.int64) >= 0).all()


@pytest.mark.parametrize(
    ("changes", "error", "match"),
    [
        ({"groups": []}, InvalidInput, "one group or more"),
        ({"groups": "ab"}, InvalidInput, "a list of Group"),
        ({"groups": [{"name": "a", "persons": 5}]}, InvalidInput, "a list of Group"),
        ({"groups": [Group(name="", persons=1)]}, InvalidInput, "a name"),
        ({"groups": [Group(name="a", persons=10**12)]}, InvalidInput, "memory"),
        ({"groups": [Group(name="a", persons=9, facts=["on_dibao"])]}, InvalidInput, "{field: value}"),  # type: ignore[arg-type]
        ({"household_sizes": [1, 2]}, InvalidInput, "households or share"),
        ({"income_means": per_year(yuan(100))}, InvalidInput, "a list"),
        ({"groups": [Group(name="a", persons=1), Group(name="a", persons=1)]}, InvalidInput, "unlike names"),
        ({"groups": [Group(name="a", persons=0)]}, InvalidInput, "above zero"),
        ({"groups": [Group(name="a", persons=10, households=20)]}, InvalidInput, "make up"),
        ({"groups": [Group(name="a", persons=7)], "household_sizes": {2: 1, 4: 1}}, InvalidInput, "make up"),
        ({"household_sizes": {}}, InvalidInput, "some households"),
        ({"household_sizes": {0: 1}}, InvalidInput, "1 to 50"),
        ({"household_sizes": {3: -1}}, InvalidInput, "0 or more"),
        ({"household_sizes": {3: 0.5}}, InvalidInput, "Fraction"),
        ({"seed": -1}, InvalidInput, "seed"),
        ({"seed": None}, InvalidInput, "seed"),
        ({"income_means": [yuan(100)]}, BareAmount, "per_year"),
        ({"income_means": MEANS[::-1]}, InvalidInput, "rise"),
        ({"poverty_line": per_month(yuan(200))}, InvalidInput, "like the first"),
        ({"poverty_line": None}, InvalidInput, "give the line"),
        ({"income_means": ()}, InvalidInput, "income_means as well"),
        ({"poverty_line": per_year(yuan(30_000))}, InvalidInput, "contradict"),
        ({"income_means": [per_year(yuan(900)), per_year(yuan(1000))]}, InvalidInput, "contradict"),
        ({"least_income": per_year(yuan(2600))}, InvalidInput, "least_income"),
        ({"groups": [Group(name="a", persons=9, facts={"on_diabo": True})]}, UnknownName, "on_dibao"),
        ({"groups": [Group(name="a", persons=9, facts={"persons": 3})]}, UnknownName, "persons"),
        ({"groups": [Group(name="a", persons=9, facts={"on_dibao": 1})]}, InvalidInput, "on_dibao"),
        ({"groups": [Group(name="a", persons=9, facts={"income_projects": 101})]}, InvalidInput, "income_projects"),
        ({"groups": [Group(name="a", persons=9, facts={"designation_income": 5})]}, BareAmount, "designation_income"),
    ],
)
def test_tables_that_cannot_be(changes: dict[str, Any], error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        made(**changes)


@pytest.mark.parametrize("name", ["", "synthetic-", 5, None])
def test_a_register_without_a_name_is_refused(name: Any) -> None:
    with pytest.raises(InvalidInput, match="a name for the register"):
        synthetic(name, groups(), household_sizes=SIZES, seed=1)


def test_its_columns_cannot_be_changed() -> None:
    register = made()
    with pytest.raises(ValueError, match="read-only"):
        register["persons"][0] = 9
    assert register.get("person") is None
    assert Period.YEAR.en in {row.item.split()[-1] for row in register.fit if row.money}
