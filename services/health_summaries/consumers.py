"""Event consumers of health summaries: registered births and deaths are counted by district and month.

A registered birth or death counts once for its district and month, however often its event is delivered (the inbox sees
to it). A failure is tried five times, then the event becomes a dead letter. A district that is not here becomes one at
once: when the list of places has caught up, the replay counts it.
"""

from collections.abc import Mapping
from typing import Final

from chassis.events.rules import DeadLetter, Retry, Rule
from services.health_summaries.usecases import count_registered_birth, count_registered_death

_FAULT: Final = Retry(times=5, then=DeadLetter)

CONSUMES: Final[Mapping[str, Rule]] = {
    "la.gov.civil.birth.registered.v1": Rule(count_registered_birth, fault=_FAULT, unknown_subject=DeadLetter),
    "la.gov.civil.death.registered.v1": Rule(count_registered_death, fault=_FAULT, unknown_subject=DeadLetter),
}
