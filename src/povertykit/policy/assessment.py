"""The assessment of one household with its parts, or of one village, county …: a plan run on plain operands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final, cast

from povertykit.arithmetic import Ratio
from povertykit.decision import Decision, Derivation, Finding, Label, LeftOut, Undetermined, Unit, Verdict
from povertykit.models import MODEL_OF, Entity, children_of, fields_of
from povertykit.models.record import Record
from povertykit.policy.declaration import FINDINGS, SILENT
from povertykit.policy.frames import Frame, OneCase, possible
from povertykit.policy.interval import Interval
from povertykit.policy.plan import PARENT, Key, Plan, root_of
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Need
from povertykit.policy.within import Within, bounded, in_words

if TYPE_CHECKING:
    from povertykit.policy.policy import Policy

__all__ = ["Assessor"]

_NONE: Final[frozenset[str]] = frozenset()


class _Sheet:
    """What a decision about one entity reports: its rules, sorted once by what becomes of their results."""

    def __init__(self, plan: Plan, entity: Entity) -> None:
        rules = [rule for rule in plan.rules() if rule.entity is entity]
        self.payments: list[Provision[int]] = [rule for rule in rules if rule.gives_amount]
        self.totals: list[Provision[int]] = [
            rule for rule in plan.rules() if rule.gives_amount and PARENT.get(rule.entity) is entity
        ]
        self.findings: list[Provision[int]] = [rule for rule in rules if rule.kind in FINDINGS]
        self.verdicts: list[Provision[int]] = [r for r in rules if r.kind not in SILENT and r.unit is Unit.FLAG]
        self.labels: dict[str, Label] = {
            rule.name: Label(rule.period, rule.en, rule.zh, rule.kind is ProvisionKind.PAYMENT)
            for rule in [*self.payments, *self.totals]
            if rule.period is not None
        }


class Assessor:
    """Assesses things of one kind under one policy; what does not change between them is prepared once.

    Args:
        policy: the policy.
        root: the kind of thing.
        plan: the policy's plan for it.
    """

    def __init__(self, policy: Policy, root: Entity, plan: Plan) -> None:
        self.policy: Final = policy
        self.root: Final = root
        self.plan: Final = plan
        self.children: Final = tuple(
            (attribute, children.model.entity) for attribute, children in children_of(MODEL_OF[root]).items()
        )
        rules = plan.rules()
        self.conflicts: Final = tuple(
            (rule, self._claimed(rule)) for rule in rules if rule.kind is ProvisionKind.CONFLICT
        )
        self._unlisted: dict[frozenset[Entity], Mapping[str, LeftOut]] = {}
        self.sheets: Final = {entity: _Sheet(plan, entity) for entity in (root, *(e for _, e in self.children))}

    def _claimed(self, finding: Provision[int]) -> dict[Entity, frozenset[str]]:
        """What a conflict leaves open: the rules that claim the case and all that is made from them.

        By entity; what is paid to a household's parts is open in the household's totals as well.
        """
        need = cast("Need", self.policy.declared[finding.name.removesuffix("_conflict")])
        claims = {(need.entity, name) for name in need.claims}
        open_ = [
            rule
            for rule in self.plan.rules()
            if claims & {(rule.entity, rule.name), *self.plan.behind[rule.entity, rule.name]}
        ]
        names = {entity: {rule.name for rule in open_ if rule.entity is entity} for entity in Entity}
        names[self.root] |= {rule.name for rule in open_ if PARENT.get(rule.entity) is self.root}
        return {entity: frozenset(each) for entity, each in names.items()}

    @cached_property
    def left_out(self) -> Mapping[str, LeftOut]:
        """The provisions about this kind of thing that cannot be computed."""
        declared = self.policy.declared
        return {name: why for name, why in self.policy.left_out.items() if root_of(declared[name]) is self.root}

    def assess(self, record: Record, within: Within | None = None) -> Decision:
        """The decision about one record, with its parts; `within` bounds facts that the record leaves out."""
        case = self._case(record, bounded(record, within) if within else {})
        self.plan.run(case)
        parts: list[Decision] = []
        for attribute, entity in self.children:
            for index, part in enumerate(getattr(record, attribute)):
                parts.append(self._decision(case, record, part, entity, index, ()))
        return self._decision(case, record, record, self.root, 0, tuple(parts))

    def _case(self, record: Record, known_within: Mapping[str, Interval | Ratio]) -> OneCase:
        constants, needed = self.policy.constants, self.plan.facts
        incomplete: list[tuple[Entity, int, Frame]] = []

        def frame(entity: Entity, index: int, each: Record) -> Frame:
            names = needed.get(entity, _NONE)
            facts = each.facts(names)
            made = {**constants, **facts}
            if None in facts.values():
                incomplete.append((entity, index, made))
            return made

        rows = {self.root: [frame(self.root, 0, record)]}
        for attribute, entity in self.children:
            rows[entity] = [frame(entity, index, part) for index, part in enumerate(getattr(record, attribute))]
        case = OneCase(self.root, rows, self.plan.ranges)
        for entity, index, made in incomplete:
            _possibilities(case, entity, index, made, known_within if entity is self.root else {})
        return case

    def _decision(
        self, case: OneCase, record: Record, part: Record, entity: Entity, index: int, parts: tuple[Decision, ...]
    ) -> Decision:
        sheet, frame = self.sheets[entity], case.rows[entity][index]
        id_ = str(next(iter(part.__dict__.values())))
        fen: dict[str, int] = {}
        verdicts: dict[str, Verdict] = {}
        undetermined: dict[str, Undetermined] = {}
        left_out = self._left_out(record) if entity is self.root else {}
        for rule, value in self._results(sheet, case, frame, left_out):
            if type(value) is int:
                fen[rule.name] = value
            elif type(value) is bool:
                verdicts[rule.name] = Verdict.MET if value else Verdict.NOT_MET
            elif rule.unit is Unit.FLAG:
                verdicts[rule.name] = cast("Verdict", rule.finish(value))
                if verdicts[rule.name] is Verdict.UNKNOWN:
                    undetermined[rule.name] = self._undetermined(case, rule, entity, index)
            elif value.settled:
                fen[rule.name] = int(value.low)
            else:
                undetermined[rule.name] = self._undetermined(case, rule, entity, index)
        findings = tuple(_finding(rule, id_) for rule in sheet.findings if _surely(frame[rule.name]))
        if self.conflicts:
            self._contest(case, entity, index, fen, verdicts, undetermined)
        return Decision(
            identity=self.policy.identity,
            entity=entity.value,
            id=id_,
            fen=fen,
            labels=sheet.labels,
            verdicts=verdicts,
            undetermined=undetermined,
            left_out=left_out,
            findings=findings,
            parts=parts,
            derive=partial(self._derive, case, record, entity, index),
        )

    def _left_out(self, record: Record) -> Mapping[str, LeftOut]:
        """What cannot be computed for a record: nor what is paid to its parts, where nobody said which there are.

        That no member, loan or claim was handed in is not that there is none; `loans=()` says so.
        """
        given = record.model_fields_set
        absent = frozenset(entity for attribute, entity in self.children if attribute not in given)
        if absent not in self._unlisted:
            totals = [rule for rule in self.sheets[self.root].totals if rule.entity in absent]
            self._unlisted[absent] = {**self.left_out, **{rule.name: _not_listed(rule) for rule in totals}}
        return self._unlisted[absent]

    def _results(
        self, sheet: _Sheet, case: OneCase, frame: Frame, left_out: Mapping[str, LeftOut]
    ) -> Iterator[tuple[Provision[int], Any]]:
        for rule in sheet.payments:
            yield rule, frame[rule.name]
        for rule in sheet.totals:
            if rule.name not in left_out:
                yield rule, sum([part[rule.name] for part in case.rows[rule.entity]])
        for rule in sheet.verdicts:
            yield rule, frame[rule.name]

    def _derive(self, case: OneCase, record: Record, entity: Entity, index: int) -> Derivation:
        from povertykit.policy.derivation import derive

        return derive(self.policy, case, record, entity, index, self.plan)

    def _contest(
        self,
        case: OneCase,
        entity: Entity,
        index: int,
        fen: dict[str, int],
        verdicts: dict[str, Verdict],
        undetermined: dict[str, Undetermined],
    ) -> None:
        """Where two rules claim one case and none prevails, neither is paid, nor what is made from them."""
        for finding, contested in self.conflicts:
            frames = case.rows[finding.entity]
            values = [frames[index]] if finding.entity is entity else frames
            claimed = [frame[finding.name] for frame in values if frame[finding.name] is not False]
            if not any(bool(value.high) if isinstance(value, Interval) else value for value in claimed):
                continue
            sure = any(map(_surely, claimed))
            why = Undetermined((finding.name,), finding.en, finding.zh)
            why = why if sure else self._undetermined(case, finding, entity, index)
            for name in contested[entity]:
                if name in verdicts:
                    verdicts[name] = Verdict.UNKNOWN
                elif not fen.get(name, 0) and not (sure and name in fen):
                    continue  # undetermined already, or nothing is paid whether or not the case is contested
                fen.pop(name, None)
                undetermined[name] = why

    def _undetermined(self, case: OneCase, rule: Provision[int], entity: Entity, index: int) -> Undetermined:
        """Which missing facts a result hangs on."""

        def is_open(need: Key) -> bool:
            rows = [row for row in range(len(case.rows[need[0]])) if need[0] is not entity or row == index]
            return any(
                need[1] in case.missing.get((need[0], row), ()) or _open(case.rows[need[0]][row].get(need[1]))
                for row in rows
            )

        behind = self.plan.open_behind((rule.entity, rule.name), is_open)
        missing: dict[str, tuple[str, str]] = {}
        for (place, row), facts in case.missing.items():
            if place is not entity or row == index:
                missing.update({name: words for name, words in facts.items() if (place, name) in behind})
        return Undetermined(
            tuple(missing),
            f"{rule.en}: not known: {'; '.join(en for en, _ in missing.values())}",
            f"{rule.zh}：缺少 {'、'.join(zh for _, zh in missing.values())}",
        )


def _open(value: object) -> bool:
    """Whether a value is not known."""
    known = value.numerator if isinstance(value, Ratio) else value
    return isinstance(known, Interval) and not known.settled


def _not_listed(rule: Provision[int]) -> LeftOut:
    """Why a payment to the parts of a record is not computed where they were not handed in."""
    en = f"it is for each {rule.entity.en}, and none was handed in (an empty list says that there is none)"
    zh = f"{rule.zh}：未提供{rule.entity.zh}（空列表表示确无）"
    return LeftOut("not listed", en, zh, label_en=rule.en, label_zh=rule.zh)


def _surely(value: object) -> bool:
    return value is True or (isinstance(value, Interval) and bool(value.low))


def _finding(rule: Provision[int], id_: str) -> Finding:
    return Finding(rule.name, rule.kind.value, rule.en, rule.zh, str(rule.citation), rule.citation.text("zh"), id_)


def _possibilities(
    case: OneCase, entity: Entity, index: int, frame: Frame, known_within: Mapping[str, Interval | Ratio]
) -> None:
    """Put in every possibility for each fact that is not known."""
    for name, spec in fields_of(MODEL_OF[entity]).items():
        if name in frame and frame[name] is None:
            frame[name] = known_within[name] if name in known_within else possible(spec)
            en, zh = name.replace("_", " "), spec.zh
            if name in known_within:
                said = in_words(spec, known_within[name])
                en, zh = f"{en} (known only as {said[0]})", f"{zh}（仅知在{said[1]}）"
            case.note_missing(entity, index, name, en, zh)
