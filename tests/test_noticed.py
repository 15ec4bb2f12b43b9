"""What a chosen reading leaves aside: the rule without it gives what the law's own rule gives with anything there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import yuan
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national import law
from povertykit.policy import Provision, Reading
from povertykit.policy.noticed import choosing

IN_2022 = date(2022, 6, 1)
TERMS = {
    "dibao_standard": yuan(500),
    "tier_first": yuan(5),
    "tier_second": yuan(4),
    "tier_third": yuan(3),
    "tier_fourth": yuan(2),
}
RULES = [item for item in law.all().values() if isinstance(item, Provision)]
READINGS = {name: item for name, item in law.all().items() if isinstance(item, Reading)}
CHOOSING = [rule for rule in RULES if READINGS.keys() & rule.units.keys() and rule.in_force(IN_2022)]
DRAWN = {
    Unit.AMOUNT: st.integers(0, 1_000_000),
    Unit.COUNT: st.integers(1, 12),
    Unit.CATEGORY: st.integers(0, 12),
    Unit.FLAG: st.booleans(),
    Unit.RATE: st.fractions(0, 1, max_denominator=100),
    Unit.DAY: st.integers(15_000, 20_000),
}


def defaults(rule):
    """The roundings as they stand."""
    return {argument.name: argument.bounds.constant for argument in rule.arguments if argument.unit is None}


def handed_in(rule):
    """What the rule may be handed, by argument: any option of a reading, its roundings as they stand."""
    options = {name: st.integers(0, len(READINGS[name].options) - 1) for name in rule.units if name in READINGS}
    known = {**options, **{name: st.just(value) for name, value in defaults(rule).items()}}
    return {name: known[name] if name in known else DRAWN[unit] for name, unit in rule.units.items()}


@pytest.mark.parametrize("rule", CHOOSING, ids=lambda rule: rule.name)
@given(st.data())
def test_a_rule_without_what_its_readings_leave_aside_gives_the_same(rule, data):
    values = data.draw(st.fixed_dictionaries(handed_in(rule)))
    chosen = {name: value for name, value in values.items() if name in READINGS}
    known = {**chosen, **defaults(rule)}
    short = choosing(rule, known, frozenset(chosen))
    assert short.units.keys() | short.aside == rule.units.keys()
    assert not short.units.keys() & short.aside
    expected = rule.function(*[values[name] for name in rule.units])
    assert short.function(*[values[name] for name in short.units]) == expected


def test_what_is_left_aside_and_what_is_not():
    gap = law.policy(on=IN_2022, dibao_standard=yuan(500))
    tiers = law.policy(on=IN_2022, payment_method="tiers", **TERMS)
    assert "dibao_income_total" in gap.rule("dibao_gap").units
    assert {"dibao_eligible", "small_gap_share", "members_refusing"} & gap.rule("dibao_gap").aside == {
        "dibao_eligible",
        "members_refusing",
    }, "a figure is known anyway"
    assert "tier_first" not in gap.constants
    assert "tier_first" in tiers.rule("dibao_tiers").units
    assert tiers.rule("dibao_gap").aside >= {"dibao_income_total", "persons_covered", "on_dibao"}


def test_a_rule_without_a_reading_is_left_as_it_is():
    rule = law.all()["dibao_eligible"]
    assert choosing(rule, {"dibao_standard": yuan(500)}, frozenset(READINGS)) is rule


def test_an_evaluation_still_takes_what_is_left_aside():
    policy = law.policy(on=IN_2022, dibao_standard=yuan(500))
    facts = {"household_income": yuan(700), "persons": 3, "persons_covered": 3, "on_dibao": True}
    assert policy.evaluate("dibao_gap", **facts) == policy.evaluate("dibao_gap", **facts, dibao_eligible=True)
