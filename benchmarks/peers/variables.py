"""OpenFisca-core and policyengine-core: an entity, variables with formulas, parameters with dates; money in yuan.

Usage: python -m benchmarks.peers.variables folder openfisca_core|policyengine_core

The second grew out of the first, and the same text is idiomatic in both. Only the calculation is measured: the
simulation is made and its inputs are set before.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.measured import COLUMNS, PAYMENTS, Work, columns, fen, measure

PACKAGE = sys.argv[2]
DISTRIBUTION = PACKAGE.replace("_", "-")
MONTH = import_module(f"{PACKAGE}.periods").MONTH
Variable = import_module(f"{PACKAGE}.variables").Variable
PERIOD = "2017-06"
FIGURES = {"dibao_standard": 252.17, "special_hardship_multiple": 1.3, "industry_rate": 1750.0}
COUNTS = ("persons", "persons_covered", "special_hardship_persons")

entities = import_module(f"{PACKAGE}.entities")
roles = [{"key": "member", "plural": "members", "label": "Member", "doc": ""}]
Person = entities.Entity("person", "persons", "Person", "")
Household = entities.GroupEntity("household", "households", "Household", "", roles=roles)


def input_of(name: str) -> Any:
    """An input variable: money as float, the rest as int or bool."""
    kind: type = float if name == "household_income" else int if name in COUNTS else bool
    parts = {"value_type": kind, "entity": Household, "definition_period": MONTH, "label": name}
    return type(name, (Variable,), parts)


def gap_to_standard(household: Any, period: Any, parameters: Any) -> Any:
    standard = parameters(period).dibao_standard
    return np.maximum(standard * household("persons", period) - household("household_income", period), 0)


class dibao(Variable):  # type: ignore[misc, valid-type]
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "Gap to the dibao standard, every person covered"

    def formula(household: Any, period: Any, parameters: Any) -> Any:
        case = household("on_dibao", period) & ~household("in_backstop", period)
        return np.where(case, gap_to_standard(household, period, parameters), 0)


class guarantee_full(Variable):  # type: ignore[misc, valid-type]
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "Full standard in the backstop"

    def formula(household: Any, period: Any, parameters: Any) -> Any:
        case = household("registered_poor", period) & household("on_dibao", period) & household("in_backstop", period)
        return case * parameters(period).dibao_standard * household("persons_covered", period)


class guarantee_gap(Variable):  # type: ignore[misc, valid-type]
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "Gap to the standard for those covered, half up to the fen"

    def formula(household: Any, period: Any, parameters: Any) -> Any:
        case = household("on_dibao", period) & ~household("in_backstop", period)
        share = household("persons_covered", period) / household("persons", period)
        gap = gap_to_standard(household, period, parameters) * share
        return np.where(case, np.floor(gap * 100 + 0.5) / 100, 0)


class special_hardship(Variable):  # type: ignore[misc, valid-type]
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "Support in special hardship"

    def formula(household: Any, period: Any, parameters: Any) -> Any:
        figures = parameters(period)
        each = np.floor(figures.dibao_standard * figures.special_hardship_multiple * 100 + 0.5) / 100
        return each * household("special_hardship_persons", period)


class industry_subsidy(Variable):  # type: ignore[misc, valid-type]
    value_type = float
    entity = Household
    definition_period = MONTH
    label = "Industry subsidy"

    def formula(household: Any, period: Any, parameters: Any) -> Any:
        case = household("registered_poor", period) & household("develops_industry", period)
        return case * parameters(period).industry_rate * household("persons", period)


def system() -> Any:
    """The rules with their figures."""
    made = import_module(f"{PACKAGE}.taxbenefitsystems").TaxBenefitSystem([Person, Household])
    data = {name: {"values": {"2017-01-01": {"value": value}}} for name, value in FIGURES.items()}
    made.parameters = import_module(f"{PACKAGE}.parameters").ParameterNode("", data=data)
    rules = (dibao, guarantee_full, guarantee_gap, special_hardship, industry_subsidy)
    for variable in (*map(input_of, COLUMNS), *rules):
        made.add_variable(variable)
    return made


def main() -> None:
    """Measure both tasks."""
    folder = Path(sys.argv[1])
    c = columns(folder)
    c["household_income"] = c["household_income"] / 100
    rules, builder = system(), import_module(f"{PACKAGE}.simulations.simulation_builder").SimulationBuilder()

    def ready() -> Any:
        simulation = builder.build_default_simulation(rules, len(c["persons"]))
        for name, column in c.items():
            simulation.set_input(name, PERIOD, column)
        return simulation

    def task(*names: str) -> Work:
        return Work(
            lambda simulation: {name: simulation.calculate(name, PERIOD) for name in names},
            lambda paid: {name: fen(amounts) for name, amounts in paid.items()},
            ready,
        )

    measure(folder, f"{DISTRIBUTION} {version(DISTRIBUTION)}", {"dibao": task("dibao"), "xiangxi": task(*PAYMENTS)})


main()
