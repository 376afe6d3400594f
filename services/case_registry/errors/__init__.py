"""What the case registry refuses, beside what every service refuses; a file for each part of a case's life.

Problem
├── opening     OpeningNotAllowed  CaseNumberTaken
├── moves       MoveNotAllowed  FileElsewhere  CourtDesignated
├── hand_overs  HandOverNotAllowed  HandOverPending  HandOverDecided  NotTheReceiver
├── relations   AlreadyRelated
└── imports     ImportAltered  ImportBroken  ImportRunning
"""

from typing import Final

from contracts.problems import Problem
from services.case_registry.errors.hand_overs import (
    HandOverDecided,
    HandOverNotAllowed,
    HandOverPending,
    NotTheReceiver,
)
from services.case_registry.errors.imports import ImportAltered, ImportBroken, ImportRunning
from services.case_registry.errors.moves import CourtDesignated, FileElsewhere, MoveNotAllowed
from services.case_registry.errors.opening import CaseNumberTaken, OpeningNotAllowed
from services.case_registry.errors.relations import AlreadyRelated

__all__ = [
    "PROBLEMS",
    "AlreadyRelated",
    "CaseNumberTaken",
    "CourtDesignated",
    "FileElsewhere",
    "HandOverDecided",
    "HandOverNotAllowed",
    "HandOverPending",
    "ImportAltered",
    "ImportBroken",
    "ImportRunning",
    "MoveNotAllowed",
    "NotTheReceiver",
    "OpeningNotAllowed",
]

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
    AlreadyRelated,
    ImportAltered,
    ImportBroken,
    ImportRunning,
)
