"""What a remedy sets aside is the outcome of a case no more: judgments, results of charges, the role of a convict."""

from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from services.case_registry.domain.moves import Moved
from services.case_registry.domain.setting_aside import (
    SET_ASIDE,
    is_changed_at,
    set_aside_by,
    standing,
    standing_again,
)
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import Instance, RemedyOutcome, Status
from tests.case_registry.builders import COURT, JUSTICE, handed_over, in_court, moved, opened
from tests.case_registry.court_builders import (
    a_panel,
    brought,
    first_participant,
    judged,
    posted,
    refused,
    sitting,
    tried,
)
from tests.case_registry.test_exports import exported
from tests.case_registry.test_final_decisions import EXTRACTS, HUSBAND, PUBLIC, WIFE, listed
from tests.support.service import ServiceUnderTest

QUASHED: Final = {"outcome": "quashedAndRemanded", "court": {"member": "psc", "office": "hq"}}
DECIDED: Final = st.builds(
    lambda result, level: {"step": "decided", "result": result, "happenedOn": "2026-05-11"} | level,
    st.sampled_from(["guilty", "acquitted"]),
    st.sampled_from([{}, {"level": "firstInstance"}, {"level": "appeal"}, {"level": "cassation"}]),
)
STEPS: Final = st.lists(DECIDED | st.sampled_from([{"step": "filed"}, {"step": "pleaEntered"}, {"step": SET_ASIDE}]))


def test_every_move_that_quashes_sets_aside_what_was_judged_by_whom_it_quashes() -> None:
    for row in TABLE.moves:
        levels = set_aside_by(Moved(source=row.source, target=row.target))
        tried_first = row.reverses or row.source in {Status.ACCEPTED, Status.SUSPENDED}
        anew = row.target is Status.IN_TRIAL and not tried_first
        assert bool(levels) is (anew or RemedyOutcome.QUASHED_AND_REMANDED in row.outcome)
        assert (Instance.FIRST_INSTANCE in levels) is anew


@given(STEPS)
def test_a_result_that_was_set_aside_stands_no_more_and_one_of_the_court_below_stands_again(steps: list[Any]) -> None:
    assert standing_again(steps, frozenset(Instance)) is None
    below = standing_again(steps, frozenset(Instance) - {Instance.FIRST_INSTANCE})
    since = max((place for place, step in enumerate(steps) if step["step"] == SET_ASIDE), default=-1)
    first = [
        s for s in steps[since + 1 :] if s["step"] == "decided" and s.get("level", "firstInstance") == "firstInstance"
    ]
    assert below == (first[-1] if first else None)
    told = {"result": below["result"]} if below else {}
    assert standing([*steps, {"step": SET_ASIDE, **told}]) == below


async def charges_of(registry: ServiceUnderTest, case_id: str, **params: str) -> list[dict[str, Any]]:
    answer = await registry.call("GET", f"/cases/{case_id}/charges", caller=COURT, params=params)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def roles_of(registry: ServiceUnderTest, case_id: str) -> list[str]:
    case = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).json()
    return [role["role"] for role in case["participants"][0]["roles"] if "to" not in role]


async def decisions_of(registry: ServiceUnderTest, case_id: str) -> list[tuple[str, str | None, str | None]]:
    answer = await registry.call("GET", f"/cases/{case_id}/decisions", caller=COURT)
    return [(each["level"], each.get("finalOn"), each.get("supersededOn")) for each in answer.json()["items"]]


async def test_a_conviction_that_was_quashed_convicts_nobody_until_the_case_is_judged_anew(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_court(registry)
    person = await first_participant(registry, case_id)
    roles = f"/cases/{case_id}/participants/{person}/roles"
    convict = {"role": "convict", "from": "2026-03-02"}
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance")
    await posted(registry, roles, convict, COURT)
    (before,) = await charges_of(registry, case_id)
    await brought(registry, case_id, COURT, "appealed")
    await tried(registry, case_id, "appeal", on="2026-03-05")
    quashed = await moved(registry, case_id, "inTrial", COURT, on="2026-03-06", **QUASHED)

    (charge,) = await charges_of(registry, case_id)
    assert (charge["state"], charge.get("result"), charge.get("decidedOn")) == ("live", None, None)
    assert [step["step"] for step in charge["history"]] == ["filed", "decided", "decided", "setAside"]
    assert [step.get("level") for step in charge["history"]] == [None, "firstInstance", "appeal", None]
    assert await roles_of(registry, case_id) == ["defendant"]
    assert await refused(registry, roles, convict | {"from": "2026-03-07"}, COURT) == (
        400,
        "invalid-input",
        ["not-convicted"],
    )
    assert await decisions_of(registry, case_id) == [
        ("firstInstance", None, "2026-03-06"),
        ("appeal", None, "2026-03-06"),
    ]
    # what was known before is what it was
    at = next(step["recordedAt"] for step in charge["history"] if step["step"] == "setAside")
    assert quashed["recordedAt"] == at
    (known,) = await charges_of(registry, case_id, at=before["history"][-1]["recordedAt"])
    assert (known["state"], known["result"]) == ("decided", "guilty")
    (now,) = await charges_of(registry, case_id, at=at)
    assert now == charge

    await brought(registry, case_id, COURT, "judgedFirstInstance", on="2026-03-08")
    await moved(registry, case_id, "final", COURT, on="2026-04-08")
    assert (await decisions_of(registry, case_id))[2:] == [("firstInstance", "2026-04-08", None)]
    assert await roles_of(registry, case_id) == ["convict"]

    (row,) = await exported(registry)
    told = [
        (each["level"], each["decisions"][0].get("finalOn"), each["decisions"][0].get("supersededOn"))
        for each in row["proceedings"]
    ]
    assert told == await decisions_of(registry, case_id), "an export tells what became of each judgment"


async def test_who_is_acquitted_by_a_court_above_is_a_convict_no_more_and_nothing_is_enforced(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_court(registry)
    person = await first_participant(registry, case_id)
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance")
    await posted(
        registry, f"/cases/{case_id}/participants/{person}/roles", {"role": "convict", "from": "2026-03-02"}, COURT
    )
    await moved(registry, case_id, "appealed", COURT)
    await tried(registry, case_id, "appeal", result="acquitted")
    await moved(registry, case_id, "judgedOnAppeal", COURT, outcome="changed")
    await moved(registry, case_id, "final", COURT)
    assert await roles_of(registry, case_id) == []
    await handed_over(registry, case_id, JUSTICE, COURT)
    tag = (await registry.call("GET", f"/cases/{case_id}", caller=JUSTICE)).headers["etag"]
    order = {"to": "inEnforcement", "happenedOn": "2026-03-02"}
    path = f"/cases/{case_id}/moves"
    answer = await registry.call("POST", path, json=order, caller=JUSTICE, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (409, "conviction-missing")


async def test_cassation_that_quashes_an_appeal_leaves_the_first_judgment_which_can_become_final(
    registry: ServiceUnderTest,
) -> None:
    case_id = await in_court(registry)
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    await tried(registry, case_id, "appeal", result="acquitted")
    await moved(registry, case_id, "judgedOnAppeal", COURT, outcome="changed")
    await moved(registry, case_id, "inCassation", COURT)
    await tried(registry, case_id, "cassation", result="acquitted")
    await moved(registry, case_id, "appealed", COURT, on="2026-03-10", **QUASHED)
    (charge,) = await charges_of(registry, case_id)
    assert (charge["state"], charge["result"], charge["decidedOn"]) == ("decided", "guilty", "2026-03-02")
    at = charge["history"][-1]["recordedAt"]
    assert await charges_of(registry, case_id, at=at) == [charge]
    await moved(registry, case_id, "final", COURT, on="2026-03-12", outcome="abandoned", decisionNumber="12/ສສ")
    assert await decisions_of(registry, case_id) == [
        ("firstInstance", "2026-03-12", None),
        ("appeal", None, "2026-03-10"),
        ("cassation", None, "2026-03-10"),
    ]
    assert await roles_of(registry, case_id) == ["convict"]


async def test_a_divorce_that_was_reopened_and_ended_otherwise_is_in_no_extract_and_not_public(
    registry: ServiceUnderTest,
) -> None:
    case = await opened(registry, COURT, category="civil", participants=[WIFE, HUSBAND])
    case_id = case["caseId"]
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, COURT)
    persons = [{"participantId": each["participantId"], "part": "spouse"} for each in case["participants"]]
    stated = {"matter": "divorce", "civilStatus": {"persons": persons, "marriageNumber": "12/ສລ 2015"}}
    await judged(registry, case_id, await sitting(registry, case_id), decidedOn="2026-04-10", **stated)
    for status in ("judgedFirstInstance", "final"):
        await moved(registry, case_id, status, COURT, on="2026-05-12")
    assert (len(await listed(registry, EXTRACTS)), len(await listed(registry, PUBLIC))) == (1, 1)
    petition = {"petition": {"filedOn": "2026-06-01", "number": "1/ຄຮ"}, "court": QUASHED["court"]}
    for status, more in (
        ("reopened", petition),
        ("inTrial", {}),
        ("withdrawn", {"decisionNumber": "2/ຄສ"}),
        ("closed", {}),
    ):
        await moved(registry, case_id, status, COURT, on="2026-06-02", **more)
    assert await decisions_of(registry, case_id) == [("firstInstance", "2026-05-12", "2026-06-02")]
    assert (await listed(registry, EXTRACTS), await listed(registry, PUBLIC)) == ([], [])


async def test_a_divorce_that_the_court_above_upholds_is_the_divorce_of_its_judgment(
    registry: ServiceUnderTest,
) -> None:
    people = [WIFE, HUSBAND]
    case = await opened(registry, COURT, category="civil", participants=people)
    case_id = case["caseId"]
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, COURT)
    persons = [{"participantId": each["participantId"], "part": "spouse"} for each in case["participants"]]
    stated = {
        "matter": "divorce",
        "civilStatus": {"persons": persons, "withoutNumber": "ສົມລົດຕາມຮີດຄອງ"},
        "decidedOn": "2026-04-10",
    }
    await judged(registry, case_id, await sitting(registry, case_id), **stated)
    await moved(registry, case_id, "judgedFirstInstance", COURT, on="2026-04-10")
    await moved(registry, case_id, "appealed", COURT, on="2026-04-11")
    opening = {"level": "appeal", "startedOn": "2026-04-11", "panel": a_panel("PSC-J-7", "PSC-J-8", "PSC-J-9")}
    appeal = await posted(registry, f"/cases/{case_id}/proceedings", opening, COURT)
    issuing = {"kind": "judgment", "proceedingId": appeal["proceedingId"], "decidedOn": "2026-04-12"}
    upholding = await posted(registry, f"/cases/{case_id}/decisions", issuing, COURT)
    await moved(registry, case_id, "judgedOnAppeal", COURT, on="2026-04-12", outcome="upheld")
    await moved(registry, case_id, "final", COURT, on="2026-05-12")
    (extract,) = await listed(registry, EXTRACTS)
    assert (extract["decisionId"], extract["matter"]) == (upholding["decisionId"], "divorce")
    assert extract["withoutNumber"] == "ສົມລົດຕາມຮີດຄອງ"
    assert [each["part"] for each in extract["persons"]] == ["spouse", "spouse"]


async def test_a_remedy_that_changed_a_result_did_not_uphold_it(registry: ServiceUnderTest) -> None:
    case_id = await in_court(registry)
    await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    await tried(registry, case_id, "appeal", result="acquitted")
    tag = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]
    order = {"to": "judgedOnAppeal", "happenedOn": "2026-03-02", "outcome": "upheld"}
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=COURT, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (409, "upheld-though-changed")
    await moved(registry, case_id, "judgedOnAppeal", COURT, outcome="changed")


@given(STEPS, st.sampled_from(["guilty", "acquitted"]))
def test_the_same_result_again_is_no_change(steps: list[dict[str, Any]], result: str) -> None:
    below = {"step": "decided", "result": result, "happenedOn": "2026-05-11", "level": "firstInstance"}
    again = below | {"level": "appeal", "happenedOn": "2026-06-11"}
    earlier = [step for step in steps if step.get("level") != "appeal"]
    assert not is_changed_at(Instance.APPEAL, [*earlier, below, again])
    other = again | {"result": "guilty" if result == "acquitted" else "acquitted"}
    assert is_changed_at(Instance.APPEAL, [*earlier, below, other])
