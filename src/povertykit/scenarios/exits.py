"""The exit of households, villages, towns and a county as one tree: each verdict from the counts beneath it.

The households' test runs over a register, or over models; what is poor for certain and what is undecided is counted by
village. A count that is not known exactly goes into the village's test as the least and the greatest that it may be, so
that a verdict stands only where both agree; so on to the towns and the county. What is unknown stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final, TypeAlias, TypeVar, cast

from povertykit.decision import Decision, Verdict
from povertykit.errors import InvalidInput, UnknownName
from povertykit.models import County, Entity, Record, Town, Village, fields_of, validate
from povertykit.policy.operands import BLOCK
from povertykit.policy.policy import Policy
from povertykit.scenarios.exit_counts import Counts, Households, counted
from povertykit.scenarios.exit_nodes import ExitNode, ExitTree, Span
from povertykit.scenarios.register import Money

__all__ = ["exit_tree"]

Place: TypeAlias = Record | Mapping[str, object]
R = TypeVar("R", bound=Record)

_COUNTED: Final = ("poor_population", "villages_not_exited")
"""What follows from the households and villages, and so is never handed in beside them."""
_NO_HOUSEHOLD: Final = "no household of it was handed in", "未提供该村家庭"
_NOTHING_KNOWN: Final = "nothing is known of its poor, which is never a pass", "贫困人口无从得知，不能判定为符合"


def exit_tree(
    policy: Policy,
    households: Households,
    villages: Iterable[Place] = (),
    towns: Iterable[Place] = (),
    county: Place | None = None,
    *,
    household_test: str = "household_exit_test",
    village_test: str = "village_exit_test",
    town_test: str = "town_exit_test",
    county_test: str = "county_exit_test",
    columns: Mapping[str, str] | None = None,
    money: Money | None = None,
    block: int = BLOCK,
) -> ExitTree:
    """Decide on the exit of households, of their villages, of the towns and of the county.

    Args:
        policy: the law.
        households: a register as `simulate` takes it (arrays, tables, a CSV path), or a list of `Household`; each with
            its village. Where it says who is on the register of the poor, the others do not count as poor.
        villages: the villages, models or mappings, without their poor population, which is counted.
        towns: the towns, likewise; a town that only a village names is made.
        county: the county, likewise.
        household_test: the provision that says who meets the criteria.
        village_test: the provision about villages.
        town_test: the provision about towns; where the law has none, a town's poor villages are taken together.
        county_test: the provision about counties, likewise.
        columns: further headings of the register, each with its field.
        money: the unit of money columns whose heading has none.
        block: rows computed together.

    Raises:
        RegisterError, UnitMissing: the register cannot be taken; wrong rows always stop the run.
        UnknownName: a test that the law does not have, a household of a village that is not among the villages.
        OpenTerm, OutOfCoverage: a test that cannot be computed.
        InvalidInput: a place that stands twice, gives what is counted, or whose facts contradict the counts.

    Examples:
        >>> from datetime import date
        >>> from povertykit import Village, yuan
        >>> from povertykit.jurisdictions.cn import national
        >>> policy = national.policy(on=date(2018, 6, 1), exit_line=yuan(2952))
        >>> register = {"village_id": ["V1", "V1"], "persons": [3, 4], "yearly_income_yuan": [9000, 8000]}
        >>> secure = ("income_stable", "food_and_clothing_secure", "compulsory_education_secure")
        >>> secure += ("basic_medical_secure", "safe_housing", "safe_drinking_water")
        >>> register |= {name: [True, True] for name in secure}
        >>> village = Village(village_id="V1", rural_population=1000, western_region=True, conditions_adequate=True)
        >>> print(exit_tree(policy, register, [village]))
        village V1: met; poor persons 4; households 2: 1 poor (persons 4), 0 undecided (persons 0), \
1 meeting the criteria
    """
    builder = _Builder(policy, {Entity.VILLAGE: village_test, Entity.TOWN: town_test, Entity.COUNTY: county_test})
    policy.rule(village_test)
    counts = counted(policy, households, household_test, columns=columns, money=money, block=block)
    places = _by_id(Village, villages) or {name: Village(village_id=name) for name in counts}
    if strangers := sorted(counts.keys() - places.keys()):
        raise UnknownName.among(strangers[0], places, "village of a household")
    known = _by_id(Town, towns)
    by_town: dict[str | None, list[ExitNode]] = {name: [] for name in known}
    for name, village in places.items():
        by_town.setdefault(village.town_id, []).append(builder.village(village, counts.get(name)))
    nodes = [
        builder.above(known.get(name) or Town(town_id=name), leaves, leaves)
        for name, leaves in by_town.items()
        if name is not None
    ]
    alone, leaves = by_town.get(None, []), [leaf for each in by_town.values() for leaf in each]
    roots = (*nodes, *alone)
    if county is not None:
        ((_, record),) = _by_id(County, [county]).items()
        roots = (builder.above(record, leaves, roots),)
    return ExitTree(f"{policy.law.name} {policy.on.isoformat()}", roots)


def _by_id(model: type[R], places: Iterable[Place]) -> dict[str, R]:
    found: dict[str, R] = {}
    for each in places:
        record = each if isinstance(each, Record) else validate(model, each)
        if not isinstance(record, model):
            problem = f"got a {record.entity.value}"
            raise InvalidInput(problem, field="exit_tree", allowed=f"a {model.entity.value}, or a mapping of its facts")
        name = _name(record)
        if name in found:
            raise InvalidInput("stands twice", field=name, allowed="one of each id", remedy="take one of the two out")
        found[name] = record
    return found


def _name(record: Record) -> str:
    return str(next(iter(record.__dict__.values())))


class _Builder:
    """Makes the nodes, from the villages upwards.

    Args:
        policy: the law.
        tests: the provision for each kind of place; one that the law lacks is not asked.
    """

    def __init__(self, policy: Policy, tests: Mapping[Entity, str]) -> None:
        self.tests: Final = {entity: name for entity, name in tests.items() if name in policy.declared}
        for entity, name in self.tests.items():
            if policy.rule(name).entity is not entity:
                raise InvalidInput(f"is no provision about a {entity.value}", field=name, remedy="name another test")
        names = list(self.tests.values())
        # Only what the tests need, so that the evidence at a node is its own.
        self.policy: Final = Policy.made(policy.law, policy.on, policy.settings, names, policy.replaced)

    def village(self, village: Village, counts: Counts | None) -> ExitNode:
        """A village with its households; one of which nothing is known never passes."""
        if counts is not None:
            return self._judged(village, {"poor_population": counts.poor}, counts, ())
        node, stated = self._judged(village, {}, Counts(), (), [_NO_HOUSEHOLD]), village.poor_population
        if stated is not None:
            return replace(node, poor=(stated, stated))
        if node.verdict is not Verdict.MET:
            return node
        return replace(node, verdict=Verdict.UNKNOWN, en=_NOTHING_KNOWN[0], zh=_NOTHING_KNOWN[1])

    def above(self, place: Record, leaves: Sequence[ExitNode], children: Sequence[ExitNode]) -> ExitNode:
        """A town or a county over its villages."""
        totals, findings = _totals(place, leaves)
        counts = reduce(Counts.__add__, (leaf.counts for leaf in leaves), Counts())
        return self._judged(place, totals, counts, children, findings, leaves)

    def _judged(
        self,
        place: Record,
        totals: Mapping[str, Span],
        counts: Counts,
        children: Sequence[ExitNode],
        findings: Sequence[tuple[str, str]] = (),
        leaves: Sequence[ExitNode] = (),
    ) -> ExitNode:
        record, within, disagreeing = _filled(place, totals)
        all_findings, poor = (*findings, *disagreeing), totals.get("poor_population")
        test = self.tests.get(place.entity)
        if test is None:
            verdict, en, zh = _together(leaves)
            return ExitNode(place.entity, record, verdict, en, zh, counts, poor, all_findings, None, tuple(children))
        try:
            decision = self.policy.assess(record, within=within)
        except InvalidInput as error:
            raise _of_place(place, error) from error
        verdict = decision.verdicts[test]
        en, zh = _reason(self.policy, decision, test)
        return ExitNode(place.entity, record, verdict, en, zh, counts, poor, all_findings, decision, tuple(children))


def _filled(place: Record, totals: Mapping[str, Span]) -> tuple[Record, dict[str, Span], list[tuple[str, str]]]:
    """A place with its counts: those known exactly as facts, the others as bounds; and where it states others."""
    facts: dict[str, int] = {}
    within: dict[str, Span] = {}
    findings: list[tuple[str, str]] = []
    for name, (low, high) in totals.items():
        spec = fields_of(type(place)).get(name)
        if spec is None:
            continue
        given = getattr(place, name)
        if given is None and low == high:
            facts[name] = low
        elif given is None:
            within[name] = (low, high)
        elif name in _COUNTED:
            problem = f"{name} is given as {given}, and counted from below as {low} to {high}"
            raise _of_place(place, InvalidInput(problem, field=name, remedy=f"leave {name} out"))
        elif not low <= given <= high:
            said, said_zh = (f"{low:,}", f"{low:,}") if low == high else (f"{low:,} to {high:,}", f"{low:,}至{high:,}")
            en = f"its {name.replace('_', ' ')} is given as {given:,}, but its villages come to {said}"
            findings.append((en, f"{spec.zh}填报为{given:,}，各村合计为{said_zh}"))
    try:
        return place.model_copy(update=facts), within, findings
    except InvalidInput as error:
        raise _of_place(place, error) from error


def _of_place(place: Record, error: InvalidInput) -> InvalidInput:
    return InvalidInput(f"{error}", field=f"{place.entity.value} {_name(place)}", source="what is counted from below")


def _totals(place: Record, leaves: Sequence[ExitNode]) -> tuple[dict[str, Span], list[tuple[str, str]]]:
    """What a place's villages come to, as far as it is known; nothing where some of them were not handed in."""
    stated = getattr(place, "villages", None)
    if not leaves:
        return {}, [("no village of it was handed in", "未提供所辖村")]
    if stated is not None and stated != len(leaves):
        en = f"it has {stated:,} villages, but {len(leaves):,} were handed in: nothing is counted from them"
        return {}, [(en, f"共有{stated:,}个村，仅提供{len(leaves):,}个村，不作合计")]
    totals: dict[str, Span] = {}
    poor = [leaf.poor for leaf in leaves]
    if None not in poor:
        spans = cast("list[Span]", poor)
        totals["poor_population"] = (sum(low for low, _ in spans), sum(high for _, high in spans))
    rural = [cast("Village", leaf.record).rural_population for leaf in leaves]
    if None not in rural:
        whole = sum(cast("list[int]", rural))
        totals["rural_population"] = (whole, whole)
    flags = [Verdict.of(cast("Village", leaf.record).is_poor_village) for leaf in leaves]
    staying = [flag & ~leaf.verdict for flag, leaf in zip(flags, leaves, strict=True)]
    for name, verdicts in (("poor_villages", flags), ("villages_not_exited", staying)):
        totals[name] = (verdicts.count(Verdict.MET), len(verdicts) - verdicts.count(Verdict.NOT_MET))
    return totals, []


def _together(leaves: Sequence[ExitNode]) -> tuple[Verdict, str, str]:
    """The poor villages of a place taken together; a place without any is not passed for that."""
    asked = [(Verdict.of(cast("Village", leaf.record).is_poor_village), leaf) for leaf in leaves]
    if all(flag is Verdict.NOT_MET for flag, _ in asked):
        return Verdict.UNKNOWN, "it has no poor village on which to decide", "没有可据以判定的贫困村"
    verdict = reduce(Verdict.__and__, (~flag | leaf.verdict for flag, leaf in asked), Verdict.MET)
    count = sum(flag is not Verdict.NOT_MET for flag, _ in asked)
    en = f"the law has no test for it; its poor villages ({count:,}) together: {verdict.en}"
    return verdict, en, f"没有针对该级的规定；所辖{count:,}个贫困村合并判定：{verdict.zh}"


def _reason(policy: Policy, decision: Decision, test: str) -> tuple[str, str]:
    """Why a test came out so, in a line: what is missing, or how each of the tests behind it came out."""
    if test in decision.undetermined:
        return decision.undetermined[test].en, decision.undetermined[test].zh
    parts = [(policy.rule(name), verdict) for name, verdict in decision.verdicts.items() if name != test]
    rule, verdict = policy.rule(test), decision.verdicts[test]
    en = "; ".join(f"{each.en}: {found.en}" for each, found in parts)
    zh = "；".join(f"{each.zh}：{found.zh}" for each, found in parts)
    said = f"{rule.en}: {verdict.en}", f"{rule.zh}：{verdict.zh}"
    return (f"{said[0]} ({en})", f"{said[1]}（{zh}）") if parts else said
