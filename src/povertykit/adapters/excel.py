"""Tables in Excel workbooks, a sheet for each, read by openpyxl: the values of the cells as Excel shows their kinds.

Readers that give a whole column one type are not used: an error in a cell (#DIV/0!) comes
from them as an empty cell, which is missing and not wrong, and a TRUE among numbers as 1.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from povertykit.adapters.excel_formulas import formulas_in
from povertykit.errors import RegisterError
from povertykit.models import Household, Kind, children_of
from povertykit.policy.plan import Plan
from povertykit.scenarios.array_table import ArrayTable
from povertykit.scenarios.register import Money, headings_of
from povertykit.scenarios.spreadsheet_rows import refuse_lines_above

__all__ = ["ExcelTable", "Sheet", "sheets_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; without a title the first one."""

    path: Path
    title: str | None


def _open(name: str, path: Path, *, formulas: bool = False) -> Any:
    if not path.is_file():
        raise RegisterError(f"{path}: there is no such file", field=name, allowed="the path of an Excel workbook")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of styles and validations, which are not read
            return closing(openpyxl.load_workbook(path, read_only=True, data_only=not formulas))
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise RegisterError(
            f"{path.name} cannot be read as an Excel workbook: {error}",
            field=name,
            allowed="a whole .xlsx file, without a password",
            remedy="open it in a spreadsheet and save it anew",
        ) from error


def sheets_of(path: Path) -> dict[str, object]:
    """The tables of a workbook: the sheets named as tables are, in English or Chinese; otherwise the first one."""
    titles = {name: {name, *_chinese(name)} for name in ("households", *children_of(Household))}
    with _open("households", path) as book:
        found: dict[str, object] = {
            name: Sheet(path, title)
            for name, words in titles.items()
            for title in book.sheetnames
            if title.strip() in words
        }
    return found if "households" in found else {"households": Sheet(path, None), **found}


def _chinese(name: str) -> set[str]:
    if name == "households":
        return {"家庭", "户"}
    model = children_of(Household)[name].model
    return {model.entity.zh, str(model.model_config.get("title"))}


class ExcelTable(ArrayTable):
    """One table of a register, in a sheet whose first row holds the headings.

    Blank rows are passed over. A number that is whole counts as a whole number, a date without a time as a date, and a
    rate in a cell that is shown as percent as that percent.

    Args:
        name: the table's name.
        sheet: where it is.
        names: further names of headings.
        money: the unit of amounts whose heading has none.

    Raises:
        RegisterError: there is no such file or sheet, it is no workbook, or a formula was saved without its result.
    """

    def __init__(self, name: str, sheet: Sheet, names: Mapping[str, str], money: Money | None) -> None:
        self.path: Path = sheet.path
        self.sheet: Sheet = sheet
        self.blanks: list[int] = []
        self._unsaved: dict[str, RegisterError] = {}
        columns: dict[str, list[object]] = {}
        with _open(name, sheet.path) as book:
            lines = _sheet(book, sheet).iter_rows(values_only=True)
            headings = next(lines, ())
            texts = [None if each is None else str(each).strip() or None for each in headings]
            if not any(texts):
                raise RegisterError(f"{sheet.path.name}: the sheet has no headings in its first row", field=name)
            for place, text in enumerate(texts, start=1):
                if text is not None and texts.index(text) != place - 1:
                    problem = f"{sheet.path.name}: the heading {text!r} is there twice"
                    raise RegisterError(problem, field=name, remedy="take one of the two out")
            known = headings_of(name, [text for text in texts if text], names, money).known
            rates = [texts.index(heading.text) for heading in known.values() if heading.spec.kind is Kind.RATE]
            if rates:  # whose cells may say percent by their format
                lines = (_in_percent(line, rates) for line in _sheet(book, sheet).iter_rows(min_row=2))
            rows = list(self._filled(lines))
        self._refuse_unsaved(name, texts, {texts.index(heading.text) for heading in known.values()})
        if not known:
            first = [(1, [text or "" for text in texts])]
            below = [
                (self.number(at), ["" if each is None else str(each) for each in row])
                for at, row in enumerate(rows[:8])
            ]
            refuse_lines_above(sheet.path, name, first + below, names, money)
        for place, text in enumerate(texts):
            shown = text or f"column {place + 1} (no heading)"
            columns[shown] = [_plain(row[place]) if place < len(row) else None for row in rows]
        for heading in headings_of(name, columns, names, money).known.values():
            if heading.spec.kind is Kind.TEXT:
                self._refuse_lost_digits(heading.text, columns[heading.text])
            if heading.spec.kind is Kind.FLAG:
                columns[heading.text] = [_flag(cell) for cell in columns[heading.text]]
        super().__init__(name, columns, names, money)
        self.in_memory = False

    def _refuse_unsaved(self, name: str, texts: list[str | None], places: set[int]) -> None:
        """Refuse formulas that were saved without their results, which would be missing, in columns that are read."""
        book_has = formulas_in(self.path)
        if not book_has.some:
            return
        with _open(name, self.path) as values, _open(name, self.path, formulas=True) as formulas:
            sheet = _sheet(values, self.sheet)
            every = range(len(texts))
            for at, unsaved in book_has.unsaved(sheet, _sheet(formulas, self.sheet), every).items():
                text = texts[at] if at < len(texts) else None
                error = RegisterError(
                    f"{self.path.name}, sheet {sheet.title}, row {unsaved.row}, column {get_column_letter(at + 1)} has "
                    f"a formula, {unsaved.text}, whose result was not saved with it",
                    field=text or name,
                    allowed="values, and formulas with their results",
                    remedy="open it in a spreadsheet program and save it, or paste the column as values",
                )
                if at in places or unsaved.row == 1:
                    raise error
                if text is not None:
                    self._unsaved[text] = error

    def _refuse_lost_digits(self, text: str, column: list[object]) -> None:
        """Refuse long ids that are kept as numbers: Excel keeps fifteen digits of them."""
        for row, value in enumerate(column):
            if isinstance(value, float) and abs(value) >= 2**53:
                raise RegisterError(
                    f"{self.path.name}, row {self.number(row)}: {value:.0f} is kept as a number, of which Excel keeps "
                    "fifteen digits; those after them are lost",
                    field=text,
                    allowed="long ids as text",
                    remedy="format the column as text, and take the ids again from where they came from",
                )

    def labels(self, heading: str) -> Iterator[list[str | None]]:
        """Any column as texts, in pieces; None where empty.

        Raises:
            RegisterError: it has a formula that was saved without its result.
        """
        if heading in self._unsaved:
            raise self._unsaved[heading]
        yield from super().labels(heading)

    def _filled(self, lines: Any) -> Any:
        row = 0
        for line in lines:
            if all(cell is None or cell == "" for cell in line):
                self.blanks.append(row)
            else:
                row += 1
                yield line

    def results(self, plan: Plan) -> None:
        """Results of a file go to a file."""
        return None

    def number(self, row: int) -> int:
        """The row's number as the spreadsheet shows it."""
        return row + 2 + bisect_right(self.blanks, row)


def _sheet(book: Any, sheet: Sheet) -> Any:
    return book[sheet.title] if sheet.title else book.worksheets[0]


def _in_percent(cells: Any, rates: list[int]) -> list[object]:
    """The values of a row; a rate in a cell that is shown as percent (4.35%, kept as 0.0435) in percent, exactly."""
    values: list[object] = [cell.value for cell in cells]
    for at in rates:
        number = values[at] if at < len(values) else None
        if isinstance(number, int | float) and not isinstance(number, bool) and "%" in (cells[at].number_format or ""):
            values[at] = Decimal(repr(number)) * 100
    return values


def _flag(value: object) -> object:
    """1 and 0 as files have them."""
    return bool(value) if type(value) is int and value in (0, 1) else value


def _plain(value: object) -> object:
    """A cell's value: Excel keeps every number as a float and every date with a time."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value
