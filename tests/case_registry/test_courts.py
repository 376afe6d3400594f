"""Courts at work: a panel that may sit, hearings where judges and rooms are free, decisions with a national number."""

import asyncio

import orjson
import pytest

from contracts.catalogue import Catalogue
from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, moved
from tests.case_registry.trial import JUDGES, a_hearing, a_panel, in_trial, posted, refused, sitting
from tests.support.service import a_caller

NATIONAL = "https://schemas.saphan.gov.la/justice"
JUDGMENT = {"kind": "judgment", "decidedOn": "2026-05-11", "matter": "conviction", "number": "31/ສອ"}


def valid(schema, document):
    return Catalogue.load().validator(f"{NATIONAL}/{schema}/v1").is_valid(document)


@pytest.fixture
async def case(registry):
    return await in_trial(registry)


async def judged(registry, case_id, proceeding, **other):
    issuing = JUDGMENT | {"proceedingId": proceeding["proceedingId"]} | other
    return await posted(registry, f"/cases/{case_id}/decisions", issuing, COURT)


# --- panels


async def test_a_court_opens_proceedings_before_three_judges(registry, case):
    made = await sitting(registry, case)
    assert valid("proceeding", made)
    assert [seat["judgeId"] for seat in made["panel"]] == list(JUDGES)
    listed = (await registry.call("GET", f"/cases/{case}/proceedings", caller=POLICE)).json()
    assert listed == {"items": [made]}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"panel": a_panel("J-1", "J-2")}, ["too-few-judges"]),
        ({"panel": a_panel("J-1", "J-2", "J-2")}, ["judge-twice", "too-few-judges"]),
        ({"panel": [judge | {"role": "member"} for judge in a_panel()]}, ["one-presides"]),
        ({"level": "appeal"}, ["another-level"]),
        ({"startedOn": "2569-04-10"}, ["buddhist-era"]),
    ],
    ids=["two judges", "a judge twice", "nobody presides", "another instance", "Buddhist era"],
)
async def test_a_panel_that_cannot_sit(registry, case, change, faults):
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()} | change
    assert await refused(registry, f"/cases/{case}/proceedings", opening, COURT) == (400, "invalid-input", faults)


async def test_an_instance_has_one_open_proceeding(registry, case):
    await sitting(registry, case)
    again = {"level": "firstInstance", "startedOn": "2026-04-11", "panel": a_panel("J-1", "J-2", "J-3")}
    assert await refused(registry, f"/cases/{case}/proceedings", again, COURT) == (409, "proceeding-open", [])


async def test_a_judge_of_the_first_instance_does_not_hear_the_appeal(registry, case):
    await judged(registry, case, await sitting(registry, case))
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")
    await moved(registry, case, "appealed", COURT, on="2026-05-20")
    appeal = {"level": "appeal", "startedOn": "2026-06-01", "panel": a_panel("J-1", "J-016", "J-2")}
    answer = await registry.call("POST", f"/cases/{case}/proceedings", json=appeal, caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "judge-sat-earlier")
    assert answer.json()["params"]["judges"] == ["J-016"]
    others = appeal | {"panel": a_panel("J-1", "J-2", "J-3")}
    made = await posted(registry, f"/cases/{case}/proceedings", others, COURT)
    change = {"leaves": "J-2", "joins": a_panel("J-9", "J-015")[1], "changedOn": "2026-06-10", "reason": "ເຈັບປ່ວຍ"}
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    assert await refused(registry, path, change, COURT) == (409, "judge-sat-earlier", [])


@pytest.mark.parametrize("kind", ["appealOf", "cassationOf", "reopenedFrom"])
async def test_a_judge_of_the_case_it_comes_from_does_not_hear_it(registry, case, kind):
    await sitting(registry, case)
    later = await in_trial(registry, number="046/ປກສ")
    await posted(registry, f"/cases/{later}/relations", {"kind": kind, "caseId": case}, COURT)
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    assert await refused(registry, f"/cases/{later}/proceedings", opening, COURT) == (409, "judge-sat-earlier", [])


async def test_a_seat_changes_hands_with_its_reason(registry, case):
    made = await sitting(registry, case)
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    joins = a_panel("J-9", "J-020")[1]
    change = {"leaves": "J-015", "joins": joins, "changedOn": "2026-05-01", "reason": "ເຈັບປ່ວຍ"}
    panel = {seat["judgeId"]: seat for seat in (await posted(registry, path, change, COURT))["panel"]}
    assert (panel["J-015"]["to"], panel["J-020"]["from"]) == ("2026-05-01", "2026-05-01")
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), COURT)
    assert hearing["judges"] == ["J-014", "J-016", "J-020"]
    nobody = change | {"changedOn": "2026-05-02"}
    assert await refused(registry, path, nobody, COURT) == (400, "invalid-input", ["not-seated", "judge-twice"])


async def test_the_prosecutor_opens_no_proceedings(registry, case):
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    found = await refused(registry, f"/cases/{case}/proceedings", opening, PROSECUTOR)
    assert found == (409, "act-not-allowed", [])


# --- hearings


@pytest.fixture
async def two(registry, case):
    """Two cases with the same judges, and their proceedings."""
    other = await in_trial(registry, number="046/ປກສ")
    return (case, await sitting(registry, case)), (other, await sitting(registry, other))


@pytest.mark.parametrize(
    ("second", "what"),
    [
        ({"room": "3B"}, "judge"),
        ({"begins": "11:29", "ends": "12:00"}, "judge"),
        ({"begins": "07:00", "ends": "08:31", "room": "2a"}, "room"),
    ],
    ids=["judges in another room", "one minute too early", "room under a small letter"],
)
async def test_a_taken_judge_or_room_is_a_clash(registry, two, second, what):
    (one, first), (other, later) = two
    await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    answer = await registry.call("POST", f"/cases/{other}/hearings", json=a_hearing(later, **second), caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "hearing-clash")
    assert what in {each["what"] for each in answer.json()["params"]["taken"]}
    assert one not in answer.text


async def test_hearings_follow_one_another_without_a_clash(registry, two):
    (one, first), (other, later) = two
    await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    assert valid(
        "hearing", await posted(registry, f"/cases/{other}/hearings", a_hearing(later, "11:30", "12:30"), COURT)
    )


async def test_a_reason_overrides_a_clash_and_is_kept(registry, two):
    (one, first), (other, later) = two
    await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    reason = "ສອງຄະດີພິຈາລະນາພ້ອມກັນ"
    await posted(registry, f"/cases/{other}/hearings", a_hearing(later, overrideReason=reason), COURT)
    shown = (await registry.call("GET", "/schedule", caller=COURT, params={"caseId": other})).json()["items"]
    assert [each["overrideReason"] for each in shown] == [reason]


async def test_two_hearings_at_one_moment_are_never_both_scheduled(registry, two):
    wanted = [
        registry.call("POST", f"/cases/{case_id}/hearings", json=a_hearing(proceeding), caller=COURT)
        for case_id, proceeding in two
    ]
    answers = await asyncio.gather(*wanted)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await registry.rows("select 1 from hearings")) == 1


async def test_a_cancelled_hearing_frees_its_judges(registry, two):
    (one, first), (other, later) = two
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
async def test_a_hearing_that_cannot_be(registry, case, change, faults):
    wanted = a_hearing(await sitting(registry, case)) | change
    assert await refused(registry, f"/cases/{case}/hearings", wanted, COURT) == (400, "invalid-input", faults)


async def test_the_schedule_is_found_by_court_judge_room_and_day(registry, two):
    (one, first), (other, later) = two
    morning = await posted(registry, f"/cases/{one}/hearings", a_hearing(first), COURT)
    noon = await posted(registry, f"/cases/{other}/hearings", a_hearing(later, "12:00", "13:00", room="3B"), COURT)

    async def shown(**asked):
        answer = await registry.call("GET", "/schedule", caller=COURT, params=asked)
        assert answer.status_code == 200, answer.text
        return [each["hearingId"] for each in answer.json()["items"]]

    both = [morning["hearingId"], noon["hearingId"]]
    assert await shown(court="psc") == both
    assert await shown(judge="J-014") == both
    assert await shown(room="3B") == both[1:]
    assert await shown(**{"from": "2027-01-20", "to": "2027-01-20"}) == both
    assert await shown(**{"from": "2027-01-21"}) == []
    assert await shown(court="psc-0101") == []
    page = (await registry.call("GET", "/schedule", caller=COURT, params={"limit": "1"})).json()
    assert await shown(limit="1", cursor=page["next"]) == both[1:]


async def test_hearings_of_a_restricted_case_show_themselves_to_those_with_a_role(registry):
    case_id = await in_trial(registry, restriction="stateSecret")
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(await sitting(registry, case_id)), COURT)
    stranger = a_caller("moj", "justice")
    assert (await registry.call("GET", "/schedule", caller=stranger)).json() == {"items": []}
    assert len((await registry.call("GET", "/schedule", caller=POLICE)).json()["items"]) == 1


# --- decisions


async def test_a_decision_has_a_national_identifier_in_ecli_form(registry, case):
    proceeding = await sitting(registry, case)
    order = {"kind": "order", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-21"}
    first = await posted(registry, f"/cases/{case}/decisions", order, COURT)
    second = await judged(registry, case, proceeding)
    assert [first["decisionId"], second["decisionId"]] == ["ECLI:LA:PSC:2026:CR.1", "ECLI:LA:PSC:2026:CR.2"]
    assert valid("decision", second)
    read = await registry.call("GET", f"/decisions/{second['decisionId']}", caller=POLICE)
    assert read.json() == second
    listed = (await registry.call("GET", f"/cases/{case}/decisions", caller=POLICE)).json()
    assert listed == {"items": [first, second]}


async def test_a_judgment_ends_its_proceedings(registry, case):
    proceeding = await sitting(registry, case)
    await judged(registry, case, proceeding)
    (ended,) = (await registry.call("GET", f"/cases/{case}/proceedings", caller=COURT)).json()["items"]
    assert ended["endedOn"] == "2026-05-11"
    again = JUDGMENT | {"proceedingId": proceeding["proceedingId"]}
    assert await refused(registry, f"/cases/{case}/decisions", again, COURT) == (409, "proceeding-ended", [])
    late = a_hearing(proceeding)
    assert await refused(registry, f"/cases/{case}/hearings", late, COURT) == (409, "proceeding-ended", [])


async def test_a_case_is_not_judged_before_its_proceedings_are(registry, case):
    proceeding = await sitting(registry, case)
    found = (await registry.call("GET", f"/cases/{case}", caller=COURT)).headers["etag"]
    order = {"to": "judgedFirstInstance", "happenedOn": "2026-05-11"}
    path, asked = f"/cases/{case}/moves", {"If-Match": found}
    early = await registry.call("POST", path, json=order, caller=COURT, headers=asked)
    assert (early.status_code, early.json()["code"]) == (409, "judgment-missing")
    await judged(registry, case, proceeding)
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")


async def test_no_number_of_a_decision_is_given_twice(registry, two):
    async def decide(case_id, proceeding):
        order = {"kind": "order", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-21"}
        return await posted(registry, f"/cases/{case_id}/decisions", order, COURT)

    made = await asyncio.gather(*(decide(*each) for each in two))
    assert sorted(each["decisionId"] for each in made) == ["ECLI:LA:PSC:2026:CR.1", "ECLI:LA:PSC:2026:CR.2"]


async def test_a_decision_of_a_hidden_case_is_not_there(registry):
    case_id = await in_trial(registry, restriction="stateSecret")
    made = await judged(registry, case_id, await sitting(registry, case_id))
    answer = await registry.call("GET", f"/decisions/{made['decisionId']}", caller=a_caller("moj", "justice"))
    assert answer.status_code == 404


async def test_a_final_judgment_is_announced_with_its_decision(registry, case):
    made = await judged(registry, case, await sitting(registry, case))
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")
    await moved(registry, case, "final", COURT, on="2026-06-15")
    (row,) = await registry.rows(
        "select topic, key, envelope from outbox where type = 'la.gov.justice.judgment.final.v1'"
    )
    assert (row["topic"], row["key"]) == ("la.gov.justice.judgment", case)
    assert orjson.loads(row["envelope"])["data"] == {
        "caseId": case,
        "category": "criminal",
        "finalOn": "2026-06-15",
        "decisionId": made["decisionId"],
        "matter": "conviction",
        "court": {"member": "psc"},
    }
    final = (await registry.call("GET", f"/decisions/{made['decisionId']}", caller=COURT)).json()
    assert final["finalOn"] == "2026-06-15"
