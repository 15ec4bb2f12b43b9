"""National rules and tables that the local documents stand on.

Each rule cites the national document it comes from and is in force from and to that document's dates; each table says
to which day it is known. What places differ on is an open term or a reading, to be chosen by the caller.
"""

from __future__ import annotations

from povertykit.jurisdictions.cn.national.exits import (
    COUNTY_EVALUATION,
    EXIT_MECHANISM,
    county_approval_test,
    county_exit_procedure,
    county_exit_test,
    county_incidence_test,
    county_omission_test,
    county_wrong_exit_test,
    exit_boundary,
    exit_drinking_water,
    exit_line,
    household_exit_procedure,
    household_exit_test,
    village_exit_procedure,
    village_exit_test,
    village_incidence_test,
)
from povertykit.jurisdictions.cn.national.law import SOCIAL_ASSISTANCE_MEASURES
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.jurisdictions.cn.national.medical import (
    basic_insurance,
    major_illness_convention,
    major_illness_insurance,
    medical_assistance,
)
from povertykit.jurisdictions.cn.national.poverty_lines import (
    EXIT_LINE_YEARS,
    HEADCOUNTS,
    POVERTY_LINE,
    RURAL_POVERTY_LINE,
    SHANDONG_POVERTY_LINE,
    Headcount,
    exit_line_of,
)
from povertykit.jurisdictions.cn.national.rates import (
    BENCHMARK_LENDING_RATES,
    BENCHMARK_LENDING_RATES_FIVE_BANDS,
    BENCHMARK_RATES_BY_TERM,
    LOAN_PRIME_RATE,
    LOAN_PRIME_RATES,
    PEOPLES_BANK_RATES,
    benchmark_rate,
)

__all__ = [
    "BENCHMARK_LENDING_RATES",
    "BENCHMARK_LENDING_RATES_FIVE_BANDS",
    "BENCHMARK_RATES_BY_TERM",
    "COUNTY_EVALUATION",
    "EXIT_LINE_YEARS",
    "EXIT_MECHANISM",
    "HEADCOUNTS",
    "LOAN_PRIME_RATE",
    "LOAN_PRIME_RATES",
    "PEOPLES_BANK_RATES",
    "POVERTY_LINE",
    "RURAL_POVERTY_LINE",
    "SHANDONG_POVERTY_LINE",
    "SOCIAL_ASSISTANCE_MEASURES",
    "Headcount",
    "basic_insurance",
    "benchmark_rate",
    "county_approval_test",
    "county_exit_procedure",
    "county_exit_test",
    "county_incidence_test",
    "county_omission_test",
    "county_wrong_exit_test",
    "exit_boundary",
    "exit_drinking_water",
    "exit_line",
    "exit_line_of",
    "household_exit_procedure",
    "household_exit_test",
    "law",
    "major_illness_convention",
    "major_illness_insurance",
    "medical_assistance",
    "policy",
    "village_exit_procedure",
    "village_exit_test",
    "village_incidence_test",
]

policy = law.policy
