"""What came in by mistake goes out again while nothing was done in it: recorded, and its numbers are free."""

import asyncio

import orjson

from services.case_registry.models.base import Base
from services.case_registry.store.withdrawals import _belonging
from tests.case_registry.builders import COURT, POLICE, moved
from tests.case_registry.imports import a_row, counts, imported, lines, told
from tests.case_registry.test_imports_whole import a_whole_row, case_of
from tests.support.service import ServiceUnderTest

WITHDRAW = {"withdraw": "true"}


async def everything(registry: ServiceUnderTest) -> dict[str, int]:
    """Return how many rows each table has; of what an import leaves for good, none."""
    left = {
        "imports",
        "import_rows",
        "changes",
        "decision_counters",
        "ticks",
        "deadline_progress",
        "stored_key_progress",
    }
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in left:
            (row,) = await registry.rows(f"select count(*) as many from {table.name}")
            found[table.name] = row["many"]
    return found


async def test_what_a_file_brought_goes_out_again_and_the_mended_one_comes_in(registry: ServiceUnderTest) -> None:
    before = await everything(registry)
    wrong = [a_whole_row(1), a_row(2, title="ຄະດີຜິດ")]
    first = await imported(registry, lines(*wrong))
    case_id = await case_of(registry, first)
    tried = await imported(registry, lines(*wrong), dryRun="true", **WITHDRAW)
    assert counts(tried) == ("checked", 0, 0, 0, 2)
    report = await imported(registry, lines(*wrong), **WITHDRAW)
    assert (report["status"], report["withdrawn"], report["imported"]) == ("withdrawn", 2, 0)
    assert await everything(registry) == before
    assert (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).status_code == 404
    rows = await registry.call("GET", f"/imports/{report['importId']}/rows", caller=COURT)
    assert (rows.json()["items"][0]["outcome"], rows.json()["items"][0]["caseId"]) == ("withdrawn", case_id)
    read = (await registry.call("GET", f"/imports/{report['importId']}", caller=COURT)).json()
    assert read["withdrawn"] == 2
    events = [
        orjson.loads(row["envelope"]) for row in await registry.rows("select envelope from outbox order by position")
    ]
    assert [event["type"].removeprefix("la.gov.justice.case.") for event in events] == [
        *["imported.v1"] * 2,
        *["import-withdrawn.v1"] * 2,
    ]
    assert {event["subject"] for event in events[:2]} == {event["subject"] for event in events[2:]}
    mended = [a_whole_row(1), a_row(2)]
    assert counts(await imported(registry, lines(*mended))) == ("imported", 2, 0, 0, 0)
    again = await imported(registry, lines(a_row(3)), **WITHDRAW)
    assert [code for *_, code in told(again)] == ["not-imported"]


async def test_a_case_that_was_gone_on_with_stays_and_says_what_to_do(registry: ServiceUnderTest) -> None:
    rows = [a_row(1, status="inTrial"), a_row(2)]
    report = await imported(registry, lines(*rows))
    case_id = await case_of(registry, report)
    await moved(registry, case_id, "discontinued", COURT, decisionNumber="8/ສປ")
    refused = await imported(registry, lines(*rows), **WITHDRAW)
    assert counts(refused) == ("refused", 0, 0, 1, 1)
    assert told(refused) == [(1, None, "/number", "case-gone-on")]
    partly = await imported(registry, lines(*rows), partial="true", **WITHDRAW)
    assert (partly["status"], partly["withdrawn"], partly["refused"]) == ("partlyWithdrawn", 1, 1)
    assert len(await registry.rows("select 1 from cases")) == 1
    other = await imported(registry, lines(rows[0] | {"title": "ຄະດີອື່ນ"}))
    (fault,) = other["faults"]
    assert (fault["code"], "withdraw=true" in fault["message"]["en"]) == ("imported-differently", True)


async def test_nobody_takes_out_what_another_member_or_source_brought(registry: ServiceUnderTest) -> None:
    await imported(registry, lines(a_row(1)))
    for how in ({"caller": POLICE}, {"source": "another"}):
        report = await imported(registry, lines(a_row(1)), **WITHDRAW, **how)
        assert [code for *_, code in told(report)] == ["not-imported"]
    assert len(await registry.rows("select 1 from cases")) == 1


async def test_two_who_withdraw_and_act_at_once_do_not_meet_half_way(registry: ServiceUnderTest) -> None:
    report = await imported(registry, lines(a_row(1, status="inTrial")))
    case_id = await case_of(registry, report)
    path = f"/cases/{case_id}/numbers"
    acted, withdrawn = await asyncio.gather(
        registry.call("POST", path, json={"number": "77/ສປ", "assignedOn": "2020-02-01"}, caller=COURT),
        imported(registry, lines(a_row(1, status="inTrial")), **WITHDRAW),
    )
    there = len(await registry.rows("select 1 from cases"))
    assert (acted.status_code, withdrawn["status"], there) in {(201, "refused", 1), (404, "withdrawn", 0)}


def test_every_table_that_belongs_to_a_case_is_emptied() -> None:
    belonging = {table.name for table in _belonging()}
    assert {"cases", "case_history", "case_numbers", "charge_steps", "panel_seats", "participant_roles"} <= belonging
    assert not {"imports", "import_rows", "import_mappings", "decision_counters", "register_reports"} & belonging
