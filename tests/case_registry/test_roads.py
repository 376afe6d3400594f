"""Every exit that courts and prosecutors live on, walked through the registry: what it needs, and what it brings."""

from itertools import pairwise
from typing import Any, Final

import orjson
import pytest

from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from services.case_registry.domain.stays import Exit, told
from tests.case_registry.builders import (
    COURT,
    JUSTICE,
    PROSECUTOR,
    filed,
    handed_over,
    in_court,
    moved,
    opened,
    with_the_prosecutor,
)
from tests.case_registry.country import at
from tests.case_registry.court_builders import (
    a_hearing,
    a_panel,
    brought,
    first_participant,
    in_trial,
    posted,
    refused,
    sitting,
    tried,
)
from tests.case_registry.imports import a_row, imported, lines
from tests.case_registry.readiness import proposed
from tests.case_registry.test_history import history, state
from tests.support.service import ServiceUnderTest, a_caller

ORDER = {"decisionNumber": "8/ສປ"}


async def case_of(registry: ServiceUnderTest, case_id: str, caller: Caller = COURT) -> Any:
    return (await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()


async def refusal(registry: ServiceUnderTest, case_id: str, to: str, caller: Caller, **stated: Any) -> Any:
    """Order a move that must not happen, and return what is said to it."""
    found = await registry.call("GET", f"/cases/{case_id}", caller=caller)
    order = {"to": to, "happenedOn": "2026-03-02"} | stated
    headers = {"If-Match": found.headers["etag"]}
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=caller, headers=headers)
    assert not answer.is_success, answer.text
    return answer.json()


async def person(registry: ServiceUnderTest, case_id: str, caller: Caller = COURT) -> tuple[list[str], str]:
    """Return the roles that the first participant has now, and whether it is held."""
    first = (await case_of(registry, case_id, caller))["participants"][0]
    return [role["role"] for role in first["roles"] if "to" not in role], first["custody"][-1]["status"]


async def detained(registry: ServiceUnderTest, case_id: str, caller: Caller) -> None:
    path = f"/cases/{case_id}/participants/{await first_participant(registry, case_id, caller)}/custody"
    held = {
        "status": "detained",
        "since": "2026-03-02T08:00:00+07:00",
        "orderNumber": "1/ອຍ",
        "orderedOn": "2026-03-02",
    }
    await posted(registry, path, held, caller)


async def test_where_nothing_goes_on_no_hearing_waits_and_its_room_is_free(registry: ServiceUnderTest) -> None:
    case_id, other = await in_trial(registry), await in_trial(registry, number="9/ປກສ")
    made = await sitting(registry, case_id)
    hearing = await posted(registry, f"/cases/{case_id}/hearings", a_hearing(made), COURT)
    await moved(registry, case_id, "discontinued", COURT, **ORDER, on="2026-04-10")
    (shown,) = (await registry.call("GET", f"/schedule?caseId={case_id}", caller=COURT)).json()["items"]
    assert (shown["hearingId"], shown["status"]) == (hearing["hearingId"], "cancelled")
    assert replay(await history(registry, case_id)) == await state(registry, case_id)
    same_judges_and_room = a_hearing(await sitting(registry, other))
    await posted(registry, f"/cases/{other}/hearings", same_judges_and_room, COURT)


@pytest.mark.parametrize("to", ["petitionRefused", "withdrawn", "settled", "discontinued"])
async def test_a_case_between_parties_ends_without_a_judgment(registry: ServiceUnderTest, to: str) -> None:
    case_id = (await opened(registry, COURT, category="civil"))["caseId"]
    if to == "settled":
        await tried_without_judgment(registry, case_id)
    problem = await refusal(registry, case_id, to, COURT)
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [("/decisionNumber", "required")]
    mediation = {"mediation": "settled"} if to == "settled" else {}
    await moved(registry, case_id, to, COURT, **ORDER, **mediation)
    proceedings = (await registry.call("GET", f"/cases/{case_id}/proceedings", caller=COURT)).json()["items"]
    assert all(proceeding["endedOn"] == "2026-03-02" for proceeding in proceedings)
    if to == "settled":
        await handed_over(registry, case_id, JUSTICE, COURT)
        await moved(registry, case_id, "inEnforcement", JUSTICE, **ORDER)
    else:
        await moved(registry, case_id, "closed", COURT)


async def tried_without_judgment(registry: ServiceUnderTest, case_id: str) -> None:
    opening = {"level": "firstInstance", "startedOn": "2026-03-02", "panel": a_panel()}
    await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT)


async def test_what_was_refused_is_appealed_and_stands_when_the_appeal_is_abandoned(
    registry: ServiceUnderTest,
) -> None:
    case_id = (await opened(registry, COURT, category="civil"))["caseId"]
    await moved(registry, case_id, "petitionRefused", COURT, **ORDER)
    await moved(registry, case_id, "appealed", COURT)
    problem = await refusal(registry, case_id, "final", COURT, outcome="abandoned", **ORDER)
    assert problem["code"] == "move-not-allowed"  # nothing was judged that could become final
    await moved(registry, case_id, "closed", COURT, outcome="abandoned", **ORDER)


async def test_a_trial_is_suspended_twice_and_goes_on_where_it_was(registry: ServiceUnderTest, case: str) -> None:
    problem = await refusal(registry, case, "suspended", COURT, **ORDER)
    assert [fault["pointer"] for fault in problem["errors"]] == ["/suspensionReason"]
    await tried(registry, case, "firstInstance")
    for reason in ("accusedFled", "accusedIll"):
        move = await moved(registry, case, "suspended", COURT, suspensionReason=reason, **ORDER)
        assert move["suspensionReason"] == reason
        problem = await refusal(registry, case, "accepted", COURT)
        assert problem["params"]["allowed"] == ["inTrial", "discontinued"]
        await moved(registry, case, "inTrial", COURT)
    moves = "select envelope from outbox where type = 'la.gov.justice.case.moved.v1' order by position"
    told = [orjson.loads(row["envelope"])["data"] for row in await registry.rows(moves)]
    assert [each["suspensionReason"] for each in told if each["to"] == "suspended"] == ["accusedFled", "accusedIll"]
    await moved(registry, case, "judgedFirstInstance", COURT)  # what was decided before the pause counts


async def test_a_quashed_judgment_is_tried_anew_in_the_court_that_the_order_names(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_trial(registry)
    await tried(registry, case_id, "firstInstance")
    await moved(registry, case_id, "judgedFirstInstance", COURT)
    await moved(registry, case_id, "appealed", COURT)
    zone: dict[str, Any] = {"court": {"member": "psc", "office": "0102"}}
    problem = await refusal(registry, case_id, "inTrial", COURT, outcome="quashedAndRemanded", **zone)
    assert (problem["code"], problem["params"]["level"]) == ("judgment-missing", "appeal")
    quashing = await tried(registry, case_id, "appeal", result="guilty")
    problem = await refusal(registry, case_id, "inTrial", COURT, outcome="upheld", **zone)
    assert problem["errors"][0]["params"]["expected"] == ["quashedAndRemanded"]
    move = await moved(registry, case_id, "inTrial", COURT, on="2026-03-03", outcome="quashedAndRemanded", **zone)
    assert (move["outcome"], move["court"]["office"]) == ("quashedAndRemanded", "0102")

    problem = await refusal(registry, case_id, "judgedFirstInstance", COURT, happenedOn="2026-03-03")
    assert problem["code"] == "court-designated"
    anew = at("psc", "0102")
    await handed_over(registry, case_id, anew, COURT)
    problem = await refusal(registry, case_id, "judgedFirstInstance", anew, happenedOn="2026-03-04")
    assert (problem["code"], problem["params"]["undecided"]) == (
        "charges-undecided",
        [1],
    )  # the old result is set aside
    earlier = (await registry.call("GET", f"/cases/{case_id}/proceedings", caller=anew)).json()["items"]
    sat = a_panel(*(seat["judgeId"] for seat in earlier[0]["panel"]))
    again = {"level": "firstInstance", "startedOn": "2026-03-04", "panel": sat}
    assert (await refused(registry, f"/cases/{case_id}/proceedings", again, anew))[1] == "judge-sat-earlier"
    made = await tried(registry, case_id, "firstInstance", anew, on="2026-03-04")
    await moved(registry, case_id, "judgedFirstInstance", anew, on="2026-03-04")
    await moved(registry, case_id, "final", anew, on="2026-03-20")
    finals = {
        each["decisionId"]: each.get("finalOn")
        for each in (await registry.call("GET", f"/cases/{case_id}/decisions", caller=anew)).json()["items"]
    }
    assert (finals[made["decisionId"]], finals[quashing["decisionId"]]) == ("2026-03-20", None)


async def test_an_abandoned_appeal_makes_final_what_was_judged_below(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil"))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    opening = {"level": "appeal", "startedOn": "2026-03-02", "panel": a_panel("J-1", "J-2", "J-3")}
    await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT)
    await moved(registry, case_id, "final", COURT, outcome="abandoned", **ORDER)
    (first, appeal) = (await registry.call("GET", f"/cases/{case_id}/proceedings", caller=COURT)).json()["items"]
    assert (first["level"], appeal["level"], appeal["endedOn"]) == ("firstInstance", "appeal", "2026-03-02")
    (judgment,) = (await registry.call("GET", f"/cases/{case_id}/decisions", caller=COURT)).json()["items"]
    assert (judgment["level"], judgment["finalOn"]) == ("firstInstance", "2026-03-02")


async def test_who_is_acquitted_is_free_and_nobody_any_more_when_it_is_final(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await detained(registry, case_id, PROSECUTOR)
    await filed(registry, case_id)
    for status in ("charged", "filedInCourt"):
        await moved(registry, case_id, status, PROSECUTOR)
    await handed_over(registry, case_id, COURT, PROSECUTOR)
    await brought(registry, case_id, COURT, "accepted", "inTrial")
    await tried(registry, case_id, "firstInstance", result="acquitted")
    judged = await moved(registry, case_id, "judgedFirstInstance", COURT)
    assert await person(registry, case_id) == (["suspect"], "free")
    assert (await case_of(registry, case_id))["version"] == judged["position"], "the move comes last"
    await moved(registry, case_id, "final", COURT)
    assert await person(registry, case_id) == ([], "free")
    await handed_over(registry, case_id, JUSTICE, COURT)
    assert (await refusal(registry, case_id, "inEnforcement", JUSTICE))["code"] == "conviction-missing"
    announced = [each for each in await registry.announced() if each.endswith("custody-recorded.v1")]
    assert len(announced) == 2, "held by the prosecutor, freed by the judgment"


async def test_who_is_convicted_becomes_a_convict_and_is_free_when_pardoned(registry: ServiceUnderTest) -> None:
    case_id = await in_court(registry)
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "final")
    await detained(registry, case_id, COURT)
    assert await person(registry, case_id) == (["convict"], "detained")
    await handed_over(registry, case_id, JUSTICE, COURT)
    await moved(registry, case_id, "inEnforcement", JUSTICE)
    await moved(registry, case_id, "enforcementStayed", JUSTICE, **ORDER)
    await moved(registry, case_id, "inEnforcement", JUSTICE)
    await moved(registry, case_id, "partlyEnforced", JUSTICE)
    await moved(registry, case_id, "inEnforcement", JUSTICE)
    problem = await refusal(registry, case_id, "pardoned", JUSTICE)
    assert [fault["pointer"] for fault in problem["errors"]] == ["/decisionNumber"]
    await moved(registry, case_id, "pardoned", JUSTICE, decisionNumber="1/ປທປ")
    assert await person(registry, case_id, JUSTICE) == (["convict"], "free")
    await moved(registry, case_id, "closed", JUSTICE)


async def test_who_is_let_go_is_not_pursued_and_the_office_above_reopens(registry: ServiceUnderTest) -> None:
    station, zone, above, beside = at("police", "0101"), at("ospp", "0101"), at("ospp", "01"), at("ospp", "0102")
    case_id = (await opened(registry, station))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, station)
    await detained(registry, case_id, station)
    await handed_over(registry, case_id, zone, station)
    assert (await refusal(registry, case_id, "charged", zone))["code"] == "charge-missing"
    await moved(registry, case_id, "dismissed", zone, **ORDER)
    assert await person(registry, case_id, zone) == ([], "free")
    problem = await refusal(registry, case_id, "reopened", beside, **ORDER)
    assert (problem["code"], problem["params"]["above"]) == ("other-offices", ["ospp/0101"])
    await moved(registry, case_id, "reopened", above, **ORDER)
    await moved(registry, case_id, "dismissed", zone, mistake=WRONG)
    assert await person(registry, case_id, zone) == ([], "free")
    await moved(registry, case_id, "reopened", above, **ORDER)
    path = f"/cases/{case_id}/participants/{await first_participant(registry, case_id, zone)}/roles"
    await posted(registry, path, {"role": "accused", "from": "2026-03-03"}, zone)
    await filed(registry, case_id, zone, filedOn="2026-03-03")
    await moved(registry, case_id, "charged", zone, on="2026-03-03")


async def test_a_case_is_reopened_once_on_a_proposal_and_again_on_a_petition(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil"))["caseId"]
    other = (await opened(registry, COURT, category="civil", number="2/ສປ"))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "final", "closed")
    here: dict[str, Any] = {"court": {"member": "psc", "office": "hq"}}
    elsewhere = await proposed(registry, other, PROSECUTOR)
    problem = await refusal(registry, case_id, "reopened", COURT, calledUpFileId=elsewhere, **here)
    assert [fault["code"] for fault in problem["errors"]] == ["no-proposal"]
    file_id = await proposed(registry, case_id, PROSECUTOR)
    before = await told_by(registry, case_id)
    await moved(registry, case_id, "reopened", COURT, calledUpFileId=file_id, **here)
    await moved(registry, case_id, "closed", COURT, mistake=WRONG)
    assert await told_by(registry, case_id) == before
    await moved(registry, case_id, "reopened", COURT, calledUpFileId=file_id, **here)
    problem = await refusal(registry, case_id, "final", COURT, outcome="upheld")
    assert (problem["code"], problem["params"]["level"]) == ("judgment-missing", "reopening")
    await tried(registry, case_id, "reopening")
    await moved(registry, case_id, "final", COURT, outcome="upheld")
    problem = await refusal(registry, case_id, "reopened", COURT, calledUpFileId=file_id, **here)
    assert [fault["code"] for fault in problem["errors"]] == ["proposal-used"]
    petition = {"filedOn": "2026-03-02", "number": "3/ສປສ"}
    petition["petitionerId"] = await first_participant(registry, case_id)
    move = await moved(registry, case_id, "reopened", COURT, petition=petition, **here)
    assert move["petition"] == petition


async def test_what_an_earlier_system_has_judged_goes_on_without_its_papers(registry: ServiceUnderTest) -> None:
    rows = [
        a_row(1),
        a_row(2, status="suspended", court={"member": "psc", "office": "hq"}),
        a_row(3, status="inTrial", court={"member": "psc", "office": "hq"}),
    ]
    assert (await imported(registry, lines(*rows)))["imported"] == 3
    listed = (await registry.call("GET", "/cases", caller=COURT)).json()["items"]
    by_status = {each["status"]: each["caseId"] for each in listed}
    suspended, in_trial = by_status.pop("suspended"), by_status.pop("inTrial")
    (judged,) = by_status.values()
    await moved(registry, judged, "final", COURT)
    (_, came, _) = (await registry.call("GET", f"/cases/{judged}/moves", caller=COURT)).json()["items"]
    assert came["importedFrom"]
    await moved(registry, suspended, "appealed", COURT)  # where it was suspended, the earlier system did not tell
    assert (await refusal(registry, in_trial, "judgedFirstInstance", COURT))["code"] == "judgment-missing"


async def test_a_charge_is_the_office_s_that_made_it(registry: ServiceUnderTest) -> None:
    station, zone, next_zone, court = (
        at(*seat) for seat in (("police", "0101"), ("ospp", "0101"), ("ospp", "0102"), ("psc", "0101"))
    )
    case_id = (await opened(registry, station))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, station)
    await handed_over(registry, case_id, zone, station)
    first = await filed(registry, case_id, zone)
    await handed_over(registry, case_id, next_zone, zone)
    second = await filed(registry, case_id, next_zone, text="ທຳລາຍຊັບ")
    for status in ("charged", "filedInCourt"):
        await moved(registry, case_id, status, next_zone)
    await handed_over(registry, case_id, court, next_zone)
    withdrawal = {"reason": "ຂາດຫຼັກຖານ", "withdrawnOn": "2026-03-03"}
    amendment = {"text": "ລັກຊັບ", "reason": "ພິມຜິດ", "amendedOn": "2026-03-03"}
    for charge, stranger in ((first, next_zone), (second, zone)):
        for below, body in (("withdrawal", withdrawal), ("amendments", amendment)):
            path = f"/cases/{case_id}/charges/{charge['chargeId']}/{below}"
            assert (await refused(registry, path, body, stranger))[1] == "other-offices"
    await posted(registry, f"/cases/{case_id}/charges/{first['chargeId']}/withdrawal", withdrawal, zone)


async def test_another_station_with_the_file_frees_a_detainee_by_an_order_alone(registry: ServiceUnderTest) -> None:
    station, next_station = at("police", "0101"), at("police", "0102")
    case_id = (await opened(registry, station))["caseId"]
    await detained(registry, case_id, station)
    await handed_over(registry, case_id, next_station, station)
    path = f"/cases/{case_id}/participants/{await first_participant(registry, case_id, next_station)}/custody"
    free: dict[str, Any] = {"status": "free", "since": "2026-03-05T08:00:00+07:00"}
    assert await refused(registry, path, free, next_station) == (400, "invalid-input", ["required"] * 2)
    await posted(registry, path, free | {"orderNumber": "2/ອຍ", "orderedOn": "2026-03-04"}, next_station)


async def test_a_judgment_of_another_day_does_not_judge_the_day_before(registry: ServiceUnderTest, case: str) -> None:
    await tried(registry, case, "firstInstance", on="2026-03-05")
    problem = await refusal(registry, case, "judgedFirstInstance", COURT, happenedOn="2026-03-04")
    assert [fault["code"] for fault in problem["errors"]] == ["before-the-judgment"]
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-03-05")


WRONG: Final = {"reason": "ບັນທຶກຜິດຄະດີ", "basis": "ບົດບັນທຶກເລກທີ 14", "approvedBy": "J-003"}


async def test_a_move_that_was_a_mistake_is_taken_back_by_two_officers(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial")
    opening = {"level": "firstInstance", "startedOn": "2026-03-02", "panel": a_panel()}
    proceeding = await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT)
    before = await told_by(registry, case_id)
    await moved(registry, case_id, "settled", COURT, decisionNumber="4/ຕລ")
    etag = {"If-Match": (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]}
    back = {"to": "inTrial", "happenedOn": "2026-03-02"}

    async def answer_to(caller: Caller = COURT, **other: Any) -> tuple[int, str]:
        answer = await registry.call("POST", f"/cases/{case_id}/moves", json=back | other, caller=caller, headers=etag)
        return answer.status_code, answer.json()["code"]

    assert await answer_to() == (400, "invalid-input")  # why is not said
    assert await answer_to(mistake=WRONG | {"approvedBy": "OFC-1"}) == (400, "invalid-input")
    assert await answer_to(a_caller("psc", "court"), mistake=WRONG) == (403, "officer-needed")
    assert await answer_to(mistake=WRONG, to="accepted") == (409, "move-not-allowed")  # it did not stand there
    move = await moved(registry, case_id, "inTrial", COURT, mistake=WRONG)
    assert (move["from"], move["mistake"]) == ("settled", WRONG)
    assert await told_by(registry, case_id) == before
    # the proceedings go on before the same judges, and figures tell of no decision
    issuing = {"kind": "judgment", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-03-02"}
    await posted(registry, f"/cases/{case_id}/decisions", issuing, COURT)
    (stay,) = await registry.rows("select stage, ended_on, exit from case_stays")
    assert stay == {"stage": "firstInstance", "ended_on": None, "exit": None}
    await moved(registry, case_id, "judgedFirstInstance", COURT)
    entries = await history(registry, case_id)
    assert replay(entries) == await state(registry, case_id)
    assert [each.exit for each in told(entries)] == [Exit.DECIDED]


async def test_a_court_takes_back_one_step_after_the_other(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial", "withdrawn", decisionNumber="4/ຖອ")
    for status in ("inTrial", "accepted", "filedInCourt"):
        await moved(registry, case_id, status, COURT, mistake=WRONG)
    await brought(registry, case_id, COURT, "accepted", "inTrial")


async def told_by(registry: ServiceUnderTest, case_id: str) -> tuple[Any, Any]:
    """Return where the case stands, and what proceedings it has."""
    case = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).json()
    proceedings = (await registry.call("GET", f"/cases/{case_id}/proceedings", caller=COURT)).json()["items"]
    return (case["status"], case["court"], case["responsible"]), proceedings


async def test_a_move_on_which_something_rests_is_not_taken_back(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    await moved(registry, case_id, "settled", COURT, decisionNumber="4/ຕລ")
    await handed_over(registry, case_id, JUSTICE, COURT)
    await handed_over(registry, case_id, COURT, JUSTICE)
    etag = {"If-Match": (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]}
    back = {"to": "filedInCourt", "happenedOn": "2026-03-02", "mistake": WRONG}
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=back, caller=COURT, headers=etag)
    assert (answer.status_code, answer.json()["code"]) == (409, "move-gone-on")


async def test_a_trial_that_was_judged_is_not_taken_back(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial")
    await tried(registry, case_id, "firstInstance")
    problem = await refusal(registry, case_id, "accepted", COURT, mistake=WRONG)
    assert (problem["status"], problem["code"]) == (409, "move-gone-on")
    await moved(registry, case_id, "judgedFirstInstance", COURT)


async def test_a_move_before_a_pause_is_not_taken_back_when_the_case_goes_on(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id, PROSECUTOR)
    await brought(registry, case_id, PROSECUTOR, "charged")
    await moved(registry, case_id, "suspended", PROSECUTOR, **ORDER, suspensionReason="accusedIll")
    await moved(registry, case_id, "charged", PROSECUTOR)
    problem = await refusal(registry, case_id, "fileSentToProsecutor", PROSECUTOR, mistake=WRONG)
    assert (problem["status"], problem["code"]) == (409, "move-gone-on")


async def test_an_end_of_a_pause_and_an_appeal_against_it_are_taken_back(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    await brought(registry, case_id, COURT, "accepted", "inTrial")
    await tried_without_judgment(registry, case_id)
    await moved(registry, case_id, "suspended", COURT, **ORDER, suspensionReason="accusedIll")
    paused = await told_by(registry, case_id)
    await moved(registry, case_id, "discontinued", COURT, **ORDER)
    ended = await told_by(registry, case_id)
    await moved(registry, case_id, "appealed", COURT)
    await moved(registry, case_id, "discontinued", COURT, mistake=WRONG)
    assert await told_by(registry, case_id) == ended
    await moved(registry, case_id, "suspended", COURT, mistake=WRONG)
    assert await told_by(registry, case_id) == paused
    await moved(registry, case_id, "inTrial", COURT)


async def test_justice_gives_the_file_of_an_acquittal_back_and_the_court_closes_the_case(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_court(registry)
    await brought(registry, case_id, COURT, "accepted", "inTrial")
    await tried(registry, case_id, "firstInstance", result="acquitted")
    await moved(registry, case_id, "judgedFirstInstance", COURT)
    await moved(registry, case_id, "final", COURT)
    await handed_over(registry, case_id, JUSTICE, COURT)
    await handed_over(registry, case_id, COURT, JUSTICE)
    await moved(registry, case_id, "closed", COURT)


@pytest.mark.parametrize("way", ["criminal", "civil"])
async def test_a_step_of_a_court_in_the_wrong_case_is_taken_back(registry: ServiceUnderTest, way: str) -> None:
    if way == "criminal":
        case_id = await in_court(registry)
    else:
        case_id = (await opened(registry, COURT, category="civil", participants=None))["caseId"]
    road = ("accepted", "inTrial", "judgedFirstInstance", "appealed", "judgedOnAppeal", "inCassation")
    for before, status in pairwise(("filedInCourt", *road)):
        stood = await told_by(registry, case_id)
        stays = await registry.rows("select stage, ended_on, exit from case_stays order by 1, 2, 3")
        await brought(registry, case_id, COURT, status)
        if not status.startswith("judged"):
            assert (await moved(registry, case_id, before, COURT, mistake=WRONG))["to"] == before
            assert await told_by(registry, case_id) == stood
            assert await registry.rows("select stage, ended_on, exit from case_stays order by 1, 2, 3") == stays
            await brought(registry, case_id, COURT, status)
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def test_a_step_of_a_prosecutor_in_the_wrong_case_is_taken_back(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    for status in ("charged", "returnedForInvestigation"):
        await moved(registry, case_id, status, PROSECUTOR)
        back = await moved(registry, case_id, "fileSentToProsecutor", PROSECUTOR, mistake=WRONG)
        assert (back["from"], back["to"]) == (status, "fileSentToProsecutor")
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def test_steps_are_taken_back_one_after_the_other_and_nothing_tells_of_them(registry: ServiceUnderTest) -> None:
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    before = await as_it_stands(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR, happenedOn="2026-03-09")
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, happenedOn="2026-03-10")
    for status in ("charged", "fileSentToProsecutor"):
        await moved(registry, case_id, status, PROSECUTOR, happenedOn="2026-03-20", mistake=WRONG)
    assert await as_it_stands(registry, case_id) == before
    await moved(registry, case_id, "charged", PROSECUTOR, happenedOn="2026-03-20")
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, happenedOn="2026-03-20")
    await handed_over(registry, case_id, COURT, PROSECUTOR)
    before = await as_it_stands(registry, case_id, COURT)
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, COURT, happenedOn="2026-03-21")
    for status in ("accepted", "filedInCourt"):
        await moved(registry, case_id, status, COURT, happenedOn="2026-03-22", mistake=WRONG)
    assert await as_it_stands(registry, case_id, COURT) == before
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def as_it_stands(registry: ServiceUnderTest, case_id: str, caller: Caller = PROSECUTOR) -> list[Any]:
    """Return what is due in the case, in which figures it is counted, and since when it stands where it stands."""
    due = (await registry.call("GET", f"/cases/{case_id}/deadlines", caller=caller)).json()["items"]
    stays = await registry.rows("select stage, began_on, counted, ended_on, exit from case_stays order by 1, 2, 3")
    return [due, stays, await registry.rows("select status, previous, moved_on from cases")]
