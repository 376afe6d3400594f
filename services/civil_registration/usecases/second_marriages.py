"""Refuse what opens a marriage again while one of its two has another open one."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.codelists import CodeLists
from contracts.problems import InvalidInput
from services.civil_registration.domain.actions import Act
from services.civil_registration.domain.civil_rules import Check
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.people import identity_of
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.rules import Known, findings
from services.civil_registration.errors.annulments import married_twice
from services.civil_registration.store import events
from services.civil_registration.store import known as store

# By which act a marriage is open again, of which kind of event. What a correction of the marriage itself states is held
# against the rules by the correction.
_OPENS_AGAIN: Final = frozenset(
    {
        (EventKind.MARRIAGE, Act.REINSTATE),
        *((kind, act) for kind in (EventKind.DIVORCE, EventKind.DEATH) for act in (Act.CANCEL, Act.CORRECT)),
    }
)


async def refuse_second_marriage(unit: Unit, lists: CodeLists, event_id: str, before: Record, act: Act) -> None:
    """Raise `InvalidInput`, which names the other marriage, where this act has left somebody in two open ones.

    Asked after the act was written, in its transaction: what is open is what the register says then. Where the national
    list refuses no second marriage, nothing is refused.
    """
    if (before.kind, act) not in _OPENS_AGAIN:
        return
    open_again = await _open_again(unit, event_id, before)
    today = unit.now.astimezone(VIENTIANE).date()
    for marriage_id, married in (await store.married_twice(unit, open_again)).items():
        marriage = await events.record(unit, marriage_id)
        if marriage is None or marriage.registration is None:
            continue
        known = Known(married={f"/{role}": others for role, others in married.items()})
        found = findings(marriage.kind, marriage.facts, lists, today, known, checks={Check.NO_OPEN_MARRIAGE})
        if found.faults:
            others = {each.number: each for others in married.values() for each in others}
            named = [{"number": each.number, **each.registrar.to_document()} for each in others.values()]
            number = str(marriage.registration["registrationNumber"])
            raise InvalidInput(faults=[married_twice(number, [*others], named)])


async def _open_again(unit: Unit, event_id: str, before: Record) -> list[str]:
    """Return the marriages that the event had ended and that are open now, or the marriage that it is."""
    if before.kind is EventKind.MARRIAGE:
        return [event_id]
    if before.kind is EventKind.DIVORCE:
        number = before.facts.get("marriageNumber")
        return [] if number is None else await store.open_marriages_numbered(unit, str(number))
    (found,) = await store.open_marriages(unit, [identity_of(before.facts, "deceased")])
    return [*found]
