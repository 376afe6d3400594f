"""An id says by its prefix what it names: no two things share one, in the schemas or in the code that makes ids."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.architecture.house_rules import ROOT

# Members that name a thing by the part it plays, and the member by which the thing itself is called.
PARTS: Final[Mapping[str, str]] = {
    "certificateIds": "certificateId",
    "changedByEventId": "eventId",
    "changedByEventIds": "eventId",
    "chargeIds": "chargeId",
    "conflictingEventIds": "eventId",
    "consent": "consentId",
    "documentIds": "documentId",
    "fromCaseId": "caseId",
    "inReplyTo": "documentId",
    "intoCaseId": "caseId",
    "missingDocumentIds": "documentId",
    "newCaseId": "caseId",
    "otherCaseId": "caseId",
    "otherParticipantId": "participantId",
    "participantIds": "participantId",
    "participantIdsInBoth": "participantId",
    "pendingHandOverId": "handOverId",
    "petitionerId": "participantId",
    "replacedCertificateId": "certificateId",
    "representativeId": "participantId",
    "representativeIds": "participantId",
    "undoneCaseId": "caseId",
    "withdrawalImportId": "importId",
    "withdrawnCaseIds": "caseId",
}
_PREFIX: Final = re.compile(r"\^\(?([a-z]{3})_")
_MADE: Final = re.compile(r"new_id\(\"([a-z]{3})\"")
_KEYWORDS: Final = frozenset({"items", "properties", "allOf", "anyOf", "oneOf", "then", "else", "$defs"})


def named(schema: Any, member: str = "") -> Iterator[tuple[str, str]]:
    """Yield every prefix of an id with the member that holds it."""
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str) and (prefix := _PREFIX.match(pattern)):
            yield prefix[1], PARTS.get(member, member)
        for name, part in schema.items():
            yield from named(part, member if name in _KEYWORDS else name)
    elif isinstance(schema, list):
        for part in schema:
            yield from named(part, member)


def shared(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the prefixes that stand for more than one thing, with the things."""
    things: dict[str, set[str]] = {}
    for prefix, thing in pairs:
        things.setdefault(prefix, set()).add(thing)
    return {prefix: names for prefix, names in things.items() if len(names) > 1}


def component(path: Path) -> str:
    """Return the part of the house that a module belongs to: a service, or the gateway with its command line."""
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "services" else "gateway" if parts[0] in {"cli", "gateway"} else parts[0]


def test_a_prefix_in_the_schemas_names_one_thing() -> None:
    schemas = [json.loads(path.read_text("utf-8")) for path in (ROOT / "schemas").glob("*/*/v*.json")]
    found = [pair for schema in schemas for pair in named(schema)]
    assert ("cas", "caseId") in found
    assert shared(found) == {}


def test_ids_of_a_prefix_are_made_by_one_component() -> None:
    modules = [path for folder in ("services", "gateway", "cli") for path in (ROOT / folder).rglob("*.py")]
    made = [(prefix, component(path)) for path in modules for prefix in _MADE.findall(path.read_text("utf-8"))]
    assert ("crg", "case_registry") in made
    assert ("dch", "gateway") in made
    assert shared(made) == {}


def test_a_prefix_of_two_things_is_found() -> None:
    charge = {"properties": {"chargeId": {"pattern": "^chg_[0-9a-z]{26}$"}}}
    change = {"properties": {"changes": {"items": {"properties": {"changeId": {"pattern": "^chg_[0-9a-z]{26}$"}}}}}}
    assert shared([*named(charge), *named(change)]) == {"chg": {"chargeId", "changeId"}}
