"""Policies: settings, dates, open terms, parent and child, reforms, needs, links, missing facts, evaluate."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from povertykit import Claim, Fen, Household, Loan, Person, Student, Verdict, Village, fen, yuan
from povertykit.arithmetic import Amount, Count, Flag, Rate, times, where
from povertykit.citation import Grade, Source
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.errors import (
    BareAmount,
    DateError,
    DuplicateRule,
    InvalidInput,
    MissingArgument,
    MissingFact,
    OpenTerm,
    OutOfCoverage,
    OutOfRange,
    OverflowRefused,
    PolicyError,
    RuleCycle,
    UnknownName,
    UnlikePeriods,
)
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Entity
from povertykit.money import ONCE, PERSON_MONTH, UP, YEAR, YUAN, Period, Rounding, per_month, per_year
from povertykit.policy import Jurisdiction, ProvisionKind, provision
from povertykit.policy.operands import BLOCK

JUNE, DECEMBER = date(2030, 6, 1), date(2030, 12, 1)
PAID: dict[str, Any] = {"kind": ProvisionKind.PAYMENT, "period": Period.MONTH, "en": "a", "zh": "一"}
CASE: dict[str, Any] = {"kind": ProvisionKind.CASE, "en": "a", "zh": "一"}


def household(**given: Any) -> Household:
    known: dict[str, Any] = {
        "household_id": "H1",
        "persons": 3,
        "household_income": yuan(268),
        "on_dibao": True,
        "in_backstop": False,
        "registered_poor": False,
        "special_hardship_persons": 0,
        "develops_industry": False,
    }
    return Household(**(known | given))


def law(name: str = "aa", parent: Jurisdiction | None = None, **changes: Any) -> Jurisdiction:
    given: dict[str, Any] = {
        "name": name,
        "code": "990001",
        "en": "A place",
        "zh": "某地",
        "source": Source(name, "文件", f"notice of {name}", "某地", "A place", date(2029, 1, 1)),
        "start": date(2030, 1, 1),
        "end": date(2030, 12, 31),
        "basis": Grade.DOCUMENT,
        "basis_en": "stated",
        "basis_zh": "载明",
        "fictional": True,
        "parent": parent,
    }
    return Jurisdiction(**(given | changes))


def zz_policy(on: date = JUNE, **settings: Any) -> Any:
    return zz.policy(on=on, **({"dibao_standard": yuan(300)} | settings))


# Settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [300, 300.0, 252.17, float("nan"), float("inf"), 10**30, 0])
def test_a_bare_number_is_refused_where_an_amount_is_handed_over(value):
    with pytest.raises(BareAmount, match="dibao_standard: got the bare number"):
        zz.policy(on=JUNE, dibao_standard=value)


@pytest.mark.parametrize(
    "value", ["300", Decimal(300), None, True, Fraction(300), np.int64(300), [yuan(300)], Rounding()]
)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(InvalidInput, match="dibao_standard: got"):
        zz.policy(on=JUNE, dibao_standard=value)


@pytest.mark.parametrize("value", [0.5, "50%", Decimal("0.5"), True, None, yuan(1)])
def test_what_is_no_exact_rate_is_refused(value):
    if isinstance(value, Fen):
        with pytest.raises((InvalidInput, OutOfRange)):
            zz.policy(on=JUNE, winter_share=value)
        return
    with pytest.raises(InvalidInput, match="winter_share: got"):
        zz.policy(on=JUNE, winter_share=value)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("dibao_standard", fen(4999), False),
        ("dibao_standard", fen(5000), True),
        ("dibao_standard", fen(200_000), True),
        ("dibao_standard", fen(200_001), False),
        ("dibao_standard", yuan(3026), False),
        ("dibao_standard", -yuan(300), False),
        ("dibao_standard", per_year(fen(59_999)), False),
        ("dibao_standard", per_year(fen(60_000)), True),
        ("dibao_standard", per_month(fen(200_001)), False),
        ("winter_share", Fraction(1, 10), True),
        ("winter_share", Fraction(1, 2), True),
        ("winter_share", Fraction(99, 1000), False),
        ("winter_share", Fraction(501, 1000), False),
        ("winter_share", 1, False),
    ],
)
def test_bounds_hold_at_the_edge_and_one_step_beyond(name, value, allowed):
    if allowed:
        assert zz.policy(on=DECEMBER, **{name: value}).settings == {name: value}
        return
    with pytest.raises(OutOfRange, match=f"{name}: got .*allowed: .*both included"):
        zz.policy(on=DECEMBER, **{name: value})


def test_legal_bounds_name_the_clause_and_plausible_ones_say_so():
    with pytest.raises(OutOfRange, match="rule: Fictional county notice, 4"):
        zz.policy(on=JUNE, winter_share=Fraction(9, 10))
    with pytest.raises(OutOfRange, match="plausible"):
        zz.policy(on=JUNE, dibao_standard=yuan(3026))


def test_periods_are_not_mixed():
    from povertykit.money import Periodic

    with pytest.raises(UnlikePeriods):
        zz.policy(on=JUNE, dibao_standard=Periodic(yuan(300), Period.ONCE))
    with pytest.raises(UnlikePeriods):
        zz.policy(on=JUNE, winter_share=per_month(yuan(300)))
    with pytest.raises(InvalidInput, match="a Period"):
        zz.policy(on=JUNE, industry_period="year")


@pytest.mark.parametrize(
    ("rounding", "standard", "gap"),
    [
        (Rounding(stage=PERSON_MONTH), 25217, 3 * 16284),
        (Rounding(), Fraction(302600, 12), 75650 - 26800),
        (Rounding(stage=ONCE), Fraction(302600, 12), 75650 - 26800),
        (Rounding(stage=YEAR), 25217, 75651 - 26800),
        (Rounding(unit=YUAN, mode=UP, stage=PERSON_MONTH), 25300, 0),
    ],
)
def test_a_yearly_standard_by_the_month(rounding, standard, gap):
    policy = zz_policy(dibao_standard=per_year(yuan(3026)), guarantee_rounding=rounding)
    assert policy.constants["dibao_standard"] == standard
    if gap:
        assert policy.assess(household()).fen["guarantee_gap"] == gap
    many = policy.evaluate(
        "guarantee_gap", household_income=np.array([26800]), persons=3, on_dibao=True, in_backstop=False
    )
    assert many.tolist() == [policy.assess(household()).fen["guarantee_gap"]]


def test_a_monthly_standard_with_its_period_is_the_amount_itself():
    one = zz_policy(dibao_standard=per_month(yuan(300))).assess(household())
    assert one.fen == zz_policy().assess(household()).fen


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        ({"dibao_standrad": yuan(300)}, "dibao_standard"),
        ({"hardship_multiple": Fraction(2)}, "reform|dibao"),
        ({"guarantee_gap": yuan(3)}, "guarantee_rounding"),
        ({"persons": 3}, "allowed"),
        ({"winter_reading": "nobody"}, "each, household"),
        ({"winter_reading": 1}, "each, household"),
    ],
)
def test_unknown_settings_suggest_known_ones(settings, hint):
    with pytest.raises(UnknownName, match=hint):
        zz.policy(on=JUNE, **settings)


def test_a_rounding_is_a_rounding():
    with pytest.raises(InvalidInput, match="Rounding"):
        zz.policy(on=JUNE, guarantee_rounding="half_up")


# Dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [date(2029, 12, 31), date(2032, 1, 1), date.min, date.max])
def test_outside_the_coverage_nothing_is_carried(on):
    with pytest.raises(OutOfCoverage, match="allowed: 2030-01-01 to 2031-12-31"):
        zz.policy(on=on)
    with pytest.raises(OutOfCoverage):
        zz_policy().reform(on=on)


@pytest.mark.parametrize("on", [date(2030, 1, 1), date(2031, 12, 31)])
def test_the_first_and_the_last_day_are_covered(on):
    assert zz.policy(on=on).on == on


@pytest.mark.parametrize("on", [datetime(2030, 6, 1), "2030-06-01", 2030, None])
def test_a_date_is_a_date(on):
    with pytest.raises(DateError):
        zz.policy(on=on)
    if on is not None:
        with pytest.raises(DateError):
            zz_policy().reform(on=on)


def test_figures_change_on_their_day():
    poor = household(special_hardship_persons=1)
    before, after = (
        zz_policy(on).assess(poor).fen["special_hardship"] for on in (date(2030, 12, 31), date(2031, 1, 1))
    )
    assert (before, after) == (39000, 45000)


def test_a_rule_begins_on_its_day():
    assert zz_policy(date(2030, 10, 31)).left_out["winter_fuel"].reason == "not in force"
    assert "winter_fuel" not in zz_policy(date(2030, 11, 1)).left_out
    said = "winter_fuel is in force from 2030-11-01, not on 2030-06-01; to do: make the policy for a day"
    with pytest.raises(OutOfCoverage, match=said):
        zz_policy().evaluate("winter_fuel", registered_poor=True)


# Open terms and selections -----------------------------------------------------------------------------------------


def test_open_terms_leave_out_what_needs_them():
    policy = zz.policy(on=DECEMBER)
    assert {term.name for term in policy.open_terms()} == {"dibao_standard", "winter_share", "industry_period"}
    decision = policy.assess(household())
    assert decision.left_out["guarantee_gap"].reason == "open term"
    assert "guarantee_gap" not in decision.fen
    for asking in (
        lambda: decision.amounts["guarantee_gap"],
        lambda: policy.rule("guarantee_gap"),
        lambda: policy.evaluate("guarantee_gap", household_income=0, persons=1, on_dibao=True, in_backstop=True),
        lambda: zz.policy(on=DECEMBER, provisions=["guarantee_gap"]),
    ):
        with pytest.raises(OpenTerm, match="dibao_standard"):
            asking()


def test_an_open_term_leaves_out_a_rule_that_goes_by_another_date():
    place = law()
    place.open_term("share", "1", unit=Unit.RATE, en="a", zh="一")

    @place.provision("1", entity=Entity.CLAIM, as_of="treated_on", **(PAID | {"period": Period.CLAIM}))
    def aid(cost: Amount, share: Rate) -> Amount:
        return times(cost, share)

    assert "aid" in place.policy(on=JUNE).left_out
    assert "aid" not in place.policy(on=JUNE, share=Fraction(1, 2)).left_out


def test_provisions_restrict_a_policy():
    policy = zz_policy(provisions=["guarantee_gap"])
    assert set(policy.assess(household()).fen) == {"guarantee_gap", "guarantee_full"} - {"guarantee_full"}
    with pytest.raises(UnknownName, match="guarantee_gap"):
        zz_policy(provisions=["guarantee_gp"])
    with pytest.raises(InvalidInput, match="list of names"):
        zz_policy(provisions="guarantee_gap")
    with pytest.raises(OutOfCoverage):
        zz_policy(provisions=["winter_fuel"])
    assert set(policy.reform(dibao_standard=yuan(310)).assess(household()).fen) == {"guarantee_gap"}


def test_a_term_may_be_a_period():
    assert zz_policy().rule("industry_subsidy").period is Period.UNSTATED
    assert zz_policy(industry_period=Period.YEAR).rule("industry_subsidy").period is Period.YEAR


# What a law may not be ---------------------------------------------------------------------------------------------


def test_a_missing_argument_names_where_the_value_is():
    place = law()

    @place.provision("1", **PAID)
    def paid(tuition_and_fees: Amount) -> Amount:
        return tuition_and_fees

    with pytest.raises(MissingArgument, match="value of the member; reach it through"):
        place.policy(on=JUNE)


def test_a_near_name_is_suggested():
    place = law()

    @place.provision("1", **PAID)
    def paid(household_incom: Amount) -> Amount:
        return household_incom

    with pytest.raises(MissingArgument, match="did you mean household_income"):
        place.policy(on=JUNE)


def test_a_circle_is_refused():
    place = law()

    @place.provision("1", **PAID)
    def one(two: Amount) -> Amount:
        return two

    @place.provision("1", **PAID)
    def two(one: Amount) -> Amount:
        return one

    with pytest.raises(RuleCycle, match=r"one -> two|two -> one"):
        place.policy(on=JUNE)


def test_two_of_one_name_are_refused():
    place = law()
    place.figure("grant", yuan(5), "1", en="a", zh="一")
    with pytest.raises(DuplicateRule, match="grant"):
        place.figure("grant", yuan(6), "1", en="a", zh="一")


@pytest.mark.parametrize("name", ["persons", "principal", "on_dibao"])
def test_a_figure_with_the_name_of_a_fact_is_refused(name):
    place = law()
    place.figure(name, 5, "1", en="a", zh="一")
    with pytest.raises(DuplicateRule, match="name of a fact"):
        place.policy(on=JUNE)


def test_a_rule_with_the_name_of_a_fact_of_its_entity_is_refused():
    place = law()

    @place.provision("1", **CASE)
    def on_dibao(in_backstop: Flag) -> Flag:
        return in_backstop

    with pytest.raises(DuplicateRule, match="fact of the household"):
        place.policy(on=JUNE)


@pytest.mark.parametrize("value", [1.5, "5", Decimal(5), True, None, per_year(yuan(5))])
def test_a_figure_is_an_amount_a_fraction_or_a_whole_number(value):
    place = law()
    with pytest.raises(Exception, match=r"got|Step") as caught:
        place.figure("grant", value, "1", en="a", zh="一")
    assert caught.type.__module__ == "povertykit.errors"


def test_an_argument_annotated_as_something_else_is_refused():
    place = law()

    @place.provision("1", **PAID)
    def paid(persons: Flag) -> Amount:
        return where(persons, 1, 0)

    with pytest.raises(PolicyError, match="persons is annotated as flag, but is count"):
        place.policy(on=JUNE)


def test_a_rule_of_amounts_for_unlike_periods_is_refused():
    place = law()
    place.figure("yearly_line", yuan(5000), "1", period=Period.YEAR, en="a", zh="一")

    @place.provision("1", kind=ProvisionKind.TEST, en="a", zh="一")
    def poor(household_income: Amount, yearly_line: Amount) -> Flag:
        return household_income < yearly_line

    with pytest.raises(
        UnlikePeriods, match=r"poor: takes amounts a month \(household_income\) and a year \(yearly_line\)"
    ):
        place.policy(on=JUNE)


def test_a_rule_of_its_own_turns_one_period_into_another():
    place = law()
    place.figure("yearly_line", yuan(5000), "1", period=Period.YEAR, en="a", zh="一")

    @place.provision("1", **(PAID | {"kind": ProvisionKind.COMPONENT, "period": Period.YEAR}))
    def twelve_months(household_income: Amount) -> Amount:
        return household_income * 12

    @place.provision("1", kind=ProvisionKind.TEST, en="a", zh="一")
    def poor(twelve_months: Amount, yearly_line: Amount) -> Flag:
        return twelve_months < yearly_line

    assert place.policy(on=JUNE).assess(household()).verdicts["poor"] is Verdict.MET


def test_rules_of_one_need_pay_for_one_period():
    place = needy({"two": {"period": Period.YEAR}})
    with pytest.raises(PolicyError, match="unlike periods"):
        place.policy(on=JUNE)


def test_a_result_that_is_not_whole_is_refused():
    place = law()
    place.figure("part", Fraction(1, 3), "1", en="a", zh="一")

    @place.provision("1", **PAID)
    def paid(household_income: Amount, part: Rate) -> Amount:
        return household_income * part

    with pytest.raises(PolicyError, match="paid: its result is not whole"):
        place.policy(on=JUNE)


def test_what_could_leave_64_bits_is_refused_when_the_policy_is_made():
    place = law()
    place.figure("factor", 10**9, "1", en="a", zh="一")

    @place.provision("1", **PAID)
    def paid(household_income: Amount, persons: Count, factor: Count) -> Amount:
        return household_income * persons * factor

    with pytest.raises(OverflowRefused, match="paid: "):
        place.policy(on=JUNE)


def test_a_rule_that_may_divide_by_zero_is_refused():
    from povertykit.arithmetic import round_div

    place = law()

    @place.provision("1", **PAID)
    def paid(household_income: Amount, hardship_months: Count) -> Amount:
        return round_div(household_income, hardship_months)

    with pytest.raises(OutOfRange, match="paid: would divide by 0"):
        place.policy(on=JUNE)


@pytest.mark.parametrize(
    ("how", "source", "of", "to", "message"),
    [
        ("totals", "tuition_and_fees", Entity.MEMBER, Entity.HOUSEHOLD, "allowed: a total or a count"),
        ("total", "household_income", Entity.HOUSEHOLD, Entity.MEMBER, "allowed: a total or a count"),
        ("broadcast", "tuition_and_fees", Entity.MEMBER, Entity.HOUSEHOLD, "allowed: a total or a count"),
        ("total", "collective_income", Entity.VILLAGE, Entity.HOUSEHOLD, "allowed: a total or a count"),
        ("total", "in_special_hardship", Entity.MEMBER, Entity.HOUSEHOLD, "flag"),
        ("total", "birth_date", Entity.MEMBER, Entity.HOUSEHOLD, "day"),
        ("count", "tuition_and_fees", Entity.MEMBER, Entity.HOUSEHOLD, "annotated as amount|allowed: flag"),
        ("total", "nothing", Entity.MEMBER, Entity.HOUSEHOLD, "no rule or fact of the member"),
    ],
)
def test_links_run_between_a_household_and_its_parts(how, source, of, to, message):
    place = law()
    place.link(how, "linked", source, of=of, to=to, en="a", zh="一")

    @place.provision("1", **(PAID | {"entity": to}))
    def paid(linked: Amount) -> Amount:
        return linked

    with pytest.raises(PolicyError, match=message):
        place.policy(on=JUNE)


@pytest.mark.parametrize("named", [{"rounding": "nothing"}, {"rounding": "paid"}])
def test_a_term_names_a_rounding_that_exists(named):
    place = law()
    place.open_term("standard", "1", unit=Unit.AMOUNT, period=Period.MONTH, en="a", zh="一", **named)
    with pytest.raises(MissingArgument, match="no rounding"):
        place.policy(on=JUNE, standard=per_year(yuan(300)))


def test_a_term_of_a_period_names_a_rule_that_exists():
    place = law()
    place.open_term("often", "1", unit=None, of="nothing", en="a", zh="一")
    with pytest.raises(MissingArgument, match="no rule"):
        place.policy(on=JUNE, often=Period.YEAR)


# Parent and child --------------------------------------------------------------------------------------------------


def parent() -> Jurisdiction:
    place = law("parent", start=date(2030, 3, 1), end=date(2031, 12, 31))
    place.open_term(
        "standard",
        "1",
        unit=Unit.AMOUNT,
        period=Period.MONTH,
        plausible=(yuan(50), yuan(2000)),
        rounding="to",
        en="a",
        zh="一",
    )
    place.open_term("often", "2", unit=None, of="bonus", en="a", zh="一")
    place.rounding("to", Rounding(stage=PERSON_MONTH), en="a", zh="一")
    place.figure("bonus_amount", yuan(7), "2", en="a", zh="一")

    @place.provision("1", **PAID)
    def support(standard: Amount, persons: Count) -> Amount:
        return standard * persons

    @place.provision("2", **(PAID | {"period": Period.UNSTATED}))
    def bonus(bonus_amount: Amount) -> Amount:
        return bonus_amount

    return place


CHILD_DATES = {"start": date(2030, 1, 1), "end": date(2030, 12, 31)}


def test_a_child_inherits():
    child = law("child", parent(), **CHILD_DATES)
    assert child.policy(on=JUNE, standard=yuan(300)).assess(household()).fen == {"support": 90000, "bonus": 700}
    assert child.policy(on=JUNE).open_terms()[0].name == "standard"
    assert child.policy(on=JUNE).identity.jurisdiction == "child"


def test_a_child_overrides_figures_and_rules():
    child = law("child", parent(), **CHILD_DATES)
    child.figure("bonus_amount", yuan(9), "1", en="a", zh="一")

    @child.provision("1", **PAID)
    def support(standard: Amount, persons: Count, bonus: Amount) -> Amount:
        return standard * persons + bonus

    found = child.policy(on=JUNE, standard=yuan(300)).assess(household()).fen
    assert found == {"support": 90900, "bonus": 900}
    assert parent().policy(on=JUNE, standard=yuan(300)).assess(household()).fen["bonus"] == 700


@pytest.mark.parametrize(
    ("value", "month"),
    [(yuan(310), 31000), (per_month(yuan(310)), 31000), (per_year(yuan(3026)), 25217)],
)
def test_a_child_fills_an_open_term(value, month):
    child = law("child", parent(), **CHILD_DATES)
    child.figure("standard", value, "1", en="a", zh="一", period=Period.MONTH)
    policy = child.policy(on=JUNE)
    assert {term.name for term in policy.open_terms()} == {"often"}
    decision = policy.assess(household())
    assert decision.fen["support"] == 3 * month
    assert decision.derivation.recompute()["support"] == [3 * month]
    with pytest.raises(UnknownName, match="reform"):
        child.policy(on=JUNE, standard=yuan(300))
    assert policy.reform(standard=per_year(yuan(3600))).assess(household()).fen["support"] == 90000
    with pytest.raises(OutOfRange, match="standard"):
        policy.reform(standard=yuan(3026))


def test_a_child_fills_an_open_term_step_by_step():
    child = law("child", parent(), **CHILD_DATES)
    cited = child.cite("1")
    steps = (
        Step(per_year(yuan(3026)), date(2030, 1, 1), date(2030, 6, 30), cited),
        Step(per_year(yuan(3600)), date(2030, 7, 1), date(2030, 11, 30), cited),
    )
    child.figure("standard", Dated("standard", steps, date(2030, 12, 31)), "1", en="a", zh="一")
    assert child.policy(on=date(2030, 6, 30)).constants["standard"] == 25217
    assert child.policy(on=date(2030, 7, 1)).constants["standard"] == 30000
    assert child.policy(on=date(2030, 12, 1)).left_out["support"].reason == "not known"


def test_a_childs_figure_keeps_within_the_open_term():
    child = law("child", parent(), **CHILD_DATES)
    with pytest.raises(OutOfRange, match="standard"):
        child.figure("standard", yuan(3026), "1", en="a", zh="一")
    with pytest.raises(BareAmount, match="standard"):
        child.figure("standard", 300, "1", en="a", zh="一")


def test_a_child_fills_a_period():
    child = law("child", parent(), **CHILD_DATES)
    child.figure("often", Period.YEAR, "1", en="a", zh="一")
    policy = child.policy(on=JUNE, standard=yuan(300))
    assert policy.rule("bonus").period is Period.YEAR
    assert policy.assess(household()).total(Period.YEAR) == 700


def test_what_the_parent_does_not_cover_is_left_out():
    child = law("child", parent(), **CHILD_DATES)

    @child.provision("1", **PAID)
    def own(persons: Count) -> Amount:
        return persons * 100

    policy = child.policy(on=date(2030, 2, 1))
    assert policy.left_out["support"].reason == "not known"
    assert "2030-03-01" in policy.left_out["support"].en
    assert policy.assess(household()).fen == {"own": 300}


def test_a_grandchild_changes_what_its_parent_filled():
    child = law("child", parent(), **CHILD_DATES)
    child.figure("standard", yuan(310), "1", en="a", zh="一")
    grandchild = law("grandchild", child, **CHILD_DATES)
    grandchild.figure("standard", per_year(yuan(3026)), "1", en="a", zh="一")
    assert grandchild.policy(on=JUNE).constants["standard"] == 25217


# Reforms -----------------------------------------------------------------------------------------------------------


def test_a_reform_changes_figures_terms_and_dates_and_not_the_original():
    policy = zz_policy()
    before = policy.assess(household(special_hardship_persons=1)).fen
    changed = policy.reform(hardship_multiple=Fraction(2), dibao_standard=yuan(310))
    assert changed.assess(household(special_hardship_persons=1)).fen["special_hardship"] == 62000
    assert policy.assess(household(special_hardship_persons=1)).fen == before
    assert dict(changed.identity.settings) == {"dibao_standard": "310.00 yuan", "hardship_multiple": "200%"}
    again = changed.reform(on=date(2031, 1, 1))
    assert again.constants["hardship_multiple"] == 2
    assert again.on == date(2031, 1, 1)
    assert again.reform(hardship_multiple=Fraction(1)).constants["hardship_multiple"] == 1


@pytest.mark.parametrize("value", [1.5, "1.5", Decimal("1.5"), yuan(2), True])
def test_a_reformed_figure_is_of_its_kind(value):
    with pytest.raises((InvalidInput, OutOfRange)) as caught:
        zz_policy().reform(hardship_multiple=value)
    assert "hardship_multiple" in str(caught.value)


def loan(**changes: Any) -> Loan:
    given: dict[str, Any] = {
        "loan_id": "L1",
        "principal": yuan(10000),
        "drawn": date(2030, 3, 1),
        "maturity": date(2031, 3, 1),
        "annual_rate": "4",
        "has_collateral": False,
        "has_guarantor": False,
    }
    return Loan(**(given | changes))


def test_a_reform_reaches_rules_that_go_by_another_date():
    policy, family = zz_policy(), household(loans=(loan(),))
    assert policy.assess(family).fen["loan_subsidy"] == 40556
    changed = policy.reform(subsidised_rate=Fraction(1, 100)).assess(family)
    assert changed.fen["loan_subsidy"] == 10139
    assert changed.derivation.recompute()["loan_subsidy"] == [10139]


def test_a_reform_replaces_rules():
    @provision(zz.law.cite("9"), entity=Entity.HOUSEHOLD, **(PAID | {"period": Period.UNSTATED}))
    def flat(persons: Count) -> Amount:
        return persons * 100

    policy = zz_policy().reform(replace_provisions={"industry_subsidy": flat})
    assert policy.assess(household()).fen["industry_subsidy"] == 300
    assert dict(policy.identity.settings)["industry_subsidy"] == "replaced by a rule of Fictional county notice, 9"
    assert policy.reform(dibao_standard=yuan(310)).assess(household()).fen["industry_subsidy"] == 300
    assert "industry_subsidy" not in zz_policy().assess(household(develops_industry=None)).fen
    with pytest.raises(UnknownName, match="industry_subsidy"):
        policy.reform(replace_provisions={"industry_subsid": flat})
    with pytest.raises(PolicyError, match="allowed: the flag of a household"):
        policy.reform(replace_provisions={"gap_case": flat})
    with pytest.raises(PolicyError, match="a rule made by"):
        policy.reform(replace_provisions={"industry_subsidy": lambda persons: persons})


def test_a_reform_of_a_reform_keeps_who_prevails():
    policy = zz_policy()
    for standard in (310, 320, 330):
        policy = policy.reform(dibao_standard=yuan(standard))
    assert policy.assess(household()).fen["guarantee_gap"] == 3 * 33000 - 26800
    assert policy.assess(household(in_backstop=True)).fen["guarantee_gap"] == 0


def test_policies_are_pickled_with_their_reforms():
    policy = zz_policy(DECEMBER, provisions=["guarantee_gap", "special_hardship"]).reform(hardship_multiple=Fraction(2))
    again = pickle.loads(pickle.dumps(policy))
    poor = household(special_hardship_persons=2)
    assert again.identity == policy.identity
    assert again.assess(poor) == policy.assess(poor)


# Needs -------------------------------------------------------------------------------------------------------------


def needy(changes: Mapping[str, Any] | None = None, prevails: tuple[str, ...] = (), **need: Any) -> Jurisdiction:
    place, changed = law(), changes or {}

    @place.provision("1", **CASE)
    def one_case(on_dibao: Flag) -> Flag:
        return on_dibao

    @place.provision("1", **CASE)
    def two_case(registered_poor: Flag) -> Flag:
        return registered_poor

    @place.provision("1", **(PAID | changed.get("one", {})))
    def one(on_dibao: Flag) -> Amount:
        return where(on_dibao, 100, 0)

    @place.provision("1", **(PAID | changed.get("two", {})))
    def two(registered_poor: Flag) -> Amount:
        return where(registered_poor, 1000, 0)

    @place.provision("1", **PAID)
    def both(one: Amount, two: Amount) -> Amount:
        return one + two

    @place.provision("1", kind=ProvisionKind.TEST, en="a", zh="一")
    def enough(two: Amount) -> Flag:
        return two >= 1000

    claims = {"one": "one_case", "two": "two_case"}
    place.need(
        "living", "1", scope="develops_industry", **({"claims": claims} | need), en="a", zh="一", prevails=prevails
    )
    return place


def decided(place: Jurisdiction, provisions: list[str] | None = None, **facts: Any) -> Any:
    return place.policy(on=JUNE, provisions=provisions).assess(household(develops_industry=True, **facts))


def test_a_case_that_two_rules_claim_is_contested_with_all_that_is_made_from_it():
    decision = decided(needy(), on_dibao=True, registered_poor=True)
    assert [finding.name for finding in decision.findings] == ["living_conflict"]
    assert decision.fen == {}
    assert set(decision.undetermined) == {"one", "two", "both", "enough"}
    assert decision.verdicts["enough"] is Verdict.UNKNOWN
    with pytest.raises(MissingFact):
        _ = decision.amounts["both"]


def test_naming_one_rule_does_not_hide_the_conflict():
    decision = decided(needy(), provisions=["one"], on_dibao=True, registered_poor=True)
    assert decision.fen == {}
    assert set(decision.undetermined) == {"one"}


def test_naming_all_rules_of_a_need_does_not_hide_who_is_covered_by_none():
    facts = {"on_dibao": False, "registered_poor": False}
    decision = decided(needy(), provisions=["one", "two"], **facts)
    assert [finding.name for finding in decision.findings] == ["living_uncovered"]
    assert decided(needy(), provisions=["one"], **facts).findings == ()


def test_a_fact_that_decides_whether_there_is_a_conflict_is_named():
    decision = decided(needy(), on_dibao=True, registered_poor=None)
    assert "one" not in decision.fen
    assert decision.undetermined["one"].missing == ("registered_poor",)
    assert decided(needy(), on_dibao=False, registered_poor=None).fen["one"] == 0


def test_where_one_prevails_the_other_pays_nothing():
    place = needy(prevails=("two", "one"))
    assert decided(place, on_dibao=True, registered_poor=True).fen == {"two": 1000, "one": 0, "both": 1000}
    assert decided(place, on_dibao=True, registered_poor=False).fen == {"two": 0, "one": 100, "both": 100}


def test_a_case_that_none_covers_is_reported_where_it_is_in_scope():
    covered = decided(needy(), on_dibao=False, registered_poor=False)
    assert [finding.kind for finding in covered.findings] == ["uncovered"]
    place = needy().policy(on=JUNE).assess(household(on_dibao=False, develops_industry=False))
    assert place.findings == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prevails": ("one",)}, "prevails names one"),
        ({"prevails": ("one", "one")}, "prevails names one, one"),
        ({"prevails": ("one", "three")}, "prevails names one, three"),
        ({"claims": {}}, "no rules"),
        ({"claims": {"one": "one_case", "three": "two_case"}}, "names three"),
        ({"claims": {"one": "one_case", "two": "three_case"}}, "names three_case"),
        ({"claims": {"one": "one_case", "two": "both"}}, "names both, which gives"),
    ],
)
def test_a_need_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(PolicyError, match=message):
        needy(**changes).policy(on=JUNE)


def test_a_conflict_between_the_rules_of_a_member_leaves_the_total_open():
    place = law()
    of_member = {"entity": Entity.MEMBER}

    @place.provision("1", **(CASE | of_member))
    def any_case(in_special_hardship: Flag) -> Flag:
        return in_special_hardship

    @place.provision("1", **(PAID | of_member))
    def one(in_special_hardship: Flag) -> Amount:
        return where(in_special_hardship, 100, 0)

    @place.provision("1", **(PAID | of_member))
    def two(in_special_hardship: Flag) -> Amount:
        return where(in_special_hardship, 100, 0)

    claims = {"one": "any_case", "two": "any_case"}
    place.need("care", "1", scope="in_special_hardship", claims=claims, en="a", zh="一", entity=Entity.MEMBER)
    members = [Person(person_id=str(n), in_special_hardship=n == 1) for n in range(3)]
    decision = place.policy(on=JUNE).assess(household(persons=3, members=tuple(members), special_hardship_persons=1))
    assert set(decision.undetermined) == {"one", "two"}
    assert [set(part.undetermined) for part in decision.parts] == [set(), {"one", "two"}, set()]


# Links -------------------------------------------------------------------------------------------------------------


FEES = yuan(100)


def pupil(number: int, fees: Any = FEES) -> Person:
    return Person(
        person_id=f"P{number}", in_special_hardship=False, schooling=Student(stage="primary", tuition_and_fees=fees)
    )


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_totals_and_counts_are_exact(size):
    people = tuple(pupil(number, fen(12345 + number)) for number in range(size))
    decision = zz_policy().assess(household(persons=max(size, 1), members=people))
    each = [12345 + number + 50000 for number in range(size)]
    assert [part.fen["school_support"] for part in decision.parts] == each
    assert decision.fen["school_support"] == sum(each)
    wanted = Rounding().apply(sum(each), 10) if size >= 2 else 0
    assert decision.fen["family_supplement"] == wanted


def test_a_households_value_reaches_its_members():
    decision = zz_policy().assess(household(persons=1, members=(pupil(1),), on_dibao=False))
    assert decision.fen["school_support"] == 0
    unknown = zz_policy().assess(household(persons=1, members=(pupil(1),), on_dibao=None))
    assert unknown.parts[0].undetermined["school_support"].missing == ("on_dibao",)
    assert unknown.undetermined["school_support"].missing == ("on_dibao",)


def test_one_members_missing_fact_leaves_the_total_open():
    decision = zz_policy().assess(household(persons=2, members=(pupil(1), pupil(2, None))))
    assert decision.parts[0].fen["school_support"] == 60000
    assert decision.undetermined["school_support"].missing == ("tuition_and_fees",)
    assert "family_supplement" in decision.undetermined


# By their own date -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "paid"),
    [
        (date(2030, 6, 30), Rounding().apply(1_000_000 * 4 * 365, 100 * 360)),
        (date(2030, 7, 1), Rounding().apply(1_000_000 * 35 * 365, 1000 * 360)),
        (date(2029, 12, 31), None),
        (date(2031, 7, 1), None),
        (date(2031, 6, 30), Rounding().apply(1_000_000 * 35 * 365, 1000 * 360)),
    ],
)
def test_a_loan_is_judged_by_the_law_of_its_own_day(drawn, paid):
    owed = loan(drawn=drawn, maturity=date.fromordinal(drawn.toordinal() + 365))
    decision = zz_policy().assess(household(loans=(owed,)))
    if paid is None:
        assert decision.undetermined["loan_subsidy"].missing
        assert str(drawn) in decision.undetermined["loan_subsidy"].en
        return
    assert decision.fen["loan_subsidy"] == decision.parts[0].fen["loan_subsidy"] == paid


def test_a_rule_by_its_own_date_without_a_figure_names_the_date():
    place = law()

    @place.provision("1", entity=Entity.CLAIM, as_of="treated_on", **(PAID | {"period": Period.CLAIM}))
    def aid(cost: Amount) -> Amount:
        return cost

    policy = place.policy(on=JUNE)
    inside = Claim(claim_id="C", treated_on=JUNE, cost=yuan(5), already_paid=yuan(0), patient_in_special_hardship=False)
    before = inside.model_copy(update={"treated_on": date(2029, 12, 31)})
    assert policy.assess(household(claims=(inside,))).fen["aid"] == 500
    assert policy.assess(household(claims=(before,))).undetermined["aid"].missing == ("treated_on",)
    assert policy.evaluate("aid", cost=500, treated_on=JUNE) == 500
    with pytest.raises(OutOfCoverage, match="2029-12-31"):
        policy.evaluate("aid", cost=500, treated_on=date(2029, 12, 31))


# Missing facts against brute force ---------------------------------------------------------------------------------

FACTS: dict[str, list[Any]] = {
    "household_income": [yuan(0), yuan(899), yuan(900), yuan(901), yuan(10_000_000)],
    "on_dibao": [True, False],
    "in_backstop": [True, False],
    "registered_poor": [True, False],
    "develops_industry": [True, False],
}


@pytest.mark.parametrize("missing", [c for n in (1, 2, 3) for c in itertools.combinations(FACTS, n)])
@pytest.mark.parametrize("known", [(yuan(0), True), (yuan(900), True), (yuan(901), False)])
def test_what_a_missing_fact_leaves_open_is_never_decided_and_what_it_cannot_change_mostly_is(missing, known):
    income, flag = known
    base: dict[str, Any] = dict.fromkeys(FACTS, flag) | {"household_income": income}
    policy = zz_policy(DECEMBER, winter_share=Fraction(1, 10))
    open_ = policy.assess(household(**(base | dict.fromkeys(missing))))
    worlds = [
        policy.assess(household(**(base | dict(zip(missing, chosen, strict=True)))))
        for chosen in itertools.product(*(FACTS[name] for name in missing))
    ]
    for name, amount in open_.fen.items():
        assert {world.fen.get(name) for world in worlds} == {amount}
    for name, verdict in open_.verdicts.items():
        if verdict is not Verdict.UNKNOWN:
            assert {world.verdicts[name] for world in worlds} == {verdict}
    if len(missing) == 1:
        settled = {
            n for n in open_.undetermined if len({world.fen.get(n) for world in worlds}) == 1 and n in worlds[0].fen
        }
        assert not settled
    for entry in open_.undetermined.values():
        assert set(entry.missing) <= {*missing, "winter_conflict"}
        assert entry.missing


# Evaluate ----------------------------------------------------------------------------------------------------------


def test_evaluate_in_blocks_gives_what_one_gives():
    policy, size = zz_policy(), BLOCK * 2 + 7
    incomes = np.arange(size, dtype=np.int32) % 100_001
    flags = np.arange(size) % 3 == 0
    many = policy.evaluate("guarantee_gap", household_income=incomes, persons=3, on_dibao=True, in_backstop=flags)
    assert many.dtype == np.int64
    assert many.shape == (size,)
    for place in (0, 1, BLOCK - 1, BLOCK, 2 * BLOCK, size - 1):
        one = policy.evaluate(
            "guarantee_gap",
            household_income=int(incomes[place]),
            persons=3,
            on_dibao=True,
            in_backstop=bool(flags[place]),
        )
        assert many[place] == one


def test_evaluate_names_the_row_in_the_whole_array():
    persons = np.full(BLOCK + 10, 3)
    persons[BLOCK + 5] = 0
    with pytest.raises(InvalidInput, match=f"got 0 at index {BLOCK + 5}"):
        zz_policy().evaluate("guarantee_gap", household_income=0, persons=persons, on_dibao=True, in_backstop=False)


def test_one_array_under_two_names_is_one_operand():
    persons = np.array([1, 2, 3])
    facts = {
        "household_income": 0,
        "persons": persons,
        "persons_covered": persons,
        "on_dibao": True,
        "in_backstop": False,
    }
    assert zz_policy().evaluate("guarantee_gap", **facts).tolist() == [30000, 60000, 90000]


@pytest.mark.parametrize(
    ("name", "facts", "error", "message"),
    [
        ("guarantee_gap", {}, MissingArgument, "needs household_income"),
        ("special_hardship", {"special_hardship_persons": 1, "person": 3}, MissingArgument, "does not need person"),
        ("special_hardsip", {"special_hardship_persons": 1}, UnknownName, "special_hardship"),
        ("special_hardship", {"special_hardship_persons": None}, MissingFact, "special_hardship"),
        ("special_hardship", {"special_hardship_persons": 51}, InvalidInput, "0 to 50"),
        ("special_hardship", {"special_hardship_persons": np.array([1.0])}, InvalidInput, "float64"),
        ("special_hardship", {"special_hardship_persons": [1]}, InvalidInput, r"got \[1\]"),
        ("loan_subsidy", {"principal": 1}, InvalidInput, "row by row"),
        ("dibao_standard", {}, UnknownName, "provision"),
    ],
)
def test_evaluate_refuses(name, facts, error, message):
    with pytest.raises(error, match=message):
        zz_policy().evaluate(name, **facts)


def test_evaluate_refuses_arrays_of_different_lengths_and_facts_that_contradict():
    facts = {
        "household_income": np.array([0, 1]),
        "persons": np.array([1, 2, 3]),
        "on_dibao": True,
        "in_backstop": False,
    }
    with pytest.raises(InvalidInput, match="household_income 2, persons 3"):
        zz_policy().evaluate("guarantee_gap", **facts)
    facts |= {"persons": np.array([1, 2]), "persons_covered": np.array([1, 3])}
    with pytest.raises(InvalidInput, match=r"persons_covered is above persons at index 1 \(1 such\)"):
        zz_policy().evaluate("guarantee_gap", **facts)


def test_evaluate_proves_what_comes_over_a_link():
    place = law()
    place.link("total", "fees", "tuition_and_fees", of=Entity.MEMBER, to=Entity.HOUSEHOLD, en="a", zh="一")

    @place.provision("1", **PAID)
    def paid(fees: Amount) -> Amount:
        return fees * 4

    policy = place.policy(on=JUNE)
    assert policy.evaluate("paid", fees=np.array([2**60])).tolist() == [2**62]
    with pytest.raises(OverflowRefused):
        policy.evaluate("paid", fees=np.array([2**62]))


def test_evaluate_takes_dates_and_scalars_of_numpy():
    assert zz_policy().evaluate("special_hardship", special_hardship_persons=np.int8(2)) == Fen(78000)
    assert zz_policy().evaluate("special_hardship", special_hardship_persons=np.array([], np.int64)).tolist() == []


# Assess ------------------------------------------------------------------------------------------------------------


def test_assess_takes_models_and_mappings():
    policy = zz_policy()
    assert policy.assess(
        {"户编号": "H1", "persons": 3, "household_income": "268", "on_dibao": True, "in_backstop": False}
    )
    village = Village(village_id="V", is_poor_village=True, collective_income=yuan(30000))
    assert policy.assess(village).verdicts["village_income_test"] is Verdict.MET
    assert policy.assess({"village_id": "V", "is_poor_village": True}, entity="village").verdicts == {
        "village_income_test": Verdict.UNKNOWN
    }


@pytest.mark.parametrize("thing", [5, None, [], object(), "not json", b"\xff"])
def test_assess_refuses_anything_else(thing):
    with pytest.raises(InvalidInput):
        zz_policy().assess(thing)


def test_assess_names_what_is_assessed():
    with pytest.raises(UnknownName, match="household"):
        zz_policy().assess({}, entity="houshold")
    with pytest.raises(InvalidInput, match="assess the household whose loan it is"):
        zz_policy().assess(loan())
    with pytest.raises(InvalidInput, match="county"):
        zz_policy().assess({"county_id": "C", "year": 2030, "named_for_exit": True}, entity=Entity.COUNTY)


def test_the_order_of_settings_changes_nothing():
    one = zz.policy(on=DECEMBER, dibao_standard=yuan(300), winter_share=Fraction(1, 2))
    other = zz.policy(on=DECEMBER, winter_share=Fraction(1, 2), dibao_standard=yuan(300))
    assert one.identity == other.identity
    assert dict(one.identity.settings) == {"dibao_standard": "300.00 yuan", "winter_share": "50%"}


def test_xiangxis_policies_are_made_on_each_day():
    for on in (xiangxi.law.start, xiangxi.law.end):
        assert xiangxi.policy(on=on).assess(household()).identity.on == on


@pytest.mark.parametrize("name", [5, None, yuan(3), ("guarantee_gap",)])
def test_names_that_are_no_texts_are_unknown(name):
    policy = zz_policy()
    decision = policy.assess(household())
    for asking in (policy.rule, policy.evaluate, decision.amounts.__getitem__):
        with pytest.raises(UnknownName, match="provision"):
            asking(name)
    assert isinstance(decision.why_not(name), UnknownName)
    with pytest.raises(UnknownName):
        zz_policy(provisions=[name])


def test_lists_are_lists_and_mappings_are_mappings():
    with pytest.raises(InvalidInput, match="list of names"):
        zz_policy(provisions=5)
    with pytest.raises(InvalidInput, match="mapping of names"):
        zz_policy().reform(replace_provisions=[zz.guarantee_gap])


def test_a_policy_and_a_law_show_themselves_in_a_line():
    policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
    assert repr(policy) == "<policy of zz on 2030-06-01: dibao_standard 300.00 yuan; 14 provisions, 6 left out>"
    assert repr(zz.law) == "<jurisdiction zz (990000) 虚构县, 2030-01-01 to 2031-12-31>"


@pytest.mark.parametrize("below", [{"subsidised_principal": fen(-1)}, {"hardship_multiple": Fraction(-1, 10)}])
def test_a_reform_refuses_a_figure_below_zero(below):
    policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
    with pytest.raises(OutOfRange, match="nothing below zero"):
        policy.reform(**below)


@pytest.mark.parametrize(("income", "found"), [("599.99", Verdict.NOT_MET), ("600", Verdict.MET)])
def test_an_income_at_the_standard_is_for_review(income, found):
    assert zz.income_at_standard(yuan(300), yuan(income), 2, True) is found
    assert zz.income_at_standard(yuan(300), yuan(income), 2, False) is Verdict.NOT_MET


def test_a_quarterly_visit_is_due_at_the_end_of_each_quarter():
    ends = [(3, 31), (6, 30), (9, 30), (12, 31)]
    assert [due.on for due in zz.visit_calendar(2030)] == [date(2030, *end) for end in ends]
