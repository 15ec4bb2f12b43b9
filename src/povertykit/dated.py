"""Legal figures by date, each step cited, and scales by bands; nothing is carried beyond what is covered."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, TypeVar, overload

from povertykit.amounts import whole
from povertykit.citation import Citation, Grade, Source
from povertykit.dates import day_number, from_day_number, parse_date
from povertykit.errors import CitationError, DatedError, OutOfCoverage, OutOfRange, PovertyKitError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Brackets", "Dated", "Step", "load_dated_csv"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One value of a figure, from a day to a day, both included.

    Attributes:
        value: the figure, in its own unit (`Fen`, `Periodic`, Fraction ...).
        start: the first day.
        end: the last day, or None for the step that still holds when the figure was last checked.
        citation: the clause it stands in.

    Raises:
        CitationError: without a citation.
        DatedError: without a value, or with an end before the start.
        DateError: for anything but plain dates.
    """

    value: T
    start: date
    end: date | None
    citation: Citation

    def __post_init__(self) -> None:
        citation: object = self.citation
        if not isinstance(citation, Citation):
            remedy = "cite the clause, or mark it with library_default()"
            raise CitationError(f"got {citation!r}", field="citation", allowed="a Citation", remedy=remedy)
        if self.value is None:
            raise DatedError("got None", field="value", allowed="a figure", remedy="leave the step out: a gap is a gap")
        if self.end is not None and day_number(self.end) < day_number(self.start):
            raise DatedError(f"the step from {self.start} ends before, on {self.end}", source=str(citation))
        day_number(self.start)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A legal figure by date. Outside its steps it is not known, and asking raises.

    Attributes:
        name: the name of the figure.
        steps: its values, kept in the order of their dates; gaps between them are not covered.
        known_to: the last day for which the figure was checked.

    Raises:
        DatedError: for no steps, overlapping steps, an open step that is not the last, or a step after `known_to`.

    Examples:
        >>> from povertykit.citation import library_default
        >>> cited = library_default("an example")
        >>> steps = (Step(150, date(2016, 1, 1), date(2016, 12, 31), cited), Step(160, date(2017, 1, 1), None, cited))
        >>> standard = Dated("standard", steps, known_to=date(2017, 12, 31))
        >>> standard.value(date(2016, 12, 31)), standard.value(date(2017, 1, 1))
        (150, 160)
        >>> standard.value(date(2018, 1, 1))
        Traceback (most recent call last):
        ...
        povertykit.errors.OutOfCoverage: standard: 2018-01-01 is not covered; allowed: 2016-01-01 to 2017-12-31; \
rule: povertykit, default (the library's own default); an example; to do: supply that day's figure, with its source
    """

    name: str
    steps: tuple[Step[T], ...]
    known_to: date
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known_to = day_number(self.known_to)
        given: tuple[object, ...] = tuple(self.steps)
        if not given or not all(isinstance(step, Step) for step in given):
            raise DatedError(f"got {given!r}", field=self.name, allowed="at least one Step, and nothing else")
        steps = tuple(sorted(self.steps, key=lambda step: step.start))
        for before, after in pairwise(steps):
            if before.end is None or before.end >= after.start:
                problem = f"the steps from {before.start} and from {after.start} overlap"
                raise DatedError(problem, field=self.name, remedy="end the earlier one on the day before")
        ends = tuple(known_to if step.end is None else day_number(step.end) for step in steps)
        starts = tuple(day_number(step.start) for step in steps)
        if max(starts[-1], ends[-1]) > known_to:
            problem = f"the step from {steps[-1].start} goes beyond {self.known_to}, to which it was checked"
            raise DatedError(problem, field=self.name, remedy="end it there, or leave its end open")
        # A frozen dataclass sets what it derives only this way.
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "_ends", ends)

    @staticmethod
    def constant(name: str, value: T, citation: Citation, start: date, end: date) -> Dated[T]:
        """A figure with one value from a day to a day, both included.

        Raises:
            DatedError, CitationError, DateError: as for `Step` and `Dated`.

        Examples:
            >>> from povertykit.citation import library_default
            >>> cited = library_default("an example")
            >>> Dated.constant("persons", 50, cited, date(2017, 1, 1), date(2020, 12, 31)).value(date(2018, 1, 1))
            50
        """
        return Dated(name, (Step(value, start, end, citation),), end)

    def on(self, day: date) -> Step[T]:
        """The step in force on a day.

        Raises:
            OutOfCoverage: when the day is not covered; the message says what is.
            DateError: for anything but a plain date.
        """
        place = self.rows(day_number(day))
        if place >= 0:
            return self.steps[place]
        raise OutOfCoverage(
            f"{day} is not covered",
            field=self.name,
            allowed=", ".join(f"{start} to {end}" for start, end in self.covered),
            source=str(self.steps[-1].citation),
            remedy="supply that day's figure, with its source",
        )

    def value(self, day: date) -> T:
        """The figure on a day.

        Raises:
            OutOfCoverage: when the day is not covered; the message says what is.
        """
        return self.on(day).value

    @property
    def covered(self) -> list[tuple[date, date]]:
        """The stretches of days that are covered, first and last day included, touching steps joined."""
        stretches: list[tuple[int, int]] = []
        for start, end in zip(self._starts, self._ends, strict=True):
            if stretches and stretches[-1][1] + 1 == start:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
        return [(from_day_number(start), from_day_number(end)) for start, end in stretches]

    @overload
    def rows(self, days: int) -> int: ...
    @overload
    def rows(self, days: NDArray[np.int64]) -> NDArray[np.int64]: ...
    def rows(self, days: int | NDArray[np.int64]) -> int | NDArray[np.int64]:
        """The places of the steps in force on days, for looking figures up row by row.

        Args:
            days: day numbers (days since 1970-01-01), one or an int64 array.

        Returns:
            Places in `steps`, -1 where a day is not covered; an int for one, an int64 array for an array.

        Examples:
            >>> import numpy as np
            >>> from povertykit.citation import library_default
            >>> early = Dated.constant("rate", 1, library_default("an example"), date(1970, 1, 2), date(1970, 1, 3))
            >>> early.rows(np.array([0, 1, 2, 3])).tolist()
            [-1, 0, 0, -1]
        """
        if isinstance(days, int):
            place = bisect_right(self._starts, days) - 1
            return place if place >= 0 and days <= self._ends[place] else -1
        import numpy as np

        places = np.searchsorted(np.array(self._starts), days, side="right") - 1
        # The place -1 reads the last end, which changes nothing: -1 stays -1.
        return np.where(days <= np.array(self._ends)[places], places, -1)


_BASES = ("gross", "above_deductible", "term")


@dataclass(frozen=True, slots=True)
class Brackets(Generic[T]):
    """A scale by bands, such as reimbursement rates by cost or lending rates by term.

    Attributes:
        bounds: bands of (low, high, value), one after another without gaps; high is None for a last band without end.
        basis: what is looked up: the `"gross"` amount, the amount `"above_deductible"`, or a `"term"`.
        includes: the end that belongs to a band: `"upper"` for over low up to and including high (the lowest bound
            itself belongs to the first band), `"lower"` for low up to but not including high.

    Raises:
        DatedError: for bands that leave a gap, overlap or run backwards, or an unknown basis or convention.

    Examples:
        >>> rates = Brackets(((0, 50_000, Fraction(1, 2)), (50_000, None, Fraction(3, 5))), "above_deductible", "upper")
        >>> rates.at(50_000), rates.at(50_001)
        (Fraction(1, 2), Fraction(3, 5))
        >>> rates.total(80_000, deductible=10_000)
        Fraction(37000, 1)
    """

    bounds: tuple[tuple[int, int | None, T], ...]
    basis: Literal["gross", "above_deductible", "term"]
    includes: Literal["upper", "lower"]
    _edges: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.basis not in _BASES:
            raise DatedError(f"got {self.basis!r}", field="basis", allowed=", ".join(_BASES))
        if self.includes not in ("upper", "lower"):
            raise DatedError(f"got {self.includes!r}", field="includes", allowed="upper, lower")
        if not self.bounds:
            raise DatedError("has no bands", field="bounds", allowed="at least one")
        bounds = tuple(
            (whole(low, "bounds"), None if high is None else whole(high, "bounds"), value)
            for low, high, value in self.bounds
        )
        for low, high, _ in bounds:
            if high is not None and high <= low:
                raise DatedError(f"the band from {low} ends at {high}", field="bounds", allowed=f"more than {low}")
        for (_, high, _), (low, _, _) in pairwise(bounds):
            if low != high:
                raise DatedError(
                    f"a band ends at {high} and the next starts at {low}", field="bounds", allowed="no gap"
                )
        highest = bounds[-1][1]
        lows = tuple(low for low, _, _ in bounds)
        object.__setattr__(self, "bounds", bounds)
        object.__setattr__(self, "_edges", lows if highest is None else (*lows, highest))

    @overload
    def rows(self, x: int) -> int: ...
    @overload
    def rows(self, x: NDArray[np.int64]) -> NDArray[np.int64]: ...
    def rows(self, x: int | NDArray[np.int64]) -> int | NDArray[np.int64]:
        """The places of the bands of one number or an int64 array; -1 where no band holds it."""
        if isinstance(x, int):
            find = bisect_right if self.includes == "lower" else bisect_left
            place = 0 if self.includes == "upper" and x == self._edges[0] else find(self._edges, x) - 1
            return place if place < len(self.bounds) else -1
        import numpy as np

        edges = np.array(self._edges)
        if self.includes == "lower":
            places = np.searchsorted(edges, x, side="right") - 1
        else:
            places = np.where(x == edges[0], 0, np.searchsorted(edges, x, side="left") - 1)
        return np.where(places < len(self.bounds), places, -1)

    def at(self, x: int) -> T:
        """The value of the band that holds a number.

        Args:
            x: the amount in fen (or the term) on the scale's basis.

        Raises:
            OutOfRange: where no band holds it.
            AmountError: for anything but a whole number.
        """
        place = self.rows(whole(x, self.basis))
        if place < 0:
            raise self._outside(x)
        return self.bounds[place][2]

    def total(self, amount: int, *, deductible: int = 0) -> Fraction:
        """The sum over the bands of each part of an amount times its band's rate, exact and not rounded.

        With basis `"gross"` the bands lie on the whole amount, and what is under the deductible counts nothing; with
        `"above_deductible"` they begin above it. What lies below the lowest bound counts nothing.

        Args:
            amount: fen, the whole amount, deductible included.
            deductible: fen that count nothing.

        Returns:
            Exact fen, for the rule's own rounding.

        Raises:
            AmountError: for anything but whole numbers.
            OutOfRange: for a negative amount or deductible, or an amount above the highest bound.
            DatedError: for a scale by term, or whose values are not whole numbers or Fractions.
        """
        if self.basis == "term":
            raise DatedError("a scale by term has no total", field="basis", allowed="gross, above_deductible")
        gross, under = whole(amount, "amount"), whole(deductible, "deductible")
        if gross < 0 or under < 0:
            raise OutOfRange(f"got {gross} with the deductible {under}", field="amount", allowed="0 fen or more")
        bottom, top = (under, gross) if self.basis == "gross" else (0, max(0, gross - under))
        highest = self.bounds[-1][1]
        if highest is not None and top > highest:
            raise self._outside(top)
        total = Fraction(0)
        for low, high, rate in self.bounds:
            if not isinstance(rate, int | Fraction):
                raise DatedError(f"the rate of the band from {low} is {rate!r}", allowed="a Fraction")
            part = (top if high is None else min(top, high)) - max(bottom, low)
            total += max(0, part) * rate
        return total

    def _outside(self, x: int) -> OutOfRange:
        low, high = self.bounds[0][0], self.bounds[-1][1]
        end = "without end" if high is None else f"to {high}"
        allowed = f"from {low} {end}, the {self.includes} end of each band included"
        return OutOfRange(f"no band holds {x}", field=self.basis, allowed=allowed)


_PERCENT = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?").fullmatch
_FIXED = ("from", "to", "section", "grade")


def load_dated_csv(
    path: Path, name: str, columns: Sequence[str], source: Source, known_to: date
) -> dict[str, Dated[Fraction]]:
    """Read a long table of rates in percent, one row for each stretch of days, beside the module that uses it.

    The columns are `from`, `to` (left empty in the last row: still in force), `section`, `grade` (a `Grade` value) and
    one of percents for each figure; an empty cell means that the figure has no value in those days.

    Args:
        path: the CSV file, in UTF-8.
        name: the name of the table; a figure is called by it and its column.
        columns: the names of the columns of percents.
        source: the document that the sections belong to.
        known_to: the last day for which the table was checked.

    Returns:
        A dated Fraction for each column: 4.35 becomes `Fraction(87, 2000)`.

    Raises:
        DatedError: for a file that cannot be read as such a table; the message names the line.
    """
    steps: dict[str, list[Step[Fraction]]] = {column: [] for column in columns}
    for line, row in _table(path, (*_FIXED, *columns)):
        try:
            end = parse_date(row["to"]) if row["to"] else None
            citation = Citation(source, row["section"], _grade(row["grade"]))
            for column in columns:
                if row[column]:
                    steps[column].append(Step(_percent(row[column]), parse_date(row["from"]), end, citation))
        except PovertyKitError as error:
            raise DatedError(f"line {line}: {error}", field=path.name) from error
    return {column: Dated(f"{name}_{column}", tuple(found), known_to) for column, found in steps.items()}


def _table(path: Path, headings: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with exactly these headings, each with its line number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, cells) for cells in reader if cells]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatedError(f"cannot be read: {error}", field=path.name, allowed="a CSV file in UTF-8") from error
    given = lines[0][1] if lines else []
    if sorted(given) != sorted(headings):
        raise DatedError(f"has the columns {given}", field=path.name, allowed=", ".join(headings))
    for line, cells in lines:
        if len(cells) != len(given):
            raise DatedError(f"line {line} has {len(cells)} cells", field=path.name, allowed=f"{len(given)}")
    return [(line, dict(zip(given, cells, strict=True))) for line, cells in lines[1:]]


def _grade(text: str) -> Grade:
    if text in set(Grade):
        return Grade(text)
    raise DatedError(f"got {text!r}", field="grade", allowed=", ".join(Grade))


def _percent(text: str) -> Fraction:
    if _PERCENT(text):
        return Fraction(text) / 100
    raise DatedError(f"got {text!r}", field="rate", allowed="percent as a plain decimal, such as 4.35")
