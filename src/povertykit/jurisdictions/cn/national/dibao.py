"""The minimum living guarantee (dibao): who gets it, by the gap or by tiers, and what places add, share out or end.

The measures on social assistance fix the test (a mean income strictly below the standard, and property within the
place's rules) and the payment of the gap; the measures on review of 2021 allow payment by tiers as well. The standard
is the place's own: an open term. What else places differ on (the floor under a small gap, what a refusal of work leads
to) is a reading, and is never applied without being chosen. What places add stands in `dibao_supplements`.
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
    negate,
    times,
    where,
)
from povertykit.calculators.guarantee import (
    amount_by_tier,
    below_standard,
    full_standard,
    gap_over_window,
    lifted_to_floor,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity, LabourCapacity
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, PERSON_MONTH, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "DIBAO_REVIEW_MEASURES",
    "MARGINAL_MULTIPLE",
    "REFUSALS",
    "SMALL_GAP_SHARE",
    "dibao_eligible",
    "dibao_gap",
    "dibao_gap_kept",
    "dibao_income_at_standard",
    "dibao_rounding",
    "dibao_standard",
    "dibao_tier_kept",
    "dibao_tiers",
    "marginal_household",
    "payment_method",
    "refusal_consequence",
    "refusal_share_kept",
    "refuses_work",
    "small_gap",
    "tier_beyond_four",
    "tiers_out_of_order",
    "top_up_rounding",
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
_START, _REVIEW_START = date(2014, 5, 1), date(2021, 7, 1)
_TIERS: Final = Citation(
    DIBAO_REVIEW_MEASURES,
    "第二十三条",
    Grade.OFFICIAL,
    "as a city's civil affairs bureau states it",
    "据某市民政局转述",
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
    start=_START,
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
    start=_REVIEW_START,
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
    "refusals", 3, "第四十五条", start=_START, en="refusals of work in a row that cost dibao", zh="连续拒绝就业次数"
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
