"""Ids that stand in two rows: found in sorted, unsorted and far apart rows, in memory that stays flat."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_registers import XIANGXI
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.errors import RegisterError
from povertykit.scenarios import repeats
from povertykit.scenarios.blocks import opened

pa = pytest.importorskip("pyarrow", reason="the extra `frames` is not installed")
import pyarrow.parquet as pq  # noqa: E402

from povertykit.adapters.arrow import batches  # noqa: E402

GAP = {"provisions": ["guarantee_gap"]}
NUMBERS = st.lists(st.integers(-20, 20) | st.integers(-(2**63), 2**63 - 1), max_size=60)
TEXTS = st.lists(st.none() | st.text("H019", min_size=1, max_size=3), max_size=60)


def standing_twice(ids: list[Any]) -> list[int]:
    """The rows whose id stands in another row too, counted plainly."""
    return [row for row, each in enumerate(ids) if each is not None and ids.count(each) > 1]


class Ids:
    """A table of which only the ids are known, in pieces."""

    def __init__(self, ids: list[Any], size: int) -> None:
        self.parts = [ids[at : at + size] for at in range(0, len(ids), size)]

    def ids(self, name: str) -> Iterator[Any]:
        for part in self.parts:
            if any(isinstance(each, str) for each in part) or not all(isinstance(each, int) for each in part):
                yield part
            else:
                yield np.array(part, np.int64)


def of_numbers(ids: list[int | None]) -> Any:
    table = Ids([], 1)
    masked = np.ma.MaskedArray([each or 0 for each in ids], [each is None for each in ids], dtype=np.int64)
    table.ids = lambda name: iter([masked])  # type: ignore[method-assign]
    return table


@settings(max_examples=200, deadline=None)
@given(ids=NUMBERS, size=st.integers(1, 20), most=st.integers(1, 30), ordered=st.booleans())
def test_numbers_as_counted_plainly(ids: list[int], size: int, most: int, ordered: bool) -> None:
    ids = sorted(ids) if ordered else ids
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats.Keys.__init__, "__defaults__", (most,))
        patch.setattr(repeats, "_AT_ONCE", 3)
        assert repeats.rows_twice(Ids(ids, size)).tolist() == standing_twice(ids)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(ids=TEXTS, size=st.integers(1, 20), most=st.integers(1, 30), stretches=st.integers(0, 5), ordered=st.booleans())
def test_texts_as_counted_plainly(ids: list[Any], size: int, most: int, stretches: int, ordered: bool) -> None:
    if ordered:
        ids = sorted((each for each in ids if each is not None), key=lambda text: (len(text), text))
    table = Ids([each if each is None else str(each) for each in ids], size)
    table.ids = lambda name: iter(table.parts)  # type: ignore[method-assign]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats.Keys.__init__, "__defaults__", (most,))
        patch.setattr(repeats, "_AT_ONCE", 3)
        patch.setattr(repeats, "_MOST_STRETCHES", stretches)
        assert repeats.rows_twice(table).tolist() == standing_twice(ids)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(ids=st.lists(st.none() | st.integers(1, 9), max_size=20))
def test_rows_without_a_number_are_no_repeats(ids: list[int | None]) -> None:
    assert repeats.rows_twice(of_numbers(ids)).tolist() == standing_twice(ids)


@settings(max_examples=100, deadline=None)
@given(ids=TEXTS, size=st.integers(1, 20))
def test_rows_gone_through_once(ids: list[Any], size: int) -> None:
    seen = repeats.Seen()
    for at in range(0, len(ids), size):
        seen.add(ids[at : at + size])
    assert bool(seen.twice().size) == bool(standing_twice(ids))


def test_different_texts_of_one_key_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ["B", "A", "B", "AA"]
    monkeypatch.setattr(repeats, "_key_of", lambda text: hash(text) if "\0" in text else len(text))
    assert repeats.rows_twice(Ids(ids, 2)).tolist() == [0, 2]  # type: ignore[arg-type]


class Full(io.BytesIO):
    """A file on a disk that is full."""

    def write(self, data: object) -> int:
        raise OSError(28, "no space left on device")


@pytest.mark.parametrize("lost", ["no folder", "a full disk"])
def test_without_room_on_the_disk_keys_stay_in_memory(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> Any:
        if lost == "no folder":
            raise OSError("no room for temporary files")
        return Full()

    monkeypatch.setattr(repeats.tempfile, "TemporaryFile", refused)
    keys = repeats.Keys(most=4)
    for start in range(0, 40, 5):
        keys.add(np.arange(start, start + 5))
    keys.add(np.array([7, 33]))
    assert keys.twice().tolist() == [7, 33]


# Whole registers in Parquet: the repeated id next to itself, far apart, in and out of order.

ROWS = 3_000
ORDERS = {
    "rising": np.arange(ROWS),
    "in stretches": np.concatenate([np.arange(2000, ROWS), np.arange(2000)]),
    "falling": np.arange(ROWS)[::-1],
    "in no order": np.random.default_rng(7).permutation(ROWS),
}


def register(ids: Any) -> Any:
    flags = np.ones(len(ids), np.bool_)
    persons, income = np.full(len(ids), 3), np.arange(len(ids))
    columns = {"persons": persons, "household_income_fen": income, "on_dibao": flags, "in_backstop": ~flags}
    return pa.table({"household_id": ids, **columns})


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["numbers", "texts", "numbers, some missing"])
@pytest.mark.parametrize("places", [None, (0, 1), (17, 2_900), (0, ROWS - 1)])
def test_a_repeated_id_is_found_wherever_it_stands(order: str, kind: str, places: Any, tmp_path: Path) -> None:
    numbers = ORDERS[order].copy()
    if places is not None:
        numbers[places[1]] = numbers[places[0]]
    absent = np.zeros(ROWS, np.bool_)
    if kind == "numbers, some missing":
        absent[[5, 6, 1000]] = True
    ids = pa.array([f"H{number}" for number in numbers.tolist()]) if kind == "texts" else pa.array(numbers, mask=absent)
    path = tmp_path / "register.parquet"
    pq.write_table(register(ids), path, row_group_size=700)
    wrong = sorted({*(places or ()), *np.flatnonzero(absent).tolist()})
    for block, threads in ((257, 1), (1_000, 2)):
        outcome = XIANGXI.simulate(path, on_error="quarantine", block=block, threads=threads, **GAP)  # type: ignore[arg-type]
        assert [reject.row for reject in outcome.rejects] == wrong
    if places is not None and kind != "numbers, some missing":
        with pytest.raises(RegisterError, match="in more than one row"):
            list(batches(XIANGXI, **GAP)(iter(register(ids).to_batches(max_chunksize=500))))  # type: ignore[arg-type]
    elif kind != "numbers, some missing":
        assert len(list(batches(XIANGXI, **GAP)(iter(register(ids).to_batches(max_chunksize=500))))) > 0  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ["rising", "in no order"])
def test_memory_stays_flat(order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats.Keys.__init__, "__defaults__", (1 << 14,))
    peaks = []
    for rows in (1 << 17, 1 << 19):
        ids = np.arange(rows) if order == "rising" else np.random.default_rng(1).permutation(rows)
        path = tmp_path / f"{rows}.parquet"
        pq.write_table(register(ids), path, row_group_size=1 << 14)
        tracemalloc.start()
        opened(path, None, None).join()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (1 << 18)  # 8 bytes of each row would be three megabytes
