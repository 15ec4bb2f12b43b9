"""Counties and prefectures, and the units that are assessed by the year."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import amount, count, flag, text
from povertykit.models.kinds import Entity
from povertykit.models.record import AtMost, Record
from povertykit.money import Fen, Period

__all__ = ["AssessedUnit", "County", "Prefecture"]

_PERSONS = ("persons", "人")
_VILLAGES = ("villages", "个村")
_NO_UNIT = ("", "")
_MOST_PERSONS = 100_000_000
_PUBLIC_FUNDS = "1000000000000"

_Year = Annotated[int, count("年度", "The calendar year that the figures are of", _NO_UNIT, low=2000, high=2100)]
_ReductionTask = Annotated[
    int | None,
    count("减贫任务人数", "The persons to be lifted out of poverty in the year", _PERSONS, high=_MOST_PERSONS),
]
_ReductionDone = Annotated[
    int | None,
    count("减贫完成人数", "The persons who were lifted out of poverty in the year", _PERSONS, high=_MOST_PERSONS),
]


class County(Record):
    """One county in one year.

    Examples:
        >>> County(county_id="433101", year=2017, named_for_exit=True).facts()["left_the_list"] is None
        True
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="县")
    entity: ClassVar[Entity] = Entity.COUNTY

    county_id: Annotated[str, text("县编号", "What names the county", aliases=("县市",))]
    year: _Year
    named_for_exit: Annotated[
        bool | None,
        flag(
            "指定摘帽县市",
            "Whether the document names the county to leave the list of poor counties in the year",
            yes=("named to leave the list", "被指定摘帽"),
            no=("not named to leave the list", "未被指定摘帽"),
        ),
    ] = None
    left_the_list: Annotated[
        bool | None,
        flag(
            "已摘帽",
            "Whether the county left the list of poor counties",
            yes=("left the list", "已摘帽"),
            no=("still on the list", "未摘帽"),
        ),
    ] = None
    reduction_task: _ReductionTask = None
    reduction_done: _ReductionDone = None


class AssessedUnit(Record):
    """A county, township or department whose results are assessed for a year.

    Examples:
        >>> AssessedUnit(unit_id="U1", year=2017, ranked_at_back=True).facts()["ranked_at_back"]
        True
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="被考核单位")
    entity: ClassVar[Entity] = Entity.ASSESSED_UNIT

    unit_id: Annotated[str, text("单位编号", "What names the unit")]
    year: _Year
    reduction_task: _ReductionTask = None
    reduction_done: _ReductionDone = None
    ranked_at_back: Annotated[
        bool | None,
        flag(
            "排名靠后",
            "Whether the unit is ranked at the back",
            yes=("ranked at the back", "排名靠后"),
            no=("not ranked at the back", "排名不靠后"),
        ),
    ] = None
    work_done_well: Annotated[
        bool | None,
        flag(
            "减贫任务完成好",
            "Whether the unit's work was found to be well done",
            yes=("the work was done well", "减贫任务完成好"),
            no=("the work was not done well", "减贫任务完成不好"),
        ),
    ] = None
    problem_found_above: Annotated[
        bool | None,
        flag(
            "上级督查发现问题",
            "Whether a higher inspection found a problem",
            yes=("a higher inspection found a problem", "上级督查发现问题"),
            no=("no higher inspection found a problem", "上级督查未发现问题"),
        ),
    ] = None
    problem_found_by_patrol: Annotated[
        bool | None,
        flag(
            "巡查组已查出",
            "Whether the patrol had found that problem before",
            yes=("the patrol had found it", "巡查组已查出"),
            no=("the patrol had not found it", "巡查组未查出"),
        ),
    ] = None


class Prefecture(Record):
    """One prefecture's figures for one year.

    Examples:
        >>> Prefecture(prefecture_id="433100", year=2019, rural_population=2_000_000, poor_population=40_000).facts()[
        ...     "poor_population"]
        40000
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="市州")
    entity: ClassVar[Entity] = Entity.PREFECTURE
    orders: ClassVar[tuple[AtMost, ...]] = (
        AtMost("poor_population", "rural_population"),
        AtMost("villages_at_200000", "villages_at_100000"),
    )

    prefecture_id: Annotated[str, text("市州编号", "What names the prefecture", aliases=("市州",))]
    year: _Year
    integrated_funds: Annotated[
        Fen | None,
        amount(
            "整合涉农资金", "The funds for agriculture that were joined in the year", Period.YEAR, high=_PUBLIC_FUNDS
        ),
    ] = None
    industry_funds: Annotated[
        Fen | None,
        amount(
            "产业扶贫资金", "The funds for poor households' industries in the year", Period.YEAR, high=_PUBLIC_FUNDS
        ),
    ] = None
    microloan_volume: Annotated[
        Fen | None,
        amount("扶贫小额信贷投放", "The microloans paid out in the year", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    previous_microloan_volume: Annotated[
        Fen | None,
        amount("上年扶贫小额信贷投放", "The microloans paid out in the year before", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    antipoverty_budget: Annotated[
        Fen | None,
        amount("扶贫专项预算", "The anti-poverty budget of the year", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    previous_antipoverty_budget: Annotated[
        Fen | None,
        amount("上年扶贫专项预算", "The anti-poverty budget of the year before", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    revenue: Annotated[
        Fen | None, amount("财政收入", "The public revenue of the year", Period.YEAR, high=_PUBLIC_FUNDS)
    ] = None
    previous_revenue: Annotated[
        Fen | None, amount("上年财政收入", "The public revenue of the year before", Period.YEAR, high=_PUBLIC_FUNDS)
    ] = None
    rural_population: Annotated[
        int | None, count("农村人口", "The rural population", _PERSONS, low=1, high=_MOST_PERSONS)
    ] = None
    poor_population: Annotated[
        int | None,
        count("贫困人口", "The rural persons who are still poor", _PERSONS, high=_MOST_PERSONS),
    ] = None
    villages_at_200000: Annotated[
        int | None,
        count(
            "集体收入20万元以上村数",
            "The villages whose collective income is at least 200,000 yuan",
            _VILLAGES,
            high=100_000,
        ),
    ] = None
    villages_at_100000: Annotated[
        int | None,
        count(
            "集体收入10万元以上村数",
            "The villages whose collective income is at least 100,000 yuan, those at 200,000 among them",
            _VILLAGES,
            high=100_000,
        ),
    ] = None
    relocation_done: Annotated[
        bool | None,
        flag(
            "易地搬迁任务完成",
            "Whether the relocation task is basically done",
            yes=("the relocation task is done", "易地搬迁任务完成"),
            no=("the relocation task is not done", "易地搬迁任务未完成"),
        ),
    ] = None
    housing_done: Annotated[
        bool | None,
        flag(
            "危房改造任务完成",
            "Whether the task of rebuilding unsafe homes is basically done",
            yes=("the housing task is done", "危房改造任务完成"),
            no=("the housing task is not done", "危房改造任务未完成"),
        ),
    ] = None
    moderate_prosperity: Annotated[
        bool | None,
        flag(
            "全面小康",
            "Whether the prefecture reached moderate prosperity in all respects",
            yes=("moderate prosperity is reached", "全面建成小康"),
            no=("moderate prosperity is not reached", "未全面建成小康"),
        ),
    ] = None
