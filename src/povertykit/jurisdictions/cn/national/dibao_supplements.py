"""What places add to dibao: top-ups for groups, dibao for one person alone, and months of grace after leaving.

The measures on social assistance ask for more for the elderly, minors, the severely disabled and the seriously ill, and
the measures on review of 2021 let one person of a marginal household have dibao alone; the shares, the ages and the
months are for the places to set, and stand here as open terms. From which month dibao is paid stands here too.
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
    larger,
    negate,
    round_div,
    times,
    where,
)
from povertykit.calculators.guarantee import (
    part_of_each,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.dates import add_months, day_number
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.dibao import DIBAO_REVIEW_MEASURES
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import DisabilityKind, Entity
from povertykit.money import Period, Rounding
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "DISABLED_MULTIPLE",
    "GRACE_SECOND",
    "GRACE_THIRD",
    "ILL_MULTIPLE",
    "RELIGIOUS_YEARS",
    "SEVERE_GRADE",
    "SEVERE_GRADE_OF_MIND",
    "dibao_top_up",
    "elderly_from_age",
    "grace_months",
    "grace_payment",
    "grace_scheme",
    "minor_below_age",
    "payable_from",
    "severely_disabled",
    "single_person_dibao",
    "single_person_eligible",
    "single_person_gate",
    "single_person_least",
    "top_up_base",
    "top_up_several",
    "within_disabled_multiple",
    "within_ill_multiple",
]

_NO_DISABILITY = DisabilityKind.NONE.code
_INTELLECTUAL, _MENTAL = DisabilityKind.INTELLECTUAL.code, DisabilityKind.MENTAL.code
_START, _REVIEW_START = date(2014, 5, 1), date(2021, 7, 1)
_SINGLE: Final = Citation(DIBAO_REVIEW_MEASURES, "第八条", Grade.NEWS)


def _place(
    key: str, zh: str, en: str, place_zh: str, place_en: str, address: str, section: str, grade: Grade
) -> Citation:
    """A place's own rule, of which the document was not seen."""
    note = "the document's own text was not seen"
    source = Source(key, zh, en, place_zh, place_en, None, note_en=note, note_zh="未见文件原文", address=address)
    return Citation(source, section, grade)


_LIAONING: Final = _place(
    "liaoning-2020-36",
    "辽民发〔2020〕36号",
    "Liaoning's notice 36 of 2020",
    "辽宁省民政厅",
    "Liaoning Department of Civil Affairs",
    "http://www.jwbk.com/techan/a5ca8942ea3a9af75390b8914be70adf.html",
    "单人保",
    Grade.THIRD_PARTY,
)
_GRACE: Final = _place(
    "beijing-dibao-grace-draft",
    "北京市城市低保规定（征求意见稿）",
    "Beijing's draft rules on urban dibao",
    "北京市",
    "Beijing",
    "http://www.6065bob.com/fagui/49217.html",
    "渐退",
    Grade.COPY,
)

# Top-ups for groups --------------------------------------------------------------------------------------------------

SEVERE_GRADE = law.figure(
    "severe_grade", 2, _SINGLE, start=_START, en="gravest grades that are severe, to", zh="重度残疾等级"
)
SEVERE_GRADE_OF_MIND = law.figure(
    "severe_grade_of_mind",
    3,
    _SINGLE,
    start=_START,
    en="the same for intellectual and mental disability",
    zh="智力、精神残疾视同重度的等级",
)
for _name, _en, _zh in (
    ("top_up_elderly", "the elderly", "老年人"),
    ("top_up_minors", "minors", "未成年人"),
    ("top_up_disabled", "the severely disabled", "重度残疾人"),
    ("top_up_ill", "the seriously ill", "重病患者"),
):
    law.open_term(
        _name,
        "第十二条第二款",
        unit=Unit.RATE,
        allowed=(Fraction(0), Fraction(1)),
        en=f"top-up for {_en}, as a share of its base",
        zh=f"{_zh}分类施保增发比例",
    )
elderly_from_age: Final = law.open_term(
    "elderly_from_age",
    "第十二条第二款",
    unit=Unit.COUNT,
    plausible=(50, 100),
    en="age from which someone is elderly",
    zh="老年人起始年龄",
)
minor_below_age: Final = law.open_term(
    "minor_below_age",
    "第十二条第二款",
    unit=Unit.COUNT,
    plausible=(1, 18),
    en="age below which someone is a minor",
    zh="未成年人年龄上限（不含）",
)
top_up_base: Final = law.reading(
    "top_up_base",
    {
        "standard": ("of the standard", "按低保标准的比例"),
        "own_gap": ("of the person's own part of the gap", "按本人补差额的比例"),
    },
    "第十二条第二款",
    default="standard",
    en="what a top-up is a share of",
    zh="分类施保增发比例的基数",
)
top_up_several: Final = law.reading(
    "top_up_several",
    {"highest": ("the highest only", "按最高比例计算，不重复计发"), "added": ("all added", "各项叠加")},
    "第十二条第二款",
    default="highest",
    en="what someone of several groups gets",
    zh="同时符合多类的计发方式",
)
for _name, _source, _en, _zh in (
    ("family_on_dibao", "on_dibao", "the household is on dibao", "家庭享受低保"),
    ("family_gap", "dibao_gap", "the household's dibao by the gap", "家庭补差低保金"),
    ("family_covered", "persons_covered", "the persons whom the household's dibao covers", "家庭保障人数"),
):
    law.link("broadcast", _name, _source, of=Entity.HOUSEHOLD, to=Entity.MEMBER, en=_en, zh=_zh)


@law.provision(
    _SINGLE,
    kind=ProvisionKind.CASE,
    entity=Entity.MEMBER,
    start=_START,
    en="severely disabled",
    zh="重度残疾",
    note_en="grades one and two of every kind, and grade three of intellectual and mental disability; the list is that "
    "of dibao for one person, taken for the top-ups too",
    note_zh="各类一、二级和智力、精神三级；采用单人保的范围，分类施保亦同",
)
def severely_disabled(
    disability_kind: Category, disability_grade: Count, severe_grade: Count, severe_grade_of_mind: Count
) -> Flag:
    """By the kind and the grade of the certificate."""
    of_mind = (disability_kind == _INTELLECTUAL) | (disability_kind == _MENTAL)
    severe = (disability_grade <= severe_grade) | (of_mind & (disability_grade <= severe_grade_of_mind))
    return (disability_kind != _NO_DISABILITY) & severe


@law.provision(
    "第十二条第二款",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.MONTH,
    start=_START,
    en="top-up for the elderly, minors, the severely disabled and the seriously ill",
    zh="分类施保增发金",
)
def dibao_top_up(
    age: Count,
    severely_disabled: Flag,
    seriously_ill: Flag,
    covered: Flag,
    family_on_dibao: Flag,
    family_gap: Amount,
    family_covered: Count,
    dibao_standard: Amount,
    top_up_elderly: Rate,
    top_up_minors: Rate,
    top_up_disabled: Rate,
    top_up_ill: Rate,
    elderly_from_age: Count,
    minor_below_age: Count,
    top_up_base: Category,
    top_up_several: Category,
    top_up_rounding: Rounding,
) -> Amount:
    """A share of the standard, or of the person's own part of the gap, for each group, highest only or all added."""
    own = part_of_each(family_gap, family_covered, top_up_rounding)
    base = where(top_up_base == 0, dibao_standard, own)
    elderly = where(age >= elderly_from_age, times(base, top_up_elderly, rounding=top_up_rounding), 0)
    minor = where(age < minor_below_age, times(base, top_up_minors, rounding=top_up_rounding), 0)
    disabled = where(severely_disabled, times(base, top_up_disabled, rounding=top_up_rounding), 0)
    ill = where(seriously_ill, times(base, top_up_ill, rounding=top_up_rounding), 0)
    highest = larger(larger(elderly, minor), larger(disabled, ill))
    amount = where(top_up_several == 0, highest, elderly + minor + disabled + ill)
    return where(family_on_dibao & covered, amount, 0)


# Dibao for one person ------------------------------------------------------------------------------------------------

RELIGIOUS_YEARS = law.figure(
    "religious_years_least",
    3,
    _SINGLE,
    start=_REVIEW_START,
    en="full years in a religious place, at least",
    zh="在宗教场所居住年数下限",
)
ILL_MULTIPLE = law.figure(
    "ill_multiple",
    Fraction(5),
    _LIAONING,
    start=_REVIEW_START,
    en="times the standard, to which the household of someone seriously ill may have",
    zh="重病人员家庭人均收入上限与低保标准之比",
)
DISABLED_MULTIPLE = law.figure(
    "disabled_multiple",
    Fraction(3),
    _LIAONING,
    start=_REVIEW_START,
    en="times the standard, to which the household of someone severely disabled may have",
    zh="重残人员家庭人均收入上限与低保标准之比",
)
single_person_gate: Final = law.reading(
    "single_person_gate",
    {
        "marginal": ("the household is marginal", "家庭属于低保边缘家庭"),
        "own_income": (
            "the household is within a multiple of the standard, and the person's own income below it",
            "家庭人均收入在低保标准一定倍数以内且本人收入低于低保标准",
        ),
    },
    _SINGLE,
    default="marginal",
    en="whose member may get dibao alone",
    zh="单人保的家庭条件",
)
single_person_least: Final = law.open_term(
    "single_person_least",
    _SINGLE,
    unit=Unit.RATE,
    allowed=(Fraction(0), Fraction(1)),
    en="share of the standard that one person alone gets at least",
    zh="单人保不低于低保标准的比例",
)
for _name, _source, _en, _zh in (
    ("family_marginal", "marginal_household", "the household is marginal", "属于低保边缘家庭"),
    ("family_within_ill_multiple", "within_ill_multiple", "the household is within the multiple", "家庭收入在倍数以内"),
    (
        "family_within_disabled_multiple",
        "within_disabled_multiple",
        "the household is within the multiple",
        "家庭收入在倍数以内",
    ),
):
    law.link("broadcast", _name, _source, of=Entity.HOUSEHOLD, to=Entity.MEMBER, en=_en, zh=_zh)


def _within(standard: Amount, multiple: Rate, income: Amount, persons: Count, months: Count) -> Flag:
    """Whether the mean income is at most a multiple of the standard."""
    return income <= standard * multiple * persons * months


@law.provision(
    _LIAONING,
    kind=ProvisionKind.CASE,
    start=_REVIEW_START,
    en="income within 5 times the standard, property within the rules",
    zh="家庭人均收入在低保标准5倍以内且财产符合规定",
)
def within_ill_multiple(
    dibao_standard: Amount,
    dibao_income_total: Amount,
    dibao_income_months: Count,
    persons: Count,
    property_within_rules: Flag,
    ill_multiple: Rate,
) -> Flag:
    """The multiple itself is within."""
    within = _within(dibao_standard, ill_multiple, dibao_income_total, persons, dibao_income_months)
    return within & property_within_rules


@law.provision(
    _LIAONING,
    kind=ProvisionKind.CASE,
    start=_REVIEW_START,
    en="income within 3 times the standard, property within the rules",
    zh="家庭人均收入在低保标准3倍以内且财产符合规定",
)
def within_disabled_multiple(
    dibao_standard: Amount,
    dibao_income_total: Amount,
    dibao_income_months: Count,
    persons: Count,
    property_within_rules: Flag,
    disabled_multiple: Rate,
) -> Flag:
    """The multiple itself is within."""
    within = _within(dibao_standard, disabled_multiple, dibao_income_total, persons, dibao_income_months)
    return within & property_within_rules


@law.provision(
    _SINGLE,
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    start=_REVIEW_START,
    en="may get dibao alone",
    zh="符合单人保条件",
)
def single_person_eligible(
    severely_disabled: Flag,
    seriously_ill: Flag,
    religious_years: Count,
    own_income: Amount,
    family_marginal: Flag,
    family_within_ill_multiple: Flag,
    family_within_disabled_multiple: Flag,
    dibao_standard: Amount,
    religious_years_least: Count,
    single_person_gate: Category,
) -> Flag:
    """Severely disabled, seriously ill or three years in a religious place, from a household that may."""
    group = severely_disabled | seriously_ill | (religious_years >= religious_years_least)
    by_multiple = (seriously_ill & family_within_ill_multiple) | (severely_disabled & family_within_disabled_multiple)
    marginal = (single_person_gate == 0) & family_marginal & group
    return marginal | ((single_person_gate == 1) & by_multiple & (own_income < dibao_standard))


@law.provision(
    _SINGLE,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.MONTH,
    start=_REVIEW_START,
    en="dibao for one person",
    zh="单人保低保金",
    note_en="what the person's own income lacks, and at least the share that the place sets; nothing where the "
    "household is on dibao already",
    note_zh="按本人收入补差，且不低于当地规定的比例；家庭已享受低保的不再发放",
)
def single_person_dibao(
    own_income: Amount,
    on_single_dibao: Flag,
    family_on_dibao: Flag,
    dibao_standard: Amount,
    single_person_least: Rate,
    top_up_rounding: Rounding,
) -> Amount:
    """The person's own gap, or the least share of the standard where that is more."""
    gap = round_div(floor0(dibao_standard - own_income), 1, top_up_rounding)
    amount = larger(gap, times(dibao_standard, single_person_least, rounding=top_up_rounding))
    return where(on_single_dibao & negate(family_on_dibao), amount, 0)


# After leaving, and from when dibao is paid --------------------------------------------------------------------------

GRACE_SECOND = law.figure(
    "grace_second",
    Fraction(4, 5),
    _GRACE,
    start=_START,
    en="share in the third and fourth month of grace",
    zh="渐退第三、四月发放比例",
)
GRACE_THIRD = law.figure(
    "grace_third",
    Fraction(3, 5),
    _GRACE,
    start=_START,
    en="share in the fifth and sixth month of grace",
    zh="渐退第五、六月发放比例",
)
grace_scheme: Final = law.reading(
    "grace_scheme",
    {
        "full": ("the former amount in every month", "渐退期内全额发放"),
        "falling": ("falling after every second month, for six months", "每两个月递减，共六个月"),
    },
    _GRACE,
    default="full",
    en="how dibao goes on after a household left it",
    zh="渐退期低保金的发放方式",
)
grace_months: Final = law.open_term(
    "grace_months",
    _GRACE,
    unit=Unit.COUNT,
    plausible=(1, 36),
    en="months of grace",
    zh="渐退期月数",
)


@law.provision(
    _GRACE,
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    start=_START,
    en="dibao in the months of grace",
    zh="渐退期低保金",
    note_en="places give 6 to 12 months, some two or three years; no national text was seen",
    note_zh="各地规定6至12个月，个别两至三年；未见全国性规定",
)
def grace_payment(
    dibao_received: Amount,
    grace_month: Count,
    on_dibao: Flag,
    grace_months: Count,
    grace_scheme: Category,
    grace_second: Rate,
    grace_third: Rate,
    dibao_rounding: Rounding,
) -> Amount:
    """The former amount, or a falling share of it, for a household that left dibao."""
    second = times(dibao_received, grace_second, rounding=dibao_rounding)
    third = where(grace_month <= 6, times(dibao_received, grace_third, rounding=dibao_rounding), 0)
    falling = where(grace_month <= 2, dibao_received, where(grace_month <= 4, second, third))
    amount = where(grace_scheme == 0, dibao_received, falling)
    return where(negate(on_dibao) & (grace_month >= 1) & (grace_month <= grace_months), amount, 0)


def payable_from(decided_on: date) -> date:
    """The first day of the month after the one in which dibao was confirmed: from then on it is paid.

    Args:
        decided_on: the day of the decision.

    Raises:
        DateError: no plain date.

    Examples:
        >>> payable_from(date(2022, 1, 31)).isoformat(), payable_from(date(2022, 12, 1)).isoformat()
        ('2022-02-01', '2023-01-01')
    """
    day_number(decided_on)  # refuses what is no plain date
    return add_months(decided_on.replace(day=1), 1)


for _section, _en, _zh in (
    (
        "第十条",
        "the standard is set by the province or the prefecture-level city: no amount",
        "标准由省级或设区的市级政府制定：无数额",
    ),
    (
        "第十三条",
        "checks of what changed; only an income at the standard shows in the facts",
        "动态核查；仅收入达标可由事实判定",
    ),
    ("第四十五条", "whether dibao is reduced or stopped is for the authority to decide", "减发还是停发由管理机关决定"),
):
    law.declaratory(_section, en=_en, zh=_zh)
