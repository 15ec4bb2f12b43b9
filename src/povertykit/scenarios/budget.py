"""The highest figure that a budget pays for, and the lowest that reaches a share of the households: solved exactly.

The cost is known at every value of the figure from one run over the register (`povertykit.scenarios.costs`). The same
run looks at each household for a payment that falls as the figure rises; only where there is none is the answer the
only one, and only then is it given. It is checked against a simulation at the answer and at its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from povertykit.decision import Identity, Unit
from povertykit.errors import BareAmount, InvalidInput, OutOfRange, PolicyError, UnlikePeriods
from povertykit.money import YEAR, Fen, Period, Periodic
from povertykit.policy import Policy
from povertykit.policy.terms import Setting
from povertykit.scenarios.budget_answers import BudgetAnswer, BudgetOutcome, CoverageAnswer, CoverageOutcome
from povertykit.scenarios.costs import Costs, Fall, costs_by_curves, payments_of
from povertykit.scenarios.curves import NotACurve
from povertykit.scenarios.figures import Varied
from povertykit.scenarios.outcome import Undecided
from povertykit.scenarios.reading import refuse_one_pass
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError, simulate
from povertykit.scenarios.sweep import Question, period_of

__all__ = ["budget_for", "standard_for_coverage"]


@dataclass(frozen=True, slots=True)
class _Ladder:
    """The candidates: the figure's values step by step, and their places on the run's scale."""

    value: Callable[[int], Setting]
    place: Callable[[int], int]
    low: int
    high: int
    denominator: int


def budget_for(
    policy: Policy,
    register: Source,
    budget: Fen | Periodic,
    *,
    vary: str = "dibao_standard",
    step: Setting | None = None,
    low: Setting | None = None,
    high: Setting | None = None,
    period: Period | None = None,
    months: int = 1,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> BudgetAnswer:
    """The highest figure whose payments of one period cost no more than a budget, exactly.

    The cost is that of all payments of the period which are determined, as `simulate` gives it in `by_period`.

    Args:
        policy: the policy.
        register: as `simulate` takes it; it is read more than once.
        budget: for the payments of the period, `months` times over.
        vary: an open term or a legal figure that is an amount, a rate or a count.
        step: the figure is a multiple of this: by default a fen, a thousandth for a rate, 1 for a count.
        low: the lowest figure allowed; by default the least that the term takes.
        high: the highest; by default the most that the term takes.
        period: of which payments; by default the period of those that hang on the figure, where there is one such.
        months: how many times the payments are made from the budget, such as 12 for a year's budget.
        provisions: only these payments.
        on_error: "stop" at wrong rows, or "quarantine": pass such households over and count them.
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        BareAmount, OutOfRange: a budget that is a bare number, or below zero.
        PolicyError: it cannot be shown that the cost never falls as the figure rises, so that there is no one answer.
        UnlikePeriods: payments of several periods hang on the figure, or the budget is of another period.
        UnknownName, InvalidInput, RegisterError: as `sweep` says.

    Examples:
        >>> from datetime import date
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = {"persons": [3, 2], "household_income_yuan": ["500.00", "700.00"], "on_dibao": [True, True],
        ...             "in_backstop": [False, False]}
        >>> print(budget_for(policy, register, yuan(1000), provisions=["guarantee_gap"]))
        dibao standard for each person: a budget of 1,000.00 yuan
        pays for 440.00 yuan: 1,000.00 yuan, 0.00 yuan left, 2 households
        440.01 yuan would cost 1,000.05 yuan
    """
    amount, of_budget = _budget(budget)
    if type(months) is not int or months < 1:
        raise InvalidInput(f"got {months!r}", field="months", allowed="a whole number of 1 or more")
    refuse_one_pass(register)
    solved = _solved(policy, register, vary, step, low, high, period, of_budget, provisions, on_error, money, columns)
    solved.refuse(solved.costs.fall.get(solved.period), "cost")
    ladder = solved.ladder

    def cost(place: int) -> int:
        return solved.cost(place) * months

    best = _last(ladder, lambda place: cost(place) <= amount)
    shown_at = ladder.low if best is None else best
    following = ladder.low if best is None else best + 1
    outcome: BudgetOutcome = "below_least" if best is None else "covers_all" if best == ladder.high else "found"
    if following <= ladder.high and best is not None:
        solved.verify(register, following, on_error, money, columns)
    undetermined, count, identity = solved.verify(register, shown_at, on_error, money, columns)
    item, shown = solved.figure.item, solved.figure.shown
    value = None if best is None else ladder.value(best)
    beyond = None if following > ladder.high else ladder.value(following)
    return BudgetAnswer(
        vary=vary,
        en=item.en,
        zh=item.zh,
        identity=identity,
        outcome=outcome,
        budget=amount,
        period=solved.period,
        months=months,
        value=value,
        cost=None if best is None else Fen(cost(best)),
        next_value=beyond,
        next_cost=None if beyond is None else Fen(cost(following)),
        households=0 if best is None else solved.costs.paid[solved.period].counts([ladder.place(best)])[0],
        undetermined=undetermined,
        undetermined_count=count,
        rejected=solved.rejected,
        texts=("" if value is None else shown(value), "" if beyond is None else shown(beyond)),
    )


def standard_for_coverage(
    policy: Policy,
    register: Source,
    share: Fraction,
    *,
    vary: str = "dibao_standard",
    of: Literal["households", "persons"] = "households",
    step: Setting | None = None,
    low: Setting | None = None,
    high: Setting | None = None,
    period: Period | None = None,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> CoverageAnswer:
    """The lowest figure at which at least a share of all households, or of all persons, is paid something.

    Args:
        policy: the policy.
        register: as `simulate` takes it.
        share: above 0 and at most 1.
        vary: an open term or a legal figure that is an amount, a rate or a count.
        of: whether households are counted, or the persons who live in them.
        step: the figure is a multiple of this, as in `budget_for`.
        low: the lowest figure allowed.
        high: the highest.
        period: of which payments.
        provisions: only these payments.
        on_error: "stop" at wrong rows, or "quarantine".
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        InvalidInput, OutOfRange: a share that is not exact, or not between 0 and 1; and as `budget_for` says.
        PolicyError: it cannot be shown that nobody loses the payment as the figure rises.

    Examples:
        >>> from datetime import date
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = {"persons": [3, 2], "household_income_yuan": ["500.00", "700.00"], "on_dibao": [True, True],
        ...             "in_backstop": [False, False]}
        >>> print(standard_for_coverage(policy, register, Fraction(1), provisions=["guarantee_gap"]))
        dibao standard for each person 350.01 yuan: reaches 2 / 2 households for 550.05 yuan (month)
    """
    if isinstance(share, bool) or not isinstance(share, Fraction | int):
        raise InvalidInput(f"got {share!r}", field="share", allowed="an exact share, such as Fraction(1, 2)")
    if not 0 < share <= 1:
        raise OutOfRange(f"got {share}", field="share", allowed="above 0 and at most 1")
    if of not in ("households", "persons"):
        raise InvalidInput(f"got {of!r}", field="of", allowed="'households' or 'persons'")
    solved = _solved(policy, register, vary, step, low, high, period, None, provisions, on_error, money, columns)
    solved.refuse(solved.costs.unpaid.get(solved.period), "number of households paid")
    ladder, steps = solved.ladder, solved.costs.paid[solved.period]
    total = solved.costs.households if of == "households" else solved.costs.people
    if not total:
        raise InvalidInput(f"there are no {of}", field="register", allowed="a register with one or more")

    def paid(place: int) -> int:
        at = [ladder.place(place)]
        return (steps.counts(at) if of == "households" else steps.at(at))[0]

    below = _last(ladder, lambda place: paid(place) < share * total)
    best = ladder.low if below is None else below + 1
    reached = best <= ladder.high
    outcome: CoverageOutcome = "at_least" if below is None else "found" if reached else "out_of_reach"
    at = min(best, ladder.high)
    item, value = solved.figure.item, ladder.value(best) if reached else None
    return CoverageAnswer(
        vary=vary,
        en=item.en,
        zh=item.zh,
        outcome=outcome,
        wanted=Fraction(share),
        of=of,
        period=solved.period,
        value=value,
        share=Fraction(paid(at), total),
        share_below=None if below is None or not reached else Fraction(paid(below), total),
        cost=Fen(solved.cost(at)) if reached else None,
        paid=paid(at),
        total=total,
        undetermined_count=solved.costs.undetermined.counts([ladder.place(at)])[0],
        rejected=solved.rejected,
        text="" if value is None else solved.figure.shown(value),
    )


def _last(ladder: _Ladder, holds: Callable[[int], bool]) -> int | None:
    """The last place where something holds that, once it does not, never does again; None where it never does."""
    low, high = ladder.low, ladder.high
    if not holds(low):
        return None
    while low < high:
        middle = low + (high - low + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class _Solved:
    """The costs of a question at every step of the figure."""

    question: Question
    costs: Costs
    ladder: _Ladder
    period: Period
    names: tuple[str, ...]

    @property
    def figure(self) -> Varied:
        return self.question.figure

    @property
    def rejected(self) -> int:
        return self.question.reading.rejected

    def cost(self, place: int) -> int:
        return sum(self.costs.amounts[name].at([self.ladder.place(place)])[0] for name in self.names)

    def refuse(self, fall: Fall | None, what: str) -> None:
        """Refuse to answer where something falls as the figure rises."""
        if fall is None:
            return
        number = self.question.reading.register.households.number(fall.row)
        raise _unproved(
            self.figure.name,
            f"the {what} may fall as it rises: in row {number} from {Fraction(fall.at, self.ladder.denominator)} on",
        )

    def verify(
        self, register: Source, place: int, on_error: OnError, money: Money | None, columns: Mapping[str, str] | None
    ) -> tuple[tuple[Undecided, ...], int, Identity]:
        """Compare with a simulation, and give what is undetermined there."""
        outcome = simulate(
            self.figure.at(self.ladder.value(place)),
            register,
            provisions=self.question.provisions,
            on_error=on_error,
            money=money,
            columns=columns,
        )
        found = sum(int(outcome.totals[name].amount) for name in self.names)
        if found != self.cost(place):
            raise _unproved(self.figure.name, f"a simulation costs {found} fen where {self.cost(place)} was expected")
        paid = {rule for rule, total in outcome.totals.items() if total.counts}
        entries = tuple(entry for entry in outcome.undetermined if entry.provision in paid)
        return entries, sum(outcome.totals[name].undetermined for name in paid), outcome.identity


def _unproved(vary: str, why: str) -> PolicyError:
    return PolicyError(
        f"no one answer can be proved: {why}",
        field=f"vary={vary}",
        allowed="a figure with which no household's payments fall",
        remedy="narrow it with low=, high= or provisions=[...], or look at cost_curve(...) and choose",
    )


def _budget(budget: object) -> tuple[Fen, Period | None]:
    amount, period = (budget.amount, budget.period) if isinstance(budget, Periodic) else (budget, None)
    if not isinstance(amount, Fen):
        kind = BareAmount if isinstance(amount, int | float) else InvalidInput
        problem = f"got {amount!r}" + (", which may be yuan or fen" if kind is BareAmount else "")
        raise kind(problem, field="budget", allowed="an amount made by yuan() or fen(), or per_month(...)")
    if amount < 0:
        raise OutOfRange(f"got {amount}", field="budget", allowed="0 or more")
    return amount, period


def _solved(
    policy: Policy,
    register: Source,
    vary: str,
    step: Setting | None,
    low: Setting | None,
    high: Setting | None,
    period: Period | None,
    of_budget: Period | None,
    provisions: Iterable[str] | None,
    on_error: OnError,
    money: Money | None,
    columns: Mapping[str, str] | None,
) -> _Solved:
    question = Question.of(policy, register, vary, provisions, on_error, money, columns)
    ladder = _ladder(question.figure, step, low, high)
    concrete, plan = question.at(ladder.value(ladder.low))
    rules = payments_of(plan)
    chosen = period_of(concrete, vary, [rule.name for rule in rules], period)
    if of_budget not in (None, chosen):
        raise UnlikePeriods(
            f"is an amount a {of_budget.en if of_budget else ''}, and the payments are paid for: {chosen.en}",
            field="budget",
            allowed=f"an amount for: {chosen.en}",
            remedy="hand over the plain amount, and say with months= how many times the payments are made from it",
        )
    ends = (ladder.place(ladder.low), ladder.place(ladder.high))
    try:
        costs = costs_by_curves(concrete, plan, question.reading, vary, ends, ladder.denominator, prove=True)
    except NotACurve as reason:
        raise _unproved(vary, f"the rules do more with it than can be followed ({reason})") from reason
    names = tuple(rule.name for rule in rules if rule.period is chosen)
    return _Solved(question, costs, ladder, chosen, names)


_STEPS: Mapping[Unit, Setting] = {Unit.AMOUNT: Fen(1), Unit.RATE: Fraction(1, 1000), Unit.COUNT: 1}


def _ladder(figure: Varied, step: Setting | None, low: Setting | None, high: Setting | None) -> _Ladder:
    """The candidates between two bounds."""
    item = figure.item
    assert item.unit is not None
    each: Setting = _STEPS[item.unit] if step is None else step
    size = _size(each)
    if size is None or size <= 0 or (item.unit is Unit.AMOUNT) != isinstance(each, Fen | Periodic):
        raise InvalidInput(f"got {each!r}", field="step", allowed=f"a value above zero, such as {_STEPS[item.unit]!r}")
    if isinstance(each, Periodic):
        _refuse_twelfths(figure)
    bounds = figure.term.bounds if figure.term is not None and figure.term.bounds else (None, None)
    most = bounds[1] if bounds[1] is not None else getattr(item, "most", None)
    least: int | Fraction = figure.operand(low) if low is not None else bounds[0] if bounds[0] is not None else 0
    greatest = figure.operand(high) if high is not None else most
    if greatest is None:
        raise InvalidInput("has no highest value of its own", field=figure.name, allowed="high=", remedy="give high=")
    first, last = ceil(Fraction(least) / size), floor(Fraction(greatest) / size)
    if first > last:
        raise OutOfRange("there is no step between the bounds", field=figure.name, allowed="low= at or below high=")

    def value(place: int) -> Setting:
        return Periodic(Fen(each.amount * place), each.period) if isinstance(each, Periodic) else _times(each, place)

    denominator = 12 if isinstance(each, Periodic) else size.denominator
    return _Ladder(value, lambda place: int(figure.operand(value(place)) * denominator), first, last, denominator)


def _size(step: Setting) -> Fraction | None:
    """A step as rules receive it; None for what is no number."""
    if isinstance(step, Periodic):
        return Fraction(int(step.amount), 12 if step.period is Period.YEAR else 1)
    return Fraction(int(step) if isinstance(step, Fen) else step) if type(step) in (Fen, int, Fraction) else None  # type: ignore[arg-type]


def _times(step: Setting, place: int) -> Setting:
    if isinstance(step, Fen):
        return Fen(int(step) * place)
    assert isinstance(step, int | Fraction)
    return step * place


def _refuse_twelfths(figure: Varied) -> None:
    """Twelve payments that add up to a year do not all rise when the year's amount does."""
    name = figure.term.rounding if figure.term is not None else None
    rounding = figure.policy.constants.get(name or "")
    if rounding is not None and rounding.stage is YEAR:
        raise InvalidInput(
            "one of twelve payments may fall by a fen where the year's amount rises",
            field="step",
            allowed="a step by the month, such as fen(1)",
        )
