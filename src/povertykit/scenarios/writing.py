"""Lists as CSV files that appear whole or not at all, and that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import Final

from povertykit.errors import RegisterError
from povertykit.scenarios.texts import safe_cell

__all__ = ["InYuan", "ListFile", "checked_paths", "list_file", "writing_failed"]

_IN_CSV: Final = frozenset({".csv", ".txt", ""})


def checked_paths(wanted: Mapping[str, str | PathLike[str] | None], inputs: Sequence[Path]) -> dict[str, Path]:
    """The paths to write to, each of its own, none of them a register that is read.

    Raises:
        RegisterError: a path is an input, is named twice, is a folder or a device, or lies in no folder.
    """
    for name, path in wanted.items():
        if path is not None and not isinstance(path, str | PathLike):
            raise RegisterError(f"got {path!r}", field=name, allowed="the path of a file")
        if path == "":
            raise RegisterError("the path is empty", field=name, allowed="the path of a file")
    paths = {name: Path(path) for name, path in wanted.items() if path is not None}
    taken = {path.resolve(): "a register that is read" for path in inputs}
    for name, path in paths.items():
        place = path.resolve()
        if place in taken:
            raise RegisterError(f"{path} is {taken[place]} as well", field=name, remedy="write to another file")
        if place.is_dir():
            raise RegisterError(f"{path} is a folder", field=name, allowed="the path of a file")
        if path.exists() and not path.is_file():  # a device would be replaced, not written to
            raise RegisterError(f"{path} is no ordinary file", field=name, allowed="the path of a file")
        if not place.parent.is_dir():
            raise RegisterError(f"there is no folder {path.parent}", field=name, remedy="make the folder first")
        taken[place] = f"the file of {name}"
    return paths


class InYuan(str):
    """The heading of a column of amounts in yuan."""


class ListFile:
    """A CSV file (UTF-8 with byte-order mark) that takes its name only when it is whole.

    Args:
        path: its name.
        headings: its first row.
        lasting: whether what is written stays, under its temporary name, when the run is interrupted.
        kept: of a file that an interrupted run has left, how many bytes to go on after; None to begin anew.

    Attributes:
        hopeless: whether it can never become whole, so that there is nothing to go on with.

    Raises:
        RegisterError: it cannot be written, another run is writing it, or less is left of it than there should be.
    """

    hopeless: bool = False

    def __init__(self, path: Path, headings: Sequence[str], *, lasting: bool = False, kept: int | None = None) -> None:
        self.path = path
        self.lasting = lasting
        self._place = path.resolve()  # a link stays one
        owner = "" if lasting else f".{os.getpid()}"
        self._partial = self._place.with_name(f".{path.name}{owner}.partial")
        try:
            # What no encoding can write (half a character) is shown by its number instead.
            self._file = self._partial.open("a", encoding="utf-8", newline="", errors="backslashreplace")
        except OSError as error:
            raise writing_failed(path, error) from error
        self._writer = csv.writer(self._file)
        try:
            self._begin(headings, kept)
        except BaseException:
            self.drop()
            raise

    def _begin(self, headings: Sequence[str], kept: int | None) -> None:
        if self.lasting:
            self._lock()
        try:
            left = os.fstat(self._file.fileno()).st_size
            if left < (kept or 0):
                raise RegisterError(
                    f"{self._partial} has {left:,} bytes, and {kept:,} were written before the run was interrupted",
                    field=str(self.path),
                    remedy="delete the journal beside it, and run again from the beginning",
                )
            self._file.truncate(kept or 0)
            if kept is None:
                self._file.write("\ufeff")  # spreadsheets take a file without this mark for another encoding
        except OSError as error:
            raise writing_failed(self.path, error) from error
        if kept is None:
            self._put([headings])

    def _lock(self) -> None:
        """Keep a second run from writing the same file; where the system has no such locks, nothing keeps it."""
        try:
            from fcntl import LOCK_EX, LOCK_NB, flock

            flock(self._file, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise RegisterError(
                f"another run is writing {self.path}", field=str(self.path), remedy="wait until it has finished"
            ) from error
        except (ImportError, OSError):
            pass

    @staticmethod
    def cell(text: str) -> str:
        """A text as this kind of file may hold it."""
        return safe_cell(text)

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows.

        Raises:
            RegisterError: the disk is full, or the file cannot be written for another reason.
        """
        self._put(rows)

    def _put(self, rows: Iterable[Sequence[object]]) -> None:
        try:
            self._writer.writerows(rows)
        except OSError as error:
            raise writing_failed(self.path, error) from error

    def settled(self) -> int:
        """Bring to the disk what was written, and say how many bytes that is.

        Raises:
            RegisterError: the disk is full, or the file cannot be written for another reason.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            return os.fstat(self._file.fileno()).st_size
        except OSError as error:
            raise writing_failed(self.path, error) from error

    def close(self) -> None:
        """Finish the content, still under the temporary name."""
        self.settled()
        try:
            self._file.close()
        except OSError as error:
            raise writing_failed(self.path, error) from error

    def keep(self) -> None:
        """Give the finished file its name."""
        os.replace(self._partial, self._place)

    def drop(self, *, all_of_it: bool = False) -> None:
        """Take the temporary file away, if it is still there and is not one to go on with."""
        with suppress(OSError):
            self._file.close()
        if all_of_it or not self.lasting:
            self._partial.unlink(missing_ok=True)

    @staticmethod
    def take_back(path: Path, size: int) -> None:
        """Give a finished file its temporary name again, where the run was interrupted before all had theirs."""
        place = path.resolve()
        partial = place.with_name(f".{path.name}.partial")
        if path.suffix.casefold() not in _IN_CSV:  # whose lines are there still
            return
        if not partial.exists() and place.is_file() and place.stat().st_size == size:
            place.replace(partial)


def writing_failed(path: Path, error: OSError) -> RegisterError:
    """The error for a file that cannot be written."""
    return RegisterError(
        f"{path} cannot be written: {error.strerror or error}",
        field=str(path),
        remedy="nothing was changed; make room and run again",
    )


def list_file(path: Path, headings: Sequence[str], *, lasting: bool = False, kept: int | None = None) -> ListFile:
    """The file of a list, of the kind that its ending says: Parquet, Excel or CSV.

    Raises:
        RegisterError: it cannot be written, is of another kind, or of one that an interrupted run cannot go on with.
    """
    from povertykit.adapters.tables import list_file_of

    other = list_file_of(path, headings, lasting, kept)
    if other is not None:
        return other
    if path.suffix.casefold() not in _IN_CSV:
        raise RegisterError(
            f"ends in {path.suffix}, which no list is written as",
            field=path.name,
            allowed=".csv, .parquet or .xlsx",
            remedy="give it one of these endings",
        )
    return ListFile(path, headings, lasting=lasting, kept=kept)
