"""Lists written as Parquet or Excel files, which, as CSV files do, appear whole or not at all.

Neither kind can be gone on with once its writer is gone. A run that can be taken up again therefore keeps such a list
as lines of text, which can, and makes the file of them when all are there.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from povertykit.errors import RegisterError
from povertykit.scenarios.writing import InYuan, ListFile, writing_failed

__all__ = ["LastingList", "OtherList", "kind_of_column"]


class OtherList(ListFile):
    """A list in a file that is no CSV; texts stand in it as they are.

    Args:
        path: its name.
        headings: of its columns.
        owner: what stands in its temporary name; by default the number of this process.

    Attributes:
        most: how many rows such a file holds, the headings not counted; None where there is no bound.

    Raises:
        RegisterError: the file cannot be written.
    """

    most: int | None = None

    def __init__(self, path: Path, headings: Sequence[str], owner: str | None = None) -> None:
        self.path: Path = path
        self.lasting: bool = False
        self.kinds: list[str] = [kind_of_column(heading) for heading in headings]
        self._place = path.resolve()
        self._partial = self._place.with_name(f".{path.name}.{owner or os.getpid()}.partial")

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

    @classmethod
    def too_many(cls, path: Path) -> RegisterError:
        """The error for a list of more rows than such a file holds."""
        return RegisterError(
            f"{path.name} would have more than {cls.most or 0:,} rows below its headings",
            field=str(path),
            allowed="what one sheet holds",
            remedy="write Parquet or CSV: nothing was changed",
        )


class LastingList(ListFile):
    """A list that a run can go on with, in lines of text until it is whole and then in a file of its own kind.

    Args:
        kind: what writes the file.
        path: its name.
        headings: of its columns.
        kept: of the lines that an interrupted run has left, how many bytes to go on after; None to begin anew.

    Raises:
        RegisterError: it cannot be written, another run is writing it, or less is left of it than there should be.
    """

    def __init__(self, kind: type[OtherList], path: Path, headings: Sequence[str], kept: int | None) -> None:
        self._kind = kind
        self._headings = list(headings)
        self._whole: OtherList | None = None
        super().__init__(path, headings, lasting=True, kept=kept)
        self._rows = 0 if kept is None or kind.most is None else sum(1 for _ in self._lines())

    @staticmethod
    def cell(text: str) -> str:
        """A text as the file of its own kind will hold it."""
        return OtherList.cell(text)

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows.

        Raises:
            RegisterError: the disk is full, or there are more rows than the file can hold.
        """
        super().write(rows if self._kind.most is None else self._counted(rows, self._kind.most))

    def _counted(self, rows: Iterable[Sequence[object]], most: int) -> Iterator[Sequence[object]]:
        for row in rows:
            if self._rows >= most:
                self.hopeless = True
                raise self._kind.too_many(self.path)
            self._rows += 1
            yield row

    def close(self) -> None:
        """Make the file of the lines, still under a temporary name; they stay until the run is finished."""
        self.settled()  # and it stays open, so that no second run begins with these lines
        self._whole = self._kind(self.path, self._headings, "whole")  # a name that the next run would find as well
        self._whole.write(self._lines())
        self._whole.close()

    def _lines(self) -> Iterator[Sequence[object]]:
        """The rows so far, as they were written."""
        try:
            with self._partial.open(encoding="utf-8-sig", newline="") as file:
                lines = csv.reader(file)
                next(lines, None)
                yield from lines
        except OSError as error:
            raise writing_failed(self.path, error) from error

    def keep(self) -> None:
        """Give the finished file its name."""
        assert self._whole is not None
        self._whole.keep()

    def drop(self, *, all_of_it: bool = False) -> None:
        """Take away the file that is half made, and the lines as well where nobody is to go on with them."""
        if self._whole is not None:
            self._whole.drop()
        super().drop(all_of_it=all_of_it)


def kind_of_column(heading: str) -> str:
    """What a column of a list holds: "yuan", "whole" numbers or "text"."""
    return "yuan" if isinstance(heading, InYuan) else "whole" if heading == "row" else "text"
