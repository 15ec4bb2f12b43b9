"""One household's values while a plan runs: its own frame and one for each member, loan and claim."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any, Final

from povertykit.arithmetic import Ratio, where
from povertykit.dated import Dated
from povertykit.dates import from_day_number, in_chinese
from povertykit.errors import OutOfCoverage
from povertykit.models import Entity, FieldSpec, Kind
from povertykit.policy.interval import Interval
from povertykit.policy.operands import MILLION
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Figure, Link

__all__ = ["Frame", "OneCase", "any_value", "possible"]

Frame = dict[str, Any]


class OneCase:
    """A household with its parts, or one village, county …; the plan's frames on plain operands.

    Attributes:
        rows: the frames of each entity.
        ranges: for each rule the lowest and the highest result it can have.
        missing: for each frame, the facts that are not known, with what to say of them.
    """

    def __init__(
        self,
        root: Entity,
        rows: Mapping[Entity, list[Frame]],
        ranges: Mapping[tuple[Entity, str], tuple[int, int]],
    ) -> None:
        self.root: Final = root
        self.rows: Final = rows
        self.ranges: Final = ranges
        self.missing: dict[tuple[Entity, int], dict[str, tuple[str, str]]] = {}

    def note_missing(self, entity: Entity, index: int, name: str, en: str, zh: str) -> None:
        """Remember that a fact of a frame is not known, in English and Chinese."""
        self.missing.setdefault((entity, index), {})[name] = (en, zh)

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        """Make a rule's result in every frame of its entity; undetermined where the law of its date is not known."""
        frames = self.rows[rule.entity]
        if not frames:
            return
        name, function = rule.name, rule.function
        for frame in frames:
            frame[name] = function(*[frame[source] for source in sources])
        if rule.as_of is not None:
            for index, frame in enumerate(self.rows[rule.entity]):
                self._judge_date(rule, rule.as_of, index, frame)

    def _judge_date(self, rule: Provision[int], field: str, index: int, frame: Frame) -> None:
        day = frame[field]
        if isinstance(day, Interval):
            frame[rule.name] = unsettled(frame[rule.name], self.ranges[rule.entity, rule.name])
        elif not rule.in_force(from_day_number(day)):
            frame[rule.name] = unsettled(frame[rule.name], self.ranges[rule.entity, rule.name])
            when = from_day_number(day)
            en = f"the law on {when} ({field}), known for {rule.start or '…'} to {rule.end or '…'}"
            known = "至".join(in_chinese(end) if end else "…" for end in (rule.start, rule.end))
            self.note_missing(rule.entity, index, field, en, f"{in_chinese(when)}的规定（已知{known}）")

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        """The figure of each frame's own date; where the date is unknown or not covered, it may be anything."""
        for index, frame in enumerate(self.rows[entity]):
            if isinstance(frame[field], Interval):
                frame[name] = any_value(figure.dated)
                continue
            day = from_day_number(frame[field])
            try:
                value = figure.dated.value(day)
                frame[name] = int(value) if isinstance(value, int) else value
            except OutOfCoverage:
                frame[name] = any_value(figure.dated)
                self.note_missing(entity, index, name, f"{figure.en} on {day}", f"{in_chinese(day)}的“{figure.zh}”")

    def link(self, link: Link) -> None:
        """A total or a count in the household, or a household's value in its parts."""
        if link.how == "broadcast":
            value = self.rows[link.source_entity][0][link.source]
            for frame in self.rows[link.entity]:
                frame[link.name] = value
            return
        parts: list[Any] = [frame[link.source] for frame in self.rows[link.source_entity]]
        if link.how == "count":
            parts = [where(part, 1, 0) for part in parts]
        self.rows[link.entity][0][link.name] = sum(parts)


def unsettled(value: Any, ends: tuple[int, int]) -> Interval:
    """All that a result can be under the policy, since the law of its date is not known; never settled.

    What was computed by today's rule says nothing of what another day's would give.
    """
    if isinstance(Interval.of(value).low, bool):
        return Interval(False, True)
    return Interval(ends[0], max(ends[1], ends[0] + 1))


def possible(spec: FieldSpec) -> Interval | Ratio:
    """Every value that a fact may have."""
    low, high = spec.ends
    if spec.kind is Kind.FLAG:
        return Interval(False, True)
    return Ratio(Interval(low, high), MILLION) if spec.kind is Kind.RATE else Interval(low, high)


def any_value(dated: Dated[Any]) -> Interval | Ratio | int | Fraction:
    """What a dated figure may be on a day for which it is not known: from nothing to far beyond its values so far.

    Its values so far are no bounds: a loan at the lowest rate ever is not known to be within the next one. A rule
    is in force no longer than its figures of one value (`plan.resolve`), so that these need no bounds of their own.
    """
    values = [int(step.value) if isinstance(step.value, int) else Fraction(step.value) for step in dated.steps]
    if len(values) == 1:
        return values[0]
    denominator = lcm(*(value.denominator for value in values))
    ends = (1000 * denominator * extreme for extreme in (min(0, *values), max(0, *values)))
    possible = Interval(*(int(end) for end in ends))
    return Ratio(possible, denominator) if any(isinstance(value, Fraction) for value in values) else possible
