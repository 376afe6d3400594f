"""Following what changes: every case once, as it is now, from a cursor that nothing is missing behind."""

from dataclasses import astuple
from typing import Any

import pytest
from sqlalchemy import text

from chassis.reference.held import HeldOrganisations
from chassis.reference.successions import tell
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from services.case_registry.store.changes import FOLLOWED
from tests.case_registry.builders import (
    COURT,
    JUSTICE,
    POLICE,
    PROSECUTOR,
    a_suspect,
    handed_over,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.changes import settled
from tests.case_registry.country import COUNTRY, at, closed
from tests.case_registry.court_builders import posted
from tests.case_registry.imports import a_row, imported, lines
from tests.case_registry.test_joins import JOIN, UNDO
from tests.case_registry.test_splits import OTHER
from tests.support.service import ServiceUnderTest


async def followed(registry: ServiceUnderTest, since: str | None = None, **other: Any) -> dict[str, Any]:
    await settled(registry)
    params = other.pop("params", {}) | ({} if since is None else {"since": since})
    answer = await registry.call("GET", "/case-changes", params=params, **other)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_a_follower_begins_with_all_cases_and_goes_on_with_what_changes(registry: ServiceUnderTest) -> None:
    one = (await opened(registry))["caseId"]
    other = (await opened(registry, number="046/ປກສ"))["caseId"]
    first = await followed(registry)
    assert [(each["caseId"], each["version"]) for each in first["items"]] == [(one, 1), (other, 1)]
    assert first["more"] is False
    await moved(registry, one, "underInvestigation", POLICE)
    then = await followed(registry, first["since"])
    (change,) = then["items"]
    assert (change["caseId"], change["version"], change["status"]) == (one, 2, "underInvestigation")
    assert (await followed(registry, then["since"]))["items"] == []


async def test_a_case_that_changed_often_is_told_once_by_its_latest_change(registry: ServiceUnderTest) -> None:
    one = (await opened(registry))["caseId"]
    other = (await opened(registry, number="046/ປກສ"))["caseId"]
    await moved(registry, one, "underInvestigation", POLICE)
    await moved(registry, one, "fileSentToProsecutor", POLICE)
    page = await followed(registry)
    assert [(each["caseId"], each["version"]) for each in page["items"]] == [(other, 1), (one, 3)]


async def test_both_cases_have_changed_when_they_are_joined_and_when_that_is_undone(
    registry: ServiceUnderTest,
) -> None:
    one = (await opened(registry))["caseId"]
    other = (await opened(registry, number="046/ປກສ", participants=[a_suspect(**OTHER)]))["caseId"]
    since = (await followed(registry))["since"]
    for versions, path, order in (
        (2, f"/cases/{other}/joins", JOIN | {"intoCaseId": one}),
        (3, f"/cases/{one}/join-undoings", UNDO | {"undoneCaseId": other}),
    ):
        await posted(registry, path, order, POLICE)
        page = await followed(registry, since)
        since = page["since"]
        assert {each["caseId"]: each["version"] for each in page["items"]} == {one: versions, other: versions}


async def test_cases_of_a_withdrawn_import_are_named_to_whoever_sees_the_import(registry: ServiceUnderTest) -> None:
    file = lines(a_row(1), a_row(2))
    await imported(registry, file)
    first = await followed(registry, caller=COURT)
    await imported(registry, file, withdraw="true")
    page = await followed(registry, first["since"], caller=COURT)
    assert (page["items"], page["more"]) == ([], False)
    assert sorted(page["withdrawnCaseIds"]) == sorted(each["caseId"] for each in first["items"])
    assert "withdrawnCaseIds" not in await followed(registry, page["since"], caller=COURT)
    assert "withdrawnCaseIds" not in await followed(registry, caller=PROSECUTOR)


async def test_pages_meet_without_a_gap(registry: ServiceUnderTest) -> None:
    made = [(await opened(registry, number=f"{number}/ປກສ"))["caseId"] for number in range(5)]
    found, since = list[str](), None
    while True:
        page = await followed(registry, since, params={"limit": "2"})
        found += [each["caseId"] for each in page["items"]]
        since = page["since"]
        if not page["more"]:
            break
    assert found == made


async def test_who_has_no_part_in_a_case_does_not_follow_it_until_it_has(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry))["caseId"]
    before = await followed(registry, caller=PROSECUTOR)
    assert before["items"] == []
    await moved(registry, case_id, "underInvestigation", POLICE)
    await moved(registry, case_id, "fileSentToProsecutor", POLICE)
    await handed_over(registry, case_id, PROSECUTOR, POLICE)
    after = await followed(registry, before["since"], caller=PROSECUTOR)
    assert [each["caseId"] for each in after["items"]] == [case_id]
    assert (
        (await followed(registry, caller=COURT))["items"] == (await followed(registry, caller=JUSTICE))["items"] == []
    )


async def test_cases_of_a_closed_office_have_changed_for_who_has_them_since(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    closing, heir = Seat("ospp", "0102"), Seat("ospp", "0101")
    case_id = await with_the_prosecutor(registry)
    await handed_over(registry, case_id, at(*astuple(closing)), PROSECUTOR)
    since = (await followed(registry, caller=at(*astuple(heir))))["since"]
    kept = (await followed(registry, caller=at(*astuple(closing))))["since"]
    assert await tell(FOLLOWED, registry.units, COUNTRY) == 0
    after = closed(COUNTRY, closing, heir)
    held.take(ReferenceData(organisations=after))
    assert await tell(FOLLOWED, registry.units, after) == 1
    assert await tell(FOLLOWED, registry.units, after) == 0, "each once"
    page = await followed(registry, since, caller=at(heir.member, heir.office, after))
    assert [each["caseId"] for each in page["items"]] == [case_id]
    held.take(ReferenceData(organisations=COUNTRY))
    assert await tell(FOLLOWED, registry.units, COUNTRY) == 1, "it was closed by mistake"
    page = await followed(registry, kept, caller=at(*astuple(closing)))
    assert [each["caseId"] for each in page["items"]] == [case_id]


async def test_a_cursor_of_before_a_restore_is_refused(registry: ServiceUnderTest) -> None:
    await opened(registry)
    since = (await followed(registry))["since"]
    async with registry.units.open() as unit:  # as a restore does: the table is another one
        await unit.connection.execute(text("create table restored (like changes including all)"))
        await unit.connection.execute(text("insert into restored select * from changes"))
        await unit.connection.execute(text("drop table changes"))
        await unit.connection.execute(text("alter table restored rename to changes"))
    answer = await registry.call("GET", "/case-changes", params={"since": since})
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor-of-another-life")
    assert (await followed(registry))["items"]


async def test_a_cursor_beyond_the_latest_place_is_of_another_life(registry: ServiceUnderTest) -> None:
    await opened(registry)
    since = (await followed(registry))["since"]
    async with registry.units.open() as unit:
        await unit.connection.execute(text("delete from changes"))
    answer = await registry.call("GET", "/case-changes", params={"since": since})
    assert answer.status_code == 410


@pytest.mark.parametrize("since", ["x", "0" * 16 + "e30", "ກ", "0" * 2000])
async def test_what_is_no_cursor_is_refused(registry: ServiceUnderTest, since: str) -> None:
    answer = await registry.call("GET", "/case-changes", params={"since": since})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")
