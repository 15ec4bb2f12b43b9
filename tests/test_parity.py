"""The comparison that `make parity` runs on ten million households: here on 100,000, and that it finds a difference."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent))

from benchmarks import parity
from benchmarks.drawn_tables import Drawn


@pytest.mark.slow
def test_100_000_households_through_every_way(tmp_path: Path) -> None:
    engines = {"dask", "spark", "spark row groups"}  # which have tests of their own
    ways = {name: way for name, way in parity.installed().items() if name not in engines}
    assert len(ways) >= 9
    assert set(parity.compared(100_000, 7, ways, tmp_path)) == set(ways)


def one_fen_more(register: Drawn, draw: Random, folder: Path) -> parity.Answer:
    answer = parity.by_arrays(register, draw, folder)
    answer["guarantee_gap"][5] += 1
    return answer


def test_one_fen_is_a_difference(tmp_path: Path) -> None:
    with pytest.raises(parity.Difference, match=r"other, seed 1, 50 households: guarantee_gap of row 5 is"):
        parity.compared(50, 1, {"other": one_fen_more}, tmp_path)


def test_a_run_that_was_interrupted_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parity, "CHUNK", 40)
    ways = {"batches": parity.by_batches}
    monkeypatch.setattr(parity, "WAYS", ways)
    assert parity.main(["80"]) == 0
    assert capsys.readouterr().out == "80 households through 2 ways: 0 differences\n"
    assert json.loads(parity.STATE.read_text("utf-8")) == [[0, 40, ["batches"]], [1, 40, ["batches"]]]
    ways["batches"] = one_fen_more
    assert parity.main(["80"]) == 0  # done before
    assert parity.main(["120"]) == 1
    assert "DIFFERENCE: batches, seed 2, 40 households: guarantee_gap of row 5" in capsys.readouterr().out
    assert parity.main(["80", "--again"]) == 1
