"""A register read through for questions about policies: what can be paid, block by block, and what was not taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from povertykit.policy.operands import BLOCK
from povertykit.scenarios.blocks import Block, Register, opened
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError, check_options, refusal_of

__all__ = ["Reading", "reading"]


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
    source: Source, columns: Mapping[str, str] | None, money: Money | None, on_error: OnError, block: int = BLOCK
) -> Reading:
    """Open a register, as `simulate` does.

    Raises:
        RegisterError, UnitMissing, UnknownName: as `simulate` says.
    """
    check_options(on_error, block)
    register = opened(source, columns, money)
    register.join(scan=True)
    return Reading(register, on_error == "stop", block)
