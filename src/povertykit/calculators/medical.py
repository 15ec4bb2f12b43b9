"""Medical claims: floors under the share reimbursed, scales by bands, and the order in which schemes pay.

No legal figure stands here. Of a cost, only what is within the scope of the policies enters; each scheme works on what
those before it left of that. Two conventions of bands are in use, and neither is a default: on the amount above the
deductible, or on the whole amount, where the first band starts at the deductible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from povertykit.amounts import need_fen
from povertykit.arithmetic import Amount, Category, Flag, Rate, floor0, larger, rounded, smaller, times, where
from povertykit.dated import Brackets
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.money import CLAIM, Fen, Rounding

__all__ = [
    "ABOVE_DEDUCTIBLE",
    "GROSS",
    "Covered",
    "Layer",
    "Settled",
    "banded",
    "banded_of_claim",
    "ends_fall",
    "floor_reached",
    "of_one_claim",
    "reduced_for",
    "settle",
    "share_above",
    "top_up_to_floor",
]

ABOVE_DEDUCTIBLE: Final = 0
"""The bands lie on the amount above the deductible."""
GROSS: Final = 1
"""The bands lie on the whole amount; what of the first lies under the deductible counts nothing."""
_TO_THE_FEN: Final = Rounding(stage=CLAIM)


def floor_reached(basis: Amount, already_paid: Amount, floor: Rate) -> Flag:
    """Whether at least the floor's share of the basis has been paid; compared exactly, without rounding.

    Examples:
        >>> from fractions import Fraction
        >>> floor_reached(100_000, 80_000, Fraction(8, 10)), floor_reached(100_000, 79_999, Fraction(8, 10))
        (True, False)
    """
    return basis * floor <= already_paid


def top_up_to_floor(cost: Amount, basis: Amount, already_paid: Amount, floor: Rate, rounding: Rounding) -> Amount:
    """What is lacking to the floor's share of the basis; never negative, and never more than the cost still unpaid.

    Args:
        cost: the whole cost, fen.
        basis: the cost that the share is taken of, fen.
        already_paid: what other schemes have paid, fen, at most the cost.
        floor: the least share, exact.
        rounding: of the floor's amount; a least share is rounded up.

    Examples:
        >>> from fractions import Fraction
        >>> from povertykit.money import UP
        >>> top_up_to_floor(100_001, 100_001, 50_000, Fraction(8, 10), Rounding(mode=UP))
        30001
        >>> top_up_to_floor(100_000, 100_000, 120_000, Fraction(8, 10), Rounding(mode=UP))
        0
    """
    reached = smaller(times(basis, floor, rounding=rounding), cost)  # rounded up, a floor may pass the cost
    return floor0(reached - already_paid)


def _part(amount: Amount, low: Amount, high: Amount) -> Amount:
    """What of an amount lies between two bounds."""
    return floor0(smaller(amount, high) - low)


def banded(
    amount: Amount,
    deductible: Amount,
    convention: Category,
    first_end: Amount,
    second_end: Amount,
    third_end: Amount,
    fourth_end: Amount,
    first_rate: Rate,
    second_rate: Rate,
    third_rate: Rate,
    fourth_rate: Rate,
    fifth_rate: Rate,
    points: Rate,
    rounding: Rounding = _TO_THE_FEN,
) -> Amount:
    """The sum over up to five bands of each part of an amount times its band's rate, rounded once.

    The upper end belongs to its band. A scale of fewer bands repeats its last end and rate: an end repeated makes an
    empty band, and so does one below the end before it (`ends_fall` finds that out).

    Args:
        amount: what is within scope and left to pay, deductible included, fen.
        deductible: fen that count nothing; for the poor it is handed in as theirs.
        convention: `ABOVE_DEDUCTIBLE` or `GROSS`.
        first_end: where the first band ends, fen; and so on in rising order. The fifth has no end.
        second_end: the same of the second.
        third_end: the same of the third.
        fourth_end: the same of the fourth.
        first_rate: an exact share; and so on.
        second_rate: the same of the second.
        third_rate: the same of the third.
        fourth_rate: the same of the fourth.
        fifth_rate: the same of the fifth.
        points: percentage points that are added to every rate (not a multiple of it), 0 for none.
        rounding: of the whole sum.

    Returns:
        Fen; a cap is the caller's `smaller(...)`.

    Examples:
        >>> ends, rates = (30_000_00, 100_000_00, 100_000_00, 100_000_00), [Fraction(n, 100) for n in (60, 65, 75)]
        >>> banded(150_000_00, 12_000_00, GROSS, *ends, *rates, rates[2], rates[2], Fraction(0))
        9380000
    """
    shift = where(convention == GROSS, 0, deductible)
    one = _part(amount, deductible, first_end + shift)
    second = larger(first_end, second_end)  # so that an end below the one before it cannot pay a part twice
    third = larger(second, third_end)
    fourth = larger(third, fourth_end)
    two = _part(amount, larger(first_end + shift, deductible), second + shift)
    three = _part(amount, larger(second + shift, deductible), third + shift)
    four = _part(amount, larger(third + shift, deductible), fourth + shift)
    five = floor0(amount - larger(fourth + shift, deductible))
    lower = one * first_rate + two * second_rate + three * third_rate
    total = lower + four * fourth_rate + five * fifth_rate + floor0(amount - deductible) * points
    return rounded(total, rounding)


def ends_fall(first_end: Amount, second_end: Amount, third_end: Amount, fourth_end: Amount) -> Flag:
    """Whether the ends of a scale's bands contradict one another: one is below the end before it.

    Examples:
        >>> ends_fall(1, 2, 2, 3), ends_fall(1, 3, 2, 3)
        (False, True)
    """
    return (first_end > second_end) | (second_end > third_end) | (third_end > fourth_end)


def share_above(amount: Amount, deductible: Amount, share: Rate, rounding: Rounding = _TO_THE_FEN) -> Amount:
    """A share of what an amount is above a deductible, as basic insurance and medical assistance pay.

    Examples:
        >>> share_above(18_000_000, 30_000, Fraction(7, 10)), share_above(30_000, 30_000, Fraction(7, 10))
        (12579000, 0)
    """
    return times(floor0(amount - deductible), share, rounding=rounding)


def of_one_claim(year_so_far: Amount, year_with_it: Amount, cap: Amount) -> Amount:
    """What a scheme by the year pays for one claim: the year's sum with it less the year's sum before it.

    So the deductible counts once a year, the bands lie on the year's whole, and the claims' payments add up to it.

    Args:
        year_so_far: what the scheme's scale gives for the year before this claim, fen.
        year_with_it: what it gives with this claim.
        cap: the most of a year; handed in above any amount where there is none.

    Examples:
        >>> of_one_claim(700_000, 900_000, 800_000)
        100000
    """
    return floor0(smaller(year_with_it, cap) - smaller(year_so_far, cap))


def banded_of_claim(
    earlier: Amount,
    amount: Amount,
    deductible: Amount,
    convention: Category,
    first_end: Amount,
    second_end: Amount,
    third_end: Amount,
    fourth_end: Amount,
    first_rate: Rate,
    second_rate: Rate,
    third_rate: Rate,
    fourth_rate: Rate,
    fifth_rate: Rate,
    points: Rate,
    cap: Amount,
    rounding: Rounding = _TO_THE_FEN,
) -> Amount:
    """What a scale by the year (`banded`) gives for one claim after earlier ones; never more than the claim's amount.

    Args:
        earlier: what earlier claims of the year left within scope, fen.
        amount: what this claim leaves within scope, fen.
        deductible: of the year; what earlier claims used up does not count again.
        convention: and the ends, rates, points and rounding, as `banded` has them.
        cap: the most of a year.

    Examples:
        >>> scale = (ABOVE_DEDUCTIBLE, 20_000_00, *[50_000_00] * 3, *[Fraction(3, 10)], *[Fraction(4, 10)] * 4)
        >>> no_points, no_cap = Fraction(0), 10**10
        >>> banded_of_claim(0, 50_000_00, 20_000_00, *scale, no_points, no_cap)
        1000000
        >>> banded_of_claim(30_000_00, 20_000_00, 20_000_00, *scale, no_points, no_cap)
        700000
    """
    before = banded(
        earlier,
        deductible,
        convention,
        first_end,
        second_end,
        third_end,
        fourth_end,
        first_rate,
        second_rate,
        third_rate,
        fourth_rate,
        fifth_rate,
        points,
        rounding,
    )
    with_it = banded(
        earlier + amount,
        deductible,
        convention,
        first_end,
        second_end,
        third_end,
        fourth_end,
        first_rate,
        second_rate,
        third_rate,
        fourth_rate,
        fifth_rate,
        points,
        rounding,
    )
    return smaller(of_one_claim(before, with_it, cap), amount)


def reduced_for(poor: Flag, deductible: Amount, share: Rate, rounding: Rounding = _TO_THE_FEN) -> Amount:
    """The deductible, of which a poor person has only a share, such as half.

    Examples:
        >>> reduced_for(True, 1_690_100, Fraction(1, 2)), reduced_for(False, 1_690_100, Fraction(1, 2))
        (845050, 1690100)
    """
    return where(poor, times(deductible, share, rounding=rounding), deductible)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One scheme that pays of a cost: by a scale, or what it is stated to have paid.

    Attributes:
        name: what it is called.
        scale: its rates by bands of fen, on the basis that they name; one band for a single rate.
        deductible: fen of its base that count nothing, what of it earlier claims of the year have not used up.
        points: percentage points added to every rate.
        cap: the most it pays, fen, or None.
        paid: in the place of a scale, what it has paid, fen.
        rounding: of its payment.

    Raises:
        InvalidInput: for both a scale and a payment, or for neither; for points or a scale's basis that do not fit.
        OutOfRange: for amounts or points below 0.
        BareAmount: for a bare number where an amount is asked for.

    Examples:
        >>> from povertykit.money import yuan
        >>> Layer(name="medical assistance", paid=yuan(300)).of(yuan(1000))
        Fen(30000)
    """

    name: str
    scale: Brackets[Fraction] | None = None
    deductible: Fen = Fen(0)  # noqa: RUF009  # an amount does not change
    points: Fraction = Fraction(0)
    cap: Fen | None = None
    paid: Fen | None = None
    rounding: Rounding = _TO_THE_FEN

    def __post_init__(self) -> None:
        if (self.scale is None) == (self.paid is None):
            given = "neither" if self.scale is None else "both"
            raise InvalidInput(f"got {given}", field=self.name, allowed="a scale, or what was paid")
        if self.scale is not None and self.scale.basis == "term":
            raise InvalidInput("got a scale by term", field=self.name, allowed="one by gross or above_deductible")
        if not isinstance(self.points, Fraction):
            raise InvalidInput(f"got {self.points!r}", field=f"{self.name}.points", allowed="such as Fraction(5, 100)")
        for field, value in (("deductible", self.deductible), ("cap", self.cap), ("paid", self.paid)):
            if value is not None and need_fen(value, f"{self.name}.{field}") < 0:
                raise OutOfRange(f"got {value}", field=f"{self.name}.{field}", allowed="nothing below 0")
        if self.points < 0:
            raise OutOfRange(f"got {self.points}", field=f"{self.name}.points", allowed="0 or more")

    def of(self, base: Fen) -> Fen:
        """What the scheme pays of what was left within scope; by a scale never more than that.

        Raises:
            OutOfRange: above the scale's highest bound.
        """
        if self.scale is None:
            assert self.paid is not None
            return self.paid
        exact = self.scale.total(int(base), deductible=int(self.deductible))
        exact += max(0, int(base) - int(self.deductible)) * self.points
        paid = min(self.rounding.apply(exact.numerator, exact.denominator), int(base))
        return Fen(paid if self.cap is None else min(paid, int(self.cap)))


@dataclass(frozen=True, slots=True)
class Covered:
    """What one scheme paid.

    Attributes:
        name: the scheme.
        base: what was within scope and left when its turn came, fen.
        paid: what it paid.
        left: what is within scope and left after it.
    """

    name: str
    base: Fen
    paid: Fen
    left: Fen


@dataclass(frozen=True, slots=True)
class Settled:
    """A cost with what each scheme paid of it, in their order.

    Attributes:
        cost: the whole cost, fen.
        in_scope: what of it is within scope.
        schemes: each scheme's payment.
    """

    cost: Fen
    in_scope: Fen
    schemes: tuple[Covered, ...]

    @property
    def paid(self) -> Fen:
        """What all schemes paid."""
        return Fen(sum(int(each.paid) for each in self.schemes))

    @property
    def left(self) -> Fen:
        """What the patient pays: what is left within scope, and all that is out of it."""
        return Fen(int(self.cost) - int(self.paid))


def settle(cost: Fen, in_scope: Fen, layers: Sequence[Layer]) -> Settled:
    """Pay a cost by schemes in their order, each on what those before it left within scope.

    Args:
        cost: the whole cost.
        in_scope: what of it is within the scope of the policies; the rest never enters.
        layers: the schemes in the order that the law sets.

    Raises:
        BareAmount: for bare numbers.
        OutOfRange: more in scope than the cost, amounts below 0, or schemes stated to have paid more than the cost.
        InvalidInput: a scheme named twice.

    Examples:
        >>> from povertykit.money import yuan
        >>> basic = Layer(name="basic", scale=Brackets(((0, None, Fraction(7, 10)),), "gross", "upper"))
        >>> settled = settle(yuan(1000), yuan(800), [basic, Layer(name="assistance", paid=yuan(100))])
        >>> [(each.name, each.base, each.paid, each.left) for each in settled.schemes]
        [('basic', Fen(80000), Fen(56000), Fen(24000)), ('assistance', Fen(24000), Fen(10000), Fen(14000))]
        >>> settled.left
        Fen(34000)
    """
    if not 0 <= need_fen(in_scope, "in_scope") <= need_fen(cost, "cost"):
        raise OutOfRange(f"got {in_scope} of a cost of {cost}", field="in_scope", allowed="0 to the cost")
    names = [layer.name for layer in layers]
    if len(set(names)) < len(names):
        raise InvalidInput(f"got {', '.join(names)}", field="layers", allowed="each scheme once")
    paid, left, schemes = 0, int(in_scope), []
    for layer in layers:
        base, payment = left, int(layer.of(Fen(left)))
        paid += payment
        if paid > cost:
            problem = f"the schemes up to {layer.name} have paid {Fen(paid)} of a cost of {Fen(cost)}"
            raise OutOfRange(problem, field="layers", allowed="at most the cost", remedy="correct what each has paid")
        left = max(0, left - payment)
        schemes.append(Covered(layer.name, Fen(base), Fen(payment), Fen(left)))
    return Settled(Fen(cost), Fen(in_scope), tuple(schemes))
