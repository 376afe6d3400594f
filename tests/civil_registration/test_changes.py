"""Following what changes in the register: every event once, as it is now, with nothing missing behind a cursor."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.reference.successions import tell
from contracts.reference_data import ReferenceData
from contracts.seats import Standing
from services.civil_registration.store.changes import FOLLOWED
from tests.civil_registration.builders import (
    HERE,
    HOSPITAL,
    OTHER_REGISTRAR,
    REGISTRAR,
    THERE,
    TODAY,
    a_birth,
    a_registrar,
    act_on,
    declared_birth,
    declared_event,
    organisations,
    register_event,
)
from tests.civil_registration.changes import settled
from tests.civil_registration.test_corrections import DOCTOR, NAME, PROVINCE, asked, decided, registered_birth
from tests.civil_registration.test_seats import SUPERVISOR, under_the_province
from tests.support.service import ServiceUnderTest, a_caller


async def followed(register: ServiceUnderTest, since: str | None = None, **other: Any) -> dict[str, Any]:
    await settled(register)
    params = other.pop("params", {}) | ({} if since is None else {"since": since})
    answer = await register.call("GET", "/event-changes", params=params, **{"caller": REGISTRAR, **other})
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def ids(page: dict[str, Any]) -> list[str]:
    return [each["eventId"] for each in page["items"]]


async def test_a_follower_begins_with_all_and_goes_on_with_what_changes(register: ServiceUnderTest) -> None:
    one = (await declared_birth(register))["eventId"]
    other = (await declared_birth(register))["eventId"]
    first = await followed(register)
    assert [(each["eventId"], each["version"]) for each in first["items"]] == [(one, 1), (other, 1)]
    assert first["more"] is False
    await act_on(register, one, "validation", {})
    await register_event(register, one)
    then = await followed(register, first["since"])
    [change] = then["items"]
    assert (change["eventId"], change["version"], change["state"]) == (one, 3, "registered"), "once, by its latest"
    assert (await followed(register, then["since"]))["items"] == []


async def test_pages_meet_without_a_gap(register: ServiceUnderTest) -> None:
    made = [(await declared_birth(register))["eventId"] for _ in range(5)]
    found, since = list[str](), None
    while True:
        page = await followed(register, since, params={"limit": "2"})
        found += ids(page)
        since = page["since"]
        if not page["more"]:
            break
    assert found == made


async def test_each_follows_what_is_in_its_sight_and_nobody_a_draft(register: ServiceUnderTest) -> None:
    offices = under_the_province(a_registrar(THERE))
    register.app.state.resources["organisations"].take(ReferenceData(organisations=offices))
    event_id = (await declared_birth(register))["eventId"]
    await declared_event(register, "drafts", {"birth": a_birth()}, HOSPITAL)
    before = await followed(register, caller=OTHER_REGISTRAR)
    assert ids(before) == []
    for caller in (REGISTRAR, HOSPITAL, SUPERVISOR):
        assert ids(await followed(register, caller=caller)) == [event_id]
    handed_over = await act_on(register, event_id, "hand-over", {"to": THERE.to_document(), "reason": "ຍ້າຍ"})
    assert handed_over.status_code == 201
    after = await followed(register, before["since"], caller=OTHER_REGISTRAR)
    assert ids(after) == [event_id], "what was handed over is new to who has it now"
    assert ids(await followed(register)) == []


async def test_a_cursor_of_before_a_restore_is_refused(register: ServiceUnderTest) -> None:
    await declared_birth(register)
    since = (await followed(register))["since"]
    async with register.units.open() as unit:  # as a restore does: the table is another one
        await unit.connection.execute(text("create table restored (like changes including all)"))
        await unit.connection.execute(text("insert into restored select * from changes"))
        await unit.connection.execute(text("drop table changes"))
        await unit.connection.execute(text("alter table restored rename to changes"))
    answer = await register.call("GET", "/event-changes", params={"since": since}, caller=REGISTRAR)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor-of-another-life")
    assert (await followed(register))["items"]


async def test_events_of_a_closed_office_have_changed_for_its_successor(register: ServiceUnderTest) -> None:
    held = register.app.state.resources["organisations"]
    event_id = await registered_birth(register)
    heir = Standing(THERE, "registrar-office", "district", place="0612", succeeds=(HERE,))
    successor = a_caller("registrar-0612", "registrar", standing=heir, purpose="vitalRegistration")
    since = (await followed(register, caller=OTHER_REGISTRAR))["since"]
    kept = (await followed(register))["since"]
    assert await tell(FOLLOWED, register.units, organisations()) == 0
    closed = replace(a_registrar(HERE), ends=TODAY - timedelta(days=1), successor=THERE)
    after = organisations(closed, a_registrar(THERE))
    held.take(ReferenceData(organisations=after))
    assert await tell(FOLLOWED, register.units, after) == 1
    assert await tell(FOLLOWED, register.units, after) == 0, "each once"
    assert ids(await followed(register, since, caller=successor)) == [event_id]
    correction = await asked(register, event_id, NAME, DOCTOR)
    chief = replace(successor, officer="ທ. ສົມພອນ")
    assert (await decided(register, correction, chief)).status_code == 201
    held.take(ReferenceData(organisations=organisations()))
    assert await tell(FOLLOWED, register.units, organisations()) == 1, "it was closed by mistake"
    assert ids(await followed(register, kept)) == [event_id]


async def test_a_correction_owed_to_a_closed_office_is_owed_to_its_successor(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    offices = under_the_province(a_registrar(THERE))
    register.app.state.resources["organisations"].take(ReferenceData(organisations=offices))
    correction = await asked(register, event_id, NAME)
    assert (await decided(register, correction, PROVINCE)).status_code == 201
    heir = Standing(THERE, "registrar-office", "district", place="0612", succeeds=(HERE,))
    successor = a_caller("registrar-0612", "registrar", standing=heir, purpose="vitalRegistration")
    for caller, owed in ((OTHER_REGISTRAR, []), (successor, [event_id])):
        page = (await register.call("GET", "/corrections-owed", caller=caller)).json()
        assert [each["eventId"] for each in page["items"]] == owed


@pytest.mark.parametrize("since", ["x", "0" * 16 + "e30", "ກ", "0" * 2000])
async def test_what_is_no_cursor_is_refused(register: ServiceUnderTest, since: str) -> None:
    answer = await register.call("GET", "/event-changes", params={"since": since}, caller=REGISTRAR)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")
