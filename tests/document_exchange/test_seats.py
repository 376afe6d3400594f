"""Offices of the document exchange: letters go from one to another, and what a closed one has is its successor's."""

from dataclasses import replace
from typing import Any

from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import MOST_SUCCEEDED, Holding, Seat, Standing
from contracts.voucher import Caller
from services.document_exchange.app import build
from services.document_exchange.settings import Settings
from tests.document_exchange.builders import (
    LETTER,
    LETTERS,
    MOIC,
    a_draft,
    a_seat,
    digest_header,
    drafted,
    opened,
    sent,
    uploaded,
)
from tests.document_exchange.conftest import MIGRATIONS
from tests.support.earlier import brought_up_to_date
from tests.support.offices import merged
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running

HQ, NORTH, SOUTH = (Seat("agency-of-no-list", office) for office in ("hq", "north", "south"))
FURTHER = Seat("agency-of-no-list", "north-2")


def an_office(seat: Seat, parent: str | None = None, **other: Any) -> OfficeFacts:
    return OfficeFacts(seat, "ministry-office", "province", "ຫ້ອງການ", "Office", parent=parent, **other)


def acting(seat: Seat, above: tuple[str, ...] = (), **other: Any) -> Caller:
    standing = Standing(seat, "ministry-office", "province", above=above, **other)
    return a_caller(seat.member, "ministry", standing=standing, **LETTERS)


THE_HQ, THE_NORTH, THE_SOUTH = acting(HQ), acting(NORTH, ("hq",)), acting(SOUTH, ("hq",))
THE_DESK = a_caller(HQ.member, "ministry", office=None, holding=Holding(codes=("north", "south")), **LETTERS)


def hold(exchange: ServiceUnderTest, *offices: OfficeFacts) -> None:
    exchange.app.state.resources["organisations"].take(ReferenceData(organisations=Organisations.of(1, [], offices)))


async def a_letter(
    exchange: ServiceUnderTest, *to: Seat, caller: Caller = MOIC, **facts: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Send a letter to these offices; return the document and its deliveries."""
    document = await drafted(exchange, caller, **facts)
    order = {"recipients": [{"to": seat.to_document(), "purpose": "action"} for seat in to]}
    path = f"/documents/{document['documentId']}/dispatch"
    answer = await exchange.call("POST", path, json=order, caller=caller)
    assert answer.status_code == 201, answer.text
    return document, answer.json()["deliveries"]


async def inbox(exchange: ServiceUnderTest, caller: Caller) -> list[dict[str, str]]:
    answer = await exchange.call("GET", "/inbox", caller=caller)
    assert answer.status_code == 200, answer.text
    return [item["delivery"]["recipient"] for item in answer.json()["items"]]


async def test_an_inbox_is_an_offices_and_one_without_an_office_is_all_that_the_system_holds(
    exchange: ServiceUnderTest,
) -> None:
    hold(exchange, an_office(HQ), an_office(NORTH, "hq"), an_office(SOUTH, "hq"))
    _, [to_north] = await a_letter(exchange, NORTH)
    _, [to_south, _] = await a_letter(exchange, SOUTH, HQ, number="2/ອຄ")
    assert await inbox(exchange, THE_NORTH) == [NORTH.to_document()]
    assert await inbox(exchange, THE_HQ) == [HQ.to_document()], "what its offices receive is not in its inbox"
    assert await inbox(exchange, THE_DESK) == [SOUTH.to_document(), NORTH.to_document()]
    opening = f"/deliveries/{to_north['deliveryId']}/opening"
    refused = [await exchange.call("POST", opening, caller=caller) for caller in (THE_SOUTH, THE_HQ, THE_DESK)]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [
        (404, "not-found"),
        (404, "not-found"),
        (403, "office-needed"),
    ]
    assert refused[2].json()["params"]["offices"] == ["north", "south"]
    assert (await opened(exchange, to_south, THE_SOUTH))["openedBy"] == SOUTH.to_document()


async def test_offices_of_one_member_write_to_each_other_under_numbers_of_their_own(exchange: ServiceUnderTest) -> None:
    hold(exchange, an_office(HQ), an_office(NORTH, "hq"), an_office(SOUTH, "hq"))
    await a_letter(exchange, SOUTH, caller=THE_NORTH, number="1/ອຄ")
    document, _ = await a_letter(exchange, NORTH, caller=THE_SOUTH, number="1/ອຄ")
    assert document["issuer"] == SOUTH.to_document()
    again = a_draft((await uploaded(exchange, caller=THE_SOUTH))["uploadId"], number="1/ອຄ")
    answer = await exchange.call("POST", "/documents", json=again, caller=THE_SOUTH)
    assert (answer.status_code, answer.json()["code"]) == (409, "document-number-taken")


async def test_supervision_sees_that_there_is_a_letter_and_not_what_is_in_it(exchange: ServiceUnderTest) -> None:
    hold(exchange, an_office(HQ), an_office(NORTH, "hq"), an_office(SOUTH, "hq"))
    document, [to_north, _] = await a_letter(exchange, NORTH, Seat("moj", "hq"))
    await opened(exchange, to_north, THE_NORTH)
    path, file_id = f"/documents/{document['documentId']}", document["files"][0]["fileId"]
    seen = (await exchange.call("GET", path, caller=THE_HQ)).json()
    assert [(each["recipient"], each["openedBy"]) for each in seen["deliveries"]] == [(NORTH.to_document(),) * 2]
    answers = [
        (await exchange.call("GET", where, caller=caller)).status_code
        for where in (path, f"{path}/files/{file_id}")
        for caller in (THE_NORTH, THE_DESK, THE_HQ, THE_SOUTH)
    ]
    assert answers == [200, 200, 200, 404, 200, 200, 404, 404]


async def test_a_letter_on_its_way_is_the_successors_and_the_sender_sees_who_opened_it(
    exchange: ServiceUnderTest,
) -> None:
    hold(exchange, an_office(NORTH), an_office(FURTHER))
    document, [delivery] = await a_letter(exchange, NORTH)
    mine = await drafted(exchange, THE_NORTH, number="7/ອຄ")
    hold(exchange, replace(an_office(NORTH), successor=FURTHER), an_office(FURTHER))
    successor = acting(FURTHER, succeeds=(NORTH,))
    assert await inbox(exchange, successor) == [NORTH.to_document()], "receipts keep the old name"
    await opened(exchange, delivery, successor)
    path = f"/documents/{document['documentId']}"
    [seen] = (await exchange.call("GET", path, caller=MOIC)).json()["deliveries"]
    assert (seen["recipient"], seen["openedBy"]) == (NORTH.to_document(), FURTHER.to_document())
    file_path = f"{path}/files/{document['files'][0]['fileId']}"
    assert (await exchange.call("GET", file_path, caller=successor)).status_code == 200
    # an answer that the closed office had begun goes out under its name
    order = {"recipients": [{"to": a_seat("moic"), "purpose": "action"}]}
    answer = await exchange.call("POST", f"/documents/{mine['documentId']}/dispatch", json=order, caller=successor)
    assert answer.status_code == 201, answer.text
    [item] = (await exchange.call("GET", "/inbox", caller=MOIC)).json()["items"]
    assert item["issuer"] == NORTH.to_document()


async def test_letters_to_any_of_five_hundred_merged_offices_are_the_successors(exchange: ServiceUnderTest) -> None:
    closed = merged(500, FURTHER)
    every = [office.seat for office in closed]
    _, deliveries = await a_letter(exchange, every[0], every[-1])
    named, further = tuple(every[:MOST_SUCCEEDED]), len(every) - MOST_SUCCEEDED
    successor = acting(FURTHER, succeeds=named, further=further)
    hold(exchange, an_office(FURTHER), *closed[:-1])
    assert await inbox(exchange, successor) == [every[0].to_document()], "it does not know the last one yet"
    opening = f"/deliveries/{deliveries[-1]['deliveryId']}/opening"
    assert (await exchange.call("POST", opening, caller=successor)).status_code == 404
    hold(exchange, an_office(FURTHER), *closed)
    assert {each["office"] for each in await inbox(exchange, successor)} == {every[0].office, every[-1].office}
    for delivery in deliveries:
        assert (await opened(exchange, delivery, successor))["openedBy"] == FURTHER.to_document()


async def test_without_an_office_nothing_is_uploaded_or_drafted(exchange: ServiceUnderTest) -> None:
    upload_id = (await uploaded(exchange, caller=THE_NORTH))["uploadId"]
    answers = [
        await sent(exchange, LETTER, announced=digest_header(LETTER), caller=THE_DESK),
        await exchange.call("POST", "/documents", json=a_draft(upload_id), caller=THE_DESK),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "office-needed")] * 2
    assert len(await exchange.rows("select 1 from uploads")) == 1


async def test_letters_of_an_earlier_build_are_between_offices(fresh_database: FreshDatabase, tmp_path: Any) -> None:
    bus, url, tail = fresh_database("chassis.bus.migrations"), fresh_database(), "_01k9s0zt4r7q2v5x8y1a3b6c9d"
    when = "2026-03-02T03:00:00Z"
    await brought_up_to_date(
        url,
        MIGRATIONS,
        "0002",
        f"insert into documents values ('doc{tail}', 'moj', '1/ອ–ຄ', '1/ອ–ຄ', 2026, 'proposalLetter', 'ຫົວຂໍ້',"
        f" '2026-03-02', 'normal', 'open', 'dispatched', null, null, null, null, '{when}', '{when}');\n"
        f"insert into uploads values ('upl{tail}', 'moj', '{'0' * 64}', 8, 'text/plain', '{when}', true);\n"
        f"insert into document_files values ('fil{tail}', 'doc{tail}', 0, 'upl{tail}', 'main', null);\n"
        f"insert into deliveries values ('dlv{tail}', 'doc{tail}', 0, 'moic', 'action', 'opened', null,"
        f" '{when}', '{when}', 'ນາງ ຈັນທະລາ')",
    )
    told = {"database_url": url, "bus": "postgres", "bus_url": bus, "files_url": tmp_path.as_uri()}
    async with running(build(Settings.model_validate(told), voucher_keys=KEYS), MOIC) as exchange:
        document = (await exchange.call("GET", f"/documents/doc{tail}")).json()
        assert document["issuer"] == a_seat("moj")
        assert document["number"] == {"printed": "1/ອ–ຄ", "normalised": "1/ອ-ຄ"}
        assert [(each["recipient"], each["openedBy"]) for each in document["deliveries"]] == [(a_seat("moic"),) * 2]
