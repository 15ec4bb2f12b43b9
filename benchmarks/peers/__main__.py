"""`make bench-peers`: the dibao rule and Xiangxi's payments to households, here and in other libraries.

Usage: python -m benchmarks.peers [rows] [--environments folder]    (a million by default)

The households are drawn once and written down; each library runs in an environment and a process of its own, one after
the other, measures its own work, and writes the fen that it pays, which are compared with povertykit's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.measured import COLUMNS, PAYMENTS, TASKS, Line, Work, columns, measure
from benchmarks.register import drawn
from benchmarks.whole_policy import POLICY
from povertykit import __version__

# environment, module and what the module is told besides the folder
PEERS = (
    ("frames", "frames", ()),
    ("openfisca", "variables", ("openfisca_core",)),
    ("policyengine", "variables", ("policyengine_core",)),
    ("ttsim", "ttsim", ()),
)
FACTS = {
    "guarantee_full": ("persons_covered", "registered_poor", "on_dibao", "in_backstop"),
    "guarantee_gap": ("household_income", "persons", "on_dibao", "in_backstop", "persons_covered"),
    "special_hardship": ("special_hardship_persons",),
    "industry_subsidy": ("persons", "registered_poor", "develops_industry"),
}
DIBAO = FACTS["guarantee_gap"][:-1]  # who is covered is left out: everyone
TITLES = {"dibao": "The dibao rule", "xiangxi": "Xiangxi's four payments to households"}
EVALUATE, SIMULATE = (f"policy.{call}, povertykit {__version__}" for call in ("evaluate", "simulate"))


def ours(folder: Path) -> None:
    """The public calls, rule by rule and the register as a whole."""
    c = columns(folder)
    plain = {name: c[name] for name in DIBAO}
    facts = {rule: {name: c[name] for name in names} for rule, names in FACTS.items()}

    def simulated(register: dict[str, Any], paid: Mapping[str, str]) -> Work:
        return Work(
            lambda _: POLICY.simulate(register, provisions=list(paid.values()), money="fen"),
            lambda outcome: {name: np.asarray(outcome.payments[rule]) for name, rule in paid.items()},
        )

    evaluated = {
        "dibao": Work(lambda _: POLICY.evaluate("guarantee_gap", **plain), lambda paid: {"dibao": paid}),
        "xiangxi": Work(lambda _: {rule: POLICY.evaluate(rule, **facts[rule]) for rule in PAYMENTS}, dict),
    }
    measure(folder, EVALUATE, evaluated)
    names = dict(zip(PAYMENTS, PAYMENTS, strict=True))
    register = {"dibao": simulated(plain, {"dibao": "guarantee_gap"}), "xiangxi": simulated(c, names)}
    measure(folder, SIMULATE, register)


def differing(folder: Path, line: Line) -> int:
    """In how many households a payment differs from povertykit's."""
    differs: object = False
    for name in TASKS[line.task]:
        paid, right = (np.load(folder / f"{line.task}.{who}.{name}.paid.npy") for who in (line.peer, SIMULATE))
        differs = differs | (paid != right)
    return int(np.count_nonzero(differs))


def table(folder: Path, task: str, rows: int) -> str:
    """A Markdown table; np.where is 1."""
    lines = [Line(**json.loads(path.read_text("utf-8"))) for path in folder.glob(f"{task}.*.json")]
    base = next((line.seconds for line in lines if line.peer.startswith("np.where")), lines[0].seconds)
    text = [
        f"### {TITLES[task]}, {rows:,} households",
        "",
        "| library | median, ns | least – most | ratio | households that differ |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for line in sorted(lines, key=lambda line: line.seconds):
        median, least, most = (seconds / rows * 1e9 for seconds in (line.seconds, line.least, line.most))
        spread = f"{least:.3g} – {most:.3g}"
        ratio, differs = line.seconds / base, differing(folder, line)
        text.append(f"| {line.peer} | {median:.3g} | {spread} | {ratio:.2f} | {differs:,} |")
    return "\n".join([*text, ""])


def main() -> None:
    """Draw, run each peer, print the tables; a peer that does not run is named."""
    parser = ArgumentParser(prog="python -m benchmarks.peers", description="Measure beside other libraries.")
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000, help="households")
    parser.add_argument("--environments", type=Path, default=Path(".peers"), help="where the environments are")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn_columns = drawn(chosen.rows)
        for column in COLUMNS:
            np.save(folder / f"{column}.npy", drawn_columns[column])
        del drawn_columns
        print("  povertykit", file=sys.stderr)
        ours(folder)
        for environment, module, told in PEERS:
            print(f"  {environment}{' '.join(('', *told))}", file=sys.stderr)
            python = chosen.environments / environment / "bin" / "python"
            try:
                subprocess.run([python, "-m", f"benchmarks.peers.{module}", folder, *told], check=True)
            except (OSError, subprocess.CalledProcessError) as problem:
                print(f"Left out: {environment}, which did not run ({problem}).\n")
        for task in TASKS:
            print(table(folder, task, chosen.rows), flush=True)
    print(f"Load of the machine, on {os.cpu_count()} cores: {os.getloadavg()[0]:.1f}.")


main()
