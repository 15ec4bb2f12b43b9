"""Registers of households, and policies run over them.

A register is a table of households, and beside it tables of their members, loans and claims. `simulate` runs a policy
over it in blocks, with the same rules and to the same fen as `Policy.assess` for one household. `exit_tree` takes the
verdicts on households up to villages, towns and a county; `duty_report` judges attendance from a log, `track` units
over years, and `assistance_for` says which help fits whom.
"""

from __future__ import annotations

from povertykit.scenarios.accountability import Accountability, track
from povertykit.scenarios.assistance import Assistance, assistance_for
from povertykit.scenarios.attendance import DutyReport, duty_report, read_attendance
from povertykit.scenarios.cliff_counts import CliffCount, CliffCounts
from povertykit.scenarios.exit_nodes import ExitNode, ExitTree
from povertykit.scenarios.exits import exit_tree
from povertykit.scenarios.incentives import (
    BudgetLine,
    Cliff,
    Cliffs,
    MarginalRate,
    budget_line,
    cliffs,
    marginal_rate,
)
from povertykit.scenarios.outcome import Found, Outcome, Reject, Rows, Total, Undecided
from povertykit.scenarios.register import Source
from povertykit.scenarios.simulate import simulate
from povertykit.scenarios.synthetic import FitRow, Group, Synthetic, synthetic

__all__ = [
    "Accountability",
    "Assistance",
    "BudgetLine",
    "Cliff",
    "CliffCount",
    "CliffCounts",
    "Cliffs",
    "DutyReport",
    "ExitNode",
    "ExitTree",
    "FitRow",
    "Found",
    "Group",
    "MarginalRate",
    "Outcome",
    "Reject",
    "Rows",
    "Source",
    "Synthetic",
    "Total",
    "Undecided",
    "assistance_for",
    "budget_line",
    "cliffs",
    "duty_report",
    "exit_tree",
    "marginal_rate",
    "read_attendance",
    "simulate",
    "synthetic",
    "track",
]
