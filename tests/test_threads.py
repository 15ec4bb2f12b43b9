"""Several threads: the same fen, the same lists in the same order, and few blocks under way at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_registers import XIANGXI, as_arrays, as_files, registers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertykit import Household
from povertykit.errors import RegisterError
from povertykit.scenarios import Outcome
from povertykit.scenarios.threads import MOST_THREADS, checked_threads, in_order

LISTS = ("totals", "rows", "rejects", "undetermined", "findings", "counts")


def told(outcome: Outcome) -> dict[str, object]:
    """All that an outcome says, in a form that can be compared."""
    shown: dict[str, object] = {name: getattr(outcome, name) for name in LISTS}
    for table, results in {"households": outcome.results, **outcome.parts}.items():
        for name, values in {**results.payments, **results.verdicts}.items():
            shown[f"{table}.{name}"] = (np.ma.getmaskarray(values).tolist(), np.ma.getdata(values).tolist())
    return shown


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers(24), threads=st.integers(2, 5), block=st.integers(1, 9))
def test_any_number_of_threads_gives_the_same(register: list[Household], threads: int, block: int) -> None:
    source = as_arrays(register)
    one, many = (XIANGXI.simulate(source, on_error="quarantine", block=block, threads=count) for count in (1, threads))
    assert told(one) == told(many)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers(24))
def test_files_are_written_in_the_same_order(
    register: list[Household], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("threads")
    source = as_files(register, folder)
    written = []
    for threads in (1, 3):
        paths: Any = {name: folder / f"{name}-{threads}" for name in ("out", "rejects", "undetermined", "findings")}
        XIANGXI.simulate(source, on_error="quarantine", block=2, threads=threads, **paths)
        written.append([path.read_bytes() for path in paths.values()])
    assert written[0] == written[1]


def wrong_in(rows: int, *wrong: int) -> dict[str, Any]:
    """A register of the dibao gap whose persons are 0 in some rows."""
    persons = np.full(rows, 3)
    persons[list(wrong)] = 0
    flags = np.ones(rows, np.bool_)
    return {"persons": persons, "household_income_fen": np.arange(rows), "on_dibao": flags, "in_backstop": ~flags}


def test_a_run_stops_at_the_first_wrong_row_whichever_thread_is_first() -> None:
    for threads in (1, 4):
        with pytest.raises(RegisterError, match="the first is row 57 "):
            XIANGXI.simulate(wrong_in(400, 57, 90, 399), provisions=["guarantee_gap"], block=10, threads=threads)


def test_progress_is_told_in_order() -> None:
    seen: list[tuple[int, int | None]] = []
    XIANGXI.simulate(
        wrong_in(95),
        provisions=["guarantee_gap"],
        block=10,
        threads=4,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(min(done, 95), 95) for done in range(10, 101, 10)]


def test_few_items_are_under_way_at_a_time() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    for place, number in enumerate(in_order(items(), lambda number: number, 3)):
        assert number == place
        assert taken - place <= 3 + 2
    assert taken == 100


def test_errors_come_at_their_place() -> None:
    def items() -> Iterator[int]:
        yield from range(5)
        raise RegisterError("the file ends in the middle", field="households")

    def half(number: int) -> int:
        if number == 3:
            raise ValueError(number)
        return number

    for threads in (1, 2, 9):
        got: list[int] = []
        with pytest.raises(RegisterError, match="in the middle"):
            got.extend(in_order(items(), lambda number: number, threads))
        assert got == [0, 1, 2, 3, 4]
        got = []
        with pytest.raises(ValueError, match="3"):
            got.extend(in_order(items(), half, threads))
        assert got == [0, 1, 2]


def test_no_thread_is_left_behind() -> None:
    results = in_order(range(100), lambda number: number, 3)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("povertykit")]


def test_how_many_threads_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked_threads(None, read=True) == 1
    assert 1 <= checked_threads(None, read=False) <= MOST_THREADS
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert checked_threads(None, read=False) == 1


@pytest.mark.parametrize("threads", [0, -1, 65, True, 2.0, "2"])
def test_a_number_of_threads_that_there_cannot_be_is_refused(threads: object, tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"threads.*1 to 64"):
        XIANGXI.simulate(wrong_in(1), provisions=["guarantee_gap"], threads=threads)  # type: ignore[arg-type]
