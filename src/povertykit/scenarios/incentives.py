"""What earning more is worth: a household's net income against its earnings, and the places where more leaves less.

Net income is what the household earns and what it is paid for the same period; payments for other periods are listed
apart and never mixed in. What cannot be told for want of a fact is said so, and is neither zero nor a guess. All other
facts of the household stay as they are while its earnings vary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from povertykit.amounts import need_fen
from povertykit.decision import Identity, LeftOut
from povertykit.errors import InvalidInput, MissingFact
from povertykit.models import Entity, FieldSpec, Household, fields_of, validate
from povertykit.money import Fen, Period, to_yuan, yuan
from povertykit.policy.making import named_with_findings
from povertykit.policy.plan import resolve
from povertykit.policy.policy import Policy
from povertykit.policy.proof import proved
from povertykit.policy.provision import ProvisionKind
from povertykit.scenarios.cliff_counts import CliffCounts, cliff_counts
from povertykit.scenarios.cliff_search import falls, too_many
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError
from povertykit.scenarios.varied import Paid, Varied, batch_of, varied_field
from povertykit.text_table import table

__all__ = ["BudgetLine", "Cliff", "Cliffs", "MarginalRate", "budget_line", "cliffs", "marginal_rate"]

ONE_YUAN: Final = yuan(1)
_POINTS: Final = 400
_MOST: Final = 1_000
_SCAN: Final = 1 << 15
_HERE: Final = np.zeros(1, np.int64)


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
        zh = language == "zh"
        which = ("、" if zh else ", ").join(f"{self.names[n][zh]} −{_money(fen)}" for n, fen in self.lost.items())
        at, until, loss = _money(self.at), _money(self.until), _money(self.loss)
        back = "-" if self.regained is None else _money(self.regained)
        if zh:
            return f"收入由{at}元增至{until}元，净收入减少{loss}元（{which}）；收入达{back}元方回到原净收入"
        return f"from {at} to {until} yuan of earnings net income falls by {loss} ({which}); regained at {back}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cliffs(Sequence[Cliff]):
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
        zh = language == "zh"
        low, high, step = _money(self.low), _money(self.high), _money(self.step)
        if zh:
            head = f"{self.id}：收入{low}至{high}元/{self.period.zh}，多收入{step}元而净收入反而减少之处：{len(self)}"
        else:
            head = f"{self.id}: places where earning {step} yuan more leaves less, between {low} and {high} yuan a "
            head += f"{self.period.en}: {len(self)}"
        lines = [head, *(f"  {each.text(language)}" for each in self.found)]
        lines += _unknown_lines(self.unclear, self.missing, zh) + _left_out_lines(self.left_out, zh)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalRate:
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
        zh, rate = language == "zh", self.rate
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
class BudgetLine:
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
        zh = language == "zh"
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
        lines += _unknown_lines((), self.missing, zh) + _left_out_lines(self.left_out, zh)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def budget_line(
    policy: Policy,
    household: Household | Mapping[str, object],
    vary: str = "monthly_income",
    *,
    low: Fen | None = None,
    high: Fen | None = None,
    step: Fen | None = None,
) -> BudgetLine:
    """Net income against earnings, exact to the fen at every point.

    Args:
        policy: the policy.
        household: the household, or a mapping from which one is made.
        vary: the amount of the household that is varied: "monthly_income" or another, of a month or a year.
        low: the least earnings; by default nothing.
        high: the greatest; by default somewhat more than where the payments stop changing.
        step: between two points; by default so that there are some four hundred.

    Raises:
        UnknownName, InvalidInput: no such amount, ends in the wrong order, or a policy without rules for households.
        BareAmount: an end or a step that is a bare number.

    Examples:
        >>> from datetime import date
        >>> from povertykit import Household, yuan
        >>> from povertykit.jurisdictions import zz
        >>> family = Household(household_id="F", persons=2, household_income=yuan(100), on_dibao=True,
        ...                    in_backstop=False, special_hardship_persons=0)
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300), provisions=["guarantee_gap"])
        >>> print(budget_line(policy, family, low=yuan(0), high=yuan(800), step=yuan(200)))
        F, Fictional County (yuan a month)
          earnings  gap to the standard  net income
              0.00               600.00      600.00
            200.00               400.00      600.00
            400.00               200.00      600.00
            600.00                 0.00      600.00
            800.00                 0.00      800.00
    """
    case = _Case(policy, household, vary)
    first = Fen(case.spec.ends[0]) if low is None else need_fen(low, "low")
    last = case.enough(first) if high is None else need_fen(high, "high")
    case.check(first, last)
    found = case.cliffs(first, last, ONE_YUAN)
    if high is None:  # far enough to see where what a cliff takes is regained
        back = [(-(-int(each.regained) // 100) + 1) * 100 for each in found if each.regained is not None]
        last = Fen(min(max([int(last), *back]), case.spec.ends[1]))
    length = int(last) - int(first)
    if step is None:
        every = -(-length // (_POINTS * 100)) * 100  # whole yuan
    else:
        every = int(need_fen(step, "step"))
        if every < 1 or length // every > 1_000_000:
            raise InvalidInput(f"got {step}", field="step", allowed="above zero, and at most a million points")
    ends = (int(end) for each in found for end in (each.at, each.until))
    points = {*range(int(first), int(last), every), int(last), *ends}
    return case.line(np.array(sorted(points), np.int64), found)


def marginal_rate(
    policy: Policy,
    household: Household | Mapping[str, object],
    vary: str = "monthly_income",
    *,
    low: Fen | None = None,
    high: Fen | None = None,
) -> MarginalRate:
    """The share of further earnings that a household loses in payments.

    Args:
        policy: the policy.
        household: the household, or a mapping from which one is made.
        vary: the amount of the household that is varied.
        low: the earnings from which more is earned; by default the household's own.
        high: the earnings up to which; by default one yuan more.

    Raises:
        MissingFact: the household's own earnings are not known, and `low` is not given.
        UnknownName, InvalidInput, BareAmount: as `budget_line` says.

    Examples:
        >>> from datetime import date
        >>> from povertykit import Household, yuan
        >>> from povertykit.jurisdictions import zz
        >>> family = Household(household_id="F", persons=2, household_income=yuan(100), on_dibao=True,
        ...                    in_backstop=False, special_hardship_persons=0)
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> marginal_rate(policy, family).rate
        Fraction(1, 1)
        >>> marginal_rate(policy, family, low=yuan(500), high=yuan(700)).rate
        Fraction(1, 2)
    """
    case = _Case(policy, household, vary)
    first = case.own if low is None else need_fen(low, "low")
    if first is None:
        remedy = "give low=, or the household's own earnings"
        raise MissingFact("the household's own earnings are not known", field=case.spec.name, remedy=remedy)
    last = first + ONE_YUAN if high is None else need_fen(high, "high")
    case.check(first, last)
    line = case.line(np.array([first, last], np.int64), None)
    return line.marginal_rates()[0]


@overload
def cliffs(
    policy: Policy,
    source: Household,
    vary: str = ...,
    *,
    low: Fen | None = ...,
    high: Fen | None = ...,
    step: Fen = ...,
) -> Cliffs: ...
@overload
def cliffs(
    policy: Policy,
    source: Source,
    vary: str = ...,
    *,
    step: Fen = ...,
    within: Sequence[Fen] = ...,
    provisions: Iterable[str] | None = ...,
    on_error: OnError = ...,
    money: Money | None = ...,
    columns: Mapping[str, str] | None = ...,
) -> CliffCounts: ...
def cliffs(
    policy: Policy,
    source: Household | Source,
    vary: str = "monthly_income",
    *,
    low: Fen | None = None,
    high: Fen | None = None,
    step: Fen = ONE_YUAN,
    within: Sequence[Fen] = (yuan(10), yuan(50), yuan(100)),
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> Cliffs | CliffCounts:
    """The places where earning one step more loses more than the step: of one household, or for how many of a register.

    They are found exactly: the rules bound what a step may do to what is paid over whole ranges of earnings, and only
    where it may lose more than itself is looked at fen by fen. Payments of the earnings' own period alone are counted.

    Args:
        policy: the policy.
        source: a household; or a register, as `Policy.simulate` takes it.
        vary: the amount of the household that is varied.
        low: of a household: the least earnings looked at; by default nothing.
        high: the greatest; by default the greatest that the amount may be.
        step: the step, one yuan by default.
        within: of a register: how near to a cliff, above it or below.
        provisions: of a register: these payments alone.
        on_error: of a register: "stop" at rows that break a constraint, or "quarantine" to count them as rejected.
        money: of a register: the unit of amounts whose heading has none.
        columns: of a register: further headings, each with the field that it names.

    Raises:
        UnknownName, InvalidInput, BareAmount: as `budget_line` says; or more places than can be listed.
        RegisterError: the register cannot be read, or has rows that are wrong.

    Examples:
        >>> from datetime import date
        >>> from povertykit import Household, yuan
        >>> from povertykit.jurisdictions import zz
        >>> family = Household(household_id="F", persons=2, household_income=yuan(100), on_dibao=True,
        ...                    in_backstop=False, special_hardship_persons=0)
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> len(cliffs(policy, family))
        0
    """
    every = need_fen(step, "step")
    if not 1 <= every <= yuan(10_000):
        raise InvalidInput(f"got {every}", field="step", allowed="0.01 to 10,000 yuan")
    if not isinstance(source, Household):
        if low is not None or high is not None:
            raise InvalidInput("is for one household", field="low, high", remedy="leave it out: each earns its own")
        return cliff_counts(policy, source, vary, every, within, provisions, on_error, money, columns)
    case = _Case(policy, source, vary)
    first = Fen(case.spec.ends[0]) if low is None else need_fen(low, "low")
    last = Fen(case.spec.ends[1]) if high is None else need_fen(high, "high")
    case.check(first, last)
    return case.cliffs(first, last, every)


class _Case:
    """One household under one policy, with one amount of its varied."""

    def __init__(self, policy: Policy, household: Household | Mapping[str, object], vary: str) -> None:
        plan = policy.plans.get(Entity.HOUSEHOLD)
        if plan is None:
            raise InvalidInput("this policy has no rule about households", field=policy.law.name)
        self.policy, self.spec = policy, varied_field(vary)
        self.household = household if isinstance(household, Household) else validate(Household, household)
        self.varied = Varied(policy, plan, batch_of(self.household, plan), self.spec)
        names = named_with_findings(policy.declared, self.varied.counted, {})
        less = proved(resolve(policy.declared, names), policy.constants)
        self.search = Varied(policy, less, batch_of(self.household, less), self.spec)
        self.own: Fen | None = getattr(self.household, self.spec.name)
        self.names = {name: (rule.en, rule.zh) for name, rule in self.varied.rules.items()}
        self.left_out = {
            name: why
            for name, why in policy.left_out.items()
            if getattr(policy.declared[name], "kind", None) is ProvisionKind.PAYMENT
            and getattr(policy.declared[name], "period", None) in (self.spec.period, None)
        }

    def check(self, low: Fen, high: Fen) -> None:
        """Refuse ends that are none."""
        least, most = self.spec.ends
        if not least <= low < high <= most:
            allowed = f"{to_yuan(least)} to {to_yuan(most)} yuan, the lower end below the higher"
            raise InvalidInput(f"got {low} to {high}", field="low, high", allowed=allowed)

    def paid(self, values: Integers) -> Paid:
        return self.varied.paid_at(np.zeros(len(values), np.int64), values)

    def enough(self, low: Fen) -> Fen:
        """Earnings beyond which nothing changes, and somewhat more."""
        most = self.spec.ends[1]
        below, above = int(low), most - 1
        if not self._flat(above, most):
            own = 0 if self.own is None else int(self.own)
            return Fen(min(most, max(int(low) + 100_000, 2 * own)))
        while below < above:
            middle = (below + above) // 2
            below, above = (below, middle) if self._flat(middle, most) else (middle + 1, above)
        beyond = max(above * 5 // 4, above + 10_000, 0 if self.own is None else int(self.own) + 100)
        return Fen(min(most, max(-(-beyond // 100) * 100, int(low) + 100)))

    def _flat(self, low: int, high: int) -> bool:
        """Whether a fen more changes nothing, anywhere between two ends."""
        least, most = self.search.changes(_HERE, np.array([low]), np.array([high - 1]), 1)
        return not least.any() and not most.any()

    def cliffs(self, low: Fen, high: Fen, step: Fen) -> Cliffs:
        """Every cliff between two ends."""
        found = falls(self.search, _HERE, np.array([low], np.int64), np.array([high], np.int64), int(step))
        if found.at.size > _MOST:
            raise too_many()
        cliffs_ = tuple(
            self._cliff(at, until) for at, until in zip(found.at.tolist(), found.until.tolist(), strict=True)
        )
        unclear = tuple(
            (Fen(first), Fen(last)) for first, last in zip(*(e.tolist() for e in found.unclear[1:]), strict=True)
        )
        return Cliffs(
            identity=self.policy.identity,
            id=self.household.household_id,
            period=_period(self.spec),
            low=low,
            high=high,
            step=step,
            found=cliffs_,
            unclear=unclear,
            missing=self._missing(self.search.paid_at(found.unclear[0], found.unclear[1])) if unclear else {},
            left_out=self.left_out,
        )

    def _cliff(self, at: int, until: int) -> Cliff:
        paid = self.search.paid_at(np.zeros(2, np.int64), np.array([at, until], np.int64))
        sums, _ = paid.total(self.varied.counted, 2)
        before, after = at + int(sums[0]), until + int(sums[1])
        changes = {name: int(paid.amounts[name][0] - paid.amounts[name][1]) for name in self.varied.counted}
        return Cliff(
            at=Fen(at),
            until=Fen(until),
            net_before=Fen(before),
            net_after=Fen(after),
            lost={name: Fen(lost) for name, lost in changes.items() if lost > 0},
            regained=self._regained(until, before),
            names=self.names,
        )

    def _regained(self, begin: int, net: int) -> Fen | None:
        """The least earnings that give so much net income again; at the latest earnings of as much."""
        end = min(net, self.spec.ends[1]) + 1
        for low in range(begin, end, _SCAN):
            values = np.arange(low, min(low + _SCAN, end), dtype=np.int64)
            sums, known = self.search.counted_at(np.zeros(len(values), np.int64), values)
            enough = np.flatnonzero((values + sums >= net) & known)
            if enough.size:
                return Fen(int(values[enough[0]]))
        return None

    def _missing(self, paid: Paid) -> dict[str, str]:
        specs = fields_of(Household)
        return {
            name: specs[name].zh if entity is Entity.HOUSEHOLD and name in specs else name
            for entity, name in sorted(paid.missing, key=str)
        }

    def line(self, values: Integers, found: Cliffs | None) -> BudgetLine:
        """The line through these points."""
        paid = self.paid(values)
        sums, known = paid.total(self.varied.counted, len(values))
        shown = {name: _masked(paid.amounts[name], paid.open[name]) for name in self.varied.rules}
        own = {name: shown[name] for name in self.varied.counted}
        none = Cliffs(
            identity=self.policy.identity, id="", period=_period(self.spec), low=Fen(0), high=Fen(0), step=ONE_YUAN,
            found=(), unclear=(), missing={}, left_out={},
        )  # fmt: skip
        return BudgetLine(
            identity=self.policy.identity,
            id=self.household.household_id,
            period=_period(self.spec),
            en=self.spec.name.replace("_", " "),
            zh=self.spec.zh,
            own=self.own,
            earnings=values,
            payments=own,
            net=_masked(values + sums, ~known),
            apart={name: values for name, values in shown.items() if name not in own},
            names=self.names,
            periods={name: rule.period or Period.UNSTATED for name, rule in self.varied.rules.items()},
            cliffs=none if found is None else found,
            missing=self._missing(paid) if any(np.ma.is_masked(each) for each in shown.values()) else {},
            left_out=self.left_out,
        )


def _period(spec: FieldSpec) -> Period:
    assert spec.period is not None  # varied_field takes no other amount
    return spec.period


def _masked(values: Any, open_: Any) -> Any:
    return values if open_ is None or not open_.any() else np.ma.masked_array(values, open_)


def _fen(value: int | None) -> Fen | None:
    return None if value is None else Fen(value)


def _picked(row: Mapping[str, Any], names: list[str], periods: Mapping[str, Period]) -> list[Any]:
    return [row["earnings_yuan"], *(row[f"{n}_yuan_a_{periods[n].value}"] for n in names), row["net_yuan"]]


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


def _left_out_lines(left_out: Mapping[str, LeftOut], zh: bool) -> list[str]:
    return [f"未计算 {n}：{why.zh}" if zh else f"left out {n}: {why.en}" for n, why in left_out.items()]
