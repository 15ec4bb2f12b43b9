"""Whether a register is made up: the column that `synthetic` puts into one says so, in files and frames as well."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

__all__ = ["SYNTHETIC_GROUP", "is_synthetic", "synthetic_lines"]

SYNTHETIC_GROUP: Final = "synthetic_group"
"""The column of a made-up register that names each household's category; no field of the models."""


def is_synthetic(headings: Collection[str]) -> bool:
    """Whether a register with these headings is made up."""
    return SYNTHETIC_GROUP in headings


def synthetic_lines(made_up: bool, language: str = "en") -> list[str]:
    """The line that every print of results from a made-up register begins with; none for a real one.

    Examples:
        >>> synthetic_lines(True), synthetic_lines(False)
        (['SYNTHETIC register: no household in it exists'], [])
    """
    if not made_up:
        return []
    return ["合成名册：其中没有真实家庭" if language == "zh" else "SYNTHETIC register: no household in it exists"]
