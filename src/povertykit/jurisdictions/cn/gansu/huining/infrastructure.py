"""Part 三(一) of Huining's opinion: water, fields, roads, woods, power, homes, networks, relocation and villages."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.calculators.progress import Comparison, by_end, each_year, in_total
from povertykit.jurisdictions.cn.gansu.huining.law import (
    ALL,
    BY_2017,
    EVERY_YEAR,
    FIRST_YEAR,
    HOUSEHOLDS,
    KILOMETRES,
    LAST_YEAR,
    MU,
    PERSONS,
)
from povertykit.jurisdictions.cn.gansu.huining.law import huining_law as _law

infrastructure_plans: Final = _law.consistency(
    "infrastructure_plans",
    "三(一)",
    parts={"group roads": 1, "safe water": 1, "power": 1, "unsafe homes": 1, "land": 1},
    stated=5,
    en="the plans for infrastructure that are named against their number",
    zh="列出的基础设施实施方案与所称数量",
    unit=("plans", "个"),
)

# Water --------------------------------------------------------------------------------------------------------------

safe_water_persons: Final = _law.target(
    "safe_water_persons",
    "三(一)",
    each_year(FIRST_YEAR, LAST_YEAR, 100_000),
    en="persons whose drinking water is made safe in the year",
    zh="当年解决饮水不安全人口",
    unit=PERSONS,
    **EVERY_YEAR,
)
safe_water_coverage: Final = _law.target(
    "safe_water_coverage",
    "三(一)",
    by_end(2020, ALL),
    en="rural residents with safe drinking water",
    zh="农村安全饮水覆盖率",
)
tap_water: Final = _law.target(
    "tap_water", "三(一)", by_end(2020, ALL), en="households with tap water", zh="自来水入户率"
)

# Fields -------------------------------------------------------------------------------------------------------------

new_terraces: Final = _law.target(
    "new_terraces",
    "三(一)",
    each_year(2015, 2017, 100_000),
    in_total(2015, 2017, 300_000),
    en="terraces built in the year",
    zh="当年新修梯田",
    unit=MU,
    note_en="every year is read as 2015 to 2017, the years of the total",
    note_zh="“每年”理解为2015—2017年，与总量一致",
)
new_terraces_total: Final = _law.consistency(
    "new_terraces_total",
    "三(一)",
    parts={"2015": 100_000, "2016": 100_000, "2017": 100_000},
    stated=300_000,
    comparison=Comparison.AT_LEAST,
    en="terraces of three years at the yearly pace against the total asked for by 2017",
    zh="按每年速度三年新修梯田与2017年总量",
    unit=MU,
)
terraces: Final = _law.target(
    "terraces", "三(一)", by_end(2017, 2_300_000), en="terraces of the county", zh="全县梯田总面积", unit=MU
)
terraces_per_person: Final = _law.target(
    "terraces_per_person", "三(一)", by_end(2017, 4), en="terraces for each person", zh="人均梯田", unit=MU
)
irrigated_land: Final = _law.target(
    "irrigated_land",
    "三(一)",
    each_year(FIRST_YEAR, LAST_YEAR, 5_000),
    en="irrigated land added in the year",
    zh="当年新增水地有效灌溉面积",
    unit=MU,
    **EVERY_YEAR,
)

# Roads and woods ----------------------------------------------------------------------------------------------------

paved_roads: Final = _law.target(
    "paved_roads",
    "三(一)",
    each_year(FIRST_YEAR, LAST_YEAR, 500),
    en="village and group roads paved in the year",
    zh="当年硬化村组道路",
    unit=KILOMETRES,
    **EVERY_YEAR,
)
paved_village_access: Final = _law.target(
    "paved_village_access", "三(一)", by_end(2017, ALL), en="roads to villages that are paved", zh="通村道路硬化率"
)
paved_group_roads: Final = _law.target(
    "paved_group_roads",
    "三(一)",
    by_end(2020, ALL),
    en="village and group roads that are paved",
    zh="村组道路硬化率",
    note_en="basically all is read as all; the opinion gives no smaller share",
    note_zh="“基本实现全硬化”按100%理解；文件未给出更低比例",
)
afforestation: Final = _law.target(
    "afforestation",
    "三(一)",
    each_year(FIRST_YEAR, LAST_YEAR, 200_000),
    en="ecological afforestation of the year",
    zh="当年生态造林",
    unit=MU,
    **EVERY_YEAR,
)
forest_cover: Final = _law.target(
    "forest_cover", "三(一)", by_end(2017, Fraction(1794, 10_000)), en="forest cover", zh="森林覆盖率"
)

# Power and networks -------------------------------------------------------------------------------------------------

grid_households: Final = _law.target(
    "grid_households",
    "三(一)",
    in_total(2015, 2017, 17_900),
    en="households whose grid is rebuilt",
    zh="农网改造户数",
    unit=HOUSEHOLDS,
    **BY_2017,
)
power_lines: Final = _law.target(
    "power_lines",
    "三(一)",
    in_total(2015, 2017, 900),
    en="power lines of 10 kV built",
    zh="10千伏输变线路",
    unit=KILOMETRES,
    **BY_2017,
)
household_power: Final = _law.target(
    "household_power",
    "三(一)",
    by_end(2017, ALL),
    en="households of poor villages with electric light",
    zh="贫困村通照明电户比例",
)
three_phase_power: Final = _law.target(
    "three_phase_power",
    "三(一)",
    by_end(2017, ALL),
    en="villagers' groups with three-phase power",
    zh="通动力电村民小组比例",
)
broadband: Final = _law.target(
    "broadband", "三(一)", by_end(2017, ALL), en="poor villages with broadband", zh="贫困村宽带覆盖率"
)

# Homes and relocation -----------------------------------------------------------------------------------------------

homes_rebuilt: Final = _law.target(
    "homes_rebuilt",
    "三(一)",
    each_year(FIRST_YEAR, LAST_YEAR, 5_000),
    en="unsafe homes rebuilt in the year",
    zh="当年危房改造",
    unit=HOUSEHOLDS,
    **EVERY_YEAR,
)
poor_homes_rebuilt: Final = _law.target(
    "poor_homes_rebuilt",
    "三(一)",
    each_year(FIRST_YEAR, LAST_YEAR, 4_000),
    en="unsafe homes of poor households rebuilt in the year",
    zh="当年贫困户危房改造",
    unit=HOUSEHOLDS,
    **EVERY_YEAR,
)
homes_progress: Final = _law.target(
    "homes_progress",
    "三(一)",
    by_end(2017, Fraction(40, 100)),
    by_end(2020, ALL),
    en="share done of the task of rebuilding unsafe homes",
    zh="危房改造任务完成比例",
)
homes_pace: Final = _law.consistency(
    "homes_pace",
    "三(一)",
    parts={"share done by 2017": Fraction(40, 100)},
    computed=Fraction(80, 100),
    stated=ALL,
    comparison=Comparison.AT_LEAST,
    en="the same number of homes every year: if three years do 40% of the task, six do 80%, against all of it by 2020",
    zh="每年户数不变：三年完成任务的40%，六年则为80%，与2020年全覆盖",
)
relocated_households: Final = _law.target(
    "relocated_households",
    "三(一)",
    in_total(2015, 2017, 3_082),
    en="households relocated",
    zh="易地搬迁户数",
    unit=HOUSEHOLDS,
    note_en="the text runs households and persons together; read as 3082 households and 13,900 persons, 4.51 each",
    note_zh="原文户数与人数连写，读作3082户、1.39万人（户均4.51人）",
)
relocated_persons: Final = _law.target(
    "relocated_persons",
    "三(一)",
    in_total(2015, 2017, 13_900),
    en="persons relocated",
    zh="易地搬迁人数",
    unit=PERSONS,
    note_en="the text runs households and persons together; read as 3082 households and 13,900 persons, 4.51 each",
    note_zh="原文户数与人数连写，读作3082户、1.39万人（户均4.51人）",
)
relocated_who_wish: Final = _law.target(
    "relocated_who_wish",
    "三(一)",
    by_end(2020, ALL),
    en="poor households that could and would be relocated and are",
    zh="具备搬迁条件和意愿的贫困户搬迁比例",
)
villages_cleaned: Final = _law.target(
    "villages_cleaned",
    "三(一)",
    by_end(2017, Fraction(50, 100)),
    by_end(2020, ALL),
    en="poor villages whose surroundings are put in order",
    zh="环境得到整治的贫困村比例",
)

_law.declaratory(
    "三(一)",
    en="water works, road maintenance, ecological programmes, the planning of villages, and which villages go first: "
    "stated without a quantity",
    zh="水利工程、道路养护、生态工程、村庄规划和优先安排：未定数量",
)
