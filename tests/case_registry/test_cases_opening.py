"""openCase: a case enters the registry once, under its member's own number, and the legal sector hears of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.identifiers import is_id
from contracts.seats import Seat, Standing
from contracts.voucher import Caller
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, a_suspect, an_opening, opened
from tests.support.service import ServiceUnderTest, a_caller

CASE = "https://schemas.saphan.gov.la/justice/case/v1"
CASE_OPENED = "https://schemas.saphan.gov.la/events/case-opened/v1"


async def refused(
    registry: ServiceUnderTest, opening: dict[str, Any], caller: Caller = POLICE, **more: Any
) -> tuple[int, str, list[tuple[str | None, str]]]:
    """Return status, code and faults of a refusal, and that nothing was written."""
    answer = await registry.call("POST", "/cases", json=opening, caller=caller, **more)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await registry.rows("select 1 from cases") == []
    assert await registry.rows("select 1 from participants") == []
    assert await registry.announced() == []
    problem = answer.json()
    assert problem["effect"] == "none"
    assert all(fault["message"]["lo"] and fault["message"]["en"] for fault in problem["errors"])
    return answer.status_code, problem["code"], [(f.get("pointer"), f["code"]) for f in problem["errors"]]


async def test_an_opened_case_is_a_national_case(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    assert Catalogue.load().validator(CASE).is_valid(case)
    assert is_id("cas", case["caseId"])
    assert (case["status"], case["restriction"]) == ("reported", "none")
    assert case["openedBy"] == {"member": "police", "office": "hq"}
    assert case["numbers"] == [
        {"by": {"member": "police", "office": "hq"}, "number": "045/ປກສ.ຈທ", "assignedOn": "2026-03-02"}
    ]


async def test_a_participant_has_its_role_since_the_opening_and_keys_to_be_found_by(registry: ServiceUnderTest) -> None:
    alias = {"use": "alias", "text": "ມີ ນ້ຳ", "script": "lao"}
    case = await opened(registry, participants=[a_suspect(otherNames=[alias]), a_suspect(role="witness")])
    suspect, witness = case["participants"]
    assert suspect["roles"] == [{"role": "suspect", "from": "2026-03-02"}]
    assert witness["roles"][0]["role"] == "witness"
    rows = await registry.rows(
        "select key from participant_names where participant_id = :id", id=suspect["participantId"]
    )
    assert {row["key"] for row in rows} == {"ບຸນມີແກ້ວມະນີ", "ແກ້ວມະນີ", "ມີນ້ຳ", "ນ້ຳ"}


async def test_names_are_stored_as_they_were_written(registry: ServiceUnderTest) -> None:
    written = {"use": "legal", "text": "ນໍ້າ\u200bຝົນ  ສີດາ", "script": "lao"}
    case = await opened(registry, participants=[a_suspect(name=written)])
    assert case["participants"][0]["name"] == written


async def test_a_case_without_participants_says_nothing_about_them(registry: ServiceUnderTest) -> None:
    case = await opened(registry, participants=None)
    assert "participants" not in case
    read = await registry.call("GET", f"/cases/{case['caseId']}")
    assert read.json() == case


async def test_an_organisation_takes_part_under_its_own_name(registry: ServiceUnderTest) -> None:
    firm = {"organisation": "ບໍລິສັດ ຈະເລີນຊັບ ຈຳກັດ", "role": "plaintiff"}
    case = await opened(registry, COURT, category="civil", participants=[firm])
    assert case["status"] == "filedInCourt"
    assert case["participants"][0]["organisation"] == firm["organisation"]


async def test_the_legal_sector_hears_ids_and_codes_but_no_names(registry: ServiceUnderTest) -> None:
    case = await opened(registry)
    (row,) = await registry.rows("select topic, key, envelope from outbox")
    envelope = orjson.loads(row["envelope"])
    assert (row["topic"], row["key"]) == ("la.gov.justice.case", case["caseId"])
    assert envelope["dataschema"] == CASE_OPENED
    assert Catalogue.load().validator(CASE_OPENED).is_valid(envelope["data"])
    assert envelope["data"]["openedBy"] == {"member": "police", "office": "hq"}
    assert "ບຸນມີ" not in row["envelope"].decode()
    assert case["title"] not in row["envelope"].decode()


@pytest.mark.parametrize("name", ["valid-criminal", "valid-no-participants-yet"])
async def test_an_example_of_the_schema_opens_a_case(
    registry: ServiceUnderTest, example: Callable[[str, str], Any], name: str
) -> None:
    answer = await registry.call("POST", "/cases", json=example("case-opening", name))
    assert answer.status_code == 201


async def test_the_same_call_again_opens_no_second_case(registry: ServiceUnderTest) -> None:
    first = await registry.call("POST", "/cases", json=an_opening(), key="monday")
    again = await registry.call("POST", "/cases", json=an_opening(), key="monday")
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await registry.rows("select 1 from cases")) == 1
    assert await registry.announced() == ["la.gov.justice.case.opened.v1"]


@pytest.mark.parametrize("spelling", ["045/ປກສ.ຈທ", "໐໔໕ / ປກສ.ຈທ.", " 045/ປກສ.\u200bຈທ"])
async def test_one_number_of_an_office_is_one_case_a_year(registry: ServiceUnderTest, spelling: str) -> None:
    await opened(registry)
    answer = await registry.call("POST", "/cases", json=an_opening(number=spelling))
    assert (answer.status_code, answer.json()["code"]) == (409, "case-number-taken")
    assert len(await registry.rows("select 1 from cases")) == 1
    assert len(await registry.rows("select 1 from participants")) == 1


@pytest.mark.parametrize(
    ("caller", "other"),
    [
        (POLICE, {"number": "46/ປກສ.ຈທ"}),
        (POLICE, {"number": "45/ປກສ.ຈທ"}),  # zeros in front count
        (POLICE, {"openedOn": "2025-03-02"}),
        (a_caller("police", "police", office="0101-1"), {}),
        (COURT, {"category": "civil"}),
    ],
    ids=["another number", "without the zero", "another year", "another office", "another member"],
)
async def test_the_number_of_another_year_office_or_member_is_another_number(
    registry: ServiceUnderTest, caller: Caller, other: dict[str, Any]
) -> None:
    await opened(registry)
    await opened(registry, caller, **other)


async def test_the_same_number_entered_twice_at_once_opens_one_case(registry: ServiceUnderTest) -> None:
    calls = (registry.call("POST", "/cases", json=an_opening()) for _ in range(6))
    statuses = sorted(answer.status_code for answer in await asyncio.gather(*calls))
    assert statuses == [201, 409, 409, 409, 409, 409]
    assert len(await registry.rows("select 1 from cases")) == 1


@pytest.mark.parametrize(
    ("caller", "category"),
    [(PROSECUTOR, "criminal"), (COURT, "criminal"), (COURT, "military"), (POLICE, "civil"), (POLICE, "juvenile")],
)
async def test_a_member_of_another_kind_opens_nothing(
    registry: ServiceUnderTest, caller: Caller, category: str
) -> None:
    found = await refused(registry, an_opening(category=category), caller)
    assert found == (403, "opening-not-allowed", [(None, "opening-not-allowed")])


async def test_the_lao_refusal_says_who_opens_the_case(registry: ServiceUnderTest) -> None:
    answer = await registry.call("POST", "/cases", json=an_opening(category="civil"), headers={"Accept-Language": "lo"})
    problem = answer.json()
    assert "ໂດຍ: ສານ; ປະເພດຫ້ອງການ: ສານ;" in problem["detail"]
    assert (problem["params"]["allowedBy"], problem["params"]["kinds"]) == (["court"], ["court"])


async def test_an_office_of_another_kind_opens_nothing(registry: ServiceUnderTest) -> None:
    standing = Standing(Seat("police", "jail"), "detention-house", "district")
    assert (await refused(registry, an_opening(), a_caller(standing=standing)))[:2] == (403, "opening-not-allowed")


async def test_a_category_that_the_gateway_let_pass_and_that_is_not_held_yet_is_to_come_again(
    registry: ServiceUnderTest,
) -> None:
    answer = await registry.call("POST", "/cases", json=an_opening(category="traffic"))
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "unavailable", "1")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"restriction": "hidden"}, ("/restriction", "x-codelist")),
        ({"openedOn": "2569-03-02"}, ("/openedOn", "buddhist-era")),
        ({"openedOn": "2027-12-31"}, ("/openedOn", "future-date")),
        ({"participants": [{"role": "witness"}]}, ("/participants/0/name", "required")),
    ],
)
async def test_a_statement_that_cannot_be_true_is_refused_with_its_place(
    registry: ServiceUnderTest, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert await refused(registry, an_opening(**change)) == (400, "invalid-input", [fault])


async def test_a_juvenile_case_stated_to_be_open_is_refused(registry: ServiceUnderTest) -> None:
    opening = an_opening(category="juvenile", restriction="none")
    found = await refused(registry, opening, COURT)
    assert found == (400, "invalid-input", [("/restriction", "restriction-required")])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": None}, "/title"),
        ({"title": 7}, "/title"),
        ({"title": ""}, "/title"),
        ({"title": "ກ" * 301}, "/title"),
        ({"number": "ປກສ"}, "/number"),
        ({"place": "໐໑໐໑"}, "/place"),
        ({"openedOn": "02/03/2026"}, "/openedOn"),
        ({"judge": "ທ່ານ ສົມພອນ"}, "/judge"),
        ({"participants": [a_suspect(role=None)]}, "/participants/0/role"),
        ({"participants": [a_suspect()] * 1001}, "/participants"),
    ],
)
async def test_a_body_that_breaks_its_schema_is_refused_at_the_service_too(
    registry: ServiceUnderTest, change: dict[str, Any], pointer: str
) -> None:
    status, code, faults = await refused(registry, an_opening(**change))
    assert (status, code) == (400, "invalid-input")
    assert pointer in [where for where, _ in faults]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"case"'])
async def test_a_body_that_is_no_object_is_refused(registry: ServiceUnderTest, body: bytes) -> None:
    answer = await registry.call("POST", "/cases", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert await registry.rows("select 1 from cases") == []


async def test_a_call_without_a_voucher_is_refused(registry: ServiceUnderTest) -> None:
    answer = await registry.client.post("/case-registry/v1/cases", json=an_opening(), headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["code"]) == (401, "voucher-refused")
    assert await registry.rows("select 1 from cases") == []


async def test_a_call_without_an_idempotency_key_is_refused(registry: ServiceUnderTest) -> None:
    found = await refused(registry, an_opening(), headers={"Idempotency-Key": ""})
    assert found[:2] == (400, "idempotency-key-missing")
