"""ttsim, the engine under GETTSIM: scalar functions with units, vectorised by it; money in yuan.

Usage: python -m benchmarks.peers.ttsim folder

Two lines: `main`, the public call, which also takes in and checks the data and puts the functions together each time,
and the function that it puts together by itself. Names end in `_m` where money is by the month.
"""

from __future__ import annotations

import datetime
import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from ttsim import InputData, MainTarget, TTTargets, main
from ttsim.tt import Currency, RoundingSpec, ScalarParam, TTSIMUnit, UnitSystem, policy_function, policy_input

from benchmarks.peers.measured import TASKS, Work, columns, fen, measure

DAY = datetime.date(2017, 6, 1)
UNITS = UnitSystem(currencies={"CNY": Currency(statutory_from="0001-01-01")})
MONEY = TTSIMUnit.CURRENCY.PER_MONTH
FEN = RoundingSpec(base=0.01, direction="nearest", unit=TTSIMUnit.CNY.PER_MONTH)


@policy_input(unit=TTSIMUnit.DIMENSIONLESS)
def p_id() -> int: ...


@policy_input(unit=MONEY)
def household_income_m() -> float: ...


@policy_input(unit=TTSIMUnit.DIMENSIONLESS)
def persons() -> int: ...


@policy_input(unit=TTSIMUnit.DIMENSIONLESS)
def persons_covered() -> int: ...


@policy_input(unit=TTSIMUnit.DIMENSIONLESS)
def special_hardship_persons() -> int: ...


@policy_input(unit=TTSIMUnit.INDICATOR)
def registered_poor() -> bool: ...


@policy_input(unit=TTSIMUnit.INDICATOR)
def on_dibao() -> bool: ...


@policy_input(unit=TTSIMUnit.INDICATOR)
def in_backstop() -> bool: ...


@policy_input(unit=TTSIMUnit.INDICATOR)
def develops_industry() -> bool: ...


@policy_function(unit=MONEY)
def gap_m(dibao_standard: float, household_income_m: float, persons: int) -> float:
    return max(dibao_standard * persons - household_income_m, 0.0)


@policy_function(unit=MONEY)
def dibao_m(gap_m: float, on_dibao: bool, in_backstop: bool) -> float:
    return gap_m if on_dibao and not in_backstop else 0.0


@policy_function(unit=MONEY)
def guarantee_full_m(
    dibao_standard: float, persons_covered: int, registered_poor: bool, on_dibao: bool, in_backstop: bool
) -> float:
    return dibao_standard * persons_covered if registered_poor and on_dibao and in_backstop else 0.0


@policy_function(unit=MONEY, rounding_spec=FEN)
def guarantee_gap_m(gap_m: float, persons: int, persons_covered: int, on_dibao: bool, in_backstop: bool) -> float:
    return gap_m * persons_covered / persons if on_dibao and not in_backstop else 0.0


@policy_function(unit=MONEY, rounding_spec=FEN)
def special_hardship_m(dibao_standard: float, special_hardship_multiple: float, special_hardship_persons: int) -> float:
    return dibao_standard * special_hardship_multiple * special_hardship_persons


@policy_function(unit=MONEY)
def industry_subsidy_m(industry_rate: float, persons: int, registered_poor: bool, develops_industry: bool) -> float:
    return industry_rate * persons if registered_poor and develops_industry else 0.0


INPUTS = (
    p_id,
    household_income_m,
    persons,
    persons_covered,
    special_hardship_persons,
    registered_poor,
    on_dibao,
    in_backstop,
    develops_industry,
)
RULES = (gap_m, dibao_m, guarantee_full_m, guarantee_gap_m, special_hardship_m, industry_subsidy_m)
FIGURES = {
    "dibao_standard": ScalarParam(value=252.17, unit=TTSIMUnit.CNY.PER_MONTH),
    "special_hardship_multiple": ScalarParam(value=1.3, unit=TTSIMUnit.DIMENSIONLESS),
    "industry_rate": ScalarParam(value=1750.0, unit=TTSIMUnit.CNY.PER_MONTH),
}


def measured() -> None:
    """Measure both tasks, by the public call and by its function alone."""
    folder = Path(sys.argv[1])
    c = columns(folder)
    data = {"household_income_m": c.pop("household_income") / 100, **c, "p_id": np.arange(len(c["persons"]))}
    given: dict[str, Any] = {
        "policy_environment": {**{each.leaf_name: each for each in (*INPUTS, *RULES)}, **FIGURES},
        "unit_system": UNITS,
        "input_data": InputData.tree(data),
        "policy_date": DAY,
        "evaluation_date": DAY,
        "backend": "numpy",
    }

    def call(target: Any, task: str) -> Any:
        return main(main_target=target, tt_targets=TTTargets.tree({f"{name}_m": None for name in TASKS[task]}), **given)

    def paid(result: Any) -> dict[str, Any]:
        return {name.removesuffix("_m"): fen(amounts) for name, amounts in result.items() if name.endswith("_m")}

    called = {task: Work(lambda _, task=task: call(MainTarget.results.tree, task), paid) for task in TASKS}

    def alone(task: str) -> Work:
        function, processed = call("tt_function", task), call("processed_data", task)
        taken = {name: processed[name] for name in call("labels__root_nodes", task) if name in processed}
        return Work(lambda _: function(taken), paid)

    name = f"ttsim {version('ttsim-backend')}"
    measure(folder, f"{name}, main", called)
    measure(folder, f"{name}, its function alone", {task: alone(task) for task in TASKS})


warnings.simplefilter("ignore")
measured()
