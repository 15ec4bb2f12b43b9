"""Pictures of what `povertykit.scenarios` and targets give, in English or Chinese; needs the extra `plot`.

Each function takes a result and returns a matplotlib `Figure`, to be shown in a notebook or saved with `savefig`. Units
and sources stand in the picture. Colours are told apart by all readers, and every line also by its dashes, marks or
hatching, so that a print in grey says the same. Money turns into float yuan here alone, to be drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from re import findall
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from povertykit.amounts import need_fen
from povertykit.calculators.progress import Goal, Measure, Number
from povertykit.errors import InvalidInput, PovertyKitError, UnknownName
from povertykit.money import Fen, Period, Periodic, to_yuan
from povertykit.text_table import width

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from povertykit.decision import Identity
    from povertykit.policy.targets import Standing, Target
    from povertykit.scenarios import BudgetLine, Comparison, CostCurve

__all__ = [
    "budget_line",
    "chinese_font",
    "cost_curve",
    "poverty_before_and_after",
    "target_progress",
    "winners_and_losers",
]

Language: TypeAlias = Literal["en", "zh"]

_BLUE, _RED, _GREY, _BLACK = "#0072B2", "#D55E00", "#8C8C8C", "#222222"
_SIZE: Final = (7.2, 4.5)
_FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "SimHei",
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "SimSun",
    "AR PL UMing CN",
)
_FILES: Final = ("notosanscjk", "notosanssc", "sourcehansans", "wqy-zenhei", "wqy-microhei", "notoserifcjk", "uming")


def chinese_font() -> str:
    """The name of an installed font that has the Chinese characters.

    Raises:
        PovertyKitError: matplotlib is not installed.
        InvalidInput: no such font is installed, with what to install.
    """
    manager = _matplotlib("font_manager")
    for _ in range(2):
        known = {entry.name for entry in manager.fontManager.ttflist}
        if (found := next((name for name in _FONTS if name in known), None)) is not None:
            return found
        # The list of fonts that matplotlib keeps may be older than the font: look at the files once.
        for path in manager.findSystemFonts():
            if any(part in path.lower().replace("_", "") for part in _FILES):
                manager.fontManager.addfont(path)
    raise InvalidInput(
        "no font with Chinese characters is installed",
        field="language",
        allowed="one of " + ", ".join(_FONTS[:6]),
        remedy="install one (on Debian and Ubuntu: apt-get install fonts-noto-cjk, or fonts-wqy-zenhei), or name an "
        "installed one with font=",
    )


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
        source: what the note below says beside the library, such as the register's name.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        PovertyKitError: matplotlib is not installed, or (InvalidInput) no font with the characters.
        BareAmount: a budget that is a bare number.
    """
    with _canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        costs = [int(point.cost) for point in curve.points]
        limit = None if budget is None else int(need_fen(budget, "budget"))
        scale, unit = _scale([*costs, limit or 0], language)
        values = [_setting(point.value) for point in curve.points]
        ax.plot(values, [each / scale for each in costs], color=_BLUE, linewidth=2, marker="o", markersize=3)
        if limit is not None:
            label = f"预算 {_money(limit)}元" if zh else f"budget {_money(limit)} yuan"
            ax.axhline(limit / scale, color=_RED, linestyle="--", linewidth=1.5, label=label)
            ax.legend(frameon=False)
        ax.set_xlabel(_figure_label(curve, zh))
        ax.set_ylabel(f"支出（{unit}/{curve.period.zh}）" if zh else f"cost ({unit} a {curve.period.en})")
        ax.set_title(f"{curve.zh}与支出" if zh else f"Cost by {curve.en}", loc="left")
        ax.set_ylim(bottom=0)
        _thousands(ax, x=True, y=True)
        _note(figure, _identity(getattr(curve, "identity", None), zh), source, zh)
    return figure


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

    with _canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        earned = line.earnings / 100
        net = np.ma.filled(np.ma.asarray(line.net).astype(np.float64) / 100, np.nan)
        falls = np.searchsorted(line.earnings, [each.until for each in line.cliffs if each.until - each.at == Fen(1)])
        # A break in the drawn line: between the two sides of a cliff there is nothing.
        x, y = np.insert(earned, falls, np.nan), np.insert(net, falls, np.nan)
        ax.plot(earned, earned, color=_GREY, linestyle="--", linewidth=1.2, label="仅收入" if zh else "earnings alone")
        label = "净收入（收入＋补助）" if zh else "net income (earnings and payments)"
        ax.plot(x, y, color=_BLUE, linewidth=2.2, label=label)
        _cliffs(ax, line, zh)
        unknown = np.isnan(net)
        if unknown.any():
            top = np.nanmax(np.append(net, earned))
            ax.fill_between(earned, 0, top, where=unknown, color=_GREY, alpha=0.25, hatch="//", linewidth=0,
                            label="缺少事实，无法确定" if zh else "not determined: facts missing")  # fmt: skip
        if line.own is not None and line.earnings[0] <= line.own <= line.earnings[-1]:
            label = f"该户现收入 {_money(line.own)}元" if zh else f"this household: {_money(line.own)} yuan"
            ax.axvline(int(line.own) / 100, color=_BLACK, linestyle=":", linewidth=1.3, label=label)
        every = f"元/{line.period.zh}" if zh else f"yuan a {line.period.en}"
        ax.set_xlabel(f"{line.zh}（{every}）" if zh else f"{line.en} ({every})")
        ax.set_ylabel(f"净收入（{every}）" if zh else f"net income ({every})")
        ax.set_title(f"收入与净收入：{line.id}" if zh else f"What earning more leaves: {line.id}", loc="left")
        ax.set_ylim(0, 1.05 * ax.get_ylim()[1])
        ax.set_xlim(earned[0], earned[-1])
        _thousands(ax, x=True, y=True)
        ax.legend(frameon=False, loc="best")
        _note(figure, _identity(line.identity, zh), source, zh)
    return figure


def winners_and_losers(
    comparison: Comparison,
    *,
    by: str = "decile",
    period: Period = Period.MONTH,
    source: str | None = None,
    language: Language = "en",
    font: str | None = None,
) -> Figure:
    """Which share of each tenth gains by a reform, and which loses.

    Args:
        comparison: what `scenarios.compare` gives.
        by: the grouping: tenths, or a column of the register that it was compared by.
        period: the payments of this period.
        source: what the note below says beside the two policies.
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.

    Raises:
        UnknownName: the comparison has no such grouping.
        InvalidInput: it has no payments of that period; or no font with the characters is installed.
        PovertyKitError: matplotlib is not installed.
    """
    if by not in comparison.groups:
        raise UnknownName.among(by, comparison.groups, "grouping")
    changes = {label: each[period] for label, each in comparison.groups[by].items() if period in each}
    if not changes:
        raise InvalidInput(f"no payments for a {period.en}", field="period", allowed="a period of the payments")
    with _canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        none = "不明" if zh else "not known"
        labels = [none if label is None else label for label in changes]
        size = [max(1, each.households) for each in changes.values()]
        shares = {
            part: [100 * getattr(each, part) / of for each, of in zip(changes.values(), size, strict=True)]
            for part in ("winners", "losers", "undetermined")
        }
        places = range(len(labels))
        style: dict[str, Any] = {"width": 0.72, "edgecolor": _BLACK, "linewidth": 0.6}
        ax.bar(places, shares["winners"], color=_BLUE, label="受益户" if zh else "gain", **style)
        ax.bar(places, [-share for share in shares["losers"]], color=_RED, hatch="///",
               label="受损户" if zh else "lose", **style)  # fmt: skip
        if any(shares["undetermined"]):
            ax.bar(places, shares["undetermined"], bottom=shares["winners"], color="white", hatch="...",
                   label="待定户" if zh else "not determined", **style)  # fmt: skip
        ax.axhline(0, color=_BLACK, linewidth=0.8)
        ax.set_xticks(list(places), labels)
        if by == "decile":
            ax.set_xlabel(
                "按人均收入十等分组（1为最低）" if zh else "tenths of persons by income a person (1 the lowest)"
            )
        else:
            ax.set_xlabel(by)
        ax.set_ylabel("户数比重（%，受损户向下）" if zh else "% of households (losers downward)")
        ax.set_title("改革后谁受益、谁受损" if zh else "Who gains and who loses by the reform", loc="left")
        _away_from_zero(ax)
        ax.legend(frameon=False, loc="best")
        both = [_identity(each, zh) for each in (comparison.baseline, comparison.reform)]
        said = (f"改革前：{both[0]}；改革后：{both[1]}") if zh else f"before: {both[0]}; after: {both[1]}"
        _note(figure, said, source, zh)
    return figure


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
    if not isinstance(line, Periodic) or kind not in ("tip", "lorenz"):
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
    with _canvas(language, font) as (figure, (ax,)):
        zh = language == "zh"
        names = ("补助前", "补助后") if zh else ("before payments", "after payments")
        looks = ((_RED, "--"), (_BLUE, "-"))
        for income, name, (color, dashes) in zip(incomes, names, looks, strict=True):
            draw = _tip if kind == "tip" else _lorenz
            draw(ax, income, heads, int(line.amount), {"color": color, "linestyle": dashes, "linewidth": 2}, name, zh)
        ax.set_xlim(0, 100)
        ax.set_ylim(bottom=0)
        ax.set_xlabel("人口累计比重（%，由穷到富）" if zh else "cumulated % of persons, the poorest first")
        poor = f"{_money(int(line.amount))}元/{line.period.zh}"
        if kind == "tip":
            every = f"元/{line.period.zh}" if zh else f"yuan a {line.period.en}"
            ax.set_ylabel(f"人均累计贫困缺口（{every}）" if zh else f"cumulated gap a person ({every})")
            english = f"Poverty before and after, line {_money(int(line.amount))} yuan a {line.period.en} (TIP curves)"
            ax.set_title(f"补助前后的贫困，贫困线{poor}（TIP曲线）" if zh else english, loc="left")
            _thousands(ax, y=True)
        else:
            ax.plot([0, 100], [0, 100], color=_GREY, linestyle=":", label="完全平均" if zh else "all alike")
            ax.set_ylabel("收入累计比重（%）" if zh else "cumulated % of income")
            ax.set_title(
                "补助前后的收入分布（洛伦兹曲线）" if zh else "Incomes before and after (Lorenz curves)", loc="left"
            )
            ax.set_ylim(0, 100)
        ax.legend(frameon=False, loc="best")
        _note(figure, "", source, zh)
    return figure


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
    target, zh = standing.target, language == "zh"
    kinds = list(dict.fromkeys(each.goal.measure for each in standing.goals))
    with _canvas(language, font, len(kinds)) as (figure, axes):
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
            _thousands(ax, y=True)
            ax.legend(frameon=False, loc="best", fontsize=8)
            told = [f"{s.goal.last}年{s.status.zh}" if zh else f"{s.goal.last}: {s.status.en}" for s in statuses]
            said = _lines(("，" if zh else ", ").join(told), 100 // len(kinds))
            ax.set_title("\n".join(said), loc="left", fontsize=9)
        name = target.zh if zh else target.en
        end = f"（截至{standing.year}年底）" if zh else f" (at the end of {standing.year})"
        figure.suptitle("\n".join(_lines(name + end, 84)), x=0.01, ha="left", fontsize=11)
        _note(figure, _clause(target, zh), source, zh)
    return figure


# What the functions share --------------------------------------------------------------------------------------------


def _matplotlib(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"matplotlib.{module}")
    except ModuleNotFoundError as error:
        problem = "needs matplotlib, which is not installed"
        raise PovertyKitError(problem, field="plots", remedy="pip install 'povertykit[plot]'") from error


@contextmanager
def _canvas(language: str, font: str | None, panels: int = 1) -> Iterator[tuple[Figure, list[Axes]]]:
    """An empty figure with its axes, in whose block texts are written in the right font."""
    if language not in ("en", "zh"):
        raise InvalidInput(f"got {language!r}", field="language", allowed="'en' or 'zh'")
    figures = _matplotlib("figure")
    import matplotlib as mpl

    names = [font] if font else [chinese_font()] if language == "zh" else []
    others = [] if names else _other_fonts()  # in English, clauses and names of households may still be Chinese
    settings: dict[Any, Any] = {
        "font.family": [*names, "DejaVu Sans", *others],
        "font.size": 9,
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#DDDDDD",
        "grid.linewidth": 0.6,
        "axes.axisbelow": True,
        "hatch.linewidth": 0.7,
    }
    with mpl.rc_context(settings):
        figure: Figure = figures.Figure(figsize=(_SIZE[0], _SIZE[1]), dpi=144, layout="constrained")
        yield figure, list(figure.subplots(1, panels, squeeze=False)[0])


def _other_fonts() -> list[str]:
    try:
        return [chinese_font()]
    except InvalidInput:
        return []


def _note(figure: Figure, what: str, source: str | None, zh: bool) -> None:
    """The source below the picture."""
    from povertykit import __version__

    parts = [each for each in (what, source) if each]
    said = ("；" if zh else "; ").join([*parts, f"povertykit {__version__}"])
    text = f"来源：{said}" if zh else f"Source: {said}"
    figure.supxlabel("\n".join(_lines(text, 125)), x=0.01, ha="left", fontsize=7, color="#444444")


def _lines(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns, a Chinese sign counting two."""
    if width(text) <= columns:
        return [text]
    lines = [""]
    for part in findall(r"[!-~]+ ?|.", text):  # a word stays whole; Chinese breaks anywhere
        if lines[-1] and width(lines[-1] + part.rstrip()) > columns:
            lines.append("")
        lines[-1] += part
    return lines


def _identity(identity: Identity | None, zh: bool) -> str:
    if identity is None:
        return ""
    settings = ("，" if zh else ", ").join(f"{name} {value}" for name, value in identity.settings)
    day = identity.on.isoformat()
    said = f"{identity.zh}，{day}" if zh else f"{identity.en}, {day}"
    return said + (f"（{settings}）" if zh else f" ({settings})") if settings else said


def _money(fen: int) -> str:
    return f"{to_yuan(fen):,}"


def _scale(fen: Iterable[int], language: str) -> tuple[int, str]:
    """By what fen are divided to be drawn, and the unit that this gives."""
    most = max(map(abs, fen), default=0) // 100
    if language == "zh":
        steps = ((10**9, 10**8, "亿元"), (10**5, 10**4, "万元"))
    else:
        steps = ((10**7, 10**6, "million yuan"), (10**5, 10**3, "thousand yuan"))
    for least, unit, name in steps:
        if most >= least:
            return unit * 100, name
    return 100, "元" if language == "zh" else "yuan"


def _setting(value: Any) -> float:
    """A figure's value as it is drawn: yuan, or a plain number."""
    if isinstance(value, Periodic):
        return int(value.amount) / 100
    return int(value) / 100 if isinstance(value, Fen) else float(value)


def _figure_label(curve: CostCurve, zh: bool) -> str:
    name, value = (curve.zh if zh else curve.en), curve.points[0].value if curve.points else None
    if isinstance(value, Periodic):
        return f"{name}（元/{value.period.zh}）" if zh else f"{name} (yuan a {value.period.en})"
    if isinstance(value, Fen):
        return f"{name}（元）" if zh else f"{name} (yuan)"
    return name


def _thousands(ax: Axes, *, x: bool = False, y: bool = False) -> None:
    """Thousands set off by commas."""
    ticker = _matplotlib("ticker")
    for axis in [ax.xaxis] * x + [ax.yaxis] * y:
        axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.10g}"))


def _away_from_zero(ax: Axes) -> None:
    """Shares downward are shares as well: no minus sign."""
    ax.yaxis.set_major_formatter(_matplotlib("ticker").FuncFormatter(lambda value, _: f"{abs(value):g}"))


def _years(ax: Axes) -> None:
    ax.xaxis.set_major_locator(_matplotlib("ticker").MaxNLocator(integer=True, nbins=7))
    ax.xaxis.set_major_formatter(_matplotlib("ticker").FuncFormatter(lambda value, _: f"{value:.0f}"))


def _cliffs(ax: Axes, line: BudgetLine, zh: bool) -> None:
    """The two sides of each cliff, what it takes, and where that is regained."""
    for number, each in enumerate(line.cliffs):
        x, before, after = int(each.at) / 100, int(each.net_before) / 100, int(each.net_after) / 100
        label = ("断崖（多收入反而减少）" if zh else "cliff: more earned, less left") if number == 0 else None
        ax.plot([x, int(each.until) / 100], [before, after], color=_RED, linestyle=":", linewidth=1.5)
        ax.plot([x], [before], "o", color=_RED, markersize=6, label=label)
        ax.plot([int(each.until) / 100], [after], "o", markerfacecolor="white", markeredgecolor=_RED, markersize=6)
        text = f"−{_money(each.loss)}元" if zh else f"−{_money(each.loss)} yuan"
        ax.annotate(text, (x, before), xytext=(0, 8), textcoords="offset points", color=_RED, ha="center",
                    bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})  # fmt: skip


def _ranked(income: Any, persons: Any) -> tuple[Any, Any]:
    """Incomes and persons in the order of income a person, the poorest first."""
    import numpy as np

    order = np.argsort(income / persons, kind="stable")
    return income[order], persons[order]


def _tip(ax: Axes, income: Any, persons: Any, line: int, look: Mapping[str, Any], name: str, zh: bool) -> None:
    import numpy as np

    ranked, heads = _ranked(income, persons)
    gaps = np.maximum(line * heads - ranked, 0)
    total = int(heads.sum())
    x = np.concatenate([[0], 100 * np.cumsum(heads) / total])
    y = np.concatenate([[0], np.cumsum(gaps) / total / 100])
    poor = 100 * Fraction(int(heads[ranked < line * heads].sum()), total)
    said = f"{name}：贫困发生率 {float(poor):.2f}%" if zh else f"{name}: {float(poor):.2f}% poor"
    ax.plot(x, y, label=said, clip_on=False, zorder=3, **look)


def _lorenz(ax: Axes, income: Any, persons: Any, line: int, look: Mapping[str, Any], name: str, zh: bool) -> None:
    import numpy as np

    del line
    ranked, heads = _ranked(income, persons)
    total = max(int(ranked.sum()), 1)
    x = np.concatenate([[0.0], np.cumsum(heads) / int(heads.sum())])
    y = np.concatenate([[0.0], np.cumsum(ranked) / total])
    gini = 1 - float(np.sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])))
    ax.plot(100 * x, 100 * y, label=f"{name}：基尼系数 {gini:.3f}" if zh else f"{name}: Gini {gini:.3f}", **look)


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
    return str(cited) if _other_fonts() else cited.source.title_en


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
            ax.plot([goal.first - 1, goal.last], [0, level], color=_GREY, linestyle="--", label=line)
            ax.plot([goal.last], [level], "D", color=_RED, markersize=7, label=asked)
    elif kind is Measure.EACH_YEAR:
        for goal in goals:
            level = _level(target, goal.level)
            ends = [goal.first - 0.35, goal.last + 0.35]
            ax.plot(ends, [level, level], color=_RED, linestyle="--", linewidth=2, label=asked)
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
                ax.plot([begin, goal.last], [series[begin], level], color=_GREY, linestyle="--", label=line)
            ax.plot([goal.last], [level], "D", color=_RED, markersize=7, label=asked)
    label = ("累计实际" if zh else "so far") if kind is Measure.IN_TOTAL else "实际" if zh else "observed"
    years = sorted(series)
    ax.plot(years, [series[year] for year in years], color=_BLUE, marker="o", linewidth=2, label=label)
    handles, labels = ax.get_legend_handles_labels()
    for handle, text in list(zip(handles, labels, strict=True))[1:]:
        if text in labels[: handles.index(handle)]:
            handle.set_label("_")  # one entry for each meaning
