"""Use cases of health summaries: import a data value set, list values, count events. One is one transaction."""

from typing import Any

from sqlalchemy.engine import RowMapping

from chassis.events.rules import UnknownSubject
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.events import Event
from contracts.national.events.birth_registered import BirthRegistered
from contracts.national.events.death_registered import DeathRegistered
from contracts.national.health.data_value import DataValue
from contracts.national.health.data_value_page import DataValuePage
from contracts.national.health.data_value_set import DataValueSet
from contracts.national.health.web_message import WebMessage
from contracts.voucher import Caller
from services.health_summaries import events, store
from services.health_summaries.domain import data_value_sets, periods
from services.health_summaries.domain.data_value_sets import QueryOptions, Status
from services.health_summaries.errors import DataElementUnknown, OrgUnitUnknown
from services.health_summaries.store import Changes
from services.health_summaries.wire import DataValuePosition, DataValueQuery, web_message


async def send_data_value_set(
    unit: Unit, caller: Caller, body: DataValueSet, query_options: QueryOptions
) -> WebMessage:
    """Import a set as far as its rows are right, announce the report, and answer row by row, as DHIS2 does."""
    options = data_value_sets.options(body, query_options)
    today = unit.now.astimezone(VIENTIANE).date()
    checked = data_value_sets.check(body, options, await store.metadata(unit), today)
    report_id = unit.new_id("rep")
    write = store.try_out if options.dry_run else store.apply
    changes = await write(unit, checked.accepted, options.strategy, report_id)
    kept = not options.dry_run and checked.status is not Status.ERROR
    if kept:
        await _keep(unit, caller, body, checked.status, changes, report_id)
    return web_message(
        body,
        checked,
        imported=changes.imported,
        updated=changes.updated,
        deleted=changes.deleted,
        report_id=report_id if kept else None,
    )


async def _keep(
    unit: Unit, caller: Caller, body: DataValueSet, status: Status, changes: Changes, report_id: str
) -> None:
    ignored = len(body.data_values) - changes.imported - changes.updated - changes.deleted
    report = {
        "report_id": report_id,
        "member": caller.member,
        "system": caller.system,
        "officer": caller.officer,
        "accepted_at": unit.now,
        "data_set": body.data_set,
        "complete_date": body.complete_date,
        "status": status.value,
        "imported": changes.imported,
        "updated": changes.updated,
        "deleted": changes.deleted,
        "ignored": ignored,
    }
    await store.add_report(unit, report)
    unit.announce(events.report_accepted(unit, report_id, caller.member, status.value, changes, ignored))


async def list_data_values(unit: Unit, query: DataValueQuery) -> DataValuePage:
    """Return one page of values; raise `DataElementUnknown` or `OrgUnitUnknown` for a filter that names nothing."""
    element = place = None
    if query.data_element is not None:
        element = await store.element_code(unit, query.data_element)
        if element is None:
            raise DataElementUnknown(name=query.data_element)
    if query.org_unit is not None:
        place = await store.place_of(unit, query.org_unit)
        if place is None:
            raise OrgUnitUnknown(name=query.org_unit)
    values = await store.values(unit, query, element=element, place=place, limit=query.with_one_more)
    rows, following = query.page(values, _position)
    return DataValuePage(items=[_data_value(row) for row in rows], next=following)


async def count_registered_birth(unit: Unit, event: Event) -> None:
    """Add one to the births of the district and month; raise `UnknownSubject` for a district that is not here."""
    await _count(unit, event, BirthRegistered.model_validate(event.data))


async def count_registered_death(unit: Unit, event: Event) -> None:
    """Add one to the deaths of the district and month; raise `UnknownSubject` for a district that is not here."""
    await _count(unit, event, DeathRegistered.model_validate(event.data))


async def _count(unit: Unit, event: Event, registered: BirthRegistered | DeathRegistered) -> None:
    if not await store.count_one(unit, event.type, registered.district, periods.parse(registered.month)):
        raise UnknownSubject(f"nothing counts {event.type} in district {registered.district}")


def _position(row: RowMapping) -> DataValuePosition:
    return DataValuePosition(**{name: row[name] for name in DataValuePosition.model_fields})


def _data_value(row: RowMapping) -> DataValue:
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "dataElement": row["data_element"],
        "orgUnit": row["uid"] or row["code"] or row["org_unit"],
        "place": row["org_unit"],
        "period": row["period"],
        "value": row["value"],
        "followUp": row["follow_up"],
        "lastUpdated": row["changed_at"],
    }
    combos = {"categoryOptionCombo": row["option_combo"], "attributeOptionCombo": row["attribute_combo"]}
    shown |= {name: combo for name, combo in combos.items() if combo != "default"}
    if row["comment"] is not None:
        shown["comment"] = row["comment"]
    return DataValue.model_validate(shown)
