"""Offices by way of the register: what is refused is told row by row, and what is accepted reaches the snapshot."""

from datetime import date
from typing import Any

from contracts.catalogue import Catalogue
from contracts.reference_data import of_code
from contracts.seats import Seat
from gateway.directory.load import load
from tests.gateway.directory.register.conftest import Register
from tests.gateway.directory.register.test_officers import CLERK
from tests.gateway.directory.register.test_rules import HQ, MOHA

OLD = {**HQ, "member": "moha"}
DISTRICT = HQ | {"code": "0101", "kind": "registrar-office", "level": "district", "place": "0101", "parent": "hq"}
DESK: dict[str, Any] = {"member": "moic", "name": "desk", "office": "0101"}
OFFICES = Catalogue.load().codelist("member-offices")
LAST, NEXT = "2026-11-27", "2026-11-28"


def closed(office: dict[str, Any], successor: str, member: str = "moic") -> dict[str, Any]:
    return office | {"to": LAST, "successor": {"member": member, "office": successor}}


async def test_offices_reach_the_snapshot_and_unchanged_ones_are_taken_over_as_they_are(register: Register) -> None:
    await register.make(offices=[HQ, DISTRICT | {"from": "2020-01-01", "contacts": {"telephone": "021 123456"}}])
    before = await register.snapshot()
    found = before.organisations.offices[Seat("moic", "0101")]
    assert (found.kind, found.parent, found.place, found.begins) == ("registrar-office", "hq", "0101", date(2020, 1, 1))
    assert before.organisations.above(found.seat) == (Seat("moic", "hq"),)
    assert before.organisations.members["moic"].kind == "ministry"
    await register.make(systems=[DESK])
    after = await load(register.units.engine, before)
    assert after.version == before.version + 1
    assert after.organisations is before.organisations
    await register.make(offices=[HQ | {"en": "Head office"}])
    last = await load(register.units.engine, after)
    assert last.organisations.offices[found.seat] is found
    assert last.organisations.offices[Seat("moic", "hq")].name_en == "Head office"
    assert last.organisations.version == last.version


async def test_every_bad_office_of_a_list_is_told_at_its_place(register: Register) -> None:
    listed = [HQ, DISTRICT, DISTRICT | {"code": "x", "parent": "y"}, HQ | {"code": "z", "kind": "castle"}]
    answer = await register.call("POST", "/plans", json={"offices": listed})
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (409, "change-refused")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/offices/3", "/offices/2"]
    assert all(fault["message"]["lo"] != fault["message"]["en"] for fault in problem["errors"])


async def test_which_offices_a_kind_of_member_has_and_which_stand_below_which_is_data(register: Register) -> None:
    court, top = DISTRICT | {"kind": "court"}, {name: DISTRICT[name] for name in DISTRICT if name != "parent"}
    centre = HQ | {"code": "centre", "parent": "0101"}
    answer = await register.call("POST", "/plans", json={"offices": [HQ, court]})
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (409, "/offices/1")
    kinds = ", ".join(OFFICES.codes["ministry"].attributes["offices"])
    assert fault["message"] == {
        "en": f"moic/0101: a member of kind ministry has no office of kind court; it has: {kinds}.",
        "lo": f"moic/0101: ສະມາຊິກປະເພດ ministry ບໍ່ມີຫ້ອງການປະເພດ court; ມີ: {kinds}.",
    }
    told = "moic/centre of level central cannot stand below moic/0101 of level district; above it stands an office of "
    assert told + "level: central" in await register.refusal(offices=[top, centre])
    await register.make(offices=[HQ, DISTRICT])
    told = await register.refusal(offices=[HQ | {"level": "village"}])
    assert (
        "moic/0101 of level district cannot stand below moic/hq of level village; above it stands an office of" in told
    )
    assert told.rstrip(".").endswith("level: central, region, province, zone, district")

    ministry = OFFICES.codes["ministry"]
    more = {**ministry.attributes, "offices": [*ministry.attributes["offices"], "court"]}
    head = {"name": OFFICES.name, "lo": OFFICES.lo, "en": OFFICES.en, "attributes": dict(OFFICES.attributes)}
    codes = [of_code(OFFICES.name, each) for each in OFFICES.codes.values() if each is not ministry]
    codes.append(of_code(OFFICES.name, ministry) | {"attributes": more})
    await register.make(codeLists=[head], codes=codes, offices=[court])
    assert (await register.snapshot()).organisations.offices[Seat("moic", "0101")].kind == "court"


async def test_an_office_closes_when_everything_of_it_has_a_place_to_go(register: Register) -> None:
    await register.make(offices=[HQ, DISTRICT, DISTRICT | {"code": "0102"}], systems=[DESK])
    assert "without a successor" in await register.refusal(offices=[DISTRICT | {"to": LAST}])
    gone = closed(DISTRICT, "0102")
    assert "moic-desk works for it: give it another office" in await register.refusal(offices=[gone])
    applied = await register.make(offices=[gone], systems=[DESK | {"office": "0102"}])
    organisations = (await register.snapshot()).organisations
    assert organisations.holder(Seat("moic", "0101")) == Seat("moic", "0102")
    assert organisations.succeeded(Seat("moic", "0102")) == (Seat("moic", "0101"),)
    assert "its code is not given again" in await register.refusal(offices=[DISTRICT])
    late = "moic/0101 closes on 2026-11-27, but {} works for it: give it another office"
    assert late.format("moic-desk") in await register.refusal(offices=[gone], systems=[DESK])
    assert late.format("moic-second") in await register.refusal(systems=[DESK | {"name": "second"}])
    outlasting = "moic:noy would outlast moic/0101, which closes on 2026-11-27: its open records are then moic/0102's"
    assert outlasting in await register.refusal(officers=[CLERK | {"office": "0101"}])
    assert "to" not in await register.read("/offices/moic-0101", "office", at=applied["proposedAt"])
    assert (await register.read("/offices/moic-0101", "office"))["successor"]["office"] == "0102"


async def test_a_ministry_goes_over_to_its_successor_in_one_change(register: Register) -> None:
    system = {"member": "moha", "name": "desk", "office": "hq"}
    await register.make(members=[MOHA], offices=[OLD], systems=[system])
    gone = MOHA | {"dissolvedOn": LAST, "successor": "home-affairs"}
    new = OLD | {"member": "home-affairs", "from": NEXT}
    last = closed(OLD, "hq", "home-affairs")
    assert "moha is dissolved, but its offices moha/hq are open" in await register.refusal(members=[gone])
    left = await register.refusal(members=[gone], offices=[last, new])
    assert "moha-desk works for it" in left
    moved = {**system, "member": "home-affairs", "keptId": "moha-desk"}
    for odd in (moved | {"member": "moic"}, moved | {"keptId": "moha-other"}):
        assert (await register.refusal(members=[gone], offices=[last, new, HQ], systems=[odd])).startswith(
            "The directory"
        )
    # whoever comes first: nobody takes a system over from a ministry that goes on
    assert "is moha's and stays so" in await register.refusal(systems=[moved], offices=[new])
    await register.make(members=[gone], offices=[last, new], systems=[moved])
    snapshot = await register.snapshot()
    assert snapshot.systems["moha-desk"].member == "home-affairs"
    assert snapshot.organisations.members["moha"].successor == "home-affairs"
    assert snapshot.organisations.holder(Seat("moha", "hq")) == Seat("home-affairs", "hq")
    assert "moha is dissolved" in await register.refusal(offices=[OLD | {"code": "new"}])
