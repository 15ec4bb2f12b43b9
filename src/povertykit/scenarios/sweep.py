"""What a policy costs at many candidate values of one figure, from one run over the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from povertykit.decision import Identity, Unit
from povertykit.errors import InvalidInput, UnlikePeriods
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan
from povertykit.policy import Policy
from povertykit.policy.assessment import Assessor
from povertykit.policy.plan import Plan
from povertykit.policy.proof import bulk_constants
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Setting
from povertykit.scenarios.compiled import Engine, loops_for
from povertykit.scenarios.costs import Costs, costs_by_curves, narrowed, payments_of
from povertykit.scenarios.curves import NotACurve
from povertykit.scenarios.figures import Varied, in_words, over_one, varied
from povertykit.scenarios.made_up import is_synthetic, synthetic_lines
from povertykit.scenarios.reading import Reading, reading
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.results import HOUSEHOLD, computed, exact_sum
from povertykit.scenarios.selection import selected
from povertykit.scenarios.simulate import OnError
from povertykit.text_table import Shown, table

__all__ = ["Method", "Question", "Sweep", "SweepPoint", "period_of", "sweep"]

Method: TypeAlias = Literal["curves", "simulation"]


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """What the policy comes to at one value of the figure.

    Attributes:
        value: the value, as it was handed in.
        amounts: fen by payment; of the households where it is determined.
        households: by payment, the households that get something.
        by_period: fen by period; amounts of different periods are not added.
        paid: by period, the households that get something in it.
        undetermined: the households with a payment that hangs on a missing fact; it is in no amount.
    """

    value: Setting
    amounts: Mapping[str, Fen]
    households: Mapping[str, int]
    by_period: Mapping[Period, Fen]
    paid: Mapping[Period, int]
    undetermined: int


@dataclass(frozen=True, slots=True)
class Sweep(Shown):
    """What a policy comes to at each of many values of one figure.

    Attributes:
        vary: the figure.
        en: its label in English.
        zh: its label in Chinese.
        identity: the policy, at the first value.
        points: one for each value, in the order given.
        rows: the households decided.
        rejected: the households that were not taken.
        method: "curves", for all values at once, or "simulation", value by value.
        why: for simulation, what curves could not follow.
        labels: the payments' labels in English and Chinese.
        texts: the values in words.
        synthetic: whether the register is made up.
    """

    vary: str
    en: str
    zh: str
    identity: Identity
    points: tuple[SweepPoint, ...]
    rows: int
    rejected: int
    method: Method
    why: str = ""
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)
    synthetic: bool = False

    def to_rows(self) -> list[dict[str, object]]:
        """One row for each value and payment, amounts in yuan: for a dataframe."""
        return [
            {
                self.vary: to_yuan(point.value) if isinstance(point.value, Fen) else point.value,
                "provision": name,
                "amount": to_yuan(amount),
                "households": point.households[name],
            }
            for point in self.points
            for name, amount in point.amounts.items()
        ]

    def summary(self, language: str = "en") -> str:
        """A table of the values, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        periods = list(self.points[0].by_period)
        heading = [self.zh if zh else self.en]
        for period in periods:
            heading += [f"金额（元，{period.zh}）", "户数"] if zh else [f"yuan ({period.en})", "households"]
        heading.append("待定户数" if zh else "undetermined")
        rows = []
        for point in self.points:
            row = [in_words(point.value, language)]
            for period in periods:
                row += [f"{to_yuan(point.by_period[period]):,}", f"{point.paid[period]:,}"]
            rows.append([*row, f"{point.undetermined:,}"])
        head = [*synthetic_lines(self.synthetic, language), self.identity.without(self.vary).text(language)]
        return "\n".join([*head, table(rows, heading, indent="", right=range(len(heading)))])

    def __str__(self) -> str:
        return self.summary()


def sweep(
    policy: Policy,
    register: Source,
    *,
    vary: str = "dibao_standard",
    values: Iterable[Setting],
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    engine: Engine = "auto",
) -> Sweep:
    """What a policy comes to at each of many values of one figure, to the same fen as `simulate` at each.

    The register is run once, with the figure as an unknown: every household's payments come out as pieces of straight
    lines (and of rounded ones) over the figure, whose sums are sorted and added up once and then read at any value.
    Where a rule does more with the figure than that, the values are simulated one by one.

    Args:
        policy: the policy.
        register: as `simulate` takes it; it is read once.
        vary: an open term or a legal figure that is an amount, a rate or a count.
        values: its candidates, as `reform` takes them.
        provisions: only these payments; by default all that the register's tables allow.
        on_error: "stop" at wrong rows, or "quarantine": pass such households over and count them.
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.
        engine: "auto", "numpy" or "compiled", as `simulate` takes it, where values are simulated one by one.

    Raises:
        UnknownName: `vary` or a provision that there is not.
        InvalidInput: `vary` is no number; no values; values of the wrong kind.
        BareAmount, OutOfRange: values that the figure does not take.
        RegisterError: as `simulate` says.

    Examples:
        >>> from datetime import date
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = {"persons": [3, 2], "household_income_yuan": ["500.00", "700.00"], "on_dibao": [True, True],
        ...             "in_backstop": [False, False]}
        >>> print(sweep(policy, register, values=[yuan(300), yuan(400)], provisions=["guarantee_gap"]))
        Fictional County, 2030-06-01
        dibao standard for each person  yuan (month)  households  undetermined
                           300.00 yuan        400.00           1             0
                           400.00 yuan        800.00           2             0
    """
    question = Question.of(policy, register, vary, provisions, on_error, money, columns)
    wanted = list(values) if isinstance(values, Iterable) and not isinstance(values, str | bytes) else values
    operands = question.figure.operands(wanted)
    assert isinstance(wanted, list)
    at, denominator = over_one(operands)
    first = question.at(wanted[0])
    method: Method = "curves"
    why = ""
    try:
        ends = (min(at), max(at))
        costs = costs_by_curves(*first, question.reading, vary, ends, denominator, prove=False)
        points = _points(costs, wanted, at, first[1])
    except NotACurve as reason:
        method, why = "simulation", str(reason)
        points = _simulated(question, wanted, engine)
    labels = {rule.name: (rule.en, rule.zh) for rule in payments_of(first[1])}
    item = question.figure.item
    texts = tuple(question.figure.shown(value) for value in wanted)
    read = question.reading
    return Sweep(
        vary,
        item.en,
        item.zh,
        first[0].identity,
        points,
        read.households - read.rejected,
        read.rejected,
        method,
        why,
        labels,
        texts,
        is_synthetic(read.register.households.headings.unknown),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A figure varied over a register.

    Attributes:
        figure: the figure.
        reading: the register.
        provisions: the payments asked for; None for all that the tables allow.
    """

    figure: Varied
    reading: Reading
    provisions: tuple[str, ...] | None

    @classmethod
    def of(
        cls,
        policy: Policy,
        register: Source,
        vary: str,
        provisions: Iterable[str] | None,
        on_error: OnError,
        money: Money | None,
        columns: Mapping[str, str] | None,
    ) -> Question:
        """Check what was asked, and open the register."""
        if isinstance(provisions, str):
            raise InvalidInput(f"got {provisions!r}", field="provisions", allowed="a list of names")
        figure = varied(policy, vary)
        chosen = None if provisions is None else tuple(provisions)
        return cls(figure, reading(register, columns, money, on_error), chosen)

    def at(self, value: Setting) -> tuple[Policy, Plan]:
        """The policy with a value of the figure, and the plan of its payments."""
        policy = self.figure.at(value)
        plan = selected(policy, self.provisions, dict(self.reading.register.tables)).plan
        plan = narrowed(policy, plan)
        if not payments_of(plan):
            raise InvalidInput("there is no payment among them", field="provisions", allowed="payments to households")
        return policy, plan


def _points(costs: Costs, values: Sequence[Setting], at: Sequence[int], plan: Plan) -> tuple[SweepPoint, ...]:
    amounts = {name: steps.at(at) for name, steps in costs.amounts.items()}
    households = {name: steps.counts(at) for name, steps in costs.amounts.items()}
    paid = {period: steps.counts(at) for period, steps in costs.paid.items()}
    undetermined = costs.undetermined.counts(at)
    rules = payments_of(plan)
    return tuple(
        SweepPoint(
            value,
            {name: Fen(each[place]) for name, each in amounts.items()},
            {name: each[place] for name, each in households.items()},
            _by_period(rules, {name: each[place] for name, each in amounts.items()}),
            {period: each[place] for period, each in paid.items()},
            undetermined[place],
        )
        for place, value in enumerate(values)
    )


def _by_period(rules: Sequence[Provision[int]], amounts: Mapping[str, int]) -> dict[Period, Fen]:
    sums: dict[Period, Fen] = {}
    for rule in rules:
        assert rule.period is not None
        sums[rule.period] = sums.get(rule.period, Fen(0)) + Fen(amounts[rule.name])
    return sums


def _simulated(question: Question, values: Sequence[Setting], engine: Engine) -> tuple[SweepPoint, ...]:
    """Every value by itself, on each block of the register."""
    policies = [question.at(value) for value in values]
    prepared = [(plan, Assessor(p, HOUSEHOLD, plan).conflicts, bulk_constants(p.constants)) for p, plan in policies]
    size = question.reading.register.households.size
    shared = len(values) if question.figure.item.unit in (Unit.AMOUNT, Unit.COUNT) else 1  # who run in one loop
    loops = [loops_for(p, plan, engine, None if size is None else size * shared) for p, plan in policies]
    rules = [payments_of(plan) for _, plan in policies]
    amounts = [{rule.name: 0 for rule in each} for each in rules]
    households = [{rule.name: 0 for rule in each} for each in rules]
    paid: list[dict[Period, int]] = [{} for _ in values]
    undetermined = [0 for _ in values]
    for block in question.reading.blocks():
        for place, (plan, conflicts, constants) in enumerate(prepared):
            result = computed(plan, conflicts, constants, block.batch, loops[place])
            some: dict[Period, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
            unclear = np.zeros(block.batch.size, np.bool_)
            for rule in rules[place]:
                value, open_ = result.values[HOUSEHOLD, rule.name], result.open[HOUSEHOLD, rule.name]
                if open_ is not None:
                    unclear |= open_
                    value = value * ~open_
                amounts[place][rule.name] += exact_sum(value)
                households[place][rule.name] += int(np.count_nonzero(value))
                assert rule.period is not None
                some[rule.period] = some.get(rule.period, np.zeros(block.batch.size, np.bool_)) | (value != 0)
            for period, rows in some.items():
                paid[place][period] = paid[place].get(period, 0) + int(np.count_nonzero(rows))
            undetermined[place] += int(np.count_nonzero(unclear))
    return tuple(
        SweepPoint(
            value,
            {name: Fen(amount) for name, amount in amounts[place].items()},
            households[place],
            _by_period(rules[place], amounts[place]),
            {rule.period: paid[place].get(rule.period, 0) for rule in rules[place] if rule.period is not None},
            undetermined[place],
        )
        for place, value in enumerate(values)
    )


def period_of(policy: Policy, vary: str, names: Iterable[str], period: Period | None) -> Period:
    """The period whose payments are meant: the one given, or the one of the payments that hang on the figure.

    Raises:
        UnlikePeriods: there are several, and none was given.
        InvalidInput: no payment is of the period given, or none hangs on the figure.
    """
    rules = {name: policy.rule(name) for name in names}
    periods = {rule.period for rule in rules.values()}
    if period is not None:
        if period not in periods:
            allowed = ", ".join(sorted(each.en for each in periods if each is not None))
            raise InvalidInput(f"no payment is paid for: {period.en}", field="period", allowed=allowed)
        return period
    found = {rule.period: name for name, rule in rules.items() if _hangs_on(policy, name, vary)}
    if not found:
        raise InvalidInput("none of the payments hangs on it", field=f"vary={vary}", allowed="a figure that they use")
    if len(found) > 1:
        each = ", ".join(f"{name} ({of.en})" for of, name in found.items() if of is not None)
        raise UnlikePeriods(
            f"payments of several periods hang on {vary}: {each}",
            field="period",
            allowed="one period",
            remedy="say which is meant with period=, or name the payments with provisions=[...]",
        )
    return next(of for of in found if of is not None)


def _hangs_on(policy: Policy, name: str, vary: str) -> bool:
    """Whether a payment takes the figure, itself or through other rules."""
    seen: set[str] = set()
    names = [name]
    while names:
        each = names.pop()
        item = policy.declared.get(each)
        wanted = list(item.units) if isinstance(item, Provision) else [getattr(item, "source", "")]
        if vary in wanted:
            return True
        names += [other for other in wanted if other not in seen]
        seen.update(wanted)
    return False
