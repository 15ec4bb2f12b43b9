"""To which day each dated figure of a law is known, so that a reader sees what may have changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from povertykit.citation import Grade, Source
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.terms import Figure

__all__ = ["Freshness", "freshness", "freshness_of", "together"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """From when to when one figure is known, and how well it was read.

    Attributes:
        name: the figure's name in the law; `en`, `zh` what it is.
        first: the first day for which it has a value; `last` the last.
        known_to: the last day for which it was checked; after it nothing is said.
        steps: how many values it has had.
        gaps: the stretches between, first and last day, for which it is not known.
        grade: how it was read: the weakest grade of its steps.
        source: the document that its last step stands in.
    """

    name: str
    en: str
    zh: str
    first: date
    last: date
    known_to: date
    steps: int
    gaps: tuple[tuple[date, date], ...]
    grade: Grade
    source: Source

    def known_on(self, day: date) -> bool:
        """Whether the figure has a value on a day.

        Examples:
            >>> from povertykit.jurisdictions.cn.hunan import xiangxi
            >>> rate = next(each for each in freshness(xiangxi.law) if each.name == "benchmark_rate_up_to_one_year")
            >>> rate.known_on(date(2019, 8, 19)), rate.known_on(date(2019, 8, 20))
            (True, False)
        """
        return self.first <= day <= self.last and not any(first <= day <= last for first, last in self.gaps)


def freshness(law: Jurisdiction) -> tuple[Freshness, ...]:
    """Every figure of a law, inherited ones too, with the day to which it is known; what ends first stands first.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> for each in freshness(xiangxi.law):
        ...     if each.grade.en == "third party":
        ...         print(each.known_to, each.name)
        2019-08-19 benchmark_rate_up_to_one_year
        2019-08-19 benchmark_rate_over_one_year
    """
    found = [freshness_of(item) for item in law.all().values() if isinstance(item, Figure)]
    return tuple(sorted(found, key=lambda each: each.known_to))


def together(found: Iterable[Freshness]) -> dict[tuple[date, Grade, Source], list[Freshness]]:
    """The figures that are known to the same day, from the same document, read as well as one another."""
    groups: dict[tuple[date, Grade, Source], list[Freshness]] = {}
    for each in found:
        groups.setdefault((each.known_to, each.grade, each.source), []).append(each)
    return groups


def freshness_of(figure: Figure) -> Freshness:
    """From when to when one figure is known."""
    dated, day = figure.dated, timedelta(days=1)
    covered = dated.covered
    grades = {step.citation.grade for step in dated.steps}
    return Freshness(
        name=figure.name,
        en=figure.en,
        zh=figure.zh,
        first=covered[0][0],
        last=covered[-1][1],
        known_to=dated.known_to,
        steps=len(dated.steps),
        gaps=tuple((last + day, first - day) for (_, last), (first, _) in pairwise(covered)),
        grade=max(grades, key=list(Grade).index),
        source=dated.steps[-1].citation.source,
    )
