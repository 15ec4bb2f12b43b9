"""Xiangxi's payments once more, slowly: read off the document in exact yuan, one case at a time, with no shared code.

A case is a plain dictionary of known facts in yuan (`Fraction`), whole numbers, dates and truth values. Nothing of the
library is imported here, so that it can be wrong in no way that the library is.
"""

from datetime import date
from fractions import Fraction
from math import ceil, floor

ONE_YEAR_RATE, LONGER_RATE = Fraction("4.35") / 100, Fraction("4.75") / 100  # in force 2015-10-24 to 2019-08-19
FIRST_DAY, LAST_DAY, LAST_BENCHMARK = date(2017, 1, 1), date(2020, 12, 31), date(2019, 8, 19)


def half_up(yuan):
    """To the fen, halves up."""
    return Fraction(floor(yuan * 100 + Fraction(1, 2)), 100)


def years_later(day, years):
    """The same day years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def guarantee_full(case, standard):
    """In the backstop the whole standard."""
    if case["registered_poor"] and case["on_dibao"] and case["in_backstop"]:
        return half_up(standard * case["persons_covered"])
    return Fraction(0)


def guarantee_gap(case, standard):
    """Outside it, the difference between the standard and the income per person, for each person covered."""
    if case["on_dibao"] and not case["in_backstop"]:
        income_per_person = case["household_income"] / case["persons"]
        if income_per_person < standard:
            return half_up((standard - income_per_person) * case["persons_covered"])
    return Fraction(0)


def special_hardship(case, standard):
    """1.3 times the standard for each person."""
    return half_up(standard * Fraction("1.3")) * case["special_hardship_persons"]


def temporary_assistance(case, standard):
    """The standard for each person and month."""
    return half_up(standard * case["hardship_persons"] * case["hardship_months"])


def industry_subsidy(case, rate):
    """The rate for each person."""
    return rate * case["persons"] if case["registered_poor"] and case["develops_industry"] else Fraction(0)


def medical_reimbursement(case, registered_poor, of_all_cost):
    """What lacks to four fifths, or to the whole in special hardship."""
    basis = case["cost"] if of_all_cost else case["in_scope_cost"]
    if case["patient_in_special_hardship"]:
        due = basis
    elif registered_poor:
        due = Fraction(ceil(basis * Fraction("0.8") * 100), 100)
    else:
        return Fraction(0)
    return max(Fraction(0), due - case["already_paid"])


def education_support(case, registered_poor, allowances):
    """The fees and the allowance of the stage; nothing outside the stages that are supported."""
    if not registered_poor or case["stage"] not in allowances:
        return Fraction(0)
    return case["tuition_and_fees"] + allowances[case["stage"]]


def known_loan(case):
    """Whether the law and the benchmark of the day are known."""
    return FIRST_DAY <= case["drawn"] <= min(LAST_DAY, LAST_BENCHMARK)


def microloan_interest_subsidy(case, registered_poor, develops_industry):
    """All the interest of a loan that meets every condition."""
    benchmark = ONE_YEAR_RATE if case["maturity"] <= years_later(case["drawn"], 1) else LONGER_RATE
    conditions = [
        registered_poor,
        develops_industry,
        case["borrower_qualifies"],
        10_000 <= case["principal"] <= 50_000,
        case["maturity"] <= years_later(case["drawn"], 3),
        not case["has_collateral"],
        not case["has_guarantor"],
        case["annual_rate"] <= benchmark,
    ]
    if not all(conditions):
        return Fraction(0)
    days = (case["maturity"] - case["drawn"]).days
    return half_up(case["principal"] * case["annual_rate"] * days / 360)
