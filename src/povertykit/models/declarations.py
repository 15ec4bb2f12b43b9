"""The kinds of fields that a model can declare, each with its bounds in the unit that people use.

Examples:
    >>> income = amount("家庭月收入", "What the members earn together in one month", Period.MONTH, high="10000000")
    >>> income.high, income.bounds, income.unit_en
    (1000000000, (Decimal('0.00'), Decimal('10000000.00')), 'yuan a month')
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic_core import CoreSchema, core_schema

from povertykit.dates import day_number, from_day_number
from povertykit.models.fields import FieldSpec, JsonSchema, Operand, SchemaMode
from povertykit.models.kinds import Coded, Kind
from povertykit.models.reading import category_reader, day_reader, money_reader, rate_reader, share_of
from povertykit.money import Fen, Period, to_yuan, yuan

__all__ = ["LONGEST_TEXT", "MILLIONTHS_IN_A_PERCENT", "amount", "category", "count", "day", "flag", "rate", "text"]

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
MILLIONTHS_IN_A_PERCENT: Final = 10_000
"""What one percent is as a register holds it."""
LONGEST_TEXT: Final = 200
"""The characters that a text may have."""
_WITHOUT_BLANKS_AROUND = r"^\S(.*\S)?$"
_UNIT_OF_PERIOD = {
    Period.MONTH: ("yuan a month", "元/月"),
    Period.YEAR: ("yuan a year", "元/年"),
    Period.SCHOOL_YEAR: ("yuan a school year", "元/学年"),
}


class _Amount(FieldSpec):
    kind = Kind.AMOUNT

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        low, high = self.ends
        return to_yuan(low), to_yuan(high)

    def taken(self) -> str:
        low, high = self.bounds
        return f"{low} to {high} {self.unit_en}, exact to the fen (yuan('268.00'), '268.00' or a Decimal)"

    def value_schema(self) -> CoreSchema:
        low, high = map(Fen, self.ends)
        plain, shown = core_schema.no_info_plain_validator_function, core_schema.plain_serializer_function_ser_schema
        return core_schema.json_or_python_schema(
            # The JSON schema says that its numbers are yuan; in Python a whole number may as well be fen.
            json_schema=plain(money_reader(low, high, bare=True)),
            python_schema=plain(money_reader(low, high, bare=False)),
            serialization=shown(to_yuan),
        )

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        return _decimal_schema(mode, self.bounds, decimals=2)

    def coding(self) -> Callable[..., Operand]:
        return int


class _Count(FieldSpec):
    kind = Kind.COUNT

    def taken(self) -> str:
        things = f" of {self.unit_en}" if self.unit_en else ""
        return f"a whole number{things}, {self.low} to {self.high}"

    def value_schema(self) -> CoreSchema:
        return core_schema.int_schema(ge=self.low, le=self.high, strict=True)

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class _Flag(FieldSpec):
    kind = Kind.FLAG

    def taken(self) -> str:
        return "True or False"

    def value_schema(self) -> CoreSchema:
        return core_schema.bool_schema(strict=True)

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        return {"type": "boolean"}


class _Rate(FieldSpec):
    kind = Kind.RATE

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        low, high = self.ends
        return Decimal(low) / MILLIONTHS_IN_A_PERCENT, Decimal(high) / MILLIONTHS_IN_A_PERCENT

    def taken(self) -> str:
        low, high = self.bounds
        return f"{low} to {high} percent with at most four decimals ('4.35' is 4.35%)"

    def value_schema(self) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(str, when_used="json")
        return core_schema.no_info_plain_validator_function(rate_reader(*self.bounds), serialization=written)

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        return _decimal_schema(mode, self.bounds, decimals=4)

    def coding(self) -> Callable[..., Operand]:
        return share_of


class _Day(FieldSpec):
    kind = Kind.DAY

    @property
    def bounds(self) -> tuple[date, date]:
        low, high = self.ends
        return from_day_number(low), from_day_number(high)

    def taken(self) -> str:
        first, last = self.bounds
        return f"a date or its text such as '2017-06-01', {first} to {last}"

    def value_schema(self) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(day_reader(*self.bounds))

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        return {"type": "string", "format": "date"}

    def coding(self) -> Callable[..., Operand]:
        return day_number


class _Category(FieldSpec):
    kind = Kind.CATEGORY

    @property
    def words(self) -> type[Coded]:
        assert self.categories is not None
        return self.categories

    def taken(self) -> str:
        return ", ".join(f"{member.value} ({member.zh})" for member in self.words)

    def value_schema(self) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(category_reader(self.words))

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        words = list(self.choices) if mode == "validation" else [member.value for member in self.words]
        return {"type": "string", "enum": words}

    def coding(self) -> Callable[..., Operand]:
        return _code


class _Text(FieldSpec):
    kind = Kind.TEXT

    def taken(self) -> str:
        return f"text of 1 to {LONGEST_TEXT} characters, without blanks around it"

    def value_schema(self) -> CoreSchema:
        return core_schema.str_schema(
            strict=True, min_length=1, max_length=LONGEST_TEXT, pattern=_WITHOUT_BLANKS_AROUND
        )

    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": _WITHOUT_BLANKS_AROUND}


def _code(word: Coded) -> int:
    return word.code


def _decimal_schema(mode: SchemaMode, bounds: tuple[Decimal, Decimal], decimals: int) -> JsonSchema:
    low, high = (int(bound) if bound == int(bound) else float(bound) for bound in bounds)
    # The pattern holds for text and the bounds for numbers; what is written is always text.
    taken = "string" if mode == "serialization" else ["string", "number"]
    pattern = rf"^-?[0-9]+(\.[0-9]{{1,{decimals}}})?$"
    return {"type": taken, "pattern": pattern, "minimum": low, "maximum": high}


def amount(zh: str, en: str, period: Period, *, low: str = "0", high: str, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """Declare an amount of money for a period, with its bounds in yuan; the model's value is `Fen`."""
    unit_en, unit_zh = _UNIT_OF_PERIOD.get(period, ("yuan", "元"))
    return _Amount(
        en=en,
        zh=zh,
        aliases=aliases,
        period=period,
        low=int(yuan(low)),
        high=int(yuan(high)),
        unit_en=unit_en,
        unit_zh=unit_zh,
    )


def count(
    zh: str, en: str, unit: tuple[str, str], *, low: int = 0, high: int, aliases: tuple[str, ...] = ()
) -> FieldSpec:
    """Declare a whole number of things, the unit in English and Chinese; the model's value is `int`."""
    return _Count(en=en, zh=zh, aliases=aliases, low=low, high=high, unit_en=unit[0], unit_zh=unit[1])


def flag(zh: str, en: str, yes: tuple[str, str], no: tuple[str, str], *, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """Declare a yes or no, each with its words in English and Chinese; the model's value is `bool`."""
    return _Flag(en=en, zh=zh, aliases=aliases, low=0, high=1, yes_en=yes[0], yes_zh=yes[1], no_en=no[0], no_zh=no[1])


def rate(zh: str, en: str, *, low: str = "0", high: str, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """Declare a rate in percent, with its bounds in percent; the model's value is a `Decimal` in percent."""
    bounds = (int(Decimal(bound) * MILLIONTHS_IN_A_PERCENT) for bound in (low, high))
    return _Rate(en=en, zh=zh, aliases=aliases, low=next(bounds), high=next(bounds), unit_en="percent", unit_zh="%")


def day(zh: str, en: str, *, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """Declare a calendar day between 1900 and 2199; the model's value is a `date`."""
    return _Day(en=en, zh=zh, aliases=aliases, low=day_number(_FIRST_DAY), high=day_number(_LAST_DAY))


def category(zh: str, en: str, words: type[Coded], *, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """Declare one of a closed list of words; the model's value is the member."""
    codes = [member.code for member in words]
    return _Category(en=en, zh=zh, aliases=aliases, low=min(codes), high=max(codes), categories=words)


def text(zh: str, en: str, *, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """Declare text that names something and that no rule reads; the model's value is `str`."""
    return _Text(en=en, zh=zh, aliases=aliases)
