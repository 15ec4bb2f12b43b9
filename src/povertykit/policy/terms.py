"""What a rule's argument may name besides facts and other rules: figures, open terms, readings, roundings, links.

Each is declared once, through its jurisdiction, with its clause. A figure is what the document fixes; an open term what
it leaves to a lower rule; a reading a choice between two meanings of its words; a rounding how an amount is rounded;
a total, a count and a broadcast the only ways by which a member's value reaches its household and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from povertykit.citation import Citation
from povertykit.dated import Dated
from povertykit.dates import day_number, in_chinese
from povertykit.decision import Unit
from povertykit.errors import BareAmount, InvalidInput, OutOfRange, UnknownName, UnlikePeriods
from povertykit.money import Fen, Period, Periodic, Rounding, to_yuan

if TYPE_CHECKING:
    from povertykit.models import Entity

__all__ = ["Figure", "Link", "Need", "Reading", "RoundingTerm", "Setting", "Term", "shown"]

Setting: TypeAlias = "Fen | Periodic | int | Fraction | str | Rounding | Period | date"
"""What a caller may hand to `policy(...)`."""

_MILLION: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A legal figure: dated steps, each cited; its unit, period and labels; the higher law's open term it fills.

    Attributes:
        most: what a reform may not put it above, such as the whole for a share of something; None for no bound.
    """

    name: str
    dated: Dated[Fen] | Dated[Fraction] | Dated[int] | Dated[Periodic] | Dated[date]
    unit: Unit | None
    en: str
    zh: str
    period: Period | None = None
    fills: Term | None = None
    most: int | Fraction | None = None

    def check(self, value: object) -> object:
        """A value that a reform puts in the figure's place, as an operand.

        Raises:
            BareAmount, InvalidInput: the wrong kind of value.
            OutOfRange, UnlikePeriods: below zero, above `most`, or not what the open term that it fills allows.
        """
        if self.fills is not None or self.unit is None:
            return self.fills.check(value) if self.fills else value
        typed = _typed(self.name, self.unit, value)
        if typed < 0 and self.unit is not Unit.DAY:
            raise OutOfRange(f"got {shown(self.unit, typed)}", field=self.name, allowed="nothing below zero")
        if self.most is not None and typed > self.most:
            allowed = f"at most {shown(self.unit, self.most)}"
            source = str(self.dated.steps[-1].citation)
            raise OutOfRange(f"got {shown(self.unit, typed)}", field=self.name, allowed=allowed, source=source)
        return typed


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term that the document leaves open. A day that is left open is the policy's own date until it is filled.

    Attributes:
        allowed: the bounds that the clause itself sets, both included.
        plausible: bounds outside which a value is surely a slip (yuan for fen, a year for a month).
        period: what an amount is for; a yearly amount for a monthly term is turned into months by its rounding.
        of: for a term that is itself a period: the payment whose period it fills.
    """

    name: str
    citation: Citation
    unit: Unit | None
    en: str
    zh: str
    period: Period | None = None
    allowed: tuple[int | Fraction, int | Fraction] | None = None
    plausible: tuple[int | Fraction, int | Fraction] | None = None
    rounding: str | None = None
    of: str | None = None

    @property
    def bounds(self) -> tuple[int | Fraction, int | Fraction] | None:
        """The clause's bounds, or the plausible ones."""
        return self.allowed or self.plausible

    def check(self, value: object) -> object:
        """A value that fills the term; an amount may be `Periodic`.

        Raises:
            BareAmount: a bare number for an amount.
            InvalidInput: the wrong kind of value.
            UnlikePeriods: an amount of another period.
            OutOfRange: outside what the clause, or plausibility, allows.
        """
        if self.unit is None:
            if not isinstance(value, Period):
                raise InvalidInput(f"got {value!r}", field=self.name, allowed="a Period, such as Period.YEAR")
            return value
        if isinstance(value, Periodic):
            typed: object = self._of_period(value)
            compared: int | Fraction = Fraction(int(value.amount), 1 if value.period is self.period else 12)
        else:
            typed = compared = _typed(self.name, self.unit, value)
        if self.bounds and not self.bounds[0] <= compared <= self.bounds[1]:
            low, high = (shown(self.unit, end) for end in self.bounds)
            period = f" a {self.period.en}" if self.period in (Period.MONTH, Period.YEAR) and self.period else ""
            raise OutOfRange(
                f"got {shown(self.unit, compared)}{period}",
                field=self.name,
                allowed=f"{low} to {high}{period}, both included",
                source=str(self.citation) if self.allowed else "plausible values; the clause leaves the term open",
                remedy="a yearly figure is handed over as per_year(yuan(...))" if self.period is Period.MONTH else None,
            )
        return typed

    def _of_period(self, value: Periodic) -> Periodic | Fen:
        if value.period is self.period:
            return Fen(value.amount)
        if (value.period, self.period) == (Period.YEAR, Period.MONTH):
            return value
        wanted = self.period.en if self.period else "no period of its own"
        raise UnlikePeriods(f"got an amount a {value.period.en}", field=self.name, allowed=f"an amount ({wanted})")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A choice between meanings that a clause leaves room for; the default is named, not hidden."""

    name: str
    citation: Citation
    options: Mapping[str, tuple[str, str]]
    default: str
    en: str
    zh: str

    def check(self, value: object) -> int:
        """The code of an option.

        Raises:
            UnknownName: no such option.
        """
        if not isinstance(value, str) or value not in self.options:
            raise UnknownName.among(str(value), self.options, self.name)
        return list(self.options).index(value)


@dataclass(frozen=True, kw_only=True)
class RoundingTerm:
    """How an amount is rounded; the library's default unless a document says."""

    name: str
    citation: Citation
    default: Rounding
    en: str
    zh: str

    def check(self, value: object) -> Rounding:
        """A rounding.

        Raises:
            InvalidInput: anything else.
        """
        if not isinstance(value, Rounding):
            raise InvalidInput(f"got {value!r}", field=self.name, allowed="Rounding(unit=..., mode=..., stage=...)")
        return value


@dataclass(frozen=True, kw_only=True)
class Link:
    """A named way between a household and its members, loans or claims.

    `how` is "total" (an exact sum over the parts), "count" (of parts with a flag) or "broadcast" (the household's value
    for each of its parts).
    """

    name: str
    how: str
    source: str
    source_entity: Entity
    entity: Entity
    en: str
    zh: str


@dataclass(frozen=True, kw_only=True)
class Need:
    """One need that several rules serve, and which case each claims.

    A case within `scope` that no rule claims is reported as uncovered; one that two claim, as a conflict, unless
    `prevails` says with its clause which goes first. `claims` maps a rule's name to the test provision of its case.
    """

    name: str
    entity: Entity
    citation: Citation
    scope: str
    claims: Mapping[str, str]
    en: str
    zh: str
    prevails: tuple[str, ...] = ()


def _typed(name: str, unit: Unit, value: object) -> int | Fraction:
    """A plain operand of a unit."""
    if unit is Unit.AMOUNT:
        if isinstance(value, Fen):
            return int(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise BareAmount(
                f"got the bare number {value!r}, which may be yuan or fen",
                field=name,
                allowed="an amount made by yuan() or fen()",
                remedy=f'write yuan("{value}")' + (f" or fen({value})" if isinstance(value, int) else ""),
            )
        raise InvalidInput(f"got {value!r}", field=name, allowed="an amount made by yuan() or fen()")
    if unit is Unit.RATE:
        if isinstance(value, bool | Fen) or not isinstance(value, int | Fraction):
            raise InvalidInput(f"got {value!r}", field=name, allowed="an exact rate, such as Fraction(13, 10)")
        return Fraction(value)
    if unit is Unit.DAY:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise InvalidInput(f"got {value!r}", field=name, allowed="a date, such as date(2013, 6, 10)")
        return day_number(value)
    if isinstance(value, bool) or not isinstance(value, int) or isinstance(value, Fen):
        raise InvalidInput(f"got {value!r}", field=name, allowed="a whole number")
    return value


def shown(unit: Unit | None, value: object, language: str = "en") -> str:
    """A value of a unit, as a reader sees it in a message, in English or Chinese."""
    yuan_ = "元" if language == "zh" else " yuan"
    if isinstance(value, Periodic):
        period = f"/{value.period.zh}" if language == "zh" else f" a {value.period.en}"
        return f"{to_yuan(value.amount)}{yuan_}{period}"
    if unit is Unit.AMOUNT and isinstance(value, int | Fraction):
        exact = f"{to_yuan(int(value))}" if value == int(value) else str(Fraction(value, 100))
        return exact + yuan_
    if unit is Unit.RATE and isinstance(value, Fraction) and _MILLION % value.denominator == 0:
        return f"{Decimal(value.numerator) * 100 / value.denominator:f}%"
    if isinstance(value, date):
        return in_chinese(value) if language == "zh" else value.isoformat()
    if isinstance(value, Period | Rounding):
        return value.zh if language == "zh" else value.en
    return str(value)
