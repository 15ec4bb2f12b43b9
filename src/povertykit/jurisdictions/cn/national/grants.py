"""Relocation, rebuilt homes, vocational training (Rain and Dew) and student aid: limits, averages and grants.

The subsidy for rebuilding is an average that the centre gives the provinces for each home, not what a household is
paid: it stands here as figures. University grants, whose later dates were not read, are left out.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, between, negate, where
from povertykit.calculators.grants import compulsory_aid, each_up_to_household
from povertykit.citation import Citation, Grade, Source
from povertykit.dated import Dated, Step
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.national.law import national_law as law
from povertykit.models import Entity
from povertykit.models.people import SchoolStage
from povertykit.money import Fen, Period, yuan
from povertykit.policy.provision import ProvisionKind

__all__ = [
    "HOUSING_AVERAGE",
    "RAIN_AND_DEW",
    "RELOCATION_PLAN",
    "STUDENT_AID",
    "boarding_aid",
    "living_aid",
    "rain_and_dew",
    "relocation_area_test",
    "relocation_self_pay_test",
    "senior_grant",
    "senior_grant_outside",
    "senior_grant_payment",
]

RELOCATION_PLAN: Final = Source(
    key="relocation-plan-2016",
    title_zh="全国“十三五”易地扶贫搬迁规划",
    title_en="National plan of relocation, 2016 to 2020",
    issuer_zh="国家发展改革委",
    issuer_en="National Development and Reform Commission",
    issued=date(2016, 9, 22),
    note_en="read in press reports",
    note_zh="据新闻报道",
)
_XIAN: Final = Source(
    key="xian-relocation-2019",
    title_zh="西安市易地扶贫搬迁补助办法",
    title_en="Relocation grants of Xi'an",
    issuer_zh="西安市",
    issuer_en="Xi'an",
    issued=date(2019, 1, 15),
    note_en="read in a newspaper's copy; a rule of Shaanxi, not dated, has the same limits",
    note_zh="据报纸转载；陕西省未注日期的规定限额相同",
)
_HOUSING: Final = Source(
    key="housing-rebuilding",
    title_zh="农村危房改造中央补助标准",
    title_en="Central subsidy for rebuilding unsafe rural homes",
    issuer_zh="住房城乡建设部等",
    issuer_en="Ministry of Housing and others",
    issued=None,
    note_en="averages for each home by year, read in copies",
    note_zh="各年户均补助标准，据转载",
)
RAIN_AND_DEW: Final = Source(
    key="rain-and-dew",
    title_zh="雨露计划职业教育补助",
    title_en="Rain and Dew: subsidy for vocational education",
    issuer_zh="国务院扶贫开发领导小组办公室",
    issuer_en="State Council office for poverty alleviation",
    issued=None,
    note_en="read in a third-party account of Chongqing's; it states no dates, and the years of the campaign are taken",
    note_zh="据第三方转述的重庆做法，未载明日期，按脱贫攻坚期计；其他地方标准有别",
)
STUDENT_AID: Final = Source(
    key="student-aid-2025",
    title_zh="学生资助政策",
    title_en="Student aid",
    issuer_zh="财政部、教育部等",
    issuer_en="Ministries of finance and education and others",
    issued=None,
    note_en="raised from the spring term of 2025, as a city's education bureau published on 2025-02-21; what held "
    "before was read for 2024 only",
    note_zh="2025年春季学期起提高，据某市教育局2025年2月21日公布；此前标准仅录2024年",
)
_CAMPAIGN: Final = (date(2016, 9, 22), date(2020, 12, 31))
_AREA = Citation(RELOCATION_PLAN, "住房面积", Grade.NEWS)
_SELF_PAY = Citation(_XIAN, "自筹资金", Grade.COPY)
_TRAINING = Citation(RAIN_AND_DEW, "补助标准", Grade.THIRD_PARTY)
_AID = Citation(STUDENT_AID, "资助标准", Grade.OFFICIAL)
_AID_BEFORE = Citation(STUDENT_AID, "资助标准", Grade.THIRD_PARTY, "as it was in 2024", "2024年标准")
_SPRING_2025: Final = date(2025, 2, 1)
_AID_TO: Final = date(2025, 12, 31)

# Relocation ---------------------------------------------------------------------------------------------------------

law.figure(
    "relocation_area_each",
    25,
    _AREA,
    start=_CAMPAIGN[0],
    end=_CAMPAIGN[1],
    en="square metres of a new home for each person, at most",
    zh="易地搬迁人均住房面积上限（平方米）",
)
for _name, _value, _en, _zh in (
    ("relocation_self_pay_each", yuan(2500), "what a person may have to pay of the home, at most", "人均自筹上限"),
    (
        "relocation_self_pay_household",
        yuan(10_000),
        "what a household may have to pay of the home, at most",
        "户均自筹上限",
    ),
):
    law.figure(_name, _value, _SELF_PAY, start=date(2019, 1, 15), end=_CAMPAIGN[1], en=_en, zh=_zh)


@law.provision(
    _AREA,
    kind=ProvisionKind.TEST,
    en="the new home is within the area allowed",
    zh="搬迁住房面积不超标",
    note_en="binds relocated households; others are not bound",
    note_zh="仅约束易地搬迁户",
    start=_CAMPAIGN[0],
    end=_CAMPAIGN[1],
)
def relocation_area_test(
    in_relocation: Flag, new_home_area: Count, persons: Count, relocation_area_each: Count
) -> Flag:
    """At most 25 square metres for each person."""
    return negate(in_relocation) | (new_home_area <= relocation_area_each * persons)


@law.provision(
    _SELF_PAY,
    kind=ProvisionKind.TEST,
    en="the household did not have to pay too much of its new home",
    zh="搬迁自筹款不超标",
    note_en="2500 yuan a person and 10,000 a household, whichever is less; binds relocated households",
    note_zh="人均2500元且户均1万元以内，取其低者；仅约束易地搬迁户",
    start=date(2019, 1, 15),
    end=_CAMPAIGN[1],
)
def relocation_self_pay_test(
    in_relocation: Flag,
    relocation_self_pay: Amount,
    persons: Count,
    relocation_self_pay_each: Amount,
    relocation_self_pay_household: Amount,
) -> Flag:
    """No more than 2500 yuan a person and 10,000 a household."""
    most = each_up_to_household(relocation_self_pay_each, persons, relocation_self_pay_household)
    return negate(in_relocation) | (relocation_self_pay <= most)


# Rebuilt homes ------------------------------------------------------------------------------------------------------


def _homes(name: str, *years: tuple[int, str, Grade]) -> Dated[Fen]:
    """An average by calendar year."""
    steps = tuple(
        Step(yuan(amount), date(year, 1, 1), date(year, 12, 31), Citation(_HOUSING, str(year), grade))
        for year, amount, grade in years
    )
    return Dated(name, steps, date(years[-1][0], 12, 31))


HOUSING_AVERAGE: Final = _homes(
    "housing_average", (2011, "6000", Grade.COPY), (2012, "7500", Grade.COPY), (2013, "7500", Grade.COPY)
)
"""What the centre gave on average for each home, in yuan, 2011 to 2013; 2014 to 2018 were not read."""
for _dated, _en, _zh in (
    (HOUSING_AVERAGE, "central subsidy for a rebuilt home, on average", "危房改造中央户均补助"),
    (
        _homes("housing_border_more", (2012, "2500", Grade.COPY), (2013, "2500", Grade.COPY)),
        "more of it in border areas, on average",
        "边境地区户均增补",
    ),
    (
        _homes("housing_poor_area_more", (2013, "1000", Grade.COPY)),
        "more of it in poor areas, on average",
        "贫困地区户均增补",
    ),
    (
        _homes("housing_key_groups", (2019, "14000", Grade.THIRD_PARTY)),
        "central subsidy for a home of the four key groups, on average",
        "四类重点对象户均补助",
    ),
    (
        _homes("housing_deep_poverty_more", (2019, "2000", Grade.THIRD_PARTY)),
        "more of it in areas of deep poverty, on average",
        "深度贫困地区户均增补",
    ),
    (
        _homes("housing_other_poor", (2019, "10000", Grade.THIRD_PARTY)),
        "central subsidy for a home of other poor households, on average",
        "其他贫困户户均补助",
    ),
):
    law.figure(_dated.name, _dated, _dated.steps[-1].citation, en=_en, zh=_zh)

# Vocational education -----------------------------------------------------------------------------------------------

law.figure(
    "rain_and_dew_term",
    yuan(1500),
    _TRAINING,
    start=date(2016, 1, 1),
    end=date(2020, 12, 31),
    en="Rain and Dew for each term (3000 yuan a school year)",
    zh="雨露计划每学期补助（每学年3000元）",
)
law.link(
    "broadcast",
    "student_registered_poor",
    "registered_poor",
    of=Entity.HOUSEHOLD,
    to=Entity.MEMBER,
    en="the household is registered as poor",
    zh="家庭建档立卡",
)


@law.provision(
    _TRAINING,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="Rain and Dew",
    zh="雨露计划补助",
    note_en="beside the national grants; spring and autumn term each",
    note_zh="与国家助学金可同时享受；春、秋两学期分别发放",
    start=date(2016, 1, 1),
    end=date(2020, 12, 31),
)
def rain_and_dew(
    student_registered_poor: Flag, in_vocational_school: Flag, terms_enrolled: Count, rain_and_dew_term: Amount
) -> Amount:
    """1500 yuan for each term in a secondary or higher vocational school."""
    return where(student_registered_poor & in_vocational_school, rain_and_dew_term * terms_enrolled, 0)


# Students -----------------------------------------------------------------------------------------------------------


def _aid(name: str, before: str | None, since: str) -> Dated[Fen]:
    """An amount for a school year in 2024, where it was read, and from the spring of 2025."""
    steps = [Step(yuan(since), _SPRING_2025, _AID_TO, _AID)]
    if before is not None:
        steps.insert(0, Step(yuan(before), date(2024, 1, 1), date(2025, 1, 31), _AID_BEFORE))
    return Dated(name, tuple(steps), _AID_TO)


for _name, _before, _since, _en, _zh in (
    ("senior_grant_least", "1000", "1200", "grant in senior secondary school, at least", "高中助学金下限"),
    ("senior_grant_average", "2000", "2300", "grant in senior secondary school, on average", "高中助学金平均标准"),
    ("senior_grant_most", "3000", "3500", "grant in senior secondary school, at most", "高中助学金上限"),
    ("vocational_grant", "2000", "2300", "grant in secondary vocational school, on average", "中职助学金标准"),
    ("boarding_aid_primary", "1000", "1250", "aid of a boarder in primary school", "小学寄宿生生活补助"),
    ("boarding_aid_junior", "1250", "1500", "aid of a boarder in junior secondary school", "初中寄宿生生活补助"),
    (
        "living_aid_primary",
        None,
        "625",
        "aid in primary school of a poor pupil who does not board",
        "小学非寄宿生生活补助",
    ),
    (
        "living_aid_junior",
        None,
        "750",
        "aid in junior secondary school of a poor pupil who does not board",
        "初中非寄宿生生活补助",
    ),
    ("preschool_aid", None, "1000", "aid of a poor child in preschool", "学前教育资助"),
):
    law.figure(_name, _aid(_name, _before, _since), _AID, period=Period.SCHOOL_YEAR, en=_en, zh=_zh)

senior_grant: Final = law.open_term(
    "senior_grant",
    _AID,
    unit=Unit.AMOUNT,
    period=Period.SCHOOL_YEAR,
    plausible=(yuan(500), yuan(5000)),
    en="grant in senior secondary school, as the school or place sets it within the range",
    zh="高中助学金发放标准（由地方或学校在幅度内确定）",
)


@law.provision(
    _AID,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="living aid of boarders in compulsory education",
    zh="义务教育寄宿生生活补助",
    note_en="for pupils of registered households",
    note_zh="建档立卡家庭学生",
    start=date(2024, 1, 1),
    end=_AID_TO,
)
def boarding_aid(
    student_registered_poor: Flag,
    stage: Category,
    boards_at_school: Flag,
    boarding_aid_primary: Amount,
    boarding_aid_junior: Amount,
) -> Amount:
    """By stage, for those who board."""
    aid = compulsory_aid(stage, boarding_aid_primary, boarding_aid_junior)
    return where(student_registered_poor & boards_at_school, aid, 0)


@law.provision(
    _AID,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="living aid of others in compulsory education",
    zh="义务教育非寄宿生生活补助",
    note_en="for pupils of registered households; what held before the spring of 2025 was not read",
    note_zh="建档立卡家庭学生；2025年春季以前标准未查到",
    start=_SPRING_2025,
    end=_AID_TO,
)
def living_aid(
    student_registered_poor: Flag,
    stage: Category,
    boards_at_school: Flag,
    living_aid_primary: Amount,
    living_aid_junior: Amount,
) -> Amount:
    """By stage, for those who do not board: half of what boarders have."""
    aid = compulsory_aid(stage, living_aid_primary, living_aid_junior)
    return where(student_registered_poor & negate(boards_at_school), aid, 0)


_SENIOR = SchoolStage.SENIOR_SECONDARY.code


@law.provision(
    _AID,
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.SCHOOL_YEAR,
    en="national grant in senior secondary school",
    zh="高中国家助学金",
    start=date(2024, 1, 1),
    end=_AID_TO,
)
def senior_grant_payment(student_registered_poor: Flag, stage: Category, senior_grant: Amount) -> Amount:
    """What the school or place sets, for a student of a registered household."""
    return where(student_registered_poor & (stage == _SENIOR), senior_grant, 0)


@law.provision(
    _AID,
    kind=ProvisionKind.REVIEW,
    entity=Entity.MEMBER,
    en="a grant outside the range of its date",
    zh="助学金超出当期幅度",
    start=date(2024, 1, 1),
    end=_AID_TO,
)
def senior_grant_outside(senior_grant_payment: Amount, senior_grant_least: Amount, senior_grant_most: Amount) -> Flag:
    """A grant is paid, but less or more than the range allows on that date."""
    paid = senior_grant_payment > senior_grant_payment * 0
    return paid & negate(between(senior_grant_least, senior_grant_payment, senior_grant_most))
