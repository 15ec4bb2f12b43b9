"""A policy: a jurisdiction's law on one date, with its open terms filled, ready to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from povertykit.decision import Decision, Derivation, Finding, Identity, LeftOut, Payment, Undetermined, Unit, Verdict
from povertykit.errors import InvalidInput, OpenTerm, OutOfCoverage, UnknownName
from povertykit.models import MODEL_OF, Entity, children_of, fields_of, validate
from povertykit.models.record import Record
from povertykit.money import Fen, Period, Periodic, Rounding, monthly
from povertykit.policy.frames import Frame, OneCase
from povertykit.policy.interval import Interval
from povertykit.policy.jurisdiction import Declared, Jurisdiction
from povertykit.policy.needs import watched
from povertykit.policy.plan import PARENT, Key, Plan, resolve
from povertykit.policy.proof import prove
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Setting, Term, on_date, shown

if TYPE_CHECKING:
    from povertykit.policy.evaluation import Integers, Operand

__all__ = ["Policy"]

FINDINGS = (ProvisionKind.REVIEW, ProvisionKind.UNCOVERED, ProvisionKind.CONFLICT)
PAYMENTS = (ProvisionKind.PAYMENT, ProvisionKind.COMPONENT)


@dataclass(frozen=True, eq=False)
class Policy:
    """A law on one date, with its terms; made by `jurisdiction.policy(on=..., ...)`.

    Attributes:
        law: the jurisdiction.
        on: the date.
        settings: what the caller handed in, by name.
        declared: the rules, figures and terms that are used, by name.
        constants: the value of every figure, term, reading and rounding on the date, as operands.
        left_out: the provisions that cannot be computed, with the reason.
        plans: the resolved rule graph for each kind of thing that is assessed.
    """

    law: Jurisdiction
    on: date
    settings: Mapping[str, Setting]
    declared: Mapping[str, Declared]
    constants: Mapping[str, Any]
    left_out: Mapping[str, LeftOut]
    plans: Mapping[Entity, Plan]

    @classmethod
    def made(
        cls,
        law: Jurisdiction,
        on: date,
        settings: Mapping[str, Setting],
        provisions: Iterable[str] | None,
        replaced: Mapping[str, Declared] | None = None,
    ) -> Policy:
        """Resolve the graph, fill the terms and prove the bounds; `jurisdiction.policy` and `reform` come here."""
        declared = watched({**law.all(), **(replaced or {})})
        typed = _settings(declared, settings, reforming=replaced is not None)
        constants, closed = _constants(declared, typed, on)
        declared = _with_periods(declared, typed)
        left_out = _left_out(declared, constants, closed, on)
        wanted = _wanted(declared, provisions, left_out)
        facts = {e: [n for n, spec in fields_of(m).items() if spec.kind != "text"] for e, m in MODEL_OF.items()}
        plans = {}
        for root in MODEL_OF:
            if root in PARENT:
                continue
            names = [name for name in wanted if _root(declared[name]) is root]
            if names:
                plans[root] = resolve(declared, facts, names)
                prove(plans[root], constants)
        shown_out = {name: why for name, why in left_out.items() if provisions is None or name in set(provisions)}
        return cls(law, on, dict(settings), declared, constants, shown_out, plans)

    def provisions(self) -> tuple[Provision[int], ...]:
        """The provisions that this policy computes, in the order they run."""
        return tuple(rule for plan in self.plans.values() for rule in plan.rules())

    def open_terms(self) -> tuple[Term, ...]:
        """The terms that nobody has filled, each with its unit, period and clause."""
        return tuple(t for t in self.declared.values() if isinstance(t, Term) and t.name not in self.settings)

    def reform(
        self,
        *,
        on: date | None = None,
        replace_provisions: Mapping[str, Provision[int]] | None = None,
        **settings: Setting,
    ) -> Policy:
        """The same policy with some figures, terms, the date or provisions changed.

        Args:
            on: another date within the coverage.
            replace_provisions: rules to put in the place of those of the same name.
            settings: new values of terms, readings, roundings and, other than in `policy(...)`, of legal figures.

        Raises:
            The errors of `Jurisdiction.policy`.

        Examples:
            >>> from povertykit.jurisdictions import zz
            >>> from povertykit import yuan
            >>> zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300)).reform(dibao_standard=yuan(330)).settings
            {'dibao_standard': Fen(33000)}
        """
        replaced = {n: item for n, item in self.declared.items() if self.law.all().get(n) is not item and _own(item)}
        replaced |= {name: replace(rule, name=name) for name, rule in (replace_provisions or {}).items()}
        unknown = [name for name in replace_provisions or {} if name not in self.law.all()]
        if unknown:
            raise UnknownName.among(unknown[0], [r.name for r in self.provisions()], "provision")
        chosen = None if self._complete else [rule.name for rule in self.provisions()]
        day = on or self.on
        if not self.law.covers(day):
            self.law.policy(day)  # raises OutOfCoverage in the jurisdiction's words
        return Policy.made(self.law, day, {**self.settings, **settings}, chosen, replaced)

    @cached_property
    def _complete(self) -> bool:
        rules = {name for name, item in self.declared.items() if isinstance(item, Provision)}
        return rules == {rule.name for rule in self.provisions()} | set(self.left_out)

    @cached_property
    def identity(self) -> Identity:
        """Which policy this is, for decisions and files."""
        from povertykit import __version__

        law = self.law
        settings = tuple((name, shown(_unit(self.declared[name]), value)) for name, value in sorted(self.settings.items()))
        return Identity(
            law.name, law.code, law.en, law.zh, self.on, settings, __version__, law.basis_en, law.basis_zh
        )

    def evaluate(self, name: str, **facts: Operand) -> Fen | Verdict | int | Integers:
        """One provision and what it needs, on ints or arrays; the policy supplies the figures.

        Args:
            name: the provision.
            facts: the facts it needs, by name: fen, counts, flags; or int64 and bool arrays of one length.

        Raises:
            OpenTerm: it needs a term that is open.
            UnknownName, MissingArgument, InvalidInput: the name or the facts are wrong.

        Examples:
            >>> from povertykit.jurisdictions import zz
            >>> from povertykit import yuan
            >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
            >>> policy.evaluate("guarantee_gap", household_income=50000, persons=3, on_dibao=True, in_backstop=False)
            Fen(40000)
        """
        from povertykit.policy.evaluation import evaluate

        return evaluate(self, name, facts)

    def rule(self, name: str) -> Provision[int]:
        """A provision that this policy computes.

        Raises:
            OpenTerm, OutOfCoverage: it is left out, and why.
            UnknownName: there is none of that name.
        """
        item = self.declared.get(name)
        if name in self.left_out:
            raise _why(self.left_out[name], name)
        if not isinstance(item, Provision):
            raise UnknownName.among(name, [rule.name for rule in self.provisions()], "provision")
        return item

    def assess(self, thing: Record | Mapping[str, object], entity: Entity = Entity.HOUSEHOLD) -> Decision:
        """Decide for one household, village, team member, county, unit or prefecture.

        Args:
            thing: a model, or a mapping from which one is made and validated.
            entity: which model a mapping is of.

        Raises:
            InvalidInput: the mapping breaks the model's constraints, or the policy has no rule for such a thing.
        """
        record = thing if isinstance(thing, Record) else validate(MODEL_OF[entity], thing)
        plan = self.plans.get(record.entity)
        if plan is None:
            known = ", ".join(sorted(entity.value for entity in self.plans)) or "nothing"
            raise InvalidInput(f"no rule of this policy is about a {record.entity.value}", allowed=known)
        case = self._case(record)
        plan.run(case)
        return self._decision(case, record, record.entity, 0, plan)

    def _case(self, record: Record) -> OneCase:
        rows: dict[Entity, list[Frame]] = {record.entity: [{**self.constants, **record.facts()}]}
        for attribute, children in children_of(type(record)).items():
            parts = getattr(record, attribute)
            rows[children.model.entity] = [{**self.constants, **part.facts()} for part in parts]
        case = OneCase(record.entity, rows)
        for entity, frames in rows.items():
            for index, frame in enumerate(frames):
                if None in frame.values():
                    _possibilities(case, entity, index, frame)
        return case

    def _decision(self, case: OneCase, record: Record, entity: Entity, index: int, plan: Plan) -> Decision:
        frame = case.rows[entity][index]
        payments: dict[str, Payment] = {}
        verdicts: dict[str, Verdict] = {}
        undetermined: dict[str, Undetermined] = {}
        findings: list[Finding] = []
        for rule in plan.rules():
            if rule.entity is not entity and (rule.kind not in PAYMENTS or PARENT.get(rule.entity) is not entity):
                continue
            value = frame[rule.name] if rule.entity is entity else sum(f[rule.name] for f in case.rows[rule.entity])
            if isinstance(value, Interval) and rule.unit is not Unit.FLAG:
                if not value.settled:
                    undetermined[rule.name] = _undetermined(case, plan, rule, entity, index)
                    continue
                value = value.low
            if rule.kind in FINDINGS:
                if value is True or (isinstance(value, Interval) and value.low):
                    findings.append(_finding(rule, _id(record)))
            elif rule.kind is ProvisionKind.CASE:
                continue  # which rule claims the household shows in the rules' own amounts
            elif rule.unit is Unit.FLAG:
                verdicts[rule.name] = cast("Verdict", rule.finish(value))
                if verdicts[rule.name] is Verdict.UNKNOWN:
                    undetermined[rule.name] = _undetermined(case, plan, rule, entity, index)
            elif rule.kind in PAYMENTS and rule.period is not None:
                paid = rule.kind is ProvisionKind.PAYMENT
                payments[rule.name] = Payment(int(value), rule.period, rule.en, rule.zh, paid)
        self._contested(findings, payments, undetermined)
        return Decision(
            identity=self.identity,
            entity=entity.value,
            id=_id(record),
            payments=payments,
            verdicts=verdicts,
            undetermined=undetermined,
            left_out={} if entity in PARENT else self._left_out_of(entity),
            findings=tuple(findings),
            parts=tuple(self._parts(case, record, plan)),
            derive=partial(self._derive, case, record, entity, index, plan),
        )

    def _parts(self, case: OneCase, record: Record, plan: Plan) -> Iterable[Decision]:
        for attribute, children in children_of(type(record)).items():
            for index, part in enumerate(getattr(record, attribute)):
                yield self._decision(case, part, children.model.entity, index, plan)

    def _derive(self, case: OneCase, record: Record, entity: Entity, index: int, plan: Plan) -> Derivation:
        from povertykit.policy.derivation import derive

        return derive(self, case, record, entity, index, plan)

    def _left_out_of(self, root: Entity) -> dict[str, LeftOut]:
        return {name: why for name, why in self.left_out.items() if _root(self.declared[name]) is root}

    def _contested(
        self, findings: list[Finding], payments: dict[str, Payment], undetermined: dict[str, Undetermined]
    ) -> None:
        """Where two rules claim one case and none prevails, neither is paid: both are undetermined."""
        for finding in findings:
            if finding.kind != ProvisionKind.CONFLICT:
                continue
            need = self.declared[finding.name.removesuffix("_conflict")]
            for name in cast("Need", need).claims:
                if payments.pop(name, None) is not None:
                    undetermined[name] = Undetermined((finding.name,), finding.en, finding.zh)


def _settings(declared: Mapping[str, Declared], settings: Mapping[str, Setting], *, reforming: bool) -> dict[str, object]:
    """Every setting checked and typed."""
    kinds = (Term, Reading, RoundingTerm, Figure) if reforming else (Term, Reading, RoundingTerm)
    known = {name: item for name, item in declared.items() if isinstance(item, kinds)}
    typed: dict[str, object] = {}
    for name, value in settings.items():
        if name not in known:
            fixed = isinstance(declared.get(name), Figure)
            remedy = "the document fixes this figure; change it with policy.reform(...)" if fixed else None
            raise UnknownName.among(name, known, "setting", remedy=remedy)
        typed[name] = known[name].check(value)  # type: ignore[union-attr]
    return typed


def _constants(
    declared: Mapping[str, Declared], typed: Mapping[str, object], on: date
) -> tuple[dict[str, Any], dict[str, LeftOut]]:
    """The operand of every figure, term, reading and rounding; and why some have none."""
    constants: dict[str, Any] = {}
    closed: dict[str, LeftOut] = {}
    for name, item in declared.items():
        if isinstance(item, Figure):
            if name in typed:
                constants[name] = typed[name]
                continue
            try:
                constants[name] = on_date(item, on)
            except OutOfCoverage as error:
                closed[name] = LeftOut("not known", str(error), f"{item.zh}：{on.isoformat()} 无已知数值")
        elif isinstance(item, Reading):
            constants[name] = typed.get(name, item.check(item.default))
        elif isinstance(item, RoundingTerm):
            constants[name] = typed.get(name, item.default)
        elif isinstance(item, Term) and item.unit is not None and name not in typed:
            closed[name] = LeftOut(
                "open term",
                f"the open term {name} ({item.en}) is not filled; {item.citation} leaves it to a lower rule",
                f"待定项 {name}（{item.zh}）未填；{item.citation.text('zh')} 留待下级规定",
            )
    for name, item in declared.items():
        if isinstance(item, Term) and name in typed and item.unit is not None:
            value = typed[name]
            if isinstance(value, Periodic):
                rounding = constants[item.rounding] if item.rounding else Rounding()
                exact = monthly(value, rounding, on)
                value = int(exact) if exact == int(exact) else exact
            constants[name] = value
    return constants, closed


def _with_periods(declared: Mapping[str, Declared], typed: Mapping[str, object]) -> dict[str, Declared]:
    """The rules with the periods that filled terms give them."""
    result = dict(declared)
    for name, value in typed.items():
        term = declared[name]
        if isinstance(term, Term) and term.of is not None:
            result[term.of] = replace(cast("Provision[int]", result[term.of]), period=cast("Period", value))
    return result


def _left_out(
    declared: Mapping[str, Declared], constants: Mapping[str, Any], closed: Mapping[str, LeftOut], on: date
) -> dict[str, LeftOut]:
    """The provisions that cannot be computed: not in force, or behind an open term or an unknown figure."""
    left_out: dict[str, LeftOut] = {}
    known: dict[str, LeftOut | None] = {}

    def reason(name: str, dated: bool) -> LeftOut | None:
        item = declared.get(name)
        if name in closed and not dated:
            return closed[name]
        if isinstance(item, Link):
            return reason(item.source, dated=False)
        if not isinstance(item, Provision):
            return None
        if name not in known:
            known[name] = None  # a circle ends here; it is reported when the graph is resolved
            if not item.in_force(on):
                known[name] = LeftOut("not in force", f"{name} is not in force on {on}", f"{item.zh}：{on} 未施行")
            else:
                reasons = (reason(argument, dated=item.as_of is not None) for argument in item.units)
                known[name] = next((why for why in reasons if why is not None), None)
        return known[name]

    for name, item in declared.items():
        if isinstance(item, Provision) and (why := reason(name, dated=False)) is not None:
            left_out[name] = why
    return left_out


def _wanted(
    declared: Mapping[str, Declared], provisions: Iterable[str] | None, left_out: Mapping[str, LeftOut]
) -> list[str]:
    rules = [name for name, item in declared.items() if isinstance(item, Provision)]
    if provisions is None:
        return [name for name in rules if name not in left_out]
    wanted = list(provisions)
    for name in wanted:
        if name not in rules:
            raise UnknownName.among(name, rules, "provision")
        if name in left_out:
            raise _why(left_out[name], name)
    return wanted


def _why(left_out: LeftOut, name: str) -> OpenTerm | OutOfCoverage:
    kind = OpenTerm if left_out.reason == "open term" else OutOfCoverage
    return kind(left_out.en, field=name, remedy="fill the term when the policy is made" if kind is OpenTerm else None)


def _root(item: Declared) -> Entity:
    entity = cast("Provision[int]", item).entity
    return PARENT.get(entity, entity)


def _own(item: Declared) -> bool:
    """Whether a declaration was put in by a reform (not made by the policy itself)."""
    return isinstance(item, Provision) and item.kind not in FINDINGS


def _unit(item: Declared) -> Unit | None:
    return item.unit if isinstance(item, Figure | Term) else None


def _id(record: Record) -> str:
    return str(getattr(record, next(iter(fields_of(type(record))))))


def _possibilities(case: OneCase, entity: Entity, index: int, frame: Frame) -> None:
    """Put in every possibility for each fact that is not known."""
    for name, spec in fields_of(MODEL_OF[entity]).items():
        if name in frame and frame[name] is None:
            frame[name] = possible(spec)
            case.note_missing(entity, index, name, name.replace("_", " "), spec.zh)


def possible(spec: Any) -> Interval:
    """Every value that a field may have."""
    if spec.kind == "flag":
        return Interval(False, True)
    low, high = spec.low, spec.high
    if spec.kind == "rate":
        from fractions import Fraction

        return Interval(Fraction(low, 1_000_000), Fraction(high, 1_000_000))
    return Interval(low, high)


def _undetermined(case: OneCase, plan: Plan, rule: Provision[int], entity: Entity, index: int) -> Undetermined:
    """Which missing facts a result hangs on."""
    behind: set[Key] = set(plan.behind[rule.entity, rule.name])
    missing: dict[str, tuple[str, str]] = {
        name: why
        for (where, row), facts in case.missing.items()
        for name, why in facts.items()
        if (where, name) in behind and (where is not entity or row == index)
    }
    return Undetermined(
        tuple(missing),
        f"{rule.en}: not known: {'; '.join(en for en, _ in missing.values())}",
        f"{rule.zh}：缺少 {'、'.join(zh for _, zh in missing.values())}",
    )


def _finding(rule: Provision[int], id_: str) -> Finding:
    return Finding(rule.name, rule.kind.value, rule.en, rule.zh, str(rule.citation), rule.citation.text("zh"), id_)


