"""The rules as narwhals expressions, so that Polars, DuckDB, Spark and whoever narwhals knows run the plan themselves.

Each rule runs once on symbols; what it computes is said again as expressions over columns, in stages in which nothing
that is used twice is computed twice. A fact that may be null is the interval of all that it may be, as in `simulate`: a
payment is null where it hangs on a null, and never 0 for that. The models' bounds, which make int64 safe, are checked
on every row first. Only for rules about households that ask for nothing of their members, loans and claims; ids that
stand twice are not looked for. For the rest there is `povertykit.adapters.arrow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import narwhals as nw

from povertykit import arithmetic
from povertykit.arithmetic import INT64_MAX
from povertykit.decision import Unit
from povertykit.errors import PolicyError, RegisterError
from povertykit.models import MODEL_OF, Entity, FieldSpec, Household, Kind, fields_of
from povertykit.money import HALF_UP, UP
from povertykit.policy.assessment import Assessor
from povertykit.policy.declaration import FINDINGS
from povertykit.policy.interval import Interval
from povertykit.policy.plan import PARENT, Plan
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.symbolic import Graph, Node, Symbol
from povertykit.policy.terms import Figure, Link
from povertykit.scenarios.register import HOUSEHOLD_ID, Heading, Headings, Money, Table, headings_of
from povertykit.scenarios.selection import selected
from povertykit.scenarios.simulate import OnError, check_options

__all__ = ["apply", "expressions"]

_ARROW: Final = "run it by policy.simulate(frame), or over record batches by povertykit.adapters.arrow.batches(policy)"
_MOST_FLOAT: Final = 2.0**51
_EXACT_IN_DOUBLES: Final = 2**53
_KINDS: Final = (Kind.AMOUNT, Kind.COUNT, Kind.FLAG)
_TWICE: Final = frozenset({"smaller", "larger", "floor0", "round_div"})
HOUSEHOLD: Final = Entity.HOUSEHOLD


def expressions(policy: Policy, *, provisions: Iterable[str] | None = None) -> dict[str, nw.Expr]:
    """The results of a policy's rules about households, by name, as expressions over columns named as the facts.

    Amounts are whole fen (int64), counts int64, flags bool; `persons_covered` must be there and have no nulls where a
    rule needs it. The columns must lie within the models' bounds: nothing is checked, which `apply` does.

    Args:
        policy: the policy.
        provisions: only these and what they need.

    Returns:
        Fen for an amount, null where it is not determined; for a test 0 not met, 1 unknown, 2 met; for a finding
        whether it is found.

    Raises:
        PolicyError, RegisterError: a rule that engines of frames cannot carry out, and what can.
    """
    given = {name: Heading(name, spec) for name, spec in fields_of(Household).items()}
    program = _Program(policy, _plan(policy, provisions, Headings(given, ())))
    written = _Writing(program.graph, [], staged=False)
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
        provisions: only these and what they need.
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
    program = _Program(policy, _plan(policy, provisions, headings), _complete(given, headings))
    names = {name: f"{name}_fen" if result.amount else name for name, result in program.results.items()}
    if taken := {*names.values(), "rejected"} & set(given.collect_schema().names()):
        raise RegisterError(f"has a column {sorted(taken)[0]} already", field="households", remedy="rename it")
    read = _Reading(given, headings)
    prepared = given.with_columns(**read.operands).with_columns(rejected=read.rejected())
    if on_error == "stop":
        _stop_at(prepared)
    prepared = prepared.with_columns(**read.clean())
    written = _Writing(program.graph, [], staged=True)
    written.inputs.update(read.inputs(program.plan.facts.get(HOUSEHOLD, frozenset())))
    outputs = {names[name]: written.output(result) for name, result in program.results.items()}
    for stage in written.stages:
        prepared = prepared.with_columns(**stage)
    return _finished(given, prepared, outputs, rejected=on_error == "quarantine")


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


def _plan(policy: Policy, provisions: Iterable[str] | None, headings: Headings) -> Plan:
    """The plan, if all of it is about households by themselves."""
    if provisions is None:
        parts = sorted(
            rule.name for rule in policy.provisions() if PARENT.get(rule.entity) and rule.kind is not ProvisionKind.CASE
        )
        if parts:
            whole = [rule.name for rule in policy.provisions() if rule.entity is HOUSEHOLD]
            raise PolicyError(
                f"has rules about members, loans or claims: {', '.join(parts)}",
                field=policy.law.name,
                allowed=f"rules about households by themselves; name them with provisions=[...], of {whole}",
                remedy=_ARROW,
            )
    tables = {"households": cast("Table", _Columns("households", headings))}
    return selected(policy, provisions, tables).plan


@dataclass(frozen=True, slots=True)
class _Result:
    """A result: what it comes to where it is determined, and where it is open."""

    value: Any
    open: Any
    amount: bool


class _Program:
    """A plan run on symbols; the frames of households alone."""

    def __init__(self, policy: Policy, plan: Plan, complete: frozenset[str] = frozenset()) -> None:
        self.plan, self.graph, self.complete = plan, Graph(), complete
        self.frame: dict[str, Any] = dict(bulk_constants(policy.constants))
        for name in sorted(plan.facts.get(HOUSEHOLD, ())):
            self.frame[name] = self._fact(fields_of(Household)[name])
        plan.run(self)
        self.results: dict[str, _Result] = {}
        for rule in plan.rules():
            if rule.kind is not ProvisionKind.CASE:
                self.results[rule.name] = self._result(rule)
        for finding, names in Assessor(policy, HOUSEHOLD, plan).conflicts:
            found = Interval.of(self.frame[finding.name])
            for name in names[HOUSEHOLD]:
                if name in self.results and plan_kind(plan, name) not in FINDINGS:
                    self.results[name] = _contested(self.results[name], found.low, found.high)

    def _fact(self, spec: FieldSpec) -> Any:
        low, high = spec.ends
        if spec.kind not in _KINDS:
            raise PolicyError(f"is {spec.kind.en}, which the native path does not read", field=spec.name, remedy=_ARROW)
        if spec.kind is Kind.FLAG:
            low, high = False, True
        if not spec.nullable or spec.name in {"persons", "persons_covered", *self.complete}:
            return self.graph.column(spec.name, low, high)
        return Interval(*(self.graph.column(f"{spec.name}.{end}", low, high) for end in ("low", "high")))

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        """Make a rule's result."""
        if rule.as_of is not None:
            raise PolicyError(f"goes by the date of its {rule.as_of}, row by row", field=rule.name, remedy=_ARROW)
        self.frame[rule.name] = rule.function(*[self.frame[source] for source in sources])

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        """Refuse a figure by date."""
        raise PolicyError(f"is looked up by {field}, row by row", field=figure.name, remedy=_ARROW)

    def link(self, link: Link) -> None:
        """Refuse a total."""
        raise PolicyError(f"is a {link.how} over {link.source_entity.value}s", field=link.name, remedy=_ARROW)

    def _result(self, rule: Provision[int]) -> _Result:
        known = Interval.of(self.frame[rule.name])
        low, high = known.low, known.high
        if rule.kind in FINDINGS:
            return _Result(low, False, amount=False)
        if rule.unit is Unit.FLAG:
            codes = [arithmetic.where(end, 1, 0) for end in (low, high)]
            return _Result(codes[0] + codes[1], False, amount=False)
        same: Any = True if low is high else low == high
        return _Result(low, arithmetic.negate(same), amount=True)


def plan_kind(plan: Plan, name: str) -> ProvisionKind:
    """The kind of a rule of a plan."""
    return next(rule.kind for rule in plan.rules() if rule.name == name)


def _contested(result: _Result, sure: Any, possible: Any) -> _Result:
    """A result of a case that two rules claim: an amount is open, unless it is only possible and nothing is paid."""
    if result.amount:
        return _Result(result.value, result.open | sure | (possible & (result.value != 0)), amount=True)
    return _Result(arithmetic.where(possible, 1, result.value), result.open, amount=False)


class _Reading:
    """The columns of a frame as operands: for each its value, where it is missing and where it is wrong."""

    def __init__(self, frame: Any, headings: Headings) -> None:
        self.operands: dict[str, nw.Expr] = {}
        self.specs: dict[str, FieldSpec] = {}
        schema = frame.collect_schema()
        for name, heading in headings.known.items():
            if heading.spec.kind in _KINDS:
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
        remedy=f"convert the column, or {_ARROW}",
    )


@dataclass(slots=True)
class _Cell:
    """An expression, and the stage in which it can be computed."""

    expr: nw.Expr
    stage: int
    plain: bool = False


@dataclass(slots=True)
class _Writing:
    """Says a graph as expressions, in stages: what is used more than once becomes a column of the next stage."""

    graph: Graph
    stages: list[dict[str, nw.Expr]]
    staged: bool
    inputs: dict[str, nw.Expr] = field(default_factory=dict)
    cells: dict[int, _Cell] = field(default_factory=dict)
    uses: dict[int, int] = field(default_factory=dict)

    def output(self, result: _Result) -> tuple[nw.Expr, nw.Expr]:
        """A result's value and where it is open, as columns of the last stage."""
        value, open_ = (self._column(part) for part in (result.value, result.open))
        return value, open_

    def _column(self, part: Any) -> nw.Expr:
        if not isinstance(part, Symbol):
            return _literal(part)
        self._count()
        return self._kept(self.cell(part.place)).expr

    def value(self, part: Any) -> nw.Expr:
        """The expression of a symbol or of a plain number."""
        return self.cell(part.place).expr if isinstance(part, Symbol) else _literal(part)

    def _count(self) -> None:
        if not self.uses:
            for node in self.graph.nodes:
                for place in node.operands:
                    self.uses[place] = self.uses.get(place, 0) + (2 if node.operation in _TWICE else 1)

    def cell(self, place: int) -> _Cell:
        """What a node computes."""
        if place not in self.cells:
            node = self.graph.nodes[place]
            if node.operation == "constant":
                cell = _Cell(_literal(node.value), 0, plain=True)
            elif node.operation == "input":
                cell = _Cell(self.inputs[str(node.value)], 0)
            else:
                cell = self._operation(node)
            self.cells[place] = self._kept(cell) if self.uses.get(place, 0) > 1 else cell
        return self.cells[place]

    def _kept(self, cell: _Cell) -> _Cell:
        """A cell that may be used often: a column of its own."""
        if cell.plain or not self.staged:
            return cell
        while len(self.stages) <= cell.stage:
            self.stages.append({})
        name = f"_pk_{cell.stage}_{len(self.stages[cell.stage])}"
        self.stages[cell.stage][name] = cell.expr
        return _Cell(nw.col(name), cell.stage + 1, plain=True)

    def _operation(self, node: Node) -> _Cell:
        cells = [self.cell(place) for place in node.operands]
        if node.operation == "round_div":
            return self._division(node, *cells)
        made = _OPERATIONS.get(node.operation)
        if made is None:
            raise PolicyError(f"{node.operation} is nothing that engines of frames do exactly", remedy=_ARROW)
        return _Cell(made(*(cell.expr for cell in cells)), max(cell.stage for cell in cells))

    def _division(self, node: Node, over: _Cell, under: _Cell) -> _Cell:
        """A rounded division of numbers of 0 or more, which all engines divide alike, the sign put back after it."""
        assert node.rounding is not None
        numerator, divisor = (self.graph.nodes[place] for place in node.operands)
        unit, mode = node.rounding.unit.value, node.rounding.mode
        most, by = max(abs(numerator.low), abs(numerator.high)), divisor.high * unit
        if most + 2 * by > INT64_MAX // 2:
            raise PolicyError(f"divides numbers up to {most}, near the end of int64", remedy=_ARROW)
        signed = numerator.low < 0
        a, stage = over.expr, max(over.stage, under.stage)
        b = under.expr * unit if unit > 1 else under.expr
        size = self._kept(
            _Cell(nw.when(a < 0).then(-a).otherwise(a) if signed else a, stage, over.plain and not signed)
        )
        ahead, stage = size.expr, max(size.stage, stage)
        if mode is HALF_UP:
            half = nw.lit(divisor.low * unit // 2, nw.Int64) if divisor.low == divisor.high else b // 2
            ahead = ahead + half
        whole = self._quotient(_Cell(ahead, stage), b, exact=most + by < _EXACT_IN_DOUBLES)
        quotient = whole.expr
        if mode is UP:
            quotient = quotient + nw.when(quotient * b < size.expr).then(_literal(1)).otherwise(_literal(0))
        quotient = quotient * unit if unit > 1 else quotient
        return _Cell(nw.when(a < 0).then(-quotient).otherwise(quotient) if signed else quotient, whole.stage)

    def _quotient(self, ahead: _Cell, b: nw.Expr, *, exact: bool) -> _Cell:
        """The whole quotient; some engines divide whole numbers as doubles, which are put right beyond 2**53."""
        a = self._kept(ahead)
        first = self._kept(_Cell((a.expr // b).cast(nw.Int64), a.stage))
        if exact:
            return first
        second = self._kept(_Cell(first.expr + ((a.expr - first.expr * b) // b).cast(nw.Int64), first.stage))
        rest = self._kept(_Cell(a.expr - second.expr * b, second.stage))
        one, none = _literal(1), _literal(0)
        more = nw.when(rest.expr >= b).then(one).otherwise(none) - nw.when(rest.expr < 0).then(one).otherwise(none)
        return self._kept(_Cell(second.expr + more, rest.stage))


def _literal(value: Any) -> nw.Expr:
    return nw.lit(value) if isinstance(value, bool) else nw.lit(int(value), nw.Int64)


_OPERATIONS: Final[dict[str, Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "minus": lambda a: -a,
    "below": lambda a, b: a < b,
    "at_most": lambda a, b: a <= b,
    "above": lambda a, b: a > b,
    "at_least": lambda a, b: a >= b,
    "equal": lambda a, b: a == b,
    "unequal": lambda a, b: a != b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "where": lambda condition, yes, no: nw.when(condition).then(yes).otherwise(no),
    "negate": lambda a: ~a,
    "smaller": lambda a, b: nw.when(a <= b).then(a).otherwise(b),
    "larger": lambda a, b: nw.when(a >= b).then(a).otherwise(b),
    "floor0": lambda a: nw.when(a > 0).then(a).otherwise(_literal(0)),
}
