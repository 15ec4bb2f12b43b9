"""Xiangxi's household policy, as the benchmarks run it."""

from __future__ import annotations

from datetime import date

from povertykit import yuan
from povertykit.jurisdictions.cn.hunan import xiangxi

__all__ = ["POLICY", "PROVISIONS"]

POLICY = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"), industry_rate=yuan(1750))
PROVISIONS = [
    "guarantee_full",
    "guarantee_gap",
    "special_hardship",
    "temporary_assistance",
    "industry_subsidy",
    "income_project_target",
    "income_at_standard",
    "guarantee_uncovered",
]
