"""A loan: what was agreed, and what happened since. A history that contradicts itself is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from povertykit.amounts import need_fen, shown
from povertykit.calculators.loans.interest import INTEREST
from povertykit.calculators.loans.terms import DayCount, RateTerms, Settlement, TableRate, need_rate, need_share
from povertykit.dates import day_number
from povertykit.errors import AmountError, DateError, InvalidInput, OutOfRange
from povertykit.money import Fen, Rounding

__all__ = [
    "Event",
    "Extension",
    "LoanContract",
    "LoanHistory",
    "Misuse",
    "Penalty",
    "Renewal",
    "Repayment",
    "UnpaidInterest",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """By what share of itself a contract's rate is raised when the loan is overdue or misused.

    A loan that is both bears the higher of the two, not their sum.

    Attributes:
        overdue: the share for days after the maturity.
        misuse: the share for days of misuse, or None where the contract has none.
        compound: whether interest that was not paid when settled bears interest itself, at the penalty rate of an
            overdue loan, until it is paid.
        overdue_range: the least and the most that the law allows, both included, to check `overdue` against.
        misuse_range: the same for `misuse`.

    Raises:
        InvalidInput: for shares that are no Fractions.
        OutOfRange: for shares below 0, above 1, or outside their range.

    Examples:
        >>> Penalty(overdue=Fraction(1, 2)).compound
        False
        >>> Penalty(overdue=Fraction(3, 5), overdue_range=(Fraction(3, 10), Fraction(1, 2)))
        Traceback (most recent call last):
        ...
        povertykit.errors.OutOfRange: overdue: got 3/5; allowed: 3/10 to 1/2 of the contract's rate
    """

    overdue: Fraction
    misuse: Fraction | None = None
    compound: bool = False
    overdue_range: tuple[Fraction, Fraction] | None = None
    misuse_range: tuple[Fraction, Fraction] | None = None

    def __post_init__(self) -> None:
        for name, value, allowed in (
            ("overdue", self.overdue, self.overdue_range),
            ("misuse", self.misuse, self.misuse_range),
        ):
            if value is None and name == "misuse":
                continue
            share = need_share(value, name)
            if allowed and not allowed[0] <= share <= allowed[1]:
                most = f"{allowed[0]} to {allowed[1]} of the contract's rate"
                raise OutOfRange(f"got {share}", field=name, allowed=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanContract:
    """What was agreed when a loan was paid out.

    Attributes:
        principal: the sum lent.
        drawn: the day on which it was paid out, which bears interest.
        maturity: the day on which it is due, which does not.
        rate: an exact share a year, or a `TableRate`.
        day_count: how days are counted.
        settlement: when interest is settled.
        penalty: what an overdue or misused loan bears; None where that is not known, and then neither may happen.
        rounding: of the interest, the penalty and the compound interest of each settlement.

    Raises:
        BareAmount: for a principal that is no `Fen`.
        AmountError: for a principal of 0 or less.
        DateError: for a maturity that is not after the drawdown.
        InvalidInput, OutOfRange: for a rate, day count, settlement, penalty or rounding that is none.

    Examples:
        >>> from povertykit import yuan
        >>> contract = LoanContract(principal=yuan(50_000), drawn=date(2017, 6, 1), maturity=date(2018, 6, 1),
        ...     rate=Fraction(435, 10_000), day_count=DayCount.ACTUAL_360, settlement=Settlement(3))
        >>> contract.settlement.day, contract.day_count.zh
        (20, '实际天数/360')
    """

    principal: Fen
    drawn: date
    maturity: date
    rate: RateTerms
    day_count: DayCount
    settlement: Settlement
    penalty: Penalty | None = None
    rounding: Rounding = INTEREST

    def __post_init__(self) -> None:
        if need_fen(self.principal, "principal") <= 0:
            raise AmountError(f"got {self.principal}", field="principal", allowed="more than 0")
        if day_number(self.maturity, "maturity") <= day_number(self.drawn, "drawn"):
            problem = f"{self.maturity} is not after the drawdown on {self.drawn}"
            raise DateError(problem, field="maturity", allowed=f"after {self.drawn}")
        if not isinstance(self.rate, TableRate):
            need_rate(self.rate, "rate")
        kinds: tuple[tuple[str, object, type], ...] = (
            ("day_count", self.day_count, DayCount),
            ("settlement", self.settlement, Settlement),
            ("penalty", self.penalty or Penalty(overdue=Fraction(0)), Penalty),
            ("rounding", self.rounding, Rounding),
        )
        for name, value, kind in kinds:
            if not isinstance(value, kind):
                raise InvalidInput(f"got {shown(value)}", field=name, allowed=f"a {kind.__name__}")


@dataclass(frozen=True, slots=True)
class Repayment:
    """Principal paid back, in part or all that is owed; the day itself no longer bears interest on it.

    Attributes:
        day: the day of payment.
        amount: principal only; interest is settled by the contract's settlements.
    """

    day: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Extension:
    """A later maturity, agreed while something is owed.

    Agreed after the maturity, the loan was overdue until that day and is not from it on.

    Attributes:
        day: from when it holds.
        maturity: the new day on which the loan is due.
        rate: a new rate from `day` on, or None for the old one; a table is asked for the term from the drawdown to the
            new maturity.
    """

    day: date
    maturity: date
    rate: RateTerms | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A new loan that repays what is owed of the old one; what it does not cover, the borrower pays on that day.

    Attributes:
        day: the day on which the old loan ends and the new one is drawn.
        loan: the new loan with its own history.
    """

    day: date
    loan: LoanHistory


@dataclass(frozen=True, slots=True)
class Misuse:
    """A stretch of days on which the money was used for something that the contract does not allow.

    Attributes:
        day: the first of them.
        until: the day from which it was used rightly again, or None while it was not.
    """

    day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnpaidInterest:
    """Interest that was settled but not paid; it bears interest itself where the contract's penalty compounds.

    Attributes:
        day: the day of the settlement.
        paid: the day on which it was paid, or None: with the last repayment.
        amount: the part that was not paid, or None: all of that settlement.
    """

    day: date
    paid: date | None = None
    amount: Fen | None = None


Event: TypeAlias = "Repayment | Extension | Renewal | Misuse | UnpaidInterest"
"""What may happen to a loan."""


@dataclass(frozen=True, slots=True)
class LoanHistory:
    """A contract and what happened since, in the order of the days.

    Attributes:
        contract: what was agreed.
        events: what happened; two events of one kind on one day are one, and are to be written as one.
        balances: what is owed from each day on, the drawdown first.
        maturities: the maturity that holds from each day on, the drawdown first.

    Raises:
        InvalidInput: for events out of order, twice on a day, after the last repayment, or more repaid than owed, and
            for what happens to an overdue or misused loan without a penalty.
        DateError: for an event before the drawdown, or an extension that is none.

    Examples:
        >>> from povertykit import yuan
        >>> contract = LoanContract(principal=yuan(50_000), drawn=date(2017, 6, 1), maturity=date(2018, 6, 1),
        ...     rate=Fraction(435, 10_000), day_count=DayCount.ACTUAL_360, settlement=Settlement(3))
        >>> LoanHistory(contract, (Repayment(date(2017, 9, 1), yuan(20_000)),)).balance
        Fen(3000000)
        >>> LoanHistory(contract, (Repayment(date(2017, 9, 1), yuan(60_000)),))
        Traceback (most recent call last):
        ...
        povertykit.errors.InvalidInput: Repayment of 2017-09-01: repays 60000.00 yuan; allowed: more than 0, at most \
the 50000.00 yuan owed
    """

    contract: LoanContract
    events: tuple[Event, ...] = ()
    balances: tuple[tuple[date, Fen], ...] = field(init=False, repr=False, compare=False)
    maturities: tuple[tuple[date, date], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.contract, LoanContract):
            raise InvalidInput(f"got {shown(self.contract)}", field="contract", allowed="a LoanContract")
        events = tuple(self.events)
        course = _Course(self.contract)
        for event in events:
            course.take(event)
        # A frozen dataclass sets what it derives only this way.
        object.__setattr__(self, "events", events)
        object.__setattr__(self, "balances", tuple(course.balances))
        object.__setattr__(self, "maturities", tuple(course.maturities))

    @property
    def balance(self) -> Fen:
        """What is owed after the last event."""
        return self.balances[-1][1]

    @property
    def maturity(self) -> date:
        """The day on which the loan is due, after its extensions."""
        return self.maturities[-1][1]

    @property
    def repaid_on(self) -> date | None:
        """The day of the last repayment, or None while something is owed."""
        return None if self.balance else self.balances[-1][0]

    def overdue(self, until: date) -> tuple[tuple[date, date], ...]:
        """The stretches on which the loan was overdue, up to a day: each from its first day to the day after its last.

        Raises:
            InvalidInput: where it was overdue and the contract says no penalty.
        """
        agreed = [day for day, _ in self.maturities[1:]] + [until]
        spells = [(due, min(day, until)) for (_, due), day in zip(self.maturities, agreed, strict=True)]
        found = tuple((first, last) for first, last in spells if first < last)
        if found and self.contract.penalty is None:
            raise _no_penalty(f"the loan is overdue from {found[0][0]}", "history")
        return found

    def chain(self) -> Iterator[LoanHistory]:
        """This loan, the loan that renewed it, the loan that renewed that, and so on."""
        loan: LoanHistory | None = self
        while loan is not None:
            yield loan
            last = loan.events[-1] if loan.events else None
            loan = last.loan if isinstance(last, Renewal) else None


def _no_penalty(problem: str, where: str) -> InvalidInput:
    remedy = "give the contract a Penalty, or correct the dates"
    return InvalidInput(f"{problem}, but the contract has no penalty", field=where, remedy=remedy)


class _Course:
    """Walks through a history, event by event, and refuses what contradicts what went before."""

    def __init__(self, contract: LoanContract) -> None:
        self.contract = contract
        self.balances = [(contract.drawn, contract.principal)]
        self.maturities = [(contract.drawn, contract.maturity)]
        self.last: Event | None = None
        self.seen: set[tuple[type, date]] = set()

    def take(self, event: Event) -> None:
        """Note an event, if it can follow the ones before."""
        kinds = (Repayment, Extension, Renewal, Misuse, UnpaidInterest)
        if not isinstance(event, kinds):
            allowed = ", ".join(kind.__name__ for kind in kinds)
            raise InvalidInput(f"got {shown(event)}", field="events", allowed=allowed)
        where = f"{type(event).__name__} of {event.day}"
        if day_number(event.day) <= day_number(self.contract.drawn):
            problem = f"is not after the drawdown on {self.contract.drawn}"
            raise DateError(problem, field=where, allowed=f"after {self.contract.drawn}")
        if self.last and event.day < self.last.day:
            remedy = "put the events in the order of their days"
            raise InvalidInput(f"stands after an event of {self.last.day}", field=where, remedy=remedy)
        if (type(event), event.day) in self.seen:
            raise InvalidInput("is there twice", field=where, remedy="write one event for the day")
        if not self.balances[-1][1]:
            raise InvalidInput(f"nothing is owed since {self.balances[-1][0]}", field=where, remedy="correct the dates")
        late = event.day > self.maturities[-1][1] and not isinstance(event, UnpaidInterest)
        if late and self.contract.penalty is None:
            raise _no_penalty(f"is after the maturity on {self.maturities[-1][1]}: the loan was overdue", where)
        self._note(event, where)
        self.seen.add((type(event), event.day))
        self.last = event

    def _note(self, event: Event, where: str) -> None:
        owed = self.balances[-1][1]
        match event:
            case Repayment(day, amount):
                if not 0 < need_fen(amount, where) <= owed:
                    allowed = f"more than 0, at most the {owed} owed"
                    raise InvalidInput(f"repays {amount}", field=where, allowed=allowed)
                self.balances.append((day, owed - amount))
            case Extension(day, maturity, rate):
                due = max(self.maturities[-1][1], day)
                if day_number(maturity) <= day_number(due):
                    problem = f"the new maturity {maturity} is not later than {due}"
                    raise DateError(problem, field=where, allowed=f"after {due}")
                if rate is not None and not isinstance(rate, TableRate):
                    need_rate(rate, where)
                self.maturities.append((day, maturity))
            case Renewal(day, loan):
                self._renewed(day, loan, owed, where)
            case Misuse(day, until):
                if self.contract.penalty is None or self.contract.penalty.misuse is None:
                    raise _no_penalty("the money was misused", where)
                if until is not None and until <= day:
                    raise DateError(f"ends on {until}", field=where, allowed=f"after {day}")
            case UnpaidInterest(day, paid, amount):
                if self.contract.penalty is None or not self.contract.penalty.compound:
                    raise _no_penalty("unpaid interest bears interest only where a penalty compounds", where)
                if paid is not None and paid <= day:
                    raise DateError(f"was paid on {paid}", field=where, allowed=f"after {day}")
                if amount is not None and need_fen(amount, where) <= 0:
                    raise InvalidInput(f"got {amount}", field=where, allowed="more than 0")

    def _renewed(self, day: date, loan: object, owed: Fen, where: str) -> None:
        if not isinstance(loan, LoanHistory):
            raise InvalidInput(f"got {shown(loan)}", field=where, allowed="a LoanHistory, the new loan")
        if loan.contract.drawn != day:
            problem = f"the new loan was drawn on {loan.contract.drawn}"
            raise DateError(problem, field=where, allowed=f"{day}, the day on which it repays the old one")
        if loan.contract.principal > owed:
            remedy = "what goes beyond the old loan is a loan of its own"
            problem = f"the new loan of {loan.contract.principal} is larger than what is owed"
            raise InvalidInput(problem, field=where, allowed=f"at most {owed}", remedy=remedy)
        self.balances.append((day, Fen(0)))
