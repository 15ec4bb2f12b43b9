"""The weights of indicators: exact shares that add up to one, grouped into dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from povertykit.errors import InvalidInput, OutOfRange, UnknownName
from povertykit.measures.numbers import Number, as_written, finite

__all__ = ["IndicatorWeight", "IndicatorWeights", "exact_share", "redistributed", "weights_for"]

IndicatorWeights: TypeAlias = Mapping[str, Number] | Mapping[str, Mapping[str, Number]] | Mapping[str, Sequence[str]]
"""A weight for each indicator; or by dimension, a weight for each indicator; or by dimension its indicators, of equal
weight in dimensions of equal weight."""


@dataclass(frozen=True, slots=True)
class IndicatorWeight:
    """What an indicator weighs.

    Attributes:
        name: of the indicator.
        dimension: its dimension; the indicator itself where there are no dimensions.
        weight: its share of the whole.
    """

    name: str
    dimension: str
    weight: Fraction


def exact_share(value: Number, field: str) -> Fraction:
    """A share as an exact fraction: 1/3 typed as `1 / 3` is one third, 0.042 is 21/500.

    A float stands for the simplest fraction that is that float, up to a denominator of a million, or else for the
    decimal that it prints as.

    Raises:
        InvalidInput: not a finite number.

    Examples:
        >>> exact_share(5 / 6, "poverty_cutoff"), exact_share(0.042, "weight"), exact_share(0.3333333, "cutoff")
        (Fraction(5, 6), Fraction(21, 500), Fraction(3333333, 10000000))
    """
    finite(value, field, "a share, such as Fraction(1, 3)")
    if isinstance(value, float):
        simple = Fraction(value).limit_denominator(1_000_000)
        return simple if float(simple) == value else as_written(value)
    return Fraction(value)


def weights_for(given: IndicatorWeights | None, names: Sequence[str]) -> tuple[IndicatorWeight, ...]:
    """The weight of each indicator, in the order of their names.

    Args:
        given: as `IndicatorWeights` says; all alike where left out.
        names: of the indicators.

    Raises:
        UnknownName: a weight of an indicator that there is not, or none for one that there is.
        InvalidInput: weights that do not add up to one exactly, an indicator in two dimensions.
        OutOfRange: a weight that is not above zero.

    Examples:
        >>> given = {"health": ["nutrition"], "living": ["water", "fuel"]}
        >>> for each in weights_for(given, ["nutrition", "water", "fuel"]):
        ...     print(each.name, each.dimension, each.weight)
        nutrition health 1/2
        water living 1/4
        fuel living 1/4
    """
    if given is None:
        return tuple(IndicatorWeight(name, name, Fraction(1, len(names))) for name in names)
    if not isinstance(given, Mapping) or not given:
        raise InvalidInput(f"got {given!r}", field="indicator_weights", allowed="weights by indicator or dimension")
    found: dict[str, IndicatorWeight] = {}
    for dimension, name, weight in _listed(given):
        if name not in names:
            raise UnknownName.among(name, names, "indicator_weights", remedy="it has no deprivation cutoff")
        if name in found:
            problem = f"{name!r} stands in {found[name].dimension!r} and in {dimension!r}"
            raise InvalidInput(problem, field="indicator_weights", allowed="one dimension for each indicator")
        if weight <= 0:
            raise OutOfRange(f"got {weight} for {name}", field="indicator_weights", allowed="above zero")
        found[name] = IndicatorWeight(name, dimension, weight)
    if absent := [name for name in names if name not in found]:
        remedy = f"nothing is given for {', '.join(absent)}"
        raise UnknownName.among(absent[0], found, "indicator_weights", remedy=remedy)
    if (together := sum(each.weight for each in found.values())) != 1:
        raise InvalidInput(
            f"add up to {together} ({float(together):g})",
            field="indicator_weights",
            allowed="exactly 1",
            remedy="give fractions, such as Fraction(1, 18)",
        )
    return tuple(found[name] for name in names)


def _listed(given: Mapping[str, object]) -> list[tuple[str, str, Fraction]]:
    """Dimension, indicator and weight, as they were given."""
    lists = [each for each in given.values() if isinstance(each, Sequence) and not isinstance(each, str)]
    nested = [each for each in given.values() if isinstance(each, Mapping)]
    if lists and len(lists) == len(given):
        if empty := [name for name, each in given.items() if not each]:
            raise InvalidInput(f"{empty[0]!r} has no indicators", field="indicator_weights", allowed="one or more")
        equal = [
            (name, str(each), Fraction(1, len(given) * len(inner)))
            for (name, inner) in zip(given, lists, strict=True)
            for each in inner
        ]
        return equal
    field = "indicator_weights"
    if nested and len(nested) == len(given):
        pairs = [
            (name, each, value) for name, inner in zip(given, nested, strict=True) for each, value in inner.items()
        ]
        return [(name, each, exact_share(value, f"{field}: {each}")) for name, each, value in pairs]
    if lists or nested:
        raise InvalidInput("are given for some dimensions only", field=field, allowed="numbers for all, or for none")
    return [(name, name, exact_share(value, f"{field}: {name}")) for name, value in given.items()]  # type: ignore[arg-type]


def redistributed(weights: Sequence[IndicatorWeight], missing: Sequence[bool]) -> list[Fraction]:
    """The weights where some indicators are not known.

    What is missing is shared among the known indicators of its dimension, in proportion to their weights; where none
    of a dimension is known, its weight goes to the other dimensions in proportion.

    Examples:
        >>> school = weights_for({"health": ["nutrition"], "living": ["water", "fuel"]}, ["nutrition", "water", "fuel"])
        >>> [str(each) for each in redistributed(school, [False, True, False])]
        ['1/2', '0', '1/2']
    """
    whole: dict[str, Fraction] = {}
    known: dict[str, Fraction] = {}
    for each, absent in zip(weights, missing, strict=True):
        whole[each.dimension] = whole.get(each.dimension, Fraction(0)) + each.weight
        known[each.dimension] = known.get(each.dimension, Fraction(0)) + (0 if absent else each.weight)
    reached = sum((whole[name] for name in whole if known[name]), Fraction(0))
    return [
        Fraction(0) if absent else each.weight * whole[each.dimension] / known[each.dimension] / reached
        for each, absent in zip(weights, missing, strict=True)
    ]
