"""Counties and prefectures, and the units that are assessed by the year."""

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import amount, count, flag, text
from povertykit.models.kinds import Entity
from povertykit.models.problems import Contradiction
from povertykit.models.record import AtMost, Record
from povertykit.money import Fen, Period

__all__ = ["AssessedUnit", "County", "Prefecture"]

_PERSONS = ("persons", "人")
_VILLAGES = ("villages", "个村")
_TOWNS = ("townships", "个乡镇")
_HOUSEHOLDS = ("households", "户")
_NO_UNIT = ("", "")
_MOST_PERSONS = 100_000_000
_MOST_OF_A_COUNTY = 10_000_000
_MOST_SAMPLED = 50_000  # twice scaled up, a county's samples stay within 64-bit integers
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
    orders: ClassVar[tuple[AtMost, ...]] = (
        AtMost("poor_population", "rural_population"),
        AtMost("exited_population", "rural_population"),
        AtMost("unregistered_population", "rural_population"),
        AtMost("sampled_exited", "exited_population"),
        AtMost("sampled_unregistered", "unregistered_population"),
        AtMost("wrongly_exited", "sampled_exited"),
        AtMost("omitted_poor", "sampled_unregistered"),
        AtMost("approving_households", "surveyed_households"),
        AtMost("dependent_in_central_care", "dependent_persons"),
        AtMost("poor_villages_visited", "poor_villages"),
        AtMost("poor_villages", "villages"),
        AtMost("recovered_stock_for_poverty", "recovered_stock"),
        AtMost("integrated_to_villages", "integrated_funds"),
        AtMost("integrated_to_households", "integrated_funds"),
    )

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
    villages: Annotated[
        int | None,
        count("行政村数", "The administrative villages of the county", _VILLAGES, low=1, high=100_000),
    ] = None
    rural_mean_income: Annotated[
        Fen | None,
        amount(
            "农村居民人均可支配收入",
            "The mean disposable income of a rural resident in the year",
            Period.YEAR,
            high="1000000",
        ),
    ] = None
    previous_rural_mean_income: Annotated[
        Fen | None,
        amount(
            "上年农村居民人均可支配收入",
            "The mean disposable income of a rural resident in the year before",
            Period.YEAR,
            high="1000000",
        ),
    ] = None
    targeted_mean_income: Annotated[
        Fen | None,
        amount(
            "扶贫对象人均可支配收入",
            "The mean disposable income in the year of those whom the campaign is for",
            Period.YEAR,
            high="1000000",
        ),
    ] = None
    previous_targeted_mean_income: Annotated[
        Fen | None,
        amount(
            "上年扶贫对象人均可支配收入", "Their mean disposable income in the year before", Period.YEAR, high="1000000"
        ),
    ] = None
    revenue_increment: Annotated[
        Fen | None,
        amount(
            "当年新增财力",
            "What the county's own revenue of the year is more than that of the year before; negative where it fell",
            Period.YEAR,
            low=f"-{_PUBLIC_FUNDS}",
            high=_PUBLIC_FUNDS,
        ),
    ] = None
    recovered_stock: Annotated[
        Fen | None,
        amount(
            "收回存量可统筹资金",
            "The idle funds recovered in the year that can be pooled",
            Period.YEAR,
            high=_PUBLIC_FUNDS,
        ),
    ] = None
    recovered_stock_for_poverty: Annotated[
        Fen | None,
        amount(
            "存量资金用于扶贫",
            "What of the recovered funds goes to the fight against poverty",
            Period.YEAR,
            high=_PUBLIC_FUNDS,
        ),
    ] = None
    integrated_funds: Annotated[
        Fen | None,
        amount(
            "整合涉农资金", "The funds for agriculture that were joined in the year", Period.YEAR, high=_PUBLIC_FUNDS
        ),
    ] = None
    integrated_to_villages: Annotated[
        Fen | None,
        amount("整合资金到贫困村", "What of the joined funds reaches poor villages", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    integrated_to_households: Annotated[
        Fen | None,
        amount("整合资金到贫困户", "What of the joined funds reaches poor households", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    previous_revenue: Annotated[
        Fen | None,
        amount("上年财政收入", "The local public revenue of the year before", Period.YEAR, high=_PUBLIC_FUNDS),
    ] = None
    special_fund: Annotated[
        Fen | None,
        amount(
            "扶贫专项资金",
            "The special anti-poverty fund that the county set up for the year",
            Period.YEAR,
            high=_PUBLIC_FUNDS,
        ),
    ] = None
    dependent_persons: Annotated[
        int | None,
        count(
            "生活不能自理特困人数",
            "The persons in special hardship who cannot look after themselves",
            _PERSONS,
            high=_MOST_PERSONS,
        ),
    ] = None
    dependent_in_central_care: Annotated[
        int | None,
        count("其中集中供养人数", "Those of them who are cared for in an institution", _PERSONS, high=_MOST_PERSONS),
    ] = None
    assessments: Annotated[
        int | None,
        count(
            "受考核次数",
            "How often the province and the city assessed the county in the year",
            ("times", "次"),
            high=1000,
        ),
    ] = None
    poor_villages: Annotated[
        int | None, count("贫困村数", "The poor villages of the county", _VILLAGES, high=100_000)
    ] = None
    poor_villages_visited: Annotated[
        int | None,
        count(
            "书记走访贫困村数", "Those of the poor villages that the party secretary visited", _VILLAGES, high=100_000
        ),
    ] = None
    western_region: Annotated[
        bool | None,
        flag(
            "西部地区",
            "Whether the county lies in the western region",
            yes=("in the western region", "位于西部地区"),
            no=("outside the western region", "不在西部地区"),
        ),
    ] = None
    rural_population: Annotated[
        int | None,
        count("乡村总人口", "The county's rural population", _PERSONS, low=1, high=_MOST_OF_A_COUNTY),
    ] = None
    poor_population: Annotated[
        int | None,
        count("剩余贫困人口", "The persons on the register who are still poor", _PERSONS, high=_MOST_OF_A_COUNTY),
    ] = None
    exited_population: Annotated[
        int | None,
        count("脱贫人口", "The persons on the register who have left poverty", _PERSONS, high=_MOST_OF_A_COUNTY),
    ] = None
    unregistered_population: Annotated[
        int | None,
        count("未建档立卡人口", "The rural persons who are not on the register", _PERSONS, high=_MOST_OF_A_COUNTY),
    ] = None
    sampled_exited: Annotated[
        int | None,
        count(
            "抽样脱贫人口",
            "The persons who had left poverty and were looked at again",
            _PERSONS,
            low=1,
            high=_MOST_SAMPLED,
        ),
    ] = None
    wrongly_exited: Annotated[
        int | None,
        count("错退人口", "Those of them who were found to be poor", _PERSONS, high=_MOST_SAMPLED),
    ] = None
    sampled_unregistered: Annotated[
        int | None,
        count(
            "抽查未建档立卡人口",
            "The unregistered persons of the villages that were looked at",
            _PERSONS,
            low=1,
            high=_MOST_SAMPLED,
        ),
    ] = None
    omitted_poor: Annotated[
        int | None,
        count("漏评人口", "Those of them who were found to be poor", _PERSONS, high=_MOST_SAMPLED),
    ] = None
    surveyed_households: Annotated[
        int | None,
        count("调查总户数", "The households that were asked", _HOUSEHOLDS, low=1, high=_MOST_SAMPLED),
    ] = None
    approving_households: Annotated[
        int | None,
        count("认可户数", "Those of them who approve of the exit", _HOUSEHOLDS, high=_MOST_SAMPLED),
    ] = None
    exit_applied: Annotated[
        bool | None,
        flag(
            "县级提出退出",
            "Whether the county applied to leave the list",
            yes=("the county applied", "县级已提出"),
            no=("the county did not apply", "县级未提出"),
        ),
    ] = None
    exit_reviewed_by_city: Annotated[
        bool | None,
        flag(
            "市级初审",
            "Whether the city or prefecture passed the first review",
            yes=("passed the city's review", "市级初审通过"),
            no=("not passed by the city", "市级初审未通过"),
        ),
    ] = None
    exit_checked_by_province: Annotated[
        bool | None,
        flag(
            "省级核查",
            "Whether the province checked the exit and found it right",
            yes=("passed the province's check", "省级核查通过"),
            no=("not passed by the province", "省级核查未通过"),
        ),
    ] = None
    exit_notice_unopposed: Annotated[
        bool | None,
        flag(
            "退出公示无异议",
            "Whether the public notice of the exit met no objection",
            yes=("no objection to the notice", "公示无异议"),
            no=("objected to, or not yet published", "公示有异议或未公示"),
        ),
    ] = None
    exit_evaluated: Annotated[
        bool | None,
        flag(
            "专项评估检查通过",
            "Whether the State Council's special evaluation found the exit right",
            yes=("passed the special evaluation", "专项评估检查通过"),
            no=("not passed by the special evaluation", "专项评估检查未通过"),
        ),
    ] = None
    exit_approved_by_province: Annotated[
        bool | None,
        flag(
            "省级政府批准",
            "Whether the provincial government approved the exit",
            yes=("approved by the province", "省级政府已批准"),
            no=("not approved by the province", "省级政府未批准"),
        ),
    ] = None
    mean_income: Annotated[
        Fen | None,
        amount(
            "农民人均纯收入",
            "The mean net income of a rural person of the county in the year",
            Period.YEAR,
            high="1000000",
        ),
    ] = None
    interest_subsidy_spent: Annotated[
        Fen | None,
        amount(
            "小额贷款贴息支出",
            "What the local budgets actually spent in the year on subsidised interest of microloans",
            Period.YEAR,
            high="1000000000000",
        ),
    ] = None
    monitored_population: Annotated[
        int | None,
        count("监测对象人数", "The persons of households that are monitored", _PERSONS, high=_MOST_OF_A_COUNTY),
    ] = None
    deep_poverty_area: Annotated[
        bool | None,
        flag(
            "深度贫困地区",
            "Whether the county is one of deep poverty",
            yes=("a county of deep poverty", "深度贫困地区"),
            no=("no county of deep poverty", "非深度贫困地区"),
        ),
    ] = None

    def _contradictions(self) -> list[Contradiction]:
        problems = super()._contradictions()
        parts = (self.poor_population, self.exited_population, self.unregistered_population)
        known = sum(part for part in parts if part is not None)
        if problems or self.rural_population is None or known <= self.rural_population:
            return problems
        return [
            Contradiction(
                field="rural_population",
                problem=f"{known} persons are still poor, out of poverty or not on the register",
                allowed=f"at most the {self.rural_population} rural persons, since each is one of the three",
                remedy="correct rural_population, poor_population, exited_population or unregistered_population",
            )
        ]


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
    previous_reduction_task: Annotated[
        int | None,
        count(
            "上年减贫任务人数",
            "The persons to be lifted out of poverty in the year before",
            _PERSONS,
            high=_MOST_PERSONS,
        ),
    ] = None
    previous_reduction_done: Annotated[
        int | None,
        count(
            "上年减贫完成人数",
            "The persons who were lifted out of poverty in the year before",
            _PERSONS,
            high=_MOST_PERSONS,
        ),
    ] = None
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
        AtMost("heavy_towns_visited", "heavy_towns"),
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
    poor_villages: Annotated[
        int | None, count("贫困村数", "The poor villages of the prefecture", _VILLAGES, high=100_000)
    ] = None
    poor_village_investment: Annotated[
        Fen | None,
        amount(
            "贫困村累计投入资金",
            "What was invested in all poor villages together, up to the end of the year",
            Period.ONCE,
            high=_PUBLIC_FUNDS,
        ),
    ] = None
    heavy_towns: Annotated[
        int | None, count("任务较重乡镇数", "The townships whose task is rather heavy", _TOWNS, high=10_000)
    ] = None
    heavy_towns_visited: Annotated[
        int | None,
        count(
            "书记走访任务较重乡镇数", "Those of these townships that the party secretary visited", _TOWNS, high=10_000
        ),
    ] = None
