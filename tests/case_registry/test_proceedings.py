"""Proceedings before a court: a panel that may sit, and judges who have not judged the case before."""

from typing import Any

import pytest

from tests.case_registry.builders import COURT, POLICE, PROSECUTOR, moved
from tests.case_registry.court_builders import (
    JUDGES,
    a_hearing,
    a_panel,
    acquitted,
    in_trial,
    judged,
    posted,
    refused,
    sitting,
    valid,
)
from tests.support.service import ServiceUnderTest


async def test_a_court_opens_proceedings_before_three_judges(registry: ServiceUnderTest, case: str) -> None:
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
async def test_a_panel_that_cannot_sit(
    registry: ServiceUnderTest, case: str, change: dict[str, Any], faults: list[str]
) -> None:
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()} | change
    assert await refused(registry, f"/cases/{case}/proceedings", opening, COURT) == (400, "invalid-input", faults)


async def test_an_instance_has_one_open_proceeding(registry: ServiceUnderTest, case: str) -> None:
    await sitting(registry, case)
    again = {"level": "firstInstance", "startedOn": "2026-04-11", "panel": a_panel("J-1", "J-2", "J-3")}
    assert await refused(registry, f"/cases/{case}/proceedings", again, COURT) == (409, "proceeding-open", [])


async def test_a_judge_of_the_first_instance_does_not_hear_the_appeal(registry: ServiceUnderTest, case: str) -> None:
    await acquitted(registry, case)
    await judged(registry, case, await sitting(registry, case))
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")
    await moved(registry, case, "appealed", COURT, on="2026-05-20")
    appeal = {"level": "appeal", "startedOn": "2026-06-01", "panel": a_panel("J-1", "J-016", "J-2")}
    answer = await registry.call("POST", f"/cases/{case}/proceedings", json=appeal, caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "judge-sat-earlier")
    assert answer.json()["params"]["judges"] == ["J-016"]
    others = appeal | {"panel": a_panel("J-1", "J-2", "J-3")}
    made = await posted(registry, f"/cases/{case}/proceedings", others, COURT)
    change = {
        "leavingJudgeId": "J-2",
        "joiningJudge": a_panel("J-9", "J-015")[1],
        "changedOn": "2026-06-10",
        "reason": "ເຈັບປ່ວຍ",
    }
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    assert await refused(registry, path, change, COURT) == (409, "judge-sat-earlier", [])


@pytest.mark.parametrize("kind", ["appealOf", "cassationOf", "reopenedFrom"])
async def test_a_judge_of_the_case_it_comes_from_does_not_hear_it(
    registry: ServiceUnderTest, case: str, kind: str
) -> None:
    await sitting(registry, case)
    later = await in_trial(registry, number="046/ປກສ")
    await posted(registry, f"/cases/{later}/relations", {"kind": kind, "otherCaseId": case}, COURT)
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    assert await refused(registry, f"/cases/{later}/proceedings", opening, COURT) == (409, "judge-sat-earlier", [])


async def test_a_seat_changes_hands_with_its_reason(registry: ServiceUnderTest, case: str) -> None:
    made = await sitting(registry, case)
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    joins = a_panel("J-9", "J-020")[1]
    change = {"leavingJudgeId": "J-015", "joiningJudge": joins, "changedOn": "2026-05-01", "reason": "ເຈັບປ່ວຍ"}
    panel = {seat["judgeId"]: seat for seat in (await posted(registry, path, change, COURT))["panel"]}
    assert (panel["J-015"]["to"], panel["J-020"]["from"]) == ("2026-05-01", "2026-05-01")
    hearing = await posted(registry, f"/cases/{case}/hearings", a_hearing(made), COURT)
    assert hearing["judgeIds"] == ["J-014", "J-016", "J-020"]
    nobody = change | {"changedOn": "2026-05-02"}
    assert await refused(registry, path, nobody, COURT) == (400, "invalid-input", ["not-seated", "judge-twice"])


RECUSAL = {"ground": "ເປັນຍາດພີ່ນ້ອງກັບຄູ່ຄວາມ", "decidedBy": "ປະທານສານ"}


def a_change(leaves: str, joins: str, on: str, **other: Any) -> dict[str, Any]:
    return {
        "leavingJudgeId": leaves,
        "joiningJudge": a_panel("J-9", joins)[1],
        "changedOn": on,
        "reason": "ຕາມຄຳສັ່ງ",
    } | other


async def test_a_recused_judge_leaves_with_ground_and_decider_and_does_not_come_back(
    registry: ServiceUnderTest, case: str
) -> None:
    made = await sitting(registry, case)
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    recused = a_change("J-015", "J-020", "2026-05-01", leftFor="recused", recusal=RECUSAL)
    changed = await posted(registry, path, recused, COURT)
    assert valid("proceeding", changed)
    seats = {seat["judgeId"]: seat for seat in changed["panel"]}
    assert (seats["J-015"]["leftFor"], seats["J-015"]["recusal"]) == ("recused", RECUSAL)
    assert seats["J-015"]["reason"] == recused["reason"]
    assert not {"reason", "leftFor"} & set(seats["J-014"])
    back = a_change("J-016", "J-015", "2026-05-02", leftFor="illness")
    assert await refused(registry, path, back, COURT) == (409, "judge-recused", [])
    await acquitted(registry, case)
    await judged(registry, case, changed)
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-11")
    await moved(registry, case, "appealed", COURT, on="2026-05-20")
    appeal = {"level": "appeal", "startedOn": "2026-06-01", "panel": a_panel("J-1", "J-015", "J-2")}
    assert await refused(registry, f"/cases/{case}/proceedings", appeal, COURT) == (409, "judge-recused", [])
    facts = await registry.rows("select fact from case_history where kind = 'panelChanged'")
    assert [row["fact"].get("cause") for row in facts] == ["recused"]
    assert RECUSAL["ground"] not in str(facts), "why somebody is related to whom is no part of the history"


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ({"leftFor": "recused"}, "required"),
        ({"recusal": RECUSAL}, "no-recusal"),
        ({"leftFor": "illness", "recusal": RECUSAL}, "no-recusal"),
        ({"leftFor": "holiday"}, "x-codelist"),
    ],
    ids=["recused without a ground", "a ground without a cause", "a ground of an illness", "a cause of no list"],
)
async def test_a_recusal_is_stated_whole(
    registry: ServiceUnderTest, case: str, stated: dict[str, Any], fault: str
) -> None:
    made = await sitting(registry, case)
    path = f"/cases/{case}/proceedings/{made['proceedingId']}/panel-changes"
    change = a_change("J-015", "J-020", "2026-05-01", **stated)
    assert await refused(registry, path, change, COURT) == (400, "invalid-input", [fault])


async def test_the_prosecutor_opens_no_proceedings(registry: ServiceUnderTest, case: str) -> None:
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    found = await refused(registry, f"/cases/{case}/proceedings", opening, PROSECUTOR)
    assert found == (409, "act-not-allowed", [])
