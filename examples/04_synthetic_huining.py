"""A SYNTHETIC register of Huining's plan of who leaves poverty when, 2015 to 2020: no household in it exists.

The opinion of 2015 (二) plans the persons of each year, and (三(一)) that 3,082 households of 13,900 persons be
relocated by 2017. That these leave poverty in 2017, how large the others are and what all of them earn is made up here
and marked so. Its plan for 2018 to 2020 does not come to what it asks for in total, which the last lines show.
Run it as `python examples/04_synthetic_huining.py`.
"""

from datetime import date

import numpy as np

from povertykit import per_year, yuan
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.scenarios import Group, synthetic

PLAN = {goal.last: int(goal.level) for goal in huining.exit_persons.goals}
MOVED, MOVED_HOUSEHOLDS = (
    int(target.goals[-1].level) for target in (huining.relocated_persons, huining.relocated_households)
)
MADE_UP_SIZES = {2: 10, 3: 20, 4: 30, 5: 25, 6: 15}  # of a hundred households
MADE_UP_LINE = per_year(yuan(2800))
MADE_UP_MEANS = [per_year(yuan(each)) for each in (1500, 1900, 2150, 2400, 2600)]

groups = []
for year, persons in PLAN.items():
    others = persons - MOVED if year == 2017 else persons
    groups.append(
        Group(name=f"{year}", persons=others, facts={"registered_poor": True, "in_relocation": False}, below_line=True)
    )
groups.append(
    Group(
        name="2017, relocated",
        persons=MOVED,
        households=MOVED_HOUSEHOLDS,
        facts={"registered_poor": True, "in_relocation": True},
        below_line=True,
    )
)
register = synthetic(
    "huining-2015",
    groups,
    household_sizes=MADE_UP_SIZES,
    income_means=MADE_UP_MEANS,
    poverty_line=MADE_UP_LINE,
    seed=2015,
)
print(register)
print()
print(register.text("zh"))

# Were the plan kept, household by household: the county's own targets, held against this SYNTHETIC register.
left = {
    year: int(np.sum(register["persons"][np.char.startswith(register["synthetic_group"], str(year))])) for year in PLAN
}
policy = huining.policy(on=date(2016, 6, 1))
report = policy.progress({"exit_persons": left, "exit_persons_total": left}, 2020)
print()
print(report["exit_persons"])
print(report["exit_persons_total"])
