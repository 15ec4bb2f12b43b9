"""Who is deprived in what: cutoffs of indicators, and the deprivations of each record with their exact weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import InvalidInput, UnknownName
from povertykit.measures.multidimensional.achievements import Achievements, cells_of, table_of, truth
from povertykit.measures.multidimensional.indicator_weights import (
    IndicatorWeight,
    IndicatorWeights,
    redistributed,
    weights_for,
)
from povertykit.measures.numbers import Column, Flags, Floats, Number, Numbers, Rows, column, finite, index_of
from povertykit.measures.sample import Sample, sample_of
from povertykit.measures.survey.design import Design

__all__ = ["Cutoff", "DeprivationCutoffs", "Deprivations", "Missing", "deprivations_of"]

Missing: TypeAlias = Literal["refuse", "drop", "redistribute"]
"""What is done with records that lack an indicator: refused with their count; left out; or the weight of the indicator
is shared among the known ones of its dimension."""
_MISSING: Final = ("refuse", "drop", "redistribute")
_Side: TypeAlias = Literal["below", "at_or_below", "above", "at_or_above", "among", "flag"]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """When a record is deprived in an indicator.

    Made by `Cutoff.below(6)`, `at_or_below`, `above`, `at_or_above`, `among({"well", "river"})` or `flag()`.

    Attributes:
        side: which side of the value is deprived; "among" some categories; or the column is a "flag" itself.
        value: the value, exactly.
        categories: those that are deprived.
        others: those that are not, where they were named: any further one is then refused.

    Examples:
        >>> print(Cutoff.below(6), "|", Cutoff.above(30), "|", Cutoff.among({"none"}), "|", Cutoff.flag())
        below 6 | above 30 | among none | flag
    """

    side: _Side
    value: int | float | Fraction = 0
    categories: frozenset[object] = frozenset()
    others: frozenset[object] | None = None

    @classmethod
    def below(cls, value: Number) -> Cutoff:
        """Deprived below the value, as Alkire and Foster have it."""
        return cls("below", _number(value))

    @classmethod
    def at_or_below(cls, value: Number) -> Cutoff:
        """Deprived at the value or below."""
        return cls("at_or_below", _number(value))

    @classmethod
    def above(cls, value: Number) -> Cutoff:
        """Deprived above the value, such as minutes to the water."""
        return cls("above", _number(value))

    @classmethod
    def at_or_above(cls, value: Number) -> Cutoff:
        """Deprived at the value or above."""
        return cls("at_or_above", _number(value))

    @classmethod
    def among(cls, categories: Iterable[object], others: Iterable[object] | None = None) -> Cutoff:
        """Deprived in these categories.

        Args:
            categories: those that are deprived.
            others: those that are not; where they are named, any further one is refused, as a misspelt word would be.

        Raises:
            InvalidInput: no categories, one that is on both sides.
        """
        deprived = frozenset([categories] if isinstance(categories, str) else categories)
        rest = None if others is None else frozenset([others] if isinstance(others, str) else others)
        if not deprived:
            raise InvalidInput("there are no categories", field="Cutoff.among", allowed="one or more")
        if rest is not None and (both := deprived & rest):
            raise InvalidInput(f"{sorted(map(str, both))[0]} stands on both sides", field="Cutoff.among")
        return cls("among", 0, deprived, rest)

    @classmethod
    def flag(cls) -> Cutoff:
        """The column says itself who is deprived: True or 1."""
        return cls("flag")

    def __str__(self) -> str:
        if self.side == "among":
            return f"among {', '.join(sorted(map(str, self.categories)))}"
        return "flag" if self.side == "flag" else f"{self.side.replace('_', ' ')} {self.value}"

    @property
    def measures_gaps(self) -> bool:
        """Whether a deprivation has a depth: how far below a value above zero. Others count in full."""
        return self.side in ("below", "at_or_below") and self.value > 0


DeprivationCutoffs: TypeAlias = Mapping[str, "Cutoff | Number | frozenset[str] | set[str]"]
"""By indicator: a number (deprived below it), a set (deprived in these categories), or a `Cutoff`."""


def _number(value: Number) -> int | float | Fraction:
    if isinstance(finite(value, "deprivation_cutoffs", "a number, a set or a Cutoff"), float):
        return float(value)
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else exact


def _cutoff(given: object) -> Cutoff:
    if isinstance(given, Cutoff):
        return given
    return Cutoff.among(given) if isinstance(given, set | frozenset) else Cutoff.below(given)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One indicator of the records."""

    deprived: Flags
    missing: Flags
    gaps: Column | None  # over `unit`; None where a deprivation counts in full
    unit: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Deprivations:
    """The deprivations of each record.

    Attributes:
        sample: the records, with their weights.
        indicators: their names, dimensions and weights.
        cutoffs: of each indicator.
        deprived: bool, one array for each indicator; False where it is not known.
        known: likewise, where it is known; None where all is.
        gaps: for each indicator how far each record is below the cutoff, over `units`; None where it has no depth.
        units: what the gaps are counted in: the cutoff.
        shares: for each indicator its weight over `denominator`: one int, or int64 for each record.
        denominator: of the weights.
        score: int64, the weights of each record's deprivations over `denominator`.
        counts: the records that lack each indicator, of those that lack any.
        dropped: the records left out for what they lack.
    """

    sample: Sample
    indicators: tuple[IndicatorWeight, ...]
    cutoffs: tuple[Cutoff, ...]
    deprived: tuple[Flags, ...]
    known: tuple[Flags, ...] | None
    gaps: tuple[Column | None, ...]
    units: tuple[Fraction, ...]
    shares: tuple[int | Column, ...]
    denominator: int
    score: Column
    counts: Mapping[str, int]
    dropped: int

    def rows(self, rows: Rows) -> Deprivations:
        """The same of some of the records."""
        return Deprivations(
            _rows(self.sample, rows),
            self.indicators,
            self.cutoffs,
            tuple(each[rows] for each in self.deprived),
            None if self.known is None else tuple(each[rows] for each in self.known),
            tuple(None if each is None else each[rows] for each in self.gaps),
            self.units,
            tuple(each if isinstance(each, int) else each[rows] for each in self.shares),
            self.denominator,
            self.score[rows],
            self.counts,
            self.dropped,
        )


def _rows(sample: Sample, rows: Rows) -> Sample:
    weights = None if sample.weights is None else sample.weights[rows]
    places = rows if sample.rows is None else sample.rows[rows]
    return Sample(sample.welfare[rows], weights, places, sample.given, None, sample.index)


def deprivations_of(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None,
    weights: Numbers | None,
    design: Design | None,
    missing: Missing,
) -> Deprivations:
    """The deprivations of each record.

    Raises:
        InvalidInput, OutOfRange, UnknownName: as `multidimensional_poverty` says.
    """
    if missing not in _MISSING:
        allowed = ", ".join(repr(each) for each in _MISSING)
        raise InvalidInput(f"got {missing!r}", field="missing", allowed=allowed)
    if not isinstance(deprivation_cutoffs, Mapping) or not deprivation_cutoffs:
        problem = f"got {deprivation_cutoffs!r}"
        raise InvalidInput(problem, field="deprivation_cutoffs", allowed="a cutoff for each indicator")
    cutoffs = {name: _cutoff(each) for name, each in deprivation_cutoffs.items()}
    indicators = weights_for(indicator_weights, list(cutoffs))
    table = table_of(achievements, list(cutoffs))
    sample = _sample(table, weights, design)
    read = {name: _read(table[name], cutoffs[name], name, sample.rows) for name in cutoffs}
    lacking = {name: int(np.count_nonzero(each.missing)) for name, each in read.items()}
    counts = {name: count for name, count in lacking.items() if count}
    if not counts:
        return _weighed(sample, indicators, cutoffs, list(read.values()), {}, 0)
    if missing == "refuse":
        told = ", ".join(f"{name}: {count}" for name, count in counts.items())
        raise InvalidInput(
            f"are not known in some records ({told})",
            field="achievements",
            allowed="a value for each record and indicator",
            remedy="say missing='drop' to leave such records out, or missing='redistribute' to share out the weights "
            "of what they lack",
        )
    absent = np.array([each.missing for each in read.values()])
    keep = np.flatnonzero(~(absent.any(axis=0) if missing == "drop" else absent.all(axis=0)))
    if not keep.size:
        raise InvalidInput("no record is known well enough", field="achievements", allowed="one record or more")
    dropped = sample.size - int(keep.size)
    kept = [
        _Read(each.deprived[keep], each.missing[keep], None if each.gaps is None else each.gaps[keep], each.unit)
        for each in read.values()
    ]
    return _weighed(_rows(sample, keep), indicators, cutoffs, kept, counts, dropped)


def _sample(table: Mapping[str, Any], weights: Numbers | None, design: Design | None) -> Sample:
    """The records, whose welfare is not asked for."""
    name, first = next(iter(table.items()))
    sample = sample_of(np.zeros(len(first), np.int64), weights, design, name="achievements")
    index = index_of(first)
    if index is not None and sample.index is not None and not index.equals(sample.index):
        raise InvalidInput("has another index than the weights", field=name, remedy="align it with the weights")
    together = sample.index if index is None else index
    return Sample(sample.welfare, sample.weights, sample.rows, sample.given, None, together)


def _read(values: Any, cutoff: Cutoff, name: str, rows: Rows | None) -> _Read:
    """Who is deprived in an indicator, by how much, and of whom it is not known."""
    array, missing = cells_of(values, name, rows)
    unit = Fraction(1)
    if cutoff.side == "flag":
        return _Read(truth(array, ~missing, name, rows), missing, None, unit)
    if cutoff.side == "among":
        return _Read(_among(array, missing, cutoff, name), missing, None, unit)
    if array.dtype == np.bool_:
        raise InvalidInput("is of truth values", field=name, allowed="numbers", remedy="say Cutoff.flag()")
    numbers = column(array[~missing].tolist() if array.dtype.kind == "O" else array[~missing], name)
    value = cutoff.value
    if array.dtype == np.float32:
        value = float(np.float32(value))  # 0.7 in a column of such floats is not below 0.7
    deprived, gaps = np.zeros(array.size, np.bool_), None
    deprived[~missing] = _beyond(numbers, cutoff.side, value)
    if cutoff.measures_gaps:
        depth, unit = _depth(numbers, value)
        gaps = np.zeros(array.size, depth.dtype)
        gaps[~missing] = depth
    return _Read(deprived, missing, gaps, unit)


def _beyond(numbers: Column, side: _Side, value: int | float | Fraction) -> Flags:
    if numbers.dtype.kind == "f":
        against: int | float | Fraction = float(value)
    else:  # no whole number is rounded on the way to the comparison
        exact = Fraction(value)
        against = int(exact) if exact.denominator == 1 else exact
        numbers = numbers.astype(np.object_) if isinstance(against, Fraction) else numbers
    if side == "below":
        found = numbers < against
    elif side == "at_or_below":
        found = numbers <= against
    elif side == "above":
        found = numbers > against
    else:
        found = numbers >= against
    return np.asarray(found, np.bool_)


def _depth(numbers: Column, value: int | float | Fraction) -> tuple[Column, Fraction]:
    """How far numbers are below a value, and the unit in which the depth is told."""
    if numbers.dtype.kind == "f" or isinstance(value, float):
        floats: Floats = np.asarray(numbers, np.float64)
        return (float(value) - floats) / float(value), Fraction(1)
    exact = Fraction(value)
    bound = max(abs(int(numbers.min(initial=0))), abs(int(numbers.max(initial=0))))
    if numbers.dtype.kind == "i" and bound * exact.denominator + exact.numerator <= INT64_MAX:
        return exact.numerator - numbers * exact.denominator, Fraction(exact.numerator)
    return exact - numbers.astype(np.object_), exact


def _among(array: Column, missing: Flags, cutoff: Cutoff, name: str) -> Flags:
    given = array.tolist()
    if cutoff.others is not None:
        allowed = cutoff.categories | cutoff.others
        wrong = [at for at, each in enumerate(given) if each not in allowed and not missing[at]]
        if wrong:
            problem = f"got {given[wrong[0]]!r} ({len(wrong)} records with such)"
            raise UnknownName(problem, field=name, allowed=", ".join(sorted(map(str, allowed))))
    found = np.fromiter((each in cutoff.categories for each in given), np.bool_, len(given))
    return np.asarray(found & ~missing, np.bool_)


def _weighed(
    sample: Sample,
    indicators: tuple[IndicatorWeight, ...],
    cutoffs: Mapping[str, Cutoff],
    read: Sequence[_Read],
    counts: Mapping[str, int],
    dropped: int,
) -> Deprivations:
    """The deprivations with their weights over one denominator."""
    shares, denominator = _shares(indicators, [each.missing for each in read])
    score = np.zeros(sample.size, np.int64)
    for share, each in zip(shares, read, strict=True):
        score += share * each.deprived
    whole = not any(each.missing.any() for each in read)
    return Deprivations(
        sample,
        indicators,
        tuple(cutoffs.values()),
        tuple(each.deprived for each in read),
        None if whole else tuple(~each.missing for each in read),
        tuple(each.gaps for each in read),
        tuple(each.unit for each in read),
        shares,
        denominator,
        score,
        counts,
        dropped,
    )


def _shares(indicators: tuple[IndicatorWeight, ...], missing: Sequence[Flags]) -> tuple[tuple[int | Column, ...], int]:
    """The weights of the indicators over one denominator, for each record where some lack an indicator."""
    if not any(each.any() for each in missing):
        denominator = _fitting(lcm(*(each.weight.denominator for each in indicators)))
        return tuple(int(each.weight * denominator) for each in indicators), denominator
    patterns, codes = np.unique(np.packbits(np.array(missing), axis=0).T, axis=0, return_inverse=True)
    lacking = np.unpackbits(patterns, axis=1)[:, : len(indicators)].astype(np.bool_).tolist()
    weights = [redistributed(indicators, each) for each in lacking]
    denominator = _fitting(lcm(*(weight.denominator for each in weights for weight in each)))
    table = np.array([[int(weight * denominator) for weight in each] for each in weights], np.int64)
    return tuple(table[codes.ravel(), at] for at in range(len(indicators))), denominator


def _fitting(denominator: int) -> int:
    if denominator > INT64_MAX // 4:
        raise InvalidInput(
            f"have the common denominator {denominator}, which is beyond 64 bits",
            field="indicator_weights",
            remedy="give simpler fractions; with missing='redistribute', missing='drop' instead",
        )
    return denominator
