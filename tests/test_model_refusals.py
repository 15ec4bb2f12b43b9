"""What the models refuse across fields and as a whole, and what the errors say about it."""

import pickle

import pytest

from povertykit.errors import InvalidInput, PovertyKitError
from povertykit.models import (
    AssessedUnit,
    Claim,
    Duty,
    Household,
    InvalidRecord,
    Loan,
    Person,
    Prefecture,
    Student,
    TeamMember,
    validate,
)

LOAN = {
    "loan_id": "L1",
    "principal": "30000",
    "drawn": "2017-03-01",
    "maturity": "2020-03-01",
    "annual_rate": "4.35",
    "has_collateral": False,
    "has_guarantor": False,
}
CLAIM = {
    "claim_id": "C1",
    "treated_on": "2017-05-02",
    "cost": "8000",
    "already_paid": "5600",
    "patient_in_special_hardship": False,
}
HOUSEHOLD = {"household_id": "H1", "persons": 3}
PERSON = {"person_id": "A", "in_special_hardship": False}
PREFECTURE = {"prefecture_id": "433100", "year": 2017}


def problems(model, data):
    with pytest.raises(InvalidRecord) as caught:
        validate(model, data)
    return caught.value.problems


def problem(model, data):
    (only,) = problems(model, data)
    assert only.source.startswith(model.__name__)
    return only


def test_a_household_without_size_is_refused():
    found = problem(Household, {"household_id": "H1"})
    assert (found.problem, found.remedy) == ("not given", "give persons, or list the members")


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"persons": 2}, "persons", "got 2, but 3 are listed"),
        ({"persons": 4}, "persons", "got 4, but 3 are listed"),
        ({"special_hardship_persons": 0}, "special_hardship_persons", "got 0, but 1 of those listed"),
        ({"special_hardship_persons": 2}, "special_hardship_persons", "got 2, but 1 of those listed"),
        ({"persons_covered": 0}, "persons_covered", "1 of those listed are covered and 1 cannot be"),
        ({"persons_covered": 3}, "persons_covered", "1 of those listed are covered and 1 cannot be"),
    ],
)
def test_counts_must_agree_with_the_members(given, field, says):
    members = [
        {"person_id": "A", "in_special_hardship": True},
        {"person_id": "B", "in_special_hardship": False, "covered": True},
        {"person_id": "C", "in_special_hardship": False},
    ]
    found = problem(Household, {"household_id": "H1", "members": members, **given})
    assert found.field.startswith(f"{field} (")
    assert says in found.problem


def test_counts_that_agree_with_the_members_are_taken():
    members = [{"person_id": "A", "in_special_hardship": True}, {"person_id": "B", "in_special_hardship": False}]
    for covered in (0, 1, None):
        counts = {"persons": 2, "special_hardship_persons": 1, "persons_covered": covered}
        assert validate(Household, {"household_id": "H1", "members": members, **counts}).persons == 2


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ({"persons_covered": 4}, {"persons_covered": 3}),
        ({"special_hardship_persons": 4}, {"special_hardship_persons": 3}),
        ({"hardship_persons": 4}, {"hardship_persons": 3}),
        ({"persons_covered": 2, "special_hardship_persons": 2}, {"persons_covered": 1, "special_hardship_persons": 2}),
    ],
)
def test_counts_within_the_persons(given, right):
    found = problem(Household, HOUSEHOLD | given)
    assert found.field.startswith(next(iter(given)))
    assert validate(Household, HOUSEHOLD | right)


def test_nobody_is_covered_and_in_special_hardship():
    found = problem(Person, {"person_id": "A", "in_special_hardship": True, "covered": True})
    assert found.field == "covered (纳入低保)"
    assert validate(Person, {"person_id": "A", "in_special_hardship": True, "covered": False})


def test_tuition_of_someone_not_in_school_is_refused():
    assert (
        "for someone not in school" in problem(Student, {"stage": "not_in_school", "tuition_and_fees": "0.01"}).problem
    )
    assert validate(Student, {"stage": "not_in_school", "tuition_and_fees": "0"}).facts()["tuition_and_fees"] == 0


@pytest.mark.parametrize(
    ("attribute", "identity", "record"),
    [("members", "person_id", PERSON), ("loans", "loan_id", LOAN), ("claims", "claim_id", CLAIM)],
)
def test_a_name_may_stand_once_within_a_household(attribute, identity, record):
    name = record[identity]
    data = {"household_id": "H1", "persons": 2, attribute: [record, record]}
    assert f"{identity} {name!r} is given more than once" in problem(Household, data).problem
    assert validate(Household, data | {attribute: [record, {**record, identity: f"{name}2"}]})


def test_a_household_carries_only_so_many():
    people = [{"person_id": f"P{place}", "in_special_hardship": False} for place in range(51)]
    assert validate(Household, {"household_id": "H1", "members": people[:50]}).persons == 50
    assert "at most 50 items" in problem(Household, {"household_id": "H1", "members": people}).problem


@pytest.mark.parametrize(("maturity", "right"), [("2017-02-28", False), ("2017-03-01", False), ("2017-03-02", True)])
def test_a_loan_is_due_after_it_was_drawn(maturity, right):
    data = LOAN | {"maturity": maturity}
    if right:
        assert validate(Loan, data)
    else:
        found = problem(Loan, data)
        assert found.field == "drawn (放款日期)"
        assert found.problem == f"2017-03-01 is not before the maturity (到期日期) of {maturity}"


@pytest.mark.parametrize("field", ["in_scope_cost", "already_paid"])
def test_no_part_of_a_claim_is_above_its_cost(field):
    assert validate(Claim, CLAIM | {field: "8000"})
    found = problem(Claim, CLAIM | {field: "8000.01"})
    assert found.field.startswith(field)
    assert found.problem == "8000.01 yuan is above the cost (医疗总费用) of 8000.00 yuan"


@pytest.mark.parametrize(
    ("lesser", "greater"), [("poor_population", "rural_population"), ("villages_at_200000", "villages_at_100000")]
)
def test_figures_of_a_prefecture_that_contain_others(lesser, greater):
    assert validate(Prefecture, {**PREFECTURE, lesser: 5, greater: 5})
    assert validate(Prefecture, {**PREFECTURE, lesser: 5})
    assert problem(Prefecture, {**PREFECTURE, lesser: 6, greater: 5}).field.startswith(lesser)


@pytest.mark.parametrize(
    ("month", "days"), [("2017-02-01", 28), ("2016-02-01", 29), ("2017-04-01", 30), ("2017-05-01", 31)]
)
@pytest.mark.parametrize("field", ["days_in_village", "nights_in_village"])
def test_days_in_a_month(field, month, days):
    data = {"member_id": "T1", "duty": Duty.TEAM_MEMBER, "month": month}
    assert validate(TeamMember, {**data, field: days})
    assert problem(TeamMember, {**data, field: days + 1}).field.startswith(field)


def test_a_month_is_named_by_its_first_day():
    found = problem(TeamMember, {"member_id": "T1", "duty": "team_member", "month": "2017-06-15"})
    assert found.remedy == "write 2017-06-01"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("household_incom", "'household_income'"),
        ("家庭人数", "'家庭人口'"),
        ("月收人", "'月收入'"),
        ("Persons", "'persons'"),
    ],
)
def test_an_unknown_field_names_near_ones(name, near):
    found = problem(Household, HOUSEHOLD | {name: 1})
    assert (found.field, found.problem) == (name, "no such field")
    assert near in found.remedy
    assert "household_income" in found.allowed


def test_an_unknown_field_like_no_other():
    assert problem(Household, HOUSEHOLD | {"zzz": 1}).remedy == "take it out"


def test_a_field_under_two_of_its_names_is_refused():
    found = problem(Household, HOUSEHOLD | {"家庭人口": 3})
    assert (found.field, found.problem) == ("家庭人口", "given twice")


def test_every_problem_has_its_line_and_its_place():
    data = {
        "household_id": "H1",
        "persons": 0,
        "members": [{"person_id": "A"}, {"person_id": "B", "in_special_hardship": True, "covered": True}],
        "loans": [LOAN | {"principal": 30000}],
    }
    found = problems(Household, data)
    assert [each.field for each in found] == [
        "persons (家庭人口)",
        "members[0].in_special_hardship (特困人员)",
        "members[1].covered (纳入低保)",
        "loans[0].principal (贷款本金)",
    ]
    assert [each.source for each in found[1:3]] == [
        "Household.members.in_special_hardship",
        "Household.members.covered",
    ]
    with pytest.raises(InvalidInput) as caught:
        Household(**data)
    lines = str(caught.value).splitlines()
    assert lines[0] == "Household: 4 problems"
    assert lines[1:] == [f"- {each}" for each in found]


@pytest.mark.parametrize("data", [3, None, [], "", "{", b"\xff", '"text"'])
def test_what_is_no_record_at_all(data):
    assert problem(Household, data).field == "Household"


@pytest.mark.parametrize("members", [3, "AB", [3], [None]])
def test_what_are_no_members(members):
    assert problem(Household, {"household_id": "H1", "members": members}).field.startswith("members")


def test_every_way_in_gives_the_same_error():
    wrong = {"unit_id": "U1"}
    ways = (
        lambda: validate(AssessedUnit, wrong),
        lambda: AssessedUnit(**wrong),
        lambda: AssessedUnit.model_validate(wrong),
        lambda: AssessedUnit.model_validate_json('{"unit_id": "U1"}'),
        lambda: validate(AssessedUnit, '{"unit_id": "U1"}'),
        lambda: AssessedUnit(unit_id="U1", year=2017).model_copy(update={"year": None}),
    )
    for way in ways:
        with pytest.raises(PovertyKitError, match="year"):
            way()


def test_errors_survive_pickling():
    with pytest.raises(InvalidRecord) as caught:
        validate(Household, {"household_id": "H1", "persons": 0, "on_dibao": "yes"})
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert len(again.problems) == 2


def test_whole_numbers_of_money_in_json_are_held_to_the_bounds():
    text = '{"household_id": "H1", "persons": 3, "household_income": %s}'
    for number in ("-1", "10000001", "1e300", "268.005", "NaN", "true", "[1]", '"x"', "1" + "0" * 40):
        assert problem(Household, text % number).field == "household_income (家庭月收入)"


def test_the_names_that_refusals_use_are_gathered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusal() -> str:
        with pytest.raises(InvalidRecord) as raised:
            validate(Household, {"household_id": "H1", "persons": 0, "person": 3})
        return str(raised.value)

    first = refusal()
    monkeypatch.delattr("povertykit.models.record._walk")
    assert refusal() == first
