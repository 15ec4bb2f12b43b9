"""Who gains and who loses by a reform, group by group, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from povertykit.errors import InvalidInput, UnknownName
from povertykit.money import Period
from povertykit.plots.canvas import BLACK, BLUE, RED, Language, canvas, legend_above, need, note, shortened, ticker
from povertykit.scenarios.comparison_text import DECILE, group_name
from povertykit.text_table import width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from povertykit.scenarios import Change, Comparison

__all__ = ["winners_and_losers"]

_MOST: Final = 60
"""How many groups are drawn."""
_UPRIGHT: Final = 12
"""How many bars stand side by side before they lie under one another."""


def winners_and_losers(
    comparison: Comparison,
    *,
    by: str = "decile",
    period: Period = Period.MONTH,
    source: str | None = None,
    language: Language = "en",
    font: str | None = None,
) -> Figure:
    """Which share of the households of each group gains by a reform, and which loses.

    Tenths stand side by side; groups with long names, or more than a dozen of them, lie under one another. Of more than
    sixty groups the sixty with most households are drawn, which the note says.

    Args:
        comparison: what `scenarios.compare` gives.
        by: the grouping: tenths, or a column of the register that it was compared by.
        period: the payments of this period.
        source: what the note below says beside the two policies.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        UnknownName: the comparison has no such grouping.
        InvalidInput: it has no tenths, or no payments of that period; or no font with the characters is installed.
        PovertyKitError: matplotlib is not installed.
    """
    from povertykit.scenarios import Comparison

    need(comparison, Comparison, "scenarios.compare")
    if not isinstance(period, Period):
        raise InvalidInput(f"got {period!r}", field="period", allowed="a Period, such as Period.MONTH")
    if by == DECILE and by not in comparison.groups:
        raise InvalidInput("the comparison has no tenths", field="by", remedy="compare(..., deciles=True)")
    if by not in comparison.groups:
        raise UnknownName.among(by, comparison.groups, "grouping")
    changes = {label: each[period] for label, each in comparison.groups[by].items() if period in each}
    if not changes:
        raise InvalidInput(f"no payments for a {period.en}", field="period", allowed="a period of the payments")
    drawn = _largest(changes)
    zh = language == "zh"
    labels = [("不明" if zh else "not known") if label is None else label for label in drawn]
    lying = len(labels) > _UPRIGHT or max(map(width, labels)) * len(labels) > 70
    height = max(4.5, 1.7 + 0.22 * len(labels)) if lying else 4.5
    with canvas(language, font, height=height) as (figure, (ax,)):
        losers = any(each.losers for each in drawn.values())
        _bars(ax, drawn, zh, lying=lying)
        name = group_name(by, zh)
        if by == DECILE:
            name = "按人均收入十等分组（1为最低）" if zh else "tenths of persons by income (1 lowest)"
        share = "户数比重（%）" if zh else "% of households"
        if losers and not lying:
            share = "户数比重（%，受损户向下）" if zh else "% of households (losers downward)"
        elif losers:
            share = "户数比重（%，受损户向左）" if zh else "% of households (losers to the left)"
        names = [shortened(label, 26) for label in labels]
        if lying:
            names = [f"{label} ({each.households:,})" for label, each in zip(names, drawn.values(), strict=True)]
            name = f"{shortened(name, 44)}（户数）" if zh else f"{shortened(name, 44)} (households)"
        _axes(ax, names, name, share, lying=lying)
        title = "改革后谁受益、谁受损" if zh else "who gains and who loses by the reform"
        place = f"{comparison.baseline.zh}：" if zh else f"{comparison.baseline.en}: "
        legend_above(ax, place + title + _of(period, zh), columns=50 if lying else 72)
        both = [each.text(language) for each in (comparison.baseline, comparison.reform)]
        said = (f"改革前：{both[0]}；改革后：{both[1]}") if zh else f"before: {both[0]}; after: {both[1]}"
        if len(drawn) < len(changes):
            cut = (
                f"{len(changes):,}组中户数最多的{len(drawn)}组"
                if zh
                else f"the {len(drawn)} largest of {len(changes):,} groups"
            )
            said = f"{cut}；{said}" if zh else f"{cut}; {said}"
        note(figure, said, source, zh, synthetic=comparison.synthetic)
    return figure


def _of(period: Period, zh: bool) -> str:
    return f"（{period.zh}）" if zh else f" ({period.en})"


def _largest(changes: Mapping[str | None, Change]) -> Mapping[str | None, Change]:
    """The groups with most households, in their order."""
    kept = sorted(changes, key=lambda label: -changes[label].households)[:_MOST]
    return {label: each for label, each in changes.items() if label in kept}


def _bars(ax: Axes, changes: Mapping[str | None, Change], zh: bool, *, lying: bool) -> None:
    """A bar for each group; a fate that nobody has is not drawn."""
    size = [max(1, each.households) for each in changes.values()]

    def shares(part: str) -> list[float]:
        return [100 * int(getattr(each, part)) / of for each, of in zip(changes.values(), size, strict=True)]

    gains, losses, open_ = (shares(part) for part in ("winners", "losers", "undetermined"))
    places = range(len(size))
    style: dict[str, Any] = {"edgecolor": BLACK, "linewidth": 0.6, "height" if lying else "width": 0.72}
    bar, start = (ax.barh, "left") if lying else (ax.bar, "bottom")
    if any(gains) or not any(losses + open_):
        bar(places, gains, color=BLUE, label="受益户" if zh else "gain", **style)
    if any(losses):
        lost = [-share for share in losses]
        bar(places, lost, color=RED, hatch="///", label="受损户" if zh else "lose", **style)
    if any(open_):
        label = "待定户" if zh else "not determined"
        style[start] = gains
        bar(places, open_, color="white", hatch="...", label=label, **style)


def _axes(ax: Axes, labels: list[str], name: str, share: str, *, lying: bool) -> None:
    """The axes' ends, ticks and names; shares downward are shares as well and have no minus sign."""
    few = max(0.0, (5 - len(labels)) / 2)  # a bar by itself does not fill the picture
    ends = (-0.6 - few, len(labels) - 0.4 + few)
    shares, groups = (ax.xaxis, ax.yaxis) if lying else (ax.yaxis, ax.xaxis)
    if lying:
        ax.axvline(0, color=BLACK, linewidth=0.8)
        ax.set_ylim(ends[1], ends[0])
        ax.grid(visible=False, axis="y")
    else:
        ax.axhline(0, color=BLACK, linewidth=0.8)
        ax.set_xlim(*ends)
        ax.grid(visible=False, axis="x")
    groups.set_ticks(range(len(labels)), labels)
    groups.set_label_text(shortened(name, 60))
    shares.set_label_text(share)
    low, high = shares.get_view_interval()
    if low == high == 0 or high - low < 1:
        (ax.set_xlim if lying else ax.set_ylim)(min(low, 0) and -1, 1)
    shares.set_major_formatter(ticker().FuncFormatter(lambda value, _: f"{abs(value):g}"))
