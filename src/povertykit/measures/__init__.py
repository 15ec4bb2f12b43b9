"""Measures of poverty and inequality, exact where what they are given is exact, with standard errors from surveys."""

from __future__ import annotations

from povertykit.measures.change import (
    GroupedSnapshot,
    GrowthAndRedistribution,
    PovertyMeasure,
    Snapshot,
    growth_and_redistribution,
)
from povertykit.measures.change_growth import GrowthIncidence, ProPoorGrowth, growth_incidence, pro_poor_growth
from povertykit.measures.change_sectors import (
    SectoralDecomposition,
    SectorPoverty,
    SectorShift,
    sector_profile,
    sectoral_decomposition,
)
from povertykit.measures.design import Design, SurveyDesign
from povertykit.measures.estimate import Estimate, Interval, covariance
from povertykit.measures.grouped import CurveFit, GroupedInequality, GroupedPoverty, LorenzFit, fit_lorenz
from povertykit.measures.grouped_curves import BetaCurve, CurveChecks, CurveForm, LorenzCurve, QuadraticCurve
from povertykit.measures.grouped_data import GroupedData
from povertykit.measures.grouped_sample import SyntheticDistribution, synthetic_distribution
from povertykit.measures.poverty import (
    aggregate_poverty_gap,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    squared_poverty_gap_index,
)
from povertykit.measures.poverty_lines import RelativeLine, share_of_mean, share_of_median, share_of_quantile
from povertykit.measures.replicates import ReplicateDesign

__all__ = [
    "BetaCurve",
    "CurveChecks",
    "CurveFit",
    "CurveForm",
    "Design",
    "Estimate",
    "GroupedData",
    "GroupedInequality",
    "GroupedPoverty",
    "GroupedSnapshot",
    "GrowthAndRedistribution",
    "GrowthIncidence",
    "Interval",
    "LorenzCurve",
    "LorenzFit",
    "PovertyMeasure",
    "ProPoorGrowth",
    "QuadraticCurve",
    "RelativeLine",
    "ReplicateDesign",
    "SectorPoverty",
    "SectorShift",
    "SectoralDecomposition",
    "Snapshot",
    "SurveyDesign",
    "SyntheticDistribution",
    "aggregate_poverty_gap",
    "covariance",
    "fgt",
    "fit_lorenz",
    "growth_and_redistribution",
    "growth_incidence",
    "headcount_ratio",
    "poverty_gap_index",
    "pro_poor_growth",
    "sector_profile",
    "sectoral_decomposition",
    "share_of_mean",
    "share_of_median",
    "share_of_quantile",
    "squared_poverty_gap_index",
    "synthetic_distribution",
]
