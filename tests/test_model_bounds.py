"""Every field of every model at its bounds, one step beyond them, and with what is no value of its kind."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from povertykit import fen, yuan
from povertykit.models import (
    MODEL_OF,
    Household,
    InvalidRecord,
    Kind,
    Loan,
    Person,
    Student,
    fields_of,
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
MINIMAL = {
    "Household": HOUSEHOLD,
    "Person": {"person_id": "A", "in_special_hardship": False},
    "Loan": LOAN,
    "Claim": {**CLAIM, "cost": "10000000"},
    "Village": {"village_id": "V1", "is_poor_village": True},
    "Town": {"town_id": "T1"},
    "TeamMember": {"member_id": "T1", "duty": "team_member", "month": "2017-05-01"},
    "County": {"county_id": "433101", "year": 2017, "named_for_exit": False},
    "AssessedUnit": {"unit_id": "U1", "year": 2017},
    "Prefecture": {"prefecture_id": "433100", "year": 2017},
}


def problems(model, data):
    with pytest.raises(InvalidRecord) as caught:
        validate(model, data)
    return caught.value.problems


def problem(model, data):
    (only,) = problems(model, data)
    assert only.source.startswith(model.__name__)
    return only


def bounded(*kinds):
    return [
        pytest.param(model, spec, id=f"{model.__name__}.{spec.name}")
        for model in MODEL_OF.values()
        for spec in fields_of(model).values()
        if spec.kind in kinds and spec.name in model.model_fields
    ]


def least_other_fields(model, spec, value):
    """The smallest record with the value in the field, and nothing beside it that would contradict it."""
    data = {**MINIMAL[model.__name__], spec.name: value}
    if model is Household and spec.name != "persons" and spec.kind is Kind.COUNT:
        data["persons"] = 50
    if spec.name == "cost":
        data["already_paid"] = "0"
    return data


def accepted(model, spec, value):
    assert getattr(validate(model, least_other_fields(model, spec, value)), spec.name) == value


def refused(model, spec, value, allowed):
    (found,) = [
        each
        for each in problems(model, least_other_fields(model, spec, value))
        if each.field == f"{spec.name} ({spec.zh})"
    ]
    assert found.allowed == spec.allowed
    assert allowed in found.allowed
    assert found.remedy


@pytest.mark.parametrize(("model", "spec"), bounded(Kind.COUNT))
def test_bounds_of_counts(model, spec):
    accepted(model, spec, spec.low)
    accepted(model, spec, spec.high)
    for value in (spec.low - 1, spec.high + 1, float(spec.high), str(spec.low), True, -3, 2**70):
        refused(model, spec, value, f"{spec.low} to {spec.high}")


@pytest.mark.parametrize(("model", "spec"), bounded(Kind.AMOUNT))
def test_bounds_of_amounts(model, spec):
    low, high = spec.bounds
    accepted(model, spec, fen(spec.low))
    accepted(model, spec, fen(spec.high))
    for value in (fen(spec.low - 1), fen(spec.high + 1), str(high + 1), str(low - 3), 10**30 + 0.0, "9" * 40):
        refused(model, spec, value, f"{low} to {high} yuan")


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "NaN", "much", "", "268.001", 268.001, "1,268", "２６８"]
)
@pytest.mark.parametrize(("model", "spec"), bounded(Kind.AMOUNT))
def test_values_that_are_no_amount(model, spec, value):
    refused(model, spec, value, "exact to the fen")


@pytest.mark.parametrize(
    "value", [True, [268], np.array([268.0]), Decimal("NaN"), Fraction(1, 3), 1j, date(2017, 1, 1)]
)
def test_other_things_that_are_no_amount(value):
    assert problem(Household, HOUSEHOLD | {"household_income": value}).problem.startswith("got ")


@pytest.mark.parametrize("value", [268, np.int64(268), -268, 0])
def test_a_bare_number_is_no_amount(value):
    found = problem(Household, HOUSEHOLD | {"household_income": value})
    assert "may be yuan or fen" in found.problem
    assert found.remedy == f"write yuan({int(value)}) or '{int(value)}' for yuan, fen({int(value)}) for fen"


@pytest.mark.parametrize("value", ["268.00", 268.0, Decimal(268), Fraction(536, 2), yuan(268), np.float64(268)])
def test_what_an_amount_may_be_written_as(value):
    assert validate(Household, HOUSEHOLD | {"household_income": value}).household_income == fen(26800)


@pytest.mark.parametrize(("model", "spec"), bounded(Kind.FLAG))
def test_flags_are_true_or_false(model, spec):
    accepted(model, spec, True)
    accepted(model, spec, False)
    for value in (1, 0, "true", "是", 1.0):
        refused(model, spec, value, "True or False")


@pytest.mark.parametrize(("model", "spec"), bounded(Kind.COUNT, Kind.AMOUNT, Kind.FLAG, Kind.DAY, Kind.RATE))
def test_only_what_may_be_unknown_may_be_none(model, spec):
    if spec.nullable:
        accepted(model, spec, None)
        assert spec.allowed.endswith("; None where unknown")
    else:
        refused(model, spec, None, "")


@pytest.mark.parametrize(("model", "spec"), bounded(Kind.TEXT))
def test_names_are_text_without_blanks_around(model, spec):
    accepted(model, spec, "一 1")
    accepted(model, spec, "x" * 200)
    if spec.nullable:
        accepted(model, spec, None)
    for value in ("", " ", "A ", "\tA", "A\n", "x" * 201, 12, *([] if spec.nullable else [None])):
        refused(model, spec, value, "text of 1 to 200 characters")


@pytest.mark.parametrize("value", ["0", "100", "4.3500", "4.35%", 4.35, 4, Decimal("0.0001")])
def test_rates_that_are_taken(value):
    assert (
        validate(Loan, LOAN | {"annual_rate": value}).facts()["annual_rate"]
        == Fraction(str(value).removesuffix("%")) / 100
    )


@pytest.mark.parametrize(
    "value", ["-0.0001", "100.0001", "4.35001", float("nan"), "Infinity", "high", True, None, [4], Fraction(87, 2000)]
)
def test_rates_that_are_refused(value):
    found = problem(Loan, LOAN | {"annual_rate": value})
    assert found.field == "annual_rate (年利率(%))"
    assert found.allowed.startswith("0 to 100 percent with at most four decimals")


@pytest.mark.parametrize("value", ["1900-01-01", "2199-12-31", "2016-02-29", "2017年6月1日", "20170601"])
def test_days_that_are_taken(value):
    assert isinstance(validate(Person, {**MINIMAL["Person"], "birth_date": value}).birth_date, date)


@pytest.mark.parametrize(
    "value", ["1899-12-31", "2200-01-01", "2017-02-29", "2017-W22-4", "1496275200", "soon", 17000, datetime(2017, 6, 1)]
)
def test_days_that_are_refused(value):
    found = problem(Person, {**MINIMAL["Person"], "birth_date": value})
    assert found.field == "birth_date (出生日期)"
    assert "1900-01-01 to 2199-12-31" in found.allowed


def test_a_time_of_day_is_not_dropped():
    assert problem(Person, {**MINIMAL["Person"], "birth_date": datetime(2017, 6, 1)}).remedy == "take its .date()"


@pytest.mark.parametrize("value", ["university", "大学", "", 2, None, True])
def test_an_unknown_category_is_refused(value):
    found = problem(Student, {"stage": value})
    assert found.field == "stage (就读阶段)"
    assert "senior_secondary (高中(含中职))" in found.allowed
