"""assignCaseNumber and relateCase: one case under every agency's number, and how cases hang together."""

from typing import Any

import httpx2
import orjson
import pytest

from contracts.identifiers import new_id
from contracts.voucher import Caller
from services.case_registry.domain.words import BY_THEMSELVES, Relation
from services.case_registry.store import case_filters
from tests.case_registry.builders import (
    COURT,
    POLICE,
    PROSECUTOR,
    an_opening,
    handed_over,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.support.field import from_the_field
from tests.support.service import ServiceUnderTest, a_caller


async def numbered(
    registry: ServiceUnderTest, case_id: str, number: str, caller: Caller = PROSECUTOR, on: str = "2026-03-20"
) -> httpx2.Response:
    body = {"number": number, "assignedOn": on}
    return await registry.call("POST", f"/cases/{case_id}/numbers", json=body, caller=caller)


async def related(
    registry: ServiceUnderTest, case_id: str, other: str, kind: str = "appealOf", caller: Caller = POLICE
) -> httpx2.Response:
    return await registry.call(
        "POST", f"/cases/{case_id}/relations", json={"kind": kind, "otherCaseId": other}, caller=caller
    )


async def found(registry: ServiceUnderTest, caller: Caller = POLICE, /, **params: str) -> Any:
    answer = await registry.call("GET", "/cases", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    return [each["caseId"] for each in answer.json()["items"]]


async def test_a_case_is_found_by_the_number_of_every_agency(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await opened(registry, number="46/ປກສ")
    answer = await numbered(registry, case_id, "112/ອຍກ.ນວ")
    assert answer.status_code == 201
    assert answer.json() == {
        "by": {"member": "ospp", "office": "hq"},
        "number": "112/ອຍກ.ນວ",
        "assignedOn": "2026-03-20",
    }
    await numbered(registry, case_id, "7/ສປຊ", COURT, "2026-05-04")
    for number in ("045/ປກສ.ຈທ", "໑໑໒ / ອຍກ.ນວ", "7/ສປຊ."):
        assert await found(registry, number=number) == [case_id]
    case = (await registry.call("GET", f"/cases/{case_id}")).json()
    assert [each["by"]["member"] for each in case["numbers"]] == ["police", "ospp", "psc"]
    assert case["version"] == 3


async def test_a_case_is_found_whatever_the_dashes_and_blanks_of_its_number(registry: ServiceUnderTest) -> None:
    dashed = (await opened(registry, number="ອຍ-8992-2026"))["caseId"]
    spaced = (await opened(registry, number="ອຍ 8992 2026"))["caseId"]  # another number in the office's book
    await opened(registry, number="ອຍ/8992/2026")
    for number in ("ອຍ 8992 2026", "ອຍ8992 2026", "ອຍ-8992–2026", "ອຍ\u00a0໘໙໙໒\u200b\u20142026"):
        assert await found(registry, number=number) == [spaced, dashed], number


async def test_a_search_by_number_uses_its_index(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    async with registry.units.open() as unit:
        search = case_filters.numbered("ອຍ49992026").compile(dialect=unit.connection.dialect)
        await unit.connection.exec_driver_sql(
            "insert into case_numbers (case_id, member, office, printed, normal, year, assigned_on)"
            f" select '{case_id}', 'ospp', 'hq', n, 'ອຍ-' || n || '-2026', 2026, '2026-03-02'"
            " from generate_series(1, 5000) n"
        )
        await unit.connection.exec_driver_sql("analyze case_numbers")
        await unit.connection.exec_driver_sql("set local plan_cache_mode = force_generic_plan")  # as of a busy day
        await unit.connection.exec_driver_sql(f"prepare search as {search}")
        plan = await unit.connection.exec_driver_sql("explain execute search ('ອຍ49992026')")
        assert "case_numbers_by_number" in "\n".join(row[0] for row in plan)
        await unit.connection.exec_driver_sql("deallocate search")
        await unit.connection.exec_driver_sql("delete from case_numbers where member = 'ospp'")


async def test_the_sector_hears_whose_number_but_not_which(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await numbered(registry, case_id, "112/ອຍກ")
    (row,) = await registry.rows("select envelope from outbox where type like '%numbered%'")
    assert "112" not in row["envelope"].decode()
    data = {"caseId": case_id, "by": {"member": "ospp", "office": "hq"}}
    assert orjson.loads(row["envelope"])["data"] == data


async def test_who_has_nothing_to_do_with_cases_numbers_none(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    problem = (await numbered(registry, case_id, "1", a_caller("hospital", "hospital"))).json()
    assert (problem["status"], problem["code"]) == (409, "act-not-allowed")
    assert problem["params"]["allowedBy"] == ["court", "justice", "police", "prosecutor"]


async def test_an_office_gives_a_number_once_a_year(registry: ServiceUnderTest) -> None:
    first = (await opened(registry))["caseId"]
    second = (await opened(registry, number="46/ປກສ"))["caseId"]
    assert (await numbered(registry, first, "112/ອຍກ")).status_code == 201
    answer = await numbered(registry, second, "໑໑໒/ອຍກ.")
    assert (answer.status_code, answer.json()["code"]) == (409, "case-number-taken")
    assert (await numbered(registry, second, "112/ອຍກ", on="2025-03-20")).status_code == 201
    other_office = a_caller("ospp", "prosecutor", office="0101")
    assert (await numbered(registry, second, "112/ອຍກ", other_office)).status_code == 201
    kept = await registry.rows("select 1 from case_history where kind = 'numbered'")
    assert len(kept) == 3


@pytest.mark.parametrize(
    ("number", "on", "pointer"),
    [("ອຍກ", "2026-03-20", "/number"), ("1/ອຍກ", "2569-03-20", "/assignedOn"), ("1/ອຍກ", "2027-12-31", "/assignedOn")],
    ids=["no digit", "Buddhist era", "tomorrow"],
)
async def test_a_number_that_cannot_be_is_refused(
    registry: ServiceUnderTest, number: str, on: str, pointer: str
) -> None:
    case_id = (await opened(registry))["caseId"]
    answer = await numbered(registry, case_id, number, on=on)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_a_case_that_cannot_be_seen_gets_no_number(registry: ServiceUnderTest) -> None:
    hidden = (await opened(registry, restriction="stateSecret"))["caseId"]
    for case_id in (hidden, new_id("cas")):
        assert (await numbered(registry, case_id, "1/ອຍກ")).status_code == 404
        assert (await related(registry, case_id, new_id("cas"), caller=PROSECUTOR)).status_code == 404


@pytest.mark.parametrize("kind", sorted(set(Relation) - BY_THEMSELVES))
async def test_a_case_says_how_it_hangs_together_with_another(registry: ServiceUnderTest, kind: str) -> None:
    first = (await opened(registry))["caseId"]
    second = (await opened(registry, number="46/ປກສ"))["caseId"]
    answer = await related(registry, second, first, kind)
    assert (answer.status_code, answer.json()) == (201, {"kind": kind, "otherCaseId": first})
    case = (await registry.call("GET", f"/cases/{second}")).json()
    assert (case["relations"], case["version"]) == ([{"kind": kind, "otherCaseId": first}], 2)
    assert await found(registry, relatedTo=first) == [second]
    assert (await registry.announced())[-1] == "la.gov.justice.case.related.v1"


@pytest.mark.parametrize("kind", sorted(BY_THEMSELVES))
async def test_a_relation_that_an_act_brings_is_not_stated_by_hand(registry: ServiceUnderTest, kind: str) -> None:
    first = (await opened(registry))["caseId"]
    second = (await opened(registry, number="46/ປກສ"))["caseId"]
    answer = await related(registry, second, first, kind)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "comes-by-itself")


async def test_who_has_the_file_says_how_cases_hang_together(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    other = (await opened(registry, number="46/ປກສ"))["caseId"]
    answer = await related(registry, case_id, other)
    assert (answer.status_code, answer.json()["code"]) == (409, "file-elsewhere")
    assert (await related(registry, case_id, other, "civilClaimIn", PROSECUTOR)).status_code == 201


async def test_a_relation_is_not_told_to_those_who_do_not_see_the_other_case(registry: ServiceUnderTest) -> None:
    shown = (await opened(registry))["caseId"]
    hidden = (await opened(registry, restriction="stateSecret", number="46/ປກສ"))["caseId"]
    assert (await related(registry, shown, hidden, "civilClaimIn")).status_code == 201
    own = (await registry.call("GET", f"/cases/{shown}")).json()
    assert own["relations"] == [{"kind": "civilClaimIn", "otherCaseId": hidden}]
    assert await found(registry, relatedTo=hidden) == [shown]
    other = (await registry.call("GET", f"/cases/{shown}", caller=COURT)).json()
    assert other == {name: value for name, value in own.items() if name != "relations"}
    asked = await registry.call("GET", "/cases", params={"relatedTo": hidden}, caller=COURT)
    assert asked.json() == {"items": []}


async def test_a_relation_is_to_another_case_that_can_be_seen_and_said_once(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    other = (await opened(registry, number="46/ປກສ"))["caseId"]
    secret = (await opened(registry, COURT, category="juvenile"))["caseId"]
    for wrong, code in ((case_id, "to-itself"), (secret, "no-such-case"), (new_id("cas"), "no-such-case")):
        answer = await related(registry, case_id, wrong)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)
    assert (await related(registry, case_id, other)).status_code == 201
    again = await related(registry, case_id, other)
    assert (again.status_code, again.json()["code"]) == (409, "already-related")
    unknown = await related(registry, case_id, other, "brotherOf")
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (400, "x-codelist")


async def test_a_case_is_found_by_where_it_stands_and_who_has_it(registry: ServiceUnderTest) -> None:
    reported = (await opened(registry, number="1/ປກສ"))["caseId"]
    sent = await with_the_prosecutor(registry, number="2/ປກສ")
    civil = (await opened(registry, a_caller("psc", "court", office="0101"), category="civil"))["caseId"]
    assert await found(registry, status="reported") == [reported]
    assert await found(registry, status="fileSentToProsecutor", category="criminal") == [sent]
    assert await found(registry, member="police") == [reported]
    assert await found(registry, member="ospp") == [sent]
    assert (
        await found(registry, courtMember="psc", courtOffice="0101")
        == await found(registry, courtMember="psc")
        == [civil]
    )
    assert (
        await found(registry, courtMember="psc", courtOffice="0102") == await found(registry, courtMember="ospp") == []
    )


async def test_a_case_is_found_by_the_day_it_was_opened(registry: ServiceUnderTest) -> None:
    early = (await opened(registry, number="1/ປກສ", openedOn="2025-12-31"))["caseId"]
    late = (await opened(registry, number="1/ປກສ", openedOn="2026-01-01"))["caseId"]
    assert await found(registry, openedFrom="2026-01-01") == [late]
    assert await found(registry, openedTo="2025-12-31") == [early]
    assert await found(registry, openedFrom="2025-12-31", openedTo="2026-01-01") == [late, early]
    assert (await registry.call("GET", "/cases", params={"openedFrom": "01/01/2026"})).status_code == 400


@pytest.mark.parametrize("name", ["ບຸນມີ", "ບຸນມີ ແກ້ວ", "ບຸນມີແກ້ວມະນີ", "ແກ້ວມະນີ", "ແກ້ວ", "ບຸນ\u200bມີ"], ids=range(6))
async def test_a_case_is_found_by_the_beginning_of_a_name(registry: ServiceUnderTest, name: str) -> None:
    case_id = (await opened(registry))["caseId"]
    assert await found(registry, PROSECUTOR, participantName=name) == [case_id]


@pytest.mark.parametrize("name", ["ມີ", "ແກ້ວ ບຸນມີ", "ສົມພອນ"])
async def test_a_name_is_not_found_by_another(registry: ServiceUnderTest, name: str) -> None:
    await opened(registry)
    assert await found(registry, participantName=name) == []


async def test_a_name_in_a_restricted_case_is_not_found_by_those_without_a_role(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, restriction="stateSecret"))["caseId"]
    assert await found(registry, POLICE, participantName="ບຸນມີ") == [case_id]
    assert await found(registry, PROSECUTOR, participantName="ບຸນມີ") == []


@pytest.mark.parametrize("name", ["ບ", "\u200bບ ", " "])
async def test_a_name_of_less_than_two_letters_is_no_question(registry: ServiceUnderTest, name: str) -> None:
    answer = await registry.call("GET", "/cases", params={"participantName": name})
    assert (answer.status_code, answer.json()["errors"][0]["name"]) == (400, "participantName")


async def test_filters_go_together_and_the_cursor_knows_them(registry: ServiceUnderTest) -> None:
    ids = [(await opened(registry, number=f"{n}/ປກສ"))["caseId"] for n in range(3)]
    params = {"participantName": "ບຸນມີ", "status": "reported", "openedFrom": "2026-01-01", "limit": "2"}
    page = (await registry.call("GET", "/cases", params=params)).json()
    assert [each["caseId"] for each in page["items"]] == ids[:0:-1]
    rest = (await registry.call("GET", "/cases", params=params | {"cursor": page["next"]})).json()
    assert [each["caseId"] for each in rest["items"]] == ids[:1]
    for other in ({"participantName": "ແກ້ວ"}, {"status": "charged"}, {"openedFrom": "2026-01-02"}):
        answer = await registry.call("GET", "/cases", params=params | other | {"cursor": page["next"]})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


async def test_a_list_says_who_has_each_case(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    await handed_over(registry, case_id, a_caller("ospp", "prosecutor", office="0101"), POLICE)
    (item,) = (await registry.call("GET", "/cases")).json()["items"]
    assert item["responsible"] == {"member": "ospp", "office": "0101"}
    assert "court" not in item


@pytest.mark.parametrize(("one", "other"), from_the_field("14-numbers.json"))
async def test_a_case_is_not_opened_twice_under_another_spelling_of_its_number(
    registry: ServiceUnderTest, one: str, other: str
) -> None:
    case_id = (await opened(registry, number=one.replace("N", "45")))["caseId"]
    again = await registry.call("POST", "/cases", json=an_opening(number=other.replace("N", "45")), caller=POLICE)
    assert (again.status_code, again.json()["code"]) == (409, "case-number-taken")
    assert await found(registry, number=other.replace("N", "45")) == [case_id]
