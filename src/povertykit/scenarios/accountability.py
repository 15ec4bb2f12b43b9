"""What follows from results over years: units followed year by year, the year before filled in, gaps left unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from povertykit.calculators.accountability import with_previous_years, years_running
from povertykit.decision import Decision, Verdict
from povertykit.errors import InvalidInput, UnknownName
from povertykit.models import AssessedUnit, Entity, fields_of
from povertykit.policy.policy import Policy
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.text_table import Shown, table

__all__ = ["Accountability", "UnitYear", "track"]


@dataclass(frozen=True, slots=True)
class UnitYear:
    """One unit in one year.

    Attributes:
        unit: its facts, with those of the year before.
        given: whether there is a record of the year at all; of a gap nothing is known.
        decision: the decision on it; None for a year in which the law is not known.
    """

    unit: AssessedUnit
    given: bool
    decision: Decision | None

    def verdict(self, name: str) -> Verdict:
        """Whether a consequence follows; unknown where the law is not."""
        return Verdict.UNKNOWN if self.decision is None else self.decision.verdicts.get(name, Verdict.UNKNOWN)


@dataclass(frozen=True)
class Accountability(Shown):
    """What follows for each unit in each year; it prints as a table.

    Attributes:
        rules: the consequences, in the law's order.
        years: each unit's years, without a gap from its first to its last.
    """

    rules: tuple[Provision[int], ...]
    years: tuple[UnitYear, ...]

    @cached_property
    def _by_unit(self) -> dict[tuple[str, int], UnitYear]:
        return {(each.unit.unit_id, each.unit.year): each for each in self.years}

    def __getitem__(self, unit_and_year: tuple[str, int]) -> UnitYear:
        """A unit's year.

        Raises:
            UnknownName: there is none.
        """
        if unit_and_year not in self._by_unit:
            known = [f"{unit} {year}" for unit, year in self._by_unit]
            raise UnknownName.among("{} {}".format(*unit_and_year), known, "year of a unit")
        return self._by_unit[unit_and_year]

    def running(self, unit: str, name: str, year: int) -> tuple[int, int]:
        """For how many years running, up to a year, a consequence followed: the least and the greatest number.

        Raises:
            UnknownName: no such consequence.
        """
        if name not in (rule.name for rule in self.rules):
            raise UnknownName.among(name, [rule.name for rule in self.rules], "consequence")
        answers = {Verdict.MET: True, Verdict.NOT_MET: False, Verdict.UNKNOWN: None}
        series = {at: answers[each.verdict(name)] for (of, at), each in self._by_unit.items() if of == unit}
        return years_running(series, year)

    def with_verdict(self, name: str, verdict: Verdict = Verdict.MET) -> tuple[tuple[str, int], ...]:
        """The units and years in which a consequence follows (or does not, or is unknown)."""
        return tuple(key for key, each in self._by_unit.items() if each.verdict(name) is verdict)

    def text(self, language: str = "en") -> str:
        """A line for each unit and year."""
        zh = language == "zh"
        heading = ["单位", "年度"] if zh else ["unit", "year"]
        heading += [rule.zh if zh else rule.en for rule in self.rules]
        heading.append("说明" if zh else "note")
        rows = [
            [
                each.unit.unit_id,
                str(each.unit.year),
                *((verdict.zh if zh else verdict.en) for verdict in (each.verdict(rule.name) for rule in self.rules)),
                _note(each)[zh],
            ]
            for each in self.years
        ]
        return table(rows, heading, indent="")

    def to_rows(self) -> list[dict[str, str | int]]:
        """A row for each unit and year."""
        return [
            {
                "unit_id": each.unit.unit_id,
                "year": each.unit.year,
                **{rule.name: each.verdict(rule.name).name for rule in self.rules},
                "note_en": _note(each)[0],
                "note_zh": _note(each)[1],
            }
            for each in self.years
        ]

    def __str__(self) -> str:
        return self.text()


def _note(each: UnitYear) -> tuple[str, str]:
    if each.decision is None:
        return "the law is not known in that year", "该年度的规定未知"
    if not each.given:
        return "no record of the year", "无该年度记录"
    facts = sorted({name for entry in each.decision.undetermined.values() for name in entry.missing})
    titles = [fields_of(AssessedUnit)[name].zh for name in facts]
    return (f"not known: {', '.join(facts)}", f"缺少：{'、'.join(titles)}") if facts else ("", "")


def track(policy: Policy, units: Iterable[AssessedUnit]) -> Accountability:
    """Follow units over the years, each year by the law on its last day within the law's coverage.

    The facts of the year before come from the series (`with_previous_years`). A year of which there is no record,
    between a unit's first and last, is a gap: what hangs on it is unknown, in that year and in the next.

    Args:
        policy: the law, with its terms.
        units: the records, in any order.

    Raises:
        InvalidInput: the law has no consequence for units, records that contradict one another.

    Examples:
        >>> from povertykit.jurisdictions.cn.hunan import huaihua
        >>> series = [AssessedUnit(unit_id="U1", year=year, reduction_task=100, reduction_done=done)
        ...     for year, done in ((2016, 99), (2017, 90), (2018, 100))]
        >>> found = track(huaihua.policy(on=date(2018, 12, 31)), series)
        >>> found.with_verdict("warning_talk"), found.with_verdict("organisational_measures")
        ((('U1', 2016), ('U1', 2017)), (('U1', 2017),))
    """
    rules = tuple(
        rule
        for rule in policy.provisions()
        if rule.entity is Entity.ASSESSED_UNIT and rule.kind is ProvisionKind.ACCOUNTABILITY
    )
    if not rules:
        raise InvalidInput("has no rule of accountability about units", field=policy.law.name)
    given = with_previous_years(units)
    recorded = {(unit.unit_id, unit.year) for unit in given}
    whole = with_previous_years([*given, *_gaps(given)])
    policies: dict[int, Policy | None] = {}
    years = []
    for unit in whole:
        if unit.year not in policies:
            policies[unit.year] = _of_year(policy, unit.year, [rule.name for rule in rules])
        law = policies[unit.year]
        decision = None if law is None else law.assess(unit)
        years.append(UnitYear(unit, (unit.unit_id, unit.year) in recorded, decision))
    return Accountability(rules, tuple(years))


def _gaps(units: Iterable[AssessedUnit]) -> list[AssessedUnit]:
    """A record without facts for each year between a unit's first and last of which there is none."""
    known: dict[str, set[int]] = {}
    for unit in units:
        known.setdefault(unit.unit_id, set()).add(unit.year)
    return [
        AssessedUnit(unit_id=name, year=year)
        for name, years in known.items()
        for year in range(min(years), max(years))
        if year not in years
    ]


def _of_year(policy: Policy, year: int, names: list[str]) -> Policy | None:
    """The policy on the last day of a year that its law covers."""
    law = policy.law
    on = min(date(year, 12, 31), law.end)
    if on.year != year or on < law.start:
        return None
    return Policy.made(law, on, policy.settings, names, policy.replaced)
