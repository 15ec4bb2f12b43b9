"""The polymorphic primitives that rules are written in.

A rule is one function. It runs on Python ints (one household), on int64 arrays (a block of a register), on intervals
(the proof that nothing leaves int64, and the answer when a fact is missing) and on traced operands (the explanation).
Operators do most of it; what operators cannot say alike for all kinds is here, one function each. `@provision` lets a
rule call these, and functions that are themselves written in these, and nothing else.

A rule's signature is written in the quantities of `povertykit.quantities`, which are named here too.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeVar, overload

from povertykit.errors import OutOfRange
from povertykit.money import FEN, HALF_UP, PERSON_MONTH, UP, Rounding
from povertykit.quantities import Amount, Category, Count, Day, Flag, Rate
from povertykit.ratio import Ratio, over_one, parts

if TYPE_CHECKING:
    from typing_extensions import TypeIs

__all__ = [
    "INT64_MAX",
    "INT64_MIN",
    "PRIMITIVES",
    "Amount",
    "Category",
    "Count",
    "Day",
    "Flag",
    "Rate",
    "Ratio",
    "between",
    "floor0",
    "for_persons",
    "larger",
    "months_after",
    "negate",
    "opposite",
    "product_at_least",
    "round_div",
    "rounded",
    "share",
    "smaller",
    "times",
    "where",
]

INT64_MAX: Final = 2**63 - 1
INT64_MIN: Final = -(2**63)
_TO_THE_FEN: Final = Rounding(unit=FEN, mode=HALF_UP)


class Kind(Protocol):
    """What a kind of operand other than plain ints must say about itself."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object: ...


T = TypeVar("T", Amount, Count, Rate, Day, Flag)
Q = TypeVar("Q", Amount, Count)


def _exact(kind: Kind, name: str, plain: Callable[..., object], a: object, b: object, *before: object) -> object:
    """A choice between two operands; exact rationals among them are put over one denominator first."""
    rational = isinstance(a, Fraction | Ratio) or isinstance(b, Fraction | Ratio)
    if not rational or _whole(kind):
        return kind.apply(name, plain, (*before, a, b))
    mine, theirs, denominator = over_one(a, b)
    return Ratio(plain(*before, mine, theirs), denominator)


def _kind(*operands: object) -> Kind | None:
    """The kind that must carry out an operation on these operands; None for plain Python numbers."""
    arrays = False
    for operand in operands:
        kind = type(operand)
        if kind is int or kind is bool:  # the usual case first: this is on the path of every household
            continue
        if kind is Ratio:
            kind = type(operand.numerator)  # type: ignore[attr-defined]
        declared: Kind | None = getattr(kind, "operand_kind", None)
        if declared is not None:
            return declared
        arrays = arrays or kind.__module__ == "numpy"
    return _ARRAYS if arrays else None


def _whole(kind: Kind | None) -> TypeIs[Kind]:
    """Whether this kind wants composite primitives as one operation (a traced step), not operator by operator."""
    return kind is not None and getattr(kind, "whole_primitives", False)


class _Arrays:
    """NumPy arrays: the operation of the same name from `povertykit.arrays`, which imports NumPy."""

    def apply(self, name: str, plain: Callable[..., object], operands: tuple[object, ...]) -> object:
        from povertykit import arrays

        operation: Callable[..., object] = getattr(arrays, name)
        return operation(*operands)


_ARRAYS: Final = _Arrays()


@overload
def where(condition: Flag, yes: T, no: T) -> T: ...
@overload
def where(condition: Flag, yes: Q, no: Literal[0]) -> Q: ...
@overload
def where(condition: Flag, yes: Literal[0], no: Q) -> Q: ...
@overload
def where(condition: Flag, yes: int, no: Count) -> Count: ...
@overload
def where(condition: Flag, yes: Count, no: int) -> Count: ...
@overload
def where(condition: Flag, yes: int, no: int) -> Count: ...
def where(condition: object, yes: object, no: object) -> object:
    """`yes` where the condition holds, `no` elsewhere; both are computed.

    Examples:
        >>> where(True, 48851, 0)
        48851
    """
    if condition is True:
        return yes
    if condition is False:
        return no
    kind = _kind(condition, yes, no)
    if kind is None:
        raise TypeError(f"where: the condition must be a flag, not {condition!r}")
    return _exact(kind, "where", where, yes, no, condition)


def negate(flag: Flag) -> Flag:
    """The opposite of a flag. (`~` on a Python bool is not negation.)

    Examples:
        >>> negate(True)
        False
    """
    given: object = flag
    if given is True or given is False:
        return not given  # type: ignore[return-value]
    kind = _kind(flag)
    if kind is None:
        raise TypeError(f"negate: a flag is needed, not {flag!r}")
    return kind.apply("negate", negate, (flag,))  # type: ignore[return-value]


def opposite(verdict: Count) -> Count:
    """Kleene's *not* on verdict codes (not met 0, unknown 1, met 2): 2 - x. *And* is `smaller`, *or* is `larger`.

    Examples:
        >>> [opposite(code) for code in (0, 1, 2)]
        [2, 1, 0]
    """
    return -(verdict - 2)  # type: ignore[operator, no-any-return]


def smaller(a: Q, b: Q) -> Q:
    """The smaller of two operands; on verdict codes, Kleene's *and*.

    Examples:
        >>> smaller(3, 5)
        3
    """
    kind = _kind(a, b)
    if kind is None:
        return a if a <= b else b
    return _exact(kind, "smaller", smaller, a, b)  # type: ignore[return-value]


def larger(a: Q, b: Q) -> Q:
    """The larger of two operands; on verdict codes, Kleene's *or*.

    Examples:
        >>> larger(3, 5)
        5
    """
    kind = _kind(a, b)
    if kind is None:
        return a if a >= b else b
    return _exact(kind, "larger", larger, a, b)  # type: ignore[return-value]


def floor0(value: Q) -> Q:
    """The value, but never below zero.

    Examples:
        >>> floor0(-5), floor0(5)
        (0, 5)
    """
    if type(value) is int:
        return value if value > 0 else 0
    given: object = value
    if isinstance(given, Ratio):
        return Ratio(floor0(given.numerator), given.denominator)  # type: ignore[return-value, type-var]
    kind = _kind(value)
    if kind is None:
        return value if value > 0 else 0  # type: ignore[return-value, operator]
    return kind.apply("floor0", floor0, (value,))  # type: ignore[return-value]


def round_div(numerator: Q, denominator: Count | int, rounding: Rounding = _TO_THE_FEN) -> Q:
    """A division, rounded to the unit and in the mode named.

    Raises:
        OutOfRange: the denominator is zero or negative.

    Examples:
        >>> from povertykit.money import JIAO, UP, Rounding
        >>> round_div(302600, 12), round_div(302600, 12, Rounding(unit=JIAO, mode=UP))
        (25217, 25220)
    """
    kind = _kind(numerator, denominator)
    if kind is None:
        over, under = parts(numerator)
        return _round_plain(over, denominator * under, rounding)  # type: ignore[arg-type, return-value]
    given: object = numerator
    if isinstance(given, Ratio):
        return round_div(given.numerator, denominator * given.denominator, rounding)  # type: ignore[return-value, type-var]
    return kind.apply("round_div", round_div, (numerator, denominator, rounding))  # type: ignore[return-value]


def _round_plain(numerator: int, denominator: int, rounding: Rounding) -> int:
    if denominator <= 0:
        raise not_positive(denominator)
    unit = rounding.unit.value
    whole, rest = divmod(abs(int(numerator)), denominator * unit)  # a Fen does not divide; here its rounding is named
    if rounding.mode is HALF_UP:
        whole += 2 * rest >= denominator * unit
    elif rounding.mode is UP:
        whole += rest > 0
    return (whole if numerator >= 0 else -whole) * unit


def not_positive(divisor: int) -> OutOfRange:
    """The error for a division by zero or by less."""
    return OutOfRange(f"would divide by {divisor}", field="round_div", allowed="a divisor of 1 or more")


def rounded(amount: Q, rounding: Rounding = _TO_THE_FEN) -> Q:
    """An exact amount, rounded as named. Whole fen rounded to the fen are returned as they are.

    Examples:
        >>> rounded(Fraction(302600 * 3, 12) - 26800)
        48850
    """
    if type(amount) is int and rounding.unit is FEN:
        return amount
    kind = _kind(amount)
    if _whole(kind):
        return kind.apply("rounded", rounded, (amount, rounding))  # type: ignore[return-value]
    if rounding.unit is FEN and not isinstance(amount, Fraction | Ratio):
        return amount
    return round_div(amount, 1, rounding)


def times(amount: Amount, *factors: Rate | Count | int | Fraction, rounding: Rounding = _TO_THE_FEN) -> Amount:
    """An amount times exact factors, rounded once.

    Examples:
        >>> times(25217, Fraction(13, 10))
        32782
    """
    kind = _kind(amount, *factors)
    if _whole(kind):
        return kind.apply("times", times, (amount, *factors, rounding))  # type: ignore[return-value]
    numerator, denominator = parts(amount)
    for factor in factors:
        over, under = parts(factor)
        numerator, denominator = numerator * over, denominator * under
    if denominator == 1 and rounding.unit is FEN:
        return numerator  # type: ignore[return-value]
    return round_div(numerator, denominator, rounding)  # type: ignore[return-value, type-var]


def for_persons(amount: Amount, persons: Count, rounding: Rounding = _TO_THE_FEN) -> Amount:
    """A person's exact amount for so many persons.

    With the stage `PERSON_MONTH` each person's amount is rounded, then multiplied, so that members' amounts sum to
    their household's; with any other stage the product is rounded once.

    Examples:
        >>> from povertykit.money import PERSON_MONTH, Rounding
        >>> standard = Fraction(302600, 12)
        >>> for_persons(standard, 3), for_persons(standard, 3, Rounding(stage=PERSON_MONTH))
        (75650, 75651)
    """
    plain = type(amount) is int and type(persons) is int  # type: ignore[comparison-overlap]
    kind = None if plain else _kind(amount, persons)
    if _whole(kind):
        return kind.apply("for_persons", for_persons, (amount, persons, rounding))  # type: ignore
    if rounding.stage is PERSON_MONTH:
        return rounded(amount, rounding) * persons
    return rounded(amount * persons, rounding)


def share(total: Amount, part: Count, whole: Count, rounding: Rounding = _TO_THE_FEN) -> Amount:
    """The part of a household's amount that falls to `part` of its `whole` persons.

    With the stage `PERSON_MONTH` each person's amount is rounded and multiplied; with any other stage the household's
    amount is rounded once, and all of the persons get all of it without a division.

    Examples:
        >>> from povertykit.money import HALF_UP, PERSON_MONTH, YUAN, Rounding
        >>> share(110000, 3, 3)
        110000
        >>> share(110000, 3, 3, Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH))
        110100
    """
    plain = type(total) is int and type(part) is int and type(whole) is int  # type: ignore[comparison-overlap]
    kind = None if plain else _kind(total, part, whole)
    if _whole(kind):
        return kind.apply("share", share, (total, part, whole, rounding))  # type: ignore[return-value]
    if rounding.stage is PERSON_MONTH:
        return round_div(total, whole, rounding) * part
    if part is whole:  # the same operand for both counts: nothing to divide, for one household or for many
        return rounded(total, rounding)
    return round_div(total * part, whole, rounding)


def between(low: Q, value: Q, high: Q) -> Flag:
    """Whether the value lies within the two bounds, both included. (Chained comparisons do not work on arrays.)

    Examples:
        >>> between(10, 10, 20), between(10, 21, 20)
        (True, False)
    """
    return (low <= value) & (value <= high)


def months_after(day: Day, months: int) -> Day:
    """The day so many calendar months later, counted from the day itself (31 January + 2 is 31 March).

    Examples:
        >>> from povertykit.dates import day_number, from_day_number
        >>> from datetime import date
        >>> from_day_number(months_after(day_number(date(2016, 2, 29)), 36)).isoformat()
        '2019-02-28'
    """
    from povertykit.dates import add_months

    kind = _kind(day, months)
    if kind is None or kind is _ARRAYS:
        return add_months(day, months)  # type: ignore[call-overload, no-any-return]
    return kind.apply("months_after", months_after, (day, months))  # type: ignore[return-value]


def product_at_least(a: Q, b: Q, c: Q, d: Q) -> Flag:
    """Whether a x b >= c x d for operands of 0 or more, exactly, even where a product leaves int64.

    With it, shares and growth of very large sums are compared without a division: grown at least as fast means
    now x before' >= now' x before.

    Raises:
        OutOfRange: an operand is negative.

    Examples:
        >>> product_at_least(10**15, 10**15, 10**15, 10**15 + 1)
        False
    """
    kind = _kind(a, b, c, d)
    if kind is None:
        given: tuple[int, ...] = (a, b, c, d)  # type: ignore[assignment]
        if min(given) < 0:
            raise negative(min(given))
        return a * b >= c * d  # type: ignore[operator]
    return kind.apply("product_at_least", product_at_least, (a, b, c, d))  # type: ignore[return-value]


def negative(value: int) -> OutOfRange:
    """The error for a negative operand of `product_at_least`."""
    return OutOfRange(f"got {value}", field="product_at_least", allowed="operands of 0 or more")


PRIMITIVES: Final[frozenset[Callable[..., object]]] = frozenset(
    {
        where,
        negate,
        opposite,
        smaller,
        larger,
        floor0,
        for_persons,
        round_div,
        rounded,
        times,
        share,
        between,
        months_after,
        product_at_least,
    }
)
"""What a rule may call, besides functions written in these."""
