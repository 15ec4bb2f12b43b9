"""Ratios and totals of what records count for: exact where the records are, linearised where there is a survey design.

Measures of many dimensions and of targeting are all of this kind: the weight of those who are poor over that of
everybody, the money that goes to some over all the money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from povertykit.amounts import Fen
from povertykit.measures.numbers import Column, Flags, Floats, exact_total
from povertykit.measures.results import Label
from povertykit.measures.sample import Sample, measured
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate

__all__ = ["EVERYBODY", "Quantity", "Term", "Total", "quotient", "ratio", "total"]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A product that some records count for.

    Attributes:
        flags: which records; None for all.
        factors: columns multiplied with one another, one number for each record of the sample.
        scale: what the product is multiplied by.
    """

    flags: Flags | None
    factors: tuple[Column, ...] = ()
    scale: Fraction = Fraction(1)

    def exact_in(self, sample: Sample) -> bool:
        """Whether its total is exact."""
        weights = () if sample.weights is None else (sample.weights,)
        return all(each.dtype.kind != "f" for each in (*weights, *self.factors))

    def total(self, sample: Sample) -> Fraction | float:
        """The weighted total."""
        weights = () if sample.weights is None else (sample.weights,)
        given = (*weights, *self.factors)
        if not given:
            return self.scale * (sample.size if self.flags is None else int(np.count_nonzero(self.flags)))
        chosen = given if self.flags is None else tuple(each[self.flags] for each in given)
        if self.exact_in(sample):
            return exact_total(chosen) * self.scale
        product = np.asarray(chosen[0], np.float64)
        for each in chosen[1:]:
            product = product * np.asarray(each, np.float64)
        return float(product.sum()) * float(self.scale)

    def values(self, size: int) -> Floats:
        """What each record counts for, without its weight."""
        result: Floats = np.full(size, float(self.scale))
        if self.flags is not None:
            result = result * self.flags
        for each in self.factors:
            result = result * np.asarray(each, np.float64)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """What each record counts for: a sum of terms.

    Attributes:
        terms: the terms.
    """

    terms: tuple[Term, ...]

    def total(self, sample: Sample, of: Callable[[Term, Sample], Fraction | float] = Term.total) -> Fraction | float:
        """The weighted total over a sample: a `Fraction` where nothing is a float.

        Args:
            sample: the records.
            of: what gives the total of a term, such as one that remembers.
        """
        found = [of(each, sample) for each in self.terms]
        if all(isinstance(each, int | Fraction) for each in found):
            return sum((Fraction(each) for each in found), Fraction(0))
        return float(sum(float(each) for each in found))

    def values(self, size: int) -> Floats:
        """What each record counts for, as float64."""
        result = np.zeros(size)
        for each in self.terms:
            result = result + each.values(size)
        return result


EVERYBODY: Quantity = Quantity((Term(None),))
"""Each record counts for one."""

_NO_CONVENTIONS: Mapping[str, str] = MappingProxyType({})


def ratio(
    label: Label,
    sample: Sample,
    design: Design | None,
    above: Quantity,
    below: Quantity = EVERYBODY,
    conventions: Mapping[str, str] = _NO_CONVENTIONS,
    scale: Fraction = Fraction(1),
    of: Callable[[Term, Sample], Fraction | float] = Term.total,
) -> Fraction | float | Estimate | None:
    """The total of one quantity over that of another; None where the other is zero.

    Args:
        label: what the ratio is called.
        sample: the records.
        design: the survey design, if there is one.
        above: the numerator.
        below: the denominator.
        conventions: what was chosen among ways to reckon it.
        scale: what the ratio is multiplied by.
        of: what gives the total of a term, such as one that remembers.
    """
    if not below.total(sample, of):
        return None

    return quotient(
        label,
        sample,
        design,
        (lambda sample: above.total(sample, of), lambda sample: above.values(sample.size)),
        (lambda sample: below.total(sample, of), lambda sample: below.values(sample.size)),
        conventions,
        scale,
    )


Total: TypeAlias = tuple[Callable[[Sample], Fraction | float], Callable[[Sample], Floats]]
"""A total of a sample, and its linearised variable."""


def quotient(
    label: Label,
    sample: Sample,
    design: Design | None,
    above: Total,
    below: Total,
    conventions: Mapping[str, str] = _NO_CONVENTIONS,
    scale: Fraction = Fraction(1),
) -> Fraction | float | Estimate:
    """One total over another, which is not zero; NaN for a replicate in which it is.

    Args:
        label: what it is called.
        sample: the records.
        design: the survey design, if there is one.
        above: the numerator.
        below: the denominator.
        conventions: what was chosen among ways to reckon it.
        scale: what the quotient is multiplied by.
    """

    def value(sample: Sample) -> Fraction | float:
        denominator = below[0](sample)
        if not denominator:
            return float("nan")
        found = above[0](sample)
        if isinstance(found, Fraction) and isinstance(denominator, Fraction):
            return found / denominator * scale
        return float(found) / float(denominator) * float(scale)

    def influence(sample: Sample, estimate: float) -> Floats:
        return (float(scale) * above[1](sample) - estimate * below[1](sample)) / float(below[0](sample))

    return measured(label, sample, design, value, influence, conventions)


def total(
    label: Label,
    sample: Sample,
    design: Design | None,
    quantity: Quantity,
    conventions: Mapping[str, str] = _NO_CONVENTIONS,
) -> Fen | float | Estimate:
    """A weighted total of money: whole fen where it is exact and whole, an `Estimate` with a design."""

    def value(sample: Sample) -> Fraction | float:
        return quantity.total(sample)

    def influence(sample: Sample, estimate: float) -> Floats:
        return quantity.values(sample.size)

    found = measured(label, sample, design, value, influence, conventions)
    if isinstance(found, Fraction):
        return Fen(int(found)) if found.denominator == 1 else float(found)
    return found
