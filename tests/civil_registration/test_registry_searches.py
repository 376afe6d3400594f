"""Searches in the envelope of SPDCI: the standard's samples as given, coded refusals, and limits on guessing."""

import copy
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.civil_registration.domain.registry_searches import Rejected, must_be_understood, search_of
from services.civil_registration.errors.registry_searches import Reason
from tests.civil_registration.builders import (
    CHILD_NAME,
    CITIZEN_ID,
    HERE,
    LISTS,
    a_deceased,
    another_mother,
    declared_death,
    declared_event,
)
from tests.civil_registration.test_links import NEW_NAME, a_registered_birth, citing, example, registered
from tests.support.service import ServiceUnderTest, a_caller

SAMPLES: Final = Path(__file__).parent / "data/dci"
OF_DCI: Final = ["processflow1req.json", "processflow2req.json", "processflow6req.json"]
OF_OPENCRVS: Final = ["sync-search_test-payload.json", "async-search_test-payload.json"]
JUSTICE: Final = a_caller("moj", "justice")
UIN: Final = {"type": "uin", "value": "847951632"}
MOMENT: Final = "2026-11-30T08:00:00+07:00"


def sample(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SAMPLES / name).read_text("utf-8"))
    return read


def a_request(number: str = "n-1", type_: str = "NID", **criteria: Any) -> dict[str, Any]:
    looked_for = {"query_type": "idtype-value", "query": {"type": type_, "value": number}} | criteria
    return {"reference_id": f"r-{number}", "timestamp": MOMENT, "search_criteria": looked_for}


def compared(name: str, value: str, operator: str = "eq") -> dict[str, str]:
    return {"attribute_name": name, "operator": operator, "attribute_value": value}


def predicates(*comparisons: dict[str, str], **other: Any) -> dict[str, Any]:
    first, *second = comparisons
    joined = {"condition": "and", "expression2": second[0]} if second else {}
    return a_request(query_type="predicate", query=[{"seq_num": 1, "expression1": first, **joined}], **other)


def a_message(*requests: dict[str, Any], **header: Any) -> dict[str, Any]:
    head = {"version": "1.0.0", "message_id": "m-1", "message_ts": MOMENT, "action": "search", "sender_id": "sp"}
    return {
        "header": head | {"total_count": len(requests)} | header,
        "message": {"transaction_id": "t-1", "search_request": list(requests)},
    }


async def sent(register: ServiceUnderTest, message: Any, headers: dict[str, str] | None = None) -> httpx2.Response:
    return await register.call("POST", "/registry/sync/search", json=message, caller=JUSTICE, headers=headers)


async def answered(register: ServiceUnderTest, message: Any, **headers: str) -> dict[str, Any]:
    answer = await sent(register, message, headers=headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def statuses(register: ServiceUnderTest, *requests: dict[str, Any], **headers: str) -> list[str]:
    told = await answered(register, a_message(*requests), **headers)
    return [each.get("status_reason_code", each["status"]) for each in told["message"]["search_response"]]


def records(told: dict[str, Any], place: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told["message"]["search_response"][place]["data"]["reg_records"]
    return found


async def a_dead_person(register: ServiceUnderTest, *numbers: dict[str, str], **other: Any) -> dict[str, Any]:
    deceased = a_deceased(identifiers=list(numbers or [CITIZEN_ID]), **other)
    return await registered(register, await declared_death(register, deceased=deceased))


@pytest.mark.parametrize("name", OF_DCI)
async def test_samples_of_the_standard_are_answered_as_they_stand(register: ServiceUnderTest, name: str) -> None:
    message = sample(name)
    nobody = await answered(register, message)
    assert (nobody["header"]["status"], records(nobody)) == ("succ", [])
    death = await a_dead_person(register, UIN, CITIZEN_ID)
    told = await answered(register, message)
    head = told["header"]
    assert (head["message_id"], head["receiver_id"]) == (message["header"]["message_id"], "sp-system")
    assert (head["total_count"], head["completed_count"]) == (1, 1)
    assert "signature" not in told, "the gateway's receipt is the proof"
    (item,) = told["message"]["search_response"]
    assert (item["reference_id"], item["pagination"]) == ("", {"page_size": 10, "page_number": 1, "total_count": 1})
    (record,) = records(told)
    assert record == {
        "@type": "CRVS_Person",
        "reg_event_type": "death",
        "person_role": "deceased",
        "registration_number": death["registrationNumber"],
        "registration_date": death["registeredOn"],
        "identifier": [
            {"identifier_type": "UIN", "identifier_value": "847951632"},
            {"identifier_type": "NID", "identifier_value": CITIZEN_ID["value"]},
            {"identifier_type": "DRN", "identifier_value": death["registrationNumber"]},
        ],
        "name": {"surname": "ແກ້ວມະນີ", "given_name": "ບຸນມີ", "text": "ບຸນມີ ແກ້ວມະນີ"},
        "sex": "male",
        "birth_date": "1961-05-20",
        "event_date": death["occurredOn"],
        "death_date": death["occurredOn"],
        "death_place": "0101",
    }


@pytest.mark.parametrize("name", OF_OPENCRVS)
async def test_a_count_that_does_not_fit_is_refused_by_its_code(register: ServiceUnderTest, name: str) -> None:
    message = sample(name)
    told = await answered(register, message)
    assert (told["header"]["status"], told["header"]["status_reason_code"]) == ("rjct", "rjct.total_count.invalid")
    assert (told["message"]["search_response"], told["message"]["transaction_id"]) == ([], "123456789020211216223812")
    message["header"]["total_count"] = 1
    told = await answered(register, message)
    (item,) = told["message"]["search_response"]
    assert item["status_reason_code"] == "rjct.search_criteria.invalid", "its consent is a placeholder"
    assert item["status_reason_message"] == Reason.CONSENT.sentences
    assert item["reference_id"] == "123456789020211216223812"
    assert (await answered(register, message, **{"Consent-Reference": "string"}))["header"]["completed_count"] == 1


async def test_a_birth_is_found_by_its_number_name_and_day(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    number, name = birth["registrationNumber"], birth["birth"]["child"]["name"]
    brn, day = compared("BRN", number), compared("birth_date", birth["occurredOn"])
    expression = {"collection": "Person", "query": {"BRN": {"$eq": number}, "name": name["text"]}}
    parts = [{"BRN": number}, {"given_name": name["given"]}, {"surname": name["family"]}]
    asked = [
        predicates(brn, day),
        predicates(brn, compared("name", name["text"], "=")),
        a_request(number, "ns:org:RegistryID:BRN", reg_type="ns:org:RegistryType:birth"),
        a_request(query_type="expression", query={"type": "ns:x", "value": {"expression": expression}}),
        a_request(query_type="expression", query={"value": {"expression": {"query": {"$and": parts}}}}),
    ]
    for request in asked:
        (record,) = records(await answered(register, a_message(request)))
        assert (record["birth_date"], record["birth_place"]) == (birth["occurredOn"], "0101"), request
    wrong = predicates(brn, compared("birth_date", "2001-01-01"))
    nobody = predicates(compared("BRN", "of nobody"), day)
    same = [(await answered(register, a_message(request)))["message"] for request in (wrong, nobody)]
    for each in same:
        for item in each["search_response"]:
            del item["timestamp"]
        del each["correlation_id"]
    assert same[0] == same[1]


async def test_a_record_says_of_what_it_is_and_as_whom_the_person_stands_there(register: ServiceUnderTest) -> None:
    birth = await a_registered_birth(register)
    for folder, person in (("guardianship", "ward"), ("recognition", "child"), ("name-change", "person")):
        renamed = {"newName": NEW_NAME} if folder == "name-change" else {}
        event = await declared_event(register, f"{folder}s", citing(folder, person, birth, **renamed))
        await registered(register, event)
    by_birth = a_message(a_request(birth["registrationNumber"], "BRN"))
    found = records(await answered(register, by_birth))
    assert {(each["reg_event_type"], each["person_role"], each["name"]["text"]) for each in found} == {
        ("birth", "child", NEW_NAME["text"]),
        ("guardianship", "ward", CHILD_NAME["text"]),
        ("recognition", "child", NEW_NAME["text"]),
        ("nameChange", "person", NEW_NAME["text"]),
    }
    assert {each["event_date"] for each in found} == {birth["occurredOn"]}
    await registered(register, await declared_event(register, "adoptions", citing("adoption", "child", birth)))
    assert records(await answered(register, by_birth)) == [], "an adoption closed it: one answer, whatever cites it"


async def test_spouses_are_told_apart_and_a_day_is_as_exact_as_it_is_known(register: ServiceUnderTest) -> None:
    facts = example("marriage", place="0101", registrar=HERE.to_document(), lateReason="ທາງໄກ")
    marriage = await registered(register, await declared_event(register, "marriages", facts))
    found = records(await answered(register, a_message(a_request(marriage["registrationNumber"], "MRN"))))
    assert {each["person_role"]: each["name"]["text"] for each in found} == {
        spouse: facts[spouse]["name"]["text"] for spouse in ("bride", "groom")
    }
    death = await declared_death(register, occurredOn="2026-10-01", occurredOnPrecision="month", lateReason="ທາງໄກ")
    death = await registered(register, death)
    (record,) = records(await answered(register, a_message(a_request(death["registrationNumber"], "DRN"))))
    assert (record["event_date"], record["death_date"]) == ("2026-10", "2026-10")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"version": "2.0.0"}, "rjct.version.invalid"),
        ({"message_ts": "yesterday"}, "rjct.message_ts.invalid"),
        ({"action": ""}, "rjct.action.invalid"),
        ({"action": "subscribe"}, "rjct.action.not_supported"),
        ({"is_msg_encrypted": True}, "rjct.action.not_supported"),
        ({"total_count": 2}, "rjct.total_count.invalid"),
        ({"total_count": "1.0"}, "rjct.total_count.invalid"),
        ({"total_count": None}, "rjct.total_count.invalid"),
        ({"total_count": True}, "rjct.total_count.invalid"),
        ({"total_count": [1]}, "rjct.total_count.invalid"),
    ],
)
async def test_a_message_that_is_not_understood_is_refused_whole(
    register: ServiceUnderTest, header: dict[str, Any], code: str
) -> None:
    told = await answered(register, a_message(a_request(), **header))
    assert (told["header"]["status"], told["header"]["status_reason_code"]) == ("rjct", code)
    assert (told["header"]["message_id"], told["message"]["search_response"]) == ("m-1", [])
    assert await register.rows("select * from civil_guess_counts") == []


async def test_too_many_requests_are_refused(register: ServiceUnderTest) -> None:
    for requests in (
        [a_request(str(n)) for n in range(21)],
        [a_request("n") | {"reference_id": str(n)} for n in range(6)],
    ):
        told = await answered(register, a_message(*requests))
        assert told["header"]["status_reason_code"] == "rjct.total_count.limit_exceeded"


CRITERIA: Final = "rjct.search_criteria.invalid"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (a_request() | {"timestamp": "x"}, "rjct.timestamp.invalid"),
        (a_request(query_type="graphql"), CRITERIA),
        (a_request(query=None), CRITERIA),
        (a_request(query="UIN 7"), CRITERIA),
        (a_request("7", "TAX"), CRITERIA),
        (a_request("x" * 201), CRITERIA),
        (a_request("a\u0000b"), CRITERIA),
        (a_request(query_type="predicate", query=[]), CRITERIA),
        (a_request(query_type="predicate", query=["x"]), CRITERIA),
        (predicates(compared("name", "ບຸນມີ")), CRITERIA),
        (predicates(compared("UIN", "7", "gt")), CRITERIA),
        (predicates(compared("UIN", "7"), compared("NID", "7")), CRITERIA),
        (predicates(compared("UIN", "7"), compared("UIN", "8")), CRITERIA),
        (predicates(compared("UIN", "7"), compared("birth_date", "31/12/2001")), CRITERIA),
        (predicates(compared("UIN", "7"), compared("phone", "7")), CRITERIA),
        (predicates(compared("UIN", "7"), compared("birth_date", "9999-12")), CRITERIA),
        (predicates(compared("UIN", "7"), compared("name", "...")), CRITERIA),
        (
            a_request(query_type="expression", query={"value": {"expression": {"query": {"UIN": {"$gt": "7"}}}}}),
            CRITERIA,
        ),
        (
            a_request(query_type="expression", query={"value": {"expression": {"query": {"$or": [{"UIN": "7"}]}}}}),
            CRITERIA,
        ),
        (a_request(query_type="expression", query={"value": {"expression": {"query": {"UIN": {}}}}}), CRITERIA),
        (a_request(reg_type="ns:org:RegistryType:land"), CRITERIA),
        (a_request("7", "MRN", reg_type="ns:org:RegistryType:birth"), CRITERIA),
        (a_request(consent={"id": "cns_of_another"}), CRITERIA),
        (a_request(sort=[{"attribute_name": "sex", "sort_order": "asc"}]), "rjct.sort.invalid"),
        (a_request(sort=["NID"]), "rjct.sort.invalid"),
        (a_request(pagination={"page_size": 0}), "rjct.pagination.invalid"),
        (a_request(pagination={"page_size": 21}), "rjct.pagination.invalid"),
        (a_request(pagination={"page_number": -1}), "rjct.pagination.invalid"),
        (a_request(pagination=[10]), "rjct.pagination.invalid"),
    ],
)
async def test_a_request_that_is_not_understood_has_its_own_code(
    register: ServiceUnderTest, request_: dict[str, Any], code: str
) -> None:
    other = a_request("n-2")
    assert await statuses(register, {**request_, "reference_id": "odd"}, other) == [code, "succ"]
    stored = await register.rows("select guesses from civil_guess_counts where limit_code = 'officeHour'")
    assert stored == [{"guesses": 1}], "what is not understood is no guess"


async def test_each_request_has_its_own_status(register: ServiceUnderTest) -> None:
    await a_dead_person(register)
    message = a_message(
        a_request(CITIZEN_ID["value"]),
        a_request("of nobody"),
        a_request("x") | {"reference_id": "twice"},
        a_request("y"),
    )
    message["message"]["search_request"][3]["reference_id"] = "twice"
    told = await answered(register, message)
    items = told["message"]["search_response"]
    assert [each["status"] for each in items] == ["succ", "succ", "rjct", "rjct"]
    assert {each["status_reason_code"] for each in items[2:]} == {"rjct.reference_id.duplicate"}
    assert (len(records(told)), len(records(told, 1))) == (1, 0)
    assert (told["header"]["status"], told["header"]["total_count"], told["header"]["completed_count"]) == (
        "succ",
        4,
        2,
    )


async def test_a_number_alone_is_a_guess_also_where_it_is_found(register: ServiceUnderTest) -> None:
    deaths = [{"type": "citizenId", "value": f"7-{n}"} for n in range(3)]
    for number in deaths:
        await a_dead_person(register, number, name=another_mother())
    found = [await answered(register, a_message(a_request(f"7-{n}"))) for n in range(20)]
    assert [len(records(told)) for told in found] == [1, 1, 1] + [0] * 17
    refused = await sent(register, a_message(a_request("7-0")))
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-guesses")
    assert int(refused.headers["Retry-After"]) <= 3600
    # a question of our own is counted with them
    body = {"kind": "death", "identifier": deaths[0], "birthDate": {"value": "1961-05-20", "precision": "day"}}
    assert (await register.call("POST", "/verifications", json=body, caller=JUSTICE)).status_code == 429


async def test_a_message_is_answered_where_all_of_it_may_be_guesses(register: ServiceUnderTest) -> None:
    first = a_message(*(a_request(str(n)) for n in range(15)))
    assert (await sent(register, first)).status_code == 200
    assert (await sent(register, a_message(*(a_request(f"b-{n}") for n in range(6))))).status_code == 429
    assert (await sent(register, a_message(*(a_request(f"b-{n}") for n in range(5))))).status_code == 200


async def test_pages_are_bounded_and_in_order(register: ServiceUnderTest) -> None:
    numbers = [(await a_dead_person(register, UIN))["registrationNumber"]]
    birth = await a_registered_birth(
        register, child={"name": a_deceased()["name"], "sex": "male", "identifiers": [UIN]}
    )
    numbers.append(birth["registrationNumber"])
    told = await answered(
        register, a_message(a_request("847951632", "UIN", pagination={"page_size": 1, "page_number": "2"}))
    )
    assert [each["registration_number"] for each in records(told)] == numbers[:1]
    assert told["message"]["search_response"][0]["pagination"] == {"page_size": 1, "page_number": 2, "total_count": 2}
    oldest = a_request("847951632", "UIN", sort=[{"attribute_name": "dateOfDeclaration", "sort_order": "asc"}])
    assert [each["registration_number"] for each in records(await answered(register, a_message(oldest)))] == numbers
    deaths = a_request("847951632", "UIN", reg_type="ns:org:RegistryType:death")
    assert [each["registration_number"] for each in records(await answered(register, a_message(deaths)))] == numbers[:1]


async def test_who_searched_is_a_reader(register: ServiceUnderTest) -> None:
    death = await a_dead_person(register)
    await answered(register, a_message(a_request("of nobody"), a_request(CITIZEN_ID["value"])))
    rows = await register.rows("select event_id, member from civil_event_readers")
    assert rows == [{"event_id": death["eventId"], "member": "moj"}]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("1961", ("1961-01-01", "1961-12-31")),
        ("1961-02", ("1961-02-01", "1961-02-28")),
        ("1961-05-20", ("1961-05-20", "1961-05-20")),
        ("1995-09-21T11:20:00", ("1995-09-21", "1995-09-21")),  # as samples of the standard have it
    ],
)
def test_a_date_of_birth_is_as_exact_as_it_is_told(told: str, days: tuple[str, str]) -> None:
    found = search_of(predicates(compared("UIN", "7"), compared("birth_date", told)), None, LISTS)
    assert found.question.born is not None
    assert tuple(map(str, found.question.born)) == days


_WORDS: Final = [
    *("id", "type", "value", "expression", "query", "$and", "$eq", "expression1", "expression2", "condition"),
    *(
        "attribute_name",
        "operator",
        "attribute_value",
        "page_size",
        "page_number",
        "sort_order",
        "UIN",
        "name",
        "other",
    ),
]
_TEXTS: Final = st.text(max_size=10) | st.sampled_from(
    ["idtype-value", "expression", "predicate", "UIN", "eq", "and", "7"]
)
_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=4),
    max_leaves=20,
)
_MEMBERS: Final = ["query_type", "query", "pagination", "sort", "consent", "reg_type", "reg_event_type"]


@given(
    st.dictionaries(st.sampled_from(_MEMBERS), _JSON), st.dictionaries(st.sampled_from(["timestamp", "consent"]), _JSON)
)
def test_whatever_stands_in_a_request_is_understood_or_refused_by_a_code(criteria: Any, around: Any) -> None:
    request = a_request() | around
    request["search_criteria"] = copy.deepcopy(request["search_criteria"]) | criteria
    with suppress(Rejected):
        search_of(request, None, LISTS)


@given(st.dictionaries(st.sampled_from(["version", "message_ts", "action", "total_count", "is_msg_encrypted"]), _JSON))
def test_whatever_stands_in_a_header_is_understood_or_refused_by_a_code(header: Any) -> None:
    with suppress(Rejected):
        must_be_understood(a_message(a_request())["header"] | header, 1)


def test_every_code_has_a_sentence_in_both_languages() -> None:
    for reason in Reason:
        assert any("\u0e80" <= letter <= "\u0eff" for letter in reason.sentences)
        assert re.fullmatch(r"rjct(\.[a-z_]+)+", reason.code)
