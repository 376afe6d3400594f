"""Our own rules for OpenAPI documents: what an author writes otherwise, and what a served document has to say."""

from typing import Any

import pytest

from contracts.lao import has_lao
from contracts.openapi_lint import complaints, unsaid

Document = dict[str, Any]  # Any: JSON
LIMITS: Document = {f"RateLimit-{part}": {} for part in ("Limit", "Remaining", "Reset")}


def a_document(operation_id: str = "openCase", schema: Document | None = None, **answer: Any) -> Document:
    body = {"application/json": {"schema": schema or {"type": "object"}}}
    answers = {"201": {"description": "Open.", "content": body, **answer}}
    return {"paths": {"/cases": {"post": {"operationId": operation_id, "responses": answers}}}, "components": {}}


SCHEMA = "#/paths/~1cases/post/responses/201/content/application~1json/schema"


@pytest.mark.parametrize("name", ["getCase", "postCase", "putCase", "deleteCase", "patchCase", "get", "get_case"])
def test_an_operation_is_not_named_after_its_http_verb(name: str) -> None:
    [found] = complaints(a_document(name))
    assert (found.place, name in found.en, name in found.lo) == ("#/paths/~1cases/post", True, True)


@pytest.mark.parametrize("name", ["caseById", "openCase", "postponeHearing", "listCases", "headingOf"])
def test_a_name_that_only_sounds_like_a_verb_is_none(name: str) -> None:
    assert list(complaints(a_document(name))) == []


@pytest.mark.parametrize(
    ("schema", "lacks"),
    [
        ({"type": "array", "maxItems": 9}, ["items"]),
        ({"type": "array", "items": {}}, ["maxItems"]),
        ({"type": ["array", "number"]}, ["items", "maxItems"]),
        ({"type": "array", "items": {}, "maxItems": 9}, []),
        ({"type": "array", "prefixItems": [{"type": "number"}], "maxItems": 1}, []),
    ],
)
def test_an_array_says_what_it_holds_and_how_much(schema: Document, lacks: list[str]) -> None:
    found = list(complaints(a_document(schema=schema)))
    assert [(each.place, word in each.en) for each, word in zip(found, lacks, strict=True)] == [(SCHEMA, True)] * len(
        lacks
    )


@pytest.mark.parametrize(
    "schema",
    [
        {"maxLength": 9},
        {"enum": ["a"]},
        {"const": "a"},
        {"x-codelist": "sex"},
        {"format": "date"},
        {"pattern": "^cas_[0-9a-hjkmnp-tv-z]{26}$"},
        {"pattern": "^[0-9]{2}([0-9]{2}|x?)$"},
        {"pattern": r"^[*+]\+$"},
        {"allOf": [{"pattern": "^(18|19|20)[0-9]{2}"}, {"maxLength": 9}]},
    ],
)
def test_a_text_with_a_bound_is_fine(schema: Document) -> None:
    assert list(complaints(a_document(schema={"type": "string", **schema}))) == []


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"minLength": 1},
        {"format": "email"},
        {"pattern": "^[a-z]+$"},
        {"pattern": "^[a-z]*$"},
        {"pattern": "^[a-z]{2,}$"},
        {"pattern": "^[a-z]{2}"},
        {"pattern": "[a-z]{2}$"},
        {"pattern": "^a|b$"},
        {"allOf": [{"pattern": "^a"}]},
    ],
)
def test_a_text_without_a_bound_is_told(schema: Document) -> None:
    [found] = complaints(a_document(schema={"type": "string", **schema}))
    assert (found.place, "maxLength" in found.en, has_lao(found.lo)) == (SCHEMA, True, True)


def test_every_place_of_a_document_is_looked_at_and_nothing_else() -> None:
    text: Document = {"type": "string"}
    document = a_document(
        schema={
            "type": "object",
            "properties": {"a/b": {"type": "array", "maxItems": 1, "items": text}},
            "if": {"properties": {"a": text}},
            "examples": [{"schema": text}],
        },
        headers={"X": {"schema": text}},
    )
    operation = document["paths"]["/cases"]["post"]
    operation["parameters"] = [{"name": "q", "in": "query", "schema": text}]
    operation["requestBody"] = {"content": {"text/csv": {"schema": text}, "application/x+json": {"schema": text}}}
    document["components"] = {"schemas": {"Name": text}, "headers": {"Y": {"schema": text}}}
    at = "#/paths/~1cases/post"
    assert {each.place for each in complaints(document)} == {
        f"{SCHEMA}/properties/a~1b/items",
        f"{at}/responses/201/headers/X/schema",
        f"{at}/parameters/0/schema",
        f"{at}/requestBody/content/application~1x+json/schema",
        "#/components/schemas/Name",
        "#/components/headers/Y/schema",
    }


@pytest.mark.parametrize(
    "odd", [{}, {"paths": 7}, {"paths": {"/a": 7, "/b": {"get": []}}, "components": {"schemas": 3}}]
)
def test_a_document_that_is_none_has_nothing_to_complain_of(odd: Document) -> None:
    assert [*complaints(odd), *unsaid(odd)] == []


@pytest.mark.parametrize(
    ("status", "headers", "lacks"),
    [
        ("201", {}, ["RateLimit-Limit", "Cache-Control"]),
        ("201", LIMITS, ["Cache-Control"]),
        ("201", {**LIMITS, "Cache-Control": {}, "Expires": {}}, ["Cache-Control"]),
        ("201", {**LIMITS, "Expires": {}}, []),
        ("201", {**LIMITS, "Cache-Control": {}}, []),
        ("404", {}, ["RateLimit-Limit"]),
        ("404", LIMITS, []),
        ("503", {}, []),
    ],
)
def test_a_served_answer_tells_the_limits_and_who_may_keep_it(status: str, headers: Document, lacks: list[str]) -> None:
    document = a_document()
    answers = document["paths"]["/cases"]["post"]["responses"]
    answers.clear()
    answers[status] = {"$ref": "#/components/responses/Told"}
    document["components"]["responses"] = {"Told": {"headers": headers}}
    found = list(unsaid(document))
    assert [word in each.en and has_lao(each.lo) for each, word in zip(found, lacks, strict=True)] == [True] * len(
        lacks
    )


def test_what_is_for_everybody_tells_no_limits_but_who_may_keep_it() -> None:
    document = a_document()
    document["paths"]["/cases"]["post"]["x-public"] = True
    assert ["Cache-Control" in each.en for each in unsaid(document)] == [True]


def test_what_the_gateway_answers_before_it_knows_who_calls_has_no_limits_but_says_who_may_keep_it() -> None:
    document = {"paths": {"/oauth/token": a_document()["paths"]["/cases"]}}
    assert ["Cache-Control" in each.en for each in unsaid(document)] == [True]


@pytest.mark.parametrize("info", [{}, {"contact": {}}, {"contact": {"url": "https://gateway.example"}}, 7])
def test_a_served_document_says_whom_to_ask(info: object) -> None:
    [found] = unsaid({"info": info})
    assert (found.place, "contact" in found.en, has_lao(found.lo)) == ("#/info", True, True)
    assert list(unsaid({"info": {"contact": {"name": "Help desk"}}})) == []


def test_a_served_document_says_what_each_tag_is() -> None:
    document = a_document(headers={**LIMITS, "Cache-Control": {}})
    document["paths"]["/cases"]["post"]["tags"] = ["Cases", "Courts"]
    document["tags"] = [{"name": "Cases"}, "Courts"]
    [found] = unsaid(document)
    assert (found.place, "Courts" in found.en, "Courts" in found.lo) == ("#/paths/~1cases/post/tags", True, True)
    document["tags"] += [{"name": "Courts"}]
    assert list(unsaid(document)) == []


@pytest.mark.parametrize(
    ("parameter", "is_told"),
    [
        ({"name": "case", "in": "path"}, True),
        ({"name": "case", "in": "path", "schema": {"type": "string", "examples": ["c"]}}, False),
        ({"name": "case", "in": "path", "example": "c"}, False),
        ({"name": "source", "in": "query", "required": True}, True),
        ({"name": "source", "in": "query"}, False),
        ({"$ref": "#/components/parameters/Shared"}, True),
    ],
)
def test_what_a_sample_cannot_do_without_has_an_example(parameter: Document, is_told: bool) -> None:
    document = a_document()
    document["paths"]["/cases"]["post"]["parameters"] = [parameter]
    document["components"]["parameters"] = {"Shared": {"name": "shared", "in": "path"}}
    assert any("has an example" in each.en and has_lao(each.lo) for each in unsaid(document)) is is_told
