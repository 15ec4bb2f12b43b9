"""Xiangxi's household rules as a C loop, compiled by gcc for this processor and called through ctypes."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.register import PAYMENTS

__all__ = ["FLAGS", "made"]

FLAGS = ("-O2", "-march=native")
_COLUMNS = (
    "persons",
    "persons_covered",
    "household_income",
    "registered_poor",
    "on_dibao",
    "in_backstop",
    "special_hardship_persons",
    "hardship_persons",
    "hardship_months",
    "develops_industry",
    "income_projects",
)
_SOURCE = Path(__file__).with_name("xiangxi.c")
Results = dict[str, Any]


def made() -> Callable[..., tuple[Results, dict[str, int]]] | None:
    """The loop as a function of the columns; None where there is no gcc.

    The function takes the columns and, if they are to be written anew, the results of an earlier call; it gives the
    results row by row and the totals of the payments.
    """
    compiler = shutil.which("gcc")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "xiangxi.so"
        subprocess.run([compiler, *FLAGS, "-shared", "-fPIC", "-o", path, _SOURCE], check=True)
        function = ctypes.CDLL(str(path)).xiangxi

    def run(columns: Results, into: Results | None = None) -> tuple[Results, dict[str, int]]:
        rows = len(columns["persons"])
        results = into or {name: np.empty(rows, np.int64) for name in PAYMENTS} | {"target": np.empty(rows, np.int8)}
        totals = np.empty(len(PAYMENTS) + 2, np.int64)
        given, written = (_pointers(*each) for each in ((columns, _COLUMNS), (results, results)))
        function(ctypes.c_int64(rows), given, written, totals.ctypes.data_as(ctypes.c_void_p))
        return results, dict(zip(PAYMENTS, totals.tolist(), strict=False))

    return run


def _pointers(arrays: Results, names: Any) -> Any:
    addresses = [arrays[name].ctypes.data for name in names]
    return (ctypes.c_void_p * len(addresses))(*addresses)
