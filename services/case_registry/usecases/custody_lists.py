"""Tell who is held: whose order runs out, and the custody list of a day for a door."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy.engine import RowMapping

from chassis.unit.unit import Unit
from contracts.national.justice.custody_expiry_page import CustodyExpiry, CustodyExpiryPage
from contracts.national.justice.custody_list import CustodyList, CustodyListEntry
from services.case_registry.domain import days
from services.case_registry.domain.custody_lists import order_state
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Restriction
from services.case_registry.store import custody_lists as store
from services.case_registry.usecases import readers
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.custody_lists import CustodyExpiries, ExpiryPosition, ExpiryQuery
from services.case_registry.wire.door_lists import DoorQuery

LONGEST: Final = 10_000  # people on one list


async def expiries(
    unit: Unit, asker: Asker, query: ExpiryQuery, *, whole: bool = False
) -> CustodyExpiryPage | CustodyExpiries:
    """Return one page of people in custody, in cases in sight; who is held without an order is first.

    The `whole` list has all of them at once, whatever `limit` says: a table and a sheet of paper have no next page.
    """
    rows = await _expiries(unit, asker, query, LONGEST if whole else query.with_one_more)
    if whole:
        return CustodyExpiries(until=query.until, computed_at=unit.now, items=[_expiry(row, unit.now) for row in rows])
    shown, after = query.page(
        list(rows), lambda row: ExpiryPosition(until=row["place"], participant_id=row["participant_id"])
    )
    return CustodyExpiryPage(items=[_expiry(row, unit.now) for row in shown], next=after)


async def _expiries(unit: Unit, asker: Asker, query: ExpiryQuery, limit: int) -> Sequence[RowMapping]:
    sight, office = sight_of(unit, asker, Read.CUSTODY_EXPIRIES), query.seat.wanted(asker.organisations)
    read = partial(store.expiries, unit, query, office, sight=sight, limit=limit)
    return await readers.listed(unit, asker, read, lambda row: str(row["case_id"]))


def _expiry(row: RowMapping, moment: datetime) -> CustodyExpiry:
    stated = {name: value for name, value in row.items() if name != "place"}
    return CustodyExpiry(**stated, order_state=order_state(row["order_number"], row["until"], moment))


async def custody_list(unit: Unit, asker: Asker, query: DoorQuery) -> CustodyList:
    """Return who is held on a day, in cases of that office in sight; restricted ones without their number."""
    sight, today = sight_of(unit, asker, Read.CUSTODY_LIST), days.today(unit.now)
    on = query.on or today
    last = days.end_of(on) - timedelta.resolution  # whoever comes or goes at midnight does so on the next day
    moment = min(unit.now, last) if on <= today else last
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
                order_state=order_state(row["order_number"], row["until"], moment),
                closed=row["restriction"] != Restriction.NONE,
                number=row["number"] if row["restriction"] == Restriction.NONE else None,
            )
            for row in rows
        ],
    )
