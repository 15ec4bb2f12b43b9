"""The settlements of one loan: what each bears, what of it is subsidised, and what the borrower pays.

Inside a settlement, stretches with different balances or rates are summed exactly, and the sum is rounded once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from povertykit.amounts import shown
from povertykit.calculators.loans.contract import Extension, LoanContract, LoanHistory, Misuse, UnpaidInterest
from povertykit.calculators.loans.interest import daily_interest, daily_subsidy, settled
from povertykit.calculators.loans.statement import Schedule, SettlementRow, Stretch, StretchKind
from povertykit.calculators.loans.subsidy import AfterOverdue, SubsidyTerms
from povertykit.calculators.loans.terms import rate_steps, term_months
from povertykit.dates import add_months, day_number
from povertykit.errors import DateError, InvalidInput
from povertykit.money import Fen, Rounding

__all__ = ["schedule", "schedules"]

T = TypeVar("T")


def schedule(
    history: LoanHistory | LoanContract, *, subsidy: SubsidyTerms | None = None, as_of: date | None = None
) -> Schedule:
    """The settlements of a loan up to its last repayment, or to a day.

    What is still owed after the last event is taken to be repaid on the maturity, as planned, where no day is given.
    With a day, what is not repaid by then is still owed: interest runs to that day, after the maturity as overdue.
    Where the penalty compounds, nothing that is settled while the loan is overdue counts as paid before its end.

    Args:
        history: the loan, or a contract of which nothing is known yet but its terms.
        subsidy: which part of the interest is subsidised; None for none.
        as_of: the day to which interest is counted, itself not; None for the whole loan.

    Raises:
        InvalidInput: for a history that goes beyond `as_of`, that ends after the maturity with something owed and no
            `as_of`, or that has unpaid interest of a day without a settlement.
        DateError: for an `as_of` that is not after the drawdown.
        OutOfCoverage: where a table does not know a rate that is needed.

    Examples:
        >>> from povertykit import yuan
        >>> from povertykit.calculators.loans import DayCount, LoanContract, Settlement
        >>> contract = LoanContract(principal=yuan(50_000), drawn=date(2020, 7, 1), maturity=date(2021, 1, 1),
        ...     rate=Fraction(435, 10_000), day_count=DayCount.ACTUAL_360, settlement=Settlement(3))
        >>> whole = schedule(contract)
        >>> [(row.settled_on.isoformat(), row.days, row.interest) for row in whole.rows]
        [('2020-09-20', 82, Fen(49542)), ('2020-12-20', 91, Fen(54979)), ('2021-01-01', 11, Fen(6646))]
    """
    loan = LoanHistory(history) if isinstance(history, LoanContract) else history
    if not isinstance(loan, LoanHistory):
        raise InvalidInput(f"got {shown(loan)}", field="history", allowed="a LoanHistory or a LoanContract")
    return Schedule(loan, tuple(_Timeline(loan, subsidy, as_of).rows()), subsidy)


def schedules(
    history: LoanHistory, *, subsidy: SubsidyTerms | None = None, as_of: date | None = None
) -> tuple[Schedule, ...]:
    """The settlements of a loan and of those that renewed it, each its own schedule; see `schedule`.

    The renewing loans are subsidised where the terms cover renewals.

    Examples:
        >>> from povertykit import yuan
        >>> from povertykit.calculators.loans import DayCount, LoanContract, Renewal, WITH_PRINCIPAL
        >>> terms = {"rate": Fraction(4, 100), "day_count": DayCount.ACTUAL_360, "settlement": WITH_PRINCIPAL}
        >>> spring, autumn, later = date(2020, 3, 1), date(2020, 9, 1), date(2021, 3, 1)
        >>> second = LoanHistory(LoanContract(principal=yuan(30_000), drawn=autumn, maturity=later, **terms))
        >>> first = LoanContract(principal=yuan(50_000), drawn=spring, maturity=later, **terms)
        >>> [str(each.interest) for each in schedules(LoanHistory(first, (Renewal(autumn, second),)))]
        ['1022.22 yuan', '603.33 yuan']
    """
    found = []
    for place, loan in enumerate(history.chain()):
        if as_of is not None and place and loan.contract.drawn >= as_of:
            break
        covered = subsidy if place == 0 or (subsidy and subsidy.renewal_covered) else None
        found.append(schedule(loan, subsidy=covered, as_of=as_of))
    return tuple(found)


class _Timeline:
    """All that changes in the course of a loan, looked up by day."""

    def __init__(self, loan: LoanHistory, subsidy: SubsidyTerms | None, as_of: date | None) -> None:
        self.loan, self.contract, self.subsidy = loan, loan.contract, subsidy
        self.end = self._end(as_of)
        self.overdue = loan.overdue(self.end)
        self.misused = [(event.day, event.until or self.end) for event in loan.events if isinstance(event, Misuse)]
        self.rates = self._rates()
        self.stretches = self._subsidised()
        self.rate_caps = self._rate_caps()
        self.unpaid: list[tuple[date, date, Fen]] = []  # from, to, amount

    def _end(self, as_of: date | None) -> date:
        """The day to which interest is counted."""
        loan, last = self.loan, (self.loan.events[-1].day if self.loan.events else self.contract.drawn)
        if as_of is None:
            if loan.repaid_on is None and last > loan.maturity:
                problem = f"{loan.balance} are owed after the last event on {last}, which is after the maturity"
                raise InvalidInput(problem, field="as_of", allowed="a day", remedy="say to which day interest runs")
            return loan.repaid_on or loan.maturity
        if day_number(as_of) <= day_number(self.contract.drawn):
            problem = f"{as_of} is not after the drawdown on {self.contract.drawn}"
            raise DateError(problem, field="as_of", allowed=f"after {self.contract.drawn}")
        if as_of < last:
            problem, remedy = f"{as_of} is before the event of {last}", "give a later day, or leave out what came after"
            raise InvalidInput(problem, field="as_of", allowed=f"{last} or later", remedy=remedy)
        return min(as_of, loan.repaid_on or as_of)

    def _rates(self) -> list[tuple[date, Fraction]]:
        """The contract's rate from each day on, extensions included."""
        contract, steps = self.contract, list[tuple[date, Fraction]]()
        changes = [(contract.drawn, contract.rate, contract.maturity)]
        changes += [
            (event.day, event.rate, event.maturity)
            for event in self.loan.events
            if isinstance(event, Extension) and event.rate is not None
        ]
        for place, (day, rate, maturity) in enumerate(changes):
            # A penalty stands on the rate that held at the maturity.
            until = changes[place + 1][0] if place + 1 < len(changes) else min(self.end, self.loan.maturity)
            steps += rate_steps(rate, day, term_months(contract.drawn, maturity), until)
        # Where an extension ends overdue days, what was looked up anew in the meantime holds from then on.
        steps = [
            (next((last for first, last in self.overdue if first <= day < last), day), each) for day, each in steps
        ]
        # Only a day on which the rate changes parts a settlement; one on which it is found the same does not.
        return [step for place, step in enumerate(steps) if place == 0 or step[1] != steps[place - 1][1]]

    def _rate_caps(self) -> list[tuple[date, Fraction]]:
        """The highest rate that is subsidised from each day on."""
        contract, cap = self.contract, None if self.subsidy is None else self.subsidy.rate_cap
        if cap is None or not self.stretches:
            return [(contract.drawn, Fraction(1))]
        until = max(last for _, last, _ in self.stretches)
        return list(rate_steps(cap, contract.drawn, term_months(contract.drawn, contract.maturity), until))

    def _subsidised(self) -> list[tuple[date, date, Fraction]]:
        """The days that are subsidised, with the share of their interest: from, to, share."""
        terms, contract = self.subsidy, self.contract
        if terms is None:
            return []
        if terms.longest_term and contract.maturity > add_months(contract.drawn, terms.longest_term):
            return []
        if self.overdue and terms.after_overdue is AfterOverdue.FORFEITED:
            return []
        until = self.end if terms.months is None else min(self.end, add_months(contract.drawn, terms.months))
        if not terms.extension_covered:
            until = min(until, contract.maturity)
        if self.overdue and terms.after_overdue is AfterOverdue.ENDED:
            until = min(until, self.overdue[0][0])
        found = [
            (max(each.start or contract.drawn, contract.drawn), min(each.until or until, until), each.share)
            for each in terms.stretches
        ]
        return [(first, last, share) for first, last, share in found if first < last]

    def rows(self) -> Iterator[SettlementRow]:
        """The settlements in their order."""
        notes = {event.day: event for event in self.loan.events if isinstance(event, UnpaidInterest)}
        start = self.contract.drawn
        for settled_on, until in self._bounds():
            row = self._row(settled_on, start, until)
            self._note_unpaid(row, None if settled_on is None else notes.pop(settled_on, None))
            yield row
            start = until
        if notes:
            day = min(notes)
            remedy = "name a day of settlement of this loan"
            raise InvalidInput("is not a settlement", field=f"UnpaidInterest of {day}", remedy=remedy)

    def _bounds(self) -> list[tuple[date | None, date]]:
        """Each settlement: its day, and to where it counts. Where a loan becomes overdue, or is no more, one ends."""
        contract = self.contract
        found: dict[date, date | None] = {
            until: on for on, until in contract.settlement.bounds(contract.drawn, self.end)
        }
        for first, last in self.overdue:
            found |= {first: first} if first < self.end else {}
            found |= {last: last} if last < self.end else {}
        if self.end not in (self.loan.repaid_on, self.loan.maturity):
            # It runs on; a settlement ends here only if one is due by the calendar.
            by_calendar = contract.settlement.bounds(contract.drawn, self.end + timedelta(1))
            found[self.end] = {until: on for on, until in by_calendar}.get(self.end)
        return [(found[until], until) for until in sorted(found)]

    def _row(self, settled_on: date | None, start: date, until: date) -> SettlementRow:
        parts, rounding = tuple(self._parts(start, until)), self.contract.rounding
        regular = [part for part in parts if part.kind is StretchKind.REGULAR]
        raised = [part for part in parts if part.kind is not StretchKind.REGULAR]
        interest, subsidy = _settled(map(self._borne, regular), rounding), Fen(0)
        if self.subsidy:
            subsidised = _settled(map(self._subsidised_part, regular), self.subsidy.rounding)
            subsidy = min(subsidised, interest)  # where only one of the two is rounded up
        return SettlementRow(
            settled_on=settled_on,
            start=start,
            until=until,
            days=sum(part.days for part in parts),
            balance=parts[0].balance,
            rate=parts[0].rate,
            interest=interest,
            subsidy=subsidy,
            borrower=interest - subsidy,
            penalty=_settled(map(self._borne, raised), rounding),
            compound=_settled(self._compounded(parts), rounding),
            stretches=parts,
        )

    def _parts(self, start: date, until: date) -> Iterator[Stretch]:
        """The stretches of a settlement, cut wherever the balance, the rate or the kind changes."""
        steps = [day for day, _ in (*self.loan.balances, *self.rates)]
        steps += [day for spell in (*self.overdue, *self.misused) for day in spell]
        cuts = sorted({start, until, *(day for day in steps if start < day < until)})
        for first, last in pairwise(cuts):
            kind, rate = self._kind(first)
            days = self.contract.day_count.counted(first, last)
            yield Stretch(first, last, days, _at(self.loan.balances, first), rate, kind)

    def _kind(self, day: date) -> tuple[StretchKind, Fraction]:
        """What a day is, and the rate that it bears; of two penalties the higher, not both."""
        rate, penalty = _at(self.rates, day), self.contract.penalty
        candidates = [(Fraction(0), StretchKind.REGULAR)]
        if penalty and any(first <= day < last for first, last in self.overdue):
            candidates.append((penalty.overdue, StretchKind.OVERDUE))
        if penalty and penalty.misuse is not None and any(first <= day < last for first, last in self.misused):
            candidates.append((penalty.misuse, StretchKind.MISUSED))
        more, kind = max(candidates[1:] or candidates, key=lambda each: each[0])
        return kind, rate + rate * more

    def _borne(self, part: Stretch) -> Fraction:
        """What a stretch bears, exact."""
        return _daily(part.balance, part.rate, self.contract) * part.days

    def _counted(self, part: Stretch, first: date, last: date) -> int:
        """The days of a stretch from a day to a day, counted so that they add up to its own under every day count."""
        counted = self.contract.day_count.counted
        return counted(part.start, last) - counted(part.start, first)

    def _subsidised_part(self, part: Stretch) -> Fraction:
        """What of a stretch's interest is subsidised, exact."""
        terms, total, day = self.subsidy, Fraction(0), self.contract.day_count.day
        cap = int(part.balance if terms is None or terms.cap is None else terms.cap)
        for opens, closes, share in self.stretches:
            first, last = max(opens, part.start), min(closes, part.until)
            changes = [change for change, _ in self.rate_caps if first < change < last]
            for start, until in pairwise([first, *changes, last]) if first < last else ():
                daily = daily_subsidy(int(part.balance), part.rate, cap, _at(self.rate_caps, start), day)  # type: ignore
                total += daily * self._counted(part, start, until) * share  # type: ignore[operator]
        return total

    def _compounded(self, parts: Sequence[Stretch]) -> Iterator[Fraction]:
        """The interest on each unpaid interest within a settlement, exact, at the penalty rate of an overdue loan."""
        penalty = self.contract.penalty
        for part in parts if penalty and penalty.compound else ():
            rate = _at(self.rates, part.start)
            for since, paid, amount in self.unpaid:
                first, last = max(since, part.start), min(paid, part.until)
                if penalty and first < last:
                    raised = rate + rate * penalty.overdue
                    yield _daily(amount, raised, self.contract) * self._counted(part, first, last)

    def _note_unpaid(self, row: SettlementRow, note: UnpaidInterest | None) -> None:
        """Remember what of a settlement was not paid."""
        penalty, billed = self.contract.penalty, row.interest + row.penalty + row.compound
        if note is not None:
            amount = billed if note.amount is None else note.amount
            if amount > billed:
                where = f"UnpaidInterest of {note.day}"
                raise InvalidInput(f"got {amount}", field=where, allowed=f"at most the {billed} settled")
            self.unpaid.append((row.until, note.paid or self.end, amount))
            return
        for first, last in self.overdue if penalty and penalty.compound else ():
            if first <= row.until < last:
                self.unpaid.append((row.until, last, billed))


def _daily(balance: Fen, rate: Fraction, contract: LoanContract) -> Fraction:
    exact: Fraction = daily_interest(int(balance), rate, contract.day_count.day)  # type: ignore
    return exact


def _settled(borne: Iterable[Fraction], rounding: Rounding) -> Fen:
    """What the stretches of a settlement bear, summed exactly and rounded once."""
    exact = sum(borne, Fraction(0))
    return Fen(settled(exact, 1, rounding)) if exact else Fen(0)  # type: ignore[arg-type]


def _at(steps: Sequence[tuple[date, T]], day: date) -> T:
    """What holds on a day, of values each with the day from which it holds."""
    return steps[bisect_right(steps, day, key=lambda step: step[0]) - 1][1]
