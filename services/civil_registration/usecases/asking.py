"""Whoever asks: its voucher, and the reference data at that moment; what it sees, and as whom it acts."""

from dataclasses import dataclass
from typing import Final

from chassis.http.etags import must_match
from chassis.reference.tables import Concerned, Reached, Rights, acting_seat
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.problems import NotFound
from contracts.seats import Seat
from contracts.voucher import Caller
from services.civil_registration.domain.actions import Author, State
from services.civil_registration.domain.declaring import Country
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.sights import Part, Seen, Sight, seen
from services.civil_registration.errors.events import NotTheRegistrar
from services.civil_registration.store import events as store
from services.civil_registration.wire.events import etag
from services.civil_registration.wire.seats import SeatAsked

RIGHTS: Final = Rights.of("services.civil_registration")
_SUBMITTED: Final = frozenset({"submitted"})
_CLOSED: Final = frozenset({"submitted", "closed"})


@dataclass(frozen=True, slots=True)
class Asker:
    """The caller of one request, and the reference data as this process held it when it began: read once."""

    caller: Caller
    organisations: Organisations
    lists: CodeLists
    client_action_id: str | None = None  # the caller's own id of what it does

    @property
    def country(self) -> Country:
        """What decisions ask of the reference data."""
        return Country(self.organisations, self.lists, RIGHTS.kinds["registrar"])


def author_of(unit: Unit, asker: Asker) -> Author:
    """Return who acts; raise `OfficeNeeded` for a caller that has named no office."""
    caller = asker.caller
    seat = acting_seat(caller, asker.organisations, unit.now.astimezone(VIENTIANE).date())
    return Author(seat, caller.system, caller.officer, unit.now, asker.client_action_id)


async def visible(
    unit: Unit, asker: Asker, event_id: str, *, to_change: bool = False, operation: str = "eventById"
) -> Record:
    """Return the record of an event; raise `NotFound` for one that is not there or not for this caller to see."""
    record = await store.record(unit, event_id, to_change=to_change)
    if record is None or not RIGHTS.allows(operation, asker.caller, concerned(record), asker.organisations):
        raise NotFound
    return record


async def changeable(unit: Unit, asker: Asker, event_id: str, operation: str, if_match: str | None) -> Record:
    """Return the record of an event on which the caller may do this, held until the transaction ends.

    Raises `OfficeNeeded` for a caller that has named no office, `NotFound` for an event that it may not see,
    `NotTheRegistrar` for who may see it and not do this, and `PreconditionFailed` for who has read another version of
    it, `PreconditionRequired` for who names none.
    """
    author_of(unit, asker)
    record = await visible(unit, asker, event_id, to_change=True)
    if not RIGHTS.allows(operation, asker.caller, concerned(record), asker.organisations):
        raise NotTheRegistrar(asker.organisations.holder(record.registrar), asker.organisations)
    must_match(if_match, etag(record.version))
    return record


def sight_of(unit: Unit, asker: Asker, operation: str, asked: SeatAsked, part: Part | None = None) -> Sight:
    """Return which events a list shows to the caller: of the office asked for, or of the one that asks.

    Who keeps the whole register is shown all of it, unless it names an office. Raises `OfficeNeeded`.
    """
    caller, organisations = asker.caller, asker.organisations
    RIGHTS.must_stand(operation, caller, organisations, unit.now.astimezone(VIENTIANE).date())
    wanted, found = asked.wanted(caller, organisations), list[Seen]()
    for each in Part if part is None else [part]:
        submitted = RIGHTS.reached(operation, caller, organisations, _SUBMITTED, each)
        drafts = RIGHTS.reached(operation, caller, organisations, part=each)
        if submitted.every and asked.office is None:
            wanted = None
        shows_closed = RIGHTS.reached(operation, caller, organisations, _CLOSED, each) == submitted
        found += seen(each, _seats(submitted), _seats(drafts), wanted, closed=shows_closed)
    whole = [each for each in found if each.seats is None][:1]
    return [*whole, *(each for each in found if each.seats is not None and (each.drafts or not whole))]


def _seats(reached: Reached) -> frozenset[Seat] | None:
    return None if reached.every else reached.seats


def concerned(record: Record) -> Concerned:
    """Return the record as the table of rights sees it."""
    facts = {
        "submitted": record.state is not State.DRAFT,
        "registeredDeath": record.is_registered_death,
        "closed": record.is_closed,
    }
    return Concerned(
        {"registrar": [record.registrar], "declarer": [record.declarer]},
        frozenset(name for name, holds in facts.items() if holds),
    )
