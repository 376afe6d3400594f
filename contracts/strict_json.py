"""Reads JSON so that every party reads the same: no duplicate keys, no NaN, no number that others would round.

U+0000 is refused too: many readers end a text there, and PostgreSQL keeps none.

Most bodies are plain, and a quick look is sure of them. orjson keeps the last of two equal keys, so a member that was
lost is a colon that was lost: the body has more colons than the value written again, unless some are escaped. Written
again with indents, the value shows how deep it is. Integers of 20 digits are rounded, but none of 15. A body of which
this is not sure is read by jiter, which finds duplicates itself, and measured item by item: three times the work.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import jiter
import orjson

from contracts.json_types import JSON
from contracts.pointers import step
from contracts.problems import Fault, MalformedJson

MAX_DEPTH: Final = 64
MAX_INTEGER: Final = 2**53  # beyond it, a reader with doubles sees another number (RFC 8259 §6)
_ODD_ESCAPE: Final = rb"\u00"  # of U+0000, or of a colon
_DIGITS: Final = bytes(ord("0") if ord("0") <= byte <= ord("9") else ord(" ") for byte in range(256))
_LONG_NUMBER: Final = b"0" * len(str(MAX_INTEGER))  # as many digits as the first integer that is too large
_FAR_IN: Final = b"\n" + b" " * (2 * MAX_DEPTH)  # a line of what is nested as deep as it may be, or deeper
_INFINITIES: Final = (float("inf"), float("-inf"))
_POSITION: Final = re.compile(r" at line ([0-9]+) column ([0-9]+)$")
_NOT_A_NUMBER: Final = re.compile(rb"[+-]?(NaN|Infinity|nan|inf)")

_SENTENCES: Final = {
    "syntax": ("ບໍ່ແມ່ນ JSON ທີ່ຖືກຕ້ອງຕາມ RFC 8259.", "This is not JSON as RFC 8259 defines it."),
    "wrong-encoding": (
        "ຂໍ້ຄວາມບໍ່ແມ່ນ UTF-8: ກະລຸນາສົ່ງອອກເປັນ UTF-8.",
        "The text is not UTF-8: export it as UTF-8 (RFC 8259 §8.1).",
    ),
    "duplicate-key": ("ຊື່ດຽວກັນມີສອງເທື່ອໃນວັດຖຸດຽວ.", "An object has the same member name twice."),
    "not-a-number": ("NaN ແລະ Infinity ບໍ່ແມ່ນ JSON.", "NaN and Infinity are not JSON."),
    "number-too-large": (
        "ຕົວເລກໃຫຍ່ເກີນກວ່າທີ່ທຸກລະບົບອ່ານໄດ້ຄືກັນ (±2^53); ສົ່ງເປັນຂໍ້ຄວາມແທນ.",
        "The number is larger than every system reads alike (±2^53); send it as a text.",
    ),
    "null-character": (
        "ຂໍ້ຄວາມມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ.",
        "A text holds the character U+0000, where some systems end it.",
    ),
    "depth": ("ຊ້ອນກັນເລິກເກີນ 64 ຊັ້ນ.", "It is nested deeper than 64 levels."),
}


def loads(body: bytes) -> JSON:
    """Return the value of a JSON body; raise `MalformedJson`, with one fault that says where, when it is not strict."""
    if _ODD_ESCAPE in body or _LONG_NUMBER in body.translate(_DIGITS):
        return _carefully(body)
    try:
        value = orjson.loads(body)
        again = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):  # the second writes less deep than the first reads
        return _carefully(body)
    if body.count(b":") != again.count(b":") or _FAR_IN in again:
        return _carefully(body)
    return value  # type: ignore[no-any-return] # orjson types its answer as Any


def _carefully(body: bytes) -> JSON:
    """Return the value, or the refusal, of a body that a quick look was not sure about."""
    try:
        value = jiter.from_json(body, catch_duplicate_keys=True, allow_inf_nan=False)
    except ValueError as error:
        raise _malformed(body, str(error)) from None
    _measure(value)
    if b"\\u0000" in body:  # escaped is the only way it can be there; the search costs next to nothing
        _refuse_null(value)
    return value  # type: ignore[no-any-return] # jiter types its answer as Any


def _measure(value: Any) -> None:  # Any: anything that was parsed; checked type by type
    """Look at every number and count the levels, level by level: jiter does neither, and recursion would be slower."""
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        deeper: list[Any] = []
        for container in level:
            for item in container.values() if type(container) is dict else container:
                kind = type(item)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    deeper.append(item)
                elif (kind is int and not -MAX_INTEGER <= item <= MAX_INTEGER) or (
                    kind is float and (item in _INFINITIES)
                ):
                    raise _refusal("number-too-large", pointer=_pointer_to_large_number(value))
        if not deeper:
            return
        level = deeper
    raise _refusal("depth", limit=MAX_DEPTH)


def _refuse_null(value: Any) -> None:  # Any: see _measure
    for pointer, node in _nodes(value, ""):
        if isinstance(node, str) and "\0" in node:
            raise _refusal("null-character", pointer=pointer)
        if "\0" in pointer:
            raise _refusal("null-character")


def _pointer_to_large_number(value: Any) -> str:  # Any: see _measure
    numbers = ((pointer, node) for pointer, node in _nodes(value, "") if type(node) in {int, float})
    return next(pointer for pointer, number in numbers if _is_too_large(number))


def _is_too_large(number: float) -> bool:
    return abs(number) > MAX_INTEGER if type(number) is int else number in _INFINITIES


def _nodes(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:  # Any: see _measure
    yield pointer, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _nodes(item, pointer + step(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nodes(item, pointer + step(index))


def _malformed(body: bytes, complaint: str) -> MalformedJson:
    """Turn the parser's complaint into a refusal; its text is left out, since it may quote a member name."""
    line, column = (int(number) for number in _position(complaint))
    if complaint.startswith("Detected duplicate key"):
        code = "duplicate-key"
    elif complaint.startswith("number out of range"):
        code = "number-too-large"
    elif complaint.startswith("recursion limit"):
        return _refusal("depth", limit=MAX_DEPTH)
    elif not _is_utf8(body):
        code = "wrong-encoding"
    else:
        code = "not-a-number" if _names_no_number(body, line, column) else "syntax"
    return _refusal(code, line=line, column=column)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _position(complaint: str) -> tuple[str, str]:
    match = _POSITION.search(complaint)
    return (match[1], match[2]) if match else ("1", "0")


def _names_no_number(body: bytes, line: int, column: int) -> bool:
    """Tell whether NaN or an infinity stands where the parser stopped: on it, or behind its sign or first letter."""
    start = 0
    for _ in range(line - 1):
        start = body.index(b"\n", start) + 1
    return any(_NOT_A_NUMBER.match(body, max(start, start + column - back)) for back in (1, 2, 3))


def _refusal(code: str, *, pointer: str | None = None, **params: object) -> MalformedJson:
    lo, en = _SENTENCES[code]
    return MalformedJson(faults=[Fault(code=code, lo=lo, en=en, pointer=pointer, params=params)])
