"""Tables of text whose columns stand under one another, in Chinese too."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

__all__ = ["table", "width"]


def width(text: str) -> int:
    """The columns that a text takes in print: two for a Chinese sign, none for a combining one.

    Examples:
        >>> width("dibao 低保")
        10
    """
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def table(
    rows: Sequence[Sequence[str]],
    heading: Sequence[str] = (),
    indent: str = "  ",
    *,
    right: Collection[int] = (),
) -> str:
    """Rows with their columns under one another, the last one left ragged.

    Args:
        rows: the cells, as many in each row.
        heading: the first line, if there is one.
        indent: what each line begins with.
        right: the columns, by number, that stand flush right: numbers.

    Examples:
        >>> print(table([("二(二)", "guarantee_gap"), ("一", "exit_target")], ("clause", "provision")))
          clause  provision
          二(二)  guarantee_gap
          一      exit_target
        >>> print(table([("a", "5.00"), ("b", "12.50")], right={1}, indent=""))
        a   5.00
        b  12.50
    """
    lines = [heading, *rows] if heading else list(rows)
    if not lines:
        return ""
    last = len(lines[0]) - 1
    widths = [max(width(line[column]) for line in lines) for column in range(len(lines[0]))]

    def cell(text: str, column: int) -> str:
        blank = " " * (widths[column] - width(text))
        if column in right:
            return blank + text
        return text if column == last else text + blank

    rows_ = ("  ".join(cell(text, column) for column, text in enumerate(line)) for line in lines)
    return "\n".join((indent + row).rstrip() for row in rows_)
