"""Turns jsonschema-rs's own first error into a fault, for when time ran out before our walk found one."""

from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs

from contracts.pointers import pointer_to
from contracts.problems import Fault
from contracts.sentences import PLAIN, fault

# The library's name of a particular → the sentence's.
_NAMES: Final[Mapping[str, str]] = {"limit": "limit", "multiple_of": "limit", "format": "format", "types": "expected"}


def library_fault(error: jsonschema_rs.ValidationError, codelist: str | None = None) -> Fault:
    """Return the error as a fault at the member itself, also where the library points at its parent object.

    `codelist` is the list that the broken part of the schema names: its enum is told as that list.
    """
    path, code, said = tuple(error.instance_path), error.kind.name, error.kind.as_dict()
    if code == "enum" and codelist is not None:
        return fault("x-codelist", pointer_to(path), {"codelist": codelist})
    if code == "required":
        return fault(code, pointer_to((*path, said["property"])))
    if code in {"additionalProperties", "unevaluatedProperties"}:
        return fault(code, pointer_to((*path, said["unexpected"][0])))
    if code in {"anyOf", "oneOf"}:
        return fault(code, pointer_to(path), {"alternatives": len(said["context"])})
    params: dict[str, Any] = {_NAMES[name]: value for name, value in said.items() if name in _NAMES}  # Any: a rule's
    if params:
        return fault(code, pointer_to(path), params)
    plain = "false" if code == "falseSchema" else code
    return fault(plain if plain in PLAIN else "$ref", pointer_to(path))
