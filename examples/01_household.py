"""One made-up household under Xiangxi's opinion of 2017, with the reason for each amount, in English and Chinese."""

from datetime import date

from povertykit import Household, per_year, yuan
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.money import Period

# The opinion leaves the standard itself to a notice, and the industry rate between 1500 and 2000 yuan. Both are filled
# in here; a standard published by the year stays one, and turning it into months is a rounding that is told.
policy = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=per_year(yuan(3026)), industry_rate=yuan(1750))

household = Household(
    household_id="XG-EXAMPLE",
    persons=3,
    household_income=yuan(268),  # a month, the household's together
    registered_poor=True,
    on_dibao=True,
    in_backstop=False,
    special_hardship_persons=0,
    hardship_persons=0,
    hardship_months=0,
    develops_industry=True,
    income_projects=1,
)
decision = policy.assess(household)

print(decision.explain())
print()
print(decision.explain("zh"))
print()
print(
    f"every month: {decision.total(Period.MONTH)}; the gap alone, for a program: {decision.amounts['guarantee_gap']!r}"
)

# Another figure is another policy; nothing else has to be said again.
higher = policy.reform(dibao_standard=per_year(yuan(3300)))
print(f"at 3300 yuan a year the gap would be {higher.assess(household).amounts['guarantee_gap']} yuan a month")
