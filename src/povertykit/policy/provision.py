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
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, overload

from povertykit.amounts import shown
from povertykit.arithmetic import Ratio, where
from povertykit.citation import Citation
from povertykit.decision import Unit, Verdict
from povertykit.errors import (
    CitationError,
    InvalidInput,
    MissingArgument,
    MissingFact,
    PolicyError,
)
from povertykit.models import MODEL_OF
from povertykit.money import Fen, Period, Rounding
from povertykit.policy.body import check_body
from povertykit.policy.declaration import PAYMENTS, ProvisionKind, check_declaration, units_of
from povertykit.policy.interval import Interval
from povertykit.policy.operands import Argument, Bounds, check_orders, one_length

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from povertykit.models import AtMost, Entity

__all__ = ["Provision", "ProvisionKind", "provision"]

S = TypeVar("S", bound=int)
Array: TypeAlias = "npt.NDArray[np.int64] | npt.NDArray[np.int8] | npt.NDArray[np.bool_]"
One: TypeAlias = "int | Fraction | date | Rounding | None"


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
        aside: arguments of the law's own rule that a policy's readings leave aside.
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
    aside: frozenset[str] = frozenset()
    bounds: Callable[[Provision[S], str], Bounds | None] = field(default=lambda rule, name: None, repr=False)

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments with the bounds that are known for them."""
        return tuple(Argument(name, unit, self.bounds(self, name)) for name, unit in self.units.items())

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return inspect.getdoc(self.function) or f"{self.en} ({self.zh})."

    @property
    def gives_amount(self) -> bool:
        """Whether its result is an amount that a decision shows: a payment, a part of one, or a fund's sum."""
        return self.kind in PAYMENTS or (self.kind is ProvisionKind.FUND and self.unit is Unit.AMOUNT)

    def in_force(self, on: date) -> bool:
        """Whether the rule is in force on a date."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    # That one of the values is an array cannot be said, so the overloads overlap.
    @overload
    def __call__(self, *given: One, **named: One) -> S: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, *given: One | Array, **named: One | Array) -> Array: ...
    def __call__(self, *given: object, **named: object) -> object:
        """The rule by itself: ints (fen, counts), flags, dates and Fractions, or arrays of them.

        Returns:
            `Fen` for an amount, a `Verdict` for a test; for arrays int64 fen, or int8 verdict codes (0, 1, 2).

        Raises:
            MissingArgument: an argument is missing, or not one of the rule's.
            InvalidInput: a value is of the wrong kind or outside its bounds, or arrays are of different lengths.
            OverflowRefused: arrays whose values could leave int64.
            MissingFact: a payment hangs on an argument given as None.
        """
        checks = self._checks
        values = given if not named and len(given) == len(checks) else self._completed(given, named)
        for (plain, low, high), value in zip(checks, values, strict=True):
            if type(value) is not plain or (low is not None and not low <= value <= high):
                return self._converted(values)
        for lesser, greater, strict in self._places:
            if values[lesser] >= values[greater] and (strict or values[lesser] != values[greater]):  # type: ignore[operator]
                check_orders(self._orders, dict(zip(self.units, values, strict=True)), self.name)
        result = self.function(*values)
        return Fen(result) if type(result) is int and self.unit is Unit.AMOUNT else self.finish(result)

    @cached_property
    def _places(self) -> tuple[tuple[int, int, bool], ...]:
        """The places of the two arguments of each order, and whether they must differ."""
        names = list(self.units)
        return tuple((names.index(o.lesser), names.index(o.greater), o.strict) for o in self._orders)

    @cached_property
    def _orders(self) -> tuple[AtMost, ...]:
        """The orders that the facts' model keeps between two of the arguments."""
        orders = MODEL_OF[self.entity].orders
        return tuple(order for order in orders if order.lesser in self.units and order.greater in self.units)

    @cached_property
    def _checks(self) -> tuple[tuple[type, Any, Any], ...]:
        """For each argument the type that needs no conversion, and its bounds (None where any value will do)."""
        return tuple((a.plain, None, None) if a.unbounded else (a.plain, a.low, a.high) for a in self.arguments)

    @cached_property
    def _fallbacks(self) -> dict[str, tuple[str | None, object]]:
        """For each argument that may be left out: the one whose value it takes, or its constant."""
        fallbacks: dict[str, tuple[str | None, object]] = {n: (other, None) for n, other in self.unless_given.items()}
        for argument in self.arguments:
            if argument.bounds is not None and argument.bounds.constant is not None:
                fallbacks.setdefault(argument.name, (None, argument.bounds.constant))
        return fallbacks

    def _completed(self, given: tuple[object, ...], named: Mapping[str, object]) -> tuple[object, ...]:
        """The values in the order of the arguments, with those filled in that may be left out."""
        units = self.units
        filled: dict[str, object] = {**dict(zip(units, given, strict=False)), **named}
        if len(filled) < len(given) + len(named) or not filled.keys() <= units.keys():
            self._refuse_arguments(named)
        return tuple([filled[name] if name in filled else self._fallback(name, filled) for name in units])

    def _fallback(self, name: str, filled: Mapping[str, object]) -> object:
        """The value of an argument that was left out."""
        if name not in self._fallbacks:
            raise MissingArgument("is missing", field=f"{self.name}({name})", allowed=", ".join(self.units))
        other, constant = self._fallbacks[name]
        if other is None:
            return constant
        return filled[other] if other in filled else self._fallback(other, filled)

    def _refuse_arguments(self, named: Mapping[str, object]) -> None:
        unknown = ", ".join(name for name in named if name not in self.units)
        problem = f"does not take {unknown}" if unknown else "was given a value twice, or too many values"
        raise MissingArgument(problem, field=self.name, allowed=", ".join(self.units))

    def _converted(self, values: tuple[object, ...]) -> object:
        """The rule on values that need a look: amounts as `Fen`, dates, None, arrays, or something wrong."""
        accepted = [argument.accept(v, self.name) for argument, v in zip(self.arguments, values, strict=True)]
        operands = [value for value, _ in accepted]
        check_orders(self._orders, dict(zip(self.units, operands, strict=True)), self.name)
        sizes = {name: size for name, (_, size) in zip(self.units, accepted, strict=True) if size is not None}
        if not sizes:
            return self.finish(self.function(*operands))
        size = one_length(sizes, self.name)
        operands = [Ratio(v.numerator, v.denominator) if isinstance(v, Fraction) else v for v in operands]
        self.function(*[argument.enclose(v) for argument, v in zip(self.arguments, operands, strict=True)])
        return self.finish(self.function(*operands), size)

    def finish(self, result: object, size: int | None = None) -> object:
        """A raw result as the caller sees it; `size` is the length of the arrays it was made from."""
        if size is not None:
            return self._finished_array(result, size)
        if type(result) is int:
            return Fen(result) if self.unit is Unit.AMOUNT else result
        if type(result) is bool:
            return Verdict.MET if result else Verdict.NOT_MET
        if isinstance(result, Interval):
            if self.unit is Unit.FLAG:
                return Verdict(int(result.low) + int(result.high))
            if not result.settled:
                raise self._unknown("given as None")
            return self.finish(result.low)
        if isinstance(result, Fraction) and result.denominator == 1:
            return self.finish(result.numerator)
        raise self._not_whole(result)

    def _finished_array(self, result: Any, size: int) -> object:
        """An array of a result for every row, also where the rule gave one for all."""
        import numpy as np

        low, high = (result.low, result.high) if isinstance(result, Interval) else (result, result)
        if self.unit is Unit.FLAG:
            return np.zeros(size, np.int8) + low + high
        if not (isinstance(low, int | np.ndarray) or type(low) is np.int64):
            raise self._not_whole(result)
        unknown = np.flatnonzero(np.broadcast_to(low != high, size))
        if unknown.size:
            raise self._unknown(f"not known at index {unknown[0]} ({unknown.size} such)")
        return low if isinstance(low, np.ndarray) and low.shape == (size,) else np.full(size, low, np.int64)

    def _unknown(self, how: str) -> MissingFact:
        return MissingFact(f"a fact it hangs on was {how}", field=self.name, remedy="supply the fact")

    def _not_whole(self, result: object) -> InvalidInput:
        return InvalidInput(
            f"its result is {shown(result)}, which is not whole fen",
            field=self.name,
            allowed="whole fen where the rule does not round",
            remedy="round what is handed in",
        )

    def yielding_to(self, claims: Sequence[str]) -> Provision[S]:
        """The same rule, but paying nothing where one of the named cases holds: another rule prevails there."""
        units = {**self.units, **dict.fromkeys(claims, Unit.FLAG)}
        own, places = len(self.units), [list(units).index(claim) for claim in claims]

        def function(*operands: Any) -> object:
            taken = operands[places[0]]
            for place in places[1:]:
                taken = taken | operands[place]
            paid: Any = self.function(*operands[:own])
            return where(taken, 0, paid)

        return replace(self, function=function, units=units)

    def __reduce__(self) -> tuple[object, ...]:
        # By reference: a rule is the object that its module holds under its name.
        module = self.function.__module__
        if getattr(import_module(module), self.name, None) is not self:
            remedy = "define it at the top of a module, under its own name"
            raise PolicyError("cannot be pickled or copied", field=self.name, remedy=remedy)
        return (_of_module, (module, self.name))

    def __repr__(self) -> str:
        return f"<provision {self.name}({', '.join(self.units)}): {self.citation}>"


def _of_module(module: str, name: str) -> Provision[int]:
    rule: Provision[int] = getattr(import_module(module), name)
    return rule


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
        >>> from povertykit.arithmetic import Amount, Count, times
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
        units, unit = units_of(function)
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
        check_declaration(rule)
        return rule

    return decorate
