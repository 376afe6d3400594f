"""A sample directory for tests: one service with every kind of operation, two members, one agreement."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chassis.tokens.tokens import SigningKey
from gateway.directory.agreement import Agreement, Basis
from gateway.directory.content import DirectoryContent, Service, System
from gateway.directory.enrolled_offices import EnrolledOffices
from gateway.directory.organisations import Member, Office

POLICE_KEY = SigningKey.generate()
COURT_KEY = SigningKey.generate()
OF_0101 = EnrolledOffices(codes=("0101",))
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)

NOTE = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "text": {"type": "string", "maxLength": 20},
        "author": {"type": "string", "x-field-group": "people"},
        "place": {"$ref": "#/components/schemas/Spot"},
    },
    "required": ["id", "text"],
    "unevaluatedProperties": False,
    "x-data-class": "general",
}
SPOT = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "owner": {"type": "string", "x-field-group": "people"}},
    "x-data-class": "general",
}
PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
        "next": {"type": "string"},
    },
    "required": ["items"],
    "additionalProperties": False,
    "x-data-class": "general",
}
KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
STREAM: dict[str, Any] = {"x-body": "stream", "x-max-body": 4096, "x-data-class": "general"}
NOTE_ID = {"name": "noteId", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^not_[a-z]{3}$"}}


def a_body(schema: str, media: str = "application/json") -> dict[str, Any]:
    return {"content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


def an_operation(operation_id: str, answers: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "responses": answers or {"200": {"description": "", **a_body("Note")}},
        **members,
    }


def a_document(paths: Mapping[str, Any] | None = None, **schemas: Any) -> dict[str, Any]:
    """Return an OpenAPI document of the service `notes`; `paths` replace those of the same name."""
    listing = [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}},
        {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "open", "in": "query", "schema": {"anyOf": [{"type": "boolean"}, {"type": "null"}]}},
    ]
    every = {
        "/notes": {
            "post": an_operation(
                "writeNote",
                {"201": {"description": "", **a_body("Note")}},
                requestBody={"required": True, **a_body("Note")},
                parameters=[KEY],
            ),
            "get": an_operation("listNotes", {"200": {"description": "", **a_body("Page")}}, parameters=listing),
        },
        "/notes/{noteId}": {"parameters": [NOTE_ID], "get": an_operation("getNote")},
        "/files": {"post": an_operation("uploadFile", parameters=[KEY], **STREAM)},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1.0.0"},
        "servers": [{"url": "/notes/v1"}],
        "paths": every | dict(paths or {}),
        "components": {"schemas": {"Note": NOTE, "Spot": SPOT, "Page": PAGE} | schemas},
    }


def an_agreement(**changes: Any) -> Agreement:
    facts: dict[str, Any] = {
        "id": "agr_police-notes",
        "member": "police",
        "service": "notes",
        "operations": ["writeNote", "getNote", "listNotes"],
        "purposes": ["caseManagement"],
        "legal_basis": [Basis(law="A law for tests", article="1")],
        "valid_from": BEGIN,
    }
    return Agreement.model_validate(facts | changes)


def a_country(document: Mapping[str, Any] | None = None, **changes: Any) -> DirectoryContent:
    """Return content with the members police and psc, the service notes, and one agreement for the police."""
    facts: dict[str, Any] = {
        "members": (
            Member.model_validate({"id": "police", "kind": "police", "lo": "ຕຳຫຼວດ", "en": "Police"}),
            Member.model_validate({"id": "psc", "kind": "court", "lo": "ສານ", "en": "Court"}),
        ),
        "offices": (
            Office(member="police", code="0101", kind="police-station", lo="ເມືອງ", en="District", level="district"),
        ),
        "systems": (
            System(member="police", name="case-system", offices=OF_0101, keys=(dict(POLICE_KEY.public_jwk),)),
            System(member="psc", name="case-system", keys=(dict(COURT_KEY.public_jwk),)),
        ),
        "services": (
            Service(name="notes", member="psc", base_url="in-process:notes", document=dict(document or a_document())),
        ),
        "agreements": (an_agreement(),),
    }
    return DirectoryContent(**(facts | changes))
