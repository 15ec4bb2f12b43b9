"""The exit tree: households counted as a population, verdicts of villages, towns and a county; unknown stays so."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import County, Household, Verdict, Village, fen, yuan
from povertykit.arithmetic import Amount, Count, Flag
from povertykit.citation import Grade, Source
from povertykit.decision import Unit
from povertykit.errors import InvalidInput, OpenTerm, RegisterError, UnknownName
from povertykit.models import Entity, Town
from povertykit.money import Period
from povertykit.policy import Jurisdiction, ProvisionKind
from povertykit.scenarios import ExitNode, ExitTree, exit_tree
from povertykit.scenarios.exit_counts import Counts, counted

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
YEAR: Final = 2016


def place(name: str) -> Jurisdiction:
    return Jurisdiction(
        name=name,
        code="990001",
        en="A place",
        zh="某地",
        source=Source(name, "文件", f"notice of {name}", "某地", "A place", date(2015, 1, 1)),
        start=date(2015, 1, 1),
        end=date(2020, 12, 31),
        basis=Grade.DOCUMENT,
        basis_en="stated",
        basis_zh="载明",
        fictional=True,
    )


law: Final = place("aa")
law.open_term(
    "line", "1", unit=Unit.AMOUNT, period=Period.YEAR, plausible=(yuan(1), yuan(9999)), en="line of income", zh="收入线"
)
law.figure("most_in_hundred", 2, "2", en="poor of a hundred, at most", zh="每百人贫困人数上限")
law.figure("most_villages", 0, "3", en="poor villages that stay, at most", zh="未退出贫困村上限")


@law.provision("1", kind=ProvisionKind.TEST, en="the household may leave", zh="贫困户可退出")
def household_exit_test(yearly_income: Amount, persons: Count, line: Amount, out_of_poverty: Flag) -> Flag:
    """Above the line, and found to be out."""
    return (yearly_income > line * persons) & out_of_poverty


@law.provision("2", kind=ProvisionKind.TEST, entity=Entity.VILLAGE, en="few are poor", zh="贫困人口少")
def few_poor(poor_population: Count, rural_population: Count, most_in_hundred: Count) -> Flag:
    """At most two of a hundred."""
    return poor_population * 100 <= rural_population * most_in_hundred


@law.provision("2", kind=ProvisionKind.TEST, entity=Entity.VILLAGE, en="the village may leave", zh="贫困村可退出")
def village_exit_test(few_poor: Flag, main_industries: Count) -> Flag:
    """Few are poor, and there is an industry."""
    return few_poor & (main_industries >= 1)


@law.provision("9", kind=ProvisionKind.TEST, entity=Entity.VILLAGE, en="another test", zh="另一条件")
def another_test(mutual_fund: Amount) -> Flag:
    """No part of the exit."""
    return mutual_fund > 0


@law.provision("3", kind=ProvisionKind.TEST, entity=Entity.TOWN, en="the town is done", zh="乡镇可退出")
def town_exit_test(villages_not_exited: Count, most_villages: Count) -> Flag:
    """No poor village stays."""
    return villages_not_exited <= most_villages


@law.provision("4", kind=ProvisionKind.TEST, entity=Entity.COUNTY, en="the county may leave", zh="县可退出")
def county_exit_test(poor_population: Count, rural_population: Count, most_in_hundred: Count) -> Flag:
    """At most two of a hundred."""
    return poor_population * 100 <= rural_population * most_in_hundred


policy: Final = law.policy(on=date(2016, 6, 1), line=yuan(1000))

# The same law without a test for towns and counties.
short: Final = place("bb")
short.figure("incomes_least", yuan(1000), "1", en="line of income", zh="收入线")


@short.provision("1", kind=ProvisionKind.TEST, en="the household may leave", zh="贫困户可退出")
def short_household_test(yearly_income: Amount, persons: Count, incomes_least: Amount) -> Flag:
    """Above the line."""
    return yearly_income > incomes_least * persons


@short.provision("2", kind=ProvisionKind.TEST, entity=Entity.VILLAGE, en="the village may leave", zh="贫困村可退出")
def village_by_income_test(collective_income: Amount) -> Flag:
    """Hangs on no household at all."""
    return collective_income >= 100


short_policy: Final = short.policy(on=date(2016, 6, 1))
SHORT: Final[Any] = {"household_test": "short_household_test", "village_test": "village_by_income_test"}


def register(*rows: tuple[str, int, int | None, bool | None]) -> dict[str, Any]:
    """Columns from (village, persons, income in yuan for each person, found out of poverty)."""
    return {
        "household_id": [f"H{number}" for number in range(len(rows))],
        "village_id": [row[0] for row in rows],
        "persons": [row[1] for row in rows],
        "yearly_income_fen": [None if row[2] is None else row[2] * 100 * row[1] for row in rows],
        "out_of_poverty": [row[3] for row in rows],
    }


def village(name: str = "V1", **given: Any) -> Village:
    return Village(**({"village_id": name, "rural_population": 100, "main_industries": 1} | given))


OUT, POOR, OPEN = (1001, True), (1000, True), (None, True)


def rows(**villages: tuple[int, int, int]) -> list[tuple[str, int, int | None, bool | None]]:
    """Households of one person: so many out, poor and open in each village."""
    return [
        (name, 1, *kind)
        for name, numbers in villages.items()
        for kind, number in zip((OUT, POOR, OPEN), numbers, strict=True)
        for _ in range(number)
    ]


def tree(villages: list[Village], *given: Any, **options: Any) -> ExitTree:
    return exit_tree(policy, register(*given), villages, **options)


# Counting households ------------------------------------------------------------------------------------------------


def test_households_are_counted_by_village_and_verdict():
    found = counted(
        policy,
        register(("V1", 3, *OUT), ("V1", 4, *POOR), ("V2", 2, *OPEN), ("V1", 5, None, None), ("V2", 1, 1001, False)),
        "household_exit_test",
    )
    assert found == {
        "V1": Counts((1, 1, 1, 0), (4, 5, 3, 0), {"yearly_income": 1, "out_of_poverty": 1}),
        "V2": Counts((1, 1, 0, 0), (1, 2, 0, 0), {"yearly_income": 1}),
    }
    assert found["V1"].poor == (4, 9)
    assert found["V1"].text() == (
        "households 3: 1 poor (persons 4), 1 undecided (persons 5), 1 meeting the criteria; "
        "not known: out_of_poverty (of 1), yearly_income (of 1)"
    )
    assert found["V1"].text("zh") == ("3户：未达标1户4人，待定1户5人，达标1户；缺少已脱贫（1户）、家庭年纯收入（1户）")


def test_who_is_not_on_the_register_is_not_counted_as_poor():
    given = register(*[("V1", 2, *kind) for kind in (POOR, OPEN, OUT) for _ in range(3)])
    given["registered_poor"] = [True, False, None] * 3
    found = counted(policy, given, "household_exit_test")["V1"]
    assert found.households == (1, 3, 2, 3)  # poor: registered; undecided: two by income, one by the register
    assert found.persons == (2, 6, 4, 6)
    assert found.missing == {"registered_poor": 2, "yearly_income": 2}
    assert "3 not on the register" in found.text()
    assert "非建档立卡3户" in found.text("zh")


def models(given: Mapping[str, Any]) -> list[Household]:
    made = []
    for values in zip(*given.values(), strict=True):
        facts = dict(zip(given, values, strict=True))
        income = facts.pop("yearly_income_fen")
        made.append(Household(**facts, yearly_income=None if income is None else fen(income)))
    return made


FLAGS = st.sampled_from([True, False, None])
HOUSEHOLDS = st.lists(
    st.tuples(
        st.sampled_from(["V1", "V2", "V3"]), st.integers(1, 9), st.sampled_from([None, 0, 1000, 1001]), FLAGS, FLAGS
    ),
    min_size=1,
    max_size=25,
)


def drawn(found: list[tuple[Any, ...]], *, told: bool) -> dict[str, Any]:
    given = register(*[row[:4] for row in found])
    return given | ({"registered_poor": [row[4] for row in found]} if told else {})


@given(HOUSEHOLDS, st.booleans())
@settings(deadline=None)
def test_a_population_is_counted_as_its_households_one_by_one(found, told):
    given = drawn(found, told=told and any(row[4] is not None for row in found))
    assert counted(policy, given, "household_exit_test") == counted(policy, models(given), "household_exit_test")


@given(HOUSEHOLDS, st.integers(1, 7), st.randoms())
@settings(deadline=None)
def test_neither_the_order_nor_the_blocks_matter(found, block, shuffled):
    given = counted(policy, drawn(found, told=True), "household_exit_test")
    shuffled.shuffle(found)
    assert counted(policy, drawn(found, told=True), "household_exit_test", block=block) == given
    assert sum(sum(each.households) for each in given.values()) == len(found)
    assert sum(sum(each.persons) for each in given.values()) == sum(row[1] for row in found)


def test_a_file_is_counted_as_the_same_arrays(tmp_path: Path):
    path = tmp_path / "households.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["户编号", "村编号", "家庭人口", "家庭年纯收入(元)", "已脱贫", "建档立卡"])
        for number in range(300):
            income = "" if number % 7 == 0 else str(900 + number)
            on_register = "否" if number % 5 == 0 else ""
            writer.writerow([f"H{number}", f"V{number % 3}", 1 + number % 2, income, "是", on_register])
    found = counted(policy, path, "household_exit_test", block=64)
    given = {
        "village_id": [f"V{number % 3}" for number in range(300)],
        "persons": [1 + number % 2 for number in range(300)],
        "yearly_income_yuan": [None if number % 7 == 0 else 900 + number for number in range(300)],
        "out_of_poverty": [True] * 300,
        "registered_poor": [False if number % 5 == 0 else None for number in range(300)],
    }
    assert found == counted(policy, given, "household_exit_test")


def test_a_large_village_is_counted_as_arrays():
    size = 100_000
    income = np.where(np.arange(size) % 100 == 0, 100_000, 100_001) * 3
    given = {
        "village_id": np.repeat(np.array([7, 8]), size // 2),
        "persons": np.full(size, 3),
        "yearly_income_fen": income,
        "out_of_poverty": np.ones(size, np.bool_),
    }
    found = counted(policy, given, "household_exit_test")
    assert found["7"] == found["8"] == Counts((500, 0, 49_500, 0), (1500, 0, 148_500, 0), {})
    whole = exit_tree(policy, given, [village("7", rural_population=75_000), village("8", rural_population=74_999)])
    assert whole.node(Entity.VILLAGE, "7").verdict is MET
    assert whole.node(Entity.VILLAGE, "8").verdict is NOT_MET


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"village_id": None}, "lacks a column.*village_id"),
        ({"persons": None}, "has no column persons"),
        ({"persons": [0]}, "1 row cannot be taken; the first is row 0"),
        ({"village_id": [None]}, "the village of the household in row 0 is not known"),
        ({"yearly_income_fen": [float("nan")]}, "1 row cannot be taken"),
        ({"yearly_income_fen": None}, "has no column yearly_income"),
    ],
)
def test_a_register_that_cannot_be_counted_is_refused(change, problem):
    given = register(("V1", 3, *OUT)) | change
    with pytest.raises(RegisterError, match=problem):
        counted(policy, {name: column for name, column in given.items() if column is not None}, "household_exit_test")


def test_a_household_that_stands_twice_is_refused(tmp_path: Path):
    twice = register(("V1", 3, *OUT), ("V1", 3, *OUT)) | {"household_id": ["H1", "H1"]}
    with pytest.raises(RegisterError, match="2 rows cannot be taken"):
        counted(policy, twice, "household_exit_test")
    with pytest.raises(InvalidInput, match="H1: stands twice"):
        counted(policy, models(twice), "household_exit_test")
    path = tmp_path / "twice.csv"
    path.write_text("household_id,village_id,persons,yearly_income_yuan,out_of_poverty\nH1,V1,3,1,1\nH1,V1,3,1,1\n")
    with pytest.raises(RegisterError, match="2 rows cannot be taken"):
        counted(policy, path, "household_exit_test")


def test_households_that_are_none_are_refused():
    with pytest.raises(InvalidInput, match="got Village; allowed: households"):
        counted(policy, [village()], "household_exit_test")  # type: ignore[list-item]
    with pytest.raises(InvalidInput, match="H1: its village is not known"):
        counted(policy, [Household(household_id="H1", persons=1)], "household_exit_test")


# Villages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "verdict", "poor"),
    [
        ((98, 0, 0), MET, (0, 0)),
        ((98, 2, 0), MET, (2, 2)),
        ((98, 1, 1), MET, (1, 2)),  # whatever the undecided one is
        ((97, 3, 0), NOT_MET, (3, 3)),
        ((90, 2, 1), UNKNOWN, (2, 3)),
        ((90, 3, 5), NOT_MET, (3, 8)),
        ((0, 0, 50), UNKNOWN, (0, 50)),
    ],
)
def test_a_village_is_decided_where_both_ends_agree(kinds, verdict, poor):
    node = tree([village()], *rows(V1=kinds)).node(Entity.VILLAGE, "V1")
    assert (node.verdict, node.poor) == (verdict, poor)
    if poor[0] != poor[1] and verdict is UNKNOWN:
        assert f"between {poor[0]} and {poor[1]} persons" in node.en
        assert f"{poor[0]}至{poor[1]}人之间" in node.zh


def test_what_else_a_village_needs_stays_its_own():
    assert tree([village(main_industries=0)], *rows(V1=(1, 0, 9))).roots[0].verdict is NOT_MET
    missing = tree([village(main_industries=None)], *rows(V1=(9, 0, 0))).roots[0]
    assert missing.verdict is UNKNOWN
    assert "main industries" in missing.en
    assert tree([village(rural_population=None)], *rows(V1=(9, 1, 0))).roots[0].verdict is UNKNOWN
    assert tree([village(rural_population=None)], *rows(V1=(9, 0, 0))).roots[0].verdict is MET  # none of however many
    alone = exit_tree(policy, register(*rows(V1=(9, 0, 0))))
    assert alone.roots[0].verdict is UNKNOWN  # a village of which nothing but its households is known


def test_a_village_without_households_is_reported_and_never_passes():
    whole = tree([village("V1"), village("V2")], *rows(V1=(9, 0, 0)))
    empty = whole.node(Entity.VILLAGE, "V2")
    assert (empty.verdict, empty.poor, empty.counts) == (UNKNOWN, None, Counts())
    assert empty.findings == (("no household of it was handed in", "未提供该村家庭"),)
    assert "! no household of it was handed in" in whole.text()
    assert "! 未提供该村家庭" in whole.text("zh")
    assert "village V2: unknown; poor persons not known; no household" in whole.text()
    assert "村 V2：无法判定；贫困人口不详；无家庭数据" in whole.text("zh")
    # Nor where the village's test hangs on no household.
    villages = [village(name, collective_income=yuan(5)) for name in ("V1", "V2")]
    households = {"village_id": ["V1"], "persons": [1], "yearly_income_yuan": [5000]}
    rich = exit_tree(short_policy, households, villages, **SHORT)
    assert rich.node(Entity.VILLAGE, "V1").verdict is MET
    nothing = rich.node(Entity.VILLAGE, "V2")
    assert (nothing.verdict, nothing.en) == (UNKNOWN, "nothing is known of its poor, which is never a pass")


def test_a_village_may_state_its_poor_where_no_household_is_handed_in():
    whole = tree([village("V1"), village("V2", poor_population=2)], *rows(V1=(9, 1, 0)))
    stated = whole.node(Entity.VILLAGE, "V2")
    assert (stated.verdict, stated.poor) == (MET, (2, 2))
    assert stated.findings[0][0] == "no household of it was handed in"
    with pytest.raises(InvalidInput, match=r"village V1: .*poor_population is given as 2, and counted .* leave"):
        tree([village("V1", poor_population=2)], *rows(V1=(9, 1, 0)))


def test_more_poor_than_persons_is_refused_by_name():
    with pytest.raises(InvalidInput, match=r"village V1: .*3 is above the rural_population"):
        tree([village(rural_population=2)], *rows(V1=(0, 3, 0)))
    with pytest.raises(InvalidInput, match=r"village V1: .*3 is above the rural_population"):
        tree([village(rural_population=2)], *rows(V1=(0, 0, 3)))


@given(st.integers(0, 4), st.integers(0, 4), st.integers(1, 4))
@settings(deadline=None, max_examples=30)
def test_a_further_poor_household_never_helps(poor, open_, more):
    before = tree([village()], *rows(V1=(9, poor, open_))).roots[0].verdict
    after = tree([village()], *rows(V1=(9, poor + more, open_))).roots[0].verdict
    decided = tree([village()], *rows(V1=(9 + open_, poor, 0))).roots[0].verdict
    assert after <= before <= decided


# Towns and the county -----------------------------------------------------------------------------------------------


def county(**given: Any) -> County:
    return County(**({"county_id": "C1", "year": YEAR} | given))


def places(flags: str = "yyy", towns: str = "ABB") -> list[Village]:
    """Villages V1, V2 …: poor (y), not poor (n) or not known (?), each in its town (- for none)."""
    return [
        village(
            f"V{number}",
            is_poor_village={"y": True, "n": False, "?": None}[flag],
            town_id=None if town == "-" else f"T{town}",
        )
        for number, (flag, town) in enumerate(zip(flags, towns, strict=True), start=1)
    ]


def test_a_tree_of_villages_towns_and_a_county():
    whole = tree(places(), *rows(V1=(9, 2, 0), V2=(9, 0, 0), V3=(9, 3, 1)), county=county())
    assert [node.id for node in whole.nodes()] == ["C1", "TA", "V1", "TB", "V2", "V3"]
    assert {node.id: node.verdict for node in whole.nodes()} == {
        "C1": MET, "TA": MET, "V1": MET, "TB": NOT_MET, "V2": MET, "V3": NOT_MET,
    }  # fmt: skip
    top = whole.roots[0]
    assert top.poor == (5, 6)
    assert top.record.rural_population == 300  # type: ignore[attr-defined]
    assert top.counts.households == (5, 1, 27, 0)
    town = whole.node(Entity.TOWN, "TB").record
    assert isinstance(town, Town)
    assert (town.poor_villages, town.villages_not_exited, town.poor_population) == (2, 1, None)


@pytest.mark.parametrize(
    ("flags", "kinds", "verdict"),
    [
        ("yy", [(9, 0, 0), (9, 0, 0)], MET),
        ("yy", [(9, 0, 0), (9, 3, 0)], NOT_MET),
        ("yy", [(9, 0, 0), (9, 2, 1)], UNKNOWN),
        ("yy", [(9, 3, 0), (9, 2, 1)], NOT_MET),
        ("yn", [(9, 0, 0), (9, 3, 0)], MET),  # a village that is not poor has nothing to leave
        ("y?", [(9, 0, 0), (9, 3, 0)], UNKNOWN),
        ("y?", [(9, 0, 0), (9, 0, 0)], MET),
    ],
)
def test_what_is_unknown_stays_unknown_up_the_tree(flags, kinds, verdict):
    given = rows(**{f"V{number}": kind for number, kind in enumerate(kinds, start=1)})
    whole = tree(places(flags, "AA"), *given)
    assert whole.node(Entity.TOWN, "TA").verdict is verdict


def test_a_place_without_a_test_of_its_own_takes_its_poor_villages_together():
    def judged(flags: str, *incomes: int | None) -> ExitNode:
        villages = [
            each.model_copy(update={"collective_income": None if income is None else yuan(income)})
            for each, income in zip(places(flags, "A" * len(flags)), incomes, strict=True)
        ]
        given = {"village_id": [each.village_id for each in villages], "persons": [1] * len(villages)}
        given |= {"yearly_income_yuan": [5000] * len(villages)}
        return exit_tree(short_policy, given, villages, county=county(), **SHORT).roots[0]

    assert judged("yy", 1, 1).verdict is MET
    assert judged("yy", 1, 0).verdict is NOT_MET
    assert judged("yn", 1, 0).verdict is MET
    assert judged("y?", 1, 0).verdict is UNKNOWN
    assert judged("yy", 1, None).verdict is UNKNOWN
    assert judged("yy", 0, None).verdict is NOT_MET
    none = judged("nn", 1, 1)
    assert (none.verdict, none.en) == (UNKNOWN, "it has no poor village on which to decide")
    assert none.decision is None
    assert judged("y", 1).en == "the law has no test for it; its poor villages (1) together: met"
    assert judged("y", 1).zh == "没有针对该级的规定；所辖1个贫困村合并判定：符合"


def test_a_county_stays_unknown_while_a_village_has_no_household():
    given = rows(V1=(9, 0, 0))
    whole = tree(places("yy", "A-"), *given, county=county())
    assert whole.roots[0].poor is None
    assert whole.roots[0].verdict is UNKNOWN
    assert whole.node(Entity.TOWN, "TA").verdict is MET
    assert [child.id for child in whole.roots[0].children] == ["TA", "V2"]


def test_a_county_whose_villages_are_not_all_there_is_not_counted():
    whole = tree(places(), *rows(V1=(9, 0, 0), V2=(9, 0, 0), V3=(9, 0, 0)), county=county(villages=4))
    top = whole.roots[0]
    assert (top.verdict, top.poor) == (UNKNOWN, None)
    assert top.findings[0][0] == "it has 4 villages, but 3 were handed in: nothing is counted from them"
    all_there = tree(places(), *rows(V1=(9, 0, 0), V2=(9, 0, 0), V3=(9, 0, 0)), county=county(villages=3))
    assert all_there.roots[0].verdict is MET


def test_what_a_place_states_stays_and_a_disagreement_is_reported():
    given = rows(V1=(9, 2, 0), V2=(9, 2, 0), V3=(9, 2, 0))
    stated = tree(places(), *given, county=county(rural_population=200, poor_villages=3)).roots[0]
    assert stated.verdict is NOT_MET  # 6 of 200
    assert stated.findings == (
        ("its rural population is given as 200, but its villages come to 300", "乡村总人口填报为200，各村合计为300"),
    )
    ranges = tree(places("y?y"), *given, county=county(poor_villages=1)).roots[0].findings
    assert ranges[0][0] == "its poor villages is given as 1, but its villages come to 2 to 3"
    with pytest.raises(InvalidInput, match=r"county C1: .*poor_population is given as 6"):
        tree(places(), *given, county=county(poor_population=6))
    with pytest.raises(InvalidInput, match=r"town TA: .*villages_not_exited is given as 0"):
        tree(places(), *given, towns=[Town(town_id="TA", villages_not_exited=0)])


def test_a_town_without_villages_is_reported():
    whole = tree(places(), *rows(V1=(9, 0, 0), V2=(9, 0, 0), V3=(9, 0, 0)), towns=[{"town_id": "TZ"}])
    empty = whole.node(Entity.TOWN, "TZ")
    assert (empty.verdict, empty.findings) == (UNKNOWN, (("no village of it was handed in", "未提供所辖村"),))


def test_the_order_of_places_and_households_does_not_matter():
    given = rows(V1=(9, 2, 0), V2=(9, 0, 0), V3=(9, 3, 1))
    villages = places()
    wanted = {json.dumps(row) for row in tree(villages, *given, county=county()).to_rows()}
    for seed in range(5):
        random.Random(seed).shuffle(given)
        random.Random(seed).shuffle(villages)
        assert {json.dumps(row) for row in tree(villages, *given, county=county()).to_rows()} == wanted


# What comes out -----------------------------------------------------------------------------------------------------


def test_a_node_explains_itself_with_its_own_test_only():
    node = tree(places("y", "A"), *rows(V1=(97, 3, 0)), county=county()).node(Entity.VILLAGE, "V1")
    assert node.decision is not None
    assert set(node.decision.verdicts) == {"village_exit_test", "few_poor"}
    assert node.en == "the village may leave: not met (few are poor: not met)"
    assert node.zh == "贫困村可退出：不符合（贫困人口少：不符合）"
    said = node.explain()
    assert said.startswith("village V1: not met; poor persons 3; households 100: 3 poor (persons 3)")
    assert "3 (poor population) × 100 = 300 is above 100 (rural population) × 2 = 200" in " ".join(said.split())
    assert "贫困人口3" in node.explain("zh")


def test_a_town_explains_what_lies_beneath_it():
    whole = tree(places(), *rows(V1=(9, 2, 0), V2=(9, 0, 0), V3=(9, 3, 1)), county=county())
    assert "village V3: not met; poor persons 3 to 4" in whole.node(Entity.TOWN, "TB").explain()
    assert "村 V3：不符合；贫困人口3至4人" in whole.node(Entity.TOWN, "TB").explain("zh")


def test_the_tree_prints_and_gives_rows_and_json():
    whole = tree(places("y", "A"), *rows(V1=(9, 2, 1)), county=county())
    assert str(whole).splitlines() == [
        "county C1: unknown; poor persons 2 to 3; households 12: 2 poor (persons 2), 1 undecided (persons 1), "
        "9 meeting the criteria; not known: yearly_income (of 1)",
        *(
            f"{indent}{name}: unknown; poor persons 2 to 3; households 12: 2 poor (persons 2), "
            "1 undecided (persons 1), 9 meeting the criteria; not known: yearly_income (of 1)"
            for indent, name in (("  ", "town TA"), ("    ", "village V1"))
        ),
    ]
    read = json.loads(whole.to_json())
    assert read["policy"] == "aa 2016-06-01"
    assert read["places"] == whole.to_rows()
    assert [row["belongs_to"] for row in read["places"]] == ["", "C1", "TA"]
    assert read["places"][2] == {
        "entity": "village", "id": "V1", "belongs_to": "TA", "verdict": "UNKNOWN", "poor_least": 2, "poor_most": 3,
        "rural_population": 100, "poor_households": 2, "undecided_households": 1, "meeting_households": 9,
        "not_registered_households": 0, "poor_persons": 2, "undecided_persons": 1, "meeting_persons": 9,
        "not_registered_persons": 0, "reason_en": whole.node(Entity.VILLAGE, "V1").en,
        "reason_zh": whole.node(Entity.VILLAGE, "V1").zh, "findings_en": "", "findings_zh": "",
    }  # fmt: skip
    with pytest.raises(UnknownName, match="did you mean 'V1'"):
        whole.node(Entity.VILLAGE, "V11")


# What cannot be -----------------------------------------------------------------------------------------------------


def test_a_test_that_is_not_there_or_not_computed_is_refused():
    given = register(("V1", 1, *OUT))
    with pytest.raises(UnknownName, match="village_exit_test"):
        exit_tree(policy, given, [village()], village_test="village_exit_tes")
    with pytest.raises(InvalidInput, match="town_exit_test: is no provision about a village"):
        exit_tree(policy, given, [village()], village_test="town_exit_test")
    with pytest.raises(InvalidInput, match="is about a village"):
        exit_tree(policy, given, [village()], household_test="village_exit_test")
    with pytest.raises(OpenTerm, match="line"):
        exit_tree(law.policy(on=date(2016, 6, 1)), given, [village()])


def test_places_that_cannot_be_are_refused():
    given = register(("V1", 1, *OUT))
    with pytest.raises(InvalidInput, match="V1: stands twice"):
        exit_tree(policy, given, [village(), village()])
    with pytest.raises(UnknownName, match="village of a household: 'V1' is not known"):
        exit_tree(policy, given, [village("V2")])
    with pytest.raises(InvalidInput, match="got a county; allowed: a village"):
        exit_tree(policy, given, [county()])
    with pytest.raises(InvalidInput, match="rural_population"):
        exit_tree(policy, given, [{"village_id": "V1", "rural_population": 0}])
