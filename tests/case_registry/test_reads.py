"""Who reads what: the table is whole, denies what it does not say, and every read of the registry keeps to it."""

import pytest
from fastapi.routing import APIRoute

from cli.rights.cells import purposes_with
from services.case_registry.app import SERVICE
from services.case_registry.domain.reads import RULES, Reach, Read, parse, reaches
from services.case_registry.domain.table import TableBroken
from services.case_registry.domain.words import Restriction
from tests.case_registry.builders import a_suspect, opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import posted
from tests.support.service import ServiceUnderTest


def operations() -> dict[str, set[str]]:
    """Return the purposes of every read, by its id, as the service declares them; public ones have none."""
    found = {}
    for router in SERVICE.routers:
        for route in router.routes:
            declared = getattr(route, "openapi_extra", None) or {}
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not declared.get("x-public"):
                found[str(route.operation_id)] = set(declared["x-purposes"])
    return found


def test_every_read_has_a_row_for_each_of_its_purposes_and_no_row_speaks_of_another() -> None:
    declared = operations()
    del declared["competentCourts"]  # it tells of courts, and of no case
    assert set(declared) == set(Read)
    stated: dict[str, set[str]] = {}
    for row in RULES:
        for operation in row.operations:
            stated.setdefault(operation, set()).update(purposes_with(row.rights))
    assert stated == declared


def test_what_no_row_allows_is_denied() -> None:
    assert reaches(Read.CASE_BY_ID, {"subjectAccess"}, RULES) == {}
    assert Restriction.STATE_SECRET not in reaches(Read.CASE_BY_ID, {"caseLookup"}, RULES)[Reach.ROLE]


@pytest.mark.parametrize(
    "row",
    [
        'operations = ["peek"]\nrights = ["caseConduct"]\nrestrictions = ["none"]\nreach = ["own"]',
        'operations = ["caseById"]\nrights = ["caseConduct"]\nrestrictions = ["secret"]\nreach = ["own"]',
        'operations = ["caseById"]\nrights = ["caseConduct"]\nrestrictions = ["none"]\nreach = ["around"]',
        'operations = ["caseById"]\nrights = ["caseConduct"]\nreach = ["own"]',
        'operations = ["caseById"]\nrights = []\nrestrictions = []\nreach = []\nmood = "good"',
    ],
    ids=["unknown read", "unknown restriction", "unknown reach", "no restrictions", "unknown column"],
)
def test_a_table_that_nobody_can_follow_does_not_load(row: str) -> None:
    with pytest.raises(TableBroken):
        parse(f"[[reads]]\n{row}\n")


async def test_what_is_hidden_is_in_no_relation_and_under_no_filter(registry: ServiceUnderTest) -> None:
    station, court = at("police", "0101"), at("psc", "0102")
    case_id = (await opened(registry, station, restriction="familySecret"))["caseId"]
    # another case, of a court, to which this one is related: the relation shows where the case does
    other = await opened(registry, court, category="civil", number="7/ແພ່ງ", participants=[a_suspect(role="plaintiff")])
    await posted(
        registry, f"/cases/{case_id}/relations", {"kind": "civilClaimIn", "otherCaseId": other["caseId"]}, station
    )
    for caller, sees in ((station, True), (at("police", "01"), True), (at("police", "0102"), False)):
        for params in ({"relatedTo": other["caseId"]}, {"member": "police", "office": "0101"}):
            page = (await registry.call("GET", "/cases", params=params, caller=caller)).json()
            assert (case_id in {each["caseId"] for each in page["items"]}) is sees


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
    printed = await registry.call(
        "GET",
        "/registers/monthly",
        params={"member": "ospp", "office": "0101", "year": "2026"},
        headers={"Accept": "text/html"},
        caller=at("ospp", "01"),
    )
    assert "ໜ່ວຍງານ ospp, ຫ້ອງການ ospp 0101" in printed.text
