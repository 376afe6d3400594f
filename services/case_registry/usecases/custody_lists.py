"""Tell who is held: whose order runs out, and the custody list of a day for a door."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.justice.custody_expiry_page import CustodyExpiry, CustodyExpiryPage
from contracts.national.justice.custody_list import CustodyList, CustodyListEntry
from services.case_registry.domain import days
from services.case_registry.domain.custody_lists import order_state
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Restriction
from services.case_registry.store import custody_lists as store
from services.case_registry.usecases import readers
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.custody_lists import ExpiryPosition, ExpiryQuery
from services.case_registry.wire.door_lists import DoorQuery

LONGEST: Final = 10_000  # people on one list


async def expiries(unit: Unit, asker: Asker, query: ExpiryQuery) -> CustodyExpiryPage:
    """Return one page of people in custody, in cases in sight; who is held without an order is first."""
    sight, office = sight_of(unit, asker, Read.CUSTODY_EXPIRIES), query.seat.wanted(asker.organisations)
    read = partial(store.expiries, unit, query, office, sight=sight, limit=query.with_one_more)
    rows = await readers.listed(unit, asker, read, lambda row: str(row["case_id"]))
    shown, after = query.page(
        list(rows), lambda row: ExpiryPosition(until=row["place"], participant_id=row["participant_id"])
    )
    return CustodyExpiryPage(
        items=[
            CustodyExpiry(
                **{name: value for name, value in row.items() if name != "place"},
                order=order_state(row["order_number"], row["until"], unit.now),
            )
            for row in shown
        ],
        next=after,
    )


async def custody_list(unit: Unit, asker: Asker, query: DoorQuery) -> CustodyList:
    """Return who is held on a day, in cases of that office in sight; restricted ones without their number."""
    sight, today = sight_of(unit, asker, Read.CUSTODY_LIST), days.today(unit.now)
    on = query.on or today
    ended = datetime.combine(on + timedelta(days=1), time(), VIENTIANE)
    moment = min(unit.now, ended) if on <= today else ended
    succeeded = asker.organisations.succeeded(query.seat)
    read = partial(store.on_day, unit, query.seat, succeeded, moment, sight=sight, limit=LONGEST)
    rows = await readers.listed(unit, asker, read, lambda row: str(row["case_id"]))
    return CustodyList(
        member=query.seat.member,
        office=query.seat.office,
        on=on,
        computed_at=unit.now,
        people=[
            CustodyListEntry(
                status=row["status"],
                since=row["since"],
                until=row["until"],
                order=order_state(row["order_number"], row["until"], moment),
                closed=row["restriction"] != Restriction.NONE,
                number=row["number"] if row["restriction"] == Restriction.NONE else None,
            )
            for row in rows
        ],
    )
