"""The period of an amount: what it is paid for, and why amounts of different periods do not add.

Callers import these names from `povertykit.money`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from povertykit.amounts import Fen, need_fen, shown
from povertykit.errors import UnlikePeriods
from povertykit.labels import Labelled

__all__ = ["RECURRING", "Period", "Periodic", "per_month", "per_year"]


class Period(Labelled):
    """What an amount is paid or counted for.

    Examples:
        >>> Period.YEAR.en, Period.YEAR.zh, Period("month") is Period.MONTH
        ('year', '年', True)
    """

    MONTH = "month", "month", "月"
    YEAR = "year", "year", "年"
    SCHOOL_YEAR = "school_year", "school year", "学年"
    ONCE = "once", "once", "一次性"
    CLAIM = "claim", "claim", "每次报销"
    LOAN = "loan", "the whole loan", "整笔贷款"
    UNSTATED = "unstated", "period not stated", "未写明周期"


RECURRING: Final = (Period.MONTH, Period.YEAR, Period.SCHOOL_YEAR)
"""The periods by which an amount comes again; amounts of two of them are added or compared in one of them only."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """An amount with the period it was published in; made by `per_month()` and `per_year()`.

    Attributes:
        amount: fen for one period.
        period: what that amount is for.

    Raises:
        BareAmount: when the amount is a bare number.
        UnlikePeriods: when amounts of different periods are added or subtracted, or when an amount that is not
            monthly is to be made annual.

    Examples:
        >>> from povertykit.money import per_month, per_year, yuan
        >>> per_month(yuan(100)).annual() + per_year(yuan(26))
        Periodic(amount=Fen(122600), period=<Period.YEAR: 'year'>)
    """

    amount: Fen
    period: Period

    def __post_init__(self) -> None:
        need_fen(self.amount, "amount")
        period: object = self.period
        if not isinstance(period, Period):
            raise UnlikePeriods(f"got {shown(period)}", field="period", allowed=", ".join(map(str, Period)))

    def __str__(self) -> str:
        return f"{self.amount} / {self.period.en}"

    def __add__(self, other: Periodic) -> Periodic:
        return Periodic(self.amount + self._like(other), self.period)

    def __sub__(self, other: Periodic) -> Periodic:
        return Periodic(self.amount - self._like(other), self.period)

    def _like(self, other: object) -> Fen:
        """The other's amount, if it is for the same period."""
        if isinstance(other, Periodic) and other.period is self.period:
            return other.amount
        raise UnlikePeriods(
            f"{self} and {other if isinstance(other, Periodic) else shown(other)} are not for the same period",
            allowed=f"amounts per {self.period.en}",
            remedy="turn one into the other's period first, with annual() or monthly()",
        )

    def annual(self) -> Periodic:
        """The amount of a year: twelve months, or the yearly amount itself.

        Raises:
            UnlikePeriods: for an amount that is neither monthly nor yearly.
            OverflowRefused: if twelve months leave the 64-bit integers.

        Examples:
            >>> from povertykit.money import per_month, yuan
            >>> str(per_month(yuan("252.17")).annual())
            '3026.04 yuan / year'
        """
        if self.period is Period.YEAR:
            return self
        if self.period is Period.MONTH:
            return Periodic(self.amount * 12, Period.YEAR)
        raise UnlikePeriods(f"{self} has no yearly amount", allowed="an amount per month or per year")


def per_month(amount: Fen) -> Periodic:
    """A monthly amount.

    Args:
        amount: fen a month, made by `yuan()` or `fen()`.

    Raises:
        BareAmount: for a bare number.

    Examples:
        >>> from povertykit.money import per_month, yuan
        >>> str(per_month(yuan(150)))
        '150.00 yuan / month'
    """
    return Periodic(amount, Period.MONTH)


def per_year(amount: Fen) -> Periodic:
    """A yearly amount, kept as published; `monthly()` turns it into months.

    Args:
        amount: fen a year, made by `yuan()` or `fen()`.

    Raises:
        BareAmount: for a bare number.

    Examples:
        >>> from povertykit.money import per_year, yuan
        >>> str(per_year(yuan(3026)))
        '3026.00 yuan / year'
    """
    return Periodic(amount, Period.YEAR)
