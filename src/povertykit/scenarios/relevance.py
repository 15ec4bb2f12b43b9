"""Which households' payments do not hang on what is not known of them, whatever the value of a figure.

The rules are run on a step from any value of each missing fact to any other, with the figure anywhere between its ends.
A payment that the step does not move is determined at every value of the figure; so is nothing else for sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from povertykit.arithmetic import Ratio
from povertykit.errors import DateError, OutOfRange, OverflowRefused
from povertykit.models import Entity
from povertykit.policy.interval import Interval
from povertykit.policy.plan import Lookup, Plan
from povertykit.policy.proof import bulk_constants, proved
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.stepped import Stepped
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.columns import Column, Flags
from povertykit.scenarios.results import HOUSEHOLD
from povertykit.scenarios.varied import StepFrames

__all__ = ["Relevance"]


class Relevance:
    """Tells the households apart whose payments hang on a missing fact somewhere in a figure's range.

    Args:
        plan: what is computed.
        constants: the policy's figures and terms.
        vary: the figure.
        ends: its least and its greatest value, over the denominator.
        denominator: what its values are over.

    Attributes:
        told: whether it can be told at all; not where rules go by each row's own date.
    """

    def __init__(
        self, plan: Plan, constants: Mapping[str, Any], vary: str, ends: tuple[int, int], denominator: int
    ) -> None:
        whole = Interval(*ends)
        self.plan: Plan = plan
        self.vary: str = vary
        self.denominator: int = denominator
        self.constants: dict[str, Any] = {
            **bulk_constants(constants),
            vary: whole if denominator == 1 else Ratio(whole, denominator),
        }
        kinds = (ProvisionKind.PAYMENT, ProvisionKind.CONFLICT)
        self.rules: list[Provision[int]] = [rule for rule in plan.rules() if rule.kind in kinds]
        # What goes by each row's own date may not be known for that date, which no step of a fact stands for.
        dated = [step for _, step in plan.steps if isinstance(step, Lookup)]
        self.told: bool = not dated and all(rule.as_of is None for rule in plan.rules())
        try:
            proved(plan, self.constants)
        except (OverflowRefused, OutOfRange, DateError):
            self.told = False

    def settled(self, batch: Batch) -> Flags:
        """The households whose payments are determined at every value of the figure."""
        settled = np.full(batch.size, self.told)
        if not self.told:
            return settled
        frames = _Lacking(batch, self.plan, self.constants, doubts=True)
        try:
            self.plan.run(frames)
        except OverflowRefused:
            return np.zeros(batch.size, np.bool_)
        for rule in self.rules:
            change = Stepped.of(frames.frames[rule.entity][rule.name]).change
            moved = np.broadcast_to((change.low != 0) | (change.high != 0), frames.size(rule.entity))
            settled &= ~(moved if rule.entity is HOUSEHOLD else batch.parts[rule.entity].per_household(moved))
        return settled


class _Lacking(StepFrames):
    """A batch's values while each missing fact goes from any value that it may have to any other."""

    def _operand(self, entity: Entity, name: str, column: Column) -> Any:
        value = super()._operand(entity, name, column)
        known = value.numerator if isinstance(value, Ratio) else value
        if not isinstance(known, Interval):
            return value
        after = Interval(known.low, known.high)
        if known.low.dtype == np.bool_:
            return Stepped.flag(known, after, known.low == known.high)
        reach = known.high - known.low
        step = Stepped(known, after, Interval(-reach, reach))
        return Ratio(step, value.denominator) if isinstance(value, Ratio) else step
