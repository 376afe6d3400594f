from typing import Any

import pytest

from gateway.directory.compiler import compile_service
from gateway.directory.documents import DocumentRefused
from gateway.directory.entries import MethodMismatch, ResolvedOperation, ServiceEntry
from gateway.directory.snapshot import Snapshot
from tests.support.directory import KEY, NOTE_ID, a_body, a_document, an_operation


def compiled(document: dict[str, Any] | None = None) -> ServiceEntry:
    return compile_service("notes", "psc", "in-process:notes", document or a_document(), "digest")


def refusal(document: dict[str, Any]) -> str:
    with pytest.raises(DocumentRefused) as refused:
        compiled(document)
    return str(refused.value)


SNAPSHOT = Snapshot(1, {}, {"notes": compiled()}, {})


def test_a_document_becomes_its_operations() -> None:
    service = compiled()
    assert (service.prefix, service.api_version, service.title) == ("/notes/v1", "1.0.0", "Notes")
    assert list(service.operations) == ["writeNote", "listNotes", "getNote", "uploadFile"]


def test_a_request_is_resolved_with_its_path_parameters() -> None:
    found = SNAPSHOT.resolve("notes", "GET", "/notes/v1/notes/not_abc")
    assert isinstance(found, ResolvedOperation)
    assert (found.operation.key, found.path_parameters) == ("notes/getNote", {"noteId": "not_abc"})
    assert SNAPSHOT.resolve("notes", "DELETE", "/notes/v1/notes") == MethodMismatch(("GET", "HEAD", "POST"))


@pytest.mark.parametrize("path", ["/notes/v2/notes", "/notes/v1", "/notes/v1/", "/notes/v1x/notes", "/notes/v1/none"])
def test_nothing_is_found_beside_the_document(path: str) -> None:
    assert SNAPSHOT.resolve("notes", "GET", path) is None
    assert SNAPSHOT.resolve("other", "GET", "/other/v1/notes") is None


def test_an_operation_knows_what_it_demands() -> None:
    write = compiled().operations["writeNote"]
    assert (write.mutating, write.needs_idempotency_key, write.needs_if_match, write.legal_act) == (
        True,
        True,
        False,
        False,
    )
    assert (write.body_kind, write.body_required, write.media_types) == (
        "document",
        True,
        frozenset({"application/json"}),
    )
    assert write.max_body == 1_048_576
    assert write.request is not None
    assert write.request.is_valid({"id": "1", "text": "short"})
    assert not write.request.is_valid({"id": "1", "text": "far too long for a note"})


def test_a_stream_has_no_schema_and_a_limit_of_its_own() -> None:
    upload = compiled().operations["uploadFile"]
    assert (upload.body_kind, upload.request, upload.max_body) == ("stream", None, 4096)
    assert upload.deadline_s > compiled().operations["writeNote"].deadline_s


def test_a_read_has_no_body() -> None:
    read = compiled().operations["getNote"]
    assert (read.mutating, read.body_kind, read.request) == (False, None, None)


def test_an_answer_is_judged_by_status_and_media_type() -> None:
    read = compiled().operations["getNote"]
    found = read.response(200, "application/json")
    assert found is not None
    assert found.schema is not None
    assert found.schema.is_valid({"id": "1", "text": "t"})
    assert not found.schema.is_valid({"id": "1", "text": "t", "more": 1})
    assert found.remover is not None
    assert read.response(201, "application/json") is None
    assert read.response(200, "text/html") is None


def test_a_problem_is_always_an_answer_and_always_judged() -> None:
    found = compiled().operations["getNote"].response(503, "application/problem+json")
    assert found is not None
    assert found.schema is not None
    assert not found.schema.is_valid({"oops": 1})


def test_default_and_ranges_stand_in_for_a_status() -> None:
    answers = {
        "200": {"description": ""},
        "4XX": {"description": "", **a_body("Note", "application/xml")},
        "default": {"description": "", **a_body("Spot")},
    }
    service = compiled(a_document({"/notes": {"get": an_operation("listNotes", answers)}}))
    read = service.operations["listNotes"]
    assert read.response(200, "") is not None
    assert read.response(418, "application/xml") is not None
    assert read.response(302, "application/json") is not None


def test_parameters_of_the_path_and_the_operation_are_joined() -> None:
    parameters = compiled().operations["getNote"].parameters
    assert [fault.name for fault in parameters.faults({"noteId": "x"}, "a=1", {})] == ["noteId", "a"]


def test_parameters_may_be_references() -> None:
    document = a_document(
        {"/notes/{noteId}": {"get": an_operation("getNote", parameters=[{"$ref": "#/components/parameters/NoteId"}])}}
    )
    document["components"]["parameters"] = {"NoteId": NOTE_ID}
    assert compiled(document).operations["getNote"].parameters.faults({"noteId": "not_abc"}, "", {}) == []


def test_a_parameter_that_is_its_own_type_is_refused() -> None:
    endless = {"name": "a", "in": "query", "schema": {"$ref": "#/components/schemas/Loop"}}
    document = a_document(
        {"/loop": {"get": an_operation("getLoop", parameters=[endless])}}, Loop={"$ref": "#/components/schemas/Loop"}
    )
    assert refusal(document) == "schemas that contain themselves without end"


def test_equal_schemas_are_compiled_once() -> None:
    document = a_document({"/other": {"get": an_operation("getOther")}})
    operations = compiled(document).operations
    first, second = (operations[name].response(200, "application/json") for name in ("getNote", "getOther"))
    assert first is not None
    assert second is not None
    assert first.schema is second.schema


def a_post(**members: Any) -> dict[str, Any]:
    return {"/notes": {"post": an_operation("writeNote", parameters=[KEY], **members)}}


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (a_document(a_post(**{"x-body": "rows"})), "rows is not supported yet"),
        (a_document(a_post(**{"x-body": "blob"})), "document, rows or stream"),
        (a_document(a_post(**{"x-max-body": -1})), "x-max-body"),
        (a_document(a_post(**{"x-deadline-s": "10"})), "x-deadline-s"),
        (a_document(a_post(requestBody=a_body("Note", "text/csv"))), "other media need x-body: stream"),
        (a_document(a_post(requestBody={"content": {"application/json": {}}})), "needs one schema"),
        (a_document(a_post(requestBody={"$ref": "https://evil.test/body.json"})), "cannot be enforced offline"),
        (a_document(a_post(requestBody={"$ref": "#/components/requestBodies/Gone"})), "names nothing"),
        (a_document({"/notes": {"get": {"responses": {"200": {}}}}}), "operationId is missing"),
        (a_document({"/notes": {"get": an_operation("getNote")}}), "stands twice"),
        (a_document({"/notes": {"get": {"operationId": "a", "responses": {}}}}), "no response"),
        (a_document({"/notes": {"get": an_operation("a", {"OK": {}})}}), "no status"),
        (a_document({"/notes/{other}": {"get": an_operation("a")}}), "not those that are declared"),
        (a_document({"/things/{noteId}/{noteId}x": {"get": an_operation("a", parameters=[NOTE_ID])}}), "whole segment"),
        (
            a_document(
                {"/notes": {"get": an_operation("a", parameters=[{"name": "c", "in": "cookie", "schema": {}}])}}
            ),
            "place we read",
        ),
        (a_document() | {"servers": [{"url": "/other/v1"}]}, "servers[0].url"),
        (a_document() | {"servers": [{"url": "/notes"}]}, "servers[0].url"),
        (a_document() | {"servers": []}, "url is missing"),
        (a_document() | {"info": {"title": "Notes"}}, "version is missing"),
        (a_document(Note={"type": "no-type"}), "component Note: is no JSON Schema"),
        (a_document(Note={"type": "string", "maxLenght": 3}), "maxLenght is no keyword"),
        (
            a_document(Note={"properties": {"a": {"type": "string", "format": "phone"}}}),
            "Note/properties/a: format 'phone'",
        ),
        (a_document(Note={"type": "string", "pattern": "(?<=a)b"}), "notes/writeNote"),
        (a_document(Note={"type": "object", "properties": []}), "component Note: is no JSON Schema"),
        (a_document(Note="text"), "component Note: is no JSON Schema"),
        (a_document(Note={"$ref": "https://evil.test/schema.json"}), "evil.test"),
    ],
)
def test_what_cannot_be_enforced_is_refused_in_a_sentence(document: dict[str, Any], why: str) -> None:
    assert why in refusal(document)
