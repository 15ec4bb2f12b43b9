"""Ready specifications: the global Multidimensional Poverty Index, and one of rural China."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.citation import Citation, Grade, Source
from povertykit.measures.multidimensional.mpi import MpiDimension, MpiIndicator, MpiSpecification

__all__ = ["CHINA_RURAL_2018", "GLOBAL_MPI_2018"]


def _indicator(name: str, weight: Fraction, en: str, zh: str, deprived_en: str, deprived_zh: str) -> MpiIndicator:
    return MpiIndicator(name=name, en=en, zh=zh, weight=weight, deprived_en=deprived_en, deprived_zh=deprived_zh)


_PAPER: Final = Source(
    key="global-mpi-paper",
    title_zh="全球多维贫困指数：协调后的水平估计及其变化",
    title_en="The global Multidimensional Poverty Index: harmonised level estimates and their changes over time",
    issuer_zh="《科学数据》",
    issuer_en="Scientific Data",
    issued=None,
    address="https://www.nature.com/articles/s41597-024-04269-x/tables/1",
)
_UNDP: Final = Source(
    key="undp-mpi-question",
    title_zh="什么样的人处于多维贫困",
    title_en="What makes an individual multidimensionally poor?",
    issuer_zh="联合国开发计划署人类发展报告处",
    issuer_en="UNDP Human Development Report Office",
    issued=None,
    address="http://hdr.undp.org/en/content/what-makes-individual-multidimensionally-poor",
)
_SIXTH, _EIGHTEENTH = Fraction(1, 6), Fraction(1, 18)

GLOBAL_MPI_2018: Final = MpiSpecification(
    name="global_mpi_2018",
    en="Global MPI, specification of 2018",
    zh="全球多维贫困指数（2018年指标体系）",
    dimensions=(
        MpiDimension(
            name="health",
            en="health",
            zh="健康",
            indicators=(
                _indicator(
                    "nutrition",
                    _SIXTH,
                    "nutrition",
                    "营养",
                    "a member whose nutrition was measured is undernourished",
                    "有营养资料的成员中有人营养不良",
                ),
                _indicator(
                    "child_mortality",
                    _SIXTH,
                    "child mortality",
                    "儿童死亡",
                    "a child under 18 died in the household in the five years before the survey",
                    "调查前五年内户内有18岁以下儿童死亡",
                ),
            ),
        ),
        MpiDimension(
            name="education",
            en="education",
            zh="教育",
            indicators=(
                _indicator(
                    "years_of_schooling",
                    _SIXTH,
                    "years of schooling",
                    "受教育年限",
                    "no member who is old enough has completed six years of school",
                    "达到相应年龄的成员均未完成六年学校教育",
                ),
                _indicator(
                    "school_attendance",
                    _SIXTH,
                    "school attendance",
                    "入学",
                    "a child of school age, up to that of class 8, is not at school",
                    "有学龄儿童（至八年级相应年龄）未在校就读",
                ),
            ),
        ),
        MpiDimension(
            name="living_standards",
            en="living standards",
            zh="生活水平",
            indicators=(
                _indicator(
                    "cooking_fuel",
                    _EIGHTEENTH,
                    "cooking fuel",
                    "做饭燃料",
                    "cooks with solid fuel: dung, crops, shrubs, wood, charcoal or coal",
                    "以畜粪、秸秆、灌木、木柴、木炭或煤等固体燃料做饭",
                ),
                _indicator(
                    "sanitation",
                    _EIGHTEENTH,
                    "sanitation",
                    "卫生设施",
                    "no improved toilet, or one shared with other households",
                    "没有经改善的卫生设施，或与他户共用",
                ),
                _indicator(
                    "drinking_water",
                    _EIGHTEENTH,
                    "drinking water",
                    "饮用水",
                    "no safe water, or it is 30 minutes or more away, there and back on foot",
                    "没有安全饮用水，或步行往返取水需30分钟及以上",
                ),
                _indicator("electricity", _EIGHTEENTH, "electricity", "用电", "no electricity", "不通电"),
                _indicator(
                    "housing",
                    _EIGHTEENTH,
                    "housing",
                    "住房",
                    "floor, roof or walls of inadequate material",
                    "地面、屋顶、墙体任一项材料不合格",
                ),
                _indicator(
                    "assets",
                    _EIGHTEENTH,
                    "assets",
                    "资产",
                    "at most one of radio, television, telephone, computer, animal cart, bicycle, motorbike and "
                    "refrigerator, and neither car nor truck",
                    "收音机、电视机、电话、电脑、畜力车、自行车、摩托车、冰箱至多一样，且无汽车或卡车",
                ),
            ),
        ),
    ),
    poverty_cutoff=Fraction(1, 3),
    vulnerable_from=Fraction(1, 5),
    severe_from=Fraction(1, 2),
    indicators_from=Citation(_PAPER, "Table 1"),
    cutoffs_from=Citation(
        _UNDP,
        "definition of the poor",
        Grade.OFFICIAL,
        "one third or more is poor, one fifth or more is vulnerable, one half or more is severe",
        "得分三分之一及以上为贫困，五分之一及以上为脆弱，二分之一及以上为严重贫困",
    ),
    notes=(
        (
            "Some third parties write that the poor have more than one third, and the severely poor more than one "
            "half, of the deprivations; here one third and one half themselves count, as UNDP states. With "
            "poor='above' of multidimensional_poverty the other reading can be measured.",
            "部分第三方资料写作“超过三分之一”“超过二分之一”；此处按联合国开发计划署的表述，恰为三分之一、二分之一者计入。"
            "另一种理解可用 multidimensional_poverty 的 poor='above' 计算。",
        ),
        (
            "Which children and adults count, what is improved, safe or inadequate, is settled by the methodological "
            "notes, survey by survey.",
            "哪些成员计入、何谓“经改善”“安全”“不合格”，以各次调查的方法说明为准。",
        ),
    ),
)
"""The ten indicators of the global Multidimensional Poverty Index since 2018."""

_RESCI: Final = Source(
    key="resources-science-2018-40-8",
    title_zh="陕西南部生态移民减贫效应研究",
    title_en="Poverty alleviation effect of ecological migrants in southern Shaanxi Province",
    issuer_zh="《资源科学》2018年第40卷第8期",
    issuer_en="Resources Science 40(8), 2018",
    issued=None,
    address="http://www.resci.cn/article/2018/1007-7588/1007-7588-40-8-1572/T1-1007-7588-40-8-1572.html",
)
_EIGHTH, _TWENTY_FOURTH = Fraction(1, 8), Fraction(1, 24)

CHINA_RURAL_2018: Final = MpiSpecification(
    name="china_rural_2018",
    en="A rural Chinese set of four dimensions (southern Shaanxi, 2018)",
    zh="中国农村多维贫困指标（陕南，2018年，四个维度）",
    dimensions=(
        MpiDimension(
            name="education",
            en="education",
            zh="教育",
            indicators=(
                _indicator(
                    "schooling",
                    _EIGHTH,
                    "schooling",
                    "受教育程度",
                    "the highest schooling at home is primary, or a member over 18 has not completed six years",
                    "家中最高受教育水平为小学，或18岁以上成员未完成六年教育",
                ),
                _indicator(
                    "child_at_school",
                    _EIGHTH,
                    "children at school",
                    "子女入学",
                    "at least one child over 6 is out of school",
                    "至少有一名6岁以上儿童失学",
                ),
            ),
        ),
        MpiDimension(
            name="health",
            en="health",
            zh="健康",
            indicators=(
                _indicator(
                    "chronic_illness",
                    _EIGHTH,
                    "illness",
                    "健康状况",
                    "a member is seriously ill, on medicine all year or in hospital",
                    "有成员患重病、长年服药或住院",
                ),
                _indicator(
                    "medical_insurance",
                    _EIGHTH,
                    "medical insurance",
                    "医疗保险",
                    "no medical insurance",
                    "未参加医疗保险",
                ),
            ),
        ),
        MpiDimension(
            name="living_standards",
            en="living standards",
            zh="生活水平",
            indicators=(
                _indicator(
                    "cooking_fuel",
                    _TWENTY_FOURTH,
                    "fuel",
                    "燃料",
                    "cooks with something other than coal, electricity or gas",
                    "做饭燃料不是煤、电、液化气或天然气",
                ),
                _indicator(
                    "sanitation",
                    _TWENTY_FOURTH,
                    "toilet",
                    "厕所",
                    "no flush toilet indoors can be used",
                    "没有可用的室内冲水厕所",
                ),
                _indicator(
                    "drinking_water", _TWENTY_FOURTH, "water", "饮用水", "no tap water can be used", "用不上自来水"
                ),
                _indicator(
                    "electricity", _TWENTY_FOURTH, "light", "照明", "no electricity can be used at home", "家中用不上电"
                ),
                _indicator("housing", _TWENTY_FOURTH, "house", "住房", "a house of adobe", "住土坯房"),
                _indicator(
                    "assets",
                    _TWENTY_FOURTH,
                    "assets",
                    "资产",
                    "at most one of colour television, washing machine, refrigerator, air conditioner, computer, "
                    "microwave oven, rice cooker and mobile telephone; or neither electric bicycle, motorbike nor car",
                    "彩电、洗衣机、冰箱、空调、电脑、微波炉、电饭煲、手机至多一样，或电动车、摩托车、汽车一样也没有",
                ),
            ),
        ),
        MpiDimension(
            name="income",
            en="income",
            zh="收入",
            indicators=(
                _indicator(
                    "income",
                    Fraction(1, 4),
                    "income",
                    "收入",
                    "net income of a person below 2,300 yuan a year",
                    "人均纯收入低于2300元",
                ),
            ),
        ),
    ),
    poverty_cutoff=Fraction(1, 3),
    vulnerable_from=None,
    severe_from=None,
    indicators_from=Citation(
        _RESCI,
        "表1",
        Grade.DOCUMENT,
        "the six weights of living standards are printed as 0.042, with which all add up to 1.002; here they are 1/24",
        "生活水平六项权重印作0.042，合计为1.002；此处取1/24",
    ),
    cutoffs_from=Citation(
        _UNDP,
        "definition of the poor",
        Grade.LIBRARY,
        "the table states no poverty cutoff; that of the global MPI stands in",
        "该表未列贫困临界值，此处沿用全球多维贫困指数的三分之一",
    ),
    notes=(
        (
            "2,300 yuan is the rural line at prices of 2010: income of other years must be brought to those prices.",
            "2300元为2010年不变价的农村贫困标准，其他年份的收入须先折算。",
        ),
    ),
)
"""Indicators of a study of rural households in southern Shaanxi: four dimensions of equal weight."""
