"""Who reads what: the table is whole, denies what it does not say, and every read of the registry keeps to it."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.case_registry.app import SERVICE
from services.case_registry.domain.reads import RULES, Reach, Read, parse, reaches
from services.case_registry.domain.table import TableBroken
from services.case_registry.domain.words import Restriction
from tests.case_registry.builders import a_suspect, moved, opened, sent
from tests.case_registry.country import at
from tests.case_registry.court_builders import a_hearing, a_panel, posted
from tests.support.service import ServiceUnderTest

# how an office stands to the case of the station 0101, whose file has gone to the prosecutor of the zone 0101
STANDINGS = {
    "role": at("police", "0101"),
    "own": at("ospp", "0101"),
    "above": at("police", "01"),
    "above all": at("ospp", "hq"),
    "beside": at("police", "0102"),
    "another member": at("psc", "0101"),
}
SEEN = {
    Restriction.NONE: set(STANDINGS),
    Restriction.FAMILY_SECRET: {"role", "own", "above", "above all"},
    Restriction.STATE_SECRET: {"role", "own"},
}


def operations() -> dict[str, set[str]]:
    """Return the purposes of every operation that reads, by its id, as the service declares them."""
    found = {}
    for router in SERVICE.routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                found[str(route.operation_id)] = set((route.openapi_extra or {})["x-purposes"])
    return found


def test_every_read_has_a_row_for_each_of_its_purposes_and_no_row_speaks_of_another() -> None:
    declared = operations()
    assert set(declared) == set(Read)
    stated: dict[str, set[str]] = {}
    for row in RULES:
        for operation in row.operations:
            stated.setdefault(operation, set()).update(row.purposes)
    assert stated == declared


def test_what_no_row_allows_is_denied() -> None:
    assert reaches(Read.GET_CASE, "statistics", RULES) == {}
    assert Restriction.STATE_SECRET not in reaches(Read.GET_CASE, "investigation", RULES)[Reach.ROLE]


@pytest.mark.parametrize(
    "row",
    [
        'operations = ["peek"]\npurposes = ["caseManagement"]\nrestrictions = ["none"]\nreach = ["own"]',
        'operations = ["getCase"]\npurposes = ["caseManagement"]\nrestrictions = ["secret"]\nreach = ["own"]',
        'operations = ["getCase"]\npurposes = ["caseManagement"]\nrestrictions = ["none"]\nreach = ["around"]',
        'operations = ["getCase"]\npurposes = ["caseManagement"]\nreach = ["own"]',
        'operations = ["getCase"]\npurposes = []\nrestrictions = []\nreach = []\nmood = "good"',
    ],
    ids=["unknown read", "unknown restriction", "unknown reach", "no restrictions", "unknown column"],
)
def test_a_table_that_nobody_can_follow_does_not_load(row: str) -> None:
    with pytest.raises(TableBroken):
        parse(f"[[reads]]\n{row}\n")


@pytest.mark.parametrize("restriction", SEEN)
async def test_a_restricted_case_is_in_every_read_of_those_whom_the_table_names_and_in_no_other(
    registry: ServiceUnderTest, restriction: Restriction
) -> None:
    station, zone, court = STANDINGS["role"], STANDINGS["own"], at("psc", "0102")
    case_id = (await opened(registry, station, restriction=restriction.value))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, station)
    hand_over = await sent(registry, case_id, zone, station)
    path = f"/cases/{case_id}/hand-overs/{hand_over['handOverId']}/acceptance"
    await posted(registry, path, {"received": []}, zone)
    entry = {"enteredOn": "2026-03-20", "level": "firstInstance"}
    await posted(registry, f"/cases/{case_id}/prosecutor-statements", entry, zone)
    # another case, of a court, to which this one is related: the relation shows where the case does
    other = await opened(registry, court, category="civil", number="7/ແພ່ງ", participants=[a_suspect(role="plaintiff")])
    await posted(registry, f"/cases/{case_id}/relations", {"kind": "joinedWith", "caseId": other["caseId"]}, zone)
    for name, caller in STANDINGS.items():
        sees = name in SEEN[restriction]

        async def found(path: str, key: str, caller: Any = caller, **params: str) -> set[str]:
            page = (await registry.call("GET", path, params=params, caller=caller)).json()
            return {each[key] for each in page["items"]}

        for path in ("", "/moves", "/charges", "/proceedings", "/decisions"):
            answer = await registry.call("GET", f"/cases/{case_id}{path}", caller=caller)
            assert answer.status_code == (200 if sees else 404), (name, path)
        assert (case_id in await found("/cases", "caseId")) is sees
        assert (case_id in await found("/cases", "caseId", relatedTo=other["caseId"])) is sees
        assert (case_id in await found("/cases", "caseId", member="ospp", office="0101")) is sees
        assert (case_id in await found("/prosecutor-statements", "caseId")) is sees
        is_side = name in {"role", "own"} or (name.startswith("above") and restriction is not Restriction.STATE_SECRET)
        assert (case_id in await found("/hand-overs", "caseId")) is is_side


async def test_the_schedule_and_the_overview_keep_to_the_table_too(registry: ServiceUnderTest) -> None:
    court, province, sibling = at("psc", "0101"), at("psc", "01"), at("psc", "0102")
    case_id = (await opened(registry, court, category="juvenile", participants=[a_suspect(role="plaintiff")]))["caseId"]
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, court)
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    proceeding = await posted(registry, f"/cases/{case_id}/proceedings", opening, court)
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), court)
    for caller, sees in ((court, True), (province, True), (sibling, False)):
        page = (await registry.call("GET", "/schedule", caller=caller)).json()
        assert [each["caseId"] for each in page["items"]] == ([case_id] if sees else [])
        overview = (await registry.call("GET", "/statistics/overview", caller=caller)).json()
        assert (len(overview["categories"]), len(overview["nextHearings"])) == ((1, 1) if sees else (0, 0))


@pytest.mark.parametrize(
    ("path", "params", "named"),
    [
        ("/cases", {"office": "0101"}, "member"),
        ("/cases", {"courtOffice": "0101"}, "courtMember"),
        ("/schedule", {"office": "0101"}, "member"),
        ("/registers/monthly", {"office": "0101"}, "member"),
        ("/statistics/overview", {"member": "psc", "below": "true"}, "office"),
        ("/cases", {"member": "psc-"}, "member"),
        ("/cases", {"member": "psc", "office": "0101/2"}, "office"),
    ],
)
async def test_a_seat_is_named_whole(registry: ServiceUnderTest, path: str, params: dict[str, str], named: str) -> None:
    answer = await registry.call("GET", path, params=params)
    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["errors"]] == [named]


async def test_an_office_above_reads_the_register_of_all_below_it_with_its_name_on_the_print(
    registry: ServiceUnderTest,
) -> None:
    for number, office in enumerate(("01", "0101", "0102")):
        case_id = (await opened(registry, number=f"{number}/ປກສ"))["caseId"]
        entry = {"enteredOn": "2026-03-20", "level": "cassation"}
        await posted(registry, f"/cases/{case_id}/prosecutor-statements", entry, at("ospp", office))
    for params, offices in (
        ({"member": "ospp", "office": "0101"}, 1),
        ({"member": "ospp", "office": "01"}, 1),
        ({"member": "ospp", "office": "01", "below": "true"}, 3),
        ({"member": "ospp"}, 3),
    ):
        register = (
            await registry.call("GET", "/registers/monthly", params=params | {"year": "2026"}, caller=at("ospp", "01"))
        ).json()
        march = register["months"][2]
        assert (march["offices"], march["reporting"]) == (offices, offices)
        (new,) = [row for row in register["rows"] if row["row"] == "I.2"]
        assert {each["month"]: each["value"] for each in new["figures"]}[3] == offices
    for office, name in (("0101", "ຫ້ອງການ ospp 0101"), ("0999", "0999")):
        printed = await registry.call(
            "GET",
            "/registers/monthly",
            params={"member": "ospp", "office": office, "year": "2026"},
            headers={"Accept": "text/html"},
            caller=at("ospp", "01"),
        )
        assert f"ໜ່ວຍງານ ospp, {name}" in printed.text
