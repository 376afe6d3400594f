"""Strict JSON reader (RFC 8259, I-JSON): no duplicate keys, no NaN, no number that another reader would round.

U+0000 is refused too: many readers end a text there, and PostgreSQL keeps none.

What this costs is bounded by the length of the body. orjson reads it, and the value is written again: at so many
levels that what is too deep cannot be written, and with no integer that others would round. orjson keeps the last of
two equal keys, so a member that was lost is a colon that was lost: the body has more of them than what was written.
Integers of 20 digits it rounds: a body with so many digits in a row is read by jiter, which does not. Objects and lists
cost a hundred bytes for the two that they take, so a long body has one in 16 bytes at most.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import jiter
import orjson

from contracts.json_types import JSON
from contracts.pointers import pointer_to
from contracts.problems import Fault, MalformedJson

MAX_DEPTH: Final = 64
MAX_INTEGER: Final = 2**53 - 1  # beyond it, a reader with doubles sees another number (RFC 7493 §2.2)
PARTS_ALWAYS: Final = 10_000  # objects and lists that a body may have however short it is
BYTES_A_PART: Final = 16  # and one more for each so many bytes
_FEW_BYTES: Final = 2 * PARTS_ALWAYS  # too few for more: each part takes two
_SHORT: Final = 4096  # bytes
_ODD_ESCAPE: Final = rb"\u00"  # of U+0000, of a colon, or of a letter of `null`
_DIGITS: Final = bytes(ord("0") if ord("0") <= byte <= ord("9") else ord(" ") for byte in range(256))
_LONG_NUMBER: Final = b"0" * 19  # one digit less than 2^64, from where on orjson reads integers as floats
_EXPLAINED_BYTES: Final = 128 * 1024  # a place is looked for so far, and among so many values: a refusal is no work
_EXPLAINED_NODES: Final = 20_000
_NOT_A_NUMBER: Final = re.compile(r"[+-]?(NaN|Infinity|nan|inf)")
_INFINITIES: Final = (float("inf"), float("-inf"))
_DUPLICATE: Final = re.compile(r'(?:"(.*)")? at line ([0-9]+) column ([0-9]+)$', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")  # as jiter's messages write vowels that stand above a letter
_LONGEST_NAME: Final = 100  # characters of a member's name that a sentence repeats
_MARK: Final = b"\xef\xbb\xbf"  # U+FEFF

_SENTENCES: Final = {
    "syntax": ("ບໍ່ແມ່ນ JSON ທີ່ຖືກຕ້ອງຕາມ RFC 8259.", "This is not JSON as RFC 8259 defines it."),
    "empty": ("ບໍ່ມີຫຍັງຢູ່ໃນນີ້: ຢ່າງໜ້ອຍຕ້ອງມີຄ່າ JSON ໜຶ່ງຄ່າ.", "There is nothing in it: JSON is one value at least."),
    "cut-off": (
        "JSON ຢຸດກ່ອນຈະຄົບ: ສ່ວນທ້າຍຂາດໄປ, ກະລຸນາສົ່ງໃໝ່ໃຫ້ຄົບ.",
        "The JSON ends before it is complete: its last part is missing, send the whole of it.",
    ),
    "byte-order-mark": (
        "ຂຶ້ນຕົ້ນດ້ວຍ BOM (U+FEFF) ທີ່ JSON ບໍ່ມີ: ກະລຸນາບັນທຶກເປັນ UTF-8 ບໍ່ມີ BOM.",
        "It begins with a byte order mark (U+FEFF), which JSON has not: save it as UTF-8 without BOM (RFC 8259 §8.1).",
    ),
    "wrong-encoding": (
        "ຂໍ້ຄວາມບໍ່ແມ່ນ UTF-8: ກະລຸນາສົ່ງອອກເປັນ UTF-8.",
        "The text is not UTF-8: export it as UTF-8 (RFC 8259 §8.1).",
    ),
    "duplicate-key": ("ຊື່ດຽວກັນມີສອງເທື່ອໃນວັດຖຸດຽວ{named}.", "An object has the same member name twice{named}."),
    "not-a-number": ("NaN ແລະ Infinity ບໍ່ແມ່ນ JSON.", "NaN and Infinity are not JSON."),
    "number-too-large": (
        "ຕົວເລກໃຫຍ່ເກີນກວ່າທີ່ທຸກລະບົບອ່ານໄດ້ຄືກັນ (±(2^53 - 1)); ສົ່ງເປັນຂໍ້ຄວາມແທນ.",
        "The number is larger than every system reads alike (±(2^53 - 1)); send it as a text.",
    ),
    "null-character": (
        "ຂໍ້ຄວາມມີຕົວອັກສອນ U+0000 ເຊິ່ງບາງລະບົບຖືວ່າເປັນທ້າຍຂໍ້ຄວາມ.",
        "A text holds the character U+0000, where some systems end it.",
    ),
    "crowded": (
        "ມີວັດຖຸ ແລະ ລາຍການນ້ອຍໆ ຫຼາຍເກີນໄປສຳລັບຄວາມຍາວຂອງມັນ: ກະລຸນາແບ່ງສົ່ງເປັນຫຼາຍຄັ້ງ.",
        "It is made of too many small objects and lists for its length: send it in several parts.",
    ),
    "depth": ("ຊ້ອນກັນເລິກເກີນ 64 ຊັ້ນ.", "It is nested deeper than 64 levels."),
}


def loads(body: bytes) -> JSON:
    """Return the value of a JSON body; raise `MalformedJson` with one fault, with its place, when it is not strict."""
    if len(body) > _FEW_BYTES and body.count(b"[") + body.count(b"{") > PARTS_ALWAYS + len(body) // BYTES_A_PART:
        raise _refusal("crowded", limit=PARTS_ALWAYS + len(body) // BYTES_A_PART)
    has_long_number = _LONG_NUMBER in body.translate(_DIGITS)
    try:
        value = _with_exact_integers(body) if has_long_number else orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _malformed(body, error) from None
    try:
        again = _serialised(body, value)
    except orjson.JSONEncodeError as error:
        raise _too_deep() if _TOO_DEEP in str(error) else _too_large(value) from None
    if _ODD_ESCAPE in body:
        _check_escapes(body, value, again)
    elif body.count(b":") != again.count(b":"):
        raise _duplicate(body)
    # jiter reads an infinity, and orjson writes null for it
    if has_long_number and again.count(b"null") != body.count(b"null"):
        _refuse_infinity(body, value)
    return value  # type: ignore[no-any-return] # both readers type their answer as Any


def _serialised(body: bytes, value: Any) -> bytes:  # Any: anything that was parsed
    """Return the value serialised again; orjson's error shows too deep a nesting and too large an integer."""
    if len(body) < _SHORT and body.count(b"[") + body.count(b"{") <= MAX_DEPTH:  # counting a long one takes longer
        return orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    return orjson.dumps(_NESTED, default=lambda _: value, option=orjson.OPT_STRICT_INTEGER)


def _nested_lists(levels: int) -> list[Any]:  # Any: lists in lists
    """Return nested lists of that many levels, with a mark inside in whose place a value can be serialised."""
    inside: list[Any] = [object()]
    for _ in range(levels - 1):
        inside = [inside]
    return inside


# orjson writes 254 levels of lists, objects and marks, and not one more: so deep begins what may have 64
_NESTED: Final = _nested_lists(254 - MAX_DEPTH)
_TOO_DEEP: Final = "Recursion limit"


def _check_escapes(body: bytes, value: Any, again: bytes) -> None:  # Any: see _serialised
    """Refuse U+0000 and duplicate keys in a body with escapes, some of which may be colons."""
    plain = body.replace(rb"\\", b"")  # what is left of a row of backslashes escapes
    if rb"\u0000" in plain:
        raise _refusal("null-character", pointer=_pointer(value, lambda node: type(node) is str and "\0" in node))
    if plain.count(b":") + plain.count(rb"\u003a") + plain.count(rb"\u003A") != again.count(b":"):
        raise _duplicate(body)


def _refuse_infinity(body: bytes, value: Any) -> None:  # Any: see _serialised
    """Refuse a number beyond all doubles; the body may hold an escaped letter of `null`, so orjson decides."""
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _too_large(value) from None


def _with_exact_integers(body: bytes) -> Any:  # Any: see _serialised
    """Return the value with exact integers; raise orjson's error, which has a position, when it is no JSON."""
    try:
        return jiter.from_json(body, allow_inf_nan=False)
    except ValueError:
        orjson.loads(body)
        raise _too_deep() from None  # jiter gives up at 200 levels, orjson at 1,024


def _malformed(body: bytes, error: orjson.JSONDecodeError) -> MalformedJson:
    """Return the refusal of a parser's error."""
    try:
        text = body.decode()
    except UnicodeDecodeError as odd:
        line, column = body.count(b"\n", 0, odd.start) + 1, odd.start - body.rfind(b"\n", 0, odd.start)
        return _refusal("wrong-encoding", line=line, column=column)
    if error.msg.startswith("number is infinity"):
        return _too_large(_partial_value(body))
    if error.msg.startswith("depth limit"):
        return _too_deep()
    if not text.strip():
        return _refusal("empty")
    if body.startswith(_MARK):
        return _refusal("byte-order-mark", line=1, column=1)
    code = "not-a-number" if _stops_at_no_number(text, error.pos) else "syntax"
    if code == "syntax" and error.pos >= len(text.rstrip()):
        code = "cut-off"
    return _refusal(code, line=error.lineno, column=error.colno)


def _partial_value(body: bytes) -> Any:  # Any: see _serialised
    """Return the value of the beginning of the body, infinities included; None when it cannot be parsed."""
    try:
        return jiter.from_json(body[:_EXPLAINED_BYTES], allow_inf_nan=False, partial_mode=True)
    except ValueError:
        return None


def _stops_at_no_number(text: str, at: int) -> bool:
    """Tell whether NaN or an infinity stands where the parser stopped: at `at`, or behind its sign."""
    return any(_NOT_A_NUMBER.match(text, max(0, at - back)) for back in (0, 1))


def _duplicate(body: bytes) -> MalformedJson:
    try:
        jiter.from_json(body[:_EXPLAINED_BYTES], catch_duplicate_keys=True, partial_mode=True)
    except ValueError as error:
        if found := _DUPLICATE.search(str(error)):
            name = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), found[1] or "")
            is_plain = 0 < len(name) <= _LONGEST_NAME and name.isprintable() and "\\" not in name
            named = {"name": name} if is_plain else {}
            return _refusal("duplicate-key", line=int(found[2]), column=int(found[3]), **named)
    return _refusal("duplicate-key")


def _too_deep() -> MalformedJson:
    return _refusal("depth", limit=MAX_DEPTH)


def _too_large(value: Any) -> MalformedJson:  # Any: see _serialised
    return _refusal("number-too-large", pointer=_pointer(value, _is_too_large))


def _is_too_large(node: Any) -> bool:  # Any: see _serialised
    return (type(node) is int and abs(node) > MAX_INTEGER) or (type(node) is float and node in _INFINITIES)


def _pointer(value: Any, is_meant: Callable[[Any], bool]) -> str | None:  # Any: see _serialised
    """Return the pointer of the first such value; None when it lies too far behind or its name has U+0000."""
    path = _path(value, is_meant, [_EXPLAINED_NODES])
    return None if path is None or any(type(name) is str and "\0" in name for name in path) else pointer_to(path)


def _path(
    value: Any, is_meant: Callable[[Any], bool], left: list[int]
) -> tuple[str | int, ...] | None:  # Any: as above
    """Search a value of few levels; `left` counts down the nodes that may still be visited."""
    left[0] -= 1
    if is_meant(value):
        return ()
    members = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
    for name, item in members:
        if left[0] <= 0:
            break
        rest = _path(item, is_meant, left)
        if rest is not None:
            return (name, *rest)
    return None


def _refusal(code: str, *, pointer: str | None = None, **params: object) -> MalformedJson:
    named = f": {params['name']}" if "name" in params else ""
    lo, en = (text.format(named=named).removesuffix(".") for text in _SENTENCES[code])
    if "line" in params:
        lo, en = (
            f"{lo} (ແຖວ {params['line']}, ຕົວທີ {params['column']})",
            f"{en} (line {params['line']}, column {params['column']})",
        )
    lo, en = f"{lo}.", f"{en}."
    return MalformedJson(faults=[Fault(code=code, lo=lo, en=en, pointer=pointer, params=params)])
