"""What all models share: validation in the library's own words, facts for the rules, the meaning of fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, get_args

from pydantic import AliasChoices, BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.fields import FieldInfo

from povertykit.models.fields import FieldSpec, Operand
from povertykit.models.kinds import Entity, Kind
from povertykit.models.problems import Contradiction, InvalidRecord, refusal, translated

__all__ = ["AtMost", "Children", "Derived", "Record", "children_of", "fields_of", "validate"]


class Derived(NamedTuple):
    """How a fact that was not given came about, in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class AtMost:
    """A field that may not be above (or, if strict, must be below) another of the same record; unknown passes.

    Attributes:
        lesser: the field that is at most the other.
        greater: the other.
        strict: whether they must differ.
    """

    lesser: str
    greater: str
    strict: bool = False

    def broken_by(self, values: Mapping[str, Any]) -> bool:
        """Whether two known values stand the wrong way round."""
        lesser, greater = values[self.lesser], values[self.greater]
        if lesser is None or greater is None:
            return False
        return bool(lesser >= greater if self.strict else lesser > greater)


@dataclass(frozen=True, slots=True)
class Children:
    """The records of another kind that a record carries.

    Attributes:
        attribute: the attribute that holds them.
        model: what each of them is.
        most: how many there may be.
        identity: the field by which they must differ.
    """

    attribute: str
    model: type[Record]
    most: int
    identity: str


def _describe(schema: dict[str, Any], model_class: type[BaseModel]) -> None:
    """Keep the examples, which are Python, out of the JSON schema's description."""
    schema["description"] = " ".join((model_class.__doc__ or "").partition("Examples:")[0].split())


class Record(BaseModel):
    """A frozen model whose fields carry their meaning; the common ground of everything that callers hand in.

    Fields are taken by their English name, their Chinese title or an alias. A copy with changes
    (`model_copy(update=...)`) is validated like a new one.

    Raises:
        InvalidRecord: for anything that breaks a constraint, with a line for each problem.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,  # an import builds nothing; a model is built when it is first used
        loc_by_alias=False,
        protected_namespaces=(),
        json_schema_extra=_describe,
    )

    entity: ClassVar[Entity]
    orders: ClassVar[tuple[AtMost, ...]] = ()

    def __init__(self, /, **data: object) -> None:
        try:
            self.__pydantic_validator__.validate_python(data, self_instance=self)
        except ValidationError as error:
            raise _in_our_words(type(self), error) from None

    # So that pydantic goes on making nested records itself, at its own speed, instead of calling the method above.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Hand each field's title, description and names to pydantic, once, from its declaration."""
        for name, info in cls.__pydantic_fields__.items():
            if (spec := _declared(info)) is not None:
                info.title, info.description = spec.zh, spec.description
                info.validation_alias = AliasChoices(name, spec.zh, *spec.aliases)

    @classmethod
    def model_validate(cls, obj: object, **options: Any) -> Self:
        """Make the model from a mapping, as pydantic does, with the library's own error."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise _in_our_words(cls, error) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Make the model from JSON text, as pydantic does, with the library's own error."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise _in_our_words(cls, error) from None

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; one with changes is validated as a new record of what was given and the changes."""
        if not update:
            return super().model_copy(deep=deep)
        given = {name: value for name, value in self.__dict__.items() if name in self.model_fields_set}
        return type(self).model_validate(given | dict(update))

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if problems := self._contradictions():
            raise refusal(problems)
        return self

    def _contradictions(self) -> list[Contradiction]:
        """What is wrong between fields that are each right in themselves."""
        values = self.__dict__
        return [
            _order_broken(self, order)
            for order in self.orders
            if values[order.lesser] is not None and order.broken_by(values)
        ]

    def facts(self, only: frozenset[str] | None = None) -> dict[str, Operand]:
        """The facts that rules receive, by field name; None is unknown, never zero.

        Amounts are fen, rates exact shares, days the days since 1970-01-01, categories their codes. Text and the
        records within this one are left out.

        Args:
            only: the names that are wanted; others may be left out.
        """
        values = self.__dict__
        plain, coded = _coding(type(self), only)
        facts: dict[str, Operand] = {name: values[name] for name in plain}
        for name, code in coded:
            value = values[name]
            facts[name] = None if value is None else code(value)
        return facts

    def derived_facts(self) -> Mapping[str, Derived]:
        """The facts that were not given but follow from what was, each with a sentence that says how."""
        return {}


R = TypeVar("R", bound=Record)


def validate(model_class: type[R], data: object) -> R:
    """Make a model from a mapping, from JSON text or from an instance.

    Args:
        model_class: the model.
        data: a mapping by English or Chinese names, JSON text (`str` or `bytes`; its whole numbers of money are yuan),
            or an instance, which is handed back.

    Raises:
        InvalidRecord: for anything that breaks a constraint, with a line for each problem.

    Examples:
        >>> from povertykit.models import Student
        >>> validate(Student, {"就读阶段": "小学", "学杂费": "350"}).tuition_and_fees
        Fen(35000)
        >>> validate(Student, {"stage": "primary", "tuition_and_fee": "350"})
        Traceback (most recent call last):
        ...
        povertykit.models.problems.InvalidRecord: tuition_and_fee: no such field; allowed: stage, tuition_and_fees; \
rule: Student; to do: did you mean 'tuition_and_fees'?
    """
    validator = model_class.__pydantic_validator__
    try:
        if isinstance(data, str | bytes | bytearray):
            made: R = validator.validate_json(data)
        else:
            made = validator.validate_python(data)
    except ValidationError as error:
        raise _in_our_words(model_class, error) from None
    return made


@cache
def fields_of(model_class: type[Record]) -> Mapping[str, FieldSpec]:
    """The fields of a model with their meaning, kind, unit and bounds, in the model's order.

    A record that is a single part of another (a member's schooling) counts as the other's own fields. The records that
    it carries by the number (members, loans) are not fields: see `children_of`.

    Examples:
        >>> from povertykit.models import Person
        >>> list(fields_of(Person))[:3], list(fields_of(Person))[-2:]
        (['person_id', 'birth_date', 'in_special_hardship'], ['stage', 'tuition_and_fees'])
    """
    fields: dict[str, FieldSpec] = {}
    for name, info in model_class.__pydantic_fields__.items():
        if (spec := _declared(info)) is not None:
            nullable = type(None) in get_args(info.annotation)
            required = info.is_required()
            fields[name] = replace(spec, name=name, entity=model_class.entity, nullable=nullable, required=required)
        elif (part := _part(info)) is not None:
            for inner, spec in fields_of(part).items():
                fields[inner] = replace(spec, entity=model_class.entity, required=False)
    return MappingProxyType(fields)


@cache
def children_of(model_class: type[Record]) -> Mapping[str, Children]:
    """The records that a model carries by the number, by the attribute that holds them.

    Examples:
        >>> from povertykit.models import Household
        >>> [(name, each.model.__name__, each.most) for name, each in children_of(Household).items()]
        [('members', 'Person', 50), ('loans', 'Loan', 100), ('claims', 'Claim', 1000)]
    """
    children = {}
    for name, info in model_class.__pydantic_fields__.items():
        model = next((each for each in get_args(info.annotation) if _is_record(each)), None)
        if model is not None and type(None) not in get_args(info.annotation):
            most = next(each.max_length for each in info.metadata if hasattr(each, "max_length"))
            identity = next(iter(fields_of(model)))
            children[name] = Children(attribute=name, model=model, most=most, identity=identity)
    return MappingProxyType(children)


def _declared(info: FieldInfo) -> FieldSpec | None:
    return next((each for each in info.metadata if isinstance(each, FieldSpec)), None)


def _is_record(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Record)


def _part(info: FieldInfo) -> type[Record] | None:
    """The record that is a single part of another (`Student | None`)."""
    if type(None) not in get_args(info.annotation):
        return None
    return next((each for each in get_args(info.annotation) if _is_record(each)), None)


@cache
def _coding(
    model_class: type[Record], only: frozenset[str] | None
) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[..., Operand]], ...]]:
    """The model's own facts: those that are operands as they stand, and those that a function turns into one."""
    wanted = model_class.__pydantic_fields__.keys() & (fields_of(model_class).keys() if only is None else only)
    own = [(name, spec) for name, spec in fields_of(model_class).items() if name in wanted]
    operands = [(name, spec.coding()) for name, spec in own if spec.kind is not Kind.TEXT]
    plain = tuple(name for name, code in operands if code is None)
    return plain, tuple((name, code) for name, code in operands if code is not None)


def _order_broken(record: Record, order: AtMost) -> Contradiction:
    fields, values = fields_of(type(record)), record.__dict__
    one, other = fields[order.lesser], fields[order.greater]
    broken, kept = ("is not before", "before") if order.strict else ("is above", "at most")
    return Contradiction(
        field=order.lesser,
        problem=f"{values[one.name]} {broken} the {other.name} ({other.zh}) of {values[other.name]}",
        allowed=f"{kept} {other.name}",
        remedy=f"correct {one.name} or {other.name}",
    )


def _in_our_words(model_class: type[Record], error: ValidationError) -> InvalidRecord:
    fields, names = _known(model_class)
    return translated(model_class.__name__, error, fields, names)


@cache
def _known(model: type[Record]) -> tuple[dict[str, FieldSpec], dict[str, frozenset[str]]]:
    """The fields and the known names of a model, gathered once: a register may have many wrong rows."""
    fields: dict[str, FieldSpec] = {}
    names: dict[str, frozenset[str]] = {}
    _walk(model, "", fields, names)
    return fields, names


def _walk(model: type[Record], path: str, fields: dict[str, FieldSpec], names: dict[str, frozenset[str]]) -> None:
    """Collect the fields and the known names of a model and of the models within it, by their path."""
    prefix = f"{path}." if path else ""
    known: list[str] = []
    own = fields_of(model)
    for name, info in model.__pydantic_fields__.items():
        alias = info.validation_alias
        known += [name, *(str(each) for each in (alias.choices if isinstance(alias, AliasChoices) else ()))]
        inner = next((each for each in get_args(info.annotation) if _is_record(each)), None)
        if inner is None:
            fields[prefix + name] = own[name]
        else:
            _walk(inner, prefix + name, fields, names)
    names[path] = frozenset(known)
