"""Villages and towns."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import amount, category, count, day, flag, text
from povertykit.models.kinds import Coded, Entity
from povertykit.models.record import AtMost, Record
from povertykit.money import Fen, Period

__all__ = ["HelpedBy", "Town", "Village"]

_PERSONS = ("persons", "人")
_MOST_PERSONS = 100_000_000
_HOUSEHOLDS = ("households", "户")

_PoorHouseholds = Annotated[
    int | None,
    count("贫困户数", "The poor households that the party secretary is to visit", _HOUSEHOLDS, high=1_000_000),
]
_HouseholdsVisited = Annotated[
    int | None,
    count(
        "书记走访贫困户数", "Those of the poor households that the party secretary visited", _HOUSEHOLDS, high=1_000_000
    ),
]


_VILLAGES = ("villages", "个村")
_MOST_RANKED = 100_000

_Rank = Annotated[
    int | None,
    count(
        "考核名次",
        "The place in the ranking; those who tie have the same, and the places that they fill are left out after it",
        ("", ""),
        low=1,
        high=_MOST_RANKED,
    ),
]
_Tied = Annotated[
    int | None,
    count(
        "同名次数",
        "How many have this same rank, itself among them: 1 without a tie",
        ("", ""),
        low=1,
        high=_MOST_RANKED,
    ),
]


class HelpedBy(Coded):
    """Whose units help a village.

    Examples:
        >>> HelpedBy.COUNTY.zh, HelpedBy.COUNTY.code
        ('县级单位', 4)
    """

    PROVINCE = "province", 1, "units of the province", "省直单位"
    PARTNER_CITY = "partner_city", 2, "units of the partner city", "对口帮扶市单位"
    CITY = "city", 3, "units of the prefecture-level city", "地级市单位", "市直单位"
    COUNTY = "county", 4, "units of the county or county-level city itself", "县级单位", "县（市）单位"


class Village(Record):
    """One village in one year.

    Examples:
        >>> from povertykit import yuan
        >>> Village(village_id="V1", is_poor_village=True, collective_income=yuan(40000)).facts()["collective_income"]
        4000000
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="村")
    entity: ClassVar[Entity] = Entity.VILLAGE
    orders: ClassVar[tuple[AtMost, ...]] = (
        AtMost("poor_population", "rural_population"),
        AtMost("households_visited", "poor_households"),
        AtMost("assessment_rank", "villages_ranked"),
        AtMost("villages_tied", "villages_ranked"),
    )

    village_id: Annotated[str, text("村编号", "What names the village", aliases=("村名",))]
    town_id: Annotated[str | None, text("乡镇编号", "What names the town that the village belongs to")] = None
    is_poor_village: Annotated[
        bool | None,
        flag(
            "贫困村",
            "Whether the village is a poor village",
            yes=("a poor village", "贫困村"),
            no=("not a poor village", "非贫困村"),
        ),
    ] = None
    rural_population: Annotated[
        int | None,
        count("乡村人口", "The village's rural population", _PERSONS, low=1, high=_MOST_PERSONS, aliases=("村人口",)),
    ] = None
    poor_population: Annotated[
        int | None, count("贫困人口", "The persons of the village who are still poor", _PERSONS, high=_MOST_PERSONS)
    ] = None
    mean_income: Annotated[
        Fen | None,
        amount("全村人均纯收入", "The village's mean net income of a person in the year", Period.YEAR, high="1000000"),
    ] = None
    collective_income: Annotated[
        Fen | None,
        amount(
            "村集体年收入",
            "What the village as a body earns in a year",
            Period.YEAR,
            high="1000000000",
            aliases=("村集体经济收入",),
        ),
    ] = None
    main_industries: Annotated[
        int | None,
        count(
            "当家产业数",
            "The industries that the village lives by",
            ("industries", "个"),
            high=1000,
            aliases=("主导产业数",),
        ),
    ] = None
    secretary_allowance: Annotated[
        Fen | None,
        amount(
            "村党组织书记误工补贴",
            "What the village's party secretary is paid in a year for working time lost",
            Period.YEAR,
            high="1000000",
        ),
    ] = None
    principal_cadres: Annotated[
        int | None,
        count("其他村主干人数", "The village's principal cadres beside the party secretary", _PERSONS, high=50),
    ] = None
    station_funding: Annotated[
        Fen | None,
        amount(
            "驻村工作经费",
            "What the helping unit gives in a year for the work of its team in the village",
            Period.YEAR,
            high="100000000",
        ),
    ] = None
    cooperatives: Annotated[
        int | None, count("合作社数", "The farmers' cooperatives in the village", ("cooperatives", "个"), high=1000)
    ] = None
    revolving_funds: Annotated[
        int | None,
        count("滚动资金数", "The revolving funds for production that the village has", ("funds", "笔"), high=1000),
    ] = None
    farming_organisations: Annotated[
        int | None,
        count(
            "新型经营主体数",
            "The large-scale farms, family farms and farmers' cooperatives of the village together",
            ("organisations", "家"),
            high=1000,
        ),
    ] = None
    clinic_population: Annotated[
        int | None, count("卫生室服务人口", "The persons whom the village clinic serves", _PERSONS, high=1_000_000)
    ] = None
    practising_doctors: Annotated[
        int | None,
        count("卫生室执业医生数", "The practising doctors of the village clinic", ("doctors", "人"), high=50),
    ] = None
    mutual_fund: Annotated[
        Fen | None,
        amount("互助资金规模", "What the village's mutual fund holds", Period.ONCE, high="100000000"),
    ] = None
    has_first_secretary: Annotated[
        bool | None,
        flag(
            "有第一书记",
            "Whether a cadre sent from an office serves as the village's first secretary",
            yes=("has a first secretary", "有第一书记"),
            no=("has no first secretary", "无第一书记"),
        ),
    ] = None
    poor_households: _PoorHouseholds = None
    households_visited: _HouseholdsVisited = None
    western_region: Annotated[
        bool | None,
        flag(
            "西部地区",
            "Whether the village lies in the western region",
            yes=("in the western region", "位于西部地区"),
            no=("outside the western region", "不在西部地区"),
        ),
    ] = None
    conditions_adequate: Annotated[
        bool | None,
        flag(
            "综合条件达标",
            "Whether infrastructure, public services, industry and collective income were found to be adequate",
            yes=("the village's conditions are adequate", "综合条件达标"),
            no=("the village's conditions are not adequate", "综合条件未达标"),
        ),
    ] = None
    exit_notice_unopposed: Annotated[
        bool | None,
        flag(
            "退出公示无异议",
            "Whether the notice of the exit within the township met no objection",
            yes=("no objection to the notice", "公示无异议"),
            no=("objected to, or not yet published", "公示有异议或未公示"),
        ),
    ] = None
    is_key_village: Annotated[
        bool | None,
        flag(
            "重点帮扶村",
            "Whether the village is one of those that the province designated for help",
            yes=("a designated village", "省重点帮扶村"),
            no=("not a designated village", "非省重点帮扶村"),
        ),
    ] = None
    is_city_key_village: Annotated[
        bool | None,
        flag(
            "市重点帮扶村",
            "Whether the village is one of those that the city itself designated for help",
            yes=("designated by the city", "市重点帮扶村"),
            no=("not designated by the city", "非市重点帮扶村"),
        ),
    ] = None
    designation_mean_income: Annotated[
        Fen | None,
        amount(
            "认定年度全村人均纯收入",
            "The village's mean net income of a person in the year by which villages were designated",
            Period.YEAR,
            high="1000000",
        ),
    ] = None
    designation_collective_income: Annotated[
        Fen | None,
        amount(
            "认定年度村集体收入",
            "What the village as a body earned in the year by which villages were designated",
            Period.YEAR,
            high="1000000000",
        ),
    ] = None
    collective_income_before: Annotated[
        Fen | None,
        amount(
            "原有村集体年收入",
            "What the village as a body earned in the year from which an increase is counted",
            Period.YEAR,
            high="1000000000",
        ),
    ] = None
    helped_by: Annotated[
        HelpedBy | None, category("帮扶单位层级", "Whose unit helps the village, or leads those that do", HelpedBy)
    ] = None
    raised_money: Annotated[
        Fen | None,
        amount(
            "农民筹资",
            "What the farmers raised in money for a public work of the village",
            Period.ONCE,
            high="1000000000",
        ),
    ] = None
    raised_labour: Annotated[
        Fen | None,
        amount(
            "农民筹劳折资",
            "What the labour is worth that the farmers put into a public work of the village",
            Period.ONCE,
            high="1000000000",
        ),
    ] = None
    helping_units: Annotated[
        int | None,
        count("帮扶单位数", "The units that help the village", ("units", "个"), high=100),
    ] = None
    has_lead_unit: Annotated[
        bool | None,
        flag(
            "有牵头单位",
            "Whether one of the units that share the village leads the others",
            yes=("a unit leads", "有牵头单位"),
            no=("no unit leads", "无牵头单位"),
        ),
    ] = None
    stationed_cadres: Annotated[
        int | None,
        count("驻村干部人数", "The cadres whom the helping units have stationed in the village", _PERSONS, high=1000),
    ] = None
    liaisons: Annotated[
        int | None,
        count("联络员人数", "The liaisons whom the helping units have named", _PERSONS, high=1000),
    ] = None
    stationed_since: Annotated[
        date | None, day("驻村干部进驻日期", "The day by which all stationed cadres were in place")
    ] = None
    assessment_rank: _Rank = None
    villages_ranked: Annotated[
        int | None,
        count("参加排名村数", "The villages that were ranked together", _VILLAGES, low=1, high=_MOST_RANKED),
    ] = None
    villages_tied: _Tied = None


class Town(Record):
    """One town or township.

    Examples:
        >>> Town(town_id="T1", rural_population=20_000, poor_population=400).facts()["poor_population"]
        400
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="乡镇")
    entity: ClassVar[Entity] = Entity.TOWN
    orders: ClassVar[tuple[AtMost, ...]] = (
        AtMost("poor_population", "rural_population"),
        AtMost("households_visited", "poor_households"),
        AtMost("assessment_rank", "towns_ranked"),
        AtMost("towns_tied", "towns_ranked"),
    )

    town_id: Annotated[str, text("乡镇编号", "What names the town", aliases=("乡镇",))]
    county_id: Annotated[str | None, text("县编号", "What names the county that the town belongs to")] = None
    rural_population: Annotated[
        int | None, count("乡村人口", "The town's rural population", _PERSONS, low=1, high=_MOST_PERSONS)
    ] = None
    poor_population: Annotated[
        int | None, count("贫困人口", "The persons of the town who are still poor", _PERSONS, high=_MOST_PERSONS)
    ] = None
    poor_villages: Annotated[
        int | None, count("贫困村数", "The poor villages of the town", ("villages", "个村"), high=1000)
    ] = None
    villages_not_exited: Annotated[
        int | None,
        count(
            "未退出贫困村数",
            "The poor villages of the town that have not left the list",
            ("villages", "个村"),
            high=1000,
        ),
    ] = None
    poor_households: _PoorHouseholds = None
    households_visited: _HouseholdsVisited = None
    assessment_rank: _Rank = None
    towns_ranked: Annotated[
        int | None,
        count("参加排名乡镇数", "The towns that were ranked together", ("towns", "个镇"), low=1, high=_MOST_RANKED),
    ] = None
    towns_tied: _Tied = None
