"""Why results are not determined, rows found or not taken: each different text made once, the same for every row."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from drawn_registers import XIANGXI
from engine_registers import register
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as drawn_arrays

from povertykit.adapters import result_batches
from povertykit.adapters.result_batches import reason_of
from povertykit.scenarios import results
from povertykit.scenarios.results import Reasons, open_rules, patterns

ROWS = 400
REGISTER = register(ROWS, seed=11)


@pytest.fixture(scope="module")
def slowly() -> list[tuple[str | None, str | None, str | None]]:
    """The texts made for each row by itself, from the lists of the outcome."""
    outcome = XIANGXI.simulate(REGISTER, on_error="quarantine")
    texts: list[dict[int, list[str]]] = [defaultdict(list), defaultdict(list), {}]
    for entry in outcome.undetermined:
        texts[0][entry.row].append(f"{entry.provision}: {', '.join(entry.missing)}")
    for found in outcome.findings:
        assert found.table == "households"
        texts[1][found.row].append(found.name)
    for reject in outcome.rejects:
        if reject.table == "households":
            texts[2][reject.row] = [reason_of(reject)]
    assert all(texts)
    assert all(count < 1000 for count in outcome.counts.values())  # the lists are whole
    joined: list[dict[int, str]] = [
        {row: mark.join(parts) for row, parts in each.items()}
        for mark, each in zip(["; ", ", ", ""], texts, strict=True)
    ]
    return [(joined[0].get(row), joined[1].get(row), joined[2].get(row)) for row in range(ROWS)]


@pytest.mark.parametrize("block", [1, 7, 64, 65_536])
@pytest.mark.parametrize("kind", ["arrow", "polars", "pandas", "lazy"])
def test_every_row_has_the_text_of_its_own(block: int, kind: str, slowly: list[tuple[str | None, ...]]) -> None:
    sources: dict[str, Any] = {
        "arrow": REGISTER,
        "polars": pl.DataFrame(REGISTER),
        "pandas": REGISTER.to_pandas(types_mapper=__import__("pandas").ArrowDtype),
        "lazy": pl.DataFrame(REGISTER).lazy(),
    }
    made: Any = XIANGXI.simulate(sources[kind], on_error="quarantine", block=block).frame("fen")
    made = made.collect() if kind == "lazy" else made
    table = pa.table(made) if kind != "pandas" else pa.Table.from_pandas(made, preserve_index=False)
    columns = [table.column(name) for name in ("undetermined", "findings", "rejected")]
    assert not any(pa.types.is_dictionary(each.type) for each in columns)
    assert [*zip(*(each.to_pylist() for each in columns), strict=True)] == slowly


def test_the_reasons_of_a_kind_are_those_of_each_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against the reasons asked for row by row."""
    seen: list[int] = []
    made = result_batches.ResultColumns._undetermined

    def checked(columns: Any, result: Any) -> Any:
        rows, kinds, texts = made(columns, result)
        rules = open_rules(columns.plan, result) if result is not None else []
        reasons = {rule.name: (where, Reasons(columns.plan, result, rule)) for rule, where in rules}
        for at, kind in zip(rows.tolist(), kinds.tolist(), strict=True):
            own = [(name, why.at(at)) for name, (where, why) in reasons.items() if where[at]]
            assert texts[kind] == "; ".join(f"{n}: {', '.join(facts)}" if facts else n for n, facts in own)
            seen.append(kind)
        return rows, kinds, texts

    monkeypatch.setattr(result_batches.ResultColumns, "_undetermined", checked)
    XIANGXI.simulate(REGISTER, on_error="quarantine")
    assert len(set(seen)) > 20
    assert len(seen) > len(set(seen))


@given(
    st.integers(1, 40).flatmap(lambda rows: drawn_arrays.arrays(np.bool_, st.tuples(st.integers(0, 70), st.just(rows))))
)
def test_rows_are_of_one_kind_when_all_flags_are_alike(flags: Any) -> None:
    rows = np.arange(flags.shape[1])
    first, kinds = patterns(list(flags), rows)
    columns = [tuple(column) for column in flags.T.tolist()]
    assert len(first) == len(set(columns))
    assert [columns[first[kind]] for kind in kinds.tolist()] == columns


def test_many_flags_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "_BITS", 2)
    flags = [np.array([bool(row >> bit & 1) for row in range(200)]) for bit in range(8)]
    first, kinds = patterns(flags, np.arange(200))
    assert sorted(first.tolist()) == list(range(200))
    assert first[kinds].tolist() == list(range(200))
