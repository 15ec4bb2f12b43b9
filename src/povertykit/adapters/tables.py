"""Which reader a table of a register needs; each is loaded, with the library it stands on, when such a table comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Final

from povertykit.adapters.list_files import LastingList, OtherList
from povertykit.errors import RegisterError
from povertykit.extras import needing
from povertykit.scenarios.register import Money, Table
from povertykit.scenarios.writing import ListFile

__all__ = ["extra_needed", "is_table", "list_file_of", "table_of", "tables_in"]

_PARQUET: Final = frozenset({".parquet", ".pq"})
_EXCEL: Final = frozenset({".xlsx", ".xlsm"})
_OLD_EXCEL: Final = frozenset({".xls", ".et"})
_EXTRAS: Final = MappingProxyType({"openpyxl": "excel", "xlsxwriter": "excel", "pyspark": "spark", "dask": "dask"})


@contextmanager
def extra_needed(field: str) -> Iterator[None]:
    """Tell that a library of an extra is not installed, and how to install it.

    Examples:
        >>> with extra_needed("households"):
        ...     raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")
        Traceback (most recent call last):
        ...
        povertykit.errors.RegisterError: households: needs pyarrow, which is not installed; \
to do: pip install 'povertykit[frames]'
    """
    with needing(field, lambda library: _EXTRAS.get(library, "frames"), RegisterError):
        yield


def is_table(content: object) -> bool:
    """Whether something is a whole table, not one column of a table."""
    if isinstance(content, str | PathLike | Mapping):
        return True
    package = type(content).__module__.partition(".")[0]
    if isinstance(content, Sequence) or package == "numpy":
        return False
    # A series has one type; a frame has not. Asked is the class: a frame's columns may be called anything.
    return not hasattr(type(content), "type" if package == "pyarrow" else "dtype")


def tables_in(path: str | PathLike[str]) -> Mapping[str, object]:
    """The tables of a file: of a workbook those whose sheets have the tables' names, otherwise the households."""
    if Path(path).suffix.lower() not in _EXCEL:
        return {"households": path}
    with extra_needed("households"):
        from povertykit.adapters.excel import sheets_of
    return sheets_of(Path(path))


def table_of(name: str, content: object, names: Mapping[str, str], money: Money | None) -> Table | None:
    """The table that a file, a frame or a mapping of series is; None for a CSV file and for plain columns.

    Raises:
        RegisterError: the reader's library is not installed, or the table cannot be read.
    """
    if isinstance(content, Mapping):
        if all(map(_is_plain, content.values())):
            return None
        with extra_needed(name):
            from povertykit.adapters.frames import ColumnsTable, series_columns
        table = ColumnsTable(name, series_columns(content), names, money)
        table.caller = ("mapping", next(each for each in content.values() if not _is_plain(each)))
        return table
    if not isinstance(content, str | PathLike):
        with extra_needed(name):
            if type(content).__module__ == "povertykit.adapters.excel":
                from povertykit.adapters.excel import ExcelTable, Sheet

                assert isinstance(content, Sheet)
                return ExcelTable(name, content, names, money)
            from povertykit.adapters.frames import frame_table
        with extra_needed(name):
            return frame_table(name, content, names, money)
    path = Path(content)
    ending = path.suffix.lower()
    if ending in _OLD_EXCEL:
        raise RegisterError(f"{path.name} is a workbook of an old kind", field=name, remedy="save it as .xlsx or CSV")
    if ending in _EXCEL:
        with extra_needed(name):
            from povertykit.adapters.excel import ExcelTable, Sheet
        return ExcelTable(name, Sheet(path, None), names, money)
    if ending in _PARQUET or (path.is_dir() and any(path.glob("*.parquet"))):
        with extra_needed(name):
            from povertykit.adapters.parquet import ParquetTable
        return ParquetTable(name, path, names, money)
    return None


def _is_plain(column: object) -> bool:
    return isinstance(column, Sequence) or type(column).__module__.partition(".")[0] == "numpy"


def list_file_of(path: Path, headings: Sequence[str], lasting: bool, kept: int | None) -> ListFile | None:
    """The file of a list, of the kind that its ending says; None for CSV.

    Raises:
        RegisterError: the writer's library is not installed, or the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in _PARQUET | _EXCEL | _OLD_EXCEL:
        return None
    if ending in _OLD_EXCEL:
        raise RegisterError(f"{path.name} is of an old kind", field=str(path), allowed=".csv, .parquet or .xlsx")
    kind: type[OtherList]
    with extra_needed(str(path)):
        if ending in _PARQUET:
            from povertykit.adapters.parquet_lists import ParquetList

            kind = ParquetList
        else:
            from povertykit.adapters.excel_lists import ExcelList

            kind = ExcelList
    return LastingList(kind, path, headings, kept) if lasting else kind(path, headings)
