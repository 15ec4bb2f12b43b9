"""Small loans: their interest, their settlements, and the part of the interest that public money bears.

No legal figure stands here: rates, caps and shares are handed in. The pure functions of operands (`interest_by_days`,
`subsidised_interest` ...) may be called from a rule's body. One loan with its history has a `schedule`; many loans are
computed by `povertykit.calculators.loans.many`, to the same fen.
"""

from povertykit.calculators.loans.contract import (
    Event,
    Extension,
    LoanContract,
    LoanHistory,
    Misuse,
    Penalty,
    Renewal,
    Repayment,
    UnpaidInterest,
)
from povertykit.calculators.loans.interest import (
    INTEREST,
    daily_interest,
    daily_subsidy,
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
from povertykit.calculators.loans.schedule import schedule, schedules
from povertykit.calculators.loans.statement import Schedule, SettlementRow, Stretch, StretchKind
from povertykit.calculators.loans.subsidy import AfterOverdue, ShareOfDays, SubsidyTerms, split_subsidy
from povertykit.calculators.loans.terms import (
    WITH_PRINCIPAL,
    DayCount,
    RateTerms,
    Repricing,
    Settlement,
    TableRate,
    rate_steps,
    term_months,
)

__all__ = [
    "INTEREST",
    "WITH_PRINCIPAL",
    "AfterOverdue",
    "DayCount",
    "Event",
    "Extension",
    "LoanContract",
    "LoanHistory",
    "Misuse",
    "Penalty",
    "RateTerms",
    "Renewal",
    "Repayment",
    "Repricing",
    "Schedule",
    "Settlement",
    "SettlementRow",
    "ShareOfDays",
    "Stretch",
    "StretchKind",
    "SubsidyTerms",
    "TableRate",
    "UnpaidInterest",
    "daily_interest",
    "daily_subsidy",
    "days_within",
    "earlier",
    "interest_by_days",
    "interest_by_months",
    "later",
    "overdue_interest",
    "rate_of_band",
    "rate_steps",
    "schedule",
    "schedules",
    "settled",
    "split_subsidy",
    "subsidised_interest",
    "subsidised_until",
    "term_months",
    "within_months",
]
