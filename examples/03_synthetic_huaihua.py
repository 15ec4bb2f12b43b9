"""A SYNTHETIC register of Huaihua's 752,300 poor persons in their four pathways: no household in it exists.

The outline of 2015 (一, 二) counts the persons; how large their households are and what they earn it does not say, so
both are made up here and marked so. Run it as `python examples/03_synthetic_huaihua.py`.
"""

from datetime import date
from fractions import Fraction

import numpy as np

from povertykit import per_year, yuan
from povertykit.jurisdictions.cn.hunan import huaihua
from povertykit.scenarios import Group, synthetic

# The law's own targets hold the persons of each pathway, with their clause.
PATHWAYS = {
    "production": (huaihua.production_persons, {"has_labour_capacity": True}),
    "relocation": (huaihua.relocation_persons, {"has_labour_capacity": False, "in_relocation": True}),
    "guarantee": (huaihua.guarantee_persons, {"has_labour_capacity": False, "on_dibao": True}),
    "medical": (huaihua.medical_persons, {"has_labour_capacity": False, "poor_through_illness": True}),
}
OTHERWISE = {"registered_poor": True, "in_relocation": False, "on_dibao": False, "poor_through_illness": False}
MADE_UP_SIZES = {
    1: Fraction(9, 100),
    2: Fraction(22, 100),
    3: Fraction(26, 100),
    4: Fraction(25, 100),
    5: Fraction(18, 100),
}
MADE_UP_LINE = per_year(yuan(2800))
MADE_UP_MEAN = per_year(yuan(2000))

register = synthetic(
    "huaihua-2015",
    [
        Group(
            name=name,
            persons=int(target.goals[-1].level),
            facts={**OTHERWISE, "special_hardship_persons": 0, **facts},
            below_line=True,
            en=target.en,
            zh=target.zh,
        )
        for name, (target, facts) in PATHWAYS.items()
    ],
    household_sizes=MADE_UP_SIZES,
    income_means=[MADE_UP_MEAN],
    poverty_line=MADE_UP_LINE,
    seed=2015,
)
print(register)
print()
print(register.text("zh"))

# The document's own tests of who is on which pathway, over all of them.
policy = huaihua.policy(on=date(2016, 6, 1))
outcome = policy.simulate(register, provisions=[f"pathway_{name}" for name in PATHWAYS])
print("\nPersons of these SYNTHETIC households on each pathway, by the document's own rules:")
for name in PATHWAYS:
    on_it = outcome.verdicts[f"pathway_{name}"] == 2
    print(f"  {name}: {int(np.sum(register['persons'][on_it])):,}")
