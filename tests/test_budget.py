"""Sweeps, cost curves, budgets and coverage: against a simulation at every value."""

from __future__ import annotations

import sys
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from drawn_figures import XIANGXI, ZZ, Register, register, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Fen, Period, Rounding, fen, per_month, per_year, yuan
from povertykit.arithmetic import Amount, Count, floor0, where
from povertykit.errors import (
    BareAmount,
    InvalidInput,
    OutOfRange,
    PolicyError,
    RegisterError,
    UnknownName,
    UnlikePeriods,
)
from povertykit.jurisdictions import zz
from povertykit.money import JIAO, PERSON_MONTH, UP, YEAR
from povertykit.policy import Policy, provision
from povertykit.scenarios import budget_for, cost_curve, standard_for_coverage, sweep
from povertykit.scenarios.batch import Part
from povertykit.scenarios.curves import Curve, Ground, NotACurve

FICTIONAL = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
SMALL: Register = {
    "persons": [3, 2],
    "household_income_yuan": ["500.00", "700.00"],
    "on_dibao": [True, True],
    "in_backstop": [False, False],
}
GAP: dict[str, Any] = {"provisions": ["guarantee_gap"]}
ROUNDINGS = [Rounding(), Rounding(stage=PERSON_MONTH), Rounding(unit=JIAO, mode=UP, stage=PERSON_MONTH)]


def check_points(policy: Policy, drawn: Register, vary: str, values: list[Any], **options: Any) -> Any:
    """Every point of a sweep against a simulation at its value."""
    found = sweep(policy, drawn, vary=vary, values=values, **options)
    assert [point.value for point in found.points] == values
    for point in found.points:
        outcome = policy.reform(**{vary: point.value}).simulate(drawn, **options)
        paid = {name: total for name, total in outcome.totals.items() if total.counts}
        assert dict(point.amounts) == {name: total.amount for name, total in paid.items()}
        assert dict(point.households) == {name: total.households for name, total in paid.items()}
        assert dict(point.by_period) == dict(outcome.by_period)
        open_rows: Any = np.zeros(outcome.rows_in, bool)
        for period in point.paid:
            some: Any = np.zeros(outcome.rows_in, bool)
            for name in (name for name, total in paid.items() if total.period is period):
                some |= np.ma.filled(outcome.payments[name] != 0, False)
                open_rows |= np.ma.getmaskarray(outcome.payments[name])
            assert point.paid[period] == some.sum()
        assert point.undetermined == open_rows.sum()
    return found


@pytest.mark.parametrize("rounding", ROUNDINGS, ids=["household", "person", "jiao"])
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6), standards=st.lists(st.integers(5_000, 150_000), min_size=3, max_size=8))
def test_a_sweep_is_the_simulation_at_every_value(rounding: Rounding, seed: int, standards: list[int]) -> None:
    policy = XIANGXI.reform(guarantee_rounding=rounding)
    values: list[Any] = [fen(5_000), *map(fen, standards), fen(150_000)]
    assert check_points(policy, register(60, seed, missing=0), "dibao_standard", values).method == "curves"
    check_points(policy, register(60, seed), "dibao_standard", values)  # with coarse roundings perhaps one by one


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6), years=st.lists(st.integers(100_000, 1_000_000), min_size=2, max_size=6))
def test_yearly_standards_rates_and_counts_are_swept(seed: int, years: list[int]) -> None:
    drawn = register(50, seed)
    check_points(XIANGXI, drawn, "dibao_standard", [per_year(fen(each)) for each in years])
    check_points(ZZ, drawn, "hardship_multiple", [Fraction(each, 800_000) for each in years])
    check_points(ZZ, drawn, "winter_share", [Fraction(1, 10), Fraction(1, 3), Fraction(1, 2)])
    check_points(ZZ, drawn, "industry_rate", [fen(each) for each in years])


def test_every_fen_across_the_boundaries_of_a_small_register() -> None:
    drawn = register(12, 7, missing=0)
    drawn["household_income_fen"] = np.ma.array(np.arange(12) * 7 + 15_000)
    values: list[Any] = [fen(each) for each in range(5_000, 5_400)]
    check_points(XIANGXI, drawn, "dibao_standard", values)


MEMBERS = {
    "households": {
        "household_id": ["H1", "H2"],
        "on_dibao": [True, True],
        "in_backstop": [False, False],
        "household_income_yuan": [100, 0],
    },
    "members": {
        "household_id": ["H2", "H1", "H1", "H2", "H1"],
        "person_id": ["a", "b", "c", "d", "e"],
        "in_special_hardship": [False] * 5,
        "stage": ["primary", "junior_secondary", "not_in_school", "primary", "primary"],
        "tuition_and_fees_yuan": ["10.55", "20.05", "0", "1", "3"],
    },
}


def test_members_amounts_are_added_up_as_curves() -> None:
    """A figure of the members, rounded after it was added up: `family_supplement` is a tenth of all."""
    values: list[Any] = [fen(each) for each in range(49_990, 50_030)]
    options: dict[str, Any] = {"provisions": ["school_support", "family_supplement"]}
    assert check_points(FICTIONAL, MEMBERS, "school_grant", values, **options).method == "curves"


def test_rounded_amounts_of_members_are_added_up() -> None:
    """Whole parts of each member, which no one whole part can stand for."""
    ground = Ground(np.zeros(2, np.int64), np.full(2, 99))
    child = Ground(np.zeros(5, np.int64), np.full(5, 99))
    part = Part(np.arange(5), np.array([0, 0, 0, 1, 1]), np.array([0, 3, 5]), {})
    third = Curve(child, np.array([1, 2, 4, 5, 7]), 0).divided(np.array([3, 3, 7, 2, 9]), Rounding())
    total = third.total(part, ground)
    for x in range(100):
        each = third.at(np.full(5, x))
        assert total.at(np.full(2, x)).tolist() == [each[:3].sum(), each[3:].sum()]


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-300, 300), st.integers(1, 7)), min_size=1, max_size=9))
def test_decisions_and_roundings_hold_on_their_stretch(rows: list[tuple[int, int, int]]) -> None:
    slope, start, divisor = (np.array(each) for each in zip(*rows, strict=True))
    size = len(rows)
    for rounding in ROUNDINGS:
        ground = Ground(np.zeros(size, np.int64), np.full(size, 60))
        curve = Curve(ground, slope, start).divided(divisor, rounding)
        large = curve >= 20
        kept = Curve.operand_kind.where(large, curve, curve * 2)
        assert (ground.high >= 0).all()
        for x in range(61):
            holds = ground.high >= x
            plain = np.array([rounding.apply(a * x + b, d) for a, b, d in rows])
            wanted = np.where(plain >= 20, plain, plain * 2)
            assert (kept.at(np.full(size, x))[holds] == wanted[holds]).all()


def replaced(function: Any) -> Policy:
    """The fictional county with another rule for the gap."""
    of = zz.guarantee_gap
    rule = provision(of.citation, kind=of.kind, entity=of.entity, period=Period.MONTH, en="x", zh="x")(function)
    return FICTIONAL.reform(replace_provisions={"guarantee_gap": rule})


def squared(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """Not linear in the standard, and rising with it."""
    return where(household_income < dibao_standard * persons, dibao_standard * 0 + 1, 0)


def falling(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """Less with a higher standard."""
    return floor0(household_income - dibao_standard * persons)


def hill(dibao_standard: Amount, household_income: Amount, persons: Count) -> Amount:
    """The gap, but nothing once it is large."""
    gap = floor0(dibao_standard * persons - household_income)
    return where(gap <= 10_000, gap, 0)


# Budgets -----------------------------------------------------------------------------------------------------------


def costs_by_simulation(policy: Policy, drawn: Register, low: int, high: int) -> dict[int, int]:
    return {
        each: int(policy.reform(dibao_standard=fen(each)).simulate(drawn).by_period[Period.MONTH])
        for each in range(low, high + 1)
    }


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6), place=st.integers(0, 149))
def test_the_answer_is_the_highest_that_the_budget_pays_for(seed: int, place: int) -> None:
    drawn, low, high = register(12, seed), 20_000, 20_149
    costs = costs_by_simulation(XIANGXI, drawn, low, high)
    assert sorted(costs.values()) == list(costs.values())  # never falls
    for budget in {costs[low + place], costs[low + place] + 1, max(costs[low + place] - 1, 0)}:
        found = budget_for(XIANGXI, drawn, fen(budget), low=fen(low), high=fen(high), period=Period.MONTH)
        affordable = [each for each, cost in costs.items() if cost <= budget]
        if not affordable:
            assert (found.outcome, found.value, found.cost) == ("below_least", None, None)
            assert (found.next_value, found.next_cost) == (fen(low), costs[low])
            continue
        best = affordable[-1]
        assert (found.value, found.cost, found.left) == (fen(best), costs[best], budget - costs[best])
        assert found.outcome == ("covers_all" if best == high else "found")
        assert found.next_cost == costs.get(best + 1)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.integers(0, 40_000_000))
def test_order_does_not_matter_and_a_larger_budget_never_pays_less(seed: int, budget: int) -> None:
    drawn = register(40, seed)
    found = budget_for(XIANGXI, drawn, fen(budget), period=Period.MONTH)
    order = np.random.default_rng(seed).permutation(40)
    again = budget_for(XIANGXI, rows_of(drawn, order), fen(budget), period=Period.MONTH)
    assert (again.value, again.cost, again.next_cost) == (found.value, found.cost, found.next_cost)
    more = budget_for(XIANGXI, drawn, fen(budget + 1000), period=Period.MONTH)
    assert int(more.value or 0) >= int(found.value or 0)  # type: ignore[call-overload]
    names = {entry.provision for entry in found.undetermined}
    assert names <= {"guarantee_gap", "guarantee_full", "special_hardship", "temporary_assistance", "industry_subsidy"}
    assert found.undetermined_count == len(found.undetermined)


def test_ties_take_the_highest_figure() -> None:
    """Nobody is paid up to 350.00 yuan, so that no budget at all pays for 350.00."""
    one = {name: column[1:] for name, column in SMALL.items()}
    found = budget_for(FICTIONAL, one, fen(0), **GAP)
    assert (found.value, found.cost, found.households) == (yuan(350), 0, 0)
    assert (found.next_value, found.next_cost) == (yuan("350.01"), 2)
    assert budget_for(FICTIONAL, one, fen(1), **GAP).value == yuan(350)
    assert budget_for(FICTIONAL, one, fen(2), **GAP).value == yuan("350.01")


def test_outcomes_at_the_ends() -> None:
    found = budget_for(FICTIONAL, SMALL, yuan(1_000_000), **GAP)
    assert (found.outcome, found.value, found.next_value) == ("covers_all", yuan(2000), None)
    assert "highest figure allowed" in str(found)
    assert "允许的最高标准" in found.summary("zh")
    least = budget_for(FICTIONAL, SMALL, fen(0), low=yuan(200), **GAP)
    assert (least.outcome, least.value, least.next_value, least.next_cost) == (
        "below_least",
        None,
        yuan(200),
        yuan(100),
    )
    assert "even the lowest" in str(least)
    assert "预算不足" in least.summary("zh")
    assert least.to_dict()["next_cost"] == 100


def test_steps_months_and_periods() -> None:
    ten = budget_for(FICTIONAL, SMALL, yuan(1000), step=yuan(50), **GAP)
    assert (ten.value, ten.next_value) == (yuan(400), yuan(450))
    year = budget_for(FICTIONAL, SMALL, yuan(12_000), months=12, **GAP)
    assert (year.value, year.cost) == (yuan(440), yuan(12_000))
    assert budget_for(FICTIONAL, SMALL, per_month(yuan(1000)), **GAP).value == yuan(440)
    yearly = budget_for(FICTIONAL, SMALL, yuan(1000), step=per_year(yuan(12)), **GAP)
    assert (yearly.value, yearly.next_value) == (per_year(yuan(5280)), per_year(yuan(5292)))
    rate = budget_for(
        FICTIONAL,
        {"persons": [1], "special_hardship_persons": [1]},
        yuan(500),
        vary="hardship_multiple",
        high=Fraction(3),
        provisions=["special_hardship"],
    )
    assert (rate.value, rate.cost) == (Fraction(1666, 1000), yuan("499.80"))


def test_a_standard_in_twelve_payments_by_the_year() -> None:
    policy = FICTIONAL.reform(guarantee_rounding=Rounding(stage=YEAR))
    with pytest.raises(InvalidInput, match="twelve payments"):
        budget_for(policy, SMALL, yuan(1000), step=per_year(yuan(1)), **GAP)
    each = FICTIONAL.reform(guarantee_rounding=Rounding(stage=PERSON_MONTH))
    found = budget_for(each, SMALL, yuan(1000), step=per_year(yuan(1)), **GAP)
    assert found.value == per_year(yuan(5280))


def test_a_payment_that_falls_as_the_figure_rises_is_paid_for_from_a_figure_on() -> None:
    """The two households are short of nothing from 350.00 yuan on; below that the surplus of the first is paid."""
    found = budget_for(replaced(falling), SMALL, yuan(100), **GAP)
    assert (found.value, found.cost, found.falls, found.outcome) == (yuan(300), yuan(100), True, "found")
    assert (found.next_value, found.next_cost) == (fen(29_999), 10_002)
    assert sweep(replaced(falling), SMALL, values=[yuan(100)], **GAP).points[0].amounts["guarantee_gap"] == yuan(700)
    assert "最低可定 300.00元" in found.summary("zh")
    none = budget_for(replaced(falling), SMALL, yuan(10), high=yuan(200), **GAP)
    assert (none.outcome, none.next_value) == ("below_least", yuan(200))
    assert "even the highest figure costs more" in str(none)
    assert "最高标准" in none.summary("zh")
    whole = budget_for(replaced(falling), SMALL, yuan(10_000), **GAP)
    assert (whole.outcome, whole.value) == ("covers_all", yuan(50))
    assert "that is the lowest figure allowed" in str(whole)


def test_a_payment_that_rises_and_falls_has_no_one_answer() -> None:
    words = "the cost may fall as it rises: in row 0 from .*; guarantee_gap .* chooses by a condition that turns"
    with pytest.raises(PolicyError, match=words):
        budget_for(replaced(hill), SMALL, yuan(100), **GAP)


def test_a_step_and_a_fall_within_bounds() -> None:
    found = budget_for(replaced(squared), SMALL, fen(1), **GAP)
    assert (found.value, found.next_cost) == (yuan(350), 2)
    # Between two figures at which nothing falls there is an answer again.
    high = budget_for(replaced(falling), SMALL, yuan(100), low=yuan(400), high=yuan(500), **GAP)
    assert high.outcome == "covers_all"


def test_what_no_curve_follows_is_simulated_and_never_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    curves = sweep(XIANGXI, register(30, 5), values=[yuan(200), yuan(300)])

    def refuse(*_: object, **__: object) -> None:
        raise NotACurve("a test")

    for name in ("sweep", "solving"):
        monkeypatch.setattr(sys.modules[f"povertykit.scenarios.{name}"], "costs_by_curves", refuse)
    one_by_one = sweep(XIANGXI, register(30, 5), values=[yuan(200), yuan(300)])
    assert (one_by_one.method, one_by_one.why) == ("simulation", "a test")
    assert one_by_one.points == curves.points
    found = budget_for(FICTIONAL, SMALL, yuan(1000), **GAP)
    assert (found.value, found.method) == (yuan(440), "simulation")


def test_rejects_are_counted_and_undetermined_are_listed() -> None:
    drawn = {
        "persons": [3, 0, 2],
        "household_income_yuan": ["500.00", "1", None],
        "on_dibao": [True, True, True],
        "in_backstop": [False] * 3,
    }
    with pytest.raises(RegisterError, match="1 row cannot be taken"):
        budget_for(FICTIONAL, drawn, yuan(100), **GAP)
    found = budget_for(FICTIONAL, drawn, yuan(100), on_error="quarantine", **GAP)
    assert (found.value, found.rejected, found.undetermined_count) == (yuan(200), 1, 1)
    (entry,) = found.undetermined
    assert (entry.row, entry.provision, entry.missing) == (2, "guarantee_gap", ("household_income",))
    assert "1 undetermined, not in the cost" in str(found)
    assert "退回 1 户" in found.summary("zh")


# Curves and coverage -----------------------------------------------------------------------------------------------


def test_the_cost_curve_never_falls_and_prints() -> None:
    values: list[Any] = [fen(each) for each in range(10_000, 60_000, 700)]
    curve = cost_curve(XIANGXI, register(80, 4), values=values, period=Period.MONTH)
    assert list(curve.costs) == sorted(curve.costs)
    assert curve.values == tuple(values)
    assert curve.to_rows()[0]["dibao_standard"] == 100
    assert "households" in str(curve)
    assert "待定户数" in curve.summary("zh")
    swept = sweep(XIANGXI, register(80, 4), values=values[:2])
    assert "待定户数" in swept.summary("zh")
    assert {row["provision"] for row in swept.to_rows()} == set(swept.labels)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.fractions(Fraction(1, 40), 1, max_denominator=40), persons=st.booleans())
def test_coverage_is_the_lowest_that_reaches_the_share(seed: int, share: Fraction, persons: bool) -> None:
    drawn, low, high = register(15, seed, missing=0.03), 5_000, 5_200
    drawn["household_income_fen"] = drawn["household_income_fen"] // 10
    found = standard_for_coverage(
        XIANGXI,
        drawn,
        share,
        of="persons" if persons else "households",
        low=fen(low),
        high=fen(high),
        period=Period.MONTH,
    )
    heads = drawn["persons"] if persons else np.ones(15, np.int64)
    reached = {}
    for each in range(low, high + 1):
        outcome = XIANGXI.reform(dibao_standard=fen(each)).simulate(drawn)
        names = [name for name, total in outcome.totals.items() if total.counts and total.period is Period.MONTH]
        paid = sum(np.ma.filled(outcome.payments[name], 0) for name in names) != 0
        reached[each] = Fraction(int(heads[paid].sum()), int(heads.sum()))
    enough = [each for each, value in reached.items() if value >= share]
    if not enough:
        assert (found.outcome, found.value, found.share) == ("out_of_reach", None, reached[high])
        return
    assert (found.value, found.share) == (fen(enough[0]), reached[enough[0]])
    assert found.outcome == ("at_least" if enough[0] == low else "found")
    assert found.share_below == (None if enough[0] == low else reached[enough[0] - 1])


def test_coverage_prints() -> None:
    found = standard_for_coverage(FICTIONAL, SMALL, Fraction(1), **GAP)
    assert found.summary("zh") == "低保标准（每人） 350.01元：惠及 2 / 2 户，需 550.05 元（月）"
    never = standard_for_coverage(FICTIONAL, {**SMALL, "on_dibao": [True, False]}, Fraction(1), **GAP)
    assert (never.outcome, never.share) == ("out_of_reach", Fraction(1, 2))
    assert "even the highest" in str(never)
    assert "最高标准也只" in never.summary("zh")


# Bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"budget": 1000}, BareAmount, "yuan or fen"),
        ({"budget": 1000.5}, BareAmount, "1000.5"),
        ({"budget": "1000"}, InvalidInput, "1000"),
        ({"budget": fen(-1)}, OutOfRange, "0 or more"),
        ({"budget": per_year(yuan(1)), "months": 6}, UnlikePeriods, "plain amount with months=6"),
        ({"budget": per_month(yuan(1)), "months": 12}, UnlikePeriods, "leave months= out"),
        ({"vary": "dibao"}, UnknownName, "dibao_standard"),
        ({"vary": "guarantee_rounding"}, InvalidInput, "is a rounding"),
        ({"vary": "winter_reading"}, UnknownName, "winter_reading"),
        ({"vary": "industry_period"}, InvalidInput, "is a period"),
        ({"vary": "school_grant", "high": yuan(900)}, InvalidInput, "none of the payments hangs on it"),
        ({"vary": "industry_rate"}, InvalidInput, "high="),
        ({"step": 5}, InvalidInput, "step"),
        ({"step": fen(0)}, InvalidInput, "step"),
        ({"step": 0.5}, InvalidInput, "step"),
        ({"low": 200}, BareAmount, "200"),
        ({"low": yuan(1)}, OutOfRange, "50.00"),
        ({"low": yuan(300), "high": yuan(200)}, OutOfRange, "low="),
        ({"months": 0}, InvalidInput, "months"),
        ({"period": Period.YEAR}, InvalidInput, "no payment is paid for"),
        ({"provisions": "guarantee_gap"}, InvalidInput, "list of names"),
        ({"provisions": ["income_at_standard"]}, InvalidInput, "no payment"),
        ({"on_error": "skip"}, RegisterError, "skip"),
        ({"money": "jiao"}, RegisterError, "jiao"),
    ],
)
def test_refused_budgets(arguments: dict[str, Any], error: type[Exception], words: str) -> None:
    options = {"budget": yuan(1000), **GAP, **arguments}
    with pytest.raises(error, match=words):
        budget_for(FICTIONAL, SMALL, **options)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ([], InvalidInput),
        ("300", InvalidInput),
        ([300], BareAmount),
        ([300.5], BareAmount),
        ([yuan(300), yuan(1)], OutOfRange),
        ([Fraction(1, 2)], InvalidInput),
        (yuan(300), InvalidInput),
    ],
)
def test_refused_values(values: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        sweep(FICTIONAL, SMALL, values=values, **GAP)


@pytest.mark.parametrize(
    ("share", "error"),
    [(0.5, InvalidInput), (True, InvalidInput), (Fraction(0), OutOfRange), (Fraction(3, 2), OutOfRange)],
)
def test_refused_shares(share: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        standard_for_coverage(FICTIONAL, SMALL, share, **GAP)


def test_refused_others() -> None:
    with pytest.raises(InvalidInput, match="households"):
        standard_for_coverage(FICTIONAL, SMALL, Fraction(1), of="villages", **GAP)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="allowed: a policy"):
        sweep("zz", SMALL, values=[yuan(300)])  # type: ignore[arg-type]
    with pytest.raises(UnlikePeriods, match=r"month.*once|once.*month"):
        cost_curve(XIANGXI, register(5, 1), values=[yuan(300)])
    nobody = {name: column[:0] for name, column in SMALL.items()}
    assert sweep(FICTIONAL, nobody, values=[yuan(300)], **GAP).points[0].by_period == {Period.MONTH: Fen(0)}
