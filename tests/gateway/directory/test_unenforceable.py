"""A document whose marks could not be enforced is not registered; what was registered before does not leave."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from contracts.lao import has_lao
from gateway.directory.compiler import compile_service
from gateway.directory.content import DirectoryContent, Member, Service
from gateway.directory.documents import DocumentRefused
from gateway.directory.enrol import EnrolmentRefused, enrol
from gateway.directory.unenforceable import check_schemas
from tests.support.directory import a_document, an_operation
from tests.support.postgres import FreshDatabase

CAUSE = {"type": "string", "x-field-group": "causes"}
SECRET = {"type": "string", "x-data-class": "secret"}
CLOSED: dict[str, Any] = {"type": "object", "additionalProperties": False, "x-data-class": "general"}
DEATHS = "#/components/schemas"
DEATH = {"type": "object", "properties": {"cause": CAUSE, "kept": SECRET}}


def closed(**properties: Any) -> dict[str, Any]:
    return CLOSED | {"properties": {"n": {"type": "string"}, **properties}}


def answering(schema: Any, media: str = "application/json", status: str = "200", **components: Any) -> dict[str, Any]:
    answer = {status: {"description": "", "content": {media: {"schema": schema}}}}
    return a_document({"/death": {"get": an_operation("getDeath", answer)}}, **components)


def refused(document: dict[str, Any]) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as found:
        check_schemas(document)
    return found.value


NAMED = {"Death": DEATH | {"$id": "https://notes.example/death"}}
IN_DEFS = {"$defs": {"Death": DEATH | {"$id": "https://notes.example/death"}}}
ASIDE: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (closed(cause=CAUSE, kept=SECRET, below={"$ref": "#"}), {}, {"below": {"cause": "X", "kept": "Y"}}),
    (closed(cause=CAUSE, kept=SECRET, below={"$ref": ""}), {}, {"below": {"cause": "X"}}),
    (closed(own={"$ref": "https://notes.example/death"}) | IN_DEFS, {}, {"own": {"cause": "X", "kept": "Y"}}),
    (closed(own={"$ref": "#/components/schemas/Death"}), NAMED, {"own": {"cause": "X", "n": "Z"}}),
    (closed(own={"$ref": "#/$defs/Death"}) | {"$defs": {"Death": DEATH}}, {}, {"own": {"cause": "X"}}),
    (closed(own={"$ref": "urn:saphan:components"}), {}, {"own": {"cause": "X"}}),
    ({"$ref": "#/components/schemas/Tree"}, {"Tree": closed(cause=CAUSE, below={"$ref": "#"})}, {"below": {"n": "X"}}),
]


@pytest.mark.parametrize(("schema", "components", "document"), ASIDE)
def test_a_reference_past_the_components_is_not_registered(
    schema: Any, components: dict[str, Any], document: dict[str, Any]
) -> None:
    refusal = refused(answering(schema, **components))
    assert "$ref" in str(refusal) or "$id" in str(refusal)
    assert has_lao(refusal.lo)


@pytest.mark.parametrize(("schema", "components", "document"), ASIDE)
def test_what_such_a_reference_described_before_does_not_leave(
    schema: Any, components: dict[str, Any], document: dict[str, Any]
) -> None:
    described = answering(schema, **components)
    entry = compile_service("notes", "psc", "", described, "d").operations["getDeath"].response(200, "application/json")
    assert entry is not None
    assert entry.schema is not None
    assert entry.remover is not None
    assert entry.schema.is_valid(document)  # the validator follows what we do not
    entry.remover.remove(document, frozenset({"class:general", "class:specific"}))
    assert document == {}


@pytest.mark.parametrize(
    "reference",
    ["#/components/schemas/Death", "#/components/schemas/Death/properties/cause", "#/components/schemas/%44eath"],
)
def test_a_reference_to_a_component_is_registered(reference: str) -> None:
    check_schemas(answering(closed(own={"$ref": reference}), Death=DEATH))


@pytest.mark.parametrize(
    "reference", ["#/components/schemas", "#/components/schemas/None", "#/components/schemas/Death/x-a"]
)
def test_a_reference_to_what_is_no_schema_is_not_registered(reference: str) -> None:
    refused(answering(closed(own={"$ref": reference}), Death=DEATH | {"x-a": {"$dynamicRef": "#"}}))


def everywhere(schema: Any) -> dict[str, dict[str, Any]]:
    """Return documents in which the schema stands in one place each."""
    content = {"application/json": {"schema": schema}}
    row = {"application/x-ndjson": {"x-row": schema}}
    described = {"200": {"description": "", "headers": {"Sunset": {"schema": schema}}, "content": {}}}
    asked = {"name": "cause", "in": "query", "schema": schema}
    return {
        "a request": {"post": an_operation("putDeath", requestBody={"content": content})},
        "a row": {"post": an_operation("putDeath", requestBody={"content": row}, **{"x-body": "stream"})},
        "a parameter": {"get": an_operation("putDeath", parameters=[asked])},
        "a refusal": {"get": an_operation("putDeath", {"404": {"description": "", "content": content}})},
        "a header": {"get": an_operation("putDeath", described)},
    }


@pytest.mark.parametrize("where", everywhere({}))
@pytest.mark.parametrize("schema", [{"$ref": "#"}, {"allOf": [{"$id": "https://notes.example/x"}]}])
def test_references_are_looked_at_wherever_a_schema_stands(where: str, schema: Any) -> None:
    refusal = refused(a_document({"/death": everywhere(schema)[where]}))
    assert str(refusal).startswith("putDeath, ")


@pytest.fixture
async def engine(fresh_database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(fresh_database("gateway.migrations"))
    yield engine
    await engine.dispose()


async def test_registration_asks_in_two_languages(engine: AsyncEngine) -> None:
    member = Member(id="psc", kind="court", lo="ສານ", en="Court")
    document = answering(closed(below={"$ref": "#"}))
    service = Service(name="notes", member="psc", base_url="in-process:notes", document=document)
    with pytest.raises(EnrolmentRefused) as found:
        async with engine.begin() as connection:
            await enrol(connection, DirectoryContent(members=(member,), services=(service,)))
    assert "$ref '#' is not followed" in str(found.value)
    assert has_lao(found.value.lo)
