"""The exit tree under the national mechanism of 2016, from households to the county."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from povertykit import County, Verdict, Village, yuan
from povertykit.jurisdictions.cn import national
from povertykit.scenarios import exit_tree

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("bounds", "reading", "verdict"),
    [
        ((3, 30), "may_equal", MET),
        ((30, 31), "may_equal", UNKNOWN),
        ((31, 40), "may_equal", NOT_MET),
        ((3, 29), "strictly_below", MET),
        ((29, 30), "strictly_below", UNKNOWN),
        ((30, 40), "strictly_below", NOT_MET),
    ],
)
def test_the_national_boundary_is_decided_at_both_ends(bounds, reading, verdict):
    national_policy = national.policy(on=date(2018, 6, 1), exit_line=yuan(2952), exit_boundary=reading)
    western = Village(village_id="V1", rural_population=1000, western_region=True, conditions_adequate=True)
    decision = national_policy.assess(western, within={"poor_population": bounds})
    assert decision.verdicts["village_exit_test"] is verdict


def test_the_national_mechanism_runs_from_households_to_the_county():
    national_policy = national.policy(on=date(2018, 6, 1), exit_line=yuan(2952))
    secure = ("income_stable", "food_and_clothing_secure", "compulsory_education_secure", "basic_medical_secure")
    given = {
        "village_id": ["V1"] * 3 + ["V2"] * 2,
        "persons": [3, 2, 4, 5, 1],
        "yearly_income_fen": [295_200 * 3 + 1, 295_200 * 2, 4_000_000, None, 900_000],
        **{name: [True] * 5 for name in (*secure, "safe_housing", "safe_drinking_water")},
    }
    facts: Any = {"western_region": True, "conditions_adequate": True, "is_poor_village": True, "town_id": "T1"}
    villages = [Village(village_id=name, rural_population=100, **facts) for name in ("V1", "V2")]
    sampled: Any = {
        "exited_population": 10, "unregistered_population": 100, "sampled_exited": 10, "wrongly_exited": 0,
        "sampled_unregistered": 100, "omitted_poor": 0, "surveyed_households": 10, "approving_households": 9,
    }  # fmt: skip
    county = County(county_id="C1", year=2018, western_region=True, **sampled)
    whole = exit_tree(national_policy, given, villages, county=county)
    assert {node.id: (node.verdict, node.poor) for node in whole.nodes()} == {
        "C1": (UNKNOWN, (2, 7)),
        "T1": (UNKNOWN, (2, 7)),
        "V1": (MET, (2, 2)),  # the line itself is not above it
        "V2": (UNKNOWN, (0, 5)),
    }
    given["yearly_income_fen"][3] = 5 * 295_200 + 1
    decided = exit_tree(national_policy, given, villages, county=county)
    assert [node.verdict for node in decided.nodes()] == [MET] * 4
