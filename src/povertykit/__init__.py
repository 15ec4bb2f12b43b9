"""Exact, cited and explainable calculators of rural anti-poverty policy in China.

Every rule stands once, as a pure function of integers, and gives the same fen for one household and for a hundred
million. The names here are the short public face; each is loaded from its module when it is first asked for, so that
`import povertykit` costs next to nothing.

Examples:
    >>> import povertykit
    >>> povertykit.yuan("252.17") * 3
    Fen(75651)
"""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers take as True; importing typing would cost more than all the rest

if TYPE_CHECKING:
    from povertykit.citation import Citation, Source
    from povertykit.dated import Dated
    from povertykit.decision import Decision, Derivation, Verdict
    from povertykit.errors import PovertyKitError
    from povertykit.jurisdictions import jurisdiction, list_jurisdictions
    from povertykit.models import (
        AssessedUnit,
        Claim,
        County,
        Household,
        Loan,
        Person,
        Prefecture,
        Student,
        TeamMember,
        Village,
    )
    from povertykit.money import Fen, Period, Rounding, allocate, fen, per_month, per_year, to_yuan, yuan
    from povertykit.policy import Policy

__version__ = "0.1.0"

__all__ = [
    "AssessedUnit",
    "Citation",
    "Claim",
    "County",
    "Dated",
    "Decision",
    "Derivation",
    "Fen",
    "Household",
    "Loan",
    "Period",
    "Person",
    "Policy",
    "PovertyKitError",
    "Prefecture",
    "Rounding",
    "Source",
    "Student",
    "TeamMember",
    "Verdict",
    "Village",
    "allocate",
    "fen",
    "jurisdiction",
    "list_jurisdictions",
    "per_month",
    "per_year",
    "to_yuan",
    "yuan",
]

# Which module each public name is loaded from; a test compares it with the imports above.
_WHERE = {
    "AssessedUnit": "models",
    "Citation": "citation",
    "Claim": "models",
    "County": "models",
    "Dated": "dated",
    "Decision": "decision",
    "Derivation": "decision",
    "Fen": "money",
    "Household": "models",
    "Loan": "models",
    "Period": "money",
    "Person": "models",
    "Policy": "policy",
    "PovertyKitError": "errors",
    "Prefecture": "models",
    "Rounding": "money",
    "Source": "citation",
    "Student": "models",
    "TeamMember": "models",
    "Verdict": "decision",
    "Village": "models",
    "allocate": "money",
    "fen": "money",
    "jurisdiction": "jurisdictions",
    "list_jurisdictions": "jurisdictions",
    "per_month": "money",
    "per_year": "money",
    "to_yuan": "money",
    "yuan": "money",
}

if not TYPE_CHECKING:  # a type checker that saw this would accept any name at all

    def __getattr__(name: str) -> object:
        """The public name, loaded from its module on first use."""
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
        globals()[name] = value  # the next use finds it without coming here
        return value

    def __dir__() -> list[str]:
        """The public names, loaded or not, and what a module has anyway."""
        return sorted({*globals(), *__all__})
