"""Read a FHIR bundle as a notice: row by row of the tables, each part of the document in its role. No I/O."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.civil_registration.domain.declaring import Country
from services.civil_registration.domain.fhir_notices import names, places, readers
from services.civil_registration.domain.fhir_notices.bundles import Bundle
from services.civil_registration.domain.fhir_notices.nodes import At, Node, found, steps_of
from services.civil_registration.domain.fhir_notices.notices import Notice, Reason
from services.civil_registration.domain.fhir_notices.parts import Part, Parts
from services.civil_registration.domain.fhir_notices.readers import Reader, Target
from services.civil_registration.domain.fhir_notices.tables import TABLES, Codes, Row

READERS: Final[Mapping[str, Reader]] = {**readers.READERS, **names.READERS, **places.READERS}
_CODE: Final = steps_of("code.coding")
_SUBJECT: Final = steps_of("subject")
_NO_CODES: Final = Codes({}, {})
_OBSERVATION: Final = "observation"
_OF_THE_NOTICE: Final = "/notifier"


@dataclass(frozen=True, slots=True)
class Read:
    """A bundle that was read: its parts, and the facts and what was left in `notice`."""

    bundle: Bundle
    parts: Parts
    notice: Notice
    country: Country
    today: date


def read(bundle: Bundle, country: Country, today: date) -> Read:
    """Return what the tables find in the bundle."""
    notice = Notice(bundle.kind.value)
    reading = Read(bundle, Parts(bundle, notice), notice, country, today)
    known = {row.observed for row in TABLES.rows if bundle.kind in row.kinds}
    observed = {part: _observed(reading, part, known) for part in reading.parts.of(_OBSERVATION)}
    for row in TABLES.rows:
        for role in row.roles if bundle.kind in row.kinds else ():
            for part in reading.parts.of(role):
                chosen = observed[part].get(row.observed) if role == _OBSERVATION else ()
                if chosen is not None and _is_about(reading, row, part):
                    _read_part(reading, row, part, chosen)
    return reading


def _read_part(reading: Read, row: Row, part: Part, chosen: tuple[At, ...]) -> None:
    kind = reading.bundle.kind.value
    fact, others = (
        pointer if not pointer or pointer.startswith(_OF_THE_NOTICE) else f"/{kind}{pointer.format(role=part.role)}"
        for pointer in (row.fact, row.others)
    )
    codes = TABLES.codes[row.codes.format(kind=kind)] if row.codes else _NO_CODES
    target = Target(fact, others, codes, reading.country, reading.today)
    node = part.resource.node
    for path in row.paths:
        for value in found(Node(node.at, node.value, chosen), path):
            READERS[row.reader](reading.notice, target, value)


def _observed(reading: Read, part: Part, known: Collection[str]) -> Mapping[str, tuple[At, ...]]:
    """Return what an observation is of, as `system|code`, with the leaves that say it."""
    codes = {
        f"{coding.said('system')}|{coding.said('code')}": tuple(_leaves(coding))
        for coding in found(part.resource.node, _CODE)
    }
    if codes.keys().isdisjoint(known):
        reading.notice.leave([part.resource.node.at], Reason.UNKNOWN_CODE, next(iter(codes), None))
    return codes


def _leaves(coding: Node) -> Iterator[At]:
    return ((*coding.at, name) for name in ("system", "code") if coding.said(name))


def _is_about(reading: Read, row: Row, part: Part) -> bool:
    """Tell whether an observation is of whom the row asks for; one of another person says nothing about this one."""
    for reference in found(part.resource.node, _SUBJECT) if row.of else ():
        subject = reading.bundle.led_to(reference, part.resource)
        if subject is None or row.of not in reading.parts.roles_of(subject):
            reading.notice.leave([part.resource.node.at], Reason.ABOUT_ANOTHER)
            return False
    return True
