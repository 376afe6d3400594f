"""Registry of fact classes by their `kind`: how the rows of a history become facts again."""

from collections.abc import Mapping
from typing import Final

from services.case_registry.domain.cases import Numbered, Opened, Related
from services.case_registry.domain.charges import (
    ChargeAmended,
    ChargeDecided,
    ChargeFiled,
    ChargeWithdrawn,
    PleaEntered,
)
from services.case_registry.domain.claims import ClaimStated
from services.case_registry.domain.corrections import Corrected
from services.case_registry.domain.deaths import DeathUnconfirmed, ParticipantDied
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.entry_withdrawals import EntryWithdrawn
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.hand_overs import HandedOver, Recalled, SentBack, TakenOver
from services.case_registry.domain.hearings import HearingConcluded, HearingScheduled
from services.case_registry.domain.imported_records import ChargeImported, NumberImported
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.joins import CarriesOn, GivenBack, JoinedInto, JoinUndone
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import (
    CustodyRecorded,
    ParticipantJoined,
    RepresentationEnded,
    RepresentativeAppointed,
    RoleTaken,
)
from services.case_registry.domain.proceedings import PanelChanged, ProceedingOpened
from services.case_registry.domain.prosecution import CalledUp, CallUpDecided, StatementAwaited, StatementGiven
from services.case_registry.domain.prosecutors import ProsecutorAssigned
from services.case_registry.domain.pursuits import PursuitEnded
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.domain.splits import SplitFrom, SplitOff
from services.case_registry.domain.statement_requests import StatementRequested, StatementRequestWithdrawn
from services.case_registry.domain.transfers import ProceedingTransferred

FACTS: Final[Mapping[str, type[Fact]]] = {
    fact.kind: fact
    for fact in (
        *(Opened, Numbered, Related, Moved, Imported, HandedOver, TakenOver, SentBack, Recalled),
        *(ParticipantJoined, RoleTaken, RepresentativeAppointed, CustodyRecorded, ParticipantDied),
        DeathUnconfirmed,
        *(ChargeFiled, ChargeAmended, ChargeWithdrawn, PleaEntered, ChargeDecided),
        *(ProceedingOpened, PanelChanged, HearingScheduled, HearingConcluded, DecisionIssued),
        *(ProceedingTransferred, PursuitEnded),
        *(StatementAwaited, StatementGiven, CalledUp, CallUpDecided, EntryWithdrawn),
        *(ProsecutorAssigned, ClaimStated),
        *(RestrictionChanged, StatementRequested, StatementRequestWithdrawn),
        *(SplitOff, SplitFrom, JoinedInto, CarriesOn, JoinUndone, GivenBack, Corrected, RepresentationEnded),
        *(NumberImported, ChargeImported),
    )
}
# What no deadline counts from, what ends none, and what changes neither where the case stands nor who has the file nor
# which prosecutor acted last in it: after any other fact the deadlines of the case are reckoned anew.
TIMELESS: Final = frozenset(
    fact.kind
    for fact in (
        *(Numbered, Related, ParticipantJoined, RoleTaken, RepresentativeAppointed, ParticipantDied),
        DeathUnconfirmed,
        *(ChargeAmended, ChargeWithdrawn, PleaEntered, ChargeDecided, PanelChanged, HearingScheduled, HearingConcluded),
        *(HandedOver, Recalled, ProceedingOpened),
    )
)
# With these people go from one case to another: its verb reckons both, once they have come with their custody.
CROSSING: Final = frozenset(fact.kind for fact in (SplitOff, SplitFrom, JoinedInto, CarriesOn, JoinUndone, GivenBack))
