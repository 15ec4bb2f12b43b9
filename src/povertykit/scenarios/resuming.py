"""Runs that can be taken up again: a journal beside the files says what is written of them and for which run."""

from __future__ import annotations

import hashlib
import inspect
import json
import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from povertykit.errors import RegisterError
from povertykit.policy.plan import Plan
from povertykit.policy.policy import Policy
from povertykit.scenarios.register import InFile, Table
from povertykit.scenarios.writing import writing_failed

__all__ = ["Journal", "State", "identity_of_run", "need_files"]

State: TypeAlias = dict[str, Any]
"""What a run has come to after some blocks, as JSON holds it."""

SECONDS = 1.0
"""How often, at most, the journal is written once the run has gone on for so long: what came after it is computed again
when the run is taken up."""


def identity_of_run(policy: Policy, plan: Plan, inputs: Iterable[Path], settings: Mapping[str, object]) -> State:
    """What must be the same for a run to be taken up: the policy, its rules' code, every byte read, the settings."""
    law = hashlib.sha256(repr(sorted(policy.constants.items())).encode())
    for rule in plan.rules():
        law.update("\n".join([rule.name, *_sources(rule.function)]).encode())
    register = {}
    for path in inputs:
        for each in sorted(path.iterdir()) if path.is_dir() else [path]:
            with each.open("rb") as file:
                register[str(each.resolve())] = hashlib.file_digest(file, "blake2b").hexdigest()
    version = policy.identity.povertykit
    return {
        "policy": [repr(policy), version, law.hexdigest()],
        "register": register,
        "settings": {name: repr(value) for name, value in settings.items()},
    }


def _sources(function: object) -> Iterator[str]:
    """The source of a rule, and of the rules that it is made of."""
    if not inspect.isfunction(function):
        return
    yield inspect.getsource(function)
    for cell in function.__closure__ or ():
        yield from _sources(getattr(cell.cell_contents, "function", cell.cell_contents))


def need_files(tables: Mapping[str, Table], outputs: Mapping[str, Path]) -> None:
    """Refuse to make a run resumable that cannot be: without a file to write, or of a register that is in memory.

    Raises:
        RegisterError: saying why.
    """
    if not outputs:
        raise RegisterError("writes no file", field="resume", remedy="name one with out=, or leave resume out")
    for name, table in tables.items():
        if not isinstance(table, InFile):
            raise RegisterError(
                f"the table {name} is in memory, and is gone when the run is interrupted",
                field="resume",
                allowed="a register in files",
                remedy="hand in files, or leave resume out: nothing half finished takes a file's name in any case",
            )


class Journal:
    """What of a run is written already, in a file beside its first output; the file goes when the run is finished.

    Args:
        outputs: the files that the run writes, not empty.
        identity: what must be the same for the run to be taken up.

    Raises:
        RegisterError: there is a journal of another run, or it cannot be read.
    """

    def __init__(self, outputs: Sequence[Path], identity: State) -> None:
        place = outputs[0].resolve()
        self.path: Path = place.with_name(f".{place.name}.resume.json")
        self._identity = identity
        self._began = time.monotonic()
        self._noted = -math.inf
        self.state: State | None = self._read()

    def _read(self) -> State | None:
        try:
            found = json.loads(self.path.read_text("utf-8"))
            before, state = found["identity"], found["state"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._refusal(f"{self.path} is no journal of an interrupted run") from error
        for part, now in self._identity.items():
            if before.get(part) != now:
                raise self._refusal(f"the interrupted run had {_OTHER[part]}{_difference(before.get(part), now)}")
        return dict(state)

    def _refusal(self, problem: str) -> RegisterError:
        return RegisterError(
            problem,
            field="resume",
            allowed="the policy, register and settings with which the run began",
            source=str(self.path),
            remedy=f"run again with those, or delete {self.path.name} to begin anew",
        )

    def note(self, state: Callable[[], State], *, now: bool = False) -> None:
        """Write down what the run has come to, unless that was done a moment ago; at first each time.

        Args:
            state: gives it, with all files on the disk as far as they are told of.
            now: write in any case.

        Raises:
            RegisterError: the disk is full, or the file cannot be written for another reason.
        """
        moment = time.monotonic()
        if not now and moment - self._noted < SECONDS < moment - self._began:
            return
        content = json.dumps({"identity": self._identity, "state": state()}, ensure_ascii=True)
        partial = self.path.with_suffix(".partial")
        try:
            with partial.open("w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise writing_failed(self.path, error) from error
        self._noted = moment

    def drop(self) -> None:
        """Take the journal away: the run is finished, or can never be."""
        self.state = None
        self.path.unlink(missing_ok=True)


_OTHER = {"policy": "another policy", "register": "another register", "settings": "other settings"}


def _difference(before: object, now: object) -> str:
    """What a message says of two unlike values; empty where only their digests differ."""
    if isinstance(before, dict) and isinstance(now, dict):
        unlike = [name for name in {**before, **now} if before.get(name) != now.get(name)]
        return f": {', '.join(unlike)}"
    if isinstance(before, list) and isinstance(now, list) and before[:2] != now[:2]:
        return f": {before[0]} of version {before[1]}; now it is {now[0]} of version {now[1]}"
    return ": one of its figures or rules has changed"
