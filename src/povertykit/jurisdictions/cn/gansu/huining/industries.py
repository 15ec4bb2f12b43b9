"""Part 三(二) of Huining's opinion: farming, processing, services and labour, and certificates."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Count, Flag, negate
from povertykit.calculators.progress import Comparison, by_end, each_year, in_total
from povertykit.jurisdictions.cn.gansu.huining.law import (
    ALL,
    EVERY_YEAR,
    FIRST_YEAR,
    LAST_YEAR,
    MU,
    NO_YEAR,
    PERSON_TIMES,
    PERSONS,
    Note,
)
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law
from povertykit.policy.provision import ProvisionKind

_HELD: Final[Note] = {
    "note_en": "held at this area is read as at least this area, in each of the opinion's years, 2015 to 2020",
    "note_zh": "“稳定在”理解为任务期内各年（2015—2020年）不少于该面积",
}

# 三(二)1 Farming ----------------------------------------------------------------------------------------------------

operating_income_share: Final = _law.target(
    "operating_income_share",
    "三(二)1",
    by_end(2017, Fraction(40, 100)),
    by_end(2020, Fraction(60, 100)),
    en="income from the household's own business as a share of disposable income, in poor villages",
    zh="贫困村家庭经营性收入占人均可支配收入比例",
)
livestock: Final = _law.target(
    "livestock",
    "三(二)1",
    by_end(2017, 5_000_000),
    en="livestock raised",
    zh="全县饲养量",
    unit=("sheep units", "个羊单位"),
)
standard_breeding: Final = _law.target(
    "standard_breeding",
    "三(二)1",
    by_end(2017, Fraction(80, 100)),
    en="livestock bred to standard",
    zh="畜禽标准化饲养比重",
)
good_breeds: Final = _law.target(
    "good_breeds", "三(二)1", by_end(2017, Fraction(95, 100)), en="livestock of good breeds", zh="良种率"
)
harmless_livestock: Final = _law.target(
    "harmless_livestock",
    "三(二)1",
    by_end(2017, Fraction(80, 100)),
    en="livestock products certified as free of harm",
    zh="畜禽产品中无公害产品比重",
)
green_livestock: Final = _law.target(
    "green_livestock",
    "三(二)1",
    by_end(2017, Fraction(50, 100)),
    en="livestock products certified as green",
    zh="畜禽产品中绿色产品比重",
)
organic_livestock: Final = _law.target(
    "organic_livestock",
    "三(二)1",
    by_end(2017, Fraction(20, 100)),
    en="livestock products certified as organic",
    zh="畜禽产品中有机产品比重",
)
certified_livestock_shares: Final = _law.consistency(
    "certified_livestock_shares",
    "三(二)1",
    parts={"free of harm": Fraction(80, 100), "green": Fraction(50, 100), "organic": Fraction(20, 100)},
    stated=ALL,
    comparison=Comparison.AT_MOST,
    en="shares of livestock products under three marks against the whole: overlapping shares, no partition",
    zh="畜禽产品三类认证比重之和与总量：为可重叠的比重，不是划分",
)
potatoes_per_person: Final = _law.target(
    "potatoes_per_person",
    "三(二)1",
    by_end(2020, 2),
    en="good potatoes planted for each person",
    zh="人均种植优质马铃薯",
    unit=MU,
    **NO_YEAR,
)
film_planting: Final = _law.target(
    "film_planting",
    "三(二)1",
    each_year(FIRST_YEAR, LAST_YEAR, 1_100_000),
    en="fields wholly under film",
    zh="全膜种植面积",
    unit=MU,
    **_HELD,
)
maize: Final = _law.target(
    "maize",
    "三(二)1",
    each_year(FIRST_YEAR, LAST_YEAR, 1_000_000),
    en="maize",
    zh="玉米种植面积",
    unit=MU,
    **_HELD,
)
maize_per_person: Final = _law.target(
    "maize_per_person",
    "三(二)1",
    by_end(2020, 2),
    en="maize under film planted for each person",
    zh="人均种植全膜玉米",
    unit=MU,
    **NO_YEAR,
)
minor_grains: Final = _law.target(
    "minor_grains",
    "三(二)1",
    each_year(FIRST_YEAR, LAST_YEAR, 350_000),
    en="minor grains and beans",
    zh="小杂粮种植面积",
    unit=MU,
    **_HELD,
)
orchards: Final = _law.target(
    "orchards",
    "三(二)1",
    each_year(FIRST_YEAR, LAST_YEAR, 50_000),
    en="orchards added in the year",
    zh="当年新增林果种植",
    unit=MU,
    **EVERY_YEAR,
)
vegetables: Final = _law.target(
    "vegetables",
    "三(二)1",
    each_year(FIRST_YEAR, LAST_YEAR, 200),
    en="vegetables under cover added in the year",
    zh="当年新增设施蔬菜",
    unit=MU,
    **EVERY_YEAR,
)
medicinal_herbs: Final = _law.target(
    "medicinal_herbs",
    "三(二)1",
    each_year(FIRST_YEAR, LAST_YEAR, 1_000),
    en="medicinal herbs added in the year",
    zh="当年新增中药材",
    unit=MU,
    **EVERY_YEAR,
)
flax: Final = _law.target(
    "flax", "三(二)1", each_year(FIRST_YEAR, LAST_YEAR, 300_000), en="flax", zh="亚麻种植面积", unit=MU, **_HELD
)

# 三(二)2 Processing and marks ---------------------------------------------------------------------------------------

processing_output: Final = _law.target(
    "processing_output",
    "三(二)2",
    by_end(2017, Fraction(14, 10), base_year=2014),
    by_end(2020, 2, base_year=2014),
    en="output of the processing of farm products, in any one unit of money",
    zh="农产品加工业总产值（同一货币单位）",
    note_en="doubled by 2020 is read as twice 2014, the base year of the goal before it",
    note_zh="2020年翻番理解为2014年的2倍，与前一目标同一基年",
)
product_standards: Final = _law.target(
    "product_standards",
    "三(二)2",
    by_end(2017, Fraction(50, 100)),
    en="main farm products of poor villages made to standard",
    zh="贫困村主要农产品标准化率",
)
marked_products: Final = _law.target(
    "marked_products",
    "三(二)2",
    by_end(2017, Fraction(60, 100)),
    en="products under one of the quality marks",
    zh="“三品一标”覆盖率",
)

# 三(二)3 Services ---------------------------------------------------------------------------------------------------

delivery_services: Final = _law.target(
    "delivery_services",
    "三(二)3",
    by_end(2017, ALL),
    en="poor villages with freight and parcel services",
    zh="贫困村物流、快递服务覆盖率",
    note_en="basically all is read as all; the opinion gives no smaller share",
    note_zh="“基本覆盖”按100%理解；文件未给出更低比例",
)

# 三(二)4 Labour -----------------------------------------------------------------------------------------------------

labour_placed: Final = _law.target(
    "labour_placed",
    "三(二)4",
    each_year(FIRST_YEAR, LAST_YEAR, 1_000),
    en="workers of poor villages placed elsewhere in the year",
    zh="当年贫困村劳务输转",
    unit=PERSONS,
    **EVERY_YEAR,
)
vocational_training: Final = _law.target(
    "vocational_training",
    "三(二)4",
    in_total(2015, 2017, 48_000),
    in_total(2018, 2020, 14_000),
    en="vocational training",
    zh="职业技能培训",
    unit=PERSON_TIMES,
)
training_coverage: Final = _law.target(
    "training_coverage",
    "三(二)4",
    by_end(2017, ALL),
    en="workers of poor households who need training and have had it",
    zh="贫困家庭有培训需要劳动力培训覆盖率",
    note_en="the training of 2015 to 2017 is to reach them all",
    note_zh="为2015—2017年培训应覆盖的范围",
)
skill_raising_coverage: Final = _law.target(
    "skill_raising_coverage",
    "三(二)4",
    by_end(2020, ALL),
    en="poor households whose skills were raised by training",
    zh="贫困家庭技能提升培训覆盖率",
)
wage_income_share: Final = _law.target(
    "wage_income_share",
    "三(二)4",
    by_end(2017, Fraction(30, 100)),
    en="poor households' income from work as a share of disposable income",
    zh="贫困户务工就业收入占可支配收入比例",
)
_law.figure(
    "certificates_least",
    1,
    "三(二)4",
    en="certificate holders of a poor household, at least",
    zh="每个贫困家庭持证人数下限",
)
_law.figure(
    "skills_least", 1, "三(二)4", en="skilled persons of a poor household, at least", zh="每个贫困家庭掌握技能人数下限"
)


@_law.provision(
    "三(二)4",
    kind=ProvisionKind.TEST,
    en="a certificate and a skill in each poor household",
    zh="贫困家庭有持证人员和技能人员（各不少于1人）",
    note_en="due by 2020: before, not met means not yet; a household that is not registered as poor is not bound",
    note_zh="2020年到期，此前不符合表示尚未达到；非建档立卡户不受约束",
)
def certificate_test(
    registered_poor: Flag,
    certificate_holders: Count,
    skilled_persons: Count,
    certificates_least: Count,
    skills_least: Count,
) -> Flag:
    """Somebody of a poor household holds a certificate of qualification, and somebody masters a skill to earn by."""
    certified = certificate_holders >= certificates_least
    skilled = skilled_persons >= skills_least
    return negate(registered_poor) | (certified & skilled)


for _section, _en, _zh in (
    ("三(二)", "a name of a programme that is set out elsewhere", "另行规定的工程名称"),
    (
        "三(二)1",
        "ways to raise, breed, plant and mulch, where the bases lie, and special support plans: without a quantity",
        "养殖、育种、种植、覆膜方式，基地布局和专项支持方案：未定数量",
    ),
    (
        "三(二)2",
        "parks, leading enterprises, inspection of quality and names of marks: without a quantity",
        "园区、龙头企业、质量监管和认证名称：未定数量",
    ),
    (
        "三(二)3",
        "markets, cold stores, trade by network and tourism: intentions without a quantity",
        "市场、冷链、电商和旅游：未定数量",
    ),
    (
        "三(二)4",
        "how training, certification and placement are joined, and yearly plans: without a quantity",
        "培训、鉴定、输转一体化和年度计划：未定数量",
    ),
):
    _law.declaratory(_section, en=_en, zh=_zh)
