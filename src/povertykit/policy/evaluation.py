"""One provision and what it needs, on ints or on whole arrays, with the figures of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from povertykit.dates import from_day_number
from povertykit.decision import Unit, Verdict
from povertykit.errors import InvalidInput, MissingArgument, OutOfCoverage
from povertykit.models import MODEL_OF, Entity, fields_of
from povertykit.money import Fen
from povertykit.policy.interval import Interval
from povertykit.policy.law import Declared
from povertykit.policy.operands import BLOCK, Argument, bounds_of, check_orders, one_length
from povertykit.policy.plan import Lookup, Plan, Rule, resolve
from povertykit.policy.proof import bulk_constants
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Link

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from povertykit.policy.policy import Policy

__all__ = ["Evaluator", "Integers", "Operand"]

Integers: TypeAlias = "npt.NDArray[np.int64] | npt.NDArray[np.int8]"
Operand: TypeAlias = "int | Fraction | date | npt.NDArray[np.int64] | npt.NDArray[np.bool_] | None"


class Evaluator:
    """Evaluates one provision under one policy; what does not change between its runs is prepared once.

    Args:
        policy: the policy.
        name: the provision.

    Raises:
        OpenTerm, OutOfCoverage, UnknownName: the policy does not compute it.
        InvalidInput: it goes by a date of its own rows.
    """

    def __init__(self, policy: Policy, name: str) -> None:
        rule = policy.rule(name)
        plan = _plan(policy, rule)
        if any(isinstance(step, Lookup) for _, step in plan.steps):
            raise InvalidInput(
                f"{name} goes by the date of its {rule.as_of}, row by row",
                field="evaluate",
                remedy="assess a household, simulate a register, or call the rule by itself with the figures of "
                "the date",
            )
        self.rule: Final = rule
        self.plan: Final = plan
        self.arguments: Final = {argument.name: argument for argument in _arguments(rule.entity, plan)}
        self.aside: Final = frozenset[str]().union(*(each.aside for each in plan.rules()))
        self.constants: Final = policy.constants
        self.bulk_constants: Final = bulk_constants(policy.constants)

    def evaluate(self, facts: Mapping[str, Operand]) -> Fen | Verdict | int | Integers:
        """The provision's result; see `Policy.evaluate`."""
        rule, plan, arguments = self.rule, self.plan, self.arguments
        given = self._completed(facts)
        _check_names(rule.name, given, arguments)
        accepted = {n: arguments[n].accept(value, rule.name) for n, value in given.items()}
        values = {n: value for n, (value, _) in accepted.items()}
        _check_dates(plan, {n: a.enclose(values[n]) for n, a in arguments.items() if a.unit is Unit.DAY})
        check_orders(MODEL_OF[rule.entity].orders, values, f"evaluate({rule.name})")
        sizes = {n: size for n, (_, size) in accepted.items() if size is not None}
        if not sizes:
            frame = {**self.constants, **values}
            _run(plan, frame)
            return cast("Fen | Verdict | int", rule.finish(frame[rule.name]))
        size = one_length(sizes, f"evaluate({rule.name})")
        if any(argument.bounds is None for argument in arguments.values()):
            enclosed = {n: arguments[n].enclose(value) for n, value in values.items()}
            _run(plan, {**self.bulk_constants, **bulk_constants(enclosed)})  # the policy's proof knows no bounds of it
        for n, value in given.items():
            values[n] = values[next(other for other in given if given[other] is value)]  # one array stays one operand
        return _in_blocks(rule, plan, bulk_constants(values), self.bulk_constants, size)

    def _completed(self, facts: Mapping[str, Operand]) -> dict[str, Operand]:
        """The facts that are needed, and those that may be left out and take the value of another."""
        given = {name: value for name, value in facts.items() if name in self.arguments or name not in self.aside}
        for rule in self.plan.rules():
            for absent, other in rule.unless_given.items():
                if absent not in given and other in given:
                    given[absent] = given[other]
        return given


def _in_blocks(
    rule: Provision[int], plan: Plan, values: Mapping[str, Any], constants: Mapping[str, Any], size: int
) -> Integers:
    """Arrays, a block at a time so that the steps stay in the processor's cache."""
    import numpy as np

    out: Any = None
    for start in range(0, max(size, 1), BLOCK):
        end = min(start + BLOCK, size)
        pieces = {id(value): value[start:end] for value in values.values() if isinstance(value, np.ndarray)}
        frame = {**constants, **{name: pieces.get(id(value), value) for name, value in values.items()}}
        _run(plan, frame)
        result: Any = rule.finish(frame[rule.name], end - start)
        if size <= BLOCK:
            return cast("Integers", result)
        if out is None:
            out = np.empty(size, dtype=result.dtype)
        out[start:end] = result
    return cast("Integers", out)


def _run(plan: Plan, frame: dict[str, Any]) -> None:
    for (_, name), step in plan.steps:
        if isinstance(step, Rule) and name not in frame:
            frame[name] = step.provision.function(*[frame[source] for source in step.sources])


def _plan(policy: Policy, rule: Provision[int]) -> Plan:
    """The graph of one provision; values that come over a link are handed in like facts."""
    links: dict[Entity, list[str]] = {}
    declared: dict[str, Declared] = {}
    for name, item in policy.declared.items():
        if isinstance(item, Link):
            links.setdefault(item.entity, []).append(name)
        else:
            declared[name] = item
    return resolve(declared, [rule.name], links)


def _arguments(entity: Entity, plan: Plan) -> list[Argument]:
    specs = fields_of(MODEL_OF[entity])
    arguments = []
    for name in sorted(plan.facts.get(entity, ())):
        if (spec := specs.get(name)) is not None:
            arguments.append(Argument(name, Unit(spec.kind.value), bounds_of(spec)))
        else:
            unit = next(rule.units[name] for rule in plan.rules() if name in rule.units)
            arguments.append(Argument(name, unit, None))
    return arguments


def _check_names(rule: str, given: Mapping[str, object], arguments: Mapping[str, Argument]) -> None:
    missing = [name for name in arguments if name not in given]
    unknown = [name for name in given if name not in arguments]
    if missing or unknown:
        problem = f"needs {', '.join(missing)}" if missing else f"does not need {', '.join(unknown)}"
        raise MissingArgument(problem, field=f"evaluate({rule})", allowed=", ".join(arguments))


def _check_dates(plan: Plan, enclosed: Mapping[str, Any]) -> None:
    """Refuse days on which a rule that goes by them is not in force."""
    for _, step in plan.steps:
        if isinstance(step, Rule) and step.provision.as_of is not None:
            rule, days = step.provision, Interval.of(enclosed[step.provision.as_of])
            for day in (days.low, days.high):
                if not rule.in_force(from_day_number(day)):
                    raise OutOfCoverage(
                        f"{from_day_number(day)} is not covered",
                        field=f"{rule.name}({rule.as_of})",
                        allowed=f"{rule.start or '…'} to {rule.end or '…'}",
                        source=str(rule.citation),
                    )
