"""What solving for a budget or for coverage gives back."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from povertykit.decision import Identity
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan
from povertykit.policy.terms import Setting
from povertykit.scenarios.figures import in_words
from povertykit.scenarios.made_up import synthetic_lines
from povertykit.scenarios.outcome import Undecided
from povertykit.scenarios.sweep import Method
from povertykit.text_table import Shown

__all__ = ["BudgetAnswer", "BudgetOutcome", "CoverageAnswer", "CoverageOutcome"]

BudgetOutcome: TypeAlias = Literal["found", "below_least", "covers_all"]
CoverageOutcome: TypeAlias = Literal["found", "at_least", "out_of_reach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAnswer(Shown):
    """The highest figure that a budget pays for; the lowest, where the cost falls as the figure rises.

    Attributes:
        vary: the figure.
        en: its label in English.
        zh: its label in Chinese.
        identity: the policy with the answer (or with the figure that costs least, where even that costs more).
        outcome: "found"; "below_least": even the figure that costs least costs more; "covers_all": the one that costs
            most costs no more.
        budget: fen, for all the times that the payments are made from it.
        given: the period for which it was stated; None for a plain amount.
        period: the payments' period.
        months: how many times these payments are made from the budget.
        value: the answer; None where even the figure that costs least costs more than the budget.
        cost: what it costs; None likewise.
        next_value: the next figure, which the budget does not pay for; None where there is none.
        next_cost: what that costs.
        falls: whether the cost falls as the figure rises, so that the next figure is the next lower one.
        method: "curves": the register was followed at all values at once; "simulation": at some, under a proof of the
            rules.
        households: the households that are paid at the answer.
        undetermined: the results at the answer that hang on missing facts, the first of them; they are in no cost.
        undetermined_count: how many these are.
        rejected: the households that were not taken.
        synthetic: whether the register is made up.
        texts: the answer and the next figure in words.
    """

    vary: str
    en: str
    zh: str
    identity: Identity
    outcome: BudgetOutcome
    budget: Fen
    given: Period | None
    period: Period
    months: int
    value: Setting | None
    cost: Fen | None
    next_value: Setting | None
    next_cost: Fen | None
    falls: bool
    method: Method
    households: int
    undetermined: tuple[Undecided, ...]
    undetermined_count: int
    rejected: int
    texts: tuple[str, str]
    synthetic: bool = False

    @property
    def left(self) -> Fen | None:
        """What the budget leaves over at the answer."""
        return None if self.cost is None else self.budget - self.cost

    def to_dict(self) -> dict[str, object]:
        """The answer as one row, money in yuan."""
        names = ("budget", "value", "cost", "left", "next_value", "next_cost")
        given = {name: getattr(self, name) for name in names}
        shown = {name: to_yuan(value) if isinstance(value, Fen) else value for name, value in given.items()}
        counts = {"households": self.households, "undetermined": self.undetermined_count, "rejected": self.rejected}
        return {"vary": self.vary, "outcome": self.outcome, "period": self.period.value, **shown, **counts}

    def summary(self, language: str = "en") -> str:
        """The answer in a few lines, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        cost, more = (f"{to_yuan(each or Fen(0)):,}" for each in (self.cost, self.next_cost))
        lines = [f"{self.zh}：预算 {self._purse(zh)}" if zh else f"{self.en}: a budget of {self._purse(zh)}"]
        if self.value is not None:
            left = f"{to_yuan(self.left or Fen(0)):,}"
            best = "最低" if self.falls else "最高"
            lines.append(
                f"{best}可定 {in_words(self.value, language)}，需 {cost} 元，余 {left} 元，惠及 {self.households:,} 户"
                if zh
                else f"pays for {self.texts[0]}: {cost} yuan, {left} yuan left, {self.households:,} households"
            )
        if self.next_value is not None:
            lines.append(
                f"{in_words(self.next_value, language)} 需 {more} 元"
                if zh
                else f"{self.texts[1]} would cost {more} yuan"
            )
        if self.outcome == "below_least":
            least = ("最高", "highest") if self.falls else ("最低", "lowest")
            lines.append(f"预算不足以支付{least[0]}标准" if zh else f"even the {least[1]} figure costs more")
        elif self.outcome == "covers_all":
            most = ("最低", "lowest") if self.falls else ("最高", "highest")
            lines.append(f"已到允许的{most[0]}标准" if zh else f"that is the {most[1]} figure allowed")
        lines += _passed_over(self.undetermined_count, self.rejected, zh)
        return "\n".join([*synthetic_lines(self.synthetic, language), *lines])

    def _purse(self, zh: bool) -> str:
        """The budget, and for how long it is."""
        whole = f"{to_yuan(self.budget):,}"
        if self.given is Period.MONTH and self.period is Period.YEAR:  # twelve months of it for a year's payments
            each = f"{to_yuan(Fen(int(self.budget) // 12)):,}"
            return f"{each} 元/月，全年 {whole} 元" if zh else f"{each} yuan a month, {whole} yuan for the year"
        amount = f"{whole} 元" if zh else f"{whole} yuan"
        if self.given in (Period.MONTH, Period.YEAR) and self.given is not None:
            amount += f"/{self.given.zh}" if zh else f" a {self.given.en}"
        if self.months == 1:
            return amount
        if self.period is Period.MONTH:
            return amount + (f"，用于 {self.months} 个月" if zh else f", for {self.months} months")
        return amount + (f"，用于 {self.months} 次" if zh else f", for {self.months} times")

    def __str__(self) -> str:
        return self.summary()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageAnswer(Shown):
    """The lowest figure at which a share of the register is paid; the highest, where fewer are paid as it rises.

    Attributes:
        vary: the figure.
        en: its label in English.
        zh: its label in Chinese.
        outcome: "found"; "at_least": already the figure that reaches fewest reaches it; "out_of_reach": not even the
            one that reaches most does.
        wanted: the share asked for.
        of: households or persons; those that are undetermined count as not paid.
        period: the payments' period.
        value: the answer; None where it is out of reach.
        share: the share at the answer, or the most that any figure reaches where it is out of reach.
        share_below: the share at the figure next to the answer, which is too small; None where there is none.
        cost: fen for the period at the answer; None where it is out of reach.
        falls: whether fewer are paid as the figure rises.
        method: as of `BudgetAnswer`.
        paid: the households, or persons, paid at the answer.
        total: the households, or persons, of the register.
        undetermined_count: the households with a payment that hangs on missing facts.
        rejected: the households that were not taken.
        synthetic: whether the register is made up.
        text: the answer in words.
    """

    vary: str
    en: str
    zh: str
    outcome: CoverageOutcome
    wanted: Fraction
    of: str
    period: Period
    value: Setting | None
    share: Fraction
    share_below: Fraction | None
    cost: Fen | None
    falls: bool
    method: Method
    paid: int
    total: int
    undetermined_count: int
    rejected: int
    text: str
    synthetic: bool = False

    def summary(self, language: str = "en") -> str:
        """The answer in a few lines, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        whose = ("户", "households") if self.of == "households" else ("人", "persons")
        counts = f"{self.paid:,} / {self.total:,}"
        most = ("最低", "lowest") if self.falls else ("最高", "highest")
        if self.value is None:
            first = (
                f"{self.zh}：{most[0]}标准也只惠及 {counts} {whose[0]}"
                if zh
                else f"{self.en}: even the {most[1]} figure reaches only {counts} {whose[1]}"
            )
        else:
            cost = f"{to_yuan(self.cost or Fen(0)):,}"
            first = (
                f"{self.zh} {in_words(self.value, 'zh')}：惠及 {counts} {whose[0]}，需 {cost} 元（{self.period.zh}）"
                if zh
                else f"{self.en} {self.text}: reaches {counts} {whose[1]} for {cost} yuan ({self.period.en})"
            )
        made_up = synthetic_lines(self.synthetic, language)
        return "\n".join([*made_up, first, *_passed_over(self.undetermined_count, self.rejected, zh)])

    def __str__(self) -> str:
        return self.summary()


def _passed_over(undetermined: int, rejected: int, zh: bool) -> list[str]:
    lines = []
    if undetermined:
        lines.append(f"待定 {undetermined:,} 项，未计入" if zh else f"{undetermined:,} undetermined, not in the cost")
    if rejected:
        lines.append(f"退回 {rejected:,} 户，未计入" if zh else f"{rejected:,} households rejected, not in the cost")
    return lines
