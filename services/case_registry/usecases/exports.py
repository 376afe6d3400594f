"""Export the cases of an office, row by row as an import takes them, into a file of its own."""

import hashlib
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import BinaryIO, Final

import orjson

from chassis.unit.unit import Unit
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.exports import Exported, row_of
from services.case_registry.domain.reads import Read
from services.case_registry.errors.exports import not_your_office
from services.case_registry.store import exports as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.imports.held import held_offices
from services.case_registry.wire.exports import ExportQuery

_PAGE: Final = 200  # cases that are read, and held, together


async def export_cases(unit: Unit, asker: Asker, query: ExportQuery) -> Exported:
    """Return a file with the cases in sight as lines of NDJSON, in the order of their ids; who gets it closes it.

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
    with ExitStack() as opened:
        file: BinaryIO = opened.enter_context(TemporaryFile())
        more = True
        while left and more:
            wanted = min(_PAGE, left)
            page = await store.page(unit, of, sight=sight, after=after, most=wanted + 1)
            for case_id, kept in page[:wanted]:
                office = kept.responsible.office if of is None and kept.responsible.office in held else own
                line = orjson.dumps(row_of(kept, member, office, held)) + b"\n"
                digest.update(line)
                size += len(line)
                file.write(line)
                after = case_id
            left, more = left - wanted, len(page) > wanted
        file.seek(0)
        opened.pop_all()  # from here on it is the caller's
    return Exported(file, size, digest.digest(), after if more else None)
