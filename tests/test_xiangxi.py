"""Xiangxi's payments to households, at every boundary; places, loans and claims have files of their own."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from four_ways import decided

from povertykit import Household, Person, Rounding, Verdict, fen, per_year, yuan
from povertykit.errors import (
    BareAmount,
    InvalidInput,
    MissingFact,
    OpenTerm,
    OutOfCoverage,
    OutOfRange,
    UnknownName,
    UnlikePeriods,
)
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.money import DOWN, JIAO, PERSON_MONTH, UP, YEAR, YUAN, Period

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
MIDSUMMER = date(2017, 6, 1)
POLICY = xiangxi.policy(on=MIDSUMMER, dibao_standard=yuan("252.17"), industry_rate=yuan(1750))


def household(**facts):
    known = {"household_id": "H1", "persons": 3, "special_hardship_persons": 0}
    return Household(**known | facts)


def findings(**facts):
    return [finding.name for finding in POLICY.assess(household(**facts)).findings]


ON_DIBAO = {"on_dibao": True, "in_backstop": False, "registered_poor": True}
BACKSTOP = {"on_dibao": True, "in_backstop": True, "registered_poor": True}


# The guarantee: the gap, or the full standard -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("income", "paid"),
    [
        ("0", "756.51"),
        ("268", "488.51"),
        ("756.50", "0.01"),
        ("756.51", "0"),  # exactly the standard for three
        ("756.52", "0"),
        ("10000000", "0"),
    ],
)
def test_the_gap_is_what_the_income_lacks_and_never_below_zero(income, paid):
    case = household(household_income=yuan(income), **ON_DIBAO)
    assert decided(POLICY, "guarantee_gap", case) == yuan(paid)
    assert decided(POLICY, "guarantee_full", case) == 0


@pytest.mark.parametrize(("persons", "paid"), [(1, "0"), (2, "236.34"), (3, "488.51"), (4, "740.68")])
def test_the_gap_by_one_person_more_or_fewer(persons, paid):
    case = household(persons=persons, household_income=yuan(268), **ON_DIBAO)
    assert decided(POLICY, "guarantee_gap", case) == yuan(paid)


@pytest.mark.parametrize(
    ("covered", "paid"),
    [(0, "0"), (1, "162.84"), (2, "325.67"), (3, "488.51")],  # 488.51 x covered / 3, half up to the fen
)
def test_where_fewer_are_covered_than_share_the_income_their_share_of_the_gap_is_paid(covered, paid):
    case = household(household_income=yuan(268), persons_covered=covered, **ON_DIBAO)
    assert decided(POLICY, "guarantee_gap", case) == yuan(paid)


@pytest.mark.parametrize(("covered", "paid"), [(0, "0"), (1, "252.17"), (2, "504.34"), (3, "756.51")])
@pytest.mark.parametrize("income", ["0", "756.51", "5000", None])
def test_the_backstop_pays_the_full_standard_for_those_covered_whatever_the_income(covered, paid, income):
    given = None if income is None else yuan(income)
    case = household(persons_covered=covered, household_income=given, **BACKSTOP)
    assert decided(POLICY, "guarantee_full", case) == yuan(paid)
    assert decided(POLICY, "guarantee_gap", case) == 0


@pytest.mark.parametrize(
    ("facts", "full", "gap", "found"),
    [
        (BACKSTOP, "756.51", "0", []),
        (ON_DIBAO, "0", "488.51", []),
        ({**ON_DIBAO, "registered_poor": False}, "0", "488.51", []),
        ({**BACKSTOP, "registered_poor": False}, "0", "0", ["guarantee_uncovered"]),
        ({**BACKSTOP, "on_dibao": False}, "0", "0", []),
        ({**ON_DIBAO, "on_dibao": False}, "0", "0", []),
    ],
)
def test_each_case_is_claimed_by_one_rule_or_reported_as_uncovered(facts, full, gap, found):
    case = household(household_income=yuan(268), **facts)
    assert decided(POLICY, "guarantee_full", case) == yuan(full)
    assert decided(POLICY, "guarantee_gap", case) == yuan(gap)
    assert findings(household_income=yuan(268), **facts) == found
    claims = [xiangxi.guarantee_full_case, xiangxi.guarantee_gap_case]
    assert sum(rule(**{name: facts[name] for name in rule.units}) is MET for rule in claims) <= 1


@pytest.mark.parametrize(
    ("unknown", "full", "gap"),
    [
        ({"household_income": None, **ON_DIBAO}, "0", None),
        ({"household_income": None, "on_dibao": False, "in_backstop": False}, "0", "0"),
        ({"in_backstop": None}, None, None),
        ({"in_backstop": None, "registered_poor": False}, "0", None),
        ({"in_backstop": None, "household_income": yuan(800)}, None, "0"),
        ({"on_dibao": None}, "0", None),
        ({"on_dibao": None, "in_backstop": True}, None, "0"),
        ({"registered_poor": None, "in_backstop": True}, None, "0"),
        ({"registered_poor": None}, "0", "488.51"),
    ],
)
def test_an_unknown_fact_is_never_zero_and_matters_only_where_it_matters(unknown, full, gap):
    case = household(**{**ON_DIBAO, "household_income": yuan(268), **unknown})
    assert decided(POLICY, "guarantee_full", case) == (None if full is None else yuan(full))
    assert decided(POLICY, "guarantee_gap", case) == (None if gap is None else yuan(gap))


def test_an_undetermined_payment_names_the_missing_fact_in_both_languages():
    decision = POLICY.assess(household(household_income=None, **ON_DIBAO))
    entry = decision.undetermined["guarantee_gap"]
    assert entry.missing == ("household_income",)
    assert "household income" in entry.en
    assert "家庭月收入" in entry.zh
    with pytest.raises(MissingFact, match="household income"):
        decision.amounts["guarantee_gap"]


@pytest.mark.parametrize(
    ("income", "found"), [("756.50", []), ("756.51", ["income_at_standard"]), ("756.52", ["income_at_standard"])]
)
def test_a_dibao_household_at_the_standard_is_paid_nothing_and_shown_for_review(income, found):
    assert findings(household_income=yuan(income), **ON_DIBAO) == found
    assert findings(household_income=yuan(income), on_dibao=False, in_backstop=False) == []
    assert xiangxi.income_at_standard(25217, yuan(income), 3, True) is (MET if found else NOT_MET)


def test_a_yearly_standard_is_paid_by_the_month_as_its_rounding_says():
    case = household(household_income=yuan(0), **ON_DIBAO)
    yearly = POLICY.reform(dibao_standard=per_year(yuan(3026)))
    assert yearly.assess(case).amounts["guarantee_gap"] == Decimal("756.50")
    by_person = yearly.reform(guarantee_rounding=Rounding(stage=PERSON_MONTH))
    assert by_person.assess(case).amounts["guarantee_gap"] == Decimal("756.51")
    by_year = yearly.reform(guarantee_rounding=Rounding(stage=YEAR))
    assert by_year.assess(case).amounts["guarantee_gap"] == Decimal("756.51")  # June's payment is 252.17


@pytest.mark.parametrize(
    ("rounding", "paid"),
    [
        (Rounding(unit=JIAO), "488.50"),
        (Rounding(unit=JIAO, mode=UP), "488.60"),
        (Rounding(unit=YUAN, mode=DOWN), "488"),
        (Rounding(unit=YUAN, mode=UP, stage=PERSON_MONTH), "489"),  # 162.8366… a person, up to 163
    ],
)
def test_the_rounding_of_the_guarantee_is_the_callers(rounding, paid):
    case = household(household_income=yuan(268), **ON_DIBAO)
    assert decided(POLICY.reform(guarantee_rounding=rounding), "guarantee_gap", case) == yuan(paid)


# Special hardship ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("persons", "paid"), [(0, "0"), (1, "327.82"), (2, "655.64"), (3, "983.46")])
def test_special_hardship_is_thirteen_tenths_of_the_standard_each(persons, paid):
    assert decided(POLICY, "special_hardship", household(special_hardship_persons=persons)) == yuan(paid)


def test_special_hardship_rounds_each_person_or_all_together():
    together = POLICY.reform(special_hardship_rounding=Rounding())
    assert decided(together, "special_hardship", household(special_hardship_persons=3)) == yuan("983.46")
    up = POLICY.reform(special_hardship_rounding=Rounding(unit=YUAN, mode=UP, stage=PERSON_MONTH))
    assert decided(up, "special_hardship", household(special_hardship_persons=3)) == yuan(984)


def test_special_hardship_of_an_unknown_number_is_undetermined():
    assert decided(POLICY, "special_hardship", household(special_hardship_persons=None)) is None


def member(name, *, hardship=False, **facts):
    return Person(person_id=name, in_special_hardship=hardship, **facts)


def test_a_member_in_special_hardship_is_not_also_covered_by_dibao():
    case = Household(
        household_id="H1",
        members=(member("a"), member("b"), member("c", hardship=True)),
        household_income=yuan(268),
        **ON_DIBAO,
    )
    assert decided(POLICY, "guarantee_gap", case) == yuan("325.67")  # 488.51 x 2 / 3
    assert decided(POLICY, "special_hardship", case) == yuan("327.82")
    with pytest.raises(InvalidInput, match="special hardship"):
        member("c", hardship=True, covered=True)
    with pytest.raises(InvalidInput, match="persons_covered"):
        household(persons_covered=3, special_hardship_persons=1, **ON_DIBAO)


def test_backstop_and_special_hardship_in_one_household_pay_for_different_persons():
    case = household(persons=3, special_hardship_persons=1, **BACKSTOP)
    assert decided(POLICY, "guarantee_full", case) == yuan("504.34")  # two persons
    assert decided(POLICY, "special_hardship", case) == yuan("327.82")  # one person
    assert POLICY.assess(case).total(Period.MONTH) == yuan("832.16")
    everyone = household(persons=2, special_hardship_persons=2, **BACKSTOP)
    assert decided(POLICY, "guarantee_full", everyone) == 0


# Temporary assistance -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persons", "months", "paid"),
    [(0, 12, "0"), (1, 0, "0"), (1, 1, "252.17"), (3, 2, "1513.02"), (3, 12, "9078.12")],
)
def test_temporary_assistance_is_the_standard_for_persons_and_months(persons, months, paid):
    case = household(hardship_persons=persons, hardship_months=months)
    assert decided(POLICY, "temporary_assistance", case) == yuan(paid)


@pytest.mark.parametrize(
    ("persons", "months", "paid"), [(None, 3, None), (2, None, None), (0, None, 0), (None, 0, 0), (None, None, None)]
)
def test_temporary_assistance_with_unknown_counts(persons, months, paid):
    case = household(hardship_persons=persons, hardship_months=months)
    assert decided(POLICY, "temporary_assistance", case) == paid


@pytest.mark.parametrize("wrong", [{"hardship_months": 13}, {"hardship_persons": 4}, {"hardship_months": -1}])
def test_temporary_assistance_beyond_the_models_bounds_is_refused(wrong):
    with pytest.raises(InvalidInput, match=next(iter(wrong))):
        household(**wrong)


# Industry -----------------------------------------------------------------------------------------------------------

GROWER = {"registered_poor": True, "develops_industry": True}


@pytest.mark.parametrize("rate", ["1500", "1500.01", "1999.99", "2000"])
def test_a_rate_inside_the_clauses_range_is_paid_for_each_person(rate):
    policy = xiangxi.policy(on=MIDSUMMER, industry_rate=yuan(rate))
    assert decided(policy, "industry_subsidy", household(**GROWER)) == yuan(rate) * 3
    assert xiangxi.industry_subsidy(yuan(rate), 3, True, True) == yuan(rate) * 3


@pytest.mark.parametrize("rate", ["1499.99", "2000.01"])
def test_a_rate_outside_the_clauses_range_is_refused_with_the_clause(rate):
    with pytest.raises(OutOfRange, match=r"1500\.00 yuan to 2000\.00 yuan, both included.*三\(二\)"):
        xiangxi.policy(on=MIDSUMMER, industry_rate=yuan(rate))
    with pytest.raises(InvalidInput, match=r"三\(二\)"):
        xiangxi.industry_subsidy(yuan(rate), 3, True, True)


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        (GROWER, 525_000),
        ({"registered_poor": False, "develops_industry": True}, 0),
        ({"registered_poor": True, "develops_industry": False}, 0),
        ({"registered_poor": None, "develops_industry": True}, None),
        ({"registered_poor": True, "develops_industry": None}, None),
        ({"registered_poor": False, "develops_industry": None}, 0),
    ],
)
def test_the_industry_subsidy_needs_a_registered_poor_household_that_develops_industry(facts, paid):
    assert decided(POLICY, "industry_subsidy", household(**facts)) == paid


def test_the_period_of_the_industry_subsidy_is_unstated_until_a_notice_states_it():
    case = household(**GROWER)
    assert POLICY.assess(case).payments["industry_subsidy"].period is Period.UNSTATED
    yearly = POLICY.reform(industry_period=Period.YEAR)
    assert yearly.assess(case).payments["industry_subsidy"].period is Period.YEAR
    assert yearly.assess(case).total(Period.YEAR) == yuan(5250)
    with pytest.raises(InvalidInput, match="a Period"):
        xiangxi.policy(on=MIDSUMMER, industry_period="year")


@pytest.mark.parametrize(
    ("registered", "projects", "verdict"),
    [
        (True, 0, NOT_MET),
        (True, 1, MET),
        (True, 2, MET),
        (False, 0, MET),
        (True, None, UNKNOWN),
        (None, 0, UNKNOWN),
        (None, 1, MET),
    ],
)
def test_every_poor_household_has_an_income_project(registered, projects, verdict):
    case = household(registered_poor=registered, income_projects=projects)
    assert decided(POLICY, "income_project_target", case) is verdict


# Dates, open terms and what a caller hands over ---------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2017, 1, 1), date(2018, 2, 28), date(2020, 2, 29), date(2020, 12, 31)])
def test_a_day_inside_the_coverage_has_a_policy(day):
    policy = xiangxi.policy(on=day, dibao_standard=yuan("252.17"))
    assert policy.assess(household(**BACKSTOP)).amounts["guarantee_full"] == Decimal("756.51")


@pytest.mark.parametrize("day", [date(2016, 2, 29), date(2016, 12, 31), date(2021, 1, 1)])
def test_a_day_outside_the_coverage_has_none_and_the_message_says_what_is_covered(day):
    with pytest.raises(OutOfCoverage, match="2017-01-01 to 2020-12-31"):
        xiangxi.policy(on=day)


def test_open_terms_that_nobody_filled_leave_their_provisions_out_with_the_clause():
    bare = xiangxi.policy(on=MIDSUMMER)
    assert {term.name for term in bare.open_terms()} == {
        "cadre_share",
        "dibao_standard",
        "industry_period",
        "industry_rate",
        "living_allowance_junior",
        "living_allowance_preschool",
        "living_allowance_primary",
        "living_allowance_senior",
        "team_subsidy_standard",
    }
    decision = bare.assess(household(**BACKSTOP))
    assert "guarantee_full" not in decision.payments
    assert "二(二)" in decision.left_out["guarantee_full"].en
    with pytest.raises(OpenTerm, match="dibao_standard"):
        decision.amounts["guarantee_full"]
    with pytest.raises(OpenTerm, match="dibao_standard"):
        bare.evaluate("guarantee_full", persons_covered=3, registered_poor=True, on_dibao=True, in_backstop=True)
    with pytest.raises(OpenTerm, match="industry_rate"):
        xiangxi.policy(on=MIDSUMMER, provisions=["industry_subsidy"])


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"dibao_standard": 252}, BareAmount, "may be yuan or fen"),
        ({"dibao_standard": yuan(3026)}, OutOfRange, "per_year"),
        ({"dibao_standard": yuan("49.99")}, OutOfRange, r"50\.00 yuan to 1500\.00"),
        ({"dibao_standard": fen(252)}, OutOfRange, r"2\.52 yuan"),
        ({"industry_rate": per_year(yuan(1750))}, UnlikePeriods, "industry_rate"),
        ({"special_hardship_multiple": Fraction(3, 2)}, UnknownName, "special_hardship_multiple"),
        ({"cadre_share": 0.5}, InvalidInput, "Fraction"),
        ({"cadre_share": Fraction(11, 10)}, OutOfRange, "plausible"),
        ({"medical_basis": "some"}, UnknownName, "all_cost"),
        ({"dibao": yuan(252)}, UnknownName, "dibao_standard"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(settings, error, message):
    with pytest.raises(error, match=message):
        xiangxi.policy(on=MIDSUMMER, **settings)


@pytest.mark.parametrize("standard", ["50", "1500"])
def test_the_plausible_ends_of_the_standard_are_taken(standard):
    policy = xiangxi.policy(on=MIDSUMMER, dibao_standard=yuan(standard))
    assert decided(policy, "guarantee_full", household(**BACKSTOP)) == yuan(standard) * 3


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"persons": 0}, "1 to 50"),
        ({"persons": -3}, "1 to 50"),
        ({"persons": 3.5}, "whole number"),
        ({"household_income": 268}, "yuan"),
        ({"household_income": float("nan")}, "household_income"),
        ({"household_income": float("inf")}, "household_income"),
        ({"household_income": "-0.01"}, "household_income"),
        ({"household_income": 0.125}, "household_income"),
        ({"household_income": "much"}, "household_income"),
        ({"on_dibao": "yes"}, "True or False"),
        ({"persons": 2, "members": (member("a"),)}, "1 are listed"),
    ],
)
def test_a_household_that_cannot_be_meant_is_refused(facts, message):
    with pytest.raises(InvalidInput, match=message):
        POLICY.assess({"household_id": "H1", "persons": 3, **facts})


def test_rules_called_alone_refuse_what_no_household_can_have():
    for wrong in ({"persons": 0}, {"persons": 51}, {"household_income": -1}, {"on_dibao": 1}, {"in_backstop": "no"}):
        good = {"household_income": 26800, "persons": 3, "on_dibao": True, "in_backstop": False}
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            xiangxi.guarantee_gap(25217, **{**good, **wrong})


def test_a_provision_called_alone_gives_fen():
    assert repr(xiangxi.guarantee_gap(25217, 26800, 3, True, False)) == "Fen(48851)"
    assert xiangxi.guarantee_gap(25217, 26800, 3, True, False, persons_covered=1) == yuan("162.84")
