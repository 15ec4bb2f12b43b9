"""Pictures of what `povertykit.scenarios` and targets give, in English or Chinese; needs the extra `plot`.

Each function takes a result and returns a matplotlib `Figure`, to be shown in a notebook or saved with `savefig`. The
policy, the units and the sources stand in the picture, and that a register is made up. Colours are told apart by all
readers, and every line also by its dashes, marks or hatching, so that a print in grey says the same. Money turns into
float yuan here alone, to be drawn.
"""

from __future__ import annotations

from povertykit.plots.budget_lines import budget_line
from povertykit.plots.canvas import chinese_font
from povertykit.plots.cost_curves import cost_curve
from povertykit.plots.poverty import poverty_before_and_after
from povertykit.plots.progress import target_progress
from povertykit.plots.winners import winners_and_losers

__all__ = [
    "budget_line",
    "chinese_font",
    "cost_curve",
    "poverty_before_and_after",
    "target_progress",
    "winners_and_losers",
]
