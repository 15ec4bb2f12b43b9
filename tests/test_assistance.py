"""Which help fits: every case, with its reason and clause; what cannot be told; none, said aloud."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

import pytest

from povertykit import Household, Person, Verdict, Village
from povertykit.arithmetic import Flag
from povertykit.citation import Grade, Source
from povertykit.errors import InvalidInput
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import huaihua
from povertykit.models import Entity
from povertykit.policy import Jurisdiction, ProvisionKind
from povertykit.scenarios.assistance import Assistance, assistance_for

law: Final = Jurisdiction(
    name="aa",
    code="990001",
    en="A place",
    zh="某地",
    source=Source("aa", "文件", "notice of aa", "某地", "A place", date(2015, 1, 1)),
    start=date(2015, 1, 1),
    end=date(2020, 12, 31),
    basis=Grade.DOCUMENT,
    basis_en="stated",
    basis_zh="载明",
    fictional=True,
)


@law.provision("1", kind=ProvisionKind.ASSISTANCE, en="development", zh="开发式扶贫")
def development(registered_poor: Flag, has_labour_capacity: Flag) -> Flag:
    """Able to work."""
    return registered_poor & has_labour_capacity


@law.provision("2", kind=ProvisionKind.ASSISTANCE, en="industry", zh="产业扶持")
def industry(registered_poor: Flag, develops_industry: Flag) -> Flag:
    """With an industry."""
    return registered_poor & develops_industry


@law.provision("3", kind=ProvisionKind.ASSISTANCE, entity=Entity.MEMBER, en="support", zh="特困供养")
def support(in_special_hardship: Flag) -> Flag:
    """In special hardship."""
    return in_special_hardship


@law.provision("4", kind=ProvisionKind.TEST, en="no help", zh="非帮扶")
def no_help(on_dibao: Flag) -> Flag:
    """A test, not a kind of help."""
    return on_dibao


policy: Final = law.policy(on=date(2016, 6, 1))


def found(**given: Any) -> Assistance:
    facts = {"household_id": "H1", "persons": 1, "registered_poor": True, "has_labour_capacity": False}
    return assistance_for(policy, Household(**(facts | {"develops_industry": False} | given)))


def test_a_household_may_fall_in_several_cases():
    both = found(has_labour_capacity=True, develops_industry=True)
    assert [case.name for case in both.fits] == ["development", "industry"]
    assert both.none_fits is Verdict.NOT_MET
    assert both.text() == (
        "H1: 2 of 2 kinds fit\n"
        "  fits: development (notice of aa, 1): registered as poor; able to work\n"
        "  fits: industry (notice of aa, 2): registered as poor; develops an industry"
    )
    assert both.text("zh").splitlines()[1] == "  符合 开发式扶贫（《文件》1）：建档立卡贫困户；有劳动能力"


def test_none_is_said_aloud():
    none = found()
    assert none.fits == none.unknown == ()
    assert none.none_fits is Verdict.MET
    assert str(none) == "H1: none of the 2 kinds of help fits"
    assert none.text("zh") == "H1：2类帮扶均不符合"
    assert none.cases[0].why_en == "unable to work"


def test_a_fact_that_is_not_known_is_no_reason():
    poor = Household(household_id="H1", persons=2, registered_poor=True, on_dibao=True, special_hardship_persons=None)
    told = {case.name: case for case in assistance_for(huaihua.policy(on=date(2016, 6, 1)), poor).fits}
    assert told["pathway_guarantee"].why_en == "registered as poor; on rural dibao"
    assert told["pathway_guarantee"].why_zh == "建档立卡贫困户；享受农村低保"


def test_what_cannot_be_told_names_the_missing_fact_and_is_not_none():
    open_ = found(develops_industry=None)
    assert [case.missing for case in open_.unknown] == [("develops_industry",)]
    assert open_.none_fits is Verdict.UNKNOWN
    assert open_.text() == (
        "H1: none of the 2 kinds of help is known to fit\n"
        "  cannot be told: industry (notice of aa, 2): not known: develops industry"
    )
    assert open_.text("zh").splitlines()[0] == "H1：2类帮扶中尚无可确定符合的"
    assert found(develops_industry=None, has_labour_capacity=True).none_fits is Verdict.NOT_MET
    assert found(registered_poor=False, develops_industry=None).none_fits is Verdict.MET


def test_the_help_of_members_is_told_with_their_ids():
    family = found(persons=2, members=tuple(Person(person_id=f"P{at}", in_special_hardship=at == 1) for at in (1, 2)))
    assert [(case.name, case.id, case.verdict) for case in family.cases[2:]] == [
        ("support", "P1", Verdict.MET),
        ("support", "P2", Verdict.NOT_MET),
    ]
    assert [case.id for case in family.fits] == ["P1"]


def test_rows_are_plain():
    rows = found(develops_industry=None).to_rows()
    assert json.loads(json.dumps(rows)) == rows
    assert rows[1]["missing"] == "develops_industry"
    assert [row["verdict"] for row in rows] == ["NOT_MET", "UNKNOWN"]


def test_a_law_without_help_for_such_a_thing_is_refused():
    with pytest.raises(InvalidInput, match="zz: has no kind of help for this household"):
        assistance_for(zz.policy(on=date(2030, 6, 1)), Household(household_id="H1", persons=1))
    with pytest.raises(InvalidInput, match="no rule of this policy is about a village"):
        assistance_for(policy, Village(village_id="V1"))
