"""Sizes of the households of a made-up register: persons by category exactly, and all together the table of sizes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Final

import numpy as np

from povertykit.errors import InvalidInput
from povertykit.models import Household, fields_of
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.synthetic_incomes import largest_remainder

__all__ = ["size_shares", "sizes_by_group"]

_MOST_PERSONS: Final = fields_of(Household)["persons"].ends[1]
_MOST_MOVES: Final = 100_000
_MOST_ROUNDS: Final = 2_000


def size_shares(sizes: Mapping[int, int | Fraction]) -> dict[int, Fraction]:
    """The share of each household size, of those that there are.

    Raises:
        InvalidInput: sizes that no household has, counts below zero, or no household at all.
    """
    if not isinstance(sizes, Mapping):
        raise InvalidInput(f"got {sizes!r}", field="household_sizes", allowed="{persons: households or share}")
    for size, count in sizes.items():
        if type(size) is not int or not 1 <= size <= _MOST_PERSONS:
            raise InvalidInput(f"got {size!r}", field="household_sizes", allowed=f"1 to {_MOST_PERSONS} persons")
        if isinstance(count, bool) or not isinstance(count, int | Fraction) or count < 0:
            allowed = "households, or a share as a Fraction, of 0 or more"
            raise InvalidInput(f"got {count!r}", field=f"household_sizes[{size}]", allowed=allowed)
    total = sum((Fraction(count) for count in sizes.values()), Fraction(0))
    if not total:
        raise InvalidInput("no household", field="household_sizes", allowed="some households of some size")
    return {size: Fraction(count) / total for size, count in sorted(sizes.items()) if count}


def sizes_by_group(
    asked: Mapping[str, tuple[int, int | None]], shares: Mapping[int, Fraction]
) -> dict[str, dict[int, int]]:
    """The households of each size in each group.

    A group has its persons exactly, and its households where they are given. Where groups differ in how large their
    households are, the others make up for it, so that all together come as near to the shares as whole households can.

    Args:
        asked: by group, its persons, and its households or None.
        shares: of each size.

    Raises:
        InvalidInput: persons that households of these sizes cannot make up.

    Examples:
        >>> halves = {2: Fraction(1, 2), 4: Fraction(1, 2)}
        >>> sizes_by_group({"a": (20, 5), "b": (40, None)}, halves)
        {'a': {4: 5}, 'b': {2: 10, 4: 5}}
    """
    mean = sum((size * share for size, share in shares.items()), Fraction(0))
    free = {name: persons for name, (persons, households) in asked.items() if households is None}
    fixed = sum(households for _, households in asked.values() if households is not None)
    left = round(sum(persons for persons, _ in asked.values()) / mean) - fixed
    wanted: dict[str, int] = {}
    if left > 0 and free:
        wanted = largest_remainder(
            left, {name: Fraction(persons, sum(free.values())) for name, persons in free.items()}
        )
    found = {}
    for name, (persons, households) in asked.items():
        plain = max(1, round(persons / mean)) if households is None else households
        found[name] = _first(name, persons, wanted.get(name, plain), plain, shares, given=households is not None)
    return _balanced(found, shares)


def _first(
    name: str, persons: int, count: int, plain: int, shares: Mapping[int, Fraction], *, given: bool
) -> dict[int, int]:
    """A group's sizes by themselves; where the households left for it cannot make it up, as many as it would have."""
    if given:
        return _sizes(name, persons, count, shares)
    low, high = min(shares), max(shares)
    ends = (-(-persons // high), max(1, persons // low))
    try:
        return _sizes(name, persons, min(max(count, ends[0]), ends[1]), shares)
    except InvalidInput:
        return _sizes(name, persons, min(max(plain, ends[0]), ends[1]), shares)


def _sizes(name: str, persons: int, count: int, shares: Mapping[int, Fraction]) -> dict[int, int]:
    """So many households of so many persons, with sizes near the shares."""
    counts = largest_remainder(count, shares)
    lacking = persons - sum(size * each for size, each in counts.items())
    up = lacking > 0
    places = sorted(shares)
    while lacking:
        moved = False
        # A household of one size is made one of the next, of the commonest first, until the persons are right.
        for at in sorted(range(len(places) - 1), key=lambda n: -counts[places[n if up else n + 1]]):
            smaller, larger = places[at], places[at + 1]
            source, target = (smaller, larger) if up else (larger, smaller)
            most = min(counts[source], abs(lacking) // (larger - smaller), max(1, counts[source] // 8))
            if most:
                counts[source], counts[target] = counts[source] - most, counts[target] + most
                lacking -= (larger - smaller) * most * (1 if up else -1)
                moved = True
                break
        if not moved:
            raise InvalidInput(
                f"{persons:,} persons in {count:,} households",
                field=name,
                allowed=f"what households of {', '.join(map(str, places))} persons can make up",
                remedy="add a household size, or leave the households out",
            )
    return counts


def _balanced(sizes: dict[str, dict[int, int]], shares: Mapping[int, Fraction]) -> dict[str, dict[int, int]]:
    """The same with the sizes of all groups together brought to the shares; each keeps its persons and households.

    A move takes two households of a group and makes one larger and one smaller by as much. Of all moves the one that
    brings the sizes nearest to the shares is made, for as many households as it helps, until none does.
    """
    places = sorted(shares)
    counts = np.array([[each.get(size, 0) for size in places] for each in sizes.values()], np.int64)
    target = largest_remainder(int(counts.sum()), shares)
    off: Integers = counts.sum(axis=0) - np.array([target[size] for size in places])
    moves = _moves(places)
    weight = (moves * moves).sum(axis=1)
    for _ in range(_MOST_ROUNDS if len(moves) else 0):
        takes = np.maximum(-moves, 0)
        room = np.where(takes, counts[:, None, :] // np.maximum(takes, 1), 1 << 40).min(axis=2)
        # So many times a move helps most; of a group at most an eighth at once, so that all groups do their part.
        helps = np.minimum(-(moves @ off) // weight, np.maximum(room // 8, np.minimum(room, 1)))
        helps = np.maximum(helps, 0)
        gain = -2 * helps * (moves @ off) - helps * helps * weight
        group, move = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[group, move] <= 0:
            break
        counts[group] += helps[group, move] * moves[move]
        off = off + helps[group, move] * moves[move]
    return {
        name: {size: count for size, count in zip(places, row, strict=True) if count}
        for name, row in zip(sizes, counts.tolist(), strict=True)
    }


def _moves(places: list[int]) -> Integers:
    """Every way to make one household larger and another smaller by as much, as changes of the counts by size."""
    pairs: dict[int, list[tuple[int, int]]] = {}
    for low, high in combinations(range(len(places)), 2):
        pairs.setdefault(places[high] - places[low], []).append((low, high))
    rows = [(up, down) for alike in pairs.values() for up in alike for down in alike if up != down][:_MOST_MOVES]
    moves = np.zeros((len(rows), len(places)), np.int64)
    for at, ((small, grown), (shrunk, large)) in enumerate(rows):
        for place, change in ((small, -1), (grown, 1), (large, -1), (shrunk, 1)):
            moves[at, place] += change
    changing: Flags = (moves != 0).any(axis=1)
    return moves[changing]
