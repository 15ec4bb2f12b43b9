"""Lists as Parquet files: amounts as decimals of yuan, row numbers as whole numbers, texts as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from povertykit.adapters.list_files import OtherList
from povertykit.scenarios.writing import writing_failed

__all__ = ["ParquetList"]

_TYPES: Final = {"yuan": pa.decimal128(18, 2), "whole": pa.int64(), "text": pa.string()}
_ROWS: Final = 1 << 16


class ParquetList(OtherList):
    """A list in a Parquet file, its pages with checksums; see `OtherList`. An empty cell is null."""

    def __init__(self, path: Path, headings: Sequence[str], owner: str | None = None) -> None:
        super().__init__(path, headings, owner)
        self._schema: Any = pa.schema([(str(h), _TYPES[kind]) for h, kind in zip(headings, self.kinds, strict=True)])
        self._held: list[Any] = []
        self._count = 0
        try:
            self._writer: Any = pq.ParquetWriter(self._partial, self._schema, write_page_checksum=True)
        except OSError as error:
            raise writing_failed(path, error) from error

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Add rows."""
        stream = iter(rows)
        while part := list(islice(stream, _ROWS - self._count)):  # so that row groups are alike however rows come
            columns = [_column(kind, each) for kind, each in zip(self.kinds, zip(*part, strict=True), strict=True)]
            self._held.append(pa.record_batch(columns, schema=self._schema))
            self._count += len(part)
            if self._count >= _ROWS:
                self._flush()

    def close(self) -> None:
        """Finish the content, still under the temporary name."""
        self._flush()
        try:
            self._writer.close()
        except OSError as error:
            raise writing_failed(self.path, error) from error

    def abandon(self) -> None:
        """Let go of the file."""
        self._writer.close()

    def _flush(self) -> None:
        if not self._held:
            return
        try:
            self._writer.write_table(pa.Table.from_batches(self._held), row_group_size=_ROWS)
        except OSError as error:
            raise writing_failed(self.path, error) from error
        self._held, self._count = [], 0


def _column(kind: str, cells: Sequence[Any]) -> Any:
    if kind == "whole":
        return pa.array([int(cell) if cell else None for cell in cells], pa.int64())
    texts = pa.array([cell or None for cell in cells], pa.string())
    return texts if kind == "text" else pc.cast(texts, _TYPES["yuan"])
