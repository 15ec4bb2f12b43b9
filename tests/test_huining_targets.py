"""Huining's targets against a table typed from the document: each goal at its level, just short of it, and unknown."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.calculators.progress import Measure, Status
from povertykit.errors import InvalidInput
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.money import Fen, yuan

SPAN = (2015, 2020)
FIRST_HALF, SECOND_HALF = (2015, 2017), (2018, 2020)


@dataclass(frozen=True)
class Asked:
    """One goal as the document states it; money in fen, shares as fractions."""

    measure: Measure
    years: tuple[int, int]
    level: int | Fraction
    most: bool = False
    base: int | None = None

    @property
    def step(self) -> int | Fraction:
        """The smallest difference that is looked at: a fen, a thing, a hundredth of a per cent."""
        if isinstance(self.level, Fen):
            return Fen(1)
        return Fraction(1, 10_000) if isinstance(self.level, Fraction) else 1


def a_year(level, years=SPAN):
    return Asked(Measure.EACH_YEAR, years, level)


def total(level, years=FIRST_HALF):
    return Asked(Measure.IN_TOTAL, years, level)


def by(year, level, most=False, base=None):
    return Asked(Measure.BY_END, (year, year), level, most, base)


def percent(value):
    return Fraction(str(value)) / 100


DOCUMENT = {
    # 二
    "exit_villages": [a_year(n, (y, y)) for y, n in zip(range(2015, 2021), (18, 38, 38, 8, 8, 6), strict=True)],
    "exit_persons": [
        a_year(n, (y, y)) for y, n in zip(range(2015, 2021), (23000, 42000, 42000, 12500, 8900, 4200), strict=True)
    ],
    "exit_persons_total": [total(100_000), total(30_000, SECOND_HALF)],
    "poor_village_share": [by(2017, percent(8), most=True), by(2020, percent(5), most=True)],
    "poverty_incidence": [by(2017, percent(8), most=True), by(2020, percent(5), most=True)],
    "rural_income": [by(2017, Fen(700_000))],
    "targeted_income": [by(2017, Fen(400_000))],
    # 三(一)
    "safe_water_persons": [a_year(100_000)],
    "safe_water_coverage": [by(2020, percent(100))],
    "tap_water": [by(2020, percent(100))],
    "new_terraces": [a_year(100_000, FIRST_HALF), total(300_000)],
    "terraces": [by(2017, 2_300_000)],
    "terraces_per_person": [by(2017, 4)],
    "irrigated_land": [a_year(5000)],
    "paved_roads": [a_year(500)],
    "paved_village_access": [by(2017, percent(100))],
    "paved_group_roads": [by(2020, percent(100))],
    "afforestation": [a_year(200_000)],
    "forest_cover": [by(2017, percent("17.94"))],
    "grid_households": [total(17_900)],
    "power_lines": [total(900)],
    "household_power": [by(2017, percent(100))],
    "three_phase_power": [by(2017, percent(100))],
    "broadband": [by(2017, percent(100))],
    "homes_rebuilt": [a_year(5000)],
    "poor_homes_rebuilt": [a_year(4000)],
    "homes_progress": [by(2017, percent(40)), by(2020, percent(100))],
    "relocated_households": [total(3082)],
    "relocated_persons": [total(13_900)],
    "relocated_who_wish": [by(2020, percent(100))],
    "villages_cleaned": [by(2017, percent(50)), by(2020, percent(100))],
    # 三(二)
    "operating_income_share": [by(2017, percent(40)), by(2020, percent(60))],
    "livestock": [by(2017, 5_000_000)],
    "standard_breeding": [by(2017, percent(80))],
    "good_breeds": [by(2017, percent(95))],
    "harmless_livestock": [by(2017, percent(80))],
    "green_livestock": [by(2017, percent(50))],
    "organic_livestock": [by(2017, percent(20))],
    "potatoes_per_person": [by(2020, 2)],
    "film_planting": [a_year(1_100_000)],
    "maize": [a_year(1_000_000)],
    "maize_per_person": [by(2020, 2)],
    "minor_grains": [a_year(350_000)],
    "orchards": [a_year(50_000)],
    "vegetables": [a_year(200)],
    "medicinal_herbs": [a_year(1000)],
    "flax": [a_year(300_000)],
    "processing_output": [by(2017, Fraction(14, 10), base=2014), by(2020, 2, base=2014)],
    "product_standards": [by(2017, percent(50))],
    "marked_products": [by(2017, percent(60))],
    "delivery_services": [by(2017, percent(100))],
    "labour_placed": [a_year(1000)],
    "vocational_training": [total(48_000), total(14_000, SECOND_HALF)],
    "training_coverage": [by(2017, percent(100))],
    "skill_raising_coverage": [by(2020, percent(100))],
    "wage_income_share": [by(2017, percent(30))],
    # 三(三)
    "kindergarten_coverage": [by(2017, percent(100))],
    "preschool_enrolment": [by(2017, percent(70))],
    "school_enrolment": [by(2020, percent(100))],
    "primary_completion": [by(2020, percent(100))],
    "junior_completion": [by(2020, percent(100))],
    "clinics_built": [a_year(124, (2015, 2015))],
    "clinic_coverage": [by(2015, percent(100))],
    "doctor_training": [by(2015, percent(100))],
    "doctors_qualified": [by(2017, percent(100))],
    "doctors_sent": [a_year(130)],
    "village_stages": [total(257)],
    "activity_rooms": [total(245)],
    "farm_libraries": [total(284)],
    "sports_grounds": [total(183)],
    "culture_squares": [total(273)],
    "film_points": [total(26)],
    "culture_centres": [by(2017, percent(100))],
    "science_training": [total(109_000)],
    "science_training_coverage": [by(2017, percent(100))],
    "firms_brought": [a_year(2)],
    "incubator_area": [by(2017, 50_000)],
    "science_contribution": [by(2017, percent(55)), by(2020, percent(57))],
    "elderly_care_coverage": [by(2020, percent(100))],
    # 三(四)
    "village_organisations": [by(2017, 5), by(2020, 8)],
    "membership_lead": [by(2017, 2), by(2020, 3)],
    "county_organisations": [by(2020, 3000)],
    "farmers_joined": [by(2020, percent(70))],
    "village_bases": [by(2017, 1)],
    "marked_area": [by(2017, percent(60)), by(2020, percent(70))],
    "land_registered": [by(2017, 27)],
    "land_transferred": [by(2017, percent(20))],
    "mutual_associations": [by(2020, percent(100))],
    "urbanisation": [by(2017, percent(40))],
    "policy_funds": [a_year(Fen(40_000_000_000))],
    "transfer_income_floor": [a_year(Fen(90_000)), Asked(Measure.RISING, (2016, 2020), 0)],
    # 四
    "projects_audited": [a_year(percent(100))],
}
GOALS = [
    pytest.param(name, place, asked, id=f"{name}-{asked.years[1]}-{asked.measure}")
    for name, goals in DOCUMENT.items()
    for place, asked in enumerate(goals)
    if asked.measure is not Measure.RISING
]
TARGETS = huining.law.targets


def held(name, place, observed, year):
    """How one goal stands."""
    return TARGETS[name](observed, year).goals[place].status


def series(asked, off=0):
    """A series that comes to exactly the level, or so much off it in its last year."""
    first, last = asked.years
    years = range(first, last + 1)
    if asked.measure is Measure.EACH_YEAR:
        return {**dict.fromkeys(years, asked.level), last: asked.level + off}
    if asked.measure is Measure.IN_TOTAL:
        share = int(asked.level) // len(years)
        return {**dict.fromkeys(years, share), last: int(asked.level) - share * (len(years) - 1) + off}
    if asked.base:
        return {asked.base: 1000, last: 1000 * asked.level + off}
    return {last: asked.level + off}


def test_the_table_has_every_target_of_the_module():
    assert set(DOCUMENT) == set(TARGETS)
    for name, goals in DOCUMENT.items():
        stated = [(g.measure, (g.first, g.last), g.level, g.base_year) for g in TARGETS[name].goals]
        assert stated == [(g.measure, g.years, g.level, g.base) for g in goals], name
        assert [isinstance(g.level, Fen) for g in TARGETS[name].goals if g.level] == [
            isinstance(g.level, Fen) for g in goals if g.level
        ]


@pytest.mark.parametrize(("name", "place", "asked"), GOALS)
def test_the_level_itself_meets_the_goal_and_a_step_short_of_it_does_not(name, place, asked):
    year = asked.years[1]
    short = asked.step if asked.most else -asked.step
    assert held(name, place, series(asked), year) is Status.MET
    assert held(name, place, series(asked, -short), year) is Status.MET
    assert held(name, place, series(asked, short), year) is Status.MISSED


@pytest.mark.parametrize(("name", "place", "asked"), GOALS)
def test_a_year_that_was_not_observed_is_not_known(name, place, asked):
    year = asked.years[1]
    observed = series(asked)
    unseen = {**observed, year: None}
    assert held(name, place, unseen, year) is Status.UNKNOWN
    assert held(name, place, {}, year) is Status.UNKNOWN


@pytest.mark.parametrize("name", [name for name, goals in DOCUMENT.items() if goals[0].measure is Measure.EACH_YEAR])
def test_a_year_missed_in_the_middle_is_missed(name):
    for place, asked in enumerate(DOCUMENT[name]):
        if asked.measure is Measure.EACH_YEAR:
            for year in range(asked.years[0], asked.years[1] + 1):
                observed = {**series(asked), year: asked.level - asked.step}
                assert held(name, place, observed, asked.years[1]) is Status.MISSED


def test_transfer_income_rises_from_2016_over_2015():
    kept = {2015: yuan(900), 2016: yuan("900.01"), 2017: yuan(901), 2018: yuan(902), 2019: yuan(903), 2020: yuan(904)}
    assert TARGETS["transfer_income_floor"](kept, 2020).status is Status.MET
    assert held("transfer_income_floor", 1, {**kept, 2016: yuan(900)}, 2020) is Status.MISSED
    assert held("transfer_income_floor", 1, {**kept, 2015: None}, 2020) is Status.UNKNOWN
    assert held("transfer_income_floor", 0, {**kept, 2015: yuan("899.99")}, 2020) is Status.MISSED


def test_the_targets_are_reached_through_the_policy_and_by_name():
    policy = huining.policy(on=date(2017, 6, 1))
    assert dict(policy.targets()) == TARGETS
    report = policy.progress({"exit_villages": {2015: 18, 2016: 37}}, 2016)
    assert report["exit_villages"].status is Status.MISSED
    assert huining.exit_villages({2015: 18}, 2015).goals[0].status is Status.MET
    assert all(target.en and target.zh for target in TARGETS.values())


def test_what_is_not_exact_is_refused():
    with pytest.raises(InvalidInput, match="float"):
        huining.forest_cover({2017: 0.1794}, 2017)
    with pytest.raises(InvalidInput, match="2015"):
        huining.exit_persons_total({2015: -1}, 2017)


@given(st.lists(st.integers(0, 60_000), min_size=3, max_size=3), st.integers(0, 2), st.integers(0, 50_000))
def test_more_persons_out_of_poverty_never_stand_worse(persons, place, more):
    years = (2015, 2016, 2017)
    observed = dict(zip(years, persons, strict=True))
    better = {**observed, years[place]: observed[years[place]] + more}
    before, after = (huining.exit_persons_total(each, 2017).goals[0].status for each in (observed, better))
    assert (before, after) in {
        (Status.MISSED, Status.MISSED),
        (Status.MISSED, Status.MET),
        (Status.MET, Status.MET),
    }
    assert (after is Status.MET) is (sum(better.values()) >= 100_000)
