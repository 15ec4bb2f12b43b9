"""What an analysis of incentives gives: a budget line, its marginal rates and its cliffs, as text and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from povertykit.decision import Identity, LeftOut
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan
from povertykit.scenarios.left_out import left_out_lines
from povertykit.text_table import Shown, table

__all__ = ["BudgetLine", "Cliff", "Cliffs", "MarginalRate"]


@dataclass(frozen=True, slots=True)
class Cliff:
    """A place where earning more leaves less.

    Attributes:
        at: the earnings up to which all is well, fen.
        until: the earnings at which the fall is over: one fen more, or further on a steep stretch.
        net_before: net income at `at`, fen.
        net_after: net income at `until`.
        lost: by payment, what it is less at `until` than at `at`; fen, those that fall.
        regained: the least earnings beyond it that give the net income from before; None where it cannot be told.
        names: the payments' labels in English and Chinese.
    """

    at: Fen
    until: Fen
    net_before: Fen
    net_after: Fen
    lost: Mapping[str, Fen]
    regained: Fen | None
    names: Mapping[str, tuple[str, str]]

    @property
    def loss(self) -> Fen:
        """How much net income falls, fen."""
        return self.net_before - self.net_after

    def text(self, language: str = "en") -> str:
        """The cliff in one sentence."""
        zh = chinese(language)
        which = ("、" if zh else ", ").join(f"{self.names[n][zh]} −{_money(fen)}" for n, fen in self.lost.items())
        at, until, loss = _money(self.at), _money(self.until), _money(self.loss)
        back = "-" if self.regained is None else _money(self.regained)
        if zh:
            return f"收入由{at}元增至{until}元，净收入减少{loss}元（{which}）；收入达{back}元方回到原净收入"
        return f"from {at} to {until} yuan of earnings net income falls by {loss} ({which}); regained at {back}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cliffs(Shown, Sequence[Cliff]):
    """Every cliff of one household between two ends of its earnings; it prints in English or Chinese.

    Attributes:
        identity: the policy.
        id: the household.
        period: for what the earnings are counted.
        low: the least earnings looked at, fen.
        high: the greatest.
        step: the step that loses more than itself at a cliff, fen.
        found: the cliffs, by rising earnings.
        unclear: the stretches in which it cannot be told, for want of facts.
        missing: those facts, by name, with their Chinese titles.
        left_out: payments that were not computed, and why.
    """

    identity: Identity
    id: str
    period: Period
    low: Fen
    high: Fen
    step: Fen
    found: tuple[Cliff, ...]
    unclear: tuple[tuple[Fen, Fen], ...]
    missing: Mapping[str, str]
    left_out: Mapping[str, LeftOut]

    @overload
    def __getitem__(self, index: int) -> Cliff: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Cliff]: ...
    def __getitem__(self, index: int | slice) -> Cliff | Sequence[Cliff]:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    def to_rows(self) -> list[dict[str, object]]:
        """A row for each cliff, amounts as `Decimal` yuan, the payments that fall named in one cell."""
        return [
            {
                "household_id": self.id,
                "at_yuan": to_yuan(each.at),
                "until_yuan": to_yuan(each.until),
                "net_before_yuan": to_yuan(each.net_before),
                "net_after_yuan": to_yuan(each.net_after),
                "provisions": ", ".join(each.lost),
                "regained_yuan": None if each.regained is None else to_yuan(each.regained),
            }
            for each in self.found
        ]

    def text(self, language: str = "en") -> str:
        """All cliffs, and what could not be told."""
        zh = chinese(language)
        low, high, step = _money(self.low), _money(self.high), _money(self.step)
        if zh:
            head = f"{self.id}：收入{low}至{high}元/{self.period.zh}，多收入{step}元而净收入反而减少之处：{len(self)}"
        else:
            head = f"{self.id}: places where earning {step} yuan more leaves less, between {low} and {high} yuan a "
            head += f"{self.period.en}: {len(self)}"
        lines = [head, *(f"  {each.text(language)}" for each in self.found)]
        lines += _unknown_lines(self.unclear, self.missing, zh) + left_out_lines(self.left_out, language)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalRate(Shown):
    """What part of further earnings is lost between two points.

    Attributes:
        low: earnings at the first point, fen.
        high: earnings at the second.
        net_low: net income at the first point, fen; None where it is not determined.
        net_high: net income at the second.
        missing: the facts that are missing, with their Chinese titles.
    """

    low: Fen
    high: Fen
    net_low: Fen | None
    net_high: Fen | None
    missing: Mapping[str, str]

    @property
    def rate(self) -> Fraction | None:
        """The share of the further earnings that is lost: 0 nothing, 1 all of them, above 1 more; None not known."""
        if self.net_low is None or self.net_high is None:
            return None
        return 1 - Fraction(int(self.net_high) - int(self.net_low), int(self.high) - int(self.low))

    def text(self, language: str = "en") -> str:
        """The rate in one line."""
        zh, rate = chinese(language), self.rate
        if rate is None:
            known = "、".join(self.missing.values()) if zh else ", ".join(self.missing)
            said = f"无法判定（缺少{known}）" if zh else f"not known (missing: {known})"
        else:
            said = f"{float(100 * rate):.2f}%"
        if zh:
            return f"收入由{_money(self.low)}元增至{_money(self.high)}元，边际损失率 {said}"
        return f"of the earnings from {_money(self.low)} to {_money(self.high)} yuan is lost: {said}"

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, eq=False, kw_only=True)
class BudgetLine(Shown):
    """A household's net income against its earnings; it prints, goes to rows and is drawn by `plots.budget_line`.

    Attributes:
        identity: the policy.
        id: the household.
        period: for what earnings and net income are counted.
        en: what is varied, in English.
        zh: the same in Chinese.
        own: the household's own earnings, fen; None where they are not known.
        earnings: fen, rising; the ends, a grid, and both sides of each cliff.
        payments: by provision, fen of the same period at each point; masked where not determined.
        net: earnings and these payments, fen; masked where one of them is not determined.
        apart: payments for other periods, which are not in the net income.
        names: labels in English and Chinese, by provision.
        periods: for what each payment is paid.
        cliffs: the cliffs between the ends.
        missing: the facts that are missing where something is not determined, with their Chinese titles.
        left_out: payments that were not computed, and why.
    """

    identity: Identity
    id: str
    period: Period
    en: str
    zh: str
    own: Fen | None
    earnings: npt.NDArray[np.int64]
    payments: Mapping[str, npt.NDArray[np.int64]]
    net: npt.NDArray[np.int64]
    apart: Mapping[str, npt.NDArray[np.int64]]
    names: Mapping[str, tuple[str, str]]
    periods: Mapping[str, Period]
    cliffs: Cliffs
    missing: Mapping[str, str]
    left_out: Mapping[str, LeftOut]

    def __len__(self) -> int:
        return len(self.earnings)

    def _points(self) -> Iterator[tuple[int, int | None]]:
        known = ~np.ma.getmaskarray(self.net)
        for earned, net, told in zip(self.earnings.tolist(), np.asarray(self.net).tolist(), known, strict=True):
            yield earned, net if told else None

    def marginal_rates(self) -> tuple[MarginalRate, ...]:
        """The share of further earnings that is lost, from each point to the next."""
        return tuple(
            MarginalRate(low=Fen(a), high=Fen(b), net_low=_fen(x), net_high=_fen(y), missing=self.missing)
            for (a, x), (b, y) in pairwise(self._points())
        )

    def to_rows(self) -> list[dict[str, object]]:
        """A row for each point: earnings, every payment and the net income, as `Decimal` yuan; None not determined."""
        columns: dict[str, list[int | None]] = {"earnings_yuan": list(self.earnings.tolist())}
        for name, values in {**self.payments, **self.apart}.items():
            columns[f"{name}_yuan_a_{self.periods[name].value}"] = np.ma.asarray(values).tolist()
        columns["net_yuan"] = [net for _, net in self._points()]
        shown = {name: [None if v is None else to_yuan(v) for v in values] for name, values in columns.items()}
        return [dict(zip(shown, row, strict=True)) for row in zip(*shown.values(), strict=True)]

    def text(self, language: str = "en", points: int = 12) -> str:
        """The line at some of its points, its cliffs, and what could not be told.

        Args:
            language: "en" or "zh".
            points: about how many points are shown.
        """
        zh = chinese(language)
        rows = self.to_rows()
        every = max(1, len(rows) // max(1, points))
        kept = {0, len(rows) - 1, *range(0, len(rows), every)}
        kept |= set(np.searchsorted(self.earnings, [end for each in self.cliffs for end in (each.at, each.until)]))
        shown = [rows[at] for at in sorted(kept)]
        mine = [name for name, values in self.payments.items() if _shows(values)]
        heading = ["收入" if zh else "earnings", *(self.names[n][zh] for n in mine), "净收入" if zh else "net income"]
        cells = [["?" if v is None else f"{v:,}" for v in _picked(row, mine, self.periods)] for row in shown]
        unit = f"元/{self.period.zh}" if zh else f"yuan a {self.period.en}"
        lines = [f"{self.id}，{self.identity.zh}（{unit}）" if zh else f"{self.id}, {self.identity.en} ({unit})"]
        lines.append(table(cells, heading, right=set(range(len(heading)))))
        lines += [each.text(language) for each in self.cliffs]
        for name, values in self.apart.items():
            if _shows(values):
                label, period = self.names[name][zh], self.periods[name]
                amount = _amounts(values)
                lines.append(
                    f"另计（{period.zh}）：{label} {amount}" if zh else f"apart ({period.en}): {label} {amount}"
                )
        lines += _unknown_lines((), self.missing, zh) + left_out_lines(self.left_out, language)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def _shows(values: npt.NDArray[np.int64]) -> bool:
    """Whether there is anything to show of a payment: an amount, or one that is not determined."""
    return bool(np.ma.is_masked(values) or np.any(values))


def _amounts(values: npt.NDArray[np.int64]) -> str:
    """The amount, or the least and the greatest; a question mark where one is not determined."""
    if np.ma.is_masked(values):
        return "?"
    low, high = int(values.min()), int(values.max())
    return _money(low) if low == high else f"{_money(low)}–{_money(high)}"


def _money(fen: int) -> str:
    return f"{to_yuan(fen):,}"


def _unknown_lines(unclear: Sequence[tuple[Fen, Fen]], missing: Mapping[str, str], zh: bool) -> list[str]:
    where = ("、" if zh else ", ").join(f"{_money(low)}–{_money(high)}" for low, high in unclear[:5])
    if len(unclear) > 5:
        where += " …"
    if not missing and not where:
        return []
    facts = "、".join(missing.values()) if zh else ", ".join(missing)
    where = where and " " + where
    return [f"待定{where}：缺少{facts}" if zh else f"not determined{where}: missing {facts}"]


def _picked(row: Mapping[str, Any], names: list[str], periods: Mapping[str, Period]) -> list[Any]:
    return [row["earnings_yuan"], *(row[f"{n}_yuan_a_{periods[n].value}"] for n in names), row["net_yuan"]]


def _fen(value: int | None) -> Fen | None:
    return None if value is None else Fen(value)
