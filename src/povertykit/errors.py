"""Every error of povertykit.

Each says what was given, what is allowed, where the rule comes from and what to do about it. All derive from
`PovertyKitError`, so that a caller can catch one class; most also derive from the built-in error that a Python
programmer would expect (`ValueError`, `TypeError`, `LookupError`, `OverflowError`).
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "AmbiguousName",
    "AmountError",
    "BareAmount",
    "CitationError",
    "DateError",
    "DatedError",
    "DuplicateRule",
    "InvalidInput",
    "MissingArgument",
    "MissingFact",
    "OpenTerm",
    "OutOfCoverage",
    "OutOfRange",
    "OverflowRefused",
    "PolicyError",
    "PovertyKitError",
    "RegisterError",
    "RuleCycle",
    "RuleRefused",
    "UnitMissing",
    "UnknownName",
    "UnlikePeriods",
]


class PovertyKitError(Exception):
    """The base of every error raised on purpose by povertykit.

    Args:
        problem: what was given and why it cannot be used.
        field: the field, argument or column concerned.
        allowed: what would have been accepted.
        source: where the rule comes from (a clause, a model's field, this library).
        remedy: what the caller can do.
        zh: why it cannot be used, in Chinese, where a result says it to its readers.

    Examples:
        >>> print(PovertyKitError("got -3", field="persons", allowed="1 to 50", remedy="correct the row"))
        persons: got -3; allowed: 1 to 50; to do: correct the row
    """

    def __init__(
        self,
        problem: str,
        *,
        field: str | None = None,
        allowed: str | None = None,
        source: str | None = None,
        remedy: str | None = None,
        zh: str | None = None,
    ) -> None:
        self.problem = problem
        self.field = field
        self.allowed = allowed
        self.source = source
        self.remedy = remedy
        self.zh = zh
        super().__init__(problem)

    def __str__(self) -> str:
        parts = [f"{self.field}: {self.problem}" if self.field else self.problem]
        parts += [f"allowed: {self.allowed}"] if self.allowed else []
        parts += [f"rule: {self.source}"] if self.source else []
        parts += [f"to do: {self.remedy}"] if self.remedy else []
        return "; ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword arguments do not survive pickling (worker processes) without this.
        return (_rebuild, (type(self), self.__dict__.copy()))


def _rebuild(kind: type[PovertyKitError], state: dict[str, object]) -> PovertyKitError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    error.args = (state.get("problem"),)
    return error


class AmountError(PovertyKitError, ValueError):
    """A value that is not an exact amount of money: NaN, infinity, text, a third decimal."""


class BareAmount(PovertyKitError, TypeError):
    """A bare number where an amount is needed: 252 may be yuan or fen, so it is refused."""


class UnitMissing(PovertyKitError, ValueError):
    """A money column whose unit (yuan or fen) is not said."""


class OverflowRefused(PovertyKitError, OverflowError):
    """Arithmetic that could leave the 64-bit integers; refused, never wrapped."""


class DateError(PovertyKitError, ValueError):
    """A date that cannot be read or that contradicts another."""


class CitationError(PovertyKitError, TypeError):
    """A figure or rule without a citation of its document."""


class DatedError(PovertyKitError, ValueError):
    """A table of dated figures that contradicts itself."""


class OutOfCoverage(PovertyKitError, LookupError):
    """A date for which the figure or the law is not known; nothing is carried over."""


class OpenTerm(PovertyKitError, LookupError):
    """A term that a document leaves to a lower rule and that nobody has filled in."""


class OutOfRange(PovertyKitError, ValueError):
    """A value outside what a clause, or plain plausibility, allows."""


class MissingFact(PovertyKitError, LookupError):
    """A payment was asked for although a fact it hangs on is not known."""


class UnlikePeriods(PovertyKitError, ValueError):
    """Amounts of different periods (a month, a year, once) were added."""


class InvalidInput(PovertyKitError, ValueError):
    """What a caller handed in breaks the constraints of its model."""


class RegisterError(PovertyKitError, ValueError):
    """A register that cannot be read, or whose rows break their constraints."""


class RuleRefused(PovertyKitError, TypeError):
    """A rule's body that would not mean the same for one household and for many."""


class PolicyError(PovertyKitError, ValueError):
    """A policy that cannot be made from its rules."""


class MissingArgument(PolicyError):
    """A rule asks for a name that is no fact, figure, open term or rule."""


class RuleCycle(PolicyError):
    """Rules that need one another in a circle."""


class DuplicateRule(PolicyError):
    """Two rules or figures of one name."""


class AmbiguousName(PovertyKitError, LookupError):
    """A name that fits more than one thing."""


class UnknownName(PovertyKitError, LookupError):
    """A name that fits nothing; near ones are suggested.

    Examples:
        >>> print(UnknownName.among("xianxi", ["xiangxi", "huaihua"], "jurisdiction"))
        jurisdiction: 'xianxi' is not known; allowed: huaihua, xiangxi; to do: did you mean 'xiangxi'?
    """

    @classmethod
    def among(cls, given: object, known: Iterable[str], what: str, *, remedy: str | None = None) -> UnknownName:
        """The error for a name that is none of the known ones, with the nearest suggested."""
        names = sorted(set(known))
        near = get_close_matches(str(given), names, n=3, cutoff=0.5)
        hint = "did you mean " + " or ".join(repr(name) for name in near) + "?" if near else remedy
        return cls(f"{given!r} is not known", field=what, allowed=", ".join(names) or "(none)", remedy=hint)
