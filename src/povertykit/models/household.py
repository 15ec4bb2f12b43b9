"""A household: who shares an income, what is known about it, and its members, loans and claims."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AliasChoices, ConfigDict, Field

from povertykit.models.claims import Claim
from povertykit.models.declarations import amount, count, flag, text
from povertykit.models.fields import Operand
from povertykit.models.kinds import Entity
from povertykit.models.loans import Loan
from povertykit.models.people import Person
from povertykit.models.problems import Contradiction
from povertykit.models.record import AtMost, Derived, Record, children_of
from povertykit.money import Fen, Period

__all__ = ["Household"]

_PERSONS = ("persons", "人")
_LARGEST = 50


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
