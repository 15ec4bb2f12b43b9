"""`make bench`: one household, one provision, one rule and a whole policy on many, many loans, and import time.

Usage: python -m benchmarks [rows]    (ten million by default; the tables go to standard output)
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from datetime import date
from functools import partial

import numpy as np

from benchmarks.loans import by_decimal, by_hand, by_povertykit, by_schedule, drawn_loans
from benchmarks.register import by_block, drawn, whole
from benchmarks.timing import Measured, alternate, loops, table
from povertykit import yuan
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Household

POLICY = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"), industry_rate=yuan(1750))
HOUSEHOLD = {
    "household_id": "H1",
    "persons": 3,
    "household_income": "268.00",
    "registered_poor": True,
    "on_dibao": True,
    "in_backstop": False,
    "special_hardship_persons": 0,
    "hardship_persons": 0,
    "hardship_months": 0,
    "develops_industry": True,
    "income_projects": 1,
}


def one_household() -> str:
    """A dict in, validated, decided, the amounts out; and the parts of that."""
    household = Household.model_validate(HOUSEHOLD)
    times = 5000
    work = {
        "validated only": loops(lambda: Household.model_validate(HOUSEHOLD), times),
        "model to decision": loops(lambda: POLICY.assess(household), times),
        "dict to decision": loops(lambda: POLICY.assess(HOUSEHOLD), times),
        "dict to amounts in yuan": loops(lambda: POLICY.assess(HOUSEHOLD).amounts, times),
        "dict to derivation": loops(lambda: POLICY.assess(HOUSEHOLD).derivation, times // 10),
    }
    measured = alternate(work, 7)
    derivation = measured.pop()
    text = table("One household", measured, "dict to decision", times, "µs")
    return text + f"\nWith the derivation made: {derivation.seconds / (times // 10) * 1e6:.3g} µs.\n"


def one_provision() -> str:
    """The provision's public call against its bare function, on ints."""
    times = 50_000
    rounding = POLICY.constants["guarantee_rounding"]
    bare = xiangxi.guarantee_gap.function
    work = {
        "bare function": loops(lambda: bare(25217, 26800, 3, True, False, 3, rounding), times),
        "provision, all arguments": loops(
            lambda: xiangxi.guarantee_gap(25217, 26800, 3, True, False, 3, rounding), times
        ),
        "provision, two left out": loops(lambda: xiangxi.guarantee_gap(25217, 26800, 3, True, False), times),
    }
    return table("One provision on ints", alternate(work, 7), "bare function", times, "µs")


def one_rule(rows: int) -> str:
    """The gap through `policy.evaluate` against np.where in float64, whole arrays."""
    columns = drawn(rows)
    facts = {name: columns[name] for name in ("household_income", "persons", "on_dibao", "in_backstop")}
    yuan_income, persons = columns["household_income"] / 100.0, columns["persons"].astype(float)
    case = columns["on_dibao"] & ~columns["in_backstop"]
    work = {
        "np.where, float64 yuan": lambda: np.where(case, np.maximum(252.17 * persons - yuan_income, 0.0), 0.0),
        "policy.evaluate, exact fen": lambda: POLICY.evaluate("guarantee_gap", **facts),  # type: ignore[arg-type]
    }
    return table(f"One dibao rule, {rows:,} households", alternate(work, 7), "np.where, float64 yuan", rows, "ns")


def whole_policy(rows: int) -> str:
    """Xiangxi's household policy through `policy.simulate` against the same rules by hand."""
    columns = drawn(rows)
    provisions = [
        "guarantee_full",
        "guarantee_gap",
        "special_hardship",
        "temporary_assistance",
        "industry_subsidy",
        "income_project_target",
        "income_at_standard",
        "guarantee_uncovered",
    ]

    def ours() -> dict[str, int]:
        outcome = POLICY.simulate(columns, provisions=provisions, money="fen")
        return {name: int(total.amount) for name, total in outcome.totals.items()}

    expected = by_block(columns)[1]
    if ours() != expected or whole(columns) != expected:
        raise SystemExit(f"totals differ: {ours()} and {expected}")
    work = {
        "by hand, NumPy whole arrays (totals only)": lambda: whole(columns),
        "by hand, NumPy blocks (rows and totals)": lambda: by_block(columns),
        "policy.simulate (rows, totals, bounds checked)": ours,
    }
    base = "by hand, NumPy blocks (rows and totals)"
    return table(f"Xiangxi's household policy, {rows:,} households", alternate(work, 5), base, rows, "ns")


def many_loans(rows: int = 1_000_000, sample: int = 2_000) -> str:
    """Interest and subsidy of loans settled by the quarter; the programs for one loan on a sample, and scaled."""
    loans = drawn_loans(rows)
    ours, (interest, subsidy) = by_povertykit(loans), by_hand(loans)
    if (ours.interest != interest).any() or (ours.subsidy != subsidy).any():
        raise SystemExit("the interest or the subsidy differs from the one by hand")
    wanted = (interest[:sample].tolist(), subsidy[:sample].tolist())
    if by_decimal(loans, sample) != wanted or by_schedule(loans, sample) != wanted:
        raise SystemExit("a loan of the sample differs from the one by hand")
    work = {
        "by hand, NumPy blocks": lambda: by_hand(loans),
        "interest_of_many (columns and bounds checked)": lambda: by_povertykit(loans),
        f"a loop of Decimals, from {sample:,}": lambda: by_decimal(loans, sample),
        f"schedule, loan by loan, from {sample // 10:,}": lambda: by_schedule(loans, sample // 10),
    }
    parts = (1, 1, rows / sample, rows / (sample // 10))
    measured = [
        Measured(line.name, line.seconds * part, line.least * part, line.most * part)
        for line, part in zip(alternate(work, 7), parts, strict=True)
    ]
    title = f"Interest and subsidy of loans, {rows:,} loans"
    return table(title, measured, "by hand, NumPy blocks", rows, "ns")


def imports() -> str:
    """What importing costs, each in processes of its own."""

    # Compiled modules are kept between processes, as on any machine that imports a package twice.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def process(code: str) -> object:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, env=environment)

    work = {
        "bare Python": process("pass"),
        "import povertykit": process("import povertykit"),
        "pydantic's BaseModel": process("from pydantic import BaseModel"),
        "povertykit's models": process("from povertykit import Household"),
        "xiangxi": process("from povertykit.jurisdictions.cn.hunan import xiangxi"),
    }
    return table("Import, a process each", alternate(work, 15), "bare Python", 1, "ms")  # type: ignore[arg-type]


def main() -> None:
    """Run everything and print the tables."""
    parser = ArgumentParser(prog="python -m benchmarks", description="Measure, as ratios within one run.")
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000, help="households of the large runs")
    rows = parser.parse_args().rows
    for measure in (
        one_household,
        one_provision,
        imports,
        partial(one_rule, rows),
        partial(whole_policy, rows),
        many_loans,
    ):
        print(measure(), flush=True)


main()
