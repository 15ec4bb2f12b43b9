"""Amounts in whole fen: made from yuan, shown as yuan, added without a float.

An amount is a whole number of fen (1/100 yuan): `Fen` for one, an int64 array for many. Nothing is rounded here, and
nothing outside the 64-bit integers is ever wrapped. Callers import these names from `povertykit.money`.
"""

from __future__ import annotations

import operator
import re
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from numbers import Number, Rational, Real
from typing import TYPE_CHECKING, Literal, NoReturn, cast, final, overload

from povertykit.errors import AmountError, BareAmount, OverflowRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import TypeIs

__all__ = ["HIGHEST_FEN", "LOWEST_FEN", "Fen", "fen", "to_yuan", "yuan"]

LOWEST_FEN = -(2**63)
HIGHEST_FEN = 2**63 - 1
# Up to here the floats lie so close that each whole fen has one of its own, and x * 100 errs by less than half a fen.
MOST_FLOAT_FEN = 2**51
_PLAIN_DECIMAL = re.compile(r"(-?)([0-9]{1,30})(?:\.([0-9]{1,2}))?").fullmatch
_CENT = Decimal("0.01")
# A context of our own, since a caller's precision must not round money.
_EXACT = Context(prec=40, traps=[Inexact, InvalidOperation])
_EXACT_YUAN = "a plain decimal in yuan with at most two decimals (text, int, Decimal), such as '252.17'"
_DIVISION = "take a share with allocate(), or divide by a rule's own rounding with round_div() or Rounding.apply()"


@final
class Fen(int):
    """One amount of money in whole fen (1/100 yuan), an `int` that refuses what would make it inexact.

    Amounts add and subtract among themselves and multiply by whole numbers; the results are `Fen`. A fraction of an
    amount (`Fen * Fraction`) is an exact `Fraction` of fen, an amount again only once it is rounded. Comparison and
    hash are those of the integer. Usually made by `yuan()` or `fen()`. What stands to the left of an operator answers
    first, so a float, a Decimal, a flag or a NumPy number before an amount is not refused: write the amount first.

    Args:
        value: the number of fen, a whole number within 64 bits.

    Raises:
        AmountError: for a value that is no whole number, and for a product or quotient that is no amount.
        BareAmount: when a bare number is added or subtracted: 252 may be yuan or fen.
        OverflowRefused: for an amount outside the 64-bit integers.

    Examples:
        >>> Fen(25217) * 3 - yuan(268)
        Fen(48851)
        >>> str(Fen(-5))
        '-0.05 yuan'
        >>> sum([Fen(1), Fen(2)])
        Fen(3)
    """

    __slots__ = ()

    def __new__(cls, value: int) -> Fen:
        """Make an amount from a whole number of fen."""
        if type(value) is not int:
            value = whole(value, "fen")
        if LOWEST_FEN <= value <= HIGHEST_FEN:
            return int.__new__(cls, value)
        raise overflow(shown(value), "fen")

    def __repr__(self) -> str:
        return f"Fen({int(self)})"

    def __str__(self) -> str:
        return f"{to_yuan(self)} yuan"

    def __add__(self, other: Fen | Literal[0]) -> Fen:  # type: ignore[override]
        if type(other) is Fen:
            return Fen(int.__add__(self, other))
        return _beside_amount(self, other, "added to")

    def __radd__(self, other: int) -> Fen:
        return _beside_amount(self, other, "added to")

    def __sub__(self, other: Fen | Literal[0]) -> Fen:  # type: ignore[override]
        if type(other) is Fen:
            return Fen(int.__sub__(self, other))
        return _beside_amount(self, other, "subtracted from")

    def __rsub__(self, other: Literal[0]) -> Fen:  # type: ignore[override, misc]
        return _beside_amount(Fen(int.__neg__(self)), other, "put before")

    @overload  # type: ignore[override]
    def __mul__(self, other: int) -> Fen: ...
    @overload
    def __mul__(self, other: Fraction) -> Fraction: ...
    def __mul__(self, other: int | Fraction) -> Fen | Fraction:
        if type(other) is int:
            return Fen(int.__mul__(self, other))
        if isinstance(other, Fen) or (isinstance(other, Number) and not isinstance(other, Rational)):
            raise AmountError(
                f"{self!r} was multiplied by {shown(other)}",
                allowed="a whole number, or a rate as a Fraction such as Fraction(13, 10)",
                remedy="write the rate as a Fraction and round where the rule rounds",
            )
        if isinstance(other, Fraction):
            return int(self) * other
        return Fen(int.__mul__(self, operator.index(other))) if isinstance(other, Number) else NotImplemented

    @overload
    def __rmul__(self, other: int) -> Fen: ...
    @overload
    def __rmul__(self, other: Fraction) -> Fraction: ...
    def __rmul__(self, other: int | Fraction) -> Fen | Fraction:
        return self.__mul__(other)

    def __neg__(self) -> Fen:
        return Fen(int.__neg__(self))

    def __pos__(self) -> Fen:
        return self

    def __abs__(self) -> Fen:
        return Fen(int.__abs__(self))

    def __round__(self, ndigits: object = None) -> Fen:
        # int would round a half to the even neighbour here, which no rule of law does.
        if ndigits is None:
            return self
        raise AmountError(f"round({self!r}, {ndigits!r})", remedy="use Rounding(unit=JIAO or YUAN).apply()")

    def __truediv__(self, other: object) -> NoReturn:
        raise AmountError(f"{self!r} was divided by {shown(other)}, which need not be whole fen", remedy=_DIVISION)

    def __rtruediv__(self, other: object) -> NoReturn:
        raise AmountError(f"{shown(other)} was divided by {self!r}, which is no amount", remedy=_DIVISION)

    def __floordiv__(self, other: object) -> NoReturn:
        self.__truediv__(other)

    def __mod__(self, other: object) -> NoReturn:
        self.__truediv__(other)

    def __divmod__(self, other: object) -> NoReturn:
        self.__truediv__(other)

    def __rfloordiv__(self, other: object) -> NoReturn:
        self.__rtruediv__(other)

    def __rmod__(self, other: object) -> NoReturn:
        self.__rtruediv__(other)

    def __rdivmod__(self, other: object) -> NoReturn:
        self.__rtruediv__(other)


def _beside_amount(amount: Fen, other: object, how: str) -> Fen:
    """The amount itself beside a plain 0, so that sum() works; any other number is refused."""
    if type(other) is int and other == 0:
        return amount
    if isinstance(other, Number):
        raise BareAmount(
            f"the bare number {shown(other)} was {how} an amount; it may be yuan or fen",
            allowed="an amount",
            remedy=f"write yuan({shown(other)}) or fen({shown(other)})",
        )
    return cast(Fen, NotImplemented)  # an array or an expression answers for itself


def shown(value: object) -> str:
    """The value as a message shows it, cut where it would flood the message."""
    if isinstance(value, int) and value.bit_length() > 128:
        return f"an integer of {value.bit_length()} bits"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def overflow(value: str, unit: str) -> OverflowRefused:
    """The error for an amount outside the 64-bit integers."""
    return OverflowRefused(
        f"{value} {unit} does not fit",
        allowed=f"{LOWEST_FEN} to {HIGHEST_FEN} fen (64 bits)",
        remedy="check the unit: were fen taken for yuan, or multiplied twice?",
    )


def whole(value: object, what: str) -> int:
    """A whole number of any integer type as an int; a flag, a float or text is refused."""
    if not isinstance(value, bool):
        try:
            return operator.index(value)  # type: ignore[arg-type]
        except TypeError:
            pass
    raise AmountError(f"got {shown(value)}", field=what, allowed="a whole number", remedy="amounts in yuan: yuan()")


def need_fen(value: object, what: str) -> Fen:
    """The value, if it is an amount with its unit; a bare number is refused."""
    if isinstance(value, Fen):
        return value
    raise BareAmount(
        f"got {shown(value)}, which may be yuan or fen",
        field=what,
        allowed="an amount",
        remedy="write yuan('252.17') or fen(25217)",
    )


def _is_array(value: object) -> TypeIs[NDArray[np.generic]]:
    """Whether the value is a NumPy array; NumPy is imported only when something of its own arrives."""
    if type(value).__module__.partition(".")[0] != "numpy":
        return False
    import numpy as np

    return isinstance(value, np.ndarray)


@overload
def fen(value: int | np.integer) -> Fen: ...
@overload
def fen(value: NDArray[np.integer]) -> NDArray[np.int64]: ...
def fen(value: int | np.integer | NDArray[np.integer]) -> Fen | NDArray[np.int64]:
    """Take whole numbers as fen.

    Args:
        value: fen, one whole number or an integer array (an int64 array is handed back as it is, not copied).

    Returns:
        `Fen` for one, an int64 array of fen for an array.

    Raises:
        AmountError: for anything but whole numbers (a flag, a float, text).
        OverflowRefused: outside the 64-bit integers.

    Examples:
        >>> fen(25217)
        Fen(25217)
    """
    if not _is_array(value):
        return Fen(value)  # type: ignore[arg-type]
    from povertykit.amount_arrays import fen_array

    return fen_array(value)


@overload
def yuan(value: str | float | Decimal | Fraction | np.integer) -> Fen: ...
@overload
def yuan(value: NDArray[np.generic]) -> NDArray[np.int64]: ...
def yuan(
    value: str | float | Decimal | Fraction | np.integer | NDArray[np.generic],
) -> Fen | NDArray[np.int64]:
    """Take amounts in yuan, exactly.

    Text is a plain decimal (`"252.17"`, `"-3"`) without separators and with at most two decimals. A Decimal or
    Fraction counts by its value. A float is taken only where its shortest decimal form has at most two decimals and
    up to 2**51 fen. A `Fen` is an amount already and comes back unchanged.

    Args:
        value: yuan; one number or text, or a NumPy array of integers, floats, text or such objects.

    Returns:
        `Fen` for one, an int64 array of fen (of the same shape) for an array.

    Raises:
        AmountError: for NaN, infinity, a third decimal, a flag, a missing value, text that is no plain decimal; for an
            array it names the index of the first wrong value and how many there are.
        OverflowRefused: outside the 64-bit integers.

    Examples:
        >>> yuan("252.17"), yuan(252), yuan(252.17)
        (Fen(25217), Fen(25200), Fen(25217))
        >>> import numpy as np
        >>> yuan(np.array([252.17, 268.0]))
        array([25217, 26800])
        >>> yuan("252.175")
        Traceback (most recent call last):
        ...
        povertykit.errors.AmountError: got '252.175'; allowed: a plain decimal in yuan with at most two decimals \
(text, int, Decimal), such as '252.17'; to do: write the digits only, and round a third decimal as its rule says
    """
    if type(value) is str:
        return _from_text(value)
    if type(value) is int:
        return Fen(value * 100)
    if not _is_array(value):
        return one_yuan(value)
    from povertykit.amount_arrays import yuan_array

    return yuan_array(value)


@overload
def to_yuan(value: int | np.integer) -> Decimal: ...
@overload
def to_yuan(value: NDArray[np.integer]) -> NDArray[np.object_]: ...
def to_yuan(value: int | np.integer | NDArray[np.integer]) -> Decimal | NDArray[np.object_]:
    """Show fen as yuan.

    Args:
        value: fen; one amount (or whole number), or an integer array.

    Returns:
        A `Decimal` in yuan with two decimals; for an array, an object array of them.

    Raises:
        AmountError: for anything but whole numbers.
        OverflowRefused: outside the 64-bit integers.

    Examples:
        >>> to_yuan(Fen(25200))
        Decimal('252.00')
    """
    if not _is_array(value):
        return decimal_yuan(Fen(value))  # type: ignore[arg-type]
    from povertykit.amount_arrays import decimal_array

    return decimal_array(value)


def decimal_yuan(amount: int) -> Decimal:
    """Fen as yuan with two decimals, whatever the precision of the caller's decimal context."""
    return _EXACT.scaleb(Decimal(int(amount)), -2)


def _from_text(text: str) -> Fen:
    match = _PLAIN_DECIMAL(text)
    if match is None:
        raise no_yuan(text)
    sign, whole, decimals = match.groups("")
    amount = int(whole + decimals.ljust(2, "0"))
    return Fen(-amount if sign else amount)


def _from_float(value: float, given: object) -> Fen:
    if not abs(value) <= MOST_FLOAT_FEN / 100:  # also NaN
        raise no_yuan(given)
    return _from_decimal(Decimal(float.__repr__(value)), given)


def _from_decimal(value: Decimal, given: object) -> Fen:
    if not value.is_finite():
        raise no_yuan(given)
    if value and value.adjusted() > 30:
        raise overflow(shown(given), "yuan")
    try:
        return Fen(int(_EXACT.scaleb(_EXACT.quantize(value, _CENT), 2)))
    except Inexact:
        raise no_yuan(given) from None


def one_yuan(value: object) -> Fen:
    """One amount of any accepted type, as `yuan` documents them."""
    if isinstance(value, Fen):
        return value
    if isinstance(value, bool):
        raise no_yuan(value)
    if isinstance(value, str):
        return _from_text(str(value))
    if isinstance(value, float):
        return _from_float(value, value)
    if isinstance(value, Decimal):
        return _from_decimal(value, value)
    if isinstance(value, Rational):
        amount, rest = divmod(int(value.numerator) * 100, int(value.denominator))
        if rest == 0:
            return Fen(amount)
    elif isinstance(value, Real) and float(value) == value:
        return _from_float(float(value), value)  # NumPy's floats of other sizes
    raise no_yuan(value)


def no_yuan(value: object) -> AmountError:
    """The error for a value that is no exact amount in yuan, with the likeliest remedy."""
    remedy = "find the amount; what is missing is never zero"
    if isinstance(value, str) and ("," in value or "，" in value):
        remedy = "leave out the thousands separators"
    elif isinstance(value, str):
        remedy = "write the digits only, and round a third decimal as its rule says"
    elif hasattr(value, "__len__"):
        remedy = "hand over a NumPy array, such as column.to_numpy()"
    elif isinstance(value, Number) and "nan" not in shown(value).lower():
        remedy = "give its exact decimal, rounded to the fen as its rule says"
    return AmountError(f"got {shown(value)}", allowed=_EXACT_YUAN, remedy=remedy)
