"""A drawn register of households, and the household rules of Xiangxi written by hand, as the measure of ours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["BLOCK", "by_block", "drawn", "whole"]

Columns = dict[str, npt.NDArray[np.generic]]
BLOCK = 65_536
STANDARD, INDUSTRY = 25_217, 175_000


def drawn(rows: int, seed: int = 2017) -> Columns:
    """Households of one to eight persons, in every situation of the document; amounts in fen."""
    random = np.random.default_rng(seed)
    persons = random.integers(1, 9, rows, dtype=np.int64)
    special = np.where(random.random(rows) < 0.05, 1, 0).astype(np.int64)
    on_dibao = random.random(rows) < 0.3
    poor = random.random(rows) < 0.5
    return {
        "persons": persons,
        "persons_covered": np.maximum(persons - special, 0),
        "household_income": random.integers(0, 400_000, rows, dtype=np.int64),
        "registered_poor": poor,
        "on_dibao": on_dibao,
        "in_backstop": on_dibao & (random.random(rows) < 0.2),
        "special_hardship_persons": special,
        "hardship_persons": np.where(random.random(rows) < 0.02, 1, 0).astype(np.int64),
        "hardship_months": random.integers(0, 4, rows, dtype=np.int64),
        "develops_industry": poor & (random.random(rows) < 0.6),
        "income_projects": random.integers(0, 3, rows, dtype=np.int64),
    }


def _rules(c: Columns) -> tuple[npt.NDArray[np.generic], ...]:
    """The household rules of Xiangxi 2017, as an experienced analyst would write them in NumPy."""
    gap = np.maximum(STANDARD * c["persons"] - c["household_income"], 0)
    gap = (gap * c["persons_covered"] * 2 + c["persons"]) // (2 * c["persons"])
    gap_case = c["on_dibao"] & ~c["in_backstop"]
    full_case = c["registered_poor"] & c["on_dibao"] & c["in_backstop"]
    return (
        np.where(full_case, STANDARD * c["persons_covered"], 0),
        np.where(gap_case, gap, 0),
        32_782 * c["special_hardship_persons"],
        STANDARD * c["hardship_persons"] * c["hardship_months"],
        np.where(c["registered_poor"] & c["develops_industry"], INDUSTRY * c["persons"], 0),
        2 * (~c["registered_poor"] | (c["income_projects"] >= 1)).astype(np.int8),
        c["on_dibao"] & (c["household_income"] >= STANDARD * c["persons"]),
        c["on_dibao"] & ~(full_case | gap_case),
    )


PAYMENTS = ("guarantee_full", "guarantee_gap", "special_hardship", "temporary_assistance", "industry_subsidy")


def whole(columns: Columns) -> dict[str, int]:
    """All rows at once; the totals of the payments."""
    return {name: int(result.sum()) for name, result in zip(PAYMENTS, _rules(columns)[:5], strict=True)}


def by_block(columns: Columns) -> tuple[dict[str, npt.NDArray[np.generic]], dict[str, int]]:
    """A block at a time, written into results made beforehand; the payments and their totals."""
    rows = len(columns["persons"])
    out: dict[str, npt.NDArray[np.generic]] = {name: np.empty(rows, np.int64) for name in PAYMENTS}
    verdicts, review, uncovered = np.empty(rows, np.int8), 0, 0
    totals = dict.fromkeys(PAYMENTS, 0)
    for start in range(0, rows, BLOCK):
        results = _rules({name: column[start : start + BLOCK] for name, column in columns.items()})
        for name, result in zip(PAYMENTS, results[:5], strict=True):
            out[name][start : start + BLOCK] = result
            totals[name] += int(result.sum())
        verdicts[start : start + BLOCK] = results[5]
        review += int(np.count_nonzero(results[6]))
        uncovered += int(np.count_nonzero(results[7]))
    return out | {"income_project_target": verdicts}, totals
