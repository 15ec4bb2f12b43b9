"""Tables in Parquet files, one or a folder of them, read some rows at a time and only the columns that are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from povertykit.adapters.arrow_columns import columns_in_words, unlike_columns
from povertykit.adapters.arrow_table import ArrowTable
from povertykit.errors import RegisterError
from povertykit.scenarios.register import Money

__all__ = ["ParquetTable", "parquet_batches"]

_ROWS: Final = 1 << 16
_RELEASED: Final = 16


class ParquetTable(ArrowTable):
    """One table of a register, in Parquet.

    Args:
        name: the table's name.
        path: a file, or a folder whose files `*.parquet` are read in the order of their names.
        names: further names of headings.
        money: the unit of amounts whose heading has none.

    Raises:
        RegisterError: there is no such file, it is cut short or no Parquet, or the files have unlike columns.
    """

    def __init__(self, name: str, path: Path, names: Mapping[str, str], money: Money | None) -> None:
        self.path: Path = path
        self.paths: list[Path] = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        if not path.exists():
            raise RegisterError(f"{path}: there is no such file", field=name, allowed="the path of a Parquet file")
        schema: Any = None
        size = 0
        for each in self.paths:
            with _readable(name, each), pq.ParquetFile(each) as file:
                size += file.metadata.num_rows
                own = file.schema_arrow.remove_metadata()
                str(own)  # names that are no text are found here
            schema = schema or own
            if not own.equals(schema):
                raise RegisterError(
                    f"{each.name} has other columns: {unlike_columns(own, schema)}",
                    field=name,
                    allowed=f"those of {self.paths[0].name}: {columns_in_words(schema)}",
                    remedy="write all files of the folder with one set of columns, of the same types",
                )
        super().__init__(name, schema, self._read, names, money, size)

    def _read(self, wanted: Sequence[str]) -> Iterator[Any]:
        dotted = any("." in text for text in wanted)  # which Parquet would take for a path inside a struct
        for path in self.paths:
            for number, batch in enumerate(parquet_batches(self.name, path, None if dotted else wanted), 1):
                if number % _RELEASED == 0:  # what Arrow keeps for later use would grow by some bytes a row
                    pa.default_memory_pool().release_unused()
                yield batch


def parquet_batches(
    name: str, path: str | PathLike[str], columns: Sequence[str] | None, group: int | None = None
) -> Iterator[Any]:
    """The record batches of a Parquet file, as whole as they were written.

    Checksums of pages are looked at where the file has them. Without them nothing tells a value that was changed from
    another value; but what is no text, no place in a dictionary, no decimal of its column, or a row too few is found.

    Args:
        name: the table's name.
        path: the file.
        columns: those that are read; None for all.
        group: one row group; by default all of them.

    Raises:
        RegisterError: the file is damaged, naming it and the row group.
    """
    path = Path(path)
    names = None if columns is None else list(columns)
    with _readable(name, path):
        file = pq.ParquetFile(path, pre_buffer=False, page_checksum_verification=True)
    with file:  # read ahead, Arrow would keep every byte of the file until its end
        groups = range(file.metadata.num_row_groups) if group is None else [group]
        expected = {each: file.metadata.row_group(each).num_rows for each in groups}
        batches = file.iter_batches(batch_size=_ROWS, row_groups=list(groups), columns=names)
        rows = 0
        while True:
            with _readable(name, path, partial(_damaged, file, expected, names, rows)):
                batch = next(batches, None)
                if batch is not None:
                    batch.validate(full=True)
            if batch is None:
                break
            rows += batch.num_rows
            yield batch
        if rows != sum(expected.values()):
            raise _unreadable(name, path, f"it has {rows:,} rows, and says that it has {sum(expected.values()):,}")


def _damaged(file: Any, expected: Mapping[int, int], names: list[str] | None, rows: int) -> int | None:
    """The first row group that cannot be read, from that of a row on."""
    end = 0
    for group, size in expected.items():
        end += size
        if end <= rows:
            continue
        try:
            for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group], columns=names):
                batch.validate(full=True)
        except _ERRORS:
            return group
    return None


# What Arrow raises of bytes that are none of Parquet's: also errors of Python's own.
_ERRORS: Final = (pa.ArrowException, OSError, ValueError, LookupError, MemoryError, EOFError, OverflowError, TypeError)


@contextmanager
def _readable(name: str, path: Path, place: Callable[[], int | None] = lambda: None) -> Iterator[None]:
    """Tell of a file that cannot be read."""
    try:
        yield
    except _ERRORS as error:
        raise _unreadable(name, path, str(error).partition("\n")[0].rstrip("."), place()) from error


def _unreadable(name: str, path: Path, problem: str, group: int | None = None) -> RegisterError:
    where = "" if group is None else f"row group {group} (the first is 0) is damaged: "
    remedy = "the file may be cut short or damaged: copy it again, or make it anew"
    with suppress(OSError):
        if not path.stat().st_size:
            problem = "it is empty"
        with path.open("rb") as file:
            if file.read(3) not in (b"", b"PAR"):
                problem, remedy = "it does not begin as Parquet does", "name it by what it is, such as .csv or .xlsx"
    return RegisterError(
        f"{path.name} cannot be read as Parquet: {where}{problem}",
        field=name,
        allowed="a whole Parquet file",
        remedy=remedy,
    )
