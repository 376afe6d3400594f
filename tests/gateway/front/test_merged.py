from typing import Any

from gateway.front.merged import full_path, merge
from gateway.front.reference.document import operations
from tests.support.front_page import a_document, a_service, our_services

URL = "https://gateway.example"


def schemas_of(merged: dict[str, Any]) -> dict[str, Any]:
    return dict(merged["components"]["schemas"])


def test_a_path_stands_under_its_service() -> None:
    merged = merge([a_service()], public_url=URL)
    assert list(merged["paths"]) == ["/case-registry/v1/cases"]
    assert merged["servers"] == [{"url": URL, "x-internal": False}]


def test_a_document_may_name_its_paths_with_or_without_the_service() -> None:
    with_prefix = a_service("case-registry", a_document(servers=[]))
    assert full_path(with_prefix, "/cases") == "/case-registry/v1/cases"
    assert full_path(with_prefix, "/case-registry/v1/cases") == "/case-registry/v1/cases"
    elsewhere = a_service("case-registry", a_document(servers=[{"url": "https://court.example/api"}]))
    assert full_path(elsewhere, "/cases") == "/case-registry/v1/cases"


def test_what_two_services_share_stands_once() -> None:
    merged = merge([a_service(), a_service("civil-registration", a_document("Civil", servers=[]))], public_url=URL)
    assert set(schemas_of(merged)) == {"Case"}


def test_namesakes_that_differ_are_kept_apart_and_references_follow() -> None:
    other = a_document("Other", servers=[])
    other["components"] = {"schemas": {"Case": {"type": "string"}}}
    merged = merge([a_service(), a_service("court-archive", other)], public_url=URL)
    assert schemas_of(merged)["Case"]["type"] == "object"
    assert schemas_of(merged)["CourtArchiveCase"] == {"type": "string"}
    body = merged["paths"]["/court-archive/v1/cases"]["post"]["requestBody"]["content"]["application/json"]
    assert body["schema"] == {"$ref": "#/components/schemas/CourtArchiveCase"}


def test_equal_texts_that_lead_to_namesakes_that_differ_are_kept_apart_too() -> None:
    listing = {"type": "array", "items": {"$ref": "#/components/schemas/Case/$defs/short"}}
    one, two = a_document("One"), a_document("Two", servers=[])
    one["components"] = {"schemas": {"Case": {"$defs": {"short": {"type": "object"}}}, "Listing": listing}}
    two["components"] = {"schemas": {"Case": {"$defs": {"short": {"type": "string"}}}, "Listing": listing}}
    merged = schemas_of(merge([a_service("one", one), a_service("two", two)], public_url=URL))
    assert merged["Listing"]["items"]["$ref"] == "#/components/schemas/Case/$defs/short"
    assert merged["TwoListing"]["items"]["$ref"] == "#/components/schemas/TwoCase/$defs/short"


def test_our_own_services_merge_whole() -> None:
    services = our_services()
    merged = merge(services, public_url=URL)
    own = [operation["operationId"] for each in services for _, _, operation in operations(each.document)]
    assert sorted(operation["operationId"] for _, _, operation in operations(merged)) == sorted(own)
    assert len(own) == len(set(own)) > 10
    every_reference_leads_somewhere(merged)
    # what our services share is one national schema, so no name needs its service before it
    names = {name for each in services for name in schemas_of(dict(each.document))}
    assert set(schemas_of(merged)) == names


def test_every_reference_leads_somewhere() -> None:
    other = a_document("Other", servers=[])
    other["components"] = {"schemas": {"Case": {"type": "string"}}}
    every_reference_leads_somewhere(merge([a_service(), a_service("court-archive", other)], public_url=URL))


def every_reference_leads_somewhere(merged: dict[str, Any]) -> None:
    for reference in references(merged):
        place: Any = merged
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for member in value.values() for found in references(member)]
    if isinstance(value, list):
        return [found for member in value for found in references(member)]
    return []


def test_an_operation_has_one_tag_and_an_id_of_its_own() -> None:
    second = a_service("court-archive", a_document("Court archive", servers=[]))
    merged = merge([a_service(), second], public_url=URL)
    told = {operation["operationId"]: operation["tags"] for _, _, operation in operations(merged)}
    assert told == {"openCase": ["Case registry"], "court-archive.openCase": ["Court archive"]}


def test_callers_come_in_one_way_only() -> None:
    merged = merge([a_service()], public_url=URL)
    assert set(merged["components"]["securitySchemes"]) == {"OAuth2", "DPoP"}
    flows = merged["components"]["securitySchemes"]["OAuth2"]["flows"]
    assert flows["clientCredentials"]["tokenUrl"] == f"{URL}/oauth/token"
    assert merged["security"] == [{"OAuth2": [], "DPoP": []}]


def test_the_services_own_documents_are_left_as_they_are() -> None:
    service = a_service()
    before = repr(service.document)
    merge([service, a_service("other", a_document("Other"))], public_url=URL)
    assert repr(service.document) == before


def test_no_service_is_a_document_too() -> None:
    assert merge([], public_url=URL)["paths"] == {}
