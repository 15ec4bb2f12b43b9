"""Xiangxi's targets, funds and accountability of villages, counties, assessed units and the prefecture."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from four_ways import decided

from povertykit import County, Prefecture, Verdict, Village, yuan
from povertykit.errors import MissingFact, OpenTerm, OutOfCoverage
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import AssessedUnit
from povertykit.money import Period

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = xiangxi.policy(on=date(2017, 6, 1), cadre_share=Fraction(7, 10))
BESIDE = POLICY.reform(villages_reading="beside")


# Villages -----------------------------------------------------------------------------------------------------------


def village(is_poor_village=True, **facts):
    return Village(village_id="V1", is_poor_village=is_poor_village, **facts)


@pytest.mark.parametrize(
    ("name", "line"),
    [("village_income_test", 40_000), ("village_at_100000", 100_000), ("village_at_200000", 200_000)],
)
@pytest.mark.parametrize(("fen_more", "verdict"), [(-1, NOT_MET), (0, MET), (1, MET)])
def test_collective_income_at_the_line_passes(name, line, fen_more, verdict):
    income = yuan(line) + yuan("0.01") * fen_more
    assert decided(POLICY, name, village(collective_income=income)) is verdict


@pytest.mark.parametrize(("poor", "verdict"), [(True, UNKNOWN), (False, MET)])
def test_the_income_of_a_poor_village_must_be_known(poor, verdict):
    assert decided(POLICY, "village_income_test", village(poor, collective_income=None)) is verdict
    assert decided(POLICY, "village_at_200000", village(poor, collective_income=None)) is UNKNOWN
    assert decided(POLICY, "village_income_test", village(False, collective_income=yuan(0))) is MET


@pytest.mark.parametrize(
    ("poor", "industries", "verdict"),
    [(True, 0, NOT_MET), (True, 1, MET), (True, 2, MET), (False, 0, MET), (True, None, UNKNOWN), (False, None, MET)],
)
def test_every_poor_village_has_a_main_industry(poor, industries, verdict):
    assert decided(POLICY, "main_industry_target", village(poor, main_industries=industries)) is verdict


@pytest.mark.parametrize(
    ("paid", "verdict"), [("19999.99", NOT_MET), ("20000", MET), ("20000.01", MET), (None, UNKNOWN)]
)
def test_the_secretarys_allowance_reaches_twenty_thousand(paid, verdict):
    case = village(secretary_allowance=None if paid is None else yuan(paid))
    assert decided(POLICY, "secretary_allowance_target", case) is verdict
    assert decided(POLICY, "village_secretary_allowance", case) == yuan(20000)


@pytest.mark.parametrize(("cadres", "paid"), [(0, "0"), (1, "14000"), (3, "42000"), (None, None)])
def test_the_other_cadres_are_paid_their_share_each(cadres, paid):
    case = village(principal_cadres=cadres)
    assert decided(POLICY, "village_cadre_allowance", case) == (None if paid is None else yuan(paid))


def test_each_cadres_share_is_rounded_by_itself():
    third = POLICY.reform(cadre_share=Fraction(1, 3))
    assert decided(third, "village_cadre_allowance", village(principal_cadres=3)) == yuan("20000.01")  # 3 x 6666.67


@pytest.mark.parametrize(
    ("day", "known"), [(date(2017, 1, 1), True), (date(2017, 12, 31), True), (date(2018, 1, 1), False)]
)
def test_the_secretarys_allowance_is_left_out_after_the_year_it_is_stated_for(day, known):
    policy = xiangxi.policy(on=day, cadre_share=Fraction(7, 10))
    decision = policy.assess(village(secretary_allowance=yuan(20000), principal_cadres=3))
    names = ["village_secretary_allowance", "village_cadre_allowance", "secretary_allowance_target"]
    for name in names:
        assert (name in {**decision.payments, **decision.verdicts}) is known
        assert (name in decision.left_out) is not known
    if not known:
        assert "2017-01-01 to 2017-12-31" in decision.left_out["village_secretary_allowance"].en
        with pytest.raises(OutOfCoverage, match="2018-01-01"):
            policy.evaluate("village_secretary_allowance")


def test_the_cadres_share_is_open():
    bare = xiangxi.policy(on=date(2017, 6, 1))
    with pytest.raises(OpenTerm, match="cadre_share"):
        bare.assess(village(principal_cadres=3)).amounts["village_cadre_allowance"]


@pytest.mark.parametrize(
    ("funding", "verdict"), [("39999.99", NOT_MET), ("40000", MET), ("40000.01", MET), (None, UNKNOWN)]
)
def test_the_station_has_forty_thousand_a_year(funding, verdict):
    case = village(station_funding=None if funding is None else yuan(funding))
    assert decided(POLICY, "station_funding_test", case) is verdict


# Counties and assessed units ----------------------------------------------------------------------------------------


def county(**facts):
    return County(**{"county_id": "C1", "year": 2017, "named_for_exit": False, **facts})


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"named_for_exit": True, "left_the_list": True}, MET),
        ({"named_for_exit": True, "left_the_list": False}, NOT_MET),
        ({"named_for_exit": True, "left_the_list": None}, UNKNOWN),
        ({"named_for_exit": True, "left_the_list": False, "year": 2016}, MET),
        ({"named_for_exit": True, "left_the_list": False, "year": 2018}, NOT_MET),
        ({"named_for_exit": False, "left_the_list": False}, MET),
        ({"named_for_exit": False, "left_the_list": None}, MET),
    ],
)
def test_the_county_named_leaves_the_list_in_2017(facts, verdict):
    assert decided(POLICY, "exit_target", county(**facts)) is verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"reduction_done": 999}, NOT_MET),
        ({"reduction_done": 1000}, NOT_MET),  # more than the task: the task itself is not enough
        ({"reduction_done": 1001}, MET),
        ({"reduction_done": None}, UNKNOWN),
        ({"reduction_done": 1000, "named_for_exit": True}, MET),
        ({"reduction_done": 1000, "year": 2016}, MET),
        ({"reduction_done": 1000, "year": 2018}, MET),
        ({"reduction_done": None, "year": 2018}, MET),
    ],
)
def test_the_other_counties_do_more_than_their_task_in_2017(facts, verdict):
    assert decided(POLICY, "reduction_task_target", county(**{"reduction_task": 1000, **facts})) is verdict


def unit(**facts):
    return AssessedUnit(unit_id="U1", year=2017, **facts)


@pytest.mark.parametrize(
    ("done", "back", "verdict"),
    [
        (999, True, MET),
        (1000, True, NOT_MET),  # the task is done
        (999, False, NOT_MET),
        (999, None, UNKNOWN),
        (None, True, UNKNOWN),
        (None, False, NOT_MET),
        (1001, None, NOT_MET),
    ],
)
def test_a_task_missed_and_a_rank_at_the_back_are_needed_both_to_be_held_accountable(done, back, verdict):
    case = unit(reduction_task=1000, reduction_done=done, ranked_at_back=back)
    assert decided(POLICY, "unit_accountable", case) is verdict


@pytest.mark.parametrize(
    ("above", "patrol", "verdict"),
    [
        (True, False, MET),
        (True, True, NOT_MET),
        (False, False, NOT_MET),
        (True, None, UNKNOWN),
        (None, False, UNKNOWN),
        (None, True, NOT_MET),
        (False, None, NOT_MET),
    ],
)
def test_inspectors_answer_for_what_they_missed_and_a_higher_inspection_found(above, patrol, verdict):
    case = unit(problem_found_above=above, problem_found_by_patrol=patrol)
    assert decided(POLICY, "inspectors_accountable", case) is verdict


@pytest.mark.parametrize(("well", "verdict"), [(True, MET), (False, NOT_MET), (None, UNKNOWN)])
def test_good_work_is_rewarded(well, verdict):
    assert decided(POLICY, "unit_rewarded", unit(work_done_well=well)) is verdict


# The prefecture -----------------------------------------------------------------------------------------------------


def prefecture(year=2017, **facts):
    return Prefecture(prefecture_id="433100", year=year, **facts)


@pytest.mark.parametrize(
    ("year", "poor", "rural", "verdict"),
    [
        (2019, 40_000, 2_000_000, MET),  # exactly 2%
        (2019, 40_001, 2_000_000, NOT_MET),
        (2019, 39_999, 2_000_000, MET),
        (2020, 40_001, 2_000_000, NOT_MET),
        (2018, 40_001, 2_000_000, MET),
        (2018, None, None, MET),
        (2019, None, 2_000_000, UNKNOWN),
        (2019, 0, None, MET),
        (2019, 1, 50, MET),
        (2019, 1, 49, NOT_MET),
    ],
)
def test_the_incidence_of_2019_is_within_two_hundredths(year, poor, rural, verdict):
    case = prefecture(year, poor_population=poor, rural_population=rural)
    assert decided(POLICY, "incidence_target", case) is verdict


@pytest.mark.parametrize(
    ("year", "reached", "verdict"),
    [(2019, False, MET), (2019, None, MET), (2020, False, NOT_MET), (2020, True, MET), (2020, None, UNKNOWN)],
)
def test_moderate_prosperity_is_reached_in_2020(year, reached, verdict):
    assert decided(POLICY, "prosperity_target", prefecture(year, moderate_prosperity=reached)) is verdict


@pytest.mark.parametrize(
    ("year", "moved", "housed", "verdict"),
    [
        (2017, True, True, MET),
        (2017, True, False, NOT_MET),
        (2017, False, None, NOT_MET),
        (2017, True, None, UNKNOWN),
        (2016, False, False, MET),
        (2018, False, True, NOT_MET),
    ],
)
def test_relocation_and_housing_are_done_in_2017(year, moved, housed, verdict):
    case = prefecture(year, relocation_done=moved, housing_done=housed)
    assert decided(POLICY, "housing_target", case) is verdict


@pytest.mark.parametrize(
    ("year", "rich", "verdict"),
    [(2017, 199, NOT_MET), (2017, 200, MET), (2017, 201, MET), (2016, 0, MET), (2017, None, UNKNOWN)],
)
def test_two_hundred_villages_at_two_hundred_thousand(year, rich, verdict):
    assert decided(POLICY, "rich_villages_target", prefecture(year, villages_at_200000=rich)) is verdict


@pytest.mark.parametrize(
    ("rich", "middle", "inside", "beside"),
    [
        (200, 299, NOT_MET, NOT_MET),
        (200, 300, MET, NOT_MET),
        (200, 499, MET, NOT_MET),
        (200, 500, MET, MET),
        (201, 500, MET, NOT_MET),
        (0, 300, MET, MET),
        (None, 300, MET, UNKNOWN),
        (None, 299, NOT_MET, NOT_MET),
        (200, None, UNKNOWN, UNKNOWN),
    ],
)
def test_three_hundred_villages_at_one_hundred_thousand_on_both_readings(rich, middle, inside, beside):
    case = prefecture(villages_at_200000=rich, villages_at_100000=middle)
    assert decided(POLICY, "middle_villages_target", case) is inside
    assert decided(BESIDE, "middle_villages_target", case) is beside
    assert decided(BESIDE, "middle_villages_target", prefecture(2016, villages_at_100000=0)) is MET


@pytest.mark.parametrize(
    ("rule", "fact", "least"),
    [
        ("integrated_funds_test", "integrated_funds", "5000000000"),
        ("industry_funds_test", "industry_funds", "700000000"),
        ("microloan_volume_target", "microloan_volume", "1000000000"),
    ],
)
def test_the_funds_of_the_year_at_their_least(rule, fact, least):
    for funds, verdict in (
        (yuan(least), MET),
        (yuan(least) - yuan("0.01"), NOT_MET),
        (yuan(least) + yuan("0.01"), MET),
    ):
        assert decided(POLICY, rule, prefecture(**{fact: funds})) is verdict
    assert decided(POLICY, rule, prefecture(**{fact: None})) is UNKNOWN


@pytest.mark.parametrize(
    ("year", "now", "before", "verdict"),
    [
        (2018, "1000000000.01", "1000000000", MET),
        (2018, "1000000000", "1000000000", NOT_MET),  # growing is more, not as much
        (2018, "5", "4", MET),  # no least volume after 2017
        (2018, "5", None, UNKNOWN),
        (2018, None, "5", UNKNOWN),
        (2016, "0", None, MET),
    ],
)
def test_microloans_grow_each_year_after_2017(year, now, before, verdict):
    volumes = {"microloan_volume": now, "previous_microloan_volume": before}
    case = prefecture(year, **{name: None if volume is None else yuan(volume) for name, volume in volumes.items()})
    assert decided(POLICY, "microloan_volume_target", case) is verdict


@pytest.mark.parametrize(
    ("budget", "before", "revenue", "revenue_before", "verdict"),
    [
        ("110", "100", "1100", "1000", MET),  # both by a tenth
        ("109.99", "100", "1100", "1000", NOT_MET),
        ("110.01", "100", "1100", "1000", MET),
        ("110", "100", "1100.01", "1000", NOT_MET),
        ("90", "100", "900", "1000", MET),  # revenue fell by a tenth, and so did the budget
        ("999999999999.99", "999999999999.99", "999999999999.99", "999999999999.99", MET),
        ("999999999999.98", "999999999999.99", "999999999999.99", "999999999999.99", NOT_MET),
        ("110", "100", None, "1000", UNKNOWN),
    ],
)
def test_the_budget_grows_at_least_with_revenue(budget, before, revenue, revenue_before, verdict):
    sums = {
        "antipoverty_budget": budget,
        "previous_antipoverty_budget": before,
        "revenue": revenue,
        "previous_revenue": revenue_before,
    }
    case = prefecture(**{name: None if amount is None else yuan(amount) for name, amount in sums.items()})
    assert decided(POLICY, "budget_growth_test", case) is verdict


# Inspections --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "february"), [(2017, 28), (2020, 29)])
def test_the_inspections_due_in_a_year(year, february):
    due = xiangxi.inspection_calendar(year)
    by_kind = {zh: [entry.on for entry in due if entry.zh == zh] for zh in dict.fromkeys(entry.zh for entry in due)}
    assert {zh: len(days) for zh, days in by_kind.items()} == {
        "一月一巡查": 12,
        "一季一督查": 4,
        "半年一小结": 2,
        "一年一考评": 1,
    }
    assert by_kind["一月一巡查"][1] == date(year, 2, february)
    assert by_kind["一季一督查"] == [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]
    assert by_kind["半年一小结"] == [date(year, 6, 30), date(year, 12, 31)]
    assert by_kind["一年一考评"] == [date(year, 12, 31)]


def test_amounts_of_places_are_yearly_or_monthly_as_their_clause_says():
    decision = POLICY.assess(village(principal_cadres=2))
    assert decision.total(Period.YEAR) == yuan(48000)
    assert decision.amounts["village_cadre_allowance"] == Decimal("28000.00")
    with pytest.raises(MissingFact, match="principal cadres"):
        POLICY.assess(village()).amounts["village_cadre_allowance"]
