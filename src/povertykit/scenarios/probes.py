"""What the payments of a period come to at some values of a figure, by simulation, with bounds that only rise.

Households of which all is known follow the direction that the rules were proved to have. Where a fact is missing a
payment is determined at some values of the figure and at others not, so that what is determined may fall where the
payment itself rises. What is paid for sure to all others, and what may at least be due to these, only rise: they bound
what is determined from below and from above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from povertykit.arithmetic import Ratio
from povertykit.money import Period
from povertykit.policy.assessment import Assessor
from povertykit.policy.operands import BLOCK
from povertykit.policy.plan import Plan
from povertykit.policy.proof import bulk_constants
from povertykit.policy.terms import Setting
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames, doubtful
from povertykit.scenarios.columns import Flags
from povertykit.scenarios.costs import payments_of
from povertykit.scenarios.relevance import Relevance
from povertykit.scenarios.results import HOUSEHOLD, exact_sum, gathered
from povertykit.scenarios.sweep import Question
from povertykit.scenarios.varied import repeated

__all__ = ["Probe", "Probes", "Sums"]


class Sums(NamedTuple):
    """What some households are paid in the period.

    Attributes:
        cost: fen.
        households: how many of them are paid something.
        persons: how many live in those.
        undetermined: those with a payment, of any period, that is not determined.
    """

    cost: int = 0
    households: int = 0
    persons: int = 0
    undetermined: int = 0

    def plus(self, other: Sums) -> Sums:
        """The two added up."""
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


class Probe(NamedTuple):
    """What the payments come to at one value of the figure.

    Attributes:
        known: of the households of which all is known that their payments hang on, at any value of the figure.
        exact: of all households, what is determined.
        most: of all households, with the least that is due where it is not determined.
    """

    known: Sums = Sums()
    exact: Sums = Sums()
    most: Sums = Sums()

    def plus(self, known: Sums, exact: Sums, most: Sums) -> Probe:
        """With further households."""
        return Probe(self.known.plus(known), self.exact.plus(exact), self.most.plus(most))


class Probes:
    """A question's payments at any values of the figure, found by going through the register once for some of them.

    Args:
        question: the figure and the register.
        period: of which payments.
        relevance: tells whose payments hang on a missing fact.

    Attributes:
        households: the households of the register.
        people: their persons, where the register says how many they are.
        doubts: those of which something is not known.
    """

    def __init__(self, question: Question, period: Period, relevance: Relevance) -> None:
        self.question: Question = question
        self.period: Period = period
        self.relevance: Relevance = relevance
        self.households: int = 0
        self.people: int = 0
        self.doubts: int = 0

    def at(self, values: Sequence[Setting]) -> list[Probe]:
        """One probe for each value, from one pass over the register."""
        runs = [_Run(self.question, value, self.period) for value in values]
        found = [Probe() for _ in runs]
        self.households = self.people = self.doubts = 0
        for known, doubted in self._parts(runs[0].plan):
            for each in (known, doubted):
                self.households += each.size
                self.people += int(each.columns["persons"].values.sum()) if "persons" in each.columns else 0
            self.doubts += doubted.size
            settled = self.relevance.settled(doubted)
            for place, run in enumerate(runs):
                sure = run.sums(known, doubts=False)[0]
                found[place] = found[place].plus(sure, sure, sure)
                if doubted.size:
                    exact, most, sure = run.sums(doubted, doubts=True, settled=settled)
                    found[place] = found[place].plus(sure, exact, most)
        return found

    def in_doubt(self, first: Setting, last: Setting) -> tuple[list[Batch], Sums]:
        """The households of whom it hangs on the figure what is determined, between two of its values.

        Returns:
            Those households, and what is determined of the others whose payments may hang on a missing fact: it is
            the same at all these values.
        """
        runs = [_Run(self.question, value, self.period) for value in (first, last)]
        found, same = list[Batch](), Sums()
        for _, batch in self._parts(runs[0].plan):
            left = batch.take(np.flatnonzero(~self.relevance.settled(batch)))
            if not left.size:
                continue
            fixed = _fixed(left, *runs)
            same = same.plus(runs[0].sums(left.take(np.flatnonzero(fixed)), doubts=True)[0])
            if not fixed.all():
                found.append(left.take(np.flatnonzero(~fixed)))
        return found, same

    def doubted(self, batches: Sequence[Batch], values: Sequence[Setting], places: Sequence[int]) -> list[Sums]:
        """What is determined of those households at each value, which stands at a place of the figure's scale."""
        if not self.relevance.told:  # the law of each row's date is another one with each value
            return [self._doubted(batches, value) for value in values]
        run, found = _Run(self.question, values[0], self.period), [Sums() for _ in values]
        for batch in batches:
            many = max(1, BLOCK // batch.size)
            for first in range(0, len(values), many):
                for place, sums in enumerate(run.at_each(batch, places[first : first + many], self.relevance), first):
                    found[place] = found[place].plus(sums)
        return found

    def _doubted(self, batches: Sequence[Batch], value: Setting) -> Sums:
        run = _Run(self.question, value, self.period)
        total = Sums()
        for batch in batches:
            total = total.plus(run.sums(batch, doubts=True)[0])
        return total

    def _parts(self, plan: Plan) -> Iterator[tuple[Batch, Batch]]:
        """The register's blocks, each in two: households of which all is known, and the others."""
        needed = {*plan.facts.get(HOUSEHOLD, ()), "persons"}
        for block in self.question.reading.blocks():
            whole = block.batch
            columns = {name: column for name, column in whole.columns.items() if name in needed}
            batch = Batch(whole.size, whole.rows, columns, whole.parts)
            doubt = doubtful(plan, batch)
            rows: Flags = np.zeros(batch.size, np.bool_) if doubt is None else doubt
            yield batch.take(np.flatnonzero(~rows)), batch.take(np.flatnonzero(rows))


class _Run:
    """The policy with one value of the figure."""

    def __init__(self, question: Question, value: Setting, period: Period) -> None:
        policy, self.plan = question.at(value)
        self.constants = bulk_constants(policy.constants)
        self.conflicts = Assessor(policy, HOUSEHOLD, self.plan).conflicts
        rules = payments_of(self.plan)
        self.names = [rule.name for rule in rules]
        self.counted = {rule.name for rule in rules if rule.period is period}

    def sums(self, batch: Batch, *, doubts: bool, settled: Flags | None = None) -> tuple[Sums, Sums, Sums]:
        """What is determined of a batch's payments; what is due at the least; what is determined of some of it."""
        if not batch.size:
            return Sums(), Sums(), Sums()
        result = gathered(self.plan, self.conflicts, BlockFrames(batch, self.plan, self.constants, doubts=doubts))
        chosen: Flags = np.zeros(batch.size, np.bool_) if settled is None else settled
        persons = batch.columns["persons"].values if "persons" in batch.columns else np.zeros(batch.size, np.int64)
        unclear = np.zeros(batch.size, np.bool_)
        costs, paid = [0, 0, 0], [np.zeros(batch.size, np.bool_) for _ in range(3)]
        for name in self.names:
            value: Any = result.values[HOUSEHOLD, name]
            open_ = result.open[HOUSEHOLD, name]
            if open_ is not None:
                unclear |= open_
            if name in self.counted:
                exact = value if open_ is None else value * ~open_
                most = value if open_ is None else np.maximum(value, 0)  # of what is open, nothing at the least
                for at, each in enumerate((exact, most, exact * chosen)):
                    costs[at] += exact_sum(each)
                    paid[at] |= each != 0
        open_count = int(np.count_nonzero(unclear))
        counts = [(int(np.count_nonzero(rows)), int(persons[rows].sum())) for rows in paid]
        exact_, most_, sure = (Sums(cost, *count, open_count) for cost, count in zip(costs, counts, strict=True))
        return exact_, most_, sure

    def at_each(self, batch: Batch, places: Sequence[int], relevance: Relevance) -> list[Sums]:
        """What is determined of a batch at several values at once: the batch is taken as often as there are values."""
        size, count = batch.size, len(places)
        whole = repeated(batch, np.tile(np.arange(size), count))
        frames = BlockFrames(whole, self.plan, self.constants, doubts=True)
        figure = np.repeat(np.array(places, np.int64), size)
        for entity, frame in frames.frames.items():
            mine = figure if entity is HOUSEHOLD else figure[whole.parts[entity].owner]
            frame[relevance.vary] = mine if relevance.denominator == 1 else Ratio(mine, relevance.denominator)
        result = gathered(self.plan, self.conflicts, frames)
        persons = whole.columns["persons"].values if "persons" in whole.columns else np.zeros(whole.size, np.int64)
        cost, paid = np.zeros(whole.size, np.int64), np.zeros(whole.size, np.bool_)
        for name in self.counted:
            open_ = result.open[HOUSEHOLD, name]
            value: Any = result.values[HOUSEHOLD, name]
            exact = value if open_ is None else value * ~open_
            cost, paid = cost + exact, paid | (exact != 0)
        rows = (np.reshape(each, (count, size)) for each in (cost, paid, persons * paid))
        costs, households, heads = (each.sum(axis=1).tolist() for each in rows)
        return [Sums(*sums) for sums in zip(costs, households, heads, strict=True)]


def _fixed(batch: Batch, first: _Run, last: _Run) -> Flags:
    """The households whose payments stay open, or stay what they are, from one value of the figure to another.

    The least and the greatest that a payment may be only rise between the two.
    """
    frames = [BlockFrames(batch, run.plan, run.constants, doubts=True) for run in (first, last)]
    for run, each in zip((first, last), frames, strict=True):
        run.plan.run(each)
    fixed = np.ones(batch.size, np.bool_)
    for rule in payments_of(first.plan):
        if rule.name not in first.counted:
            continue
        (low, high), (low_after, high_after) = (each.possible(rule.entity, rule.name) for each in frames)
        stays_open, stays = low_after < high, low == high_after
        if rule.entity is not HOUSEHOLD:
            part = batch.parts[rule.entity]
            stays_open, stays = part.per_household(stays_open), ~part.per_household(~stays)
        fixed &= stays_open | stays
    return fixed
