"""A table of texts as plain text, where a Chinese character takes two columns, and as HTML."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence

__all__ = ["html_table", "text_table"]


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows under their headings in columns; the first to the left, the others to the right; the last is a sum.

    Examples:
        >>> print(text_table(("天数", "fen"), [("a", "5"), ("合计", "12345")]))
        天数    fen
        ----  -----
        a         5
        ----  -----
        合计  12345
    """
    widths = [max(map(_width, column)) for column in zip(headings, *rows, strict=True)]
    rule = "  ".join("-" * width for width in widths)
    lines = [_line(cells, widths) for cells in (headings, *rows)]
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0] + " " * (first[1] - _width(first[0]))]
    padded += [" " * (width - _width(cell)) + cell for cell, width in others]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def html_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same as an HTML table, everything escaped.

    Examples:
        >>> html_table(("a<b",), [("1",), ("2",)]).count("<tr>"), "a&lt;b" in html_table(("a<b",), [("1",)])
        (3, True)
    """
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading in headings)
    body = [
        "<tr>" + "".join(f'<td style="text-align:right">{html.escape(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    ]
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
