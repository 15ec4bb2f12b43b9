"""Lianzhou City, Guangdong: the 2013 plan for the new round of assistance by household and by duty, clause by clause.

The plan says which villages and households are helped, by their incomes of 2011, and what they must have reached in
2015; whose money goes into villages, loans, medical and pension premiums; which help fits whom; who is stationed
where, and what follows from the yearly ranking. The provincial mean income of the year, the premiums, the parts of the
grant and some shares are other people's figures: these are open terms.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final

from povertykit.arithmetic import (
    Amount,
    Category,
    Count,
    Day,
    Flag,
    Rate,
    floor0,
    months_after,
    negate,
    smaller,
    times,
    where,
)
from povertykit.calculators.duties import met_by_role
from povertykit.calculators.progress import by_end, each_year, in_total
from povertykit.citation import Citation, Grade, Source
from povertykit.decision import Unit
from povertykit.models import Duty, Entity, HelpedBy, LabourCapacity
from povertykit.models.people import DisabilityKind
from povertykit.money import FEN, HALF_UP, Period, Rounding, Stage, yuan
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.provision import ProvisionKind

PLAN: Final = Source(
    key="lianzhou-2013",
    title_zh="连州市新一轮扶贫开发“规划到户、责任到人”帮扶工作实施方案",
    title_en="Lianzhou 2013 plan for the new round of assistance by household and by duty",
    issuer_zh="中共连州市委办公室、连州市人民政府办公室",
    issuer_en="Offices of the Lianzhou City Party Committee and City Government",
    issued=date(2013, 6, 18),
    note_en="published on 2013-07-19; where digits of the published text run together they are read as 5549 households "
    "and 20,933 persons, 324 households and 1064 persons, 2013-06-18 and 2013-06-10",
    note_zh="2013年7月19日发布；发布文本中连写的数字读作5549户20933人、324户1064人、2013年6月18日、2013年6月10日",
)
MINORS_LAW: Final = Source(
    key="minors-law",
    title_zh="中华人民共和国未成年人保护法",
    title_en="Law on the Protection of Minors",
    issuer_zh="全国人民代表大会常务委员会",
    issuer_en="Standing Committee of the National People's Congress",
    issued=None,
)

law: Final = Jurisdiction(
    name="lianzhou",
    code="441882",
    en="Lianzhou City",
    zh="广东省连州市",
    aliases=("连州", "连州市"),
    source=PLAN,
    start=date(2013, 6, 18),
    end=date(2015, 12, 31),
    basis=Grade.DERIVED,
    basis_en="from the plan's own date to the end of the three-year round, whose last stage it sets for 2015; it "
    "states no dates of effect",
    basis_zh="自方案成文之日起，至其三年一轮的最后阶段2015年底；方案未载明施行和失效日期",
)
policy: Final = law.policy

ALL: Final = Fraction(1)
_YEAR_2014: Final = (date(2014, 1, 1), date(2014, 12, 31))
_YEAR_2015: Final = (date(2015, 1, 1), date(2015, 12, 31))

# Open terms, readings and roundings -------------------------------------------------------------------------------

law.open_term(
    "provincial_mean_income",
    "一(二)2",
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(3000), yuan(100_000)),
    en="mean net income of a rural person of the province in the year",
    zh="当年全省农村人均纯收入",
)
matching_rounding: Final = law.rounding(
    "matching_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE),
    en="rounding of the grant that matches what farmers raise",
    zh="筹资筹劳奖补的取整方式",
)
interest_share_rounding: Final = law.rounding(
    "interest_share_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.YEAR),
    en="rounding of the province's share of subsidised interest",
    zh="省财政贴息补助的取整方式",
)
premium_rounding: Final = law.rounding(
    "premium_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=Stage.YEAR),
    en="rounding of a pension premium paid in part",
    zh="代缴养老保险费的取整方式",
)
pension_reading: Final = law.reading(
    "pension_reading",
    {
        "admitted": ("those whom the insurance's own rules admit", "养老保险规定范围内的成员"),
        "all": ("every member, children too", "全部家庭成员，含未成年人"),
    },
    "一(二)2",
    default="admitted",
    en="which members must be in the pension insurance",
    zh="应参加养老保险的成员范围",
)
deadline_reading: Final = law.reading(
    "deadline_reading",
    {"before": ("earlier than the day named", "不含当日"), "by": ("on the day named or earlier", "含当日")},
    "二(一)1",
    default="before",
    en="whether the day named is in time for the cadres",
    zh="进驻期限是否含当日",
)
joint_reading: Final = law.reading(
    "joint_reading",
    {
        "village": ("one cadre for the village, whom the lead unit sees to", "由牵头单位落实，全村至少1名"),
        "each_unit": ("one cadre of every unit, under the lead unit", "各单位均至少1名，由牵头单位统筹"),
    },
    "二(二)7",
    default="village",
    en="how many cadres are stationed where units share a village",
    zh="多个单位共同挂扶时的驻村干部人数",
)
tie_reading: Final = law.reading(
    "tie_reading",
    {
        "any": ("inside: as many stand before them, or behind, as stand before or behind one of them", "计入"),
        "all": ("outside, unless all who tie find room", "不计入，除非同名次者全部在线内"),
    },
    "二(二)8",
    default="any",
    en="those who tie across the last place that counts",
    zh="同名次者跨越入围线时的处理",
)

# 一(一) Who is helped ------------------------------------------------------------------------------------------------

VILLAGE_INCOME_LINE = law.figure(
    "village_income_line",
    yuan(5623),
    "一(一)",
    period=Period.YEAR,
    en="mean net income of a key village at the end of 2011, below",
    zh="重点帮扶村2011年末人均纯收入上限（不含）",
)
COLLECTIVE_LINE = law.figure(
    "collective_line",
    yuan(30_000),
    "一(一)",
    period=Period.YEAR,
    en="collective income of a key village at the end of 2011, below",
    zh="重点帮扶村2011年末集体经济收入上限（不含）",
)
HOUSEHOLD_INCOME_LINE = law.figure(
    "household_income_line",
    yuan(3093),
    "一(一)",
    period=Period.YEAR,
    en="net income of a person of a key household at the end of 2011, below",
    zh="重点帮扶户2011年末人均纯收入上限（不含）",
)


@law.provision(
    "一(一)",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="key village of the province by its incomes of 2011",
    zh="符合省重点帮扶村认定标准",
    note_en="both incomes are those of the end of 2011; a line itself is out",
    note_zh="两项收入均为2011年末数，不含本数",
)
def key_village_test(
    designation_mean_income: Amount,
    designation_collective_income: Amount,
    village_income_line: Amount,
    collective_line: Amount,
) -> Flag:
    """Mean net income below 5623 yuan and collective income below 30,000, at the end of 2011."""
    return (designation_mean_income < village_income_line) & (designation_collective_income < collective_line)


@law.provision(
    "一(一)",
    kind=ProvisionKind.TEST,
    en="key household by its income of 2011",
    zh="符合重点帮扶对象认定标准",
    note_en="the income is that of 2011, and the persons are those who shared it; compared without a division. A copy "
    "of the province's plan (third party) asks besides that somebody be able to work; this plan does not",
    note_zh="收入为2011年数，人口为当时共同生活的人口；比较时不作除法。省方案（第三方转载）另要求有劳动能力，本方案未作此要求",
)
def key_household_test(
    in_key_village: Flag, designation_income: Amount, persons: Count, household_income_line: Amount
) -> Flag:
    """In a key village, with less than 3093 yuan a person at the end of 2011."""
    return in_key_village & (designation_income < household_income_line * persons)


villages_by_town: Final = law.consistency(
    "villages_by_town",
    "一(一)",
    parts={
        "大路边镇": 5,
        "星子镇": 6,
        "西江镇": 2,
        "龙坪镇": 5,
        "九陂镇": 6,
        "连州镇": 5,
        "保安镇": 6,
        "西岸镇": 6,
        "东陂镇": 6,
        "瑶安乡": 3,
        "丰阳镇": 6,
        "三水乡": 1,
    },
    stated=57,
    en="key villages, town by town",
    zh="各乡镇重点帮扶村数",
    unit=("villages", "个村"),
)

# 一(二)1 The goal of the round ---------------------------------------------------------------------------------------

for _name, _level, _en, _zh, _unit in (
    ("key_villages_lifted", 57, "key villages steadily out of poverty", "稳定脱贫的重点帮扶村", ("villages", "个村")),
    (
        "key_households_lifted",
        5549,
        "key households steadily out of poverty",
        "稳定脱贫的重点帮扶户",
        ("households", "户"),
    ),
    (
        "key_persons_lifted",
        20_933,
        "persons of key households steadily out of poverty",
        "稳定脱贫的重点帮扶人口",
        ("persons", "人"),
    ),
):
    law.target(
        _name,
        "一(二)1",
        by_end(2015, _level),
        en=_en,
        zh=_zh,
        unit=_unit,
        note_en="all that 一(一) designates",
        note_zh="即一(一)认定的全部对象",
    )

# 一(二)2 The stages --------------------------------------------------------------------------------------------------

homes_2013: Final = law.target(
    "homes_2013",
    "一(二)2",
    in_total(2013, 2013, 290),
    en="homes rebuilt in 2013 for low-income rural households",
    zh="2013年农村低收入住房困难户住房改造",
    unit=("homes", "户"),
)
relocation_households: Final = law.target(
    "relocation_households",
    "一(二)2",
    in_total(2013, 2013, 324),
    en="households relocated in 2013 from villages that lack the conditions of life and production",
    zh="2013年“两不具备”村庄搬迁安置户数",
    unit=("households", "户"),
)
relocation_persons: Final = law.target(
    "relocation_persons",
    "一(二)2",
    in_total(2013, 2013, 1064),
    en="persons relocated in 2013 from villages that lack the conditions of life and production",
    zh="2013年“两不具备”村庄搬迁安置人数",
    unit=("persons", "人"),
)
city_villages_raised: Final = law.target(
    "city_villages_raised",
    "一(二)2",
    in_total(2013, 2013, 17),
    en="key villages of the city whose collective income rose in 2013 as asked",
    zh="2013年集体经济收入增加达标的市重点帮扶村",
    unit=("villages", "个村"),
    note_en="each of the 17 that 一(一) names passes city_village_income_test",
    note_zh="一(一)认定的17个村均符合 city_village_income_test",
)
demonstration_villages: Final = law.target(
    "demonstration_villages",
    "一(二)2",
    by_end(2015, 14),
    en="demonstration villages built",
    zh="建成“整村推进幸福安居示范村”",
    unit=("villages", "个村"),
)
CITY_VILLAGE_INCREASE = law.figure(
    "city_village_increase",
    yuan(10_000),
    "一(二)2",
    period=Period.YEAR,
    en="increase of a city key village's collective income in 2013, at least",
    zh="2013年市重点帮扶村集体经济收入增加额",
)


@law.provision(
    "一(二)2",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    end=date(2013, 12, 31),
    en="collective income of a city key village rose by 10,000 yuan in 2013",
    zh="2013年市重点帮扶村集体经济收入增加1万元",
    note_en="which year the increase is counted from is not said; the income it had before is handed in; other "
    "villages are not bound",
    note_zh="“原有基础”未写明年份，由调用方提供原有收入；其他村不受此约束",
)
def city_village_income_test(
    is_city_key_village: Flag,
    collective_income: Amount,
    collective_income_before: Amount,
    city_village_increase: Amount,
) -> Flag:
    """A city key village earns at least 10,000 yuan more than before."""
    return negate(is_city_key_village) | (collective_income >= collective_income_before + city_village_increase)


HOUSEHOLD_EXIT_SHARE = law.figure(
    "household_exit_share",
    Fraction(45, 100),
    "一(二)2",
    most=ALL,
    en="a helped household's income of a person as a share of the provincial mean in 2015, at least",
    zh="2015年帮扶户人均纯收入占全省农村人均纯收入比例下限",
)
VILLAGE_EXIT_SHARE = law.figure(
    "village_exit_share",
    Fraction(60, 100),
    "一(二)2",
    most=ALL,
    en="a key village's mean income as a share of the provincial mean in 2015, more than",
    zh="2015年重点帮扶村人均纯收入占全省比例下限（不含）",
)
VILLAGE_EXIT_COLLECTIVE = law.figure(
    "village_exit_collective",
    yuan(50_000),
    "一(二)2",
    period=Period.YEAR,
    en="a key village's collective income in 2015, at least",
    zh="2015年重点帮扶村集体经济收入下限",
)
CITY_SHARE = law.figure(
    "city_share",
    Fraction(75, 100),
    "一(二)2",
    most=ALL,
    en="the city's mean rural income as a share of the provincial mean in 2015, at least",
    zh="2015年全市农民人均纯收入占全省比例下限",
)


@law.provision(
    "一(二)2",
    kind=ProvisionKind.TEST,
    start=_YEAR_2015[0],
    end=_YEAR_2015[1],
    en="a helped household that can work has reached the income of 2015",
    zh="有劳动能力的帮扶户达到2015年收入目标",
    note_en="the line is for poor households that can work; others do not meet it, since they leave by other help. The "
    "mean is that of the same year; compared exactly, without a division",
    note_zh="仅适用于有劳动能力的贫困户，其他家庭不以此脱贫，视为不符合；以当年全省数为准，比较时不作除法",
)
def household_exit_test(
    registered_poor: Flag,
    has_labour_capacity: Flag,
    yearly_income: Amount,
    persons: Count,
    provincial_mean_income: Amount,
    household_exit_share: Rate,
) -> Flag:
    """Income of a person at least 45% of the province's rural mean of the year."""
    line = provincial_mean_income * household_exit_share * persons
    return registered_poor & has_labour_capacity & (yearly_income >= line)


@law.provision(
    "一(二)2",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    start=_YEAR_2015[0],
    end=_YEAR_2015[1],
    en="a key village has reached the incomes of 2015",
    zh="重点帮扶村达到2015年收入目标",
    note_en="more than 60% is strict, 50,000 yuan is enough; for key villages only",
    note_zh="“超过”60%不含本数，“达到”5万元含本数；仅适用于省重点帮扶村",
)
def village_exit_test(
    is_key_village: Flag,
    mean_income: Amount,
    collective_income: Amount,
    provincial_mean_income: Amount,
    village_exit_share: Rate,
    village_exit_collective: Amount,
) -> Flag:
    """Mean income above 60% of the province's, and collective income of at least 50,000 yuan."""
    mean = mean_income > provincial_mean_income * village_exit_share
    return is_key_village & mean & (collective_income >= village_exit_collective)


@law.provision(
    "一(二)2",
    kind=ProvisionKind.TARGET,
    entity=Entity.COUNTY,
    start=_YEAR_2015[0],
    end=_YEAR_2015[1],
    en="mean rural income of the city at three quarters of the province's",
    zh="全市农民人均纯收入达到全省的75%以上",
)
def city_target(mean_income: Amount, provincial_mean_income: Amount, city_share: Rate) -> Flag:
    """The city's rural mean is at least 75% of the province's of the year."""
    return mean_income >= provincial_mean_income * city_share


law.link(
    "broadcast",
    "persons_of_household",
    "persons",
    of=Entity.HOUSEHOLD,
    to=Entity.MEMBER,
    en="persons of the household",
    zh="家庭人口",
)


@law.provision("一(二)2", kind=ProvisionKind.CASE, entity=Entity.MEMBER, en="listed as a member", zh="列入家庭成员")
def listed_member(persons_of_household: Count) -> Flag:
    """Every member who is listed."""
    return persons_of_household >= 1


@law.provision(
    "一(二)2", kind=ProvisionKind.CASE, entity=Entity.MEMBER, en="not in the medical insurance", zh="未参加新农合"
)
def lacks_medical_insurance(in_medical_insurance: Flag) -> Flag:
    """A member who is not in the rural medical insurance."""
    return negate(in_medical_insurance)


@law.provision(
    "一(二)2", kind=ProvisionKind.CASE, entity=Entity.MEMBER, en="not in the pension insurance", zh="应参未参新农保"
)
def lacks_pension_insurance(
    in_pension_insurance: Flag, pension_insurance_admits: Flag, pension_reading: Category
) -> Flag:
    """A member who must be in the rural pension insurance, and is not."""
    return negate(in_pension_insurance) & (pension_insurance_admits | (pension_reading == 1))


@law.provision(
    "一(二)2", kind=ProvisionKind.CASE, entity=Entity.MEMBER, en="meets the conditions, not on dibao", zh="应保未保"
)
def left_out_of_dibao(meets_dibao_conditions: Flag, covered: Flag, in_special_hardship: Flag) -> Flag:
    """A member who meets the conditions of dibao and is neither covered by it nor provided for in special hardship."""
    return meets_dibao_conditions & negate(covered) & negate(in_special_hardship)


for _name, _source, _en, _zh in (
    ("members_listed", "listed_member", "members listed", "所列家庭成员数"),
    (
        "members_without_medical",
        "lacks_medical_insurance",
        "members not in the medical insurance",
        "未参加新农合的成员数",
    ),
    (
        "members_without_pension",
        "lacks_pension_insurance",
        "members not in the pension insurance",
        "应参未参新农保的成员数",
    ),
    ("members_without_dibao", "left_out_of_dibao", "members left out of dibao", "应保未保的成员数"),
):
    law.link("count", _name, _source, of=Entity.MEMBER, to=Entity.HOUSEHOLD, en=_en, zh=_zh)


@law.provision(
    "一(二)2",
    kind=ProvisionKind.TEST,
    start=_YEAR_2015[0],
    end=_YEAR_2015[1],
    en="everybody of a poor household is in both insurances, and on dibao who should be",
    zh="贫困家庭成员全部参加医保养老保险、应保尽保",
    note_en="judged from the members where they are listed, otherwise from the counts of those who lack something; "
    "with neither it is not known. Other households are not bound",
    note_zh="列有成员的按成员判定，否则按缺项人数判定，两者均无则不详；其他家庭不受此约束",
)
def household_coverage_test(
    registered_poor: Flag,
    members_listed: Count,
    members_without_medical: Count,
    members_without_pension: Count,
    members_without_dibao: Count,
    persons_lacking_medical_insurance: Count,
    persons_lacking_pension_insurance: Count,
    persons_left_out_of_dibao: Count,
) -> Flag:
    """Nobody lacks the medical or the pension insurance, and nobody who meets its conditions lacks dibao."""
    listed = members_listed > 0
    medical = where(listed, members_without_medical, persons_lacking_medical_insurance)
    pension = where(listed, members_without_pension, persons_lacking_pension_insurance)
    dibao = where(listed, members_without_dibao, persons_left_out_of_dibao)
    return negate(registered_poor) | ((medical == 0) & (pension == 0) & (dibao == 0))


# 二(一)1 Who helps ---------------------------------------------------------------------------------------------------

villages_by_helper: Final = law.consistency(
    "villages_by_helper",
    "二(一)1",
    parts={"省直单位 province": 7, "广州市 Guangzhou": 25, "清远市 Qingyuan": 13, "连州市 Lianzhou": 12},
    stated=57,
    en="key villages, by whose units help them",
    zh="各级单位帮扶的重点帮扶村数",
    unit=("villages", "个村"),
)
IN_PLACE_DAY = law.figure(
    "in_place_day", date(2013, 6, 10), "二(一)1", en="day before which cadres are in place", zh="驻村干部进驻期限"
)


@law.provision(
    "二(一)1",
    kind=ProvisionKind.DUTY,
    entity=Entity.VILLAGE,
    en="stationed cadres were in place before 10 June 2013",
    zh="驻村干部2013年6月10日前进驻",
    note_en="binds the key villages; the day is earlier than the plan's own date",
    note_zh="约束省重点帮扶村；该期限早于方案成文日期",
)
def cadres_in_place_test(
    is_key_village: Flag, stationed_since: Day, in_place_day: Day, deadline_reading: Category
) -> Flag:
    """All cadres were in the key village before the day named."""
    in_time = where(deadline_reading == 1, stationed_since <= in_place_day, stationed_since < in_place_day)
    return negate(is_key_village) | in_time


# 二(一)2 Money -------------------------------------------------------------------------------------------------------

special_fund: Final = law.target(
    "special_fund",
    "二(一)2",
    each_year(2013, 2015, yuan(10_000_000)),
    en="special anti-poverty fund of Qingyuan's budget",
    zh="清远市财政扶贫专项资金",
    note_en="every year from 2013 on; until when is not said, and it is held to the end of the round. That it should "
    "grow is stated without a figure",
    note_zh="自2013年起每年安排；未写明截止年份，按本轮期限计。“稳定递增”未定数值",
)
VILLAGE_GRANT_AMOUNT = law.figure(
    "village_grant_amount",
    yuan(200_000),
    "二(一)2",
    en="grant of Qingyuan's budget to a village",
    zh="清远市财政每村补助",
)
law.open_term(
    "first_tranche",
    "二(一)2",
    unit=Unit.AMOUNT,
    allowed=(yuan(0), yuan(200_000)),
    en="what of the grant is paid in 2014",
    zh="2014年下达的首期补助",
)
_CITY, _COUNTY = HelpedBy.CITY.code, HelpedBy.COUNTY.code


@law.provision(
    "二(一)2",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.VILLAGE,
    period=Period.ONCE,
    start=_YEAR_2014[0],
    en="grant to a key village helped by units of Qingyuan or Lianzhou",
    zh="清远、连州单位帮扶的重点帮扶村补助",
    note_en="the whole sum, once: what 2014 and 2015 show is the same grant, and 2013 has none; how it is divided "
    "between the payments of the two years is not said and is an open term",
    note_zh="为补助总额，只计一次：2014年、2015年所示为同一笔，2013年尚无；两期的分配未写明，作为待定项",
)
def village_grant(is_key_village: Flag, helped_by: Category, village_grant_amount: Amount) -> Amount:
    """200,000 yuan for a key village that units of Qingyuan or of Lianzhou help."""
    return where(is_key_village & ((helped_by == _CITY) | (helped_by == _COUNTY)), village_grant_amount, 0)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.COMPONENT,
    entity=Entity.VILLAGE,
    period=Period.ONCE,
    start=_YEAR_2014[0],
    end=_YEAR_2014[1],
    en="the grant's first payment, in 2014",
    zh="村补助首期（2014年）",
)
def village_grant_2014(village_grant: Amount, first_tranche: Amount) -> Amount:
    """What of the grant is paid in 2014."""
    return smaller(village_grant, first_tranche)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.COMPONENT,
    entity=Entity.VILLAGE,
    period=Period.ONCE,
    start=_YEAR_2015[0],
    end=_YEAR_2015[1],
    en="the grant's second payment, in 2015",
    zh="村补助第二期（2015年）",
)
def village_grant_2015(village_grant: Amount, first_tranche: Amount) -> Amount:
    """The rest of the grant, so that both payments come to it exactly."""
    return floor0(village_grant - first_tranche)


MATCHING_SHARE = law.figure(
    "matching_share",
    Fraction(50, 100),
    "二(一)2",
    most=ALL,
    en="grant as a share of what farmers raise",
    zh="奖补占农民筹资筹劳总额的比例",
)
law.open_term(
    "matching_city_share",
    "二(一)2",
    unit=Unit.RATE,
    plausible=(Fraction(0), Fraction(1)),
    en="the prefecture-level city's part of the matching grant",
    zh="奖补资金中地级市财政负担的份额",
)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.VILLAGE,
    period=Period.ONCE,
    en="grant that matches what farmers raise for a public work",
    zh="村级公益事业一事一议财政奖补",
    note_en="for one public work of a key village; labour is counted at its worth in money",
    note_zh="按一个公益事业项目计，适用于省重点帮扶村；筹劳按折资额计",
)
def matching_grant(
    is_key_village: Flag,
    raised_money: Amount,
    raised_labour: Amount,
    matching_share: Rate,
    matching_rounding: Rounding,
) -> Amount:
    """Half of the money and the labour that farmers put in."""
    grant = times(raised_money + raised_labour, matching_share, rounding=matching_rounding)
    return where(is_key_village, grant, 0)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.FUND,
    entity=Entity.VILLAGE,
    period=Period.ONCE,
    en="the city budget's part of the matching grant",
    zh="奖补资金地级市财政负担额",
)
def matching_grant_city(matching_grant: Amount, matching_city_share: Rate, matching_rounding: Rounding) -> Amount:
    """The city's part, rounded; the county-level budget bears the rest."""
    return times(matching_grant, matching_city_share, rounding=matching_rounding)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.FUND,
    entity=Entity.VILLAGE,
    period=Period.ONCE,
    en="the county-level budget's part of the matching grant",
    zh="奖补资金县级财政负担额",
)
def matching_grant_county(matching_grant: Amount, matching_grant_city: Amount) -> Amount:
    """The rest, so that both parts come to the grant exactly."""
    return matching_grant - matching_grant_city


PROVINCE_INTEREST_SHARE = law.figure(
    "province_interest_share",
    Fraction(40, 100),
    "二(一)2",
    most=ALL,
    en="the province's share of what local budgets spend on subsidised interest",
    zh="省财政对各地贴息支出的补助比例",
)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="the province's share of subsidised microloan interest",
    zh="省财政补助的小额贷款贴息",
    note_en="of what local budgets actually spent in the year",
    note_zh="以当年各地财政实际贴息支出为基数",
)
def microloan_interest_cost_share(
    interest_subsidy_spent: Amount, province_interest_share: Rate, interest_share_rounding: Rounding
) -> Amount:
    """40% of the actual spending."""
    return times(interest_subsidy_spent, province_interest_share, rounding=interest_share_rounding)


@law.provision(
    "二(一)2",
    kind=ProvisionKind.FUND,
    entity=Entity.COUNTY,
    period=Period.YEAR,
    en="what of subsidised microloan interest stays with local budgets",
    zh="地方财政自行负担的小额贷款贴息",
)
def microloan_interest_local_share(interest_subsidy_spent: Amount, microloan_interest_cost_share: Amount) -> Amount:
    """The rest, so that both shares come to the spending exactly."""
    return interest_subsidy_spent - microloan_interest_cost_share


# 二(一)4 Industry ----------------------------------------------------------------------------------------------------

for _name, _en, _zh in (
    ("village_industries_least", "main industries of a key village", "每个重点帮扶村主导产业数"),
    ("village_cooperatives_least", "farmers' cooperatives of a key village", "每个重点帮扶村农民专业合作社数"),
    ("village_funds_least", "revolving production funds of a key village", "每个重点帮扶村滚动生产扶持资金数"),
    ("enterprises_least", "leading enterprises that a key household is linked with", "重点帮扶户挂靠龙头企业数"),
    ("cooperatives_least", "cooperatives that a key household has joined", "重点帮扶户参加合作社数"),
):
    law.figure(_name, 1, "二(一)4", en=_en + ", at least", zh=_zh + "下限")


@law.provision(
    "二(一)4",
    kind=ProvisionKind.TEST,
    entity=Entity.VILLAGE,
    en="a key village has an industry, a cooperative and a revolving fund",
    zh="重点帮扶村有主导产业、合作社和滚动资金",
    note_en="all three; other villages are not bound",
    note_zh="三者均须具备；其他村不受此约束",
)
def village_industry_test(
    is_key_village: Flag,
    main_industries: Count,
    cooperatives: Count,
    revolving_funds: Count,
    village_industries_least: Count,
    village_cooperatives_least: Count,
    village_funds_least: Count,
) -> Flag:
    """At least one main industry, one cooperative and one fund that revolves."""
    industry = main_industries >= village_industries_least
    cooperative = cooperatives >= village_cooperatives_least
    return negate(is_key_village) | (industry & cooperative & (revolving_funds >= village_funds_least))


@law.provision(
    "二(一)4",
    kind=ProvisionKind.TEST,
    en="a key household that can work is linked with an enterprise or in a cooperative",
    zh="有劳动能力的重点帮扶户挂靠龙头企业或参加合作社",
    note_en="one of the two is enough; households outside key villages, not poor or unable to work are not bound",
    note_zh="两者居其一即可；不在重点帮扶村、非贫困或无劳动能力的家庭不受此约束",
)
def household_industry_test(
    in_key_village: Flag,
    registered_poor: Flag,
    has_labour_capacity: Flag,
    leading_enterprises: Count,
    cooperatives_joined: Count,
    enterprises_least: Count,
    cooperatives_least: Count,
) -> Flag:
    """With at least one leading enterprise, or in at least one cooperative."""
    linked = (leading_enterprises >= enterprises_least) | (cooperatives_joined >= cooperatives_least)
    return negate(in_key_village & registered_poor & has_labour_capacity) | linked


# 二(一)6 Premiums ----------------------------------------------------------------------------------------------------

law.open_term(
    "judged_on",
    "二(一)6",
    unit=Unit.DAY,
    en="day on which ages are taken, the policy's own until one is named",
    zh="年龄计算日（未指定时为政策日期）",
)
law.open_term(
    "medical_premium",
    "二(一)6",
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(0), yuan(2000)),
    en="what a person pays for the medical insurance",
    zh="城乡居民基本医疗保险个人缴费",
)
law.open_term(
    "lowest_pension_premium",
    "二(一)6",
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(0), yuan(5000)),
    en="lowest premium of the rural pension insurance",
    zh="新农保最低缴费标准",
)
law.open_term(
    "pension_premium_share",
    "二(一)6",
    unit=Unit.RATE,
    plausible=(Fraction(0), Fraction(1)),
    en="part of the lowest pension premium that is paid",
    zh="代缴最低标准养老保险费的份额",
)
law.open_term(
    "severe_grade",
    "二(一)6",
    unit=Unit.COUNT,
    plausible=(1, 4),
    en="last grade of disability that counts as severe",
    zh="视为重度残疾的最末等级",
)
OLD_AGE = law.figure("old_age", 60, "二(一)6", en="years of age from which one is old", zh="老年人年龄下限")
ADULT_AGE = law.figure(
    "adult_age",
    18,
    Citation(
        MINORS_LAW, "第二条", Grade.UNVERIFIED, "the plan says minors without an age", "方案只称未成年人，未写年龄"
    ),
    en="years of age below which one is a minor",
    zh="未成年人年龄上限（不含）",
)
_NO_DISABILITY, _LOST = DisabilityKind.NONE.code, LabourCapacity.LOST.code
for _name, _fact, _en, _zh in (
    ("member_in_key_village", "in_key_village", "the household lives in a key village", "家庭在省重点帮扶村"),
    ("member_low_income", "low_income", "the household is a low-income family", "低收入家庭"),
):
    law.link("broadcast", _name, _fact, of=Entity.HOUSEHOLD, to=Entity.MEMBER, en=_en, zh=_zh)


def _reached(birth_date: Day, judged_on: Day, years: Count) -> Flag:
    """Whether so many years of age are reached on a day; on the birthday itself they are."""
    return months_after(birth_date, years * 12) <= judged_on  # type: ignore[arg-type]  # one number for all


@law.provision(
    "二(一)6", kind=ProvisionKind.TEST, entity=Entity.MEMBER, en="premium paid as on dibao", zh="资助参保：低保对象"
)
def premium_dibao_case(member_in_key_village: Flag, covered: Flag) -> Flag:
    """On dibao, in a key village."""
    return member_in_key_village & covered


@law.provision(
    "二(一)6",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="premium paid as disabled and unable to work",
    zh="资助参保：丧失劳动能力的残疾人",
    note_en="wholly unable to work; partly is not enough",
    note_zh="指完全丧失劳动能力，不含部分丧失",
)
def premium_disabled_case(member_in_key_village: Flag, disability_kind: Category, labour_capacity: Category) -> Flag:
    """Disabled and without labour capacity, in a key village."""
    return member_in_key_village & (disability_kind != _NO_DISABILITY) & (labour_capacity == _LOST)


@law.provision(
    "二(一)6",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="premium paid as old in a low-income family",
    zh="资助参保：低收入家庭老年人",
    note_en="60 on the birthday itself; the low income is read as asked of the family of the old and of minors",
    note_zh="生日当日即满60周岁；“低收入家庭”理解为同时限定老年人和未成年人",
)
def premium_elder_case(
    member_in_key_village: Flag, member_low_income: Flag, birth_date: Day, judged_on: Day, old_age: Count
) -> Flag:
    """60 years or older in a low-income family, in a key village."""
    return member_in_key_village & member_low_income & _reached(birth_date, judged_on, old_age)


@law.provision(
    "二(一)6",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="premium paid as a minor in a low-income family",
    zh="资助参保：低收入家庭未成年人",
    note_en="under 18, which the plan leaves to the law on minors; from the 18th birthday on no longer",
    note_zh="方案未写明年龄，依未成年人保护法为未满18周岁；满18周岁生日当日起不再适用",
)
def premium_minor_case(
    member_in_key_village: Flag, member_low_income: Flag, birth_date: Day, judged_on: Day, adult_age: Count
) -> Flag:
    """Under 18 in a low-income family, in a key village."""
    return member_in_key_village & member_low_income & negate(_reached(birth_date, judged_on, adult_age))


@law.provision(
    "二(一)6",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="premium paid as in special hardship",
    zh="资助参保：五保对象",
)
def premium_hardship_case(member_in_key_village: Flag, in_special_hardship: Flag) -> Flag:
    """In special hardship (formerly the five guarantees), in a key village."""
    return member_in_key_village & in_special_hardship


@law.provision(
    "二(一)6",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="premium paid as seriously ill with a low income",
    zh="资助参保：低收入重病患者",
)
def premium_illness_case(member_in_key_village: Flag, member_low_income: Flag, seriously_ill: Flag) -> Flag:
    """Seriously ill and of a low-income family, in a key village."""
    return member_in_key_village & member_low_income & seriously_ill


@law.provision(
    "二(一)6",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.YEAR,
    en="medical premium paid in full",
    zh="资助参加医疗保险",
    note_en="once, however many cases fit; the plan ends its list with an open 'and others', whom it does not name",
    note_zh="符合多种情形的只资助一次；条文以“等”收尾，未列明的对象不计",
)
def medical_premium_support(
    premium_dibao_case: Flag,
    premium_disabled_case: Flag,
    premium_elder_case: Flag,
    premium_minor_case: Flag,
    premium_hardship_case: Flag,
    premium_illness_case: Flag,
    medical_premium: Amount,
) -> Amount:
    """The person's own premium, in full, for each of the six groups."""
    by_status = premium_dibao_case | premium_disabled_case | premium_hardship_case
    by_income = premium_elder_case | premium_minor_case | premium_illness_case
    return where(by_status | by_income, medical_premium, 0)


@law.provision(
    "二(一)6",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.MEMBER,
    period=Period.YEAR,
    en="pension premium paid for the severely disabled",
    zh="代缴养老保险费",
    note_en="part or all of the lowest premium, by the local share; for those who are in the insurance, and not only "
    "in key villages",
    note_zh="按当地份额代缴部分或全部最低标准保费；适用于参保的重度残疾人，不限于重点帮扶村",
)
def pension_premium_support(
    in_pension_insurance: Flag,
    disability_kind: Category,
    disability_grade: Count,
    severe_grade: Count,
    lowest_pension_premium: Amount,
    pension_premium_share: Rate,
    premium_rounding: Rounding,
) -> Amount:
    """The share of the lowest premium, for a severely disabled person in the rural pension insurance."""
    severe = (disability_kind != _NO_DISABILITY) & (disability_grade <= severe_grade)
    paid = times(lowest_pension_premium, pension_premium_share, rounding=premium_rounding)
    return where(in_pension_insurance & severe, paid, 0)


# 二(一)7 Homes -------------------------------------------------------------------------------------------------------

homes_remaining: Final = law.target(
    "homes_remaining",
    "二(一)7",
    in_total(2013, 2015, 964),
    en="remaining homes rebuilt for low-income rural households",
    zh="剩余农村低收入住房困难户住房改建",
    unit=("homes", "户"),
    note_en="all that remained when the plan was made, those of 2013 among them; due by 2015 after 一(二)2",
    note_zh="为方案制定时的全部剩余任务，含2013年任务；依一(二)2于2015年完成",
)

# 二(二)3 Which help fits whom ----------------------------------------------------------------------------------------


@law.provision(
    "二(二)3",
    kind=ProvisionKind.ASSISTANCE,
    en="dibao: unable to work and meets its conditions",
    zh="列入最低生活保障",
)
def measure_dibao(registered_poor: Flag, has_labour_capacity: Flag, meets_dibao_conditions: Flag) -> Flag:
    """A poor household that cannot work and meets the conditions of dibao."""
    return registered_poor & negate(has_labour_capacity) & meets_dibao_conditions


@law.provision(
    "二(二)3",
    kind=ProvisionKind.ASSISTANCE,
    en="development: able to work, with the means of production",
    zh="开发式扶贫",
)
def measure_development(registered_poor: Flag, has_labour_capacity: Flag, has_production_conditions: Flag) -> Flag:
    """A poor household that can work and has what it takes to develop production."""
    return registered_poor & has_labour_capacity & has_production_conditions


@law.provision(
    "二(二)3",
    kind=ProvisionKind.ASSISTANCE,
    en="training and a job elsewhere: able to work, with low skills",
    zh="技能培训、转移就业",
)
def measure_training(registered_poor: Flag, has_labour_capacity: Flag, low_skills: Flag) -> Flag:
    """A poor household that can work but lacks skills."""
    return registered_poor & has_labour_capacity & low_skills


@law.provision("二(二)3", kind=ProvisionKind.ASSISTANCE, en="medical help: poor through illness", zh="改善医疗条件")
def measure_medical(registered_poor: Flag, poor_through_illness: Flag) -> Flag:
    """A household that illness made poor."""
    return registered_poor & poor_through_illness


@law.provision(
    "二(二)3", kind=ProvisionKind.ASSISTANCE, en="relocation as a whole: unfit surroundings", zh="移民整体搬迁"
)
def measure_relocation(registered_poor: Flag, unfit_surroundings: Flag) -> Flag:
    """A poor household where surroundings are unfit for living."""
    return registered_poor & unfit_surroundings


@law.provision(
    "二(二)3",
    kind=ProvisionKind.UNCOVERED,
    en="a poor household that none of the five measures fits",
    zh="贫困户不符合五类帮扶措施中任何一类",
)
def measure_none(
    registered_poor: Flag,
    measure_dibao: Flag,
    measure_development: Flag,
    measure_training: Flag,
    measure_medical: Flag,
    measure_relocation: Flag,
) -> Flag:
    """No measure of the plan fits: somebody must look."""
    found = measure_dibao | measure_development | measure_training | measure_medical | measure_relocation
    return registered_poor & negate(found)


# 二(二)7 Who is stationed --------------------------------------------------------------------------------------------

for _name, _value, _en, _zh in (
    ("leader_villages_least", 1, "villages that a leader helps", "党政班子成员挂扶贫困村数"),
    ("cadres_least", 1, "cadres stationed in a key village", "驻村干部人数"),
    ("liaisons_least", 1, "liaisons of each helping unit", "各帮扶单位联络员人数"),
    ("joint_units", 2, "helping units that make a village a shared one", "共同挂扶的单位数"),
):
    law.figure(_name, _value, "二(二)7", en=_en + ", at least", zh=_zh + "下限")
_LEADER: Final = Duty.COUNTY_LEADER.code


@law.provision(
    "二(二)7",
    kind=ProvisionKind.DUTY,
    entity=Entity.TEAM_MEMBER,
    en="a leader of the city helps a poor village",
    zh="党政班子成员挂扶贫困村",
    note_en="binds the members of the city's party and government leadership; others keep it",
    note_zh="约束市党政班子成员；对其他人员视为符合",
)
def leader_village_duty(duty: Category, villages_helped: Count, leader_villages_least: Count) -> Flag:
    """Each leader is named to help at least one poor village."""
    return met_by_role(duty, _LEADER, villages_helped, leader_villages_least)


@law.provision(
    "二(二)7",
    kind=ProvisionKind.DUTY,
    entity=Entity.VILLAGE,
    en="cadres are stationed in the key village",
    zh="帮扶单位选派驻村干部",
    note_en="a key village without a helping unit does not meet it; where units share a village a lead unit sees to "
    "the cadres, and joint_reading says how many",
    note_zh="没有帮扶单位的重点帮扶村视为不符合；两个以上单位共同挂扶的由牵头单位落实，人数依 joint_reading",
)
def stationing_duty(
    is_key_village: Flag,
    helping_units: Count,
    has_lead_unit: Flag,
    stationed_cadres: Count,
    cadres_least: Count,
    joint_units: Count,
    joint_reading: Category,
) -> Flag:
    """At least one cadre stationed, and a lead unit where several units share the village."""
    shared = helping_units >= joint_units
    needed = where(joint_reading == 1, cadres_least * helping_units, cadres_least)
    led = negate(shared) | has_lead_unit
    return negate(is_key_village) | ((helping_units >= 1) & led & (stationed_cadres >= needed))


@law.provision(
    "二(二)7",
    kind=ProvisionKind.DUTY,
    entity=Entity.VILLAGE,
    en="each helping unit has named a liaison",
    zh="帮扶单位指定联络员",
)
def liaison_duty(is_key_village: Flag, helping_units: Count, liaisons: Count, liaisons_least: Count) -> Flag:
    """One liaison of each unit that helps the key village."""
    return negate(is_key_village) | ((helping_units >= 1) & (liaisons >= liaisons_least * helping_units))


# 二(二)8 Reports, ranking and what follows ---------------------------------------------------------------------------

progress_calendar: Final = law.calendar(
    "progress_calendar",
    "二(二)8",
    {
        1: ("monthly report of progress", "每月一报进度"),
        3: ("quarterly inspection and notice", "每季一督查一通报"),
    },
    en="reports and inspections due in a year",
    zh="年度进度通报和督查日程",
)
for _name, _value, _en, _zh in (
    ("commended_first", 30, "first places that are commended", "通报表扬的前列名次数"),
    ("merit_first", 10, "first places whose cadres get a merit third class", "记三等功的前列名次数"),
    ("criticised_last", 30, "last places that are criticised", "通报批评的末尾名次数"),
    ("towns_first", 10, "first towns that are rewarded", "获奖励的前列乡镇数"),
):
    law.figure(_name, _value, "二(二)8", en=_en, zh=_zh)
TOWN_AWARD_AMOUNT = law.figure("town_award_amount", yuan(500_000), "二(二)8", en="award of a town", zh="每镇奖励额")


def _among_first(rank: Count, tied: Count, first: Count, tie_reading: Category) -> Flag:
    """Whether a rank is within the first places; a tie counts by its first place, or by its last."""
    return rank + where(tie_reading == 1, tied - 1, 0) <= first


def _among_last(rank: Count, tied: Count, ranked: Count, last: Count, tie_reading: Category) -> Flag:
    """Whether a rank is within the last places; a tie counts by its last place, or by its first."""
    return ranked - rank - where(tie_reading == 1, 0, tied - 1) < last


def _across(rank: Count, tied: Count, first: Count) -> Flag:
    """Whether a tie begins within the first places and ends after them."""
    return (rank <= first) & (rank + tied - 1 > first)


@law.provision(
    "二(二)8",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.VILLAGE,
    en="team and helping unit commended",
    zh="驻村工作组和帮扶单位通报表扬",
    note_en="by the rank among the key villages that Qingyuan assesses, each year",
    note_zh="按清远市每年对重点帮扶村的考核名次",
)
def award_commended(
    assessment_rank: Count, villages_tied: Count, commended_first: Count, tie_reading: Category
) -> Flag:
    """The village is among the first thirty."""
    return _among_first(assessment_rank, villages_tied, commended_first, tie_reading)


@law.provision(
    "二(二)8",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.VILLAGE,
    en="stationed cadres get a merit third class",
    zh="驻村干部记三等功",
)
def award_merit(assessment_rank: Count, villages_tied: Count, merit_first: Count, tie_reading: Category) -> Flag:
    """The village is among the first ten."""
    return _among_first(assessment_rank, villages_tied, merit_first, tie_reading)


@law.provision(
    "二(二)8",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.VILLAGE,
    en="team and helping unit criticised",
    zh="驻村工作组和帮扶单位通报批评",
)
def award_criticised(
    assessment_rank: Count,
    villages_tied: Count,
    villages_ranked: Count,
    criticised_last: Count,
    tie_reading: Category,
) -> Flag:
    """The village is among the last thirty."""
    return _among_last(assessment_rank, villages_tied, villages_ranked, criticised_last, tie_reading)


@law.provision(
    "二(二)8",
    kind=ProvisionKind.REVIEW,
    entity=Entity.VILLAGE,
    en="commended and criticised for the same rank, as fewer than sixty are ranked",
    zh="参加排名不足六十个村，同一名次既受表扬又受批评",
)
def award_both_ways(award_commended: Flag, award_criticised: Flag) -> Flag:
    """Among the first thirty and the last thirty at once; the plan does not say which prevails."""
    return award_commended & award_criticised


@law.provision(
    "二(二)8",
    kind=ProvisionKind.REVIEW,
    entity=Entity.VILLAGE,
    en="a tie runs across the last place that counts",
    zh="同名次跨越入围线",
    note_en="the plan does not say how ties are told apart; tie_reading decides, and a person should look",
    note_zh="方案未规定同名次的处理，依 tie_reading 判定，并应人工复核",
)
def award_tie(
    assessment_rank: Count,
    villages_tied: Count,
    villages_ranked: Count,
    commended_first: Count,
    merit_first: Count,
    criticised_last: Count,
) -> Flag:
    """The tie begins on one side of the tenth, the thirtieth or the thirtieth last place and ends on the other."""
    first = _across(assessment_rank, villages_tied, commended_first)
    merit = _across(assessment_rank, villages_tied, merit_first)
    return first | merit | _across(assessment_rank, villages_tied, villages_ranked - criticised_last)


@law.provision(
    "二(二)8",
    kind=ProvisionKind.REVIEW,
    entity=Entity.VILLAGE,
    en="the tie needs more places than are ranked",
    zh="名次与同名次数之和超出参加排名村数",
)
def award_rank_impossible(assessment_rank: Count, villages_tied: Count, villages_ranked: Count) -> Flag:
    """Rank and tie do not fit the number ranked: one of the three is wrong."""
    return assessment_rank + villages_tied - 1 > villages_ranked


@law.provision(
    "二(二)8",
    kind=ProvisionKind.ACCOUNTABILITY,
    entity=Entity.TEAM_MEMBER,
    en="a model cadre is rated excellent, outside the unit's quota",
    zh="先进个人年度考核定为优秀，不占单位指标",
    note_en="the rating does not count against the number of excellent ratings that the cadre's unit may give",
    note_zh="该等次另计，不减少所在单位可评优秀的名额",
)
def award_excellent(is_model_cadre: Flag) -> Flag:
    """Chosen as a model cadre of the year."""
    return is_model_cadre


@law.provision(
    "二(二)8",
    kind=ProvisionKind.PAYMENT,
    entity=Entity.TOWN,
    period=Period.ONCE,
    start=_YEAR_2015[1],
    end=_YEAR_2015[1],
    en="award to one of the first ten towns of the round",
    zh="考核前十名镇奖励",
    note_en="once, when the three-year round has ended: on its last day. A tie across the tenth place pays all who "
    "tie, or none of them, by tie_reading, and is reported",
    note_zh="三年一轮结束时一次性奖励，以末日计；第十名同名次的依 tie_reading 全部计入或不计入，并提示复核",
)
def award_town(
    assessment_rank: Count, towns_tied: Count, towns_first: Count, town_award_amount: Amount, tie_reading: Category
) -> Amount:
    """500,000 yuan for each of the first ten towns."""
    return where(_among_first(assessment_rank, towns_tied, towns_first, tie_reading), town_award_amount, 0)


@law.provision(
    "二(二)8",
    kind=ProvisionKind.REVIEW,
    entity=Entity.TOWN,
    start=_YEAR_2015[1],
    end=_YEAR_2015[1],
    en="a tie of towns runs across the tenth place, or needs more places than are ranked",
    zh="乡镇同名次跨越第十名，或超出参加排名乡镇数",
)
def award_town_tie(assessment_rank: Count, towns_tied: Count, towns_ranked: Count, towns_first: Count) -> Flag:
    """The tie begins within the first ten and ends after them, or does not fit the number ranked."""
    across = _across(assessment_rank, towns_tied, towns_first)
    return across | (assessment_rank + towns_tied - 1 > towns_ranked)


# What computes nothing, section by section ---------------------------------------------------------------------------

for _section, _en, _zh in (
    (
        "前言",
        "how the plan was adopted and on which higher plans it stands: no rule of its own",
        "方案的印发和依据：无自身规定",
    ),
    (
        "一(一)",
        "the name of the one city-level key village that stands for the others: no rule",
        "所举市重点帮扶村的名称：非规则",
    ),
    (
        "一(二)1",
        "collective economy, appearance, environment, lasting mechanisms and smaller gaps: without a measure",
        "集体经济壮大、村容村貌、发展环境、长效机制、缩小差距：未定衡量指标",
    ),
    (
        "一(二)2",
        "the province's tasks of the year, industries and works of 2014, infrastructure, democratic management, county "
        "economy and budgets: without a figure; when cadres arrive is the province's day and stands in 二(一)1",
        "省下达的年度任务、2014年产业和民生工程、基础设施、民主管理、县域经济和财政：未定数值；进驻时间见二(一)1",
    ),
    (
        "二(一)1",
        "whose units help which households outside key villages, who assesses, and that those unable to work belong "
        "to social security: without a figure",
        "重点村以外贫困户的挂扶、考核验收主体、无劳动能力者纳入保障：未定数值",
    ),
    (
        "二(一)2",
        "growth of budgets, awards in place of subsidies, microcredit and farm insurance, mutual funds, the units' own "
        "funds and the use of charity money: without a figure",
        "财政投入递增、以奖代补、小额信贷和农业保险、互助金、单位自筹和济困日捐款的使用：未定数值",
    ),
    ("二(一)3", "what each line department works on: no figure, no frequency", "各行业部门的扶贫工作：未定数值和频次"),
    (
        "二(一)4",
        "speciality industries, product quality, loans of leading enterprises, awards for industry: without a figure",
        "特色产业、农产品质量、龙头企业贷款贴息、产业以奖代补：未定数值",
    ),
    (
        "二(一)5",
        "free vocational schooling, aid to students, training and help for those who start a business: the measures "
        "are other programmes', named here without a figure",
        "免费中职教育、助学、培训、创业优惠：属其他规定，此处未定数值",
    ),
    (
        "二(一)6",
        "further groups of the pension insurance that are only hinted at, and new insurance against disaster and "
        "illness: without a figure",
        "条文以“等”带过的其他参保群体、保险扶贫的探索：未定数值",
    ),
    (
        "二(一)7",
        "village planning, public works and awards for homes of the region's style: without a figure",
        "新村规划、公共设施、特色民居以奖代补：未定数值",
    ),
    (
        "二(一)8",
        "eight lasting mechanisms and six assurances: aims without a measure; the fund and the industry that they name "
        "are tested under 二(一)4",
        "八项长效机制、六个确保：未定衡量指标；其中资金和主导产业见二(一)4",
    ),
    (
        "二(二)1",
        "surveys, registers, record books and data entry: procedure without a figure or a day",
        "调查核实、建档立卡、帮扶记录本、信息录入：程序性规定，未定数值和期限",
    ),
    (
        "二(二)2",
        "planning by whole villages: that plans are made for three years and for each year, without content to compute",
        "整村推进、三年帮扶规划和年度计划：无可计算的内容",
    ),
    ("二(二)3", "how each kind of help is carried out: without a figure", "各类帮扶的具体做法：未定数值"),
    (
        "二(二)4",
        "growing budgets of the city and the towns, and oversight of funds: without a figure",
        "市镇财政投入递增、资金监管：未定数值",
    ),
    ("二(二)5", "party organisations, by another document: no figure", "基层党组织建设，依其他文件：未定数值"),
    ("二(二)6", "trials and cooperation: intentions without a figure", "先行先试和合作：无可计算的数值"),
    (
        "二(二)7",
        "support by towns, information, publicity, and that each town has staff of its own for the work and an office "
        "where it can: without a number",
        "乡镇配合、信息沟通、宣传动员，各镇有专职干部、有条件的设扶贫办：未定数量",
    ),
    (
        "二(二)8",
        "spot checks, coaching of those ranked at the back, links with other assessments, awards of outstanding "
        "demonstration villages, and how the ranking is made: without a figure; the closing sentence names who "
        "carries the plan out",
        "不定期抽查、单兵教练、与其他考核挂钩、示范村奖励、排名办法：未定数值；末句为组织实施主体",
    ),
):
    law.declaratory(_section, en=_en, zh=_zh)
