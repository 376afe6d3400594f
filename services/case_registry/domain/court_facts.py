"""What happens to the people and the charges of a case, and before its court. None of it moves the case.

Texts and names of people stand beside the history; a fact has ids and codes, so that a correction leaves it true.
"""

from typing import Final

from services.case_registry.domain.facts import Fact, Role
from services.case_registry.domain.words import Instance


class ParticipantJoined(Fact):
    """Somebody joined the case in a role; those who speak for it are participants too."""

    kind = "participantJoined"
    participant: Role
    represented_by: tuple[str, ...] = ()


class RoleTaken(Fact):
    """A participant took another role, and these of its roles ended with it."""

    kind = "roleTaken"
    participant: Role
    ended: tuple[str, ...] = ()


class RepresentativeAppointed(Fact):
    """A lawyer or guardian speaks for a participant."""

    kind = "representativeAppointed"
    participant: str
    representative: str
    role: str


class CustodyRecorded(Fact):
    """A participant is held or free."""

    kind = "custodyRecorded"
    participant: str
    status: str


class ParticipantDied(Fact):
    """The civil register told of a participant's death; the day of the fact is that of the death."""

    kind = "participantDeceased"
    participant: str
    event: str  # of the civil register


class ChargeFiled(Fact):
    """The prosecutor charged a participant under an article."""

    kind = "chargeFiled"
    charge: str
    participant: str
    edition: str
    article: str


class ChargeAmended(Fact):
    """A charge says something else now; its steps tell what."""

    kind = "chargeAmended"
    charge: str


class ChargeWithdrawn(Fact):
    """The prosecutor no longer pursues a charge."""

    kind = "chargeWithdrawn"
    charge: str


class PleaEntered(Fact):
    """The charged person answered a charge."""

    kind = "pleaEntered"
    charge: str
    plea: str


class ChargeDecided(Fact):
    """The court decided on a charge."""

    kind = "chargeDecided"
    charge: str
    result: str


class ProceedingOpened(Fact):
    """A court opened the proceedings of an instance before these judges."""

    kind = "proceedingOpened"
    proceeding: str
    level: Instance
    judges: tuple[str, ...]


class PanelChanged(Fact):
    """One judge took another's seat."""

    kind = "panelChanged"
    proceeding: str
    left: str
    joined: str
    reason: str


class HearingScheduled(Fact):
    """A hearing has a time and a room."""

    kind = "hearingScheduled"
    hearing: str
    proceeding: str


class HearingConcluded(Fact):
    """A hearing was held, postponed or cancelled."""

    kind = "hearingConcluded"
    hearing: str
    status: str


class DecisionIssued(Fact):
    """A court issued a decision under its national identifier."""

    kind = "decisionIssued"
    decision: str
    sort: str
    proceeding: str


PEOPLE: Final = (ParticipantJoined, RoleTaken, RepresentativeAppointed, CustodyRecorded, ParticipantDied)
CHARGES: Final = (ChargeFiled, ChargeAmended, ChargeWithdrawn, PleaEntered, ChargeDecided)
COURT: Final = (ProceedingOpened, PanelChanged, HearingScheduled, HearingConcluded, DecisionIssued)
