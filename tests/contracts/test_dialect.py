import pytest

from contracts.dialect import never_null


@pytest.mark.parametrize(
    ("schema", "without"),
    [
        ({"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "A"}, {"type": "integer", "title": "A"}),
        ({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}, {"$ref": "#/a"}),
        ({"oneOf": [{"minimum": 1}, {"type": "null"}, {"maximum": 0}]}, {"oneOf": [{"minimum": 1}, {"maximum": 0}]}),
        ({"anyOf": [{"minimum": 1}, {"type": "null"}], "minimum": 2}, {"anyOf": [{"minimum": 1}], "minimum": 2}),
        ({"type": ["integer", "null"], "minimum": 1}, {"type": ["integer"], "minimum": 1}),
    ],
)
def test_what_cannot_be_null_has_no_null_among_its_alternatives(schema: object, without: object) -> None:
    assert never_null(schema) == without


@pytest.mark.parametrize("schema", [{"type": "string"}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}, {}])
def test_other_schemas_stay_as_they_are(schema: object) -> None:
    assert never_null(schema) == schema
