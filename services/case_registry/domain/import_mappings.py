"""Mappings of import files: what a column can become, and how days and texts of a file can be read. No I/O.

The schema of a mapping says how a target is written; which there are stands here, since rows get members. Its lists of
orders, eras and encodings grow: what this build does not read is refused as well.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from contracts.national.justice.import_mapping import ImportMapping
from contracts.pointers import pointer_to
from contracts.problems import Fault
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.imports import unknown_target

_ONE: Final = (
    "title|place|openedOn|committedOn|status|statusOn|restriction|defendantStatus|office|numberedOn|"
    "court/(member|office)"
)
_LISTS: Final = "numbers|prosecutors|charges|claims|statements|calledUpFiles|proceedings"
_IN_A_LIST: Final = f"({_LISTS})/[0-9]{{1,2}}(/[A-Za-z]{{1,20}}|/[0-9]{{1,2}}){{1,5}}"
_DEFAULT: Final = re.compile(f"{_ONE}|{_IN_A_LIST}")
_COLUMN: Final = re.compile(
    f"number|category|{_ONE}|(person|latin|organisation):[A-Za-z]{{1,40}}|number:[a-z0-9-]{{1,40}}/[A-Za-z0-9-]{{1,64}}|{_IN_A_LIST}"
)


_READ: Final[Mapping[str, frozenset[str]]] = {
    "dateOrder": frozenset({"ymd", "dmy", "mdy"}),
    "era": frozenset({"common", "buddhist", "mixed"}),
    "encoding": frozenset({"utf-8", "utf-16"}),
}


def faults(mapping: ImportMapping) -> Iterator[Fault]:
    """Yield a fault for each target that no row has, and for each way of reading that is not known here."""
    stated = {"dateOrder": mapping.date_order, "era": mapping.era, "encoding": mapping.encoding}
    for member, code in stated.items():
        if code is not None and code not in _READ[member]:
            yield unknown_code(f"/{member}")
    for heading, target in mapping.columns.items():
        if not _COLUMN.fullmatch(target):
            yield unknown_target(pointer_to(("columns", heading)))
    for target in mapping.defaults or {}:
        if not _DEFAULT.fullmatch(target):
            yield unknown_target(pointer_to(("defaults", target)))
