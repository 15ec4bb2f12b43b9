"""Some households of a register with their members, loans and claims, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from povertykit.models import Entity
from povertykit.scenarios.columns import Column, Flags, Integers

__all__ = ["Batch", "Part", "offsets_of"]


@dataclass(slots=True)
class Part:
    """The rows of one kind of child of a batch's households, those of one household after another.

    Attributes:
        rows: their places in their table.
        owner: the place of each one's household in the batch.
        offsets: where each household's rows begin, and after them where the last ones end.
        columns: their values, by field.
    """

    rows: Integers
    owner: Integers
    offsets: Integers
    columns: dict[str, Column]

    def take(self, places: Integers, size: int) -> Part:
        """The rows of some of the households, which are numbered anew."""
        renumbered = np.full(size, -1)
        renumbered[places] = np.arange(places.size)
        owner = renumbered[self.owner]
        kept = np.flatnonzero(owner >= 0)
        columns = {name: column.take(kept) for name, column in self.columns.items()}
        return Part(self.rows[kept], owner[kept], offsets_of(owner[kept], places.size), columns)

    def per_household(self, flags: Flags) -> Flags:
        """Whether any row of each household has the flag."""
        found = np.zeros(self.offsets.size - 1, np.bool_)
        found[self.owner[flags]] = True
        return found

    def total(self, values: Integers | Flags) -> Integers:
        """The exact sum over each household's rows, 0 where it has none."""
        running = np.concatenate([np.zeros(1, np.int64), np.cumsum(values, dtype=np.int64)])
        # Should the running sum wrap, the differences are still exact, since each of them fits 64 bits.
        sums: Integers = running[self.offsets[1:]] - running[self.offsets[:-1]]
        return sums


@dataclass(slots=True)
class Batch:
    """Some households with their parts.

    Attributes:
        size: how many households.
        rows: their places in the table of households; a slice where they are consecutive.
        columns: their values, by field.
        parts: their members, loans and claims, of the tables that were given.
    """

    size: int
    rows: Integers | slice
    columns: dict[str, Column]
    parts: Mapping[Entity, Part]

    def take(self, places: Integers) -> Batch:
        """Some of the households, by their places in the batch, in ascending order."""
        rows = places + self.rows.start if isinstance(self.rows, slice) else self.rows[places]
        return Batch(
            places.size,
            rows,
            {name: column.take(places) for name, column in self.columns.items()},
            {entity: part.take(places, self.size) for entity, part in self.parts.items()},
        )

    def row(self, place: int) -> int:
        """The place in the table of households of a household of the batch."""
        return int(self.rows.start) + place if isinstance(self.rows, slice) else int(self.rows[place])

    def of(self, entity: Entity) -> dict[str, Column]:
        """The columns of the households, or of one kind of child."""
        return self.columns if entity is Entity.HOUSEHOLD else self.parts[entity].columns


def offsets_of(owner: Integers, size: int) -> Integers:
    """Where each household's rows begin in rows ordered by household."""
    return np.searchsorted(owner, np.arange(size + 1))
