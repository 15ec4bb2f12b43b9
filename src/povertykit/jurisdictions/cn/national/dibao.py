"""The minimum living guarantee (dibao): who gets it, by the gap or by tiers, and what places add, share out or end.

The measures on social assistance fix the test (a mean income strictly below the standard, and property within the
place's rules) and the payment of the gap; the measures on review of 2021 allow payment by tiers as well. The standard
is the place's own: an open term. What else places differ on (the floor under a small gap, top-ups for groups, dibao for
one person alone, the months of grace after leaving, what a refusal of work leads to) is a reading or an open term, and
is never applied without being chosen.
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
    amount_by_tier,
    below_standard,
    full_standard,
    gap_over_window,
    lifted_to_floor,
    part_of_each,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.dates import add_months, day_number
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import DisabilityKind, Entity, LabourCapacity
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, PERSON_MONTH, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "DIBAO_REVIEW_MEASURES",
    "DISABLED_MULTIPLE",
    "GRACE_SECOND",
    "GRACE_THIRD",
    "ILL_MULTIPLE",
    "MARGINAL_MULTIPLE",
    "REFUSALS",
    "RELIGIOUS_YEARS",
    "SEVERE_GRADE",
    "SEVERE_GRADE_OF_MIND",
    "SMALL_GAP_SHARE",
    "dibao_eligible",
    "dibao_gap",
    "dibao_gap_kept",
    "dibao_income_at_standard",
    "dibao_rounding",
    "dibao_standard",
    "dibao_tier_kept",
    "dibao_tiers",
    "dibao_top_up",
    "elderly_from_age",
    "grace_months",
    "grace_payment",
    "grace_scheme",
    "marginal_household",
    "minor_below_age",
    "payable_from",
    "payment_method",
    "refusal_consequence",
    "refusal_share_kept",
    "refuses_work",
    "severely_disabled",
    "single_person_dibao",
    "single_person_eligible",
    "single_person_gate",
    "single_person_least",
    "small_gap",
    "tier_beyond_four",
    "tiers_out_of_order",
    "top_up_base",
    "top_up_rounding",
    "top_up_several",
    "within_disabled_multiple",
    "within_ill_multiple",
]

DIBAO_REVIEW_MEASURES: Final = Source(
    key="dibao-review-measures-2021",
    title_zh="最低生活保障审核确认办法",
    title_en="Measures on the review and confirmation of dibao",
    issuer_zh="民政部",
    issuer_en="Ministry of Civil Affairs",
    issued=None,
    number="民发〔2021〕57号",
    note_en="replaces the measures of 2012 (民发〔2012〕220号); seen in part, in local restatements and "
    "copies; that it is in force from 2021-07-01 is unverified",
    note_zh="替代民发〔2012〕220号；仅见部分条文的地方转述和转载；2021年7月1日起施行一节未核实",
)
_ABLE = LabourCapacity.ABLE.code
_NO_DISABILITY = DisabilityKind.NONE.code
_INTELLECTUAL, _MENTAL = DisabilityKind.INTELLECTUAL.code, DisabilityKind.MENTAL.code
_START, _REVIEW_START = date(2014, 5, 1), date(2021, 7, 1)
_TIERS: Final = Citation(
    DIBAO_REVIEW_MEASURES, "第二十三条", Grade.OFFICIAL, "as a city's civil affairs bureau states it"
)
_SINGLE: Final = Citation(DIBAO_REVIEW_MEASURES, "第八条", Grade.NEWS)


def _place(key: str, zh: str, en: str, place_zh: str, place_en: str, address: str, section: str) -> Citation:
    """A place's own rule, seen on a third party's page."""
    note = "the document's own text was not seen"
    source = Source(key, zh, en, place_zh, place_en, None, note_en=note, note_zh="未见文件原文", address=address)
    return Citation(source, section, Grade.THIRD_PARTY)


_FLOOR: Final = _place(
    "dibao-floor",
    "低保金计算说明",
    "How dibao is computed",
    "太原",
    "Taiyuan",
    "http://www.findlaw.cn/zhinan/article_1044412.html",
    "低保金",
)
_LIAONING: Final = _place(
    "liaoning-2020-36",
    "辽民发〔2020〕36号",
    "Liaoning's notice 36 of 2020",
    "辽宁省民政厅",
    "Liaoning Department of Civil Affairs",
    "http://www.jwbk.com/techan/a5ca8942ea3a9af75390b8914be70adf.html",
    "单人保",
)
_GRACE: Final = _place(
    "beijing-dibao-grace-draft",
    "北京市城市低保规定（征求意见稿）",
    "Beijing's draft rules on urban dibao",
    "北京市",
    "Beijing",
    "http://www.6065bob.com/fagui/49217.html",
    "渐退",
)

# Open terms, readings and roundings ----------------------------------------------------------------------------------

dibao_standard: Final = law.open_term(
    "dibao_standard",
    "第十条",
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(50), yuan(3000)),
    rounding="dibao_rounding",
    en="dibao standard for each person",
    zh="最低生活保障标准（每人）",
)
dibao_rounding: Final = law.rounding(
    "dibao_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH),
    en="rounding of dibao",
    zh="低保金的取整方式",
)
top_up_rounding: Final = law.rounding(
    "top_up_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=PERSON_MONTH),
    en="rounding of a person's top-up, of dibao for one person, and of what a refusal leaves",
    zh="分类施保、单人保和扣减后个人保障金的取整方式",
)
payment_method: Final = law.reading(
    "payment_method",
    {"gap": ("by the gap to the standard", "补差发放"), "tiers": ("by tiers", "分档发放")},
    _TIERS,
    default="gap",
    en="how dibao is paid",
    zh="低保金的计发方式",
)
small_gap: Final = law.reading(
    "small_gap",
    {
        "as_it_is": ("paid as it is", "按实际差额发放"),
        "lifted": ("lifted to a share of the standard", "不足标准一定比例的按该比例发放"),
    },
    _FLOOR,
    default="as_it_is",
    en="what is paid where the gap is small",
    zh="差额较小时的发放方式",
)
SMALL_GAP_SHARE = law.figure(
    "small_gap_share",
    Fraction(1, 5),
    _FLOOR,
    en="share of the standard that a small gap is lifted to",
    zh="差额较小时按低保标准发放的比例",
)

# Who gets it ---------------------------------------------------------------------------------------------------------


@law.provision(
    "第九条",
    kind=ProvisionKind.TEST,
    start=_START,
    en="income below the standard and property within the rules",
    zh="人均收入低于低保标准且财产符合规定",
    note_en="below is strict: an income of exactly the standard does not pass",
    note_zh="“低于”不含本数，等于标准不符合",
)
def dibao_eligible(
    dibao_standard: Amount,
    dibao_income_total: Amount,
    dibao_income_months: Count,
    persons: Count,
    property_within_rules: Flag,
) -> Flag:
    """The mean income of the members is below the standard, and the property test is passed."""
    return below_standard(dibao_standard, dibao_income_total, persons, dibao_income_months) & property_within_rules


MARGINAL_MULTIPLE = law.figure(
    "marginal_multiple",
    Fraction(3, 2),
    _SINGLE,
    en="times the standard, below which a household is marginal",
    zh="低保边缘家庭收入上限与低保标准之比",
)


@law.provision(
    _SINGLE,
    kind=ProvisionKind.TEST,
    start=_REVIEW_START,
    en="marginal household: income from the standard to below 1.5 times",
    zh="低保边缘家庭",
    note_en="the standard itself is within, 1.5 times it is not",
    note_zh="含低保标准本数，不含1.5倍本数",
)
def marginal_household(
    dibao_standard: Amount,
    dibao_income_total: Amount,
    dibao_income_months: Count,
    persons: Count,
    property_within_rules: Flag,
    marginal_multiple: Rate,
) -> Flag:
    """The mean income reaches the standard and is below 1.5 times it, and the property test is passed."""
    below = below_standard(dibao_standard, dibao_income_total, persons, dibao_income_months)
    within = below_standard(dibao_standard * marginal_multiple, dibao_income_total, persons, dibao_income_months)
    return negate(below) & within & property_within_rules


@law.provision(
    "第十三条",
    kind=ProvisionKind.REVIEW,
    start=_START,
    en="on dibao although the income is at or above the standard",
    zh="人均收入已达到或超过低保标准仍享受低保",
)
def dibao_income_at_standard(
    dibao_standard: Amount, dibao_income_total: Amount, dibao_income_months: Count, persons: Count, on_dibao: Flag
) -> Flag:
    """A dibao household whose income reaches the standard: its dibao is to be changed or ended in time."""
    return on_dibao & negate(below_standard(dibao_standard, dibao_income_total, persons, dibao_income_months))


# A refusal of work ---------------------------------------------------------------------------------------------------

REFUSALS = law.figure(
    "refusals", 3, "第四十五条", en="refusals of work in a row that cost dibao", zh="连续拒绝就业次数"
)
refusal_consequence: Final = law.reading(
    "refusal_consequence",
    {
        "not_applied": ("nothing has been decided", "未作出减发或停发决定"),
        "stopped": ("the person's own dibao is stopped", "停发其本人低保金"),
        "reduced": ("the person's own dibao is reduced", "减发其本人低保金"),
    },
    "第四十五条",
    default="not_applied",
    en="what refusing work three times in a row leads to",
    zh="连续三次拒绝就业的处理",
)
refusal_share_kept: Final = law.open_term(
    "refusal_share_kept",
    "第四十五条",
    unit=Unit.RATE,
    allowed=(Fraction(0), Fraction(1)),
    en="share of the person's own dibao that is kept where it is reduced",
    zh="减发后保留本人低保金的比例",
)
law.link(
    "count",
    "members_refusing",
    "refuses_work",
    of=Entity.MEMBER,
    to=Entity.HOUSEHOLD,
    en="members covered who refuse work",
    zh="纳入低保且连续拒绝就业的人数",
)


@law.provision(
    "第四十五条",
    kind=ProvisionKind.CASE,
    entity=Entity.MEMBER,
    start=_START,
    en="covered, able to work, and refused suitable work three times in a row",
    zh="纳入低保、有劳动能力且连续三次拒绝就业",
    note_en="who is able to work in part is not meant",
    note_zh="不含部分丧失劳动能力者",
)
def refuses_work(covered: Flag, labour_capacity: Category, refused_work: Count, refusals: Count) -> Flag:
    """Covered by dibao, able to work, and three refusals in a row without good reason."""
    return covered & (labour_capacity == _ABLE) & (refused_work >= refusals)


def _paid(persons_covered: Count, members_refusing: Count, refusal_consequence: Category) -> Count:
    """The persons whose own dibao is paid in full."""
    return floor0(persons_covered - where(refusal_consequence == 0, 0, members_refusing))


# The payment: by the gap, or by tiers --------------------------------------------------------------------------------


@law.provision(
    "第十二条",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    start=_START,
    unless_given={"persons_covered": "persons"},
    en="dibao by the gap to the standard",
    zh="补差发放的低保金",
    note_en="the gap is the standard x persons - income, over the months that the income is of, divided once; where "
    "fewer are covered, their share of it",
    note_zh="差额=标准×家庭人口－家庭收入，按收入对应月数合计后一次相除；保障人数少于家庭人口的，按人数比例计算",
)
def dibao_gap(
    dibao_standard: Amount,
    dibao_income_total: Amount,
    dibao_income_months: Count,
    persons: Count,
    persons_covered: Count,
    on_dibao: Flag,
    dibao_eligible: Flag,
    members_refusing: Count,
    payment_method: Category,
    small_gap: Category,
    refusal_consequence: Category,
    small_gap_share: Rate,
    dibao_rounding: Rounding,
) -> Amount:
    """What the household's income lacks to the standard, or for whoever is eligible at least the floor."""
    paid = _paid(persons_covered, members_refusing, refusal_consequence)
    gap = gap_over_window(dibao_standard, dibao_income_total, persons, dibao_income_months, paid, dibao_rounding)
    lifted = (small_gap == 1) & dibao_eligible
    amount = lifted_to_floor(gap, dibao_standard, small_gap_share, paid, lifted, dibao_rounding)
    return where(on_dibao & (payment_method == 0), amount, 0)


for _name, _en, _zh in (
    ("tier_first", "first", "一"),
    ("tier_second", "second", "二"),
    ("tier_third", "third", "三"),
    ("tier_fourth", "fourth", "四"),
):
    law.open_term(
        _name,
        _TIERS,
        unit=Unit.AMOUNT,
        period=Period.MONTH,
        plausible=(yuan(1), yuan(3000)),
        rounding="dibao_rounding",
        en=f"dibao of the {_en} tier for each person",
        zh=f"第{_zh}档低保金（每人）",
    )


@law.provision(
    _TIERS,
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    start=_REVIEW_START,
    en="dibao by tiers",
    zh="分档发放的低保金",
    note_en="four tiers, as places that pay by tiers have at least; the tier is a fact. A tier beyond them is reported",
    note_zh="按地方规定至少四档，此处设四档；档次由调用方提供，超出四档的列入复核",
)
def dibao_tiers(
    dibao_tier: Count,
    persons_covered: Count,
    on_dibao: Flag,
    members_refusing: Count,
    payment_method: Category,
    refusal_consequence: Category,
    tier_first: Amount,
    tier_second: Amount,
    tier_third: Amount,
    tier_fourth: Amount,
    dibao_rounding: Rounding,
) -> Amount:
    """The amount of the household's tier for each person covered."""
    each = amount_by_tier(dibao_tier, tier_first, tier_second, tier_third, tier_fourth)
    paid = _paid(persons_covered, members_refusing, refusal_consequence)
    return where(on_dibao & (payment_method == 1), full_standard(each, paid, dibao_rounding), 0)


@law.provision(
    _TIERS,
    kind=ProvisionKind.REVIEW,
    start=_REVIEW_START,
    en="paid by tiers, but in none of the four",
    zh="分档发放但档次不在四档之内",
)
def tier_beyond_four(dibao_tier: Count, on_dibao: Flag, payment_method: Category) -> Flag:
    """No amount is known for the household's tier."""
    return on_dibao & (payment_method == 1) & (dibao_tier > 4)


@law.provision(
    _TIERS,
    kind=ProvisionKind.REVIEW,
    start=_REVIEW_START,
    en="the tiers do not fall from at most the standard",
    zh="各档未依次递减或最高档超过低保标准",
    note_en="that the highest tier is at most the standard follows from places' rules: the whole standard is the top",
    note_zh="最高档不超过低保标准，据地方规定“最高档为低保标准的全额”",
)
def tiers_out_of_order(
    dibao_standard: Amount,
    tier_first: Amount,
    tier_second: Amount,
    tier_third: Amount,
    tier_fourth: Amount,
    payment_method: Category,
) -> Flag:
    """The amounts filled in contradict one another or the standard."""
    falling = (tier_first > tier_second) & (tier_second > tier_third) & (tier_third > tier_fourth)
    return (payment_method == 1) & negate(falling & (tier_first <= dibao_standard))


@law.provision(
    "第四十五条",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    start=_START,
    en="what members who refuse work keep of a gap",
    zh="拒绝就业成员减发后的低保金（补差）",
)
def dibao_gap_kept(
    dibao_standard: Amount,
    dibao_income_total: Amount,
    dibao_income_months: Count,
    persons: Count,
    on_dibao: Flag,
    members_refusing: Count,
    payment_method: Category,
    refusal_consequence: Category,
    refusal_share_kept: Rate,
    top_up_rounding: Rounding,
) -> Amount:
    """The share kept of the person's own part of the gap, where dibao is reduced and not stopped."""
    own = gap_over_window(dibao_standard, dibao_income_total, persons, dibao_income_months, 1, top_up_rounding)
    kept = times(own, refusal_share_kept, rounding=top_up_rounding) * members_refusing
    return where(on_dibao & (payment_method == 0) & (refusal_consequence == 2), kept, 0)


@law.provision(
    "第四十五条",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    start=_REVIEW_START,
    en="what members who refuse work keep of a tier",
    zh="拒绝就业成员减发后的低保金（分档）",
)
def dibao_tier_kept(
    dibao_tier: Count,
    on_dibao: Flag,
    members_refusing: Count,
    payment_method: Category,
    refusal_consequence: Category,
    refusal_share_kept: Rate,
    tier_first: Amount,
    tier_second: Amount,
    tier_third: Amount,
    tier_fourth: Amount,
    top_up_rounding: Rounding,
) -> Amount:
    """The share kept of the person's own tier amount, where dibao is reduced and not stopped."""
    own = amount_by_tier(dibao_tier, tier_first, tier_second, tier_third, tier_fourth)
    kept = times(own, refusal_share_kept, rounding=top_up_rounding) * members_refusing
    return where(on_dibao & (payment_method == 1) & (refusal_consequence == 2), kept, 0)


# Top-ups for groups --------------------------------------------------------------------------------------------------

SEVERE_GRADE = law.figure("severe_grade", 2, _SINGLE, en="gravest grades that are severe, to", zh="重度残疾等级")
SEVERE_GRADE_OF_MIND = law.figure(
    "severe_grade_of_mind",
    3,
    _SINGLE,
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
    en="full years in a religious place, at least",
    zh="在宗教场所居住年数下限",
)
ILL_MULTIPLE = law.figure(
    "ill_multiple",
    Fraction(5),
    _LIAONING,
    en="times the standard, to which the household of someone seriously ill may have",
    zh="重病人员家庭人均收入上限与低保标准之比",
)
DISABLED_MULTIPLE = law.figure(
    "disabled_multiple",
    Fraction(3),
    _LIAONING,
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
    en="share in the third and fourth month of grace",
    zh="渐退第三、四月发放比例",
)
GRACE_THIRD = law.figure(
    "grace_third", Fraction(3, 5), _GRACE, en="share in the fifth and sixth month of grace", zh="渐退第五、六月发放比例"
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
