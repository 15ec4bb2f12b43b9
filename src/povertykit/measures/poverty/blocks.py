"""The measures of Foster, Greer and Thorbecke of millions of floats, in one pass over blocks that fit the cache."""

from __future__ import annotations

from typing import Final

import numpy as np

from povertykit.measures.numbers import Column, Numbers, array_of, same_index

__all__ = ["fgt_of_floats"]

_BLOCK: Final = 1 << 15
_LEAST: Final = 1 << 15
_MOST: Final = 1e50


def fgt_of_floats(
    welfare: Numbers, line: float, alpha: int, weights: Numbers | None, at_the_line: bool
) -> float | None:
    """The measure for one line, read and checked in one pass; None for what wants the general way, or its error.

    Args:
        welfare: one number for each record.
        line: one figure.
        alpha: 0, 1 or 2.
        weights: how many persons each record stands for.
        at_the_line: whether those at the line are poor.

    Examples:
        >>> fgt_of_floats(np.full(100_000, 75.0), 100, 1, None, False)
        0.25
    """
    y = _plain(welfare, "f")
    w = None if weights is None else _plain(weights, "fi")
    if y is None or (weights is not None and (w is None or w.size != y.size)) or not 1 / _MOST < line < _MOST:
        return None
    same_index(welfare=welfare, weights=weights)
    gaps, poor = np.empty(_BLOCK), np.empty(_BLOCK, np.bool_)
    total = weight = 0.0
    for start in range(0, y.size, _BLOCK):
        own = np.asarray(y[start : start + _BLOCK], np.float64)
        gap = gaps[: own.size]
        with np.errstate(over="ignore", invalid="ignore"):
            if not -_MOST < np.add.reduce(own) < _MOST:
                return None
        if alpha:
            np.subtract(line, own, out=gap)
            np.maximum(gap, 0, out=gap)
            if alpha == 2:
                np.multiply(gap, gap, out=gap)
        else:
            (np.less_equal if at_the_line else np.less)(own, line, out=poor[: own.size])
            np.copyto(gap, poor[: own.size])
        if w is None:
            total += float(np.add.reduce(gap))
            continue
        heavy = np.asarray(w[start : start + _BLOCK], np.float64)
        if not np.minimum.reduce(heavy) >= 0:
            return None
        weight += float(np.add.reduce(heavy))
        np.multiply(gap, heavy, out=gap)  # a product of vectors by BLAS may start threads for so little
        total += float(np.add.reduce(gap))
    whole = y.size if w is None else weight
    return total / line**alpha / whole if 1 / _MOST < whole < _MOST else None


def _plain(values: Numbers, kinds: str) -> Column | None:
    """The values as they lie in memory, if they are many numbers of a kind and nothing else needs to be asked."""
    if not isinstance(values, np.ndarray) and not hasattr(values, "to_numpy"):
        return None
    array = array_of(values, "welfare", "numbers")
    if type(array) is not np.ndarray or array.dtype.kind not in kinds or array.ndim != 1 or array.size < _LEAST:
        return None
    return array
