"""Tables in Parquet files, one or a folder of them, read some rows at a time and only the columns that are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from povertykit.adapters.arrow_table import ArrowTable
from povertykit.errors import RegisterError
from povertykit.scenarios.register import Money

__all__ = ["ParquetTable"]

_ROWS = 1 << 16


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
            with _whole(name, each), pq.ParquetFile(each) as file:
                size += file.metadata.num_rows
                own = file.schema_arrow.remove_metadata()
            schema = schema or own
            if not own.equals(schema):
                raise RegisterError(
                    f"{each.name} has other columns: {', '.join(map(str, own))}",
                    field=name,
                    allowed=f"those of {self.paths[0].name}: {', '.join(map(str, schema))}",
                )
        super().__init__(name, schema, self._read, names, money, size)

    def _read(self, wanted: Sequence[str]) -> Iterator[Any]:
        dotted = any("." in text for text in wanted)  # which Parquet would take for a path inside a struct
        for path in self.paths:
            # Read ahead, Arrow would keep every byte of the file until its end.
            with _whole(self.name, path), pq.ParquetFile(path, pre_buffer=False) as file:
                yield from file.iter_batches(batch_size=_ROWS, columns=None if dotted else list(wanted))


@contextmanager
def _whole(name: str, path: Path) -> Iterator[None]:
    """Tell of a file that cannot be read."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        problem = str(error).partition("\n")[0].rstrip(".")
        raise RegisterError(
            f"{path.name} cannot be read as Parquet: {problem}",
            field=name,
            allowed="a whole Parquet file",
            remedy="the file may be cut short: copy it again, or make it anew",
        ) from error
