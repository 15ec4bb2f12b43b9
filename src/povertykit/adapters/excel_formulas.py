"""Formulas in Excel workbooks that were saved without their results: cells that would be read as missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

__all__ = ["Formulas", "Unsaved", "formulas_in"]

_A_FORMULA = re.compile(rb"<(\w+:)?f[\s>/]").search
_RECKONED_ANEW = re.compile(rb"<(\w+:)?calcPr[^>]*\sfullCalcOnLoad=[\"'](1|true)[\"']").search
_AT_ONCE = 1 << 20
_OVERLAP = 256


class Unsaved(NamedTuple):
    """The first formula of a column that has no saved result: its row as the spreadsheet numbers it, and its text."""

    row: int
    text: str


class Formulas(NamedTuple):
    """Whether a workbook has formulas, and whether it is to be reckoned anew when it is opened.

    A program that reckons nothing itself writes such books with 0 as every result.
    """

    some: bool
    reckoned_anew: bool

    def unsaved(self, values: Any, formulas: Any, places: Collection[int]) -> dict[int, Unsaved]:
        """The columns with a formula that has no saved result, each with the first one.

        A formula whose saved result is an empty text is an empty cell, and not among them.

        Args:
            values: a sheet of the workbook opened for values.
            formulas: the same sheet of the workbook opened for formulas.
            places: the columns looked at, from 0; of the first row all are.
        """
        found: dict[int, Unsaved] = {}
        if not self.some:
            return found
        for number, (line, written) in enumerate(zip(values.iter_rows(), formulas.iter_rows(), strict=True), start=1):
            for at, cell in enumerate(written):
                if getattr(cell, "data_type", "") == "f" and at not in found and (number == 1 or at in places):
                    saved = line[at]
                    none = saved.value is None and saved.data_type != "str"
                    if none or (self.reckoned_anew and type(saved.value) in (int, float) and saved.value == 0):
                        found[at] = Unsaved(number, str(getattr(cell.value, "text", cell.value)))
        return found


def formulas_in(path: Path) -> Formulas:
    """Look for formulas in the text of a workbook's sheets, which takes a small part of the time of reading them."""
    some = anew = False
    with ZipFile(path) as book:
        for name in book.namelist():
            if not name.endswith(".xml") or name.endswith(("sharedStrings.xml", "styles.xml")):
                continue
            for part in _parts(book, name):
                some = some or _A_FORMULA(part) is not None
                anew = anew or _RECKONED_ANEW(part) is not None
                if some and "worksheets/" in name:
                    break
    return Formulas(some, anew)


def _parts(book: ZipFile, name: str) -> Iterator[bytes]:
    """A file of a workbook some bytes at a time, each part beginning with the end of the one before."""
    with book.open(name) as file:
        end = b""
        while part := file.read(_AT_ONCE):
            yield end + part
            end = part[-_OVERLAP:]
