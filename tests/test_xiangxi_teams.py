"""Xiangxi's duties of those sent into the villages, at every boundary."""

from datetime import date

import pytest
from four_ways import decided

from povertykit import TeamMember, Verdict, yuan
from povertykit.errors import InvalidInput
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Duty

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = xiangxi.policy(on=date(2017, 6, 1), team_subsidy_standard=yuan(1500))


def person(duty, **facts):
    return TeamMember(member_id="T1", duty=duty, month=date(2017, 6, 1), **facts)


@pytest.mark.parametrize(
    ("duty", "rule", "days", "nights"),
    [
        (Duty.TEAM_MEMBER, "team_attendance", 20, 10),
        (Duty.TOWNSHIP_CADRE, "township_cadre_duty", 15, 5),
    ],
)
def test_days_and_nights_in_the_village(duty, rule, days, nights):
    def kept(days_in_village, nights_in_village):
        case = person(duty, days_in_village=days_in_village, nights_in_village=nights_in_village)
        return decided(POLICY, rule, case)

    assert kept(days, nights) is MET
    assert kept(days + 1, nights + 1) is MET
    assert kept(days - 1, nights) is NOT_MET
    assert kept(days, nights - 1) is NOT_MET
    assert kept(None, nights) is kept(days, None) is UNKNOWN
    assert kept(None, nights - 1) is kept(days - 1, None) is NOT_MET


@pytest.mark.parametrize(
    ("duty", "rule", "fact", "least"),
    [
        (Duty.HELPING_CADRE, "household_visits_duty", "household_visits", 5),
        (Duty.TOWNSHIP_PRINCIPAL, "township_principal_duty", "days_in_village", 10),
    ],
)
def test_visits_a_year_and_days_a_month(duty, rule, fact, least):
    for done, verdict in ((least - 1, NOT_MET), (least, MET), (least + 1, MET), (0, NOT_MET), (None, UNKNOWN)):
        assert decided(POLICY, rule, person(duty, **{fact: done})) is verdict


DUTIES = {
    "team_attendance": Duty.TEAM_MEMBER,
    "household_visits_duty": Duty.HELPING_CADRE,
    "township_principal_duty": Duty.TOWNSHIP_PRINCIPAL,
    "township_cadre_duty": Duty.TOWNSHIP_CADRE,
}


@pytest.mark.parametrize("duty", Duty)
def test_a_duty_binds_only_those_it_names_and_the_subsidy_is_for_team_members(duty):
    idle = person(duty, days_in_village=0, nights_in_village=0, household_visits=0)
    for rule, bound in DUTIES.items():
        assert decided(POLICY, rule, idle) is (NOT_MET if bound is duty else MET)
    assert decided(POLICY, "team_member_subsidy", idle) == (yuan(1500) if duty is Duty.TEAM_MEMBER else 0)


def test_a_month_has_no_more_days_than_it_has():
    with pytest.raises(InvalidInput, match="at most the 30"):
        person(Duty.TEAM_MEMBER, days_in_village=31)
    with pytest.raises(InvalidInput, match="duty"):
        person("guest")
