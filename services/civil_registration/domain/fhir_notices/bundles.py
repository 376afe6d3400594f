"""A FHIR bundle that may be a notice: its document, its resources, and where references inside it lead. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contracts.json_types import JSON
from contracts.pointers import pointer_to
from contracts.problems import InvalidInput
from services.civil_registration.domain.fhir_notices.nodes import At, Node, found, leaves, steps_of
from services.civil_registration.domain.fhir_notices.tables import TABLES
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.errors.fhir_notices import (
    NOT_A_BUNDLE,
    SEVERAL_DOCUMENTS,
    modified,
    not_a_notice,
    too_many,
    withdrawn,
)

ENTRIES_AT_MOST: Final = 500
LEAVES_AT_MOST: Final = 20_000
# what changes the meaning of all that stands beside it (FHIR R4 §2.1.0.2): whoever does not know it may not go on
_MODIFIERS: Final = ("modifierExtension", "implicitRules")
_CODING: Final = steps_of("type.coding")


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A resource of the bundle, or a reference that says by an identifier what it means."""

    node: Node
    type: str
    entry: At  # of the resource in the entry: its own place, or that of whatever contains it

    @property
    def is_modified(self) -> bool:
        """Tell whether something not known here changes its meaning."""
        return any(self.node.get(name) is not None for name in _MODIFIERS)

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether its status takes it back."""
        return self.node.said("status") in TABLES.withdrawn


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A bundle with one document of a kind that is taken."""

    root: Node
    kind: EventKind
    composition: Resource
    resources: tuple[Resource, ...]
    addresses: dict[
        tuple[At, str], Resource
    ]  # by what a reference says: full URLs and ids, `#` ones by their container

    def led_to(self, reference: Node, holder: Resource) -> Resource | None:
        """Return the resource in this bundle to which the reference leads; None for all that lies outside."""
        stated = reference.said("reference")
        if not stated and reference.get("identifier") is not None:
            return Resource(reference, "Reference", holder.entry)
        return self.addresses.get((holder.entry if stated.startswith("#") else (), stated.partition("/_history/")[0]))


def opened(document: JSON) -> Bundle:
    """Return the bundle; raise `InvalidInput` for what is none, holds no notice, or holds too much for one."""
    root = Node((), document)
    entries = root.get("entry")
    if root.said("resourceType") != "Bundle" or root.said("type") not in TABLES.bundles:
        raise InvalidInput(faults=[NOT_A_BUNDLE])
    if entries is None or not isinstance(entries.value, list):
        raise InvalidInput(faults=[NOT_A_BUNDLE])
    if len(entries.value) > ENTRIES_AT_MOST:
        raise InvalidInput(faults=[too_many("/entry", "too-many-entries", ENTRIES_AT_MOST)])
    if any(count > LEAVES_AT_MOST for count, _ in enumerate(leaves(document), start=1)):
        raise InvalidInput(faults=[too_many("", "too-many-values", LEAVES_AT_MOST)])
    addresses: dict[tuple[At, str], Resource] = {}
    resources = tuple(_resources(entries, addresses))
    compositions = [each for each in resources if each.type == "Composition" and each.node.at == each.entry]
    if len(compositions) > 1:
        raise InvalidInput(faults=[SEVERAL_DOCUMENTS])
    if not compositions:
        raise InvalidInput(faults=[not_a_notice("/entry", _taken())])
    return Bundle(root, _kind_of(root, compositions[0]), compositions[0], resources, addresses)


def _kind_of(root: Node, composition: Resource) -> EventKind:
    at = composition.node.at
    for coding in found(composition.node, _CODING):
        kind = TABLES.documents.get((coding.said("system"), coding.said("code")))
        if kind is not None:
            break
    else:
        raise InvalidInput(faults=[not_a_notice(pointer_to((*at, "type")), _taken())])
    if composition.is_withdrawn:
        raise InvalidInput(faults=[withdrawn(pointer_to((*at, "status")))])
    if composition.is_modified or any(root.get(name) is not None for name in _MODIFIERS):
        raise InvalidInput(faults=[modified(pointer_to(at if composition.is_modified else ()))])
    return kind


def _taken() -> list[str]:
    return [f"{system}|{code}" for system, code in TABLES.documents]


def _resources(entries: Node, addresses: dict[tuple[At, str], Resource]) -> Iterator[Resource]:
    """Yield the resources of the entries and those that they contain; of two with one address the first has it."""
    for entry in entries.each():
        node = entry.get("resource")
        if node is None or not isinstance(node.value, dict):
            continue
        resource = Resource(node, node.said("resourceType"), node.at)
        yield resource
        for address in (entry.said("fullUrl"), f"{resource.type}/{node.said('id')}" if node.said("id") else ""):
            if address:
                addresses.setdefault(((), address), resource)
        for each in node.all("contained"):
            if isinstance(each.value, dict):
                inner = Resource(each, each.said("resourceType"), node.at)
                yield inner
                addresses.setdefault((node.at, f"#{each.said('id')}"), inner)
