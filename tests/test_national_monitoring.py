"""Monitoring: the line, the three groups at its boundary, and what hangs on a missing fact."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import County, Household, Verdict, yuan
from povertykit.citation import Grade
from povertykit.errors import BareAmount, InvalidInput, OutOfCoverage, OutOfRange
from povertykit.jurisdictions.cn import national

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
POLICY = national.policy(on=date(2021, 6, 1), monitoring_line=yuan(6000))
GROUPS = ("unstable_out_of_poverty", "close_to_poverty", "sudden_hardship", "monitored_household")
OUT = {"registered_poor": True, "out_of_poverty": True}
NEVER = {"registered_poor": False}
SUDDEN = {"yearly_rigid_spending": yuan(20_001), "previous_yearly_income": yuan(20_000), "severe_hardship": True}


def groups(policy=POLICY, **facts):
    known = {
        "household_id": "H1",
        "persons": 3,
        "yearly_income": yuan("17999.99"),
        "at_risk_of_poverty": True,
        "yearly_rigid_spending": yuan(0),
        "previous_yearly_income": yuan(20_000),
        "income_fell_sharply": False,
        "severe_hardship": False,
    }
    case = Household(**known | facts)
    return [decided(policy, name, case) for name in GROUPS]


@pytest.mark.parametrize(
    ("facts", "verdicts"),
    [
        (OUT, [MET, NOT_MET, NOT_MET, MET]),
        (NEVER, [NOT_MET, MET, NOT_MET, MET]),
        ({**OUT, "yearly_income": yuan(18_000)}, [NOT_MET] * 4),  # at the line
        ({**NEVER, "yearly_income": yuan(18_000)}, [NOT_MET] * 4),
        ({**OUT, "at_risk_of_poverty": False}, [NOT_MET] * 4),
        ({**OUT, "out_of_poverty": False}, [NOT_MET] * 4),  # still poor: helped as such
        ({**OUT, **SUDDEN, "yearly_income": yuan(90_000)}, [NOT_MET, NOT_MET, MET, MET]),  # far above the line
        ({**NEVER, **SUDDEN}, [NOT_MET, MET, MET, MET]),  # in two groups
        ({**OUT, "out_of_poverty": False, **SUDDEN}, [NOT_MET, NOT_MET, MET, MET]),
        ({**OUT, **SUDDEN, "severe_hardship": False}, [MET, NOT_MET, NOT_MET, MET]),
        ({**OUT, "yearly_income": None}, [UNKNOWN, NOT_MET, NOT_MET, UNKNOWN]),
        ({"registered_poor": None, "out_of_poverty": True}, [UNKNOWN, UNKNOWN, NOT_MET, UNKNOWN]),
        ({**NEVER, "yearly_income": None, **SUDDEN}, [NOT_MET, UNKNOWN, MET, MET]),
        ({**OUT, "at_risk_of_poverty": None, "yearly_income": yuan(18_000)}, [NOT_MET] * 4),
    ],
)
def test_the_three_groups(facts, verdicts):
    assert groups(**facts) == verdicts


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"yearly_rigid_spending": yuan("20000.01")}, MET),
        ({"yearly_rigid_spending": yuan(20_000)}, NOT_MET),
        ({"yearly_rigid_spending": yuan("19999.99")}, NOT_MET),
        ({"yearly_rigid_spending": yuan(0), "income_fell_sharply": True}, MET),
        ({"yearly_rigid_spending": None}, UNKNOWN),
        ({"yearly_rigid_spending": None, "income_fell_sharply": True}, MET),
        ({"yearly_rigid_spending": None, "severe_hardship": False}, NOT_MET),
        ({"previous_yearly_income": None}, UNKNOWN),
    ],
)
def test_sudden_hardship_is_spending_above_last_years_income_or_a_sharp_fall(facts, verdict):
    assert groups(**NEVER, **SUDDEN | facts, yearly_income=yuan(50_000))[2] is verdict


def test_the_line_is_a_multiple_of_the_poverty_line_or_the_places_own():
    assert national.monitoring_line_of(national.POVERTY_LINE.value(date(2020, 1, 1))) == yuan(6000)
    assert national.monitoring_line_of(yuan("2995.01")) == yuan("4492.52")  # 4492.515, half up
    assert national.monitoring_line_of(yuan(3000), Fraction(2)) == yuan(6000)
    dearer = POLICY.reform(monitoring_line=national.LOCAL_MONITORING_LINES["yunnan"].value(date(2025, 6, 1)))
    assert groups(dearer, **OUT, yearly_income=yuan("26099.99"))[0] is MET
    assert groups(dearer, **OUT, yearly_income=yuan(26_100))[0] is NOT_MET
    with pytest.raises(BareAmount):
        national.monitoring_line_of(4000)
    with pytest.raises(OutOfRange, match="monitoring_line"):
        national.policy(on=date(2021, 6, 1), monitoring_line=yuan(500))


@pytest.mark.parametrize(
    ("place", "year", "line"),
    [
        ("jingbian", 2021, 6000),
        ("southwest_village", 2022, 6500),
        ("minhou", 2023, 10_560),
        ("yuanmou", 2023, 8050),
        ("dehua", 2024, 19_560),
        ("yunnan", 2025, 8700),
        ("lanzhou_new_area", 2025, 8600),
    ],
)
def test_a_places_line_is_known_for_its_own_year_only(place, year, line):
    dated = national.LOCAL_MONITORING_LINES[place]
    assert dated.value(date(year, 1, 1)) == dated.value(date(year, 12, 31)) == yuan(line)
    assert dated.steps[0].citation.grade is not Grade.DOCUMENT
    for day in (date(year - 1, 12, 31), date(year + 1, 1, 1)):
        with pytest.raises(OutOfCoverage):
            dated.value(day)
    assert (place == "dehua") is (yuan(line) == yuan(815) * 12 * 2)


def test_there_is_no_line_that_nobody_filled_and_no_monitoring_before_the_guidance():
    assert "monitored_household" in national.policy(on=date(2021, 6, 1)).left_out
    for on, left_out in ((date(2020, 3, 19), True), (date(2020, 3, 20), False)):
        policy = national.policy(on=on, monitoring_line=yuan(6000))
        assert ("monitored_household" in policy.left_out) is left_out


@pytest.mark.parametrize(
    ("deep", "monitored", "verdict"),
    [
        (True, 1000, MET),
        (True, 1001, NOT_MET),
        (False, 1001, MET),  # about 5% sets no boundary
        (None, 1000, MET),
        (None, 1001, UNKNOWN),
        (True, None, UNKNOWN),
    ],
)
def test_a_tenth_of_the_register_in_areas_of_deep_poverty(deep, monitored, verdict):
    policy = national.policy(on=date(2020, 6, 1))
    county = County(
        county_id="C1",
        year=2020,
        poor_population=1000,
        exited_population=9000,
        monitored_population=monitored,
        deep_poverty_area=deep,
    )
    assert decided(policy, "monitoring_size_test", county) is verdict


@given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(1, 50)), min_size=1, max_size=20))
def test_many_households_are_judged_as_each_and_a_richer_one_never_falls_in(rows):
    income, persons = (np.array(column) for column in zip(*rows, strict=True))
    many = national.below_monitoring_line(income, persons, 600_000).tolist()
    assert many == [int(national.below_monitoring_line(*row, 600_000)) for row in rows]
    assert many == [2 * (Fraction(earned, heads) < 600_000) for earned, heads in rows]
    richer = national.below_monitoring_line(income + 1, persons, 600_000).tolist()
    assert all(after <= before for after, before in zip(richer, many, strict=True))


def test_facts_that_cannot_be_are_refused():
    with pytest.raises(InvalidInput, match="yearly_rigid_spending"):
        groups(yearly_rigid_spending=yuan(-1))
    with pytest.raises(InvalidInput, match="persons"):
        national.below_monitoring_line(1, 0, 600_000)
