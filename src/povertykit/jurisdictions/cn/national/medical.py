"""The order of medical cover: basic insurance, major-illness insurance, medical assistance, then what others give.

The measures fix the order and that assistance works on what insurance has left within scope; deductibles, scales, caps
and shares are the places', and so open terms. On what amount the bands lie is a reading, `major_illness_convention`,
which every explanation names. A term that a place does not have is filled with what changes nothing: no points, a cap
above any cost, a share of the deductible of 1, a band's end and rate repeated.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Flag, Rate, floor0, smaller, where
from povertykit.calculators.medical import banded_of_claim, ends_fall, reduced_for, share_above
from povertykit.citation import Citation, Grade
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import SOCIAL_ASSISTANCE_MEASURES
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity
from povertykit.money import CLAIM, FEN, HALF_UP, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "basic_insurance",
    "major_illness_bands_out_of_order",
    "major_illness_convention",
    "major_illness_insurance",
    "medical_assistance",
]

_ORDER = Citation(SOCIAL_ASSISTANCE_MEASURES, "第二十九条", Grade.OFFICIAL)
_START = date(2014, 5, 1)
_MOST = yuan(100_000_000)

law.link(
    "broadcast",
    "patient_registered_poor",
    "registered_poor",
    of=Entity.HOUSEHOLD,
    to=Entity.CLAIM,
    en="the household is registered as poor",
    zh="家庭建档立卡",
)
law.rounding(
    "cover_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=CLAIM),
    en="rounding of each scheme's payment",
    zh="各项医疗保障支付的取整方式",
)
major_illness_convention: Final = law.reading(
    "major_illness_convention",
    {
        "above_deductible": ("on the amount above the deductible", "按扣除起付线后的余额分段"),
        "gross": ("on the whole amount, the first band starting at the deductible", "按自付总额分段，首段自起付线起"),
    },
    _ORDER,
    default="above_deductible",
    en="what the bands of major-illness insurance lie on",
    zh="大病保险分段的计算基数",
)
for _name, _en, _zh in (
    ("basic_deductible", "deductible of basic insurance", "基本医疗保险起付线"),
    ("major_illness_deductible", "yearly deductible of major-illness insurance", "大病保险年度起付线"),
    ("major_illness_first_end", "end of the first band", "大病保险第一段上限"),
    ("major_illness_second_end", "end of the second band", "大病保险第二段上限"),
    ("major_illness_third_end", "end of the third band", "大病保险第三段上限"),
    ("major_illness_fourth_end", "end of the fourth band", "大病保险第四段上限"),
    ("major_illness_cap", "most that major-illness insurance pays in a year", "大病保险年度封顶线"),
    ("assistance_deductible", "deductible of medical assistance", "医疗救助起付线"),
    ("assistance_cap", "most that medical assistance pays for a claim", "医疗救助单次封顶线"),
):
    law.open_term(_name, _ORDER, unit=Unit.AMOUNT, period=Period.ONCE, allowed=(yuan(0), _MOST), en=_en, zh=_zh)
for _name, _en, _zh in (
    ("basic_share", "share that basic insurance pays", "基本医疗保险支付比例"),
    ("major_illness_first_rate", "rate of the first band", "大病保险第一段支付比例"),
    ("major_illness_second_rate", "rate of the second band", "大病保险第二段支付比例"),
    ("major_illness_third_rate", "rate of the third band", "大病保险第三段支付比例"),
    ("major_illness_fourth_rate", "rate of the fourth band", "大病保险第四段支付比例"),
    ("major_illness_fifth_rate", "rate of the fifth band", "大病保险第五段支付比例"),
    ("major_illness_poor_points", "percentage points added for the registered poor", "贫困人口大病保险提高百分点"),
    (
        "major_illness_poor_deductible_share",
        "share of the deductible that the registered poor have",
        "贫困人口大病保险起付线与一般起付线之比",
    ),
    ("assistance_share", "share that medical assistance pays", "医疗救助比例"),
):
    law.open_term(_name, _ORDER, unit=Unit.RATE, allowed=(Fraction(0), Fraction(1)), en=_en, zh=_zh)


@law.provision(
    _ORDER,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    start=_START,
    en="basic medical insurance",
    zh="基本医疗保险支付",
    note_en="of the cost within scope above the deductible",
    note_zh="政策范围内费用扣除起付线后按比例支付",
)
def basic_insurance(
    in_scope_cost: Amount,
    patient_insured: Flag,
    basic_deductible: Amount,
    basic_share: Rate,
    cover_rounding: Rounding,
) -> Amount:
    """A share of what is within scope above the deductible, for an insured patient."""
    return where(patient_insured, share_above(in_scope_cost, basic_deductible, basic_share, cover_rounding), 0)


@law.provision(
    _ORDER,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    start=_START,
    en="major-illness insurance",
    zh="大病保险支付",
    note_en="on what basic insurance left within scope, with what earlier claims of the year left so: the deductible "
    "counts once a year and the bands lie on the year's whole. Points for the poor are added to each rate",
    note_zh="以基本医疗保险支付后政策范围内自付费用为基数，与本年此前自付费用合并：起付线一年计一次，分段按全年累计；"
    "贫困人口提高的百分点加在各段比例上",
)
def major_illness_insurance(
    in_scope_cost: Amount,
    basic_insurance: Amount,
    self_paid_earlier: Amount,
    patient_insured: Flag,
    patient_registered_poor: Flag,
    major_illness_deductible: Amount,
    major_illness_poor_deductible_share: Rate,
    major_illness_convention: Category,
    major_illness_first_end: Amount,
    major_illness_second_end: Amount,
    major_illness_third_end: Amount,
    major_illness_fourth_end: Amount,
    major_illness_first_rate: Rate,
    major_illness_second_rate: Rate,
    major_illness_third_rate: Rate,
    major_illness_fourth_rate: Rate,
    major_illness_fifth_rate: Rate,
    major_illness_poor_points: Rate,
    major_illness_cap: Amount,
    cover_rounding: Rounding,
) -> Amount:
    """The scale on the year's self-paid cost with this claim, less the scale on the year's before it."""
    deductible = reduced_for(
        patient_registered_poor, major_illness_deductible, major_illness_poor_deductible_share, cover_rounding
    )
    points = where(patient_registered_poor, major_illness_poor_points, 0)  # type: ignore[call-overload]
    left = floor0(in_scope_cost - basic_insurance)
    paid = banded_of_claim(
        self_paid_earlier,
        left,
        deductible,
        major_illness_convention,
        major_illness_first_end,
        major_illness_second_end,
        major_illness_third_end,
        major_illness_fourth_end,
        major_illness_first_rate,
        major_illness_second_rate,
        major_illness_third_rate,
        major_illness_fourth_rate,
        major_illness_fifth_rate,
        points,
        major_illness_cap,
        cover_rounding,
    )
    return where(patient_insured, paid, 0)


@law.provision(
    _ORDER,
    kind=ProvisionKind.REVIEW,
    entity=Entity.CLAIM,
    as_of="treated_on",
    start=_START,
    en="the ends of the bands of major-illness insurance do not rise",
    zh="大病保险各段上限未依次递增",
    note_en="an end repeated makes an empty band; one below the end before it is taken as that end",
    note_zh="上限相同为空段；低于前一段上限的，按前一段上限计算",
)
def major_illness_bands_out_of_order(
    major_illness_first_end: Amount,
    major_illness_second_end: Amount,
    major_illness_third_end: Amount,
    major_illness_fourth_end: Amount,
) -> Flag:
    """The ends filled in contradict one another."""
    return ends_fall(
        major_illness_first_end, major_illness_second_end, major_illness_third_end, major_illness_fourth_end
    )


@law.provision(
    _ORDER,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    start=_START,
    en="medical assistance",
    zh="医疗救助",
    note_en="on what both insurances left within scope; other supplementary cover is a finding of the place. That the "
    "patient cannot bear the rest is handed in",
    note_zh="以基本医疗保险、大病保险支付后政策范围内费用为基数；个人难以承担由调用方提供认定结果",
)
def medical_assistance(
    in_scope_cost: Amount,
    basic_insurance: Amount,
    major_illness_insurance: Amount,
    admitted_to_assistance: Flag,
    assistance_deductible: Amount,
    assistance_share: Rate,
    assistance_cap: Amount,
    cover_rounding: Rounding,
) -> Amount:
    """A share of what both insurances left within scope, up to a cap, for a patient who was admitted to it."""
    left = floor0(in_scope_cost - basic_insurance - major_illness_insurance)
    paid = smaller(share_above(left, assistance_deductible, assistance_share, cover_rounding), assistance_cap)
    return where(admitted_to_assistance, paid, 0)
