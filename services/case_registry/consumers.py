"""Events in: what other registers know about the people of a case.

A registered death is looked up by its subject keys. Only when somebody in an open case has one of them, the event is
read back through the gateway. An outage of the gateway is waited out; a read that it refuses is tried five times, then
the event becomes a dead letter. The death of somebody who is in no open case does not concern us. However often the
event comes, a case is marked once (the inbox, and the mark itself, see to it).
"""

from collections.abc import Mapping
from typing import Final

from chassis.consumer import DeadLetter, Ignore, Prepared, Retry, Rule
from services.case_registry.usecases.deaths import mark_deceased, read_death

CONSUMES: Final[Mapping[str, Rule]] = {
    "la.gov.civil.death.registered.v1": Rule(
        Prepared(read_death, mark_deceased),
        fault=Retry(times=5, then=DeadLetter),
        unknown_subject=Ignore("no participant matches"),
    ),
}
