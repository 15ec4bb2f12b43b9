"""Lianzhou's rules for households and their members: who is helped, exits, coverage, premiums, measures."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Household, Person, Verdict, fen, jurisdiction, yuan
from povertykit.errors import BareAmount, InvalidInput, MissingFact, OpenTerm, OutOfCoverage, OutOfRange, UnknownName
from povertykit.jurisdictions.cn.guangdong import lianzhou
from povertykit.models import LabourCapacity
from povertykit.models.people import DisabilityKind
from povertykit.money import DOWN, Period, Rounding

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
TERMS = {
    "provincial_mean_income": yuan("13360.44"),
    "first_tranche": yuan(100_000),
    "matching_city_share": Fraction(1, 3),
    "medical_premium": yuan(60),
    "lowest_pension_premium": yuan(120),
    "pension_premium_share": Fraction(1, 2),
    "severe_grade": 2,
}
POLICY = lianzhou.policy(on=date(2015, 6, 1), **TERMS)
CENT = yuan("0.01")


def household(**facts):
    return Household(**{"household_id": "H1", "persons": 3, **facts})


def money(value):
    return None if value is None else yuan(value)


@pytest.mark.parametrize("name", ["lianzhou", "441882", "连州", "连州市", "广东省连州市", "Lianzhou City"])
def test_the_module_is_found_by_every_name(name):
    assert jurisdiction(name) is lianzhou


@pytest.mark.parametrize(("day", "covered"), [((2013, 6, 17), False), ((2013, 6, 18), True), ((2016, 1, 1), False)])
def test_the_plan_is_covered_from_its_date_to_the_end_of_its_round(day, covered):
    assert lianzhou.law.covers(date(*day)) is covered
    if not covered:
        with pytest.raises(OutOfCoverage, match="2013-06-18 to 2015-12-31"):
            lianzhou.policy(on=date(*day))


# Who is helped ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persons", [1, 3, 50])
@pytest.mark.parametrize(("more", "verdict"), [(-1, MET), (0, NOT_MET), (1, NOT_MET)])
def test_a_key_household_had_less_than_the_line_a_person(persons, more, verdict):
    income = yuan(3093) * persons + CENT * more
    case = household(persons=persons, in_key_village=True, designation_income=fen(income))
    assert decided(POLICY, "key_household_test", case) is verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"in_key_village": False, "designation_income": "0"}, NOT_MET),
        ({"in_key_village": None, "designation_income": "0"}, UNKNOWN),
        ({"in_key_village": True, "designation_income": None}, UNKNOWN),
        ({"in_key_village": False, "designation_income": None}, NOT_MET),
        ({"in_key_village": None, "designation_income": "9279"}, NOT_MET),
        ({"in_key_village": True, "designation_income": None, "yearly_income": "0"}, UNKNOWN),  # another year's income
    ],
)
def test_a_key_household_lives_in_a_key_village_and_its_income_of_2011_is_known(facts, verdict):
    facts = {name: value if isinstance(value, bool) else money(value) for name, value in facts.items()}
    assert decided(POLICY, "key_household_test", household(**facts)) is verdict


# The income of 2015 -------------------------------------------------------------------------------------------------


def poor(**facts):
    return household(**{"registered_poor": True, "has_labour_capacity": True, **facts})


@pytest.mark.parametrize(("more", "verdict"), [(-1, NOT_MET), (0, MET), (1, MET)])
def test_forty_five_percent_is_enough_and_compared_exactly(more, verdict):
    # 45% of 13360.44 is 6012.198: for ten persons 60121.98, where a rounded 6012.20 would ask for 60122.00.
    case = poor(persons=10, yearly_income=yuan("60121.98") + CENT * more)
    assert decided(POLICY, "household_exit_test", case) is verdict


def test_a_line_between_two_fen_is_reached_by_the_upper_one():
    assert decided(POLICY, "household_exit_test", poor(persons=1, yearly_income=yuan("6012.19"))) is NOT_MET
    assert decided(POLICY, "household_exit_test", poor(persons=1, yearly_income=yuan("6012.20"))) is MET


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"registered_poor": False}, NOT_MET),
        ({"has_labour_capacity": False}, NOT_MET),
        ({"registered_poor": None}, UNKNOWN),
        ({"has_labour_capacity": None}, UNKNOWN),
        ({"yearly_income": None}, UNKNOWN),
        ({"yearly_income": None, "has_labour_capacity": False}, NOT_MET),
        ({"yearly_income": yuan(0), "has_labour_capacity": None}, NOT_MET),
    ],
)
def test_the_income_line_is_for_poor_households_that_can_work(facts, verdict):
    assert decided(POLICY, "household_exit_test", poor(**{"yearly_income": yuan(30_000), **facts})) is verdict


def test_an_open_provincial_mean_leaves_the_exit_out():
    bare = lianzhou.policy(on=date(2015, 6, 1))
    with pytest.raises(OpenTerm, match="provincial_mean_income"):
        bare.rule("household_exit_test")
    assert "household_exit_test" in bare.assess(poor(yearly_income=yuan(30_000))).left_out
    assert {term.name for term in bare.open_terms()} == {*TERMS, "judged_on"}


@pytest.mark.parametrize("day", [date(2013, 12, 31), date(2014, 12, 31)])
def test_the_tests_of_2015_are_not_in_force_before(day):
    early = lianzhou.policy(on=day, **TERMS)
    assert {"household_exit_test", "village_exit_test", "city_target", "household_coverage_test"} <= set(early.left_out)


@given(
    income=st.integers(0, 10_000_000),
    persons=st.integers(1, 50),
    mean=st.integers(300_000, 10_000_000),
)
def test_the_exit_agrees_with_fractions_of_income_a_person(income, persons, mean):
    verdict = lianzhou.household_exit_test(
        registered_poor=True,
        has_labour_capacity=True,
        yearly_income=fen(income),
        persons=persons,
        provincial_mean_income=fen(mean),
    )
    assert (verdict is MET) is (Fraction(income, persons) >= Fraction(45, 100) * mean)


@given(income=st.integers(0, 10_000_000), more=st.integers(0, 1_000_000), persons=st.integers(1, 50))
def test_more_income_never_undoes_an_exit_and_never_makes_a_key_household(income, more, persons):
    def verdicts(earned):
        exit_ = POLICY.evaluate(
            "household_exit_test",
            registered_poor=True,
            has_labour_capacity=True,
            yearly_income=earned,
            persons=persons,
        )
        key = POLICY.evaluate("key_household_test", in_key_village=True, designation_income=earned, persons=persons)
        return exit_, key

    (before, key_before), (after, key_after) = verdicts(income), verdicts(income + more)
    assert before <= after
    assert key_before >= key_after


def test_an_explanation_names_the_clause():
    text = POLICY.assess(poor(persons=1, yearly_income=yuan("6012.19"))).explain()
    assert "一(二)2" in text
    assert "13,360.44" in text
    assert "一(二)2" in POLICY.assess(poor(persons=1, yearly_income=yuan("6012.19"))).explain("zh")


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"provincial_mean_income": 13360}, BareAmount),
        ({"provincial_mean_income": yuan(1000)}, OutOfRange),  # a month's, or fen taken for yuan
        ({"pension_premium_share": Fraction(11, 10)}, OutOfRange),
        ({"pension_premium_share": Fraction(-1, 10)}, OutOfRange),
        ({"matching_city_share": Fraction(101, 100)}, OutOfRange),
        ({"first_tranche": yuan("200000.01")}, OutOfRange),
        ({"severe_grade": 5}, OutOfRange),
        ({"pension_reading": "some"}, UnknownName),
        ({"household_exit_share": Fraction(1, 2)}, UnknownName),
    ],
)
def test_settings_that_cannot_be(settings, error):
    with pytest.raises(error):
        lianzhou.policy(on=date(2015, 6, 1), **settings)


# Insurance and dibao of every member --------------------------------------------------------------------------------

COVERED = {
    "in_special_hardship": False,
    "in_medical_insurance": True,
    "in_pension_insurance": True,
    "meets_dibao_conditions": False,
    "covered": False,
}


def family(*members, **facts):
    people = tuple(Person(person_id=f"P{n}", **{**COVERED, **each}) for n, each in enumerate(members))
    return Household(**{"household_id": "H1", "registered_poor": True, "members": people, **facts})


def coverage(case, **settings):
    policy = POLICY.reform(**settings) if settings else POLICY
    return policy.assess(case).verdicts["household_coverage_test"]


@pytest.mark.parametrize(
    ("member", "verdict"),
    [
        ({}, MET),
        ({"in_medical_insurance": False}, NOT_MET),
        ({"in_medical_insurance": None}, UNKNOWN),
        ({"in_pension_insurance": False, "pension_insurance_admits": True}, NOT_MET),
        ({"in_pension_insurance": False, "pension_insurance_admits": False}, MET),  # a child, a pupil
        ({"in_pension_insurance": False}, UNKNOWN),
        ({"in_pension_insurance": None, "pension_insurance_admits": False}, MET),
        ({"meets_dibao_conditions": True}, NOT_MET),
        ({"meets_dibao_conditions": True, "covered": True}, MET),
        ({"meets_dibao_conditions": None}, UNKNOWN),
        ({"meets_dibao_conditions": True, "covered": None}, UNKNOWN),
        ({"meets_dibao_conditions": None, "covered": True}, MET),
        ({"meets_dibao_conditions": True, "in_special_hardship": True}, MET),  # provided for otherwise
    ],
)
def test_one_member_decides_for_the_household(member, verdict):
    assert coverage(family({}, member, {})) is verdict
    assert coverage(family(member)) is verdict


def test_where_every_member_counts_a_child_must_be_in_the_pension_insurance():
    child = {"in_pension_insurance": False, "pension_insurance_admits": False}
    assert coverage(family({}, child)) is MET
    assert coverage(family({}, child), pension_reading="all") is NOT_MET


def test_one_member_who_lacks_something_outweighs_what_is_not_known_of_another():
    assert (
        coverage(
            family({"in_medical_insurance": None}, {"in_pension_insurance": False, "pension_insurance_admits": True})
        )
        is NOT_MET
    )


@pytest.mark.parametrize(
    ("lacking", "verdict"),
    [
        ((0, 0, 0), MET),
        ((1, 0, 0), NOT_MET),
        ((0, 1, 0), NOT_MET),
        ((0, 0, 1), NOT_MET),
        ((None, None, None), UNKNOWN),
        ((0, 0, None), UNKNOWN),
        ((None, 1, 0), NOT_MET),
    ],
)
def test_without_listed_members_the_counts_of_those_who_lack_something_decide(lacking, verdict):
    names = ("persons_lacking_medical_insurance", "persons_lacking_pension_insurance", "persons_left_out_of_dibao")
    facts = dict(zip(names, lacking, strict=True))
    assert coverage(household(registered_poor=True, **facts)) is verdict
    assert coverage(household(registered_poor=False, **facts)) is MET
    listed = POLICY.evaluate(
        "household_coverage_test",
        registered_poor=np.array([True, True]),
        members_listed=np.array([0, 3]),
        members_without_medical=np.array([0, 0]),
        members_without_pension=np.array([0, 0]),
        members_without_dibao=np.array([0, 0]),
        **{name: np.array([count] * 2) for name, count in facts.items() if count is not None},
        **{name: None for name, count in facts.items() if count is None},
    )
    assert listed.tolist() == [verdict, MET]  # where members are listed the counts are not looked at


def test_a_household_without_members_or_counts_is_not_met_silently():
    decision = POLICY.assess(household(registered_poor=True))
    assert decision.verdicts["household_coverage_test"] is UNKNOWN
    assert "persons_lacking_medical_insurance" in decision.undetermined["household_coverage_test"].missing


# Premiums -----------------------------------------------------------------------------------------------------------

NOBODY = {
    "in_special_hardship": False,
    "covered": False,
    "disability_kind": DisabilityKind.NONE,
    "labour_capacity": LabourCapacity.ABLE,
    "seriously_ill": False,
    "birth_date": date(1980, 1, 1),
}
CASES = (
    "premium_dibao_case",
    "premium_disabled_case",
    "premium_elder_case",
    "premium_minor_case",
    "premium_hardship_case",
    "premium_illness_case",
)


def member_decision(facts, policy=POLICY, **of_household):
    person = Person(person_id="P1", **{**NOBODY, **facts})
    home = {"household_id": "H1", "in_key_village": True, "low_income": True, **of_household}
    return policy.assess(Household(**home, members=(person,))).parts[0]


@pytest.mark.parametrize(
    ("facts", "case"),
    [
        ({}, None),
        ({"covered": True}, "premium_dibao_case"),
        ({"disability_kind": DisabilityKind.PHYSICAL, "labour_capacity": LabourCapacity.LOST}, "premium_disabled_case"),
        ({"disability_kind": DisabilityKind.PHYSICAL, "labour_capacity": LabourCapacity.PARTLY_LOST}, None),
        ({"labour_capacity": LabourCapacity.LOST}, None),
        ({"birth_date": date(1955, 6, 1)}, "premium_elder_case"),  # 60 on the policy's day
        ({"birth_date": date(1955, 6, 2)}, None),
        ({"birth_date": date(1997, 6, 1)}, None),  # 18 on the policy's day
        ({"birth_date": date(1997, 6, 2)}, "premium_minor_case"),
        ({"birth_date": date(2015, 6, 1)}, "premium_minor_case"),
        ({"in_special_hardship": True, "covered": None}, "premium_hardship_case"),
        ({"seriously_ill": True}, "premium_illness_case"),
    ],
)
def test_each_group_has_its_premium_paid_in_full_in_a_key_village(facts, case):
    decision = member_decision(facts)
    if case is not None:
        assert decision.verdicts[case] is MET
        assert decision.amounts["medical_premium_support"] == 60
    else:
        assert [decision.verdicts[each] for each in CASES] == [NOT_MET] * 6
        assert decision.amounts["medical_premium_support"] == 0
    elsewhere = member_decision(facts, in_key_village=False)
    assert [elsewhere.verdicts[each] for each in CASES] == [NOT_MET] * 6
    assert elsewhere.amounts["medical_premium_support"] == 0


@pytest.mark.parametrize(
    ("facts", "of_household", "paid"),
    [
        ({"seriously_ill": True}, {"low_income": False}, 0),
        ({"birth_date": date(1950, 1, 1)}, {"low_income": False}, 0),
        ({"birth_date": date(1950, 1, 1)}, {"low_income": None}, None),
        ({"birth_date": None}, {}, None),
        ({"birth_date": None}, {"low_income": False}, 0),
        ({"birth_date": None, "covered": True}, {}, 60),  # another group has it already
        ({"covered": True, "seriously_ill": True}, {}, 60),  # two groups, one premium
        ({"covered": True}, {"in_key_village": None}, None),
        ({"covered": None}, {}, None),
    ],
)
def test_low_income_is_asked_where_the_clause_asks_it_and_unknown_is_no_payment(facts, of_household, paid):
    decision = member_decision(facts, **of_household)
    if paid is None:
        assert "medical_premium_support" in decision.undetermined
        with pytest.raises(MissingFact):
            decision.amounts["medical_premium_support"]
    else:
        assert decision.amounts["medical_premium_support"] == paid


def test_ages_are_taken_on_the_day_that_is_named():
    born = {"birth_date": date(1955, 6, 1)}
    day_before = POLICY.reform(judged_on=date(2015, 5, 31))
    assert member_decision(born).verdicts["premium_elder_case"] is MET
    assert member_decision(born, day_before).verdicts["premium_elder_case"] is NOT_MET


@pytest.mark.parametrize(
    ("born", "of_age"), [(date(1996, 2, 29), date(2014, 2, 28)), (date(1996, 3, 1), date(2014, 3, 1))]
)
def test_a_leap_day_is_reached_at_the_end_of_february(born, of_age):
    for day, verdict in ((of_age - timedelta(1), MET), (of_age, NOT_MET)):
        minor = lianzhou.premium_minor_case(
            member_in_key_village=True, member_low_income=True, birth_date=born, judged_on=day
        )
        assert minor is verdict


@given(born=st.dates(date(1900, 1, 1), date(2015, 12, 31)), day=st.dates(date(2013, 6, 18), date(2015, 12, 31)))
def test_ages_agree_with_counted_birthdays(born, day):
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if (born.month, born.day) == (2, 29) and (day.month, day.day) == (2, 28):
        years = day.year - born.year  # the birthday of a year without a leap day
    asked = {"member_in_key_village": True, "member_low_income": True, "birth_date": born, "judged_on": day}
    assert (lianzhou.premium_elder_case(**asked) is MET) is (years >= 60)
    assert (lianzhou.premium_minor_case(**asked) is MET) is (years < 18)


def test_premiums_are_yearly_and_add_up_over_members():
    people = tuple(Person(person_id=f"P{n}", **{**NOBODY, "covered": True}) for n in range(3))
    decision = POLICY.assess(Household(household_id="H1", in_key_village=True, low_income=False, members=people))
    assert [each.total(Period.YEAR) for each in decision.parts] == [yuan(60)] * 3


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({"disability_grade": 1}, "60"),
        ({"disability_grade": 2}, "60"),
        ({"disability_grade": 3}, "0"),
        ({"disability_grade": None}, None),
        ({"disability_grade": None, "disability_kind": DisabilityKind.NONE}, "0"),
        ({"disability_grade": 1, "in_pension_insurance": False}, "0"),
        ({"disability_grade": 1, "in_pension_insurance": None}, None),
    ],
)
def test_the_share_of_the_lowest_pension_premium_is_paid_for_the_severely_disabled(facts, paid):
    person = Person(
        person_id="P1",
        **{**NOBODY, "disability_kind": DisabilityKind.VISION, "in_pension_insurance": True, **facts},
    )
    case = Household(household_id="H1", in_key_village=False, members=(person,))
    assert decided(POLICY, "pension_premium_support", case, person) == money(paid)


@pytest.mark.parametrize(("share", "paid"), [(Fraction(0), "0"), (Fraction(1), "100.01"), (Fraction(1, 3), "33.34")])
def test_a_premium_in_part_is_rounded_as_named(share, paid):
    policy = POLICY.reform(pension_premium_share=share, lowest_pension_premium=yuan("100.01"))
    facts = {"in_pension_insurance": True, "disability_kind": 1, "disability_grade": 1}
    assert policy.evaluate("pension_premium_support", **facts) == yuan(paid)
    down = policy.reform(premium_rounding=Rounding(mode=DOWN))
    assert down.evaluate("pension_premium_support", **facts) in (yuan(paid), yuan(paid) - CENT)


# Industry -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"leading_enterprises": 0, "cooperatives_joined": 0}, NOT_MET),
        ({"leading_enterprises": 1, "cooperatives_joined": 0}, MET),
        ({"leading_enterprises": 0, "cooperatives_joined": 1}, MET),
        ({"leading_enterprises": None, "cooperatives_joined": 1}, MET),
        ({"leading_enterprises": None, "cooperatives_joined": 0}, UNKNOWN),
        ({"leading_enterprises": 0, "cooperatives_joined": 0, "has_labour_capacity": False}, MET),
        ({"leading_enterprises": 0, "cooperatives_joined": 0, "in_key_village": False}, MET),
        ({"leading_enterprises": 0, "cooperatives_joined": 0, "in_key_village": None}, UNKNOWN),
    ],
)
def test_a_key_household_that_can_work_has_an_enterprise_or_a_cooperative(facts, verdict):
    case = poor(**{"in_key_village": True, **facts})
    assert decided(POLICY, "household_industry_test", case) is verdict


# Measures -----------------------------------------------------------------------------------------------------------

MEASURES = ("measure_dibao", "measure_development", "measure_training", "measure_medical", "measure_relocation")
NO_CASE = {
    "registered_poor": True,
    "has_labour_capacity": True,
    "meets_dibao_conditions": False,
    "has_production_conditions": False,
    "low_skills": False,
    "poor_through_illness": False,
    "unfit_surroundings": False,
}


@pytest.mark.parametrize(
    ("facts", "measures"),
    [
        ({"has_labour_capacity": False, "meets_dibao_conditions": True}, {"measure_dibao"}),
        ({"meets_dibao_conditions": True}, set()),  # able to work
        ({"has_labour_capacity": False}, set()),  # unable to work, and not within dibao
        ({"has_production_conditions": True}, {"measure_development"}),
        ({"low_skills": True}, {"measure_training"}),
        ({"low_skills": True, "has_production_conditions": True}, {"measure_development", "measure_training"}),
        ({"low_skills": True, "has_labour_capacity": False}, set()),
        ({"poor_through_illness": True}, {"measure_medical"}),
        ({"unfit_surroundings": True}, {"measure_relocation"}),
        (
            {
                "has_production_conditions": True,
                "low_skills": True,
                "poor_through_illness": True,
                "unfit_surroundings": True,
            },
            {"measure_development", "measure_training", "measure_medical", "measure_relocation"},
        ),
        ({"registered_poor": False, "poor_through_illness": True}, set()),
    ],
)
def test_every_case_a_household_falls_in_is_shown_and_none_is_said_aloud(facts, measures):
    case = household(**{**NO_CASE, **facts})
    assert {name for name in MEASURES if decided(POLICY, name, case) is MET} == measures
    findings = {finding.name for finding in POLICY.assess(case).findings}
    poor_without = not measures and facts.get("registered_poor", True)
    assert ("measure_none" in findings) is poor_without


@pytest.mark.parametrize("fact", sorted(NO_CASE.keys() - {"registered_poor", "has_labour_capacity"}))
def test_a_fact_that_is_not_known_leaves_its_measure_and_the_finding_open(fact):
    case = household(
        **{**NO_CASE, "has_labour_capacity": None if fact == "meets_dibao_conditions" else True, fact: None}
    )
    verdicts = POLICY.assess(case).verdicts
    assert UNKNOWN in [verdicts[name] for name in MEASURES]
    assert MET not in [verdicts[name] for name in MEASURES]


@pytest.mark.parametrize("wrong", [{"yearly_income": -1}, {"designation_income": "-0.01"}, {"leading_enterprises": -1}])
def test_facts_that_cannot_be_are_refused(wrong):
    with pytest.raises(InvalidInput):
        household(**wrong)


def test_the_premium_is_money_to_the_fen():
    assert member_decision({"covered": True}, POLICY.reform(medical_premium=yuan("60.01"))).amounts[
        "medical_premium_support"
    ] == Decimal("60.01")
