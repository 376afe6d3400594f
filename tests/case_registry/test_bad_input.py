"""What offices send when something is wrong, phrase by phrase of the issue: refused clearly, and nothing changes.

The gateway holds a body against its national schema before the registry sees it; `refused` does the same here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from contracts.catalogue import Catalogue
from contracts.voucher import Caller
from services.case_registry.models.base import Base
from tests.case_registry.builders import ARTICLE, COURT, POLICE, PROSECUTOR, a_suspect, an_opening, opened, sent
from tests.case_registry.court_builders import a_hearing, a_panel, charged, in_trial, posted, sitting
from tests.case_registry.imports import a_row, imported, lines, told
from tests.support.service import ServiceUnderTest, a_caller

JUVENILE: Final = {"birthDate": {"value": "2010-05", "precision": "month"}}
LEGACY: Final = {"use": "legal", "text": "okpq d]a", "script": "lao"}  # as a font from before Unicode shows Lao
NOBODY: Final = "ptc_01k9s0zt4r7q2v5x8y1a3b6c9d"


@dataclass(frozen=True)
class Call:
    """A call that is about to be made in a registry where everything is ready for it."""

    schema: str
    path: str
    body: dict[str, Any]
    caller: Caller = POLICE
    version: str | None = None


Stage = Callable[[ServiceUnderTest], Awaitable[Call]]


def opening(**change: Any) -> Stage:
    async def stage(_registry: ServiceUnderTest) -> Call:
        return Call("case-opening", "/cases", an_opening(**change))

    return stage


def named(**change: Any) -> Stage:
    return opening(participants=[a_suspect(**change)])


async def a_taken_number(registry: ServiceUnderTest) -> Call:
    await opened(registry)
    return Call("case-opening", "/cases", an_opening(number="໐໔໕/ປກສ.ຈທ"))


async def overlapping_hearings(registry: ServiceUnderTest) -> Call:
    case_id = await in_trial(registry)
    made = await sitting(registry, case_id)
    await posted(registry, f"/cases/{case_id}/hearings", a_hearing(made), COURT)
    return Call("hearing-scheduling", f"/cases/{case_id}/hearings", a_hearing(made, "11:29", "12:00"), COURT)


async def a_judge_twice(registry: ServiceUnderTest) -> Call:
    case_id = await in_trial(registry)
    body = {"level": "firstInstance", "startedOn": "2026-04-10", "panel": a_panel("J-1", "J-2", "J-3", "J-2")}
    return Call("proceeding-opening", f"/cases/{case_id}/proceedings", body, COURT)


def charging(**change: Any) -> Stage:
    async def stage(registry: ServiceUnderTest) -> Call:
        case_id, charge = await charged(registry)
        filing = {name: charge[name] for name in ("participantId", "article", "text", "filedOn")}
        return Call("charge-filing", f"/cases/{case_id}/charges", filing | change, PROSECUTOR)

    return stage


def under(edition: str) -> Stage:
    return charging(article=ARTICLE | {"edition": edition})


async def a_hand_over_to_oneself(registry: ServiceUnderTest) -> Call:
    case_id = (await opened(registry))["caseId"]
    return Call("hand-over-sending", f"/cases/{case_id}/hand-overs", {"to": {"member": "police", "office": "hq"}})


async def a_file_taken_twice(registry: ServiceUnderTest) -> Call:
    case_id, zone = await in_trial(registry), a_caller("psc", "court", office="0101")
    path = f"/cases/{case_id}/hand-overs/{(await sent(registry, case_id, zone, COURT))['handOverId']}/acceptance"
    await posted(registry, path, {"received": []}, zone)
    return Call("hand-over-acceptance", path, {"received": []}, zone)


def moving(to: str, caller: Caller = POLICE, version: str = '"1"') -> Stage:
    async def stage(registry: ServiceUnderTest) -> Call:
        case_id = (await opened(registry))["caseId"]
        order = {"to": to, "happenedOn": "2026-03-02"}
        return Call("move-order", f"/cases/{case_id}/moves", order, caller, version)

    return stage


async def a_move_after_another_one(registry: ServiceUnderTest) -> Call:
    call = await moving("underInvestigation")(registry)
    first = await registry.call("POST", call.path, json=call.body, headers={"If-Match": '"1"'})
    assert first.status_code == 201
    return call


BORN_LATER: Final = {"birthDate": {"value": "2026-05", "precision": "month"}}
# What is wrong; the status, and the code and place of the one fault.
BAD: Final[dict[str, tuple[Stage, int, str, str | None]]] = {
    "a name in a legacy font": (named(name=LEGACY), 400, "pattern", "/participants/0/name/text"),
    "a number in words": (opening(number="ສີ່ສິບຫ້າ"), 400, "pattern", "/number"),
    "a date in Lao digits": (opening(openedOn="໒໐໒໖-໐໓-໐໒"), 400, "format", "/openedOn"),
    "a number that is taken, in Lao digits": (a_taken_number, 409, "case-number-taken", None),
    "a year of the Buddhist era": (opening(openedOn="2569-03-02"), 400, "buddhist-era", "/openedOn"),
    "a date before birth": (named(role="victim", **BORN_LATER), 400, "before-birth", "/participants/0/birthDate"),
    "a juvenile without guardian": (
        named(**JUVENILE),
        400,
        "guardian-required",
        "/participants/0/representativePlaces",
    ),
    "overlapping hearings": (overlapping_hearings, 409, "hearing-clash", None),
    "a judge twice": (a_judge_twice, 400, "judge-twice", "/panel/3/judgeId"),
    "a charge on no participant": (charging(participantId=NOBODY), 400, "no-such-participant", "/participantId"),
    "an unknown edition of the law": (under("penalCode1999"), 400, "x-codelist", "/article/edition"),
    "an edition not in force on the day": (under("penalLaw2005"), 400, "x-code-date", "/article/edition"),
    "a hand-over to oneself": (a_hand_over_to_oneself, 400, "to-oneself", "/to"),
    "a file taken twice": (a_file_taken_twice, 409, "hand-over-decided", None),
    "a move in the wrong order": (moving("charged"), 409, "move-not-allowed", None),
    "a move by the wrong agency": (moving("underInvestigation", PROSECUTOR), 409, "move-not-allowed", None),
    "a move of what was moved meanwhile": (a_move_after_another_one, 412, "precondition-failed", None),
}


@pytest.mark.parametrize(("stage", "status", "code", "pointer"), BAD.values(), ids=BAD)
async def test_what_is_wrong_is_told_in_both_languages_and_changes_nothing(
    registry: ServiceUnderTest, stage: Stage, status: int, code: str, pointer: str | None
) -> None:
    call = await stage(registry)
    before = await everything(registry)
    assert await refused(registry, call) == (status, [(code, pointer)])
    assert await everything(registry) == before


async def refused(registry: ServiceUnderTest, call: Call) -> tuple[int, list[tuple[str, str | None]]]:
    """Return status, and code and place of each fault, as a caller of the gateway gets them."""
    validator = Catalogue.load().validator(f"https://schemas.saphan.gov.la/justice/{call.schema}/v1")
    if found := validator.faults(call.body)[0] or validator.code_faults(call.body, Catalogue.load().code_lists):
        assert all(each.lo and each.en for each in found)
        return 400, [(each.code, each.pointer) for each in found]
    headers = {} if call.version is None else {"If-Match": call.version}
    answer = await registry.call("POST", call.path, json=call.body, caller=call.caller, headers=headers)
    problem = answer.json()
    assert problem["effect"] == "none"
    assert all(each["message"]["lo"] and each["message"]["en"] for each in problem["errors"])
    return answer.status_code, [(each["code"], each.get("pointer")) for each in problem["errors"]]


async def everything(registry: ServiceUnderTest) -> dict[str, list[str]]:
    """Return every row of the registry as text, and what was announced; reports on files are no part of it.

    Nor is what the relay and the clock write beside them, in their own time.
    """
    names = {table.name for table in Base.metadata.sorted_tables} - {"imports", "import_rows", "changes", "ticks"}
    rows = {name: sorted(str(row) for row in await registry.rows(f"select * from {name}")) for name in sorted(names)}
    return rows | {"announced": await registry.announced()}  # not the outbox itself: the relay marks what it publishes


NAMED_IN_LEGACY: Final = [{"name": LEGACY, "role": "plaintiff"}]
# What is wrong with the file beside a row that is right: its bytes, the code of the faults, how many rows are told of.
FILES: Final = {
    "duplicate numbers": (lines(a_row(2), a_row(2, title="ອີກຄະດີ")), "duplicate-number", 1),
    "a name in a legacy font": (lines(a_row(2, participants=NAMED_IN_LEGACY)), "legacy-font", 1),
    "bytes of another encoding": (lines(a_row(2)).replace("ແພ່ງ".encode(), b"\xa4\xd0\xb4\xd5"), "wrong-encoding", 1),
    "100,000 rows with errors": (lines(a_row(2, place="9999")) * 99_999, "x-codelist", 10_000),
}


@pytest.mark.parametrize(("wrong", "code", "rows"), FILES.values(), ids=FILES)
async def test_a_file_with_something_wrong_is_told_of_row_by_row_and_imports_nothing(
    registry: ServiceUnderTest, wrong: bytes, code: str, rows: int
) -> None:
    before = await everything(registry)
    report = await imported(registry, lines(a_row(1)) + wrong)
    assert (report["status"], {fault for *_, fault in told(report)}) == ("refused", {code})
    assert rows <= report["refused"] < rows + 1_000
    kept = await registry.rows("select count(*) as rows from import_rows where outcome = 'refused'")
    assert kept[0]["rows"] == report["refused"]
    assert await everything(registry) == before
