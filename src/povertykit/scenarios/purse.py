"""A budget and the payments that are made from it: amounts for like times are compared, or nothing is."""

from __future__ import annotations

from dataclasses import dataclass

from povertykit.errors import BareAmount, InvalidInput, OutOfRange, UnlikePeriods
from povertykit.money import Fen, Period, Periodic

__all__ = ["Given", "Purse", "budget_given"]

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Purse:
    """What is there for the payments of a period, made so many times.

    Attributes:
        whole: fen, for all these times.
        times: how many times the payments are made from it.
        given: the period for which the budget was stated; None for a plain amount.
    """

    whole: int
    times: int
    given: Period | None


@dataclass(frozen=True, slots=True)
class Given:
    """A budget as it was handed in.

    Attributes:
        amount: fen.
        period: for what; None for a plain amount.
        months: how many times the payments are to be made from it; None where that was not said.
    """

    amount: Fen
    period: Period | None
    months: int | None

    def for_payments(self, of: Period) -> Purse:
        """The budget for payments of a period.

        A year's budget pays for twelve months of payments by the month, and twelve months of a monthly budget pay for
        a year's payment. A plain amount is for the payments of one period, or for `months` times as many.

        Raises:
            UnlikePeriods: payments that fall at no fixed time, or `months` beside a budget that says for how long it
                is.

        Examples:
            >>> from povertykit import per_year, yuan
            >>> budget_given(per_year(yuan(120)), None).for_payments(Period.MONTH)
            Purse(whole=12000, times=12, given=<Period.YEAR: 'year'>)
        """
        if self.period is None:
            return Purse(int(self.amount), self.months or 1, None)
        times = {(Period.YEAR, Period.MONTH): _MONTHS}.get((self.period, of), 1)
        if self.period is not of and {self.period, of} != {Period.YEAR, Period.MONTH}:
            raise UnlikePeriods(
                f"is an amount a {self.period.en}, and the payments are paid for: {of.en}; how many of these fall into "
                f"a {self.period.en} is not known",
                field="budget",
                allowed=f"a plain amount, such as yuan(1_000_000), for all payments ({of.en}) to the register",
                remedy="hand over the plain amount; months= says how many times the payments are made from it",
            )
        if self.months not in (None, times):
            raise UnlikePeriods(
                f"is an amount a {self.period.en}, which pays for payments ({of.en}) {times} times, and months= says "
                f"{self.months}",
                field="budget",
                allowed=f"this budget without months=, or a plain amount with months={self.months}",
                remedy=f"write budget_for(..., yuan(...), months={self.months}) with what there is for these "
                f"{self.months} times, or leave months= out",
            )
        factor = _MONTHS if (self.period, of) == (Period.MONTH, Period.YEAR) else 1
        return Purse(int(self.amount) * factor, times, self.period)


def budget_given(budget: object, months: object) -> Given:
    """What was handed in as a budget.

    Raises:
        BareAmount, OutOfRange, InvalidInput: a budget that is a bare number, or below zero, or none; wrong months.
    """
    amount, period = (budget.amount, budget.period) if isinstance(budget, Periodic) else (budget, None)
    if not isinstance(amount, Fen):
        kind = BareAmount if isinstance(amount, int | float) else InvalidInput
        problem = f"got {amount!r}" + (", which may be yuan or fen" if kind is BareAmount else "")
        raise kind(
            problem, field="budget", allowed="an amount made by yuan() or fen(), per_month(...) or per_year(...)"
        )
    if amount < 0:
        raise OutOfRange(f"got {amount}", field="budget", allowed="0 or more")
    if months is not None and (type(months) is not int or months < 1):
        raise InvalidInput(f"got {months!r}", field="months", allowed="a whole number of 1 or more")
    return Given(amount, period, months)
