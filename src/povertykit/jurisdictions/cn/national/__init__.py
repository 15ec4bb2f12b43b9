"""National rules and tables that the local documents stand on.

Each rule cites the national document it comes from and is in force from and to that document's dates; each table says
to which day it is known. What places differ on is an open term or a reading, to be chosen by the caller.
"""

from __future__ import annotations

from povertykit.jurisdictions.cn.national.law import SOCIAL_ASSISTANCE_MEASURES
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.jurisdictions.cn.national.rates import BENCHMARK_LENDING_RATES, PEOPLES_BANK_RATES

__all__ = ["BENCHMARK_LENDING_RATES", "PEOPLES_BANK_RATES", "SOCIAL_ASSISTANCE_MEASURES", "law", "policy"]

policy = law.policy
