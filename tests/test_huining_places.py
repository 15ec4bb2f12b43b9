"""Huining's county and villages: shares, growth, funds, organisations, audits, and the document's own arithmetic."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import County, Verdict, Village, fen, yuan
from povertykit.errors import BareAmount, InvalidInput, OutOfRange
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.money import YUAN, Period, Rounding

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = huining.policy(on=date(2017, 6, 1))


def county(**facts):
    return County(**{"county_id": "620422", "year": 2017, **facts})


def village(**facts):
    return Village(**{"village_id": "V1", "is_poor_village": True, **facts})


# The county -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [
        ("incidence_target", "poor_population", "rural_population"),
        ("village_share_target", "poor_villages", "villages"),
    ],
)
@pytest.mark.parametrize(
    ("year", "count", "verdict"),
    [
        (2016, 1000, MET),  # nothing is asked yet
        (2017, 79, MET),
        (2017, 80, MET),  # 8% itself is within
        (2017, 81, NOT_MET),
        (2018, 80, MET),
        (2019, 81, NOT_MET),
        (2020, 49, MET),
        (2020, 50, MET),  # 5% itself is within
        (2020, 51, NOT_MET),
        (2017, None, UNKNOWN),
        (2016, None, MET),
    ],
)
def test_the_poor_and_the_poor_villages_are_within_the_years_share(name, part, whole, year, count, verdict):
    assert decided(POLICY, name, county(year=year, **{part: count, whole: 1000})) is verdict


def test_no_share_is_known_without_the_whole_and_none_is_above_it():
    assert decided(POLICY, "incidence_target", county(poor_population=0)) is MET
    assert decided(POLICY, "incidence_target", county(poor_population=1)) is UNKNOWN
    for wrong in ({"poor_villages": 11, "villages": 10}, {"poor_population": 11, "rural_population": 10}):
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            county(**wrong)
    with pytest.raises(InvalidInput, match="villages"):
        county(poor_villages=0, villages=0)


@given(st.integers(1, 10_000_000), st.floats(0, 1), st.integers(2017, 2020))
def test_the_incidence_is_compared_exactly(whole, fraction, year):
    part = int(whole * fraction)
    verdict = huining.incidence_target(year, part, whole, Fraction(8, 100), Fraction(5, 100), 2017, 2020)
    assert (verdict is MET) is (Fraction(part, whole) <= Fraction(5 if year == 2020 else 8, 100))


@pytest.mark.parametrize(
    ("now", "verdict"), [("3300", NOT_MET), ("3300.01", MET), ("3299.99", NOT_MET), (None, UNKNOWN)]
)
def test_targeted_incomes_grow_faster_than_the_countys(now, verdict):
    case = county(
        targeted_mean_income=None if now is None else yuan(now),
        previous_targeted_mean_income=yuan(3000),
        rural_mean_income=yuan(6600),
        previous_rural_mean_income=yuan(6000),
    )
    assert decided(POLICY, "income_growth_target", case) is verdict


# Villages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"mutual_fund": yuan("499999.99")}, NOT_MET),
        ({"mutual_fund": yuan(500_000)}, MET),
        ({"mutual_fund": yuan("500000.01")}, MET),
        ({"mutual_fund": None}, UNKNOWN),
        ({"mutual_fund": None, "is_poor_village": False}, MET),
        ({"mutual_fund": yuan(0), "is_poor_village": None}, UNKNOWN),
    ],
)
def test_a_poor_villages_mutual_fund_holds_half_a_million(facts, verdict):
    assert decided(POLICY, "mutual_fund_test", village(**facts)) is verdict


@pytest.mark.parametrize(
    ("day", "least"),
    [(date(2015, 8, 5), 5), (date(2017, 12, 31), 5), (date(2019, 12, 31), 5), (date(2020, 1, 1), 8)],
)
def test_a_poor_village_has_five_organisations_and_eight_in_2020(day, least):
    policy = huining.policy(on=day)
    name = "village_organisations_test"
    for count, verdict in ((least - 1, NOT_MET), (least, MET), (least + 1, MET), (None, UNKNOWN)):
        assert decided(policy, name, village(farming_organisations=count)) is verdict
    assert decided(policy, name, village(is_poor_village=False, farming_organisations=0)) is MET


# Funds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "increment", "earmark", "fell"),
    [
        (2015, "100000000", "20000000", False),
        (2014, "100000000", "0", False),
        (2015, "0", "0", False),
        (2015, "0.01", "0", False),  # 0.2 fen
        (2015, "0.03", "0.01", False),  # 0.6 fen
        (2015, "-0.01", "0", True),
        (2016, "-50000000", "0", True),
        (2014, "-1", "0", False),
        (2015, None, None, None),
        (2014, None, "0", False),
    ],
)
def test_a_fifth_of_the_new_revenue_is_set_aside_and_a_fall_is_reported(year, increment, earmark, fell):
    case = county(year=year, revenue_increment=None if increment is None else yuan(increment))
    assert decided(POLICY, "fiscal_increment_earmark", case) == (None if earmark is None else yuan(earmark))
    found = "revenue_fell" in [finding.name for finding in POLICY.assess(case).findings]
    assert found is bool(fell)


def test_a_fall_of_the_revenue_is_explained_by_zero():
    decision = POLICY.assess(county(year=2017, revenue_increment=yuan(-10)))
    assert "−10.00 yuan (revenue increment) is below 0.00 yuan\n" in decision.explain().replace("\n  ", " ")
    assert "−10.00元低于0.00元" in decision.explain("zh").replace("\n  ", "")


@pytest.mark.parametrize(
    ("name", "fact", "share"),
    [
        ("recovered_stock_earmark", "recovered_stock", 50),
        ("integrated_for_villages", "integrated_funds", 54),
        ("integrated_for_households", "integrated_funds", 57),
    ],
)
@pytest.mark.parametrize("sum_of", ["0", "0.01", "0.03", "100", "1000000000", "1234567890.11", None])
def test_least_shares_of_funds_are_rounded_up_and_never_above_the_sum(name, fact, share, sum_of):
    case = county(**{fact: None if sum_of is None else yuan(sum_of)})
    expected = None if sum_of is None else fen(ceil(int(yuan(sum_of)) * Fraction(share, 100)))
    assert decided(POLICY, name, case) == expected
    if sum_of == "0.01":
        whole_yuan = POLICY.reform(floor_rounding=Rounding(unit=YUAN, mode=POLICY.constants["floor_rounding"].mode))
        assert decided(whole_yuan, name, case) == yuan("0.01")


@pytest.mark.parametrize(
    ("name", "whole", "part", "share"),
    [
        ("recovered_stock_test", "recovered_stock", "recovered_stock_for_poverty", 50),
        ("integrated_to_villages_test", "integrated_funds", "integrated_to_villages", 54),
        ("integrated_to_households_test", "integrated_funds", "integrated_to_households", 57),
    ],
)
def test_the_share_itself_is_reached_and_a_fen_less_is_not(name, whole, part, share):
    total = yuan(1_000_000)
    at = fen(int(total) * share // 100)
    for given_, verdict in ((at, MET), (at - fen(1), NOT_MET), (at + fen(1), MET), (None, UNKNOWN)):
        assert decided(POLICY, name, county(**{whole: total, part: given_})) is verdict
    with pytest.raises(InvalidInput, match=part):
        county(**{whole: total, part: total + fen(1)})  # a share above 100%


@pytest.mark.parametrize(
    ("funds", "verdict"),
    [("999999999.99", NOT_MET), ("1000000000", MET), ("1000000000.01", MET), (None, UNKNOWN)],
)
def test_a_thousand_million_is_joined_a_year(funds, verdict):
    case = county(integrated_funds=None if funds is None else yuan(funds))
    assert decided(POLICY, "integrated_funds_test", case) is verdict


@pytest.mark.parametrize(
    "name", ["increment_share", "stock_share_least", "village_funds_share", "household_funds_share"]
)
def test_a_share_of_funds_above_the_whole_is_refused(name):
    assert POLICY.reform(**{name: Fraction(1)}).constants[name] == 1
    with pytest.raises(OutOfRange, match=r"at most 100%.*四"):
        POLICY.reform(**{name: Fraction(101, 100)})
    with pytest.raises(OutOfRange, match="nothing below zero"):
        POLICY.reform(**{name: Fraction(-1, 100)})


def test_the_sums_of_a_fund_are_amounts_of_the_year_and_no_payments():
    decision = POLICY.assess(county(integrated_funds=yuan(1_000_000_000), recovered_stock=yuan(10)))
    assert decision.amounts["integrated_for_villages"] == 540_000_000
    assert decision.amounts["integrated_for_households"] == 570_000_000  # together more than the whole: they overlap
    assert decision.total(Period.YEAR) == 0
    with pytest.raises(BareAmount):
        POLICY.reform(integrated_funds_least=1_000_000_000)


# The document's own arithmetic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "computed", "stated", "agrees"),
    [
        ("exit_persons_2015_2017", 23_000 + 42_000 + 42_000, 100_000, True),
        ("exit_persons_2018_2020", 12_500 + 8_900 + 4_200, 30_000, False),
        ("exit_persons_2015_2020", 132_600, 130_000, True),
        ("phases", 6, 6, True),
        ("infrastructure_plans", 5, 5, True),
        ("new_terraces_total", 300_000, 300_000, True),
        ("homes_pace", Fraction(40, 100) * 6 / 3, 1, False),
        ("certified_livestock_shares", Fraction(150, 100), 1, False),
        ("integrated_funds_shares", Fraction(111, 100), 1, False),
    ],
)
def test_the_documents_own_sums_are_checked_and_disagreement_is_reported(name, computed, stated, agrees):
    check = huining.law.consistencies[name]
    assert (check.computed, check.stated, check.agrees) == (computed, stated, agrees)
    assert ("disagrees" in check.text()) is not agrees
    assert ("不符" in check.text("zh")) is not agrees


def test_no_other_sum_is_checked_and_the_villages_come_to_116():
    assert len(huining.law.consistencies) == 9
    assert sum(int(goal.level) for goal in huining.exit_villages.goals) == 18 + 38 + 38 + 8 + 8 + 6 == 116


@pytest.mark.parametrize("year", [2015, 2016, 2020])
def test_every_project_is_audited_once_a_year(year):
    (due,) = huining.audit_calendar(year)
    assert due.on == date(year, 12, 31)
    assert due.zh
