"""Results household by household as Arrow record batches: one row for each household that was read, in order.

The columns are `household_id`; each payment, as `<name>_fen` (int64) or `<name>_yuan` (decimal128(18, 2)); each test of
households, as a code (0 not met, 1 unknown, 2 met); `undetermined`, what hangs on missing facts and on which;
`findings`, what a person must look at; and `rejected`, why a row was not taken. A payment that is not determined, and
all of a row that was rejected, is null, never 0.
"""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import numpy as np
import pyarrow as pa

from povertykit.decision import Unit
from povertykit.policy.declaration import SILENT
from povertykit.policy.plan import Plan
from povertykit.scenarios.blocks import Block
from povertykit.scenarios.columns import Flags, Integers
from povertykit.scenarios.lists import rejected_rows
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import HOUSEHOLD_ID, Table
from povertykit.scenarios.results import HOUSEHOLD, Computed, Reasons, hung_on, open_rules, patterns

__all__ = ["Amounts", "ResultColumns", "as_yuan", "decoded", "reason_of"]

Amounts: TypeAlias = Literal["fen", "yuan"]
_YUAN: Final = pa.decimal128(18, 2)


def as_yuan(fen: Any) -> Any:
    """An int64 array of fen as decimals of yuan, exactly; nulls stay.

    Examples:
        >>> as_yuan(pa.array([48850, None, -1])).to_pylist()
        [Decimal('488.50'), None, Decimal('-0.01')]
    """
    low = (fen.fill_null(0) if fen.null_count else fen).to_numpy()
    digits = np.empty((low.size, 2), np.int64)
    digits[:, 0], digits[:, 1] = low, low >> 63
    valid = None
    if fen.null_count:
        valid = pa.array(fen.is_valid().to_numpy(zero_copy_only=False)).buffers()[1]
    return pa.Array.from_buffers(_YUAN, low.size, [valid, pa.py_buffer(digits)])


def reason_of(reject: Reject) -> str:
    """Why a row was not taken, in one line."""
    column = f"{reject.column}: " if reject.column else ""
    return f"{reject.table} row {reject.row}: {column}{reject.value}; allowed: {reject.rule}"


class ResultColumns:
    """Makes the record batches of a plan's results.

    Args:
        plan: the provisions.
        amounts: "fen" for int64, "yuan" for decimals.

    Attributes:
        schema: the Arrow schema of the batches.
    """

    def __init__(self, plan: Plan, amounts: Amounts) -> None:
        self.plan = plan
        self.amounts: Amounts = amounts
        rules = plan.rules()
        self.payments: list[str] = [rule.name for rule in rules if rule.gives_amount]
        self.tests: list[str] = [
            rule.name
            for rule in rules
            if rule.entity is HOUSEHOLD and rule.unit is Unit.FLAG and rule.kind not in SILENT
        ]
        kind = pa.int64() if amounts == "fen" else _YUAN
        fields = [(HOUSEHOLD_ID, pa.string())]
        fields += [(f"{name}_{amounts}", kind) for name in self.payments]
        fields += [(name, pa.int8()) for name in self.tests]
        fields += [(name, pa.string()) for name in ("undetermined", "findings", "rejected")]
        self.schema: Any = pa.schema(fields)

    def batch(self, table: Table, block: Block, result: Computed | None) -> Any:
        """The rows of a block."""
        size, start = block.size, block.piece.start
        has_id = HOUSEHOLD_ID in table.headings.known
        ids = block.piece.texts(HOUSEHOLD_ID) if has_id else [str(table.number(start + row)) for row in range(size)]
        lost: Flags | None = None
        if block.rejects:
            lost = np.zeros(size, np.bool_)
            lost[rejected_rows(slice(start, start + size), block.batch) - start] = True
        kept = None if lost is None else np.flatnonzero(~lost)
        columns: list[Any] = [pa.array(ids, pa.string())]
        columns += [self._amount(name, size, result, kept, lost) for name in self.payments]
        columns += [self._code(name, size, result, kept, lost) for name in self.tests]
        columns += map(decoded, self.reasons(block, result))
        return pa.record_batch(columns, schema=self.schema)

    def _amount(self, name: str, size: int, result: Computed | None, kept: Integers | None, lost: Flags | None) -> Any:
        if result is None:
            return pa.nulls(size, self.schema.field(f"{name}_{self.amounts}").type)
        values, open_ = result.values[HOUSEHOLD, name], result.open[HOUSEHOLD, name]
        fen = pa.array(_spread(values, size, kept), mask=_masked(open_, size, kept, lost))
        return fen if self.amounts == "fen" else as_yuan(fen)

    def _code(self, name: str, size: int, result: Computed | None, kept: Integers | None, lost: Flags | None) -> Any:
        if result is None:
            return pa.nulls(size, pa.int8())
        return pa.array(_spread(result.values[HOUSEHOLD, name], size, kept), pa.int8(), mask=lost)

    def reasons(self, block: Block, result: Computed | None) -> list[Any]:
        """The texts of a block, each different one once: what is undetermined, found and not taken."""
        kept: Integers | None = None
        if block.rejects:
            taken, start = block.batch.rows, block.piece.start
            kept = (np.arange(taken.start, taken.stop) if isinstance(taken, slice) else taken) - start
        own = [reject for reject in block.rejects if reject.table == "households"]
        gone = np.setdiff1d(np.arange(block.size), kept) if kept is not None else np.empty(0, np.int64)
        return [
            _by_kind(block.size, kept, *self._undetermined(result)),
            _by_kind(block.size, kept, *_found(block, result)),
            _by_kind(block.size, None, gone, np.arange(len(own)), [reason_of(reject) for reject in own]),
        ]

    def _undetermined(self, result: Computed | None) -> Kinds:
        """The households of which something is not determined, and what hangs on which facts."""
        open_ = [] if result is None else open_rules(self.plan, result)
        if result is None or not open_:
            return _NO_KINDS
        flags = [rows for _, rows in open_]
        rows = np.flatnonzero(np.logical_or.reduce(flags))
        first, kinds = patterns([*flags, *hung_on(result)], rows)
        reasons = [(rule.name, where, Reasons(self.plan, result, rule)) for rule, where in open_]
        texts = []
        for at in rows[first].tolist():
            parts = [(name, why.at(at)) for name, where, why in reasons if where[at]]
            texts.append("; ".join(f"{name}: {', '.join(facts)}" if facts else name for name, facts in parts))
        return rows, kinds, texts


Kinds: TypeAlias = tuple[Integers, Integers, list[str]]
"""Rows, the kind of each, and the text of each kind."""
_NO_KINDS: Final[Kinds] = (np.empty(0, np.int64), np.empty(0, np.int64), [])


def _found(block: Block, result: Computed | None) -> Kinds:
    """The households at which a person must look, and why."""
    flags: dict[str, Flags] = {}
    for (entity, name), where in ({} if result is None else result.found).items():
        if where is not None and where.any():
            flags[name] = where if entity is HOUSEHOLD else block.batch.parts[entity].per_household(where)
    if not flags:
        return _NO_KINDS
    rows: Integers = np.flatnonzero(np.logical_or.reduce([*flags.values()]))
    first, kinds = patterns([*flags.values()], rows)
    return rows, kinds, [", ".join(n for n, where in flags.items() if where[at]) for at in rows[first].tolist()]


def _by_kind(size: int, kept: Integers | None, rows: Integers, kinds: Integers, texts: list[str]) -> Any:
    """Texts by a dictionary; rows of a batch from which wrong ones were taken out are put at their places."""
    if not texts:
        return pa.nulls(size, pa.string())
    codes, none = np.zeros(size, np.int32), np.ones(size, np.bool_)
    places = rows if kept is None else kept[rows]
    codes[places], none[places] = kinds, False
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=none), pa.array(texts, pa.string()))


def decoded(texts: Any) -> Any:
    """Texts by a dictionary as plain texts."""
    return texts.dictionary_decode() if pa.types.is_dictionary(texts.type) else texts


def _spread(values: Any, size: int, kept: Integers | None) -> Any:
    if kept is None:
        return values
    whole = np.zeros(size, values.dtype)
    whole[kept] = values
    return whole


def _masked(open_: Flags | None, size: int, kept: Integers | None, lost: Flags | None) -> Flags | None:
    if open_ is None:
        return lost
    mask = open_ if kept is None else _spread(open_, size, kept)
    return mask if lost is None else mask | lost
