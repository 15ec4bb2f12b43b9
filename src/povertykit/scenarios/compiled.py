"""The optional compiler: a plan's fused loops, made by Numba from the rules themselves, to the same fen as on arrays.

The loops' source (`povertykit.scenarios.fused`) is kept as a module in the user's cache folder, under a name made from
its content, and Numba keeps the machine code beside it, so that the next process only loads it. Where the folder cannot
be written the loops are compiled anew in each process. Households with missing facts stay on arrays.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from povertykit.arithmetic import Ratio
from povertykit.errors import PolicyError
from povertykit.models import Entity
from povertykit.policy.plan import Lookup, Plan
from povertykit.policy.policy import Policy
from povertykit.policy.proof import bulk_constants
from povertykit.policy.symbolic import Symbol
from povertykit.policy.terms import Link
from povertykit.scenarios.block import BlockFrames
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.fused import Stretch, levels_of, source_of, stretches

__all__ = ["ROWS_WORTH_COMPILING", "ROWS_WORTH_LOADING", "Engine", "Loops", "cache_folder", "compiled", "loops_for"]

Engine: TypeAlias = Literal["auto", "numpy", "compiled"]
ROWS_WORTH_COMPILING: Final = 60_000_000
"""From so many households on, loops that were never compiled on this machine cost less time than they save."""
ROWS_WORTH_LOADING: Final = 25_000_000
"""The same for loops that only have to be loaded from the cache."""

_LOG: Final = logging.getLogger("povertykit")
_LOADED: Final[dict[str, Mapping[str, Callable[..., None]]]] = {}
_LOADING: Final = Lock()


class Loops:
    """A plan whose rules run in compiled loops.

    Args:
        policy: the policy, whose whole figures the loops take as parameters.
        plan: the plan.
        found: its stretches.
        functions: their loops, by name.
    """

    def __init__(
        self, policy: Policy, plan: Plan, found: list[Stretch], functions: Mapping[str, Callable[..., None]]
    ) -> None:
        self.constants: Final = bulk_constants(policy.constants)
        self.lookups: Final = [(key, step) for key, step in plan.steps if isinstance(step, Lookup)]
        self.found: Final = found
        self.functions: Final = functions
        levels = levels_of(plan)
        self.links: Final = [(levels[key], step) for key, step in plan.steps if isinstance(step, Link)]

    def run(self, frames: BlockFrames, into: Mapping[str, Integers] | None = None) -> None:
        """Carry out a plan on a batch of which every fact is known; the same results as `Plan.run`.

        Args:
            frames: the batch's values.
            into: arrays for results of households, by name; for others arrays are made.
        """
        for (entity, name), step in self.lookups:
            frames.look_up(entity, name, step.figure, step.field)
        links = list(self.links)
        for stretch in self.found:
            while links and links[0][0] <= stretch.level:
                frames.link(links.pop(0)[1])
            self._run(stretch, frames, into if into and stretch.entity is Entity.HOUSEHOLD else {})
        for _, link in links:
            frames.link(link)

    def _run(self, stretch: Stretch, frames: BlockFrames, into: Mapping[str, Integers]) -> None:
        frame, rows = frames.frames[stretch.entity], frames.size(stretch.entity)
        columns = []
        for name, symbol in stretch.columns.items():
            value = frame[name].numerator if isinstance(frame[name], Ratio) else frame[name]
            flag = stretch.graph.nodes[symbol.place].is_flag
            if not isinstance(value, np.ndarray):
                value = np.full(rows, value)
            columns.append(np.ascontiguousarray(value, np.bool_ if flag else np.int64))
        parameters = [self.constants[name] for name in stretch.parameters]
        results: dict[str, Any] = {
            name: into[name] if name in into else np.empty(rows, np.bool_ if node.is_flag else np.int64)
            for name, node in stretch.made.items()
        }
        if results:
            self.functions[stretch.name](rows, *columns, *parameters, *results.values())
        for name, result in stretch.results.items():
            frame[name] = results[name] if isinstance(result, Symbol) else result


def loops_for(policy: Policy, plan: Plan, engine: Engine, rows: int | None) -> Loops | None:
    """The loops for a run over a register; None where it goes on on arrays.

    Args:
        policy: the policy.
        plan: the run's plan.
        engine: "numpy" for arrays, "compiled" for loops, "auto" for loops where Numba is installed and the register
            so large that they are worth their making.
        rows: the households in all; None where that is not known.

    Raises:
        PolicyError: an engine that there is not; or loops are asked for and cannot be had, and why.
    """
    if engine not in ("auto", "numpy", "compiled"):
        raise PolicyError(f"got {engine!r}", field="engine", allowed="'auto', 'numpy' or 'compiled'")
    if engine == "numpy":
        return None
    if importlib.util.find_spec("numba") is None:
        if engine == "auto":
            return None
        remedy = "pip install 'povertykit[fast]', or leave engine out: the same fen without it"
        raise PolicyError("needs Numba, which is not installed", field="engine", allowed="'numpy'", remedy=remedy)
    if engine == "auto" and (rows is None or rows < ROWS_WORTH_LOADING):
        return None
    try:
        return compiled(policy, plan, least=rows if engine == "auto" else None)
    except Exception as error:  # whatever a compiler may raise; nothing was paid yet, and arrays can do all of it
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        if engine == "auto":
            _LOG.warning("the rules could not be compiled and run on arrays instead (%s)", reason)
            return None
        raise PolicyError(
            f"the rules could not be compiled ({reason})", field="engine", allowed="'auto' or 'numpy'"
        ) from error


def compiled(policy: Policy, plan: Plan, *, least: int | None = None) -> Loops | None:
    """A plan's loops, from this process, from the cache folder or compiled now.

    Args:
        policy: the policy.
        plan: the plan.
        least: the rows that they will run over, if they are to be compiled only where that is worth it.
    """
    found = stretches(policy, plan)
    source = source_of(found)
    name = "loops_" + hashlib.sha256(source.encode()).hexdigest()[:32]
    with _LOADING:
        if name not in _LOADED:
            folder = cache_folder()
            kept = folder is not None and any(folder.glob(f"__pycache__/{name}.*.nbi"))
            if least is not None and least < ROWS_WORTH_COMPILING and not kept:
                return None
            _LOG.info("loading compiled loops" if kept else "compiling the rules; this takes some seconds, once")
            _LOADED[name] = _loaded(name, source, folder)
    return Loops(policy, plan, found, _LOADED[name])


def cache_folder() -> Path | None:
    """The folder in which loops are kept: `POVERTYKIT_CACHE`, or the user's own cache folder; None without one.

    It is made if need be, for its owner alone: what stands in it is run.
    """
    given = os.environ.get("POVERTYKIT_CACHE")
    if given is None:
        try:
            home = Path.home()
        except RuntimeError:
            return None
        usual = {"darwin": home / "Library" / "Caches", "win32": home / "AppData" / "Local"}.get(sys.platform)
        given = os.environ.get("XDG_CACHE_HOME" if usual is None else "LOCALAPPDATA") or str(usual or home / ".cache")
        given = os.path.join(given, "povertykit")
    folder = Path(given)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return None
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def _loaded(name: str, source: str, folder: Path | None) -> Mapping[str, Callable[..., None]]:
    """The loops of a source, loaded from the cache folder or compiled into it; without it, for this process alone."""
    if folder is not None:
        try:
            return _from_file(name, _kept(name, source, folder))
        except Exception as error:  # a full disk, a file of the cache cut short: Numba raises what it meets
            _LOG.warning("the cache of compiled loops in %s is left aside (%s)", folder, error)
    content: dict[str, Any] = {}
    exec(compile(source.replace("cache=True, ", ""), f"<{name}>", "exec"), content)
    return content


def _from_file(name: str, path: Path) -> Mapping[str, Callable[..., None]]:
    spec = importlib.util.spec_from_file_location(f"povertykit_{name}", path)
    assert spec is not None, "a .py file has a loader"
    assert spec.loader is not None, "a .py file has a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # Numba looks there for the module of the code that it loads
    try:
        spec.loader.exec_module(module)
    except Exception:
        del sys.modules[module.__name__]
        raise
    return vars(module)


def _kept(name: str, source: str, folder: Path) -> Path:
    """The file of a source; what stands there is what was written from the rules, or it is written again."""
    path = folder / f"{name}.py"
    if path.is_file() and path.read_text("utf-8") == source:
        return path
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(source)
    os.replace(temporary, path)
    return path
