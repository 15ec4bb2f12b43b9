"""The design of a survey, from which the sampling variance of an estimate follows.

The variance is that of the total of an estimate's influence values (linearised variables), taken between the primary
sampling units (PSU) of each stratum: the ultimate cluster method, with the finite population correction of the first
stage. It is what the R package survey reckons for a design of one stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit.errors import InvalidInput, OutOfRange, UnknownName
from povertykit.measures.numbers import Flags, Floats, Numbers, Rows, Series, column, of_length, same_index

if TYPE_CHECKING:
    from povertykit.measures.survey.replicates import Centre, ReplicateDesign, Units

__all__ = ["Design", "Keys", "Mask", "SinglePSU", "SurveyDesign", "coded", "mask_of", "none_to_average", "weights_of"]

Keys: TypeAlias = npt.NDArray[Any] | Sequence[int] | Sequence[str] | Series
"""A name or number for each record: of its stratum, its unit, its group."""
Mask: TypeAlias = npt.NDArray[np.bool_] | Sequence[bool] | Series
"""Whether, for each record."""
SinglePSU: TypeAlias = Literal["error", "certainty", "adjust", "average"]
"""What is done with a stratum of one PSU."""

_SINGLE: Final = ("error", "certainty", "adjust", "average")


class Design(Protocol):
    """What a measure asks of a design: weights, a domain, and the covariance of two estimates' contributions.

    Attributes:
        size: the records of the whole design.
        weights: float64 of shape (size,): what each record stands for.
        inside: bool of shape (size,): the records of the domain; None for the whole design.
        base: the whole design, shared by its domains.
        index: the index of the dataframe that the weights came from, if they did.
    """

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def weights(self) -> Floats: ...  # noqa: D102
    @property
    def inside(self) -> Flags | None: ...  # noqa: D102
    @property
    def base(self) -> Design: ...  # noqa: D102
    @property
    def index(self) -> object: ...  # noqa: D102
    @property
    def replicates(self) -> Iterable[Floats] | None:
        """The full weights and then those of each replicate, of shape (size,); None where errors are linearised."""
        ...

    @property
    def df(self) -> int:
        """The degrees of freedom of the domain."""
        ...

    def domain(self, inside: Mask) -> Design:
        """The same design with the records of a domain."""
        ...

    def contributions(self, rows: Rows | None, influence: Floats) -> Floats:
        """What the variance is reckoned from: the weighted totals of the influence values by PSU."""
        ...

    def covariance(self, one: Floats, other: Floats) -> float:
        """The covariance of two estimates, from the contributions of each."""
        ...


class SurveyDesign:
    """Strata, primary sampling units and weights of a survey of one stage (or of the first of several).

    Args:
        weights: what each record stands for, 0 or more: the inverse of its chance to be drawn.
        strata: the stratum of each record; one stratum where left out.
        psu: the primary sampling unit of each record; each record by itself where left out.
        fpc: for each record, or by stratum in a mapping, how many PSUs the population's stratum has (a whole number),
            or which share of them was drawn (above 0, at most 1); no correction where left out.
        nested: whether units of one name in two strata are two units; otherwise that is an error.
        single_psu: what is done with a stratum of one PSU: "error"; "certainty", it adds no variance; "adjust", its
            total is compared with the mean of all PSUs; "average", it adds the mean variance of the other strata.

    Attributes:
        size: the records of the whole design.
        weights: float64 of shape (size,).
        inside: bool of shape (size,), the records of the domain; None for the whole design.
        base: the whole design, shared by its domains.
        index: the index of the dataframe that the weights came from, if they did.

    Raises:
        InvalidInput: columns of unlike lengths or indexes, a missing value, a unit in two strata, a stratum of one
            PSU, a correction that is not the same throughout a stratum.
        OutOfRange: a negative weight, a population smaller than its sample or of no whole number of PSUs.
        UnknownName: a correction for a stratum that has no records.

    Examples:
        >>> design = SurveyDesign([10, 10, 20, 20], strata=["a", "a", "b", "b"])
        >>> design
        SurveyDesign(records=4, strata=2, psu=4, fpc=no)
        >>> from povertykit.measures import headcount_ratio
        >>> estimate = headcount_ratio([90, 120, 80, 130], 100, design=design)
        >>> estimate.value, round(estimate.se, 4), estimate.df
        (0.5, 0.3727, 2)
    """

    __slots__ = ("_correction", "_psu", "_psu_stratum", "_single", "_strata", "base", "index", "inside", "weights")

    replicates: None = None

    def __init__(
        self,
        weights: Numbers,
        *,
        strata: Keys | None = None,
        psu: Keys | None = None,
        fpc: Numbers | Mapping[Any, float] | None = None,
        nested: bool = False,
        single_psu: SinglePSU = "error",
    ) -> None:
        if single_psu not in _SINGLE:
            allowed = ", ".join(repr(each) for each in _SINGLE)
            raise InvalidInput(f"got {single_psu!r}", field="single_psu", allowed=allowed)
        self.weights: Floats = weights_of(weights)
        self.index: object = same_index(weights=weights, strata=strata, psu=psu, fpc=fpc)
        self.inside: Flags | None = None
        self.base: SurveyDesign = self
        self._single: SinglePSU = single_psu
        names, stratum = coded(strata, "strata", self.size)
        self._psu: npt.NDArray[np.intp]
        self._psu, self._psu_stratum = _units(psu, stratum, names, self.size, nested)
        self._strata: list[Any] = names
        self._correction: Floats = self._corrected(fpc, stratum)

    @property
    def size(self) -> int:
        """The records of the whole design."""
        return int(self.weights.size)

    @property
    def df(self) -> int:
        """The PSUs less the strata that have records of the domain with a weight above zero."""
        present = self.weights > 0 if self.inside is None else self.inside & (self.weights > 0)
        units = np.unique(self._psu[present])
        return int(units.size - np.unique(self._psu_stratum[units]).size)

    def domain(self, inside: Mask) -> SurveyDesign:
        """The same design with only some records of interest, as for a region; the errors still know all PSUs.

        Args:
            inside: bool of shape (size,): which records.

        Raises:
            InvalidInput: not one truth value for each record, or none of them true.

        Examples:
            >>> import numpy as np
            >>> design = SurveyDesign([10, 10, 20, 20], strata=["a", "a", "b", "b"])
            >>> design.domain(np.array([True, False, True, True])).df
            1
        """
        same_index(self.index, inside=inside)
        mask = mask_of(inside, self.size)
        domain = object.__new__(SurveyDesign)
        for name in self.__slots__:
            setattr(domain, name, getattr(self, name))
        domain.inside = mask if self.inside is None else mask & self.inside
        return domain

    def contributions(self, rows: Rows | None, influence: Floats) -> Floats:
        """The weighted totals of influence values by PSU.

        Args:
            rows: the records that the values belong to; None for all.
            influence: float64, a value for each of these records.
        """
        units, weights = (self._psu, self.weights) if rows is None else (self._psu[rows], self.weights[rows])
        totals = np.bincount(units, weights * influence, minlength=self._psu_stratum.size)
        return np.asarray(totals, np.float64)

    def covariance(self, one: Floats, other: Floats) -> float:
        """The covariance of two estimates, from what each PSU contributes to them.

        Raises:
            InvalidInput: a stratum of one PSU where that is an error, or without another one to average over.
        """
        stratum, strata = self._psu_stratum, len(self._strata)
        units = np.bincount(stratum, minlength=strata)
        alone = units == 1
        # A stratum drawn as a whole (a correction of nothing) has no sampling error, and may be of one PSU.
        lonely = alone & (self._correction > 0)
        if lonely.any() and self._single == "error":
            name = self._strata[int(np.flatnonzero(lonely)[0])]
            raise InvalidInput(
                f"the stratum {name!r} has one PSU ({int(lonely.sum())} such), so that its variance cannot be told",
                field="strata",
                remedy="join it to a like stratum, or say single_psu='certainty', 'adjust' or 'average'",
            )
        means = [np.bincount(stratum, each, minlength=strata) / units for each in (one, other)]
        if self._single == "adjust":
            means = [np.where(alone, each.mean(), mean) for each, mean in zip((one, other), means, strict=True)]
        products = (one - means[0][stratum]) * (other - means[1][stratum])
        scale = self._correction * np.where(alone, 1.0, units / np.maximum(units - 1, 1))
        parts = scale * np.bincount(stratum, products, minlength=strata)
        if self._single == "average" and lonely.any():
            if lonely.all():
                raise none_to_average(strata)
            return float(parts[~lonely].mean() * strata)
        return float(parts.sum())

    def jackknife(self, *, centre: Centre = "mean") -> ReplicateDesign:
        """The design with jackknife weights: each replicate leaves out one unit, and the rest of its stratum stands in.

        Args:
            centre: from what the deviations of the replicates are taken: their "mean", or the "estimate".

        Raises:
            InvalidInput: a stratum of one unit, unless `single_psu` is "certainty" or "average".

        Examples:
            >>> from povertykit.measures import headcount_ratio
            >>> design = SurveyDesign([10, 10, 20, 20], strata=["a", "a", "b", "b"]).jackknife()
            >>> estimate = headcount_ratio([90, 120, 80, 130], 100, design=design)
            >>> estimate.value, round(estimate.se, 4), estimate.df
            (0.5, 0.3727, 2)
        """
        from povertykit.measures.survey.replicates import jackknife

        return jackknife(self._units(), centre)

    def bootstrap(self, replicates: int, *, seed: int, centre: Centre = "mean") -> ReplicateDesign:
        """The design with rescaled bootstrap weights: each replicate draws the units of each stratum anew.

        Args:
            replicates: how many, 2 or more; 200 or more are usual.
            seed: of the draws; the same seed gives the same weights, on every machine.
            centre: from what the deviations of the replicates are taken: their "mean", or the "estimate".

        Raises:
            InvalidInput: a stratum of one unit, unless `single_psu` is "certainty" or "average".
            OutOfRange: fewer than two replicates.

        Examples:
            >>> SurveyDesign([10, 10, 20, 20], strata=["a", "a", "b", "b"]).bootstrap(200, seed=1)
            ReplicateDesign(records=4, replicates=200)
        """
        from povertykit.measures.survey.replicates import bootstrap

        return bootstrap(self._units(), replicates, seed, centre)

    def balanced(self, *, fay: float = 0.0, centre: Centre = "mean") -> ReplicateDesign:
        """The design with balanced half samples, where each stratum has two units.

        Args:
            fay: how much of its weight the unit left out keeps, from 0 to below 1.
            centre: from what the deviations of the replicates are taken: their "mean", or the "estimate".

        Raises:
            InvalidInput: a stratum without exactly two units, or a finite population correction.
            OutOfRange: `fay` outside its bounds.

        Examples:
            >>> SurveyDesign([10, 10, 20, 20], strata=["a", "a", "b", "b"]).balanced()
            ReplicateDesign(records=4, replicates=4)
        """
        from povertykit.measures.survey.replicates import balanced

        return balanced(self._units(), fay, centre)

    def _units(self) -> Units:
        from povertykit.measures.survey.replicates import Units

        names, correction = tuple(self._strata), self._correction
        return Units(
            self.weights, self._psu, self._psu_stratum, names, correction, self._single, self.inside, self.index
        )

    def __repr__(self) -> str:
        corrected = "yes" if (self._correction < 1).any() else "no"
        inside = "" if self.inside is None else f", domain={int(self.inside.sum())}"
        units, strata = self._psu_stratum.size, len(self._strata)
        return f"SurveyDesign(records={self.size}, strata={strata}, psu={units}, fpc={corrected}{inside})"

    def _corrected(self, fpc: Numbers | Mapping[Any, float] | None, stratum: npt.NDArray[np.intp]) -> Floats:
        """One less the share of the PSUs that was drawn, by stratum."""
        drawn = np.bincount(self._psu_stratum, minlength=len(self._strata))
        if fpc is None:
            return np.ones(drawn.size)
        if isinstance(fpc, Mapping):
            if unknown := [name for name in fpc if name not in self._strata]:
                raise UnknownName.among(unknown[0], map(str, self._strata), "fpc", remedy="give the sample's strata")
            if missing := [name for name in self._strata if name not in fpc]:
                raise InvalidInput(f"nothing is given for the stratum {missing[0]!r}", field="fpc")
            given = column([fpc[name] for name in self._strata], "fpc").astype(np.float64)
        else:
            if isinstance(fpc, int | float | Fraction | Decimal | np.number):
                allowed = "one figure for each record, or by stratum in a mapping"
                remedy = f"say numpy.full({self.size}, {fpc}) if it is that of every stratum"
                raise InvalidInput(f"got one figure, {fpc}", field="fpc", allowed=allowed, remedy=remedy)
            each = of_length(column(fpc, "fpc"), self.size, "fpc").astype(np.float64)
            given = np.zeros(drawn.size)
            given[stratum] = each
            if (unlike := np.flatnonzero(given[stratum] != each)).size:
                name = self._strata[stratum[unlike[0]]]
                raise InvalidInput(f"two figures for the stratum {name!r}", field="fpc", allowed="one a stratum")
        if (wrong := np.flatnonzero(given <= 0)).size:
            raise OutOfRange(f"got {given[wrong[0]]}", field="fpc", allowed="PSUs in the stratum, or a share up to 1")
        if (given < 1).any() and (given > 1).any():
            mixed = f"got {given[given < 1][0]:g} as well as {given[given > 1][0]:g}"
            raise InvalidInput(mixed, field="fpc", allowed="PSUs in each stratum, or a share of each, not both")
        share = given if (given <= 1).all() else drawn / given
        if (wrong := np.flatnonzero(share > 1)).size:
            at = wrong[0]
            problem = f"the stratum {self._strata[at]!r} has {drawn[at]} PSUs in the sample and {given[at]:g} in all"
            raise OutOfRange(problem, field="fpc", allowed="as many in the population as in the sample, or more")
        if (wrong := np.flatnonzero((given > 1) & (given != np.floor(given)))).size:
            allowed = "PSUs in the stratum, a whole number, or a share up to 1"
            raise OutOfRange(f"got {given[wrong[0]]:g}", field="fpc", allowed=allowed)
        return np.asarray(1 - share, np.float64)


def none_to_average(strata: int) -> InvalidInput:
    """The error for strata of one PSU without any other stratum whose variance could stand for theirs."""
    return InvalidInput(
        f"all strata ({strata}) have one PSU, so that there is no variance to take the mean of",
        field="single_psu",
        allowed="'average' where some stratum has two PSUs or more",
        remedy="join like strata, or say single_psu='adjust'",
    )


def weights_of(weights: Numbers) -> Floats:
    """Weights as float64 that nobody changes afterwards; refused where one is negative or missing or all are zero.

    Raises:
        InvalidInput, OutOfRange: as said.

    Examples:
        >>> weights_of([1, 2])
        array([1., 2.])
    """
    array = column(weights, "weights")
    if not array.size:
        raise InvalidInput("there are no records", field="weights", allowed="one record or more")
    result = np.asarray(array, np.float64)
    if float(result.min()) < 0:
        wrong = np.flatnonzero(result < 0)
        raise OutOfRange(
            f"got {array[wrong[0]]} at index {wrong[0]} ({wrong.size} such)", field="weights", allowed="0 or more"
        )
    if not float(result.max()) > 0:
        raise InvalidInput("are all zero", field="weights", allowed="at least one above zero")
    result = result.copy()
    result.setflags(write=False)
    return result


def mask_of(inside: object, size: int) -> Flags:
    """The records of a domain.

    Raises:
        InvalidInput: not one truth value for each record, or none of them true.

    Examples:
        >>> mask_of([True, False], 2)
        array([ True, False])
    """
    mask = np.asarray(inside)
    if mask.dtype != np.bool_ or mask.ndim != 1:
        remedy = "compare 0 and 1 by == 1" if mask.dtype.kind in "iuf" else None
        if mask.dtype == np.object_ and mask.ndim == 1:
            remedy = "say in each record whether it is inside; None and missing values are neither"
        allowed = "truth values: an array or a list of True and False, one for each record"
        raise InvalidInput(
            f"got {mask.dtype} of {mask.ndim} dimensions", field="inside", allowed=allowed, remedy=remedy
        )
    of_length(mask, size, "inside")
    if not mask.any():
        raise InvalidInput("no record is inside", field="inside", allowed="one record or more")
    return mask


def coded(keys: Keys | None, name: str, size: int, rows: Rows | None = None) -> tuple[list[Any], npt.NDArray[np.intp]]:
    """The names in order, and the number of the name of each record.

    Args:
        keys: a name or number for each record; one for all where left out.
        name: of the column, for messages.
        size: the records.
        rows: the records asked for; what the others hold does not matter. All where left out.

    Raises:
        InvalidInput: another length, a missing name, names of unlike kinds.

    Examples:
        >>> coded(["b", "a", "b"], "group", 3)
        (['a', 'b'], array([1, 0, 1]))
    """
    if keys is None:
        return ["all"], np.zeros(size, np.intp)
    array = np.asarray(keys)
    if array.ndim != 1:
        raise InvalidInput(f"is an array of {array.ndim} dimensions", field=name, allowed="one dimension")
    of_length(array, size, name)
    if rows is not None:
        array = array[rows]
    if array.dtype.kind in "fOmM":
        missing = [_absent(each) for each in array] if array.dtype.kind == "O" else array != array
        if np.any(missing):
            at = np.flatnonzero(missing)
            first = at[0] if rows is None else rows[at[0]]
            raise InvalidInput(f"nothing is given at index {first} ({at.size} such)", field=name, allowed="a name each")
    try:
        names, codes = np.unique(array, return_inverse=True)
    except TypeError as error:
        raise InvalidInput("has names of unlike kinds", field=name, allowed="all text or all numbers") from error
    return names.tolist(), codes


def _absent(value: object) -> bool:
    """None, NaN, or what pandas has for a missing value, which will not say whether it is itself."""
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True


def _units(
    psu: Keys | None, stratum: npt.NDArray[np.intp], strata: list[Any], size: int, nested: bool
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The unit of each record, and the stratum of each unit."""
    if psu is None:
        return np.arange(size), stratum
    names, unit = coded(psu, "psu", size)
    pairs, codes = np.unique(stratum * len(names) + unit, return_inverse=True)
    stratum_of, name_of = pairs // len(names), pairs % len(names)
    if not nested and np.unique(name_of).size < pairs.size:
        twice = int(np.flatnonzero(np.bincount(name_of) > 1)[0])
        one, other = (strata[each] for each in stratum_of[name_of == twice][:2])
        raise InvalidInput(
            f"the unit {names[twice]!r} stands in the strata {one!r} and {other!r}",
            field="psu",
            remedy="say nested=True if units of one name in two strata are two units",
        )
    return codes, stratum_of
