"""How a target stands, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from povertykit.calculators.progress import Goal, Measure, Number
from povertykit.money import Fen
from povertykit.plots.canvas import (
    BLUE,
    GREY,
    RED,
    Language,
    canvas,
    in_lines,
    legend_above,
    need,
    note,
    other_fonts,
    ticker,
    with_thousands,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from povertykit.policy.targets import Standing, Target

__all__ = ["target_progress"]


def target_progress(
    standing: Standing,
    observed: Mapping[int, Number | None],
    *,
    baseline: tuple[int, Number] | None = None,
    source: str | None = None,
    language: Language = "en",
    font: str | None = None,
) -> Figure:
    """How a target stands: what was observed, what is asked for, and the straight line to it.

    Args:
        standing: what calling a target gives.
        observed: the series that it was called with.
        baseline: the starting point that it was called with.
        source: what the note below says beside the clause.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        PovertyKitError: matplotlib is not installed, or (InvalidInput) no font with the characters.
    """
    from povertykit.policy.targets import Standing

    need(standing, Standing, "calling a target")
    target, zh = standing.target, language == "zh"
    kinds = list(dict.fromkeys(each.goal.measure for each in standing.goals))
    with canvas(language, font, len(kinds)) as (figure, axes):
        seen = {year: _level(target, value) for year, value in sorted(observed.items()) if value is not None}
        for ax, kind in zip(axes, kinds, strict=True):
            goals = [each.goal for each in standing.goals if each.goal.measure is kind]
            _goals(
                ax,
                target,
                kind,
                goals,
                seen,
                None if baseline is None else (baseline[0], _level(target, baseline[1])),
                zh,
            )
            statuses = [each for each in standing.goals if each.goal.measure is kind]
            ax.set_xlabel("年份" if zh else "year")
            ax.set_ylabel(_unit(target, zh))
            _years(ax)
            low, high = ax.get_ylim()
            if low >= 0 or kind is Measure.IN_TOTAL:
                ax.set_ylim(0, high + 0.03 * (high - low))
            with_thousands(ax, y=True)
            told = [f"{s.goal.last}年{s.status.zh}" if zh else f"{s.goal.last}: {s.status.en}" for s in statuses]
            legend_above(ax, ("，" if zh else ", ").join(told), columns=72 // len(kinds), size=9)
        name = target.zh if zh else target.en[:1].upper() + target.en[1:]
        end = f"（截至{standing.year}年底）" if zh else f" (at the end of {standing.year})"
        figure.suptitle("\n".join(in_lines(name + end, 84)), x=0.01, ha="left", fontsize=11)
        note(figure, _clause(target, zh), source, zh)
    return figure


def _years(ax: Axes) -> None:
    ax.xaxis.set_major_locator(ticker().MaxNLocator(integer=True, nbins=7))
    ax.xaxis.set_major_formatter(ticker().FuncFormatter(lambda value, _: f"{value:.0f}"))


def _shares(target: Target) -> bool:
    """Whether the target is a share, drawn in percent."""
    asked = [goal.level for goal in target.goals if goal.measure is not Measure.RISING and goal.base_year is None]
    return not target.unit_en and not any(isinstance(each, Fen) for each in asked) and bool(asked)


def _level(target: Target, value: Number) -> float:
    if any(isinstance(goal.level, Fen) for goal in target.goals):
        return float(Fraction(value) / 100)
    return float(Fraction(value) * (100 if _shares(target) else 1))


def _unit(target: Target, zh: bool) -> str:
    if any(isinstance(goal.level, Fen) for goal in target.goals):
        return "元" if zh else "yuan"
    if _shares(target):
        return "%"
    return target.unit_zh if zh else target.unit_en


def _clause(target: Target, zh: bool) -> str:
    """The clause; in English without its Chinese number where no font could write it."""
    cited = target.citation
    if zh:
        return cited.text("zh")
    return str(cited) if other_fonts() else cited.source.title_en


def _goals(
    ax: Axes,
    target: Target,
    kind: Measure,
    goals: Sequence[Goal],
    seen: Mapping[int, float],
    baseline: tuple[int, float] | None,
    zh: bool,
) -> None:
    """The goals of one measure and what was seen of them."""
    asked, line = ("目标" if zh else "asked for"), ("直线进度" if zh else "straight line")
    series = dict(seen)
    if kind is Measure.IN_TOTAL:
        series = {}
        for goal in goals:
            running = 0.0
            for year in range(goal.first, goal.last + 1):
                if year not in seen:
                    break
                running += seen[year]
                series[year] = running
            level = _level(target, goal.level)
            ax.plot([goal.first - 1, goal.last], [0, level], color=GREY, linestyle="--", label=line)
            ax.plot([goal.last], [level], "D", color=RED, markersize=7, label=asked)
    elif kind is Measure.EACH_YEAR:
        for goal in goals:
            level = _level(target, goal.level)
            ends = [goal.first - 0.35, goal.last + 0.35]
            ax.plot(ends, [level, level], color=RED, linestyle="--", linewidth=2, label=asked)
    elif kind is Measure.BY_END:
        if baseline is not None:
            series = {baseline[0]: baseline[1], **series}
        for goal in goals:
            base = seen.get(goal.base_year) if goal.base_year is not None else None
            if goal.base_year is not None and base is None:
                continue
            level = _level(target, goal.level) if base is None else float(goal.level) * base
            begin = min((year for year in series if year < goal.last), default=None)
            if begin is not None:
                ax.plot([begin, goal.last], [series[begin], level], color=GREY, linestyle="--", label=line)
            ax.plot([goal.last], [level], "D", color=RED, markersize=7, label=asked)
    label = ("累计实际" if zh else "so far") if kind is Measure.IN_TOTAL else "实际" if zh else "observed"
    years = sorted(series)
    ax.plot(years, [series[year] for year in years], color=BLUE, marker="o", linewidth=2, label=label)
    handles, labels = ax.get_legend_handles_labels()
    for handle, text in list(zip(handles, labels, strict=True))[1:]:
        if text in labels[: handles.index(handle)]:
            handle.set_label("_")  # one entry for each meaning
