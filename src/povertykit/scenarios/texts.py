"""Texts in and out: ids, values as messages show them, and cells that a spreadsheet must not take for formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable

from povertykit.models.declarations import LONGEST_TEXT

__all__ = ["as_text", "as_texts", "given_text", "hint_for", "label_of", "safe_cell"]

_FULL_WIDTH = re.compile("[０-９．，－＋％]").search
_SEPARATED = re.compile(r"-?[0-9]{1,3}([,，'’ ][0-9]{3})+(\.[0-9]*)?").fullmatch
_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?").fullmatch


def as_text(value: object) -> str | None:
    """An id as text: a text that the models take, or a whole number; None for anything else.

    Examples:
        >>> as_text("H1"), as_text(17), as_text(" H1"), as_text("")
        ('H1', '17', None, None)
    """
    if isinstance(value, str):
        return as_texts([value])[0]
    return str(value) if type(value) is int else None


def as_texts(cells: Iterable[str]) -> list[str | None]:
    """Texts as ids, each as `as_text` takes it."""
    return [
        cell if cell and cell == cell.strip() and len(cell) <= LONGEST_TEXT and "\n" not in cell else None
        for cell in cells
    ]


def label_of(value: object) -> str | None:
    """A value as the name of a group; None where there is none.

    Examples:
        >>> label_of("东坪乡"), label_of(3), label_of(""), label_of(None), label_of(float("nan"))
        ('东坪乡', '3', None, None, None)
    """
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value == "" or value != value:
        return None
    return str(value)


def given_text(value: object) -> str:
    """A value as a list shows it.

    Examples:
        >>> given_text(None), given_text(float("nan")), given_text("x")
        ('(missing)', 'nan', 'x')
    """
    text = "(missing)" if value is None else str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def hint_for(text: str) -> str:
    """What is probably wrong with a text that is no number, in a few words; empty where nothing comes to mind.

    Examples:
        >>> hint_for("1,268.00")
        'write numbers without thousands separators'
        >>> hint_for("２６８")
        'write digits and signs in half width'
    """
    if _FULL_WIDTH(text):
        return "write digits and signs in half width"
    if _SEPARATED(text):
        return "write numbers without thousands separators"
    return "take out the blanks around it" if text != text.strip() else ""


def safe_cell(text: str) -> str:
    """A text as a cell that no spreadsheet runs as a formula: with an apostrophe before it, unless a plain number.

    Examples:
        >>> safe_cell("=1+1"), safe_cell("-3.50"), safe_cell("H1")
        ("'=1+1", '-3.50', 'H1')
    """
    if text and text[0] in "=+-@\t\r\n＝＋－＠" and not _PLAIN_NUMBER(text):
        return "'" + text
    return text
