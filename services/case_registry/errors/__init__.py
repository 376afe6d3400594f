"""What the case registry refuses, beside what every service refuses: a module for each aspect of a case."""

from typing import Final

from contracts.problems import Problem
from services.case_registry.errors.acts import ActNotAllowed
from services.case_registry.errors.cases import AlreadyRelated, CaseNumberTaken, OpeningNotAllowed
from services.case_registry.errors.charges import ChargeNotLive, ChargesUndecided
from services.case_registry.errors.hand_overs import (
    HandOverDecided,
    HandOverNotAllowed,
    HandOverPending,
    NotTheReceiver,
    NotTheSender,
)
from services.case_registry.errors.hearings import HearingClash, HearingOver
from services.case_registry.errors.imports import ImportAltered, ImportBroken, ImportRunning
from services.case_registry.errors.moves import CourtDesignated, FileElsewhere, MoveNotAllowed
from services.case_registry.errors.participants import AlreadyRepresented, RoleHeld
from services.case_registry.errors.proceedings import JudgeSatEarlier, JudgmentMissing, ProceedingEnded, ProceedingOpen
from services.case_registry.errors.prosecution import AlreadyRegistered, AlreadyResolved, AnotherOffice, ProsecutorsOnly

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
