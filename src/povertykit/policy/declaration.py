"""What a rule's declaration says: its kind, its units from its annotations; and whether it contradicts itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from povertykit.arithmetic import Amount, Category, Count, Day, Flag, Rate
from povertykit.dates import day_number
from povertykit.decision import Unit
from povertykit.errors import RuleRefused, UnknownName
from povertykit.labels import Labelled
from povertykit.models import MODEL_OF, Kind, fields_of
from povertykit.money import Rounding

if TYPE_CHECKING:
    from povertykit.policy.provision import Provision

__all__ = ["FINDINGS", "PAYMENTS", "SILENT", "ProvisionKind", "check_declaration", "units_of"]

_UNITS: Final[dict[object, Unit]] = {
    Amount: Unit.AMOUNT,
    Count: Unit.COUNT,
    Flag: Unit.FLAG,
    Rate: Unit.RATE,
    Day: Unit.DAY,
    Category: Unit.CATEGORY,
}


class ProvisionKind(Labelled):
    """What a provision is for, as `PROVISIONS` names it."""

    PAYMENT = "payment", "payment", "给付"
    COMPONENT = "component", "part of a payment", "给付的组成部分"
    TEST = "test", "test", "条件判定"
    TARGET = "target", "target", "目标"
    DUTY = "duty", "duty", "职责"
    FUND = "fund", "fund", "资金"
    ASSISTANCE = "assistance", "assistance", "帮扶"
    ACCOUNTABILITY = "accountability", "accountability", "奖惩"
    CASE = "case", "case of a need", "适用情形"
    REVIEW = "review", "for review", "需复核"
    UNCOVERED = "uncovered", "not covered by any rule", "无规定适用"
    CONFLICT = "conflict", "claimed by two rules", "两项规定并存"


PAYMENTS: Final = (ProvisionKind.PAYMENT, ProvisionKind.COMPONENT)
"""The kinds that always give amounts: what is paid, and what is shown as part of it; a fund may be one or a test."""
FINDINGS: Final = (ProvisionKind.REVIEW, ProvisionKind.UNCOVERED, ProvisionKind.CONFLICT)
"""The kinds that a person must look at."""
SILENT: Final = (ProvisionKind.CASE, *FINDINGS)
"""The kinds that are no results of their own, neither amounts nor verdicts."""


def units_of(function: Callable[..., object]) -> tuple[dict[str, Unit | None], Unit]:
    """The units of a rule's arguments and of its result, from its annotations."""
    try:
        signature = inspect.signature(function, eval_str=True)
    except NameError as error:
        raise RuleRefused(
            f"an annotation cannot be read: {error}",
            field=function.__name__,
            remedy="import Amount, Count, Flag … from povertykit.arithmetic at the top of the module",
        ) from error
    units: dict[str, Unit | None] = {}
    for name, parameter in signature.parameters.items():
        if parameter.default is not inspect.Parameter.empty:
            raise RuleRefused(
                f"argument {name} has the default {parameter.default!r}",
                field=function.__name__,
                allowed="arguments without defaults; what is missing is never a value",
                remedy="declare it with law.figure(...) or law.rounding(...)",
            )
        if parameter.annotation is Rounding:
            units[name] = None
        elif parameter.annotation in _UNITS:
            units[name] = _UNITS[parameter.annotation]
        else:
            raise RuleRefused(
                f"argument {name} is annotated {parameter.annotation!r}",
                field=function.__name__,
                allowed="Amount, Count, Flag, Rate, Day, Category or Rounding",
            )
    if signature.return_annotation not in _UNITS:
        raise RuleRefused(
            f"returns {signature.return_annotation!r}",
            field=function.__name__,
            allowed="Amount for money, Flag for a test, Count",
        )
    return units, _UNITS[signature.return_annotation]


def check_declaration(rule: Provision[int]) -> None:
    """Refuse a rule whose declaration contradicts itself."""
    if (rule.unit is Unit.AMOUNT) != (rule.period is not None):
        needed = "an amount needs the period it is paid for" if rule.period is None else "only an amount has a period"
        raise RuleRefused(needed, field=rule.name, allowed="Period.MONTH, Period.YEAR, Period.ONCE …")
    needed_unit = Unit.AMOUNT if rule.gives_amount else Unit.FLAG
    if rule.kind is not ProvisionKind.CASE and rule.unit is not needed_unit:
        allowed = "Amount for payments and their components, either for a fund, Flag for every other kind but a case"
        raise RuleRefused(f"is a {rule.kind.en} that gives: {rule.unit}", field=rule.name, allowed=allowed)
    others = rule.unless_given.values()
    wrong = {a: b for a, b in rule.unless_given.items() if not {a, b} <= rule.units.keys() or a in others}
    if wrong:
        raise RuleRefused(
            f"unless_given names {wrong}",
            field=rule.name,
            allowed=f"each an argument, given itself: {', '.join(rule.units)}",
        )
    if rule.as_of is not None:
        days = [name for name, spec in fields_of(MODEL_OF[rule.entity]).items() if spec.kind is Kind.DAY]
        if rule.as_of not in days:
            raise UnknownName.among(rule.as_of, days, f"{rule.name}(as_of)")
    if day_number(rule.start or date.min) > day_number(rule.end or date.max):
        raise RuleRefused(
            f"is in force from {rule.start} to {rule.end}", field=rule.name, allowed="a start before the end"
        )
