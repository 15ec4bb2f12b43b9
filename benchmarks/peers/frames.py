"""np.where, pandas, polars and DuckDB: integers of fen, whole columns, as an analyst writes them who knows of fen.

Usage: python -m benchmarks.peers.frames folder
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from benchmarks.peers.measured import PAYMENTS, Work, columns, measure

STANDARD, HARDSHIP, INDUSTRY = 25_217, 32_782, 175_000


def arrays(c: Mapping[str, Any]) -> dict[str, Work]:
    def dibao(_: None) -> Any:
        case = c["on_dibao"] & ~c["in_backstop"]
        return {"dibao": np.where(case, np.maximum(STANDARD * c["persons"] - c["household_income"], 0), 0)}

    def xiangxi(_: None) -> Any:
        full = c["registered_poor"] & c["on_dibao"] & c["in_backstop"]
        gap = np.maximum(STANDARD * c["persons"] - c["household_income"], 0)
        shared = (gap * c["persons_covered"] * 2 + c["persons"]) // (2 * c["persons"])  # half up
        return {
            "guarantee_full": np.where(full, STANDARD * c["persons_covered"], 0),
            "guarantee_gap": np.where(c["on_dibao"] & ~c["in_backstop"], shared, 0),
            "special_hardship": HARDSHIP * c["special_hardship_persons"],
            "industry_subsidy": np.where(c["registered_poor"] & c["develops_industry"], INDUSTRY * c["persons"], 0),
        }

    return {"dibao": Work(dibao, dict), "xiangxi": Work(xiangxi, dict)}


def pandas(c: Mapping[str, Any]) -> dict[str, Work]:
    frame = pd.DataFrame(c)

    def dibao(_: None) -> Any:
        gap = (STANDARD * frame.persons - frame.household_income).clip(lower=0)
        return frame.assign(dibao=gap.where(frame.on_dibao & ~frame.in_backstop, 0))

    def xiangxi(_: None) -> Any:
        full = frame.registered_poor & frame.on_dibao & frame.in_backstop
        gap = (STANDARD * frame.persons - frame.household_income).clip(lower=0)
        shared = (gap * frame.persons_covered * 2 + frame.persons) // (2 * frame.persons)
        return frame.assign(
            guarantee_full=(STANDARD * frame.persons_covered).where(full, 0),
            guarantee_gap=shared.where(frame.on_dibao & ~frame.in_backstop, 0),
            special_hardship=HARDSHIP * frame.special_hardship_persons,
            industry_subsidy=(INDUSTRY * frame.persons).where(frame.registered_poor & frame.develops_industry, 0),
        )

    return {
        "dibao": Work(dibao, lambda paid: {"dibao": paid.dibao.to_numpy()}),
        "xiangxi": Work(xiangxi, lambda paid: {name: paid[name].to_numpy() for name in PAYMENTS}),
    }


def polars(c: Mapping[str, Any]) -> dict[str, Work]:
    frame = pl.DataFrame(dict(c))
    persons, covered, poor = pl.col("persons"), pl.col("persons_covered"), pl.col("registered_poor")
    gap = pl.max_horizontal(STANDARD * persons - pl.col("household_income"), 0)
    full = poor & pl.col("on_dibao") & pl.col("in_backstop")
    outside = pl.col("on_dibao") & ~pl.col("in_backstop")
    rules = {
        "guarantee_full": pl.when(full).then(STANDARD * covered).otherwise(0),
        "guarantee_gap": pl.when(outside).then((gap * covered * 2 + persons) // (2 * persons)).otherwise(0),
        "special_hardship": HARDSHIP * pl.col("special_hardship_persons"),
        "industry_subsidy": pl.when(poor & pl.col("develops_industry")).then(INDUSTRY * persons).otherwise(0),
    }
    return {
        "dibao": Work(
            lambda _: frame.with_columns(dibao=pl.when(outside).then(gap).otherwise(0)),
            lambda paid: {"dibao": paid["dibao"].to_numpy()},
        ),
        "xiangxi": Work(
            lambda _: frame.with_columns(**rules),
            lambda paid: {name: paid[name].to_numpy() for name in PAYMENTS},
        ),
    }


def sql(c: Mapping[str, Any]) -> dict[str, Work]:
    base = duckdb.connect()
    frame = pd.DataFrame(c)
    base.register("frame", frame)
    base.execute("create table household as select * from frame")
    gap = f"greatest({STANDARD} * persons - household_income, 0)"
    dibao = f"select case when on_dibao and not in_backstop then {gap} else 0 end as dibao from household"
    xiangxi = f"""
        select
            case when registered_poor and on_dibao and in_backstop then {STANDARD} * persons_covered else 0 end
                as guarantee_full,
            case when on_dibao and not in_backstop
                then ({gap} * persons_covered * 2 + persons) // (2 * persons) else 0 end as guarantee_gap,
            {HARDSHIP} * special_hardship_persons as special_hardship,
            case when registered_poor and develops_industry then {INDUSTRY} * persons else 0 end as industry_subsidy
        from household
    """
    return {
        "dibao": Work(lambda _: base.execute(dibao).fetchnumpy(), dict),
        "xiangxi": Work(lambda _: base.execute(xiangxi).fetchnumpy(), dict),
    }


def main() -> None:
    """Measure the four, one after the other."""
    folder = Path(sys.argv[1])
    c = columns(folder)
    measure(folder, f"np.where, NumPy {version('numpy')}", arrays(c))
    measure(folder, f"pandas {version('pandas')}", pandas(c))
    measure(folder, f"polars {version('polars')}", polars(c))
    measure(folder, f"DuckDB {version('duckdb')}", sql(c))


main()
