"""What is printed in Chinese is Chinese throughout, but for names and ids; what is printed in English is English."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest

from povertykit import Household, Policy, per_year, yuan
from povertykit.errors import UnknownName
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn import national
from povertykit.jurisdictions.cn.gansu import huining
from povertykit.jurisdictions.cn.hunan import huaihua, xiangxi
from povertykit.models import Entity, fields_of
from povertykit.scenarios import (
    Group,
    Synthetic,
    assistance_for,
    budget_for,
    budget_line,
    cliffs,
    compare,
    cost_curve,
    marginal_rate,
    phase_in,
    standard_for_coverage,
    sweep,
    synthetic,
)

# Names that are the caller's own: of the library, of registers, of columns and of their values.
NAMES = {
    "povertykit",
    "synthetic",
    "synthetic_group",
    "county",
    "poor",
    "others",
    "town",
    "North",
    "South",
    "H",
    "None",
}
# Clauses are cited by their numbers in the document's own language.
CITING = {"budget line of a whole policy", "budget line of Xiangxi", "decision", "left out", "targets", "assistance"}
WORD = re.compile(r"[A-Za-z][A-Za-z_]*")
CHINESE = re.compile(r"[\u3400-\u9fff]+")


@cache
def policy() -> Policy:
    return national.policy(on=date(2024, 6, 1), dibao_standard=yuan(500), small_gap="lifted")


@cache
def gap() -> Policy:
    return policy().law.policy(
        on=date(2024, 6, 1), dibao_standard=yuan(500), small_gap="lifted", provisions=["dibao_gap"]
    )


@cache
def register() -> Synthetic:
    facts = {"property_within_rules": True, "special_hardship_persons": 0}
    return synthetic(
        "county",
        [
            Group(
                name="poor", persons=300, below_line=True, facts=facts | {"on_dibao": True}, en="the poor", zh="贫困户"
            ),
            Group(name="others", persons=900, facts=facts | {"on_dibao": Fraction(1, 5)}, zh="其他户"),
        ],
        household_sizes={1: 10, 2: 25, 3: 30, 4: 25, 5: 10},
        income_means=[per_year(yuan(each)) for each in (2300, 5000, 8000, 12000, 24000)],
        poverty_line=per_year(yuan(3600)),
        seed=5,
    )


@cache
def with_gaps() -> Mapping[str, Any]:
    unknown = np.arange(register().households) % 7 == 0
    towns = np.where(np.arange(register().households) % 2, "North", "South")
    return dict(register()) | {"on_dibao": np.ma.masked_array(register()["on_dibao"], unknown), "town": towns}


def family(**facts: Any) -> Household:
    given: dict[str, Any] = {
        "persons": 3,
        "household_income": yuan(900),
        "on_dibao": True,
        "special_hardship_persons": 0,
    }
    return Household(household_id="H", **(given | {"property_within_rules": True} | facts))


def of_xiangxi() -> Policy:
    return xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"))


def poor() -> Household:
    return Household(household_id="H", persons=3, registered_poor=True, on_dibao=True, household_income=yuan(100))


PRINTS: dict[str, Callable[[str], str]] = {
    "identity": lambda language: policy().identity.text(language),
    "simulate": lambda language: gap().simulate(with_gaps(), provisions=["dibao_gap"]).summary(language),
    "left out": lambda language: _whole(language),
    "compare": lambda language: compare(
        gap(),
        gap().reform(dibao_standard=yuan(540), small_gap="as_it_is"),
        with_gaps(),
        by=["town", "synthetic_group"],
        poverty_line=per_year(yuan(3600)),
    ).summary(language),
    "compare dates": lambda language: compare(
        gap(), gap().reform(on=date(2024, 7, 1), small_gap_share=Fraction(1, 4)), register(), deciles=False
    ).summary(language),
    "sweep": lambda language: sweep(gap(), with_gaps(), values=[yuan(300), yuan(400)]).summary(language),
    "sweep of shares": lambda language: sweep(
        gap(), register(), vary="small_gap_share", values=[Fraction(1, 5), Fraction(1, 3)]
    ).summary(language),
    "cost curve": lambda language: cost_curve(gap(), register(), values=[yuan(300), yuan(400)]).summary(language),
    "budget": lambda language: budget_for(gap(), register(), yuan(10_000)).summary(language),
    "budget too small": lambda language: budget_for(gap(), register(), yuan(0)).summary(language),
    "budget for all": lambda language: budget_for(gap(), register(), yuan(100_000_000)).summary(language),
    "coverage": lambda language: standard_for_coverage(gap(), register(), Fraction(1, 10)).summary(language),
    "coverage out of reach": lambda language: standard_for_coverage(gap(), register(), Fraction(1)).summary(language),
    "phase-in": lambda language: phase_in(gap(), register(), start=date(2024, 5, 1), months=2).summary(language),
    "cliffs of a register": lambda language: cliffs(gap(), with_gaps()).text(language),
    "cliffs": lambda language: cliffs(gap(), family()).text(language),
    "cliffs not known": lambda language: cliffs(gap(), family(on_dibao=None)).text(language),
    "budget line": lambda language: budget_line(gap(), family()).text(language),
    "budget line of a whole policy": lambda language: budget_line(policy(), family()).text(language),
    "budget line of Xiangxi": lambda language: budget_line(of_xiangxi(), poor()).text(language),
    "marginal rate": lambda language: marginal_rate(gap(), family()).text(language),
    "marginal rate not known": lambda language: marginal_rate(gap(), family(on_dibao=None)).text(language),
    "synthetic": lambda language: register().text(language),
    "decision": lambda language: policy().assess(family(on_dibao=None)).explain(language),
    "assistance": lambda language: assistance_for(huaihua.policy(on=date(2016, 6, 1)), family()).text(language),
    "targets": lambda language: (
        huining.policy(on=date(2016, 6, 1)).progress({"exit_villages": {2015: 18, 2016: 30}}, 2016).text(language)
    ),
    "fictional": lambda language: zz.policy(on=date(2030, 6, 1)).identity.text(language),
}


def _whole(language: str) -> str:
    """Households alone, under a policy with rules about members, loans and claims, and open terms."""
    law = of_xiangxi()
    facts: dict[str, list[Any]] = {"household_id": ["H1", "H2"], "persons": [3, 2], "household_income_fen": [500, 600]}
    for name in law.plans[Entity.HOUSEHOLD].facts[Entity.HOUSEHOLD]:
        spec = fields_of(Household)[name]
        if name not in ("persons", "household_income"):
            heading = f"{name}_fen" if spec.kind == "amount" else name
            facts[heading] = [False, True] if spec.kind == "flag" else [1, 1]
    return law.simulate(facts, on_error="quarantine").summary(language)


@pytest.mark.parametrize("name", PRINTS)
def test_chinese_is_chinese_throughout(name: str) -> None:
    text = PRINTS[name]("zh")
    assert CHINESE.search(text)
    left = {word for word in WORD.findall(text) if word not in NAMES}
    assert not left, f"{left} in\n{text}"


@pytest.mark.parametrize("name", [name for name in PRINTS if name not in CITING])
def test_english_has_no_chinese(name: str) -> None:
    assert not CHINESE.findall(PRINTS[name]("en"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "name",
    [
        "simulate",
        "compare",
        "sweep",
        "cost curve",
        "budget",
        "coverage",
        "phase-in",
        "cliffs of a register",
        "synthetic",
    ],
)
def test_results_from_a_made_up_register_say_so(name: str, language: str) -> None:
    assert {"en": "SYNTHETIC", "zh": "合成"}[language] in PRINTS[name](language).splitlines()[0]


@pytest.mark.parametrize("name", PRINTS)
def test_another_language_is_refused(name: str) -> None:
    if name not in {"decision", "assistance", "targets"}:
        with pytest.raises(UnknownName, match="language"):
            PRINTS[name]("cn")
