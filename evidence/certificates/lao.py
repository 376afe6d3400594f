"""Lao texts in one byte a letter, and ids in sixteen: in UTF-8 the names of an event make a symbol two versions larger.

A byte string holds the letters of the Lao block by their place in it, and those of ASCII 128 higher: deflate spends
less on low bytes. A text with any other letter stays UTF-8, so nothing is ever lost.
"""

import re
from typing import Any, Final

_BLOCK: Final = 0x0E80  # U+0E80 to U+0EFF
_HALF: Final = 0x80

_OURS: Final = re.compile(r"[\x00-\x7f\u0e80-\u0eff]*")
_TO_BYTES: Final = {_BLOCK + place: place for place in range(_HALF)} | {code: code + _HALF for code in range(_HALF)}
_FROM_BYTES: Final = {byte: letter for letter, byte in _TO_BYTES.items()}

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuv"  # of `int` in base 32
_TO_DIGITS: Final = str.maketrans(_CROCKFORD, _DIGITS)
_LETTERS: Final = 26  # of an id behind its prefix
_BYTES: Final = 16


def in_lao(text: str) -> bytes | str:
    """Return the text in one byte a letter, or as it is."""
    if text.isascii() or not _OURS.fullmatch(text):
        return text
    return text.translate(_TO_BYTES).encode("latin-1")


def out_of_lao(said: Any) -> Any:  # Any: free data; what is neither stays, and is refused by whoever asks for a text
    """Return the text that such bytes stand for."""
    return said.decode("latin-1").translate(_FROM_BYTES) if isinstance(said, bytes) else said


def id_bytes(id_: str, prefix: str) -> bytes | None:
    """Return the number of an id (`cas_…`), or None if it is none of that prefix."""
    letters = id_.removeprefix(prefix)
    if letters == id_ or len(letters) != _LETTERS or not set(letters) <= set(_CROCKFORD):
        return None
    number = int(letters.translate(_TO_DIGITS), 32)
    return number.to_bytes(_BYTES, "big") if number < 1 << 8 * _BYTES else None


def id_of(number: bytes, prefix: str) -> str:
    """Return the id of such a number; of another length, which is another issuer's, its bytes in hexadecimal."""
    if len(number) != _BYTES:
        return number.hex()
    value = int.from_bytes(number, "big")
    return prefix + "".join(_CROCKFORD[value >> 5 * place & 31] for place in reversed(range(_LETTERS)))
