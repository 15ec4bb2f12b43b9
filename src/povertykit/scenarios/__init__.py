"""Registers of households, and policies run over them.

A register is a table of households, and beside it tables of their members, loans and claims. `simulate` runs a policy
over it in blocks, with the same rules and to the same fen as `Policy.assess` for one household. `exit_tree` takes the
verdicts on households up to villages, towns and a county; `duty_report` judges attendance from a log, `track` units
over years, and `assistance_for` says which help fits whom. `compare` says what a reform changes and for whom, `sweep`
and `cost_curve` what many values of a figure cost, `budget_for` the highest that a budget pays for, and `phase_in`
takes a register through a year of months.
"""

from __future__ import annotations

from povertykit.scenarios.accountability import Accountability, track
from povertykit.scenarios.assistance import Assistance, assistance_for
from povertykit.scenarios.attendance import DutyReport, duty_report, read_attendance
from povertykit.scenarios.budget import budget_for, standard_for_coverage
from povertykit.scenarios.budget_answers import BudgetAnswer, CoverageAnswer
from povertykit.scenarios.budget_lines import BudgetLine, Cliff, Cliffs, MarginalRate
from povertykit.scenarios.changes import Change
from povertykit.scenarios.cliff_counts import CliffCount, CliffCounts
from povertykit.scenarios.comparison import Comparison, ProvisionChange, compare
from povertykit.scenarios.cost_curves import CostCurve, CostPoint, cost_curve
from povertykit.scenarios.exit_nodes import ExitNode, ExitTree
from povertykit.scenarios.exits import exit_tree
from povertykit.scenarios.incentives import budget_line, cliffs, marginal_rate
from povertykit.scenarios.inequality_change import InequalityChange
from povertykit.scenarios.outcome import Found, Outcome, Reject, Rows, Total, Undecided
from povertykit.scenarios.phasing import Month, PhaseIn, phase_in
from povertykit.scenarios.poverty_change import PovertyChange, PovertyState
from povertykit.scenarios.register import Source
from povertykit.scenarios.simulate import simulate
from povertykit.scenarios.sweep import Sweep, SweepPoint, sweep
from povertykit.scenarios.synthetic import FitRow, Group, Synthetic, synthetic
from povertykit.scenarios.targeting_change import TargetingChange

__all__ = [
    "Accountability",
    "Assistance",
    "BudgetAnswer",
    "BudgetLine",
    "Change",
    "Cliff",
    "CliffCount",
    "CliffCounts",
    "Cliffs",
    "Comparison",
    "CostCurve",
    "CostPoint",
    "CoverageAnswer",
    "DutyReport",
    "ExitNode",
    "ExitTree",
    "FitRow",
    "Found",
    "Group",
    "InequalityChange",
    "MarginalRate",
    "Month",
    "Outcome",
    "PhaseIn",
    "PovertyChange",
    "PovertyState",
    "ProvisionChange",
    "Reject",
    "Rows",
    "Source",
    "Sweep",
    "SweepPoint",
    "Synthetic",
    "TargetingChange",
    "Total",
    "Undecided",
    "assistance_for",
    "budget_for",
    "budget_line",
    "cliffs",
    "compare",
    "cost_curve",
    "duty_report",
    "exit_tree",
    "marginal_rate",
    "phase_in",
    "read_attendance",
    "simulate",
    "standard_for_coverage",
    "sweep",
    "synthetic",
    "track",
]
