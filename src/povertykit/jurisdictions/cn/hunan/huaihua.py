"""Huaihua City, Hunan: the outline of the 2015–2020 targeted poverty alleviation campaign, as it was reported.

The outline starts from a count of the poor, sets what is to be reached by 2018 and 2020, divides the poor among four
pathways that add up to all of them, asks counties for a fund in proportion to their revenue, and says what follows when
a year's task is missed. Its figures are checked against one another: two of its 2018 targets do not come to the same.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Count, Flag, Rate, negate, times
from povertykit.calculators.progress import Comparison, by_end, in_total
from povertykit.citation import Grade, Source
from povertykit.models import Entity
from povertykit.money import FEN, UP, Period, Rounding, Stage, yuan
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import ProvisionKind
from povertykit.policy.targets import Target

OUTLINE: Final = Source(
    key="huaihua-2015",
    title_zh="怀化市精准扶贫攻坚行动实施纲要（2015—2020年）",
    title_en="Huaihua outline of the 2015–2020 targeted poverty alleviation campaign",
    issuer_zh="中共怀化市委",
    issuer_en="Huaihua City",
    issued=None,
    note_en="known through a report of 2015-09-09; the day on which the outline was adopted is not in it",
    note_zh="据2015年9月9日的报道；报道未载通过日期",
)

law: Final = Jurisdiction(
    name="huaihua",
    code="431200",
    en="Huaihua City",
    zh="怀化市",
    aliases=("怀化", "Huaihua"),
    source=OUTLINE,
    start=date(2015, 1, 1),
    end=date(2020, 12, 31),
    basis=Grade.DERIVED,
    basis_en="inferred: the outline names the years 2015 to 2020; it was reported on 2015-09-09, and its dates of "
    "adoption and effect are not given",
    basis_zh="推断：纲要名称载明2015—2020年；2015年9月9日见诸报道，未载通过和施行日期",
)
policy: Final = law.policy

PERSONS: Final = ("persons", "人")
VILLAGES: Final = ("villages", "个村")
COUNTIES: Final = ("counties", "个县市区")

# 一 Where it starts from --------------------------------------------------------------------------------------------

POOR_AT_THE_START: Final = 752_300
INCIDENCE_AT_THE_START: Final = Fraction(1750, 10_000)
RURAL_POPULATION_IMPLIED: Final = POOR_AT_THE_START / INCIDENCE_AT_THE_START
"""The rural population of which the poor are the stated incidence, about 4,298,857 persons; it is not stated itself."""

for _name, _value, _en, _zh in (
    ("counties_at_the_start", 13, "counties in the Wuling Mountain area", "武陵山片区县数"),
    ("key_counties_at_the_start", 10, "key counties of the state's poverty programme", "国家扶贫开发重点县数"),
    ("poor_villages_at_the_start", 1237, "poor villages", "贫困村数"),
    ("poor_at_the_start", POOR_AT_THE_START, "poor persons", "贫困人口"),
    ("incidence_at_the_start", INCIDENCE_AT_THE_START, "poverty incidence", "贫困发生率"),
    ("prosperity_at_the_start", Fraction(7680, 10_000), "moderate prosperity reached", "全面小康实现程度"),
):
    law.figure(_name, _value, "一", en=_en + " at the start", zh="起点" + _zh)

# 二 Targets -----------------------------------------------------------------------------------------------------------

farmers_income: Final = law.target(
    "farmers_income",
    "二",
    by_end(2018, yuan(9000)),
    by_end(2020, yuan(10_000)),
    en="disposable income of a farmer in the year",
    zh="农民人均可支配收入",
)
poor_persons: Final = law.target(
    "poor_persons",
    "二",
    by_end(2018, 180_000, Comparison.AT_MOST),
    by_end(2020, 0, Comparison.AT_MOST),
    en="persons who are still poor",
    zh="剩余贫困人口",
    unit=PERSONS,
    note_en="within 180,000 includes the number itself; the whole of 752,300 out by 2020 leaves none",
    note_zh="18万人以下含本数；75.23万贫困人口整体脱贫，即2020年为零",
)
incidence: Final = law.target(
    "incidence",
    "二",
    by_end(2018, Fraction(7, 100), Comparison.AT_MOST),
    en="poverty incidence",
    zh="贫困发生率",
    note_en="the number itself is within; 180,000 persons are a smaller share than this, see incidence_of_2018",
    note_zh="含本数；18万人所占比例低于此数，见 incidence_of_2018",
)
counties_out: Final = law.target(
    "counties_out",
    "二",
    by_end(2020, 13),
    en="counties that have left the list",
    zh="已摘帽县市区",
    unit=COUNTIES,
    note_en="the clause calls all 13 key counties, where the count at the start names 10",
    note_zh="此处称13个重点县市区，起点所列重点县为10个",
)
villages_out: Final = law.target(
    "villages_out", "二", by_end(2020, 1237), en="villages that have left the list", zh="已退出贫困村", unit=VILLAGES
)

incidence_of_2018: Final = law.consistency(
    "incidence_of_2018",
    "二",
    parts={"poor persons at the start": POOR_AT_THE_START, "poor persons in 2018": 180_000},
    computed=180_000 / RURAL_POPULATION_IMPLIED,
    stated=Fraction(7, 100),
    comparison=Comparison.EXACTLY,
    en="the 180,000 of 2018 as a share of the rural population that 752,300 at 17.50% imply (about 4.299 million)",
    zh="2018年18万人占75.23万人、17.50%所对应农村人口（约429.9万人）的比例",
)
persons_of_2018: Final = law.consistency(
    "persons_of_2018",
    "二",
    parts={"poor persons at the start": POOR_AT_THE_START, "incidence in 2018": Fraction(7, 100)},
    computed=RURAL_POPULATION_IMPLIED * Fraction(7, 100),
    stated=180_000,
    comparison=Comparison.EXACTLY,
    en="7% of the rural population that 752,300 at 17.50% imply, against the persons set for 2018",
    zh="75.23万人、17.50%所对应农村人口的7%，与2018年贫困人口目标之比",
    unit=PERSONS,
)
key_counties_named: Final = law.consistency(
    "key_counties_named",
    "二",
    parts={"key counties at the start": 10},
    stated=13,
    comparison=Comparison.EXACTLY,
    en="key counties that are to leave the list: 10 at the start, 13 in the targets, as many as all counties",
    zh="应摘帽重点县：起点为10个，目标称13个（与片区县总数相同）",
    unit=COUNTIES,
)

# 二 Pathways ----------------------------------------------------------------------------------------------------------


def _persons(name: str, persons: int, en: str, zh: str) -> Target:
    """The persons of one pathway."""
    return law.target(
        name,
        "二",
        by_end(2020, persons),
        en=f"persons helped {en}",
        zh=f"{zh}脱贫人数",
        unit=PERSONS,
        note_en="all persons since the start; the five years that the clause speaks of end with 2020",
        note_zh="自起点累计人数；所称今后5年至2020年",
    )


production_persons: Final = _persons("production_persons", 458_300, "by production and jobs", "扶持生产和就业")
relocation_persons: Final = _persons("relocation_persons", 82_200, "by relocation", "移民搬迁")
guarantee_persons: Final = _persons("guarantee_persons", 93_900, "by the guarantee", "政策兜底")
medical_persons: Final = _persons("medical_persons", 117_900, "by medical assistance", "医疗救助")
pathways_add_up: Final = law.consistency(
    "pathways_add_up",
    "二",
    parts={
        "production and jobs": 458_300,
        "relocation": 82_200,
        "guarantee": 93_900,
        "medical assistance": 117_900,
    },
    stated=POOR_AT_THE_START,
    en="the persons of the four pathways, against all who are poor",
    zh="四条脱贫路径人数合计，与贫困人口总数之比",
    unit=PERSONS,
    comparison=Comparison.EXACTLY,
)


@law.provision(
    "二",
    kind=ProvisionKind.ASSISTANCE,
    en="pathway of production and jobs",
    zh="扶持生产和就业发展",
    note_en="the clause names no condition; it is read as for those registered poor households that can work",
    note_zh="条款未列条件；理解为有劳动能力的建档立卡户",
)
def pathway_production(registered_poor: Flag, has_labour_capacity: Flag) -> Flag:
    """A registered poor household in which somebody can work."""
    return registered_poor & has_labour_capacity


@law.provision(
    "二",
    kind=ProvisionKind.ASSISTANCE,
    en="pathway of relocation",
    zh="移民搬迁安置",
    note_en="who is to be relocated is decided elsewhere and handed in",
    note_zh="搬迁对象另行认定，由调用方提供",
)
def pathway_relocation(registered_poor: Flag, in_relocation: Flag) -> Flag:
    """A registered poor household that is to be relocated."""
    return registered_poor & in_relocation


@law.provision(
    "二",
    kind=ProvisionKind.ASSISTANCE,
    en="pathway of the guarantee",
    zh="低保政策兜底",
    note_en="dibao and, by its older name, special hardship; one person in special hardship is enough",
    note_zh="含低保和五保（特困）；家中有一名特困人员即符合",
)
def pathway_guarantee(registered_poor: Flag, on_dibao: Flag, special_hardship_persons: Count) -> Flag:
    """A registered poor household on dibao, or with a person in special hardship."""
    return registered_poor & (on_dibao | (special_hardship_persons > 0))


@law.provision("二", kind=ProvisionKind.ASSISTANCE, en="pathway of medical assistance", zh="医疗救助扶持")
def pathway_medical(registered_poor: Flag, poor_through_illness: Flag) -> Flag:
    """A registered poor household that illness made poor."""
    return registered_poor & poor_through_illness


@law.provision(
    "二",
    kind=ProvisionKind.TEST,
    en="a poor household is on a pathway",
    zh="贫困户至少适用一条脱贫路径",
    note_en="that everyone is on one follows from the sum of the four numbers and is not stated; a household may be on "
    "several",
    note_zh="由四项人数之和推得，条款未明言；一户可适用多条路径",
)
def pathway_found(
    registered_poor: Flag,
    pathway_production: Flag,
    pathway_relocation: Flag,
    pathway_guarantee: Flag,
    pathway_medical: Flag,
) -> Flag:
    """At least one of the four pathways is a registered poor household's; others need none."""
    either = pathway_production | pathway_relocation | pathway_guarantee | pathway_medical
    return negate(registered_poor) | either


# 三 Accountability ----------------------------------------------------------------------------------------------------


@law.provision(
    "三",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.ASSESSED_UNIT,
    en="warning talk",
    zh="警示约谈",
    note_en="the task itself suffices; it is held also where the year before was missed, beside what that brings",
    note_zh="完成数等于任务数即为完成；上年也未完成的，与组织措施并列",
)
def warning_talk(reduction_done: Count, reduction_task: Count) -> Flag:
    """This year's task is missed."""
    return reduction_done < reduction_task


@law.provision(
    "三",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.ASSESSED_UNIT,
    en="organisational measures",
    zh="采取组织措施",
    note_en="two years running are this year and the one before it",
    note_zh="连续两年指本年度和上一年度",
)
def organisational_measures(
    reduction_done: Count, reduction_task: Count, previous_reduction_done: Count, previous_reduction_task: Count
) -> Flag:
    """The task is missed this year and was missed the year before."""
    return (reduction_done < reduction_task) & (previous_reduction_done < previous_reduction_task)


# 三 Funds -------------------------------------------------------------------------------------------------------------

SPECIAL_FUND_SHARE = law.figure(
    "special_fund_share",
    Fraction(5, 100),
    "三",
    most=Fraction(1),
    en="special fund as a share of the year before's local revenue, at least",
    zh="扶贫专项资金占上年度地方财政收入的比例下限",
)
special_fund_rounding: Final = law.rounding(
    "special_fund_rounding",
    Rounding(unit=FEN, mode=UP, stage=Stage.YEAR),
    en="rounding of the special fund's floor (a floor is rounded up)",
    zh="扶贫专项资金下限的取整方式（下限向上取整）",
)


@law.provision(
    "三",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="special anti-poverty fund of a county, at least",
    zh="县级扶贫专项资金下限",
    note_en="not below 5%, so rounded up; what the city adds as a reward is not stated",
    note_zh="不低于5%，故向上取整；市级奖补数额未定",
)
def special_fund_floor(previous_revenue: Amount, special_fund_share: Rate, special_fund_rounding: Rounding) -> Amount:
    """5% of last year's local revenue."""
    return times(previous_revenue, special_fund_share, rounding=special_fund_rounding)


@law.provision(
    "三",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    en="the county's special fund reaches its floor",
    zh="县级扶贫专项资金达到下限",
)
def special_fund_reached(special_fund: Amount, special_fund_floor: Amount) -> Flag:
    """The fund set up is at least the floor."""
    return special_fund >= special_fund_floor


village_investment: Final = law.target(
    "village_investment",
    "三",
    by_end(2020, yuan(5_000_000)),
    en="invested in a poor village on average, since the start",
    zh="贫困村平均累计投入资金",
)
VILLAGE_INVESTMENT_LEAST = law.figure(
    "village_investment_least",
    yuan(5_000_000),
    "三",
    en="invested in a poor village on average, at least",
    zh="贫困村平均投入资金下限",
)
INVESTMENT_YEAR = law.figure("investment_year", 2020, "三", en="year of the investment targets", zh="投入目标年份")


@law.provision(
    "三",
    kind=ProvisionKind.FUND,
    entity=Entity.PREFECTURE,
    en="investment in the poor villages reaches its average",
    zh="贫困村平均投入资金达标",
    note_en="the average of all poor villages, by what was invested in all of them; a single village may have less. "
    "Before 2020 nothing is due",
    note_zh="按全部贫困村的累计投入计算平均数，单个村可低于此数；2020年前未到期",
)
def village_investment_test(
    year: Count,
    poor_village_investment: Amount,
    poor_villages: Count,
    village_investment_least: Amount,
    investment_year: Count,
) -> Flag:
    """By 2020 at least 5,000,000 yuan for each poor village, on average."""
    return (year < investment_year) | (poor_village_investment >= village_investment_least * poor_villages)


public_investment: Final = law.target(
    "public_investment",
    "三",
    in_total(2015, 2020, yuan(5_000_000_000)),
    en="public funds invested in the year",
    zh="年度政府财政性资金投入",
    note_en="counted from the outline's first year",
    note_zh="自纲要首年起累计",
)
financial_investment: Final = law.target(
    "financial_investment",
    "三",
    in_total(2015, 2020, yuan(5_000_000_000)),
    en="financial and private capital invested in the year",
    zh="年度金融及民间资本投入",
    note_en="counted from the outline's first year",
    note_zh="自纲要首年起累计",
)

# 三 First secretaries -------------------------------------------------------------------------------------------------

secretaries_sent: Final = law.target(
    "secretaries_sent",
    "三",
    by_end(2020, 1237),
    en="poor villages with a first secretary",
    zh="派驻第一书记的贫困村",
    unit=VILLAGES,
    note_en="no date is stated; the end of the outline's span is taken",
    note_zh="条款未定期限，取纲要末年",
)


@law.provision(
    "三",
    kind=ProvisionKind.TARGET,
    entity=Entity.VILLAGE,
    en="a poor village has its first secretary",
    zh="贫困村有第一书记",
    note_en="1237 villages are named and no number a village; one for each follows. Other villages are not bound",
    note_zh="条款列1237个村，未列每村人数，按每村一名理解；非贫困村不受此约束",
)
def secretary_sent(is_poor_village: Flag, has_first_secretary: Flag) -> Flag:
    """A cadre sent from an office serves as first secretary in each poor village."""
    return negate(is_poor_village) | has_first_secretary


# What computes nothing, section by section ---------------------------------------------------------------------------

for _section, _en, _zh in (
    ("前言", "the meeting that adopted the outline", "审议通过纲要的会议"),
    ("一", "resolve and hard work over three to five years: without a task", "“三五年”等决心表述：未设任务"),
    (
        "二",
        "villages' infrastructure and services are to come near to the average of the province and the city: near is "
        "given no measure",
        "贫困村基础设施、公共服务指标“接近”全省全市平均水平：未定衡量标准",
    ),
    (
        "三",
        "who leads and who answers for what, weights and terms of office, the city's reward for county funds, joining "
        "funds, new forms of finance, offices in townships, and who takes part: without a figure",
        "责任分工、考核权重、干部任期、市级奖补、资金整合、金融创新、乡镇扶贫工作站、社会参与：未定数值",
    ),
):
    law.declaratory(_section, en=_en, zh=_zh)
