"""Registers of households, and policies run over them.

A register is a table of households, and beside it tables of their members, loans and claims. `simulate` runs a policy
over it in blocks, with the same rules and to the same fen as `Policy.assess` for one household.
"""

from __future__ import annotations

from povertykit.scenarios.exit_nodes import ExitNode, ExitTree
from povertykit.scenarios.exits import exit_tree
from povertykit.scenarios.outcome import Found, Outcome, Reject, Rows, Total, Undecided
from povertykit.scenarios.register import Source
from povertykit.scenarios.simulate import simulate

__all__ = [
    "ExitNode",
    "ExitTree",
    "Found",
    "Outcome",
    "Reject",
    "Rows",
    "Source",
    "Total",
    "Undecided",
    "exit_tree",
    "simulate",
]
