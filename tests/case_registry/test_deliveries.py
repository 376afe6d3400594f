"""A hand-over shows how far its documents have come, in whichever order the bus tells of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.bus.port import Bus
from contracts.catalogue import Catalogue
from contracts.events import Event
from contracts.identifiers import new_id
from tests.case_registry.builders import ANNEX, DOCUMENT, POLICE, PROSECUTOR, moved, opened, sent
from tests.support.events import eventually, publish
from tests.support.service import ServiceUnderTest

HAND_OVER = "https://schemas.saphan.gov.la/justice/hand-over/v1"
DELIVERY = "dlv_01k9s0zt4r7q2v5x8y1a3b6c9d"
DISPATCHED_AT, OPENED_AT = "2026-03-20T03:00:00Z", "2026-03-20T04:10:00Z"
DELIVERED = {
    "documentId": DOCUMENT["documentId"],
    "deliveryId": DELIVERY,
    "status": "delivered",
    "since": DISPATCHED_AT,
}
OPENED = DELIVERED | {"status": "opened", "since": OPENED_AT}


def an_event(type_: str, schema: str, key: str, data: dict[str, Any]) -> Event:
    return Event(
        id=new_id("evt"),
        type=type_,
        source="/document-exchange/v1",
        subject=key,
        time=datetime(2026, 3, 20, 5, 0, tzinfo=UTC),
        dataschema=f"https://schemas.saphan.gov.la/events/{schema}/v1",
        data=data,
    )


def a_seat(named: str) -> dict[str, str]:
    member, office = named.split("/")
    return {"member": member, "office": office}


def dispatched(issuer: str = "police/hq", recipient: str = "ospp/hq", delivery: str = DELIVERY, **other: Any) -> Event:
    data: dict[str, Any] = {
        "documentId": DOCUMENT["documentId"],
        "issuer": a_seat(issuer),
        "type": "proposalLetter",
        "dispatchedAt": DISPATCHED_AT,
        "deliveries": [{"deliveryId": delivery, "recipient": a_seat(recipient)}],
    }
    whole = data | other
    return an_event("la.gov.documents.document.dispatched.v1", "document-dispatched", whole["documentId"], whole)


def delivery_opened() -> Event:
    data = {
        "deliveryId": DELIVERY,
        "documentId": DOCUMENT["documentId"],
        "issuer": {"member": "police", "office": "hq"},
        "recipient": {"member": "ospp", "office": "hq"},
        "openedBy": {"member": "ospp", "office": "hq"},
        "openedAt": OPENED_AT,
    }
    return an_event("la.gov.documents.delivery.opened.v1", "delivery-opened", DELIVERY, data)


async def handed_over(registry: ServiceUnderTest) -> dict[str, Any]:
    """Hand a file of two documents to the prosecutor; return the hand-over."""
    case_id = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    return await sent(registry, case_id, PROSECUTOR, POLICE, documents=[DOCUMENT, ANNEX])


async def shown(registry: ServiceUnderTest, caller: Any = POLICE) -> Any:
    """Return the deliveries of the one hand-over that there is."""
    answer = await registry.call("GET", "/hand-overs", caller=caller)
    (hand_over,) = answer.json()["items"]
    assert Catalogue.load().validator(HAND_OVER).is_valid(hand_over)
    return hand_over.get("deliveries")


async def test_both_sides_see_how_far_the_documents_have_come(registry: ServiceUnderTest, bus: Bus) -> None:
    await handed_over(registry)
    assert await shown(registry) is None
    await publish(bus, dispatched())
    await eventually(lambda: shown(registry), [DELIVERED])
    await publish(bus, delivery_opened())
    await eventually(lambda: shown(registry), [OPENED])
    assert await shown(registry, PROSECUTOR) == [OPENED]


@pytest.mark.parametrize(
    "told",
    [
        (dispatched, delivery_opened),
        (delivery_opened, dispatched),
        (delivery_opened, dispatched, delivery_opened, dispatched),
    ],
    ids=["in order", "the opening first", "both again"],
)
async def test_what_came_before_the_hand_over_is_in_its_first_answer(
    registry: ServiceUnderTest, bus: Bus, told: tuple[Any, ...]
) -> None:
    await publish(bus, *(event() for event in told))
    counted = "select count(*) as events from inbox"
    await eventually(lambda: registry.rows(counted), [{"events": len(told)}])
    assert (await handed_over(registry))["deliveries"] == [OPENED]


async def test_an_event_delivered_again_changes_nothing(registry: ServiceUnderTest, bus: Bus) -> None:
    first, again = dispatched(), delivery_opened()
    await publish(bus, first, again, first, again)
    await handed_over(registry)
    await eventually(lambda: shown(registry), [OPENED])
    assert len(await registry.rows("select 1 from document_deliveries")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "moj/hq"},
        {"issuer": "police/0101"},
        {"recipient": "psc/hq"},
        {"recipient": "ospp/01"},
        {"documentId": "doc_01k9s0zt4r7q2v5x8y1a3b6c9f"},
    ],
    ids=["another's document", "another office's", "to another", "to another office", "a document outside the file"],
)
async def test_a_delivery_between_others_is_not_shown(
    registry: ServiceUnderTest, bus: Bus, other: dict[str, str]
) -> None:
    await handed_over(registry)
    await publish(bus, dispatched(**{"delivery": "dlv_01k9s0zt4r7q2v5x8y1a3b6c9f"} | other))
    await publish(bus, dispatched())
    await eventually(lambda: shown(registry), [DELIVERED])
    await eventually(lambda: registry.rows("select count(*) as known from document_deliveries"), [{"known": 2}])
    assert await shown(registry) == [DELIVERED]


async def test_taking_and_refusing_answer_with_the_deliveries(registry: ServiceUnderTest, bus: Bus) -> None:
    hand_over = await handed_over(registry)
    await publish(bus, dispatched())
    await eventually(lambda: shown(registry), [DELIVERED])
    path = f"/cases/{hand_over['caseId']}/hand-overs/{hand_over['handOverId']}/acceptance"
    body = {"received": [{name: DOCUMENT[name] for name in ("documentId", "sha256")}]}
    taken = (await registry.call("POST", path, json=body, caller=PROSECUTOR)).json()
    assert (taken["deliveries"], taken["missingDocumentIds"]) == ([DELIVERED], [ANNEX["documentId"]])


async def test_an_event_that_cannot_be_read_waits_as_a_dead_letter(registry: ServiceUnderTest, bus: Bus) -> None:
    await publish(bus, dispatched(deliveries=[]), dispatched(documentId=ANNEX["documentId"]))
    letters = "select reason from dead_letters where replayed_at is null"
    await eventually(lambda: number_of(registry, letters), 1)
    await eventually(lambda: number_of(registry, "select 1 from document_deliveries"), 1)


async def number_of(registry: ServiceUnderTest, query: str) -> int:
    return len(await registry.rows(query))
