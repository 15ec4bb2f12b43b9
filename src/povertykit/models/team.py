"""The people whom a document sends into the villages, month by month."""

from calendar import monthrange
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import category, count, day, flag, text
from povertykit.models.kinds import Coded, Entity
from povertykit.models.problems import Contradiction
from povertykit.models.record import Record

__all__ = ["Duty", "TeamMember"]


class Duty(Coded):
    """What someone is sent for, and so what is asked of them.

    Examples:
        >>> Duty.TEAM_MEMBER.zh
        '驻村工作队员'
    """

    TEAM_MEMBER = "team_member", 1, "member of the village team", "驻村工作队员", "工作队员"
    HELPING_CADRE = "helping_cadre", 2, "cadre of the helping unit", "帮扶单位干部"
    TOWNSHIP_PRINCIPAL = "township_principal", 3, "principal of the township", "乡镇主要负责人"
    TOWNSHIP_CADRE = "township_cadre", 4, "township cadre on a non-poor village", "乡镇联系非贫困村干部"
    COUNTY_PRINCIPAL = "county_principal", 5, "party or government head of a county", "县党政正职"
    COUNTY_LEADER = (
        "county_leader",
        6,
        "member of a county's party or government leadership",
        "县党政班子成员",
        "党政班子成员",
    )


class TeamMember(Record):
    """One person's attendance in one month.

    Examples:
        >>> member = TeamMember(member_id="T1", duty=Duty.TEAM_MEMBER, month=date(2017, 6, 1), days_in_village=20)
        >>> facts = member.facts()
        >>> facts["duty"], facts["month"], facts["days_in_village"], facts["nights_in_village"]
        (1, 17318, 20, None)
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="驻村帮扶人员")
    entity: ClassVar[Entity] = Entity.TEAM_MEMBER

    member_id: Annotated[str, text("帮扶人员编号", "What names the person in the attendance list")]
    duty: Annotated[Duty, category("职责", "What the person is sent for", Duty)]
    month: Annotated[date, day("月份", "The month, by its first day")]
    days_in_village: Annotated[
        int | None, count("驻村天数", "The days spent in the village in the month", ("days", "天"), high=31)
    ] = None
    nights_in_village: Annotated[
        int | None, count("宿村晚数", "The nights spent in the village in the month", ("nights", "晚"), high=31)
    ] = None
    household_visits: Annotated[
        int | None,
        count("年度进村入户次数", "The visits to households in the year so far", ("visits", "次"), high=10_000),
    ] = None
    work_days: Annotated[
        int | None,
        count(
            "扶贫工作日数", "The working days given to the fight against poverty in the month", ("days", "天"), high=31
        ),
    ] = None
    in_heavy_county: Annotated[
        bool | None,
        flag(
            "任务较重县",
            "Whether the person's county is one of those whose task is rather heavy",
            yes=("in a county with a heavy task", "属于脱贫任务比较重的县"),
            no=("not in a county with a heavy task", "不属于脱贫任务比较重的县"),
        ),
    ] = None
    villages_helped: Annotated[
        int | None,
        count("挂扶村数", "The villages that the person is named to help", ("villages", "个村"), high=1000),
    ] = None
    is_model_cadre: Annotated[
        bool | None,
        flag(
            "先进个人",
            "Whether the person was chosen as a model cadre of the year",
            yes=("chosen as a model cadre", "被评为先进个人"),
            no=("not chosen as a model cadre", "未被评为先进个人"),
        ),
    ] = None

    def _contradictions(self) -> list[Contradiction]:
        problems = []
        if self.month.day != 1:
            first = self.month.replace(day=1)
            problems.append(
                Contradiction("month", f"got {self.month}", f"the month's first day, {first}", f"write {first}")
            )
        days = monthrange(self.month.year, self.month.month)[1]
        for field in ("days_in_village", "nights_in_village", "work_days"):
            spent = self.__dict__[field]
            if spent is not None and spent > days:
                problem, allowed = f"got {spent} in {self.month:%Y-%m}", f"at most the {days} of that month"
                problems.append(Contradiction(field, problem, allowed, f"correct {field} or the month"))
        return problems
