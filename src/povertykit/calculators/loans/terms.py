"""What a contract says of time and of rates: how days are counted, when interest is settled, which rate holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, TypeAlias

from povertykit.amounts import shown
from povertykit.dated import Brackets, Dated
from povertykit.dates import add_months, days_30_360, days_between, months_and_days, settlement_days
from povertykit.errors import DateError, InvalidInput, OutOfCoverage, OutOfRange
from povertykit.labels import Labelled

__all__ = [
    "WITH_PRINCIPAL",
    "DayCount",
    "RateTerms",
    "Repricing",
    "Settlement",
    "TableRate",
    "need_rate",
    "need_share",
    "rate_steps",
    "term_months",
]

_ONE_DAY: Final = timedelta(1)


class DayCount(Labelled):
    """How the days of interest are counted. The first day counts and the last does not.

    `MONTHS_AND_DAYS` takes whole calendar months at a twelfth of the year's rate and the odd days at 1/360 of it.

    Examples:
        >>> start, end = date(2020, 7, 1), date(2020, 9, 21)
        >>> [(kind.value, kind.counted(start, end), str(kind.day)) for kind in DayCount][1:3]
        [('actual_365', 82, '1/365'), ('thirty_360', 80, '1/360')]
    """

    ACTUAL_360 = "actual_360", "actual days over 360", "实际天数/360"
    ACTUAL_365 = "actual_365", "actual days over 365", "实际天数/365"
    THIRTY_360 = "thirty_360", "months of 30 days over 360", "30/360"
    MONTHS_AND_DAYS = "months_and_days", "whole months and odd days", "整月加零头天数"

    @property
    def day(self) -> Fraction:
        """The share of a year that one counted day is."""
        return Fraction(1, 365) if self is DayCount.ACTUAL_365 else Fraction(1, 360)

    def counted(self, start: date, end: date) -> int:
        """The days counted from the start to the end, itself not counted; a whole month of a method by months is 30.

        Raises:
            DateError: for an end before the start, or for anything but plain dates.
        """
        if self is DayCount.THIRTY_360:
            return days_30_360(start, end)
        if self is DayCount.MONTHS_AND_DAYS:
            months, days = months_and_days(start, end)
            return 30 * months + days
        return days_between(start, end)


@dataclass(frozen=True, slots=True)
class Settlement:
    """When interest is settled, and whether the settlement day's own interest is in it.

    A rule may name the 20th as the settlement day while banks count interest to the 21st, not including it. Both are
    said here: settled on the 20th, with the 20th counted (`day=20, day_counts=True`), has the same bounds as settled on
    the 21st, with the 21st not counted. The last settlement is on the day of the last repayment, with the principal.

    Attributes:
        every: months between two settlements, 1, 3 or 12; None where interest is due only with the principal.
        day: the day of the month, 1 to 28.
        day_counts: whether the interest of the settlement day itself is in the settlement.
        closing: a month that closes a period: 12 for March, June, September and December, or for a year that is
            settled in December.

    Raises:
        DateError: for an interval, day or month that is not allowed.
        InvalidInput: for a `day_counts` that is no flag.

    Examples:
        >>> quarterly = Settlement(every=3, day=20, day_counts=True)
        >>> [(on.isoformat(), until.isoformat()) for on, until in quarterly.bounds(date(2020, 7, 1), date(2020, 12, 1))]
        [('2020-09-20', '2020-09-21'), ('2020-12-01', '2020-12-01')]
    """

    every: int | None
    day: int = 20
    day_counts: bool = True
    closing: int = 12

    def __post_init__(self) -> None:
        settlement_days(date(2000, 1, 1), date(2000, 1, 1), self.day, self.every or 12, self.closing)
        if self.every is not None and self.every < 1:
            raise DateError(f"got {self.every!r}", field="every", allowed="1, 3, 12, or None: with the principal")
        if not isinstance(self.day_counts, bool):
            raise InvalidInput(f"got {self.day_counts!r}", field="day_counts", allowed="True or False")

    def bounds(self, start: date, end: date) -> tuple[tuple[date, date], ...]:
        """Each settlement's day, and the day to which its interest is counted, itself not counted.

        Args:
            start: the first day that bears interest.
            end: the day of the last repayment; the last settlement is on it, up to it.

        Raises:
            DateError: for an end that is not after the start.
        """
        if end <= start:
            raise DateError(f"{end} is not after the start {start}", field="end", allowed=f"after {start}")
        if self.every is None:
            return ((end, end),)
        later = _ONE_DAY if self.day_counts else timedelta(0)
        days = settlement_days(start - later, end - later, self.day, self.every, self.closing)
        return (*((day, day + later) for day in days if day + later < end), (end, end))


WITH_PRINCIPAL: Final = Settlement(every=None)
"""Interest is due with the principal, in one settlement (利随本清)."""


class Repricing(Labelled):
    """On which days a rate is looked up again."""

    NEVER = "never", "never: the rate of the drawdown holds", "不调整"
    ANNIVERSARY = "anniversary", "every year on the day of the drawdown", "每年对日调整"
    JANUARY_FIRST = "january_first", "every year on 1 January", "每年1月1日调整"


@dataclass(frozen=True, slots=True)
class TableRate:
    """A rate that a table of rates by date and term gives: a benchmark by band, or the LPR.

    The term is the contract's, in months begun: exactly twelve months is in a band up to 12, one day more is 13.

    Attributes:
        table: bands of the term in months, by date; no date outside it is answered.
        multiple: what the table's rate is multiplied by.
        margin: what is added to that, as a share: ten base points are `Fraction(1, 1000)`.
        repricing: when it is looked up again; each time in the band of the whole term.

    Raises:
        InvalidInput: for a table that is none, or a multiple or margin that is not exact.

    Examples:
        >>> from povertykit.citation import library_default
        >>> bands = Brackets(((0, 12, Fraction(435, 10_000)), (12, 60, Fraction(475, 10_000))), "term", "upper")
        >>> cited = library_default("an example")
        >>> table = Dated.constant("benchmark", bands, cited, date(2015, 10, 24), date(2019, 8, 19))
        >>> TableRate(table).on(date(2016, 3, 1), 12)
        Fraction(87, 2000)
        >>> TableRate(table, multiple=Fraction(6, 5)).on(date(2016, 3, 1), 13)
        Fraction(57, 1000)
    """

    table: Dated[Brackets[Fraction]]
    multiple: Fraction = Fraction(1)
    margin: Fraction = Fraction(0)
    repricing: Repricing = Repricing.NEVER

    def __post_init__(self) -> None:
        given: object = self.table
        if not isinstance(given, Dated) or not all(
            isinstance(step.value, Brackets) and step.value.basis == "term" for step in given.steps
        ):
            raise InvalidInput(f"got {shown(given)}", field="table", allowed='a Dated of Brackets by "term", in months')
        for field, value in (("multiple", self.multiple), ("margin", self.margin)):
            if not isinstance(value, Fraction):
                raise InvalidInput(f"got {shown(value)}", field=field, allowed="a Fraction, such as Fraction(6, 5)")
        if not isinstance(self.repricing, Repricing):
            allowed = ", ".join(f"Repricing.{each.name}" for each in Repricing)
            raise InvalidInput(f"got {shown(self.repricing)}", field="repricing", allowed=allowed)

    def on(self, day: date, months: int) -> Fraction:
        """The rate of a day for a term of so many months.

        Raises:
            OutOfCoverage: when the table does not know the day.
            OutOfRange: when no band holds the term, or the rate is not from 0 to 1.
        """
        try:
            bands = self.table.value(day)
        except OutOfCoverage as error:
            error.remedy = f"supply the rate in force on {day}, with its source, or give the contract's rate itself"
            raise
        return need_rate(bands.at(months) * self.multiple + self.margin, self.table.name)


RateTerms: TypeAlias = "Fraction | TableRate"
"""A rate: fixed, as an exact share a year, or by a table."""


def need_rate(value: object, field: str) -> Fraction:
    """The value as a yearly rate.

    Raises:
        InvalidInput: for anything but a Fraction.
        OutOfRange: below 0 or above 1.

    Examples:
        >>> need_rate(Fraction(435, 10_000), "rate")
        Fraction(87, 2000)
    """
    return _between_0_and_1(value, field, "a rate a year, such as Fraction(435, 10_000) for 4.35%")


def need_share(value: object, field: str) -> Fraction:
    """The value as a share.

    Raises:
        InvalidInput: for anything but a Fraction.
        OutOfRange: below 0 or above 1.

    Examples:
        >>> need_share(Fraction(7, 10), "share")
        Fraction(7, 10)
    """
    return _between_0_and_1(value, field, "a share, such as Fraction(7, 10) for 70%")


def _between_0_and_1(value: object, field: str, what: str) -> Fraction:
    if not isinstance(value, Fraction):
        raise InvalidInput(f"got {shown(value)}", field=field, allowed=what, remedy="write it as an exact Fraction")
    if not 0 <= value <= 1:
        raise OutOfRange(f"got {value}", field=field, allowed=f"{what}, from 0 to 1")
    return value


def term_months(drawn: date, maturity: date) -> int:
    """The term in months, a month begun counted whole.

    Raises:
        DateError: for a maturity before the drawdown.

    Examples:
        >>> term_months(date(2016, 3, 1), date(2017, 3, 1)), term_months(date(2016, 3, 1), date(2017, 3, 2))
        (12, 13)
    """
    months, days = months_and_days(drawn, maturity)
    return months + (days > 0)


def rate_steps(rate: RateTerms, first: date, months: int, until: date) -> tuple[tuple[date, Fraction], ...]:
    """The rates of a loan, each with the day from which it holds.

    Args:
        rate: fixed, or by a table.
        first: the day from which it holds: the drawdown, or an extension.
        months: the term that decides the band.
        until: the day from which it no longer matters.

    Raises:
        OutOfCoverage: when a table does not know one of the days.

    Examples:
        >>> rate_steps(Fraction(435, 10_000), date(2016, 3, 1), 12, date(2017, 3, 1))
        ((datetime.date(2016, 3, 1), Fraction(87, 2000)),)
    """
    if isinstance(rate, Fraction):
        return ((first, rate),)
    days = [first]
    if rate.repricing is Repricing.ANNIVERSARY:
        days += [add_months(first, 12 * year) for year in range(1, until.year - first.year + 1)]
    elif rate.repricing is Repricing.JANUARY_FIRST:
        days += [date(year, 1, 1) for year in range(first.year + 1, until.year + 1)]
    return tuple((day, rate.on(day, months)) for day in days if day == first or day < until)
