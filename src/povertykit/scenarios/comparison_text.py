"""A comparison as a text: what changed, what it costs, who gains and who loses, by groups, and what poverty does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from povertykit.labels import chinese
from povertykit.money import Period, to_yuan
from povertykit.scenarios.changes import Change
from povertykit.scenarios.left_out import left_out_lines
from povertykit.scenarios.made_up import SYNTHETIC_GROUP, synthetic_lines
from povertykit.text_table import table

if TYPE_CHECKING:
    from povertykit.scenarios.comparison import Comparison

__all__ = ["DECILE", "summary"]

DECILE: Final = "decile"
"""The name of the grouping by tenths of persons, ranked by income per person."""

_MOST_GROUPS: Final = 60
_KNOWN: Final[Mapping[str, tuple[str, str]]] = {
    DECILE: ("income tenth", "收入十等分组"),
    SYNTHETIC_GROUP: ("synthetic group", "合成类别"),
}


def summary(found: Comparison, language: str) -> str:
    """Everything that a comparison says, block by block; further measures are further blocks.

    Args:
        found: the comparison.
        language: "en" or "zh".
    """
    zh = chinese(language)
    blocks = ["\n".join(_head(found, zh)), _payments(found, zh)]
    for period, change in found.changes.items():
        blocks += [_levels(change, period, zh), _fates(change, period, zh)]
        blocks += [_groups(found, column, period, zh) for column in found.groups]
    if found.poverty is not None:
        blocks.append(found.poverty.summary(language))
    blocks += [each.summary(language) for each in (found.targeting, found.inequality) if each is not None]
    blocks.append("\n".join(left_out_lines(found.left_out, language)))
    return "\n\n".join(block for block in blocks if block)


def group_name(column: str, zh: bool) -> str:
    """What a grouping is called; a column of the register by its own heading."""
    return _KNOWN.get(column, (column, column))[zh]


def _head(found: Comparison, zh: bool) -> Iterator[str]:
    yield from synthetic_lines(found.synthetic, "zh" if zh else "en")
    before, after = found.baseline, found.reform
    yield f"{before.zh}，{before.on.isoformat()}" if zh else f"{before.en}, {before.on.isoformat()}"
    if after.on != before.on:
        name = "日期：" if zh else "date: "
        yield f"{name}{before.on.isoformat()} -> {after.on.isoformat()}"
    old, new = (each.said("zh" if zh else "en") for each in (before, after))
    law = "原规定" if zh else "as the law says"
    for name in sorted({**old, **new}):
        label = (new.get(name) or old[name])[0]
        was, now = (each[name][1] if name in each else law for each in (old, new))
        if was != now:
            yield f"{label}：{was} -> {now}" if zh else f"{label}: {was} -> {now}"
    rows, rejected = f"{found.rows:,}", f"{found.rejected:,}"
    yield f"比较 {rows} 户，退回 {rejected} 户" if zh else f"{rows} households compared, {rejected} rejected"


def _payments(found: Comparison, zh: bool) -> str:
    rows = [
        (
            f"{each.zh}（{each.period.zh}）" if zh else f"{each.en} ({each.period.en})",
            *(f"{to_yuan(amount):,}" for amount in (each.before, each.after, each.cost)),
            _both(each.households_before, each.households_after),
            _both(each.undetermined_before, each.undetermined_after),
        )
        for each in found.provisions
    ]
    heading = (
        ("给付（元）", "改革前", "改革后", "增加", "户数", "待定户数")
        if zh
        else ("payment (yuan)", "before", "after", "cost", "households", "undetermined")
    )
    return table(rows, heading, indent="", right=range(1, 6))


def _levels(change: Change, period: Period, zh: bool) -> str:
    """What is paid, to how many households and persons, before and after."""
    counts = [
        ("领取户数" if zh else "households paid", change.households_before, change.households_after),
        ("领取户人数" if zh else "persons in them", change.persons_before, change.persons_after),
    ]
    rows = [
        (
            "金额（元）" if zh else "yuan",
            *(f"{to_yuan(amount):,}" for amount in (change.before, change.after, change.cost)),
        )
    ]
    rows += [(name, *(f"{count:,}" for count in (before, after, after - before))) for name, before, after in counts]
    heading = (
        (f"全部（{period.zh}）", "改革前", "改革后", "增减")
        if zh
        else (f"all ({period.en})", "before", "after", "more")
    )
    return table(rows, heading, indent="", right=range(1, 4))


def _fates(change: Change, period: Period, zh: bool) -> str:
    """Who gains, who loses, who is paid newly and who no more."""
    fates = [
        ("受益" if zh else "winners", change.winners, change.gained),
        ("受损" if zh else "losers", change.losers, -change.lost),
        ("不变" if zh else "unchanged", change.unchanged, None),
        ("待定" if zh else "undetermined", change.undetermined, None),
        ("新增领取" if zh else "entrants: paid newly", change.entrants, None),
        ("不再领取" if zh else "leavers: paid no more", change.leavers, None),
    ]
    rows = [(name, f"{count:,}", "" if fen is None else f"{to_yuan(fen):,}") for name, count, fen in fates]
    heading = (f"去向（{period.zh}）", "户数", "元") if zh else (f"who ({period.en})", "households", "yuan")
    return table(rows, heading, indent="", right=range(1, 3))


class _Column(NamedTuple):
    """A column of a table of groups, and whether it is left out where it counts nobody in any group."""

    en: str
    zh: str
    cell: Callable[[Change], str]
    counts: Callable[[Change], int] | None = None


_COLUMNS: Final = (
    _Column("households", "户数", lambda each: f"{each.households:,}"),
    _Column("paid", "领取户数", lambda each: _both(each.households_before, each.households_after)),
    _Column(
        "persons in them",
        "领取户人数",
        lambda each: _both(each.persons_before, each.persons_after),
        lambda each: each.persons,
    ),
    _Column("before", "改革前", lambda each: f"{to_yuan(each.before):,}"),
    _Column("after", "改革后", lambda each: f"{to_yuan(each.after):,}"),
    _Column("cost", "增加", lambda each: f"{to_yuan(each.cost):,}"),
    _Column("winners", "受益户", lambda each: f"{each.winners:,}"),
    _Column("gained", "受益额", lambda each: f"{to_yuan(each.gained):,}", lambda each: each.losers),
    _Column("losers", "受损户", lambda each: f"{each.losers:,}", lambda each: each.losers),
    _Column("lost", "受损额", lambda each: f"{to_yuan(each.lost):,}", lambda each: each.losers),
    _Column("entrants", "新增", lambda each: f"{each.entrants:,}", lambda each: each.entrants),
    _Column("leavers", "退出", lambda each: f"{each.leavers:,}", lambda each: each.leavers),
    _Column("undetermined", "待定户", lambda each: f"{each.undetermined:,}", lambda each: each.undetermined),
)


def _groups(found: Comparison, column: str, period: Period, zh: bool) -> str:
    """The groups of a column; columns in which nobody is counted are not shown, nor what only repeats the cost."""
    changes = {label: each[period] for label, each in found.groups[column].items() if period in each}
    shown = [each for each in _COLUMNS if each.counts is None or any(map(each.counts, changes.values()))]
    none = "未填" if zh else "not given"
    rows = [
        (none if label is None else label, *(each.cell(change) for each in shown))
        for label, change in list(changes.items())[:_MOST_GROUPS]
    ]
    name = group_name(column, zh)
    heading = [
        f"{name}（{period.zh}，元）" if zh else f"{name} ({period.en}, yuan)",
        *(each.zh if zh else each.en for each in shown),
    ]
    text = table(rows, heading, indent="", right=range(1, len(heading)))
    more = len(changes) - len(rows)
    if more:
        text += f"\n另有 {more:,} 组" if zh else f"\n… and {more:,} more: group_rows({column!r}) gives them all"
    return text


def _both(before: int, after: int) -> str:
    return f"{before:,} -> {after:,}"
