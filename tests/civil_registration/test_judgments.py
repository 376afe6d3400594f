"""A final judgment waits at its registering office with the extract of the case registry, and nothing is invented."""

from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import pytest

from chassis.bus.port import Bus
from chassis.events.consumer import replay as replay_letters
from chassis.events.rules import Reader
from contracts.calendar import VIENTIANE
from contracts.events import Event
from contracts.identifiers import new_id
from contracts.national.justice.civil_status_extract import CivilStatusExtract
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.problems import Unavailable
from contracts.reference_data import ReferenceData, digest_of, document_of
from contracts.seats import Seat
from services.civil_registration.consumers import CONSUMES
from services.civil_registration.domain.judgments import (
    KIND_OF_MATTER,
    NoResponsibleOffice,
    corrected_since,
    differing,
    facts_of,
    office_of,
)
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import replay
from services.civil_registration.store import events as store
from services.civil_registration.usecases.asking import RIGHTS
from services.civil_registration.usecases.judgments import read_extract
from tests.civil_registration.builders import (
    HERE,
    HOSPITAL,
    OTHER_REGISTRAR,
    REGISTRAR,
    THERE,
    a_registrar,
    act_on,
    declared_birth,
    declared_event,
    register_event,
)
from tests.civil_registration.test_roads import EVENT, a_divorce, a_marriage
from tests.support.events import eventually, publish
from tests.support.fake_gateway import FakeGateway
from tests.support.service import CODE_LISTS, ServiceUnderTest, a_caller

CASE: Final = "cas_01kb4m8a2k7y3v5x9w1z6q8r0t"
DECISION: Final = "ECLI:LA:PSC:2026:0101.FA.31"
COURT: Final = Seat("psc", "0101")
FINAL_ON: Final = "2026-06-02"
MOVED_AT: Final = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
OFFICES: Final = (
    a_registrar(HERE),
    a_registrar(THERE),
    OfficeFacts(COURT, "court", "district", "ສານ", "Court", place="0101"),
)
MEMBERS: Final = [MemberFacts(seat.member, "registrar", "ຫ້ອງການ", seat.member) for seat in (HERE, THERE, COURT)]
SPOUSE: Final = {"part": "spouse", "name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}}


def an_extract(matter: str = "divorce", **other: Any) -> dict[str, Any]:
    """The extract as the case registry shows it to the keeper of the civil register; None leaves a member out."""
    stated = {
        "decisionId": DECISION,
        "court": COURT.to_document(),
        "matter": matter,
        "decidedOn": "2026-05-11",
        "finalOn": FINAL_ON,
        "changedOn": FINAL_ON,
        "number": "31/ສຄ",
        "persons": [SPOUSE],
    }
    return {name: value for name, value in (stated | other).items() if value is not None}


def parsed(**other: Any) -> CivilStatusExtract:
    return CivilStatusExtract.model_validate(an_extract(**other))


def asked(cursor: str | None = None, **query: str) -> str:
    """The path at which the extracts are asked for: those of a day of the matter, unless said."""
    day = {"from": FINAL_ON, "to": FINAL_ON, "matter": "divorce"}
    further = {} if cursor is None else {"cursor": cursor}
    return f"/case-registry/v1/civil-status-extracts?{urlencode((query or day) | {'limit': '200'} | further)}"


CHANGED: Final = asked(changedFrom="2026-09-01", matter="divorce")


def an_event(type: str, at: datetime, **data: Any) -> Event:
    return Event(
        id=new_id("evt"),
        type=f"la.gov.justice.{type}.v1",
        source="/case-registry/v1",
        subject=CASE,
        time=at,
        dataschema=f"https://schemas.saphan.gov.la/events/{type.replace('.', '-')}/v1",
        data={"caseId": CASE} | data,
    )


def a_final_judgment(matter: str | None = "divorce", decision_id: str | None = DECISION) -> Event:
    named = {"matter": matter, "decisionId": decision_id, "court": COURT.to_document()}
    told = {name: value for name, value in named.items() if value is not None}
    at = datetime(2026, 6, 2, 5, 0, tzinfo=UTC)
    return an_event("judgment.final", at, category="civil", finalOn=FINAL_ON, **told)


def a_move() -> Event:
    """The case is reopened."""
    facts = {"from": "final", "to": "inTrial", "happenedOn": "2026-09-01", "by": COURT.to_document(), "version": 9}
    return an_event("case.moved", MOVED_AT, **facts)


async def knows(register: ServiceUnderTest, *offices: OfficeFacts) -> None:
    """Let the service's own table have the directory, as its keeper writes it."""
    data = ReferenceData(1, Organisations.of(1, MEMBERS, offices or OFFICES))
    digest = digest_of(data)
    async with register.units.open() as unit:
        await unit.connection.exec_driver_sql(
            "insert into reference_data (id, version, digest, document, confirmed_at) values (1, 1, $1, $2, now()) "
            "on conflict (id) do update set document = excluded.document",
            (digest, orjson.dumps(document_of(data, digest)).decode()),
        )


async def consumed(register: ServiceUnderTest, bus: Bus, *events: Event) -> None:
    await publish(bus, *events)

    async def done() -> bool:
        known = await register.rows("select event_id from inbox")
        return {event.id for event in events} <= {row["event_id"] for row in known}

    await eventually(done, expected=True)


async def received(register: ServiceUnderTest) -> list[str]:
    """The ids of the events that judgments opened."""
    rows = await register.rows("select event_id from civil_event_actions where kind = 'receiveJudgment'")
    return [row["event_id"] for row in rows]


async def waiting(register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway, **extract: Any) -> dict[str, Any]:
    """Let a divorce be final; return the event that waits, as its office reads it."""
    await knows(register)
    case_registry.documents[asked()] = {"items": [an_extract(**extract)]}
    await consumed(register, bus, a_final_judgment())
    (event_id,) = await received(register)
    return await read(register, event_id)


async def read(register: ServiceUnderTest, event_id: str) -> dict[str, Any]:
    answer = await register.call("GET", f"/events/{event_id}", caller=REGISTRAR)
    assert answer.status_code == 200, answer.text
    event: dict[str, Any] = answer.json()
    return event


async def reasons(register: ServiceUnderTest) -> list[str]:
    return [row["reason"] for row in await register.rows("select reason from dead_letters where replayed_at is null")]


# --- received


async def test_a_divorce_waits_with_its_extract_and_nothing_is_invented(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    number = "12/ສລ 2015"
    event = await waiting(register, bus, case_registry, marriageNumber=number)
    assert EVENT.faults(event) == ([], False)
    assert (event["kind"], event["state"], event["registrar"]) == ("divorce", "notified", HERE.to_document())
    assert {"judgmentReceived", "incomplete"} <= set(event["flags"])
    assert event["judgmentReceived"] == an_extract(marriageNumber=number)
    reference = {"caseId": CASE, "decisionId": DECISION, "number": "31/ສຄ", "decidedOn": "2026-05-11"}
    assert event["divorce"] == {"judgment": reference | {"finalOn": FINAL_ON}, "marriageNumber": number}
    (action,) = event["actions"]
    told = {name: action[name] for name in ("action", "seat", "system", "clientActionId")}
    seat = {"member": "home-affairs", "office": "hq"}
    system = "civil-registration"
    assert told == {"action": "receiveJudgment", "seat": seat, "system": system, "clientActionId": DECISION}
    assert "judgment-not-cited" not in {each["code"] for each in event.get("warnings", ())}
    assert await register.announced() == ["la.gov.civil.event.recorded.v1"]
    elsewhere = await register.call("GET", f"/events/{event['eventId']}", caller=OTHER_REGISTRAR)
    assert elsewhere.status_code == 404


async def test_the_registrar_declares_it_and_registers_it(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    married = await declared_event(register, "marriages", a_marriage())
    number = (await register_event(register, married["eventId"])).json()["registrationNumber"]
    event = await waiting(register, bus, case_registry, marriageNumber=number.lower())
    assert "unusual" not in event["flags"], "the marriage is on record and open"
    facts = a_divorce(number, judgment=event["divorce"]["judgment"])
    declared = await act_on(register, event["eventId"], "declaration", {"divorce": facts})
    assert declared.status_code == 201, declared.text
    assert (declared.json()["state"], "warnings" in declared.json()) == ("declared", False)
    assert "judgmentReceived" in declared.json()["flags"]
    done = await register_event(register, event["eventId"])
    assert done.status_code == 201, done.text
    assert "judgmentReceived" not in done.json()["flags"]
    assert done.json()["judgmentReceived"]["decisionId"] == DECISION
    async with register.units.open() as unit:
        record = await store.record(unit, event["eventId"])
    assert record is not None
    assert replay(record.actions) == record


async def test_a_declaration_that_cites_another_judgment_looks_unusual(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    event = await waiting(register, bus, case_registry)
    other = a_divorce(None, marriageNotCited="notRegistered", judgment={"decidedOn": "2026-05-11"})
    declared = await act_on(register, event["eventId"], "declaration", {"divorce": other})
    assert declared.status_code == 201, declared.text
    warnings = {each["code"]: each["pointer"] for each in declared.json()["warnings"]}
    assert warnings["judgment-not-cited"] == "/divorce/judgment"
    assert "unusual" in declared.json()["flags"]
    (row,) = await register.rows("select flags from civil_events where kind = 'divorce'")
    assert "unusual" in row["flags"], "and the work list finds it by that"


async def test_it_waits_at_the_office_that_registered_what_changes(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    birth = await declared_birth(register, HOSPITAL, place="0612", registrar=THERE.to_document())
    number = (await register_event(register, birth["eventId"], OTHER_REGISTRAR)).json()["registrationNumber"]
    await knows(register)
    query = {"from": FINAL_ON, "to": FINAL_ON, "matter": "adoption"}
    extract = an_extract("adoption", birthNumber=number)
    # the one that is looked for stands on the second page
    others = [extract | {"decisionId": "ECLI:LA:PSC:2026:0101.FA.30"}]
    case_registry.documents[asked(**query)] = {"items": others, "next": "a/b=="}
    case_registry.documents[asked("a/b==", **query)] = {"items": [extract]}
    await consumed(register, bus, a_final_judgment("adoption"))
    (event_id,) = await received(register)
    answer = await register.call("GET", f"/events/{event_id}", caller=OTHER_REGISTRAR)
    event = answer.json()
    assert (event["registrar"], event["adoption"]["child"]) == (THERE.to_document(), {"birthNumber": number})


async def test_a_book_number_of_two_offices_names_none_of_them(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    for seat, caller in ((HERE, REGISTRAR), (THERE, OTHER_REGISTRAR)):
        birth = await declared_birth(register, HOSPITAL, registrar=seat.to_document())
        assert (await register_event(register, birth["eventId"], caller, bookNumber="7/ກດ")).status_code == 201
    await knows(register)
    query = {"from": FINAL_ON, "to": FINAL_ON, "matter": "guardianship"}
    case_registry.documents[asked(**query)] = {"items": [an_extract("guardianship", birthNumber="7/ກດ")]}
    await consumed(register, bus, a_final_judgment("guardianship"))
    (event_id,) = await received(register)
    assert (await read(register, event_id))["registrar"] == HERE.to_document(), "that of the court's district"


async def test_what_changes_no_civil_status_or_has_no_extract_is_ignored(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    case_registry.documents[asked()] = {"items": []}
    events = [a_final_judgment("conviction"), a_final_judgment(None, None), a_final_judgment(), a_move()]
    await consumed(register, bus, *events)
    assert (await received(register), await reasons(register)) == ([], [])
    assert case_registry.asked == [asked()], "nothing is read that is none of ours"


async def test_a_decision_opens_one_event_however_often_it_comes(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    event = await waiting(register, bus, case_registry)
    await consumed(register, bus, a_final_judgment())
    assert await received(register) == [event["eventId"]]
    assert len((await read(register, event["eventId"]))["actions"]) == 1, "and it says the same"


async def test_without_an_office_it_is_a_dead_letter_until_the_directory_has_one(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    await knows(register, OFFICES[-1])
    case_registry.documents[asked()] = {"items": [an_extract()]}
    await publish(bus, a_final_judgment())
    said = f"NoResponsibleOffice: {DECISION}: no registering office near psc/0101; give the directory one, and replay"
    await eventually(lambda: reasons(register), [said])
    await knows(register)
    assert await replay_letters(CONSUMES, "civil-registration", register.units, case_registry) == 1
    assert (len(await received(register)), await reasons(register)) == (1, [])


async def test_nothing_is_decided_before_the_directory_has_been_seen(
    register: ServiceUnderTest, case_registry: FakeGateway
) -> None:
    case_registry.documents[asked()] = {"items": [an_extract()]}
    with pytest.raises(Unavailable):
        await read_extract(Reader(register.units, case_registry), a_final_judgment())


# --- without force


async def test_a_waiting_judgment_that_loses_its_force_says_so_and_says_when_it_has_it_again(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    event = await waiting(register, bus, case_registry)
    lost = an_extract(persons=None, withoutForce=True, changedOn="2026-09-01")
    case_registry.documents[CHANGED] = {"items": [lost]}
    await consumed(register, bus, a_move())
    told = await read(register, event["eventId"])
    assert EVENT.faults(told) == ([], False)
    assert (told["state"], told["judgmentReceived"]) == ("notified", lost)
    assert told["actions"][-1]["action"] == "updateJudgment"
    assert [each["code"] for each in told["warnings"]] == ["judgment-without-force"]
    assert {"unusual", "judgmentReceived"} <= set(told["flags"])
    await consumed(register, bus, a_final_judgment())
    again = await read(register, event["eventId"])
    assert (again["judgmentReceived"], "warnings" in again) == (an_extract(), False)


async def test_a_registered_event_is_marked_for_a_correction_and_stays_as_it_is(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    event = await waiting(register, bus, case_registry)
    facts = a_divorce(None, marriageNotCited="notRegistered", judgment=event["divorce"]["judgment"])
    await act_on(register, event["eventId"], "declaration", {"divorce": facts})
    before = (await register_event(register, event["eventId"])).json()
    assert before["state"] == "registered", before
    lost = an_extract(persons=None, withoutForce=True)
    case_registry.documents[CHANGED] = {"items": [lost]}
    await consumed(register, bus, a_move())
    after = await read(register, event["eventId"])
    assert (after["state"], after["divorce"]) == ("registered", before["divorce"])
    assert "unusual" in after["flags"]
    (said,) = after["warnings"]
    assert said["message"]["en"].endswith("consider correcting or cancelling it.")


# --- corrected by the court


def a_correction() -> Event:
    """Something that stands in the case was corrected, and the case did not move."""
    facts = {"correctionId": "cor_01kb4m8a2k7y3v5x9w1z6q8r0t", "correctedMembers": ["decidedOn"]}
    return an_event("case.corrected", MOVED_AT, **facts)


async def corrected_by_the_court(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway, **extract: Any
) -> None:
    case_registry.documents[CHANGED] = {"items": [an_extract(changedOn="2026-09-01", **extract)]}
    await consumed(register, bus, a_correction())


async def queued(register: ServiceUnderTest) -> list[str]:
    """What waits at the office by the flag of changed judgments."""
    asked = {"flag": "judgmentChanged", "order": "due"}
    answer = await register.call("GET", "/events", params=asked, caller=REGISTRAR)
    assert answer.status_code == 200, answer.text
    return [each["eventId"] for each in answer.json()["items"]]


async def registered_with(register: ServiceUnderTest, event: dict[str, Any]) -> dict[str, Any]:
    facts = a_divorce(None, marriageNotCited="notRegistered", judgment=event["divorce"]["judgment"])
    await act_on(register, event["eventId"], "declaration", {"divorce": facts})
    done: dict[str, Any] = (await register_event(register, event["eventId"])).json()
    assert (done["state"], "warnings" in done) == ("registered", False), done
    return done


DAY_CORRECTED: Final = {
    "members": ["/judgment/decidedOn"],
    "was": {"divorce": {"judgment": {"decidedOn": "2026-05-11"}}},
    "now": {"divorce": {"judgment": {"decidedOn": "2026-05-12"}}},
    "reason": "ສານໄດ້ແກ້ໄຂວັນທີ",
    "basis": "clericalError",
}
CHIEF: Final = a_caller("registrar", "registrar", purpose="vitalRegistration", office="0101", officer="ທ. ສົມພອນ")


@pytest.mark.parametrize(("outcome", "day"), [("approve", "2026-05-12"), ("refuse", "2026-05-11")])
async def test_a_judgment_that_the_court_corrects_waits_until_a_person_has_decided(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway, outcome: str, day: str
) -> None:
    event = await waiting(register, bus, case_registry)
    event_id = (await registered_with(register, event))["eventId"]
    await corrected_by_the_court(register, bus, case_registry, decidedOn="2026-05-12")
    told = await read(register, event_id)
    assert EVENT.faults(told) == ([], False)
    assert [each["code"] for each in told["warnings"]] == ["judgment-corrected"]
    assert {"unusual", "judgmentChanged"} <= set(told["flags"])
    assert told["divorce"]["judgment"]["decidedOn"] == "2026-05-11", "nothing registered is changed"
    assert (told["actions"][-1]["action"], told["actions"][-1]["members"]) == ("updateJudgment", ["decidedOn"])
    assert await queued(register) == [event_id]
    unrelated = DAY_CORRECTED | {
        "members": ["/dependentChildren"],
        "was": {"divorce": {"dependentChildren": told["divorce"]["dependentChildren"]}},
        "now": {"divorce": {"dependentChildren": 3}},
    }
    for body, answer, still in ((unrelated, "refuse", [event_id]), (DAY_CORRECTED, outcome, [])):
        asked = await act_on(register, event_id, "corrections", body)
        assert asked.status_code == 201, asked.text
        where = f"corrections/{asked.json()['correctionId']}/decision"
        decided = await act_on(register, event_id, where, {"outcome": answer, "reason": "ກວດແລ້ວ"}, CHIEF)
        assert decided.status_code == 201, decided.text
        assert await queued(register) == still
    after = await read(register, event_id)
    assert ("warnings" in after, after["divorce"]["judgment"]["decidedOn"]) == (False, day)
    async with register.units.open() as unit:
        record = await store.record(unit, event_id)
    assert record is not None
    assert replay(record.actions) == record


async def test_facts_that_already_say_it_and_what_no_fact_says_are_no_work(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    event = await waiting(register, bus, case_registry, persons=[SPOUSE])
    await registered_with(register, event)
    wife = a_divorce(None)["wife"]
    persons = [{"part": "spouse", "name": wife["name"], "birthDate": wife["birthDate"]}]
    court = THERE.to_document()
    await corrected_by_the_court(register, bus, case_registry, persons=persons, court=court, withoutNumber="ຮີດຄອງ")
    told = await read(register, event["eventId"])
    assert told["judgmentReceived"]["persons"] == persons
    assert ("warnings" in told, await queued(register)) == (False, [])


@pytest.mark.parametrize(
    "said",
    [
        {"persons": [SPOUSE | {"name": {"use": "legal", "text": "ຄົນອື່ນ", "script": "lao"}}]},
        {
            "persons": [
                {
                    "part": "spouse",
                    "name": a_divorce(None)["wife"]["name"],
                    "birthDate": {"value": "1990", "precision": "year"},
                }
            ]
        },
        {
            "persons": [
                {
                    "part": "spouse",
                    "name": a_divorce(None)["wife"]["name"],
                    "identifiers": [{"type": "citizenId", "value": "1"}],
                }
            ]
        },
        {"marriageNumber": "12/ສລ"},
        {"number": "32/ສຄ"},
        {"finalOn": "2026-06-03"},
        {"matter": "guardianship"},
    ],
)
def test_what_the_facts_say_otherwise_is_warned_of(said: dict[str, Any]) -> None:
    reference = facts_of(EventKind.DIVORCE, parsed(), CASE)["judgment"]
    facts = a_divorce(None, marriageNotCited="notRegistered", judgment=reference)
    now = an_extract(**said)
    members = corrected_since([an_extract(), now])
    assert members == frozenset(said)
    assert differing(EventKind.DIVORCE, facts, now, members) == members


def test_a_judgment_without_force_says_less_and_is_not_corrected() -> None:
    lost = an_extract(persons=None, withoutForce=True)
    assert corrected_since([an_extract(), lost]) == frozenset()
    assert corrected_since([an_extract(), lost, an_extract()]) == frozenset()
    assert corrected_since([an_extract(), lost, an_extract(number="32/ສຄ")]) == {"number"}


async def test_a_waiting_judgment_is_declared_anew_by_what_the_court_says_now(
    register: ServiceUnderTest, bus: Bus, case_registry: FakeGateway
) -> None:
    event = await waiting(register, bus, case_registry)
    await corrected_by_the_court(register, bus, case_registry, decidedOn="2026-05-12")
    told = await read(register, event["eventId"])
    assert {"judgmentReceived", "judgmentChanged"} <= set(told["flags"])
    facts = a_divorce(None, marriageNotCited="notRegistered", judgment=told["divorce"]["judgment"])
    declared = await act_on(register, event["eventId"], "declaration", {"divorce": facts})
    assert "judgmentChanged" not in declared.json()["flags"], "who states the facts has the extract"


# --- rules


@pytest.mark.parametrize(
    ("matter", "named", "facts"),
    [
        ("divorce", {"marriageNumber": "5"}, {"marriageNumber": "5"}),
        ("divorce", {"withoutNumber": "ຮີດຄອງ"}, {}),
        ("adoption", {"birthNumber": "6"}, {"child": {"birthNumber": "6"}}),
        ("parentage", {"birthNumber": "6"}, {"child": {"birthNumber": "6"}}),
        ("guardianship", {"birthNumber": "6"}, {"ward": {"birthNumber": "6"}}),
        ("declaredDeath", {"birthNumber": "6"}, {"deceased": {"birthNumber": "6"}}),
        ("declaredDeath", {}, {}),
    ],
)
def test_a_judgment_states_its_reference_and_one_number(
    matter: str, named: dict[str, str], facts: dict[str, Any]
) -> None:
    kind = KIND_OF_MATTER[matter]
    stated = facts_of(kind, parsed(matter=matter, number=None, **named), CASE)
    judgment = {"caseId": CASE, "decisionId": DECISION, "decidedOn": "2026-05-11", "finalOn": FINAL_ON}
    assert stated == {"judgment": judgment} | facts


def test_every_matter_is_a_code_of_the_programme() -> None:
    assert CODE_LISTS.lists["judgment-matter"].codes.keys() >= KIND_OF_MATTER.keys()
    assert KIND_OF_MATTER["parentage"] is EventKind.RECOGNITION


@pytest.mark.parametrize(
    ("place", "registrar", "expected"),
    [
        ("0101", None, HERE),
        ("0101005", None, HERE),
        ("0102", None, HERE),  # the first of the province, in the order of the codes
        ("01", None, HERE),
        ("0612", None, THERE),
        ("0101", THERE, THERE),
        ("0101", Seat("registrar", "0199"), HERE),  # closed: who follows it
        ("0901", None, None),
        (None, None, None),
    ],
)
def test_the_responsible_office_follows_from_registration_or_court(
    place: str | None, registrar: Seat | None, expected: Seat | None
) -> None:
    closed = a_registrar(Seat("registrar", "0199"), "0199", ends=date(2020, 1, 1), successor=HERE)
    near = a_registrar(Seat("registrar", "0103"), "0103")
    court = OfficeFacts(COURT, "court", "district", "ສານ", "Court", place=place)
    country = Organisations.of(1, [], [a_registrar(HERE), a_registrar(THERE), closed, near, court])
    today = datetime.now(VIENTIANE).date()
    if expected is None:
        with pytest.raises(NoResponsibleOffice):
            office_of(parsed(), registrar, country, RIGHTS.kinds["registrar"], today)
    else:
        assert office_of(parsed(), registrar, country, RIGHTS.kinds["registrar"], today) == expected
