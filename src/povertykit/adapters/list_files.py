"""Lists written as Parquet or Excel files, which, as CSV files do, appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from povertykit.errors import RegisterError
from povertykit.scenarios.writing import InYuan, ListFile

__all__ = ["OtherList", "kind_of_column"]


class OtherList(ListFile):
    """A list in a file that is no CSV; texts stand in it as they are.

    Args:
        path: its name.
        headings: of its columns.
        lasting: whether an interrupted run should go on with it, which only a CSV can.

    Raises:
        RegisterError: `lasting`, or the file cannot be written.
    """

    def __init__(self, path: Path, headings: Sequence[str], lasting: bool) -> None:
        if lasting:
            raise RegisterError(
                f"an interrupted run cannot go on with {path.name}",
                field="resume",
                allowed="CSV files",
                remedy="write CSV, or leave resume out: nothing half finished takes a file's name in any case",
            )
        self.path: Path = path
        self.lasting: bool = False
        self.kinds: list[str] = [kind_of_column(heading) for heading in headings]
        self._place = path.resolve()
        self._partial = self._place.with_name(f".{path.name}.{os.getpid()}.partial")

    @staticmethod
    def cell(text: str) -> str:
        """What no encoding can write (half a character) is shown by its number instead."""
        return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows."""
        raise NotImplementedError

    def settled(self) -> int:
        """Nothing is settled before the file is whole."""
        return 0

    def drop(self, *, all_of_it: bool = False) -> None:
        """Take the temporary file away."""
        with suppress(Exception):  # a writer that is broken already may break again
            self.abandon()
        self._partial.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Let go of the file."""


def kind_of_column(heading: str) -> str:
    """What a column of a list holds: "yuan", "whole" numbers or "text"."""
    return "yuan" if isinstance(heading, InYuan) else "whole" if heading == "row" else "text"
