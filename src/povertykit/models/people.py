"""The members of a household, and the schooling of those who learn."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AliasChoices, ConfigDict, Field

from povertykit.models.declarations import amount, category, count, day, flag, text
from povertykit.models.fields import Operand
from povertykit.models.kinds import Coded, Entity
from povertykit.models.problems import Contradiction
from povertykit.models.record import Derived, Record
from povertykit.money import Fen, Period

__all__ = ["DisabilityKind", "LabourCapacity", "Person", "SchoolStage", "Student"]


class SchoolStage(Coded):
    """The stage of education that someone is in: the fifteen years up to senior secondary school, and beyond.

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
    HIGHER_VOCATIONAL = (
        "higher_vocational",
        5,
        "higher vocational college",
        "高职(大专)",
        "高职（大专）",
        "高职",
        "大专",
    )
    UNDERGRADUATE = "undergraduate", 6, "undergraduate study", "本科"


class LabourCapacity(Coded):
    """How far someone can work.

    Examples:
        >>> LabourCapacity.PARTLY_LOST.zh
        '部分丧失劳动能力'
    """

    ABLE = "able", 0, "able to work", "有劳动能力"
    PARTLY_LOST = "partly_lost", 1, "partly unable to work", "部分丧失劳动能力"
    LOST = "lost", 2, "wholly unable to work", "完全丧失劳动能力", "无劳动能力"


class DisabilityKind(Coded):
    """The kind of disability that a person's certificate states; its grade is a fact of its own.

    Examples:
        >>> DisabilityKind.INTELLECTUAL.zh, DisabilityKind("physical").code
        ('智力残疾', 4)
    """

    NONE = "none", 0, "no disability certificate", "无残疾证"
    VISION = "vision", 1, "vision", "视力残疾", "视力"
    HEARING = "hearing", 2, "hearing", "听力残疾", "听力"
    SPEECH = "speech", 3, "speech", "言语残疾", "言语"
    PHYSICAL = "physical", 4, "physical", "肢体残疾", "肢体"
    INTELLECTUAL = "intellectual", 5, "intellectual", "智力残疾", "智力"
    MENTAL = "mental", 6, "mental", "精神残疾", "精神"
    MULTIPLE = "multiple", 7, "multiple", "多重残疾", "多重"


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
    age: Annotated[
        int | None, count("年龄", "The years of age completed on the day of assessment", ("years", "岁"), high=150)
    ] = None
    disability_kind: Annotated[
        DisabilityKind | None, category("残疾类别", "The kind of disability on the certificate", DisabilityKind)
    ] = None
    disability_grade: Annotated[
        int | None,
        count("残疾等级", "The grade of disability on the certificate, 1 the gravest", ("grade", "级"), low=1, high=4),
    ] = None
    seriously_ill: Annotated[
        bool | None,
        flag(
            "重病患者",
            "Whether the person suffers from a serious illness, as the place defines it",
            yes=("seriously ill", "患重病"),
            no=("not seriously ill", "未患重病"),
        ),
    ] = None
    refused_work: Annotated[
        int | None,
        count(
            "连续拒绝就业次数",
            "How often in a row the person refused suitable work without good reason",
            ("times", "次"),
            high=100,
        ),
    ] = None
    own_income: Annotated[
        Fen | None,
        amount("个人月收入", "What the person alone has in one month", Period.MONTH, high="10000000"),
    ] = None
    earnings: Annotated[
        Fen | None,
        amount("个人月劳动收入", "What the person earns by work in one month", Period.MONTH, high="10000000"),
    ] = None
    year_of_work: Annotated[
        int | None,
        count(
            "就业年份序数",
            "Which year of work it is since the person took it up, 1 the first; 0 for someone who does not work",
            ("year", "年"),
            high=80,
        ),
    ] = None
    religious_years: Annotated[
        int | None,
        count(
            "宗教场所居住年数",
            "The full years that a religious professional has lived away from the family in a religious place; 0 for "
            "others",
            ("years", "年"),
            high=150,
        ),
    ] = None
    on_single_dibao: Annotated[
        bool | None,
        flag(
            "单人低保",
            "Whether the person alone, and not the household, receives dibao",
            yes=("on dibao alone", "享受单人低保"),
            no=("not on dibao alone", "未享受单人低保"),
        ),
    ] = None
    has_supporter: Annotated[
        bool | None,
        flag(
            "有履行能力的法定义务人",
            "Whether anybody who is able to is bound by law to support the person",
            yes=("has such a supporter", "有"),
            no=("has none", "无"),
        ),
    ] = None
    in_central_care: Annotated[
        bool | None,
        flag(
            "集中供养",
            "Whether the person is provided for in an institution",
            yes=("in central care", "集中供养"),
            no=("provided for at home", "分散供养"),
        ),
    ] = None
    eats_alone: Annotated[
        bool | None,
        flag(
            "自主吃饭",
            "Whether the person eats without help",
            yes=("without help", "能自主完成"),
            no=("needs help", "不能自主完成"),
        ),
    ] = None
    dresses_alone: Annotated[
        bool | None,
        flag(
            "自主穿衣",
            "Whether the person dresses without help",
            yes=("without help", "能自主完成"),
            no=("needs help", "不能自主完成"),
        ),
    ] = None
    leaves_bed_alone: Annotated[
        bool | None,
        flag(
            "自主上下床",
            "Whether the person gets in and out of bed without help",
            yes=("without help", "能自主完成"),
            no=("needs help", "不能自主完成"),
        ),
    ] = None
    uses_toilet_alone: Annotated[
        bool | None,
        flag(
            "自主如厕",
            "Whether the person uses the toilet without help",
            yes=("without help", "能自主完成"),
            no=("needs help", "不能自主完成"),
        ),
    ] = None
    walks_indoors_alone: Annotated[
        bool | None,
        flag(
            "室内自主行走",
            "Whether the person walks indoors without help",
            yes=("without help", "能自主完成"),
            no=("needs help", "不能自主完成"),
        ),
    ] = None
    bathes_alone: Annotated[
        bool | None,
        flag(
            "自主洗澡",
            "Whether the person bathes without help",
            yes=("without help", "能自主完成"),
            no=("needs help", "不能自主完成"),
        ),
    ] = None
    in_medical_insurance: Annotated[
        bool | None,
        flag(
            "参加医保",
            "Whether the person is in the rural medical insurance",
            yes=("in the medical insurance", "已参加医保"),
            no=("not in the medical insurance", "未参加医保"),
        ),
    ] = None
    in_pension_insurance: Annotated[
        bool | None,
        flag(
            "参加养老保险",
            "Whether the person is in the rural pension insurance",
            yes=("in the pension insurance", "已参加养老保险"),
            no=("not in the pension insurance", "未参加养老保险"),
        ),
    ] = None
    pension_insurance_admits: Annotated[
        bool | None,
        flag(
            "属养老保险参保范围",
            "Whether the rules of the rural pension insurance admit the person",
            yes=("admitted to the pension insurance", "属养老保险参保范围"),
            no=("not admitted to the pension insurance", "不属养老保险参保范围"),
        ),
    ] = None
    student_loan: Annotated[
        Fen | None,
        amount(
            "助学贷款",
            "What is borrowed as a student loan for a school year",
            Period.SCHOOL_YEAR,
            high="100000",
            aliases=("生源地信用助学贷款",),
        ),
    ] = None
    in_vocational_school: Annotated[
        bool | None,
        flag(
            "接受职业教育",
            "Whether the person is in a secondary or higher vocational school",
            yes=("in a vocational school", "接受中高等职业教育"),
            no=("in no vocational school", "未接受中高等职业教育"),
        ),
    ] = None
    boards_at_school: Annotated[
        bool | None,
        flag(
            "寄宿",
            "Whether the person boards at the school",
            yes=("boards at the school", "寄宿"),
            no=("does not board", "不寄宿"),
        ),
    ] = None
    terms_enrolled: Annotated[
        int | None,
        count(
            "在读学期数", "The terms of the school year that the person is enrolled for", ("terms", "个学期"), high=2
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
