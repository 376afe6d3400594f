"""The programme's code lists of a case as enumerations (way, status, …), and seats as documents state them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contracts.national.shared.seat import Seat as CaseOffice
from contracts.seats import Seat


class Way(StrEnum):
    """How cases of a category go: which rows of the tables are about them."""

    CRIMINAL = "criminal"  # investigated, charged and tried; a military case is one before the military courts
    CIVIL = "civil"  # filed in court


class StatedAge(StrEnum):
    """What is known of the age of somebody without a date of birth (list stated-age)."""

    ADULT = "adult"
    UNDER_AGE = "underAge"
    IN_DOUBT = "inDoubt"


class Status(StrEnum):
    """The status of a case, from the report to the closing."""

    REPORTED = "reported"
    UNDER_INVESTIGATION = "underInvestigation"
    FILE_SENT_TO_PROSECUTOR = "fileSentToProsecutor"
    RETURNED_FOR_INVESTIGATION = "returnedForInvestigation"
    SUSPENDED = "suspended"
    DISMISSED = "dismissed"
    CHARGED = "charged"
    FILED_IN_COURT = "filedInCourt"
    PETITION_REFUSED = "petitionRefused"
    RETURNED_TO_PROSECUTOR = "returnedToProsecutor"
    ACCEPTED = "accepted"
    IN_TRIAL = "inTrial"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    DISCONTINUED = "discontinued"
    JOINED = "joined"  # with another case, which carries on: no move leads here or away
    JUDGED_FIRST_INSTANCE = "judgedFirstInstance"
    APPEALED = "appealed"
    JUDGED_ON_APPEAL = "judgedOnAppeal"
    IN_CASSATION = "inCassation"
    DECIDED_IN_CASSATION = "decidedInCassation"
    FINAL = "final"
    IN_ENFORCEMENT = "inEnforcement"
    ENFORCEMENT_STAYED = "enforcementStayed"
    ENFORCED = "enforced"
    PARTLY_ENFORCED = "partlyEnforced"
    UNENFORCEABLE = "unenforceable"
    AMNESTIED = "amnestied"
    PARDONED = "pardoned"
    CLOSED = "closed"
    REOPENED = "reopened"


# Where anything may be done that a table limits to no status: a case that was joined is gone on with elsewhere.
GOES_ON: Final = frozenset(Status) - {Status.JOINED}


# Where a case stands while its judgment is in force and no order of custody is needed; one that was reopened has none.
IN_FORCE: Final = frozenset(
    {
        *(Status.FINAL, Status.IN_ENFORCEMENT, Status.ENFORCEMENT_STAYED, Status.ENFORCED, Status.PARTLY_ENFORCED),
        *(Status.UNENFORCEABLE, Status.AMNESTIED, Status.PARDONED, Status.CLOSED),
    }
)


# While a case stands at one of these, nothing goes on in it; it goes back to where it came from.
PAUSES: Final = frozenset({Status.SUSPENDED, Status.ENFORCEMENT_STAYED})


class SuspensionReason(StrEnum):
    """Why nothing goes on in a suspended case."""

    ACCUSED_FLED = "accusedFled"
    ACCUSED_ILL = "accusedIll"
    ACCUSED_DEAD = "accusedDead"
    OTHER_CASE = "otherCase"
    OTHER = "other"


class RemedyOutcome(StrEnum):
    """How an appeal, a cassation or a reopening ended."""

    UPHELD = "upheld"
    CHANGED = "changed"
    QUASHED_AND_REMANDED = "quashedAndRemanded"
    ABANDONED = "abandoned"
    OUT_OF_TIME = "outOfTime"


class Restriction(StrEnum):
    """Why a case is closed to members without a role in it."""

    NONE = "none"
    JUVENILE = "juvenile"
    FAMILY_SECRET = "familySecret"  # noqa: S105 - a word of procedure, no password
    STATE_SECRET = "stateSecret"  # noqa: S105 - same


class Kind(StrEnum):
    """The kinds of member that act in cases."""

    POLICE = "police"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    JUSTICE = "justice"


class Relation(StrEnum):
    """The relation of a case to another: this case is … that one."""

    APPEAL_OF = "appealOf"
    CASSATION_OF = "cassationOf"
    REOPENED_FROM = "reopenedFrom"
    JOINED_WITH = "joinedWith"
    SPLIT_FROM = "splitFrom"
    SPLIT_INTO = "splitInto"
    CIVIL_CLAIM_IN = "civilClaimIn"


# They come with a split or a joining, and go with its undoing: nobody states them.
BY_THEMSELVES: Final = frozenset({Relation.SPLIT_FROM, Relation.SPLIT_INTO, Relation.JOINED_WITH})


class Instance(StrEnum):
    """The instance of a court, and of the prosecutor beside it."""

    FIRST_INSTANCE = "firstInstance"
    APPEAL = "appeal"
    CASSATION = "cassation"
    REOPENING = "reopening"


class Ground(StrEnum):
    """Why a prosecutor calls a file up."""

    ASSEMBLY = "assembly"
    PETITION = "petition"


class StatementOutcome(StrEnum):
    """What a prosecutor's statement says of the decision before it."""

    UPHOLDS = "upholds"
    CHANGES = "changes"


class CallUpOutcome(StrEnum):
    """What a prosecutor decides on a file that was called up."""

    PROPOSE_REOPENING = "proposeReopening"
    REFUSE = "refuse"


class Part(StrEnum):
    """What an office has, or had, to do with a case: its part in it, which stays when the file goes on."""

    FILE = "file"  # the file was there
    CHARGE = "charge"  # it charged somebody
    COURT = "court"  # it tries the case, or tried it
    CUSTODY = "custody"  # it recorded that somebody is held
    REGISTER = "register"  # it is, or was, in its register of the prosecution


def office_of(seat: Seat) -> CaseOffice:
    """Return the seat as national documents state it."""
    return CaseOffice(member=seat.member, office=seat.office)


def seat_of(stated: CaseOffice) -> Seat:
    """Return the seat that a national document states."""
    return Seat(stated.member, stated.office)


@dataclass(frozen=True, slots=True)
class WantedSeats:
    """Whose rows a query asks for: all of a member, and those of seats, taken over from closed offices included."""

    seats: frozenset[Seat]
    member: str | None = None
