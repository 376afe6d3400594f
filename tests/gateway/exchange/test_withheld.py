"""One bad item does not make a list unreadable: it is taken out, named, counted, and somebody hears of it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from chassis.http.openapi import closure, component_of
from contracts import subjects
from contracts.catalogue import Catalogue
from gateway.directory.compiler import compile_pinned, compile_service
from gateway.errors.passage import UpstreamInvalid
from gateway.exchange.breaches import Place
from gateway.exchange.withheld import MOST
from tests.support.directory import a_document, an_operation
from tests.support.gateway_under_test import Answer, GatewayUnderTest, an_agreement

ROOT = "https://schemas.saphan.gov.la/"
CASES, PAGE = "/land-register/v1/cases", f"{ROOT}justice/case-page/v1"
A_PERSON = {"type": "citizenId", "value": "01-23"}
OWNERS: dict[str, Any] = {
    "type": "object",
    "required": ["ownerId", "since"],
    "properties": {
        "ownerId": {"type": "string", "pattern": "^own_[0-9]+$", "x-subject": "record"},
        "since": {"type": "integer"},
        "person": {
            "type": "object",
            "properties": {"type": {"type": "string"}, "value": {"type": "string"}},
            "x-subject": "identifier",
        },
    },
    "additionalProperties": False,
}


def a_service(**schemas: Any) -> dict[str, Any]:
    """Return a document with a national page, and lists of owners that do and do not say what was withheld."""
    catalogue = Catalogue.load()
    national = dict(component_of(each, catalogue) for each in closure({PAGE}, catalogue))
    own = {
        "Owner": OWNERS,
        "OwnerPage": a_page(withheld={"type": "array", "items": {"$ref": "#/components/schemas/WithheldItem"}}),
        "OldPage": a_page(),
        "StrictPage": a_page() | {"minProperties": 2},
    }
    paths = {
        f"/{name}": {"get": an_operation(f"list{name.title()}", the_answer(page))}
        for name, page in {"cases": "CasePage", "owners": "OwnerPage", "old": "OldPage", "strict": "StrictPage"}.items()
    }
    return a_document(paths, **(national | own | schemas)) | {"servers": [{"url": "/land-register/v1"}]}


def a_page(**more: Any) -> dict[str, Any]:
    items = {"type": "array", "maxItems": 200, "uniqueItems": True, "items": {"$ref": "#/components/schemas/Owner"}}
    next_ = {"type": "string", "maxLength": 20}
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": items, "next": next_, **more},
        "additionalProperties": False,
    }


def the_answer(page: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{page}"}}}
    return {"200": {"description": "", "content": content}}


@pytest.fixture
def listing(gateway_under_test: GatewayUnderTest) -> GatewayUnderTest:
    """A gateway whose service answers lists."""
    document = a_service()
    service = compile_service("land-register", "moic", "in-process:land-register", document, "lists")
    agreement = an_agreement(operations=frozenset(service.operations), data_classes=frozenset({"general", "specific"}))
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot,
        services={service.name: service},
        agreements={agreement.id: agreement},
        version=2,
    )
    return gateway_under_test


def a_case(number: int, **changes: Any) -> dict[str, Any]:
    example = Path(__file__).parents[3] / "schemas/justice/case-page/examples/v1/valid-last.json"
    case: dict[str, Any] = json.loads(example.read_text("utf-8"))["items"][0]
    return case | {"caseId": f"cas_{number:026}"} | changes


def an_owner(number: int, **changes: Any) -> dict[str, Any]:
    return {"ownerId": f"own_{number}", "since": 1999} | changes


async def read(gateway_under_test: GatewayUnderTest, path: str, page: Mapping[str, Any]) -> Answer:
    gateway_under_test.register.raw = orjson.dumps(page)
    return await gateway_under_test.call("GET", path)


async def outcome(gateway_under_test: GatewayUnderTest, answer: Answer) -> Mapping[str, Any]:
    found = (await gateway_under_test.recorded(answer)).outcome
    assert found is not None
    return found


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [
        record.facts  # type: ignore[attr-defined]  # set by `extra`
        for record in caplog.records
        if record.name == "gateway.exchange.breaches"
    ]


async def test_a_case_that_its_schema_does_not_allow_hides_no_other_case(
    listing: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    page = {"items": [a_case(1), a_case(2, openedOn="lately"), a_case(3)], "next": "abc"}
    answer = await read(listing, CASES, page)
    reference = f"{answer.headers['traceparent'][3:7]}-{answer.headers['traceparent'][7:11]}"
    assert answer.status == 200
    assert answer.json == {
        "items": [a_case(1), a_case(3)],
        "next": "abc",
        "withheld": [{"id": f"cas_{2:026}", "reference": reference}],
    }
    assert answer.headers["items-withheld"] == "1"
    assert (await outcome(listing, answer))["withheld"] == 1
    (line,) = told(caplog)
    assert line == {
        "code": "items-withheld",
        "service": "land-register",
        "operation": "listCases",
        "reason": "schema",
        "schema": PAGE,
        "pointer": "/items/*/openedOn",
        "rule": "format",
        "exchange": answer.headers["exchange-id"],
        "reference": reference,
        "withheld": 1,
    }
    assert "lately" not in caplog.text


async def test_a_good_list_is_passed_on_as_it_came(listing: GatewayUnderTest) -> None:
    listing.register.raw = b'{ "items": [] }'
    answer = await listing.call("GET", CASES)
    assert (answer.body, "items-withheld" in answer.headers) == (b'{ "items": [] }', False)
    assert "withheld" not in await outcome(listing, answer)


async def test_a_page_that_has_no_place_for_it_is_told_by_the_header_alone(listing: GatewayUnderTest) -> None:
    answer = await read(listing, "/land-register/v1/old", {"items": [an_owner(1), an_owner(2, since="long ago")]})
    assert (answer.status, answer.json) == (200, {"items": [an_owner(1)]})
    assert answer.headers["items-withheld"] == "1"


@pytest.mark.parametrize("odd", ["ຄຳລາ", "own_1\n", "own_" + "1" * 200, 7, None])
async def test_an_id_that_breaks_its_pattern_is_not_told(listing: GatewayUnderTest, odd: object) -> None:
    page = {"items": [an_owner(1), an_owner(2, ownerId=odd, since="")]}
    answer = await read(listing, "/land-register/v1/owners", page)
    assert (answer.status, list(answer.json["withheld"][0])) == (200, ["reference"])


@pytest.mark.parametrize(
    ("good", "bad", "status"),
    [(1, 1, 200), (0, 1, 200), (1, 2, 200), (0, MOST, 200), (60, MOST, 200), (60, MOST + 1, 502)],
)
async def test_at_most_twenty_items_are_withheld_and_a_page_of_no_more_can_always_be_read(
    listing: GatewayUnderTest, good: int, bad: int, status: int
) -> None:
    items = [an_owner(n, **({"since": ""} if n < bad else {})) for n in range(good + bad)]
    answer = await read(listing, "/land-register/v1/owners", {"items": items[::2] + items[1::2]})
    assert answer.status == status
    if status == 200:
        assert (len(answer.json["items"]), len(answer.json["withheld"])) == (good, bad)


@pytest.mark.parametrize(
    "page",
    [
        {"items": [an_owner(1), an_owner(1)]},
        {"items": [an_owner(1), an_owner(1), an_owner(2, since="")]},
        {"items": [an_owner(1), an_owner(2, since="")], "next": "x" * 21},
        {"items": [an_owner(1), an_owner(2, since="")], "more": 1},
        {"items": {"0": an_owner(1)}},
        [an_owner(1)],
    ],
    ids=["twice", "twice-and-bad", "cursor", "unknown-member", "no-list", "no-page"],
)
async def test_what_is_wrong_with_the_page_itself_is_no_items_fault(listing: GatewayUnderTest, page: Any) -> None:
    answer = await read(listing, "/land-register/v1/owners", page)
    assert (answer.status, answer.code, answer.json["params"]["reason"]) == (502, "upstream-invalid", "schema")


async def test_a_search_that_takes_too_long_is_given_up(
    listing: GatewayUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = {"items": [an_owner(1), an_owner(2), an_owner(3, since="")]}
    assert (await read(listing, "/land-register/v1/owners", page)).status == 200
    monkeypatch.setattr("gateway.exchange.withheld.SEARCH_MS", -1.0)
    assert (await read(listing, "/land-register/v1/owners", page)).status == 502


async def test_what_is_left_must_hold_by_the_whole_schema(listing: GatewayUnderTest) -> None:
    answer = await read(listing, "/land-register/v1/strict", {"items": [an_owner(1), an_owner(2, since="")]})
    assert answer.status == 502


async def test_nobody_is_counted_as_seen_whose_item_was_withheld(listing: GatewayUnderTest) -> None:
    page = {"items": [an_owner(1, person=A_PERSON), an_owner(2, ownerId="?", person=A_PERSON | {"value": "9"})]}
    answer = await read(listing, "/land-register/v1/owners", page)
    assert answer.status == 200
    epoch = listing.gateway.epochs.at(listing.gateway.clock.now())
    assert {row["subject"] for row in await listing.looks()} == {
        epoch.pseudonym(subjects.identifier("citizenId", "0123")),
        epoch.pseudonym(subjects.record("own_1")),
    }


async def test_whose_record_an_id_names_is_seen_all_the_same(listing: GatewayUnderTest) -> None:
    await read(listing, "/land-register/v1/owners", {"items": [an_owner(1), an_owner(2, since="", person=A_PERSON)]})
    epoch = listing.gateway.epochs.at(listing.gateway.clock.now())
    assert {row["subject"] for row in await listing.looks()} == {
        epoch.pseudonym(subjects.record(f"own_{n}")) for n in (1, 2)
    }


async def test_nobody_keeps_a_list_with_holes(listing: GatewayUnderTest) -> None:
    answer = await read(listing, CASES, {"items": [a_case(1), a_case(2, status="abolished")]})
    assert answer.headers.get("etag") != '"1"', "the version that the service names is that of the whole"
    assert answer.headers["cache-control"] == "no-store"


async def test_alarm_and_report_name_the_place_and_fall_and_stay(listing: GatewayUnderTest) -> None:
    page = {"items": [a_case(1), a_case(2, place="nowhere"), a_case(3, place="nowhere"), a_case(4), a_case(5)]}
    for _ in range(2):
        await read(listing, CASES, page)
    breaches = listing.gateway.breaches
    assert breaches.alarms() == {"items-withheld": "land-register/listCases schema"}, "no place: /healthz is public"
    await breaches.write(listing.pool)
    await breaches.write(listing.pool)
    row = await listing.pool.fetchrow("select * from contract_breaches")
    assert row is not None
    assert (row["schema"], row["pointer"], row["failed"], row["withheld"]) == (PAGE, "/items/*/place", 0, 4)


@pytest.fixture
def pinned(listing: GatewayUnderTest) -> GatewayUnderTest:
    """A gateway whose service knows a word that the version pinned by the caller's agreement does not."""
    owner = {key: OWNERS[key] for key in ("type",)} | {"unevaluatedProperties": False}
    first: dict[str, Any] = owner | {
        "$id": f"{ROOT}land/owner/v1",
        "title": "OwnerV1",
        "required": ["ownerId", "state"],
        "properties": {
            "ownerId": OWNERS["properties"]["ownerId"],
            "state": {"enum": ["present"]},
            "person": OWNERS["properties"]["person"],
        },
    }
    second = first | {"$id": f"{ROOT}land/owner/v2", "title": "Owner"}
    second |= {
        "properties": first["properties"] | {"state": {"enum": ["present", "abroad"]}, "note": {"type": "string"}}
    }
    catalogue = Catalogue({first["$id"]: first, second["$id"]: second}, {})
    document = a_service(Owner=component_of(second["$id"], catalogue)[1])
    service = compile_service("land-register", "moic", "in-process:land-register", document, "grown")
    agreement = an_agreement(
        operations=frozenset(service.operations),
        data_classes=frozenset({"general", "specific"}),
        schema_versions=frozenset({"land/owner/v1"}),
        pinned=compile_pinned("land-register", document, {"land/owner/v1"}, catalogue),
    )
    listing.directory.snapshot = replace(
        listing.directory.snapshot, services={service.name: service}, agreements={agreement.id: agreement}, version=3
    )
    return listing


async def test_a_word_that_the_pinned_version_does_not_know_withholds_its_item(pinned: GatewayUnderTest) -> None:
    here = {"ownerId": "own_1", "state": "present", "person": A_PERSON}
    away = {"ownerId": "own_2", "state": "abroad", "person": A_PERSON | {"value": "9"}}
    answer = await read(pinned, "/land-register/v1/owners", {"items": [here | {"note": "x"}, away]})
    assert (answer.status, answer.json["items"], answer.json["withheld"][0]["id"]) == (200, [here], "own_2")
    facts = await outcome(pinned, answer)
    assert (facts["withheld"], facts["notCovered"]) == (1, ["/items/*/note"])
    assert len(await pinned.looks()) == 3, "the person of the item that left, and the two records that were named"


async def test_both_versions_together_withhold_no_more_than_one_may(pinned: GatewayUnderTest) -> None:
    here = {"ownerId": "own_1", "state": "present"}
    broken, away = here | {"ownerId": 7}, here | {"ownerId": "own_3", "state": "abroad"}
    path = "/land-register/v1/owners"
    answer = await read(pinned, path, {"items": [here, *[broken] * (MOST - 1), away, away | {"ownerId": "own_4"}]})
    assert (answer.status, answer.json["params"]["reason"]) == (502, "minimised")
    answer = await read(pinned, path, {"items": [here, *[broken] * (MOST - 1), away]})
    assert (answer.status, answer.json["items"], answer.headers["items-withheld"]) == (200, [here], str(MOST))
    assert len(answer.json["withheld"]) == MOST


async def test_what_breaks_only_where_the_caller_may_not_look_withholds_nothing(
    pinned: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    good, odd = [{"ownerId": f"own_{n}", "state": "present"} for n in (1, 2)]
    path, page = "/land-register/v1/owners", {"items": [good, odd | {"note": 7}]}
    answer = await read(pinned, path, page)
    assert (answer.status, answer.headers.get("items-withheld")) == (200, None)
    assert answer.json["items"] == [good, odd]
    assert "a service broke its contract" in caplog.text
    page["items"].append(good | {"ownerId": 7, "note": 7})
    answer = await read(pinned, path, page)
    assert (answer.json["items"], answer.headers["items-withheld"]) == ([good, odd], "1")


async def test_a_list_with_holes_is_the_same_until_other_items_are_missing(listing: GatewayUnderTest) -> None:
    path, page = "/land-register/v1/owners", {"items": [an_owner(1), an_owner(2, since="")]}
    first, again = [await read(listing, path, page) for _ in range(2)]
    assert first.json["withheld"][0]["reference"] != again.json["withheld"][0]["reference"]
    assert first.headers["etag"] == again.headers["etag"]
    assert first.headers["etag"].startswith('W/"'), "the references differ: the bytes are not the same"
    asked = {"if-none-match": first.headers["etag"]}
    assert (await listing.call("GET", path, headers=dict(asked))).status == 304
    other = await read(listing, path, {"items": [an_owner(1), an_owner(3, since="")]})
    assert other.headers["etag"] != first.headers["etag"]
    head = await listing.call("HEAD", path)
    assert head.headers["etag"] == other.headers["etag"]


def with_its_own(gateway_under_test: GatewayUnderTest, withheld: Any) -> str:
    """Let a service answer pages in which `withheld` is a member of its own; return where."""
    paths = {"/owners": {"get": an_operation("listOwners", the_answer("OwnerPage"))}}
    document = a_document(paths, Owner=OWNERS, OwnerPage=a_page(withheld=withheld))
    document |= {"servers": [{"url": "/land-register/v1"}]}
    service = compile_service("land-register", "moic", "in-process:land-register", document, "own")
    agreement = an_agreement(operations=frozenset({"listOwners"}), data_classes=frozenset({"general", "specific"}))
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot,
        services={service.name: service},
        agreements={agreement.id: agreement},
        version=2,
    )
    return "/land-register/v1/owners"


@pytest.mark.parametrize("own", [["x", 1, None, {"a": 1}, ["reference"]], [{"reference": 7}]])
async def test_a_list_of_its_own_that_is_called_withheld_may_hold_anything(
    gateway_under_test: GatewayUnderTest, own: Any
) -> None:
    path = with_its_own(gateway_under_test, {"type": "array"})
    answer = await read(gateway_under_test, path, {"items": [an_owner(1), an_owner(2, since="")], "withheld": own})
    assert (answer.status, answer.headers["items-withheld"]) == (200, "1")
    assert answer.json["withheld"][:-1] == own
    assert answer.headers["etag"] == (await gateway_under_test.call("GET", path)).headers["etag"]


@pytest.mark.parametrize("own", [500, None, "x", {"reference": 1}])
async def test_a_member_of_its_own_that_is_called_withheld_may_be_anything(
    gateway_under_test: GatewayUnderTest, own: Any
) -> None:
    path = with_its_own(gateway_under_test, {"not": {"type": "array"}})
    answer = await read(gateway_under_test, path, {"items": [an_owner(2, since="")], "withheld": own})
    assert (answer.status, answer.json["withheld"]) == (200, own)
    assert answer.headers["etag"].startswith('W/"')


async def test_a_single_record_stays_refused_and_the_log_says_where_it_is_wrong(
    gateway_under_test: GatewayUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    gateway_under_test.register.answer = {"name": "ນາ", "area": 3, "ຄຳລາ ສີສະຫວັດ": "0123"}
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")
    assert answer.status == 502
    (line,) = told(caplog)
    assert (line["code"], line["pointer"], line["rule"]) == ("contract-broken", "/*", "additionalProperties")
    assert "ຄຳລາ" not in caplog.text + orjson.dumps(line).decode() + answer.body.decode()
    assert "pointer" not in answer.body.decode()
    assert gateway_under_test.gateway.breaches.alarms() == {"contract-broken": "land-register/readParcel schema"}


async def test_the_report_counts_what_was_not_passed_on_for_another_reason(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.answers_with = (202, b"{}", "application/json")
    assert (await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")).code == UpstreamInvalid.code
    assert list(gateway_under_test.gateway.breaches.alarms().values()) == [
        str(Place("land-register", "readParcel", "not-declared"))
    ]
