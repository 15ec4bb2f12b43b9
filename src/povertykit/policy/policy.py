"""A policy: a jurisdiction's law on one date, with its open terms filled, ready to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from povertykit.calculators.progress import Number, Track
from povertykit.decision import Choice, Decision, Identity, LeftOut, Unit, Verdict
from povertykit.errors import InvalidInput, UnknownName
from povertykit.models import MODEL_OF, Entity, validate
from povertykit.models.record import Record
from povertykit.money import Fen
from povertykit.policy.assessment import Assessor
from povertykit.policy.evaluation import Evaluator, Integers, Operand
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.law import Declared
from povertykit.policy.making import (
    checked_settings,
    left_out_of,
    named_with_findings,
    refuse_shadows,
    replacing,
    settled,
    why_left_out,
)
from povertykit.policy.needs import watched
from povertykit.policy.noticed import choosing
from povertykit.policy.plan import PARENT, Plan, resolve, root_of
from povertykit.policy.proof import proved
from povertykit.policy.provision import Provision
from povertykit.policy.targets import Target, TargetReport
from povertykit.policy.terms import Figure, Reading, Setting, Term, shown

if TYPE_CHECKING:
    from povertykit.scenarios import Outcome, Source

__all__ = ["Policy"]


@dataclass(frozen=True, eq=False, repr=False)
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
        replaced: for a reform, the rules that it put in the place of the law's; None for the law as it stands.
    """

    law: Jurisdiction
    on: date
    settings: Mapping[str, Setting]
    declared: Mapping[str, Declared]
    constants: Mapping[str, Any]
    left_out: Mapping[str, LeftOut]
    plans: Mapping[Entity, Plan]
    replaced: Mapping[str, Provision[int]] | None = None

    @classmethod
    def made(
        cls,
        law: Jurisdiction,
        on: date,
        settings: Mapping[str, Setting],
        provisions: Iterable[str] | None,
        replaced: Mapping[str, Provision[int]] | None = None,
    ) -> Policy:
        """Resolve the graph, fill the terms and prove the bounds; `jurisdiction.policy` and `reform` come here."""
        declared = watched({**law.all(), **(replaced or {})})
        refuse_shadows(declared)
        typed = checked_settings(declared, settings, reforming=replaced is not None)
        declared, constants, closed = settled(law, declared, typed, on)
        readings = frozenset(name for name, item in declared.items() if isinstance(item, Reading))
        declared = {n: choosing(i, constants, readings) if isinstance(i, Provision) else i for n, i in declared.items()}
        left_out = left_out_of(declared, closed, on)
        if provisions is None:
            wanted = [name for name, item in declared.items() if isinstance(item, Provision) and name not in left_out]
        else:
            wanted, left_out = named_with_findings(declared, provisions, left_out), {}
        plans = {}
        for root in MODEL_OF:
            names = [name for name in wanted if root_of(declared[name]) is root]
            if names:
                plans[root] = proved(resolve(declared, names), constants)
        return cls(law, on, dict(settings), declared, constants, left_out, plans, replaced)

    def __repr__(self) -> str:
        settings = ", ".join(f"{name} {value}" for name, value in self.identity.settings) or "no settings"
        counts = f"{len(self.provisions())} provisions, {len(self.left_out)} left out"
        return f"<policy of {self.law.name} on {self.on.isoformat()}: {settings}; {counts}>"

    def provisions(self) -> tuple[Provision[int], ...]:
        """The provisions that this policy computes, in the order they run."""
        return tuple(rule for plan in self.plans.values() for rule in plan.rules())

    def targets(self) -> Mapping[str, Target]:
        """The targets of the law, by name."""
        return self.law.all_targets()

    def progress(
        self,
        observed: Mapping[str, Mapping[int, Number | None]],
        year: int | None = None,
        *,
        baselines: Mapping[str, tuple[int, Number]] | None = None,
        track: Track = Track.STRAIGHT_LINE,
    ) -> TargetReport:
        """How every target of the law stands at the end of a year; one without observations is not known.

        Args:
            observed: for each target by name, its series by year.
            year: as of the end of this year; by default the year before the policy's date, the last that is complete.
            baselines: starting years and values, by target.
            track: by which convention a goal that is not yet due is judged.

        Raises:
            UnknownName: a series or a baseline of something that is no target of this law.
            InvalidInput: a value that is not exact.
        """
        targets, starts = self.targets(), baselines or {}
        for name in (*observed, *starts):
            if name not in targets:
                raise UnknownName.among(name, targets, "target")
        at = self.on.year - 1 if year is None else year
        return TargetReport(
            at,
            {
                name: target(observed.get(name, {}), at, baseline=starts.get(name), track=track)
                for name, target in targets.items()
            },
        )

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
            UnknownName: a setting or a provision that there is not.
            OutOfCoverage: the document does not cover the date.
            BareAmount, OutOfRange: a value that the term does not take, as `Jurisdiction.policy` says.

        Examples:
            >>> from povertykit.jurisdictions import zz
            >>> from povertykit import yuan
            >>> zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300)).reform(dibao_standard=yuan(330)).settings
            {'dibao_standard': Fen(33000)}
        """
        if not isinstance(replace_provisions or {}, Mapping):
            raise InvalidInput(
                f"got {replace_provisions!r}", field="replace_provisions", allowed="a mapping of names to rules"
            )
        changed = {n: replacing(self.law.all(), n, rule) for n, rule in (replace_provisions or {}).items()}
        day = self.on if on is None else on
        self.law.need_covered(day)
        replaced = {**(self.replaced or {}), **changed}
        return Policy.made(self.law, day, {**self.settings, **settings}, self._chosen, replaced)

    @cached_property
    def _chosen(self) -> list[str] | None:
        """The names to which `provisions=` restricted the policy, with what they need; None for all."""
        rules = {name for name, item in self.declared.items() if isinstance(item, Provision)}
        computed = [rule.name for rule in self.provisions()]
        return None if rules == {*computed, *self.left_out} else computed

    def __reduce__(self) -> tuple[object, ...]:
        return (Policy.made, (self.law, self.on, self.settings, self._chosen, self.replaced))

    @cached_property
    def identity(self) -> Identity:
        """Which policy this is, for decisions and files."""
        from povertykit import __version__

        law = self.law
        chosen = {name: _choice(self.declared[name], value) for name, value in self.settings.items()}
        settings = {name: shown(_unit(self.declared[name]), value) for name, value in self.settings.items()}
        for name, rule in (self.replaced or {}).items():
            chosen[name] = Choice(rule.en, rule.zh, *_replaced(rule))
            settings[name] = chosen[name].value_en
        said = tuple(sorted(settings.items()))
        choices = tuple(chosen[name] for name, _ in said)
        basis = (law.basis_en, law.basis_zh)
        return Identity(law.name, law.code, law.en, law.zh, self.on, said, __version__, *basis, choices)

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
        if name not in self._evaluators:
            self._evaluators[name] = Evaluator(self, name)
        return self._evaluators[name].evaluate(facts)

    def rule(self, name: str) -> Provision[int]:
        """A provision that this policy computes.

        Raises:
            OpenTerm, OutOfCoverage: it is left out, and why.
            UnknownName: there is none of that name.
        """
        item = self.declared.get(name)
        if name in self.left_out:
            raise why_left_out(self.left_out[name], name)
        if not isinstance(item, Provision):
            raise UnknownName.among(name, [rule.name for rule in self.provisions()], "provision")
        return item

    def assess(
        self,
        thing: Record | Mapping[str, object],
        entity: Entity = Entity.HOUSEHOLD,
        *,
        within: Mapping[str, tuple[object, object]] | None = None,
    ) -> Decision:
        """Decide for one household, village, team member, county, unit or prefecture.

        Args:
            thing: a model, or a mapping from which one is made and validated.
            entity: which model a mapping is of.
            within: for facts that are left out but known between bounds, the least and the greatest that they may be,
                both included; a result is determined where both ends, and all between them, give the same.

        Raises:
            InvalidInput: the mapping breaks the model's constraints, the policy has no rule for such a thing, or
                bounds of a fact that is given, or that stand in the wrong order.
            UnknownName: bounds of no field of the model.

        Examples:
            >>> from povertykit import Village, yuan
            >>> from povertykit.jurisdictions import zz
            >>> policy = zz.policy(on=date(2030, 6, 1))
            >>> village = Village(village_id="V1")
            >>> policy.assess(village, within={"collective_income": (yuan(30000), yuan(40000))}).verdicts
            {'village_income_test': <Verdict.MET: 2>}
        """
        if entity not in MODEL_OF:
            raise UnknownName.among(str(entity), MODEL_OF, "entity")
        record = thing if isinstance(thing, Record) else validate(MODEL_OF[entity], thing)
        assessor = self._assessors.get(record.entity)
        if assessor is None:
            known = ", ".join(sorted(entity.value for entity in self.plans)) or "nothing"
            whole = PARENT.get(record.entity)
            remedy = f"assess the {whole.value} whose {record.entity.value} it is" if whole else None
            problem = f"no rule of this policy is about a {record.entity.value} by itself"
            raise InvalidInput(problem, field="assess", allowed=known, remedy=remedy)
        return assessor.assess(record, within)

    def simulate(
        self,
        source: Source,
        *,
        provisions: Iterable[str] | None = None,
        on_error: Literal["stop", "quarantine"] = "stop",
        money: Literal["yuan", "fen"] | None = None,
        columns: Mapping[str, str] | None = None,
        out: str | PathLike[str] | None = None,
        rejects: str | PathLike[str] | None = None,
        undetermined: str | PathLike[str] | None = None,
        findings: str | PathLike[str] | None = None,
        progress: Callable[[int, int | None], None] | bool | None = None,
        block: int | None = None,
        threads: int | None = None,
        resume: bool = False,
        engine: Literal["auto", "numpy", "compiled"] = "auto",
    ) -> Outcome:
        """Decide for every household of a register, in blocks, to the same fen as `assess`.

        Headings are the models' field names, Chinese titles or aliases; an amount's may carry its unit, as
        `家庭月收入(元)` or `household_income_fen`. A missing value is an empty cell, None, or a masked element; what
        hangs on it is undetermined, never zero. The members, loans and claims of a household are joined by its id.

        Args:
            source: a table of households, or tables by name (`households`, `members`, `loans`, `claims`). A table is a
                mapping of columns (NumPy arrays, sequences, series); a frame of pandas, polars (also lazy), pyarrow or
                DuckDB; a reader or an iterator of record batches; or the path of a CSV, Parquet or Excel file. In what
                speaks Arrow, children may also lie in list columns of structs. Streams and files are read in blocks.
            provisions: only these and what they need; by default all that the tables given allow.
            on_error: "stop" at rows that break a constraint, with nothing written; or "quarantine": they are listed as
                rejects, households whole with their children, and the others are paid.
            money: the unit of whole numbers and texts of money in columns whose heading has none.
            columns: further headings, each with the field that it names.
            out: a file for the payment list: Parquet (.parquet), Excel (.xlsx) or CSV by its ending, like the others.
            rejects: a file for the rows that were not taken; without it the outcome keeps the first ones.
            undetermined: a file for what hangs on missing facts; likewise.
            findings: a file for the rows that a person must look at; likewise.
            progress: True for a bar on standard error, where that is a terminal; or a function, called after each block
                with the rows done, and the rows in all where they are known.
            block: rows computed together; by default 65,536, and up to 262,144 where several threads compute.
            threads: blocks computed at once, with the same results in the same order; by default one for each processor
                up to four, and a single one for files and streams: Python reads text, and Arrow has threads of its own.
            engine: "numpy" for arrays; "compiled" for loops that Numba makes of the rules (the extra `fast`), kept for
                later processes; "auto" for loops where Numba is installed and the register is so large that they are
                worth their making. The fen are the same, and `Outcome.engine` says which it was.
            resume: keep what is written when the run is interrupted, in temporary files with a journal beside them; and
                go on after it when the run is started again with the same policy, register and settings. With other
                ones it stops. For a register in files.

        Raises:
            RegisterError: the register cannot be read, lacks a column, or (on "stop") has rows that are wrong.
            UnitMissing: a money column whose unit nobody said.
            InvalidInput, UnknownName, OpenTerm, OutOfCoverage: a provision named cannot be computed here.
            PolicyError: the engine "compiled" cannot be had, and why.

        Examples:
            >>> from povertykit.jurisdictions import zz
            >>> from povertykit import yuan
            >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
            >>> register = {"persons": [3, 2], "月收入(元)": [500, 700], "低保": [True, True], "兜底": [False, False]}
            >>> policy.simulate(register, provisions=["guarantee_gap"]).payments["guarantee_gap"].tolist()
            [40000, 0]
        """
        from povertykit.scenarios import simulate

        return simulate(
            self,
            source,
            provisions=provisions,
            on_error=on_error,
            money=money,
            columns=columns,
            out=out,
            rejects=rejects,
            undetermined=undetermined,
            findings=findings,
            progress=progress,
            block=block,
            threads=threads,
            engine=engine,
            resume=resume,
        )

    @cached_property
    def _evaluators(self) -> dict[str, Evaluator]:
        return {}

    @cached_property
    def _assessors(self) -> Mapping[Entity, Assessor]:
        return {root: Assessor(self, root, plan) for root, plan in self.plans.items()}


def _choice(item: Declared, value: object) -> Choice:
    """A setting in words; the option of a reading is known by what it means."""
    said = (shown(_unit(item), value), shown(_unit(item), value, "zh"))
    if isinstance(item, Reading):
        said = item.options[str(value)]
    return Choice(item.en, item.zh, *said)


def _replaced(rule: Provision[int]) -> tuple[str, str]:
    return f"replaced by a rule of {rule.citation}", f"改用{rule.citation.text('zh')}"


def _unit(item: Declared) -> Unit | None:
    return item.unit if isinstance(item, Figure | Term) else None
