"""Offices of health summaries: whose values are whose, who sends for whom, and who reads them."""

from typing import Any

import pytest

from contracts.organisations import OfficeFacts, Organisations
from contracts.reference_data import ReferenceData
from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller
from services.health_summaries.app import build
from services.health_summaries.domain.org_units import OrgUnit
from services.health_summaries.settings import Settings
from tests.health_summaries.builders import ATTAPEU, HQ, MOH, a_row, a_set, all_values, counts, the_offices
from tests.health_summaries.conftest import MIGRATIONS
from tests.support.earlier import brought_up_to_date
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, ServiceUnderTest, a_caller, running

REPORTING = {"purpose": "healthReporting"}
PROVINCE, WARD = Seat("moh", "17"), Seat("moh", "ward-17")
CLINIC, OTHER_CLINIC = Seat("clinic-of-no-list", "main"), Seat("other-clinic", "main")
PLACES = {"17": "17", ATTAPEU: "17", "14": "14"}


def an_office(seat: Seat, kind: str, place: str | None = "17", parent: str | None = None) -> OfficeFacts:
    return OfficeFacts(seat, kind, "province", "ຫ້ອງການ", "Office", place=place, parent=parent)


OFFICES = (
    an_office(HQ, "ministry-office", None),
    an_office(PROVINCE, "health-office", parent="hq"),
    an_office(WARD, "hospital", parent="17"),
    an_office(CLINIC, "hospital"),
    an_office(OTHER_CLINIC, "hospital"),
)


def acting(seat: Seat, kind: str, office_kind: str, *above: str, **other: Any) -> Caller:
    standing = Standing(seat, office_kind, "province", above=above, **other)
    return a_caller(seat.member, kind, standing=standing, **REPORTING)


THE_PROVINCE = acting(PROVINCE, "health", "health-office", "hq")
THE_WARD = acting(WARD, "health", "hospital", "17", "hq")
THE_CLINIC = acting(CLINIC, "hospital", "hospital")
THE_OTHER = acting(OTHER_CLINIC, "hospital", "hospital")
THE_DESK = a_caller("moh", "health", office=None, holding=Holding(codes=("ward-17",)), **REPORTING)
TOWER = a_caller("control-tower", "authority", purpose="oversight")


@pytest.mark.parametrize(
    ("sender", "name", "unit"),
    [
        (HQ, ATTAPEU, OrgUnit("17", PROVINCE)),
        (HQ, "14", OrgUnit("14", HQ)),
        (CLINIC, "main", OrgUnit("17", CLINIC, facility=True)),
        (CLINIC, "ward-17", None),
        (HQ, "hq", None),
        (HQ, "ward-17", OrgUnit("17", WARD, facility=True)),
    ],
    ids=["of the place", "nobody's: the sender's", "itself", "another member's", "no facility", "one below"],
)
def test_a_unit_is_an_office_by_what_the_directory_says(sender: Seat, name: str, unit: OrgUnit | None) -> None:
    assert the_offices(*OFFICES, sender=sender).unit(name, PLACES) == unit


def test_of_a_place_with_two_offices_the_values_are_the_senders() -> None:
    second = an_office(Seat("moh", "17-b"), "health-office")
    assert the_offices(*OFFICES, second).unit("17", PLACES) == OrgUnit("17", HQ)


async def send(summaries: ServiceUnderTest, caller: Caller, *rows: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = await summaries.call("POST", "/data-value-sets", json=a_set(*rows), caller=caller)
    return answer.status_code, answer.json()


async def seen_by(summaries: ServiceUnderTest, caller: Caller, **params: str) -> list[tuple[str, str]]:
    """Return the units and values that a list shows this caller."""
    answer = await summaries.call("GET", "/data-values", params=params, caller=caller)
    assert answer.status_code == 200, answer.text
    return [(item["orgUnit"], item["value"]) for item in answer.json()["items"]]


async def test_each_facility_has_its_values_and_reads_its_own(summaries: ServiceUnderTest) -> None:
    summaries.app.state.resources["organisations"].take(ReferenceData(organisations=Organisations.of(1, [], OFFICES)))
    for caller, unit, value in (
        (THE_CLINIC, "main", "1"),
        (THE_OTHER, "main", "2"),
        (THE_WARD, "ward-17", "3"),
        (MOH, ATTAPEU, "19"),
    ):
        status, message = await send(summaries, caller, a_row(orgUnit=unit, value=value))
        assert (status, counts(message)) == (200, (1, 0, 0, 0)), message
    assert await seen_by(summaries, THE_CLINIC) == [("main", "1")]
    assert await seen_by(summaries, THE_OTHER, orgUnit="main") == [("main", "2")]
    assert await seen_by(summaries, THE_PROVINCE) == [(ATTAPEU, "19"), ("ward-17", "3")]
    assert await seen_by(summaries, THE_DESK) == [("ward-17", "3")]
    everything = [(ATTAPEU, "19"), ("main", "1"), ("ward-17", "3"), ("main", "2")]
    assert await seen_by(summaries, MOH) == everything
    assert await seen_by(summaries, TOWER) == everything
    assert await seen_by(summaries, MOH, orgUnit="ward-17") == [("ward-17", "3")]
    [value] = (await summaries.call("GET", "/data-values", params={"orgUnit": "17", "limit": "1"})).json()["items"]
    assert value["office"] == PROVINCE.to_document(), "the ministry sent what is the province's"


async def test_nobody_reports_for_an_office_that_is_not_below(summaries: ServiceUnderTest) -> None:
    summaries.app.state.resources["organisations"].take(ReferenceData(organisations=Organisations.of(1, [], OFFICES)))
    status, message = await send(summaries, THE_CLINIC, a_row(), a_row(orgUnit="main"))
    [conflict] = message["response"]["conflicts"]
    assert (status, conflict["errorCode"], conflict["indexes"]) == (200, "E7617", [0])
    status, message = await send(summaries, THE_WARD, a_row())
    assert (status, message["response"]["conflicts"][0]["errorCode"]) == (409, "E7617")
    refused = [(await send(summaries, caller))[::-1] for caller in (THE_DESK, a_caller("moic", "ministry"))]
    assert [(problem["code"], status) for problem, status in refused] == [
        ("office-needed", 403),
        ("may-not-report", 403),
    ]


async def test_values_of_a_closed_facility_are_its_successors(summaries: ServiceUnderTest) -> None:
    summaries.app.state.resources["organisations"].take(ReferenceData(organisations=Organisations.of(1, [], OFFICES)))
    await send(summaries, THE_CLINIC, a_row(orgUnit="main"))
    successor = acting(WARD, "health", "hospital", "17", "hq", succeeds=(CLINIC,))
    assert await seen_by(summaries, successor) == [("main", "19")]
    assert counts((await send(summaries, successor, a_row(orgUnit="main", value="20")))[1]) == (0, 1, 0, 0)
    assert await seen_by(summaries, successor) == [("main", "20")]


async def test_values_of_an_earlier_build_are_of_an_office(fresh_database: FreshDatabase) -> None:
    url, report = fresh_database(), "rep_01k9s0zt4r7q2v5x8y1a3b6c9d"
    await brought_up_to_date(
        url,
        MIGRATIONS,
        "0011",
        f"insert into reports values ('{report}', 'moh', 'dhis2', null, '2026-03-02T03:00:00Z', null, null, 'SUCCESS',"
        " 1, 0, 0, 0);\n"
        "insert into data_values values ('DENGUE_CASES', '17', '201001', 'default', 'default', '2010-01-01',"
        f" '2010-01-31', '19', null, false, false, '{report}', '2026-03-02T03:00:00Z'),"
        " ('REGISTERED_BIRTHS', '1701', '202602', 'default', 'default', '2026-02-01',"
        " '2026-02-28', '3', null, false, false, null, '2026-03-02T03:00:00Z')",
    )
    told = {"database_url": url, "bus": "postgres", "bus_url": fresh_database("chassis.bus.migrations")}
    async with running(build(Settings.model_validate(told), voucher_keys=KEYS), MOH) as summaries:
        shown = {item["dataElement"]: item.get("office") for item in await all_values(summaries)}
        assert shown == {"DENGUE_CASES": HQ.to_document(), "REGISTERED_BIRTHS": None}
        assert await seen_by(summaries, THE_CLINIC) == [("1701", "3")], "what is counted here is nobody's"
