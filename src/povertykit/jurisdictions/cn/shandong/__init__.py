"""Shandong Province: the explanation of its opinion on the three-year action against poverty, 2018–2020.

The text sets the province's last totals, who is to be taken into dibao, how poor households are housed and insured,
what is followed after they have left poverty, and what the heads of cities, counties, townships and villages owe.
Counties inherit what binds a county, a village or a household; the province's own totals bind only the province.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, Rate, negate
from povertykit.calculators.duties import met_by_role
from povertykit.calculators.progress import Comparison, by_end, in_total
from povertykit.citation import Grade, Source
from povertykit.models import Entity, HousingMeasure, LabourCapacity
from povertykit.models.team import Duty
from povertykit.money import Period, yuan
from povertykit.policy.calendar import Due
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import ProvisionKind

EXPLANATION: Final = Source(
    key="shandong-2018",
    title_zh="关于打赢脱贫攻坚战三年行动的实施意见（解读）",
    title_en="Shandong opinion on the three-year action against poverty (explanation)",
    issuer_zh="山东省扶贫开发办公室",
    issuer_en="Shandong Provincial Office of Poverty Alleviation and Development",
    issued=None,
    note_en="an official explanation of the provincial opinion of 2018, not the opinion itself; the text bears no date",
    note_zh="为省委、省政府2018年实施意见的官方解读，并非意见原文；文本未载日期",
)

law: Final = Jurisdiction(
    name="shandong",
    code="370000",
    en="Shandong Province",
    zh="山东省",
    aliases=("山东", "Shandong"),
    source=EXPLANATION,
    start=date(2018, 1, 1),
    end=date(2020, 12, 31),
    basis=Grade.DERIVED,
    basis_en="inferred: the text sets out 2018, 2019 and 2020 by name; it states no dates of issue or effect",
    basis_zh="推断：文中逐一列明2018、2019、2020三年；未载发文和施行日期",
)
policy: Final = law.policy

PERSONS: Final = ("persons", "人")
VILLAGES: Final = ("villages", "个村")

# 第一 Targets of the province ---------------------------------------------------------------------------------------

for _name, _value, _section, _en, _zh in (
    ("key_villages_listed", 7005, "第一", "key villages on the province's list", "省定扶贫工作重点村数"),
    ("heavy_counties_listed", 20, "第一", "counties whose task is rather heavy", "脱贫任务比较重的县（市、区）数"),
    ("heavy_cities_listed", 2, "第二 一", "cities that are supported (Heze and Linyi)", "重点支持的市数（菏泽、临沂）"),
    ("heavy_towns_listed", 200, "第二 一", "townships that are supported", "重点扶持乡镇数"),
):
    law.figure(_name, _value, _section, en=_en, zh=_zh)

persons_out: Final = law.target(
    "persons_out",
    "第一",
    in_total(2018, 2018, 172_000),
    en="persons out of poverty by the province's own line",
    zh="省扶贫标准脱贫人数",
    unit=PERSONS,
    note_en="the task is to be basically done, which is given no share; all of it is asked for here",
    note_zh="“基本完成”未定比例，此处按全数计",
)
persons_out_by_the_national_line: Final = law.target(
    "persons_out_by_the_national_line",
    "第一",
    in_total(2018, 2018, 81_000),
    en="those of them who are poor by the national line",
    zh="其中国家扶贫标准脱贫人数",
    unit=PERSONS,
)
persons_consolidated: Final = law.target(
    "persons_consolidated",
    "第一",
    by_end(2018, 2_531_000),
    en="persons out of poverty who enjoy the policies and whose exit is consolidated",
    zh="巩固脱贫成果的已脱贫享受政策人口",
    unit=PERSONS,
)
villages_out: Final = law.target(
    "villages_out",
    "第一",
    in_total(2018, 2018, 68),
    en="key villages that leave the list, the last of 7005",
    zh="退出的省定扶贫工作重点村（7005个中的最后68个）",
    unit=VILLAGES,
)
villages_whose_poor_are_out: Final = law.target(
    "villages_whose_poor_are_out",
    "第一",
    by_end(2018, 2000),
    en="key villages whose poor are basically out of poverty",
    zh="贫困人口基本脱贫的省扶贫工作重点村",
    unit=VILLAGES,
    note_en="basically is given no share; which villages count is the observer's finding",
    note_zh="“基本脱贫”未定比例，由统计者认定",
)
poor_persons: Final = law.target(
    "poor_persons",
    "第一",
    by_end(2020, 0, Comparison.AT_MOST),
    en="persons in absolute poverty",
    zh="绝对贫困人口",
    unit=PERSONS,
)
yellow_river_relocation: Final = law.target(
    "yellow_river_relocation",
    "第一",
    by_end(2020, Fraction(1)),
    en="relocation of the residents of the Yellow River floodplain, share done",
    zh="黄河滩区居民迁建完成比例",
)

evaluation_calendar: Final = law.calendar(
    "evaluation_calendar",
    "第一",
    {12: ("yearly assessment by the province's leading group", "省扶贫开发领导小组年度考核评估")},
    once=(
        Due(date(2019, 12, 31), "self-evaluation by the cities, reported to the province", "各市自查评估并报告"),
        Due(date(2020, 6, 30), "rectification by what the self-evaluation found", "根据自查评估整改提升"),
        Due(date(2020, 12, 31), "evaluation and acceptance of the cities", "对各市全面评估验收"),
        Due(date(2020, 12, 31), "the province's report to the central authorities", "省级向中央报告"),
    ),
    en="assessments and evaluations due",
    zh="考核评估日程",
)

# 第二 三 Insurance and housing --------------------------------------------------------------------------------------


@law.provision(
    "第二 三",
    kind=ProvisionKind.TEST,
    en="the special insurance is bought",
    zh="已购买扶贫特惠保险",
    note_en="for registered households that are still poor, and those out of poverty that still enjoy the policies; "
    "others need none",
    note_zh="适用于未脱贫和已脱贫享受政策的建档立卡户；其他家庭视为符合",
)
def special_insurance_test(
    registered_poor: Flag, out_of_poverty: Flag, enjoys_policies: Flag, has_special_insurance: Flag
) -> Flag:
    """A registered household that is poor, or out of poverty and still enjoys the policies, is insured."""
    entitled = registered_poor & (negate(out_of_poverty) | enjoys_policies)
    return negate(entitled) | has_special_insurance


STRENGTHEN: Final = HousingMeasure.STRENGTHEN.code
BUILD: Final = HousingMeasure.BUILD.code
FOSTER: Final = HousingMeasure.FOSTER.code
RENT: Final = HousingMeasure.RENT.code
GUARANTEE: Final = HousingMeasure.GUARANTEE.code


@law.provision("第二 三", kind=ProvisionKind.ASSISTANCE, en="the home is strengthened", zh="宜固则固：加固住房")
def housing_strengthened(registered_poor: Flag, unsafe_home: Flag, housing_measure: Category) -> Flag:
    """A poor household in an unsafe home that is best strengthened."""
    return registered_poor & unsafe_home & (housing_measure == STRENGTHEN)


@law.provision("第二 三", kind=ProvisionKind.ASSISTANCE, en="a home is built", zh="宜建则建：新建住房")
def housing_built(registered_poor: Flag, unsafe_home: Flag, housing_measure: Category) -> Flag:
    """A poor household in an unsafe home, for whom one is best built."""
    return registered_poor & unsafe_home & (housing_measure == BUILD)


@law.provision("第二 三", kind=ProvisionKind.ASSISTANCE, en="care in place of a home", zh="宜养则养：集中供养")
def housing_fostered(registered_poor: Flag, unsafe_home: Flag, housing_measure: Category) -> Flag:
    """A poor household in an unsafe home that is best taken into care."""
    return registered_poor & unsafe_home & (housing_measure == FOSTER)


@law.provision("第二 三", kind=ProvisionKind.ASSISTANCE, en="a home is rented", zh="宜租则租：租赁住房")
def housing_rented(registered_poor: Flag, unsafe_home: Flag, housing_measure: Category) -> Flag:
    """A poor household in an unsafe home, for whom one is best rented."""
    return registered_poor & unsafe_home & (housing_measure == RENT)


@law.provision("第二 三", kind=ProvisionKind.ASSISTANCE, en="a home is guaranteed", zh="宜保则保：住房保障")
def housing_guaranteed(registered_poor: Flag, unsafe_home: Flag, housing_measure: Category) -> Flag:
    """A poor household in an unsafe home, for whom public housing is best."""
    return registered_poor & unsafe_home & (housing_measure == GUARANTEE)


@law.provision(
    "第二 三",
    kind=ProvisionKind.TEST,
    en="a way to a safe home is found",
    zh="住房安全保障方式已确定",
    note_en="what fits a household is found on the spot and handed in; the text names five ways and no condition",
    note_zh="以何种方式为宜由现场认定，由调用方提供；条款列五种方式，未列条件",
)
def housing_found(registered_poor: Flag, unsafe_home: Flag, housing_measure: Category) -> Flag:
    """For a poor household in an unsafe home one of the five ways is chosen."""
    return negate(registered_poor & unsafe_home) | (housing_measure != 0)


homes_rebuilt: Final = law.target(
    "homes_rebuilt",
    "第二 三",
    in_total(2018, 2018, 23_000),
    en="unsafe homes of poor households rebuilt",
    zh="贫困户危房改造",
    unit=("homes", "户"),
    note_en="set for the second half of 2018, and due at its end",
    note_zh="2018年下半年任务，年底到期",
)


@law.provision(
    "第二 三",
    kind=ProvisionKind.TEST,
    start=date(2018, 12, 31),
    en="a relocated household has moved in",
    zh="易地扶贫搬迁户已搬迁入住",
    note_en="due by the end of 2018; before that day nothing is tested",
    note_zh="2018年年底前到期，此前不作判定",
)
def relocation_test(registered_poor: Flag, in_relocation: Flag, moved_in: Flag) -> Flag:
    """A poor household that is to be relocated lives in its new home."""
    return negate(registered_poor & in_relocation) | moved_in


# 第二 四 Guarantee and care -----------------------------------------------------------------------------------------

PARTLY_LOST: Final = LabourCapacity.PARTLY_LOST.code
LOST: Final = LabourCapacity.LOST.code
law.link(
    "broadcast",
    "of_registered_poor",
    "registered_poor",
    of=Entity.HOUSEHOLD,
    to=Entity.MEMBER,
    en="the household is registered as poor",
    zh="家庭建档立卡",
)


@law.provision(
    "第二 四",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="taken into dibao where work cannot help",
    zh="应纳入低保的贫困人口已纳入",
    note_en="the conditions of dibao are not listed and their finding is handed in; the poor are those of registered "
    "households; who is provided for in special hardship is not covered by dibao as well, and passes",
    note_zh="低保条件未列明，由调用方提供认定结果；贫困人口指建档立卡户成员；特困人员不再纳入低保，视为符合",
)
def guarantee_inclusion_test(
    of_registered_poor: Flag,
    meets_dibao_conditions: Flag,
    labour_capacity: Category,
    escapes_by_work: Flag,
    in_special_hardship: Flag,
    covered: Flag,
) -> Flag:
    """Who cannot work at all, or only partly and not out of poverty, and meets the conditions, is covered."""
    unable = (labour_capacity == LOST) | ((labour_capacity == PARTLY_LOST) & negate(escapes_by_work))
    included = of_registered_poor & meets_dibao_conditions & unable
    return negate(included) | in_special_hardship | covered


disabled_rehabilitation: Final = law.target(
    "disabled_rehabilitation",
    "第二 四",
    by_end(2020, Fraction(1)),
    en="registered poor persons with a disability who have basic rehabilitation, share",
    zh="建档立卡贫困残疾人基本康复服务覆盖率",
    note_en="the clause asks for all and names no date; the end of the three years is taken",
    note_zh="条款要求全部覆盖，未定期限，取三年行动末年",
)
CARE_SHARE_LEAST = law.figure(
    "care_share_least",
    Fraction(50, 100),
    "第二 四",
    most=Fraction(1),
    en="persons in special hardship unable to look after themselves who are in central care, at least",
    zh="生活不能自理特困人员集中供养率下限",
)
CARE_YEAR = law.figure("care_year", 2020, "第二 四", en="year of the care target", zh="集中供养率目标年份")
central_care: Final = law.target(
    "central_care",
    "第二 四",
    by_end(2020, Fraction(50, 100)),
    en="share in central care of those in special hardship unable to look after themselves",
    zh="生活不能自理特困人员集中供养率",
)


@law.provision(
    "第二 四",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    en="half of those unable to look after themselves are in central care",
    zh="生活不能自理特困人员集中供养率达标",
    note_en="the share is not divided among counties; it is asked of the county handed in. Half itself passes",
    note_zh="条款未分解到县，此处对所给县判定；“以上”含本数",
)
def care_target(
    year: Count,
    dependent_in_central_care: Count,
    dependent_persons: Count,
    care_share_least: Rate,
    care_year: Count,
) -> Flag:
    """From 2020 on at least 50% of them, by their numbers."""
    return (year < care_year) | (dependent_persons * care_share_least <= dependent_in_central_care)


# 第二 五 Collective income ------------------------------------------------------------------------------------------

EMPTY_SHELL_INCOME = law.figure(
    "empty_shell_income",
    yuan(0),
    "第二 五",
    period=Period.YEAR,
    en="yearly collective income of an empty shell",
    zh="集体经济空壳村年收入",
)


@law.provision(
    "第二 五",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    start=date(2020, 1, 1),
    en="a key village has collective income",
    zh="重点村非集体经济空壳村",
    note_en="an empty shell is read as a village without any collective income; set for 2020, so before its end not "
    "met means not yet. The key villages of the province are the model's poor villages; others are not bound",
    note_zh="“空壳村”理解为没有集体收入；2020年目标，年底前不符合表示尚未达到。省扶贫工作重点村即模型中的贫困村，其他村不受约束",
)
def collective_income_test(is_poor_village: Flag, collective_income: Amount, empty_shell_income: Amount) -> Flag:
    """A key village earns more than nothing as a body."""
    return negate(is_poor_village) | (collective_income > empty_shell_income)


# 第二 七 Donations --------------------------------------------------------------------------------------------------

donations: Final = law.target(
    "donations",
    "第二 七",
    in_total(2018, 2020, yuan(100_000_000)),
    en="donated by the province's own enterprises in the year",
    zh="省属企业年度捐赠",
)

# 第二 八 After the exit ---------------------------------------------------------------------------------------------


@law.provision(
    "第二 八",
    kind=ProvisionKind.TEST,
    en="a household out of poverty is followed",
    zh="脱贫户纳入跟踪监测",
    note_en="of registered households; others are not bound",
    note_zh="指建档立卡户；其他家庭不受约束",
)
def monitoring_test(registered_poor: Flag, out_of_poverty: Flag, is_followed: Flag) -> Flag:
    """Who has left poverty is followed, and what changes is recorded."""
    return negate(registered_poor & out_of_poverty) | is_followed


@law.provision(
    "第二 八",
    kind=ProvisionKind.TEST,
    en="a household that fell back is taken in again",
    zh="返贫户及时纳入帮扶",
    note_en="in time is given no number of days",
    note_zh="“及时”未定天数",
)
def relapse_test(fell_back: Flag, is_helped: Flag) -> Flag:
    """Who has fallen back into poverty is being helped."""
    return negate(fell_back) | is_helped


@law.provision(
    "第二 八",
    kind=ProvisionKind.TEST,
    en="help goes on for those who still enjoy the policies",
    zh="已脱贫享受政策户继续得到帮扶",
    note_en="within the years of the action, so to the end of 2020",
    note_zh="脱贫攻坚期内，至2020年底",
)
def continued_help_test(out_of_poverty: Flag, enjoys_policies: Flag, is_helped: Flag) -> Flag:
    """Who is out of poverty and still enjoys the policies is being helped."""
    return negate(out_of_poverty & enjoys_policies) | is_helped


# 第三 and 第四 Assessment and rectification -------------------------------------------------------------------------

ASSESSMENTS_MOST = law.figure(
    "assessments_most", 2, "第三", en="assessments of a county in a year, at most", zh="每年对县考核次数上限"
)


@law.provision(
    "第三",
    kind=ProvisionKind.DUTY,
    entity=Entity.COUNTY,
    en="a county is assessed at most twice a year",
    zh="每年对县考核不超过两次",
    note_en="the rule holds in principle, and for the province and the city together; twice itself is within",
    note_zh="“原则上”，省市两级合计；两次为符合",
)
def assessment_cap(assessments: Count, assessments_most: Count) -> Flag:
    """The province and the city assess a county no more than 2 times a year."""
    return assessments <= assessments_most


remedy_quarter: Final = law.calendar(
    "remedy_quarter",
    "第四",
    {},
    once=tuple(
        Due(date(_year, 6, 30), "the quarter of rectification ends, begun on 1 April", "问题整改落实季（4月1日起）结束")
        for _year in (2018, 2019, 2020)
    ),
    en="the second quarter of each year, for rectification",
    zh="每年第二季度问题整改落实季",
)
cadres_trained: Final = law.target(
    "cadres_trained",
    "第四",
    by_end(2019, Fraction(1)),
    en="share of the cadres who have been trained",
    zh="扶贫干部教育培训覆盖率",
)

# 第五 What leaders owe ----------------------------------------------------------------------------------------------

COUNTY_PRINCIPAL: Final = Duty.COUNTY_PRINCIPAL.code
WORK_DAYS_LEAST = law.figure(
    "work_days_least",
    5,
    "第五",
    en="working days a month that the heads of a heavy county give, at least",
    zh="任务较重县党政正职每月扶贫工作日下限",
)


@law.provision(
    "第五",
    kind=ProvisionKind.DUTY,
    entity=Entity.TEAM_MEMBER,
    en="heads of a county with a heavy task: working days",
    zh="任务较重县党政正职每月扶贫工作日",
    note_en="binds the party and government heads of the 20 counties, each for each month; whether a county is one of "
    "the 20 is not listed and is handed in; others keep it",
    note_zh="约束20个脱贫任务比较重的县（市、区）党政正职，逐月判定；名单未列，由调用方提供；其他人员视为符合",
)
def county_principal_duty(duty: Category, in_heavy_county: Flag, work_days: Count, work_days_least: Count) -> Flag:
    """At least 5 working days each month."""
    return negate(in_heavy_county) | met_by_role(duty, COUNTY_PRINCIPAL, work_days, work_days_least)


@law.provision(
    "第五",
    kind=ProvisionKind.DUTY,
    entity=Entity.PREFECTURE,
    en="the city's party secretary visits every township with a heavy task",
    zh="市委书记遍访脱贫任务比较重的乡镇",
    note_en="no period is stated; the count of those visited so far is taken",
    note_zh="条款未定期限，按已走访数判定",
)
def city_visits(heavy_towns_visited: Count, heavy_towns: Count) -> Flag:
    """All of them are visited."""
    return heavy_towns_visited >= heavy_towns


@law.provision(
    "第五",
    kind=ProvisionKind.DUTY,
    entity=Entity.COUNTY,
    en="the county's party secretary visits every key village",
    zh="县委书记遍访扶贫工作重点村",
    note_en="no period is stated; the count of those visited so far is taken",
    note_zh="条款未定期限，按已走访数判定",
)
def county_visits(poor_villages_visited: Count, poor_villages: Count) -> Flag:
    """All of them are visited."""
    return poor_villages_visited >= poor_villages


@law.provision(
    "第五",
    kind=ProvisionKind.DUTY,
    entity=Entity.TOWN,
    en="the township's party secretary visits every poor household",
    zh="乡镇党委书记遍访贫困户",
    note_en="no period is stated; the count of those visited so far is taken",
    note_zh="条款未定期限，按已走访数判定",
)
def town_visits(households_visited: Count, poor_households: Count) -> Flag:
    """All of them are visited."""
    return households_visited >= poor_households


@law.provision(
    "第五",
    kind=ProvisionKind.DUTY,
    entity=Entity.VILLAGE,
    en="the village's party secretary visits every poor household",
    zh="村党组织书记遍访贫困户",
    note_en="no period is stated; the count of those visited so far is taken",
    note_zh="条款未定期限，按已走访数判定",
)
def village_visits(households_visited: Count, poor_households: Count) -> Flag:
    """All of them are visited."""
    return households_visited >= poor_households


city_reports: Final = law.calendar(
    "city_reports",
    "第五",
    {12: ("the city's report to the province on the year", "市委、市政府向省委、省政府的年度报告")},
    en="reports of the cities",
    zh="市级报告日程",
)

law.binds_only_here(
    *("key_villages_listed", "heavy_counties_listed", "heavy_cities_listed", "heavy_towns_listed"),
    *("persons_out", "persons_out_by_the_national_line", "persons_consolidated", "poor_persons", "homes_rebuilt"),
    *("villages_out", "villages_whose_poor_are_out", "yellow_river_relocation"),
    *("central_care", "disabled_rehabilitation", "donations"),
    *("evaluation_calendar", "city_reports", "city_visits"),
)

# What computes nothing, section by section ---------------------------------------------------------------------------

for _section, _en, _zh in (
    ("前言", "why the opinion was written", "出台背景"),
    (
        "第一",
        "standards are neither lowered nor raised; 2019 consolidates; villages are built up; the services of the 20 "
        "counties come near to the provincial average: near is given no measure",
        "标准不降不升；2019年巩固提升；加快村级基础设施；20个县公共服务“接近”全省平均水平：未定衡量标准",
    ),
    ("第二", "how the emphasis shifts: without a figure", "工作重点的转变：无可计算的数值"),
    (
        "第二 一",
        "where support is concentrated: the places are counted, and no task is set by them",
        "支持区域：只列数量",
    ),
    ("第二 二", "how industries are developed and tied to poor households: without a figure", "产业发展：未定数值"),
    (
        "第二 三",
        "less burden of treatment, care of severe mental illness, school aid at every stage, work after relocation: "
        "without a figure",
        "减轻就医负担、严重精神障碍救治、各学段资助、搬迁后续扶持：未定数值",
    ),
    (
        "第二 四",
        "a system of guarantees, and daily care for the old and the disabled: without a date or a figure",
        "综合保障体系、日常护理照料：未定期限或数值",
    ),
    ("第二 五", "ways by which villages earn: without a figure", "增收渠道：未定数值"),
    ("第二 六", "work and not gifts, rewards for effort: without a figure", "激发内生动力：无可计算的数值"),
    ("第二 七", "who else takes part, and partnerships of cities: without a figure", "社会参与、结对协作：未定数值"),
    ("第二 八", "lasting arrangements for after 2020: without a figure", "长效机制：未定数值"),
    (
        "第三",
        "whom assessments look at, praise, talks and punishment: the measures are set elsewhere",
        "考核对象和重点、奖惩、约谈：标准另行规定",
    ),
    ("第四", "against empty forms and corruption, ledgers of problems: without a figure", "作风治理、台账：未定数值"),
    (
        "第五",
        "who leads and answers at each level, which plans departments make, and that provincial leaders keep in touch "
        "with the 20 counties: without a number for each",
        "各级责任、部门方案；省领导联系指导20个县，未定次数",
    ),
    (
        "第六",
        "promotion, allowances, pensions for families and honours: by other rules",
        "选拔任用、津补贴、抚恤、表彰：另有规定",
    ),
):
    law.declaratory(_section, en=_en, zh=_zh)
