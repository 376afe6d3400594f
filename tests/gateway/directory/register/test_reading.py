"""The register is read as it is and as it was; old names are found, and so is what others build already."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.directory.register.app import SERVICE
from tests.gateway.directory.register.conftest import Register, moic
from tests.support.directory import a_document, an_agreement

MTC = {
    "id": "mtc",
    "kind": "ministry",
    "names": [
        {"lo": "ກະຊວງໄປສະນີ", "en": "Ministry of Post", "abbreviationEn": "MPT", "to": "2021-03-31"},
        {"lo": "ກະຊວງເຕັກໂນໂລຊີ", "en": "Ministry of Technology", "abbreviationEn": "MTC", "from": "2021-04-01"},
    ],
    "parents": [],
    "successors": [],
}


async def ids(register: Register, path: str, schema: str, **params: str) -> list[str]:
    found = await register.read(path, schema, **params)
    return [each.get("id") or each.get("code") or each["name"] for each in found["items"]]


async def test_the_past_is_what_it_was_at_any_moment(register: Register) -> None:
    wanted = [
        an_agreement(burst=7),
        an_agreement(id="agr_other", operations=["uploadFile"]),
        an_agreement(burst=9),
    ]
    changes = [await register.make(agreements=[agreement.facts()]) for agreement in wanted]
    moments = [change["decidedAt"] for change in changes]
    seen = [
        (
            (await register.read("/agreements/agr_police-notes", "agreement", at=at))["burst"],
            await ids(register, "/agreements", "agreement-page", at=at),
        )
        for at in moments
    ]
    both = ["agr_other", "agr_police-notes"]
    assert seen == [(7, ["agr_police-notes"]), (7, both), (9, both)]
    now = await register.read("/agreements/agr_police-notes", "agreement")
    assert now["burst"] == 9
    long_ago = datetime(2001, 1, 1, tzinfo=UTC).isoformat()
    assert await register.refused("GET", "/agreements/agr_police-notes", params={"at": long_ago}) == "not-found"
    assert await ids(register, "/agreements", "agreement-page", at=long_ago) == []


async def test_the_history_names_who_changed_what(register: Register) -> None:
    change = await register.make(agreements=[an_agreement(burst=7).facts()])
    asked = {"kind": "agreement", "id": "agr_police-notes"}
    states = (await register.read("/history", "history-page", **asked))["items"]
    assert [(state["version"], "until" in state) for state in states] == [(2, False), (1, True)]
    assert states[0]["changeId"] == change["changeId"]
    enrolled = await register.read(f"/changes/{states[1]['changeId']}", "change")
    assert (enrolled["kind"], enrolled["proposedBy"]["officer"]) == ("enrolment", "enrol")


async def test_the_history_is_read_in_pages(register: Register) -> None:
    found: list[tuple[str, str]] = []
    params = {"limit": "3"}
    while True:
        page = await register.read("/history", "history-page", **params)
        found += [(state["kind"], state["id"]) for state in page["items"]]
        if "next" not in page:
            break
        params["cursor"] = page["next"]
    assert len(found) == len(set(found)) == 10
    assert await register.refused("GET", "/history", params={"cursor": params["cursor"], "kind": "member"}) == (
        "invalid-cursor"
    )


async def test_an_agency_is_found_by_a_name_it_had(register: Register) -> None:
    await register.make(members=[MTC])
    assert (await register.read("/members/mtc", "member"))["names"] == MTC["names"]
    assert await ids(register, "/members", "member-page", search="mpt") == ["mtc"]
    assert await ids(register, "/members", "member-page", search="ກະຊວງ\u200bໄປສະນີ") == ["mtc"]
    assert (await register.snapshot()).organisations.members["mtc"].name_en == "Ministry of Technology"


async def test_a_search_is_for_words_not_for_patterns(register: Register) -> None:
    assert await ids(register, "/members", "member-page", search="%") == []
    assert await ids(register, "/members", "member-page", search="court PSC") == ["psc"]


async def test_lists_are_stable_pages_of_one_question(register: Register) -> None:
    first = await register.read("/members", "member-page", limit="2")
    second = await register.read("/members", "member-page", limit="200", cursor=first["next"])
    assert [each["id"] for each in (*first["items"], *second["items"])] == [
        "control-tower",
        "home-affairs",
        "moic",
        "police",
        "psc",
    ]
    for params in ({"cursor": first["next"], "search": "police"}, {"cursor": "bm9uc2Vuc2U"}):
        assert await register.refused("GET", "/members", params=params) == "invalid-cursor"


async def test_a_service_shows_its_document_and_lists_do_not(register: Register) -> None:
    service = await register.read("/services/notes", "service")
    assert service["document"] == a_document()
    assert service["operations"] == ["getNote", "listNotes", "uploadFile", "writeNote"]
    listed = await register.read("/services", "service-page")
    assert "document" not in listed["items"][0]
    document = a_document({"/more": {"get": {"operationId": "getMore", "responses": {"204": {"description": ""}}}}})
    registration = {"name": "notes", "member": "psc", "baseUrl": "http://127.0.0.1:9", "document": document}
    change = await register.make(services=[registration])
    was = await register.read("/services/notes", "service", at=change["proposedAt"])
    assert was["document"] == a_document()
    assert "getMore" in (await register.snapshot()).services["notes"].operations


async def test_entries_are_listed_by_their_member(register: Register) -> None:
    assert await ids(register, "/systems", "system-page", owner="police") == ["case-system"]
    assert await ids(register, "/agreements", "agreement-page", owner="police") == ["agr_police-notes"]
    assert await ids(register, "/offices", "office-page", owner="psc") == []


async def test_overlapping_investment_is_visible_before_it_is_made(register: Register, a_project: Any) -> None:
    server = {"id": "land-server", "owner": "police", "kind": "server", "lo": "ເຊີບເວີ", "topics": ["ທະບຽນທີ່ດິນ"]}
    others = [
        a_project(id="land-map", owner="home-affairs", systems=["psc-case-system"]),
        a_project(id="tax", owner="home-affairs", lo="ພາສີ", topics=["tax"]),
    ]
    await register.make(projects=others, equipment=[server, server | {"id": "old", "retiredOn": "2020-01-01"}])
    await register.make(projects=[a_project(systems=["PSC-case-system"])])
    overlaps = (await register.read("/ict-projects/e-land/overlaps", "overlap-list"))["items"]
    assert [(each["kind"], each["id"], each["owner"], len(each["shared"])) for each in overlaps] == [
        ("project", "land-map", "home-affairs", 2),
        ("equipment", "land-server", "police", 1),
    ]
    assert (await register.read("/ict-projects/tax/overlaps", "overlap-list"))["items"] == []
    assert await register.refused("GET", "/ict-projects/nothing/overlaps") == "not-found"
    assert await ids(register, "/ict-projects", "ict-project-page", search="ທະບຽນທີ່ດິນ") == ["e-land", "land-map"]
    assert await ids(register, "/equipment", "equipment-page", search="server") == ["land-server", "old"]


@pytest.mark.parametrize("path", ["/members/x", "/offices/x", "/systems/x", "/services/x", "/agreements/agr_x"])
async def test_what_is_not_there_is_not_found(register: Register, path: str) -> None:
    assert await register.refused("GET", path, moic()) == "not-found"


def test_every_refusal_of_the_register_is_explained_in_its_document() -> None:
    assert {problem.__module__ for problem in SERVICE.problems} == {
        "gateway.directory.register.errors",
        "gateway.errors.guests",
    }
