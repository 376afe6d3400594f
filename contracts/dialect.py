"""The JSON Schema dialect of the national schemas: 2020-12, and where schemas lie within schemas."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Any  # a JSON object or a boolean, read from a file: checked by lint, not by types

# Where a keyword holds a schema, a list of schemas, or a map of schemas (JSON Schema 2020-12, core and applicators).
ONE: Final = frozenset(
    [
        "not",
        "if",
        "then",
        "else",
        "items",
        "contains",
        "additionalProperties",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
MANY: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED: Final = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})

# Of which value a schema within another speaks, by the keyword it stands under: of the very value that the outer one
# speaks of, of members beside those in `properties`, of elements. `not`, `contains`, `propertyNames` describe no value.
SAME_VALUE: Final = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"})
OTHER_MEMBERS: Final = frozenset({"patternProperties", "additionalProperties", "unevaluatedProperties"})
ELEMENTS: Final = frozenset({"prefixItems", "items", "unevaluatedItems"})

ASSERTIONS: Final = frozenset(
    [
        "type",
        "enum",
        "const",
        "multipleOf",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "format",
        "maxItems",
        "minItems",
        "uniqueItems",
        "maxContains",
        "minContains",
        "maxProperties",
        "minProperties",
        "required",
        "dependentRequired",
    ]
)
ANNOTATIONS: Final = frozenset(
    {"$schema", "$id", "$ref", "title", "description", "deprecated", "readOnly", "writeOnly", "examples"}
)
# What says of a value how it is to be handled; `contracts.marks` finds the values. A new mark is a word here.
MARKS: Final = frozenset({"x-data-class", "x-field-group", "x-subject", "x-codelist", "x-directory"})
# What narrows a name of the directory down: kinds and levels, each a list of codes.
NARROWING: Final = frozenset({"x-directory-kind", "x-directory-level"})
OURS: Final = MARKS | NARROWING | {"x-label", "x-message", "x-code-date", "x-schema-id", "x-lenient"}
FORMATS: Final = frozenset(
    {"date", "date-time", "time", "duration", "email", "uri", "uri-reference", "uuid", "ipv4", "ipv6"}
)
KEYWORDS: Final = ONE | MANY | NAMED | ASSERTIONS | ANNOTATIONS | OURS


def never_null(schema: Schema) -> Schema:
    """Return the schema of a value that cannot be null, such as a parameter's, without a null among its alternatives.

    Frameworks say with it that a parameter may be left out; a caller would be told that "none of 2 alternatives" fits.
    """
    if isinstance(schema.get("type"), list):
        return {**schema, "type": [name for name in schema["type"] if name != "null"]}
    for keyword in {"anyOf", "oneOf"} & set(schema):
        rest = {name: value for name, value in schema.items() if name != keyword}
        parts = [part for part in schema[keyword] if part != {"type": "null"}]
        if len(parts) == 1 and not rest.keys() & parts[0].keys():
            return {**parts[0], **rest}
        if len(parts) < len(schema[keyword]):
            return {**rest, keyword: parts}
    return schema


def children(schema: Schema) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Yield every schema directly within this one, with its path from here."""
    if not isinstance(schema, Mapping):
        return
    for keyword, value in schema.items():
        if keyword in ONE:
            yield (keyword,), value
        elif keyword in MANY and isinstance(value, list | tuple):
            yield from (((keyword, str(index)), item) for index, item in enumerate(value))
        elif keyword in NAMED and isinstance(value, Mapping):
            yield from (((keyword, name), item) for name, item in value.items())


def walk(schema: Schema, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Yield this schema and every schema within it, outermost first, with its path from the root."""
    yield path, schema
    for step, child in children(schema):
        yield from walk(child, path + step)


def transform(schema: Schema, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Schema:
    """Return a copy in which every object schema is what `change` made of it, outermost first."""
    if not isinstance(schema, Mapping):
        return schema
    changed = change(dict(schema))
    for keyword, value in changed.items():
        if keyword in ONE:
            changed[keyword] = transform(value, change)
        elif keyword in MANY:
            changed[keyword] = [transform(item, change) for item in value]
        elif keyword in NAMED:
            changed[keyword] = {name: transform(item, change) for name, item in value.items()}
    return changed
