"""Attendance from a log: distinct days, nights and visits by month, what is covered, and the duties that follow."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Verdict
from povertykit.calculators.attendance import Assignment, Attendance, PersonMonth, attendance
from povertykit.calculators.attendance_log import Entry, Presence, read_log
from povertykit.errors import DateError, InvalidInput, RegisterError, UnknownName
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn import shandong
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Duty
from povertykit.scenarios.attendance import DutyMonth, DutyReport, duty_report, read_attendance

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
DAY, NIGHT, VISIT, WORK = Presence
TEAM: Final = {"P1": Duty.TEAM_MEMBER}
YEAR: Final = date(2016, 1, 1), date(2016, 12, 31)  # a leap year
JUNE: Final = date(2016, 6, 1), date(2016, 6, 30)


def days(first: date, number: int, kind: Presence = DAY, person: str = "P1", place: str = "V1") -> list[Entry]:
    return [Entry(person, first + timedelta(days=at), kind, place) for at in range(number)]


def counted(entries: Sequence[Any], covered: tuple[date, date] = JUNE, **options: Any) -> Attendance:
    return attendance(read_log(entries), options.pop("assigned", TEAM), covered, **options)


def only(entries: Sequence[Any], covered: tuple[date, date] = JUNE, **options: Any) -> PersonMonth:
    (month,) = counted(entries, covered, **options).months
    return month


def counts(month: PersonMonth) -> tuple[object, ...]:
    member = month.member
    return member.days_in_village, member.nights_in_village, member.household_visits, member.work_days, month.visits


# What counts once ---------------------------------------------------------------------------------------------------


def test_a_day_counts_once_in_however_many_places():
    june = date(2016, 6, 3)
    entries = [
        Entry("P1", june, DAY, "V1"),
        Entry("P1", june, DAY, "V1"),
        Entry("P1", june, DAY, "V2"),
        Entry("P1", june, NIGHT, "V1"),
        Entry("P1", june, NIGHT, "V2"),
        Entry("P1", june, VISIT, "H1"),
        Entry("P1", june, VISIT, "H1"),
        Entry("P1", june, VISIT, "H2"),
        Entry("P1", june + timedelta(days=1), VISIT, "H1"),
        Entry("P1", june, WORK),
        Entry("P1", june, WORK, "V9"),
    ]
    found = counted(entries, assigned={"P1": Duty.TEAM_MEMBER}, covered=YEAR, period=JUNE)
    assert [counts(month) for month in found.months] == [(1, 1, 3, 1, 3)]
    assert found.repeated == 5
    assert found.outside == ()


def test_visits_add_up_over_the_year_and_begin_anew():
    entries = [Entry("P1", date(year, month, 5), VISIT, "H1") for year in (2016, 2017) for month in (1, 3, 3, 12)]
    found = counted(entries, (date(2016, 1, 1), date(2017, 12, 31)))
    assert [month.member.household_visits for month in found.months] == [1, 1, *[2] * 9, 3] * 2
    assert [month.visits for month in found.months][:4] == [1, 0, 1, 0]


def test_leap_days_and_the_last_days_of_months():
    everyday = days(date(2016, 1, 1), 366)
    found = counted(everyday, YEAR)
    assert [month.member.days_in_village for month in found.months] == [monthrange(2016, at)[1] for at in range(1, 13)]
    assert found.months[1].member.days_in_village == 29
    assert counted(days(date(2017, 2, 1), 28), (date(2017, 2, 1), date(2017, 2, 28))).months[0].month_in_full


# What is covered ----------------------------------------------------------------------------------------------------


def test_a_month_without_an_entry_is_zero_only_where_the_log_covers_it():
    covered = counted([], (date(2016, 1, 1), date(2016, 6, 30)), period=(date(2016, 5, 1), date(2016, 7, 31)))
    assert [counts(month) for month in covered.months] == [(0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (None,) * 5]
    assert covered.months[2].within == {"household_visits": (0, 10_000)}  # of the year so far, half is covered
    assert covered.months[2].known("days_in_village") is None


def test_a_month_that_is_covered_in_part_is_known_within_bounds():
    month = only(days(date(2016, 6, 1), 12), (date(2016, 6, 1), date(2016, 6, 20)))
    assert month.member.days_in_village is None
    assert month.known("days_in_village") == (12, 22)
    assert month.known("nights_in_village") == (0, 10)
    assert month.known("household_visits") == (0, 10_000)
    assert month.visits is None
    assert month.month_in_full


def test_an_assignment_from_or_until_a_day_is_counted_on_its_own_days():
    part = Assignment("P1", Duty.TEAM_MEMBER, date(2016, 6, 11), date(2016, 8, 10))
    found = counted(days(date(2016, 6, 1), 92), (date(2016, 6, 1), date(2016, 8, 31)), assigned=[part])
    assert [(m.member.month.month, m.member.days_in_village, m.month_in_full, m.year_in_full)
            for m in found.months] == [
        (6, 20, False, False), (7, 31, True, False), (8, 10, False, False),
    ]  # fmt: skip
    assert (found.outside[0].row, found.outside[0].entry.day) == (0, date(2016, 6, 1))
    assert len(found.outside) == 10 + 21
    assert {each.en for each in found.outside} == {"the person was not assigned on that day"}
    # The days before the assignment need not be covered for the assignment's own to be known.
    late = only(days(date(2016, 6, 11), 20), (date(2016, 6, 11), date(2016, 6, 30)), assigned=[part])
    assert late.member.days_in_village == 20
    assert late.member.household_visits == 0


def test_the_year_of_an_assignment_begins_with_it():
    whole = Assignment("P1", Duty.HELPING_CADRE)
    late = Assignment("P1", Duty.HELPING_CADRE, date(2016, 6, 1))
    for each, bounds in ((whole, (0, 10_000)), (late, (0, 0))):
        assert only([], JUNE, assigned=[each]).known("household_visits") == bounds


def test_what_lies_outside_is_reported_with_its_reason():
    entries = [
        Entry("P1", date(2016, 5, 31), DAY, "V1"),
        Entry("P2", date(2016, 6, 1), DAY, "V1"),
        Entry("P1", date(2016, 6, 1), DAY, "V1"),
        Entry("P1", date(2016, 7, 1), NIGHT, "V1"),
    ]
    found = counted(entries)
    assert [(each.row, each.entry, each.en) for each in found.outside] == [
        (0, entries[0], "the log is not said to cover that day"),
        (1, entries[1], "nobody said what this person is sent for"),
        (3, entries[3], "the log is not said to cover that day"),
    ]
    assert all(each.zh for each in found.outside)


def test_a_person_may_have_several_assignments():
    assigned = [
        Assignment("P1", Duty.TEAM_MEMBER, None, date(2016, 6, 10)),
        Assignment("P2", Duty.TEAM_MEMBER),
        Assignment("P1", Duty.TEAM_MEMBER, date(2016, 6, 21)),
        Assignment("P1", Duty.HELPING_CADRE),
    ]
    found = counted([*days(JUNE[0], 30), *days(JUNE[0], 3, person="P2")], assigned=assigned)
    assert [(m.member.member_id, m.member.duty, m.member.days_in_village) for m in found.months] == [
        ("P1", Duty.TEAM_MEMBER, 10),
        ("P2", Duty.TEAM_MEMBER, 3),
        ("P1", Duty.TEAM_MEMBER, 10),
        ("P1", Duty.HELPING_CADRE, 30),
    ]
    assert found.outside == ()
    with pytest.raises(InvalidInput, match="P1 is assigned twice as member of the village team for the same days"):
        counted([], assigned=[assigned[0], Assignment("P1", Duty.TEAM_MEMBER, date(2016, 6, 10))])


@pytest.mark.parametrize(
    "days_", [(date(2016, 6, 2), date(2016, 6, 1)), ("2016-06-01", date(2016, 6, 2)), (None, None)]
)
def test_days_in_the_wrong_order_are_refused(days_: Any):
    with pytest.raises(DateError):
        counted([], days_)
    with pytest.raises(DateError):
        counted([], JUNE, period=days_ if days_ != (None, None) else (JUNE[1], JUNE[0]))


def test_an_assignment_that_cannot_be_is_refused():
    with pytest.raises(DateError, match="P1 is assigned from 2016-06-02 to 2016-06-01"):
        Assignment("P1", Duty.TEAM_MEMBER, date(2016, 6, 2), date(2016, 6, 1))
    with pytest.raises(InvalidInput, match="days_in_village is counted from the log"):
        Assignment("P1", Duty.TEAM_MEMBER, facts={"days_in_village": 5})
    with pytest.raises(InvalidInput, match="no such field"):
        counted([], assigned=[Assignment("P1", Duty.TEAM_MEMBER, facts={"no_fact": 5})])


# Reading ------------------------------------------------------------------------------------------------------------


def test_entries_columns_and_files_are_read_alike(tmp_path: Path):
    entries = [
        ("P1", date(2016, 6, 1), "day", "V1"),
        ("P2", date(2016, 6, 2), "night", "V1"),
        ("P1", date(2016, 6, 2), "visit", "H1"),
    ]
    columns: dict[str, Any] = {
        "人员": ["P1", "P2", "P1"],
        "日期": np.array(["2016-06-01", "2016-06-02", "2016-06-02"], "datetime64[D]"),
        "类别": np.array(["驻村", "宿村", "入户"]),
        "户编号": ["V1", "V1", "H1"],
        "备注": ["", "", ""],
    }
    path = tmp_path / "log.csv"
    path.write_bytes(
        "姓名,日期,方式,地点\nP1,2016年6月1日,驻村,V1\nP2,20160602,住村,V1\nP1,2016/6/2,走访,H1\n\n".encode("gb18030")
    )
    logs = [read_log(entries), read_log([Entry(*each) for each in entries]), read_log(columns), read_attendance(path)]
    assert [[log.entry(at) for at in range(len(log))] for log in logs] == [[Entry(*each) for each in entries]] * 4  # type: ignore[arg-type]
    assert [log.first for log in logs] == [0, 0, 0, 2]
    assert read_log({"who": [1], "date": ["2016-06-01"], "kind": ["day"], "person": [7]}).persons == ("7",)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("P1", "2016-06-01", "nap"), r"row 1: kind: got 'nap'; allowed: day \(驻村\)"),
        (("P1", "2016-06-01", None), "row 1: kind: got None"),
        (("P1", "2016-06-01", 1), "row 1: kind: got 1"),
        (("P1", "2016-06-31", "day"), "row 1: day: got '2016-06-31'"),
        (("P1", "1.6.2016", "day"), "row 1: day: got"),
        (("P1", datetime(2016, 6, 1), "day"), "row 1: day: got"),
        (("P1", np.datetime64("NaT"), "day"), "row 1: day: got"),
        (("P1", 16_000, "day"), "row 1: day: got 16000"),
        (("", "2016-06-01", "day"), "row 1: person: got ''"),
        ((None, "2016-06-01", "day"), "row 1: person: got None"),
        ((True, "2016-06-01", "day"), "row 1: person: got True"),
        ((["P1"], "2016-06-01", "day"), "row 1: person: got"),
        (("P1", "2016-06-01", "day", 1.5), "row 1: place: got 1.5"),
        (("P1", "2016-06-01"), r"row 1: got \('P1'"),
        ("P1", "row 1: got 'P1'"),
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_by_its_row(row: Any, problem: str):
    with pytest.raises(InvalidInput, match=problem):
        read_log([("P1", "2016-06-01", "day"), row])


def test_columns_that_are_not_there_or_unlike_are_refused():
    with pytest.raises(UnknownName, match="add one of kind, 类别"):
        read_log({"person": [], "date": []})
    with pytest.raises(InvalidInput, match="both name the person"):
        read_log({"person": [], "姓名": [], "date": [], "kind": []})
    with pytest.raises(InvalidInput, match="unlike lengths"):
        read_log({"person": ["P1"], "date": [], "kind": []})


@pytest.mark.parametrize(
    ("text", "error", "problem"),
    [
        ("person,date,kind\nP1,2016-06-01,day\nP1,2016-06-01,nap\n", InvalidInput, "row 3: kind: got 'nap'"),
        ("person,date,kind\nP1,2016-06-01\n", RegisterError, "row 2: 2 cells; allowed: 3"),
        ("person,date,kind\n\nP1,2016-06-01,day\n", RegisterError, "row 2: 0 cells"),
        ("person,date,kind,kind\n", RegisterError, "heading 'kind' is there twice"),
        ("person,date\n", UnknownName, "kind"),
        ('person,date,kind\n"P1,2016\n', RegisterError, "log.csv"),
        ("\n", RegisterError, "has no headings"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str, error: type[Exception], problem: str):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=problem):
        read_attendance(path)
    with pytest.raises(RegisterError, match="there is no such file"):
        read_attendance(tmp_path / "none.csv")


# An oracle, and properties ------------------------------------------------------------------------------------------

ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from(["P1", "P2", "P3"]),
        st.dates(date(2016, 1, 20), date(2016, 4, 10)),
        st.sampled_from(Presence),
        st.sampled_from(["", "V1", "V2"]),
    ),
    max_size=60,
)
ASSIGNED = [
    Assignment("P1", Duty.TEAM_MEMBER),
    Assignment("P2", Duty.TEAM_MEMBER, date(2016, 2, 10), date(2016, 3, 9)),
    Assignment("P2", Duty.TEAM_MEMBER, date(2016, 3, 20)),
]
COVERED = date(2016, 2, 1), date(2016, 3, 31)


def by_hand(entries: list[Entry], each: Assignment, month: int, kind: Presence) -> int:
    """The distinct days (or visits) of a month, one entry at a time."""
    inside = (each.start or COVERED[0]), (each.end or COVERED[1])
    return len(
        {
            (entry.day, entry.place if kind is VISIT else "")
            for entry in entries
            if (entry.person, entry.kind, entry.day.month) == (each.person, kind, month)
            and max(inside[0], COVERED[0]) <= entry.day <= min(inside[1], COVERED[1])
        }
    )


@given(ENTRIES)
def test_the_counts_are_those_of_a_count_by_hand(entries):
    for month in counted(entries, COVERED, assigned=ASSIGNED).months:
        each, number = month.assignment, month.member.month.month
        found = [by_hand(entries, each, number, kind) for kind in (DAY, NIGHT, WORK)]
        assert [month.member.days_in_village, month.member.nights_in_village, month.member.work_days] == found
        assert month.visits == by_hand(entries, each, number, VISIT)


@given(ENTRIES, st.randoms())
def test_the_order_of_entries_does_not_matter_and_none_is_lost(entries, random):
    before = counted(entries, COVERED, assigned=ASSIGNED)
    assert len(entries) == len(before.outside) + before.repeated + sum(
        by_hand(entries, month.assignment, month.member.month.month, kind)
        for month in before.months
        for kind in Presence
    )
    random.shuffle(entries)
    after = counted(entries, COVERED, assigned=ASSIGNED)
    assert after.months == before.months
    assert sorted(each.entry for each in after.outside) == sorted(each.entry for each in before.outside)


@given(ENTRIES)
def test_noting_everything_twice_changes_nothing(entries):
    once = counted(entries, COVERED, assigned=ASSIGNED).months
    assert counted(entries * 2, COVERED, assigned=ASSIGNED).months == once


def test_a_large_log_is_counted():
    size = 200_000
    numbers = np.arange(size)
    log = read_log(
        {
            "person": (numbers % 1000).tolist(),
            "date": np.datetime64("2016-06-01") + (numbers // 1000) % 25,
            "kind": np.where(numbers % 2 == 0, "day", "night"),
        }
    )
    found = attendance(log, {str(person): Duty.TEAM_MEMBER for person in range(1000)}, JUNE)
    assert [counts(month)[:2] for month in found.months] == [(25, 0), (0, 25)] * 500
    assert found.repeated == size - 25_000


# Duties -------------------------------------------------------------------------------------------------------------

XIANGXI: Final = xiangxi.policy(on=date(2017, 12, 31))
Y17: Final = date(2017, 1, 1), date(2017, 12, 31)
JUNE17: Final = date(2017, 6, 1), date(2017, 6, 30)


def report(
    entries: Sequence[Entry], assigned: Any = TEAM, covered: tuple[date, date] = Y17, **options: Any
) -> DutyReport:
    return duty_report(XIANGXI, entries, assigned, covered, **options)


def judged(entries: Sequence[Entry], assigned: Any = TEAM, covered: tuple[date, date] = Y17) -> DutyMonth:
    (line,) = report(entries, assigned, covered, period=JUNE17).lines
    return line


def stay(day_number: int, nights: int, start: date = JUNE17[0]) -> list[Entry]:
    return days(start, day_number) + days(start, nights, NIGHT)


@pytest.mark.parametrize(
    ("number", "nights", "verdict"),
    [(20, 10, MET), (19, 10, NOT_MET), (20, 9, NOT_MET), (30, 30, MET), (0, 0, NOT_MET)],
)
def test_a_team_member_owes_days_and_nights(number, nights, verdict):
    assert judged(stay(number, nights)).verdicts == {"team_attendance": verdict}


def test_only_the_duties_that_bind_a_person_are_listed():
    lines = {duty: set(judged([], {"P1": duty}).verdicts) for duty in Duty}
    assert lines == {
        Duty.TEAM_MEMBER: {"team_attendance"},
        Duty.HELPING_CADRE: {"household_visits_duty"},
        Duty.TOWNSHIP_PRINCIPAL: {"township_principal_duty"},
        Duty.TOWNSHIP_CADRE: {"township_cadre_duty"},
        Duty.COUNTY_PRINCIPAL: set(),
        Duty.COUNTY_LEADER: set(),
    }


def test_a_part_month_that_was_enough_is_met_and_one_that_was_not_is_unknown():
    part = [Assignment("P1", Duty.TEAM_MEMBER, date(2017, 6, 5))]
    enough = judged(stay(20, 10, date(2017, 6, 5)), part)
    short = judged(stay(19, 10, date(2017, 6, 5)), part)
    assert enough.verdicts["team_attendance"] is MET
    assert short.verdicts["team_attendance"] is UNKNOWN
    assert short.notes["team_attendance"][0].startswith("assigned for a part of the month")


def test_a_month_not_wholly_covered_is_decided_where_the_rest_does_not_matter():
    until = JUNE17[0], date(2017, 6, 25)
    assert judged(stay(20, 10), covered=until).verdicts["team_attendance"] is MET
    assert judged(stay(15, 10), covered=until).verdicts["team_attendance"] is UNKNOWN
    assert judged(stay(14, 10), covered=until).verdicts["team_attendance"] is NOT_MET  # 14 and 5 days more
    assert judged([], covered=(date(2017, 7, 1), date(2017, 7, 31))).verdicts["team_attendance"] is UNKNOWN


def test_visits_are_owed_by_the_year():
    cadre = {"P1": Duty.HELPING_CADRE}
    visits = [Entry("P1", date(2017, 3, each), VISIT, "H1") for each in range(1, 5)]
    lines = report(visits, cadre).lines
    assert [line.verdicts["household_visits_duty"] for line in lines] == [UNKNOWN] * 11 + [NOT_MET]
    assert lines[0].notes["household_visits_duty"] == ("not yet: the year is not over", "年度未结束，尚未达到")
    more = report([*visits, Entry("P1", date(2017, 9, 1), VISIT, "H1")], cadre).lines
    assert [line.verdicts["household_visits_duty"] for line in more] == [UNKNOWN] * 8 + [MET] * 4
    late = report(visits, [Assignment("P1", Duty.HELPING_CADRE, date(2017, 2, 1))]).lines
    assert late[-1].verdicts["household_visits_duty"] is UNKNOWN
    assert late[-1].notes["household_visits_duty"][0].startswith("assigned for a part of the year")
    # A log that begins in March cannot say that a cadre did not go in January.
    march = report(visits, cadre, (date(2017, 3, 1), Y17[1])).lines
    assert march[-1].verdicts["household_visits_duty"] is UNKNOWN
    assert march[-1].notes == {}


def test_working_days_of_a_countys_head():
    policy = shandong.policy(on=date(2018, 12, 31))
    october = date(2018, 10, 1), date(2018, 10, 31)
    entries = days(october[0], 4, WORK) + days(october[0], 20, DAY)

    def verdict(number: int, **facts: object) -> Verdict | None:
        given = [Assignment("P1", Duty.COUNTY_PRINCIPAL, facts=facts)]
        (line,) = duty_report(policy, entries + days(date(2018, 10, 20), number, WORK), given, october).lines
        return line.verdicts.get("county_principal_duty")

    assert verdict(0, in_heavy_county=True) is NOT_MET
    assert verdict(1, in_heavy_county=True) is MET
    assert verdict(0, in_heavy_county=False) is None  # it does not bind
    assert verdict(0) is UNKNOWN  # whether it binds is not known


def test_the_report_prints_in_both_languages():
    others = [Entry("P2", date(2017, 6, 1), VISIT, "H1"), Entry("P1", date(2016, 12, 31), DAY)]
    entries = [*stay(19, 10), *others, *stay(1, 0)]
    assigned = {"P1": Duty.TEAM_MEMBER, "P2": Duty.HELPING_CADRE, "P3": Duty.COUNTY_LEADER}
    found = report(entries, assigned, period=JUNE17)
    assert found.text().splitlines() == [
        "person  month    days in village  nights in village  household visits  duty",
        "P1      2017-06               19                 10                 0  "
        "team member: days and nights in the village: not met",
        "P2      2017-06                0                  0                 1  "
        "cadre of the helping unit: household visits: unknown (not yet: the year is not over)",
        "P3      2017-06                0                  0                 0  -",
        "repeated, counted once: 1",
        "not counted, row 30: P1 2016-12-31 day in the village: the log is not said to cover that day",
    ]
    zh = found.text("zh")
    assert "驻村工作队员驻村、宿村：不符合" in zh
    assert "未计入第30行：P1 2016-12-31 驻村：不在台账覆盖的日期内" in zh
    assert "重复记录1条，各计一次" in zh
    assert str(found) == found.text()
    many = report([Entry("P9", date(2017, 6, 1), DAY)] * 8, period=JUNE17)
    assert many.text().splitlines()[-1] == "further entries not counted: 3"
    assert many.text("zh").splitlines()[-1] == "另有3条未计入"


def test_unknown_and_bounded_counts_are_shown_as_such():
    found = report(stay(15, 10), covered=(JUNE17[0], date(2017, 6, 25)), period=(JUNE17[0], date(2017, 7, 31)))
    assert [row["days_in_village"] for row in found.to_rows()] == ["15..20", ""]
    assert "15–20" in found.text()
    assert "at least 0" in found.text()
    assert "not known" in found.text()
    assert "至少0" in found.text("zh")
    assert "不详" in found.text("zh")


def test_rows_have_one_shape_and_are_plain():
    found = report(stay(20, 10), {"P1": Duty.TEAM_MEMBER, "P2": Duty.HELPING_CADRE}, period=JUNE17)
    first, second = found.to_rows()
    assert first == {
        "person": "P1", "duty": "team_member", "month": "2017-06", "assigned": "month", "days_in_village": "20",
        "nights_in_village": "10", "household_visits": "0", "work_days": "0", "team_attendance": "MET",
        "household_visits_duty": "", "township_principal_duty": "", "township_cadre_duty": "",
    }  # fmt: skip
    assert first.keys() == second.keys()
    assert json.loads(json.dumps([first, second])) == [first, second]


def test_a_month_is_explained_with_its_clause():
    found = report(stay(19, 10), {"P1": Duty.TEAM_MEMBER, "P2": Duty.TEAM_MEMBER}, period=JUNE17)
    said = " ".join(found.explain("P1", date(2017, 6, 1)).split())
    assert "19 (days in village) is below 20" in said
    assert "驻村天数19低于" in found.explain("P1", date(2017, 6, 1), "zh").replace("\n", "").replace(" ", "")
    with pytest.raises(UnknownName, match="month of a person"):
        found.line("P1", date(2017, 7, 1))
    several = report([], [Assignment("P1", Duty.TEAM_MEMBER), Assignment("P1", Duty.HELPING_CADRE)], period=JUNE17)
    assert several.line("P1", date(2017, 6, 1), Duty.HELPING_CADRE).verdicts == {"household_visits_duty": UNKNOWN}
    with pytest.raises(UnknownName):
        several.line("P1", date(2017, 6, 1))
    assert found.with_verdict(NOT_MET) == found.lines
    assert found.with_verdict(MET) == ()


def test_a_report_from_a_file_and_from_columns(tmp_path: Path):
    path = tmp_path / "log.csv"
    rows = [f"P1,{entry.day},{entry.kind.zh},V1" for entry in stay(20, 10)]
    path.write_text("\n".join(["谁,日期,类别,地点", *rows]), encoding="utf-8-sig")
    found = duty_report(XIANGXI, path, TEAM, Y17, period=JUNE17, columns={"谁": "person"})
    assert found.lines[0].verdicts == {"team_attendance": MET}
    entries = stay(20, 10)
    columns = {"谁": ["P1"] * 30, "date": [each.day for each in entries], "kind": [each.kind for each in entries]}
    given = duty_report(XIANGXI, columns, TEAM, Y17, period=JUNE17, columns={"谁": "person"})
    assert given.to_rows() == found.to_rows()
    assert duty_report(XIANGXI, read_log(entries), TEAM, Y17, period=JUNE17).to_rows() == found.to_rows()
    for wrong in ({"谁": "persn"}, {"谁们": "person"}):
        with pytest.raises(UnknownName):
            duty_report(XIANGXI, columns, TEAM, Y17, columns=wrong)


def test_a_law_without_duties_of_attendance_is_refused():
    with pytest.raises(InvalidInput, match="zz: has no duty of attendance"):
        duty_report(zz.policy(on=date(2030, 6, 1)), [], TEAM, JUNE)


@given(ENTRIES, st.integers(0, 40))
def test_more_attendance_never_turns_a_duty_from_met(entries, more):
    entries = [entry._replace(day=entry.day.replace(year=2017)) for entry in entries if entry.day.day < 29]
    covered = date(2017, 2, 1), date(2017, 3, 31)
    before = report(entries, covered=covered).lines
    after = report(entries + stay(more, more, date(2017, 2, 1)), covered=covered).lines
    for line, richer in zip(before, after, strict=True):
        assert all(richer.verdicts[name] >= verdict for name, verdict in line.verdicts.items())
