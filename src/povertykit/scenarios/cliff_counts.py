"""How many households of a register live near a cliff: near the earnings at which earning more leaves less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from povertykit.amounts import need_fen
from povertykit.decision import Identity
from povertykit.errors import InvalidInput, RegisterError
from povertykit.labels import chinese
from povertykit.models import Entity
from povertykit.money import Fen, to_yuan
from povertykit.policy.operands import BLOCK
from povertykit.policy.policy import Policy
from povertykit.policy.provision import ProvisionKind
from povertykit.scenarios.blocks import Block, Register, opened
from povertykit.scenarios.cliff_search import falls
from povertykit.scenarios.columns import Integers
from povertykit.scenarios.made_up import is_synthetic, synthetic_lines
from povertykit.scenarios.outcome import Reject
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.selection import Selection, selected
from povertykit.scenarios.simulate import OnError, refusal_of
from povertykit.scenarios.varied import Varied, varied_field
from povertykit.text_table import Shown, table

__all__ = ["CliffCount", "CliffCounts", "cliff_counts"]

_AHEAD: Final = ("just below the cliff, and would lose by earning more", "在断崖之前，再多收入即受损")
_PAST: Final = ("just past it, and would gain by earning less", "刚过断崖，少收入反而有利")


@dataclass(frozen=True, slots=True)
class CliffCount:
    """The households near one payment's cliff, on one side of it.

    Attributes:
        provision: the payment that falls most there.
        en: its label.
        zh: the same in Chinese.
        ahead: whether the cliff lies at or above their earnings; otherwise they are just past it.
        within: how near, fen.
        households: how many.
        persons: the persons in them.
        lost: what they would lose in payments there, all together, or have lost; fen.
    """

    provision: str
    en: str
    zh: str
    ahead: bool
    within: Fen
    households: int
    persons: int
    lost: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class CliffCounts(Shown, Sequence[CliffCount]):
    """How many households live near a cliff, by cliff, side and distance; it prints in English or Chinese.

    Attributes:
        identity: the policy.
        step: the step that loses more than itself at a cliff, fen.
        rows: the counts; a household is in one row of each distance at most once.
        households: how many were looked at.
        undetermined: those for which facts are missing, so that it cannot be told; they are in no row.
        rejected: rows that were not taken.
        synthetic: whether the register is made up.
    """

    identity: Identity
    step: Fen
    rows: tuple[CliffCount, ...]
    households: int
    undetermined: int
    rejected: int
    synthetic: bool = False

    def __getitem__(self, index: int) -> CliffCount:  # type: ignore[override]
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def near(self, provision: str, within: Fen, *, ahead: bool = True) -> int:
        """How many households live so near to a payment's cliff; 0 where there is none."""
        return sum(
            row.households
            for row in self.rows
            if row.provision == provision and row.within == within and row.ahead is ahead
        )

    def to_rows(self) -> list[dict[str, object]]:
        """A plain row for each count, amounts as `Decimal` yuan."""
        return [
            {
                "provision": row.provision,
                "side": "ahead" if row.ahead else "past",
                "within_yuan": to_yuan(row.within),
                "households": row.households,
                "persons": row.persons,
                "lost_yuan": to_yuan(row.lost),
            }
            for row in self.rows
        ]

    def text(self, language: str = "en") -> str:
        """The counts as a table."""
        zh = chinese(language)
        if zh:
            head = f"{self.identity.zh}：查看 {self.households:,} 户，{self.undetermined:,} 户待定，"
            head += f"退回 {self.rejected:,} 行"
            heading = ("距离（元）", "户数", "人数", "所涉金额（元）", "断崖")
        else:
            head = f"{self.identity.en}: {self.households:,} households looked at, {self.undetermined:,} undetermined, "
            head += f"{self.rejected:,} rows rejected"
            heading = ("within yuan", "households", "persons", "yuan lost", "cliff")
        cells = [
            (
                f"{to_yuan(row.within):,}",
                f"{row.households:,}",
                f"{row.persons:,}",
                f"{to_yuan(row.lost):,}",
                f"{row.zh}：{_side(row)[1]}" if zh else f"{row.en}: {_side(row)[0]}",
            )
            for row in self.rows
        ]
        lines = [*synthetic_lines(self.synthetic, language), head]
        return "\n".join([*lines, table(cells, heading, right={0, 1, 2, 3})] if cells else lines)

    def __str__(self) -> str:
        return self.text()


def _side(row: CliffCount) -> tuple[str, str]:
    return _AHEAD if row.ahead else _PAST


def cliff_counts(
    policy: Policy,
    source: Source,
    vary: str,
    step: Fen,
    within: Sequence[Fen],
    provisions: Iterable[str] | None,
    on_error: OnError,
    money: Money | None,
    columns: Mapping[str, str] | None,
) -> CliffCounts:
    """Count them; see `cliffs`, which hands over to this."""
    if on_error not in ("stop", "quarantine"):
        raise RegisterError(f"got {on_error!r}", field="on_error", allowed="'stop' or 'quarantine'")
    if not isinstance(policy, Policy):
        raise InvalidInput(f"got {type(policy).__name__}", field="policy", allowed="a policy")
    if not isinstance(within, Sequence) or isinstance(within, str):
        raise InvalidInput(f"got {within!r}", field="within", allowed="a list of amounts, such as [yuan(10), yuan(50)]")
    near = sorted({int(need_fen(each, "within")) for each in within})
    if not near or near[0] < 0:
        raise InvalidInput(f"got {within!r}", field="within", allowed="one amount or more, none below zero")
    spec = varied_field(vary)
    plan = policy.plans.get(Entity.HOUSEHOLD)
    if provisions is None and plan is not None:
        paid = [rule for rule in plan.rules() if rule.kind is ProvisionKind.PAYMENT and rule.period is spec.period]
        provisions = [rule.name for rule in paid]
    register = opened(source, columns, money)
    chosen = selected(policy, provisions, dict(register.tables))
    if spec.name not in register.households.headings.known:
        raise RegisterError(f"has no column {spec.name} ({spec.zh})", field="households", remedy="add what is varied")
    register.join()
    while True:
        count = _Count(policy, chosen, vary, int(step), near, stop=on_error == "stop")
        count.read(register)
        if not register.ids_repeat():
            return count.finished()
        register.join(scan=True)


class _Count:
    """What has been counted so far."""

    def __init__(self, policy: Policy, chosen: Selection, vary: str, step: int, near: list[int], *, stop: bool) -> None:
        self.policy, self.chosen, self.spec = policy, chosen, varied_field(vary)
        self.step, self.near, self.stop = step, near, stop
        self.households = self.undetermined = self.rejected = 0
        self.synthetic = False
        self.sums: dict[tuple[str, bool, int], list[int]] = {}

    def read(self, register: Register) -> None:
        """Go through the register."""
        self.synthetic = is_synthetic(register.households.headings.unknown)
        self._refuse([reject for child in register.children for reject in child.orphans()])
        for block in register.blocks(BLOCK):
            self._refuse(block.rejects)
            self.households += block.batch.size
            if block.batch.size:
                self._add(block)

    def _refuse(self, rejects: list[Reject]) -> None:
        if rejects and self.stop:
            raise refusal_of(rejects, "correct the register, or count the others with on_error='quarantine'")
        self.rejected += len(rejects)

    def _add(self, block: Block) -> None:
        batch, far = block.batch, self.near[-1]
        varied = Varied(self.policy, self.chosen.plan, batch, self.spec)
        column = batch.columns[self.spec.name]
        earned: Integers = column.values.astype(np.int64)
        known = np.ones(batch.size, np.bool_) if column.missing is None else ~column.missing
        places = np.flatnonzero(known)
        lows = np.maximum(earned[places] - far - self.step, self.spec.ends[0])
        highs = np.minimum(earned[places] + far + self.step, self.spec.ends[1])
        found = falls(varied, places, lows, highs, self.step)
        unclear = np.unique(found.unclear[0])
        self.undetermined += batch.size - places.size + unclear.size
        told = ~np.isin(found.place, unclear)
        place, at, until = found.place[told], found.at[told], found.until[told]
        if not place.size:
            return
        before, after = varied.paid_at(place, at).amounts, varied.paid_at(place, until).amounts
        lost = np.stack([before[name] - after[name] for name in varied.counted])
        worst, total = lost.argmax(axis=0), lost.sum(axis=0)
        persons = batch.columns["persons"].values if "persons" in batch.columns else np.zeros(batch.size, np.int64)
        mine = earned[place]
        for ahead in (True, False):
            distance = np.maximum(at - mine, 0) if ahead else mine - until
            rows = np.flatnonzero((mine < until) if ahead else (distance >= 0))
            rows = rows[np.lexsort((distance[rows], place[rows]))]
            _, nearest = np.unique(place[rows], return_index=True)  # of several cliffs the nearest
            rows = rows[nearest]
            for limit in self.near:
                close = rows[distance[rows] <= limit]
                for which in np.unique(worst[close]).tolist():
                    these = close[worst[close] == which]
                    sums = self.sums.setdefault((varied.counted[which], ahead, limit), [0, 0, 0])
                    sums[0] += these.size
                    sums[1] += int(persons[place[these]].sum())
                    sums[2] += int(total[these].sum())

    def finished(self) -> CliffCounts:
        """What it has come to."""
        rows = []
        for (name, ahead, limit), (households, persons, lost) in sorted(
            self.sums.items(), key=lambda item: (item[0][0], not item[0][1], item[0][2])
        ):
            rule = self.policy.rule(name)
            rows.append(CliffCount(name, rule.en, rule.zh, ahead, Fen(limit), households, persons, Fen(lost)))
        return CliffCounts(
            identity=self.policy.identity,
            step=Fen(self.step),
            rows=tuple(rows),
            households=self.households,
            undetermined=self.undetermined,
            rejected=self.rejected,
            synthetic=self.synthetic,
        )
