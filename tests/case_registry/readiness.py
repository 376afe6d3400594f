"""What a row of moves needs, put on record first: so a test walks any road of a crime as the offices do."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from contracts.voucher import Caller
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.table import Move, Need
from services.case_registry.domain.words import Kind
from tests.case_registry.builders import filed
from tests.case_registry.court_builders import posted, tried
from tests.support.service import ServiceUnderTest


async def made_ready(
    registry: ServiceUnderTest, case_id: str, row: Move, callers: Mapping[Kind, Caller], on: str
) -> dict[str, Any]:
    """Put on record what the row needs, and return what its order must state but for the court.

    `callers` are who has the file as a court or a prosecutor, and a prosecutor who calls it up.
    """
    stated: dict[str, Any] = {}
    if Need.CHARGE in row.needs:
        await _charged(registry, case_id, callers[Kind.PROSECUTOR], on)
    if Need.JUDGMENT in row.needs:
        level = PROCEDURE.level(row.source, date.fromisoformat(on))
        assert level is not None
        await tried(registry, case_id, level.value, callers[Kind.COURT], on=on)
    if Need.PROPOSAL in row.needs:
        stated["calledUpFileId"] = await proposed(registry, case_id, callers[Kind.PROSECUTOR], on)
    if Need.ORDER in row.needs:
        stated["decisionNumber"] = "8/ສປສ"
    if Need.REASON in row.needs:
        stated["suspensionReason"] = "accusedFled"
    if row.reverses:
        stated["mistake"] = {"reason": "ພິມຜິດ", "basis": "ບົດບັນທຶກ", "approvedBy": "ofc-2"}
    if row.outcome:
        stated["outcome"] = min(row.outcome).value
    return stated


async def proposed(registry: ServiceUnderTest, case_id: str, caller: Caller, on: str = "2026-03-02") -> str:
    """Call the file up and propose to reopen the case; return the id of the called-up file."""
    entry = {"enteredOn": on, "level": "cassation", "basis": "petition"}
    file_id = (await posted(registry, f"/cases/{case_id}/called-up-files", entry, caller))["calledUpFileId"]
    outcome = {"outcome": "proposeReopening", "decisionNumber": "7/ອຍກ", "resolvedOn": on}
    await posted(registry, f"/cases/{case_id}/called-up-files/{file_id}/outcome", outcome, caller)
    return str(file_id)


async def _charged(registry: ServiceUnderTest, case_id: str, caller: Caller, on: str) -> None:
    """Charge whom the case is about, if nobody is charged yet; who was let go is accused again before."""
    case = (await registry.call("GET", f"/cases/{case_id}", caller=caller)).json()
    (person,) = case["participants"]
    if all("to" in role for role in person["roles"]):
        path = f"/cases/{case_id}/participants/{person['participantId']}/roles"
        had, since = {(role["role"], role["from"]) for role in person["roles"]}, date.fromisoformat(on)
        while ("accused", since.isoformat()) in had:  # a role begins once on a day
            since -= timedelta(days=1)
        await posted(registry, path, {"role": "accused", "from": since.isoformat()}, caller)
    if not (await registry.call("GET", f"/cases/{case_id}/charges", caller=caller)).json()["items"]:
        await filed(registry, case_id, caller, filedOn=on)
