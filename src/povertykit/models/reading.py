"""How each kind of field takes a value: one reader for each, used by pydantic, refusing whatever is not exact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from numbers import Integral

from povertykit.dates import parse_date
from povertykit.errors import AmountError, OverflowRefused
from povertykit.models.kinds import Coded
from povertykit.models.problems import refusal, shown
from povertykit.money import Fen, yuan

__all__ = ["category_reader", "day_reader", "money_reader", "rate_reader", "share_of"]

_TAKEN_AS_YUAN = (str, Decimal, float, Fraction)


def money_reader(low: Fen, high: Fen, *, bare: bool) -> Callable[[object], Fen]:
    """The reader of an amount between two others; `bare` is whether a whole number without a unit is taken as yuan."""

    def read(value: object) -> Fen:
        if type(value) is Fen:
            amount = value
        elif isinstance(value, _TAKEN_AS_YUAN) or (bare and type(value) is int):
            try:
                amount = yuan(value)
            except (AmountError, OverflowRefused) as error:
                raise refusal(problem=f"got {shown(value)}", remedy=error.remedy or "") from None
        elif isinstance(value, Integral) and not isinstance(value, bool):
            number = shown(int(value))
            raise refusal(
                problem=f"got the bare number {number}, which may be yuan or fen",
                remedy=f"write yuan({number}) or '{number}' for yuan, fen({number}) for fen",
            )
        else:
            raise refusal(problem=f"got {shown(value)}")
        if low <= amount <= high:
            return amount
        raise refusal(problem=f"got {amount}", remedy="correct the value, or check whether fen were taken for yuan")

    return read


def rate_reader(low: Decimal, high: Decimal) -> Callable[[object], Decimal]:
    """The reader of a rate in percent with at most four decimals, so that it is a whole number of millionths."""

    def read(value: object) -> Decimal:
        rate = _decimal(value)
        if rate is None or not rate.is_finite():
            raise refusal(problem=f"got {shown(value)}")
        if not low <= rate <= high or rate != round(rate, 4):
            raise refusal(problem=f"got {rate} percent")
        return rate

    return read


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return Decimal(float.__repr__(value))
    if isinstance(value, str) or type(value) is int:
        try:
            return Decimal(value.removesuffix("%") if isinstance(value, str) else value)
        except InvalidOperation:
            return None
    return None


@lru_cache(maxsize=4096)
def share_of(percent: Decimal) -> Fraction:
    """A rate in percent as the exact share that rules receive.

    Examples:
        >>> share_of(Decimal("4.35"))
        Fraction(87, 2000)
    """
    return Fraction(percent) / 100


def day_reader(first: date, last: date) -> Callable[[object], date]:
    """The reader of a day between two others, from a `date` or from text."""

    def read(value: object) -> date:
        if isinstance(value, str):
            try:
                # The form that JSON writes is read faster by the type itself.
                iso = len(value) == 10 and value[4] == value[7] == "-"
                day = date.fromisoformat(value) if iso else parse_date(value)
            except ValueError:
                raise refusal(problem=f"got {shown(value)}") from None
        elif isinstance(value, date) and not isinstance(value, datetime):
            day = value
        else:
            remedy = "take its .date()" if isinstance(value, datetime) else ""
            raise refusal(problem=f"got {shown(value)}", remedy=remedy)
        if first <= day <= last:
            return day
        raise refusal(problem=f"got {day.isoformat()}")

    return read


def category_reader(words: type[Coded]) -> Callable[[object], Coded]:
    """The reader of one of a closed list of words, by its English value or one of its Chinese words."""
    by_word = {word: member for member in words for word in member.words}

    def read(value: object) -> Coded:
        member = by_word.get(value) if isinstance(value, str) else None
        if member is None:
            raise refusal(problem=f"got {shown(value)}")
        return member

    return read
