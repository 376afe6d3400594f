"""Tables of the case registry; they declare, `store` reads and writes."""

from services.case_registry.models.base import Base
from services.case_registry.models.cases import CaseNumberRow, CaseRelationRow, CaseRow
from services.case_registry.models.charges import ChargeRow, ChargeStepRow
from services.case_registry.models.court import (
    DecisionCounterRow,
    DecisionRow,
    HearingClaimRow,
    HearingRow,
    PanelSeatRow,
    ProceedingRow,
)
from services.case_registry.models.deliveries import DocumentDeliveryRow
from services.case_registry.models.history import CaseHistoryRow, HandOverRow
from services.case_registry.models.imports import (
    ImportedCaseRow,
    ImportMappingRow,
    ImportReportRow,
    ImportResultRow,
)
from services.case_registry.models.participants import (
    CustodyRow,
    ParticipantNameRow,
    ParticipantRoleRow,
    ParticipantRow,
    ParticipantSubjectRow,
    RepresentationRow,
)
from services.case_registry.models.prosecution import ProsecutorFileRow, RegisterReportRow

__all__ = [
    "Base",
    "CaseHistoryRow",
    "CaseNumberRow",
    "CaseRelationRow",
    "CaseRow",
    "ChargeRow",
    "ChargeStepRow",
    "CustodyRow",
    "DecisionCounterRow",
    "DecisionRow",
    "DocumentDeliveryRow",
    "HandOverRow",
    "HearingClaimRow",
    "HearingRow",
    "ImportMappingRow",
    "ImportReportRow",
    "ImportResultRow",
    "ImportedCaseRow",
    "PanelSeatRow",
    "ParticipantNameRow",
    "ParticipantRoleRow",
    "ParticipantRow",
    "ParticipantSubjectRow",
    "ProceedingRow",
    "ProsecutorFileRow",
    "RegisterReportRow",
    "RepresentationRow",
]
