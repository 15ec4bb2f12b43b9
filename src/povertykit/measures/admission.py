"""Which welfare a measure admits, and what it says of records that it does not."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, TypeAlias

import numpy as np

from povertykit.errors import OutOfRange
from povertykit.measures.numbers import Flags
from povertykit.measures.sample import Sample

__all__ = ["Admits", "admitted", "positive_mean", "shared_out"]

Admits: TypeAlias = Literal["above zero", "zero or more", "any"]
"""The welfare that a measure takes."""

_SAID_ZH: Final = {"above zero": "不大于零", "zero or more": "小于零"}
_SAID: Final = {"above zero": "zero or less", "zero or more": "less than zero"}


def admitted(sample: Sample, admits: Admits, measure: str, *, among: Flags | None = None, remedy: str = "") -> None:
    """Refuse welfare that a measure does not take.

    Args:
        sample: the records.
        admits: what the measure takes.
        measure: its name, as the message begins.
        among: the records that count, such as the poor; all where left out.
        remedy: what to do, besides leaving such records out.

    Raises:
        OutOfRange: such records, with the first and their count.
    """
    if admits == "any":
        return
    wrong = sample.welfare <= 0 if admits == "above zero" else sample.welfare < 0
    if among is not None:
        wrong = wrong & among
    found = np.flatnonzero(np.asarray(wrong, np.bool_))
    if not found.size:
        return
    first = int(found[0])
    at = first if sample.rows is None else int(sample.rows[first])
    records = "1 record" if found.size == 1 else f"{found.size} records"
    raise OutOfRange(
        f"{records} of {_SAID[admits]}, the first {sample.welfare[first]} at index {at}",
        field="welfare",
        allowed=f"{measure} takes only welfare {'above zero' if admits == 'above zero' else 'of zero or more'}",
        remedy=remedy or "leave such records out, by a domain where there is a design, or state what they are worth",
        zh=f"{found.size} 条记录的福利{_SAID_ZH[admits]}，第一条是 {sample.welfare[first]}（索引 {at}）",
    )


def shared_out(sample: Sample, measure: str, admit_negative: bool, *, beyond: str = "") -> None:
    """Refuse welfare that cannot be shared out: below zero, unless that is admitted, or with no mean above zero.

    Args:
        sample: the records.
        measure: its name, for messages.
        admit_negative: whether welfare below zero is taken as it is.
        beyond: what may then come of it, for messages.

    Raises:
        OutOfRange: such records, with their count; the mean is zero or less.
    """
    remedy = f"leave such records out, or say admit_negative=True{beyond}"
    admitted(sample, "any" if admit_negative else "zero or more", measure, remedy=remedy)
    positive_mean(sample, measure)


def positive_mean(sample: Sample, measure: str) -> Fraction | float:
    """The mean of welfare, refused where it is not above zero.

    Raises:
        OutOfRange: the mean is zero or less.
    """
    mean = sample.mean()
    if mean <= 0:
        allowed = f"{measure} is relative to the mean, which must be above zero"
        zh = f"福利均值为 {float(mean):g}，而均值须大于零"
        raise OutOfRange(f"has a mean of {float(mean):g}", field="welfare", allowed=allowed, zh=zh)
    return mean
