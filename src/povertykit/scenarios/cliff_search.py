"""Where a step of earnings loses more than itself, found exactly for any number of households at once.

Ranges of earnings are halved and halved again, but only where the rules say that a step from somewhere in them may
lose more than itself; a range in which none can is done with, however long it is. What is left is looked at fen by fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from povertykit.errors import InvalidInput
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.varied import Varied

__all__ = ["Falls", "Stretches", "falls", "too_many"]

Stretches: TypeAlias = tuple[Integers, Integers, Integers]
"""Households' places, and the first and the last earnings of a stretch of each, both included."""

_LEAF: Final = 64
_PARTS: Final = 4
_ROWS: Final = 1 << 15
_POINTS: Final = 1 << 20
_CROWD: Final = 1 << 11  # so many ranges still open are no cliffs, where a fact is missing, but the fact
_MOST: Final = 1 << 16


@dataclass(slots=True)
class Falls:
    """What a search found.

    Attributes:
        place: for each fall, its household's place.
        at: the earnings from which it falls.
        until: the earnings at which it has fallen: a fen more for a cliff, further for a steep stretch.
        unclear: where it cannot be told, for want of facts.
    """

    place: Integers
    at: Integers
    until: Integers
    unclear: Stretches


def falls(varied: Varied, places: Integers, lows: Integers, highs: Integers, step: int) -> Falls:
    """Every place between two ends where earning one step more loses more than the step.

    Args:
        varied: the households.
        places: which of them.
        lows: for each, the least earnings looked at.
        highs: the greatest; no step leads beyond them.
        step: fen.

    Raises:
        InvalidInput: there are too many.
    """
    bad: list[Stretches] = []
    unclear: list[Stretches] = []
    inside = highs - step >= lows
    work: list[Stretches] = [(places[inside], lows[inside], highs[inside] - step)]
    while work:
        later: list[Stretches] = []
        for each in work:
            for begin in range(0, len(each[0]), _ROWS):
                piece = (each[0][begin : begin + _ROWS], each[1][begin : begin + _ROWS], each[2][begin : begin + _ROWS])
                later.append(_narrowed(varied, piece, step, bad, unclear))
        work = [_not_crowded(varied, _together(later), unclear)] if later else []
        work = [each for each in work if each[0].size]
    place, first, last = _runs(_together(bad))
    at, until = _located(varied, place, first, last, step)
    return Falls(place, at, until, _runs(_together(unclear)))


def _narrowed(varied: Varied, piece: Stretches, step: int, bad: list[Stretches], unclear: list[Stretches]) -> Stretches:
    """The parts of these ranges that are still open."""
    place, low, high = piece
    least, most = varied.changes(place, low, high, step)
    surely = most < -step
    bad.append((place[surely], low[surely], high[surely]))
    open_ = (least < -step) & ~surely
    small = high - low < _LEAF
    _look(varied, _some(piece, open_ & small), step, bad, unclear)
    place, low, high = _some(piece, open_ & ~small)
    size = (high - low) // _PARTS + 1
    lows = np.stack([low + size * part for part in range(_PARTS)], axis=1)
    highs = np.minimum(lows + (size - 1)[:, None], high[:, None])
    whole = lows <= highs
    return np.repeat(place, _PARTS)[whole.ravel()], lows[whole], highs[whole]


def _look(varied: Varied, leaves: Stretches, step: int, bad: list[Stretches], unclear: list[Stretches]) -> None:
    """Look at small ranges fen by fen."""
    group = max(1, _POINTS // (_LEAF + step))
    for at in range(0, len(leaves[0]), group):
        place, low, high = (each[at : at + group] for each in leaves)
        owner, values, _ = _points(low, high + step)
        paid, known = varied.counted_at(place[owner], values)
        begins = np.flatnonzero(values <= high[owner])
        lost = paid[begins] - paid[begins + step]
        told = known[begins] & known[begins + step]
        for rows, found in ((told & (lost > step), bad), (~told, unclear)):
            where = begins[rows]
            found.append((place[owner[where]], values[where], values[where]))


def _points(low: Integers, high: Integers) -> tuple[Integers, Integers, Integers]:
    """Every value of some ranges, whose it is, and where each range begins."""
    counts = high - low + 1
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])[:-1]
    owner = np.repeat(np.arange(low.size), counts)
    return owner, low[owner] + np.arange(owner.size) - starts[owner], starts


def _not_crowded(varied: Varied, stretches: Stretches, unclear: list[Stretches]) -> Stretches:
    """The ranges of households of which not too many are open; where a fact is missing, the others are unclear."""
    place, low, _ = stretches
    counts = np.bincount(place)
    if not place.size or counts.max() <= _CROWD:
        return stretches
    _, known = varied.counted_at(place, low)
    unknown = np.bincount(place, ~known) > 0
    if counts[~unknown].max(initial=0) > _MOST:
        raise too_many()
    crowded: Flags = ((counts > _CROWD) & unknown)[place]
    if crowded.any():
        unclear.append(_some(stretches, crowded))
    return _some(stretches, ~crowded)


def too_many() -> InvalidInput:
    """The error for a fall at every other fen."""
    return InvalidInput(
        "falls at more places than can be listed: a rounding, or a taper just above one, falls at every other fen",
        field="cliffs",
        remedy="take a longer step, such as one yuan, or a narrower range",
    )


def _some(stretches: Stretches, rows: Flags) -> Stretches:
    return stretches[0][rows], stretches[1][rows], stretches[2][rows]


def _together(found: list[Stretches]) -> Stretches:
    none = np.zeros(0, np.int64)
    return tuple(np.concatenate([none, *(each[part] for each in found)]) for part in range(3))  # type: ignore[return-value]


def _runs(stretches: Stretches) -> Stretches:
    """Ranges that follow on one another made into one."""
    order = np.lexsort((stretches[1], stretches[0]))
    place, first, last = (each[order] for each in stretches)
    if not place.size:
        return place, first, last
    begins = np.concatenate([[True], (place[1:] != place[:-1]) | (first[1:] > last[:-1] + 1)])
    starts = np.flatnonzero(begins)
    ends = np.concatenate([starts[1:] - 1, [place.size - 1]])
    return place[starts], first[starts], last[ends]


def _located(varied: Varied, place: Integers, first: Integers, last: Integers, step: int) -> tuple[Integers, Integers]:
    """From where to where each fall goes: over the one fen that loses most, or all of a steep stretch."""
    at, until = first.copy(), last + step
    short = np.flatnonzero(last - first < 2 * step)
    group = max(1, _POINTS // (3 * step))
    for begin in range(0, short.size, group):
        rows = short[begin : begin + group]
        owner, values, starts = _points(first[rows], until[rows])
        paid, _ = varied.counted_at(place[rows][owner], values)
        lost = np.where(owner[:-1] == owner[1:], paid[:-1] - paid[1:], -1)
        most = np.maximum.reduceat(lost, starts)
        hits = np.flatnonzero(lost == most[owner[:-1]])
        _, firsts = np.unique(owner[hits], return_index=True)
        cliff = most > step
        at[rows[cliff]] = values[hits[firsts]][cliff]
        until[rows[cliff]] = at[rows[cliff]] + 1
    return at, until
