"""Officers of a member: entered by two of its own, one person however she is spelt, and gone when her post ends."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from contracts.calendar import VIENTIANE
from contracts.seats import Seat, Standing
from contracts.voucher import Caller
from gateway.directory.load import load
from tests.gateway.directory.register.conftest import BOUNMY, KHAMLA, Register, moic, tower
from tests.support.service import a_caller

CHIEF: dict[str, Any] = {"member": "moic", "id": "Somchai", "lo": "ສົມໃຈ", "en": "Somchai S.", "post": "Chief"}
CHIEF |= {"office": "hq", "from": "2025-01-01"}
CLERK = CHIEF | {"id": "noy", "lo": "ນ້ອຍ", "en": "Noy N.", "post": "Clerk"}
THIRD = CHIEF | {"id": "keo", "lo": "ແກ້ວ", "en": "Keo K."}
HQ = {"member": "moic", "code": "hq", "kind": "ministry-office", "lo": "ກ", "en": "HQ", "level": "central"}
TODAY = datetime.now(VIENTIANE).date()
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=VIENTIANE).timestamp()


async def entered(register: Register, *more: dict[str, Any]) -> None:
    await register.make(offices=[HQ], officers=[CHIEF, CLERK, *more])


async def decision(register: Register, proposal: dict[str, Any], caller: Caller) -> str:
    return await register.refused("POST", f"/changes/{proposal['changeId']}/approvals", caller)


async def test_the_first_two_come_by_the_tower_and_the_rest_by_two_of_the_member(register: Register) -> None:
    await entered(register)
    proposed = await register.propose(moic("somchai"), officers=[THIRD])
    assert await decision(register, proposed, moic("SOMCHAI")) == "same-officer"
    assert (await register.approve(proposed, moic("noy")))["decidedBy"] == {"member": "moic", "officer": "noy"}
    assert (await register.read("/officers/moic:keo", "officer", moic()))["post"] == "Chief"
    body = {"reason": "Because.", "content": {"officers": [THIRD | {"post": "Spy"}]}}
    assert await register.refused("POST", "/changes", BOUNMY, json=body) == "officers-not-yours"


async def test_what_is_more_than_officers_stays_the_towers_to_approve(register: Register) -> None:
    await entered(register)
    mixed = await register.propose(moic("somchai"), officers=[THIRD], offices=[HQ | {"en": "Head office"}])
    assert await decision(register, mixed, moic("noy")) == "decision-not-yours"
    assert (await register.approve(mixed, KHAMLA))["status"] == "applied"


async def test_a_member_with_one_officer_left_has_the_tower_approve(register: Register) -> None:
    await register.make(offices=[HQ], officers=[CHIEF, CLERK | {"to": "2025-06-30"}])
    proposed = await register.propose(moic("somchai"), officers=[THIRD])
    assert await decision(register, proposed, moic("noy")) == "decision-not-yours"
    late = await register.propose(tower("bounmy"), officers=[THIRD | {"id": "vone"}])
    await register.approve(proposed, KHAMLA)
    # meanwhile there are two: what the tower has proposed before is no longer its own to approve
    assert await decision(register, late, KHAMLA) == "officers-not-yours"


async def test_who_has_powers_and_not_this_one_changes_nothing_in_the_directory(register: Register) -> None:
    keeper, clerk = THIRD | {"powers": ["directory"]}, CLERK | {"powers": ["records", "release"]}
    await register.make(offices=[HQ], officers=[CHIEF, clerk, keeper])
    proposed = await register.propose(moic("Keo"), officers=[CHIEF | {"post": "Head"}])
    assert await decision(register, proposed, moic("NOY")) == "power-missing"
    path = f"/changes/{proposed['changeId']}/rejections"
    assert await register.refused("POST", path, moic("noy"), json={"reason": "No."}) == "power-missing"
    body = {"reason": "Because.", "content": {"officers": [CHIEF | {"post": "A"}]}}
    refused = await register.call("POST", "/changes", caller=moic("noy"), json=body, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["code"]) == (403, "power-missing")
    assert "noy at moic has the powers records, release" in refused.json()["detail"]
    assert (await register.approve(proposed, moic("somchai")))["status"] == "applied", "no powers stated: all"


async def test_officers_who_may_not_decide_are_not_those_who_decide(register: Register) -> None:
    await register.make(offices=[HQ], officers=[each | {"powers": ["records"]} for each in (CHIEF, CLERK)])
    # the tower would be locked out, and nobody of the member could let it in again
    named = await register.propose(tower("bounmy"), officers=[CHIEF | {"powers": ["directory", "records"]}])
    assert (await register.approve(named, KHAMLA))["status"] == "applied"


async def test_a_voucher_that_names_only_the_nearest_of_closed_offices_is_one_for_the_register_too(
    register: Register,
) -> None:
    standing = Standing(Seat("moic", "hq"), "ministry-office", "central", succeeds=(Seat("moic", "old"),), further=436)
    assert (await register.read("/members", "member-page", replace(moic(), standing=standing)))["items"]


async def test_two_spellings_are_one_person(register: Register) -> None:
    await entered(register)
    sentence = await register.refusal(moic("noy"), officers=[CHIEF | {"id": "SOMCHAI"}])
    assert "officer SOMCHAI of moic is Somchai, who is entered already" in sentence
    twice = await register.refusal(moic("noy"), officers=[THIRD, THIRD | {"id": "Keo."}])
    assert "officer moic:keo stands twice" in twice
    assert "moic has no office 99" in await register.refusal(moic("noy"), officers=[THIRD | {"office": "99"}])
    assert "flying is not in the list officer-power" in await register.refusal(
        moic("noy"), officers=[THIRD | {"powers": ["flying"]}]
    )


async def test_a_member_sees_its_own_officers_and_the_tower_all_of_them(register: Register) -> None:
    await entered(register)
    police = a_caller("police", "police", officer="x", purpose="directoryKeeping")
    assert len((await register.read("/officers", "officer-page", moic()))["items"]) == 2
    assert (await register.read("/officers", "officer-page", police, owner="moic"))["items"] == []
    assert len((await register.read("/officers", "officer-page", BOUNMY, search="clerk"))["items"]) == 1
    assert await register.refused("GET", "/officers/moic:noy", police) == "not-found"


async def test_names_stand_apart_in_what_a_change_shows(register: Register) -> None:
    await entered(register)
    proposed = await register.propose(moic("somchai"), officers=[CLERK | {"en": "Noy M.", "post": "Head clerk"}])
    [difference] = proposed["differences"]
    assert [each["property"] for each in difference["properties"]] == ["post"]
    assert difference["personal"] == [{"property": "en", "before": '"Noy N."', "after": '"Noy M."'}]


async def test_the_snapshot_knows_who_is_in_office(register: Register) -> None:
    coming = THIRD | {"from": date(2099, 1, 1).isoformat()}
    await entered(register, coming)
    snapshot = await register.snapshot()
    known = {name: snapshot.is_in_office("moic", name, NOON) for name in ("somchai", "NOY.", "keo", "stranger")}
    assert known == {"somchai": True, "NOY.": True, "keo": False, "stranger": False}
    assert snapshot.is_in_office("police", "anybody", NOON), "who keeps none goes on as before"
    left = await register.propose(moic("somchai"), officers=[CLERK | {"to": "2026-01-31"}])
    await register.approve(left, moic("noy"))
    later = await load(register.units.engine, snapshot)
    assert (later.is_in_office("moic", "noy", NOON), later.is_in_office("moic", "somchai", NOON)) == (False, True)
    assert snapshot.is_in_office("moic", "noy", NOON), "a snapshot never changes"
