"""Measures of poverty, exact where what they are given is exact."""

from __future__ import annotations

from povertykit.measures.poverty import (
    aggregate_poverty_gap,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    squared_poverty_gap_index,
)

__all__ = [
    "aggregate_poverty_gap",
    "fgt",
    "headcount_ratio",
    "poverty_gap_index",
    "squared_poverty_gap_index",
]
