"""The registers of clauses and figures: every numeral of a document, and which rule or figure holds it.

A register is a CSV file beside this module, one row for each numeral in the order of the document, and one for each
section without a numeral. A numeral that nothing holds has the reason. A test compares each register with its module.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from povertykit.errors import RegisterError, UnknownName

__all__ = ["Entry", "register"]

_FOLDER: Final = Path(__file__).parent
_COLUMNS: Final = ["section", "position", "numeral", "value", "held_by", "reason_en", "reason_zh"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One numeral of a document, or one section that has none.

    Attributes:
        section: the section, as the document numbers it.
        position: the numeral's running number in its section; None for a section without numerals.
        numeral: the numeral as printed, with its unit and comparison word; empty for a section without numerals.
        value: what it says: yuan for money (2万元 is 20000), months for an interval of time that recurs or for a term
            (3年期 is 36), a share for percents that are held as one (17.94% is 0.1794), otherwise the number in the
            unit that is printed, with 千, 万 and 亿 multiplied out (1.25万 is 12500; 30万亩 is 300000 mu, 半 is 0.5,
            翻番 is 2); year, month and day of a date each for itself; None for a section without numerals.
        held_by: the figures, targets, consistencies, open terms, readings, provisions and calendars that hold it; they
            cite its section, unless the document repeats the number, which the reason then says.
        reason_en: why nothing is computed of it, or a remark on how it is held.
        reason_zh: the same in Chinese.
    """

    section: str
    position: int | None
    numeral: str
    value: Fraction | None
    held_by: tuple[str, ...]
    reason_en: str
    reason_zh: str


def register(name: str) -> tuple[Entry, ...]:
    """A document's register of clauses and figures, in the order of the document.

    Args:
        name: the key of the document's source, such as `"xiangxi-2017"`.

    Raises:
        UnknownName: there is no register of that name.
        RegisterError: a row breaks the rules of a register; the message says which and how.

    Examples:
        >>> entry = next(entry for entry in register("xiangxi-2017") if entry.numeral == "2%以下")
        >>> entry.section, entry.value, entry.held_by
        ('一', Fraction(2, 1), ('incidence_most', 'incidence_target'))
    """
    known = {path.stem: path for path in _FOLDER.glob("*.csv")}
    if name not in known:
        raise UnknownName.among(name, known, "register of clauses and figures")
    return read(known[name])


def read(path: Path) -> tuple[Entry, ...]:
    """A register from a file.

    Raises:
        RegisterError: the columns are others, or a row breaks the rules of a register.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or rows[0] != _COLUMNS:
        raise _broken(path, 1, f"got the columns {rows[:1]}", ", ".join(_COLUMNS))
    entries: list[Entry] = []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(_COLUMNS):
            raise _broken(path, line, f"got {len(row)} cells", f"{len(_COLUMNS)} cells")
        entry = _entry(path, line, row)
        earlier = [other.position for other in entries if other.section == entry.section]
        expected = (earlier[-1] or 0) + 1 if earlier else 1
        if entry.position != expected and not (entry.position is None and not earlier):
            raise _broken(path, line, f"got position {entry.position} in {entry.section}", str(expected))
        if earlier and entries[-1].section != entry.section:
            raise _broken(path, line, f"{entry.section} stands in two places", "the rows of a section together")
        entries.append(entry)
    return tuple(entries)


def _entry(path: Path, line: int, row: list[str]) -> Entry:
    section, position, numeral, value, held_by, reason_en, reason_zh = row
    numbered = bool(position)
    if not section or bool(numeral) is not numbered or bool(value) is not numbered:
        allowed = "a section, and a position, a numeral and a value together or none of them"
        raise _broken(path, line, f"got {row[:4]}", allowed)
    if bool(reason_en) is not bool(reason_zh) or not (held_by or reason_en):
        raise _broken(path, line, f"{numeral or section} has no reason", "held_by, or a reason in English and Chinese")
    names = tuple(held_by.split(";")) if held_by else ()
    try:
        return Entry(
            section,
            int(position) if numbered else None,
            numeral,
            Fraction(value) if numbered else None,
            names,
            reason_en,
            reason_zh,
        )
    except (ValueError, ZeroDivisionError) as error:
        allowed = "a whole number as position and a number as value"
        raise _broken(path, line, f"got {row[1]!r} and {row[3]!r}", allowed) from error


def _broken(path: Path, line: int, problem: str, allowed: str) -> RegisterError:
    return RegisterError(problem, field=f"{path.name}, line {line}", allowed=allowed)
