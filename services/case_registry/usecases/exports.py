"""Export the cases of an office, row by row as an import takes them, into a file of its own."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Final

import orjson

from chassis.unit.unit import Unit
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.exports import row_of
from services.case_registry.domain.reads import Read
from services.case_registry.errors.exports import not_your_office
from services.case_registry.store import exports as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.imports.held import held_offices
from services.case_registry.wire.exports import ExportQuery

_PAGE: Final = 200  # cases that are read, and held, together


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many bytes, their SHA-256, and the case after which the next file begins, if one does."""

    size: int
    digest: bytes
    following: str | None


async def export_cases(unit: Unit, asker: Asker, query: ExportQuery, to: BinaryIO) -> Exported:
    """Write the cases in sight as lines of NDJSON, in the order of their ids.

    Raises `InvalidInput` for an office for which whoever asks does not stand.
    """
    sight = sight_of(unit, asker, Read.EXPORT_CASES)
    held, member = held_offices(asker), asker.caller.member
    if query.office is not None and query.office not in held:
        raise InvalidInput(faults=[not_your_office(sorted(held))])
    standing = asker.caller.standing
    own = query.office or (standing.seat.office if standing else min(held, default=""))
    of = Seat(member, query.office) if query.office else None
    digest, size, after, left = hashlib.sha256(), 0, query.after or "", query.most
    while left:
        wanted = min(_PAGE, left)
        page = await store.page(unit, of, sight=sight, after=after, most=wanted + 1)
        for case_id, kept in page[:wanted]:
            office = kept.responsible.office if of is None and kept.responsible.office in held else own
            line = orjson.dumps(row_of(kept, member, office)) + b"\n"
            digest.update(line)
            size += len(line)
            to.write(line)
            after = case_id
        if len(page) <= wanted:
            return Exported(size, digest.digest(), None)
        left -= wanted
    return Exported(size, digest.digest(), after)
