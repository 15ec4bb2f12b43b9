"""The made-up register under Xiangxi's opinion of 2017: who is paid, what was rejected, what is not known, and why.

Run it as `python examples/02_register.py [folder]`; the lists go to `out/` unless a folder is named.
"""

import csv
import sys
from datetime import date
from pathlib import Path
from textwrap import shorten

from povertykit import Household, Person, Student, per_year, yuan
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.models import Record, children_of, fields_of

ROOT = Path(__file__).resolve().parent.parent
REGISTER = {
    name: ROOT / "examples" / "registers" / f"{name}.csv" for name in ("households", "members", "loans", "claims")
}
EXPLAINED = "XG-0303"  # a household with everything: dibao, a student, an emergency, an industry, two loans, two claims

policy = xiangxi.policy(
    on=date(2017, 6, 1),
    dibao_standard=per_year(yuan(3026)),
    industry_rate=yuan(1750),
    # The opinion leaves the allowances to others; these four are made up for the example.
    living_allowance_preschool=yuan(1000),
    living_allowance_primary=yuan(1000),
    living_allowance_junior=yuan(1250),
    living_allowance_senior=yuan(2000),
)


def main(folder: Path) -> None:
    """Pay the register, tell what came of it, and explain one household."""
    folder.mkdir(parents=True, exist_ok=True)
    lists = {name: folder / f"{name}.csv" for name in ("payments", "rejects", "undetermined", "findings")}
    outcome = policy.simulate(
        REGISTER,
        on_error="quarantine",  # a wrong row goes to the rejects, and the rest is paid
        out=lists["payments"],
        rejects=lists["rejects"],
        undetermined=lists["undetermined"],
        findings=lists["findings"],
    )
    print(outcome.summary())
    print()
    print(outcome.summary("zh"))
    print("\nWrong rows, each with what is allowed there (whose household or members go with them is in the list):")
    for reject in outcome.rejects:
        if reject.value and reject.column not in REGISTER:
            line = (
                f"{reject.table} row {reject.row}, {reject.id}: {reject.column} {reject.value}; allowed: {reject.rule}"
            )
            print("  " + shorten(line, 150, placeholder=" ..."))
    print("\nNot known yet:")
    for entry in outcome.undetermined:
        print(f"  {entry.id}: {entry.provision} hangs on {', '.join(entry.missing)}")
    print(f"\nOne household, {EXPLAINED}, with the reason for each amount:\n")
    decision = policy.assess(from_register(EXPLAINED))
    told = {"en": folder / "explanation.txt", "zh": folder / "explanation-zh.txt"}
    for language, path in told.items():
        text = decision.explain(language).rstrip() + "\n"
        path.write_text(text, "utf-8")
        print(text)
    print("The files:")
    for path in (*lists.values(), *told.values()):
        print(f"  {path}")


def from_register(household_id: str) -> Household:
    """The household with its members, loans and claims, as models."""
    own = {name: [row for row in rows(path) if row["户编号"] == household_id] for name, path in REGISTER.items()}
    (row,) = own.pop("households")
    models: dict[str, type[Record]] = {name: children.model for name, children in children_of(Household).items()}
    parts = {name: [record(models[name], each) for each in found] for name, found in own.items()}
    return Household.model_validate({**facts(Household, row), **parts})


def rows(path: Path) -> list[dict[str, str]]:
    """A table's rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def record(model: type[Record], row: dict[str, str]) -> dict[str, object]:
    """A member, loan or claim; what is said of schooling stands by itself in the model."""
    if model is Person:
        return {**facts(Person, row, of=Person), "schooling": facts(Student, row)}
    return facts(model, row)


def facts(model: type[Record], row: dict[str, str], of: type[Record] | None = None) -> dict[str, object]:
    """The cells that are fields of a model, as it takes them."""
    found: dict[str, object] = {}
    for spec in fields_of(model).values():
        if of is not None and spec.name not in of.model_fields:
            continue
        for heading, cell in row.items():
            if cell and heading.removesuffix("(元)") in spec.names:
                match spec.kind:
                    case "flag":
                        found[spec.name] = cell == "是"
                    case "count":
                        found[spec.name] = int(cell)
                    case _:
                        found[spec.name] = cell
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out")
