"""One provision and what it needs, on ints or on whole arrays, with the figures of a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from povertykit.decision import Unit, Verdict
from povertykit.errors import InvalidInput, MissingArgument
from povertykit.models import MODEL_OF, Entity, fields_of
from povertykit.money import Fen
from povertykit.policy.operands import Argument, Bounds
from povertykit.policy.plan import Plan, Rule, resolve
from povertykit.policy.proof import BLOCK, bulk_constants
from povertykit.policy.provision import Provision
from povertykit.policy.terms import Link

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from povertykit.policy.policy import Policy

__all__ = ["Integers", "Operand", "evaluate"]

Integers: TypeAlias = "npt.NDArray[np.int64] | npt.NDArray[np.int8]"
Operand: TypeAlias = "int | Fraction | date | npt.NDArray[np.int64] | npt.NDArray[np.bool_] | None"
_UNITS = {
    "amount": Unit.AMOUNT,
    "count": Unit.COUNT,
    "flag": Unit.FLAG,
    "rate": Unit.RATE,
    "day": Unit.DAY,
    "category": Unit.CATEGORY,
}


def evaluate(policy: Policy, name: str, facts: Mapping[str, Operand]) -> Fen | Verdict | int | Integers:
    """See `Policy.evaluate`."""
    rule = policy.rule(name)
    plan = _plan(policy, rule)
    if rule.as_of is not None and any("@" in source for step in plan.steps for source in getattr(step[1], "sources", ())):
        raise InvalidInput(
            f"{name} goes by the date of its {rule.as_of}, row by row",
            field="evaluate",
            remedy="assess a household, simulate a register, or call the rule by itself with the figures of the date",
        )
    arguments = {argument.name: argument for argument in _arguments(rule.entity, plan)}
    given = dict(facts)
    for _, step in plan.steps:
        if isinstance(step, Rule):
            for absent, other in step.provision.unless_given.items():
                if absent not in given and other in given:
                    given[absent] = given[other]
    _check_names(name, given, arguments)
    size = _size(given)
    if size is None:
        frame = {**policy.constants, **{n: arguments[n].accept(value, name)[0] for n, value in given.items()}}
        _run(plan, frame)
        return cast("Fen | Verdict | int", rule.finish(frame[name]))
    return _in_blocks(rule, plan, arguments, given, bulk_constants(policy.constants), size)


def _in_blocks(
    rule: Provision[int],
    plan: Plan,
    arguments: Mapping[str, Argument],
    given: Mapping[str, object],
    constants: Mapping[str, Any],
    size: int,
) -> Integers:
    """Arrays, a block at a time so that the steps stay in the processor's cache."""
    import numpy as np

    out: Any = None
    for start in range(0, max(size, 1), BLOCK):
        frame = dict(constants)
        for name, value in given.items():
            piece = cast("Any", value)[start : start + BLOCK] if isinstance(value, np.ndarray) else value
            frame[name] = arguments[name].accept(piece, rule.name)[0]
        for name, value in given.items():
            original = next(other for other in given if given[other] is value)
            frame[name] = frame[original]  # one array given under two names stays one operand
        _run(plan, frame)
        result = np.asarray(rule.finish(frame[rule.name]))
        if size <= BLOCK:
            return np.broadcast_to(result, (size,)) if result.ndim == 0 else result
        if out is None:
            out = np.empty(size, dtype=result.dtype)
        out[start : start + BLOCK] = result
    return cast("Integers", out)


def _run(plan: Plan, frame: dict[str, Any]) -> None:
    for (_, name), step in plan.steps:
        if isinstance(step, Rule) and name not in frame:
            frame[name] = step.provision.function(*[frame[source] for source in step.sources])


def _plan(policy: Policy, rule: Provision[int]) -> Plan:
    """The graph of one provision; values that come over a link are handed in like facts."""
    facts: dict[Entity, list[str]] = {e: list(fields_of(m)) for e, m in MODEL_OF.items()}
    links = [item for item in policy.declared.values() if isinstance(item, Link)]
    for link in links:
        facts[link.entity].append(link.name)
    declared = {name: item for name, item in policy.declared.items() if not isinstance(item, Link)}
    return resolve(declared, facts, [rule.name])


def _arguments(entity: Entity, plan: Plan) -> list[Argument]:
    specs = fields_of(MODEL_OF[entity])
    arguments = []
    for name in sorted(plan.facts.get(entity, ())):
        spec = specs.get(name)
        if spec is None:
            unit = next(
                step.provision.units[name]
                for _, step in plan.steps
                if isinstance(step, Rule) and name in step.provision.units
            )
            arguments.append(Argument(name, unit, None))
        else:
            source = f"{MODEL_OF[entity].__name__}.{name}"
            arguments.append(Argument(name, _UNITS[spec.kind], Bounds(spec.low or 0, spec.high or 0, source)))
    return arguments


def _check_names(rule: str, given: Mapping[str, object], arguments: Mapping[str, Argument]) -> None:
    missing = [name for name in arguments if name not in given]
    unknown = [name for name in given if name not in arguments]
    if missing or unknown:
        problem = f"needs {', '.join(missing)}" if missing else f"does not need {', '.join(unknown)}"
        raise MissingArgument(problem, field=f"evaluate({rule})", allowed=", ".join(arguments))


def _size(given: Mapping[str, object]) -> int | None:
    """The common length of the arrays; None when there is none."""
    sizes = {name: len(cast("Any", value)) for name, value in given.items() if getattr(value, "ndim", 0)}
    if len(set(sizes.values())) > 1:
        shown = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise InvalidInput(f"arrays of different lengths: {shown}", field="evaluate", allowed="arrays of one length")
    return next(iter(sizes.values()), None)
