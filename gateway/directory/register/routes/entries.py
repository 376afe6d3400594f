"""Reading the directory over HTTP: every kind of entry, now or at a past moment; parse, call one verb, render."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path

from chassis.http.caller import CallerDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.directory.agreement import Agreement
from contracts.national.directory.agreement_page import AgreementPage
from contracts.national.directory.equipment import Equipment
from contracts.national.directory.equipment_page import EquipmentPage
from contracts.national.directory.history_page import DirectoryHistoryPage
from contracts.national.directory.ict_project import IctProject
from contracts.national.directory.ict_project_page import IctProjectPage
from contracts.national.directory.member import DirectoryMember
from contracts.national.directory.member_page import DirectoryMemberPage
from contracts.national.directory.office import Office
from contracts.national.directory.office_page import OfficePage
from contracts.national.directory.officer import Officer
from contracts.national.directory.officer_page import OfficerPage
from contracts.national.directory.overlap_list import OverlapList
from contracts.national.directory.published_schema import PublishedSchema
from contracts.national.directory.published_schema_page import PublishedSchemaPage
from contracts.national.directory.service import RegisteredService
from contracts.national.directory.service_page import RegisteredServicePage
from contracts.national.directory.system import ClientSystem
from contracts.national.directory.system_page import ClientSystemPage
from contracts.schema_files import BASE
from gateway.directory.register.usecases import entries
from gateway.directory.register.wire import At, EntryQueryDep, HistoryQueryDep

ROUTER: Final = APIRouter(prefix="/directory/v1", route_class=TransactionalRoute, tags=["Entries"])

_AS: Final[dict[str, Any]] = {  # Any: FastAPI's own
    "response_model_exclude_none": True,
    "openapi_extra": {"x-purposes": ["directoryKeeping", "oversight"]},
}
# Who writes to us has to know the form, a system of a member or not: the schemas of the distribution are open, too.
_FOR_EVERYBODY: Final = _AS | {"openapi_extra": {"x-public": True}}

_SLUG: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
MemberId = Annotated[
    str, Path(alias="memberId", pattern=_SLUG, max_length=64, description="Permanent id.", examples=["moha"])
]
OfficeId = Annotated[
    str,
    Path(
        alias="officeId",
        pattern=r"^[A-Za-z0-9-]+$",
        max_length=120,
        description="Member, hyphen, code.",
        examples=["moha-0101"],
    ),
]
OfficerId = Annotated[
    str,
    Path(
        alias="officerId",
        pattern=r"^[a-z0-9-]+:[a-z0-9][a-z0-9._@-]*$",
        max_length=129,
        description="Member:id.",
        examples=["moha:khamla.v"],
    ),
]
ClientId = Annotated[
    str,
    Path(
        alias="clientId",
        pattern=_SLUG,
        max_length=130,
        description="Member, hyphen, name.",
        examples=["police-case-system"],
    ),
]
ServiceName = Annotated[
    str, Path(alias="serviceName", pattern=_SLUG, max_length=64, description="Its name.", examples=["case-registry"])
]
AgreementId = Annotated[
    str, Path(alias="agreementId", pattern=r"^agr_[a-z0-9-]+$", max_length=80, examples=["agr_moic-births"])
]
ProjectId = Annotated[
    str, Path(alias="projectId", pattern=_SLUG, max_length=64, description="Id of the project.", examples=["e-land"])
]
EquipmentId = Annotated[
    str,
    Path(alias="equipmentId", pattern=_SLUG, max_length=64, description="Inventory id.", examples=["moic-server-1"]),
]
SchemaDomain = Annotated[
    str, Path(alias="domain", pattern=r"^[a-z][a-z-]*$", max_length=64, description="Its domain.", examples=["justice"])
]
SchemaName = Annotated[
    str, Path(alias="name", pattern=r"^[a-z][a-z0-9-]*$", max_length=64, description="Its name.", examples=["case"])
]
SchemaVersion = Annotated[
    str, Path(alias="version", pattern=r"^v[1-9][0-9]*$", max_length=8, description="v1, v2, …", examples=["v1"])
]


@ROUTER.get("/members", operation_id="listMembers", summary="List members", **_AS)
async def list_members(query: EntryQueryDep, unit: UnitDep) -> DirectoryMemberPage:
    """List members, by id, now or as they were at a moment."""
    return DirectoryMemberPage.model_validate(await entries.page(unit, "member", query))


@ROUTER.get("/members/{memberId}", operation_id="memberById", summary="Read a member", **_AS)
async def get_member(member_id: MemberId, unit: UnitDep, at: At = None) -> DirectoryMember:
    """Read a member with its dated names, parents and successors, now or as it was at a moment."""
    return DirectoryMember.model_validate(await entries.entry(unit, "member", member_id, at))


@ROUTER.get("/offices", operation_id="listOffices", summary="List offices", **_AS)
async def list_offices(query: EntryQueryDep, unit: UnitDep) -> OfficePage:
    """List offices, by id, now or as they were at a moment."""
    return OfficePage.model_validate(await entries.page(unit, "office", query))


@ROUTER.get("/offices/{officeId}", operation_id="officeById", summary="Read an office", **_AS)
async def get_office(office_id: OfficeId, unit: UnitDep, at: At = None) -> Office:
    """Read an office with its place and level, now or as it was at a moment."""
    return Office.model_validate(await entries.entry(unit, "office", office_id, at))


@ROUTER.get("/officers", operation_id="listOfficers", summary="List officers", **_AS)
async def list_officers(query: EntryQueryDep, caller: CallerDep, unit: UnitDep) -> OfficerPage:
    """List officers, by id, now or as they were at a moment; a member sees its own, the control tower all."""
    return OfficerPage.model_validate(await entries.officer_page(unit, caller, query))


@ROUTER.get("/officers/{officerId}", operation_id="officerById", summary="Read an officer", **_AS)
async def get_officer(officer_id: OfficerId, caller: CallerDep, unit: UnitDep, at: At = None) -> Officer:
    """Read an officer with her post, her office and her days, now or as it was at a moment."""
    return Officer.model_validate(await entries.officer(unit, caller, officer_id, at))


@ROUTER.get("/systems", operation_id="listSystems", summary="List systems", **_AS)
async def list_systems(query: EntryQueryDep, unit: UnitDep) -> ClientSystemPage:
    """List systems, by id, now or as they were at a moment."""
    return ClientSystemPage.model_validate(await entries.page(unit, "system", query))


@ROUTER.get("/systems/{clientId}", operation_id="systemById", summary="Read a system", **_AS)
async def get_system(client_id: ClientId, unit: UnitDep, at: At = None) -> ClientSystem:
    """Read a system with its keys, now or as it was at a moment."""
    return ClientSystem.model_validate(await entries.entry(unit, "system", client_id, at))


@ROUTER.get("/services", operation_id="listServices", summary="List services", **_AS)
async def list_services(query: EntryQueryDep, unit: UnitDep) -> RegisteredServicePage:
    """List services, by id, now or as they were at a moment."""
    return RegisteredServicePage.model_validate(await entries.page(unit, "service", query))


@ROUTER.get("/services/{serviceName}", operation_id="serviceByName", summary="Read a service", **_AS)
async def get_service(service_name: ServiceName, unit: UnitDep, at: At = None) -> RegisteredService:
    """Read a service with its OpenAPI document, now or as it was at a moment."""
    return RegisteredService.model_validate(await entries.entry(unit, "service", service_name, at))


@ROUTER.get("/agreements", operation_id="listAgreements", summary="List agreements", **_AS)
async def list_agreements(query: EntryQueryDep, unit: UnitDep) -> AgreementPage:
    """List agreements, by id, now or as they were at a moment."""
    return AgreementPage.model_validate(await entries.page(unit, "agreement", query))


@ROUTER.get("/agreements/{agreementId}", operation_id="agreementById", summary="Read an agreement", **_AS)
async def get_agreement(agreement_id: AgreementId, unit: UnitDep, at: At = None) -> Agreement:
    """Read an agreement with everything that it lets a member do, now or as it was at a moment."""
    return Agreement.model_validate(await entries.entry(unit, "agreement", agreement_id, at))


@ROUTER.get("/ict-projects", operation_id="listIctProjects", summary="List ICT projects", **_AS)
async def list_ict_projects(query: EntryQueryDep, unit: UnitDep) -> IctProjectPage:
    """List ICT projects, by id, now or as they were at a moment."""
    return IctProjectPage.model_validate(await entries.page(unit, "project", query))


@ROUTER.get("/ict-projects/{projectId}", operation_id="ictProjectById", summary="Read an ICT project", **_AS)
async def get_ict_project(project_id: ProjectId, unit: UnitDep, at: At = None) -> IctProject:
    """Read an ICT project with its money, its systems and the decision on it, now or as it was at a moment."""
    return IctProject.model_validate(await entries.entry(unit, "project", project_id, at))


@ROUTER.get("/equipment", operation_id="listEquipment", summary="List the inventory", **_AS)
async def list_equipment(query: EntryQueryDep, unit: UnitDep) -> EquipmentPage:
    """List the inventory, by id, now or as they were at a moment."""
    return EquipmentPage.model_validate(await entries.page(unit, "equipment", query))


@ROUTER.get("/equipment/{equipmentId}", operation_id="equipmentById", summary="Read an item of the inventory", **_AS)
async def get_equipment(equipment_id: EquipmentId, unit: UnitDep, at: At = None) -> Equipment:
    """Read an item of the inventory with its place, age and maintainer, now or as it was at a moment."""
    return Equipment.model_validate(await entries.entry(unit, "equipment", equipment_id, at))


@ROUTER.get("/schemas", operation_id="listSchemas", summary="List schemas published at run time", **_FOR_EVERYBODY)
async def list_schemas(query: EntryQueryDep, unit: UnitDep) -> PublishedSchemaPage:
    """List the schemas that were published at run time, by id; those of the distribution are in its files."""
    return PublishedSchemaPage.model_validate(await entries.page(unit, "schema", query))


@ROUTER.get(
    "/schemas/{domain}/{name}/{version}", operation_id="schemaVersion", summary="Read a schema", **_FOR_EVERYBODY
)
async def get_schema(
    domain: SchemaDomain, name: SchemaName, version: SchemaVersion, unit: UnitDep, at: At = None
) -> PublishedSchema:
    """Read a schema that was published at run time, with its text."""
    found = await entries.entry(unit, "schema", f"{BASE}{domain}/{name}/{version}", at)
    return PublishedSchema.model_validate(found)


@ROUTER.get("/history", operation_id="listHistory", summary="List what entries were and are", **_AS)
async def list_history(query: HistoryQueryDep, unit: UnitDep) -> DirectoryHistoryPage:
    """List past and present states, newest first, with the change that made each."""
    return DirectoryHistoryPage.model_validate(await entries.history_page(unit, query))


@ROUTER.get("/ict-projects/{projectId}/overlaps", operation_id="listOverlaps", summary="List overlaps", **_AS)
async def list_overlaps(project_id: ProjectId, unit: UnitDep) -> OverlapList:
    """List the projects and the equipment that share systems or topics with a project, most shared first."""
    return OverlapList.model_validate(await entries.overlaps(unit, project_id))
