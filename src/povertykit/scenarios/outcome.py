"""What a run over a register gives: totals by provision, who could not be decided, what was rejected and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from povertykit.decision import Identity, LeftOut
from povertykit.errors import RegisterError
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan
from povertykit.scenarios.left_out import left_out_lines
from povertykit.scenarios.made_up import is_synthetic, synthetic_lines
from povertykit.text_table import Shown

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["KEPT", "Found", "Outcome", "Reject", "ResultFrame", "Results", "Rows", "Total", "Undecided"]

KEPT = 1_000
"""How many entries of each list an outcome keeps; a list written to a file has them all."""


class Reject(NamedTuple):
    """One row that was not taken, and the first rule that it breaks.

    Attributes:
        table: households, members, loans or claims.
        row: its number: in arrays from 0, in a file as a spreadsheet counts (the headings are row 1).
        id: its household's id as given.
        column: the heading of the column; empty where the whole row is wrong.
        value: what was given.
        rule: what is allowed, and whose rule that is.
    """

    table: str
    row: int
    id: str
    column: str
    value: str
    rule: str


class Undecided(NamedTuple):
    """A result that hangs on missing facts: it is neither paid nor refused.

    Attributes:
        row: the household's row.
        id: its id.
        provision: the payment or test.
        missing: the names of the facts that are missing.
    """

    row: int
    id: str
    provision: str
    missing: tuple[str, ...]


class Found(NamedTuple):
    """A row that a person must look at.

    Attributes:
        row: the row.
        id: its household's id.
        name: the finding (for review, not covered, claimed by two rules).
        table: the table of the row.
    """

    row: int
    id: str
    name: str
    table: str = "households"


class Rows(NamedTuple):
    """How many rows a table had, and what became of them: `read` is `paid` plus `rejected`."""

    read: int
    paid: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Total:
    """What one provision pays over the register.

    Attributes:
        amount: fen for the period.
        period: what it is paid for.
        households: the households that get something.
        parts: the members, loans or claims that get something; None for a payment to the household itself.
        undetermined: the households for which it could not be told.
        counts: whether it is paid itself; a component is part of another payment and is not added up.
        en: its label in English.
        zh: its label in Chinese.
    """

    amount: Fen
    period: Period
    households: int
    parts: int | None
    undetermined: int
    counts: bool
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Results:
    """Results row by row, in the order of the table: int64 fen, and verdict codes (0 not met, 1 unknown, 2 met).

    Where a row was rejected, or an amount is not determined, the array is masked; otherwise it is a plain array.
    """

    payments: Mapping[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    verdicts: Mapping[str, npt.NDArray[np.int8]] = field(default_factory=dict)


class ResultFrame(Protocol):
    """What makes a frame of results, of the kind that the register came in."""

    def add(self, block: Any, result: Any) -> None:
        """Take in a block with its results, None where it has none."""
        ...

    def made(self, results: Results, amounts: Literal["yuan", "fen"]) -> Any:
        """The frame."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Shown):
    """What `simulate` gives back.

    Attributes:
        identity: the policy.
        totals: what each payment comes to.
        rows: by table, the rows read, paid and rejected.
        rejects: the rows that were not taken, kept up to `KEPT` entries.
        undetermined: what hangs on missing facts, likewise.
        findings: what a person must look at, likewise.
        counts: how many entries each of these lists has in truth.
        left_out: the provisions that were not computed, and why.
        unknown_columns: by table, the columns that name no field and were passed over.
        results: the households' results row by row, for registers of arrays; `payments` and `verdicts` show them.
        parts: the same for the tables of members, loans and claims.
        files: the files written, by what is in them.
        made: what `frame` makes the frame with; None for a register in files.
        engine: what the rules ran on: "numpy", or "compiled" where they ran in compiled loops.
    """

    identity: Identity
    totals: Mapping[str, Total]
    rows: Mapping[str, Rows]
    rejects: tuple[Reject, ...]
    undetermined: tuple[Undecided, ...]
    findings: tuple[Found, ...]
    counts: Mapping[str, int]
    left_out: Mapping[str, LeftOut]
    unknown_columns: Mapping[str, tuple[str, ...]]
    results: Results = field(default_factory=Results, repr=False)
    parts: Mapping[str, Results] = field(default_factory=dict, repr=False)
    files: Mapping[str, Path] = field(default_factory=dict)
    engine: str = "numpy"
    made: ResultFrame | None = field(default=None, repr=False, compare=False)

    @property
    def payments(self) -> Mapping[str, npt.NDArray[np.int64]]:
        """Fen by provision, in the order of the households given; empty for a register in files."""
        return self.results.payments

    @property
    def verdicts(self) -> Mapping[str, npt.NDArray[np.int8]]:
        """Verdict codes by test: 0 not met, 1 unknown, 2 met; empty for a register in files."""
        return self.results.verdicts

    def frame(self, amounts: Literal["yuan", "fen"] = "yuan") -> Any:
        """The results household by household, in the kind of frame that the register came in and in its order.

        Columns are the id as given; each payment, as `<name>_yuan` (decimals) or `<name>_fen` (int64); each test of
        households as a code (0 not met, 1 unknown, 2 met); and, except for a mapping of arrays, `undetermined`,
        `findings` and `rejected`, with what is missing or why. A payment that is not determined, and all of a row that
        was rejected, is null, never 0. pandas gives pandas with the same index, polars polars, a lazy frame a lazy
        frame, a pyarrow table a table, a reader a reader, an iterator of record batches such an iterator, DuckDB a
        relation of its default connection, and a mapping of arrays a mapping of arrays.

        Args:
            amounts: "yuan" for decimals with two places, "fen" for whole numbers.

        Raises:
            RegisterError: the register came in files, or `amounts` is another word.

        Examples:
            >>> from datetime import date
            >>> from povertykit import yuan
            >>> from povertykit.jurisdictions import zz
            >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
            >>> register = {"persons": [3, 2], "月收入(元)": [500, None], "低保": [True, True], "兜底": [False, False]}
            >>> policy.simulate(register, provisions=["guarantee_gap"]).frame("fen")["guarantee_gap_fen"]
            masked_array(data=[40000, --],
                         mask=[False,  True],
                   fill_value=999999)
        """
        if amounts not in ("yuan", "fen"):
            raise RegisterError(f"got {amounts!r}", field="amounts", allowed="'yuan' or 'fen'")
        if self.made is None:
            raise RegisterError(
                "the register came in files",
                field="frame",
                remedy="name a file with out=, whose ending says its kind: .csv, .parquet or .xlsx",
            )
        return self.made.made(self.results, amounts)

    @property
    def synthetic(self) -> bool:
        """Whether the register is made up, as its columns say."""
        return is_synthetic(self.unknown_columns.get("households", ()))

    @property
    def rows_in(self) -> int:
        """The households that were read."""
        return self.rows["households"].read

    @property
    def rows_out(self) -> int:
        """The households that were decided."""
        return self.rows["households"].paid

    @property
    def rejected(self) -> int:
        """The households that were not taken; `rows_in` is `rows_out` plus these."""
        return self.rows["households"].rejected

    @property
    def by_period(self) -> Mapping[Period, Fen]:
        """What is paid for each period; amounts of different periods are not added."""
        sums: dict[Period, Fen] = {}
        for total in self.totals.values():
            if total.counts:
                sums[total.period] = sums.get(total.period, Fen(0)) + total.amount
        return sums

    def summary(self, language: str = "en") -> str:
        """The outcome in a few lines, in English ("en") or Chinese ("zh")."""
        return "\n".join(_summary(self, chinese(language)))

    def __str__(self) -> str:
        return self.summary()


def _summary(outcome: Outcome, zh: bool) -> list[str]:
    law = outcome.identity
    lines = synthetic_lines(outcome.synthetic, "zh" if zh else "en")
    lines.append(f"{law.zh}，{law.on.isoformat()}" if zh else f"{law.en}, {law.on.isoformat()}")
    for table, rows in outcome.rows.items():
        name = _TABLES_ZH[table] if zh else table
        read, paid, rejected = (f"{count:,}" for count in rows)
        lines.append(
            f"{name}：读入 {read} 行，处理 {paid} 行，退回 {rejected} 行"
            if zh
            else f"{name}: {read} rows in, {paid} out, {rejected} rejected"
        )
    lines += [_total_line(total, zh) for total in outcome.totals.values()]
    for period, amount in outcome.by_period.items():
        shown = f"{to_yuan(amount):,}"
        lines.append(f"合计（{period.zh}）：{shown} 元" if zh else f"total ({period.en}): {shown} yuan")
    names = {"undetermined": "待定", "findings": "需复核"}
    for name, name_zh in names.items():
        if outcome.counts[name]:
            count = f"{outcome.counts[name]:,}"
            lines.append(f"{name_zh}：{count} 项" if zh else f"{name}: {count}")
    lines += left_out_lines(outcome.left_out, "zh" if zh else "en")
    for table, columns in outcome.unknown_columns.items():
        if columns:
            shown = ", ".join(columns)
            lines.append(f"{_TABLES_ZH[table]}中未使用的列：{shown}" if zh else f"columns of {table} not used: {shown}")
    return lines


_TABLES_ZH = {"households": "家庭", "members": "家庭成员", "loans": "贷款", "claims": "医疗报销"}


def _total_line(total: Total, zh: bool) -> str:
    shown, households = f"{to_yuan(total.amount):,}", f"{total.households:,}"
    open_ = f"{total.undetermined:,}"
    if zh:
        line = f"  {total.zh}（{total.period.zh}）：{shown} 元，{households} 户"
        return (
            line + (f"，{open_} 户待定" if total.undetermined else "") + ("" if total.counts else "（不重复计入合计）")
        )
    line = f"  {total.en} ({total.period.en}): {shown} yuan, {households} households"
    line += f", {open_} undetermined" if total.undetermined else ""
    return line + ("" if total.counts else " (part of another payment)")
