"""Measures of poverty and inequality, exact where what they are given is exact, with standard errors from surveys."""

from __future__ import annotations

from povertykit.measures.design import Design, SurveyDesign
from povertykit.measures.estimate import Estimate, Interval, covariance
from povertykit.measures.poverty import (
    aggregate_poverty_gap,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    squared_poverty_gap_index,
)
from povertykit.measures.poverty_lines import RelativeLine, share_of_mean, share_of_median, share_of_quantile

__all__ = [
    "Design",
    "Estimate",
    "Interval",
    "RelativeLine",
    "SurveyDesign",
    "aggregate_poverty_gap",
    "covariance",
    "fgt",
    "headcount_ratio",
    "poverty_gap_index",
    "share_of_mean",
    "share_of_median",
    "share_of_quantile",
    "squared_poverty_gap_index",
]
