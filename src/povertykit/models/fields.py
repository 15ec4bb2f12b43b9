"""What a field of a model is: declared once, and read by validation, registers, documentation and proofs alike.

A field is declared in its model as `Annotated[type, amount(...)]` (or another of `povertykit.models.declarations`).
The declaration makes pydantic's schema, and `fields_of` gives it back, completed with the field's name, its entity and
whether it may be unknown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias, get_args

from pydantic_core import CoreSchema, core_schema

from povertykit.models.kinds import Coded, Entity, Kind
from povertykit.money import Period

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

__all__ = ["FieldSpec", "JsonSchema", "Operand"]

Operand: TypeAlias = int | Fraction | None
"""A fact as a rule receives it: fen, a count, a code, a day number (int), a flag (bool) or a share; None is unknown."""

JsonSchema: TypeAlias = dict[str, object]
SchemaMode: TypeAlias = Literal["validation", "serialization"]


@dataclass(frozen=True, kw_only=True)
class FieldSpec(ABC):
    """One field of a model: its meaning, unit, bounds and names.

    Attributes:
        name: the field's name, which is also the operand's.
        entity: whom the field is about.
        kind: what it is.
        low: the least operand allowed: fen, a count, 0 for a flag, a category's lowest code, a day number, or (for a
            rate) millionths; None for text.
        high: the greatest operand allowed, likewise.
        nullable: whether None (not known) is allowed.
        required: whether it must be given.
        en: its meaning.
        zh: its Chinese title, which is also an alias.
        aliases: its further names.
        period: for an amount, what it is counted for.
        unit_en: its unit in English; empty where it has none.
        unit_zh: its unit in Chinese.
        yes_en: for a flag, the words for true.
        yes_zh: the same in Chinese.
        no_en: for a flag, the words for false.
        no_zh: the same in Chinese.
        categories: for a category, the closed list of its words.

    Examples:
        >>> from povertykit.models import Household, fields_of
        >>> persons = fields_of(Household)["persons"]
        >>> persons.low, persons.high, persons.zh, persons.unit_en
        (1, 50, '家庭人口', 'persons')
        >>> persons.allowed
        'a whole number of persons, 1 to 50'
    """

    kind: ClassVar[Kind]

    name: str = ""
    entity: Entity = Entity.HOUSEHOLD
    low: int | None = None
    high: int | None = None
    nullable: bool = False
    required: bool = True
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    period: Period | None = None
    unit_en: str = ""
    unit_zh: str = ""
    yes_en: str = ""
    yes_zh: str = ""
    no_en: str = ""
    no_zh: str = ""
    categories: type[Coded] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that the field may be given under: its own, its Chinese title, its aliases."""
        return (self.name, self.zh, *self.aliases)

    @property
    def choices(self) -> Mapping[str, int]:
        """The code of every word that names a category's member, English or Chinese; empty for other kinds."""
        return MappingProxyType({word: member.code for member in self.categories or () for word in member.words})

    @property
    def description(self) -> str:
        """The meaning with its unit, as documentation and JSON schemas show it."""
        return f"{self.en}, in {self.unit_en}." if self.unit_en else f"{self.en}."

    @property
    def allowed(self) -> str:
        """What the field takes, as an error message says it."""
        return f"{self.taken()}; None where unknown" if self.nullable else self.taken()

    @property
    def remedy(self) -> str:
        """What to do about a value that is not allowed."""
        return "correct the value" + (", or leave it out where it is not known" if self.nullable else "")

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest operand, of anything but text."""
        assert self.low is not None, f"{self.name} is text, which has no bounds"
        assert self.high is not None
        return self.low, self.high

    @property
    def bounds(self) -> tuple[Decimal, Decimal] | tuple[date, date] | tuple[int, int] | None:
        """The bounds as the model shows them: yuan, percent, days or whole numbers; None for text."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @abstractmethod
    def taken(self) -> str:
        """What the field takes where the value is known."""

    @abstractmethod
    def value_schema(self) -> CoreSchema:
        """Pydantic's schema for a known value."""

    @abstractmethod
    def json_schema(self, mode: SchemaMode) -> JsonSchema:
        """The JSON schema of a known value, read (`validation`) or written (`serialization`)."""

    def coding(self) -> Callable[..., Operand] | None:
        """What turns a known value of the model into the operand; None where the value is the operand already."""
        return None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's schema, made from the declaration alone; the annotation says only whether None is allowed."""
        schema = self.value_schema()
        return core_schema.nullable_schema(schema) if type(None) in get_args(source) else schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        """The JSON schema with the unit beside the bounds."""
        known = self.json_schema(handler.mode)
        whole: JsonSchema = {"anyOf": [known, {"type": "null"}]} if schema["type"] == "nullable" else known
        return {**whole, "unit": self.unit_en} if self.unit_en else whole
