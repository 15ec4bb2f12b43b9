"""The models: names, facts, derived counts, fields, JSON in and out."""

import copy
import json
import pickle
import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from povertykit import fen, yuan
from povertykit.dates import day_number
from povertykit.models import (
    MODEL_OF,
    AssessedUnit,
    Claim,
    County,
    Duty,
    Entity,
    Household,
    IncomeStatement,
    Kind,
    Loan,
    Person,
    Prefecture,
    SchoolStage,
    Student,
    TeamMember,
    Town,
    Village,
    children_of,
    fields_of,
    validate,
)
from povertykit.money import Fen, Period

LOAN = {
    "loan_id": "L1",
    "principal": "30000",
    "drawn": "2017-03-01",
    "maturity": "2020-03-01",
    "annual_rate": "4.35",
    "has_collateral": False,
    "has_guarantor": False,
}


def member(name, **facts):
    return {"person_id": name, "in_special_hardship": False, **facts}


def household(**facts):
    return Household.model_validate({"household_id": "H1", **facts})


def test_chinese_and_english_names_make_equal_households():
    english = household(
        persons=2,
        household_income=yuan("268.5"),
        on_dibao=True,
        members=[member("A", schooling={"stage": "primary", "tuition_and_fees": "350"}), member("B")],
        loans=[LOAN],
    )
    chinese = Household.model_validate(
        {
            "户编号": "H1",
            "共同生活人口": 2,
            "月收入": 268.5,
            "低保": True,
            "家庭成员": [
                {"人员编号": "A", "特困人员": False, "在学": {"就读阶段": "小学", "学杂费": Decimal(350)}},
                {"人员编号": "B", "特困人员": False},
            ],
            "贷款": [
                {
                    "贷款编号": "L1",
                    "贷款金额": "30000",
                    "放款日期": date(2017, 3, 1),
                    "到期日期": "2020年3月1日",
                    "年利率（%）": 4.35,
                    "抵押": False,
                    "担保": False,
                }
            ],
        }
    )
    assert english == chinese
    assert hash(english) == hash(chinese)


@pytest.mark.parametrize("model", MODEL_OF.values(), ids=lambda model: model.__name__)
def test_every_name_of_every_field_is_taken_and_no_name_means_two_fields(model):
    names = [name for spec in fields_of(model).values() for name in spec.names]
    assert len(names) == len(set(names))
    for name, spec in fields_of(model).items():
        info = next(each.model_fields[name] for each in (model, Student, IncomeStatement) if name in each.model_fields)
        assert spec.names == tuple(info.validation_alias.choices)
        assert (spec.zh, spec.description) == (info.title, info.description)


@pytest.mark.parametrize("model", MODEL_OF.values(), ids=lambda model: model.__name__)
def test_fields_say_what_they_are(model):
    assert MODEL_OF[model.entity] is model
    for name, spec in fields_of(model).items():
        assert (spec.name, spec.entity) == (name, model.entity)
        assert spec.en
        assert spec.zh
        assert not spec.en.endswith(".")
        assert bool(spec.unit_en) == bool(spec.unit_zh)
        assert all([spec.yes_en, spec.yes_zh, spec.no_en, spec.no_zh]) == (spec.kind is Kind.FLAG)
        assert (spec.period is not None) == (spec.kind is Kind.AMOUNT)
        if spec.kind is Kind.TEXT:
            assert spec.low is spec.high is spec.bounds is None
        else:
            assert type(spec.low) is type(spec.high) is int
            assert spec.low < spec.high


def test_fields_of_a_household():
    fields = fields_of(Household)
    income, persons = fields["household_income"], fields["persons"]
    assert (income.kind, income.low, income.high, income.nullable, income.required) == (
        Kind.AMOUNT,
        0,
        1_000_000_000,
        True,
        False,
    )
    assert (income.period, income.unit_en, income.unit_zh) == (Period.MONTH, "yuan a month", "元/月")
    assert income.bounds == (Decimal("0.00"), Decimal("10000000.00"))
    assert (persons.nullable, persons.required) == (False, False)
    assert fields["in_backstop"].no_en == "outside the social-security backstop"
    children, part = {"members", "loans", "claims"}, {"income_statement", *IncomeStatement.model_fields}
    assert [name for name in fields if name not in part] == [
        name for name in Household.model_fields if name not in children | part
    ]
    assert [name for name in fields if name in part] == list(IncomeStatement.model_fields)
    assert fields["household_id"].required


def test_a_households_income_statement_counts_as_its_own_facts_and_is_unknown_where_there_is_none():
    bare = household(persons=1)
    assert {bare.facts()[name] for name in IncomeStatement.model_fields} == {None}
    assert bare.facts(frozenset({"wages"}))["wages"] is None
    stated = household(persons=1, 收入核算表={"收入核算期": "12个月", "工资性收入": "12000", "经营成本": 0.0})
    facts = stated.facts(frozenset({"wages", "business_costs", "window_months", "workers"}))
    assert {"wages": 1_200_000, "business_costs": 0, "window_months": 12, "workers": None}.items() <= facts.items()
    assert fields_of(Household)["wages"].entity is Entity.HOUSEHOLD
    assert Household.model_validate_json(stated.model_dump_json()) == stated


def test_fields_of_members_and_loans():
    stage = fields_of(Person)["stage"]
    assert (stage.entity, stage.low, stage.high, stage.required) == (Entity.MEMBER, 0, 6, False)
    assert stage.choices["senior_secondary"] == stage.choices["中职"] == 4
    rate, drawn = fields_of(Loan)["annual_rate"], fields_of(Loan)["drawn"]
    assert (rate.low, rate.high, rate.bounds) == (0, 1_000_000, (0, 100))
    assert drawn.bounds == (date(1900, 1, 1), date(2199, 12, 31))
    children = children_of(Household)
    assert [(each.model, each.most, each.identity) for each in children.values()] == [
        (Person, 50, "person_id"),
        (Loan, 100, "loan_id"),
        (Claim, 1000, "claim_id"),
    ]
    assert children_of(Person) == {}


@pytest.mark.parametrize("model", MODEL_OF.values(), ids=lambda model: model.__name__)
def test_facts_have_the_names_of_the_fields(model, one_of_each):
    facts = one_of_each[model].facts()
    expected = {name for name, spec in fields_of(model).items() if spec.kind is not Kind.TEXT}
    assert facts.keys() == expected
    assert set(map(type, facts.values())) <= {int, bool, Fraction, type(None)}
    for name, value in facts.items():
        assert value is not None or fields_of(model)[name].nullable


@pytest.fixture(scope="module")
def one_of_each():
    claim = Claim(
        claim_id="C1",
        treated_on=date(2017, 5, 2),
        cost=yuan(8000),
        already_paid=yuan("5600.50"),
        patient_in_special_hardship=False,
    )
    return {
        Household: household(persons=3),
        Person: Person(person_id="A", in_special_hardship=False),
        Loan: Loan.model_validate(LOAN),
        Claim: claim,
        Village: Village(village_id="V1", is_poor_village=True),
        Town: Town(town_id="T1"),
        TeamMember: TeamMember(member_id="T1", duty=Duty.HELPING_CADRE, month=date(2017, 6, 1)),
        County: County(county_id="433101", year=2017, named_for_exit=True),
        AssessedUnit: AssessedUnit(unit_id="U1", year=2017),
        Prefecture: Prefecture(prefecture_id="433100", year=2017),
    }


def test_what_is_not_known_stays_unknown():
    facts = household(persons=3).facts()
    known = {"persons": 3, "persons_covered": 3}
    assert {name: value for name, value in facts.items() if value is not None} == known


def test_facts_are_plain_operands(one_of_each):
    loan = one_of_each[Loan].facts()
    assert (loan["principal"], type(loan["principal"])) == (3_000_000, int)
    assert loan["annual_rate"] == Fraction(435, 10_000)
    assert one_of_each[Loan].derived_facts() == {}
    assert loan["maturity"] == day_number(date(2020, 3, 1))
    assert one_of_each[TeamMember].facts()["duty"] == Duty.HELPING_CADRE.code == 2


def test_persons_are_counted_from_the_members():
    listed = household(members=[member("A"), member("B", in_special_hardship=True), member("C", covered=False)])
    assert listed.persons == 3
    assert listed.persons_covered is None
    facts = listed.facts()
    assert (facts["persons"], facts["special_hardship_persons"], facts["persons_covered"]) == (3, 1, 1)
    assert listed.derived_facts().keys() == {"persons", "special_hardship_persons", "persons_covered"}
    assert listed == household(persons=3, members=listed.members)


@pytest.mark.parametrize(
    ("given", "covered", "sentence"),
    [
        ({}, 4, "all persons, since none is stated"),
        ({"special_hardship_persons": 0}, 4, "all persons"),
        ({"special_hardship_persons": 1}, 3, "the persons less those in special hardship"),
        ({"special_hardship_persons": 4}, 0, "the persons less"),
        ({"persons_covered": 1}, 1, None),
        ({"persons_covered": 0}, 0, None),
        ({"persons_covered": 3, "special_hardship_persons": 1}, 3, None),
    ],
)
def test_persons_covered_follow_unless_given(given, covered, sentence):
    made = household(persons=4, **given)
    assert made.facts()["persons_covered"] == covered
    derived = made.derived_facts()
    assert ("persons_covered" in derived) == (sentence is not None)
    if sentence:
        assert derived["persons_covered"].en.startswith(sentence)


def test_someone_without_schooling_is_not_in_school_and_says_so():
    absent, stated = Person(**member("A")), Person(**member("A", schooling={"stage": "未就读"}))
    assert (absent.facts()["stage"], absent.facts()["tuition_and_fees"]) == (0, 0)
    assert absent.facts() == stated.facts()
    assert absent.derived_facts().keys() == {"stage", "tuition_and_fees"}
    assert stated.derived_facts().keys() == {"tuition_and_fees"}
    pupil = Person(**member("A", schooling=Student(stage=SchoolStage.PRIMARY)))
    assert (pupil.facts()["stage"], pupil.facts()["tuition_and_fees"], pupil.derived_facts()) == (2, None, {})


def test_models_are_frozen_and_can_be_copied_and_pickled():
    made = household(persons=3, loans=[LOAN])
    with pytest.raises(ValueError, match="frozen"):
        made.persons = 4
    assert pickle.loads(pickle.dumps(made)) == made == copy.deepcopy(made) == made.model_copy()
    richer = made.model_copy(update={"household_income": yuan(300)})
    assert (richer.household_income, made.household_income, richer.loans) == (Fen(30000), None, made.loans)
    joined = household(members=[member("A")]).model_copy(update={"members": [member("A"), member("B")]})
    assert joined.persons == 2


def test_bare_numbers_of_json_are_yuan():
    made = Household.model_validate_json('{"household_id": "H1", "persons": 3, "household_income": 268}')
    assert made.household_income == fen(26800)
    assert validate(
        Household, b'{"household_id": "H1", "persons": 3, "household_income": 268.05}'
    ).household_income == (fen(26805))


def test_an_instance_is_its_own_validation():
    made = household(persons=3)
    assert validate(Household, made) is made


def test_what_is_shown_is_yuan():
    made = household(persons=3, household_income=yuan(268), loans=[LOAN])
    assert made.model_dump()["household_income"] == Decimal("268.00")
    written = json.loads(made.model_dump_json())
    assert (written["household_income"], written["loans"][0]["annual_rate"]) == ("268.00", "4.35")
    assert TypeAdapter(Household).validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("model", MODEL_OF.values(), ids=lambda model: model.__name__)
def test_json_schema_tells_names_units_and_bounds_in_yuan(model, mode):
    schema = model.model_json_schema(mode=mode)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["additionalProperties"] is False
    assert "Examples" not in schema["description"]
    for part in ("Student", "IncomeStatement"):
        schema["properties"] |= schema.get("$defs", {}).get(part, {}).get("properties", {})
    properties = schema["properties"]
    for name, spec in fields_of(model).items():
        found = properties[name]
        assert (found["title"], found["description"]) == (spec.zh, spec.description)
        assert found.get("unit", "") == spec.unit_en
        assert "null" not in json.dumps(found) or spec.nullable
        known = found["anyOf"][0] if spec.nullable else found
        if spec.kind in (Kind.AMOUNT, Kind.RATE, Kind.COUNT):
            assert (known["minimum"], known["maximum"]) == tuple(map(float, spec.bounds))
        if mode == "serialization":
            assert known["type"] in ("string", "integer", "boolean")


def test_json_schema_asks_only_for_what_must_be_given():
    schema = Household.model_json_schema()
    assert schema["required"] == ["household_id"]
    assert schema["title"] == "家庭"
    assert schema["properties"]["members"]["title"] == "家庭成员"
    assert schema["properties"]["members"]["maxItems"] == 50
    assert "default" not in schema["properties"]["persons"]


def test_importing_the_library_loads_no_model():
    code = "import sys, povertykit; sys.exit('pydantic' in sys.modules or 'povertykit.models' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def amounts(low, high):
    return st.integers(low, high).map(fen)


def loans(name):
    days = st.lists(st.dates(date(2010, 1, 1), date(2030, 1, 1)), min_size=2, max_size=2, unique=True).map(sorted)
    rates = st.integers(0, 1_000_000).map(lambda millionths: Decimal(millionths) / 10_000)
    flags = st.booleans()
    return st.builds(
        lambda principal, days, rate, collateral, guarantor, qualifies: Loan(
            loan_id=name,
            principal=principal,
            drawn=days[0],
            maturity=days[1],
            annual_rate=rate,
            has_collateral=collateral,
            has_guarantor=guarantor,
            borrower_qualifies=qualifies,
        ),
        amounts(1, 10**9),
        days,
        rates,
        flags,
        flags,
        st.none() | flags,
    )


@st.composite
def people(draw, name):
    hardship = draw(st.booleans())
    stage = draw(st.none() | st.sampled_from(SchoolStage))
    in_school = stage not in (None, SchoolStage.NOT_IN_SCHOOL)
    tuition = draw(st.none() | amounts(0, 10**7)) if in_school else None
    return Person(
        person_id=name,
        birth_date=draw(st.none() | st.dates(date(1900, 1, 1), date(2017, 1, 1))),
        in_special_hardship=hardship,
        covered=draw(st.sampled_from([None, False] if hardship else [None, False, True])),
        schooling=None if stage is None else Student(stage=stage, tuition_and_fees=tuition),
    )


@st.composite
def households(draw):
    members = [draw(people(f"P{place}")) for place in range(draw(st.integers(0, 4)))]
    optional = {
        "household_income": amounts(0, 10**9),
        "registered_poor": st.booleans(),
        "on_dibao": st.booleans(),
        "in_backstop": st.booleans(),
        "hardship_months": st.integers(0, 12),
    }
    facts = {name: draw(st.none() | values) for name, values in optional.items()}
    size = {} if members else {"persons": draw(st.integers(1, 50))}
    return Household(
        household_id=draw(st.from_regex(r"\A[A-Z0-9户]{1,8}\Z")),
        members=tuple(members),
        loans=tuple(draw(loans(f"L{place}")) for place in range(draw(st.integers(0, 2)))),
        **size,
        **facts,
    )


@given(households())
def test_json_out_and_back_is_equal(made):
    for again in (
        Household.model_validate_json(made.model_dump_json()),
        Household.model_validate(made.model_dump()),
        Household.model_validate(json.loads(made.model_dump_json())),
        Household(**dict(made)),
    ):
        assert again == made
        assert again.facts() == made.facts()
        assert again.derived_facts() == made.derived_facts()


@given(households())
def test_facts_stay_within_the_bounds_of_their_fields(made):
    for record in (made, *made.members, *made.loans):
        fields = fields_of(type(record))
        for name, value in record.facts().items():
            scaled = value * 1_000_000 if fields[name].kind is Kind.RATE else value
            assert value is None or fields[name].low <= scaled <= fields[name].high
