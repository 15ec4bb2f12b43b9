"""What callers hand in: households with their members, loans and claims, villages, counties, units, teams.

The models are frozen, take English names, Chinese titles and aliases, refuse what they do not know, and show money in
yuan. Each field's bounds stand once, in its declaration; `fields_of` gives them back with meaning, unit and names.

Examples:
    >>> household = validate(Household, {"户编号": "H1", "家庭人口": 3, "月收入": "268.00"})
    >>> household.household_income
    Fen(26800)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from povertykit.models.claims import Claim
from povertykit.models.fields import FieldSpec, Operand
from povertykit.models.household import Household, HousingMeasure
from povertykit.models.incomes import IncomeStatement, IncomeWindow
from povertykit.models.kinds import Coded, Entity, Kind
from povertykit.models.loans import Loan
from povertykit.models.people import DisabilityKind, LabourCapacity, Person, SchoolStage, Student
from povertykit.models.places import AssessedUnit, County, Prefecture
from povertykit.models.problems import InvalidRecord
from povertykit.models.record import AtMost, Children, Derived, Record, children_of, fields_of, validate
from povertykit.models.team import Duty, TeamMember
from povertykit.models.villages import HelpedBy, Town, Village

__all__ = [
    "MODEL_OF",
    "AssessedUnit",
    "AtMost",
    "Children",
    "Claim",
    "Coded",
    "County",
    "Derived",
    "DisabilityKind",
    "Duty",
    "Entity",
    "FieldSpec",
    "HelpedBy",
    "Household",
    "HousingMeasure",
    "IncomeStatement",
    "IncomeWindow",
    "InvalidRecord",
    "Kind",
    "LabourCapacity",
    "Loan",
    "Operand",
    "Person",
    "Prefecture",
    "Record",
    "SchoolStage",
    "Student",
    "TeamMember",
    "Town",
    "Village",
    "children_of",
    "fields_of",
    "validate",
]

MODEL_OF: Mapping[Entity, type[Record]] = MappingProxyType(
    {
        model.entity: model
        for model in (Household, Person, Loan, Claim, Village, TeamMember, Town, County, AssessedUnit, Prefecture)
    }
)
"""The model of each entity."""
