"""What a move brings to those who are pursued: the acquitted are free, the convicted become convicts. No I/O."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from contracts.calendar import VIENTIANE
from services.case_registry.domain.charges import ChargeState, is_guilty
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.participants import CHARGEABLE, CONVICT, FREE, HeldRole, Person
from services.case_registry.domain.words import Status

# Whoever is pursued in such a case is not pursued any more.
_DROPPED: Final = frozenset({Status.DISMISSED, Status.DISCONTINUED})
_JUDGED: Final = frozenset({Status.JUDGED_FIRST_INSTANCE, Status.JUDGED_ON_APPEAL, Status.DECIDED_IN_CASSATION})
# The penalty is over: whoever was held for it is free.
_OVER: Final = frozenset({Status.ENFORCED, Status.AMNESTIED, Status.PARDONED})
TOUCHING: Final = _DROPPED | _JUDGED | _OVER | {Status.FINAL}


class PursuitEnded(Fact):
    """A participant is not pursued any more in these roles, or not held any more, because of what was decided."""

    kind = "pursuitEnded"
    participant: str
    ended: tuple[str, ...] = ()
    freed: Literal[True] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a move brings to one participant: these roles end, it becomes a convict, it is free from a moment on."""

    participant_id: str
    ended: tuple[HeldRole, ...] = ()
    convicted: bool = False
    freed_at: datetime | None = None


def turns(people: Sequence[Person], charges: Sequence[ChargeState], target: Status, day: date) -> Iterator[Turn]:
    """Yield what a move of a criminal case to that status on that day brings to its participants.

    What happens to whom nobody has charged here is left to people when the case came from an earlier system: it has no
    charges at all.
    """
    for person in people:
        own = [charge for charge in charges if charge.participant_id == person.participant_id]
        guilty = any(map(is_guilty, own))
        acquitted = target is Status.FINAL and bool(own) and not guilty
        roles = (
            CHARGEABLE | {CONVICT} if acquitted else CHARGEABLE
        )  # a court above, or the supreme court, has acquitted
        pursued = tuple(role for role in person.roles if role.to is None and role.role in roles)
        ends = bool(pursued) and (target in _DROPPED or (target is Status.FINAL and bool(charges)))
        convicted = ends and target is Status.FINAL and guilty
        freed = (
            (ends and not convicted)
            or (target in _JUDGED and bool(own) and not guilty)
            or (target in _OVER and person.holds(CONVICT))
        )
        freed_at = _free_from(person, day) if freed else None
        if ends or freed_at:
            yield Turn(person.participant_id, pursued if ends else (), convicted, freed_at)


def tried_anew(people: Iterable[Person], charges: Sequence[ChargeState]) -> Iterator[Person]:
    """Yield those who are pursued again because these charges are tried anew, and have no such role now."""
    charged = {charge.participant_id for charge in charges}
    for person in people:
        if person.participant_id in charged and not person.holds(*CHARGEABLE):
            yield person


def _free_from(person: Person, day: date) -> datetime | None:
    """Return the moment from which a participant is free, behind the custody on record; None when it is not held."""
    if person.custody_since is None or person.custody == FREE:
        return None
    return max(datetime.combine(day, time.min, VIENTIANE), person.custody_since + timedelta(seconds=1))
