"""Accountability over years: what a year owes to the year before it, how often a task was missed running, ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from numbers import Integral
from typing import NamedTuple, TypeVar

from povertykit.amounts import shown
from povertykit.errors import InvalidInput
from povertykit.models import Record, fields_of

__all__ = ["Ranked", "ranked", "with_previous_years", "years_running"]

R = TypeVar("R", bound=Record)
_PREVIOUS = "previous_"


def with_previous_years(units: Iterable[R]) -> tuple[R, ...]:
    """Records of units by the year, with the facts of the year before filled in from the series.

    A fact called `previous_x` is the unit's `x` of the year before. Where the series has no record of that year, or
    where it does not say, the fact stays as given; a gap is unknown, and never a year in which nothing was missed.

    Args:
        units: records of one kind that have a year, in any order.

    Returns:
        The records by unit, as they first stand, and then by year.

    Raises:
        InvalidInput: records without a year, two of one unit and year, or a fact that the series contradicts.

    Examples:
        >>> from povertykit import AssessedUnit
        >>> series = [AssessedUnit(unit_id="U1", year=year, reduction_done=90) for year in (2016, 2017)]
        >>> [unit.previous_reduction_done for unit in with_previous_years(series)]
        [None, 90]
    """
    series: dict[str, dict[int, R]] = {}
    for unit in units:
        year = getattr(unit, "year", None)
        name = str(next(iter(unit.__dict__.values())))
        if year is None:
            raise InvalidInput(f"a {unit.entity.value} has no year", field=name, allowed="records by the year")
        if year in series.setdefault(name, {}):
            raise InvalidInput(f"two records of {year}", field=name, allowed="one of each year", remedy="take one out")
        series[name][year] = unit
    return tuple(
        _filled(years[year], years.get(year - 1), name) for name, years in series.items() for year in sorted(years)
    )


def _filled(unit: R, before: R | None, name: str) -> R:
    own = fields_of(type(unit))
    known: dict[str, object] = {}
    for field in own:
        source = field.removeprefix(_PREVIOUS)
        if before is None or source == field or source not in own or (value := getattr(before, source)) is None:
            continue
        given = getattr(unit, field)
        if given is not None and given != value:
            year = getattr(unit, "year", None)
            problem = f"{field} is given as {given} for {year}, but the year before has {source} {value}"
            raise InvalidInput(problem, field=name, remedy=f"leave {field} out, or correct one of the two")
        known[field] = value
    return unit.model_copy(update=known) if known else unit


def years_running(missed: Mapping[int, bool | None], year: int) -> tuple[int, int]:
    """For how many years running, up to and with a year, something was missed: the least and the greatest number.

    Years before the series' first are not counted.

    Args:
        missed: by year, whether it was missed; None or left out where that is not known.
        year: the last year.

    Raises:
        InvalidInput: no year, or an answer that is neither True, False nor None.

    Examples:
        >>> years_running({2015: True, 2016: True, 2017: True}, 2017)
        (3, 3)
        >>> years_running({2015: True, 2017: True}, 2017)  # of 2016 nothing is known
        (1, 3)
        >>> years_running({2016: True, 2017: False}, 2017)
        (0, 0)
    """
    for each, answer in missed.items():
        if answer is not None and not isinstance(answer, bool):
            raise InvalidInput(f"got {shown(answer)}", field=f"missed[{each}]", allowed="True, False or None")
    if not missed:
        raise InvalidInput("got no year", field="missed", allowed="at least one year")
    least = 0
    while missed.get(year - least) is True:
        least += 1
    greatest = least
    while year - greatest >= min(missed) and missed.get(year - greatest) is not False:
        greatest += 1
    return least, greatest


class Ranked(NamedTuple):
    """A place in a ranking.

    Attributes:
        rank: 1 for the best; those who tie share the better rank.
        tied: how many have this rank, itself among them.
        of: how many are ranked.
    """

    rank: int
    tied: int
    of: int

    @property
    def last(self) -> int:
        """The last of the places that those of this rank fill: where each comes to stand if a tie goes against it."""
        return self.rank + self.tied - 1

    @property
    def from_back(self) -> int:
        """The rank counted from the back, where those who tie share the place nearer to the back."""
        return self.of - self.last + 1


def ranked(scores: Mapping[str, int | Fraction], *, highest_first: bool = True) -> dict[str, Ranked]:
    """Ranks by score, as in a competition: those who tie share the better rank, and the next rank is left out.

    Args:
        scores: exact scores by name.
        highest_first: whether the highest score ranks first.

    Raises:
        InvalidInput: a score that is no exact number: one that is not known leaves every rank open.

    Examples:
        >>> ranks = ranked({"V1": 90, "V2": 85, "V3": 85, "V4": 70})
        >>> [(name, each.rank, each.tied) for name, each in ranks.items()]
        [('V1', 1, 1), ('V2', 2, 2), ('V3', 2, 2), ('V4', 4, 1)]
        >>> ranks["V3"].last, ranks["V4"].from_back
        (3, 1)
    """
    for name, score in scores.items():
        if isinstance(score, bool) or not isinstance(score, Integral | Fraction):
            remedy = "rank those that were assessed; a score that is not known leaves the others' ranks open"
            raise InvalidInput(f"got {shown(score)}", field=name, allowed="an exact number", remedy=remedy)
    ordered = sorted(scores.values(), reverse=highest_first)
    first = {score: place for place, score in reversed(list(enumerate(ordered, start=1)))}
    tied: dict[int | Fraction, int] = {}
    for score in ordered:
        tied[score] = tied.get(score, 0) + 1
    return {name: Ranked(first[score], tied[score], len(scores)) for name, score in scores.items()}
