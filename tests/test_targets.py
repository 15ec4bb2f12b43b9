"""Targets and consistencies of a law: declared as data, reported as text and rows, inherited or kept to one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from povertykit import yuan
from povertykit.calculators.progress import Comparison, Status, Track, by_end, each_year, in_total, rising
from povertykit.citation import Grade, Source
from povertykit.errors import DuplicateRule, InvalidInput, UnknownName
from povertykit.money import Fen
from povertykit.policy import Jurisdiction
from povertykit.policy.targets import quantity

PERSONS = ("persons", "人")


def law(name: str = "aa", parent: Jurisdiction | None = None) -> Jurisdiction:
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
        parent=parent,
    )


def with_targets() -> Jurisdiction:
    made = law()
    made.target("leavers", "1", in_total(2015, 2017, 100_000), en="persons out", zh="脱贫人数", unit=PERSONS)
    most = Comparison.AT_MOST
    made.target(
        "poor_share",
        "2",
        by_end(2017, Fraction(8, 100), most),
        by_end(2020, Fraction(5, 100), most),
        en="poor share",
        zh="贫困发生率",
    )
    made.target("income", "3", rising(2016, 2018), by_end(2017, yuan(7000)), en="mean income", zh="人均纯收入")
    made.target("trees", "4", by_end(2020, 2, base_year=2010), en="forest", zh="森林", unit=("mu", "亩"))
    made.target("water", "5", each_year(2015, 2020, 18), en="wells", zh="水井", unit=("wells", "口"))
    return made


# Quantities ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (0, ("", ""), "0", "0"),
        (1, ("", ""), "1", "1"),
        (12_345, ("", ""), "12,345", "12,345"),
        (Fraction(0), ("", ""), "0%", "0%"),
        (Fraction(1), ("", ""), "100%", "100%"),
        (Fraction(1, 2), ("", ""), "50%", "50%"),
        (Fraction(3, 2), ("", ""), "150%", "150%"),
        (Fraction(1, 3), ("", ""), "33.33…%", "33.33…%"),
        (Fraction(-1, 50), ("", ""), "−2%", "−2%"),
        (0, PERSONS, "0 persons", "0人"),
        (1, PERSONS, "1 persons", "1人"),
        (Fraction(5), PERSONS, "5 persons", "5人"),
        (Fraction(23_000_001, 10), ("mu", "亩"), "2,300,000.1 mu", "2,300,000.1亩"),
        (Fraction(10**12, 3), ("mu", "亩"), "333,333,333,333.33… mu", "333,333,333,333.33…亩"),
        (10**30, PERSONS, f"{10**30:,} persons", f"{10**30:,}人"),
        (Fen(0), ("", ""), "0.00 yuan", "0.00元"),
        (Fen(1), ("", ""), "0.01 yuan", "0.01元"),
        (yuan(1_000_000_000), ("", ""), "1,000,000,000.00 yuan", "1,000,000,000.00元"),
        (-yuan("0.50"), ("", ""), "−0.50 yuan", "−0.50元"),
    ],
)
def test_a_quantity_as_a_reader_sees_it(value, unit, en, zh):
    assert quantity(value, *unit) == en
    assert quantity(value, *unit, language="zh") == zh


def test_the_words_of_goals():
    targets = with_targets().targets
    said = [
        (t.level_text(goal), t.level_text(goal, "zh")) for name in targets for t in [targets[name]] for goal in t.goals
    ]
    assert said == [
        ("at least 100,000 persons in total in 2015–2017", "2015–2017年累计不少于100,000人"),
        ("at most 8% by the end of 2017", "2017年底不超过8%"),
        ("at most 5% by the end of 2020", "2020年底不超过5%"),
        ("rising every year, 2016–2018", "2016–2018年逐年增长"),
        ("at least 7,000.00 yuan by the end of 2017", "2017年底不少于7,000.00元"),
        ("at least 2 times 2010 by the end of 2020", "2020年底不少于2010年的2倍"),
        ("at least 18 wells a year in 2015–2020", "2015–2020年每年不少于18口"),
    ]
    one_year = law().target("one", "1", each_year(2015, 2015, 18), en="a", zh="甲", unit=("villages", "个村"))
    assert one_year.level_text(one_year.goals[0]) == "at least 18 villages in 2015"
    assert one_year.level_text(one_year.goals[0], "zh") == "2015年不少于18个村"


def test_the_numbers_of_a_target_are_those_of_its_document():
    targets = with_targets().targets
    assert targets["income"].numbers == {2016, 2018, 2017, 7000}  # money in yuan, although another goal comes first
    assert targets["poor_share"].numbers == {Fraction(8, 100), Fraction(5, 100), 2017, 2020}
    assert targets["trees"].numbers == {2, 2010, 2020}


# Standings ----------------------------------------------------------------------------------------------------------


def test_a_standing_reads_well_in_both_languages():
    targets = with_targets().targets
    assert str(targets["leavers"]({2015: 20_000}, 2015)) == (
        "persons out (notice of aa, 1)\n"
        "  at least 100,000 persons in total in 2015–2017: behind "
        "(behind the straight line to the goal; now 20,000 persons; needed a year at least 40,000 persons)"
    )
    assert targets["leavers"]({2015: 20_000}, 2015).text("zh") == (
        "脱贫人数（《文件》1）\n"
        "  2015–2017年累计不少于100,000人：进度滞后（落后于直线进度；现值 20,000人；每年尚需 不少于40,000人）"
    )
    share = targets["poor_share"]({2014: Fraction(20, 100), 2015: Fraction(15, 100)}, 2015)
    assert "now 15%; needed a year at most −3.5 percentage points" in share.text()
    assert "每年尚需 不超过−2个百分点" in share.text("zh")
    money = targets["income"]({2014: yuan(5000), 2015: yuan(6000)}, 2015)
    assert "now 6,000.00 yuan; needed a year at least 500.00 yuan" in money.text()
    thirds = targets["income"]({2013: yuan(5000), 2014: yuan(6000)}, 2014)
    assert "needed a year at least 333.33… yuan" in thirds.text()
    none = targets["income"]({}, 2015)
    assert "not known (nothing was observed yet; now -; needed a year -)" in none.text()
    assert "needed a year 0 wells" in targets["water"](dict.fromkeys(range(2015, 2021), 18), 2020).text()


def test_the_standing_of_a_target_is_the_worst_of_what_has_begun():
    share = with_targets().targets["poor_share"]
    tenth, twentieth, fiftieth = Fraction(1, 10), Fraction(1, 20), Fraction(1, 50)
    assert share({2016: tenth, 2017: tenth}, 2017).status is Status.MISSED
    assert share({2016: tenth, 2017: twentieth}, 2017).status is Status.ON_TRACK
    assert share({2016: fiftieth, 2017: Fraction(7, 100)}, 2017).status is Status.BEHIND
    assert share({2017: Fraction(7, 100)}, 2017).status is Status.UNKNOWN  # met for 2017, without a pace to 2020
    assert share({2017: twentieth, 2020: twentieth}, 2020).status is Status.MET
    assert share({2017: twentieth}, 2020).status is Status.UNKNOWN
    assert share({2017: tenth}, 2020).status is Status.MISSED
    plan = law().target(
        "plan", "1", each_year(2015, 2015, 18), each_year(2016, 2016, 38), en="villages out", zh="退出村", unit=PERSONS
    )
    assert plan({}, 2014).status is Status.ON_TRACK
    assert plan({2015: 18}, 2015).status is Status.MET
    assert plan({2015: 18}, 2016).status is Status.UNKNOWN
    assert plan({2015: 18, 2016: 37}, 2016).status is Status.MISSED


def test_rows_and_json_are_exact():
    report = with_targets().policy(on=date(2016, 6, 1)).progress({"leavers": {2015: 33_333}})
    rows = report.to_rows()
    assert [row["target"] for row in rows] == [
        "leavers",
        "poor_share",
        "poor_share",
        "income",
        "income",
        "trees",
        "water",
    ]
    assert rows[0] == {
        "target": "leavers",
        "citation": "notice of aa, 1",
        "goal": "at least 100,000 persons in total in 2015–2017",
        "year": "2015",
        "status": "behind",
        "value": "33333",
        "needed": "66667/2",
        "reason_en": "behind the straight line to the goal",
        "reason_zh": "落后于直线进度",
    }
    assert rows[1]["value"] == rows[1]["needed"] == ""
    assert json.loads(report.to_json()) == rows


# The law's targets --------------------------------------------------------------------------------------------------


def test_a_policy_reports_all_targets_and_what_is_not_observed_is_not_known():
    policy = with_targets().policy(on=date(2018, 1, 1))
    report = policy.progress({"leavers": {2015: 40_000, 2016: 40_000, 2017: 20_000}, "water": {2015: 17}})
    assert report.year == 2017  # the last year that is complete
    assert list(report) == list(policy.targets())
    assert len(report) == 5
    assert report["leavers"].status is Status.MET
    assert report.with_status(Status.MISSED) == ("water",)
    assert report.with_status(Status.UNKNOWN) == ("poor_share", "income", "trees")
    assert report.text("zh").count("（《文件》") == 5
    assert str(report) == "\n".join(map(str, report.values()))
    with pytest.raises(UnknownName, match="did you mean 'leavers'"):
        _ = report["leaver"]


def test_a_report_takes_a_year_a_baseline_and_a_track():
    policy = with_targets().policy(on=date(2018, 1, 1))
    share: Mapping[str, Any] = {"poor_share": {2015: Fraction(15, 100)}}
    assert policy.progress(share, 2015)["poor_share"].status is Status.UNKNOWN
    based = policy.progress(share, 2015, baselines={"poor_share": (2013, Fraction(20, 100))})
    assert based["poor_share"].status is Status.BEHIND
    leavers = {"leavers": {2015: 60_000, 2016: 7_000}}
    assert policy.progress(leavers, 2016)["leavers"].status is Status.ON_TRACK
    assert policy.progress(leavers, 2016, track=Track.REQUIRED_PACE)["leavers"].status is Status.BEHIND


def test_a_series_of_no_target_is_refused():
    policy = with_targets().policy(on=date(2018, 1, 1))
    with pytest.raises(UnknownName, match="did you mean 'leavers'"):
        policy.progress({"leaver": {}})
    with pytest.raises(UnknownName, match="target: 'x' is not known"):
        policy.progress({}, baselines={"x": (2014, 1)})


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("income", 7000, "income: observed.2017.: got the bare number 7000; allowed: an amount made by yuan"),
        ("income", Decimal(7000), "got the bare number 7000"),
        ("leavers", yuan(38), "got 38.00 yuan; allowed: a plain number .persons"),
        ("poor_share", yuan(1), "got 1.00 yuan; allowed: a plain number .a share"),
        ("poor_share", 8, "got 8, which is 800%; allowed: a share, such as"),
        ("poor_share", Fraction(-1, 100), "got -1/100; allowed: a number .a share. of 0 or more"),
        ("leavers", -3, "got -3; allowed: a number .persons. of 0 or more"),
    ],
)
def test_a_value_in_another_unit_than_the_targets_is_refused(name, value, problem):
    target = with_targets().policy(on=date(2018, 1, 1)).targets()[name]
    with pytest.raises(InvalidInput, match=problem):
        target({2017: value}, 2017)
    with pytest.raises(InvalidInput, match=problem.replace("observed.2017.", "baseline")):
        target({}, 2017, baseline=(2014, value))
    assert target({2017: 0}, 2017).goals[-1].value == 0  # nothing is nothing in every unit


def test_a_share_of_all_is_a_whole_number():
    target = with_targets().policy(on=date(2018, 1, 1)).targets()["poor_share"]
    assert target({2017: 1}, 2017).status is Status.MISSED
    assert target({2017: Fraction(101, 100)}, 2017).status is Status.MISSED


@pytest.mark.parametrize(
    ("goals", "unit", "problem"),
    [
        ([], ("", ""), "got no goal"),
        ([by_end(2017, yuan(5)), by_end(2018, 5)], ("", ""), "mixes money with numbers"),
        ([by_end(2017, yuan(5))], PERSONS, "mixes money with numbers"),
    ],
)
def test_a_target_that_cannot_be_is_refused(goals, unit, problem):
    with pytest.raises(InvalidInput, match=f"it: {problem}.*rule: notice of aa, 1"):
        law().target("it", "1", *goals, en="a", zh="甲", unit=unit)


def test_a_name_is_declared_once():
    made = with_targets()
    with pytest.raises(DuplicateRule):
        made.target("water", "6", by_end(2020, 1), en="a", zh="甲")
    with pytest.raises(DuplicateRule):
        made.figure("water", 5, "6", en="a", zh="甲")
    with pytest.raises(DuplicateRule):
        made.consistency("water", "6", parts={"a": 1}, stated=1, en="a", zh="甲")


def test_a_lower_place_inherits_the_targets_that_are_not_kept_above():
    province = with_targets()
    province.binds_only_here("leavers", "poor_share")
    county = law("bb", province)
    county.target("schools", "1", by_end(2020, 3), en="schools", zh="学校", unit=("schools", "所"))
    town = law("cc", county)
    assert set(province.all_targets()) == {"leavers", "poor_share", "income", "trees", "water"}
    assert set(county.all_targets()) == set(town.all_targets()) == {"income", "trees", "water", "schools"}
    assert str(town.all_targets()["income"].citation) == "notice of aa, 3"
    with pytest.raises(UnknownName, match="leavers"):
        county.policy(on=date(2018, 1, 1)).progress({"leavers": {}})
    with pytest.raises(UnknownName, match=r"aa\.binds_only_here"):
        province.binds_only_here("nothing")


def test_a_lower_place_may_set_a_target_of_its_own_in_the_place_of_a_higher_one():
    county = law("bb", with_targets())
    county.target("water", "9", each_year(2015, 2020, 25), en="wells", zh="水井", unit=("wells", "口"))
    assert county.policy(on=date(2016, 1, 1)).progress({"water": {2015: 20}})["water"].status is Status.MISSED
    assert str(county.all_targets()["water"].citation) == "notice of bb, 9"


# A document's own arithmetic ----------------------------------------------------------------------------------------


def test_a_document_that_agrees_with_itself_and_one_that_does_not():
    made = law()
    agrees = made.consistency(
        "sum", "二", parts={"2015": 23_000, "2016": 42_000, "2017": 42_000}, stated=100_000, unit=PERSONS,
        comparison=Comparison.AT_LEAST, en="persons out to 2017", zh="2017年前脱贫人数",
    )  # fmt: skip
    short = made.consistency(
        "later", "二", parts={"2018": 12_500, "2019": 8_900, "2020": 4_200}, stated=30_000, unit=PERSONS,
        comparison=Comparison.AT_LEAST, en="persons out from 2018", zh="2018年起脱贫人数",
    )  # fmt: skip
    assert (agrees.agrees, agrees.computed, agrees.difference) == (True, 107_000, 7_000)
    assert (short.agrees, short.computed, short.difference) == (False, 25_600, -4_400)
    assert str(short) == (
        "persons out from 2018 (notice of aa, 二): comes to 25,600 persons, against at least 30,000 persons: disagrees"
    )
    assert short.text("zh") == "2018年起脱贫人数（《文件》二）：合计 25,600人，对照不少于 30,000人：不符"
    assert agrees.text().endswith("agrees")
    assert agrees.text("zh").endswith("相符")
    assert list(made.consistencies) == ["sum", "later"]


def test_a_consistency_may_be_computed_otherwise_than_by_adding():
    share = law().consistency(
        "share", "二", parts={"poor": 180_000, "rural": 4_299_000}, computed=Fraction(180_000, 4_299_000),
        stated=Fraction(7, 100), en="poor share", zh="贫困发生率",
    )  # fmt: skip
    assert not share.agrees
    assert "comes to 4.18…%, against exactly 7%: disagrees" in share.text()
    money = law().consistency("money", "二", parts={"a": yuan(3), "b": yuan(4)}, stated=yuan(7), en="all", zh="合计")
    assert money.agrees
    assert "comes to 7.00 yuan, against exactly 7.00 yuan" in money.text()
