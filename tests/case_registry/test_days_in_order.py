"""Days keep their order: offices were there, results come by their judgment, older decisions undo no later ones."""

from datetime import date

import pytest

from chassis.reference.held import HeldOrganisations
from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.reference_data import ReferenceData
from contracts.seats import Seat
from contracts.spoken import Named
from services.case_registry.domain.days_in_order import must_be_in_the_judgment
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.words import Status
from services.case_registry.errors.seats import office_not_open
from tests.case_registry.builders import ARTICLE, COURT, an_opening, moved, opened
from tests.case_registry.country import COUNTRY, OFFICES, an_office, at, closed
from tests.case_registry.court_builders import JUDGMENT, a_person, in_trial, posted, refused, sitting
from tests.case_registry.test_children import ORDER
from tests.case_registry.test_corrections import corrected, of_fact, of_person
from tests.case_registry.told import TOLD_AT
from tests.support.service import ServiceUnderTest

BEGINS = date(2026, 6, 1)
STATION, HEIR = Seat("police", "0103"), Seat("police", "0104")
NOT_OPEN = (400, "invalid-input", ["office-not-open"])


@pytest.fixture
def country(held: HeldOrganisations) -> Organisations:
    """Offices that began in June, one of them in the place of one that was closed in March."""
    young = [an_office(member, "0103", "district", "01", begins=BEGINS) for member in ("police", "ospp")]
    heir = an_office("police", "0104", "district", "01", begins=BEGINS)
    offices = Organisations.of(2, COUNTRY.members.values(), [*OFFICES, *young, heir])
    changed = closed(offices, Seat("police", "0102"), HEIR)
    held.take(ReferenceData(organisations=changed))
    return changed


async def test_no_office_acts_on_a_day_before_it_was_there(registry: ServiceUnderTest, country: Organisations) -> None:
    station, prosecutor = at("police", "0103", country), at("ospp", "0103", country)
    assert await refused(registry, "/cases", an_opening(openedOn="2026-05-31"), station) == NOT_OPEN
    await opened(registry, at("police", "0104", country), number="9", openedOn="2026-03-02")  # it took another over
    case_id = (await opened(registry, station, openedOn="2026-06-01"))["caseId"]
    path = f"/cases/{case_id}"
    earlier = of_fact(1, openedOn={"was": "2026-06-01", "now": "2026-05-31"})
    assert await refused(registry, f"{path}/corrections", earlier, station) == NOT_OPEN
    case_id = (await opened(registry, at("police", "0101", country), number="10", openedOn="2026-03-02"))["caseId"]
    path = f"/cases/{case_id}"
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, at("police", "0101", country))
    sending = {"to": {"member": "ospp", "office": "0103"}, "sentOn": "2026-05-31"}
    assert await refused(registry, f"{path}/hand-overs", sending, at("police", "0101", country)) == NOT_OPEN
    sent = await posted(
        registry, f"{path}/hand-overs", sending | {"sentOn": "2026-06-01"}, at("police", "0101", country)
    )
    taking = f"{path}/hand-overs/{sent['handOverId']}/acceptance"
    await posted(registry, taking, {"received": [], "receivedOn": "2026-06-01"}, prosecutor)
    person = (await registry.call("GET", path, caller=prosecutor)).json()["participants"][0]["participantId"]
    filing = {"participantId": person, "article": ARTICLE, "text": "ລັກຊັບ", "filedOn": "2026-05-31"}
    assert await refused(registry, f"{path}/charges", filing, prosecutor) == NOT_OPEN
    tag = {"If-Match": (await registry.call("GET", path, caller=prosecutor)).headers["etag"]}
    order = {"to": "returnedForInvestigation", "happenedOn": "2026-05-31"}
    answer = await registry.call("POST", f"{path}/moves", json=order, caller=prosecutor, headers=tag)
    told = [(each["pointer"], each["code"], each["params"]) for each in answer.json()["errors"]]
    assert told == [("/happenedOn", "office-not-open", {"office": "ospp/0103", "since": "2026-06-01"})]
    await moved(registry, case_id, "returnedForInvestigation", prosecutor, on="2026-06-01")


async def test_a_file_that_was_sent_some_day_is_received_once_the_receiver_is_there(
    registry: ServiceUnderTest, country: Organisations
) -> None:
    station, prosecutor = at("police", "0101", country), at("ospp", "0103", country)
    case_id = (await opened(registry, station))["caseId"]
    for status in ("underInvestigation", "fileSentToProsecutor"):
        await moved(registry, case_id, status, station)
    path = f"/cases/{case_id}/hand-overs"
    sent = await posted(registry, path, {"to": {"member": "ospp", "office": "0103"}}, station)
    taking = {"received": [], "receivedOn": "2026-05-31"}
    assert await refused(registry, f"{path}/{sent['handOverId']}/acceptance", taking, prosecutor) == NOT_OPEN


async def test_a_judgment_is_not_older_than_its_results_nor_they_younger_than_it(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    path = f"/cases/{case_id}"
    proceeding = (await sitting(registry, case_id, startedOn="2026-04-10"))["proceedingId"]
    first = (await registry.call("GET", f"{path}/charges", caller=COURT)).json()["items"][0]["chargeId"]
    result = {"result": "acquitted", "decidedOn": "2026-04-28"}
    await posted(registry, f"{path}/charges/{first}/results", result, COURT)
    judgment = JUDGMENT | {"proceedingId": proceeding, "decidedOn": "2026-04-22"}
    early = await refused(registry, f"{path}/decisions", judgment, COURT)
    assert early == (400, "invalid-input", ["before-the-results"])
    await posted(registry, f"{path}/decisions", judgment | {"decidedOn": "2026-04-28"}, COURT)


def test_a_result_behind_its_judgment_is_of_the_day_of_it_or_earlier() -> None:
    def entry(fact: Fact, position: int) -> Entry:
        on = date(2026, 4, 10 + position)
        return Entry(position=position, fact=fact, happened_on=on, recorded_at=TOLD_AT, by=Seat("psc", "hq"))

    def a_move(source: Status, target: Status) -> Moved:
        return Moved(source=source, target=target)

    judged = entry(DecisionIssued(decision="ECLI:1", sort="judgment", proceeding="pro_1"), 2)
    paused = entry(a_move(Status.IN_TRIAL, Status.SUSPENDED), 3)
    for entries in ([judged], [judged, paused, entry(a_move(Status.SUSPENDED, Status.IN_TRIAL), 4)]):
        must_be_in_the_judgment(date(2026, 4, 12), entries)
        with pytest.raises(InvalidInput) as refusal:
            must_be_in_the_judgment(date(2026, 4, 13), entries)
        assert [fault.code for fault in refusal.value.faults] == ["after-the-judgment"]
    # a trial that began anew has no judgment yet
    must_be_in_the_judgment(date(2026, 4, 30), [judged, entry(a_move(Status.APPEALED, Status.IN_TRIAL), 3)])
    must_be_in_the_judgment(date(2026, 4, 30), [])


async def test_an_older_decision_opens_no_case_that_a_later_one_closed(registry: ServiceUnderTest) -> None:
    station = at("police", "0101")
    case_id = (await opened(registry, station))["caseId"]
    path = f"/cases/{case_id}/restriction-changes"
    closing = ORDER | {"to": "stateSecret", "decidedOn": "2026-04-10"}
    made = await posted(registry, path, closing, station)
    older = ORDER | {"decidedOn": "2026-04-05"}
    assert await refused(registry, path, older, station) == (400, "invalid-input", ["before-the-last-decision"])
    opening = await posted(registry, path, ORDER | {"decidedOn": "2026-04-20"}, station)
    late = of_fact(made["position"], happenedOn={"was": "2026-04-10", "now": "2026-04-21"})
    answer = await refused(registry, f"/cases/{case_id}/corrections", late, station)
    assert answer[:2] == (400, "invalid-input")
    assert opening["to"] == "none"


async def test_a_child_who_stands_alone_gets_no_result_and_no_judgment(registry: ServiceUnderTest) -> None:
    """Who was added and not appointed is no guardian: the first act of the judgment says so, and not the last."""
    case_id = await in_trial(registry)
    path = f"/cases/{case_id}"
    proceeding = (await sitting(registry, case_id))["proceedingId"]
    charge = (await registry.call("GET", f"{path}/charges", caller=COURT)).json()["items"][0]
    person, child = charge["participantId"], {"value": "2012", "precision": "year"}
    await corrected(registry, case_id, of_person(person, birthDate={"now": child}), COURT)
    guardian = (await posted(registry, f"{path}/participants", a_person("guardian"), COURT))["participantId"]
    results = f"{path}/charges/{charge['chargeId']}/results"
    result, judgment = {"result": "acquitted", "decidedOn": "2026-05-11"}, JUDGMENT | {"proceedingId": proceeding}
    for where, body in ((results, result), (f"{path}/decisions", judgment)):
        assert (await refused(registry, where, body, COURT))[:2] == (409, "guardian-missing")
    appointing = {"representativeId": guardian, "from": "2026-03-20"}
    await posted(registry, f"{path}/participants/{person}/representatives", appointing, COURT)
    await posted(registry, results, result, COURT)
    await posted(registry, f"{path}/decisions", judgment, COURT)


async def test_nobody_has_fled_who_is_detained(registry: ServiceUnderTest) -> None:
    case_id = await in_trial(registry)
    person = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).json()["participants"][0]["participantId"]
    held = {"status": "detained", "since": "2026-04-01T08:00:00+07:00", "until": "2026-12-31T08:00:00+07:00"}
    held |= {"orderNumber": "12/ສປ", "orderedOn": "2026-04-01"}
    await posted(registry, f"/cases/{case_id}/participants/{person}/custody", held, COURT)
    tag = {"If-Match": (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).headers["etag"]}
    order = {"to": "suspended", "happenedOn": "2026-04-20", "decisionNumber": "4/ສຂ", "suspensionReason": "accusedFled"}
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=COURT, headers=tag)
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/suspensionReason", "nobody-fled")
    ]
    await moved(
        registry, case_id, "suspended", COURT, on="2026-04-20", decisionNumber="4/ສຂ", suspensionReason="accusedIll"
    )


def test_an_office_of_which_no_beginning_is_known_is_refused_without_one() -> None:
    fault = office_not_open("/sentOn", Named("ospp/01", "ໄອຍະການ ເຂດ 1"), None)
    assert (fault.params, fault.en.endswith("check the day.")) == ({"office": "ospp/01"}, True)
    assert "ໄອຍະການ ເຂດ 1 ຫຼື" in fault.lo, "which office is for people to read"
