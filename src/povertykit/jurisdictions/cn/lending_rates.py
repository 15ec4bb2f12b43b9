"""Lending rates by date: the benchmark rates in five and in three bands, and the loan prime rate.

A rate is looked up by the day the loan was drawn. On 2014-11-22 five bands became three, so that a loan of three years
moved from the band of one to three years into that of one to five. From 2019-08-20 new loans go by the loan prime
rate (LPR), which is published for one year and for five years and more; for terms between, the contract says which.

The tables stand apart from the national law, so that a place that needs a rate does not load every national rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from povertykit.calculators.loans import term_months
from povertykit.citation import Source
from povertykit.dated import Brackets, Dated, Step, load_dated_csv
from povertykit.dates import day_number
from povertykit.errors import OutOfRange

__all__ = [
    "BENCHMARK_LENDING_RATES",
    "BENCHMARK_LENDING_RATES_FIVE_BANDS",
    "BENCHMARK_RATES_BY_TERM",
    "LOAN_PRIME_RATE",
    "LOAN_PRIME_RATES",
    "PEOPLES_BANK_RATES",
    "PRIME_RATES_BY_MICROLOAN_TERM",
    "benchmark_rate",
]

PEOPLES_BANK_RATES: Final = Source(
    key="pboc-benchmark-lending-rates",
    title_zh="金融机构人民币贷款基准利率",
    title_en="Benchmark lending rates in renminbi",
    issuer_zh="中国人民银行",
    issuer_en="People's Bank of China",
    issued=None,
    note_en="read in third-party tables that agree with each other; the official pages were not read",
    note_zh="据相互印证的第三方利率表；未核对官方原页",
)
LOAN_PRIME_RATE: Final = Source(
    key="loan-prime-rate",
    title_zh="贷款市场报价利率（LPR）",
    title_en="Loan prime rate (LPR)",
    issuer_zh="全国银行间同业拆借中心",
    issuer_en="National Interbank Funding Center",
    issued=None,
    note_en="days on which a rate changed; read in third-party lists, and from 2025 in the agencies' reports that it "
    "had not changed, last on 2026-04-20",
    note_zh="仅列变动日；据第三方列表，2025年以来据新闻报道核对未变，最近一次为2026年4月20日",
)

_HERE = Path(__file__)
_FIVE = ("up_to_six_months", "six_months_to_one_year", "one_to_three_years", "three_to_five_years", "over_five_years")
_THREE = ("up_to_one_year", "one_to_five_years", "over_five_years")

BENCHMARK_LENDING_RATES_FIVE_BANDS: Final = load_dated_csv(
    _HERE.with_name("benchmark_lending_rates_five_bands.csv"),
    "benchmark_lending_rate",
    _FIVE,
    PEOPLES_BANK_RATES,
    known_to=date(2014, 11, 21),
)
"""Shares a year by term band, 2008-12-23 to 2014-11-21; over five years from 2012-06-08 to 2012-07-05 is not known."""
BENCHMARK_LENDING_RATES: Final = load_dated_csv(
    _HERE.with_name("benchmark_lending_rates.csv"),
    "benchmark_lending_rate",
    _THREE,
    PEOPLES_BANK_RATES,
    known_to=date(2019, 8, 19),
)
"""Shares a year by term band, from the joining of the bands on 2014-11-22 to the day before the loan prime rate."""
LOAN_PRIME_RATES: Final = load_dated_csv(
    _HERE.with_name("loan_prime_rates.csv"),
    "loan_prime_rate",
    ("one_year", "over_five_years"),
    LOAN_PRIME_RATE,
    known_to=date(2026, 4, 20),
)
"""Shares a year from 2019-08-20 on, for one year and for five years and more; confirmed to 2026-04-20."""


def _by_term(tables: Mapping[str, Dated[Fraction]], ends: tuple[int | None, ...]) -> list[Step[Brackets[Fraction]]]:
    """The bands of each stretch of days; a highest band that is not known is left out."""
    steps = []
    for step in next(iter(tables.values())).steps:
        lows = (0, *(end for end in ends[:-1] if end is not None))
        known = [(table, low, end) for table, low, end in zip(tables.values(), lows, ends, strict=True)]
        bands = tuple((low, end, t.value(step.start)) for t, low, end in known if t.rows(day_number(step.start)) >= 0)
        steps.append(Step(Brackets(bands, "term", "upper"), step.start, step.end, step.citation))
    return steps


BENCHMARK_RATES_BY_TERM: Final = Dated(
    "benchmark_lending_rate",
    (
        *_by_term(BENCHMARK_LENDING_RATES_FIVE_BANDS, (6, 12, 36, 60, None)),
        *_by_term(BENCHMARK_LENDING_RATES, (12, 60, None)),
    ),
    known_to=date(2019, 8, 19),
)
"""Bands of the term in months by date, 2008-12-23 to 2019-08-19, as `calculators.loans.TableRate` takes them."""
PRIME_RATES_BY_MICROLOAN_TERM: Final = Dated(
    "loan_prime_rate", tuple(_by_term(LOAN_PRIME_RATES, (12, 36))), known_to=date(2026, 4, 20)
)
"""The loan prime rate by term in months, as `calculators.loans.TableRate` takes it, the way the microloan notice of
2021 reads it: up to a year that of one year, from there to three years that of five years and more."""


def benchmark_rate(drawn: date, maturity: date) -> Fraction:
    """The benchmark rate of the day a loan was drawn, in the band of its whole term.

    A term of exactly six months, one, three or five years is in the lower band; a day more is in the next.

    Args:
        drawn: the day the loan was paid out.
        maturity: the day it is due.

    Returns:
        An exact share a year.

    Raises:
        OutOfCoverage: drawn before 2008-12-23 or after 2019-08-19.
        OutOfRange: a band that is not known: over five years, drawn from 2012-06-08 to 2012-07-05.
        DateError: the maturity is before the drawdown.

    Examples:
        >>> three_years = (date(2014, 11, 21), date(2017, 11, 21)), (date(2014, 11, 22), date(2017, 11, 22))
        >>> [str(benchmark_rate(*term)) for term in three_years]
        ['123/2000', '3/50']
    """
    months, bands = term_months(drawn, maturity), BENCHMARK_RATES_BY_TERM.value(drawn)
    try:
        return bands.at(months)
    except OutOfRange as error:
        error.problem = f"the rate for a term of {months} months drawn on {drawn} is not known"
        error.remedy = "supply that rate, with its source"
        raise
