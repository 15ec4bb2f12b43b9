"""What of a loan's interest public money bears, and how the provinces, cities and counties divide it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from povertykit.amounts import need_fen, shown
from povertykit.calculators.loans.interest import INTEREST
from povertykit.calculators.loans.terms import RateTerms, TableRate, need_rate, need_share
from povertykit.dates import day_number
from povertykit.errors import DateError, InvalidInput, OutOfRange
from povertykit.labels import Labelled
from povertykit.money import Fen, Rounding, allocate

__all__ = ["AfterOverdue", "ShareOfDays", "SubsidyTerms", "need_shares", "split_subsidy"]


class AfterOverdue(Labelled):
    """What becomes of the subsidy of a loan that was overdue. Overdue days themselves are never subsidised."""

    SUSPENDED = "suspended", "none while overdue, again when extended", "逾期期间不贴息"
    ENDED = "ended", "none from the first overdue day on", "逾期后不再贴息"
    FORFEITED = "forfeited", "none at all for a loan that was overdue", "逾期即取消贴息"


@dataclass(frozen=True, slots=True)
class ShareOfDays:
    """The share of the interest that is borne for the days of a stretch, such as some calendar years.

    Attributes:
        share: of the interest.
        start: the first day, or None for no beginning.
        end: the last day, itself included, or None for no end.

    Raises:
        InvalidInput, OutOfRange: for a share that is no Fraction from 0 to 1.
        DateError: for an end before the start.

    Examples:
        >>> ShareOfDays(Fraction(7, 10), date(2024, 1, 1), date(2025, 12, 31)).until
        datetime.date(2026, 1, 1)
    """

    share: Fraction
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        need_share(self.share, "share")
        for day in (self.start, self.end):
            if day is not None:
                day_number(day)
        if self.start is not None and self.end is not None and self.end < self.start:
            raise DateError(
                f"{self.end} is before the start {self.start}", field="end", allowed=f"{self.start} or later"
            )

    @property
    def until(self) -> date | None:
        """The day after the last, or None for no end."""
        return None if self.end is None else self.end + timedelta(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyTerms:
    """Which part of the interest is subsidised; whatever a notice leaves out is not limited.

    Penalties and compound interest are never subsidised, nor are days on which the loan was overdue or misused.

    Attributes:
        cap: the most principal whose interest is subsidised; what lies above is the borrower's.
        rate_cap: the highest rate that is subsidised, fixed or by a table asked for the contract's day and term.
        shares: the share of the interest, as one Fraction, or by stretches of days that do not overlap; days in none
            of them are not subsidised.
        months: the most months from the drawdown that are subsidised: 12 for one year per loan.
        longest_term: the longest contract in months that is subsidised at all, extensions left aside.
        extension_covered: whether days after the first maturity are subsidised where the loan was extended.
        renewal_covered: whether a loan that renews another is subsidised; its months count from its own drawdown.
        after_overdue: what becomes of the subsidy once the loan was overdue.
        rounding: of the subsidy of each settlement.

    Raises:
        BareAmount, InvalidInput, OutOfRange, DateError: for a term that is none, and shares of days that overlap.

    Examples:
        >>> from povertykit import yuan
        >>> one_year = SubsidyTerms(cap=yuan(50_000), months=12, extension_covered=False, renewal_covered=False)
        >>> SubsidyTerms(shares=Fraction(3, 2), extension_covered=False, renewal_covered=False)
        Traceback (most recent call last):
        ...
        povertykit.errors.OutOfRange: share: got 3/2; allowed: a share, such as Fraction(7, 10) for 70%, from 0 to 1
    """

    cap: Fen | None = None
    rate_cap: RateTerms | None = None
    shares: Fraction | tuple[ShareOfDays, ...] = Fraction(1)
    months: int | None = None
    longest_term: int | None = None
    extension_covered: bool
    renewal_covered: bool
    after_overdue: AfterOverdue = AfterOverdue.SUSPENDED
    rounding: Rounding = INTEREST

    def __post_init__(self) -> None:
        if self.cap is not None and need_fen(self.cap, "cap") < 0:
            raise OutOfRange(f"got {self.cap}", field="cap", allowed="0 or more")
        if self.rate_cap is not None and not isinstance(self.rate_cap, TableRate):
            need_rate(self.rate_cap, "rate_cap")
        for name, months in (("months", self.months), ("longest_term", self.longest_term)):
            whole: object = months
            if months is not None and (type(whole) is not int or months < 1):
                raise InvalidInput(f"got {shown(months)}", field=name, allowed="a whole number of months, 1 or more")
        for name in ("extension_covered", "renewal_covered"):
            if not isinstance(getattr(self, name), bool):
                raise InvalidInput(f"got {shown(getattr(self, name))}", field=name, allowed="True or False")
        for name, kind in (("after_overdue", AfterOverdue), ("rounding", Rounding)):
            if not isinstance(getattr(self, name), kind):
                raise InvalidInput(f"got {shown(getattr(self, name))}", field=name, allowed=f"an {kind.__name__}")
        self._check_stretches()

    def _check_stretches(self) -> None:
        """No day may have two shares."""
        given: tuple[object, ...] = tuple(self.stretches)
        if not given or not all(isinstance(each, ShareOfDays) for each in given):
            raise InvalidInput(
                f"got {shown(given)}", field="shares", allowed="a Fraction, or ShareOfDays and no others"
            )
        for before, after in pairwise(self.stretches):
            if before.until is None or (after.start or date.min) < before.until:
                problem = f"the days from {after.start} have two shares, {before.share} and {after.share}"
                raise InvalidInput(problem, field="shares", remedy="end the earlier stretch on the day before")

    @property
    def stretches(self) -> tuple[ShareOfDays, ...]:
        """The shares by stretches of days, in the order of their days."""
        given: object = self.shares
        if not isinstance(given, tuple):
            return (ShareOfDays(self.shares),)  # type: ignore[arg-type]  # which refuses anything but a Fraction
        return tuple(sorted(given, key=lambda each: getattr(each, "start", None) or date.min))


def split_subsidy(amount: Fen, shares: Mapping[str, Fraction]) -> dict[str, Fen]:
    """Divide a subsidy among those who pay it, in whole fen that add up to it.

    Args:
        amount: the subsidy.
        shares: the share of each, which add up to exactly 1.

    Returns:
        What each pays, in the order given; fen left over go to the largest remainders, the earlier first.

    Raises:
        BareAmount: for an amount that is no `Fen`.
        InvalidInput, OutOfRange: for shares that are no Fractions from 0 to 1, or do not add up to 1, and for an
            amount below 0.

    Examples:
        >>> from povertykit import yuan
        >>> thirds = {"province": Fraction(2, 5), "city": Fraction(3, 10), "county": Fraction(3, 10)}
        >>> split_subsidy(yuan("217.51"), thirds)
        {'province': Fen(8701), 'city': Fen(6525), 'county': Fen(6525)}
    """
    if need_fen(amount, "amount") < 0:
        raise OutOfRange(f"got {amount}", field="amount", allowed="0 or more", remedy="divide what is to be paid")
    return dict(zip(shares, allocate(amount, need_shares(shares)), strict=True))


def need_shares(shares: Mapping[str, Fraction]) -> list[Fraction]:
    """The shares of those who pay, if they are everyone's.

    Raises:
        InvalidInput, OutOfRange: for shares that are no Fractions from 0 to 1, or do not add up to 1.

    Examples:
        >>> need_shares({"province": Fraction(2, 5), "county": Fraction(3, 5)})
        [Fraction(2, 5), Fraction(3, 5)]
    """
    exact = [need_share(share, f"share of {name}") for name, share in shares.items()]
    if sum(exact) != 1:
        remedy = "name everyone who pays, with exact Fractions"
        raise InvalidInput(f"the shares add up to {sum(exact)}", field="shares", allowed="exactly 1", remedy=remedy)
    return exact
