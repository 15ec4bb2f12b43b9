"""Measures of poverty and inequality, exact where what they are given is exact, with standard errors from surveys."""

from __future__ import annotations

from povertykit.measures.benefits.concentration import cgh_index, concentration_curve, concentration_index
from povertykit.measures.benefits.incidence import BenefitIncidence, QuantileIncidence, benefit_incidence
from povertykit.measures.benefits.targeting import Targeting, targeting
from povertykit.measures.benefits.transfer_efficiency import (
    TransferEfficiency,
    perfect_targeting_budget,
    transfer_efficiency,
)
from povertykit.measures.change.growth_and_redistribution import GrowthAndRedistribution, growth_and_redistribution
from povertykit.measures.change.growth_incidence import (
    GrowthIncidence,
    ProPoorGrowth,
    growth_incidence,
    pro_poor_growth,
)
from povertykit.measures.change.sectors import (
    SectoralDecomposition,
    SectorPoverty,
    SectorShift,
    sector_profile,
    sectoral_change,
    sectoral_decomposition,
)
from povertykit.measures.change.snapshots import GroupedSnapshot, PovertyMeasure, Snapshot
from povertykit.measures.grouped.curves import BetaCurve, CurveChecks, CurveForm, LorenzCurve, QuadraticCurve
from povertykit.measures.grouped.data import GroupedData
from povertykit.measures.grouped.fits import CurveFit, LorenzFit, fit_lorenz
from povertykit.measures.grouped.results import GroupedInequality, GroupedPoverty
from povertykit.measures.grouped.sample import SyntheticDistribution, synthetic_distribution
from povertykit.measures.inequality.coefficients import gini, hoover
from povertykit.measures.inequality.decomposition import Decomposition, GroupShare, decompose
from povertykit.measures.inequality.entropy import (
    atkinson,
    equally_distributed_equivalent,
    generalized_entropy,
    mean_log_deviation,
    theil_t,
)
from povertykit.measures.inequality.lorenz import lorenz_curve
from povertykit.measures.inequality.quantile_shares import palma_ratio, quantile, quantile_shares, quintile_share_ratio
from povertykit.measures.multidimensional.alkire_foster import alkire_foster, multidimensional_poverty
from povertykit.measures.multidimensional.change import FigureChange, MultidimensionalChange, multidimensional_change
from povertykit.measures.multidimensional.deprivation import Cutoff
from povertykit.measures.multidimensional.mpi import MpiDimension, MpiIndicator, MpiSpecification
from povertykit.measures.multidimensional.mpi_specifications import CHINA_RURAL_2018, GLOBAL_MPI_2018
from povertykit.measures.multidimensional.results import (
    DimensionPoverty,
    GroupPoverty,
    IndicatorPoverty,
    MultidimensionalPoverty,
)
from povertykit.measures.ordinates import Ordinates
from povertykit.measures.poverty.fgt import (
    aggregate_poverty_gap,
    fgt,
    headcount_ratio,
    poverty_gap_index,
    squared_poverty_gap_index,
)
from povertykit.measures.poverty.indices import income_gap_ratio, mean_time_to_exit, sen_index, sst_index, watts_index
from povertykit.measures.poverty.lines import RelativeLine, share_of_mean, share_of_median, share_of_quantile
from povertykit.measures.poverty.tip_curve import TipCurve, tip_curve
from povertykit.measures.profile import Profile, ProfileEntry, inequality_profile, poverty_profile
from povertykit.measures.survey.design import Design, SurveyDesign
from povertykit.measures.survey.estimate import Estimate, Interval, covariance, difference_of_surveys
from povertykit.measures.survey.replicates import ReplicateDesign

__all__ = [
    "CHINA_RURAL_2018",
    "GLOBAL_MPI_2018",
    "BenefitIncidence",
    "BetaCurve",
    "CurveChecks",
    "CurveFit",
    "CurveForm",
    "Cutoff",
    "Decomposition",
    "Design",
    "DimensionPoverty",
    "Estimate",
    "FigureChange",
    "GroupPoverty",
    "GroupShare",
    "GroupedData",
    "GroupedInequality",
    "GroupedPoverty",
    "GroupedSnapshot",
    "GrowthAndRedistribution",
    "GrowthIncidence",
    "IndicatorPoverty",
    "Interval",
    "LorenzCurve",
    "LorenzFit",
    "MpiDimension",
    "MpiIndicator",
    "MpiSpecification",
    "MultidimensionalChange",
    "MultidimensionalPoverty",
    "Ordinates",
    "PovertyMeasure",
    "ProPoorGrowth",
    "Profile",
    "ProfileEntry",
    "QuadraticCurve",
    "QuantileIncidence",
    "RelativeLine",
    "ReplicateDesign",
    "SectorPoverty",
    "SectorShift",
    "SectoralDecomposition",
    "Snapshot",
    "SurveyDesign",
    "SyntheticDistribution",
    "Targeting",
    "TipCurve",
    "TransferEfficiency",
    "aggregate_poverty_gap",
    "alkire_foster",
    "atkinson",
    "benefit_incidence",
    "cgh_index",
    "concentration_curve",
    "concentration_index",
    "covariance",
    "decompose",
    "difference_of_surveys",
    "equally_distributed_equivalent",
    "fgt",
    "fit_lorenz",
    "generalized_entropy",
    "gini",
    "growth_and_redistribution",
    "growth_incidence",
    "headcount_ratio",
    "hoover",
    "income_gap_ratio",
    "inequality_profile",
    "lorenz_curve",
    "mean_log_deviation",
    "mean_time_to_exit",
    "multidimensional_change",
    "multidimensional_poverty",
    "palma_ratio",
    "perfect_targeting_budget",
    "poverty_gap_index",
    "poverty_profile",
    "pro_poor_growth",
    "quantile",
    "quantile_shares",
    "quintile_share_ratio",
    "sector_profile",
    "sectoral_change",
    "sectoral_decomposition",
    "sen_index",
    "share_of_mean",
    "share_of_median",
    "share_of_quantile",
    "squared_poverty_gap_index",
    "sst_index",
    "synthetic_distribution",
    "targeting",
    "theil_t",
    "tip_curve",
    "transfer_efficiency",
    "watts_index",
]
