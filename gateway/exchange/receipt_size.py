"""Shorten an entry's facts so that its receipt, which repeats them, fits into an HTTP header."""

import hashlib
from collections.abc import Mapping, Sized
from functools import lru_cache
from typing import Any, Final, TypeAlias

import orjson

Facts: TypeAlias = dict[str, Any]  # Any: a flat JSON object of our own making

ENOUGH: Final = 4_800  # bytes of details: their receipt has 7 KB
NOT_COVERED: Final = "notCovered"
# Bytes of JSON for what an agreement or a schema can make long. One basis of the longest kind fits: 400
# letters of law and 400 of article, three bytes to a Lao letter.
ROOM: Final[Mapping[str, int]] = {"legalBasis": 2_600, "pinned": 400, "codeLists": 400, NOT_COVERED: 400}
_SHORTENED: Final = "shortened"


def fitted(facts: Facts) -> Facts:
    """Return the facts with long lists cut; `shortened` has the count and the SHA-256 of each list as it was.

    What was left out is known: the agreement and the schemas are in the directory, in the version that is stated.
    """
    cut: Facts = dict(facts.get(_SHORTENED, {}))
    for name, room in ROOM.items():
        stated = facts.get(name)
        if stated and len(spelt := _canonical(stated)) > room:
            cut[name] = _count_and_digest(stated, spelt)
            facts = facts | {name: _first_parts(stated, room)}
    return facts | {_SHORTENED: cut} if cut else facts


@lru_cache(1024)  # the same for every exchange under one agreement
def uncovered(places: tuple[str, ...]) -> Mapping[str, Any]:  # Any: as Facts
    """Return the fact `notCovered`, the schema places that an agreement leaves out of an answer, cut if it is long."""
    if not places:
        return {}
    stated = list(places)
    if len(spelt := _canonical(stated)) <= ROOM[NOT_COVERED]:
        return {NOT_COVERED: stated}
    return {
        NOT_COVERED: _first_parts(stated, ROOM[NOT_COVERED]),
        _SHORTENED: {NOT_COVERED: _count_and_digest(stated, spelt)},
    }


def _count_and_digest(stated: Sized, spelt: bytes) -> Facts:
    return {"count": len(stated), "digest": hashlib.sha256(spelt).hexdigest()}


def _first_parts(stated: Any, room: int) -> Any:  # Any: a list or an object of JSON
    listed = isinstance(stated, list)
    parts, taken = (stated if listed else sorted(stated.items())), 1
    for count, part in enumerate(parts):
        taken += len(_canonical(part)) + 1  # with the first bracket, and a comma or the last bracket behind it
        if taken > room:
            return parts[:count] if listed else dict(parts[:count])
    return stated


def _canonical(stated: object) -> bytes:
    return orjson.dumps(stated, option=orjson.OPT_SORT_KEYS)  # canonical: ASCII names, texts, whole numbers
