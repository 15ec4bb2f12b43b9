"""What a clause makes due, by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from povertykit.citation import Citation
from povertykit.dates import month_ends

__all__ = ["Calendar", "Due"]


@dataclass(frozen=True)
class Due:
    """Something due by a day."""

    on: date
    en: str
    zh: str


@dataclass(frozen=True)
class Calendar:
    """The dates that a clause makes due in a year.

    Attributes:
        name: its name in the module.
        citation: the clause.
        en: what is due.
        zh: the same in Chinese.
        months: what falls due again and again, by the number of months after which it does, counted from January.
        once: what falls due once, on a day of its own.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import xiangxi
        >>> xiangxi.inspection_calendar(2017)[0].on.isoformat()
        '2017-01-31'
    """

    name: str
    citation: Citation
    en: str
    zh: str
    months: Mapping[int, tuple[str, str]]
    once: tuple[Due, ...] = ()

    def __call__(self, year: int) -> tuple[Due, ...]:
        """Everything due in a year, by date."""
        ends = month_ends(year)
        due = [
            Due(end, en, zh)
            for every, (en, zh) in self.months.items()
            for month, end in enumerate(ends, start=1)
            if month % every == 0
        ]
        due += [each for each in self.once if each.on.year == year]
        return tuple(sorted(due, key=lambda entry: entry.on))
