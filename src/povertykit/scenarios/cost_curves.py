"""What the payments of one period cost over a range of one figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from povertykit.decision import Identity
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan
from povertykit.policy import Policy
from povertykit.policy.terms import Setting
from povertykit.scenarios.figures import in_words, varied
from povertykit.scenarios.made_up import synthetic_lines
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError
from povertykit.scenarios.sweep import period_of, sweep
from povertykit.text_table import Shown, table

__all__ = ["CostCurve", "CostPoint", "cost_curve"]


@dataclass(frozen=True, slots=True)
class CostPoint:
    """The cost at one value of the figure: fen, households paid and households not determined."""

    value: Setting
    cost: Fen
    households: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class CostCurve(Shown):
    """What the payments of one period cost over a range of one figure.

    Attributes:
        vary: the figure.
        en: its label in English.
        zh: its label in Chinese.
        period: what the cost is for.
        points: one for each value, in the order given.
        texts: the values in words.
        rejected: the households that were not taken.
        identity: the policy, without the figure that is varied.
        synthetic: whether the register is made up.
        per: what the figure itself is for, such as a month; None where it is for no period.
    """

    vary: str
    en: str
    zh: str
    period: Period
    points: tuple[CostPoint, ...]
    texts: tuple[str, ...]
    rejected: int
    identity: Identity
    synthetic: bool = False
    per: Period | None = None

    @property
    def values(self) -> tuple[Setting, ...]:
        """The values."""
        return tuple(point.value for point in self.points)

    @property
    def costs(self) -> tuple[Fen, ...]:
        """What each costs."""
        return tuple(point.cost for point in self.points)

    def to_rows(self) -> list[dict[str, object]]:
        """One row for each value, money in yuan: for a dataframe."""
        return [
            {
                self.vary: to_yuan(point.value) if isinstance(point.value, Fen) else point.value,
                "cost": to_yuan(point.cost),
                "households": point.households,
                "undetermined": point.undetermined,
            }
            for point in self.points
        ]

    def summary(self, language: str = "en") -> str:
        """A table of the values, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        heading = (
            [self.zh, f"金额（元，{self.period.zh}）", "户数", "待定户数"]
            if zh
            else [self.en, f"yuan ({self.period.en})", "households", "undetermined"]
        )
        rows = [
            (
                in_words(point.value, language),
                f"{to_yuan(point.cost):,}",
                f"{point.households:,}",
                f"{point.undetermined:,}",
            )
            for point in self.points
        ]
        head = [*synthetic_lines(self.synthetic, language), self.identity.text(language)]
        return "\n".join([*head, table(rows, heading, indent="", right=range(4))])

    def __str__(self) -> str:
        return self.summary()


def cost_curve(
    policy: Policy,
    register: Source,
    *,
    vary: str = "dibao_standard",
    values: Iterable[Setting],
    period: Period | None = None,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> CostCurve:
    """What the payments of one period cost at each value of a figure, exactly.

    Args:
        policy: the policy.
        register: as `simulate` takes it.
        vary: an open term or a legal figure that is an amount, a rate or a count.
        values: its candidates, as `reform` takes them.
        period: of which payments; by default the period of those that hang on the figure, where there is one such.
        provisions: only these payments.
        on_error: "stop" at wrong rows, or "quarantine".
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        UnlikePeriods: payments of several periods hang on the figure, and `period` does not say which.
        UnknownName, InvalidInput, BareAmount, OutOfRange, RegisterError: as `sweep` says.

    Examples:
        >>> from datetime import date
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 6, 1), dibao_standard=yuan(300))
        >>> register = {"persons": [3, 2], "household_income_yuan": ["500.00", "700.00"], "on_dibao": [True, True],
        ...             "in_backstop": [False, False]}
        >>> curve = cost_curve(policy, register, values=[yuan(300), yuan(400)], provisions=["guarantee_gap"])
        >>> [str(cost) for cost in curve.costs]
        ['400.00 yuan', '800.00 yuan']
    """
    swept = sweep(
        policy,
        register,
        vary=vary,
        values=values,
        provisions=provisions,
        on_error=on_error,
        money=money,
        columns=columns,
    )
    figure = varied(policy, vary)
    chosen = period_of(figure.at(swept.points[0].value), vary, swept.labels, period)
    points = tuple(
        CostPoint(point.value, point.by_period[chosen], point.paid[chosen], point.undetermined)
        for point in swept.points
    )
    identity = swept.identity.without(vary)
    about = (vary, swept.en, swept.zh, chosen, points, swept.texts, swept.rejected, identity, swept.synthetic)
    return CostCurve(*about, per=getattr(policy.declared[vary], "period", None))
