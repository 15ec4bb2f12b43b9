"""The candidates for a figure: its values step by step between two bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Final

from povertykit.decision import Unit
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.money import YEAR, Fen, Period, Periodic
from povertykit.policy.terms import Setting
from povertykit.scenarios.figures import Varied

__all__ = ["Ladder", "ladder_of"]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The candidates for a figure, each at a rung.

    Attributes:
        value: the figure's value at a rung.
        place: its place on the scale of a run: a whole number over the denominator.
        low: the lowest rung.
        high: the highest.
        denominator: what places are over.
        turned: whether the figure's values fall from rung to rung.
    """

    value: Callable[[int], Setting]
    place: Callable[[int], int]
    low: int
    high: int
    denominator: int
    turned: bool = False

    def turn(self) -> Ladder:
        """The same candidates the other way round, for a cost that falls as the figure rises."""
        value, place = self.value, self.place
        return replace(
            self,
            value=lambda rung: value(-rung),
            place=lambda rung: place(-rung),
            low=-self.high,
            high=-self.low,
            turned=not self.turned,
        )

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest place."""
        first, last = self.place(self.low), self.place(self.high)
        return min(first, last), max(first, last)


_STEPS: Final[Mapping[Unit, Setting]] = {Unit.AMOUNT: Fen(1), Unit.RATE: Fraction(1, 1000), Unit.COUNT: 1}


def ladder_of(figure: Varied, step: Setting | None, low: Setting | None, high: Setting | None) -> Ladder:
    """The candidates of a figure between two bounds.

    Args:
        figure: the figure.
        step: the figure is a multiple of this; by default a fen, a thousandth for a rate, 1 for a count.
        low: the lowest value allowed; by default the least that the term takes.
        high: the highest; by default the most that it takes.

    Raises:
        InvalidInput: a step that is none, or no highest value.
        OutOfRange: no step lies between the bounds.
    """
    item = figure.item
    assert item.unit is not None
    each: Setting = _STEPS[item.unit] if step is None else step
    size = _size(each)
    if size is None or size <= 0 or (item.unit is Unit.AMOUNT) != isinstance(each, Fen | Periodic):
        raise InvalidInput(f"got {each!r}", field="step", allowed=f"a value above zero, such as {_STEPS[item.unit]!r}")
    if isinstance(each, Periodic):
        _refuse_twelfths(figure)
    bounds = figure.term.bounds if figure.term is not None and figure.term.bounds else (None, None)
    most = bounds[1] if bounds[1] is not None else getattr(item, "most", None)
    least: int | Fraction = figure.operand(low) if low is not None else bounds[0] if bounds[0] is not None else 0
    greatest = figure.operand(high) if high is not None else most
    if greatest is None:
        raise InvalidInput("has no highest value of its own", field=figure.name, allowed="high=", remedy="give high=")
    first, last = ceil(Fraction(least) / size), floor(Fraction(greatest) / size)
    if first > last:
        raise OutOfRange("there is no step between the bounds", field=figure.name, allowed="low= at or below high=")

    def value(rung: int) -> Setting:
        return Periodic(Fen(each.amount * rung), each.period) if isinstance(each, Periodic) else _times(each, rung)

    denominator = 12 if isinstance(each, Periodic) else size.denominator
    return Ladder(value, lambda rung: int(figure.operand(value(rung)) * denominator), first, last, denominator)


def _size(step: Setting) -> Fraction | None:
    """A step as rules receive it; None for what is no number."""
    if isinstance(step, Periodic):
        return Fraction(int(step.amount), 12 if step.period is Period.YEAR else 1)
    return Fraction(int(step) if isinstance(step, Fen) else step) if type(step) in (Fen, int, Fraction) else None  # type: ignore[arg-type]


def _times(step: Setting, rung: int) -> Setting:
    if isinstance(step, Fen):
        return Fen(int(step) * rung)
    assert isinstance(step, int | Fraction)
    return step * rung


def _refuse_twelfths(figure: Varied) -> None:
    """Twelve payments that add up to a year do not all rise when the year's amount does."""
    name = figure.term.rounding if figure.term is not None else None
    rounding = figure.policy.constants.get(name or "")
    if rounding is not None and rounding.stage is YEAR:
        raise InvalidInput(
            "one of twelve payments may fall by a fen where the year's amount rises",
            field="step",
            allowed="a step by the month, such as fen(1)",
        )
