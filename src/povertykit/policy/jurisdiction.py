"""A jurisdiction's law: its document, its rules and figures as they are declared, and the policies made from them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from povertykit.calculators.progress import Comparison, Goal
from povertykit.citation import Citation, library_default
from povertykit.dated import Dated
from povertykit.decision import Unit
from povertykit.errors import (
    DuplicateRule,
    InvalidInput,
    PolicyError,
    UnknownName,
)
from povertykit.models import Entity
from povertykit.money import Fen, Period, Periodic, Rounding
from povertykit.policy.argument_bounds import argument_bounds
from povertykit.policy.calendar import Calendar, Due
from povertykit.policy.law import Declared, Law, Section
from povertykit.policy.provision import Provision, ProvisionKind, provision
from povertykit.policy.targets import Consistency, Target
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Setting, Term

if TYPE_CHECKING:
    from povertykit.policy.policy import Policy

__all__ = ["Jurisdiction"]

I = TypeVar("I", bound=Declared)  # noqa: E741
_FIGURES: Final[dict[type, Unit]] = {Fen: Unit.AMOUNT, Fraction: Unit.RATE, int: Unit.COUNT, date: Unit.DAY}


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Jurisdiction(Law):
    """The law of one place, as its document states it: declare its rules and figures here, and make policies from it.

    Its attributes are those of `Law`.
    """

    def _cited(self, section: str | Citation, note: str = "", note_zh: str = "") -> Citation:
        """Where something stands: a section of this jurisdiction's document, or of another that it goes by."""
        return section if isinstance(section, Citation) else self.cite(section, note=note, note_zh=note_zh)

    def _declare(self, item: I) -> I:
        self._need_new(item.name)
        self.declared[item.name] = item
        return item

    def _need_new(self, name: str) -> None:
        if any(name in named for named in (self.declared, self.calendars, self.targets, self.consistencies)):
            raise DuplicateRule(
                "two rules or figures have this name", field=name, source=str(self.source.key), remedy="rename one"
            )

    def binds_only_here(self, *names: str) -> None:
        """Say that what has these names binds this place as a whole, so that no lower place inherits it.

        Raises:
            UnknownName: nothing of that name is declared here.
        """
        known = {**self.declared, **self.calendars, **self.targets}
        for name in names:
            if name not in known:
                raise UnknownName.among(name, known, f"{self.name}.binds_only_here")
        self.own.update(names)

    def provision(
        self,
        section: str | Citation,
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
            self._cited(section, note),
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
            bounds=partial(argument_bounds, self),
        )
        return lambda function: self._declare(decorate(function))

    def figure(
        self,
        name: str,
        value: Fen
        | Fraction
        | int
        | date
        | Periodic
        | Period
        | Dated[Fen]
        | Dated[Fraction]
        | Dated[int]
        | Dated[Periodic],
        section: str | Citation,
        *,
        en: str,
        zh: str,
        period: Period | None = None,
        start: date | None = None,
        end: date | None = None,
        most: int | Fraction | None = None,
    ) -> Figure:
        """A figure that the document fixes, over the whole coverage or between two dates, or a dated table.

        A figure of the name of an open term of the higher law fills it; it may then be yearly for a monthly term.
        A reform may not put it above `most`.

        Raises:
            InvalidInput: a value that is neither an amount, nor a Fraction, nor a whole number, nor a date.
            OutOfRange, UnlikePeriods: outside what the open term allows.
        """
        dated: Dated[Any] = value if isinstance(value, Dated) else self._constant(name, value, section, start, end)
        values = [step.value for step in dated.steps]
        inherited = self.parent.all().get(name) if self.parent else None
        fills = inherited if isinstance(inherited, Term) else getattr(inherited, "fills", None)
        unit = fills.unit if fills is not None else _FIGURES.get(type(values[0]))
        if fills is not None:
            for each in values:
                fills.check(each)
        elif unit is None or len({type(each) for each in values}) > 1:
            shown = ", ".join(repr(each) for each in values)
            allowed = "fen made by yuan(), or Fractions, or whole numbers, or dates; one kind in all steps"
            raise InvalidInput(f"got {shown}", field=name, allowed=allowed, source=str(dated.steps[0].citation))
        return self._declare(
            Figure(name=name, dated=dated, unit=unit, en=en, zh=zh, period=period, fills=fills, most=most)
        )

    def _constant(
        self, name: str, value: object, section: str | Citation, start: date | None, end: date | None
    ) -> Dated[Any]:
        return Dated.constant(name, value, self._cited(section), start or self.start, end or self.end)

    def open_term(
        self,
        name: str,
        section: str | Citation,
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
                citation=self._cited(section),
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
        self,
        name: str,
        options: Mapping[str, tuple[str, str]],
        section: str | Citation,
        *,
        default: str,
        en: str,
        zh: str,
    ) -> Reading:
        """A choice between two meanings of the document's words."""
        citation = self._cited(section, "a reading of the clause, chosen by the caller", "条款理解，由使用方选择")
        return self._declare(Reading(name=name, citation=citation, options=options, default=default, en=en, zh=zh))

    def rounding(
        self, name: str, default: Rounding, *, en: str, zh: str, citation: Citation | None = None
    ) -> RoundingTerm:
        """How an amount is rounded: cited, or marked as the library's default."""
        stated = citation or library_default("the document does not say how amounts are rounded", "文件未规定如何取整")
        return self._declare(RoundingTerm(name=name, citation=stated, default=default, en=en, zh=zh))

    def link(self, how: str, name: str, source: str, *, of: Entity, to: Entity, en: str, zh: str) -> Link:
        """A named total or count of the parts of a household, or a household's value for its parts."""
        return self._declare(Link(name=name, how=how, source=source, source_entity=of, entity=to, en=en, zh=zh))

    def need(
        self,
        name: str,
        section: str | Citation,
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
                citation=self._cited(section),
                scope=scope,
                claims=claims,
                en=en,
                zh=zh,
                prevails=prevails,
            )
        )

    def target(
        self,
        name: str,
        section: str | Citation,
        *goals: Goal,
        en: str,
        zh: str,
        unit: tuple[str, str] = ("", ""),
        note_en: str = "",
        note_zh: str = "",
    ) -> Target:
        """A quantity that the document sets, with its goals by year (`by_end`, `each_year`, `in_total`, `rising`).

        Args:
            name: its name.
            section: the clause.
            goals: what is asked, in the order they fall due; money made by `yuan()`, shares as `Fraction`.
            en: what is measured.
            zh: the same in Chinese.
            unit: in what, in English and Chinese; left out for money and for shares.
            note_en: how the clause was read.
            note_zh: the same in Chinese.

        Raises:
            DuplicateRule: the name is taken.
            InvalidInput: no goal, or money beside numbers.
        """
        self._need_new(name)
        self.targets[name] = Target(
            name=name,
            citation=self._cited(section),
            goals=goals,
            en=en,
            zh=zh,
            unit_en=unit[0],
            unit_zh=unit[1],
            note_en=note_en,
            note_zh=note_zh,
        )
        return self.targets[name]

    def consistency(
        self,
        name: str,
        section: str | Citation,
        *,
        parts: Mapping[str, int | Fraction],
        stated: int | Fraction,
        en: str,
        zh: str,
        computed: int | Fraction | None = None,
        comparison: Comparison = Comparison.EXACTLY,
        unit: tuple[str, str] = ("", ""),
    ) -> Consistency:
        """What the document's own figures come to (their sum, unless `computed` says otherwise) against what it states.

        Raises:
            DuplicateRule: the name is taken.
        """
        self._need_new(name)
        self.consistencies[name] = Consistency(
            name=name,
            citation=self._cited(section),
            parts=dict(parts),
            computed=sum(parts.values()) if computed is None else computed,
            stated=stated,
            comparison=comparison,
            en=en,
            zh=zh,
            unit_en=unit[0],
            unit_zh=unit[1],
        )
        return self.consistencies[name]

    def calendar(
        self,
        name: str,
        section: str | Citation,
        months: Mapping[int, tuple[str, str]],
        *,
        en: str,
        zh: str,
        once: tuple[Due, ...] = (),
    ) -> Calendar:
        """The dates that a clause makes due in a year: `months` after so many months each, `once` on a day of its own.

        Raises:
            DuplicateRule: the name is taken.
        """
        self._need_new(name)
        self.calendars[name] = Calendar(name, self._cited(section), en, zh, months, once)
        return self.calendars[name]

    def declaratory(self, section: str | Citation, *, en: str, zh: str) -> None:
        """List a section, or what of a section with rules, that computes nothing, with the reason."""
        self.sections.append(Section(self._cited(section), en, zh))

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

        self.need_covered(on)
        return Policy.made(self, on, settings, provisions)

    def __reduce__(self) -> tuple[object, ...]:
        # By reference, as the module of its rules holds it; a place without rules of its own, by its module's `law`.
        rules = [item for item in self.declared.values() if isinstance(item, Provision)]
        for module in {rule.function.__module__ for rule in rules}:
            for name, value in vars(import_module(module)).items():
                if value is self:
                    return (_of_module, (module, name))
        for module, loaded in list(sys.modules.items()):
            if getattr(loaded, "__dict__", {}).get("law") is self:
                return (_of_module, (module, "law"))
        remedy = "define it and its rules at the top of a module"
        raise PolicyError("cannot be pickled or copied", field=self.name, remedy=remedy)


def _of_module(module: str, name: str) -> Jurisdiction:
    law: Jurisdiction = getattr(import_module(module), name)
    return law
