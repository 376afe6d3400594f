"""Four eyes see which marks a new version of a document has no longer, not two digests alone."""

from typing import Any

import orjson
import pytest

from gateway.directory.lowered import MOST, lowered
from tests.support.directory import a_document, an_operation

GENERAL = {"x-data-class": "general"}
CAUSE = {"type": "string", "x-data-class": "specific", "x-field-group": "causes"}
PERSON = {"type": "string", "x-subject": "record"}
NAMED = {"x-directory": ["member"]}
MARKS = {"x-data-class": "specific", "x-field-group": ["causes"]}


def death(**more: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": {"n": {"type": "string"}, **more}} | GENERAL


def version(schema: Any, **components: Any) -> dict[str, Any]:
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    return a_document({"/death": {"get": an_operation("getDeath", answer)}}, **components)


def told(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    found = lowered(before, after)
    if not found:
        return {}
    assert found[0] == {"property": "lowered", "after": str(len(found) - 1)}
    return {
        each["property"]: (orjson.loads(each["before"]), orjson.loads(each.get("after", "null"))) for each in found[1:]
    }


AT = "getDeath, 200 application/json"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (CAUSE, CAUSE | GENERAL, {"x-data-class": "general", "x-field-group": ["causes"]}),
        (CAUSE, {"type": "string", "x-data-class": "specific"}, {"x-data-class": "specific"}),
        (CAUSE, {"$ref": "#/components/schemas/Plain"}, {"x-data-class": "general"}),
        ({"$ref": "#/components/schemas/Cause"}, {"type": "string"}, {"x-data-class": "general"}),
        (CAUSE | {"x-data-class": "secret"}, CAUSE, MARKS),
        (CAUSE | PERSON, CAUSE, MARKS),
        (
            CAUSE | {"x-directory": "member", "x-directory-kind": ["court"]},
            CAUSE | {"x-directory": "member"},
            MARKS | NAMED,
        ),
        (CAUSE | {"x-directory": "member"}, CAUSE, MARKS),
    ],
)
def test_a_lower_class_and_a_group_or_subject_that_is_gone_are_told(before: Any, after: Any, expected: Any) -> None:
    components = {"Cause": CAUSE, "Plain": {"type": "string"}}
    found = told(version(death(cause=before), **components), version(death(cause=after), **components))
    assert found.keys() == {f"{AT} /cause"}
    assert found[f"{AT} /cause"][1] == expected


def test_what_is_described_no_more_is_told_and_what_is_stricter_is_not() -> None:
    assert told(version(death(cause=CAUSE)), version(death())) == {f"{AT} /cause": (MARKS, None)}
    assert told(version(death(cause=CAUSE)), version(death(cause=CAUSE))) == {}
    assert told(version(death()), version(death(cause=CAUSE))) == {}
    assert told(version(death(cause={"type": "string"})), version(death(cause=CAUSE))) == {}


def test_the_class_of_a_file_is_told() -> None:
    def filed(data_class: str) -> dict[str, Any]:
        answer = {"200": {"description": "", "content": {"text/csv": {}}}}
        return a_document({"/death": {"get": an_operation("getDeath", answer, **{"x-data-class": data_class})}})

    assert told(filed("specific"), filed("general")) == {
        "getDeath": ({"x-data-class": "specific"}, {"x-data-class": "general"})
    }


def test_a_parameter_that_anybody_may_ask_by_now_is_told() -> None:
    def asking(schema: Any) -> dict[str, Any]:
        asked = [{"name": "cause", "in": "query", "schema": schema}]
        return a_document({"/death": {"get": an_operation("getDeath", parameters=asked)}})

    assert told(asking(CAUSE), asking({"type": "string"} | GENERAL)).keys() == {"getDeath, parameter cause"}


def test_no_more_is_told_than_there_is_room_for() -> None:
    many = {f"cause{n}": CAUSE for n in range(MOST + 50)}
    found = lowered(version(death(**many)), version(death()))
    assert (found[0]["after"], len(found)) == (str(MOST + 50), MOST + 1)
    long = lowered(version(death(**{"c" * 200: CAUSE})), version(death()))[1]["property"]
    assert (len(long), long[0]) == (100, "…")


def test_a_version_that_cannot_be_read_is_no_version_without_marks() -> None:
    twice = version(death(cause=CAUSE))
    content = twice["paths"]["/death"]["get"]["responses"]["200"]["content"]
    content["application/json;v=2"] = content["application/json"]
    for before in (twice, {"paths": {"/a": 1}}):
        assert "cannot be read" in lowered(before, version(death()))[0]["after"]
