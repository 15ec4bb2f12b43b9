"""Inequality before and after a reform: the Gini coefficient of income with monthly payments, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from povertykit.labels import chinese
from povertykit.measures import gini
from povertykit.measures.results import Tabular
from povertykit.money import Period
from povertykit.scenarios.changes import Effect
from povertykit.scenarios.columns import Flags, Integers
from povertykit.text_table import table

__all__ = ["InequalityChange", "inequality_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InequalityChange(Tabular):
    """Inequality before and after, of the same persons.

    Each person has the income and the monthly payments of the household in equal parts.

    Attributes:
        before: the Gini coefficient before.
        after: the Gini coefficient after.
        persons: the persons measured: those of households whose income and monthly payments are known.
    """

    before: float
    after: float
    persons: int

    def to_rows(self) -> list[dict[str, object]]:
        """A row before and a row after: for a dataframe."""
        return [{"when": "before", "gini": self.before}, {"when": "after", "gini": self.after}]

    def summary(self, language: str = "en") -> str:
        """Inequality in a table, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        heading = (
            (f"不平等（{self.persons:,} 人）", "改革前", "改革后")
            if zh
            else (
                f"inequality ({self.persons:,} persons)",
                "before",
                "after",
            )
        )
        row = ("基尼系数" if zh else "Gini coefficient", f"{self.before:.4f}", f"{self.after:.4f}")
        return table([row], heading, indent="", right={1, 2})

    def __str__(self) -> str:
        return self.summary()


def inequality_change(
    kept: Sequence[tuple[Integers, Integers, Flags, dict[Period, Effect]]],
) -> InequalityChange | None:
    """Inequality from the households of a comparison; None where nobody has any income.

    Args:
        kept: block by block, income, persons, whose income is not known, and what is paid by period.
    """
    incomes: list[Integers] = []
    for income, persons, unknown, effects in kept:
        nothing = np.zeros_like(income)
        month = effects.get(Period.MONTH, Effect(nothing, nothing, unknown))
        known = ~(unknown | month.unclear)
        incomes.append(np.array([persons[known], (income + month.before)[known], (income + month.after)[known]]))
    heads, before, after = np.concatenate(incomes, axis=1)
    if not heads.size or not before.any() or not after.any():
        return None
    found = [float(gini(each / heads, heads)) for each in (before, after)]
    return InequalityChange(before=found[0], after=found[1], persons=int(heads.sum()))
