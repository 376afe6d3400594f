"""What of the facts has room in a receipt: it opens the entry, so the ledger states no more than a header can hold."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import orjson

Facts: TypeAlias = dict[str, Any]  # Any: a flat JSON object of our own making

ENOUGH: Final = 4_800  # bytes of details: their receipt has 7 KB
PLACES: Final = 16  # of removed members, named one by one
# Bytes of JSON for what an agreement, a schema or an answer can make long. One basis of the longest kind fits: 400
# letters of law and 400 of article, three bytes to a Lao letter.
ROOM: Final[Mapping[str, int]] = {"legalBasis": 2_600, "pinned": 400, "codeLists": 400, "removed": 400}
_SHORTENED: Final = "shortened"


def fitted(facts: Facts) -> Facts:
    """Return the facts with what is too long cut to its first parts; `shortened` counts the whole and has its digest.

    What was left out is known: the agreement and the schemas are in the directory, in the version that is stated.
    """
    cut: Facts = {}
    for name, room in ROOM.items():
        stated = facts.get(name)
        if stated and len(spelt := _spelt(stated)) > room:
            cut[name] = {"count": len(stated), "digest": hashlib.sha256(spelt).hexdigest()}
            facts = facts | {name: _begun(stated, room)}
    return facts | {_SHORTENED: cut} if cut else facts


def bounded(removed: Mapping[str, int]) -> dict[str, int]:
    """Return how much was taken out by place; what is beyond a receipt's room is counted together."""
    places = sorted(removed)
    rest = sum(removed[place] for place in places[PLACES:])
    return {place: removed[place] for place in places[:PLACES]} | ({"*": rest} if rest else {})


def _begun(stated: Any, room: int) -> Any:  # Any: a list or an object of JSON
    listed = isinstance(stated, list)
    parts, taken = (stated if listed else sorted(stated.items())), 0
    for count, part in enumerate(parts):
        taken += len(_spelt(part))
        if taken > room:
            return parts[:count] if listed else dict(parts[:count])
    return stated


def _spelt(stated: object) -> bytes:
    return orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)  # canonical: ASCII names, texts, whole numbers
