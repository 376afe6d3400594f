"""base64url without padding (RFC 4648 §5, RFC 7515 §2), for URLs, tokens and entries."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def b64url(data: bytes) -> str:
    """Return the bytes as base64url: 43 characters for a SHA-256."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def b64url_decode(text: str) -> bytes:
    """Return the bytes; raise `ValueError` unless the text is their one canonical encoding.

    A second spelling would be a second token, proof or leaf that says the same: what was signed, counted or hashed once
    could come back under another name.
    """
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:  # of the decoder too: its errors are values
        raise ValueError("not base64url") from error
    if b64url(data) != text:  # unused bits are set, or Python's decoder has skipped what it does not know
        raise ValueError("not canonical base64url")
    return data
