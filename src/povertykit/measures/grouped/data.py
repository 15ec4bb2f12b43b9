"""Published groups of a population, from the poorest: their shares of the population and of all welfare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.numbers import Number, Numbers, column
from povertykit.measures.results import Cell, Language, Result, chosen, shown_number
from povertykit.text_table import table

__all__ = ["GroupedData", "one_number"]

_NEEDED = 4  # a curve of three parameters is fitted to the ordinates between the groups, one fewer than the groups


@dataclass(frozen=True, slots=True)
class GroupedData(Result):
    """A population in groups, from the poorest, as tables publish it.

    Make it by `from_means`, `from_shares` or `from_lorenz`. Whole numbers, fractions and decimals stay exact.

    Attributes:
        population: the share of the population up to the end of each group; the last is 1.
        welfare: the share of all welfare up to the end of each group; the last is 1.
        mean: the mean welfare of all, where it is known.

    Examples:
        >>> print(GroupedData.from_means([1000, 2000, 3000, 4000, 10_000]))
        5 groups, mean 4,000
        group  population  welfare    mean
            1         0.2     0.05   1,000
            2         0.2      0.1   2,000
            3         0.2     0.15   3,000
            4         0.2      0.2   4,000
            5         0.2      0.5  10,000
    """

    population: tuple[Fraction | float, ...]
    welfare: tuple[Fraction | float, ...]
    mean: Fraction | float | None = None

    def __post_init__(self) -> None:
        if len(self.population) != len(self.welfare):
            problem = f"{len(self.welfare)} values for {len(self.population)} groups"
            raise InvalidInput(problem, field="welfare", allowed="one for each group")
        if len(self.population) < _NEEDED:
            problem = f"got {len(self.population)} groups"
            raise InvalidInput(problem, field="groups", allowed=f"{_NEEDED} or more: a curve has three parameters")
        for name, ends in (("population", self.population), ("welfare", self.welfare)):
            if abs(float(ends[-1] - 1)) > 1e-9:
                raise InvalidInput(f"the last end is {float(ends[-1]):.6g}", field=name, allowed="1: all of it")
        for group, part in enumerate(self.population_shares, 1):
            if part <= 0:
                raise OutOfRange(f"group {group} has {part}", field="population", allowed="above zero")
        shares = self.welfare_shares
        if wrong := [group for group, share in enumerate(shares, 1) if share < 0]:
            raise OutOfRange(f"group {wrong[0]} has {shares[wrong[0] - 1]}", field="welfare", allowed="0 or more")
        if self.mean is not None and self.mean <= 0:
            raise OutOfRange(f"got {self.mean}", field="mean", allowed="above zero")
        for group, (before, after) in enumerate(pairwise(self.means), 1):
            if after <= before:
                problem = f"the mean of group {group + 1} is not above that of group {group}"
                raise InvalidInput(problem, field="groups", allowed="means that rise, the poorest first")

    @classmethod
    def from_means(cls, means: Numbers, population: Numbers | None = None) -> GroupedData:
        """Groups by their mean welfare: the fifths of a statistical yearbook, or classes of income.

        Args:
            means: the mean welfare of each group, the poorest first; they rise.
            population: the persons of each group, in any unit: counts, shares, households times their size. Groups
                of equal size where left out. Fifths of *households* are not fifths of persons where poor households
                are larger.

        Raises:
            InvalidInput: fewer than four groups, means that do not rise, columns of unlike lengths.
            OutOfRange: a negative mean or a group without persons.

        Examples:
            >>> GroupedData.from_means([1000, 2000, 3000, 4000, 10_000], [5, 5, 4, 4, 2]).mean
            Fraction(3150, 1)
        """
        values = _numbers(means, "means")
        if len(values) < _NEEDED:
            raise InvalidInput(f"got {len(values)} groups", field="means", allowed=f"{_NEEDED} or more")
        sizes = [Fraction(1)] * len(values) if population is None else _numbers(population, "population")
        if len(sizes) != len(values):
            raise InvalidInput(f"{len(sizes)} values for {len(values)} means", field="population")
        for group, (value, size) in enumerate(zip(values, sizes, strict=True), 1):
            if value < 0:
                raise OutOfRange(f"group {group} has {value}", field="means", allowed="0 or more")
            if size <= 0:
                raise OutOfRange(f"group {group} has {size}", field="population", allowed="above zero")
        totals = [value * size for value, size in zip(values, sizes, strict=True)]
        if not sum(totals):
            raise InvalidInput("are all zero", field="means", allowed="means that rise, the poorest first")
        return cls(_up_to(sizes), _up_to(totals), sum(totals) / sum(sizes))

    @classmethod
    def from_shares(
        cls,
        population_shares: Numbers,
        welfare_shares: Numbers,
        mean: Number | None = None,
        *,
        out_of: Number = 1,
        tolerance: Number = 0,
    ) -> GroupedData:
        """Groups by their shares of the population and of all welfare.

        Args:
            population_shares: of each group, the poorest first.
            welfare_shares: of each group.
            mean: the mean welfare of all, if poverty is to be measured.
            out_of: what the shares add up to: 1, or 100 for percentages.
            tolerance: by how much the sums may miss it, as rounded tables do; the shares are then scaled.

        Raises:
            InvalidInput: shares that do not add up, and as `from_means` says.
            OutOfRange: as `from_means` says.

        Examples:
            >>> GroupedData.from_shares([20] * 5, [5, 10, 15, 20, 50], 4000, out_of=100).welfare[:2]
            (Fraction(1, 20), Fraction(3, 20))
        """
        columns = []
        for name, given in (("population_shares", population_shares), ("welfare_shares", welfare_shares)):
            shares = _numbers(given, name)
            total, whole = sum(shares), one_number(out_of, "out_of")
            floats = any(isinstance(share, float) for share in shares)
            missed = abs(float(total - whole)) - float(one_number(tolerance, "tolerance"))
            if missed > (1e-9 * float(whole) if floats else 0):
                remedy = "give tolerance= if they are rounded, out_of=100 if they are percentages"
                raise InvalidInput(f"add up to {float(total):.6g}", field=name, allowed=f"{out_of}", remedy=remedy)
            columns.append(_up_to(shares))
        return cls(columns[0], columns[1], None if mean is None else one_number(mean, "mean"))

    @classmethod
    def from_lorenz(
        cls, population: Numbers, welfare: Numbers, mean: Number | None = None, *, out_of: Number = 1
    ) -> GroupedData:
        """Groups by the ordinates of a Lorenz curve: cumulative shares, the last of which is the whole.

        Args:
            population: the share of the population up to the end of each group.
            welfare: the share of all welfare that these have.
            mean: the mean welfare of all, if poverty is to be measured.
            out_of: what the last ordinate is: 1, or 100 for percentages.

        Raises:
            InvalidInput, OutOfRange: as `from_means` says.

        Examples:
            >>> GroupedData.from_lorenz([0.2, 0.4, 0.6, 0.8, 1.0], [0.05, 0.15, 0.3, 0.5, 1.0]).population_shares[0]
            0.2
        """
        whole = one_number(out_of, "out_of")
        ends = [
            tuple(each / whole for each in _numbers(given, name))
            for given, name in (
                (population, "population"),
                (welfare, "welfare"),
            )
        ]
        return cls(ends[0], ends[1], None if mean is None else one_number(mean, "mean"))

    @property
    def exact(self) -> bool:
        """Whether nothing is a float."""
        return not any(isinstance(each, float) for each in (*self.population, *self.welfare, self.mean))

    @property
    def population_shares(self) -> tuple[Fraction | float, ...]:
        """Each group's share of the population."""
        return _parts(self.population)

    @property
    def welfare_shares(self) -> tuple[Fraction | float, ...]:
        """Each group's share of all welfare."""
        return _parts(self.welfare)

    @property
    def means(self) -> tuple[Fraction | float, ...]:
        """Each group's mean: in the unit of `mean`, or as a multiple of it where it is not known."""
        whole = 1 if self.mean is None else self.mean
        return tuple(
            share / part * whole for share, part in zip(self.welfare_shares, self.population_shares, strict=True)
        )

    def to_rows(self) -> list[dict[str, Cell]]:
        """A row for each group: its number, its shares of the population and of welfare, its mean."""
        columns = zip(self.population_shares, self.welfare_shares, self.means, strict=True)
        return [
            {"group": group, "population_share": part, "welfare_share": share, "mean": mean}
            for group, (part, share, mean) in enumerate(columns, 1)
        ]

    def summary(self, language: Language = "en") -> str:
        """The groups in a table, in English ("en") or Chinese ("zh")."""
        zh = chosen(language)
        heading = ("组", "人口份额", "福利份额", "均值") if zh else ("group", "population", "welfare", "mean")
        rows = [tuple(shown_number(cell) for cell in row.values()) for row in self.to_rows()]
        count, mean = len(rows), shown_number(self.mean)
        title = f"{count} 组，总均值 {mean}" if zh else f"{count} groups, mean {mean}"
        return f"{title}\n{table(rows, heading, indent='', right={0, 1, 2, 3})}"

    def __str__(self) -> str:
        return self.summary()


def one_number(given: Number, name: str) -> Fraction | float:
    """One number as an exact fraction, or as the float that it is.

    Args:
        given: an int, a float, a fraction or a decimal.
        name: of the argument, for messages.

    Raises:
        InvalidInput: not a number, NaN or infinity.

    Examples:
        >>> one_number(3, "mean"), one_number(0.5, "mean")
        (Fraction(3, 1), 0.5)
    """
    return _numbers([given], name)[0]


def _numbers(given: Numbers, name: str) -> list[Fraction | float]:
    values = column(given, name)
    return values.tolist() if values.dtype.kind == "f" else [Fraction(value) for value in values.tolist()]


def _up_to(parts: Sequence[Fraction | float]) -> tuple[Fraction | float, ...]:
    """The shares of the whole up to the end of each part; the last is exactly 1."""
    whole = sum(parts)
    ends: list[Fraction | float] = []
    running: Fraction | float = Fraction(0)
    for part in parts:
        running += part
        ends.append(running / whole)
    return (*ends[:-1], ends[-1] / ends[-1] if ends[-1] else ends[-1])


def _parts(ends: Sequence[Fraction | float]) -> tuple[Fraction | float, ...]:
    return tuple(after - before for before, after in pairwise((Fraction(0), *ends)))
