"""Parts 三(三)1 and 三(三)3 to 5 of Huining's opinion: education, culture, science and social assistance."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, negate, where
from povertykit.calculators.guarantee import gap_to_standard
from povertykit.calculators.progress import by_end, each_year, in_total
from povertykit.decision import Unit
from povertykit.jurisdictions.cn.gansu.huining.law import (
    ALL,
    BY_2017,
    FIRST_YEAR,
    LAST_YEAR,
    PERSON_TIMES,
    PLACES,
)
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law
from povertykit.models import Entity, SchoolStage
from povertykit.money import FEN, HALF_UP, HOUSEHOLD_MONTH, Period, Rounding, yuan
from povertykit.policy.provision import ProvisionKind

MONTHS: Final = 12

# 三(三)1 Education --------------------------------------------------------------------------------------------------

HIGHER_VOCATIONAL = SchoolStage.HIGHER_VOCATIONAL.code
UNDERGRADUATE = SchoolStage.UNDERGRADUATE.code

_law.figure(
    "student_loan_most",
    yuan(8000),
    "三(三)1",
    period=Period.SCHOOL_YEAR,
    en="most that a student may borrow",
    zh="生源地信用助学贷款上限",
)


@_law.provision(
    "三(三)1",
    kind=ProvisionKind.TEST,
    entity=Entity.MEMBER,
    en="within the limit of student loans",
    zh="符合生源地信用助学贷款条件和额度",
    note_en="undergraduates and students of higher vocational colleges from households registered as poor; other "
    "stages do not meet it, whatever they borrow",
    note_zh="建档立卡家庭的本科、高职（大专）学生；其他阶段均不符合",
)
def student_loan_limit(
    stage: Category, student_loan: Amount, student_registered_poor: Flag, student_loan_most: Amount
) -> Flag:
    """A poor student of a college borrows at most 8000 yuan for the school year."""
    at_college = (stage == UNDERGRADUATE) | (stage == HIGHER_VOCATIONAL)
    return student_registered_poor & at_college & (student_loan <= student_loan_most)


kindergarten_coverage: Final = _law.target(
    "kindergarten_coverage",
    "三(三)1",
    by_end(2017, ALL),
    en="administrative villages with a kindergarten or preschool class",
    zh="行政村幼儿园（学前班）覆盖率",
)
preschool_enrolment: Final = _law.target(
    "preschool_enrolment",
    "三(三)1",
    by_end(2017, Fraction(70, 100)),
    en="children of poor villages in the three years before school who attend",
    zh="贫困村适龄儿童前三年入园率",
)
school_enrolment: Final = _law.target(
    "school_enrolment", "三(三)1", by_end(2020, ALL), en="children of school age who attend", zh="适龄儿童入学率"
)
primary_completion: Final = _law.target(
    "primary_completion",
    "三(三)1",
    by_end(2020, ALL),
    en="persons of 15 who completed primary school",
    zh="15周岁人口初等教育完成率",
)
junior_completion: Final = _law.target(
    "junior_completion",
    "三(三)1",
    by_end(2020, ALL),
    en="persons of 17 who completed junior secondary school",
    zh="17周岁人口初级中等教育完成率",
)

# 三(三)3 Culture ----------------------------------------------------------------------------------------------------

village_stages: Final = _law.target(
    "village_stages",
    "三(三)3",
    in_total(2015, 2017, 257),
    en="village stages built",
    zh="新建乡村舞台",
    unit=PLACES,
    **BY_2017,
)
activity_rooms: Final = _law.target(
    "activity_rooms",
    "三(三)3",
    in_total(2015, 2017, 245),
    en="village rooms for culture built",
    zh="新建村文化活动室",
    unit=PLACES,
    **BY_2017,
)
farm_libraries: Final = _law.target(
    "farm_libraries",
    "三(三)3",
    in_total(2015, 2017, 284),
    en="farm libraries renewed",
    zh="更新农家书屋",
    unit=PLACES,
    **BY_2017,
)
sports_grounds: Final = _law.target(
    "sports_grounds",
    "三(三)3",
    in_total(2015, 2017, 183),
    en="village sports grounds built",
    zh="建设农民健身场",
    unit=PLACES,
    **BY_2017,
)
culture_squares: Final = _law.target(
    "culture_squares",
    "三(三)3",
    in_total(2015, 2017, 273),
    en="village culture squares built",
    zh="建设村文化广场",
    unit=PLACES,
    **BY_2017,
)
film_points: Final = _law.target(
    "film_points",
    "三(三)3",
    in_total(2015, 2017, 26),
    en="fixed places for films set up",
    zh="安置固定电影放映点",
    unit=PLACES,
    **BY_2017,
)
culture_centres: Final = _law.target(
    "culture_centres",
    "三(三)3",
    by_end(2017, ALL),
    en="poor villages with a public centre for culture",
    zh="贫困村综合公共文化服务中心覆盖率",
)

# 三(三)4 Science ----------------------------------------------------------------------------------------------------

science_training: Final = _law.target(
    "science_training",
    "三(三)4",
    in_total(2015, 2017, 109_000),
    en="training of the poor in farming techniques",
    zh="贫困人口科技培训",
    unit=PERSON_TIMES,
    **BY_2017,
)
science_training_coverage: Final = _law.target(
    "science_training_coverage",
    "三(三)4",
    by_end(2017, ALL),
    en="poor households trained in farming techniques",
    zh="贫困户科技培训覆盖率",
)
firms_brought: Final = _law.target(
    "firms_brought",
    "三(三)4",
    each_year(FIRST_YEAR, LAST_YEAR, 2),
    en="firms brought into the incubators in the year",
    zh="当年引进企业",
    unit=("firms", "家"),
    note_en="2 to 3 a year is read as at least 2 in each of the years 2015 to 2020; a fourth is no failure",
    note_zh="“每年2-3家”理解为任务期内各年不少于2家；多于3家不视为未完成",
)
incubator_area: Final = _law.target(
    "incubator_area",
    "三(三)4",
    by_end(2017, 50_000),
    en="area of the incubators",
    zh="孵化基地面积",
    unit=("square metres", "平方米"),
    **BY_2017,
)
science_contribution: Final = _law.target(
    "science_contribution",
    "三(三)4",
    by_end(2017, Fraction(55, 100)),
    by_end(2020, Fraction(57, 100)),
    en="contribution of science to the growth of farming",
    zh="农业科技进步贡献率",
)

# 三(三)5 Social assistance ------------------------------------------------------------------------------------------

dibao_standard: Final = _law.open_term(
    "dibao_standard",
    "三(三)5",
    unit=Unit.AMOUNT,
    period=Period.MONTH,
    plausible=(yuan(50), yuan(1500)),
    rounding="guarantee_rounding",
    en="rural dibao standard for each person",
    zh="农村低保标准（每人）",
)
poverty_line: Final = _law.open_term(
    "poverty_line",
    "三(三)5",
    unit=Unit.AMOUNT,
    period=Period.YEAR,
    plausible=(yuan(2000), yuan(10000)),
    en="poverty line of the year for each person",
    zh="当年贫困线（每人每年）",
)
guarantee_rounding: Final = _law.rounding(
    "guarantee_rounding",
    Rounding(unit=FEN, mode=HALF_UP, stage=HOUSEHOLD_MONTH),
    en="rounding of the guarantee",
    zh="低保金的取整方式",
)
_law.figure(
    "last_tier_to_the_line",
    2,
    "三(三)5",
    en="last tier of dibao that must reach the poverty line",
    zh="保障水平须达到贫困线的最低类别",
)


@_law.provision(
    "三(三)5",
    kind=ProvisionKind.PAYMENT,
    period=Period.MONTH,
    unless_given={"persons_covered": "persons"},
    en="gap to the dibao standard",
    zh="农村低保按补差发放",
    note_en="the gap is the standard x persons - household income; where fewer are covered, their share of it",
    note_zh="差额=标准×家庭人口－家庭月收入；保障人数少于家庭人口的，按人数比例计算",
)
def guarantee_gap(
    dibao_standard: Amount,
    household_income: Amount,
    persons: Count,
    on_dibao: Flag,
    persons_covered: Count,
    guarantee_rounding: Rounding,
) -> Amount:
    """A dibao household: what its income lacks to the standard, for the persons covered."""
    gap = gap_to_standard(dibao_standard, household_income, persons, persons_covered, guarantee_rounding)
    return where(on_dibao, gap, 0)


@_law.provision(
    "三(三)5",
    kind=ProvisionKind.REVIEW,
    en="on dibao although the income is at or above the standard",
    zh="家庭人均收入已达到或超过低保标准仍享受低保",
)
def income_at_standard(dibao_standard: Amount, household_income: Amount, persons: Count, on_dibao: Flag) -> Flag:
    """A dibao household whose income reaches the standard: a person should look whether it still belongs."""
    return on_dibao & (household_income >= dibao_standard * persons)


@_law.provision(
    "三(三)5",
    kind=ProvisionKind.CASE,
    period=Period.YEAR,
    en="twelve months of the household's income with its guarantee",
    zh="全年家庭收入与低保金之和",
)
def year_with_guarantee(household_income: Amount, guarantee_gap: Amount) -> Amount:
    """The month's income and guarantee together, for twelve months alike."""
    return (household_income + guarantee_gap) * MONTHS


@_law.provision(
    "三(三)5",
    kind=ProvisionKind.TEST,
    en="tiers one and two of dibao reach the poverty line",
    zh="一、二类低保户保障水平达到贫困线",
    note_en="income and guarantee of twelve months alike against the year's line for all persons; the line itself is "
    "reached; other tiers, and households outside dibao, are not bound",
    note_zh="按当月收入与低保金之和折算全年，与全家贫困线比较，含本数；其他类别和非低保户不受约束",
)
def guarantee_tier_test(
    on_dibao: Flag,
    dibao_tier: Count,
    year_with_guarantee: Amount,
    persons: Count,
    poverty_line: Amount,
    last_tier_to_the_line: Count,
) -> Flag:
    """With its guarantee, a household of tier one or two is not below the poverty line."""
    reached = year_with_guarantee >= poverty_line * persons
    return negate(on_dibao) | (dibao_tier > last_tier_to_the_line) | reached


@_law.provision(
    "三(三)5",
    kind=ProvisionKind.TEST,
    en="a poor household that meets the conditions is on dibao",
    zh="符合条件的贫困户纳入低保",
    note_en="a household that is not registered as poor, or does not meet the conditions, is not bound",
    note_zh="非建档立卡户及不符合低保条件的家庭不受约束",
)
def guarantee_inclusion_test(registered_poor: Flag, meets_dibao_conditions: Flag, on_dibao: Flag) -> Flag:
    """Every poor household that meets the conditions of dibao receives it."""
    return negate(registered_poor & meets_dibao_conditions) | on_dibao


elderly_care_coverage: Final = _law.target(
    "elderly_care_coverage",
    "三(三)5",
    by_end(2020, ALL),
    en="poor villages reached by homes and day centres for the old",
    zh="养老机构、日间照料中心对贫困村覆盖率",
)

for _section, _en, _zh in (
    ("三(三)", "the aim of social services, stated without a quantity", "发展社会事业的出发点，未定数量"),
    (
        "三(三)1",
        "measures named by their number that are set out elsewhere, school buildings, jobs for graduates and even "
        "chances in compulsory education: without a quantity",
        "另行规定的若干条举措、办学条件、毕业生就业和义务教育均衡：未定数量",
    ),
    (
        "三(三)3",
        "broadcasting, books, shows and popular arts: without a quantity",
        "广播电视、图书、演出和民间文艺：未定数量",
    ),
    (
        "三(三)4",
        "services, experts and the subjects of training: without a quantity",
        "服务体系、科技队伍和培训内容：未定数量",
    ),
    (
        "三(三)5",
        "checking of means, care at home, the level of care in special hardship and care for children, women and the "
        "old: without a quantity",
        "经济状况核对、居家养老、五保供养水平和留守人员关爱：未定数量",
    ),
):
    _law.declaratory(_section, en=_en, zh=_zh)
