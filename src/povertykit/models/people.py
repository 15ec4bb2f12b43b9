"""The members of a household, and the schooling of those who learn."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AliasChoices, ConfigDict, Field

from povertykit.models.declarations import amount, category, day, flag, text
from povertykit.models.fields import Operand
from povertykit.models.kinds import Coded, Entity
from povertykit.models.problems import Contradiction
from povertykit.models.record import Derived, Record
from povertykit.money import Fen, Period

__all__ = ["LabourCapacity", "Person", "SchoolStage", "Student"]


class SchoolStage(Coded):
    """The stage of the fifteen years of education that someone is in.

    Examples:
        >>> SchoolStage.PRIMARY.zh, SchoolStage.PRIMARY.code
        ('小学', 2)
    """

    NOT_IN_SCHOOL = "not_in_school", 0, "not in school", "未就读"
    PRESCHOOL = "preschool", 1, "preschool", "学前", "学前教育", "幼儿园"
    PRIMARY = "primary", 2, "primary school", "小学"
    JUNIOR_SECONDARY = "junior_secondary", 3, "junior secondary school", "初中"
    SENIOR_SECONDARY = (
        "senior_secondary",
        4,
        "senior secondary or vocational school",
        "高中(含中职)",
        "高中（含中职）",
        "高中",
        "中职",
    )


class LabourCapacity(Coded):
    """How far someone can work.

    Examples:
        >>> LabourCapacity.PARTLY_LOST.zh
        '部分丧失劳动能力'
    """

    ABLE = "able", 0, "able to work", "有劳动能力"
    PARTLY_LOST = "partly_lost", 1, "partly unable to work", "部分丧失劳动能力"
    LOST = "lost", 2, "wholly unable to work", "完全丧失劳动能力", "无劳动能力"


class Student(Record):
    """The schooling of one person; its fields count as the person's own.

    Examples:
        >>> Student(stage=SchoolStage.PRIMARY).facts()
        {'stage': 2, 'tuition_and_fees': None}
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="在学")
    entity: ClassVar[Entity] = Entity.MEMBER

    stage: Annotated[SchoolStage, category("就读阶段", "The stage of education", SchoolStage, aliases=("学段",))]
    tuition_and_fees: Annotated[
        Fen | None,
        amount(
            "学杂费",
            "Tuition and fees that the school charges for a school year",
            Period.SCHOOL_YEAR,
            high="100000",
            aliases=("学费",),
        ),
    ] = None

    def _contradictions(self) -> list[Contradiction]:
        if self.stage is not SchoolStage.NOT_IN_SCHOOL or not self.tuition_and_fees:
            return []
        return [
            Contradiction(
                field="tuition_and_fees",
                problem=f"{self.tuition_and_fees} for someone not in school",
                allowed="no tuition, or a stage of education",
                remedy="correct the stage or leave the tuition out",
            )
        ]


class Person(Record):
    """One member of a household: who shares its income.

    Examples:
        >>> child = Person(person_id="H1-3", in_special_hardship=False, schooling=Student(stage=SchoolStage.PRIMARY))
        >>> child.facts()["stage"], child.facts()["covered"]
        (2, None)
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="家庭成员")
    entity: ClassVar[Entity] = Entity.MEMBER

    person_id: Annotated[str, text("人员编号", "What names the person in the register")]
    birth_date: Annotated[date | None, day("出生日期", "The day of birth")] = None
    in_special_hardship: Annotated[
        bool,
        flag(
            "特困人员",
            "Whether the person is provided for as one in special hardship (formerly the five guarantees)",
            yes=("in special hardship", "属于特困人员"),
            no=("not in special hardship", "不属于特困人员"),
        ),
    ]
    covered: Annotated[
        bool | None,
        flag(
            "纳入低保",
            "Whether the person is covered by the household's dibao",
            yes=("covered by dibao", "纳入低保"),
            no=("not covered by dibao", "未纳入低保"),
        ),
    ] = None
    labour_capacity: Annotated[
        LabourCapacity | None, category("劳动能力", "How far the person is able to work", LabourCapacity)
    ] = None
    escapes_by_work: Annotated[
        bool | None,
        flag(
            "可靠产业就业脱贫",
            "Whether help with an industry or a job can lift the person out of poverty",
            yes=("industry or a job can lift out of poverty", "可依靠产业就业帮扶脱贫"),
            no=("neither industry nor a job can lift out of poverty", "无法依靠产业就业帮扶脱贫"),
        ),
    ] = None
    meets_dibao_conditions: Annotated[
        bool | None,
        flag(
            "符合低保条件",
            "Whether the person was found to meet the conditions of dibao",
            yes=("meets the conditions of dibao", "符合低保条件"),
            no=("does not meet the conditions of dibao", "不符合低保条件"),
        ),
    ] = None
    schooling: Annotated[
        Student | None,
        Field(
            title="在学",
            description="Schooling; left out for someone who is not in school.",
            validation_alias=AliasChoices("schooling", "在学"),
        ),
    ] = None

    def _contradictions(self) -> list[Contradiction]:
        if not (self.covered and self.in_special_hardship):
            return []
        return [
            Contradiction(
                field="covered",
                problem="covered by dibao and in special hardship at once",
                allowed="one of the two: who is in special hardship is not covered by dibao as well",
                remedy="correct covered or in_special_hardship",
            )
        ]

    def facts(self, only: frozenset[str] | None = None) -> dict[str, Operand]:
        """The facts that rules receive; someone without schooling is not in school and is charged no tuition."""
        facts = super().facts(only)
        schooling = self.schooling
        if schooling is None or schooling.stage is SchoolStage.NOT_IN_SCHOOL:
            facts["stage"] = facts["tuition_and_fees"] = 0
        else:
            facts |= schooling.facts(only)
        return facts

    def derived_facts(self) -> Mapping[str, Derived]:
        """The facts about schooling of someone for whom none is given."""
        if self.schooling is not None and self.schooling.stage is not SchoolStage.NOT_IN_SCHOOL:
            return {}
        derived = {"tuition_and_fees": Derived("nothing is charged to someone not in school", "未就读，无学杂费")}
        if self.schooling is None:
            derived["stage"] = Derived(
                "no schooling is stated, so the person is not in school", "未填写在学信息，视为未就读"
            )
        return derived
