"""What every engine does before its workers begin: the columns are looked at, and ids that stand twice are known."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from povertykit.adapters.arrow import BatchPolicy
from povertykit.errors import RegisterError
from povertykit.scenarios.register import HOUSEHOLD_ID

__all__ = ["prepared", "with_repeated"]


def with_repeated(run: BatchPolicy, identity: str | None, twice: Callable[[str], Collection[str]]) -> BatchPolicy:
    """A function of record batches that knows the ids which stand in more than one row of the whole register.

    Args:
        run: the function.
        identity: the heading of the ids; None where there is none.
        twice: finds those ids; on "stop" one of them is enough.

    Raises:
        RegisterError: there are such ids, and they stop the run.
    """
    if identity is None:
        return run
    found = twice(identity)
    if found and run.on_error == "stop":
        raise RegisterError(
            f"the id {min(found)!r} stands in more than one row",
            field=HOUSEHOLD_ID,
            allowed="one row for each household",
            remedy="take it out, or list all such rows as rejects with on_error='quarantine'",
        )
    return replace(run, repeated=frozenset(found))


def prepared(
    run: BatchPolicy, given: Any, twice: Callable[[str], Collection[str]]
) -> tuple[BatchPolicy, Any, list[str]]:
    """The function for frames of a schema, what its results are, and which columns it reads.

    Args:
        run: the function.
        given: the Arrow schema of the frames.
        twice: finds the ids that stand in more than one row, by the heading of the ids.

    Returns:
        The function that knows those ids, the Arrow schema of its results, and the headings that are read. Whatever
        can be told from the columns is told before anything is looked for in the rows.

    Raises:
        RegisterError: a column that cannot be read; an id that stands in two rows, where that stops the run.
        UnitMissing: a money column whose unit nobody said.
        InvalidInput, UnknownName, OpenTerm, OutOfCoverage: a provision named cannot be computed here.
    """
    schema = run.schema(given)
    wanted, identity = run.reads(given)
    return with_repeated(run, identity, twice), schema, wanted
