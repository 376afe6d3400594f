"""Which headers an operation may declare: those that pass say what they are; what would break the house is refused."""

from typing import Any

import pytest

from contracts.lao import has_lao
from gateway.directory.classes import unclassed
from gateway.directory.compiler import compile_service
from gateway.directory.documents import DocumentRefused
from gateway.directory.entries import OperationEntry
from gateway.directory.header_names import MOST
from tests.support.directory import a_body, a_document, an_operation

GENERAL = {"type": "string", "x-data-class": "general"}
A_FILE = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
FILE: dict[str, Any] = {
    "x-body": "stream",
    "x-data-class": "general",
    "responses": {"200": {"description": "", "content": A_FILE}},
}


def asking(name: str, schema: Any = GENERAL, method: str = "get", **members: Any) -> dict[str, Any]:
    operation = an_operation("askNote", parameters=[{"name": name, "in": "header", "schema": schema}], **members)
    return a_document({"/notes": {method: operation}})


def telling(name: str, header: Any = None, status: str = "200", **components: Any) -> dict[str, Any]:
    header = {"schema": GENERAL} if header is None else header
    answer = {status: {"description": "", "headers": {name: header}, **a_body("Note")}}
    return a_document({"/notes": {"get": an_operation("askNote", answer)}}, **components)


def compiled(document: dict[str, Any]) -> OperationEntry:
    return compile_service("notes", "psc", "http://notes", document, "0" * 64).operations["askNote"]


def refused(document: dict[str, Any]) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as found:
        compiled(document)
    return found.value


# One word of each reason, and names of it in both directions.
NEVER = {
    "one connection": "Connection Keep-Alive TE Trailer Transfer-Encoding Upgrade Host Content-Encoding",
    "credential": "Cookie Set-Cookie Proxy-Authorization Proxy-Authenticate X-Api-Key X-CSRF-Token",
    "inside the house": "Voucher X-Forwarded-For X-Forwarded X-Real-IP Forwarded Client-Cert Via Server "
    "Content-Location tracestate baggage",
    "what a proxy answers with": "X-HTTP-Method-Override X-Original-URL X-Accel-Redirect X-Sendfile",
    "browsers or caches": "Access-Control-Allow-Origin Clear-Site-Data Strict-Transport-Security Expires Age Refresh "
    "Content-Security-Policy Cross-Origin-Opener-Policy Sec-Fetch-Mode Surrogate-Control Alt-Svc",
    "compares times": "If-Modified-Since If-Unmodified-Since",
    "letters, digits and hyphens": "X_Forwarded_For X-Ö a:b -a " + "x" * 65,
}


@pytest.mark.parametrize("why", NEVER)
def test_what_would_break_the_house_is_refused_with_its_reason(why: str) -> None:
    for name in NEVER[why].split():
        for spelling in (name, name.upper()):
            for document in (asking(spelling), telling(spelling)):
                refusal = refused(document)
                assert why in str(refusal)
                assert spelling in str(refusal) or "x" in name
                assert has_lao(refusal.lo)


@pytest.mark.parametrize("name", ["Authorization", "DPoP", "Idempotency-Key", "Content-Type", "If-Match", "Signature"])
def test_what_the_gateway_reads_itself_may_be_described_and_does_not_pass_twice(name: str) -> None:
    assert compiled(asking(name)).parameters.headers == ()


@pytest.mark.parametrize(
    "name", ["API-Version", "RateLimit", "Exchange-Id", "ETag", "Cache-Control", "WWW-Authenticate", "Location", "Link"]
)
def test_what_the_gateway_makes_or_filters_may_be_described_as_anything(name: str) -> None:
    document = telling(name, {"schema": {"type": "integer"}})
    found = compiled(document).response(200, "application/json")
    assert found is not None
    assert found.headers is None
    assert unclassed(document) == []


def test_what_only_an_answer_may_say_is_no_header_of_a_request() -> None:
    assert "inside the house" in str(refused(asking("Exchange-Id")))
    assert "credential" in str(refused(telling("Authorization")))


def test_what_is_declared_passes_in_its_direction_under_its_lower_case_name() -> None:
    asked, told = compiled(asking("X-Note-Kind")), compiled(telling("X-Note-Kind"))
    assert asked.parameters.headers == ("x-note-kind",)
    assert told.parameters.headers == ()
    answers = told.response(200, "application/json")
    assert answers is not None
    assert answers.headers is not None
    assert answers.headers.headers == ("x-note-kind",)


def test_a_header_may_be_a_component() -> None:
    document = telling("X-Kind", {"$ref": "#/components/headers/Kind"})
    document["components"]["headers"] = {"Kind": {"schema": {"$ref": "#/components/schemas/Kind"}}}
    document["components"]["schemas"]["Kind"] = {"type": "string", "enum": ["a"], "x-data-class": "general"}
    found = compiled(document).response(200, "application/json")
    assert found is not None
    assert found.headers is not None
    assert [fault.code for fault in found.headers.faults({}, "", {"x-kind": "b"})] == ["enum"]
    assert unclassed(document) == []


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "string", "x-data-class": "specific"}, "is guarded"),
        ({"type": "string", "x-field-group": "people"}, "is guarded"),
        ({"type": "string", "x-data-class": "general", "x-subject": "record"}, "names a person"),
        ({"type": "object"}, "is a text"),
        ({"type": "array", "items": {"type": "object"}}, "is a text"),
        ({"type": "string", "pattern": "("}, "pattern"),
        ({"type": "string", "maxlength": 3}, "maxlength"),
    ],
)
def test_a_header_that_could_not_be_enforced_is_refused(schema: dict[str, Any], why: str) -> None:
    assert why in str(refused(asking("X-Kind", schema)))
    assert why in str(refused(telling("X-Kind", {"schema": schema})))


def test_a_header_of_an_answer_says_its_schema_and_its_class() -> None:
    assert "needs a schema" in str(refused(telling("X-Kind", {"content": {"text/plain": {}}})))
    unsaid = telling("X-Kind", {"schema": {"type": "string"}})
    assert unclassed(unsaid) == ["/paths/~1notes/get/responses/200/headers/X-Kind/schema"]
    many = telling("X-Kind")
    headers = {f"X-{n}": {"schema": GENERAL} for n in range(MOST + 1)}
    many["paths"]["/notes"]["get"]["responses"]["200"]["headers"] = headers
    assert f"at most {MOST}" in str(refused(many))


def test_a_list_in_a_header_is_read_item_by_item() -> None:
    schema = {"type": "array", "items": {"type": "string", "enum": ["1.0.0", "0.2"]}}
    for explode in (False, True):
        document = asking("Tus-Version", schema)
        document["paths"]["/notes"]["get"]["parameters"][0]["explode"] = explode
        faults = compiled(document).parameters.faults
        assert faults({}, "", {"tus-version": "1.0.0, 0.2"}) == []
        assert [f.code for f in faults({}, "", {"tus-version": "1.0.0, 3"})] == ["enum"]


def test_a_range_is_of_a_file_and_with_get() -> None:
    assert compiled(asking("Range", **FILE)).parameters.headers == ("range", "if-range")
    for document in (asking("Range"), asking("Range", method="post"), asking("Range", method="head", **FILE)):
        assert "Range is for files" in str(refused(document))


def test_trace_is_refused() -> None:
    assert "TRACE" in str(refused(asking("X-Kind", method="trace")))
