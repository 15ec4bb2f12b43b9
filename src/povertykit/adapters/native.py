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
from typing import Any, Final, cast

import narwhals as nw

from povertykit.adapters.native_program import ARROW, HOUSEHOLD, KINDS, Program
from povertykit.adapters.native_writing import Writing
from povertykit.decision import LeftOut
from povertykit.errors import PolicyError, RegisterError
from povertykit.models import MODEL_OF, FieldSpec, Household, Kind, fields_of
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.policy.provision import ProvisionKind
from povertykit.scenarios.left_out import left_out_lines
from povertykit.scenarios.register import HOUSEHOLD_ID, Heading, Headings, Money, Table, headings_of
from povertykit.scenarios.selection import Selection, selected
from povertykit.scenarios.simulate import OnError, check_options

__all__ = ["apply", "expressions", "left_out"]

_MOST_FLOAT: Final = 2.0**51


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
    given: Any = nw.from_native(frame)
    headings = headings_of("households", given.collect_schema().names(), columns or {}, money)
    program = Program(policy, _selection(policy, provisions, headings).plan, _complete(given, headings))
    names = {name: f"{name}_fen" if result.amount else name for name, result in program.results.items()}
    if taken := {*names.values(), "rejected"} & set(given.collect_schema().names()):
        raise RegisterError(f"has a column {sorted(taken)[0]} already", field="households", remedy="rename it")
    read = _Reading(given, headings)
    prepared = given.with_columns(**read.operands).with_columns(rejected=read.rejected())
    if on_error == "stop":
        _stop_at(prepared)
    prepared = prepared.with_columns(**read.clean())
    written = Writing(program.graph, [], staged=True)
    written.inputs.update(read.inputs(program.plan.facts.get(HOUSEHOLD, frozenset())))
    outputs = {names[name]: written.output(result) for name, result in program.results.items()}
    for stage in written.stages:
        prepared = prepared.with_columns(**stage)
    return _finished(given, prepared, outputs, rejected=on_error == "quarantine")


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
    names = nw.from_native(frame).collect_schema().names()
    return _selection(policy, None, headings_of("households", names, columns or {}, money)).left_out


def _complete(given: Any, headings: Headings) -> frozenset[str]:
    """The facts of which none is missing; of a lazy frame that is not known, and nothing is run to know it."""
    if isinstance(given, nw.LazyFrame):
        return frozenset()
    return frozenset(name for name, heading in headings.known.items() if not given[heading.text].null_count())


def _stop_at(prepared: Any) -> None:
    counted = prepared.select(nw.col("rejected").cast(nw.Int64).sum())
    counted = counted.collect() if isinstance(counted, nw.LazyFrame) else counted
    count = int(counted.item() or 0)
    if count:
        raise RegisterError(
            f"{count:,} rows break the bounds of the model, lack what must be given, or contradict themselves",
            field="households",
            remedy="correct the register, or mark these rows with on_error='quarantine'; policy.simulate says which",
        )


def _finished(given: Any, prepared: Any, outputs: Mapping[str, tuple[Any, Any]], *, rejected: bool) -> Any:
    """The caller's columns and the results, null where they are open."""
    own = [nw.col(name) for name in given.collect_schema().names()]
    extra = [nw.col("rejected")] if rejected else []
    opened = {name: open_ | nw.col("rejected") if rejected else open_ for name, (_, open_) in outputs.items()}
    if given.implementation.is_pandas_like():  # whose plain integers have no null, and whose floats lose fen
        values = prepared.select(*own, *(v.alias(name) for name, (v, _) in outputs.items()), *extra)
        flags = prepared.select(**opened)
        series = {name: _masked(values[name], flags[name]) for name in outputs}
        return nw.to_native(values).assign(**series)
    results = [nw.when(~opened[name]).then(value).alias(name) for name, (value, _) in outputs.items()]
    return nw.to_native(prepared.select(*own, *results, *extra))


def _masked(values: Any, open_: Any) -> Any:
    """A pandas column of integers or flags with nulls of their own."""
    import pandas as pd

    array, mask = values.to_numpy(), open_.to_numpy().astype(bool)
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


class _Reading:
    """The columns of a frame as operands: for each its value, where it is missing and where it is wrong."""

    def __init__(self, frame: Any, headings: Headings) -> None:
        self.operands: dict[str, nw.Expr] = {}
        self.specs: dict[str, FieldSpec] = {}
        schema = frame.collect_schema()
        for name, heading in headings.known.items():
            if heading.spec.kind in KINDS:
                self._add(name, heading, schema[heading.text])
            elif name == HOUSEHOLD_ID:
                self.operands["_pk_wrong_id"] = nw.col(heading.text).is_null()

    def _add(self, name: str, heading: Heading, dtype: Any) -> None:
        column, spec = nw.col(heading.text), heading.spec
        missing = column.is_null()
        low, high = spec.ends
        scale = 1
        if spec.kind is Kind.FLAG:
            if dtype != nw.Boolean:
                raise _unread(heading, dtype, "booleans")
            value, wrong = column.fill_null(False), None
        elif dtype.is_integer() and dtype != nw.UInt64 and dtype != nw.UInt128 and dtype != nw.Int128:
            if spec.kind is Kind.AMOUNT and heading.unit is None:
                raise heading.unit_missing(f"a column of {dtype}")
            scale = 100 if heading.unit == "yuan" else 1
            least, most = -(-low // scale), high // scale
            wide = column.fill_null(0).cast(nw.Int64)
            wrong = ((wide < least) | (wide > most)) & ~missing
            value = nw.when(missing | wrong).then(nw.lit(0, nw.Int64)).otherwise(wide) * scale
        elif spec.kind is Kind.AMOUNT and (dtype.is_float() or dtype.is_decimal()):
            fen = heading.unit == "fen"
            number = column.cast(nw.Float64).fill_null(0.0)
            scaled = (number if fen else number * 100.0).round(0)
            exact = scaled == number if fen else scaled / 100.0 == number
            wrong = ~(exact & (scaled.abs() <= _MOST_FLOAT) & (scaled >= low) & (scaled <= high)) & ~missing
            value = nw.when(missing | wrong).then(nw.lit(0.0)).otherwise(scaled).cast(nw.Int64)
        else:
            words = "whole numbers, floats or decimals" if spec.kind is Kind.AMOUNT else "whole numbers of int64"
            raise _unread(heading, dtype, words)
        self.specs[name] = spec
        self.operands[f"_pk_{name}"] = value
        if spec.kind is not Kind.FLAG or name == "persons":
            assert wrong is not None
            self.operands[f"_pk_wrong_{name}"] = wrong
        self.operands[f"_pk_missing_{name}"] = missing

    def rejected(self) -> nw.Expr:
        """Where a row breaks what the models say."""
        found = [nw.col(name) for name in self.operands if name.startswith("_pk_wrong_")]
        for name, spec in self.specs.items():
            if not spec.nullable or name == "persons":
                found.append(nw.col(f"_pk_missing_{name}"))
        for order in MODEL_OF[HOUSEHOLD].orders:
            if {order.lesser, order.greater} <= self.specs.keys():
                a, b = nw.col(f"_pk_{order.lesser}"), nw.col(f"_pk_{order.greater}")
                known = ~nw.col(f"_pk_missing_{order.lesser}") & ~nw.col(f"_pk_missing_{order.greater}")
                found.append((a >= b if order.strict else a > b) & known)
        if {"persons", "persons_covered", "special_hardship_persons"} <= self.specs.keys():
            covered, hardship = (nw.col(f"_pk_{name}") for name in ("persons_covered", "special_hardship_persons"))
            known = ~nw.col("_pk_missing_persons_covered") & ~nw.col("_pk_missing_special_hardship_persons")
            found.append((covered + hardship > nw.col("_pk_persons")) & known)
        whole = found[0] if found else nw.lit(False)
        for each in found[1:]:
            whole = whole | each
        return whole

    def clean(self) -> dict[str, nw.Expr]:
        """The operands with something harmless in rows that are rejected, and the persons covered where not given."""
        made: dict[str, nw.Expr] = {}
        for name, spec in self.specs.items():
            if spec.kind is not Kind.FLAG:
                least = nw.lit(spec.ends[0], nw.Int64)
                made[f"_pk_{name}"] = nw.when(nw.col("rejected")).then(least).otherwise(nw.col(f"_pk_{name}"))
        if "persons" in self.specs:
            covered = made["_pk_persons"]
            if "special_hardship_persons" in self.specs:
                none = nw.col("_pk_missing_special_hardship_persons") | nw.col("rejected")
                hardship = nw.col("_pk_special_hardship_persons")
                covered = covered - nw.when(none).then(nw.lit(0, nw.Int64)).otherwise(hardship)
            if "persons_covered" in self.specs:
                missing = nw.col("_pk_missing_persons_covered")
                covered = nw.when(missing).then(covered).otherwise(made["_pk_persons_covered"])
            made["_pk_persons_covered"] = covered
        return made

    def inputs(self, facts: Iterable[str]) -> dict[str, nw.Expr]:
        """What the symbols of the facts stand for."""
        found: dict[str, nw.Expr] = {}
        for name in facts:
            spec, value = fields_of(Household)[name], nw.col(f"_pk_{name}")
            found[name] = value
            for end, bound in zip(("low", "high"), spec.ends, strict=True):
                if name in self.specs:
                    missing = nw.col(f"_pk_missing_{name}")
                    filled = nw.lit(bool(bound)) if spec.kind is Kind.FLAG else nw.lit(bound, nw.Int64)
                    found[f"{name}.{end}"] = nw.when(missing).then(filled).otherwise(value)
        return found


def _unread(heading: Heading, dtype: Any, allowed: str) -> RegisterError:
    return RegisterError(
        f"is a column of {dtype}",
        field=heading.hint,
        allowed=allowed,
        source=heading.rule,
        remedy=f"convert the column, or {ARROW}",
    )
