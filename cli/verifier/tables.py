"""Tables of a certificate's members as rows for the page: label, word, kind, and what a kind needs to know.

They are asked of the tables in `evidence`, so that the page reads what Python reads, and no more.
"""

from typing import Any, Final

from evidence.certificates.claims import ID_PREFIX
from evidence.certificates.members import BIOMETRIC, EVENT, IDENTITY, Kind, Table

Row = tuple[int, str, str, Any]  # Any: codes, or rows of parts

_CODES: Final = range(256)
_ASKED: Final[tuple[Any, ...]] = ("", b"", 1, [])  # Any: a value of each type of CBOR that a member may have


def tables() -> dict[str, Any]:
    """Return the tables of identity and event, and the prefix of certificates' ids."""
    return {"identity": rows(IDENTITY), "event": rows(EVENT), "idPrefix": ID_PREFIX}


def rows(table: Table) -> list[Row]:
    """Return the rows of a table, in its order."""
    return [(row.label, word, *_kind(row.kind)) for word, row in table.members.items()]


def _kind(kind: Kind) -> tuple[str, Any]:  # Any: codes, or rows of parts
    """Return what the page calls a kind, found by what it takes from CBOR."""
    text, data, whole, several = map(kind.comes_as, _ASKED)
    if text:
        return ("lao" if data else "text"), None
    if data:
        return "data", None
    if several:
        return ("parts", rows(BIOMETRIC)) if kind.comes_as([{}]) else ("wholes", None)
    if whole and kind.comes_as(-1):
        return "whole", None
    return "code", {str(code): kind.out(code) for code in _CODES if kind.comes_as(code)}
