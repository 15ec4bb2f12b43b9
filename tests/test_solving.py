"""Budgets solved by halving under a proof: against the curves and every candidate; the proof against every law."""
# The made rules multiply amounts by amounts, which the types of amounts do not have.
# mypy: disable-error-code="type-var,no-any-return,operator,call-overload"

from __future__ import annotations

import sys
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from drawn_figures import XIANGXI, Register, register
from drawn_policies import batch, policies
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Period, Rounding, fen, per_month, per_year, yuan
from povertykit.arithmetic import Amount, Count, Flag, floor0, round_div, smaller, where
from povertykit.decision import Unit
from povertykit.errors import PolicyError, PovertyKitError, RegisterError, UnlikePeriods
from povertykit.jurisdictions import zz
from povertykit.models import Entity
from povertykit.money import JIAO, PERSON_MONTH, UP, YUAN
from povertykit.policy import Figure, Policy, Term, provision
from povertykit.policy.assessment import Assessor
from povertykit.policy.monotone import directions
from povertykit.policy.plan import Plan, resolve
from povertykit.policy.proof import bulk_constants, proved
from povertykit.scenarios import budget_for, cost_curve, standard_for_coverage
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.block import BlockFrames
from povertykit.scenarios.columns import Column
from povertykit.scenarios.costs import narrowed, payments_of
from povertykit.scenarios.curves import NotACurve
from povertykit.scenarios.purse import Purse, budget_given
from povertykit.scenarios.relevance import Relevance

HOUSEHOLD = Entity.HOUSEHOLD
FICTIONAL = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
GAP: dict[str, Any] = {"provisions": ["guarantee_gap"]}
COARSE = [Rounding(unit=JIAO, mode=UP, stage=PERSON_MONTH), Rounding(unit=YUAN, stage=PERSON_MONTH)]


def without_curves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no curve be followed."""

    def refuse(*_: object, **__: object) -> None:
        raise NotACurve("a test")

    monkeypatch.setattr(sys.modules["povertykit.scenarios.solving"], "costs_by_curves", refuse)


@pytest.fixture
def by_halving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are answered without curves."""
    without_curves(monkeypatch)


def replaced(function: Any) -> Policy:
    """The fictional county with another rule for the gap."""
    of = zz.guarantee_gap
    rule = provision(of.citation, kind=of.kind, entity=of.entity, period=Period.MONTH, en="x", zh="x")(function)
    return FICTIONAL.reform(replace_provisions={"guarantee_gap": rule})


def squared(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """More than a straight line: the gap times itself."""
    gap = smaller(floor0(dibao_standard * persons - household_income), 1_000_000)
    return round_div(gap * gap, 100_000)


def capped(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """A share of the standard in the income, which falls as the standard rises, up to a cap."""
    part: Any = round_div(household_income * 100, dibao_standard)  # type: ignore[arg-type]
    return smaller(part, 300) * persons


def kept(dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag) -> Amount:
    """Products that cancel out, and a sum of what only some get."""
    whole = dibao_standard * persons
    return where(on_dibao, whole - smaller(whole, household_income), round_div(whole * whole, 1_000_000_000))


def cliff(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """Nothing once the standard is above the income of a person."""
    return where(dibao_standard * persons <= household_income, round_div(dibao_standard * dibao_standard, 1000), 0)


def costs(policy: Policy, drawn: Register, candidates: range) -> dict[int, int]:
    """What is determined at each candidate, from the simulation of each."""
    values = [policy.reform(dibao_standard=fen(each)).simulate(drawn, **GAP) for each in candidates]
    return {each: int(found.by_period[Period.MONTH]) for each, found in zip(candidates, values, strict=True)}


def check(policy: Policy, drawn: Register, candidates: range, budget: int) -> Any:
    """The answer, or the refusal, against the cost of every candidate."""
    known = costs(policy, drawn, candidates)
    ends: dict[str, Any] = {"low": fen(candidates[0]), "high": fen(candidates[-1])}
    within = [cost <= budget for cost in known.values()]
    found = budget_for(policy, drawn, fen(budget), **ends, **GAP)
    order = list(candidates) if not found.falls else list(reversed(candidates))
    paid_for = [each for each in order if known[each] <= budget]
    assert sorted(within, reverse=not found.falls) == within, "there is more than one answer"
    if not paid_for:
        assert (found.outcome, found.value, found.next_value) == ("below_least", None, fen(order[0]))
        return found
    best = paid_for[-1]
    assert (found.value, found.cost) == (fen(best), known[best])
    beyond = [each for each in order if known[each] > budget]
    assert found.outcome == ("found" if beyond else "covers_all")
    assert (found.next_value, found.next_cost) == ((fen(beyond[0]), known[beyond[0]]) if beyond else (None, None))
    return found


def small(seed: int, rows: int, missing: float) -> Register:
    drawn = register(rows, seed, missing=missing)
    drawn["household_income_fen"] = drawn["household_income_fen"] // 10
    return drawn


# Against every candidate -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [squared, capped, kept])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.integers(0, 60_000), low=st.integers(5_000, 12_000))
def test_made_rules_are_solved_as_every_candidate_says(rule: Any, seed: int, budget: int, low: int) -> None:
    found = check(replaced(rule), small(seed, 9, 0), range(low, low + 60), budget)
    assert found.falls == (rule is capped)
    assert found.method == ("simulation" if rule is not capped or found.method == "simulation" else "curves")


@pytest.mark.parametrize("rule", [squared, capped, kept])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.integers(0, 60_000), low=st.integers(5_000, 12_000))
def test_missing_facts_are_reported_and_in_no_cost(rule: Any, seed: int, budget: int, low: int) -> None:
    drawn = small(seed, 12, 0.2)
    policy, candidates = replaced(rule), range(low, low + 40)
    within = [cost <= budget for cost in costs(policy, drawn, candidates).values()]
    if within not in (sorted(within), sorted(within, reverse=True)):  # what is determined falls again
        with pytest.raises(PolicyError, match="where facts are missing"):
            budget_for(policy, drawn, fen(budget), low=fen(low), high=fen(low + 39), **GAP)
        return
    found = check(policy, drawn, candidates, budget)
    if found.value is not None:
        value: Any = found.value
        outcome = policy.reform(dibao_standard=value).simulate(drawn, **GAP)
        assert found.undetermined_count == len(outcome.undetermined) == len(found.undetermined)


@pytest.mark.parametrize("rounding", COARSE, ids=["jiao", "yuan"])
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.integers(0, 400_000), low=st.integers(5_000, 30_000))
def test_coarse_roundings_with_missing_facts_are_answered(rounding: Rounding, seed: int, budget: int, low: int) -> None:
    policy = FICTIONAL.reform(guarantee_rounding=rounding)
    check(policy, small(seed, 12, 0.15), range(low, low + 50), budget)


def test_a_whole_range_of_coarse_roundings_with_missing_facts_is_answered() -> None:
    drawn = register(400, 3, missing=0.1)
    for rounding in COARSE:
        policy = XIANGXI.reform(guarantee_rounding=rounding)
        found = budget_for(policy, drawn, yuan(60_000), period=Period.MONTH)
        value: Any = found.value
        assert found.outcome == "found"
        assert found.undetermined
        for each, cost in ((value, found.cost), (found.next_value, found.next_cost)):
            at: Any = each
            assert policy.reform(dibao_standard=at).simulate(drawn).by_period[Period.MONTH] == cost


# Against the curves ------------------------------------------------------------------------------------------------


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.integers(0, 20_000_000), share=st.integers(1, 20))
def test_halving_gives_what_the_curves_give(seed: int, budget: int, share: int) -> None:
    drawn = register(60, seed, missing=0.05)
    wanted = Fraction(share, 20)
    options: dict[str, Any] = {"period": Period.MONTH}
    read = budget_for(XIANGXI, drawn, fen(budget), **options)
    reached = standard_for_coverage(XIANGXI, drawn, wanted, of="persons", **options)
    with pytest.MonkeyPatch.context() as patch:
        without_curves(patch)
        halved = budget_for(XIANGXI, drawn, fen(budget), **options)
        covered = standard_for_coverage(XIANGXI, drawn, wanted, of="persons", **options)
    assert (read.method, halved.method, covered.method) == ("curves", "simulation", "simulation")
    for name in ("outcome", "value", "cost", "next_value", "next_cost", "households", "undetermined_count", "falls"):
        assert getattr(halved, name) == getattr(read, name), name
    for name in ("outcome", "value", "share", "share_below", "cost", "paid", "total", "undetermined_count"):
        assert getattr(covered, name) == getattr(reached, name), name


def test_rates_and_counts_are_halved_by_their_own_unit(by_halving: None) -> None:
    register_: Register = {"persons": [1], "special_hardship_persons": [1]}
    found = budget_for(
        FICTIONAL, register_, yuan(500), vary="hardship_multiple", high=Fraction(3), provisions=["special_hardship"]
    )
    assert (found.value, found.cost, found.method) == (Fraction(1666, 1000), yuan("499.80"), "simulation")
    assert (found.next_value, found.next_cost) == (Fraction(1667, 1000), yuan("500.10"))
    tables: Any = {
        "households": {"household_id": ["H1", "H2"], "on_dibao": [True, True], "in_backstop": [False, False]},
        "members": {
            "household_id": ["H1", "H1", "H1", "H2"],
            "person_id": ["a", "b", "c", "d"],
            "in_special_hardship": [False] * 4,
            "stage": ["primary", "junior_secondary", "primary", "primary"],
            "tuition_and_fees_yuan": ["10", "20", "30", "40"],
        },
    }
    pupils: dict[str, Any] = {"vary": "supplement_pupils", "high": 6, "provisions": ["family_supplement"]}
    fewer = budget_for(FICTIONAL, tables, yuan(2100), **pupils)
    assert (fewer.value, fewer.falls, fewer.cost) == (4, True, yuan(2100))
    assert (fewer.next_value, fewer.next_cost) == (3, yuan(2256))


def test_facts_that_do_not_matter_leave_nothing_open() -> None:
    """Whoever is in the backstop has no gap, whatever the income: nothing is undetermined, nothing is followed."""
    drawn: Register = {
        "persons": [2, 3, 2],
        "household_income_yuan": [None, "100.00", None],
        "on_dibao": [True, True, True],
        "in_backstop": [True, False, False],
    }
    policy = FICTIONAL.reform(guarantee_rounding=COARSE[1])
    relevance = Relevance(*_planned(policy), "dibao_standard", (5_000, 200_000), 1)
    columns = {
        "household_income": Column(np.array([0, 10_000, 0]), np.array([True, False, True])),
        "persons_covered": Column(np.array([2, 3, 2])),
        **{name: Column(np.array(drawn[name])) for name in ("persons", "on_dibao", "in_backstop")},
    }
    assert relevance.settled(Batch(3, slice(0, 3), columns, {})).tolist() == [True, True, False]
    found = budget_for(policy, drawn, yuan(2000), **GAP)
    assert (found.outcome, found.undetermined_count) == ("found", 1)
    for value, cost in ((found.value, found.cost), (found.next_value, found.next_cost)):
        at: Any = value
        assert policy.reform(dibao_standard=at).simulate(drawn, **GAP).by_period[Period.MONTH] == cost
    assert (found.cost or 0) <= 200_000 < (found.next_cost or 0)


def _planned(policy: Policy) -> tuple[Plan, Any]:
    return proved(resolve(policy.declared, ["guarantee_gap"]), policy.constants), policy.constants


# Ties, caps and ends -----------------------------------------------------------------------------------------------

ONE: Register = {"persons": [2], "household_income_yuan": ["700.00"], "on_dibao": [True], "in_backstop": [False]}


def test_ties_take_the_highest_figure_of_one_cost(by_halving: None) -> None:
    assert budget_for(FICTIONAL, ONE, fen(0), **GAP).value == yuan(350)
    assert budget_for(FICTIONAL, ONE, fen(1), **GAP).next_value == yuan("350.01")
    assert budget_for(FICTIONAL, ONE, fen(2), **GAP).value == yuan("350.01")


def test_a_cap_that_is_reached_covers_all_that_is_above(by_halving: None) -> None:
    policy = replaced(squared)
    most = budget_for(policy, ONE, yuan(100_000), **GAP)  # a gap of 10,000 yuan is the most that counts
    assert (most.outcome, most.cost) == (
        "covers_all",
        policy.reform(dibao_standard=yuan(2000)).simulate(ONE, **GAP).by_period[Period.MONTH],
    )
    least = budget_for(policy, ONE, fen(0), low=yuan(500), **GAP)
    assert (least.outcome, least.next_value) == ("below_least", yuan(500))
    same = budget_for(policy, ONE, yuan(1), low=yuan(500), high=yuan(500), **GAP)
    assert (same.outcome, same.next_value, same.value) == ("below_least", yuan(500), None)


def surplus(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """What is there above the standard."""
    return floor0(household_income - dibao_standard * persons)


def test_a_rule_that_only_falls_reaches_its_share_from_a_figure_down(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, policy = register(20, 5, missing=0), replaced(surplus)
    read = standard_for_coverage(policy, drawn, Fraction(1, 2), **GAP)
    value: Any = read.value
    assert (read.falls, read.method, read.outcome) == (True, "curves", "found")
    curve = cost_curve(policy, drawn, values=[value, fen(int(value) + 1)], **GAP)
    shares = [Fraction(point.households, 20) for point in curve.points]
    assert shares[1] < Fraction(1, 2) <= shares[0]
    assert (read.share, read.share_below, read.cost) == (*shares, curve.points[0].cost)
    without_curves(monkeypatch)
    halved = standard_for_coverage(policy, drawn, Fraction(1, 2), **GAP)
    assert halved.method == "simulation"
    assert (halved.value, halved.share, halved.share_below) == (read.value, read.share, read.share_below)
    out = standard_for_coverage(policy, drawn, Fraction(1), **GAP)
    assert out.outcome == "out_of_reach"
    assert "even the lowest figure" in str(out)


# What is refused ---------------------------------------------------------------------------------------------------


def test_the_provision_and_the_step_that_break_the_proof_are_named() -> None:
    with pytest.raises(PolicyError) as refused:
        budget_for(replaced(cliff), small(1, 10, 0), yuan(10), **GAP)
    message = str(refused.value)
    assert "guarantee_gap" in message
    assert str(zz.guarantee_gap.citation) in message
    assert "chooses by a condition that turns with it" in message
    assert "cost_curve(...)" in message


def test_too_much_that_is_open_is_refused_with_what_to_do(by_halving: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["povertykit.scenarios.solving"], "_MOST_AT_ONCE", -1)
    with pytest.raises(PolicyError, match=r"facts are missing of \d+ households.*larger step="):
        budget_for(XIANGXI, register(60, 657253, missing=0.05), fen(4_995_182), period=Period.MONTH)


def test_what_can_be_gone_through_once_is_not_halved(by_halving: None) -> None:
    import pyarrow as pa

    batches = pa.table({"household_id": ["H1"], **ONE}).to_batches()
    with pytest.raises(RegisterError, match="an iterator"):
        standard_for_coverage(FICTIONAL, iter(batches), Fraction(1), **GAP)


def test_a_year_of_payments_is_set_against_a_year_of_budget() -> None:
    year = budget_for(FICTIONAL, ONE, per_year(yuan(1200)), **GAP)
    assert (year.value, year.cost, year.months, year.given, year.budget) == (
        yuan(400),
        yuan(1200),
        12,
        Period.YEAR,
        yuan(1200),
    )
    assert str(year).startswith("dibao standard for each person: a budget of 1,200.00 yuan a year, for 12 months")
    assert "1,200.00 元/年，用于 12 个月" in year.summary("zh")
    assert budget_for(FICTIONAL, ONE, per_year(yuan(1200)), months=12, **GAP) == year
    plain = budget_for(FICTIONAL, ONE, yuan(1200), months=12, **GAP)
    assert (plain.value, plain.cost, plain.given) == (year.value, year.cost, None)
    month = budget_for(FICTIONAL, ONE, per_month(yuan(100)), **GAP)
    assert (month.value, month.cost, month.months) == (yuan(400), yuan(100), 1)
    assert "a budget of 100.00 yuan a month\n" in str(month)


def test_budgets_for_payments_by_the_year_and_once() -> None:
    drawn: Any = {"develops_industry": [True] * 3, "persons": [1, 2, 3], "registered_poor": [True] * 3}
    policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300), industry_period=Period.YEAR)
    options: dict[str, Any] = {"vary": "industry_rate", "high": yuan(900), "provisions": ["industry_subsidy"]}
    found = budget_for(policy, drawn, per_month(yuan(100)), **options)
    same = budget_for(policy, drawn, per_year(yuan(1200)), **options)
    assert (found.value, found.cost, found.budget) == (same.value, same.cost, yuan(1200))
    assert "100.00 yuan a month, 1,200.00 yuan for the year" in str(found)
    assert "100.00 元/月，全年 1,200.00 元" in found.summary("zh")
    once = policy.reform(industry_period=Period.ONCE)
    with pytest.raises(UnlikePeriods, match="hand over the plain amount"):
        budget_for(once, drawn, per_year(yuan(1200)), **options)
    assert budget_for(once, drawn, yuan(1200), **options).value == found.value


def test_a_budget_and_its_months_agree_or_are_refused() -> None:
    assert budget_given(per_year(yuan(1)), 12).for_payments(Period.MONTH) == Purse(100, 12, Period.YEAR)
    assert budget_given(per_month(yuan(1)), None).for_payments(Period.YEAR) == Purse(1200, 1, Period.MONTH)
    assert budget_given(yuan(1), 7).for_payments(Period.CLAIM) == Purse(100, 7, None)
    with pytest.raises(UnlikePeriods, match="a plain amount with months=6"):
        budget_given(per_year(yuan(1)), 6).for_payments(Period.MONTH)
    with pytest.raises(UnlikePeriods, match="1 times"):
        budget_given(per_month(yuan(1)), 12).for_payments(Period.MONTH)


# The proof against the law of every place --------------------------------------------------------------------------


def doubted(drawn: Batch, seed: int) -> Batch:
    """The same households with facts missing here and there."""
    random = np.random.default_rng(seed)

    def gaps(columns: dict[str, Column]) -> dict[str, Column]:
        return {
            name: Column(column.values, random.random(column.values.size) < 0.3) for name, column in columns.items()
        }

    for part in drawn.parts.values():
        part.columns.update(gaps(dict(part.columns)))
    return Batch(drawn.size, drawn.rows, gaps(dict(drawn.columns)), drawn.parts)


def ends_of(policy: Policy, plan: Plan, drawn: Batch, doubts: bool) -> dict[str, tuple[Any, Any]]:
    """The least and the greatest result of each rule for every row."""
    frames = BlockFrames(drawn, plan, bulk_constants(policy.constants), doubts=doubts)
    plan.run(frames)
    return {rule.name: frames.possible(rule.entity, rule.name) for rule in plan.rules()}


def varied_figures(policy: Policy, plan: Plan) -> list[tuple[str, Fraction, int]]:
    """The figures on which something of a plan hangs, with a value and the denominator of its steps."""
    found = []
    for name, item in policy.declared.items():
        if isinstance(item, Term | Figure) and item.unit in (Unit.AMOUNT, Unit.RATE, Unit.COUNT):
            given = policy.constants.get(name)
            if given is None and isinstance(item, Figure):
                given = item.dated.steps[0].value
            if given is not None:
                found.append((name, Fraction(given), 1000 if item.unit is Unit.RATE else 1))
    return found


@pytest.mark.parametrize("place", sorted(policies()))
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_no_direction_is_claimed_that_a_register_refutes(place: str, data: st.DataObject) -> None:
    policy = policies()[place]
    plan = narrowed(policy, policy.plans[HOUSEHOLD])
    seed = data.draw(st.integers(0, 10**6), "seed")
    payments = {(rule.entity, rule.name) for rule in payments_of(plan)}
    known = batch(plan, 150, seed)
    unclear = doubted(batch(plan, 150, seed + 1), seed)
    figures = varied_figures(policy, plan)
    for place_ in data.draw(st.permutations(range(len(figures))), "figures")[:8]:
        name, value, denominator = figures[place_]
        middle = int(value * denominator)
        low, high = middle // 2, middle * 3 // 2 + 2
        pair = sorted(data.draw(st.tuples(st.integers(low, high), st.integers(low, high)), name))
        item: Any = policy.declared[name]
        try:
            made = [policy.reform(**{name: _setting(item.unit, each, denominator)}) for each in pair]
            plans = [proved(narrowed(one, one.plans[HOUSEHOLD]), one.constants) for one in made]
        except PovertyKitError:
            continue  # outside what the clause allows
        settled = Relevance(plan, policy.constants, name, (low, high), denominator).settled(unclear)
        for doubts, drawn in ((False, known), (True, unclear)):
            claimed = directions(plan, policy.constants, name, (low, high), denominator, doubts=doubts)
            before, after = (ends_of(one, of, drawn, doubts) for one, of in zip(made, plans, strict=True))
            for (_, rule), direction in claimed.known.items():
                if rule not in before or rule not in after:
                    continue
                if doubts and (HOUSEHOLD, rule) in payments:
                    for least, most in (before[rule], after[rule]):
                        assert (np.asarray(least) == np.asarray(most))[settled].all(), (name, rule)
                for one, other in zip(before[rule], after[rule], strict=True):
                    first, second = np.asarray(one).astype(np.int64), np.asarray(other).astype(np.int64)
                    assert direction not in ("rises", "steady") or (first <= second).all(), (name, rule, doubts)
                    assert direction not in ("falls", "steady") or (first >= second).all(), (name, rule, doubts)


def _setting(unit: Unit, value: int, denominator: int) -> Any:
    return fen(value) if unit is Unit.AMOUNT else Fraction(value, denominator) if unit is Unit.RATE else value


def test_the_standard_of_every_place_is_known_to_raise_what_is_paid() -> None:
    for place, policy in policies().items():
        if "dibao_standard" not in policy.constants:
            continue
        plan = narrowed(policy, policy.plans[HOUSEHOLD])
        for doubts in (False, True):
            found = directions(plan, policy.constants, "dibao_standard", (5_000, 150_000), doubts=doubts)
            payments = [(rule.entity, rule.name) for rule in plan.rules() if rule.gives_amount]
            assert payments, place
            assert {found.known[key] for key in payments} <= {"rises", "steady"}, place
            assert not Assessor(policy, HOUSEHOLD, plan).conflicts or found.known
