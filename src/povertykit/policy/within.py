"""Facts that are not known, but known to lie between two bounds: a count of 3 to 7, an income of at least so much."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from povertykit.arithmetic import Ratio
from povertykit.dates import from_day_number, in_chinese
from povertykit.errors import InvalidInput, UnknownName
from povertykit.models import FieldSpec, Kind, fields_of
from povertykit.models.declarations import MILLIONTHS_IN_A_PERCENT
from povertykit.models.record import Record
from povertykit.money import Fen, to_yuan
from povertykit.policy.interval import Interval
from povertykit.policy.operands import MILLION

__all__ = ["Within", "bounded", "in_words", "only_bounded"]

Within: TypeAlias = Mapping[str, tuple[object, object]]
"""The least and the greatest that a fact may be, by field name, each as the model takes it."""

_BOUNDED: Final = (Kind.AMOUNT, Kind.COUNT, Kind.RATE, Kind.DAY)


def bounded(record: Record, within: Within) -> dict[str, Interval | Ratio]:
    """The facts of a record that are known within bounds, each as all that it may be.

    Each end must be a value that the record could have: the model itself is asked, by a record with all the lower
    ends and one with all the upper ones.

    Args:
        record: what is known for sure.
        within: the bounds, both included, of facts that the record leaves out.

    Raises:
        UnknownName: no such field.
        InvalidInput: a field that is given, is no number or day, bounds that are no pair or stand in the wrong order,
            or an end that the model does not take.

    Examples:
        >>> from povertykit import Village
        >>> bounded(Village(village_id="V1"), {"poor_population": (3, 7)})
        {'poor_population': Interval(3, 7)}
    """
    fields = fields_of(type(record))
    pairs = {name: _pair(record, fields, name, ends) for name, ends in within.items()}
    lows, highs = (record.model_copy(update={n: ends[at] for n, ends in pairs.items()}).facts() for at in (0, 1))
    facts: dict[str, Interval | Ratio] = {}
    for name in pairs:
        low, high, spec = lows[name], highs[name], fields[name]
        assert low is not None, "an end that is None was refused"
        assert high is not None
        if low > high:
            first, last = within[name]
            problem = f"got {first} to {last}"
            raise InvalidInput(problem, field=f"within[{name!r}]", allowed="the lower bound first")
        ends = (int(low * MILLION), int(high * MILLION)) if spec.kind is Kind.RATE else (int(low), int(high))
        facts[name] = Ratio(Interval(*ends), MILLION) if spec.kind is Kind.RATE else Interval(*ends)
    return facts


def _pair(record: Record, fields: Mapping[str, FieldSpec], name: str, ends: object) -> tuple[object, object]:
    if name not in fields:
        raise UnknownName.among(name, fields, "within")
    spec, field, model = fields[name], f"within[{name!r}]", type(record).__name__
    if spec.kind not in _BOUNDED:
        allowed = "an amount, a count, a rate or a day; anything else is known or not"
        raise InvalidInput(f"{name} is {spec.kind.en}", field=field, allowed=allowed, remedy="leave it out")
    if (given := record.facts(frozenset({name})).get(name)) is not None:
        shown = getattr(record, name, None)
        problem = f"{name} is given as {given if shown is None else shown}"
        raise InvalidInput(problem, field=field, source=model, remedy="give the value or the bounds, not both")
    if not isinstance(ends, tuple | list) or len(ends) != 2 or None in ends:
        allowed = f"two values, the least and the greatest, each {spec.taken()}"
        remedy = f"of a bound that is not known, give the end of what the field allows: {spec.low} or {spec.high}"
        raise InvalidInput(f"got {ends!r}", field=field, allowed=allowed, source=f"{model}.{name}", remedy=remedy)
    return ends[0], ends[1]


def only_bounded(spec: FieldSpec, value: object) -> bool:
    """Whether a value that is not known is known more closely than its field's limits."""
    numerator = value.numerator if isinstance(value, Ratio) else value
    return isinstance(numerator, Interval) and spec.kind in _BOUNDED and (numerator.low, numerator.high) != spec.ends


def in_words(spec: FieldSpec, value: Interval | Ratio) -> tuple[str, str]:
    """The bounds of a fact with its unit, in English and Chinese.

    Examples:
        >>> from povertykit.models import Village
        >>> in_words(fields_of(Village)["poor_population"], Interval(3, 7))
        ('between 3 and 7 persons', '3至7人之间')
    """
    known = value.numerator if isinstance(value, Ratio) else value
    assert isinstance(known, Interval)
    if spec.kind is Kind.DAY:
        low, high = from_day_number(known.low), from_day_number(known.high)
        return f"between {low} and {high}", f"{in_chinese(low)}至{in_chinese(high)}之间"
    ends = [_number(spec, end) for end in (known.low, known.high)]
    unit = f" {spec.unit_en}" if spec.unit_en else ""
    return f"between {ends[0]} and {ends[1]}{unit}", f"{ends[0]}至{ends[1]}{spec.unit_zh}之间"


def _number(spec: FieldSpec, value: int) -> str:
    if spec.kind is Kind.RATE:
        return f"{(Decimal(value) / MILLIONTHS_IN_A_PERCENT).normalize():f}"
    return f"{to_yuan(Fen(value)):,}" if spec.kind is Kind.AMOUNT else f"{value:,}"
