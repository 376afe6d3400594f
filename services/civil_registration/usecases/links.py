"""Show the events of a family that are linked with an event by exact numbers."""

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.event_link import EventLink
from contracts.national.civil.event_link_list import EventLinkList
from services.civil_registration.domain.links import numbers_of, relation_of
from services.civil_registration.domain.records import Record
from services.civil_registration.store import events, links
from services.civil_registration.usecases.asking import RIGHTS, Asker, concerned, visible
from services.civil_registration.usecases.known import marriages_to_cite
from services.civil_registration.wire.links import link


async def list_links(unit: Unit, asker: Asker, event_id: str) -> EventLinkList:
    """Return the events of the family; of one that the caller may not read only at which office it is."""
    today = unit.now.astimezone(VIENTIANE).date()
    RIGHTS.must_stand("listEventLinks", asker.caller, asker.organisations, today)
    record = await visible(unit, asker, event_id, operation="listEventLinks")
    found = dict[tuple[str, str, str], EventLink]()
    known = dict[str, Record | None]()
    to_cite = await marriages_to_cite(unit, record)
    for number, other in await links.linked(unit, event_id, record.kind, numbers_of(record)):
        relation = relation_of(record.kind, number, other, to_cite=other.event_id in to_cite)
        told = (relation or "", number.role, other.event_id)
        if relation is None or told in found:
            continue
        if other.event_id not in known:
            known[other.event_id] = await events.record(unit, other.event_id)
        theirs = known[other.event_id]
        if theirs is not None:
            may_read = RIGHTS.allows("eventById", asker.caller, concerned(theirs), asker.organisations)
            found[told] = link(relation, number, other.event_id, theirs, may_read=may_read)
    return EventLinkList(items=list(found.values()))
