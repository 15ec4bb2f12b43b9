"""The national law as one jurisdiction; its rules stand in the modules beside this one, a subject each."""

from __future__ import annotations

from datetime import date
from typing import Final

from povertykit.citation import Grade, Source
from povertykit.policy.jurisdiction import Jurisdiction

__all__ = ["SOCIAL_ASSISTANCE_MEASURES"]

SOCIAL_ASSISTANCE_MEASURES: Final = Source(
    key="social-assistance-measures-2014",
    title_zh="社会救助暂行办法",
    title_en="Interim measures on social assistance",
    issuer_zh="国务院",
    issuer_en="State Council",
    issued=date(2014, 2, 21),
    number="国务院令第649号",
    note_en="in force from 2014-05-01, amended 2019-03-02; rules of other documents name their own source",
    note_zh="2014年5月1日起施行，2019年3月2日修订；出自其他文件的规定各注其依据",
)

national_law: Final = Jurisdiction(
    name="national",
    code="000000",
    en="China, national rules",
    zh="全国",
    aliases=("cn", "China", "国家", "中国"),
    source=SOCIAL_ASSISTANCE_MEASURES,
    start=date(2008, 1, 1),
    end=date(2026, 4, 20),
    basis=Grade.LIBRARY,
    basis_en="the span within which some national rule or table here is known, to the last day on which any of them "
    "was checked; each states its own dates, and a date outside them is an error",
    basis_zh="本库所载全国性规定和数据表的总跨度，止于最近核对之日；各项规定自有起止日期，超出者报错",
)
