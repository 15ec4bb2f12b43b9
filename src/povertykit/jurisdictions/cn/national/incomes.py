"""What a household's income is: one function for the dibao test and another for the exit from poverty.

The dibao test leaves out social assistance, preferential pensions, family-planning awards, scholarships and awards for
courage, and for a time the state's basic pension; the exit test counts all of them. Income is stated by the month
(`household_income`), or summed up from a statement over the 6 or 12 months before (`income_statement`): the reading
`income_basis` says which. A sum stays a sum: it is compared with the standard for so many persons and months, and only
the amounts that are shown by the month are rounded.

Places differ on what earners keep, on support from relatives, on losses and on spending that cannot be avoided. Each
is a reading here; the shares are figures, each with the place whose text it was seen in, and another place's law
overrides them by name.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Flag,
    Rate,
    floor0,
    round_div,
    rounded,
    where,
)
from povertykit.calculators.incomes import (
    countable_income,
    disregard_by_year,
    flat_disregard,
    net_of_costs,
    rigid_spending,
    shared_support,
    support_from_excess,
    whole_income,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity, IncomeWindow
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, PERSON_MONTH, YEAR, Period, Rounding
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "EDUCATION_MULTIPLE",
    "EXCESS_SHARE",
    "EXCESS_SHARE_OF_MANY",
    "FIRST_YEAR",
    "FLAT_DISREGARD",
    "MANY_CHILDREN",
    "PAYER_SHARE",
    "PAYER_SHARE_MOST",
    "SECOND_YEAR",
    "THIRD_YEAR",
    "business_loss",
    "dibao_income_months",
    "dibao_income_total",
    "dibao_monthly_income",
    "disregard_rounding",
    "exit_income_total",
    "exit_monthly_income",
    "income_basis",
    "income_rounding",
    "income_window",
    "income_window_differs",
    "payer_line",
    "pension_counts",
    "rigid_spending_counts",
    "rigid_spending_total",
    "statement_dibao_income",
    "statement_months",
    "support_basis",
    "support_due",
    "support_income",
    "support_rounding",
    "work_deduction",
    "work_disregard",
    "work_disregard_of_member",
]

_SIX, _TWELVE = IncomeWindow.SIX.code, IncomeWindow.TWELVE.code
_START, _EXIT_START = date(2014, 5, 1), date(2016, 4, 29)
_INCOME: Final = law.cite(
    "第九条",
    Grade.THIRD_PARTY,
    "the kinds of income as the measures on review of 2012 and 2021 have them, seen in third-party copies",
)


def _place(key: str, zh: str, en: str, place_zh: str, place_en: str, address: str, grade: Grade) -> Citation:
    """A place's own rule, of which only the substance was seen."""
    note = "the document's title and date were not seen"
    source = Source(key, zh, en, place_zh, place_en, None, note_en=note, note_zh="未见文件名称和日期", address=address)
    return Citation(source, "收入核算", grade)


_GANZHOU: Final = _place(
    "ganzhou-dibao-income",
    "赣州市低保收入核算规定",
    "Ganzhou's rules on income for dibao",
    "赣州市",
    "Ganzhou",
    "http://m.jxyuer.com/baike/techan/810634.html",
    Grade.THIRD_PARTY,
)
_BEIJING: Final = _place(
    "beijing-dibao-draft",
    "北京市城市低保规定（征求意见稿）",
    "Beijing's draft rules on urban dibao",
    "北京市",
    "Beijing",
    "http://www.6065bob.com/fagui/49217.html",
    Grade.COPY,
)
_HENGYANG: Final = _place(
    "hengyang-rigid-spending",
    "衡阳市刚性支出扣减规定",
    "Hengyang's rules on spending that cannot be avoided",
    "衡阳市",
    "Hengyang",
    "http://sichuanhong.com/content/202511/4569289.html",
    Grade.THIRD_PARTY,
)
_RURAL_RULE: Final = _place(
    "rural-dibao-support",
    "某地农村低保规定",
    "A place's rules on rural dibao",
    "某地",
    "a place not named",
    "http://www.fymate.net/html/text/lar/170436/17043662_3.html",
    Grade.THIRD_PARTY,
)
_PRACTICE: Final = _place(
    "support-practice",
    "赡养费核算说明",
    "How support is reckoned in practice",
    "法律门户网站",
    "legal portals",
    "https://www.64365.com/question/21632864.aspx",
    Grade.THIRD_PARTY,
)

_EXIT_INCOME: Final = Citation(
    Source(
        key="exit-income-formula",
        title_zh="贫困户人均纯收入核算说明",
        title_en="How the net income of registered households is reckoned",
        issuer_zh="某地扶贫部门",
        issuer_en="a local poverty office",
        issued=None,
        note_en="two third-party pages that agree; in use with the exit mechanism of 2016",
        note_zh="据相互一致的两个第三方页面；随2016年退出机制使用",
        address="https://bw8.net/zhishi-1016662.html",
    ),
    "人均纯收入",
    Grade.THIRD_PARTY,
)

# Readings and roundings ---------------------------------------------------------------------------------------------

income_basis: Final = law.reading(
    "income_basis",
    {
        "stated": ("the monthly income that is handed in", "直接采用申报的家庭月收入"),
        "statement": ("the sum of the income statement", "按收入核算表汇总"),
    },
    _INCOME,
    default="stated",
    en="where the income for the dibao test comes from",
    zh="低保收入的取值方式",
)
income_window: Final = law.reading(
    "income_window",
    {
        "twelve_months": ("the 12 months before the application", "申请前12个月"),
        "six_months": ("the 6 months before the application", "申请前6个月"),
    },
    _INCOME,
    default="twelve_months",
    en="the months over which the place counts income",
    zh="当地规定的收入核算期",
)
business_loss: Final = law.reading(
    "business_loss",
    {
        "nothing": ("a loss counts nothing", "亏损按零计"),
        "lowers": ("a loss lowers other income", "亏损抵减其他收入"),
    },
    _INCOME,
    default="nothing",
    en="what costs of a business above its income do",
    zh="经营亏损的处理",
)
pension_counts: Final = law.reading(
    "pension_counts",
    {
        "left_out": ("left out, as in the thirteenth and fourteenth five-year plans", "“十三五”“十四五”期间暂不计入"),
        "counted": ("counted as income", "计入家庭收入"),
    },
    _INCOME,
    default="left_out",
    en="whether the state's basic pension is income for dibao",
    zh="中央确定的基础养老金是否计入低保收入",
)
work_disregard: Final = law.reading(
    "work_disregard",
    {
        "costs": ("what going to work cost", "据实扣减必要就业成本"),
        "flat": ("a share of the standard for each who works", "按就业人数扣减低保标准的一定比例"),
        "by_year_of_standard": ("a share of the standard by the year of work", "按就业年份扣减低保标准的一定比例"),
        "by_year_of_earnings": ("a share of the earnings by the year of work", "按就业年份扣减本人收入的一定比例"),
        "nothing": ("nothing", "不扣减"),
    },
    _INCOME,
    default="costs",
    en="what is taken off wages",
    zh="工资性收入的扣减方式",
)
support_basis: Final = law.reading(
    "support_basis",
    {
        "received": ("what was received", "按实际收到的计算"),
        "half": ("half of the payer's excess over the standard", "义务人家庭收入超过低保标准部分的一半"),
        "by_children": ("less of the excess where there are many children", "按子女数分档计算超过部分的比例"),
        "quarter": ("a quarter of the payer's income for each", "按义务人收入的四分之一计算"),
    },
    _INCOME,
    default="received",
    en="how support from those bound to give it is reckoned",
    zh="赡养、扶养、抚养费的核算方式",
)
rigid_spending_counts: Final = law.reading(
    "rigid_spending_counts",
    {
        "nothing": ("not taken off", "不扣减"),
        "taken_off": ("taken off", "予以扣减"),
    },
    _HENGYANG,
    default="nothing",
    en="whether spending that cannot be avoided is taken off the income for dibao",
    zh="刚性支出是否从低保收入中扣减",
)
income_rounding: Final = law.rounding(
    "income_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH),
    en="rounding of an income shown by the month, and of half a year's support",
    zh="月收入和半年赡养费的取整方式",
)
disregard_rounding: Final = law.rounding(
    "disregard_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=PERSON_MONTH),
    en="rounding of what is disregarded of earnings",
    zh="就业收入扣减额的取整方式",
)
support_rounding: Final = law.rounding(
    "support_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=YEAR),
    en="rounding of support that is reckoned",
    zh="核算赡养费的取整方式",
)

# The window ---------------------------------------------------------------------------------------------------------


@law.provision(
    _INCOME,
    kind=ProvisionKind.CASE,
    start=_START,
    en="the months of the income statement",
    zh="收入核算表的月数",
)
def statement_months(window_months: Category) -> Count:
    """Six or twelve, as the statement says."""
    return where(window_months == _SIX, 6, 12)


@law.provision(
    _INCOME,
    kind=ProvisionKind.REVIEW,
    start=_START,
    en="the income statement is not of the months that the place asks for",
    zh="收入核算表的核算期与当地规定不一致",
)
def income_window_differs(window_months: Category, income_window: Category) -> Flag:
    """The amounts are computed from the statement's own months; a person should look."""
    half_where_year_is_asked = (window_months == _SIX) & (income_window == 0)
    return half_where_year_is_asked | ((window_months == _TWELVE) & (income_window == 1))


# What is taken off ---------------------------------------------------------------------------------------------------

FLAT_DISREGARD = law.figure(
    "flat_disregard_share",
    Fraction(3, 10),
    _GANZHOU,
    en="share of the standard that is disregarded for each who works",
    zh="每名就业人员扣减低保标准的比例",
)
FIRST_YEAR = law.figure(
    "first_year_disregard", Fraction(8, 10), _BEIJING, en="share disregarded in the first year", zh="就业第一年扣减比例"
)
SECOND_YEAR = law.figure(
    "second_year_disregard",
    Fraction(7, 10),
    _BEIJING,
    en="share disregarded in the second year",
    zh="就业第二年扣减比例",
)
THIRD_YEAR = law.figure(
    "third_year_disregard", Fraction(6, 10), _BEIJING, en="share disregarded in the third year", zh="就业第三年扣减比例"
)
EDUCATION_MULTIPLE = law.figure(
    "education_multiple",
    Fraction(2),
    _HENGYANG,
    en="times last year's income, above which education is spending that cannot be avoided",
    zh="教育支出超过上年度收入的倍数",
)
law.link(
    "total",
    "work_disregards",
    "work_disregard_of_member",
    of=Entity.MEMBER,
    to=Entity.HOUSEHOLD,
    en="the members' disregarded earnings of a month",
    zh="成员每月就业收入扣减额合计",
)


@law.provision(
    _BEIJING,
    kind=ProvisionKind.CASE,
    entity=Entity.MEMBER,
    period=Period.MONTH,
    start=_START,
    en="what is disregarded of a member's earnings by the year of work",
    zh="按就业年份扣减的个人就业收入",
    note_en="the text takes shares of the urban standard; a share of the earnings themselves is the other reading",
    note_zh="原文按城市低保标准的比例扣减；另一读法为按本人收入的比例扣减",
)
def work_disregard_of_member(
    earnings: Amount,
    year_of_work: Count,
    dibao_standard: Amount,
    work_disregard: Category,
    first_year_disregard: Rate,
    second_year_disregard: Rate,
    third_year_disregard: Rate,
    disregard_rounding: Rounding,
) -> Amount:
    """The share of the year of work, of the standard or of the earnings, but no more than is earned."""
    base = where(work_disregard == 2, dibao_standard, earnings)
    return disregard_by_year(
        earnings,
        base,
        year_of_work,
        first_year_disregard,
        second_year_disregard,
        third_year_disregard,
        disregard_rounding,
    )


@law.provision(
    _INCOME,
    kind=ProvisionKind.CASE,
    period=Period.UNSTATED,
    start=_START,
    en="what is taken off wages in the window",
    zh="核算期内工资性收入的扣减额",
)
def work_deduction(
    job_costs: Amount,
    workers: Count,
    work_disregards: Amount,
    statement_months: Count,
    dibao_standard: Amount,
    work_disregard: Category,
    flat_disregard_share: Rate,
    disregard_rounding: Rounding,
) -> Amount:
    """Actual job costs, or in their place one of the disregards, or nothing."""
    flat = flat_disregard(dibao_standard, flat_disregard_share, workers, statement_months, disregard_rounding)
    by_year = where(work_disregard == 4, 0, work_disregards * statement_months)
    return where(work_disregard == 0, job_costs, where(work_disregard == 1, flat, by_year))


@law.provision(
    _HENGYANG,
    kind=ProvisionKind.CASE,
    period=Period.UNSTATED,
    start=_START,
    en="spending that cannot be avoided, in the window",
    zh="核算期内刚性支出",
    note_en="whose income of last year is meant was not seen; it is read as the household's own. Job costs, which the "
    "text lists too, are taken off wages already",
    note_zh="未见上年度收入的主体，按本家庭理解；原文所列就业成本已在工资性收入中扣减",
)
def rigid_spending_total(
    medical_self_pay: Amount,
    education_costs: Amount,
    disability_allowances: Amount,
    necessary_rent: Amount,
    last_year_income: Amount,
    statement_months: Count,
    education_multiple: Rate,
    income_rounding: Rounding,
) -> Amount:
    """Medical cost left over, education above twice last year's income, disability allowances and necessary rent."""
    free = round_div(last_year_income * education_multiple * statement_months, 12, income_rounding)
    return rigid_spending(medical_self_pay, education_costs, free, disability_allowances, necessary_rent)


# Support from those bound to give it ---------------------------------------------------------------------------------

EXCESS_SHARE = law.figure(
    "excess_share", Fraction(1, 2), _RURAL_RULE, en="share of the payer's excess that is due", zh="超过部分的给付比例"
)
EXCESS_SHARE_OF_MANY = law.figure(
    "excess_share_of_many",
    Fraction(4, 10),
    _PRACTICE,
    en="share of the payer's excess that is due where there are many children",
    zh="子女较多时超过部分的给付比例",
)
MANY_CHILDREN = law.figure("many_children", 3, _PRACTICE, en="children that are many, from", zh="“子女较多”的最少人数")
PAYER_SHARE = law.figure(
    "payer_share",
    Fraction(1, 4),
    _RURAL_RULE,
    en="share of the payer's income for each supported",
    zh="每名被扶养人占义务人收入的比例",
)
PAYER_SHARE_MOST = law.figure(
    "payer_share_most",
    Fraction(1, 2),
    _RURAL_RULE,
    en="share of the payer's income for all supported, at most",
    zh="多名被扶养人占义务人收入的比例上限",
)


@law.provision(
    _RURAL_RULE,
    kind=ProvisionKind.CASE,
    period=Period.YEAR,
    start=_START,
    en="what the family bound to give support keeps in a year",
    zh="义务人家庭全年低保标准合计",
)
def payer_line(dibao_standard: Amount, payer_persons: Count, support_rounding: Rounding) -> Amount:
    """Twelve times the standard for each of its persons."""
    return rounded(dibao_standard * payer_persons * 12, support_rounding)


@law.provision(
    _RURAL_RULE,
    kind=ProvisionKind.CASE,
    period=Period.YEAR,
    start=_START,
    en="support due to the household in a year, as reckoned",
    zh="核算的本户全年应得赡养扶养费",
    note_en="one family bound to give support; what several give is handed in as received",
    note_zh="仅核算一个义务人家庭；有多个义务人家庭的，按实际收到的合计填报",
)
def support_due(
    payer_income: Amount,
    payer_line: Amount,
    persons_supported: Count,
    persons_supported_here: Count,
    children_bound: Count,
    support_basis: Category,
    excess_share: Rate,
    excess_share_of_many: Rate,
    many_children: Count,
    payer_share: Rate,
    payer_share_most: Rate,
    support_rounding: Rounding,
) -> Amount:
    """A share of the payer family's excess over the standard, or of its income, for those supported here."""
    supported = persons_supported
    here = persons_supported_here
    many = (support_basis == 2) & (children_bound >= many_children)
    part = where(many, excess_share_of_many, excess_share)
    excess = support_from_excess(payer_income, payer_line, part, supported, here, support_rounding)
    quarter = shared_support(payer_income, payer_share, payer_share_most, supported, here, support_rounding)
    return where(support_basis == 3, quarter, excess)


@law.provision(
    _INCOME,
    kind=ProvisionKind.CASE,
    period=Period.UNSTATED,
    start=_START,
    en="support in the window",
    zh="核算期内赡养扶养费",
)
def support_income(
    support_received: Amount,
    support_due: Amount,
    statement_months: Count,
    support_basis: Category,
    income_rounding: Rounding,
) -> Amount:
    """What was received, or the window's part of what is due in a year."""
    due = round_div(support_due * statement_months, 12, income_rounding)
    return where(support_basis == 0, support_received, due)


# Income for dibao ----------------------------------------------------------------------------------------------------


@law.provision(
    _INCOME,
    kind=ProvisionKind.CASE,
    period=Period.UNSTATED,
    start=_START,
    en="income for dibao by the statement, over its months",
    zh="按收入核算表计算的低保收入（核算期合计）",
    note_en="social assistance and exempt awards are not asked for; a loss counts as the reading says",
    note_zh="社会救助款物和优抚奖扶等不计入；经营亏损按所选读法处理",
)
def statement_dibao_income(
    wages: Amount,
    work_deduction: Amount,
    business_income: Amount,
    business_costs: Amount,
    property_income: Amount,
    support_income: Amount,
    basic_pension: Amount,
    other_pensions: Amount,
    other_transfers: Amount,
    rigid_spending_total: Amount,
    business_loss: Category,
    pension_counts: Category,
    rigid_spending_counts: Category,
) -> Amount:
    """What the household has of its own, less what is taken off; never below zero."""
    earned = floor0(wages - work_deduction)
    business = net_of_costs(business_income, business_costs, business_loss == 1)
    pensions = other_pensions + where(pension_counts == 1, basic_pension, 0)
    counted = countable_income(earned, business, property_income, support_income, pensions, other_transfers)
    return floor0(counted - where(rigid_spending_counts == 1, rigid_spending_total, 0))


@law.provision(
    _INCOME,
    kind=ProvisionKind.CASE,
    period=Period.UNSTATED,
    start=_START,
    en="income for dibao, over the months that it is of",
    zh="低保收入（对应月数合计）",
    note_en="a monthly income that is handed in is used as it is",
    note_zh="直接申报的家庭月收入照用",
)
def dibao_income_total(household_income: Amount, statement_dibao_income: Amount, income_basis: Category) -> Amount:
    """The income of the month that is handed in, or of the statement's months."""
    return where(income_basis == 0, household_income, statement_dibao_income)


@law.provision(
    _INCOME,
    kind=ProvisionKind.CASE,
    start=_START,
    en="the months that the income for dibao is of",
    zh="低保收入对应的月数",
)
def dibao_income_months(statement_months: Count, income_basis: Category) -> Count:
    """One month for an income that is handed in by the month, else the statement's."""
    return where(income_basis == 0, 1, statement_months)


@law.provision(
    _INCOME,
    kind=ProvisionKind.COMPONENT,
    period=Period.MONTH,
    start=_START,
    en="the household's income for dibao",
    zh="低保核算的家庭月收入",
    note_en="shown, and rounded for that; tests and payments go by the unrounded sum",
    note_zh="仅供列示，为此取整；判定和给付按未取整的合计数计算",
)
def dibao_monthly_income(dibao_income_total: Amount, dibao_income_months: Count, income_rounding: Rounding) -> Amount:
    """The mean of a month."""
    return round_div(dibao_income_total, dibao_income_months, income_rounding)


# Income for the exit from poverty ------------------------------------------------------------------------------------


@law.provision(
    _EXIT_INCOME,
    kind=ProvisionKind.CASE,
    period=Period.UNSTATED,
    start=_EXIT_START,
    en="income for the exit test, over the statement's months",
    zh="退出核算的家庭纯收入（核算期合计）",
    note_en="dibao, all pensions and awards count; wages count in full, and support as received. Only a statement of "
    "twelve months is the income of a year",
    note_zh="低保金、各类养老金和奖扶均计入；工资全额计入，赡养费按实收计。仅12个月的核算表为全年收入",
)
def exit_income_total(
    wages: Amount,
    business_income: Amount,
    business_costs: Amount,
    property_income: Amount,
    support_received: Amount,
    basic_pension: Amount,
    other_pensions: Amount,
    other_transfers: Amount,
    social_assistance: Amount,
    exempt_awards: Amount,
    business_loss: Category,
) -> Amount:
    """Everything that the household took in, net of the costs of its business."""
    business = net_of_costs(business_income, business_costs, business_loss == 1)
    own = countable_income(wages, business, property_income, support_received, other_pensions, other_transfers)
    return whole_income(own, basic_pension, social_assistance, exempt_awards)


@law.provision(
    _EXIT_INCOME,
    kind=ProvisionKind.COMPONENT,
    period=Period.MONTH,
    start=_EXIT_START,
    en="the household's income for the exit test",
    zh="退出核算的家庭月收入",
)
def exit_monthly_income(exit_income_total: Amount, statement_months: Count, income_rounding: Rounding) -> Amount:
    """The mean of a month."""
    return round_div(exit_income_total, statement_months, income_rounding)
