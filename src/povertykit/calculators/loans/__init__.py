"""Small loans: their interest, their settlements, and the part of the interest that public money bears.

No legal figure stands here: rates, caps and shares are handed in. The pure functions of operands may be called from a
rule's body.
"""

from povertykit.calculators.loans.interest import (
    days_within,
    earlier,
    interest_by_days,
    interest_by_months,
    later,
    overdue_interest,
    rate_of_band,
    settled,
    subsidised_interest,
    subsidised_until,
    within_months,
)

__all__ = [
    "days_within",
    "earlier",
    "interest_by_days",
    "interest_by_months",
    "later",
    "overdue_interest",
    "rate_of_band",
    "settled",
    "subsidised_interest",
    "subsidised_until",
    "within_months",
]
