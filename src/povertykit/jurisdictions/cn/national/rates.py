"""The lending rates as figures of the national law, by band of the term."""

from __future__ import annotations

from povertykit.dated import Dated
from povertykit.jurisdictions.cn.lending_rates import (
    BENCHMARK_LENDING_RATES,
    BENCHMARK_LENDING_RATES_FIVE_BANDS,
    LOAN_PRIME_RATES,
)
from povertykit.jurisdictions.cn.national.law import national_law as law

_TERMS = {
    "up_to_six_months": ("terms up to six months", "六个月以内（含）"),
    "six_months_to_one_year": ("terms over six months and up to one year", "六个月至一年（含）"),
    "one_to_three_years": ("terms over one year and up to three", "一年至三年（含）"),
    "three_to_five_years": ("terms over three years and up to five", "三年至五年（含）"),
    "up_to_one_year": ("terms up to one year", "一年以内（含）"),
    "one_to_five_years": ("terms over one year and up to five", "一年至五年（含）"),
    "over_five_years": ("terms over five years", "五年以上"),
}
for _band, (_en, _zh) in _TERMS.items():
    _tables = [t[_band] for t in (BENCHMARK_LENDING_RATES_FIVE_BANDS, BENCHMARK_LENDING_RATES) if _band in t]
    _steps = tuple(step for table in _tables for step in table.steps)
    law.figure(
        f"benchmark_{_band}",
        Dated(f"benchmark_{_band}", _steps, _tables[-1].known_to),
        _steps[-1].citation,
        en=f"benchmark lending rate, {_en}",
        zh=f"贷款基准利率，{_zh}",
    )
for _band, _en, _zh in (("one_year", "one year", "一年期"), ("over_five_years", "five years and more", "五年期以上")):
    law.figure(
        f"loan_prime_{_band}",
        LOAN_PRIME_RATES[_band],
        LOAN_PRIME_RATES[_band].steps[-1].citation,
        en=f"loan prime rate, {_en}",
        zh=f"贷款市场报价利率，{_zh}",
    )
