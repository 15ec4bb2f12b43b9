"""Care in special hardship: the six everyday things that someone does alone or not, and support by the need of care.

Support for care is a share of the minimum wage, or a flat amount, by the grade of self-care. Which year's wage is the
base is for the place to say, by what it fills in; shares in central care and at home are terms of their own.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, Rate, negate, where
from povertykit.calculators.special_hardship import (
    by_need_of_care,
    month_of_year,
    things_needing_help,
    yearly_support,
)
from povertykit.citation import Citation, Grade
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.jurisdictions.cn.national.special_hardship import PROVINCIAL_MULTIPLE, RECOGNITION_MEASURES
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, PERSON_MONTH, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "PARTLY_MOST",
    "care_at_home",
    "care_basis",
    "care_central",
    "care_flat",
    "care_rounding",
    "minimum_wage",
    "self_care_full",
    "self_care_lost",
    "self_care_partly_lost",
]

_RECOGNITION_START: Final = date(2017, 1, 1)
_SELF_CARE: Final = Citation(RECOGNITION_MEASURES, "第二十八条", Grade.COPY)

care_rounding: Final = law.rounding(
    "care_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=PERSON_MONTH),
    en="rounding of the standard of care: of the month, or of the year",
    zh="照料护理标准的取整方式（按月或按年）",
)

# Care: what someone can do without help ------------------------------------------------------------------------------

PARTLY_MOST = law.figure(
    "partly_lost_most",
    3,
    _SELF_CARE,
    start=_RECOGNITION_START,
    en="things that need help, of six, at most where some can be done",
    zh="部分丧失生活自理能力时不能达到的指标数上限",
)


@law.provision(
    _SELF_CARE,
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    start=_RECOGNITION_START,
    en="in special hardship and able to care for oneself",
    zh="特困人员具备生活自理能力",
)
def self_care_full(
    in_special_hardship: Flag,
    eats_alone: Flag,
    dresses_alone: Flag,
    leaves_bed_alone: Flag,
    uses_toilet_alone: Flag,
    walks_indoors_alone: Flag,
    bathes_alone: Flag,
) -> Flag:
    """All six things are done without help."""
    daily = eats_alone & dresses_alone & leaves_bed_alone
    return in_special_hardship & daily & uses_toilet_alone & walks_indoors_alone & bathes_alone


@law.provision(
    _SELF_CARE,
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    start=_RECOGNITION_START,
    en="in special hardship and partly unable to care for oneself",
    zh="特困人员部分丧失生活自理能力",
    note_en="up to three, three included, presupposes at least one",
    note_zh="“3项以下（含3项）不能达到”以至少1项为前提",
)
def self_care_partly_lost(
    in_special_hardship: Flag,
    eats_alone: Flag,
    dresses_alone: Flag,
    leaves_bed_alone: Flag,
    uses_toilet_alone: Flag,
    walks_indoors_alone: Flag,
    bathes_alone: Flag,
    partly_lost_most: Count,
) -> Flag:
    """One to three of the six things need help."""
    needing = things_needing_help(
        eats_alone, dresses_alone, leaves_bed_alone, uses_toilet_alone, walks_indoors_alone, bathes_alone
    )
    return in_special_hardship & (needing >= 1) & (needing <= partly_lost_most)


@law.provision(
    _SELF_CARE,
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    start=_RECOGNITION_START,
    en="in special hardship and unable to care for oneself",
    zh="特困人员完全丧失生活自理能力",
)
def self_care_lost(
    in_special_hardship: Flag,
    eats_alone: Flag,
    dresses_alone: Flag,
    leaves_bed_alone: Flag,
    uses_toilet_alone: Flag,
    walks_indoors_alone: Flag,
    bathes_alone: Flag,
    partly_lost_most: Count,
) -> Flag:
    """Four or more of the six things need help."""
    needing = things_needing_help(
        eats_alone, dresses_alone, leaves_bed_alone, uses_toilet_alone, walks_indoors_alone, bathes_alone
    )
    return in_special_hardship & (needing > partly_lost_most)


# Support for care ----------------------------------------------------------------------------------------------------

minimum_wage: Final = law.open_term(
    "minimum_wage",
    PROVINCIAL_MULTIPLE,
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(300), yuan(5000)),
    en="minimum wage that care is a share of: of the year or of the year before, as the place says",
    zh="照料护理标准所依据的最低工资（当年或上年，依当地规定）",
)
care_basis: Final = law.reading(
    "care_basis",
    {"wage_share": ("a share of the minimum wage", "最低工资的比例"), "flat": ("flat amounts", "固定金额")},
    PROVINCIAL_MULTIPLE,
    default="wage_share",
    en="how support for care is set",
    zh="照料护理标准的确定方式",
)
_GRADES: Final = (
    ("able", "who care for themselves", "具备生活自理能力"),
    ("partly", "who partly can", "部分丧失生活自理能力"),
    ("lost", "who cannot", "完全丧失生活自理能力"),
)
for _grade_name, _en, _zh in _GRADES:
    for _place, _place_en, _place_zh in (("central", "in central care", "集中供养"), ("home", "at home", "分散供养")):
        law.open_term(
            f"{_place}_care_{_grade_name}",
            PROVINCIAL_MULTIPLE,
            unit=Unit.RATE,
            allowed=(Fraction(0), Fraction(1)),
            en=f"care {_place_en} for those {_en}, as a share of the minimum wage",
            zh=f"{_place_zh}{_zh}人员照料护理标准占最低工资的比例",
        )
    law.open_term(
        f"flat_care_{_grade_name}",
        PROVINCIAL_MULTIPLE,
        unit=Unit.AMOUNT,
        period=Period.YEAR,
        plausible=(yuan(0), yuan(60_000)),
        en=f"care for those {_en}, a flat amount a year",
        zh=f"{_zh}人员照料护理标准（每年固定金额）",
    )


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.MONTH,
    start=_RECOGNITION_START,
    en="support for care, in central care",
    zh="集中供养照料护理费",
)
def care_central(
    in_central_care: Flag,
    self_care_full: Flag,
    self_care_partly_lost: Flag,
    self_care_lost: Flag,
    minimum_wage: Amount,
    central_care_able: Rate,
    central_care_partly: Rate,
    central_care_lost: Rate,
    care_basis: Category,
    care_rounding: Rounding,
    hardship_payment_rounding: Rounding,
) -> Amount:
    """The share of the minimum wage that goes with the grade."""
    least = yearly_support(minimum_wage, central_care_able, care_rounding)
    middle = yearly_support(minimum_wage, central_care_partly, care_rounding)
    most = yearly_support(minimum_wage, central_care_lost, care_rounding)
    year = by_need_of_care(self_care_full, self_care_partly_lost, self_care_lost, least, middle, most)
    return where(in_central_care & (care_basis == 0), month_of_year(year, hardship_payment_rounding), 0)


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.MONTH,
    start=_RECOGNITION_START,
    en="support for care, at home",
    zh="分散供养照料护理费",
)
def care_at_home(
    in_central_care: Flag,
    self_care_full: Flag,
    self_care_partly_lost: Flag,
    self_care_lost: Flag,
    minimum_wage: Amount,
    home_care_able: Rate,
    home_care_partly: Rate,
    home_care_lost: Rate,
    care_basis: Category,
    care_rounding: Rounding,
    hardship_payment_rounding: Rounding,
) -> Amount:
    """The share of the minimum wage that goes with the grade."""
    least = yearly_support(minimum_wage, home_care_able, care_rounding)
    middle = yearly_support(minimum_wage, home_care_partly, care_rounding)
    most = yearly_support(minimum_wage, home_care_lost, care_rounding)
    year = by_need_of_care(self_care_full, self_care_partly_lost, self_care_lost, least, middle, most)
    return where(negate(in_central_care) & (care_basis == 0), month_of_year(year, hardship_payment_rounding), 0)


@law.provision(
    PROVINCIAL_MULTIPLE,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.MONTH,
    start=_RECOGNITION_START,
    en="support for care by flat amounts",
    zh="固定金额的照料护理费",
)
def care_flat(
    self_care_full: Flag,
    self_care_partly_lost: Flag,
    self_care_lost: Flag,
    flat_care_able: Amount,
    flat_care_partly: Amount,
    flat_care_lost: Amount,
    care_basis: Category,
    hardship_payment_rounding: Rounding,
) -> Amount:
    """A month of the yearly amount that goes with the grade, wherever the person lives."""
    year = by_need_of_care(
        self_care_full, self_care_partly_lost, self_care_lost, flat_care_able, flat_care_partly, flat_care_lost
    )
    return where(care_basis == 1, month_of_year(year, hardship_payment_rounding), 0)
