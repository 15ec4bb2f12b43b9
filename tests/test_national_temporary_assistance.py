"""National temporary assistance: months of a standard within bounds, small urgent help, and heavy spending by bands."""

from datetime import date

import numpy as np
import pytest
from four_ways import decided
from hypothesis import given
from hypothesis import strategies as st

from povertykit import Household, fen, per_year, yuan
from povertykit.errors import InvalidInput, OpenTerm, OutOfRange, UnknownName
from povertykit.jurisdictions.cn.national import law, temporary_assistance
from povertykit.models import InvalidRecord

IN_2021 = date(2021, 6, 1)
# Gansu in January 2021: the urban standard, at most six months, 800 yuan at once (wap.xinxilanzhou.com).
GANSU = {
    "assistance_standard": yuan(600),
    "assistance_months_least": 1,
    "assistance_months_most": 6,
    "urgent_most": yuan(800),
}


def policy(**settings):
    return law.policy(on=IN_2021, **(GANSU | settings))


POLICY = policy()


def household(**facts):
    return Household(**{"household_id": "H1", "persons": 4} | facts)


@pytest.mark.parametrize(
    ("persons", "months", "paid", "outside"),
    [
        (1, 0, 0, False),
        (0, 6, 0, False),
        (2, 1, 1200, False),
        (2, 6, 7200, False),
        (2, 7, 7200, True),  # the bound is kept, and the case is shown to a person
        (4, 12, 14_400, True),
    ],
)
def test_the_standard_for_persons_and_months_up_to_the_bound(persons, months, paid, outside):
    case = household(hardship_persons=persons, hardship_months=months)
    assert decided(POLICY, "assistance_for_months", case) == yuan(paid)
    found = [finding.name for finding in POLICY.assess(case).findings]
    assert ("assistance_months_outside" in found) is outside


@pytest.mark.parametrize(("months", "paid"), [(0, 0), (1, 1200), (2, 1200), (3, 1800), (12, 7200)])
def test_the_bounds_of_two_and_twelve_months(months, paid):
    """Longhua in Shenzhen: two to twelve months of the standard for each person (szlhq.gov.cn)."""
    at = policy(assistance_months_least=2, assistance_months_most=12)
    case = household(hardship_persons=1, hardship_months=months)
    assert decided(at, "assistance_for_months", case) == yuan(paid)
    found = [finding.name for finding in at.assess(case).findings]
    assert ("assistance_months_outside" in found) is (months == 1)


def test_a_yearly_standard_is_divided_once_and_a_missing_fact_is_not_zero():
    at = policy(assistance_standard=per_year(yuan(7000)))
    assert decided(at, "assistance_for_months", household(hardship_persons=1, hardship_months=5)) == yuan("2916.67")
    assert decided(POLICY, "assistance_for_months", household(hardship_persons=1)) is None
    assert decided(POLICY, "assistance_for_months", household(hardship_persons=0)) == 0
    assert decided(POLICY, "urgent_assistance", household()) is None


@pytest.mark.parametrize(("need", "paid"), [("0", "0"), ("799.99", "799.99"), ("800", "800"), ("800.01", "800")])
def test_small_urgent_help_is_capped(need, paid):
    assert decided(POLICY, "urgent_assistance", household(urgent_need=yuan(need))) == yuan(paid)


@pytest.mark.parametrize(
    ("spent", "paid"),
    [
        ("0", "0"),
        ("49999.99", "0"),
        ("50000", "10000"),
        ("100000", "10000"),
        ("100000.04", "10000"),  # a tenth, half up to the fen
        ("100000.05", "10000.01"),
        ("150000", "15000"),
        ("499999.99", "50000"),
        ("500000", "50000"),
        ("9000000", "50000"),
    ],
)
def test_heavy_spending_by_bands_only_where_that_is_chosen(spent, paid):
    """A province's rule as qx47.com reports it; no published amount was found to check it by."""
    case = household(heavy_spending=yuan(spent))
    assert decided(POLICY, "heavy_spending_assistance", case) == 0
    assert decided(policy(heavy_spending_bands="bands"), "heavy_spending_assistance", case) == yuan(paid)


def test_a_spending_not_known_matters_only_where_bands_are_chosen():
    assert decided(POLICY, "heavy_spending_assistance", household()) == 0
    assert decided(policy(heavy_spending_bands="bands"), "heavy_spending_assistance", household()) is None


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=20).map(sorted))
def test_more_spending_never_means_less_help_and_one_and_many_agree(spent):
    rule = temporary_assistance.heavy_spending_assistance
    many = rule(heavy_spending=np.array(spent), heavy_spending_bands=1).tolist()
    assert many == [rule(heavy_spending=fen(each), heavy_spending_bands=1) for each in spent]
    assert many == sorted(many)
    for each, paid in zip(spent, many, strict=True):
        tenth = min((each + 5) // 10, 5_000_000)
        assert paid == (0 if each < 5_000_000 else 1_000_000 if each <= 10_000_000 else tenth)


def test_what_cannot_be_right_is_refused():
    with pytest.raises(OutOfRange, match="assistance_months_most"):
        policy(assistance_months_most=13)
    with pytest.raises(UnknownName, match="heavy_spending_bands"):
        policy(heavy_spending_bands="tiers")
    with pytest.raises(OpenTerm, match="assistance_standard"):
        law.policy(on=IN_2021, provisions=["assistance_for_months"])
    with pytest.raises(InvalidRecord, match="heavy_spending"):
        household(heavy_spending=yuan(-1))
    with pytest.raises(InvalidInput, match="hardship_months"):
        temporary_assistance.assistance_for_months(yuan(600), 1, 13, 1, 6)
