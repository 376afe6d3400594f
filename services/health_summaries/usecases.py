"""Use cases of health summaries: import a data value set, list values, count events. One is one transaction."""

from datetime import date
from typing import Any, Final

from sqlalchemy.engine import RowMapping

from chassis.events.rules import UnknownSubject
from chassis.reference.held import HeldOrganisations
from chassis.reference.tables import Concerned, Rights, acting_seat
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.events import Event
from contracts.national.events.birth_registered import BirthRegistered
from contracts.national.events.death_registered import DeathRegistered
from contracts.national.health.data_value import DataValue
from contracts.national.health.data_value_page import DataValuePage
from contracts.national.health.data_value_set import DataValueSet
from contracts.national.health.web_message import WebMessage
from contracts.organisations import Organisations
from contracts.seats import Seat
from contracts.voucher import Caller
from services.health_summaries import events, store
from services.health_summaries.domain import data_value_sets, periods
from services.health_summaries.domain.changes import Changes
from services.health_summaries.domain.data_value_sets import QueryOptions, Status
from services.health_summaries.domain.org_units import Offices
from services.health_summaries.errors import DataElementUnknown, MayNotReport, OrgUnitUnknown
from services.health_summaries.store import UnitFilter
from services.health_summaries.wire import DataValuePosition, DataValueQuery, web_message

RIGHTS: Final = Rights.of(__package__)
_COUNTED: Final = frozenset({"counted"})


async def send_data_value_set(
    unit: Unit, caller: Caller, body: DataValueSet, query_options: QueryOptions, held: HeldOrganisations
) -> WebMessage:
    """Import a set as far as its rows are right, announce the report, and answer row by row, as DHIS2 does.

    Raises `OfficeNeeded` for a caller from no office, `MayNotReport` for one that reports nothing.
    """
    options, completed = data_value_sets.options(body, query_options), periods.completed_on(body.complete_date)
    offices = _offices(unit, caller, held)
    checked = data_value_sets.check(body, options, await store.metadata(unit), offices)
    report_id = unit.new_id("rep")
    write = store.try_out if options.dry_run else store.apply
    changes = await write(unit, checked.accepted, options.strategy, report_id)
    kept = not options.dry_run and checked.status is not Status.ERROR
    if kept:
        await _keep(unit, caller, offices.sender, body, completed, checked.status, changes, report_id)
    return web_message(body, checked, changes, completed=completed, report_id=report_id if kept else None)


def _offices(unit: Unit, caller: Caller, held: HeldOrganisations) -> Offices:
    organisations, today = held.current, unit.now.astimezone(VIENTIANE).date()
    sender = acting_seat(caller, organisations, today)

    def may_send_for(owner: Seat) -> bool:
        return RIGHTS.allows("sendDataValueSet", caller, Concerned({"owner": [owner]}), organisations)

    if not may_send_for(sender):
        raise MayNotReport
    succeeded = () if caller.standing is None else caller.standing.succeeds
    kinds = RIGHTS.kinds
    return Offices(organisations, kinds["place"], kinds["facility"], sender, succeeded, may_send_for, today)


async def _keep(
    unit: Unit,
    caller: Caller,
    sender: Seat,
    body: DataValueSet,
    completed: date | None,
    status: Status,
    changes: Changes,
    report_id: str,
) -> None:
    ignored = len(body.data_values) - changes.imported - changes.updated - changes.deleted
    report = {
        "report_id": report_id,
        "member": sender.member,
        "office": sender.office,
        "system": caller.system,
        "officer": caller.officer,
        "accepted_at": unit.now,
        "data_set": body.data_set,
        "complete_date": completed,
        "status": status.value,
        "imported": changes.imported,
        "updated": changes.updated,
        "deleted": changes.deleted,
        "ignored": ignored,
    }
    await store.add_report(unit, report)
    unit.announce(events.report_accepted(unit, report_id, sender, status.value, changes, ignored))


async def list_data_values(unit: Unit, caller: Caller, query: DataValueQuery, held: HeldOrganisations) -> DataValuePage:
    """Return one page of the values that the table shows to the caller.

    Raises `OfficeNeeded`, and `DataElementUnknown` or `OrgUnitUnknown` for a filter that names nothing.
    """
    organisations = held.current
    RIGHTS.must_stand("listDataValues", caller, organisations, unit.now.astimezone(VIENTIANE).date())
    element = at = None
    if query.data_element is not None:
        element = await store.element_code(unit, query.data_element)
        if element is None:
            raise DataElementUnknown(name=query.data_element)
    if query.org_unit is not None:
        at = await _unit_filter(unit, query.org_unit, organisations)
    shown = RIGHTS.reached("listDataValues", caller, organisations)
    counted = RIGHTS.reached("listDataValues", caller, organisations, _COUNTED).every
    values = await store.values(unit, query, shown=shown, counted=counted, element=element, at=at)
    rows, following = query.page(values, _position)
    return DataValuePage(items=[_data_value(row) for row in rows], next=following)


async def _unit_filter(unit: Unit, name: str, organisations: Organisations) -> UnitFilter:
    place = await store.place_of(unit, name)
    if place is not None:
        return UnitFilter(place)
    if any(seat.office == name for seat in organisations.offices):
        return UnitFilter(name, is_facility=True)
    raise OrgUnitUnknown(name=name)


async def count_registered_birth(unit: Unit, event: Event) -> None:
    """Add one to the births of the district and month; raise `UnknownSubject` for a district that is not here."""
    await _count(unit, event, BirthRegistered.model_validate(event.data))


async def count_registered_death(unit: Unit, event: Event) -> None:
    """Add one to the deaths of the district and month; raise `UnknownSubject` for a district that is not here."""
    await _count(unit, event, DeathRegistered.model_validate(event.data))


async def _count(unit: Unit, event: Event, registered: BirthRegistered | DeathRegistered) -> None:
    if registered.district is None:
        return  # it was abroad: no district counts it
    if not await store.count_one(unit, event.type, registered.district, periods.parse(registered.month)):
        raise UnknownSubject(f"nothing counts {event.type} in district {registered.district}")


def _position(row: RowMapping) -> DataValuePosition:
    return DataValuePosition(**{name: row[name] for name in DataValuePosition.model_fields})


def _data_value(row: RowMapping) -> DataValue:
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "dataElement": row["data_element"],
        "orgUnit": row["facility_office"] or row["uid"] or row["code"] or row["org_unit"],
        "place": row["org_unit"],
        "period": row["period"],
        "value": row["value"],
        "followUp": row["follow_up"],
        "lastUpdated": row["changed_at"],
    }
    combos = {"categoryOptionCombo": row["option_combo"], "attributeOptionCombo": row["attribute_combo"]}
    shown |= {name: combo for name, combo in combos.items() if combo != "default"}
    if row["owner_member"] is not None:
        shown["office"] = {"member": row["owner_member"], "office": row["owner_office"]}
    if row["comment"] is not None:
        shown["comment"] = row["comment"]
    return DataValue.model_validate(shown)
