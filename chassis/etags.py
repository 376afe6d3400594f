"""Strong entity tags: a tag is the digest of the bytes it stands for (RFC 9110 §8.8.3)."""

import hashlib

from contracts.problems import PreconditionFailed, PreconditionRequired


def etag_of(representation: bytes) -> str:
    """Return the strong entity tag of these bytes, quotes included."""
    return f'"{hashlib.sha256(representation).hexdigest()[:32]}"'


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}


def must_match(if_match: str | None, current: str) -> None:
    """Raise `PreconditionRequired` without the header and `PreconditionFailed` when the resource has changed since."""
    if if_match is None:
        raise PreconditionRequired
    if if_match.strip() != "*" and current not in _tags(if_match):
        raise PreconditionFailed


def none_match(if_none_match: str | None, current: str) -> bool:
    """Tell whether the caller already holds this representation, so that 304 is the answer."""
    # Weak comparison is what RFC 9110 §13.1.2 asks for here.
    return if_none_match is not None and current in {tag.removeprefix("W/") for tag in _tags(if_none_match)}
