"""Part four of Huining's opinion: what the county sets aside, joins and audits."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Count, Flag, Rate, floor0, where
from povertykit.calculators.funds import least_share, reaches_share, set_aside
from povertykit.calculators.progress import Comparison, each_year
from povertykit.jurisdictions.cn.gansu.huining.law import ALL, EVERY_YEAR, FIRST_YEAR, LAST_YEAR
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, UP, Period, Rounding, Stage, yuan
from povertykit.policy.provision import ProvisionKind

for _name, _value, _section, _en, _zh in (
    ("increment_share", Fraction(20, 100), "四(一)", "share of the new revenue set aside", "新增财力用于扶贫的比例"),
    (
        "stock_share_least",
        Fraction(50, 100),
        "四(一)",
        "share of the recovered stock set aside, at least",
        "可统筹存量资金用于扶贫的比例下限",
    ),
    (
        "village_funds_share",
        Fraction(54, 100),
        "四(二)",
        "share of the joined funds that reaches poor villages",
        "整合资金到贫困村的比例",
    ),
    (
        "household_funds_share",
        Fraction(57, 100),
        "四(二)",
        "share of the joined funds that reaches poor households",
        "整合资金到贫困户的比例",
    ),
):
    _law.figure(_name, _value, _section, most=Fraction(1), en=_en, zh=_zh)
_law.figure("increment_from", 2015, "四(一)", en="first year of the earmark", zh="新增财力投入机制起始年份")
_law.figure(
    "integrated_funds_least",
    yuan(1_000_000_000),
    "四(二)",
    period=Period.YEAR,
    en="joined funds of the county a year, at least",
    zh="每年整合资金下限",
)
increment_rounding: Final = _law.rounding(
    "increment_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.YEAR),
    en="rounding of the earmark of new revenue",
    zh="新增财力投入额的取整方式",
)
floor_rounding: Final = _law.rounding(
    "floor_rounding",
    Rounding(unit=FEN, mode=UP, stage=Stage.YEAR),
    en="rounding of least shares of funds (a least share is rounded up)",
    zh="资金比例下限的取整方式（下限向上取整）",
)


@_law.provision(
    "四(一)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="earmark of the county's new revenue",
    zh="县级新增财力用于精准扶贫",
    note_en="years before 2015 set nothing aside; neither does a year whose revenue fell, which is reported",
    note_zh="2015年以前不计提；新增财力为负的年度不计提，并予以提示",
)
def fiscal_increment_earmark(
    year: Count, revenue_increment: Amount, increment_share: Rate, increment_from: Count, increment_rounding: Rounding
) -> Amount:
    """A fifth of what the county's own revenue of the year is more than the year before's."""
    return where(year >= increment_from, set_aside(revenue_increment, increment_share, increment_rounding), 0)


@_law.provision(
    "四(一)",
    kind=ProvisionKind.REVIEW,
    entity=Entity.COUNTY,
    en="the revenue fell, so that nothing of it is set aside",
    zh="新增财力为负，无可计提",
)
def revenue_fell(year: Count, revenue_increment: Amount, increment_from: Count) -> Flag:
    """From 2015 on, a year without new revenue to set aside from."""
    return (year >= increment_from) & (revenue_increment < floor0(revenue_increment))


@_law.provision(
    "四(一)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="earmark of the recovered stock",
    zh="收回存量资金用于精准扶贫的下限",
    note_en="the least amount; that it grows from year to year is asked for without a measure",
    note_zh="为下限；“逐年加大投入力度”未定幅度",
)
def recovered_stock_earmark(recovered_stock: Amount, stock_share_least: Rate, floor_rounding: Rounding) -> Amount:
    """At least half of the recovered funds that can be pooled."""
    return least_share(recovered_stock, stock_share_least, floor_rounding)


@_law.provision(
    "四(一)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    en="the recovered stock is put to the purpose",
    zh="收回存量资金投入达标",
)
def recovered_stock_test(recovered_stock: Amount, recovered_stock_for_poverty: Amount, stock_share_least: Rate) -> Flag:
    """At least half of the recovered funds that can be pooled goes to the fight against poverty."""
    return reaches_share(recovered_stock_for_poverty, recovered_stock, stock_share_least)


@_law.provision(
    "四(二)", kind=ProvisionKind.FUND, entity=Entity.COUNTY, en="funds joined in the year", zh="年度整合资金达标"
)
def integrated_funds_test(integrated_funds: Amount, integrated_funds_least: Amount) -> Flag:
    """At least 1,000,000,000 yuan a year."""
    return integrated_funds >= integrated_funds_least


@_law.provision(
    "四(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="what of the joined funds is to reach poor villages",
    zh="整合资金到贫困村金额",
    note_en="54% and 57% overlap: what serves a poor household in a poor village counts for both",
    note_zh="54%与57%可重叠：用于贫困村内贫困户的资金两处均计",
)
def integrated_for_villages(integrated_funds: Amount, village_funds_share: Rate, floor_rounding: Rounding) -> Amount:
    """54% of the joined funds."""
    return least_share(integrated_funds, village_funds_share, floor_rounding)


@_law.provision(
    "四(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="what of the joined funds is to reach poor households",
    zh="整合资金到贫困户金额",
    note_en="54% and 57% overlap: what serves a poor household in a poor village counts for both",
    note_zh="54%与57%可重叠：用于贫困村内贫困户的资金两处均计",
)
def integrated_for_households(
    integrated_funds: Amount, household_funds_share: Rate, floor_rounding: Rounding
) -> Amount:
    """57% of the joined funds."""
    return least_share(integrated_funds, household_funds_share, floor_rounding)


@_law.provision(
    "四(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    en="the joined funds reach poor villages",
    zh="整合资金到贫困村比例达标",
)
def integrated_to_villages_test(
    integrated_funds: Amount, integrated_to_villages: Amount, village_funds_share: Rate
) -> Flag:
    """At least 54% of the joined funds reaches poor villages."""
    return reaches_share(integrated_to_villages, integrated_funds, village_funds_share)


@_law.provision(
    "四(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    en="the joined funds reach poor households",
    zh="整合资金到贫困户比例达标",
)
def integrated_to_households_test(
    integrated_funds: Amount, integrated_to_households: Amount, household_funds_share: Rate
) -> Flag:
    """At least 57% of the joined funds reaches poor households."""
    return reaches_share(integrated_to_households, integrated_funds, household_funds_share)


integrated_funds_shares: Final = _law.consistency(
    "integrated_funds_shares",
    "四(二)",
    parts={"to poor villages": Fraction(54, 100), "to poor households": Fraction(57, 100)},
    stated=ALL,
    comparison=Comparison.AT_MOST,
    en="shares of the joined funds against the whole: two overlapping shares, of which at least 11% counts for both",
    zh="整合资金到村、到户比例之和与总量：为可重叠的两个比例，至少11%两处均计",
)
projects_audited: Final = _law.target(
    "projects_audited",
    "四(三)",
    each_year(FIRST_YEAR, LAST_YEAR, ALL),
    en="anti-poverty projects audited in the year",
    zh="当年审计的扶贫项目比例",
    **EVERY_YEAR,
)
audit_calendar: Final = _law.calendar(
    "audit_calendar",
    "四(三)",
    {12: ("audit of every anti-poverty project", "全部扶贫项目的年度审计")},
    en="audits due in a year",
    zh="年度审计日程",
)

for _section, _en, _zh in (
    (
        "四(一)",
        "use of funds for interest, guarantees and insurance, and plans of projects: without a quantity",
        "资金用于贴息、担保、保险和项目计划：未定数量",
    ),
    (
        "四(二)",
        "two sets of measures to be written, who carries out what, and gifts from society: without a quantity",
        "拟订的两个办法、实施主体分工和社会帮扶：未定数量",
    ),
    (
        "四(三)",
        "who answers for funds, publicity, and payments straight to households: without a quantity; the text at "
        "hand ends in the middle of a sentence, and what may follow is not known",
        "资金监管责任、公示公告和直补到户：未定数量；所据文本止于句中，其后内容不详",
    ),
):
    _law.declaratory(_section, en=_en, zh=_zh)
