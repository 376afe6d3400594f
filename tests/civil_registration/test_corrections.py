"""Corrections over HTTP: asked for, decided by another officer, owed to past readers; what was known at a moment."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import httpx2

from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.voucher import Caller
from tests.civil_registration.builders import (
    CHILD_NAME,
    HERE,
    HOME_AFFAIRS,
    HOSPITAL,
    OTHER_REGISTRAR,
    REGISTRAR,
    TODAY,
    a_mother,
    a_registrar,
    act_on,
    declared_birth,
    declared_death,
    declared_event,
    organisations,
    register_event,
)
from tests.civil_registration.test_links import a_registered_birth, citing, registered
from tests.support.service import ServiceUnderTest, a_caller

FOR_BIRTHS: Final = {"purpose": "vitalRegistration"}
CHIEF: Final = a_caller("registrar", "registrar", office="0101", officer="ທ. ສົມພອນ", **FOR_BIRTHS)
SAME_OFFICER: Final = a_caller("registrar", "registrar", office="0101", officer=" ນ.  ຄຳຫຼ້າ ", **FOR_BIRTHS)
PROVINCE: Final = a_caller("registrar", "registrar", office="01", officer="ນ. ວິໄລ", **FOR_BIRTHS)
DOCTOR: Final = a_caller("hospital", "hospital", officer="ດຣ. ພອນ", **FOR_BIRTHS)
RIGHT: Final = {**CHILD_NAME, "text": "ດາວວອນ ພົມມະຈັນ", "given": "ດາວວອນ"}
DOCUMENT: Final = {
    "documentId": "doc_01kb4m8a2k7y3v5x9w1z6q8r0t",
    "sha256": "0" * 64,
    "sizeBytes": 10,
    "mediaType": "application/pdf",
}
NAME: Final[dict[str, Any]] = {
    "members": ["/child/name"],
    "was": {"birth": {"child": {"name": CHILD_NAME}}},
    "now": {"birth": {"child": {"name": RIGHT}}},
    "reason": "ຂຽນຊື່ຜິດ",
    "basis": "clericalError",
    "wishedBy": "mother",
}


async def registered_birth(register: ServiceUnderTest, **other: Any) -> str:
    event_id = str((await declared_birth(register, **other))["eventId"])
    answer = await register_event(register, event_id)
    assert answer.status_code == 201, answer.text
    return event_id


async def asked(
    register: ServiceUnderTest, event_id: str, body: dict[str, Any], caller: Caller = REGISTRAR
) -> dict[str, Any]:
    answer = await act_on(register, event_id, "corrections", body, caller)
    assert answer.status_code == 201, answer.text
    correction: dict[str, Any] = answer.json()
    return correction


async def decided(
    register: ServiceUnderTest, correction: dict[str, Any], caller: Caller = CHIEF, **decision: Any
) -> httpx2.Response:
    what = f"corrections/{correction['correctionId']}/decision"
    return await act_on(register, correction["eventId"], what, {"outcome": "approve", **decision}, caller)


async def the_event(
    register: ServiceUnderTest, event_id: str, caller: Caller = REGISTRAR, **params: str
) -> dict[str, Any]:
    answer = await register.call("GET", f"/events/{event_id}", caller=caller, params=params)
    assert answer.status_code == 200, answer.text
    event: dict[str, Any] = answer.json()
    return event


def codes(answer: httpx2.Response) -> dict[str, str]:
    return {each["pointer"]: each["code"] for each in answer.json()["errors"]}


async def test_a_correction_changes_the_facts_when_another_officer_has_approved_it(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    correction = await asked(register, event_id, NAME)
    assert (correction["state"], correction["version"]) == ("requested", 3)
    event = await the_event(register, event_id)
    assert (event["flags"], event["birth"]["child"]["name"]) == (["correctionRequested"], CHILD_NAME)
    answer = await decided(register, correction)
    assert (answer.status_code, answer.json()["state"], answer.headers["etag"]) == (201, "approved", '"4"')
    event = await the_event(register, event_id)
    assert (event["state"], event["flags"], event["birth"]["child"]["name"]) == ("registered", ["corrected"], RIGHT)
    assert [each["action"] for each in event["actions"]] == ["declare", "register", "requestCorrection", "correct"]
    assert "la.gov.civil.birth.corrected.v1" in await register.announced()
    assert CHILD_NAME["text"] not in str(event), "the old value is in the log, and in no answer that everybody gets"


async def test_who_declared_an_event_asks_for_its_correction(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    correction = await asked(register, event_id, NAME, DOCTOR)
    assert "was" not in correction, "who does not decide is not told what stands there"
    assert (await decided(register, correction, DOCTOR)).status_code == 403
    assert (await decided(register, correction, REGISTRAR)).status_code == 201


async def test_nobody_decides_on_his_own_correction_however_he_spells_himself(register: ServiceUnderTest) -> None:
    correction = await asked(register, await registered_birth(register), NAME)
    for caller in (REGISTRAR, SAME_OFFICER):
        answer = await decided(register, correction, caller)
        assert (answer.status_code, answer.json()["code"]) == (403, "corrected-by-oneself")
    nobody = a_caller("registrar", "registrar", office="0101", **FOR_BIRTHS)
    assert (await decided(register, correction, nobody)).json()["code"] == "correcting-officer-needed"


async def test_a_refused_correction_changes_nothing_and_says_why(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    correction = await asked(register, event_id, NAME)
    answer = (await decided(register, correction, outcome="refuse", reason="ບໍ່ມີຫຼັກຖານ")).json()
    assert (answer["state"], answer["decisionReason"]) == ("refused", "ບໍ່ມີຫຼັກຖານ")
    assert (await the_event(register, event_id))["birth"]["child"]["name"] == CHILD_NAME
    again = await decided(register, correction)
    assert (again.status_code, again.json()["code"]) == (404, "not-found"), "it does not wait any more"


async def test_what_was_must_stand_there(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    wrong = NAME | {"was": {"birth": {"child": {"name": RIGHT}}}, "now": {"birth": {"child": {"name": CHILD_NAME}}}}
    answer = await act_on(register, event_id, "corrections", wrong)
    assert (answer.status_code, answer.json()["code"]) == (412, "fact-not-in-force")
    assert answer.json()["params"] == {"differing": ["/child/name"]}
    first, second = await asked(register, event_id, NAME), await asked(register, event_id, NAME)
    assert (await decided(register, first)).status_code == 201
    assert (await decided(register, second)).json()["code"] == "fact-not-in-force", "somebody corrected it meanwhile"
    back = NAME | {"was": NAME["now"], "now": NAME["was"]}
    assert (await decided(register, await asked(register, event_id, back))).status_code == 201
    assert (await the_event(register, event_id))["birth"]["child"]["name"] == CHILD_NAME


WRONG: Final[list[tuple[dict[str, Any], dict[str, str]]]] = [
    ({"members": ["/registrar"]}, {"/members": "not-corrected"}),
    ({"members": ["/child", "/child/name"]}, {"/members": "corrected-twice"}),
    ({"now": NAME["was"]}, {"/members": "changes-nothing"}),
    ({"basis": "evidence"}, {"/documents": "required"}),
    ({"basis": "courtDecision"}, {"/judgment": "required"}),
    ({"basis": "courtDecision", "judgment": {"decidedOn": "2099-01-01"}}, {"/judgment/decidedOn": "future-date"}),
    ({"basis": "courtDecision", "judgment": {"number": "3"}}, {"/judgment/decidedOn": "required"}),
    ({"was": {}}, {"/was": "facts-of-one-kind"}),
    ({"now": NAME["now"] | {"death": {}}}, {"/now": "facts-of-one-kind"}),
    ({"now": {"birth": {}}}, {"/now/birth/child/name": "required"}),
    ({"now": {"death": {}}}, {"": "other-kind"}),
    ({"members": []}, {"/members": "too-short"}),
]


async def test_a_correction_that_cannot_stand_is_refused(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    for other, faults in WRONG:
        answer = await act_on(register, event_id, "corrections", NAME | other)
        assert (answer.status_code, codes(answer)) == (400, faults), answer.text


async def test_corrected_facts_pass_the_rules_again(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    born = (await the_event(register, event_id))["birth"]["mother"]["birthDate"]
    body = NAME | {
        "members": ["/mother/birthDate"],
        "was": {"birth": {"mother": {"birthDate": born}}},
        "now": {"birth": {"mother": {"birthDate": {"value": "2024-01-01", "precision": "day"}}}},
    }
    answer = await act_on(register, event_id, "corrections", body)
    assert (answer.status_code, list(codes(answer))) == (400, ["/now/birth/mother/birthDate"])


async def test_who_was_unknown_is_named_by_the_office_above(register: ServiceUnderTest) -> None:
    above = replace(a_registrar(Seat("registrar", "01"), "01"), level="province")
    country = organisations(above, replace(a_registrar(HERE), parent="01"))
    register.app.state.resources["organisations"].take(ReferenceData(organisations=country))
    nobody = {"sex": "male", "unidentified": "bodyFound"}
    event_id = str((await declared_death(register, deceased=nobody))["eventId"])
    assert (await register_event(register, event_id)).status_code == 201
    named = {"name": CHILD_NAME, "birthDate": {"value": "1961", "precision": "year"}}
    body = {
        "members": ["/deceased/unidentified", "/deceased/name", "/deceased/birthDate"],
        "was": {"death": {"deceased": {"unidentified": "bodyFound"}}},
        "now": {"death": {"deceased": named}},
        "reason": "ຍາດພີ່ນ້ອງມາຢືນຢັນ",
        "basis": "identified",
        "documents": [DOCUMENT],
    }
    correction = await asked(register, event_id, body)
    assert (await decided(register, correction)).json()["code"] == "superior-needed"
    assert (await decided(register, correction, PROVINCE)).status_code == 201
    event = await the_event(register, event_id)
    assert event["death"]["deceased"] == {"sex": "male"} | named
    assert [each["text"] for each in event["subjects"]] == [CHILD_NAME["text"]]


async def test_nobody_is_identified_as_a_clerical_error(register: ServiceUnderTest) -> None:
    nobody = {"sex": "male", "unidentified": "bodyFound"}
    event_id = str((await declared_death(register, deceased=nobody))["eventId"])
    assert (await register_event(register, event_id)).status_code == 201
    named = {"sex": "male", "name": CHILD_NAME, "birthDate": {"value": "1961", "precision": "year"}}
    whole = {
        "members": ["/deceased"],
        "was": {"death": {"deceased": nobody}},
        "now": {"death": {"deceased": named}},
        "reason": "ຂຽນຜິດ",
        "basis": "clericalError",
    }
    number = {
        "members": ["/deceased/identifiers"],
        "was": {"death": {}},
        "now": {"death": {"deceased": {"identifiers": [{"type": "citizenId", "value": "7"}]}}},
        "reason": "ຂຽນຜິດ",
        "basis": "evidence",
        "documents": [DOCUMENT],
    }
    for body, members in ((whole, ["/deceased/unidentified", "/deceased/name"]), (number, ["/deceased/identifiers"])):
        answer = await act_on(register, event_id, "corrections", body)
        assert answer.status_code == 400, answer.text
        faults = answer.json()["errors"]
        assert {(each["code"], each["pointer"]) for each in faults} == {("other-basis-needed", "/basis")}
        assert [each["params"]["member"] for each in faults] == members
        assert faults[0]["params"]["choices"] == ["identified", "otherRecord"]
    sex = {**whole, "members": ["/deceased/sex"], "was": {"death": {"deceased": {"sex": "male"}}}}
    sex["now"] = {"death": {"deceased": {"sex": "female"}}}
    await asked(register, event_id, sex)  # what says not who somebody is


async def test_a_foundling_gets_a_mother_by_the_office_above(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register, mother=None, motherUnknown="foundling")
    body = {
        "members": ["/motherUnknown", "/mother"],
        "was": {"birth": {"motherUnknown": "foundling"}},
        "now": {"birth": {"mother": a_mother()}},
        "reason": "ແມ່ມາຢືນຢັນ",
        "basis": "clericalError",
    }
    answer = await act_on(register, event_id, "corrections", body)
    assert (answer.status_code, list(codes(answer))) == (400, ["/basis"])
    answer = await act_on(register, event_id, "corrections", {**body, "basis": "identified"})
    assert (answer.status_code, list(codes(answer))) == (400, ["/documents"])
    await asked(register, event_id, {**body, "basis": "identified", "documents": [DOCUMENT]})


async def test_whose_record_an_adoption_closes_is_no_clerical_error(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    adoption = await registered(
        register, await declared_event(register, "adoptions", citing("adoption", "child", birth))
    )
    body = {
        "members": ["/child/birthNumber"],
        "was": {"adoption": {"child": {"birthNumber": birth["registrationNumber"]}}},
        "now": {"adoption": {"child": {"birthNumber": "999999"}}},
        "reason": "ຂຽນຜິດ",
        "basis": "clericalError",
    }
    answer = await act_on(register, adoption["eventId"], "corrections", body)
    assert (answer.status_code, list(codes(answer))) == (400, ["/basis"])
    correction = await asked(register, adoption["eventId"], {**body, "basis": "otherRecord", "documents": [DOCUMENT]})
    assert (await decided(register, correction)).json()["code"] == "superior-needed"


async def test_a_cancelled_record_is_not_corrected(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    waiting = await asked(register, event_id, NAME)
    annulled = {"basis": "courtDecision", "judgment": {"number": "3", "decidedOn": TODAY.isoformat()}, "reason": "ຜິດ"}
    assert (await act_on(register, event_id, "cancellation", annulled)).status_code == 201
    for answer in (await act_on(register, event_id, "corrections", NAME), await decided(register, waiting)):
        assert (answer.status_code, answer.json()["code"]) == (409, "event-move-not-allowed")
    assert (await decided(register, waiting, outcome="refuse", reason="ຍົກເລີກແລ້ວ")).status_code == 201
    assert (await act_on(register, event_id, "reinstatement", annulled)).json()["state"] == "registered"


async def test_old_values_are_shown_to_who_decides_alone(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    await decided(register, await asked(register, event_id, NAME))
    before = (await the_event(register, event_id))["actions"][2]["at"]
    shown = {}
    for caller in (REGISTRAR, HOSPITAL, HOME_AFFAIRS):
        (listed,) = (await register.call("GET", f"/events/{event_id}/corrections", caller=caller)).json()["items"]
        past = await register.call("GET", f"/events/{event_id}", caller=caller, params={"at": before})
        shown[caller.member] = ("was" in listed, past.status_code)
    assert shown == {"registrar": (True, 200), "hospital": (False, 403), "home-affairs": (False, 403)}
    assert (await register.call("GET", f"/events/{event_id}/corrections", caller=OTHER_REGISTRAR)).status_code == 404


async def test_a_moment_shows_what_was_known_then(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    registered_at = (await the_event(register, event_id))["actions"][-1]["at"]
    then = await the_event(register, event_id, at=registered_at)
    await decided(register, await asked(register, event_id, NAME))
    again = await the_event(register, event_id, at=registered_at)
    assert again == then
    assert again["birth"]["child"]["name"] == CHILD_NAME
    too_early = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    answer = await register.call("GET", f"/events/{event_id}", caller=REGISTRAR, params={"at": too_early})
    assert answer.status_code == 404


async def test_a_correction_is_owed_to_every_past_reader_until_it_says_so(register: ServiceUnderTest) -> None:
    event_id = await registered_birth(register)
    for _ in range(2):
        await the_event(register, event_id, HOME_AFFAIRS)
    await decided(register, await asked(register, event_id, NAME))

    async def owed(caller: Caller, **params: str) -> list[dict[str, Any]]:
        answer = await register.call("GET", "/corrections-owed", caller=caller, params=params)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    assert [len(await owed(caller)) for caller in (REGISTRAR, HOSPITAL, HOME_AFFAIRS, OTHER_REGISTRAR)] == [0, 1, 1, 0]
    (mine,) = await owed(HOME_AFFAIRS, pending="true", changedSince="2026-01-01T00:00:00Z")
    assert (mine["eventId"], mine["members"], mine["by"]) == (event_id, ["/child/name"], HERE.to_document())
    assert "ດາວ" not in str(mine)
    where = f"corrections/{mine['correctionId']}/acknowledgement"
    for _ in range(2):
        assert (await act_on(register, event_id, where, {}, HOME_AFFAIRS)).status_code == 201
    assert (await act_on(register, event_id, where, {}, OTHER_REGISTRAR)).status_code == 404
    assert await owed(HOME_AFFAIRS, pending="true") == []
    assert len(await owed(HOSPITAL, pending="true")) == 1
    assert await owed(HOSPITAL, changedSince="2099-01-01T00:00:00Z") == []
