"""Entity tags (RFC 9110 §8.8.3) that name a record's version, such as `"3"`; they are no digest of its bytes.

A tag made of the bytes would tell of what is taken out of them on their way: whoever has the rest could try.
"""

import re
from typing import Final

from contracts.problems import PreconditionFailed, PreconditionRequired

ANY: Final = "*"
_TAG: Final = re.compile(r'(?:W/)?"[!#-~\x80-\xff]*"')  # a comma within the quotes is part of the tag


def _tags(header: str) -> set[str]:
    return set(_TAG.findall(header))


def must_match(if_match: str | None, current: str | None) -> None:
    """Check `If-Match`: raise `PreconditionRequired` without it, `PreconditionFailed` when no tag is the current."""
    if if_match is None:
        raise PreconditionRequired
    if if_match.strip() != ANY and (current is None or _is_weak(current) or current not in _tags(if_match)):
        raise PreconditionFailed


def none_match(if_none_match: str | None, current: str | None) -> bool:
    """Check `If-None-Match`: tell whether the caller holds the current representation, so that 304 is the answer."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == ANY:
        return True
    # Weak comparison is what RFC 9110 §13.1.2 asks for here.
    return current is not None and _opaque(current) in map(_opaque, _tags(if_none_match))


def _is_weak(tag: str) -> bool:
    return tag.startswith("W/")


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/")
