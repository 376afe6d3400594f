"""From the bytes of a token to the text in a QR symbol and back: zlib and Base45 (RFC 9285), bounded on both sides.

A scanner may add a line end; it is taken off at both ends. A blank is a letter of Base45 and never taken off.
"""

import re
import zlib
from struct import unpack
from typing import Final

from base45 import b45decode

from evidence.certificates.layers import Stopped

LONGEST: Final = 4_296  # letters: no QR symbol holds more (version 40, level L)
MOST: Final = 8_192  # bytes of a token; the largest of Claim 169's own vectors has 1,186
LINE_ENDS: Final = "\r\n"

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PAIRS: Final = [first + second for second in _LETTERS for first in _LETTERS]
_OF_BASE45: Final = re.compile(r"[0-9A-Z $%*+\-./:]*")
_LOWER_CASE: Final = re.compile(r"[a-z]")
_PREFIX: Final = re.compile(r"([A-Z]{2}[0-9]|[a-z]+):")  # of a health certificate, or of an address
_DEFLATE: Final = 8  # RFC 1950 §2.2: the method in the low half of the first byte


def packed(token: bytes, prefix: str = "") -> str:
    """Return the text of a token."""
    return prefix + in_base45(zlib.compress(token, 9))


def in_base45(data: bytes) -> str:
    """Return the data in Base45: two bytes are three letters, the lowest first; one byte left over is two.

    The library takes 110 of the 400 µs of a signed text for this, tables take 30. It reads what is written here.
    """
    letters: list[str] = []
    for number in unpack(f">{len(data) // 2}H", data[: len(data) & ~1]):
        high, low = divmod(number, len(_PAIRS))
        letters += _PAIRS[low], _LETTERS[high]
    return "".join(letters) + (_PAIRS[data[-1]] if len(data) % 2 else "")


def unpacked(text: str, prefix: str = "") -> bytes:
    """Return the token of a text; raise `Stopped` at the layer that fails."""
    if len(text) > LONGEST + len(LINE_ENDS):
        raise Stopped("text-too-long", letters=len(text), most=LONGEST)
    letters = text.strip(LINE_ENDS)
    if not letters:
        raise Stopped("nothing")
    if len(letters) > LONGEST:
        raise Stopped("text-too-long", letters=len(letters), most=LONGEST)
    if any(end in letters for end in LINE_ENDS):
        raise Stopped("line-inside")
    return inflated(_decoded(_behind(letters, prefix)), MOST)


def inflated(data: bytes, most: int) -> bytes:
    """Return what zlib (RFC 1950) compressed, without ever making more than `most` bytes of it; raise `Stopped`."""
    if not _is_zlib(data):
        raise Stopped("not-zlib")
    inflating = zlib.decompressobj()
    try:
        token = inflating.decompress(data, most + 1)
    except zlib.error:
        raise Stopped("zlib-damaged") from None
    if len(token) > most:
        raise Stopped("inflates-too-far", most=most)
    if not inflating.eof:
        raise Stopped("zlib-damaged")
    if inflating.unused_data:
        raise Stopped("zlib-followed")
    return token


def _behind(text: str, prefix: str) -> str:
    if prefix:
        if not text.startswith(prefix):
            raise Stopped("prefix-missing", prefix=prefix)
    elif found := _PREFIX.match(text):
        raise Stopped("prefix-other", prefix=found.group())
    return text.removeprefix(prefix)


def _decoded(letters: str) -> bytes:
    if _LOWER_CASE.search(letters):
        raise Stopped("lower-case")
    whole = _OF_BASE45.match(letters)
    end = whole.end() if whole else 0
    if end < len(letters):
        raise Stopped("letter-other", letter=letters[end], place=end + 1)
    try:
        return bytes(b45decode(letters.encode("ascii")))
    except ValueError:
        raise Stopped("not-base45") from None


def _is_zlib(data: bytes) -> bool:
    return len(data) > 1 and data[0] & 0x0F == _DEFLATE and int.from_bytes(data[:2], "big") % 31 == 0
