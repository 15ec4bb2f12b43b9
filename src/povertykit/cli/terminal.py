"""What the command line writes: lines that any terminal can take.

Nothing here can fail because a terminal knows fewer signs than the text: what it cannot show is written as its code.
"""

from __future__ import annotations

import sys
from typing import TextIO

__all__ = ["encodable", "note", "say"]


def encodable(stream: TextIO) -> bool:
    """Whether a stream can write Chinese."""
    try:
        "湘西".encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def say(text: str = "", stream: TextIO | None = None) -> None:
    """Write a line (to standard output unless told otherwise), with codes for the signs that the stream lacks."""
    target: TextIO = stream or sys.stdout
    encoding = target.encoding or "utf-8"
    target.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def note(text: str) -> None:
    """Write a line to standard error, in the program's name."""
    say(f"povertykit: {text}", sys.stderr)
