"""The optional compiler: the same fen, lists and findings as on arrays, kept between processes, never in silence."""

from __future__ import annotations

import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawn_policies import batch, policies
from drawn_registers import XIANGXI, ZZ, as_arrays, registers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertykit import Household, arithmetic, fen, list_jurisdictions, yuan
from povertykit.arithmetic import Rounding, where
from povertykit.errors import PolicyError
from povertykit.models import Entity
from povertykit.money import DOWN, FEN, HALF_UP, JIAO, PERSON_MONTH, UP, YUAN
from povertykit.policy import Policy, ProvisionKind
from povertykit.policy.proof import bulk_constants
from povertykit.policy.symbolic import Graph, Symbol
from povertykit.scenarios import Outcome, compare, compiled, fused, sweep
from povertykit.scenarios.block import BlockFrames
from povertykit.scenarios.curves import NotACurve

LISTS = ("totals", "rows", "rejects", "undetermined", "findings", "counts", "left_out")
POLICIES = {"xiangxi": XIANGXI, "zz": ZZ}
COLUMNS: dict[str, Any] = {
    "persons": [3, 2],
    "household_income": [50_000, 70_000],
    "on_dibao": [True, True],
    "in_backstop": [False, False],
}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of the tests' own."""
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    path = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POVERTYKIT_CACHE", str(path))
        yield path


def told(outcome: Outcome) -> dict[str, object]:
    """All that an outcome says, in a form that can be compared."""
    shown: dict[str, object] = {name: getattr(outcome, name) for name in LISTS}
    for table, results in {"households": outcome.results, **outcome.parts}.items():
        for name, values in {**results.payments, **results.verdicts}.items():
            shown[f"{table}.{name}"] = (np.ma.getmaskarray(values).tolist(), np.ma.getdata(values).tolist())
    return shown


def agree(policy: Policy, source: Any, **settings_: Any) -> Outcome:
    arrays, loops = (policy.simulate(source, engine=engine, **settings_) for engine in ("numpy", "compiled"))
    assert (arrays.engine, loops.engine) == ("numpy", "compiled")
    assert told(arrays) == told(loops)
    return loops


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers(24), law=st.sampled_from([*POLICIES]), block=st.integers(1, 30))
def test_members_loans_claims_and_missing_facts_as_on_arrays(register: list[Household], law: str, block: int) -> None:
    agree(POLICIES[law], as_arrays(register), on_error="quarantine", block=block)


def drawn(rows: int, seed: int) -> dict[str, Any]:
    """Households at random, a tenth of each fact missing, some of them contradicting themselves."""
    random = np.random.default_rng(seed)

    def some(values: Any) -> Any:
        return np.ma.MaskedArray(values, random.random(rows) < 0.1)

    counts = {"persons_covered": 8, "special_hardship_persons": 2, "hardship_persons": 3, "hardship_months": 4}
    flags = ("registered_poor", "on_dibao", "in_backstop", "develops_industry")
    most = random.choice([10**4, 10**6, 10**9], rows)
    return {
        "persons": random.integers(1, 9, rows),
        "household_income": some(random.integers(0, most)),
        "income_projects": some(random.integers(0, 3, rows)),
        **{name: some(random.integers(0, high, rows)) for name, high in counts.items()},
        **{name: some(random.random(rows) < 0.5) for name in flags},
    }


ROUNDINGS = [
    Rounding(unit=unit, mode=mode, stage=stage)
    for unit, mode, stage in [(FEN, HALF_UP, PERSON_MONTH), (JIAO, UP, PERSON_MONTH), (YUAN, DOWN, Rounding().stage)]
]


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_every_rounding_of_the_household_policy(rounding: Rounding) -> None:
    policy = XIANGXI.reform(guarantee_rounding=rounding)
    outcome = agree(policy, drawn(5_000, 1), on_error="quarantine", money="fen")
    assert outcome.rejected > 0
    assert outcome.counts["undetermined"] > 0


@pytest.mark.parametrize("name", [entry.name for entry in list_jurisdictions()])
def test_every_rule_of_every_jurisdiction(name: str) -> None:
    policy = policies()[name]
    plan, constants = policy.plans[Entity.HOUSEHOLD], bulk_constants(policy.constants)
    given_ = batch(plan, 5000, len(name))
    arrays, loops = (BlockFrames(given_, plan, constants, doubts=False) for _ in range(2))
    plan.run(arrays)
    made = compiled.compiled(policy, plan)
    assert made is not None
    made.run(loops)
    varied = 0
    for rule in plan.rules():
        if rule.kind is not ProvisionKind.CASE:
            expected, found = (frames.result(rule.entity, rule.name)[0] for frames in (arrays, loops))
            assert expected.dtype == found.dtype
            assert np.array_equal(expected, found), rule.name
            varied += bool(expected.min() != expected.max())
    assert varied >= len(plan.rules()) // 3


# The primitives, each in a loop of its own, against Python's own ints.


def loop(rule: Callable[..., Any], bounds: Mapping[str, tuple[int, int]]) -> Callable[..., list[int]]:
    """A rule compiled by itself, for columns within bounds."""
    stretch = fused.Stretch(Entity.HOUSEHOLD, 0)
    stretch.columns = {name: stretch.graph.column(name, *ends) for name, ends in bounds.items()}
    stretch.results = {"result": rule(*stretch.columns.values())}
    functions = compiled._loaded("loop", fused.source_of([stretch]), None)

    def run(*columns: list[int]) -> list[int]:
        flags = [isinstance(low, bool) for low, _ in bounds.values()]
        arrays = [np.array(c, np.bool_ if flag else np.int64) for c, flag in zip(columns, flags, strict=True)]
        result = np.empty(len(columns[0]), np.bool_ if stretch.made["result"].is_flag else np.int64)
        functions[stretch.name](len(columns[0]), *arrays, result)
        return result.tolist()

    return run


LARGE = 2**53
SIZES = [0, 1, 2, 5, 6, 7, 49, 50, 51, 99, 100, 149, 150, LARGE - 2, LARGE - 1, LARGE, LARGE + 1, 2**60, 2**62]


@pytest.mark.parametrize("mode", [HALF_UP, UP, DOWN])
@pytest.mark.parametrize("unit", [FEN, JIAO, YUAN])
@pytest.mark.parametrize("most", [10**6, LARGE, 2**62])
def test_division_of_negatives_halves_and_large_amounts(unit: Any, mode: Any, most: int) -> None:
    rounding = Rounding(unit=unit, mode=mode)
    sizes = [size for size in SIZES if size <= most]
    divisors = [1, 2, 3, 7, 10, 12, 50]
    pairs = [(sign * size, divisor) for sign in (1, -1) for size in sizes for divisor in divisors]
    amounts, by = [pair[0] for pair in pairs], [pair[1] for pair in pairs]

    def rule(amount: Any, divisor: Any) -> Any:
        return arithmetic.round_div(amount, divisor, rounding)

    expected = [rule(*pair) for pair in pairs]
    assert loop(rule, {"amount": (-most, most), "divisor": (1, 50)})(amounts, by) == expected
    positive = [(amount, divisor) for amount, divisor in pairs if amount >= 0]
    run = loop(rule, {"amount": (0, most), "divisor": (1, 50)})
    assert run([a for a, _ in positive], [d for _, d in positive]) == [rule(*pair) for pair in positive]


@pytest.mark.parametrize(("divisor", "most"), [(3, 10**6), (12, 2**62), (360_000_000, 2**63 - 1)])
def test_division_by_a_figure(divisor: int, most: int) -> None:
    sizes = [s for s in [*SIZES, divisor // 2, divisor // 2 + 1, divisor, most - 1, most] if s <= most]
    amounts = [sign * size for sign in (1, -1) for size in sizes]
    run = loop(lambda amount: arithmetic.round_div(amount, divisor), {"amount": (-most, most)})
    assert run(amounts) == [arithmetic.round_div(amount, divisor) for amount in amounts]


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_division_in_doubles_is_exact(seed: int) -> None:
    random = np.random.default_rng(seed)
    divisors = random.integers(1, 2**20, 20_000)
    whole = random.integers(0, 2**32, 20_000)
    amounts = whole * divisors + random.choice([-1, 0, 1], 20_000) * random.integers(0, 2, 20_000)
    amounts = np.abs(amounts) % (LARGE - 2**21)
    rounding = Rounding(mode=DOWN)
    run = loop(lambda a, d: arithmetic.round_div(a, d, rounding), {"a": (0, LARGE - 2**21), "d": (1, 2**20)})
    assert run(amounts.tolist(), divisors.tolist()) == (amounts // divisors).tolist()


def test_months_and_large_products() -> None:
    days = list(range(-40_000, 60_000, 7)) + [10_957 + offset for offset in range(1500)]
    for months in (-25, 1, 12, 36):
        run = loop(lambda day, m=months: arithmetic.months_after(day, m), {"day": (-50_000, 70_000)})
        assert run(days) == arithmetic.months_after(np.array(days), months).tolist()
    values = [0, 1, 2**31, 2**32 + 1, 2**62 - 1, 2**62, 2**63 - 1]
    rows = [*product(values, repeat=4)]
    run = loop(arithmetic.product_at_least, dict.fromkeys("abcd", (0, 2**63 - 1)))
    assert run(*map(list, zip(*rows, strict=True))) == [a * b >= c * d for a, b, c, d in rows]


def test_choices_and_flags() -> None:
    def rule(flag: Any, x: Any, y: Any) -> Any:
        chosen = where(flag & (x < y) | arithmetic.negate(x == y), arithmetic.smaller(x, y), arithmetic.larger(x, -y))
        return arithmetic.floor0(chosen - 3) + where(x >= 0, 1, 0) + arithmetic.times(x, Fraction(13, 10))

    rows = [*product([False, True], range(-4, 5), range(-4, 5))]
    run = loop(rule, {"flag": (False, True), "x": (-4, 4), "y": (-4, 4)})
    assert run(*map(list, zip(*rows, strict=True))) == [rule(*row) for row in rows]


def test_a_symbol_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="where"):
        bool(Graph().column("persons", 1, 50))


def test_what_is_settled_by_the_bounds_is_no_operation() -> None:
    persons = Graph().column("persons", 1, 50)
    assert arithmetic.floor0(persons) is persons  # type: ignore[type-var]
    assert (persons >= 1) is True
    assert arithmetic.smaller(persons, 60) is persons
    assert isinstance(persons * 1, Symbol)
    assert (persons * 1).place == persons.place


# Where the loops come from, and what happens where they cannot be had.


def pay(engine: Any, policy: Policy = ZZ) -> Outcome:
    return policy.simulate(COLUMNS, provisions=["guarantee_gap"], money="fen", engine=engine)


def source(policy: Policy) -> str:
    return fused.source_of(fused.stretches(policy, policy.plans[Entity.HOUSEHOLD]))


def test_a_reform_of_amounts_needs_no_new_loops() -> None:
    policy = XIANGXI.reform(dibao_standard=yuan("252.17"))
    assert source(policy) == source(policy.reform(dibao_standard=yuan("299.99"), industry_rate=yuan(1800)))
    assert source(policy) != source(XIANGXI)  # a yearly figure paid by the month is a rational
    agree(policy.reform(dibao_standard=yuan("299.99")), drawn(1000, 4), on_error="quarantine", money="fen")


def test_another_process_finds_the_loops(folder: Path) -> None:
    pay("compiled")
    program = (
        "import logging; logging.basicConfig(level=logging.INFO, format='%(message)s')\n"
        "import test_compiled as tests\nprint(tests.pay('compiled').payments['guarantee_gap'].tolist())"
    )
    path = os.pathsep.join(["tests", *sys.path])
    for seed in ("1", "2"):  # the order of sets must not get into the source
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "POVERTYKIT_CACHE": str(folder)}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
        assert done.stdout.split("\n")[0] == str(pay("numpy").payments["guarantee_gap"].tolist()), done.stderr
        assert "loading compiled loops" in done.stderr


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A process that has compiled nothing, with a cache of its own."""
    monkeypatch.setattr(compiled, "_LOADED", {})
    monkeypatch.setenv("POVERTYKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_damaged_cache_is_left_aside(
    forgotten: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    expected = told(pay("compiled"))
    for path in forgotten.rglob("*.nbi"):
        path.write_bytes(b"cut short")
    monkeypatch.setattr(compiled, "_LOADED", {})
    assert told(pay("compiled")) == expected
    assert "left aside" in caplog.text


def test_what_stands_in_the_cache_is_what_the_rules_say(forgotten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = told(pay("compiled"))
    (path,) = forgotten.glob("*.py")
    path.write_text(path.read_text("utf-8").replace("- ", "+ "), "utf-8")
    monkeypatch.setattr(compiled, "_LOADED", {})
    assert told(pay("compiled")) == expected


def test_without_a_folder_that_can_be_written(forgotten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten.write_text("a file where the folder should be", "utf-8")
    assert compiled.cache_folder() is None
    assert told(pay("compiled")) == told(pay("numpy"))


def test_the_usual_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("POVERTYKIT_CACHE")
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    for platform in ("linux", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert compiled.cache_folder() == tmp_path / "povertykit"


def test_without_numba_everything_works_and_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "numba" else found(name, *rest)
    )
    monkeypatch.setattr(compiled, "ROWS_WORTH_LOADING", 0)
    monkeypatch.setattr(compiled, "ROWS_WORTH_COMPILING", 0)
    assert pay("auto").engine == "numpy"
    with pytest.raises(PolicyError, match=r"povertykit\[fast\]"):
        pay("compiled")


def test_an_engine_that_there_is_not() -> None:
    with pytest.raises(PolicyError, match="'auto', 'numpy' or 'compiled'"):
        pay("fortran")


def test_loops_are_chosen_where_they_are_worth_it(forgotten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pay("auto").engine == "numpy"  # two households
    monkeypatch.setattr(compiled, "ROWS_WORTH_LOADING", 2)
    assert pay("auto").engine == "numpy"  # they would have to be compiled first
    assert pay("compiled").engine == "compiled"
    assert pay("auto").engine == "compiled"
    monkeypatch.setattr(compiled, "_LOADED", {})
    assert pay("auto").engine == "compiled"  # from the cache
    monkeypatch.setattr(compiled, "ROWS_WORTH_COMPILING", 2)
    monkeypatch.setattr(compiled, "_LOADED", {})
    monkeypatch.setenv("POVERTYKIT_CACHE", str(forgotten.parent / "another"))
    assert pay("auto").engine == "compiled"


def test_rules_that_cannot_be_compiled_run_on_arrays_and_say_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> str:
        raise KeyError("a primitive of tomorrow")

    expected = told(pay("numpy"))
    monkeypatch.setattr(compiled, "source_of", fails)
    monkeypatch.setattr(compiled, "ROWS_WORTH_LOADING", 0)
    with caplog.at_level(logging.WARNING, "povertykit"):
        outcome = pay("auto")
    assert outcome.engine == "numpy"
    assert told(outcome) == expected
    assert "a primitive of tomorrow" in caplog.text
    with pytest.raises(PolicyError, match="a primitive of tomorrow"):
        pay("compiled")


# Comparisons, sweeps value by value, and record batches run in the same loops.


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers(24), law=st.sampled_from([*POLICIES]), standard=st.integers(100_00, 900_00))
def test_comparisons_as_on_arrays(register: list[Household], law: str, standard: int) -> None:
    source, policy = as_arrays(register), POLICIES[law]
    reform = policy.reform(dibao_standard=fen(standard))
    options: dict[str, Any] = {"on_error": "quarantine", "poverty_line": yuan(300)}
    arrays, loops = (compare(policy, reform, source, engine=engine, **options) for engine in ("numpy", "compiled"))
    assert arrays == loops


@pytest.mark.parametrize("vary", ["dibao_standard", "special_hardship_multiple"])
def test_sweeps_value_by_value_as_on_arrays(vary: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotACurve("a test")

    values: list[Any] = [yuan(200), yuan(300)] if vary == "dibao_standard" else [Fraction(13, 10), Fraction(3, 2)]
    curves = sweep(XIANGXI, drawn(3_000, 4), vary=vary, values=values, on_error="quarantine", money="fen")
    monkeypatch.setattr(sys.modules["povertykit.scenarios.sweep"], "costs_by_curves", refuse)
    for engine in ("numpy", "compiled"):
        found = sweep(
            XIANGXI, drawn(3_000, 4), vary=vary, values=values, on_error="quarantine", money="fen", engine=engine
        )
        assert (found.method, found.points) == ("simulation", curves.points)


def record_batches(rows: int) -> Any:
    pa = pytest.importorskip("pyarrow", reason="the extra `frames` is not installed")
    columns = drawn(rows, 9)
    arrays = {n: pa.array(np.ma.getdata(c), mask=np.ma.getmaskarray(c)) for n, c in columns.items()}
    return pa.table({"household_id": [f"H{row}" for row in range(rows)], **arrays}).to_batches(max_chunksize=700)


def test_record_batches_as_on_arrays() -> None:
    source = record_batches(3_000)
    from povertykit.adapters.arrow import batches

    found = []
    for engine in ("numpy", "compiled"):
        run = batches(XIANGXI, on_error="quarantine", money="fen", block=500, engine=engine)
        found.append([batch.to_pylist() for batch in run(iter(source))])
    assert found[0] == found[1]
    assert any(row["rejected"] for batch in found[0] for row in batch)


def test_record_batches_take_loops_once_a_process_has_done_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    source = record_batches(2_000)
    from povertykit.adapters import arrow

    asked: list[int] = []

    def noted(policy: Policy, plan: Any, engine: Any, rows: int | None) -> Any:
        asked.append(rows or 0)
        return compiled.compiled(policy, plan) if rows and rows >= 1_000 else None

    monkeypatch.setattr(arrow, "loops_for", noted)
    monkeypatch.setattr(arrow, "_done", 0)
    monkeypatch.setattr(arrow, "ROWS_WORTH_LOADING", 1_000)
    run = arrow.batches(XIANGXI, on_error="quarantine", money="fen", block=500)
    first, again = (list(run(iter(source))) for _ in range(2))
    assert first == again
    assert asked == [0, 1_000, 1_000]
