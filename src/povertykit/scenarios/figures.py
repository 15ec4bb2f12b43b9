"""The figure that a question varies: which it may be, its candidates as operands, and its bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from povertykit.decision import Unit
from povertykit.errors import InvalidInput, UnknownName
from povertykit.money import Fen
from povertykit.policy import Policy
from povertykit.policy.making import operand_of
from povertykit.policy.terms import Figure, RoundingTerm, Setting, Term, shown

__all__ = ["Varied", "in_words", "over_one", "varied"]

_UNITS = (Unit.AMOUNT, Unit.RATE, Unit.COUNT)


@dataclass(frozen=True, slots=True)
class Varied:
    """A figure of a policy that is varied.

    Attributes:
        policy: the policy.
        item: the open term or the legal figure.
    """

    policy: Policy
    item: Term | Figure

    @property
    def name(self) -> str:
        """The figure's name."""
        return self.item.name

    @property
    def term(self) -> Term | None:
        """The open term that bounds it, if there is one."""
        return self.item if isinstance(self.item, Term) else self.item.fills

    def operand(self, value: Setting) -> int | Fraction:
        """What rules are given for a value; a yearly amount by the month, as its rounding says.

        Raises:
            BareAmount, InvalidInput, OutOfRange, UnlikePeriods: as `Policy.reform` says.
        """
        return operand_of(self.item.check(value), self.term, self.policy.constants, self.policy.on)

    def operands(self, values: Iterable[Setting]) -> list[int | Fraction]:
        """The operands of several values.

        Raises:
            InvalidInput: no values, or one text in the place of a list.
        """
        if isinstance(values, str | bytes | int | Fraction) or not isinstance(values, Iterable):
            raise InvalidInput(f"got {values!r}", field="values", allowed="a list of values of the figure")
        found = [self.operand(value) for value in values]
        if not found:
            raise InvalidInput("there are none", field="values", allowed="one value or more")
        return found

    def at(self, value: Setting) -> Policy:
        """The policy with a value of the figure."""
        return self.policy.reform(**{self.name: value})  # type: ignore[arg-type]

    def shown(self, value: Setting) -> str:
        """A value as a reader sees it."""
        return shown(self.item.unit, value)


def in_words(value: Setting | None, language: str = "en") -> str:
    """A value of a figure as a reader sees it, in English ("en") or Chinese ("zh"); nothing for None.

    Examples:
        >>> from povertykit import per_year, yuan
        >>> in_words(yuan(300), "zh"), in_words(Fraction(1, 5)), in_words(per_year(yuan(3600)), "zh")
        ('300.00元', '20%', '3600.00元/年')
    """
    unit = Unit.AMOUNT if isinstance(value, Fen) else Unit.RATE if isinstance(value, Fraction) else None
    return "" if value is None else shown(unit, value, language)


def varied(policy: object, vary: object) -> Varied:
    """The figure of a policy that is to be varied.

    Raises:
        InvalidInput: no policy, or a setting that is no number: a reading, a rounding, a day, a period.
        UnknownName: the policy has no such setting.
    """
    if not isinstance(policy, Policy):
        raise InvalidInput(f"got {type(policy).__name__}", field="policy", allowed="a policy")
    numbers = {
        name: item for name, item in policy.declared.items() if isinstance(item, Term | Figure) and item.unit in _UNITS
    }
    if vary in numbers:
        return Varied(policy, numbers[str(vary)])
    item = policy.declared.get(str(vary))
    if isinstance(item, Term | Figure | RoundingTerm):
        unit = getattr(item, "unit", None)
        what = "is a rounding" if isinstance(item, RoundingTerm) else f"is a {unit or 'period'}"
        raise InvalidInput(what, field=f"vary={vary}", allowed=f"an amount, a rate or a count: {', '.join(numbers)}")
    raise UnknownName.among(str(vary), numbers, "figure to vary")


def over_one(operands: Iterable[int | Fraction]) -> tuple[list[int], int]:
    """Operands as whole numbers over one denominator."""
    given = [Fraction(each) for each in operands]
    denominator = lcm(*(each.denominator for each in given))
    return [int(each * denominator) for each in given], denominator
