"""Zz, a fictional county, whose notice of 2030 shows every feature that a jurisdiction can have.

The tests and the tutorial use it. Its figures are made up and change between its two years; two of its rules claim the
same case, one pair with a clause that says which prevails and one pair without.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Day, Flag, Rate, negate, smaller, times, where
from povertykit.calculators.guarantee import full_standard, gap_to_standard, multiple_of_standard
from povertykit.calculators.loans import interest_by_days
from povertykit.citation import Grade, Source
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.models import Entity
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, JIAO, PERSON_MONTH, UP, Period, Rounding, yuan
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import ProvisionKind

NOTICE: Final = Source(
    key="zz-2030",
    title_zh="虚构县社会救助通知",
    title_en="Fictional county notice",
    issuer_zh="虚构县",
    issuer_en="Fictional county",
    issued=date(2029, 12, 1),
    number="虚构〔2029〕1号",
    note_en="fictional: no such county, notice or figure exists",
    note_zh="纯属虚构",
)

law: Final = Jurisdiction(
    name="zz",
    code="990000",
    en="Fictional County",
    zh="虚构县",
    aliases=("fictional", "虚构"),
    source=NOTICE,
    start=date(2030, 1, 1),
    end=date(2031, 12, 31),
    basis=Grade.DOCUMENT,
    basis_en="the notice states both days",
    basis_zh="通知载明施行和失效日期",
    fictional=True,
)
policy: Final = law.policy

# Open terms, readings, roundings: what the notice leaves to others, and what the library chooses -------------------

law.open_term(
    "dibao_standard",
    "1",
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(50), yuan(2000)),
    rounding="guarantee_rounding",
    en="dibao standard for each person",
    zh="低保标准（每人）",
)
law.open_term(
    "winter_share",
    "4",
    unit=Unit.RATE,
    allowed=(Fraction(1, 10), Fraction(1, 2)),
    en="winter allowance as a share of the standard",
    zh="冬季补贴占低保标准的比例",
)
law.open_term(
    "industry_period", "6", unit=None, of="industry_subsidy", en="how often the subsidy is paid", zh="产业补助发放周期"
)
law.rounding(
    "guarantee_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH),
    en="rounding of the guarantee",
    zh="低保金的取整方式",
)
law.rounding(
    "hardship_rounding",
    Rounding(unit=JIAO, mode=UP, stage=PERSON_MONTH),
    citation=law.cite("3"),
    en="rounding of special hardship: up to the jiao, for each person",
    zh="特困供养金取整：每人向上取整到角",
)
law.reading(
    "winter_reading",
    {"each": ("for each person", "按人计发"), "household": ("once for the household", "按户计发")},
    "4",
    default="each",
    en="whom the winter allowance is for",
    zh="冬季补贴的计发对象",
)

# Figures: dated, cited, some changing within the coverage ----------------------------------------------------------

law.figure(
    "hardship_multiple",
    Dated(
        "hardship_multiple",
        (
            Step(Fraction(13, 10), date(2030, 1, 1), date(2030, 12, 31), law.cite("3")),
            Step(Fraction(3, 2), date(2031, 1, 1), date(2031, 12, 31), law.cite("3")),
        ),
        date(2031, 12, 31),
    ),
    "3",
    en="special hardship as a multiple of the standard",
    zh="特困供养标准与低保标准之比",
)
law.figure("industry_rate", yuan("1234.50"), "6", en="industry subsidy for each person", zh="产业补助标准（每人）")
law.figure(
    "subsidised_rate",
    Dated(
        "subsidised_rate",
        (
            Step(Fraction(4, 100), date(2030, 1, 1), date(2030, 6, 30), law.cite("7")),
            Step(Fraction(35, 1000), date(2030, 7, 1), date(2031, 6, 30), law.cite("7", Grade.UNVERIFIED)),
        ),
        date(2031, 6, 30),
    ),
    "7",
    en="highest rate that is subsidised",
    zh="贴息利率上限",
)
law.figure("aid_share", Fraction(7, 10), "8", en="share of a claim that is aided", zh="医疗救助比例")
law.figure("school_grant", yuan(500), "5", period=Period.SCHOOL_YEAR, en="school grant", zh="助学金")
law.figure("supplement_share", Fraction(1, 10), "5", en="family supplement as a share", zh="家庭助学附加比例")
law.figure("supplement_pupils", 2, "5", en="pupils for the family supplement, at least", zh="家庭助学附加人数下限")
law.figure("subsidised_principal", yuan(20000), "7", en="principal that is subsidised, at most", zh="贴息本金上限")
law.figure("winter_fuel_amount", yuan(100), "4", en="winter fuel", zh="冬季取暖补助标准")
law.figure("village_least", yuan(30000), "9", en="collective income at least", zh="村集体收入下限")

# The guarantee: three rules for one need, and which prevails -------------------------------------------------------


@law.provision("1", kind=ProvisionKind.CASE, en="the gap's case", zh="适用差额")
def gap_case(on_dibao: Flag, in_backstop: Flag) -> Flag:
    """On dibao and outside the backstop."""
    return on_dibao & negate(in_backstop)


@law.provision("2", kind=ProvisionKind.CASE, en="the full standard's case", zh="适用全额")
def full_case(on_dibao: Flag, in_backstop: Flag) -> Flag:
    """On dibao and in the backstop, or everybody in special hardship."""
    return on_dibao & in_backstop


@law.provision(
    "1",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    unless_given={"persons_covered": "persons"},
    en="gap to the standard",
    zh="差额低保金",
)
def guarantee_gap(
    dibao_standard: Amount,
    household_income: Amount,
    persons: Count,
    on_dibao: Flag,
    in_backstop: Flag,
    persons_covered: Count,
    guarantee_rounding: Rounding,
) -> Amount:
    """What the household's income lacks to the standard."""
    gap = gap_to_standard(dibao_standard, household_income, persons, persons_covered, guarantee_rounding)
    return where(on_dibao & negate(in_backstop), gap, 0)


@law.provision("2", kind=ProvisionKind.PAYMENT, period=Period.MONTH, en="full standard", zh="全额低保金")
def guarantee_full(
    dibao_standard: Amount, persons_covered: Count, on_dibao: Flag, in_backstop: Flag, guarantee_rounding: Rounding
) -> Amount:
    """The full standard in the backstop."""
    return where(on_dibao & in_backstop, full_standard(dibao_standard, persons_covered, guarantee_rounding), 0)


law.need(
    "guarantee",
    "2",
    scope="on_dibao",
    claims={"guarantee_full": "full_case", "guarantee_gap": "gap_case"},
    prevails=("guarantee_full", "guarantee_gap"),
    en="minimum living guarantee",
    zh="最低生活保障",
)


@law.provision("3", kind=ProvisionKind.PAYMENT, period=Period.MONTH, en="support in special hardship", zh="特困供养金")
def special_hardship(
    dibao_standard: Amount, special_hardship_persons: Count, hardship_multiple: Rate, hardship_rounding: Rounding
) -> Amount:
    """A multiple of the standard, rounded up to the jiao for each person."""
    return multiple_of_standard(dibao_standard, hardship_multiple, special_hardship_persons, hardship_rounding)


@law.provision("1", kind=ProvisionKind.REVIEW, en="on dibao at or above the standard", zh="收入达到标准仍享受低保")
def income_at_standard(dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag) -> Flag:
    """A person should look at this household."""
    return on_dibao & (household_income >= dibao_standard * persons)


# Winter: two rules claim the same case, and the notice does not say which prevails ---------------------------------


@law.provision(
    "4", kind=ProvisionKind.PAYMENT, period=Period.ONCE, en="winter allowance", zh="冬季补贴", start=date(2030, 11, 1)
)
def winter_allowance(
    dibao_standard: Amount, persons: Count, on_dibao: Flag, winter_share: Rate, winter_reading: Category
) -> Amount:
    """A share of the standard, for each person or for the household, from November on."""
    heads = where(winter_reading == 1, 1, persons)
    return where(on_dibao, times(dibao_standard, winter_share) * heads, 0)


@law.provision(
    "4", kind=ProvisionKind.PAYMENT, period=Period.ONCE, en="winter fuel", zh="冬季取暖补助", start=date(2030, 11, 1)
)
def winter_fuel(registered_poor: Flag, winter_fuel_amount: Amount) -> Amount:
    """A flat amount for registered poor households."""
    return where(registered_poor, winter_fuel_amount, 0)


@law.provision("4", kind=ProvisionKind.CASE, en="the allowance's case", zh="适用冬季补贴", start=date(2030, 11, 1))
def winter_allowance_case(on_dibao: Flag) -> Flag:
    """On dibao."""
    return on_dibao


@law.provision("4", kind=ProvisionKind.CASE, en="the fuel's case", zh="适用取暖补助", start=date(2030, 11, 1))
def winter_fuel_case(registered_poor: Flag) -> Flag:
    """Registered poor."""
    return registered_poor


law.need(
    "winter",
    "4",
    scope="registered_poor",
    claims={"winter_allowance": "winter_allowance_case", "winter_fuel": "winter_fuel_case"},
    en="winter support",
    zh="冬季救助",
)

# Members, loans, claims: broadcasts, totals, counts, figures by their own date --------------------------------------

law.link(
    "broadcast", "family_on_dibao", "on_dibao", of=Entity.HOUSEHOLD, to=Entity.MEMBER, en="on dibao", zh="家庭享受低保"
)
law.link(
    "broadcast", "patient_on_dibao", "on_dibao", of=Entity.HOUSEHOLD, to=Entity.CLAIM, en="on dibao", zh="享受低保"
)
law.link(
    "total",
    "school_total",
    "school_support",
    of=Entity.MEMBER,
    to=Entity.HOUSEHOLD,
    en="school support",
    zh="助学金合计",
)
law.link("count", "pupils", "in_school", of=Entity.MEMBER, to=Entity.HOUSEHOLD, en="pupils", zh="在学人数")


@law.provision("5", kind=ProvisionKind.TEST, entity=Entity.MEMBER, en="in school", zh="在学")
def in_school(stage: Category) -> Flag:
    """At any stage of school."""
    return stage != 0


@law.provision(
    "5", kind=ProvisionKind.PAYMENT, entity=Entity.MEMBER, period=Period.SCHOOL_YEAR, en="school support", zh="助学补助"
)
def school_support(in_school: Flag, tuition_and_fees: Amount, family_on_dibao: Flag, school_grant: Amount) -> Amount:
    """The fees and a grant, for a pupil of a dibao household."""
    return where(in_school & family_on_dibao, tuition_and_fees + school_grant, 0)


@law.provision("5", kind=ProvisionKind.PAYMENT, period=Period.SCHOOL_YEAR, en="family supplement", zh="家庭助学附加")
def family_supplement(school_total: Amount, pupils: Count, supplement_share: Rate, supplement_pupils: Count) -> Amount:
    """A tenth of the members' school support, for households with two pupils or more."""
    return where(pupils >= supplement_pupils, times(school_total, supplement_share), 0)


@law.provision("6", kind=ProvisionKind.PAYMENT, period=Period.UNSTATED, en="industry subsidy", zh="产业补助")
def industry_subsidy(industry_rate: Amount, persons: Count, develops_industry: Flag) -> Amount:
    """For each person of a household that develops industry; the notice does not say how often."""
    return where(develops_industry, times(industry_rate, persons), 0)


@law.provision(
    "7",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.LOAN,
    period=Period.LOAN,
    as_of="drawn",
    en="interest subsidy",
    zh="贷款贴息",
)
def loan_subsidy(
    principal: Amount, annual_rate: Rate, drawn: Day, maturity: Day, subsidised_principal: Amount, subsidised_rate: Rate
) -> Amount:
    """The interest on the part within the cap, up to the highest subsidised rate of the day the loan was drawn."""
    rate = where(annual_rate <= subsidised_rate, annual_rate, subsidised_rate)
    return interest_by_days(smaller(principal, subsidised_principal), rate, drawn, maturity)


@law.provision(
    "8",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.CLAIM,
    period=Period.CLAIM,
    as_of="treated_on",
    en="medical aid",
    zh="医疗救助",
)
def medical_aid(cost: Amount, already_paid: Amount, patient_on_dibao: Flag, aid_share: Rate) -> Amount:
    """Seven tenths of what others left unpaid."""
    return where(patient_on_dibao, times(cost - already_paid, aid_share), 0)


# Villages and a calendar --------------------------------------------------------------------------------------------


@law.provision("9", kind=ProvisionKind.TEST, entity=Entity.VILLAGE, en="village income", zh="村集体收入达标")
def village_income_test(collective_income: Amount, village_least: Amount) -> Flag:
    """The village's collective income reaches the figure."""
    return collective_income >= village_least


visit_calendar: Final = law.calendar(
    "visit_calendar", "10", {3: ("quarterly visit", "每季走访")}, en="visits due", zh="走访日程"
)
law.declaratory("11", en="an appeal to be diligent: nothing to compute", zh="倡导性内容，无可计算的数值")
