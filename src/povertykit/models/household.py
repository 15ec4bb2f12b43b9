"""A household: who shares an income, what is known about it, and its members, loans and claims."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AliasChoices, ConfigDict, Field

from povertykit.models.claims import Claim
from povertykit.models.declarations import amount, category, count, flag, text
from povertykit.models.fields import Operand
from povertykit.models.incomes import IncomeStatement
from povertykit.models.kinds import Coded, Entity
from povertykit.models.loans import Loan
from povertykit.models.people import Person
from povertykit.models.problems import Contradiction
from povertykit.models.record import AtMost, Derived, Record, children_of, fields_of
from povertykit.money import Fen, Period

__all__ = ["Household", "HousingMeasure"]

_PERSONS = ("persons", "人")
_LARGEST = 50
_STATED = frozenset(fields_of(IncomeStatement))


class HousingMeasure(Coded):
    """What is found to fit a household that needs a safe home.

    Examples:
        >>> HousingMeasure.RENT.zh, HousingMeasure.RENT.code
        ('租赁', 4)
    """

    NONE = "none", 0, "nothing found to fit", "未确定"
    STRENGTHEN = "strengthen", 1, "strengthen the home", "加固", "修缮加固"
    BUILD = "build", 2, "build a home", "新建", "重建"
    FOSTER = "foster", 3, "care in an institution or a family", "供养", "集中供养"
    RENT = "rent", 4, "rent a home", "租赁", "租房"
    GUARANTEE = "guarantee", 5, "a guaranteed home", "住房保障", "保障性住房"


class Household(Record):
    """One household on the day it is assessed.

    The persons who share the income (`persons`) and those whom dibao covers (`persons_covered`) are two counts. Where
    members are listed, `persons` is their number and may be left out. A fact that is not known is None, never zero.

    Examples:
        >>> from povertykit import yuan
        >>> household = Household(household_id="H1", persons=3, household_income=yuan(268), on_dibao=True)
        >>> household.facts()["household_income"], household.facts()["persons_covered"]
        (26800, 3)
        >>> household == Household.model_validate(
        ...     {"户编号": "H1", "家庭人口": 3, "月收入": "268.00", "农村低保": True})
        True
        >>> Household(household_id="H1", persons=-3)
        Traceback (most recent call last):
        ...
        povertykit.models.problems.InvalidRecord: persons (家庭人口): got -3; \
allowed: a whole number of persons, 1 to 50; rule: Household.persons; to do: correct the value
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="家庭")
    entity: ClassVar[Entity] = Entity.HOUSEHOLD
    orders: ClassVar[tuple[AtMost, ...]] = (
        AtMost("persons_covered", "persons"),
        AtMost("special_hardship_persons", "persons"),
        AtMost("hardship_persons", "persons"),
        AtMost("certificate_holders", "persons"),
        AtMost("skilled_persons", "persons"),
    )

    household_id: Annotated[
        str, text("户编号", "What names the household in the register", aliases=("家庭编号", "户号"))
    ]
    village_id: Annotated[str | None, text("村编号", "What names the village that the household lives in")] = None
    # Left out where members are listed; 0 stands for "left out" until _agree has looked, and is never a size.
    persons: Annotated[
        int,
        count(
            "家庭人口",
            "The persons who live together and share the income",
            _PERSONS,
            low=1,
            high=_LARGEST,
            aliases=("共同生活人口",),
        ),
    ] = Field(default_factory=int)
    persons_covered: Annotated[
        int | None, count("保障人数", "The persons whom the household's dibao covers", _PERSONS, high=_LARGEST)
    ] = None
    household_income: Annotated[
        Fen | None,
        amount(
            "家庭月收入",
            "What the household earns together in one month",
            Period.MONTH,
            high="10000000",
            aliases=("月收入", "monthly_income"),
        ),
    ] = None
    registered_poor: Annotated[
        bool | None,
        flag(
            "建档立卡",
            "Whether the household is on the register of poor households, with a card of its own",
            yes=("registered as poor", "建档立卡贫困户"),
            no=("not registered as poor", "非建档立卡户"),
            aliases=("建档立卡贫困户",),
        ),
    ] = None
    on_dibao: Annotated[
        bool | None,
        flag(
            "农村低保",
            "Whether the household receives the rural minimum living guarantee (dibao)",
            yes=("on rural dibao", "享受农村低保"),
            no=("not on rural dibao", "未享受农村低保"),
            aliases=("低保",),
        ),
    ] = None
    in_backstop: Annotated[
        bool | None,
        flag(
            "社会保障兜底",
            "Whether social security is the household's backstop against poverty",
            yes=("in the social-security backstop", "纳入社会保障兜底"),
            no=("outside the social-security backstop", "未纳入社会保障兜底"),
            aliases=("兜底",),
        ),
    ] = None
    special_hardship_persons: Annotated[
        int | None,
        count(
            "特困人数", "The persons in special hardship, who are not covered by dibao as well", _PERSONS, high=_LARGEST
        ),
    ] = None
    hardship_persons: Annotated[
        int | None,
        count("临时困难人数", "The persons in sudden, urgent or temporary hardship", _PERSONS, high=_LARGEST),
    ] = None
    hardship_months: Annotated[
        int | None, count("救助月数", "The months for which temporary assistance is given", ("months", "个月"), high=12)
    ] = None
    develops_industry: Annotated[
        bool | None,
        flag(
            "发展产业",
            "Whether the household develops an industry: farming, husbandry, a trade of its own",
            yes=("develops an industry", "发展产业"),
            no=("develops no industry", "未发展产业"),
        ),
    ] = None
    income_projects: Annotated[
        int | None,
        count("增收项目数", "The projects that raise the household's income", ("projects", "个"), high=100),
    ] = None
    yearly_income: Annotated[
        Fen | None,
        amount(
            "家庭年纯收入",
            "What the household earned together, net, in the year; assistance and pensions count",
            Period.YEAR,
            high="100000000",
        ),
    ] = None
    has_labour_capacity: Annotated[
        bool | None,
        flag(
            "有劳动能力",
            "Whether anybody of the household is able to work",
            yes=("able to work", "有劳动能力"),
            no=("unable to work", "无劳动能力"),
        ),
    ] = None
    out_of_poverty: Annotated[
        bool | None,
        flag(
            "已脱贫",
            "Whether the household has left the register's list of those still poor",
            yes=("out of poverty", "已脱贫"),
            no=("still poor", "未脱贫"),
        ),
    ] = None
    poor_through_illness: Annotated[
        bool | None,
        flag(
            "因病致贫",
            "Whether illness is what made the household poor",
            yes=("poor through illness", "因病致贫"),
            no=("not poor through illness", "非因病致贫"),
        ),
    ] = None
    in_relocation: Annotated[
        bool | None,
        flag(
            "易地搬迁对象",
            "Whether the household is one of those to be relocated",
            yes=("to be relocated", "属于易地搬迁对象"),
            no=("not to be relocated", "不属于易地搬迁对象"),
        ),
    ] = None
    moved_in: Annotated[
        bool | None,
        flag(
            "已搬迁入住",
            "Whether the household has moved into its new home",
            yes=("moved in", "已搬迁入住"),
            no=("not moved in", "未搬迁入住"),
        ),
    ] = None
    enjoys_policies: Annotated[
        bool | None,
        flag(
            "享受扶贫政策",
            "Whether the household goes on enjoying the policies for the poor, also after it left poverty",
            yes=("enjoys the policies", "享受扶贫政策"),
            no=("no longer enjoys the policies", "不再享受扶贫政策"),
        ),
    ] = None
    has_special_insurance: Annotated[
        bool | None,
        flag(
            "扶贫特惠保险",
            "Whether the special insurance for the poor was bought for the household",
            yes=("has the special insurance", "已购买扶贫特惠保险"),
            no=("does not have the special insurance", "未购买扶贫特惠保险"),
        ),
    ] = None
    unsafe_home: Annotated[
        bool | None,
        flag(
            "住危房",
            "Whether the household's home was found to be unsafe",
            yes=("lives in an unsafe home", "住危房"),
            no=("does not live in an unsafe home", "不住危房"),
        ),
    ] = None
    housing_measure: Annotated[
        HousingMeasure | None,
        category("住房保障方式", "What was found to fit the household, so that it is safely housed", HousingMeasure),
    ] = None
    is_followed: Annotated[
        bool | None,
        flag(
            "跟踪监测",
            "Whether the household is followed, and what changes with it recorded",
            yes=("is followed", "已纳入跟踪监测"),
            no=("is not followed", "未纳入跟踪监测"),
        ),
    ] = None
    fell_back: Annotated[
        bool | None,
        flag(
            "返贫",
            "Whether the household fell back into poverty after it had left it",
            yes=("fell back into poverty", "返贫"),
            no=("did not fall back", "未返贫"),
        ),
    ] = None
    is_helped: Annotated[
        bool | None,
        flag(
            "得到帮扶",
            "Whether the household is being helped now",
            yes=("is being helped", "得到帮扶"),
            no=("is not being helped", "未得到帮扶"),
        ),
    ] = None
    income_stable: Annotated[
        bool | None,
        flag(
            "收入稳定",
            "Whether the household's income was found to be stable and lasting",
            yes=("the income is stable", "收入稳定"),
            no=("the income is not stable", "收入不稳定"),
        ),
    ] = None
    food_and_clothing_secure: Annotated[
        bool | None,
        flag(
            "吃穿不愁",
            "Whether the household has no worry about food and clothing",
            yes=("food and clothing are secure", "吃穿不愁"),
            no=("food or clothing is not secure", "吃穿有愁"),
        ),
    ] = None
    compulsory_education_secure: Annotated[
        bool | None,
        flag(
            "义务教育有保障",
            "Whether every child of the household has compulsory education",
            yes=("compulsory education is secure", "义务教育有保障"),
            no=("compulsory education is not secure", "义务教育无保障"),
        ),
    ] = None
    basic_medical_secure: Annotated[
        bool | None,
        flag(
            "基本医疗有保障",
            "Whether the household's basic medical care is secure",
            yes=("basic medical care is secure", "基本医疗有保障"),
            no=("basic medical care is not secure", "基本医疗无保障"),
        ),
    ] = None
    safe_housing: Annotated[
        bool | None,
        flag(
            "住房安全有保障",
            "Whether the household's housing is safe",
            yes=("housing is safe", "住房安全有保障"),
            no=("housing is not safe", "住房安全无保障"),
        ),
    ] = None
    safe_drinking_water: Annotated[
        bool | None,
        flag(
            "饮水安全有保障",
            "Whether the household's drinking water is safe",
            yes=("drinking water is safe", "饮水安全有保障"),
            no=("drinking water is not safe", "饮水安全无保障"),
        ),
    ] = None
    exit_reviewed: Annotated[
        bool | None,
        flag(
            "退出已民主评议",
            "Whether the village's committees put the exit forward after a democratic review",
            yes=("reviewed by the village", "已民主评议"),
            no=("not reviewed by the village", "未民主评议"),
        ),
    ] = None
    exit_verified: Annotated[
        bool | None,
        flag(
            "退出已核实",
            "Whether the village's committees and the team stationed there verified the exit",
            yes=("verified", "已核实"),
            no=("not verified", "未核实"),
        ),
    ] = None
    exit_accepted: Annotated[
        bool | None,
        flag(
            "退出户已认可",
            "Whether the household itself accepted its exit",
            yes=("accepted by the household", "退出户已认可"),
            no=("not accepted by the household", "退出户未认可"),
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
    property_within_rules: Annotated[
        bool | None,
        flag(
            "财产符合规定",
            "Whether what the household owns is within the place's rules on property",
            yes=("property within the rules", "财产符合规定"),
            no=("property beyond the rules", "财产超出规定"),
        ),
    ] = None
    dibao_received: Annotated[
        Fen | None,
        amount(
            "原月低保金", "The dibao that the household received a month before it left", Period.MONTH, high="1000000"
        ),
    ] = None
    grace_month: Annotated[
        int | None,
        count(
            "渐退月序",
            "Which month it is since the household left dibao, 1 the first; 0 for one that did not leave",
            ("month", "月"),
            high=120,
        ),
    ] = None
    urgent_need: Annotated[
        Fen | None,
        amount("急难需求金额", "What an urgent case needs at once", Period.ONCE, high="10000000"),
    ] = None
    heavy_spending: Annotated[
        Fen | None,
        amount(
            "重大支出自负金额",
            "What the household paid itself, after all reimbursement, for the event that struck it",
            Period.ONCE,
            high="100000000",
        ),
    ] = None
    income_statement: Annotated[
        IncomeStatement | None,
        Field(
            title="收入核算表",
            description="What the household took in over the window of months; left out where it is not known.",
            validation_alias=AliasChoices("income_statement", "收入核算表"),
        ),
    ] = None
    dibao_tier: Annotated[
        int | None,
        count(
            "低保类别",
            "The tier of dibao that the household is in, the first being the neediest",
            ("", ""),
            low=1,
            high=9,
        ),
    ] = None
    certificate_holders: Annotated[
        int | None,
        count(
            "职业资格持证人数",
            "The persons who hold a certificate of vocational qualification",
            _PERSONS,
            high=_LARGEST,
        ),
    ] = None
    skilled_persons: Annotated[
        int | None, count("掌握致富技能人数", "The persons who master a skill to earn by", _PERSONS, high=_LARGEST)
    ] = None
    in_key_village: Annotated[
        bool | None,
        flag(
            "在重点帮扶村",
            "Whether the household lives in a village designated for help",
            yes=("in a designated village", "在重点帮扶村"),
            no=("not in a designated village", "不在重点帮扶村"),
        ),
    ] = None
    designation_income: Annotated[
        Fen | None,
        amount(
            "认定年度家庭年纯收入",
            "What the household earned together, net, in the year by which the poor were designated",
            Period.YEAR,
            high="100000000",
        ),
    ] = None
    low_income: Annotated[
        bool | None,
        flag(
            "低收入家庭",
            "Whether the household counts as a low-income family, as the place defines it",
            yes=("a low-income family", "低收入家庭"),
            no=("not a low-income family", "非低收入家庭"),
        ),
    ] = None
    meets_dibao_conditions: Annotated[
        bool | None,
        flag(
            "家庭符合低保条件",
            "Whether the household was found to meet the conditions of dibao",
            yes=("meets the conditions of dibao", "家庭符合低保条件"),
            no=("does not meet the conditions of dibao", "家庭不符合低保条件"),
        ),
    ] = None
    has_production_conditions: Annotated[
        bool | None,
        flag(
            "有发展生产条件",
            "Whether the household has what it takes to develop production",
            yes=("able to develop production", "有发展生产条件"),
            no=("without the means to develop production", "无发展生产条件"),
        ),
    ] = None
    low_skills: Annotated[
        bool | None,
        flag(
            "劳动技能较低",
            "Whether those of the household who can work lack schooling or skills",
            yes=("low skills", "劳动技能较低"),
            no=("no lack of skills", "劳动技能不低"),
        ),
    ] = None
    unfit_surroundings: Annotated[
        bool | None,
        flag(
            "生存环境不适宜",
            "Whether the household lives where surroundings are unfit for living",
            yes=("in unfit surroundings", "处于不适宜生存环境"),
            no=("not in unfit surroundings", "不处于不适宜生存环境"),
        ),
    ] = None
    leading_enterprises: Annotated[
        int | None,
        count(
            "挂钩龙头企业数",
            "The leading enterprises of agriculture that the household is linked with",
            ("enterprises", "家"),
            high=100,
        ),
    ] = None
    cooperatives_joined: Annotated[
        int | None,
        count(
            "参加合作社数", "The farmers' cooperatives that the household has joined", ("cooperatives", "个"), high=100
        ),
    ] = None
    persons_lacking_medical_insurance: Annotated[
        int | None,
        count("应参未参医保人数", "The members who are not in the medical insurance", _PERSONS, high=_LARGEST),
    ] = None
    persons_lacking_pension_insurance: Annotated[
        int | None,
        count(
            "应参未参养老保险人数",
            "The members whom the pension insurance admits and who are not in it",
            _PERSONS,
            high=_LARGEST,
        ),
    ] = None
    persons_left_out_of_dibao: Annotated[
        int | None,
        count(
            "应保未保人数",
            "The members who meet the conditions of dibao and are not covered by it",
            _PERSONS,
            high=_LARGEST,
        ),
    ] = None
    yearly_rigid_spending: Annotated[
        Fen | None,
        amount(
            "年刚性支出",
            "What the household had to spend in the year on illness, schooling, disaster and the like, net of what "
            "was paid back",
            Period.YEAR,
            high="100000000",
        ),
    ] = None
    previous_yearly_income: Annotated[
        Fen | None,
        amount(
            "上年家庭纯收入",
            "What the household earned together, net, in the year before",
            Period.YEAR,
            high="100000000",
        ),
    ] = None
    income_fell_sharply: Annotated[
        bool | None,
        flag(
            "收入大幅缩减",
            "Whether the household's income was found to have fallen sharply",
            yes=("its income fell sharply", "收入大幅缩减"),
            no=("its income did not fall sharply", "收入未大幅缩减"),
        ),
    ] = None
    severe_hardship: Annotated[
        bool | None,
        flag(
            "基本生活严重困难",
            "Whether the household's basic life was found to be in severe hardship",
            yes=("in severe hardship", "基本生活出现严重困难"),
            no=("not in severe hardship", "基本生活未出现严重困难"),
        ),
    ] = None
    at_risk_of_poverty: Annotated[
        bool | None,
        flag(
            "存在致贫返贫风险",
            "Whether the household was found to be at risk of falling into poverty, or back into it",
            yes=("at risk of poverty", "存在致贫返贫风险"),
            no=("not at risk of poverty", "无致贫返贫风险"),
        ),
    ] = None
    new_home_area: Annotated[
        int | None,
        count(
            "新建住房面积",
            "The area of the home built for the household, in whole square metres, a part counted as one",
            ("square metres", "平方米"),
            high=2000,
        ),
    ] = None
    relocation_self_pay: Annotated[
        Fen | None,
        amount(
            "搬迁自筹款",
            "What the household itself paid for its new home when it was relocated",
            Period.ONCE,
            high="10000000",
        ),
    ] = None
    members: Annotated[
        tuple[Person, ...],
        Field(
            title="家庭成员",
            description="The members, if they are listed.",
            validation_alias=AliasChoices("members", "家庭成员"),
            max_length=_LARGEST,
        ),
    ] = ()
    loans: Annotated[
        tuple[Loan, ...],
        Field(
            title="贷款",
            description="The household's loans.",
            validation_alias=AliasChoices("loans", "贷款"),
            max_length=100,
        ),
    ] = ()
    claims: Annotated[
        tuple[Claim, ...],
        Field(
            title="医疗报销",
            description="The household's medical claims.",
            validation_alias=AliasChoices("claims", "医疗报销"),
            max_length=1000,
        ),
    ] = ()

    def _contradictions(self) -> list[Contradiction]:
        members = self.members
        if not self.persons:
            if not members:
                return [Contradiction("persons", "not given", "1 to 50 persons", "give persons, or list the members")]
            object.__setattr__(self, "persons", len(members))
        problems = super()._contradictions()
        if members:
            problems += self._against_members()
        elif not problems:
            problems += self._counted_twice()
        if members or self.loans or self.claims:
            problems += self._named_twice()
        return problems

    def _against_members(self) -> list[Contradiction]:
        """The counts that were given, against the members that are listed."""
        problems = []
        listed = len(self.members)
        if self.persons != listed:
            problems.append(_unlike_members("persons", self.persons, f"{listed} are listed", str(listed)))
        if (given := self.special_hardship_persons) is not None and given != (hardship := self._in_special_hardship()):
            found = f"{hardship} of those listed are in special hardship"
            problems.append(_unlike_members("special_hardship_persons", given, found, str(hardship)))
        if (given := self.persons_covered) is not None:
            least, most = sum(member.covered is True for member in self.members), self._eligible()
            if not least <= given <= most:
                allowed = str(least) if least == most else f"{least} to {most}"
                found = f"{least} of those listed are covered and {listed - most} cannot be"
                problems.append(_unlike_members("persons_covered", given, found, allowed))
        return problems

    def _counted_twice(self) -> list[Contradiction]:
        hardship, covered = self.special_hardship_persons, self.persons_covered
        if hardship is None or covered is None or covered + hardship <= self.persons:
            return []
        return [
            Contradiction(
                field="persons_covered",
                problem=f"{covered} covered and {hardship} in special hardship are more than {self.persons} persons",
                allowed=f"at most {self.persons - hardship}, since nobody is covered and in special hardship at once",
                remedy="correct persons_covered, special_hardship_persons or persons",
            )
        ]

    def _named_twice(self) -> list[Contradiction]:
        problems = []
        for attribute, children in children_of(Household).items():
            records = self.__dict__[attribute]
            if len(records) < 2:
                continue
            identity = children.identity
            names = [record.__dict__[identity] for record in records]
            if len(set(names)) < len(names):
                twice = ", ".join(sorted({repr(name) for name in names if names.count(name) > 1}))
                problem, allowed = f"{identity} {twice} is given more than once", f"a different {identity} for each"
                remedy = "give each its own, or take the repetition out"
                problems.append(Contradiction(attribute, problem, allowed, remedy))
        return problems

    def _in_special_hardship(self) -> int:
        return sum(member.in_special_hardship for member in self.members)

    def _eligible(self) -> int:
        """The listed members who may be covered: neither in special hardship nor stated to be left out."""
        return sum(not member.in_special_hardship and member.covered is not False for member in self.members)

    def facts(self, only: frozenset[str] | None = None) -> dict[str, Operand]:
        """The facts that rules receive, with those that follow from what was given (`derived_facts`)."""
        facts = super().facts(only)
        if (statement := self.income_statement) is not None:
            facts |= statement.facts(only)
        else:
            facts |= dict.fromkeys(_STATED if only is None else _STATED & only)
        members = self.members
        if members:
            facts["special_hardship_persons"] = self._in_special_hardship()
        if self.persons_covered is None:
            facts["persons_covered"] = (
                self._eligible() if members else self.persons - (self.special_hardship_persons or 0)
            )
        return facts

    def derived_facts(self) -> Mapping[str, Derived]:
        """The counts that were not given but follow from the members, or from other counts."""
        derived: dict[str, Derived] = {}
        members = bool(self.members)
        if members:
            derived["persons"] = Derived("the number of members listed", "按所列家庭成员计数")
        if members and self.special_hardship_persons is None:
            derived["special_hardship_persons"] = Derived(
                "the members listed as in special hardship", "按所列家庭成员中的特困人员计数"
            )
        if self.persons_covered is None:
            derived["persons_covered"] = _covered(members=members, hardship=self.special_hardship_persons)
        return derived


def _covered(*, members: bool, hardship: int | None) -> Derived:
    if members:
        return Derived(
            "the members listed, less those in special hardship and those stated not to be covered",
            "所列家庭成员，减去特困人员和注明未纳入低保的人员",
        )
    if hardship:
        return Derived("the persons less those in special hardship", "家庭人口减去特困人数")
    return Derived("all persons, since none is stated to be in special hardship", "未注明有特困人员，按全部家庭人口计")


def _unlike_members(field: str, given: int, found: str, allowed: str) -> Contradiction:
    remedy = f"correct {field} or the members; {field} may be left out where members are listed"
    return Contradiction(field, f"got {given}, but {found}", allowed, remedy)
