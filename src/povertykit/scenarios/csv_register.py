"""A table in a CSV file, read as a stream: first scanned for its encoding and ids, then read in pieces.

Read are UTF-8, with or without a byte-order mark, and GB18030, found out by decoding the whole file strictly, never
both in one file. Blank lines are passed over; a line that has too few or too many cells is a row that is wrong.
"""

from __future__ import annotations

import codecs
import csv
import os
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from povertykit.errors import RegisterError
from povertykit.models import Kind
from povertykit.scenarios.columns import Cells, Column, Flags
from povertykit.scenarios.register import Headings, Money, Table, headings_of
from povertykit.scenarios.spreadsheet_rows import refuse_lines_above
from povertykit.scenarios.texts import as_texts, given_text

__all__ = ["CsvTable", "scanned"]

_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_CHUNK: Final = 1 << 20
_MOST_ROWS: Final = 1 << 13  # more rows of texts at a time take more memory, and no less time
_ENCODING_ADVICE: Final = "save the file as CSV UTF-8"
_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars", "，": "full-width commas"}
_KINDS_BY_BEGINNING: Final = {
    b"PAR1": "Parquet: name it .parquet",
    b"PK\3\4": "a workbook or another zip file: name a workbook .xlsx",
    b"\xd0\xcf\x11\xe0": "a workbook of an old kind, or one with a password: save it as .xlsx without one",
    b"\x1f\x8b": "compressed: unpack it",
    b"ARROW1": "Arrow: read it with pyarrow, and hand in the table",
}


@dataclass(slots=True)
class _CsvPiece:
    start: int
    size: int
    table: CsvTable
    columns: list[tuple[str, ...]]
    malformed: Flags | None
    lengths: dict[int, int]
    read: dict[str, Column] = field(default_factory=dict)
    names: dict[str, list[str | None]] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        if name not in self.read:
            self.read[name] = self.table.cells[name].column(self._cells(name), self.size)
        return self.read[name]

    def texts(self, name: str) -> list[str | None]:
        if name not in self.names:
            self.names[name] = as_texts(self._cells(name))
        return self.names[name]

    def whole(self, name: str) -> bool:
        return False

    def raw(self, name: str, row: int) -> str:
        return given_text(self._cells(name)[row] or None)

    def lacks(self, name: str, row: int) -> bool:
        return not self._cells(name)[row]

    def cells(self, row: int) -> str:
        return f"{self.lengths[row]} cells"

    def others(self, row: int) -> list[str]:
        return [cells[row] for cells in self.columns]

    def _cells(self, name: str) -> tuple[str, ...]:
        return self.columns[self.table.places[name]]


class CsvTable:
    """One table of a register, in a file.

    Args:
        name: the table's name.
        path: the file.
        names: further names of headings.
        money: the unit of amounts whose heading has none.

    Raises:
        RegisterError: there is no such file, it is empty, in another encoding, or no CSV.
        UnitMissing: an amount without a unit.
    """

    in_memory: bool = False
    nested: Mapping[str, Table] = MappingProxyType({})

    def __init__(self, name: str, path: Path, names: Mapping[str, str], money: Money | None) -> None:
        self.name: str = name
        self.path: Path = path
        if not path.is_file():
            stream = "is a pipe or a device, and a register is read more than once"
            problem = "is a folder without Parquet files" if path.is_dir() else stream if path.exists() else None
            if problem is None:
                raise RegisterError(f"{path}: there is no such file", field=name, remedy=_of_path(path))
            raise RegisterError(f"{path}: {problem}", field=name, allowed="the path of a CSV, Parquet or Excel file")
        self.encoding: str
        self.size: int | None
        self.encoding, self.size = scanned(name, path)
        self.blanks: list[int] = []
        self.scanned: bool = False
        with self._reader() as reader:
            texts = next((record for record in reader if record), [])
        if not any(text.strip() for text in texts):
            raise self._error("has no headings", allowed="a first line with the column headings")
        repeated = [text for text in dict.fromkeys(texts) if text.strip() and texts.count(text) > 1]
        if repeated:
            raise self._error(f"the heading {repeated[0]!r} is there twice", remedy="take one of the two out")
        self.width: int = len(texts)
        self.all_headings: list[str] = texts
        known = headings_of(name, [text for text in texts if text.strip()], names, money)
        if not known.known:
            self._no_headings(texts, names, money)
        unnamed = [f"column {place} (no heading)" for place, text in enumerate(texts, start=1) if not text.strip()]
        self.headings: Headings = Headings(known.known, (*known.unknown, *unnamed))
        self.places: dict[str, int] = {
            field: texts.index(heading.text) for field, heading in self.headings.known.items()
        }
        self.cells: dict[str, Cells] = {
            name: Cells(heading) for name, heading in self.headings.known.items() if heading.spec.kind is not Kind.TEXT
        }

    def _no_headings(self, texts: list[str], names: Mapping[str, str], money: Money | None) -> None:
        """Say why a first line may name no field: other separators, or lines above the headings."""
        if len(texts) == 1 and (found := next((each for each in _SEPARATORS if each in texts[0]), None)):
            raise self._error(
                f"its cells are separated by {_SEPARATORS[found]}", allowed="commas", remedy="save as CSV"
            )
        with self._reader() as reader:
            lines = [(number, record) for number, record in enumerate(islice(reader, 9), start=1) if record]
        refuse_lines_above(self.path, self.name, lines, names, money)

    def _error(self, problem: str, *, allowed: str | None = None, remedy: str | None = None) -> RegisterError:
        return RegisterError(f"{self.path.name}: {problem}", field=self.name, allowed=allowed, remedy=remedy)

    @contextmanager
    def _reader(self) -> Iterator[Iterator[list[str]]]:
        """A reader of the file's rows, the headings first; errors of the form are told as the library's own."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, strict=True)
            try:
                yield reader
            except csv.Error as error:
                raise self._error(
                    f"line {reader.line_num}: {error}",
                    allowed="cells up to 131,072 characters, quotation marks in pairs",
                    remedy="look for a quotation mark that is not closed",
                ) from error

    def _rows(self, most: int) -> Iterator[list[list[str]]]:
        """The rows below the headings, so many at a time, without blank lines, whose places are kept for numbering."""
        row = 0
        with self._reader() as reader:
            while piece := list(islice(reader, most)):
                if [] in piece:
                    for record in piece:
                        if record:
                            row += 1
                        elif not self.scanned:
                            self.blanks.append(row)
                    piece = [record for record in piece if record]
                else:
                    row += len(piece)
                if row == len(piece):  # the first rows: the headings are among them
                    piece = piece[1:]
                if piece:
                    yield piece
        self.size, self.scanned = max(row - 1, 0), True

    def pieces(self, rows: int) -> Iterator[_CsvPiece]:
        """The table in pieces of so many rows."""
        start = 0
        for piece in self._rows(min(rows, _MOST_ROWS)):
            lengths, malformed = self._fit(piece)
            yield _CsvPiece(start, len(piece), self, list(zip(*piece, strict=True)), malformed, lengths)
            start += len(piece)

    def _fit(self, piece: list[list[str]]) -> tuple[dict[int, int], Flags | None]:
        """Cut and fill the rows whose number of cells is wrong, and say which they are."""
        if {*map(len, piece)} == {self.width}:
            return {}, None
        lengths = {row: len(record) for row, record in enumerate(piece) if len(record) != self.width}
        malformed = np.zeros(len(piece), np.bool_)
        malformed[list(lengths)] = True
        for row in lengths:
            piece[row] = (piece[row] + [""] * self.width)[: self.width]
        return lengths, malformed

    def whole_ids(self, name: str) -> None:
        """The ids of a file are texts."""
        return None

    def ids(self, name: str) -> Iterator[list[str | None]]:
        """An id column in pieces, as texts."""
        return self.texts(name)

    def texts(self, name: str) -> Iterator[list[str | None]]:
        """A text field of the whole table, in pieces; the first time, the file's rows are counted on the way."""
        place = self.places[name]
        for piece in self._rows(1 << 14):
            yield as_texts([record[place] if place < len(record) else "" for record in piece])

    def labels(self, heading: str) -> Iterator[list[str | None]]:
        """Any column of the whole table, in pieces; None where empty."""
        place = self.all_headings.index(heading)
        for piece in self._rows(1 << 14):
            yield [record[place] or None if place < len(record) else None for record in piece]

    def results(self, plan: object) -> None:
        """Results of a file go to a file."""
        return None

    def number(self, row: int) -> int:
        """The row's number as a spreadsheet shows it, the headings being row 1 and blank lines counted."""
        record = row + 1
        return record + 1 + bisect_right(self.blanks, record)


def _of_path(path: Path) -> str:
    """What to do about a path at which there is nothing."""
    if path.parts[:1] == ("~",):
        return "write the folder out instead of ~: Path(...).expanduser()"
    if len(path.parts) > 1 and path.parts[0].endswith(":") and len(path.parts[0]) > 2:
        return "an address is not read: fetch the file first"
    return f"look at the name; it is looked for in {path.absolute().parent}"


def scanned(name: str, path: Path) -> tuple[str, int | None]:
    """The encoding in which the whole file can be read, and how many rows it has, where its lines show that.

    Raises:
        RegisterError: there is none, or the file is empty or no text.
    """
    if not os.access(path, os.R_OK):
        raise RegisterError(f"{path} may not be read", field=name, remedy="look at its permissions")
    if not path.stat().st_size:
        raise RegisterError(f"{path.name} is empty", field=name, allowed="a first line with the column headings")
    problem = ""
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        lines, chunk, quoted = 0, b"", False
        with path.open("rb") as file:
            try:
                while part := file.read(_CHUNK):
                    chunk = part
                    if b"\0" in chunk or chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                        raise _no_text(name, path)
                    decoder.decode(chunk)
                    lines += chunk.count(b"\n")
                    quoted = quoted or b'"' in chunk
                decoder.decode(b"", final=True)
            except UnicodeDecodeError as error:
                problem = f"{path.name} is neither UTF-8 nor GB18030 ({error.reason} near byte {file.tell()})"
                continue
        if encoding == "gb18030" and (line := _line_in_utf_8(path)):
            problem = f"{path.name} mixes two encodings: line {line} is UTF-8, others are GB18030"
            break
        return encoding, None if quoted else lines - chunk.endswith(b"\n")
    raise RegisterError(problem, field=name, allowed="UTF-8 or GB18030", remedy=_ENCODING_ADVICE)


def _line_in_utf_8(path: Path) -> int | None:
    """The first line that is UTF-8 in a file that as a whole is not: GB18030 would read it too, as other characters.

    Common Chinese characters in UTF-8 are GB18030 by chance alone about once in ten million lines, so that one line in
    a thousand that has characters at all is no chance.
    """
    first, found, lines = None, 0, 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.isascii():
                lines += 1
                if _is_common_utf_8(line):
                    first, found = first or number, found + 1
    return first if found * 1000 >= max(lines, 1) else None


def _is_common_utf_8(line: bytes) -> bool:
    """Whether all characters of a line, read as UTF-8, are common Chinese ones: those of the first level of GB 2312."""
    try:
        characters = [each.encode("gb2312") for each in line.decode() if not each.isascii()]
    except UnicodeError:
        return False
    return all(b"\xb0" <= each < b"\xd8" for each in characters)


def _no_text(name: str, path: Path) -> RegisterError:
    with path.open("rb") as file:
        begun = file.read(8)
    if kind := next((kind for begin, kind in _KINDS_BY_BEGINNING.items() if begun.startswith(begin)), None):
        problem, _, remedy = kind.partition(": ")
        return RegisterError(f"{path.name} is {problem}", field=name, allowed="CSV text", remedy=remedy)
    return RegisterError(
        f"{path.name} has NUL bytes or a UTF-16 mark: it is UTF-16, a spreadsheet or another binary file",
        field=name,
        allowed="CSV text in UTF-8 or GB18030",
        remedy=_ENCODING_ADVICE,
    )
