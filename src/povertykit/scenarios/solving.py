"""Where a sum crosses a limit as a figure rises: by curves that are read at once, or by halving under a proof.

`way_of` first follows the figure through the register as curves (`povertykit.scenarios.costs`), which shows for this
register whether the sum only rises or only falls. Where curves cannot follow a rule, or find that it does neither, the
rules themselves are asked (`povertykit.policy.monotone`): what is proved of them holds for every household, and the
sum is simulated at some values in each pass over the register until only one step is left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, Literal, Protocol, TypeAlias

from povertykit.errors import DateError, OutOfRange, OverflowRefused, PolicyError
from povertykit.money import Period
from povertykit.policy import Policy
from povertykit.policy.monotone import Directions, directions
from povertykit.policy.plan import Plan
from povertykit.policy.provision import ProvisionKind
from povertykit.scenarios.costs import Costs, Turn, costs_by_curves, payments_of
from povertykit.scenarios.curves import NotACurve
from povertykit.scenarios.ladder import Ladder
from povertykit.scenarios.probes import Probe, Probes, Sums
from povertykit.scenarios.reading import refuse_one_pass
from povertykit.scenarios.register import Source
from povertykit.scenarios.relevance import Relevance
from povertykit.scenarios.sweep import Method, Question

__all__ = ["Counted", "Way", "unproved", "way_of"]

Counted: TypeAlias = Literal["cost", "households", "persons"]

_VALUES_A_PASS: Final = 15
_MOST_AT_ONCE: Final = 1 << 23  # households times values
_MOST_APART: Final = 4096


class Way(Protocol):
    """How a question is answered: what it comes to at each rung of a ladder on which that only rises."""

    @property
    def ladder(self) -> Ladder:
        """The candidates, in the order in which the sum rises."""
        raise NotImplementedError

    @property
    def method(self) -> Method:
        """ "curves", for all values at once, or "simulation", under a proof."""
        raise NotImplementedError

    @property
    def everybody(self) -> Sums:
        """The households of the register and their persons."""
        raise NotImplementedError

    def last(self, counted: Counted, limit: int) -> int | None:
        """The last rung at which a sum is no more than a limit; None where it is more at the first."""
        raise NotImplementedError

    def at(self, rung: int) -> Sums:
        """What all payments of the period come to at a rung, where they are determined."""
        raise NotImplementedError


def way_of(
    question: Question, source: Source, ladder: Ladder, policy: Policy, plan: Plan, period: Period, counted: Counted
) -> Way:
    """The way to answer a question.

    Args:
        question: the figure and the register.
        source: the register as it was handed in.
        ladder: its candidates, by rising figure.
        policy: the policy with the first of them.
        plan: its plan.
        period: of which payments.
        counted: what must only rise, or only fall.

    Raises:
        PolicyError: it can neither be shown for this register nor proved of the rules.
        RegisterError: rows that are wrong; or a register that can be gone through only once, and must be several times.
    """
    vary = question.figure.name
    turns: tuple[Turn | None, Turn | None] = (None, None)
    try:
        costs = costs_by_curves(policy, plan, question.reading, vary, ladder.ends, ladder.denominator, prove=True)
    except NotACurve:
        pass
    else:
        both = (costs.fall, costs.rise) if counted == "cost" else (costs.unpaid, costs.newly)
        turns = (both[0].get(period), both[1].get(period))
        if turns[0] is None or turns[1] is None:
            names = [rule.name for rule in payments_of(plan) if rule.period is period]
            return _Curves(costs, ladder if turns[0] is None else ladder.turn(), period, names)
    refuse_one_pass(source)
    proof = _Proof(question, ladder, policy, plan, period, turns[0], counted)
    relevance = Relevance(plan, policy.constants, vary, ladder.ends, ladder.denominator)
    probes = Probes(question, period, relevance)
    way = _Halving(probes, ladder.turn() if proof.falls(doubts=False) else ladder, counted)
    if probes.doubts and proof.falls(doubts=True) != way.ladder.turned:
        raise unproved(vary, "with facts missing it goes the other way")
    return way


def unproved(vary: str, why: str) -> PolicyError:
    """The error where there may be more than one answer."""
    return PolicyError(
        f"no one answer can be proved: {why}",
        field=f"vary={vary}",
        allowed="a figure with which no household's payments fall, or none rise",
        remedy="narrow it with low=, high= or provisions=[...], or look at cost_curve(...) and choose",
    )


class _Curves:
    """Sums that are known at every value of the figure."""

    method: Method = "curves"

    def __init__(self, costs: Costs, ladder: Ladder, period: Period, names: Sequence[str]) -> None:
        self.costs, self.ladder, self.period, self.names = costs, ladder, period, names
        self.everybody: Sums = Sums(0, costs.households, costs.people)

    def last(self, counted: Counted, limit: int) -> int | None:
        low, high = self.ladder.low, self.ladder.high
        if getattr(self.at(low), counted) > limit:
            return None
        while low < high:
            middle = low + (high - low + 1) // 2
            low, high = (middle, high) if getattr(self.at(middle), counted) <= limit else (low, middle - 1)
        return low

    def at(self, rung: int) -> Sums:
        at = [self.ladder.place(rung)]
        paid = self.costs.paid[self.period]
        cost = sum(self.costs.amounts[name].at(at)[0] for name in self.names)
        return Sums(cost, paid.counts(at)[0], paid.at(at)[0], self.costs.undetermined.counts(at)[0])


class _Proof:
    """What the rules themselves say of the direction of a period's payments."""

    def __init__(
        self,
        question: Question,
        ladder: Ladder,
        policy: Policy,
        plan: Plan,
        period: Period,
        found: Turn | None,
        counted: Counted,
    ) -> None:
        self.question, self.ladder, self.policy, self.plan, self.period = question, ladder, policy, plan, period
        self.vary = question.figure.name
        self.seen = ""
        if found is not None:
            number = question.reading.register.households.number(found.row)
            what = "cost" if counted == "cost" else "number of households paid"
            self.seen = (
                f"the {what} may fall as it rises: in row {number} from {Fraction(found.at, ladder.denominator)} on"
            )

    def falls(self, *, doubts: bool) -> bool:
        """Whether all payments of the period fall as the figure rises; otherwise all of them rise.

        Raises:
            PolicyError: neither is proved; with the provision and the step for which it is not.
        """
        found = self._directions(doubts)
        ways: dict[str, str] = {}
        for rule in self.plan.rules():
            key = (rule.entity, rule.name)
            known = found.known[key]
            if rule.kind is ProvisionKind.CONFLICT and known != "steady":
                raise self._refuse(f"{rule.name} leaves payments open at some of its values and not at others")
            if rule.kind is not ProvisionKind.PAYMENT or rule.period is not self.period:
                continue
            if known is None:
                raise self._refuse(self._where(found, key, doubts))
            if not doubts and found.least[key] < 0:  # who is paid is counted, and nothing is the least of what is open
                raise self._refuse(f"{rule.name} may be below zero")
            ways.setdefault(known, rule.name)
        if "rises" in ways and "falls" in ways:
            raise self._refuse(f"{ways['rises']} rises with it and {ways['falls']} falls")
        return "falls" in ways

    def _directions(self, doubts: bool) -> Directions:
        high = self.question.at(self.ladder.value(self.ladder.high))[1]
        if [rule.name for rule in high.rules()] != [rule.name for rule in self.plan.rules()]:
            raise self._refuse("other rules apply at its highest value than at its lowest")
        ladder, constants = self.ladder, self.policy.constants
        try:
            return directions(self.plan, constants, self.vary, ladder.ends, ladder.denominator, doubts=doubts)
        except (OverflowRefused, OutOfRange, DateError) as error:
            raise self._refuse(str(error)) from error

    def _where(self, found: Directions, key: tuple[object, str], doubts: bool) -> str:
        """The provision, the rule behind it and the step for which no direction is known."""
        loss = next(loss for (entity, name), loss in found.lost.items() if (entity, name) == key)
        sources = {rule.name: str(rule.citation) for rule in self.plan.rules()}
        inside = f" by {loss.rule}" if loss.rule != key[1] else ""
        facts = ", where facts are missing," if doubts else ""
        return f"{key[1]}{inside} ({sources.get(loss.rule, sources[key[1]])}){facts} {loss.step}"

    def _refuse(self, why: str) -> PolicyError:
        return unproved(self.vary, f"{self.seen}; {why}" if self.seen else why)


class _Halving:
    """Sums that are simulated at some values in each pass over the register, until one step is left."""

    method: Method = "simulation"

    def __init__(self, probes: Probes, ladder: Ladder, counted: Counted) -> None:
        self.probes, self.ladder = probes, ladder
        self.counted: Counted = counted
        self.found: dict[int, Probe] = {}
        self._probe(dict.fromkeys([ladder.low, ladder.high]))

    @property
    def everybody(self) -> Sums:
        return Sums(0, self.probes.households, self.probes.people)

    def at(self, rung: int) -> Sums:
        if rung not in self.found:
            self._probe([rung])
        return self.found[rung].exact

    def last(self, counted: Counted, limit: int) -> int | None:
        surely = self._search(lambda probe: getattr(probe.most, counted) <= limit)
        possibly = self._search(lambda probe: getattr(probe.known, counted) <= limit)
        best = surely if surely == possibly else self._scanned(surely + 1, possibly, counted, limit)
        return None if best < self.ladder.low else best

    def _probe(self, rungs: Sequence[int] | dict[int, None]) -> None:
        new = [rung for rung in rungs if rung not in self.found]
        values = [self.ladder.value(rung) for rung in new]
        self.found.update(zip(new, self.probes.at(values), strict=True) if new else ())

    def _search(self, holds: Callable[[Probe], bool]) -> int:
        """The last rung at which something holds that, once it does not, never does again; below the first: nowhere."""
        while True:
            held = [rung for rung, probe in self.found.items() if holds(probe)]
            below = max(held, default=self.ladder.low - 1)
            above = min((rung for rung, probe in self.found.items() if not holds(probe)), default=self.ladder.high + 1)
            if above < below:
                raise unproved(self.probes.question.figure.name, "simulations do not bear out what was proved of it")
            if above - below == 1:
                return below
            self._probe(_between(below, above))

    def _scanned(self, first: int, last: int, counted: Counted, limit: int) -> int:
        """The last rung within the limit among some at which it hangs on the households with a fact missing."""
        rungs = range(first, last + 1)
        if 2 * len(rungs) <= self.ladder.high - self.ladder.low + 1:  # in a smaller range fewer facts matter
            closer = self._between_rungs(first, last).last(counted, limit)
            return first - 1 if closer is None else closer
        batches, same = self.probes.in_doubt(self.ladder.value(first), self.ladder.value(last))
        rows = sum(batch.size for batch in batches)
        if len(rungs) * rows > _MOST_AT_ONCE or (len(rungs) > _MOST_APART and not self.probes.relevance.told):
            low, high = (last, first) if self.ladder.turned else (first, last)
            raise unproved(
                self.probes.question.figure.name,
                f"facts are missing of {rows} households, and what is determined of their payments may decide at "
                f"{len(rungs)} values, from {self.ladder.value(low)} to {self.ladder.value(high)}; complete them, or "
                "take a larger step=",
            )
        values = [self.ladder.value(rung) for rung in rungs]
        places = [self.ladder.place(rung) for rung in rungs]
        doubted = self.probes.doubted(batches, values, places)
        open_ = {rung: getattr(sums.plus(same), counted) for rung, sums in zip(rungs, doubted, strict=True)}
        within = self._within(open_, counted, limit)
        ordered = [within[rung] for rung in rungs]
        if sorted(ordered, reverse=True) != ordered:
            again = self.ladder.value(rungs[ordered.index(False)])
            raise unproved(
                self.probes.question.figure.name,
                f"where facts are missing, what is determined falls again beyond {again}; complete the facts of {rows} "
                "households",
            )
        return first - 1 + sum(ordered)

    def _within(self, open_: Mapping[int, int], counted: Counted, limit: int) -> dict[int, bool]:
        """Whether what is determined keeps within the limit, at each rung at which that of the open ones is known."""
        within: dict[int, bool] = {}
        while waiting := [rung for rung in open_ if rung not in within]:
            unclear, probed = [], sorted(self.found)
            for rung in waiting:
                low, high = self._known_around(rung, probed, counted)
                if (low + open_[rung] <= limit) == (high + open_[rung] <= limit):
                    within[rung] = low + open_[rung] <= limit
                else:
                    unclear.append(rung)
            self._probe(unclear[:: max(1, len(unclear) // _VALUES_A_PASS)])
        return within

    def _between_rungs(self, first: int, last: int) -> _Halving:
        """The same question on a part of the ladder."""
        ladder = replace(self.ladder, low=first, high=last)
        probes, told = self.probes, self.probes.relevance
        relevance = Relevance(told.plan, told.constants, told.vary, ladder.ends, ladder.denominator)
        return _Halving(Probes(probes.question, probes.period, relevance), ladder, self.counted)

    def _known_around(self, rung: int, probed: Sequence[int], counted: Counted) -> tuple[int, int]:
        """Bounds of what the households come to of which all is known."""
        below, above = probed[bisect_right(probed, rung) - 1], probed[bisect_left(probed, rung)]
        return getattr(self.found[below].known, counted), getattr(self.found[above].known, counted)


def _between(below: int, above: int) -> list[int]:
    """Some rungs between two, both excluded, in equal steps."""
    count = min(_VALUES_A_PASS, above - below - 1)
    return sorted({below + (above - below) * (each + 1) // (count + 1) for each in range(count)} - {below, above})
