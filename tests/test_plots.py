"""The pictures: what stands in them, in both languages, and that they are drawn."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pytest

from povertykit import Household, Policy, per_month, per_year, yuan
from povertykit.arithmetic import Amount, Count, Flag, where
from povertykit.errors import BareAmount, InvalidInput, PovertyKitError, UnknownName
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.models import Entity
from povertykit.money import Period
from povertykit.policy.provision import ProvisionKind, provision
from povertykit.scenarios import BudgetLine, Group, Synthetic, budget_line, compare, cost_curve, synthetic

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install 'povertykit[plot]'")

from povertykit import plots


def has_chinese_font() -> bool:
    try:
        plots.chinese_font()
    except InvalidInput:
        return False
    return True


CHINESE = pytest.param(
    "zh",
    marks=pytest.mark.skipif(not has_chinese_font(), reason="no font with Chinese characters: fonts-noto-cjk has one"),
)
LANGUAGES = pytest.mark.parametrize("language", ["en", CHINESE])


@provision(
    zz.law.cite("2"),
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    entity=Entity.HOUSEHOLD,
    en="full standard",
    zh="全额",
)
def guarantee_full(
    dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag, in_backstop: Flag
) -> Amount:
    """The full standard to whoever is below the line."""
    due = on_dibao & in_backstop & (household_income < dibao_standard * persons)
    return where(due, dibao_standard * persons, 0)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))


@pytest.fixture(scope="module")
def register() -> Synthetic:
    facts = {"in_backstop": False, "special_hardship_persons": 0}
    return synthetic(
        "plots",
        [
            Group(name="poor", persons=300, below_line=True, facts=facts | {"on_dibao": True}),
            Group(name="others", persons=900, facts=facts | {"on_dibao": Fraction(1, 20)}),
        ],
        household_sizes={1: 10, 2: 25, 3: 30, 4: 25, 5: 10},
        income_means=[per_year(yuan(each)) for each in (2300, 5000, 8000, 12000, 24000)],
        poverty_line=per_year(yuan(3600)),
        seed=5,
    )


def line(policy: Policy, **facts: Any) -> BudgetLine:
    given: dict[str, Any] = {"persons": 3, "household_income": yuan(268), "on_dibao": True, "in_backstop": True}
    household = Household(household_id="F", special_hardship_persons=0, **(given | facts))
    return budget_line(policy.reform(replace_provisions={"guarantee_full": guarantee_full}), household, high=yuan(2000))


def words(figure: Any) -> str:
    """Every text of a figure."""
    from matplotlib.text import Text

    return "\n".join(text.get_text() for text in figure.findobj(Text) if text.get_text())


def drawn(figure: Any) -> Any:
    """The pixels of a figure, which must not complain of a missing glyph, nor let a text leave the picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    renderer = canvas.get_renderer()
    box = figure.bbox
    for text in _texts(figure):
        seen = text.get_window_extent(renderer)
        assert seen.x0 >= box.x0 - 1, text
        assert seen.x1 <= box.x1 + 1, text
        assert seen.y0 >= box.y0 - 1, text
        assert seen.y1 <= box.y1 + 1, text
    for ax in figure.axes:
        if (legend := ax.get_legend()) is not None:
            over, inner = legend.get_window_extent(renderer), ax.get_window_extent(renderer)
            assert over.y0 >= inner.y1 - 1, "the legend lies over what is drawn"
            assert over.y1 <= ax._left_title.get_window_extent(renderer).y0 + 1, "the legend lies over the title"
        for axis in (ax.xaxis, ax.yaxis):
            _apart([each.get_window_extent(renderer) for each in axis.get_ticklabels() if each.get_text()], axis)
    return pixels


def _texts(figure: Any) -> list[Any]:
    """Titles, labels, ticks, legends and the note."""
    found = [*figure.texts, figure._supxlabel, figure._suptitle]
    for ax in figure.axes:
        found += [ax.xaxis.label, ax.yaxis.label, ax._left_title, *ax.texts]
        found += [] if ax.get_legend() is None else ax.get_legend().get_texts()
        for low, high, axis in ((*ax.get_xlim(), ax.xaxis), (*ax.get_ylim(), ax.yaxis)):
            ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
            found += [label for at, label in ticks if min(low, high) <= at <= max(low, high)]
    return [text for text in found if text is not None and text.get_text()]


def _apart(boxes: list[Any], axis: Any) -> None:
    """That no two labels of an axis lie over one another."""
    for one, other in pairwise(sorted(boxes, key=lambda box: (box.x0, box.y0))):
        assert not one.overlaps(other) or one.width * other.width == 0, axis


def check(figure: Any, language: str, *expected: tuple[str, str]) -> None:
    """That a picture is no blank sheet and says what it must, in its language, with its source."""
    pixels = drawn(figure)
    assert len(np.unique(pixels.reshape(-1, 4), axis=0)) > 20
    assert (pixels[..., :3] != 255).any(axis=2).mean() > 0.01
    said = words(figure).replace("\n", "")
    for english, chinese in (*expected, ("Source: ", "来源："), ("povertykit", "povertykit")):
        assert (chinese if language == "zh" else english) in said


@LANGUAGES
def test_a_cost_curve(policy: Policy, register: Synthetic, language: Any) -> None:
    values = [yuan(each) for each in range(200, 501, 50)]
    curve = cost_curve(policy, register, values=values, provisions=["guarantee_gap"])
    figure = plots.cost_curve(curve, budget=yuan(60_000), source="synthetic-plots", language=language)
    wanted = (("budget 60,000.00 yuan", "预算 60,000.00元"), ("(yuan a month)", "（元/月）"))
    check(figure, language, *wanted, ("synthetic-plots", "synthetic-plots"), ("SYNTHETIC", "合成名册"))
    check(
        figure,
        language,
        ("Fictional County, 2030-06-01", "虚构县，2030-06-01"),
        ("Fictional County: cost by", "虚构县："),
    )
    assert "300.00" not in words(figure).replace("3,300.00", "")  # the figure that is varied has no value of its own
    (drawn_line, _) = figure.axes[0].lines
    assert list(drawn_line.get_xdata()) == [200, 250, 300, 350, 400, 450, 500]
    with pytest.raises(BareAmount):
        plots.cost_curve(curve, budget=60_000)


@pytest.mark.parametrize(
    ("per", "english", "chinese"),
    [
        (Period.YEAR, "(yuan a year)", "（元/年）"),
        (Period.ONCE, "(yuan, once)", "（元，一次性）"),
        (Period.UNSTATED, "(yuan)", "（元）"),
        (None, "(yuan)", "（元）"),
    ],
)
def test_the_axes_of_a_cost_curve_say_what_the_money_is_for(
    policy: Policy, register: Synthetic, per: Any, english: str, chinese: str
) -> None:
    curve = cost_curve(policy, register, values=[yuan(200), yuan(300)], provisions=["guarantee_gap"])
    assert curve.per is Period.MONTH
    for language, said in (("en", english), ("zh", chinese)):
        figure = plots.cost_curve(replace(curve, per=per), language=cast("Any", language))
        assert figure.axes[0].get_xlabel().endswith(said)


@LANGUAGES
def test_a_budget_line_with_its_cliff(policy: Policy, language: Any) -> None:
    drawn_line = line(policy)
    figure = plots.budget_line(drawn_line, language=language)
    wanted = (("−899.99 yuan", "−899.99元"), ("net income", "净收入"), ("Fictional County", "虚构县"))
    check(figure, language, *wanted, ("this household: 268.00 yuan", "该户现收入 268.00元"))
    curve = figure.axes[0].lines[1]
    gaps = np.isnan(np.asarray(curve.get_ydata(), float))
    assert gaps.sum() == 1  # the line is not drawn over the cliff
    assert np.nanmax(curve.get_ydata()) == pytest.approx(2000)


@LANGUAGES
def test_what_is_not_determined_is_a_hatched_field_and_no_line(policy: Policy, language: Any) -> None:
    figure = plots.budget_line(line(policy, in_backstop=None), language=language)
    check(figure, language, ("not determined: facts missing", "缺少事实，无法确定"))
    (field,) = figure.axes[0].collections
    assert field.get_hatch() == "//"
    assert np.isnan(np.asarray(figure.axes[0].lines[1].get_ydata(), float)).any()


@LANGUAGES
def test_winners_and_losers(policy: Policy, register: Synthetic, language: Any) -> None:
    names = ["guarantee_gap"]
    more = compare(policy, policy.reform(dibao_standard=yuan(360)), register, provisions=names)
    figure = plots.winners_and_losers(more, language=language)
    check(
        figure,
        language,
        ("gain", "受益户"),
        ("1 lowest", "1为最低"),
        ("360.00 yuan", "360.00元"),
        ("SYNTHETIC", "合成名册"),
    )
    (gains,) = figure.axes[0].containers  # nobody loses, and nothing says so
    assert max(bar.get_height() for bar in gains) > 50
    assert not {"lose", "受损户", "(losers downward)"} & set(words(figure).split("\n"))
    less = compare(policy, policy.reform(dibao_standard=yuan(240)), register, provisions=names, by=["synthetic_group"])
    figure = plots.winners_and_losers(less, by="synthetic_group", language=language)
    check(figure, language, ("lose", "受损户"), ("poor", "poor"))
    (losses,) = figure.axes[0].containers
    assert min(bar.get_height() for bar in losses) < -50
    with pytest.raises(UnknownName, match="decile"):
        plots.winners_and_losers(less, by="decil")
    with pytest.raises(InvalidInput, match="period"):
        plots.winners_and_losers(less, period=Period.LOAN)
    untold = compare(policy, policy.reform(dibao_standard=yuan(240)), register, provisions=names, deciles=False)
    with pytest.raises(InvalidInput, match=r"by: the comparison has no tenths; to do: compare\(\.\.\., deciles=True\)"):
        plots.winners_and_losers(untold, language=language)


@LANGUAGES
@pytest.mark.parametrize("towns", [1, 5, 30, 90])
def test_towns_few_and_many_with_long_names(policy: Policy, register: Synthetic, language: Any, towns: int) -> None:
    random = np.random.default_rng(towns)
    names = np.array([f"Township {place} of the mountains in the north 北部山区民族乡" for place in range(towns)])
    columns = dict(register) | {"town": names[random.integers(0, towns, register.households)]}
    columns["on_dibao"] = np.ma.masked_array(register["on_dibao"], random.random(register.households) < 0.1)
    change = compare(
        policy, policy.reform(dibao_standard=yuan(240)), columns, by=["town"], provisions=["guarantee_gap"]
    )
    figure = plots.winners_and_losers(change, by="town", language=language)
    check(figure, language, ("not determined", "待定户"), ("lose", "受损户"), ("Township", "Township"))
    drawn_bars = len(figure.axes[0].containers[0])
    assert drawn_bars == min(towns, 60)
    assert ("the 60 largest of 90 groups" in words(figure).replace("\n", "")) == (towns == 90 and language == "en")


@LANGUAGES
def test_a_curve_of_one_point_and_of_shares(policy: Policy, register: Synthetic, language: Any) -> None:
    one = cost_curve(policy, register, values=[yuan(300)], provisions=["guarantee_gap"])
    check(plots.cost_curve(one, language=language), language, ("cost", "支出"))


@LANGUAGES
@pytest.mark.parametrize("kind", ["tip", "lorenz"])
def test_poverty_before_and_after(policy: Policy, register: Synthetic, language: Any, kind: Any) -> None:
    before = np.asarray(register["household_income_fen"])
    after = before + policy.simulate(register, provisions=["guarantee_gap"]).payments["guarantee_gap"] // 2
    figure = plots.poverty_before_and_after(
        before, after, register["persons"], per_month(yuan(300)), kind=kind, source="synthetic-plots", language=language
    )
    check(figure, language, ("before payments", "补助前"), ("% of persons", "人口累计比重"))
    first, second = figure.axes[0].lines[:2]
    if kind == "tip":
        gap = np.maximum(30_000 * register["persons"] - before, 0).sum() / register["persons"].sum() / 100
        assert first.get_ydata()[-1] == pytest.approx(gap)
        assert second.get_ydata()[-1] < gap
        assert f"{100 * 300 / 1200:.2f}% poor" in words(figure) or language == "zh"
    else:
        assert (np.diff(first.get_ydata()) >= 0).all()
        assert first.get_ydata()[-1] == pytest.approx(100)


def test_the_gini_in_the_picture_is_that_of_its_definition() -> None:
    incomes, persons = [100, 300, 800], [1, 1, 2]
    figure = plots.poverty_before_and_after(incomes, incomes, persons, per_month(yuan(3)), kind="lorenz")
    each = [100, 300, 400, 400]
    pairs = sum(abs(a - b) for a in each for b in each)
    assert f"Gini {pairs / (2 * 16 * np.mean(each)):.3f}" in words(figure)


@pytest.mark.parametrize(
    ("before", "after", "persons"),
    [
        ([1], [1, 2], [1, 1]),
        ([], [], []),
        ([1.5], [1.5], [1]),
        ([-1], [1], [1]),
        ([1], [1], [0]),
        ([[1]], [[1]], [[1]]),
    ],
)
def test_incomes_that_do_not_go_together(before: Any, after: Any, persons: Any) -> None:
    with pytest.raises(InvalidInput):
        plots.poverty_before_and_after(before, after, persons, per_month(yuan(300)))


def test_a_line_without_its_period_and_an_unknown_kind_are_refused() -> None:
    with pytest.raises(InvalidInput, match="per_month"):
        plots.poverty_before_and_after([1], [1], [1], yuan(300))
    with pytest.raises(InvalidInput, match="lorenz"):
        plots.poverty_before_and_after([1], [1], [1], per_month(yuan(300)), kind="pen")


SERIES: list[tuple[Callable[..., Any], dict[int, Any], int, tuple[str, str]]] = [
    (huining.exit_villages, {2015: 18, 2016: 38, 2017: 37}, 2017, ("2017: missed", "2017年未完成")),
    (huining.exit_persons_total, {2015: 20_000, 2016: 35_000}, 2016, ("2017: behind", "2017年进度滞后")),
    (huining.forest_cover, {2014: Fraction(14, 100), 2016: Fraction(17, 100)}, 2016, ("on track", "进度符合")),
    (huining.rural_income, {2014: yuan(5000), 2015: None, 2016: yuan(6100)}, 2016, ("behind", "进度滞后")),
]


@LANGUAGES
@pytest.mark.parametrize(("target", "observed", "year", "status"), SERIES)
def test_progress_to_a_target(
    target: Any, observed: dict[int, Any], year: int, status: tuple[str, str], language: Any
) -> None:
    standing = target(observed, year)
    figure = plots.target_progress(standing, observed, language=language)
    check(figure, language, status, ("Huining 2015 opinion", "关于扎实推进精准扶贫工作的意见"), ("asked for", "目标"))
    unit = {"个村": "villages", "人": "persons"}.get(target.unit_zh, "")
    assert (target.unit_zh if language == "zh" else unit) in words(figure)
    seen = figure.axes[0].lines[-1]
    assert len(seen.get_xdata()) == sum(value is not None for value in observed.values())


def test_a_baseline_is_where_the_straight_line_begins() -> None:
    standing = huining.forest_cover({2016: Fraction(17, 100)}, 2016, baseline=(2013, Fraction(1, 8)))
    figure = plots.target_progress(standing, {2016: Fraction(17, 100)}, baseline=(2013, Fraction(1, 8)))
    straight = figure.axes[0].lines[0]
    assert (straight.get_xdata()[0], straight.get_ydata()[0]) == (2013, 12.5)


def test_without_a_font_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, policy: Policy) -> None:
    monkeypatch.setattr(plots.canvas, "_FONTS", ("No Such Font SC",))
    monkeypatch.setattr(plots.canvas, "_FILES", ("no-such-file",))
    with pytest.raises(InvalidInput, match="fonts-noto-cjk"):
        plots.budget_line(line(policy), language="zh")
    check(plots.budget_line(line(policy)), "en", ("net income", ""))
    standing = huining.forest_cover({2016: Fraction(17, 100)}, 2016)
    check(plots.target_progress(standing, {2016: Fraction(17, 100)}), "en", ("Huining 2015 opinion", ""))


def test_without_matplotlib_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch, policy: Policy) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(PovertyKitError, match=r"povertykit\[plot\]"):
        plots.budget_line(line(policy))


@pytest.mark.parametrize("draw", [plots.budget_line, plots.cost_curve, plots.winners_and_losers])
def test_what_no_question_gave_is_refused(draw: Callable[..., Any], policy: Policy, register: Synthetic) -> None:
    for wrong in (None, 5, register, policy):
        with pytest.raises(InvalidInput, match="what scenarios"):
            draw(wrong)


def test_other_inputs_that_no_picture_can_be_drawn_from(policy: Policy, register: Synthetic) -> None:
    with pytest.raises(InvalidInput, match="calling a target"):
        plots.target_progress(huining.exit_villages, {})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="per_month"):
        plots.poverty_before_and_after([1], [1], [1], per_month(yuan(0)))
    with pytest.raises(InvalidInput, match="not installed"):
        plots.budget_line(line(policy), font="No Such Font")
    change = compare(policy, policy.reform(dibao_standard=yuan(360)), register, provisions=["guarantee_gap"])
    with pytest.raises(InvalidInput, match=r"Period\.MONTH"):
        plots.winners_and_losers(change, period="month")  # type: ignore[arg-type]


def test_another_language_is_refused(policy: Policy) -> None:
    with pytest.raises(InvalidInput, match="'en' or 'zh'"):
        plots.budget_line(line(policy), language="fr")


def test_long_lines_break_between_words_and_chinese_signs() -> None:
    assert plots.canvas.in_lines("one two three", 8) == ["one two ", "three"]
    assert plots.canvas.in_lines("低保标准povertykit", 10) == ["低保标准", "povertykit"]
    assert plots.canvas.in_lines("低保标准每人", 8) == ["低保标准", "每人"]


def test_a_notebook_shows_the_picture(policy: Policy, register: Synthetic) -> None:
    picture: Any = plots.cost_curve(cost_curve(policy, register, values=[yuan(300)], provisions=["guarantee_gap"]))
    shown = picture._repr_png_()
    assert shown.startswith(b"\x89PNG")
    assert len(shown) > 10_000
