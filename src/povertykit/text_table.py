"""Tables of text whose columns stand under one another, in Chinese too."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from html import escape

__all__ = ["Shown", "html_table", "table", "width"]


class Shown:
    """What a notebook shows as the text that it prints, its columns under one another.

    Examples:
        >>> class Answer(Shown):
        ...     def __str__(self) -> str:
        ...         return "a < b"
        >>> Answer()._repr_html_()
        '<pre>a &lt; b</pre>'
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


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


def html_table(rows: Iterable[Sequence[str]], heading: Sequence[str] = (), *, caption: str = "") -> str:
    """The same for a notebook: an HTML table whose cells stand flush right, but for the first of each row.

    Args:
        rows: the cells, as many in each row.
        heading: the first line, if there is one.
        caption: what stands above the table.

    Examples:
        >>> html_table([("R&D", "1")], caption="a < b")
        '<table><caption>a &lt; b</caption><tbody><tr><td style="text-align:left">R&amp;D</td>\
<td style="text-align:right">1</td></tr></tbody></table>'
    """

    def line(cells: Sequence[str], kind: str) -> str:
        sides = ("left", *("right" for _ in cells[1:]))
        marked = (
            f'<{kind} style="text-align:{side}">{escape(cell)}</{kind}>'
            for side, cell in zip(sides, cells, strict=True)
        )
        return f"<tr>{''.join(marked)}</tr>"

    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = f"<thead>{line(heading, 'th')}</thead>" if heading else ""
    return f"<table>{above}{head}<tbody>{''.join(line(row, 'td') for row in rows)}</tbody></table>"
