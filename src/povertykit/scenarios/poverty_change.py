"""Poverty before and after a reform: income and monthly payments of each household against a line for its persons."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from povertykit.errors import BareAmount, InvalidInput, OutOfRange
from povertykit.labels import chinese
from povertykit.measures import aggregate_poverty_gap, fgt
from povertykit.measures.results import Tabular
from povertykit.money import Fen, Period, Periodic, to_yuan
from povertykit.scenarios.changes import Effect
from povertykit.scenarios.columns import Flags, Integers
from povertykit.text_table import table

__all__ = ["PovertyChange", "PovertyCounter", "PovertyState", "line_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PovertyState:
    """Poverty among the persons whose income is known.

    Attributes:
        poor_persons: the persons below the line.
        headcount_ratio: their share.
        poverty_gap_index: the mean gap of all as a share of the line, 0 for those who are not poor.
        squared_poverty_gap_index: the mean squared gap, likewise.
        aggregate_gap: what it would take to lift everybody to the line, fen for the line's period.
    """

    poor_persons: int
    headcount_ratio: Fraction
    poverty_gap_index: Fraction
    squared_poverty_gap_index: Fraction
    aggregate_gap: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class PovertyChange(Tabular):
    """Poverty before and after, of the same persons.

    Attributes:
        line: of one person.
        households: the households measured.
        persons: their persons.
        unknown_households: those left apart, since their income or a monthly payment is not known.
        unknown_persons: their persons.
        before: before the reform.
        after: after it.
    """

    line: Periodic
    households: int
    persons: int
    unknown_households: int
    unknown_persons: int
    before: PovertyState
    after: PovertyState

    def to_rows(self) -> list[dict[str, object]]:
        """A row before and a row after, money in yuan: for a dataframe."""
        return [
            {
                "when": name,
                "poor_persons": state.poor_persons,
                "headcount_ratio": state.headcount_ratio,
                "poverty_gap_index": state.poverty_gap_index,
                "squared_poverty_gap_index": state.squared_poverty_gap_index,
                "aggregate_gap": to_yuan(state.aggregate_gap),
            }
            for name, state in (("before", self.before), ("after", self.after))
        ]

    def summary(self, language: str = "en") -> str:
        """Poverty in a table, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        yuan_, period = f"{to_yuan(self.line.amount):,}", self.line.period
        heading = (
            (f"贫困（每人 {yuan_} 元/{period.zh}）", "改革前", "改革后")
            if zh
            else (f"poverty (line {yuan_} yuan a {period.en})", "before", "after")
        )
        states = (self.before, self.after)
        rows = [
            ("贫困人口" if zh else "poor persons", *(f"{each.poor_persons:,}" for each in states)),
            ("贫困发生率" if zh else "headcount ratio", *(_percent(each.headcount_ratio) for each in states)),
            ("贫困缺口率" if zh else "poverty gap index", *(_percent(each.poverty_gap_index) for each in states)),
            (
                "平方贫困缺口率" if zh else "squared poverty gap index",
                *(_percent(each.squared_poverty_gap_index) for each in states),
            ),
            (
                f"贫困总缺口（元/{period.zh}）" if zh else f"aggregate gap (yuan a {period.en})",
                *(f"{to_yuan(each.aggregate_gap):,}" for each in states),
            ),
        ]
        text = table(rows, heading, indent="", right={1, 2})
        households, persons = f"{self.unknown_households:,}", f"{self.unknown_persons:,}"
        note = (
            f"另有 {households} 户 {persons} 人收入或给付不明，未计入"
            if zh
            else f"not measured, income or payments not known: {households} households, {persons} persons"
        )
        return f"{text}\n{note}"

    def __str__(self) -> str:
        return self.summary()


def _percent(share: Fraction) -> str:
    hundredths = round(share * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def line_of(line: object) -> Periodic:
    """A poverty line of one person; a plain amount is by the month.

    Raises:
        BareAmount, InvalidInput: no amount, or one of another period than a month or a year.
        OutOfRange: not above zero.
    """
    given = Periodic(line, Period.MONTH) if isinstance(line, Fen) else line
    if not isinstance(given, Periodic) or given.period not in (Period.MONTH, Period.YEAR):
        kind = BareAmount if isinstance(line, int | float) and not isinstance(line, Fen) else InvalidInput
        raise kind(f"got {line!r}", field="poverty_line", allowed="yuan(...) a month, or per_year(yuan(...))")
    if given.amount <= 0:
        raise OutOfRange(f"got {given.amount}", field="poverty_line", allowed="a line above zero")
    return given


class PovertyCounter:
    """Adds up poverty before and after, block by block, exactly."""

    def __init__(self, line: Periodic) -> None:
        self.line: Periodic = line
        self.counts: list[int] = [0, 0, 0, 0]
        self.sums: list[list[Fraction]] = [[Fraction(0)] * 3, [Fraction(0)] * 3]
        self.gaps: list[Fen] = [Fen(0), Fen(0)]

    def add(self, income: Integers, persons: Integers, unknown: Flags, monthly: Effect) -> None:
        """Add some households: their income, their persons, and their monthly payments before and after."""
        apart = unknown | monthly.unclear
        known = ~apart
        heads = persons[known]
        counts = (known.sum(), heads.sum(), apart.sum(), persons[apart].sum())
        self.counts = [before + int(more) for before, more in zip(self.counts, counts, strict=True)]
        if not heads.size:
            return
        months = 12 if self.line.period is Period.YEAR else 1
        line = heads * int(self.line.amount)  # of all persons of the household, against what they all have
        for place, paid in enumerate((monthly.before, monthly.after)):
            have = (income[known] + paid[known]) * months
            for alpha in range(3):
                # A household's relative gap is that of each of its persons.
                mean = Fraction(fgt(have, line, alpha, heads))
                self.sums[place][alpha] += mean * int(heads.sum())
            self.gaps[place] += aggregate_poverty_gap(have, line)

    def result(self) -> PovertyChange:
        """What it has come to."""
        households, persons, unknown_households, unknown_persons = self.counts
        before, after = (self._state(place, max(persons, 1)) for place in range(2))
        return PovertyChange(
            line=self.line,
            households=households,
            persons=persons,
            unknown_households=unknown_households,
            unknown_persons=unknown_persons,
            before=before,
            after=after,
        )

    def _state(self, place: int, persons: int) -> PovertyState:
        poor, gap, squared = self.sums[place]
        return PovertyState(
            poor_persons=int(poor),
            headcount_ratio=poor / persons,
            poverty_gap_index=gap / persons,
            squared_poverty_gap_index=squared / persons,
            aggregate_gap=self.gaps[place],
        )
