"""What the case registry publishes about itself: its OpenAPI document, its tables, its charter."""

import re
import tomllib
from typing import Final

from chassis.http.composition import flat
from contracts import subjects
from contracts.catalogue import Catalogue
from gateway.directory.compiler import compile_service
from services import case_registry
from services.case_registry.consumers import CONSUMES
from services.case_registry.models.base import Base
from tests.architecture.house_rules import ROOT
from tests.support.service import ServiceUnderTest

# The table of what each system calls in its day: a column for each, and in it `GET /x`, `POST …/y` or `…/z`.
OF_A_DAY: Final = re.compile(r"^\| \d+\. \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
CALL: Final = re.compile(r"`(GET |POST )?…?(/[^` ]+)`")


async def test_the_gateway_learns_whom_the_rows_of_an_import_name(registry: ServiceUnderTest) -> None:
    document = registry.app.openapi()
    assert "ImportedCase" in document["components"]["schemas"]
    compiled = compile_service("case-registry", "psc", "in-process:case-registry", document, "d")
    imports = compiled.operations["importCases"]
    assert list(imports.rows) == ["application/x-ndjson"]
    number, named = {"type": "citizenId", "value": "0123"}, set[str]()
    imports.rows["application/x-ndjson"].find({"participants": [{"identifiers": [number]}]}, named)
    assert named == {subjects.identifier("citizenId", "0123")}


async def test_each_system_of_the_sandbox_may_make_the_calls_of_its_day(registry: ServiceUnderTest) -> None:
    operations = {
        (method.upper(), path): operation["operationId"]
        for path, item in registry.app.openapi()["paths"].items()
        for method, operation in item.items()
    }
    agreements = tomllib.loads((ROOT / "cli/sandbox/country.toml").read_text("utf-8"))["agreements"]
    days = OF_A_DAY.findall((ROOT / "docs/services/case-registry.md").read_text("utf-8"))
    assert len(days) == 10
    for member, calls in zip(("ospp", "psc", "moj"), zip(*days, strict=True), strict=True):
        allowed = {name for each in agreements if each["member"] == member for name in each["operations"]}
        method = ""
        for stated, path in CALL.findall(" ".join(calls)):
            method = stated.strip() or method
            meant = {name for (verb, at), name in operations.items() if verb == method and at.endswith(path)}
            assert meant & allowed, f"{member}: {method} {path}"


async def test_the_document_names_the_operations(registry: ServiceUnderTest) -> None:
    paths = registry.app.openapi()["paths"]
    named = {op["operationId"]: (method, path) for path, item in paths.items() for method, op in item.items()}
    assert named == {
        "openCase": ("post", "/cases"),
        "caseById": ("get", "/cases/{caseId}"),
        "listCases": ("get", "/cases"),
        "assignCaseNumber": ("post", "/cases/{caseId}/numbers"),
        "relateCase": ("post", "/cases/{caseId}/relations"),
        "changeRestriction": ("post", "/cases/{caseId}/restriction-changes"),
        "splitCase": ("post", "/cases/{caseId}/splits"),
        "joinCase": ("post", "/cases/{caseId}/joins"),
        "undoJoin": ("post", "/cases/{caseId}/join-undoings"),
        "correctCase": ("post", "/cases/{caseId}/corrections"),
        "listCorrections": ("get", "/cases/{caseId}/corrections"),
        "listOwedCorrections": ("get", "/corrections-owed"),
        "acknowledgeCorrection": ("post", "/cases/{caseId}/corrections/{correctionId}/acknowledgement"),
        "moveCase": ("post", "/cases/{caseId}/moves"),
        "listCaseMoves": ("get", "/cases/{caseId}/moves"),
        "sendHandOver": ("post", "/cases/{caseId}/hand-overs"),
        "acceptHandOver": ("post", "/cases/{caseId}/hand-overs/{handOverId}/acceptance"),
        "refuseHandOver": ("post", "/cases/{caseId}/hand-overs/{handOverId}/refusal"),
        "recallHandOver": ("post", "/cases/{caseId}/hand-overs/{handOverId}/recall"),
        "listHandOvers": ("get", "/hand-overs"),
        "listCaseDeadlines": ("get", "/cases/{caseId}/deadlines"),
        "listDeadlines": ("get", "/deadlines"),
        "listCaseChanges": ("get", "/case-changes"),
        "listReconciliations": ("get", "/reconciliations"),
        "reconciliationSums": ("get", "/reconciliations/sums"),
        "addParticipant": ("post", "/cases/{caseId}/participants"),
        "assignRole": ("post", "/cases/{caseId}/participants/{participantId}/roles"),
        "appointRepresentative": ("post", "/cases/{caseId}/participants/{participantId}/representatives"),
        "endRepresentation": ("post", "/cases/{caseId}/participants/{participantId}/representation-ends"),
        "recordCustody": ("post", "/cases/{caseId}/participants/{participantId}/custody"),
        "assignProsecutor": ("post", "/cases/{caseId}/prosecutor-assignments"),
        "stateClaim": ("post", "/cases/{caseId}/claims"),
        "fileCharge": ("post", "/cases/{caseId}/charges"),
        "listCharges": ("get", "/cases/{caseId}/charges"),
        "amendCharge": ("post", "/cases/{caseId}/charges/{chargeId}/amendments"),
        "withdrawCharge": ("post", "/cases/{caseId}/charges/{chargeId}/withdrawal"),
        "enterPlea": ("post", "/cases/{caseId}/charges/{chargeId}/pleas"),
        "decideCharge": ("post", "/cases/{caseId}/charges/{chargeId}/results"),
        "openProceeding": ("post", "/cases/{caseId}/proceedings"),
        "listProceedings": ("get", "/cases/{caseId}/proceedings"),
        "changePanel": ("post", "/cases/{caseId}/proceedings/{proceedingId}/panel-changes"),
        "scheduleHearing": ("post", "/cases/{caseId}/hearings"),
        "concludeHearing": ("post", "/cases/{caseId}/hearings/{hearingId}/outcome"),
        "showSchedule": ("get", "/schedule"),
        "issueDecision": ("post", "/cases/{caseId}/decisions"),
        "listDecisions": ("get", "/cases/{caseId}/decisions"),
        "listCaseDocuments": ("get", "/cases/{caseId}/documents"),
        "decisionById": ("get", "/decisions/{decisionId}"),
        "listCivilStatusExtracts": ("get", "/civil-status-extracts"),
        "listPublicDecisions": ("get", "/public-decisions"),
        "requestStatement": ("post", "/cases/{caseId}/statement-requests"),
        "withdrawStatementRequest": ("post", "/cases/{caseId}/statement-request-withdrawals"),
        "listStatementRequests": ("get", "/statement-requests"),
        "awaitStatement": ("post", "/cases/{caseId}/prosecutor-statements"),
        "withdrawStatement": ("post", "/cases/{caseId}/prosecutor-statements/{statementId}/withdrawal"),
        "withdrawCalledUpFile": ("post", "/cases/{caseId}/called-up-files/{calledUpFileId}/withdrawal"),
        "giveStatement": ("post", "/cases/{caseId}/prosecutor-statements/{statementId}/outcome"),
        "listStatements": ("get", "/prosecutor-statements"),
        "callUpFile": ("post", "/cases/{caseId}/called-up-files"),
        "decideCalledUpFile": ("post", "/cases/{caseId}/called-up-files/{calledUpFileId}/outcome"),
        "listCalledUpFiles": ("get", "/called-up-files"),
        "monthlyRegister": ("get", "/registers/monthly"),
        "reportMonthlyRegister": ("post", "/registers/monthly/reports"),
        "competentCourts": ("get", "/competent-courts"),
        "criminalWorkRegister": ("get", "/registers/criminal-work"),
        "caseOverview": ("get", "/statistics/overview"),
        "yearlyStatistics": ("get", "/statistics/yearly"),
        "causeList": ("get", "/cause-lists"),
        "workList": ("get", "/work-list"),
        "custodyList": ("get", "/custody-lists"),
        "listCustodyExpiries": ("get", "/custody-expiries"),
        "keepImportMapping": ("post", "/import-mappings"),
        "importCases": ("post", "/imports"),
        "importById": ("get", "/imports/{importId}"),
        "listImportRows": ("get", "/imports/{importId}/rows"),
        "exportCases": ("get", "/exports/cases"),
    }


async def test_every_operation_that_answers_with_a_report_declares_its_status(registry: ServiceUnderTest) -> None:
    compiled = compile_service("case-registry", "psc", "in-process:case-registry", registry.app.openapi(), "d")
    declaring, reporting = set(), set()
    for item in registry.app.openapi()["paths"].values():
        for operation in item.values():
            answer = next(each for status, each in operation["responses"].items() if status.startswith("2"))
            content = answer.get("content", {}).get("application/json", {})
            if content.get("schema") == {"$ref": "#/components/schemas/ImportReport"}:
                reporting.add(operation["operationId"])
            if "Import-Status" in answer.get("headers", {}):
                declaring.add(operation["operationId"])
    assert declaring == reporting == {"importCases", "importById"}
    for name in declaring:
        responses = compiled.operations[name].responses.values()
        assert [each.headers.headers for each in responses if each.headers is not None] == [("import-status",)]


async def test_a_move_is_a_legal_act_on_a_version_that_was_read(registry: ServiceUnderTest) -> None:
    move = registry.app.openapi()["paths"]["/cases/{caseId}/moves"]["post"]
    assert move["x-legal-act"] is True
    required = {each["name"] for each in move["parameters"] if each["in"] == "header" and each["required"]}
    assert required == {"If-Match", "Idempotency-Key"}


async def test_a_search_by_name_is_for_members_that_may_see_participants(registry: ServiceUnderTest) -> None:
    parameters = registry.app.openapi()["paths"]["/cases"]["get"]["parameters"]
    (name,) = [each for each in parameters if each["name"] == "participantName"]
    assert name["schema"]["x-field-group"] == "participants"


async def test_its_components_are_the_national_schemas(registry: ServiceUnderTest) -> None:
    components = registry.app.openapi()["components"]["schemas"]
    for name in ("Case", "CaseOpening", "CasePage", "Participant", "PersonName"):
        schema_id = components[name]["x-schema-id"]
        national = flat(Catalogue.load().document(schema_id), schema_id, Catalogue.load())
        assert components[name]["properties"].keys() == national["properties"].keys()
    assert components["Seat"]["externalDocs"]["url"] == "/directory/v1/offices"


async def test_the_migrations_make_the_tables_that_the_models_declare(registry: ServiceUnderTest) -> None:
    rows = await registry.rows(
        "select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'public'"
    )
    made = {(row["table_name"], row["column_name"], row["is_nullable"] == "YES") for row in rows}
    declared = {(t.name, c.name, bool(c.nullable)) for t in Base.metadata.sorted_tables for c in t.columns}
    assert declared <= made
    own = {name for name, _, _ in declared}
    assert {row for row in made if row[0] in own} == declared


def test_the_charter_says_what_is_published_and_consumed() -> None:
    assert "la.gov.justice.case.opened.v1" in (case_registry.__doc__ or "")
    for consumed in CONSUMES:
        assert consumed in (case_registry.__doc__ or "").partition("Consumes:")[2]
