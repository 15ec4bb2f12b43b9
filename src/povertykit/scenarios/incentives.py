"""What earning more is worth: a household's net income against its earnings, and the places where more leaves less.

Net income is what the household earns and what it is paid for the same period; payments for other periods are listed
apart and never mixed in. What cannot be told for want of a fact is said so, and is neither zero nor a guess. All other
facts of the household stay as they are while its earnings vary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, overload

import numpy as np

from povertykit.amounts import need_fen
from povertykit.errors import InvalidInput, MissingFact
from povertykit.models import Entity, FieldSpec, Household, fields_of, validate
from povertykit.money import Fen, Period, to_yuan, yuan
from povertykit.policy.making import named_with_findings
from povertykit.policy.plan import resolve
from povertykit.policy.policy import Policy
from povertykit.policy.proof import proved
from povertykit.policy.provision import ProvisionKind
from povertykit.scenarios.budget_lines import BudgetLine, Cliff, Cliffs, MarginalRate
from povertykit.scenarios.cliff_counts import CliffCounts, cliff_counts
from povertykit.scenarios.cliff_search import falls, too_many
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError
from povertykit.scenarios.varied import Paid, Varied, batch_of, varied_field

__all__ = ["budget_line", "cliffs", "marginal_rate"]

ONE_YUAN: Final = yuan(1)
NEAR: Final = (yuan(10), yuan(50), yuan(100))
_POINTS: Final = 400
_MOST: Final = 1_000
_SCAN: Final = 1 << 15
_HERE: Final = np.zeros(1, np.int64)


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
    within: Sequence[Fen] = NEAR,
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
    if within is not NEAR or on_error != "stop" or any(each is not None for each in (provisions, money, columns)):
        remedy = "for one household, choose the provisions when the policy is made"
        given = "within, provisions, on_error, money, columns"
        raise InvalidInput("are for a register", field=given, remedy=remedy)
    case = _Case(policy, source, vary)
    first = Fen(case.spec.ends[0]) if low is None else need_fen(low, "low")
    last = Fen(case.spec.ends[1]) if high is None else need_fen(high, "high")
    case.check(first, last)
    return case.cliffs(first, last, every)


class _Case:
    """One household under one policy, with one amount of its varied."""

    def __init__(self, policy: Policy, household: Household | Mapping[str, object], vary: str) -> None:
        if not isinstance(policy, Policy):
            raise InvalidInput(f"got {type(policy).__name__}", field="policy", allowed="a policy")
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
