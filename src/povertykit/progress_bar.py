"""A progress bar on the terminal, for a person who waits."""

from __future__ import annotations

import sys
import time
from typing import TextIO

__all__ = ["ProgressBar"]

_REDRAWN_EVERY = 0.1  # seconds
_BAR = 30  # columns


class ProgressBar:
    """A bar on standard error for a person who waits; nothing at all where nobody watches (a pipe, a file).

    Call it with the rows that are done and how many there are; `close()` takes it away again.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream: TextIO = stream or sys.stderr
        self.watched: bool = self.stream.isatty()
        self._drawn_at = 0.0
        self._columns = 0

    def __call__(self, done: int, total: int | None) -> None:
        """Draw the bar, at most ten times a second; a total of None is not known."""
        now = time.monotonic()
        if not self.watched or (now - self._drawn_at < _REDRAWN_EVERY and done != total):
            return
        self._drawn_at = now
        if not total:
            self._draw(f"{done:,} rows")
        else:
            full = _BAR * done // total
            self._draw(f"[{'#' * full}{'.' * (_BAR - full)}] {100 * done // total:3}%  {done:,} of {total:,} rows")

    def close(self) -> None:
        """Take the bar away, so that what is written next starts on a clean line."""
        if self._columns:
            self._draw("")
            self.stream.write("\r")
            self.stream.flush()
            self._columns = 0

    def _draw(self, text: str) -> None:
        self.stream.write("\r" + text + " " * (self._columns - len(text)))
        self.stream.flush()
        self._columns = len(text)
