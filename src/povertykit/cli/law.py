"""`list`: which jurisdictions there are; and how the other commands find one."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

from povertykit.cli.terminal import encodable, note, say
from povertykit.text_table import table

if TYPE_CHECKING:
    from types import ModuleType

    from povertykit.jurisdictions import Listing

__all__ = ["by_name", "found", "list_all", "print_json"]


def found() -> Listing:
    """The jurisdictions; what is wrong with another package's entry is told on standard error."""
    from povertykit.jurisdictions import list_jurisdictions

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        listing = list_jurisdictions()
    for problem in listing.problems:
        note(f"warning: {problem}")
    return listing


def by_name(name: str) -> ModuleType:
    """The module of a jurisdiction, as `povertykit.jurisdiction` finds it.

    Raises:
        UnknownName, AmbiguousName: no jurisdiction, or more than one, fits the name.
    """
    from povertykit.jurisdictions import jurisdiction

    found()
    return jurisdiction(name)


def print_json(data: object) -> None:
    """Data as JSON on standard output; Chinese as it is where the stream can write it."""
    import sys

    say(json.dumps(data, ensure_ascii=not encodable(sys.stdout), indent=2))


def list_all(as_json: bool) -> None:
    """Print every jurisdiction with what it covers."""
    entries = found()
    if as_json:
        keys = ("name", "code", "en", "zh", "aliases", "module", "start", "end", "basis", "fictional")
        titles = ("title_en", "title_zh")
        plain = [{key: getattr(entry, key) for key in (*keys, *titles)} for entry in entries]
        print_json([row | {"start": row["start"].isoformat(), "end": row["end"].isoformat()} for row in plain])
        return
    rows = [
        (
            entry.name,
            entry.code,
            f"{entry.start} to {entry.end}",
            entry.basis.value,
            f"{entry.zh} {entry.en}" + (" (fictional)" if entry.fictional else ""),
        )
        for entry in entries
    ]
    say(table(rows, ("name", "code", "covered", "dates are", "place"), indent=""))
