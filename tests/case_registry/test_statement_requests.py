"""A court asks for a prosecutor's statement: the office sees the case from then on, also a restricted one."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.corrections import Change, Corrected
from services.case_registry.domain.day_order import is_broken
from services.case_registry.domain.entry_withdrawals import keeps_its_part
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.history import replay
from services.case_registry.domain.joins import CarriesOn, GivenBack
from services.case_registry.domain.prosecution import StatementAwaited
from services.case_registry.domain.statement_requests import (
    StatementRequested,
    StatementRequestWithdrawn,
    must_be_askable,
)
from services.case_registry.domain.words import Instance, Part
from services.case_registry.errors.statement_requests import AskedAlready
from tests.case_registry.builders import opened
from tests.case_registry.country import at
from tests.case_registry.court_builders import posted, refused
from tests.case_registry.test_court_records import corrected, correcting
from tests.case_registry.test_history import history, state
from tests.case_registry.told import TODAY
from tests.support.service import ServiceUnderTest

COURT, ZONE, OTHER = at("psc", "0101"), at("ospp", "0101"), at("ospp", "0102")
REQUEST: Final[dict[str, Any]] = {
    "to": {"member": "ospp", "office": "0101"},
    "level": "firstInstance",
    "requestedOn": "2026-04-10",
}
NOBODY: Final = Organisations.of(1, (), ())
ENTRY: Final = {"enteredOn": "2026-04-11", "level": "firstInstance", "number": "7/ອຍ"}


async def a_secret(registry: ServiceUnderTest) -> str:
    case = await opened(registry, COURT, category="family", restriction="familySecret", number="7/ຄອບ")
    return f"/cases/{case['caseId']}"


async def test_the_office_that_is_asked_sees_a_secret_case_and_enters_it(registry: ServiceUnderTest) -> None:
    path = await a_secret(registry)
    for caller in (ZONE, OTHER):
        assert (await refused(registry, f"{path}/prosecutor-statements", ENTRY, caller))[0] == 404
    asked = await posted(registry, f"{path}/statement-requests", REQUEST | {"note": "ກ່ອນນັ່ງພິຈາລະນາ"}, COURT)
    assert (asked["to"], asked["by"], asked["position"]) == (REQUEST["to"], {"member": "psc", "office": "0101"}, 2)
    assert (await registry.announced())[-1] == "la.gov.justice.case.statement-requested.v1"
    assert (await registry.call("GET", path, caller=ZONE)).json()["version"] == 2
    for caller, kinds in ((ZONE, ["statementRequest"]), (OTHER, [])):
        waiting = (await registry.call("GET", "/work-list", caller=caller)).json()["items"]
        assert [each["kind"] for each in waiting] == kinds
    await posted(registry, f"{path}/prosecutor-statements", ENTRY, ZONE)
    waiting = (await registry.call("GET", "/work-list", caller=ZONE)).json()["items"]
    assert [each["kind"] for each in waiting] == ["statement"]
    assert (await registry.call("GET", path, caller=OTHER)).status_code == 404
    listed = (await registry.call("GET", "/prosecutor-statements", caller=ZONE)).json()["items"]
    assert [each["number"] for each in listed] == ["7/ອຍ"]


async def test_what_was_asked_waits_again_when_the_entry_was_a_mistake(registry: ServiceUnderTest) -> None:
    path = await a_secret(registry)
    await posted(registry, f"{path}/statement-requests", REQUEST, COURT)
    entry = await posted(registry, f"{path}/prosecutor-statements", ENTRY, ZONE)
    mistake = {"reason": "ເຂົ້າທະບຽນຜິດ"}
    await posted(registry, f"{path}/prosecutor-statements/{entry['statementId']}/withdrawal", mistake, ZONE)
    waiting = (await registry.call("GET", "/work-list", caller=ZONE)).json()["items"]
    assert [each["kind"] for each in waiting] == ["statementRequest"]
    assert [each["state"] for each in await requests(registry, COURT)] == ["waiting"]
    again = await refused(registry, f"{path}/statement-requests", REQUEST, COURT)
    assert again == (409, "statement-asked-already", [])


async def requests(registry: ServiceUnderTest, caller: Caller, **asked: str) -> list[dict[str, Any]]:
    page = await registry.call("GET", "/statement-requests", caller=caller, params=asked)
    items: list[dict[str, Any]] = page.json()["items"]
    return items


async def test_what_a_court_asked_is_listed_with_what_became_of_it(registry: ServiceUnderTest) -> None:
    path = await a_secret(registry)
    asked = await posted(registry, f"{path}/statement-requests", REQUEST, COURT)
    assert asked["state"] == "waiting"
    for caller, listed in ((COURT, [asked]), (ZONE, [asked]), (OTHER, [])):
        assert await requests(registry, caller) == listed
    assert await requests(registry, COURT, member="ospp", office="0102") == []
    assert await requests(registry, ZONE, courtMember="psc", courtOffice="0101", caseId=asked["caseId"]) == [asked]
    entry = await posted(registry, f"{path}/prosecutor-statements", ENTRY, ZONE)
    (entered,) = await requests(registry, COURT)
    assert entered == asked | {"state": "entered", "statementId": entry["statementId"]}
    withdrawal = {"position": asked["position"], "reason": "ຂໍຜິດ"}
    late = await refused(registry, f"{path}/statement-request-withdrawals", withdrawal, COURT)
    assert late == (409, "statement-request-over", [])
    outcome = {"outcome": "upholds", "resolvedOn": "2026-04-12", "decisionNumber": "1/ອຍ"}
    await posted(registry, f"{path}/prosecutor-statements/{entry['statementId']}/outcome", outcome, ZONE)
    assert [each["state"] for each in await requests(registry, ZONE)] == ["given"]


async def test_a_request_that_was_a_mistake_is_taken_back_and_with_it_the_sight_of_the_case(
    registry: ServiceUnderTest,
) -> None:
    path = await a_secret(registry)
    asked = await posted(registry, f"{path}/statement-requests", REQUEST, COURT)
    below = f"{path}/statement-request-withdrawals"
    withdrawal = {"position": asked["position"], "reason": "ຂໍຜິດຫ້ອງການ"}
    withdrawn = await posted(registry, below, withdrawal, COURT)
    assert (withdrawn["state"], withdrawn["withdrawalReason"]) == ("withdrawn", "ຂໍຜິດຫ້ອງການ")
    assert await requests(registry, COURT) == [withdrawn]
    assert (await registry.announced())[-1] == "la.gov.justice.case.statement-request-withdrawn.v1"
    assert (await registry.call("GET", path, caller=ZONE)).status_code == 404
    assert await refused(registry, below, withdrawal, COURT) == (409, "statement-request-over", [])
    assert (await registry.call("GET", "/work-list", caller=ZONE)).json()["items"] == []
    nothing = await refused(registry, below, {"position": 1, "reason": "ຂໍຜິດ"}, COURT)
    assert nothing == (400, "invalid-input", ["no-such-request"])
    again = await posted(registry, f"{path}/statement-requests", REQUEST, COURT)
    assert again["state"] == "waiting"
    entry = await posted(registry, f"{path}/prosecutor-statements", ENTRY, ZONE)
    answered = again | {"state": "entered", "statementId": entry["statementId"]}
    assert await requests(registry, COURT) == [answered, withdrawn], "the entry is not of the one taken back"


async def test_pages_of_requests_follow_each_other(registry: ServiceUnderTest) -> None:
    path = await a_secret(registry)
    for office in ("0101", "01"):
        to = {"member": "ospp", "office": office}
        await posted(registry, f"{path}/statement-requests", REQUEST | {"to": to}, COURT)
    first = (await registry.call("GET", "/statement-requests", caller=COURT, params={"limit": "1"})).json()
    rest = await requests(registry, COURT, limit="1", cursor=first["next"])
    assert [each["to"]["office"] for each in [*first["items"], *rest]] == ["01", "0101"]


async def test_an_office_is_asked_once_until_it_has_entered_the_case(registry: ServiceUnderTest) -> None:
    path = f"{await a_secret(registry)}/statement-requests"
    answers = await asyncio.gather(*(registry.call("POST", path, json=REQUEST, caller=COURT) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await refused(registry, path, REQUEST, COURT) == (409, "statement-asked-already", [])
    await posted(registry, path, REQUEST | {"to": {"member": "ospp", "office": "01"}}, COURT)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"to": {"member": "police", "office": "0101"}}, ["x-directory-kind"]),
        ({"level": "village"}, ["x-codelist"]),
        ({"requestedOn": "2569-04-10"}, ["buddhist-era"]),
    ],
    ids=["the police", "no instance", "in the Buddhist era"],
)
async def test_a_request_that_cannot_be(registry: ServiceUnderTest, change: dict[str, Any], faults: list[str]) -> None:
    path = f"{await a_secret(registry)}/statement-requests"
    assert await refused(registry, path, REQUEST | change, COURT) == (400, "invalid-input", faults)


def entries(*facts: tuple[Fact, Seat]) -> list[Entry]:
    now = datetime(2026, 4, 10, tzinfo=UTC)
    return [Entry(place, fact, date(2026, 4, 10), now, by) for place, (fact, by) in enumerate(facts, 2)]


async def test_the_day_of_a_request_is_corrected_by_the_court_that_asked(registry: ServiceUnderTest) -> None:
    path = await a_secret(registry)
    case_id = path.rpartition("/")[2]
    asked = await posted(registry, f"{path}/statement-requests", REQUEST, COURT)
    right = correcting(asked["position"], requestedOn=("2026-04-10", "2026-04-03"))
    for caller in (ZONE, at("psc", "01")):
        assert (await refused(registry, f"{path}/corrections", right, caller))[:2] == (403, "another-office")
    made = await posted(registry, f"{path}/corrections", right, COURT)
    assert made["members"] == {"requestedOn": {"was": "2026-04-10", "now": "2026-04-03"}}
    assert await requests(registry, ZONE) == [asked | {"requestedOn": "2026-04-03"}]
    (waiting,) = (await registry.call("GET", "/work-list", caller=ZONE)).json()["items"]
    assert (waiting["kind"], waiting["since"]) == ("statementRequest", "2026-04-03")
    owed = (await registry.call("GET", "/corrections-owed", caller=ZONE)).json()["items"]
    assert [each["correctedMembers"] for each in owed] == [["requestedOn"]]
    await corrected(registry, case_id, asked["position"], requestedOn=("2026-04-03", "2026-04-07"), caller=COURT)
    assert [each["requestedOn"] for each in await requests(registry, COURT)] == ["2026-04-07"]
    assert await state(registry, case_id) == replay(await history(registry, case_id))


async def test_a_request_keeps_a_day_that_can_be(registry: ServiceUnderTest) -> None:
    path = await a_secret(registry)
    below = f"{path}/corrections"
    asked = await posted(registry, f"{path}/statement-requests", REQUEST, COURT)
    place, was = asked["position"], "2026-04-10"
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    for now, fault in ((tomorrow, "future-date"), ("2020-01-01", "cannot-stand"), (None, "cannot-stand")):
        wrong = correcting(place, requestedOn=(was, now))
        assert await refused(registry, below, wrong, COURT) == (400, "invalid-input", [fault]), now
    assert (await refused(registry, below, correcting(place, requestedOn=("2026-04-09", was)), COURT))[:2] == (
        412,
        "value-not-in-force",
    )
    for member in ("happenedOn", "note"):
        wrong = correcting(place, **{member: (was, "2026-04-03")})
        assert await refused(registry, below, wrong, COURT) == (400, "invalid-input", ["not-corrected"])
    other = correcting(1, requestedOn=(was, "2026-04-03"))
    assert await refused(registry, below, other, COURT) == (400, "invalid-input", ["not-corrected"])
    assert await requests(registry, COURT) == [asked]


def test_no_request_is_younger_than_its_withdrawal() -> None:
    court, zone = Seat("psc", "0101"), Seat("ospp", "0101")
    asked = StatementRequested(to=zone, level=Instance.APPEAL)
    taken = StatementRequestWithdrawn(request=2, to=zone, level=Instance.APPEAL, reason="ຂໍຜິດ", keeps_part=False)
    before = entries((asked, court), (taken, court), (asked, court))
    for position, is_wrong in ((2, True), (4, False)):
        later = Change(was="2026-04-10", now="2026-04-11")
        fact = Corrected(
            correction="cor_1", position=position, members=("requestedOn",), changes={"requestedOn": later}
        )
        correction = Entry(5, fact, date(2026, 4, 12), datetime(2026, 4, 12, tzinfo=UTC), court)
        assert is_broken(before, [*before, correction]) is is_wrong


def test_an_office_that_has_entered_the_case_may_be_asked_again() -> None:
    court, zone = Seat("psc", "0101"), Seat("ospp", "0101")
    request = StatementRequested(to=zone, level=Instance.APPEAL)
    entered = StatementAwaited(file="sta_1", level=Instance.APPEAL)
    must_be_askable("prosecutor", request, entries((request, court), (entered, zone)), NOBODY)
    must_be_askable(
        "prosecutor", request, entries((StatementRequested(to=zone, level=Instance.CASSATION), court)), NOBODY
    )
    for asked in (
        entries((request, court)),
        entries((entered, zone), (request, court)),
        entries((request, court), (entered, court)),
    ):
        with pytest.raises(AskedAlready):
            must_be_askable("prosecutor", request, asked, NOBODY)
    with pytest.raises(InvalidInput):
        must_be_askable("court", request, [], NOBODY)


def test_an_office_keeps_its_part_while_another_case_brought_it() -> None:
    to = Seat("ospp", "0101")
    entered = StatementAwaited(file="st_1", level=Instance.APPEAL)
    carried = CarriesOn(other="cas_2", participants=(), charges={}, involved=((to, Part.REGISTER),))
    given = GivenBack(other="cas_2", correction="cor_1", participants=(), charges={}, removed=())
    facts: list[Fact] = [carried, entered, given]
    entries = [
        Entry(place, fact, date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC), to)
        for place, fact in enumerate(facts, start=2)
    ]
    assert keeps_its_part(to, "st_1", entries[:2])
    assert not keeps_its_part(to, "st_1", entries)
