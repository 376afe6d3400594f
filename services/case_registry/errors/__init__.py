"""What the case registry refuses, beside what every service refuses; a file for each part of a case's life.

Problem
├── opening     OpeningNotAllowed  CaseNumberTaken
├── moves       MoveNotAllowed  FileElsewhere  CourtDesignated
├── hand_overs  HandOverNotAllowed  HandOverPending  HandOverDecided  NotTheReceiver  NotTheSender
├── relations   AlreadyRelated
├── acts        ActNotAllowed
├── people      RoleHeld  AlreadyRepresented
├── charges     ChargeNotLive  ChargesUndecided
├── court       JudgeSatEarlier  JudgmentMissing  ProceedingOpen  ProceedingEnded  HearingClash  HearingOver
├── prosecution ProsecutorsOnly  AlreadyRegistered  AlreadyResolved  AnotherOffice
└── imports     ImportAltered  ImportBroken  ImportRunning
"""

from typing import Final

from contracts.problems import Problem
from services.case_registry.errors.acts import ActNotAllowed
from services.case_registry.errors.charges import ChargeNotLive, ChargesUndecided
from services.case_registry.errors.court import (
    HearingClash,
    HearingOver,
    JudgeSatEarlier,
    JudgmentMissing,
    ProceedingEnded,
    ProceedingOpen,
)
from services.case_registry.errors.hand_overs import (
    HandOverDecided,
    HandOverNotAllowed,
    HandOverPending,
    NotTheReceiver,
    NotTheSender,
)
from services.case_registry.errors.imports import ImportAltered, ImportBroken, ImportRunning
from services.case_registry.errors.moves import CourtDesignated, FileElsewhere, MoveNotAllowed
from services.case_registry.errors.opening import CaseNumberTaken, OpeningNotAllowed
from services.case_registry.errors.people import AlreadyRepresented, RoleHeld
from services.case_registry.errors.prosecution import (
    AlreadyRegistered,
    AlreadyResolved,
    AnotherOffice,
    ProsecutorsOnly,
)
from services.case_registry.errors.relations import AlreadyRelated

PROBLEMS: Final[tuple[type[Problem], ...]] = (
    OpeningNotAllowed,
    CaseNumberTaken,
    MoveNotAllowed,
    FileElsewhere,
    CourtDesignated,
    HandOverNotAllowed,
    HandOverPending,
    HandOverDecided,
    NotTheReceiver,
    NotTheSender,
    AlreadyRelated,
    ActNotAllowed,
    RoleHeld,
    AlreadyRepresented,
    ChargeNotLive,
    ChargesUndecided,
    JudgeSatEarlier,
    JudgmentMissing,
    ProceedingOpen,
    ProceedingEnded,
    HearingClash,
    HearingOver,
    ProsecutorsOnly,
    AlreadyRegistered,
    AlreadyResolved,
    AnotherOffice,
    ImportAltered,
    ImportBroken,
    ImportRunning,
)
