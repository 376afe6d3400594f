"""A document whose marks could not be enforced is not registered; what was registered before does not leave."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from contracts import subjects
from contracts.catalogue import Catalogue
from contracts.dialect import MARKS
from contracts.lao import has_lao
from gateway.directory.classes import unclassed
from gateway.directory.compiler import compile_service
from gateway.directory.content import DirectoryContent, Service
from gateway.directory.documents import DocumentRefused
from gateway.directory.enrol import enrol
from gateway.directory.groups import check_groups
from gateway.directory.organisations import Member
from gateway.directory.registration import check_components
from gateway.directory.rules import EnrolmentRefused
from gateway.directory.unenforceable import check_judged, check_schemas
from tests.support.directory import a_document, an_operation
from tests.support.postgres import FreshDatabase

LISTS = Catalogue.load().code_lists

CAUSE = {"type": "string", "x-field-group": "causes"}
SECRET = {"type": "string", "x-data-class": "secret"}
CLOSED: dict[str, Any] = {"type": "object", "additionalProperties": False, "x-data-class": "general"}
MOST_S = 2.0  # of our own time, on a slow machine; it was minutes
DEATHS = "#/components/schemas"
DEATH = {"type": "object", "properties": {"cause": CAUSE, "kept": SECRET}}


def closed(**properties: Any) -> dict[str, Any]:
    return CLOSED | {"properties": {"n": {"type": "string"}, **properties}}


def answering(schema: Any, media: str = "application/json", status: str = "200", **components: Any) -> dict[str, Any]:
    answer = {status: {"description": "", "content": {media: {"schema": schema}}}}
    return a_document({"/death": {"get": an_operation("getDeath", answer)}}, **components)


def refused(document: dict[str, Any]) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as found:
        check_schemas(document, LISTS)
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
    check_schemas(answering(closed(own={"$ref": reference}), Death=DEATH), LISTS)


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
        "a row": {"post": an_operation("putDeath", requestBody={"content": row}) | {"x-body": "stream"}},
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
    member = Member.model_validate({"id": "psc", "kind": "court", "lo": "ສານ", "en": "Court"})
    document = answering(closed(below={"$ref": "#"}))
    service = Service(name="notes", member="psc", base_url="in-process:notes", document=document)
    with pytest.raises(EnrolmentRefused) as found:
        async with engine.begin() as connection:
            await enrol(connection, DirectoryContent(members=(member,), services=(service,)))
    assert "$ref '#' is not followed" in str(found.value)
    assert has_lao(found.value.lo)


@pytest.mark.parametrize("mark", sorted(MARKS))
@pytest.mark.parametrize("value", [["general"], {"general": True}, 1, None, True])
@pytest.mark.parametrize("whose", ["answer", "component", "operation"])
def test_a_mark_is_a_text(mark: str, value: Any, whose: str) -> None:
    document = answering(
        closed(n={"type": "string"} | ({mark: value} if whose == "answer" else {})),
        Other=closed(o={"type": "string"} | ({mark: value} if whose == "component" else {})),
    )
    if whose == "operation":
        document["paths"]["/death"]["get"][mark] = value
    with pytest.raises(DocumentRefused, match=f"{mark} is a text") as found:
        check_schemas(document, LISTS)
    assert has_lao(found.value.lo)


def test_a_component_that_names_its_schema_by_no_text_is_refused() -> None:
    document = answering(closed(), Other=closed() | {"x-schema-id": ["https://schemas.example/v1"]})
    with pytest.raises(DocumentRefused, match="component Other: no schema"):
        check_components(document, Catalogue.load())


@pytest.mark.parametrize("mark", ["x-data-class", "x-codelist"])
async def test_a_mark_that_is_no_text_is_a_refusal_and_no_fault(engine: AsyncEngine, mark: str) -> None:
    member = Member.model_validate({"id": "psc", "kind": "court", "lo": "ສານ", "en": "Court"})
    document = answering(closed(n={"type": "string", mark: ["general"]}))
    service = Service(name="notes", member="psc", base_url="in-process:notes", document=document)
    with pytest.raises(EnrolmentRefused, match=f"{mark} is a text"):
        async with engine.begin() as connection:
            await enrol(connection, DirectoryContent(members=(member,), services=(service,)))


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"type": "string", "x-directory": "person"}, "x-directory is one of member, office, system, officer"),
        ({"type": "integer", "x-directory": "member"}, "has an x-directory is a string"),
        ({"type": "string", "x-directory": "member", "x-codelist": "places"}, "stands without x-codelist"),
        (
            {"type": "string", "x-directory": "member", "x-directory-level": ["zone"]},
            "a member has no x-directory-level",
        ),
        ({"type": "string", "x-directory": "office", "x-directory-kind": ["shoes"]}, "codes of the list office-kind"),
        ({"anyOf": [{"type": "string", "x-directory": "member"}, {"type": "null"}]}, "holds without a condition"),
    ],
)
def test_what_could_not_be_looked_up_in_the_directory_is_refused(schema: dict[str, Any], why: str) -> None:
    refusal = refused(answering(closed(who=schema)))
    assert why in str(refusal)
    assert has_lao(refusal.lo)
    check_schemas(
        answering(closed(who={"anyOf": [{"type": "string"}, {"type": "null"}], "x-directory": "member"})), LISTS
    )


OTHER_MEDIA = ["text/json", "application/x-json", "application/x-ndjson", "text/plain"]


@pytest.mark.parametrize("media", OTHER_MEDIA)
@pytest.mark.parametrize("status", ["200", "404", "5XX"])
def test_what_only_looks_like_json_is_a_file_with_a_class_of_its_own(media: str, status: str) -> None:
    document = answering({"type": "string"}, media, status)
    assert unclassed(document) == ["/paths/~1death/get"]
    operation = compile_service("notes", "psc", "", document, "d").operations["getDeath"]
    assert (set(operation.classes), operation.stream) == ({"specific"}, True)
    assert operation.reads_files == (status == "200")
    secret = compile_service("notes", "psc", "", answering(closed(kept=SECRET), media, status), "d")
    assert "secret" in secret.operations["getDeath"].classes  # no agreement lets that out


@pytest.mark.parametrize("media", OTHER_MEDIA)
def test_a_group_in_what_passes_unread_is_not_registered(media: str) -> None:
    document = answering(closed(own={"$ref": "#/components/schemas/Death"}), media, Death=DEATH)
    with pytest.raises(DocumentRefused, match=r"getDeath: 200 .*: x-field-group causes cannot be enforced") as found:
        check_groups(document, "notes")
    assert has_lao(found.value.lo)


def twins() -> dict[str, Any]:
    document = answering(closed(cause=CAUSE))
    content = document["paths"]["/death"]["get"]["responses"]["200"]["content"]
    content["Application/JSON; v=2"] = {"schema": closed(cause={"type": "string"}, m={"type": "string"})}
    return document


def test_two_media_types_that_parameters_alone_tell_apart_are_not_registered() -> None:
    refusal = refused(twins())
    assert "getDeath, 200: application/json stands there 2 times" in str(refusal)
    assert has_lao(refusal.lo)


def test_of_two_such_media_types_that_were_registered_before_both_hold() -> None:
    entry = compile_service("notes", "psc", "", twins(), "d").operations["getDeath"].response(200, "application/json")
    assert entry is not None
    assert entry.schema is not None
    assert entry.remover is not None
    assert not entry.schema.is_valid({"m": "only the second knows it"})
    document = {"n": "N", "cause": "X"}
    assert entry.schema.is_valid(document)
    entry.remover.remove(document, frozenset({"class:general"}))
    assert document == {"n": "N"}


def doubled(levels: int, *, same_place: bool = False) -> dict[str, Any]:
    """Return components of which each refers to the next twice: no loop, and twice as much with every level."""
    found: dict[str, Any] = {f"A{levels}": {"type": "string"}}
    for level in range(levels):
        below = {"$ref": f"#/components/schemas/A{level + 1}"}
        found[f"A{level}"] = (
            {"anyOf": [below, below]} if same_place else CLOSED | {"properties": {"l": below, "r": below}}
        )
    return found


def meshed(names: int) -> dict[str, Any]:
    """Return components of which each refers to all: as many ways lead through them as there are orders."""
    all_ = {f"M{n}": {"$ref": f"#/components/schemas/M{n}"} for n in range(names)}
    return {name: CLOSED | {"properties": all_} for name in all_}


@pytest.mark.parametrize("where", everywhere({}))
@pytest.mark.parametrize(
    ("root", "components"), [("A0", doubled(24)), ("A0", doubled(24, same_place=True)), ("M0", meshed(20))]
)
def test_a_short_document_that_describes_without_end_is_refused_at_once(
    where: str, root: str, components: dict[str, Any]
) -> None:
    document = a_document({"/death": everywhere({"$ref": f"#/components/schemas/{root}"})[where]}, **components)
    began = time.thread_time()
    refusal = refused(document)
    assert time.thread_time() - began < MOST_S
    assert f"putDeath, {'404' if where == 'a refusal' else ''}" in str(refusal)
    assert "more than 60000 values" in str(refusal)
    assert has_lao(refusal.lo)


def test_what_many_operations_answer_with_is_counted_once_and_compiled_once() -> None:
    components = doubled(12)
    answer = {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": f"{DEATHS}/A0"}}}}}
    document = a_document({f"/d{n}": {"get": an_operation(f"get{n}", answer)} for n in range(100)}, **components)
    check_schemas(document, LISTS)
    operations = compile_service("notes", "psc", "", document, "d").operations
    entries = {id(operations[f"get{n}"].response(200, "application/json")) for n in range(100)}
    assert len(entries) == 1


LISTED = {"type": "array", "uniqueItems": True, "items": closed(cause=CAUSE)}
JUDGED: list[tuple[dict[str, Any], str]] = [
    (closed(cause=CAUSE) | {"minProperties": 2}, "minProperties at the root"),
    (closed(cause=CAUSE) | {"dependentRequired": {"n": ["cause"]}}, "dependentRequired at the root"),
    (closed(list=LISTED), "uniqueItems at /list"),
    (
        closed(list={"type": "array", "items": closed(cause=CAUSE), "contains": {"required": ["cause"]}}),
        "contains at /list",
    ),
    (closed(own={"allOf": [{"$ref": "#/components/schemas/Death"}, {"minProperties": 1}]}), "minProperties at /own"),
    (closed(v={"anyOf": [{"type": "string"}, DEATH]}) | {"required": ["v"]}, "required at /v"),
    (closed(own={"enum": [{}], "properties": {"cause": CAUSE}}), "enum at /own"),
    (closed(spe={"type": "string", "x-data-class": "specific"}) | {"not": {"required": ["spe"]}}, "not at the root"),
]


@pytest.mark.parametrize(("schema", "what"), JUDGED)
def test_a_keyword_that_would_judge_what_is_left_is_not_registered(schema: Any, what: str) -> None:
    document = answering(schema, Death=DEATH)
    with pytest.raises(DocumentRefused) as found:
        check_judged(document, compile_service("notes", "psc", "", document, "d"))
    assert f"getDeath, 200 application/json: {what} judges" in str(found.value)
    assert has_lao(found.value.lo)


@pytest.mark.parametrize(
    "schema",
    [
        closed() | {"minProperties": 1, "dependentRequired": {"n": ["n"]}},
        closed(list={"type": "array", "uniqueItems": True, "items": {"type": "string"}}, cause=CAUSE),
        # whoever may call it at all holds the class
        CLOSED
        | {"x-data-class": "specific", "minProperties": 1}
        | {"properties": {"n": {"type": "string"}, "m": {"type": "string"}}, "required": ["n"]},
    ],
)
def test_a_keyword_that_judges_nothing_hidden_is_registered(schema: Any) -> None:
    document = answering(schema)
    check_judged(document, compile_service("notes", "psc", "", document, "d"))


NATIONAL = "https://schemas.saphan.gov.la/justice/case/v1"


@pytest.mark.parametrize("where", everywhere({}))
@pytest.mark.parametrize(
    "schema", [closed() | {"x-schema-id": NATIONAL}, {"type": "array", "items": closed() | {"x-schema-id": NATIONAL}}]
)
def test_a_schema_that_only_claims_to_be_a_published_one_is_not_registered(where: str, schema: Any) -> None:
    refusal = refused(a_document({"/death": everywhere(schema)[where]}))
    assert "only a component is a published schema" in str(refusal)
    assert has_lao(refusal.lo)


def test_within_a_component_nothing_claims_to_be_a_published_schema() -> None:
    refused(answering({"$ref": f"{DEATHS}/Death"}, Death=closed(case=closed() | {"x-schema-id": NATIONAL})))


@pytest.mark.parametrize(
    "asked",
    [
        {"schema": {"$ref": f"{DEATHS}/Cause"}},
        {"schema": {"type": "array", "items": {"$ref": f"{DEATHS}/Cause"}}},
        {"schema": {"anyOf": [{"$ref": f"{DEATHS}/Cause"}, {"type": "integer"}]}},
        {"schema": {"type": "string"}, "x-field-group": "causes", "x-data-class": "specific", "x-subject": "record"},
    ],
)
def test_a_parameter_is_guarded_wherever_its_schema_says_so(asked: dict[str, Any]) -> None:
    cause = CAUSE | {"x-data-class": "specific", "x-subject": "record"}
    parameters = [{"name": "cause", "in": "query", **asked}]
    document = a_document({"/death": {"get": an_operation("getDeath", parameters=parameters)}}, Cause=cause)
    compiled = compile_service("notes", "psc", "", document, "d").operations["getDeath"].parameters
    assert compiled.guards("cause=X") == {"cause": {"causes", "class:specific"}}
    named: set[str] = set()
    compiled.find_subjects({}, "cause=X", named)
    assert named == {subjects.record("X")}


def test_a_code_list_that_there_is_not_and_a_national_one_under_a_condition_are_refused() -> None:
    for schema, told in (
        ({"type": "string", "x-codelist": "none"}, "there is no code list none"),
        ({"anyOf": [{"type": "string", "x-codelist": "places"}]}, "a national code list holds without a condition"),
        ({"if": {"properties": {"p": {"type": "string", "x-codelist": "places"}}}}, "holds without a condition"),
    ):
        refusal = refused(answering(closed(what=schema)))
        assert told in str(refusal)
        assert has_lao(refusal.lo)
    check_schemas(answering(closed(what={"anyOf": [{"type": "string", "x-codelist": "sex"}]})), LISTS)
