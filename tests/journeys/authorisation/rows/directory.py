"""Whom the directory answers how: the tower keeps it, a ministry reports projects and equipment.

None of the first calls names an officer, and what changes something is refused without one.
"""

from typing import Final

from contracts.identifiers import new_id
from tests.journeys.authorisation.row import FOREIGN, KHAMLA, NO_RECORD, OWN, SHARED, Call, Row, Rows, Standing, at
from tests.support.sample_country import KINDS, SampleCountry

TOWER: Final = {"authority": 200}
KEEPERS: Final = {"authority": 200, "ministry": 200, "health": 200}
A_SERVER: Final = {"id": "moic-server-9", "owner": "moic", "kind": "server", "lo": "ເຊີບເວີ", "en": "Server"}
NO_CHANGE: Final = f"/changes/{new_id('dch')}"


async def a_change(country: SampleCountry, kind: str, standing: Standing) -> str:
    """Return a proposal: the caller's own member's, or another's; never of the officer who calls."""
    if standing is OWN:
        return await country.change(kind)
    return await country.change("health" if kind in {"ministry", "authority"} else "ministry")


async def approve_change(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/changes/{await a_change(country, kind, standing)}/approvals")


async def reject_change(country: SampleCountry, kind: str, standing: Standing) -> Call:
    return Call(f"/changes/{await a_change(country, kind, standing)}/rejections", json={"reason": "Not wanted."})


async def propose_server(_country: SampleCountry, kind: str, standing: Standing) -> Call:
    owner = KINDS[kind] if standing is OWN else "moj"
    server = A_SERVER | {"id": new_id("srv").replace("_", "-"), "owner": owner}
    return Call("/changes", json={"reason": "A test.", "content": {"equipment": [server]}})


async def suspend_system(country: SampleCountry, kind: str, standing: Standing) -> Call:
    system = await country.spare_system(KINDS[kind] if standing is OWN else "moj")
    return Call("/suspensions", json={"kind": "system", "id": system, "reason": "A test."})


LISTS: Final[dict[str, Row]] = {
    name: Row(at(f"/{path}"), {NO_RECORD: cells})
    for name, path, cells in (
        ("listMembers", "members", TOWER),
        ("listOffices", "offices", TOWER),
        ("listSystems", "systems", TOWER),
        ("listServices", "services", TOWER),
        ("listAgreements", "agreements", TOWER),
        ("listHistory", "history", TOWER),
        ("listChanges", "changes", KEEPERS),
        ("listOfficers", "officers", KEEPERS),
        ("listIctProjects", "ict-projects", KEEPERS),
        ("listEquipment", "equipment", KEEPERS),
    )
}
RECORDS: Final[dict[str, Row]] = {
    name: Row(at(f"/{path}", missing=f"/{missing}"), {SHARED: TOWER, FOREIGN: {"authority": 404}})
    for name, path, missing in (
        ("memberById", "members/police", "members/nobody"),
        ("officeById", "offices/registrar-0101", "offices/registrar-9999"),
        ("systemById", "systems/police-case-system", "systems/police-nothing"),
        ("serviceByName", "services/case-registry", "services/nothing"),
        ("agreementById", "agreements/agr_police-cases", "agreements/agr_nothing"),
    )
}
ROWS: Final[Rows] = (
    LISTS
    | RECORDS
    | {
        "referenceData": Row(at("/reference"), {NO_RECORD: dict.fromkeys(KINDS, 200)}),  # for everybody
        "listCodeLists": Row(at("/code-lists"), {NO_RECORD: dict.fromkeys(KINDS, 200)}),  # as above
        "codeListByName": Row(at("/code-lists/places"), {NO_RECORD: dict.fromkeys(KINDS, 200)}),  # as above
        "listSchemas": Row(at("/schemas"), {NO_RECORD: dict.fromkeys(KINDS, 200)}),  # as above
        "schemaVersion": Row(at("/schemas/justice/nothing/v1"), {NO_RECORD: dict.fromkeys(KINDS, 404)}),  # as above
        "ictProjectById": Row(at("/ict-projects/nothing"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
        "listOverlaps": Row(at("/ict-projects/nothing/overlaps"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
        "equipmentById": Row(at("/equipment/nothing"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
        "officerById": Row(at("/officers/moic:nobody"), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
        "changeById": Row(at(NO_CHANGE), {NO_RECORD: dict.fromkeys(KEEPERS, 404)}),
        "approveChange": Row(at(f"{NO_CHANGE}/approvals"), {NO_RECORD: dict.fromkeys(KEEPERS, 403)}),
        "rejectChange": Row(
            at(f"{NO_CHANGE}/rejections", {"reason": "Not wanted."}), {NO_RECORD: dict.fromkeys(KEEPERS, 403)}
        ),
        "suspendRight": Row(
            at("/suspensions", {"kind": "system", "id": "moic-office", "reason": "A test."}),
            {NO_RECORD: dict.fromkeys(KEEPERS, 403)},
        ),
        "proposeChange": Row(
            at("/changes", {"reason": "A test.", "content": {"equipment": [A_SERVER]}}),
            {NO_RECORD: dict.fromkeys(KEEPERS, 403)},
        ),
        "planChange": Row(
            at("/plans", {"equipment": [A_SERVER]}), {NO_RECORD: {"authority": 200, "ministry": 200, "health": 403}}
        ),
    }
)
ROWS_WITH_OFFICER: Final[Rows] = {
    # only the tower approves, also what is its own, by another officer's hand; a member approves its officers alone
    "approveChange": Row(
        approve_change,
        {
            OWN: {"authority": 201, "ministry": 403, "health": 403},
            SHARED: {"authority": 201},
            FOREIGN: {"ministry": 404, "health": 404},
        },
        officer=KHAMLA,
    ),
    "rejectChange": Row(
        reject_change,
        {
            OWN: dict.fromkeys(KEEPERS, 201),
            SHARED: {"authority": 201},
            FOREIGN: {"ministry": 404, "health": 404},
        },
        officer=KHAMLA,
    ),
    "proposeChange": Row(
        propose_server,
        {
            OWN: dict.fromkeys(KEEPERS, 201),
            SHARED: {"authority": 201},
            FOREIGN: {"ministry": 403, "health": 403},
        },
        officer=KHAMLA,
    ),
    "suspendRight": Row(
        suspend_system,
        {OWN: dict.fromkeys(KEEPERS, 201), SHARED: {"authority": 201}, FOREIGN: {"ministry": 404, "health": 404}},
        officer=KHAMLA,
    ),
}
