"""Lending rates by date: the benchmark rates in their bands.

A rate is looked up by the day the loan was drawn.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from povertykit.citation import Source
from povertykit.dated import load_dated_csv

__all__ = ["BENCHMARK_LENDING_RATES", "PEOPLES_BANK_RATES"]

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

BENCHMARK_LENDING_RATES: Final = load_dated_csv(
    Path(__file__).with_name("benchmark_lending_rates.csv"),
    "benchmark_lending_rate",
    ("up_to_one_year", "one_to_five_years", "over_five_years"),
    PEOPLES_BANK_RATES,
    known_to=date(2019, 8, 19),
)
"""Shares a year by term band, from the joining of the bands on 2014-11-22 to the day before the loan prime rate."""
