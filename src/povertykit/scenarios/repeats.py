"""Which ids stand in more than one row, found in memory that does not grow with the register.

Ids that rise in stretches, none of which reaches into another, stand once each: of a stretch only its ends are kept.
Where they do not, 64-bit keys are compared, some of them in memory and the rest in sorted runs in a temporary file,
which are gone through together, range by range.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count, islice, pairwise
from operator import ge
from typing import IO, Any, Final, TypeAlias

import numpy as np

from povertykit.errors import RegisterError
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.register import HOUSEHOLD_ID, Table

__all__ = ["SALTS", "Ids", "Keys", "Seen", "Stretches", "keys_of", "repeated_keys", "rows_twice"]

Ids: TypeAlias = "Integers | Sequence[str | None]"
"""Some ids in a row: whole numbers (masked where there is none), or texts (None where there is none)."""

SALTS: Final = ("", "\0a", "\0b", "\0c")
"""What ids are salted with, one after the other, where two different ones have the same key."""
_MOST_STRETCHES = 4096
_MOST_IN_MEMORY = 1 << 20
_SAMPLES = 64
"""How many keys of each sorted run tell where the ranges begin."""
_AT_ONCE = 1 << 12
"""How many keys of a run are read together."""


def _key_of(text: str) -> int:
    """The 64-bit key of an id; two ids of one key are told apart by their texts."""
    return hash(text)


def keys_of(ids: Ids, salt: str = "") -> Integers:
    """The keys of those rows that have an id: a number is its own.

    Examples:
        >>> keys_of(np.array([7, 9])).tolist(), keys_of(["H1", None, "H1"]).size
        ([7, 9], 2)
    """
    if isinstance(ids, np.ndarray):
        numbers: Any = ids.compressed() if isinstance(ids, np.ma.MaskedArray) else ids
        whole: Integers = numbers.astype(np.int64, copy=False)
        return whole
    texts = [text + salt for text in ids if text is not None]
    return np.fromiter(map(_key_of, texts), np.int64, len(texts))


def repeated_keys(keys: Integers) -> Integers:
    """The keys that stand in more than one row.

    Examples:
        >>> repeated_keys(np.array([4, 2, 4, 3, 4])).tolist()
        [4]
    """
    if keys.size < 2 or bool((keys[1:] > keys[:-1]).all()):
        return np.empty(0, np.int64)
    ordered = np.sort(keys)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _rank(value: Any) -> Any:
    """An id as it is compared: numbers as they are, texts after shorter ones."""
    return (len(value), value) if isinstance(value, str) else value if isinstance(value, tuple) else int(value)


class Stretches:
    """Whether ids rise in stretches that lie apart from each other; texts rise by length first.

    Attributes:
        lost: whether that is no longer looked for, since there are too many.

    Examples:
        >>> seen = Stretches()
        >>> for ids in (["H7", "H8"], ["H9", "H10"], ["A1", "A2"]):
        ...     seen.add(ids)
        >>> seen.apart()
        True
        >>> seen.add(["H10"])
        >>> seen.apart()
        False
    """

    def __init__(self) -> None:
        self.lost: bool = False
        self._ends: list[tuple[Any, Any]] = []

    def add(self, ids: Ids) -> None:
        """Look at the ids of further rows, all of them numbers or all of them texts."""
        if self.lost:
            return
        values: Any
        if isinstance(ids, np.ndarray):
            values = keys_of(ids)
            falls = (np.flatnonzero(values[1:] <= values[:-1]) + 1)[: _MOST_STRETCHES + 1].tolist()
        else:
            texts = [text for text in ids if text is not None]
            sizes = list(map(len, texts))
            alike = sizes.count(sizes[0]) == len(sizes) if sizes else True
            values = list(zip(sizes, texts, strict=True)) if not alike else texts
            falling = compress(count(1), map(ge, values, islice(values, 1, None)))
            falls = list(islice(falling, _MOST_STRETCHES + 1))
        if not len(values):
            return
        starts, stops = [0, *falls], [*falls, len(values)]
        for first, last in zip(starts, stops, strict=True):
            self._take(_rank(values[first]), _rank(values[last - 1]))
        if len(self._ends) > _MOST_STRETCHES:
            self.lost, self._ends = True, []

    def _take(self, first: Any, last: Any) -> None:
        if self._ends and self._ends[-1][1] < first:
            first = self._ends.pop()[0]
        self._ends.append((first, last))

    def apart(self) -> bool:
        """Whether no id can stand in two of the rows."""
        return not self.lost and all(one[1] < other[0] for one, other in pairwise(sorted(self._ends)))


@dataclass(slots=True)
class _Run:
    """Keys in rising order: a stretch of a file, or (without a file) what is held.

    Attributes:
        file: the file.
        place: where its next key is, in bytes.
        left: how many are yet to be read.
        held: those that were read, and not yet taken.
        samples: some of them, evenly apart.
    """

    file: IO[bytes] | None
    place: int
    left: int
    held: Integers
    samples: Integers

    def below(self, limit: int | None) -> Iterator[Integers]:
        """Take the keys below a limit; None for all."""
        while limit is None or not self.held.size or self.held[-1] < limit:
            yield self.held
            if not self.left or self.file is None:
                self.held = self.held[:0]
                return
            size = min(self.left, _AT_ONCE)
            self.file.seek(self.place)
            self.held = np.frombuffer(self.file.read(size * 8), np.int64)
            self.place, self.left = self.place + size * 8, self.left - size
        cut = int(np.searchsorted(self.held, limit))
        yield self.held[:cut]
        self.held = self.held[cut:]


class Keys:
    """The keys of many rows, and which of them stand in more than one.

    Args:
        most: how many are kept in memory; beyond, they go to a temporary file, 8 bytes each.

    Examples:
        >>> keys = Keys(most=2)
        >>> for each in ([3, 1], [2, 5], [1]):
        ...     keys.add(np.array(each))
        >>> keys.twice().tolist()
        [1]
    """

    def __init__(self, most: int = _MOST_IN_MEMORY) -> None:
        self._most = most
        self._held: list[Integers] = []
        self._count = 0
        self._file: IO[bytes] | None = None
        self._runs: list[_Run] = []

    def add(self, keys: Integers) -> None:
        """Take in the keys of further rows."""
        self._held.append(keys)
        self._count += keys.size
        if self._count >= self._most:
            self._put_away()

    def _put_away(self) -> None:
        """Write what is held to the file, sorted; where the disk takes no more, it stays in memory."""
        run = np.sort(np.concatenate(self._held))
        place = sum(run.left for run in self._runs) * 8
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115
                weakref.finalize(self, self._file.close)
            self._file.seek(place)
            self._file.write(run.tobytes())
            self._file.flush()
        except OSError:
            self._held, self._most = [run], self._most * 2
            return
        self._runs.append(_Run(self._file, place, run.size, _NONE, run[:: max(1, run.size // _SAMPLES)].copy()))
        self._held, self._count = [], 0

    def twice(self) -> Integers:
        """The keys that stand in more than one row, in rising order; nothing can be added any more."""
        held = np.sort(np.concatenate([_NONE, *self._held]))
        if not self._runs:
            return repeated_keys(held)
        runs = [*self._runs, _Run(None, 0, 0, held, held[:: max(1, held.size // _SAMPLES)])]
        rows = sum(run.left for run in self._runs) + held.size
        samples = np.sort(np.concatenate([run.samples for run in runs]))
        ranges = -(-rows // self._most)
        limits = np.unique(samples[:: max(1, samples.size // ranges)])[1:].tolist()
        found = [_NONE]
        for limit in [*limits, None]:
            found.append(repeated_keys(np.concatenate([part for run in runs for part in run.below(limit)])))
        return np.concatenate(found)


_NONE: Final = np.empty(0, np.int64)


class Seen:
    """The ids of rows that are gone through once.

    Examples:
        >>> seen = Seen()
        >>> seen.add(["H2", "H1"])
        >>> seen.add(["H2"])
        >>> seen.twice().size
        1
    """

    def __init__(self) -> None:
        self._stretches, self._keys = Stretches(), Keys()

    def add(self, ids: Ids) -> None:
        """Note the ids of further rows."""
        self._stretches.add(ids)
        self._keys.add(keys_of(ids))

    def twice(self) -> Integers:
        """The keys of ids that stand in more than one row; of different texts with one key as well."""
        return _NONE if self._stretches.apart() else self._keys.twice()


def rows_twice(table: Table) -> Integers:
    """The rows of a table whose id stands in another row too, in order.

    The ids are read once where they rise in stretches, otherwise twice, and a third time where some do repeat.

    Raises:
        RegisterError: different ids have one key however they are salted, which is all but impossible.
    """
    seen = Stretches()
    for ids in table.ids(HOUSEHOLD_ID):
        seen.add(ids)
        if seen.lost:
            break
    if seen.apart():
        return _NONE
    for salt in SALTS:
        keys = Keys()
        for ids in table.ids(HOUSEHOLD_ID):
            keys.add(keys_of(ids, salt))
        suspects = keys.twice()
        if not suspects.size:
            return _NONE
        if (rows := _rows_of(table, suspects, salt)) is not None:
            return rows
    raise RegisterError("different ids have the same key", field=HOUSEHOLD_ID, remedy="run again")


def _rows_of(table: Table, suspects: Integers, salt: str) -> Integers | None:
    """The rows with some keys; None where two of them have one key and are different ids."""
    found: list[int] = []
    texts: dict[int, str] = {}
    start = 0
    for ids in table.ids(HOUSEHOLD_ID):
        some, keys = _present(ids), keys_of(ids, salt)
        wanted = np.isin(keys, suspects)
        rows = some[wanted].tolist()
        for row, key in zip(rows, keys[wanted].tolist(), strict=True):
            text = "" if isinstance(ids, np.ndarray) else ids[row]
            if texts.setdefault(key, text or "") != (text or ""):
                return None
        found += [start + row for row in rows]
        start += len(ids)
    return np.array(found, np.int64)


def _present(ids: Ids) -> Integers:
    """The places of the rows that have an id."""
    if isinstance(ids, np.ndarray):
        places: Integers = np.flatnonzero(~np.ma.getmaskarray(ids))
        return places
    return np.array([place for place, text in enumerate(ids) if text is not None], np.int64)
