"""What is taken off a household's income for dibao, and what others are bound to give: by places' own rules.

What earners keep, support from relatives and spending that cannot be avoided are reckoned differently from place to
place. Each is a reading here; the shares are figures, each with the place whose text it was seen in, and another
place's law overrides them by name.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Rate,
    round_div,
    rounded,
    where,
)
from povertykit.calculators.incomes import (
    disregard_by_year,
    flat_disregard,
    rigid_spending,
    shared_support,
    support_from_excess,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.jurisdictions.cn.national.incomes import INCOME_RULES
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, PERSON_MONTH, YEAR, Period, Rounding
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
    "disregard_rounding",
    "payer_line",
    "rigid_spending_counts",
    "rigid_spending_total",
    "support_basis",
    "support_due",
    "support_income",
    "support_rounding",
    "work_deduction",
    "work_disregard",
    "work_disregard_of_member",
]

_START: Final = date(2014, 5, 1)


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
_HENGYANG: Final = _place(
    "hengyang-rigid-spending",
    "衡阳市刚性支出扣减规定",
    "Hengyang's rules on spending that cannot be avoided",
    "衡阳市",
    "Hengyang",
    "http://sichuanhong.com/content/202511/4569289.html",
    Grade.THIRD_PARTY,
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
    INCOME_RULES,
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
    INCOME_RULES,
    default="received",
    en="how support from those bound to give it is reckoned",
    zh="赡养、扶养、抚养费的核算方式",
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

# What is taken off ---------------------------------------------------------------------------------------------------

FLAT_DISREGARD = law.figure(
    "flat_disregard_share",
    Fraction(3, 10),
    _GANZHOU,
    start=_START,
    en="share of the standard that is disregarded for each who works",
    zh="每名就业人员扣减低保标准的比例",
)
FIRST_YEAR = law.figure(
    "first_year_disregard",
    Fraction(8, 10),
    _BEIJING,
    start=_START,
    en="share disregarded in the first year",
    zh="就业第一年扣减比例",
)
SECOND_YEAR = law.figure(
    "second_year_disregard",
    Fraction(7, 10),
    _BEIJING,
    start=_START,
    en="share disregarded in the second year",
    zh="就业第二年扣减比例",
)
THIRD_YEAR = law.figure(
    "third_year_disregard",
    Fraction(6, 10),
    _BEIJING,
    start=_START,
    en="share disregarded in the third year",
    zh="就业第三年扣减比例",
)
EDUCATION_MULTIPLE = law.figure(
    "education_multiple",
    Fraction(2),
    _HENGYANG,
    start=_START,
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
    INCOME_RULES,
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
    "excess_share",
    Fraction(1, 2),
    _RURAL_RULE,
    start=_START,
    en="share of the payer's excess that is due",
    zh="超过部分的给付比例",
)
EXCESS_SHARE_OF_MANY = law.figure(
    "excess_share_of_many",
    Fraction(4, 10),
    _PRACTICE,
    start=_START,
    en="share of the payer's excess that is due where there are many children",
    zh="子女较多时超过部分的给付比例",
)
MANY_CHILDREN = law.figure(
    "many_children", 3, _PRACTICE, start=_START, en="children that are many, from", zh="“子女较多”的最少人数"
)
PAYER_SHARE = law.figure(
    "payer_share",
    Fraction(1, 4),
    _RURAL_RULE,
    start=_START,
    en="share of the payer's income for each supported",
    zh="每名被扶养人占义务人收入的比例",
)
PAYER_SHARE_MOST = law.figure(
    "payer_share_most",
    Fraction(1, 2),
    _RURAL_RULE,
    start=_START,
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
    INCOME_RULES,
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
