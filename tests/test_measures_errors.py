"""Every estimate of every measure: its linearised variable against numerical derivatives, and against replicates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from drawn_survey import survey

from povertykit.measures import (
    Estimate,
    SurveyDesign,
    alkire_foster,
    benefit_incidence,
    cgh_index,
    concentration_curve,
    concentration_index,
    decompose,
    equally_distributed_equivalent,
    mean_time_to_exit,
    multidimensional_poverty,
    quantile_shares,
    targeting,
    tip_curve,
    transfer_efficiency,
)
from povertykit.money import Fen

COLUMNS = survey()
INCOME = COLUMNS["income"]
# Without a step at the border of a share: there nothing is linear, and no way to an error would agree with another.
BENEFIT = np.maximum(0, 40_000 - INCOME) // 20 * (COLUMNS["rooms"] > 1)
LINE = Fen(10_250)
MANY = {"income": 12_000, "schooling": 6, "rooms": 2, "health": 1}


def _dimensions(rows: Any) -> dict[str, Any]:
    return {name: COLUMNS[name][rows] for name in MANY}


Made = Callable[..., Any]
# Each takes the records asked for, and weights or a design.
SMOOTH: dict[str, Made] = {
    "theil by region": lambda rows, **of: decompose(INCOME[rows], COLUMNS["region"][rows], **of),
    "mld by sex": lambda rows, **of: decompose(INCOME[rows], COLUMNS["sex"][rows], measure="mean_log_deviation", **of),
    "entropy 2 by region": lambda rows, **of: decompose(
        INCOME[rows], COLUMNS["region"][rows], measure="generalized_entropy", alpha=2, **of
    ),
    "gini by region": lambda rows, **of: decompose(INCOME[rows], COLUMNS["region"][rows], measure="gini", **of),
    "time to exit": lambda rows, **of: mean_time_to_exit(INCOME[rows], 10_250, 0.05, **of),
    "time of the poor": lambda rows, **of: mean_time_to_exit(INCOME[rows], 10_250, 0.05, among="poor", **of),
    "equivalent": lambda rows, **of: equally_distributed_equivalent(INCOME[rows], 2, **of),
    "many dimensions": lambda rows, **of: multidimensional_poverty(_dimensions(rows), MANY, poverty_cutoff=0.5, **of),
    "m 0.5": lambda rows, **of: alkire_foster(_dimensions(rows), MANY, poverty_cutoff=0.5, alpha=0.5, **of),
    "targeting": lambda rows, **of: targeting(BENEFIT[rows], INCOME[rows] < 10_250, **of),
    "transfer": lambda rows, **of: transfer_efficiency(BENEFIT[rows], INCOME[rows], LINE, **of),
    "concentration": lambda rows, **of: concentration_index(BENEFIT[rows], INCOME[rows], **of),
}
# A share of the population ends within a record: the derivative is that of a smoothed border.
BORDERED: dict[str, Made] = {
    "shares": lambda rows, **of: quantile_shares(INCOME[rows], **of),
    "tip": lambda rows, **of: tip_curve(INCOME[rows], 10_250, **of, shares=[0.05, 0.1, 0.5]),
    "incidence": lambda rows, **of: benefit_incidence(BENEFIT[rows], INCOME[rows], quantiles=2, **of),
    "cgh": lambda rows, **of: cgh_index(BENEFIT[rows], INCOME[rows], **of),
    "curve": lambda rows, **of: concentration_curve(BENEFIT[rows], INCOME[rows], shares=[0.2, 0.4], **of),
}


def leaves(found: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number or estimate in a result, with where it stands."""
    if isinstance(found, Estimate) or (isinstance(found, int | float) or hasattr(found, "denominator")):
        if not isinstance(found, bool):
            yield path, found
    elif isinstance(found, Mapping):
        for name, each in found.items():
            yield from leaves(each, f"{path}/{name}")
    elif isinstance(found, tuple | list):
        for at, each in enumerate(found):
            yield from leaves(each, f"{path}/{at}")
    elif is_dataclass(found):
        for each in fields(found):
            yield from leaves(getattr(found, each.name), f"{path}/{each.name}")


def estimates(found: Any) -> dict[str, Estimate]:
    """The estimates of a result."""
    result = {path: each for path, each in leaves(found) if isinstance(each, Estimate)}
    assert result
    return result


@pytest.mark.parametrize("name", SMOOTH)
def test_linearised_variables_are_derivatives_by_each_weight(name: str) -> None:
    rows = slice(None, None, 60)
    weights = COLUMNS["weight"][rows].astype(np.float64)
    found = estimates(SMOOTH[name](rows, design=SurveyDesign(weights)))
    for at in range(0, weights.size, 3):
        step = np.zeros(weights.size)
        step[at] = 1e-3 * weights[at]
        up, down = (dict(leaves(SMOOTH[name](rows, weights=each))) for each in (weights + step, weights - step))
        for path, one in found.items():
            slope = (float(up[path]) - float(down[path])) / (2 * step[at])
            assert one.contributions[at] / weights[at] == pytest.approx(slope, rel=1e-3, abs=1e-7 * abs(one.value)), (
                path
            )


@pytest.mark.parametrize("name", [*SMOOTH, *BORDERED])
def test_linearised_errors_are_near_those_of_the_bootstrap(name: str) -> None:
    made = (SMOOTH | BORDERED)[name]
    design = SurveyDesign(COLUMNS["weight"], strata=COLUMNS["stratum"], psu=COLUMNS["unit"])
    one, many = (
        estimates(made(slice(None), design=design)),
        estimates(made(slice(None), design=design.bootstrap(150, seed=9))),
    )
    assert one.keys() == many.keys()
    for path, linear in one.items():
        if path.endswith("/between"):
            continue  # nearly nothing here, and its replicates are no normal ones
        assert many[path].value == pytest.approx(linear.value, rel=1e-12, abs=1e-15), path
        assert many[path].se == pytest.approx(linear.se, rel=0.3, abs=1e-9 * max(1.0, abs(linear.value))), path
