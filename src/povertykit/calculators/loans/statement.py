"""A schedule as a table: its rows, their sums, and how it prints.

Each settlement is rounded once, and the totals are the sums of the rounded rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from povertykit.calculators.loans.contract import LoanHistory
from povertykit.calculators.loans.subsidy import SubsidyTerms, split_subsidy
from povertykit.errors import UnknownName
from povertykit.labels import Labelled
from povertykit.money import Fen, Rounding, to_yuan
from povertykit.text_table import html_table, table, width

__all__ = ["Schedule", "SettlementRow", "Stretch", "StretchKind"]


class StretchKind(Labelled):
    """What a stretch of days is: at the contract's rate, or at the penalty rate of an overdue or misused loan."""

    REGULAR = "regular", "regular", "正常"
    OVERDUE = "overdue", "overdue", "逾期"
    MISUSED = "misused", "misused", "挪用"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one settlement with one balance and one rate.

    Attributes:
        start: the first day.
        until: the day after the last.
        days: the days as the contract counts them.
        balance: what is owed.
        rate: the rate that holds, a penalty included.
        kind: whether it is interest or a penalty.
    """

    start: date
    until: date
    days: int
    balance: Fen
    rate: Fraction
    kind: StretchKind


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One settlement; amounts in fen.

    Attributes:
        settled_on: the day of the settlement; None for interest that runs and is not settled yet.
        start: the first day counted.
        until: the day to which it is counted, itself not.
        days: the days as the contract counts them.
        balance: what is owed at the start.
        rate: the rate at the start, a penalty included.
        interest: for the days that are neither overdue nor misused.
        subsidy: the part of the interest that public money bears.
        borrower: the rest of the interest.
        penalty: for overdue and misused days, the whole raised rate.
        compound: interest on interest that was not paid.
        stretches: the parts of which the days are made, where the balance or the rate changed.
    """

    settled_on: date | None
    start: date
    until: date
    days: int
    balance: Fen
    rate: Fraction
    interest: Fen
    subsidy: Fen
    borrower: Fen
    penalty: Fen
    compound: Fen
    stretches: tuple[Stretch, ...]


_AMOUNTS: Final = ("interest", "subsidy", "borrower", "penalty", "compound")
_HEADINGS: Final = {
    "settled_on": ("settled on", "结息日"),
    "start": ("from", "起息日"),
    "until": ("to (not counted)", "止息日(不含)"),
    "days": ("days", "天数"),
    "balance": ("balance (yuan)", "本金余额(元)"),
    "rate": ("rate (%)", "年利率(%)"),
    "interest": ("interest (yuan)", "利息(元)"),
    "subsidy": ("subsidised (yuan)", "贴息(元)"),
    "borrower": ("borrower's (yuan)", "借款人承担(元)"),
    "penalty": ("penalty (yuan)", "罚息(元)"),
    "compound": ("compound (yuan)", "复利(元)"),
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The settlements of a loan in their order; the totals are the sums of the rows.

    Attributes:
        history: the loan.
        rows: one for each settlement.
        subsidy_terms: by which the subsidy was computed, or None.
    """

    history: LoanHistory
    rows: tuple[SettlementRow, ...]
    subsidy_terms: SubsidyTerms | None

    @property
    def interest(self) -> Fen:
        """All interest, without penalties."""
        return self._sum("interest")

    @property
    def subsidy(self) -> Fen:
        """What public money bears of it."""
        return self._sum("subsidy")

    @property
    def borrower(self) -> Fen:
        """What the borrower bears of the interest."""
        return self._sum("borrower")

    @property
    def penalty(self) -> Fen:
        """The penalties for overdue and misused days."""
        return self._sum("penalty")

    @property
    def compound(self) -> Fen:
        """The interest on unpaid interest."""
        return self._sum("compound")

    def _sum(self, name: str) -> Fen:
        amounts: list[Fen] = [getattr(row, name) for row in self.rows]
        return sum(amounts, Fen(0))

    def split(self, shares: Mapping[str, Fraction], *, each_settlement: bool = False) -> dict[str, Fen]:
        """Divide the subsidy among those who pay it; see `split_subsidy`.

        Args:
            shares: the share of each, which add up to exactly 1.
            each_settlement: whether each settlement's subsidy is divided and the parts added, as when each is paid for
                itself, or the total.
        """
        amounts = [row.subsidy for row in self.rows] if each_settlement else [self.subsidy]
        parts = [split_subsidy(amount, shares) for amount in amounts]
        return {name: sum((part[name] for part in parts), Fen(0)) for name in shares}

    def to_dicts(self, language: str = "en") -> list[dict[str, object]]:
        """The rows under their headings in English (`"en"`) or Chinese (`"zh"`): dates, days, and Decimals in yuan and
        percent, fit for a data frame.

        Raises:
            UnknownName: for any other language.
        """
        place = _place(language)
        headings = [both[place] for both in _HEADINGS.values()]
        return [dict(zip(headings, _values(row, list(_HEADINGS)), strict=True)) for row in self.rows]

    def to_text(self, language: str = "en") -> str:
        """The rows and their sums as a table in plain text.

        Where something changed within a settlement, its stretches stand below it. Columns of a subsidy, a penalty or
        compound interest that there is not are left out.

        Raises:
            UnknownName: for any other language.
        """
        head, *cells = self._cells(language)
        lines = [line.rstrip() for line in table(cells, head, "", right=range(1, len(head))).split("\n")]
        rule = "-" * max(map(width, lines))
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        head, *cells = self._cells("en")
        return html_table(cells, head)

    def _cells(self, language: str) -> Iterator[tuple[str, ...]]:
        """The headings, the rows with the stretches of each that has several, and the sums."""
        place = _place(language)
        idle = {"subsidy", "borrower"} if self.subsidy_terms is None else set[str]()
        idle |= {name for name in ("penalty", "compound") if not self._sum(name)}
        names = [name for name in _HEADINGS if name not in idle]
        amounts = [name for name in _AMOUNTS if name not in idle]
        yield tuple(_HEADINGS[name][place] for name in names)
        for row in self.rows:
            running = ("runs on", "未结息")[place]
            yield tuple(running if value is None else str(value) for value in _values(row, names))
            for part in row.stretches if len(row.stretches) > 1 else ():
                values = (part.start, part.until, part.days, to_yuan(part.balance), _percent(part.rate))
                yield (f"  {(part.kind.en, part.kind.zh)[place]}", *map(str, values), *[""] * len(amounts))
        days = str(sum(row.days for row in self.rows))
        yield (("total", "合计")[place], "", "", days, "", "", *(str(to_yuan(self._sum(name))) for name in amounts))


def _place(language: str) -> int:
    if language not in ("en", "zh"):
        raise UnknownName.among(language, ("en", "zh"), "language")
    return int(language == "zh")


def _values(row: SettlementRow, names: Sequence[str]) -> list[object]:
    """What a row says under some headings."""
    found: list[object] = []
    for name in names:
        value: object = getattr(row, name)
        found.append(to_yuan(value) if isinstance(value, Fen) else _percent(row.rate) if name == "rate" else value)
    return found


def _percent(rate: Fraction) -> Decimal:
    """A rate in percent, exact to the tenth decimal, without needless zeros."""
    shown = Decimal(Rounding().apply((rate * 10**12).numerator, (rate * 10**12).denominator)).scaleb(-10)
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown.normalize()
