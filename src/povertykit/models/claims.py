"""A household's medical claims."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from povertykit.models.declarations import amount, day, flag, text
from povertykit.models.kinds import Entity
from povertykit.models.record import AtMost, Record
from povertykit.money import Fen, Period

__all__ = ["Claim"]


class Claim(Record):
    """One medical claim: what a treatment cost and what other schemes have paid of it.

    Examples:
        >>> from povertykit import yuan
        >>> claim = Claim(claim_id="C1", treated_on=date(2017, 5, 2), cost=yuan(8000), already_paid=yuan("5600.50"),
        ...               patient_in_special_hardship=False)
        >>> claim.facts()["already_paid"], claim.facts()["in_scope_cost"]
        (560050, None)
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(title="医疗报销")
    entity: ClassVar[Entity] = Entity.CLAIM
    orders: ClassVar[tuple[AtMost, ...]] = (AtMost("in_scope_cost", "cost"), AtMost("already_paid", "cost"))

    claim_id: Annotated[str, text("报销编号", "What names the claim in the register")]
    treated_on: Annotated[date, day("就诊日期", "The day of treatment, or of leaving hospital")]
    cost: Annotated[
        Fen,
        amount(
            "医疗总费用",
            "What the treatment cost in all",
            Period.CLAIM,
            low="0.01",
            high="10000000",
            aliases=("总费用",),
        ),
    ]
    in_scope_cost: Annotated[
        Fen | None,
        amount(
            "政策范围内费用",
            "The part of the cost that medical insurance recognises, at most the whole",
            Period.CLAIM,
            high="10000000",
        ),
    ] = None
    already_paid: Annotated[
        Fen,
        amount(
            "已报销金额",
            "What other schemes have already paid of it, at most the whole cost",
            Period.CLAIM,
            high="10000000",
            aliases=("已报销",),
        ),
    ]
    patient_in_special_hardship: Annotated[
        bool,
        flag(
            "患者为特困人员",
            "Whether the patient is a person in special hardship",
            yes=("the patient is in special hardship", "患者为特困人员"),
            no=("the patient is not in special hardship", "患者不是特困人员"),
        ),
    ]
    patient_insured: Annotated[
        bool | None,
        flag(
            "患者参合",
            "Whether the patient is in the basic medical insurance of rural residents",
            yes=("the patient is insured", "患者已参合"),
            no=("the patient is not insured", "患者未参合"),
            aliases=("患者参保",),
        ),
    ] = None
    is_inpatient: Annotated[
        bool | None,
        flag(
            "住院", "Whether the treatment was in hospital", yes=("an inpatient", "住院"), no=("no inpatient", "非住院")
        ),
    ] = None
    major_disease: Annotated[
        bool | None,
        flag(
            "重大疾病",
            "Whether the treatment was for one of the major diseases that the rules list",
            yes=("a listed major disease", "属于重大疾病"),
            no=("no listed major disease", "不属于重大疾病"),
        ),
    ] = None
    self_paid_earlier: Annotated[
        Fen | None,
        amount(
            "本年此前自付费用",
            "What earlier claims of the same year, within the scope of the policies, left the patient to pay after "
            "basic insurance",
            Period.YEAR,
            high="10000000",
        ),
    ] = None
    admitted_to_assistance: Annotated[
        bool | None,
        flag(
            "符合医疗救助",
            "Whether medical assistance was found to admit the patient, who cannot bear what is left",
            yes=("admitted to medical assistance", "符合医疗救助条件"),
            no=("not admitted to medical assistance", "不符合医疗救助条件"),
        ),
    ] = None
