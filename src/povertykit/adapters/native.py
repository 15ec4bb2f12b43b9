"""The rules as narwhals expressions, so that Polars, DuckDB, Spark and whoever narwhals knows run the plan themselves.

Each rule runs once on symbols; what it computes is said again as expressions over columns, in stages in which nothing
that is used twice is computed twice. A fact that may be null is the interval of all that it may be, as in `simulate`: a
payment is null where it hangs on a null, and never 0 for that. The models' bounds, which make int64 safe, are checked
on every row first. Only for rules about households that ask for nothing of their members, loans and claims; the others
are left out, and `left_out` says why. Ids that stand twice are not looked for. For all of that there is
`povertykit.adapters.arrow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import narwhals as nw

from povertykit.adapters.native_program import ARROW, HOUSEHOLD, Program
from povertykit.adapters.native_reading import Reading, nullable, nulls
from povertykit.adapters.native_writing import Writing
from povertykit.arithmetic import INT64_MAX
from povertykit.decision import LeftOut
from povertykit.errors import PolicyError, RegisterError
from povertykit.models import Household, Kind, fields_of
from povertykit.money import Fen, Period
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.scenarios.left_out import left_out_lines
from povertykit.scenarios.outcome import Total
from povertykit.scenarios.register import Heading, Headings, Money, Table, headings_of
from povertykit.scenarios.selection import Selection, selected
from povertykit.scenarios.simulate import OnError, check_options

__all__ = ["Totals", "apply", "expressions", "left_out", "totals"]


def expressions(policy: Policy, *, provisions: Iterable[str] | None = None) -> dict[str, nw.Expr]:
    """The results of a policy's rules about households, by name, as expressions over columns named as the facts.

    Amounts are whole fen (int64), counts int64, flags bool; `persons_covered` must be there and have no nulls where a
    rule needs it. The columns must lie within the models' bounds: nothing is checked, which `apply` does.

    Args:
        policy: the policy.
        provisions: only these and what they need; by default all that engines of frames can carry out.

    Returns:
        Fen for an amount, null where it is not determined; for a test 0 not met, 1 unknown, 2 met; for a finding
        whether it is found.

    Raises:
        PolicyError, RegisterError: a rule that engines of frames cannot carry out, and what can.
    """
    given = {name: Heading(name, spec) for name, spec in fields_of(Household).items()}
    program = Program(policy, _selection(policy, provisions, Headings(given, ())).plan)
    written = Writing(program.graph, [], staged=False)
    for name in program.plan.facts.get(HOUSEHOLD, ()):
        spec = fields_of(Household)[name]
        low, high = spec.ends
        written.inputs[name] = nw.col(name)
        written.inputs[f"{name}.low"] = nw.col(name).fill_null(bool(low) if spec.kind is Kind.FLAG else low)
        written.inputs[f"{name}.high"] = nw.col(name).fill_null(bool(high) if spec.kind is Kind.FLAG else high)
    found = {}
    for name, result in program.results.items():
        value = written.value(result.value)
        found[name] = value if result.open is False else nw.when(~written.value(result.open)).then(value)
    return found


def apply(
    policy: Policy,
    frame: Any,
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> Any:
    """A policy carried out by the frame's own engine.

    Args:
        policy: the policy.
        frame: a frame of households that narwhals knows: pandas, polars (eager or lazy), pyarrow, DuckDB, Spark …;
            amounts as whole numbers, floats or decimals with at most two decimals, counts as whole numbers, flags as
            booleans.
        provisions: only these and what they need; by default all that engines of frames can carry out, and `left_out`
            says why not the others.
        on_error: "stop" at rows that break a constraint of the model, which are counted first; or "quarantine": they
            are marked in the column `rejected`, and their results are null.
        money: the unit of whole numbers of money in columns whose heading has none.
        columns: further headings, each with the field that it names.

    Returns:
        A frame of the same kind, lazy where the given one is: its own columns and after them `<name>_fen` (int64, null
        where it is not determined) for each payment, a code (0 not met, 1 unknown, 2 met) for each test, and for each
        finding whether it is found.

    Raises:
        PolicyError, RegisterError: a rule that engines of frames cannot carry out, and what can; a column that is
            missing or cannot be read; rows that are wrong.
        UnitMissing: a money column whose unit nobody said.

    Examples:
        >>> from datetime import date
        >>> import pyarrow as pa
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = pa.table({
        ...     "persons": [3, 2], "household_income_yuan": [268, None],
        ...     "on_dibao": [True, True], "in_backstop": [False, False]})
        >>> apply(policy, register, provisions=["guarantee_gap"])["guarantee_gap_fen"].to_pylist()
        [63200, None]
    """
    check_options(on_error, 1)
    given = _given(frame)
    headings = headings_of("households", given.collect_schema().names(), columns or {}, money)
    complete = _complete(given, headings)
    if on_error == "stop":
        complete = _sound(given, headings, complete)
    work = _Work(policy, given, headings, provisions, complete, sound=on_error == "stop")
    if taken := {*work.names.values(), "rejected"} & set(given.collect_schema().names()):
        raise RegisterError(f"has a column {sorted(taken)[0]} already", field="households", remedy="rename it")
    return _finished(given, work.prepared, work.outputs, rejected=on_error == "quarantine")


@dataclass(frozen=True, slots=True)
class Totals:
    """What payments come to over a frame.

    Attributes:
        payments: by name, what each comes to.
        rows: the households that were read.
        rejected: those of them that were not taken.
    """

    payments: Mapping[str, Total]
    rows: int
    rejected: int


def totals(
    policy: Policy,
    frame: Any,
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> Totals:
    """What a policy's payments to households come to, added up by the frame's own engine in one run over its rows.

    Whether rows are wrong and facts missing is counted in the same run. Where facts are missing there is a second one,
    in which they may be anything.

    Args:
        policy: the policy.
        frame: a frame of households, as `apply` takes it.
        provisions: only these and what they need.
        on_error: "stop" at rows that break a constraint of the model; or "quarantine": they are counted and not paid.
        money: the unit of whole numbers of money in columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        PolicyError, RegisterError, UnitMissing: as `apply` says; sums that int64 may not hold.

    Examples:
        >>> from datetime import date
        >>> import pyarrow as pa
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = pa.table({
        ...     "persons": [3, 2], "household_income_yuan": [268, None],
        ...     "on_dibao": [True, True], "in_backstop": [False, False]})
        >>> gap = totals(policy, register, provisions=["guarantee_gap"]).payments["guarantee_gap"]
        >>> gap.amount, gap.households, gap.undetermined
        (Fen(63200), 1, 1)
    """
    check_options(on_error, 1)
    given = _given(frame)
    headings = headings_of("households", given.collect_schema().names(), columns or {}, money)
    complete = frozenset(nullable(headings))
    work = _Work(policy, given, headings, provisions, complete, sound=False)
    found = work.summed(sound=True)
    missing = {name for name in complete if found[f"null {name}"]}
    if missing or found["rejected"]:  # then what was added up says nothing yet
        work = _Work(policy, given, headings, provisions, complete - missing, sound=False)
        found = work.summed(sound=False)
    rows, rejected = found["rows"], found["rejected"]
    if rejected and on_error == "stop":
        raise _wrong(rejected)
    return Totals(work.totals(found), rows, rejected)


class _Work:
    """A policy's rules said as columns of a frame.

    Args:
        policy: the policy.
        given: the frame.
        headings: its headings.
        provisions: only these.
        complete: the facts of which none is missing.
        sound: whether no row is wrong.
    """

    def __init__(
        self,
        policy: Policy,
        given: Any,
        headings: Headings,
        provisions: Iterable[str] | None,
        complete: frozenset[str],
        *,
        sound: bool,
    ) -> None:
        self.headings = headings
        self.plan = _selection(policy, provisions, headings).plan
        program = Program(policy, self.plan, complete)
        self.names = {name: f"{name}_fen" if result.amount else name for name, result in program.results.items()}
        read = Reading(given, headings, complete, guarded=not sound and not given.implementation.is_polars())
        prepared = given.with_columns(**read.operands)
        if not sound:
            prepared = prepared.with_columns(rejected=read.rejected())
        prepared = prepared.with_columns(**read.clean())
        written = Writing(program.graph, [], staged=True)
        written.inputs.update(read.inputs(self.plan.facts.get(HOUSEHOLD, frozenset())))
        self.outputs = {self.names[name]: written.output(result) for name, result in program.results.items()}
        for stage in written.stages:
            prepared = prepared.with_columns(**stage)
        self.prepared: Any = prepared

    @property
    def payments(self) -> list[Provision[int]]:
        """The rules whose amounts are added up."""
        return [rule for rule in self.plan.rules() if rule.gives_amount]

    def summed(self, *, sound: bool) -> dict[str, int]:
        """The sums and counts, in one run of the engine; as though no row were wrong, or without those that are."""
        lost = nw.col("rejected")
        asked = {"rows": nw.len(), "rejected": lost.cast(nw.Int64).sum(), **nulls(self.headings)}
        for rule in self.payments:
            paid, open_ = self.outputs[f"{rule.name}_fen"]
            not_paid = open_ if sound else lost if open_ is None else lost | open_
            if not_paid is not None:
                paid = nw.when(not_paid).then(nw.lit(0, nw.Int64)).otherwise(paid)
            asked[f"sum {rule.name}"] = paid.sum()
            asked[f"paid {rule.name}"] = (paid != 0).cast(nw.Int64).sum()
            if open_ is not None:
                asked[f"open {rule.name}"] = (open_ & ~lost).cast(nw.Int64).sum()
        return _counted(self.prepared.select(**asked))

    def totals(self, found: Mapping[str, int]) -> dict[str, Total]:
        """The totals that the sums say."""
        made = {}
        for rule in self.payments:
            most = max(map(abs, self.plan.ranges[HOUSEHOLD, rule.name]))
            if most * found["rows"] > INT64_MAX:
                raise PolicyError(
                    f"may come to {most} fen, and {found['rows']:,} of that are more than int64 holds",
                    field=rule.name,
                    remedy=ARROW,
                )
            made[rule.name] = Total(
                amount=Fen(found[f"sum {rule.name}"]),
                period=rule.period or Period.UNSTATED,
                households=found[f"paid {rule.name}"],
                parts=None,
                undetermined=found.get(f"open {rule.name}", 0),
                counts=rule.kind is ProvisionKind.PAYMENT,
                en=rule.en,
                zh=rule.zh,
            )
        return made


def left_out(
    policy: Policy, frame: Any, *, money: Money | None = None, columns: Mapping[str, str] | None = None
) -> dict[str, LeftOut]:
    """The provisions that `apply` leaves out of a frame of households, by name, each with the reason.

    They are those of `simulate`'s `Outcome.left_out` (an open term that nobody filled, a table that is not there) and
    those that engines of frames cannot carry out: what goes by dates or words, row by row.

    Args:
        policy: the policy.
        frame: the frame, of which only the columns are looked at.
        money: the unit of whole numbers of money in columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        PolicyError, RegisterError: as `apply` says.

    Examples:
        >>> from datetime import date
        >>> import pyarrow as pa
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300), provisions=["guarantee_gap"])
        >>> register = pa.table({
        ...     "persons": [3], "household_income_yuan": [268], "on_dibao": [True], "in_backstop": [True]})
        >>> left_out(policy, register)
        {}
    """
    names = _given(frame).collect_schema().names()
    return _selection(policy, None, headings_of("households", names, columns or {}, money)).left_out


def _given(frame: Any) -> Any:
    """The frame as narwhals has it.

    Raises:
        RegisterError: it is no frame.
    """
    try:
        return nw.from_native(frame)
    except TypeError:
        raise RegisterError(
            f"is {type(frame).__name__}",
            field="households",
            allowed="a data frame of one table: pandas, polars (eager or lazy), pyarrow, DuckDB, Spark",
            remedy="make a frame of it, such as pyarrow.table(columns), or hand it to policy.simulate",
        ) from None


def _complete(given: Any, headings: Headings) -> frozenset[str]:
    """The facts of which none is missing; of a lazy frame that is not known, and nothing is run to know it."""
    if isinstance(given, nw.LazyFrame):
        return frozenset()
    return frozenset(name for name, heading in headings.known.items() if not given[heading.text].null_count())


def _sound(given: Any, headings: Headings, complete: frozenset[str]) -> frozenset[str]:
    """Stop at rows that are wrong; the facts of which none is missing, which is counted on the way."""
    read = Reading(given, headings, complete, guarded=False)
    prepared = given.with_columns(**read.operands)
    row = _counted(prepared.select(rejected=read.rejected().cast(nw.Int64).sum(), **nulls(headings)))
    if count := row["rejected"]:
        raise _wrong(count)
    return frozenset(name for name in nullable(headings) if not row[f"null {name}"])


def _counted(sums: Any) -> dict[str, int]:
    """The one row of a frame of sums; of no rows at all they are 0."""
    if isinstance(sums, nw.LazyFrame):
        sums = sums.collect(engine="streaming") if sums.implementation.is_polars() else sums.collect()
    return {name: int(value or 0) for name, value in sums.rows(named=True)[0].items()}


def _wrong(count: int) -> RegisterError:
    return RegisterError(
        f"{count:,} rows break the bounds of the model, lack what must be given, or contradict themselves",
        field="households",
        remedy="correct the register, or mark these rows with on_error='quarantine'; "
        "policy.simulate(frame, on_error='quarantine').rejects says which they are, and why",
    )


def _finished(given: Any, prepared: Any, outputs: Mapping[str, tuple[Any, Any]], *, rejected: bool) -> Any:
    """The caller's columns and the results, null where they are open (None: nowhere)."""
    own = [nw.col(name) for name in given.collect_schema().names()]
    extra = [nw.col("rejected")] if rejected else []
    opened = {name: open_ for name, (_, open_) in outputs.items()}
    if rejected:
        lost = nw.col("rejected")
        opened = {name: lost if open_ is None else open_ | lost for name, open_ in opened.items()}
    if given.implementation.is_pandas_like():  # whose plain integers have no null, and whose floats lose fen
        values = prepared.select(*own, *(v.alias(name) for name, (v, _) in outputs.items()), *extra)
        flags = prepared.select(**{name: each for name, each in opened.items() if each is not None})
        series = {name: _masked(values[name], None if o is None else flags[name]) for name, o in opened.items()}
        return nw.to_native(values).assign(**series)
    results = []
    for name, (value, _) in outputs.items():
        settled = opened[name]
        results.append((value if settled is None else nw.when(~settled).then(value)).alias(name))
    return nw.to_native(prepared.select(*own, *results, *extra))


def _masked(values: Any, open_: Any) -> Any:
    """A pandas column of integers or flags with nulls of their own."""
    import numpy as np
    import pandas as pd

    array = values.to_numpy()
    mask = np.zeros(len(array), np.bool_) if open_ is None else open_.to_numpy().astype(bool)
    made = pd.arrays.BooleanArray if array.dtype == bool else pd.arrays.IntegerArray
    return pd.Series(made(array.copy(), mask.copy()), index=nw.to_native(values).index)


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table of which only the columns are known."""

    name: str
    headings: Headings


def _selection(policy: Policy, provisions: Iterable[str] | None, headings: Headings) -> Selection:
    """What is computed: the provisions asked for, or all that engines of frames can carry out, and why not the others.

    Raises:
        PolicyError: nothing is left.
        RegisterError: as `apply` says.
    """
    tables = {"households": cast("Table", _Columns("households", headings))}
    chosen = selected(policy, provisions, tables)
    if provisions is not None or _carried_out(policy, chosen.plan):
        return chosen
    names, left_out = list[str](), dict(chosen.left_out)
    for rule in chosen.plan.rules():
        if rule.kind is ProvisionKind.CASE:
            continue
        # With the findings that may contest it: what those cannot tell is not paid either.
        if (why := _refused(policy, selected(policy, [rule.name], tables).plan)) is None:
            names.append(rule.name)
        else:
            en, zh = f"engines of frames cannot carry it out: {why}", "数据框引擎无法计算，请用 simulate 逐块计算"
            left_out[rule.name] = LeftOut("not for frames", en, zh, label_en=rule.en, label_zh=rule.zh)
    if not names:
        reasons = "; ".join(left_out_lines(left_out))
        raise PolicyError(f"has no rule about households by themselves: {reasons}", field=policy.law.name, remedy=ARROW)
    return Selection(selected(policy, names, tables).plan, left_out)


def _carried_out(policy: Policy, plan: Plan) -> bool:
    return _refused(policy, plan) is None


def _refused(policy: Policy, plan: Plan) -> str | None:
    """Why engines of frames cannot carry out a plan; None where they can."""
    try:
        program = Program(policy, plan)
        written = Writing(program.graph, [], staged=True, inputs=_Anything())
        for result in program.results.values():
            written.output(result)
    except PolicyError as error:
        return f"{error.field} {error.problem}" if error.field else error.problem
    return None


class _Anything(dict[str, nw.Expr]):
    """A column for any name."""

    def __missing__(self, name: str) -> nw.Expr:
        return nw.col(name)
