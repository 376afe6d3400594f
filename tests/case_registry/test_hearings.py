"""Hearings: scheduled where judges and rooms are free, concluded once, and found in the schedule."""

import asyncio
from typing import Any

import pytest

from services.case_registry.domain.history import replay
from tests.case_registry.builders import COURT, POLICE
from tests.case_registry.conftest import TwoTrials
from tests.case_registry.court_builders import a_hearing, acquitted, in_trial, judged, posted, refused, sitting, valid
from tests.case_registry.test_history import history, state
from tests.support.field import from_the_field
from tests.support.service import ServiceUnderTest, a_caller


@pytest.mark.parametrize(
    ("second", "what"),
    [
        ({"room": "3B"}, "judge"),
        ({"begins": "11:29", "ends": "12:00"}, "judge"),
        ({"begins": "07:00", "ends": "08:31", "room": "2a"}, "room"),
    ],
    ids=["judges in another room", "one minute too early", "room under a small letter"],
)
async def test_a_taken_judge_or_room_is_a_clash(
    registry: ServiceUnderTest, two_trials: TwoTrials, second: dict[str, str], what: str
) -> None:
    (one, first), (other, later) = two_trials
    await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    answer = await registry.call("POST", f"/cases/{other}/hearings", json=a_hearing(later, **second), caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "hearing-clash")
    assert what in {each["what"] for each in answer.json()["params"]["taken"]}
    assert one not in answer.text


async def test_a_room_has_the_name_by_which_the_court_calls_it(
    registry: ServiceUnderTest, two_trials: TwoTrials
) -> None:
    (one, first), (other, later) = two_trials
    kept = await posted(registry, f"/cases/{one}/hearings", a_hearing(first, room="ຫ້ອງພິຈາລະນາ ໑"), COURT)
    assert kept["room"] == "ຫ້ອງພິຈາລະນາ ໑"
    answer = await registry.call(
        "POST", f"/cases/{other}/hearings", json=a_hearing(later, room="ຫ້ອງພິຈາລະນາ  1"), caller=COURT
    )
    assert {each["name"] for each in answer.json()["params"]["taken"] if each["what"] == "room"} == {"ຫ້ອງພິຈາລະນາ  1"}
    shown = await registry.call("GET", "/schedule", params={"room": "ຫ້ອງພິຈາລະນາ 1"}, caller=COURT)
    assert [each["hearingId"] for each in shown.json()["items"]] == [kept["hearingId"]]


async def test_hearings_follow_one_another_without_a_clash(registry: ServiceUnderTest, two_trials: TwoTrials) -> None:
    (one, first), (other, later) = two_trials
    await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    assert valid(
        "hearing", await posted(registry, f"/cases/{other}/hearings", a_hearing(later, "11:30", "12:30"), COURT)
    )


async def test_a_reason_overrides_a_clash_and_is_kept(registry: ServiceUnderTest, two_trials: TwoTrials) -> None:
    (one, first), (other, later) = two_trials
    await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    reason = "ສອງຄະດີພິຈາລະນາພ້ອມກັນ"
    await posted(registry, f"/cases/{other}/hearings", a_hearing(later, overrideReason=reason), COURT)
    shown = (await registry.call("GET", "/schedule", caller=COURT, params={"caseId": other})).json()["items"]
    assert [each["overrideReason"] for each in shown] == [reason]


async def test_two_hearings_at_one_moment_are_never_both_scheduled(
    registry: ServiceUnderTest, two_trials: TwoTrials
) -> None:
    wanted = [
        registry.call("POST", f"/cases/{case_id}/hearings", json=a_hearing(proceeding), caller=COURT)
        for case_id, proceeding in two_trials
    ]
    answers = await asyncio.gather(*wanted)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await registry.rows("select 1 from hearings")) == 1


async def test_a_cancelled_hearing_frees_its_judges(registry: ServiceUnderTest, two_trials: TwoTrials) -> None:
    (one, first), (other, later) = two_trials
    made = await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    path = f"/cases/{one}/hearings/{made['hearingId']}/outcome"
    assert await refused(registry, path, {"status": "held"}, COURT) == (400, "invalid-input", ["not-held-yet"])
    ended = await posted(registry, path, {"status": "postponed", "note": "ທະນາຍບໍ່ມາ"}, COURT)
    assert ended["status"] == "postponed"
    assert await refused(registry, path, {"status": "cancelled"}, COURT) == (409, "hearing-over", [])
    await posted(registry, f"/cases/{other}/hearings", a_hearing(later), COURT)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"endsAt": "2027-01-20T08:30:00+07:00"}, ["ends-before-it-begins"]),
        ({"endsAt": "2027-01-22T08:30:00+07:00"}, ["too-long"]),
        ({"startsAt": "2570-01-20T08:30:00+07:00", "endsAt": "2570-01-20T09:30:00+07:00"}, ["buddhist-era"] * 2),
        ({"startsAt": "2090-01-20T08:30:00+07:00", "endsAt": "2090-01-20T09:30:00+07:00"}, ["buddhist-era"]),
        ({"startsAt": "2026-04-09T08:30:00+07:00", "endsAt": "2026-04-09T09:30:00+07:00"}, ["before-the-beginning"]),
        ({"proceedingId": "pro_01k9s0zt4r7q2v5x8y1a3b6c9d"}, ["no-such-proceeding"]),
        ({"kind": "feast"}, ["x-codelist"]),
    ],
    ids=[
        "of no length",
        "of two days",
        "Buddhist era",
        "too far ahead",
        "before the proceedings",
        "of no proceedings",
        "on no list",
    ],
)
async def test_a_hearing_that_cannot_be(
    registry: ServiceUnderTest, case: str, change: dict[str, Any], faults: list[str]
) -> None:
    wanted = a_hearing(await sitting(registry, case)) | change
    assert await refused(registry, f"/cases/{case}/hearings", wanted, COURT) == (400, "invalid-input", faults)


async def test_a_new_hearing_has_an_end_and_a_room(registry: ServiceUnderTest, case: str) -> None:
    whole = a_hearing(await sitting(registry, case))
    for left_out in ("endsAt", "room"):
        wanted = {name: value for name, value in whole.items() if name != left_out}
        answer = await registry.call("POST", f"/cases/{case}/hearings", json=wanted, caller=COURT)
        faults = [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]
        assert (answer.status_code, faults) == (400, [(f"/{left_out}", "missing")])


async def test_the_schedule_is_found_by_court_judge_room_and_day(
    registry: ServiceUnderTest, two_trials: TwoTrials
) -> None:
    (one, first), (other, later) = two_trials
    morning = await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    noon = await posted(registry, f"/cases/{other}/hearings", a_hearing(later, "12:00", "13:00", room="3B"), COURT)

    async def shown(**asked: str) -> Any:
        answer = await registry.call("GET", "/schedule", caller=COURT, params=asked)
        assert answer.status_code == 200, answer.text
        return [each["hearingId"] for each in answer.json()["items"]]

    both = [morning["hearingId"], noon["hearingId"]]
    assert await shown(member="psc") == both
    assert await shown(judge="J-014") == both
    assert await shown(room="3B") == await shown(room="3 b.") == both[1:]
    assert await shown(**{"from": "2027-01-20", "to": "2027-01-20"}) == both
    assert await shown(**{"from": "2027-01-21"}) == []
    assert await shown(member="psc", office="0101") == []
    page = (await registry.call("GET", "/schedule", caller=COURT, params={"limit": "1"})).json()
    assert await shown(limit="1", cursor=page["next"]) == both[1:]


async def test_hearings_of_a_restricted_case_show_themselves_to_those_with_a_role(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry, restriction="stateSecret")
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(await sitting(registry, case_id)), COURT)
    stranger = a_caller("moj", "justice")
    assert (await registry.call("GET", "/schedule", caller=stranger)).json() == {"items": []}
    assert len((await registry.call("GET", "/schedule", caller=POLICE)).json()["items"]) == 1


async def test_a_clash_is_told_in_vientianes_time_and_in_words_of_its_language(registry: ServiceUnderTest) -> None:
    morning, _, same_room, afternoon, leap = from_the_field("15-hearings.json")
    case_id = await in_trial(registry)
    opening = from_the_field("15-proceeding.json")
    proceeding = (await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT))["proceedingId"]
    path = f"/cases/{case_id}/hearings"
    await posted(registry, path, morning | {"proceedingId": proceeding}, COURT)
    for language, words in (("lo", ("ຫ້ອງ 5b", "ຫາ")), ("en", ("room 5b", "to"))):
        clash = await registry.call(
            "POST",
            path,
            json=same_room | {"proceedingId": proceeding},
            caller=COURT,
            headers={"Accept-Language": language},
        )
        assert clash.status_code == 409
        what, until = words
        assert f"{what} (19/09/2027 08:30 {until} 19/09/2027 11:30)" in clash.json()["detail"]
        assert {each["startsAt"] for each in clash.json()["params"]["taken"]} == {"2027-09-19T01:30:00Z"}
    lao = await posted(registry, path, afternoon | {"proceedingId": proceeding}, COURT)
    assert lao["room"] == "ຫ້ອງ 2"
    again = afternoon | {"proceedingId": proceeding, "room": "ຫ້ອງ\u200b໒"}
    taken = (await registry.call("POST", path, json=again, caller=COURT)).json()["params"]["taken"]
    assert "room" in {each["what"] for each in taken}
    for spelt in ("ຫ້ອງ 2", "ຫ້ອງ\u200b໒", "ຫ້ອງ2"):
        found = (await registry.call("GET", "/schedule", caller=COURT, params={"room": spelt})).json()["items"]
        assert [each["hearingId"] for each in found] == [lao["hearingId"]], spelt
    answer = await registry.call("POST", path, json=leap | {"proceedingId": proceeding}, caller=COURT)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (400, "/startsAt", "format")
    assert "59" in fault["message"]["lo"]
    assert "leap second" in fault["message"]["en"]


async def test_hearings_to_come_follow_the_panel(registry: ServiceUnderTest, two_trials: TwoTrials) -> None:
    (one, first), (other, later) = two_trials
    made = await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    path = f"/cases/{one}/proceedings/{first['proceedingId']}/panel-changes"
    joins = {"judgeId": "J-099", "name": "ທ່ານ ໃໝ່", "role": "member"}
    change = {"leavingJudgeId": "J-015", "joiningJudge": joins, "changedOn": "2026-05-01", "reason": "ຍ້າຍໜ່ວຍງານ"}
    await posted(registry, path, change, COURT)
    shown = await registry.call("GET", "/schedule", params={"caseId": one}, caller=COURT)
    assert shown.json()["items"][0]["judgeIds"] == ["J-014", "J-016", "J-099"]
    (before,) = await registry.rows("select recorded_at from case_history where kind = 'hearingScheduled'")
    then = {"caseId": one, "at": before["recorded_at"].isoformat()}
    known = (await registry.call("GET", "/schedule", params=then, caller=COURT)).json()["items"]
    assert known[0]["judgeIds"] == ["J-014", "J-015", "J-016"]
    claims = await registry.rows("select claimed from hearing_claims where hearing_id = :id", id=made["hearingId"])
    assert sorted(row["claimed"].rpartition("/")[2] for row in claims) == ["2A", "J-014", "J-016", "J-099"]
    # the one who left is free, the one who joined is not
    for judge in ("J-014", "J-016"):
        away = joins | {"judgeId": f"{judge}-X", "role": "presiding" if judge == "J-014" else "member"}
        there = f"/cases/{other}/proceedings/{later['proceedingId']}/panel-changes"
        await posted(registry, there, change | {"leavingJudgeId": judge, "joiningJudge": away}, COURT)
    await posted(registry, f"/cases/{other}/hearings", a_hearing(later, room="3B"), COURT)
    again = change | {"leavingJudgeId": "J-016-X", "joiningJudge": joins, "changedOn": "2026-05-02"}
    found = await refused(registry, f"/cases/{other}/proceedings/{later['proceedingId']}/panel-changes", again, COURT)
    assert found[:2] == (409, "hearing-clash")
    kept = await registry.call("GET", "/schedule", params={"caseId": other}, caller=COURT)
    assert "J-099" not in kept.json()["items"][0]["judgeIds"]  # nothing of the change is left


async def test_a_judgment_leaves_no_hearing_to_come(registry: ServiceUnderTest, case: str) -> None:
    proceeding = await sitting(registry, case)
    await posted(registry, f"/cases/{case}/hearings", a_hearing(proceeding), COURT)
    await acquitted(registry, case)
    await judged(registry, case, proceeding)
    shown = (await registry.call("GET", "/schedule", params={"caseId": case}, caller=COURT)).json()["items"]
    assert [each["status"] for each in shown] == ["cancelled"]
    assert await registry.rows("select 1 from hearing_claims") == []
    assert (await registry.announced())[-2:] == [
        "la.gov.justice.case.decision-issued.v1",
        "la.gov.justice.case.hearing-concluded.v1",
    ]
    assert replay(await history(registry, case)) == await state(registry, case)
