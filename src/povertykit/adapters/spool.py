"""Streams that can be read once, kept in a temporary file so that they can be read again: memory stays flat."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pyarrow as pa

from povertykit.errors import RegisterError

__all__ = ["Spool", "arrow_errors"]


@contextmanager
def arrow_errors(name: str) -> Iterator[None]:
    """Tell Arrow's errors as the library's own."""
    try:
        yield
    except pa.ArrowException as error:
        problem = str(error).partition("\n")[0]
        raise RegisterError(
            f"cannot be read as Arrow: {problem}", field=name, remedy="look at the column's type, or convert it"
        ) from error


class Spool:
    """Record batches in a temporary file, which goes when nobody holds the spool any more.

    Args:
        schema: of the record batches.

    Examples:
        >>> batch = pa.record_batch({"a": [1, 2], "b": ["x", None]})
        >>> spool = Spool(batch.schema)
        >>> spool.fill([batch, batch])
        >>> [each.to_pydict() for each in spool.read(["b"])]
        [{'b': ['x', None]}, {'b': ['x', None]}]
    """

    def __init__(self, schema: Any) -> None:
        self.schema: Any = schema
        self.rows: int = 0
        with self._full():
            handle, path = tempfile.mkstemp(prefix="povertykit-", suffix=".arrow")
            os.close(handle)
            self.path: str = path
            self._gone = weakref.finalize(self, _unlink, path)
            self._writer: Any = pa.ipc.new_file(path, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))

    def add(self, batch: Any) -> None:
        """Write a batch."""
        with self._full():
            self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def close(self) -> None:
        """Finish writing."""
        if self._writer is not None:
            with self._full():
                self._writer.close()
            self._writer = None

    def fill(self, batches: Iterable[Any]) -> None:
        """Write all batches."""
        for batch in batches:
            self.add(batch)
        self.close()

    def read(self, names: Sequence[str] | None = None) -> Iterator[Any]:
        """The batches, of some columns only."""
        places = None if names is None else [self.schema.names.index(name) for name in names]
        options = pa.ipc.IpcReadOptions(included_fields=places)
        with pa.OSFile(self.path) as file, pa.ipc.open_file(file, options=options) as reader:
            for place in range(reader.num_record_batches):
                yield reader.get_batch(place)

    @contextmanager
    def _full(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RegisterError(
                f"the register's stream cannot be kept in {tempfile.gettempdir()}: {error.strerror or error}",
                field="source",
                remedy="make room, or name another folder with the environment variable TMPDIR; or hand in a file",
            ) from error


def _unlink(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
