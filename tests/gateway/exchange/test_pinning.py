"""An agreement pins the version it was made on: a service that has moved on answers it as before."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.http.openapi import closure, component_of
from chassis.postgres.database import create_engine
from contracts.catalogue import Catalogue
from gateway.directory.compiler import compile_pinned, compile_service
from gateway.directory.content import DirectoryContent
from gateway.directory.documents import DocumentRefused
from gateway.directory.enrol import enrol
from gateway.directory.load import load
from gateway.directory.rules import EnrolmentRefused
from tests.support.directory import a_country, a_document, an_agreement, an_operation
from tests.support.gateway_under_test import GatewayUnderTest
from tests.support.gateway_under_test import an_agreement as a_land_agreement
from tests.support.land_register import PARCEL
from tests.support.postgres import FreshDatabase

ROOT = "https://schemas.saphan.gov.la/"
V1, V2 = f"{ROOT}land/parcel/v1", f"{ROOT}land/parcel/v2"


def a_catalogue() -> Catalogue:
    """Return a catalogue that holds a schema in two versions; the second adds what the first does not know."""
    first: dict[str, Any] = {key: value for key, value in PARCEL.items() if key != "additionalProperties"}
    first |= {"$id": V1, "title": "Parcel", "unevaluatedProperties": False}
    grown = first["properties"] | {"soil": {"type": "string"}, "survey": {"type": "string", "maxLength": 4}}
    return Catalogue({V1: first, V2: first | {"$id": V2, "title": "ParcelV2", "properties": grown}}, {})


def a_grown_document() -> dict[str, Any]:
    """Return the land register's document as it is after it has moved to the second version."""
    catalogue = a_catalogue()
    answer = {"200": {"description": "", "content": a_parcel()}}
    paths = {
        "/parcels": {
            "post": an_operation(
                "registerParcel",
                {"201": {"description": "", "content": a_parcel()}},
                requestBody={"required": True, "content": a_parcel()},
            )
        },
        "/parcels/{parcelId}": {
            "get": an_operation(
                "readParcel",
                answer,
                parameters=[{"name": "parcelId", "in": "path", "required": True, "schema": {"type": "string"}}],
            )
        },
    }
    document = a_document(paths, ParcelV2=component_of(V2, catalogue)[1])
    return document | {"servers": [{"url": "/land-register/v1"}]}


def a_parcel() -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": "#/components/schemas/ParcelV2"}}}


@pytest.fixture
async def pinned(gateway_under_test: GatewayUnderTest) -> GatewayUnderTest:
    """A gateway whose service speaks the second version, and whose caller's agreement pins the first."""
    document = a_grown_document()
    before = gateway_under_test.directory.snapshot
    service = compile_service("land-register", "moic", "in-process:land-register", document, "grown")
    operations = compile_pinned("land-register", document, {"land/parcel/v1"}, a_catalogue())
    agreement = a_land_agreement(schema_versions=frozenset({"land/parcel/v1"}), pinned=operations)
    gateway_under_test.directory.snapshot = replace(
        before, services={service.name: service}, agreements={agreement.id: agreement}, version=2
    )
    gateway_under_test.register.answer = {"parcelId": "p1", "name": "ນາ", "area": 3, "soil": "wet", "survey": "1"}
    return gateway_under_test


PARCELS = "/land-register/v1/parcels"


async def test_an_answer_is_pruned_to_the_pinned_version(pinned: GatewayUnderTest) -> None:
    answer = await pinned.call("GET", f"{PARCELS}/p1")
    assert answer.json == {"parcelId": "p1", "name": "ນາ", "area": 3}
    recorded = (await pinned.recorded(answer)).outcome
    assert recorded is not None
    assert recorded["notCovered"] == ["/owner", "/soil", "/survey"]
    assert recorded["pinned"] == ["land/parcel/v1"]
    assert recorded["responseSchema"] == V1


async def test_a_request_is_held_against_the_pinned_version(pinned: GatewayUnderTest) -> None:
    answer = await pinned.call("POST", PARCELS, b'{"name": "x", "area": 1, "soil": "wet"}')
    assert (answer.status, answer.code) == (400, "invalid-input")
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/soil"]
    assert not pinned.register.calls


async def test_an_agreement_without_a_pin_speaks_as_the_service_does(pinned: GatewayUnderTest) -> None:
    current = a_land_agreement()
    pinned.directory.snapshot = replace(pinned.directory.snapshot, agreements={current.id: current})
    assert (await pinned.call("GET", f"{PARCELS}/p1")).json["soil"] == "wet"
    answer = await pinned.call("POST", PARCELS, b'{"name": "x", "area": 1, "soil": "wet"}')
    assert answer.status == 201


async def test_the_service_still_answers_for_its_own_version(pinned: GatewayUnderTest) -> None:
    pinned.register.answer = {"name": "", "area": 3}
    answer = await pinned.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.code) == (502, "upstream-invalid")


async def test_what_the_pinned_version_does_not_show_is_no_fault_to_its_caller_and_rings(
    pinned: GatewayUnderTest,
) -> None:
    pinned.register.answer = {"name": "ນາ", "area": 3, "survey": "longer than four"}
    answer = await pinned.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.json) == (200, {"name": "ນາ", "area": 3})
    assert pinned.gateway.breaches.alarms() == {"contract-broken": "land-register/readParcel schema"}


def refusal(versions: set[str], document: dict[str, Any] | None = None) -> str:
    with pytest.raises(DocumentRefused) as refused:
        compile_pinned("land-register", document or a_grown_document(), versions, a_catalogue())
    return str(refused.value)


def test_only_what_is_published_and_used_can_be_pinned() -> None:
    assert refusal({"land/parcel/v3"}) == "no schema land/parcel/v3 is published"
    assert "is no version of a schema" in refusal({"parcel"})
    unused = a_document() | {"servers": [{"url": "/land-register/v1"}]}
    assert refusal({"land/parcel/v1"}, unused) == "the schema land/parcel is not used by this service"


def test_a_pin_cannot_be_ahead_of_the_service() -> None:
    older = a_grown_document()
    older["components"]["schemas"] |= {"ParcelV2": component_of(V1, a_catalogue())[1]}
    assert refusal({"land/parcel/v2"}, older) == "land/parcel/v2 is newer than the service, which speaks v1"


@pytest.fixture
async def engine(fresh_database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(fresh_database("gateway.migrations"))
    yield engine
    await engine.dispose()


def a_national_document() -> dict[str, Any]:
    catalogue = Catalogue.load()
    ids = closure({f"{ROOT}justice/case-number/v1"}, catalogue)
    answer = {"schema": {"$ref": "#/components/schemas/CaseNumber"}}
    paths = {"/numbers": {"get": an_operation("readNumber", {"200": {"description": "", "content": {
        "application/json": answer}}})}}  # fmt: skip
    return a_document(paths, **dict(component_of(each, catalogue) for each in sorted(ids)))


async def test_a_pin_is_compiled_once_for_all_agreements_and_kept_over_a_swap(engine: AsyncEngine) -> None:
    one = an_agreement(operations=["readNumber"], schema_versions=["justice/case-number/v1"])
    other = an_agreement(
        id="agr_psc-notes", member="psc", operations=["readNumber"], schema_versions=["justice/case-number/v1"]
    )
    async with engine.begin() as connection:
        await enrol(connection, a_country(a_national_document(), agreements=(one, other)))
    first = await load(engine)
    assert first.agreements[one.id].pinned["readNumber"].operation_id == "readNumber"
    assert first.agreements[one.id].pinned is first.agreements[other.id].pinned
    async with engine.begin() as connection:
        await enrol(connection, DirectoryContent(agreements=(one.model_copy(update={"burst": 7}),)))
    second = await load(engine, first)
    assert second.agreements[one.id].burst == 7
    assert second.agreements[one.id].pinned is first.agreements[one.id].pinned


async def test_a_pin_of_nothing_is_refused_when_the_agreement_is_made(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        with pytest.raises(EnrolmentRefused, match="agr_police-notes: no schema justice/case-number/v9 is published"):
            await enrol(connection, a_country(agreements=(an_agreement(schema_versions=["justice/case-number/v9"]),)))


def test_one_schema_is_pinned_once() -> None:
    with pytest.raises(ValidationError, match="pinned to one version"):
        an_agreement(schema_versions=["justice/case/v1", "justice/case/v2"])


def test_an_agreement_without_law_or_consent_is_none() -> None:
    with pytest.raises(ValidationError, match="rests on a law, or on consent"):
        an_agreement(legal_basis=[])


def test_no_agreement_names_secret_data() -> None:
    with pytest.raises(ValidationError):
        an_agreement(data_classes=["secret"])
