"""What waits for an office of every kind: its front page, and its list of work, oldest first."""

from typing import Any

import pytest

from contracts.voucher import Caller
from tests.case_registry.builders import (
    COURT,
    JUSTICE,
    POLICE,
    PROSECUTOR,
    in_court,
    moved,
    opened,
    sent,
    with_the_prosecutor,
)
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_hearing, first_participant, in_trial, posted, sitting, valid
from tests.support.service import ServiceUnderTest


async def work(registry: ServiceUnderTest, caller: Caller, **params: str) -> Any:
    answer = await registry.call("GET", "/work-list", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    assert valid("work-page", answer.json())
    return answer.json()


async def overview(registry: ServiceUnderTest, caller: Caller, member: str) -> Any:
    answer = await registry.call("GET", "/statistics/overview", params={"member": member}, caller=caller)
    assert answer.status_code == 200, answer.text
    assert valid("case-overview", answer.json())
    return answer.json()


async def test_an_office_sees_its_files_arrivals_entries_and_who_is_held(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    suspect = await first_participant(registry, case_id, PROSECUTOR)
    order = {"orderNumber": "1/ອຍ", "orderedOn": "2026-03-01", "since": "2026-03-01T08:00:00+07:00"}
    await posted(
        registry, f"/cases/{case_id}/participants/{suspect}/custody", order | {"status": "detained"}, PROSECUTOR
    )
    entry = {"enteredOn": "2026-03-03", "level": "cassation"}
    await posted(registry, f"/cases/{case_id}/prosecutor-statements", entry, PROSECUTOR)
    await posted(registry, f"/cases/{case_id}/called-up-files", entry | {"basis": "petition"}, PROSECUTOR)
    other = (await opened(registry, number="2/ປກສ"))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, other, status, POLICE)
    hand_over = (await sent(registry, other, PROSECUTOR, POLICE))["handOverId"]
    items = (await work(registry, PROSECUTOR))["items"]
    kinds = ["file", "custody", "calledUpFile", "statement", "handOver"]
    assert [each["kind"] for each in items] == kinds
    assert (items[1]["participantId"], items[0]["caseId"], items[4]["handOverId"]) == (suspect, case_id, hand_over)
    (only,) = (await work(registry, PROSECUTOR, kind="handOver"))["items"]
    assert only == items[4]
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await work(registry, PROSECUTOR, limit="2", **cursor)
        seen += page["items"]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert seen == items
    # who has sent a file still has it, until it is taken; and who had one hears who is held
    assert [each["kind"] for each in (await work(registry, POLICE))["items"]] == ["file", "custody"]


async def test_an_office_above_sees_what_waits_below_and_one_beside_sees_nothing(registry: ServiceUnderTest) -> None:
    zone = at("police", "0101")
    await opened(registry, zone, restriction="familySecret")
    below = {"member": "police", "office": "01", "below": "true"}
    assert [each["kind"] for each in (await work(registry, at("police", "01"), **below))["items"]] == ["file"]
    at_zone = {"member": "police", "office": "0101"}
    assert (await work(registry, at("police", "0102"), **at_zone))["items"] == []


@pytest.mark.parametrize(
    ("member", "caller", "pending", "statuses"),
    [
        ("police", POLICE, 1, {"underInvestigation": 1}),
        ("ospp", PROSECUTOR, 1, {"fileSentToProsecutor": 1}),
        ("psc", COURT, 1, {"filedInCourt": 1}),
        ("moj", JUSTICE, 0, {}),
    ],
)
async def test_each_kind_of_office_has_its_front_page(
    registry: ServiceUnderTest, member: str, caller: Caller, pending: int, statuses: dict[str, int]
) -> None:
    case_id = (await opened(registry, number="1/ປກສ"))["caseId"]
    await moved(registry, case_id, "underInvestigation", POLICE)
    await with_the_prosecutor(registry, number="2/ປກສ")
    await in_court(registry, number="3/ປກສ")
    page = await overview(registry, caller, member)
    assert sum(each["pending"] for each in page["categories"]) == pending
    assert {each["status"]: each["cases"] for each in page["statuses"]} == statuses
    assert sum(each["cases"] for each in page["pendingByAge"]) == pending


async def test_a_prosecutor_sees_the_next_hearings_of_its_cases(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    proceeding = await sitting(registry, case_id)
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), COURT)
    assert [each["caseId"] for each in (await overview(registry, PROSECUTOR, "ospp"))["nextHearings"]] == [case_id]
    assert (await overview(registry, JUSTICE, "moj"))["nextHearings"] == []


async def test_a_member_without_cases_has_no_figures(registry: ServiceUnderTest) -> None:
    answer = await registry.call("GET", "/statistics/overview", params={"member": "hospital"}, caller=COURT)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "no-cases-there")


async def test_what_has_ended_waits_for_nobody_and_what_is_due_comes_first(registry: ServiceUnderTest) -> None:
    dismissed, first, soon = [await with_the_prosecutor(registry, number=f"{place}/ປກສ") for place in (1, 2, 3)]
    suspect = await first_participant(registry, soon, PROSECUTOR)
    order = {"orderNumber": "1/ອຍ", "orderedOn": "2026-03-03", "since": "2026-03-03T08:00:00+07:00"}
    held = order | {"status": "detained", "until": "2026-03-10T08:00:00+07:00"}
    await posted(registry, f"/cases/{soon}/participants/{suspect}/custody", held, PROSECUTOR)
    assert {each["caseId"] for each in (await work(registry, PROSECUTOR, kind="file"))["items"]} == {
        *(dismissed, first, soon)
    }
    await moved(registry, dismissed, "dismissed", PROSECUTOR, decisionNumber="1/ອຍ")
    items = (await work(registry, PROSECUTOR, kind="file"))["items"]
    assert [(each["caseId"], each.get("dueOn")) for each in items] == [(soon, "2026-03-10"), (first, "2026-03-23")]
    paged = await work(registry, PROSECUTOR, kind="file", limit="1")
    rest = await work(registry, PROSECUTOR, kind="file", cursor=paged["next"])
    assert [*paged["items"], *rest["items"]] == items


async def test_a_hearing_that_is_over_waits_at_its_court_until_somebody_says_what_became_of_it(
    registry: ServiceUnderTest, case: str
) -> None:
    made = await sitting(registry, case)
    over = {"startsAt": "2026-04-20T08:30:00+07:00", "endsAt": "2026-04-20T11:30:00+07:00"}
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made, **over), COURT)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made, room="3B"), COURT)  # still to come
    (waits,) = (await work(registry, COURT, kind="hearing"))["items"]
    assert (waits["hearingId"], waits["since"]) == (hearing["hearingId"], "2026-04-20")
    everything = (await work(registry, COURT))["items"]
    assert [each["kind"] for each in everything] == ["file", "hearing"]
    afternoon = {"startsAt": "2026-04-20T13:30:00+07:00", "endsAt": "2026-04-20T15:30:00+07:00"}
    second = await posted(registry, f"/cases/{case}/hearings", a_hearing(made, **afternoon), COURT)
    page = await work(registry, COURT, kind="hearing", limit="1")
    rest = (await work(registry, COURT, kind="hearing", limit="1", cursor=page["next"]))["items"]
    assert {page["items"][0]["hearingId"], rest[0]["hearingId"]} == {hearing["hearingId"], second["hearingId"]}
    await posted(registry, f"/cases/{case}/hearings/{second['hearingId']}/outcome", {"status": "cancelled"}, COURT)
    for other in (PROSECUTOR, at("psc", "0101")):
        assert (await work(registry, other, kind="hearing"))["items"] == []
    await posted(registry, f"/cases/{case}/hearings/{hearing['hearingId']}/outcome", {"status": "held"}, COURT)
    assert (await work(registry, COURT, kind="hearing"))["items"] == []


async def test_a_hearing_of_a_case_that_ended_waits_for_nobody(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    over = {"startsAt": "2026-04-20T08:30:00+07:00", "endsAt": "2026-04-20T11:30:00+07:00"}
    await posted(registry, f"/cases/{case}/hearings", a_hearing(made, **over), COURT)
    other = await in_trial(registry, number="046/ປກສ")
    joining = {"intoCaseId": other, "joinedOn": "2026-05-02", "reason": "ການກະທຳດຽວກັນ"}
    await posted(registry, f"/cases/{case}/joins", joining, COURT)
    assert (await work(registry, COURT, kind="hearing"))["items"] == []
