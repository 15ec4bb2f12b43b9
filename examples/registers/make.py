"""Write the example register again: a few hundred made-up households, their members, loans and claims.

The same files come out each time, on every machine (`random.Random.random` gives the same numbers everywhere). Run it
as `python examples/registers/make.py`. The README beside it says which rows are wrong on purpose.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypeAlias

FOLDER = Path(__file__).resolve().parent
SEED = 20170601
HOUSEHOLDS = 303
STANDARD = 25217  # fen a month, to place incomes below and above it

Row: TypeAlias = dict[str, object]
Tables: TypeAlias = dict[str, list[Row]]

HEADINGS: Mapping[str, Sequence[str]] = {
    "households": (
        *("户编号", "乡镇", "家庭人口", "保障人数", "家庭月收入(元)", "建档立卡", "农村低保", "社会保障兜底"),
        *("特困人数", "临时困难人数", "救助月数", "发展产业", "增收项目数"),
    ),
    "members": ("户编号", "人员编号", "出生日期", "特困人员", "纳入低保", "就读阶段", "学杂费(元)"),
    "loans": (
        *("户编号", "贷款编号", "贷款本金(元)", "放款日期", "到期日期", "年利率(%)", "抵押", "担保", "符合条件"),
    ),
    "claims": (
        *("户编号", "报销编号", "就诊日期", "医疗总费用(元)", "政策范围内费用(元)", "已报销金额(元)"),
        "患者为特困人员",
    ),
}
STAGES = {"学前": 5, "小学": 9, "初中": 13, "高中": 17}
TUITION = {"学前": 180000, "小学": 0, "初中": 0, "高中": 160000}
TOWNS = ("东坪乡", "西岭镇", "南溪乡", "北寨镇")  # none of them is real


class Drawing:
    """Draws whole numbers from one seeded source."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def one_of(self, choices: Sequence[str]) -> str:
        """One of several words."""
        return choices[self.number(0, len(choices) - 1)]

    def chance(self, percent: int) -> bool:
        """Yes in so many of a hundred cases."""
        return self.number(1, 100) <= percent


def money(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def yes(flag: bool) -> str:
    """A flag as the register writes it."""
    return "是" if flag else "否"


def household(draw: Drawing, number: int, *, share: tuple[int, int]) -> Row:
    """A household on dibao whose income is so many percent (from, to) of the standard for all its persons."""
    persons = draw.number(1, 7)
    return {
        "户编号": f"XG-{number:04d}",
        "乡镇": draw.one_of(TOWNS),
        "家庭人口": persons,
        "保障人数": persons,
        "家庭月收入(元)": money(STANDARD * persons * draw.number(*share) // 100),
        "建档立卡": yes(True),
        "农村低保": yes(True),
        "社会保障兜底": yes(False),
        "特困人数": 0,
        "临时困难人数": 0,
        "救助月数": 0,
        "发展产业": yes(False),
        "增收项目数": draw.number(0, 2),
    }


def gap(draw: Drawing, row: Row, tables: Tables) -> None:
    """On dibao outside the backstop: the gap is paid; of some households only a part is covered."""
    if draw.chance(25):
        row["保障人数"] = draw.number(1, int(str(row["家庭人口"])))


def backstop(draw: Drawing, row: Row, tables: Tables) -> None:
    """In the backstop: the full standard."""
    row["社会保障兜底"] = yes(True)


def uncovered(draw: Drawing, row: Row, tables: Tables) -> None:
    """In the backstop but not registered as poor: no rule of the document covers it."""
    row["社会保障兜底"], row["建档立卡"] = yes(True), yes(False)


def above(draw: Drawing, row: Row, tables: Tables) -> None:
    """On dibao with an income at or above the standard: nothing is paid, and a person looks at it."""
    surplus = 0 if draw.chance(20) else draw.number(1, 60000)
    row["家庭月收入(元)"] = money(STANDARD * int(str(row["家庭人口"])) + surplus)


def outside(draw: Drawing, row: Row, tables: Tables) -> None:
    """Neither poor nor on dibao."""
    above(draw, row, tables)
    row["农村低保"] = row["建档立卡"] = yes(False)


def special_hardship(draw: Drawing, row: Row, tables: Tables) -> None:
    """One or two persons in special hardship, listed as members; the others are covered by dibao."""
    persons = int(str(row["家庭人口"]))
    hardship = min(persons, draw.number(1, 2))
    row["特困人数"], row["保障人数"] = hardship, persons - hardship
    row["农村低保"] = yes(persons > hardship)
    for place in range(1, persons + 1):
        old = place <= hardship
        tables["members"].append(member(draw, row, place, age=draw.number(60, 85) if old else 40, hardship=old))
    if draw.chance(30):
        ill(draw, row, tables, hardship=True)


def temporary(draw: Drawing, row: Row, tables: Tables) -> None:
    """Struck by an emergency: some persons, for some months."""
    row["临时困难人数"], row["救助月数"] = draw.number(1, int(str(row["家庭人口"]))), draw.number(1, 6)


def industry(draw: Drawing, row: Row, tables: Tables) -> None:
    """Poor and developing an industry; many have a loan, some of which is too large, too long, too dear or secured."""
    row["发展产业"], row["增收项目数"] = yes(True), draw.number(1, 3)
    if draw.chance(30):
        row["农村低保"] = yes(False)
    for place in range(1, draw.number(0, 2) + 1):
        drawn = date(2017, 1, 1) + timedelta(days=draw.number(0, 150))
        years = draw.number(1, 3) if draw.chance(90) else 4
        rate = "4.35" if years == 1 else "4.75"
        tables["loans"].append(
            {
                "户编号": row["户编号"],
                "贷款编号": f"{row['户编号']}-D{place}",
                "贷款本金(元)": money(draw.number(2, 10) * 500_000 if draw.chance(85) else 5_000_001),
                "放款日期": drawn.isoformat(),
                "到期日期": date(drawn.year + years, drawn.month, min(drawn.day, 28)).isoformat(),
                "年利率(%)": rate if draw.chance(90) else "5.60",
                "抵押": yes(draw.chance(5)),
                "担保": yes(draw.chance(5)),
                "符合条件": yes(draw.chance(95)),
            }
        )


def students(draw: Drawing, row: Row, tables: Tables) -> None:
    """Two adults and children at school, all listed."""
    children = [stage for stage in STAGES if draw.chance(50)] or ["小学"]
    row["家庭人口"] = row["保障人数"] = 2 + len(children)
    row["家庭月收入(元)"] = money(STANDARD * (2 + len(children)) * draw.number(20, 95) // 100)
    for place in (1, 2):
        tables["members"].append(member(draw, row, place, age=draw.number(30, 48)))
    for place, stage in enumerate(children, start=3):
        tables["members"].append(member(draw, row, place, age=STAGES[stage], stage=stage))


def ill(draw: Drawing, row: Row, tables: Tables, *, hardship: bool = False) -> None:
    """One or two medical claims, of which insurance has paid a part."""
    for place in range(1, draw.number(1, 2) + 1):
        cost = draw.number(20_000, 3_000_000)
        in_scope = cost * draw.number(70, 100) // 100
        tables["claims"].append(
            {
                "户编号": row["户编号"],
                "报销编号": f"{row['户编号']}-B{place}",
                "就诊日期": (date(2017, 1, 5) + timedelta(days=draw.number(0, 140))).isoformat(),
                "医疗总费用(元)": money(cost),
                "政策范围内费用(元)": money(in_scope),
                "已报销金额(元)": money(in_scope * draw.number(45, 85) // 100),
                "患者为特困人员": yes(hardship),
            }
        )


def everything(draw: Drawing, row: Row, tables: Tables) -> None:
    """Covered by dibao, with students, an emergency, an industry, loans and claims: the household that is explained."""
    students(draw, row, tables)
    temporary(draw, row, tables)
    industry(draw, row, tables)
    ill(draw, row, tables)
    row["农村低保"] = yes(True)


def member(draw: Drawing, row: Row, place: int, *, age: int, stage: str = "未就读", hardship: bool = False) -> Row:
    """One member of a household, who is so old in 2017."""
    born = date(2017 - age, draw.number(1, 12), draw.number(1, 28))
    return {
        "户编号": row["户编号"],
        "人员编号": f"{row['户编号']}-{place}",
        "出生日期": born.isoformat(),
        "特困人员": yes(hardship),
        "纳入低保": yes(not hardship),
        "就读阶段": stage,
        "学杂费(元)": money(TUITION.get(stage, 0)),
    }


Situation: TypeAlias = Callable[[Drawing, Row, Tables], None]
SITUATIONS: Sequence[tuple[int, Situation, tuple[int, int]]] = (
    (70, gap, (20, 99)),
    (45, backstop, (0, 60)),
    (12, uncovered, (0, 60)),
    (24, above, (20, 99)),
    (25, outside, (20, 99)),
    (24, special_hardship, (0, 40)),
    (25, temporary, (30, 99)),
    (35, industry, (40, 99)),
    (25, students, (20, 95)),
    (15, ill, (30, 99)),
    (3, everything, (20, 60)),
)


def spoil(tables: Tables) -> None:
    """Make some rows wrong, each in its own way, as they come in real registers."""
    rows = {str(row["户编号"]): row for row in tables["households"]}
    rows["XG-0004"]["家庭人口"] = 0
    rows["XG-0005"]["家庭人口"] = -3
    rows["XG-0006"]["家庭人口"] = "3.5"
    rows["XG-0007"]["家庭月收入(元)"] = "约500"
    rows["XG-0008"]["家庭月收入(元)"] = "268.005"
    rows["XG-0009"]["家庭月收入(元)"] = "1,268.00"  # written with quotation marks, since it has a comma
    rows["XG-0010"]["农村低保"] = "五保"
    rows["XG-0011"]["保障人数"] = int(str(rows["XG-0011"]["家庭人口"])) + 1
    tables["households"].append({**rows["XG-0012"], "家庭月收入(元)": "0.00"})  # the same household twice
    tables["households"].append({**rows["XG-0013"], "户编号": "=1+1", "家庭人口": 99})
    loan, claim = tables["loans"][3], tables["claims"][3]
    loan["放款日期"], loan["到期日期"] = loan["到期日期"], loan["放款日期"]
    claim["已报销金额(元)"] = money(int(str(claim["医疗总费用(元)"]).replace(".", "")) + 1)
    next(row for row in tables["members"] if row["就读阶段"] == "小学")["就读阶段"] = "研究生"
    tables["members"].append({**tables["members"][0], "户编号": "XG-9999", "人员编号": "XG-9999-1"})


def forget(tables: Tables) -> None:
    """Take facts out that somebody forgot; what hangs on them is undetermined, never zero."""
    rows = {str(row["户编号"]): row for row in tables["households"]}
    rows["XG-0020"]["家庭月收入(元)"] = rows["XG-0021"]["家庭月收入(元)"] = ""
    rows["XG-0022"]["社会保障兜底"] = ""
    rows["XG-0023"]["农村低保"] = ""
    rows["XG-0080"]["建档立卡"] = ""
    tables["loans"][6]["符合条件"] = ""
    tables["loans"][7]["放款日期"] = "2016-12-31"  # before the law that is known
    tables["claims"][6]["政策范围内费用(元)"] = ""
    next(row for row in reversed(tables["members"]) if row["就读阶段"] == "高中")["学杂费(元)"] = ""


def tables() -> Tables:
    """All four tables."""
    draw = Drawing(SEED)
    made: Tables = {name: [] for name in HEADINGS}
    for count, situation, share in SITUATIONS:
        for _ in range(count):
            row = household(draw, len(made["households"]) + 1, share=share)
            situation(draw, row, made)
            made["households"].append(row)
    assert len(made["households"]) == HOUSEHOLDS
    spoil(made)
    forget(made)
    return made


def write(folder: Path) -> None:
    """Write the four files."""
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADINGS[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
