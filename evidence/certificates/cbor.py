"""CBOR (RFC 8949) as certificates use it: definite lengths, no tag inside, each key of a map once, all of it bounded.

The heads of all items are walked before anything is built, so a few bytes cannot make the decoder build what is large,
deep or of a type that nobody expects. Indefinite lengths are for streams; here they would only be a second spelling.
"""

from typing import Any, Final

import cbor2

from evidence.certificates.layers import Stopped

DEEPEST: Final = 8
ITEMS: Final = 1_024  # all members of Claim 169 that our tables allow have 700

_ONE_BYTE, _INDEFINITE = 24, 31
_INTEGERS, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = (0, 1), 2, 3, 4, 5, 6, 7
_FALSE, _NULL, _HALF, _DOUBLE = 20, 22, 25, 27


def encoded(value: object) -> bytes:
    """Return the value in CBOR; maps keep their order, which their writers fix."""
    return cbor2.dumps(value)


def decoded(data: bytes, *, tags: tuple[int, ...] = ()) -> Any:  # Any: free data until somebody reads it
    """Return the value of CBOR in which only these tags may stand, around the whole; raise `Stopped`."""
    if _Heads(data, tags).walk() != len(data):
        raise Stopped("cbor-followed")
    try:
        return cbor2.loads(data, allow_duplicate_keys=False)
    except cbor2.CBORDecodeError:
        raise Stopped("key-twice" if _would_be_read(data) else "not-cbor") from None


def _would_be_read(data: bytes) -> bool:
    """Tell whether nothing is wrong but keys that stand twice."""
    try:
        cbor2.loads(data)
    except cbor2.CBORDecodeError:
        return False
    return True


class _Heads:
    """A walk over the heads of all items."""

    def __init__(self, data: bytes, tags: tuple[int, ...]) -> None:
        self._data = data
        self._tags = tags
        self._at = 0
        self._open: list[list[int]] = []  # of each container: items still to come, and whether it is a map

    def walk(self) -> int:
        """Return where the first item ends."""
        for _ in range(ITEMS):
            self._item()
            while self._open and self._open[-1][0] == 0:
                self._open.pop()
            if not self._open:
                return self._at
        raise Stopped("too-many", most=ITEMS)

    def _item(self) -> None:
        major, argument = self._head()
        while major == _TAG:  # around the whole only, and each once: no other item may have one
            if self._open or argument not in self._tags:
                raise Stopped("tagged", tag=argument)
            self._tags = self._tags[self._tags.index(argument) + 1 :]
            major, argument = self._head()
        if self._open:
            self._of_container(major)
        if major in (_BYTES, _TEXT):
            self._at += argument
        elif major in (_ARRAY, _MAP):
            if len(self._open) == DEEPEST:
                raise Stopped("too-deep", most=DEEPEST)
            self._open.append([argument * 2, True] if major == _MAP else [argument, False])
        if self._at > len(self._data):
            raise Stopped("not-cbor")

    def _of_container(self, major: int) -> None:
        left, is_map = self._open[-1]
        if is_map and left % 2 == 0 and major not in (*_INTEGERS, _TEXT):
            raise Stopped("key-other")  # `true` would be taken for 1, which is another key
        self._open[-1][0] -= 1

    def _head(self) -> tuple[int, int]:
        if self._at >= len(self._data):
            raise Stopped("not-cbor")
        major, info = divmod(self._data[self._at], 32)
        self._at += 1
        if info == _INDEFINITE:
            raise Stopped("indefinite")
        if major == _SIMPLE and not (_FALSE <= info <= _NULL or _HALF <= info <= _DOUBLE):
            raise Stopped("not-cbor")
        if info < _ONE_BYTE:
            return major, info
        size = 1 << (info - _ONE_BYTE)
        if info > _DOUBLE or self._at + size > len(self._data):
            raise Stopped("not-cbor")
        self._at += size
        return major, int.from_bytes(self._data[self._at - size : self._at], "big")
