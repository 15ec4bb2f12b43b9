"""Whom monthly payments reach before and after a reform, and whom what it adds: of the poor, and besides."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from povertykit.labels import chinese
from povertykit.measures import Targeting, targeting
from povertykit.measures.results import Tabular
from povertykit.money import Fen, Period, Periodic, to_yuan
from povertykit.scenarios.changes import Effect
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.results import exact_sum
from povertykit.text_table import table

__all__ = ["TargetingChange", "TargetingCounter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetingChange(Tabular):
    """Whom monthly payments reach, where they are meant for those who are poor without them.

    Attributes:
        line: of one person; the target group are the persons whose household's income, without the payments, is below
            the line for each of them.
        before: the payments before the reform.
        after: the payments after it.
        gained: what the households that get more get more.
    """

    line: Periodic
    before: Targeting[Fraction | float]
    after: Targeting[Fraction | float]
    gained: Targeting[Fraction | float]

    def to_rows(self) -> list[dict[str, object]]:
        """A row for each of the three, money in yuan: for a dataframe."""
        rows: list[dict[str, object]] = []
        for name in ("before", "after", "gained"):
            found: Targeting[Fraction | float] = getattr(self, name)
            row: dict[str, object] = {"payment": name}
            row |= {each: getattr(found, each) for each in _SHARES}
            rows.append(row | {each: _yuan(getattr(found, each)) for each in _MONEY})
        return rows

    def summary(self, language: str = "en") -> str:
        """Targeting in a table, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        parts = (self.before, self.after, self.gained)
        heading = (
            ("瞄准（目标群体：给付前收入低于贫困线者）", "改革前", "改革后", "新增部分")
            if zh
            else (
                "targeting (of those poor without payments)",
                "before",
                "after",
                "gained",
            )
        )
        rows = [(_SAID[name][zh], *(_percent(getattr(each, name)) for each in parts)) for name in _SHARES] + [
            (_SAID[name][zh], *(f"{_yuan(getattr(each, name)):,}" for each in parts)) for name in _MONEY
        ]
        reasons = dict.fromkeys(why[zh] for each in parts for why in each.not_defined.values())
        return "\n".join([table(rows, heading, indent="", right={1, 2, 3}), *(f"- {each}" for each in reasons)])

    def __str__(self) -> str:
        return self.summary()


_SHARES = ("coverage", "exclusion_error", "inclusion_error", "leakage")
_MONEY = ("money", "leaked_money")
_SAID = {
    "coverage": ("coverage", "覆盖率"),
    "exclusion_error": ("exclusion error", "遗漏误差（漏保率）"),
    "inclusion_error": ("inclusion error, of those paid", "纳入误差（错保率），占受益人口"),
    "leakage": ("leakage, share of the money", "资金漏出率"),
    "money": ("money (yuan a month)", "资金（元/月）"),
    "leaked_money": ("money that leaks (yuan a month)", "漏出资金（元/月）"),
}


def _percent(share: Fraction | float | None) -> str:
    if share is None:
        return "-"
    hundredths = round(Fraction(share) * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def _yuan(amount: object) -> object:
    assert isinstance(amount, Fen)
    return to_yuan(amount)


class TargetingCounter:
    """Adds up who is poor and who is paid, block by block, exactly; a few sums, however long the register."""

    def __init__(self, line: Periodic) -> None:
        self.line: Periodic = line
        self.sums: dict[tuple[int, bool, bool], tuple[int, int]] = {}

    def add(self, income: Integers, persons: Integers, unknown: Flags, monthly: Effect) -> None:
        """Add some households: their income, their persons, and their monthly payments before and after."""
        known = ~(unknown | monthly.unclear)
        months = 12 if self.line.period is Period.YEAR else 1
        poor = income * months < persons * int(self.line.amount)
        gained = np.maximum(monthly.after - monthly.before, 0)
        for number, paid in enumerate((monthly.before, monthly.after, gained)):
            for inside, gets in product((True, False), repeat=2):
                chosen = known & (poor == inside) & ((paid > 0) == gets)
                heads, money = self.sums.get((number, inside, gets), (0, 0))
                more = exact_sum(paid[chosen]) if gets else 0
                self.sums[number, inside, gets] = (heads + exact_sum(persons[chosen]), money + more)

    def result(self) -> TargetingChange | None:
        """What it has come to; None where nobody's income and payments are known."""
        if not any(heads for heads, _ in self.sums.values()):
            return None
        before, after, gained = (self._of(number) for number in range(3))
        return TargetingChange(line=self.line, before=before, after=after, gained=gained)

    def _of(self, number: int) -> Targeting[Fraction | float]:
        """One payment, measured on four records: those in the target group or not, who are paid or not."""
        groups = {key[1:]: each for key, each in self.sums.items() if key[0] == number}
        each_gets = [Fraction(money, heads) if heads else Fraction(0) for heads, money in groups.values()]
        return targeting(each_gets, [inside for inside, _ in groups], [heads for heads, _ in groups.values()])
