"""A register read through for questions about policies: what can be paid, block by block, and what was not taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from povertykit.errors import RegisterError
from povertykit.policy.operands import BLOCK
from povertykit.scenarios.blocks import Block, Register, opened
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError, check_options, refusal_of

__all__ = ["Reading", "reading", "refuse_one_pass"]


@dataclass(slots=True)
class Reading:
    """A register that is read through, and the count of what was not taken.

    Attributes:
        register: the tables.
        stop: whether a wrong row stops the run; otherwise it is counted and passed over.
        block: rows read together.
        households: the households that were read.
        rejected: those of them that were not taken.
    """

    register: Register
    stop: bool
    block: int
    households: int = 0
    rejected: int = 0
    _told: list[Reject] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """The households that are right, some rows at a time.

        Raises:
            RegisterError: rows are wrong, and that stops the run.
        """
        self.households = self.rejected = 0
        if self.stop and (orphans := [reject for child in self.register.children for reject in child.orphans()]):
            raise refusal_of(orphans, _REMEDY)
        for piece in self.register.pieces(self.block):
            block = self.register.block(piece)
            if block.rejects and self.stop:
                raise refusal_of(block.rejects, _REMEDY)
            self.households += block.size
            self.rejected += block.size - block.batch.size
            if block.batch.size:
                yield block


_REMEDY = "correct the register, or pass such households over with on_error='quarantine'"


def reading(
    source: Source,
    columns: Mapping[str, str] | None,
    money: Money | None,
    on_error: OnError,
    block: int = BLOCK,
    also: Iterable[str] = (),
) -> Reading:
    """Open a register, as `simulate` does.

    Args:
        source: the register.
        columns: further headings.
        money: the unit of money columns whose heading has none.
        on_error: what becomes of wrong rows.
        block: rows read together.
        also: further columns that will be asked for; of a stream only what is asked for is kept.

    Raises:
        RegisterError, UnitMissing, UnknownName: as `simulate` says.
    """
    check_options(on_error, block)
    register = opened(source, columns, money)
    further: list[str] = getattr(register.households, "further", [])
    further += also
    register.join(scan=True)
    return Reading(register, on_error == "stop", block)


def refuse_one_pass(source: object) -> None:
    """Refuse a register that can be gone through only once, where it is needed several times.

    Raises:
        RegisterError: it is an iterator, or one of its tables is.
    """
    tables = source.values() if isinstance(source, Mapping) else [source]
    if any(isinstance(each, Iterator) for each in tables):
        raise RegisterError(
            "is an iterator, which can be gone through once, and is needed several times",
            field="register",
            allowed="arrays, a data frame, or a path",
            remedy="write it to a Parquet file, or collect it into a table",
        )
