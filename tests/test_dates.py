"""Dates: months from the origin day, spells, day counts and settlement days."""

import calendar
import pickle
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from povertykit.dates import (
    Spell,
    add_months,
    day_number,
    days_30_360,
    days_between,
    from_day_number,
    half_year_ends,
    month_ends,
    months_and_days,
    parse_date,
    quarter_ends,
    settlement_days,
)
from povertykit.errors import DateError

FIRST, LAST = day_number(date.min), day_number(date.max)
DAYS = st.dates(date(1600, 1, 1), date(2400, 12, 31))
MONTHS = st.integers(-4000, 4000)
NO_DATES = [None, "2017-06-01", 17318, 1.5, True, datetime(2017, 6, 1), np.datetime64("2017-06-01")]


# --- day numbers ---


@pytest.mark.parametrize(
    ("day", "number"), [(date(1970, 1, 1), 0), (date(1969, 12, 31), -1), (date(2017, 6, 1), 17318), (date.max, 2932896)]
)
def test_a_day_number_counts_from_1970(day: date, number: int) -> None:
    assert day_number(day) == number
    assert from_day_number(number) == day


@given(st.dates())
def test_day_numbers_are_those_of_numpy(day: date) -> None:
    assert day_number(day) == int(np.datetime64(day, "D").astype(np.int64))
    assert from_day_number(day_number(day)) == day


@pytest.mark.parametrize("value", NO_DATES, ids=repr)
def test_a_day_is_a_plain_date(value: date) -> None:
    with pytest.raises(DateError, match=r"^day: got .*allowed: a datetime\.date") as caught:
        day_number(value)
    assert repr(value) in caught.value.problem
    assert caught.value.remedy == ("take its .date()" if isinstance(value, datetime) else "read text with parse_date()")


@pytest.mark.parametrize("number", [FIRST - 1, LAST + 1, 10**30])
def test_a_day_number_lies_in_the_calendar(number: int) -> None:
    assert (from_day_number(FIRST), from_day_number(LAST)) == (date.min, date.max)
    with pytest.raises(DateError, match="0001-01-01 to 9999-12-31") as caught:
        from_day_number(number)
    assert str(number) in caught.value.problem


@pytest.mark.parametrize("number", [None, True, 1.0, "1", float("nan")], ids=repr)
def test_a_day_number_is_whole(number: int) -> None:
    with pytest.raises(DateError, match=r"^day number: got .*a whole number"):
        from_day_number(number)


# --- reading ---


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017-06-01", date(2017, 6, 1)),
        ("2017-6-1", date(2017, 6, 1)),
        ("2017/6/1", date(2017, 6, 1)),
        ("2017/06/01", date(2017, 6, 1)),
        ("2017年6月1日", date(2017, 6, 1)),
        ("2017年12月31日", date(2017, 12, 31)),
        ("20170601", date(2017, 6, 1)),
        ("2016-02-29", date(2016, 2, 29)),
        ("0001-01-01", date.min),
    ],
)
def test_a_written_date_is_read(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "2017", "17-06-01", "01/06/2017", "2017-06/01", "2017-06-01 ", " 2017-06-01", "2017-06-01\n", "2017年6月1",
     "2017-06-01T00:00", "2017061", "201706011", "２０１７-06-01", "2017.6.1", "2017-006-01", None, 20170601,
     date(2017, 6, 1)],
    ids=repr,
)  # fmt: skip
def test_other_forms_of_a_date_are_refused(text: str) -> None:
    with pytest.raises(DateError, match="2017-06-01, 2017/6/1, 2017年6月1日 or 20170601") as caught:
        parse_date(text)
    assert repr(text) in caught.value.problem


@pytest.mark.parametrize("text", ["2017-02-29", "2017/13/1", "2017年6月31日", "20170600", "0000-01-01"])
def test_a_day_that_the_calendar_lacks_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="a day that the calendar has") as caught:
        parse_date(text)
    assert repr(text) in caught.value.problem


@given(st.dates())
def test_what_is_written_is_read_back(day: date) -> None:
    written = [day.isoformat(), f"{day.year:04}/{day.month}/{day.day}", f"{day.year:04}年{day.month}月{day.day}日"]
    assert [parse_date(text) for text in (*written, day.isoformat().replace("-", ""))] == [day] * 4


# --- months ---


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2017, 1, 31), 2, date(2017, 3, 31)),
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2016, 2, 29), 36, date(2019, 2, 28)),
        (date(2016, 2, 29), 48, date(2020, 2, 29)),
        (date(2017, 3, 31), -1, date(2017, 2, 28)),
        (date(2017, 1, 15), -1, date(2016, 12, 15)),
        (date(2017, 12, 31), 1, date(2018, 1, 31)),
        (date(1900, 1, 31), 1, date(1900, 2, 28)),
        (date(2017, 6, 1), 0, date(2017, 6, 1)),
        (date.max, 0, date.max),
        (date.min, 0, date.min),
    ],
)
def test_months_are_counted_from_the_origin(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected
    assert add_months(day_number(day), months) == day_number(expected)
    later = add_months(np.array([day_number(day)]), months)
    assert later.dtype == np.int64
    assert later.tolist() == [day_number(expected)]


def slow_later(day: date, months: int) -> date:
    """Month by month, with the length of the month looked up in the calendar."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year - 1, 12) if month == 0 else (year + 1, 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@given(DAYS, st.integers(-500, 500))
def test_months_agree_with_a_walk_through_the_calendar(day: date, months: int) -> None:
    assert add_months(day, months) == slow_later(day, months)


@given(st.lists(DAYS, min_size=1), MONTHS)
def test_months_in_an_array_are_those_of_dateutil(days: list[date], months: int) -> None:
    numbers = np.array([day_number(day) for day in days])
    expected = [day_number(day + relativedelta(months=months)) for day in days]
    assert add_months(numbers, months).tolist() == expected
    assert [add_months(int(number), months) for number in numbers] == expected
    assert [day_number(add_months(day, months)) for day in days] == expected


def test_an_array_keeps_its_shape_and_a_number_its_kind() -> None:
    assert add_months(np.array([[0, 31], [59, 90]], dtype=np.int32), 1).tolist() == [[31, 59], [90, 120]]
    assert add_months(np.array([], dtype=np.int64), 1).shape == (0,)
    assert type(add_months(np.int64(0), 1)) is int  # type: ignore[call-overload]


@pytest.mark.parametrize("months", [12, 120_000, 10**12, 10**30, -(10**12)])
def test_months_never_leave_the_calendar(months: int) -> None:
    edge = date.max if months > 0 else date.min
    for day in (edge, day_number(edge), np.array([day_number(edge)])):
        with pytest.raises(DateError, match="0001-01-01 to 9999-12-31"):
            add_months(day, months)


@pytest.mark.parametrize("wrong", [FIRST - 1, LAST + 1, np.iinfo(np.int64).min])
def test_the_first_day_outside_the_calendar_is_named(wrong: int) -> None:
    with pytest.raises(DateError, match=rf"^index 1: day number {wrong}, the first of 2 wrong among 4, is no day"):
        add_months(np.array([0, wrong, wrong, 0]), 0)


def test_only_days_and_whole_months_are_taken() -> None:
    for months in (1.0, None, True, "1"):
        with pytest.raises(DateError, match=r"^months: got"):
            add_months(date(2017, 1, 1), months)  # type: ignore[arg-type]
    for day in (None, "2017-06-01", 1.5, True):
        with pytest.raises(DateError, match=r"^day number: got"):
            add_months(day, 1)  # type: ignore[arg-type]
    with pytest.raises(DateError, match=r"^day: got"):
        add_months(datetime(2017, 6, 1), 1)
    for dtype in ("float64", "object", "bool", "datetime64[D]"):
        with pytest.raises(DateError, match="an integer array of day numbers"):
            add_months(np.zeros(1, dtype=dtype), 1)


# --- spells ---


@given(DAYS, st.integers(0, 3000), DAYS, st.integers(0, 3000), DAYS)
def test_a_spell_is_its_days(a: date, long_a: int, b: date, long_b: int, day: date) -> None:
    one, two = Spell(a, a + timedelta(long_a)), Spell(b, b + timedelta(long_b))
    days_one = range(day_number(a), day_number(a) + long_a + 1)
    days_two = range(day_number(b), day_number(b) + long_b + 1)
    assert one.contains(day) == (day_number(day) in days_one)
    shared = range(max(days_one[0], days_two[0]), min(days_one[-1], days_two[-1]) + 1)
    assert one.overlaps(two) == two.overlaps(one) == (len(shared) > 0)


def test_the_ends_of_a_spell_belong_to_it() -> None:
    spell = Spell(date(2017, 1, 1), date(2017, 1, 31))
    days = [date(2016, 12, 31), date(2017, 1, 1), date(2017, 1, 31), date(2017, 2, 1)]
    assert [spell.contains(day) for day in days] == [False, True, True, False]
    assert [spell.overlaps(Spell(day, day)) for day in days] == [False, True, True, False]
    assert [Spell(day, day).overlaps(spell) for day in days] == [False, True, True, False]


def test_a_spell_may_go_on() -> None:
    spell = Spell(date(2017, 1, 2))
    assert not spell.contains(date(2017, 1, 1))
    assert spell.contains(date(2017, 1, 2))
    assert spell.contains(date.max)
    for other, expected in ((Spell(date(2016, 1, 1), date(2017, 1, 1)), False), (Spell(date(2016, 1, 1)), True)):
        assert spell.overlaps(other) is other.overlaps(spell) is expected
    with pytest.raises(DateError, match=r"^end: the spell from 2017-01-02 has no end"):
        spell.months_between()


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2017, 1, 1), date(2017, 12, 31), 12),
        (date(2017, 1, 1), date(2017, 12, 30), 11),
        (date(2017, 1, 1), date(2018, 1, 1), 12),
        (date(2017, 1, 31), date(2017, 2, 27), 1),
        (date(2017, 1, 31), date(2017, 2, 26), 0),
        (date(2017, 6, 1), date(2017, 6, 1), 0),
        (date(2016, 2, 29), date(2020, 2, 28), 48),
    ],
)
def test_the_last_day_of_a_spell_counts_in_its_months(start: date, end: date, months: int) -> None:
    assert Spell(start, end).months_between() == months


@given(DAYS, st.integers(0, 5000))
def test_the_months_of_a_spell_are_as_many_as_fit(start: date, days: int) -> None:
    end = start + timedelta(days)
    months = Spell(start, end).months_between()
    assert slow_later(start, months) <= end + timedelta(1) < slow_later(start, months + 1)


def test_a_spell_does_not_end_before_it_starts() -> None:
    assert Spell(date(2017, 1, 1), date(2017, 1, 1)).end == date(2017, 1, 1)
    with pytest.raises(DateError, match=r"^end: 2016-12-31 is before the start 2017-01-01"):
        Spell(date(2017, 1, 1), date(2016, 12, 31))
    with pytest.raises(DateError, match=r"^start: got '2017-01-01'"):
        Spell("2017-01-01")  # type: ignore[arg-type]
    with pytest.raises(DateError, match=r"^end: got datetime"):
        Spell(date(2017, 1, 1), datetime(2017, 1, 2))
    with pytest.raises(DateError, match=r"^day: got None"):
        Spell(date(2017, 1, 1)).contains(None)  # type: ignore[arg-type]
    assert pickle.loads(pickle.dumps(Spell(date(2017, 1, 1)))) == Spell(date(2017, 1, 1))


# --- day counts ---


@given(DAYS, st.integers(0, 5000))
def test_actual_days_count_the_first_and_not_the_last(start: date, days: int) -> None:
    assert days_between(start, start + timedelta(days)) == days


@pytest.mark.parametrize(
    ("start", "end", "actual", "even"),
    [
        (date(2020, 7, 1), date(2020, 9, 21), 82, 80),
        (date(2016, 2, 28), date(2016, 3, 1), 2, 3),
        (date(2017, 1, 30), date(2017, 1, 31), 1, 0),
        (date(2017, 1, 31), date(2017, 2, 1), 1, 1),
        (date(2017, 1, 31), date(2018, 1, 31), 365, 360),
        (date(2017, 12, 31), date(2018, 1, 1), 1, 1),
        (date(2017, 6, 1), date(2017, 6, 1), 0, 0),
    ],
)
def test_day_counts(start: date, end: date, actual: int, even: int) -> None:
    assert (days_between(start, end), days_30_360(start, end)) == (actual, even)


@given(st.dates(date(1600, 1, 1), date(2300, 1, 1)), st.integers(0, 1200))
def test_whole_months_count_thirty_days_each(start: date, months: int) -> None:
    start = start.replace(day=min(start.day, 28))
    assert days_30_360(start, slow_later(start, months)) == 30 * months


@pytest.mark.parametrize("count", [days_between, days_30_360, settlement_days])
def test_an_end_before_the_start_is_refused(count: object) -> None:
    with pytest.raises(DateError, match=r"^end: 2017-01-01 is before the start 2017-01-02"):
        count(date(2017, 1, 2), date(2017, 1, 1))  # type: ignore[operator]
    with pytest.raises(DateError, match=r"^end: got None"):
        count(date(2017, 1, 2), None)  # type: ignore[operator]


# --- the calendar of a year ---


@pytest.mark.parametrize("year", [1, 1900, 2000, 2016, 2017, 9999])
def test_the_ends_of_months_quarters_and_halves(year: int) -> None:
    ends = [date(year, month, calendar.monthrange(year, month)[1]) for month in range(1, 13)]
    assert list(month_ends(year)) == ends
    assert list(quarter_ends(year)) == ends[2::3]
    assert list(half_year_ends(year)) == ends[5::6]


@pytest.mark.parametrize("year", [0, 10_000, -1, 2017.0, None, True])
def test_a_year_lies_in_the_calendar(year: int) -> None:
    for ends in (month_ends, quarter_ends, half_year_ends):
        with pytest.raises(DateError, match=r"^year: got"):
            ends(year)


@given(DAYS, st.integers(0, 1500), st.integers(1, 28), st.sampled_from([1, 3, 12]))
def test_settlement_days_are_those_of_the_calendar(start: date, long: int, day: int, every: int) -> None:
    end = start + timedelta(long)
    walk = (start + timedelta(step) for step in range(1, long + 1))
    expected = tuple(found for found in walk if found.day == day and found.month % every == 0)
    assert settlement_days(start, end, day, every) == expected


def test_interest_is_settled_on_the_twentieth_of_a_quarters_last_month() -> None:
    assert settlement_days(date(2017, 3, 20), date(2017, 12, 20)) == (
        date(2017, 6, 20),
        date(2017, 9, 20),
        date(2017, 12, 20),
    )
    assert settlement_days(date(2017, 3, 19), date(2017, 3, 20)) == (date(2017, 3, 20),)
    assert settlement_days(date(2017, 3, 20), date(2017, 6, 19)) == ()
    assert settlement_days(date(2016, 1, 1), date(2017, 12, 31), every=12) == (date(2016, 12, 20), date(2017, 12, 20))
    assert settlement_days(date(2017, 1, 1), date(2017, 2, 28), day=21, every=1) == (
        date(2017, 1, 21),
        date(2017, 2, 21),
    )


@pytest.mark.parametrize(
    ("choice", "field"),
    [({"every": 2}, "every"), ({"every": 0}, "every"), ({"every": 1.0}, "every"), ({"every": True}, "every"),
     ({"closing": 0}, "closing"), ({"closing": 13}, "closing"), ({"closing": 6.0}, "closing"),
     ({"day": 0}, "day"), ({"day": 29}, "day"), ({"day": None}, "day"), ({"day": 20.0}, "day")],
)  # fmt: skip
def test_a_settlement_day_every_month_has(choice: dict[str, int], field: str) -> None:
    with pytest.raises(DateError, match=f"^{field}: got"):
        settlement_days(date(2017, 1, 1), date(2017, 12, 31), **choice)


def test_another_month_may_close_the_year_of_settlements() -> None:
    year = (date(2017, 1, 1), date(2017, 12, 31))
    assert settlement_days(*year, every=12, closing=6) == (date(2017, 6, 20),)
    assert [found.month for found in settlement_days(*year, every=3, closing=1)] == [1, 4, 7, 10]
    assert settlement_days(*year, every=1, closing=5) == settlement_days(*year, every=1)


# --- months and odd days ---


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2017, 1, 31), date(2017, 2, 27), (0, 27)),
        (date(2017, 1, 31), date(2017, 2, 28), (1, 0)),
        (date(2016, 1, 31), date(2016, 2, 28), (0, 28)),
        (date(2016, 2, 29), date(2017, 2, 28), (12, 0)),
        (date(2017, 2, 28), date(2017, 3, 31), (1, 3)),
        (date(2017, 6, 1), date(2017, 6, 1), (0, 0)),
    ],
)
def test_whole_months_and_the_odd_days_after_them(start: date, end: date, expected: tuple[int, int]) -> None:
    assert months_and_days(start, end) == expected


@given(start=DAYS, long=st.integers(0, 4000))
def test_months_and_days_agree_with_the_calendar_and_with_arrays(start: date, long: int) -> None:
    end = start + timedelta(long)
    months, days = months_and_days(start, end)
    assert start + relativedelta(months=months) + timedelta(days) == end < start + relativedelta(months=months + 1)
    many = months_and_days(np.array([day_number(start)]), np.array([day_number(end)]))
    assert [part.tolist() for part in many] == [[months], [days]]


@pytest.mark.parametrize("kind", [lambda day: day, lambda day: np.array([day_number(day)])])
def test_months_that_run_backwards_are_refused(kind: object) -> None:
    with pytest.raises(DateError, match="before the start"):
        months_and_days(kind(date(2017, 6, 2)), kind(date(2017, 6, 1)))


def test_months_of_mixed_kinds_or_floats_are_refused() -> None:
    with pytest.raises(DateError, match="two dates, or two integer arrays"):
        months_and_days(date(2017, 6, 2), np.array([1]))
    with pytest.raises(DateError, match="two dates, or two integer arrays"):
        months_and_days(np.array([1.0]), np.array([2]))
