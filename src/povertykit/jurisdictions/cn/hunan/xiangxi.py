"""Xiangxi Prefecture, Hunan: the 2017 opinion on targeted poverty alleviation, clause by clause.

The document is a prefecture's opinion of 2017. It fixes who is paid the gap to the rural dibao standard and who the
full standard, that special hardship gets a multiple of it, what poor households get that develop industry, which small
loans are subsidised, and what villages, teams, counties and the prefecture owe. It leaves the standard itself, the rate
inside the industry range, the living allowances of students and some shares to others: these are open terms.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Day,
    Flag,
    Rate,
    between,
    negate,
    smaller,
    times,
    where,
)
from povertykit.calculators.duties import met_by_role
from povertykit.calculators.education import amount_by_stage, below_college
from povertykit.calculators.guarantee import (
    full_standard,
    gap_to_standard,
    multiple_of_standard,
    standard_for_months,
)
from povertykit.calculators.loans import interest_by_days, rate_of_band, within_months
from povertykit.calculators.medical import floor_reached, top_up_to_floor
from povertykit.calculators.targets import grown_at_least_as_fast, share_at_most
from povertykit.citation import Grade, Source
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.lending_rates import BENCHMARK_LENDING_RATES
from povertykit.models import Entity
from povertykit.models.team import Duty
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, PERSON_MONTH, UP, Period, Rounding, Stage, yuan
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import ProvisionKind

OPINION: Final = Source(
    key="xiangxi-2017",
    title_zh="关于进一步加强精准扶贫精准脱贫工作的意见",
    title_en="Xiangxi 2017 opinion on targeted poverty alleviation",
    issuer_zh="湘西土家族苗族自治州",
    issuer_en="Xiangxi Tujia and Miao Autonomous Prefecture",
    issued=None,
    note_en="the text names 2017 as its year; its day of issue and number are not in the text",
    note_zh="文中以2017年为当年；文本未载发文日期和文号",
)

law: Final = Jurisdiction(
    name="xiangxi",
    code="433100",
    en="Xiangxi Tujia and Miao Autonomous Prefecture",
    zh="湘西土家族苗族自治州",
    aliases=("湘西州", "湘西", "Xiangxi"),
    source=OPINION,
    start=date(2017, 1, 1),
    end=date(2020, 12, 31),
    basis=Grade.DERIVED,
    basis_en="inferred: the opinion calls 2017 this year and sets its last targets for 2020; it states no dates of "
    "effect",
    basis_zh="推断：意见以2017年为当年，最后目标定于2020年；未载明施行和失效日期",
)
policy: Final = law.policy

# Open terms, readings and roundings -------------------------------------------------------------------------------

dibao_standard: Final = law.open_term(
    "dibao_standard",
    "二(二)",
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(50), yuan(1500)),
    rounding="guarantee_rounding",
    en="rural dibao standard for each person",
    zh="农村低保标准（每人）",
)
guarantee_rounding: Final = law.rounding(
    "guarantee_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH),
    en="rounding of the guarantee",
    zh="低保金的取整方式",
)
special_hardship_rounding: Final = law.rounding(
    "special_hardship_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=PERSON_MONTH),
    en="rounding of special-hardship support",
    zh="特困供养金的取整方式",
)
assistance_rounding: Final = law.rounding(
    "assistance_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE),
    en="rounding of temporary assistance",
    zh="临时救助金的取整方式",
)
cadre_rounding: Final = law.rounding(
    "cadre_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.YEAR),
    en="rounding of a village cadre's yearly allowance",
    zh="村主干年度补贴的取整方式",
)
interest_rounding: Final = law.rounding(
    "interest_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE),
    en="rounding of the interest subsidised",
    zh="贴息金额的取整方式",
)
medical_rounding: Final = law.rounding(
    "medical_rounding",
    Rounding(unit=FEN, mode=UP, stage=Stage.CLAIM),
    en="rounding of the medical floor (a least share is rounded up)",
    zh="医疗报销下限的取整方式（下限向上取整）",
)
medical_basis: Final = law.reading(
    "medical_basis",
    {
        "in_scope": ("cost within the scope of the policies", "政策范围内费用"),
        "all_cost": ("all of the cost", "全部医疗费用"),
    },
    "二(二)",
    default="in_scope",
    en="what the reimbursed share is taken of",
    zh="报销比例的计算基数",
)
villages_reading: Final = law.reading(
    "villages_reading",
    {
        "inside": ("the 200 richer villages are among the 300", "20万元以上的村包含在10万元以上的300个村之内"),
        "beside": ("the 300 villages stand beside the 200", "10万元以上的300个村不含20万元以上的村"),
    },
    "二(三)",
    default="inside",
    en="whether the villages at 200,000 yuan count among those at 100,000",
    zh="年收入20万元以上的村是否计入10万元以上的村",
)

# 一 General requirements -------------------------------------------------------------------------------------------

INCIDENCE_MOST = law.figure(
    "incidence_most",
    2,
    "一",
    en="most rural poverty incidence in 2019, in hundredths",
    zh="2019年农村贫困发生率上限（%）",
)
EXIT_YEAR = law.figure(
    "exit_year",
    2017,
    "一",
    en="year of Jishou's exit and of the other counties' task",
    zh="吉首市摘帽、其他各县超额完成任务的年份",
)
INCIDENCE_YEAR = law.figure("incidence_year", 2019, "一", en="year of the incidence target", zh="贫困发生率目标年份")
PROSPERITY_YEAR = law.figure("prosperity_year", 2020, "一", en="year of moderate prosperity", zh="全面小康目标年份")


@law.provision(
    "一",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    en="Jishou leaves the poverty list in 2017",
    zh="吉首市2017年摘帽",
    note_en="binds the county that is named for exit (Jishou) from that year on; before, and for other counties, it "
    "holds",
    note_zh="自该年度起约束指定摘帽的县市（吉首市）；其他县市及此前年度不受约束",
)
def exit_target(year: Count, named_for_exit: Flag, left_the_list: Flag, exit_year: Count) -> Flag:
    """The county named for exit has left the list by the year named."""
    return negate(named_for_exit & (year >= exit_year)) | left_the_list


@law.provision(
    "一",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    en="the other counties do more than their reduction task in 2017",
    zh="2017年其他各县超额完成减贫任务",
    note_en="more than the task is strict: exactly the task does not meet it; neither the county named for exit nor "
    "any other year is bound",
    note_zh="超额为严格大于任务数；指定摘帽的县市和其他年度不受此约束",
)
def reduction_task_target(
    year: Count, named_for_exit: Flag, reduction_done: Count, reduction_task: Count, exit_year: Count
) -> Flag:
    """More persons than the year's task have left poverty, in 2017."""
    return negate(year == exit_year) | named_for_exit | (reduction_done > reduction_task)


@law.provision(
    "一",
    kind=ProvisionKind.TARGET,
    entity=Entity.PREFECTURE,
    en="rural poverty incidence within 2% in 2019",
    zh="2019年农村贫困发生率控制在2%以下",
    note_en="2% itself is within; years before 2019 are not bound",
    note_zh="“以下”含本数；2019年以前年度不受此约束",
)
def incidence_target(
    year: Count, poor_population: Count, rural_population: Count, incidence_most: Count, incidence_year: Count
) -> Flag:
    """The poor are at most 2% of the rural population from 2019 on."""
    return (year < incidence_year) | share_at_most(poor_population, rural_population, incidence_most)


@law.provision(
    "一",
    kind=ProvisionKind.TARGET,
    entity=Entity.PREFECTURE,
    en="moderate prosperity in all respects in 2020",
    zh="2020年全面建成小康社会",
    note_en="the document gives no measure of it; the fact is handed in; years before 2020 are not bound",
    note_zh="文件未给出衡量指标，由调用方提供事实；2020年以前年度不受此约束",
)
def prosperity_target(year: Count, moderate_prosperity: Flag, prosperity_year: Count) -> Flag:
    """Moderate prosperity is reached by 2020."""
    return (year < prosperity_year) | moderate_prosperity


# 二(一) Stable incomes ---------------------------------------------------------------------------------------------

LEAST_INDUSTRIES = law.figure(
    "least_industries", 1, "二(一)", en="main industries of a poor village, at least", zh="每个贫困村当家产业数下限"
)
LEAST_PROJECTS = law.figure(
    "least_projects", 1, "二(一)", en="income projects of a poor household, at least", zh="每户贫困户增收项目数下限"
)


@law.provision(
    "二(一)",
    kind=ProvisionKind.TARGET,
    entity=Entity.VILLAGE,
    en="every poor village has a main industry",
    zh="每个贫困村有当家产业",
)
def main_industry_target(is_poor_village: Flag, main_industries: Count, least_industries: Count) -> Flag:
    """A poor village has at least one main industry; other villages are not bound."""
    return negate(is_poor_village) | (main_industries >= least_industries)


@law.provision(
    "二(一)",
    kind=ProvisionKind.TARGET,
    en="every poor household has an income project",
    zh="每户贫困户有增收项目",
)
def income_project_target(registered_poor: Flag, income_projects: Count, least_projects: Count) -> Flag:
    """A poor household has at least one income project; other households are not bound."""
    return negate(registered_poor) | (income_projects >= least_projects)


# 二(二) The guarantee ----------------------------------------------------------------------------------------------


def _full(registered_poor: Flag, on_dibao: Flag, in_backstop: Flag) -> Flag:
    return registered_poor & on_dibao & in_backstop


def _gap(on_dibao: Flag, in_backstop: Flag) -> Flag:
    return on_dibao & negate(in_backstop)


@law.provision(
    "二(二)",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    en="full dibao standard in the social-security backstop",
    zh="兜底对象按低保标准全额发放",
)
def guarantee_full(
    dibao_standard: Amount,
    persons_covered: Count,
    registered_poor: Flag,
    on_dibao: Flag,
    in_backstop: Flag,
    guarantee_rounding: Rounding,
) -> Amount:
    """A registered poor dibao household in the backstop: the full standard for each person covered."""
    full = full_standard(dibao_standard, persons_covered, guarantee_rounding)
    return where(_full(registered_poor, on_dibao, in_backstop), full, 0)


@law.provision(
    "二(二)",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    unless_given={"persons_covered": "persons"},
    en="gap to the dibao standard outside the backstop",
    zh="非兜底低保对象按差额发放",
    note_en="the gap is the standard x persons - household income; where fewer are covered, their share of it",
    note_zh="差额=标准×家庭人口－家庭月收入；保障人数少于家庭人口的，按人数比例计算",
)
def guarantee_gap(
    dibao_standard: Amount,
    household_income: Amount,
    persons: Count,
    on_dibao: Flag,
    in_backstop: Flag,
    persons_covered: Count,
    guarantee_rounding: Rounding,
) -> Amount:
    """A dibao household outside the backstop: what its income lacks to the standard, for the persons covered."""
    gap = gap_to_standard(dibao_standard, household_income, persons, persons_covered, guarantee_rounding)
    return where(_gap(on_dibao, in_backstop), gap, 0)


@law.provision("二(二)", kind=ProvisionKind.CASE, en="claimed by the full standard", zh="适用全额发放")
def guarantee_full_case(registered_poor: Flag, on_dibao: Flag, in_backstop: Flag) -> Flag:
    """The case of the full standard."""
    return _full(registered_poor, on_dibao, in_backstop)


@law.provision("二(二)", kind=ProvisionKind.CASE, en="claimed by the gap", zh="适用差额发放")
def guarantee_gap_case(on_dibao: Flag, in_backstop: Flag) -> Flag:
    """The case of the gap."""
    return _gap(on_dibao, in_backstop)


guarantee: Final = law.need(
    "guarantee",
    "二(二)",
    scope="on_dibao",
    claims={"guarantee_full": "guarantee_full_case", "guarantee_gap": "guarantee_gap_case"},
    en="minimum living guarantee",
    zh="农村最低生活保障",
)


@law.provision(
    "二(二)",
    kind=ProvisionKind.REVIEW,
    en="on dibao although the income is at or above the standard",
    zh="家庭人均收入已达到或超过低保标准仍享受低保",
)
def income_at_standard(dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag) -> Flag:
    """A dibao household whose income reaches the standard: a person should look whether it still belongs."""
    return on_dibao & (household_income >= dibao_standard * persons)


SPECIAL_HARDSHIP_MULTIPLE = law.figure(
    "special_hardship_multiple",
    Fraction(13, 10),
    "二(二)",
    en="special hardship as a multiple of the dibao standard",
    zh="特困人员供养标准与低保标准之比",
)


@law.provision(
    "二(二)",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    en="basic support in special hardship",
    zh="特困人员基本生活保障金",
    note_en="a person in special hardship is not also counted among those whom dibao covers",
    note_zh="特困人员不再计入低保保障人数",
)
def special_hardship(
    dibao_standard: Amount,
    special_hardship_persons: Count,
    special_hardship_multiple: Rate,
    special_hardship_rounding: Rounding,
) -> Amount:
    """Each person in special hardship: 1.3 times the standard."""
    return multiple_of_standard(
        dibao_standard, special_hardship_multiple, special_hardship_persons, special_hardship_rounding
    )


@law.provision(
    "二(二)",
    kind=ProvisionKind.PAYMENT,
    period=Period.ONCE,
    en="temporary assistance",
    zh="临时救助",
    note_en="by reference to the standard is read as the standard itself, for the persons and months decided on",
    note_zh="“参照”理解为等于低保标准，按核定人数和月数计算",
)
def temporary_assistance(
    dibao_standard: Amount, hardship_persons: Count, hardship_months: Count, assistance_rounding: Rounding
) -> Amount:
    """Sudden, urgent or temporary hardship: the standard for the persons struck, for the months of the stage."""
    return standard_for_months(dibao_standard, hardship_persons, hardship_months, assistance_rounding)


# 二(二) Medical claims ---------------------------------------------------------------------------------------------

MEDICAL_FLOOR = law.figure(
    "medical_floor",
    Fraction(8, 10),
    "二(二)",
    en="share reimbursed to the poor, at least",
    zh="贫困群众医疗费报销比例下限",
)
MEDICAL_FLOOR_SPECIAL = law.figure(
    "medical_floor_special", Fraction(1), "二(二)", en="share reimbursed in special hardship", zh="特困群众报销比例"
)
law.link(
    "broadcast",
    "claimant_registered_poor",
    "registered_poor",
    of=Entity.HOUSEHOLD,
    to=Entity.CLAIM,
    en="the household is registered as poor",
    zh="家庭建档立卡",
)


@law.provision(
    "二(二)",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    en="top-up to the medical floor",
    zh="医疗报销补足额",
    note_en="the document states an outcome; it is read as a floor under what all schemes together have paid, and the "
    "poor as those registered as poor",
    note_zh="文件规定的是结果；此处理解为各项制度合计报销的下限，“贫困群众”理解为建档立卡贫困户成员",
)
def medical_reimbursement(
    cost: Amount,
    in_scope_cost: Amount,
    already_paid: Amount,
    patient_in_special_hardship: Flag,
    claimant_registered_poor: Flag,
    medical_basis: Category,
    medical_floor: Rate,
    medical_floor_special: Rate,
    medical_rounding: Rounding,
) -> Amount:
    """What lacks to 80% for a poor person and to the whole for one in special hardship; nothing for others."""
    basis = where(medical_basis == 1, cost, in_scope_cost)
    in_full = top_up_to_floor(cost, basis, already_paid, medical_floor_special, medical_rounding)
    in_part = top_up_to_floor(cost, basis, already_paid, medical_floor, medical_rounding)
    return where(patient_in_special_hardship, in_full, where(claimant_registered_poor, in_part, 0))


@law.provision(
    "二(二)",
    kind=ProvisionKind.TEST,
    entity=Entity.CLAIM,
    as_of="treated_on",
    en="the medical floor is reached",
    zh="医疗报销达到规定比例",
    note_en="for one who is neither poor nor in special hardship no floor is set, and the test is met",
    note_zh="既非贫困也非特困的患者无比例要求，视为符合",
)
def medical_floor_reached(
    cost: Amount,
    in_scope_cost: Amount,
    already_paid: Amount,
    patient_in_special_hardship: Flag,
    claimant_registered_poor: Flag,
    medical_basis: Category,
    medical_floor: Rate,
    medical_floor_special: Rate,
) -> Flag:
    """What the schemes paid is at least the floor's share."""
    basis = where(medical_basis == 1, cost, in_scope_cost)
    in_full = floor_reached(basis, already_paid, medical_floor_special)
    in_part = floor_reached(basis, already_paid, medical_floor)
    poor = negate(claimant_registered_poor) | in_part
    return (patient_in_special_hardship & in_full) | (negate(patient_in_special_hardship) & poor)


# 二(二) Education --------------------------------------------------------------------------------------------------

YEARS_OF_EDUCATION = law.figure(
    "years_of_education", 15, "二(二)", en="years of education that are supported", zh="资助的教育年限"
)
law.link(
    "broadcast",
    "student_registered_poor",
    "registered_poor",
    of=Entity.HOUSEHOLD,
    to=Entity.MEMBER,
    en="the household is registered as poor",
    zh="家庭建档立卡",
)
for _stage, _en, _zh in (
    ("preschool", "preschool", "学前"),
    ("primary", "primary school", "小学"),
    ("junior", "junior secondary school", "初中"),
    ("senior", "senior secondary school", "高中（含中职）"),
):
    law.open_term(
        f"living_allowance_{_stage}",
        "二(二)",
        unit=Unit.AMOUNT,
        period=Period.SCHOOL_YEAR,
        plausible=(yuan(0), yuan(20000)),
        en=f"living allowance of a student in {_en}",
        zh=f"{_zh}贫困生生活补贴",
    )


@law.provision(
    "二(二)",
    kind=ProvisionKind.COMPONENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="tuition and fees waived",
    zh="免除学杂费",
    note_en="the fifteen years are read as preschool to senior secondary school; later stages are not among them",
    note_zh="“15年教育”理解为学前至高中（含中职）；高等教育不在其内",
)
def tuition_waiver(stage: Category, tuition_and_fees: Amount, student_registered_poor: Flag) -> Amount:
    """A poor student in the fifteen years of education: the tuition and fees, waived."""
    return where(student_registered_poor & below_college(stage), tuition_and_fees, 0)


@law.provision(
    "二(二)",
    kind=ProvisionKind.COMPONENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="living allowance of a poor student",
    zh="贫困生生活补贴",
)
def living_allowance(
    stage: Category,
    student_registered_poor: Flag,
    living_allowance_preschool: Amount,
    living_allowance_primary: Amount,
    living_allowance_junior: Amount,
    living_allowance_senior: Amount,
) -> Amount:
    """A poor student: the allowance of the stage; the document leaves the amounts open."""
    allowance = amount_by_stage(
        stage,
        living_allowance_preschool,
        living_allowance_primary,
        living_allowance_junior,
        living_allowance_senior,
    )
    return where(student_registered_poor, allowance, 0)


@law.provision(
    "二(二)",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="support of a poor student",
    zh="贫困生教育资助",
    note_en="the waiver and the living allowance together",
    note_zh="免除学杂费与生活补贴之和",
)
def education_support(tuition_waiver: Amount, living_allowance: Amount) -> Amount:
    """What a poor student gets in a school year."""
    return tuition_waiver + living_allowance


# 二(二) Relocation and housing -------------------------------------------------------------------------------------

HOUSING_YEAR = law.figure(
    "housing_year", 2017, "二(二)", en="year of the relocation and housing tasks", zh="搬迁和住房任务完成年份"
)


@law.provision(
    "二(二)",
    kind=ProvisionKind.TARGET,
    entity=Entity.PREFECTURE,
    en="relocation and housing tasks basically done in 2017",
    zh="2017年基本完成易地扶贫搬迁、建房和危房改造任务",
    note_en="basically is given no share; whether the tasks are done is handed in, the building of homes for those "
    "without and the rebuilding of unsafe ones as one",
    note_zh="“基本完成”未定比例，由调用方提供事实；无房户建房与危房改造合为一项",
)
def housing_target(year: Count, relocation_done: Flag, housing_done: Flag, housing_year: Count) -> Flag:
    """Relocation and the building of homes are done from 2017 on."""
    return (year < housing_year) | (relocation_done & housing_done)


# 二(三) Villages ---------------------------------------------------------------------------------------------------

SECRETARY_ALLOWANCE = law.figure(
    "secretary_allowance_aim",
    yuan(20000),
    "二(三)",
    period=Period.YEAR,
    start=date(2017, 1, 1),
    end=date(2017, 12, 31),
    en="allowance of a village party secretary aimed at",
    zh="村党组织书记误工补贴目标",
)
law.open_term(
    "cadre_share",
    "二(三)",
    unit=Unit.RATE,
    plausible=(Fraction(0), Fraction(1)),
    en="other principal cadres' allowance as a share of the secretary's",
    zh="其他村主干补贴占书记补贴的比例",
)
VILLAGE_INCOME_LEAST = law.figure(
    "village_income_least",
    yuan(40000),
    "二(三)",
    period=Period.YEAR,
    en="collective income of a poor village, at least",
    zh="贫困村集体经济年收入下限",
)
RICH_VILLAGES = law.figure(
    "villages_at_200000_least", 200, "二(三)", en="villages at 200,000 yuan, at least", zh="年收入20万元以上的村数目标"
)
MIDDLE_VILLAGES = law.figure(
    "villages_at_100000_least", 300, "二(三)", en="villages at 100,000 yuan, at least", zh="年收入10万元以上的村数目标"
)
for _name, _value, _en, _zh in (
    ("rich_village_income", yuan(200000), "yearly income of the richer villages", "较高档村集体经济年收入"),
    ("middle_village_income", yuan(100000), "yearly income of the other villages", "较低档村集体经济年收入"),
):
    law.figure(_name, _value, "二(三)", period=Period.YEAR, en=_en + ", at least", zh=_zh)
VILLAGES_YEAR = law.figure("villages_year", 2017, "二(三)", en="year of the village targets", zh="村集体经济目标年份")


@law.provision(
    "二(三)",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.VILLAGE,
    period=Period.YEAR,
    en="allowance of the village party secretary",
    zh="村党组织书记误工补贴",
    note_en="the document aims at this amount for 2017",
    note_zh="文件表述为力争2017年达到",
)
def village_secretary_allowance(secretary_allowance_aim: Amount) -> Amount:
    """One secretary's allowance for the year."""
    return secretary_allowance_aim


@law.provision(
    "二(三)",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.VILLAGE,
    period=Period.YEAR,
    en="allowance of the other principal cadres",
    zh="其他村主干误工补贴",
    note_en="in proportion to the secretary's; the proportion is an open term",
    note_zh="按比例确定，比例为待定项",
)
def village_cadre_allowance(
    secretary_allowance_aim: Amount, principal_cadres: Count, cadre_share: Rate, cadre_rounding: Rounding
) -> Amount:
    """The other principal cadres' allowances for the year, each rounded by itself."""
    return times(secretary_allowance_aim, cadre_share, rounding=cadre_rounding) * principal_cadres


@law.provision(
    "二(三)",
    kind=ProvisionKind.TARGET,
    entity=Entity.VILLAGE,
    en="the secretary's allowance reaches the aim",
    zh="村党组织书记误工补贴达到目标",
)
def secretary_allowance_target(secretary_allowance: Amount, secretary_allowance_aim: Amount) -> Flag:
    """What the secretary was paid in the year is at least the aim."""
    return secretary_allowance >= secretary_allowance_aim


@law.provision(
    "二(三)",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="collective income of a poor village",
    zh="贫困村集体经济年收入达标",
    note_en="40,000 yuan itself passes; villages that are not poor are not bound",
    note_zh="“以上”含本数；非贫困村不受此约束",
)
def village_income_test(is_poor_village: Flag, collective_income: Amount, village_income_least: Amount) -> Flag:
    """A poor village's collective income of the year is at least 40,000 yuan."""
    return negate(is_poor_village) | (collective_income >= village_income_least)


@law.provision(
    "二(三)",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="counted among the villages at 200,000 yuan",
    zh="计入年收入20万元以上的村",
)
def village_at_200000(collective_income: Amount, rich_village_income: Amount) -> Flag:
    """The village's collective income of the year is at least 200,000 yuan."""
    return collective_income >= rich_village_income


@law.provision(
    "二(三)",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="counted among the villages at 100,000 yuan",
    zh="计入年收入10万元以上的村",
)
def village_at_100000(collective_income: Amount, middle_village_income: Amount) -> Flag:
    """The village's collective income of the year is at least 100,000 yuan."""
    return collective_income >= middle_village_income


@law.provision(
    "二(三)",
    kind=ProvisionKind.TARGET,
    entity=Entity.PREFECTURE,
    en="200 villages at 200,000 yuan in 2017",
    zh="2017年集体收入20万元以上的村达200个",
)
def rich_villages_target(
    year: Count, villages_at_200000: Count, villages_at_200000_least: Count, villages_year: Count
) -> Flag:
    """At least 200 villages earn 200,000 yuan or more, from 2017 on."""
    return (year < villages_year) | (villages_at_200000 >= villages_at_200000_least)


@law.provision(
    "二(三)",
    kind=ProvisionKind.TARGET,
    entity=Entity.PREFECTURE,
    en="300 villages at 100,000 yuan in 2017",
    zh="2017年集体收入10万元以上的村达300个",
    note_en="whether the richer villages count among them is a reading of the caller's",
    note_zh="20万元以上的村是否计入，由调用方选择理解",
)
def middle_villages_target(
    year: Count,
    villages_at_100000: Count,
    villages_at_200000: Count,
    villages_at_100000_least: Count,
    villages_reading: Category,
    villages_year: Count,
) -> Flag:
    """At least 300 villages earn 100,000 yuan or more, from 2017 on."""
    counted = where(villages_reading == 1, villages_at_100000 - villages_at_200000, villages_at_100000)
    return (year < villages_year) | (counted >= villages_at_100000_least)


# 二(四) Teams in the villages --------------------------------------------------------------------------------------

TEAM = Duty.TEAM_MEMBER.code
HELPING = Duty.HELPING_CADRE.code
PRINCIPAL = Duty.TOWNSHIP_PRINCIPAL.code
TOWNSHIP = Duty.TOWNSHIP_CADRE.code

for _name, _least, _en, _zh in (
    ("team_days_least", 20, "days in the village a month, team member", "驻村工作队员每月驻村天数下限"),
    ("team_nights_least", 10, "nights in the village a month, team member", "驻村工作队员每月宿村晚数下限"),
    ("visits_least", 5, "household visits a year, cadre of the helping unit", "帮扶单位干部每年进村入户次数下限"),
    ("principal_days_least", 10, "days in villages a month, township principal", "乡镇主要负责人每月下村天数下限"),
    ("township_days_least", 15, "days in the village a month, township cadre", "乡镇干部每月驻村天数下限"),
    ("township_nights_least", 5, "nights in the village a month, township cadre", "乡镇干部每月宿村晚数下限"),
):
    law.figure(_name, _least, "二(四)", en=_en + ", at least", zh=_zh)
STATION_FUNDING_LEAST = law.figure(
    "station_funding_least",
    yuan(40000),
    "二(四)",
    period=Period.YEAR,
    en="yearly funds of the station in a village, at least",
    zh="驻村工作经费年度下限",
)
law.open_term(
    "team_subsidy_standard",
    "二(四)",
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(0), yuan(20000)),
    en="living subsidy of a team member, by the sending unit's standard",
    zh="驻村工作队员生活补助（派出单位标准）",
)


@law.provision(
    "二(四)",
    kind=ProvisionKind.DUTY,
    entity=Entity.TEAM_MEMBER,
    en="team member: days and nights in the village",
    zh="驻村工作队员驻村、宿村",
    note_en="binds members of prefecture, county and township teams; others keep it",
    note_zh="约束州、县、乡工作队员；对其他人员视为符合",
)
def team_attendance(
    duty: Category, days_in_village: Count, nights_in_village: Count, team_days_least: Count, team_nights_least: Count
) -> Flag:
    """At least 20 days in the village and 10 nights, each month."""
    days = met_by_role(duty, TEAM, days_in_village, team_days_least)
    return days & met_by_role(duty, TEAM, nights_in_village, team_nights_least)


@law.provision(
    "二(四)",
    kind=ProvisionKind.DUTY,
    entity=Entity.TEAM_MEMBER,
    en="cadre of the helping unit: household visits",
    zh="帮扶单位干部进村入户",
    note_en="the visits of the year so far; before the record of December, not met means not yet",
    note_zh="按年度累计；12月记录之前的不符合表示尚未达到",
)
def household_visits_duty(duty: Category, household_visits: Count, visits_least: Count) -> Flag:
    """At least 5 visits to households, each year."""
    return met_by_role(duty, HELPING, household_visits, visits_least)


@law.provision(
    "二(四)",
    kind=ProvisionKind.DUTY,
    entity=Entity.TEAM_MEMBER,
    en="township principal: days in villages",
    zh="乡镇主要负责人下村走访",
)
def township_principal_duty(duty: Category, days_in_village: Count, principal_days_least: Count) -> Flag:
    """At least 10 days in villages, each month."""
    return met_by_role(duty, PRINCIPAL, days_in_village, principal_days_least)


@law.provision(
    "二(四)",
    kind=ProvisionKind.DUTY,
    entity=Entity.TEAM_MEMBER,
    en="township cadre on a non-poor village: days and nights",
    zh="乡镇联系非贫困村干部驻村、宿村",
)
def township_cadre_duty(
    duty: Category,
    days_in_village: Count,
    nights_in_village: Count,
    township_days_least: Count,
    township_nights_least: Count,
) -> Flag:
    """At least 15 days in the village and 5 nights, each month."""
    days = met_by_role(duty, TOWNSHIP, days_in_village, township_days_least)
    return days & met_by_role(duty, TOWNSHIP, nights_in_village, township_nights_least)


@law.provision(
    "二(四)",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.TEAM_MEMBER,
    period=Period.MONTH,
    en="living subsidy of a team member",
    zh="驻村工作队员生活补助",
    note_en="by the sending unit's own standard, which is an open term; the document names no period and a month's "
    "record is taken; others get none",
    note_zh="按派出单位标准（待定项）；文件未写明周期，按月度记录计；其他人员无此补助",
)
def team_member_subsidy(duty: Category, team_subsidy_standard: Amount) -> Amount:
    """A team member's living subsidy for the month."""
    return where(duty == TEAM, team_subsidy_standard, 0)


@law.provision(
    "二(四)",
    kind=ProvisionKind.FUND,
    entity=Entity.VILLAGE,
    en="the helping unit funds its station",
    zh="帮扶单位驻村工作经费达标",
)
def station_funding_test(station_funding: Amount, station_funding_least: Amount) -> Flag:
    """The helping unit gives its station in the village at least 40,000 yuan a year."""
    return station_funding >= station_funding_least


# 三(二) Money for households that develop industry -----------------------------------------------------------------

INDUSTRY_RATE = law.open_term(
    "industry_rate",
    "三(二)",
    unit=Unit.AMOUNT,
    allowed=(yuan(1500), yuan(2000)),
    en="industry subsidy for each person",
    zh="产业帮扶标准（每人）",
)
law.open_term(
    "industry_period",
    "三(二)",
    unit=None,
    of="industry_subsidy",
    en="how often the industry subsidy is paid",
    zh="产业帮扶发放周期",
)
industry_rounding: Final = law.rounding(
    "industry_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE),
    en="rounding of the industry subsidy",
    zh="产业帮扶金的取整方式",
)


@law.provision(
    "三(二)",
    kind=ProvisionKind.PAYMENT,
    period=Period.UNSTATED,
    en="industry subsidy",
    zh="产业帮扶资金",
    note_en="the document does not say how often it is paid; industry_period says it where a notice does",
    note_zh="文件未写明发放周期；如有通知规定，以 industry_period 填入",
)
def industry_subsidy(
    industry_rate: Amount,
    persons: Count,
    registered_poor: Flag,
    develops_industry: Flag,
    industry_rounding: Rounding,
) -> Amount:
    """A registered poor household that develops industry: 1500 to 2000 yuan for each person."""
    return where(registered_poor & develops_industry, times(industry_rate, persons, rounding=industry_rounding), 0)


MICROLOAN_LEAST = law.figure("microloan_least", yuan(10000), "三(二)", en="least microloan", zh="扶贫小额信贷下限")
MICROLOAN_MOST = law.figure("microloan_most", yuan(50000), "三(二)", en="most microloan", zh="扶贫小额信贷上限")
MICROLOAN_MONTHS = law.figure(
    "microloan_months",
    36,
    "三(二)",
    en="longest term of a microloan, months (three years)",
    zh="扶贫小额信贷最长期限（月，即3年）",
)
law.figure(
    "benchmark_rate_up_to_one_year",
    BENCHMARK_LENDING_RATES["up_to_one_year"],
    "三(二)",
    en="benchmark lending rate, terms up to one year",
    zh="贷款基准利率（一年以内含一年）",
)
law.figure(
    "benchmark_rate_over_one_year",
    BENCHMARK_LENDING_RATES["one_to_five_years"],
    "三(二)",
    en="benchmark lending rate, terms over one year and up to five",
    zh="贷款基准利率（一年至五年含五年）",
)
for _name, _fact, _en, _zh in (
    ("borrower_registered_poor", "registered_poor", "the household is registered as poor", "家庭建档立卡"),
    ("borrower_develops_industry", "develops_industry", "the household develops an industry", "家庭发展产业"),
):
    law.link("broadcast", _name, _fact, of=Entity.HOUSEHOLD, to=Entity.LOAN, en=_en, zh=_zh)


@law.provision(
    "三(二)",
    kind=ProvisionKind.TEST,
    entity=Entity.LOAN,
    as_of="drawn",
    en="the loan is a subsidised microloan",
    zh="符合扶贫小额信贷条件",
    note_en="the conditions that the borrower must meet are not listed in the document; the finding is handed in. A "
    "rate below the benchmark of the day it was drawn is taken as meeting it",
    note_zh="文件未列明“符合条件”的内容，由调用方提供认定结果；利率不高于放款日基准利率即视为符合",
)
def microloan_eligible(
    principal: Amount,
    drawn: Day,
    maturity: Day,
    annual_rate: Rate,
    has_collateral: Flag,
    has_guarantor: Flag,
    borrower_qualifies: Flag,
    borrower_registered_poor: Flag,
    borrower_develops_industry: Flag,
    microloan_least: Amount,
    microloan_most: Amount,
    microloan_months: Count,
    benchmark_rate_up_to_one_year: Rate,
    benchmark_rate_over_one_year: Rate,
) -> Flag:
    """A poor household that develops industry: 10,000 to 50,000 yuan, up to 3 years, unsecured, at benchmark rate."""
    borrower = borrower_registered_poor & borrower_develops_industry & borrower_qualifies
    size = between(microloan_least, principal, microloan_most)
    term = within_months(drawn, maturity, microloan_months)
    unsecured = negate(has_collateral) & negate(has_guarantor)
    benchmark = rate_of_band(drawn, maturity, benchmark_rate_up_to_one_year, benchmark_rate_over_one_year)
    return borrower & size & term & unsecured & (annual_rate <= benchmark)


@law.provision(
    "三(二)",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.LOAN,
    period=Period.LOAN,
    as_of="drawn",
    en="interest subsidy of a microloan",
    zh="扶贫小额信贷贴息",
    note_en="all interest of the contract's term, by actual days over 360, the first day counted and the last not",
    note_zh="合同期内全部利息；按实际天数/360计，算头不算尾",
)
def microloan_interest_subsidy(
    microloan_eligible: Flag,
    principal: Amount,
    annual_rate: Rate,
    drawn: Day,
    maturity: Day,
    microloan_most: Amount,
    interest_rounding: Rounding,
) -> Amount:
    """The full interest from drawdown to maturity, for a loan that is eligible."""
    subsidised = smaller(principal, microloan_most)  # an eligible loan is never above it; the bound keeps int64 safe
    interest = interest_by_days(subsidised, annual_rate, drawn, maturity, interest_rounding)
    return where(microloan_eligible, interest, 0)


# 三(二) Funds ------------------------------------------------------------------------------------------------------

for _name, _value, _en, _zh in (
    (
        "integrated_funds_least",
        yuan(5_000_000_000),
        "integrated funds of the prefecture a year",
        "全州每年整合资金下限",
    ),
    ("industry_funds_least", yuan(700_000_000), "industry funds of the prefecture a year", "全州每年产业帮扶资金下限"),
    (
        "microloan_volume_least",
        yuan(1_000_000_000),
        "microloans of the prefecture in 2017",
        "2017年全州小额贷款总额下限",
    ),
):
    law.figure(_name, _value, "三(二)", period=Period.YEAR, en=_en + ", at least", zh=_zh)
MICROLOAN_YEAR = law.figure("microloan_year", 2017, "三(二)", en="year of the microloan target", zh="小额贷款目标年份")


@law.provision(
    "三(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.PREFECTURE,
    en="funds integrated in the year",
    zh="年度整合资金",
)
def integrated_funds_test(integrated_funds: Amount, integrated_funds_least: Amount) -> Flag:
    """At least 5,000,000,000 yuan a year."""
    return integrated_funds >= integrated_funds_least


@law.provision(
    "三(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.PREFECTURE,
    en="industry funds of the year",
    zh="年度产业帮扶资金",
)
def industry_funds_test(industry_funds: Amount, industry_funds_least: Amount) -> Flag:
    """At least 700,000,000 yuan a year."""
    return industry_funds >= industry_funds_least


@law.provision(
    "三(二)",
    kind=ProvisionKind.TARGET,
    entity=Entity.PREFECTURE,
    en="volume of microloans",
    zh="扶贫小额信贷总额",
    note_en="1,000,000,000 yuan in 2017; in each later year more than in the year before",
    note_zh="2017年达到10亿元以上，以后逐年增长",
)
def microloan_volume_target(
    year: Count,
    microloan_volume: Amount,
    previous_microloan_volume: Amount,
    microloan_volume_least: Amount,
    microloan_year: Count,
) -> Flag:
    """At least 1,000,000,000 yuan in 2017, and growth in every year after."""
    first = (year == microloan_year) & (microloan_volume >= microloan_volume_least)
    later = (year > microloan_year) & (microloan_volume > previous_microloan_volume)
    return first | later | (year < microloan_year)


@law.provision(
    "三(二)",
    kind=ProvisionKind.FUND,
    entity=Entity.PREFECTURE,
    en="anti-poverty budget grows with revenue",
    zh="财政专项扶贫资金按财政增长比例增加",
    note_en="also judged for a county's budget, with the county's figures; at least in the proportion of revenue, "
    "which in a year of falling revenue may fall with it",
    note_zh="县级预算同样适用；增幅不低于财政收入增幅，财政收入下降的年度可同比例下降",
)
def budget_growth_test(
    antipoverty_budget: Amount, previous_antipoverty_budget: Amount, revenue: Amount, previous_revenue: Amount
) -> Flag:
    """The anti-poverty budget has grown at least in the proportion of revenue."""
    return grown_at_least_as_fast(antipoverty_budget, previous_antipoverty_budget, revenue, previous_revenue)


# 三(三) Inspection and accountability ------------------------------------------------------------------------------

inspection_calendar: Final = law.calendar(
    "inspection_calendar",
    "三(三)",
    {
        1: ("monthly patrol", "一月一巡查"),
        3: ("quarterly inspection", "一季一督查"),
        6: ("half-year summary", "半年一小结"),
        12: ("yearly evaluation", "一年一考评"),
    },
    en="inspections due in a year",
    zh="年度督查考核日程",
)


@law.provision(
    "三(三)",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.ASSESSED_UNIT,
    en="held accountable for the year",
    zh="年度问责",
    note_en="task missed and ranked at the back; how far back is not stated, so the ranking's finding is handed in",
    note_zh="减贫任务未完成且考评排名靠后；“靠后”未定名次，由调用方提供认定结果",
)
def unit_accountable(reduction_done: Count, reduction_task: Count, ranked_at_back: Flag) -> Flag:
    """The year's reduction task is missed and the unit is ranked at the back."""
    return (reduction_done < reduction_task) & ranked_at_back


@law.provision(
    "三(三)",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.ASSESSED_UNIT,
    en="the inspectors are held accountable",
    zh="追究巡查人员责任",
)
def inspectors_accountable(problem_found_above: Flag, problem_found_by_patrol: Flag) -> Flag:
    """A higher inspection found a problem that the patrol had missed."""
    return problem_found_above & negate(problem_found_by_patrol)


@law.provision(
    "三(三)",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.ASSESSED_UNIT,
    en="rewarded for good results",
    zh="奖补",
    note_en="the document names four merits without a measure; the finding is handed in",
    note_zh="文件列举四项实绩但未定标准，由调用方提供认定结果",
)
def unit_rewarded(work_done_well: Flag) -> Flag:
    """Good results are rewarded."""
    return work_done_well


# What computes nothing, section by section ---------------------------------------------------------------------------

for _section, _en, _zh in (
    (
        "一",
        "the guiding ideas, the phases of assault and consolidation, exits on schedule, and that the other counties "
        "basically reach the exit standard: stated without a measure",
        "指导思想、攻坚与巩固的阶段划分、“如期”退出、其他各县“基本达到”脱贫标准：未定衡量指标",
    ),
    (
        "二(一)",
        "tourism lines and villages belong to other plans and are nobody's task here; how industry, jobs and training "
        "come about is described without a figure",
        "旅游线路、精品村、传统村落属其他规划，此处未设任务；产业、就业、培训的做法未定数值",
    ),
    (
        "二(二)",
        "oversight of school aid, medical services, the joining of the dibao line with the poverty line and the "
        "follow-up of relocation: without a figure; how far the lines have joined shows in the standard filled in",
        "助学资金监督、医疗服务能力、低保线与扶贫线融合、搬迁后续工作：未定数值；两线融合的程度体现在所填的低保标准中",
    ),
    (
        "二(三)",
        "party organisations, who joins the village committees, and ways to earn collective income: without a figure",
        "基层党组织建设、村两委班子人选、发展集体经济的方式：未定数值",
    ),
    (
        "二(四)",
        "who enters and leaves the register, explaining policies, and matching help to causes: without a figure",
        "对象动态调整、政策宣传、因户施策：未定数值",
    ),
    (
        "二(五)",
        "cooperation between regions, enterprises and schools: intentions without a figure",
        "扶贫协作：无可计算的数值",
    ),
    (
        "三(一)",
        "who coordinates and which office does what: organisation without a figure",
        "统筹协调：机构职责，无可计算的数值",
    ),
    (
        "三(二)",
        "gathering funds for education, medicine, relocation and training, and inviting gifts: without a figure",
        "归集教育、医疗、搬迁、培训等兜底资金，动员社会参与：未定数值",
    ),
    (
        "三(三)",
        "how inspections are done, hotlines, preference in promotion and the pursuit of fraud: without a figure; the "
        "four areas of assessment are the state's, and given no weight here",
        "督查方式、举报电话、优先提拔、查处弄虚作假：未定数值；考核的四个方面属国家规定，此处未定权重",
    ),
):
    law.declaratory(_section, en=_en, zh=_zh)
