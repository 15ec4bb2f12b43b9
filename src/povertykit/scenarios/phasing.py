"""A register through a year of months, with a law and figures that change inside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from povertykit.dates import add_months
from povertykit.decision import Identity
from povertykit.errors import InvalidInput, OutOfRange
from povertykit.labels import chinese
from povertykit.money import Fen, Period, to_yuan
from povertykit.policy import Policy
from povertykit.policy.terms import Figure, Setting
from povertykit.scenarios.made_up import synthetic_lines
from povertykit.scenarios.outcome import Total
from povertykit.scenarios.reading import refuse_one_pass
from povertykit.scenarios.register import Money, Source
from povertykit.scenarios.simulate import OnError, simulate
from povertykit.text_table import Shown, table

__all__ = ["Month", "PhaseIn", "phase_in"]


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a year.

    Attributes:
        on: the day by whose law the month is paid.
        identity: the policy of that day.
        totals: what each payment comes to, by its own period.
        by_period: the payments of each period added up; different periods are not added.
        undetermined: how many results hang on missing facts; they are in no amount.
    """

    on: date
    identity: Identity
    totals: Mapping[str, Total]
    by_period: Mapping[Period, Fen]
    undetermined: int


@dataclass(frozen=True, slots=True)
class PhaseIn(Shown):
    """A register through several months.

    Only what is paid by the month is added up over the months. Of other payments (by the year, once, a claim) each
    month shows what the law of its day comes to, and nothing is added: a year's payment is not made every month.

    Attributes:
        months: one after another.
        total: fen of all monthly payments over the months.
        by_provision: the same by payment.
        rows: the households decided.
        rejected: the households that were not taken.
        labels: the payments' labels in English and Chinese.
        synthetic: whether the register is made up.
    """

    months: tuple[Month, ...]
    total: Fen
    by_provision: Mapping[str, Fen]
    rows: int
    rejected: int
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    synthetic: bool = False

    def to_rows(self) -> list[dict[str, object]]:
        """One row for each month and payment, money in yuan: for a dataframe."""
        return [
            {
                "month": month.on,
                "provision": name,
                "period": total.period.value,
                "amount": to_yuan(total.amount),
                "households": total.households,
                "undetermined": total.undetermined,
            }
            for month in self.months
            for name, total in month.totals.items()
        ]

    def summary(self, language: str = "en") -> str:
        """The months in a table, in English ("en") or Chinese ("zh")."""
        zh = chinese(language)
        periods = list(dict.fromkeys(period for month in self.months for period in month.by_period))
        periods.sort(key=lambda period: period is not Period.MONTH)
        heading = ["月份" if zh else "month", *(f"元（{p.zh}）" if zh else f"yuan ({p.en})" for p in periods)]
        heading.append("待定" if zh else "undetermined")
        rows = [
            [
                month.on.isoformat(),
                *(f"{to_yuan(month.by_period.get(period, Fen(0))):,}" for period in periods),
                f"{month.undetermined:,}",
            ]
            for month in self.months
        ]
        rows.append(["合计" if zh else "total", f"{to_yuan(self.total):,}", *("" for _ in heading[2:])])
        if Period.MONTH not in periods:
            rows.pop()
        text = table(rows, heading, indent="", right=range(1, len(heading)))
        return "\n".join([*synthetic_lines(self.synthetic, language), text])

    def __str__(self) -> str:
        return self.summary()


def phase_in(
    policy: Policy,
    register: Source,
    *,
    start: date,
    months: int = 12,
    changes: Mapping[date, Mapping[str, Setting]] | None = None,
    provisions: Iterable[str] | None = None,
    on_error: OnError = "stop",
    money: Money | None = None,
    columns: Mapping[str, str] | None = None,
) -> PhaseIn:
    """Pay one register month by month, each month by the law and the figures of its own day.

    Legal figures that are dated change by themselves; others are changed from a day on with `changes`. The register
    stays as it is. Months that have the same law and figures are computed once.

    Args:
        policy: the policy with which the first month begins.
        register: as `simulate` takes it; it is read several times.
        start: the day of the first month; the others follow by whole months.
        months: how many, 1 or more.
        changes: settings from a day on, as `reform` takes them; each stays until it is changed again. A month is paid
            by what is in force on its day.
        provisions: only these payments.
        on_error: "stop" at wrong rows, or "quarantine".
        money: the unit of money columns whose heading has none.
        columns: further headings, each with the field that it names.

    Raises:
        OutOfCoverage: a month that the law is not known for.
        OutOfRange: fewer than one month; a change that is on no day of these months.
        InvalidInput: a day that is no date.
        UnknownName, BareAmount, RegisterError: as `reform` and `simulate` say.

    Examples:
        >>> from povertykit import yuan
        >>> from povertykit.jurisdictions import zz
        >>> policy = zz.policy(on=date(2030, 1, 1), dibao_standard=yuan(300))
        >>> register = {"persons": [3], "household_income_yuan": ["500.00"], "on_dibao": [True], "in_backstop": [False]}
        >>> year = phase_in(policy, register, start=date(2030, 5, 1), months=3, provisions=["guarantee_gap"],
        ...                 changes={date(2030, 7, 1): {"dibao_standard": yuan(320)}})
        >>> print(year)
        month       yuan (month)  undetermined
        2030-05-01        400.00             0
        2030-06-01        400.00             0
        2030-07-01        460.00             0
        total           1,260.00
    """
    refuse_one_pass(register)
    days = _days(start, months)
    dated = _dated({} if changes is None else changes, days)
    wanted = None if provisions is None else provisions if isinstance(provisions, str) else tuple(provisions)
    known: list[tuple[Policy, Month]] = []
    found: list[Month] = []
    counts = (0, 0)
    made_up = False
    for day in days:
        settings: dict[str, Setting] = {}
        for since, changed in dated:
            settings |= changed if since <= day else {}
        now = policy.reform(on=day, **settings)  # type: ignore[arg-type]
        same = next((month for other, month in known if _alike(now, other)), None)
        if same is None:
            outcome = simulate(now, register, provisions=wanted, on_error=on_error, money=money, columns=columns)
            counts, made_up = (outcome.rows_out, outcome.rejected), outcome.synthetic
            totals = {name: total for name, total in outcome.totals.items() if total.counts}
            unclear = sum(total.undetermined for total in totals.values())
            same = Month(day, now.identity, MappingProxyType(totals), outcome.by_period, unclear)
            known.append((now, same))
        found.append(Month(day, now.identity, same.totals, same.by_period, same.undetermined))
    by_provision: dict[str, Fen] = {}
    labels: dict[str, tuple[str, str]] = {}
    for month in found:
        for name, total in month.totals.items():
            if total.period is Period.MONTH:
                by_provision[name] = by_provision.get(name, Fen(0)) + total.amount
                labels[name] = (total.en, total.zh)
    total_ = sum(by_provision.values(), Fen(0))
    return PhaseIn(tuple(found), total_, MappingProxyType(by_provision), *counts, MappingProxyType(labels), made_up)


def _days(start: object, months: object) -> list[date]:
    if not isinstance(start, date) or isinstance(start, datetime):
        raise InvalidInput(f"got {start!r}", field="start", allowed="a date, such as date(2017, 1, 1)")
    if type(months) is not int or not 1 <= months <= 1200:
        raise OutOfRange(f"got {months!r}", field="months", allowed="1 to 1,200 months")
    return [add_months(start, month) for month in range(months)]


def _dated(changes: Mapping[date, Mapping[str, Setting]], days: list[date]) -> list[tuple[date, Mapping[str, Setting]]]:
    if not isinstance(changes, Mapping):
        raise InvalidInput(f"got {changes!r}", field="changes", allowed="{date: {setting: value}}")
    for day, settings in changes.items():
        if not isinstance(day, date) or isinstance(day, datetime) or not isinstance(settings, Mapping):
            raise InvalidInput(f"got {day!r}: {settings!r}", field="changes", allowed="{date: {setting: value}}")
        if day > days[-1]:
            raise OutOfRange(
                f"a change on {day.isoformat()} is after the last month",
                field="changes",
                allowed=f"up to {days[-1].isoformat()}",
            )
    return sorted(changes.items())


def _alike(one: Policy, other: Policy) -> bool:
    """Whether two policies of one law compute the same: the same rules, with figures of the same value."""
    return _computes(one) == _computes(other)


def _computes(policy: Policy) -> tuple[object, ...]:
    rules = [(rule.name, rule.function, rule.period) for rule in policy.provisions()]
    dated = {name: item.dated for name, item in policy.declared.items() if isinstance(item, Figure)}
    return rules, policy.constants, dated, set(policy.left_out)
