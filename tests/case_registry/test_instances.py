"""A remedy is heard above the court that judged, and a case goes on at the court that an order names alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.organisations import Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.instances import Course, must_hear
from services.case_registry.domain.words import Instance
from services.case_registry.errors.instances import CourtNotAbove
from tests.case_registry.builders import PROSECUTOR, filed, handed_over, moved, sent, with_the_prosecutor
from tests.case_registry.country import COUNTRY, OFFICES, an_office, at
from tests.case_registry.court_builders import JUDGMENT, a_panel, brought, charged, posted, refused, tried
from tests.support.service import ServiceUnderTest

DAY = date(2026, 3, 2)
HIGHEST, PROVINCE, ZONE, OTHER = (Seat("psc", code) for code in ("hq", "01", "0101", "0102"))
REGION, ELSEWHERE = Seat("psc", "r1"), Seat("psc", "13")
REGIONS = Organisations.of(
    2,
    COUNTRY.members.values(),
    (
        *OFFICES,
        an_office("psc", "r1", "region", "hq"),
        replace(an_office("psc", "13", "province", "hq"), place="13"),
    ),
)
JUDGED_BELOW = Course({Instance.FIRST_INSTANCE: ZONE})
JUDGED_TWICE = Course({Instance.FIRST_INSTANCE: ZONE, Instance.APPEAL: PROVINCE})


@pytest.mark.parametrize(
    ("course", "level", "hears"),
    [
        (JUDGED_BELOW, Instance.APPEAL, {PROVINCE, HIGHEST, REGION}),  # of the region its place says nothing else
        (Course({Instance.FIRST_INSTANCE: PROVINCE}), Instance.APPEAL, {HIGHEST, REGION}),
        (Course({}, ended_by=ZONE), Instance.APPEAL, {PROVINCE, HIGHEST, REGION}),  # a petition that was refused
        (JUDGED_TWICE, Instance.CASSATION, {HIGHEST}),
        (Course({Instance.FIRST_INSTANCE: HIGHEST}), Instance.CASSATION, {HIGHEST}),  # nobody is above it
        (replace(JUDGED_TWICE, designated=OTHER), Instance.APPEAL, {PROVINCE, HIGHEST, REGION, OTHER}),
        (Course({}), Instance.CASSATION, {HIGHEST}),  # of an earlier system: who judged is not known
        (JUDGED_TWICE, Instance.FIRST_INSTANCE, {HIGHEST, PROVINCE, ZONE, OTHER, REGION, ELSEWHERE}),
    ],
)
def test_a_remedy_is_heard_above_the_court_that_judged(course: Course, level: Instance, hears: set[Seat]) -> None:
    found = set()
    for court in (HIGHEST, PROVINCE, ZONE, OTHER, REGION, ELSEWHERE):
        try:
            must_hear(course, court, level, REGIONS, DAY)
        except CourtNotAbove:
            continue
        found.add(court)
    assert found == hears


def test_the_refusal_names_the_courts_in_the_line_above_the_nearest_first() -> None:
    with pytest.raises(CourtNotAbove) as refusal:
        must_hear(JUDGED_BELOW, OTHER, Instance.APPEAL, REGIONS, DAY)
    assert refusal.value.particulars == {"yours": "psc/0102", "below": "psc/0101", "courts": ["psc/01", "psc/hq"]}


async def before(registry: ServiceUnderTest, court: Caller) -> str:
    """Bring a case with a charge before that court, and return its id."""
    case_id = await with_the_prosecutor(registry)
    await filed(registry, case_id)
    await moved(registry, case_id, "charged", PROSECUTOR)
    await moved(registry, case_id, "filedInCourt", PROSECUTOR)
    await handed_over(registry, case_id, court, PROSECUTOR)
    return case_id


def an_opening(level: str) -> dict[str, object]:
    return {"level": level, "startedOn": "2026-03-02", "panel": a_panel("J-1", "J-2", "J-3")}


def to(court: Seat) -> dict[str, object]:
    return {"to": court.to_document()}


async def test_no_court_hears_the_appeal_from_itself_nor_one_that_stands_beside_it(registry: ServiceUnderTest) -> None:
    zone, province = at("psc", "0101"), at("psc", "01")
    case_id = await before(registry, zone)
    await brought(registry, case_id, zone, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    path = f"/cases/{case_id}"
    assert (await refused(registry, f"{path}/proceedings", an_opening("appeal"), zone))[:2] == (409, "court-not-above")
    assert (await refused(registry, f"{path}/hand-overs", to(OTHER), zone))[:2] == (409, "court-not-above")
    charge = (await registry.call("GET", f"{path}/charges", caller=zone)).json()["items"][0]["chargeId"]
    result = {"result": "acquitted", "decidedOn": "2026-03-02"}
    assert (await refused(registry, f"{path}/charges/{charge}/results", result, zone))[:2] == (409, "charge-judged")
    await handed_over(registry, case_id, province, zone)
    assert (await refused(registry, f"{path}/charges/{charge}/results", result, province))[:2] == (409, "charge-judged")
    await tried(registry, case_id, "appeal", province)  # its own proceedings change the result
    await moved(registry, case_id, "judgedOnAppeal", province, outcome="upheld")
    await moved(registry, case_id, "inCassation", province)
    assert (await refused(registry, f"{path}/proceedings", an_opening("cassation"), province))[1] == "court-not-above"
    assert (await refused(registry, f"{path}/hand-overs", to(ZONE), province))[1] == "court-not-above"
    highest = at("psc", "hq")
    await handed_over(registry, case_id, highest, province)
    await tried(registry, case_id, "cassation", highest)
    # an order names no court that would look at its own judgment
    etag = (await registry.call("GET", path, caller=highest)).headers["etag"]
    order = {"to": "appealed", "happenedOn": "2026-03-02", "outcome": "quashedAndRemanded", "court": ZONE.to_document()}
    answer = await registry.call("POST", f"{path}/moves", json=order, caller=highest, headers={"If-Match": etag})
    assert (answer.status_code, answer.json()["code"]) == (409, "court-not-above")
    await moved(registry, case_id, "appealed", highest, outcome="quashedAndRemanded", court=PROVINCE.to_document())


async def test_a_case_that_was_remanded_goes_on_at_the_court_that_the_order_names_alone(
    registry: ServiceUnderTest,
) -> None:
    zone, province, other = at("psc", "0101"), at("psc", "01"), at("psc", "0102")
    case_id = await before(registry, zone)
    await brought(registry, case_id, zone, "accepted", "inTrial", "judgedFirstInstance", "appealed")
    await handed_over(registry, case_id, province, zone)
    await tried(registry, case_id, "appeal", province)
    named: Any = {"outcome": "quashedAndRemanded", "court": OTHER.to_document()}
    await moved(registry, case_id, "inTrial", province, **named)
    path = f"/cases/{case_id}"
    awaited: tuple[int, str, list[str]] = (409, "court-designated", [])
    # who quashed has the file still, and does not try the case
    assert await refused(registry, f"{path}/proceedings", an_opening("firstInstance"), province) == awaited
    charge = (await registry.call("GET", f"{path}/charges", caller=zone)).json()["items"][0]["chargeId"]
    result = {"result": "guilty", "decidedOn": "2026-03-02"}
    assert await refused(registry, f"{path}/charges/{charge}/results", result, province) == awaited
    assert await refused(registry, f"{path}/hand-overs", to(ZONE), province) == awaited
    await handed_over(registry, case_id, other, province)
    # nor does it go on from there
    assert await refused(registry, f"{path}/hand-overs", to(ZONE), other) == awaited
    await brought(registry, case_id, other, "judgedFirstInstance", "appealed")
    await sent(registry, case_id, province, other)  # the order has had its effect


async def test_where_nobody_stands_above_the_court_that_judged_other_judges_of_it_hear_the_appeal(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    alone = [each for each in OFFICES if each.seat.member != "psc" or each.seat == PROVINCE]
    held.take(ReferenceData(organisations=Organisations.of(3, COUNTRY.members.values(), alone)))
    court = at("psc", "01", held.current)
    case_id = await before(registry, court)
    await brought(registry, case_id, court, "accepted", "inTrial", "judgedFirstInstance", "appealed", "judgedOnAppeal")


async def test_results_stand_when_the_judgment_is_issued(registry: ServiceUnderTest) -> None:
    case_id, charge = await charged(registry)
    await moved(registry, case_id, "charged", PROSECUTOR, on="2026-03-20")
    await moved(registry, case_id, "filedInCourt", PROSECUTOR, on="2026-03-20")
    court = at("psc", "0101")
    await handed_over(registry, case_id, court, PROSECUTOR)
    await brought(registry, case_id, court, "accepted", "inTrial", on="2026-03-20")
    await tried(registry, case_id, "firstInstance", court, on="2026-03-20", result="acquitted")
    path = f"/cases/{case_id}/charges/{charge['chargeId']}/results"
    result = {"result": "guilty", "decidedOn": "2026-03-20"}
    assert (await refused(registry, path, result, court))[:2] == (409, "charge-judged")


async def test_a_charge_that_the_judgment_left_without_a_result_gets_it_behind_it(registry: ServiceUnderTest) -> None:
    """Clerks type the judgment first: else nothing would lead on, and nothing back."""
    court = at("psc", "0101")
    case_id = await before(registry, court)
    await brought(registry, case_id, court, "accepted", "inTrial")
    path = f"/cases/{case_id}"
    proceeding = (await posted(registry, f"{path}/proceedings", an_opening("firstInstance"), court))["proceedingId"]
    judgment = JUDGMENT | {"proceedingId": proceeding, "decidedOn": "2026-03-02", "matter": "conviction"}
    await posted(registry, f"{path}/decisions", judgment, court)
    charge = (await registry.call("GET", f"{path}/charges", caller=court)).json()["items"][0]["chargeId"]
    result = {"result": "guilty", "decidedOn": "2026-03-02"}
    await posted(registry, f"{path}/charges/{charge}/results", result, court)
    again = await refused(registry, f"{path}/charges/{charge}/results", result | {"result": "acquitted"}, court)
    assert again[:2] == (409, "charge-judged")
    await moved(registry, case_id, "judgedFirstInstance", court)
