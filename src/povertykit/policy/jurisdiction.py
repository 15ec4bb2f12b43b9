"""A jurisdiction's law: its document, its rules and figures as they are declared, and the policies made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from povertykit.citation import Citation, Grade, Source, library_default
from povertykit.dated import Dated
from povertykit.dates import month_ends
from povertykit.decision import Unit
from povertykit.errors import DuplicateRule, OutOfCoverage
from povertykit.models import Entity, fields_of
from povertykit.models.kinds import Kind
from povertykit.money import Fen, Period, Rounding
from povertykit.policy.operands import Bounds
from povertykit.policy.provision import Provision, ProvisionKind, provision
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Setting, Term

if TYPE_CHECKING:
    from povertykit.policy.policy import Policy

__all__ = ["Calendar", "Declared", "Due", "Jurisdiction", "Section"]

Declared = Provision[int] | Figure | Term | Reading | RoundingTerm | Link | Need
I = TypeVar("I", bound=Declared)  # noqa: E741


@dataclass(frozen=True)
class Section:
    """A section of the document, or what of a section, computes nothing, and why."""

    citation: Citation
    en: str
    zh: str


@dataclass(frozen=True)
class Due:
    """Something due by a day."""

    on: date
    en: str
    zh: str


@dataclass(frozen=True)
class Calendar:
    """The dates that a clause makes due in a year.

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

    def __call__(self, year: int) -> tuple[Due, ...]:
        """Everything due in a year, by date; `months` says after how many months each falls due."""
        ends = month_ends(year)
        due = [
            Due(end, en, zh)
            for every, (en, zh) in self.months.items()
            for month, end in enumerate(ends, start=1)
            if month % every == 0
        ]
        return tuple(sorted(due, key=lambda entry: entry.on))


@dataclass(frozen=True, eq=False, kw_only=True)
class Jurisdiction:
    """The law of one place, as its document states it.

    Attributes:
        name: the module's name; `code` its GB/T 2260 code; `en`, `zh` its names; `aliases` further ones.
        source: the document.
        start, end: the first and last day it is covered, both included.
        basis: on what grounds these dates stand, as a grade, and in words.
        parent: the higher law, whose rules it inherits, overrides or fills.
        fictional: whether the place is made up.
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
    parent: Jurisdiction | None = None
    fictional: bool = False
    declared: dict[str, Declared] = field(default_factory=dict, repr=False)
    sections: list[Section] = field(default_factory=list, repr=False)
    calendars: dict[str, Calendar] = field(default_factory=dict, repr=False)

    def cite(self, section: str, grade: Grade = Grade.DOCUMENT, note: str = "") -> Citation:
        """A citation of this jurisdiction's document."""
        return Citation(self.source, section, grade, note)

    def _declare(self, item: I) -> I:
        if item.name in self.declared or item.name in self.calendars:
            raise DuplicateRule(
                "two rules or figures have this name", field=item.name, source=str(self.source.key), remedy="rename one"
            )
        self.declared[item.name] = item
        return item

    def provision(
        self,
        section: str,
        *,
        kind: ProvisionKind,
        en: str,
        zh: str,
        entity: Entity = Entity.HOUSEHOLD,
        period: Period | None = None,
        start: date | None = None,
        end: date | None = None,
        as_of: str | None = None,
        unless_given: Mapping[str, str] | None = None,
        note_en: str = "",
        note_zh: str = "",
        note: str = "",
    ) -> Callable[[Callable[..., object]], Provision[int]]:
        """`@provision` for a section of this jurisdiction's document; the rule joins its policies.

        Raises:
            DuplicateRule: a rule or figure of that name exists.
        """
        decorate = provision(
            self.cite(section, note=note),
            kind=kind,
            entity=entity,
            en=en,
            zh=zh,
            period=period,
            start=start or (self.start if as_of else None),
            end=end or (self.end if as_of else None),
            as_of=as_of,
            unless_given=unless_given,
            note_en=note_en,
            note_zh=note_zh,
            bounds=self._bounds,
        )
        return lambda function: self._declare(decorate(function))

    def figure(
        self,
        name: str,
        value: Fen | Fraction | int | Dated[Fen] | Dated[Fraction] | Dated[int],
        section: str,
        *,
        en: str,
        zh: str,
        period: Period | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Figure:
        """A figure that the document fixes, over the whole coverage or between two dates, or a dated table."""
        if isinstance(value, Dated):
            dated = value
        else:
            dated = Dated.constant(name, value, self.cite(section), start or self.start, end or self.end)  # type: ignore
        first = dated.steps[0].value
        unit = Unit.AMOUNT if isinstance(first, Fen) else Unit.RATE if isinstance(first, Fraction) else Unit.COUNT
        return self._declare(Figure(name=name, dated=dated, unit=unit, en=en, zh=zh, period=period))

    def open_term(
        self,
        name: str,
        section: str,
        *,
        unit: Unit | None,
        en: str,
        zh: str,
        period: Period | None = None,
        allowed: tuple[int | Fraction, int | Fraction] | None = None,
        plausible: tuple[int | Fraction, int | Fraction] | None = None,
        rounding: str | None = None,
        of: str | None = None,
    ) -> Term:
        """A term that the document leaves to a lower rule."""
        return self._declare(
            Term(
                name=name,
                citation=self.cite(section),
                unit=unit,
                en=en,
                zh=zh,
                period=period,
                allowed=allowed,
                plausible=plausible,
                rounding=rounding,
                of=of,
            )
        )

    def reading(
        self, name: str, options: Mapping[str, tuple[str, str]], section: str, *, default: str, en: str, zh: str
    ) -> Reading:
        """A choice between two meanings of the document's words."""
        citation = self.cite(section, note="a reading of the clause, chosen by the caller")
        return self._declare(Reading(name=name, citation=citation, options=options, default=default, en=en, zh=zh))

    def rounding(
        self, name: str, default: Rounding, *, en: str, zh: str, citation: Citation | None = None
    ) -> RoundingTerm:
        """How an amount is rounded: cited, or marked as the library's default."""
        stated = citation or library_default("the document does not say how amounts are rounded")
        return self._declare(RoundingTerm(name=name, citation=stated, default=default, en=en, zh=zh))

    def link(self, how: str, name: str, source: str, *, of: Entity, to: Entity, en: str, zh: str) -> Link:
        """A named total or count of the parts of a household, or a household's value for its parts."""
        return self._declare(Link(name=name, how=how, source=source, source_entity=of, entity=to, en=en, zh=zh))

    def need(
        self,
        name: str,
        section: str,
        *,
        scope: str,
        claims: Mapping[str, str],
        en: str,
        zh: str,
        entity: Entity = Entity.HOUSEHOLD,
        prevails: tuple[str, ...] = (),
    ) -> Need:
        """One need, and the rules that serve it."""
        return self._declare(
            Need(
                name=name,
                entity=entity,
                citation=self.cite(section),
                scope=scope,
                claims=claims,
                en=en,
                zh=zh,
                prevails=prevails,
            )
        )

    def calendar(
        self, name: str, section: str, months: Mapping[int, tuple[str, str]], *, en: str, zh: str
    ) -> Calendar:
        """The dates that a clause makes due in a year."""
        self.calendars[name] = Calendar(name, self.cite(section), en, zh, months)
        return self.calendars[name]

    def declaratory(self, section: str, *, en: str, zh: str) -> None:
        """List a section, or what of a section with rules, that computes nothing, with the reason."""
        self.sections.append(Section(self.cite(section), en, zh))

    @cached_property
    def _facts(self) -> dict[Entity, Mapping[str, tuple[int, int, str]]]:
        from povertykit.models import MODEL_OF

        return {
            entity: {
                name: (spec.low or 0, spec.high or 0, f"{model.__name__}.{name}")
                for name, spec in fields_of(model).items()
                if spec.kind is not Kind.TEXT
            }
            for entity, model in MODEL_OF.items()
        }

    def _bounds(self, rule: Provision[int], name: str) -> Bounds | None:
        """What is known of an argument of one of this law's rules."""
        item = self.all().get(name)
        if isinstance(item, Figure):
            steps = item.dated.steps
            return Bounds(constant=steps[0].value if len(steps) == 1 else None)
        if isinstance(item, RoundingTerm):
            return Bounds(constant=item.default)
        if isinstance(item, Reading):
            return Bounds(0, len(item.options) - 1, str(item.citation), constant=item.check(item.default))
        if isinstance(item, Term) and item.bounds and item.unit is not Unit.RATE:
            return Bounds(int(item.bounds[0]), int(item.bounds[1]), str(item.citation))
        source, entity = name, rule.entity
        if isinstance(item, Link) and item.how == "broadcast":
            source, entity = item.source, item.source_entity
        fact = self._facts[entity].get(source)
        return Bounds(*fact) if fact else None

    def all(self) -> dict[str, Declared]:
        """Everything declared here or inherited; what is declared here goes before the parent's."""
        return {**self.parent.all(), **self.declared} if self.parent else dict(self.declared)

    def covers(self, on: date) -> bool:
        """Whether the law is known on a date."""
        return self.start <= on <= self.end

    def policy(self, on: date, *, provisions: list[str] | None = None, **settings: Setting) -> Policy:
        """The law on one date, with the open terms filled that are named.

        Args:
            on: the date.
            provisions: only these, and what they need; all by default.
            settings: open terms, readings and roundings by name; amounts as `yuan(...)` or `per_year(yuan(...))`.

        Raises:
            OutOfCoverage: the law is not known on that date.
            UnknownName, BareAmount, OutOfRange, InvalidInput, UnlikePeriods: a setting cannot be used.
            MissingArgument, RuleCycle, OverflowRefused: the rules do not make a policy.
        """
        from povertykit.policy.policy import Policy

        if not self.covers(on):
            raise OutOfCoverage(
                f"{on.isoformat()} is not covered",
                field=f"{self.name}.policy(on)",
                allowed=f"{self.start.isoformat()} to {self.end.isoformat()}",
                source=f"{self.source.title_en} ({self.basis_en})",
                remedy="use the law of that date; nothing is carried backwards or forwards",
            )
        return Policy.made(self, on, settings, provisions)
