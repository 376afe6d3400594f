"""notifyEventInFhir: one bundle is one notification, what was not mapped is told, and odd bundles are refused."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contracts.catalogue import Catalogue
from contracts.lao import has_lao
from contracts.organisations import OfficeFacts
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from gateway.directory.compiler import compile_service
from tests.civil_registration.builders import (
    HERE,
    HOSPITAL,
    POLICE,
    REGISTRAR,
    THERE,
    TODAY,
    a_birth,
    a_registrar,
    act_on,
    organisations,
    register_event,
)
from tests.civil_registration.fhir import (
    DATA,
    FHIR_JSON,
    OFFICES,
    OPENCRVS,
    PLACES,
    a_location,
    hospital_birth,
    placed,
    reasons,
    resource,
    sample,
    sent,
)
from tests.support.service import ServiceUnderTest

EVENT = Catalogue.load().validator("https://schemas.saphan.gov.la/civil/civil-event/v1")


async def taken(register: ServiceUnderTest, bundle: Any, **how: Any) -> dict[str, Any]:
    """Send a bundle that is taken, and return its event."""
    answer = await sent(register, bundle, **how)
    assert answer.status_code == 201, answer.text
    event: dict[str, Any] = answer.json()
    assert EVENT.faults(event) == ([], False)
    return event


async def refused(register: ServiceUnderTest, bundle: Any, **how: Any) -> list[tuple[str, str | None]]:
    """Send a bundle that is refused; return code and pointer of its faults, or the code of the refusal."""
    answer = await sent(register, bundle, **how)
    problem = answer.json()
    assert 400 <= answer.status_code < 500, answer.text
    assert all(has_lao(fault["message"]["lo"]) and fault["message"]["en"] for fault in problem["errors"])
    assert await register.rows("select 1 from civil_events") == []
    return [(fault["code"], fault.get("pointer")) for fault in problem["errors"]]


# --- what is taken


async def test_a_hospitals_notice_becomes_a_notification_with_names_in_both_scripts(register: ServiceUnderTest) -> None:
    answer = await sent(register, hospital_birth())
    event = answer.json()
    assert (answer.status_code, event["state"], answer.headers["ETag"]) == (201, "notified", '"1"')
    birth = event["birth"]
    assert birth["child"]["name"]["text"] == "ດາວອນ ພົມມະຈັນ"
    assert [(each["use"], each["text"]) for each in birth["child"]["otherNames"]] == [("latin", "Daovone Phommachanh")]
    assert birth["mother"]["name"] == {
        "use": "legal",
        "text": "ແກ້ວມະນີ ພົມມະຈັນ",
        "title": "ນາງ",
        "script": "lao",
    }
    assert birth["mother"]["birthDate"] == {"value": "1998-04", "precision": "month"}
    assert (birth["mother"]["residence"], birth["mother"]["maritalStatus"]) == ("0101", "married")
    assert birth["mother"]["identifiers"] == [
        {"type": "citizenId", "value": "01-0717/2015"},
        {"type": "medicalRecord", "value": "HN-553201", "issuer": "ໂຮງໝໍມະໂຫສົດ"},
    ]
    told = ("occurredOn", "place", "site", "birthType", "attendant", "birthWeight", "ownNumber")
    assert [birth[name] for name in told] == [
        *("2026-11-18", "0101", "healthFacility", "single", "midwife", 3150, "N-2026-000417")
    ]
    assert birth["informant"]["relation"] == "relative"
    assert birth["informant"]["name"]["text"] == "ບົວຄຳ ພົມມະຈັນ"  # not the child's: R4 names there whose relative it is
    assert event["actions"][0]["notifier"] == {"kind": "healthFacility", "organisation": "ໂຮງໝໍມະໂຫສົດ"}
    mother = "Bundle.entry[2].resource"
    assert {path: why for path, why in reasons(event, mother).items() if why not in {"envelope", "descriptive"}} == {
        f"{mother}.identifier[2].system": "unknownSystem",
        f"{mother}.identifier[2].value": "unknownSystem",
        f"{mother}.telecom[0].system": "noMember",
        f"{mother}.telecom[0].value": "noMember",
        f"{mother}.address[0].line[0]": "noMember",
        f"{mother}.address[0].line[1]": "noMember",
        f"{mother}.extension[0].url": "unknownExtension",
        f"{mother}.extension[0].valueCode": "unknownExtension",
    }
    assert event["notMappedTotal"] == len(event["notMapped"])
    named = {each["reason"]: each["named"] for each in event["notMapped"] if "named" in each}
    assert named == {
        "unknownSystem": "https://hospital.example/loyalty-cards",
        "unknownExtension": "https://hospital.example/blood-group",
    }


@pytest.mark.parametrize("name", OPENCRVS)
async def test_each_sample_of_opencrvs_is_taken_once_its_place_is_told(register: ServiceUnderTest, name: str) -> None:
    event = await taken(register, placed(name))
    kind = "birth" if "birth" in name else "death"
    assert (event["kind"], event["state"], event[kind]["place"]) == (kind, "notified", "0101")
    person = event["birth"]["child"] if kind == "birth" else event["death"]["deceased"]
    assert person["name"]["script"] == "latin"
    assert event[kind]["informant"]["relation"] == ("mother" if kind == "birth" else "spouse")
    assert "incomplete" in event["flags"] or "missing" not in event
    residence = event["birth"]["mother"].get("residence") if kind == "birth" else person.get("residence")
    assert residence == "0101"  # of the codes in `state` and `district`


async def test_the_largest_sample_keeps_what_our_forms_have_and_tells_the_rest(register: ServiceUnderTest) -> None:
    event = await taken(register, placed("opencrvs_fhir_create_birth_notification_max", uuid_composition="c-1"))
    birth = event["birth"]
    assert (birth["birthType"], birth["birthWeight"], birth["attendant"]) == ("single", 4000, "physician")
    assert birth["mother"]["education"] == "postSecondary"
    assert birth["mother"]["country"] == "LA"
    assert "country" not in birth["father"]  # FAR is no code of ISO 3166-1 alpha-2
    assert birth["father"]["identifiers"] == [{"type": "citizenId", "value": "6848901132"}]
    counted = Counter(each["reason"] for each in event["notMapped"])
    assert (counted["unresolved"], counted["unknownExtension"], counted["unknownCode"]) == (2, 16, 4)
    assert counted["notPlaced"] == 0
    assert event["notMappedTotal"] == sum(counted.values())


async def test_a_cause_of_death_is_kept_with_its_words_and_who_established_it(register: ServiceUnderTest) -> None:
    bundle = placed("opencrvs_fhir_create_death_notification_max")
    without = await taken(register, bundle)
    assert "cause" not in without["death"]
    assert reasons(without, "Bundle.entry[7].resource.valueCodeableConcept") == {
        "Bundle.entry[7].resource.valueCodeableConcept.coding[0].system": "incomplete",
        "Bundle.entry[7].resource.valueCodeableConcept.coding[0].code": "incomplete",
    }
    code = {"coding": [{"system": "http://loinc.org", "code": "lay-reported-or-verbal-autopsy-description"}]}
    said = {"resourceType": "Observation", "status": "final", "code": code, "valueString": "ໄຂ້ຍຸງ"}
    bundle["entry"].append({"resource": said})
    cause = (await taken(register, bundle))["death"]["cause"]
    assert cause == {"text": "ໄຂ້ຍຸງ", "method": "physician", "manner": "naturalCauses"}


async def test_a_notice_in_fhir_is_declared_and_registered_like_any_other(register: ServiceUnderTest) -> None:
    event = await taken(register, hospital_birth())
    done = await act_on(register, event["eventId"], "declaration", {"birth": a_birth()}, version='"1"')
    assert done.status_code == 201, done.text
    assert "notMapped" not in done.json()
    assert (await register_event(register, event["eventId"])).status_code == 201
    assert await register.announced() != []


async def test_police_give_no_notice_in_fhir(register: ServiceUnderTest) -> None:
    answer = await sent(register, hospital_birth(), caller=POLICE)
    assert (answer.status_code, answer.json()["code"]) == (403, "may-not-declare")


# --- the same again


async def test_the_same_bundle_again_is_the_same_notification(register: ServiceUnderTest) -> None:
    first = await taken(register, hospital_birth("N-1"))
    assert first["actions"][0]["clientActionId"] == "https://hospital.example/notices|N-1"
    bundle = hospital_birth("N-1")
    bundle["timestamp"] = "2026-11-20T10:00:00+07:00"  # sent anew by an offline client
    again = await taken(register, bundle)
    assert again == first
    assert len(await register.rows("select 1 from civil_events")) == 1
    other = await taken(register, hospital_birth("N-2"))
    assert other["eventId"] != first["eventId"]


async def test_the_same_bundle_from_five_senders_at_once_opens_one_event(register: ServiceUnderTest) -> None:
    events = await asyncio.gather(*(taken(register, hospital_birth("N-1")) for _ in range(5)))
    assert len({event["eventId"] for event in events}) == 1
    assert len(await register.rows("select 1 from civil_events")) == 1


async def test_other_facts_under_an_identifier_are_not_lost_in_silence(register: ServiceUnderTest) -> None:
    first = await taken(register, hospital_birth("N-1"))
    bundle = hospital_birth("N-1")
    resource(bundle, "Patient")["gender"] = "male"
    answer = await sent(register, bundle)
    assert (answer.status_code, answer.json()["code"]) == (409, "bundle-taken-differently")
    assert first["trackingId"] in answer.json()["detail"]


async def test_a_bundle_without_an_identifier_is_known_by_the_key_of_its_call(register: ServiceUnderTest) -> None:
    bundle = hospital_birth()
    del bundle["identifier"]
    first = await taken(register, bundle, key="key_01kb4m8a2k7y3v5x9w1z6q8r0t")
    async with register.units.open() as unit:  # the kept answer is gone after a while
        await unit.connection.exec_driver_sql("delete from idempotency")
    assert (await taken(register, bundle, key="key_01kb4m8a2k7y3v5x9w1z6q8r0t"))["eventId"] == first["eventId"]


# --- what is refused


def entries(count: int, entry: str) -> bytes:
    return b'{"resourceType":"Bundle","type":"document","entry":[' + b",".join([entry.encode()] * count) + b"]}"


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    bundle = hospital_birth()
    change(bundle)
    return bundle


PATIENT = '{"resource":{"resourceType":"Patient"}}'
DOCUMENTS = "/entry/0/resource/type"
ODD: dict[str, tuple[Any, tuple[str, str | None]]] = {
    "no JSON": (b"<Bundle/>", ("syntax", None)),
    "cut off": (b'{"resourceType":"Bundle"', ("cut-off", None)),
    "a member twice": (
        b'{"resourceType":"Bundle","type":"document","type":"document","entry":[]}',
        ("duplicate-key", None),
    ),
    "no number": (b'{"resourceType":"Bundle","total":NaN}', ("not-a-number", None)),
    "a number beyond all": (b'{"resourceType":"Bundle","total":1e999}', ("number-too-large", "/total")),
    "too deep": (b"[" * 100_000 + b"]" * 100_000, ("crowded", None)),
    "deep": (b'{"a":' * 70 + b"1" + b"}" * 70, ("depth", None)),
    "a null character": (b'{"resourceType":"Bundle","id":"\\u0000"}', ("null-character", "/id")),
    "no object": (b"[]", ("not-a-bundle", "")),
    "another resource": ({"resourceType": "Patient"}, ("not-a-bundle", "")),
    "a search set": (changed(lambda b: b.update(type="searchset")), ("not-a-bundle", "")),
    "no entries": ({"resourceType": "Bundle", "type": "document"}, ("not-a-bundle", "")),
    "entries that are none": (changed(lambda b: b.update(entry={})), ("not-a-bundle", "")),
    "no document": ({"resourceType": "Bundle", "type": "document", "entry": []}, ("not-a-notice", "/entry")),
    "persons alone": (entries(3, PATIENT), ("not-a-notice", "/entry")),
    "a summary": (
        changed(
            lambda b: resource(b, "Composition").update(
                type={"coding": [{"system": "http://loinc.org", "code": "60591-5"}]}
            )
        ),
        ("not-a-notice", DOCUMENTS),
    ),
    "two documents": (changed(lambda b: b["entry"].append(b["entry"][0])), ("several-documents", "/entry")),
    "in error": (
        changed(lambda b: resource(b, "Composition").update(status="entered-in-error")),
        ("withdrawn-notice", "/entry/0/resource/status"),
    ),
    "modified": (
        changed(lambda b: resource(b, "Composition").update(modifierExtension=[{"url": "urn:not"}])),
        ("unknown-modifier", "/entry/0/resource"),
    ),
    "rules of others": (changed(lambda b: b.update(implicitRules="urn:x")), ("unknown-modifier", "")),
    "501 entries": (entries(501, PATIENT), ("too-many-entries", "/entry")),
    "100,000 entries": (entries(100_000, PATIENT), ("too-many-entries", "/entry")),
    "100,000 empty entries": (entries(100_000, "{}"), ("crowded", None)),
    "a long list": (changed(lambda b: b.update(note=[1] * 20_000)), ("too-many-values", "")),
    "a day that is none": (
        changed(lambda b: resource(b, "Patient").update(birthDate="2026-02-30")),
        ("format", "/entry/1/resource/birthDate"),
    ),
    "a year of another era": (
        changed(lambda b: resource(b, "Patient").update(birthDate="2569-11-18")),
        ("buddhist-era", "/entry/1/resource/birthDate"),
    ),
    "a day in words": (
        changed(lambda b: resource(b, "Patient").update(birthDate="18 November")),
        ("format", "/entry/1/resource/birthDate"),
    ),
    "tomorrow": (
        changed(lambda b: resource(b, "Patient").update(birthDate=(TODAY + timedelta(days=1)).isoformat())),
        ("future-date", "/entry/1/resource/birthDate"),
    ),
    "a mother who was born later": (
        changed(lambda b: resource(b, "Patient", 1).update(birthDate="2026-11-19")),
        ("born-after", "/entry/2/resource/birthDate"),
    ),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
async def test_what_is_no_notice_is_refused_with_its_place(
    register: ServiceUnderTest, odd: tuple[Any, tuple[str, str | None]]
) -> None:
    bundle, fault = odd
    assert fault in await refused(register, bundle)


async def test_a_refusal_names_the_documents_that_are_taken(register: ServiceUnderTest) -> None:
    answer = await sent(register, {"resourceType": "Bundle", "type": "document", "entry": []})
    (fault,) = answer.json()["errors"]
    assert "http://opencrvs.org/doc-types|birth-notification" in fault["params"]["taken"]
    assert "birth-notification" in fault["message"]["en"]


async def test_without_a_place_the_sender_is_told_how_the_bundle_says_it(register: ServiceUnderTest) -> None:
    assert await refused(register, sample(OPENCRVS[0])) == [("registrar-needed", "/entry")]
    both = ReferenceData(organisations=organisations(a_registrar(HERE), a_registrar(Seat("registrar", "0102"), "0101")))
    register.app.state.resources["organisations"].take(both)
    answer = await sent(register, placed(OPENCRVS[0]))
    (fault,) = answer.json()["errors"]
    assert [each["office"] for each in fault["params"]["choices"]] == ["0101", "0102"]


@pytest.mark.parametrize(
    ("location", "pointer"),
    [
        ({"identifier": [{"system": PLACES, "value": "9999"}]}, "identifier/0/value"),
        ({"identifier": [{"system": OFFICES, "value": "nobody/hq"}]}, "identifier/0/value"),
        ({"identifier": [{"system": "urn:of-the-hospital", "value": "7"}]}, "identifier/0"),
        ({"address": {"state": "01", "district": "Nowhere"}}, "address/district"),
        ({"address": {"city": "Nowhere"}}, "address/city"),
        (
            {"identifier": [{"system": "urn:of-the-hospital", "value": "7"}], "address": {"text": "Nowhere"}},
            "address/text",
        ),
    ],
)
async def test_a_place_that_is_not_known_is_pointed_at(
    register: ServiceUnderTest, location: dict[str, Any], pointer: str
) -> None:
    bundle = placed(OPENCRVS[0], {"resourceType": "Location", "id": "mahosot"} | location)
    where = next(n for n, each in enumerate(bundle["entry"]) if each["resource"].get("id") == "mahosot")
    answer = await sent(register, bundle)
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["pointer"]) == ("registrar-needed", f"/entry/{where}/resource/{pointer}")
    assert "regLastOffice" in fault["message"]["en"]


async def test_bytes_media_and_digest_are_held(register: ServiceUnderTest) -> None:
    assert (await sent(register, hospital_birth(), media="application/json")).status_code == 415
    assert (await sent(register, hospital_birth(), media=f"{FHIR_JSON}; fhirVersion=4.0")).status_code == 201
    altered = await sent(register, b"{}", headers={"Content-Digest": f"sha-256=:{'A' * 43}=:"})
    assert (altered.status_code, altered.json()["code"]) == (400, "notice-altered")
    stated = await sent(register, b"{}", headers={"Content-Digest": "none"})
    assert stated.json()["errors"][0]["name"] == "Content-Digest"
    assert (await sent(register, b"")).json()["errors"][0]["code"] == "empty-file"
    assert (await sent(register, b" " * (4 * 1024 * 1024 + 1))).status_code == 413


async def test_a_photograph_is_left_and_told(register: ServiceUnderTest) -> None:
    bundle = hospital_birth()
    photograph = {"resourceType": "DocumentReference", "content": [{"attachment": {"data": "A" * 3_000_000}}]}
    bundle["entry"].append({"fullUrl": "urn:uuid:photo", "resource": photograph})
    told = reasons(await taken(register, bundle), "Bundle.entry[8].resource.content")
    assert told == {"Bundle.entry[8].resource.content[0].attachment.data": "unknownResource"}


async def test_what_was_left_is_told_up_to_a_bound_with_its_number(register: ServiceUnderTest) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient", 1)["telecom"] = [{"value": str(number)} for number in range(5_000)]
    event = await taken(register, bundle)
    assert (len(event["notMapped"]), event["notMappedTotal"] > 5_000) == (200, True)
    assert {each["reason"] for each in event["notMapped"]} & {"envelope", "descriptive", "empty"} == set()


# --- places and offices


async def test_a_place_follows_from_the_office_of_the_directory(register: ServiceUnderTest) -> None:
    ward = OfficeFacts(Seat("hospital", "ward-7"), "hospital", "district", "ໂຮງໝໍ", "Ward", place="0612")
    data = ReferenceData(organisations=organisations(a_registrar(HERE), a_registrar(THERE), ward))
    register.app.state.resources["organisations"].take(data)
    location = a_location(identifier=[{"system": OFFICES, "value": "hospital/ward-7"}])
    event = await taken(register, placed(OPENCRVS[0], location))
    assert (event["birth"]["place"], event["registrar"]["office"]) == ("0612", "0612")


async def test_the_registering_office_is_named_by_its_identifier(register: ServiceUnderTest) -> None:
    bundle = sample(OPENCRVS[0])
    for value, office in (("registrar-0612/0612", "0612"), ("registrar/nowhere", None), ("hospital/hq", None)):
        last = resource(bundle, "Task")["extension"][5]
        last["valueReference"] = {"identifier": {"system": OFFICES, "value": value}}
        answer = await sent(register, bundle)
        assert answer.status_code == (400 if office is None else 201), answer.text
        if office is not None:
            assert answer.json()["registrar"]["office"] == office


async def test_an_event_abroad_has_its_country(register: ServiceUnderTest) -> None:
    bundle = placed(
        OPENCRVS[0], {"resourceType": "Location", "id": "mahosot", "address": {"city": "Nong Khai", "country": "TH"}}
    )
    identifier = {"system": OFFICES, "value": "registrar/0101"}
    resource(bundle, "Task")["extension"][5]["valueReference"] = {"identifier": identifier}
    event = await taken(register, bundle, caller=REGISTRAR)
    assert (event["birth"]["abroad"], "place" in event["birth"]) == ("TH", False)


# --- the gateway, the page


async def test_the_gateway_passes_the_bundle_on_as_a_stream(register: ServiceUnderTest) -> None:
    compiled = compile_service("civil-registration", "home-affairs", "in-process", register.app.openapi(), "d")
    entry = compiled.operations["notifyEventInFhir"]
    assert entry.body_kind == "stream"
    assert entry.media_types == frozenset({FHIR_JSON})
    assert entry.needs_idempotency_key


async def test_the_pages_example_is_taken(register: ServiceUnderTest) -> None:
    page = (DATA.parents[2] / "docs/services/civil-registration.md").read_text("utf-8")
    _, _, after = page.partition("POST /notifications/fhir")
    text = after.partition("```json\n")[2].partition("```")[0]
    event = await taken(register, json.loads(text), caller=HOSPITAL)
    assert event["birth"]["mother"]["name"]["script"] == "lao"
    assert event["notMapped"][0]["reason"] == "unknownExtension"
