"""Monitoring against a fall into poverty: the line and the three groups of households that are followed.

The line is 1.5 times the poverty line, or what a place sets. A household out of poverty, or never registered, is
monitored when its income is below the line and a fall threatens; one in sudden severe hardship whatever its income.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from povertykit.amounts import need_fen
from povertykit.arithmetic import Amount, Count, Flag, negate
from povertykit.calculators.targets import share_at_most
from povertykit.citation import Citation, Grade, Source
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, Fen, Period, Rounding, Stage, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "LOCAL_MONITORING_LINES",
    "MONITORING_GUIDANCE",
    "MONITORING_MULTIPLE",
    "MONITORING_NOTICE",
    "below_monitoring_line",
    "close_to_poverty",
    "monitored_household",
    "monitoring_line",
    "monitoring_line_of",
    "monitoring_size_test",
    "sudden_hardship",
    "unstable_out_of_poverty",
]

MONITORING_GUIDANCE: Final = Source(
    key="monitoring-guidance-2020",
    title_zh="关于建立防止返贫监测和帮扶机制的指导意见",
    title_en="Guidance on monitoring and help against a return to poverty",
    issuer_zh="国务院扶贫开发领导小组",
    issuer_en="State Council leading group for poverty alleviation",
    issued=date(2020, 3, 20),
    note_en="read in a copy; it says about 1.5 times and about 5%, and sets no boundary for either",
    note_zh="据转载；原文为“1.5倍左右”“5%左右”，均无精确界限",
)
MONITORING_NOTICE: Final = Source(
    key="monitoring-notice-2021",
    title_zh="关于健全防止返贫动态监测和帮扶机制的指导意见",
    title_en="Guidance on a sound mechanism of monitoring against a return to poverty",
    issuer_zh="中央农村工作领导小组",
    issuer_en="Central leading group for rural work",
    issued=None,
    number="中农组发〔2021〕7号",
    note_en="of 2021; read in a county's explanation and in third-party accounts of its three groups",
    note_zh="2021年；据县级政策解读和第三方转述",
)
_LINE = Citation(MONITORING_GUIDANCE, "监测对象", Grade.COPY)
_SIZE = Citation(MONITORING_GUIDANCE, "监测规模", Grade.COPY)
_GROUPS = Citation(MONITORING_NOTICE, "监测对象", Grade.THIRD_PARTY)
_START: Final = date(2020, 3, 20)

MONITORING_MULTIPLE: Final = Fraction(3, 2)
"""The line as a multiple of the poverty line; the guidance says about 1.5 times."""

monitoring_line: Final = law.open_term(
    "monitoring_line",
    _GROUPS,
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(3000), yuan(50_000)),
    en="income line of monitoring, for each person",
    zh="防止返贫监测线（每人每年）",
)
law.figure(
    "deep_poverty_monitored_most",
    10,
    _SIZE,
    start=_START,
    end=date(2020, 12, 31),
    en="persons monitored in an area of deep poverty, at most, in hundredths of the register's",
    zh="深度贫困地区监测对象占建档立卡人口比例上限（%）",
)


def _local(place: str, zh: str, en: str, *lines: tuple[int, str, Grade, str, str]) -> Dated[Fen]:
    """A place's line by calendar year."""
    source = Source(f"monitoring-line-{place}", f"{zh}防止返贫监测线", f"Monitoring line of {en}", zh, en, None)
    steps = [
        Step(yuan(line), date(year, 1, 1), date(year, 12, 31), Citation(source, str(year), grade, note, note_zh))
        for year, line, grade, note, note_zh in lines
    ]
    return Dated(f"monitoring_line_{place}", tuple(steps), steps[-1].end or _START)


LOCAL_MONITORING_LINES: Final[Mapping[str, Dated[Fen]]] = MappingProxyType(
    {
        "jingbian": _local(
            "jingbian",
            "靖边",
            "Jingbian",
            (2021, "6000", Grade.OFFICIAL, "1.5 x the national line", "国家扶贫标准的1.5倍"),
        ),
        "southwest_village": _local(
            "southwest_village",
            "西南某村",
            "a village in the south-west",
            (2022, "6500", Grade.THIRD_PARTY, "the host is not a known official one", "所在网站未能确认为官方"),
        ),
        "minhou": _local("minhou", "闽侯", "Minhou", (2023, "10560", Grade.COPY, "", "")),
        "yuanmou": _local("yuanmou", "元谋", "Yuanmou", (2023, "8050", Grade.OFFICIAL, "", "")),
        "dehua": _local(
            "dehua",
            "德化",
            "Dehua",
            (2024, "19560", Grade.OFFICIAL, "twice the rural dibao of 815 a month", "农村低保每月815元的2倍"),
        ),
        "yunnan": _local("yunnan", "云南", "Yunnan", (2025, "8700", Grade.COPY, "", "")),
        "lanzhou_new_area": _local(
            "lanzhou_new_area", "兰州新区", "Lanzhou New Area", (2025, "8600", Grade.OFFICIAL, "", "")
        ),
    }
)
"""Lines that were read, by place: yuan a year and person, each for its own year only."""


def monitoring_line_of(poverty_line: Fen, multiple: Fraction = MONITORING_MULTIPLE) -> Fen:
    """The line as a multiple of a poverty line, to be handed to `policy(monitoring_line=...)`; half up to the fen.

    Args:
        poverty_line: fen a year and person.
        multiple: of it.

    Raises:
        BareAmount: for a bare number.

    Examples:
        >>> monitoring_line_of(yuan(4000))
        Fen(600000)
    """
    exact = int(need_fen(poverty_line, "poverty_line")) * multiple
    return Fen(Rounding(unit=FEN, mode=HALF_UP, stage=Stage.YEAR).apply(exact.numerator, exact.denominator))


@law.provision(
    _LINE,
    kind=ProvisionKind.CASE,
    en="the income is below the monitoring line",
    zh="收入低于监测线",
    note_en="strictly below, for each person; places take the twelve months before",
    note_zh="人均收入低于监测线（不含本数）；各地按此前12个月计算",
    start=_START,
)
def below_monitoring_line(yearly_income: Amount, persons: Count, monitoring_line: Amount) -> Flag:
    """Less than the line for each person."""
    return yearly_income < monitoring_line * persons


@law.provision(
    _GROUPS,
    kind=ProvisionKind.TEST,
    en="out of poverty, but not stably",
    zh="脱贫不稳定户",
    start=_START,
)
def unstable_out_of_poverty(
    registered_poor: Flag, out_of_poverty: Flag, below_monitoring_line: Flag, at_risk_of_poverty: Flag
) -> Flag:
    """Registered and out of poverty, below the line, and at risk of falling back."""
    return registered_poor & out_of_poverty & below_monitoring_line & at_risk_of_poverty


@law.provision(
    _GROUPS,
    kind=ProvisionKind.TEST,
    en="on the edge of poverty",
    zh="边缘易致贫户",
    start=_START,
)
def close_to_poverty(registered_poor: Flag, below_monitoring_line: Flag, at_risk_of_poverty: Flag) -> Flag:
    """Never registered, below the line, and at risk of falling into poverty."""
    return negate(registered_poor) & below_monitoring_line & at_risk_of_poverty


@law.provision(
    _GROUPS,
    kind=ProvisionKind.TEST,
    en="in sudden severe hardship",
    zh="突发严重困难户",
    note_en="whatever its income: spending that cannot be avoided above the income of the year before (the guidance "
    "of 2020), or an income that fell sharply, with severe hardship found",
    note_zh="不论收入是否高于监测线：刚性支出超过上年收入（2020年意见）或收入大幅缩减，且基本生活出现严重困难",
    start=_START,
)
def sudden_hardship(
    yearly_rigid_spending: Amount, previous_yearly_income: Amount, income_fell_sharply: Flag, severe_hardship: Flag
) -> Flag:
    """Spending above last year's income, or a sharp fall of income, that brought severe hardship."""
    return ((yearly_rigid_spending > previous_yearly_income) | income_fell_sharply) & severe_hardship


@law.provision(
    _GROUPS,
    kind=ProvisionKind.TEST,
    en="the household is to be monitored",
    zh="应纳入监测对象",
    note_en="a household still poor on the register is helped as such, and monitored only in sudden hardship",
    note_zh="未脱贫的建档立卡户按贫困户帮扶，仅在突发严重困难时列为监测对象",
    start=_START,
)
def monitored_household(unstable_out_of_poverty: Flag, close_to_poverty: Flag, sudden_hardship: Flag) -> Flag:
    """In any of the three groups."""
    return unstable_out_of_poverty | close_to_poverty | sudden_hardship


@law.provision(
    _SIZE,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="no more are monitored than an area of deep poverty may",
    zh="监测规模符合要求",
    note_en="a tenth of the register's persons in areas of deep poverty; elsewhere about 5%, which sets no boundary",
    note_zh="深度贫困地区原则上不超过建档立卡人口的10%；其他地区“5%左右”未定界限",
    start=_START,
    end=date(2020, 12, 31),
)
def monitoring_size_test(
    monitored_population: Count,
    poor_population: Count,
    exited_population: Count,
    deep_poverty_area: Flag,
    deep_poverty_monitored_most: Count,
) -> Flag:
    """In an area of deep poverty at most a tenth of the persons on the register."""
    registered = poor_population + exited_population
    return negate(deep_poverty_area) | share_at_most(monitored_population, registered, deep_poverty_monitored_most)


law.declaratory(
    _SIZE,
    en="that elsewhere about 5% of the register's persons are monitored: no boundary is set",
    zh="其他地区监测规模为建档立卡人口的5%左右：未定界限",
)
