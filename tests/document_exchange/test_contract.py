"""What the document exchange publishes about itself: its OpenAPI document, its tables, its charter."""

from contracts.catalogue import Catalogue
from services import document_exchange
from services.document_exchange.app import SERVICE
from services.document_exchange.models import Base
from tests.support.service import ServiceUnderTest


async def test_the_document_names_the_eight_operations(exchange: ServiceUnderTest) -> None:
    paths = exchange.app.openapi()["paths"]
    named = {op["operationId"]: (method, path) for path, item in paths.items() for method, op in item.items()}
    assert named == {
        "uploadFile": ("post", "/uploads"),
        "draftDocument": ("post", "/documents"),
        "documentById": ("get", "/documents/{documentId}"),
        "dispatchDocument": ("post", "/documents/{documentId}/dispatch"),
        "checkReadability": ("post", "/readability-checks"),
        "listInbox": ("get", "/inbox"),
        "openDelivery": ("post", "/deliveries/{deliveryId}/opening"),
        "readFile": ("get", "/documents/{documentId}/files/{fileId}"),
    }


async def test_an_upload_is_declared_as_a_stream_with_its_digest_and_its_limit(exchange: ServiceUnderTest) -> None:
    upload = exchange.app.openapi()["paths"]["/uploads"]["post"]
    assert upload["x-body"] == "stream"
    assert upload["x-max-body"] == 64 * 1024 * 1024
    assert list(upload["requestBody"]["content"]) == ["application/octet-stream", "*/*"], "the list is no release's"
    assert {p["name"] for p in upload["parameters"]} == {"Content-Digest", "Idempotency-Key"}


async def test_its_components_are_the_national_schemas(exchange: ServiceUnderTest) -> None:
    components = exchange.app.openapi()["components"]["schemas"]
    for name in ("Document", "DocumentDraft", "Dispatch", "DispatchOrder", "InboxPage", "Upload", "Signatory"):
        national = Catalogue.load().document(components[name]["x-schema-id"])
        assert components[name]["properties"].keys() == national["properties"].keys()


async def test_the_migrations_make_the_tables_that_the_models_declare(exchange: ServiceUnderTest) -> None:
    rows = await exchange.rows(
        "select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'public'"
    )
    made = {(row["table_name"], row["column_name"], row["is_nullable"] == "YES") for row in rows}
    declared = {(t.name, c.name, bool(c.nullable)) for t in Base.metadata.sorted_tables for c in t.columns}
    own = {name for name, _, _ in declared}
    assert {row for row in made if row[0] in own} == declared


def test_the_charter_says_what_is_published() -> None:
    charter = document_exchange.__doc__ or ""
    assert "la.gov.documents.document.dispatched.v1" in charter
    assert "la.gov.documents.delivery.opened.v1" in charter
    assert SERVICE.consumers == {}
