"""Explanations: whole ones against stored texts, every number of every step, both languages, all forms.

Run as a program, this file writes the stored texts of `tests/explanations/` anew; read the difference first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertykit import Claim, Decision, Household, Loan, Person, Rounding, Student, fen, per_year, yuan
from povertykit.decision import Finding, Identity, Input, Label, Node, RuleTrace, Undetermined, Unit, Verdict
from povertykit.errors import InvalidInput, UnknownName
from povertykit.explanation import explain
from povertykit.explanation.account import account
from povertykit.explanation.document import FORMS, Bullets, Section
from povertykit.explanation.trail import Trail
from povertykit.explanation.words import SENTENCES, Words
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Entity
from povertykit.models.people import SchoolStage
from povertykit.money import HALF_UP, PERSON_MONTH, YUAN, Period
from povertykit.policy.policy import Policy

STORED = Path(__file__).with_name("explanations")
POLICY = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"), industry_rate=yuan(1750))
BY_YEAR = POLICY.reform(dibao_standard=per_year(yuan(3026)))
LANGUAGES = ("en", "zh")
REPRS = re.compile(r"Fraction\(|Fen\(|Decimal\(|\bNone\b|\bTrue\b|\bFalse\b|Period\.|Unit\.|object at|[{}]")


def household(name: str, **facts: object) -> Household:
    """A household of which everything is known, unless a test says otherwise."""
    known: dict[str, object] = {
        "household_id": name,
        "persons": 3,
        "household_income": "268.00",
        "registered_poor": True,
        "on_dibao": True,
        "in_backstop": False,
        "special_hardship_persons": 0,
        "hardship_persons": 0,
        "hardship_months": 0,
        "develops_industry": False,
        "income_projects": 1,
    }
    return Household.model_validate(known | facts)


def loan(name: str, **facts: object) -> Loan:
    known: dict[str, object] = {
        "loan_id": name,
        "principal": yuan(30000),
        "drawn": date(2017, 3, 1),
        "maturity": date(2020, 3, 1),
        "annual_rate": Decimal("4.35"),
        "has_collateral": False,
        "has_guarantor": False,
        "borrower_qualifies": True,
    }
    return Loan.model_validate(known | facts)


STORIES: dict[str, tuple[Policy, Household]] = {
    "gap": (POLICY, household("H-gap")),
    "backstop": (POLICY, household("H-backstop", in_backstop=True)),
    "special-hardship": (
        BY_YEAR,
        household("H-hardship", persons=2, special_hardship_persons=2, on_dibao=False, household_income="0"),
    ),
    "loan": (
        POLICY,
        household(
            "H-loan",
            on_dibao=False,
            develops_industry=True,
            loans=(loan("L1"), loan("L2", maturity=date(2020, 3, 2), has_collateral=True)),
            claims=(
                Claim(
                    claim_id="C1",
                    treated_on=date(2017, 5, 2),
                    cost=yuan(8000),
                    in_scope_cost=yuan("7000.01"),
                    already_paid=yuan(5000),
                    patient_in_special_hardship=False,
                ),
            ),
        ),
    ),
    "unknown-income": (POLICY, household("H-unknown", household_income=None)),
    "uncovered": (POLICY, household("H-uncovered", registered_poor=False, in_backstop=True)),
}


def flat(text: str, language: str = "en") -> str:
    """The text without its line breaks; a Chinese line breaks anywhere, so there all space goes."""
    return re.sub(r"\s+", " " if language == "en" else "", text)


def told(story: str, language: str = "en", form: str = "text") -> str:
    policy, who = STORIES[story]
    return policy.assess(who).explain(language, form)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_whole_explanations_are_as_stored(story: str, language: str) -> None:
    assert told(story, language) == (STORED / f"{story}.{language}.txt").read_text("utf-8")


# What a reader must see ---------------------------------------------------------------------------------------------


def test_the_gap_in_both_languages() -> None:
    english, chinese = flat(told("gap")), flat(told("gap", "zh"), "zh")
    for step in (
        "252.17 yuan (rural dibao standard for each person) × 3 (persons) = 756.51 yuan",
        "756.51 yuan − 268.00 yuan (household income) = 488.51 yuan",
        "On rural dibao and outside the social-security backstop: 488.51 yuan is paid; otherwise 0.00 yuan would be",
    ):
        assert step in english
    for step in (
        "农村低保标准（每人）252.17元×家庭人口3=756.51元",
        "756.51元−家庭月收入268.00元=488.51元",
        "享受农村低保，且未纳入社会保障兜底：发放488.51元；否则为0.00元",
    ):
        assert step in chinese


def test_the_branch_not_taken_is_said_of_a_zero() -> None:
    assert (
        "0.00 yuan: in the social-security backstop; if outside the social-security backstop, 488.51 yuan would be paid"
        in flat(told("backstop"))
    )
    assert "纳入社会保障兜底；若改为“未纳入社会保障兜底”，则发放488.51元" in flat(told("backstop", "zh"), "zh")


def test_who_decided_stands_first_and_inferred_coverage_is_said() -> None:
    text = flat(told("gap")[:900])
    for said in ("(433100)", "As of: 2017-06-01", "inferred: the opinion calls 2017", "a month", "povertykit 0."):
        assert said in text


def test_an_exact_twelfth_and_each_person_rounded() -> None:
    text = flat(told("special-hardship"))
    assert "3,026.00/12 yuan" in text
    assert "each person's month rounded half up to the fen: 327.82 yuan; 327.82 yuan × 2" in text


def test_how_a_yearly_standard_was_rounded_is_said() -> None:
    policy = BY_YEAR.reform(guarantee_rounding=Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH))
    text = flat(policy.assess(household("H1")).explain())
    assert "252.00 yuan a month, from 3,026.00 yuan a year, each person's month rounded half up to the yuan" in text
    assert "Rounding: each person's month rounded half up to the yuan (set by the caller)" in text


def test_periods_are_never_mixed() -> None:
    policy, who = STORIES["loan"]
    decision = policy.assess(who)
    paid = flat(decision.explain().partition("Paid\n")[2].partition("\n\n")[0])
    for period in (Period.UNSTATED, Period.CLAIM, Period.LOAN):
        assert Words("en").per(int(decision.total(period)), period) in paid
    assert "interest subsidy of a microloan (Loan L1)" in paid
    assert str(sum(p.fen for p in decision.payments.values() if p.counts)) not in paid.replace(".", "")


def test_missing_facts_leave_a_range() -> None:
    text = flat(told("unknown-income"))
    assert "not known: household income; between 0.00 and 756.51 yuan a month" in text
    assert text.index("Not determined") < text.index("How each amount came about")
    undecided = household("H1", develops_industry=None, in_backstop=None)
    text = flat(POLICY.assess(undecided).explain())
    assert "5,250.00 yuan if develops an industry; 0.00 yuan if develops no industry" in text
    assert "0.00 yuan if in the social-security backstop; 488.51 yuan if outside the social-security backstop" in text
    assert "not known whether in the social-security backstop" in text


def test_an_uncovered_household_is_reported_near_the_top_with_the_reasons() -> None:
    text = flat(told("uncovered"))
    assert "claimed by the full standard: no (not registered as poor)" in text
    assert text.index("To be looked at") < text.index("Paid")


def test_an_income_above_the_standard_shows_how_the_zero_came_out() -> None:
    text = flat(POLICY.assess(household("H1", household_income="800.00")).explain())
    assert "756.51 yuan − 800.00 yuan (household income) = −43.49 yuan" in text
    assert "−43.49 yuan is below zero, so 0.00 yuan" in text
    assert "For review: on dibao although the income is at or above the standard" in text


def test_members_that_say_nothing_are_left_out() -> None:
    members = (
        Person(person_id="P1", in_special_hardship=False),
        Person(
            person_id="P2",
            in_special_hardship=False,
            schooling=Student(stage=SchoolStage.PRIMARY, tuition_and_fees=yuan(500)),
        ),
    )
    facts = {"persons": 2, "members": members}
    text = flat(POLICY.assess(household("H1", **facts)).explain())
    assert "Member P2" in text
    assert "Member P1" not in text
    assert "Registered as poor and primary school: 500.00 yuan (tuition and fees) is paid" in text
    assert "就读阶段为小学" in flat(POLICY.assess(household("H1", **facts)).explain("zh"), "zh")


def test_a_share_for_the_persons_covered_and_a_bound_that_is_reached() -> None:
    text = flat(POLICY.assess(household("H1", special_hardship_persons=1)).explain())
    assert "488.51 yuan × 2 (persons covered) ÷ 3 (persons) = 325.6733… yuan, rounded half up to the fen" in text
    policy = POLICY.reform(guarantee_rounding=Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH))
    text = flat(policy.assess(household("H1", special_hardship_persons=1)).explain())
    assert "488.51 yuan ÷ 3 (persons) = 162.8366… yuan, each person's month rounded half up to the yuan" in text
    assert "163.00 yuan × 2 (persons covered) = 326.00 yuan" in text


def test_left_out_provisions_name_the_open_term_and_its_clause() -> None:
    text = flat(told("gap"))
    assert "support of a poor student: the open term living_allowance_preschool" in text
    assert "clause 二(二) leaves it to a lower rule" in text


@pytest.mark.parametrize(
    ("duty", "said"),
    [
        (
            "helping_cadre",
            "household visits: not met (clause 二(四)): cadre of the helping unit; 4 (household visits) is",
        ),
        ("team_member", "household visits: met (clause 二(四)): does not apply here: member of the village team, not"),
    ],
)
def test_a_test_of_another_role_says_that_it_does_not_apply(duty: str, said: str) -> None:
    facts = {"member_id": "T", "duty": duty, "month": "2017-06-01", "days_in_village": 20, "nights_in_village": 10}
    text = POLICY.assess(facts | {"household_visits": 4}, Entity.TEAM_MEMBER).explain()
    assert said in flat(text)


def test_readings_products_and_years() -> None:
    facts = {
        "prefecture_id": "P",
        "year": 2018,
        "villages_at_100000": 299,
        "villages_at_200000": 10,
        "antipoverty_budget": "110",
        "previous_antipoverty_budget": "100",
        "revenue": "220",
        "previous_revenue": "200",
    }
    policy = POLICY.reform(villages_reading="beside")
    text = flat(policy.assess(facts, Entity.PREFECTURE).explain())
    assert "count among those at 100,000: the 300 villages stand beside the 200" in text
    assert "299 (villages at 100000) − 10 (villages at 200000) = 289 is below 300" in text
    assert "110.00 yuan (antipoverty budget) × 200.00 yuan (previous revenue) is at least 220.00 yuan" in text
    assert "2018 (year) is below 2019" in text


def test_two_rules_that_claim_one_case() -> None:
    policy = zz.policy(on=date(2030, 12, 1), dibao_standard=yuan(300), winter_share=Fraction(1, 3))
    text = flat(policy.assess(household("Z1")).explain())
    assert "two rules claim this case" in text
    assert "this rule alone gives 300.00 yuan once" in text


def test_a_loan_drawn_before_the_law_is_known_shows_no_made_up_range() -> None:
    policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300), winter_share=Fraction(1, 3))
    who = household("Z1", loans=(loan("L1", drawn=date(2029, 3, 1), maturity=date(2030, 3, 1)),))
    text = policy.assess(who).explain()
    part = text[text.index("Loan L1") :]
    assert "2029-03-01" in part
    assert "between" not in part


# Forms and languages ------------------------------------------------------------------------------------------------


class Balanced(HTMLParser):
    """Reads HTML and keeps the elements seen; an element closed out of turn is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_html_is_balanced_and_of_few_elements(story: str, language: str) -> None:
    reader = Balanced()
    reader.feed(told(story, language, "html"))
    assert not reader.open
    assert reader.seen <= {
        "div",
        "section",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "li",
        "details",
        "summary",
    }


HOSTILE = "<script>alert(1)</script> *a* _b_ `c` [d](e) | # &\n# x\x1b[31m\u202e"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_users_wrote_breaks_no_form(language: str) -> None:
    decision = POLICY.assess(household("H1", loans=(loan("L1"),)))
    decision = replace(decision, id=HOSTILE, parts=(replace(decision.parts[0], id=HOSTILE),))
    assert "<script" not in decision.explain(language, "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in decision.explain(language, "html")
    markdown = decision.explain(language, "markdown")
    assert "<" not in markdown
    assert r"\*a\* \_b\_ \`c\` \[d\](e) \| \# &amp; \# x" in markdown
    text = decision.explain(language)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_markdown_escapes_what_would_begin_a_block() -> None:
    items = ("1. one", "- two", "252.17 yuan", "# three", "+ four", "===")
    text = FORMS["markdown"](Section("4) title", (Bullets(items),)), "en")
    assert text == ("## 4\\) title\n\n- 1\\. one\n- \\- two\n- 252.17 yuan\n- \\# three\n- \\+ four\n- \\===\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_lines_fit_the_page(story: str, language: str) -> None:
    for line in told(story, language).splitlines():
        assert sum(2 if ord(char) > 0x2E80 else 1 for char in line) <= 102, line
        assert not re.match(r"\s*[，。；：、）》]", line)
        assert line == line.rstrip()


def test_an_unknown_language_or_form_says_what_is_allowed() -> None:
    decision = POLICY.assess(household("H1"))
    with pytest.raises(UnknownName, match=r"language: 'fr' is not known; allowed: en, zh"):
        decision.explain("fr")
    with pytest.raises(UnknownName, match=r"form: 'pdf' is not known; allowed: html, markdown, text"):
        decision.explain(form="pdf")


def test_a_notebook_shows_the_html_and_print_the_text() -> None:
    decision = POLICY.assess(household("H1"))
    assert decision._repr_html_() == decision.explain(form="html")
    assert str(decision) == decision.explain()


def test_every_sentence_has_the_same_gaps_in_both_languages() -> None:
    may_differ = {"with_label", "is_word", "is_not_word"}
    for key, (en, zh) in SENTENCES.items():
        gaps = [set(re.findall(r"{(\w+)}", text)) for text in (en, zh)]
        assert gaps[0] == gaps[1] or key in may_differ, key
        assert zh != en or key in {"per_", "equals", "of_formula"}, key


# Records made by hand -----------------------------------------------------------------------------------------------


def given_(name: str, value: Fraction | int, unit: Unit = Unit.AMOUNT, origin: str = "fact") -> Node:
    value = Fraction(value)
    source = Input(name, origin, name, name)
    return Node("input", (), value.numerator, value.numerator, value.denominator, unit, source)


def step(operation: str, operands: tuple[int, ...], value: Fraction | int, rounding: str = "") -> Node:
    value = Fraction(value)
    return Node(operation, operands, value.numerator, value.numerator, value.denominator, Unit.AMOUNT, None, rounding)


def steps(*nodes: Node, language: str = "en") -> list[str]:
    trace = RuleTrace("rule", "household", "H", "rule", "规则", "month", "Act, 1", "《法》一", nodes, len(nodes) - 1)
    trace.recompute()
    return Trail(trace, Words(language)).steps()


def test_steps_of_every_operation() -> None:
    a, b = given_("a", 10001), given_("b", 3, Unit.COUNT)
    cap = given_("cap", 5000, origin="figure")
    assert steps(a, b, step("round_div", (0, 1), 3330, "JIAO half_up once")) == [
        "100.01 yuan (a) ÷ 3 (b) = 33.3366… yuan, rounded half up to the jiao: 33.30 yuan"
    ]
    assert steps(a, step("rounded", (0,), 10100, "YUAN up household_month")) == [
        "100.01 yuan, rounded up to the yuan: 101.00 yuan"
    ]
    assert steps(a, step("minus", (0,), -10001)) == ["−100.01 yuan (a) = −100.01 yuan"]
    assert steps(a, cap, step("smaller", (0, 1), 5000)) == [
        "The smaller of 100.01 yuan (a) and 50.00 yuan (cap): 50.00 yuan"
    ]
    assert steps(a, cap, step("larger", (0, 1), 10001)) == ["100.01 yuan (a) is taken as it is"]
    assert steps(cap, a, step("add", (0, 1), 15001), step("larger", (2, 0), 15001), language="zh") == [
        "cap50.00元 + a100.01元 = 150.01元"
    ]
    assert steps(a, b, step("multiply", (0, 1), 30003), step("add", (2, 0), 40004), step("add", (3, 2), 70007))[2] == (
        "400.04 yuan + 300.03 yuan (step 1) = 700.07 yuan"
    )


def test_values_of_every_unit() -> None:
    en, zh = Words("en"), Words("zh")
    assert en.known(Fraction(435, 10000), Unit.RATE) == "4.35%"
    assert en.known(Fraction(13, 10), Unit.RATE) == "1.3"
    assert en.known(Fraction(1, 360), Unit.RATE) == "1/360"
    assert en.known(Fraction(12345), Unit.COUNT) == "12,345"
    assert zh.known(Fraction(17318), Unit.DAY) == "2017年6月1日"
    assert en.amount(Fraction(-75650, 9)) == "−756.50/9 yuan"
    assert en.amount(Fraction(-75650, 3)) == "−3,026.00/12 yuan"
    assert en.amount(Fraction(100, 7)) == "1.00/7 yuan"
    assert zh.amount(Fraction(327821, 10)) == "327.821元"
    assert en.nearly(Fraction(-1, 3)) == "−0.0033… yuan"
    assert en.joined(["a", "b"]) == "a and b"


def test_a_decision_without_a_record_still_says_what_it_holds() -> None:
    identity = Identity("x", "1", "X", "某地", date(2030, 1, 1), (("rate", "3 yuan"), ("often", "year")), "0")
    decision = Decision(
        identity,
        "cooperative",
        "K",
        {"a": 5},
        {"a": Label(Period.ONCE, "a sum", "一笔", True)},
        {"t": Verdict.MET},
        {"b": Undetermined(("f",), "b: not known: f", "乙：缺少己")},
        findings=(Finding("c", "conflict", "two rules", "两项规定", "Act, 1", "《法》一"),),
    )
    text = explain(decision)
    for said in ("Cooperative K", "rate: 3 yuan", "0.05 yuan once: a sum", "B: not known: f", "Two rules (Act, 1)"):
        assert said in text
    assert "often：年" in explain(decision, "zh")


# What holds for every household -------------------------------------------------------------------------------------

FLAGS = st.sampled_from([True, False, None])
AMOUNTS = st.one_of(st.none(), st.integers(0, 400_000).map(fen))


def maybe(low: int, high: int) -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), st.integers(low, high))


LOANS = st.builds(
    lambda principal, days, rate, flags, name: loan(
        name,
        principal=fen(principal),
        maturity=date.fromordinal(date(2017, 3, 1).toordinal() + days),
        annual_rate=Decimal(rate) / 100,
        has_collateral=flags[0],
        has_guarantor=flags[1],
        borrower_qualifies=flags[2],
    ),
    st.integers(900_000, 5_100_000),
    st.integers(1, 1200),
    st.integers(0, 600),
    st.tuples(st.booleans(), st.booleans(), FLAGS),
    st.just("L1"),
)
CLAIMS = st.builds(
    lambda cost, scope, paid, special: Claim(
        claim_id="C1",
        treated_on=date(2017, 5, 2),
        cost=fen(cost),
        in_scope_cost=None if scope is None else fen(min(scope, cost)),
        already_paid=fen(min(paid, cost)),
        patient_in_special_hardship=special,
    ),
    st.integers(1, 2_000_000),
    maybe(0, 2_000_000),
    st.integers(0, 2_000_000),
    st.booleans(),
)
PEOPLE = st.builds(
    lambda special, covered, stage, fees: Person(
        person_id="P1",
        in_special_hardship=special,
        covered=covered and not special,
        schooling=None if stage is None else Student(stage=stage, tuition_and_fees=fees if stage.code else None),
    ),
    st.booleans(),
    FLAGS,
    st.one_of(st.none(), st.sampled_from(list(SchoolStage))),
    AMOUNTS,
)
FACTS = st.fixed_dictionaries(
    {
        "persons": st.integers(1, 6),
        "household_income": AMOUNTS,
        "registered_poor": FLAGS,
        "on_dibao": FLAGS,
        "in_backstop": FLAGS,
        "special_hardship_persons": maybe(0, 3),
        "hardship_persons": maybe(0, 3),
        "hardship_months": maybe(0, 12),
        "develops_industry": FLAGS,
        "income_projects": maybe(0, 2),
        "loans": st.lists(LOANS, max_size=1).map(tuple),
        "claims": st.lists(CLAIMS, max_size=1).map(tuple),
        "members": st.lists(PEOPLE, max_size=1).map(tuple),
    }
)
POLICIES = st.sampled_from(
    [
        POLICY,
        BY_YEAR,
        BY_YEAR.reform(
            guarantee_rounding=Rounding(unit=YUAN, mode=HALF_UP, stage=PERSON_MONTH),
            special_hardship_rounding=Rounding(),
            medical_basis="all_cost",
            **{f"living_allowance_{stage}": yuan(600) for stage in ("preschool", "primary", "junior", "senior")},
        ),
    ]
)


def decisions(decision: Decision) -> Iterator[Decision]:
    yield decision
    for part in decision.parts:
        yield from decisions(part)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(POLICIES, FACTS)
def test_the_record_recomputes_and_every_number_is_printed(policy: Policy, facts: dict[str, object]) -> None:
    if facts["members"]:
        facts = facts | {"persons": 1, "special_hardship_persons": None, "hardship_persons": None}
    try:
        who = household("H1", **facts)
    except InvalidInput:
        return
    decision = policy.assess(who)
    recomputed = decision.derivation.recompute()
    for name, payment in decision.payments.items():
        ran = [rule for rule in decision.derivation if rule.name == name]
        if len(recomputed.get(name, [])) == len(ran):
            assert sum(recomputed.get(name, [])) == payment.fen
    again = Decision.from_json(decision.to_json())
    assert again == decision
    for language in LANGUAGES:
        text = decision.explain(language)
        assert again.explain(language) == text
        for form in ("text", "markdown", "html"):
            assert not REPRS.search(re.sub(r'style="[^"]*"', "", decision.explain(language, form)))
        printed = re.sub(r"\s", "", text)
        for one in decisions(decision):
            _check_numbers(one, printed)


def _check_numbers(decision: Decision, printed: str) -> None:
    """Every payment's amount, and every whole-fen number of every step of what is paid, stands in the text."""
    for name, payment in decision.payments.items():
        ran = [rule for rule in decision.derivation if rule.name == name and rule.entity == decision.entity]
        if payment.fen:
            assert f"{payment.fen / 100:,.2f}" in printed, name
        for rule in ran if payment.fen else []:
            trail = Trail(rule, Words("en"))
            for index in trail.numbered:
                node = trail.nodes[index]
                if trail.settled(index) and node.denominator == 1 and node.unit is Unit.AMOUNT:
                    assert f"{abs(node.low) / 100:,.2f}" in printed, (name, index)


def test_the_document_is_the_same_whatever_the_form() -> None:
    policy, who = STORIES["loan"]
    decision = policy.assess(who)
    assert account(decision, "en") == account(Decision.from_json(decision.to_json()), "en")


if __name__ == "__main__":
    STORED.mkdir(exist_ok=True)
    for each in STORIES:
        for tongue in LANGUAGES:
            (STORED / f"{each}.{tongue}.txt").write_text(told(each, tongue), "utf-8")
