"""Who is who in a register with tables of children: rows of one id, and whose members, loans and claims a row are.

Ids are compared by 64-bit keys, 8 bytes a row, whatever their length; where two rows have one key, their texts decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from povertykit.errors import RegisterError
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.register import HOUSEHOLD_ID, Table
from povertykit.scenarios.repeats import SALTS, keys_of, repeated_keys

__all__ = ["Identities", "text_keys"]


class Identities:
    """The keys of the households of a register, and which of its rows have an id that another has as well.

    Attributes:
        keys: the key of each household row.
        repeated: the rows whose id stands in another row too, in order.
        whole: whether all ids of the register are whole numbers in arrays, and are their own keys.
    """

    def __init__(self, households: Table, children: list[Table]) -> None:
        tables = [households, *children]
        found = [table.whole_ids(HOUSEHOLD_ID) for table in tables]
        own = found[0]
        self.whole: bool = own is not None and all(ids is not None for ids in found)
        self.salt: str = ""
        self.repeated: Integers = np.empty(0, np.int64)
        if own is not None and self.whole:
            self.keys: Integers = own
            suspects = repeated_keys(own)
            if suspects.size:
                self.repeated = np.flatnonzero(np.isin(own, suspects))
        else:
            self._from_texts(households)
        self._order: Integers | None = None

    def _from_texts(self, households: Table) -> None:
        for salt in SALTS:
            self.salt = salt
            self.keys = text_keys(households.texts(HOUSEHOLD_ID), salt)
            suspects = repeated_keys(self.keys)
            if not suspects.size:
                return
            rows = np.flatnonzero(np.isin(self.keys, suspects))
            texts = dict(_picked(households, rows))
            count = Counter(texts.values())
            by_key: dict[int, set[str]] = defaultdict(set)
            for row, text in texts.items():
                by_key[int(self.keys[row])].add(text)
            if all(len(alike) == 1 for alike in by_key.values()):
                self.repeated = np.array([row for row in rows.tolist() if count[texts[row]] > 1], np.int64)
                return
        raise RegisterError("different ids have the same key", field=HOUSEHOLD_ID, remedy="run again")

    def rows_of(self, keys: Integers) -> Integers:
        """The household row of each key, -1 where there is none; of several rows the first."""
        if not self.keys.size:
            return np.full(keys.size, -1)
        if self._order is None:
            self._order = np.argsort(self.keys, kind="stable")
            self._sorted = self.keys[self._order]
        places = np.minimum(np.searchsorted(self._sorted, keys), self.keys.size - 1)
        return np.where(self._sorted[places] == keys, self._order[places], -1)


def text_keys(pieces: Iterable[list[str | None]], salt: str = "", row: int = 0) -> Integers:
    """The keys of ids, the first of which is of a row's; a row without an id has a key of its own."""
    parts = []
    for texts in pieces:
        if None in texts or salt:  # no id holds a NUL, so these stand for no id
            texts = [f"\0{row + i}" if text is None else text + salt for i, text in enumerate(texts)]
        parts.append(keys_of(texts))
        row += len(texts)
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _picked(table: Table, rows: Integers) -> Iterator[tuple[int, str]]:
    """The ids of some rows, exactly; a row without one gets a text that no other has."""
    start = 0
    for texts in table.texts(HOUSEHOLD_ID):
        first, last = np.searchsorted(rows, [start, start + len(texts)])
        for row in rows[first:last].tolist():
            text = texts[row - start]
            yield row, f"\0{row}" if text is None else text
        start += len(texts)
