"""Incomes of a made-up register: drawn from a fitted distribution, and moved until the published means are met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from statistics import NormalDist
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from povertykit.errors import BareAmount, InvalidInput
from povertykit.money import Period, Periodic, to_yuan
from povertykit.scenarios.columns import Flags, Integers

__all__ = ["Incomes", "largest_remainder"]

_NORMAL: Final = NormalDist()


class Incomes:
    """Incomes a household, drawn so that the tables are met.

    The households stand in the order of their income a person, those below the line first. They are cut into equal
    parts, one for each mean, and where the line passes through a part, there as well. In each stretch incomes a person
    run between its ends by a power of their rank in the fitted distribution; the power is the one that gives the mean.
    """

    def __init__(
        self,
        persons: Integers,
        below: Flags,
        means: Sequence[Periodic],
        line: Periodic | None,
        least: Periodic | None,
        random: np.random.Generator,
    ) -> None:
        self.persons: Integers = persons
        self.below: Flags = below
        self.random: np.random.Generator = random
        if isinstance(means, Periodic) or not isinstance(means, Sequence):
            raise InvalidInput(f"got {means!r}", field="income_means", allowed="a list: [per_year(yuan(3026)), ...]")
        self.period: Period = _period(means[0])
        self.means: list[int] = [_fen(mean, self.period) for mean in means]
        self.line: int | None = None if line is None else _fen(line, self.period)
        self.least: int = 0 if least is None else _fen(least, self.period)
        if sorted(set(self.means)) != self.means:
            said = ", ".join(f"{to_yuan(mean):,}" for mean in self.means)
            raise InvalidInput(f"got {said} yuan", field="income_means", allowed="means that rise, the poorest first")
        if self.line is None and below.any():
            raise InvalidInput("groups below a line", field="poverty_line", remedy="give the line")
        if len(means) > persons.size:
            raise InvalidInput(f"{len(means)} means of {persons.size} households", field="income_means")
        if self.least >= self.means[0] or (self.line is not None and self.line <= self.least):
            raise InvalidInput("is not below the first mean and the line", field="least_income")
        # The poor first, and within each side of the line in a drawn order.
        self.rank: Integers = np.lexsort((random.random(persons.size), ~below))
        counts = largest_remainder(persons.size, {n: Fraction(1, len(means)) for n in range(len(means))})
        self.ends: Integers = np.cumsum([counts[n] for n in range(len(means))])
        self.amounts: Integers = self._drawn()

    def _drawn(self) -> Integers:
        sigma = _spread([float(mean) for mean in self.means])
        poor, total = int(np.count_nonzero(self.below)), self.persons.size
        cuts = self._cuts(sigma)
        incomes = np.zeros(total, np.int64)
        first = 0
        for part, last in enumerate(self.ends.tolist()):
            pieces: list[tuple[int, int, int | None, int | None]] = [(first, last, cuts[part], cuts[part + 1])]
            if self.line is not None and first < poor < last:
                pieces = [(first, poor, cuts[part], self.line), (poor, last, self.line, cuts[part + 1])]
            elif self.line is not None and poor == last:
                pieces = [(first, last, cuts[part], self.line)]
            elif self.line is not None and poor == first:
                pieces = [(first, last, max(cuts[part] or 0, self.line), cuts[part + 1])]
            self._fill(incomes, part, pieces, sigma)
            first = last
        return incomes

    def _cuts(self, sigma: float) -> list[int | None]:
        """The incomes a person between the parts: the fitted distribution's, kept between the two means."""
        cuts: list[int | None] = [self.least]
        mean = sum(self.means) / len(self.means)
        for part in range(1, len(self.means)):
            drawn = mean * float(np.exp(sigma * _NORMAL.inv_cdf(part / len(self.means)) - sigma * sigma / 2))
            low, high = self.means[part - 1], self.means[part]
            cuts.append(int(min(max(drawn, low + (high - low) / 4), high - (high - low) / 4)))
        line, poor_count = self.line, int(np.count_nonzero(self.below))
        if line is not None:  # all of the parts below the line end by it, and those above begin there at the earliest
            for part in range(1, len(self.means)):
                cut, end = cuts[part], int(self.ends[part - 1])
                assert cut is not None
                if end == poor_count:
                    cuts[part] = line
                elif end < poor_count:  # room is left below the line for the poor of the next part, and above it
                    cuts[part] = min(cut, (self.means[part - 1] + line) // 2)
                else:
                    cuts[part] = max(cut, (self.means[part] + line) // 2)
        whole = poor_count == self.persons.size and line is not None
        return [*cuts, line if whole else None]

    def _fill(
        self, incomes: Integers, part: int, pieces: list[tuple[int, int, int | None, int | None]], sigma: float
    ) -> None:
        """Draw the incomes of one part, and move them until their mean is the published one."""
        first, last = pieces[0][0], pieces[-1][1]
        households = self.rank[first:last]
        persons = self.persons[households].astype(np.float64)
        low, high, at = np.empty(last - first), np.empty(last - first), np.empty(last - first)
        for begin, end, least, most in pieces:
            here = slice(begin - first, end - first)
            rank = np.sort(self.random.random(end - begin))
            low[here] = float(least or 0)
            # A fen is kept free below the upper end, which itself is on the other side.
            high[here] = np.inf if most is None else max(float(most) - 1, float(least or 0))
            at[here] = _position(rank, begin / self.persons.size, end / self.persons.size, sigma, most is None)
        target = self.means[part] * int(self.persons[households].sum())
        drawn = _moved(low, high, at, persons, target, part)
        whole = np.rint(drawn * persons).astype(np.int64)
        lows = np.ceil(low).astype(np.int64) * self.persons[households]
        finite = np.where(np.isfinite(high), high, float(1 << 52))
        highs = np.minimum(finite, float(1 << 52)).astype(np.int64) * self.persons[households]
        incomes[households] = _settled(np.clip(whole, lows, highs), lows, highs, target, part)

    @property
    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """The columns of incomes, in fen."""
        if self.period is Period.MONTH:
            return {"household_income_fen": self.amounts}
        return {"yearly_income_fen": self.amounts, "household_income_fen": (self.amounts + 6) // 12}

    def means_reached(self) -> Iterator[tuple[str, str, int, Fraction]]:
        """For each part: which, in both languages, the mean that was asked and the one that it has; fen a person."""
        first = 0
        for part, last in enumerate(self.ends.tolist()):
            here = self.rank[first:last]
            reached = Fraction(int(self.amounts[here].sum()), int(self.persons[here].sum()))
            item = f"{part + 1}/{len(self.means)}, a {self.period.en}"
            item_zh = f"第{part + 1}组（共{len(self.means)}组），每{self.period.zh}"
            yield item, item_zh, self.means[part], reached
            first = last

    def poor_reached(self) -> Iterator[tuple[str, str, int, int]]:
        """The line in both languages, who were to live below it, and who do; nothing without a line."""
        if self.line is not None:
            poor = self.amounts < self.line * self.persons
            asked, found = (int(self.persons[rows].sum()) for rows in (self.below, poor))
            line = f"{to_yuan(self.line):,}"
            yield f"{line} yuan a {self.period.en}", f"{line}元/{self.period.zh}", asked, found


def _period(given: object) -> Period:
    if not isinstance(given, Periodic):
        raise BareAmount(f"got {given!r}", field="income_means", remedy="write per_year(yuan(3026)) or per_month(...)")
    if given.period not in (Period.MONTH, Period.YEAR):
        raise InvalidInput(f"got an amount for a {given.period.en}", field="income_means", allowed="a month or a year")
    return given.period


def _fen(given: object, period: Period) -> int:
    if _period(given) is not period:
        raise InvalidInput(f"got {given}", field="income_means", allowed=f"amounts for a {period.en}, like the first")
    return int(given.amount)  # type: ignore[attr-defined]


def _spread(means: list[float]) -> float:
    """The log-normal's sigma whose shares of equal parts are nearest to the means'; by golden section."""
    parts = len(means)
    if parts == 1:
        return 0.6
    total = sum(means)
    edges = [_NORMAL.inv_cdf(part / parts) for part in range(1, parts)]

    def wrong(sigma: float) -> float:
        heaps = [0.0, *(_NORMAL.cdf(edge - sigma) for edge in edges), 1.0]
        return sum((heaps[n + 1] - heaps[n] - means[n] / total) ** 2 for n in range(parts))

    low, high, ratio = 0.01, 3.0, (5**0.5 - 1) / 2
    for _ in range(80):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if wrong(a) < wrong(b) else (a, high)
    return (low + high) / 2


def _position(
    rank: npt.NDArray[np.float64], begin: float, end: float, sigma: float, open_: bool
) -> npt.NDArray[np.float64]:
    """Where drawn ranks stand between a stretch's ends, 0 to 1; in the open last one, how far beyond its beginning."""
    places = np.clip(begin + rank * (end - begin), 1e-9, 1 - 1e-9)
    drawn = np.exp(sigma * np.fromiter(map(_NORMAL.inv_cdf, places.tolist()), np.float64, rank.size))
    ends = [np.exp(sigma * _NORMAL.inv_cdf(min(max(each, 1e-9), 1 - 1e-9))) for each in (begin, end)]
    if open_:
        return np.asarray(drawn / ends[0] - 1 if begin > 0 else drawn)
    return np.asarray(np.clip((drawn - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0))


def _moved(
    low: npt.NDArray[np.float64],
    high: npt.NDArray[np.float64],
    at: npt.NDArray[np.float64],
    persons: npt.NDArray[np.float64],
    target: int,
    part: int,
) -> npt.NDArray[np.float64]:
    """The incomes a person at these places between their ends, bent until they add up to the target."""
    closed = np.isfinite(high)

    closed_at, open_at = np.where(closed, at, 0.0), np.where(closed, 0.0, at)
    width = np.where(closed, high, low) - low
    grown = np.maximum(low, target / float(persons.sum())) * open_at

    def bent(power: float) -> npt.NDArray[np.float64]:
        # The open stretch grows as the closed ones do.
        return np.asarray(low + width * closed_at**power + grown / power)

    least, most = 1e-6, 1e6
    if not float((bent(most) * persons).sum()) <= target <= float((bent(least) * persons).sum()):
        raise InvalidInput(
            f"the mean of part {part + 1} cannot be met",
            field="income_means",
            remedy="the line, the persons below it and the means contradict one another: check the tables",
        )
    for _ in range(200):
        middle = (least * most) ** 0.5
        least, most = (middle, most) if float((bent(middle) * persons).sum()) > target else (least, middle)
    return bent((least * most) ** 0.5)


def _settled(whole: Integers, lows: Integers, highs: Integers, target: int, part: int) -> Integers:
    """Whole fen whose sum is the target exactly, each still between its ends."""
    for _ in range(1_000):
        lacking = target - int(whole.sum())
        if not lacking:
            return whole
        room = highs - whole if lacking > 0 else whole - lows
        free = np.flatnonzero(room > 0)
        if not free.size:
            break
        each = max(1, abs(lacking) // free.size)
        count = min(free.size, abs(lacking) // each)
        moved = np.minimum(room[free[:count]], each)
        whole[free[:count]] += moved if lacking > 0 else -moved
    raise InvalidInput(f"the mean of part {part + 1} cannot be met to the fen", field="income_means")


def largest_remainder(total: int, shares: Mapping[Any, Fraction]) -> dict[Any, int]:
    """Whole counts that add up to the total and are nearest to their shares."""
    exact = {key: total * share for key, share in shares.items()}
    counts = {key: int(value) for key, value in exact.items()}
    short = total - sum(counts.values())
    for key in sorted(exact, key=lambda each: counts[each] - exact[each])[:short]:
        counts[key] += 1
    return counts
