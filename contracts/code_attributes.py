"""What a national list's own schema says of its codes: their form, and attributes explained in both languages.

`x-code-pattern` at the top is the form of a code, such as `^[0-9]{2}$`; `x-codelist` marks an attribute whose values
are codes of a list, `x-label` says what it is called in Lao and English. All three are data of the list, so an office
states them, and whoever reads the list has them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.catalogue import compile_schema
from contracts.codelists import Code, CodeList, CodeLists, Schema
from contracts.problems import Fault

PATTERN: Final = "x-code-pattern"
_MOST: Final = 10  # faults told of one code


class CodeForm:
    """The form and attributes of a list's codes, compiled once for all of them; `ValueError` for a schema that is none.

    `lists` are those that attributes are looked up in: as they will be, codes of the same change included.
    """

    def __init__(self, listed: CodeList, lists: CodeLists) -> None:
        self._lists = lists
        self.pattern: Final = str(listed.attributes.get(PATTERN, ""))
        # the linear engine: no pattern of an office can be made to hang
        self._has_form = jsonschema_rs.Draft202012Validator(
            {"pattern": self.pattern}, pattern_options=jsonschema_rs.RegexOptions()
        ).is_valid
        self._compiled = compile_schema(listed.attributes)

    def has_form(self, code: str) -> bool:
        """Tell whether a code is written as the list wants it."""
        return self._has_form(code)

    def faults(self, code: Code) -> list[Fault]:
        """Return what is wrong with a code's attributes; pointers begin at the attributes."""
        attributes = dict(code.attributes)
        if not self._compiled.is_valid(attributes):
            return self._compiled.faults(attributes, limit=_MOST)[0]
        # past and future codes are right as well: no day counts for what a list says of its own codes
        return self._compiled.code_faults(attributes, self._lists)[:_MOST]


def label_of(name: str, schema: object) -> Mapping[str, str]:
    """Return what an attribute is called in each language: its `x-label`, or its name."""
    label = schema.get("x-label") if isinstance(schema, Mapping) else None
    return label if isinstance(label, Mapping) and {"lo", "en"} <= label.keys() else {"lo": name, "en": name}


def lists_named(schema: Schema) -> Iterator[str]:
    """Yield each list that an attribute of the schema names."""
    for part in objects_within(schema):
        if isinstance(name := part.get("x-codelist"), str):
            yield name


def objects_within(value: object) -> Iterator[Mapping[str, Any]]:  # Any: a JSON Schema
    """Yield each object in a JSON value, itself included."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_within(part)
