"""Lianzhou's rules for villages, towns, cadres and budgets: incomes, money, stationing, ranking, targets."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import assume, given
from hypothesis import strategies as st

from povertykit import County, Verdict, Village, fen, yuan
from povertykit.calculators.progress import Status
from povertykit.errors import InvalidInput, MissingFact, OpenTerm, OutOfRange
from povertykit.jurisdictions.cn.guangdong import lianzhou
from povertykit.models import Duty, HelpedBy, TeamMember, Town
from povertykit.money import YUAN, Period, Rounding

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
TERMS = {
    "provincial_mean_income": yuan("13360.44"),
    "first_tranche": yuan("120000.01"),
    "matching_city_share": Fraction(1, 3),
}
LAST_DAY = lianzhou.policy(on=date(2015, 12, 31), **TERMS)
IN_2014 = lianzhou.policy(on=date(2014, 6, 1), **TERMS)
IN_2013 = lianzhou.policy(on=date(2013, 12, 31), **TERMS)
CENT = yuan("0.01")


def village(**facts):
    return Village(**{"village_id": "V1", "is_key_village": True, **facts})


def money(value):
    return None if value is None else yuan(value)


# Incomes of villages and of the city ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "collective", "verdict"),
    [
        ("5622.99", "29999.99", MET),
        ("5623", "29999.99", NOT_MET),
        ("5622.99", "30000", NOT_MET),  # 30,000 itself is out
        ("5623.01", "0", NOT_MET),
        ("0", "30000.01", NOT_MET),
        ("0", "0", MET),
        (None, "0", UNKNOWN),
        ("0", None, UNKNOWN),
        (None, "30000", NOT_MET),
        ("5623", None, NOT_MET),
    ],
)
def test_both_incomes_of_2011_are_below_their_lines(mean, collective, verdict):
    facts = {"designation_mean_income": money(mean), "designation_collective_income": money(collective)}
    assert decided(LAST_DAY, "key_village_test", village(**facts)) is verdict
    later = village(mean_income=yuan(9000), collective_income=yuan(60_000), **facts)  # today's incomes do not count
    assert decided(LAST_DAY, "key_village_test", later) is verdict


@pytest.mark.parametrize(
    ("mean", "collective", "verdict"),
    [
        ("8016.26", "50000", NOT_MET),  # 60% of 13360.44 is 8016.264
        ("8016.27", "50000", MET),
        ("8016.27", "49999.99", NOT_MET),
        ("8016.27", "50000.01", MET),
        (None, "50000", UNKNOWN),
        ("8016.27", None, UNKNOWN),
        ("8016.26", None, NOT_MET),
    ],
)
def test_a_village_exits_above_sixty_percent_and_at_fifty_thousand(mean, collective, verdict):
    case = village(mean_income=money(mean), collective_income=money(collective))
    assert decided(LAST_DAY, "village_exit_test", case) is verdict
    assert decided(LAST_DAY, "village_exit_test", village(is_key_village=False, mean_income=yuan(20_000))) is NOT_MET


@pytest.mark.parametrize(("more", "verdict"), [(-1, NOT_MET), (0, NOT_MET), (1, MET)])
def test_exactly_sixty_percent_is_not_more(more, verdict):
    policy = LAST_DAY.reform(provincial_mean_income=yuan(10_000))
    case = village(mean_income=fen(yuan(6000) + CENT * more), collective_income=yuan(50_000))
    assert decided(policy, "village_exit_test", case) is verdict


@pytest.mark.parametrize(("mean", "verdict"), [("7499.99", NOT_MET), ("7500", MET), ("7500.01", MET), (None, UNKNOWN)])
def test_the_city_reaches_three_quarters(mean, verdict):
    policy = LAST_DAY.reform(provincial_mean_income=yuan(10_000))
    city = County(county_id="441882", year=2015, mean_income=money(mean))
    assert decided(policy, "city_target", city) is verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"collective_income": "19999.99"}, NOT_MET),
        ({"collective_income": "20000"}, MET),
        ({"collective_income": "20000.01"}, MET),
        ({"collective_income": None}, UNKNOWN),
        ({"collective_income": "20000", "collective_income_before": None}, UNKNOWN),
    ],
)
def test_a_city_key_village_earns_ten_thousand_more_in_2013(facts, verdict):
    amounts = {name: money(value) for name, value in {"collective_income_before": "10000", **facts}.items()}
    assert decided(IN_2013, "city_village_income_test", village(is_city_key_village=True, **amounts)) is verdict
    assert decided(IN_2013, "city_village_income_test", village(is_city_key_village=False, **amounts)) is MET
    assert "city_village_income_test" in IN_2014.left_out


@given(
    mean=st.integers(0, 10_000_000), collective=st.integers(0, 10_000_000), province=st.integers(300_000, 10_000_000)
)
def test_the_villages_exit_agrees_with_fractions(mean, collective, province):
    facts = {"mean_income": fen(mean), "collective_income": fen(collective), "provincial_mean_income": fen(province)}
    verdict = lianzhou.village_exit_test(is_key_village=True, **facts)
    assert (verdict is MET) is (Fraction(mean, province) > Fraction(3, 5) and collective >= 5_000_000)


# Grants and shares ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "helper", "paid"),
    [
        (True, HelpedBy.CITY, "200000"),
        (True, HelpedBy.COUNTY, "200000"),
        (True, HelpedBy.PROVINCE, "0"),
        (True, HelpedBy.PARTNER_CITY, "0"),
        (False, HelpedBy.CITY, "0"),
        (None, HelpedBy.CITY, None),
        (True, None, None),
        (False, None, "0"),
        (None, HelpedBy.PROVINCE, "0"),
    ],
)
def test_the_grant_goes_to_key_villages_of_qingyuans_and_lianzhous_units(key, helper, paid):
    case = village(is_key_village=key, helped_by=helper)
    assert decided(IN_2014, "village_grant", case) == money(paid)
    assert decided(IN_2014, "village_grant_2014", case) == (money(paid) and min(yuan(paid), yuan("120000.01")))


@pytest.mark.parametrize(
    "name",
    ["household_exit_share", "village_exit_share", "city_share", "matching_share", "province_interest_share"],
)
def test_a_reform_that_takes_percent_for_a_share_is_refused(name):
    assert LAST_DAY.reform(**{name: Fraction(1)}).settings[name] == 1
    with pytest.raises(OutOfRange, match=f"{name}: got 4500%; allowed: at most 100%"):
        LAST_DAY.reform(**{name: Fraction(45)})


@given(first=st.integers(0, 20_000_000))
def test_the_two_payments_come_to_the_grant(first):
    facts = {"village_grant": yuan(200_000), "first_tranche": fen(first)}
    assert lianzhou.village_grant_2014(**facts) + lianzhou.village_grant_2015(**facts) == yuan(200_000)
    assert lianzhou.village_grant_2014(village_grant=yuan(0), first_tranche=fen(first)) == 0
    assert lianzhou.village_grant_2015(village_grant=yuan(0), first_tranche=fen(first)) == 0


def test_each_payment_falls_in_its_year_and_its_size_is_open():
    case = village(helped_by=HelpedBy.CITY)
    assert IN_2014.assess(case).amounts["village_grant_2014"] == Decimal("120000.01")
    assert LAST_DAY.assess(case).amounts["village_grant_2015"] == Decimal("79999.99")
    assert "village_grant_2015" in IN_2014.left_out
    assert "village_grant_2014" in LAST_DAY.left_out
    assert IN_2013.left_out["village_grant"].reason == "not in force"  # it is paid in 2014 and 2015
    assert lianzhou.policy(on=date(2014, 1, 1)).assess(case).amounts["village_grant"] == 200_000
    assert IN_2014.assess(case).total(Period.ONCE) == yuan(200_000)  # its parts are not added to it
    bare = lianzhou.policy(on=date(2014, 6, 1))
    assert bare.assess(case).amounts["village_grant"] == 200_000
    with pytest.raises(OpenTerm, match="first_tranche"):
        bare.rule("village_grant_2014")
    text = IN_2014.assess(case).explain()
    assert "二(一)2" in text
    assert "120,000.01" in text


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({"raised_money": "30000", "raised_labour": "10000"}, "20000"),
        ({"raised_money": "0.01", "raised_labour": "0"}, "0.01"),  # half a fen, rounded half up
        ({"raised_money": "0.01", "raised_labour": "0.01"}, "0.01"),
        ({"raised_money": "0", "raised_labour": "0"}, "0"),
        ({"raised_money": "30000", "raised_labour": None}, None),
        ({"raised_money": "30000", "raised_labour": None, "is_key_village": False}, "0"),
    ],
)
def test_half_of_what_farmers_raise_is_matched(facts, paid):
    facts = {name: value if isinstance(value, bool) else money(value) for name, value in facts.items()}
    assert decided(IN_2014, "matching_grant", village(**facts)) == money(paid)


def test_both_budgets_parts_come_to_the_matching_grant():
    decision = IN_2014.assess(village(raised_money=yuan("66.67"), raised_labour=yuan("33.34")))
    parts = [decision.amounts[name] for name in ("matching_grant", "matching_grant_city", "matching_grant_county")]
    assert parts == [Decimal("50.01"), Decimal("16.67"), Decimal("33.34")]
    assert decision.total(Period.ONCE) == yuan("50.01")  # a budget's part is not paid a second time


@given(spent=st.integers(0, 10**14))
def test_the_shares_of_subsidised_interest_come_to_the_spending(spent):
    province = lianzhou.microloan_interest_cost_share(interest_subsidy_spent=fen(spent))
    local = lianzhou.microloan_interest_local_share(
        interest_subsidy_spent=fen(spent), microloan_interest_cost_share=province
    )
    assert province + local == spent
    assert abs(int(province) - Fraction(2, 5) * spent) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("spent", "province", "local"),
    [("0", "0", "0"), ("100", "40", "60"), ("0.01", "0", "0.01"), ("0.02", "0.01", "0.01"), (None, None, None)],
)
def test_the_province_bears_forty_percent(spent, province, local):
    city = County(county_id="441882", year=2014, interest_subsidy_spent=money(spent))
    assert decided(IN_2014, "microloan_interest_cost_share", city) == money(province)
    if spent is None:
        with pytest.raises(MissingFact):
            IN_2014.assess(city).amounts["microloan_interest_local_share"]
    else:
        assert IN_2014.assess(city).amounts["microloan_interest_local_share"] == Decimal(local)


def test_a_share_is_rounded_as_named():
    facts = {"interest_subsidy_spent": yuan("0.03")}
    assert IN_2014.evaluate("microloan_interest_cost_share", **facts) == CENT
    yuan_up = IN_2014.reform(interest_share_rounding=Rounding(unit=YUAN))
    assert yuan_up.evaluate("microloan_interest_cost_share", interest_subsidy_spent=yuan(2)) == yuan(1)


# Industry and stationing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("industries", "cooperatives", "funds", "verdict"),
    [
        (1, 1, 1, MET),
        (0, 1, 1, NOT_MET),
        (1, 0, 1, NOT_MET),
        (1, 1, 0, NOT_MET),
        (2, 3, 4, MET),
        (None, 1, 1, UNKNOWN),
        (None, 1, 0, NOT_MET),
    ],
)
def test_a_key_village_has_an_industry_a_cooperative_and_a_fund(industries, cooperatives, funds, verdict):
    facts = {"main_industries": industries, "cooperatives": cooperatives, "revolving_funds": funds}
    assert decided(IN_2014, "village_industry_test", village(**facts)) is verdict
    assert decided(IN_2014, "village_industry_test", village(is_key_village=False, **facts)) is MET


@pytest.mark.parametrize(
    ("day", "before", "by"),
    [
        (date(2013, 6, 9), MET, MET),
        (date(2013, 6, 10), NOT_MET, MET),
        (date(2013, 6, 11), NOT_MET, NOT_MET),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_cadres_were_in_place_before_the_tenth_of_june(day, before, by):
    case = village(stationed_since=day)
    assert decided(IN_2013, "cadres_in_place_test", case) is before
    assert decided(IN_2013.reform(deadline_reading="by"), "cadres_in_place_test", case) is by
    assert decided(IN_2013, "cadres_in_place_test", village(is_key_village=False, stationed_since=day)) is MET


@pytest.mark.parametrize(
    ("units", "led", "cadres", "village_", "each_unit"),
    [
        (1, False, 1, MET, MET),
        (1, None, 1, MET, MET),  # one unit needs no other to lead it
        (1, False, 0, NOT_MET, NOT_MET),
        (2, True, 1, MET, NOT_MET),
        (2, True, 2, MET, MET),
        (2, False, 2, NOT_MET, NOT_MET),
        (2, None, 2, UNKNOWN, UNKNOWN),
        (0, False, 1, NOT_MET, NOT_MET),
        (None, True, 1, UNKNOWN, UNKNOWN),
        (3, True, None, UNKNOWN, UNKNOWN),
    ],
)
def test_a_cadre_is_stationed_and_a_lead_unit_sees_to_it(units, led, cadres, village_, each_unit):
    case = village(helping_units=units, has_lead_unit=led, stationed_cadres=cadres)
    assert decided(IN_2014, "stationing_duty", case) is village_
    assert decided(IN_2014.reform(joint_reading="each_unit"), "stationing_duty", case) is each_unit
    other = case.model_copy(update={"is_key_village": False})
    assert decided(IN_2014, "stationing_duty", other) is MET


@pytest.mark.parametrize(
    ("units", "liaisons", "verdict"),
    [
        (1, 0, NOT_MET),
        (1, 1, MET),
        (2, 1, NOT_MET),
        (2, 2, MET),
        (0, 0, NOT_MET),
        (2, None, UNKNOWN),
        (None, 1, UNKNOWN),
    ],
)
def test_each_unit_names_a_liaison(units, liaisons, verdict):
    assert decided(IN_2014, "liaison_duty", village(helping_units=units, liaisons=liaisons)) is verdict


def cadre(**facts):
    return TeamMember(**{"member_id": "T1", "duty": Duty.COUNTY_LEADER, "month": date(2014, 6, 1), **facts})


@pytest.mark.parametrize(
    ("duty", "villages", "verdict"),
    [
        (Duty.COUNTY_LEADER, 0, NOT_MET),
        (Duty.COUNTY_LEADER, 1, MET),
        (Duty.COUNTY_LEADER, None, UNKNOWN),
        (Duty.TEAM_MEMBER, 0, MET),
    ],
)
def test_each_leader_helps_a_village(duty, villages, verdict):
    assert decided(IN_2014, "leader_village_duty", cadre(duty=duty, villages_helped=villages)) is verdict


@pytest.mark.parametrize(("model", "verdict"), [(True, MET), (False, NOT_MET), (None, UNKNOWN)])
def test_a_model_cadre_is_rated_excellent(model, verdict):
    assert decided(IN_2014, "award_excellent", cadre(is_model_cadre=model)) is verdict


def test_the_reports_and_inspections_due_in_a_year():
    due = lianzhou.progress_calendar(2014)
    assert [entry.on for entry in due if entry.zh == "每季一督查一通报"] == [
        date(2014, 3, 31),
        date(2014, 6, 30),
        date(2014, 9, 30),
        date(2014, 12, 31),
    ]
    assert sum(entry.zh == "每月一报进度" for entry in due) == 12


# Ranking -------------------------------------------------------------------------------------------------------------


def ranked(rank, tied=1, of=100, policy=IN_2014):
    """The awards of a rank, by name, and what is to be looked at."""
    decision = policy.assess(village(assessment_rank=rank, villages_tied=tied, villages_ranked=of))
    awards = {name.removeprefix("award_"): decision.verdicts[name] for name in RANK_AWARDS}
    return awards, {finding.name.removeprefix("award_") for finding in decision.findings}


RANK_AWARDS = ("award_commended", "award_merit", "award_criticised")


@pytest.mark.parametrize(
    ("rank", "of", "met", "findings"),
    [
        (1, 100, {"commended", "merit"}, set()),
        (10, 100, {"commended", "merit"}, set()),
        (11, 100, {"commended"}, set()),
        (30, 100, {"commended"}, set()),
        (31, 100, set(), set()),
        (70, 100, set(), set()),
        (71, 100, {"criticised"}, set()),
        (100, 100, {"criticised"}, set()),
        (30, 60, {"commended"}, set()),  # sixty: each place is one or the other
        (31, 60, {"criticised"}, set()),
        (30, 59, {"commended", "criticised"}, {"both_ways"}),
        (29, 59, {"commended"}, set()),
        (31, 59, {"criticised"}, set()),
        (10, 39, {"commended", "merit", "criticised"}, {"both_ways"}),
        (1, 20, {"commended", "merit", "criticised"}, {"both_ways"}),
        (1, 1, {"commended", "merit", "criticised"}, {"both_ways"}),
    ],
)
def test_the_first_and_the_last_places(rank, of, met, findings):
    awards, found = ranked(rank, of=of)
    assert {name for name, verdict in awards.items() if verdict is MET} == met
    assert found == findings
    for name in RANK_AWARDS:
        case = village(assessment_rank=rank, villages_tied=1, villages_ranked=of)
        assert decided(IN_2014, name, case) is awards[name.removeprefix("award_")]


@pytest.mark.parametrize(
    ("rank", "tied", "of", "any_", "all_", "findings"),
    [
        (29, 2, 100, {"commended"}, {"commended"}, set()),  # places 29 and 30
        (30, 2, 100, {"commended"}, set(), {"tie"}),  # places 30 and 31
        (10, 3, 100, {"commended", "merit"}, {"commended"}, {"tie"}),
        (8, 3, 100, {"commended", "merit"}, {"commended", "merit"}, set()),
        (70, 2, 100, {"criticised"}, set(), {"tie"}),  # places 70 and 71: thirty begin with the 71st
        (71, 2, 100, {"criticised"}, {"criticised"}, set()),
        (69, 2, 100, set(), set(), set()),
        (1, 100, 100, {"commended", "merit", "criticised"}, set(), {"tie", "both_ways"}),
    ],
)
def test_a_tie_has_a_clear_outcome_and_is_reported_where_it_runs_across_a_line(rank, tied, of, any_, all_, findings):
    for reading, met in (("any", any_), ("all", all_)):
        awards, found = ranked(rank, tied, of, IN_2014.reform(tie_reading=reading))
        assert {name for name, verdict in awards.items() if verdict is MET} == met
        assert found - {"both_ways"} == findings - {"both_ways"}
        assert ("both_ways" in found) is ({"commended", "criticised"} <= met)


@pytest.mark.parametrize(
    ("rank", "tied", "tie", "impossible"),
    [(30, 1, NOT_MET, NOT_MET), (30, 2, MET, NOT_MET), (99, 2, NOT_MET, NOT_MET), (99, 3, NOT_MET, MET)],
)
def test_a_tie_across_a_line_and_one_that_cannot_be_are_for_a_person(rank, tied, tie, impossible):
    assert lianzhou.award_tie(rank, tied, 100) is tie
    assert lianzhou.award_rank_impossible(rank, tied, 100) is impossible
    assert ("rank_impossible" in ranked(rank, tied)[1]) is (impossible is MET)


@given(st.data())
def test_awards_agree_with_a_list_that_is_sorted_and_counted(data):
    scores = data.draw(st.lists(st.integers(0, 40), min_size=1, max_size=90))
    place = data.draw(st.integers(0, len(scores) - 1))
    score = scores[place]
    before, same, behind = (sum(each > score for each in scores), scores.count(score), sum(e < score for e in scores))
    awards, found = ranked(before + 1, same, len(scores))
    assert (awards["commended"] is MET) is (before < 30)
    assert (awards["merit"] is MET) is (before < 10)
    assert (awards["criticised"] is MET) is (behind < 30)
    crossing = any(before < line < before + same for line in (10, 30)) or behind < 30 < behind + same
    assert ("tie" in found) is crossing
    assert ("rank_impossible" in found) is False
    strict, _ = ranked(before + 1, same, len(scores), IN_2014.reform(tie_reading="all"))
    assert (strict["commended"] is MET) is (before + same <= 30)
    assert (strict["criticised"] is MET) is (behind + same <= 30)


@given(first=st.integers(1, 100), second=st.integers(1, 100))
def test_a_better_rank_never_loses_a_commendation_nor_is_criticised_for_it(first, second):
    assume(first < second)
    better, worse = (ranked(rank)[0] for rank in (first, second))
    assert better["commended"] >= worse["commended"]
    assert better["merit"] >= worse["merit"]
    assert better["criticised"] <= worse["criticised"]


@pytest.mark.parametrize(("rank", "tied", "of"), [(100, 2, 100), (60, 42, 100), (1, 101, 101)])
def test_a_tie_that_needs_more_places_than_there_are_is_reported(rank, tied, of):
    assert ("rank_impossible" in ranked(rank, tied, of)[1]) is (rank + tied - 1 > of)


@pytest.mark.parametrize(
    ("rank", "tied", "of", "problem"),
    [
        (101, 1, 100, "assessment_rank"),
        (1, 101, 100, "villages_tied"),
        (0, 1, 100, "0"),
        (1, 0, 100, "0"),
        (-3, 1, 9, "-3"),
    ],
)
def test_ranks_that_cannot_be_are_refused(rank, tied, of, problem):
    with pytest.raises(InvalidInput, match=problem):
        village(assessment_rank=rank, villages_tied=tied, villages_ranked=of)


@pytest.mark.parametrize(
    ("rank", "tied", "of", "commended", "criticised"),
    [
        (None, 1, 100, UNKNOWN, UNKNOWN),
        (5, None, 100, MET, UNKNOWN),
        (5, 1, None, MET, UNKNOWN),
        (31, 1, None, NOT_MET, UNKNOWN),
    ],
)
def test_what_is_not_known_of_a_rank_is_no_award_and_no_blame(rank, tied, of, commended, criticised):
    awards, _ = ranked(rank, tied, of)
    assert (awards["commended"], awards["criticised"]) == (commended, criticised)


def test_many_ranks_at_once():
    ranks = np.arange(1, 58)
    facts = {"assessment_rank": ranks, "villages_tied": np.ones(57, np.int64), "villages_ranked": np.full(57, 57)}
    first, last = IN_2014.evaluate("award_commended", assessment_rank=ranks, villages_tied=facts["villages_tied"]), None
    last = IN_2014.evaluate("award_criticised", **facts)
    assert (first.tolist().count(MET), last.tolist().count(MET)) == (30, 30)
    both = IN_2014.evaluate("award_both_ways", **facts)
    assert ranks[both == MET].tolist() == [28, 29, 30]


# Towns ---------------------------------------------------------------------------------------------------------------


def town(rank, tied=1, of=80):
    return Town(town_id="星子镇", assessment_rank=rank, towns_tied=tied, towns_ranked=of)


@pytest.mark.parametrize(
    ("rank", "tied", "any_", "all_", "found"),
    [
        (1, 1, 500_000, 500_000, False),
        (10, 1, 500_000, 500_000, False),
        (11, 1, 0, 0, False),
        (9, 2, 500_000, 500_000, False),
        (10, 2, 500_000, 0, True),
        (80, 2, 0, 0, True),  # there is no 81st
    ],
)
def test_the_first_ten_towns_are_rewarded_when_the_round_ends(rank, tied, any_, all_, found):
    assert decided(LAST_DAY, "award_town", town(rank, tied)) == yuan(any_)
    assert decided(LAST_DAY.reform(tie_reading="all"), "award_town", town(rank, tied)) == yuan(all_)
    decision = LAST_DAY.assess(town(rank, tied))
    assert bool(decision.findings) is found
    assert "二(二)8" in decision.explain()


def test_the_award_of_towns_hangs_on_the_rank_and_on_the_day():
    assert decided(LAST_DAY, "award_town", town(None)) is None
    day_before = lianzhou.policy(on=date(2015, 12, 30), **TERMS)
    assert {"award_town", "award_town_tie"} <= set(day_before.left_out)


# Targets and the plan's own sums -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "last", "level"),
    [
        ("homes_2013", 2013, 290),
        ("relocation_households", 2013, 324),
        ("relocation_persons", 2013, 1064),
        ("city_villages_raised", 2013, 17),
        ("demonstration_villages", 2015, 14),
        ("key_villages_lifted", 2015, 57),
        ("key_households_lifted", 2015, 5549),
        ("key_persons_lifted", 2015, 20_933),
    ],
)
def test_targets_at_their_level_and_one_below(name, last, level):
    target = lianzhou.law.targets[name]
    assert target({last: level}, last).status is Status.MET
    assert target({last: level + 1}, last).status is Status.MET
    assert target({last: level - 1}, last).status is Status.MISSED
    assert target({}, last).status is Status.UNKNOWN


def test_the_remaining_homes_are_counted_over_the_round():
    assert lianzhou.homes_remaining({2013: 290, 2014: 400, 2015: 274}, 2015).status is Status.MET
    assert lianzhou.homes_remaining({2013: 290, 2014: 400, 2015: 273}, 2015).status is Status.MISSED
    assert lianzhou.homes_remaining({2013: 290, 2015: 674}, 2015).goals[0].status in (Status.MET, Status.UNKNOWN)
    assert lianzhou.homes_remaining({2013: 290, 2014: 100}, 2014).status is Status.BEHIND


def test_the_special_fund_is_ten_million_every_year():
    kept = {2013: yuan(10_000_000), 2014: yuan(10_000_000), 2015: yuan(10_000_000)}
    assert lianzhou.special_fund(kept, 2015).status is Status.MET
    assert lianzhou.special_fund({**kept, 2014: yuan("9999999.99")}, 2015).status is Status.MISSED
    assert lianzhou.special_fund({2013: yuan(10_000_000)}, 2014).status is Status.UNKNOWN
    assert "10000000.00" in lianzhou.special_fund(kept, 2015).text().replace(",", "")


def test_the_report_has_every_target_of_the_plan():
    report = LAST_DAY.progress({"homes_2013": {2013: 290}}, 2013)
    assert report["homes_2013"].status is Status.MET
    assert report["relocation_persons"].status is Status.UNKNOWN
    assert set(report) == set(lianzhou.law.targets)


def test_the_villages_by_town_and_by_helper_add_up():
    assert lianzhou.villages_by_town.agrees
    assert len(lianzhou.villages_by_town.parts) == 12
    assert lianzhou.villages_by_helper.agrees
    assert lianzhou.villages_by_helper.computed == lianzhou.villages_by_town.computed == 57
