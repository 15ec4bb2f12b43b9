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

from povertykit.money import Period
from povertykit.policy.assessment import Assessor
from povertykit.policy.plan import Plan
from povertykit.policy.proof import bulk_constants
from povertykit.policy.terms import Setting
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames, doubtful
from povertykit.scenarios.columns import Flags
from povertykit.scenarios.costs import payments_of
from povertykit.scenarios.results import HOUSEHOLD, exact_sum, gathered
from povertykit.scenarios.sweep import Question

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
        known: of the households of which all is known; no value of the figure pays them more than a higher one does.
        exact: of all households, what is determined.
        most: of all households, with the least that is due where it is not determined.
    """

    known: Sums = Sums()
    exact: Sums = Sums()
    most: Sums = Sums()

    def plus(self, known: Sums, doubted: tuple[Sums, Sums]) -> Probe:
        """With the households of a further block."""
        exact, least = doubted
        return Probe(self.known.plus(known), self.exact.plus(known).plus(exact), self.most.plus(known).plus(least))


class Probes:
    """A question's payments at any values of the figure, found by going through the register once for some of them.

    Args:
        question: the figure and the register.
        period: of which payments.

    Attributes:
        households: the households of the register.
        people: their persons, where the register says how many they are.
        doubts: those of which something is not known.
    """

    def __init__(self, question: Question, period: Period) -> None:
        self.question: Question = question
        self.period: Period = period
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
            for place, run in enumerate(runs):
                sure = run.sums(known, doubts=False)[0] if known.size else Sums()
                open_ = run.sums(doubted, doubts=True) if doubted.size else (Sums(), Sums())
                found[place] = found[place].plus(sure, open_)
        return found

    def in_doubt(self, value: Setting) -> list[Batch]:
        """The households of which something is not known, with the columns that the payments need."""
        plan = self.question.at(value)[1]
        return [doubted for _, doubted in self._parts(plan) if doubted.size]

    def doubted(self, batches: Sequence[Batch], value: Setting) -> Sums:
        """What is determined of some households at a value."""
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

    def sums(self, batch: Batch, *, doubts: bool) -> tuple[Sums, Sums]:
        """What is determined of a batch's payments, and what is due at the least."""
        result = gathered(self.plan, self.conflicts, BlockFrames(batch, self.plan, self.constants, doubts=doubts))
        nobody = np.zeros(batch.size, np.bool_)
        unclear: Any = nobody
        costs, paid = [0, 0], [nobody, nobody]
        for name in self.names:
            value: Any = result.values[HOUSEHOLD, name]
            open_ = result.open[HOUSEHOLD, name]
            unclear = unclear if open_ is None else unclear | open_
            if name in self.counted:
                least = value if open_ is None else np.maximum(value, 0)  # of what is open, nothing at the least
                for at, each in enumerate((value if open_ is None else value * ~open_, least)):
                    costs[at] += exact_sum(each)
                    paid[at] = paid[at] | (each != 0)
        persons = batch.columns["persons"].values if "persons" in batch.columns else None
        sums = (
            Sums(
                cost,
                int(np.count_nonzero(rows)),
                0 if persons is None else int(persons[rows].sum()),
                int(np.count_nonzero(unclear)),
            )
            for cost, rows in zip(costs, paid, strict=True)
        )
        exact, least = sums
        return exact, least
