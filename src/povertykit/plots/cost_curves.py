"""What a policy costs for each value of a figure, as a picture."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from povertykit.amounts import need_fen
from povertykit.money import Fen, Period, Periodic
from povertykit.periods import RECURRING
from povertykit.plots.canvas import (
    BLUE,
    RED,
    Language,
    canvas,
    legend_above,
    money,
    need,
    note,
    scale_of,
    with_thousands,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from povertykit.policy.terms import Setting
    from povertykit.scenarios import CostCurve

__all__ = ["cost_curve"]


def cost_curve(
    curve: CostCurve,
    *,
    budget: Fen | None = None,
    source: str | None = None,
    language: Language = "en",
    font: str | None = None,
) -> Figure:
    """What a policy costs for each value of a figure.

    Args:
        curve: what `scenarios.cost_curve` gives.
        budget: drawn as a line across, for the same period as the curve.
        source: what the note below says beside the policy and the library, such as the register's name.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        PovertyKitError: matplotlib is not installed, or (InvalidInput) no font with the characters.
        BareAmount: a budget that is a bare number.
        InvalidInput: no cost curve.
    """
    from povertykit.scenarios import CostCurve

    need(curve, CostCurve, "scenarios.cost_curve")
    with canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        points = sorted(curve.points, key=lambda point: _number(point.value))
        costs = [int(point.cost) for point in points]
        limit = None if budget is None else int(need_fen(budget, "budget"))
        scale, unit = scale_of([*costs, limit or 0], language)
        values = [_number(point.value) for point in points]
        ax.plot(values, [each / scale for each in costs], color=BLUE, linewidth=2, marker="o", markersize=3.5,
                label="支出" if zh else "cost", clip_on=False, zorder=3)  # fmt: skip
        if limit is not None:
            label = f"预算 {money(limit)}元" if zh else f"budget {money(limit)} yuan"
            ax.axhline(limit / scale, color=RED, linestyle="--", linewidth=1.5, label=label)
        ax.set_xlabel(_figure_label(curve, zh))
        ax.set_ylabel(f"支出（{_for(unit, curve.period, zh)}）" if zh else f"cost ({_for(unit, curve.period, zh)})")
        ax.set_ylim(0, 1.05 * max([*costs, limit or 0, 100]) / scale)
        with_thousands(ax, x=True, y=True)
        place = curve.identity.zh if zh else curve.identity.en
        legend_above(ax, f"{place}：{curve.zh}与支出" if zh else f"{place}: cost by {curve.en}")
        note(figure, curve.identity.text(language), source, zh, synthetic=curve.synthetic)
    return figure


def _number(value: Setting) -> float:
    """A figure's value as it is drawn: yuan, percent, or a plain number."""
    if isinstance(value, Periodic):
        return int(value.amount) / 100
    if isinstance(value, Fraction):
        return float(100 * value)
    return int(value) / 100 if isinstance(value, Fen) else float(value)  # type: ignore[arg-type]


def _for(unit: str, period: Period | None, zh: bool) -> str:
    """A unit of money with the period that it is for, where that is stated."""
    if period is None or period is Period.UNSTATED:
        return unit
    if period in (*RECURRING, Period.CLAIM):
        return f"{unit}/{period.zh}" if zh else f"{unit} a {period.en}"
    return f"{unit}，{period.zh}" if zh else f"{unit}, {period.en}"


def _figure_label(curve: CostCurve, zh: bool) -> str:
    name, value = (curve.zh if zh else curve.en), curve.points[0].value
    if isinstance(value, Periodic):
        return f"{name}（元/{value.period.zh}）" if zh else f"{name} (yuan a {value.period.en})"
    if isinstance(value, Fen):
        return f"{name}（{_for('元', curve.per, zh)}）" if zh else f"{name} ({_for('yuan', curve.per, zh)})"
    if isinstance(value, Fraction):
        return f"{name}（%）" if zh else f"{name} (%)"
    return name
