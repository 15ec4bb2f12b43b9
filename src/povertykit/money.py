"""Money: exact amounts, their periods, the roundings that rules name, and splits that add up.

Amounts are whole fen (1/100 yuan). `yuan()` and `fen()` make them; a `Periodic` amount keeps the period it was
published in; a `Rounding` is the only place where a fraction of a fen is let go; `allocate()` and `twelve_payments()`
split an amount into parts that sum to it exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from math import lcm
from numbers import Rational

from povertykit.amounts import HIGHEST_FEN, LOWEST_FEN, Fen, fen, need_fen, overflow, shown, to_yuan, whole, yuan
from povertykit.errors import AmountError, UnlikePeriods
from povertykit.labels import Labelled
from povertykit.periods import Period, Periodic, per_month, per_year

__all__ = [
    "CLAIM",
    "DOWN",
    "FEN",
    "HALF_UP",
    "HOUSEHOLD_MONTH",
    "JIAO",
    "ONCE",
    "PERSON_MONTH",
    "UP",
    "YEAR",
    "YUAN",
    "Fen",
    "Mode",
    "Period",
    "Periodic",
    "Rounding",
    "Stage",
    "Unit",
    "allocate",
    "fen",
    "monthly",
    "per_month",
    "per_year",
    "to_yuan",
    "twelve_payments",
    "yuan",
]


class Unit(Enum):
    """The coin that a rounding rounds to; the value is its size in fen.

    Attributes:
        en: the English name.
        zh: the Chinese name.

    Examples:
        >>> Unit.JIAO.value, Unit.JIAO.en, Unit.JIAO.zh
        (10, 'jiao', '角')
    """

    FEN = 1
    JIAO = 10
    YUAN = 100

    @property
    def en(self) -> str:
        """The English name."""
        return self.name.lower()

    @property
    def zh(self) -> str:
        """The Chinese name."""
        return {1: "分", 10: "角", 100: "元"}[self.value]


class Mode(Labelled):
    """Which way a fraction of the unit goes.

    `HALF_UP` takes the nearest, a half away from zero; `UP` goes away from zero; `DOWN` towards zero.

    Examples:
        >>> Mode.HALF_UP.zh
        '四舍五入'
    """

    HALF_UP = "half_up", "rounded half up", "四舍五入"
    UP = "up", "rounded up", "进位"
    DOWN = "down", "rounded down", "舍去尾数"


class Stage(Labelled):
    """The amount that is rounded.

    Examples:
        >>> Stage.PERSON_MONTH.en, Stage.PERSON_MONTH.zh
        ("each person's month", '每人每月')
    """

    PERSON_MONTH = "person_month", "each person's month", "每人每月"
    HOUSEHOLD_MONTH = "household_month", "each household's month", "每户每月"
    YEAR = "year", "the year", "全年"
    CLAIM = "claim", "each claim", "每次报销"
    ONCE = "once", "the single payment", "一次性金额"


FEN, JIAO, YUAN = Unit
HALF_UP, UP, DOWN = Mode
PERSON_MONTH, HOUSEHOLD_MONTH, YEAR, CLAIM, ONCE = Stage


@dataclass(frozen=True, slots=True)
class Rounding:
    """A rounding that a rule names, or the library's default: half up to the fen, for each household's month.

    Attributes:
        unit: the coin rounded to.
        mode: which way a fraction goes.
        stage: the amount that is rounded.

    Raises:
        AmountError: for a unit, mode or stage that is none of theirs.

    Examples:
        >>> Rounding(unit=JIAO, mode=UP, stage=PERSON_MONTH).en
        "each person's month rounded up to the jiao"
        >>> Rounding().zh
        '每户每月四舍五入到分'
    """

    unit: Unit = FEN
    mode: Mode = HALF_UP
    stage: Stage = HOUSEHOLD_MONTH

    def __post_init__(self) -> None:
        given: tuple[tuple[object, type[Enum]], ...] = ((self.unit, Unit), (self.mode, Mode), (self.stage, Stage))
        for value, kind in given:
            if not isinstance(value, kind):
                allowed = ", ".join(member.name for member in kind)
                raise AmountError(f"got {shown(value)}", field=kind.__name__.lower(), allowed=allowed)

    @property
    def en(self) -> str:
        """One line in English."""
        return f"{self.stage.en} {self.mode.en} to the {self.unit.en}"

    @property
    def zh(self) -> str:
        """One line in Chinese."""
        return f"{self.stage.zh}{self.mode.zh}到{self.unit.zh}"

    def apply(self, numerator: int, denominator: int = 1) -> int:
        """Round the exact quotient `numerator / denominator` fen to whole units.

        Args:
            numerator: fen times the denominator.
            denominator: any whole number but 0.

        Returns:
            Whole fen, a multiple of the unit.

        Raises:
            AmountError: for a denominator of 0, or for anything but whole numbers.
            OverflowRefused: if the result leaves the 64-bit integers.

        Examples:
            >>> Rounding().apply(302600, 12)
            25217
            >>> Rounding(unit=YUAN, mode=DOWN).apply(-302600, 12)
            -25200
        """
        top, bottom = whole(numerator, "numerator"), whole(denominator, "denominator")
        if bottom == 0:
            raise AmountError("got 0", field="denominator", allowed="any other whole number")
        size, step = abs(top), abs(bottom) * self.unit.value
        if self.mode is HALF_UP:
            units = (2 * size + step) // (2 * step)
        else:
            units = -(-size // step) if self.mode is UP else size // step
        result = units * self.unit.value
        if (top < 0) != (bottom < 0):
            result = -result
        if LOWEST_FEN <= result <= HIGHEST_FEN:
            return result
        raise overflow(shown(result), "fen")


def allocate(total: Fen | int, shares: Sequence[int | Fraction]) -> tuple[Fen, ...]:
    """Split an amount in proportion to shares, in whole fen that sum to it exactly.

    Each part is its exact share rounded down, and the fen left over go one each to the largest remainders, the
    earlier share first where two are equal. A negative total is split as the positive one and negated.

    Args:
        total: fen to split.
        shares: whole numbers or Fractions, none negative and not all 0; any unit, only their proportion counts.

    Returns:
        One amount for each share, in their order, each within one fen of its exact share.

    Raises:
        AmountError: for shares that are none, negative, all 0 or not exact.
        OverflowRefused: for a total outside the 64-bit integers.

    Examples:
        >>> allocate(yuan(1), [1, 1, 1])
        (Fen(34), Fen(33), Fen(33))
        >>> sum(allocate(yuan("756.51"), [Fraction(1, 3), Fraction(2, 3)]))
        Fen(75651)
    """
    amount = int(Fen(total))
    weights = _weights(shares)
    everything = sum(weights)
    parts = [divmod(abs(amount) * weight, everything) for weight in weights]
    left = abs(amount) - sum(part for part, _ in parts)
    # sorted() keeps the order of equals, so that the earlier share comes first.
    favoured = set(sorted(range(len(parts)), key=lambda place: -parts[place][1])[:left])
    sign = -1 if amount < 0 else 1
    return tuple(Fen(sign * (part + (place in favoured))) for place, (part, _) in enumerate(parts))


def _weights(shares: Sequence[int | Fraction]) -> list[int]:
    """The shares as whole numbers of the same proportions."""
    for place, share in enumerate(shares):
        if isinstance(share, bool) or not isinstance(share, Rational) or share < 0:
            raise AmountError(
                f"got {shown(share)}",
                field=f"share {place}",
                allowed="whole numbers or Fractions, 0 or more",
                remedy="write a share such as 0.3 as Fraction(3, 10)",
            )
    exact = [Fraction(int(share.numerator), int(share.denominator)) for share in shares]
    common = lcm(*(share.denominator for share in exact))
    weights = [share.numerator * (common // share.denominator) for share in exact]
    if not any(weights):
        raise AmountError(f"got {shown(shares)}", field="shares", allowed="at least one share above 0")
    return weights


def twelve_payments(year: Fen) -> tuple[Fen, ...]:
    """Split a yearly amount into the payments of January to December, which add up to it exactly.

    After each month the sum paid is that share of the year, rounded half up to the fen.

    Args:
        year: fen a year.

    Returns:
        Twelve amounts, each within one fen of a twelfth.

    Raises:
        BareAmount: for a bare number.

    Examples:
        >>> twelve_payments(yuan(3026))[:3]
        (Fen(25217), Fen(25216), Fen(25217))
    """
    amount = int(need_fen(year, "year"))
    to_fen = Rounding(FEN, HALF_UP, YEAR)
    paid = [to_fen.apply(amount * month, 12) for month in range(13)]
    return tuple(Fen(paid[month] - paid[month - 1]) for month in range(1, 13))


def monthly(value: Periodic | Fen, rounding: Rounding, on: date) -> Fen | Fraction:
    """A published amount as the amount of one month.

    A monthly amount is itself. A yearly one follows the stage of the rounding: each person's month is a twelfth,
    rounded; the year is rounded and paid in twelve payments that add up to it; for any other stage the twelfth stays
    an exact fraction, left for the rounding of the whole household's amount.

    Args:
        value: fen a month, or an amount with its period.
        rounding: the rounding of the rule.
        on: a day in the month of payment.

    Returns:
        Fen a month, or an exact Fraction of fen.

    Raises:
        BareAmount: for a bare number.
        UnlikePeriods: for an amount that is neither monthly nor yearly.

    Examples:
        >>> standard = per_year(yuan(3026))
        >>> monthly(standard, Rounding(stage=PERSON_MONTH), date(2017, 6, 1))
        Fen(25217)
        >>> monthly(standard, Rounding(stage=HOUSEHOLD_MONTH), date(2017, 6, 1)) * 3
        Fraction(75650, 1)
    """
    if not isinstance(value, Periodic):
        return need_fen(value, "value")
    if value.period is Period.MONTH:
        return value.amount
    if value.period is not Period.YEAR:
        raise UnlikePeriods(f"{value} has no monthly amount", allowed="an amount per month or per year")
    year = int(value.amount)
    if rounding.stage is PERSON_MONTH:
        return Fen(rounding.apply(year, 12))
    if rounding.stage is YEAR:
        return twelve_payments(Fen(rounding.apply(year)))[on.month - 1]
    return Fraction(year, 12)
