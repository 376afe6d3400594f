"""Values that break careless parsers, chosen by a schema; and documents with one member replaced by such a value."""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any, Final

from contracts.catalogue import Catalogue

DAYS: Final = (
    "0001-01-01", "0001-12-31", "0000-01-01", "1483-05-14", "1799-12-31", "2026-02-30", "2026-1-1", "2100-01-01",
    "2569-11-28", "9999-12-31", "10000-01-01", "-0001-01-01", "໒໐໒໖-໑໑-໒໘", "2026-11-28T00:00:00Z",
)  # fmt: skip
MOMENTS: Final = (
    "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-12-31T23:59:60Z",
    "2026-11-28T24:00:00Z", "2026-11-28T08:00:00", "2026-11-28T08:00:00.123456789+07:00", "2569-11-28T08:00:00+07:00",
    "2099-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00", "2026-11-28T08:00:00+23:59", "2026-11-28 08:00:00+07:00",
)  # fmt: skip
PERIODS: Final = (
    "0000", "9999", "0001W1", "9999W53", "99991231", "00010101", "9999Q4", "0001Nov", "9999BiW27", "202613", "2569Q1",
    "1W1", "٢٠٢٦", "9999-12", "0001-01", "2026-13", "99999-01",
)  # fmt: skip
TEXTS: Final = (
    "", " ", "\0", "a\0b", "\ud800", "\udfff", "\uffff", "\u202e", "\u200b\u200b", "\ufeff", "a\nb", "a\rb", "a\tb",
    "\x7f", "%", "%%", "_", "\\", "'", '"', "`", "<b>", "${x}", "{{x}}", "{0}", "../..", "/", "//", "?", "#", "&", "=",
    "🂡", "ກ" * 200, "ກ" * 66, "x" * 300, "x" * 5000, "́" * 50, "໑໒໓", "null", "true", "TRUE", "NaN", "-1", "1e400",
    "9" * 40, "1.0", "0x10", "[]", "{}", "(((((", ":*", "a | b", "cas_" + "0" * 26, "hrg_" + "z" * 26, "psc-0101-x",
    "\U0010ffff", "ນ້ຳ", "a-" * 50 + "a",
)  # fmt: skip
NUMBERS: Final = (
    0, -1, 1, 2**31 - 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 10**40, 0.1,
    1e308, -0.0, 1e-300,
)  # fmt: skip
OTHERS: Final[tuple[object, ...]] = (None, True, False, [], {}, [[]], [None], {"": ""}, [1] * 300)
LIKELY: Final = ("psc", "ospp-0101", "2026-11", "202611", "ບຸນມີ", "1/2026", "R1", "old-register", "police")
EVERY: Final = DAYS + MOMENTS + PERIODS + TEXTS + NUMBERS + OTHERS


def odd_text(random: Random) -> str:
    """Return something odd as it would stand in a query or a path."""
    return str(random.choice(DAYS + MOMENTS + PERIODS + TEXTS + NUMBERS))


def odd_like(random: Random, value: object) -> object:
    """Return an odd value, most often of the kind that the value is of."""
    if random.random() < 0.25:
        return random.choice(EVERY)
    if isinstance(value, str):
        kind = MOMENTS if "T" in value[8:12] else DAYS if value[4:5] == "-" else TEXTS + PERIODS
        return random.choice(kind)
    if isinstance(value, int | float):
        return random.choice(NUMBERS)
    return random.choice(OTHERS)


def plausible(random: Random, schema: Mapping[str, Any], known: Sequence[str]) -> str:
    """Return a text that a parameter of this schema may well be."""
    pattern = str(schema.get("pattern", ""))
    likely: Sequence[object] = [each for each in known if pattern.startswith(f"^{each[:4]}")]
    if "x-codelist" in schema:
        likely = sorted(Catalogue.load().codelist(schema["x-codelist"]).codes)
    elif schema.get("type") == "boolean":
        likely = ["true", "false"]
    elif schema.get("type") == "integer":
        likely = [schema["minimum"], schema["minimum"] + random.randrange(50)]
    elif "format" in schema:
        likely = ["2026-11-28" if schema["format"] == "date" else "2026-11-28T08:00:00+07:00"]
    return str(random.choice(schema.get("enum") or likely or LIKELY))


def mutated(random: Random, document: object) -> bytes:
    """Return the document as JSON with something odd in it, or what is hardly JSON any more."""
    places = list(_places(document))
    made = json.loads(json.dumps(document))
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        *way, last = random.choice(places) if places else ("",)
        made = _changed(random, made, way, last)
    text = json.dumps(made, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return _spoilt(random, text) if random.random() < 0.1 else text


def _places(document: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    members = (
        document.items() if isinstance(document, dict) else enumerate(document if isinstance(document, list) else ())
    )
    for step, value in members:
        yield (*way, step)
        yield from _places(value, (*way, step))


def _changed(random: Random, made: Any, way: Sequence[str | int], last: str | int) -> Any:  # Any: JSON
    around = made
    try:
        for step in way:
            around = around[step]
        value = around[last]
    except (KeyError, IndexError, TypeError):
        return made  # an earlier change took it away
    if isinstance(around, str):
        return made  # an earlier change put a text in the place of a list
    match random.randrange(8):
        case 0:
            del around[last]
        case 1 if isinstance(around, dict):
            around[random.choice(["surprise", "", "\0", "__proto__", "$ref", "x" * 300])] = deepcopy(
                random.choice(EVERY)
            )
        case 2 if isinstance(value, list):
            around[last] = value * random.choice([2, 50])
        case 3:
            around[last] = [value]
        case _:
            around[last] = deepcopy(odd_like(random, value))  # a later change may reach into it
    return made


def _spoilt(random: Random, text: bytes) -> bytes:
    return random.choice(
        [
            b"",
            text[: len(text) // 2],
            text + text,
            b"\xef\xbb\xbf" + text,
            text.decode("utf-8", "replace").encode("utf-16"),
            b"[" * 100 + text + b"]" * 100,
            text[:1] + b'"a":1,"a":2,' + text[1:],
            random.randbytes(60),
        ]
    )
