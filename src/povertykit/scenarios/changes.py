"""What a reform changes, counted: winners and losers, entrants and leavers, for all and for each group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from povertykit.money import Fen, Period, to_yuan
from povertykit.policy.operands import BLOCK
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.results import exact_sum

__all__ = ["Change", "Counter", "Effect", "decile_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a reform does to the payments of one period, to all households or to those of a group.

    A household whose payments of the period are not all determined, before or after, is undetermined: it is no winner
    and no loser. What is determined of its payments is in `before` and `after`, as it is in `simulate`.

    Attributes:
        households: how many there are: winners, losers, unchanged and undetermined together.
        persons: their persons; 0 where the register does not say.
        before: fen paid before.
        after: fen paid after.
        households_before: the households that got something before.
        households_after: those that get something after.
        persons_before: the persons of the households that got something before.
        persons_after: those of the households that get something after.
        entrants: the households that got nothing before and get something after.
        leavers: those that got something before and get nothing after.
        winners: those that get more.
        losers: those that get less.
        unchanged: those that get the same.
        undetermined: those for which it cannot be told.
        gained: fen that the winners gain.
        lost: fen that the losers lose.
    """

    households: int
    persons: int
    before: Fen
    after: Fen
    households_before: int
    households_after: int
    persons_before: int
    persons_after: int
    entrants: int
    leavers: int
    winners: int
    losers: int
    unchanged: int
    undetermined: int
    gained: Fen
    lost: Fen

    @property
    def cost(self) -> Fen:
        """What the reform costs more (or less, below zero)."""
        return self.after - self.before

    def to_dict(self) -> dict[str, object]:
        """The change as one row, money in yuan."""
        given = {each.name: getattr(self, each.name) for each in fields(self)} | {"cost": self.cost}
        return {name: to_yuan(value) if isinstance(value, Fen) else value for name, value in given.items()}


_MONEY = ("before", "after", "gained", "lost")
_NAMES = tuple(each.name for each in fields(Change))


@dataclass(frozen=True, slots=True)
class Effect:
    """Some households' payments of one period before and after, and which of them are not determined."""

    before: Integers
    after: Integers
    unclear: Flags

    def take(self, rows: slice) -> Effect:
        """Some of the rows."""
        return Effect(self.before[rows], self.after[rows], self.unclear[rows])

    def metrics(self, persons: Integers) -> Iterator[Integers | Flags]:
        """A column for each name of a change, to be added up."""
        clear = ~self.unclear
        more, less = clear & (self.after > self.before), clear & (self.after < self.before)
        paid_before, paid_after = self.before != 0, self.after != 0
        difference = self.after - self.before
        yield np.ones(persons.size, np.bool_)
        yield persons
        yield self.before
        yield self.after
        yield paid_before
        yield paid_after
        yield persons * paid_before
        yield persons * paid_after
        yield clear & ~paid_before & paid_after
        yield clear & paid_before & ~paid_after
        yield more
        yield less
        yield clear & (self.after == self.before)
        yield self.unclear
        yield difference * more
        yield -difference * less


class Counter:
    """Adds changes up by group and period, exactly, block by block."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str | None, Period], list[int]] = {}

    def add(
        self, labels: Sequence[str | None], codes: Integers, persons: Integers, effects: Mapping[Period, Effect]
    ) -> None:
        """Add some households: the label of each is that of its code."""
        for start in range(0, codes.size, BLOCK):  # so that sums of halves are exact in floats
            rows = slice(start, start + BLOCK)
            for period, effect in effects.items():
                columns = [
                    _sums(codes[rows], len(labels), column) for column in effect.take(rows).metrics(persons[rows])
                ]
                for label, *values in zip(labels, *columns, strict=True):
                    if not values[0]:
                        continue
                    known = self._sums.setdefault((label, period), [0] * len(values))
                    for place, value in enumerate(values):
                        known[place] += value

    def changes(self) -> dict[str | None, dict[Period, Change]]:
        """By group and period; groups in the order of their labels, the one without a label last."""
        found: dict[str | None, dict[Period, Change]] = {}
        for label in sorted({label for label, _ in self._sums}, key=_order):
            for (other, period), sums in self._sums.items():
                if other == label:
                    given: dict[str, Any] = dict(zip(_NAMES, sums, strict=True))
                    given |= {name: Fen(given[name]) for name in _MONEY}
                    found.setdefault(label, {})[period] = Change(**given)
        return found


def _order(label: str | None) -> tuple[bool, int, str]:
    number = int(label) if label is not None and label.isdecimal() and len(label) < 19 else 0
    return label is None, number, label or ""


def _sums(codes: Integers, size: int, column: Integers | Flags) -> list[int]:
    """The exact sum of a column for each code: its halves are summed in floats, which hold them exactly."""
    if size == 1:
        whole: Any = column
        return [int(np.count_nonzero(whole)) if whole.dtype == np.bool_ else exact_sum(whole)]
    if column.dtype == np.bool_:
        counts: list[int] = np.bincount(codes[column], minlength=size).tolist()
        return counts
    if column.size and int(column.min()) >= 0 and int(column.max()) < 1 << 32:  # then the lower halves are all of it
        return [int(each) for each in np.bincount(codes, weights=column, minlength=size).tolist()]
    upper = np.bincount(codes, weights=column >> 32, minlength=size)
    lower = np.bincount(codes, weights=column & 0xFFFFFFFF, minlength=size)
    return [(int(a) << 32) + int(b) for a, b in zip(upper.tolist(), lower.tolist(), strict=True)]


def decile_of(income: Integers, persons: Integers) -> Integers:
    """Which tenth of all persons, from 1 for the poorest, each household stands in by its income per person.

    Persons are ranked by the income per person of their household, exactly. Households of one income per person stand
    in one tenth, the one in which the middle of them falls; so nothing hangs on the order of the register.

    Args:
        income: fen of each household, known and not below zero.
        persons: 1 or more in each.

    Examples:
        >>> decile_of(np.array([100, 200, 300, 400, 500]), np.array([1, 1, 1, 1, 1])).tolist()
        [2, 4, 6, 8, 10]
        >>> decile_of(np.array([100, 300, 100]), np.array([1, 3, 1])).tolist()
        [6, 6, 6]
    """
    # Quotient and remainder order fractions exactly: two remainders over 50 persons or fewer differ by over 1/10,000.
    quotient, remainder = np.divmod(income, persons)
    key = quotient * 1_000_000 + remainder * 1_000_000 // persons
    values, place = np.unique(key, return_inverse=True)
    heads = np.bincount(place, weights=persons, minlength=values.size).astype(np.int64)
    below = np.cumsum(heads) - heads
    total = int(heads.sum())
    tenths: Integers = np.minimum(10 * (2 * below + heads) // (2 * max(total, 1)) + 1, 10)
    return tenths[place]
