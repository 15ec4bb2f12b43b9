"""A second program for one loan, written differently: it walks through the loan day by day, in Decimals.

Nothing of the library's calculators is used: neither their dates nor their arithmetic. A day bears its balance times
its rate; at a settlement the sum is divided by the year's days and rounded half up to the fen.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

ONE = timedelta(1)


@dataclass
class Loan:
    """What the walk needs to know; rates in Decimal shares, amounts in fen."""

    principal: int
    drawn: date
    end: date
    rate: Decimal
    year: int = 360
    thirty: bool = False
    repayments: dict[date, int] = field(default_factory=dict)
    overdue: Callable[[date], bool] = lambda day: False
    misused: Callable[[date], bool] = lambda day: False
    overdue_more: Decimal = Decimal(0)
    misuse_more: Decimal = Decimal(0)
    settles_after: Callable[[date], bool] = lambda day: False
    cap: int | None = None
    rate_cap: Decimal | None = None
    share: Callable[[date], Decimal] = lambda day: Decimal(0)


def weight(day: date, thirty: bool) -> int:
    """How many days a day counts: where months have 30, the 30th none before a 31st, February's last one the rest."""
    if not thirty:
        return 1
    length = calendar.monthrange(day.year, day.month)[1]
    if length == 31 and day.day == 30:
        return 0
    return 31 - length if length < 30 and day.day == length else 1


def walk(loan: Loan) -> list[tuple[date, int, int, int]]:
    """Each settlement: to which day it counts, its interest, the subsidised part, the penalty; in fen."""
    found = []
    balance, day = loan.principal, loan.drawn
    sums = [Decimal(0)] * 3
    with localcontext() as context:
        context.prec = 60
        while day < loan.end:
            balance -= loan.repayments.get(day, 0)
            late, wrong = loan.overdue(day), loan.misused(day)
            more = max([loan.overdue_more] * late + [loan.misuse_more] * wrong + [Decimal(0)])
            counted = weight(day, loan.thirty)
            borne = balance * (loan.rate + loan.rate * more) * counted
            if late or wrong:
                sums[2] += borne
            else:
                sums[0] += borne
                most = balance if loan.cap is None else min(balance, loan.cap)
                rate = loan.rate if loan.rate_cap is None else min(loan.rate, loan.rate_cap)
                sums[1] += most * rate * loan.share(day) * counted
            day += ONE
            turned = loan.overdue(day) != late
            if loan.settles_after(day - ONE) or turned or day == loan.end:
                fen = [int((each / loan.year).quantize(Decimal(1), ROUND_HALF_UP)) for each in sums]
                found.append((day, fen[0], fen[1], fen[2]))
                sums = [Decimal(0)] * 3
    return found
