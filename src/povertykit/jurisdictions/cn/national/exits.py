"""Who leaves the register and the lists: the exit mechanism of 2016 for households, villages and counties.

A household is judged by its income, which includes assistance and pensions (other than for dibao), against a line that
is handed in: the national line of the year stated or of the year before (`poverty_lines.exit_line_of` gives either), or
a province's own. A village and a county are judged by their share of poor persons, and a county by three rates found
in samples besides. The documents differ on whether a limit itself passes: `exit_boundary`. The mechanism has no test
for towns.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, where
from povertykit.calculators.exits import above_line, combined_share_within, share_reaching, share_within
from povertykit.citation import Citation, Grade, Source
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity
from povertykit.money import Period, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "COUNTY_EVALUATION",
    "EXIT_MECHANISM",
    "county_approval_test",
    "county_exit_procedure",
    "county_exit_test",
    "county_incidence_test",
    "county_omission_test",
    "county_wrong_exit_test",
    "exit_boundary",
    "exit_drinking_water",
    "exit_line",
    "household_exit_procedure",
    "household_exit_test",
    "village_exit_procedure",
    "village_exit_test",
    "village_incidence_test",
]

EXIT_MECHANISM: Final = Source(
    key="exit-mechanism-2016",
    title_zh="关于建立贫困退出机制的意见",
    title_en="Opinion on a mechanism for leaving poverty",
    issuer_zh="中共中央办公厅、国务院办公厅",
    issuer_en="General offices of the party's central committee and of the State Council",
    issued=None,
    note_en="reported by the agencies on 2016-04-28 and 29; read in third-party copies that agree",
    note_zh="2016年4月28日、29日见报；据相互一致的第三方转载",
)
COUNTY_EVALUATION: Final = Source(
    key="county-exit-evaluation-2017",
    title_zh="贫困县退出专项评估检查实施办法",
    title_en="Measures for the special evaluation of counties that leave the list",
    issuer_zh="国务院扶贫开发领导小组",
    issuer_en="State Council leading group for poverty alleviation",
    issued=None,
    note_en="of October 2017 by a magazine of that year, and taken from the end of that month on; read in third-party "
    "copies",
    note_zh="据2017年刊物为2017年10月印发，自当月末起适用；据第三方转载",
)
_START, _END = date(2016, 4, 29), date(2020, 12, 31)
_EVALUATED_FROM: Final = date(2017, 10, 31)  # the last day of the month of issue; the day itself was not read
_HOUSEHOLDS = Citation(EXIT_MECHANISM, "退出标准和程序(一)", Grade.THIRD_PARTY)
_VILLAGES = Citation(EXIT_MECHANISM, "退出标准和程序(二)", Grade.THIRD_PARTY)
_COUNTIES = Citation(EXIT_MECHANISM, "退出标准和程序(三)", Grade.THIRD_PARTY)
_INDICES = Citation(COUNTY_EVALUATION, "评估检查指标", Grade.THIRD_PARTY)

exit_line: Final = law.open_term(
    "exit_line",
    _HOUSEHOLDS,
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(2300), yuan(20000)),
    en="income line that a household leaving poverty must pass, for each person",
    zh="脱贫收入线（每人每年）",
)
exit_drinking_water: Final = law.reading(
    "exit_drinking_water",
    {
        "not_counted": ("not among the criteria, as the opinion has them", "不计入，按意见原有标准"),
        "counted": ("a criterion of its own, as provinces have it", "作为单独标准，按各省细则"),
    },
    _HOUSEHOLDS,
    default="not_counted",
    en="whether safe drinking water is a criterion of a household's exit",
    zh="饮水安全是否作为贫困户退出标准",
)
exit_boundary: Final = law.reading(
    "exit_boundary",
    {
        "may_equal": ("only what is beyond the limit fails", "超过限值的不得退出，等于限值可以退出"),
        "strictly_below": ("the limit itself fails too", "必须优于限值，等于限值不得退出"),
    },
    _INDICES,
    default="may_equal",
    en="whether exactly 2%, 3% or 90% passes",
    zh="恰为2%、3%、90%是否符合退出标准",
)

for _name, _value, _citation, _en, _zh in (
    ("exit_incidence_most", 2, _VILLAGES, "share of poor persons, at most, in hundredths", "贫困发生率上限（%）"),
    (
        "exit_incidence_most_west",
        3,
        _VILLAGES,
        "share of poor persons in the western region, at most, in hundredths",
        "西部地区贫困发生率上限（%）",
    ),
    ("wrong_exit_most", 2, _INDICES, "rate of wrong exits, at most, in hundredths", "错退率上限（%）"),
    ("omission_most", 2, _INDICES, "rate of omissions, at most, in hundredths", "漏评率上限（%）"),
    (
        "approval_least",
        90,
        _INDICES,
        "approval by the households asked, at least, in hundredths",
        "群众认可度下限（%）",
    ),
):
    _from = _EVALUATED_FROM if _citation is _INDICES else _START
    law.figure(_name, _value, _citation, en=_en, zh=_zh, start=_from, end=_END)


# Households ---------------------------------------------------------------------------------------------------------


@law.provision(
    _HOUSEHOLDS,
    kind=ProvisionKind.TEST,
    en="the household meets the criteria for leaving poverty",
    zh="贫困户达到退出标准",
    note_en="stably above the line has no measure: that the income is stable is a finding handed in, and the line "
    "itself is not above it",
    note_zh="“稳定超过”未定量，收入是否稳定由调用方提供认定结果；等于收入线不算超过",
    start=_START,
    end=_END,
)
def household_exit_test(
    yearly_income: Amount,
    persons: Count,
    exit_line: Amount,
    income_stable: Flag,
    food_and_clothing_secure: Flag,
    compulsory_education_secure: Flag,
    basic_medical_secure: Flag,
    safe_housing: Flag,
    safe_drinking_water: Flag,
    exit_drinking_water: Category,
) -> Flag:
    """Income stably above the line; food and clothing, compulsory education, basic medical care and housing secure."""
    income = above_line(yearly_income, persons, exit_line) & income_stable
    guarantees = compulsory_education_secure & basic_medical_secure & safe_housing
    water = safe_drinking_water | (exit_drinking_water == 0)
    return income & food_and_clothing_secure & guarantees & water


@law.provision(
    _HOUSEHOLDS,
    kind=ProvisionKind.TEST,
    en="the steps of a household's exit were taken",
    zh="贫困户退出程序完备",
    start=_START,
    end=_END,
)
def household_exit_procedure(
    exit_reviewed: Flag, exit_verified: Flag, exit_accepted: Flag, exit_notice_unopposed: Flag
) -> Flag:
    """Democratic review, verification with the team, the household's acceptance, and an unopposed notice."""
    return exit_reviewed & exit_verified & exit_accepted & exit_notice_unopposed


# Villages -----------------------------------------------------------------------------------------------------------


@law.provision(
    _VILLAGES,
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="the village's share of poor persons is low enough",
    zh="贫困村贫困发生率达标",
    note_en="2%, in the western region 3%; a village without persons is refused, not passed",
    note_zh="2%，西部地区3%；人口为零的村不予判定",
    start=_START,
    end=_END,
)
def village_incidence_test(
    poor_population: Count,
    rural_population: Count,
    western_region: Flag,
    exit_incidence_most: Count,
    exit_incidence_most_west: Count,
    exit_boundary: Category,
) -> Flag:
    """The poor are at most 2% of the village's persons, 3% in the western region."""
    most = where(western_region, exit_incidence_most_west, exit_incidence_most)
    return share_within(poor_population, rural_population, most, exit_boundary)


@law.provision(
    _VILLAGES,
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="the village meets the criteria for leaving poverty",
    zh="贫困村达到退出标准",
    note_en="infrastructure, public services, industry and collective income are considered together, without a "
    "measure; the finding is handed in",
    note_zh="基础设施、基本公共服务、产业发展、集体经济收入为统筹考虑因素，未定量，由调用方提供认定结果",
    start=_START,
    end=_END,
)
def village_exit_test(village_incidence_test: Flag, conditions_adequate: Flag) -> Flag:
    """Few enough are poor, and the village's conditions were found to be adequate."""
    return village_incidence_test & conditions_adequate


@law.provision(
    _VILLAGES,
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="the steps of a village's exit were taken",
    zh="贫困村退出程序完备",
    start=_START,
    end=_END,
)
def village_exit_procedure(exit_notice_unopposed: Flag) -> Flag:
    """The notice within the township met no objection."""
    return exit_notice_unopposed


# Counties -----------------------------------------------------------------------------------------------------------


@law.provision(
    _INDICES,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="the county's combined share of poor persons is low enough",
    zh="贫困县综合贫困发生率达标",
    note_en="the persons still poor, those omitted and those wrongly sent off (both scaled from their samples), over "
    "the rural population",
    note_zh="剩余贫困人口、漏评人口、错退人口（后两项由抽样推算）之和占乡村总人口之比",
    start=_EVALUATED_FROM,
    end=_END,
)
def county_incidence_test(
    poor_population: Count,
    omitted_poor: Count,
    sampled_unregistered: Count,
    unregistered_population: Count,
    wrongly_exited: Count,
    sampled_exited: Count,
    exited_population: Count,
    rural_population: Count,
    western_region: Flag,
    exit_incidence_most: Count,
    exit_incidence_most_west: Count,
    exit_boundary: Category,
) -> Flag:
    """The poor, the omitted and the wrongly exited are at most 2% of the rural persons, 3% in the western region."""
    return combined_share_within(
        poor_population,
        omitted_poor,
        sampled_unregistered,
        unregistered_population,
        wrongly_exited,
        sampled_exited,
        exited_population,
        rural_population,
        where(western_region, exit_incidence_most_west, exit_incidence_most),
        exit_boundary,
    )


@law.provision(
    _INDICES,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="few enough left poverty wrongly",
    zh="错退率达标",
    start=_EVALUATED_FROM,
    end=_END,
)
def county_wrong_exit_test(
    wrongly_exited: Count, sampled_exited: Count, wrong_exit_most: Count, exit_boundary: Category
) -> Flag:
    """Of the persons sampled who had left poverty, at most 2% are poor."""
    return share_within(wrongly_exited, sampled_exited, wrong_exit_most, exit_boundary)


@law.provision(
    _INDICES,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="few enough were left off the register",
    zh="漏评率达标",
    note_en="one copy of the measures gives 1%; change omission_most with reform() where that binds",
    note_zh="有一处转载为1%；如适用，可用 reform() 改 omission_most",
    start=_EVALUATED_FROM,
    end=_END,
)
def county_omission_test(
    omitted_poor: Count, sampled_unregistered: Count, omission_most: Count, exit_boundary: Category
) -> Flag:
    """Of the unregistered persons sampled, at most 2% are poor."""
    return share_within(omitted_poor, sampled_unregistered, omission_most, exit_boundary)


@law.provision(
    _INDICES,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="enough households approve of the exit",
    zh="群众认可度达标",
    start=_EVALUATED_FROM,
    end=_END,
)
def county_approval_test(
    approving_households: Count, surveyed_households: Count, approval_least: Count, exit_boundary: Category
) -> Flag:
    """Of the households asked, at least 90% approve."""
    return share_reaching(approving_households, surveyed_households, approval_least, exit_boundary)


@law.provision(
    _INDICES,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="the county meets the criteria for leaving the list",
    zh="贫困县达到退出标准",
    start=_EVALUATED_FROM,
    end=_END,
)
def county_exit_test(
    county_incidence_test: Flag, county_wrong_exit_test: Flag, county_omission_test: Flag, county_approval_test: Flag
) -> Flag:
    """The combined share and the three rates all hold; any one of them that fails keeps the county on the list."""
    return county_incidence_test & county_wrong_exit_test & county_omission_test & county_approval_test


@law.provision(
    _COUNTIES,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    en="the steps of a county's exit were taken",
    zh="贫困县退出程序完备",
    start=_START,
    end=_END,
)
def county_exit_procedure(
    exit_applied: Flag,
    exit_reviewed_by_city: Flag,
    exit_checked_by_province: Flag,
    exit_notice_unopposed: Flag,
    exit_evaluated: Flag,
    exit_approved_by_province: Flag,
) -> Flag:
    """The county's application, the city's and the province's checks, the notice, the evaluation and the approval."""
    below = exit_applied & exit_reviewed_by_city & exit_checked_by_province & exit_notice_unopposed
    return below & exit_evaluated & exit_approved_by_province


law.declaratory(
    _HOUSEHOLDS,
    en="that policies stay as they are for a time after the exit, and who is responsible: without a figure",
    zh="退出后一定时期内政策保持不变、责任分工：无可计算的数值",
)
