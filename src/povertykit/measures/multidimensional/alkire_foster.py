"""Poverty in many dimensions, by the counting method of Alkire and Foster.

Each record is deprived or not in each indicator; its score is the weight of its deprivations; it is poor where the
score reaches the poverty cutoff. Scores are whole numbers over the common denominator of the weights, so that six
deprivations of 1/18 are one third exactly, in four records as in ten million.

Source: S. Alkire and J. Foster, Counting and multidimensional poverty measurement, Journal of Public Economics 95
(2011), 476-487.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import overload

import numpy as np

from povertykit.errors import OutOfRange
from povertykit.measures.multidimensional.achievements import Achievements
from povertykit.measures.multidimensional.counting import Cut, Identification, Measuring, PovertyCutoff, groups_of
from povertykit.measures.multidimensional.deprivation import DeprivationCutoffs, Deprivations, Missing, deprivations_of
from povertykit.measures.multidimensional.indicator_weights import IndicatorWeights
from povertykit.measures.multidimensional.results import MultidimensionalPoverty
from povertykit.measures.numbers import Number, Numbers, finite
from povertykit.measures.survey.design import Design, Keys
from povertykit.measures.survey.estimate import Estimate

__all__ = ["alkire_foster", "multidimensional_poverty"]


@overload
def multidimensional_poverty(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None = None,
    *,
    poverty_cutoff: PovertyCutoff,
    weights: Numbers | None = None,
    by: Keys | None = None,
    poor: Identification = "at_or_above",
    missing: Missing = "refuse",
    vulnerable_from: Number | None = None,
    severe_from: Number | None = None,
    labels: Mapping[str, tuple[str, str]] | None = None,
) -> MultidimensionalPoverty[Fraction | float]: ...
@overload
def multidimensional_poverty(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None = None,
    *,
    poverty_cutoff: PovertyCutoff,
    design: Design,
    by: Keys | None = None,
    poor: Identification = "at_or_above",
    missing: Missing = "refuse",
    vulnerable_from: Number | None = None,
    severe_from: Number | None = None,
    labels: Mapping[str, tuple[str, str]] | None = None,
) -> MultidimensionalPoverty[Estimate]: ...
def multidimensional_poverty(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None = None,
    *,
    poverty_cutoff: PovertyCutoff,
    weights: Numbers | None = None,
    design: Design | None = None,
    by: Keys | None = None,
    poor: Identification = "at_or_above",
    missing: Missing = "refuse",
    vulnerable_from: Number | None = None,
    severe_from: Number | None = None,
    labels: Mapping[str, tuple[str, str]] | None = None,
) -> MultidimensionalPoverty[Fraction | float] | MultidimensionalPoverty[Estimate]:
    """Who is poor in how many dimensions, and what their poverty consists of.

    Args:
        achievements: columns by name, a dataframe, or an array of records by indicators.
        deprivation_cutoffs: by indicator, in the order of the array's columns: a number (deprived below it), a set
            (deprived in these categories) or a `Cutoff`.
        indicator_weights: by indicator, adding up to one; or nested by dimension, `{"health": {"nutrition":
            Fraction(1, 6), ...}}`; or by dimension the indicators alone, `{"health": ["nutrition", ...]}`, of equal
            weight in dimensions of equal weight. All indicators alike where left out.
        poverty_cutoff: the share of deprivations from which a record is poor, compared exactly; "union" or
            "intersection".
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; each figure is then an `Estimate`.
        by: the group of each record, for poverty by group.
        poor: "at_or_above" the cutoff, or only "above" it.
        missing: "refuse" records that lack an indicator, "drop" them, or "redistribute" the weight of what they lack
            to the known indicators of the dimension.
        vulnerable_from: the score from which those who are not poor are vulnerable, such as 1/5.
        severe_from: the score from which poverty is severe, such as 1/2.
        labels: of indicators and dimensions, in English and Chinese.

    Returns:
        Figures that are exact fractions where weights (and, for M1 and M2, achievements) are not floats.

    Raises:
        InvalidInput: no table, unlike lengths or indexes, missing values (with their counts), weights of indicators
            that do not add up to one, other words than those allowed.
        OutOfRange: a cutoff of zero or above one, a weight that is not above zero.
        UnknownName: an indicator without a column or a weight.

    Examples:
        The example of Alkire and Foster: four persons, four indicators, poor from two deprivations.

        >>> persons = {"income": [13.1, 15.2, 12.5, 20], "school": [14, 7, 10, 11],
        ...            "health": [4, 5, 1, 3], "services": [1, 0, 0, 1]}
        >>> cutoffs = {"income": 13, "school": 12, "health": 3, "services": 1}
        >>> print(multidimensional_poverty(persons, cutoffs, poverty_cutoff=Fraction(1, 2)))
        Poverty in many dimensions (poor from 1/2 of the weights; 4 records)
        headcount ratio (H)                     0.5
        intensity (A)                          0.75
        adjusted headcount ratio (M0)         0.375
        adjusted poverty gap (M1)          0.205529
        adjusted squared poverty gap (M2)  0.165457
        <BLANKLINE>
        indicator  weight  uncensored  censored  contribution  share of M0
        income        1/4        0.25      0.25        0.0625     0.166667
        school        1/4        0.75       0.5         0.125     0.333333
        health        1/4        0.25      0.25        0.0625     0.166667
        services      1/4         0.5       0.5         0.125     0.333333
    """
    found = deprivations_of(achievements, deprivation_cutoffs, indicator_weights, weights, design, missing)
    cut = Cut.of(poverty_cutoff, poor, missing, vulnerable_from, severe_from)
    whole = Measuring(found, _domain(found, design), cut, dict(labels or {}))
    return whole.poverty(groups_of(whole, by) if by is not None else ())


@overload
def alkire_foster(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None = None,
    *,
    poverty_cutoff: PovertyCutoff,
    alpha: Number = 0,
    weights: Numbers | None = None,
    poor: Identification = "at_or_above",
    missing: Missing = "refuse",
) -> Fraction | float: ...
@overload
def alkire_foster(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None = None,
    *,
    poverty_cutoff: PovertyCutoff,
    alpha: Number = 0,
    design: Design,
    poor: Identification = "at_or_above",
    missing: Missing = "refuse",
) -> Estimate: ...
def alkire_foster(
    achievements: Achievements,
    deprivation_cutoffs: DeprivationCutoffs,
    indicator_weights: IndicatorWeights | None = None,
    *,
    poverty_cutoff: PovertyCutoff,
    alpha: Number = 0,
    weights: Numbers | None = None,
    design: Design | None = None,
    poor: Identification = "at_or_above",
    missing: Missing = "refuse",
) -> Fraction | float | Estimate:
    """The measure M of Alkire and Foster for any `alpha`: the mean of the weighted gaps of the poor to a power.

    A deprivation in categories, in a flag, above a value or below a value of zero has no depth and counts in full. An
    achievement below zero lies more than one cutoff below it.

    Args:
        achievements: as `multidimensional_poverty` takes them.
        deprivation_cutoffs: likewise.
        indicator_weights: likewise.
        poverty_cutoff: likewise.
        alpha: 0 counts deprivations (M0), 1 their gaps (M1), 2 their squared gaps (M2).
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights.
        poor: as `multidimensional_poverty` takes it.
        missing: likewise.

    Raises:
        InvalidInput, OutOfRange, UnknownName: as `multidimensional_poverty` says; a negative `alpha`.

    Examples:
        >>> persons = {"school": [14, 7, 10, 11], "health": [4, 5, 1, 3]}
        >>> alkire_foster(persons, {"school": 12, "health": 3}, poverty_cutoff="union", alpha=1)
        Fraction(1, 6)
    """
    if finite(alpha, "alpha", "a number of 0 or more") < 0:
        raise OutOfRange(f"got {alpha}", field="alpha", allowed="0 or more: 0 counts deprivations, 1 gaps")
    found = deprivations_of(achievements, deprivation_cutoffs, indicator_weights, weights, design, missing)
    cut = Cut.of(poverty_cutoff, poor, missing, None, None)
    measure: Fraction | float | Estimate = Measuring(found, _domain(found, design), cut, {}).m(alpha)
    return measure


def _domain(found: Deprivations, design: Design | None) -> Design | None:
    """The design without the records left out for what they lack."""
    if design is None or not found.dropped or found.sample.rows is None:
        return design
    kept = np.zeros(found.sample.given, np.bool_)
    kept[found.sample.rows] = True
    return design.domain(kept)
