"""The roads of a vital event over HTTP: notice, draft, rejection, validation, cancellation, archive, hand-over."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.seats import Seat
from tests.civil_registration.builders import (
    CITIZEN_ID,
    HERE,
    HOME_AFFAIRS,
    HOSPITAL,
    OTHER_REGISTRAR,
    REGISTRAR,
    THERE,
    TODAY,
    a_birth,
    a_deceased,
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
)
from tests.support.service import ServiceUnderTest, a_caller

EXAMPLES: Final = Path(__file__).parents[2] / "schemas" / "civil"
EVENT: Final = Catalogue.load().validator("https://schemas.saphan.gov.la/civil/civil-event/v1")
BRIDE_ID: Final = {"type": "citizenId", "value": "01-7777/2016"}
GROOM_ID: Final = {"type": "citizenId", "value": "01-8888/2014"}
PATHS: Final = {
    "fetal-deaths": "fetal-death",
    "adoptions": "adoption",
    "recognitions": "recognition",
    "name-changes": "name-change",
    "guardianships": "guardianship",
}
TOMORROW: Final = (TODAY + timedelta(days=1)).isoformat()
ANNULLED: Final = {
    "basis": "courtDecision",
    "judgment": {"number": "3", "decidedOn": TODAY.isoformat()},
    "reason": "ຜິດ",
}


def example(form: str, name: str = "whole", **other: Any) -> dict[str, Any]:
    stated = json.loads((EXAMPLES / form / f"examples/v1/valid-{name}.json").read_text("utf-8"))
    return {key: value for key, value in (stated | other).items() if value is not None}


def a_marriage(**other: Any) -> dict[str, Any]:
    """A marriage of two people who are known by their numbers."""
    stated = example("marriage")
    couple = {"bride": stated["bride"] | {"identifiers": [BRIDE_ID]}, "groom": stated["groom"]}
    couple["groom"] = couple["groom"] | {"identifiers": [GROOM_ID]}
    return stated | couple | other


def a_divorce(number: str | None, **other: Any) -> dict[str, Any]:
    """A divorce of today of the two of `a_marriage`."""
    stated = example("divorce", marriageNumber=number, occurredOn=TODAY.isoformat(), marriedOn=None)
    wife, husband = stated["wife"] | {"identifiers": [BRIDE_ID]}, stated["husband"] | {"identifiers": [GROOM_ID]}
    return stated | {"wife": wife, "husband": husband} | other


async def notified(register: ServiceUnderTest, **facts: Any) -> dict[str, Any]:
    body = {"notifier": {"kind": "villageChief", "place": "0101"}, "birth": {"place": "0101"} | facts}
    return await declared_event(register, "notifications", body, HOSPITAL)


# --- notices and drafts


async def test_a_notice_says_what_is_missing_and_gives_no_legal_status(register: ServiceUnderTest) -> None:
    event = await notified(register, child={"sex": "female"})
    assert (event["state"], event["flags"]) == ("notified", ["incomplete"])
    assert "/birth/occurredOn" in event["missing"]
    assert "/birth/mother" in event["missing"]
    assert event["actions"][0]["notifier"] == {"kind": "villageChief", "place": "0101"}
    assert EVENT.faults(event) == ([], False)
    refused = await register_event(register, event["eventId"])
    assert (refused.status_code, refused.json()["code"]) == (409, "event-move-not-allowed")


async def test_a_notice_is_completed_and_registered(register: ServiceUnderTest) -> None:
    event = await notified(register, child={"sex": "female"})
    done = await act_on(register, event["eventId"], "declaration", {"birth": a_birth()}, version='"1"')
    assert done.status_code == 201, done.text
    assert (done.json()["state"], done.headers["ETag"]) == ("declared", '"2"')
    assert "missing" not in done.json()
    registered = await register_event(register, event["eventId"])
    assert registered.json()["registrationNumber"] == f"0101-B-{TODAY.year}-000001"


async def test_a_notice_of_tomorrow_is_refused_and_one_of_two_kinds_too(register: ServiceUnderTest) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = await register.call("POST", "/notifications", json={"birth": {"occurredOn": tomorrow, "place": "0101"}})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "future-date")
    event = await notified(register)
    other = await act_on(register, event["eventId"], "declaration", {"marriage": a_marriage()})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (400, "other-kind")


@pytest.mark.parametrize("stated", [{}, {"birth": {"place": "0101"}, "death": {"place": "0101"}}], ids=["none", "two"])
async def test_facts_are_of_exactly_one_kind(register: ServiceUnderTest, stated: dict[str, Any]) -> None:
    event_id = (await notified(register))["eventId"]
    answers = [
        await register.call("POST", "/notifications", json={"notifier": {"kind": "villageChief"}} | stated),
        await register.call("POST", "/drafts", json=stated),
        await act_on(register, event_id, "declaration", stated),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "facts-of-one-kind"), answer.text
    assert len(await register.rows("select 1 from civil_events")) == 1


async def test_a_draft_is_its_own_offices_alone(register: ServiceUnderTest) -> None:
    draft = await declared_event(register, "drafts", {"birth": {"place": "0101"}}, HOSPITAL)
    path = f"/events/{draft['eventId']}"
    seen = {
        caller.member: (await register.call("GET", path, caller=caller)).status_code
        for caller in (HOSPITAL, REGISTRAR, HOME_AFFAIRS)
    }
    assert seen == {"hospital": 200, "registrar": 404, "home-affairs": 404}
    assert await register.announced() == []
    told = await act_on(register, draft["eventId"], "notification", {"birth": {"place": "0101"}}, HOSPITAL)
    assert told.json()["state"] == "notified"
    assert (await register.call("GET", path, caller=REGISTRAR)).status_code == 200


async def test_a_client_that_was_offline_gets_the_event_that_it_opened(register: ServiceUnderTest) -> None:
    key = new_id("key")
    first = await register.call("POST", "/births", json=a_birth(), key=key)
    async with register.units.open() as unit:  # the kept answer is gone after a while
        await unit.connection.exec_driver_sql("delete from idempotency")
    again = await register.call("POST", "/births", json=a_birth(), key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.json()["actions"][0]["clientActionId"] == key
    assert len(await register.rows("select 1 from civil_events")) == 1


# --- rejection, validation, amendment


async def test_a_rejected_declaration_is_declared_again(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    reasons = [{"code": "evidenceMissing", "note": "ບໍ່ມີໃບແຈ້ງຂອງນາຍບ້ານ"}]
    rejected = await act_on(register, event_id, "rejection", {"reasons": reasons})
    assert (rejected.json()["state"], rejected.json()["actions"][-1]["reasons"]) == ("rejected", reasons)
    again = await act_on(register, event_id, "declaration", {"birth": a_birth(ownNumber="2")}, HOSPITAL)
    assert (again.json()["state"], again.json()["birth"]["ownNumber"]) == ("declared", "2")
    told = await register.rows("select envelope from outbox where type like '%recorded%' order by position")
    actions = [json.loads(row["envelope"])["data"]["action"] for row in told]
    assert actions == ["declare", "reject", "declare"]


async def test_what_is_looked_into_is_said_and_then_registered(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    looked = await act_on(register, event_id, "validation", {"note": "ລໍຖ້າປຶ້ມສຳມະໂນຄົວ"})
    assert (looked.json()["state"], looked.json()["actions"][-1]["reason"]) == ("inValidation", "ລໍຖ້າປຶ້ມສຳມະໂນຄົວ")
    assert (await register_event(register, event_id)).json()["state"] == "registered"


async def test_facts_are_amended_before_registration_and_the_log_keeps_both(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    amended = await act_on(register, event_id, "amendment", {"birth": a_birth(birthWeight=3150)}, HOSPITAL)
    assert (amended.json()["state"], amended.json()["birth"]["birthWeight"]) == ("declared", 3150)
    lacking = await act_on(register, event_id, "amendment", {"birth": a_birth(attendant=None)})
    assert (lacking.status_code, lacking.json()["errors"][0]["pointer"]) == (400, "/attendant")
    assert (await register_event(register, event_id)).status_code == 201
    late = await act_on(register, event_id, "amendment", {"birth": a_birth()})
    assert (late.status_code, late.json()["code"]) == (409, "event-move-not-allowed")
    assert len(await register.rows("select 1 from civil_event_actions where content ? 'facts'")) == 2


async def test_of_two_registrars_at_once_the_second_reads_again(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    both = await asyncio.gather(
        act_on(register, event_id, "registration", {}, version='"1"'),
        act_on(register, event_id, "rejection", {"reasons": [{"code": "other"}]}, version='"1"'),
    )
    assert sorted(answer.status_code for answer in both) == [201, 412]
    without = await register.call("POST", f"/events/{event_id}/validation", json={}, caller=REGISTRAR)
    assert without.status_code == 428


# --- cancellation, archive


async def test_a_cancelled_registration_keeps_its_number_and_stands_again_by_a_decision(
    register: ServiceUnderTest,
) -> None:
    event_id = (await declared_death(register))["eventId"]
    number = (await register_event(register, event_id)).json()["registrationNumber"]
    cancelled = (await act_on(register, event_id, "cancellation", ANNULLED)).json()
    assert (cancelled["state"], cancelled["registrationNumber"]) == ("cancelled", number)
    assert cancelled["actions"][-1]["decision"] == ANNULLED
    assert EVENT.faults(cancelled) == ([], False)
    retrieval = await act_on(register, event_id, "retrieval", {"reason": "ຜິດພາດ"})
    assert (retrieval.status_code, retrieval.json()["errors"][0]["code"]) == (400, "decision-needed")
    back = await act_on(register, event_id, "reinstatement", ANNULLED)
    assert (back.json()["state"], back.json()["registrationNumber"]) == ("registered", number)
    told = [kind for kind in await register.announced() if "death" in kind]
    assert [kind.split(".")[4] for kind in told] == ["registered", "cancelled", "reinstated"]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (ANNULLED | {"judgment": {"number": "3", "decidedOn": TOMORROW}}, "future-date"),
        (ANNULLED | {"judgment": {"number": "3"}}, "required"),
        (
            {
                "basis": "superiorDecision",
                "decisionNumber": "8",
                "decidedOn": TODAY.isoformat(),
                "decidedBy": THERE.to_document(),
                "reason": "ຜິດ",
            },
            "not-above",
        ),
    ],
    ids=["a judgment to come", "a judgment of no day", "an office that is not above"],
)
async def test_a_decision_that_cannot_be_is_refused(
    register: ServiceUnderTest, decision: dict[str, Any], code: str
) -> None:
    event_id = (await declared_birth(register))["eventId"]
    await register_event(register, event_id)
    answer = await act_on(register, event_id, "cancellation", decision)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


async def test_what_was_never_registered_is_archived_and_taken_back(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    archived = await act_on(register, event_id, "archiving", {"reason": "ແຈ້ງຊ້ຳ"}, HOSPITAL)
    assert (archived.json()["state"], archived.json()["allowed"]) == ("archived", ["reinstate", "unassign"])
    assert (await register_event(register, event_id)).status_code == 409
    back = await act_on(register, event_id, "retrieval", {"reason": "ຜິດພາດ"})
    assert back.json()["state"] == "declared"
    assert [kind.split(".")[4] for kind in await register.announced() if "birth" in kind] == ["declared"]


# --- assignments and hand-overs


async def test_an_event_is_assigned_to_an_officer_and_for_a_while_to_a_deputy(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    first = await act_on(register, event_id, "assignment", {"officer": "ນ. ຄຳຫຼ້າ"})
    assert first.json()["assignedTo"] == "ນ. ຄຳຫຼ້າ"
    until = (datetime.now(UTC) + timedelta(days=2)).isoformat(timespec="seconds").replace("+00:00", "Z")
    deputy = {"officer": "ທ. ສົມໃຈ", "deputy": True, "until": until}
    event = (await act_on(register, event_id, "assignment", deputy)).json()
    assert (event["assignedTo"], event["assignedUntil"]) == ("ທ. ສົມໃຈ", until)
    assert event["actions"][-1]["assignment"] == deputy
    past = await act_on(register, event_id, "assignment", deputy | {"until": "2026-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["errors"][0]["code"]) == (400, "expired")
    ended = await act_on(register, event_id, "unassignment", None)
    assert "assignedTo" not in ended.json()


async def test_an_event_is_handed_over_and_registered_there(register: ServiceUnderTest) -> None:
    event_id = (await declared_birth(register))["eventId"]
    order = {"to": THERE.to_document(), "reason": "ແມ່ຢູ່ເມືອງນັ້ນ"}
    handed = await act_on(register, event_id, "hand-over", order)
    assert (handed.json()["registrar"], handed.json()["actions"][-1]["to"]) == (THERE.to_document(),) * 2
    here = await register_event(register, event_id)
    assert here.status_code == 404, "it is no affair of the first office any more"
    again = await act_on(register, event_id, "hand-over", order, OTHER_REGISTRAR)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "same-office")
    done = await register_event(register, event_id, OTHER_REGISTRAR)
    assert done.json()["registrationNumber"] == f"0612-B-{TODAY.year}-000001"


# --- every kind


@pytest.mark.parametrize("path", PATHS)
async def test_an_event_of_every_kind_is_declared_and_registered(register: ServiceUnderTest, path: str) -> None:
    event = await declared_event(register, path, example(PATHS[path]))
    assert (event["state"], EVENT.faults(event)) == ("declared", ([], False))
    done = await register_event(register, event["eventId"])
    assert done.status_code == 201, done.text
    assert done.json()["registrationNumber"].endswith(f"-{TODAY.year}-000001")


async def test_nobody_marries_whose_marriage_is_open(register: ServiceUnderTest) -> None:
    first = await declared_event(register, "marriages", a_marriage())
    number = (await register_event(register, first["eventId"])).json()["registrationNumber"]
    assert number == f"0101-M-{TODAY.year}-000001"
    again = await register.call("POST", "/marriages", json=a_marriage(), caller=REGISTRAR)
    codes = {each["pointer"]: each["code"] for each in again.json()["errors"]}
    assert (again.status_code, codes) == (400, {"/bride": "bride-married", "/groom": "groom-married"})
    fault = again.json()["errors"][0]
    assert fault["params"]["marriages"] == [{"number": number, **HERE.to_document()}]
    assert all(number in fault["message"][language] for language in ("lo", "en"))

    divorce = await declared_event(register, "divorces", a_divorce(number.replace("-", " - ")))
    assert (await register_event(register, divorce["eventId"])).status_code == 201
    second = await register.call("POST", "/marriages", json=a_marriage(), caller=REGISTRAR)
    assert second.status_code == 201, second.text


async def test_a_widow_marries_again(register: ServiceUnderTest) -> None:
    first = await declared_event(register, "marriages", a_marriage())
    await register_event(register, first["eventId"])
    death = await declared_death(register, deceased=a_deceased(identifiers=[GROOM_ID]))
    await register_event(register, death["eventId"])
    other = a_marriage(groom=example("marriage")["groom"] | {"identifiers": [CITIZEN_ID]})
    assert (await register.call("POST", "/marriages", json=other, caller=REGISTRAR)).status_code == 201


async def test_a_divorce_cites_an_open_marriage_of_these_two(register: ServiceUnderTest) -> None:
    unknown = await register.call("POST", "/divorces", json=a_divorce("0101-M-2019-000999"), caller=REGISTRAR)
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (400, "marriage-unknown")
    without = await register.call("POST", "/divorces", json=a_divorce(None), caller=REGISTRAR)
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (400, "/marriageNumber")
    said = a_divorce(None, marriageNotCited="notRegistered")
    assert (await register.call("POST", "/divorces", json=said, caller=REGISTRAR)).status_code == 201

    married = await declared_event(register, "marriages", a_marriage())
    number = (await register_event(register, married["eventId"])).json()["registrationNumber"]
    others = a_divorce(number, wife=example("divorce")["wife"] | {"identifiers": [CITIZEN_ID]})
    refused = await register.call("POST", "/divorces", json=others, caller=REGISTRAR)
    assert refused.json()["errors"][0]["code"] == "marriage-unknown"


async def test_a_divorce_that_cites_none_ends_the_marriage_that_a_correction_cites(register: ServiceUnderTest) -> None:
    married = await declared_event(register, "marriages", a_marriage())
    number = (await register_event(register, married["eventId"])).json()["registrationNumber"]
    uncited = a_divorce(None, marriageNotCited="lost")
    divorce = await declared_event(register, "divorces", uncited)
    (warning,) = divorce["warnings"]
    assert (warning["code"], warning["pointer"]) == ("marriageToCite", "/divorce/marriageNotCited")
    assert number in warning["message"]["lo"]
    assert (await register_event(register, divorce["eventId"])).status_code == 201
    again = await register.call("POST", "/marriages", json=a_marriage(), caller=REGISTRAR)
    assert again.status_code == 400, "nothing is ended by itself"

    shown = {(each["relation"], each["person"], each["registrationNumber"]) for each in await links(register, divorce)}
    assert shown == {("marriageToCite", person, number) for person in ("wife", "husband")}
    correction = {
        "members": ["/marriageNumber", "/marriageNotCited"],
        "was": {"divorce": {"marriageNotCited": "lost"}},
        "now": {"divorce": {"marriageNumber": number}},
        "reason": "ພົບໃບທະບຽນ",
        "basis": "clericalError",
    }
    chief = a_caller("registrar", "registrar", purpose="vitalRegistration", office="0101", officer="ທ. ສົມພອນ")
    asked = await act_on(register, divorce["eventId"], "corrections", correction)
    assert asked.status_code == 201, asked.text
    where = f"corrections/{asked.json()['correctionId']}/decision"
    assert (await act_on(register, divorce["eventId"], where, {"outcome": "approve"}, chief)).status_code == 201
    corrected = (await register.call("GET", f"/events/{divorce['eventId']}", caller=REGISTRAR)).json()
    assert "warnings" not in corrected
    assert {each["relation"] for each in await links(register, divorce)} >= {"marriageEnded"}
    assert (await register.call("POST", "/marriages", json=a_marriage(), caller=REGISTRAR)).status_code == 201


async def test_only_an_open_marriage_of_the_two_is_one_to_cite(register: ServiceUnderTest) -> None:
    another = example("marriage")["groom"] | {"identifiers": [CITIZEN_ID]}
    married = await declared_event(register, "marriages", a_marriage(groom=another))
    await register_event(register, married["eventId"])
    divorce = await declared_event(register, "divorces", a_divorce(None, marriageNotCited="notRegistered"))
    assert "warnings" not in divorce, "of the wife and somebody else"
    assert {each["relation"] for each in await links(register, divorce)} == {"marriageOfPerson"}
    unknown = a_divorce(None, marriageNotCited="notRegistered", husband=example("divorce")["husband"])
    told = await declared_event(register, "divorces", unknown)
    assert [each["code"] for each in told["warnings"]] == ["marriageToCite"], "of whom no number is known he may be"


async def links(register: ServiceUnderTest, event: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await register.call("GET", f"/events/{event['eventId']}/links", caller=REGISTRAR)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.parametrize(
    ("decision", "pointer"),
    [
        ({"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": "2020-08-01"}}, "/judgment/decidedOn"),
        (
            {
                "basis": "superiorDecision",
                "decisionNumber": "7",
                "decidedOn": "2020-08-01",
                "decidedBy": {"member": "registrar", "office": "01"},
            },
            "/decidedOn",
        ),
    ],
)
async def test_a_decision_from_before_the_event_cancels_nothing(
    register: ServiceUnderTest, decision: dict[str, Any], pointer: str
) -> None:
    event = await declared_birth(register)
    await register_event(register, event["eventId"])
    refused = await act_on(register, event["eventId"], "cancellation", decision | {"reason": "ຜິດ"})
    faults = [(each["code"], each["pointer"]) for each in refused.json()["errors"]]
    assert (refused.status_code, faults[0]) == (400, ("decided-before-event", pointer))


async def test_a_decision_of_the_first_day_that_is_possible_cancels(register: ServiceUnderTest) -> None:
    event = await declared_birth(register, occurredOn="2026-03-01", occurredOnPrecision="month")
    await register_event(register, event["eventId"], lateReason="ທາງໄກ")
    decision = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": "2026-03-01"}, "reason": "ຜິດ"}
    assert (await act_on(register, event["eventId"], "cancellation", decision)).status_code == 201


async def test_hospitals_marry_nobody(register: ServiceUnderTest) -> None:
    refused = await register.call("POST", "/marriages", json=a_marriage(), caller=HOSPITAL)
    assert (refused.status_code, refused.json()["code"]) == (403, "may-not-declare")


async def test_an_embassy_registers_what_happened_abroad(register: ServiceUnderTest) -> None:
    embassy = a_caller("mofa", "ministry", office="bangkok", purpose="vitalRegistration")
    facts = a_birth(place=None, abroad="TH", registrar={"member": "mofa", "office": "bangkok"})
    refused = await register.call("POST", "/births", json=facts, caller=embassy)
    assert refused.status_code == 403, "a ministry's office is no embassy by its member alone"
    assert embassy.standing is not None
    standing = type(embassy.standing)(Seat("mofa", "bangkok"), "embassy", "central")
    embassy = a_caller("mofa", "ministry", standing=standing, purpose="vitalRegistration")
    event = await declared_event(register, "births", facts, embassy)
    assert "district" not in event
    done = await register_event(register, event["eventId"], embassy)
    assert done.json()["registrationNumber"] == f"BANGKOK-B-{TODAY.year}-000001"


async def test_a_log_takes_no_thousand_amendments(register: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.civil_registration.domain.records.MOST_ACTIONS", 2)
    event_id = (await declared_birth(register))["eventId"]
    assert (await act_on(register, event_id, "amendment", {"birth": a_birth()})).status_code == 201
    full = await act_on(register, event_id, "amendment", {"birth": a_birth()})
    assert (full.status_code, full.json()["code"]) == (409, "event-log-full")
    assert (await register_event(register, event_id)).status_code == 201


async def until_it_is_there(register: ServiceUnderTest, event_id: str) -> httpx2.Response:
    """Register as an honest client does: whoever is told to come again in a moment does so."""
    while (answer := await register_event(register, event_id)).status_code == 503:  # noqa: ASYNC110 - others' ends
        await asyncio.sleep(0.1)
    assert answer.status_code == 201, answer.text
    return answer


async def test_fifty_registrations_at_once_have_numbers_without_a_gap(register: ServiceUnderTest) -> None:
    events = [(await declared_birth(register))["eventId"] for _ in range(50)]
    answers = await asyncio.gather(*(until_it_is_there(register, event) for event in events))
    numbers = sorted(answer.json()["registrationNumber"] for answer in answers)
    assert numbers == [f"0101-B-{TODAY.year}-{serial:06d}" for serial in range(1, 51)]
    assert HERE.office == "0101"
