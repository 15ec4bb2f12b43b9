"""The figure that a budget pays for, and the one that reaches a share of the households: solved exactly.

There is one answer only where what is counted only rises, or only falls, as the figure rises; that is shown for the
register, or proved of the rules (`povertykit.scenarios.solving`), or nothing is answered. A budget's answer is checked
against a simulation at the figure and at its neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any, Literal

from povertykit.decision import Identity
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.money import Fen, Period, Periodic
from povertykit.policy import Policy
from povertykit.policy.plan import Plan
from povertykit.policy.terms import Setting
from povertykit.scenarios.budget_answers import BudgetAnswer, BudgetOutcome, CoverageAnswer, CoverageOutcome
from povertykit.scenarios.costs import payments_of
from povertykit.scenarios.figures import Varied
from povertykit.scenarios.ladder import Ladder, ladder_of
from povertykit.scenarios.made_up import is_synthetic
from povertykit.scenarios.outcome import Undecided
from povertykit.scenarios.purse import budget_given
from povertykit.scenarios.reading import refuse_one_pass
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError, simulate
from povertykit.scenarios.solving import Counted, Way, unproved, way_of
from povertykit.scenarios.sweep import Question, period_of

__all__ = ["budget_for", "standard_for_coverage"]


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
    months: int | None = None,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> BudgetAnswer:
    """The highest figure whose payments of one period cost no more than a budget, exactly.

    Where the cost falls as the figure rises (a deductible, an age), it is the lowest such figure. The cost is that of
    all payments of the period which are determined, as `simulate` gives it in `by_period`.

    Args:
        policy: the policy.
        register: as `simulate` takes it; it is read more than once.
        budget: a plain amount for the payments of one period, or of `months` times as many; or an amount a month or a
            year, which is set against payments for as long: a year's budget pays for twelve months of payments by the
            month, and twelve months of a month's budget for a year's payment.
        vary: an open term or a legal figure that is an amount, a rate or a count.
        step: the figure is a multiple of this: by default a fen, a thousandth for a rate, 1 for a count.
        low: the lowest figure allowed; by default the least that the term takes.
        high: the highest; by default the most that the term takes.
        period: of which payments; by default the period of those that hang on the figure, where there is one such.
        months: how many times the payments are made from a plain amount, such as 12 for what there is for a year;
            by default once.
        provisions: only these payments.
        on_error: "stop" at wrong rows, or "quarantine": pass such households over and count them.
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        BareAmount, OutOfRange: a budget that is a bare number, or below zero.
        PolicyError: it cannot be shown that the cost only rises, or only falls, as the figure rises, so that there is
            no one answer; with the provision and the step for which it cannot.
        UnlikePeriods: payments of several periods hang on the figure; or a budget by the month or year for payments
            that fall at no fixed time.
        UnknownName, InvalidInput, RegisterError: as `sweep` says.

    Examples:
        >>> from datetime import date
        >>> from povertykit import per_year, yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = {"persons": [3, 2], "household_income_yuan": ["500.00", "700.00"], "on_dibao": [True, True],
        ...             "in_backstop": [False, False]}
        >>> print(budget_for(policy, register, yuan(1000), provisions=["guarantee_gap"]))
        dibao standard for each person: a budget of 1,000.00 yuan
        pays for 440.00 yuan: 1,000.00 yuan, 0.00 yuan left, 2 households
        440.01 yuan would cost 1,000.05 yuan

        A year's budget, for twelve months:

        >>> print(budget_for(policy, register, per_year(yuan(12_000)), provisions=["guarantee_gap"]))
        dibao standard for each person: a budget of 12,000.00 yuan a year, for 12 months
        pays for 440.00 yuan: 12,000.00 yuan, 0.00 yuan left, 2 households
        440.01 yuan would cost 12,000.60 yuan
    """
    given = budget_given(budget, months)
    refuse_one_pass(register)
    asked = _asked(policy, register, vary, step, low, high, period, provisions, on_error, money, columns)
    purse = given.for_payments(asked.period)
    solved = asked.solved("cost")
    ladder, times = solved.ladder, purse.times
    best = solved.last("cost", purse.whole // times)
    shown_at = ladder.low if best is None else best
    following = ladder.low if best is None else best + 1
    outcome: BudgetOutcome = "below_least" if best is None else "covers_all" if best == ladder.high else "found"
    if following <= ladder.high and best is not None:
        asked.verify(solved, following)
    undetermined, count, identity = asked.verify(solved, shown_at)
    item, shown = asked.figure.item, asked.figure.shown
    value = None if best is None else ladder.value(best)
    beyond = None if following > ladder.high else ladder.value(following)
    return BudgetAnswer(
        vary=vary,
        en=item.en,
        zh=item.zh,
        identity=identity,
        outcome=outcome,
        budget=Fen(purse.whole),
        given=purse.given,
        period=asked.period,
        months=times,
        value=value,
        cost=None if best is None else Fen(solved.at(best).cost * times),
        next_value=beyond,
        next_cost=None if beyond is None else Fen(solved.at(following).cost * times),
        falls=ladder.turned,
        method=solved.method,
        households=0 if best is None else solved.at(best).households,
        undetermined=undetermined,
        undetermined_count=count,
        rejected=asked.rejected,
        synthetic=asked.synthetic,
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

    Where fewer are paid as the figure rises, it is the highest such figure.

    Args:
        policy: the policy.
        register: as `simulate` takes it; it may be read more than once.
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
        PolicyError: it can be shown neither that nobody loses the payment as the figure rises, nor that nobody gains
            it; with the provision and the step for which it cannot.

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
    asked = _asked(policy, register, vary, step, low, high, period, provisions, on_error, money, columns)
    solved = asked.solved(of)
    ladder = solved.ladder
    total: int = getattr(solved.everybody, of)
    if not total:
        raise InvalidInput(f"there are no {of}", field="register", allowed="a register with one or more")
    below = solved.last(of, ceil(share * total) - 1)
    best = ladder.low if below is None else below + 1
    reached = best <= ladder.high
    outcome: CoverageOutcome = "at_least" if below is None else "found" if reached else "out_of_reach"
    there = solved.at(min(best, ladder.high))
    paid: int = getattr(there, of)
    beneath: int | None = None if below is None or not reached else getattr(solved.at(below), of)
    item, value = asked.figure.item, ladder.value(best) if reached else None
    return CoverageAnswer(
        vary=vary,
        en=item.en,
        zh=item.zh,
        outcome=outcome,
        wanted=Fraction(share),
        of=of,
        period=asked.period,
        value=value,
        share=Fraction(paid, total),
        share_below=None if beneath is None else Fraction(beneath, total),
        cost=Fen(there.cost) if reached else None,
        falls=ladder.turned,
        method=solved.method,
        paid=paid,
        total=total,
        undetermined_count=there.undetermined,
        rejected=asked.rejected,
        synthetic=asked.synthetic,
        text="" if value is None else asked.figure.shown(value),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its candidates and its period."""

    question: Question
    ladder: Ladder
    policy: Policy
    plan: Plan
    period: Period
    register: Source
    options: Mapping[str, Any]

    @property
    def figure(self) -> Varied:
        return self.question.figure

    @property
    def rejected(self) -> int:
        return self.question.reading.rejected

    @property
    def synthetic(self) -> bool:
        """Whether the register is made up."""
        return is_synthetic(self.question.reading.register.households.headings.unknown)

    def solved(self, counted: Counted) -> Way:
        return way_of(self.question, self.register, self.ladder, self.policy, self.plan, self.period, counted)

    def verify(self, solved: Way, rung: int) -> tuple[tuple[Undecided, ...], int, Identity]:
        """Compare with a simulation, and give what is undetermined there."""
        policy = self.figure.at(solved.ladder.value(rung))
        outcome = simulate(policy, self.register, provisions=self.question.provisions, **self.options)
        paid = {name: total for name, total in outcome.totals.items() if total.counts}
        found = sum(int(total.amount) for total in paid.values() if total.period is self.period)
        expected = solved.at(rung).cost
        if found != expected:
            raise unproved(self.figure.name, f"a simulation costs {found} fen where {expected} was expected")
        entries = tuple(entry for entry in outcome.undetermined if entry.provision in paid)
        return entries, sum(total.undetermined for total in paid.values()), outcome.identity


def _asked(
    policy: Policy,
    register: Source,
    vary: str,
    step: Setting | None,
    low: Setting | None,
    high: Setting | None,
    period: Period | None,
    provisions: Iterable[str] | None,
    on_error: OnError,
    money: Money | None,
    columns: Mapping[str, str] | None,
) -> _Asked:
    question = Question.of(policy, register, vary, provisions, on_error, money, columns)
    ladder = ladder_of(question.figure, step, low, high)
    concrete, plan = question.at(ladder.value(ladder.low))
    chosen = period_of(concrete, vary, [rule.name for rule in payments_of(plan)], period)
    options = {"on_error": on_error, "money": money, "columns": columns}
    return _Asked(question, ladder, concrete, plan, chosen, register, options)
