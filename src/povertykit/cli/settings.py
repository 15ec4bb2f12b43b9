"""Reads `--set name=value`: amounts in yuan, rates, readings, roundings and periods, as the law's term wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from povertykit.dates import parse_date
from povertykit.errors import AmountError, DateError, InvalidInput, OverflowRefused
from povertykit.labels import Labelled
from povertykit.money import Mode, Period, Periodic, Rounding, Stage, Unit, yuan

if TYPE_CHECKING:
    from povertykit.policy.jurisdiction import Jurisdiction
    from povertykit.policy.terms import RoundingTerm, Setting, Term

__all__ = ["echoed", "rate", "read_settings"]

_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)%|(\d+(?:\.\d+)?)|(\d+)/([1-9]\d*)", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,15}", re.ASCII)
L = TypeVar("L", bound=Labelled)


def read_settings(law: Jurisdiction, given: Iterable[str]) -> dict[str, Setting]:
    """What was given as `name=value`, typed by the terms, readings and roundings of a law.

    A name that the law does not have is left as text; the policy says so, and which there are.

    Raises:
        InvalidInput: no `=`, a name given twice, or a value that cannot be read.
        AmountError: an amount with a third decimal, or no number.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> read_settings(xiangxi.law, ["dibao_standard=3026/year", "cadre_share=50%", "medical_basis=all_cost"])
        {'dibao_standard': Periodic(amount=Fen(302600), period=<Period.YEAR: 'year'>), \
'cadre_share': Fraction(1, 2), 'medical_basis': 'all_cost'}
    """
    settings: dict[str, Setting] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise InvalidInput(f"got {text!r}", field="--set", allowed="name=value, such as dibao_standard=3026/year")
        if name in settings:
            raise InvalidInput("given twice", field=f"--set {name}", remedy="keep one of the two")
        settings[name] = _typed(law, name, value)
    return settings


def _typed(law: Jurisdiction, name: str, value: str) -> Setting:
    from povertykit.policy.terms import Figure, RoundingTerm, Term

    item = law.all().get(name)
    if isinstance(item, Figure):
        raise InvalidInput(
            "the document fixes this figure",
            field=f"--set {name}",
            allowed="open terms, readings and roundings",
            source=str(item.dated.steps[0].citation),
            remedy="in Python, policy.reform(...) puts another figure in its place",
        )
    if isinstance(item, RoundingTerm):
        return _rounding(item, value)
    return _of_term(item, value) if isinstance(item, Term) else value


def _of_term(term: Term, value: str) -> Setting:
    from povertykit.decision import Unit as Kind

    if term.unit is None:
        return _word(Period, value, term.name)
    if term.unit is Kind.AMOUNT:
        amount, slash, period = value.partition("/")
        try:
            made = yuan(amount.strip().removesuffix("元").removesuffix("yuan").strip())
        except (AmountError, OverflowRefused) as error:
            error.field = f"--set {term.name}"
            raise
        return Periodic(made, _word(Period, period.strip(), term.name)) if slash else made
    if term.unit is Kind.RATE:
        return rate(value, term.name)
    if term.unit is Kind.DAY:
        try:
            return parse_date(value)
        except DateError as error:
            error.field = f"--set {term.name}"
            raise
    if not _WHOLE.fullmatch(value):
        raise InvalidInput(f"got {value!r}", field=f"--set {term.name}", allowed="a whole number")
    return int(value)


def rate(value: str, name: str) -> Fraction:
    """An exact rate, written as a decimal, a fraction or in percent.

    Raises:
        InvalidInput: none of these.

    Examples:
        >>> rate("0.5", "cadre_share") == rate("1/2", "cadre_share") == rate("50%", "cadre_share")
        True
    """
    found = _RATE.fullmatch(value)
    if not found:
        raise InvalidInput(f"got {value!r}", field=f"--set {name}", allowed="a rate such as 0.5, 1/2 or 50%")
    percent, decimal, above, below = found.groups()
    if percent:
        return Fraction(percent) / 100
    return Fraction(decimal) if decimal else Fraction(int(above), int(below))


def _rounding(term: RoundingTerm, value: str) -> Rounding:
    field = f"--set {term.name}"
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 3 or parts[0].upper() not in Unit.__members__:
        units, modes, stages = (" | ".join(words) for words in (_lower(Unit.__members__), Mode, Stage))
        raise InvalidInput(f"got {value!r}", field=field, allowed=f"unit,mode,stage: {units}, {modes}, {stages}")
    return Rounding(
        unit=Unit[parts[0].upper()], mode=_word(Mode, parts[1], term.name), stage=_word(Stage, parts[2], term.name)
    )


def _lower(words: Iterable[str]) -> list[str]:
    return [word.lower() for word in words]


def _word(kind: type[L], value: str, name: str) -> L:
    """A member of an enumeration, by its value or one of its labels."""
    for member in kind:
        if value.casefold() in (member.value, member.en.casefold(), member.zh):
            return member
    raise InvalidInput(f"got {value!r}", field=f"--set {name}", allowed=", ".join(member.value for member in kind))


def echoed(law: Jurisdiction, settings: Mapping[str, Setting], language: str = "en") -> list[str]:
    """What was understood, a line for each setting, so that fen are never taken for yuan unseen.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> echoed(xiangxi.law, {"dibao_standard": yuan("252.17")})
        ['dibao_standard = 252.17 yuan a month (rural dibao standard for each person)']
    """
    from povertykit.policy.terms import Figure, Reading, RoundingTerm, Term, shown

    lines = []
    for name, value in settings.items():
        item = law.all()[name]
        assert isinstance(item, Term | Reading | RoundingTerm | Figure)
        text = shown(item.unit if isinstance(item, Term) else None, value, language)
        if isinstance(item, Term) and item.period and not isinstance(value, Periodic):
            text += f"/{item.period.zh}" if language == "zh" else f" a {item.period.en}"
        if isinstance(item, Reading):
            text += f" ({item.options[str(value)][language == 'zh']})"
        lines.append(f"{name} = {text} ({item.zh if language == 'zh' else item.en})")
    return lines
