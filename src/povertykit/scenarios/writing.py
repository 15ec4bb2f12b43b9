"""Lists as CSV files that appear whole or not at all, and that no spreadsheet runs as formulas."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path

from povertykit.errors import RegisterError

__all__ = ["ListFile", "checked_paths"]


def checked_paths(wanted: Mapping[str, str | PathLike[str] | None], inputs: Sequence[Path]) -> dict[str, Path]:
    """The paths to write to, each of its own, none of them a register that is read.

    Raises:
        RegisterError: a path is an input, is named twice, is a folder or a device, or lies in no folder.
    """
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


class ListFile:
    """A CSV file (UTF-8 with byte-order mark) that takes its name only when it is whole.

    Args:
        path: its name.
        headings: its first row.
    """

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self.path = path
        self.written = 0
        self._place = path.resolve()  # a link stays one
        self._partial = self._place.with_name(f".{path.name}.{os.getpid()}.partial")
        try:
            # What no encoding can write (half a character) is shown by its number instead.
            self._file = self._partial.open("w", encoding="utf-8", newline="", errors="backslashreplace")
            self._file.write("\ufeff")  # spreadsheets take a file without this mark for another encoding
        except OSError as error:
            raise RegisterError(f"{path} cannot be written: {error.strerror}", field=str(path)) from error
        self._writer = csv.writer(self._file)
        try:
            self.write([headings])
        except RegisterError:
            self.drop()
            raise

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows.

        Raises:
            RegisterError: the disk is full, or the file cannot be written for another reason.
        """
        try:
            self._writer.writerows(rows)
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Finish the content, still under the temporary name."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def keep(self) -> None:
        """Give the finished file its name."""
        os.replace(self._partial, self._place)

    def drop(self) -> None:
        """Take the temporary file away, if it is still there."""
        with suppress(OSError):
            self._file.close()
        self._partial.unlink(missing_ok=True)

    def _failed(self, error: OSError) -> RegisterError:
        return RegisterError(
            f"{self.path} cannot be written: {error.strerror or error}",
            field=str(self.path),
            remedy="nothing was changed; make room and run again",
        )
