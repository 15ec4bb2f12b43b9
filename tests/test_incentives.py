"""Net income against earnings and its cliffs, against every fen tried one by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Household, Loan, Person, Policy, Student, yuan
from povertykit.arithmetic import Amount, Count, Flag, floor0, larger, round_div, share, smaller, times, where
from povertykit.errors import (
    BareAmount,
    InvalidInput,
    MissingFact,
    OverflowRefused,
    PovertyKitError,
    RegisterError,
    UnknownName,
)
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn import national
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Entity
from povertykit.money import DOWN, FEN, HALF_UP, HOUSEHOLD_MONTH, PERSON_MONTH, UP, YUAN, Fen, Period, Rounding
from povertykit.policy.interval import Interval
from povertykit.policy.provision import Provision, ProvisionKind, provision
from povertykit.policy.stepped import Stepped
from povertykit.scenarios import BudgetLine, budget_line, cliffs, marginal_rate

ON = date(2030, 6, 1)
STANDARD = yuan(300)
ONE_AND_A_HALF = Fraction(3, 2)
PAID: dict[str, Any] = {"kind": ProvisionKind.PAYMENT, "period": Period.MONTH, "entity": Entity.HOUSEHOLD}


@provision(zz.law.cite("2"), en="full", zh="全额", **PAID)
def full_below_the_line(
    dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag, in_backstop: Flag
) -> Amount:
    """The full standard to whoever is below the line, and nothing above it."""
    due = on_dibao & in_backstop & (household_income < dibao_standard * persons)
    return where(due, dibao_standard * persons, 0)


@provision(zz.law.cite("2"), en="half of the gap to the yuan", zh="差额一半", **PAID)
def half_to_the_yuan(
    dibao_standard: Amount,
    household_income: Amount,
    persons: Count,
    on_dibao: Flag,
    in_backstop: Flag,
    guarantee_rounding: Rounding,
) -> Amount:
    """Half of the gap, up to the yuan: falls by steps of a yuan, but never faster than two yuan are earned."""
    gap = floor0(dibao_standard * persons - household_income)
    return where(on_dibao & in_backstop, round_div(gap, 2, guarantee_rounding), 0)


@provision(zz.law.cite("2"), en="steep", zh="陡降", **PAID)
def steep(
    dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag, in_backstop: Flag
) -> Amount:
    """Three halves of the gap: each yuan more loses one and a half."""
    gap = floor0(dibao_standard * persons - household_income)
    return where(on_dibao & in_backstop, times(gap, ONE_AND_A_HALF), 0)


@provision(zz.law.cite("2"), en="tiers", zh="分档", **PAID)
def tiers(household_income: Amount, persons: Count, on_dibao: Flag, in_backstop: Flag) -> Amount:
    """Two tiers, the second of which falls by a few fen only; what is earned is capped and counted for each person."""
    counted = larger(smaller(household_income, 50_000), 5) * persons
    each = where(counted < 300 * persons, 40_000, where(counted <= 700 * persons, 39_950, 12_345))
    return where(on_dibao & in_backstop, share(each, 2, 3), 0)


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    base = zz.policy(on=ON, dibao_standard=STANDARD)
    rules: list[Provision[int]] = [full_below_the_line, half_to_the_yuan, steep, tiers]
    reforms = {rule.name: base.reform(replace_provisions={"guarantee_full": named(rule)}) for rule in rules}
    to_the_yuan = Rounding(unit=YUAN, mode=UP, stage=HOUSEHOLD_MONTH)
    reforms["half_to_the_yuan"] = reforms["half_to_the_yuan"].reform(guarantee_rounding=to_the_yuan)
    return {"law": base, **reforms}


def named(rule: Provision[int]) -> Provision[int]:
    """The rule under the name of the one that it replaces."""
    from dataclasses import replace

    return replace(rule, name="guarantee_full")


def family(**facts: Any) -> Household:
    given = {
        "household_id": "F",
        "persons": 3,
        "household_income": yuan(268),
        "on_dibao": True,
        "in_backstop": True,
        "special_hardship_persons": 0,
        "registered_poor": True,
        "develops_industry": False,
    }
    return Household(**(given | facts))


def net(policy: Policy, household: Household, earned: int) -> int:
    """What one household has, by its assessment alone."""
    facts = {"household_income": Fen(earned)}
    decision = policy.assess(household.model_copy(update=facts))
    return int(earned) + int(decision.total(Period.MONTH))


def tried(policy: Policy, household: Household, low: int, high: int, step: int) -> set[int]:
    """The earnings from which a step leaves less: every fen, by brute force, on one array of the policy's rules."""
    earned = np.arange(low, high + 1)
    size = len(earned)
    register: dict[str, Any] = {
        "persons": np.full(size, household.persons),
        "household_income_fen": earned,
        "on_dibao": np.full(size, bool(household.on_dibao)),
        "in_backstop": np.full(size, bool(household.in_backstop)),
        "special_hardship_persons": np.full(size, household.special_hardship_persons),
    }
    names = ["guarantee_full", "guarantee_gap", "special_hardship"]
    paid = policy.simulate(register, provisions=names).payments
    have = earned + sum(paid[name] for name in names)
    return {int(at) for at in earned[:-step][have[step:] < have[:-step]]} if size > step else set()


@pytest.mark.parametrize("rule", ["law", "full_below_the_line", "half_to_the_yuan", "steep", "tiers"])
@pytest.mark.parametrize("step", [1, 7, 100])
def test_cliffs_are_those_that_trying_every_fen_finds(policies: dict[str, Policy], rule: str, step: int) -> None:
    policy, household = policies[rule], family()
    if (rule, step) == ("steep", 1):  # three halves of each fen, rounded: every other fen loses two
        with pytest.raises(InvalidInput, match="longer step"):
            cliffs(policy, household, step=Fen(step))
        return
    every = tried(policy, household, 0, 95_000, step)
    found = cliffs(policy, household, high=yuan(950), step=Fen(step))
    assert bool(found) is bool(every)
    assert not found.unclear
    covered = {at for each in found for at in range(int(each.at) - step + 1, int(each.until))}
    assert every <= covered
    for each in found:
        assert net(policy, household, each.until) - net(policy, household, each.at) == -int(each.loss)
        assert each.loss == each.net_before - each.net_after > 0
        if each.until == each.at + Fen(1):
            assert {at for at in (int(each.at),) if at + step <= 95_000} <= every


def test_full_standard_below_the_line_is_one_cliff_at_the_line(policies: dict[str, Policy]) -> None:
    (cliff,) = cliffs(policies["full_below_the_line"], family())
    assert (cliff.at, cliff.until) == (yuan("899.99"), yuan(900))
    assert (cliff.net_before, cliff.net_after) == (yuan("1799.99"), yuan(900))
    assert cliff.lost == {"guarantee_full": yuan(900)}
    assert cliff.regained == yuan("1799.99")
    assert "899.99" in cliff.text()
    assert "全额" in cliff.text("zh")


def test_the_gap_of_the_law_has_no_cliff_but_takes_every_yuan(policies: dict[str, Policy]) -> None:
    policy, household = policies["law"], family(in_backstop=False)
    assert len(cliffs(policy, household)) == 0
    assert len(cliffs(policy, household, step=Fen(1))) == 0
    assert marginal_rate(policy, household).rate == 1
    above = marginal_rate(policy, household, low=yuan(900), high=yuan(1000))
    assert above.rate == 0
    assert marginal_rate(policy, household, low=yuan(850), high=yuan(950)).rate == Fraction(1, 2)


def test_xiangxi_pays_the_gap_and_the_full_standard_without_a_cliff() -> None:
    policy = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"), industry_rate=yuan(1750))
    for backstop in (True, False):
        facts = {"hardship_persons": 0, "hardship_months": 0, "in_backstop": backstop}
        assert not cliffs(policy, family(**facts))
    assert marginal_rate(policy, family(in_backstop=False)).rate == 1
    assert marginal_rate(policy, family(in_backstop=True)).rate == 0


def test_a_steep_stretch_is_one_fall_from_end_to_end(policies: dict[str, Policy]) -> None:
    (fall,) = cliffs(policies["steep"], family())
    assert fall.at == 0
    assert yuan(899) <= fall.until <= yuan(901)
    assert marginal_rate(policies["steep"], family()).rate == Fraction(3, 2)
    assert fall.regained == yuan(1350)


def test_rounding_to_the_yuan_is_no_cliff_for_who_earns_a_yuan_more(policies: dict[str, Policy]) -> None:
    assert not cliffs(policies["half_to_the_yuan"], family())
    assert len(cliffs(policies["half_to_the_yuan"], family(), high=yuan(20), step=Fen(1))) == 10


@settings(max_examples=40, deadline=None)
@given(
    persons=st.integers(1, 8),
    low=st.integers(0, 240_000),
    length=st.integers(1, 3_000),
    step=st.integers(1, 150),
    rule=st.sampled_from(["law", "full_below_the_line", "half_to_the_yuan", "steep", "tiers"]),
    backstop=st.booleans(),
)
def test_drawn_ranges_agree_with_trying_every_fen(
    policies: dict[str, Policy], persons: int, low: int, length: int, step: int, rule: str, backstop: bool
) -> None:
    household = family(persons=persons, in_backstop=backstop)
    every = tried(policies[rule], household, low, low + length, step)
    try:
        found = cliffs(policies[rule], household, low=Fen(low), high=Fen(low + length), step=Fen(step))
    except InvalidInput as error:
        refusal = str(error)
        assert "longer step" in refusal
        assert len(every) > 1_000  # a fall at every other fen
        return
    assert bool(found) is bool(every)
    assert every <= {at for each in found for at in range(int(each.at) - step + 1, int(each.until))}


def test_the_line_is_what_assessing_each_point_gives(policies: dict[str, Policy]) -> None:
    for name in ("law", "tiers", "full_below_the_line"):
        policy, household = policies[name], family()
        line = budget_line(policy, household, low=yuan(0), high=yuan(1000), step=yuan(25))
        rows = line.to_rows()
        assert len(rows) == len(line) >= 41
        for row in rows:
            earned = int(row["earnings_yuan"] * 100)
            assert row["net_yuan"] == Decimal(net(policy, household, earned)) / 100
        assert [each.at for each in line.cliffs] == [each.at for each in cliffs(policy, household, high=yuan(1000))]
        ends = {int(end) for each in line.cliffs for end in (each.at, each.until)}
        assert ends <= set(line.earnings.tolist())


def test_the_rates_between_points_add_up_to_the_whole_line(policies: dict[str, Policy]) -> None:
    line = budget_line(policies["tiers"], family(), low=yuan(0), high=yuan(20), step=yuan(1))
    rates = line.marginal_rates()
    assert len(rates) == len(line) - 1
    lost = sum((each.rate or 0) * (int(each.high) - int(each.low)) for each in rates)
    assert lost == int(line.payments["guarantee_full"][0] - line.payments["guarantee_full"][-1])


def test_the_default_range_shows_where_everything_is_regained(policies: dict[str, Policy]) -> None:
    line = budget_line(policies["full_below_the_line"], family())
    assert line.earnings[0] == 0
    assert line.earnings[-1] >= yuan("1799.99")
    assert line.net[-1] == line.earnings[-1]
    flat = budget_line(policies["law"], family())  # the full standard, whatever is earned
    assert flat.earnings[-1] >= yuan(100)


def test_payments_for_other_periods_stand_apart(policies: dict[str, Policy]) -> None:
    pupil = Student(stage="primary", tuition_and_fees=yuan(700))
    people = tuple(Person(person_id=f"P{n}", in_special_hardship=False, schooling=pupil) for n in range(3))
    household = family(members=people, develops_industry=True)
    line = budget_line(policies["law"], household, low=yuan(0), high=yuan(100))
    assert "school_support" in line.apart
    assert "school_support" not in line.payments
    assert set(line.apart["school_support"].tolist()) == {360_000}
    assert line.net[0] == 90_000
    assert "apart (school year): school support 3,600.00" in line.text()
    assert "另计（学年）：助学补助 3,600.00" in line.text("zh")
    assert line.to_rows()[0]["school_support_yuan_a_school_year"] == Decimal("3600.00")


def test_a_missing_fact_is_said_and_is_no_zero(policies: dict[str, Policy]) -> None:
    policy, household = policies["full_below_the_line"], family(in_backstop=None)
    line = budget_line(policy, household, low=yuan(0), high=yuan(1000), step=yuan(100))
    assert line.to_rows()[0]["net_yuan"] is None
    assert line.to_rows()[-1]["net_yuan"] == Decimal("1000.00")
    assert line.missing == {"in_backstop": "社会保障兜底"}
    assert "not determined: missing in_backstop" in line.text()
    assert "缺少社会保障兜底" in line.text("zh")
    found = cliffs(policy, household)
    assert not found
    ((first, last),) = found.unclear
    assert first <= yuan("899.99") == last
    assert "not determined" in found.text()
    assert "待定" in found.text("zh")
    rate = marginal_rate(policy, household)
    assert rate.rate is None
    assert rate.missing == {"in_backstop": "社会保障兜底"}
    assert "not known (missing: in_backstop)" in str(rate)
    assert "无法判定" in rate.text("zh")


def test_a_missing_fact_that_cannot_matter_leaves_it_certain_that_there_is_no_cliff(
    policies: dict[str, Policy],
) -> None:
    found = cliffs(policies["law"], family(in_backstop=None, on_dibao=None))
    assert not found
    assert not found.unclear


def test_households_with_loans_and_members_have_the_same_cliffs(policies: dict[str, Policy]) -> None:
    loan = Loan(
        loan_id="L",
        principal=yuan(30_000),
        drawn=date(2030, 2, 1),
        maturity=date(2031, 2, 1),
        annual_rate="4",
        has_collateral=False,
        has_guarantor=False,
    )
    (cliff,) = cliffs(policies["full_below_the_line"], family(loans=(loan,)))
    assert cliff.at == yuan("899.99")


def register(size: int = 4_000) -> dict[str, Any]:
    drawn = np.random.default_rng(7)
    return {
        "household_id": np.arange(size),
        "persons": drawn.integers(1, 6, size),
        "household_income_fen": drawn.integers(0, 250_000, size),
        "on_dibao": drawn.random(size) < 0.8,
        "in_backstop": drawn.random(size) < 0.5,
        "special_hardship_persons": np.zeros(size, int),
    }


def test_how_many_live_near_a_cliff(policies: dict[str, Policy]) -> None:
    table = register()
    counted = cliffs(policies["full_below_the_line"], table, within=(yuan(10), yuan(100), yuan(0)))
    assert (counted.households, counted.undetermined, counted.rejected) == (4_000, 0, 0)
    line = int(STANDARD) * table["persons"]
    due = table["on_dibao"] & table["in_backstop"]
    to_go, gone = line - 1 - table["household_income_fen"], table["household_income_fen"] - line
    for yuan_ in (10, 100):
        for ahead, distance in ((True, to_go), (False, gone)):
            near = due & (distance >= 0) & (distance <= 100 * yuan_)
            assert counted.near("guarantee_full", yuan(yuan_), ahead=ahead) == near.sum()
            (row,) = (r for r in counted.rows if r.within == yuan(yuan_) and r.ahead is ahead)
            assert (row.persons, row.lost) == (table["persons"][near].sum(), line[near].sum())
    assert "just below the cliff" in str(counted)
    assert "刚过断崖" in counted.text("zh")
    assert len(counted.to_rows()) == len(counted)


def test_the_edges_of_near(policies: dict[str, Policy]) -> None:
    policy = policies["full_below_the_line"]
    # A household of 3 falls from 899.99 to 900.00: 10 yuan below, a fen further, at the edge, just past it, 10 past.
    incomes = ["889.99", "889.98", "899.99", "900.00", "910.00", "910.01"]
    table = {
        "persons": [3] * 6,
        "household_income": incomes,
        "on_dibao": [True] * 6,
        "in_backstop": [True] * 6,
        "special_hardship_persons": [0] * 6,
    }
    counted = cliffs(policy, table, within=[yuan(10)], money="yuan")
    assert counted.near("guarantee_full", yuan(10)) == 2
    assert counted.near("guarantee_full", yuan(10), ahead=False) == 2
    assert len(cliffs(policies["law"], table, money="yuan")) == 0


def test_a_register_with_something_missing_or_wrong(policies: dict[str, Policy]) -> None:
    policy, table = policies["full_below_the_line"], register(100)
    table["household_income_fen"] = np.ma.masked_array(np.full(100, 89_950), np.arange(100) < 10)
    table["persons"] = np.full(100, 3)
    table["on_dibao"] = np.full(100, True)
    table["in_backstop"] = np.ma.masked_array(np.full(100, True), np.arange(100) >= 95)
    counted = cliffs(policy, table)
    assert counted.undetermined == 15
    assert counted.near("guarantee_full", yuan(10)) == 85
    table["persons"][50] = 0
    with pytest.raises(RegisterError, match="persons"):
        cliffs(policy, table)
    assert cliffs(policy, table, on_error="quarantine").near("guarantee_full", yuan(10)) == 84
    assert cliffs(policy, table, on_error="quarantine").rejected == 1
    with pytest.raises(RegisterError, match="household_income"):
        cliffs(policy, {n: c for n, c in table.items() if n != "household_income_fen"})
    with pytest.raises(RegisterError, match="quarantine"):
        cliffs(policy, table, on_error="ignore")


def test_what_is_refused(policies: dict[str, Policy]) -> None:
    policy, household = policies["law"], family()
    with pytest.raises(UnknownName, match="household_income"):
        budget_line(policy, household, vary="houshold_income")
    with pytest.raises(UnknownName):
        budget_line(policy, household, vary="persons")
    with pytest.raises(InvalidInput, match="month or a year"):
        budget_line(policy, household, vary="急难需求金额")
    with pytest.raises(BareAmount):
        cliffs(policy, household, high=900)
    with pytest.raises(BareAmount):
        cliffs(policy, household, step=100)
    with pytest.raises(InvalidInput, match="lower end below the higher"):
        budget_line(policy, household, low=yuan(10), high=yuan(10))
    with pytest.raises(InvalidInput, match="step"):
        budget_line(policy, household, step=Fen(0))
    with pytest.raises(InvalidInput, match="step"):
        cliffs(policy, household, step=Fen(0))
    with pytest.raises(MissingFact, match="low="):
        marginal_rate(policy, family(household_income=None))
    with pytest.raises(InvalidInput, match="each earns its own"):
        cliffs(policy, register(10), low=yuan(0))
    with pytest.raises(InvalidInput, match="within"):
        cliffs(policy, register(10), within=[])
    assert isinstance(budget_line(policy, {"household_id": "F", "persons": 1}), BudgetLine)
    assert budget_line(policy, household, vary="月收入").zh == "家庭月收入"


ENDS = "lower end below the higher"
REFUSED: list[tuple[str, Any, type[Exception], str]] = [
    ("line", {"policy": None}, InvalidInput, "a policy"),
    ("line", {"household": None}, PovertyKitError, "Household"),
    ("line", {"household": {"persons": "three"}}, PovertyKitError, "household_id"),
    ("line", {"vary": "monthly_incom"}, UnknownName, "household_income"),
    ("line", {"vary": "persons"}, UnknownName, "amount of a household"),
    ("line", {"low": 100}, BareAmount, "low"),
    ("line", {"high": 100.5}, BareAmount, "high"),
    ("line", {"low": yuan(500), "high": yuan(100)}, InvalidInput, ENDS),
    ("line", {"low": yuan(-5)}, InvalidInput, ENDS),
    ("line", {"high": yuan(10**12)}, InvalidInput, ENDS),
    ("line", {"step": yuan(0)}, InvalidInput, "above zero"),
    ("line", {"high": yuan(1_000_000), "step": yuan("0.01")}, InvalidInput, "million points"),
    ("rate", {"policy": "zz"}, InvalidInput, "a policy"),
    ("rate", {"household": []}, PovertyKitError, "Household"),
    ("rate", {"vary": "income"}, UnknownName, "amount of a household"),
    ("rate", {"vary": None}, UnknownName, "amount of a household"),
    ("rate", {"low": 5}, BareAmount, "low"),
    ("rate", {"high": "5"}, BareAmount, "high"),
    ("rate", {"low": yuan(5), "high": yuan(5)}, InvalidInput, ENDS),
    ("rate", {"low": yuan(5), "high": yuan(4)}, InvalidInput, ENDS),
    ("rate", {"low": yuan(-1)}, InvalidInput, ENDS),
    ("rate", {"low": yuan(10_000_000)}, InvalidInput, ENDS),
    ("cliffs", {"policy": None}, InvalidInput, "a policy"),
    ("cliffs", {"source": 5}, RegisterError, "a mapping of columns"),
    ("cliffs", {"source": {}}, RegisterError, "has no column"),
    ("cliffs", {"source": {"persons": [1]}}, RegisterError, "household_income"),
    ("cliffs", {"vary": "persons"}, UnknownName, "amount of a household"),
    ("cliffs", {"step": 1}, BareAmount, "step"),
    ("cliffs", {"step": yuan(20_000)}, InvalidInput, "10,000 yuan"),
    ("cliffs", {"within": [10]}, BareAmount, "within"),
    ("cliffs", {"within": yuan(10)}, InvalidInput, "a list of amounts"),
    ("cliffs", {"within": []}, InvalidInput, "one amount"),
    ("cliffs", {"low": yuan(5)}, InvalidInput, "one household"),
    ("cliffs", {"on_error": "go"}, RegisterError, "quarantine"),
    ("cliffs", {"provisions": "guarantee_gap"}, InvalidInput, "a list"),
    ("cliffs", {"provisions": ["nothing"]}, UnknownName, "nothing"),
    ("cliffs", {"source": family(), "within": [yuan(5)]}, InvalidInput, "for a register"),
    ("cliffs", {"source": family(), "provisions": ["guarantee_gap"]}, InvalidInput, "for a register"),
]


@pytest.mark.parametrize(("question", "changes", "error", "match"), REFUSED)
def test_bad_input_is_refused_with_what_is_allowed(
    policies: dict[str, Policy], question: str, changes: dict[str, Any], error: type[Exception], match: str
) -> None:
    policy = next(iter(policies.values()))
    asked: Any = {"line": budget_line, "rate": marginal_rate, "cliffs": cliffs}[question]
    given = {"policy": policy, **({"source": register(50)} if question == "cliffs" else {"household": family()})}
    with pytest.raises(error, match=match):
        asked(**(given | changes))


def test_another_language_is_refused(policies: dict[str, Policy]) -> None:
    line = budget_line(next(iter(policies.values())), family())
    for told in (line, line.cliffs, line.marginal_rates()[0]):
        with pytest.raises(UnknownName, match="language"):
            told.text("cn")


def test_yearly_amounts_are_varied_with_yearly_payments_alone(policies: dict[str, Policy]) -> None:
    line = budget_line(policies["law"], family(), vary="yearly_income", high=yuan(1000))
    assert line.period is Period.YEAR
    assert not line.payments
    assert line.net.tolist() == line.earnings.tolist()
    assert "guarantee_full" in line.apart


# The operand -----------------------------------------------------------------------------------------------------


def formulas(x: Any, m: Any) -> list[Any]:
    """What rules may do, on a varied amount and a fact that is not known."""
    down, up = Rounding(unit=FEN, mode=DOWN, stage=PERSON_MONTH), Rounding(unit=YUAN, mode=UP, stage=HOUSEHOLD_MONTH)
    near = Rounding(unit=FEN, mode=HALF_UP)
    return [
        x + 3 - m,
        5 - x * 2,
        x * m,
        x * x,
        floor0(500 - x),
        smaller(x, 300) + larger(m, x),
        round_div(x - 400, 7, near),
        round_div(400 - x, 3, down),
        round_div(900 - x, 2, up),
        share(floor0(700 - x), 2, m + 1, down),
        times(x, Fraction(13, 7), rounding=near),
        where(x < 350, 100, x),
        where((x >= 200) & (x <= 400), m, 0),
        where((x == 300) | (m > 2), x, 7),
        where(x != m * 100, 1, 0),
        where(x * Fraction(1, 3) <= Fraction(400, 3), 50, m),
    ]


@settings(max_examples=150, deadline=None)
@given(
    low=st.integers(0, 600), length=st.integers(0, 300), step=st.integers(1, 40), m=st.tuples(*[st.integers(0, 5)] * 2)
)
def test_a_step_holds_every_change_that_ints_show(low: int, length: int, step: int, m: tuple[int, int]) -> None:
    unknown = Interval(min(m), max(m))
    shown = formulas(Stepped.by(low, low + length, step), unknown)
    arrays = formulas(
        Stepped.by(np.array([low]), np.array([low + length]), step),
        Interval(np.array([unknown.low]), np.array([unknown.high])),
    )
    for fact in range(min(m), max(m) + 1):
        values = [formulas(x, fact) for x in range(low, low + length + step + 1)]
        for which, (one, many) in enumerate(zip(shown, arrays, strict=True)):
            changes = [values[at + step][which] - values[at][which] for at in range(length + 1)]
            assert one.change.low <= min(changes) <= max(changes) <= one.change.high, which
            assert (int(np.min(many.change.low)), int(np.max(many.change.high))) == (one.change.low, one.change.high)
            assert one.before.low <= min(v[which] for v in values[: length + 1])
            assert one.after.high >= max(v[which] for v in values[step:])


def test_a_step_of_one_value_knows_the_change() -> None:
    for first, last in pairwise(range(300, 420, 20)):
        for one, a, b in zip(
            formulas(Stepped.by(first, first, 20), 3), formulas(first, 3), formulas(last, 3), strict=True
        ):
            change = Stepped.of(one).change
            assert change.low <= b - a <= change.high


def test_a_step_that_might_leave_int64_is_refused() -> None:
    with pytest.raises(OverflowRefused):
        Stepped.by(0, 2**62, 1)
    with pytest.raises(OverflowRefused):
        Stepped.by(np.array([0]), np.array([2**62]), 1)


def test_a_register_of_files_frames_and_members_gives_the_same_counts(
    policies: dict[str, Policy], tmp_path: Path
) -> None:
    policy, table = policies["full_below_the_line"], register(600)
    expected = cliffs(policy, table).rows
    assert expected
    headings = list(table)
    lines = [",".join(headings), *(",".join(map(str, row)) for row in zip(*table.values(), strict=True))]
    (tmp_path / "households.csv").write_text("\n".join(lines), "utf-8")
    assert cliffs(policy, tmp_path / "households.csv").rows == expected
    members = {
        "household_id": np.repeat(table["household_id"], table["persons"]),
        "person_id": [f"P{at}" for at in range(int(table["persons"].sum()))],
        "in_special_hardship": np.zeros(int(table["persons"].sum()), bool),
    }
    households = {name: column for name, column in table.items() if name != "special_hardship_persons"}
    assert cliffs(policy, {"households": households, "members": members}).rows == expected
    pandas = pytest.importorskip("pandas")
    assert cliffs(policy, pandas.DataFrame(table)).rows == expected


@pytest.mark.parametrize("base", ["standard", "own_gap"])
def test_payments_to_members_that_hang_on_the_household_fall_with_it(base: str) -> None:
    shares = {f"top_up_{group}": Fraction(1, 3) for group in ("elderly", "minors", "disabled", "ill")}
    policy = national.policy(
        on=date(2024, 6, 1),
        dibao_standard=yuan(500),
        small_gap="lifted",
        top_up_base=base,
        elderly_from_age=70,
        minor_below_age=16,
        provisions=["dibao_gap", "dibao_top_up"],
        **shares,
    )
    ages = ((80, False), (40, True), (8, False))
    people = tuple(
        Person(
            person_id=f"P{age}",
            age=age,
            in_special_hardship=False,
            covered=True,
            disability_kind="none",
            seriously_ill=ill,
        )
        for age, ill in ages
    )
    household = Household(
        household_id="F", household_income=yuan(900), on_dibao=True, property_within_rules=True, members=people
    )
    line = budget_line(policy, household, low=yuan(1495), high=yuan(1505), step=Fen(1))
    net = np.asarray(line.net)
    (drop,) = np.flatnonzero(net[1:] < net[:-1])
    (cliff,) = [each for each in cliffs(policy, household) if each.at > yuan(1490)]
    assert (cliff.at, cliff.loss) == (Fen(int(line.earnings[drop])), Fen(int(net[drop] - net[drop + 1])))
    assert set(cliff.lost) == ({"dibao_gap"} if base == "standard" else {"dibao_gap", "dibao_top_up"})
    taper = cliffs(policy, household, high=yuan(1200))
    if base == "standard":
        assert not taper  # the top-up stays as it is, and the gap takes each yuan
    else:
        assert [fall.at for fall in taper] == [0]  # a third more of each yuan that the gap takes
