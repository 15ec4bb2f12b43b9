"""Made-up registers that match published tables, for places that have no register to show.

Counts are met exactly, by largest remainder, and the sizes of households as nearly as whole households of these
categories can; incomes are drawn from a log-normal distribution fitted to the published
means, and then moved so that every mean, every household's side of the line and the headcount come out as published.
What was asked and what came out is in `Synthetic.fit`. Nothing in such a register is real: its ids, its name and a
column of its own say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.amounts import need_fen
from povertykit.errors import InvalidInput, UnknownName
from povertykit.labels import chinese
from povertykit.models import Household, Kind, fields_of
from povertykit.money import Fen, Periodic, to_yuan
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.synthetic_incomes import Incomes, largest_remainder
from povertykit.scenarios.synthetic_sizes import size_shares, sizes_by_group
from povertykit.text_table import Shown, table

__all__ = ["FitRow", "Group", "Synthetic", "synthetic"]

Fact: TypeAlias = "bool | int | Fraction | None"
_MOST_PERSONS: Final = 500_000_000
_GIVEN: Final = ("persons", "household_income", "yearly_income")


@dataclass(frozen=True, kw_only=True)
class Group:
    """One category of a published table.

    Attributes:
        name: its key; it stands in the column `synthetic_group`.
        persons: how many persons are in it, exactly.
        households: how many households, exactly; by default as the sizes have it.
        facts: what is so for its households, by field: a flag, a count, an amount; a `Fraction` for the share of its
            households of which a flag is true (of whole households, by largest remainder); None where not known.
        below_line: whether its households live below the poverty line.
        en: its label.
        zh: the same in Chinese.
    """

    name: str
    persons: int
    households: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    below_line: bool = False
    en: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class FitRow:
    """One figure of a table, and what the register has.

    Attributes:
        table: which table.
        item: which of its figures.
        target: what was asked: persons, households, or fen for means.
        reached: what the register has.
        exact: whether it had to be met exactly; a share of households comes as near as whole households can.
        money: whether both are fen.
        item_zh: the figure in Chinese.
    """

    table: str
    item: str
    target: Fraction
    reached: Fraction
    exact: bool
    money: bool
    item_zh: str

    @property
    def difference(self) -> Fraction:
        """What the register has more than was asked."""
        return self.reached - self.target


@dataclass(frozen=True, eq=False, kw_only=True)
class Synthetic(Shown, Mapping[str, npt.NDArray[np.generic]]):
    """A made-up register: columns by heading, as `simulate` takes them, with the tables that it matches.

    Attributes:
        name: what it is called; begins with "synthetic".
        seed: with it and the same tables the same register is made again.
        columns: the columns; `synthetic_group` names each household's category and is no field of the models.
        fit: every figure asked for, and what came out.
    """

    name: str
    seed: int
    columns: Mapping[str, npt.NDArray[np.generic]]
    fit: tuple[FitRow, ...]

    def __getitem__(self, heading: str) -> npt.NDArray[np.generic]:
        return self.columns[heading]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def households(self) -> int:
        """How many households it has."""
        return len(self.columns["persons"])

    @property
    def persons(self) -> int:
        """How many persons."""
        return int(np.sum(self.columns["persons"]))

    def to_rows(self) -> list[dict[str, object]]:
        """The fit, a plain row for each figure; money as `Decimal` yuan, cut to the fen."""
        return [
            {
                "register": self.name,
                "table": row.table,
                "item": row.item,
                "target": _shown(row.target, row.money),
                "reached": _shown(row.reached, row.money),
                "difference": _shown(row.difference, row.money),
                "exact": row.exact,
            }
            for row in self.fit
        ]

    def text(self, language: str = "en") -> str:
        """What it is, and the fit as a table."""
        zh = chinese(language)
        count, persons = f"{self.households:,}", f"{self.persons:,}"
        if zh:
            head = f"{self.name}（合成数据，非真实名册，种子 {self.seed}）：{count} 户，{persons} 人"
            heading = ("表", "项目", "目标", "实得", "差额")
        else:
            head = f"{self.name} (SYNTHETIC: no household in it exists; seed {self.seed}): {count} households, "
            head += f"{persons} persons"
            heading = ("table", "item", "target", "reached", "difference")
        rows = [
            (
                _TABLES[row.table] if zh else row.table,
                row.item_zh if zh else row.item,
                *(f"{_shown(v, row.money):,}" for v in _numbers(row)),
            )
            for row in self.fit
        ]
        return f"{head}\n{table(rows, heading, right={2, 3, 4})}"

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<{self.name}: {self.households:,} made-up households, seed {self.seed}>"


_PERSONS_TABLE: Final = "persons by category"
_HOUSEHOLDS_TABLE: Final = "households by category"
_SIZES_TABLE: Final = "households by size"
_FACTS_TABLE: Final = "households with"
_MEANS_TABLE: Final = "mean income a person"
_LINE_TABLE: Final = "persons below the line"
_TABLES: Final = MappingProxyType(
    {
        _PERSONS_TABLE: "各类人数",
        _HOUSEHOLDS_TABLE: "各类户数",
        _SIZES_TABLE: "按规模分户数",
        _FACTS_TABLE: "具备条件的户数",
        _MEANS_TABLE: "人均收入",
        _LINE_TABLE: "贫困线以下人数",
    }
)


def synthetic(
    name: str,
    groups: Sequence[Group],
    *,
    household_sizes: Mapping[int, int | Fraction],
    seed: int,
    income_means: Sequence[Periodic] = (),
    poverty_line: Periodic | None = None,
    least_income: Periodic | None = None,
) -> Synthetic:
    """A made-up register that matches published tables.

    Args:
        name: what it is called; "synthetic-" is put before it.
        groups: the categories, each with its persons (and households, where published).
        household_sizes: how many households, or which share of them, have so many persons; a share of the whole.
        seed: of the draw; the same seed gives the same register.
        income_means: the mean income a person of each of so many equal parts of the households, ordered by their
            income a person: five for quintiles, ten for deciles, one for the mean of all. By the year, or by the month.
        poverty_line: income a person below which a household is poor; groups with `below_line` live below it, the
            others at it or above. Of the same period.
        least_income: income a person below which no household is; nothing by default.

    Returns:
        Columns for `simulate`: ids, persons, the groups' facts, and `household_income_fen` by the month; of yearly
        means also `yearly_income_fen`, which alone meets them, the month being a twelfth of it to the fen.

    Raises:
        InvalidInput: counts that are none, tables that contradict one another, means that do not rise.
        UnknownName: a fact that no household has.
        UnlikePeriods: means and line of unlike periods.
        BareAmount: a mean or line without its period.

    Examples:
        >>> from fractions import Fraction
        >>> from povertykit import per_year, yuan
        >>> made = synthetic(
        ...     "example",
        ...     [Group(name="poor", persons=100, below_line=True, facts={"registered_poor": True}),
        ...      Group(name="others", persons=900, facts={"registered_poor": False})],
        ...     household_sizes={2: Fraction(1, 4), 3: Fraction(1, 4), 4: Fraction(1, 2)},
        ...     income_means=[per_year(yuan(each)) for each in (2500, 5000, 8000, 12000, 24000)],
        ...     poverty_line=per_year(yuan(2300)), seed=1,
        ... )
        >>> made.persons, set(made["synthetic_group"].tolist()) == {"poor", "others"}
        (1000, True)
        >>> all(row.difference == 0 for row in made.fit if row.exact)
        True
    """
    if not isinstance(name, str) or not name.removeprefix("synthetic-").strip():
        raise InvalidInput(f"got {name!r}", field="name", allowed="a name for the register")
    _check_groups(groups)
    shares = size_shares(household_sizes)
    if type(seed) is not int or seed < 0:
        raise InvalidInput(f"got {seed!r}", field="seed", allowed="a whole number of 0 or more")
    random = np.random.Generator(np.random.PCG64(seed))
    sizes = sizes_by_group({group.name: (group.persons, group.households) for group in groups}, shares)
    persons = np.concatenate([np.repeat(list(each), list(each.values())) for each in sizes.values()]).astype(np.int64)
    group_of = np.repeat(np.arange(len(groups)), [sum(each.values()) for each in sizes.values()])
    order = np.argsort(random.random(persons.size), kind="stable")
    persons, group_of = persons[order], group_of[order]
    fit = [*_counts_fit(groups, sizes, shares)]
    columns: dict[str, npt.NDArray[np.generic]] = {}
    width = len(str(persons.size))
    label = f"synthetic-{name.removeprefix('synthetic-')}"
    columns["household_id"] = np.array([f"{label}-{at:0{width}d}" for at in range(1, persons.size + 1)])
    columns["persons"] = persons
    columns["synthetic_group"] = np.array([group.name for group in groups])[group_of]
    for fact in dict.fromkeys(name for group in groups for name in group.facts):
        heading, values, rows = _fact(fact, groups, group_of, random)
        columns[heading], fit = values, [*fit, *rows]
    if income_means:
        below = np.array([group.below_line for group in groups])[group_of]
        incomes = Incomes(persons, below, income_means, poverty_line, least_income, random)
        columns |= incomes.columns
        for item, item_zh, mean, reached in incomes.means_reached():
            fit.append(FitRow(_MEANS_TABLE, item, Fraction(mean), reached, True, True, item_zh))
        for item, item_zh, asked, found in incomes.poor_reached():
            fit.append(FitRow(_LINE_TABLE, item, Fraction(asked), Fraction(found), True, False, item_zh))
    elif poverty_line is not None or least_income is not None:
        raise InvalidInput("a line without incomes", field="poverty_line", remedy="give income_means as well")
    for values in columns.values():
        values.flags.writeable = False
    return Synthetic(name=label, seed=seed, columns=columns, fit=tuple(fit))


def _check_groups(groups: Sequence[Group]) -> None:
    if isinstance(groups, str) or not isinstance(groups, Sequence) or any(not isinstance(g, Group) for g in groups):
        raise InvalidInput(f"got {groups!r}", field="groups", allowed="a list of Group(name=..., persons=...)")
    for group in groups:
        if not isinstance(group.name, str) or not group.name.strip():
            raise InvalidInput(f"got {group.name!r}", field="groups", allowed="a name for each group")
        if not isinstance(group.facts, Mapping):
            raise InvalidInput(f"got {group.facts!r}", field=f"{group.name}.facts", allowed="{field: value}")
    if not groups or len({group.name for group in groups}) < len(groups):
        raise InvalidInput("none, or two of one name", field="groups", allowed="one group or more, of unlike names")
    for group in groups:
        for what, value in (("persons", group.persons), ("households", group.households)):
            if value is not None and (type(value) is not int or value < 1):
                raise InvalidInput(f"got {value!r}", field=f"{group.name}.{what}", allowed="a whole number above zero")
    if (persons := sum(group.persons for group in groups)) > _MOST_PERSONS:
        allowed = f"{_MOST_PERSONS:,} persons in all, which memory holds"
        raise InvalidInput(f"got {persons:,} persons", field="groups", allowed=allowed, remedy="make a sample of them")


def _counts_fit(
    groups: Sequence[Group], sizes: Mapping[str, Mapping[int, int]], shares: Mapping[int, Fraction]
) -> Iterator[FitRow]:
    for group in groups:
        reached = sum(size * count for size, count in sizes[group.name].items())
        item_zh = group.zh or group.name
        yield FitRow(_PERSONS_TABLE, group.name, Fraction(group.persons), Fraction(reached), True, False, item_zh)
    for group in groups:
        if group.households is not None:
            reached = sum(sizes[group.name].values())
            item_zh = group.zh or group.name
            yield FitRow(
                _HOUSEHOLDS_TABLE, group.name, Fraction(group.households), Fraction(reached), True, False, item_zh
            )
    total = sum(sum(each.values()) for each in sizes.values())
    for size, share in shares.items():
        reached = sum(each.get(size, 0) for each in sizes.values())
        yield FitRow(_SIZES_TABLE, str(size), total * share, Fraction(reached), False, False, f"{size}人户")


def _fact(
    name: str, groups: Sequence[Group], group_of: Integers, random: np.random.Generator
) -> tuple[str, npt.NDArray[np.generic], list[FitRow]]:
    """One column of facts: its heading, its values, and how the shares came out."""
    specs = fields_of(Household)
    if name not in specs or name in _GIVEN or specs[name].kind not in (Kind.FLAG, Kind.COUNT, Kind.AMOUNT):
        known = [n for n, s in specs.items() if s.kind in (Kind.FLAG, Kind.COUNT, Kind.AMOUNT) and n not in _GIVEN]
        raise UnknownName.among(name, known, "flag, count or amount of a household")
    spec, rows = specs[name], list[FitRow]()
    missing: Flags = np.ones(group_of.size, np.bool_)
    values: npt.NDArray[Any] = np.zeros(group_of.size, np.bool_ if spec.kind is Kind.FLAG else np.int64)
    for number, group in enumerate(groups):
        value = group.facts.get(name)
        if value is None:
            continue
        here = np.flatnonzero(group_of == number)
        missing[here] = False
        if spec.kind is Kind.FLAG and isinstance(value, Fraction) and 0 <= value <= 1:
            count = largest_remainder(here.size, {True: value, False: 1 - value})[True]
            chosen = here[np.argsort(random.random(here.size), kind="stable")[:count]]
            values[chosen] = True
            target, item_zh = here.size * value, f"{group.zh or group.name}：{spec.zh}"
            rows.append(FitRow(_FACTS_TABLE, f"{group.name}: {name}", target, Fraction(count), False, False, item_zh))
        elif isinstance(value, bool) == (spec.kind is Kind.FLAG) and isinstance(value, int) and _allowed(spec, value):
            values[here] = value
        else:
            raise InvalidInput(f"got {value!r}", field=f"{group.name}.{name}", allowed=spec.allowed)
    column = np.ma.masked_array(values, missing) if missing.any() else values
    return (f"{name}_fen" if spec.kind is Kind.AMOUNT else name), column, rows


def _allowed(spec: Any, value: int) -> bool:
    if spec.kind is Kind.AMOUNT:
        need_fen(value, spec.name)
    return bool(spec.ends[0] <= value <= spec.ends[1])


def _shown(value: Fraction, money: bool) -> Any:
    if money:
        return to_yuan(Fen(int(value)))
    return int(value) if value.denominator == 1 else round(float(value), 2)


def _numbers(row: FitRow) -> tuple[Fraction, Fraction, Fraction]:
    return row.target, row.reached, row.difference
