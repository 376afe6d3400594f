"""What no version of the directory may hold, whoever decides it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.http.openapi import component_of
from contracts.catalogue import Catalogue
from contracts.texts import LINE
from gateway.directory import changes
from gateway.directory.content import System
from gateway.directory.inventory import MOVES, Equipment, Project, Side, Status, fault_of
from gateway.directory.organisations import Member, Name, Office
from gateway.directory.publish import catalogue_with
from tests.gateway.directory.register.conftest import KHAMLA, Register
from tests.support.directory import a_body, a_document, an_agreement, an_operation

MOHA = {"id": "moha", "kind": "ministry", "names": [{"lo": "ກະຊວງພາຍໃນ", "en": "Ministry of Home Affairs"}]}
GONE = MOHA | {
    "dissolvedOn": "2025-03-31",
    "successor": "home-affairs",
    "successors": [{"member": "home-affairs", "duties": "Registration"}],
}
HQ = {"member": "moic", "code": "hq", "kind": "ministry-office", "lo": "ກ", "en": "HQ", "level": "central"}


LAND = a_document() | {"servers": [{"url": "/land/v1"}]}


def registration(member: str) -> dict[str, Any]:
    document = a_document() | {"servers": [{"url": "/births/v1"}]}
    return {"name": "births", "member": member, "baseUrl": "http://births.test", "document": document}


async def test_the_services_of_a_dissolved_ministry_move_to_its_successor_by_data(register: Register) -> None:
    births = an_agreement(id="agr_police-births", service="births").facts()
    theirs = an_agreement(id="agr_moha-notes", member="moha").facts()
    await register.make(members=[MOHA], services=[registration("moha")], agreements=[births, theirs])
    assert "it still offers births" in await register.refusal(members=[GONE])
    assert "agr_moha-notes still lets it call" in await register.refusal(
        members=[GONE], services=[registration("home-affairs")]
    )
    ended = theirs | {"validTo": "2025-04-01T00:00:00+07:00"}
    change = await register.make(members=[GONE], services=[registration("home-affairs")], agreements=[ended])
    snapshot = await register.snapshot()
    assert snapshot.services["births"].member == "home-affairs"
    assert snapshot.agreement("police", "births/getNote", "caseManagement", an_agreement().valid_from.timestamp())
    assert (await register.read("/services/births", "service", at=change["proposedAt"]))["member"] == "moha"


async def test_a_dissolved_ministry_gets_nothing_new(register: Register) -> None:
    await register.make(members=[GONE])
    assert "moha is dissolved" in await register.refusal(services=[registration("moha")])
    assert "moha is dissolved" in await register.refusal(agreements=[an_agreement(id="agr_x", member="moha").facts()])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"systems": [{"member": "moic", "name": "desk", "office": "0101"}]}, "moic has no office 0101"),
        ({"systems": [{"member": "moic", "name": "desk", "offices": {"codes": ["hq", "9"]}}]}, "moic has no office 9"),
        ({"systems": [{"member": "moic", "name": "desk", "offices": {"below": "0101"}}]}, "moic has no office 0101"),
        ({"agreements": [an_agreement(id="agr_x", offices=["zone"]).facts()]}, "agr_x: police has no office zone"),
        ({"agreements": [an_agreement(id="agr_x", systems=["moic-office"]).facts()]}, "police has no system moic-offi"),
        ({"agreements": [an_agreement(id="agr_x", levels=["moon"]).facts()]}, "moon is not in the list office-level"),
        ({"systems": [{"member": "nobody", "name": "desk"}]}, "there is no member nobody"),
        ({"agreements": [an_agreement(id="agr_x", member="nobody").facts()]}, "there is no member nobody"),
        ({"members": [MOHA | {"successors": [{"member": "nobody"}]}]}, "there is no member nobody"),
        ({"members": [MOHA, MOHA]}, "member moha stands twice"),
        (
            {"offices": [HQ | {"level": "moon"}]},
            "moon is not in the list office-level",
        ),
        (
            {"equipment": [{"id": "x", "owner": "moic", "kind": "server", "lo": "ກ", "place": "99"}]},
            "99 is not in the list places",
        ),
        ({"projects": [{"id": "x", "owner": "moic", "lo": "ກ", "status": "approved"}]}, "its decision does not say so"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_contradiction_is_refused_in_a_sentence(register: Register, content: dict[str, Any], why: str) -> None:
    assert why in await register.refusal(**content)


async def test_two_members_cannot_claim_one_client_id(register: Register) -> None:
    await register.make(members=[MOHA | {"id": "moic-land"}], systems=[{"member": "moic-land", "name": "desk"}])
    sentence = await register.refusal(systems=[{"member": "moic", "name": "land-desk"}])
    assert "system moic-land-desk is moic-land's" in sentence


def a_project(status: Status, **changes: Any) -> Project:
    facts: dict[str, Any] = {"id": "x", "owner": "moic", "lo": "ກ", "status": status}
    if status in {Status.APPROVED, Status.REFUSED, Status.DEFERRED}:
        facts["decision"] = {"outcome": status, "on": "2026-01-01"}
    return Project.model_validate(facts | changes)


@given(st.sampled_from([None, *Status]), st.sampled_from(Status), st.sampled_from(Side))
def test_a_project_moves_only_along_the_table(before: Status | None, after: Status, side: Side) -> None:
    was = a_project(before) if before else None
    allowed = before == after or side in MOVES[before].get(after, frozenset())
    fault = fault_of(was, a_project(after), side)
    if not allowed:
        assert fault is not None
    elif side is Side.AUTHORITY:
        assert fault is None


def test_an_owner_reports_and_the_authority_decides() -> None:
    reported = a_project(Status.REPORTED)
    assert fault_of(None, reported, Side.OWNER) is None
    assert fault_of(reported, a_project(Status.RUNNING), Side.AUTHORITY) is not None
    smuggled = a_project(Status.REPORTED, decision={"outcome": "approved", "on": "2026-01-01"})
    assert "the authority's to write" in str(fault_of(reported, smuggled, Side.OWNER))
    odd = a_project(Status.REPORTED, decision={"outcome": "running", "on": "2026-01-01"})
    assert "a decision is" in str(fault_of(reported, odd, Side.AUTHORITY))


def test_names_follow_each_other_and_never_stand_side_by_side() -> None:
    first, second = Name(lo="ກ", en="MPT", to=date(2021, 3, 31)), Name(lo="ຂ", en="MTC", from_=date(2021, 4, 1))
    member = Member(id="mtc", kind="ministry", names=(second, first))
    assert [member.name_on(date(year, 6, 1)).en for year in (1990, 2020, 2022)] == ["MPT", "MPT", "MTC"]
    assert (member.en, member.lo) == ("MTC", "ຂ")
    late = Member(id="x", kind="ministry", names=(second,))
    assert late.name_on(date(1990, 1, 1)).en == "MTC"
    with pytest.raises(ValidationError, match="two names at the same time"):
        Member(id="mtc", kind="ministry", names=(first, second.model_copy(update={"from_": date(2021, 3, 31)})))


def test_entries_know_their_owner_and_their_id() -> None:
    office = Office(member="moic", code="hq", kind="ministry-office", lo="ກ", en="HQ", level="central")
    equipment = Equipment(id="x", owner_="moic", kind="server", lo="ກ")
    assert (office.key, office.owner, equipment.owner) == ("moic-hq", "moic", "moic")
    assert System(member="moic", name="desk").facts()["keys"] == []


# --- schemas published at run time

LABEL = {"lo": "ດິນ", "en": "Land"}
A_TEXT = {"type": "string", "maxLength": 40, "pattern": LINE, "x-label": LABEL}
PARCEL: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://schemas.saphan.gov.la/land/parcel/v1",
    "title": "Parcel",
    "description": "A parcel of land.",
    "x-data-class": "general",
    "x-label": LABEL,
    "type": "object",
    "properties": {"number": A_TEXT},
    "required": ["number"],
    "unevaluatedProperties": False,
}
NEXT = PARCEL | {
    "$id": PARCEL["$id"].replace("v1", "v2"),
    "title": "ParcelV2",
    "properties": PARCEL["properties"] | {"owner": A_TEXT},
}


def using(schema: dict[str, Any]) -> dict[str, Any]:
    name, component = component_of(schema["$id"], catalogue_with([schema]))
    document = a_document(
        {"/parcels": {"get": an_operation("getParcel", {"200": {"description": "", **a_body(name)}})}}
    )
    document["components"]["schemas"][name] = component
    return {"name": "notes", "member": "psc", "baseUrl": "http://127.0.0.1:9", "document": document}


async def test_a_schema_is_published_and_a_service_that_uses_it_compiles(register: Register) -> None:
    assert "no schema" in await register.refusal(services=[using(PARCEL)])
    await register.make(schemas=[{"document": PARCEL}])
    assert (await register.read("/schemas/land/parcel/v1", "published-schema"))["document"] == PARCEL
    assert len((await register.read("/schemas", "published-schema-page"))["items"]) == 1
    await register.make(services=[using(PARCEL)])
    answer = (await register.snapshot()).services["notes"].operations["getParcel"].response(200, "application/json")
    assert answer is not None
    assert answer.schema is not None
    assert (answer.schema.is_valid({"number": "1"}), answer.schema.is_valid({"no": "1"})) == (True, False)


@pytest.mark.parametrize("address", ["http://a@127.0.0.1:9", "http://169.254.169.254", "http://127.1:9"])
async def test_an_odd_address_is_refused_at_its_place_in_two_languages(register: Register, address: str) -> None:
    service = {"name": "land", "member": "psc", "baseUrl": address, "document": LAND}
    for path, at, body in (
        ("/plans", "", {"services": [service]}),
        ("/changes", "/content", {"reason": "Because.", "content": {"services": [service]}}),
    ):
        answer = await register.call("POST", path, json=body)
        [fault] = answer.json()["errors"]
        assert (answer.status_code, fault["pointer"]) == (400, f"{at}/services/0/baseUrl")
        assert fault["code"] == "address-not-allowed"
        assert fault["message"]["lo"] != fault["message"]["en"]


async def test_a_document_without_data_classes_is_refused_place_by_place_in_two_languages(register: Register) -> None:
    bare = {"type": "object", "properties": {"who": {"type": "string"}}, "additionalProperties": False}
    document = LAND | {"components": {"schemas": LAND["components"]["schemas"] | {"Note": bare}}}
    service = {"name": "land", "member": "psc", "baseUrl": "http://127.0.0.1:9", "document": document}
    for path, body in (
        ("/plans", {"services": [service]}),
        ("/changes", {"reason": "Because.", "content": {"services": [service]}}),
    ):
        answer = (await register.call("POST", path, json=body)).json()
        assert (answer["status"], answer["code"]) == (409, "data-classes-missing")
        assert "(ຈຳນວນບ່ອນ: 3)" in answer["detail"], answer["detail"]  # right for one place, too
        assert [each["pointer"] for each in answer["errors"]] == [
            "/paths/~1notes/post/responses/201/content/application~1json/schema",
            "/paths/~1notes~1{noteId}/get/responses/200/content/application~1json/schema",
            "/paths/~1files/post/responses/200/content/application~1json/schema",
        ]
        assert all({"lo", "en"} <= each["message"].keys() for each in answer["errors"])
    assert "land" not in (await register.snapshot()).services


async def test_no_proposal_leads_into_the_gateways_own_process(register: Register) -> None:
    service = {"name": "land", "member": "psc", "baseUrl": "in-process:case-registry", "document": LAND}
    assert "not registered by a proposal" in await register.refusal(services=[service])
    moved = {"name": "notes", "member": "psc", "baseUrl": "in-process:elsewhere", "document": a_document()}
    assert "not registered by a proposal" in await register.refusal(services=[moved])
    # what the installation has given it stays its own, also when its member changes
    await register.make(services=[moved | {"baseUrl": "in-process:notes", "member": "moic"}])
    assert (await register.snapshot()).services["notes"].member == "moic"


async def test_a_proposal_of_before_a_rule_is_held_to_it(register: Register) -> None:
    service = {"name": "land", "member": "psc", "baseUrl": "http://127.0.0.1:9", "document": LAND}
    proposed = await register.propose(services=[service])
    kept = {"services": [service | {"baseUrl": "http://a@127.0.0.1:9"}]}
    async with register.units.engine.begin() as connection:
        await changes.record_decision(connection, proposed["changeId"], content=kept)
    answer = await register.call("POST", f"/changes/{proposed['changeId']}/approvals", caller=KHAMLA)
    assert (answer.status_code, answer.json()["code"]) == (409, "change-refused")


async def test_a_schema_and_its_first_service_may_come_together(register: Register) -> None:
    await register.make(schemas=[{"document": PARCEL}], services=[using(PARCEL)])
    assert "getParcel" in (await register.snapshot()).services["notes"].operations


async def test_a_service_that_writes_a_published_schema_otherwise_is_refused(register: Register) -> None:
    other = using(PARCEL)
    other["document"]["components"]["schemas"]["Parcel"]["description"] = "Ours."
    await register.make(schemas=[{"document": PARCEL}])
    assert "its text is not that of the published schema" in await register.refusal(services=[other])


async def test_the_next_version_may_only_add(register: Register) -> None:
    assert "the version before it is not published" in await register.refusal(schemas=[{"document": NEXT}])
    await register.make(schemas=[{"document": PARCEL}])
    stricter = NEXT | {"required": ["number", "owner"]}
    assert "#/required: owner became required" in await register.refusal(schemas=[{"document": stricter}])
    answer = await register.call("POST", "/plans", json={"schemas": [{"document": stricter}]})
    assert "#/required: owner ກາຍເປັນຂໍ້ມູນບັງຄັບ" in answer.json()["detail"]
    await register.make(schemas=[{"document": NEXT}])
    assert (await register.read("/schemas/land/parcel/v2", "published-schema"))["title"] == "ParcelV2"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"$id": "https://example.org/parcel"}, "no id of a national schema"),
        ({"title": "Case"}, "its title is that of"),
        ({"unevaluatedProperties": True}, "the object is open"),
        ({"properties": {"number": {"$ref": "file:///etc/passwd", "x-label": LABEL}}}, "points outside the catalogue"),
        (
            {"properties": {"number": {"$ref": "https://e.org/x", "x-label": LABEL}}},
            "points outside the catalogue",
        ),
        ({"properties": {"number": {"type": "string", "pattern": "(?=a)b", "x-label": LABEL}}}, "look-around"),
        ({"properties": {"number": {"type": "string", "format": "phone", "x-label": LABEL}}}, "format phone"),
        ({"properties": {"number": {"typ": "string", "x-label": LABEL}}}, "typ is no keyword"),
        ({"properties": 7}, "is no JSON Schema"),
    ],
)
async def test_a_schema_that_breaks_the_rules_of_the_house_is_refused(
    register: Register, changes: dict[str, Any], why: str
) -> None:
    assert why in await register.refusal(schemas=[{"document": PARCEL | changes}])


async def test_a_published_text_never_changes(register: Register) -> None:
    await register.make(schemas=[{"document": PARCEL}])
    assert "never changes; publish v2" in await register.refusal(schemas=[{"document": PARCEL | {"description": "X."}}])
    national = Catalogue.load().document("https://schemas.saphan.gov.la/justice/case/v1")
    assert "never changes" in await register.refusal(schemas=[{"document": national | {"description": "X."}}])
    assert "stands twice" in await register.refusal(schemas=[{"document": NEXT}, {"document": NEXT}])


async def test_what_is_published_rests_on_nothing_that_may_still_change(register: Register) -> None:
    draft = "https://schemas.saphan.gov.la/civil/event-registration/v1"
    cited = PARCEL | {"properties": PARCEL["properties"] | {"basis": {"$ref": draft, "x-label": LABEL}}}
    assert f"#/properties/basis: {draft} is a draft" in await register.refusal(schemas=[{"document": cited}])
    seat = "https://schemas.saphan.gov.la/shared/seat/v1"
    await register.make(
        schemas=[
            {"document": PARCEL | {"properties": {**PARCEL["properties"], "by": {"$ref": seat, "x-label": LABEL}}}}
        ]
    )
    registration = Catalogue.load().document(draft)
    second = registration | {"$id": draft.replace("v1", "v2"), "title": "EventRegistrationV2"}
    assert "the version before it is not published" in await register.refusal(schemas=[{"document": second}])


async def test_an_agreement_pins_a_version_that_was_published_at_run_time(register: Register) -> None:
    agreement = {
        "id": "agr_police-parcels",
        "member": "police",
        "service": "notes",
        "operations": ["getParcel"],
        "purposes": ["caseManagement"],
        "legalBasis": [{"law": "A law for tests"}],
        "validFrom": "2025-01-01T00:00:00Z",
        "schemaVersions": ["land/parcel/v1"],
    }
    both = [{"document": PARCEL}, {"document": NEXT}]
    await register.make(schemas=both[:1])
    await register.make(schemas=both[1:], services=[using(NEXT)], agreements=[agreement])
    (entry,) = [each for each in (await register.snapshot()).agreements.values() if each.id == "agr_police-parcels"]
    answer = entry.pinned["getParcel"].response(200, "application/json")
    assert answer is not None
    assert answer.remover is not None
    parcel = {"number": "1", "owner": "somebody"}
    assert (answer.remover.remove(parcel, entry.held), parcel) == (True, {"number": "1"})
