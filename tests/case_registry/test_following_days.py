"""What came with a move on a day that was wrong is of the right day: roles, custody, and what was set aside."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.problems import InvalidInput
from services.case_registry.domain.following_days import Brought, custody_right, roles_right
from services.case_registry.domain.history import replay
from tests.case_registry.builders import handed_over, moved, opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import brought, first_participant, refused, tried
from tests.case_registry.test_court_records import CANNOT_STAND, corrected, correcting, moment
from tests.case_registry.test_designations import PROVINCE, ZONE
from tests.case_registry.test_history import history, state
from tests.case_registry.test_instances import before
from tests.case_registry.test_roads import ORDER, detained
from tests.support.service import ServiceUnderTest

WAS, NOW, PART = date(2026, 3, 20), date(2026, 4, 1), "ptc_1"
DAY = ("2026-03-20", "2026-04-01")


def held(status: str, since: str) -> CustodyRecord:
    return CustodyRecord(status=status, since=datetime.fromisoformat(since))


def test_a_role_follows_that_the_move_ended_or_gave_and_no_other() -> None:
    roles = [
        DatedRole(role="suspect", from_=date(2026, 3, 1), to=WAS),
        DatedRole(role="witness", from_=WAS),
        DatedRole(role="convict", from_=WAS),
    ]
    ended, first, given = roles_right(roles, Brought(PART, ("suspect",), "convict"), WAS, NOW)
    assert (ended.to, first, given.from_) == (NOW, roles[1], NOW)
    assert roles_right(roles, Brought(PART, ("suspect",)), NOW, WAS) == roles  # corrected by itself before
    with pytest.raises(InvalidInput):
        roles_right(roles, Brought(PART, ("suspect",)), WAS, date(2026, 2, 1))


def test_whoever_was_freed_by_the_move_is_free_since_the_right_day_and_not_behind_what_followed() -> None:
    free = held("free", "2026-03-20T00:00:00+07:00")
    records = [held("detained", "2026-03-02T08:00:00+07:00"), free]
    freed = Brought(PART, (), freed=True)
    assert custody_right(records, freed, WAS, NOW)[1].since == datetime(2026, 3, 31, 17, tzinfo=UTC)
    early = custody_right(records, freed, WAS, date(2026, 3, 2))  # never before he was held
    assert early[1].since == records[0].since + timedelta(seconds=1)
    assert custody_right(records, Brought(PART), WAS, NOW) == records
    with pytest.raises(InvalidInput):
        custody_right([*records, held("detained", "2026-03-25T08:00:00+07:00")], freed, WAS, NOW)


async def person(registry: ServiceUnderTest, case_id: str, **params: str) -> tuple[Any, Any]:
    case = await registry.call("GET", f"/cases/{case_id}", caller=at("ospp", "0101"), params=params)
    (told,) = case.json()["participants"]
    custody = [(each["status"], each["since"]) for each in told.get("custody", [])]
    return [(each["role"], each.get("to")) for each in told["roles"]], custody


async def test_who_is_let_go_was_pursued_and_held_until_the_right_day_of_the_dismissal(
    registry: ServiceUnderTest,
) -> None:
    station, zone = at("police", "0101"), at("ospp", "0101")
    case_id = (await opened(registry, station))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, station)
    await detained(registry, case_id, station)
    await handed_over(registry, case_id, zone, station)
    move = await moved(registry, case_id, "dismissed", zone, on=DAY[0], **ORDER)
    known, then = await person(registry, case_id), await moment(registry, case_id)
    assert (known[0], known[1][-1]) == ([("suspect", DAY[0])], ("free", "2026-03-19T17:00:00Z"))
    await corrected(registry, case_id, move["position"], zone, happenedOn=DAY)
    now = await person(registry, case_id)
    assert (now[0], now[1][-1]) == ([("suspect", DAY[1])], ("free", "2026-03-31T17:00:00Z"))
    assert await person(registry, case_id, at=then) == known
    assert await state(registry, case_id) == replay(await history(registry, case_id))
    made = (await registry.call("GET", f"/cases/{case_id}/corrections", caller=zone)).json()["items"]
    told = {each.get("position"): each for each in made}
    assert {place: sorted(each["members"]) for place, each in told.items()} == {
        move["position"]: ["happenedOn"],
        None: ["custody", "roles"],
    }
    assert told[None]["participantId"] == await first_participant(registry, case_id, zone)
    assert [each["approvedBy"] for each in made] == ["ofc-2", "ofc-2"]


async def test_what_a_remand_set_aside_is_so_since_its_right_day(registry: ServiceUnderTest) -> None:
    case_id = await before(registry, ZONE)
    await brought(registry, case_id, ZONE, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    await handed_over(registry, case_id, PROVINCE, ZONE)
    await tried(registry, case_id, "appeal", PROVINCE)
    remand: dict[str, Any] = {"outcome": "quashedAndRemanded", "court": {"member": "psc", "office": "0101"}}
    move = await moved(registry, case_id, "inTrial", PROVINCE, on=DAY[0], **remand)

    async def days(**params: str) -> tuple[Any, Any]:
        decisions = await registry.call("GET", f"/cases/{case_id}/decisions", caller=PROVINCE, params=params)
        charges = await registry.call("GET", f"/cases/{case_id}/charges", caller=PROVINCE, params=params)
        steps = [step for charge in charges.json()["items"] for step in charge["history"]]
        aside = [step["happenedOn"] for step in steps if step["step"] == "setAside"]
        return [each.get("supersededOn") for each in decisions.json()["items"]], aside

    then = await moment(registry, case_id)
    assert await days() == ([DAY[0]] * 2, [DAY[0]])
    await corrected(registry, case_id, move["position"], PROVINCE, happenedOn=DAY)
    assert await days() == ([DAY[1]] * 2, [DAY[1]])
    assert await days(at=then) == ([DAY[0]] * 2, [DAY[0]])
    early = correcting(move["position"], happenedOn=(DAY[1], "2026-02-01"))
    assert await refused(registry, f"/cases/{case_id}/corrections", early, PROVINCE) == CANNOT_STAND
