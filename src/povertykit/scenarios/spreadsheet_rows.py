"""What spreadsheets leave in a register that is none of its data: totals, spoiled ids, lines above the headings.

A row is one of totals where the cell of its id says so, or where it has no id and another cell says so: whole cells
only, so that a village called 合计村 or an id such as `total-7` is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import numpy as np

from povertykit.errors import RegisterError
from povertykit.models import Kind
from povertykit.scenarios.columns import Flags
from povertykit.scenarios.register import HOUSEHOLD_ID, Headings, Money, Piece, headings_of

__all__ = ["TOTALS_RULE", "Others", "is_totals_word", "refuse_lines_above", "spoiled_rows", "totals_cell"]

_CHINESE: Final = ("合计", "总计", "小计", "共计", "总共", "合共", "累计", "总合计", "本页合计", "本页小计", "全部合计")
_ENGLISH: Final = ("total", "totals", "sum", "subtotal", "subtotals", "sub total", "sub-total", "grand total")
_ENDS: Final = ("", ":", "：")
_WORDS: Final = frozenset("".join(word.split()) for word in (*_CHINESE, *_ENGLISH))

TOTALS_RULE: Final = (
    "one row for each household or what belongs to it: this is a row of totals; take it out, or, where an id really is "
    "this word, give another id"
)
"""What the list of rejects says of such a row."""


def is_totals_word(text: str) -> bool:
    """Whether a whole cell says that its row is one of totals.

    Examples:
        >>> [is_totals_word(text) for text in ("合计", "合　计：", "Grand Total", "合计村", "total-7", "张总计", "")]
        [True, True, True, False, False, False, False]
    """
    return len(text) <= _LONGEST and "".join(text.split()).rstrip(":：").casefold() in _WORDS


def _forms() -> Iterator[str]:
    """The ways in which such words stand in sheets: apart (合 计), with a colon, in capitals."""
    gaps = ("", *(blank * many for blank in (" ", "\u3000") for many in range(1, 7)))
    for word in _CHINESE:
        apart = (gap.join(word) for gap in gaps) if len(word) == 2 else (word,)
        yield from map("".join, product(apart, _ENDS))
    for word in _ENGLISH:
        yield from map("".join, product({word, word.capitalize(), word.title(), word.upper()}, _ENDS))


_FORMS: Final = frozenset(_forms())
_LONGEST: Final = max(map(len, _FORMS)) + 8


def spoiled_rows(piece: Piece, headings: Headings) -> Iterator[tuple[str, Flags, str]]:
    """The rows whose id is such a word, or a number in powers of ten: the id's field, the rows, what is allowed."""
    for name, heading in headings.known.items():
        if heading.spec.kind is not Kind.TEXT or heading.spec.nullable or piece.whole(name):
            continue
        texts = piece.texts(name)
        if not _FORMS.isdisjoint(texts):
            yield name, np.array([text in _FORMS for text in texts]), TOTALS_RULE
        if "E+" in "\n".join(filter(None, texts)):
            powers = np.array([text is not None and _POWER(text) is not None for text in texts])
            if powers.any():
                yield name, powers, _POWER_RULE


_POWER: Final = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]{2,3}").fullmatch
_POWER_RULE: Final = (
    "the id itself: a spreadsheet has turned a long number into this, and its last digits are lost; make the column "
    "one of text, and fetch the ids again"
)


@runtime_checkable
class Others(Protocol):
    """Rows of which cells are kept that name no field."""

    def others(self, row: int) -> Iterable[str]:
        """The cells of a row."""
        ...


def totals_cell(piece: Piece, headings: Headings, row: int) -> str | None:
    """The cell by which a row that cannot be taken is one of totals; None where it is none.

    It is that of the household's id, or where there is no id any other.
    """
    if HOUSEHOLD_ID not in headings.known:
        return None
    if not piece.lacks(HOUSEHOLD_ID, row):
        given = piece.raw(HOUSEHOLD_ID, row)
        return given if is_totals_word(given) else None
    cells = piece.others(row) if isinstance(piece, Others) else ()
    return next((cell for cell in cells if is_totals_word(cell)), None)


def refuse_lines_above(
    path: Path, table: str, lines: Sequence[tuple[int, Sequence[str]]], names: Mapping[str, str], money: Money | None
) -> None:
    """Refuse a sheet whose headings stand below its first line, such as below a title.

    Args:
        path: the file.
        table: the table's name.
        lines: the first lines that are not blank, each with its number.
        names: further names of headings.
        money: the unit of amounts whose heading has none.

    Raises:
        RegisterError: naming the line in which they stand.
    """
    for number, cells in lines[1:]:
        texts = list(dict.fromkeys(cell for cell in cells if cell.strip()))
        if len(headings_of(table, texts, names, money or "yuan").known) >= 2:
            shown = next((cell for cell in lines[0][1] if cell.strip()), "")
            raise RegisterError(
                f"{path.name}: the headings stand in line {number}, below {shown!r}",
                field=table,
                allowed="headings in the first line",
                remedy="take out the lines above them",
            )
