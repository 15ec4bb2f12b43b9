"""Poverty before and after payments, as TIP or Lorenz curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from povertykit.errors import InvalidInput
from povertykit.money import Periodic
from povertykit.plots.canvas import BLUE, GREY, RED, Language, canvas, legend_above, money, note, with_thousands

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["poverty_before_and_after"]


def poverty_before_and_after(
    before: Sequence[int] | npt.NDArray[np.int64],
    after: Sequence[int] | npt.NDArray[np.int64],
    persons: Sequence[int] | npt.NDArray[np.int64],
    line: Periodic,
    *,
    kind: Literal["tip", "lorenz"] = "tip",
    source: str | None = None,
    language: Language = "en",
    font: str | None = None,
) -> Figure:
    """Poverty before and after payments, as TIP curves or as Lorenz curves.

    A TIP curve adds up what the persons lack to the line, the poorest first: where it turns flat is the headcount, how
    high it ends the poverty gap a person, and how bent it is the inequality among the poor.

    Args:
        before: each household's income, fen, for the period of the line.
        after: the same after payments.
        persons: the persons of each household.
        line: the poverty line a person, with its period.
        kind: "tip" or "lorenz".
        source: what the note below says.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        InvalidInput: arrays of unlike lengths, nobody, an amount below zero; or no font with the characters.
        PovertyKitError: matplotlib is not installed.
    """
    import numpy as np

    heads = np.asarray(persons)
    if not isinstance(line, Periodic) or line.amount <= 0 or kind not in ("tip", "lorenz"):
        raise InvalidInput(
            f"got {line!r}, {kind!r}", field="line, kind", allowed="per_month(yuan(...)), 'tip' or 'lorenz'"
        )
    incomes = [np.asarray(each) for each in (before, after)]
    wrong = any(each.shape != heads.shape or each.dtype.kind not in "iu" or np.any(each < 0) for each in incomes)
    if wrong or heads.ndim != 1 or not heads.size or heads.dtype.kind not in "iu" or heads.min() < 1:
        raise InvalidInput(
            "incomes and persons that do not go together",
            field="before, after, persons",
            allowed="arrays of whole numbers of one length: fen of 0 or more, and one person or more",
        )
    with canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        names = ("补助前", "补助后") if zh else ("before payments", "after payments")
        looks = ((RED, "--"), (BLUE, "-"))
        for income, name, (color, dashes) in zip(incomes, names, looks, strict=True):
            draw = _tip if kind == "tip" else _lorenz
            draw(ax, income, heads, int(line.amount), {"color": color, "linestyle": dashes, "linewidth": 2}, name, zh)
        ax.set_xlim(0, 100)
        ax.set_ylim(bottom=0)
        ax.set_xlabel("人口累计比重（%，由穷到富）" if zh else "cumulated % of persons, the poorest first")
        poor = f"{money(int(line.amount))}元/{line.period.zh}"
        if kind == "tip":
            every = f"元/{line.period.zh}" if zh else f"yuan a {line.period.en}"
            ax.set_ylabel(f"人均累计贫困缺口（{every}）" if zh else f"cumulated gap a person ({every})")
            english = f"Poverty before and after, line {money(int(line.amount))} yuan a {line.period.en} (TIP curves)"
            title = f"补助前后的贫困，贫困线{poor}（贫困缺口累计曲线）" if zh else english
            with_thousands(ax, y=True)
        else:
            ax.plot([0, 100], [0, 100], color=GREY, linestyle=":", label="完全平均" if zh else "all alike")
            ax.set_ylabel("收入累计比重（%）" if zh else "cumulated % of income")
            title = "补助前后的收入分布（洛伦兹曲线）" if zh else "Incomes before and after (Lorenz curves)"
            ax.set_ylim(0, 100)
        legend_above(ax, title)
        note(figure, "", source, zh)
    return figure


def _tip(ax: Axes, income: Any, persons: Any, line: int, look: Mapping[str, Any], name: str, zh: bool) -> None:
    import numpy as np

    from povertykit.measures import headcount_ratio

    order, heads = _cumulated_persons(income, persons)
    gaps = np.maximum(line * persons - income, 0)[order]
    # A household is poor if its income is below the line for all its persons: no income a person is rounded.
    poor = 100 * headcount_ratio(income, line * persons, persons)
    said = f"{name}：贫困发生率 {float(poor):.2f}%" if zh else f"{name}: {float(poor):.2f}% poor"
    y = np.concatenate([[0], np.cumsum(gaps) / heads[-1] / 100])
    ax.plot(100 * heads / heads[-1], y, label=said, clip_on=False, zorder=3, **look)


def _lorenz(ax: Axes, income: Any, persons: Any, line: int, look: Mapping[str, Any], name: str, zh: bool) -> None:
    import numpy as np

    from povertykit.measures import gini

    del line
    order, heads = _cumulated_persons(income, persons)
    y = np.concatenate([[0], np.cumsum(income[order]) / max(int(income.sum()), 1)])
    # Where nobody has an income there is nothing to be unequal in.
    index = float(gini(income / persons, persons)) if income.any() else 0.0
    said = f"{name}：基尼系数 {index:.3f}" if zh else f"{name}: Gini {index:.3f}"
    ax.plot(100 * heads / heads[-1], 100 * y, label=said, **look)


def _cumulated_persons(income: Any, persons: Any) -> tuple[Any, Any]:
    """The households in the order of income a person, the poorest first, and the persons up to each, from 0."""
    import numpy as np

    from povertykit.measures.ranked import ranked

    ranks = ranked(income / persons, persons)
    return ranks.order, np.concatenate([[0], ranks.upto])
