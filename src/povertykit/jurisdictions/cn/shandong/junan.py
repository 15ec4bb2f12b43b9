"""Junan County, Shandong: it publishes the province's explanation and adds nothing of its own.

The county inherits the rules that bind a county, its townships and villages and its households; the province's totals,
and what binds the cities, stay with the province. Whether the county is one of the 20 whose task is rather heavy is not
in the text: it is handed in with the month of a head of the county.

Examples:
    >>> from datetime import date
    >>> from povertykit import Household
    >>> policy = policy(on=date(2019, 6, 1))
    >>> household = Household(household_id="H1", persons=2, fell_back=True, is_helped=False)
    >>> policy.assess(household).verdicts["relapse_test"].name
    'NOT_MET'
"""

from __future__ import annotations

from typing import Final

from povertykit.citation import Grade, Source
from povertykit.jurisdictions.cn.shandong import assessment_cap as assessment_cap
from povertykit.jurisdictions.cn.shandong import cadres_trained as cadres_trained
from povertykit.jurisdictions.cn.shandong import care_target as care_target
from povertykit.jurisdictions.cn.shandong import collective_income_test as collective_income_test
from povertykit.jurisdictions.cn.shandong import continued_help_test as continued_help_test
from povertykit.jurisdictions.cn.shandong import county_principal_duty as county_principal_duty
from povertykit.jurisdictions.cn.shandong import county_visits as county_visits
from povertykit.jurisdictions.cn.shandong import guarantee_inclusion_test as guarantee_inclusion_test
from povertykit.jurisdictions.cn.shandong import housing_built as housing_built
from povertykit.jurisdictions.cn.shandong import housing_fostered as housing_fostered
from povertykit.jurisdictions.cn.shandong import housing_found as housing_found
from povertykit.jurisdictions.cn.shandong import housing_guaranteed as housing_guaranteed
from povertykit.jurisdictions.cn.shandong import housing_rented as housing_rented
from povertykit.jurisdictions.cn.shandong import housing_strengthened as housing_strengthened
from povertykit.jurisdictions.cn.shandong import law as provincial_law
from povertykit.jurisdictions.cn.shandong import monitoring_test as monitoring_test
from povertykit.jurisdictions.cn.shandong import relapse_test as relapse_test
from povertykit.jurisdictions.cn.shandong import relocation_test as relocation_test
from povertykit.jurisdictions.cn.shandong import remedy_quarter as remedy_quarter
from povertykit.jurisdictions.cn.shandong import special_insurance_test as special_insurance_test
from povertykit.jurisdictions.cn.shandong import town_visits as town_visits
from povertykit.jurisdictions.cn.shandong import village_visits as village_visits
from povertykit.policy.jurisdiction import Jurisdiction

PUBLICATION: Final = Source(
    key="junan-2018",
    title_zh="关于打赢脱贫攻坚战三年行动的实施意见（解读）（莒南县人民政府发布）",
    title_en="Junan publication of the Shandong opinion on the three-year action against poverty (explanation)",
    issuer_zh="莒南县人民政府",
    issuer_en="Junan County",
    issued=None,
    note_en="the county government publishes the province's text and names the province's office as its source",
    note_zh="县人民政府转发省级解读，注明来源为山东省扶贫开发办公室",
)

law: Final = Jurisdiction(
    name="junan",
    code="371327",
    en="Junan County",
    zh="莒南县",
    aliases=("莒南", "Junan"),
    source=PUBLICATION,
    parent=provincial_law,
    start=provincial_law.start,
    end=provincial_law.end,
    basis=Grade.DERIVED,
    basis_en="inferred, as for the province: the text sets out 2018, 2019 and 2020 and no day of publication",
    basis_zh="推断，与省级相同：文中列明2018、2019、2020三年；未载发布日期",
)
policy: Final = law.policy

law.declaratory(
    "全文",
    en="all of the text is the province's: its rules are inherited, and the county sets none of its own",
    zh="全文为省级内容：规则均沿用省级规定，本县未另作规定",
)
