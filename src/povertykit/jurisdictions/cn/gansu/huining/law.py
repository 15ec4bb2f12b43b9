"""Huining's opinion of 2015 as one law, with what its parts share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Final, TypedDict

from povertykit.citation import Grade, Source
from povertykit.models import Entity
from povertykit.policy.jurisdiction import Jurisdiction

__all__ = ["FIRST_YEAR", "LAST_YEAR", "OPINION"]

OPINION: Final = Source(
    key="huining-2015",
    title_zh="关于扎实推进精准扶贫工作的意见",
    title_en="Huining 2015 opinion on solidly advancing targeted poverty alleviation",
    issuer_zh="中共会宁县委、会宁县人民政府",
    issuer_en="Huining County Party Committee and People's Government",
    issued=date(2015, 8, 5),
    number="县委发〔2015〕53号",
    note_en="in the text at hand some signs are lost (number, date, a few dashes and commas) and it ends within "
    "四(三); what may follow is not known",
    note_zh="所据文本缺若干字符（文号、日期及个别标点），且止于四(三)句中；其后内容不详",
)

huining_law: Final = Jurisdiction(
    name="huining",
    code="620422",
    en="Huining County, Gansu",
    zh="甘肃省会宁县",
    aliases=("会宁", "会宁县", "Huining", "Huining County"),
    source=OPINION,
    start=date(2015, 8, 5),
    end=date(2020, 12, 31),
    basis=Grade.DOCUMENT,
    basis_en="the day of the opinion, which sets its tasks for 2015 to 2020; a rule that goes by a claim's own day and "
    "is stated from 2015 reaches back to 2015-01-01",
    basis_zh="意见落款日期；任务期为2015年到2020年；条文写明“2015年起”且按报销日期适用的规定追溯至2015年1月1日",
)

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2020
FROM_2015: Final = date(2015, 1, 1)


class Note(TypedDict):
    """How a clause was read, in two languages."""

    note_en: str
    note_zh: str


EVERY_YEAR: Final[Note] = {
    "note_en": "every year is read as each of the opinion's years, 2015 to 2020",
    "note_zh": "“每年”理解为意见任务期内各年（2015—2020年）",
}
NO_YEAR: Final[Note] = {
    "note_en": "the clause names no year; read as the opinion's last, 2020",
    "note_zh": "条文未写明年份，理解为任务期末（2020年）",
}
BY_2017: Final[Note] = {
    "note_en": "the sentence goes on to 2017, which is read as the year of this quantity too",
    "note_zh": "条文后接“到2017年”，此处一并理解为该年完成",
}
ALL: Final = Fraction(1)

PERSONS: Final = ("persons", "人")
PERSON_TIMES: Final = ("attendances", "人次")
HOUSEHOLDS: Final = ("households", "户")
VILLAGES: Final = ("villages", "个村")
MU: Final = ("mu", "亩")
KILOMETRES: Final = ("km", "千米")
PLACES: Final = ("places", "个")

for _name, _entity in (
    ("claimant_registered_poor", Entity.CLAIM),
    ("borrower_registered_poor", Entity.LOAN),
    ("student_registered_poor", Entity.MEMBER),
):
    huining_law.link(
        "broadcast",
        _name,
        "registered_poor",
        of=Entity.HOUSEHOLD,
        to=_entity,
        en="the household is registered as poor",
        zh="家庭建档立卡",
    )
