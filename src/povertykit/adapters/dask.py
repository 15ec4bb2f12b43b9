"""A policy on Dask (the extra `dask`), with the rules as they are.

`simulate` takes a Dask DataFrame of households, each partition by itself. `simulate_parquet` lets the workers read
Parquet themselves, a row group each. Both run on whatever Dask runs on: the `distributed.Client` that was last made,
otherwise threads of this process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dask
import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.util import hash_array

from povertykit.adapters.arrow import BatchPolicy, batches
from povertykit.adapters.engines import prepared
from povertykit.adapters.result_batches import Amounts
from povertykit.adapters.row_groups import EngineOutcome, Folder, RowGroup, Work, added_up, work_of
from povertykit.errors import RegisterError
from povertykit.policy.operands import BLOCK
from povertykit.policy.policy import Policy
from povertykit.scenarios.register import Money
from povertykit.scenarios.repeats import repeated_keys
from povertykit.scenarios.simulate import OnError

if TYPE_CHECKING:
    from dask.dataframe import DataFrame

__all__ = ["simulate", "simulate_parquet"]

_MOST_BUCKETS = 16
_dask: Any = dask  # whose functions have no types


def simulate(
    policy: Policy,
    frame: DataFrame,
    *,
    schema: Any = None,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    amounts: Amounts = "fen",
    block: int = BLOCK,
) -> DataFrame:
    """A policy over a Dask DataFrame: a row of results for each household, as `povertykit.adapters.arrow` gives them.

    The results have the index of the households, in pandas columns backed by Arrow, which keep whole numbers whole
    beside nulls. Ids that stand in two rows are looked for at once, which is one pass over the ids; all else is done
    when the result is asked for, and so are wrong rows (on "stop") reported.

    Args:
        policy: the policy.
        frame: the households, with columns `members`, `loans` and `claims` of lists of dicts where there are such.
        schema: the Arrow schema of the columns; needed where partitions alone do not show it, as where columns of
            objects hold lists. By default that of the first row of the first partition.
        provisions: only these and what they need; by default all that the columns given allow.
        on_error: "stop" at rows that break a constraint; or "quarantine": the household's row says why in `rejected`.
        money: the unit of whole numbers and texts of money in columns whose heading has none.
        columns: further headings, each with the field that it names.
        amounts: payments as "fen" (int64), or as decimals of "yuan".
        block: rows computed together.

    Raises:
        RegisterError: a column that cannot be read; an id that stands in two rows.
        UnitMissing: a money column whose unit nobody said.
        InvalidInput, UnknownName, OpenTerm, OutOfCoverage: a provision named cannot be computed here.
    """
    run = batches(
        policy,
        provisions=provisions,
        on_error=on_error,
        money=money,
        columns=columns,
        amounts=amounts,
        block=block,
    )
    given = _schema_of(frame) if schema is None else schema
    run, results, texts = prepared(run, given, partial(_twice, frame))
    wanted = pa.schema([given.field(text) for text in texts])
    meta = _as_pandas(results.empty_table(), frame._meta.index)
    paid: DataFrame = frame[wanted.names].map_partitions(_paid, run, wanted, meta=meta)
    return paid


def _schema_of(frame: DataFrame) -> Any:
    """The Arrow schema of a frame: of its types, where they tell, otherwise of its first rows."""
    meta = frame._meta
    told = all(isinstance(kind, pd.ArrowDtype) or kind != np.dtype(object) for kind in meta.dtypes)
    return pa.Schema.from_pandas(meta if told else frame.head(1, npartitions=-1), preserve_index=False)


def _paid(part: Any, run: BatchPolicy, schema: Any) -> Any:
    """The results of a partition."""
    try:
        table = pa.Table.from_pandas(part, schema, preserve_index=False, safe=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise RegisterError(
            f"a partition's columns are not of the frame's types: {error}",
            field="households",
            remedy="name the columns' types with schema=",
        ) from error
    results = list(run(iter(table.to_batches())))
    paid = pa.Table.from_batches(results, None if results else run.schema(schema))
    return _as_pandas(paid, part.index)


def _as_pandas(table: Any, index: Any) -> Any:
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    frame.index = index[: len(frame)]
    return frame


def _twice(frame: DataFrame, identity: str) -> list[str]:
    """The ids that stand in more than one row."""
    ids = frame[[identity]].dropna().astype("string")
    counts = ids.groupby(identity).size(split_out=min(frame.npartitions, _MOST_BUCKETS))
    return [str(each) for each in counts[counts > 1].compute().index]


def simulate_parquet(
    policy: Policy,
    path: str | PathLike[str],
    *,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
    out: str | PathLike[str] | None = None,
    block: int = BLOCK,
) -> EngineOutcome:
    """A policy over a register in Parquet, each row group a task that a worker of Dask reads itself.

    A task that is lost with its worker is run again by another, and counted once; see `out` for what it had written.

    Args:
        policy: the policy.
        path: a Parquet file, or a folder of them, under a name that every worker knows it by.
        provisions: only these and what they need; by default all that the columns given allow.
        on_error: "stop" at rows that break a constraint; or "quarantine": they are counted, and listed in `out`.
        money: the unit of whole numbers and texts of money in columns whose heading has none.
        columns: further headings, each with the field that it names.
        out: a folder that is yet to be, for the payment list in Parquet, a file for each row group; each appears when
            it is whole, and the folder takes its name when all are.
        block: rows computed together.

    Raises:
        RegisterError, UnitMissing, InvalidInput, UnknownName, OpenTerm, OutOfCoverage: as `simulate` says.
    """
    given = {"provisions": provisions, "on_error": on_error, "money": money, "columns": columns, "block": block}
    work, groups, plan = work_of(batches(policy, **given), path, _twice_in)  # type: ignore[arg-type]
    with Folder(None if out is None else Path(out)) as folder:
        whole = _dask.delayed(folder.of(work))
        parts = _dask.compute(*(_dask.delayed(_pay)(whole, group) for group in groups))
        return added_up(policy, plan, parts, folder.path)


def _pay(work: Work, group: RowGroup) -> dict[str, Any]:
    return work.pay(group)


def _twice_in(work: Work, groups: list[RowGroup]) -> list[str]:
    """The ids that stand in more than one row: by their 64-bit keys, then, of the few keys found, by themselves."""
    count = min(len(groups), _MOST_BUCKETS)
    split = _dask.delayed(_split, nout=count)
    buckets = [split(work, group, count) for group in groups]
    found = _dask.compute(*(_dask.delayed(_together)([each[place] for each in buckets]) for place in range(count)))
    keys = np.concatenate(found) if found else np.empty(0, np.int64)
    if not keys.size:
        return []
    texts = _dask.compute(*(_dask.delayed(_ids_of)(work, group, keys) for group in groups))
    counts = Counter(text for each in texts for text in each)
    return [text for text, times in counts.items() if times > 1]


def _keys(ids: list[str]) -> Any:
    """A key of 64 bits for each id, the same in every process."""
    keys: Any = hash_array(np.array(ids, np.object_), categorize=False)  # type: ignore[operator,unused-ignore]
    return keys.view(np.int64)


def _split(work: Work, group: RowGroup, count: int) -> list[Any]:
    keys = _keys(work.ids(group))
    return [keys[keys % count == place] for place in range(count)]


def _together(parts: list[Any]) -> Any:
    return repeated_keys(np.concatenate(parts))


def _ids_of(work: Work, group: RowGroup, keys: Any) -> list[str]:
    ids = work.ids(group)
    return [text for text, wanted in zip(ids, np.isin(_keys(ids), keys).tolist(), strict=True) if wanted]
