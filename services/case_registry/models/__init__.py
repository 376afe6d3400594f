"""Tables of the case registry; they declare, `store` reads and writes."""

from services.case_registry.models.base import Base
from services.case_registry.models.cases import CaseNumberRow, CaseRelationRow, CaseRow
from services.case_registry.models.history import CaseHistoryRow, HandOverRow
from services.case_registry.models.imports import (
    ImportedCaseRow,
    ImportMappingRow,
    ImportReportRow,
    ImportResultRow,
)
from services.case_registry.models.participants import ParticipantNameRow, ParticipantRoleRow, ParticipantRow

__all__ = [
    "Base",
    "CaseHistoryRow",
    "CaseNumberRow",
    "CaseRelationRow",
    "CaseRow",
    "HandOverRow",
    "ImportMappingRow",
    "ImportReportRow",
    "ImportResultRow",
    "ImportedCaseRow",
    "ParticipantNameRow",
    "ParticipantRoleRow",
    "ParticipantRow",
]
