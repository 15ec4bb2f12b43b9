"""Parts one and two of Huining's opinion: who leaves poverty in which year, and what the county is to be like then."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Count, Flag, Rate, negate, product_at_least, where
from povertykit.calculators.progress import Comparison, by_end, each_year, in_total
from povertykit.jurisdictions.cn.gansu.huining.law import PERSONS, VILLAGES
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law
from povertykit.models import Entity
from povertykit.money import yuan
from povertykit.policy.provision import ProvisionKind

_PERSONS_BY_YEAR: Final = {2015: 23_000, 2016: 42_000, 2017: 42_000, 2018: 12_500, 2019: 8_900, 2020: 4_200}
_VILLAGES_BY_YEAR: Final = {2015: 18, 2016: 38, 2017: 38, 2018: 8, 2019: 8, 2020: 6}
_ASSAULT: Final = 100_000
_CONSOLIDATION: Final = 30_000


def _planned(first: int, last: int) -> dict[str, int | Fraction]:
    """The persons planned for the years of a phase."""
    return {str(year): persons for year, persons in _PERSONS_BY_YEAR.items() if first <= year <= last}


exit_villages: Final = _law.target(
    "exit_villages",
    "二",
    *[each_year(year, year, villages) for year, villages in _VILLAGES_BY_YEAR.items()],
    en="poor villages that leave the list in the year",
    zh="当年脱贫的贫困村",
    unit=VILLAGES,
    note_en="116 villages in all; the opinion states no total of them",
    note_zh="六年合计116个村；文件未写明总数",
)
exit_persons: Final = _law.target(
    "exit_persons",
    "二",
    *[each_year(year, year, persons) for year, persons in _PERSONS_BY_YEAR.items()],
    en="persons who leave poverty in the year",
    zh="当年脱贫人口",
    unit=PERSONS,
)
exit_persons_total: Final = _law.target(
    "exit_persons_total",
    "二",
    in_total(2015, 2017, _ASSAULT),
    in_total(2018, 2020, _CONSOLIDATION),
    en="persons who leave poverty in each half of the campaign",
    zh="前三年、后三年减少的贫困人口",
    unit=PERSONS,
)
exit_persons_2015_2017: Final = _law.consistency(
    "exit_persons_2015_2017",
    "二",
    parts=_planned(2015, 2017),
    stated=_ASSAULT,
    comparison=Comparison.AT_LEAST,
    en="persons planned for 2015 to 2017 against the total asked for",
    zh="2015—2017年分年脱贫人口之和与总目标",
    unit=PERSONS,
)
exit_persons_2018_2020: Final = _law.consistency(
    "exit_persons_2018_2020",
    "二",
    parts=_planned(2018, 2020),
    stated=_CONSOLIDATION,
    comparison=Comparison.AT_LEAST,
    en="persons planned for 2018 to 2020 against the total asked for",
    zh="2018—2020年分年脱贫人口之和与总目标",
    unit=PERSONS,
)
exit_persons_2015_2020: Final = _law.consistency(
    "exit_persons_2015_2020",
    "二",
    parts=_planned(2015, 2020),
    stated=_ASSAULT + _CONSOLIDATION,
    comparison=Comparison.AT_LEAST,
    en="persons planned for all six years against the two totals together",
    zh="六年分年脱贫人口之和与两阶段总目标之和",
    unit=PERSONS,
)
phases: Final = _law.consistency(
    "phases",
    "二",
    parts={"years of the assault": 3, "years of consolidation": 3},
    stated=6,
    en="the years of the two phases against 2015 to 2020",
    zh="两阶段年数与2015—2020年",
    unit=("years", "年"),
)
poor_village_share: Final = _law.target(
    "poor_village_share",
    "二",
    by_end(2017, Fraction(8, 100), Comparison.AT_MOST),
    by_end(2020, Fraction(5, 100), Comparison.AT_MOST),
    en="poor villages that remain, as a share of the administrative villages",
    zh="剩余贫困村占行政村比例",
)
poverty_incidence: Final = _law.target(
    "poverty_incidence",
    "二",
    by_end(2017, Fraction(8, 100), Comparison.AT_MOST),
    by_end(2020, Fraction(5, 100), Comparison.AT_MOST),
    en="incidence of poverty",
    zh="贫困发生率",
)
rural_income: Final = _law.target(
    "rural_income",
    "二",
    by_end(2017, yuan(7000)),
    en="mean disposable income of the county's rural residents, a year",
    zh="全县农村居民人均可支配收入（年）",
    note_en="the sentence follows the tasks of 2015 to 2017 and is read as of 2017",
    note_zh="该句承接2015—2017年任务，理解为2017年目标",
)
targeted_income: Final = _law.target(
    "targeted_income",
    "二",
    by_end(2017, yuan(4000)),
    en="mean disposable income of those whom the campaign is for, a year",
    zh="精准扶贫对象人均可支配收入（年）",
    note_en="read as of 2017, as the county's mean",
    note_zh="与全县平均水平一并理解为2017年目标",
)

for _name, _value, _en, _zh in (
    ("most_villages_2017", Fraction(8, 100), "most poor villages by 2017, a share", "2017年剩余贫困村占比上限"),
    ("most_villages_2020", Fraction(5, 100), "most poor villages in 2020, a share", "2020年剩余贫困村占比上限"),
    ("most_incidence_2017", Fraction(8, 100), "highest incidence by 2017", "2017年贫困发生率上限"),
    ("most_incidence_2020", Fraction(5, 100), "highest incidence in 2020", "2020年贫困发生率上限"),
):
    _law.figure(_name, _value, "二", most=Fraction(1), en=_en, zh=_zh)
for _name, _year, _en, _zh in (
    ("assault_end", 2017, "last year of the assault", "集中攻坚期末年"),
    ("campaign_end", 2020, "last year of the campaign", "任务期末年"),
):
    _law.figure(_name, _year, "二", en=_en, zh=_zh)


def _within(
    year: Count, part: Count, whole: Count, first: Rate, last: Rate, assault_end: Count, campaign_end: Count
) -> Flag:
    """Whether a part is within the share of the year; before the end of the first phase nothing is asked."""
    most = where(year >= campaign_end, last, first)
    return (year < assault_end) | (whole * most >= part)


@_law.provision(
    "二",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    en="incidence of poverty within 8% from 2017, within 5% in 2020",
    zh="贫困发生率2017年起在8%以下、2020年在5%以下",
    note_en="the share itself is within; years before 2017 are not bound; in 2018 and 2019 the level of 2017 is kept",
    note_zh="含本数；2017年以前不受约束；2018、2019年维持2017年水平",
)
def incidence_target(
    year: Count,
    poor_population: Count,
    rural_population: Count,
    most_incidence_2017: Rate,
    most_incidence_2020: Rate,
    assault_end: Count,
    campaign_end: Count,
) -> Flag:
    """The poor are at most the year's share of the rural population, compared without a division."""
    return _within(
        year,
        poor_population,
        rural_population,
        most_incidence_2017,
        most_incidence_2020,
        assault_end,
        campaign_end,
    )


@_law.provision(
    "二",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    en="poor villages that remain within 8% from 2017, within 5% in 2020",
    zh="剩余贫困村占行政村比例2017年起在8%以内、2020年在5%以内",
    note_en="the share itself is within; years before 2017 are not bound; in 2018 and 2019 the level of 2017 is kept",
    note_zh="含本数；2017年以前不受约束；2018、2019年维持2017年水平",
)
def village_share_target(
    year: Count,
    poor_villages: Count,
    villages: Count,
    most_villages_2017: Rate,
    most_villages_2020: Rate,
    assault_end: Count,
    campaign_end: Count,
) -> Flag:
    """The poor villages are at most the year's share of the administrative villages."""
    return _within(year, poor_villages, villages, most_villages_2017, most_villages_2020, assault_end, campaign_end)


@_law.provision(
    "二",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    en="the incomes of those whom the campaign is for grow faster than the county's mean",
    zh="精准扶贫对象收入增幅高于全县平均水平",
    note_en="faster is strict; growth is that of the year over the year before",
    note_zh="“高于”不含相等；增幅为当年比上年",
)
def income_growth_target(
    targeted_mean_income: Amount,
    previous_targeted_mean_income: Amount,
    rural_mean_income: Amount,
    previous_rural_mean_income: Amount,
) -> Flag:
    """Their mean income grew in more than the proportion of all rural residents' mean."""
    return negate(
        product_at_least(
            rural_mean_income, previous_targeted_mean_income, targeted_mean_income, previous_rural_mean_income
        )
    )


for _section, _en, _zh in (
    (
        "前言",
        "number and date of the opinion, and why it is made: nothing to compute",
        "文号、日期和制定目的：无可计算",
    ),
    (
        "一",
        "guiding ideas and names of programmes that are set out elsewhere; three production bases without a quantity",
        "指导思想和另行规定的工程名称；“三大基地”未定数量",
    ),
    (
        "二",
        "better living conditions and services, the two worries ended and three guarantees, and that the indices of "
        "rural prosperity are basically reached: stated without a measure",
        "生产生活条件改善、“两不愁、三保障”、农村小康主要监测指标基本达到：未定衡量指标",
    ),
):
    _law.declaratory(_section, en=_en, zh=_zh)
