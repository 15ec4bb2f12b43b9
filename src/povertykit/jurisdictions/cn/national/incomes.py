"""What a household's income is: one function for the dibao test and another for the exit from poverty.

The dibao test leaves out social assistance, preferential pensions, family-planning awards, scholarships and awards for
courage, and for a time the state's basic pension; the exit test counts all of them. Income is stated by the month
(`household_income`), or summed up from a statement over the 6 or 12 months before (`income_statement`): the reading
`income_basis` says which. A sum stays a sum: it is compared with the standard for so many persons and months, and only
the amounts that are shown by the month are rounded.

Whether a loss lowers other income, and whether the basic pension counts, are readings. What is taken off, and support
that is reckoned, stand in `income_deductions`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Flag,
    floor0,
    round_div,
    where,
)
from povertykit.calculators.incomes import (
    countable_income,
    net_of_costs,
    whole_income,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import IncomeWindow
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, Period, Rounding
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "INCOME_RULES",
    "business_loss",
    "dibao_income_months",
    "dibao_income_total",
    "dibao_monthly_income",
    "exit_income_total",
    "exit_monthly_income",
    "income_basis",
    "income_rounding",
    "income_window",
    "income_window_differs",
    "pension_counts",
    "statement_dibao_income",
    "statement_months",
]

_SIX, _TWELVE = IncomeWindow.SIX.code, IncomeWindow.TWELVE.code
_START, _EXIT_START = date(2014, 5, 1), date(2016, 4, 29)
INCOME_RULES: Final = law.cite(
    "第九条",
    Grade.THIRD_PARTY,
    "the kinds of income as the measures on review of 2012 and 2021 have them, seen in third-party copies",
    "收入类别依2012年、2021年审核确认办法，仅见第三方转载",
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
    INCOME_RULES,
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
    INCOME_RULES,
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
    INCOME_RULES,
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
    INCOME_RULES,
    default="left_out",
    en="whether the state's basic pension is income for dibao",
    zh="中央确定的基础养老金是否计入低保收入",
)
income_rounding: Final = law.rounding(
    "income_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH),
    en="rounding of an income shown by the month, and of half a year's support",
    zh="月收入和半年赡养费的取整方式",
)

# The window ---------------------------------------------------------------------------------------------------------


@law.provision(
    INCOME_RULES,
    kind=ProvisionKind.CASE,
    start=_START,
    en="the months of the income statement",
    zh="收入核算表的月数",
)
def statement_months(window_months: Category) -> Count:
    """Six or twelve, as the statement says."""
    return where(window_months == _SIX, 6, 12)


@law.provision(
    INCOME_RULES,
    kind=ProvisionKind.REVIEW,
    start=_START,
    en="the income statement is not of the months that the place asks for",
    zh="收入核算表的核算期与当地规定不一致",
)
def income_window_differs(window_months: Category, income_window: Category) -> Flag:
    """The amounts are computed from the statement's own months; a person should look."""
    half_where_year_is_asked = (window_months == _SIX) & (income_window == 0)
    return half_where_year_is_asked | ((window_months == _TWELVE) & (income_window == 1))


# Income for dibao ----------------------------------------------------------------------------------------------------


@law.provision(
    INCOME_RULES,
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
    INCOME_RULES,
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
    INCOME_RULES,
    kind=ProvisionKind.CASE,
    start=_START,
    en="the months that the income for dibao is of",
    zh="低保收入对应的月数",
)
def dibao_income_months(statement_months: Count, income_basis: Category) -> Count:
    """One month for an income that is handed in by the month, else the statement's."""
    return where(income_basis == 0, 1, statement_months)


@law.provision(
    INCOME_RULES,
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
