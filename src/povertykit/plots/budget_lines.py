"""A household's net income against its earnings, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from povertykit.money import Fen
from povertykit.plots.canvas import (
    BLACK,
    BLUE,
    GREY,
    RED,
    Language,
    canvas,
    legend_above,
    money,
    need,
    note,
    shortened,
    with_thousands,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from povertykit.scenarios import BudgetLine

__all__ = ["budget_line"]


def budget_line(
    line: BudgetLine, *, source: str | None = None, language: Language = "en", font: str | None = None
) -> Figure:
    """A household's net income against its earnings, with its cliffs.

    Args:
        line: what `scenarios.budget_line` gives.
        source: what the note below says beside the policy and its settings.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        PovertyKitError: matplotlib is not installed, or (InvalidInput) no font with the characters.
    """
    import numpy as np

    from povertykit.scenarios import BudgetLine

    need(line, BudgetLine, "scenarios.budget_line")
    with canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        earned = line.earnings / 100
        net = np.ma.filled(np.ma.asarray(line.net).astype(np.float64) / 100, np.nan)
        falls = np.searchsorted(line.earnings, [each.until for each in line.cliffs if each.until - each.at == Fen(1)])
        # A break in the drawn line: between the two sides of a cliff there is nothing.
        x, y = np.insert(earned, falls, np.nan), np.insert(net, falls, np.nan)
        ax.plot(earned, earned, color=GREY, linestyle="--", linewidth=1.2, label="仅收入" if zh else "earnings alone")
        label = "净收入（收入＋补助）" if zh else "net income (earnings and payments)"
        ax.plot(x, y, color=BLUE, linewidth=2.2, label=label)
        _cliffs(ax, line, zh)
        unknown = np.isnan(net)
        if unknown.any():
            top = np.nanmax(np.append(net, earned))
            ax.fill_between(earned, 0, top, where=unknown, color=GREY, alpha=0.25, hatch="//", linewidth=0,
                            label="缺少事实，无法确定" if zh else "not determined: facts missing")  # fmt: skip
        if line.own is not None and line.earnings[0] <= line.own <= line.earnings[-1]:
            label = f"该户现收入 {money(line.own)}元" if zh else f"this household: {money(line.own)} yuan"
            ax.axvline(int(line.own) / 100, color=BLACK, linestyle=":", linewidth=1.3, label=label)
        every = f"元/{line.period.zh}" if zh else f"yuan a {line.period.en}"
        ax.set_xlabel(f"{line.zh}（{every}）" if zh else f"{line.en} ({every})")
        ax.set_ylabel(f"净收入（{every}）" if zh else f"net income ({every})")
        ax.set_ylim(0, 1.08 * max(1.0, float(np.nanmax(np.append(net, earned)))))
        ax.set_xlim(earned[0], earned[-1])
        with_thousands(ax, x=True, y=True)
        name = shortened(line.id, 40)
        legend_above(ax, f"收入与净收入：{name}" if zh else f"What earning more leaves: {name}")
        note(figure, line.identity.text(language), source, zh)
    return figure


def _cliffs(ax: Axes, line: BudgetLine, zh: bool) -> None:
    """The two sides of each cliff and what it takes; where several stand together, the deepest is labelled."""
    first, last = int(line.earnings[0]) / 100, int(line.earnings[-1]) / 100
    label = "断崖（多收入反而减少）" if zh else "cliff: more earned, less left"
    labelled: list[float] = []
    for number, each in enumerate(sorted(line.cliffs, key=lambda cliff: -cliff.loss)):
        x, before, after = int(each.at) / 100, int(each.net_before) / 100, int(each.net_after) / 100
        ax.plot([x, int(each.until) / 100], [before, after], color=RED, linestyle=":", linewidth=1.5)
        ax.plot([x], [before], "o", color=RED, markersize=6, label=label if number == 0 else None, clip_on=False)
        ax.plot([int(each.until) / 100], [after], "o", markerfacecolor="white", markeredgecolor=RED, markersize=6,
                clip_on=False)  # fmt: skip
        place = (x - first) / max(last - first, 0.01)
        if any(abs(place - other) < 0.16 for other in labelled):
            continue
        labelled.append(place)
        text = f"−{money(each.loss)}元" if zh else f"−{money(each.loss)} yuan"
        side = "left" if place < 0.1 else "right" if place > 0.9 else "center"
        ax.annotate(text, (x, before), xytext=(0, 8), textcoords="offset points", color=RED, ha=side,
                    bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})  # fmt: skip
