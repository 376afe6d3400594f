"""Certificates over HTTP: printed, scanned from the page, checked, superseded, revoked; what everybody may ask."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import zxingcpp

from chassis.tokens.certificate_keys import CertificateKey, CertificateKeys
from chassis.tokens.tokens import SigningKey
from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from evidence.certificates.checks import check
from evidence.certificates.keys import SignerKeys
from evidence.certificates.layers import Outcome, last_day_of
from evidence.certificates.status_lists import DAY, StatusList
from services.civil_registration.domain import certificates as rules
from services.civil_registration.domain.kinds import KINDS
from services.civil_registration.domain.prints import Verifier
from services.civil_registration.store import certificates as store
from services.civil_registration.usecases.certificates import _ends_at
from tests.civil_registration.builders import (
    CHILD_NAME,
    HERE,
    HOSPITAL,
    MOTHER_NAME,
    NOON,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    a_deceased,
    a_mother,
    act_on,
    an_author,
    an_opening,
    declared_birth,
    declared_death,
    declared_event,
    register_event,
    replayed,
)
from tests.civil_registration.test_corrections import NAME, asked, decided, registered_birth
from tests.civil_registration.test_links import NEW_NAME, a_registered_birth, citing, example, registered
from tests.civil_registration.test_uin_requests import takes
from tests.support.code_lists import a_code_list
from tests.support.prints import picture, read
from tests.support.service import CERTIFICATE_ISSUER, CODE_LISTS, ServiceUnderTest, a_caller
from tests.support.verapdf import faults

BIRTH: Final = {"type": "birthCertificate"}
ANNULLED: Final = {
    "basis": "courtDecision",
    "judgment": {"number": "3", "decidedOn": TODAY.isoformat()},
    "reason": "ຜິດຄົນ",
}
FORM: Final = "https://schemas.saphan.gov.la/civil/certificate/v1"
POLICE: Final = a_caller("police", "police", purpose="vitalRegistration")
FATHER: Final = {"name": {**MOTHER_NAME, "text": "ສົມພອນ ພົມມະຈັນ", "given": "ສົມພອນ"}}


async def issued(register: ServiceUnderTest, event_id: str, **body: Any) -> dict[str, Any]:
    answer = await act_on(register, event_id, "certificates", BIRTH | body)
    assert answer.status_code == 201, answer.text
    certificate: dict[str, Any] = answer.json()
    assert Catalogue.load().validator(FORM).is_valid(certificate)
    return certificate


async def statuses(register: ServiceUnderTest, event_id: str) -> list[str]:
    answer = await register.call("GET", f"/events/{event_id}/certificates", caller=REGISTRAR)
    assert answer.status_code == 200, answer.text
    return [each["status"] for each in answer.json()["items"]]


async def told(register: ServiceUnderTest, text: str) -> dict[str, Any]:
    answer = await register.call("POST", "/certificate-checks", json={"text": text}, caller=POLICE)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def keys_of(register: ServiceUnderTest) -> SignerKeys:
    """The file of keys that everybody may have."""
    answer = await register.call("GET", "/certificate-keys")
    return SignerKeys.read(answer.content, "certificates")


async def offline(register: ServiceUnderTest, text: str) -> Outcome:
    """What a checker without a network says who fetched keys and list before."""
    keys, now = await keys_of(register), int(register.units.clock.now().timestamp())
    token = (await register.call("GET", "/certificate-status-lists/1")).content
    return check(text, keys, now, [StatusList.read(token, keys, at=now)]).outcome


def shown(checked: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["member"]: (each["shown"]["lo"], each["shown"].get("en", "")) for each in checked["statements"]}


def rows(certificate: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {row["name"]["en"]: (row["value"]["lo"], row["value"]["en"]) for row in certificate["rows"]}


async def test_a_birth_is_printed_scanned_from_the_page_and_checked_without_a_network(
    register: ServiceUnderTest, tmp_path: Path
) -> None:
    latin = {"use": "legal", "text": "Davone Phommachan", "script": "latin"}
    event_id = await registered_birth(
        register, child={"name": CHILD_NAME, "sex": "female", "otherNames": [latin]}, father=FATHER
    )
    certificate = await issued(register, event_id)
    assert certificate["printNumber"] == 1
    stated = rows(certificate)
    assert stated["Full name"] == (CHILD_NAME["text"], "Davone Phommachan")
    assert stated["Sex"] == ("ຍິງ", "Female")
    born = f"{TODAY - timedelta(days=2):%d/%m/%Y}"
    assert stated["Date of birth"] == (born, born)
    assert stated["Father's name"][0] == "ສົມພອນ ພົມມະຈັນ"
    paper = await register.call(
        "GET",
        f"/events/{event_id}/certificates/{certificate['certificateId']}",
        caller=REGISTRAR,
        headers={"Accept": "application/pdf"},
    )
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    again = await register.call(
        "GET",
        f"/events/{event_id}/certificates/{certificate['certificateId']}",
        caller=REGISTRAR,
        headers={"Accept": "application/pdf"},
    )
    assert again.content == paper.content
    words = " ".join(read(paper.content))
    for said in (CHILD_NAME["text"], "Davone Phommachan", certificate["registrationNumber"], "ໃບຢັ້ງຢືນການເກີດ"):
        assert said in words
    found = await asyncio.to_thread(faults, tmp_path, {"certificate.pdf": paper.content})
    assert found == {"certificate.pdf": []}
    (seen,) = zxingcpp.read_barcodes(picture(paper.content, dots_per_inch=200))
    assert seen.text == certificate["text"]
    assert await offline(register, seen.text) is Outcome.VALID
    checked = await told(register, seen.text)
    assert checked["outcome"] == "valid"
    said = {each["member"]: each["value"] for each in checked["statements"]}
    assert said["identity.fullName"] == CHILD_NAME["text"]
    assert said["identity.secondaryFullName"] == "Davone Phommachan"
    assert said["event.fatherName"] == "ສົມພອນ ພົມມະຈັນ"
    assert said["event.printNumber"] == "1"
    spelled = shown(checked)
    assert spelled["identity.dateOfBirth"] == spelled["event.date"] == (born, born)
    assert spelled["identity.gender"] == ("ຍິງ", "Female")
    assert spelled["event.registeredBy"][0] == stated["Registering office"][0] == spelled["event.issuingOffice"][0]
    last = f"{TODAY + timedelta(days=365):%d/%m/%Y}"
    assert spelled["expiresAt"] == (last, last)
    assert f"ໃຊ້ໄດ້ເຖິງ {last} Valid until {last}" in words
    assert f"/certificate-status/{certificate['certificateId']}" in words.replace(" ", "")
    assert {each["member"] for each in checked["statements"] if not each["onPaper"]} == {
        "event.kind",
        "identity.dateOfBirth",
        "identity.language",
        "identity.secondaryLanguage",
        "issuer",
    }
    assert "notSigned" not in checked


async def test_a_correction_supersedes_the_prints_that_say_otherwise_and_no_other(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    first = await issued(register, event_id)
    weight = {
        **NAME,
        "members": ["/birthWeight"],
        "was": {"birth": {}},
        "now": {"birth": {"birthWeight": 3100}},
    }
    assert (await decided(register, await asked(register, event_id, weight))).status_code == 201
    assert await statuses(register, event_id) == ["valid"], "a print does not say the weight"
    assert (await decided(register, await asked(register, event_id, NAME))).status_code == 201
    assert await statuses(register, event_id) == ["superseded"]
    log = (await register.call("GET", f"/events/{event_id}", caller=REGISTRAR)).json()["actions"]
    (printed,) = [each for each in log if each["action"] == "issueCertificate"]
    (end,) = [each for each in log if each["action"] == "revokeCertificate"]
    assert printed["certificateIds"] == end["certificateIds"] == [first["certificateId"]]
    assert (end["certificateStatus"], end["members"]) == ("superseded", ["/child/name"])
    cause = log[end["causedBy"] - 1]
    assert (cause["action"], cause["members"]) == ("correct", ["/child/name"])
    second = await issued(register, event_id)
    assert second["printNumber"] == 2
    assert rows(second)["Full name"][0] == NAME["now"]["birth"]["child"]["name"]["text"]
    assert [(await told(register, each["text"]))["outcome"] for each in (first, second)] == ["superseded", "valid"]
    assert await offline(register, first["text"]) is Outcome.SUPERSEDED
    assert await offline(register, second["text"]) is Outcome.VALID


async def test_a_correction_of_how_far_the_day_is_known_supersedes(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    await issued(register, event_id)
    known = {
        **NAME,
        "members": ["/occurredOnPrecision"],
        "was": {"birth": {}},
        "now": {"birth": {"occurredOnPrecision": "month"}},
    }
    assert (await decided(register, await asked(register, event_id, known))).status_code == 201
    assert await statuses(register, event_id) == ["superseded"]
    month = f"{TODAY - timedelta(days=2):%m/%Y}"
    assert rows(await issued(register, event_id))["Date of birth"] == (month, month)


async def test_a_correction_of_latin_letters_supersedes(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    await issued(register, event_id)
    latin = {"use": "legal", "text": "Davone", "script": "latin"}
    named = {
        **NAME,
        "members": ["/child/otherNames"],
        "was": {"birth": {"child": {}}},
        "now": {"birth": {"child": {"otherNames": [latin]}}},
    }
    assert (await decided(register, await asked(register, event_id, named))).status_code == 201
    assert await statuses(register, event_id) == ["superseded"]


async def test_a_cancelled_registration_revokes_every_print_for_good(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    texts = [(await issued(register, event_id))["text"] for _ in range(2)]
    await issued(
        register, event_id, replacedCertificateId=(await listed(register, event_id))[0]["certificateId"], reason="ເສຍ"
    )
    assert await statuses(register, event_id) == ["superseded", "valid", "valid"]
    assert (await act_on(register, event_id, "cancellation", ANNULLED)).status_code == 201
    assert await statuses(register, event_id) == ["revoked"] * 3
    assert [await offline(register, text) for text in texts] == [Outcome.REVOKED] * 2
    refused = await act_on(register, event_id, "certificates", BIRTH)
    assert (refused.status_code, refused.json()["code"]) == (409, "event-move-not-allowed")
    assert (await act_on(register, event_id, "reinstatement", ANNULLED)).status_code == 201
    assert await statuses(register, event_id) == ["revoked"] * 3, "the paper is out there: a new one is printed"
    assert (await issued(register, event_id))["printNumber"] == 4


async def listed(register: ServiceUnderTest, event_id: str) -> list[dict[str, Any]]:
    answer = await register.call("GET", f"/events/{event_id}/certificates", caller=REGISTRAR)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_print_that_is_replaced_ends_with_the_reason_of_the_new_one(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    first = await issued(register, event_id)
    second = await issued(register, event_id, replacedCertificateId=first["certificateId"], reason="ໃບເກົ່າເສຍຫາຍ")
    assert second["replacedCertificateId"] == first["certificateId"]
    old, new = await listed(register, event_id)
    assert (old["status"], old["endReason"], new["status"]) == ("superseded", "ໃບເກົ່າເສຍຫາຍ", "valid")
    again = await act_on(
        register, event_id, "certificates", BIRTH | {"replacedCertificateId": first["certificateId"], "reason": "ອີກ"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "certificate-ended")


async def test_a_print_is_revoked_by_its_office_and_the_reason_of_its_issue_stays(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    first = await issued(register, event_id, reason="ສຳລັບໂຮງຮຽນ")
    what = f"certificates/{first['certificateId']}/revocation"
    revoked = await act_on(register, event_id, what, {"reason": "ອອກໃຫ້ຜິດຄົນ"})
    assert revoked.status_code == 201, revoked.text
    told_now = revoked.json()
    assert (told_now["status"], told_now["endReason"], told_now["reason"]) == ("revoked", "ອອກໃຫ້ຜິດຄົນ", "ສຳລັບໂຮງຮຽນ")
    again = await act_on(register, event_id, what, {"reason": "ອີກ"})
    assert (again.status_code, again.json()["code"]) == (409, "certificate-ended")
    nowhere = await act_on(
        register, event_id, "certificates/crt_01kb4m8a2k7y3v5x9w1z6q8r0t/revocation", {"reason": "x"}
    )
    assert nowhere.status_code == 404
    status = await register.call("GET", f"/certificate-status/{first['certificateId']}")
    assert (status.status_code, status.json()["status"]) == (200, "revoked")
    assert "public" in status.headers["cache-control"]


async def test_only_its_office_prints_and_what_is_not_registered_is_not_printed(register: ServiceUnderTest) -> None:
    declared = await declared_birth(register)
    early = await act_on(register, declared["eventId"], "certificates", BIRTH)
    assert (early.status_code, early.json()["code"]) == (409, "event-move-not-allowed")
    await register_event(register, declared["eventId"])
    other = await act_on(register, declared["eventId"], "certificates", BIRTH, OTHER_REGISTRAR)
    assert other.status_code == 404
    hospital = await act_on(register, declared["eventId"], "certificates", BIRTH, HOSPITAL)
    assert hospital.status_code == 403
    stale = await act_on(register, declared["eventId"], "certificates", BIRTH, version='"1"')
    assert stale.status_code == 412
    missing = await register.call("POST", f"/events/{declared['eventId']}/certificates", json=BIRTH, caller=REGISTRAR)
    assert missing.status_code == 428
    death = await act_on(register, declared["eventId"], "certificates", {"type": "deathCertificate"})
    (fault,) = death.json()["errors"]
    assert (death.status_code, fault["code"]) == (400, "type-not-offered")
    assert "ໃບຢັ້ງຢືນການເກີດ" in fault["message"]["lo"]


def test_who_has_no_name_yet_is_found() -> None:
    assert rules.has_name(replayed(an_opening()))
    assert not rules.has_name(replayed(an_opening(child={"sex": "male", "notYetNamed": "custom"})))


async def test_an_unidentified_dead_has_a_certificate_that_says_so(register: ServiceUnderTest) -> None:
    unknown = a_deceased(unidentified="bodyFound")
    del unknown["name"], unknown["identifiers"]
    death = await declared_death(register, deceased=unknown)
    assert (await register_event(register, death["eventId"])).status_code == 201
    printed = await act_on(register, death["eventId"], "certificates", {"type": "deathCertificate"})
    assert printed.status_code == 201, printed.text
    stated = rows(printed.json())
    assert stated["Full name"] == ("ບໍ່ໄດ້ລະບຸ", "not stated")
    said = await told(register, printed.json()["text"])
    assert shown(said)["identity.fullName"] == ("ບໍ່ໄດ້ລະບຸ", "")


async def test_altered_cut_and_foreign_texts_are_told_by_their_layer(register: ServiceUnderTest) -> None:
    text = (await issued(register, await registered_birth(register)))["text"]
    found = {
        "": ("unreadable", "base45"),
        f"{text}\r\n": ("valid", None),
        f"{text[:100]}\r\n{text[100:]}": ("unreadable", "base45"),
        text[:-6]: ("unreadable", "zlib"),
        "HC1:" + text: ("unreadable", "prefix"),
        text.lower(): ("unreadable", "base45"),
        "0" * 8000: ("unreadable", "size"),
    }
    for sent, (outcome, layer) in found.items():
        result = await told(register, sent)
        assert (result["outcome"], result.get("layer")) == (outcome, layer), sent[:40]
        assert "statements" in result if layer is None else "statements" not in result


async def test_a_certificate_of_another_key_is_unknown_and_says_nothing(register: ServiceUnderTest) -> None:
    text = (await issued(register, await registered_birth(register)))["text"]
    signing = register.app.state.resources["certificate_keys"]
    now = int(register.units.clock.now().timestamp())
    other = CertificateKey(SigningKey.generate(), CERTIFICATE_ISSUER, now - 10, now + 10_000_000)
    register.app.state.resources["certificate_keys"] = CertificateKeys([other])
    try:
        result = await told(register, text)
    finally:
        register.app.state.resources["certificate_keys"] = signing
    assert (result["outcome"], result["layer"], result.get("statements")) == ("unknownKey", "key", None)


async def test_without_a_key_that_counts_nothing_is_printed_and_nothing_lost(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    signing = register.app.state.resources["certificate_keys"]
    register.app.state.resources["certificate_keys"] = CertificateKeys()
    try:
        refused = await act_on(register, event_id, "certificates", BIRTH)
        assert (refused.status_code, refused.json()["code"]) == (503, "no-certificate-key")
    finally:
        register.app.state.resources["certificate_keys"] = signing
    assert await statuses(register, event_id) == []


async def test_a_print_ends_before_the_key_that_signed_it(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    signing = register.app.state.resources["certificate_keys"]
    now = int(register.units.clock.now().timestamp())
    short = CertificateKey(SigningKey.generate(), CERTIFICATE_ISSUER, now - 10, now + 86_400)
    register.app.state.resources["certificate_keys"] = CertificateKeys([*signing.keys, short])
    try:
        certificate = await issued(register, event_id)
        said = await told(register, certificate["text"])
    finally:
        register.app.state.resources["certificate_keys"] = signing
    ends = next(each["value"] for each in said["statements"] if each["member"] == "expiresAt")
    midnight = datetime.fromtimestamp(int(ends), VIENTIANE)
    assert (midnight.time(), int(ends) <= now + 86_399) == (time.min, True)


async def test_prints_at_once_have_places_of_their_own_and_a_full_list_is_followed(
    register: ServiceUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PLACES", 4)
    event_id = await registered_birth(register)
    for _ in range(12):
        await issued(register, event_id)
    found = await register.rows("select list_number, place, event_id from civil_certificates")
    places = {(row["list_number"], row["place"]) for row in found}
    assert len(places) == len(found) == 12
    assert {number for number, _ in places} > {1}
    assert await statuses(register, event_id) == ["valid"] * 12


async def test_what_ended_is_announced_once_for_each_print(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    ids = [(await issued(register, event_id))["certificateId"] for _ in range(2)]
    assert (await act_on(register, event_id, "cancellation", ANNULLED)).status_code == 201
    found = await register.rows("select key from outbox where type = 'la.gov.civil.certificate.revoked.v1'")
    assert sorted(row["key"] for row in found) == sorted(ids)


def test_the_lists_of_members_are_those_of_the_forms() -> None:
    """A member whose codes are of a list is printed by its names: the table has every list that a form has."""
    for kind in KINDS.values():
        extra: Any = kind.form.model_config["json_schema_extra"]
        document = Catalogue.load().document(extra["x-schema-id"])
        for member, schema in document["properties"].items():
            if "x-codelist" in schema and member in rules.LISTS:
                assert rules.LISTS[member] == schema["x-codelist"], member


def test_every_kind_of_event_has_a_type_that_can_be_printed() -> None:
    lists: CodeLists = Catalogue.load().code_lists
    for kind in KINDS:
        assert rules.offered(kind, TODAY, lists), kind


async def test_a_recognised_child_has_the_father_on_the_birth_certificate(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    first = await issued(register, birth["eventId"])
    assert "Father's name" not in rows(first), "what is not stated is not printed"
    recognition = await declared_event(register, "recognitions", citing("recognition", "child", birth))
    await registered(register, recognition)
    assert await statuses(register, birth["eventId"]) == ["superseded"]
    assert rows(await issued(register, birth["eventId"]))["Father's name"][0] == "ບຸນມີ ພົມມະຈັນ"
    assert (await act_on(register, recognition["eventId"], "cancellation", ANNULLED)).status_code == 201
    assert await statuses(register, birth["eventId"]) == ["superseded"] * 2


async def test_a_change_of_name_supersedes_and_is_printed_without_the_old_latin_letters(
    register: ServiceUnderTest,
) -> None:
    latin = {"use": "legal", "text": "Davone Phommachan", "script": "latin"}
    birth = await a_registered_birth(register, child={"name": CHILD_NAME, "sex": "female", "otherNames": [latin]})
    await issued(register, birth["eventId"])
    change = await declared_event(register, "name-changes", citing("name-change", "person", birth, newName=NEW_NAME))
    await registered(register, change)
    assert await statuses(register, birth["eventId"]) == ["superseded"]
    paper = await act_on(register, change["eventId"], "certificates", {"type": "nameChangeCertificate"})
    said = await told(register, paper.json()["text"])
    signed = {each["member"]: each["value"] for each in said["statements"]}
    assert signed["identity.fullName"] == NEW_NAME["text"], "what the paper is for is signed"
    named = rows(await issued(register, birth["eventId"]))["Full name"]
    assert named == (NEW_NAME["text"], NEW_NAME["text"]), "the Latin letters were of the name before"


async def test_a_print_that_is_asked_for_again_is_the_same_print(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    twice = [await act_on(register, event_id, "certificates", BIRTH, key="print-1") for _ in range(2)]
    assert [answer.status_code for answer in twice] == [201, 201]
    assert twice[0].json()["certificateId"] == twice[1].json()["certificateId"]
    assert await statuses(register, event_id) == ["valid"]


async def test_an_adoption_closes_the_first_record_and_its_prints(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    await issued(register, birth["eventId"])
    adoption = await declared_event(register, "adoptions", citing("adoption", "child", birth))
    await registered(register, adoption)
    assert await statuses(register, birth["eventId"]) == ["superseded"]
    refused = await act_on(register, birth["eventId"], "certificates", BIRTH)
    assert [fault["code"] for fault in refused.json()["errors"]] == ["record-closed"]
    printed = await act_on(register, adoption["eventId"], "certificates", {"type": "adoptionCertificate"})
    assert printed.status_code == 201, printed.text


async def test_the_symbol_of_a_fetal_death_gives_the_mother_no_sex(register: ServiceUnderTest) -> None:
    event = await declared_event(register, "fetal-deaths", example("fetal-death", sex="male"))
    await registered(register, event)
    paper = await act_on(register, event["eventId"], "certificates", {"type": "fetalDeathCertificate"})
    assert paper.status_code == 201, paper.text
    said = await told(register, paper.json()["text"])
    signed = {each["member"]: each["value"] for each in said["statements"]}
    assert "identity.gender" not in signed
    assert signed["identity.fullName"] == event["fetalDeath"]["mother"]["name"]["text"]


async def test_a_person_signs_a_paper(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    nobody = replace(REGISTRAR, officer=None)
    refused = await act_on(register, event_id, "certificates", BIRTH, nobody)
    assert (refused.status_code, refused.json()["code"]) == (403, "issuing-officer-needed")
    printed = await issued(register, event_id)
    assert printed["issuingOfficer"] == REGISTRAR.officer
    words = " ".join(read(await the_paper(register, event_id, printed)))
    assert str(REGISTRAR.officer) not in words, (
        "the line is for the hand that signs: the directory's id is nobody's name"
    )
    assert "Name, signature and stamp" in words


async def the_paper(register: ServiceUnderTest, event_id: str, certificate: Mapping[str, Any]) -> bytes:
    path = f"/events/{event_id}/certificates/{certificate['certificateId']}"
    answer = await register.call("GET", path, caller=REGISTRAR, headers={"Accept": "application/pdf"})
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_the_paper_of_a_print_that_ended_is_marked_across_the_page(
    register: ServiceUnderTest, tmp_path: Path
) -> None:
    event_id = await registered_birth(register)
    first = await issued(register, event_id)
    good = await the_paper(register, event_id, first)
    second = await issued(register, event_id, replacedCertificateId=first["certificateId"], reason="ເສຍຫາຍ")
    what = f"certificates/{second['certificateId']}/revocation"
    marked = {"superseded.pdf": await the_paper(register, event_id, first)}
    assert (await act_on(register, event_id, what, {"reason": "ຜິດ"})).status_code == 201
    marked["revoked.pdf"] = await the_paper(register, event_id, second)
    said = {name: " ".join(read(paper)) for name, paper in marked.items()}
    assert all(word in said["superseded.pdf"] for word in ("ມີສະບັບໃໝ່ແທນແລ້ວ", "A later print counts"))
    assert all(word in said["revoked.pdf"] for word in ("ຖືກຖອນ", "Revoked"))
    assert "A later print counts" not in " ".join(read(good))
    found = await asyncio.to_thread(faults, tmp_path, marked)
    assert found == {name: [] for name in marked}


async def test_a_browser_is_shown_the_status_as_a_page_in_both_languages(register: ServiceUnderTest) -> None:
    certificate_id = (await issued(register, await registered_birth(register)))["certificateId"]
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = await register.call("GET", f"/certificate-status/{certificate_id}", headers=browser)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "public" in page.headers["cache-control"]
    for word in ("ຍັງໃຊ້ໄດ້", "was issued and counts", "Scan its symbol", certificate_id):
        assert word in page.text
    nobody = await register.call("GET", "/certificate-status/crt_01kb4m8a2k7y3v5x9w1z6q8r0t", headers=browser)
    assert (nobody.status_code, "ຢ່າເຊື່ອຖືໃບນັ້ນ" in nobody.text) == (404, True)
    assert "public" not in nobody.headers.get("cache-control", ""), "it may be issued in the next minute"
    typed = await register.call("GET", f"/certificate-status/{certificate_id.upper()}")
    assert (typed.status_code, typed.json()["certificateId"], typed.json()["status"]) == (200, certificate_id, "valid")
    unknown = await register.call("GET", "/certificate-status/crt_01kb4m8a2k7y3v5x9w1z6q8r0t")
    assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")


async def test_a_line_that_the_symbol_leaves_out_is_marked_and_told_to_who_checks(register: ServiceUnderTest) -> None:
    known = CODE_LISTS.code("certificate-types", "birthCertificate")
    assert known is not None
    weight = {"of": "/birthWeight", "lo": "ນ້ຳໜັກເມື່ອເກີດ", "en": "Birth weight", "signed": False}
    code = {**known.attributes, "rows": [*known.attributes["rows"], weight], "code": "birthCertificate"}
    listed_now = a_code_list(
        "certificate-types",
        code | {"lo": "ໃບ", "en": "Certificate"},
        attributes=dict(CODE_LISTS.lists["certificate-types"].attributes),
    )
    event_id = await registered_birth(register, birthWeight=3100)
    takes(register, CodeLists.of([listed_now]))
    certificate = await issued(register, event_id)
    assert [row["name"]["en"] for row in certificate["rows"] if not row["signed"]] == ["Birth weight"]
    words = " ".join(read(await the_paper(register, event_id, certificate)))
    assert "Birth weight *" in words
    assert "The symbol does not protect this line" in words
    assert (await told(register, certificate["text"]))["notSigned"] == ["ນ້ຳໜັກເມື່ອເກີດ"]


@pytest.mark.parametrize("days_of_key", [400, 200, 1])
def test_a_print_counts_until_the_end_of_a_day_and_no_longer_than_its_key(days_of_key: int) -> None:
    author = replace(an_author(HERE.member, NOON), officer="khamla")
    at = int(NOON.timestamp())
    key = CertificateKey(SigningKey.generate(), CERTIFICATE_ISSUER, at - 10, at + days_of_key * DAY)
    ends = _ends_at(author, 365, key)
    assert ends.astimezone(VIENTIANE).time() == time.min
    assert author.at < ends < NOON + timedelta(days=days_of_key)
    assert last_day_of(int(ends.timestamp())) == f"{(ends - timedelta(seconds=1)).astimezone(VIENTIANE):%d/%m/%Y}"
    if days_of_key > 366:
        assert ends.astimezone(VIENTIANE).date() == author.today + timedelta(days=366)


def test_a_key_that_ends_today_lets_a_print_count_until_it_does() -> None:
    at = int(NOON.timestamp())
    key = CertificateKey(SigningKey.generate(), CERTIFICATE_ISSUER, at - 10, at + 600)
    assert _ends_at(an_author(at=NOON), 365, key) == NOON + timedelta(seconds=599)


async def a_change(register: ServiceUnderTest, birth: dict[str, Any], text: str) -> dict[str, Any]:
    name = {**NEW_NAME, "text": text, "given": text.partition(" ")[0]}
    facts = citing("name-change", "person", birth, newName=name)
    event = await declared_event(register, "name-changes", facts)
    return await registered(register, event)


async def test_a_later_name_supersedes_the_paper_of_the_change_before_and_a_new_print_says_it(
    register: ServiceUnderTest,
) -> None:
    """So it was found: the paper of the first change stayed valid with a name that nobody has any more."""
    birth = await a_registered_birth(register)
    first = await a_change(register, birth, "ສຸກ ພົມມະຈັນ")
    of_change = {"type": "nameChangeCertificate"}
    await issued(register, first["eventId"], **of_change)
    second = await a_change(register, birth, "ແກ້ວ ພົມມະຈັນ")
    assert await statuses(register, first["eventId"]) == ["superseded"]
    shown_now = (await register.call("GET", f"/events/{first['eventId']}", caller=REGISTRAR)).json()
    assert (shown_now["nameNow"]["text"], shown_now["changedByEventIds"]) == ("ແກ້ວ ພົມມະຈັນ", [second["eventId"]])
    again = await issued(register, first["eventId"], **of_change)
    assert [rows(again)[name][0] for name in ("New name", "Name now")] == ["ສຸກ ພົມມະຈັນ", "ແກ້ວ ພົມມະຈັນ"]
    assert rows(again)["Name before"][0] == birth["birth"]["child"]["name"]["text"]
    said = {each["member"]: each["value"] for each in (await told(register, again["text"]))["statements"]}
    assert said["identity.fullName"] == "ແກ້ວ ພົມມະຈັນ"
    assert (await act_on(register, second["eventId"], "cancellation", ANNULLED)).status_code == 201
    assert await statuses(register, first["eventId"]) == ["superseded"] * 2
    assert "Name now" not in rows(await issued(register, first["eventId"], **of_change))


@pytest.mark.parametrize("kind", ["adoption", "recognition"])
@pytest.mark.parametrize("renames", [True, False])
async def test_a_later_name_supersedes_the_paper_of_an_adoption_and_of_a_recognition(
    register: ServiceUnderTest, kind: str, renames: bool
) -> None:
    birth = await a_registered_birth(register)
    facts = citing(kind, "child", birth)
    facts = facts | {"newName": NEW_NAME} if renames else {name: facts[name] for name in facts if name != "newName"}
    event = await registered(register, await declared_event(register, f"{kind}s", facts))
    paper = {"type": f"{kind}Certificate"}
    await issued(register, event["eventId"], **paper)
    await a_change(register, birth, "ແກ້ວ ພົມມະຈັນ")
    assert await statuses(register, event["eventId"]) == ["superseded"]
    again = await issued(register, event["eventId"], **paper)
    assert rows(again)["Name now" if renames else "Full name"][0] == "ແກ້ວ ພົມມະຈັນ"
    said = {each["member"]: each["value"] for each in (await told(register, again["text"]))["statements"]}
    assert said["identity.fullName"] == "ແກ້ວ ພົມມະຈັນ"


async def test_an_earlier_event_that_is_corrected_by_nothing_of_the_name_leaves_the_later_paper(
    register: ServiceUnderTest,
) -> None:
    birth = await a_registered_birth(register)
    first, second = await a_change(register, birth, "ສຸກ ພົມມະຈັນ"), await a_change(register, birth, "ແກ້ວ ພົມມະຈັນ")
    await issued(register, second["eventId"], type="nameChangeCertificate")
    assert (await act_on(register, first["eventId"], "cancellation", ANNULLED)).status_code == 201
    assert await statuses(register, second["eventId"]) == ["valid"]


@pytest.mark.parametrize(
    ("member", "name", "line", "letters"),
    [
        ("mother", {**MOTHER_NAME, "text": "王小明", "script": "other"}, "Mother's name", "U+738B, U+5C0F, U+660E"),
        ("mother", {**MOTHER_NAME, "text": "ບຸນມີ\u200f ພົມ"}, "Mother's name", "U+200F"),
        ("mother", {**MOTHER_NAME, "text": "ບຸນມີ \ue000"}, "Mother's name", "U+E000"),
        ("mother", {**MOTHER_NAME, "text": "ບຸນ" + "ິ່" * 6}, "Mother's name", "U+0EB4, U+0EC8"),
    ],
    ids=["no font", "direction", "private", "piled marks"],
)
async def test_what_no_paper_can_say_is_refused_before_it_is_signed(
    register: ServiceUnderTest, member: str, name: dict[str, Any], line: str, letters: str
) -> None:
    name = {part: said for part, said in name.items() if part in {"use", "text", "script"}}
    event_id = await registered_birth(register, **{member: a_mother(name=name)})
    refused = await act_on(register, event_id, "certificates", BIRTH)
    assert (refused.status_code, refused.json()["code"]) == (409, "certificate-not-printable"), refused.text
    assert line in refused.text
    assert all(each in refused.text for each in letters.split(", "))
    assert await statuses(register, event_id) == [], "no number was spent, and nothing was signed"


async def test_a_foreign_parent_is_printed_in_latin_letters(register: ServiceUnderTest) -> None:
    mother = a_mother(
        name={"use": "legal", "text": "王小明", "script": "other"},
        otherNames=[{"use": "legal", "text": "Wang Xiaoming", "script": "latin"}],
    )
    event_id = await registered_birth(register, mother=mother)
    certificate = await issued(register, event_id)
    assert rows(certificate)["Mother's name"] == ("Wang Xiaoming", "Wang Xiaoming")
    assert "Wang Xiaoming" in " ".join(read(await the_paper(register, event_id, certificate)))
    assert shown(await told(register, certificate["text"]))["event.motherName"] == ("Wang Xiaoming", "Wang Xiaoming")


async def test_an_id_is_found_as_people_type_it_and_a_page_tells_of_what_is_none(register: ServiceUnderTest) -> None:
    certificate_id = (await issued(register, await registered_birth(register)))["certificateId"]
    browser = {"Accept": "text/html"}
    typed = certificate_id.replace("0", "O").replace("1", "l")
    for each in (f"{typed}.", typed.replace("l", "I"), f"{certificate_id}%20"):
        found = await register.call("GET", f"/certificate-status/{each}", headers=browser)
        assert (found.status_code, certificate_id in found.text) == (200, True), each
    for each in (certificate_id[:-1], "crt_", "x", "%00", "crt_%00" + "0" * 25, "ໃບ"):
        nobody = await register.call("GET", f"/certificate-status/{each}", headers=browser)
        assert (nobody.status_code, "ຢ່າເຊື່ອຖືໃບນັ້ນ" in nobody.text) == (404, True), each
        assert (await register.call("GET", f"/certificate-status/{each}")).status_code == 404


async def test_paper_and_page_name_where_the_verifier_is(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    before = " ".join(read(await the_paper(register, event_id, await issued(register, event_id))))
    assert "ask any registrar for it" in before
    known = register.app.state.resources["verifier"]
    register.app.state.resources["verifier"] = Verifier("https://civil.example.la/verifier")
    try:
        certificate = await issued(register, event_id)
        page = await register.call(
            "GET", f"/certificate-status/{certificate['certificateId']}", headers={"Accept": "text/html"}
        )
    finally:
        register.app.state.resources["verifier"] = known
    assert "https://civil.example.la/verifier" in " ".join(read(await the_paper(register, event_id, certificate)))
    assert 'href="https://civil.example.la/verifier"' in page.text
    assert ('class="doubt"' in page.text, "✓" in page.text) == (True, False), "a forged paper has a copied number"


async def test_who_checks_reads_the_lines_of_the_paper(register: ServiceUnderTest) -> None:
    event = await declared_event(register, "fetal-deaths", example("fetal-death", sex="male"))
    await registered(register, event)
    paper = await act_on(register, event["eventId"], "certificates", {"type": "fetalDeathCertificate"})
    statements = (await told(register, paper.json()["text"]))["statements"]
    named = [each["name"] for each in statements if each["onPaper"]]
    lines = [each for each in (row["name"] for row in paper.json()["rows"]) if each in named]
    assert lines == [row["name"] for row in paper.json()["rows"]], "each line of the paper, as it is called there"
    assert [each for each in named if each in lines] == lines, "in its order"
    apart = {each["member"]: each["name"]["en"] for each in statements if not each["onPaper"]}
    assert apart["identity.fullName"] == "Mother, whom the symbol names"
    place = next(each for each in statements if each["member"] == "event.place")
    assert "en" not in place["shown"], "the English of a place is a translation that nothing signs"


async def test_a_line_that_an_office_calls_otherwise_is_checked_by_that_name(register: ServiceUnderTest) -> None:
    known = CODE_LISTS.code("certificate-types", "birthCertificate")
    assert known is not None
    own = [{**row, "lo": "ຜູ້ໃຫ້ກຳເນີດ"} if row["of"] == "/mother/name" else row for row in known.attributes["rows"]]
    code = {**known.attributes, "rows": own, "code": "birthCertificate", "lo": "ໃບ", "en": "Certificate"}
    attributes = dict(CODE_LISTS.lists["certificate-types"].attributes)
    event_id = await registered_birth(register)
    takes(register, CodeLists.of([a_code_list("certificate-types", code, attributes=attributes)]))
    statements = (await told(register, (await issued(register, event_id))["text"]))["statements"]
    (line,) = [each for each in statements if each["name"]["lo"] == "ຜູ້ໃຫ້ກຳເນີດ"]
    event = (await register.call("GET", f"/events/{event_id}", caller=REGISTRAR)).json()
    assert line["shown"]["lo"].startswith(event["birth"]["mother"]["name"]["text"])
    assert "event.motherName" not in {each["member"] for each in statements}
