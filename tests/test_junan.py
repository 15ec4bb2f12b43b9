"""Junan inherits from Shandong what binds a county; and what a lower place may do with a higher law."""

import pickle
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import County, Household, Prefecture, TeamMember, Verdict, jurisdiction, per_year, yuan
from povertykit.arithmetic import Count, Flag
from povertykit.citation import Grade, Source
from povertykit.cli import main
from povertykit.decision import Decision
from povertykit.errors import InvalidInput, OutOfCoverage, UnknownName
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn import shandong
from povertykit.jurisdictions.cn.shandong import junan
from povertykit.models import Entity, Town
from povertykit.models.team import Duty
from povertykit.money import Period
from povertykit.policy import Jurisdiction, Policy, Provision, ProvisionKind

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
DAY = date(2020, 6, 1)
POLICY = junan.policy(on=DAY)
INHERITED = {
    "special_insurance_test",
    "housing_strengthened",
    "housing_built",
    "housing_fostered",
    "housing_rented",
    "housing_guaranteed",
    "housing_found",
    "relocation_test",
    "guarantee_inclusion_test",
    "care_target",
    "collective_income_test",
    "monitoring_test",
    "relapse_test",
    "continued_help_test",
    "assessment_cap",
    "county_principal_duty",
    "county_visits",
    "town_visits",
    "village_visits",
}


@pytest.mark.parametrize("name", ["junan", "371327", "莒南", "莒南县"])
def test_it_is_found_by_every_name(name):
    assert jurisdiction(name) is junan


def test_it_stands_under_the_province_with_its_own_source_and_coverage():
    assert junan.law.parent is shandong.law
    assert junan.law.source.key == "junan-2018"
    assert junan.law.source != shandong.law.source
    assert (junan.law.start, junan.law.end) == (date(2018, 1, 1), date(2020, 12, 31))
    with pytest.raises(OutOfCoverage, match="junan"):
        junan.policy(on=date(2021, 1, 1))


def test_it_inherits_what_binds_a_county_and_never_the_provinces_totals():
    assert {rule.name for rule in POLICY.provisions()} == INHERITED
    assert junan.law.declared == {}
    assert set(POLICY.targets()) == {"cadres_trained"}
    assert set(junan.law.all_calendars()) == {"remedy_quarter"}
    assert set(shandong.law.targets) - set(POLICY.targets()) == {
        *("persons_out", "persons_out_by_the_national_line", "persons_consolidated", "poor_persons"),
        *("villages_out", "villages_whose_poor_are_out", "yellow_river_relocation"),
        *("homes_rebuilt", "central_care", "disabled_rehabilitation", "donations"),
    }
    with pytest.raises(UnknownName, match="persons_out"):
        POLICY.progress({"persons_out": {2018: 172_000}}, 2018)
    with pytest.raises(InvalidInput, match="prefecture"):
        POLICY.assess(Prefecture(prefecture_id="P1", year=2019, heavy_towns=1, heavy_towns_visited=1))


@pytest.mark.parametrize("name", sorted(INHERITED | {"cadres_trained", "remedy_quarter"}))
def test_what_it_inherits_is_an_attribute_and_the_provinces_own(name):
    assert getattr(junan, name) is getattr(shandong, name)
    assert junan.law.home_of(name) is shandong.law


def test_an_own_name_and_one_that_is_not_inherited_are_at_home():
    assert shandong.law.home_of("relapse_test") is shandong.law
    assert junan.law.home_of("persons_out") is junan.law, "what binds only the province is nothing here"


facts = st.fixed_dictionaries(
    {
        name: st.sampled_from([True, False, None])
        for name in (
            "registered_poor",
            "out_of_poverty",
            "enjoys_policies",
            "has_special_insurance",
            "unsafe_home",
            "in_relocation",
            "moved_in",
            "is_followed",
            "fell_back",
            "is_helped",
        )
    }
)
PROVINCE = shandong.policy(on=DAY)


@given(facts)
def test_a_household_is_decided_alike_in_the_county_and_the_province(drawn):
    household = Household(household_id="H1", persons=2, **drawn)
    mine, theirs = POLICY.assess(household), PROVINCE.assess(household)
    assert mine.verdicts == theirs.verdicts
    assert mine.undetermined == theirs.undetermined
    assert (mine.identity.jurisdiction, theirs.identity.jurisdiction) == ("junan", "shandong")


def test_a_register_of_households_is_decided_in_the_county():
    register = {"persons": [2, 3], "fell_back": [True, True], "is_helped": [True, False]}
    outcome = POLICY.simulate(register, provisions=["relapse_test"])
    assert outcome.verdicts["relapse_test"].tolist() == [MET, NOT_MET]


@pytest.mark.parametrize(("heavy", "verdict"), [(True, NOT_MET), (False, MET), (None, Verdict.UNKNOWN)])
def test_whether_it_is_one_of_the_twenty_is_handed_in(heavy, verdict):
    head = TeamMember(
        member_id="L1", duty=Duty.COUNTY_PRINCIPAL, month=date(2019, 5, 1), work_days=4, in_heavy_county=heavy
    )
    decision = POLICY.assess(head)
    assert {**decision.verdicts, **dict.fromkeys(decision.undetermined, Verdict.UNKNOWN)} == {
        "county_principal_duty": verdict
    }


def source_of(decision: Decision, figure: str) -> str:
    """Where the derivation says that a figure comes from."""
    inputs = {n.input.name: n.input for rule in decision.derivation for n in rule.nodes if n.input is not None}
    return inputs[figure].note_en


def case(**facts: int) -> County:
    return County(**{"county_id": "371327", "year": 2020, **facts})


def test_the_explanation_names_the_county_and_the_provinces_document():
    decision = POLICY.assess(case(assessments=3, dependent_persons=10, dependent_in_central_care=5))
    assert source_of(decision, "care_share_least").startswith(shandong.law.source.title_en + ", 第二 四")
    assert source_of(decision, "assessments_most").startswith(shandong.law.source.title_en + ", 第三")
    assert f"Decided under: Junan County (371327)\nDocument: {shandong.law.source.title_en}\n" in decision.explain()
    assert "本文件第二 四" in decision.explain("zh")
    again = Decision.from_json(decision.to_json())
    assert again.derivation.recompute() == decision.derivation.recompute()


def test_the_explanation_of_a_town_is_in_chinese_too():
    decision = POLICY.assess(Town(town_id="T1", poor_households=3, households_visited=2))
    assert decision.explain("zh").startswith("乡镇 T1\n")
    assert decision.explain().startswith("Town T1\n")


def test_a_policy_of_a_place_without_rules_of_its_own_is_pickled():
    again = pickle.loads(pickle.dumps(POLICY))
    assert again.law is junan.law
    assert again.assess(case(assessments=3)).verdicts["assessment_cap"] is NOT_MET


def test_show_says_what_is_inherited_and_from_where(capsys):
    assert main(["show", "junan"]) == 0
    out = capsys.readouterr().out
    assert "inherits    Shandong Province" in out
    assert all(name in out for name in INHERITED | {"cadres_trained", "remedy_quarter", "care_share_least"})
    assert "shandong-2018" in out
    assert "persons_out" not in out
    assert "city_reports" not in out
    assert main(["show", "莒南", "--zh", "--on", "2019-06-01"]) == 0
    assert "山东省" in capsys.readouterr().out


# What a lower place may do with a higher law: change it, or fill what it leaves open ---------------------------------


def lower(name: str, parent: Jurisdiction, start: date, end: date) -> Jurisdiction:
    """A made-up place under another."""
    measures = Source(f"{name}-measures", "虚构办法", f"Measures of {name}", "虚构地", f"{name}", None)
    return Jurisdiction(
        name=name,
        code="999999",
        en=f"Made-up {name}",
        zh="虚构地",
        source=measures,
        parent=parent,
        start=start,
        end=end,
        basis=Grade.DOCUMENT,
        basis_en="made up",
        basis_zh="虚构",
        fictional=True,
    )


stricter: Jurisdiction = lower("stricter", junan.law, date(2019, 1, 1), date(2020, 12, 31))
stricter.figure("assessments_most", 1, "3", en="assessments of a county in a year, at most", zh="每年考核次数上限")


@stricter.provision("4", kind=ProvisionKind.DUTY, entity=Entity.COUNTY, en="nearly all are visited", zh="基本遍访")
def county_visits(poor_villages_visited: Count, poor_villages: Count) -> Flag:
    """All but one."""
    return poor_villages_visited + 1 >= poor_villages


@pytest.mark.parametrize(
    ("policy", "assessments", "visited", "verdicts"),
    [
        (junan.policy, 1, 9, (MET, NOT_MET)),
        (junan.policy, 2, 10, (MET, MET)),
        (stricter.policy, 1, 9, (MET, MET)),
        (stricter.policy, 2, 8, (NOT_MET, NOT_MET)),
    ],
)
def test_a_lower_place_overrides_a_figure_and_a_rule(
    policy: Callable[..., Policy], assessments: int, visited: int, verdicts: tuple[Verdict, Verdict]
):
    found = policy(on=DAY).assess(case(assessments=assessments, poor_villages=10, poor_villages_visited=visited))
    assert (found.verdicts["assessment_cap"], found.verdicts["county_visits"]) == verdicts


def test_what_is_overridden_is_cited_to_the_lower_place_and_the_rest_to_the_higher():
    decision = stricter.policy(on=DAY).assess(case(assessments=2, dependent_persons=2, dependent_in_central_care=1))
    assert source_of(decision, "assessments_most").startswith("Measures of stricter, 3")
    assert source_of(decision, "care_share_least").startswith(shandong.law.source.title_en)
    assert stricter.home_of("county_visits") is stricter.home_of("assessments_most") is stricter
    assert stricter.home_of("care_target") is shandong.law
    assert set(stricter.all_targets()) == {"cadres_trained"}, (
        "what binds only the province is not passed on by a county"
    )
    assert isinstance(stricter.all()["county_visits"], Provision)


filled: Jurisdiction = lower("filled", zz.law, date(2030, 1, 1), date(2030, 12, 31))
filled.figure("dibao_standard", per_year(yuan(3600)), "4", en="standard", zh="低保标准", period=Period.MONTH)


def test_a_lower_place_fills_an_open_term():
    household = Household(household_id="H1", persons=3, household_income=yuan(500), on_dibao=True, in_backstop=False)
    policy = filled.policy(on=date(2030, 6, 1))
    open_above = {term.name for term in zz.policy(on=date(2030, 6, 1)).open_terms()}
    assert open_above - {term.name for term in policy.open_terms()} == {"dibao_standard"}
    decision = policy.assess(household)
    assert decision.fen["guarantee_gap"] == 40_000  # 3 x 300.00 - 500.00
    assert source_of(decision, "dibao_standard").startswith("Measures of filled, 4")
    assert "Measures of filled, 4" in decision.explain()
    with pytest.raises(UnknownName, match="reform"):
        filled.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
    assert policy.reform(hardship_multiple=Fraction(2)).assess(household).fen["guarantee_gap"] == 40_000
