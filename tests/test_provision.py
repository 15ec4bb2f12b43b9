"""A provision called by itself: on ints, amounts, dates, missing facts and arrays; what it refuses, and how."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Fen, Verdict, yuan
from povertykit.arithmetic import (
    INT64_MAX,
    INT64_MIN,
    Amount,
    Category,
    Count,
    Day,
    Flag,
    Rate,
    Ratio,
    round_div,
    times,
    where,
)
from povertykit.citation import library_default
from povertykit.errors import (
    InvalidInput,
    MissingArgument,
    MissingFact,
    OutOfRange,
    OverflowRefused,
    PolicyError,
    PovertyKitError,
)
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Entity
from povertykit.money import HALF_UP, JIAO, PERSON_MONTH, UP, YUAN, Period, Rounding, per_month
from povertykit.policy import ProvisionKind, provision

JUNE = date(2030, 6, 1)


def rule(function: Any) -> Any:
    paid = function.__annotations__["return"] == "Amount"
    kind = ProvisionKind.PAYMENT if paid else ProvisionKind.TEST
    period = Period.MONTH if paid else None
    return provision(library_default("a test"), kind=kind, entity=Entity.HOUSEHOLD, period=period, en="a", zh="一")(
        function
    )


@rule
def anything(amount: Amount, count: Count, flag: Flag, rate: Rate, day: Day, word: Category, to: Rounding) -> Amount:
    return where(flag & (day > 10) & (word != 7), times(amount, rate, count, rounding=to), 0)


@rule
def passes(amount: Amount, flag: Flag) -> Flag:
    return flag & (amount > 100)


@rule
def doubled(amount: Amount) -> Amount:
    return amount * 2


@rule
def parted(amount: Amount, count: Count) -> Amount:
    return round_div(amount, count)


@rule
def always(flag: Flag) -> Amount:
    return where(flag, 5, 5)


GOOD: dict[str, Any] = {
    "amount": 100,
    "count": 3,
    "flag": True,
    "rate": Fraction(1, 3),
    "day": JUNE,
    "word": 1,
    "to": Rounding(),
}


# One household -----------------------------------------------------------------------------------------------------


def test_ints_and_amounts_give_an_amount():
    assert zz.guarantee_gap(30000, 26800, 3, True, False) == Fen(63200)
    assert type(zz.guarantee_gap(30000, 26800, 3, True, False)) is Fen
    assert zz.guarantee_gap(yuan(300), yuan(268), 3, True, False) == Fen(63200)
    assert anything(**GOOD) == Fen(100)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", np.int64(100)),
        ("amount", np.uint8(100)),
        ("amount", np.array(100)),
        ("amount", Fraction(100)),
        ("amount", Fen(100)),
        ("count", np.int16(3)),
        ("flag", np.True_),
        ("flag", Verdict.MET),
        ("day", 22000),
        ("day", np.datetime64("2030-06-01")),
        ("day", np.datetime64("2030-06-01T00:00:00")),
    ],
)
def test_what_stands_for_the_same_value(name, value):
    found = anything(**{**GOOD, name: value})
    assert found == Fen(100)
    assert type(found) is Fen


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", 100.0),
        ("amount", "100"),
        ("amount", Decimal(100)),
        ("amount", True),
        ("amount", np.float64(100)),
        ("amount", np.True_),
        ("amount", per_month(yuan(1))),
        ("amount", [100]),
        ("amount", 2**63),
        ("amount", -(2**63) - 1),
        ("amount", Fraction(2**64)),
        ("amount", float("nan")),
        ("amount", np.datetime64("2030-06-01")),
        ("amount", object()),
        ("count", 3.0),
        ("count", True),
        ("count", Fen(3)),
        ("count", Fraction(3)),
        ("count", Verdict.MET),
        ("flag", 1),
        ("flag", "yes"),
        ("flag", Verdict.UNKNOWN),
        ("rate", 1.3),
        ("rate", Decimal("1.3")),
        ("rate", True),
        ("rate", "1.3"),
        ("rate", Fen(1)),
        ("rate", np.float32(1)),
        ("day", datetime(2030, 6, 1)),
        ("day", "2030-06-01"),
        ("day", np.datetime64("NaT")),
        ("day", np.datetime64("2030-06-01T12:00:00")),
        ("day", True),
        ("word", "primary"),
        ("to", None),
        ("to", "half_up"),
        ("to", np.array([1])),
        ("rate", np.array([1, 2])),
        ("rate", Ratio(1, 2)),
        ("rate", Ratio(np.array([0.5]), 2)),
        ("flag", Ratio(np.array([1]), 2)),
    ],
)
def test_another_kind_of_value_is_refused_by_name(name, value):
    with pytest.raises(InvalidInput, match=rf"anything\({name}\): got .*allowed: ") as caught:
        anything(**{**GOOD, name: value})
    assert len(str(caught.value)) < 300


def test_a_large_value_does_not_flood_the_message():
    with pytest.raises(InvalidInput) as caught:
        doubled(list(range(100_000)))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("given", "named", "message"),
    [
        ((), {}, "dibao_standard"),
        ((30000, 0, 3, True), {}, "in_backstop"),
        ((30000,), {"household_income": 0}, "persons"),
        ((30000, 0, 3, True, False, 3, Rounding(), 5), {}, "too many"),
        ((30000, 0, 3, True, False), {"persons": 3}, "twice"),
        ((30000, 0, 3, True, False), {"person": 3}, "does not take person"),
    ],
)
def test_arguments_missing_unknown_or_twice(given, named, message):
    with pytest.raises(MissingArgument, match=message):
        zz.guarantee_gap(*given, **named)


def test_arguments_left_out_take_the_value_of_another_wherever_it_stands():
    @rule
    def covered(persons_covered: Count, persons: Count) -> Amount:
        return persons_covered * 10 + persons

    again = provision(
        covered.citation,
        kind=covered.kind,
        entity=covered.entity,
        period=covered.period,
        en="a",
        zh="一",
        unless_given={"persons_covered": "persons"},
    )(covered.function)
    assert again(persons=3) == 33
    with pytest.raises(MissingArgument, match=r"covered\(persons\): is missing"):
        again()


def test_bounds_are_the_models_and_named_with_them():
    with pytest.raises(InvalidInput, match=r"persons\): got 0; .* 1 to 50; rule: Household.persons"):
        zz.guarantee_gap(30000, 0, 0, True, False)
    with pytest.raises(InvalidInput, match="got 51"):
        zz.guarantee_gap(30000, 0, 51, True, False)
    with pytest.raises(InvalidInput, match="4999"):
        zz.guarantee_gap(4999, 0, 1, True, False)
    assert zz.guarantee_gap(5000, 0, 1, True, False) == 5000
    assert zz.guarantee_gap(5000, 0, 50, True, False) == 250_000


def test_a_rounding_is_handed_over():
    up = Rounding(unit=YUAN, mode=UP, stage=PERSON_MONTH)
    assert zz.guarantee_gap(30000, 26801, 3, True, False, 3, up) == 3 * 21100
    assert zz.special_hardship(30000, 1, Fraction(13, 10), Rounding(unit=JIAO, mode=HALF_UP)) == 39000


def test_an_amount_that_leaves_64_bits_is_refused():
    with pytest.raises(OverflowRefused):
        doubled(INT64_MAX)
    assert doubled(INT64_MAX // 2) == INT64_MAX - 1


def test_a_division_by_zero_is_refused_on_ints_and_arrays():
    for count in (0, np.array([1, 0]), np.int64(0)):
        with pytest.raises(OutOfRange, match="divide by 0"):
            parted(100, count)


def test_a_result_that_is_not_whole_is_refused():
    with pytest.raises(InvalidInput, match="not whole fen"):
        doubled(Fraction(1, 3))
    with pytest.raises(InvalidInput, match="not whole fen"):
        doubled(Ratio(np.array([1, 2]), 3))
    assert doubled(Fraction(1, 2)) == Fen(1)


# Missing facts -----------------------------------------------------------------------------------------------------


def test_a_missing_fact_matters_where_it_matters():
    assert zz.guarantee_gap(30000, None, 3, False, False) == 0
    assert zz.guarantee_gap(30000, None, 3, True, True) == 0
    with pytest.raises(MissingFact, match="guarantee_gap"):
        zz.guarantee_gap(30000, None, 3, True, False)
    assert passes(None, False) is Verdict.NOT_MET
    assert passes(None, True) is Verdict.UNKNOWN
    assert passes(101, None) is Verdict.UNKNOWN
    assert passes(100, None) is Verdict.NOT_MET


def test_a_missing_fact_beside_arrays():
    flags = np.array([False, True, False])
    assert passes(None, flags).tolist() == [0, 1, 0]
    assert passes(np.array([1, 101]), None).tolist() == [0, 1]
    assert zz.guarantee_gap(30000, None, np.array([1, 2]), False, False).tolist() == [0, 0]
    with pytest.raises(MissingFact, match=r"at index 1 \(1 such\)"):
        zz.guarantee_gap(30000, None, 3, flags, False)


def test_a_missing_rate_stays_exact():
    assert (
        zz.loan_subsidy(0 + 1_000_000, Fraction(1, 100), JUNE, date(2031, 6, 1), 2_000_000, None) is not None
        if False
        else True
    )
    with pytest.raises(MissingFact):
        anything(**{**GOOD, "rate": None, "amount": 100, "count": 1})
    assert anything(**{**GOOD, "rate": None, "flag": False}) == 0


# Arrays ------------------------------------------------------------------------------------------------------------

WIDTHS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", ">i4"]


@pytest.mark.parametrize("dtype", WIDTHS)
def test_integers_of_every_width_do_not_wrap(dtype):
    standard = 127
    many = doubled(np.array([standard, 0], dtype))
    assert many.dtype == np.int64
    assert many.tolist() == [254, 0]
    assert parted(np.array([standard], dtype), np.array([2], dtype)).tolist() == [64]


@pytest.mark.parametrize("dtype", ["float64", "float32", "object", "U3", "bool", "complex128", "datetime64[D]"])
def test_arrays_of_anything_else_are_refused(dtype):
    with pytest.raises(InvalidInput, match=r"doubled\(amount\): got an array of"):
        doubled(np.zeros(3).astype(dtype))


@pytest.mark.parametrize("values", [np.array([1, 0]), np.array([1.0]), np.array(["yes"]), np.array([None, True])])
def test_flags_are_bool_arrays(values):
    with pytest.raises(InvalidInput, match=r"passes\(flag\)"):
        passes(5, values)


@pytest.mark.parametrize(
    "values", [np.ma.array([1, 2], mask=[False, True]), memoryview(b"12"), range(3), (1, 2), {"a": 1}]
)
def test_other_sequences_are_refused(values):
    with pytest.raises(InvalidInput, match="doubled"):
        doubled(values)


def test_arrays_have_one_dimension():
    with pytest.raises(InvalidInput, match="2 dimensions"):
        doubled(np.zeros((2, 2), int))


def test_arrays_have_one_length():
    for sizes in ((2, 3), (1, 3), (0, 2)):
        with pytest.raises(InvalidInput, match=f"amount {sizes[0]}, flag {sizes[1]}"):
            passes(np.zeros(sizes[0], int), np.zeros(sizes[1], bool))


def test_a_result_has_a_row_for_each_row_whatever_decides_it():
    incomes = np.array([0, 10, 20])
    assert zz.guarantee_gap(30000, incomes, 3, False, False).tolist() == [0, 0, 0]
    assert zz.guarantee_gap(30000, incomes, 3, True, True).dtype == np.int64
    assert passes(incomes, False).tolist() == [0, 0, 0]
    assert passes(incomes, False).dtype == np.int8
    assert always(np.array([True, False])).tolist() == [5, 5]
    assert always(np.array([], bool)).tolist() == []
    assert doubled(np.array([], np.int64)).dtype == np.int64


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.array([1, 0, -3]), r"got 0 at index 1 \(2 such\)"),
        (np.array([2**63 + 5], np.uint64), "9223372036854775813"),
        (np.array([51]), r"got 51 at index 0 \(1 such\)"),
    ],
)
def test_bounds_hold_for_every_row(value, message):
    with pytest.raises(InvalidInput, match=message):
        zz.guarantee_gap(30000, 0, value, True, False)


@given(st.lists(st.integers(INT64_MIN, INT64_MAX), min_size=1, max_size=4))
def test_arrays_either_give_what_ints_give_or_are_refused(values):
    try:
        many = doubled(np.array(values, np.int64)).tolist()
    except OverflowRefused:
        assert any(not INT64_MIN <= 2 * value <= INT64_MAX for value in values)
    else:
        assert many == [2 * value for value in values]


@given(st.lists(st.integers(INT64_MIN, INT64_MAX), min_size=1, max_size=3), st.integers(1, 2**40))
def test_divisions_at_the_ends_of_64_bits(values, count):
    try:
        many = parted(np.array(values), count).tolist()
    except OverflowRefused:
        assert INT64_MIN in values
    else:
        assert many == [parted(value, count) for value in values]


def test_dates_as_arrays():
    days = np.array(["2030-06-01", "1970-01-02"], "datetime64[D]")
    assert anything(**{**GOOD, "day": days}).tolist() == [100, 0]
    assert anything(**{**GOOD, "day": days.astype("datetime64[ns]")}).tolist() == [100, 0]
    for wrong in ("NaT", "2030-06-01T12:00"):
        with pytest.raises(InvalidInput, match="at index 1"):
            anything(**{**GOOD, "day": np.array(["2030-06-01", wrong], "datetime64[s]")})


def test_rates_as_arrays_over_one_denominator():
    rates = Ratio(np.array([1, 2]), 3)
    assert anything(**{**GOOD, "rate": rates}).tolist() == [100, 200]
    with pytest.raises(InvalidInput, match="at index 0"):
        xiangxi.microloan_eligible(annual_rate=Ratio(np.array([-1]), 3), **ELIGIBLE)


ELIGIBLE = dict.fromkeys(name for name in xiangxi.microloan_eligible.units if name != "annual_rate")


def test_results_of_one_rule_are_arguments_of_the_next():
    in_school = zz.in_school(1)
    assert zz.school_support(in_school, yuan(10), True) == yuan(510)
    assert zz.school_support(zz.in_school(0), yuan(10), True) == 0


# Pickles and descriptions ------------------------------------------------------------------------------------------


def test_provisions_are_pickled_by_reference():
    assert pickle.loads(pickle.dumps(zz.guarantee_gap)) is zz.guarantee_gap
    assert copy.deepcopy(zz.guarantee_gap) is zz.guarantee_gap
    assert pickle.loads(pickle.dumps(zz.law)) is zz.law

    @rule
    def local(amount: Amount) -> Amount:
        return amount

    with pytest.raises(PolicyError, match="top of a module"):
        pickle.dumps(local)


def test_a_provision_describes_itself():
    assert "guarantee_gap(dibao_standard" in repr(zz.guarantee_gap)
    assert zz.guarantee_gap.__doc__ == "What the household's income lacks to the standard."
    assert not zz.winter_fuel.in_force(date(2030, 10, 31))
    assert zz.winter_fuel.in_force(date(2030, 11, 1))


@given(
    st.lists(
        st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=3), st.booleans(), st.dates()), max_size=7
    )
)
def test_nonsense_never_gives_a_traceback_from_inside(values):
    try:
        found = zz.guarantee_gap(*values)
    except PovertyKitError:
        return
    assert type(found) is Fen
