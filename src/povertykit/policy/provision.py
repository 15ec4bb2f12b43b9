"""`@provision`: a rule as a pure function, with its clause, period, entity, labels and dates.

The rule stays callable on its own, on ints and on arrays; what is handed in is checked against the bounds of the
facts, and arrays are proved on intervals to stay within int64 before they are multiplied.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar, cast, overload

from povertykit.arithmetic import Amount, Category, Count, Day, Flag, Rate, Ratio, where
from povertykit.citation import Citation
from povertykit.decision import Unit, Verdict
from povertykit.errors import CitationError, MissingArgument, MissingFact, RuleRefused
from povertykit.labels import Labelled
from povertykit.money import Fen, Period, Rounding
from povertykit.policy.body import check_body
from povertykit.policy.interval import Interval
from povertykit.policy.operands import Argument, Bounds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from povertykit.models import Entity

__all__ = ["Provision", "ProvisionKind", "provision"]

S = TypeVar("S", bound=int)
Array: TypeAlias = "npt.NDArray[np.int64] | npt.NDArray[np.int8] | npt.NDArray[np.bool_]"
One: TypeAlias = "int | Fraction | date | Rounding | None"
_UNITS: Final[dict[object, Unit]] = {
    Amount: Unit.AMOUNT,
    Count: Unit.COUNT,
    Flag: Unit.FLAG,
    Rate: Unit.RATE,
    Day: Unit.DAY,
    Category: Unit.CATEGORY,
}


class ProvisionKind(Labelled):
    """What a provision is for, as `PROVISIONS` names it."""

    PAYMENT = "payment", "payment", "给付"
    COMPONENT = "component", "part of a payment", "给付的组成部分"
    TEST = "test", "test", "条件判定"
    TARGET = "target", "target", "目标"
    DUTY = "duty", "duty", "职责"
    FUND = "fund", "fund", "资金"
    ASSISTANCE = "assistance", "assistance", "帮扶"
    ACCOUNTABILITY = "accountability", "accountability", "奖惩"
    CASE = "case", "case of a need", "适用情形"
    REVIEW = "review", "for review", "需复核"
    UNCOVERED = "uncovered", "not covered by any rule", "无规定适用"
    CONFLICT = "conflict", "claimed by two rules", "两项规定并存"


@dataclass(frozen=True, eq=False, kw_only=True)
class Provision(Generic[S]):
    """One rule of a document.

    Attributes:
        name: the function's name, and the name of its result.
        citation: the clause it implements; required.
        kind: payment, test, target, duty ….
        entity: whom it is about.
        en, zh: labels.
        period: for an amount, what it is paid for; None for tests.
        start, end: in force from and to (both included); None as long as the document is.
        as_of: the field of the entity by whose date the figures are looked up, row by row; None for the policy's date.
        unless_given: arguments that may be left out, and the argument whose value they then take.
        note_en, note_zh: how the clause was read, where it leaves room.
        units: what each argument is, in order; None for a `Rounding`.
        unit: what the result is.
    """

    function: Callable[..., object]
    name: str
    citation: Citation
    kind: ProvisionKind
    entity: Entity
    en: str
    zh: str
    period: Period | None = None
    start: date | None = None
    end: date | None = None
    as_of: str | None = None
    unless_given: Mapping[str, str] = field(default_factory=dict)
    note_en: str = ""
    note_zh: str = ""
    units: Mapping[str, Unit | None]
    unit: Unit
    bounds: Callable[[Provision[S], str], Bounds | None] = field(default=lambda rule, name: None, repr=False)

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments with the bounds that are known for them."""
        return tuple(Argument(name, unit, self.bounds(self, name)) for name, unit in self.units.items())

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return inspect.getdoc(self.function) or f"{self.en} ({self.zh})."

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force on a date."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    @overload
    def __call__(self, *given: One, **named: One) -> S: ...
    @overload
    def __call__(self, *given: One | Array, **named: One | Array) -> Array: ...
    def __call__(self, *given: object, **named: object) -> object:
        """The rule by itself: ints (fen, counts), flags, dates and Fractions, or arrays of them.

        Returns:
            `Fen` for an amount, a `Verdict` for a test; for arrays int64 fen, or int8 verdict codes (0, 1, 2).

        Raises:
            MissingArgument: an argument is missing, or not one of the rule's.
            InvalidInput: a value is of the wrong kind or outside its bounds.
            OverflowRefused: arrays whose values could leave int64.
            MissingFact: a payment hangs on an argument given as None.
        """
        checks = self._checks
        values = given if not named and len(given) == len(checks) else self._completed(given, named)
        for (plain, low, high), value in zip(checks, values, strict=True):
            if type(value) is not plain or (low is not None and not low <= value <= high):
                return self._converted(values)
        return self.finish(self.function(*values))

    @cached_property
    def _checks(self) -> tuple[tuple[type, Any, Any], ...]:
        """For each argument the type that needs no conversion, and its bounds (None where any value will do)."""
        return tuple((a.plain, None, None) if a.unbounded else (a.plain, a.low, a.high) for a in self.arguments)

    @cached_property
    def _fallbacks(self) -> dict[str, tuple[str | None, object]]:
        """For each argument that may be left out: the one whose value it takes, or its constant."""
        fallbacks: dict[str, tuple[str | None, object]] = {name: (other, None) for name, other in self.unless_given.items()}
        for argument in self.arguments:
            if argument.bounds is not None and argument.bounds.constant is not None:
                fallbacks.setdefault(argument.name, (None, argument.bounds.constant))
        return fallbacks

    def _completed(self, given: tuple[object, ...], named: Mapping[str, object]) -> tuple[object, ...]:
        """The values in the order of the arguments, with those filled in that may be left out."""
        units = self.units
        filled = dict(zip(units, given, strict=False)) | named
        if len(filled) < len(given) + len(named) or not filled.keys() <= units.keys():
            self._refuse_arguments(named)
        fallbacks = self._fallbacks
        for name in units:
            if name not in filled:
                if name not in fallbacks:
                    raise MissingArgument("is missing", field=f"{self.name}({name})", allowed=", ".join(units))
                other, constant = fallbacks[name]
                filled[name] = constant if other is None else filled[other]
        return tuple([filled[name] for name in units])

    def _refuse_arguments(self, named: Mapping[str, object]) -> None:
        unknown = ", ".join(name for name in named if name not in self.units)
        problem = f"does not take {unknown}" if unknown else "was given a value twice, or too many values"
        raise MissingArgument(problem, field=self.name, allowed=", ".join(self.units))

    def _converted(self, values: tuple[object, ...]) -> object:
        """The rule on values that need a look: amounts as `Fen`, dates, None, arrays, or something wrong."""
        accepted = [argument.accept(v, self.name) for argument, v in zip(self.arguments, values, strict=True)]
        operands = [value for value, _ in accepted]
        if any(is_array for _, is_array in accepted):
            operands = [Ratio(v.numerator, v.denominator) if isinstance(v, Fraction) else v for v in operands]
            self.function(*[argument.enclose(v) for argument, v in zip(self.arguments, operands, strict=True)])
        return self.finish(self.function(*operands))

    def finish(self, result: object) -> object:
        """A raw result as the caller sees it."""
        if type(result) is int:
            return Fen(result) if self.unit is Unit.AMOUNT else result
        if type(result) is bool:
            return Verdict.MET if result else Verdict.NOT_MET
        if isinstance(result, Interval):
            if self.unit is Unit.FLAG:
                return Verdict(int(result.low) + int(result.high))
            if not bool(result.settled):
                raise MissingFact("a fact it hangs on was given as None", field=self.name, remedy="supply the fact")
            return self.finish(result.low)
        if self.unit is Unit.FLAG:
            return 2 * cast("npt.NDArray[np.bool_]", result).astype("int8")
        return result

    def yielding_to(self, claims: Sequence[str]) -> Provision[S]:
        """The same rule, but paying nothing where one of the named cases holds: another rule prevails there."""
        own = len(self.units)

        def function(*operands: Any) -> object:
            taken = operands[own]
            for claim in operands[own + 1 :]:
                taken = taken | claim
            return where(taken, 0, self.function(*operands[:own]))  # type: ignore[call-overload]

        return replace(self, function=function, units={**self.units, **dict.fromkeys(claims, Unit.FLAG)})

    def __repr__(self) -> str:
        return f"<provision {self.name}({', '.join(self.units)}): {self.citation}>"


def _signature(function: Callable[..., object]) -> tuple[dict[str, Unit | None], Unit]:
    """The units of a rule's arguments and of its result, from its annotations."""
    signature = inspect.signature(function, eval_str=True)
    units: dict[str, Unit | None] = {}
    for name, parameter in signature.parameters.items():
        if parameter.annotation is Rounding:
            units[name] = None
        elif parameter.annotation in _UNITS:
            units[name] = _UNITS[parameter.annotation]
        else:
            raise RuleRefused(
                f"argument {name} is annotated {parameter.annotation!r}",
                field=getattr(function, "__name__", "rule"),
                allowed="Amount, Count, Flag, Rate, Day, Category or Rounding",
            )
    if signature.return_annotation not in _UNITS:
        raise RuleRefused(
            f"returns {signature.return_annotation!r}",
            field=getattr(function, "__name__", "rule"),
            allowed="Amount for money, Flag for a test, Count",
        )
    return units, _UNITS[signature.return_annotation]


def provision(
    citation: Citation,
    *,
    kind: ProvisionKind,
    entity: Entity,
    en: str,
    zh: str,
    period: Period | None = None,
    start: date | None = None,
    end: date | None = None,
    as_of: str | None = None,
    unless_given: Mapping[str, str] | None = None,
    note_en: str = "",
    note_zh: str = "",
    bounds: Callable[[Provision[int], str], Bounds | None] | None = None,
) -> Callable[[Callable[..., object]], Provision[int]]:
    """Make a rule of a document out of a pure function.

    Args:
        citation: the clause; a rule without one cannot be made.
        kind: payment, test, target ….
        entity: whom the rule is about.
        en: English label.
        zh: Chinese label.
        period: what an amount is paid for; required for amounts, refused for tests.
        start: in force from.
        end: in force to.
        as_of: the date field by which figures are looked up, row by row.
        unless_given: arguments that may be left out, with the argument whose value they take.
        note_en: how the clause was read.
        note_zh: the same in Chinese.
        bounds: what is known of an argument's bounds; a jurisdiction supplies it.

    Raises:
        CitationError: without a citation.
        RuleRefused: the body would not mean the same for one and for many, or an annotation is missing.

    Examples:
        >>> from povertykit.citation import library_default
        >>> from povertykit.models import Entity
        >>> from povertykit.arithmetic import times
        >>> @provision(library_default("an example"), kind=ProvisionKind.PAYMENT, entity=Entity.HOUSEHOLD,
        ...            period=Period.MONTH, en="allowance", zh="补贴")
        ... def allowance(rate: Amount, persons: Count) -> Amount:
        ...     return times(rate, persons)
        >>> allowance(15000, 3)
        Fen(45000)
    """
    if not isinstance(citation, Citation):
        raise CitationError(
            f"got {citation!r}", field="provision", allowed="a Citation", remedy="cite the clause the rule implements"
        )

    def decorate(function: Callable[..., object]) -> Provision[int]:
        check_body(function)
        units, unit = _signature(function)
        rule = Provision[int](
            function=function,
            units=units,
            unit=unit,
            name=function.__name__,
            citation=citation,
            kind=kind,
            entity=entity,
            en=en,
            zh=zh,
            period=period,
            start=start,
            end=end,
            as_of=as_of,
            unless_given=dict(unless_given or {}),
            note_en=note_en,
            note_zh=note_zh,
            bounds=bounds or (lambda rule, name: None),
        )
        if (rule.unit is Unit.AMOUNT) != (period is not None):
            needed = "an amount needs the period it is paid for" if period is None else "only an amount has a period"
            raise RuleRefused(needed, field=rule.name, allowed="Period.MONTH, Period.YEAR, Period.ONCE …")
        wrong = {a: b for a, b in rule.unless_given.items() if a not in rule.units or b not in rule.units}
        if wrong:
            raise RuleRefused(f"unless_given names {wrong}, which are not its arguments", field=rule.name)
        return rule

    return decorate
