"""A policy's rules run once on symbols, for engines of frames: what each result comes to, and where it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from povertykit import arithmetic
from povertykit.decision import Unit
from povertykit.errors import PolicyError
from povertykit.models import Entity, FieldSpec, Household, Kind, fields_of
from povertykit.policy.assessment import Assessor
from povertykit.policy.declaration import FINDINGS
from povertykit.policy.interval import Interval
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.policy.symbolic import Graph
from povertykit.policy.terms import Figure, Link

__all__ = ["ARROW", "HOUSEHOLD", "KINDS", "Program", "Result"]

ARROW: Final = "run it by policy.simulate(frame), or over record batches by povertykit.adapters.arrow.batches(policy)"
"""What to do with a rule that engines of frames cannot carry out."""
KINDS: Final = (Kind.AMOUNT, Kind.COUNT, Kind.FLAG)
"""The kinds of facts that are read from frames."""
HOUSEHOLD: Final = Entity.HOUSEHOLD
"""The entity that these rules are about."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result: what it comes to where it is determined, and where it is open."""

    value: Any
    open: Any
    amount: bool


class Program:
    """A plan run on symbols; the frames of households alone."""

    def __init__(self, policy: Policy, plan: Plan, complete: frozenset[str] = frozenset()) -> None:
        self.plan: Plan = plan
        self.graph: Graph = Graph()
        self.complete: frozenset[str] = complete
        self.frame: dict[str, Any] = dict(bulk_constants(policy.constants))
        for name in sorted(plan.facts.get(HOUSEHOLD, ())):
            self.frame[name] = self._fact(fields_of(Household)[name])
        plan.run(self)
        self.results: dict[str, Result] = {}
        for rule in plan.rules():
            if rule.kind is not ProvisionKind.CASE:
                self.results[rule.name] = self._result(rule)
        for finding, names in Assessor(policy, HOUSEHOLD, plan).conflicts:
            found = Interval.of(self.frame[finding.name])
            for name in names[HOUSEHOLD]:
                if name in self.results and plan_kind(plan, name) not in FINDINGS:
                    self.results[name] = _contested(self.results[name], found.low, found.high)

    def _fact(self, spec: FieldSpec) -> Any:
        low, high = spec.ends
        if spec.kind not in KINDS:
            raise PolicyError(f"is {spec.kind.en}, which the native path does not read", field=spec.name, remedy=ARROW)
        if spec.kind is Kind.FLAG:
            low, high = False, True
        if not spec.nullable or spec.name in {"persons", "persons_covered", *self.complete}:
            return self.graph.column(spec.name, low, high)
        return Interval(*(self.graph.column(f"{spec.name}.{end}", low, high) for end in ("low", "high")))

    def apply(self, rule: Provision[int], sources: tuple[str, ...]) -> None:
        """Make a rule's result."""
        if rule.as_of is not None:
            raise PolicyError(f"goes by the date of its {rule.as_of}, row by row", field=rule.name, remedy=ARROW)
        self.frame[rule.name] = rule.function(*[self.frame[source] for source in sources])

    def look_up(self, entity: Entity, name: str, figure: Figure, field: str) -> None:
        """Refuse a figure by date."""
        raise PolicyError(f"is looked up by {field}, row by row", field=figure.name, remedy=ARROW)

    def link(self, link: Link) -> None:
        """Refuse a total."""
        raise PolicyError(f"is a {link.how} over {link.source_entity.value}s", field=link.name, remedy=ARROW)

    def _result(self, rule: Provision[int]) -> Result:
        known = Interval.of(self.frame[rule.name])
        low, high = known.low, known.high
        if rule.kind in FINDINGS:
            return Result(low, False, amount=False)
        if rule.unit is Unit.FLAG:
            codes = [arithmetic.where(end, 1, 0) for end in (low, high)]
            return Result(codes[0] + codes[1], False, amount=False)
        same: Any = True if low is high else low == high
        return Result(low, arithmetic.negate(same), amount=True)


def plan_kind(plan: Plan, name: str) -> ProvisionKind:
    """The kind of a rule of a plan."""
    return next(rule.kind for rule in plan.rules() if rule.name == name)


def _contested(result: Result, sure: Any, possible: Any) -> Result:
    """A result of a case that two rules claim: an amount is open, unless it is only possible and nothing is paid."""
    if result.amount:
        return Result(result.value, result.open | sure | (possible & (result.value != 0)), amount=True)
    return Result(arithmetic.where(possible, 1, result.value), result.open, amount=False)
