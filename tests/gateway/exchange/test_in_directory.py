"""Whom a request names is looked up in the directory before anything is called; what an answer names is not."""

import copy
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import orjson
import pytest

from chassis.http.openapi import closure, component_of
from contracts.catalogue import Catalogue
from contracts.lao import has_lao
from contracts.organisations import Organisations
from gateway.directory.compiler import compile_service
from gateway.directory.entries import ServiceEntry, Tenure
from tests.support.gateway_under_test import GatewayUnderTest, a_snapshot, an_agreement, asgi
from tests.support.land_register import DOCUMENT
from tests.support.organisations import COUNTRY

PARCELS = "/land-register/v1/parcels"
SEAT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "member": {"type": "string", "maxLength": 64, "pattern": "^[a-z-]+$"},
        "office": {"type": "string", "maxLength": 40, "pattern": "^[A-Za-z0-9-]+$"},
    },
    "required": ["member", "office"],
    "additionalProperties": False,
    "x-directory": "office",
}

ORDERS = ("move-order", "correction-members")  # of our own schemas


@cache
def _service() -> ServiceEntry:
    document = copy.deepcopy(DOCUMENT)
    named = closure({f"https://schemas.saphan.gov.la/justice/{name}/v1" for name in ORDERS}, Catalogue.load())
    document["components"]["schemas"] |= dict(component_of(each, Catalogue.load()) for each in named)
    document["components"]["schemas"]["Seat"] = SEAT
    document["components"]["schemas"]["Parcel"]["properties"] |= {
        "court": {"$ref": "#/components/schemas/Seat", "x-directory": "office", "x-directory-kind": ["court"]},
        "heldBy": {"type": "array", "items": {"type": "string", "x-directory": "member"}},
        "system": {"type": "string", "x-directory": "system"},
        "approvedBy": {"type": "string", "x-directory": "officer"},
        "order": {"$ref": "#/components/schemas/MoveOrder"},
        "members": {"$ref": "#/components/schemas/CorrectionMembers"},
    }
    for path in ("/parcels/{parcelId}", "/notices/newest"):
        document["paths"][path]["get"]["parameters"].append(
            {"name": "member", "in": "query", "x-directory": "member", "schema": {"type": "string"}}
        )
    return compile_service("land-register", "moic", "", document, hashlib.sha256(orjson.dumps(document)).hexdigest())


@pytest.fixture
def naming(gateway_under_test: GatewayUnderTest) -> GatewayUnderTest:
    """The gateway with a land register whose parcels name courts, members and systems, and a country of them."""
    service = replace(_service(), base_url=next(iter(gateway_under_test.directory.snapshot.services.values())).base_url)
    snapshot = a_snapshot(
        gateway_under_test.key, service, an_agreement(data_classes=frozenset({"general", "specific"}))
    )
    gateway_under_test.directory.snapshot = replace(snapshot, organisations=COUNTRY)
    return gateway_under_test


def a_parcel(**more: Any) -> bytes:
    return orjson.dumps({"name": "ນາ", "area": 3} | more)


def seat(member: str, office: str) -> dict[str, str]:
    return {"member": member, "office": office}


async def test_who_is_there_goes_through(naming: GatewayUnderTest) -> None:
    body = a_parcel(court=seat("psc", "Z2"), heldBy=["home", "police"], system="police-case-system")
    assert (await naming.call("POST", PARCELS, body)).status == 201


@pytest.mark.parametrize(
    ("more", "pointer", "code", "params"),
    [
        ({"court": seat("psc", "9999")}, "/court/office", "x-directory", {"member": "psc"}),
        ({"court": seat("navy", "Z2")}, "/court/member", "x-directory", {}),
        ({"court": seat("psc", "S9")}, "/court/office", "x-directory", {"owners": ["police"]}),
        ({"court": seat("psc", "Z3")}, "/court/office", "x-directory-date", {"from": "2099-01-01"}),
        ({"court": seat("psc", "Z1")}, "/court/office", "x-directory-date", {"successor": seat("psc", "Z2")}),
        ({"court": seat("police", "S9")}, "/court/office", "x-directory-kind", {"expected": ["court"]}),
        ({"heldBy": ["home", "interior"]}, "/heldBy/1", "x-directory-date", {"successor": "home"}),
        ({"system": "police-letters"}, "/system", "x-directory", {}),
    ],
)
async def test_who_is_not_there_is_refused_in_both_languages_and_nothing_is_called(
    naming: GatewayUnderTest, more: Mapping[str, Any], pointer: str, code: str, params: Mapping[str, Any]
) -> None:
    answer = await naming.call("POST", PARCELS, a_parcel(**more))
    assert (answer.status, answer.code, answer.json["effect"]) == (400, "invalid-input", "none")
    [fault] = answer.json["errors"]
    assert (fault["pointer"], fault["code"]) == (pointer, code)
    assert params.items() <= fault.get("params", {}).items()
    assert has_lao(fault["message"]["lo"])
    assert fault["message"]["en"]
    assert not naming.register.calls


@pytest.mark.parametrize(
    ("member", "order", "pointer"),
    [
        ("order", lambda court: {"to": "inTrial", "happenedOn": "2026-03-02", "court": court}, "/order/court/office"),
        ("members", lambda court: {"court": {"was": seat("psc", "Z2"), "now": court}}, "/members/court/now/office"),
    ],
    ids=["an order", "its correction"],
)
async def test_an_order_of_a_case_designates_a_court_and_nobody_else(
    naming: GatewayUnderTest, member: str, order: Callable[[dict[str, str]], dict[str, Any]], pointer: str
) -> None:
    assert (await naming.call("POST", PARCELS, a_parcel(**{member: order(seat("psc", "hq"))}))).status == 201
    answer = await naming.call("POST", PARCELS, a_parcel(**{member: order(seat("police", "S9"))}))
    assert (answer.status, answer.code) == (400, "invalid-input")
    [fault] = answer.json["errors"]
    assert (fault["pointer"], fault["code"], fault["params"]["expected"]) == (pointer, "x-directory-kind", ["court"])
    assert len(naming.register.calls) == 1


async def test_an_officer_who_is_named_is_in_office_where_the_caller_acts_or_above(naming: GatewayUnderTest) -> None:
    snapshot = naming.directory.snapshot
    here = Tenure(date(2020, 1, 1), None, "S9")
    kept = {"khamla.v": here, "bounmy": replace(here, ends=date(2021, 1, 1)), "keo": here}
    assert (await naming.call("POST", PARCELS, a_parcel(approvedBy="whoever"))).status == 201  # it keeps none here
    naming.directory.snapshot = replace(snapshot, officers={"police": kept})
    for named, status in (("Khamla.V", 201), ("keo", 201), ("bounmy", 400), ("whoever", 400)):
        answer = await naming.call("POST", PARCELS, a_parcel(approvedBy=named))
        assert answer.status == status, named
    assert has_lao(answer.json["errors"][0]["message"]["lo"])


async def test_an_empty_directory_refuses_all(naming: GatewayUnderTest) -> None:
    naming.directory.snapshot = replace(naming.directory.snapshot, organisations=Organisations())
    assert (await naming.call("POST", PARCELS, a_parcel(heldBy=["police"]))).status == 400
    assert (await naming.call("POST", PARCELS, a_parcel())).status == 201


async def test_a_parameter_is_looked_up_too_said_beside_its_schema(naming: GatewayUnderTest) -> None:
    assert (await naming.call("GET", f"{PARCELS}/p1?member=police")).status == 200
    answer = await naming.call("GET", f"{PARCELS}/p1?member=interior")
    assert (answer.status, answer.code) == (400, "invalid-input")
    [fault] = answer.json["errors"]
    assert (fault["location"], fault["name"], fault["params"]["successor"]) == ("query", "member", "home")


async def test_a_parameter_is_looked_up_for_everybody_as_it_is_for_members(naming: GatewayUnderTest) -> None:
    naming.register.answer = {"number": 7, "text": "ປະກາດ"}
    newest, host = "/land-register/v1/notices/newest", (b"host", b"127.0.0.1:8080")
    assert (await asgi(naming.app, "GET", f"{newest}?member=police", [host], [])).status == 200
    calls = len(naming.register.calls)
    answer = await asgi(naming.app, "GET", f"{newest}?member=interior", [host], [])
    assert (answer.status, answer.code, len(naming.register.calls)) == (400, "invalid-input", calls)
    [fault] = answer.json["errors"]
    assert (fault["location"], fault["name"], fault["params"]["successor"]) == ("query", "member", "home")


async def test_an_answer_may_name_who_is_gone_and_who_was_never_there(naming: GatewayUnderTest) -> None:
    naming.register.answer |= {"court": seat("psc", "Z1"), "heldBy": ["interior", "navy"]}
    answer = await naming.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.json["heldBy"]) == (200, ["interior", "navy"])
