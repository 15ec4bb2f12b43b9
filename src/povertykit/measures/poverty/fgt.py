"""The poverty measures of Foster, Greer and Thorbecke, and the gap in money.

A person is poor whose welfare is below the line (`poor="below"`), or at or below it (`poor="at_or_below"`). Whole
numbers and fractions give an exact `Fraction`; floats give a float. The line and welfare are in one unit: both fen,
both yuan, both anything. Negative and zero welfare are admitted: a gap may be larger than the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, overload

import numpy as np

from povertykit.arithmetic import INT64_MAX
from povertykit.errors import BareAmount, InvalidInput, OutOfRange, OverflowRefused
from povertykit.measures.numbers import (
    Column,
    Flags,
    Floats,
    Number,
    Numbers,
    Rows,
    column,
    exact_total,
    finite,
    scalar,
)
from povertykit.measures.poverty.blocks import fgt_of_floats
from povertykit.measures.poverty.lines import RelativeLine, line_influence, line_of
from povertykit.measures.quantiles import density_at, jackknife_caution
from povertykit.measures.results import Label, MeasureUnit
from povertykit.measures.sample import Sample, measured, sample_of
from povertykit.measures.survey.design import Design
from povertykit.measures.survey.estimate import Estimate
from povertykit.money import Fen

__all__ = [
    "AGGREGATE_GAP",
    "FGT_NAMES",
    "Line",
    "Poor",
    "PovertyRecords",
    "aggregate_poverty_gap",
    "amount_of",
    "fgt",
    "headcount_ratio",
    "poverty_conventions",
    "poverty_gap_index",
    "poverty_records",
    "poverty_words",
    "squared_poverty_gap_index",
]

Poor: TypeAlias = Literal["below", "at_or_below"]
"""Who is poor: welfare strictly below the line, or at the line as well."""
Line: TypeAlias = Number | Numbers | RelativeLine
"""One figure, one for each record, or a line relative to the population."""

_WHO: Final = ("below", "at_or_below")
FGT_NAMES: Final[Mapping[int, Label]] = {
    0: Label("headcount_ratio", "headcount ratio", "贫困发生率", MeasureUnit.SHARE),
    1: Label("poverty_gap_index", "poverty gap index", "贫困缺口率", MeasureUnit.INDEX),
    2: Label("squared_poverty_gap_index", "squared poverty gap index", "平方贫困缺口率", MeasureUnit.INDEX),
}


@dataclass(frozen=True, slots=True)
class PovertyRecords:
    """Records with their line.

    Attributes:
        sample: welfare and weights.
        line: of one element, or one for each record: int64, exact objects or float64.
        relative: the line as it was given, where it is relative to the population.
        who: whether those at the line are poor.
        caution: what the conventions of an estimate say besides.
        money: whether the line was given as an amount, so that all is in fen.
        poor: which records are poor.
    """

    sample: Sample
    line: Column
    relative: RelativeLine | None
    who: Poor
    caution: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    money: bool = False
    poor: Flags = field(init=False)

    def __post_init__(self) -> None:
        """Find who is poor, where no gap is beyond 64 bits."""
        welfare, line = self.sample.welfare, self.line
        if welfare.dtype == line.dtype == np.int64:
            largest = int(line.max(initial=0)) - int(welfare.min(initial=0))
            if largest > INT64_MAX:
                problem, remedy = f"a gap of {largest} to the line", "give welfare in a larger unit"
                raise OverflowRefused(problem, field="welfare", allowed="gaps within 64 bits", remedy=remedy)
        poor = welfare < self.line if self.who == "below" else welfare <= self.line
        object.__setattr__(self, "poor", np.asarray(poor, np.bool_))

    def of(self, sample: Sample) -> PovertyRecords:
        """The same for a sample of other weights, by which a relative line moves."""
        if sample is self.sample:
            return self
        line = (
            self.line if self.relative is None else column([line_of(self.relative, sample.population)], "poverty_line")
        )
        return PovertyRecords(sample, line, self.relative, self.who, self.caution, self.money)

    @property
    def exact(self) -> bool:
        """Whether nothing is a float."""
        return self.sample.exact and self.line.dtype.kind != "f"

    @property
    def lines(self) -> Floats:
        """The line of each poor record, as float64."""
        return np.asarray(_chosen(self.line, self.poor), np.float64)

    @property
    def y(self) -> Floats:
        """The welfare of each poor record, as float64."""
        return np.asarray(self.sample.welfare[self.poor], np.float64)

    def total(self, of_poor: Floats) -> float:
        """The weighted total of a quantity of the poor records."""
        weights = self.sample.weights
        return float(of_poor.sum() if weights is None else of_poor @ np.asarray(weights[self.poor], np.float64))

    def spread(self, of_poor: Floats) -> Floats:
        """A quantity of the poor records as one of all records, 0 for those who are not poor."""
        result = np.zeros(self.sample.size)
        result[self.poor] = of_poor
        return result

    def through_line(self, slope: float) -> Floats:
        """What the sampling error of a relative line adds to the linearised variable, record by record.

        Args:
            slope: by how much the measure grows with the line.
        """
        assert self.relative is not None
        return slope * line_influence(self.relative, self.sample.population)


@overload
def headcount_ratio(
    welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float: ...
@overload
def headcount_ratio(welfare: Numbers, poverty_line: Line, *, design: Design, poor: Poor = "below") -> Estimate: ...
def headcount_ratio(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """The share of persons who are poor.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`.
        poor: "below" the line, or "at_or_below".

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.

    Examples:
        >>> headcount_ratio([100, 110, 150, 160], 125)
        Fraction(1, 2)
        >>> headcount_ratio([100, 110, 150, 160], 110), headcount_ratio([100, 110, 150, 160], 110, poor="at_or_below")
        (Fraction(1, 4), Fraction(1, 2))
    """
    return _fgt(welfare, poverty_line, 0, weights, design, poor)


@overload
def poverty_gap_index(
    welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float: ...
@overload
def poverty_gap_index(welfare: Numbers, poverty_line: Line, *, design: Design, poor: Poor = "below") -> Estimate: ...
def poverty_gap_index(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """The mean, over all persons, of the gap to the line as a share of the line.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`.
        poor: "below" the line, or "at_or_below" (which adds gaps of nothing).

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.

    Examples:
        >>> poverty_gap_index([100, 110, 150, 160], 125)
        Fraction(2, 25)
    """
    return _fgt(welfare, poverty_line, 1, weights, design, poor)


@overload
def squared_poverty_gap_index(
    welfare: Numbers, poverty_line: Line, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float: ...
@overload
def squared_poverty_gap_index(
    welfare: Numbers, poverty_line: Line, *, design: Design, poor: Poor = "below"
) -> Estimate: ...
def squared_poverty_gap_index(
    welfare: Numbers,
    poverty_line: Line,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """The mean of the squared gaps, each as a share of the line; it weighs the poorest most.

    Args:
        welfare: one number for each record.
        poverty_line: one figure, one for each record, or a line relative to the population, see `share_of_median`.
        weights: how many persons each record stands for; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`.
        poor: "below" the line, or "at_or_below" (which adds gaps of nothing).

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.

    Examples:
        >>> squared_poverty_gap_index([100, 110, 150, 160], 125)
        Fraction(17, 1250)
    """
    return _fgt(welfare, poverty_line, 2, weights, design, poor)


@overload
def fgt(
    welfare: Numbers, poverty_line: Line, alpha: Number, weights: Numbers | None = None, *, poor: Poor = "below"
) -> Fraction | float: ...
@overload
def fgt(welfare: Numbers, poverty_line: Line, alpha: Number, *, design: Design, poor: Poor = "below") -> Estimate: ...
def fgt(
    welfare: Numbers,
    poverty_line: Line,
    alpha: Number,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fraction | float | Estimate:
    """The measure of Foster, Greer and Thorbecke: the mean of the poor's relative gaps to the power of `alpha`.

    Args:
        welfare: one number for each record.
        poverty_line: one figure above zero, one for each record, or a line relative to the population.
        alpha: 0 the headcount ratio, 1 the gap index, 2 the squared gap index; any number of 0 or more.
        weights: how many persons each record stands for, 0 or more; 1 where left out.
        design: a survey design, which has the weights; the measure is then an `Estimate`. A relative line is taken
            from the whole design, and adds its own error.
        poor: "below" the line, or "at_or_below".

    Returns:
        A `Fraction` where everything is exact and `alpha` a whole number; otherwise a float; an `Estimate` with a
        design.

    Raises:
        InvalidInput: nothing to measure, columns of unlike lengths or indexes, a missing value, NaN, weights that add
            up to zero, weights besides a design.
        OutOfRange: a line of zero or less, a negative weight or `alpha`.

    Examples:
        >>> fgt([100, 110, 150, 160], 125, 2)
        Fraction(17, 1250)
        >>> round(fgt([100.0, 110.0, 150.0, 160.0], 125, 0.5), 7)
        0.1984059
        >>> fgt([25217, 30217], 30217, 1, weights=[3, 1])
        Fraction(3750, 30217)
    """
    return _fgt(welfare, poverty_line, alpha, weights, design, poor)


def _fgt(
    welfare: Numbers, line: Line, alpha: Number, weights: Numbers | None, design: Design | None, poor: Poor
) -> Fraction | float | Estimate:
    if finite(alpha, "alpha", "a number of 0 or more") < 0:
        raise OutOfRange(f"got {alpha}", field="alpha", allowed="0 or more: 0 counts heads, 1 gaps, 2 squared gaps")
    if design is None and alpha in (0, 1, 2) and poor in _WHO and isinstance(line, int | float):
        quick = None if isinstance(line, bool) else fgt_of_floats(welfare, line, int(alpha), weights, poor != "below")
        if quick is not None:
            return quick
    given = poverty_records(welfare, line, weights, design, poor)

    def value(sample: Sample) -> Fraction | float:
        records = given.of(sample)
        if records.exact and alpha == int(alpha):
            return _exactly(records, int(alpha))
        return records.total(_powers(records, float(alpha))) / float(sample.weight())

    def influence(sample: Sample, estimate: float) -> Floats | tuple[Floats, Floats]:
        records, weight = given.of(sample), float(sample.weight())
        own = (records.spread(_powers(records, float(alpha))) - estimate) / weight
        if records.relative is None:
            return own
        z = float(records.line[0])
        if alpha == 0:
            slope = density_at(sample, z)
        else:
            slope = records.total(float(alpha) * _powers(records, float(alpha) - 1) * records.y / z**2) / weight
        return own, records.through_line(slope)

    whole = int(alpha) if alpha == int(alpha) else None
    label = FGT_NAMES.get(
        -1 if whole is None else whole, Label("fgt", f"FGT {alpha}", f"FGT {alpha}", MeasureUnit.INDEX)
    )
    return measured(label, given.sample, design, value, influence, poverty_conventions(given))


def _powers(records: PovertyRecords, alpha: float) -> Floats:
    """The relative gaps of the poor to a power."""
    if alpha == 0:
        return np.ones(int(np.count_nonzero(records.poor)))
    lines = records.lines
    gaps: Floats = (lines - records.y) / lines
    return gaps if alpha == 1 else gaps * gaps if alpha == 2 else gaps**alpha


AGGREGATE_GAP: Final = Label("aggregate_poverty_gap", "aggregate poverty gap", "贫困总缺口", MeasureUnit.FEN)


@overload
def aggregate_poverty_gap(
    welfare: Numbers,
    poverty_line: Fen | Numbers | RelativeLine,
    weights: Numbers | None = None,
    *,
    poor: Poor = "below",
) -> Fen: ...
@overload
def aggregate_poverty_gap(
    welfare: Numbers, poverty_line: Fen | Numbers | RelativeLine, *, design: Design, poor: Poor = "below"
) -> Estimate: ...
def aggregate_poverty_gap(
    welfare: Numbers,
    poverty_line: Fen | Numbers | RelativeLine,
    weights: Numbers | None = None,
    *,
    design: Design | None = None,
    poor: Poor = "below",
) -> Fen | Estimate:
    """What it would take, in money, to lift every poor person to the line.

    Args:
        welfare: fen, one whole number for each record.
        poverty_line: fen: one amount made by `yuan()` or `fen()`, or an array of fen, one for each record; or a line
            relative to the population, which must come to whole fen where there is no design.
        weights: how many persons each record stands for, whole numbers; 1 where left out.
        design: a survey design, which has the weights; the gap is then an `Estimate` in fen.
        poor: who is poor; those at the line add nothing either way.

    Raises:
        BareAmount: one line that is a bare number.
        InvalidInput: amounts that are not whole fen; and as `fgt` says.
        OutOfRange: as `fgt` says.

    Examples:
        >>> from povertykit import fen, yuan
        >>> str(aggregate_poverty_gap([fen(10000), fen(12000), fen(20000)], yuan("125.00")))
        '30.00 yuan'
    """
    amount_of(poverty_line)
    records = _in_fen(poverty_records(welfare, poverty_line, weights, design, poor), design)
    if design is None:
        return Fen(int(_total(records, 1, records.poor)))

    def value(sample: Sample) -> float:
        given = records.of(sample)
        return given.total(given.lines - given.y)

    def influence(sample: Sample, estimate: float) -> Floats | tuple[Floats, Floats]:
        own = records.spread(records.lines - records.y)
        poor = records.total(np.ones(int(np.count_nonzero(records.poor))))
        return own if records.relative is None else (own, records.through_line(poor))

    found = measured(AGGREGATE_GAP, records.sample, design, value, influence, poverty_conventions(records))
    assert isinstance(found, Estimate)
    return found


def amount_of(poverty_line: object) -> None:
    """Refuse a line of one bare number where money is reckoned.

    Raises:
        BareAmount: a number that was not made by `yuan()` or `fen()`.
    """
    if isinstance(poverty_line, int | float | Fraction | Decimal | np.number) and not isinstance(poverty_line, Fen):
        raise BareAmount(
            f"got the bare number {poverty_line!r}, which may be yuan or fen",
            field="poverty_line",
            allowed="an amount made by yuan() or fen()",
        )


def _in_fen(records: PovertyRecords, design: Design | None) -> PovertyRecords:
    """The records, refused where what is to be summed is not whole; with a design, weights and its lines may be any."""
    sample, line = records.sample, records.line
    if sample.welfare.dtype != np.int64:
        remedy = "round it to whole fen, such as numpy.rint(100 * yuan).astype('int64')"
        raise InvalidInput("are not whole numbers", field="welfare", allowed="whole fen", remedy=remedy)
    if design is not None and records.relative is not None:
        return records
    if records.relative is not None and line.dtype == np.object_ and Fraction(line[0]).denominator == 1:
        whole = np.array([int(line[0])], np.int64)
        records, line = PovertyRecords(sample, whole, records.relative, records.who), whole
    if line.dtype != np.int64:
        if records.relative is not None:
            problem = f"{records.relative} is {float(line[0]):.10g}, which is not whole fen"
            remedy = "give the line as an amount, or a survey design, whose gap is an estimate"
            raise InvalidInput(problem, field="poverty_line", allowed="whole fen", remedy=remedy)
        remedy = "round it to whole fen, such as numpy.rint(100 * yuan).astype('int64')"
        raise InvalidInput("are not whole numbers", field="poverty_line", allowed="whole fen", remedy=remedy)
    if design is None and sample.weights is not None and sample.weights.dtype != np.int64:
        remedy = "give whole numbers, or design=SurveyDesign(weights), whose gap is an estimate"
        raise InvalidInput("are not whole numbers", field="weights", allowed="whole persons", remedy=remedy)
    return records


def _exactly(records: PovertyRecords, alpha: int) -> Fraction:
    weight = Fraction(records.sample.weight())
    if records.line.size == 1:
        line = Fraction(scalar(records.line[0]))
        return Fraction(_total(records, alpha, records.poor)) / line**alpha / weight
    poor = np.flatnonzero(records.poor)
    poor = poor[np.argsort(records.line[poor], kind="stable")]
    lines = records.line[poor]
    total = Fraction(0)
    for rows in np.split(poor, np.flatnonzero(lines[1:] != lines[:-1]) + 1) if poor.size else ():
        total += Fraction(_total(records, alpha, rows)) / Fraction(records.line[rows[:1]].tolist()[0]) ** alpha
    return total / weight


def _total(records: PovertyRecords, alpha: int, chosen: Flags | Rows) -> int | Fraction:
    """The exact sum of the weights times the gaps to a whole power, over the chosen records."""
    gaps = (records.line[chosen] if records.line.size > 1 else records.line) - records.sample.welfare[chosen]
    heavy = records.sample.weights
    return exact_total([np.ones(gaps.size, np.int64) if heavy is None else heavy[chosen], *[gaps] * alpha])


def _chosen(line: Column, poor: Flags) -> Column:
    return line[poor] if line.size > 1 else line.repeat(int(np.count_nonzero(poor)))


def poverty_records(
    welfare: Numbers, line: Line, weights: Numbers | None, design: Design | None, poor: Poor
) -> PovertyRecords:
    """The records of a poverty measure: welfare, weights, line, and who is poor.

    Raises:
        InvalidInput, OutOfRange: as `fgt` says.
    """
    if poor not in _WHO:
        raise InvalidInput(f"got {poor!r}", field="poor", allowed="'below' or 'at_or_below'")
    sample = sample_of(welfare, weights, design, whole=isinstance(line, RelativeLine))
    if isinstance(line, RelativeLine):
        caution = jackknife_caution(design) if line.order is not None else {}
        return PovertyRecords(sample, _relative(line, sample), line, poor, caution)
    figure = line[()] if isinstance(line, np.ndarray) and not line.ndim else line
    if one := isinstance(figure, int | float | Fraction | Decimal | np.number | np.bool_):
        lines = column([finite(scalar(figure), "poverty_line", "one figure above zero")], "poverty_line")
    elif isinstance(line, int | float | Fraction | Decimal | str | bytes) or not hasattr(line, "__len__"):
        raise InvalidInput(f"got {line!r}", field="poverty_line", allowed=_LINES)
    else:
        lines = sample.along(line, "poverty_line")
    if (wrong := np.flatnonzero(lines <= 0)).size:
        place = "" if one else f" at index {wrong[0]} ({wrong.size} such)"
        raise OutOfRange(f"got {lines[wrong[0]]}{place}", field="poverty_line", allowed="a line above zero")
    return PovertyRecords(sample, lines, None, poor, money=isinstance(line, Fen))


_LINES: Final = "one figure, one for each record, or a line such as share_of_median(0.6)"


def _relative(line: RelativeLine, sample: Sample) -> Column:
    return column([line_of(line, sample.population)], "poverty_line")


def poverty_words(records: PovertyRecords) -> tuple[str, str]:
    """The line and who is poor, in English and in Chinese; an amount in yuan."""
    if records.relative is not None:
        en, zh = f"line {records.relative}", f"贫困线 {records.relative.zh}"
    elif records.line.size > 1:
        en, zh = "a line for each record", "贫困线各记录自定"
    else:
        en, zh = f"line {_one_line(records, ' yuan')}", f"贫困线 {_one_line(records, ' 元')}"
    below = records.who == "below"
    return f"{en}, poor {'' if below else 'at or '}below it", f"{zh}，{'低于' if below else '不高于'}贫困线为贫困"


def _one_line(records: PovertyRecords, yuan: str) -> str:
    if records.line.size > 1:
        return ""
    return f"{int(records.line[0]) / 100:,.2f}{yuan}" if records.money else str(records.line[0])


def poverty_conventions(records: PovertyRecords) -> Mapping[str, str]:
    """What was chosen: who is poor, and the line where it is one figure or relative."""
    line = str(records.relative) if records.relative is not None else ""
    if not line:
        line = _one_line(records, " yuan") or "one for each record"
    return {"poor": records.who, "poverty_line": line, **records.caution}
