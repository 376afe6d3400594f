"""Pinned schema versions: a document's components as they are for a caller whose agreement names older versions."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from chassis.http.openapi import closure, component_of
from contracts.catalogue import Catalogue
from gateway.directory.documents import DocumentRefused, Node
from gateway.directory.schema_paths import Place

ROOT: Final = "https://schemas.saphan.gov.la/"
# Held by no agreement: a member that the pinned version does not know.
NEWER: Final = "version:newer"
_VERSIONED: Final = re.compile(r"(?:https://schemas\.saphan\.gov\.la/)?(?P<name>[a-z0-9/-]+)/v(?P<number>[1-9][0-9]*)")


def narrowed(definitions: Node, versions: Collection[str], catalogue: Catalogue) -> Node:
    """Return the components with every pinned schema, and all it refers to, in its pinned version.

    Raises `DocumentRefused` for a version that is not published, not used by the document, or newer than its own.
    """
    pins = {_split(version)[0]: ROOT + version for version in versions}
    for version in sorted(versions):
        _check(version, definitions, catalogue)
    pinned_ids = closure(set(pins.values()), catalogue)
    for schema_id in sorted(pinned_ids):
        pins.setdefault(_split(schema_id)[0], schema_id)
    found = dict(definitions)
    for schema_id in sorted(pinned_ids):
        title, component = component_of(schema_id, catalogue)
        found[title] = component
    for name, component in definitions.items():
        used = component.get("x-schema-id") if isinstance(component, Mapping) else None
        if isinstance(used, str) and (pinned := pins.get(_split(used)[0])):
            found[name] = component_of(pinned, catalogue)[1]
    return found


def _check(version: str, definitions: Node, catalogue: Catalogue) -> None:
    if ROOT + version not in catalogue.ids():
        raise DocumentRefused(f"no schema {version} is published")
    name, number = _split(version)
    ids = (component.get("x-schema-id") for component in definitions.values() if isinstance(component, Mapping))
    used = [_split(schema_id)[1] for schema_id in ids if schema_id is not None and _split(schema_id)[0] == name]
    if not used:
        raise DocumentRefused(f"the schema {name} is not used by this service")
    if number > max(used):
        raise DocumentRefused(f"{version} is newer than the service, which speaks v{max(used)}")


def _split(version: str) -> tuple[str, int]:
    found = _VERSIONED.fullmatch(version)
    if found is None:
        raise DocumentRefused(f"{version!r:.80} is no version of a schema: domain/name/v1")
    return found["name"], int(found["number"])


def mark_newer(current: Place, pinned: Place) -> None:
    """Guard what the pinned version does not know, so that no agreement lets it out."""
    for name, member in current.members.items():
        known = pinned.members.get(name)
        if known is not None:
            mark_newer(member.below, known.below)
        elif pinned.members:  # a place that the pinned version leaves open knows every name
            member.guards.add(NEWER)
    if current.elements is not None and pinned.elements is not None:
        mark_newer(current.elements, pinned.elements)
