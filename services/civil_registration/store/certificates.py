"""SQL of certificates: draw a place in a status list, end prints, read the status of one or of a list."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.civil_registration.models.certificates import CertificateRow, StatusListRow

CERTIFICATES: Final = table_of(CertificateRow)
LISTS: Final = table_of(StatusListRow)
PLACES: Final = 2**17  # of a list; its token has some KB while one in a hundred has ended
_TRIES: Final = (
    4  # of a list that is half full, so many in a row are taken once in sixteen times: then a new one begins
)


class Place(NamedTuple):
    """A place in a status list, both counted: the list from 1, the place from 0."""

    list_number: int
    place: int


class Standing(NamedTuple):
    """What is kept of the status of a print."""

    status: str
    expires_at: datetime
    place: Place


async def draw(unit: Unit, certificate_id: str, event_id: str, expires_at: datetime) -> Place:
    """Give the certificate a place that nobody can guess, and keep it as valid."""
    number = await unit.connection.scalar(select(func.max(LISTS.c.list_number)))
    while True:
        for _ in range(_TRIES if number else 0):
            place = secrets.randbelow(PLACES)
            row = {"certificate_id": certificate_id, "event_id": event_id, "list_number": number, "place": place}
            given = insert(CERTIFICATES).values(**row, status="valid", expires_at=expires_at)
            written = given.on_conflict_do_nothing(index_elements=[CERTIFICATES.c.list_number, CERTIFICATES.c.place])
            if await unit.connection.scalar(written.returning(CERTIFICATES.c.place)) is not None:
                return Place(number, place)
        number = (number or 0) + 1
        begun = insert(LISTS).values(list_number=number, places=PLACES, begun_at=unit.now)
        await unit.connection.execute(begun.on_conflict_do_nothing())


async def end(unit: Unit, certificate_ids: Sequence[str], status: str) -> None:
    """Write that these do not count any more."""
    ended = update(CERTIFICATES).where(CERTIFICATES.c.certificate_id.in_(certificate_ids))
    await unit.connection.execute(ended.values(status=status))


async def standing(unit: Unit, certificate_id: str) -> Standing | None:
    """Return the status of a print; None for one that was never issued here."""
    return await _one(unit, CERTIFICATES.c.certificate_id == certificate_id)


async def standing_at(unit: Unit, place: Place) -> Standing | None:
    """Return the status of the print that has this place; None where nobody has it."""
    return await _one(unit, (CERTIFICATES.c.list_number == place.list_number) & (CERTIFICATES.c.place == place.place))


async def places_of(unit: Unit, list_number: int) -> int | None:
    """Return how many places a list has; None where there is no such list."""
    found: int | None = await unit.connection.scalar(select(LISTS.c.places).where(LISTS.c.list_number == list_number))
    return found


async def ended_in(unit: Unit, list_number: int) -> Sequence[tuple[int, str]]:
    """Return place and status of every print of a list that has ended."""
    columns = CERTIFICATES.c
    asked = select(columns.place, columns.status).where(columns.list_number == list_number, columns.status != "valid")
    return [(row.place, row.status) for row in await unit.connection.execute(asked)]


async def _one(unit: Unit, condition: ColumnElement[bool]) -> Standing | None:
    columns = CERTIFICATES.c
    asked = select(columns.status, columns.expires_at, columns.list_number, columns.place).where(condition)
    row = (await unit.connection.execute(asked)).one_or_none()
    return None if row is None else Standing(row.status, row.expires_at, Place(row.list_number, row.place))
