"""The documents as developers read them: words, examples, what is shared, and that they are what they say they are."""

import ast
import gzip
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from chassis.http.answer_headers import HEADERS
from contracts.catalogue import Catalogue, compile_schema
from contracts.codelists import NATIONAL
from contracts.compiled import Definitions
from contracts.dialect import walk
from contracts.schema_files import parse_id, schemas_folder
from gateway.directory.documents import METHODS
from gateway.front.contact import Contact
from gateway.front.page_data import ListedService
from gateway.front.reference.document import operations, references
from gateway.front.reference.documents import one, whole
from gateway.front.reference.nameable import put_patterns
from gateway.front.reference.samples import LANGUAGES
from gateway.front.reference.words import is_spelt_out
from tests.support.front_page import a_document, a_service, our_guests, our_services

URL = "https://gateway.example"
DISCOVERED = ("oauth-authorization-server", "oauth-protected-resource", "jwks.json")
Document = dict[str, Any]

# What the documents of 163 operations have with words, examples and samples: 2.4 MB, packed 250 KB. A new operation is
# some 15 KB; what grows faster is found here.
LONGEST, LONGEST_PACKED = 3_500_000, 400_000


@cache
def services() -> tuple[ListedService, ...]:
    return (*our_services(), *our_guests())


@cache
def everything() -> Document:
    return whole(services(), public_url=URL, catalogue=Catalogue.load())


@cache
def own(name: str) -> Document:
    service = next(each for each in services() if each.name == name)
    return one(service, public_url=URL, catalogue=Catalogue.load())


def of_one(**members: Any) -> Document:
    return one(a_service(document=a_document(**members)), public_url=URL, catalogue=Catalogue.load())


def schemas(document: Document) -> Document:
    found: Document = document["components"]["schemas"]
    return found


def operation(operation_id: str, document: Document | None = None) -> Document:
    found = (each for *_, each in operations(document or everything()) if each["operationId"] == operation_id)
    return dict(next(found))


def faults(document: Document) -> list[str]:
    # imported here: it makes a grammar while it is imported, seconds that each worker would spend while it collects
    from openapi_spec_validator import OpenAPIV31SpecValidator

    return [
        f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]


def test_the_whole_is_openapi_by_its_official_schema() -> None:
    assert faults(everything()) == []


@pytest.mark.parametrize(
    "name", ["ledger", *(pytest.param(each, marks=pytest.mark.nightly) for each in ("case-registry", "directory"))]
)
def test_a_services_own_document_is_openapi_by_its_official_schema(name: str) -> None:
    assert faults(own(name)) == []


def test_the_official_validator_finds_what_is_wrong() -> None:
    broken = of_one()
    broken["components"]["securitySchemes"]["DPoP"]["bearerFormat"] = "at+jwt"
    assert "bearerFormat" in str(faults(broken))


def test_every_reference_leads_somewhere_and_nothing_shared_is_unused() -> None:
    for document in (everything(), *(own(each.name) for each in services())):
        used = set(references(document))
        for reference in used:
            place: Any = document
            for step in reference.removeprefix("#/").split("/"):
                place = place[step]
        for section in ("responses", "parameters", "headers"):
            assert {f"#/components/{section}/{name}" for name in document["components"][section]} <= used


def test_every_labelled_member_has_a_title_and_a_description_in_both_languages() -> None:
    labelled = [
        part
        for schema in schemas(everything()).values()
        for _, part in walk(schema)
        if isinstance(part, dict) and "x-label" in part
    ]
    assert len(labelled) > 1000
    for part in labelled:
        assert part["title"]
        assert part["description"].startswith(f"{part['x-label']['en']} · {part['x-label']['lo']}")
    number = schemas(everything())["CaseOpening"]["properties"]["number"]
    assert number["title"] == "The member's own number of the case"
    assert "ເລກຄະດີຂອງສະມາຊິກ" in number["description"]
    assert "A case number has at least one digit" in number["description"]


def test_a_component_keeps_its_name_as_title() -> None:
    ours = {name: schema for name, schema in schemas(everything()).items() if "x-schema-id" in schema}
    assert len(ours) > 100
    assert {name: schema["title"] for name, schema in ours.items()} == {name: name for name in ours}


def files_of(schema_id: str) -> Iterator[Any]:
    name = parse_id(schema_id)
    folder = schemas_folder() / name.domain / name.name / "examples" / f"v{name.version}"
    for file in folder.iterdir():
        if file.name.startswith("valid-"):
            yield json.loads(file.read_text(encoding="utf-8"))


def test_every_valid_example_of_a_schema_is_served_and_holds_against_what_is_served() -> None:
    components = schemas(everything())
    definitions = Definitions.of_components(components, Catalogue.load().definitions.codelists)
    served = 0
    for name, schema in components.items():
        if "x-schema-id" in schema:
            told, there = schema.get("examples", []), list(files_of(schema["x-schema-id"]))
            assert sorted(map(json.dumps, told)) == sorted(map(json.dumps, there)), name
            compiled = compile_schema({"$ref": f"#/components/schemas/{name}"}, definitions=definitions)
            assert all(map(compiled.is_valid, told)), name
            served += len(told)
    assert served > 280


def test_a_body_offers_the_examples_of_its_schema() -> None:
    asked = operation("openCase")["requestBody"]["content"]["application/json"]["examples"]
    shared = everything()["components"]["examples"]
    assert asked["juvenile-restricted"] == {"$ref": "#/components/examples/CaseOpeningJuvenileRestricted"}
    assert shared["CaseOpeningJuvenileRestricted"]["summary"] == "Juvenile restricted"
    assert shared["CaseOpeningJuvenileRestricted"]["value"]["restriction"] == "juvenile"
    assert operation("openCase")["responses"]["201"]["content"]["application/json"]["examples"]


def test_a_refusal_offers_the_examples_of_its_status_alone() -> None:
    shared = everything()["components"]["responses"]["Refused404"]["content"]["application/problem+json"]
    values = [
        everything()["components"]["examples"][each["$ref"].split("/")[-1]]["value"]
        for each in shared["examples"].values()
    ]
    assert [value["status"] for value in values] == [404]


def test_every_answer_is_a_sentence() -> None:
    for document in (everything(), *(own(each.name) for each in services())):
        answers = [each for *_, found in operations(document) for each in found["responses"].values()]
        for answer in [*answers, *document["components"]["responses"].values()]:
            assert "$ref" in answer or (answer["description"].endswith(".") and " " in answer["description"])
            assert "Successful Response" not in answer.get("description", "")
    assert operation("openCase")["responses"]["201"]["description"] == "Created: A case · ຄະດີ."


def test_an_answer_that_says_nothing_is_called_what_its_status_is() -> None:
    opening = a_document()["paths"]["/cases"]["post"] | {
        "responses": {"201": {"description": ""}, "418": {"description": ""}, "default": {"description": " "}}
    }
    answers = of_one(paths={"/cases": {"post": opening}})["paths"]["/cases"]["post"]["responses"]
    assert answers["201"]["description"] == "Created: what was asked for."
    assert answers["default"]["description"] == "Any other answer."
    shared = of_one(paths={"/cases": {"post": opening}})["components"]["responses"]
    assert shared["Refused418"]["description"] == "I'm a Teapot."


def test_a_list_of_the_programme_is_an_enum_with_its_labels() -> None:
    status = schemas(everything())["Case"]["properties"]["status"]
    assert (status["$ref"], status["x-codelist"]) == ("#/components/schemas/CaseStatusCode", "case-status")
    component = schemas(everything())["CaseStatusCode"]
    codes = Catalogue.load().codelist("case-status").codes
    assert component["enum"] == list(codes)
    first = next(iter(codes.values()))
    assert component["x-enum-descriptions"][0] == f"{first.en} · {first.lo}"
    assert f"- `{first.code}`: {first.en} · {first.lo}" in component["description"]


def test_a_list_without_a_name_for_each_word_is_told_as_a_pattern_and_any_other_stays() -> None:
    told: Document = {
        "alike": {"type": "string", "enum": ["uid", "code", "UID", "CODE"]},
        "tab": {"type": "string", "enum": [",", "\t", "|"]},
        "plain": {"type": "string", "enum": ["uid", "code"]},
        "numbers": {"enum": [1, 2]},
        "examples": [{"enum": ["a", "A"]}],
    }
    put_patterns(told)
    assert told["alike"] == {"type": "string", "pattern": "^(uid|code|UID|CODE)$"}
    assert told["tab"] == {"type": "string", "pattern": r"^(,|\u0009|\|)$"}
    assert told["plain"] == {"type": "string", "enum": ["uid", "code"]}
    assert told["numbers"] == {"enum": [1, 2]}
    assert told["examples"] == [{"enum": ["a", "A"]}]


def test_no_list_of_the_served_document_leaves_a_word_without_a_name() -> None:
    document = deepcopy(everything())
    before = json.dumps(document)
    put_patterns(document)
    assert json.dumps(document) == before


def test_a_list_that_is_too_long_to_read_is_linked() -> None:
    place = schemas(everything())["PlaceCode"]
    assert "enum" not in place
    assert place["externalDocs"]["url"] == "/directory/v1/code-lists/places"


def test_a_national_list_is_linked_however_short() -> None:
    short = Catalogue.load().codelist("sex")
    assert is_spelt_out(short)
    governed = replace(short, governs=NATIONAL)
    assert not is_spelt_out(governed)
    national = Catalogue({}, {"sex": governed})
    document = a_document()
    document["components"] = {"schemas": {"Case": {"type": "string", "x-codelist": "sex"}}}
    made = one(a_service(document=document), public_url=URL, catalogue=national)
    assert schemas(made)["Case"]["externalDocs"]["url"] == "/directory/v1/code-lists/sex"
    assert "enum" not in schemas(made)["Case"]


def test_whoever_may_be_named_is_linked_in_a_document_of_others_too() -> None:
    document = a_document()
    document["components"] = {"schemas": {"Case": {"type": "string", "x-directory": "member"}}}
    made = one(a_service(document=document), public_url=URL, catalogue=Catalogue.load())
    assert schemas(made)["Case"]["externalDocs"]["url"] == "/directory/v1/members"


def test_local_definitions_are_components_with_names_of_their_own() -> None:
    assert not any("$defs" in part for schema in schemas(everything()).values() for _, part in walk(schema) if part)
    assert schemas(everything())["ParticipantDeceased"]["title"] == "ParticipantDeceased"
    assert "#/components/schemas/ProblemFault" in set(references(schemas(everything())["Problem"]))


def test_a_definition_whose_name_is_taken_stays_where_it_is() -> None:
    inner = {"$defs": {"short": {"type": "string"}}, "$ref": "#/components/schemas/Case/$defs/short"}
    made = of_one(components={"schemas": {"Case": inner, "CaseShort": {"type": "integer"}}})
    assert schemas(made)["Case"]["$defs"]["short"] == {"type": "string"}
    assert schemas(made)["Case"]["$ref"] == "#/components/schemas/Case/$defs/short"
    assert schemas(made)["CaseShort"] == {"type": "integer"}


def headers_of(found: Document) -> set[str]:
    return {each["$ref"].split("/")[-1] for each in found["parameters"] if "$ref" in each}


def test_an_operation_refers_to_the_headers_that_it_takes() -> None:
    assert headers_of(operation("openCase")) == {"Idempotency-Key", "DPoP", "Accept-Language"}
    assert headers_of(operation("caseById")) == {"DPoP", "Accept-Language", "If-None-Match"}
    assert headers_of(operation("listSchemas")) == {"Accept-Language", "If-None-Match"}
    legal = {"Idempotency-Key", "Accept-Language", "Content-Digest", "Signature-Input", "Signature"}
    assert headers_of(operation("registerEvent")) >= legal
    assert "DPoP" not in headers_of(operation("registerEvent"))


def test_an_answer_refers_to_the_headers_that_it_brings() -> None:
    opened = operation("openCase")["responses"]["201"]["headers"]
    assert {"Exchange-Id", "Exchange-Receipt", "RateLimit", "API-Version", "Idempotent-Replayed"} <= opened.keys()
    assert opened["Exchange-Receipt"] == {"$ref": "#/components/headers/Exchange-Receipt"}
    assert operation("caseById")["responses"]["304"] == {"$ref": "#/components/responses/NotModified"}
    assert "ETag" in operation("caseById")["responses"]["200"]["headers"]
    assert "Exchange-Receipt" not in operation("listSchemas")["responses"]["200"]["headers"]
    refused = everything()["components"]["responses"]
    assert "Exchange-Receipt" not in refused["Refused401"]["headers"]
    assert refused["Refused429"]["headers"]["Retry-After"] == {"$ref": "#/components/headers/Retry-After"}


def test_every_header_that_is_described_has_an_example_which_fits_it() -> None:
    document = everything()
    told = dict(document["components"]["headers"])
    for _, _, found in operations(document):
        for answer in found["responses"].values():
            told |= {name: each for name, each in answer.get("headers", {}).items() if "$ref" not in each}
    assert HEADERS.keys() <= told.keys()
    assert told.keys() >= {"Import-Status", "Accept-Ranges", "ETag"}
    for name, header in told.items():
        compiled = compile_schema(header["schema"], definitions=document["components"]["schemas"])
        assert compiled.is_valid(header["example"]), name


def test_a_services_own_words_about_a_header_stay() -> None:
    answer = {"description": "The case.", "headers": {"ETag": {"description": "Ours.", "schema": {"type": "string"}}}}
    reading = {"operationId": "readCase", "responses": {"200": answer}}
    made = of_one(paths={"/cases": {"get": reading}})["paths"]["/cases"]["get"]
    assert made["responses"]["200"]["headers"]["ETag"]["description"] == "Ours."


def test_a_services_own_document_has_addresses_security_and_tags_of_the_gateway() -> None:
    document = own("case-registry")
    assert document["servers"] == [{"url": f"{URL}/case-registry/v1", "x-internal": False}]
    assert "/cases" in document["paths"]
    assert document["security"] == [{"OAuth2": [], "DPoP": []}]
    assert [tag["name"] for tag in document["tags"]] == ["Case registry"]
    assert operation("openCase", document)["tags"] == ["Case registry"]
    assert document["info"]["title"] == "Case registry"
    assert "How to call" in document["info"]["description"]
    assert document["x-problems"]


def test_token_and_discovery_endpoints_stand_in_the_whole() -> None:
    paths = everything()["paths"]
    assert {"/oauth/token", "/oauth/revoke"} <= {path for path, item in paths.items() if "post" in item}
    known = {path for path in paths if path.startswith("/.well-known/")}
    assert known == {f"/.well-known/{name}" for name in DISCOVERED}
    assert "/oauth/token" not in own("case-registry")["paths"]
    alone = whole((), public_url=URL, catalogue=Catalogue.load())
    assert faults(alone) == []


def test_whom_to_ask_is_the_operator_or_the_start_page() -> None:
    desk = Contact(name="Help desk", email="help@gateway.example", url="https://gateway.example/help")
    named: list[Document] = [
        whole((), public_url=URL, catalogue=Catalogue.load(), contact=desk),
        one(a_service(), public_url=URL, catalogue=Catalogue.load(), contact=desk),
    ]
    assert [document["info"]["contact"] for document in named] == [desk.model_dump()] * 2
    assert of_one()["info"]["contact"] == {"name": "Saphan", "url": URL}
    own_desk = {"title": "Own", "version": "1.0.0", "contact": {"name": "Registry of the court"}}
    assert of_one(info=own_desk)["info"]["contact"] == {"name": "Registry of the court"}


@pytest.mark.parametrize("change", [{"email": None}, {"email": "help"}, {"url": "gateway.example"}, {"name": " "}])
def test_a_contact_is_whole(change: Document) -> None:
    told = {"name": "Help desk", "email": "help@gateway.example", "url": URL} | change
    with pytest.raises(ValidationError):
        Contact.model_validate({name: value for name, value in told.items() if value is not None})


def test_headers_of_every_service_are_described_in_one_place() -> None:
    shared = of_one()["components"]["headers"]
    assert {"API-Version", "RateLimit-Limit", "RateLimit-Policy"} <= shared.keys()
    assert {name: shared[name] for name in HEADERS.keys() & shared.keys()} == {
        name: HEADERS[name] for name in HEADERS.keys() & shared.keys()
    }


def test_what_was_registered_is_left_as_it_is() -> None:
    service = next(each for each in services() if each.name == "access-log")
    before = orjson.dumps(service.document)
    whole([service], public_url=URL, catalogue=Catalogue.load())
    one(service, public_url=URL, catalogue=Catalogue.load())
    assert orjson.dumps(service.document) == before


def test_the_documents_are_bounded() -> None:
    text = orjson.dumps(everything())
    assert len(text) < LONGEST
    assert len(gzip.compress(text)) < LONGEST_PACKED


def test_every_operation_of_a_service_has_a_sample_in_every_language() -> None:
    for path, _, found in operations(everything()):
        told = [sample["label"] for sample in found.get("x-codeSamples", ())]
        assert told == ([] if path.startswith(("/oauth/", "/.well-known/")) else [each.label for each in LANGUAGES])
        for sample in found.get("x-codeSamples", ()):
            if sample["lang"] == "Python":
                ast.parse(sample["source"])


def test_a_sample_sends_the_shortest_example_and_says_which_purpose() -> None:
    sample = {each["lang"]: each["source"] for each in operation("openCase")["x-codeSamples"]}
    assert '"category": "criminal"' in sample["Python"]
    assert all("caseManagement" in source and "045/ປກສ.ຈທ" in source for source in sample.values())
    assert "sign=True" in {each["lang"]: each["source"] for each in operation("fileCharge")["x-codeSamples"]}["Python"]
    assert "saphan_token" not in operation("listSchemas")["x-codeSamples"][0]["source"]
    assert operation("listSchemas")["x-codeSamples"][4]["source"].startswith("// Not run by Saphan's own tests.")


LEFT_OPEN = re.compile(r"(?<![$\w{])\{\w+\}")  # a place of a path, and no `${path}` of a language


def test_no_sample_leaves_a_place_to_be_filled_in() -> None:
    left = {
        (found["operationId"], place)
        for _, _, found in operations(everything())
        for sample in found.get("x-codeSamples", ())
        if sample["lang"] in {"Shell", "Java"}
        for place in LEFT_OPEN.findall(sample["source"])
    }
    assert left == set()
    assert "/directory/v1/code-lists/places'" in operation("codeListByName")["x-codeSamples"][0]["source"]
    assert "/imports?source=old-registry'" in operation("importCases")["x-codeSamples"][0]["source"]
    assert "saphan_token caseManagement" in operation("listConsents")["x-codeSamples"][0]["source"]


def test_a_place_that_another_author_gave_no_example_for_stays_a_place() -> None:
    parameter = {"name": "parcel", "in": "path", "required": True, "schema": {"type": "string"}}
    answers = {"responses": {"200": {"description": "The parcel."}}}
    document = of_one(paths={"/land/v1/{parcel}": {"get": {"parameters": [parameter], **answers}}})
    [(_, _, found)] = operations(document)
    assert "/{parcel}'" in found["x-codeSamples"][0]["source"]
    parameter["schema"] = {"type": "string", "examples": ["ກ 1"]}
    [(_, _, found)] = operations(of_one(paths={"/land/v1/{parcel}": {"get": {"parameters": [parameter], **answers}}}))
    assert "/%E0%BA%81%201'" in found["x-codeSamples"][0]["source"]


ODD: list[Document] = [
    {"paths": {"/x": {"get": {"responses": {"default": {"description": "All."}}}}}},
    {"components": {"schemas": {"Case": True}}},
    {"components": {"schemas": {"Case": {"x-label": "no label", "description": 7, "x-message": {"en": 1}}}}},
    {"components": {"schemas": {"Case": {"$defs": [], "properties": [], "allOf": {}, "x-codelist": 5}}}},
    {"components": {"schemas": {"Case": {"x-schema-id": "urn:elsewhere"}, "Other": {"x-codelist": "nothing"}}}},
    {"components": {"responses": {"Refused404": {"description": "Ours."}}}},
    {"info": {}, "servers": []},
    {"tags": [{"name": "x"}], "security": [{"Own": []}]},
]


@pytest.mark.parametrize("members", ODD)
def test_whatever_another_author_wrote_is_served(members: Document) -> None:
    document = of_one(**members)
    assert document["openapi"] == "3.1.0"
    assert orjson.dumps(document)
    assert {method for item in document["paths"].values() for method in item} <= METHODS
