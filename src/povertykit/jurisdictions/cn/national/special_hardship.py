"""Support in special hardship (formerly the five guarantees): who gets it, for living, and for care.

The measures on social assistance ask for three things: no capacity to work, no source of income, nobody able who is
bound to give support. Support for living is a multiple of the dibao standard. Which year's standard is the base is for
the place to say, by what it fills in; how the month or the year is rounded differs too, and is a rounding here. Support
for care stands in `care`.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, Rate, negate, times, where
from povertykit.calculators.special_hardship import (
    month_of_year,
    yearly_support,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import DisabilityKind, Entity
from povertykit.money import FEN, HALF_UP, PERSON_MONTH, UP, YEAR, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "CHILD_BELOW",
    "ELDERLY_FROM",
    "HARDSHIP_MULTIPLE",
    "HARDSHIP_MULTIPLE_HIGHER",
    "PROVINCIAL_MULTIPLE",
    "RECOGNITION_MEASURES",
    "hardship_least_year",
    "hardship_level",
    "hardship_living",
    "hardship_living_year",
    "hardship_payment_rounding",
    "hardship_standard",
    "hardship_standard_reaches_multiple",
    "incapacity_list",
    "no_capacity_to_work",
    "special_hardship_eligible",
    "special_hardship_rounding",
]

RECOGNITION_MEASURES: Final = Source(
    key="special-hardship-recognition",
    title_zh="特困人员认定办法",
    title_en="Measures on the recognition of special hardship",
    issuer_zh="民政部",
    issuer_en="Ministry of Civil Affairs",
    issued=None,
    note_en="versions of 2016 and 2021, seen in part, in copies and local restatements; their days were not seen, and "
    "what the first of them says is taken as known from 2017 on",
    note_zh="有2016年和2021年两个版本，仅见转载和地方转述的部分条文；未见施行日期，自2017年起视为已知",
)
_START, _RECOGNITION_START = date(2014, 5, 1), date(2017, 1, 1)
_INCAPACITY: Final = Citation(
    RECOGNITION_MEASURES, "无劳动能力的认定", Grade.THIRD_PARTY, "as a city restates it", "据某市转述"
)
PROVINCIAL_MULTIPLE: Final = Citation(
    Source(
        key="guizhou-special-hardship",
        title_zh="贵州省健全特困人员救助供养制度实施意见",
        title_en="Guizhou's opinion on support in special hardship",
        issuer_zh="贵州省",
        issuer_en="Guizhou",
        issued=None,
        note_en="reported on 2017-02-17; provinces set the multiple, and most that were seen set this one",
        note_zh="2017年2月17日见报；倍数由各省规定，所见各省多为此数",
        address="http://www.cnr.cn/newscenter/native/city/20170217/t20170217_523606264.shtml",
    ),
    "救助供养标准",
    Grade.NEWS,
)
_QINGDAO: Final = Citation(
    Source(
        key="qingdao-special-hardship",
        title_zh="青岛市特困人员供养标准",
        title_en="Qingdao's standard of special hardship",
        issuer_zh="青岛市",
        issuer_en="Qingdao",
        issued=None,
        address="https://juke.outofmemory.cn/life/1191894.html",
    ),
    "供养标准",
    Grade.THIRD_PARTY,
)
_LEAST_YEAR: Final = Rounding(unit=FEN, mode=UP, stage=YEAR)  # a whole amount reaches it where it reaches the exact one
_VISION, _PHYSICAL = DisabilityKind.VISION.code, DisabilityKind.PHYSICAL.code
_INTELLECTUAL, _MENTAL = DisabilityKind.INTELLECTUAL.code, DisabilityKind.MENTAL.code

special_hardship_rounding: Final = law.rounding(
    "special_hardship_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=PERSON_MONTH),
    en="rounding of the standard of special hardship: of the month, or of the year",
    zh="特困供养标准的取整方式（按月或按年）",
)
hardship_payment_rounding: Final = law.rounding(
    "hardship_payment_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=PERSON_MONTH),
    en="rounding of the month that is paid of a year's standard",
    zh="年标准按月发放时的取整方式",
)

# Who gets it ---------------------------------------------------------------------------------------------------------

ELDERLY_FROM = law.figure(
    "no_capacity_from_age",
    60,
    _INCAPACITY,
    start=_RECOGNITION_START,
    en="age from which nobody need be able to work",
    zh="无劳动能力的老年人年龄下限",
)
CHILD_BELOW = law.figure(
    "no_capacity_below_age",
    16,
    "第十四条",
    start=_RECOGNITION_START,
    en="age below which nobody need be able to work",
    zh="未成年人年龄上限（不含）",
)
incapacity_list: Final = law.reading(
    "incapacity_list",
    {"of_2016": ("the list of 2016", "2016年版"), "of_2021": ("the list of 2021", "2021年版")},
    _INCAPACITY,
    default="of_2021",
    en="which list of disabilities counts as no capacity to work",
    zh="无劳动能力的残疾等级范围",
)
for _name, _grade, _en, _zh in (
    ("no_capacity_mind_2016", 2, "intellectual and mental, list of 2016", "智力、精神残疾（2016年版）"),
    ("no_capacity_limbs_2016", 1, "physical, list of 2016", "肢体残疾（2016年版）"),
    ("no_capacity_mind_2021", 3, "intellectual and mental, list of 2021", "智力、精神残疾（2021年版）"),
    ("no_capacity_limbs_2021", 2, "physical, list of 2021", "肢体残疾（2021年版）"),
    ("no_capacity_sight_2021", 1, "vision, list of 2021", "视力残疾（2021年版）"),
):
    law.figure(
        _name,
        _grade,
        _INCAPACITY,
        start=_RECOGNITION_START,
        en=f"gravest grades without capacity to work, to: {_en}",
        zh=f"无劳动能力的等级：{_zh}",
    )
law.link(
    "broadcast",
    "family_property",
    "property_within_rules",
    of=Entity.HOUSEHOLD,
    to=Entity.MEMBER,
    en="the household's property is within the rules",
    zh="家庭财产符合规定",
)


@law.provision(
    _INCAPACITY,
    kind=ProvisionKind.CASE,
    entity=Entity.MEMBER,
    start=_RECOGNITION_START,
    en="no capacity to work, by age or disability",
    zh="无劳动能力",
    note_en="the list of 2016 has no grade of vision",
    note_zh="2016年版未列视力残疾",
)
def no_capacity_to_work(
    age: Count,
    disability_kind: Category,
    disability_grade: Count,
    incapacity_list: Category,
    no_capacity_from_age: Count,
    no_capacity_below_age: Count,
    no_capacity_mind_2016: Count,
    no_capacity_limbs_2016: Count,
    no_capacity_mind_2021: Count,
    no_capacity_limbs_2021: Count,
    no_capacity_sight_2021: Count,
) -> Flag:
    """Old, a child, or so disabled; the age bounds are from 60 and below 16."""
    by_age = (age >= no_capacity_from_age) | (age < no_capacity_below_age)
    mind = where(incapacity_list == 0, no_capacity_mind_2016, no_capacity_mind_2021)
    limbs = where(incapacity_list == 0, no_capacity_limbs_2016, no_capacity_limbs_2021)
    of_mind = ((disability_kind == _INTELLECTUAL) | (disability_kind == _MENTAL)) & (disability_grade <= mind)
    of_limbs = (disability_kind == _PHYSICAL) & (disability_grade <= limbs)
    of_sight = (disability_kind == _VISION) & (disability_grade <= no_capacity_sight_2021) & (incapacity_list == 1)
    return by_age | of_mind | of_limbs | of_sight


@law.provision(
    "第十四条",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    start=_RECOGNITION_START,
    en="in special hardship: no capacity to work, no source of income, nobody to give support",
    zh="符合特困人员条件：无劳动能力、无生活来源、无履行能力的法定义务人",
    note_en="no source of income: below the dibao standard, and property within the rules",
    note_zh="无生活来源：收入低于低保标准且财产符合规定",
)
def special_hardship_eligible(
    no_capacity_to_work: Flag, own_income: Amount, has_supporter: Flag, family_property: Flag, dibao_standard: Amount
) -> Flag:
    """All three conditions of the measures."""
    return no_capacity_to_work & (own_income < dibao_standard) & family_property & negate(has_supporter)


# Support for living --------------------------------------------------------------------------------------------------

HARDSHIP_MULTIPLE = law.figure(
    "hardship_multiple_least",
    Fraction(13, 10),
    PROVINCIAL_MULTIPLE,
    start=_RECOGNITION_START,
    en="special hardship as a multiple of the dibao standard, at least",
    zh="特困供养标准与低保标准之比下限",
)
HARDSHIP_MULTIPLE_HIGHER = law.figure(
    "hardship_multiple_higher",
    Fraction(3, 2),
    _QINGDAO,
    start=_RECOGNITION_START,
    en="the higher multiple that some places set",
    zh="部分地方规定的较高倍数",
)
hardship_level: Final = law.reading(
    "hardship_level",
    {"least": ("1.3 times the standard", "低保标准的1.3倍"), "higher": ("1.5 times the standard", "低保标准的1.5倍")},
    PROVINCIAL_MULTIPLE,
    default="least",
    en="the multiple that the place pays",
    zh="当地采用的倍数",
)
hardship_standard: Final = law.open_term(
    "hardship_standard",
    PROVINCIAL_MULTIPLE,
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(600), yuan(100_000)),
    en="standard of special hardship that the place published, a year for each person",
    zh="当地公布的特困人员基本生活标准（每人每年）",
)


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.COMPONENT,
    period=Period.YEAR,
    start=_RECOGNITION_START,
    en="support for living in special hardship, of the year",
    zh="特困人员基本生活标准（全年）",
    note_en="the standard as places publish it: the month rounded and paid twelve times, or the year rounded",
    note_zh="各地公布的年标准：按月取整再乘12，或按年取整",
)
def hardship_living_year(
    dibao_standard: Amount,
    special_hardship_persons: Count,
    hardship_level: Category,
    hardship_multiple_least: Rate,
    hardship_multiple_higher: Rate,
    special_hardship_rounding: Rounding,
) -> Amount:
    """A year of the multiple for each person in special hardship."""
    least = yearly_support(dibao_standard, hardship_multiple_least, special_hardship_rounding)
    higher = yearly_support(dibao_standard, hardship_multiple_higher, special_hardship_rounding)
    return where(hardship_level == 0, least, higher) * special_hardship_persons


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    start=_RECOGNITION_START,
    en="support for living in special hardship",
    zh="特困人员基本生活费",
)
def hardship_living(
    dibao_standard: Amount,
    special_hardship_persons: Count,
    hardship_level: Category,
    hardship_multiple_least: Rate,
    hardship_multiple_higher: Rate,
    special_hardship_rounding: Rounding,
    hardship_payment_rounding: Rounding,
) -> Amount:
    """A month of each person's yearly standard."""
    least = yearly_support(dibao_standard, hardship_multiple_least, special_hardship_rounding)
    higher = yearly_support(dibao_standard, hardship_multiple_higher, special_hardship_rounding)
    year = where(hardship_level == 0, least, higher)
    return month_of_year(year, hardship_payment_rounding) * special_hardship_persons


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.CASE,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    start=_RECOGNITION_START,
    en="the least that the standard of special hardship may be",
    zh="特困供养标准的下限",
)
def hardship_least_year(dibao_standard: Amount, hardship_multiple_least: Rate) -> Amount:
    """A year of 1.3 times the dibao standard, up to the next fen."""
    return times(dibao_standard, hardship_multiple_least, 12, rounding=_LEAST_YEAR)


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.TEST,
    entity=Entity.COUNTY,
    start=_RECOGNITION_START,
    en="the published standard of special hardship reaches 1.3 times the dibao standard",
    zh="公布的特困供养标准不低于低保标准的1.3倍",
)
def hardship_standard_reaches_multiple(hardship_standard: Amount, hardship_least_year: Amount) -> Flag:
    """Not below 1.3 times the dibao standard of the same day."""
    return hardship_standard >= hardship_least_year
