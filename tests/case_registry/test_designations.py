"""An order that named the wrong court is put right by who gave it, as long as nothing rests on it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from services.case_registry.domain.instances import must_lie_below
from services.case_registry.errors.corrections import not_between
from tests.case_registry.builders import handed_over, moved, sent
from tests.case_registry.country import an_office, at
from tests.case_registry.court_builders import brought, posted, refused, tried, valid
from tests.case_registry.test_court_records import CANNOT_STAND, corrected, correcting, moment
from tests.case_registry.test_history import history, state
from tests.case_registry.test_instances import REGIONS, before, to
from tests.support.service import ServiceUnderTest

ZONE, PROVINCE, OTHER, HIGHEST = (at("psc", office) for office in ("0101", "01", "0102", "hq"))
PROVINCE_SEAT = Seat("psc", "01")
WRONG, RIGHT = ({"member": "psc", "office": office} for office in ("0102", "0101"))


@pytest.fixture
async def remanded(registry: ServiceUnderTest) -> tuple[str, int]:
    """Return the id of a case that the province sent back to the wrong zone, and the place of that order."""
    case_id: str = await before(registry, ZONE)
    await brought(registry, case_id, ZONE, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    await handed_over(registry, case_id, PROVINCE, ZONE)
    await tried(registry, case_id, "appeal", PROVINCE)
    order = await moved(registry, case_id, "inTrial", PROVINCE, outcome="quashedAndRemanded", court=WRONG)
    return case_id, order["position"]


async def stands(registry: ServiceUnderTest, case_id: str, caller: Caller, **params: str) -> tuple[Any, Any]:
    """Return the court of a case as the case tells it, and as its latest move does."""
    path = f"/cases/{case_id}"
    case = (await registry.call("GET", path, caller=caller, params=params)).json()
    moves = (await registry.call("GET", f"{path}/moves", caller=caller, params=params)).json()["items"]
    return case["court"], moves[-1]["court"]


async def test_the_right_court_is_the_designated_one_and_the_wrong_one_hears_of_it(
    registry: ServiceUnderTest, remanded: tuple[str, int]
) -> None:
    case_id, place = remanded
    then = await moment(registry, case_id)
    made = await corrected(registry, case_id, place, PROVINCE, court=(WRONG, RIGHT))
    assert valid("correction", made)
    assert await stands(registry, case_id, PROVINCE) == (RIGHT, RIGHT)
    assert await stands(registry, case_id, PROVINCE, at=then) == (WRONG, WRONG)
    assert await state(registry, case_id) == replay(await history(registry, case_id))
    waits = await registry.rows("select office from case_stays where ended_on is null")
    assert [row["office"] for row in waits] == ["0101"]
    for court in (OTHER, ZONE):
        owed = (await registry.call("GET", "/corrections-owed", caller=court)).json()["items"]
        assert [each["correctedMembers"] for each in owed] == [["court"]]
    answer = await refused(registry, f"/cases/{case_id}/hand-overs", to(Seat("psc", "0102")), PROVINCE)
    assert answer[:2] == (409, "court-designated")
    await handed_over(registry, case_id, ZONE, PROVINCE)
    await brought(registry, case_id, ZONE, "judgedFirstInstance")


async def test_who_gave_the_order_corrects_it_by_the_rules_of_the_order(
    registry: ServiceUnderTest, remanded: tuple[str, int]
) -> None:
    case_id, place = remanded
    path = f"/cases/{case_id}/corrections"
    right = correcting(place, court=(WRONG, RIGHT))
    assert (await refused(registry, path, right, HIGHEST))[:2] == (403, "another-office")
    stale = correcting(place, court=(RIGHT, WRONG))
    assert (await refused(registry, path, stale, PROVINCE))[:2] == (412, "value-not-in-force")
    above = correcting(place, court=(WRONG, {"member": "psc", "office": "hq"}))  # it tries nothing at first instance
    assert await refused(registry, path, above, PROVINCE) == (400, "invalid-input", ["court-not-below"])
    without = correcting(place - 1, court=(None, RIGHT))
    assert (await refused(registry, path, without, PROVINCE))[:2] == (400, "invalid-input")
    both = correcting(place, court=(WRONG, RIGHT), happenedOn=("2026-03-02", "2026-02-02"))
    assert await refused(registry, path, both, PROVINCE) == CANNOT_STAND
    assert await stands(registry, case_id, PROVINCE) == (WRONG, WRONG)


async def test_an_order_on_which_something_rests_is_not_corrected(
    registry: ServiceUnderTest, remanded: tuple[str, int]
) -> None:
    case_id, place = remanded
    path, right = f"/cases/{case_id}/corrections", correcting(place, court=(WRONG, RIGHT))
    offer = await sent(registry, case_id, OTHER, PROVINCE)
    assert (await refused(registry, path, right, PROVINCE))[:2] == (409, "hand-over-pending")
    acceptance = f"/cases/{case_id}/hand-overs/{offer['handOverId']}/acceptance"
    await posted(registry, acceptance, {"received": []}, OTHER)
    assert await refused(registry, path, right, PROVINCE) == (400, "invalid-input", ["designation-used"])


async def test_a_court_that_named_itself_is_corrected_until_it_goes_on(registry: ServiceUnderTest) -> None:
    case_id = await before(registry, ZONE)
    await brought(registry, case_id, ZONE, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    await handed_over(registry, case_id, PROVINCE, ZONE)
    await tried(registry, case_id, "appeal", PROVINCE)
    itself = {"member": "psc", "office": "01"}
    order = await moved(registry, case_id, "inTrial", PROVINCE, outcome="quashedAndRemanded", court=itself)
    await corrected(registry, case_id, order["position"], PROVINCE, court=(itself, RIGHT))
    assert await stands(registry, case_id, PROVINCE) == (RIGHT, RIGHT)
    await corrected(registry, case_id, order["position"], PROVINCE, court=(RIGHT, itself))
    await moved(registry, case_id, "suspended", PROVINCE, suspensionReason="accusedFled", decisionNumber="4/ສຂ")
    path, right = f"/cases/{case_id}/corrections", correcting(order["position"], court=(itself, RIGHT))
    assert await refused(registry, path, right, PROVINCE) == (400, "invalid-input", ["designation-used"])


@pytest.mark.parametrize(
    ("orderer", "named"),
    [
        (PROVINCE_SEAT, {"01", "0101", "0102"}),
        (Seat("psc", "hq"), {"hq", "01", "0101", "0102", "13", "r1", "13-z1"}),
        (Seat("psc", "13"), {"13", "13-z1"}),
    ],
)
def test_a_court_names_itself_or_one_that_stands_below_it(orderer: Seat, named: set[str]) -> None:
    far = replace(an_office("psc", "13-z1", "zone", "13"), place="1301")
    near = [replace(each, place=place) for each, place in ((REGIONS.offices[PROVINCE_SEAT], "01"),)]
    others = [each for each in REGIONS.offices.values() if each.seat != PROVINCE_SEAT]
    country = Organisations.of(3, REGIONS.members.values(), [*others, *near, far])
    found = set()
    for court in (seat for seat in country.offices if seat.member == "psc"):
        try:
            must_lie_below(court, orderer, country, date(2026, 3, 2), "/court")
        except InvalidInput:
            continue
        found.add(court.office)
    assert found == named


def test_a_day_that_cannot_stand_says_before_and_behind_which_days_it_does_not_lie() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 20)
    both, one = not_between("happenedOn", first, last), not_between("openedOn", None, last)
    assert (both.code, both.pointer) == ("cannot-stand", "/members/happenedOn/now")
    assert both.params == {"first": "2026-03-02", "last": "2026-03-20"}
    assert both.en.endswith("it lies not before 2026-03-02 and not after 2026-03-20.")
    assert (one.params, one.lo.endswith("ຕ້ອງບໍ່ຫຼັງ 2026-03-20.")) == ({"last": "2026-03-20"}, True)
