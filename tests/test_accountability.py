"""Accountability over years: the year before filled in, gaps unknown, years running, ranks with ties."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import AssessedUnit, Prefecture, Verdict, Village, yuan
from povertykit.calculators.accountability import Ranked, ranked, with_previous_years, years_running
from povertykit.errors import InvalidInput, UnknownName
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import huaihua, xiangxi
from povertykit.scenarios.accountability import Accountability, track

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
HUAIHUA: Final = huaihua.policy(on=date(2020, 12, 31))


def unit(year: int, done: int | None, task: int | None = 100, name: str = "U1", **given: Any) -> AssessedUnit:
    return AssessedUnit(unit_id=name, year=year, reduction_task=task, reduction_done=done, **given)


def followed(**done: int | None) -> Accountability:
    """One unit's years, as y2016=99."""
    return track(HUAIHUA, [unit(int(year[1:]), number) for year, number in done.items()])


def verdicts(found: Accountability, name: str, unit_id: str = "U1") -> list[Verdict]:
    return [each.verdict(name) for each in found.years if each.unit.unit_id == unit_id]


# The year before ----------------------------------------------------------------------------------------------------


def test_the_year_before_is_filled_in_from_the_series():
    units = [unit(2017, 90), unit(2016, 80, 95), unit(2016, 70, name="U2"), unit(2019, 60)]
    found = with_previous_years(units)
    before = {(each.unit_id, each.year): (each.previous_reduction_task, each.previous_reduction_done) for each in found}
    nothing = (None, None)
    assert before == {("U1", 2016): nothing, ("U1", 2017): (95, 80), ("U1", 2019): nothing, ("U2", 2016): nothing}
    assert list(before) == sorted(before)


def test_what_is_given_of_the_year_before_stays_and_may_not_contradict():
    stated = unit(2017, 90, previous_reduction_done=80)
    assert with_previous_years([stated])[0].previous_reduction_done == 80
    assert with_previous_years([unit(2016, 80), stated])[1].previous_reduction_task == 100
    assert with_previous_years([unit(2016, None), stated])[1].previous_reduction_done == 80
    with pytest.raises(InvalidInput, match=r"previous_reduction_done is given as 80 for 2017.* has reduction_done 81"):
        with_previous_years([unit(2016, 81), stated])


def test_other_records_by_the_year_are_filled_in_alike():
    years = [Prefecture(prefecture_id="C", year=year, revenue=yuan(year)) for year in (2016, 2017)]
    assert with_previous_years(years)[1].previous_revenue == yuan(2016)
    with pytest.raises(InvalidInput, match="a village has no year"):
        with_previous_years([Village(village_id="V1")])
    with pytest.raises(InvalidInput, match="U1: two records of 2016"):
        with_previous_years([unit(2016, 1), unit(2016, 1)])


# Years running ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missed", "year", "running"),
    [
        ({2017: True}, 2017, (1, 1)),
        ({2017: False}, 2017, (0, 0)),
        ({2017: None}, 2017, (0, 1)),
        ({2016: True}, 2017, (0, 2)),
        ({2016: False}, 2017, (0, 1)),
        ({2016: True, 2017: True}, 2017, (2, 2)),
        ({2015: True, 2016: False, 2017: True}, 2017, (1, 1)),
        ({2014: True, 2015: False, 2016: None, 2017: True}, 2017, (1, 2)),
        ({2014: True, 2017: True}, 2017, (1, 4)),
        ({2016: True, 2017: True, 2018: True}, 2017, (2, 2)),
        ({2018: True}, 2017, (0, 0)),
    ],
)
def test_years_running(missed, year, running):
    assert years_running(missed, year) == running


@pytest.mark.parametrize("answer", [1, 0, "yes", 0.0, Verdict.MET])
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(InvalidInput, match=r"missed\[2017\]: got"):
        years_running({2017: answer}, 2017)
    with pytest.raises(InvalidInput, match="got no year"):
        years_running({}, 2017)


@given(st.dictionaries(st.integers(2014, 2018), st.booleans(), min_size=1), st.sets(st.integers(2014, 2018)))
def test_what_is_lost_only_widens_the_bounds(missed, lost):
    missed = dict.fromkeys(range(2014, 2019), False) | missed
    exact, same = years_running(missed, 2018)
    assert exact == same
    low, high = years_running({year: None if year in lost else answer for year, answer in missed.items()}, 2018)
    assert low <= exact <= high


# Units over the years -----------------------------------------------------------------------------------------------


def test_a_task_missed_is_warned_and_missed_two_years_running_has_measures():
    found = followed(y2016=99, y2017=90, y2018=100, y2019=99)
    assert verdicts(found, "warning_talk") == [MET, MET, NOT_MET, MET]
    assert verdicts(found, "organisational_measures") == [UNKNOWN, MET, NOT_MET, NOT_MET]
    assert found.running("U1", "warning_talk", 2017) == (2, 2)
    assert found.running("U1", "warning_talk", 2019) == (1, 1)


def test_the_first_year_is_unknown_only_where_the_year_before_matters():
    assert verdicts(followed(y2016=100), "organisational_measures") == [NOT_MET]
    assert verdicts(followed(y2016=99), "organisational_measures") == [UNKNOWN]


def test_a_gap_is_unknown_and_not_a_year_without_a_miss():
    found = followed(y2016=90, y2018=90)
    assert verdicts(found, "warning_talk") == [MET, UNKNOWN, MET]
    assert verdicts(found, "organisational_measures") == [UNKNOWN, UNKNOWN, UNKNOWN]
    assert [each.given for each in found.years] == [True, False, True]
    assert found.running("U1", "warning_talk", 2018) == (1, 3)
    half = followed(y2016=90, y2017=None, y2018=90)
    assert verdicts(half, "organisational_measures") == [UNKNOWN, UNKNOWN, UNKNOWN]
    assert verdicts(followed(y2016=90, y2018=100), "organisational_measures") == [UNKNOWN, UNKNOWN, NOT_MET]


def test_a_year_outside_the_law_is_not_judged_but_remembered():
    found = followed(y2014=90, y2015=90)
    assert found["U1", 2014].decision is None
    assert verdicts(found, "warning_talk") == [UNKNOWN, MET]
    assert verdicts(found, "organisational_measures") == [UNKNOWN, MET]
    assert "the law is not known in that year" in found.text()


def test_units_are_followed_apart_and_in_any_order():
    units = [unit(2017, 90), unit(2016, 90, name="U2"), unit(2016, 90), unit(2017, 100, name="U2")]
    found = track(HUAIHUA, units)
    assert found.with_verdict("organisational_measures") == (("U1", 2017),)
    assert set(found.with_verdict("warning_talk")) == {("U1", 2016), ("U1", 2017), ("U2", 2016)}
    backwards = track(HUAIHUA, reversed(units))
    assert sorted(map(str, backwards.to_rows())) == sorted(map(str, found.to_rows()))


def test_accountability_of_one_year_by_a_ranking():
    series = [unit(2017, 90, ranked_at_back=True), unit(2018, 90, ranked_at_back=False), unit(2019, 90)]
    found = track(xiangxi.policy(on=date(2017, 12, 31)), series)
    assert verdicts(found, "unit_accountable") == [MET, NOT_MET, UNKNOWN]


def test_the_table_rows_and_reasons():
    found = followed(y2016=90, y2018=None)
    assert found.text().splitlines() == [
        "unit  year  warning talk  organisational measures  note",
        "U1    2016  met           unknown                  "
        "not known: previous_reduction_done, previous_reduction_task",
        "U1    2017  unknown       unknown                  no record of the year",
        "U1    2018  unknown       unknown                  "
        "not known: previous_reduction_done, previous_reduction_task, reduction_done",
    ]
    assert "警示约谈" in found.text("zh")
    assert "无该年度记录" in found.text("zh")
    assert str(found) == found.text()
    rows = found.to_rows()
    assert json.loads(json.dumps(rows)) == rows
    assert rows[1] == {
        "unit_id": "U1", "year": 2017, "warning_talk": "UNKNOWN", "organisational_measures": "UNKNOWN",
        "note_en": "no record of the year", "note_zh": "无该年度记录",
    }  # fmt: skip
    decision = found["U1", 2016].decision
    assert decision is not None
    assert "90 (reduction done) is below 100" in " ".join(decision.explain().split())


def test_what_is_not_there_is_refused():
    found = followed(y2016=90)
    with pytest.raises(UnknownName, match="U1 2016"):
        _ = found["U1", 2017]
    with pytest.raises(UnknownName, match="did you mean 'warning_talk'"):
        found.running("U1", "warning_talks", 2016)
    with pytest.raises(InvalidInput, match="zz: has no rule of accountability"):
        track(zz.policy(on=date(2030, 6, 1)), [unit(2030, 5)])


# Ranks --------------------------------------------------------------------------------------------------------------


def test_those_who_tie_share_the_better_rank():
    found = ranked({"a": 70, "b": 90, "c": 90, "d": Fraction(141, 2)})
    assert found == {"b": Ranked(1, 2, 4), "c": Ranked(1, 2, 4), "d": Ranked(3, 1, 4), "a": Ranked(4, 1, 4)}
    assert list(found) == ["a", "b", "c", "d"]
    assert ranked({"a": 70, "b": 90}, highest_first=False)["a"].rank == 1
    assert ranked({}) == {}
    assert [each.from_back for each in ranked({"a": 3, "b": 1, "c": 1}).values()] == [3, 1, 1]


@pytest.mark.parametrize("score", [None, 1.5, float("nan"), True, "90"])
def test_a_score_that_is_not_exact_is_refused(score):
    with pytest.raises(InvalidInput, match=r"b: got .*leaves the others' ranks open"):
        ranked({"a": 90, "b": score})


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5), max_size=12), st.booleans())
def test_a_rank_is_one_more_than_the_number_of_better_ones(scores, highest_first):
    for name, each in ranked(scores, highest_first=highest_first).items():
        own = scores[name]
        better = sum(score > own if highest_first else score < own for score in scores.values())
        worse = sum(score < own if highest_first else score > own for score in scores.values())
        assert each == (better + 1, list(scores.values()).count(own), len(scores))
        assert (each.last, each.from_back) == (len(scores) - worse, worse + 1)
