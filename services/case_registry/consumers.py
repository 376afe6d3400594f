"""Event consumers of the case registry: registered deaths, and deliveries of documents.

A registered death is looked up by its subject keys. Only when somebody in an open case has one of them, the event is
read back through the gateway. An outage of the gateway is waited out; a read that it refuses is tried five times, then
the event becomes a dead letter. The death of somebody who is in no open case does not concern us. However often the
event comes, a case is marked once (the inbox, and the mark itself, see to it).

Every delivery of a document is kept, ids and moments only, and shows in the hand-overs that name the document: it may
be dispatched, and even opened, before the hand-over is made, and the two topics have no order between them. So there is
no unknown subject. A failure is tried five times, then the event becomes a dead letter.
"""

from collections.abc import Mapping
from typing import Final

from chassis.events.rules import DeadLetter, Ignore, Prepared, Retry, Rule
from services.case_registry.usecases.deaths import mark_deceased, read_death
from services.case_registry.usecases.deliveries import note_dispatch, note_opening

_FAULT: Final = Retry(times=5, then=DeadLetter)

CONSUMES: Final[Mapping[str, Rule]] = {
    "la.gov.civil.death.registered.v1": Rule(
        Prepared(read_death, mark_deceased), fault=_FAULT, unknown_subject=Ignore("no participant matches")
    ),
    "la.gov.documents.document.dispatched.v1": Rule(note_dispatch, fault=_FAULT),
    "la.gov.documents.delivery.opened.v1": Rule(note_opening, fault=_FAULT),
}
