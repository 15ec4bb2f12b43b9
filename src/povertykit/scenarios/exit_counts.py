"""How many of a village's persons are poor still, counted from the verdicts on its households."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.decision import Verdict
from povertykit.errors import InvalidInput, RegisterError
from povertykit.models import Household, fields_of
from povertykit.policy.assessment import Assessor
from povertykit.policy.operands import BLOCK
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.scenarios.blocks import Block, Register, opened
from povertykit.scenarios.columns import Column, Flags, Integers
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.results import HOUSEHOLD, Computed, computed
from povertykit.scenarios.selection import selected
from povertykit.scenarios.simulate import refusal_of

__all__ = ["Counts", "Households", "counted"]

Households: TypeAlias = "Source | Sequence[Household]"
"""The households: a register as `simulate` takes it, or models."""

_POOR, _UNDECIDED, _MEETING, _OTHER = range(4)
_VILLAGE: Final = "village_id"
_REGISTERED: Final = "registered_poor"


@dataclass(frozen=True, slots=True)
class Counts:
    """The households of one place by what is known of their exit, and their persons.

    Attributes:
        households: how many are poor still, undecided, meeting the criteria, and not on the register of the poor.
        persons: their persons, likewise.
        missing: of the undecided households, how many lack each fact.
    """

    households: tuple[int, int, int, int] = (0, 0, 0, 0)
    persons: tuple[int, int, int, int] = (0, 0, 0, 0)
    missing: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Counts) -> Counts:
        missing = {n: self.missing.get(n, 0) + other.missing.get(n, 0) for n in {**self.missing, **other.missing}}
        return Counts(_added(self.households, other.households), _added(self.persons, other.persons), missing)

    @property
    def poor(self) -> tuple[int, int]:
        """The least and the greatest number of persons who are poor: for certain, and with the undecided ones."""
        return self.persons[_POOR], self.persons[_POOR] + self.persons[_UNDECIDED]

    def text(self, language: str = "en") -> str:
        """The counts in one line."""
        (poor, open_, meeting, other), persons = self.households, self.persons
        specs, all_ = fields_of(Household), sum(self.households)
        if language == "zh":
            said = f"{all_:,}户：未达标{poor:,}户{persons[_POOR]:,}人，待定{open_:,}户{persons[_UNDECIDED]:,}人，"
            said += f"达标{meeting:,}户" + (f"，非建档立卡{other:,}户" if other else "")
            titles = {name: specs[name].zh if name in specs else name for name in self.missing}
            lacking = "、".join(f"{titles[name]}（{count:,}户）" for name, count in sorted(self.missing.items()))
            return said + (f"；缺少{lacking}" if lacking else "") if all_ else "无家庭数据"
        said = f"households {all_:,}: {poor:,} poor (persons {persons[_POOR]:,}), {open_:,} undecided "
        said += f"(persons {persons[_UNDECIDED]:,}), {meeting:,} meeting the criteria"
        said += f", {other:,} not on the register" if other else ""
        lacking = ", ".join(f"{name} (of {count:,})" for name, count in sorted(self.missing.items()))
        return said + (f"; not known: {lacking}" if lacking else "") if all_ else "no household"


def _added(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3])


def counted(
    policy: Policy,
    households: Households,
    test: str,
    *,
    columns: Mapping[str, str] | None = None,
    money: Money | None = None,
    block: int = BLOCK,
) -> dict[str, Counts]:
    """The counts of each village that has a household, by its id.

    A household is poor still where the test is not met. Where the register says who is on the register of the poor
    (`registered_poor`), the others do not count; where it is not known whether a household is on it, or whether it
    meets the test, it is undecided.

    Raises:
        RegisterError: the register cannot be read, has wrong rows, or a household whose village is not known.
        UnknownName, OpenTerm, OutOfCoverage, InvalidInput: the test is none about households that can be computed.
    """
    if isinstance(households, Sequence) and not isinstance(households, str):
        return _of_models(policy, households, test)
    register = opened(households, columns, money)
    known = register.households.headings.known
    plan = selected(policy, [test], dict(register.tables)).plan
    if _VILLAGE not in known or ("persons" not in known and "members" not in register.tables):
        allowed = "a register with the columns village_id (村编号) and persons (家庭人口)"
        remedy = "add them, or name them with columns={heading: field}"
        raise RegisterError("lacks a column", field="households", allowed=allowed, remedy=remedy)
    register.join()
    villages = _counts(policy, register, plan, test, block)
    if register.ids_repeat():
        register.join(scan=True)  # which finds the rows, so that they are refused
        villages = _counts(policy, register, plan, test, block)
    return villages


def _counts(policy: Policy, register: Register, plan: Plan, test: str, rows: int) -> dict[str, Counts]:
    """The counts of a register, block by block."""
    conflicts, constants = Assessor(policy, HOUSEHOLD, plan).conflicts, bulk_constants(policy.constants)
    villages: dict[str, Counts] = {}
    for child in register.children:
        if orphans := list(child.orphans()):
            raise refusal_of(orphans)
    for block in register.blocks(rows):
        if block.rejects:
            raise refusal_of(block.rejects)
        if block.size:
            result = computed(plan, conflicts, constants, block.batch)
            for name, found in _of_block(block, plan, result, test, register.households.number).items():
                villages[name] = villages.get(name, Counts()) + found
    return villages


def _of_block(block: Block, plan: Plan, result: Computed, test: str, number: Callable[[int], int]) -> dict[str, Counts]:
    place: dict[str, int] = {}
    codes = np.empty(block.size, np.int64)
    for row, name in enumerate(block.piece.texts(_VILLAGE)):
        if name is None:
            problem = f"the village of the household in row {number(block.piece.start + row)} is not known"
            raise RegisterError(problem, field=_VILLAGE, remedy="fill it in: the household may be poor in any village")
        codes[row] = place.setdefault(name, len(place))
    verdicts = result.values[HOUSEHOLD, test]
    kinds, unsure = _kinds(verdicts, block.batch.columns.get(_REGISTERED))
    households, persons = np.zeros((2, len(place), 4), np.int64)
    np.add.at(households, (codes, kinds), 1)
    np.add.at(persons, (codes, kinds), block.batch.columns["persons"].values)
    open_ = kinds == _UNDECIDED
    missing: dict[str, Integers] = {}
    for fact, rows in result.why.items():
        if fact in plan.behind[HOUSEHOLD, test] and rows is not None:
            lacking = np.bincount(codes[open_ & (verdicts == Verdict.UNKNOWN) & rows], minlength=len(place))
            missing[fact[1]] = missing.get(fact[1], np.zeros(len(place), np.int64)) + lacking
    if unsure is not None:
        missing[_REGISTERED] = np.bincount(codes[open_ & unsure], minlength=len(place))
    return {
        name: Counts(
            _four(households[at]), _four(persons[at]), {n: int(each[at]) for n, each in missing.items() if each[at]}
        )
        for name, at in place.items()
    }


def _kinds(verdicts: npt.NDArray[np.int8], registered: Column | None) -> tuple[Integers, Flags | None]:
    """What each household counts as, and where it is not known whether it is on the register."""
    kinds = np.choose(verdicts, (_POOR, _UNDECIDED, _MEETING))
    if registered is None:
        return kinds, None
    unsure = registered.missing
    if unsure is not None:
        kinds = np.where(unsure & (kinds == _POOR), _UNDECIDED, kinds)
    off = ~registered.values.astype(np.bool_)
    return np.where(off if unsure is None else off & ~unsure, _OTHER, kinds), unsure


def _four(row: Integers) -> tuple[int, int, int, int]:
    return (int(row[0]), int(row[1]), int(row[2]), int(row[3]))


def _of_models(policy: Policy, households: Sequence[object], test: str) -> dict[str, Counts]:
    """The counts of single households, assessed one by one."""
    policy.rule(test)
    narrow = Policy.made(policy.law, policy.on, policy.settings, [test], policy.replaced)
    known: dict[str, Household] = {}
    for each in households:
        if not isinstance(each, Household):
            raise InvalidInput(f"got {type(each).__name__}", field="households", allowed="households, or a register")
        if each.village_id is None:
            raise InvalidInput("its village is not known", field=each.household_id, remedy="fill in village_id")
        if each.household_id in known:
            remedy = "hand in each household once: it would be counted twice"
            raise InvalidInput("stands twice", field=each.household_id, remedy=remedy)
        known[each.household_id] = each
    told = any(each.registered_poor is not None for each in known.values())
    found: dict[str, list[Counts]] = {}
    for each in known.values():
        found.setdefault(each.village_id or "", []).append(_of_model(narrow, each, test, told=told))
    return {name: reduce(Counts.__add__, counts) for name, counts in found.items()}


def _of_model(policy: Policy, household: Household, test: str, *, told: bool) -> Counts:
    """One household's counts; `told` is whether the list says who is on the register."""
    decision = policy.assess(household)
    verdict, registered = decision.verdicts[test], household.registered_poor
    kind = (_POOR, _UNDECIDED, _MEETING)[verdict]
    missing = list(decision.undetermined[test].missing) if verdict is Verdict.UNKNOWN else []
    if told and registered is None and kind != _MEETING:
        kind, missing = _UNDECIDED, [*missing, _REGISTERED]
    elif registered is False:
        kind, missing = _OTHER, []
    row = np.zeros(4, np.int64)
    row[kind] = 1
    return Counts(_four(row), _four(row * household.persons), dict.fromkeys(missing, 1))
