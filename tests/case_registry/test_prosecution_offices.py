"""Who enters a case in the prosecution's register: the office of its place, or with a part; a mistake is taken out."""

from collections.abc import Sequence
from typing import Any

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.organisations import Organisations
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.history import replay
from tests.case_registry.builders import opened
from tests.case_registry.country import MEMBERS, OFFICES, an_office, at
from tests.case_registry.court_builders import posted, refused
from tests.case_registry.test_history import history, state
from tests.support.service import ServiceUnderTest

# Zones of two provinces; which districts belong to a zone the directory does not say, only where its office is.
PLACED = (
    an_office("ospp", "hq", "central", None),
    an_office("ospp", "01", "province", "hq", place="01"),
    an_office("ospp", "02", "province", "hq", place="02"),
    an_office("ospp", "z1", "district", "01", place="0101"),
    an_office("ospp", "z2", "district", "01", place="0106"),
    an_office("ospp", "z3", "district", "02", place="0201"),
)
COUNTRY = Organisations.of(1, MEMBERS, [*(each for each in OFFICES if each.seat.member != "ospp"), *PLACED])
STATION, ZONE, OTHER_ZONE = at("police", "0101"), at("ospp", "z1", COUNTRY), at("ospp", "z2", COUNTRY)
PROVINCE, SUPREME = at("ospp", "01", COUNTRY), at("ospp", "hq", COUNTRY)
ENTRY = {"level": "firstInstance", "enteredOn": "2026-03-05"}
CALL_UP = ENTRY | {"basis": "petition"}
MISTAKE = {"reason": "ລົງທະບຽນຜິດຄະດີ"}


@pytest.fixture
def held() -> HeldOrganisations:
    return HeldOrganisations(COUNTRY)


@pytest.mark.parametrize(
    ("place", "right"),
    [
        ("0101", ["01", "hq", "z1"]),  # its zone
        ("0103", ["01", "hq", "z1", "z2"]),  # a district of some zone of the province
        ("0201", ["02", "hq", "z3"]),
        ("0301", ["01", "02", "hq", "z1", "z2", "z3"]),  # the directory places no office there
    ],
)
async def test_a_case_is_entered_by_the_office_of_its_place_or_one_above(
    registry: ServiceUnderTest, place: str, right: Sequence[str]
) -> None:
    case_id = (await opened(registry, STATION, place=place))["caseId"]
    path, entered = f"/cases/{case_id}/prosecutor-statements", []
    for office in sorted(each.seat.office for each in PLACED):
        caller = at("ospp", office, COUNTRY)
        answer = await registry.call("POST", path, json=ENTRY, caller=caller)
        if answer.status_code == 201:
            entered.append(office)
            await posted(registry, f"{path}/{answer.json()['statementId']}/withdrawal", MISTAKE, caller)
        else:
            assert (answer.status_code, answer.json()["code"]) == (409, "other-offices")
    assert entered == right


async def test_a_wrong_office_hears_which_is_the_right_one_and_gets_no_part(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, STATION))["caseId"]
    answer = await registry.call("POST", f"/cases/{case_id}/called-up-files", json=CALL_UP, caller=OTHER_ZONE)
    assert answer.json()["params"]["offices"] == ["ospp/z1"]
    assignment = {"officer": "EVIL-1", "assignedOn": "2026-03-20"}
    found = await refused(registry, f"/cases/{case_id}/prosecutor-assignments", assignment, OTHER_ZONE)
    assert found[:2] == (409, "other-offices")


async def test_a_court_asks_the_office_of_the_place_or_one_above_for_a_statement(registry: ServiceUnderTest) -> None:
    court = at("psc", "0101", COUNTRY)
    case = await opened(registry, court, category="family", restriction="familySecret", number="7/ຄອບ")
    path = f"/cases/{case['caseId']}"
    asking = {"level": "firstInstance", "requestedOn": "2026-03-10"}

    def of(office: str) -> dict[str, Any]:
        return asking | {"to": {"member": "ospp", "office": office}}

    for office in ("z2", "z3"):
        answer = await registry.call("POST", f"{path}/statement-requests", json=of(office), caller=court)
        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["code"], fault["pointer"]) == (400, "another-place", "/to")
        assert "ospp/z1" in fault["message"]["en"]
    for office in ("z1", "01", "hq"):
        await posted(registry, f"{path}/statement-requests", of(office), court)
    assert (await registry.call("GET", path, caller=OTHER_ZONE)).status_code == 404


async def seen_when_secret(registry: ServiceUnderTest, case_id: str, caller: Caller) -> bool:
    return (await registry.call("GET", f"/cases/{case_id}", caller=caller)).status_code == 200


@pytest.mark.parametrize("by", [ZONE, PROVINCE], ids=["who made it", "above"])
async def test_an_entry_that_was_a_mistake_keeps_nobody_out_and_gives_no_part(
    registry: ServiceUnderTest, by: Caller
) -> None:
    case_id = (await opened(registry, STATION))["caseId"]
    path = f"/cases/{case_id}/called-up-files"
    wrong = await posted(registry, path, CALL_UP, ZONE)
    answer = await registry.call("POST", path, json=CALL_UP, caller=SUPREME)
    assert (answer.status_code, answer.json()["code"]) == (409, "already-registered")
    assert answer.json()["params"] == {"office": "ospp/z1"}
    mistaken = f"{path}/{wrong['calledUpFileId']}/withdrawal"
    assert (await refused(registry, mistaken, MISTAKE, OTHER_ZONE))[:2] == (403, "another-office")
    withdrawn = await posted(registry, mistaken, MISTAKE, by)
    assert withdrawn["withdrawnAt"]
    assert (await registry.announced())[-1] == "la.gov.justice.case.register-entry-withdrawn.v1"
    assert (await registry.call("POST", mistaken, json=MISTAKE, caller=by)).status_code == 404
    await posted(registry, path, CALL_UP, SUPREME)
    order = {
        "to": "stateSecret",
        "decisionNumber": "1",
        "decidedOn": "2026-03-20",
        "reason": "ລັບ",
        "legalBasis": "ກົດໝາຍ",
    }
    await posted(registry, f"/cases/{case_id}/restriction-changes", order, STATION)
    seen = [await seen_when_secret(registry, case_id, each) for each in (ZONE, SUPREME)]
    assert seen == [False, True]
    listed = (await registry.call("GET", "/called-up-files", caller=SUPREME)).json()["items"]
    assert [each["office"]["office"] for each in listed] == ["hq"]
    assert replay(await history(registry, case_id)) == await state(registry, case_id)


async def test_a_withdrawn_entry_is_in_no_figure_but_in_those_reported_before(registry: ServiceUnderTest) -> None:
    case_id = (await opened(registry, STATION))["caseId"]
    path, asked = f"/cases/{case_id}/called-up-files", {"year": "2026", "member": "ospp", "office": "z1"}
    wrong = await posted(registry, path, CALL_UP | {"level": "cassation"}, ZONE)
    report = {"office": "z1", "year": 2026, "figures": [{"row": "II.2", "month": 3, "value": 1}]}
    await posted(registry, "/registers/monthly/reports", report, ZONE)

    async def told() -> Any:
        register = (await registry.call("GET", "/registers/monthly", caller=ZONE, params=asked)).json()
        row = next(row for row in register["rows"] if row["row"] == "II.2")
        return next((each["value"], each["asReported"]) for each in row["figures"] if each["month"] == 3)

    assert await told() == (1, 1)
    await posted(registry, f"{path}/{wrong['calledUpFileId']}/withdrawal", MISTAKE, ZONE)
    assert await told() == (0, 1)


async def test_what_is_resolved_is_no_mistake_and_an_office_that_was_asked_keeps_its_part(
    registry: ServiceUnderTest,
) -> None:
    court = at("psc", "0101")
    case_id = (await opened(registry, court, category="civil", participants=None))["caseId"]
    asked = {"to": {"member": "ospp", "office": "z1"}, "level": "firstInstance", "requestedOn": "2026-03-04"}
    await posted(registry, f"/cases/{case_id}/statement-requests", asked, court)
    path = f"/cases/{case_id}/prosecutor-statements"
    first = await posted(registry, path, ENTRY, ZONE)
    await posted(registry, f"{path}/{first['statementId']}/withdrawal", MISTAKE, ZONE)
    assert (Seat("ospp", "z1"), "register") in (await state(registry, case_id)).involved
    second = await posted(registry, path, ENTRY, ZONE)
    outcome = {"outcome": "upholds", "resolvedOn": "2026-04-02", "decisionNumber": "31"}
    await posted(registry, f"{path}/{second['statementId']}/outcome", outcome, ZONE)
    found = await refused(registry, f"{path}/{second['statementId']}/withdrawal", MISTAKE, ZONE)
    assert found[:2] == (409, "already-resolved")
