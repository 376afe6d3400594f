"""A registered death reaches the open cases of the person, and nobody else's."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.bus.port import Bus
from chassis.events.rules import Reader, UnknownSubject
from contracts.events import Event
from contracts.identifiers import new_id
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.shared.identifier import Identifier
from contracts.national.shared.partial_date import PartialDate
from contracts.national.shared.person_name import PersonName
from contracts.seats import Seat
from services.case_registry.domain.deaths import Candidate, death_of
from services.case_registry.domain.history import replay
from services.case_registry.store import history as store
from services.case_registry.usecases.deaths import mark_deceased, read_death
from tests.case_registry.builders import COURT, JUSTICE, POLICE, PROSECUTOR, a_suspect, handed_over, moved, opened
from tests.case_registry.country import CODE_LISTS
from tests.case_registry.court_builders import posted, refused, valid
from tests.case_registry.imports import imported, lines
from tests.case_registry.test_corrections import of_person
from tests.case_registry.test_history import history, state
from tests.case_registry.test_splits import read
from tests.support.events import publish
from tests.support.fake_gateway import FakeGateway
from tests.support.service import SUBJECT_KEYS, ServiceUnderTest

CITIZEN_ID = {"type": "citizenId", "value": "01-0345/2011"}
FAMILY_BOOK = {"type": "familyBook", "value": "77-12"}
DIED = "la.gov.justice.case.participant-deceased.v1"
ON = "2026-05-17"


def keys_of(*identifiers: dict[str, str]) -> list[str]:
    return SUBJECT_KEYS.of(Identifier.model_validate(each) for each in identifiers)


def a_registered_death(*keys: str) -> Event:
    event_id = new_id("civ")
    data = {"eventId": event_id, "district": "0101", "month": "2026-05", "sex": "male", "subjectKeys": list(keys)}
    return Event(
        id=new_id("evt"),
        type="la.gov.civil.death.registered.v1",
        source="/civil-registration/v1",
        subject=event_id,
        time=datetime(2026, 5, 20, 5, 0, tzinfo=UTC),
        dataschema="https://schemas.saphan.gov.la/events/death-registered/v1",
        data=data,
    )


def path_of(event: Event) -> str:
    return f"/civil-registration/v1/events/{event.subject}"


def as_registered(event: Event, *identifiers: dict[str, str]) -> dict[str, Any]:
    """The event as the civil register shows it under the registry's agreement."""
    name = {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}
    born = {"value": "1961-05-20", "precision": "day"}
    deceased = {"name": name, "sex": "male", "birthDate": born, "identifiers": list(identifiers)}
    registrar = {"member": "registrar", "office": "0101"}
    author = {"at": "2026-05-18T02:00:00Z", "seat": registrar, "system": "registrar-desk"}
    return {
        "eventId": event.subject,
        "kind": "death",
        "state": "registered",
        "flags": [],
        "trackingId": "D1Z6Q8R0T",
        "registrationNumber": "0101-2026-000007",
        "district": "0101",
        "registrar": registrar,
        "declaredBy": registrar,
        "declaredAt": author["at"],
        "changedAt": author["at"],
        "allowed": ["requestCorrection", "cancel"],
        "death": {"occurredOn": ON, "place": "0101", "deceased": deceased},
        "derived": {"ageAtDeath": {"years": 64, "estimated": False}},
        "actions": [{"position": at, "action": act, **author} for at, act in ((1, "declare"), (2, "register"))],
    }


async def eventually(look: Callable[[], Awaitable[Any]], expected: Any) -> None:
    """Look again until it is so, or say after 20 seconds what it was instead."""
    for _ in range(400):
        if await look() == expected:
            return
        await asyncio.sleep(0.05)
    assert await look() == expected


async def consumed(registry: ServiceUnderTest, *events: Event) -> None:
    async def done() -> set[str]:
        return {row["event_id"] for row in await registry.rows("select event_id from inbox")}

    await eventually(lambda: _subset(done, {event.id for event in events}), expected=True)


async def _subset(look: Callable[[], Awaitable[set[str]]], wanted: set[str]) -> bool:
    return wanted <= await look()


async def a_case_about_him(registry: ServiceUnderTest, number: str = "045/ປກສ.ຈທ", **other: Any) -> dict[str, Any]:
    return await opened(registry, number=number, participants=[a_suspect(identifiers=[CITIZEN_ID])], **other)


async def affected(registry: ServiceUnderTest, member: str = "police") -> list[str]:
    page = await registry.call("GET", "/cases", params={"affectedBy": "death", "member": member})
    assert page.status_code == 200, page.text
    return [each["caseId"] for each in page.json()["items"]]


async def test_a_death_marks_the_participant_and_tells_whoever_has_the_file(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case = await a_case_about_him(registry)
    event = a_registered_death(*keys_of({"type": "citizenId", "value": "0103452011"}))
    civil_register.documents[path_of(event)] = as_registered(event, {"type": "citizenId", "value": "01 0345 2011"})
    await publish(bus, event)
    await consumed(registry, event)
    found = (await registry.call("GET", f"/cases/{case['caseId']}")).json()
    [participant] = found["participants"]
    assert participant["deceased"] == {"on": ON, "eventId": event.subject}
    assert found["version"] == case["version"] + 1
    assert civil_register.asked == [path_of(event)]
    [told] = await registry.rows("select key, envelope from outbox where type = :type", type=DIED)
    assert told["key"] == case["caseId"]
    assert json.loads(told["envelope"])["data"] == {
        "caseId": case["caseId"],
        "participantId": participant["participantId"],
        "eventId": event.subject,
        "responsible": {"member": "police", "office": "hq"},
    }


async def test_the_history_says_so_and_still_adds_up(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case = await a_case_about_him(registry)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    civil_register.documents[path_of(event)] = as_registered(event, CITIZEN_ID)
    await publish(bus, event)
    await consumed(registry, event)
    async with registry.units.open() as unit:
        entries = await store.entries(unit, case["caseId"])
        state = await store.locked_state(unit, case["caseId"], sight=None)
    assert [(each.fact.kind, each.happened_on.isoformat(), each.by) for each in entries[1:]] == [
        ("participantDeceased", ON, civil_register.of)
    ]
    assert replay(entries) == state


async def test_affected_cases_are_listed_to_those_who_have_them(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    mine, other = await a_case_about_him(registry), await a_case_about_him(registry, "046/ປກສ.ຈທ")
    await opened(registry, number="047/ປກສ.ຈທ")
    await moved(registry, other["caseId"], "underInvestigation", POLICE)
    await moved(registry, other["caseId"], "fileSentToProsecutor", POLICE)
    await handed_over(registry, other["caseId"], PROSECUTOR, POLICE)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    civil_register.documents[path_of(event)] = as_registered(event, CITIZEN_ID)
    await publish(bus, event)
    await consumed(registry, event)
    assert await affected(registry) == [mine["caseId"]]
    assert await affected(registry, "ospp") == [other["caseId"]]
    assert len(civil_register.asked) == 1


async def test_restricted_and_imported_cases_and_people_who_joined_later_are_found(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    restricted = await a_case_about_him(registry, restriction="stateSecret")
    joined = await opened(registry, number="046/ປກສ.ຈທ")
    addition = a_suspect(identifiers=[CITIZEN_ID], **{"from": "2026-03-03"})
    answer = await registry.call("POST", f"/cases/{joined['caseId']}/participants", json=addition)
    assert answer.status_code == 201, answer.text
    person = a_suspect(identifiers=[CITIZEN_ID])
    row = {"number": "12", "title": "ມໍລະດົກ", "category": "civil", "place": "0101", "openedOn": "2019-03-04"}
    report = await imported(registry, lines(row | {"participants": [person | {"role": "plaintiff"}]}))
    assert report["imported"] == 1, report
    event = a_registered_death(*keys_of(CITIZEN_ID))
    civil_register.documents[path_of(event)] = as_registered(event, CITIZEN_ID)
    await publish(bus, event)
    await consumed(registry, event)
    marked = await registry.rows("select case_id from participants where deceased is not null")
    assert len(marked) == 3
    assert {restricted["caseId"], joined["caseId"]} < {each["case_id"] for each in marked}
    # who has no role in a restricted case does not learn of it this way either
    page = await registry.call("GET", "/cases", params={"affectedBy": "death"}, caller=JUSTICE)
    assert restricted["caseId"] not in {each["caseId"] for each in page.json()["items"]}


@pytest.mark.parametrize(
    ("keys", "identifiers", "reads"),
    [
        ([], [], 0),
        (keys_of({"type": "uin", "value": "9"}), [{"type": "uin", "value": "9"}], 0),
        (keys_of(CITIZEN_ID), [{"type": "citizenId", "value": "99"}], 1),
        (keys_of(CITIZEN_ID), [FAMILY_BOOK], 1),
    ],
    ids=["no papers", "somebody else", "the key of another's number", "only the family's book"],
)
async def test_who_is_not_meant_is_left_alone(
    registry: ServiceUnderTest,
    bus: Bus,
    civil_register: FakeGateway,
    keys: list[str],
    identifiers: list[dict[str, str]],
    reads: int,
) -> None:
    await opened(registry, participants=[a_suspect(identifiers=[CITIZEN_ID, FAMILY_BOOK])])
    event = a_registered_death(*keys)
    civil_register.documents[path_of(event)] = as_registered(event, *identifiers)
    await publish(bus, event)
    await consumed(registry, event)
    assert await registry.rows("select 1 from participants where deceased is not null") == []
    assert await registry.rows("select 1 from dead_letters") == []
    assert len(civil_register.asked) == reads


async def test_a_closed_case_is_not_touched_and_nothing_is_read_for_it(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case = await opened(
        registry, COURT, category="civil", participants=[a_suspect(role="plaintiff", identifiers=[CITIZEN_ID])]
    )
    async with registry.units.open() as unit:
        await unit.connection.exec_driver_sql("update cases set status = 'closed'")
    event = a_registered_death(*keys_of(CITIZEN_ID))
    await publish(bus, event)
    await consumed(registry, event)
    assert civil_register.asked == []
    assert (await registry.call("GET", f"/cases/{case['caseId']}")).json()["version"] == case["version"]


async def test_a_death_that_comes_again_changes_nothing(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case = await a_case_about_him(registry)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    registered_twice = a_registered_death(*keys_of(CITIZEN_ID))
    for each in (event, registered_twice):
        civil_register.documents[path_of(each)] = as_registered(each, CITIZEN_ID)
    await publish(bus, event, event)
    await consumed(registry, event)
    await publish(bus, registered_twice, event)
    await consumed(registry, registered_twice)
    assert (await registry.call("GET", f"/cases/{case['caseId']}")).json()["version"] == case["version"] + 1
    assert len(civil_register.asked) == 1
    assert (await registry.announced()).count(DIED) == 1


async def test_nothing_is_lost_while_the_gateway_is_away(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    await a_case_about_him(registry)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    civil_register.documents[path_of(event)] = as_registered(event, CITIZEN_ID)
    civil_register.away = 7
    await publish(bus, event)
    await consumed(registry, event)
    assert len(await affected(registry)) == 1
    assert len(civil_register.asked) == 8
    assert await registry.rows("select 1 from dead_letters") == []


async def test_a_read_that_is_refused_waits_as_a_dead_letter(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    await a_case_about_him(registry)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    await publish(bus, event)

    async def reasons() -> list[str]:
        return [row["reason"] for row in await registry.rows("select reason from dead_letters")]

    await eventually(reasons, [f"ReadRefused: GET {path_of(event)}: 404 not-found"])
    assert await affected(registry) == []


async def test_a_case_that_closes_while_the_death_is_read_is_left_alone(registry: ServiceUnderTest) -> None:
    await a_case_about_him(registry)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    gateway = FakeGateway({path_of(event): as_registered(event, CITIZEN_ID)})
    death = await read_death(Reader(registry.units, gateway), event)
    assert death is not None
    async with registry.units.open() as unit:
        await unit.connection.exec_driver_sql("update cases set status = 'closed'")
        with pytest.raises(UnknownSubject):
            await mark_deceased(unit, event, death)


async def test_a_filter_that_nobody_knows_is_refused(registry: ServiceUnderTest) -> None:
    answer = await registry.call("GET", "/cases", params={"affectedBy": "marriage"})
    assert answer.status_code == 400


async def told_of_another(registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway) -> dict[str, Any]:
    """Open a case about somebody else with the number of the deceased, let the death be told; return the case."""
    name = {"use": "legal", "text": "ສົມພອນ ວົງສະຫວັນ", "script": "lao"}
    born = {"value": "1995-04-02", "precision": "day"}
    people = [a_suspect(name=name, birthDate=born, identifiers=[CITIZEN_ID])]
    case = await opened(registry, participants=people)
    event = a_registered_death(*keys_of(CITIZEN_ID))
    civil_register.documents[path_of(event)] = as_registered(event, CITIZEN_ID)
    await publish(bus, event)
    await consumed(registry, event)
    return case


async def test_a_death_that_name_and_birth_contradict_waits_for_the_office_that_has_the_file(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case_id = (await told_of_another(registry, bus, civil_register))["caseId"]
    case = await read(registry, case_id)
    (person,) = case["participants"]
    assert valid("case", case)
    assert ("deceased" in person, person["deathUnconfirmed"]["on"]) == (False, ON)
    assert await affected(registry) == []
    waiting = {"kind": "death"}
    items = (await registry.call("GET", "/work-list", params=waiting, caller=POLICE)).json()["items"]
    assert [(each["participantId"], each["since"]) for each in items] == [(person["participantId"], ON)]
    other = person["deathUnconfirmed"] | {"on": "2026-05-18"}
    wrong = of_person(person["participantId"], deceased={"now": other})
    path = f"/cases/{case_id}/corrections"
    assert await refused(registry, path, wrong, POLICE) == (400, "invalid-input", ["cannot-stand"])
    told = person["deathUnconfirmed"]
    confirmed = await posted(registry, path, of_person(person["participantId"], deceased={"now": told}), POLICE)
    assert confirmed["members"] == {"deceased": {"now": told}, "deathUnconfirmed": {"was": told}}
    (now,) = (await read(registry, case_id))["participants"]
    assert ("deathUnconfirmed" in now, now["deceased"]) == (False, told)
    assert await affected(registry) == [case_id]
    assert DIED in await registry.announced()
    # nobody is held after his death, as the case has it now
    held = {
        "status": "detained",
        "since": "2026-06-01T08:00:00+07:00",
        "orderNumber": "1/ອຍ",
        "orderedOn": "2026-06-01",
    }
    custody = f"/cases/{case_id}/participants/{person['participantId']}/custody"
    assert await refused(registry, custody, held, POLICE) == (400, "invalid-input", ["deceased"])
    await posted(registry, custody, {"status": "free", "since": "2026-06-01T08:00:00+07:00"}, POLICE)
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def test_a_death_of_somebody_else_is_refused(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case_id = (await told_of_another(registry, bus, civil_register))["caseId"]
    (person,) = (await read(registry, case_id))["participants"]
    body = of_person(person["participantId"], deathUnconfirmed={"was": person["deathUnconfirmed"]})
    await posted(registry, f"/cases/{case_id}/corrections", body, POLICE)
    (now,) = (await read(registry, case_id))["participants"]
    assert {"deceased", "deathUnconfirmed"}.isdisjoint(now)
    assert (await registry.call("GET", "/work-list", params={"kind": "death"}, caller=POLICE)).json()["items"] == []


async def test_another_number_takes_the_death_away_until_it_is_confirmed(
    registry: ServiceUnderTest, bus: Bus, civil_register: FakeGateway
) -> None:
    case = await a_case_about_him(registry)
    case_id = case["caseId"]
    event = a_registered_death(*keys_of(CITIZEN_ID))
    civil_register.documents[path_of(event)] = as_registered(event, CITIZEN_ID)
    await publish(bus, event)
    await consumed(registry, event)
    (person,) = (await read(registry, case_id))["participants"]
    right = [CITIZEN_ID | {"value": "01-0345/2012"}]
    body = of_person(person["participantId"], identifiers={"was": person["identifiers"], "now": right})
    correction = await posted(registry, f"/cases/{case_id}/corrections", body, POLICE)
    (now,) = (await read(registry, case_id))["participants"]
    assert ("deceased" in now, now["deathUnconfirmed"]) == (False, person["deceased"])
    before = (datetime.fromisoformat(correction["recordedAt"]) - timedelta(microseconds=1)).isoformat()
    assert (await read(registry, case_id, at=before))["participants"] == [person]
    assert await read(registry, case_id, at=case["recordedAt"]) == case


@pytest.mark.parametrize(
    ("name", "script", "birth", "contradicted"),
    [
        ("ບຸນມີ ແກ້ວມະນີ", "lao", "1961-05-20", False),
        ("ທ້າວ ບຸນມີ", "lao", "1961", False),
        ("ສົມພອນ ວົງສະຫວັນ", "lao", None, True),
        ("Somphone Vongsavanh", "latin", None, False),
        ("ບຸນມີ ແກ້ວມະນີ", "lao", "1995", True),
        ("ບຸນມີ ແກ້ວມະນີ", "lao", "1961-05-21", True),
    ],
)
def test_what_contradicts_a_number(name: str, script: str, birth: str | None, contradicted: bool) -> None:
    event = a_registered_death()
    seat = Seat("courts", "hq")
    death = death_of(CivilEvent.model_validate(as_registered(event, CITIZEN_ID)), read_by=seat)
    assert death is not None
    precision = {4: "year", 10: "day"}
    candidate = Candidate(
        case_id="cas",
        participant_id="ptc",
        identifiers=[],
        names=[PersonName.model_validate({"use": "legal", "text": name, "script": script})],
        birth_date=(birth and PartialDate.model_validate({"value": birth, "precision": precision[len(birth)]})) or None,
    )
    assert death.is_contradicted_by(candidate, CODE_LISTS) is contradicted
