"""Lists as Excel workbooks of one sheet: amounts as numbers with two places, texts as texts, never as formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from povertykit.adapters.list_files import OtherList
from povertykit.scenarios.writing import writing_failed

__all__ = ["ExcelList"]


class ExcelList(OtherList):
    """A list in an Excel workbook; see `OtherList`.

    Raises:
        RegisterError: there are more rows than a sheet holds.
    """

    most: int | None = 1_048_575

    def __init__(self, path: Path, headings: Sequence[str], owner: str | None = None) -> None:
        super().__init__(path, headings, owner)
        self._book: Any = openpyxl.Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet(path.stem[:31])
        self._rows = 0
        self._append([self._text(heading) for heading in headings])

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows."""
        for row in rows:
            if self.most is not None and self._rows >= self.most:
                raise self.too_many(self.path)
            self._rows += 1
            self._append([self._cell(kind, str(cell)) for kind, cell in zip(self.kinds, row, strict=True)])

    def close(self) -> None:
        """Finish the content, still under the temporary name."""
        try:
            self._book.save(self._partial)
        except OSError as error:
            raise writing_failed(self.path, error) from error

    def abandon(self) -> None:
        """Let go of the file, and of the sheet's own."""
        if not self._sheet.closed:
            self._sheet.close()

    def _append(self, cells: list[Any]) -> None:
        try:
            self._sheet.append(cells)
        except OSError as error:  # the sheet grows in a temporary file
            raise writing_failed(self.path, error) from error

    def _cell(self, kind: str, text: str) -> Any:
        if not text:
            return None
        if kind == "text":
            return self._text(text)
        number: Any = Decimal(text) if kind == "yuan" else int(text)
        cell = WriteOnlyCell(self._sheet, number)
        cell.number_format = "0.00" if kind == "yuan" else "0"
        return cell

    def _text(self, text: str) -> Any:
        cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
        cell.data_type = "s"  # a text that begins with an equals sign is no formula
        return cell
