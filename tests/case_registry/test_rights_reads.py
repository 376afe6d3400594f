"""Every cell of who reads what in cases, tried: the table says what is expected, the running registry what is."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

import orjson
import pytest

from chassis.reference.held import HeldOrganisations
from cli.rights.cases import read_cells
from cli.rights.cells import Answer, Cell
from contracts.seats import Seat
from contracts.voucher import Caller
from services.case_registry.domain.deadlines import Deadline
from services.case_registry.domain.reads import Read
from services.case_registry.store.deadlines import keep
from tests.case_registry.builders import sent
from tests.case_registry.changes import settled
from tests.case_registry.country import at
from tests.case_registry.imports import a_row, imported, lines
from tests.case_registry.matrix import (
    COURT,
    REFUSALS,
    RESTRICTIONS,
    THE_COUNTRY,
    SampleCase,
    caller_of,
    in_trial,
)
from tests.case_registry.told import THIS_MONTH
from tests.support.rights import Found, answer_of, shown, wrong
from tests.support.service import ServiceUnderTest

RECEIVER: Final = at("psc", "0103", THE_COUNTRY)
COURT_SEAT: Final = Seat("psc", "0101")
A_DAY: Final = date(2026, 3, 2)
LISTS: Final = {  # of many cases at once: the path, the list in the answer, and the member that names the record
    Read.LIST_CASES: ("/cases", "items", "caseId"),
    Read.SHOW_SCHEDULE: ("/schedule", "items", "caseId"),
    Read.LIST_STATEMENTS: ("/prosecutor-statements", "items", "caseId"),
    Read.LIST_STATEMENT_REQUESTS: ("/statement-requests", "items", "caseId"),
    Read.LIST_CALLED_UP: ("/called-up-files", "items", "caseId"),
    Read.CASE_OVERVIEW: ("/statistics/overview", "nextHearings", "caseId"),
    Read.LIST_CIVIL_STATUS_EXTRACTS: ("/civil-status-extracts", "items", "decisionId"),
    Read.LIST_HAND_OVERS: ("/hand-overs", "items", "handOverId"),
    Read.WORK_LIST: ("/work-list?member=psc&office=0101&limit=200", "items", "caseId"),
    Read.CUSTODY_EXPIRIES: ("/custody-expiries", "items", "caseId"),
    # the day of the hearing of every `SampleCase`; it names no case, but each sits in a room of its own
    Read.CAUSE_LIST: ("/cause-lists?member=psc&office=0101&on=2027-01-23", "hearings", "room"),
    Read.LIST_DEADLINES: ("/deadlines", "items", "caseId"),
    Read.LIST_RECONCILIATIONS: (f"/reconciliations?with=ospp&month={THIS_MONTH}", "items", "caseId"),
    Read.LIST_CHANGES: ("/case-changes", "items", "caseId"),
    Read.LIST_OWED_CORRECTIONS: ("/corrections-owed", "items", "caseId"),
}
OF_ONE: Final = {
    Read.CASE_BY_ID: "",
    Read.LIST_MOVES: "/moves",
    Read.LIST_CHARGES: "/charges",
    Read.CASE_DEADLINES: "/deadlines",
    Read.LIST_PROCEEDINGS: "/proceedings",
    Read.LIST_DECISIONS: "/decisions",
    Read.LIST_DOCUMENTS: "/documents",
    Read.LIST_CORRECTIONS: "/corrections",
}


@pytest.fixture
def held() -> HeldOrganisations:
    return HeldOrganisations(THE_COUNTRY)


class Records:
    """A case of each restriction, and the hand-overs and the import that belong to the court."""

    def __init__(self, registry: ServiceUnderTest) -> None:
        self.registry = registry
        self.cases: dict[str, SampleCase] = {}
        self.hand_overs: dict[str, set[str]] = {}  # to the court, and onwards
        self.rooms: dict[str, set[str]] = {}
        self.imported = ""

    async def prepare(self) -> None:
        for restriction in RESTRICTIONS:
            case = self.cases[restriction] = await in_trial(self.registry, restriction)
            page = (await self.registry.call("GET", "/hand-overs", caller=COURT)).json()["items"]
            onwards = await sent(self.registry, case.case_id, RECEIVER, COURT)
            await case.correct(COURT)
            here = {each["handOverId"] for each in page if each["caseId"] == case.case_id}
            self.hand_overs[restriction] = here | {onwards["handOverId"]}
            schedule = await self.registry.call("GET", f"/schedule?caseId={case.case_id}", caller=COURT)
            self.rooms[restriction] = {each["room"] for each in schedule.json()["items"]}
            await due_at_the_court(self.registry, case.case_id)
        await settled(self.registry)
        self.imported = (await imported(self.registry, lines(a_row()), caller=COURT))["importId"]

    def ids(self, name: str, restriction: str) -> set[str]:
        if name == "room":
            return self.rooms[restriction]
        return self.hand_overs[restriction] if name == "handOverId" else {self.cases[restriction].case_id}

    async def tried(self, cells: Sequence[Cell]) -> list[Found]:
        """Try the cells of one read by one caller: they differ in the restriction of the case alone."""
        operation = Read(cells[0].operation)
        caller = caller_of(cells[0], "ospp" if operation in {Read.MONTHLY_REGISTER, Read.CRIMINAL_WORK} else "psc")
        if operation is Read.CUSTODY_LIST:
            return await self._held(cells, caller)
        if operation in OF_ALL:
            answer = await OF_ALL[operation](self, caller)
            return [(cell, answer) for cell in cells]
        if operation is Read.EXPORT_CASES:
            return await self.exported(cells, caller)
        if operation in LISTS:
            return await self._listed(cells, caller, *LISTS[operation])
        return [(cell, await self._one(self._path(operation, cell.about), caller)) for cell in cells]

    def _path(self, operation: Read, restriction: str) -> str:
        if operation is Read.DECISION_BY_ID:
            return f"/decisions/{self.cases[restriction].decision}"
        return f"{self.cases[restriction].path}{OF_ONE[operation]}"

    async def _one(self, path: str, caller: Caller) -> Answer | str:
        answer = await self.registry.call("GET", path, caller=caller)
        return answer_of(answer, REFUSALS)

    async def _listed(self, cells: Sequence[Cell], caller: Caller, path: str, where: str, name: str) -> list[Found]:
        answer = await self.registry.call("GET", path, caller=caller)
        if answer.status_code != 200:
            found = answer_of(answer, REFUSALS)
            return [(cell, found) for cell in cells]
        listed = {each[name] for each in answer.json()[where]}
        seen = [bool(listed & self.ids(name, cell.about)) for cell in cells]
        if "categories" in answer.json():
            assert sum(each["cases"] for each in answer.json()["categories"]) >= sum(seen)
        return [(cell, shown(is_seen)) for cell, is_seen in zip(cells, seen, strict=True)]

    async def _held(self, cells: Sequence[Cell], caller: Caller) -> list[Found]:
        """Count who is held: the list names no case, but one person is held in each."""
        answer = await self.registry.call("GET", "/custody-lists?member=psc&office=0101", caller=caller)
        if answer.status_code != 200:
            return [(cell, answer_of(answer, REFUSALS)) for cell in cells]
        held, allowed = len(answer.json()["people"]), sum(cell.answer is Answer.ALLOWED for cell in cells)
        return [(cell, cell.answer if held == allowed else f"{held} people") for cell in cells]

    async def exported(self, cells: Sequence[Cell], caller: Caller) -> list[Found]:
        """Export, and look for each case by the number that the police gave it when they opened it."""
        answer = await self.registry.call("GET", "/exports/cases", caller=caller)
        if answer.status_code != 200:
            return [(cell, answer_of(answer, REFUSALS)) for cell in cells]
        rows = [orjson.loads(line) for line in answer.content.splitlines()]
        numbers = {each.get("number") for row in rows for each in (row, *row.get("numbers", ()))}
        seen = [f"{1 + RESTRICTIONS.index(cell.about)}/ປກສ" in numbers for cell in cells]
        return [(cell, shown(is_seen)) for cell, is_seen in zip(cells, seen, strict=True)]

    async def import_of(self, caller: Caller) -> Answer | str:
        return await self._one(f"/imports/{self.imported}", caller)

    async def rows_of_import(self, caller: Caller) -> Answer | str:
        return await self._one(f"/imports/{self.imported}/rows", caller)

    async def register(self, caller: Caller) -> Answer | str:
        """Read the figures of the prosecutor's office, in whose register every case has entered once."""
        params = {"member": "ospp", "office": "0101", "year": "2026"}
        answer = await self.registry.call("GET", "/registers/monthly", params=params, caller=caller)
        if answer.status_code != 200:
            return answer_of(answer, REFUSALS)
        rows: list[dict[str, Any]] = answer.json()["rows"]
        counted = sum(figure["value"] for row in rows if row["row"] == "I.2" for figure in row["figures"])
        return {len(self.cases): Answer.ALLOWED, 0: Answer.HIDDEN}.get(counted, f"{counted} cases")

    async def criminal_work(self, caller: Caller) -> Answer | str:
        """Read what the prosecutor's office received: every case has been there."""
        answer = await self.registry.call("GET", "/registers/criminal-work?member=ospp&office=0101", caller=caller)
        if answer.status_code != 200:
            return answer_of(answer, REFUSALS)
        rows: list[dict[str, Any]] = answer.json()["rows"]
        counted = sum(figure["value"] for row in rows if row["row"] == "received" for figure in row["figures"])
        return {len(self.cases): Answer.ALLOWED, 0: Answer.HIDDEN}.get(counted, f"{counted} cases")

    async def yearly(self, caller: Caller) -> Answer | str:
        """Read what the court has pending: every case, and the imported one, which an office of the court opened."""
        answer = await self.registry.call("GET", "/statistics/yearly?member=psc&office=0101", caller=caller)
        if answer.status_code != 200:
            return answer_of(answer, REFUSALS)
        counted = answer.json()["total"].get("pending", 0)
        return Answer.ALLOWED if counted >= len(self.cases) else Answer.HIDDEN if counted == 0 else f"{counted} cases"

    async def sums(self, caller: Caller) -> Answer | str:
        """Read how many files the prosecutor's office and the court say that they have had from each other."""
        params = {"member": "psc", "office": "0101", "with": "ospp", "month": THIS_MONTH}
        answer = await self.registry.call("GET", "/reconciliations/sums", params=params, caller=caller)
        if answer.status_code != 200:
            return answer_of(answer, REFUSALS)
        counted = answer.json()["sentByOther"]
        return {len(self.cases): Answer.ALLOWED, 0: Answer.HIDDEN}.get(counted, f"{counted} files")


# of cases of every restriction at once
OF_ALL: Final = {
    Read.IMPORT_BY_ID: Records.import_of,
    Read.LIST_IMPORT_ROWS: Records.rows_of_import,
    Read.MONTHLY_REGISTER: Records.register,
    Read.CRIMINAL_WORK: Records.criminal_work,
    Read.YEARLY_STATISTICS: Records.yearly,
    Read.RECONCILIATION_SUMS: Records.sums,
}


async def due_at_the_court(registry: ServiceUnderTest, case_id: str) -> None:
    """Let something be due in the case at the court's office: no sample of the national list is about its trial."""
    due = Deadline(of="trial", since=A_DAY, due_on=A_DAY, notify_on=A_DAY, seat=COURT_SEAT)
    async with registry.units.open() as unit:
        await keep(unit, case_id, [due])


def one_call(cell: Cell) -> tuple[str, str, str]:
    return cell.operation, cell.purpose, cell.position.name


async def test_each_cell_of_the_reads_is_answered_as_the_table_says(registry: ServiceUnderTest) -> None:
    records = Records(registry)
    await records.prepare()
    found = [tried for _, cells in groupby(read_cells(), key=one_call) for tried in await records.tried(list(cells))]
    assert {cell.operation for cell, _ in found} == set(Read)
    assert wrong(found) == {}
