"""Every published or third-party value of poverty and inequality (tests/reference/published_measures.csv)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from povertykit import Fen, fen
from povertykit.measures import (
    aggregate_poverty_gap,
    atkinson,
    equally_distributed_equivalent,
    fgt,
    generalized_entropy,
    gini,
    headcount_ratio,
    hoover,
    mean_log_deviation,
    mean_time_to_exit,
    poverty_gap_index,
    sen_index,
    sst_index,
    theil_t,
    watts_index,
)

with (Path(__file__).parent / "reference" / "published_measures.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))

INCOMES: dict[str, list[int] | list[float]] = {
    "hk_A": [100, 100, 150, 150],
    "hk_B": [124, 124, 150, 150],
    "hk_C": [100, 110, 150, 160],
    "hk_6": [10, 15, 20, 25, 40, 20, 30, 35, 45, 90],
    "lasym_x": [50 / 9] * 9 + [50.0],
    "ps5": [10, 20, 30, 40, 50],
    "wb10": [6, 8, 11, 15, 21, 25, 30, 40, 50, 100],
}
Incomes = list[int] | list[float]


def gaps(y: Incomes, z: int) -> list[Fraction]:
    return [max(Fraction(0), Fraction(z - Fraction(each), z)) for each in y]


# By measure: what it is of incomes, line and parameter.
MEASURES: dict[str, Callable[[Incomes, int, float], list[Fraction | float]]] = {
    "headcount_ratio": lambda y, z, p: [headcount_ratio(y, z)],
    "poverty_gap_index": lambda y, z, p: [poverty_gap_index(y, z)],
    "relative_gaps": lambda y, z, p: [fgt([each], z, 1) for each in y],
    "fgt": lambda y, z, p: [fgt(y, z, p)],
    "watts_index": lambda y, z, p: [watts_index(y, z)],
    "mean_time_to_exit": lambda y, z, p: [mean_time_to_exit(y, z, p)],
    "gini_among_poor": lambda y, z, p: [gini([each for each in y if each < z])],
    "gini_of_gaps": lambda y, z, p: [gini(gaps(y, z))],
    "sen_index": lambda y, z, p: [sen_index(y, z)],
    "sst_index": lambda y, z, p: [sst_index(y, z)],
    "gini": lambda y, z, p: [gini(y)],
    "gini_small_sample": lambda y, z, p: [gini(y, form="small_sample")],
    "mean_log_deviation": lambda y, z, p: [mean_log_deviation(y)],
    "theil_t": lambda y, z, p: [theil_t(y)],
    "hoover": lambda y, z, p: [hoover(y)],
    "generalized_entropy": lambda y, z, p: [generalized_entropy(y, p)],
    "atkinson": lambda y, z, p: [atkinson(y, p)],
    "equally_distributed_equivalent": lambda y, z, p: [equally_distributed_equivalent(y, p)],
    "headcount_at_the_line": lambda y, z, p: [headcount_ratio(y, z), headcount_ratio(y, z, poor="at_or_below")],
    "headcount_gap_income": lambda y, z, p: [
        headcount_ratio(y, z),
        int(aggregate_poverty_gap([int(each) for each in y], fen(z))),
        sum(y),
    ],
}


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: "-".join(filter(None, (row["case"], row["measure"], row["parameter"])))
)
@pytest.mark.parametrize("kind", ["as given", "floats"])
def test_published_values(row: dict[str, str], kind: str) -> None:
    incomes = INCOMES[row["case"]]
    if kind == "floats" and row["measure"] != "headcount_gap_income":
        incomes = [float(each) for each in incomes]
    parameter = float(row["parameter"] or "nan")
    found = MEASURES[row["measure"]](incomes, int(row["line"] or "1"), parameter)
    wanted = [float(each) for each in row["expected"].split(";")]
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert abs(float(one) - other) <= max(float(row["tolerance"]), 1e-14), row["source"]


def test_the_table_is_whole() -> None:
    """42 rows of the table of reference values; the rest are of targeting and of many dimensions."""
    assert len(ROWS) == 42
    assert {row["measure"] for row in ROWS} == set(MEASURES)
    assert all(row["source"] for row in ROWS)


def test_sst_where_sources_conflict() -> None:
    """0.125 (ineq and convey) is right. One package asserts 0.0625, half of it.

    The index is H I (1 + G), with I the mean gap of the poor. Its 0.0625 takes the gap index of all persons for I, and
    so multiplies by the headcount ratio twice.
    """
    incomes = INCOMES["hk_C"]
    head, gap, spread = headcount_ratio(incomes, 125), poverty_gap_index(incomes, 125), gini(gaps(incomes, 125))
    assert sst_index(incomes, 125) == head * (gap / head) * (1 + spread) == Fraction(1, 8)
    assert head * gap * (1 + spread) == Fraction(1, 16)


def test_sen_in_both_forms() -> None:
    """0.09 with the Gini coefficient of the poor; Sen's own formula of 1976 for 4 persons gives 0.0867."""
    ranked = sorted(gap for gap in gaps(INCOMES["hk_C"], 125) if gap)
    by_rank = 2 * sum(rank * gap for rank, gap in enumerate(ranked, 1)) / (4 * (len(ranked) + 1))
    assert sen_index(INCOMES["hk_C"], 125, form="finite_sample") == by_rank
    assert sen_index(INCOMES["hk_C"], 125) == Fraction(9, 100)


def test_the_headcount_at_the_line_where_sources_differ() -> None:
    """Strictly below (ineq, laeken, microdf, wbpip) gives 0.4, at or below (convey) 0.5: the default is the first."""
    assert headcount_ratio(INCOMES["hk_6"], 25) == Fraction(2, 5)
    assert headcount_ratio(INCOMES["hk_6"], 25, poor="at_or_below") == Fraction(1, 2)
    assert aggregate_poverty_gap([24, 25], fen(25), poor="at_or_below") == Fen(1)
