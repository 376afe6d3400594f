"""A category of cases is data: published by two officers, it opens cases, goes to court, is numbered and counted."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from sqlalchemy import text

from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.reference_data import ReferenceData, digest_of, document_of, followed_by, of_code
from contracts.voucher import Caller
from tests.case_registry.builders import PROSECUTOR, an_opening, handed_over, moved
from tests.case_registry.country import CODE_LISTS, COUNTRY, at
from tests.case_registry.court_builders import JUDGMENT, a_panel, posted, refused
from tests.gateway.directory.register.conftest import Register, a_register
from tests.support.code_lists import a_code_list
from tests.support.postgres import FreshDatabase
from tests.support.service import ServiceUnderTest, a_caller

LISTED: Final = CODE_LISTS.lists["case-category"]
HEAD: Final[dict[str, Any]] = {"name": LISTED.name, "lo": LISTED.lo, "en": LISTED.en}
# Sweden: the Migration Agency decides on a permit. Who appeals gives the appeal to the agency, which sends it on with
# its file to a migration court (Administrative Procedure Act 2017:900, s. 46); from there it goes to the Migration
# Court of Appeal (Aliens Act 2005:716, ch. 16).
MIGRATION: Final[dict[str, Any]] = {
    "way": "civil",
    "openedBy": ["justice"],
    "openingOffices": ["department"],
    "restriction": "familySecret",
    "series": "MG",
    "register": "administrative",
    "chambers": ["migration"],
}
CODE: Final = {"codeList": LISTED.name, "code": "migration", "lo": "ຄະດີຄົນເຂົ້າເມືອງ", "en": "Migration"}
AGENCY: Final = {"id": "migration-agency", "kind": "justice", "lo": "ອົງການຄົນເຂົ້າເມືອງ", "en": "Migration Agency"}
COURTS: Final = {"id": "migration-courts", "kind": "court", "lo": "ສານຄົນເຂົ້າເມືອງ", "en": "Migration courts"}
OFFICES: Final = (
    ("migration-agency", "permits", "department", "central", "ພະແນກອະນຸຍາດ", "Permits"),
    ("migration-agency", "other", "department", "central", "ພະແນກອື່ນ", "Another department"),
    ("migration-courts", "first", "court", "province", "ສານຂັ້ນຕົ້ນ", "Migration Court"),
    ("migration-courts", "next", "court", "province", "ສານອື່ນ", "Another migration court"),
    ("migration-courts", "appeal", "court", "region", "ສານອຸທອນ", "Migration Court of Appeal"),
)
OPENING: Final = an_opening(category="migration", number="1/2026", title="ຄຳຮ້ອງຂໍຢູ່ອາໄສ", participants=None)


@pytest.fixture
async def register(fresh_database: FreshDatabase) -> AsyncIterator[Register]:
    async with a_register(fresh_database("gateway.migrations")) as running_register:
        yield running_register


async def published(register: Register, held: HeldOrganisations) -> None:
    """Enrol the authorities and publish the category, by two officers; the case registry takes what it then reads."""
    offices = [dict(zip(("member", "code", "kind", "level", "lo", "en"), each, strict=True)) for each in OFFICES]
    await register.make(members=[AGENCY, COURTS], offices=offices)
    head = HEAD | {"attributes": dict(LISTED.attributes)}
    before = [of_code(LISTED.name, each) for each in LISTED.codes.values()]
    await register.make(codeLists=[head], codes=[*before, CODE | {"attributes": MIGRATION}])
    now = await register.snapshot()
    known = ReferenceData(now.version, now.organisations, now.code_lists)
    held.take(followed_by(ReferenceData(), document_of(known, digest_of(known)))[0])


async def seen(registry: ServiceUnderTest, case_id: str, **callers: Caller) -> dict[str, str]:
    """Return the status of the case as each of these sees it, by name; who does not see it is left out."""
    answers = {name: await registry.call("GET", f"/cases/{case_id}", caller=each) for name, each in callers.items()}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {name: answer.json()["status"] for name, answer in answers.items() if answer.status_code == 200}


async def judged(registry: ServiceUnderTest, case_id: str, level: str, court: Caller, on: str) -> str:
    """Open the proceedings of this instance and issue their judgment; return its national identifier."""
    judges = [f"{level}-{number}" for number in range(3)]
    opening = {"level": level, "startedOn": on, "panel": a_panel(*judges)}
    proceeding = await posted(registry, f"/cases/{case_id}/proceedings", opening, court)
    issuing = {
        "kind": "judgment",
        "decidedOn": max(on, str(JUDGMENT["decidedOn"])),
        "proceedingId": proceeding["proceedingId"],
    }
    return str((await posted(registry, f"/cases/{case_id}/decisions", issuing, court))["decisionId"])


async def test_a_swedish_migration_case_is_one_case_along_its_chain_by_data_alone(
    registry: ServiceUnderTest, held: HeldOrganisations, register: Register
) -> None:
    not_yet = await refused(registry, "/cases", OPENING, at("moj", "hq"))
    assert not_yet == (503, "unavailable", []), "the gateway has let it pass: its directory is newer"
    await published(register, held)
    agency, other = (at("migration-agency", code, held.current) for code in ("permits", "other"))
    court, beside, appeal = (at("migration-courts", code, held.current) for code in ("first", "next", "appeal"))
    everybody = {"agency": agency, "other": other, "court": court, "beside": beside, "appeal": appeal}

    assert await refused(registry, "/cases", OPENING, court) == (403, "opening-not-allowed", [])
    open_to_all = await refused(registry, "/cases", OPENING | {"restriction": "none"}, agency)
    assert open_to_all == (400, "invalid-input", ["restriction-required"])
    case = await posted(registry, "/cases", OPENING, agency)
    case_id = case["caseId"]
    assert (case["category"], case["status"], case["restriction"]) == ("migration", "filedInCourt", "familySecret")
    assert await seen(registry, case_id, **everybody) == {"agency": "filedInCourt"}

    await handed_over(registry, case_id, court, agency)
    for status in ("accepted", "inTrial"):
        await moved(registry, case_id, status, court, on="2026-04-10")
    mine = await registry.call("GET", "/cases", caller=agency, params={"category": "migration"})
    assert [each["caseId"] for each in mine.json()["items"]] == [case_id]
    assert await judged(registry, case_id, "firstInstance", court, "2026-04-10") == "ECLI:LA:MIGRATI:2026:FIRST.MG.1"
    for status in ("judgedFirstInstance", "appealed"):
        await moved(registry, case_id, status, court, on="2026-05-12")
    assert await seen(registry, case_id, **everybody) == {"agency": "appealed", "court": "appealed"}

    await handed_over(registry, case_id, appeal, court)
    assert await judged(registry, case_id, "appeal", appeal, "2026-05-12") == "ECLI:LA:MIGRATI:2026:APPEAL.MG.1"
    await moved(registry, case_id, "judgedOnAppeal", appeal, on="2026-05-13", outcome="upheld")
    await moved(registry, case_id, "final", appeal, on="2026-05-13")
    assert await seen(registry, case_id, **everybody) == dict.fromkeys(("agency", "court", "appeal"), "final")
    moves = (await registry.call("GET", f"/cases/{case_id}/moves", caller=agency)).json()["items"]
    assert [(each["to"], each["by"]["office"]) for each in moves] == [
        ("filedInCourt", "permits"),
        *((status, "first") for status in ("accepted", "inTrial", "judgedFirstInstance", "appealed")),
        *((status, "appeal") for status in ("judgedOnAppeal", "final")),
    ]


def taken(held: HeldOrganisations, *codes: dict[str, Any]) -> None:
    """Let the registry hold these categories beside those of the distribution."""
    known = [{"code": c.code, "lo": c.lo, "en": c.en, **c.attributes} for c in LISTED.codes.values()]
    listed = a_code_list(LISTED.name, *known, *codes, attributes=dict(LISTED.attributes))
    held.take(ReferenceData(2, COUNTRY, Catalogue.load().code_lists.with_these([listed])))


async def test_the_register_counts_a_category_among_those_that_it_names(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    tax = {"code": "tax", "lo": "ຄະດີພາສີ", "en": "Tax", "way": "civil", "openedBy": ["court"], "series": "TX"}
    taken(held, tax | {"register": "administrative"})
    court = a_caller("psc", "court")
    for number, category in enumerate(("tax", "administrative", "labour")):
        case = await posted(registry, "/cases", OPENING | {"category": category, "number": f"{number}/ພສ"}, court)
        entry = {"enteredOn": "2026-03-20", "level": "cassation"}
        await posted(registry, f"/cases/{case['caseId']}/prosecutor-statements", entry, PROSECUTOR)
    found = {}
    for category in ("administrative", "tax", "labour", "civil"):
        asked = {"member": "ospp", "category": category, "level": "cassation", "year": "2026"}
        rows = (await registry.call("GET", "/registers/monthly", caller=PROSECUTOR, params=asked)).json()["rows"]
        (new,) = (row for row in rows if row["row"] == "I.2")
        found[category] = sum(cell["value"] for cell in new["figures"])
    assert found == {"administrative": 2, "tax": 1, "labour": 1, "civil": 0}


async def test_a_case_of_a_category_that_is_not_known_here_is_read_and_waits(
    registry: ServiceUnderTest, held: HeldOrganisations
) -> None:
    court = a_caller("psc", "court")
    case_id = (await posted(registry, "/cases", OPENING | {"category": "civil"}, court))["caseId"]
    entry = {"enteredOn": "2026-03-20", "level": "cassation"}
    await posted(registry, f"/cases/{case_id}/prosecutor-statements", entry, PROSECUTOR)
    async with registry.connection() as connection:
        for table in ("cases", "prosecutor_files"):
            await connection.execute(text(f"update {table} set category = 'harbour'"))
        await connection.commit()
    read = await registry.call("GET", f"/cases/{case_id}", caller=court)
    assert (read.status_code, read.json()["category"]) == (200, "harbour")
    listed = (await registry.call("GET", "/cases", caller=court, params={"category": "harbour"})).json()
    assert [each["category"] for each in listed["items"]] == ["harbour"]
    files = (await registry.call("GET", "/prosecutor-statements", caller=PROSECUTOR)).json()["items"]
    assert [each["category"] for each in files] == ["harbour"]

    number = {"number": "9/ພ", "assignedOn": "2026-03-20"}
    assert await refused(registry, f"/cases/{case_id}/numbers", number, court) == (409, "category-unknown", [])
    order = {"to": "accepted", "happenedOn": "2026-03-20"}
    tag = {"If-Match": read.headers["etag"], "Accept-Language": "en"}
    answer = await registry.call("POST", f"/cases/{case_id}/moves", json=order, caller=court, headers=tag)
    assert answer.json()["detail"] == (
        "This case is of category harbour, which the national list case-category does not have, or has without the "
        "attributes that rules need (way, openedBy, series). It can be read. Ask the office that governs the list to "
        "publish the category in the directory, then do this again."
    )
    taken(held, {"code": "harbour", "lo": "ທ່າເຮືອ", "en": "Harbour", **LISTED.codes["civil"].attributes})
    await moved(registry, case_id, "accepted", court, on="2026-03-20")
