"""A plan as the source of fused loops: each of its rules runs on symbols once, and what they compute is written down.

A plan falls into stretches: the rules of one entity that need no total still to be made. A stretch is one loop over its
rows, in which nothing is kept but what somebody asks for. Totals, counts, broadcasts and figures by date are made
between the loops as on arrays. The source is the same for a policy and for its reforms in whole amounts and counts:
those are the loops' parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from povertykit.arithmetic import INT64_MAX, Ratio
from povertykit.decision import Unit
from povertykit.errors import DateError, OutOfRange, OverflowRefused
from povertykit.models import Entity
from povertykit.money import HALF_UP, UP
from povertykit.policy.interval import Interval
from povertykit.policy.plan import Lookup, Plan, Rule
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants, enclosed, rates_of
from povertykit.policy.provision import ProvisionKind
from povertykit.policy.symbolic import Graph, Node, Symbol
from povertykit.policy.terms import Figure, Link, Term

__all__ = ["Stretch", "source_of", "stretches"]

_EXACT_IN_DOUBLES: Final = 2**53
_OPERATORS: Final = {
    "add": "{} + {}",
    "subtract": "{} - {}",
    "multiply": "{} * {}",
    "minus": "-{}",
    "below": "{} < {}",
    "at_most": "{} <= {}",
    "above": "{} > {}",
    "at_least": "{} >= {}",
    "equal": "{} == {}",
    "unequal": "{} != {}",
    "and": "{} & {}",
    "or": "{} | {}",
    "where": "{1} if {0} else {2}",
    "negate": "not {}",
    "smaller": "{0} if {0} <= {1} else {1}",
    "larger": "{0} if {0} >= {1} else {1}",
    "floor0": "{0} if {0} > 0 else 0",
    "months_after": "months_after({}, {})",
    "product_at_least": "product_at_least({}, {}, {}, {})",
}
_HEAD: Final = """\
import numpy as np
from numba import njit, types

INTEGERS = types.Array(types.int64, 1, "C", readonly=True)
FLAGS = types.Array(types.boolean, 1, "C", readonly=True)
RESULTS = types.Array(types.int64, 1, "C")
VERDICTS = types.Array(types.boolean, 1, "C")


@njit(error_model="numpy")
def in_doubles(size, divisor):
    # Both below 2**53, so that they are exact; the remainder puts right what the division may have rounded up.
    whole = np.int64(np.float64(size) / np.float64(divisor))
    rest = size - whole * divisor
    return whole - 1 if rest < 0 else whole + 1 if rest >= divisor else whole


@njit(error_model="numpy")
def in_integers(size, divisor):
    return np.int64(np.uint64(size) // np.uint64(divisor))


@njit(error_model="numpy")
def product_at_least(a, b, c, d):
    left_high, left_low = wide_product(a, b)
    right_high, right_low = wide_product(c, d)
    return left_high > right_high or (left_high == right_high and left_low >= right_low)


@njit(error_model="numpy")
def wide_product(a, b):
    x, y = np.uint64(a), np.uint64(b)
    bits, mask = np.uint64(32), np.uint64(0xFFFFFFFF)
    x_high, x_low, y_high, y_low = x >> bits, x & mask, y >> bits, y & mask
    low = x_low * y_low
    middle = x_high * y_low + (low >> bits)
    carry = x_low * y_high + (middle & mask)
    return x_high * y_high + (middle >> bits) + (carry >> bits), (carry << bits) | (low & mask)


@njit(error_model="numpy")
def day_of(year, month):
    # The day number of a month's first day; years begin in March, so that the leap day is a year's last.
    since_march = (month + 9) % 12
    shifted = year - 1 if month <= 2 else year
    of_era = shifted % 400
    day = of_era * 365 + of_era // 4 - of_era // 100 + (153 * since_march + 2) // 5
    return (shifted // 400) * 146097 + day - 719468


@njit(error_model="numpy")
def months_after(day, months):
    shifted = day + 719468
    of_era = shifted % 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    since_march = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * since_march + 2) // 5
    month = (since_march + 2) % 12
    year = year_of_era + (shifted // 146097) * 400 + (1 if month <= 1 else 0)
    ahead = year * 12 + month + months
    first = day_of(ahead // 12, ahead % 12 + 1)
    longest = day_of((ahead + 1) // 12, (ahead + 1) % 12 + 1) - first - 1
    return first + (day_of_month if day_of_month <= longest else longest)
"""


@dataclass(slots=True)
class Stretch:
    """The rules of one entity that run in one loop.

    Attributes:
        entity: whose rows.
        level: how many links have to be made before it.
        columns: the values it takes row by row, by name.
        parameters: the constants it takes.
        results: the places of what it gives, by rule; a plain number where that is all a rule can give.
    """

    entity: Entity
    level: int
    graph: Graph = field(default_factory=Graph)
    columns: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    frame: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of its loop."""
        return f"{self.entity.value}_{self.level}"

    @property
    def made(self) -> dict[str, Node]:
        """The results that differ from row to row."""
        return {n: self.graph.nodes[r.place] for n, r in self.results.items() if isinstance(r, Symbol)}


def levels_of(plan: Plan) -> dict[tuple[Entity, str], int]:
    """After how many links, one upon the other, each step can be made."""
    levels: dict[tuple[Entity, str], int] = {}
    for key, step in plan.steps:
        before = max((levels.get(need, 0) for need in plan.needs[key]), default=0)
        levels[key] = before + isinstance(step, Link)
    return levels


def stretches(policy: Policy, plan: Plan) -> list[Stretch]:
    """The loops of a plan, in the order they run.

    Whole amounts and counts that a reform may change are parameters, as long as nothing could leave int64 for any
    number of as many bits; otherwise their values stand in the loops.
    """
    constants = bulk_constants(policy.constants)
    wider = {
        name: _as_wide(value)
        for name, value in constants.items()
        if name in plan.constants and type(value) is int and _changes(policy, name)
    }
    try:
        return _Writing(plan, constants, wider).found
    except (OverflowRefused, OutOfRange, DateError):
        return _Writing(plan, constants, {}).found


def _changes(policy: Policy, name: str) -> bool:
    item = policy.declared.get(name)
    return isinstance(item, Figure | Term) and item.unit in (Unit.AMOUNT, Unit.COUNT)


def _as_wide(value: int) -> Interval:
    """All numbers of as many whole bytes as a number, of its sign."""
    most = (1 << (8 * ((abs(value).bit_length() + 7) // 8))) - 1
    return Interval(min(1, value), most) if value >= 0 else Interval(-most, -1)


class _Writing:
    """Runs the rules of a plan on symbols, stretch by stretch."""

    def __init__(self, plan: Plan, constants: Mapping[str, Any], wider: Mapping[str, Interval]) -> None:
        self.plan, self.constants, self.wider = plan, constants, wider
        self.bounds = enclosed(plan, {**constants, **wider})
        self.levels = levels_of(plan)
        self.lookups = {key: step.figure for key, step in plan.steps if isinstance(step, Lookup)}
        self.rules = {key: step for key, step in plan.steps if isinstance(step, Rule)}
        places = sorted({(self.levels[key], key[0]) for key in self.rules})
        self.found = [Stretch(entity, level) for level, entity in places]
        for stretch in self.found:
            # By name, and not in the plan's order: a source that is the same in each process is found in the cache.
            stretch.results = {name: self._operand(stretch, name) for name in self._names(stretch)}
        for stretch in self.found:
            asked = self._asked(stretch)
            stretch.results = {name: result for name, result in stretch.results.items() if name in asked}

    def _names(self, stretch: Stretch) -> list[str]:
        """The rules of a stretch."""
        at = (stretch.level, stretch.entity)
        return sorted(name for (entity, name) in self.rules if (self.levels[entity, name], entity) == at)

    def _operand(self, stretch: Stretch, name: str) -> Any:
        frame = stretch.frame
        if name not in frame:
            key = (stretch.entity, name)
            if key in self.rules and self.levels[key] == stretch.level:
                operands = [self._operand(stretch, source) for source in self.rules[key].sources]
                frame[name] = self.rules[key].provision.function(*operands)
            elif name in self.constants and name not in self.wider:
                frame[name] = self.constants[name]
            elif name in self.wider:
                frame[name] = stretch.graph.column(name, self.wider[name].low, self.wider[name].high)
                stretch.parameters[name] = frame[name]
            else:
                frame[name] = self._column(stretch, name)
        return frame[name]

    def _column(self, stretch: Stretch, name: str) -> Any:
        """A fact, a figure by date, a link's value or an earlier stretch's result: a column of the loop."""
        possible = self.bounds[stretch.entity][name]
        if (figure := self.lookups.get((stretch.entity, name))) is not None:
            values, denominator = rates_of(figure.dated)
            whole: Any = values[0] if len(values) == 1 else Interval(min(values), max(values))
            possible = whole if denominator is None else Ratio(whole, denominator)
        known = possible.numerator if isinstance(possible, Ratio) else possible
        if not isinstance(known, Interval):
            return possible
        column = stretch.graph.column(name, known.low, known.high)
        stretch.columns[name] = column
        return Ratio(column, possible.denominator) if isinstance(possible, Ratio) else column

    def _asked(self, stretch: Stretch) -> set[str]:
        """What is asked for: what a decision shows, what a link carries, what a later stretch takes."""
        asked = {link.source for _, link in self.plan.steps if isinstance(link, Link)}
        asked |= {name for other in self.found if other.entity is stretch.entity for name in other.columns}
        shown = {key for key, rule in self.rules.items() if rule.provision.kind is not ProvisionKind.CASE}
        return asked | {name for entity, name in shown if entity is stretch.entity}


def source_of(found: list[Stretch]) -> str:
    """The loops as a Python module."""
    return "\n\n".join([_HEAD, *(_loop(stretch) for stretch in found if stretch.made)])


def _loop(stretch: Stretch) -> str:
    made, graph = stretch.made, stretch.graph
    places = graph.behind(result.place for result in stretch.results.values() if isinstance(result, Symbol))
    columns = {name: f"c{at}" for at, name in enumerate(stretch.columns)}
    parameters = {name: f"p{at}" for at, name in enumerate(stretch.parameters)}
    taken = [*("INTEGERS", "FLAGS")]
    types = [taken[graph.nodes[column.place].is_flag] for column in stretch.columns.values()]
    types += ["types.int64"] * len(parameters) + [("RESULTS", "VERDICTS")[node.is_flag] for node in made.values()]
    arguments = ["rows", *columns.values(), *parameters.values(), *(f"r{at}" for at in range(len(made)))]
    lines = [
        f"@njit([types.void({', '.join(['types.int64', *types])})], cache=True, nogil=True, error_model='numpy')",
        f"def {stretch.name}({', '.join(arguments)}):",
        "    for row in range(rows):",
    ]
    for place in places:
        node = graph.nodes[place]
        if node.operation == "input":
            name = str(node.value)
            lines.append(f"        v{place} = {parameters.get(name) or columns[name] + '[row]'}")
        elif node.operation != "constant":
            lines += [f"        {line}" for line in _statements(graph, place, node)]
    results = [result.place for result in stretch.results.values() if isinstance(result, Symbol)]
    lines += [f"        r{at}[row] = v{place}" for at, place in enumerate(results)]
    return "\n".join(lines) + "\n"


def _named(graph: Graph, place: int) -> str:
    node = graph.nodes[place]
    if node.operation != "constant":
        return f"v{place}"
    return str(node.value) if node.is_flag or node.low >= 0 else f"({node.value})"


def _statements(graph: Graph, place: int, node: Node) -> list[str]:
    operands = [_named(graph, operand) for operand in node.operands]
    if node.operation != "round_div":
        return [f"v{place} = {_OPERATORS[node.operation].format(*operands)}"]
    return _division(f"v{place}", operands, node, *(graph.nodes[operand] for operand in node.operands))


def _division(name: str, operands: list[str], node: Node, over: Node, under: Node) -> list[str]:
    """A rounded division, by the cheapest way that is exact for its bounds; the divisor is 1 or more, as was proved."""
    assert node.rounding is not None
    unit, mode = node.rounding.unit.value, node.rounding.mode
    most, divisor_most = max(abs(over.low), abs(over.high)), under.high * unit
    divisor = operands[1] if unit == 1 else f"{name}d"
    lines = [] if unit == 1 else [f"{name}d = {operands[1]} * {unit}"]
    size = operands[0]
    if over.low < 0:
        size = f"{name}s"
        lines.append(f"{size} = -{operands[0]} if {operands[0]} < 0 else {operands[0]}")
    half = mode is HALF_UP and most + divisor_most // 2 <= INT64_MAX
    ahead = f"({size} + ({divisor} >> 1))" if half else size
    way: Callable[[str, str], str] = "in_doubles({}, {})".format
    if under.low == under.high or most + divisor_most + divisor_most // 2 >= _EXACT_IN_DOUBLES:
        way = "in_integers({}, {})".format
    lines.append(f"{name}q = {way(ahead, divisor)}")
    if mode is UP:
        lines.append(f"{name}q += 1 if {name}q * {divisor} < {size} else 0")
    elif mode is HALF_UP and not half:
        lines.append(f"{name}r = {size} - {name}q * {divisor}")
        lines.append(f"{name}q += 1 if {name}r >= {divisor} - {name}r else 0")
    signed = f"(-{name}q if {operands[0]} < 0 else {name}q)" if over.low < 0 else f"{name}q"
    lines.append(f"{name} = {signed}" + ("" if unit == 1 else f" * {unit}"))
    return lines
