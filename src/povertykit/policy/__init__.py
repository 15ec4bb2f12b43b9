"""Rules, laws and policies: `@provision`, `Jurisdiction`, `Policy`, and a law's targets."""

from povertykit.policy.calendar import Calendar, Due
from povertykit.policy.jurisdiction import Jurisdiction
from povertykit.policy.law import Section
from povertykit.policy.policy import Policy
from povertykit.policy.provision import Provision, ProvisionKind, provision
from povertykit.policy.targets import Consistency, Standing, Target, TargetReport
from povertykit.policy.terms import Figure, Link, Need, Reading, RoundingTerm, Term

__all__ = [
    "Calendar",
    "Consistency",
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
    "Standing",
    "Target",
    "TargetReport",
    "Term",
    "provision",
]
