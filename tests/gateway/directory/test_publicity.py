"""What says that it is for everybody and must not be is refused where it is registered."""

from typing import Any

import pytest

from gateway.directory.compiler import compile_service
from gateway.directory.documents import DocumentRefused
from gateway.directory.entries import ServiceEntry
from tests.support.directory import KEY, a_body, a_document, an_operation

NEWS: dict[str, Any] = {"type": "object", "properties": {"text": {"type": "string"}}, "x-data-class": "general"}


def compiled(operation: dict[str, Any], method: str = "get", path: str = "/news", **schemas: Any) -> ServiceEntry:
    document = a_document({path: {method: operation}}, **({"News": NEWS} | schemas))
    return compile_service("notes", "psc", "http://127.0.0.1:9", document, "0")


def public(schema: str = "News", /, **members: Any) -> dict[str, Any]:
    return an_operation("readNews", {"200": {"description": "", **a_body(schema)}}, **{"x-public": True} | members)


def test_a_read_of_general_facts_may_be_for_everybody() -> None:
    service = compiled(public())
    assert service.operations["readNews"].public
    assert service.has_public
    assert [operation.operation_id for operation in service.operations.values() if operation.public] == ["readNews"]
    assert not compiled(public(**{"x-public": False})).has_public
    file = an_operation("readNews", {"200": {"description": "", "content": {"application/pdf": {}}}})
    assert compiled(file | {"x-public": True, "x-data-class": "general"}).has_public


def of(**changes: Any) -> dict[str, Any]:
    return NEWS | {"properties": {"text": {"type": "string"}, "more": {"type": "string"} | changes}}


@pytest.mark.parametrize(
    ("operation", "more", "why"),
    [
        (public("Note"), {}, "people"),  # a field group
        (public(), {"News": of(**{"x-data-class": "specific"})}, "specific"),
        (public(), {"News": of(**{"x-data-class": "secret"})}, "secret"),
        (public(), {"News": {k: v for k, v in NEWS.items() if k != "x-data-class"}}, "specific"),  # nobody has said
        (public(), {"News": of(**{"x-subject": "identifier"})}, "names people"),
        (public(), {"News": NEWS | {"properties": {"of": {"$ref": "#/components/schemas/Note"}}}}, "people"),
        (public(requestBody=a_body("News")), {}, "takes a body"),
        (public(parameters=[{"name": "X-Who", "in": "header", "schema": {"type": "string"}}]), {}, "a header"),
        (
            public(
                parameters=[{"name": "who", "in": "query", "schema": {"type": "string", "x-subject": "identifier"}}]
            ),
            {},
            "names a person",
        ),
        (
            public(parameters=[{"name": "q", "in": "query", "schema": {"type": "string", "x-field-group": "people"}}]),
            {},
            "guarded",
        ),
        (public(**{"x-legal-act": True}), {}, "legal act"),
        (public(**{"x-public": "yes"}), {}, "true or false"),
        (public(**{"x-public": 1}), {}, "true or false"),
        (
            an_operation("readNews", {"200": {"description": "", "content": {"application/pdf": {}}}})
            | {"x-public": True},
            {},
            "is a file",
        ),
        (
            an_operation(
                "readNews",
                {"200": {"description": "", **a_body("News")}, "404": {"description": "", **a_body("Secret")}},
            )
            | {"x-public": True},
            {"Secret": NEWS | {"x-data-class": "secret"}},
            "the answer 404",
        ),
    ],
)
def test_what_would_tell_of_anybody_may_not(operation: dict[str, Any], more: dict[str, Any], why: str) -> None:
    with pytest.raises(DocumentRefused, match=why):
        compiled(operation, **more)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_what_changes_something_may_not(method: str) -> None:
    with pytest.raises(DocumentRefused, match="is no read"):
        compiled(public(parameters=[KEY]), method)
