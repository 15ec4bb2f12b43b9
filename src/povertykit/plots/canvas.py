"""What the pictures share: an empty figure in the right font, its title, legend, note and axes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from re import findall
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from povertykit.errors import InvalidInput, PovertyKitError
from povertykit.extras import needing
from povertykit.money import to_yuan
from povertykit.scenarios.made_up import synthetic_lines
from povertykit.text_table import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BLACK",
    "BLUE",
    "GREY",
    "RED",
    "Language",
    "canvas",
    "chinese_font",
    "in_lines",
    "legend_above",
    "money",
    "need",
    "note",
    "other_fonts",
    "scale_of",
    "shortened",
    "ticker",
    "with_thousands",
]

Language: TypeAlias = Literal["en", "zh"]

BLUE: Final = "#0072B2"
"""Blue and red are of Okabe and Ito's colours, which readers who see no red or no green tell apart as well."""
RED: Final = "#D55E00"
GREY: Final = "#757575"
BLACK: Final = "#222222"

_SIZE: Final = (7.2, 4.5)
_POINTS_WIDE: Final = 455
"""What of the picture's width is surely left for the axes, in points."""
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


def other_fonts() -> list[str]:
    """The font that writes Chinese inside English; nothing where there is none."""
    try:
        return [chinese_font()]
    except InvalidInput:
        return []


def _matplotlib(module: str) -> Any:
    from importlib import import_module

    with needing("plots", "plot", PovertyKitError):
        return import_module(f"matplotlib.{module}")


@contextmanager
def canvas(
    language: str, font: str | None, panels: int = 1, *, height: float = _SIZE[1]
) -> Iterator[tuple[Figure, list[Axes]]]:
    """An empty figure with its axes, in whose block texts are written in the right font.

    Args:
        language: "en" or "zh".
        font: the font to write in; by default an installed one that has the characters.
        panels: how many axes, side by side.
        height: of the picture, inches.

    Raises:
        PovertyKitError: matplotlib is not installed, or (InvalidInput) another language, or no font.
    """
    if language not in ("en", "zh"):
        raise InvalidInput(f"got {language!r}", field="language", allowed="'en' or 'zh'")
    _matplotlib("figure")
    import matplotlib as mpl

    from povertykit.plots.picture import Picture

    if font is not None and font not in {entry.name for entry in _matplotlib("font_manager").fontManager.ttflist}:
        remedy = "leave it out, or install it"
        raise InvalidInput(f"{font!r} is not installed", field="font", allowed="an installed font", remedy=remedy)
    names = [font] if font else [chinese_font()] if language == "zh" else []
    others = [] if names else other_fonts()  # in English, clauses and names of households may still be Chinese
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
        "axes.unicode_minus": True,
    }
    with mpl.rc_context(settings):
        figure: Figure = Picture(figsize=(_SIZE[0], height), dpi=144, layout="constrained")
        yield figure, list(figure.subplots(1, panels, squeeze=False)[0])


def need(value: object, kind: type, made_by: str) -> None:
    """Refuse what is not the result that a picture is drawn from.

    Raises:
        InvalidInput: saying what makes such a result.
    """
    if not isinstance(value, kind):
        raise InvalidInput(f"got {type(value).__name__}", field="plots", allowed=f"what {made_by} gives")


def legend_above(ax: Axes, title: str, *, columns: int = 72, size: float = 11) -> None:
    """The title and under it the legend, above the axes, where neither lies over what is drawn.

    Args:
        ax: the axes, with all that has a label drawn.
        title: the title.
        columns: after how many columns of print it is broken.
        size: of the title, points.
    """
    handles, labels = ax.get_legend_handles_labels()
    pad = 6.0
    if handles:
        wide = _POINTS_WIDE * columns / 72
        sizes = [42 + 4.9 * width(label) for label in labels]
        fits = [n for n in range(1, len(labels) + 1) if sum(max(sizes[at::n]) for at in range(n)) <= wide]
        across = max(fits, default=1)
        pad = 10 + 14.5 * -(-len(labels) // across)
        # A legend fills column by column; put so, its entries are read row by row.
        order = [at for column in range(across) for at in range(column, len(labels), across)]
        handles, labels = [handles[at] for at in order], [labels[at] for at in order]
        ax.legend(handles, labels, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=across,
                  borderaxespad=0.2, borderpad=0.2, columnspacing=1.4, handlelength=2.2, fontsize=9)  # fmt: skip
    ax.set_title("\n".join(in_lines(title, columns)), loc="left", pad=pad, fontsize=size)


def note(figure: Figure, what: str, source: str | None, zh: bool, *, synthetic: bool = False) -> None:
    """The source below the picture, and that a register is made up.

    Args:
        figure: the picture.
        what: the policy or the clause.
        source: what the caller adds.
        zh: whether it is written in Chinese.
        synthetic: whether the register is made up.
    """
    from povertykit import __version__

    made_up = synthetic_lines(synthetic, "zh" if zh else "en")
    parts = [each for each in (what, *made_up, source) if each]
    said = ("；" if zh else "; ").join([*parts, f"povertykit {__version__}"])
    text = f"来源：{said}" if zh else f"Source: {said}"
    figure.supxlabel("\n".join(in_lines(text, 125)), x=0.01, ha="left", fontsize=7, color="#444444")


def in_lines(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns, a Chinese sign counting two.

    Examples:
        >>> in_lines("one two three", 8), in_lines("低保标准每人", 8)
        (['one two ', 'three'], ['低保标准', '每人'])
    """
    if width(text) <= columns:
        return [text]
    lines = [""]
    for part in findall(r"[!-~]+ ?|.", text):  # a word stays whole; Chinese breaks anywhere
        if lines[-1] and width(lines[-1] + part.rstrip()) > columns:
            if part in "，。；：、）》”" and width(lines[-1] + part) <= columns + 2:  # no line begins with these
                lines[-1] += part
                continue
            lines.append("")
        lines[-1] += part
    return lines


def shortened(text: str, columns: int) -> str:
    """A name in no more columns of print than given.

    Examples:
        >>> shortened("a very long name of a town", 12), shortened("town", 12)
        ('a very long…', 'town')
    """
    if width(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) >= columns:
            break
        kept += sign
    return kept.rstrip() + "…"


def money(fen: int) -> str:
    """Yuan with two decimals and thousands set off, for a text.

    Examples:
        >>> money(123_456_789)
        '1,234,567.89'
    """
    return f"{to_yuan(fen):,}"


def scale_of(fen: Iterable[int], language: str) -> tuple[int, str]:
    """By what fen are divided to be drawn, and the unit that this gives.

    Examples:
        >>> scale_of([150_000_000], "zh"), scale_of([5_000], "en")
        ((1000000, '万元'), (100, 'yuan'))
    """
    most = max(map(abs, fen), default=0) // 100
    if language == "zh":
        steps = ((10**9, 10**8, "亿元"), (10**5, 10**4, "万元"))
    else:
        steps = ((10**7, 10**6, "million yuan"), (10**5, 10**3, "thousand yuan"))
    for least, unit, name in steps:
        if most >= least:
            return unit * 100, name
    return 100, "元" if language == "zh" else "yuan"


def ticker() -> Any:
    """Matplotlib's module of ticks."""
    return _matplotlib("ticker")


def with_thousands(ax: Axes, *, x: bool = False, y: bool = False) -> None:
    """Thousands set off by commas, on these axes."""
    for axis in [ax.xaxis] * x + [ax.yaxis] * y:
        axis.set_major_formatter(ticker().FuncFormatter(lambda value, _: f"{value:,.10g}".replace("-", "−")))
