"""Event consumers of civil registration: final judgments, and cases that move or are corrected after one was received.

The extract of a final judgment on a civil status is read through the gateway, and an event waits for its registering
office. A judgment on something else, or without an extract, is none of ours. A case that moves is looked into only when
a judgment of it was received: it may have been reopened, and the judgment have lost its force. So is a case in which
something was corrected: the extract may have said it. The two topics have no order between them: a judgment that was
not received yet is read as it is then, and is not there without force.

An outage of the gateway is waited out. What it refuses, and a judgment for which there is no office, is tried five
times, then the event becomes a dead letter with its reason: once an office is in the directory, the replay finds it.
"""

from collections.abc import Mapping
from typing import Final

from chassis.events.rules import DeadLetter, Ignore, Prepared, Retry, Rule
from services.civil_registration.usecases.judgments import (
    read_changes,
    read_extract,
    receive_judgment,
    update_judgments,
)

_FAULT: Final = Retry(times=5, then=DeadLetter)

CONSUMES: Final[Mapping[str, Rule]] = {
    "la.gov.justice.judgment.final.v1": Rule(
        Prepared(read_extract, receive_judgment),
        fault=_FAULT,
        unknown_subject=Ignore("no extract for the civil register"),
    ),
    "la.gov.justice.case.moved.v1": Rule(
        Prepared(read_changes, update_judgments),
        fault=_FAULT,
        unknown_subject=Ignore("no judgment of it was received"),
    ),
    "la.gov.justice.case.corrected.v1": Rule(
        Prepared(read_changes, update_judgments),
        fault=_FAULT,
        unknown_subject=Ignore("no judgment of it was received"),
    ),
}
