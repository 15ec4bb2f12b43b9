"""A claim or a loan is judged by the law of its own date, also where a figure is known for less long than its rule."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from povertykit import Claim, Household, Source, yuan
from povertykit.arithmetic import Amount, smaller
from povertykit.citation import Grade
from povertykit.errors import InvalidInput
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Entity
from povertykit.money import Period
from povertykit.policy import Jurisdiction, ProvisionKind

NOTICE = Source("notice", "某县通知", "Notice", "某县", "A county", date(2030, 1, 1))
law = Jurisdiction(
    name="aided",
    code="1",
    en="Aided",
    zh="某县",
    source=NOTICE,
    start=date(2030, 1, 1),
    end=date(2031, 12, 31),
    basis=Grade.DOCUMENT,
    basis_en="stated",
    basis_zh="载明",
)
law.figure("aid", yuan(100), "1", end=date(2030, 12, 31), en="aid", zh="援助")


@law.provision(
    "1", kind=ProvisionKind.PAYMENT, entity=Entity.CLAIM, period=Period.CLAIM, as_of="treated_on", en="aid", zh="援助"
)
def claim_aid(cost: Amount, aid: Amount) -> Amount:
    """The figure, at most the cost."""
    return smaller(cost, aid)


@pytest.mark.parametrize(
    ("treated", "fen"), [("2029-12-31", None), ("2030-01-01", 10_000), ("2030-12-31", 10_000), ("2031-01-01", None)]
)
def test_a_figure_of_one_value_is_not_known_outside_its_dates(treated, fen):
    policy = law.policy(on=date(2030, 6, 1))
    claim = Claim(
        claim_id="1",
        treated_on=date.fromisoformat(treated),
        cost=yuan(500),
        already_paid=yuan(0),
        patient_in_special_hardship=False,
    )
    decision = policy.assess(Household(household_id="x", persons=1, claims=(claim,)))
    assert decision.fen.get("claim_aid") == fen
    assert ("treated_on" in decision.undetermined["claim_aid"].missing) if fen is None else not decision.undetermined
    if treated == "2031-01-01":
        assert decision.undetermined["claim_aid"].en == (
            "aid: not known: aid on 2031-01-01; the law on 2031-01-01 (treated_on), known for 2030-01-01 to 2030-12-31"
        )
        assert decision.undetermined["claim_aid"].zh == (
            "援助：缺少 2031年1月1日的“援助”、2031年1月1日的规定（已知2030年1月1日至2030年12月31日）"
        )
    outcome = policy.simulate(
        {
            "households": {"household_id": ["x"], "persons": [1]},
            "claims": {
                "household_id": ["x"],
                "claim_id": ["1"],
                "treated_on": [treated],
                "cost_yuan": ["500"],
                "already_paid_yuan": ["0"],
                "patient_in_special_hardship": [False],
            },
        }
    )
    assert outcome.totals["claim_aid"].amount == (fen or 0)
    assert outcome.totals["claim_aid"].undetermined == (fen is None)


def test_a_rule_by_itself_refuses_more_persons_covered_than_there_are():
    assert xiangxi.guarantee_gap(25217, 0, 3, True, False, 3) == 75651
    with pytest.raises(InvalidInput, match="persons_covered is above persons"):
        xiangxi.guarantee_gap(25217, 0, 3, True, False, 4)
    covered = np.array([1, 3, 3])
    with pytest.raises(InvalidInput, match=r"at index 1 \(2 such\)"):
        xiangxi.guarantee_gap(25217, 0, np.array([1, 2, 2]), True, False, covered)
