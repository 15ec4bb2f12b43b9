"""Part 三(三)2 of Huining's opinion: clinics and doctors, and what insurance and assistance pay to the sick.

The three covers follow each other: basic insurance pays its rate of the cost in scope; major-illness insurance pays, by
bands, of what basic insurance left in the year above the deductible; medical assistance pays a share of what is left
after both and after supplementary insurance. The base rate, the bands and the share are local and left open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final, TypeVar

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Flag,
    Rate,
    floor0,
    larger,
    rounded,
    smaller,
    times,
    where,
)
from povertykit.calculators.medical import banded_of_claim, ends_fall
from povertykit.calculators.progress import by_end, each_year
from povertykit.citation import Citation
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.gansu.huining.law import ALL, EVERY_YEAR, FIRST_YEAR, FROM_2015, LAST_YEAR, PLACES
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, Period, Rounding, Stage, yuan
from povertykit.policy.provision import ProvisionKind

T = TypeVar("T")
_SECTION: Final = "三(三)2"
_FROM_2016: Final = date(2016, 1, 1)
_END_OF_2015: Final = date(2015, 12, 31)
_CLAUSE: Final = _law.cite(_SECTION)
_PRESS: Final = replace(
    _CLAUSE,
    note="the opinion says from 2016; press of 2017 reports the 3000 yuan as in force; an earlier start was not "
    "confirmed",
    note_zh="意见写明自2016年起；2017年媒体报道称3000元已执行；更早执行未能核实",
)


def _from_2016(name: str, before: T, after: T, start: date, cited: Citation = _CLAUSE) -> Dated[T]:
    """A figure that changes with the year 2016."""
    steps = (Step(before, start, _END_OF_2015, _CLAUSE), Step(after, _FROM_2016, _law.end, cited))
    return Dated(name, steps, known_to=_law.end)


# Clinics and doctors ------------------------------------------------------------------------------------------------

clinics_built: Final = _law.target(
    "clinics_built",
    _SECTION,
    each_year(2015, 2015, 124),
    en="standard village clinics built",
    zh="建设标准化村卫生室",
    unit=PLACES,
    note_en="read as done in 2015, the year in which every poor village has one",
    note_zh="与“2015年全覆盖”一并理解为2015年完成",
)
clinic_coverage: Final = _law.target(
    "clinic_coverage",
    _SECTION,
    by_end(2015, ALL),
    en="poor villages with a standard clinic",
    zh="贫困村标准化村卫生室覆盖率",
)
doctor_training: Final = _law.target(
    "doctor_training",
    _SECTION,
    by_end(2015, ALL),
    en="village doctors trained in the county",
    zh="乡村医生县内培训覆盖率",
)
doctors_qualified: Final = _law.target(
    "doctors_qualified", _SECTION, by_end(2017, ALL), en="village doctors with a licence", zh="具备执业资格的村医比例"
)
doctors_sent: Final = _law.target(
    "doctors_sent",
    _SECTION,
    each_year(FIRST_YEAR, LAST_YEAR, 130),
    en="doctors sent to practise in poor villages in the year",
    zh="当年选派多点执业医生",
    unit=("doctors", "名"),
    **EVERY_YEAR,
)
_law.figure(
    "clinic_population_most",
    1000,
    _SECTION,
    en="most persons served by a clinic with the allowance",
    zh="享受定额补助的卫生室服务人口上限",
)
_law.figure(
    "doctor_allowance",
    _from_2016("doctor_allowance", yuan(200), yuan(400), _law.start),
    _SECTION,
    period=Period.MONTH,
    en="fixed allowance of a practising village doctor",
    zh="村卫生室执业医生定额补助",
)


@_law.provision(
    _SECTION,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.VILLAGE,
    period=Period.MONTH,
    en="allowance of village doctors",
    zh="村卫生室执业医生定额补助",
    note_en="for each practising doctor of a poor village's clinic that serves 1000 persons or fewer",
    note_zh="服务人口1000人以下（含本数）的贫困村卫生室，按执业医生人数计",
)
def village_doctor_allowance(
    is_poor_village: Flag,
    clinic_population: Count,
    practising_doctors: Count,
    clinic_population_most: Count,
    doctor_allowance: Amount,
) -> Amount:
    """The month's fixed allowance for each practising doctor of a small clinic in a poor village."""
    small = clinic_population <= clinic_population_most
    return where(is_poor_village & small, doctor_allowance * practising_doctors, 0)


# What is left open --------------------------------------------------------------------------------------------------

inpatient_rate: Final = _law.open_term(
    "inpatient_rate",
    _SECTION,
    unit=Unit.RATE,
    plausible=(Fraction(0), Fraction(1)),
    en="rate at which basic insurance reimburses inpatients, before the rise for the poor",
    zh="新农合住院报销比例（提高前）",
)
for _name, _en, _zh in (
    ("major_illness_first_end", "end of the first band", "大病保险第一段上限"),
    ("major_illness_second_end", "end of the second band", "大病保险第二段上限"),
    ("major_illness_third_end", "end of the third band", "大病保险第三段上限"),
    ("major_illness_fourth_end", "end of the fourth band", "大病保险第四段上限"),
):
    _law.open_term(
        _name, _SECTION, unit=Unit.AMOUNT, plausible=(yuan(0), yuan(1_000_000)), en=_en + ", itself within it", zh=_zh
    )
for _name, _en, _zh in (
    ("major_illness_first_rate", "rate of the first band", "大病保险第一段支付比例"),
    ("major_illness_second_rate", "rate of the second band", "大病保险第二段支付比例"),
    ("major_illness_third_rate", "rate of the third band", "大病保险第三段支付比例"),
    ("major_illness_fourth_rate", "rate of the fourth band", "大病保险第四段支付比例"),
    ("major_illness_fifth_rate", "rate of the fifth band", "大病保险第五段支付比例"),
):
    _law.open_term(
        _name,
        _SECTION,
        unit=Unit.RATE,
        plausible=(Fraction(0), Fraction(1)),
        en=_en + ", before the rise for the poor",
        zh=_zh + "（提高前）",
    )
assistance_share: Final = _law.open_term(
    "assistance_share",
    _SECTION,
    unit=Unit.RATE,
    plausible=(Fraction(0), Fraction(1)),
    en="share of what is left that medical assistance pays",
    zh="医疗救助比例",
)
major_illness_convention: Final = _law.reading(
    "major_illness_convention",
    {
        "above_deductible": ("on the amount above the deductible", "按扣除起付线后的余额分段"),
        "gross": ("on the whole amount, the first band starting at the deductible", "按自付总额分段，首段自起付线起"),
    },
    _SECTION,
    default="above_deductible",
    en="what the bands of major-illness insurance lie on",
    zh="大病保险分段的计算基数",
)
major_disease_reading: Final = _law.reading(
    "major_disease_reading",
    {
        "directly": ("75%, whatever the ordinary rate", "一律按75%"),
        "at_least": ("75%, or the ordinary rate where that is higher", "75%与普通比例取高者"),
    },
    _SECTION,
    default="directly",
    en="whether 75% for major diseases replaces a higher rate",
    zh="重大疾病75%是否替代更高的比例",
)
for _name, _en, _zh in (
    ("inpatient_rounding", "rounding of basic insurance", "基本医保报销金额的取整方式"),
    ("major_illness_rounding", "rounding of major-illness insurance", "大病保险金额的取整方式"),
    ("assistance_rounding", "rounding of medical assistance", "医疗救助金额的取整方式"),
):
    _law.rounding(_name, Rounding(unit=FEN, mode=HALF_UP, stage=Stage.CLAIM), en=_en, zh=_zh)

# Figures ------------------------------------------------------------------------------------------------------------

for _name, _share, _start, _en, _zh in (
    (
        "inpatient_rise",
        Fraction(5, 100),
        FROM_2015,
        "percentage points more for the poor",
        "贫困人口住院报销提高的百分点",
    ),
    ("major_disease_rate", Fraction(75, 100), FROM_2015, "rate for major diseases", "重大疾病补偿比例"),
):
    _law.figure(_name, _share, _SECTION, start=_start, most=ALL, en=_en, zh=_zh)
_law.figure(
    "major_illness_rise",
    _from_2016("major_illness_rise", Fraction(0), Fraction(3, 100), FROM_2015),
    _SECTION,
    most=ALL,
    en="percentage points more for the poor in major-illness insurance, at least, from 2016",
    zh="贫困人口大病保险报销提高的百分点（下限，2016年起）",
)
_law.figure(
    "major_illness_deductible",
    yuan(5000),
    _SECTION,
    start=FROM_2015,
    period=Period.YEAR,
    en="deductible of major-illness insurance",
    zh="大病保险起付线",
)
_law.figure(
    "major_illness_deductible_poor",
    _from_2016("major_illness_deductible_poor", yuan(5000), yuan(3000), FROM_2015, _PRESS),
    _SECTION,
    period=Period.YEAR,
    en="deductible of major-illness insurance for the poor",
    zh="贫困人口大病保险起付线",
)

# What is paid -------------------------------------------------------------------------------------------------------


@_law.provision(
    _SECTION,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    start=FROM_2015,
    en="basic insurance for an inpatient",
    zh="新农合住院报销",
    note_en="the rate is taken of the cost in scope; the rise is in percentage points, and the rate never above 100%; "
    "major diseases of the insured poor are paid at 75%, in hospital or not; others get the rate without the rise",
    note_zh="以政策范围内费用为基数；提高的是百分点，比例不超过100%；贫困参合人口重大疾病按75%，不限住院；"
    "其他参合人员按原比例",
)
def inpatient_reimbursement(
    in_scope_cost: Amount,
    patient_insured: Flag,
    is_inpatient: Flag,
    major_disease: Flag,
    claimant_registered_poor: Flag,
    inpatient_rate: Rate,
    inpatient_rise: Rate,
    major_disease_rate: Rate,
    major_disease_reading: Category,
    inpatient_rounding: Rounding,
) -> Amount:
    """The base rate of the cost in scope, 5 percentage points more for the poor; 75% for their major diseases."""
    rise = where(claimant_registered_poor, in_scope_cost * inpatient_rise, 0)
    ordinary = where(is_inpatient, in_scope_cost * inpatient_rate + rise, 0)
    directly = in_scope_cost * major_disease_rate
    higher = where(major_disease_reading == 1, larger(ordinary, directly), directly)
    exact = where(major_disease & claimant_registered_poor, higher, ordinary)
    return where(patient_insured, smaller(rounded(exact, inpatient_rounding), in_scope_cost), 0)


@_law.provision(
    _SECTION,
    kind=ProvisionKind.REVIEW,
    entity=Entity.CLAIM,
    as_of="treated_on",
    start=FROM_2015,
    en="the ends of the bands of major-illness insurance do not rise",
    zh="大病保险各段上限未依次递增",
    note_en="the bands are the caller's; an end below the one before it is taken as that end",
    note_zh="各段由使用方设定；低于前一段上限的，按前一段上限计算",
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


@_law.provision(
    _SECTION,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    start=FROM_2015,
    en="major-illness insurance",
    zh="大病保险",
    note_en="of what basic insurance leaves to pay in the year, above the deductible, which counts once a year: the "
    "year's amount with this claim less that without it; for inpatients and major diseases; the rise of 3 points is "
    "the least that the clause asks for; those who are not poor have the deductible of 5000 yuan and no rise. Press of "
    "2017 reports the 3000 yuan as in force; a start before 2017 stands on the opinion alone",
    note_zh="以当年基本医保报销后政策范围内自付费用超过起付线的部分为基数，起付线每年计一次；本次金额为计入本次前后全年"
    "应付额之差；限住院和重大疾病；提高3个百分点为条文下限；非贫困人口按起付线5000元、不提高比例。"
    "2017年媒体报道称3000元起付线已执行，此前的起始日仅据本意见",
)
def major_illness_insurance(
    in_scope_cost: Amount,
    inpatient_reimbursement: Amount,
    self_paid_earlier: Amount,
    patient_insured: Flag,
    is_inpatient: Flag,
    major_disease: Flag,
    claimant_registered_poor: Flag,
    major_illness_deductible: Amount,
    major_illness_deductible_poor: Amount,
    major_illness_rise: Rate,
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
    major_illness_rounding: Rounding,
) -> Amount:
    """What the year's self-paid cost gives with this claim, less what it gave before it."""
    deductible = where(claimant_registered_poor, major_illness_deductible_poor, major_illness_deductible)
    points = where(claimant_registered_poor, major_illness_rise, 0)  # type: ignore[call-overload]
    left = floor0(in_scope_cost - inpatient_reimbursement)
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
        self_paid_earlier + left,  # the clause names no cap: never more than the cost
        major_illness_rounding,
    )
    return where(patient_insured & (is_inpatient | major_disease), paid, 0)


@_law.provision(
    _SECTION,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    en="medical assistance",
    zh="医疗救助",
    note_en="a share of what is left within scope after basic insurance, major-illness insurance and what was already "
    "paid, which here is supplementary insurance; for inpatients; that the rules admit the patient, who cannot bear "
    "the rest, is handed in",
    note_zh="以基本医保、大病保险和已报销金额（此处指补充医疗保险）支付后的政策范围内余额为基数，按比例救助；限住院；"
    "属救助对象且个人无力承担由调用方提供认定结果",
)
def medical_assistance(
    in_scope_cost: Amount,
    inpatient_reimbursement: Amount,
    major_illness_insurance: Amount,
    already_paid: Amount,
    is_inpatient: Flag,
    admitted_to_assistance: Flag,
    assistance_share: Rate,
    assistance_rounding: Rounding,
) -> Amount:
    """A share of what the earlier schemes left within scope; nothing where they left nothing."""
    left = floor0(in_scope_cost - inpatient_reimbursement - major_illness_insurance - already_paid)
    paid = smaller(times(left, assistance_share, rounding=assistance_rounding), left)
    return where(is_inpatient & admitted_to_assistance, paid, 0)


_law.declaratory(
    _SECTION,
    en="settlement at one window, more diseases and persons admitted to assistance, and the benefits of family "
    "planning: without a quantity; of the 50 major diseases the opinion gives no list, so that a finding is handed in",
    zh="“一站式”结算、扩大救助病种和对象、计划生育优惠政策：未定数量；50种重大疾病未列名录，由调用方提供认定结果",
)
