"""Days, months and spells: calendar arithmetic for one day, for a day number and for arrays of them.

A day number counts the days since 1970-01-01, which is what registers hold in int64 arrays. Months are always counted
from the day of origin, so that 31 January and two months is 31 March although one month alone is 28 February.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, overload

from povertykit.errors import DateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Spell",
    "add_months",
    "day_number",
    "days_30_360",
    "days_between",
    "from_day_number",
    "half_year_ends",
    "in_chinese",
    "month_ends",
    "months_and_days",
    "parse_date",
    "quarter_ends",
    "settlement_days",
]

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH
_CALENDAR = f"{date.min} to {date.max}"
_WRITTEN = tuple(
    re.compile(form).fullmatch
    for form in (
        "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
        "([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
        "([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日",
        "([0-9]{4})([0-9]{2})([0-9]{2})",
    )
)


def _need_day(value: object, what: str) -> date:
    """The value, if it is a plain date; a time of day is never dropped silently."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    remedy = "take its .date()" if isinstance(value, datetime) else "read text with parse_date()"
    raise DateError(f"got {value!r}", field=what, allowed="a datetime.date", remedy=remedy)


def _need_order(start: date, end: date) -> None:
    """Both are plain dates and the second is not before the first."""
    if _need_day(start, "start") > _need_day(end, "end"):
        raise DateError(f"{end} is before the start {start}", field="end", allowed=f"{start} or later")


def day_number(day: date, what: str = "day") -> int:
    """The number of days from 1970-01-01 to a day.

    Args:
        day: a date without a time.
        what: what the day is, as a message names it.

    Raises:
        DateError: for anything else.

    Examples:
        >>> day_number(date(1970, 1, 2))
        1
    """
    return _need_day(day, what).toordinal() - _EPOCH


def in_chinese(day: date) -> str:
    """A day as Chinese documents write it.

    Examples:
        >>> in_chinese(date(2017, 6, 1))
        '2017年6月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def from_day_number(number: int) -> date:
    """The day of a day number.

    Args:
        number: days since 1970-01-01.

    Raises:
        DateError: outside the years 1 to 9999, or for anything but a whole number.

    Examples:
        >>> from_day_number(17318).isoformat()
        '2017-06-01'
    """
    whole = _whole(number, "day number")
    if _FIRST <= whole <= _LAST:
        return date.fromordinal(whole + _EPOCH)
    raise DateError(f"day number {whole} is no day", allowed=_CALENDAR)


def _whole(value: object, what: str) -> int:
    """A whole number of any integer type as an int."""
    if not isinstance(value, bool):
        try:
            return operator.index(value)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise DateError(f"got {value!r}", field=what, allowed="a whole number")


def parse_date(text: str) -> date:
    """Read a date written year first, as `2017-06-01`, `2017/6/1`, `2017年6月1日` or `20170601`.

    Args:
        text: the date, with nothing before or after it.

    Raises:
        DateError: for any other form, and for a day that the calendar does not have.

    Examples:
        >>> parse_date("2017年6月1日") == parse_date("20170601") == date(2017, 6, 1)
        True
        >>> parse_date("1/6/2017")
        Traceback (most recent call last):
        ...
        povertykit.errors.DateError: got '1/6/2017'; allowed: 2017-06-01, 2017/6/1, 2017年6月1日 or 20170601
    """
    if isinstance(text, str):
        for form in _WRITTEN:
            if found := form(text):
                year, month, day = map(int, found.groups())
                try:
                    return date(year, month, day)
                except ValueError:
                    raise DateError(f"got {text!r}", allowed="a day that the calendar has") from None
    raise DateError(f"got {text!r}", allowed="2017-06-01, 2017/6/1, 2017年6月1日 or 20170601")


@overload
def add_months(day: date, months: int) -> date: ...
@overload
def add_months(day: int, months: int) -> int: ...
@overload
def add_months(day: NDArray[np.integer], months: int) -> NDArray[np.int64]: ...
def add_months(day: date | int | NDArray[np.integer], months: int) -> date | int | NDArray[np.int64]:
    """The same day so many months later, or the last day of that month where it is shorter.

    Args:
        day: a date, a day number, or an integer array of day numbers.
        months: calendar months, negative to go back.

    Returns:
        The same kind as `day`; int64 for an array.

    Raises:
        DateError: if the result leaves the years 1 to 9999, or for anything but days and whole months.

    Examples:
        >>> add_months(date(2017, 1, 31), 2).isoformat(), add_months(date(2017, 1, 31), 1).isoformat()
        ('2017-03-31', '2017-02-28')
        >>> add_months(0, 12)
        365
    """
    count = _whole(months, "months")
    if isinstance(day, date):
        return _later(_need_day(day, "day"), count)
    if hasattr(day, "dtype") and getattr(day, "ndim", None):
        return _later_array(day, count)  # type: ignore[arg-type]
    return day_number(_later(from_day_number(day), count))  # type: ignore[arg-type]


def _later(day: date, months: int) -> date:
    from dateutil.relativedelta import relativedelta

    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError):
        raise DateError(f"{day} and {months} months is no day", allowed=_CALENDAR) from None


def _later_array(days: NDArray[np.integer], months: int) -> NDArray[np.int64]:
    """The same in int64 arrays: the month moves, then the day is cut to the length of the new month."""
    import numpy as np

    if days.dtype.kind not in "iu":
        raise DateError(f"got an array of {days.dtype}", field="day", allowed="an integer array of day numbers")
    _refuse_outside(days)
    old_month = days.astype("datetime64[D]").astype("datetime64[M]")
    day_of_month = days.astype(np.int64) - _first_days(old_month)
    # Ten million months are far outside the calendar, and keep the sum inside int64.
    new_month = old_month + max(-(10**7), min(months, 10**7))
    first = _first_days(new_month)
    longest = _first_days(new_month + 1) - first - 1
    later: NDArray[np.int64] = first + np.minimum(day_of_month, longest)
    _refuse_outside(later)
    return later


def _first_days(months: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The day numbers of the first days of months."""
    days: NDArray[np.int64] = months.astype("datetime64[D]").astype("int64")
    return days


def _refuse_outside(days: NDArray[np.integer]) -> None:
    wrong = ((days < _FIRST) | (days > _LAST)).ravel().nonzero()[0]
    if wrong.size:
        problem = f"day number {days.ravel()[wrong[0]]}, the first of {wrong.size} wrong among {days.size}, is no day"
        raise DateError(problem, field=f"index {wrong[0]}", allowed=_CALENDAR)


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of days, both its ends included.

    Attributes:
        start: the first day.
        end: the last day, or None while it goes on.

    Raises:
        DateError: when it ends before it starts, or for anything but dates.

    Examples:
        >>> year = Spell(date(2017, 1, 1), date(2017, 12, 31))
        >>> year.contains(date(2017, 12, 31)), year.months_between()
        (True, 12)
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        _need_order(self.start, self.start if self.end is None else self.end)

    def contains(self, day: date) -> bool:
        """Whether the day lies in the spell, its first and last day included."""
        return self.start <= _need_day(day, "day") and (self.end is None or day <= self.end)

    def overlaps(self, other: Spell) -> bool:
        """Whether the two share at least one day."""
        return (self.end is None or other.start <= self.end) and (other.end is None or self.start <= other.end)

    def months_between(self) -> int:
        """Whole calendar months from the first day to the last, the last day counted.

        Raises:
            DateError: for a spell that goes on, since it has no length yet.
        """
        if self.end is None:
            raise DateError(f"the spell from {self.start} has no end", field="end", allowed="a date")
        from dateutil.relativedelta import relativedelta

        gap = relativedelta(from_day_number(day_number(self.end) + 1), self.start)
        return gap.years * 12 + gap.months


def days_between(start: date, end: date) -> int:
    """Actual days, the first counted and the last not, as interest is counted.

    Args:
        start: the day of the drawing.
        end: the day of the repayment, not before the start.

    Raises:
        DateError: for an end before the start.

    Examples:
        >>> days_between(date(2020, 7, 1), date(2020, 9, 21))
        82
    """
    _need_order(start, end)
    return (end - start).days


def days_30_360(start: date, end: date) -> int:
    """Days where every month counts 30 and every year 360; a 31st counts as the 30th, the last day is not counted.

    Args:
        start: the first day.
        end: the day after the last, not before the start.

    Raises:
        DateError: for an end before the start.

    Examples:
        >>> days_30_360(date(2017, 1, 31), date(2018, 3, 31))
        420
    """
    _need_order(start, end)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months * 30 + min(end.day, 30) - min(start.day, 30)


@overload
def months_and_days(start: date, end: date) -> tuple[int, int]: ...
@overload
def months_and_days(
    start: NDArray[np.integer], end: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
def months_and_days(
    start: date | NDArray[np.integer], end: date | NDArray[np.integer]
) -> tuple[int | NDArray[np.int64], int | NDArray[np.int64]]:
    """Whole calendar months from the start, and the odd days after them; the last day is not counted.

    Args:
        start: a date, or an integer array of day numbers.
        end: the same kind, not before the start.

    Raises:
        DateError: for an end before the start, or for anything but days.

    Examples:
        >>> months_and_days(date(2017, 1, 31), date(2017, 3, 5))
        (1, 5)
    """
    if isinstance(start, date) and isinstance(end, date):
        from dateutil.relativedelta import relativedelta

        _need_order(start, end)
        gap = relativedelta(end, start)
        return gap.years * 12 + gap.months, gap.days
    return _months_and_days(start, end)  # type: ignore[arg-type]


def _months_and_days(
    starts: NDArray[np.integer], ends: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same in arrays: by the months' numbers, and one month less where that passes the end."""
    import numpy as np

    for days in (starts, ends):
        if getattr(days, "dtype", None) is None or days.dtype.kind not in "iu":
            raise DateError(f"got {type(days).__name__}", allowed="two dates, or two integer arrays of day numbers")
        _refuse_outside(days)
    if (backward := np.flatnonzero(ends < starts)).size:
        first = backward[0]
        raise DateError(f"the end {ends[first]} is before the start {starts[first]}", field=f"index {first}")
    first_month, last_month = (days.astype("datetime64[D]").astype("datetime64[M]") for days in (starts, ends))
    day_of_month = starts - _first_days(first_month)

    def later(months: NDArray[np.int64]) -> NDArray[np.int64]:
        month = first_month + months.astype("timedelta64[M]")
        first_day = _first_days(month)
        same_day: NDArray[np.int64] = first_day + np.minimum(day_of_month, _first_days(month + 1) - first_day - 1)
        return same_day

    months = (last_month - first_month).astype(np.int64)
    months = months - (later(months) > ends)
    return months, ends - later(months)


def _recurring(start: date, end: date, day: int, every: int, closing: int = 12) -> tuple[date, ...]:
    """That day (-1: the last) of the months that close a period, from start to end, both included."""
    from dateutil.rrule import MONTHLY, rrule

    first, last = (datetime(day.year, day.month, day.day) for day in (start, end))
    months = [month for month in range(1, 13) if (month - closing) % every == 0]
    return tuple(time.date() for time in rrule(MONTHLY, dtstart=first, until=last, bymonthday=day, bymonth=months))


def settlement_days(start: date, end: date, day: int = 20, every: int = 3, closing: int = 12) -> tuple[date, ...]:
    """The days on which a bank settles interest: after the start, up to and including the end.

    Every 3 months is March, June, September, December, unless another month closes the year. The final payment at
    maturity is no settlement day unless it falls on one.

    Args:
        start: the day of the drawing, itself not a settlement day.
        end: the last day that may be one, not before the start.
        day: the day of the month, 1 to 28.
        every: months between two settlements: 1, 3 or 12.
        closing: a month in which a period closes, 1 to 12.

    Raises:
        DateError: for an end before the start, or a day, interval or month that is not allowed.

    Examples:
        >>> [day.isoformat() for day in settlement_days(date(2020, 3, 20), date(2020, 9, 20))]
        ['2020-06-20', '2020-09-20']
    """
    _need_order(start, end)
    if _whole(every, "every") not in (1, 3, 12):
        raise DateError(f"got {every!r}", field="every", allowed="1 (month), 3 (quarter) or 12 (year)")
    if not 1 <= _whole(day, "day") <= 28:
        raise DateError(f"got {day!r}", field="day", allowed="1 to 28, which every month has")
    if not 1 <= _whole(closing, "closing") <= 12:
        raise DateError(f"got {closing!r}", field="closing", allowed="1 to 12, a month of the year")
    return tuple(found for found in _recurring(start, end, day, every, closing) if found > start)


def _ends(year: int, every: int) -> tuple[date, ...]:
    if not date.min.year <= _whole(year, "year") <= date.max.year:
        raise DateError(f"got {year!r}", field="year", allowed=f"{date.min.year} to {date.max.year}")
    return _recurring(date(year, 1, 1), date(year, 12, 31), -1, every)


def month_ends(year: int) -> tuple[date, ...]:
    """The last days of the twelve months of a year.

    Raises:
        DateError: outside the years 1 to 9999.

    Examples:
        >>> month_ends(2016)[1].isoformat()
        '2016-02-29'
    """
    return _ends(year, 1)


def quarter_ends(year: int) -> tuple[date, ...]:
    """The last days of the four quarters of a year.

    Raises:
        DateError: outside the years 1 to 9999.

    Examples:
        >>> quarter_ends(2017)[0].isoformat()
        '2017-03-31'
    """
    return _ends(year, 3)


def half_year_ends(year: int) -> tuple[date, ...]:
    """The last days of the two halves of a year.

    Raises:
        DateError: outside the years 1 to 9999.

    Examples:
        >>> half_year_ends(2017)[0].isoformat()
        '2017-06-30'
    """
    return _ends(year, 6)
