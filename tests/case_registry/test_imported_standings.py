"""Where an imported case may stand, and that there is a road on from there, whoever has imported it."""

from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import pytest

from contracts.national.justice.imported_case import ImportedCase
from contracts.seats import Seat
from contracts.spoken import spoken
from contracts.voucher import Caller
from services.case_registry.domain.imported_records import Bringing, brought
from services.case_registry.domain.imported_standings import DATED, standing_faults, standings
from services.case_registry.domain.openings import usual_status
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import Kind, Status, Way
from tests.case_registry.builders import COURT, JUSTICE, POLICE, PROSECUTOR, handed_over, moved
from tests.case_registry.imports import a_row, counts, imported, lines, told
from tests.case_registry.test_exports import emptied, exported
from tests.case_registry.test_imports_whole import CHARGE, PROCEEDING, a_whole_row, case_of
from tests.case_registry.test_table import Past, moved_on
from tests.support.service import ServiceUnderTest, a_caller

DAY = date(2026, 11, 29)
Here: TypeAlias = tuple[Past, Kind]  # how a case stands, and who has its file


def nexts(here: Here, way: Way) -> set[Here]:
    """Return where the case goes from there by who has its file alone."""
    (status, previous, before), holder = here
    moves = [row for row in TABLE.moves_from(status, way, previous, DAY) if row.by is holder]
    files = [kind for kind in Kind if TABLE.ways(holder, kind, status, previous)]
    own = [row for row in moves if row.office.seat == "own"]
    return {(moved_on(here[0], row.target), holder) for row in own} | {((status, previous, before), to) for to in files}


def comes_to_its_end(status: Status, kind: Kind, way: Way) -> bool:
    start: Here = ((status, None, None), kind)
    ahead, seen = {start}, set[Here]()
    while ahead:
        if any(past[0] is Status.CLOSED for past, _ in ahead):
            return True
        seen |= ahead
        ahead = {there for here in ahead for there in nexts(here, way)} - seen
    return False


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("kind", Kind)
def test_from_wherever_an_import_puts_a_case_there_is_a_road_to_its_end(kind: Kind, way: Way) -> None:
    accepted = [status for status in Status if not list(standing_faults(status, DAY, way))]
    assert [status for status in accepted if not comes_to_its_end(status, kind, way)] == []
    assert {usual_status(way), Status.IN_TRIAL, Status.FINAL, Status.REOPENED} <= set(accepted)


def test_what_is_of_another_way_is_told_with_what_fits() -> None:
    for status, way in ((Status.CHARGED, Way.CIVIL), (Status.PETITION_REFUSED, Way.CRIMINAL)):
        (fault,) = standing_faults(status, DAY, way)
        assert (fault.pointer, fault.code) == ("/status", "status-of-another-way")
        assert str(spoken(Status.IN_TRIAL, "lo", "case-status")) in fault.lo
    for way in Way:
        assert Status.JOINED not in standings(way)


@pytest.mark.parametrize("status", sorted(DATED))
def test_what_was_decided_has_its_day(status: Status) -> None:
    way = next(way for way in Way if status in standings(way))
    (fault,) = standing_faults(status, None, way)
    assert (fault.pointer, fault.code) == ("/statusOn", "required")
    assert list(standing_faults(status, DAY, way)) == []


async def test_a_row_of_another_way_or_without_its_day_does_not_come_in(registry: ServiceUnderTest) -> None:
    rows = [
        a_row(1, status="charged"),
        a_row(2, category="criminal", status="petitionRefused"),
        a_row(3, status="joined"),
        a_row(4, status="final", statusOn=None),
    ]
    report = await imported(registry, lines(*rows))
    other = "status-of-another-way"
    assert [(row, pointer, code) for row, _, pointer, code in told(report)] == [
        *((row, "/status", other) for row in (1, 2, 3)),
        (4, "/statusOn", "required"),
    ]


async def test_what_was_judged_before_is_decided_in_its_year_and_final_since_then(registry: ServiceUnderTest) -> None:
    judged = PROCEEDING | {"decisions": [{"kind": "judgment", "decidedOn": "2019-11-20"}]}
    appeal_judgment = {"kind": "judgment", "decidedOn": "2020-03-02"}
    appeal = {"level": "appeal", "startedOn": "2020-02-01", "decisions": [appeal_judgment]}
    ended = {"status": "closed", "statusOn": "2020-06-01"}
    of_age = [each | ({"age": "adult"} if "name" in each else {}) for each in a_row()["participants"]]
    rows = [
        a_row(1, **ended, proceedings=[judged], participants=of_age),
        a_row(2, **ended, proceedings=[judged, appeal], category="criminal", participants=None),
        a_row(3, status="judgedFirstInstance", statusOn="2019-11-20", proceedings=[judged]),
    ]
    report = await imported(registry, lines(*rows))
    assert counts(report)[0] == "imported", report
    stays = await registry.rows(
        "select printed, stage, began_on::text, ended_on::text, exit from case_stays join case_numbers using (case_id)"
        " order by printed, began_on"
    )
    assert [
        (each["printed"][:3], each["stage"], each["began_on"], each["ended_on"], each["exit"]) for each in stays
    ] == [
        ("001", "firstInstance", "2019-05-14", "2019-11-20", "decided"),
        ("002", "firstInstance", "2019-06-01", "2019-11-20", "decided"),
        ("002", "appeal", "2020-02-01", "2020-03-02", "decided"),
        ("003", "firstInstance", "2019-05-14", "2019-11-20", "decided"),
    ]
    finals = await registry.rows(
        "select level, final_on::text from decisions where final_on is not null order by level"
    )
    assert [(each["level"], each["final_on"]) for each in finals] == [
        ("appeal", "2020-06-01"),
        ("firstInstance", "2020-06-01"),
    ]
    public = (await registry.call("GET", "/public-decisions", caller=a_caller("everybody", "public"))).json()
    assert [each["finalOn"] for each in public["items"]] == ["2020-06-01"]


def a_defendant(name: str, **other: Any) -> dict[str, Any]:
    return {"name": {"use": "legal", "text": name, "script": "lao"}, "role": "defendant", **other}


async def test_who_was_judged_before_has_the_role_that_the_judgment_gave(registry: ServiceUnderTest) -> None:
    stated = [{"role": "defendant", "from": "2019-05-14"}]
    people = [
        a_defendant("ບຸນມີ ແກ້ວມະນີ"),
        a_defendant("ຄຳ ສີດາ"),
        a_defendant("ສີ ພົມມາ"),
        a_defendant("ແກ້ວ ວົງສາ", roles=stated),
    ]
    results = ["guilty", "acquitted", None, "guilty"]
    charges = [
        {name: value for name, value in (CHARGE | {"participantPlace": place, "result": result}).items() if value}
        | {"participantPlace": place}
        for place, result in enumerate(results)
    ]
    for place in (1, 2):
        del charges[place]["sentence"]
    del charges[2]["decidedOn"]
    report = await imported(registry, lines(a_whole_row(1, participants=people, charges=charges)))
    assert counts(report)[0] == "imported", report
    case = (await registry.call("GET", f"/cases/{await case_of(registry, report)}", caller=COURT)).json()
    held = [[(role["role"], role.get("to")) for role in person["roles"]] for person in case["participants"]]
    assert held == [
        [("defendant", "2020-02-20"), ("convict", None)],
        [("defendant", "2020-02-20")],
        [("defendant", None)],
        [("defendant", None)],
    ]
    rows = await exported(registry)
    await emptied(registry)
    assert counts(await imported(registry, lines(*rows)))[0] == "imported"
    assert await exported(registry) == rows


@pytest.mark.parametrize(
    ("importer", "status", "receiver", "onwards"),
    [
        (PROSECUTOR, "reported", POLICE, "underInvestigation"),
        (PROSECUTOR, "inTrial", COURT, "discontinued"),
        (COURT, "charged", PROSECUTOR, "filedInCourt"),
        (PROSECUTOR, "inEnforcement", JUSTICE, "enforced"),
    ],
    ids=["reported", "inTrial", "charged", "inEnforcement"],
)
async def test_the_file_of_an_imported_case_goes_to_who_goes_on_with_it(
    registry: ServiceUnderTest, importer: Caller, status: str, receiver: Caller, onwards: str
) -> None:
    report = await imported(
        registry, lines(a_row(1, category="criminal", status=status, participants=None)), caller=importer
    )
    assert counts(report)[0] == "imported", report
    case_id = await case_of(registry, report, importer)
    await handed_over(registry, case_id, receiver, importer)
    await moved(registry, case_id, onwards, receiver, decisionNumber="8/ສປ")


def of(level: str, started: str, judged: str, **more: str) -> dict[str, Any]:
    return {"level": level, "startedOn": started, "decisions": [{"kind": "judgment", "decidedOn": judged, **more}]}


FIRST, AGAIN = of("firstInstance", "2026-06-01", "2026-06-30"), of("firstInstance", "2026-07-25", "2026-08-03")
QUASHING, UPHOLDING = of("appeal", "2026-07-10", "2026-07-20"), of("appeal", "2026-08-20", "2026-09-01")
COURT_ABOVE = {"member": "psc", "office": "01"}


@pytest.mark.parametrize(
    ("proceedings", "court", "expected"),
    [
        ([FIRST], None, [("2026-09-15", None)]),
        ([FIRST, AGAIN], None, [(None, "2026-07-25"), ("2026-09-15", None)]),
        # the court below alone: the judgment of the court above is the final one, and in the books of that court
        ([FIRST, AGAIN], COURT_ABOVE, [(None, "2026-07-25"), (None, None)]),
        (
            [FIRST, QUASHING, AGAIN, UPHOLDING],
            None,
            [(None, "2026-07-25"), (None, "2026-07-25"), (None, None), ("2026-09-15", None)],
        ),
        ([FIRST, UPHOLDING], None, [(None, None), ("2026-09-15", None)]),
        (
            [of("firstInstance", "2026-06-01", "2026-06-30", supersededOn="2026-07-21"), AGAIN],
            None,
            [(None, "2026-07-21"), ("2026-09-15", None)],
        ),
    ],
)
def test_an_import_tells_what_became_of_each_judgment_by_what_followed_it(
    proceedings: list[dict[str, Any]], court: dict[str, str] | None, expected: list[tuple[str | None, str | None]]
) -> None:
    facts: dict[str, Any] = {
        "status": "final",
        "statusOn": "2026-09-15",
        "openedOn": "2026-05-20",
        "proceedings": proceedings,
    }
    row = ImportedCase.model_validate(a_row(**facts, court=court))
    new_id = map("pro_{}".format, range(1000)).__next__
    by = Bringing(Seat("psc", "0101"), "court", "cas_1", "CV", datetime(2027, 1, 1, tzinfo=UTC), lambda _: new_id())
    (*told,) = (each.decisions[0][1] for each in brought(row, [], by).proceedings)
    days = [
        (each.final_on and each.final_on.isoformat(), each.superseded_on and each.superseded_on.isoformat())
        for each in told
    ]
    assert days == expected
