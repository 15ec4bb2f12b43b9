"""Decisions: verdicts, amounts and why there are none, totals, derivations, JSON, copies."""

from __future__ import annotations

import copy
import itertools
import json
import pickle
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit import Claim, Decision, Derivation, Fen, Household, Loan, Person, Student, Verdict, Village, yuan
from povertykit.decision import Input, Node, RuleTrace, Unit
from povertykit.errors import InvalidInput, MissingFact, OpenTerm, PovertyKitError, UnknownName
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.money import Period, per_year

DECEMBER = date(2030, 12, 1)
POLICY = zz.policy(on=DECEMBER, dibao_standard=per_year(yuan(3026)), winter_share=Fraction(1, 3))
CODES = {False: 0, None: 1, True: 2}

# Verdicts ----------------------------------------------------------------------------------------------------------


def worlds(fact: bool | None) -> list[bool]:
    return [False, True] if fact is None else [fact]


def verdict_of(outcomes: set[bool]) -> Verdict:
    return Verdict.UNKNOWN if len(outcomes) == 2 else Verdict.of(outcomes.pop())


@pytest.mark.parametrize(("a", "b"), list(itertools.product(CODES, repeat=2)))
def test_verdicts_are_kleenes(a, b):
    one, other = Verdict.of(a), Verdict.of(b)
    assert (one, other) == (CODES[a], CODES[b])
    assert one & other == min(one, other) == verdict_of({x & y for x in worlds(a) for y in worlds(b)})
    assert one | other == max(one, other) == verdict_of({x | y for x in worlds(a) for y in worlds(b)})
    assert ~one == 2 - one == verdict_of({not x for x in worlds(a)})
    assert isinstance(one & other, Verdict)


def test_verdicts_join_flags():
    assert Verdict.MET & True is Verdict.MET
    assert Verdict.UNKNOWN | False is Verdict.UNKNOWN
    assert Verdict.NOT_MET | True is Verdict.MET


@pytest.mark.parametrize("other", [0, 1, 2, 5, -1])
def test_bare_codes_do_not_join(other):
    for join in (lambda: Verdict.MET & other, lambda: other & Verdict.MET, lambda: Verdict.MET | other):
        with pytest.raises(InvalidInput, match=f"got {other}"):
            join()


@pytest.mark.parametrize("fact", [1, 0, "yes", "", float("nan"), Decimal(0), []])
def test_only_facts_have_verdicts(fact):
    with pytest.raises(InvalidInput, match="verdict"):
        Verdict.of(fact)


def test_an_unknown_verdict_is_neither_a_pass_nor_a_failure():
    assert Verdict.MET
    assert not Verdict.NOT_MET
    with pytest.raises(MissingFact, match="neither"):
        bool(Verdict.UNKNOWN)
    assert [(verdict.en, verdict.zh) for verdict in Verdict] == [
        ("not met", "不符合"),
        ("unknown", "无法判定"),
        ("met", "符合"),
    ]


# Decisions ---------------------------------------------------------------------------------------------------------


def household(**changes: Any) -> Household:
    given: dict[str, Any] = {
        "household_id": "H1",
        "persons": 3,
        "household_income": yuan(268),
        "on_dibao": True,
        "in_backstop": False,
        "registered_poor": False,
        "special_hardship_persons": 0,
    }
    return Household(**(given | changes))


def family(**changes: Any) -> Household:
    pupils = [Student(stage="primary", tuition_and_fees=yuan(100)), Student(stage="preschool", tuition_and_fees=None)]
    members = tuple(Person(person_id=f"P{n}", in_special_hardship=False, schooling=s) for n, s in enumerate(pupils))
    loan = Loan(
        loan_id="L",
        principal=yuan(10000),
        drawn=date(2030, 3, 1),
        maturity=date(2031, 3, 1),
        annual_rate="4",
        has_collateral=False,
        has_guarantor=False,
    )
    old = loan.model_copy(update={"loan_id": "old", "drawn": date(2020, 1, 1), "maturity": date(2021, 1, 1)})
    claim = Claim(
        claim_id="C", treated_on=DECEMBER, cost=yuan(500), already_paid=yuan(100), patient_in_special_hardship=False
    )
    return household(**({"persons": 2, "members": members, "loans": (loan, old), "claims": (claim,)} | changes))


def test_amounts_are_yuan_and_payments_fen():
    decision = POLICY.assess(household())
    assert decision.amounts["guarantee_gap"] == Decimal("488.50")
    assert decision.payments["guarantee_gap"].fen == decision.fen["guarantee_gap"] == 48850
    assert decision.payments["guarantee_gap"].period is Period.MONTH
    assert list(decision.amounts) == list(decision.payments) == list(decision.fen)
    assert decision.amounts is decision.amounts


def test_what_is_not_decided_says_why():
    decision = POLICY.assess(household(household_income=None))
    with pytest.raises(MissingFact, match="household income"):
        _ = decision.amounts["guarantee_gap"]
    with pytest.raises(UnknownName, match="guarantee_gap"):
        _ = decision.amounts["guarantee_gp"]
    closed = zz.policy(on=DECEMBER).assess(household())
    with pytest.raises(OpenTerm, match="dibao_standard"):
        _ = closed.amounts["guarantee_gap"]
    assert isinstance(closed.why_not("guarantee_gap"), OpenTerm)
    assert decision.amounts.get("guarantee_gap") is None


def test_totals_never_mix_periods():
    decision = POLICY.assess(family())
    labels = {name: payment.period for name, payment in decision.payments.items()}
    for period in Period:
        wanted = sum(fen for name, fen in decision.fen.items() if labels[name] is period)
        assert decision.total(period) == wanted
        assert type(decision.total(period)) is Fen
        assert decision.total(period.value) == wanted
    with pytest.raises(InvalidInput, match="total"):
        decision.total("fortnight")


def test_components_are_shown_and_not_added():
    policy = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"))
    decision = policy.assess(family())
    added = [p for p in decision.payments.values() if not p.counts]
    assert sum(map(decision.total, Period)) == sum(p.fen for p in decision.payments.values() if p.counts)
    assert all(not payment.counts for payment in added)


# Derivations -------------------------------------------------------------------------------------------------------

amounts = st.one_of(st.none(), st.integers(0, 200_000).map(Fen))
flags = st.one_of(st.none(), st.booleans())


@st.composite
def drawn(draw: Any) -> Household:
    """A random household of zz, with members, loans and claims, some facts unknown."""
    members = tuple(
        Person(
            person_id=f"P{n}",
            in_special_hardship=draw(st.booleans()),
            schooling=draw(
                st.one_of(
                    st.none(),
                    st.builds(Student, stage=st.sampled_from(["primary", "preschool"]), tuition_and_fees=amounts),
                )
            ),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    loans = tuple(
        Loan(
            loan_id=f"L{n}",
            principal=Fen(draw(st.integers(1, 10**7))),
            drawn=day,
            maturity=date.fromordinal(day.toordinal() + draw(st.integers(1, 2000))),
            annual_rate=str(draw(st.integers(0, 2000)) / 100),
            has_collateral=False,
            has_guarantor=False,
        )
        for n, day in enumerate(draw(st.lists(st.dates(date(2029, 6, 1), date(2032, 6, 1)), max_size=2)))
    )
    claims = tuple(
        Claim(
            claim_id=f"C{n}",
            treated_on=day,
            cost=Fen(cost := draw(st.integers(1, 10**7))),
            already_paid=Fen(draw(st.integers(0, cost))),
            patient_in_special_hardship=False,
        )
        for n, day in enumerate(draw(st.lists(st.dates(date(2029, 6, 1), date(2032, 6, 1)), max_size=2)))
    )
    persons = {"members": members} if members else {"persons": draw(st.integers(1, 8))}
    return Household(
        household_id="H",
        **persons,
        household_income=draw(amounts),
        on_dibao=draw(flags),
        in_backstop=draw(flags),
        registered_poor=draw(flags),
        develops_industry=draw(flags),
        loans=loans,
        claims=claims,
    )


@settings(max_examples=60, deadline=None)
@given(drawn())
def test_the_steps_recompute_to_the_amounts(case):
    decision = POLICY.assess(case)
    steps = decision.derivation.recompute()
    for name, fen in decision.fen.items():
        if name in steps and not decision.parts:
            assert steps[name] == [fen]
    for part in decision.parts:
        own = part.derivation.recompute()
        for name, fen in part.fen.items():
            assert own.get(name, [fen]) == [fen]
    for name, verdict in decision.verdicts.items():
        if verdict is not Verdict.UNKNOWN and name in steps:
            assert steps[name] == [verdict is Verdict.MET]
    for rule in decision.derivation:
        result = rule.nodes[rule.result]
        if rule.name in decision.fen and rule.entity == "household":
            assert result.low == result.high == decision.fen[rule.name] * result.denominator


@settings(max_examples=60, deadline=None)
@given(drawn())
def test_members_amounts_sum_to_their_households(case):
    decision = POLICY.assess(case)
    for name, fen in decision.fen.items():
        parts = [part for part in decision.parts if name in part.labels]
        if parts:
            assert sum(part.fen[name] for part in parts) == fen
        assert name not in decision.undetermined


def trace(*nodes: Node) -> RuleTrace:
    return RuleTrace("rule", "household", "1", "", "", "", "", "", nodes, len(nodes) - 1)


def given_node(value: int) -> Node:
    return Node("input", (), value, value, 1, Unit.AMOUNT, Input("x", "fact", "x", "x"))


def test_a_record_that_disagrees_with_its_steps_is_found_out():
    assert trace(given_node(2), given_node(3), Node("add", (0, 1), 5, 5, 1, Unit.AMOUNT)).recompute() == 5
    with pytest.raises(PovertyKitError, match="the record says 6, its operands give 5"):
        trace(given_node(2), given_node(3), Node("add", (0, 1), 6, 6, 1, Unit.AMOUNT)).recompute()


def test_a_value_between_two_is_no_value():
    with pytest.raises(MissingFact, match="between 0 and 5"):
        _ = Node("input", (), 0, 5, 1, Unit.AMOUNT).value


def test_a_derivation_finds_its_rules_by_name():
    derivation = POLICY.assess(household()).derivation
    assert derivation["guarantee_gap"].name == "guarantee_gap"
    with pytest.raises(UnknownName, match="guarantee_gap"):
        _ = derivation["guarantee_gp"]
    assert list(Derivation(())) == []


# JSON, copies, equality --------------------------------------------------------------------------------------------

XIANGXI = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"), industry_rate=yuan(1750))
VILLAGE = Village(village_id="V", is_poor_village=True, collective_income=None)
CASES = {
    "plain": lambda: POLICY.assess(household()),
    "undetermined": lambda: POLICY.assess(household(household_income=None, in_backstop=None)),
    "contested": lambda: POLICY.assess(household(registered_poor=True)),
    "left out": lambda: zz.policy(on=DECEMBER).assess(household()),
    "family": lambda: POLICY.assess(family()),
    "village": lambda: POLICY.assess(VILLAGE),
    "xiangxi": lambda: XIANGXI.assess(household()),
    "xiangxi family": lambda: XIANGXI.assess(family(on_dibao=None)),
    "xiangxi village": lambda: XIANGXI.assess(VILLAGE),
}


@pytest.mark.parametrize("name", CASES)
def test_json_out_and_back_is_equal(name):
    decision = CASES[name]()
    for again in (Decision.from_json(decision.to_json()), Decision.from_json(decision.to_json(indent=2).encode())):
        assert again == decision
        assert again.to_json() == decision.to_json()
        assert dict(again.amounts) == dict(decision.amounts)
        assert again.explain() == decision.explain()
        assert again.explain("zh") == decision.explain("zh")
        assert again.derivation.recompute() == decision.derivation.recompute()
        assert [part.to_dict() for part in again.parts] == [part.to_dict() for part in decision.parts]
    for each in (pickle.loads(pickle.dumps(decision)), copy.copy(decision), copy.deepcopy(decision)):
        assert each == decision


@settings(max_examples=25, deadline=None)
@given(drawn())
def test_json_of_random_decisions(case):
    decision = POLICY.assess(case)
    assert Decision.from_json(decision.to_json()) == decision


def test_decisions_are_equal_where_everything_is():
    decision = POLICY.assess(household())
    assert decision == POLICY.assess(household())
    assert decision != POLICY.assess(household(household_id="H2"))
    assert decision != POLICY.assess(household(household_income=yuan(269)))
    assert decision != POLICY.reform(hardship_multiple=Fraction(2)).assess(household())
    assert decision != "a decision"
    with pytest.raises(TypeError):
        hash(decision)


def stored(**changes: Any) -> str:
    return json.dumps({**json.loads(POLICY.assess(family()).to_json()), **changes})


BROKEN = [
    "",
    "null",
    "5",
    "[]",
    '"text"',
    "{}",
    "{",
    b"\xff\xfe",
    None,
    stored()[:-10],
    stored(format=2),
    stored(format="1"),
    stored(format=None),
    stored(identity=None),
    stored(identity={}),
    stored(payments=[]),
    stored(payments={"a": {"fen": "much", "period": "month", "en": "a", "zh": "a"}}),
    stored(payments={"a": {"fen": 1.5, "period": "month", "en": "a", "zh": "a"}}),
    stored(payments={"a": {"fen": 1, "period": "fortnight", "en": "a", "zh": "a"}}),
    stored(verdicts=[]),
    stored(verdicts={"a": "PERHAPS"}),
    stored(verdicts={"a": 1}),
    stored(undetermined=[1]),
    stored(left_out="none"),
    stored(findings=5),
    stored(parts=5),
    stored(parts=["a"]),
    stored(parts=[{}]),
    stored(derivation={"a": 1}),
    stored(derivation=[5]),
    "[" * 100_000,
    '{"format": 1, "derivation": ' + "[" * 3000 + "]" * 3000 + "}",
]


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: repr(text)[:30])
def test_what_is_no_stored_decision_is_refused(text):
    with pytest.raises(InvalidInput, match="decision"):
        Decision.from_json(text)


def test_another_version_says_which_is_read():
    with pytest.raises(InvalidInput, match="format 2; allowed: format 1"):
        Decision.from_json(stored(format=2))


def test_a_large_household_is_decided_and_stored():
    pupils = tuple(
        Person(
            person_id=f"P{n}", in_special_hardship=False, schooling=Student(stage="primary", tuition_and_fees=Fen(n))
        )
        for n in range(50)
    )
    claim = Claim(
        claim_id="C", treated_on=DECEMBER, cost=yuan(5), already_paid=yuan(0), patient_in_special_hardship=False
    )
    claims = tuple(claim.model_copy(update={"claim_id": f"C{n}"}) for n in range(1000))
    decision = POLICY.assess(household(persons=50, members=pupils, claims=claims))
    assert len(decision.parts) == 1050
    assert decision.fen["school_support"] == 50 * 50000 + sum(range(50))
    assert decision.fen["medical_aid"] == 1000 * 350
    assert pickle.loads(pickle.dumps(decision)).fen == decision.fen
