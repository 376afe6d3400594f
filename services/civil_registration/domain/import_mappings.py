"""Mappings of import files: what a column of an old book can become, and how its days and texts are read. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Final

from contracts.catalogue import Catalogue
from contracts.national.civil.event_import_mapping import EventImportMapping
from contracts.pointers import pointer_to
from contracts.problems import Fault
from services.civil_registration.domain.imports import NAMES
from services.civil_registration.domain.kinds import EventKind, persons_in
from services.civil_registration.errors.imports import unknown_target, unread_code

_ROW: Final = "https://schemas.saphan.gov.la/civil/imported-event/v1"
_OF_ROWS: Final = frozenset({"number", "registeredOn", "office"})
_BESIDE: Final = frozenset({"printed", "repeated"})
_READ: Final[Mapping[str, frozenset[str]]] = {
    "dateOrder": frozenset({"ymd", "dmy", "mdy"}),
    "era": frozenset({"common", "buddhist", "mixed"}),
    "encoding": frozenset({"utf-8", "utf-16"}),
}


def faults(mapping: EventImportMapping) -> Iterator[Fault]:
    """Yield a fault for each target that no row of the kind has, and for each way of reading that is not known here."""
    stated = {"dateOrder": mapping.date_order, "era": mapping.era, "encoding": mapping.encoding}
    for member, code in stated.items():
        if code is not None and code not in _READ[member]:
            yield unread_code(f"/{member}")
    kind = EventKind(mapping.kind)
    for heading, target in mapping.columns.items():
        if not _is_known(target, kind):
            yield unknown_target(pointer_to(("columns", heading)), kind.value)
    for target in mapping.defaults or {}:
        if ":" in target or target == "number" or not _is_known(target, kind):
            yield unknown_target(pointer_to(("defaults", target)), kind.value)


def _is_known(target: str, kind: EventKind) -> bool:
    if ":" in target:
        sort, _, person = target.partition(":")
        return sort in NAMES and (person in persons_in(kind) or (sort == "name" and person == "witnesses"))
    first, *_ = target.split("/")
    return (target in _OF_ROWS or first in {kind.value, *_BESIDE}) and _is_a_place(target)


def _is_a_place(target: str) -> bool:
    """Tell whether the schema of a row has something at this target that is no object of members."""
    here = Catalogue.load().validator(_ROW).described
    for step in target.split("/"):
        below = here.elements() if step.isdecimal() else here.member(step)
        if below is None:
            return False
        here = below
    # a partial date is stated in one cell
    is_object = any("properties" in node for node in here.nodes)
    return any(True for _ in here.nodes) and (not is_object or here.member("precision") is not None)
