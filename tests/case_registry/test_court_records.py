"""What courts write down of proceedings and decisions is put right, and what follows from it with it."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from tests.case_registry.builders import COURT, PROSECUTOR, handed_over, moved
from tests.case_registry.country import at
from tests.case_registry.court_builders import (
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
from tests.case_registry.test_history import history, state
from tests.case_registry.test_known_in_court import told
from tests.case_registry.told import TODAY
from tests.support.service import ServiceUnderTest

OTHER = at("psc", "0101")
CANNOT_STAND = (400, "invalid-input", ["cannot-stand"])


def correcting(position: int, **members: Any) -> dict[str, Any]:
    """Return the correction of a fact: each member with what stood there, and what is right."""
    changes = {
        name: {side: value for side, value in zip(("was", "now"), each, strict=True) if value is not None}
        for name, each in members.items()
    }
    return {
        "position": position,
        "members": changes,
        "reason": "ພິມຜິດ",
        "basis": "ປຶ້ມທະບຽນຂອງສານ",
        "approvedBy": "ofc-2",
    }


async def corrected(
    registry: ServiceUnderTest, case_id: str, position: int, caller: Caller = COURT, **members: Any
) -> Any:
    return await posted(registry, f"/cases/{case_id}/corrections", correcting(position, **members), caller)


async def moment(registry: ServiceUnderTest, case_id: str) -> str:
    return (await history(registry, case_id))[-1].recorded_at.isoformat()


@pytest.fixture
async def judgment(registry: ServiceUnderTest, case: str) -> dict[str, Any]:
    """Return the judgment of a case, which was moved on the day after it."""
    proceeding = await sitting(registry, case, number="77/ສປ")
    await acquitted(registry, case)
    made: dict[str, Any] = await judged(registry, case, proceeding, number="31/ສອ")
    await moved(registry, case, "judgedFirstInstance", COURT, on="2026-05-12")
    return made


async def test_a_mistyped_decision_is_corrected_and_its_identifier_stays(
    registry: ServiceUnderTest, case: str, judgment: dict[str, Any]
) -> None:
    assert valid("decision", judgment)
    before, then = await told(registry, case, COURT), await moment(registry, case)
    number, day = ("31/ສອ", "13/ສອ"), ("2026-05-11", "2026-05-08")
    wrong = correcting(judgment["position"], number=number, decidedOn=day)
    answer = await registry.call("POST", f"/cases/{case}/corrections", json=wrong, caller=COURT)
    (fault,) = answer.json()["errors"]
    assert fault["params"] == {"first": "2026-05-11", "last": "2026-05-12"}, "the results are of that day"
    (charge,) = (await registry.call("GET", f"/cases/{case}/charges", caller=COURT)).json()["items"]
    assert valid("charge", charge)
    *_, result = charge["history"]
    await corrected(registry, case, result["position"], decidedOn=day)
    for params, told_day in (({}, day[1]), ({"at": then}, day[0])):
        known = await registry.call("GET", f"/cases/{case}/charges", caller=COURT, params=params)
        (charge,) = known.json()["items"]
        assert (charge["decidedOn"], charge["history"][-1]["happenedOn"]) == (told_day, told_day)
    made = await corrected(registry, case, judgment["position"], number=number, decidedOn=day)
    assert valid("correction", made)
    now = await told(registry, case, COURT)
    assert now["decisions"] == [judgment | {"number": "13/ສອ", "decidedOn": "2026-05-08"}]
    assert [each["endedOn"] for each in now["proceedings"]] == ["2026-05-08"]
    assert await told(registry, case, COURT, at=then) == before
    owed = (await registry.call("GET", "/corrections-owed", caller=PROSECUTOR)).json()["items"]
    assert [each["correctedMembers"] for each in owed] == [["decidedOn"], ["decidedOn", "number"]]
    between = await moment(registry, case)
    await corrected(registry, case, judgment["position"], number=("13/ສອ", None))
    (decision,) = (await told(registry, case, COURT))["decisions"]
    assert "number" not in decision
    assert await told(registry, case, COURT, at=between) == now
    assert await told(registry, case, COURT, at=then) == before
    assert await state(registry, case) == replay(await history(registry, case))


async def test_a_decision_lies_between_its_proceedings_and_the_move_that_followed(
    registry: ServiceUnderTest, case: str, judgment: dict[str, Any]
) -> None:
    path, place = f"/cases/{case}/corrections", judgment["position"]
    for day in ("2026-04-09", "2026-05-13"):
        wrong = correcting(place, decidedOn=("2026-05-11", day))
        assert await refused(registry, path, wrong, COURT) == CANNOT_STAND, day
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    to_come = correcting(place, decidedOn=("2026-05-11", tomorrow))
    assert await refused(registry, path, to_come, COURT) == (400, "invalid-input", ["future-date"])
    without = correcting(place, decidedOn=("2026-05-11", None))
    assert await refused(registry, path, without, COURT) == CANNOT_STAND
    stale = correcting(place, number=("30/ສອ", "13/ສອ"))
    assert (await refused(registry, path, stale, COURT))[:2] == (412, "value-not-in-force")
    reversed_by_moves = correcting(place, outcome=("upheld", "changed"))
    assert await refused(registry, path, reversed_by_moves, COURT) == (400, "invalid-input", ["not-corrected"])
    moved_before = correcting(place + 1, happenedOn=("2026-05-12", "2026-05-10"))
    assert await refused(registry, path, moved_before, COURT) == CANNOT_STAND
    assert (await told(registry, case, COURT))["decisions"] == [judgment]


async def test_the_court_that_wrote_it_down_corrects_it_wherever_the_file_is(
    registry: ServiceUnderTest, case: str
) -> None:
    proceeding = await sitting(registry, case)
    order = {"kind": "order", "proceedingId": proceeding["proceedingId"], "decidedOn": "2026-04-21", "number": "12/ສປ"}
    made = await posted(registry, f"/cases/{case}/decisions", order, COURT)
    await handed_over(registry, case, OTHER, COURT)
    right = correcting(made["position"], number=("12/ສປ", "21/ສປ"))
    answer = await refused(registry, f"/cases/{case}/corrections", right, OTHER)
    assert answer[:2] == (403, "another-office")
    await corrected(registry, case, made["position"], number=("12/ສປ", "21/ສປ"))
    (decision,) = (await told(registry, case, COURT))["decisions"]
    assert decision == made | {"number": "21/ສປ"}


async def test_the_beginning_of_proceedings_is_corrected_with_the_seats_of_their_panel(
    registry: ServiceUnderTest, case: str
) -> None:
    opened = await sitting(registry, case, number="77/ສປ")
    assert valid("proceeding", opened)
    changes = f"/cases/{case}/proceedings/{opened['proceedingId']}/panel-changes"
    change = {
        "leavingJudgeId": "J-015",
        "joiningJudge": a_panel("J-1", "J-99")[1],
        "changedOn": "2026-04-20",
        "reason": "ເຈັບ",
    }
    await posted(registry, changes, change, COURT)
    before, then = await told(registry, case, COURT), await moment(registry, case)
    number, day = ("77/ສປ", "7/ສປ"), ("2026-04-10", "2026-04-13")
    await corrected(registry, case, opened["position"], number=number, startedOn=day)
    (now,) = (await told(registry, case, COURT))["proceedings"]
    assert (now["number"], now["startedOn"]) == ("7/ສປ", "2026-04-13")
    assert sorted(seat["from"] for seat in now["panel"]) == ["2026-04-13", "2026-04-13", "2026-04-13", "2026-04-20"]
    assert await told(registry, case, COURT, at=then) == before
    path = f"/cases/{case}/corrections"
    for begun in ("2026-03-01", "2026-04-20"):  # before the trial, and when a judge had left already
        wrong = correcting(opened["position"], startedOn=("2026-04-13", begun))
        assert await refused(registry, path, wrong, COURT) == CANNOT_STAND, begun


async def test_proceedings_do_not_begin_behind_their_hearings_or_their_end(
    registry: ServiceUnderTest, case: str, judgment: dict[str, Any]
) -> None:
    (opened,) = (await told(registry, case, COURT))["proceedings"]
    path = f"/cases/{case}/corrections"
    behind = correcting(opened["position"], startedOn=("2026-04-10", "2026-05-12"))
    assert await refused(registry, path, behind, COURT) == CANNOT_STAND
    other = await in_trial(registry, number="046/ປກສ")
    sat = await sitting(registry, other)
    over = {"startsAt": "2026-04-20T08:30:00+07:00", "endsAt": "2026-04-20T11:30:00+07:00"}
    await posted(registry, f"/cases/{other}/hearings", a_hearing(sat, **over), COURT)
    heard = correcting(sat["position"], startedOn=("2026-04-10", "2026-04-21"))
    assert await refused(registry, f"/cases/{other}/corrections", heard, COURT) == CANNOT_STAND


async def test_a_judgment_is_final_since_the_right_day_of_its_move(
    registry: ServiceUnderTest, case: str, judgment: dict[str, Any]
) -> None:
    final = await moved(registry, case, "final", COURT, on="2026-06-12", decisionNumber="31/ສອ")
    before, then = await told(registry, case, COURT), await moment(registry, case)
    await corrected(registry, case, final["position"], happenedOn=("2026-06-12", "2026-06-15"))
    (now,) = (await told(registry, case, COURT))["decisions"]
    assert now == judgment | {"finalOn": "2026-06-15"}
    assert await told(registry, case, COURT, at=then) == before
    first = await moment(registry, case)
    await corrected(registry, case, final["position"], happenedOn=("2026-06-15", "2026-06-20"))
    (earlier,) = (await told(registry, case, COURT, at=first))["decisions"]
    assert earlier == now


async def test_a_number_is_not_corrected_to_one_that_another_decision_has(
    registry: ServiceUnderTest, case: str, judgment: dict[str, Any]
) -> None:
    other = await in_trial(registry, number="046/ປກສ")
    sat = await sitting(registry, other)
    made = await judged(registry, other, sat, number="32/ສອ")
    path, wrong = f"/cases/{other}/corrections", correcting(made["position"], number=("32/ສອ", "31/ ສອ"))
    answer = await registry.call("POST", path, json=wrong, caller=COURT)
    assert (answer.status_code, answer.json()["code"]) == (409, "decision-number-taken")
    assert answer.json()["params"]["decisionId"] == judgment["decisionId"]
    await corrected(registry, case, judgment["position"], number=("31/ສອ", None))
    await corrected(registry, other, made["position"], number=("32/ສອ", "31/ສອ"))
