"""Amounts of `povertykit.amounts` in NumPy arrays; loaded when the first array arrives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from povertykit.amounts import HIGHEST_FEN, MOST_FLOAT_FEN, decimal_yuan, no_yuan, one_yuan, overflow, shown
from povertykit.errors import AmountError, PovertyKitError

__all__ = ["decimal_array", "fen_array", "yuan_array"]

_MOST_YUAN = HIGHEST_FEN // 100


def fen_array(array: NDArray[np.generic]) -> NDArray[np.int64]:
    """An integer array of fen as int64, without a copy where it is int64 already."""
    _refuse_masked(array)
    if array.dtype.kind not in "iu":
        raise AmountError(f"got an array of {array.dtype}", allowed="an integer array of fen", remedy="in yuan: yuan()")
    _refuse_where(array > HIGHEST_FEN, array, lambda value: overflow(shown(value), "fen"))  # type: ignore[operator]
    return array.astype(np.int64, copy=False)


def decimal_array(array: NDArray[np.generic]) -> NDArray[np.object_]:
    """An integer array of fen as an object array of Decimals in yuan."""
    decimals = np.empty(array.size, dtype=np.object_)
    decimals[:] = [decimal_yuan(amount) for amount in fen_array(array).ravel().tolist()]
    return decimals.reshape(array.shape)


def yuan_array(array: NDArray[np.generic]) -> NDArray[np.int64]:
    """An array of amounts in yuan as int64 fen, exact or refused."""
    _refuse_masked(array)
    numbers: NDArray[np.number] = array  # type: ignore[assignment]
    if array.dtype.kind in "iu":
        wrong = (numbers > _MOST_YUAN) | (numbers < -_MOST_YUAN)
        _refuse_where(wrong, array, lambda value: overflow(shown(value), "yuan"))
        return numbers.astype(np.int64) * 100
    if array.dtype.kind == "f":
        with np.errstate(all="ignore"):
            amounts = np.rint(numbers.astype(np.float64) * 100)
            # A float that is not the nearest to its whole fen had a third decimal. NaN and infinity fail as well.
            wrong = ~((amounts / 100 == numbers) & (np.abs(amounts) <= MOST_FLOAT_FEN))
        _refuse_where(wrong, array, no_yuan)
        return amounts.astype(np.int64)
    if array.dtype.kind in "UTO":
        return _yuan_objects(array)
    raise AmountError(f"got an array of {array.dtype}", allowed="integers, floats, text or Decimals, in yuan")


def _yuan_objects(array: NDArray[np.generic]) -> NDArray[np.int64]:
    """An array of text or objects, one value at a time."""
    amounts = np.zeros(array.size, dtype=np.int64)
    errors: dict[int, PovertyKitError] = {}
    for index, value in enumerate(array.ravel().tolist()):
        try:
            amounts[index] = one_yuan(value)
        except PovertyKitError as error:
            errors[index] = error
    if errors:
        raise _located(next(iter(errors)), len(errors), array, next(iter(errors.values())))
    return amounts.reshape(array.shape)


def _refuse_masked(array: NDArray[np.generic]) -> None:
    if isinstance(array, np.ma.MaskedArray):
        raise AmountError("got a masked array", allowed="a plain array", remedy="drop or quarantine the missing rows")


def _refuse_where(
    wrong: NDArray[np.bool_], array: NDArray[np.generic], error_for: Callable[[object], PovertyKitError]
) -> None:
    """Raise the error of the first wrong value, if there is one."""
    places = wrong.ravel().nonzero()[0].tolist()
    if places:
        raise _located(places[0], len(places), array, error_for(array.ravel()[places[0]].item()))


def _located(place: int, count: int, array: NDArray[np.generic], error: PovertyKitError) -> PovertyKitError:
    """The error of one value, told as that of an array: where it stands and how many more there are."""
    index = tuple(int(step) for step in np.unravel_index(place, array.shape))
    return type(error)(
        f"{error.problem}, the first of {count} wrong among {array.size} values",
        field=f"index {index[0] if len(index) == 1 else index}",
        allowed=error.allowed,
        remedy=error.remedy,
    )
