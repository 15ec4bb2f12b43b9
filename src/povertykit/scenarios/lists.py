"""Where a run's results go: lists kept in memory up to a bound, or written to files; the payment list; arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from povertykit.decision import Unit
from povertykit.models import Entity
from povertykit.money import Period
from povertykit.periods import RECURRING
from povertykit.policy.declaration import SILENT
from povertykit.policy.plan import Plan
from povertykit.policy.provision import Provision, ProvisionKind
from povertykit.scenarios.batch import Batch
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.outcome import KEPT, Results
from povertykit.scenarios.results import HOUSEHOLD, Computed
from povertykit.scenarios.writing import InYuan, ListFile

__all__ = ["ArrayResults", "Kept", "Opened", "PaymentList"]

T = TypeVar("T", bound=tuple[Any, ...])
_MOST_REMEMBERED = 1 << 16
Opened: TypeAlias = Callable[[Path, Sequence[str]], ListFile]
"""Opens a file of some headings."""


class Kept(Generic[T]):
    """A list of entries: in a file all of them, in memory the first ones.

    Args:
        path: the file; None to keep entries in memory only.
        headings: the file's headings.
        opened: how the file is opened.
    """

    def __init__(self, path: Path | None, headings: Sequence[str], opened: Opened = ListFile) -> None:
        self.file: ListFile | None = None if path is None else opened(path, headings)
        self.count: int = 0
        self.entries: list[T] = []

    @property
    def room(self) -> int | None:
        """How many further entries anybody would see; None for all."""
        return None if self.file is not None else KEPT - len(self.entries)

    def add(self, entries: Sequence[T], count: int | None = None) -> None:
        """Add entries, of `count` that there are."""
        self.count += len(entries) if count is None else count
        self.entries += entries[: KEPT - len(self.entries)]
        if self.file is not None:
            cell = self.file.cell
            self.file.write([cell(_cell(value)) for value in entry] for entry in entries)


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


class _Yuan(dict[int, str]):
    """Fen as yuan with two decimals, remembering what was asked."""

    def __missing__(self, fen: int) -> str:
        sign, size = ("-", -fen) if fen < 0 else ("", fen)
        text = f"{sign}{size // 100}.{size % 100:02d}"
        if len(self) < _MOST_REMEMBERED:
            self[fen] = text
        return text


class PaymentList:
    """The payment list: a row for each household, a column for each payment with its period, totals by period.

    Args:
        path: the file.
        plan: the provisions.
        zh: whether headings are Chinese.
        opened: how the file is opened.
    """

    def __init__(self, path: Path, plan: Plan, *, zh: bool, opened: Opened = ListFile) -> None:
        self.rules: list[Provision[int]] = [rule for rule in plan.rules() if rule.kind is ProvisionKind.PAYMENT]
        self.periods: list[Period] = list(dict.fromkeys(rule.period or Period.UNSTATED for rule in self.rules))
        self.zh = zh
        self._yuan = _Yuan()
        labels = [self._heading(rule.zh if zh else rule.name, rule.period or Period.UNSTATED) for rule in self.rules]
        totals = [self._heading("合计" if zh else "total", period) for period in self.periods]
        ends = ("户编号", "待定项目") if zh else ("household_id", "not determined")
        self.file: ListFile = opened(path, [ends[0], *labels, *totals, ends[1]])

    def add(self, ids: Iterable[str], result: Computed) -> None:
        """Add a block's households; what is not determined stays empty, and so does a total that it belongs to."""
        columns: list[Sequence[str]] = [[*map(self.file.cell, ids)]]
        size = len(columns[0])
        totals = {period: np.zeros(size, np.int64) for period in self.periods}
        open_of: dict[Period, Flags | None] = dict.fromkeys(self.periods)
        names: list[list[str]] | None = None
        for rule in self.rules:
            period = rule.period or Period.UNSTATED
            values, open_ = result.values[HOUSEHOLD, rule.name], result.open[HOUSEHOLD, rule.name]
            totals[period] = totals[period] + values
            columns.append(self._amounts(values, open_))
            if open_ is not None and open_.any():
                before = open_of[period]
                open_of[period] = open_ if before is None else before | open_
                names = names or [[] for _ in range(size)]
                for place in np.flatnonzero(open_).tolist():
                    names[place].append(rule.zh if self.zh else rule.name)
        columns += [self._amounts(totals[period], open_of[period]) for period in self.periods]
        columns.append([", ".join(each) for each in names] if names else [""] * size)
        self.file.write(zip(*columns, strict=True))

    def _heading(self, label: str, period: Period) -> InYuan:
        """A heading with its unit and period."""
        if not self.zh:
            return InYuan(f"{label} (yuan, {period.en})")
        return InYuan(f"{label}(元{'/' if period in RECURRING else '，'}{period.zh})")

    def _amounts(self, values: Integers, open_: Flags | None) -> list[str]:
        texts = list(map(self._yuan.__getitem__, values.tolist()))
        if open_ is not None:
            for place in np.flatnonzero(open_).tolist():
                texts[place] = ""
        return texts


class ArrayResults:
    """Results row by row, in the order of the table, in arrays made once.

    Args:
        plan: the provisions.
        entity: whose results.
        size: how many rows the table has.
    """

    def __init__(self, plan: Plan, entity: Entity, size: int) -> None:
        self.size: int = size
        self.entity: Entity = entity
        own = [rule for rule in plan.rules() if rule.entity is entity]
        paying = [rule for rule in (plan.rules() if entity is HOUSEHOLD else own) if rule.gives_amount]
        tests = [rule for rule in own if rule.unit is Unit.FLAG and rule.kind not in SILENT]
        self.payments: dict[str, Integers] = {rule.name: np.empty(size, np.int64) for rule in paying}
        self.verdicts: dict[str, npt.NDArray[np.int8]] = {rule.name: np.empty(size, np.int8) for rule in tests}
        self._open: dict[str, Flags] = {}
        self._rejected: Flags | None = None

    def places(self, rows: Integers | slice) -> dict[str, Integers]:
        """Where the amounts of some rows stand, if these follow one another: what is written there needs no `put`."""
        return {name: target[rows] for name, target in self.payments.items()} if isinstance(rows, slice) else {}

    def put(self, rows: Integers | slice, result: Computed) -> None:
        """Put a block's results at their rows."""
        for name, target in self.payments.items():
            key = (self.entity, name)
            if (values := result.values[key]).base is not target:  # not written there at once, by a compiled loop
                target[rows] = values
            if (open_ := result.open[key]) is not None and open_.any():
                mask = self._open.setdefault(name, np.zeros(self.size, np.bool_))
                mask[rows] = open_
        for name, codes in self.verdicts.items():
            codes[rows] = result.values[self.entity, name]

    def reject(self, rows: Integers) -> None:
        """Note that rows were not taken."""
        if self._rejected is None:
            self._rejected = np.zeros(self.size, np.bool_)
        self._rejected[rows] = True

    def results(self) -> Results:
        """The arrays, masked where a row was rejected or an amount is not determined."""
        return Results(
            {name: _masked(values, self._open.get(name), self._rejected) for name, values in self.payments.items()},
            {name: _masked(codes, None, self._rejected) for name, codes in self.verdicts.items()},
        )


def _masked(values: npt.NDArray[Any], open_: Flags | None, rejected: Flags | None) -> npt.NDArray[Any]:
    masks = [mask for mask in (open_, rejected) if mask is not None]
    if not masks:
        return values
    mask = masks[0] if len(masks) == 1 else masks[0] | masks[1]
    values[mask] = 0
    return np.ma.MaskedArray(values, mask)


def rejected_rows(block_rows: slice, batch: Batch) -> Integers:
    """The rows of a block that are not in its batch."""
    kept = np.zeros(block_rows.stop - block_rows.start, np.bool_)
    kept[(batch.rows - block_rows.start) if isinstance(batch.rows, np.ndarray) else slice(None)] = True
    refused: Integers = np.flatnonzero(~kept) + block_rows.start
    return refused
