"""Rules, laws and policies: `@provision`, `Jurisdiction`, `Policy`."""

from povertykit.policy.jurisdiction import Calendar, Due, Jurisdiction, Section
from povertykit.policy.policy import Policy
from povertykit.policy.provision import Provision, ProvisionKind, provision
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Term

__all__ = [
    "Calendar",
    "Due",
    "Figure",
    "Jurisdiction",
    "Link",
    "Need",
    "Policy",
    "Provision",
    "ProvisionKind",
    "Reading",
    "RoundingTerm",
    "Section",
    "Term",
    "provision",
]
