"""Exact rationals over operands: the numerator an array or an interval, the denominator one whole number."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, ClassVar

__all__ = ["Ratio", "over_one", "parts"]


class Ratio:
    """An exact rational whose numerator is an operand (an array, an interval) over one whole denominator.

    A yearly standard paid by the month is 302600/12 fen for everybody, a table's rate is so many millionths for each
    loan: as `Fraction` for one household, as `Ratio` for many. Rules never see the difference.

    Args:
        numerator: an operand.
        denominator: a positive int.
    """

    __array_ufunc__ = None  # let our reflected operators decide when the other side is an array
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: object, denominator: int) -> None:
        self.numerator: Operand = numerator  # type: ignore[assignment]
        self.denominator: int = denominator

    def __repr__(self) -> str:
        return f"Ratio({self.numerator!r}, {self.denominator})"

    def _aligned(self, other: object) -> tuple[Operand, Operand, int]:
        return over_one(self, other)

    def __add__(self, other: object) -> Ratio:
        mine, theirs, denominator = self._aligned(other)
        return Ratio(mine + theirs, denominator)

    def __radd__(self, other: object) -> Ratio:
        return self + other

    def __sub__(self, other: object) -> Ratio:
        mine, theirs, denominator = self._aligned(other)
        return Ratio(mine - theirs, denominator)

    def __rsub__(self, other: object) -> Ratio:
        mine, theirs, denominator = self._aligned(other)
        return Ratio(theirs - mine, denominator)

    def __mul__(self, other: object) -> Ratio:
        numerator, denominator = parts(other)
        return Ratio(self.numerator * numerator, self.denominator * denominator)

    def __rmul__(self, other: object) -> Ratio:
        return self * other

    def __neg__(self) -> Ratio:
        return Ratio(-self.numerator, self.denominator)

    def __lt__(self, other: object) -> Operand:
        mine, theirs, _ = self._aligned(other)
        return mine < theirs

    def __le__(self, other: object) -> Operand:
        mine, theirs, _ = self._aligned(other)
        return mine <= theirs

    def __gt__(self, other: object) -> Operand:
        mine, theirs, _ = self._aligned(other)
        return mine > theirs

    def __ge__(self, other: object) -> Operand:
        mine, theirs, _ = self._aligned(other)
        return mine >= theirs

    def __eq__(self, other: object) -> Operand:  # type: ignore[override]
        mine, theirs, _ = self._aligned(other)
        return mine == theirs

    def __ne__(self, other: object) -> Operand:  # type: ignore[override]
        mine, theirs, _ = self._aligned(other)
        return mine != theirs


if TYPE_CHECKING:

    class Operand(Ratio):
        """Inside this module: anything that has the operators (an int, an array, an interval, a traced operand)."""

        def __neg__(self) -> Operand: ...
        def __add__(self, other: object) -> Operand: ...
        def __radd__(self, other: object) -> Operand: ...
        def __sub__(self, other: object) -> Operand: ...
        def __rsub__(self, other: object) -> Operand: ...
        def __mul__(self, other: object) -> Operand: ...
        def __floordiv__(self, other: object) -> Operand: ...
        def __and__(self, other: object) -> Operand: ...
        def __or__(self, other: object) -> Operand: ...


def parts(value: object) -> tuple[Operand, int]:
    """Numerator and denominator of an operand; whole operands are over 1."""
    if isinstance(value, Fraction | Ratio):
        return value.numerator, value.denominator  # type: ignore[return-value]
    return value, 1  # type: ignore[return-value]


def over_one(a: object, b: object) -> tuple[Operand, Operand, int]:
    """The numerators of two operands over their common denominator, and the denominator."""
    mine, under = parts(a)
    theirs, denominator = parts(b)
    common = lcm(under, denominator)
    return mine * (common // under), theirs * (common // denominator), common
