"""The primitives of `povertykit.arithmetic` on NumPy arrays, one function of the same name each.

Operands are int64 arrays or Python ints; flags are bool arrays or Python bools. That nothing overflows is proved
before, on intervals (`povertykit.policy.interval`); nothing is checked here row by row. This is the only module of the
rule layer that imports NumPy, and it is loaded when the first array arrives.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.arithmetic import INT64_MAX, negative, not_positive
from povertykit.money import HALF_UP, UP, Rounding

__all__ = ["floor0", "larger", "negate", "product_at_least", "round_div", "smaller", "where"]

Integers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]


def where(condition: Flags, yes: Integers | int, no: Integers | int) -> Integers:
    """Element by element."""
    if isinstance(no, int) and no == 0 and isinstance(yes, np.ndarray):
        return yes * condition  # twice as fast as np.where, and exact for ints
    return np.where(condition, yes, no)


def negate(flag: Flags) -> Flags:
    """Element by element."""
    return np.logical_not(flag)


def smaller(a: Integers | int, b: Integers | int) -> Integers:
    """Element by element."""
    return np.minimum(a, b)


def larger(a: Integers | int, b: Integers | int) -> Integers:
    """Element by element."""
    return np.maximum(a, b)


def floor0(value: Integers) -> Integers:
    """Element by element."""
    return np.maximum(value, 0)


def round_div(numerator: Integers | int, denominator: Integers | int, rounding: Rounding) -> Integers:
    """Element by element; ties and fractions go away from zero, as for Python ints."""
    numerator = _wide(numerator)
    if not isinstance(denominator, int):
        denominator = _wide(denominator)
    if (least := denominator if isinstance(denominator, int) else int(denominator.min(initial=1))) <= 0:
        raise not_positive(least)
    unit = rounding.unit.value
    divisor = denominator * unit if unit != 1 else denominator
    signed = int(numerator.min(initial=0)) < 0
    size = np.abs(numerator) if signed else numerator
    whole = _whole_units(size, divisor, rounding)
    result = np.where(numerator < 0, -whole, whole) if signed else whole
    return result * unit if unit != 1 else result


def _whole_units(size: Integers, divisor: Integers | int, rounding: Rounding) -> Integers:
    """The quotients of numbers of 0 or more, rounded."""
    if rounding.mode is HALF_UP:
        half = divisor >> 1  # half up is adding a half and rounding down, as long as that stays in 64 bits
        if int(size.max(initial=0)) <= INT64_MAX - (half if isinstance(half, int) else int(half.max(initial=0))):
            ahead = size + half
            ahead //= divisor  # in place: as wide as the divisor already, and a third faster
            return ahead
        whole = size // divisor
        rest = size - whole * divisor
        return whole + (rest >= divisor - rest)
    whole = size // divisor
    return whole + (whole * divisor < size) if rounding.mode is UP else whole


def _wide(value: Integers | int) -> Integers:
    """The value as int64, so that neither a divisor times its unit nor the size of the least number wraps."""
    return np.asarray(value).astype(np.int64, copy=False)


def product_at_least(a: Integers, b: Integers, c: Integers, d: Integers) -> Flags:
    """Element by element, with 128-bit products."""
    least = min(int(np.min(operand, initial=0)) for operand in (a, b, c, d))
    if least < 0:
        raise negative(least)
    left_high, left_low = _wide_product(a, b)
    right_high, right_low = _wide_product(c, d)
    result: Flags = (left_high > right_high) | ((left_high == right_high) & (left_low >= right_low))
    return result


def _wide_product(a: Integers, b: Integers) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """High and low 64 bits of a product of non-negative numbers, from products of their 32-bit halves."""
    x, y = np.asarray(a).astype(np.uint64), np.asarray(b).astype(np.uint64)
    bits, mask = np.uint64(32), np.uint64(0xFFFFFFFF)
    x_high, x_low, y_high, y_low = x >> bits, x & mask, y >> bits, y & mask
    low = x_low * y_low
    middle = x_high * y_low + (low >> bits)
    carry = x_low * y_high + (middle & mask)
    return x_high * y_high + (middle >> bits) + (carry >> bits), (carry << bits) | (low & mask)
