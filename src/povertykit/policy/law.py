"""What a law is made of, and what it takes from a higher one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from povertykit.citation import Citation, Grade, Source
from povertykit.dates import day_number
from povertykit.errors import OutOfCoverage
from povertykit.policy.calendar import Calendar
from povertykit.policy.provision import Provision
from povertykit.policy.targets import Consistency, Target
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Term

__all__ = ["Declared", "Law", "Section"]

Declared = Provision[int] | Figure | Term | Reading | RoundingTerm | Link | Need
"""What rules may name."""


@dataclass(frozen=True)
class Section:
    """A section of the document, or what of a section, computes nothing, and why."""

    citation: Citation
    en: str
    zh: str


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Law:
    """The law of one place: its document, what is declared of it, and the higher law it stands under.

    Attributes:
        name: the module's name; `code` its GB/T 2260 code; `en`, `zh` its names; `aliases` further ones.
        source: the document.
        start, end: the first and last day it is covered, both included.
        basis: on what grounds these dates stand, as a grade, and in words.
        parent: the higher law, whose rules it inherits, overrides or fills.
        fictional: whether the place is made up.
        declared: rules, figures, terms, readings, roundings, links and needs, by name.
        sections: what of the document computes nothing, and why.
        calendars, targets, consistencies: what is due, what is to be reached, and the document's own sums, by name.
        own: the names that bind this place as a whole, so that no lower place inherits them.
    """

    name: str
    code: str
    en: str
    zh: str
    source: Source
    start: date
    end: date
    basis: Grade
    basis_en: str
    basis_zh: str
    aliases: tuple[str, ...] = ()
    parent: Self | None = None
    fictional: bool = False
    declared: dict[str, Declared] = field(default_factory=dict, repr=False)
    sections: list[Section] = field(default_factory=list, repr=False)
    calendars: dict[str, Calendar] = field(default_factory=dict, repr=False)
    targets: dict[str, Target] = field(default_factory=dict, repr=False)
    consistencies: dict[str, Consistency] = field(default_factory=dict, repr=False)
    own: set[str] = field(default_factory=set, repr=False)

    def __repr__(self) -> str:
        return f"<jurisdiction {self.name} ({self.code}) {self.zh}, {self.start.isoformat()} to {self.end.isoformat()}>"

    def cite(self, section: str, grade: Grade = Grade.DOCUMENT, note: str = "", note_zh: str = "") -> Citation:
        """A citation of this jurisdiction's document."""
        return Citation(self.source, section, grade, note, note_zh)

    def all(self) -> dict[str, Declared]:
        """Everything declared here or inherited; what is declared here goes before the parent's."""
        higher = self.parent.all() if self.parent else {}
        return {**{name: item for name, item in higher.items() if not self._kept_above(name)}, **self.declared}

    def home_of(self, name: str) -> Self:
        """The law that declares a rule, figure, target or calendar: this one, or the higher one it comes from."""
        own = any(name in named for named in (self.declared, self.targets, self.calendars))
        if own or self.parent is None:
            return self
        found = (self.all(), self.all_targets(), self.all_calendars())
        return self.parent.home_of(name) if any(name in named for named in found) else self

    def covers(self, on: date) -> bool:
        """Whether the law is known on a date."""
        return self.start <= on <= self.end

    def all_targets(self) -> dict[str, Target]:
        """The targets declared here, and those of the higher law that bind lower places."""
        higher = self.parent.all_targets() if self.parent else {}
        return {**{n: t for n, t in higher.items() if not self._kept_above(n)}, **self.targets}

    def all_calendars(self) -> dict[str, Calendar]:
        """The calendars declared here, and those of the higher law that bind lower places."""
        higher = self.parent.all_calendars() if self.parent else {}
        return {**{n: c for n, c in higher.items() if not self._kept_above(n)}, **self.calendars}

    def _kept_above(self, name: str) -> bool:
        """Whether a name of a higher law binds only there."""
        return self.parent is not None and (name in self.parent.own or self.parent._kept_above(name))

    def need_covered(self, on: date) -> None:
        """Refuse a date on which the law is not known.

        Raises:
            DateError: no date.
            OutOfCoverage: the law is not known on that date.
        """
        day_number(on)  # refuses what is no plain date
        if not self.covers(on):
            raise OutOfCoverage(
                f"{on.isoformat()} is not covered",
                field=f"{self.name}.policy(on)",
                allowed=f"{self.start.isoformat()} to {self.end.isoformat()}",
                source=f"{self.source.title_en} ({self.basis_en})",
                remedy="use the law of that date; nothing is carried backwards or forwards",
            )
