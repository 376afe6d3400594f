"""Whose a case is, office by office: who has no part in it does not act; a closed office's cases go on elsewhere."""

from typing import Any

from chassis.reference.held import HeldOrganisations
from contracts.reference_data import ReferenceData
from contracts.seats import Holding, Seat
from contracts.voucher import Caller
from services.case_registry.errors.seats import OtherOffices
from tests.case_registry.builders import ARTICLE, a_suspect, filed, moved, opened, sent
from tests.case_registry.country import COUNTRY, anywhere, at, closed
from tests.case_registry.court_builders import JUDGMENT, a_hearing, a_panel, posted
from tests.support.service import ServiceUnderTest

STATION, PROVINCE, NEXT_STATION = at("police", "0101"), at("police", "01"), at("police", "0102")
ZONE, PROSECUTION = at("ospp", "0101"), at("ospp", "01")
COURT, SIBLING = at("psc", "0101"), at("psc", "0102")
DETAINED = {
    "status": "detained",
    "since": "2026-03-03T08:00:00+07:00",
    "orderNumber": "1/ອຍ",
    "orderedOn": "2026-03-03",
}
FREE = {"status": "free", "since": "2026-03-04T08:00:00+07:00"}
SEARCHED = {"to": "underInvestigation", "happenedOn": "2026-03-02"}
THEFT = {"number": "2", "title": "ຄະດີ", "category": "criminal", "place": "0101", "openedOn": "2026-03-02"}


async def refusal(registry: ServiceUnderTest, path: str, body: Any, caller: Caller, **headers: str) -> dict[str, Any]:
    """Post, and return the refusal, which is told in both languages."""
    answer = await registry.call("POST", path, json=body, caller=caller, headers=headers)
    english = await registry.call("POST", path, json=body, caller=caller, headers={**headers, "Accept-Language": "en"})
    problem: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert english.json()["detail"] != problem["detail"]
    return problem


async def taken(registry: ServiceUnderTest, case_id: str, to: Caller, caller: Caller) -> None:
    hand_over = await sent(registry, case_id, to, caller)
    path = f"/cases/{case_id}/hand-overs/{hand_over['handOverId']}/acceptance"
    await posted(registry, path, {"received": []}, to)


async def with_the_zone(registry: ServiceUnderTest, **other: Any) -> dict[str, Any]:
    """Open a case at a station and bring its file to the prosecutor of the zone; return the case."""
    case = await opened(registry, STATION, **other)
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case["caseId"], status, STATION)
    await taken(registry, case["caseId"], ZONE, STATION)
    return case


async def tried(registry: ServiceUnderTest, court: Caller, **other: Any) -> tuple[str, str, dict[str, Any]]:
    """Charge somebody and bring the case into its trial before a court; return case, charge and proceedings."""
    case = await with_the_zone(registry, **other)
    case_id, suspect = case["caseId"], case["participants"][0]["participantId"]
    filing = {"participantId": suspect, "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-03-20"}
    charge = await posted(registry, f"/cases/{case_id}/charges", filing, ZONE)
    for status in ("charged", "filedInCourt"):
        await moved(registry, case_id, status, ZONE, on="2026-03-20")
    await taken(registry, case_id, court, ZONE)
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, court, on="2026-03-20")
    opening = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel()}
    return case_id, charge["chargeId"], await posted(registry, f"/cases/{case_id}/proceedings", opening, court)


async def test_another_station_does_not_free_a_detainee(registry: ServiceUnderTest) -> None:
    case = await opened(registry, STATION)
    path = f"/cases/{case['caseId']}/participants/{case['participants'][0]['participantId']}/custody"
    await posted(registry, path, DETAINED, STATION)
    for stranger in (NEXT_STATION, PROVINCE, at("ospp", "0101")):
        problem = await refusal(registry, path, FREE, stranger)
        assert (problem["status"], problem["code"]) == (409, "other-offices")
        assert problem["params"]["offices"] == ["police/0101"]
    await posted(registry, path, FREE, STATION)
    kept = (await registry.call("GET", f"/cases/{case['caseId']}", caller=STATION)).json()["participants"][0]["custody"]
    assert [each["status"] for each in kept] == ["detained", "free"]


async def test_a_provincial_office_does_not_withdraw_the_charge_of_a_trial_in_a_zone(
    registry: ServiceUnderTest,
) -> None:
    case_id, charge_id, _ = await tried(registry, COURT)
    path = f"/cases/{case_id}/charges/{charge_id}/withdrawal"
    withdrawal = {"reason": "ຂາດຫຼັກຖານ", "withdrawnOn": "2026-04-20"}
    for stranger in (PROSECUTION, at("ospp", "hq"), at("ospp", "0102")):
        problem = await refusal(registry, path, withdrawal, stranger)
        assert (problem["code"], problem["params"]["offices"]) == ("other-offices", ["ospp/0101"])
    assert (await posted(registry, path, withdrawal, ZONE))["state"] == "withdrawn"


async def test_who_has_named_no_office_lists_what_its_offices_have_and_does_nothing(registry: ServiceUnderTest) -> None:
    mine = (await opened(registry, STATION))["caseId"]
    other = (await opened(registry, NEXT_STATION, number="1/ປກສ"))["caseId"]
    for holding, offices, found in (
        (Holding(codes=("0101",)), ["0101"], [mine]),
        (Holding(below="01"), ["01", "0101", "0102"], [other, mine]),
        (Holding(every=True), ["01", "0101", "0102", "hq"], [other, mine]),
        (Holding(), [], []),
    ):
        caller = anywhere("police", holding)
        page = (await registry.call("GET", "/cases", caller=caller)).json()
        assert [case["caseId"] for case in page["items"]] == found
        answer = await registry.call("GET", f"/cases/{other}", caller=caller)
        assert answer.status_code == (200 if other in found else 404)
        case = await registry.call("GET", f"/cases/{mine}", caller=STATION)
        for path, body in (
            (
                "/cases",
                THEFT,
            ),
            (f"/cases/{mine}/moves", SEARCHED),
            (f"/cases/{mine}/numbers", {"number": "9", "assignedOn": "2026-03-02"}),
            (f"/cases/{mine}/participants", {"role": "witness", "from": "2026-03-02", "name": a_suspect()["name"]}),
        ):
            problem = await refusal(registry, path, body, caller, **{"If-Match": case.headers["etag"]})
            assert (problem["status"], problem["code"]) == (403, "office-needed")
            assert problem["params"]["offices"] == offices


async def test_a_sibling_court_has_a_room_2a_of_its_own_and_shares_the_judges_of_the_member(
    registry: ServiceUnderTest,
) -> None:
    case_id, _, proceeding = await tried(registry, COURT)
    path, wanted = f"/cases/{case_id}/hearings", a_hearing(proceeding)
    for stranger in (SIBLING, at("psc", "01")):
        problem = await refusal(registry, path, wanted, stranger)
        assert (problem["code"], problem["params"]["holder"]) == ("file-elsewhere", "psc/0101")
    await posted(registry, path, wanted, COURT)
    other_id, _, beside = await tried(registry, SIBLING, number="2/ປກສ")
    both = f"/cases/{other_id}/hearings"
    clash = await refusal(registry, both, a_hearing(beside), SIBLING)
    assert [each["what"] for each in clash["params"]["taken"]] == ["judge"] * 3
    await posted(registry, both, a_hearing(beside, overrideReason="ນັ່ງທາງໄກ"), SIBLING)
    assert (await refusal(registry, path, wanted, COURT))["code"] == "hearing-clash"
    decision = await posted(
        registry,
        f"/cases/{other_id}/decisions",
        {"kind": "order", "proceedingId": beside["proceedingId"], "decidedOn": "2026-05-11"},
        SIBLING,
    )
    assert decision["decisionId"] == "ECLI:LA:PSC:2026:0102.CR.1"
    for office, rooms in (("0101", ["psc/0101"]), ("0102", ["psc/0102"]), (None, ["psc/0101", "psc/0102"])):
        asked = {"member": "psc"} | ({} if office is None else {"office": office})
        page = (await registry.call("GET", "/schedule", params=asked, caller=SIBLING)).json()
        courts = sorted("/".join(hearing["court"].values()) for hearing in page["items"])
        assert courts == rooms
        overview = (await registry.call("GET", "/statistics/overview", params=asked, caller=SIBLING)).json()
        assert sum(each["pending"] for each in overview["categories"]) == len(rooms)
    below = {"member": "psc", "office": "01", "below": "true"}
    overview = (await registry.call("GET", "/statistics/overview", params=below, caller=SIBLING)).json()
    assert (overview["below"], sum(each["cases"] for each in overview["categories"])) == (True, 2)


async def test_a_hand_over_on_its_way_to_a_closed_office_is_taken_by_its_successor(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    case_id = (await opened(registry, STATION, restriction="familySecret"))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, STATION)
    first = await sent(registry, case_id, ZONE, STATION)
    held.take(
        ReferenceData(
            organisations=closed(
                closed(COUNTRY, Seat("ospp", "0101"), Seat("ospp", "01")),
                Seat("police", "0101"),
                Seat("police", "0102"),
            )
        )
    )
    successor, sender = at("ospp", "01", held.current), at("police", "0102", held.current)
    # the sender's successor recalls, and sends again: the file is its own
    path = f"/cases/{case_id}/hand-overs/{first['handOverId']}"
    assert (await posted(registry, f"{path}/recall", {"reason": "ມອບຜິດ"}, sender))["status"] == "recalled"
    second = await sent(registry, case_id, ZONE, sender)
    waiting = (await registry.call("GET", "/hand-overs", params={"status": "sent"}, caller=successor)).json()["items"]
    assert [each["handOverId"] for each in waiting] == [second["handOverId"]]
    path = f"/cases/{case_id}/hand-overs/{second['handOverId']}/acceptance"
    problem = await refusal(registry, path, {"received": []}, at("ospp", "hq", held.current))
    assert (problem["code"], problem["params"]["receiver"]) == ("not-the-receiver", "ospp/01 (ospp/0101)")
    assert (await posted(registry, path, {"received": []}, successor))["to"] == {"member": "ospp", "office": "0101"}
    case = (await registry.call("GET", f"/cases/{case_id}", caller=successor)).json()
    assert case["responsible"] == {"member": "ospp", "office": "01"}
    await filed(registry, case_id, successor)
    await moved(registry, case_id, "charged", successor)


async def test_the_successor_of_a_court_goes_on_with_its_cases_hearings_and_judgments(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    case_id, charge_id, proceeding = await tried(registry, COURT)
    hearing = await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), COURT)
    held.take(ReferenceData(organisations=closed(COUNTRY, Seat("psc", "0101"), Seat("psc", "0102"))))
    successor = at("psc", "0102", held.current)
    problem = await refusal(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), successor)
    assert problem["code"] == "hearing-clash"  # what the closed court had set is still to be heard
    outcome = {"status": "cancelled", "note": "ຍົກເລີກ"}
    await posted(registry, f"/cases/{case_id}/hearings/{hearing['hearingId']}/outcome", outcome, successor)
    anew = await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), successor)
    assert anew["court"] == {"member": "psc", "office": "0102"}
    deciding = {"result": "guilty", "decidedOn": "2026-05-11"}
    await posted(registry, f"/cases/{case_id}/charges/{charge_id}/results", deciding, successor)
    judgment = JUDGMENT | {"proceedingId": proceeding["proceedingId"]}
    made = await posted(registry, f"/cases/{case_id}/decisions", judgment, successor)
    assert made["decisionId"].startswith("ECLI:LA:PSC:2026:0102.CR.")
    for status in ("judgedFirstInstance", "final"):
        await moved(registry, case_id, status, successor, on="2026-05-12")
    decided = (await registry.call("GET", f"/decisions/{made['decisionId']}", caller=successor)).json()
    assert decided["finalOn"] == "2026-05-12"
    page = (await registry.call("GET", "/cases", params={"member": "psc", "office": "0102"}, caller=successor)).json()
    assert [(each["caseId"], each["responsible"]["office"]) for each in page["items"]] == [(case_id, "0101")]


def test_a_refusal_says_nothing_of_what_no_row_limits() -> None:
    refusal = OtherOffices("psc/01", offices=["psc/01"], above=["psc/01"], kinds=[], levels=["central"])
    assert refusal.detail("en") == (
        "psc/01 does not do this in this case. Done by: psc/01; by an office that stands above psc/01; level: Central."
    )
    assert "-" not in refusal.detail("lo")
    assert "ສູນກາງ" in refusal.detail("lo")
