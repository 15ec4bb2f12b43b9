"""Replicate weights: the second way to a standard error, by reckoning each measure anew with each set of weights.

The weights may be given with the data, as many statistical offices do, or be made from a `SurveyDesign`: by the
jackknife, which leaves out one unit at a time; by the rescaled bootstrap of Rao, Wu and Yue (1992), which draws units
anew; or by balanced half samples (McCarthy 1969), where each stratum has two units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.errors import InvalidInput, OutOfRange
from povertykit.measures.numbers import Flags, Floats, Numbers, Rows, column, of_length, same_index
from povertykit.measures.survey.design import Mask, SinglePSU, mask_of, none_to_average, weights_of

__all__ = ["Centre", "ReplicateDesign", "ReplicateWeights", "Units", "balanced", "bootstrap", "jackknife"]

Centre: TypeAlias = Literal["mean", "estimate"]
"""From what the deviations of the replicates are taken: their mean, or the estimate with the full weights."""
ReplicateWeights: TypeAlias = npt.NDArray[np.generic] | Sequence[Sequence[float]]
"""Of shape (records, replicates): an array, a list of rows, or a dataframe's `to_numpy()`."""

_CENTRES: Final = ("mean", "estimate")


class ReplicateDesign:
    """A survey whose sampling errors follow from replicate weights.

    The variance is `scale` times the sum over replicates of `rscales` times the squared deviation.

    Args:
        weights: what each record stands for, 0 or more.
        replicates: for each record (row) its weight in each replicate (column), 0 or more.
        scale: of the whole sum, above 0: such as 1/R for R balanced half samples, (R - 1)/R for a jackknife of one
            stratum, 1/(R - 1) for a bootstrap.
        rscales: of each replicate, 0 or more; 1 where left out.
        combined: whether `replicates` are whole weights; False where they are factors of `weights`.
        centre: from what deviations are taken: "mean" of the replicates, or "estimate" with the full weights.
        df: degrees of freedom; the rank of the replicate weights less 1 where left out.

    Attributes:
        size: the records of the whole design.
        weights: float64 of shape (size,).
        inside: bool of shape (size,), the records of the domain; None for the whole design.
        base: the whole design, shared by its domains.
        index: the index of the dataframe that the weights came from, if they did.
        count: how many replicates there are.
        is_jackknife: whether `SurveyDesign.jackknife` made them; of weights that are given this is not known.

    Raises:
        InvalidInput: unlike lengths, a missing weight, fewer than two replicates, a replicate of no weight.
        OutOfRange: a negative weight, a scale that is not above 0, negative `rscales`, `df` below 1.

    Examples:
        >>> from povertykit.measures import headcount_ratio
        >>> design = ReplicateDesign([2, 2, 2], [[0, 3, 3], [3, 0, 3], [3, 3, 0]], scale=2 / 3)
        >>> design
        ReplicateDesign(records=3, replicates=3)
        >>> estimate = headcount_ratio([80, 120, 60], 100, design=design)
        >>> round(estimate.value, 4), round(estimate.se, 4), estimate.df
        (0.6667, 0.3333, 2)
    """

    __slots__ = (
        "_centre",
        "_df",
        "_factors",
        "_unit",
        "base",
        "count",
        "index",
        "inside",
        "is_jackknife",
        "rscales",
        "scale",
        "weights",
    )

    def __init__(
        self,
        weights: Numbers,
        replicates: ReplicateWeights,
        *,
        scale: float,
        rscales: Numbers | None = None,
        combined: bool = True,
        centre: Centre = "mean",
        df: int | None = None,
    ) -> None:
        self.weights: Floats = weights_of(weights)
        self.index: object = same_index(weights=weights, replicates=replicates)
        given = np.asarray(replicates)
        if given.ndim != 2 or given.shape[0] != self.weights.size or given.shape[1] < 2:
            problem = f"is of the shape {given.shape} for {self.weights.size} weights"
            raise InvalidInput(problem, field="replicates", allowed="a row for each record, two columns or more")
        each = [np.asarray(column(given[:, at], f"replicates[:, {at}]"), np.float64) for at in range(given.shape[1])]
        flat = np.stack(each, axis=1)
        if (flat < 0).any():
            at = np.argwhere(flat < 0)
            problem = f"got {flat[tuple(at[0])]:g} for record {at[0][0]} in replicate {at[0][1]} ({len(at)} such)"
            raise OutOfRange(problem, field="replicates", allowed="0 or more")
        self._factors: Floats = flat
        self._unit: npt.NDArray[np.intp] | None = None
        if combined:
            self._factors = np.divide(flat, self.weights[:, None], np.zeros_like(flat), where=self.weights[:, None] > 0)
            if (lost := np.flatnonzero((self.weights == 0) & (flat > 0).any(axis=1))).size:
                problem = f"record {lost[0]} has a weight in replicates, but none in all ({lost.size} such)"
                raise InvalidInput(problem, field="replicates", allowed="no weight where the record has none")
        self._settle(scale, rscales, centre, df)

    def _settle(self, scale: float, rscales: Numbers | None, centre: Centre, df: int | None) -> None:
        self.count: int = self._factors.shape[1]
        if isinstance(scale, bool) or not 0 < scale < float("inf"):
            raise OutOfRange(f"got {scale!r}", field="scale", allowed="above 0")
        if centre not in _CENTRES:
            raise InvalidInput(f"got {centre!r}", field="centre", allowed="'mean' or 'estimate'")
        if df is not None and (isinstance(df, bool) or df < 1):
            raise OutOfRange(f"got {df!r}", field="df", allowed="1 or more")
        each = np.ones(self.count) if rscales is None else np.asarray(column(rscales, "rscales"), np.float64)
        if of_length(each, self.count, "rscales").min() < 0:
            raise OutOfRange(f"got {each.min():g}", field="rscales", allowed="0 or more")
        self.scale: float = float(scale)
        self.rscales: Floats = each
        self._centre: Centre = centre
        self._df: int | None = df
        self.inside: Flags | None = None
        self.is_jackknife: bool = False
        self.base: ReplicateDesign = self
        self._weighty()

    @property
    def size(self) -> int:
        """The records of the whole design."""
        return int(self.weights.size)

    @property
    def replicates(self) -> Iterator[Floats]:
        """The full weights, and then those of each replicate: float64 of shape (size,), one after the other."""
        yield self.weights
        for factors in self._factors.T:
            yield self.weights * (factors if self._unit is None else factors[self._unit])

    @property
    def df(self) -> int:
        """The degrees of freedom: those given, or the rank of the replicate weights less 1."""
        if self._df is None:
            weights = self._factors * self.weights[:, None]
            products = weights.T @ weights
            least = 1e-10 * float(np.linalg.eigvalsh(products)[-1])
            self._df = max(1, int(np.linalg.matrix_rank(products, tol=least, hermitian=True)) - 1)
        return self._df

    def domain(self, inside: Mask) -> ReplicateDesign:
        """The same design with only some records of interest, as for a region.

        Args:
            inside: bool of shape (size,): which records.

        Raises:
            InvalidInput: not one truth value for each record, none of them true, or a replicate in which they have
                no weight.

        Examples:
            >>> import numpy as np
            >>> design = ReplicateDesign([2, 2, 2], [[0, 3, 3], [3, 0, 3], [3, 3, 0]], scale=2 / 3)
            >>> design.domain(np.array([True, True, False]))
            ReplicateDesign(records=3, replicates=3, domain=2)
        """
        mask = mask_of(inside, self.size)
        domain = object.__new__(ReplicateDesign)
        for name in self.__slots__:
            setattr(domain, name, getattr(self, name))
        domain.inside = mask if self.inside is None else mask & self.inside
        domain._weighty()
        return domain

    def contributions(self, rows: Rows | None, influence: Floats) -> Floats:
        """The weighted total of values with the full weights, and with those of each replicate.

        Args:
            rows: the records that the values belong to; None for all.
            influence: float64, a value for each of these records.
        """
        each = (weights if rows is None else weights[rows] for weights in self.replicates)
        return np.array([float((weights * influence).sum()) for weights in each])

    def covariance(self, one: Floats, other: Floats) -> float:
        """The covariance of two estimates, from their values with the full weights and with each replicate."""
        counted = self.rscales > 0
        centres = [float(each[0] if self._centre == "estimate" else each[1:][counted].mean()) for each in (one, other)]
        products = (one[1:] - centres[0]) * (other[1:] - centres[1])
        return self.scale * float((self.rscales * products).sum())

    def __repr__(self) -> str:
        inside = "" if self.inside is None else f", domain={int(self.inside.sum())}"
        return f"ReplicateDesign(records={self.size}, replicates={self.count}{inside})"

    def _weighty(self) -> None:
        """Refuses a replicate in which the domain has no weight, for which no measure is defined."""
        present = self.weights > 0 if self.inside is None else self.inside & (self.weights > 0)
        if self._unit is None:
            totals = self.weights[present] @ self._factors[present]
        else:
            by_unit = np.bincount(self._unit[present], self.weights[present], minlength=self._factors.shape[0])
            totals = by_unit @ self._factors
        if (empty := np.flatnonzero(~(totals > 0))).size:
            problem = f"the records have no weight in replicate {empty[0]} ({empty.size} such)"
            raise InvalidInput(problem, field="replicates", remedy="take a larger domain, or linearised errors")


@dataclass(frozen=True, slots=True)
class Units:
    """The primary sampling units of a design, from which replicate weights are made.

    Attributes:
        weights: float64, one for each record.
        unit: the number of each record's unit.
        stratum: the number of each unit's stratum.
        names: of the strata.
        correction: one less the share of the units that was drawn, for each stratum.
        single: what is done with a stratum of one unit.
        inside: the records of the domain; None for the whole design.
        index: the index of the dataframe that the weights came from, if they did.
    """

    weights: Floats
    unit: npt.NDArray[np.intp]
    stratum: npt.NDArray[np.intp]
    names: tuple[object, ...]
    correction: Floats
    single: SinglePSU
    inside: Flags | None
    index: object


@dataclass(frozen=True, slots=True)
class _Made:
    """Factors by unit (rows) and replicate (columns), and how the replicates are scaled."""

    factors: Floats
    scale: float
    rscales: Floats
    df: int
    is_jackknife: bool = False


def jackknife(units: Units, centre: Centre = "mean") -> ReplicateDesign:
    """The jackknife: in each replicate one unit is left out, and the others of its stratum stand for it.

    With one stratum this is known as JK1, with several as JKn.

    Args:
        units: of the design.
        centre: see `ReplicateDesign`.

    Raises:
        InvalidInput: a stratum of one unit, unless it is left alone ("certainty") or averaged over ("average").
    """
    drawn, lonely, widened = _strata(units)
    left = np.flatnonzero(~lonely[units.stratum] & (units.correction[units.stratum] > 0))
    if left.size < 2:
        raise InvalidInput("no stratum has a sampling error", field="strata", remedy="linearised errors are 0")
    factors = np.ones((units.stratum.size, left.size))
    size = drawn[units.stratum[left]]
    same = units.stratum[:, None] == units.stratum[left][None, :]
    factors = np.where(same, (size / (size - 1))[None, :], factors)
    factors[left, np.arange(left.size)] = 0.0
    rscales = units.correction[units.stratum[left]] * (size - 1) / size
    return _design(units, _Made(factors, widened, rscales, _df(units), is_jackknife=True), centre)


def bootstrap(units: Units, replicates: int, seed: int, centre: Centre = "mean") -> ReplicateDesign:
    """The rescaled bootstrap: of the n units of a stratum n - 1 are drawn with replacement, and rescaled.

    The finite population correction enters the factors, as Rao and Wu (1988) have it.

    Args:
        units: of the design.
        replicates: how many, 2 or more; 200 or more are usual.
        seed: of the draws; the same seed gives the same weights, on every machine.
        centre: see `ReplicateDesign`.

    Raises:
        InvalidInput: a stratum of one unit, unless it is left alone ("certainty") or averaged over ("average").
        OutOfRange: fewer than two replicates, a negative seed.
    """
    if isinstance(replicates, bool) or replicates < 2:
        raise OutOfRange(f"got {replicates!r}", field="replicates", allowed="2 or more")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise OutOfRange(f"got {seed!r}", field="seed", allowed="a whole number of 0 or more")
    drawn, lonely, widened = _strata(units)
    # The raw bits, unlike the draws that numpy makes of them, are the same in every version.
    bits = np.random.PCG64(seed)
    factors = np.ones((units.stratum.size, replicates))
    for stratum in np.flatnonzero(~lonely):
        members = np.flatnonzero(units.stratum == stratum)
        n = int(drawn[stratum])
        fractions = (bits.random_raw((n - 1) * replicates) >> np.uint64(11)) * 2.0**-53
        chosen = np.minimum((fractions * n).astype(np.intp), n - 1)
        cells = chosen * replicates + np.arange(chosen.size) % replicates
        times = np.bincount(cells, minlength=n * replicates).reshape(n, replicates)
        reach = np.sqrt(units.correction[stratum])
        factors[members] = 1 - reach + reach * n / (n - 1) * times
    return _design(units, _Made(factors, widened / (replicates - 1), np.ones(replicates), _df(units)), centre)


def balanced(units: Units, fay: float = 0.0, centre: Centre = "mean") -> ReplicateDesign:
    """Balanced half samples: in each replicate one of the two units of each stratum stands for both.

    The replicates are balanced by a Hadamard matrix whose size is a power of two, so that the variance of a total is
    the linearised one. A finite population correction is not made, as everywhere with half samples.

    Args:
        units: of the design, two in each stratum.
        fay: how much of its weight the other unit keeps, from 0 to below 1 (Fay's method; 0.3 and 0.5 are usual).
        centre: see `ReplicateDesign`.

    Raises:
        InvalidInput: a stratum without exactly two units, or a finite population correction.
        OutOfRange: `fay` outside its bounds.
    """
    if isinstance(fay, bool) or not 0 <= fay < 1:
        raise OutOfRange(f"got {fay!r}", field="fay", allowed="from 0 to below 1")
    drawn = np.bincount(units.stratum)
    if (wrong := np.flatnonzero(drawn != 2)).size:
        problem = f"the stratum {units.names[wrong[0]]!r} has {drawn[wrong[0]]} units ({wrong.size} such)"
        raise InvalidInput(problem, field="strata", allowed="two units", remedy="take the jackknife or the bootstrap")
    if (units.correction < 1).any():
        raise InvalidInput("half samples know none", field="fpc", remedy="take the jackknife or the bootstrap")
    signs = np.ones((1, 1))
    while signs.shape[0] <= drawn.size:
        signs = np.block([[signs, signs], [signs, -signs]])
    first = np.zeros(units.stratum.size, np.bool_)
    first[np.unique(units.stratum, return_index=True)[1]] = True
    turned = signs[:, 1 + units.stratum].T * np.where(first, 1, -1)[:, None]
    factors = 1 + (1 - fay) * turned
    count = signs.shape[0]
    return _design(units, _Made(factors, 1 / (count * (1 - fay) ** 2), np.ones(count), _df(units)), centre)


def _strata(units: Units) -> tuple[npt.NDArray[np.intp], Flags, float]:
    """Units drawn by stratum, the strata without a second one, and what the variance is widened by for these."""
    drawn = np.bincount(units.stratum, minlength=len(units.names))
    alone = drawn == 1
    lonely = alone & (units.correction > 0)
    if lonely.any() and units.single in ("error", "adjust"):
        name = units.names[int(np.flatnonzero(lonely)[0])]
        raise InvalidInput(
            f"the stratum {name!r} has one PSU ({int(lonely.sum())} such), which no replicate can stand for",
            field="strata",
            remedy="join it to a like stratum, or say single_psu='certainty' or 'average'",
        )
    if units.single == "average" and lonely.all():
        raise none_to_average(drawn.size)
    widened = drawn.size / max(1, int((~lonely).sum())) if units.single == "average" else 1.0
    return drawn, alone, widened


def _df(units: Units) -> int:
    return max(1, int(units.stratum.size - np.unique(units.stratum).size))


def _design(units: Units, made: _Made, centre: Centre) -> ReplicateDesign:
    design: Any = object.__new__(ReplicateDesign)
    design.weights, design.index = units.weights, units.index
    design._factors, design._unit = made.factors, units.unit
    design._settle(made.scale, made.rscales, centre, made.df)
    design.is_jackknife = made.is_jackknife
    result: ReplicateDesign = design
    return result if units.inside is None else result.domain(units.inside)
