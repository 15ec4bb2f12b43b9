"""Two policies of one law over one register: what a reform costs, whom it reaches, and what it does to poverty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from povertykit.decision import Identity, LeftOut
from povertykit.errors import InvalidInput, RegisterError, UnknownName
from povertykit.measures.results import Tabular
from povertykit.money import Fen, Period, Periodic, to_yuan
from povertykit.policy import Policy
from povertykit.policy.assessment import Assessor
from povertykit.policy.plan import Plan
from povertykit.policy.proof import bulk_constants
from povertykit.policy.provision import Provision
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.changes import Change, Counter, Effect, decile_of
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.comparison_text import DECILE, summary
from povertykit.scenarios.compiled import Engine, Loops, loops_for
from povertykit.scenarios.costs import narrowed, payments_of
from povertykit.scenarios.inequality_change import InequalityChange, inequality_change
from povertykit.scenarios.made_up import is_synthetic
from povertykit.scenarios.poverty_change import PovertyChange, PovertyCounter, line_of
from povertykit.scenarios.reading import Reading, reading
from povertykit.scenarios.register import Money, Source, Table
from povertykit.scenarios.results import HOUSEHOLD, Computed, computed, exact_sum
from povertykit.scenarios.selection import selected
from povertykit.scenarios.simulate import OnError
from povertykit.scenarios.targeting_change import TargetingChange, TargetingCounter

__all__ = ["DECILE", "Comparison", "ProvisionChange", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionChange:
    """What one payment comes to before and after.

    Attributes:
        name: the payment.
        en: its label in English.
        zh: its label in Chinese.
        period: what it is paid for.
        before: fen before.
        after: fen after.
        households_before: the households that got it.
        households_after: those that get it.
        undetermined_before: those for which it could not be told.
        undetermined_after: likewise after.
    """

    name: str
    en: str
    zh: str
    period: Period
    before: Fen
    after: Fen
    households_before: int
    households_after: int
    undetermined_before: int
    undetermined_after: int

    @property
    def cost(self) -> Fen:
        """What the reform costs more (or less, below zero)."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Tabular):
    """What a reform does to a register.

    Attributes:
        baseline: the policy before.
        reform: the policy after.
        provisions: the payments, one entry for each payment and period.
        changes: by period, for all households.
        groups: by column, by its value (None where a row has none), by period; with the grouping `DECILE`.
        poverty: before and after, where a line was given.
        targeting: whom monthly payments reach of those poor without them, where a line was given.
        inequality: before and after, where tenths were asked for, since both need each household's income at once.
        rows: the households that were compared.
        rejected: those that were not taken.
        left_out: the provisions that were not computed on one side or both, and why.
        synthetic: whether the register is made up.
    """

    baseline: Identity
    reform: Identity
    provisions: tuple[ProvisionChange, ...]
    changes: Mapping[Period, Change]
    groups: Mapping[str, Mapping[str | None, Mapping[Period, Change]]] = field(repr=False)
    poverty: PovertyChange | None
    rows: int
    rejected: int
    left_out: Mapping[str, LeftOut] = field(repr=False)
    synthetic: bool = False
    targeting: TargetingChange | None = None
    inequality: InequalityChange | None = None

    def to_rows(self) -> list[dict[str, object]]:
        """One row for each payment, money in yuan: for a dataframe."""
        names = ("before", "after", "cost")
        counts = ("households_before", "households_after", "undetermined_before", "undetermined_after")
        return [
            {"provision": each.name, "period": each.period.value}
            | {name: to_yuan(getattr(each, name)) for name in names}
            | {name: getattr(each, name) for name in counts}
            for each in self.provisions
        ]

    def group_rows(self, column: str) -> list[dict[str, object]]:
        """One row for each group of a column and each period, money in yuan: for a dataframe.

        Raises:
            UnknownName: the register was not grouped by that column.
        """
        if column not in self.groups:
            raise UnknownName.among(column, self.groups, "grouping")
        return [
            {column: label, "period": period.value, **change.to_dict()}
            for label, by_period in self.groups[column].items()
            for period, change in by_period.items()
        ]

    def summary(self, language: str = "en") -> str:
        """The comparison in tables, in English ("en") or Chinese ("zh")."""
        return summary(self, language)

    def __str__(self) -> str:
        return self.summary()


def compare(
    baseline: Policy,
    reform: Policy,
    register: Source,
    *,
    by: Iterable[str] = (),
    deciles: bool = True,
    poverty_line: Fen | Periodic | None = None,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    engine: Engine = "auto",
) -> Comparison:
    """Run two policies of one law over one register, and compare what each household gets.

    Payments of different periods are kept apart everywhere: a household may win by the month and lose by the year.
    A household with a payment that hangs on missing facts is undetermined, neither winner nor loser.

    Args:
        baseline: the policy as it is.
        reform: another policy of the same law, such as `baseline.reform(...)`.
        register: as `simulate` takes it; it is read once, and once for each column of `by`.
        by: columns to group by, by heading or by field, also columns that are no facts, such as a township.
        deciles: whether to group by tenths of persons too, ranked by income per person, where the register has the
            income, and to measure inequality; this alone keeps a few numbers for each household.
        poverty_line: of one person, by the month, or `per_year(...)`; with it, poverty before and after is measured
            (income and monthly payments of the household against the line for each of its persons), and the targeting
            of monthly payments and of what the reform adds to them (at those poor without them).
        provisions: only these payments; by default all that the register's tables allow.
        on_error: "stop" at wrong rows, or "quarantine": pass such households over and count them.
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.
        engine: "auto", "numpy" or "compiled", as `simulate` takes it; the households count for both policies.

    Raises:
        InvalidInput: no policies, policies of two laws, or nothing that is paid.
        UnknownName: a column of `by`, or a provision, that there is not.
        RegisterError: as `simulate` says; a poverty line for a register without income or persons.
        BareAmount, OutOfRange: a line that is a bare number, or not above zero.

    Examples:
        >>> from datetime import date
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = {"town": ["North", "South"], "persons": [3, 2], "household_income_yuan": ["500.00", "700.00"],
        ...             "on_dibao": [True, True], "in_backstop": [False, False]}
        >>> found = compare(policy, policy.reform(dibao_standard=yuan(400)), register, by=["town"], deciles=False,
        ...                 provisions=["guarantee_gap"])
        >>> print(found)
        Fictional County, 2030-06-01
        dibao standard for each person: 300.00 yuan -> 400.00 yuan
        2 households compared, 0 rejected
        <BLANKLINE>
        payment (yuan)               before   after    cost  households  undetermined
        gap to the standard (month)  400.00  800.00  400.00      1 -> 2        0 -> 0
        <BLANKLINE>
        all (month)      before   after    more
        yuan             400.00  800.00  400.00
        households paid       1       2       1
        persons in them       3       5       2
        <BLANKLINE>
        who (month)            households    yuan
        winners                         2  400.00
        losers                          0    0.00
        unchanged                       0
        undetermined                    0
        entrants: paid newly            1
        leavers: paid no more           0
        <BLANKLINE>
        town (month, yuan)  households    paid  persons in them  before   after    cost  winners  entrants
        North                        1  1 -> 1           3 -> 3  400.00  700.00  300.00        1         0
        South                        1  0 -> 1           0 -> 2    0.00  100.00  100.00        1         1
    """
    _check(baseline, reform)
    if isinstance(provisions, str) or isinstance(by, str):
        raise InvalidInput(f"got {by if isinstance(by, str) else provisions!r}", field="compare", allowed="a list")
    line = None if poverty_line is None else line_of(poverty_line)
    by = tuple(by)
    read = reading(register, columns, money, on_error, also=by)
    wanted = None if provisions is None else tuple(provisions)
    pairs = _pairs(baseline, reform)
    sides = [_Side(policy, read, _in_force(policy, other, wanted), engine) for policy, other in pairs]
    return _Run(sides, read, by, deciles, line).compared()


def _pairs(one: Policy, other: Policy) -> list[tuple[Policy, Policy]]:
    return [(one, other), (other, one)]


def _in_force(policy: Policy, other: Policy, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The provisions named, without those that are in force only under the other policy."""
    if names is None:
        return None

    def absent(name: str) -> bool:
        why = policy.left_out.get(name)
        return why is not None and why.reason == "not in force" and name not in other.left_out

    return tuple(name for name in names if not absent(name))


def _check(baseline: object, reform: object) -> None:
    for name, policy in (("baseline", baseline), ("reform", reform)):
        if not isinstance(policy, Policy):
            raise InvalidInput(f"got {type(policy).__name__}", field=name, allowed="a policy")
    assert isinstance(baseline, Policy)
    assert isinstance(reform, Policy)
    if (baseline.law.name, baseline.law.code) != (reform.law.name, reform.law.code):
        raise InvalidInput(
            f"is a policy of {reform.law.name}, the baseline of {baseline.law.name}",
            field="reform",
            allowed="two policies of one law",
            remedy="make it with baseline.reform(...)",
        )


class _Side:
    """One of the two policies."""

    def __init__(self, policy: Policy, read: Reading, provisions: tuple[str, ...] | None, engine: Engine) -> None:
        self.policy = policy
        chosen = selected(policy, provisions, dict(read.register.tables))
        self.left_out: dict[str, LeftOut] = chosen.left_out
        self.plan: Plan = narrowed(policy, chosen.plan)
        self.rules: list[Provision[int]] = payments_of(self.plan)
        self.constants: dict[str, Any] = bulk_constants(policy.constants)
        self.conflicts = Assessor(policy, HOUSEHOLD, self.plan).conflicts
        rows = read.register.households.size
        self.loops: Loops | None = loops_for(policy, self.plan, engine, None if rows is None else 2 * rows)
        self.sums = {rule.name: [0, 0, 0] for rule in self.rules}

    def run(self, batch: Batch) -> dict[Period, tuple[Integers, Flags]]:
        """What each household gets by period, of what is determined, and where that is not all."""
        result = computed(self.plan, self.conflicts, self.constants, batch, self.loops)
        found: dict[Period, tuple[Integers, Flags]] = {}
        for rule in self.rules:
            assert rule.period is not None
            values, open_ = self._of(rule, result, batch.size)
            total, unclear = found.get(rule.period, (np.zeros(batch.size, np.int64), np.zeros(batch.size, np.bool_)))
            found[rule.period] = (total + values, unclear | open_)
        return found

    def _of(self, rule: Provision[int], result: Computed, size: int) -> tuple[Integers, Flags]:
        values: Integers = result.values[HOUSEHOLD, rule.name]
        given = result.open[HOUSEHOLD, rule.name]
        open_ = np.zeros(size, np.bool_) if given is None else given
        values = values if given is None else values * ~given
        counted = (exact_sum(values), int(np.count_nonzero(values)), int(np.count_nonzero(open_)))
        self.sums[rule.name] = [a + b for a, b in zip(self.sums[rule.name], counted, strict=True)]
        return values, open_


class _Labels:
    """The values of a column for one block of rows after another."""

    def __init__(self, households: Table, column: str) -> None:
        known = households.headings.known
        heading = known[column].text if column in known else column
        texts = [*(each.text for each in known.values()), *households.headings.unknown]
        if heading not in texts:
            raise UnknownName.among(column, texts, "column of the register (by)")
        self.parts: Iterator[list[str | None]] = households.labels(heading)
        self.kept: list[str | None] = []
        self.place = 0

    def rows(self, start: int, size: int) -> list[str | None]:
        """Those of some rows; each call asks for rows further down."""
        while self.place + len(self.kept) < start + size:
            self.kept += next(self.parts)
        first = start - self.place
        found, self.kept = self.kept[first : first + size], self.kept[first + size :]
        self.place = start + size
        return found


class _Run:
    """A comparison under way."""

    def __init__(
        self, sides: list[_Side], read: Reading, by: tuple[str, ...], deciles: bool, line: Periodic | None
    ) -> None:
        self.sides, self.read, self.line = sides, read, line
        if not any(side.rules for side in sides):
            raise InvalidInput("there is no payment to compare", field="provisions", allowed="payments to households")
        self.periods = list(dict.fromkeys(r.period for side in sides for r in side.rules if r.period is not None))
        households = read.register.households
        self.labels = {column: _Labels(households, column) for column in by}
        self.all = Counter()
        self.groups = {column: Counter() for column in by}
        has_income = "household_income" in households.headings.known
        self.deciles: list[tuple[Integers, Integers, Flags, dict[Period, Effect]]] | None = None
        if deciles and has_income and DECILE not in by:
            self.deciles = []
        if line is not None and not has_income:
            raise RegisterError("has no column household_income (家庭月收入)", field="households", remedy="add it")
        self.poverty = None if line is None else PovertyCounter(line)
        self.targeting = None if line is None else TargetingCounter(line)

    def compared(self) -> Comparison:
        """Go through the register."""
        for block in self.read.blocks():
            batch = block.batch
            before, after = (side.run(batch) for side in self.sides)
            nothing = (np.zeros(batch.size, np.int64), np.zeros(batch.size, np.bool_))
            effects = {}
            for period in self.periods:
                (old, open_), (new, open_too) = before.get(period, nothing), after.get(period, nothing)
                effects[period] = Effect(old, new, open_ | open_too)
            self._add(batch, block.size, block.piece.start, effects)
        return self._result()

    def _add(self, batch: Batch, size: int, start: int, effects: dict[Period, Effect]) -> None:
        column = batch.columns.get("persons")
        persons: Any = np.zeros(batch.size, np.int64) if column is None else column.values
        self.all.add([""], np.zeros(batch.size, np.int64), persons, effects)
        chosen = None if isinstance(batch.rows, slice) else batch.rows - start
        for name, labels in self.labels.items():
            given = labels.rows(start, size)
            kept = given if chosen is None else [given[row] for row in chosen.tolist()]
            codes: dict[str | None, int] = {}
            places = np.fromiter((codes.setdefault(each, len(codes)) for each in kept), np.int64, len(kept))
            self.groups[name].add(list(codes), places, persons, effects)
        income = batch.columns.get("household_income")
        if income is None:
            return
        unknown = np.zeros(batch.size, np.bool_) if income.missing is None else income.missing
        known: Any = income.values
        if self.deciles is not None and column is not None:
            self.deciles.append((known, persons, unknown, effects))
        if self.poverty is not None and self.targeting is not None:
            if column is None:
                raise RegisterError("has no column persons (家庭人口)", field="households", remedy="add it")
            month = effects.get(Period.MONTH, Effect(np.zeros_like(persons), np.zeros_like(persons), unknown))
            self.poverty.add(known, persons, unknown, month)
            self.targeting.add(known, persons, unknown, month)

    def _result(self) -> Comparison:
        groups = {name: _frozen(counter.changes()) for name, counter in self.groups.items()}
        if self.deciles:
            groups[DECILE] = _frozen(_by_decile(self.deciles))
        changes = self.all.changes().get("", {})
        nobody = Change(**dict.fromkeys(Change.__dataclass_fields__, Fen(0)))
        return Comparison(
            baseline=self.sides[0].policy.identity,
            reform=self.sides[1].policy.identity,
            provisions=tuple(self._provisions()),
            changes=MappingProxyType({period: changes.get(period, nobody) for period in self.periods}),
            groups=MappingProxyType(groups),
            poverty=None if self.poverty is None else self.poverty.result(),
            targeting=None if self.targeting is None else self.targeting.result(),
            inequality=inequality_change(self.deciles) if self.deciles else None,
            rows=self.read.households - self.read.rejected,
            rejected=self.read.rejected,
            left_out=MappingProxyType({**self.sides[0].left_out, **self.sides[1].left_out}),
            synthetic=is_synthetic(self.read.register.households.headings.unknown),
        )

    def _provisions(self) -> Iterator[ProvisionChange]:
        keys = dict.fromkeys((rule.name, rule.period) for side in self.sides for rule in side.rules)
        for name, period in keys:
            found = [
                next(
                    ((rule, side.sums[name]) for rule in side.rules if (rule.name, rule.period) == (name, period)), None
                )
                for side in self.sides
            ]
            rule = next(each[0] for each in found if each is not None)
            (before, had, open_), (after, have, open_too) = ([0, 0, 0] if each is None else each[1] for each in found)
            assert period is not None
            yield ProvisionChange(
                name=name,
                en=rule.en,
                zh=rule.zh,
                period=period,
                before=Fen(before),
                after=Fen(after),
                households_before=had,
                households_after=have,
                undetermined_before=open_,
                undetermined_after=open_too,
            )


def _frozen(
    changes: dict[str | None, dict[Period, Change]],
) -> Mapping[str | None, Mapping[Period, Change]]:
    return MappingProxyType({label: MappingProxyType(each) for label, each in changes.items()})


def _by_decile(
    kept: list[tuple[Integers, Integers, Flags, dict[Period, Effect]]],
) -> dict[str | None, dict[Period, Change]]:
    """The changes by tenths; households whose income is not known stand apart."""
    income, persons = np.concatenate([each[0] for each in kept]), np.concatenate([each[1] for each in kept])
    unknown = np.concatenate([each[2] for each in kept])
    codes = np.zeros(income.size, np.int64)
    codes[~unknown] = decile_of(income[~unknown], persons[~unknown])
    effects = {
        period: Effect(
            np.concatenate([each[3][period].before for each in kept]),
            np.concatenate([each[3][period].after for each in kept]),
            np.concatenate([each[3][period].unclear for each in kept]),
        )
        for period in kept[0][3]
    }
    counter = Counter()
    counter.add([None, *map(str, range(1, 11))], codes, persons, effects)
    return counter.changes()
